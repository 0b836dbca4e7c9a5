//! What words inside names are worth when two names are compared, from `data/name_words.tsv`.
//!
//! Words are folded: plain small letters without dots. Look-ups only; what follows from them is for the linker.

use crate::fast::{Map, Set};
use crate::phrases::{Phrases, items};
use crate::table::rows;

/// What the legal form of a company says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Legal {
    /// With shares: AG, JSC, plc.
    Stock,
    /// Of limited liability: GmbH, LLC, Ltd.
    Limited,
    /// Says nothing: Co, Inc.
    Plain,
    /// No company: a foundation, a non-profit.
    Apart,
}

/// The word lists.
#[derive(Debug, Default)]
pub struct NameWords {
    lists: Map<&'static str, Set<&'static str>>,
    fronts: Map<&'static str, Vec<&'static str>>,
    variants: Map<&'static str, Map<&'static str, &'static str>>,
    legal: Phrases<Legal>,
}

impl NameWords {
    /// Parses the data file.
    pub fn new() -> NameWords {
        let mut words = NameWords::default();
        for row in rows(include_str!("../data/name_words.tsv")) {
            let [sort, list] = row[..] else { continue };
            let legal = match sort {
                "legal_stock" => Some(Legal::Stock),
                "legal_limited" => Some(Legal::Limited),
                "legal_plain" => Some(Legal::Plain),
                "legal_apart" => Some(Legal::Apart),
                _ => None,
            };
            match (sort, legal) {
                (_, Some(legal)) => items(list).for_each(|w| words.legal.add(w, legal)),
                ("feature" | "ordinal" | "short_form", _) => {
                    let mut all = items(list);
                    let Some(first) = all.next() else { continue };
                    let of = words.variants.entry(sort).or_default();
                    // A short form stands for the word after it, the others for the first of their row.
                    if sort == "short_form" {
                        of.extend(all.next().map(|long| (first, long)));
                    } else {
                        of.insert(first, first);
                        of.extend(all.map(|w| (w, first)));
                    }
                }
                ("servant_fused" | "fused_article", _) => {
                    words.fronts.entry(sort).or_default().extend(items(list))
                }
                _ => words.lists.entry(sort).or_default().extend(items(list)),
            }
        }
        words
    }
    /// Does a folded word stand in a list of that name?
    pub fn is(&self, list: &str, word: &str) -> bool {
        self.lists.get(list).is_some_and(|l| l.contains(word))
    }
    /// The rest of a folded word behind one of the fronts of that list ("abdulaziz" -> "aziz"), if it is long enough.
    pub fn behind<'w>(&self, list: &str, word: &'w str) -> Option<&'w str> {
        let fronts = self.fronts.get(list)?;
        fronts.iter().find_map(|f| word.strip_prefix(f)).filter(|rest| rest.len() > 2)
    }
    /// The common form of a folded word in a list of variants: "gebel" -> "jabal".
    pub fn common_form(&self, list: &str, word: &str) -> Option<&'static str> {
        self.variants.get(list)?.get(word).copied()
    }
    /// The longest legal form that folded words begin with: how many words, and what it says.
    pub fn legal<'w>(&self, words: impl Iterator<Item = &'w str>) -> Option<(usize, Legal)> {
        let (n, found) = self.legal.longest(words)?;
        Some((n, *found.first()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_gazetteer::fold;

    #[test]
    fn every_word_is_folded_and_every_list_known() {
        for row in rows(include_str!("../data/name_words.tsv")) {
            for word in items(row[1]) {
                assert_eq!(fold::words(&word.replace('\'', "")).join(" "), word.replace('\'', ""), "{row:?}");
            }
        }
    }

    #[test]
    fn looks_up() {
        let words = NameWords::new();
        assert!(words.is("particle", "bin") && !words.is("particle", "kolo"));
        assert_eq!(words.behind("servant_fused", "abdulkolo"), Some("kolo"));
        assert_eq!(words.common_form("feature", "gebel"), Some("jabal"));
        assert_eq!(words.common_form("ordinal", "first"), Some("1"));
        assert_eq!(words.legal(["sp", "z", "oo", "karo"].into_iter()), Some((3, Legal::Limited)));
        assert_eq!(words.legal(["karo"].into_iter()), None);
    }
}
