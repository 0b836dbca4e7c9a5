//! Agreements with their terms, what is reported to bear on them, and deadlines.

use super::set;
use crate::address::Address;
use crate::frame::Frame;
use crate::site::Site;
use askama::Template;
use rapporteur_show::view::{Agreement, Deadline};

#[derive(Template)]
#[template(path = "terms.html")]
struct Page<'a, 'r> {
    frame: Frame,
    site: &'a Site<'r>,
    agreements: &'a [Agreement],
    deadlines: &'a [Deadline],
    incidents: usize,
}

/// Agreements and deadlines on the page.
const ROWS: usize = 200;

/// The page.
pub(crate) fn page(site: &Site, address: &Address) -> String {
    fn some<T>(rows: &[T]) -> &[T] {
        rows.get(..ROWS).unwrap_or(rows)
    }
    set(&Page {
        frame: Frame::new(site, address, "terms", "Terms and incidents"),
        site,
        agreements: some(&site.brief.agreements),
        deadlines: some(&site.brief.deadlines),
        incidents: site.record.incidents.len(),
    })
}
