//! The words: data files under `data/` and `codebooks/`, compiled in, and the code that looks them up.
//!
//! One subject, one data file, one module of the same name. No rule lives here: a module parses its file once and
//! answers look-ups. A data file that does not parse fails a test, never a user's build.
#![allow(clippy::disallowed_methods)]

pub mod abbreviations;
pub mod clause_words;
pub mod codebook;
pub mod cues;
pub mod events;
pub mod function_words;
pub mod ordinals;
pub mod pattern;
pub mod phrases;
pub mod reading;
pub mod stances;
pub mod table;
pub mod verbs;

/// All word lists, parsed once. Cheap to pass by reference, the same for every build.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Verb forms.
    pub verbs: verbs::Verbs,
    /// Closed classes.
    pub clause_words: clause_words::ClauseWords,
    /// Ordinals of rounds.
    pub ordinals: ordinals::Ordinals,
    /// Asking, offering, refusing, tying.
    pub stances: stances::Stances,
    /// Events, meetings, state of the talks.
    pub events: events::EventWords,
    /// Abbreviations and words that begin sentences.
    pub abbreviations: abbreviations::Abbreviations,
    /// Closed classes of words.
    pub function_words: function_words::FunctionWords,
    /// Words that attribute.
    pub cues: cues::Cues,
    /// How the parts of a news text are told apart.
    pub reading: reading::Reading,
}

impl Lexicon {
    /// The lexicon that is compiled in.
    pub fn new() -> Lexicon {
        Lexicon::default()
    }
}
