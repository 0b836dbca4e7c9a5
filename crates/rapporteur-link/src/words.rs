//! # The words of a pile as numbers
//!
//! What it finds: every word of every sentence, and a number for each that is written differently.
//! Why: retellings, threads and claims all look at the same words. Read once, what a word tells is found once, too: a
//! pile has few different ones.
//! Example: "The ferry's crew left the ferry" has five words, of which "ferry" stands twice.
//! May touch: text and sentences. It knows no language but for the endings "'s".

use crate::sorted::QuickMap;
use rapporteur_model::{Corpus, Span};

/// The words of a pile.
pub(crate) struct Words<'c> {
    /// Each different word as it is written, by its number.
    written: Vec<&'c str>,
    numbers: QuickMap<&'c str, u32>,
    /// The words of all sentences, article by article, in the order of the text; and where those of each article begin.
    all: Vec<(Span, u32)>,
    starts: Vec<usize>,
}

impl<'c> Words<'c> {
    pub(crate) fn new(corpus: &'c Corpus) -> Words<'c> {
        let mut words =
            Words { written: Vec::new(), numbers: QuickMap::default(), all: Vec::new(), starts: vec![0] };
        for (article, found) in corpus.articles.iter().zip(&corpus.annotations) {
            for sentence in &found.sentences {
                for (at, written) in as_written(&article.text, *sentence) {
                    let next = u32::try_from(words.written.len()).unwrap_or(u32::MAX);
                    let number = *words.numbers.entry(written).or_insert(next);
                    if number == next {
                        words.written.push(written);
                    }
                    words.all.push((at, number));
                }
            }
            words.starts.push(words.all.len());
        }
        words
    }

    /// How many different words there are.
    pub(crate) fn len(&self) -> usize {
        self.written.len()
    }

    /// A word by its number.
    pub(crate) fn written(&self, number: u32) -> &'c str {
        self.written.get(number as usize).copied().unwrap_or_default()
    }

    /// The number of a word.
    pub(crate) fn number(&self, written: &str) -> Option<u32> {
        self.numbers.get(written).copied()
    }

    /// The words that begin in a stretch of an article, as far as sentences hold them.
    pub(crate) fn within(&self, article: usize, span: Span) -> &[(Span, u32)] {
        let end = self.starts.get(article + 1).copied().unwrap_or_default();
        let all = self.starts.get(article).and_then(|start| self.all.get(*start..end)).unwrap_or_default();
        let all = all.get(all.partition_point(|(at, _)| at.start < span.start)..).unwrap_or_default();
        all.get(..all.partition_point(|(at, _)| at.start < span.end)).unwrap_or_default()
    }
}

/// Something for each word by its number, found when it is first asked for.
pub(crate) struct ByWord<T>(Vec<Option<T>>);

impl<T> ByWord<T> {
    pub(crate) fn new(words: &Words<'_>) -> ByWord<T> {
        ByWord(std::iter::repeat_with(|| None).take(words.len()).collect())
    }
    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        self.0.get(number as usize)?.as_ref()
    }
    pub(crate) fn set(&mut self, number: u32, what: T) {
        if let Some(slot) = self.0.get_mut(number as usize) {
            *slot = Some(what);
        }
    }
}

/// Words of a stretch with where they stand, lower case, without a possessive ending.
pub(crate) fn lower(text: &str, span: Span) -> impl Iterator<Item = (Span, String)> {
    as_written(text, span).map(|(at, word)| (at, plain(word)))
}

/// A word in lower case, without dots.
pub(crate) fn plain(word: &str) -> String {
    word.to_lowercase().replace('.', "")
}

/// Words of a stretch as they are written, without a possessive ending: letters and digits, and between them hyphens, dots and
/// apostrophes ("cease-fire", "U.S"), between digits commas.
pub(crate) fn as_written(text: &str, span: Span) -> impl Iterator<Item = (Span, &str)> {
    let part = span.of(text);
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let (mut c, mut len) = char_at(part, at)?;
            while !c.is_alphanumeric() {
                at += len;
                (c, len) = char_at(part, at)?;
            }
            let start = at;
            loop {
                while c.is_alphanumeric() {
                    at += len;
                    let Some(next) = char_at(part, at) else { break };
                    (c, len) = next;
                }
                let Some((after, _)) = char_at(part, at + len).filter(|_| at < part.len()) else { break };
                let digit = || part.get(start..at).is_some_and(|w| w.ends_with(|c: char| c.is_ascii_digit()));
                let joins = match c {
                    '-' | '\'' | '’' | '.' => after.is_alphanumeric(),
                    ',' => after.is_ascii_digit() && digit(),
                    _ => false,
                };
                if !joins {
                    break;
                }
                at += len;
                (c, len) = (after, after.len_utf8());
            }
            let bare = bare(part.get(start..at)?);
            if !bare.is_empty() {
                let from = span.lo() + start;
                return Some((Span::new(from, from + bare.len()), bare));
            }
        }
    })
}

/// A word without a possessive ending.
pub(crate) fn bare(word: &str) -> &str {
    ["'s", "’s", "'S", "’S"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word)
}

/// The letter that begins at a byte, and how many bytes it has. Most are ASCII.
fn char_at(text: &str, at: usize) -> Option<(char, usize)> {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => Some((char::from(*byte), 1)),
        _ => text.get(at..)?.chars().next().map(|c| (c, c.len_utf8())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_model::Annotations;

    #[test]
    fn words_as_they_are_written() {
        let text = "The Lake’s cease-fire -- of 3,000, U.S. troops' and 3.5... \"yes\",no 'n' İstanbul’dan";
        let found: Vec<&str> = as_written(text, Span::new(0, text.len())).map(|(_, w)| w).collect();
        let all = ["The", "Lake", "cease-fire", "of", "3,000", "U.S", "troops", "and", "3.5", "yes", "no"];
        assert_eq!(found, [&all[..], &["n", "İstanbul’dan"]].concat());
        for (at, word) in as_written(text, Span::new(0, text.len())) {
            assert_eq!(at.of(text), word);
        }
        assert_eq!(lower("The U.S.'s", Span::new(4, 8)).map(|(_, w)| w).collect::<Vec<_>>(), ["us"]);
    }

    #[test]
    fn a_word_has_one_number() {
        let text = "The ferry's crew left the ferry. It sank.";
        let sentences = vec![Span::new(0, 32), Span::new(33, text.len())];
        let found = Annotations { sentences, ..Annotations::default() };
        let corpus = Corpus::new(vec![(crate::drafts::article(None, "", text), found)], Vec::new());
        let words = Words::new(&corpus);
        let of = |span| words.within(0, span).iter().map(|(_, n)| words.written(*n)).collect::<Vec<_>>();
        assert_eq!(of(Span::new(0, 32)), ["The", "ferry", "crew", "left", "the", "ferry"]);
        assert_eq!(of(Span::new(5, 34)), ["crew", "left", "the", "ferry", "It"]);
        assert_eq!((words.len(), words.number("ferry"), words.number("boat")), (7, Some(1), None));
        assert!(words.within(1, Span::new(0, 9)).is_empty());
    }
}
