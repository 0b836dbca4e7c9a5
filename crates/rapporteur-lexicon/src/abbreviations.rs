//! Abbreviations that end in a period, and words that begin sentences (`data/abbreviations.tsv`).
//!
//! Answers look-ups only; what to do with the answer is for the sentence splitter.

use crate::table;
use std::collections::{BTreeMap, BTreeSet};

/// May a sentence end after an abbreviation?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ends {
    /// Never: "Mr."
    Never,
    /// Not before a number, else perhaps: "Aug. 12".
    NotBeforeNumber,
    /// Only where a typical first word follows: "the U.S. The".
    BeforeStarter,
}

/// The abbreviations, with their periods.
#[derive(Debug)]
pub struct Abbreviations {
    known: BTreeMap<&'static str, Ends>,
    starters: BTreeSet<&'static str>,
}

impl Default for Abbreviations {
    fn default() -> Self {
        let mut found = Abbreviations { known: BTreeMap::new(), starters: BTreeSet::new() };
        for row in table::rows(include_str!("../data/abbreviations.tsv")) {
            let [word, kind] = row.as_slice() else { continue };
            match *kind {
                "never" => drop(found.known.insert(word, Ends::Never)),
                "number" => drop(found.known.insert(word, Ends::NotBeforeNumber)),
                "maybe" => drop(found.known.insert(word, Ends::BeforeStarter)),
                "starter" => drop(found.starters.insert(word)),
                _ => {}
            }
        }
        found
    }
}

impl Abbreviations {
    /// What `word`, written with its period, does to a sentence; `None` if it is no abbreviation.
    ///
    /// Of a word with hyphens only the last part counts: "pre-Dec."
    pub fn ends(&self, word: &str) -> Option<Ends> {
        if let Some(&known) = self.known.get(word) {
            return Some(known);
        }
        let last = word.rsplit('-').next().unwrap_or(word);
        if last.len() < word.len()
            && let Some(&known) = self.known.get(last)
        {
            return Some(known);
        }
        let stem = last.strip_suffix('.')?;
        let mut letters = 0;
        for part in stem.split('.') {
            let mut chars = part.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) if c.is_alphabetic() => letters += 1,
                _ => return None,
            }
        }
        match letters {
            1 if last.starts_with(|c: char| c.is_uppercase()) && last != "I." => Some(Ends::Never),
            0 | 1 => None,
            _ => Some(Ends::BeforeStarter),
        }
    }

    /// Is it a capitalized word that typically begins a sentence?
    pub fn is_starter(&self, word: &str) -> bool {
        self.starters.contains(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood() {
        let mut n = 0;
        for row in table::rows(include_str!("../data/abbreviations.tsv")) {
            assert!(["never", "number", "maybe", "starter"].contains(&row[1]), "{row:?}");
            assert!(row[1] == "starter" || row[0].ends_with('.'), "{row:?}");
            n += 1;
        }
        let all = Abbreviations::default();
        assert_eq!(all.known.len() + all.starters.len(), n, "a word stands twice");
    }

    #[test]
    fn patterns_need_no_row() {
        let all = Abbreviations::default();
        assert_eq!(all.ends("U.S."), Some(Ends::BeforeStarter));
        assert_eq!(all.ends("J."), Some(Ends::Never));
        assert_eq!(all.ends("pre-Dec."), Some(Ends::NotBeforeNumber));
        assert_eq!(all.ends("talks."), None);
        assert_eq!(all.ends("I."), None);
    }
}
