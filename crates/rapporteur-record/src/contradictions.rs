//! Positions of one party on one issue that cannot both be held at one time.
//!
//! A party that gives and refuses the same thing to the same extent; that asks or gives one extent here and another
//! there; that leaves an issue for later and yet trades with it. At one time such words are a dispute about what the
//! party holds; later they are a change of mind. Two parties that want different things do not contradict each other:
//! that is a negotiation. Contradictions between other claims are found where articles are linked.

use crate::Desk;
use rapporteur_model::date::days_between;
use rapporteur_model::record::{ContradictionKind, ContradictionRow, PositionRow};
use rapporteur_model::{Date, Id, Record, Stance};
use std::collections::BTreeMap;

/// Positions this many days apart or fewer are of one time.
const ONE_TIME: i64 = 3;

/// Adds contradictions between positions. Positions must be drawn up before.
pub(crate) fn draw_up(desk: &Desk<'_>, record: &mut Record) {
    let published: BTreeMap<Id, Option<Date>> =
        desk.corpus.articles.iter().map(|a| (a.id, a.published.end)).collect();
    let day = |p: &PositionRow| p.date.end.or(p.date.start).or(published.get(&p.at.article).copied().flatten());
    let title = |issue: &str| {
        let known = desk.codebook.issues.iter().find(|i| i.id == issue);
        known.map_or(issue.to_owned(), |i| i.title.clone())
    };
    let mut rows = Vec::new();
    let mut held: BTreeMap<(Id, &str), Vec<&PositionRow>> = BTreeMap::new();
    for p in &record.positions {
        held.entry((p.party, p.issue.as_str())).or_default().push(p);
    }
    for list in held.values_mut() {
        list.sort_by_key(|p| (day(p), p.at, p.position));
        for (before, after) in list.iter().zip(list.iter().skip(1)) {
            let Some(how) = opposed(before, after) else { continue };
            let kind = if before.at.article == after.at.article {
                ContradictionKind::WithinArticle
            } else {
                match (day(before), day(after)) {
                    (Some(a), Some(b)) if days_between(a, b) > ONE_TIME => ContradictionKind::ChangedOverTime,
                    (Some(_), Some(_)) => ContradictionKind::SourcesDisagree,
                    // Nobody knows which came first, or how long after.
                    _ => continue,
                }
            };
            rows.push(row(kind, before, after, format!("{}: {how}", title(&before.issue))));
        }
    }
    // Left for later, and yet traded with, in the words of one article.
    for p in record.positions.iter().filter(|p| p.stance == Stance::Defers) {
        let trades = |o: &&PositionRow| {
            o.party == p.party
                && o.at.article == p.at.article
                && !o.at.span.overlaps(p.at.span)
                && (o.condition_issue.as_deref() == Some(p.issue.as_str())
                    || o.issue == p.issue && matches!(o.stance, Stance::Offers | Stance::Conditions | Stance::Concedes))
        };
        if let Some(other) = record.positions.iter().find(trades) {
            let about = format!("{}: left for later, and yet part of a trade", title(&p.issue));
            let (a, b) = if p.at <= other.at { (p, other) } else { (other, p) };
            rows.push(row(ContradictionKind::WithinArticle, a, b, about));
        }
    }
    record.contradictions.extend(rows);
    record.contradictions.sort_by_key(|c| (c.a, c.b, c.kind, c.contradiction));
    record.contradictions.dedup_by_key(|c| (c.a, c.b, c.kind));
}

fn row(kind: ContradictionKind, a: &PositionRow, b: &PositionRow, about: String) -> ContradictionRow {
    let fields: [&[u8]; 3] = [kind.as_str().as_bytes(), a.position.as_bytes(), b.position.as_bytes()];
    ContradictionRow { contradiction: Id::of("contradiction", &fields), kind, a: a.at, b: b.at, about }
}

/// Why two positions of one party on one issue cannot both be held; `None` if they can.
fn opposed(a: &PositionRow, b: &PositionRow) -> Option<String> {
    let gives = |s: Stance| matches!(s, Stance::Offers | Stance::Accepts | Stance::Concedes);
    let refuses = |s: Stance| s == Stance::Rejects;
    // A refusal of all of it goes with an offer of some; a condition goes with anything.
    if a.scope == b.scope && (gives(a.stance) && refuses(b.stance) || refuses(a.stance) && gives(b.stance)) {
        return Some(format!("{}, and {}", a.stance.as_str(), b.stance.as_str()));
    }
    let (one, two) = (a.scope?, b.scope?);
    let same = a.stance == b.stance && !refuses(a.stance) && a.stance != Stance::Conditions;
    (same && one != two).then(|| {
        let word = |s: rapporteur_model::Scope| s.as_str().replace('_', " ");
        format!("{} {}, and {}", a.stance.as_str(), word(one), word(two))
    })
}
