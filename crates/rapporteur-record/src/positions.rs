//! Positions: whose, on which issue, what, how much, on what condition.

use crate::Desk;
use crate::flatten::{diagnostic, one_line};
use crate::parties::{Parties, Spoken};
use crate::{holders, issues};
use rapporteur_model::record::{PositionEvidenceRow, PositionRow};
use rapporteur_model::table::At;
use rapporteur_model::{
    Article, By, Diagnostic, Holder, Id, Interval, PartKind, Record, Span, Stance, StanceMention,
};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Longest summary, in characters.
const SUMMARY: usize = 240;

/// The stance before, for those that go on from it.
pub(crate) struct Last {
    pub(crate) span: Span,
    pub(crate) issue: String,
    pub(crate) spoken: Spoken,
}

pub(crate) fn draw_up(desk: &Desk<'_>, parties: &Parties, record: &mut Record) {
    // Parties that the articles only describe stand last, out of order as yet.
    let names: BTreeMap<Id, String> = record.entities.iter().map(|e| (e.entity, e.name.clone())).collect();
    for (i, (article, found)) in desk.corpus.articles.iter().zip(&desk.corpus.annotations).enumerate() {
        let mut told: Vec<Told> = Vec::new();
        let mut last: Option<Last> = None;
        for (n, stance) in found.stances.iter().enumerate() {
            let Some(issue) = issues::of(desk, i, n, last.as_ref()) else {
                // Whose it is can be told, but no issue of the codebook is named: for whoever keeps the codebook.
                if let Some(spoken) = holders::holder(desk, parties, i, stance) {
                    let party = names.get(&spoken.party).map_or("?", |name| name.as_str());
                    let detail = format!("{party} {}: {}", stance.stance.as_str(), summary(article, stance));
                    let d = Diagnostic::at(article.id, stance.span, "position-without-issue", detail);
                    record.diagnostics.push(diagnostic(d));
                }
                continue;
            };
            let asked = || whoever_asked(record, &told, &issue);
            let holders = holders::of(desk, parties, i, stance, last.as_ref(), asked);
            if holders.is_empty() {
                let words = stance.holder.map_or("nobody named", |s| article.words_of(s));
                let detail =
                    format!("whose position on {issue} this is could not be told: {}", one_line(words));
                let d = Diagnostic::at(article.id, stance.span, "position-without-party", detail);
                record.diagnostics.push(diagnostic(d));
                continue;
            }
            if let [spoken] = holders[..] {
                last = Some(Last { span: stance.span, issue: issue.clone(), spoken });
            }
            let told_of = stance.time.and_then(|t| found.times.get(t)).map(|t| t.interval);
            let done = !matches!(stance.stance, Stance::Demands | Stance::Offers);
            if done && long_past(article, told_of) {
                continue;
            }
            let condition_issue = stance.condition.and_then(|c| issues::issue_of(desk, article, c));
            let time = stance.time.and_then(|t| found.times.get(t)).map(|t| t.interval);
            for spoken in holders {
                let told_by = || holders::teller(desk, parties, i, stance);
                let others = stance.whose == Holder::Own && told_by() != Some(spoken.party);
                if others || holders::prediction(desk, parties, i, stance, spoken) {
                    continue;
                }
                let id = Id::of(
                    "position",
                    &[
                        Id::of_span("position", article.id, stance.span).as_bytes(),
                        spoken.party.as_bytes(),
                        issue.as_bytes(),
                        stance.stance.as_str().as_bytes(),
                    ],
                );
                let row = PositionRow {
                    position: id,
                    party: spoken.party,
                    issue: issue.clone(),
                    stance: stance.stance,
                    scope: stance.scope,
                    exception: stance.exception.map(|s| one_line(article.words_of(s))),
                    summary: summary(article, stance),
                    link: stance.link,
                    condition_issue: condition_issue.clone(),
                    condition_text: stance.condition.map(|s| one_line(article.words_of(s))),
                    modality: stance.modality.map(|s| one_line(article.words_of(s)).to_lowercase()),
                    said_by: spoken.by,
                    date: date(article, time),
                    at: At { article: article.id, span: stance.span },
                    attribution: desk.attribution(i, stance.attribution),
                    by: stance.by.clone(),
                    confidence: stance.confidence,
                };
                told.push(Told { row, content: keys(desk, article, stance), more: Vec::new() });
            }
        }
        for told in gather(article, told) {
            let first = PositionEvidenceRow {
                position: told.row.position,
                at: told.row.at,
                attribution: told.row.attribution,
                by: told.row.by.clone(),
            };
            record.position_evidence.push(first);
            for (at, attribution, by) in told.more {
                let row = PositionEvidenceRow { position: told.row.position, at, attribution, by };
                record.position_evidence.push(row);
            }
            record.positions.push(told.row);
        }
    }
}

/// Days before publication from which on a dated act is history and no position.
const HISTORY: i64 = 330;

/// A span of days that ended less than so many days ago is not over for good: "last year", in January.
const LATELY: i64 = 90;

/// "Agreed to a truce in 1994": history.
fn long_past(article: &Article, time: Option<Interval>) -> bool {
    let (Some(time), Some(published)) = (time, article.published.start.or(article.published.end)) else {
        return false;
    };
    let before = |day: Option<rapporteur_model::Date>, days: i64| {
        day.and_then(|d| rapporteur_model::date::later(d, days)).is_some_and(|d| d < published)
    };
    before(time.start.or(time.end), HISTORY) && before(time.end.or(time.start), LATELY)
}

/// A position with the words that tell it apart from another one on the same issue.
struct Told {
    row: PositionRow,
    /// Stems of the words it is about.
    content: BTreeSet<String>,
    /// Where else it is told.
    more: Vec<(At, Option<Id>, By)>,
}

/// Letters of a word that tell it apart: "withdrawal" and "withdraw" share them.
const STEM: usize = 5;

/// Stems of the words a stance is about, without those of closed classes.
fn keys(desk: &Desk<'_>, article: &Article, stance: &StanceMention) -> BTreeSet<String> {
    let words = [stance.content, stance.span].map(|s| article.words_of(s).to_lowercase());
    let closed = ["preposition", "determiner", "be", "have", "do", "modal", "pronoun", "coordinator"];
    words
        .iter()
        .flat_map(|w| w.split(|c: char| !c.is_alphanumeric()))
        .filter(|w| w.len() > 2 && !desk.lexicon.clause_words.any(&closed, w))
        .map(|w| w.chars().take(STEM).collect())
        .collect()
}

/// One statement told in headline, lede and quotation is one position: of one party, issue, stance and day, with scopes
/// and conditions that do not differ, and words in common. The fullest telling in the body stands for all.
fn gather(article: &Article, told: Vec<Told>) -> Vec<Told> {
    let titled = |at: At| {
        article
            .parts
            .iter()
            .any(|p| matches!(p.kind, PartKind::Title | PartKind::RepeatedTitle) && p.span.overlaps(at.span))
    };
    let full = |t: &Told| {
        let said = [t.row.link.is_some(), t.row.condition_text.is_some(), t.row.scope.is_some()];
        (!titled(t.row.at), said.iter().filter(|s| **s).count(), Reverse(t.row.at.span))
    };
    let mut out: Vec<Told> = Vec::new();
    for mut next in told {
        let same = out.iter_mut().find(|t| {
            let (a, b) = (&t.row, &next.row);
            let differ = |a: Option<&str>, b: Option<&str>| matches!((a, b), (Some(a), Some(b)) if a != b);
            a.party == b.party
                && a.issue == b.issue
                && a.stance == b.stance
                && a.date == b.date
                && !differ(a.scope.map(|s| s.as_str()), b.scope.map(|s| s.as_str()))
                && !differ(a.link.map(|l| l.as_str()), b.link.map(|l| l.as_str()))
                && !differ(a.condition_issue.as_deref(), b.condition_issue.as_deref())
                && a.at.span != b.at.span
                && t.content.intersection(&next.content).next().is_some()
        });
        match same {
            Some(kept) => {
                if full(&next) > full(kept) {
                    std::mem::swap(kept, &mut next);
                    kept.more.append(&mut next.more);
                }
                kept.content.append(&mut next.content);
                kept.more.push((next.row.at, next.row.attribution, next.row.by));
                kept.row.scope = kept.row.scope.or(next.row.scope);
            }
            None => out.push(next),
        }
    }
    out
}

/// Who gives up what nobody is named for: the only party that asked for it before.
fn whoever_asked(record: &Record, told: &[Told], issue: &str) -> Vec<Spoken> {
    let asked = |p: &&PositionRow| p.issue == issue && p.stance == Stance::Demands;
    let of: BTreeSet<Id> =
        record.positions.iter().chain(told.iter().map(|t| &t.row)).filter(asked).map(|p| p.party).collect();
    match of.first() {
        Some(&party) if of.len() == 1 => vec![Spoken { party, by: None }],
        _ => Vec::new(),
    }
}

/// When the position was held: a time the clause names that is not after publication, else publication.
fn date(article: &Article, time: Option<Interval>) -> Interval {
    // "Not before 1967" says nothing about when; a position is dated where both ends are known.
    let published = if article.published.end.is_some() { article.published } else { Interval::UNKNOWN };
    match time {
        Some(t) if !t.is_unknown() => {
            let after = matches!((t.end.or(t.start), published.end), (Some(t), Some(p)) if t > p);
            if after { published } else { t }
        }
        _ => published,
    }
}

/// The stance in the article's own words: the clause, with its condition if that stands apart.
fn summary(article: &Article, stance: &StanceMention) -> String {
    let span = match stance.condition {
        Some(c) if c.start <= stance.span.end + 3 => stance.span.join(c),
        _ => stance.span,
    };
    let line = one_line(article.words_of(span));
    if line.chars().count() <= SUMMARY {
        return line;
    }
    let mut cut: String = line.chars().take(SUMMARY).collect();
    if let Some(space) = cut.rfind(' ') {
        cut.truncate(space);
    }
    cut.push('…');
    cut
}
