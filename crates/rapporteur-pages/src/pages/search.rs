//! Search: articles that hold the words, and names.

use super::set;
use crate::address::Address;
use crate::frame::Frame;
use crate::html::Html;
use crate::site::Site;
use askama::Template;
use rapporteur_model::table::At;
use rapporteur_show::line::Line;
use rapporteur_show::wording;
use rapporteur_store::{Hit, Narrow, Reader};

/// Articles on one page.
const SIZE: usize = 20;
/// Names on the page.
const NAMES: usize = 8;
/// Bytes on each side of the words found, and places shown of one article.
const AROUND: usize = 110;
const PLACES: usize = 3;

struct Found {
    title: Line,
    outlet: Line,
    when: String,
    href: String,
    places: Vec<(Html, String)>,
    more: usize,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Page<'a> {
    frame: Frame,
    q: String,
    outlet: String,
    from: String,
    to: String,
    outlets: &'a [(String, usize)],
    found: Vec<Found>,
    names: Vec<(Line, String, &'static str)>,
    before: Option<String>,
    after: Option<String>,
    page: usize,
}

/// Which articles are wanted.
pub(crate) fn narrow(address: &Address, skip: usize, limit: usize) -> Narrow {
    Narrow {
        outlet: address.get("outlet").map(str::to_owned),
        from: address.parse("from"),
        to: address.parse("to"),
        skip,
        limit,
    }
}

fn found(site: &Site, hit: &Hit) -> Found {
    let excerpts = hit.excerpts(AROUND, PLACES);
    let shown: usize = excerpts.iter().map(|e| e.marks.len()).sum();
    let places = excerpts.iter().map(|e| {
        let text = e.span.of(&hit.text);
        let mut html = Html::new();
        let mut at = 0;
        for mark in &e.marks {
            html.text(text.get(at..mark.start).unwrap_or("")).put(format_args!("<mark>"));
            html.text(text.get(mark.clone()).unwrap_or("")).put(format_args!("</mark>"));
            at = mark.end;
        }
        html.text(text.get(at..).unwrap_or(""));
        let first = e.marks.first().cloned().unwrap_or(0..0);
        let span = rapporteur_model::Span::new(e.span.lo() + first.start, e.span.lo() + first.end);
        (html, site.at(&At { article: hit.article, span }))
    });
    Found {
        title: hit
            .title
            .as_deref()
            .filter(|t| !t.trim().is_empty())
            .map_or_else(|| Line::new().outside_up_to(&hit.path, 120), |t| Line::new().outside_up_to(t, 200)),
        outlet: site.index.outlet(hit.article),
        when: wording::interval(hit.published),
        href: site.article(&hit.article),
        places: places.collect(),
        more: hit.spans.len().saturating_sub(shown),
    }
}

/// The page; the error is for the reader.
pub(crate) fn page(site: &Site, reader: &Reader, address: &Address) -> Result<String, String> {
    let q = address.get("q").unwrap_or("");
    let page = address.parse::<usize>("page").unwrap_or(1).clamp(1, 500);
    // One more than is shown tells whether there is a next page.
    let mut hits =
        reader.search(q, &narrow(address, (page - 1) * SIZE, SIZE + 1)).map_err(|e| e.to_string())?;
    let more = hits.len() > SIZE;
    hits.truncate(SIZE);
    let bare = q.trim_matches(|c: char| !c.is_alphanumeric());
    let names = if bare.chars().count() < 2 { Vec::new() } else { super::entity::named_like(site, bare) };
    let to_page = |n: usize| {
        let n = n.to_string();
        let mut query: Vec<(&str, &str)> =
            address.without(&["page", "as_of", "token"]).map(|(k, v)| (k.as_str(), v.as_str())).collect();
        query.push(("page", &n));
        site.link_with("/search", &query)
    };
    let value = |key: &str| address.get(key).unwrap_or("").to_owned();
    Ok(set(&Page {
        frame: Frame::new(site, address, "search", "Search"),
        q: q.to_owned(),
        outlet: value("outlet"),
        from: value("from"),
        to: value("to"),
        outlets: site.outlets.get(..200).unwrap_or(&site.outlets),
        found: hits.iter().map(|h| found(site, h)).collect(),
        names: names
            .iter()
            .take(NAMES)
            .map(|e| (Line::quote(&e.name), site.entity(&e.entity), e.kind.as_str()))
            .collect(),
        before: (page > 1).then(|| to_page(page - 1)),
        after: more.then(|| to_page(page + 1)),
        page,
    }))
}
