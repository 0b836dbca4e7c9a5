//! Sentences, tokens, lemmas, tags, heads, labels, names: what the syntax stage says of a text.

use crate::{NameLabel, Span};
use std::collections::HashMap;
use std::sync::Arc;

words! {
    /// Universal parts of speech (universaldependencies.org/u/pos), and `None` where no model has read the text.
    pub enum Upos {
        /// Not tagged.
        None = "",
        /// Adjective.
        Adj = "ADJ",
        /// Adposition.
        Adp = "ADP",
        /// Adverb.
        Adv = "ADV",
        /// Auxiliary.
        Aux = "AUX",
        /// Coordinating conjunction (older schemes).
        Conj = "CONJ",
        /// Coordinating conjunction.
        Cconj = "CCONJ",
        /// Determiner.
        Det = "DET",
        /// Interjection.
        Intj = "INTJ",
        /// Noun.
        Noun = "NOUN",
        /// Numeral.
        Num = "NUM",
        /// Particle.
        Part = "PART",
        /// Pronoun.
        Pron = "PRON",
        /// Proper noun.
        Propn = "PROPN",
        /// Punctuation.
        Punct = "PUNCT",
        /// Subordinating conjunction.
        Sconj = "SCONJ",
        /// Symbol.
        Sym = "SYM",
        /// Verb.
        Verb = "VERB",
        /// Other.
        X = "X",
        /// White space (spaCy only; never in a finished [`Syntax`]).
        Space = "SPACE",
    }
}

/// A word or mark. 28 bytes; the strings are in the [`Syntax`] it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where in the text; never white space.
    pub span: Span,
    /// Index of the head token in [`Syntax::tokens`]; a root points to itself. Without a parse, itself.
    pub head: u32,
    /// Lemma, an index of [`Syntax::strings`].
    pub lemma: u32,
    /// Penn Treebank tag, an index of [`Syntax::strings`].
    pub tag: u32,
    /// Dependency label, an index of [`Syntax::strings`].
    pub dep: u32,
    /// Universal part of speech.
    pub pos: Upos,
}

/// A name as the syntax stage's model found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameSpan {
    /// Where in the text.
    pub span: Span,
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// The label; models with other labels map theirs onto these or drop the name.
    pub label: NameLabel,
}

/// Strings by number. Number 0 is the empty string.
#[derive(Debug, Clone)]
pub struct Strings {
    all: Vec<Arc<str>>,
    by_text: HashMap<Arc<str>, u32>,
}

impl Default for Strings {
    fn default() -> Self {
        let mut strings = Strings { all: Vec::new(), by_text: HashMap::new() };
        strings.number("");
        strings
    }
}

impl Strings {
    /// The number of `text`, given now if it had none.
    pub fn number(&mut self, text: &str) -> u32 {
        if let Some(&n) = self.by_text.get(text) {
            return n;
        }
        let n = u32::try_from(self.all.len()).unwrap_or(0);
        let text: Arc<str> = text.into();
        self.all.push(text.clone());
        self.by_text.insert(text, n);
        n
    }
    /// The string with that number; empty if there is none.
    pub fn get(&self, n: u32) -> &str {
        self.all.get(n as usize).map_or("", |s| s)
    }
}

/// The syntax of one text. Tokens cover no white space, never overlap and stand in order; sentences are spans that
/// cover every token and do not overlap.
#[derive(Debug, Clone, Default)]
pub struct Syntax {
    /// Sentences in order.
    pub sentences: Vec<Span>,
    /// Words and marks in order.
    pub tokens: Vec<Token>,
    /// Names the model found, in order, not overlapping.
    pub names: Vec<NameSpan>,
    /// Lemmas, tags, labels.
    pub strings: Strings,
    /// Heads and labels were set by a model; else `head`, `dep`, `tag` and `pos` say nothing.
    pub parsed: bool,
}

impl Syntax {
    /// Lemma of token `i`, lower case unless a proper noun; empty without a lemmatizer.
    pub fn lemma(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| self.strings.get(t.lemma))
    }
    /// Penn Treebank tag of token `i`.
    pub fn tag(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| self.strings.get(t.tag))
    }
    /// Dependency label of token `i`.
    pub fn dep(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| self.strings.get(t.dep))
    }
    /// The tokens inside `span`, as a range of indices.
    pub fn tokens_in(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.tokens.partition_point(|t| t.span.start < span.start);
        let end = self.tokens.partition_point(|t| t.span.end <= span.end);
        first..end.max(first)
    }
    /// The sentence that holds byte `at`.
    pub fn sentence_at(&self, at: usize) -> Option<usize> {
        let i = self.sentences.partition_point(|s| s.hi() <= at);
        self.sentences.get(i).filter(|s| s.lo() <= at).map(|_| i)
    }
    /// Appends the syntax of a later stretch of the same article that begins at byte `offset`.
    pub fn append(&mut self, part: &Syntax, offset: usize) {
        let base = u32::try_from(self.tokens.len()).unwrap_or(u32::MAX);
        let renumber: Vec<u32> = part.strings.all.iter().map(|s| self.strings.number(s)).collect();
        let new = |n: u32| renumber.get(n as usize).copied().unwrap_or(0);
        self.sentences.extend(part.sentences.iter().map(|s| s.shift(offset)));
        self.tokens.extend(part.tokens.iter().map(|t| Token {
            span: t.span.shift(offset),
            head: t.head + base,
            lemma: new(t.lemma),
            tag: new(t.tag),
            dep: new(t.dep),
            pos: t.pos,
        }));
        self.names.extend(part.names.iter().map(|n| NameSpan {
            span: n.span.shift(offset),
            first: n.first + base,
            end: n.end + base,
            label: n.label,
        }));
        self.parsed |= part.parsed;
    }
}
