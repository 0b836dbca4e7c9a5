//! Words for numbers, for how exact they are, and for measures (`data/numbers.tsv`).
//!
//! Answers look-ups and reads numerals; where a quantity begins and ends is for the annotators.

use crate::fast::{Map, Set};
use crate::table;

/// What an approximator does to the number after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approximation {
    /// "roughly"
    About,
    /// "at least"
    Least,
    /// "up to"
    Most,
}

/// Number words.
#[derive(Debug)]
pub struct Numbers {
    values: Map<&'static str, f64>,
    scales: Map<&'static str, f64>,
    of_money: Map<&'static str, f64>,
    fractions: Map<String, f64>,
    vague: Map<&'static str, (f64, f64)>,
    /// The first words of these.
    vague_first: Set<&'static str>,
    approximators: Vec<(Vec<&'static str>, Approximation)>,
    /// The first words of these.
    approximator_first: Set<&'static str>,
    units: Map<String, &'static str>,
    currencies: Map<String, &'static str>,
}

impl Default for Numbers {
    fn default() -> Self {
        let mut all = Numbers {
            values: Map::default(),
            scales: Map::default(),
            of_money: Map::default(),
            fractions: Map::default(),
            vague: Map::default(),
            vague_first: Set::default(),
            approximators: Vec::new(),
            approximator_first: Set::default(),
            units: Map::default(),
            currencies: Map::default(),
        };
        for row in table::rows(include_str!("../data/numbers.tsv")) {
            let [kind, words, value, to] = row.as_slice() else { continue };
            let number = value.parse::<f64>().ok();
            let approximation = match *kind {
                "about" => Some(Approximation::About),
                "least" => Some(Approximation::Least),
                "most" => Some(Approximation::Most),
                _ => None,
            };
            match (*kind, number) {
                ("value", Some(n)) => drop(all.values.insert(words, n)),
                ("scale", Some(n)) => drop(all.scales.insert(words, n)),
                ("of-money", Some(n)) => drop(all.of_money.insert(words, n)),
                ("fraction", Some(n)) => {
                    all.fractions.insert((*words).to_owned(), n);
                    all.fractions.insert(format!("{words}s"), n);
                }
                ("vague", Some(n)) => drop(all.vague.insert(words, (n, to.parse().unwrap_or(n)))),
                ("unit", _) => {
                    all.units.insert((*words).to_owned(), to);
                    all.units.insert(format!("{words}s"), to);
                }
                ("currency", _) => {
                    all.currencies.insert((*words).to_lowercase(), to);
                    all.currencies.insert(format!("{words}s"), to);
                }
                _ => {}
            }
            if let Some(a) = approximation {
                all.approximators.push((words.split(' ').collect(), a));
            }
        }
        all.vague_first = all.vague.keys().filter_map(|words| words.split(' ').next()).collect();
        all.approximator_first = all.approximators.iter().filter_map(|(w, _)| w.first().copied()).collect();
        // Longest first: "no more than" before "more than".
        all.approximators.sort_by_key(|(w, _)| std::cmp::Reverse(w.len()));
        all
    }
}

impl Numbers {
    /// A number as one word: "3,000", "3.5", "nine", "twenty-five".
    pub fn value(&self, word: &str) -> Option<f64> {
        if let Some(&n) = self.values.get(word) {
            return Some(n);
        }
        if let Some((tens, ones)) = word.split_once('-') {
            let (a, b) = (self.values.get(tens)?, self.values.get(ones)?);
            return (*a >= 20.0 && *b >= 1.0 && *b < 10.0).then_some(a + b);
        }
        if !word.starts_with(|c: char| c.is_ascii_digit()) || word.len() > 24 {
            return None;
        }
        // Commas only where they part thousands: "3,000", not "3,0".
        let (whole, fraction) = word.split_once('.').unwrap_or((word, ""));
        let mut groups = whole.split(',');
        let first = groups.next()?;
        let thousands = whole.contains(',');
        if thousands && (first.len() > 3 || !groups.clone().all(|g| g.len() == 3)) {
            return None;
        }
        let digits: String = std::iter::once(first).chain(groups).collect();
        if !digits.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
            return None;
        }
        if word.contains('.') && fraction.is_empty() {
            return None;
        }
        format!("{digits}.{fraction}0").parse().ok()
    }
    /// What the word multiplies the number before it by: "thousand".
    pub fn scale(&self, word: &str) -> Option<f64> {
        self.scales.get(word).copied()
    }
    /// "3.4bn": the number, and what the letters behind it multiply it by. "15m" is fifteen million only `of_money`.
    pub fn scaled(&self, word: &str, of_money: bool) -> Option<(f64, f64)> {
        let letters = word.find(|c: char| c.is_ascii_lowercase())?;
        let (number, letters) = word.split_at_checked(letters)?;
        let scale = self.scales.get(letters).or_else(|| self.of_money.get(letters).filter(|_| of_money))?;
        Some((self.value(number)?, *scale))
    }
    /// How many of them are a whole: "thirds", 3.
    pub fn fraction(&self, word: &str) -> Option<f64> {
        self.fractions.get(word).copied()
    }
    /// The range a vague number word stands for: "dozens", "tens of thousands".
    pub fn vague(&self, words: &str) -> Option<(f64, f64)> {
        self.vague.get(words).copied()
    }
    /// Does a vague number word begin with this word?
    pub fn begins_vague(&self, word: &str) -> bool {
        self.vague_first.contains(word)
    }
    /// An approximator at the start of some words, and its length in words.
    pub fn approximator<'w>(&self, words: impl Fn(usize) -> &'w str) -> Option<(Approximation, usize)> {
        if !self.approximator_first.contains(words(0)) {
            return None;
        }
        self.approximators
            .iter()
            .find(|(p, _)| p.iter().enumerate().all(|(i, w)| words(i) == *w))
            .map(|(p, a)| (*a, p.len()))
    }
    /// The unit a word or sign stands for: "km" is "kilometre".
    pub fn unit(&self, words: &str) -> Option<&'static str> {
        self.units.get(words).copied()
    }
    /// The currency a word or sign stands for.
    pub fn currency(&self, word: &str) -> Option<&'static str> {
        self.currencies.get(word).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood() {
        for row in table::rows(include_str!("../data/numbers.tsv")) {
            let known = [
                "value", "scale", "of-money", "fraction", "vague", "about", "least", "most", "unit",
                "currency",
            ];
            assert!(known.contains(&row[0]), "{row:?}");
            if ["value", "scale", "of-money", "fraction", "vague"].contains(&row[0]) {
                assert!(row[2].parse::<f64>().is_ok(), "{row:?}");
            }
        }
    }

    #[test]
    fn numerals_are_read() {
        let n = Numbers::default();
        assert_eq!(n.scaled("3.4bn", false), Some((3.4, 1e9)));
        assert_eq!(n.scaled("15m", true), Some((15.0, 1e6)));
        assert_eq!(n.scaled("15m", false), None);
        assert_eq!(n.value("3,000"), Some(3000.0));
        assert_eq!(n.value("3.5"), Some(3.5));
        assert_eq!(n.value("twenty-five"), Some(25.0));
        assert_eq!(n.value("3,0"), None);
        assert_eq!(n.value("2.5.1"), None);
        assert_eq!(n.value("20km"), None);
        assert_eq!(n.unit("km"), Some("kilometre"));
    }
}
