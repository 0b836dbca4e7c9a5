//! What speaks for and against that a pronoun takes up somebody (`data/antecedents.tsv`).
//!
//! Answers one question: how much do these signs weigh? The weights (log odds) were learned, not written:
//! `training/pronouns.py`.

use crate::fast::Map;
use crate::table;

/// A sign and what it is seen together with; the second may be empty.
pub type Sign = (&'static str, &'static str);

/// Weights of signs, apart for "he" and "she" and for "they".
#[derive(Debug)]
pub struct Antecedents(Map<Sign, [f64; 2]>);

impl Default for Antecedents {
    fn default() -> Self {
        Antecedents::parse(include_str!("../data/antecedents.tsv"))
    }
}

impl Antecedents {
    /// Reads a table of weights.
    pub fn parse(file: &'static str) -> Antecedents {
        let mut all: Map<Sign, [f64; 2]> = Map::default();
        for row in table::rows(file) {
            let [sign, with, one, many] = row[..] else { continue };
            all.insert((sign, with), [one, many].map(|w| w.parse().unwrap_or(0.0)));
        }
        Antecedents(all)
    }
    /// How much signs weigh together, in log odds; `many` for "they".
    pub fn weigh(&self, many: bool, signs: &[Sign]) -> f64 {
        signs.iter().filter_map(|s| self.0.get(s)).map(|w| w[usize::from(many)]).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_two_weights() {
        let mut n = 0;
        for row in table::rows(include_str!("../data/antecedents.tsv")) {
            n += 1;
            assert!(!row[0].is_empty() && row[2..].iter().all(|w| w.parse::<f64>().is_ok()), "{row:?}");
        }
        assert!(n > 50);
    }

    #[test]
    fn nearer_is_better() {
        let all = Antecedents::default();
        for many in [false, true] {
            assert!(all.weigh(many, &[("a", "near-0")]) > all.weigh(many, &[("a", "near-far")]), "{many}");
        }
        assert!(all.weigh(false, &[("no such sign", "at all")]).abs() < f64::EPSILON);
    }
}
