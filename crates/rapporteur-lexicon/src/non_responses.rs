//! How somebody does not answer (`data/non_responses.tsv`).
//!
//! Holds the patterns and matches one against words; who, whom and what about are for the annotator.

use crate::fast::Set;
use crate::table;
use rapporteur_model::NonResponseHow;

/// Whom the words before the pattern name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectIs {
    /// The one who did not answer.
    Silent,
    /// What could not be verified.
    Matter,
    /// The last of "neither A nor B"; "none of them".
    Neither,
    /// What is behind "neither": "neither account could be verified".
    NeitherMatter,
    /// Whoever says the words, and nothing else.
    Said,
}

/// One word of a pattern.
#[derive(Debug)]
struct Slot {
    words: Vec<&'static str>,
    optional: bool,
}

/// A way of not answering.
#[derive(Debug)]
pub struct Pattern {
    slots: Vec<Slot>,
    /// How.
    pub how: NonResponseHow,
    /// What stands before it.
    pub subject: SubjectIs,
    /// Does the pattern speak of comments, calls, being drawn, and is no verb alone ("answered")?
    pub several: bool,
}

impl Pattern {
    /// How many words the pattern takes at the start of `words`; `skip` says which words may stand between.
    pub fn matches<'w>(
        &self,
        words: impl Fn(usize) -> &'w str,
        skip: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        // "Neither could not": "not" is no mere adverb there.
        let skip = |i: usize| {
            let not = matches!(words(i), "not" | "n't" | "n’t" | "never");
            skip(i) && !(not && matches!(self.subject, SubjectIs::Neither | SubjectIs::NeitherMatter))
        };
        let mut at = 0;
        for slot in &self.slots {
            loop {
                if slot.words.contains(&words(at)) {
                    at += 1;
                    break;
                }
                if slot.optional {
                    break;
                }
                if at > 0 && skip(at) && at < 12 {
                    at += 1;
                    continue;
                }
                return None;
            }
        }
        Some(at)
    }
}

/// All patterns.
#[derive(Debug)]
pub struct NonResponses {
    all: Vec<Pattern>,
    /// The words a pattern can begin with; most words are none of them.
    first: Set<&'static str>,
}

impl Default for NonResponses {
    fn default() -> Self {
        let rows = table::rows(include_str!("../data/non_responses.tsv"));
        let all: Vec<Pattern> = rows.filter_map(|row| pattern(&row)).collect();
        let first = |p: &Pattern| {
            let needed = p.slots.iter().position(|s| !s.optional).map_or(p.slots.len(), |n| n + 1);
            p.slots.iter().take(needed).flat_map(|s| s.words.clone()).collect::<Vec<_>>()
        };
        let first = all.iter().flat_map(first).collect();
        NonResponses { all, first }
    }
}

fn pattern(row: &[&'static str]) -> Option<Pattern> {
    let [words, how, subject] = row else { return None };
    let slots = words
        .split(' ')
        .map(|slot| {
            let optional = slot.starts_with('?');
            Slot { words: slot.trim_start_matches('?').split('|').collect(), optional }
        })
        .collect();
    let subject = match *subject {
        "before" => SubjectIs::Silent,
        "object" => SubjectIs::Matter,
        "neither" => SubjectIs::Neither,
        "neither-object" => SubjectIs::NeitherMatter,
        "said" => SubjectIs::Said,
        _ => return None,
    };
    let several = words.split(' ').filter(|slot| !slot.starts_with('?')).count() > 1;
    Some(Pattern { slots, how: how.parse().ok()?, subject, several })
}

impl NonResponses {
    /// The longest pattern that takes the first of some words, with its length.
    pub fn find<'w>(
        &self,
        words: impl Fn(usize) -> &'w str,
        skip: impl Fn(usize) -> bool,
    ) -> Option<(&Pattern, usize)> {
        if !self.first.contains(words(0)) {
            return None;
        }
        let mut best: Option<(&Pattern, usize)> = None;
        for pattern in &self.all {
            if let Some(len) = pattern.matches(&words, &skip)
                && best.is_none_or(|(_, longest)| len > longest)
            {
                best = Some((pattern, len));
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood() {
        for row in table::rows(include_str!("../data/non_responses.tsv")) {
            assert!(pattern(&row).is_some(), "{row:?}");
        }
    }

    #[test]
    fn the_longest_pattern_is_found() {
        let all = NonResponses::default();
        let find = |text: &str| {
            let words: Vec<&str> = text.split(' ').collect();
            all.find(
                |i| words.get(i).copied().unwrap_or(""),
                |i| words.get(i).is_some_and(|w| w.ends_with("ly")),
            )
            .map(|(p, len)| (p.how, len))
        };
        assert_eq!(find("declined to comment on it"), Some((NonResponseHow::NoComment, 3)));
        assert_eq!(find("did not immediately respond to it"), Some((NonResponseHow::NoReply, 5)));
        assert_eq!(find("avoided a direct answer"), Some((NonResponseHow::Evaded, 4)));
        assert_eq!(find("could not independently verify it"), Some((NonResponseHow::NotVerified, 4)));
        assert_eq!(find("could not be independently verified"), Some((NonResponseHow::NotVerified, 5)));
        assert_eq!(find("declined to sign"), None);
    }
}
