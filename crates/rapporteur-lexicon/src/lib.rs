//! The words: data files under `data/` and `codebooks/`, compiled in, and the code that looks them up.
//!
//! One subject, one data file, one module of the same name. No rule lives here: a module parses its file once and
//! answers look-ups. A data file that does not parse fails a test, never a user's build.
#![allow(clippy::disallowed_methods)]

pub mod abbreviations;
pub mod anonymous;
pub mod cues;
pub mod function_words;
pub mod hedges;
pub mod non_responses;
pub mod numbers;
pub mod table;

/// All word lists, parsed once. Cheap to pass by reference, the same for every build.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Abbreviations and words that begin sentences.
    pub abbreviations: abbreviations::Abbreviations,
    /// Words for sources without a name.
    pub anonymous: anonymous::Anonymous,
    /// Verbs that attribute.
    pub cues: cues::Cues,
    /// Closed classes of words.
    pub function_words: function_words::FunctionWords,
    /// Words that keep the teller at a distance.
    pub hedges: hedges::Hedges,
    /// Ways of not answering.
    pub non_responses: non_responses::NonResponses,
    /// Number words.
    pub numbers: numbers::Numbers,
}

impl Lexicon {
    /// The lexicon that is compiled in.
    pub fn new() -> Lexicon {
        Lexicon::default()
    }
}
