//! Positions by issue and party: the newest in each cell, the older ones behind it.

use super::{Desk, Limits, Wishes};
use crate::evidence::Cite;
use crate::index::{Index, Voice};
use crate::line::Line;
use crate::wording::{self, count};
use rapporteur_model::record::{GapState, PositionRow};
use rapporteur_model::table::At;
use rapporteur_model::{Id, Interval, Link, Scope, Stance};
use std::collections::BTreeMap;

/// A party, one column of the matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// The entity.
    pub entity: Id,
    /// Its name.
    pub name: Line,
}

/// A position put to a reader.
#[derive(Debug, Clone, PartialEq)]
pub struct Stand {
    /// Its id.
    pub position: Id,
    /// Whose position.
    pub party: Line,
    /// What the party does.
    pub stance: Stance,
    /// How much.
    pub scope: Option<Scope>,
    /// What is left out, in the article's words.
    pub exception: Option<Line>,
    /// The article's words.
    pub summary: Option<Line>,
    /// How it hangs on something.
    pub link: Option<Link>,
    /// The issue it hangs on.
    pub condition_issue: Option<Line>,
    /// The condition in the article's words.
    pub condition: Option<Line>,
    /// When it was held.
    pub date: Interval,
    /// Whose words these are, for the party.
    pub said_by: Option<Line>,
    /// In whose voice it is told.
    pub voice: Voice,
    /// The words.
    pub cite: Cite,
    /// The rule.
    pub by: String,
}

impl Stand {
    /// "demands", "offers in part".
    pub fn headline(&self) -> String {
        match self.scope {
            Some(scope) => format!("{}, {}", wording::stance(self.stance), wording::scope(scope)),
            None => wording::stance(self.stance).to_owned(),
        }
    }
    /// What is left out, where the summary does not say it already.
    pub fn exception_to_show(&self) -> Option<&Line> {
        let said = self.summary.as_ref().map(Line::plain).unwrap_or_default();
        self.exception.as_ref().filter(|e| !said.contains(&e.plain()))
    }
    /// "only if: “a treaty is signed” (issue: Peace treaty)"; `None` where it hangs on nothing.
    pub fn tie(&self) -> Option<Line> {
        if self.link.is_none() && self.condition.is_none() && self.condition_issue.is_none() {
            return None;
        }
        let link = self.link.map_or("on condition of", wording::link);
        // A label, not the beginning of a sentence: the article's words may say "if" themselves.
        let mut line = Line::say(link).ours(if self.condition.is_some() { ": " } else { " " });
        match (&self.condition, &self.condition_issue) {
            (Some(words), Some(issue)) => {
                line = line.ours("“").and(words.clone()).ours("” (issue: ").and(issue.clone()).ours(")");
            }
            (Some(words), None) => line = line.ours("“").and(words.clone()).ours("”"),
            (None, Some(issue)) => line = line.ours("something on the issue ").and(issue.clone()),
            (None, None) => line = line.ours("something the words do not name"),
        }
        Some(line)
    }
    /// "date unknown" or the days.
    pub fn when(&self) -> String {
        wording::interval(self.date)
    }
}

/// What one party holds on one issue.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Anchor of the cell.
    pub anchor: String,
    /// Anchor of its history.
    pub history_anchor: String,
    /// Whose.
    pub party: Line,
    /// Newest first; never empty.
    pub stands: Vec<Stand>,
    /// How many positions of the same newest day say something else.
    pub same_day: Vec<Stance>,
    /// How many older ones the lists leave out.
    pub more: usize,
}

/// How far apart the parties stand on an issue, as the record's table `gaps` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap(pub GapState);

impl Gap {
    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        self.0.as_str()
    }
    /// For a reader.
    pub fn label(self) -> &'static str {
        match self.0 {
            GapState::Agreed => "stances meet",
            GapState::Bridgeable => "neither refused nor agreed",
            GapState::Opposed => "opposed",
            GapState::OneSided => "one side only",
            GapState::Unaddressed => "left for later",
        }
    }
}

/// One issue, one row of the matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueRow {
    /// The issue's id in the codebook.
    pub issue: String,
    /// Its title.
    pub title: Line,
    /// Anchor of the issue's history.
    pub anchor: String,
    /// How far apart.
    pub gap: Gap,
    /// One for each party of [`Matrix::parties`].
    pub cells: Vec<Option<Cell>>,
    /// Cells of parties without a column.
    pub others: Vec<Cell>,
}

impl IssueRow {
    /// All cells that hold something.
    pub fn held(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().flatten().chain(&self.others)
    }
}

/// Positions by issue and party.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The columns.
    pub parties: Vec<Party>,
    /// Parties without a column.
    pub other_parties: Vec<Line>,
    /// Issues on which somebody holds something.
    pub issues: Vec<IssueRow>,
    /// Issues of the codebook on which no position was found.
    pub silent: Vec<Line>,
    /// Positions that no issue of the codebook takes in, newest first: for whoever keeps the codebook.
    pub outside: Vec<Outside>,
    /// How many positions the record holds.
    pub positions: usize,
}

/// A position that no issue of the codebook takes in.
#[derive(Debug, Clone, PartialEq)]
pub struct Outside {
    /// "Borduria rejects: less than a third of the catch".
    pub line: Line,
    /// The sentence.
    pub cite: Cite,
}

/// The diagnostic that says so.
const OUTSIDE: &str = "position-without-issue";

/// Which positions are shown, before they are put into words.
pub(super) struct Grid<'r> {
    parties: Vec<Id>,
    rows: Vec<Row<'r>>,
    silent: Vec<Line>,
    outside: Vec<(At, &'r str)>,
    columns: usize,
    history: usize,
    positions: usize,
}

struct Row<'r> {
    issue: String,
    number: usize,
    /// By the party's place among `parties`; newest first.
    cells: BTreeMap<usize, Vec<&'r PositionRow>>,
}

/// Anchor of a position in the histories.
pub(super) fn position_anchor(p: &PositionRow) -> String {
    format!("p-{}", p.position)
}

/// "Borduria: Fisheries".
pub(super) fn position_label(index: &Index, p: &PositionRow) -> Line {
    index.name(p.party).ours(": ").and(index.issue_title(&p.issue))
}

/// Puts a position into words.
pub(super) fn stand(desk: &Desk, p: &PositionRow) -> Stand {
    let index = desk.index;
    // Who tells it is named by the voice already.
    let teller = p.attribution.and_then(|a| index.record.attribution(a)).and_then(|a| a.source_entity);
    Stand {
        position: p.position,
        party: index.name(p.party),
        stance: p.stance,
        scope: p.scope,
        exception: desk.words(p.at, p.exception.as_deref()),
        summary: desk.words(p.at, Some(&p.summary)),
        link: p.link,
        condition_issue: p.condition_issue.as_deref().map(|i| index.issue_title(i)),
        condition: desk.words(p.at, p.condition_text.as_deref()),
        date: p.date,
        said_by: p.said_by.filter(|s| *s != p.party && Some(*s) != teller).map(|s| index.name(s)),
        voice: index.voice(p.at.article, p.attribution),
        cite: desk.cite(p.at),
        by: p.by.to_string(),
    }
}

impl<'r> Grid<'r> {
    pub(super) fn choose(index: &Index<'r>, limits: Limits, left_out: &mut Vec<Line>) -> Grid<'r> {
        let record = index.record;
        let mut counts: BTreeMap<Id, usize> = BTreeMap::new();
        for p in &record.positions {
            *counts.entry(p.party).or_default() += 1;
        }
        let mut parties: Vec<Id> = counts.keys().copied().collect();
        parties.sort_by_key(|id| {
            let name = record.entity(*id).map_or("", |e| e.name.as_str());
            (std::cmp::Reverse(counts.get(id).copied().unwrap_or(0)), name, *id)
        });
        let place: BTreeMap<Id, usize> = parties.iter().enumerate().map(|(i, id)| (*id, i)).collect();
        let mut by_issue: BTreeMap<&str, BTreeMap<usize, Vec<&'r PositionRow>>> = BTreeMap::new();
        for p in &record.positions {
            let column = place.get(&p.party).copied().unwrap_or(0);
            by_issue.entry(p.issue.as_str()).or_default().entry(column).or_default().push(p);
        }
        let mut rows = Vec::new();
        let mut silent = Vec::new();
        let mut crowded = 0;
        for (number, issue) in index.issues().iter().enumerate() {
            match by_issue.remove(issue.as_str()) {
                Some(mut cells) => {
                    crowded += cells.split_off(&(limits.parties + limits.entries)).len();
                    for cell in cells.values_mut() {
                        cell.sort_by_cached_key(|p| std::cmp::Reverse(index.age(p)));
                    }
                    rows.push(Row { issue: issue.clone(), number, cells });
                }
                None => silent.push(index.issue_title(issue)),
            }
        }
        let rows = super::first(rows, limits.issues, ("issue", "issues"), left_out);
        let silent = super::first(
            silent,
            limits.issues,
            ("issue without a position", "issues without a position"),
            left_out,
        );
        let mut outside: Vec<(At, &'r str)> = record
            .diagnostics
            .iter()
            .filter(|d| d.name == OUTSIDE)
            .filter_map(|d| Some((At { article: d.article?, span: d.span? }, d.detail.as_str())))
            .collect();
        outside.sort_by_key(|(at, _)| (std::cmp::Reverse(index.known(at.article)), *at));
        let outside = super::first(
            outside,
            limits.entries,
            ("position outside the codebook", "positions outside the codebook"),
            left_out,
        );
        let hidden: usize = rows
            .iter()
            .flat_map(|r| r.cells.values())
            .map(|cell| cell.len().saturating_sub(limits.history))
            .sum();
        if crowded > 0 {
            left_out.push(Line::say(format!(
                "{} of parties seldom heard left out",
                count(crowded, "cell", "cells")
            )));
        }
        if hidden > 0 {
            left_out.push(Line::say(format!(
                "{} left out of the histories",
                count(hidden, "older position", "older positions")
            )));
        }
        Grid {
            parties,
            rows,
            silent,
            outside,
            columns: limits.parties,
            history: limits.history,
            positions: record.positions.len(),
        }
    }

    /// All chosen cells: issue, place of the party, positions newest first.
    pub(super) fn cells(&self) -> impl Iterator<Item = &[&'r PositionRow]> {
        self.rows.iter().flat_map(|r| r.cells.values().map(Vec::as_slice))
    }

    pub(super) fn wish_newest(&self, index: &Index, wishes: &mut Wishes) {
        for p in self.cells().filter_map(|cell| cell.first()) {
            wishes.add_for(p.at, position_anchor(p), position_label(index, p));
        }
    }

    pub(super) fn wish_history(&self, index: &Index, wishes: &mut Wishes) {
        // One more of each cell at a time, so that no cell's past crowds out another's.
        for depth in 1..self.history {
            for p in self.cells().filter_map(|cell| cell.get(depth)) {
                wishes.add_for(p.at, position_anchor(p), position_label(index, p));
            }
        }
    }

    pub(super) fn wish_outside(&self, wishes: &mut Wishes) {
        for (i, (at, detail)) in self.outside.iter().enumerate() {
            wishes.add_for(*at, format!("o-{i}"), Line::new().outside_up_to(detail, 80));
        }
    }

    pub(super) fn show(&self, desk: &Desk) -> Matrix {
        let columns = self.parties.len().min(self.columns);
        let issues = self.rows.iter().map(|row| self.issue(desk, row, columns)).collect();
        let name = |id: &Id| desk.index.name(*id);
        Matrix {
            parties: self
                .parties
                .iter()
                .take(columns)
                .map(|id| Party { entity: *id, name: name(id) })
                .collect(),
            other_parties: self.parties.iter().skip(columns).take(40).map(name).collect(),
            issues,
            silent: self.silent.clone(),
            outside: self
                .outside
                .iter()
                .map(|(at, detail)| Outside {
                    line: Line::new().outside_up_to(detail, 240),
                    cite: desk.cite(*at),
                })
                .collect(),
            positions: self.positions,
        }
    }

    fn issue(&self, desk: &Desk, row: &Row, columns: usize) -> IssueRow {
        let mut cells: Vec<Option<Cell>> = vec![None; columns];
        let mut others = Vec::new();
        for (column, positions) in &row.cells {
            let Some(newest) = positions.first() else { continue };
            let mut same_day: Vec<Stance> = positions
                .iter()
                .skip(1)
                .take_while(|p| !p.date.is_unknown() && p.date == newest.date)
                .map(|p| p.stance)
                .filter(|s| *s != newest.stance)
                .collect();
            same_day.sort_unstable();
            same_day.dedup();
            let cell = Cell {
                anchor: format!("c-{}-{column}", row.number),
                history_anchor: format!("h-{}-{column}", row.number),
                party: desk.index.name(newest.party),
                stands: positions.iter().take(self.history).map(|p| stand(desk, p)).collect(),
                same_day,
                more: positions.len().saturating_sub(self.history),
            };
            match cells.get_mut(*column) {
                Some(place) => *place = Some(cell),
                None => others.push(cell),
            }
        }
        // The record has a row for every issue with a position.
        let gap = desk.index.record.gaps.iter().find(|g| g.issue == row.issue);
        IssueRow {
            issue: row.issue.clone(),
            title: desk.index.issue_title(&row.issue),
            anchor: format!("i-{}", row.number),
            gap: Gap(gap.map_or(GapState::Unaddressed, |g| g.state)),
            cells,
            others,
        }
    }
}
