//! Conditions that wait for each other, as the record's table `deadlocks` has them.

use crate::index::Index;
use crate::line::Line;
use rapporteur_model::Id;
use std::collections::{BTreeMap, BTreeSet};

/// A tangle of conditions.
#[derive(Debug, Clone, PartialEq)]
pub struct Deadlock {
    /// Its alphabetically first issue.
    pub issue: String,
    /// Who ties what to what: party, what hangs, on what.
    pub ties: Vec<(Line, Line, Line)>,
}

impl Deadlock {
    /// "Borduria: Fisheries hangs on Islands; Syldavia: Islands hangs on Fisheries".
    pub fn line(&self) -> Line {
        let tie = |(party, issue, needs): &(Line, Line, Line)| {
            party.clone().ours(" ties ").and(issue.clone()).ours(" to ").and(needs.clone())
        };
        Line::join(self.ties.iter().map(tie), "; ")
    }
}

/// The record's tangles, each tie once.
pub(super) fn deadlocks(index: &Index) -> Vec<Deadlock> {
    let mut tangles: BTreeMap<&str, BTreeSet<(Id, &str, &str)>> = BTreeMap::new();
    for row in &index.record.deadlocks {
        tangles.entry(&row.deadlock).or_default().insert((row.party, &row.issue, &row.needs_issue));
    }
    let line = |(party, issue, needs): (Id, &str, &str)| {
        (index.name(party), index.issue_title(issue), index.issue_title(needs))
    };
    tangles
        .into_iter()
        .map(|(issue, ties)| Deadlock { issue: issue.to_owned(), ties: ties.into_iter().map(line).collect() })
        .collect()
}
