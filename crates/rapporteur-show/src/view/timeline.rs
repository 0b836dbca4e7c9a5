//! What happened when, as reported: events, meetings, assessments, positions that are new or moved, deadlines.

use super::lead::Move;
use super::matrix::{position_anchor, position_label};
use super::meetings::meeting_anchor;
use super::{Desk, Limits, Wishes};
use crate::evidence::Cite;
use crate::index::{Index, Voice};
use crate::line::Line;
use crate::wording::{self, count};
use rapporteur_model::record::{DeadlineRow, EventRow, MeetingRow, PositionRow, TalksStatusRow};
use rapporteur_model::table::At;
use rapporteur_model::{EventStatus, EventType, Id, Interval};
use std::collections::{BTreeMap, BTreeSet};

/// What sort of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A reported event.
    Event,
    /// A meeting.
    Meeting,
    /// An assessment of the talks.
    Assessment,
    /// A position that is new or moved.
    Position,
    /// Something due.
    Deadline,
}

impl EntryKind {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            EntryKind::Event => "event",
            EntryKind::Meeting => "meeting",
            EntryKind::Assessment => "assessment",
            EntryKind::Position => "position",
            EntryKind::Deadline => "deadline",
        }
    }
}

/// An entry of the timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// When.
    pub date: Interval,
    /// What sort.
    pub kind: EntryKind,
    /// What, as reported.
    pub line: Line,
    /// In whose voice; none where the entry gathers several reports.
    pub voice: Option<Voice>,
    /// The words; none where the entry leads to another part of the brief.
    pub cite: Option<Cite>,
    /// Anchor of the part of the brief that says more.
    pub more: Option<String>,
    /// The words of other articles that report the same, a few of them.
    pub others: Vec<Cite>,
    /// How many more articles report the same.
    pub also: usize,
}

/// Other articles whose words an entry cites.
const OTHERS: usize = 3;

/// The timeline, oldest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timeline {
    /// By month or, where unknown, none: a heading and its entries.
    pub months: Vec<(String, Vec<Entry>)>,
    /// Events without a date.
    pub undated: usize,
}

pub(super) enum Row<'r> {
    /// The mention to show, a few of other articles, and how many articles more.
    Event(&'r EventRow, Vec<At>, usize),
    Meeting(&'r MeetingRow, Option<At>),
    Assessment(&'r TalksStatusRow),
    Position(&'r PositionRow),
    Deadline(&'r DeadlineRow),
}

/// Which rows are shown.
pub(super) struct Chosen<'r> {
    rows: Vec<(Interval, Row<'r>)>,
    undated: usize,
}

/// "Ruritania → Borduria: attack (aerial), “struck”, in Zubrovka".
pub fn event_line(index: &Index, e: &EventRow) -> Line {
    let mut line = e.actor.map_or_else(|| Line::say("Somebody not named"), |a| index.name(a));
    if let Some(to) = e.recipient {
        line = line.ours(" → ").and(index.name(to));
    }
    line = line.ours(format!(": {}", wording::event(e.kind)));
    if let Some(mode) = e.mode.as_deref().filter(|m| !m.is_empty()) {
        line = line.ours(" (").outside(&wording::spaced(mode)).ours(")");
    }
    if !e.trigger.trim().is_empty() {
        line = line.ours(", “").outside_up_to(&e.trigger, 60).ours("”");
    }
    if let Some(place) = e.place {
        line = line.ours(", in ").and(index.name(place));
    }
    line.ours(format!(" — {}", wording::event_status(e.status)))
}

impl Row<'_> {
    /// For entries of one day: what matters more stands first.
    fn weight(&self) -> (u8, Id) {
        match self {
            Row::Meeting(m, _) => (0, m.meeting),
            Row::Assessment(s) => (1, s.at.article),
            Row::Position(p) => (2, p.position),
            Row::Deadline(d) => (3, d.deadline),
            Row::Event(e, ..) => (4, e.event),
        }
    }
}

impl<'r> Chosen<'r> {
    pub(super) fn choose(
        index: &Index<'r>,
        moves: &[Move<'r>],
        limits: Limits,
        left_out: &mut Vec<Line>,
    ) -> Chosen<'r> {
        let record = index.record;
        let mut rows: Vec<(Interval, Row)> = Vec::new();
        let mut undated = 0;
        let mut met: BTreeMap<Id, Vec<At>> = BTreeMap::new();
        for row in &record.meeting_evidence {
            met.entry(row.meeting).or_default().push(row.at);
        }
        for m in record.meetings.iter().filter(|m| !m.date.is_unknown()) {
            rows.push((m.date, Row::Meeting(m, met.get(&m.meeting).and_then(|all| all.first().copied()))));
        }
        // One entry a thread; the words of a meeting are told by the meeting.
        let meetings: BTreeSet<At> = met.into_values().flatten().collect();
        let mut threads: BTreeMap<Id, Vec<&EventRow>> = BTreeMap::new();
        for e in record.events.iter().filter(|e| e.actor.is_some() || e.recipient.is_some()) {
            let near = |span: u32| At {
                article: e.at.article,
                span: rapporteur_model::Span { start: span, end: u32::MAX },
            };
            let first = meetings.range(..=near(e.at.span.end)).next_back();
            let in_meeting = first.is_some_and(|m| m.article == e.at.article && m.span.overlaps(e.at.span));
            if !(e.kind == EventType::Consult && in_meeting) {
                threads.entry(e.thread.unwrap_or(e.event)).or_default().push(e);
            }
        }
        for events in threads.into_values() {
            let articles: BTreeSet<Id> = events.iter().map(|e| e.at.article).collect();
            let first = events
                .iter()
                .filter(|e| !e.date.is_unknown())
                .min_by_key(|e| (index.published(e.at.article).sort_key(), e.event));
            match first {
                Some(e) => {
                    let mut others: BTreeMap<Id, At> = BTreeMap::new();
                    for o in events.iter().filter(|o| o.at.article != e.at.article) {
                        let first = others.entry(o.at.article).or_insert(o.at);
                        *first = (*first).min(o.at);
                    }
                    let mut others: Vec<At> = others.into_values().collect();
                    others.sort_by_key(|at| (index.published(at.article).sort_key(), *at));
                    others.truncate(OTHERS);
                    let more = articles.len().saturating_sub(1 + others.len());
                    rows.push((e.date, Row::Event(e, others, more)));
                }
                None => undated += 1,
            }
        }
        for s in &record.talks_status {
            if let Some(day) = s.date {
                rows.push((Interval::day(day), Row::Assessment(s)));
            }
        }
        rows.extend(
            record.deadlines.iter().filter(|d| !d.due.is_unknown()).map(|d| (d.due, Row::Deadline(d))),
        );
        let mut told = BTreeSet::new();
        for p in moves.iter().flat_map(|m| [m.from, m.to]) {
            if !p.date.is_unknown() && told.insert(p.position) {
                rows.push((p.date, Row::Position(p)));
            }
        }
        rows.sort_by_key(|(date, row)| (date.sort_key(), row.weight()));
        let extra = rows.len().saturating_sub(limits.timeline);
        if extra > 0 {
            // Events that did not happen, or may, go first; then the oldest.
            let mut keep: Vec<bool> = vec![true; rows.len()];
            let weak = |row: &Row| {
                matches!(row, Row::Event(e, others, _)
                    if others.is_empty() && (e.status != EventStatus::Happened || e.actor.is_none()))
            };
            let order = (0..rows.len()).filter(|i| rows.get(*i).is_some_and(|(_, r)| weak(r)));
            let rest = (0..rows.len()).filter(|i| rows.get(*i).is_some_and(|(_, r)| !weak(r)));
            for i in order.chain(rest).take(extra) {
                if let Some(k) = keep.get_mut(i) {
                    *k = false;
                }
            }
            let mut keep = keep.into_iter();
            rows.retain(|_| keep.next().unwrap_or(false));
            left_out.push(Line::say(format!(
                "{} left out of the timeline, the uncertain and the oldest first",
                count(extra, "entry", "entries")
            )));
        }
        Chosen { rows, undated }
    }

    pub(super) fn wish(&self, wishes: &mut Wishes) {
        for (_, row) in self.rows.iter().rev() {
            match row {
                Row::Event(e, others, _) => {
                    wishes.add(e.at);
                    others.iter().for_each(|at| wishes.add(*at));
                }
                Row::Assessment(s) => wishes.add(s.at),
                Row::Position(p) => wishes.add(p.at),
                Row::Deadline(d) => wishes.add(d.at),
                Row::Meeting(_, at) => at.iter().for_each(|at| wishes.add(*at)),
            }
        }
    }

    pub(super) fn show(&self, desk: &Desk) -> Timeline {
        let mut months: Vec<(String, Vec<Entry>)> = Vec::new();
        for (date, row) in &self.rows {
            let heading = date.start.or(date.end).map_or_else(|| "Date unknown".into(), wording::month);
            let entry = entry(desk, *date, row);
            match months.last_mut() {
                Some((last, entries)) if *last == heading => entries.push(entry),
                _ => months.push((heading, vec![entry])),
            }
        }
        Timeline { months, undated: self.undated }
    }
}

fn entry(desk: &Desk, date: Interval, row: &Row) -> Entry {
    let index = desk.index;
    let make = |kind, line, at: Option<At>, attribution: Option<Id>, more| Entry {
        date,
        kind,
        line,
        voice: at.map(|at| index.voice(at.article, attribution)),
        cite: at.map(|at| desk.cite(at)),
        more,
        others: Vec::new(),
        also: 0,
    };
    match row {
        Row::Event(e, others, also) => {
            let entry = make(EntryKind::Event, event_line(index, e), Some(e.at), e.attribution, None);
            Entry { others: others.iter().map(|at| desk.cite(*at)).collect(), also: *also, ..entry }
        }
        Row::Meeting(m, at) => {
            let mut line = Line::new().outside_up_to(&m.name, 120);
            if let Some(venue) = m.venue {
                line = line.ours(", ").and(index.name(venue));
            }
            line = line.ours(format!(" — {}", wording::meeting_status(m.status)));
            let mut entry = make(EntryKind::Meeting, line, *at, None, Some(meeting_anchor(m.meeting)));
            entry.voice = None;
            entry
        }
        Row::Assessment(s) => {
            let line = Line::say(format!("Talks said to be {}", wording::talks(s.status)));
            make(EntryKind::Assessment, line, Some(s.at), s.attribution, None)
        }
        Row::Position(p) => {
            let scope = p.scope.map_or_else(String::new, |s| format!(", {}", wording::scope(s)));
            let line = position_label(index, p).ours(format!(" — {}{scope}", wording::stance(p.stance)));
            make(EntryKind::Position, line, Some(p.at), p.attribution, Some(position_anchor(p)))
        }
        Row::Deadline(d) => {
            let mut line = Line::say("Deadline");
            if let Some(what) = desk.words(d.at, Some(&d.what)) {
                line = line.ours(": ").and(what);
            }
            make(
                EntryKind::Deadline,
                line.ours(format!(" — {}", wording::deadline(d.state))),
                Some(d.at),
                d.attribution,
                None,
            )
        }
    }
}
