//! Words that keep the teller at a distance (`data/hedges.tsv`).
//!
//! Answers look-ups only.

use crate::fast::Map;
use crate::table;

/// Hedges by word.
#[derive(Debug)]
pub struct Hedges(Map<&'static str, bool>);

impl Default for Hedges {
    fn default() -> Self {
        let rows = table::rows(include_str!("../data/hedges.tsv"));
        Hedges(rows.filter_map(|r| Some((*r.first()?, *r.get(1)? == "hearsay"))).collect())
    }
}

impl Hedges {
    /// Does the word, in lower case, say that somebody says so: "reportedly"?
    pub fn is_hearsay(&self, word: &str) -> bool {
        self.0.get(word).copied().unwrap_or(false)
    }
    /// Is the word, in lower case, a hedge of any kind?
    pub fn is_hedge(&self, word: &str) -> bool {
        self.0.contains_key(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood() {
        for row in table::rows(include_str!("../data/hedges.tsv")) {
            assert!(["hearsay", "doubt"].contains(&row[1]), "{row:?}");
        }
        let hedges = Hedges::default();
        assert!(hedges.is_hearsay("reportedly"));
        assert!(hedges.is_hedge("likely") && !hedges.is_hearsay("likely"));
    }
}
