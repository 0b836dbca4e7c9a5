//! The pages, one file each: what a page takes from the record, and its template.

pub(crate) mod article;
pub(crate) mod claims;
pub(crate) mod entity;
pub(crate) mod map;
pub(crate) mod meetings;
pub(crate) mod overview;
pub(crate) mod positions;
pub(crate) mod review;
pub(crate) mod search;
pub(crate) mod sources;
pub(crate) mod terms;
pub(crate) mod timeline;

use crate::site::Site;
use askama::Template;
use rapporteur_model::Id;

/// Writing to memory fails only where a value's Display does, and none of these can.
pub(crate) fn set(page: &impl Template) -> String {
    page.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message<'a> {
    title: &'a str,
    detail: &'a str,
    again: Option<u32>,
}

/// A page that says one thing, without a record.
pub(crate) fn message(title: &str, detail: &str, again: Option<u32>) -> String {
    set(&Message { title, detail, again })
}

/// Where an item of the record is shown, by its id or that of an earlier build.
pub(crate) fn item(site: &Site, id: &str) -> Option<String> {
    let record = site.record;
    let mut id: Id = id.parse().ok()?;
    if let Some(former) = record.former_ids.iter().find(|f| f.id == id) {
        id = former.now;
    }
    let evidence = |at: rapporteur_model::table::At| site.at(&at);
    if record.article(id).is_some() {
        return Some(site.article(&id));
    }
    if record.agreements.iter().any(|a| a.agreement == id) {
        return Some(site.link("/terms"));
    }
    if record.entity(id).is_some() {
        return Some(site.entity(&id));
    }
    if site.position(id).is_some() {
        return Some(site.history(&id));
    }
    if record.meetings.iter().any(|m| m.meeting == id) {
        return Some(site.link("/meetings") + &format!("#mt-{id}"));
    }
    if record.claims.iter().any(|c| c.claim == id) {
        return Some(site.link(&format!("/claims/{id}")));
    }
    let event = site.event(id).map(|e| e.at);
    let told = record.attribution(id).map(|a| a.at);
    let due = record.deadlines.iter().find(|d| d.deadline == id).map(|d| d.at);
    if let Some(at) = event.or(told).or(due) {
        return Some(evidence(at));
    }
    if record.terms.iter().any(|t| t.term == id) {
        return Some(site.link("/terms") + &format!("#t-{id}"));
    }
    record.contradictions.iter().find(|c| c.contradiction == id).map(|c| evidence(c.a))
}
