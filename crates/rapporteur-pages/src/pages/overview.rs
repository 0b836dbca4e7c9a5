//! The overview: the state of the talks, what changed, what is disputed, who is silent.

use super::set;
use crate::address::Address;
use crate::frame::Frame;
use crate::site::Site;
use askama::Template;
use rapporteur_show::view::{Brief, Change, Contested, Silence};

/// Rows of each list; the pages behind them have the rest.
const ROWS: usize = 8;

#[derive(Template)]
#[template(path = "overview.html")]
struct Page<'a, 'r> {
    frame: Frame,
    site: &'a Site<'r>,
    brief: &'a Brief,
    changes: &'a [Change],
    contested: &'a [Contested],
    silence: &'a [Silence],
}

fn some<T>(rows: &[T]) -> &[T] {
    rows.get(..ROWS).unwrap_or(rows)
}

/// The page.
pub(crate) fn page(site: &Site, address: &Address) -> String {
    let brief = &site.brief;
    set(&Page {
        frame: Frame::new(site, address, "overview", "Overview"),
        site,
        brief,
        changes: some(&brief.changes),
        contested: some(&brief.contested),
        silence: some(&brief.silence),
    })
}
