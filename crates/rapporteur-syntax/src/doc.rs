//! A text with everything the pipeline said of it, token for token as spaCy has it: white space included. Pure.

use crate::names::Names;
use crate::tokenizer::Raw;
use crate::transition::Entity;
use rapporteur_model::syntax::{NameSpan, Strings};
use rapporteur_model::{NameLabel, Span, Syntax, Token, Upos};
use std::ops::Range;
use std::sync::Arc;

/// What a pipeline says of a text; the same tokens as a spaCy `Doc`, white-space tokens among them.
///
/// ```no_run
/// # fn main() -> Result<(), rapporteur_syntax::LoadError> {
/// let model = rapporteur_syntax::Model::load("en_core_web_sm-3.8.0".as_ref())?;
/// let doc = model.annotate("Ruritania signed.\nBorduria did not.");
/// for i in 0..doc.len() {
///     println!("{:?} {} {} {}", doc.text(i), doc.tag(i), doc.dep(i), doc.head(i));
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Doc<'t> {
    pub(crate) text: &'t str,
    pub(crate) names: Arc<Names>,
    pub(crate) raws: Vec<Raw>,
    pub(crate) tags: Vec<u16>,
    pub(crate) morphs: Vec<u16>,
    pub(crate) deps: Vec<u16>,
    pub(crate) pos: Vec<Upos>,
    pub(crate) lemmas: Vec<u32>,
    pub(crate) strings: Strings,
    /// Empty without a parser.
    pub(crate) heads: Vec<u32>,
    pub(crate) starts: Vec<bool>,
    pub(crate) entities: Vec<Entity>,
    /// The first token of each part that is read as if it stood alone; none for a text that is one part.
    pub(crate) parts: Vec<usize>,
}

impl<'t> Doc<'t> {
    /// A text of which nothing is said yet.
    pub(crate) fn empty(text: &'t str, names: &Arc<Names>) -> Doc<'t> {
        Doc {
            text,
            names: names.clone(),
            raws: Vec::new(),
            tags: Vec::new(),
            morphs: Vec::new(),
            deps: Vec::new(),
            pos: Vec::new(),
            lemmas: Vec::new(),
            strings: Strings::default(),
            heads: Vec::new(),
            starts: Vec::new(),
            entities: Vec::new(),
            parts: Vec::new(),
        }
    }
    /// The tokens of each part.
    pub(crate) fn parts(&self) -> Vec<Range<usize>> {
        let firsts = std::iter::once(0).chain(self.parts.iter().copied());
        let ends = self.parts.iter().copied().chain([self.raws.len()]);
        firsts.zip(ends).filter(|(first, end)| first < end).map(|(first, end)| first..end).collect()
    }
    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.raws.len()
    }
    /// Whether there is no token at all.
    pub fn is_empty(&self) -> bool {
        self.raws.is_empty()
    }
    /// The token's bytes in the text; empty where there is no such token.
    pub fn range(&self, i: usize) -> Range<usize> {
        self.raws.get(i).map_or(0..0, |r| r.range())
    }
    /// The token's letters.
    pub fn text(&self, i: usize) -> &'t str {
        self.text.get(self.range(i)).unwrap_or("")
    }
    /// Whether a single space follows (`whitespace_` in spaCy); such a space is in no token.
    pub fn space_after(&self, i: usize) -> bool {
        self.raws.get(i).is_some_and(|r| r.space)
    }
    /// Whether the token is white space.
    pub fn is_space(&self, i: usize) -> bool {
        is_space(self.text(i))
    }
    fn name(&self, list: &[u16], i: usize) -> &str {
        list.get(i).map_or("", |&n| self.names.get(n))
    }
    /// Fine-grained tag.
    pub fn tag(&self, i: usize) -> &str {
        self.name(&self.tags, i)
    }
    /// Dependency label.
    pub fn dep(&self, i: usize) -> &str {
        self.name(&self.deps, i)
    }
    /// Morphological features, as `Name=Value|...`.
    pub fn morph(&self, i: usize) -> &str {
        self.name(&self.morphs, i)
    }
    /// Universal part of speech.
    pub fn pos(&self, i: usize) -> Upos {
        self.pos.get(i).copied().unwrap_or(Upos::None)
    }
    /// Lemma; empty without a lemmatizer.
    pub fn lemma(&self, i: usize) -> &str {
        self.lemmas.get(i).map_or("", |&n| self.strings.get(n))
    }
    /// Index of the head; a root's is its own, and so is every token's without a parser.
    pub fn head(&self, i: usize) -> usize {
        self.heads.get(i).map_or(i, |&h| h as usize)
    }
    /// Whether a sentence starts at the token; without a parser, whether it is the first.
    pub fn is_sentence_start(&self, i: usize) -> bool {
        i == 0 || self.starts.get(i).copied().unwrap_or(false)
    }
    /// The names found: tokens and label.
    pub fn entities(&self) -> impl Iterator<Item = (Range<usize>, &str)> {
        self.entities.iter().map(|&(a, b, label)| (a as usize..b as usize, self.names.get(label)))
    }

    /// The same as the noun that the rest of Rapporteur reads: without white-space tokens, heads counted anew; names
    /// whose label [`NameLabel`] does not have are left out.
    pub fn into_syntax(self) -> Syntax {
        let n = self.raws.len();
        let words = Words::new(n, |i| !self.is_space(i));
        let Doc {
            text,
            names,
            raws,
            mut strings,
            morphs,
            tags,
            deps,
            pos,
            lemmas,
            heads,
            starts,
            entities,
            ..
        } = self;
        drop(morphs);
        let mut numbers: Vec<Option<u32>> = vec![None; names.len()];
        let mut string = |strings: &mut Strings, n: Option<&u16>| -> u32 {
            let Some(&n) = n else { return 0 };
            match numbers.get_mut(usize::from(n)) {
                Some(Some(known)) => *known,
                Some(new) => *new.insert(strings.number(names.get(n))),
                None => 0,
            }
        };
        let mut tokens = Vec::with_capacity(words.count());
        let mut sentences: Vec<Span> = Vec::new();
        let mut begins = true;
        for (i, raw) in raws.iter().enumerate() {
            begins |= starts.get(i).copied().unwrap_or(false);
            if !words.has(i) {
                continue;
            }
            let span = Span::from(raw.range());
            match sentences.last_mut() {
                Some(last) if !begins => last.end = span.end,
                _ => sentences.push(span),
            }
            begins = false;
            // A head that is white space hands its children on to its own head.
            let mut head = heads.get(i).map_or(i, |&h| h as usize);
            let mut steps = 0;
            while head < n && !words.has(head) && steps < 100 {
                let up = heads.get(head).map_or(head, |&h| h as usize);
                if up == head {
                    break;
                }
                head = up;
                steps += 1;
            }
            if !words.has(head) {
                head = i;
            }
            tokens.push(Token {
                span,
                head: words.number(head),
                lemma: lemmas.get(i).copied().unwrap_or(0),
                tag: string(&mut strings, tags.get(i)),
                dep: string(&mut strings, deps.get(i)),
                pos: pos.get(i).copied().unwrap_or(Upos::None),
            });
        }
        let mut found = Vec::new();
        for &(a, b, label) in &entities {
            let Some(label) = name_label(names.get(label)) else { continue };
            // Names never begin with white space, but may end with it.
            let inside = (a as usize..b as usize).rev().find(|&i| words.has(i));
            let (Some(first), Some(last)) = (raws.get(a as usize), inside.and_then(|i| raws.get(i))) else {
                continue;
            };
            let end = inside.map_or(0, |i| words.number(i) + 1);
            let span = Span::new(first.range().start, last.range().end);
            if !span.of(text).is_empty() {
                found.push(NameSpan { span, first: words.number(a as usize), end, label });
            }
        }
        Syntax { sentences, tokens, names: found, strings, parsed: !heads.is_empty() || n == 0 }
    }
}

/// Which tokens are words, and the number each word has among the words: a bit a token, and a count for each 64.
struct Words {
    bits: Vec<u64>,
    before: Vec<u32>,
    count: u32,
}

impl Words {
    fn new(n: usize, is_word: impl Fn(usize) -> bool) -> Words {
        let mut words = Words { bits: vec![0; n / 64 + 1], before: Vec::with_capacity(n / 64 + 1), count: 0 };
        for (block, bits) in words.bits.iter_mut().enumerate() {
            let tokens = block * 64..(block * 64 + 64).min(n);
            *bits = tokens.filter(|&i| is_word(i)).fold(0, |bits, i| bits | 1 << (i % 64));
            words.before.push(words.count);
            words.count += bits.count_ones();
        }
        words
    }
    fn count(&self) -> usize {
        self.count as usize
    }
    fn has(&self, i: usize) -> bool {
        self.bits.get(i / 64).is_some_and(|bits| bits >> (i % 64) & 1 != 0)
    }
    /// The word's number; of white space, that of the next word.
    fn number(&self, i: usize) -> u32 {
        let (Some(bits), Some(before)) = (self.bits.get(i / 64), self.before.get(i / 64)) else {
            return self.count;
        };
        before + (bits & ((1 << (i % 64)) - 1)).count_ones()
    }
}

/// Whether a token is white space, as spaCy's `is_space`.
pub(crate) fn is_space(text: &str) -> bool {
    match text.as_bytes() {
        [] => false,
        [b, ..] if b.is_ascii_graphic() => false,
        _ => text.chars().all(crate::chars::is_space),
    }
}

/// The name label for a model's label: OntoNotes labels as they are, the usual short forms of other schemes.
fn name_label(label: &str) -> Option<NameLabel> {
    match label {
        "PER" => Some(NameLabel::Person),
        "FACILITY" => Some(NameLabel::Fac),
        other => other.parse().ok(),
    }
}
