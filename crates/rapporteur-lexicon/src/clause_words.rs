//! Closed classes of English words: data/clause_words.tsv.

use crate::fast::{Map, Shortlist};

/// Word classes by name. Words are lower case.
#[derive(Debug)]
pub struct ClauseWords {
    /// The classes of each word: few words have any.
    classes: Map<&'static str, Vec<&'static str>>,
    listed: Shortlist,
}

impl Default for ClauseWords {
    fn default() -> Self {
        let rows = crate::table::rows(include_str!("../data/clause_words.tsv"));
        let mut classes: Map<&'static str, Vec<&'static str>> = Map::default();
        for row in rows {
            let [class, words] = row[..] else { continue };
            for word in words.split_whitespace() {
                classes.entry(word).or_default().push(class);
            }
        }
        let listed = classes.keys().copied().collect();
        ClauseWords { classes, listed }
    }
}

impl ClauseWords {
    /// Is the lower-case `word` of the class? A class that does not exist holds no words.
    pub fn is(&self, class: &str, word: &str) -> bool {
        self.of(word).contains(&class)
    }
    /// Is the word of any of these classes?
    pub fn any(&self, classes: &[&str], word: &str) -> bool {
        self.of(word).iter().any(|class| classes.contains(class))
    }
    fn of(&self, word: &str) -> &[&'static str] {
        if !self.listed.may_hold(word) {
            return &[];
        }
        self.classes.get(word).map_or(&[], Vec::as_slice)
    }
    /// The words of a class, in no order.
    pub fn words<'c>(&'c self, class: &'c str) -> impl Iterator<Item = &'static str> + 'c {
        self.classes.iter().filter(move |(_, of)| of.contains(&class)).map(|(word, _)| *word)
    }
    /// Is it an adverb: listed, or ending in -ly?
    pub fn is_adverb(&self, word: &str) -> bool {
        self.is("adverb", word) || (word.len() > 4 && word.ends_with("ly"))
    }
}
