//! Titles and offices, from `data/offices.tsv`; the words inside them, from `data/title_words.tsv`.

use crate::fast::Set;
use crate::phrases::{Phrases, items, key};
use crate::table::rows;

/// An office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Canonical form, lower case: "foreign minister".
    pub role: &'static str,
    /// Spelling variants and near synonyms.
    pub variants: Vec<&'static str>,
    /// Words of the holder, while in office, count as the state's.
    pub speaks_for_state: bool,
    /// GOV, MIL, LEG...
    pub sector: &'static str,
}

/// All offices.
#[derive(Debug, Default)]
pub struct Offices {
    all: Vec<Office>,
    phrases: Phrases<usize>,
    heads: Set<String>,
    modifiers: Set<&'static str>,
    qualifiers: Vec<&'static str>,
    past: Set<&'static str>,
    sole: Set<&'static str>,
}

/// Lower case, for a look-up; plural "ministers" -> "minister".
fn singular(word: &str) -> Option<&str> {
    word.strip_suffix('s').filter(|w| w.len() > 3 && !w.ends_with('s'))
}

impl Offices {
    /// Parses the data files.
    pub fn new() -> Offices {
        let mut offices = Offices::default();
        for row in rows(include_str!("../data/offices.tsv")) {
            let cell = |i: usize| row.get(i).copied().unwrap_or("");
            let office = Office {
                role: cell(0),
                variants: items(cell(1)).collect(),
                speaks_for_state: cell(2) == "yes",
                sector: cell(3),
            };
            let index = offices.all.len();
            for phrase in std::iter::once(office.role).chain(office.variants.iter().copied()) {
                let lower = phrase.to_lowercase();
                offices.phrases.add(&lower, index);
                let words: Vec<&str> = lower.split(' ').collect();
                // In "director of the CIA" the head is "director"; in "chief of staff" it is "chief".
                let of = words.iter().position(|w| matches!(*w, "of" | "to" | "for" | "in"));
                let head = of.and_then(|i| i.checked_sub(1)).unwrap_or(words.len().saturating_sub(1));
                offices.heads.extend(words.get(head).map(|w| key(w)));
            }
            offices.all.push(office);
        }
        for row in rows(include_str!("../data/title_words.tsv")) {
            let words = items(row.get(1).copied().unwrap_or(""));
            match row.first() {
                Some(&"modifier") => offices.modifiers.extend(words),
                Some(&"past") => offices.past.extend(words),
                Some(&"sole") => offices.sole.extend(words),
                _ => offices.qualifiers.extend(words),
            }
        }
        offices
    }
    /// Every office, in the order of the file.
    pub fn all(&self) -> &[Office] {
        &self.all
    }
    /// The longest office that these words begin with (any case): how many words, and the office.
    pub fn longest<'w>(&self, words: impl Iterator<Item = &'w str>) -> Option<(usize, &Office)> {
        let (n, found) = self.phrases.longest(words.map(str::to_lowercase))?;
        Some((n, self.all.get(*found.first()?)?))
    }
    /// The office written so (any case, singular or plural of the last word).
    pub fn get(&self, title: &str) -> Option<&Office> {
        let lower = title.to_lowercase();
        let found = self.phrases.get(&lower);
        let found = if found.is_empty() { self.phrases.get(singular(&lower)?) } else { found };
        found.first().and_then(|&i| self.all.get(i))
    }
    /// The office named by a title with modifiers that no row lists ("fisheries minister" -> "minister").
    pub fn nearest(&self, title: &str) -> Option<&Office> {
        let mut rest = title;
        loop {
            if let Some(office) = self.get(rest) {
                return Some(office);
            }
            rest = rest.split_once(' ')?.1;
        }
    }
    /// Can this word be the head of a title ("minister", "envoys")? Any case.
    pub fn is_head(&self, word: &str) -> bool {
        let lower = key(word).to_lowercase();
        self.heads.contains(&lower) || singular(&lower).is_some_and(|w| self.heads.contains(w))
    }
    /// Can this word stand before the head of a title? Any case.
    pub fn is_modifier(&self, word: &str) -> bool {
        self.modifiers.contains(key(word).to_lowercase().as_str())
    }
    /// "Acting", "former", "then-", "ex-"; any case, with or without the hyphen.
    pub fn is_qualifier(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        self.qualifiers.contains(&lower.trim_end_matches('-'))
    }
    /// Does this qualifier say that the office is no longer held ("former", "ex-", "ousted")?
    pub fn is_past(&self, word: &str) -> bool {
        self.past.contains(word.to_lowercase().trim_end_matches('-'))
    }
    /// Is this office (its canonical form) one that a state gives to one person at a time?
    pub fn is_sole(&self, role: &str) -> bool {
        self.sole.contains(role)
    }
    /// A title with a fused qualifier: "then-president" -> ("then", "president").
    pub fn split_qualifier<'w>(&self, word: &'w str) -> Option<(&'w str, &'w str)> {
        let (front, rest) = word.split_once('-')?;
        (self.is_qualifier(front) && (self.is_head(rest) || self.is_modifier(rest))).then_some((front, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn every_row_parses() {
        let offices = Offices::new();
        assert!(offices.all().len() > 140);
        for (row, o) in rows(include_str!("../data/offices.tsv")).zip(offices.all()) {
            assert!(matches!(row[2], "yes" | "no"), "{row:?}");
            assert!(o.sector.len() == 3, "{o:?}");
        }
        let lost = |role: &&&str| offices.get(role).is_none_or(|o| o.role != **role);
        assert_eq!(offices.sole.iter().filter(lost).count(), 0);
    }
    #[test]
    fn looks_up() {
        let offices = Offices::new();
        assert_eq!(offices.get("Minister of Foreign Affairs").unwrap().role, "foreign minister");
        assert_eq!(offices.get("advisers").unwrap().role, "adviser");
        assert_eq!(offices.nearest("fisheries minister").unwrap().role, "minister");
        assert_eq!(offices.split_qualifier("then-president"), Some(("then", "president")));
        assert_eq!(offices.longest(["Secretary", "of", "State", "Kolo"].into_iter()).unwrap().0, 3);
        assert!(offices.is_past("ex-") && !offices.is_past("acting"));
        assert!(offices.past.iter().all(|w| offices.is_qualifier(w)));
        assert!(offices.is_head("Director") && !offices.is_head("Affairs"));
    }
}
