//! # Who stands on whose reporting
//!
//! What it finds: which article stands on which, or on an outlet whose story is not in the pile: as a copy, retold, or
//! citing it; with the words of both that show it.
//! Why: five retellings of one story are one report. A retelling shares next to no text with its story; it says whose it
//! is ("told the Post"), keeps its quotations, and counts its sources alike ("four of the officers").
//! Example: the Times has "four officers told the Post the port would be shut"; the one article of the Post that week
//! that says so is what it stands on.
//! May touch: texts, annotations, entities. Every edge has its reasons in `derivation_evidence`.
//!
//! Which was first: the day of publication; on one day or without one, who cites whom. Two copies of which neither is
//! known to be first are an edge of `derivation.copy-undated` and a diagnostic. Without a citation, only stories that
//! share quotations or counted sources without names *and* much else are one, and only where the days tell.

use crate::citations::{self, Cited};
use crate::copies::{self, Doc, Overlap};
use crate::drift;
use crate::outlets::{Outlets, not_after};
use crate::passages::{Alignment, Sentence, Weights, align, hash, quotations, quoted_words, same_quotation};
use crate::threads::apart;
use crate::words::Words;
use rapporteur_lexicon::Lexicon;
use rapporteur_model::record::{DerivationEvidenceRow, DerivationKind, DerivationRow, FromSpan};
use rapporteur_model::{
    Annotations, Attribution, Corpus, Diagnostic, EntityKind, Id, Links, PartKind, SourceKind, Span,
    TimeType, Verification,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::rc::Rc;

/// A cited story was published at most so many days before.
const DAYS_BEFORE: i32 = 7;
/// So many stories of a cited outlet are looked at: the latest.
const MAX_STORIES: usize = 32;
/// An article of which so many sentences, or this part of them, retell another is a retelling.
const RETOLD_SENTENCES: usize = 3;
const RETOLD_SHARE: f64 = 0.25;
/// The same of an article in which somebody told its own outlet something.
const RETOLD_SHARE_BESIDE_OWN: f64 = 0.6;
/// An article that stands on an outlet as a whole cites it at its top and so many times in all.
const CITES_OF_A_RETELLING: usize = 3;
/// Articles that hold one key of a quotation or counted source: the last before an article.
const MAX_HOLDERS: usize = 16;
/// Stories that an article stands on, looked at.
const MAX_UPSTREAM: usize = 64;
/// Alignments kept as evidence of one edge.
const MAX_EVIDENCE: usize = 24;
/// Articles whose sentences are kept as words: some 10 kB each.
const RECENT: usize = 4096;
/// Text that a second source must add to what the first explains.
const ADDS: f64 = 0.3;

/// Does the sentence tell of a day after the other article was published, and before its own was? "The night shift" and "last
/// week" may be anybody's words.
fn after(corpus: &Corpus, found: &Annotations, article: usize, other: usize, sentence: Span) -> bool {
    let published = |i: usize| corpus.articles.get(i).and_then(|a| a.published.end);
    let (Some(own), Some(before)) = (published(article), published(other)) else { return false };
    let mut times = found.times.iter().filter(|t| sentence.contains(t.span));
    times.any(|t| {
        let day = t.interval.start.filter(|_| t.kind == TimeType::Date && t.interval.start == t.interval.end);
        day.is_some_and(|day| before < day && day <= own)
    })
}

/// What an edge leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Article(usize),
    Outlet(String),
}

/// An edge in the making.
#[derive(Debug, Clone)]
struct Edge {
    kind: DerivationKind,
    share: Option<f64>,
    by: &'static str,
    outlet: Option<String>,
    entity: Option<Id>,
    evidence: Vec<(Span, Option<Span>, &'static str)>,
}

/// Adds derivations, their evidence, and what retellings changed.
pub fn link(lexicon: &Lexicon, corpus: &Corpus, links: &mut Links) {
    link_by(&Words::new(corpus), lexicon, corpus, links);
}

/// The same, by words that were read already.
pub(crate) fn link_by(words: &Words<'_>, lexicon: &Lexicon, corpus: &Corpus, links: &mut Links) {
    let outlets = Outlets::new(lexicon, corpus, links);
    let cited = citations::find(lexicon, corpus, links, &outlets);
    let weights = Weights::new(lexicon, corpus, words);
    let mut maker = Maker {
        corpus,
        links,
        outlets: &outlets,
        cited: &cited,
        weights: &weights,
        edges: BTreeMap::new(),
        diagnostics: Vec::new(),
        recent: RefCell::default(),
    };
    maker.copies();
    for (i, cited) in cited.iter().enumerate() {
        for (key, cited) in cited {
            maker.citation(i, key, cited);
        }
    }
    for (later, earlier) in maker.unsaid() {
        maker.retelling(later, earlier);
    }
    let mut drifts = Vec::new();
    for ((article, target), edge) in &maker.edges {
        if let Target::Article(from) = target {
            let (later, earlier) = (maker.sentences(*article), maker.sentences(*from));
            let later = maker.told_after(*article, *from, edge.kind, later);
            let entities = &maker.links.mention_entity;
            let (later, earlier) = ((*article, later), (*from, earlier));
            drifts.extend(drift::between(lexicon, corpus, entities, &weights, later, earlier));
        }
    }
    let Maker { edges, diagnostics, .. } = maker;
    links.drifts.extend(drifts);
    for ((article, target), edge) in edges {
        write(corpus, links, article, &target, edge);
    }
    links.diagnostics.extend(diagnostics);
}

fn write(corpus: &Corpus, links: &mut Links, article: usize, target: &Target, mut edge: Edge) {
    let id = |i: usize| corpus.articles.get(i).map(|a| a.id);
    let Some(article) = id(article) else { return };
    let from_article = match target {
        Target::Article(i) => id(*i),
        Target::Outlet(_) => None,
    };
    edge.evidence.sort();
    edge.evidence.dedup_by_key(|(span, from, _)| (*span, *from));
    edge.evidence.truncate(MAX_EVIDENCE);
    links.derivations.push(DerivationRow {
        article,
        from_article,
        from_outlet: edge.outlet.clone(),
        from_outlet_entity: edge.entity,
        kind: edge.kind,
        share: edge.share.map(|s| (s * 1e4).round() / 1e4),
        by: edge.by.into(),
        confidence: None,
    });
    links.derivation_evidence.extend(edge.evidence.into_iter().map(|(span, from, reason)| {
        DerivationEvidenceRow {
            article,
            from_article,
            from_outlet: edge.outlet.clone(),
            reason: reason.into(),
            span,
            from_span: from.map(FromSpan),
        }
    }));
}

struct Maker<'a> {
    corpus: &'a Corpus,
    links: &'a Links,
    outlets: &'a Outlets,
    cited: &'a [BTreeMap<String, Cited>],
    weights: &'a Weights<'a>,
    edges: BTreeMap<(usize, Target), Edge>,
    diagnostics: Vec<Diagnostic>,
    recent: RefCell<Recent>,
}

/// Sentences of the articles that were asked for last.
#[derive(Default)]
struct Recent {
    of: HashMap<usize, Rc<[Sentence]>>,
    order: VecDeque<usize>,
}

/// Which of two articles came first.
enum First {
    /// The one that stands earlier in the corpus.
    Earlier,
    /// The other one.
    Later,
    /// Nobody says.
    Unknown,
}

impl Maker<'_> {
    /// The sentences of an article; those of the articles asked for last are kept.
    fn sentences(&self, article: usize) -> Rc<[Sentence]> {
        if let Some(known) = self.recent.borrow().of.get(&article) {
            return known.clone();
        }
        let found = self.corpus.annotations.get(article);
        let all: Rc<[Sentence]> =
            found.map(|f| self.weights.sentences(article, f)).unwrap_or_default().into();
        let mut recent = self.recent.borrow_mut();
        if recent.order.len() >= RECENT
            && let Some(oldest) = recent.order.pop_front()
        {
            recent.of.remove(&oldest);
        }
        recent.order.push_back(article);
        recent.of.insert(article, all.clone());
        all
    }

    /// Does one article cite the outlet of the other?
    fn cites(&self, article: usize, other: usize) -> bool {
        let Some(key) = self.outlets.own(other) else { return false };
        self.cited.get(article).is_some_and(|c| c.contains_key(key))
    }

    fn first(&self, later: usize, earlier: usize) -> First {
        let (Some(a), Some(b)) = (self.corpus.articles.get(later), self.corpus.articles.get(earlier)) else {
            return First::Unknown;
        };
        let one_day = a.published.exact().is_some() && a.published.exact() == b.published.exact();
        match (not_after(b, a), not_after(a, b)) {
            (Some(true), _) if !one_day => return First::Earlier,
            (_, Some(true)) if !one_day => return First::Later,
            _ => {}
        }
        match (self.cites(later, earlier), self.cites(earlier, later)) {
            (true, false) => First::Earlier,
            (false, true) => First::Later,
            _ => First::Unknown,
        }
    }

    /// The edge from an article to a target, made if there was none; a stronger kind replaces a weaker one.
    fn edge(&mut self, article: usize, target: Target, kind: DerivationKind, by: &'static str) -> &mut Edge {
        let (outlet, entity) = match &target {
            Target::Article(i) => (
                self.outlets.name(*i).map(str::to_owned),
                self.links.outlet_entity.get(*i).copied().flatten(),
            ),
            Target::Outlet(_) => (None, None),
        };
        let edge = self.edges.entry((article, target)).or_insert_with(|| Edge {
            kind,
            share: None,
            by,
            outlet,
            entity,
            evidence: Vec::new(),
        });
        let strength = |k: DerivationKind| match k {
            DerivationKind::Copy => 2,
            DerivationKind::Rewrite => 1,
            DerivationKind::Cites => 0,
        };
        if strength(kind) > strength(edge.kind) {
            (edge.kind, edge.by) = (kind, by);
        }
        edge
    }

    /// Edges for shared text.
    fn copies(&mut self) {
        let numbers = copies::numbered((0..self.corpus.articles.len()).map(|i| self.outlets.own(i)));
        let docs: Vec<Doc<'_>> = self
            .corpus
            .articles
            .iter()
            .zip(&numbers)
            .map(|(a, outlet)| Doc {
                text: &a.text,
                parts: a.readable().map(|p| p.span).collect(),
                outlet: *outlet,
            })
            .collect();
        let mut of: BTreeMap<usize, Vec<(usize, f64, bool, Overlap)>> = BTreeMap::new();
        for o in copies::overlaps(&docs) {
            let (later, earlier, known) = match self.first(o.later, o.earlier) {
                First::Earlier => (o.later, o.earlier, true),
                First::Later => (o.earlier, o.later, true),
                // The one that is more of the other is taken for the one that was cut from it.
                First::Unknown if o.share_of_earlier > o.share => (o.earlier, o.later, false),
                First::Unknown => (o.later, o.earlier, false),
            };
            let share = if later == o.later { o.share } else { o.share_of_earlier };
            of.entry(later).or_default().push((earlier, share, known, o));
        }
        for (later, mut from) in of {
            // What holds most of it; of equals the first.
            from.sort_by(|a, b| {
                let round = |x: f64| (x * 20.0).round();
                round(b.1).total_cmp(&round(a.1)).then(b.2.cmp(&a.2)).then(a.0.cmp(&b.0))
            });
            let mut covered: Vec<Span> = Vec::new();
            for (earlier, share, known, o) in from {
                let side = |s: &(Span, Span)| if later == o.later { *s } else { (s.1, s.0) };
                let stretches: Vec<(Span, Span)> = o.stretches.iter().map(side).collect();
                let all: usize = stretches.iter().map(|s| s.0.len()).sum();
                let new: usize = stretches
                    .iter()
                    .filter(|s| !covered.iter().any(|c| c.overlaps(s.0)))
                    .map(|s| s.0.len())
                    .sum();
                if !covered.is_empty() && ((new as f64) < ADDS * all.max(1) as f64 || share < ADDS) {
                    continue;
                }
                covered.extend(stretches.iter().map(|s| s.0));
                self.copy(later, earlier, share, known, &stretches);
            }
        }
    }

    fn copy(&mut self, later: usize, earlier: usize, share: f64, known: bool, stretches: &[(Span, Span)]) {
        let own = |i: usize| self.outlets.own(i);
        let one_outlet = own(later).is_some() && own(later) == own(earlier);
        let (Some(a), Some(b)) = (self.corpus.articles.get(later), self.corpus.articles.get(earlier)) else {
            return;
        };
        let one_url = a.url.is_some() && a.url.as_deref().map(page) == b.url.as_deref().map(page);
        let agency = self.agency(later).filter(|k| own(earlier) != Some(k.as_str()));
        // Two papers with the same agency's text: both have it from the agency.
        if let Some(agency) = agency.filter(|k| self.agency(earlier).as_ref() == Some(k)) {
            for (i, side) in [(later, 0), (earlier, 1)] {
                if self.outlets.of(&agency).is_empty()
                    && let Some(c) = self.cited.get(i).and_then(|c| c.get(&agency))
                {
                    let edge =
                        self.edge(i, Target::Outlet(agency.clone()), DerivationKind::Copy, "derivation.wire");
                    (edge.outlet, edge.entity) = (Some(c.name.clone()), c.entity);
                    edge.share = Some(edge.share.unwrap_or(0.0).max(share));
                    let words = stretches.iter().map(|s| if side == 0 { s.0 } else { s.1 });
                    edge.evidence.extend(words.map(|s| (s, None, "shared-text")));
                }
            }
            if self.outlets.of(&agency).is_empty() {
                return;
            }
        }
        let wire = self.agency(later).is_some_and(|k| own(earlier) == Some(k.as_str()));
        let by = match (one_url || one_outlet, wire, known) {
            (true, _, _) => "derivation.update",
            (_, true, _) => "derivation.wire",
            (_, _, true) => "derivation.copy",
            _ => "derivation.copy-undated",
        };
        if !known {
            let detail = format!("the same text as {}; nothing says which was first", b.id);
            self.diagnostics.push(Diagnostic::new(Some(a.id), "copy-direction-unknown", detail));
        }
        let edge = self.edge(later, Target::Article(earlier), DerivationKind::Copy, by);
        edge.share = Some(share);
        edge.evidence.extend(stretches.iter().map(|(x, y)| (*x, Some(*y), "shared-text")));
    }

    /// The agency an article credits, as a key, where it is not its own outlet.
    fn agency(&self, article: usize) -> Option<String> {
        let name = self.corpus.articles.get(article)?.agency.as_deref()?;
        let key = self.outlets.key(name, None);
        (self.outlets.own(article) != Some(key.as_str())).then_some(key)
    }

    /// The edge for one outlet that an article cites.
    fn citation(&mut self, i: usize, key: &str, cited: &Cited) {
        let words = cited.evidence.iter().map(|(span, reason)| (*span, None, *reason));
        // A copy of a story of that outlet is already the better edge.
        let mine = (i, Target::Article(0))..=(i, Target::Article(usize::MAX));
        let copied = self.edges.range(mine).find_map(|((_, t), e)| match t {
            Target::Article(from)
                if e.kind == DerivationKind::Copy && self.outlets.own(*from) == Some(key) =>
            {
                Some(t.clone())
            }
            _ => None,
        });
        if let Some(edge) = copied.and_then(|t| self.edges.get_mut(&(i, t))) {
            edge.evidence.extend(words);
            return;
        }
        let kind = if self.retells(i, cited) { DerivationKind::Rewrite } else { DerivationKind::Cites };
        if let Some((from, found)) = self.story(i, key) {
            self.told(i, from, &found, kind, "derivation.cites");
            if let Some(edge) = self.edges.get_mut(&(i, Target::Article(from))) {
                edge.evidence.extend(words);
                edge.outlet = Some(cited.name.clone());
                edge.entity = edge.entity.or(cited.entity);
            }
            return;
        }
        let by = if kind == DerivationKind::Rewrite { "derivation.retold" } else { "derivation.cites" };
        let edge = self.edge(i, Target::Outlet(key.to_owned()), kind, by);
        edge.outlet = Some(cited.name.clone());
        edge.entity = edge.entity.or(cited.entity);
        edge.evidence.extend(words);
    }

    /// Is the article as a whole a retelling of that outlet's: cited at its top and again and again?
    fn retells(&self, i: usize, cited: &Cited) -> bool {
        let Some(found) = self.corpus.annotations.get(i) else { return false };
        let top = found.sentences.get(2).or(found.sentences.last()).map_or(0, |s| s.end);
        cited.evidence.len() >= CITES_OF_A_RETELLING
            && cited.evidence.iter().any(|(span, reason)| *reason == "cited" && span.start < top)
    }

    /// The one story of a cited outlet that tells what the article tells.
    fn story(&self, i: usize, key: &str) -> Option<(usize, Vec<Alignment>)> {
        let here = self.corpus.articles.get(i)?;
        let fits = |&&j: &&usize| {
            let Some(there) = self.corpus.articles.get(j).filter(|_| j != i) else { return false };
            match (here.published.end, there.published.start, there.published.end) {
                (Some(last), Some(first), Some(end)) => {
                    first <= last && (last - end).get_days() <= DAYS_BEFORE
                }
                _ => true,
            }
        };
        // Dated ones stand in the order of their days, undated ones after them.
        let stories = self.outlets.of(key);
        let day = |j: usize| self.corpus.articles.get(j).and_then(|a| a.published.start.or(a.published.end));
        let (dated, undated) = stories.split_at(stories.partition_point(|&j| day(j).is_some()));
        let dated = match here.published.end {
            Some(last) => {
                let from = dated
                    .partition_point(|&j| day(j).is_some_and(|d| (last - d).get_days() > 8 * DAYS_BEFORE));
                let end = dated.partition_point(|&j| day(j).is_some_and(|d| d <= last));
                dated.get(from..end.max(from)).unwrap_or(&[])
            }
            None => dated,
        };
        let latest =
            |list: &[usize]| list.iter().rev().filter(fits).take(MAX_STORIES).copied().collect::<Vec<_>>();
        let candidates: Vec<usize> = [latest(dated), latest(undated)].concat();
        if candidates.is_empty() {
            return None;
        }
        let mine = self.sentences(i);
        let mut scored: Vec<(f64, usize, Vec<Alignment>)> = Vec::new();
        for j in candidates {
            let found = self.aligned(i, &mine, j, &self.sentences(j));
            let score: f64 = found.iter().map(|a| a.like.weight).sum();
            if score > 0.0 {
                scored.push((score, j, found));
            }
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut scored = scored.into_iter();
        let (best, j, found) = scored.next()?;
        // Two stories that fit as well are none; two versions of one are the first.
        let as_good: Vec<usize> = scored.take_while(|(s, _, _)| *s > 0.8 * best).map(|(_, j, _)| j).collect();
        let versions = |a: usize, b: usize| {
            self.edges.contains_key(&(a, Target::Article(b)))
                || self.edges.contains_key(&(b, Target::Article(a)))
        };
        as_good.iter().all(|&other| versions(j, other)).then_some((j, found))
    }

    /// Which sentences of two articles tell the same; counted sources without names help.
    fn aligned(
        &self,
        later: usize,
        mine: &[Sentence],
        earlier: usize,
        theirs: &[Sentence],
    ) -> Vec<Alignment> {
        let (a, b) = (self.described(later, mine), self.described(earlier, theirs));
        align(mine, theirs, |i, j, like| {
            let one =
                a.get(i).zip(b.get(j)).is_some_and(|(x, y)| x.iter().any(|x| y.iter().any(|y| alike(x, y))));
            like.aligned() || one && like.of_smaller >= 0.2 || like.shared >= 2 && like.of_smaller >= 0.6
        })
    }

    /// The sources without names that each sentence speaks of.
    fn described(&self, article: usize, sentences: &[Sentence]) -> Vec<Vec<&Attribution>> {
        let found = self.corpus.annotations.get(article).map_or(&[][..], |f| &f.attributions);
        let of = |s: &Sentence| {
            let inside = |a: &&Attribution| {
                a.source_kind == SourceKind::Anonymous
                    && (a.source.is_some_and(|x| s.span.contains(x))
                        || a.content.iter().any(|c| s.span.contains(*c)))
            };
            found.iter().filter(inside).collect()
        };
        sentences.iter().map(of).collect()
    }

    /// An edge for a retelling with these alignments.
    fn told(
        &mut self,
        later: usize,
        earlier: usize,
        found: &[Alignment],
        kind: DerivationKind,
        by: &'static str,
    ) {
        let (mine, theirs) = (self.sentences(later), self.sentences(earlier));
        let quotations = self.quotations_in_common(later, earlier);
        let quoted = |s: &Sentence| quotations.iter().any(|(q, _)| q.overlaps(s.span));
        let own: Vec<bool> = mine.iter().map(|s| !quoted(s) && self.is_own(later, earlier, s)).collect();
        let is_own = |a: &&Alignment| own.get(a.later).copied().unwrap_or(false);
        let found: Vec<Alignment> = found.iter().filter(|a| !is_own(a)).copied().collect();
        let mostly_own = 2 * own.iter().filter(|own| **own).count() > found.len();
        let share = found.len() as f64 / mine.len().max(1) as f64;
        let retold = if mostly_own || self.has_own_reporting(later) {
            share >= RETOLD_SHARE_BESIDE_OWN && found.len() > 1
        } else {
            found.len() >= RETOLD_SENTENCES || share >= RETOLD_SHARE && found.len() > 1
        };
        let (kind, by) = match (kind, retold) {
            (DerivationKind::Cites, true) | (DerivationKind::Rewrite, _) => {
                (DerivationKind::Rewrite, if by == "derivation.cites" { "derivation.retold" } else { by })
            }
            _ => (kind, by),
        };
        let (Some(a), Some(b)) = (self.corpus.articles.get(later), self.corpus.articles.get(earlier)) else {
            return;
        };
        let mut evidence: Vec<(Span, Option<Span>, &'static str)> =
            quotations.iter().map(|(x, y)| (*x, Some(*y), "quote-aligned")).collect();
        let (x, y) = (self.described(later, &mine), self.described(earlier, &theirs));
        for pair in &found {
            let (Some(s), Some(t)) = (mine.get(pair.later), theirs.get(pair.earlier)) else { continue };
            let same = x.get(pair.later).zip(y.get(pair.earlier));
            let same = same.and_then(|(x, y)| {
                x.iter()
                    .find_map(|x| y.iter().find(|y| counted_alike(x, y)).and_then(|y| x.source.zip(y.source)))
            });
            if let Some((here, there)) = same {
                evidence.push((here, Some(there), "descriptor-aligned"));
            }
            evidence.push((s.span.trim(&a.text), Some(t.span.trim(&b.text)), "claim-aligned"));
        }
        let edge = self.edge(later, Target::Article(earlier), kind, by);
        if edge.kind != DerivationKind::Copy {
            edge.share = Some(share);
        }
        edge.evidence.extend(evidence);
    }

    /// The sentences that may be told after the other article. Of one that does no more than cite it the headline is not.
    fn told_after(
        &self,
        article: usize,
        other: usize,
        kind: DerivationKind,
        sentences: Rc<[Sentence]>,
    ) -> Rc<[Sentence]> {
        let (Some(page), Some(found)) =
            (self.corpus.articles.get(article), self.corpus.annotations.get(article))
        else {
            return sentences;
        };
        let title =
            |s: &Sentence| page.parts.iter().any(|p| p.kind == PartKind::Title && p.span.overlaps(s.span));
        let denies = |a: &&Attribution| a.verification == Some(Verification::Denied);
        let there = self.corpus.annotations.get(other).map_or(&[][..], |f| &f.attributions);
        let denied_there = there.iter().any(|a| denies(&a));
        let denied = |s: &Sentence| {
            let mut all = found.attributions.iter().filter(denies).flat_map(|a| &a.content);
            !denied_there && all.any(|c| c.overlaps(s.span))
        };
        let apart = |s: &Sentence| {
            kind == DerivationKind::Cites && title(s)
                || denied(s)
                || after(self.corpus, found, article, other, s.span)
        };
        if !sentences.iter().any(apart) {
            return sentences;
        }
        sentences.iter().filter(|s| !apart(s)).cloned().collect()
    }

    /// Is the sentence surely not told after the other article: somebody with a name says it who says nothing there, or
    /// another outlet; it denies something and nothing is denied there, or it tells of a day that had not come yet?
    fn is_own(&self, article: usize, other: usize, sentence: &Sentence) -> bool {
        let (Some(found), Some(there)) =
            (self.corpus.annotations.get(article), self.corpus.annotations.get(other))
        else {
            return false;
        };
        let who = |i: usize, a: &Attribution| -> Option<(Id, EntityKind)> {
            let mention = a.source_mention.filter(|_| a.source_kind == SourceKind::Named)?;
            let entity = self.links.mention_entity.get(i)?.get(mention).copied().flatten()?;
            let named = self.corpus.annotations.get(i)?.mentions.get(mention)?;
            (!self.outlets.is_outlet(i, mention, named)).then_some((entity, named.kind))
        };
        let mut here = found.attributions.iter().filter(|a| {
            let span = a.content.iter().copied().reduce(Span::join);
            span.is_some_and(|s| 2 * s.len() >= sentence.span.len() && s.overlaps(sentence.span))
        });
        // "Norway says" may be anybody there.
        let other_word = |a: &Attribution| {
            who(article, a).filter(|(_, kind)| *kind != EntityKind::State).is_some_and(|(id, _)| {
                there.attributions.iter().all(|b| who(other, b).is_none_or(|(there, _)| there != id))
            })
        };
        // "According to the Courier", which the other neither is nor cites.
        let other_outlet = |a: &Attribution| {
            a.source_mention.zip(self.links.mention_entity.get(article)).is_some_and(|(m, entities)| {
                found.mentions.get(m).filter(|named| self.outlets.is_outlet(article, m, named)).is_some_and(
                    |named| {
                        let key = self.outlets.key(&named.name, entities.get(m).copied().flatten());
                        self.outlets.own(other) != Some(&*key)
                            && self.cited.get(other).is_none_or(|cited| !cited.contains_key(&key))
                    },
                )
            })
        };
        let denies = |a: &Attribution| a.verification == Some(Verification::Denied);
        let denied_there = there.attributions.iter().any(denies);
        here.any(|a| denies(a) && !denied_there || other_word(a) || other_outlet(a))
            || after(self.corpus, found, article, other, sentence.span)
    }

    /// Did somebody tell the article's own outlet something?
    fn has_own_reporting(&self, article: usize) -> bool {
        let (Some(own), Some(found)) = (self.outlets.own(article), self.corpus.annotations.get(article))
        else {
            return false;
        };
        let entities = self.links.mention_entity.get(article).map_or(&[][..], Vec::as_slice);
        // Its name as the article's own words have it, known as a name or not.
        let bare = |name: &str| {
            let name = name.trim().to_lowercase();
            name.strip_prefix("the ").map_or(name.clone(), str::to_owned)
        };
        let page = self.corpus.articles.get(article);
        let named = page.and_then(|a| a.outlet.as_deref()).map(bare);
        found.attributions.iter().filter_map(|a| a.told_to).any(|told| {
            let as_written = page.map(|a| bare(a.words_of(told)));
            (named.is_some() && as_written == named)
                || self.outlets.inside(article, found, told).any(|(m, mention)| {
                    self.outlets.key(&mention.name, entities.get(m).copied().flatten()) == own
                })
        })
    }

    /// Quotations that two articles have in common.
    fn quotations_in_common(&self, later: usize, earlier: usize) -> Vec<(Span, Span)> {
        let (Some(a), Some(b)) = (self.corpus.articles.get(later), self.corpus.articles.get(earlier)) else {
            return Vec::new();
        };
        let words = |article: &rapporteur_model::Article| -> Vec<(Span, Vec<String>)> {
            let all = quotations(article, 4).into_iter().take(100);
            all.map(|s| (s, quoted_words(self.weights, &article.text, s))).collect()
        };
        let theirs = words(b);
        let pair = |(span, x): (Span, Vec<String>)| {
            theirs.iter().find(|(_, y)| same_quotation(self.weights, &x, y)).map(|(other, _)| (span, *other))
        };
        words(a).into_iter().filter_map(pair).collect()
    }

    /// Pairs that do not cite one another and share quotations or counted sources without names: later, earlier.
    fn unsaid(&self) -> Vec<(usize, usize)> {
        let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (i, (article, found)) in self.corpus.articles.iter().zip(&self.corpus.annotations).enumerate() {
            let mut keys: BTreeSet<u64> = BTreeSet::new();
            for a in found.attributions.iter().filter(|a| a.source_kind == SourceKind::Anonymous) {
                let words = a.content.iter().take(4).flat_map(|c| self.weights.words(&article.text, *c));
                let mut stems: Vec<u64> = words.map(|w| w.stem).filter(|s| *s != 0).collect();
                stems.sort_unstable();
                stems.dedup();
                // The rarest three say most.
                stems.sort_by(|x, y| self.weights.of(*y).total_cmp(&self.weights.of(*x)).then(x.cmp(y)));
                stems.truncate(3);
                let quoted = a.kind != rapporteur_model::AttributionKind::Indirect;
                let kind = match a.source_count {
                    Some(n) if n > 1 => u64::from(n),
                    _ if quoted => 0,
                    _ => continue,
                };
                keys.extend(stems.iter().map(|s| s.wrapping_mul(31).wrapping_add(hash("count") ^ kind)));
            }
            for key in keys {
                holders.entry(key).or_default().push(i);
            }
        }
        let mut counts: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        for list in holders.values() {
            for (n, &later) in list.iter().enumerate() {
                let nearest = list.get(n.saturating_sub(MAX_HOLDERS)..n).unwrap_or(&[]);
                for &earlier in nearest.iter().filter(|e| self.of_one_time(later, **e)) {
                    *counts.entry((later, earlier)).or_default() += 1;
                }
            }
        }
        counts.into_iter().filter(|(_, n)| *n >= 2).map(|(pair, _)| pair).collect()
    }

    /// Published within so many days of one another that one can be news to the other, as far as the days tell.
    fn of_one_time(&self, one: usize, other: usize) -> bool {
        let published = |i: usize| self.corpus.articles.get(i).map(|a| a.published);
        published(one).zip(published(other)).is_some_and(|(a, b)| !apart(a, b, DAYS_BEFORE))
    }

    /// All that an article stands on, by its words or its text, at any remove: articles, and outlets that it cites.
    fn upstream(&self, article: usize) -> BTreeSet<Target> {
        let mut all: BTreeSet<Target> = BTreeSet::new();
        let mut open = vec![article];
        while let Some(i) = open.pop().filter(|_| all.len() < MAX_UPSTREAM) {
            for (_, target) in self
                .edges
                .range((i, Target::Article(0))..)
                .take_while(|((from, _), _)| *from == i)
                .map(|(k, _)| k)
            {
                if all.insert(target.clone())
                    && let Target::Article(next) = target
                {
                    open.push(*next);
                }
            }
        }
        all
    }

    /// The edge for two articles that share what only one of them can have asked for, if they share much else.
    fn retelling(&mut self, later: usize, earlier: usize) {
        let known = self.edges.contains_key(&(later, Target::Article(earlier)))
            || self.edges.contains_key(&(earlier, Target::Article(later)));
        let own = |i: usize| self.outlets.own(i);
        let one_outlet = own(later).is_some() && own(later) == own(earlier);
        // Two that stand on one story agree because of it, not of one another; nor does one that stands on the other by
        // way of a third.
        let stands_on = |i: usize| {
            let mut all = self.upstream(i);
            all.insert(Target::Article(i));
            all
        };
        if known || one_outlet || !stands_on(later).is_disjoint(&stands_on(earlier)) {
            return;
        }
        let (later, earlier) = match self.first(later, earlier) {
            First::Earlier => (later, earlier),
            First::Later => (earlier, later),
            First::Unknown => return,
        };
        let (mine, theirs) = (self.sentences(later), self.sentences(earlier));
        let found = self.aligned(later, &mine, earlier, &theirs);
        let close = found.iter().filter(|a| a.like.close()).count();
        let share = close as f64 / mine.len().max(1) as f64;
        if close < RETOLD_SENTENCES || share < RETOLD_SHARE {
            return;
        }
        let (x, y) = (self.described(later, &mine), self.described(earlier, &theirs));
        let quoted = self.quotations_in_common(later, earlier);
        let only_once = |a: &Alignment| {
            let sides = mine.get(a.later).zip(theirs.get(a.earlier));
            let one_quotation = sides.is_some_and(|(s, t)| {
                quoted.iter().any(|(here, there)| s.span.overlaps(*here) && t.span.overlaps(*there))
            });
            x.get(a.later).zip(y.get(a.earlier)).is_some_and(|(x, y)| {
                let alike = |x: &Attribution, y: &Attribution| {
                    counted_alike(x, y) && a.like.rare >= 2 || one_quotation && quoted_alike(x, y)
                };
                x.iter().any(|x| y.iter().any(|y| alike(x, y)))
            })
        };
        if found.iter().any(|a| a.like.close() && only_once(a)) {
            self.told(later, earlier, &found, DerivationKind::Rewrite, "derivation.retold-unsaid");
        }
    }
}

/// A page's address without what follows the path.
fn page(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/')
}

/// Can the two descriptions mean the same people?
fn alike(a: &Attribution, b: &Attribution) -> bool {
    let agree = |x: &Option<String>, y: &Option<String>| x.is_none() || y.is_none() || x == y;
    let told = a.source_state.is_some() && b.source_state.is_some();
    agree(&a.source_state, &b.source_state)
        && agree(&a.source_sector, &b.source_sector)
        && a.source_count == b.source_count
        && (told || a.source_count.is_some_and(|n| n > 1))
}

/// So many people that they can hardly be so many by chance: "four of the officers", "four officers".
fn counted_alike(a: &Attribution, b: &Attribution) -> bool {
    alike(a, b) && a.source_count.is_some_and(|n| n > 1)
}

/// Both quote a source without a name.
fn quoted_alike(a: &Attribution, b: &Attribution) -> bool {
    let quoted = |x: &Attribution| x.kind != rapporteur_model::AttributionKind::Indirect;
    quoted(a) && quoted(b) && a.source_state == b.source_state
}

#[cfg(test)]
#[path = "derivations_tests.rs"]
mod tests;
