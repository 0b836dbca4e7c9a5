//! From what is asked for to what is answered, on one snapshot of the record.
//!
//! No socket here, no clock; `serve` brings requests and takes replies.

use crate::address::Address;
use crate::site::Site;
use crate::{api, pages};
use hyper::body::Bytes;
use rapporteur_store::Reader;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    /// HTTP status.
    pub(crate) status: u16,
    /// The sort of the body.
    pub(crate) kind: &'static str,
    /// The body.
    pub(crate) body: Bytes,
    /// Where to go instead.
    pub(crate) location: Option<String>,
    /// Ask again after so many seconds.
    pub(crate) again: Option<u32>,
    /// Depends on nothing but the snapshot and the address, so it may be kept by that tag.
    pub(crate) keep: bool,
}

/// HTML.
pub(crate) const HTML: &str = "text/html; charset=utf-8";
/// JSON.
pub(crate) const JSON: &str = "application/json";
/// A problem as RFC 9457 has it.
pub(crate) const PROBLEM: &str = "application/problem+json";

impl Reply {
    /// A page or other text.
    pub(crate) fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Reply {
        Reply {
            status,
            kind,
            body: Bytes::from(body.into()),
            location: None,
            again: None,
            keep: status == 200,
        }
    }
    /// What whoever asks has already: its tag says so, and nothing had to be worked out.
    pub(crate) fn same() -> Reply {
        Reply { keep: true, ..Reply::new(304, HTML, "") }
    }
    /// To another address of the site.
    pub(crate) fn go(location: String) -> Reply {
        Reply { location: Some(location), keep: false, ..Reply::new(303, "text/plain; charset=utf-8", "") }
    }
}

/// Does this address speak JSON, errors included?
pub(crate) fn is_api(address: &Address) -> bool {
    address.parts.first().is_some_and(|p| p == "api")
}

/// Files that belong to the program, not to the record.
pub(crate) fn asset(address: &Address) -> Option<Reply> {
    const ICON: &str = include_str!("../templates/icon.svg");
    const STYLE: &str = include_str!("../templates/site.css");
    const SCRIPT: &str = include_str!("../templates/review.js");
    match address.path.as_str() {
        "/style.css" => {
            let css = [rapporteur_show::brief::PAGE_CSS, STYLE].concat();
            Some(Reply::new(200, "text/css; charset=utf-8", css))
        }
        "/icon.svg" | "/favicon.ico" => Some(Reply::new(200, "image/svg+xml", ICON)),
        "/review.js" => Some(Reply::new(200, "text/javascript; charset=utf-8", SCRIPT)),
        "/robots.txt" => Some(Reply::new(200, "text/plain; charset=utf-8", "User-agent: *\nDisallow: /\n")),
        _ => None,
    }
}

/// The answer to a request that reads.
pub(crate) fn answer(site: &Site, reader: &Reader, address: &Address) -> Reply {
    let parts: Vec<&str> = address.parts.iter().map(String::as_str).collect();
    if let ["api", rest @ ..] = parts.as_slice() {
        return api::answer(site, reader, address, rest);
    }
    let page = match parts.as_slice() {
        [] => Some(pages::overview::page(site, address)),
        ["positions"] => Some(pages::positions::matrix(site, address)),
        ["positions", issue] => pages::positions::issue(site, address, issue),
        ["positions", issue, party] => pages::positions::history(site, address, issue, party),
        ["timeline"] => Some(pages::timeline::page(site, address)),
        ["meetings"] => Some(pages::meetings::page(site, address)),
        ["sources"] => Some(pages::sources::page(site, address)),
        ["claims"] => Some(pages::claims::list(site, address)),
        ["claims", id] => pages::claims::one(site, address, id),
        ["terms"] => Some(pages::terms::page(site, address)),
        ["map"] => Some(pages::map::page(site, address)),
        ["articles"] => Some(pages::article::list(site, address)),
        ["article", id] => pages::article::read(site, address, id),
        ["entities"] => Some(pages::entity::list(site, address)),
        ["entity", id] => pages::entity::one(site, address, id),
        ["search"] => match pages::search::page(site, reader, address) {
            Ok(page) => Some(page),
            Err(why) => {
                return Reply::new(500, HTML, pages::message("That could not be searched for", &why, None));
            }
        },
        ["item", id] => {
            if let Some(place) = pages::item(site, id) {
                return Reply::go(place);
            }
            None
        }
        _ => None,
    };
    match page {
        Some(html) => Reply::new(200, HTML, html),
        None => Reply::new(
            404,
            HTML,
            pages::message(
                "Nothing stands here",
                "No page and no item of the record has this address.",
                None,
            ),
        ),
    }
}

/// A failure, in the form that the address speaks.
pub(crate) fn failure(
    address: &Address,
    status: u16,
    title: &str,
    detail: &str,
    again: Option<u32>,
) -> Reply {
    let mut reply = if is_api(address) {
        api::problem(status, title, detail)
    } else {
        Reply::new(status, HTML, pages::message(title, detail, again))
    };
    reply.again = again;
    reply.keep = false;
    reply
}
