//! Ordinals and numbers that count rounds: data/ordinals.tsv.

use std::collections::BTreeMap;

/// Words to numbers.
#[derive(Debug)]
pub struct Ordinals(BTreeMap<&'static str, u32>);

impl Default for Ordinals {
    fn default() -> Self {
        let rows = crate::table::rows(include_str!("../data/ordinals.tsv"));
        Ordinals(rows.filter_map(|r| Some((*r.first()?, r.get(1)?.parse().ok()?))).collect())
    }
}

impl Ordinals {
    /// "third", "3rd", "three", "3": 3. Between 1 and 199.
    pub fn number(&self, word: &str) -> Option<u32> {
        if let Some(&n) = self.0.get(word) {
            return Some(n);
        }
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        digits.parse().ok().filter(|n| (1..200).contains(n))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers() {
        let ordinals = super::Ordinals::default();
        assert_eq!(
            ["third", "3rd", "3", "1967", "word"].map(|w| ordinals.number(w)),
            [Some(3), Some(3), Some(3), None, None]
        );
    }
}
