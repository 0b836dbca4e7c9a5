//! Words of one article that cannot both be so, as far as the ledger itself shows it.
//!
//! **Within an article**: what a party is said to leave for later, it also asks, offers or ties. **Headline against
//! body**: the headline says of the talks what no sentence below it says. Disagreements between articles belong to
//! linking, not here.

use crate::Desk;
use rapporteur_model::record::{ContradictionKind, ContradictionRow, PositionRow, TalksStatusRow};
use rapporteur_model::table::At;
use rapporteur_model::{Id, PartKind, Record, Stance};
use std::collections::BTreeMap;

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
            let title = desk.codebook.issue(&parked.issue).map_or(parked.issue.as_str(), |i| i.title.as_str());
            let other = positions.iter().find(|p| {
                let trades = matches!(
                    p.stance,
                    Stance::Demands | Stance::Offers | Stance::Conditions | Stance::Accepts | Stance::Concedes
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
        let titled = |at: At| {
            article.parts.iter().any(|p| p.kind == PartKind::Title && p.span.overlaps(at.span))
        };
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
    record.contradictions.extend(rows);
    record.contradictions.sort_by_key(|c| c.contradiction);
    record.contradictions.dedup_by_key(|c| c.contradiction);
}

fn row(kind: ContradictionKind, a: At, b: At, about: String) -> ContradictionRow {
    let place = |at: At| Id::of_span("contradiction", at.article, at.span);
    let id = Id::of("contradiction", &[place(a).as_bytes(), place(b).as_bytes(), kind.as_str().as_bytes()]);
    ContradictionRow { contradiction: id, kind, a, b, about }
}
