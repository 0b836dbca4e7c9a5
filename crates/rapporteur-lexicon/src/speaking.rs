//! Words around those who speak and are spoken to (`data/speaking.tsv`).
//!
//! Answers look-ups only: is a word, in lower case, of a kind named in the file?

use crate::fast::{Map, Set};
use crate::table;

/// Words by kind.
#[derive(Debug)]
pub struct Speaking(Map<&'static str, Set<&'static str>>);

impl Default for Speaking {
    fn default() -> Self {
        let mut all: Map<&'static str, Set<&'static str>> = Map::default();
        for row in table::rows(include_str!("../data/speaking.tsv")) {
            let [kind, words] = row[..] else { continue };
            all.entry(kind).or_default().extend(words.split_whitespace());
        }
        Speaking(all)
    }
}

impl Speaking {
    /// Is the word of that kind? Kinds are those of the file.
    pub fn is(&self, kind: &str, word: &str) -> bool {
        self.0.get(kind).is_some_and(|words| words.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_words() {
        let words = Speaking::default();
        for kind in [
            "label",
            "address",
            "audience",
            "greeting",
            "interview",
            "interview-noun",
            "interview-prep",
            "introduce",
            "group",
            "epithet",
            "oath",
        ] {
            assert!(words.0.get(kind).is_some_and(|w| !w.is_empty()), "{kind}");
        }
        assert!(words.is("address", "counsel") && !words.is("address", "bridge"));
    }
}
