//! Events that would breach or fulfil a term that was in force at the time.
//!
//! Never a finding: the row says what the event, if it was so, would mean for the term, and who says that it was. An
//! event bears on a term only if the term's bearer did it, the term was in force on its day, and either its words are
//! about the term's issue or the codebook says that such an event breaches or fulfils the term. Where the days on which it
//! can have been include some on which the term was in force and some on which it was not, or where only the first or only
//! the last of them is known, the row is `unclear`.

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
    let held: BTreeMap<Id, Interval> = record.agreements.iter().map(|a| (a.agreement, a.period)).collect();
    let articles: BTreeMap<Id, usize> =
        desk.corpus.articles.iter().enumerate().map(|(i, a)| (a.id, i)).collect();
    let texts: BTreeMap<Id, &str> = desk.corpus.articles.iter().map(|a| (a.id, a.text.as_str())).collect();
    let mut incidents = Vec::new();
    for event in record.events.iter().filter(|e| e.status == EventStatus::Happened) {
        let Some(&article) = articles.get(&event.at.article) else { continue };
        let actor = event.actor.or_else(|| gone_on(desk, record, article, event));
        let Some(actor) = actor.and_then(|a| parties.of(a)) else { continue };
        let recipient = event.recipient.and_then(|r| parties.of(r)).map(|s| s.party);
        let days = match event.date.is_unknown() {
            true => told_on(desk, article, event.at),
            // What has happened has happened by the day it is reported.
            false => {
                let told = reported(desk, article).filter(|d| event.date.start.is_none_or(|s| s <= *d));
                Interval { start: event.date.start, end: event.date.end.or(told) }
            }
        };
        if days.is_unknown() {
            continue;
        }
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
            // Where a term has no dates of its own, those of its agreement hold.
            let whole = term.agreement.and_then(|a| held.get(&a).copied()).unwrap_or(Interval::UNKNOWN);
            let period =
                Interval { start: term.period.start.or(whole.start), end: term.period.end.or(whole.end) };
            // "Has held it since 1907": what began before the term was in force is no incident of it.
            let began = event.date.start.filter(|_| event.date.end.is_none());
            if began.is_some_and(|d| {
                in_force(course, period, Interval { start: Some(d), end: Some(d) }).is_none()
            }) {
                continue;
            }
            let Some(all) = in_force(course, period, days) else { continue };
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

/// The last day on which the article can have appeared.
fn reported(desk: &Desk<'_>, article: usize) -> Option<Date> {
    desk.corpus.articles.get(article)?.published.end
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
/// its period. Of days that only begin or only end somewhere nobody can say that it was in force on all.
fn in_force(course: &[(Option<Date>, TermState)], period: Interval, days: Interval) -> Option<bool> {
    let on = |day: Date| {
        let inside = period.start.is_none_or(|s| s <= day) && period.end.is_none_or(|e| day <= e);
        // What ends on a day is in force on that day: nobody knows which came first.
        let word = course.iter().rfind(|(d, _)| d.is_none_or(|d| d < day));
        inside && word.is_some_and(|(_, state)| *state == TermState::InForce)
    };
    // It can begin on these days or end after them, no others; before the first of them it is as it was the day before.
    let turns: BTreeSet<Date> =
        course.iter().filter_map(|(d, _)| later((*d)?, 1)).chain(period.start).chain(period.end).collect();
    let before = turns.first().and_then(|d| later(*d, -1)).filter(|_| days.start.is_none());
    let within = |d: &Date| days.start.is_none_or(|s| s <= *d) && days.end.is_none_or(|e| *d <= e);
    let asked: BTreeSet<Date> =
        turns.into_iter().chain(before).filter(within).chain(days.start).chain(days.end).collect();
    let some = asked.iter().filter(|d| on(**d)).count();
    let closed = days.start.is_some() && days.end.is_some();
    (some > 0).then_some(closed && some == asked.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Date> {
        text.parse().ok()
    }

    fn span(from: &str, to: &str) -> Interval {
        Interval { start: day(from), end: day(to) }
    }

    #[test]
    fn a_term_is_in_force_on_all_some_or_none_of_the_days() {
        let course = [(day("1905-03-01"), TermState::InForce), (day("1905-06-08"), TermState::Abandoned)];
        let force = |from: &str, to: &str| in_force(&course, Interval::UNKNOWN, span(from, to));
        assert_eq!(force("1905-04-01", "1905-04-03"), Some(true));
        assert_eq!(force("1905-06-08", "1905-06-08"), Some(true));
        assert_eq!(force("1905-06-01", "1905-06-30"), Some(false));
        assert_eq!(force("1905-06-09", "1905-06-30"), None);
        assert_eq!(force("1905-01-01", "1905-02-28"), None);
        // It lay inside.
        assert_eq!(force("1905-01-01", "1905-12-31"), Some(false));
    }

    #[test]
    fn one_bound_is_no_day() {
        let course = [(day("1905-03-01"), TermState::InForce), (day("1905-06-08"), TermState::Abandoned)];
        let force = |from: &str, to: &str| in_force(&course, Interval::UNKNOWN, span(from, to));
        // "By May": any day until then, also one before there was a term.
        assert_eq!(force("", "1905-05-31"), Some(false));
        assert_eq!(force("", "1905-02-01"), None);
        // "Since May": any day from then on.
        assert_eq!(force("1905-05-01", ""), Some(false));
        assert_eq!(force("1905-07-01", ""), None);
        // A term that nobody dates has always been in force; of an event without an end one cannot know.
        let always = [(None, TermState::InForce)];
        assert_eq!(in_force(&always, Interval::UNKNOWN, span("", "1905-05-31")), Some(false));
        assert_eq!(in_force(&always, Interval::UNKNOWN, span("1905-05-01", "1905-05-31")), Some(true));
        let until = Interval { start: None, end: day("1905-04-30") };
        assert_eq!(in_force(&always, until, span("", "1905-06-01")), Some(false));
        assert_eq!(in_force(&always, until, span("1905-06-01", "")), None);
    }
}
