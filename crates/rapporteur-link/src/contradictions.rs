//! # What cannot both be so
//!
//! What it finds: words that contradict each other, with the kind of contradiction. Of claims: one says it, another says
//! that it is not so, denies it, or has another number. Of how the talks go: one says they move, another that they stand
//! still.
//! Why: sources that disagree at one time are a dispute; the same question answered otherwise weeks later is news. A
//! record that mixes them misleads.
//! Example: "The talks were positive, an envoy said" on Monday and "The talks have stalled, officials said" in March:
//! changed over time.
//! May touch: claims, assessments of the talks, mentions, linked entities. It never says who is right. Contradictions
//! between positions of one party, and between a headline and its text, are told in the ledger.

use crate::claims::Claim;
use crate::independence::Evidence;
use crate::threads::apart;
use rapporteur_model::date::days_between;
use rapporteur_model::record::{ContradictionKind, ContradictionRow, Relation};
use rapporteur_model::table::At;
use rapporteur_model::{
    Annotations, Article, Corpus, Date, EntityKind, Id, Links, PartKind, Span, StatusMention, TalksState,
};
use std::collections::{BTreeMap, BTreeSet};

/// Articles this many days apart or fewer speak of one time.
const ONE_TIME: i32 = 3;
/// An assessment of a time this many days before its article is history.
const HISTORY: i64 = 60;

/// Fills contradictions.
pub(crate) fn link(corpus: &Corpus, claims: &[Claim], links: &mut Links) {
    let mut rows = Vec::new();
    for claim in claims {
        of_claim(corpus, claim, &mut rows);
    }
    over_time(corpus, links, &mut rows);
    rows.sort_by_key(|r: &ContradictionRow| (r.a, r.b, r.kind));
    rows.dedup_by_key(|r| r.contradiction);
    links.contradictions.extend(rows);
}

fn row(kind: ContradictionKind, a: At, b: At, about: String) -> ContradictionRow {
    let ends = |at: At| [at.span.start.to_le_bytes(), at.span.end.to_le_bytes()].concat();
    let (x, y) = (ends(a), ends(b));
    let fields: [&[u8]; 5] = [kind.as_str().as_bytes(), a.article.as_bytes(), &x, b.article.as_bytes(), &y];
    ContradictionRow { contradiction: Id::of("contradiction", &fields), kind, a, b, about }
}

/// The first support of a claim against everything that speaks against it.
fn of_claim(corpus: &Corpus, claim: &Claim, rows: &mut Vec<ContradictionRow>) {
    let Some((first, _)) = claim.evidence.iter().find(|(_, r)| *r == Relation::Supports) else { return };
    for (against, _) in claim.evidence.iter().filter(|(_, r)| *r != Relation::Supports) {
        // The support that stands nearest in time is the one it contradicts.
        let near = |e: &Evidence| {
            let days = published(corpus, e.article).zip(published(corpus, against.article));
            (days.map_or(i64::MAX, |(a, b)| days_between(a, b).abs()), e.article != against.article)
        };
        let supports = claim.evidence.iter().filter(|(_, r)| *r == Relation::Supports).map(|(e, _)| e);
        let support = supports.min_by_key(|e| near(e)).unwrap_or(first);
        let (Some(a), Some(b)) = (at(corpus, support), at(corpus, against)) else { continue };
        let (a, b) =
            if (support.article, support.span) <= (against.article, against.span) { (a, b) } else { (b, a) };
        let one_time = match (corpus.articles.get(support.article), corpus.articles.get(against.article)) {
            (Some(x), Some(y)) => !apart(x.published, y.published, ONE_TIME),
            _ => true,
        };
        let kind = if a.article == b.article {
            ContradictionKind::WithinArticle
        } else if one_time {
            ContradictionKind::SourcesDisagree
        } else {
            ContradictionKind::ChangedOverTime
        };
        rows.push(row(kind, a, b, claim.summary.clone()));
    }
}

fn at(corpus: &Corpus, e: &Evidence) -> Option<At> {
    Some(At { article: corpus.articles.get(e.article)?.id, span: e.span })
}

fn published(corpus: &Corpus, article: usize) -> Option<Date> {
    corpus.articles.get(article)?.published.end
}

/// Which way the talks go: on, or not.
fn forward(state: TalksState) -> bool {
    matches!(state, TalksState::Advancing | TalksState::Resumed | TalksState::Concluded)
}

/// "advancing", "broken off", for a reader.
fn said(state: TalksState) -> String {
    state.as_str().replace('_', " ")
}

fn in_title(article: &Article, span: Span) -> bool {
    article.parts.iter().any(|p| p.kind == PartKind::Title && p.span.overlaps(span))
}

/// The days an assessment is of: those it names, else those of its article.
fn day(article: &Article, found: &Annotations, status: &StatusMention) -> Option<Date> {
    let named = status.time.and_then(|t| found.times.get(t)).map(|t| t.interval);
    let (start, end) = (article.published.start, article.published.end?);
    named.and_then(|t| t.start).filter(|d| *d <= end).or(start).or(Some(end))
}

fn is_history(article: &Article, found: &Annotations, status: &StatusMention) -> bool {
    let named = status.time.and_then(|t| found.times.get(t)).and_then(|t| t.interval.end);
    named.zip(article.published.start).is_some_and(|(t, p)| days_between(t, p) > HISTORY)
}

/// One assessment of the talks of two parties.
struct Assessment<'a> {
    day: Date,
    article: usize,
    status: &'a StatusMention,
}

/// Talks of the same parties that are said to move and then not, or the other way: at one time sources disagree, later
/// it changed. Each change is told once, by its last word before and its first after.
fn over_time(corpus: &Corpus, links: &Links, rows: &mut Vec<ContradictionRow>) {
    let kinds: BTreeMap<Id, EntityKind> = links.entities.iter().map(|e| (e.entity, e.kind)).collect();
    let mut talks: BTreeMap<BTreeSet<Id>, Vec<Assessment>> = BTreeMap::new();
    for (i, (article, found)) in corpus.articles.iter().zip(&corpus.annotations).enumerate() {
        let Some(parties) = parties(&kinds, links.mention_entity.get(i).map_or(&[][..], Vec::as_slice))
        else {
            continue;
        };
        for status in found.status.iter().filter(|s| !in_title(article, s.span)) {
            if let Some(day) = day(article, found, status).filter(|_| !is_history(article, found, status)) {
                talks.entry(parties.clone()).or_default().push(Assessment { day, article: i, status });
            }
        }
    }
    for mut list in talks.into_values() {
        list.sort_by_key(|a| (a.day, a.article, a.status.span));
        // An article that says both tells a development, not two views of one time.
        let mut views: BTreeMap<usize, BTreeSet<bool>> = BTreeMap::new();
        for a in &list {
            views.entry(a.article).or_default().insert(forward(a.status.state));
        }
        list.retain(|a| views.get(&a.article).is_some_and(|v| v.len() == 1));
        for (before, after) in list.iter().zip(list.iter().skip(1)) {
            if forward(before.status.state) == forward(after.status.state) || before.article == after.article
            {
                continue;
            }
            let place = |x: &Assessment| {
                Some(At { article: corpus.articles.get(x.article)?.id, span: x.status.span })
            };
            let (Some(a), Some(b)) = (place(before), place(after)) else { continue };
            let kind = if days_between(before.day, after.day) <= i64::from(ONE_TIME) {
                ContradictionKind::SourcesDisagree
            } else {
                ContradictionKind::ChangedOverTime
            };
            let about =
                format!("how the talks go: {}, then {}", said(before.status.state), said(after.status.state));
            rows.push(row(kind, a, b, about));
        }
    }
}

/// The two states, authorities or armed groups an article names most; none where two do not stand out.
fn parties(kinds: &BTreeMap<Id, EntityKind>, mentions: &[Option<Id>]) -> Option<BTreeSet<Id>> {
    let mut count: BTreeMap<Id, usize> = BTreeMap::new();
    for id in mentions.iter().flatten() {
        let party = matches!(
            kinds.get(id),
            Some(
                EntityKind::State
                    | EntityKind::Government
                    | EntityKind::ArmedGroup
                    | EntityKind::Organisation
            )
        );
        if party {
            *count.entry(*id).or_default() += 1;
        }
    }
    let mut most: Vec<(usize, Id)> = count.into_iter().map(|(id, n)| (n, id)).collect();
    most.sort_by_key(|(n, id)| (std::cmp::Reverse(*n), *id));
    let second = most.get(1)?.0;
    if second < 2 || most.get(2).is_some_and(|(n, _)| *n == second) {
        return None;
    }
    Some(most.iter().take(2).map(|(_, id)| *id).collect())
}

#[cfg(test)]
#[path = "contradiction_tests.rs"]
mod tests;
