//! Closed classes of English words (`data/function_words.tsv`).
//!
//! Answers which classes a word belongs to; what follows from that is for the annotators.

use crate::fast::{Map, Shortlist};
use crate::table;

macro_rules! classes {
    ($($name:ident = $bit:literal, $word:literal, $doc:literal;)+) => {
        /// A set of classes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct Classes(u32);
        impl Classes {
            $(#[doc = $doc] pub const $name: Classes = Classes(1 << $bit);)+
            fn named(word: &str) -> Option<Classes> {
                match word { $($word => Some(Classes::$name),)+ _ => None }
            }
        }
    };
}

classes! {
    DETERMINER = 0, "determiner", "a, the, his, two.";
    ARTICLE = 1, "article", "a, the.";
    PRONOUN = 2, "pronoun", "Stands for a whole noun phrase.";
    SUBJECT = 3, "subject", "Pronouns that are subjects.";
    OBJECT = 4, "object", "Pronouns that are objects.";
    POSSESSIVE = 5, "possessive", "his, their.";
    RELATIVE = 6, "relative", "who, which.";
    WH = 7, "wh", "what, how, whether.";
    AUXILIARY = 8, "auxiliary", "Forms of be, have, do, modals, not.";
    BE = 9, "be", "Forms of be.";
    FINITE = 10, "finite", "Auxiliaries that are finite.";
    PREPOSITION = 11, "preposition", "of, in.";
    NP_LINK = 12, "np_link", "Prepositions that often stand inside a noun phrase.";
    CONJUNCTION = 13, "conjunction", "and, or, but.";
    SUBORDINATOR = 14, "subordinator", "because, while.";
    ADVERB = 15, "adverb", "Adverbs that stand beside a verb, without -ly.";
    CONNECTIVE = 16, "connective", "First words that tie a sentence to the one before.";
    MODAL = 18, "modal", "can, might.";
    PAST = 19, "past", "held, met.";
    PLURAL = 20, "plural", "people, percent.";
    DAY = 17, "day", "Days, months and other words of time.";
    NEGATION = 21, "negation", "not.";
    PERFECT = 22, "perfect", "Forms of have before a participle.";
    GOES_ON = 23, "goes_on", "Verbs of going on with \"to\".";
    WENT_ON = 24, "went_on", "Verbs of going on with \"on to\".";
    CONTRAST = 25, "contrast", "Words that open a clause set against the one before.";
    PARTICIPLE_LINK = 26, "participle_link", "Words before a participle that goes on with a sentence.";
    JOINS = 27, "joins", "Words between verbs of one subject.";
    POINTING = 28, "pointing", "Before a noun, not a verb.";
    AFTER_NOUN = 29, "after_noun", "Behind a noun, seldom behind a verb of speech.";
    ONE_THING = 30, "one_thing", "Pronouns for one.";
    SEVERAL = 31, "several", "Words for several without -s.";
}

impl Classes {
    /// Is any of `other` among these?
    pub fn has(self, other: Classes) -> bool {
        self.0 & other.0 != 0
    }
    /// All of both.
    pub const fn or(self, other: Classes) -> Classes {
        Classes(self.0 | other.0)
    }
    /// In no closed class: a noun, a verb, an adjective.
    pub fn is_open(self) -> bool {
        // What is said of a word besides does not close its class.
        const BESIDES: Classes = Classes::PAST
            .or(Classes::DAY)
            .or(Classes::PLURAL)
            .or(Classes::PERFECT)
            .or(Classes::GOES_ON)
            .or(Classes::WENT_ON)
            .or(Classes::SEVERAL)
            .or(Classes::AFTER_NOUN)
            .or(Classes::CONTRAST)
            .or(Classes::PARTICIPLE_LINK)
            .or(Classes::JOINS)
            .or(Classes::POINTING);
        self.0 & !BESIDES.0 == 0
    }
}

/// The closed classes.
#[derive(Debug)]
pub struct FunctionWords(Map<&'static str, Classes>, Shortlist);

impl Default for FunctionWords {
    fn default() -> Self {
        let mut all: Map<&'static str, Classes> = Map::default();
        for row in table::rows(include_str!("../data/function_words.tsv")) {
            let [class, words] = row.as_slice() else { continue };
            let Some(class) = Classes::named(class) else { continue };
            for word in words.split_whitespace() {
                let known = all.entry(word).or_default();
                *known = known.or(class);
            }
        }
        let listed = all.keys().copied().collect();
        FunctionWords(all, listed)
    }
}

impl FunctionWords {
    /// The classes of a word, given in lower case.
    pub fn classes(&self, word: &str) -> Classes {
        if !self.1.may_hold(word) {
            return Classes::default();
        }
        self.0.get(word).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_a_name_and_words() {
        let mut n = 0;
        for row in table::rows(include_str!("../data/function_words.tsv")) {
            assert!(Classes::named(row[0]).is_some(), "{row:?}");
            assert!(!row[1].is_empty());
            n += 1;
        }
        assert_eq!(n, 32);
        let words = FunctionWords::default();
        assert!(words.classes("who").has(Classes::RELATIVE));
        assert!(words.classes("who").has(Classes::WH));
        assert!(words.classes("treaty").is_open());
    }
}
