//! Conditions that wait for each other, by the rule of the view `deadlocks`.

use crate::index::Index;
use crate::line::Line;
use rapporteur_model::record::PositionRow;
use rapporteur_model::{Id, Link, Stance};
use std::collections::{BTreeMap, BTreeSet};

/// A tangle of conditions.
#[derive(Debug, Clone, PartialEq)]
pub struct Deadlock {
    /// Its alphabetically first issue, as in the view.
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

/// A tie: who, what hangs, on what.
type Tie<'r> = (Id, &'r str, &'r str);

pub(super) fn deadlocks(index: &Index) -> Vec<Deadlock> {
    // The newest position of each party on each issue, and all of the same day.
    let mut newest: BTreeMap<(Id, &str), &PositionRow> = BTreeMap::new();
    for p in &index.record.positions {
        let kept = newest.entry((p.party, &p.issue)).or_insert(p);
        if index.age(p) > index.age(kept) {
            *kept = p;
        }
    }
    let day = |p: &PositionRow| p.date.end.or(p.date.start);
    let mut held: BTreeSet<Tie> = BTreeSet::new();
    for p in &index.record.positions {
        let now = newest.get(&(p.party, p.issue.as_str())).is_some_and(|n| day(n) == day(p));
        let Some(needs) = p.condition_issue.as_deref().filter(|c| now && *c != p.issue) else { continue };
        match p.link {
            Some(Link::StepTowards) => {}
            Some(Link::PreconditionOf) => {
                held.insert((p.party, needs, &p.issue));
            }
            _ => {
                held.insert((p.party, &p.issue, needs));
            }
        }
    }
    let mut reaches: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, issue, _) in &held {
        let mut stack = vec![*issue];
        let mut seen = BTreeSet::new();
        while let Some(at) = stack.pop() {
            for (_, from, needs) in held.iter().filter(|(_, from, _)| *from == at) {
                debug_assert_eq!(*from, at);
                if seen.insert(*needs) {
                    stack.push(needs);
                }
            }
        }
        reaches.insert(issue, seen);
    }
    let circle = |a: &str, b: &str| {
        reaches.get(a).is_some_and(|r| r.contains(b)) && reaches.get(b).is_some_and(|r| r.contains(a))
    };
    let mut tangles: BTreeMap<&str, BTreeSet<Tie>> = BTreeMap::new();
    for &(party, issue, needs) in held.iter().filter(|(_, issue, needs)| circle(issue, needs)) {
        let first = reaches.get(issue).into_iter().flatten().filter(|o| circle(issue, o)).min();
        tangles.entry(first.copied().unwrap_or(issue)).or_default().insert((party, issue, needs));
    }
    tangles.retain(|_, ties| ties.iter().map(|(party, ..)| party).collect::<BTreeSet<_>>().len() > 1);
    let stance = |party: Id, issue: &str| newest.get(&(party, issue)).map(|p| p.stance);
    for &(party, issue, needs) in &held {
        let crossed = held.iter().any(|&(other, i, n)| {
            let pair = (stance(party, needs), stance(other, needs));
            i == issue
                && n == needs
                && other != party
                && matches!(
                    pair,
                    (Some(Stance::Demands), Some(Stance::Rejects))
                        | (Some(Stance::Rejects), Some(Stance::Demands))
                )
        });
        if crossed {
            tangles.entry(issue.min(needs)).or_default().insert((party, issue, needs));
        }
    }
    let line =
        |(party, issue, needs): Tie| (index.name(party), index.issue_title(issue), index.issue_title(needs));
    tangles
        .into_iter()
        .map(|(issue, ties)| Deadlock { issue: issue.to_owned(), ties: ties.into_iter().map(line).collect() })
        .collect()
}
