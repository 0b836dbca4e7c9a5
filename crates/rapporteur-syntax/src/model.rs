//! A loaded pipeline, and the way a text takes through it. Reads no file (see `load.rs`).

use crate::bounds;
use crate::doc::{Doc, is_space};
use crate::kernels::Kernel;
use crate::lemma::{Rules, Trees};
use crate::lexeme::{Features, Lexicon, Words};
use crate::matrix::{Matrix, room_for};
use crate::names::Names;
use crate::ruler::{self, Ruler, Seen};
use crate::tok2vec::{self, BLOCK, Store, Tok2Vec};
use crate::tokenizer::{self, Raw, Tokenizer};
use crate::transition::{self, Scorer, Scores, Vectors};
use rapporteur_model::{Span, Syntax, Upos};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A stretch of a text whose words and sentences somebody else has cut; their spans count from its beginning.
#[derive(Debug, Clone, Copy)]
pub struct Cut<'a> {
    /// Where in the text.
    pub span: Span,
    /// Words and marks, in order, not overlapping.
    pub words: &'a [Span],
    /// Sentences, in order, not overlapping.
    pub sentences: &'a [Span],
}

/// A spaCy pipeline, ready to read texts.
///
/// One model serves any number of threads: what a thread remembers of words lies in a store that it takes from the
/// model for one text and gives back. The same text gives the same answer on every machine, from every thread, whatever
/// was read before.
///
/// ```no_run
/// # fn main() -> Result<(), rapporteur_syntax::LoadError> {
/// let model = rapporteur_syntax::Model::load("en_core_web_sm-3.8.0".as_ref())?;
/// let syntax = model.parse("Ruritania signed the treaty.");
/// assert_eq!(syntax.dep(0), "nsubj");
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Model {
    pub(crate) kernel: Kernel,
    pub(crate) tokenizer: Tokenizer,
    pub(crate) lexicon: Lexicon,
    pub(crate) names: Arc<Names>,
    pub(crate) tok2vecs: Vec<Tok2Vec>,
    pub(crate) heads: Vec<Head>,
    pub(crate) steps: Vec<Step>,
    pub(crate) labels: bounds::Labels,
    pub(crate) pool: Mutex<Vec<Scratch>>,
}

/// One component.
#[derive(Debug)]
pub(crate) enum Step {
    /// A number of [`Model::heads`].
    Head(usize),
    Parser {
        tok2vec: usize,
        scorer: Box<Scorer>,
        subtok: Option<u16>,
    },
    Names {
        tok2vec: usize,
        scorer: Box<Scorer>,
    },
    Ruler(Box<Ruler>),
    Lemmas {
        rules: Box<Rules>,
        overwrite: bool,
    },
}

/// A component that chooses a class for each token by its vector alone.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) tok2vec: usize,
    pub(crate) matrix: Matrix,
    pub(crate) kind: HeadKind,
    pub(crate) overwrite: bool,
}

#[derive(Debug)]
pub(crate) enum HeadKind {
    /// The tag of each class.
    Tagger(Vec<u16>),
    /// Features and part of speech of each class.
    Morphologizer(Vec<(u16, Upos)>),
    /// The tree of each class; how many classes are tried; whether the form is the lemma where none fits.
    Trees { trees: Box<Trees>, labels: Vec<u32>, top_k: usize, backoff: bool },
}

/// What one thread remembers from text to text, all of bounded size, and room to work in.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    memo: tokenizer::Memo,
    words: Words,
    stores: Vec<Store>,
    room: tok2vec::Room,
    states: transition::Room,
    rulers: Vec<ruler::Memo>,
    /// Buffers for blocks of vectors.
    spare: Vec<Vec<f32>>,
    /// What one head says of a block.
    scores: Vec<f32>,
    lemmas: HashMap<(u64, Upos, u16), Box<str>>,
}

/// Lemmas remembered.
const MAX_LEMMAS: usize = 1 << 15;
/// Blocks of vectors kept of one document, for components that share a tok2vec.
const MAX_BLOCKS: usize = 16;
/// After a document of more tokens nothing is remembered for the next.
const MAX_KEPT: usize = 200_000;
/// Documents of more tokens have their features made anew for each tok2vec.
const MAX_FEATURES: usize = 1 << 16;
/// Buffers kept for the next document.
const MAX_SPARE: usize = 16;

impl Model {
    /// The kernel that does this model's arithmetic.
    pub fn kernel(&self) -> Kernel {
        self.kernel
    }

    /// The names of the labels the entity recognizer and the parser can give, with those of tags and features.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        (0..self.names.len()).map(|n| self.names.get(n as u16))
    }

    /// Reads a text: sentences, tokens, lemmas, tags, heads, labels, names. Never fails; of a text of more than 4 GB
    /// the rest is left out.
    pub fn parse(&self, text: &str) -> Syntax {
        self.annotate(text).into_syntax()
    }

    /// Reads a text whose words and sentences are already cut: lemmas, tags, heads, labels, names. Each sentence becomes
    /// one tree. `words` and `sentences` stand in order, do not overlap and lie in the text; whatever does not is left
    /// out.
    pub fn parse_words(&self, text: &str, words: &[Span], sentences: &[Span]) -> Syntax {
        self.parse_parts(text, &[Cut { span: Span::new(0, text.len()), words, sentences }])
    }

    /// The same for several stretches of one text, each read as if it stood alone: what [`Model::parse_words`] says of
    /// each, put together, but quicker than one after another. A stretch that is none of the text, or does not come
    /// after the one before, is left out.
    pub fn parse_parts(&self, text: &str, parts: &[Cut<'_>]) -> Syntax {
        self.with_scratch(|scratch| {
            let mut doc = Doc::empty(text, &self.names);
            let mut end = 0;
            for part in parts {
                let at = part.span.lo();
                let Some(words) = text.get(at..part.span.hi()).filter(|_| at >= end) else { continue };
                end = part.span.hi();
                if end >= u32::MAX as usize {
                    break;
                }
                let own = self.tokenizer.tokens(words, &mut scratch.memo);
                let raws = tokenizer::given(words, &own, part.words);
                doc.parts.push(doc.raws.len());
                let mut sentence = 0;
                doc.starts.extend(raws.iter().enumerate().map(|(i, raw)| {
                    let at = raw.range().start;
                    let before = sentence;
                    while part.sentences.get(sentence).is_some_and(|s| s.lo() <= at) {
                        sentence += 1;
                    }
                    i == 0 || sentence > before
                }));
                doc.raws.extend(raws.into_iter().map(|raw| raw.shift(at)));
            }
            doc.parts.dedup();
            self.run(&mut doc, scratch);
            let mut syntax = doc.into_syntax();
            one_tree_each(&mut syntax);
            syntax
        })
    }

    /// The tokens alone, as spaCy's tokenizer makes them.
    pub fn tokenize<'t>(&self, text: &'t str) -> Doc<'t> {
        self.with_scratch(|scratch| self.start(text, scratch))
    }

    /// Reads a text, token for token as spaCy has it.
    pub fn annotate<'t>(&self, text: &'t str) -> Doc<'t> {
        self.with_scratch(|scratch| {
            let mut doc = self.start(text, scratch);
            self.run(&mut doc, scratch);
            if doc.raws.len() > MAX_KEPT {
                // What was remembered makes room for the result, which is larger.
                *scratch = Scratch::default();
            }
            doc
        })
    }

    /// The vectors of a text's tokens as tok2vec layer number `layer` makes them, side by side: to compare kernels.
    #[doc(hidden)]
    pub fn vectors(&self, text: &str, layer: usize) -> Vec<f32> {
        self.with_scratch(|scratch| {
            let doc = self.start(text, scratch);
            let mut all = Vec::new();
            if layer < self.tok2vecs.len() {
                let mut state = State::new(self, doc.raws.len());
                let mut source = state.source(self, &doc, layer, scratch);
                for from in (0..doc.raws.len()).step_by(BLOCK) {
                    all.extend_from_slice(source.vectors(from, (from + BLOCK).min(doc.raws.len())));
                }
            }
            all
        })
    }

    fn with_scratch<R>(&self, work: impl FnOnce(&mut Scratch) -> R) -> R {
        let free = self.pool.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut scratch = free.unwrap_or_default();
        scratch.stores.resize_with(self.tok2vecs.len(), Store::default);
        scratch.rulers.resize_with(self.steps.len(), ruler::Memo::default);
        let result = work(&mut scratch);
        self.pool.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
        result
    }

    fn start<'t>(&self, text: &'t str, scratch: &mut Scratch) -> Doc<'t> {
        let mut end = text.len().min(u32::MAX as usize - 1);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut doc = Doc::empty(&text[..end], &self.names);
        doc.raws = self.tokenizer.tokens(doc.text, &mut scratch.memo);
        doc
    }

    fn run(&self, doc: &mut Doc<'_>, scratch: &mut Scratch) {
        let n = doc.raws.len();
        let mut state = State::new(self, n);
        for (number, step) in self.steps.iter().enumerate() {
            match step {
                Step::Head(head) => {
                    self.finish_head(*head, doc, &mut state, scratch);
                }
                Step::Parser { tok2vec, scorer, subtok } => {
                    let mut states = std::mem::take(&mut scratch.states);
                    let given = std::mem::take(&mut doc.starts);
                    let mut source = state.source(self, doc, *tok2vec, scratch);
                    let mut scores = Scores::new(scorer, &mut source, &mut states);
                    let mut whole = bounds::Tree::default();
                    for part in doc.parts() {
                        let first = part.start;
                        let starts = given.get(part.clone()).unwrap_or(&[]);
                        let parse = transition::parse(&mut scores, *subtok, starts, part);
                        let tree = bounds::finish(parse, &self.labels, |i| doc.is_space(first + i));
                        whole.heads.extend(tree.heads.iter().map(|head| head + first as u32));
                        whole.labels.extend(tree.labels);
                        whole.starts.extend(tree.starts);
                    }
                    scratch.states = states;
                    doc.heads = whole.heads;
                    doc.deps = whole.labels;
                    doc.starts = if given.is_empty() { whole.starts } else { given };
                }
                Step::Names { tok2vec, scorer } => {
                    let mut states = std::mem::take(&mut scratch.states);
                    let mut source = state.source(self, doc, *tok2vec, scratch);
                    let mut scores = Scores::new(scorer, &mut source, &mut states);
                    let start = |i: usize| doc.starts.get(i).copied().unwrap_or(false);
                    let mut names = Vec::new();
                    for part in doc.parts() {
                        names.extend(transition::names(&mut scores, part, start, |i| doc.is_space(i)));
                    }
                    scratch.states = states;
                    doc.entities = names;
                }
                Step::Ruler(ruler) => {
                    if let Some(memo) = scratch.rulers.get_mut(number) {
                        rule(ruler, doc, memo);
                    }
                }
                Step::Lemmas { rules, overwrite } => lemmatize(rules, *overwrite, doc, &mut scratch.lemmas),
            }
        }
        state.give_back(scratch);
    }

    /// Takes over what a head chose, for every token.
    fn finish_head(&self, number: usize, doc: &mut Doc<'_>, state: &mut State, scratch: &mut Scratch) {
        let n = doc.raws.len();
        let Some(head) = self.heads.get(number) else { return };
        // Blocks that a parser has not asked for, where there is none.
        for block in 0..n.div_ceil(BLOCK) {
            if !state.done.get(head.tok2vec).and_then(|d| d.get(block)).copied().unwrap_or(true) {
                let from = block * BLOCK;
                state.source(self, doc, head.tok2vec, scratch).vectors(from, (from + BLOCK).min(n));
            }
        }
        let chosen = state.chosen.get_mut(number).map(std::mem::take).unwrap_or_default();
        match &head.kind {
            HeadKind::Tagger(labels) => {
                doc.tags.resize(n, 0);
                for (tag, class) in doc.tags.iter_mut().zip(chosen) {
                    if *tag == 0 || head.overwrite {
                        *tag = labels.get(usize::from(class)).copied().unwrap_or(0);
                    }
                }
            }
            HeadKind::Morphologizer(labels) => {
                doc.morphs.resize(n, 0);
                doc.pos.resize(n, Upos::None);
                for (i, class) in chosen.into_iter().enumerate() {
                    let Some(&(morph, pos)) = labels.get(usize::from(class)) else { continue };
                    if doc.morphs[i] == 0 || head.overwrite {
                        doc.morphs[i] = morph;
                    }
                    if doc.pos[i] == Upos::None || head.overwrite {
                        doc.pos[i] = pos;
                    }
                }
            }
            HeadKind::Trees { trees, labels, backoff, .. } => {
                doc.lemmas.resize(n, 0);
                let mut letters = Vec::new();
                for (i, class) in chosen.into_iter().enumerate() {
                    if doc.lemmas[i] != 0 && !head.overwrite {
                        continue;
                    }
                    letters.clear();
                    letters.extend(doc.text(i).chars());
                    let lemma = labels.get(usize::from(class)).and_then(|&tree| trees.apply(tree, &letters));
                    match lemma {
                        Some(lemma) => doc.lemmas[i] = doc.strings.number(&lemma),
                        None if *backoff => doc.lemmas[i] = doc.strings.number(doc.text(i)),
                        None => {}
                    }
                }
            }
        }
    }
}

/// Hangs every further root of a sentence on its first: what stands beside a clause without a link.
fn one_tree_each(syntax: &mut Syntax) {
    let beside = syntax.strings.number("parataxis");
    for sentence in syntax.sentences.clone() {
        let mut first = None;
        for i in syntax.tokens_in(sentence) {
            let Some(token) = syntax.tokens.get_mut(i) else { continue };
            if token.head as usize != i {
                continue;
            }
            match first {
                None => first = Some(i as u32),
                Some(root) => (token.head, token.dep) = (root, beside),
            }
        }
    }
}

fn rule(ruler: &Ruler, doc: &mut Doc<'_>, memo: &mut ruler::Memo) {
    let n = doc.raws.len();
    doc.tags.resize(n, 0);
    doc.deps.resize(n, 0);
    doc.morphs.resize(n, 0);
    doc.pos.resize(n, Upos::None);
    doc.lemmas.resize(n, 0);
    let names = doc.names.clone();
    let parts = doc.parts();
    let (text, raws) = (doc.text, &doc.raws);
    let (strings, pos, morphs, lemmas) = (&mut doc.strings, &mut doc.pos, &mut doc.morphs, &mut doc.lemmas);
    // Both closures of `apply` look at tags and labels: one reads, the other writes later.
    let tags = std::cell::RefCell::new(&mut doc.tags);
    let deps = std::cell::RefCell::new(&mut doc.deps);
    for part in parts {
        let inside = |i: usize| Some(part.start + i).filter(|i| *i < part.end);
        ruler.apply(
            &names,
            memo,
            |i, memo| {
                let i = inside(i)?;
                let word = text.get(raws.get(i)?.range())?;
                let (tag, dep) = (*tags.borrow().get(i)?, *deps.borrow().get(i)?);
                Some(Seen { tag, dep, class: ruler.class(word, memo), space: is_space(word) })
            },
            |i, effect| {
                let Some(i) = inside(i) else { return };
                if let Some(p) = effect.pos {
                    pos[i] = p;
                }
                if let Some(m) = effect.morph {
                    morphs[i] = m;
                }
                if let Some(l) = effect.lemma {
                    lemmas[i] = strings.number(names.get(l));
                }
                if let Some(t) = effect.tag {
                    tags.borrow_mut()[i] = t;
                }
                if let Some(d) = effect.dep {
                    deps.borrow_mut()[i] = d;
                }
            },
        );
    }
}

fn lemmatize(
    rules: &Rules,
    overwrite: bool,
    doc: &mut Doc<'_>,
    memo: &mut HashMap<(u64, Upos, u16), Box<str>>,
) {
    let n = doc.raws.len();
    doc.lemmas.resize(n, 0);
    for i in 0..n {
        if doc.lemmas[i] != 0 && !overwrite {
            continue;
        }
        let word = doc.text(i);
        let (pos, morph) = (doc.pos(i), doc.morphs.get(i).copied().unwrap_or(0));
        let key = (crate::ids::murmur(word.as_bytes()), pos, morph);
        if let Some(lemma) = memo.get(&key) {
            doc.lemmas[i] = doc.strings.number(lemma);
            continue;
        }
        let lemma = rules.lemma(word, pos, doc.names.get(morph));
        doc.lemmas[i] = doc.strings.number(&lemma);
        if lemma.len() <= 64 {
            if memo.len() >= MAX_LEMMAS {
                memo.clear();
            }
            memo.insert(key, lemma.into());
        }
    }
}

/// What is worked out of one document on the way.
struct State {
    /// Of each tok2vec, the blocks at hand.
    blocks: Vec<Vec<Block>>,
    /// Of each tok2vec, the blocks that its heads have seen.
    done: Vec<Vec<bool>>,
    /// Of each head, the class chosen for each token.
    chosen: Vec<Vec<u16>>,
    /// Of each token of a document that is not too long, its features once some tok2vec has asked for them.
    features: Vec<Option<Features>>,
    clock: u64,
}

struct Block {
    number: usize,
    used: u64,
    numbers: Vec<f32>,
}

impl State {
    fn new(model: &Model, n: usize) -> State {
        let blocks = n.div_ceil(BLOCK);
        State {
            blocks: model.tok2vecs.iter().map(|_| Vec::new()).collect(),
            done: model.tok2vecs.iter().map(|_| vec![false; blocks]).collect(),
            chosen: model.heads.iter().map(|_| vec![0; n]).collect(),
            features: vec![None; if n <= MAX_FEATURES { n } else { 0 }],
            clock: 0,
        }
    }

    /// Keeps the buffers for the next document.
    fn give_back(self, scratch: &mut Scratch) {
        scratch.spare.extend(self.blocks.into_iter().flatten().map(|b| b.numbers));
        scratch.spare.truncate(MAX_SPARE);
    }

    fn source<'a>(
        &'a mut self,
        model: &'a Model,
        doc: &'a Doc<'_>,
        tok2vec: usize,
        scratch: &'a mut Scratch,
    ) -> Document<'a> {
        Document {
            model,
            text: doc.text,
            raws: &doc.raws,
            parts: &doc.parts,
            number: tok2vec,
            state: self,
            scratch,
        }
    }
}

/// One document as one tok2vec sees it.
struct Document<'a> {
    model: &'a Model,
    text: &'a str,
    raws: &'a [Raw],
    /// As in [`Doc`].
    parts: &'a [usize],
    number: usize,
    state: &'a mut State,
    scratch: &'a mut Scratch,
}

impl Document<'_> {
    fn features(&mut self, i: usize) -> Option<Features> {
        if let Some(Some(features)) = self.state.features.get(i) {
            return Some(*features);
        }
        let raw = self.raws.get(i)?;
        let word = self.text.get(raw.range())?;
        let norm = self.model.tokenizer.norm(raw.norm);
        let features = self.model.lexicon.features(word, norm, &mut self.scratch.words).spaced(raw.space);
        if let Some(kept) = self.state.features.get_mut(i) {
            *kept = Some(features);
        }
        Some(features)
    }

    /// Computes a block, and lets the heads choose if they have not yet.
    fn compute(&mut self, block: usize, numbers: &mut Vec<f32>) {
        let Some(tok2vec) = self.model.tok2vecs.get(self.number) else { return };
        let reach = tok2vec.reach();
        let from = block * BLOCK;
        let to = (from + BLOCK).min(self.raws.len());
        // Between two parts stand as many places without a word as a layer's reach: neither sees the other. Each part
        // begins at an even distance from the first, as pairs of tokens do: it has the same bits as alone.
        let next = self.parts.partition_point(|&first| first <= from);
        let first = next.checked_sub(1).and_then(|part| self.parts.get(part)).copied().unwrap_or(0);
        let mut words = Vec::with_capacity(to - from + 2 * reach);
        let see = |document: &mut Self, i: usize| document.features(i).map(|w| tok2vec.seen(w));
        for back in (1..=reach).rev() {
            words.push(from.checked_sub(back).filter(|&i| i >= first).and_then(|i| see(self, i)));
        }
        // Where each further part begins, and how many places without a word stand before it, in all.
        let mut gaps: Vec<(usize, usize)> = Vec::new();
        let mut breaks = self.parts.get(next..).unwrap_or(&[]).iter().copied().peekable();
        for i in from..to {
            if breaks.next_if_eq(&i).is_some() {
                let even = (words.len() + reach) % 2 == reach % 2;
                let more = reach + usize::from(!even);
                gaps.push((i - from, gaps.last().map_or(0, |(_, before)| *before) + more));
                words.extend(std::iter::repeat_n(None, more));
            }
            words.push(see(self, i));
        }
        let end = breaks.next().unwrap_or(self.raws.len());
        for i in to..to + reach {
            words.push(Some(i).filter(|&i| i < end).and_then(|i| see(self, i)));
        }
        let Some(store) = self.scratch.stores.get_mut(self.number) else { return };
        tok2vec.block(&words, store, &mut self.scratch.room, numbers);
        without_gaps(numbers, &gaps, to - from, tok2vec.width());
        let Some(done) = self.state.done.get_mut(self.number).and_then(|d| d.get_mut(block)) else { return };
        if std::mem::replace(done, true) {
            return;
        }
        for (head, chosen) in self.model.heads.iter().zip(&mut self.state.chosen) {
            if head.tok2vec == self.number {
                let scores = room_for(&mut self.scratch.scores, head.matrix.row() * (to - from));
                head.matrix.multiply(numbers, tok2vec.width(), to - from, scores);
                for (i, scores) in scores.chunks_exact_mut(head.matrix.row()).enumerate() {
                    let Some(scores) = scores.get_mut(..head.matrix.outputs()) else { continue };
                    let word = self.raws.get(from + i).and_then(|r| self.text.get(r.range())).unwrap_or("");
                    if let Some(chosen) = chosen.get_mut(from + i) {
                        *chosen = choose(&head.kind, scores, word);
                    }
                }
            }
        }
    }
}

/// Leaves the rows of tokens, `rows` rows of `width` numbers, and takes out those for places between parts. `gaps` says
/// before which token how many of these stand, in all.
fn without_gaps(numbers: &mut Vec<f32>, gaps: &[(usize, usize)], rows: usize, width: usize) {
    for (n, &(gap, before)) in gaps.iter().enumerate() {
        let end = gaps.get(n + 1).map_or(rows, |(gap, _)| *gap);
        let (from, to) = ((gap + before) * width, (end + before) * width);
        if to <= numbers.len() {
            numbers.copy_within(from..to, gap * width);
        }
    }
    numbers.truncate(rows * width);
}

/// The class with the greatest score, of two as great the first; of trees, the best that fits the word.
fn choose(kind: &HeadKind, scores: &mut [f32], word: &str) -> u16 {
    let HeadKind::Trees { trees, labels, top_k, .. } = kind else { return greatest(scores) as u16 };
    let letters: Vec<char> = word.chars().collect();
    for _ in 0..(*top_k).min(scores.len()) {
        let class = greatest(scores);
        if labels.get(class).is_some_and(|&tree| trees.apply(tree, &letters).is_some()) {
            return class as u16;
        }
        if let Some(score) = scores.get_mut(class) {
            *score = f32::MIN;
        }
    }
    u16::MAX
}

/// Where the greatest number stands; of some as great, the first.
fn greatest(numbers: &[f32]) -> usize {
    let (eights, rest) = numbers.as_chunks::<8>();
    let more = |a: f32, b: f32| if b > a { b } else { a };
    // The lanes are independent, so that the processor compares several at once.
    let mut most = [f32::NEG_INFINITY; 8];
    for eight in eights {
        for (most, x) in most.iter_mut().zip(eight) {
            *most = more(*most, *x);
        }
    }
    let most = most.iter().chain(rest).fold(f32::NEG_INFINITY, |a, b| more(a, *b));
    numbers.iter().position(|x| *x == most).unwrap_or(0)
}

impl Vectors for Document<'_> {
    fn len(&self) -> usize {
        self.raws.len()
    }

    fn vectors(&mut self, from: usize, to: usize) -> &[f32] {
        let Some(tok2vec) = self.model.tok2vecs.get(self.number) else { return &[] };
        let width = tok2vec.width();
        let number = from / BLOCK;
        self.state.clock += 1;
        let clock = self.state.clock;
        let known = self.state.blocks.get(self.number);
        let at = match known.and_then(|b| b.iter().position(|b| b.number == number)) {
            Some(at) => at,
            None => {
                let blocks = self.state.blocks.get_mut(self.number);
                let mut numbers = self.scratch.spare.pop().unwrap_or_default();
                let mut at = None;
                if let Some(blocks) = blocks
                    && blocks.len() >= MAX_BLOCKS
                {
                    at = (0..blocks.len()).min_by_key(|&i| blocks[i].used);
                    if let Some(at) = at {
                        self.scratch.spare.push(std::mem::replace(&mut blocks[at].numbers, numbers));
                        numbers = self.scratch.spare.pop().unwrap_or_default();
                    }
                }
                self.compute(number, &mut numbers);
                let Some(blocks) = self.state.blocks.get_mut(self.number) else { return &[] };
                let block = Block { number, used: clock, numbers };
                match at {
                    Some(at) => {
                        blocks[at] = block;
                        at
                    }
                    None => {
                        blocks.push(block);
                        blocks.len() - 1
                    }
                }
            }
        };
        let begin = number * BLOCK;
        let Some(block) = self.state.blocks.get_mut(self.number).and_then(|b| b.get_mut(at)) else {
            return &[];
        };
        block.used = clock;
        block.numbers.get((from - begin) * width..(to - begin) * width).unwrap_or(&[])
    }
}
