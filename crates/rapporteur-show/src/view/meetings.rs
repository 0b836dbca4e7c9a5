//! Meetings with their missing rounds, how the talks are said to go, deadlines, agreements.

use super::{Desk, Limits, Wishes};
use crate::evidence::Cite;
use crate::index::{Index, Voice};
use crate::line::Line;
use crate::wording;
use rapporteur_model::record::{
    AgreementRow, DeadlineRow, DeadlineState, IncidentRow, MeetingEvidenceRow, MeetingRow, ParticipantRow,
    TalksStatusRow, TermRow, TermStatusRow,
};
use rapporteur_model::{Date, Id, Interval, MeetingStatus, ParticipantRole, TalksState};
use std::collections::{BTreeMap, BTreeSet};

/// How the talks are said to go.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// The first day it can be about.
    pub date: Option<Date>,
    /// How they go.
    pub state: TalksState,
    /// In whose voice.
    pub voice: Voice,
    /// The words.
    pub cite: Cite,
    /// The same as text, if shown.
    pub words: Option<Line>,
}

impl Assessment {
    /// "16 Sep 2025" or "date unknown".
    pub fn when(&self) -> String {
        self.date.map_or_else(|| "date unknown".into(), wording::day)
    }
}

/// Somebody at a meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct Participant {
    /// Who.
    pub name: Line,
    /// Office and role: "foreign minister; leads the delegation".
    pub office: Line,
    /// The side they sat for.
    pub side: Option<Line>,
    /// The words that say so.
    pub cite: Cite,
    /// In whose voice.
    pub voice: Voice,
}

/// A meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    /// Its id.
    pub meeting: Id,
    /// Its anchor.
    pub anchor: String,
    /// Its name.
    pub name: Line,
    /// Where.
    pub venue: Option<Line>,
    /// Which round.
    pub round: Option<u32>,
    /// When.
    pub date: Interval,
    /// Whether it took place, as reported.
    pub status: MeetingStatus,
    /// Likelihood as stated.
    pub likelihood: Option<Line>,
    /// Outcome as stated.
    pub outcome: Option<Line>,
    /// Who sat there, by side; those of no known side last.
    pub sides: Vec<(Option<Line>, Vec<Participant>)>,
    /// The words it stands on, with their voices.
    pub reports: Vec<(Voice, Cite)>,
    /// Words it stands on that the list leaves out.
    pub more: usize,
}

impl Meeting {
    /// "Round 3 · Zubrovka · 16 Sep 2025".
    pub fn where_and_when(&self) -> Line {
        let mut parts = Vec::new();
        parts.extend(self.round.map(|n| Line::say(format!("round {n}"))));
        parts.extend(self.venue.clone());
        parts.push(Line::say(wording::interval(self.date)));
        Line::join(parts, " · ")
    }
}

/// An entry of the list of meetings.
#[derive(Debug, Clone, PartialEq)]
pub enum MeetingItem {
    /// A meeting of the record.
    Meeting(Box<Meeting>),
    /// Rounds that must have been and that no article reports: first and last, and whose talks.
    Missing(u32, u32, Line),
}

/// Something due.
#[derive(Debug, Clone, PartialEq)]
pub struct Deadline {
    /// What is due, in the article's words.
    pub what: Option<Line>,
    /// When.
    pub due: Interval,
    /// The event it hangs on, in the article's words.
    pub anchor: Option<Line>,
    /// Who set it.
    pub set_by: Option<Line>,
    /// Whether it was met.
    pub state: DeadlineState,
    /// In whose voice.
    pub voice: Voice,
    /// The words.
    pub cite: Cite,
}

/// An agreement and its terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Its name, or that the terms belong to no named agreement.
    pub name: Line,
    /// Parties, verifier, status as stated.
    pub facts: Vec<Line>,
    /// Its clauses.
    pub terms: Vec<TermLine>,
    /// Clauses left out.
    pub more: usize,
}

/// A clause.
#[derive(Debug, Clone, PartialEq)]
pub struct TermLine {
    /// "Borduria must not: overflights".
    pub line: Line,
    /// What became of it: "in force, 3 Mar 1974; then suspended, 8 May 1974".
    pub status: Option<Line>,
    /// In whose voice, and the words; none where the codebook gives the term.
    pub source: Option<(Voice, Cite)>,
    /// Where the codebook has it from.
    pub codebook: Option<Line>,
    /// Events somebody alleges or reports to bear on it.
    pub incidents: Vec<(Line, Voice, Cite)>,
}

/// Which rows are shown.
pub(super) struct Chosen<'r> {
    status: Vec<&'r TalksStatusRow>,
    meetings: Vec<&'r MeetingRow>,
    evidence: BTreeMap<Id, Vec<&'r MeetingEvidenceRow>>,
    participants: BTreeMap<Id, Vec<&'r ParticipantRow>>,
    deadlines: Vec<&'r DeadlineRow>,
    agreements: Vec<(Option<&'r AgreementRow>, Vec<&'r TermRow>)>,
    incidents: BTreeMap<Id, Vec<&'r IncidentRow>>,
    term_status: BTreeMap<Id, Vec<&'r TermStatusRow>>,
    entries: usize,
}

/// States told of one term, the last ones.
const COURSE: usize = 4;
/// Reports listed of one meeting.
const REPORTS: usize = 4;
/// People listed of one meeting.
const PEOPLE: usize = 24;

/// Anchor of a meeting.
pub(super) fn meeting_anchor(id: Id) -> String {
    format!("mt-{id}")
}

impl<'r> Chosen<'r> {
    pub(super) fn choose(index: &Index<'r>, limits: Limits, left_out: &mut Vec<Line>) -> Chosen<'r> {
        let record = index.record;
        let mut status: Vec<_> = record.talks_status.iter().collect();
        status
            .sort_by_key(|s| (std::cmp::Reverse(s.date), std::cmp::Reverse(index.known(s.at.article)), s.at));
        let status = super::first(
            status,
            limits.entries / 2,
            ("assessment of the talks", "assessments of the talks"),
            left_out,
        );

        let mut meetings: Vec<_> = record.meetings.iter().collect();
        // The newest are kept where there are too many; they are told in the order of time.
        meetings.sort_by_key(|m| {
            std::cmp::Reverse((!m.date.is_unknown(), m.date.start.or(m.date.end), m.round, m.meeting))
        });
        let mut meetings = super::first(meetings, limits.entries, ("meeting", "meetings"), left_out);
        meetings.sort_by_key(|m| (m.date.sort_key(), m.round, m.meeting));
        let mut evidence: BTreeMap<Id, Vec<_>> = BTreeMap::new();
        for row in &record.meeting_evidence {
            evidence.entry(row.meeting).or_default().push(row);
        }
        let mut participants: BTreeMap<Id, Vec<_>> = BTreeMap::new();
        for row in &record.participants {
            participants.entry(row.meeting).or_default().push(row);
        }

        let mut deadlines: Vec<_> = record.deadlines.iter().collect();
        deadlines.sort_by_key(|d| (std::cmp::Reverse(d.due.end.or(d.due.start)), d.deadline));
        let deadlines = super::first(deadlines, limits.entries / 2, ("deadline", "deadlines"), left_out);

        let mut terms: BTreeMap<Option<Id>, Vec<&TermRow>> = BTreeMap::new();
        for term in &record.terms {
            terms.entry(term.agreement).or_default().push(term);
        }
        let mut agreements: Vec<_> = record
            .agreements
            .iter()
            .map(|a| (Some(a), terms.remove(&Some(a.agreement)).unwrap_or_default()))
            .collect();
        agreements
            .sort_by(|a, b| a.0.map(|r| (&r.name, r.agreement)).cmp(&b.0.map(|r| (&r.name, r.agreement))));
        let loose: Vec<_> = terms.into_values().flatten().collect();
        if !loose.is_empty() {
            agreements.push((None, loose));
        }
        // Those of one issue together; the codebook's first, then as they were told.
        for (_, terms) in &mut agreements {
            terms.sort_by(|a, b| {
                let order = |t: &TermRow| t.at.map(|at| (index.known(at.article), at));
                (&a.issue, order(a), a.modality, a.bearer, a.term).cmp(&(
                    &b.issue,
                    order(b),
                    b.modality,
                    b.bearer,
                    b.term,
                ))
            });
        }
        let agreements = super::first(agreements, limits.entries / 4, ("agreement", "agreements"), left_out);
        let mut incidents: BTreeMap<Id, Vec<_>> = BTreeMap::new();
        for row in &record.incidents {
            incidents.entry(row.term).or_default().push(row);
        }
        // What became of each term, oldest first, what nobody dates before it.
        let mut term_status: BTreeMap<Id, Vec<&TermStatusRow>> = BTreeMap::new();
        for row in &record.term_status {
            term_status.entry(row.term).or_default().push(row);
        }
        for course in term_status.values_mut() {
            course.sort_by_key(|row| (row.date, row.status, row.at));
            course.dedup_by_key(|row| (row.date, row.status));
        }
        Chosen {
            term_status,
            status,
            meetings,
            evidence,
            participants,
            deadlines,
            agreements,
            incidents,
            entries: limits.entries,
        }
    }

    fn reports(&self, meeting: Id) -> &[&'r MeetingEvidenceRow] {
        self.evidence.get(&meeting).map_or(&[], Vec::as_slice)
    }

    /// Each person once, with the first words that put them there.
    fn people(&self, meeting: Id) -> impl Iterator<Item = &&'r ParticipantRow> {
        let mut seen = BTreeSet::new();
        let rows = self.participants.get(&meeting).map_or(&[][..], Vec::as_slice);
        rows.iter().filter(move |p| seen.insert(p.participant)).take(PEOPLE)
    }

    pub(super) fn wish(&self, index: &Index, wishes: &mut Wishes) {
        for (i, row) in self.status.iter().enumerate() {
            wishes.add_for(
                row.at,
                format!("s-{i}"),
                Line::say("Assessment: ").ours(wording::talks(row.status)),
            );
        }
        for m in self.meetings.iter().rev() {
            let label = Line::say("Meeting: ").outside(&m.name);
            for row in self.reports(m.meeting).iter().take(REPORTS) {
                wishes.add_for(row.at, meeting_anchor(m.meeting), label.clone());
            }
        }
        for m in self.meetings.iter().rev() {
            for row in self.people(m.meeting) {
                wishes.add_for(row.at, meeting_anchor(m.meeting), Line::say("Meeting: ").outside(&m.name));
            }
        }
        for row in &self.deadlines {
            wishes.add(row.at);
        }
        for term in self.agreements.iter().flat_map(|(_, terms)| terms.iter().take(self.entries / 2)) {
            term.at.into_iter().for_each(|at| wishes.add(at));
            for incident in self.incidents.get(&term.term).into_iter().flatten().take(REPORTS) {
                if let Some(event) = event(index, incident) {
                    wishes.add(event.at);
                }
            }
        }
    }

    pub(super) fn status(&self, desk: &Desk) -> Vec<Assessment> {
        self.status
            .iter()
            .map(|row| Assessment {
                date: row.date,
                state: row.status,
                voice: desk.index.voice(row.at.article, row.attribution),
                cite: desk.cite(row.at),
                words: desk.words(row.at, Some(desk.index.words(row.at.article, row.at.span))),
            })
            .collect()
    }

    pub(super) fn meetings(&self, desk: &Desk) -> Vec<MeetingItem> {
        let mut missing = missing_rounds(desk.index);
        let mut items: Vec<MeetingItem> = Vec::new();
        for m in &self.meetings {
            for (from, to, sides) in missing.remove(&m.meeting).unwrap_or_default() {
                items.push(MeetingItem::Missing(from, to, sides));
            }
            items.push(MeetingItem::Meeting(Box::new(self.meeting(desk, m))));
        }
        items
    }

    fn meeting(&self, desk: &Desk, m: &MeetingRow) -> Meeting {
        let index = desk.index;
        let reports = self.reports(m.meeting);
        let shown_words = |words: &Option<String>| {
            let shown = reports.iter().any(|r| desk.evidence.allows(r.at));
            words.as_deref().filter(|w| shown && !w.trim().is_empty()).map(Line::quote)
        };
        let mut sides: Vec<(Option<Id>, Vec<Participant>)> = Vec::new();
        for row in self.people(m.meeting) {
            let who = Participant {
                name: index.name(row.participant),
                office: office(row),
                side: row.side.map(|s| index.name(s)),
                cite: desk.cite(row.at),
                voice: index.voice(row.at.article, row.attribution),
            };
            match sides.iter_mut().find(|(side, _)| *side == row.side) {
                Some((_, list)) => list.push(who),
                None => sides.push((row.side, vec![who])),
            }
        }
        sides.sort_by_key(|(side, _)| {
            let name = side.and_then(|s| index.record.entity(s)).map(|e| e.name.as_str());
            (side.is_none(), name, *side)
        });
        Meeting {
            meeting: m.meeting,
            anchor: meeting_anchor(m.meeting),
            name: Line::new().outside_up_to(&m.name, 120),
            venue: m.venue.map(|v| index.name(v)),
            round: m.round,
            date: m.date,
            status: m.status,
            likelihood: shown_words(&m.likelihood),
            outcome: shown_words(&m.outcome),
            sides: sides.into_iter().map(|(side, list)| (side.map(|s| index.name(s)), list)).collect(),
            reports: reports
                .iter()
                .take(REPORTS)
                .map(|r| (index.voice(r.at.article, r.attribution), desk.cite(r.at)))
                .collect(),
            more: reports.len().saturating_sub(REPORTS),
        }
    }

    pub(super) fn deadlines(&self, desk: &Desk) -> Vec<Deadline> {
        self.deadlines
            .iter()
            .map(|row| Deadline {
                what: desk.words(row.at, Some(&row.what)),
                due: row.due,
                anchor: desk.words(row.at, row.anchor.as_deref()),
                set_by: row.set_by.map(|s| desk.index.name(s)),
                state: row.state,
                voice: desk.index.voice(row.at.article, row.attribution),
                cite: desk.cite(row.at),
            })
            .collect()
    }

    pub(super) fn agreements(&self, desk: &Desk) -> Vec<Agreement> {
        let limit = self.entries / 2;
        self.agreements
            .iter()
            .map(|(row, terms)| {
                let mut facts = Vec::new();
                if let Some(row) = row {
                    let mut fact = |label: &str, value: &Option<String>| {
                        let value = value.as_deref().filter(|v| !v.trim().is_empty());
                        facts.extend(value.map(|v| Line::say(label).outside(v)));
                    };
                    fact("Parties: ", &row.parties);
                    fact("Verified by: ", &row.verifier);
                    fact("As stated: ", &row.status.as_deref().map(wording::plain_words));
                    fact("Known from: ", &row.source);
                }
                Agreement {
                    name: row
                        .map_or_else(|| Line::say("Terms of no named agreement"), |r| Line::quote(&r.name)),
                    facts,
                    terms: terms.iter().take(limit).map(|t| self.term(desk, t)).collect(),
                    more: terms.len().saturating_sub(limit),
                }
            })
            .collect()
    }

    fn term(&self, desk: &Desk, term: &TermRow) -> TermLine {
        let index = desk.index;
        let bearer = term.bearer.map_or_else(|| Line::say("each side"), |b| index.name(b));
        let action = match term.at {
            // A term of the codebook is the user's own text.
            None => Some(Line::quote(&term.action)),
            Some(at) => desk.words(at, Some(&term.action)),
        };
        let mut line = bearer
            .ours(format!(" {}", wording::modality(term.modality)))
            .ours(" (")
            .and(index.issue_title(&term.issue))
            .ours(")");
        if let Some(action) = action {
            line = line.ours(": ").and(action);
        }
        // What an article tells stands in its words already.
        let own = term.at.is_none();
        let mut add = |before: &str, text: &Option<String>, after: &str| {
            if let Some(text) = text.as_deref().filter(|t| own && !t.trim().is_empty()) {
                line = std::mem::take(&mut line).ours(before).outside_up_to(text, 120).ours(after);
            }
        };
        add(", in ", &term.zone, "");
        add(" (at most ", &term.ceiling, ")");
        add(", except: ", &term.exception, "");
        add(" (verified by ", &term.verifier, ")");
        match (term.period.start, term.period.end) {
            (Some(from), Some(until)) => {
                line = line.ours(format!(
                    ", {}",
                    wording::interval(Interval { start: Some(from), end: Some(until) })
                ));
            }
            (Some(from), None) => line = line.ours(format!(", from {}", wording::day(from))),
            (None, Some(until)) => line = line.ours(format!(", until {}", wording::day(until))),
            (None, None) => {}
        }
        let course = self.term_status.get(&term.term).map(Vec::as_slice).unwrap_or_default();
        let told = course.get(course.len().saturating_sub(COURSE)..).unwrap_or_default();
        let status = (!told.is_empty()).then(|| {
            let one = |s: &&TermStatusRow| {
                let day = s.date.map_or_else(|| "date unknown".into(), wording::day);
                Line::say(format!("{}, {day}", wording::term(s.status)))
            };
            Line::join(told.iter().map(one), "; then ")
        });
        let incidents =
            self.incidents.get(&term.term).into_iter().flatten().take(REPORTS).filter_map(|incident| {
                let event = event(index, incident)?;
                let line = Line::say(wording::capital(wording::bearing(incident.bearing)))
                    .ours(": ")
                    .and(super::timeline::event_line(index, event));
                Some((line, index.voice(event.at.article, event.attribution), desk.cite(event.at)))
            });
        TermLine {
            line,
            status,
            source: term.at.map(|at| (index.voice(at.article, term.attribution), desk.cite(at))),
            codebook: term.source.as_deref().filter(|s| own && !s.trim().is_empty()).map(Line::quote),
            incidents: incidents.collect(),
        }
    }
}

/// "foreign minister; leads the delegation".
fn office(row: &ParticipantRow) -> Line {
    let role = (row.role != ParticipantRole::Delegate).then(|| Line::say(wording::participant(row.role)));
    let office =
        row.office.as_deref().filter(|o| !o.trim().is_empty()).map(|o| Line::new().outside_up_to(o, 120));
    Line::join(office.into_iter().chain(role), "; ")
}

fn event<'r>(index: &Index<'r>, incident: &IncidentRow) -> Option<&'r rapporteur_model::record::EventRow> {
    let events = &index.record.events;
    events.binary_search_by_key(&incident.event, |e| e.event).ok().and_then(|i| events.get(i))
}

/// First and last of the rounds nobody reports, and whose talks, where the record knows of several.
type Rounds = (u32, u32, Line);

/// Rounds nobody reports, by the record's table `missing_rounds`, under the meeting they come before.
fn missing_rounds(index: &Index) -> BTreeMap<Id, Vec<Rounds>> {
    let rows = &index.record.missing_rounds;
    let several = rows.iter().any(|r| rows.first().is_some_and(|first| first.sides != r.sides));
    let mut missing: BTreeMap<Id, Vec<Rounds>> = BTreeMap::new();
    for row in rows {
        let rounds = missing.entry(row.meeting).or_default();
        match rounds.last_mut() {
            Some((_, to, _)) if *to + 1 == row.round => *to = row.round,
            _ => {
                let sides = row.sides.split(' ').filter_map(|id| id.parse().ok()).map(|id| index.name(id));
                let names = if several { Line::join(sides, ", ") } else { Line::new() };
                rounds.push((row.round, row.round, names));
            }
        }
    }
    missing
}
