//! How the parties stand to one another: who moved which way, how far apart they are on each issue, what hangs on what,
//! which conditions wait for each other, which rounds nobody reports.
//!
//! Each rule is drawn here, once: the record keeps the answers as tables, and SQL, brief, pages and exports read them.
//! [`draw`] looks at rows of the record only, so that it can be asked of any record; it decides nothing about who is
//! right and reads no article.

use rapporteur_model::record::{
    Approach, DeadlockRow, GapRow, GapState, LinkageRow, MissingRoundRow, ParticipantRow, PositionRow,
    ShiftRow,
};
use rapporteur_model::{Date, EntityKind, Id, Link, ParticipantRole, Record, Stance};
use std::collections::{BTreeMap, BTreeSet};

/// Positions of one time that are compared with those of another.
const AT_ONCE: usize = 16;
/// The highest number of a round that is counted up to.
const MOST_ROUNDS: u32 = 100;

/// Fills the tables that follow from others: shifts, gaps, linkages, deadlocks, missing rounds.
pub fn draw(record: &mut Record) {
    let now = latest(record);
    let shifts = shifts(record);
    let gaps = gaps(record, &now);
    let linkages = linkages(record);
    let deadlocks = deadlocks(record, &now, &linkages);
    let missing = missing_rounds(record);
    record.position_shifts = shifts;
    record.gaps = gaps;
    record.linkages = linkages;
    record.deadlocks = deadlocks;
    record.missing_rounds = missing;
    rapporteur_model::table::sort(&mut record.position_shifts);
    rapporteur_model::table::sort(&mut record.gaps);
    rapporteur_model::table::sort(&mut record.linkages);
    rapporteur_model::table::sort(&mut record.deadlocks);
    rapporteur_model::table::sort(&mut record.missing_rounds);
}

/// A party and an issue.
type Cell<'r> = (Id, &'r str);

/// Positions of one party on one issue, oldest first ([`Record::age`]).
fn cells(record: &Record) -> BTreeMap<Cell<'_>, Vec<&PositionRow>> {
    let mut cells: BTreeMap<Cell<'_>, Vec<&PositionRow>> = BTreeMap::new();
    for p in &record.positions {
        cells.entry((p.party, p.issue.as_str())).or_default().push(p);
    }
    for cell in cells.values_mut() {
        cell.sort_by_cached_key(|p| record.age(p));
    }
    cells
}

/// The latest position of each party on each issue.
fn latest(record: &Record) -> BTreeMap<Cell<'_>, &PositionRow> {
    cells(record).into_iter().filter_map(|(at, cell)| Some((at, *cell.last()?))).collect()
}

/// Do the two say different things? A scope or condition that is not stated differs from none.
fn differ(a: &PositionRow, b: &PositionRow) -> bool {
    a.stance != b.stance
        || matches!((a.scope, b.scope), (Some(x), Some(y)) if x != y)
        || matches!((&a.condition_issue, &b.condition_issue), (Some(x), Some(y)) if x != y)
}

/// A party moved where it says something at a later time that it did not say before, and no longer says what it did.
/// Reports of one time can hold side by side; times that may overlap are one.
fn shifts(record: &Record) -> Vec<ShiftRow> {
    let mut shifts = Vec::new();
    for ((_, issue), cell) in cells(record) {
        let scopes = record.meta(&format!("scopes.{issue}")).unwrap_or_default();
        // Newest first.
        let mut times: Vec<Vec<&PositionRow>> = Vec::new();
        let mut begins: Option<Date> = None;
        for p in cell.into_iter().rev() {
            let (Some(from), Some(to)) = (p.date.start.or(p.date.end), p.date.end.or(p.date.start)) else {
                continue;
            };
            match times.last_mut() {
                Some(time) if begins.is_some_and(|b| to >= b) => {
                    if time.len() < AT_ONCE {
                        time.push(p);
                    }
                    begins = begins.min(Some(from));
                }
                _ => {
                    times.push(vec![p]);
                    begins = Some(from);
                }
            }
        }
        for pair in times.windows(2) {
            if let [later, earlier] = pair
                && let Some(to) = later.iter().find(|p| earlier.iter().all(|e| differ(p, e)))
                && let Some(from) = earlier.iter().find(|e| later.iter().all(|p| differ(p, e)))
            {
                shifts.push(ShiftRow {
                    party: to.party,
                    issue: to.issue.clone(),
                    from_position: from.position,
                    to_position: to.position,
                    from_stance: from.stance,
                    to_stance: to.stance,
                    from_scope: from.scope,
                    to_scope: to.scope,
                    from_date: from.date.end.or(from.date.start),
                    to_date: to.date.end.or(to.date.start),
                    direction: direction(from, to, scopes),
                    from: from.at,
                    at: to.at,
                });
            }
        }
    }
    shifts
}

/// Towards the other side or away from it: by stance, of one stance by the codebook's order of scopes.
fn direction(from: &PositionRow, to: &PositionRow, scopes: &str) -> Option<Approach> {
    let gives = |stance| match stance {
        Stance::Rejects | Stance::Demands => 0,
        Stance::Defers => 1,
        Stance::Conditions => 2,
        Stance::Offers => 3,
        Stance::Accepts | Stance::Concedes => 4,
    };
    let way = |nearer: bool| if nearer { Approach::Towards } else { Approach::Away };
    let (before, after) = (gives(from.stance), gives(to.stance));
    if before != after {
        return Some(way(after > before));
    }
    let size = |p: &PositionRow| {
        let scope = p.scope?;
        scopes.split(',').position(|s| s == scope.as_str())
    };
    let (a, b) = (size(from)?, size(to)?);
    if from.stance != to.stance || a == b || to.stance == Stance::Rejects || to.stance == Stance::Defers {
        return None;
    }
    // Asking for less and giving more come nearer.
    Some(way(if to.stance == Stance::Demands { b < a } else { b > a }))
}

/// How far apart the parties that do not mediate are on every issue that a position, a condition or a term is about.
fn gaps(record: &Record, now: &BTreeMap<Cell<'_>, &PositionRow>) -> Vec<GapRow> {
    let mediators: BTreeSet<&str> = record.meta("mediators").unwrap_or_default().split(',').collect();
    let issues: BTreeSet<&str> = record
        .positions
        .iter()
        .flat_map(|p| [Some(p.issue.as_str()), p.condition_issue.as_deref()])
        .flatten()
        .chain(record.terms.iter().map(|t| t.issue.as_str()))
        .collect();
    let mut held: BTreeMap<&str, Vec<&PositionRow>> = issues.into_iter().map(|i| (i, Vec::new())).collect();
    for ((party, issue), position) in now {
        if !mediators.contains(party.to_string().as_str()) {
            held.entry(issue).or_default().push(position);
        }
    }
    held.into_iter()
        .map(|(issue, newest)| {
            let count = |stance| newest.iter().filter(|p| p.stance == stance).count();
            let number = |stance| u32::try_from(count(stance)).unwrap_or(u32::MAX);
            GapRow {
                issue: issue.to_owned(),
                state: gap(&newest),
                parties: u32::try_from(newest.len()).unwrap_or(u32::MAX),
                demands: number(Stance::Demands),
                offers: number(Stance::Offers),
                accepts: number(Stance::Accepts),
                rejects: number(Stance::Rejects),
                conditions: number(Stance::Conditions),
                defers: number(Stance::Defers),
                concedes: number(Stance::Concedes),
            }
        })
        .collect()
}

/// From the newest position of each party.
fn gap(newest: &[&PositionRow]) -> GapState {
    let count = |wanted: &[Stance]| newest.iter().filter(|p| wanted.contains(&p.stance)).count();
    let scopes: BTreeSet<_> = newest.iter().filter_map(|p| p.scope).collect();
    let asks = count(&[Stance::Demands, Stance::Offers]);
    let yields = count(&[Stance::Accepts, Stance::Concedes]);
    let open = count(&[Stance::Conditions, Stance::Defers]);
    match newest.len() - count(&[Stance::Defers]) {
        0 => GapState::Unaddressed,
        1 => GapState::OneSided,
        // Whoever asked gives up, whoever refused has it: nothing is left between them.
        _ if count(&[Stance::Rejects]) > 0
            && count(&[Stance::Concedes]) > 0
            && asks + open + count(&[Stance::Accepts]) == 0 =>
        {
            GapState::Agreed
        }
        _ if count(&[Stance::Rejects]) > 0 => GapState::Opposed,
        _ if yields > 0 && asks <= 1 && open == 0 && scopes.len() <= 1 => GapState::Agreed,
        _ => GapState::Bridgeable,
    }
}

/// What a party ties to another issue: it gives way on one only with the other.
fn linkages(record: &Record) -> Vec<LinkageRow> {
    let tie = |p: &PositionRow| {
        let other = p.condition_issue.as_ref().filter(|c| **c != p.issue)?;
        let (issue, needs) = match p.link {
            Some(Link::StepTowards) => return None,
            Some(Link::PreconditionOf) => (other, &p.issue),
            _ => (&p.issue, other),
        };
        Some(LinkageRow {
            party: p.party,
            issue: issue.clone(),
            needs_issue: needs.clone(),
            link: p.link,
            position: p.position,
            at: p.at,
            attribution: p.attribution,
        })
    };
    record.positions.iter().filter_map(tie).collect()
}

/// Conditions that wait for each other; see [`DeadlockRow`].
fn deadlocks(
    record: &Record,
    now: &BTreeMap<Cell<'_>, &PositionRow>,
    linkages: &[LinkageRow],
) -> Vec<DeadlockRow> {
    let day = |p: &PositionRow| p.date.end.or(p.date.start);
    // Those of the newest day of their party and issue.
    let current: BTreeSet<Id> = record
        .positions
        .iter()
        .filter(|p| now.get(&(p.party, p.issue.as_str())).is_some_and(|n| day(n) == day(p)))
        .map(|p| p.position)
        .collect();
    let held: Vec<&LinkageRow> = linkages.iter().filter(|l| current.contains(&l.position)).collect();
    let mut needs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for l in &held {
        needs.entry(&l.issue).or_default().insert(&l.needs_issue);
    }
    // Issues are those of a codebook: few, whatever the number of linkages.
    let mut reaches: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for issue in needs.keys() {
        let (mut stack, mut seen) = (vec![*issue], BTreeSet::new());
        while let Some(at) = stack.pop() {
            stack.extend(needs.get(at).into_iter().flatten().filter(|n| seen.insert(**n)));
        }
        reaches.insert(issue, seen);
    }
    let to = |a: &str, b: &str| reaches.get(a).is_some_and(|r| r.contains(b));
    let circle = |a: &str, b: &str| to(a, b) && to(b, a);
    let mut tangles: BTreeMap<&str, Vec<&LinkageRow>> = BTreeMap::new();
    for l in held.iter().filter(|l| circle(&l.issue, &l.needs_issue)) {
        let all = reaches.get(l.issue.as_str()).into_iter().flatten();
        let first = all.filter(|o| circle(&l.issue, o)).min().copied().unwrap_or(&l.issue);
        tangles.entry(first).or_default().push(l);
    }
    tangles.retain(|_, ties| ties.iter().map(|l| l.party).collect::<BTreeSet<_>>().len() > 1);
    // Said on the newest day: a party can hold several things on an issue.
    let mut said: BTreeMap<Cell<'_>, BTreeSet<Stance>> = BTreeMap::new();
    for p in record.positions.iter().filter(|p| current.contains(&p.position)) {
        said.entry((p.party, p.issue.as_str())).or_default().insert(p.stance);
    }
    let parties: BTreeSet<Id> = said.keys().map(|(party, _)| *party).collect();
    let stance = |party: Id, issue: &str| now.get(&(party, issue)).map(|p| p.stance);
    for l in &held {
        let (issue, needs) = (l.issue.as_str(), l.needs_issue.as_str());
        let crossed = held.iter().any(|o| {
            let pair = (stance(l.party, needs), stance(o.party, needs));
            o.issue == l.issue
                && o.needs_issue == l.needs_issue
                && o.party != l.party
                && matches!(
                    pair,
                    (Some(Stance::Demands), Some(Stance::Rejects))
                        | (Some(Stance::Rejects), Some(Stance::Demands))
                )
        });
        // One gives a thing only for another; the other side asks for the first and will not have the second.
        let starved = parties.iter().filter(|o| **o != l.party).any(|o| {
            said.get(&(*o, issue)).is_some_and(|s| s.contains(&Stance::Demands))
                && said
                    .get(&(*o, needs))
                    .is_some_and(|s| s.iter().all(|s| matches!(s, Stance::Rejects | Stance::Defers)))
        });
        if crossed || starved {
            tangles.entry(issue.min(needs)).or_default().push(l);
        }
    }
    let row = |deadlock: &str, l: &LinkageRow| DeadlockRow {
        deadlock: deadlock.to_owned(),
        party: l.party,
        issue: l.issue.clone(),
        needs_issue: l.needs_issue.clone(),
        position: l.position,
        at: l.at,
    };
    let mut rows: Vec<DeadlockRow> =
        tangles.iter().flat_map(|(name, ties)| ties.iter().map(|l| row(name, l))).collect();
    rows.sort_by(|a, b| (&a.deadlock, a.position, &a.issue).cmp(&(&b.deadlock, b.position, &b.issue)));
    rows.dedup();
    rows
}

/// Rounds that must have been, since a later one of the same sides has a higher number, and that nobody reports.
fn missing_rounds(record: &Record) -> Vec<MissingRoundRow> {
    let rounds: BTreeMap<Id, u32> = record
        .meetings
        .iter()
        .filter_map(|m| m.round.filter(|r| (1..=MOST_ROUNDS).contains(r)).map(|r| (m.meeting, r)))
        .collect();
    let body = |id: Id| {
        let kinds = [EntityKind::State, EntityKind::Government, EntityKind::ArmedGroup];
        record.entity(id).filter(|e| kinds.contains(&e.kind)).map(|e| e.entity)
    };
    let sits = |p: &&ParticipantRow| matches!(p.role, ParticipantRole::Delegate | ParticipantRole::Leader);
    let mut seats: BTreeMap<Id, BTreeSet<Option<Id>>> = BTreeMap::new();
    for p in record.participants.iter().filter(|p| rounds.contains_key(&p.meeting)).filter(sits) {
        seats.entry(p.meeting).or_default().insert(p.side.or_else(|| body(p.participant)));
    }
    let mut partners: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for sides in seats.values() {
        let known: Vec<Id> = sides.iter().copied().flatten().collect();
        for side in &known {
            partners.entry(*side).or_default().extend(known.iter().filter(|s| *s != side));
        }
    }
    // What can fill each round: a side, or a meeting of which one side is not known.
    let mut filled: BTreeMap<u32, BTreeSet<Option<Id>>> = BTreeMap::new();
    for (meeting, round) in &rounds {
        let found = filled.entry(*round).or_default();
        match seats.get(meeting) {
            Some(sides) => {
                found.extend(sides.iter().copied());
                // Where one side is told, the other may be whoever sat with it in another round.
                if let (1, Some(Some(side))) = (sides.len(), sides.first()) {
                    found.extend(partners.get(side).into_iter().flatten().copied().map(Some));
                }
            }
            None => {
                found.insert(None);
            }
        }
    }
    let mut talks: BTreeMap<Vec<Id>, BTreeMap<u32, Id>> = BTreeMap::new();
    for (meeting, sides) in &seats {
        let sides: Vec<Id> = sides.iter().copied().flatten().collect();
        if let (false, Some(round)) = (sides.is_empty(), rounds.get(meeting)) {
            talks.entry(sides).or_default().entry(*round).or_insert(*meeting);
        }
    }
    let mut missing = Vec::new();
    for (sides, known) in talks {
        let Some((last, _)) = known.last_key_value() else { continue };
        for round in 1..*last {
            let shares =
                |f: &BTreeSet<Option<Id>>| f.contains(&None) || sides.iter().any(|s| f.contains(&Some(*s)));
            if filled.get(&round).is_some_and(shares) {
                continue;
            }
            let Some((_, next)) = known.range(round + 1..).next() else { continue };
            missing.push(MissingRoundRow {
                sides: sides.iter().map(Id::to_string).collect::<Vec<_>>().join(" "),
                round,
                last_round: *last,
                meeting: *next,
            });
        }
    }
    missing
}
