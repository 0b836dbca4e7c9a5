//! Words by which a retelling changes what it retells (`data/retelling.tsv`).
//!
//! Answers look-ups only: how high a noun sets a source, how near words say it is, what leaves a thing open, what turns
//! a sense round, which spellings are one word.

use crate::phrases::items;
use crate::table;
use crate::verbs::Verbs;
use std::collections::BTreeMap;

/// One side of a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pole {
    /// The dimension: "size".
    pub of: &'static str,
    /// The side that is called the positive one.
    pub plus: bool,
}

/// The words.
#[derive(Debug)]
pub struct Retelling {
    ranks: BTreeMap<&'static str, u8>,
    raises: BTreeMap<&'static str, u8>,
    near: Vec<(Vec<&'static str>, u8)>,
    modals: Vec<&'static str>,
    firm: Vec<&'static str>,
    not: Vec<&'static str>,
    keeps: Vec<&'static str>,
    open: Vec<&'static str>,
    unsaid: Vec<&'static str>,
    holds: Vec<String>,
    poles: BTreeMap<String, Pole>,
    same: Vec<(Vec<&'static str>, Vec<&'static str>)>,
    past: BTreeMap<String, String>,
}

impl Default for Retelling {
    fn default() -> Self {
        let mut all = Retelling {
            ranks: BTreeMap::new(),
            raises: BTreeMap::new(),
            near: Vec::new(),
            modals: Vec::new(),
            firm: Vec::new(),
            not: Vec::new(),
            keeps: Vec::new(),
            open: Vec::new(),
            unsaid: Vec::new(),
            holds: Vec::new(),
            poles: BTreeMap::new(),
            same: Vec::new(),
            past: BTreeMap::new(),
        };
        let verbs = Verbs::default();
        for row in table::rows(include_str!("../data/retelling.tsv")) {
            let [kind, words, value] = row.as_slice() else { continue };
            let number = value.parse::<u8>().ok();
            match (*kind, number) {
                ("rank", Some(n)) => all.ranks.extend(items(words).map(|w| (w, n))),
                ("raises", Some(n)) => all.raises.extend(items(words).map(|w| (w, n))),
                ("near", Some(n)) => all.near.extend(items(words).map(|w| (w.split(' ').collect(), n))),
                ("modal", _) => all.modals.extend(items(words)),
                ("firm", _) => all.firm.extend(items(words)),
                ("not", _) => all.not.extend(items(words)),
                ("keeps", _) => all.keeps.extend(items(words)),
                ("open", _) => all.open.extend(items(words)),
                ("holds", _) => all.holds.extend(items(words).flat_map(|w| verbs.forms(w))),
                ("unsaid", _) => all.unsaid.extend(items(words)),
                ("pole", _) => {
                    if let Some(pole) = pole(value) {
                        let forms = items(words).flat_map(|w| verbs.forms(w));
                        all.poles.extend(forms.map(|w| (w, pole)));
                    }
                }
                ("same", _) => {
                    let mut forms = items(words).map(|w| w.split(' ').collect::<Vec<_>>());
                    if let Some(first) = forms.next() {
                        all.same.extend(forms.map(|f| (f, first.clone())));
                    }
                }
                _ => {}
            }
        }
        all.same.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        all.past = verbs.irregular_past();
        all
    }
}

fn pole(value: &'static str) -> Option<Pole> {
    let plus = value.ends_with('+');
    let of = value.strip_suffix(['+', '-'])?;
    Some(Pole { of, plus })
}

impl Retelling {
    /// How high a noun, in the singular and in lower case, sets a source.
    pub fn rank(&self, noun: &str) -> Option<u8> {
        self.ranks.get(noun).copied()
    }
    /// How much a word before the noun adds to its rank: "senior".
    pub fn raises(&self, word: &str) -> Option<u8> {
        self.raises.get(word).copied()
    }
    /// How near the words, in lower case, say that a source is: by the longest phrase they begin with.
    pub fn nearness(&self, words: &str) -> Option<u8> {
        let words: Vec<&str> = words.split_whitespace().collect();
        let fits = self.near.iter().filter(|(p, _)| words.starts_with(p));
        fits.max_by_key(|(p, _)| p.len()).map(|(_, n)| *n)
    }
    /// Does the word leave open what follows: "might"?
    pub fn is_modal(&self, word: &str) -> bool {
        self.modals.contains(&word)
    }
    /// Does the word say that what follows is sure: "will"?
    pub fn is_firm(&self, word: &str) -> bool {
        self.firm.contains(&word)
    }
    /// Does the word turn a sense round: "not"?
    pub fn is_not(&self, word: &str) -> bool {
        self.not.contains(&word) || word.ends_with("n't") || word.ends_with("n’t")
    }
    /// Does a negation before the word not turn the sense round: "not only"?
    pub fn keeps(&self, word: &str) -> bool {
        self.keeps.contains(&word)
    }
    /// Does the word leave a whole sentence open: "if"?
    pub fn is_open(&self, word: &str) -> bool {
        self.open.contains(&word)
    }
    /// Does the word before a verb not say that it is so: "to close"?
    pub fn is_unsaid(&self, word: &str) -> bool {
        self.unsaid.contains(&word)
    }
    /// Does the word, after a name, make its bearer hold what follows: "views"?
    pub fn holds(&self, word: &str) -> bool {
        self.holds.iter().any(|h| h == word)
    }
    /// The side of a dimension that a word, in lower case and any form, stands on.
    pub fn pole(&self, word: &str) -> Option<Pole> {
        self.poles.get(word).copied()
    }
    /// The words in one spelling, short forms written out.
    pub fn same<'w>(&self, words: &[&'w str]) -> Vec<&'w str> {
        let mut out = Vec::with_capacity(words.len());
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let rest = words.get(at..).unwrap_or(&[]);
            match self.same.iter().find(|(p, _)| rest.starts_with(p)) {
                Some((p, first)) => {
                    out.extend(first.iter().copied());
                    at += p.len();
                }
                None => {
                    out.push(*word);
                    at += 1;
                }
            }
        }
        out
    }
    /// The verb of an irregular past or participle: "left" is "leave".
    pub fn verb_of<'s>(&'s self, form: &'s str) -> &'s str {
        self.past.get(form).map_or(form, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood() {
        for row in table::rows(include_str!("../data/retelling.tsv")) {
            match row[0] {
                "rank" | "raises" | "near" => assert!(row[2].parse::<u8>().is_ok(), "{row:?}"),
                "pole" => assert!(pole(row[2]).is_some(), "{row:?}"),
                kind => assert!(
                    ["modal", "firm", "not", "same", "keeps", "open", "unsaid", "holds"].contains(&kind),
                    "{row:?}"
                ),
            }
        }
    }

    #[test]
    fn poles_come_in_pairs_and_forms() {
        let words = Retelling::default();
        let (a, b) = (words.pole("rising").unwrap(), words.pole("fell").unwrap());
        assert_eq!((a.of, a.plus, b.of, b.plus), ("size", true, "size", false));
        for row in table::rows(include_str!("../data/retelling.tsv")).filter(|r| r[0] == "pole") {
            let pole = pole(row[2]).unwrap();
            assert!(words.poles.values().any(|p| p.of == pole.of && p.plus != pole.plus), "{row:?}");
        }
    }

    #[test]
    fn ladders_and_spellings() {
        let words = Retelling::default();
        assert!(words.rank("official") > words.rank("source"));
        assert!(words.nearness("involved in the talks") > words.nearness("briefed on the talks"));
        assert_eq!(words.same(&["we", "have", "won", "can", "not"]), ["we've", "won", "can't"]);
        assert_eq!(words.verb_of("left"), "leave");
        assert!(words.is_not("didn't") && !words.is_not("note"));
    }
}
