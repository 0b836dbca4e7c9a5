//! What a brief says, worked out once from the record, so that terminal, Markdown, HTML and JSON say the same.
//!
//! Pure: no output format, no clock. First it is chosen which rows are shown and in which order of importance
//! ([`evidence`](crate::evidence) admits words in that order), then each section is put into lines for a reader.

mod contested;
mod deadlocks;
mod lead;
mod matrix;
mod meetings;
mod sources;
mod timeline;

pub use contested::{Contested, Side, Silence};
pub use deadlocks::Deadlock;
pub use lead::{Change, Head, Lead, Since};
pub use matrix::{Cell, Gap, IssueRow, Matrix, Party, Stand};
pub use meetings::{Agreement, Assessment, Deadline, Meeting, MeetingItem, Participant, TermLine};
pub use sources::{Citing, Diagnosis, Outlet, SourceRow, Sources};
pub use timeline::event_line;
pub use timeline::{Entry, EntryKind, Timeline};

use crate::evidence::{Budget, Cite, Evidence, Request};
use crate::index::Index;
use crate::line::Line;
use crate::wording::count;
use rapporteur_model::table::At;
use rapporteur_model::{Date, Record};

/// How much of each section is shown. What is left out is counted and said.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Words of one article.
    pub article_words: usize,
    /// Bytes of evidence.
    pub evidence_bytes: usize,
    /// Columns of the matrix.
    pub parties: usize,
    /// Issues with positions.
    pub issues: usize,
    /// Positions listed of one party on one issue.
    pub history: usize,
    /// Entries of other lists.
    pub entries: usize,
    /// Entries of the timeline.
    pub timeline: usize,
}

impl Limits {
    /// What a brief shows unless it grows too large.
    pub const USUAL: Limits = Limits {
        article_words: 300,
        evidence_bytes: 800_000,
        parties: 8,
        issues: 60,
        history: 15,
        entries: 100,
        timeline: 300,
    };
    /// So many percent of everything that makes a brief long.
    #[must_use]
    pub fn smaller(self, percent: usize) -> Limits {
        let less = |n: usize, least: usize| (n * percent / 100).max(least);
        Limits {
            evidence_bytes: less(self.evidence_bytes, 0),
            issues: less(self.issues, 8),
            history: less(self.history, 1),
            entries: less(self.entries, 4),
            timeline: less(self.timeline, 8),
            ..self
        }
    }
}

/// All that a brief says.
#[derive(Debug, Clone)]
pub struct Brief {
    /// What the brief is about and stands on.
    pub head: Head,
    /// What is missing from the record as a whole, and why.
    pub notes: Vec<Line>,
    /// The state of play.
    pub lead: Lead,
    /// What changed since a day that was asked for.
    pub since: Option<Since>,
    /// Positions by issue and party.
    pub matrix: Matrix,
    /// Positions that moved, newest first.
    pub changes: Vec<Change>,
    /// How the talks are said to go, newest first.
    pub status: Vec<Assessment>,
    /// Meetings and missing rounds.
    pub meetings: Vec<MeetingItem>,
    /// Deadlines.
    pub deadlines: Vec<Deadline>,
    /// Agreements and their terms.
    pub agreements: Vec<Agreement>,
    /// What is disputed, denied, not verified, contradictory or changed in retelling.
    pub contested: Vec<Contested>,
    /// Who did not answer.
    pub silence: Vec<Silence>,
    /// What happened when, as reported.
    pub timeline: Timeline,
    /// Outlets and sources.
    pub sources: Sources,
    /// What could not be settled.
    pub diagnostics: Vec<Diagnosis>,
    /// The sentences.
    pub evidence: Evidence,
    /// What the brief leaves out.
    pub left_out: Vec<Line>,
}

/// Collects wishes for evidence in order of importance.
#[derive(Default)]
struct Wishes(Vec<Request>);

impl Wishes {
    fn add(&mut self, at: At) {
        self.0.push(Request { at, back: None });
    }
    fn add_for(&mut self, at: At, anchor: String, label: Line) {
        self.0.push(Request { at, back: Some((anchor, label)) });
    }
}

/// What the sections are put together with once it is settled which words are shown.
struct Desk<'a, 'r> {
    index: &'a Index<'r>,
    evidence: &'a Evidence,
}

impl Desk<'_, '_> {
    fn cite(&self, at: At) -> Cite {
        self.evidence.cite(self.index, at)
    }
    /// An article's words, if their sentence is among those shown.
    fn words(&self, at: At, words: Option<&str>) -> Option<Line> {
        words.filter(|w| !w.trim().is_empty() && self.evidence.allows(at)).map(Line::quote)
    }
}

/// Takes the first `limit`; says in `left_out` how many were more.
fn first<T>(mut rows: Vec<T>, limit: usize, what: (&str, &str), left_out: &mut Vec<Line>) -> Vec<T> {
    if rows.len() > limit {
        left_out
            .push(Line::say(format!("{} left out of the lists", count(rows.len() - limit, what.0, what.1))));
        rows.truncate(limit);
    }
    rows
}

impl Brief {
    /// Works out a brief.
    pub fn new(record: &Record, limits: Limits, since: Option<Date>) -> Brief {
        let index = &Index::new(record);
        let left_out = &mut Vec::new();

        let grid = matrix::Grid::choose(index, limits, left_out);
        let moves = lead::moves(index, &grid);
        let meets = meetings::Chosen::choose(index, limits, left_out);
        let disputes = contested::Chosen::choose(index, limits, left_out);
        let times = timeline::Chosen::choose(index, &moves, limits, left_out);

        let mut wishes = Wishes::default();
        grid.wish_newest(index, &mut wishes);
        meets.wish(index, &mut wishes);
        lead::wish(index, &moves, limits, &mut wishes);
        disputes.wish(index, &mut wishes);
        grid.wish_history(index, &mut wishes);
        grid.wish_outside(&mut wishes);
        times.wish(&mut wishes);
        let budget = Budget { words: limits.article_words, bytes: limits.evidence_bytes };
        let evidence = Evidence::settle(index, &wishes.0, budget);

        let desk = Desk { index, evidence: &evidence };
        let matrix = grid.show(&desk);
        let changes = lead::changes(&desk, &moves, limits, left_out);
        let status = meets.status(&desk);
        let meetings = meets.meetings(&desk);
        let deadlines = meets.deadlines(&desk);
        let agreements = meets.agreements(&desk);
        let contested = disputes.contested(&desk);
        let silence = disputes.silence(&desk);
        let timeline = times.show(&desk);
        let sources = sources::sources(index, limits, left_out);
        let diagnostics = sources::diagnostics(index, limits, left_out);
        let since = since.map(|day| lead::since(&desk, &moves, day, limits));
        let head = lead::head(index);
        let notes = lead::notes(index);
        let lead = lead::lead(index, &matrix, &status, &meetings, &contested, &silence);
        if evidence.left_out > 0 {
            left_out.push(Line::say(format!(
                "the words of {} kept out of the evidence: at most {} words of an article are shown",
                count(evidence.left_out, "cited place", "cited places"),
                limits.article_words,
            )));
        }
        let left_out = std::mem::take(left_out);
        Brief {
            head,
            notes,
            lead,
            since,
            matrix,
            changes,
            status,
            meetings,
            deadlines,
            agreements,
            contested,
            silence,
            timeline,
            sources,
            diagnostics,
            evidence,
            left_out,
        }
    }
}
