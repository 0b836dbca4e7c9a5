//! Words that cannot both be so, as far as the ledger itself shows it.
//!
//! **Within an article**: what a party is said to leave for later, it also asks, offers or ties. **Headline against
//! body**: the headline says of the talks what no sentence below it says. **Between articles**: a party gives and refuses
//! the same thing to the same extent, or asks or gives another extent: at one time sources disagree about what it holds,
//! later it has changed. Two parties that want different things do not contradict each other: that is a negotiation.
//! Claims and the state of the talks are for linking, not here.

use crate::Desk;
use rapporteur_model::date::days_between;
use rapporteur_model::record::{ContradictionKind, ContradictionRow, PositionRow, TalksStatusRow};
use rapporteur_model::table::At;
use rapporteur_model::{Date, Id, PartKind, Record, Scope, Stance};
use std::collections::BTreeMap;

/// Positions this many days apart or fewer are of one time.
const ONE_TIME: i64 = 3;

pub(crate) fn draw_up(desk: &Desk<'_>, record: &mut Record) {
    let mut rows = Vec::new();
    let mut of: BTreeMap<Id, Vec<&PositionRow>> = BTreeMap::new();
    for p in &record.positions {
        of.entry(p.at.article).or_default().push(p);
    }
    let mut status: BTreeMap<Id, Vec<&TalksStatusRow>> = BTreeMap::new();
    for s in &record.talks_status {
        status.entry(s.at.article).or_default().push(s);
    }
    for article in &desk.corpus.articles {
        let positions = of.get(&article.id).map_or(&[][..], Vec::as_slice);
        for parked in positions.iter().filter(|p| p.stance == Stance::Defers) {
            let title =
                desk.codebook.issue(&parked.issue).map_or(parked.issue.as_str(), |i| i.title.as_str());
            let other = positions.iter().find(|p| {
                let trades = matches!(
                    p.stance,
                    Stance::Demands
                        | Stance::Offers
                        | Stance::Conditions
                        | Stance::Accepts
                        | Stance::Concedes
                );
                let ties = p.condition_issue.as_deref() == Some(&parked.issue);
                p.party == parked.party
                    && (p.date == parked.date || p.date.may_overlap(parked.date))
                    && (trades && p.issue == parked.issue || ties)
            });
            if let Some(other) = other {
                let about = format!("{title}: left for later, and yet bargained with");
                rows.push(row(ContradictionKind::WithinArticle, parked.at, other.at, about));
            }
        }
        let titled =
            |at: At| article.parts.iter().any(|p| p.kind == PartKind::Title && p.span.overlaps(at.span));
        let said = status.get(&article.id).map_or(&[][..], Vec::as_slice).iter().copied();
        let (above, below): (Vec<&TalksStatusRow>, Vec<&TalksStatusRow>) = said.partition(|s| titled(s.at));
        for s in above {
            let differs = below.iter().all(|b| b.status != s.status);
            if let Some(other) = below.first().filter(|_| differs) {
                let about = format!("how the talks go: {} or {}", s.status.as_str(), other.status.as_str());
                rows.push(row(ContradictionKind::HeadlineVsBody, s.at, other.at, about));
            }
        }
    }
    between_articles(desk, record, &mut rows);
    record.contradictions.extend(rows);
    record.contradictions.sort_by_key(|c| c.contradiction);
    record.contradictions.dedup_by_key(|c| c.contradiction);
}

fn row(kind: ContradictionKind, a: At, b: At, about: String) -> ContradictionRow {
    let place = |at: At| Id::of_span("contradiction", at.article, at.span);
    let id = Id::of("contradiction", &[place(a).as_bytes(), place(b).as_bytes(), kind.as_str().as_bytes()]);
    ContradictionRow { contradiction: id, kind, a, b, about }
}

/// The next position of a party on an issue, in another article, that cannot be held with the one before.
fn between_articles(desk: &Desk<'_>, record: &Record, rows: &mut Vec<ContradictionRow>) {
    let published: BTreeMap<Id, Option<Date>> =
        desk.corpus.articles.iter().map(|a| (a.id, a.published.end)).collect();
    let day =
        |p: &PositionRow| p.date.end.or(p.date.start).or(published.get(&p.at.article).copied().flatten());
    let mut held: BTreeMap<(Id, &str), Vec<&PositionRow>> = BTreeMap::new();
    for p in &record.positions {
        held.entry((p.party, p.issue.as_str())).or_default().push(p);
    }
    for ((_, issue), list) in &mut held {
        list.sort_by_key(|p| (day(p), p.at, p.position));
        for (before, after) in list.iter().zip(list.iter().skip(1)) {
            let (Some(how), false) = (opposed(before, after), before.at.article == after.at.article) else {
                continue;
            };
            // Where a day is not known, nobody knows which came first or how long after.
            let (Some(a), Some(b)) = (day(before), day(after)) else { continue };
            let kind = if days_between(a, b) > ONE_TIME {
                ContradictionKind::ChangedOverTime
            } else {
                ContradictionKind::SourcesDisagree
            };
            let title = desk.codebook.issue(issue).map_or(*issue, |i| i.title.as_str());
            rows.push(row(kind, before.at, after.at, format!("{title}: {how}")));
        }
    }
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
    let word = |s: Scope| s.as_str().replace('_', " ");
    (same && one != two).then(|| format!("{} {}, and {}", a.stance.as_str(), word(one), word(two)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_model::{Interval, Span};

    fn held(stance: Stance, scope: Option<Scope>) -> PositionRow {
        let id = Id::of("test", &[]);
        PositionRow {
            position: id,
            party: id,
            issue: "islands".to_owned(),
            stance,
            scope,
            exception: None,
            summary: String::new(),
            link: None,
            condition_issue: None,
            condition_text: None,
            modality: None,
            said_by: None,
            date: Interval::UNKNOWN,
            at: At { article: id, span: Span::new(0, 1) },
            attribution: None,
            by: "test".into(),
            confidence: None,
        }
    }

    #[test]
    fn giving_and_refusing_the_same_cannot_both_be_held() {
        let opposed = |a: (Stance, Option<Scope>), b: (Stance, Option<Scope>)| {
            opposed(&held(a.0, a.1), &held(b.0, b.1))
        };
        let (full, some) = (Some(Scope::Full), Some(Scope::Partial));
        assert_eq!(
            opposed((Stance::Offers, full), (Stance::Rejects, full)).as_deref(),
            Some("offers, and rejects")
        );
        assert_eq!(opposed((Stance::Rejects, full), (Stance::Offers, some)), None);
        assert_eq!(
            opposed((Stance::Demands, full), (Stance::Demands, some)).as_deref(),
            Some("demands full, and partial")
        );
        assert_eq!(opposed((Stance::Demands, full), (Stance::Demands, None)), None);
        assert_eq!(opposed((Stance::Conditions, some), (Stance::Conditions, full)), None);
        assert_eq!(opposed((Stance::Demands, None), (Stance::Rejects, None)), None);
    }
}
