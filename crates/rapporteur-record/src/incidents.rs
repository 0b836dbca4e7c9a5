//! Events that would breach or fulfil a term that was in force at the time.
//!
//! Never a finding: the row says what the event, if it was so, would mean for the term, and who says that it was. An
//! event bears on a term only if the term's bearer did it, the term was in force on its day, and either its words are
//! about the term's issue or the codebook says that such an event breaches or fulfils the term.

use crate::Desk;
use crate::parties::Parties;
use rapporteur_model::record::{Bearing, IncidentRow, Modality, TermState};
use rapporteur_model::{Date, EventStatus, EventType, Id, Interval, Record};
use std::collections::{BTreeMap, BTreeSet};

/// What may breach a term that forbids, where the codebook names nothing.
const BREACH: &[EventType] = &[EventType::Assault, EventType::Coerce, EventType::Mobilize];
/// What may fulfil a term that obliges.
const FULFIL: &[EventType] = &[EventType::Retreat, EventType::Aid, EventType::Cooperate, EventType::Concede];

pub(crate) fn draw_up(desk: &Desk<'_>, parties: &Parties, record: &mut Record) {
    // When each term stood how, in order.
    let mut course: BTreeMap<Id, Vec<(Option<Date>, TermState)>> = BTreeMap::new();
    for row in &record.term_status {
        course.entry(row.term).or_default().push((row.date, row.status));
    }
    for states in course.values_mut() {
        states.sort_unstable();
    }
    let published: BTreeMap<Id, Interval> =
        desk.corpus.articles.iter().map(|a| (a.id, a.published)).collect();
    let texts: BTreeMap<Id, &str> = desk.corpus.articles.iter().map(|a| (a.id, a.text.as_str())).collect();
    let mut incidents = Vec::new();
    for event in record.events.iter().filter(|e| e.status == EventStatus::Happened) {
        let Some(actor) = event.actor.and_then(|a| parties.of(a)) else { continue };
        let recipient = event.recipient.and_then(|r| parties.of(r)).map(|s| s.party);
        let day = match event.date {
            d if d.is_unknown() => published.get(&event.at.article).copied().unwrap_or(Interval::UNKNOWN),
            d => d,
        };
        let Some(day) = day.start.or(day.end) else { continue };
        let words = texts.get(&event.at.article).and_then(|t| t.get(event.at.span.lo()..event.at.span.hi()));
        let about: BTreeSet<&str> = desk
            .codebook
            .issues_in(words.unwrap_or_default())
            .iter()
            .filter_map(|h| desk.codebook.issues.get(h.issue))
            .map(|i| i.id.as_str())
            .collect();
        for term in &record.terms {
            let listed = desk.acts.get(&term.term);
            let breaches = listed.map_or(&[][..], |a| &a.breach);
            let fulfils = listed.map_or(&[][..], |a| &a.fulfil);
            let named = breaches.contains(&event.kind) || fulfils.contains(&event.kind);
            let of_issue = about.contains(term.issue.as_str());
            // Said by the codebook, the deed needs no words on the issue, if it was done to the other side.
            let other = recipient.is_some_and(|r| r != actor.party);
            if term.bearer != Some(actor.party) || !(of_issue || named && other && term.zone.is_none()) {
                continue;
            }
            if !in_force(course.get(&term.term).map_or(&[], Vec::as_slice), term.period, day) {
                continue;
            }
            let bearing = match term.modality {
                Modality::MustNot if named || breaches.is_empty() && BREACH.contains(&event.kind) => {
                    Bearing::BreachAlleged
                }
                Modality::Must if fulfils.contains(&event.kind) => Bearing::Complies,
                Modality::Must if breaches.contains(&event.kind) => Bearing::BreachAlleged,
                Modality::Must if fulfils.is_empty() && FULFIL.contains(&event.kind) => Bearing::Complies,
                _ => continue,
            };
            incidents.push(IncidentRow {
                incident: Id::of("incident", &[event.event.as_bytes(), term.term.as_bytes()]),
                event: event.event,
                term: term.term,
                bearing,
                alleged_by: event.attribution,
            });
        }
    }
    incidents.sort_by_key(|i| i.incident);
    incidents.dedup_by_key(|i| i.incident);
    record.incidents = incidents;
}

/// Was the term in force on that day: by the last word on it by then, and inside its period?
fn in_force(course: &[(Option<Date>, TermState)], period: Interval, day: Date) -> bool {
    let inside = period.start.is_none_or(|s| s <= day) && period.end.is_none_or(|e| day <= e);
    // What ends on a day is in force on that day: nobody knows which came first.
    let last = course.iter().rfind(|(d, _)| d.is_none_or(|d| d < day));
    inside && last.is_some_and(|(_, state)| *state == TermState::InForce)
}
