//! Offices over time: from when until when the articles say that somebody holds one. Part of [`crate::entities`].
//!
//! What: a row for each sentence that gives somebody an office, as its evidence, with the days on which dated articles say
//! so. Why: whether somebody speaks for a state depends on the day. "Former minister" in an article of June says that he
//! was one until June at the latest, and nothing about since when. "Acting" is an office of its own. Example: "President
//! Kolo" in March and in May: 03-..05-..; "former president Kolo" in July: until 07-...
//!
//! May touch: the corpus and which entity each mention is.

use rapporteur_lexicon::Lexicon;
use rapporteur_model::record::RoleRow;
use rapporteur_model::table::At;
use rapporteur_model::{Corpus, Date, Id, Interval, RoleMention};
use std::collections::BTreeMap;

/// An office of somebody: entity, the office in its common form with "acting" and the like, state.
type Held<'a> = (Id, String, Option<&'a str>);

/// Does the qualifier say that the office is no longer held?
fn past(lexicon: &Lexicon, role: &RoleMention) -> bool {
    role.qualifier.as_deref().is_some_and(|q| lexicon.offices.is_past(q))
}

/// The rows of `roles`, given the entity of each mention.
pub(super) fn rows(
    lexicon: &Lexicon,
    corpus: &Corpus,
    entity: impl Fn(usize, usize) -> Option<Id>,
) -> Vec<RoleRow> {
    let mut said: BTreeMap<Held<'_>, (Option<Date>, Option<Date>)> = BTreeMap::new();
    let mut found: Vec<(usize, &RoleMention, Id)> = Vec::new();
    for (n, annotations) in corpus.annotations.iter().enumerate() {
        for role in &annotations.roles {
            let Some(entity) = entity(n, role.holder) else { continue };
            found.push((n, role, entity));
            let days = corpus.articles.get(n).map_or(Interval::UNKNOWN, |a| a.published);
            // A day that is known from one side only ("after 1967") is no day on which the office was held.
            let (false, Some(_), Some(_)) = (past(lexicon, role), days.start, days.end) else { continue };
            let slot = said.entry(held(lexicon, entity, role)).or_insert((days.start, days.end));
            slot.0 = slot.0.min(days.start);
            slot.1 = slot.1.max(days.end);
        }
    }
    found
        .into_iter()
        .filter_map(|(n, role, entity)| {
            let article = corpus.articles.get(n)?;
            let held = if past(lexicon, role) {
                Interval { start: None, end: article.published.end }
            } else {
                let days = said.get(&held(lexicon, entity, role));
                days.map_or(Interval::UNKNOWN, |&(start, end)| Interval { start, end })
            };
            let name = match &role.qualifier {
                Some(q) => format!("{} {}", q.trim_end_matches('-'), role.role),
                None => role.role.clone(),
            };
            Some(RoleRow {
                entity,
                role: name,
                state: role.state.clone(),
                held,
                at: At { article: article.id, span: role.span },
                by: role.by.clone(),
            })
        })
        .collect()
}

fn held<'a>(lexicon: &Lexicon, entity: Id, role: &'a RoleMention) -> Held<'a> {
    let office = lexicon.offices.get(&role.role).map_or(role.role.as_str(), |o| o.role);
    let qualifier = role.qualifier.as_deref().map(|q| q.trim_end_matches('-')).unwrap_or("");
    (entity, format!("{qualifier} {office}"), role.state.as_deref())
}
