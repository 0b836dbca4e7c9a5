//! The words: data files under `data/` and `codebooks/`, compiled in, and the code that looks them up.
//!
//! One subject, one data file, one module of the same name. No rule lives here: a module parses its file once and
//! answers look-ups. A data file that does not parse fails a test, never a user's build.
#![allow(clippy::disallowed_methods)]

pub mod bodies;
pub mod common_words;
pub mod given_names;
pub mod known;
pub mod offices;
pub mod org_words;
pub mod phrases;
pub mod places;
pub mod states;
pub mod table;

/// All word lists, parsed once. Cheap to pass by reference, the same for every build.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// States, places, organisations, outlets: every name known.
    pub known: known::KnownNames,
    /// Titles and offices.
    pub offices: offices::Offices,
    /// "Ministry", "Council", "Times".
    pub org_words: org_words::OrgWords,
    /// Given names and honorifics.
    pub given_names: given_names::GivenNames,
    /// Words that are no names.
    pub common_words: common_words::CommonWords,
}

impl Lexicon {
    /// The lexicon that is compiled in.
    pub fn new() -> Lexicon {
        Lexicon {
            known: known::KnownNames::new(),
            offices: offices::Offices::new(),
            org_words: org_words::OrgWords::new(),
            given_names: given_names::GivenNames::new(),
            common_words: common_words::CommonWords::new(),
        }
    }
}
