//! Words that tell what a capitalised phrase is, from `data/org_words.tsv`.

use crate::fast::Map;
use crate::phrases::{items, key};
use crate::table::rows;

/// What a word makes of the phrase it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrgWord {
    /// A body of a government: Ministry, Department.
    Office,
    /// Council, Party, University.
    Organisation,
    /// Front, Brigade.
    ArmedGroup,
    /// Times, News, Radio.
    Outlet,
    /// War, Summit.
    Event,
    /// Treaty, Accords.
    Agreement,
    /// Mountain, Strait, Province.
    Place,
    /// Airport, Palace.
    Facility,
}

/// All such words.
#[derive(Debug, Default)]
pub struct OrgWords {
    by_word: Map<&'static str, OrgWord>,
}

impl OrgWords {
    /// Parses the data file; the first kind that lists a word wins.
    pub fn new() -> OrgWords {
        let mut words = OrgWords::default();
        for row in rows(include_str!("../data/org_words.tsv")) {
            let kind = match row.first().copied().unwrap_or("") {
                "office" => OrgWord::Office,
                "organisation" => OrgWord::Organisation,
                "armed_group" => OrgWord::ArmedGroup,
                "outlet" => OrgWord::Outlet,
                "event" => OrgWord::Event,
                "agreement" => OrgWord::Agreement,
                "place" => OrgWord::Place,
                "facility" => OrgWord::Facility,
                _ => continue,
            };
            for word in items(row.get(1).copied().unwrap_or("")) {
                words.by_word.entry(word).or_insert(kind);
            }
        }
        words
    }
    /// What this capitalised word makes of a phrase it ends.
    pub fn get(&self, word: &str) -> Option<OrgWord> {
        self.by_word.get(key(word).as_str()).copied()
    }
    /// What the two capitalised words that end a phrase make of it: an agency is an organisation, a news agency an outlet.
    pub fn of_two(&self, before: &str, last: &str) -> Option<OrgWord> {
        let both = || self.by_word.get(format!("{before} {last}").as_str()).copied();
        both().or_else(|| self.get(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn every_row_parses() {
        for row in rows(include_str!("../data/org_words.tsv")) {
            let first = items(row[1]).next().unwrap();
            assert!(OrgWords::new().get(first).is_some(), "{row:?}");
        }
        assert_eq!(OrgWords::new().get("Ministry"), Some(OrgWord::Office));
        assert_eq!(OrgWords::new().get("ministry"), None);
        assert_eq!(OrgWords::new().of_two("News", "Agency"), Some(OrgWord::Outlet));
        assert_eq!(OrgWords::new().of_two("Water", "Agency"), Some(OrgWord::Organisation));
    }
}
