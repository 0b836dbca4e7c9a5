//! Words that keep the teller at a distance (`data/hedges.tsv`), and those of likelihood (`data/likelihood.tsv`).
//!
//! Answers look-ups only.

use crate::cue_phrases::Phrases;
use crate::fast::Map;
use crate::table;
use crate::verbs::Verbs;
use rapporteur_model::{HedgeKind, Likelihood};

/// Hedges by word, and by phrase.
#[derive(Debug)]
pub struct Hedges {
    words: Map<&'static str, HedgeKind>,
    /// Every phrase of both tables: its kind, and its band.
    pub stated: Phrases<(HedgeKind, Option<Likelihood>)>,
}

impl Default for Hedges {
    fn default() -> Self {
        Self::read(&Verbs::default()).0
    }
}

impl Hedges {
    /// Reads the tables; rows that make no sense are listed.
    pub fn read(verbs: &Verbs) -> (Hedges, Vec<String>) {
        let mut hedges = Hedges { words: Map::default(), stated: Phrases::default() };
        let mut wrong = Vec::new();
        let mut banded = Vec::new();
        for row in table::rows(include_str!("../data/likelihood.tsv")) {
            let band: Option<Likelihood> = row[0].parse().ok();
            let value = (HedgeKind::Likelihood, band);
            if band.is_none() || hedges.stated.add(verbs, row[1], value).is_err() {
                wrong.push(row.join(" "));
            }
            banded.push(row[1]);
        }
        for row in table::rows(include_str!("../data/hedges.tsv")) {
            let Some(kind) = row[1].parse().ok() else {
                wrong.push(row.join(" "));
                continue;
            };
            hedges.words.insert(row[0], kind);
            // "Likely" has a band in the other table.
            if !banded.contains(&row[0]) && hedges.stated.add(verbs, row[0], (kind, None)).is_err() {
                wrong.push(row.join(" "));
            }
        }
        (hedges, wrong)
    }
    /// Does the word, in lower case, say that somebody says so: "reportedly"?
    pub fn is_hearsay(&self, word: &str) -> bool {
        self.words.get(word) == Some(&HedgeKind::Hearsay)
    }
    /// Is the word, in lower case, an adverb or adjective of hearsay or doubt?
    pub fn is_hedge(&self, word: &str) -> bool {
        matches!(self.words.get(word), Some(HedgeKind::Hearsay | HedgeKind::Doubt))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood() {
        let (hedges, wrong) = Hedges::read(&Verbs::default());
        assert_eq!(wrong, Vec::<String>::new());
        assert!(hedges.is_hearsay("reportedly"));
        assert!(hedges.is_hedge("likely") && !hedges.is_hearsay("likely"));
        assert!(!hedges.is_hedge("may"));
        let at = |words: &[&str]| hedges.stated.at(words, 0).map(|(end, v)| (end, *v));
        assert_eq!(at(&["very", "likely"]), Some((2, (HedgeKind::Likelihood, Some(Likelihood::VeryLikely)))));
        assert_eq!(at(&["appeared", "to"]), Some((2, (HedgeKind::Seeming, None))));
        assert_eq!(at(&["remote", "villages"]), None);
    }
}
