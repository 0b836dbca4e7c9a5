//! One article's tokens with what the lexicon says of each word: what the attribution rules read.
//!
//! Holds no rule. Made once per article; reads the article, its syntax and the lexicon, nothing else.

use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::cues::{Cue, Form};
use rapporteur_lexicon::function_words::Classes;
use rapporteur_model::{Article, Span, Syntax};
use std::ops::Range;

/// Tokens, lower-cased words and word classes of one article.
pub(crate) struct View<'a> {
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) text: &'a str,
    pub(crate) syntax: &'a Syntax,
    /// All words in lower case, one after another.
    lower: String,
    /// Where each ends.
    ends: Vec<usize>,
    classes: Vec<Classes>,
}

impl<'a> View<'a> {
    pub(crate) fn new(lexicon: &'a Lexicon, article: &'a Article, syntax: &'a Syntax) -> Self {
        let mut lower = String::with_capacity(article.text.len());
        let mut ends = Vec::with_capacity(syntax.tokens.len());
        let mut classes = Vec::with_capacity(syntax.tokens.len());
        for token in &syntax.tokens {
            let word = token.span.of(&article.text);
            let start = lower.len();
            if word.is_ascii() {
                lower.push_str(word);
                lower.get_mut(start..).unwrap_or_default().make_ascii_lowercase();
            } else {
                lower.push_str(&word.to_lowercase());
            }
            ends.push(lower.len());
            let lower = lower.get(start..).unwrap_or_default();
            // "US" is a country, not a pronoun.
            classes.push(if word == "US" {
                Classes::default()
            } else {
                lexicon.function_words.classes(lower)
            });
        }
        View { lexicon, text: &article.text, syntax, lower, ends, classes }
    }
    /// Number of tokens.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
    /// The word as written.
    pub(crate) fn word(&self, i: usize) -> &'a str {
        self.syntax.tokens.get(i).map_or("", |t| t.span.of(self.text))
    }
    /// The word in lower case.
    pub(crate) fn lower(&self, i: usize) -> &str {
        let Some(&end) = self.ends.get(i) else { return "" };
        let start = i.checked_sub(1).and_then(|i| self.ends.get(i)).copied().unwrap_or(0);
        self.lower.get(start..end).unwrap_or_default()
    }
    /// Is the word in one of these classes?
    pub(crate) fn is(&self, i: usize, classes: Classes) -> bool {
        self.classes.get(i).is_some_and(|c| c.has(classes))
    }
    /// Is the word in no closed class but those of open-class words?
    pub(crate) fn is_open(&self, i: usize) -> bool {
        self.classes.get(i).is_some_and(|c| c.is_open()) && self.is_word(i)
    }
    /// The cue verb the word may be a form of.
    pub(crate) fn cue(&self, i: usize) -> Option<(&'a Cue, Form)> {
        self.lexicon.cues.find(self.lower(i))
    }
    /// Does it begin with a capital letter?
    pub(crate) fn is_capital(&self, i: usize) -> bool {
        self.word(i).starts_with(char::is_uppercase)
    }
    /// Is it a word or number, not a mark?
    pub(crate) fn is_word(&self, i: usize) -> bool {
        self.word(i).chars().any(char::is_alphanumeric)
    }
    /// "'s" or the apostrophe after a plural.
    pub(crate) fn is_possessive_mark(&self, i: usize) -> bool {
        matches!(self.lower(i), "'s" | "’s" | "'" | "’") && i > 0 && !self.spaced(i)
    }
    /// Is there white space before token `i`?
    pub(crate) fn spaced(&self, i: usize) -> bool {
        match (i.checked_sub(1).and_then(|p| self.syntax.tokens.get(p)), self.syntax.tokens.get(i)) {
            (Some(a), Some(b)) => a.span.end < b.span.start,
            _ => true,
        }
    }
    /// The words from one token to before another.
    pub(crate) fn span(&self, range: Range<usize>) -> Option<Span> {
        let first = self.syntax.tokens.get(range.start)?;
        let last = self.syntax.tokens.get(range.end.checked_sub(1)?)?;
        (range.start < range.end).then(|| first.span.join(last.span))
    }
    /// An adverb beside a verb: "also", "repeatedly".
    pub(crate) fn is_adverb(&self, i: usize) -> bool {
        let word = self.lower(i);
        self.is(i, Classes::ADVERB) || word.len() > 4 && word.ends_with("ly") && !self.is_capital(i)
    }
    /// Looks like the past of a verb that is in no list: "visited".
    pub(crate) fn is_past(&self, i: usize) -> bool {
        let word = self.lower(i);
        (word.len() > 3 && word.ends_with("ed") || self.is(i, Classes::PAST)) && !self.is_capital(i)
    }
}

/// `. ! ? …`
pub(crate) fn is_terminal(word: &str) -> bool {
    matches!(word, "." | "!" | "?" | "…" | "?!") || word.len() > 1 && word.bytes().all(|b| b == b'.')
}

/// A dash between clauses.
pub(crate) fn is_dash(word: &str) -> bool {
    matches!(word, "—" | "–" | "-" | "--" | "---" | "―")
}
