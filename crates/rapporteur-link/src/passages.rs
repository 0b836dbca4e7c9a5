//! # Sentences of two articles that tell the same
//!
//! What it finds: for a sentence of one article the sentence of another that has most of its words, the rarer the word
//! the more it counts; quotations that share most of their words in the same order.
//! Why: a retelling shares hardly five words in a row with what it retells, but it shares the rare words, the names, the
//! quotations.
//! Example: "Four officers told the Post the port would be shut by winter" and "The port will be shut before the winter,
//! four of the officers said".
//! May touch: text and annotations. It compares pairs it is given, never all.

use crate::sorted::QuickMap;
use crate::words::{ByWord, Words, as_written, bare};
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::function_words::Classes;
use rapporteur_model::{Annotations, Article, Corpus, How, Span};
use std::cell::RefCell;
use std::rc::Rc;

/// Sentences of one article that are compared: the first.
const MAX_SENTENCES: usize = 200;
/// Words of one sentence or quotation that are compared: the first.
const MAX_WORDS: usize = 150;
/// A name says less than a word: the same people are in many stories.
const NAME_WEIGHT: f64 = 0.5;
/// A pile counts as at least so many sentences.
const LEAST_SENTENCES: u32 = 60;
/// A word is rare if it says at least this part of the most that a word can say.
const RARE: f64 = 0.6;

/// A word of a sentence.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    /// Where.
    pub(crate) span: Span,
    /// In small letters, without dots and possessive endings.
    pub(crate) text: Rc<str>,
    /// A hash of its stem; 0 for words of closed classes.
    pub(crate) stem: u64,
    /// The stem among those of the pile.
    number: u32,
    /// Part of a name.
    pub(crate) name: bool,
}

/// A sentence as words.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    /// Where.
    pub(crate) span: Span,
    /// Its words in order.
    pub(crate) words: Vec<Word>,
    /// Its stems, each once, sorted.
    stems: Vec<Stem>,
    /// What they say together.
    says: f64,
    /// A bit for each of its stems that is no name: two sentences without one in common share nothing.
    marks: [u64; MARKS],
}

/// Words of 64 bits in the marks of a sentence.
const MARKS: usize = 8;

/// A stem of a sentence.
#[derive(Debug, Clone, Copy)]
struct Stem {
    stem: u64,
    name: bool,
    /// How much it says, as a name or not.
    says: f64,
    rare: bool,
}

/// How alike two sentences are.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Likeness {
    /// Stems they share that are no names.
    pub(crate) shared: usize,
    /// Of those, rare ones.
    pub(crate) rare: usize,
    /// Stems they share that are names in both.
    pub(crate) names: usize,
    /// What the shared words say, as a part of what the words of both say on average.
    pub(crate) dice: f64,
    /// The same as a part of the smaller one.
    pub(crate) of_smaller: f64,
    /// What the shared words say.
    pub(crate) weight: f64,
}

impl Likeness {
    /// Do the two tell the same?
    pub(crate) fn aligned(self) -> bool {
        self.shared >= 3
            && (self.dice >= 0.3
                || self.shared >= 4 && self.of_smaller >= 0.45
                || self.rare >= 2 && self.of_smaller >= 0.2)
            || self.short()
    }
    /// Surely: enough to hold what differs against them.
    pub(crate) fn close(self) -> bool {
        self.shared >= 3 && self.dice >= 0.3 || self.short()
    }
    /// "France and Ireland could still block any deal": two short sentences share half of what they say, and name the same.
    fn short(self) -> bool {
        self.shared >= 2 && self.names >= 2 && self.dice >= 0.5
    }
}

/// How much each word says in a pile, and the words that say nothing.
pub(crate) struct Weights<'a> {
    lexicon: &'a Lexicon,
    words: &'a Words<'a>,
    sentences: u32,
    /// What was found of words so far: finding a stem takes many look-ups.
    seen: RefCell<Seen>,
    /// How much each stem of the pile says, by number; any other says most.
    says: Vec<f64>,
    most: f64,
    /// A stem that says at least this is rare.
    least_of_rare: f64,
}

/// Words of the pile in pieces, and the stems of these with a number each.
struct Seen {
    words: ByWord<Rc<[Piece]>>,
    stems: QuickMap<u64, u32>,
}

/// What is between two hyphens of a word.
struct Piece {
    /// Where in the word, in bytes.
    from: usize,
    to: usize,
    /// In small letters, without dots and possessive endings.
    text: Rc<str>,
    /// Its stem, and the number of that.
    stem: u64,
    number: u32,
}

/// The number of words of closed classes, which have no stem.
const NO_STEM: u32 = u32::MAX;

impl<'a> Weights<'a> {
    /// Counts the sentences of the pile each stem is in.
    pub(crate) fn new(lexicon: &'a Lexicon, corpus: &Corpus, words: &'a Words<'a>) -> Weights<'a> {
        let mut all = Weights {
            lexicon,
            words,
            sentences: 0,
            seen: RefCell::new(Seen { words: ByWord::new(words), stems: QuickMap::default() }),
            says: Vec::new(),
            most: 0.0,
            least_of_rare: 0.0,
        };
        let mut counts: Vec<u32> = Vec::new();
        let mut here: Vec<u32> = Vec::new();
        for (i, found) in corpus.annotations.iter().enumerate() {
            for span in found.sentences.iter().take(MAX_SENTENCES) {
                here.clear();
                all.each_of(i, *span, |_, piece| here.push(piece.number));
                here.sort_unstable();
                here.dedup();
                all.sentences += 1;
                for number in here.iter().map(|n| *n as usize).filter(|n| *n != NO_STEM as usize) {
                    if counts.len() <= number {
                        counts.resize(number + 1, 0);
                    }
                    if let Some(n) = counts.get_mut(number) {
                        *n += 1;
                    }
                }
            }
        }
        let says = |n: u32| (1.0 + all.size() / f64::from(n.max(1))).ln();
        (all.says, all.most) = (counts.iter().map(|n| says(*n)).collect(), says(1));
        all.least_of_rare = RARE * (1.0 + all.size()).ln();
        all
    }
    /// The logarithm of how rare a stem is.
    pub(crate) fn of(&self, stem: u64) -> f64 {
        self.seen.borrow().stems.get(&stem).map_or(self.most, |n| self.of_number(*n))
    }
    fn of_number(&self, number: u32) -> f64 {
        self.says.get(number as usize).copied().unwrap_or(self.most)
    }
    /// Sentences of the pile; in a pile of a few sentences every word would be common.
    fn size(&self) -> f64 {
        f64::from(self.sentences.max(LEAST_SENTENCES))
    }

    /// The sentences of an article of the pile as words.
    pub(crate) fn sentences(&self, article: usize, found: &Annotations) -> Vec<Sentence> {
        let names: Vec<Span> = found.mentions.iter().filter(|m| m.how == How::Name).map(|m| m.span).collect();
        let mut next = 0;
        let sentence = |span: &Span| {
            let mut words = Vec::with_capacity(span.len() / 6 + 1);
            self.each_of(article, *span, |at, piece| words.push(Word::new(at, piece)));
            for word in &mut words {
                while names.get(next).is_some_and(|n| n.end <= word.span.start) {
                    next += 1;
                }
                word.name = names.get(next).is_some_and(|n| n.overlaps(word.span));
            }
            let mut set: Vec<(u64, bool, u32)> =
                words.iter().filter(|w| w.stem != 0).map(|w| (w.stem, w.name, w.number)).collect();
            set.sort_unstable();
            set.dedup_by_key(|s| s.0);
            let mut marks = [0_u64; MARKS];
            let weighed = |(stem, name, number): (u64, bool, u32)| {
                let says = self.of_number(number);
                let rare = says >= self.least_of_rare;
                let bit = stem as usize % (64 * MARKS);
                if let Some(mark) = marks.get_mut(bit / 64).filter(|_| !name) {
                    *mark |= 1 << (bit % 64);
                }
                Stem { stem, name, says: says * if name { NAME_WEIGHT } else { 1.0 }, rare }
            };
            let stems: Vec<Stem> = set.into_iter().map(weighed).collect();
            let says = stems.iter().map(|s| s.says).sum();
            Sentence { span: *span, words, stems, says, marks }
        };
        found.sentences.iter().take(MAX_SENTENCES).map(sentence).collect()
    }

    /// The words of a stretch of text.
    pub(crate) fn words(&self, text: &str, span: Span) -> Vec<Word> {
        let mut words = Vec::with_capacity(span.len() / 6 + 1);
        let mut seen = self.seen.borrow_mut();
        for (at, written) in as_written(text, span) {
            let pieces = match self.words.number(written) {
                Some(number) => seen.pieces(self.lexicon, number, written),
                None => seen.read(self.lexicon, written),
            };
            words.extend(pieces.iter().map(|piece| Word::new(at, piece)));
            if words.len() >= MAX_WORDS {
                words.truncate(MAX_WORDS);
                break;
            }
        }
        words
    }

    /// Calls `visit` with each word of a sentence of the pile, and where the word begins that it is a piece of.
    fn each_of(&self, article: usize, sentence: Span, mut visit: impl FnMut(Span, &Piece)) {
        let mut seen = self.seen.borrow_mut();
        let mut count = 0;
        for (at, number) in self.words.within(article, sentence) {
            for piece in &*seen.pieces(self.lexicon, *number, self.words.written(*number)) {
                if count < MAX_WORDS {
                    visit(*at, piece);
                }
                count += 1;
            }
            if count >= MAX_WORDS {
                break;
            }
        }
    }

    /// How alike two sentences are.
    pub(crate) fn likeness(a: &Sentence, b: &Sentence) -> Likeness {
        let mut like = Likeness::default();
        let (mut i, mut j) = (0, 0);
        while let (Some(x), Some(y)) = (a.stems.get(i), b.stems.get(j)) {
            match x.stem.cmp(&y.stem) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    like.weight += x.says.min(y.says);
                    if !x.name && !y.name {
                        like.shared += 1;
                        like.rare += usize::from(x.rare);
                    }
                    like.names += usize::from(x.name && y.name);
                    i += 1;
                    j += 1;
                }
            }
        }
        if like.shared > 0 {
            like.dice = 2.0 * like.weight / (a.says + b.says).max(1e-9);
            like.of_smaller = like.weight / a.says.min(b.says).max(1e-9);
        }
        like
    }
}

impl Word {
    /// A piece of the word that stands there.
    fn new(at: Span, piece: &Piece) -> Word {
        let span = Span::new(at.lo() + piece.from, at.lo() + piece.to);
        Word { span, text: piece.text.clone(), stem: piece.stem, number: piece.number, name: false }
    }
}

impl Seen {
    /// The pieces of a word of the pile.
    fn pieces(&mut self, lexicon: &Lexicon, number: u32, written: &str) -> Rc<[Piece]> {
        if let Some(known) = self.words.get(number) {
            return known.clone();
        }
        let pieces = self.read(lexicon, written);
        self.words.set(number, pieces.clone());
        pieces
    }

    fn read(&mut self, lexicon: &Lexicon, written: &str) -> Rc<[Piece]> {
        let mut from = 0;
        let chunks = written.split('-').map(|chunk| {
            let at = from;
            from += chunk.len() + 1;
            (at, bare(chunk))
        });
        let piece = |(from, chunk): (usize, &str)| {
            let text = spelled(chunk);
            let stem = stem_of(lexicon, &text);
            let next = u32::try_from(self.stems.len()).unwrap_or(NO_STEM);
            let number = if stem == 0 { NO_STEM } else { *self.stems.entry(stem).or_insert(next) };
            Piece { from, to: from + chunk.len(), text: text.into(), stem, number }
        };
        chunks.filter(|(_, chunk)| !chunk.is_empty()).map(piece).collect()
    }
}

/// A word in small letters: "3.5" and "doesn't" keep their marks, "U.S" and "3,000" do not.
fn spelled(word: &str) -> String {
    let mut all = String::with_capacity(word.len());
    for (at, c) in word.char_indices() {
        let digit = || word.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        match c {
            ',' => {}
            '.' if !digit() => {}
            '’' => all.push('\''),
            c => all.extend(c.to_lowercase()),
        }
    }
    all
}

fn stem_of(lexicon: &Lexicon, word: &str) -> u64 {
    let closed = Classes::DETERMINER
        .or(Classes::PRONOUN)
        .or(Classes::OBJECT)
        .or(Classes::POSSESSIVE)
        .or(Classes::WH)
        .or(Classes::AUXILIARY)
        .or(Classes::PREPOSITION)
        .or(Classes::CONJUNCTION)
        .or(Classes::SUBORDINATOR)
        .or(Classes::ADVERB);
    let number = lexicon.numbers.value(word).is_some();
    if word.len() < 2 || !number && lexicon.function_words.classes(word).has(closed) {
        return 0;
    }
    hash(&stem(lexicon.retelling.verb_of(word))).max(1)
}

impl Sentence {
    /// Can the two share a word that is no name?
    pub(crate) fn may_share(&self, other: &Sentence) -> bool {
        self.marks.iter().zip(&other.marks).any(|(a, b)| a & b != 0)
    }
    /// Does the sentence have the stem?
    pub(crate) fn has(&self, stem: u64) -> bool {
        self.stems.binary_search_by_key(&stem, |s| s.stem).is_ok()
    }
    /// Its stems that are no names.
    pub(crate) fn stems(&self) -> impl Iterator<Item = u64> + '_ {
        self.stems.iter().filter(|s| !s.name).map(|s| s.stem)
    }
}

/// FNV-1a.
pub(crate) fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// A word without the endings that English sets on it. Endings are spelling, not words of a list.
pub(crate) fn stem(word: &str) -> String {
    const ENDINGS: [&str; 16] = [
        "ations", "ation", "ings", "ing", "ments", "ment", "edly", "ies", "ers", "ed", "es", "er", "ly",
        "al", "ity", "s",
    ];
    let mut bare = word;
    for ending in ENDINGS {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.chars().count() >= 3
        {
            bare = rest;
            break;
        }
    }
    let mut out = bare.to_owned();
    if word.ends_with("ies") && bare.len() + 3 == word.len() {
        out.push('i');
    }
    if out.len() > 4 && out.ends_with('e') {
        out.pop();
    }
    let mut last = out.chars().rev();
    if let (Some(a), Some(b)) = (last.next(), last.next())
        && a == b
        && out.chars().count() > 3
    {
        out.pop();
    }
    if out.ends_with('y') {
        out.pop();
        out.push('i');
    }
    out
}

/// Two sentences that tell the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Alignment {
    /// Index of the sentence of the later article.
    pub(crate) later: usize,
    /// Index of the sentence of the earlier one.
    pub(crate) earlier: usize,
    /// How alike.
    pub(crate) like: Likeness,
}

/// For each sentence of the later article the most alike one of the earlier, where `fits` says they tell the same.
pub(crate) fn align(
    later: &[Sentence],
    earlier: &[Sentence],
    fits: impl Fn(usize, usize, Likeness) -> bool,
) -> Vec<Alignment> {
    let best = |(i, a): (usize, &Sentence)| {
        let one =
            |(j, b): (usize, &Sentence)| Alignment { later: i, earlier: j, like: Weights::likeness(a, b) };
        let near = earlier.iter().enumerate().filter(|(_, b)| a.may_share(b));
        let all = near.map(one).filter(|x| x.like.shared > 1);
        let all = all.filter(|x| fits(x.later, x.earlier, x.like));
        all.max_by(|x, y| x.like.weight.total_cmp(&y.like.weight).then(y.earlier.cmp(&x.earlier)))
    };
    later.iter().enumerate().filter_map(best).collect()
}

/// The insides of the quotation marks of an article's title and body, of at least `least` words.
pub(crate) fn quotations(article: &Article, least: usize) -> Vec<Span> {
    let mut all = Vec::new();
    for part in article.readable() {
        let text = part.span.of(&article.text);
        let mut open: Option<(usize, char)> = None;
        for (at, c) in text.char_indices() {
            let closes = matches!((open, c), (Some((_, '"')), '"') | (Some((_, '“')), '”'));
            if closes && let Some((start, _)) = open {
                let inside = Span::new(part.span.lo() + start, part.span.lo() + at);
                if inside.of(&article.text).split_whitespace().count() >= least {
                    all.push(inside);
                }
                open = None;
            } else if open.is_none() && matches!(c, '"' | '“') {
                open = Some((at + c.len_utf8(), c));
            }
        }
    }
    all
}

/// The words of a quotation for comparison: one spelling, short forms as one, words in brackets left out.
pub(crate) fn quoted_words(weights: &Weights<'_>, text: &str, span: Span) -> Vec<String> {
    let mut words = Vec::new();
    let mut at = span.lo();
    let inside = span.of(text);
    let mut rest = inside;
    while let Some(open) = rest.find('[') {
        words.extend(weights.words(text, Span::new(at, at + open)));
        let close = rest.get(open..).and_then(|r| r.find(']')).map_or(rest.len(), |c| open + c + 1);
        at += close;
        rest = rest.get(close..).unwrap_or("");
    }
    words.extend(weights.words(text, Span::new(at, span.hi())));
    let texts: Vec<&str> = words.iter().take(MAX_WORDS).map(|w| &*w.text).collect();
    weights.lexicon.retelling.same(&texts).into_iter().map(str::to_owned).collect()
}

/// The length of the longest common subsequence of words.
pub(crate) fn in_common(a: &[String], b: &[String]) -> usize {
    let mut row = vec![0_usize; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(0);
            let left = row.get(j).copied().unwrap_or(0);
            let best = if x == y { diagonal + 1 } else { above.max(left) };
            if let Some(cell) = row.get_mut(j + 1) {
                *cell = best;
            }
            diagonal = above;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Do two quotations share so much that one is the other, cut or changed? Half of the words that say something must be
/// the same too: "nobody had the ... when the ... was" is in many.
pub(crate) fn same_quotation(weights: &Weights<'_>, a: &[String], b: &[String]) -> bool {
    let least = a.len().min(b.len());
    let common = in_common(a, b);
    if least < 3 || common < 3 || (common as f64) < 0.6 * least as f64 {
        return false;
    }
    let open = |all: &[String]| -> Vec<String> {
        all.iter().filter(|w| weights.lexicon.function_words.classes(w).is_open()).cloned().collect()
    };
    let (a, b) = (open(a), open(b));
    2 * in_common(&a, &b) >= a.len().min(b.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_go() {
        for (a, b) in [
            ("withdrawal", "withdraw"),
            ("weakened", "weaken"),
            ("raids", "raid"),
            ("accelerated", "accelerate"),
            ("negotiations", "negotiation"),
            ("parties", "party"),
            ("stopped", "stop"),
        ] {
            assert_eq!(stem(a), stem(b));
        }
        assert_ne!(stem("port"), stem("part"));
    }

    #[test]
    fn quotation_marks_of_both_kinds() {
        let text = "“We will go,” he said, \"but not today.\" The \"pact\" holds.";
        let article = crate::drafts::article(None, "", text);
        let found: Vec<&str> = quotations(&article, 2).iter().map(|s| s.of(text)).collect();
        assert_eq!(found, ["We will go,", "but not today."]);
    }

    #[test]
    fn words_in_one_spelling() {
        let lexicon = Lexicon::new();
        let corpus = Corpus::default();
        let words = Words::new(&corpus);
        let weights = Weights::new(&lexicon, &corpus, &words);
        let text = "The U.N. doesn't [he paused] favour 3,000 of the Lake’s boats";
        let words = quoted_words(&weights, text, Span::new(0, text.len()));
        assert_eq!(words.join(" "), "the un doesn't favour 3000 of the lake boats");
        let other = "The UN does not favor 3000 of the lake's boats";
        assert_eq!(words, quoted_words(&weights, other, Span::new(0, other.len())));
    }

    #[test]
    fn a_retold_sentence_is_found_among_others() {
        let lexicon = Lexicon::new();
        let a = "Four officers said the old port would be shut before winter. The mayor was not there.";
        let b = "A fair opened on Monday. By winter the old port will be shut, four officers told the Post.";
        let draft = |text: &str| {
            let article = crate::drafts::article(None, "", text);
            let dot = text.find(". ").map_or(0, |d| d + 1);
            let sentences = vec![Span::new(0, dot), Span::new(dot + 1, text.len())];
            (article, Annotations { sentences, ..Annotations::default() })
        };
        let corpus = Corpus::new(vec![draft(a), draft(b)], Vec::new());
        let words = Words::new(&corpus);
        let weights = Weights::new(&lexicon, &corpus, &words);
        let of = |words: &str| {
            let i = corpus.articles.iter().position(|x| x.text.contains(words)).unwrap();
            weights.sentences(i, &corpus.annotations[i])
        };
        let found = align(&of("fair"), &of("mayor"), |_, _, like| like.aligned());
        assert_eq!(found.iter().map(|x| (x.later, x.earlier)).collect::<Vec<_>>(), [(1, 0)]);
    }

    #[test]
    fn a_word_says_the_more_the_fewer_sentences_have_it() {
        let lexicon = Lexicon::new();
        let text = "The pilots left. The pilots slept. The pilots ate. A whale sang.";
        let article = crate::drafts::article(None, "", text);
        let mut from = 0;
        let sentences = text.split_inclusive('.').map(|s| {
            from += s.len();
            Span::new(from - s.len(), from)
        });
        let found = Annotations { sentences: sentences.collect(), ..Annotations::default() };
        let corpus = Corpus::new(vec![(article, found)], Vec::new());
        let words = Words::new(&corpus);
        let weights = Weights::new(&lexicon, &corpus, &words);
        let of = |word: &str| weights.of(hash(&stem(word)));
        // Out of sixty sentences at least, see LEAST_SENTENCES.
        assert!((of("pilots") - 21_f64.ln()).abs() < 1e-9 && (of("whale") - 61_f64.ln()).abs() < 1e-9);
        assert!((of("never-seen") - of("whale")).abs() < 1e-9);
    }
}
