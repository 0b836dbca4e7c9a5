//! Events that would breach or fulfil a term that was in force at the time.
//!
//! Never a finding: the row says what the event, if it was so, would mean for the term, and who says that it was. An
//! event bears on a term only if the term's bearer did it, the term was in force on its day, and either its words are
//! about the term's issue or the codebook says that such an event breaches or fulfils the term. Where the days on which it
//! can have been include some on which the term was in force and some on which it was not, the row is `unclear`.

use crate::Desk;
use crate::parties::Parties;
use rapporteur_model::date::later;
use rapporteur_model::record::{Bearing, EventRow, IncidentRow, Modality, TermState};
use rapporteur_model::table::At;
use rapporteur_model::{Date, EventStatus, EventType, Id, Interval, Record, Span, TimeType};
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
    let articles: BTreeMap<Id, usize> =
        desk.corpus.articles.iter().enumerate().map(|(i, a)| (a.id, i)).collect();
    let texts: BTreeMap<Id, &str> = desk.corpus.articles.iter().map(|a| (a.id, a.text.as_str())).collect();
    let mut incidents = Vec::new();
    for event in record.events.iter().filter(|e| e.status == EventStatus::Happened) {
        let Some(&article) = articles.get(&event.at.article) else { continue };
        let actor = event.actor.or_else(|| gone_on(desk, record, article, event));
        let Some(actor) = actor.and_then(|a| parties.of(a)) else { continue };
        let recipient = event.recipient.and_then(|r| parties.of(r)).map(|s| s.party);
        let days = if event.date.is_unknown() { told_on(desk, article, event.at) } else { event.date };
        let (Some(first), Some(last)) = (days.start.or(days.end), days.end.or(days.start)) else { continue };
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
            let course = course.get(&term.term).map_or(&[][..], Vec::as_slice);
            let Some(all) = in_force(course, term.period, first, last) else { continue };
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
                bearing: if all { bearing } else { Bearing::Unclear },
                alleged_by: event.attribution,
            });
        }
    }
    incidents.sort_by_key(|i| i.incident);
    incidents.dedup_by_key(|i| i.incident);
    record.incidents = incidents;
}

/// Who did it where the sentence says "it": whoever alone acts in the sentence before. Only where nobody is named before
/// the pronoun, which stands first or after a time ("In May, it seized").
fn gone_on(desk: &Desk<'_>, record: &Record, article: usize, event: &EventRow) -> Option<Id> {
    let (read, found) = desk.corpus.articles.get(article).zip(desk.corpus.annotations.get(article))?;
    let n = found.sentences.partition_point(|s| s.start <= event.at.span.start).checked_sub(1)?;
    let (before, own) = (found.sentences.get(n.checked_sub(1)?)?, found.sentences.get(n)?);
    let classes = &desk.lexicon.clause_words;
    let words = read.words_of(*own);
    let pronoun = words.split_inclusive(char::is_whitespace).scan(own.start, |at, word| {
        let start = *at;
        *at += u32::try_from(word.len()).unwrap_or(0);
        Some((start, word.trim().to_lowercase()))
    });
    let (at, _) = pronoun.take(FRONT).find(|(_, w)| classes.is("thing_pronoun", w))?;
    let lead = Span { start: own.start, end: at };
    let timed = lead.is_empty() || found.times.iter().any(|t| lead.contains(t.span));
    let named = found.mentions.iter().any(|m| lead.contains(m.span));
    if !timed || named || event.at.span.end <= at {
        return None;
    }
    let acted =
        record.events.iter().filter(|e| e.at.article == event.at.article && before.contains(e.at.span));
    let actors: BTreeSet<Id> = acted.filter_map(|e| e.actor).collect();
    actors.first().copied().filter(|_| actors.len() == 1)
}

/// Words of a sentence within which the pronoun stands that goes on from the sentence before.
const FRONT: usize = 6;

/// When an event happened whose sentence gives no day: after the day of the sentence before, where that tells of a past
/// one and the paragraph goes on ("On Monday it left the truce. It struck ..."); else on the day of the report.
fn told_on(desk: &Desk<'_>, article: usize, at: At) -> Interval {
    let Some((read, found)) = desk.corpus.articles.get(article).zip(desk.corpus.annotations.get(article))
    else {
        return Interval::UNKNOWN;
    };
    let published = read.published;
    let n = found.sentences.partition_point(|s| s.start <= at.span.start);
    let mut before = (0..n).rev().take(2).filter_map(|n| found.sentences.get(n).copied());
    let (Some(own), Some(other)) = (before.next(), before.next()) else { return published };
    if read.words_of(Span { start: other.end, end: own.start.max(other.end) }).contains('\n') {
        return published;
    }
    let past = |day: Date| published.start.is_none_or(|p| later(day, RECENT).is_some_and(|d| d < p));
    let day = found
        .times
        .iter()
        .filter(|t| t.kind == TimeType::Date && other.contains(t.span))
        .filter_map(|t| t.interval.start.zip(t.interval.end))
        .filter(|(_, last)| past(*last))
        .max();
    match day {
        Some((first, _)) => Interval { start: Some(first), end: published.end },
        None => published,
    }
}

/// Days before publication from which on a day is past and not the news.
const RECENT: i64 = 14;

/// Was the term in force on these days: on all, on some (`false`), or on none? By the last word on it by then, and inside
/// its period.
fn in_force(course: &[(Option<Date>, TermState)], period: Interval, first: Date, last: Date) -> Option<bool> {
    let on = |day: Date| {
        let inside = period.start.is_none_or(|s| s <= day) && period.end.is_none_or(|e| day <= e);
        // What ends on a day is in force on that day: nobody knows which came first.
        let word = course.iter().rfind(|(d, _)| d.is_none_or(|d| d < day));
        inside && word.is_some_and(|(_, state)| *state == TermState::InForce)
    };
    // It can begin or end on these days only.
    let turns = course.iter().filter_map(|(d, _)| later((*d)?, 1)).chain(period.start);
    let days: BTreeSet<Date> = turns.filter(|d| first <= *d && *d <= last).chain([first, last]).collect();
    let some = days.iter().filter(|d| on(**d)).count();
    (some > 0).then_some(some == days.len())
}
