//! Closed classes of English words: data/clause_words.tsv.

use std::collections::{BTreeMap, BTreeSet};

/// Word classes by name. Words are lower case.
#[derive(Debug)]
pub struct ClauseWords {
    classes: BTreeMap<&'static str, BTreeSet<&'static str>>,
}

impl Default for ClauseWords {
    fn default() -> Self {
        let rows = crate::table::rows(include_str!("../data/clause_words.tsv"));
        let class = |row: Vec<&'static str>| match row[..] {
            [name, words] => Some((name, words.split_whitespace().collect())),
            _ => None,
        };
        ClauseWords { classes: rows.filter_map(class).collect() }
    }
}

impl ClauseWords {
    /// Is the lower-case `word` of the class? A class that does not exist holds no words.
    pub fn is(&self, class: &str, word: &str) -> bool {
        self.classes.get(class).is_some_and(|words| words.contains(word))
    }
    /// Is the word of any of these classes?
    pub fn any(&self, classes: &[&str], word: &str) -> bool {
        classes.iter().any(|class| self.is(class, word))
    }
    /// Is it an adverb: listed, or ending in -ly?
    pub fn is_adverb(&self, word: &str) -> bool {
        self.is("adverb", word) || (word.len() > 4 && word.ends_with("ly"))
    }
}
