//! Words that describe a source without a name (`data/anonymous.tsv`).
//!
//! Answers look-ups only; what a whole phrase says of its source is for the annotators.

use crate::fast::Map;
use crate::table;

/// What a noun says of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceNoun {
    /// The noun in the singular.
    pub singular: &'static str,
    /// Is the word the plural?
    pub plural: bool,
    /// Does it name a text and not people?
    pub document: bool,
    /// The sector the noun itself says: "diplomat".
    pub sector: Option<&'static str>,
}

/// Nouns, sectors and words of proximity.
#[derive(Debug)]
pub struct Anonymous {
    nouns: Map<String, SourceNoun>,
    sectors: Map<&'static str, &'static str>,
    proximity: Vec<Vec<&'static str>>,
}

impl Default for Anonymous {
    fn default() -> Self {
        let mut all = Anonymous { nouns: Map::default(), sectors: Map::default(), proximity: Vec::new() };
        for row in table::rows(include_str!("../data/anonymous.tsv")) {
            let [kind, words, sector] = row.as_slice() else { continue };
            let sector = (!sector.is_empty()).then_some(*sector);
            match *kind {
                "person" | "document" => {
                    let noun =
                        SourceNoun { singular: words, plural: false, document: *kind == "document", sector };
                    all.nouns.insert((*words).to_owned(), noun);
                    all.nouns.insert(plural(words), SourceNoun { plural: true, ..noun });
                }
                "sector" => drop(sector.and_then(|s| all.sectors.insert(words, s))),
                "proximity" => all.proximity.push(words.split(' ').collect()),
                _ => {}
            }
        }
        all
    }
}

impl Anonymous {
    /// The noun a word is a form of, given in lower case; of a word with hyphens the last part counts.
    pub fn noun(&self, word: &str) -> Option<SourceNoun> {
        self.nouns.get(word).or_else(|| self.nouns.get(word.rsplit_once('-')?.1)).copied()
    }
    /// The sector a word says: "intelligence".
    pub fn sector(&self, word: &str) -> Option<&'static str> {
        self.sectors.get(word).copied()
    }
    /// How many words at the start of `words` say how near a source is: "familiar with" = 2.
    pub fn proximity<'w>(&self, words: impl Fn(usize) -> &'w str) -> Option<usize> {
        let fits = |p: &&Vec<&str>| p.iter().enumerate().all(|(i, w)| words(i) == *w);
        self.proximity.iter().filter(fits).map(Vec::len).max()
    }
}

fn plural(noun: &str) -> String {
    match noun {
        "person" => return "people".to_owned(),
        "businessman" => return "businessmen".to_owned(),
        _ => {}
    }
    if let Some(stem) = noun.strip_suffix("man") {
        return format!("{stem}men");
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{stem}ies"),
        _ if noun.ends_with("ss") || noun.ends_with("ch") => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood() {
        for row in table::rows(include_str!("../data/anonymous.tsv")) {
            assert!(["person", "document", "sector", "proximity"].contains(&row[0]), "{row:?}");
            assert!(row[0] != "sector" || !row[2].is_empty(), "{row:?}");
        }
    }

    #[test]
    fn nouns_in_both_numbers() {
        let all = Anonymous::default();
        assert!(all.noun("authorities").is_some_and(|n| n.plural));
        assert!(all.noun("spokeswomen").is_some_and(|n| n.singular == "spokeswoman"));
        assert!(all.noun("witnesses").is_some() && all.noun("people").is_some() && all.noun("men").is_some());
        assert!(all.noun("statement").is_some_and(|n| n.document));
        assert_eq!(all.noun("harbour"), None);
        let words = ["familiar", "with", "it"];
        assert_eq!(all.proximity(|i| words.get(i).copied().unwrap_or("")), Some(2));
    }
}
