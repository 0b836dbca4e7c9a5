//! What a model sees of a word: numbers that depend on the word's letters alone. Pure.

use crate::chars;
use crate::ids::string_id;
use crate::tables::BASE_NORMS;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};

/// Attributes a model can look at.
pub(crate) const COLUMNS: usize = 8;

/// The place of an attribute in [`Features`], if this engine knows it.
pub(crate) fn column(name: &str) -> Option<usize> {
    const NAMES: [&str; COLUMNS] =
        ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE", "ORTH", "LOWER"];
    NAMES.iter().position(|n| *n == name)
}

/// A token's attributes, in the order of [`column`].
#[derive(Debug, Clone, Copy, Eq, Default)]
pub(crate) struct Features(pub(crate) [u64; COLUMNS]);

impl Hash for Features {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl PartialEq for Features {
    /// All numbers at once: what is compared is nearly always the same.
    fn eq(&self, other: &Features) -> bool {
        self.0.iter().zip(&other.0).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
    }
}

impl Features {
    /// The same word with a space after it, or without.
    pub(crate) fn spaced(mut self, space: bool) -> Features {
        self.0[4] = u64::from(space);
        self
    }
}

/// Features of words, from a vocabulary's table of norms.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// `lexeme_norm`: norms by the string's number.
    pub(crate) norms: HashMap<u64, String>,
}

/// Words seen, so that each word's features are made once; cleared when full.
#[derive(Debug, Default)]
pub(crate) struct Words {
    plain: HashMap<Box<str>, Features>,
    /// Words to which the tokenizer's exceptions give a norm, by that norm's number.
    normed: HashMap<u16, HashMap<Box<str>, Features>>,
    shape: String,
}

/// Words remembered; some hundred bytes each.
const MAX_WORDS: usize = 1 << 15;
/// Longer words are not remembered.
const MAX_LENGTH: usize = 64;

impl Lexicon {
    /// The features of `text`, with the norm of a tokenizer exception if it has one, without a space after it.
    pub(crate) fn features(&self, text: &str, norm: Option<(u16, &str)>, words: &mut Words) -> Features {
        let known = match norm {
            None => words.plain.get(text),
            Some((n, _)) => words.normed.get(&n).and_then(|map| map.get(text)),
        };
        if let Some(&features) = known {
            return features;
        }
        let features = self.make(text, norm.map(|n| n.1), &mut words.shape);
        if text.len() <= MAX_LENGTH {
            if words.plain.len() >= MAX_WORDS {
                words.plain.clear();
            }
            match norm {
                None => &mut words.plain,
                Some((n, _)) => words.normed.entry(n).or_default(),
            }
            .insert(text.into(), features);
        }
        features
    }

    fn make(&self, text: &str, norm: Option<&str>, shape: &mut String) -> Features {
        let id = string_id(text);
        let lower = string_id(&chars::lower(text));
        let norm = match norm {
            Some(norm) => string_id(norm),
            None => match self.norms.get(&id) {
                Some(norm) => string_id(norm),
                None => match BASE_NORMS.binary_search_by(|(k, _)| k.as_bytes().cmp(text.as_bytes())) {
                    Ok(i) => string_id(BASE_NORMS[i].1),
                    Err(_) => lower,
                },
            },
        };
        let prefix = text.chars().next().map_or(0, char::len_utf8);
        let suffix = text.char_indices().rev().nth(2).map_or(0, |(i, _)| i);
        chars::shape(text, shape);
        let space = !text.is_empty() && text.chars().all(chars::is_space);
        Features([
            norm,
            string_id(&text[..prefix]),
            string_id(&text[suffix..]),
            string_id(shape),
            0,
            u64::from(space),
            id,
            lower,
        ])
    }
}
