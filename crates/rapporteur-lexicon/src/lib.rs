//! The words: data files under `data/` and `codebooks/`, compiled in, and the code that looks them up.
//!
//! One subject, one data file, one module of the same name. No rule lives here: a module parses its file once and
//! answers look-ups. A data file that does not parse fails a test, never a user's build.
#![allow(clippy::disallowed_methods)]

pub mod table;
pub mod times;

/// All word lists, parsed once. Cheap to pass by reference, the same for every build.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Months, units, cues, named days.
    pub times: times::TimeLexicon,
}

impl Lexicon {
    /// The lexicon that is compiled in.
    pub fn new() -> Lexicon {
        Lexicon::default()
    }
}
