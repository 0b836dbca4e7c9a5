//! Tables of phrases, matched over lower-case words.
//!
//! A phrase is words separated by spaces. `seek~` is any form of the verb; `withdraw*` any word that begins so;
//! `(on|out of)` one of several (each word may end in `~` or `*`); `(the)?` what may be missing; `...` up to three other
//! words. Look-up goes by first word, so a long table costs no more than a short one.

use crate::fast::{Map, Shortlist};
use crate::verbs::Verbs;

#[derive(Debug, Clone)]
enum Step {
    Word(Vec<String>, Vec<String>),
    Gap,
}

impl Step {
    fn takes(&self, word: &str) -> bool {
        match self {
            Step::Word(words, stems) => {
                words.iter().any(|w| w == word) || stems.iter().any(|s| word.starts_with(s.as_str()))
            }
            Step::Gap => false,
        }
    }
}

/// A table of phrases, each with what it stands for.
#[derive(Debug)]
pub struct Phrases<T> {
    /// Where adverbs and a short parenthesis may stand between its words: the adverbs beside those in -ly.
    between: Option<Vec<String>>,
    entries: Vec<(Vec<Step>, T)>,
    by_word: Map<String, Vec<usize>>,
    by_stem: Map<String, Vec<usize>>,
    /// The keys of both.
    words: Shortlist,
    stems: Shortlist,
    /// Bytes of the longest stem.
    longest_stem: usize,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Phrases {
            between: None,
            entries: Vec::new(),
            by_word: Map::default(),
            by_stem: Map::default(),
            words: Shortlist::default(),
            stems: Shortlist::default(),
            longest_stem: 0,
        }
    }
}

/// Words a gap may span.
const GAP: usize = 3;

impl<T: Clone> Phrases<T> {
    /// A table in whose phrases adverbs, those in -ly and these, and a short parenthesis may stand between two words:
    /// "pushed hard for", "willing, in principle, to".
    pub fn loose<'w>(adverbs: impl IntoIterator<Item = &'w str>) -> Self {
        let between = adverbs.into_iter().map(str::to_owned).collect();
        Phrases { between: Some(between), ..Phrases::default() }
    }

    /// Adds a phrase; the error says what is wrong with it.
    pub fn add(&mut self, verbs: &Verbs, phrase: &str, value: T) -> Result<(), String> {
        let simple = expand(phrase)?;
        let (last, others) = simple.split_last().ok_or_else(|| format!("`{phrase}`: no words"))?;
        let compiled: Vec<Vec<Step>> = others.iter().map(|p| compile(verbs, p)).collect::<Result<_, _>>()?;
        for steps in compiled {
            self.insert(steps, value.clone()).map_err(|e| format!("`{phrase}`: {e}"))?;
        }
        self.insert(compile(verbs, last)?, value).map_err(|e| format!("`{phrase}`: {e}"))
    }

    fn insert(&mut self, steps: Vec<Step>, value: T) -> Result<(), String> {
        let n = self.entries.len();
        match steps.first() {
            Some(Step::Word(words, stems)) => {
                for word in words {
                    self.words.add(word);
                    self.by_word.entry(word.clone()).or_default().push(n);
                }
                for stem in stems {
                    self.stems.add(stem);
                    self.longest_stem = self.longest_stem.max(stem.len());
                    self.by_stem.entry(stem.clone()).or_default().push(n);
                }
            }
            _ => return Err("a phrase begins with a word".to_owned()),
        }
        self.entries.push((steps, value));
        Ok(())
    }

    /// The longest phrase that begins at word `at`: one past its last word, and what it stands for. Among equally long
    /// ones the first added wins.
    pub fn at<W: AsRef<str>>(&self, words: &[W], at: usize) -> Option<(usize, &T)> {
        self.all_at(words, at).into_iter().rev().max_by_key(|(end, _)| *end)
    }

    /// Every phrase that begins at word `at`, in the order they were added.
    pub fn all_at<W: AsRef<str>>(&self, words: &[W], at: usize) -> Vec<(usize, &T)> {
        let Some(first) = words.get(at).map(AsRef::as_ref) else { return Vec::new() };
        let mut found: Vec<usize> = Vec::new();
        if self.words.may_hold(first) {
            found.extend(self.by_word.get(first).into_iter().flatten());
        }
        if !self.by_stem.is_empty() {
            let ends = first.char_indices().skip(1).map(|(i, _)| i).chain([first.len()]);
            for i in ends.take_while(|i| *i <= self.longest_stem) {
                if self.stems.may_hold(&first[..i]) {
                    found.extend(self.by_stem.get(&first[..i]).into_iter().flatten());
                }
            }
        }
        if found.is_empty() {
            return Vec::new();
        }
        found.sort_unstable();
        found.dedup();
        let ends = found.into_iter().filter_map(|n| {
            let (steps, value) = self.entries.get(n)?;
            Some((run(steps, words, at, self.between.as_deref(), true)?, value))
        });
        ends.collect()
    }
}

/// Most words of a parenthesis within a phrase.
const ASIDE: usize = 4;

/// One past what stands between two words of a loose phrase: an adverb, or words between two commas.
fn aside<W: AsRef<str>>(words: &[W], at: usize, adverbs: &[String]) -> Option<usize> {
    let word = words.get(at)?.as_ref();
    let adverb = word.len() > 4 && word.ends_with("ly") || adverbs.iter().any(|w| w == word);
    if adverb {
        return Some(at + 1);
    }
    let close = words.get(at + 1..)?.iter().take(ASIDE + 1).position(|w| w.as_ref() == ",")?;
    (word == "," && close > 0).then_some(at + close + 2)
}

/// One past the last word of the phrase that begins at word `at`; `first` says that none of its words has been met.
fn run<W: AsRef<str>>(
    steps: &[Step],
    words: &[W],
    at: usize,
    between: Option<&[String]>,
    first: bool,
) -> Option<usize> {
    let Some((step, rest)) = steps.split_first() else { return Some(at) };
    match step {
        Step::Gap => (0..=GAP).find_map(|skip| {
            let passed = words.get(at..at + skip)?;
            passed
                .iter()
                .all(|w| w.as_ref().starts_with(|c: char| c.is_alphanumeric()))
                .then(|| run(rest, words, at + skip, None, false))?
        }),
        Step::Word(..) => {
            let here = words.get(at).filter(|w| step.takes(w.as_ref()));
            match (here, between) {
                (Some(_), _) => run(rest, words, at + 1, between, false),
                (None, Some(adverbs)) if !first => {
                    let at = aside(words, at, adverbs)?;
                    words.get(at).filter(|w| step.takes(w.as_ref()))?;
                    run(rest, words, at + 1, None, false)
                }
                (None, _) => None,
            }
        }
    }
}

/// Groups that hold more than one word are written out: "walk~ (out of|away)" is two phrases.
fn expand(phrase: &str) -> Result<Vec<String>, String> {
    let Some(open) = phrase.find('(') else { return Ok(vec![phrase.to_owned()]) };
    let close =
        phrase[open..].find(')').ok_or_else(|| format!("`{phrase}`: a bracket is not closed"))? + open;
    let (inner, rest) = (&phrase[open + 1..close], &phrase[close + 1..]);
    let (optional, rest) = rest.strip_prefix('?').map_or((false, rest), |r| (true, r));
    let tails = expand(rest)?;
    let mut options: Vec<String> = if inner.contains(' ') {
        inner.split('|').map(str::to_owned).collect()
    } else {
        vec![format!("({inner})")]
    };
    if optional {
        options.push(String::new());
    }
    let all = options.iter().flat_map(|o| tails.iter().map(move |t| format!("{}{o}{t}", &phrase[..open])));
    Ok(all.collect())
}

fn compile(verbs: &Verbs, phrase: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    for element in phrase.split_whitespace() {
        if element == "..." {
            steps.push(Step::Gap);
            continue;
        }
        let inner = match element.strip_prefix('(') {
            Some(rest) => {
                rest.strip_suffix(')').ok_or_else(|| format!("`{phrase}`: a bracket is not closed"))?
            }
            None => element,
        };
        let (mut words, mut stems) = (Vec::new(), Vec::new());
        for word in inner.split('|') {
            let lower = word.to_lowercase();
            if let Some(lemma) = lower.strip_suffix('~') {
                words.extend(verbs.forms(lemma));
            } else if let Some(stem) = lower.strip_suffix('*') {
                stems.push(stem.to_owned());
            } else if lower.is_empty() {
                return Err(format!("`{phrase}`: an alternative is empty"));
            } else {
                words.push(lower);
            }
        }
        steps.push(Step::Word(words, stems));
    }
    if matches!(steps.last(), Some(Step::Gap)) {
        return Err(format!("`{phrase}`: a gap at the end matches nothing"));
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches() {
        let verbs = Verbs::default();
        let mut table = Phrases::default();
        for phrase in
            ["seek~", "rule~ out", "rule~ ... out", "withdraw*", "insist~ (on|that)", "call~ (up)? for"]
        {
            table.add(&verbs, phrase, phrase).unwrap();
        }
        let hit = |text: &str| {
            let words: Vec<&str> = text.split(' ').collect();
            table.at(&words, 0).map(|(end, p)| (end, *p))
        };
        assert_eq!(hit("sought peace"), Some((1, "seek~")));
        assert_eq!(hit("ruled out talks"), Some((2, "rule~ out")));
        assert_eq!(hit("ruled any deal out"), Some((4, "rule~ ... out")));
        assert_eq!(hit("withdrawal of"), Some((1, "withdraw*")));
        assert_eq!(hit("insists it"), None);
        assert_eq!(hit("called for"), Some((2, "call~ (up)? for")));
        assert_eq!(hit("called up for"), Some((3, "call~ (up)? for")));
        let mut loose = Phrases::loose(["only"]);
        loose.add(&verbs, "willing to", ()).unwrap();
        let ends = |text: &str| {
            let words: Vec<&str> = text.split(' ').collect();
            loose.at(&words, 0).map(|(end, ())| end)
        };
        assert_eq!(ends("willing to go"), Some(2));
        assert_eq!(ends("willing , in principle , to go"), Some(6));
        assert_eq!(ends("willing only to go"), Some(3));
        assert_eq!(ends("willing men to go"), None);
        assert!(Phrases::default().add(&verbs, "... out", ()).is_err());
        assert!(Phrases::default().add(&verbs, "(a|b out", ()).is_err());
    }
}
