//! Meetings and rounds: which mentions are one meeting, who sat there for whom.
//!
//! Mentions are taken in the order of the corpus. A mention joins a meeting only on positive grounds: the same round of
//! the same parties, the same venue and time, the same article speaking on ("attended the meeting"). What only may be
//! the same stays apart, with a diagnostic.

use crate::Desk;
use crate::flatten::{diagnostic, one_line};
use crate::parties::Parties;
use rapporteur_model::date::{days_between, later};
use rapporteur_model::record::{MeetingEvidenceRow, MeetingRow, ParticipantRow};
use rapporteur_model::table::At;
use rapporteur_model::{
    Diagnostic, EntityKind, Id, Interval, Likelihood, MeetingMention, MeetingStatus, ParticipantRole, Record,
};
use std::collections::{BTreeMap, BTreeSet};

/// Days by which two reports of one dated meeting may differ.
const SLACK_DAYS: i64 = 3;

/// How many of the meetings before it a mention may be one with.
const NEAREST: usize = 500;

/// Evidence of one meeting: article index, index of the mention.
type Place = (usize, usize);

struct Meeting {
    mentions: Vec<Place>,
    round: Option<u32>,
    venue: Option<Id>,
    date: Interval,
    /// Parties at the table.
    sides: BTreeSet<Id>,
    persons: BTreeSet<Id>,
    status: MeetingStatus,
}

pub(crate) fn draw_up(desk: &Desk<'_>, parties: &Parties, record: &mut Record) {
    let mut meetings: Vec<Meeting> = Vec::new();
    for (i, found) in desk.corpus.annotations.iter().enumerate() {
        let mut current: Option<usize> = None;
        for (n, mention) in found.meetings.iter().enumerate() {
            let seen = look(desk, parties, i, n, mention);
            let from = meetings.len().saturating_sub(NEAREST);
            let near = meetings.get(from..).unwrap_or_default();
            let joined = join(near, &seen, current.and_then(|c| c.checked_sub(from)), i, mention);
            let joined = joined.map(|index| index + from);
            let index = match joined {
                Some(index) => {
                    if let Some(meeting) = meetings.get_mut(index) {
                        merge(meeting, seen);
                    }
                    index
                }
                None => {
                    may_be_same(desk, near, &seen, i, mention, record);
                    meetings.push(seen);
                    meetings.len() - 1
                }
            };
            // A planned or hoped-for meeting is not what "the meeting" goes on to speak of.
            if mention.status == MeetingStatus::Happened {
                current = Some(index);
            }
        }
    }
    let names: BTreeMap<Id, &str> = desk.links.entities.iter().map(|e| (e.entity, e.name.as_str())).collect();
    for meeting in meetings {
        write(desk, parties, &names, &meeting, record);
    }
}

/// Does the mention only go on speaking of a meeting?
fn goes_on(mention: &MeetingMention) -> bool {
    matches!(&*mention.by, "meeting.delegation" | "meeting.represented" | "meeting.attended")
}

/// A date that ended before `day`, a year on, if it then lies within the year after `day`; else as it was.
fn ahead(date: Interval, day: rapporteur_model::Date) -> Interval {
    let on = |d: rapporteur_model::Date| rapporteur_model::date::later(d, 365);
    let (Some(start), Some(end)) = (date.start, date.end) else { return date };
    match (on(start), on(end)) {
        (Some(from), Some(to)) if end < day && from >= day => {
            year_on(start, end).unwrap_or(Interval::new(from, to))
        }
        _ => date,
    }
}

/// The same days of the next year.
fn year_on(start: rapporteur_model::Date, end: rapporteur_model::Date) -> Option<Interval> {
    let on = |d: rapporteur_model::Date| {
        format!("{:04}-{:02}-{:02}", d.year() + 1, d.month(), d.day()).parse().ok()
    };
    Some(Interval::new(on(start)?, on(end)?))
}

fn look(desk: &Desk<'_>, parties: &Parties, i: usize, n: usize, mention: &MeetingMention) -> Meeting {
    let found = desk.corpus.annotations.get(i);
    let published = desk.corpus.articles.get(i).map_or(Interval::UNKNOWN, |a| a.published);
    let date = mention
        .time
        .and_then(|t| found.and_then(|f| f.times.get(t)))
        .map_or(Interval::UNKNOWN, |t| t.interval);
    // What happened, happened by the day of publication.
    let date = match (mention.status, date.is_unknown(), published.end) {
        (MeetingStatus::Happened, true, Some(day)) => Interval { start: None, end: Some(day) },
        // "This week" of an article that is dated by an interval may end after it.
        (MeetingStatus::Happened, false, Some(day)) if date.start.is_some_and(|s| s <= day) => {
            Interval { start: date.start, end: date.end.min(Some(day)) }
        }
        // What is still to come is not in the past: "the second half of June", said in July, is next year's.
        (MeetingStatus::Planned | MeetingStatus::Possible, false, Some(day)) => ahead(date, day),
        _ => date,
    };
    let mut meeting = Meeting {
        mentions: vec![(i, n)],
        round: mention.round,
        venue: desk.entity(i, mention.venue),
        date,
        sides: BTreeSet::new(),
        persons: BTreeSet::new(),
        status: mention.status,
    };
    for p in &mention.participants {
        let Some(entity) = desk.entity(i, Some(p.mention)) else { continue };
        let side = desk.entity(i, p.side).or_else(|| parties.of(entity).map(|s| s.party));
        if p.role == ParticipantRole::Delegate || p.role == ParticipantRole::Leader {
            meeting.sides.extend(side.filter(|s| !parties.mediates(*s)));
        }
        if is_person(desk, i, p.mention) {
            meeting.persons.insert(entity);
        }
    }
    meeting
}

fn is_person(desk: &Desk<'_>, article: usize, mention: usize) -> bool {
    let found = desk.corpus.annotations.get(article);
    found.and_then(|f| f.mentions.get(mention)).is_some_and(|m| m.kind == EntityKind::Person)
}

fn join(
    meetings: &[Meeting],
    seen: &Meeting,
    current: Option<usize>,
    article: usize,
    mention: &MeetingMention,
) -> Option<usize> {
    // Mentions stand in the order of the articles.
    let same_article = |m: &Meeting| m.mentions.last().is_some_and(|&(a, _)| a == article);
    if goes_on(mention) {
        let by_venue = seen
            .venue
            .and_then(|venue| meetings.iter().rposition(|m| same_article(m) && m.venue == Some(venue)));
        return by_venue.or_else(|| current.filter(|_| seen.venue.is_none()));
    }
    let compatible = |m: &Meeting| {
        let differ = |a: Option<u32>, b: Option<u32>| matches!((a, b), (Some(a), Some(b)) if a != b);
        let elsewhere = matches!((m.venue, seen.venue), (Some(a), Some(b)) if a != b);
        let status = (m.status == MeetingStatus::Cancelled) == (seen.status == MeetingStatus::Cancelled);
        !differ(m.round, seen.round) && !elsewhere && near(m.date, seen.date) && status && same_sides(m, seen)
    };
    meetings.iter().rposition(|m| {
        if !compatible(m) {
            return false;
        }
        let same_round = m.round.is_some() && m.round == seen.round;
        let same_venue = m.venue.is_some() && m.venue == seen.venue;
        let same_time = both_known(m.date, seen.date);
        let shared = m.persons.intersection(&seen.persons).count();
        same_round
            || (same_venue && (same_time || same_article(m)))
            || (same_time && shared >= 2)
            || (same_article(m) && shared >= 2)
            || (same_article(m) && same_time && m.date == seen.date && m.sides == seen.sides)
    })
}

/// Both days are known and close.
fn both_known(a: Interval, b: Interval) -> bool {
    let span = |i: Interval| i.start.zip(i.end).is_some();
    span(a) && span(b) && near(a, b)
}

fn near(a: Interval, b: Interval) -> bool {
    let widen = |i: Interval| Interval {
        start: i.start.and_then(|d| later(d, -SLACK_DAYS)),
        end: i.end.and_then(|d| later(d, SLACK_DAYS)),
    };
    widen(a).may_overlap(b)
}

/// Parties named at both do not exclude each other.
fn same_sides(a: &Meeting, b: &Meeting) -> bool {
    a.sides.is_subset(&b.sides) || b.sides.is_subset(&a.sides)
}

fn merge(meeting: &mut Meeting, seen: Meeting) {
    meeting.mentions.extend(seen.mentions);
    meeting.round = meeting.round.or(seen.round);
    meeting.venue = meeting.venue.or(seen.venue);
    meeting.sides.extend(seen.sides);
    meeting.persons.extend(seen.persons);
    let narrower = |i: Interval| i.start.zip(i.end).map(|(s, e)| days_between(s, e));
    let take = match (narrower(meeting.date), narrower(seen.date)) {
        (Some(old), Some(new)) => new < old,
        (None, Some(_)) => true,
        _ => false,
    };
    if take {
        meeting.date = seen.date;
    }
    // Reports of a deed outweigh plans for it; a cancellation was told apart before.
    meeting.status = meeting.status.min(seen.status);
}

fn may_be_same(
    desk: &Desk<'_>,
    meetings: &[Meeting],
    seen: &Meeting,
    i: usize,
    mention: &MeetingMention,
    record: &mut Record,
) {
    let Some(article) = desk.corpus.articles.get(i) else { return };
    let same = seen.venue.is_some()
        && meetings.iter().any(|m| {
            m.venue == seen.venue
                && m.round.is_none_or(|r| seen.round.is_none_or(|s| r == s))
                && near(m.date, seen.date)
                && same_sides(m, seen)
        });
    if same {
        let detail = "may be a meeting that another article reports at the same place; nothing says so";
        record.diagnostics.push(diagnostic(Diagnostic::at(
            article.id,
            mention.span,
            "meeting-may-be-same",
            detail,
        )));
    }
}

fn write(
    desk: &Desk<'_>,
    parties: &Parties,
    names: &BTreeMap<Id, &str>,
    meeting: &Meeting,
    record: &mut Record,
) {
    let Some(&(first_article, first_mention)) = meeting.mentions.first() else { return };
    let at = |(i, n): Place| -> Option<(usize, &MeetingMention, At)> {
        let mention = desk.corpus.annotations.get(i)?.meetings.get(n)?;
        let article = desk.corpus.articles.get(i)?.id;
        Some((i, mention, At { article, span: mention.span }))
    };
    let Some((_, first, first_at)) = at((first_article, first_mention)) else { return };
    let id = Id::of_span("meeting", first_at.article, first.trigger);
    let mut likelihood = None;
    let mut outcome = None;
    // Mediators and hosts as any article names them, so that their people are not taken for delegates.
    let mut third: BTreeMap<Id, ParticipantRole> = BTreeMap::new();
    let mut rows: Vec<ParticipantRow> = Vec::new();
    for place in &meeting.mentions {
        let Some((i, mention, evidence)) = at(*place) else { continue };
        let words =
            |span: rapporteur_model::Span| desk.corpus.articles.get(i).map(|a| one_line(a.words_of(span)));
        likelihood = likelihood.or_else(|| mention.likelihood.and_then(words));
        outcome = outcome.or_else(|| mention.outcome.and_then(words));
        record.meeting_evidence.push(MeetingEvidenceRow {
            meeting: id,
            at: evidence,
            attribution: desk.attribution(i, mention.attribution),
        });
        for p in &mention.participants {
            let Some(entity) = desk.entity(i, Some(p.mention)) else { continue };
            let party = parties.of(entity).map(|s| s.party);
            let side = desk.entity(i, p.side).or(party);
            if matches!(p.role, ParticipantRole::Mediator | ParticipantRole::Host) {
                third.insert(entity, p.role);
                third.extend(party.map(|s| (s, p.role)));
            }
            rows.push(ParticipantRow {
                meeting: id,
                participant: entity,
                role: p.role,
                office: office(desk, i, p.mention),
                side: side.filter(|s| *s != entity),
                at: At { article: evidence.article, span: p.span },
                attribution: desk.attribution(i, mention.attribution),
            });
        }
    }
    for row in &mut rows {
        let party = row.side.unwrap_or(row.participant);
        let mediator = third.get(&party).or_else(|| third.get(&row.participant)).copied();
        let mediator = mediator.or_else(|| parties.mediates(party).then_some(ParticipantRole::Mediator));
        if let Some(role) = mediator.filter(|_| row.role == ParticipantRole::Delegate) {
            row.role = role;
        }
    }
    record.participants.extend(once(rows));
    record.meetings.push(MeetingRow {
        meeting: id,
        name: name(names, meeting),
        venue: meeting.venue,
        round: meeting.round,
        date: meeting.date,
        status: meeting.status,
        likelihood_band: likelihood.as_deref().and_then(|words| band(desk, words)),
        likelihood,
        outcome,
        by: first.by.clone(),
    });
}

/// The band of the words for how likely something is.
fn band(desk: &Desk<'_>, words: &str) -> Option<Likelihood> {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    desk.lexicon.events.likelihood.at(&words, 0).map(|(_, band)| *band)
}

/// Who was there, once an article: the row that says most, and further ones only for another office. Whoever is said to sit
/// for a side in one place sat for it.
fn once(mut rows: Vec<ParticipantRow>) -> Vec<ParticipantRow> {
    let mut sides: BTreeMap<Id, Id> = BTreeMap::new();
    for row in &rows {
        if let Some(side) = row.side {
            sides.entry(row.participant).or_insert(side);
        }
    }
    for row in &mut rows {
        row.side = row.side.or_else(|| sides.get(&row.participant).copied());
    }
    rows.sort_by_key(|r| {
        (r.participant, r.at.article, r.office.is_none(), r.role == ParticipantRole::Delegate, r.at.span)
    });
    let mut kept: Vec<ParticipantRow> = Vec::new();
    for row in rows {
        let same = |k: &&ParticipantRow| k.participant == row.participant && k.at.article == row.at.article;
        let told = kept.iter().rev().take_while(same).any(|k| row.office.is_none() || k.office == row.office);
        if !told {
            kept.push(row);
        }
    }
    kept
}

/// The office a participant is given in that article, as written there.
fn office(desk: &Desk<'_>, article: usize, mention: usize) -> Option<String> {
    let found = desk.corpus.annotations.get(article)?;
    let entity = desk.entity(article, Some(mention))?;
    let near = found.roles.iter().filter(|r| desk.entity(article, Some(r.holder)) == Some(entity));
    let at = found.mentions.get(mention)?.span.start;
    let role = near.min_by_key(|r| (r.span.start.abs_diff(at), r.span.start))?;
    Some(match &role.qualifier {
        Some(q) => format!("{q} {}", role.role),
        None => role.role.clone(),
    })
}

/// "Round 3, Geneva"; "Meeting in Geneva"; "Meeting of Borduria and Syldavia".
fn name(names: &BTreeMap<Id, &str>, meeting: &Meeting) -> String {
    let called = |id: Id| names.get(&id).copied();
    let venue = meeting.venue.and_then(called);
    match (meeting.round, venue) {
        (Some(n), Some(venue)) => format!("Round {n}, {venue}"),
        (Some(n), None) => format!("Round {n}"),
        (None, Some(venue)) => format!("Meeting in {venue}"),
        (None, None) => {
            let who: Vec<&str> =
                meeting.sides.iter().chain(&meeting.persons).filter_map(|id| called(*id)).take(2).collect();
            if who.is_empty() { "Meeting".to_owned() } else { format!("Meeting of {}", who.join(" and ")) }
        }
    }
}
