//! What the brief stands on, the state of play in a few lines, what moved, what changed since a day.

use super::contested::{Contested, Silence};
use super::deadlocks::{Deadlock, deadlocks};
use super::matrix::{Gap, Grid, Matrix, Stand, position_anchor, position_label, stand};
use super::meetings::{Assessment, Meeting, MeetingItem};
use super::{Desk, Limits, Wishes};
use crate::index::Index;
use crate::line::Line;
use crate::wording::{self, count};
use rapporteur_model::record::{ClaimEvidenceRow, GapState, MeetingEvidenceRow, PositionRow};
use rapporteur_model::{Date, Id, Interval, MeetingStatus};
use std::collections::{BTreeMap, BTreeSet};

/// What the brief is about and stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// The talks, as the user names them.
    pub talks: Line,
    /// The day of which this is known.
    pub as_of: Option<String>,
    /// The codebook.
    pub codebook: Option<String>,
    /// The program's version.
    pub version: Option<String>,
    /// Articles read.
    pub articles: usize,
    /// Of those, without a publication date.
    pub undated: usize,
    /// Outlets, as far as named.
    pub outlets: usize,
    /// Articles whose outlet nobody names.
    pub unnamed: usize,
    /// First to last publication.
    pub period: Interval,
}

/// The state of play.
#[derive(Debug, Clone, PartialEq)]
pub struct Lead {
    /// The newest assessments of the talks, one a state, those of the newest day.
    pub assessments: Vec<Assessment>,
    /// They disagree.
    pub disagree: bool,
    /// The last meeting reported as held.
    pub last: Option<Meeting>,
    /// The next one announced or possible, after that.
    pub next: Option<Meeting>,
    /// First and last of the rounds that no article reports.
    pub missing_rounds: Vec<(u32, u32)>,
    /// Issues by how far apart the parties stand, with the issue's anchor.
    pub gaps: Vec<(Gap, Vec<(Line, String)>)>,
    /// Conditions that wait for each other.
    pub deadlocks: Vec<Deadlock>,
    /// Contested items, by status.
    pub contested: Vec<(&'static str, usize)>,
    /// Cases of silence.
    pub silence: usize,
    /// Who was silent, each once.
    pub silent: Vec<Line>,
}

/// A position that moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// "Borduria: Fisheries".
    pub label: Line,
    /// Before.
    pub from: Stand,
    /// After.
    pub to: Stand,
    /// Anchor of the later one in the histories.
    pub anchor: String,
}

/// What changed since a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Since {
    /// The day.
    pub day: Date,
    /// One line a change.
    pub lines: Vec<Line>,
    /// Lines left out.
    pub more: usize,
}

/// Two positions of one party on one issue that differ, one after the other.
pub(super) struct Move<'r> {
    pub(super) from: &'r PositionRow,
    pub(super) to: &'r PositionRow,
}

/// Positions that moved, by the record's table `position_shifts`, newest first; those of chosen cells only.
pub(super) fn moves<'r>(index: &Index<'r>, grid: &Grid<'r>) -> Vec<Move<'r>> {
    let shown: BTreeMap<Id, &PositionRow> = grid.cells().flatten().map(|p| (p.position, *p)).collect();
    let found = |id: &Id| shown.get(id).copied();
    let mut moves: Vec<Move<'r>> = index
        .record
        .position_shifts
        .iter()
        .filter_map(|s| Some(Move { from: found(&s.from_position)?, to: found(&s.to_position)? }))
        .collect();
    moves.sort_by_cached_key(|m| std::cmp::Reverse(index.age(m.to)));
    moves
}

pub(super) fn wish(index: &Index, moves: &[Move], limits: Limits, wishes: &mut Wishes) {
    for m in moves.iter().take(limits.entries / 3) {
        for p in [m.to, m.from] {
            wishes.add_for(p.at, position_anchor(p), position_label(index, p));
        }
    }
}

pub(super) fn changes(desk: &Desk, moves: &[Move], limits: Limits, left_out: &mut Vec<Line>) -> Vec<Change> {
    let shown = limits.entries / 3;
    if moves.len() > shown {
        left_out.push(Line::say(format!(
            "{} left out of the list of changes",
            count(moves.len() - shown, "change", "changes")
        )));
    }
    moves
        .iter()
        .take(shown)
        .map(|m| Change {
            label: position_label(desk.index, m.to),
            from: stand(desk, m.from),
            to: stand(desk, m.to),
            anchor: position_anchor(m.to),
        })
        .collect()
}

pub(super) fn head(index: &Index) -> Head {
    let record = index.record;
    let value = |key| record.meta(key).map(str::trim).filter(|v| !v.is_empty());
    let mut period = Interval::UNKNOWN;
    for a in &record.articles {
        // A day "not before 1967" would stretch the period over what nobody wrote.
        let Some(to) = a.published.end else { continue };
        period.start = period.start.into_iter().chain(a.published.start.or(Some(to))).min();
        period.end = period.end.max(Some(to));
    }
    let outlets: BTreeSet<String> = record
        .articles
        .iter()
        .filter(|a| a.outlet.is_some() || a.outlet_entity.is_some())
        .map(|a| index.outlet_of(a).plain())
        .collect();
    Head {
        talks: value("talks").map_or_else(|| Line::say("The talks"), Line::quote),
        as_of: value("as_of").map(|v| v.parse::<Date>().map_or_else(|_| crate::line::clean(v), wording::day)),
        codebook: value("codebook").map(crate::line::clean),
        version: value("version").map(crate::line::clean),
        articles: record.articles.len(),
        undated: record.articles.iter().filter(|a| a.published.end.is_none()).count(),
        outlets: outlets.len(),
        unnamed: record.articles.iter().filter(|a| a.outlet.is_none() && a.outlet_entity.is_none()).count(),
        period,
    }
}

pub(super) fn notes(index: &Index) -> Vec<Line> {
    let record = index.record;
    let mut notes = Vec::new();
    if record.articles.is_empty() {
        let why = match record.meta("as_of").filter(|v| !v.is_empty()) {
            Some(day) => Line::say("No article in this record: none of those read counts as published by ").outside(day).ours(
                ". An article counts from the last day on which it can have been published; an undated one does not count.",
            ),
            None => Line::say("No article in this record: nothing was read, so there is nothing to report."),
        };
        return vec![why];
    }
    let undated = record.articles.iter().filter(|a| a.published.end.is_none()).count();
    if undated > 0 {
        notes.push(Line::say(format!(
            "{} without a publication date: what {} cannot be placed in time unless the words give a day.",
            count(undated, "article stands", "articles stand"),
            if undated == 1 { "it says" } else { "they say" },
        )));
    }
    if record.sentences.is_empty() {
        notes.push(Line::say(
            "No sentence was read in any article: the language may be one the program does not read, or the files hold no body text.",
        ));
    }
    notes
}

pub(super) fn lead(
    index: &Index,
    matrix: &Matrix,
    status: &[Assessment],
    meetings: &[MeetingItem],
    contested: &[Contested],
    silence: &[Silence],
) -> Lead {
    let newest = status.first().map(|s| s.date);
    let mut states = BTreeSet::new();
    let assessments: Vec<Assessment> =
        status.iter().filter(|s| Some(s.date) == newest && states.insert(s.state)).take(3).cloned().collect();
    let held: Vec<&Meeting> = meetings
        .iter()
        .filter_map(|m| match m {
            MeetingItem::Meeting(m) => Some(m.as_ref()),
            MeetingItem::Missing(..) => None,
        })
        .collect();
    let when = |m: &Meeting| m.date.start.or(m.date.end);
    // Where no meeting is dated, the highest round reported is the last.
    let happened = |m: &&&Meeting| m.status == MeetingStatus::Happened;
    let last = held
        .iter()
        .rfind(|m| happened(m) && when(m).is_some())
        .or_else(|| held.iter().filter(|m| happened(m) && m.round.is_some()).max_by_key(|m| m.round));
    let next = held.iter().find(|m| {
        matches!(m.status, MeetingStatus::Planned | MeetingStatus::Possible)
            && when(m).is_some()
            && last.is_none_or(|l| when(l) < when(m))
    });
    let mut gaps: Vec<(Gap, Vec<(Line, String)>)> = Vec::new();
    for state in
        [GapState::Opposed, GapState::Bridgeable, GapState::Agreed, GapState::OneSided, GapState::Unaddressed]
    {
        let gap = Gap(state);
        let issues: Vec<_> = matrix
            .issues
            .iter()
            .filter(|i| i.gap == gap)
            .map(|i| (i.title.clone(), i.anchor.clone()))
            .collect();
        if !issues.is_empty() {
            gaps.push((gap, issues));
        }
    }
    let mut kinds: Vec<(&'static str, usize)> = Vec::new();
    for item in contested {
        match kinds.iter_mut().find(|(k, _)| *k == item.status) {
            Some((_, n)) => *n += 1,
            None => kinds.push((item.status, 1)),
        }
    }
    let mut seen = BTreeSet::new();
    let silent = silence.iter().map(|s| s.line.clone()).filter(|l| seen.insert(l.plain())).take(3).collect();
    Lead {
        disagree: assessments.len() > 1,
        assessments,
        last: last.map(|m| (*m).clone()),
        next: next.map(|m| (*m).clone()),
        missing_rounds: meetings
            .iter()
            .filter_map(|m| match m {
                MeetingItem::Missing(a, b, _) => Some((*a, *b)),
                MeetingItem::Meeting(_) => None,
            })
            .collect(),
        gaps,
        deadlocks: deadlocks(index),
        contested: kinds,
        silence: silence.len(),
        silent,
    }
}

/// What became known on or after `day`. An article counts from the last day on which it can have been published;
/// undated ones cannot be placed and are counted.
pub(super) fn since(desk: &Desk, moves: &[Move], day: Date, limits: Limits) -> Since {
    let index = desk.index;
    let record = index.record;
    let fresh = |article| index.known(article).is_some_and(|d| d >= day);
    let mut lines = Vec::new();
    let articles = record.articles.iter().filter(|a| a.published.end.is_some_and(|d| d >= day)).count();
    let undated = record.articles.iter().filter(|a| a.published.end.is_none()).count();
    lines.push(Line::say(match articles {
        0 => "No article of this record was published since, so nothing can have changed.".to_owned(),
        n => format!("{} published since.", count(n, "article", "articles")),
    }));
    if undated > 0 {
        lines.push(Line::say(format!(
            "{} not counted: no last possible day of publication.",
            count(undated, "article", "articles")
        )));
    }
    let told = |at: rapporteur_model::table::At, attribution| {
        let voice = index.voice(at.article, attribution);
        Line::say(" — ").and(voice.line).ours(", ").ours(wording::interval(index.published(at.article)))
    };
    let phrase = |p: &PositionRow| {
        let scope = p.scope.map_or_else(String::new, |s| format!(", {}", wording::scope(s)));
        format!("{}{scope} ({})", wording::stance(p.stance), wording::interval(p.date))
    };
    let mut moved = BTreeSet::new();
    for m in moves.iter().filter(|m| fresh(m.to.at.article)) {
        moved.insert(m.to.position);
        lines.push(
            Line::say("Moved: ")
                .and(position_label(index, m.to))
                .ours(format!(", from {} to {}", phrase(m.from), phrase(m.to)))
                .and(told(m.to.at, m.to.attribution)),
        );
    }
    let mut positions: Vec<_> =
        record.positions.iter().filter(|p| fresh(p.at.article) && !moved.contains(&p.position)).collect();
    positions.sort_by_cached_key(|p| std::cmp::Reverse(index.age(p)));
    for p in positions {
        let line = Line::say("Position: ").and(position_label(index, p)).ours(format!(", {}", phrase(p)));
        lines.push(line.and(told(p.at, p.attribution)));
    }
    let mut met: BTreeMap<Id, Vec<&MeetingEvidenceRow>> = BTreeMap::new();
    for e in &record.meeting_evidence {
        met.entry(e.meeting).or_default().push(e);
    }
    for m in &record.meetings {
        let evidence = met.get(&m.meeting).map_or(&[][..], Vec::as_slice);
        if let Some(e) = evidence.iter().find(|e| fresh(e.at.article)) {
            let known_before = evidence.iter().any(|e| index.known(e.at.article).is_some_and(|d| d < day));
            let line = Line::say(if known_before { "Meeting reported again: " } else { "Meeting: " })
                .outside_up_to(&m.name, 120)
                .ours(format!(", {}, {}", wording::interval(m.date), wording::meeting_status(m.status)));
            lines.push(line.and(told(e.at, e.attribution)));
        }
    }
    for s in record.talks_status.iter().filter(|s| fresh(s.at.article)) {
        lines.push(
            Line::say(format!("Talks said to be {}", wording::talks(s.status)))
                .and(told(s.at, s.attribution)),
        );
    }
    for n in record.non_responses.iter().filter(|n| fresh(n.at.article)) {
        let written = || n.who_text.as_deref().map_or_else(|| Line::say("Somebody"), Line::quote);
        let who = n.who.map_or_else(written, |w| index.name(w));
        lines.push(
            Line::say("Silence: ")
                .and(who)
                .ours(format!(" {}", wording::silence(n.how)))
                .and(told(n.at, None)),
        );
    }
    let mut claimed: BTreeMap<Id, &ClaimEvidenceRow> = BTreeMap::new();
    for e in record.claim_evidence.iter().filter(|e| desk.evidence.allows(e.at)) {
        claimed.entry(e.claim).or_insert(e);
    }
    for c in record.claims.iter().filter(|c| c.first_published.is_some_and(|d| d >= day)) {
        if let Some(e) = claimed.get(&c.claim) {
            let line = Line::say(format!("Claim, {}: ", wording::claim(c.status)))
                .outside(wording::claimed(&c.summary));
            lines.push(line.and(told(e.at, e.attribution)));
        }
    }
    let more = lines.len().saturating_sub(limits.entries);
    lines.truncate(limits.entries);
    Since { day, lines, more }
}
