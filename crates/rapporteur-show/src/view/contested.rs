//! What is disputed, denied, not verified or contradictory, and who did not answer.

use super::{Desk, Limits, Wishes};
use crate::evidence::Cite;
use crate::index::{Index, Voice};
use crate::line::Line;
use crate::wording;
use rapporteur_model::record::{
    AttributionRow, ClaimEvidenceRow, ClaimRow, ClaimStatus, ContradictionKind, ContradictionRow, DriftRow,
    NonResponseRow,
};
use rapporteur_model::table::At;
use rapporteur_model::{Id, Interval, NonResponseHow, Verification};
use std::collections::{BTreeMap, BTreeSet};

/// One side of something contested.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// "says it", "denies it", "one side".
    pub label: &'static str,
    /// In whose voice; none where the row does not say.
    pub voice: Option<Voice>,
    /// The words.
    pub cite: Cite,
    /// The same as text, if shown.
    pub words: Option<Line>,
}

/// Something contested.
#[derive(Debug, Clone, PartialEq)]
pub struct Contested {
    /// Its anchor.
    pub anchor: String,
    /// "denied", "not verified", "sources disagree".
    pub status: &'static str,
    /// What it is about.
    pub about: Line,
    /// How many newsrooms and sources stand behind it, where counted.
    pub standing: Option<String>,
    /// The sides.
    pub sides: Vec<Side>,
    /// Sides left out.
    pub more: usize,
}

/// Somebody who did not answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Silence {
    /// Its anchor.
    pub anchor: String,
    /// "Ruritania did not reply to Harbour Post".
    pub line: Line,
    /// About what, in the article's words.
    pub about: Option<Line>,
    /// When the article was published.
    pub published: Interval,
    /// The words.
    pub cite: Cite,
    /// How, in the contract's word.
    pub how: &'static str,
}

pub(super) enum Row<'r> {
    Claim(&'r ClaimRow, Vec<&'r ClaimEvidenceRow>),
    Told(&'r AttributionRow, Verification),
    Contradiction(&'r ContradictionRow),
    Drift(&'r DriftRow),
}

/// Which rows are shown.
pub(super) struct Chosen<'r> {
    rows: Vec<Row<'r>>,
    silence: Vec<&'r NonResponseRow>,
}

/// Sides listed of one contested thing.
const SIDES: usize = 4;

impl<'r> Chosen<'r> {
    pub(super) fn choose(index: &Index<'r>, limits: Limits, left_out: &mut Vec<Line>) -> Chosen<'r> {
        let record = index.record;
        let mut evidence: BTreeMap<Id, Vec<&ClaimEvidenceRow>> = BTreeMap::new();
        for row in &record.claim_evidence {
            evidence.entry(row.claim).or_default().push(row);
        }
        let mut told: BTreeSet<At> = BTreeSet::new();
        let mut claims: Vec<_> =
            record.claims.iter().filter(|c| c.status != ClaimStatus::Uncontested).collect();
        claims.sort_by_key(|c| (std::cmp::Reverse(c.first_published), c.claim));
        let mut rows = Vec::new();
        for claim in claims {
            let evidence = evidence.remove(&claim.claim).unwrap_or_default();
            told.extend(evidence.iter().map(|e| e.at));
            rows.push(Row::Claim(claim, evidence));
        }
        let newest = |at: At| (std::cmp::Reverse(index.known(at.article)), at);
        let mut contradictions: Vec<_> = record.contradictions.iter().collect();
        contradictions.sort_by_key(|c| (newest(c.b), c.contradiction));
        rows.extend(contradictions.into_iter().map(Row::Contradiction));
        let mut doubted: Vec<_> = record
            .attributions
            .iter()
            .filter(|a| !told.contains(&a.at))
            .filter_map(|a| a.verification.filter(|v| *v != Verification::Confirmed).map(|v| (a, v)))
            .collect();
        doubted.sort_by_key(|(a, _)| newest(a.at));
        rows.extend(doubted.into_iter().map(|(a, v)| Row::Told(a, v)));
        let mut drifts: Vec<_> = record.drifts.iter().collect();
        drifts.sort_by_key(|d| newest(d.at));
        rows.extend(drifts.into_iter().map(Row::Drift));
        let rows = super::first(rows, limits.entries, ("contested item", "contested items"), left_out);
        let mut silence: Vec<_> = record.non_responses.iter().collect();
        // What an outlet could not verify is nobody's silence: after those who were asked.
        silence.sort_by_key(|n| (n.how == NonResponseHow::NotVerified, newest(n.at)));
        let silence =
            super::first(silence, limits.entries, ("case of silence", "cases of silence"), left_out);
        Chosen { rows, silence }
    }

    pub(super) fn wish(&self, index: &Index, wishes: &mut Wishes) {
        for (i, row) in self.rows.iter().enumerate() {
            let label = || Line::say(format!("Contested: {}", row.status()));
            match row {
                Row::Claim(_, evidence) => {
                    evidence.iter().take(SIDES).for_each(|e| wishes.add_for(e.at, anchor(i), label()));
                }
                Row::Told(a, _) => wishes.add_for(a.at, anchor(i), label()),
                Row::Contradiction(c) => {
                    [c.a, c.b].into_iter().for_each(|at| wishes.add_for(at, anchor(i), label()))
                }
                Row::Drift(d) => {
                    [d.from, d.at].into_iter().for_each(|at| wishes.add_for(at, anchor(i), label()))
                }
            }
        }
        for (i, row) in self.silence.iter().enumerate() {
            let who =
                row.who.map_or_else(|| Line::say("Silence"), |w| Line::say("Silence: ").and(index.name(w)));
            wishes.add_for(row.at, format!("n-{i}"), who);
        }
    }

    pub(super) fn contested(&self, desk: &Desk) -> Vec<Contested> {
        self.rows.iter().enumerate().map(|(i, row)| row.show(desk, anchor(i))).collect()
    }

    pub(super) fn silence(&self, desk: &Desk) -> Vec<Silence> {
        let index = desk.index;
        self.silence
            .iter()
            .enumerate()
            .map(|(i, row)| {
                let outlet = || index.outlet_or_path(row.at.article);
                let who = match (row.who, row.how) {
                    (Some(who), _) => index.name(who),
                    // "The claim could not be verified": by those who write it.
                    (None, NonResponseHow::NotVerified) => outlet(),
                    (None, _) if row.who_text.is_some() => {
                        Line::quote(row.who_text.as_deref().unwrap_or_default())
                    }
                    (None, _) => Line::say("Somebody not named"),
                };
                let mut line = who.ours(format!(" {}", wording::silence(row.how)));
                if let Some(asked) = row.asked_by {
                    line = line.ours("; asked by ").and(index.name(asked));
                }
                Silence {
                    anchor: format!("n-{i}"),
                    line,
                    about: desk.words(row.at, row.about.as_deref()),
                    published: index.published(row.at.article),
                    cite: desk.cite(row.at),
                    how: row.how.as_str(),
                }
            })
            .collect()
    }
}

fn anchor(i: usize) -> String {
    format!("x-{i}")
}

fn verification(v: Verification) -> &'static str {
    match v {
        Verification::Unverified => "not verified",
        Verification::Denied => "denied",
        Verification::NoComment => "no comment on it",
        Verification::Confirmed => "confirmed",
    }
}

impl Row<'_> {
    fn status(&self) -> &'static str {
        match self {
            Row::Claim(claim, _) => wording::claim(claim.status),
            Row::Told(_, v) => verification(*v),
            Row::Contradiction(c) => wording::contradiction(c.kind),
            Row::Drift(d) => wording::drift(d.kind),
        }
    }

    fn show(&self, desk: &Desk, anchor: String) -> Contested {
        let index = desk.index;
        let side = |label, at: At, voice| Side {
            label,
            voice,
            cite: desk.cite(at),
            words: desk.words(at, Some(index.words(at.article, at.span))),
        };
        let status = self.status();
        match self {
            Row::Claim(claim, evidence) => Contested {
                anchor,
                status,
                about: evidence
                    .iter()
                    .find_map(|e| desk.words(e.at, Some(wording::claimed(&claim.summary))))
                    .unwrap_or_else(|| Line::say("A claim whose words the limit keeps out")),
                standing: Some(standing(claim)),
                sides: evidence
                    .iter()
                    .take(SIDES)
                    .map(|e| {
                        let voice = index.voice(e.at.article, e.attribution);
                        Side { words: None, ..side(wording::relation(e.relation), e.at, Some(voice)) }
                    })
                    .collect(),
                more: evidence.len().saturating_sub(SIDES),
            },
            Row::Told(a, _) => Contested {
                anchor,
                status,
                about: desk
                    .words(a.at, Some(said(index, a.at)))
                    .unwrap_or_else(|| Line::say("Words the limit keeps out")),
                standing: None,
                sides: vec![Side {
                    words: None,
                    ..side("says it", a.at, Some(index.voice(a.at.article, Some(a.attribution))))
                }],
                more: 0,
            },
            Row::Contradiction(c) => Contested {
                anchor,
                status,
                about: if c.about.trim().is_empty() {
                    Line::say("Contradiction")
                } else {
                    Line::quote(&wording::plain_words(&c.about))
                },
                standing: None,
                sides: {
                    let [a, b] = sides(c.kind);
                    let told = |at| said_at(desk, at).map(|by| index.voice(at.article, by));
                    vec![side(a, c.a, told(c.a)), side(b, c.b, told(c.b))]
                },
                more: 0,
            },
            Row::Drift(d) => Contested {
                anchor,
                status,
                about: Line::say("Changed in retelling by ").and(index.outlet(d.at.article)),
                standing: None,
                sides: vec![side("first told", d.from, None), side("retold", d.at, None)],
                more: 0,
            },
        }
    }
}

/// The words; of one that only points to others ("denied that") its sentence.
fn said<'r>(index: &Index<'r>, at: At) -> &'r str {
    let words = index.words(at.article, at.span);
    if words.split_whitespace().nth(1).is_some() {
        return words;
    }
    let sentence = index.sentences(at.article).iter().find(|s| s.span.contains(at.span));
    sentence.map_or(words, |s| index.words(at.article, s.span))
}

/// What the two sides of a contradiction are.
fn sides(kind: ContradictionKind) -> [&'static str; 2] {
    match kind {
        ContradictionKind::SourcesDisagree => ["on one side", "on the other"],
        ContradictionKind::ChangedOverTime => ["before", "later"],
        ContradictionKind::WithinArticle => ["in one place", "in another"],
        ContradictionKind::HeadlineVsBody => ["the headline", "the text"],
    }
}

/// Under whose word some words stand, where a row says so.
fn said_at(desk: &Desk, at: At) -> Option<Option<Id>> {
    let record = desk.index.record;
    let claims = record.claim_evidence.iter().find(|e| e.at == at).map(|e| e.attribution);
    let positions = || record.positions.iter().find(|p| p.at == at).map(|p| p.attribution);
    let talks = || record.talks_status.iter().find(|s| s.at == at).map(|s| s.attribution);
    claims.or_else(positions).or_else(talks)
}

/// "2 articles, 1 newsroom, 1 to 4 sources".
fn standing(claim: &ClaimRow) -> String {
    wording::standing(claim, "source", "sources")
}
