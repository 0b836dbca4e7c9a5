//! # What a retelling changed
//!
//! What it finds, between sentences that tell the same in an article and in the one it stands on: words inside quotation
//! marks that changed or grew; a source that rose in rank or came nearer to the matter; words that somebody else now
//! says; a hedge that is gone; a sense turned round; a number that is another.
//! Why: readers meet the retelling; what it made of its story is what they believe.
//! Example: "a source briefed on the talks said the port might close" - "an officer involved in the talks said the port
//! will close": source promoted, proximity promoted, hedge lost.
//! May touch: text, annotations, the words of `retelling.tsv`. It holds against each other only what it is given as
//! later and earlier, and says nothing where two readings are open: a cut, other marks, other spellings, a source that
//! the earlier story itself calls so, are no drift.

use crate::claims::tells;
use crate::passages::{Alignment, Sentence, Weights, align, quotations, quoted_words, same_quotation};
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::function_words::Classes;
use rapporteur_model::record::{DriftKind, DriftRow};
use rapporteur_model::table::At;
use rapporteur_model::{
    Annotations, Article, Attribution, Corpus, EntityKind, How, Id, Quantity, SourceKind, Span,
};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Words between a hedge or a negation and what it stands before.
const REACH: usize = 3;
/// Words between a word and another that shows that both tellings speak of the same thing.
const NEAR: usize = 6;
/// What two sources say is the same if this part of the shorter one is in the other, by weight.
const SAME_CONTENT: f64 = 0.5;
/// Numbers that differ by less are roundings.
const ROUNDING: f64 = 0.05;

/// One of the two articles.
struct Telling<'a> {
    article: &'a Article,
    found: &'a Annotations,
    entities: &'a [Option<Id>],
    sentences: Rc<[Sentence]>,
}

struct Pair<'a> {
    lexicon: &'a Lexicon,
    weights: &'a Weights<'a>,
    later: Telling<'a>,
    earlier: Telling<'a>,
    rows: Vec<DriftRow>,
    /// Attributions of one quotation, here and there.
    said: Vec<(Attribution, Attribution)>,
}

/// What the article at index `later` changed of the one at index `earlier`; each with its sentences.
pub(crate) fn between(
    lexicon: &Lexicon,
    corpus: &Corpus,
    entities: &[Vec<Option<Id>>],
    weights: &Weights<'_>,
    (later, mine): (usize, Rc<[Sentence]>),
    (earlier, theirs): (usize, Rc<[Sentence]>),
) -> Vec<DriftRow> {
    let telling = |i: usize, sentences| {
        let (article, found) = (corpus.articles.get(i)?, corpus.annotations.get(i)?);
        Some(Telling { article, found, entities: entities.get(i).map_or(&[], Vec::as_slice), sentences })
    };
    let (Some(later), Some(earlier)) = (telling(later, mine), telling(earlier, theirs)) else {
        return Vec::new();
    };
    let mut pair = Pair { lexicon, weights, later, earlier, rows: Vec::new(), said: Vec::new() };
    pair.quotations();
    let (mine, theirs) = (pair.later.sentences.clone(), pair.earlier.sentences.clone());
    for a in align(&mine, &theirs, |_, _, like| like.aligned()) {
        let (Some(x), Some(y)) = (mine.get(a.later), theirs.get(a.earlier)) else { continue };
        if x.span.of(&pair.later.article.text).trim() == y.span.of(&pair.earlier.article.text).trim() {
            continue;
        }
        pair.sources(x, y, a);
        pair.sense(x, y, a);
        if a.like.close() {
            pair.hedges(x, y, &[]);
            pair.numbers(x, y, &[]);
        }
        // A sentence may run several of the story's together: what only one of them holds is held against that one.
        let close = |z: &Sentence| x.may_share(z) && Weights::likeness(x, z).close();
        let others = theirs.iter().enumerate().filter(|(n, z)| *n != a.earlier && close(z));
        let others: Vec<&Sentence> = others.map(|(_, z)| z).collect();
        for z in &others {
            let rest: Vec<&Sentence> =
                others.iter().copied().filter(|o| o.span != z.span).chain([y]).collect();
            pair.hedges(x, z, &rest);
            pair.numbers(x, z, &rest);
        }
    }
    let said = std::mem::take(&mut pair.said);
    for (x, y) in pair.described().into_iter().chain(said) {
        pair.source_ladders(x, y);
    }
    pair.rows.sort_by(|a, b| (a.at, a.from, a.kind.as_str()).cmp(&(b.at, b.from, b.kind.as_str())));
    pair.rows.dedup_by(|a, b| (a.at, a.from, a.kind) == (b.at, b.from, b.kind));
    pair.rows
}

impl Telling<'_> {
    fn text(&self, span: Span) -> &str {
        span.of(&self.article.text)
    }
    fn entity(&self, mention: Option<usize>) -> Option<Id> {
        self.entities.get(mention?).copied().flatten()
    }
    /// The attribution, of people and not of an outlet, that holds most of these words in its content.
    fn said_by(&self, sentence: &Sentence, stems: &BTreeSet<u64>) -> Option<&Attribution> {
        let held = |a: &Attribution| {
            let inside = |s: Span| a.content.iter().any(|c| c.contains(s));
            sentence.words.iter().filter(|w| stems.contains(&w.stem) && inside(w.span)).count()
        };
        // Who "has no plan to" says nothing.
        let people =
            |a: &&Attribution| matches!(a.source_kind, SourceKind::Named | SourceKind::Anonymous) && tells(a);
        let all =
            self.found.attributions.iter().filter(|a| a.content.iter().any(|c| c.overlaps(sentence.span)));
        let all = all.filter(people).map(|a| (held(a), a)).filter(|(n, _)| *n > 0);
        all.max_by_key(|(n, a)| (*n, std::cmp::Reverse(a.content.first().map_or(0, |c| c.len()))))
            .map(|(_, a)| a)
    }
    /// The attribution and the earlier ones whose sources its own are, or are some of.
    fn group<'s>(&'s self, a: &'s Attribution) -> Vec<&'s Attribution> {
        let mut all = vec![a];
        let mut next = a.subset_of;
        while let Some(up) = next.and_then(|i| self.found.attributions.get(i)) {
            if all.len() > 8 {
                break;
            }
            all.push(up);
            next = up.subset_of;
        }
        all
    }
}

impl Pair<'_> {
    fn add(&mut self, here: Span, there: Span, kind: DriftKind, by: &'static str) {
        self.rows.push(DriftRow {
            at: At { article: self.later.article.id, span: here.trim(&self.later.article.text) },
            from: At { article: self.earlier.article.id, span: there.trim(&self.earlier.article.text) },
            kind,
            by: by.into(),
            confidence: None,
        });
    }

    /// Quotations that are another's, changed.
    fn quotations(&mut self) {
        let words = |t: &Telling<'_>, s: Span| quoted_words(self.weights, &t.article.text, s);
        let theirs: Vec<(Span, Vec<String>)> = quotations(self.earlier.article, 3)
            .into_iter()
            .take(200)
            .map(|s| (s, words(&self.earlier, s)))
            .collect();
        let all: Vec<String> = theirs.iter().flat_map(|(_, w)| w.iter().cloned()).collect();
        let plain: Vec<&str> =
            self.earlier.sentences.iter().flat_map(|s| s.words.iter().map(|w| &*w.text)).collect();
        let mut found = Vec::new();
        for span in quotations(self.later.article, 3).into_iter().take(200) {
            let mine = words(&self.later, span);
            // Whoever is quoted with it without a name is one and the same.
            let mut same = theirs.iter().filter(|(_, w)| same_quotation(self.weights, &mine, w));
            if let (Some((there, _)), None) = (same.next(), same.next()) {
                self.said.extend(self.quoted(span, *there));
            }
            // A cut, or two quotations run together.
            if mine.len() < 3 || holds(&all, &mine) {
                continue;
            }
            let like = theirs.iter().filter(|(_, w)| same_quotation(self.weights, &mine, w));
            let best =
                like.max_by_key(|(s, w)| (crate::passages::in_common(&mine, w), std::cmp::Reverse(s.start)));
            let Some((there, other)) = best else { continue };
            if other.iter().filter(|w| self.says_much(w)).count() < 2 {
                continue;
            }
            let text = self.later.text(span);
            let cut = text.contains("...") || text.contains('…') || text.contains('[');
            if cut && is_subsequence(&mine, &all) {
                continue;
            }
            match position(&mine, other) {
                Some(at) => {
                    let (before, after) = (mine.get(..at), mine.get(at + other.len()..));
                    let told = |w: Option<&[String]>| {
                        w.is_none_or(|w| w.is_empty() || plain.windows(w.len()).any(|p| p == w))
                    };
                    if !(told(before) && told(after)) {
                        found.push((span, *there, DriftKind::QuoteExtended));
                    }
                }
                None => found.push((span, *there, DriftKind::QuoteAltered)),
            }
        }
        for (here, there, kind) in found {
            self.add(here, there, kind, "drift.quotation");
        }
    }

    /// Those without names who say two quotations, if one each.
    fn quoted(&self, here: Span, there: Span) -> Option<(Attribution, Attribution)> {
        let of = |t: &Telling<'_>, quotation: Span| -> Option<Attribution> {
            let holds = |a: &&Attribution| a.content.iter().any(|c| c.overlaps(quotation));
            let mut all = t.found.attributions.iter().filter(holds);
            let one = all.next().filter(|a| a.source_kind == SourceKind::Anonymous)?;
            all.next().is_none().then(|| one.clone())
        };
        let (x, y) = (of(&self.later, here)?, of(&self.earlier, there)?);
        self.may_be_one(&x, &y).then_some((x, y))
    }

    fn says_much(&self, word: &str) -> bool {
        self.lexicon.function_words.classes(word).is_open()
    }

    fn shared(&self, x: &Sentence, y: &Sentence) -> BTreeSet<u64> {
        x.stems().filter(|s| y.has(*s)).collect()
    }

    /// Who says it, then and now.
    fn sources(&mut self, x: &Sentence, y: &Sentence, a: Alignment) {
        let shared = self.shared(x, y);
        let strong = a.like.close() || a.like.shared >= 4 && a.like.rare >= 2;
        let Some(b) = self.earlier.said_by(y, &shared).filter(|_| strong) else { return };
        let Some(there) = b.source else { return };
        match self.later.said_by(x, &shared) {
            Some(now) => {
                if let Some(here) = now.source
                    && self.other_people(now, b)
                    && !(b.source_kind == SourceKind::Anonymous
                        && self.told_of(self.later.entity(now.source_mention), y))
                    && !self.also_says(
                        self.later.entity(now.source_mention),
                        here,
                        now.source_state.as_deref(),
                        &shared,
                    )
                {
                    self.add(here, there, DriftKind::Reattributed, "drift.holder");
                }
            }
            None => {
                if let Some((here, entity, state)) = self.holder(x)
                    && b.source_kind == SourceKind::Anonymous
                    && (b.source_state.is_none() || b.source_state != state)
                    && !self.also_says(entity, here, None, &shared)
                {
                    self.add(here, there, DriftKind::Reattributed, "drift.holder-own-voice");
                }
            }
        }
    }

    /// "The capital views it as": a state or person whom the outlet itself makes hold what the sentence says.
    fn holder(&self, s: &Sentence) -> Option<(Span, Option<Id>, Option<String>)> {
        let mentions = &self.later.found.mentions;
        let first = mentions.partition_point(|m| m.span.start < s.span.start);
        let inside = mentions.iter().enumerate().skip(first).take_while(|(_, m)| m.span.start < s.span.end);
        let held = |span: Span| {
            let next = s.words.iter().find(|w| w.span.start >= span.end);
            next.is_some_and(|w| self.lexicon.retelling.holds(&w.text))
        };
        let who = |kind| matches!(kind, EntityKind::State | EntityKind::Person);
        inside
            .filter(|(_, m)| who(m.kind) && matches!(m.how, How::Name | How::Metonym))
            .find(|(_, m)| held(m.span))
            .map(|(i, m)| (m.span, self.later.entity(Some(i)), m.state.clone()))
    }

    /// Pairs of sources without names of sentences that tell the same.
    fn described(&self) -> Vec<(Attribution, Attribution)> {
        let anonymous = |t: &Telling<'_>, s: &Sentence| -> Vec<Attribution> {
            let inside = |a: &&Attribution| {
                a.source_kind == SourceKind::Anonymous
                    && a.source.is_some_and(|x| s.span.contains(x))
                    && a.content.iter().any(|c| c.overlaps(s.span))
            };
            t.found.attributions.iter().filter(inside).cloned().collect()
        };
        let a: Vec<_> = self.later.sentences.iter().map(|s| anonymous(&self.later, s)).collect();
        let b: Vec<_> = self.earlier.sentences.iter().map(|s| anonymous(&self.earlier, s)).collect();
        let all = align(&self.later.sentences, &self.earlier.sentences, |i, j, like| {
            let of = |list: &[Vec<Attribution>], n: usize| list.get(n).cloned().unwrap_or_default();
            let described = of(&a, i).iter().any(|x| of(&b, j).iter().any(|y| self.described_alike(x, y)));
            like.aligned() || described && like.shared >= 2 && like.of_smaller >= 0.2
        });
        let mut pairs = Vec::new();
        for alignment in all {
            let (Some(xs), Some(ys)) = (a.get(alignment.later), b.get(alignment.earlier)) else { continue };
            for x in xs {
                let fits: Vec<&Attribution> = ys.iter().filter(|y| self.one_source(x, y)).collect();
                // Two that fit are none.
                if let [y] = fits.as_slice() {
                    pairs.push((x.clone(), (*y).clone()));
                }
            }
        }
        pairs
    }

    /// Can the two descriptions mean the same people?
    fn may_be_one(&self, x: &Attribution, y: &Attribution) -> bool {
        let agree = |x: &Option<String>, y: &Option<String>| x.is_none() || y.is_none() || x == y;
        // "Two of the four" are of the four; "officials" may be the two.
        let one = |then: Option<u32>| {
            then == x.source_count || x.source_count.is_none() && then.is_some_and(|n| n > 1)
        };
        let counted = self.earlier.group(y).into_iter().any(|g| one(g.source_count));
        agree(&x.source_state, &y.source_state) && counted
    }

    /// And do they say more than that somebody spoke: a country, a number?
    fn described_alike(&self, x: &Attribution, y: &Attribution) -> bool {
        let named = x.source_state.is_some() && x.source_state == y.source_state;
        self.may_be_one(x, y) && (named || x.source_count.is_some_and(|n| n > 1))
    }

    /// Do the two say the same thing, so much the more alike the less the words say of who they are?
    fn one_source(&self, x: &Attribution, y: &Attribution) -> bool {
        if !self.may_be_one(x, y) {
            return false;
        }
        let stems = |t: &Telling<'_>, a: &Attribution| -> BTreeSet<u64> {
            let words = a.content.iter().flat_map(|c| self.weights.words(&t.article.text, *c));
            words.map(|w| w.stem).filter(|s| *s != 0).collect()
        };
        let (a, b) = (stems(&self.later, x), stems(&self.earlier, y));
        let weight = |set: &BTreeSet<u64>| set.iter().map(|s| self.weights.of(*s)).sum::<f64>();
        let shared: BTreeSet<u64> = a.intersection(&b).copied().collect();
        let part = weight(&shared) / weight(&a).min(weight(&b)).max(1e-9);
        let least = if self.described_alike(x, y) { 2 } else { 3 };
        shared.len() >= least && part >= SAME_CONTENT
    }

    /// A source that rose in rank, or came nearer.
    fn source_ladders(&mut self, x: Attribution, y: Attribution) {
        let (Some(here), Some(there)) = (x.source, y.source) else { return };
        let rank = |t: &Telling<'_>, a: &Attribution| a.source.and_then(|s| self.rank(t.text(s)));
        // The earlier story may call the same people by a higher word elsewhere.
        let before = self.earlier.group(&y).into_iter().filter_map(|a| rank(&self.earlier, a)).max();
        let now = rank(&self.later, &x);
        let near = |t: &Telling<'_>, a: &Attribution| {
            let own = a.source_proximity.map(|p| t.text(p).to_lowercase());
            own.and_then(|p| self.lexicon.retelling.nearness(&p))
        };
        let nearest = self.earlier.group(&y).into_iter().filter_map(|a| near(&self.earlier, a)).max();
        let nearer = near(&self.later, &x);
        if let (Some(before), Some(now)) = (before, now)
            && now > before
        {
            self.add(here, there, DriftKind::SourcePromoted, "drift.rank");
        }
        if let (Some(before), Some(now)) = (nearest, nearer)
            && now > before
        {
            self.add(here, there, DriftKind::ProximityPromoted, "drift.proximity");
        }
    }

    /// How high the words set a source.
    fn rank(&self, words: &str) -> Option<u8> {
        let words: Vec<String> = words
            .split(|c: char| c.is_whitespace() || c == ',')
            .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
            .filter(|w| !w.is_empty())
            .collect();
        let noun = |w: &String| self.lexicon.anonymous.noun(w);
        // "intelligence officials": the last noun of the first run.
        let first = words.iter().position(|w| noun(w).is_some())?;
        let run = words.iter().skip(first).take_while(|w| noun(w).is_some()).count();
        let head = noun(words.get(first + run - 1)?)?;
        let raised: u8 = words.iter().take(first).filter_map(|w| self.lexicon.retelling.raises(w)).sum();
        Some(self.lexicon.retelling.rank(head.singular)?.saturating_add(raised))
    }

    /// Is the sentence about these itself: "officials said that Nairobi wants it", then "Nairobi wants it"?
    fn told_of(&self, who: Option<Id>, y: &Sentence) -> bool {
        let mentions = &self.earlier.found.mentions;
        let first = mentions.partition_point(|m| m.span.start < y.span.start);
        let mut inside =
            mentions.iter().enumerate().skip(first).take_while(|(_, m)| m.span.start < y.span.end);
        who.is_some() && inside.any(|(i, _)| self.earlier.entity(Some(i)) == who)
    }

    /// Are these two surely not the same?
    fn other_people(&self, now: &Attribution, before: &Attribution) -> bool {
        let entity = |t: &Telling<'_>, a: &Attribution| {
            let mention = a.source_mention.and_then(|m| t.found.mentions.get(m))?;
            Some((t.entity(a.source_mention)?, mention.kind, mention.state.clone()))
        };
        let kinds = (now.source_kind, before.source_kind);
        match (kinds, entity(&self.later, now), entity(&self.earlier, before)) {
            ((SourceKind::Named, SourceKind::Named), Some((a, ka, sa)), Some((b, kb, sb))) => {
                let comparable = ka == kb && matches!(ka, EntityKind::Person | EntityKind::State);
                a != b && comparable && (ka != EntityKind::State || sa != sb)
            }
            // Unnamed sources became a state, a body or a person who is none of theirs.
            ((SourceKind::Named, SourceKind::Anonymous), Some((_, kind, state)), _) => {
                let of_it = before.source_state.is_some() && before.source_state == state;
                match kind {
                    EntityKind::State => !of_it,
                    EntityKind::Person => state.is_some() && before.source_state.is_some() && !of_it,
                    _ => false,
                }
            }
            ((SourceKind::Anonymous, SourceKind::Anonymous), _, _) => {
                now.source_state.is_some()
                    && before.source_state.is_some()
                    && now.source_state != before.source_state
            }
            _ => false,
        }
    }

    /// Does the earlier story too have these people say something of the kind?
    fn also_says(&self, who: Option<Id>, words: Span, state: Option<&str>, stems: &BTreeSet<u64>) -> bool {
        let words = self.later.text(words).to_lowercase();
        self.earlier.found.attributions.iter().any(|b| {
            let same = match (who, self.earlier.entity(b.source_mention)) {
                (Some(a), Some(b)) => a == b,
                _ => b.source.is_some_and(|s| self.earlier.text(s).to_lowercase() == words),
            } || state.is_some() && b.source_state.as_deref() == state;
            let content =
                || b.content.iter().flat_map(|c| self.weights.words(&self.earlier.article.text, *c));
            same && content().filter(|w| stems.contains(&w.stem)).count() >= 2
        })
    }

    /// "might close", then "will close" or "closes"; not where another sentence that tells it says the word, too.
    fn hedges(&mut self, x: &Sentence, y: &Sentence, rest: &[&Sentence]) {
        if self.leaves_open(x, y) {
            return;
        }
        let words = &self.lexicon.retelling;
        let hit = y.words.iter().enumerate().find_map(|(i, w)| {
            let modal = words.is_modal(&w.text);
            let doubt = self.lexicon.hedges.is_hedge(&w.text) && !self.lexicon.hedges.is_hearsay(&w.text);
            if !(modal || doubt) {
                return None;
            }
            let next = y.words.iter().skip(i + 1).take(REACH + 1).find(|n| n.stem != 0)?;
            let at = x.words.iter().position(|n| n.stem == next.stem)?;
            if rest.iter().any(|s| s.has(next.stem)) {
                return None;
            }
            Some((w.span.join(next.span), at))
        });
        let Some((there, at)) = hit else { return };
        let before: Vec<&str> = x.words.iter().take(at).rev().take(REACH).map(|w| &*w.text).collect();
        // "to close", "would close": not said to be so.
        let open = before.iter().any(|w| {
            words.is_unsaid(w)
                || self.lexicon.function_words.classes(w).has(Classes::MODAL) && !words.is_firm(w)
        });
        if let Some(word) = x.words.get(at).filter(|_| !open) {
            let from = x.words.get(at.saturating_sub(1)).filter(|w| words.is_firm(&w.text));
            self.add(
                from.map_or(word.span, |f| f.span.join(word.span)),
                there,
                DriftKind::HedgeLost,
                "drift.hedge",
            );
        }
    }

    /// Any word that leaves it open: a modal, a hedge, a condition that the other telling has not.
    fn leaves_open(&self, x: &Sentence, y: &Sentence) -> bool {
        x.words.iter().any(|w| {
            let also = || y.words.iter().any(|o| o.text == w.text);
            self.lexicon.retelling.is_modal(&w.text)
                || self.lexicon.hedges.is_hedge(&w.text)
                || self.lexicon.retelling.is_open(&w.text) && !also()
        })
    }

    /// A negation that is gone or new, or a word of the other side.
    fn sense(&mut self, x: &Sentence, y: &Sentence, a: Alignment) {
        if a.like.close() && a.like.dice >= 0.4 {
            let (now, before) = (self.negated(x), self.negated(y));
            // Of several only the one before a word that both sentences have.
            let of_both = |all: Vec<(u64, Span)>, other: &Sentence| match all.len() {
                0 | 1 => all,
                _ => all.into_iter().filter(|(stem, _)| other.has(*stem)).collect(),
            };
            let (now, before) = match (now.is_empty(), before.is_empty()) {
                (true, false) => (now, of_both(before, x)),
                (false, true) => (of_both(now, y), before),
                _ => (now, before),
            };
            let turned = match (now.as_slice(), before.as_slice()) {
                ([], [one]) if !self.turns(x) => {
                    x.words.iter().find(|w| w.stem == one.0).map(|w| (w.span, one.1))
                }
                ([one], []) if !self.turns(y) => {
                    y.words.iter().find(|w| w.stem == one.0).map(|w| (one.1, w.span))
                }
                _ => None,
            };
            if let Some((here, there)) = turned {
                self.add(here, there, DriftKind::SenseReversed, "drift.negation");
                return;
            }
        }
        if let Some((here, there)) = self.opposite(x, y) {
            self.add(here, there, DriftKind::SenseReversed, "drift.pole");
        }
    }

    /// What negations stand before: the stem, and the words.
    fn negated(&self, s: &Sentence) -> Vec<(u64, Span)> {
        let mut all = Vec::new();
        for (i, w) in s.words.iter().enumerate() {
            let after = s.words.get(i + 1).map_or("", |n| &*n.text);
            if !self.lexicon.retelling.is_not(&w.text) || self.lexicon.retelling.keeps(after) {
                continue;
            }
            match s.words.iter().skip(i + 1).take(REACH).find(|n| n.stem != 0) {
                Some(next) => all.push((next.stem, w.span.join(next.span))),
                None => all.push((0, w.span)),
            }
        }
        all
    }

    /// Has the sentence a verb that turns a sense round by itself: "refused to", "denied that"?
    fn turns(&self, s: &Sentence) -> bool {
        s.words.iter().any(|w| {
            let minus = self.lexicon.retelling.pole(&w.text).is_some_and(|p| !p.plus);
            minus || self.lexicon.retelling.is_not(&w.text)
        })
    }

    /// A word here and one of the other side of its dimension there, about the same thing.
    fn opposite(&self, x: &Sentence, y: &Sentence) -> Option<(Span, Span)> {
        let poles = |s: &Sentence| -> Vec<(usize, rapporteur_lexicon::retelling::Pole, bool)> {
            let negated: BTreeSet<u64> = self.negated(s).into_iter().map(|(stem, _)| stem).collect();
            let all = s.words.iter().enumerate();
            all.filter_map(|(i, w)| {
                Some((i, self.lexicon.retelling.pole(&w.text)?, negated.contains(&w.stem)))
            })
            .collect()
        };
        let (now, before) = (poles(x), poles(y));
        now.iter().find_map(|&(i, p, not_p)| {
            let (j, _, _) = *before
                .iter()
                .find(|(_, q, not_q)| q.of == p.of && (q.plus != *not_q) != (p.plus != not_p))?;
            // Either side has the dimension once, or it is not clear what stands against what.
            let once = |all: &[(usize, rapporteur_lexicon::retelling::Pole, bool)]| {
                all.iter().filter(|(_, q, _)| q.of == p.of).count() == 1
            };
            let same_word = x.words.get(i)?.stem == y.words.get(j)?.stem;
            let around = |s: &Sentence, at: usize| -> BTreeSet<u64> {
                let near = s.words.iter().enumerate().filter(|(k, w)| k.abs_diff(at) <= NEAR && w.stem != 0);
                near.map(|(_, w)| w.stem).collect()
            };
            let shared =
                around(x, i).intersection(&around(y, j)).filter(|s| self.weights.of(**s) > 0.0).count();
            (once(&now) && once(&before) && !same_word && shared >= 2)
                .then_some((x.words.get(i)?.span, y.words.get(j)?.span))
        })
    }

    /// The one number of some unit here is another there; not where another sentence that tells it counts that, too.
    fn numbers(&mut self, x: &Sentence, y: &Sentence, rest: &[&Sentence]) {
        let inside = |t: &Telling<'_>, s: &Sentence| -> Vec<Quantity> {
            t.found
                .quantities
                .iter()
                .filter(|q| s.span.contains(q.span) && q.unit.is_some())
                .cloned()
                .collect()
        };
        let (now, before) = (inside(&self.later, x), inside(&self.earlier, y));
        for q in &now {
            let alike =
                |list: &[Quantity]| list.iter().filter(|p| p.unit == q.unit).cloned().collect::<Vec<_>>();
            let (mine, theirs) = (alike(&now), alike(&before));
            let ([_], [p]) = (mine.as_slice(), theirs.as_slice()) else { continue };
            if rest.iter().any(|s| !alike(&inside(&self.earlier, s)).is_empty()) {
                continue;
            }
            let elsewhere = self.earlier.found.quantities.iter().any(|o| o.unit == q.unit && !apart(q, o));
            if apart(q, p) && !elsewhere {
                self.add(q.span, p.span, DriftKind::NumberChanged, "drift.number");
            }
        }
    }
}

/// Can the two numbers not be the same?
fn apart(a: &Quantity, b: &Quantity) -> bool {
    if a.min.or(a.max).is_none() || b.min.or(b.max).is_none() {
        return false;
    }
    let far = |less: f64, more: f64| more - less > ROUNDING * less.abs().max(more.abs());
    // "More than 2,000" after "about 1,200".
    let above = |x: &Quantity, y: &Quantity| x.min.zip(y.max).is_some_and(|(low, high)| far(high, low));
    // "At least", "up to": of two that are open on the same side the ends tell.
    let ends = match ((a.min, a.max), (b.min, b.max)) {
        ((Some(x), None), (Some(y), None)) | ((None, Some(x)), (None, Some(y))) => far(x.min(y), x.max(y)),
        _ => false,
    };
    ends || above(a, b) || above(b, a)
}

/// Does a list of words hold another in one piece?
fn holds(all: &[String], part: &[String]) -> bool {
    position(all, part).is_some()
}

fn position(all: &[String], part: &[String]) -> Option<usize> {
    if part.is_empty() || part.len() > all.len() {
        return None;
    }
    all.windows(part.len()).position(|w| w == part)
}

fn is_subsequence(part: &[String], all: &[String]) -> bool {
    let mut rest = all.iter();
    part.iter().all(|w| rest.any(|a| a == w))
}
