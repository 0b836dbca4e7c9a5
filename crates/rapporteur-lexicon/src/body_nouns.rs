//! Common nouns for bodies that have a name (`data/body_nouns.tsv`): "the company", "the union".
//!
//! Answers look-ups only; which body is meant is for the annotators.

use crate::fast::Map;
use crate::phrases::items;
use crate::table;

/// A row: nouns that may stand for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyNoun {
    /// Which row.
    pub class: usize,
    /// May a body whose name does not say what it is be one as well?
    pub open: bool,
}

/// All such nouns.
#[derive(Debug, Default)]
pub struct BodyNouns {
    nouns: Map<&'static str, BodyNoun>,
    names: Map<String, usize>,
}

impl BodyNouns {
    /// Reads the data file.
    pub fn new() -> BodyNouns {
        let mut all = BodyNouns::default();
        for (class, row) in table::rows(include_str!("../data/body_nouns.tsv")).enumerate() {
            let [nouns, open, names] = row[..] else { continue };
            for noun in nouns.split_whitespace() {
                all.nouns.insert(noun, BodyNoun { class, open: open == "yes" });
            }
            for name in items(names) {
                all.names.entry(name.to_lowercase()).or_insert(class);
            }
        }
        all
    }
    /// What the noun, singular and in lower case, stands for.
    pub fn get(&self, noun: &str) -> Option<BodyNoun> {
        self.nouns.get(noun).copied()
    }
    /// The row to which the last word of a name leads, in any case.
    pub fn of_name(&self, word: &str) -> Option<usize> {
        let word = word.trim_end_matches('.').to_lowercase();
        self.nouns.get(word.as_str()).map(|n| n.class).or_else(|| self.names.get(&word).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood() {
        for row in table::rows(include_str!("../data/body_nouns.tsv")) {
            assert!(row.len() == 3 && !row[0].is_empty() && ["yes", "no"].contains(&row[1]), "{row:?}");
        }
        let all = BodyNouns::new();
        let company = all.get("firm").map(|n| n.class);
        assert!(company.is_some() && all.of_name("Ltd.") == company && all.of_name("Company") == company);
        assert!(all.get("house").is_none() && all.of_name("Strand").is_none());
    }
}
