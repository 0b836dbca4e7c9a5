//! Words by which the parts of a news text are told apart: agencies, months, openers of bylines, credits and captions.
//!
//! Looks words up, and nothing else; where in a text they count is for `read` to say. All look-ups take lower case.

use std::collections::{BTreeMap, BTreeSet};

static FILE: &str = include_str!("../data/reading.tsv");

/// What a credit line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credit {
    /// A picture; says nothing of who wrote the text.
    Photo,
    /// The text: who reported, edited, published it.
    Text,
    /// Furniture of the page: "Read more", "Follow us".
    Page,
}

/// The words of `data/reading.tsv`.
#[derive(Debug)]
pub struct Reading {
    agencies: BTreeMap<String, &'static str>,
    not_agencies: BTreeSet<&'static str>,
    months: BTreeMap<&'static str, i8>,
    weekdays: BTreeSet<&'static str>,
    labels: BTreeSet<&'static str>,
    byline_open: Vec<&'static str>,
    byline_roles: BTreeSet<&'static str>,
    particles: BTreeSet<&'static str>,
    place_particles: BTreeSet<&'static str>,
    credit_open: Vec<(&'static str, Credit)>,
    credit_within: Vec<&'static str>,
    credit_close: Vec<&'static str>,
    handle_open: Vec<&'static str>,
    update_notes: Vec<&'static str>,
    caption_open: Vec<&'static str>,
    caption_close: Vec<&'static str>,
    caption_within: Vec<&'static str>,
    caption_exact: Vec<&'static str>,
    date_open: Vec<(&'static str, bool)>,
    end_marks: BTreeSet<&'static str>,
    site_endings: BTreeSet<&'static str>,
    frequent: BTreeMap<&'static str, &'static str>,
    /// Bytes of the longest of them.
    longest_frequent: usize,
    languages: BTreeMap<&'static str, &'static str>,
}

impl Default for Reading {
    fn default() -> Reading {
        let mut words = Reading {
            agencies: BTreeMap::new(),
            not_agencies: BTreeSet::new(),
            months: BTreeMap::new(),
            weekdays: BTreeSet::new(),
            labels: BTreeSet::new(),
            byline_open: Vec::new(),
            byline_roles: BTreeSet::new(),
            particles: BTreeSet::new(),
            place_particles: BTreeSet::new(),
            credit_open: Vec::new(),
            credit_within: Vec::new(),
            credit_close: Vec::new(),
            handle_open: Vec::new(),
            update_notes: Vec::new(),
            caption_open: Vec::new(),
            caption_close: Vec::new(),
            caption_within: Vec::new(),
            caption_exact: Vec::new(),
            date_open: Vec::new(),
            end_marks: BTreeSet::new(),
            site_endings: BTreeSet::new(),
            frequent: BTreeMap::new(),
            longest_frequent: 0,
            languages: BTreeMap::new(),
        };
        for row in crate::table::rows(FILE) {
            if let [kind, word, means] = row[..] {
                words.take(kind, word, means);
            }
        }
        words
    }
}

impl Reading {
    /// Files one row; a row of no known kind is left out (a test forbids it).
    fn take(&mut self, kind: &str, word: &'static str, means: &'static str) -> bool {
        match kind {
            "agency" => drop(self.agencies.insert(word.to_lowercase(), means)),
            "not-agency" => drop(self.not_agencies.insert(word)),
            "month" => match means.parse() {
                Ok(month) => drop(self.months.insert(word, month)),
                Err(_) => return false,
            },
            "weekday" => drop(self.weekdays.insert(word)),
            "label" => drop(self.labels.insert(word)),
            "byline-open" => self.byline_open.push(word),
            "byline-role" => drop(self.byline_roles.insert(word)),
            "name-particle" => drop(self.particles.insert(word)),
            "place-particle" => drop(self.place_particles.insert(word)),
            "credit-open" => match means {
                "photo" => self.credit_open.push((word, Credit::Photo)),
                "text" => self.credit_open.push((word, Credit::Text)),
                "page" => self.credit_open.push((word, Credit::Page)),
                _ => return false,
            },
            "credit-within" => self.credit_within.push(word),
            "credit-close" => self.credit_close.push(word),
            "handle-open" => self.handle_open.push(word),
            "update-note" => self.update_notes.push(word),
            "caption-open" => self.caption_open.push(word),
            "caption-close" => self.caption_close.push(word),
            "caption-within" => self.caption_within.push(word),
            "caption-exact" => self.caption_exact.push(word),
            "date-open" => self.date_open.push((word, means == "published")),
            "end-mark" => drop(self.end_marks.insert(word)),
            "site-ending" => drop(self.site_endings.insert(word)),
            "frequent" => {
                self.longest_frequent = self.longest_frequent.max(word.len());
                self.frequent.insert(word, means);
            }
            "language" => drop(self.languages.insert(word, means)),
            _ => return false,
        }
        true
    }

    /// The name of the agency credited as `word`: "ap" is "Associated Press".
    pub fn agency(&self, word: &str) -> Option<&'static str> {
        self.agencies.get(word).copied()
    }
    /// Words in brackets that say how a report came: "by telegraph", "special to the post".
    pub fn is_not_agency(&self, words: &str) -> bool {
        self.not_agencies.iter().any(|w| starts_with_words(words, w))
    }
    /// The month a word names, 1 to 12; without a final period.
    pub fn month(&self, word: &str) -> Option<i8> {
        self.months.get(word).copied()
    }
    /// A day of the week; without a final period.
    pub fn is_weekday(&self, word: &str) -> bool {
        self.weekdays.contains(word)
    }
    /// Capitals at the head of a text that name no place: "update", "analysis".
    pub fn is_label(&self, words: &str) -> bool {
        self.labels.contains(words)
    }
    /// The words a byline opens with, where `line` does: the longest that fits.
    pub fn byline_open(&self, line: &str) -> Option<&'static str> {
        self.byline_open.iter().copied().filter(|w| starts_with_words(line, w)).max_by_key(|w| w.len())
    }
    /// What may follow a name in a byline: "staff writer".
    pub fn is_byline_role(&self, words: &str) -> bool {
        self.byline_roles.contains(words)
    }
    /// A small word inside names: "al", "van", "and".
    pub fn is_particle(&self, word: &str) -> bool {
        self.particles.contains(word)
    }
    /// A small word inside names of places: "of", "de".
    pub fn is_place_particle(&self, word: &str) -> bool {
        self.place_particles.contains(word)
    }
    /// What the credit that `line` opens with is about.
    pub fn credit_open(&self, line: &str) -> Option<Credit> {
        let fit = self.credit_open.iter().filter(|(w, _)| starts_with_words(line, w));
        fit.max_by_key(|(w, _)| w.len()).map(|(_, credit)| *credit)
    }
    /// Does the line say inside that it is a credit?
    pub fn has_credit(&self, line: &str) -> bool {
        self.credit_within.iter().any(|w| line.contains(w))
    }
    /// Does a short line that ends like this credit somebody? `line` without final punctuation.
    pub fn closes_credit(&self, line: &str) -> bool {
        self.credit_close.iter().any(|w| line.ends_with(w))
    }
    /// Does a line with an `@name` that opens like this ask to be followed?
    pub fn opens_handle(&self, line: &str) -> bool {
        self.handle_open.iter().any(|w| starts_with_words(line, w))
    }
    /// "This article has been updated": says what was changed.
    pub fn is_update_note(&self, line: &str) -> bool {
        self.update_notes.iter().any(|w| starts_with_words(line, w))
    }
    /// Does a caption open like this?
    pub fn opens_caption(&self, line: &str) -> bool {
        self.caption_open.iter().any(|w| starts_with_words(line, w))
    }
    /// Does a caption close like this? `line` without final punctuation.
    pub fn closes_caption(&self, line: &str) -> bool {
        self.caption_close.iter().any(|w| line.ends_with(w))
    }
    /// Does the line hold the credit of a picture?
    pub fn has_caption(&self, line: &str) -> bool {
        self.caption_within.iter().any(|w| line.contains(w))
    }
    /// Does the line hold the credit of a picture? The line as written, for credits told by their capitals.
    pub fn has_caption_as_written(&self, line: &str) -> bool {
        self.caption_exact.iter().any(|w| line.contains(w))
    }
    /// What opens a line that holds nothing but a date: its length, and whether it is the day of publication.
    pub fn date_open(&self, line: &str) -> Option<(usize, bool)> {
        let fit = self.date_open.iter().filter(|(w, _)| starts_with_words(line, w));
        fit.max_by_key(|(w, _)| w.len()).map(|(w, published)| (w.len(), *published))
    }
    /// "-30-", "ends".
    pub fn is_end_mark(&self, line: &str) -> bool {
        self.end_marks.contains(line)
    }
    /// The last label of a site's name: "com".
    pub fn is_site_ending(&self, word: &str) -> bool {
        self.site_endings.contains(word)
    }
    /// The language of which this is one of the most frequent words: "the" is one of English.
    pub fn frequent(&self, word: &str) -> Option<&'static str> {
        if word.len() > self.longest_frequent {
            return None;
        }
        self.frequent.get(word).copied()
    }
    /// The two-letter code of an ISO 639-3 code, where there is one.
    pub fn language(&self, code: &str) -> Option<&'static str> {
        self.languages.get(code).copied()
    }
    /// The two-letter code is one of a language that can be told.
    pub fn is_language(&self, code: &str) -> bool {
        self.languages.values().any(|c| *c == code)
    }
}

/// Does `line` begin with `words`, ending at the end of a word?
fn starts_with_words(line: &str, words: &str) -> bool {
    line.strip_prefix(words).is_some_and(|rest| {
        let inside = |c: char| c.is_alphanumeric();
        !(words.ends_with(inside) && rest.starts_with(inside))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood() {
        let mut words = Reading::default();
        for row in crate::table::rows(FILE) {
            assert!(row.len() == 3 && words.take(row[0], row[1], row[2]), "reading.tsv: {row:?}");
            assert!(
                ["agency", "caption-exact"].contains(&row[0]) || row[1] == row[1].to_lowercase(),
                "not lower case: {row:?}"
            );
            assert!(row[0] != "agency" || !row[2].is_empty(), "agency without a name: {row:?}");
        }
        assert_eq!(words.months.values().collect::<BTreeSet<_>>().len(), 12);
    }

    #[test]
    fn no_word_stands_twice_in_a_kind() {
        let mut seen = BTreeSet::new();
        for row in crate::table::rows(FILE) {
            assert!(seen.insert((row[0], row[1].to_lowercase())), "twice: {row:?}");
        }
    }

    #[test]
    fn openers_end_at_the_end_of_a_word() {
        let words = Reading::default();
        assert_eq!(words.byline_open("by jane doe"), Some("by"));
        assert_eq!(words.byline_open("byzantium fell"), None);
        assert_eq!(words.credit_open("photo from the harbour post"), Some(Credit::Photo));
        assert_eq!(words.agency("ap"), Some("Associated Press"));
    }
}
