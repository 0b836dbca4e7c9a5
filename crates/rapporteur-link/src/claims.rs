//! # What is claimed, and by whom
//!
//! What it finds: statements, in one article or several, that say nearly the same: the content of an attribution, or a
//! sentence in the outlet's own voice. They become one claim, with every place as evidence: it supports the claim, says
//! what cannot be so with it, or denies it.
//! Why: "three papers report it" counts places. A claim shows whose words they are and how many stand behind them.
//! Example: "The port is closed, two officers said." / "The port has been closed, officers told the Post." / "The mayor
//! denied that the port was closed."
//! May touch: sentences, attributions, mentions, events, quantities, linked entities and derivations. It must not join
//! what only has the same subject: precision before volume.
//!
//! Two statements are likened by their words (by root or class of event, else by stem) and by who and what they name,
//! each weighed by how rare it is in the pile. They may be one claim only if they share somebody or something named and
//! a word for what happens, or three words beside names; where nobody is named, nearly all words must be the same. What
//! is told of other places, of other days of the calendar, or counts other things is another claim. In articles that
//! stand on one story less is asked. Statements that nobody repeats and nobody doubts are no rows: they stand in `attributions`.

use crate::independence::{Evidence, Newsrooms};
use crate::threads::{apart, as_written, average_linkage, find, plain, words};
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::event_words::Senses;
use rapporteur_model::record::{ClaimEvidenceRow, ClaimRow, ClaimStatus, DerivationKind, Relation};
use rapporteur_model::table::At;
use rapporteur_model::{
    Annotations, Article, Attribution, Corpus, EntityKind, How, Id, Interval, Links, PartKind, SourceKind,
    Span, Verification,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// Statements further apart than this are not one claim. Days; a statement may be repeated long after.
const DAYS: i32 = 180;
/// Least share of all that two statements of one claim say which both say (Dice, weighted).
const ALIKE: f64 = 0.46;
/// The same in articles that stand on one story, the mean of it and of the share of the shorter one.
const ONE_STORY: f64 = 0.42;
/// The same in words of a retelling that were found to retell those of the other.
const RETOLD: f64 = 0.35;
/// The same, where one says what the other denies or another number: nearly the same words are needed.
const OPPOSED: f64 = 0.55;
/// The same, where one of them names nobody: what is said in the same words. So many words at least.
const VERBATIM: f64 = 0.8;
const VERBATIM_WORDS: usize = 5;
/// Least number of things both name or say.
const SHARED: usize = 4;
/// Least number of words they share beside names, if no list tells what happens.
const SHARED_WORDS: usize = 3;
/// A word that more statements hold than this leads to no comparison.
const COMMON: usize = 96;
/// Rarest words by which a statement looks for others.
const LEADS: usize = 10;
/// Common names and words of a statement that lead to others two by two.
const PAIRED: usize = 6;
/// Statements weighed together at most.
const GROUP: usize = 256;
/// Bytes between a source and its cue in which "not" belongs to the cue.
const BEFORE_CUE: usize = 24;
/// Longest summary, in characters.
const SUMMARY: usize = 240;

/// Something said somewhere.
struct Statement {
    /// Its place in the list of all.
    number: usize,
    article: usize,
    span: Span,
    attribution: Option<usize>,
    /// Stems of words and ids of what is named, as numbers of [`Items`], in order.
    items: Vec<u32>,
    named: BTreeSet<Id>,
    /// Of these, places.
    places: BTreeSet<Id>,
    /// Words written as places are ("in Karsk"), whether or not they were read as such, and all with a capital.
    here: BTreeSet<u32>,
    capitals: BTreeSet<u32>,
    /// Classes of what happens, and roots of it.
    classes: BTreeSet<u16>,
    roots: BTreeSet<u32>,
    /// It says that something is not so.
    negative: bool,
    /// Who says it denies it.
    denied: bool,
    /// Numbers by unit, where the statement has one of that unit.
    numbers: BTreeMap<String, (f64, f64)>,
    /// The month and the day it names by the calendar, if it names one.
    day: Option<(u8, Option<u8>)>,
    verification: Option<Verification>,
    published: Interval,
}

/// A claim with its statements, for those that look for contradictions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Claim {
    pub(crate) id: Id,
    pub(crate) summary: String,
    /// Article, words, attribution, relation; in the order of the corpus.
    pub(crate) evidence: Vec<(Evidence, Relation)>,
}

/// Fills claims, what they stand on, and how many stand behind them.
pub(crate) fn link(lexicon: &Lexicon, corpus: &Corpus, links: &mut Links) -> Vec<Claim> {
    let mut items = Items::default();
    let statements = statements(lexicon, corpus, links, &mut items);
    let weights = Weights::new(lexicon, &items, &statements);
    let told = Told::new(corpus, links, &statements);
    let mut claims = Vec::new();
    let mut placed = vec![false; statements.len()];
    for group in groups(&statements, &weights, &told) {
        let label = average_linkage(group.len(), &|i, j| {
            let pair = group.get(i).zip(group.get(j));
            let pair = pair.and_then(|(&i, &j)| statements.get(i).zip(statements.get(j)));
            pair.and_then(|(a, b)| alike(&weights, &told, a, b)).unwrap_or(f64::NEG_INFINITY)
        });
        let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (l, &i) in label.iter().zip(&group) {
            of.entry(*l).or_default().push(i);
        }
        for members in of.into_values().filter(|m| m.len() > 1) {
            for &i in &members {
                if let Some(p) = placed.get_mut(i) {
                    *p = true;
                }
            }
            let told: Vec<&Statement> = members.iter().filter_map(|&i| statements.get(i)).collect();
            claims.extend(claim(corpus, &told));
        }
    }
    // Said once of somebody named, and doubted by the article itself.
    let alone = statements.iter().zip(&placed).filter(|(s, placed)| !**placed && !s.named.is_empty());
    for (s, _) in alone {
        if s.denied || matches!(s.verification, Some(Verification::Denied | Verification::Unverified)) {
            claims.extend(claim(corpus, &[s]));
        }
    }
    claims.sort_by_key(|c| c.evidence.first().map(|(e, _)| *e));
    let verified = |e: &Evidence| {
        let found = corpus.annotations.get(e.article)?;
        found.attributions.get(e.attribution?)?.verification
    };
    let newsrooms = Newsrooms::new(lexicon, corpus, links);
    let mut ids: HashMap<usize, Vec<Id>> = HashMap::new();
    for c in &claims {
        let support: Vec<Evidence> =
            c.evidence.iter().filter(|(_, r)| *r == Relation::Supports).map(|(e, _)| *e).collect();
        let behind = newsrooms.behind(&support);
        let any = |r: Relation| c.evidence.iter().any(|(_, x)| *x == r);
        let marked = |v: Verification| c.evidence.iter().any(|(e, _)| verified(e) == Some(v));
        let status = if any(Relation::Denies) || marked(Verification::Denied) {
            ClaimStatus::Denied
        } else if any(Relation::Contradicts) {
            ClaimStatus::Disputed
        } else if marked(Verification::Unverified) {
            ClaimStatus::Unverified
        } else {
            ClaimStatus::Uncontested
        };
        let articles: BTreeSet<usize> = support.iter().map(|e| e.article).collect();
        let days = articles.iter().filter_map(|&i| corpus.articles.get(i)?.published.end);
        links.claims.push(ClaimRow {
            claim: c.id,
            summary: c.summary.clone(),
            first_published: days.min(),
            articles: u32::try_from(articles.len()).unwrap_or(u32::MAX),
            newsrooms: behind.newsrooms,
            sources_min: behind.sources_min,
            sources_max: behind.sources_max,
            status,
        });
        links.claim_sources.extend(behind.rows(c.id));
        for (e, relation) in &c.evidence {
            let Some(article) = corpus.articles.get(e.article) else { continue };
            let ids = ids.entry(e.article).or_insert_with(|| {
                let found = corpus.annotations.get(e.article);
                found.map(|f| Attribution::ids(article.id, &f.attributions)).unwrap_or_default()
            });
            links.claim_evidence.push(ClaimEvidenceRow {
                claim: c.id,
                at: At { article: article.id, span: e.span },
                attribution: e.attribution.and_then(|a| ids.get(a).copied()),
                relation: *relation,
            });
        }
    }
    claims
}

/// A claim of statements in the order of the corpus; nothing if nobody says it.
fn claim(corpus: &Corpus, told: &[&Statement]) -> Option<Claim> {
    let mut told = told.to_vec();
    told.sort_by_key(|s| (s.article, s.span, s.attribution));
    // Of words inside words of one article the first, wider ones stand.
    let mut kept: Vec<&Statement> = Vec::new();
    for s in told {
        if !kept.iter().any(|k| k.article == s.article && k.span.overlaps(s.span)) {
            kept.push(s);
        }
    }
    // The claim is what the first says who says that something is so.
    let first =
        kept.iter().find(|s| !s.negative && !s.denied).or(kept.iter().find(|s| !s.denied)).or(kept.first())?;
    let relation = |s: &Statement| {
        if s.denied != first.denied {
            Relation::Denies
        } else if s.negative != first.negative || numbers_differ(s, first) {
            Relation::Contradicts
        } else {
            Relation::Supports
        }
    };
    let article = corpus.articles.get(first.article)?;
    let earliest = kept.first()?;
    let id = Id::of_span("claim", corpus.articles.get(earliest.article)?.id, earliest.span);
    let evidence = kept
        .iter()
        .map(|s| {
            let e = Evidence { article: s.article, span: s.span, attribution: s.attribution };
            // A statement that only its denial tells is not supported by it.
            (e, if s.denied && first.denied { Relation::Denies } else { relation(s) })
        })
        .collect();
    Some(Claim { id, summary: summary(article.words_of(first.span)), evidence })
}

fn summary(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
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

/// Words and names of statements as numbers.
#[derive(Default)]
struct Items<'c> {
    of: HashMap<String, u32>,
    entities: HashMap<Id, u32>,
    /// The words; none for what is named.
    words: Vec<Option<String>>,
    /// What words as written tell: found once, since a pile has few different words.
    told: HashMap<&'c str, Rc<Word<'c>>>,
}

/// What a word tells in a statement.
struct Word<'c> {
    /// "not", "never".
    negation: bool,
    /// What may happen by it.
    senses: Option<&'c Senses>,
    /// The roots of that.
    roots: Vec<u32>,
    /// What stands for the word and its forms; none for words that tell nothing.
    item: Option<u32>,
}

impl<'c> Items<'c> {
    fn number(&mut self, word: String) -> u32 {
        if let Some(n) = self.of.get(&word) {
            return *n;
        }
        let n = small(self.words.len());
        self.words.push(Some(word.clone()));
        self.of.insert(word, n);
        n
    }
    fn entity(&mut self, id: Id) -> u32 {
        let next = small(self.words.len());
        let words = &mut self.words;
        *self.entities.entry(id).or_insert_with(|| {
            words.push(None);
            next
        })
    }
    fn word(&mut self, lexicon: &'c Lexicon, written: &'c str) -> Rc<Word<'c>> {
        if let Some(known) = self.told.get(written) {
            return known.clone();
        }
        let (events, closed) = (&lexicon.event_roots, &lexicon.function_words);
        let word = plain(written);
        let negation = lexicon.clause_words.is("negation", &word);
        let base = events.base("", &word);
        let tells = !events.is_light(&base) && base.len() >= 2 && closed.classes(&base).is_open();
        let senses = events.get(&base).filter(|_| tells);
        let roots: Vec<u32> =
            senses.into_iter().flat_map(|s| &s.roots).map(|r| self.number(r.clone())).collect();
        let item = match senses {
            // The first root stands for all forms of the word.
            Some(_) => roots.first().copied(),
            None => tells.then(|| self.number(events.stem(&base))),
        };
        let word = Rc::new(Word { negation, senses, roots, item });
        self.told.insert(written, word.clone());
        word
    }
}

/// How much each item tells: little where many statements have it.
struct Weights<'l> {
    /// From 0.2 for what every statement has to 1 for what two have.
    of: Vec<f64>,
    /// Statements that have it.
    holders: Vec<Vec<u32>>,
    /// Classes of what it names.
    classes: Vec<Option<&'l BTreeSet<u16>>>,
    /// Which are names, not words.
    names: Vec<bool>,
    /// What each statement's items tell together.
    says: Vec<f64>,
}

impl<'l> Weights<'l> {
    fn new(lexicon: &'l Lexicon, items: &Items<'_>, statements: &[Statement]) -> Weights<'l> {
        let mut holders: Vec<Vec<u32>> = vec![Vec::new(); items.words.len()];
        for (n, s) in statements.iter().enumerate() {
            for item in &s.items {
                if let Some(list) = holders.get_mut(*item as usize) {
                    list.push(small(n));
                }
            }
        }
        let all = (statements.len() as f64).max(3.0);
        let most = (all / 2.0).ln().max(0.1);
        let of: Vec<f64> =
            holders.iter().map(|h| ((all / h.len().max(2) as f64).ln() / most).clamp(0.2, 1.0)).collect();
        let roots = &lexicon.event_roots;
        let class = |w: &Option<String>| roots.get(w.as_deref()?).map(|senses| &senses.classes);
        let classes = items.words.iter().map(class).collect();
        let names = items.words.iter().map(Option::is_none).collect();
        let mut weights = Weights { of, holders, classes, names, says: Vec::new() };
        weights.says = statements.iter().map(|s| s.items.iter().map(|i| weights.of(*i)).sum()).collect();
        weights
    }
    fn of(&self, item: u32) -> f64 {
        self.of.get(item as usize).copied().unwrap_or(0.0)
    }
    fn is_name(&self, item: u32) -> bool {
        self.names.get(item as usize).copied().unwrap_or(false)
    }
    fn holders(&self, item: u32) -> &[u32] {
        self.holders.get(item as usize).map_or(&[], Vec::as_slice)
    }
    /// Classes of the items of `some` that `others` has not.
    fn rest(&self, some: &[u32], others: &[u32]) -> Vec<&'l BTreeSet<u16>> {
        let other = some.iter().filter(|i| others.binary_search(i).is_err());
        other.filter_map(|i| self.classes.get(*i as usize).copied().flatten()).collect()
    }
}

fn numbers_differ(a: &Statement, b: &Statement) -> bool {
    a.numbers.iter().any(|(unit, (low, high))| b.numbers.get(unit).is_some_and(|(l, h)| high < l || h < low))
}

/// Does each name another day?
fn days_differ(a: &Statement, b: &Statement) -> bool {
    a.day.zip(b.day).is_some_and(|((m, d), (n, e))| m != n || d.zip(e).is_some_and(|(d, e)| d != e))
}

/// Do both count something, and none of it the same, neither by its unit nor by its number?
fn nothing_counted_alike(a: &Statement, b: &Statement) -> bool {
    let alike = |(unit, (low, high)): (&String, &(f64, f64))| {
        b.numbers.contains_key(unit) || b.numbers.values().any(|(l, h)| low <= h && l <= high)
    };
    !a.numbers.is_empty() && !b.numbers.is_empty() && !a.numbers.iter().any(alike)
}

/// How alike two statements are above what one claim needs, below zero if less; `None` if they cannot be one.
fn alike(weights: &Weights<'_>, told: &Told, a: &Statement, b: &Statement) -> Option<f64> {
    if a.article == b.article
        && (a.span.overlaps(b.span) || a.attribution.is_none() && b.attribution.is_none())
    {
        return None;
    }
    let retold = told.pairs.contains(&(a.number.min(b.number), a.number.max(b.number)));
    let strangers = a.named.is_disjoint(&b.named) && a.here.is_disjoint(&b.here);
    let nobody = strangers && (a.named.is_empty() || b.named.is_empty());
    if apart(a.published, b.published, DAYS) || strangers && !nobody {
        return None;
    }
    // In May and in June, four ships and nine wagons are two things.
    if !retold && (days_differ(a, b) || nothing_counted_alike(a, b)) {
        return None;
    }
    // Here and there are two things, unless one name was read as two places.
    let places = !a.places.is_empty() && !b.places.is_empty() && a.places.is_disjoint(&b.places);
    if places && a.here.is_disjoint(&b.here) {
        return None;
    }
    let elsewhere = |x: &Statement, y: &Statement| !x.here.is_empty() && x.here.is_disjoint(&y.capitals);
    if elsewhere(a, b) && elsewhere(b, a) {
        return None;
    }
    let happens = !a.classes.is_disjoint(&b.classes) || !a.roots.is_disjoint(&b.roots);
    let says = |s: &Statement| weights.says.get(s.number).copied().unwrap_or(0.0);
    let both = || a.items.iter().filter(|i| b.items.binary_search(i).is_ok());
    let mut shared: f64 = both().map(|i| weights.of(*i)).sum();
    let mut count = both().count();
    // Words of one class that are not the same: "pressing" and "pushing".
    let mut theirs = weights.rest(&b.items, &a.items);
    for class in weights.rest(&a.items, &b.items) {
        if let Some(at) = theirs.iter().position(|t| !t.is_disjoint(class)) {
            theirs.swap_remove(at);
            shared += 0.7;
            count += 1;
        }
    }
    if count == 0 {
        return None;
    }
    // Of words that are not known for what they name, more are needed.
    let names = a.named.intersection(&b.named).count();
    if !happens && count < names + SHARED_WORDS {
        return None;
    }
    let (x, y) = (says(a), says(b));
    let dice = 2.0 * shared / (x + y).max(1e-9);
    let inside = (shared / x.min(y).max(1e-9)).min(1.0);
    if nobody && !retold && (dice + inside < 2.0 * VERBATIM || count < VERBATIM_WORDS) {
        return None;
    }
    // A retelling cuts and adds: the shorter telling counts as much as both.
    let (alike, least) = if retold {
        ((dice + inside) / 2.0, RETOLD)
    } else if told.one_story(a.article, b.article) {
        ((dice + inside) / 2.0, ONE_STORY)
    } else {
        (dice, ALIKE)
    };
    let opposed = a.negative != b.negative || a.denied != b.denied || numbers_differ(a, b);
    // What says the contrary is the same claim or none; what says less may still go with what both are like.
    match (opposed, count < SHARED) {
        (true, _) => (dice >= OPPOSED && count >= SHARED).then_some(dice - ALIKE + 1e-6),
        (false, true) => Some(alike.min(least) - least - 1e-6),
        (false, false) => Some(alike - least + 1e-6),
    }
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What retellings say of which statements are one.
struct Told {
    /// Statements, the earlier in the list first, of which one stands in words that retell those of the other.
    pairs: BTreeSet<(usize, usize)>,
    /// For each article the first of those that stand on one story with it.
    story: Vec<usize>,
}

impl Told {
    fn new(corpus: &Corpus, links: &Links, statements: &[Statement]) -> Told {
        let index: HashMap<Id, usize> = corpus.articles.iter().enumerate().map(|(i, a)| (a.id, i)).collect();
        let mut root: Vec<usize> = (0..corpus.articles.len()).collect();
        for d in &links.derivations {
            let pair = index.get(&d.article).zip(d.from_article.and_then(|id| index.get(&id)));
            let Some((&a, &b)) = pair.filter(|_| d.kind != DerivationKind::Cites) else { continue };
            let (x, y) = (find(&mut root, a), find(&mut root, b));
            if let Some(r) = root.get_mut(x.max(y)) {
                *r = x.min(y);
            }
        }
        let story = (0..root.len()).map(|i| find(&mut root, i)).collect();
        let within = |id: Id, span: Span| -> Vec<usize> {
            let Some(&article) = index.get(&id) else { return Vec::new() };
            let first = statements.partition_point(|s| s.article < article);
            let here = statements.iter().skip(first).take_while(|s| s.article == article);
            // Most of the statement, or of the words.
            let fits = |s: &&Statement| {
                let both = s.span.end.min(span.end).saturating_sub(s.span.start.max(span.start)) as usize;
                2 * both > s.span.len().min(span.len())
            };
            here.filter(fits).map(|s| s.number).collect()
        };
        let mut pairs = BTreeSet::new();
        for e in &links.derivation_evidence {
            let (Some(from), Some(span)) = (e.from_article, e.from_span) else { continue };
            let (here, there) = (within(e.article, e.span), within(from, span.0));
            for x in &here {
                pairs.extend(there.iter().map(|y| (*x.min(y), *x.max(y))));
            }
        }
        Told { pairs, story }
    }

    /// Does one stand on the other, or both on one?
    fn one_story(&self, a: usize, b: usize) -> bool {
        a != b && self.story.get(a).is_some_and(|x| self.story.get(b) == Some(x))
    }
}

/// Statements by two names, or a name and a word, that are common each and rare together: who and where in a large
/// pile about one matter.
struct Together(HashMap<(u32, u32), Vec<u32>>);

impl Together {
    fn new(statements: &[Statement], weights: &Weights<'_>) -> Together {
        let mut all: HashMap<(u32, u32), Vec<u32>> = HashMap::new();
        for (n, s) in statements.iter().enumerate() {
            for pair in Together::pairs(s, weights) {
                let list = all.entry(pair).or_default();
                // One more than leads anywhere tells that they are common.
                if list.len() <= COMMON {
                    list.push(small(n));
                }
            }
        }
        Together(all)
    }

    /// Pairs of the rarest of what is common in a statement, a name in each.
    fn pairs(s: &Statement, weights: &Weights<'_>) -> Vec<(u32, u32)> {
        let common = |i: &u32| weights.holders(*i).len() > COMMON;
        let rarest = |named: bool| {
            let mut all: Vec<(usize, u32)> = s
                .items
                .iter()
                .filter(|i| common(i) && (!named || weights.is_name(**i)))
                .map(|i| (weights.holders(*i).len(), *i))
                .collect();
            all.sort_unstable();
            all.truncate(PAIRED);
            all
        };
        let (names, items) = (rarest(true), rarest(false));
        let mut pairs: Vec<(u32, u32)> = names
            .iter()
            .flat_map(|(_, a)| items.iter().filter(move |(_, b)| a != b).map(|(_, b)| (*a.min(b), *a.max(b))))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    fn holders<'t>(&'t self, s: &Statement, weights: &Weights<'_>) -> impl Iterator<Item = &'t Vec<u32>> {
        let pairs = Together::pairs(s, weights);
        pairs.into_iter().filter_map(|p| self.0.get(&p)).filter(|h| h.len() <= COMMON)
    }
}

/// Groups of statements that may hold one claim: chains of pairs that are alike enough. Sorted; singles are left out.
fn groups(statements: &[Statement], weights: &Weights<'_>, told: &Told) -> Vec<Vec<usize>> {
    let mut root: Vec<usize> = (0..statements.len()).collect();
    let mut size = vec![1_usize; statements.len()];
    // How often each later statement was met, and those that were met at all and twice.
    let mut times = vec![0_u8; statements.len()];
    let (mut met, mut twice): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    let together = Together::new(statements, weights);
    for (n, s) in statements.iter().enumerate() {
        let mut leads: Vec<(usize, u32)> = s
            .items
            .iter()
            .map(|i| (weights.holders(*i).len(), *i))
            .filter(|(n, _)| *n > 1 && *n <= COMMON)
            .collect();
        leads.sort_unstable();
        met.clear();
        twice.clear();
        let mut meet = |o: u32| {
            let Some(count) = times.get_mut(o as usize) else { return };
            match *count {
                0 => met.push(o),
                1 => twice.push(o),
                _ => return,
            }
            *count += 1;
        };
        for (_, item) in leads.into_iter().take(LEADS) {
            let holders = weights.holders(item);
            let later = holders.partition_point(|o| *o as usize <= n);
            holders.get(later..).unwrap_or(&[]).iter().for_each(|o| meet(*o));
        }
        for holders in together.holders(s, weights) {
            let later = holders.partition_point(|o| *o as usize <= n);
            for o in holders.get(later..).unwrap_or(&[]) {
                meet(*o);
                meet(*o);
            }
        }
        for (_, o) in told.pairs.range((n, 0)..=(n, usize::MAX)) {
            // As good as two words.
            meet(small(*o));
            meet(small(*o));
        }
        for o in &met {
            if let Some(count) = times.get_mut(*o as usize) {
                *count = 0;
            }
        }
        // Met by two of its words.
        twice.sort_unstable();
        for o in &twice {
            let o = *o as usize;
            let (x, y) = (find(&mut root, n), find(&mut root, o));
            let together = size.get(x).copied().unwrap_or(1) + size.get(y).copied().unwrap_or(1);
            let alike =
                || statements.get(o).and_then(|t| alike(weights, told, s, t)).is_some_and(|a| a > 0.0);
            if x != y && together <= GROUP && alike() {
                if let Some(r) = root.get_mut(x.max(y)) {
                    *r = x.min(y);
                }
                if let Some(s) = size.get_mut(x.min(y)) {
                    *s = together;
                }
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..statements.len() {
        groups.entry(find(&mut root, i)).or_default().push(i);
    }
    groups.into_values().filter(|g| g.len() > 1).collect()
}

/// Everything said, article by article.
fn statements<'c>(
    lexicon: &'c Lexicon,
    corpus: &'c Corpus,
    links: &'c Links,
    items: &mut Items<'c>,
) -> Vec<Statement> {
    let mut all: Vec<Statement> = Vec::new();
    for (i, (article, found)) in corpus.articles.iter().zip(&corpus.annotations).enumerate() {
        let entities = links.mention_entity.get(i).map_or(&[][..], Vec::as_slice);
        let page = Page { lexicon, i, article, found, entities };
        let mut covered: Vec<Span> = Vec::new();
        for (n, a) in found.attributions.iter().enumerate() {
            let Some(content) = a.content.iter().copied().reduce(Span::join) else { continue };
            // An attitude to a thing is a statement of the outlet's about whose it is.
            if !tells(a) && !page.denies(a) {
                continue;
            }
            // "Reportedly" says of a whole sentence that somebody says it.
            let nobody = a.source_kind == SourceKind::Unspecified && a.source.is_none();
            let whole = found.sentences.iter().find(|s| s.contains(content)).filter(|_| nobody);
            let span = whole.copied().unwrap_or(content);
            covered.push(whole.copied().unwrap_or_else(|| a.source.map_or(content, |s| s.join(content))));
            if !page.says_not(a) {
                all.extend(page.statement(span, Some(n), items));
            }
        }
        let titles: Vec<Span> =
            article.parts.iter().filter(|p| p.kind == PartKind::Title).map(|p| p.span).collect();
        for sentence in &found.sentences {
            // Headlines say it shorter and are no evidence of their own.
            let title = titles.iter().any(|t| t.overlaps(*sentence));
            let said = covered.iter().any(|c| c.overlaps(*sentence));
            if !title && !said && !sentence.of(&article.text).trim_end().ends_with('?') {
                all.extend(page.statement(*sentence, None, items));
            }
        }
    }
    for (n, s) in all.iter_mut().enumerate() {
        s.number = n;
    }
    all
}

/// Is the content a clause that somebody says is so? "Backs the plan", "wants to leave", "asked whether" are not.
fn tells(a: &Attribution) -> bool {
    const ATTITUDES: [&str; 8] =
        ["verb", "noun", "adjective", "passive", "object", "preposition", "infinitive", "indirect-question"];
    !a.by.strip_prefix("attribution.").is_some_and(|rule| ATTITUDES.contains(&rule))
}

struct Page<'a> {
    lexicon: &'a Lexicon,
    i: usize,
    article: &'a Article,
    found: &'a Annotations,
    entities: &'a [Option<Id>],
}

impl<'a> Page<'a> {
    fn statement(&self, span: Span, attribution: Option<usize>, all: &mut Items<'a>) -> Option<Statement> {
        let first = self.found.mentions.partition_point(|m| m.span.start < span.start);
        let inside = || {
            let all = self.found.mentions.iter().enumerate().skip(first);
            all.take_while(move |(_, m)| m.span.start < span.end)
        };
        let (mut named, mut places) = (BTreeSet::new(), BTreeSet::new());
        let mut names: Vec<Span> = Vec::new();
        for (n, m) in inside() {
            let Some(id) = self.entities.get(n).copied().flatten() else { continue };
            named.insert(id);
            if m.kind == EntityKind::Place {
                places.insert(id);
            }
            // A description says more than who it is: "Bordurian troops".
            if matches!(m.how, How::Name | How::Metonym | How::Pronoun) {
                names.push(m.span);
            }
        }
        let mut items: BTreeSet<u32> = named.iter().map(|id| all.entity(*id)).collect();
        let mut s = Statement {
            number: 0,
            article: self.i,
            span,
            attribution,
            items: Vec::new(),
            named,
            places,
            here: BTreeSet::new(),
            capitals: BTreeSet::new(),
            classes: BTreeSet::new(),
            roots: BTreeSet::new(),
            negative: false,
            denied: false,
            numbers: BTreeMap::new(),
            day: self.day(span),
            verification: None,
            published: self.article.published,
        };
        let mut before_place = false;
        for (at, written) in as_written(&self.article.text, span) {
            if written.starts_with(char::is_uppercase) {
                let number = all.number(plain(written));
                s.capitals.insert(number);
                if before_place && self.may_be_place(at) {
                    s.here.insert(number);
                }
            }
            before_place = self.lexicon.clause_words.is("before_place", &plain(written));
            let word = all.word(self.lexicon, written);
            s.negative ^= word.negation;
            if names.iter().any(|n| n.overlaps(at)) {
                continue;
            }
            if let Some(senses) = word.senses {
                s.classes.extend(&senses.classes);
            }
            s.roots.extend(&word.roots);
            items.extend(word.item);
        }
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for q in self.found.quantities.iter().filter(|q| span.contains(q.span)) {
            let (Some(unit), Some(min), Some(max)) = (q.unit.as_deref(), q.min, q.max) else { continue };
            // Two numbers of one unit: which one is meant is not told.
            if seen.insert(unit) {
                s.numbers.insert(unit.to_owned(), (min, max));
            } else {
                s.numbers.remove(unit);
            }
        }
        if let Some(a) = attribution.and_then(|n| self.found.attributions.get(n)) {
            s.verification = a.verification;
            s.denied = self.denies(a);
        }
        s.items = items.into_iter().collect();
        let named = !s.named.is_empty() || !s.here.is_empty();
        // What names nobody is known by all of its words, and only if somebody says it: papers repeat phrases.
        let least = if named { SHARED } else { VERBATIM_WORDS };
        (s.items.len() >= least && (named || attribution.is_some())).then_some(s)
    }

    /// Is it no day, and nobody's name but a place's?
    fn may_be_place(&self, at: Span) -> bool {
        let found = self.found;
        let first = found.mentions.partition_point(|m| m.span.end <= at.start);
        let mut over = found.mentions.iter().skip(first).take_while(|m| m.span.start < at.end);
        over.all(|m| m.kind == EntityKind::Place) && !found.times.iter().any(|t| t.span.overlaps(at))
    }

    /// The one day or month that the words name by the calendar; "Tuesday" depends on who reckons.
    fn day(&self, span: Span) -> Option<(u8, Option<u8>)> {
        let mut named = self.found.times.iter().filter(|t| span.contains(t.span)).filter_map(|t| {
            let mut parts = t.value.split('-').skip(1);
            let month = parts.next()?.parse().ok()?;
            let day = parts.next().and_then(|d| d.get(..2)?.parse().ok());
            let by_calendar =
                day.is_none() || self.article.words_of(t.span).contains(|c: char| c.is_ascii_digit());
            by_calendar.then_some((month, day))
        });
        named.next().filter(|_| named.next().is_none())
    }

    /// Does the cue say that the content is not so?
    fn denies(&self, a: &Attribution) -> bool {
        let roots = &self.lexicon.event_roots;
        let denies = |w: String| {
            let base = roots.base("", &w);
            let classes = roots.get(&base).map(|s| s.classes.clone()).unwrap_or_default();
            !classes.is_empty() && classes.iter().all(|c| matches!(roots.class(*c), "deny" | "reject"))
        };
        let mut cue = a.cue.into_iter().flat_map(|c| words(&self.article.text, c));
        cue.any(|(_, w)| denies(w)) && self.lexicon_denies(a)
    }

    /// "Has not said that", "would not confirm that": nobody says it.
    fn says_not(&self, a: &Attribution) -> bool {
        let (Some(cue), Some(source)) = (a.cue, a.source) else { return false };
        let before = Span { start: source.end.min(cue.start), end: cue.end };
        let near = source.end <= cue.start && before.len() <= cue.len() + BEFORE_CUE;
        let stretch = if near { before } else { cue };
        words(&self.article.text, stretch).any(|(_, w)| self.lexicon.clause_words.is("negation", &w))
    }

    /// A denial is one of something said: "denied that", not "rejected the call".
    fn lexicon_denies(&self, a: &Attribution) -> bool {
        let content = a.content.first().copied().unwrap_or_default();
        let first = words(&self.article.text, content).next().map(|(_, w)| w).unwrap_or_default();
        first == "that" || a.by.contains("deni") || a.verification == Some(Verification::Denied)
    }
}

#[cfg(test)]
#[path = "claim_tests.rs"]
mod tests;
