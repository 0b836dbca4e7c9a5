//! # Whether two statements may be one claim
//!
//! What it finds: how alike two statements are, by their words and by who and what they name, each weighed by how rare it is
//! in the pile; what differs in place, day or number keeps them apart.
//! Example: "Two officers said the port is closed" and "Officers told the Post that the port has been closed" are alike;
//! "the ferry is closed" is not.
//! May touch: statements, derivations. It compares pairs that it is given (`groups` finds them).

use super::{Items, Statement, small};
use crate::sorted::{QuickMap, disjoint, shared};
use crate::threads::{apart, find};
use crate::words::Words;
use rapporteur_lexicon::Lexicon;
use rapporteur_model::record::DerivationKind;
use rapporteur_model::{Corpus, Id, Links, Span};
use std::collections::{BTreeSet, HashMap};

/// Statements further apart than this are not one claim. Days; a statement may be repeated long after.
const DAYS: i32 = 180;
/// Least share of all that two statements of one claim say which both say (Dice, weighted).
pub(super) const ALIKE: f64 = 0.46;
/// The same in articles that stand on one story, the mean of it and of the share of the shorter one.
pub(super) const ONE_STORY: f64 = 0.42;
/// The same in words of a retelling that were found to retell those of the other.
pub(super) const RETOLD: f64 = 0.35;
/// The same, where one says what the other denies or another number: nearly the same words are needed.
const OPPOSED: f64 = 0.55;
/// Least share of a denial that is in what it denies, which it may tell much shorter; and number of things in both, one
/// less if both count the same.
const OF_DENIAL: f64 = 0.75;
pub(super) const IN_DENIAL: usize = 5;
/// The same of a denial, or a statement that something is not so, of which all is in what it denies; and days between them.
pub(super) const SHORT: usize = 3;
const WEEK: i32 = 7;
/// The same, where one of them names nobody: what is said in the same words. So many words at least.
const VERBATIM: f64 = 0.8;
pub(super) const VERBATIM_WORDS: usize = 5;
/// What two words of one class that are not the same tell together.
pub(super) const ONE_CLASS: f64 = 0.7;
/// Least number of things both name or say.
pub(super) const SHARED: usize = 4;
/// Least number of words they share beside names, if no list tells what happens.
const SHARED_WORDS: usize = 3;

/// How much each item tells: little where many statements have it.
pub(super) struct Weights<'w> {
    pile: &'w Words<'w>,
    /// Words of the pile, by their numbers there.
    framed: Vec<Framed>,
    /// From 0.2 for what every statement has to 1 for what two have.
    of: Vec<f64>,
    /// Statements that have it.
    holders: Vec<Vec<u32>>,
    /// Classes of what it names, in order.
    classes: Vec<Vec<u16>>,
    /// Which are names, not words.
    names: Vec<bool>,
    /// What each statement's items tell together.
    says: Vec<f64>,
}

impl<'w> Weights<'w> {
    pub(super) fn new(lexicon: &Lexicon, items: &Items<'w>, statements: &[Statement]) -> Weights<'w> {
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
        let class =
            |w: &Option<String>| roots.get(w.as_deref()?).map(|senses| senses.classes.iter().copied());
        let classes = items.words.iter().map(|w| class(w).into_iter().flatten().collect()).collect();
        let names = items.words.iter().map(Option::is_none).collect();
        let pile = items.pile;
        let mut numbers: QuickMap<String, u32> = QuickMap::default();
        let mut framed = |n: u32| {
            let (written, next) = (pile.written(n), small(numbers.len()));
            let word = *numbers.entry(written.to_lowercase()).or_insert(next);
            // No name, no number, nothing that happens, and no word of grammar.
            let plain = written.chars().all(|c| c.is_lowercase() || c == '-');
            let thing = items.told.get(n).is_some_and(|w| w.item.is_some() && w.senses.is_none());
            Framed { word, thing: plain && thing }
        };
        let framed = (0..small(pile.len())).map(&mut framed).collect();
        let mut weights = Weights { pile, framed, of, holders, classes, names, says: Vec::new() };
        let says = |s: &Statement| s.items.iter().map(|i| weights.of(*i)).sum();
        weights.says = statements.iter().map(says).collect();
        weights
    }
    pub(super) fn of(&self, item: u32) -> f64 {
        self.of.get(item as usize).copied().unwrap_or(0.0)
    }
    pub(super) fn says(&self, s: &Statement) -> f64 {
        self.says.get(s.number).copied().unwrap_or_default()
    }
    /// Does one statement have words for things that the other has not?
    fn has_more_things(&self, some: &Statement, others: &Statement) -> bool {
        let word = |i: &u32| !self.is_name(*i) && self.classes.get(*i as usize).is_some_and(Vec::is_empty);
        some.items.iter().any(|i| word(i) && others.items.binary_search(i).is_err())
    }
    /// The words of a statement in their order, with one before the first and two behind the last that every statement has.
    fn framed(&self, s: &Statement) -> Vec<Framed> {
        const BEGIN: Framed = Framed { word: u32::MAX, thing: false };
        const END: Framed = Framed { word: u32::MAX - 1, thing: false };
        let word = |(_, n): &(Span, u32)| self.framed.get(*n as usize).copied().unwrap_or(END);
        let words = self.pile.within(s.article, s.span);
        let end = if words.len() > FRAMED { &[][..] } else { &[END, END] };
        [BEGIN].into_iter().chain(words.iter().take(FRAMED).map(word)).chain(end.iter().copied()).collect()
    }
    /// How many items there are.
    pub(super) fn len(&self) -> usize {
        self.of.len()
    }
    pub(super) fn is_name(&self, item: u32) -> bool {
        self.names.get(item as usize).copied().unwrap_or(false)
    }
    pub(super) fn holders(&self, item: u32) -> &[u32] {
        self.holders.get(item as usize).map_or(&[], Vec::as_slice)
    }
    /// Classes of the items of `some` that `others` has not, where they have any.
    pub(super) fn rest<'s>(&'s self, some: &'s [u32], others: &'s [u32]) -> impl Iterator<Item = &'s [u16]> {
        let classes = some.iter().filter_map(|i| Some((i, self.classes.get(*i as usize)?)));
        let known = classes.filter(|(i, c)| !c.is_empty() && others.binary_search(i).is_err());
        known.map(|(_, c)| c.as_slice())
    }
}

pub(super) fn numbers_differ(a: &Statement, b: &Statement) -> bool {
    a.numbers.iter().any(|(unit, (low, high))| b.numbers.get(unit).is_some_and(|(l, h)| high < l || h < low))
}

/// Do both give one number of one unit?
fn same_number(a: &Statement, b: &Statement) -> bool {
    a.numbers.iter().any(|(unit, (low, high))| {
        low.is_finite() && high.is_finite() && b.numbers.get(unit).is_some_and(|(l, h)| l == low && h == high)
    })
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

/// What two statements have in common.
struct Common {
    /// What both say, as a part of what they say on average (Dice, weighted), and as a part of the shorter one.
    dice: f64,
    inside: f64,
    /// Things both name or say.
    count: usize,
    /// One stands in words that retell those of the other.
    retold: bool,
}

/// How alike two statements are above what one claim needs, below zero if less; `None` if they cannot be one.
pub(super) fn alike(weights: &Weights<'_>, told: &Told, a: &Statement, b: &Statement) -> Option<f64> {
    let Common { dice, inside, count, retold } = common(weights, told, a, b)?;
    // A retelling cuts and adds: the shorter telling counts as much as both.
    let (alike, least) = if retold {
        ((dice + inside) / 2.0, RETOLD)
    } else if told.one_story(a.article, b.article) {
        ((dice + inside) / 2.0, ONE_STORY)
    } else {
        (dice, ALIKE)
    };
    // Where only one says that something is not so, it mostly says another thing.
    let negated = a.negative != b.negative || a.says_contrary(b);
    let opposed = negated || a.denied != b.denied || numbers_differ(a, b);
    // What says the contrary is the same claim or none; what says less may still go with what both are like.
    match (opposed, count < SHARED) {
        (true, _) => (dice >= OPPOSED && count >= SHARED).then_some(dice - ALIKE + 1e-6),
        (false, true) => Some(alike.min(least) - least - 1e-6),
        (false, false) => Some(alike - least + 1e-6),
    }
}

/// Does one statement deny what the other says, and nothing else? "Denied that it had received an offer" tells little of
/// what the offer was said to be; "said that he had agreed to no truce" denies as well.
pub(super) fn denies(weights: &Weights<'_>, told: &Told, denial: &Statement, said: &Statement) -> bool {
    let denied = denial.denied && !said.denied && !denial.says_contrary(said);
    let negated =
        !denial.denied && !said.denied && denial.negative && !said.negative && denial.says_contrary(said);
    (denied || negated && denial.attribution.is_some() && denial.one_clause)
        && weights.says(denial) <= weights.says(said)
        && !numbers_differ(denial, said)
        && common(weights, told, denial, said).is_some_and(|c| {
            let least = IN_DENIAL - usize::from(same_number(denial, said));
            // All of a short one, in the same week.
            let whole = c.count == denial.items.len() && c.inside > 0.99;
            let short = || whole && c.count >= SHORT && !apart(denial.published, said.published, WEEK);
            denied && c.inside >= OF_DENIAL && c.count >= least || short()
        })
}

/// What two statements have in common, if nothing says that they tell two things.
fn common(weights: &Weights<'_>, told: &Told, a: &Statement, b: &Statement) -> Option<Common> {
    if a.article == b.article
        && (a.span.overlaps(b.span) || a.attribution.is_none() && b.attribution.is_none())
    {
        return None;
    }
    let strangers = strangers(a, b);
    let nobody = strangers && nobody(a, b);
    if strangers && !nobody || apart(a.published, b.published, DAYS) {
        return None;
    }
    let retold = told.retells(a, b);
    // In May and in June, four ships and nine wagons are two things.
    if !retold && (days_differ(a, b) || nothing_counted_alike(a, b)) {
        return None;
    }
    // Here and there are two things, unless one name was read as two places.
    let places = !a.places.is_empty() && !b.places.is_empty() && disjoint(&a.places, &b.places);
    if places && disjoint(&a.here, &b.here) {
        return None;
    }
    let elsewhere = |x: &Statement, y: &Statement| !x.here.is_empty() && disjoint(&x.here, &y.capitals);
    if elsewhere(a, b) && elsewhere(b, a) {
        return None;
    }
    let happens = !disjoint(&a.classes, &b.classes) || !disjoint(&a.roots, &b.roots);
    let (mut both, mut count) = (0.0, 0);
    for item in shared(&a.items, &b.items) {
        both += weights.of(*item);
        count += 1;
    }
    // Words of one class that are not the same: "pressing" and "pushing".
    let mut theirs: Vec<&[u16]> = weights.rest(&b.items, &a.items).collect();
    for class in weights.rest(&a.items, &b.items) {
        if let Some(at) = theirs.iter().position(|t| !disjoint(t, class)) {
            theirs.swap_remove(at);
            both += ONE_CLASS;
            count += 1;
        }
    }
    if count == 0 {
        return None;
    }
    // Of words that are not known for what they name, more are needed.
    let names = shared(&a.named, &b.named).count();
    if !happens && count < names + SHARED_WORDS {
        return None;
    }
    if !retold && !told.one_story(a.article, b.article) && things_differ(weights, a, b) {
        return None;
    }
    let (x, y) = (weights.says(a), weights.says(b));
    let dice = 2.0 * both / (x + y).max(1e-9);
    let inside = (both / x.min(y).max(1e-9)).min(1.0);
    let too_little = dice + inside < 2.0 * VERBATIM || count < VERBATIM_WORDS;
    (!nobody || retold || !too_little).then_some(Common { dice, inside, count, retold })
}

/// Words of a statement that are held against another's word by word: the first.
const FRAMED: usize = 100;
/// Words of a slot at most.
const SLOT: usize = 3;

/// Do the two say the same words about two things? "Spent 140 crowns on the pipeline in Karsk" and "on the landfill in
/// Karsk": between two words that both have and two more that both have, or an end, one has things that the other has
/// nowhere.
fn things_differ(weights: &Weights<'_>, a: &Statement, b: &Statement) -> bool {
    if !(weights.has_more_things(a, b) && weights.has_more_things(b, a)) {
        return false;
    }
    let (x, y) = (weights.framed(a), weights.framed(b));
    let pair = |of: &[Framed], at: usize| Some((of.get(at)?.word, of.get(at + 1)?.word));
    let nowhere = |slot: &[Framed], other: &[Framed]| {
        slot.iter().all(|w| w.thing && other.iter().all(|o| o.word != w.word))
    };
    let sizes = || (1..=SLOT).flat_map(|i| (1..=SLOT).map(move |j| (i, j)));
    for p in 0..x.len() {
        for q in (0..y.len()).filter(|q| pair(&x, p).is_some() && pair(&x, p) == pair(&y, *q)) {
            let (p, q) = (p + 2, q + 2);
            let differs = sizes().any(|(i, j)| {
                let (Some(mine), Some(theirs)) = (x.get(p..p + i), y.get(q..q + j)) else { return false };
                let behind = pair(&x, p + i).is_some() && pair(&x, p + i) == pair(&y, q + j);
                behind && nowhere(mine, &y) && nowhere(theirs, &x)
            });
            if differs {
                return true;
            }
        }
    }
    false
}

/// A word in its place.
#[derive(Clone, Copy)]
struct Framed {
    /// The number of the word in small letters.
    word: u32,
    /// It may name a thing.
    thing: bool,
}

/// Do the two name nobody and nothing in common?
fn strangers(a: &Statement, b: &Statement) -> bool {
    disjoint(&a.named, &b.named) && disjoint(&a.here, &b.here)
}

/// Does one of them name nobody?
fn nobody(a: &Statement, b: &Statement) -> bool {
    a.named.is_empty() || b.named.is_empty()
}

/// What retellings say of which statements are one.
pub(super) struct Told {
    /// Statements, the earlier in the list first, of which one stands in words that retell those of the other.
    pairs: BTreeSet<(usize, usize)>,
    /// Which statements stand in such a pair.
    paired: Vec<bool>,
    /// For each article the first of those that stand on one story with it.
    story: Vec<usize>,
}

impl Told {
    pub(super) fn new(corpus: &Corpus, links: &Links, statements: &[Statement]) -> Told {
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
        let mut paired = vec![false; statements.len()];
        for (x, y) in &pairs {
            for n in [x, y] {
                if let Some(slot) = paired.get_mut(*n) {
                    *slot = true;
                }
            }
        }
        Told { pairs, paired, story }
    }

    /// The later statements that retell this one or that it retells.
    pub(super) fn retold_by(&self, n: usize) -> impl Iterator<Item = usize> {
        self.pairs.range((n, 0)..=(n, usize::MAX)).map(|(_, o)| *o)
    }

    /// Does one stand in words that retell those of the other?
    pub(super) fn retells(&self, a: &Statement, b: &Statement) -> bool {
        let paired = |s: &Statement| self.paired.get(s.number).copied().unwrap_or(false);
        paired(a) && paired(b) && self.pairs.contains(&(a.number.min(b.number), a.number.max(b.number)))
    }

    /// Does one stand on the other, or both on one?
    pub(super) fn one_story(&self, a: usize, b: usize) -> bool {
        a != b && self.story.get(a).is_some_and(|x| self.story.get(b) == Some(x))
    }
}
