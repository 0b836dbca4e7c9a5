//! # Which statements are worth comparing
//!
//! What it finds: groups of statements that may hold one claim: chains of pairs that share rare words or names and are alike
//! enough.
//! Why: a pile of ten thousand articles makes a hundred thousand statements, and ten thousand million pairs of them.
//! Example: of all that is said of "Karsk", what is said of Karsk and of the ferry.
//! May touch: statements. Each looks for others by a bounded number of words, so work grows with the statements.

use super::Statement;
use super::alike::{
    ALIKE, IN_DENIAL, ONE_CLASS, ONE_STORY, RETOLD, SHARED, SHORT, Told, Weights, alike, denies,
};
use super::small;
use crate::threads::find;
use std::collections::BTreeMap;

/// A word that more statements hold than this leads to no comparison.
pub(super) const COMMON: usize = 96;
/// Rarest words by which a statement looks for others.
const LEADS: usize = 10;
/// Common names and words of a statement that lead to others two by two.
const PAIRED: usize = 6;
/// Statements weighed together at most.
const GROUP: usize = 256;

/// What tells in a moment that two statements are not alike, which most pairs are not: all that it takes of every
/// statement lies close together.
struct Sieve<'w> {
    weights: &'w Weights<'w>,
    /// Items of all statements, and where those of each end.
    items: Vec<u32>,
    says: Vec<Says>,
    /// What each item of the statement in hand tells; nothing for all others.
    mine: Vec<f64>,
    /// Classes of its items, and what it says.
    classes: Vec<Classes>,
    own: Says,
    /// How many of its items have a bit that another has, too.
    same_bit: u32,
}

/// A bit for each class or item; one bit may stand for several.
type Marks<const N: usize> = [u64; N];

/// Marks of classes, and of items.
type Classes = Marks<2>;
type Bits = Marks<4>;

/// Sets the bit of a number.
fn mark<const N: usize>(marks: &mut Marks<N>, number: usize) {
    let bit = number % (64 * N);
    if let Some(word) = marks.get_mut(bit / 64) {
        *word |= 1 << (bit % 64);
    }
}

/// How many bits are set in both.
fn in_both<const N: usize>(a: &Marks<N>, b: &Marks<N>) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a & b).count_ones()).sum()
}

/// What the items of a statement say: one line of a processor's cache, since pairs come in no order.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Says {
    /// Where they begin in the list of all, and how many they are.
    from: u32,
    items: u16,
    /// How many of them are of a class; the most that the type holds stands for all above.
    classed: u8,
    /// Who says it denies it; it says that something is not so.
    denied: bool,
    negative: bool,
    /// What they tell together.
    sum: f64,
    /// Which classes and items.
    classes: Classes,
    bits: Bits,
}

impl Says {
    fn range(&self) -> std::ops::Range<usize> {
        let from = self.from as usize;
        from..from + usize::from(self.items)
    }
}

impl<'w> Sieve<'w> {
    fn new(statements: &[Statement], weights: &'w Weights<'w>) -> Sieve<'w> {
        let mut sieve = Sieve {
            weights,
            items: Vec::new(),
            says: Vec::new(),
            mine: vec![0.0; weights.len()],
            classes: Vec::new(),
            own: Says::default(),
            same_bit: 0,
        };
        for s in statements {
            let mut says = Says {
                from: small(sieve.items.len()),
                items: u16::try_from(s.items.len()).unwrap_or(u16::MAX),
                denied: s.denied,
                negative: s.negative,
                sum: weights.says(s),
                ..Says::default()
            };
            sieve.items.extend(s.items.iter().take(usize::from(says.items)));
            s.items.iter().for_each(|i| mark(&mut says.bits, *i as usize));
            for marks in sieve.classes_of(s) {
                says.classed = says.classed.saturating_add(1);
                says.classes = std::array::from_fn(|i| says.classes[i] | marks[i]);
            }
            sieve.says.push(says);
        }
        sieve
    }

    fn classes_of<'s>(&'s self, s: &'s Statement) -> impl Iterator<Item = Classes> + use<'s, 'w> {
        self.weights.rest(&s.items, &[]).map(|classes| {
            let mut marks = Classes::default();
            classes.iter().for_each(|class| mark(&mut marks, usize::from(*class)));
            marks
        })
    }

    /// Takes a statement in hand, and lays the one before down.
    fn take(&mut self, s: &Statement) {
        self.set(|_, _| 0.0);
        self.own = self.says.get(s.number).copied().unwrap_or_default();
        self.set(|weights, item| weights.of(item));
        self.classes = self.classes_of(s).collect();
        self.same_bit = small(s.items.len()) - in_both(&self.own.bits, &self.own.bits);
    }

    fn set(&mut self, to: impl Fn(&Weights<'_>, u32) -> f64) {
        for item in self.items.get(self.own.range()).unwrap_or(&[]) {
            if let Some(mine) = self.mine.get_mut(*item as usize) {
                *mine = to(self.weights, *item);
            }
        }
    }

    /// Can the other and the one in hand not be alike, whatever their words of one class?
    fn hopeless(&self, told: &Told, statements: &[Statement], s: &Statement, other: usize) -> bool {
        let Some(says) = self.says.get(other) else { return true };
        let one_class = |c: &&Classes| in_both(c, &says.classes) > 0;
        let mut in_class = small(self.classes.iter().filter(one_class).count());
        if says.classed < u8::MAX {
            in_class = in_class.min(u32::from(says.classed));
        }
        // A denial may tell what it denies much shorter.
        let contrary = self.own.denied != says.denied || self.own.negative != says.negative;
        let least = if contrary { SHORT } else { SHARED };
        let enough = |shared: u32| (shared + in_class) as usize >= least;
        // Before their items are looked at: no more can be shared than bits are.
        if !enough(in_both(&self.own.bits, &says.bits) + self.same_bit) {
            return true;
        }
        let (mut both, mut count) = (0.0, 0_u32);
        for item in self.items.get(says.range()).unwrap_or(&[]) {
            let mine = self.mine.get(*item as usize).copied().unwrap_or(0.0);
            both += mine;
            count += u32::from(mine > 0.0);
        }
        if !enough(count) {
            return true;
        }
        // All of one of them is in the other.
        let all = count + in_class >= u32::from(says.items.min(self.own.items));
        if contrary && ((count + in_class) as usize + 1 >= IN_DENIAL || all) {
            return false;
        }
        // With a hair's breadth more, so that rounding decides nothing.
        let most = both + f64::from(in_class) * ONE_CLASS + 1e-9;
        let (x, y) = (self.own.sum, says.sum);
        let dice = 2.0 * most / (x + y).max(1e-9);
        if dice >= ALIKE {
            return false;
        }
        let either = (dice + most / x.min(y).max(1e-9)) / 2.0;
        let Some(t) = statements.get(other).filter(|_| either >= RETOLD) else { return true };
        !told.retells(s, t) && (either < ONE_STORY || !told.one_story(s.article, t.article))
    }
}

/// Statements by two names, or a name and a word, that are common each and rare together: who and where in a large
/// pile about one matter.
#[derive(Default)]
struct Together {
    /// Statements, pair by pair.
    holders: Vec<u32>,
    /// A statement, and where in that list the later ones stand that hold a pair with it; by statement.
    later: Vec<(u32, u32, u32)>,
}

impl Together {
    fn new(statements: &[Statement], weights: &Weights<'_>) -> Together {
        let of = |(n, s)| Together::pairs(s, weights).into_iter().map(move |pair| (pair, small(n)));
        let mut all: Vec<((u32, u32), u32)> = statements.iter().enumerate().flat_map(of).collect();
        all.sort_unstable();
        let mut together = Together::default();
        for run in all.chunk_by(|a, b| a.0 == b.0).filter(|run| (2..=COMMON).contains(&run.len())) {
            let end = small(together.holders.len() + run.len());
            for (_, n) in run {
                together.holders.push(*n);
                together.later.push((*n, small(together.holders.len()), end));
            }
        }
        together.later.sort_unstable();
        together
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

    /// The later statements that hold a pair with this one, a list for each pair.
    fn later(&self, n: usize) -> impl Iterator<Item = &[u32]> {
        let n = small(n);
        let first = self.later.partition_point(|l| l.0 < n);
        let own = self.later.iter().skip(first).take_while(move |l| l.0 == n);
        own.filter_map(|(_, from, to)| self.holders.get(*from as usize..*to as usize))
    }
}

/// Groups of statements that may hold one claim: chains of pairs that are alike enough. Sorted; singles are left out. And
/// pairs of a denial and a statement that says what it denies.
pub(super) fn groups(
    statements: &[Statement],
    weights: &Weights<'_>,
    told: &Told,
) -> (Vec<Vec<usize>>, Vec<(usize, usize)>) {
    let mut root: Vec<usize> = (0..statements.len()).collect();
    let mut size = vec![1_usize; statements.len()];
    // How often each later statement was met, and those that were met at all and twice.
    let mut times = vec![0_u8; statements.len()];
    let (mut met, mut twice): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    let mut denials = Vec::new();
    let together = Together::new(statements, weights);
    let mut sieve = Sieve::new(statements, weights);
    for (n, s) in statements.iter().enumerate() {
        sieve.take(s);
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
        for o in together.later(n).flatten() {
            meet(*o);
            meet(*o);
        }
        for o in told.retold_by(n) {
            // As good as two words.
            meet(small(o));
            meet(small(o));
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
            if sieve.hopeless(told, statements, s, o) {
                continue;
            }
            let (x, y) = (find(&mut root, n), find(&mut root, o));
            let together = size.get(x).copied().unwrap_or(1) + size.get(y).copied().unwrap_or(1);
            let contrary = |t: &&Statement| t.denied != s.denied || t.negative != s.negative;
            let Some(t) = statements.get(o).filter(|t| contrary(t) || x != y) else { continue };
            let (denial, said) = if s.denied || s.negative && !t.denied { (s, t) } else { (t, s) };
            if denies(weights, told, denial, said) {
                denials.push((denial.number, said.number));
            }
            let alike = || alike(weights, told, s, t).is_some_and(|a| a > 0.0);
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
    (groups.into_values().filter(|g| g.len() > 1).collect(), denials)
}

#[cfg(test)]
mod tests {
    use super::super::{Items, Statement, statements};
    use super::*;
    use crate::drafts::{article, mention};
    use rapporteur_lexicon::Lexicon;
    use rapporteur_model::{Annotations, Corpus, EntityKind, Id, Links, Span};

    /// Sentences of one to three clauses out of few words, so that many are alike.
    fn made_up() -> Corpus {
        let names = ["Borduria", "Syldavia", "Zympathia"];
        let verbs = ["shelled", "bombarded", "closed", "shut", "left", "quit", "praised"];
        let things = ["harbour", "bridge", "quay", "lighthouse", "customs post", "railway depot"];
        let more = ["at dawn", "in the old town", "with three barges", "after long talks", "for a week"];
        let stories = (0..140_usize).map(|n| {
            let pick = |list: &[&str], k: usize| list[(n / k + n * k) % list.len()].to_owned();
            let clause =
                |k| format!("{} the {} {}", pick(&verbs, k), pick(&things, k + 1), pick(&more, k + 2));
            let clauses: Vec<String> = (1..2 + n % 3).map(clause).collect();
            let (name, text) = (pick(&names, 5), clauses.join(" and "));
            let text = format!("{name} {text}.");
            let found = Annotations {
                sentences: vec![Span::new(0, text.len())],
                mentions: vec![mention(&text, &name, EntityKind::State)],
                ..Annotations::default()
            };
            (article(Some("Turov Times"), "1938-04-01", &text), found)
        });
        Corpus::new(stories.collect(), Vec::new())
    }

    #[test]
    fn what_is_alike_is_never_hopeless() {
        let (lexicon, corpus) = (Lexicon::new(), made_up());
        let mut links = Links::default();
        let id = |name: &str| Some(Id::of("entity", &[name.as_bytes()]));
        links.mention_entity =
            corpus.annotations.iter().map(|f| f.mentions.iter().map(|m| id(&m.name)).collect()).collect();
        let words = crate::words::Words::new(&corpus);
        let mut items = Items::new(&words);
        let all: Vec<Statement> = statements(&lexicon, &corpus, &links, &mut items);
        let weights = Weights::new(&lexicon, &items, &all);
        let told = Told::new(&corpus, &links, &all);
        let mut sieve = Sieve::new(&all, &weights);
        let (mut pairs, mut like, mut hopeless) = (0, 0, 0);
        for a in &all {
            sieve.take(a);
            for b in &all {
                let (is_alike, is_hopeless) = (
                    alike(&weights, &told, a, b).is_some_and(|x| x > 0.0),
                    sieve.hopeless(&told, &all, a, b.number),
                );
                assert!(!(is_alike && is_hopeless));
                pairs += 1;
                like += usize::from(is_alike);
                hopeless += usize::from(is_hopeless);
            }
        }
        assert!(like > 100 && hopeless > 100 && pairs > like + hopeless, "{pairs} {like} {hopeless}");
    }
}
