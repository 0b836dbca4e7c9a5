//! # Which articles share text
//!
//! What it finds: pairs of articles of which the smaller has a good part of its five-word shingles in the other, with
//! the words they share; and text that an outlet sets under everything it prints, which is no copy.
//! Why: an agency's story printed by five papers is one report. Signatures of minima (MinHash) find near-duplicates and
//! miss a third and more of the pairs where one holds part of the other; a sample of all shingles with an inverted
//! index does not.
//! Example: a 90-word brief cut from a 600-word story shares 100 % of its shingles with it, and is found.
//! May touch: texts. Which of two came first, and what follows, is for `derivations`.
//!
//! How. Each shingle has a hash; one in `SAMPLE` is kept, the same ones in every article. Sorted by hash, an article's
//! shingles name the articles that hold them too, at most `HOLDERS` each, so that work grows with the articles and not
//! with their pairs. Pairs that may share enough are then compared in full.
//! Cost: about 8 + 4 bytes for each kept shingle, so some 1.5 kB for an article of 500 words, and 4 bytes for each
//! shingle of an article that is compared.

use rapporteur_model::Span;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// Words of a shingle.
pub const SHINGLE: usize = 5;
/// One shingle in so many is kept; a power of two.
const SAMPLE: u64 = 4;
/// So many of the articles that hold a shingle are looked at ...
const HOLDERS: usize = 32;
/// ... of them so many of the first, and the nearest before.
const FIRST_HOLDERS: usize = 8;
/// Two articles share text if the smaller has this part of its shingles in the other.
pub const SHARED: f64 = 0.3;
/// Pairs are compared in full if the sample shows this much: a sample of few shingles can be off by half.
const WORTH_A_LOOK: f64 = 0.12;
/// An outlet's articles that share less than this share house text at most.
const UNLIKE: f64 = 0.5;
/// A shingle that so many otherwise unlike articles of one outlet hold, and this part of all it printed, is house text:
/// a turn of phrase comes back too, the more often the more is printed.
const HOUSE_ARTICLES: usize = 3;
const HOUSE_SHARE: f64 = 0.1;
/// A shingle that more texts than this hold leads to no other text ...
const COMMON: usize = 256;
/// ... unless less than this part of a text's shingles is rarer.
const RARE_ENOUGH: f64 = 0.25;
/// Texts of which all shingles are kept with their words: some 12 kB each.
const RECENT: usize = 1024;
/// Longest stretches of shared words that are kept of one pair.
const STRETCHES: usize = 8;
/// Articles with more words are compared by their first so many.
const MAX_WORDS: usize = 20_000;

/// A text to be compared.
#[derive(Debug, Clone)]
pub struct Doc<'a> {
    /// The whole text.
    pub text: &'a str,
    /// The parts of it to be read, in order.
    pub parts: Vec<Span>,
    /// A number for the outlet, if it is known.
    pub outlet: Option<u32>,
}

/// Two texts that share words.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    /// The one that stands later in the list.
    pub later: usize,
    /// The one that stands earlier.
    pub earlier: usize,
    /// Which part of the later one's shingles is in the earlier one, 0 to 1, house text aside.
    pub share: f64,
    /// The same for the earlier one.
    pub share_of_earlier: f64,
    /// The longest stretches they share, in the order of the later text: words there, words in the earlier one.
    pub stretches: Vec<(Span, Span)>,
}

/// Pairs of texts that share at least [`SHARED`] of the smaller one, by later, then earlier text.
pub fn overlaps(docs: &[Doc<'_>]) -> Vec<Overlap> {
    let index = Index::new(docs);
    let house = index.house_text(docs);
    let sizes: Vec<Size> = (0..docs.len()).map(|d| index.size(d, &house)).collect();
    let size = |doc: usize| sizes.get(doc).copied().unwrap_or_default();
    let mut counts = Counts::new(docs.len());
    let mut read = Recent::new(docs.len());
    let mut brief: Vec<Option<Box<[u32]>>> = vec![None; docs.len()];
    let mut found = Vec::new();
    for later in 0..docs.len() {
        let mine = size(later);
        // Where most of a text is what everybody has (a story that hundreds print), that must tell whose it is.
        let all = f64::from(mine.rare) < RARE_ENOUGH * f64::from(mine.own);
        let of = |size: Size| if all { size.own } else { size.rare };
        counts.clear();
        for &run in index.runs_of(later) {
            if house.contains(run) || !all && index.is_common(run) {
                continue;
            }
            index.holders(run, later).for_each(|h| counts.add(h));
        }
        let worth = |earlier: usize, shared: u32| {
            let least = of(mine).min(of(size(earlier))).max(1);
            f64::from(shared) >= WORTH_A_LOOK * f64::from(least)
        };
        for earlier in counts.those(worth) {
            for doc in [later, earlier] {
                if let (Some(place @ None), Some(text)) = (brief.get_mut(doc), docs.get(doc)) {
                    *place = Some(different(text));
                }
            }
            let hashes = |doc: usize| brief.get(doc).and_then(Option::as_deref).unwrap_or(&[]);
            let (a, b) = (hashes(later), hashes(earlier));
            let of_house = |n: u32| f64::from(n) * SAMPLE as f64;
            let shared_house = mine_in_common(&index, later, earlier, &house);
            let shared = (in_both(a, b) as f64 - of_house(shared_house)).max(0.0);
            let part = |all: usize, house: u32| (shared / (all as f64 - of_house(house)).max(1.0)).min(1.0);
            let share = part(a.len(), mine.house);
            let share_of_earlier = part(b.len(), size(earlier).house);
            if share.max(share_of_earlier) >= SHARED {
                let stretches = stretches(&read.read(docs, later), &read.read(docs, earlier));
                found.push(Overlap { later, earlier, share, share_of_earlier, stretches });
            }
        }
    }
    found
}

/// Kept shingles of a text.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    /// Those that are house text.
    house: u32,
    /// Those that are not.
    own: u32,
    /// Of these, those that few texts have.
    rare: u32,
}

/// Texts that were found to share words, as read last.
struct Recent {
    of: Vec<Option<Rc<Read>>>,
    order: VecDeque<usize>,
}

impl Recent {
    fn new(docs: usize) -> Recent {
        Recent { of: vec![None; docs], order: VecDeque::new() }
    }
    fn read(&mut self, docs: &[Doc<'_>], doc: usize) -> Rc<Read> {
        if let Some(known) = self.of.get(doc).and_then(Option::as_ref) {
            return known.clone();
        }
        let read = Rc::new(docs.get(doc).map(Read::new).unwrap_or_default());
        if self.order.len() >= RECENT
            && let Some(oldest) = self.order.pop_front().and_then(|d| self.of.get_mut(d))
        {
            *oldest = None;
        }
        self.order.push_back(doc);
        if let Some(place) = self.of.get_mut(doc) {
            *place = Some(read.clone());
        }
        read
    }
}

/// House shingles that two texts share, in the sample.
fn mine_in_common(index: &Index, a: usize, b: usize, house: &House) -> u32 {
    if house.none {
        return 0;
    }
    let common = index.runs_of(a).iter().filter(|r| house.contains(**r) && index.holds(**r, b));
    u32::try_from(common.count()).unwrap_or(u32::MAX)
}

/// A shingle of one text: its hash, and its words.
#[derive(Debug, Clone, Copy)]
struct Shingle {
    hash: u64,
    span: Span,
}

/// A text with the words of its shingles.
#[derive(Default)]
struct Read {
    /// Its shingles in order.
    shingles: Vec<Shingle>,
    /// The different ones by hash, with the place of the first of each.
    by_hash: Vec<(u64, u32)>,
}

impl Read {
    fn new(doc: &Doc<'_>) -> Read {
        let mut shingles = Vec::with_capacity(doc.text.len() / 6);
        each_shingle(doc, |hash, span| shingles.push(Shingle { hash, span }));
        let mut by_hash: Vec<(u64, u32)> =
            shingles.iter().enumerate().map(|(i, s)| (s.hash, small(i))).collect();
        by_hash.sort_unstable();
        by_hash.dedup_by_key(|(hash, _)| *hash);
        Read { shingles, by_hash }
    }
    fn place(&self, hash: u64) -> Option<usize> {
        let at = self.by_hash.binary_search_by_key(&hash, |(h, _)| *h).ok()?;
        self.by_hash.get(at).map(|(_, place)| *place as usize)
    }
}

/// The different shingles of a text, as short hashes in order: what a pair is compared by. Two of a text's shingles
/// have one short hash about once in a hundred thousand texts.
fn different(doc: &Doc<'_>) -> Box<[u32]> {
    let mut all = Vec::with_capacity(doc.text.len() / 6);
    each_shingle(doc, |hash, _| all.push((hash >> 32) as u32));
    all.sort_unstable();
    all.dedup();
    all.into()
}

/// How many numbers stand in both lists, each of them in order.
fn in_both(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        both += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    both
}

/// Calls `visit` with every shingle of a text in order. A shingle may run over the end of a paragraph.
fn each_shingle(doc: &Doc<'_>, mut visit: impl FnMut(u64, Span)) {
    let mut window = [(0_u64, Span::default()); SHINGLE];
    let mut n = 0_usize;
    for part in &doc.parts {
        each_word(part.of(doc.text), |hash, start, end| {
            if n >= MAX_WORDS {
                return;
            }
            window.rotate_left(1);
            if let Some(last) = window.last_mut() {
                *last = (hash, Span::new(part.lo() + start, part.lo() + end));
            }
            n += 1;
            if n >= SHINGLE {
                let hash = window.iter().fold(0x9e37_79b9_7f4a_7c15, |h, (w, _)| mix(h ^ w));
                visit(hash, window.first().map_or(Span::default(), |f| f.1).join(window[SHINGLE - 1].1));
            }
        });
    }
}

/// Calls `visit` with the hash and the place of every word: letters and digits in small letters, apostrophes left out.
fn each_word(text: &str, mut visit: impl FnMut(u64, usize, usize)) {
    const SEED: u64 = 0xcbf2_9ce4_8422_2325;
    let step = |h: u64, c: u32| (h ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3);
    let bytes = text.as_bytes();
    let (mut hash, mut start, mut end) = (SEED, 0, 0);
    let mut open = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let (wide, len) = match byte {
            0..0x80 => (None, 1),
            _ => text.get(at..).and_then(|t| t.chars().next()).map_or((None, 1), |c| (Some(c), c.len_utf8())),
        };
        let next = at + len;
        let inside = match wide {
            None => byte.is_ascii_alphanumeric(),
            Some(c) => c.is_alphanumeric(),
        };
        if inside {
            if !open {
                (hash, start, open) = (SEED, at, true);
            }
            hash = match wide {
                None => step(hash, u32::from(byte.to_ascii_lowercase())),
                Some(c) => c.to_lowercase().fold(hash, |h, c| step(h, u32::from(c))),
            };
            end = next;
        } else if open && !matches!((wide, byte), (None, b'\'') | (Some('\u{2019}' | '\u{2018}'), _)) {
            visit(mix(hash), start, end);
            open = false;
        }
        at = next;
    }
    if open {
        visit(mix(hash), start, end);
    }
}

/// Spreads the bits of a number (the finisher of SplitMix64).
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Bits of a posting that hold the number of the text.
const DOC_BITS: u32 = 24;
const DOC_MASK: u64 = (1 << DOC_BITS) - 1;

/// Which texts hold which of the kept shingles.
struct Index {
    /// Hash above, number of the text below, sorted. Only shingles of two texts or more.
    postings: Vec<u64>,
    /// Where each shingle's postings begin.
    starts: Vec<u32>,
    /// The shingles of each text that others hold too, as indices of `starts`, and where each text's begin.
    runs: Vec<u32>,
    run_starts: Vec<u32>,
    /// Kept shingles of each text.
    kept: Vec<u32>,
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl Index {
    fn new(docs: &[Doc<'_>]) -> Index {
        let mut postings: Vec<u64> = Vec::new();
        let mut kept = Vec::with_capacity(docs.len());
        let mut mine: Vec<u64> = Vec::new();
        for (n, doc) in docs.iter().enumerate().take(DOC_MASK as usize) {
            mine.clear();
            each_shingle(doc, |hash, _| {
                if hash % SAMPLE == 0 {
                    mine.push((hash & !DOC_MASK) | n as u64);
                }
            });
            mine.sort_unstable();
            mine.dedup();
            kept.push(small(mine.len()));
            postings.extend_from_slice(&mine);
        }
        postings.sort_unstable();
        // Leave out what only one text holds.
        let mut write = 0;
        let mut at = 0;
        let mut starts: Vec<u32> = Vec::new();
        while let Some(&first) = postings.get(at) {
            let len = postings.iter().skip(at).take_while(|p| *p >> DOC_BITS == first >> DOC_BITS).count();
            if len > 1 {
                starts.push(small(write));
                postings.copy_within(at..at + len, write);
                write += len;
            }
            at += len;
        }
        postings.truncate(write);
        postings.shrink_to_fit();
        starts.push(small(write));
        // Turn round: the shared shingles of each text.
        let mut run_starts = vec![0_u32; docs.len() + 1];
        for p in &postings {
            if let Some(n) = run_starts.get_mut((p & DOC_MASK) as usize + 1) {
                *n += 1;
            }
        }
        for i in 1..run_starts.len() {
            run_starts[i] += run_starts[i - 1];
        }
        let mut next = run_starts.clone();
        let mut runs = vec![0_u32; postings.len()];
        for (run, pair) in starts.windows(2).enumerate() {
            let [from, to] = *pair else { continue };
            for p in postings.get(from as usize..to as usize).unwrap_or(&[]) {
                if let Some(place) = next.get_mut((p & DOC_MASK) as usize)
                    && let Some(cell) = runs.get_mut(*place as usize)
                {
                    *cell = small(run);
                    *place += 1;
                }
            }
        }
        Index { postings, starts, runs, run_starts, kept }
    }
    fn kept(&self, doc: usize) -> u32 {
        self.kept.get(doc).copied().unwrap_or(0)
    }
    fn runs_of(&self, doc: usize) -> &[u32] {
        match (self.run_starts.get(doc), self.run_starts.get(doc + 1)) {
            (Some(&from), Some(&to)) => self.runs.get(from as usize..to as usize).unwrap_or(&[]),
            _ => &[],
        }
    }
    fn postings_of(&self, run: u32) -> &[u64] {
        let run = run as usize;
        match (self.starts.get(run), self.starts.get(run + 1)) {
            (Some(&from), Some(&to)) => self.postings.get(from as usize..to as usize).unwrap_or(&[]),
            _ => &[],
        }
    }
    /// Texts before `later` that hold a shingle: the first few, and the nearest, since copies follow within days.
    fn holders(&self, run: u32, later: usize) -> impl Iterator<Item = usize> + '_ {
        let all = self.postings_of(run);
        let before = all.partition_point(|p| ((p & DOC_MASK) as usize) < later);
        some_before(all, before).map(|p| (p & DOC_MASK) as usize)
    }
    /// Do so many texts hold it that it tells nothing?
    fn is_common(&self, run: u32) -> bool {
        self.postings_of(run).len() > COMMON
    }
    fn size(&self, doc: usize, house: &House) -> Size {
        let of_house = self.house_in(doc, house);
        let own = self.kept(doc).saturating_sub(of_house);
        let common = self.runs_of(doc).iter().filter(|r| self.is_common(**r) && !house.contains(**r));
        Size { house: of_house, own, rare: own.saturating_sub(small(common.count())) }
    }
    fn holds(&self, run: u32, doc: usize) -> bool {
        self.postings_of(run).binary_search_by_key(&(doc as u64), |p| p & DOC_MASK).is_ok()
    }
    fn house_in(&self, doc: usize, house: &House) -> u32 {
        if house.none { 0 } else { small(self.runs_of(doc).iter().filter(|r| house.contains(**r)).count()) }
    }

    /// Shingles that otherwise unlike articles of one outlet share.
    fn house_text(&self, docs: &[Doc<'_>]) -> House {
        let mut of: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (n, doc) in docs.iter().enumerate() {
            if let Some(outlet) = doc.outlet {
                of.entry(outlet).or_default().push(n);
            }
        }
        let mut is_house = vec![false; self.starts.len()];
        let mut holding = Counts::new(self.starts.len());
        let mut counts = Counts::new(docs.len());
        let mut postings: Vec<(u32, u32)> = Vec::new();
        for articles in of.into_values() {
            let least = HOUSE_ARTICLES.max((HOUSE_SHARE * articles.len() as f64).ceil() as usize);
            // What fewer hold cannot be house text: next to everything.
            holding.clear();
            for &article in &articles {
                self.runs_of(article).iter().for_each(|run| holding.add(*run as usize));
            }
            let often = holding.those(|_, n| n as usize >= least);
            if often.is_empty() {
                continue;
            }
            // Who of the outlet holds what.
            postings.clear();
            for &article in &articles {
                postings.extend(self.runs_of(article).iter().map(|run| (*run, small(article))));
            }
            postings.sort_unstable();
            let holders = |run: u32, later: usize| {
                let from = postings.partition_point(|(r, _)| *r < run);
                let all = postings.get(from..).unwrap_or(&[]);
                let before = all.partition_point(|p| *p < (run, small(later)));
                some_before(all, before).map(|(_, holder)| *holder as usize)
            };
            holding.clear();
            for &later in &articles {
                let maybe = |run: &&u32| often.binary_search(&(**run as usize)).is_ok();
                let mut mine = self.runs_of(later).iter().filter(maybe).peekable();
                if mine.peek().is_none() {
                    continue;
                }
                counts.clear();
                for &run in self.runs_of(later) {
                    holders(run, later).for_each(|h| counts.add(h));
                }
                let unlike = |h: usize| {
                    let least = self.kept(later).min(self.kept(h)).max(1);
                    f64::from(counts.of(h)) < UNLIKE * f64::from(least)
                };
                for &run in mine {
                    if holders(run, later).any(unlike) {
                        holding.add(run as usize);
                    }
                }
            }
            // The first that holds it has no other before it.
            for run in holding.those(|_, n| n > 0 && n as usize + 1 >= least) {
                if let Some(cell) = is_house.get_mut(run) {
                    *cell = true;
                }
            }
        }
        House { none: !is_house.contains(&true), is_house }
    }
}

/// Of the first `before` of a list, the first few and the last few.
fn some_before<T>(all: &[T], before: usize) -> impl Iterator<Item = &T> {
    let first = before.min(FIRST_HOLDERS);
    let near = first.max(before.saturating_sub(HOLDERS - FIRST_HOLDERS));
    let listed = |range: std::ops::Range<usize>| all.get(range).unwrap_or(&[]).iter();
    listed(0..first).chain(listed(near..before))
}

/// Which shingles are house text.
struct House {
    none: bool,
    is_house: Vec<bool>,
}

impl House {
    fn contains(&self, run: u32) -> bool {
        !self.none && self.is_house.get(run as usize).copied().unwrap_or(false)
    }
}

/// Counts by text, quick to clear.
struct Counts {
    of: Vec<u32>,
    touched: Vec<u32>,
}

impl Counts {
    fn new(n: usize) -> Counts {
        Counts { of: vec![0; n], touched: Vec::new() }
    }
    fn clear(&mut self) {
        for t in self.touched.drain(..) {
            if let Some(n) = self.of.get_mut(t as usize) {
                *n = 0;
            }
        }
    }
    fn add(&mut self, doc: usize) {
        if let Some(n) = self.of.get_mut(doc) {
            if *n == 0 {
                self.touched.push(small(doc));
            }
            *n += 1;
        }
    }
    fn of(&self, doc: usize) -> u32 {
        self.of.get(doc).copied().unwrap_or(0)
    }
    /// The texts counted for which `worth` is true of their count, in order.
    fn those(&self, worth: impl Fn(usize, u32) -> bool) -> Vec<usize> {
        let all = self.touched.iter().map(|&t| t as usize);
        let mut those: Vec<usize> = all.filter(|&t| worth(t, self.of(t))).collect();
        those.sort_unstable();
        those
    }
}

/// The longest stretches of words that two texts share, in the order of the first.
fn stretches(a: &Read, b: &Read) -> Vec<(Span, Span)> {
    let there = &b.shingles;
    let mut stretches: Vec<(usize, Span, Span)> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for s in &a.shingles {
        if let Some((n, next)) = open
            && let Some(t) = there.get(next).filter(|t| t.hash == s.hash)
        {
            // Goes on where the stretch is.
            if let Some(stretch) = stretches.get_mut(n) {
                stretch.0 += 1;
                stretch.1 = stretch.1.join(s.span);
                stretch.2 = stretch.2.join(t.span);
            }
            open = Some((n, next + 1));
            continue;
        }
        open = None;
        if let Some(i) = b.place(s.hash)
            && let Some(t) = there.get(i)
        {
            open = Some((stretches.len(), i + 1));
            stretches.push((1, s.span, t.span));
        }
    }
    stretches.sort_by_key(|(n, span, _)| (std::cmp::Reverse(*n), *span));
    stretches.truncate(STRETCHES);
    let mut stretches: Vec<(Span, Span)> = stretches.into_iter().map(|(_, x, y)| (x, y)).collect();
    stretches.sort();
    stretches
}

/// Numbers for names: the same name, the same number.
pub fn numbered<'n>(names: impl Iterator<Item = Option<&'n str>>) -> Vec<Option<u32>> {
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    names
        .map(|name| {
            let next = small(known.len());
            name.map(|n| *known.entry(n).or_insert(next))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that share no shingle by chance.
    fn words(seed: u64, n: usize) -> String {
        let mut state = seed;
        let mut out = String::new();
        for _ in 0..n {
            state = mix(state.wrapping_add(0x9e37_79b9_7f4a_7c15));
            out.push_str(&format!("w{} ", state % 5_000));
        }
        out
    }
    fn docs<'a>(texts: &'a [String], outlets: &[Option<u32>]) -> Vec<Doc<'a>> {
        let doc = |(t, o): (&'a String, &Option<u32>)| Doc {
            text: t,
            parts: vec![Span::new(0, t.len())],
            outlet: *o,
        };
        texts.iter().zip(outlets).map(doc).collect()
    }
    fn pairs(found: &[Overlap]) -> Vec<(usize, usize)> {
        found.iter().map(|o| (o.later, o.earlier)).collect()
    }

    #[test]
    fn a_part_of_a_long_story_is_found_and_the_words_fit() {
        let long = words(1, 600);
        let cut: String = long.split_inclusive(' ').skip(200).take(90).collect();
        let brief = format!("Now: {cut}{}", words(2, 60));
        let texts = [long, brief, words(3, 300)];
        let found = overlaps(&docs(&texts, &[Some(0), Some(1), Some(2)]));
        assert_eq!(pairs(&found), [(1, 0)]);
        assert!((found[0].share - 86.0 / 147.0).abs() < 0.01, "{}", found[0].share);
        assert!((found[0].share_of_earlier - 86.0 / 596.0).abs() < 0.01);
        let (here, there) = found[0].stretches[0];
        assert_eq!(here.of(&texts[1]), there.of(&texts[0]));
        assert_eq!(here.of(&texts[1]), cut.trim());
    }

    #[test]
    fn the_same_words_in_other_letters_and_marks() {
        let a = "The harbour’s pilots — all nine — left at dawn, and \"nobody\" saw them go past the pier."
            .to_owned();
        let b =
            "the HARBOUR'S pilots, all nine, left at dawn and nobody saw them go past the pier".to_owned();
        let found = overlaps(&docs(&[a, b], &[None, None]));
        assert_eq!(found.len(), 1);
        assert!((found[0].share - 1.0).abs() < 1e-9);
    }

    #[test]
    fn what_an_outlet_sets_under_everything_is_no_copy() {
        let footer = words(9, 60);
        let texts: Vec<String> = (0..6).map(|i| format!("{}{footer}", words(20 + i, 100))).collect();
        let found = overlaps(&docs(&texts, &[Some(0); 6]));
        assert_eq!(pairs(&found), []);
        // Another outlet that copies a story with its footer has copied the story.
        let mut more = texts.clone();
        more.push(texts[2].clone());
        let found = overlaps(&docs(&more, &[Some(0), Some(0), Some(0), Some(0), Some(0), Some(0), Some(1)]));
        assert_eq!(pairs(&found), [(6, 2)]);
    }

    #[test]
    fn versions_of_one_story_are_no_house_text() {
        let story = words(4, 200);
        let texts: Vec<String> =
            (0..5).map(|i| format!("{story}{}", words(40 + i, 30 * i as usize))).collect();
        let found = overlaps(&docs(&texts, &[Some(0); 5]));
        assert_eq!(found.len(), 10);
    }

    #[test]
    fn many_copies_of_one_story_cost_no_pair_each() {
        let story = words(5, 120);
        let texts: Vec<String> = (0..200).map(|i| format!("{story}{}", words(500 + i, 20))).collect();
        let outlets: Vec<Option<u32>> = (0..200).map(Some).collect();
        let found = overlaps(&docs(&texts, &outlets));
        assert!((1..200).all(|later| found.iter().any(|o| o.later == later && o.earlier == 0)));
        assert!(found.len() <= 200 * HOLDERS);
    }

    #[test]
    fn a_story_that_hundreds_print_is_found_in_each() {
        let story = words(6, 120);
        let texts: Vec<String> =
            (0..2 * COMMON as u64).map(|i| format!("{story}{}", words(900 + i, 8))).collect();
        let outlets: Vec<Option<u32>> = (0..small(texts.len())).map(Some).collect();
        let found = overlaps(&docs(&texts, &outlets));
        assert!((1..texts.len()).all(|later| found.iter().any(|o| o.later == later && o.earlier == 0)));
    }

    #[test]
    fn what_everybody_says_leads_nowhere_and_counts_all_the_same() {
        // A sentence that hundreds have, and a pair that shares it and another: one third of the words.
        let common = words(7, 20);
        let mut texts: Vec<String> =
            (0..300).map(|i| format!("{}{common}{}", words(2_000 + i, 40), words(4_000 + i, 40))).collect();
        let own = words(8, 24);
        texts.push(format!("{common}{own}{}", words(9_001, 60)));
        texts.push(format!("{}{common}{own}", words(9_002, 60)));
        let found = overlaps(&docs(&texts, &vec![None; texts.len()]));
        assert_eq!(pairs(&found), [(301, 300)]);
        assert!((found[0].share - 40.0 / 100.0).abs() < 1e-9, "{}", found[0].share);
    }

    #[test]
    fn empty_and_tiny_texts_share_nothing() {
        let texts = ["", "one two", "one two", "…"].map(str::to_owned);
        assert_eq!(overlaps(&docs(&texts, &[None; 4])), []);
        assert_eq!(overlaps(&[]), []);
    }
}
