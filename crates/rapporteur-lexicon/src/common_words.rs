//! Ordinary words that are written with a capital without being names, from `data/common_words.tsv`, and words by which
//! a demonym or a capital is read as the state, from `data/state_words.tsv`.

use crate::fast::{Map, Set};
use crate::phrases::{items, key};
use crate::table::rows;

/// What sort of ordinary word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Common {
    /// Articles, pronouns, prepositions, auxiliaries, numbers.
    Function,
    /// Days, months, seasons, clock words.
    Time,
    /// Nouns, verbs, adjectives.
    Ordinary,
    /// Abbreviations and numerals that are no names by themselves.
    Headline,
}

/// Word lists.
#[derive(Debug, Default)]
pub struct CommonWords {
    common: Map<&'static str, Common>,
    state_words: Map<&'static str, Set<&'static str>>,
}

impl CommonWords {
    /// Parses the data files; the first kind that lists a word wins.
    pub fn new() -> CommonWords {
        let mut words = CommonWords::default();
        for row in rows(include_str!("../data/common_words.tsv")) {
            if let [kind, list] = row[..] {
                let kind = match kind {
                    "function" => Common::Function,
                    "time" => Common::Time,
                    "headline" => Common::Headline,
                    _ => Common::Ordinary,
                };
                for word in items(list) {
                    words.common.entry(word).or_insert(kind);
                }
            }
        }
        for row in rows(include_str!("../data/state_words.tsv")) {
            if let [kind, list] = row[..] {
                words.state_words.entry(kind).or_default().extend(items(list));
            }
        }
        words
    }
    /// What sort of ordinary word it is, in any case.
    pub fn get(&self, word: &str) -> Option<Common> {
        self.common.get(key(word).to_lowercase().as_str()).copied()
    }
    /// Is `word` (any case) in that list of `state_words.tsv`?
    pub fn is_state_word(&self, list: &str, word: &str) -> bool {
        self.state_words.get(list).is_some_and(|l| l.contains(key(word).to_lowercase().as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn every_row_parses() {
        let words = CommonWords::new();
        assert_eq!(words.get("The"), Some(Common::Function));
        assert_eq!(words.get("Monday"), Some(Common::Time));
        assert_eq!(words.get("Talks"), Some(Common::Ordinary));
        for list in [
            "people",
            "agents",
            "belongings",
            "verbs",
            "participles",
            "aux",
            "place_prepositions",
            "party_words",
            "speech_verbs",
            "addressed",
            "leaders",
        ] {
            assert!(words.state_words.get(list).is_some_and(|l| l.len() > 10), "{list}");
        }
        let lower = |list: &Set<&str>| list.iter().all(|w| w.to_lowercase() == **w);
        assert!(words.state_words.values().all(lower));
    }
}
