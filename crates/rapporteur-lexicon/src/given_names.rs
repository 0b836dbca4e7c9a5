//! Given names from `data/given_names.tsv`, with `data/census_names.tsv` for their gender, and honorifics from `data/honorifics.tsv`, with the pronoun news uses.

use crate::fast::Map;
use crate::phrases::{items, key};
use crate::table::rows;

/// The pronoun news uses for somebody, as far as a name or honorific tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// he
    He,
    /// she
    She,
    /// Either.
    Either,
}

/// Given names and honorifics.
#[derive(Debug, Default)]
pub struct GivenNames {
    names: Map<&'static str, Gender>,
    census: Map<&'static str, Gender>,
    honorifics: Map<&'static str, Gender>,
}

impl GivenNames {
    /// Parses the data files.
    pub fn new() -> GivenNames {
        let gender = |s: &str| match s {
            "m" => Gender::He,
            "f" => Gender::She,
            _ => Gender::Either,
        };
        let mut names = GivenNames::default();
        for row in rows(include_str!("../data/given_names.tsv")) {
            if let [sort, list] = row[..] {
                names.names.extend(items(list).map(|n| (n, gender(sort))));
            }
        }
        for row in rows(include_str!("../data/census_names.tsv")) {
            if let [sort, list] = row[..] {
                names.census.extend(items(list).map(|n| (n, gender(sort))));
            }
        }
        for row in rows(include_str!("../data/honorifics.tsv")) {
            if let [word, sort] = row[..] {
                names.honorifics.insert(word, gender(sort));
            }
        }
        names
    }
    /// Is it a known given name, and of whom?
    pub fn get(&self, name: &str) -> Option<Gender> {
        self.names.get(key(name).as_str()).copied()
    }
    /// Which pronoun news uses for a person of that given name; many more names than [`GivenNames::get`] knows, some of
    /// which are words or places too: ask only of people.
    pub fn gender(&self, name: &str) -> Option<Gender> {
        self.get(name).or_else(|| self.census.get(name).copied())
    }
    /// Every given name, in order.
    pub fn all(&self) -> impl Iterator<Item = &'static str> + use<> {
        let sorted: std::collections::BTreeSet<&'static str> = self.names.keys().copied().collect();
        sorted.into_iter()
    }
    /// Is it an honorific ("Mr.", "Frau"), and of whom?
    pub fn honorific(&self, word: &str) -> Option<Gender> {
        self.honorifics.get(key(word).as_str()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn every_row_parses() {
        let names = GivenNames::new();
        assert!(names.names.len() > 1000 && names.honorifics.len() > 20);
        assert_eq!(names.get("Golda"), Some(Gender::She));
        assert_eq!(names.honorific("Mr."), Some(Gender::He));
        assert!(names.names.keys().all(|n| n.chars().next().is_some_and(char::is_uppercase)));
    }
}
