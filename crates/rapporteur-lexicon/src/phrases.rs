//! Phrases of one or more words, found by their longest match.
//!
//! May touch: nothing but the strings it is given. Words are compared as written, without dots ("U.S." = "US") and with
//! straight apostrophes; case matters, because "US" is not "us".

use crate::fast::{Map, Set, Shortlist};
use std::borrow::Cow;

/// The form under which a word or phrase is looked up: no dots, straight apostrophes, single spaces.
pub fn key(text: &str) -> String {
    if is_key(text) { text.to_owned() } else { made_key(text) }
}

/// Whether a text is the form under which it is looked up.
fn is_key(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic() && b != b'.')
}

fn made_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '.' => {}
            '\u{2019}' | '\u{2018}' | '\u{02bc}' => key.push('\''),
            '\u{2010}' | '\u{2011}' => key.push('-'),
            c if c.is_whitespace() => {
                if !key.is_empty() && !key.ends_with(' ') {
                    key.push(' ');
                }
            }
            c => key.push(c),
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// The items of a cell, separated by `;`.
pub fn items(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(';').map(str::trim).filter(|s| !s.is_empty())
}

/// Values by phrase.
#[derive(Debug, Clone)]
pub struct Phrases<T> {
    by_key: Map<String, Vec<T>>,
    /// The first words of all phrases.
    first: Set<String>,
    shortlist: Shortlist,
    longest: usize,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Phrases { by_key: Map::default(), first: Set::default(), shortlist: Shortlist::default(), longest: 0 }
    }
}

impl<T: PartialEq> Phrases<T> {
    /// Adds a value under a phrase.
    pub fn add(&mut self, phrase: &str, value: T) {
        let key = key(phrase);
        self.longest = self.longest.max(key.split(' ').count());
        if let Some(first) = key.split(' ').next() {
            self.shortlist.add(first);
            self.first.insert(first.to_owned());
        }
        let values = self.by_key.entry(key).or_default();
        if !values.contains(&value) {
            values.push(value);
        }
    }
    /// The values of a phrase, in the order in which they were added.
    pub fn get(&self, phrase: &str) -> &[T] {
        self.by_key.get(&key(phrase)).map_or(&[], |v| v)
    }
    /// The longest phrase that `words` begin with: how many words it has, and its values.
    pub fn longest<W: AsRef<str>>(&self, words: impl Iterator<Item = W>) -> Option<(usize, &[T])> {
        let mut so_far = String::new();
        let mut best = None;
        for (i, word) in words.take(self.longest).enumerate() {
            let word = word.as_ref();
            let key = if is_key(word) { Cow::Borrowed(word) } else { Cow::Owned(made_key(word)) };
            if i > 0 {
                so_far.push(' ');
            } else if !(key.contains(' ') || self.shortlist.may_hold(&key) && self.first.contains(&*key)) {
                return None;
            }
            so_far.push_str(&key);
            if let Some(values) = self.by_key.get(&so_far) {
                best = Some((i + 1, values.as_slice()));
            }
        }
        best
    }
    /// The number of words of the longest phrase.
    pub fn longest_words(&self) -> usize {
        self.longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn longest_match_wins_and_dots_do_not_matter() {
        let mut phrases = Phrases::default();
        phrases.add("U.S.", 1);
        phrases.add("US State Department", 2);
        assert_eq!(phrases.longest(["US", "officials"].into_iter()), Some((1, &[1][..])));
        assert_eq!(phrases.longest(["U.S.", "State", "Department", "said"].into_iter()), Some((3, &[2][..])));
        assert_eq!(phrases.get("us"), &[] as &[i32]);
    }
}
