//! The words: data files under `data/` and `codebooks/`, compiled in, and the code that looks them up.
//!
//! One subject, one data file, one module of the same name. No rule lives here: a module parses its file once and
//! answers look-ups. A data file that does not parse fails a test, never a user's build.
#![allow(clippy::disallowed_methods)]

pub mod abbreviations;
pub mod anonymous;
pub mod antecedents;
pub mod attributing;
pub mod bodies;
pub mod body_nouns;
pub mod clause_words;
pub mod codebook;
pub mod common_words;
pub mod cue_phrases;
pub mod cues;
pub mod event_frames;
pub mod event_words;
pub mod events;
pub mod fast;
pub mod function_words;
pub mod given_names;
pub mod hedges;
pub mod known;
pub mod name_words;
pub mod non_responses;
pub mod numbers;
pub mod offices;
pub mod ordinals;
pub mod org_words;
pub mod pattern;
pub mod person_nouns;
pub mod phrases;
pub mod places;
mod problems;
pub mod reading;
pub mod retelling;
pub mod rulings;
pub mod speaking;
pub mod stances;
pub mod states;
pub mod table;
pub mod terms;
pub mod times;
pub mod verbs;

pub use rapporteur_gazetteer as gazetteer;

/// All word lists, parsed once. Cheap to pass by reference, the same for every build.
#[derive(Debug)]
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
    /// Which words can name one event.
    pub event_roots: event_words::EventRoots,
    /// Words that name events, with the arguments they take.
    pub event_frames: event_frames::EventFrames,
    /// Agreements, terms, deadlines.
    pub terms: terms::Terms,
    /// Abbreviations and words that begin sentences.
    pub abbreviations: abbreviations::Abbreviations,
    /// Nouns for people.
    pub person_nouns: person_nouns::PersonNouns,
    /// Words for sources without a name.
    pub anonymous: anonymous::Anonymous,
    /// What speaks for and against that a pronoun takes up somebody.
    pub antecedents: antecedents::Antecedents,
    /// How often words and constructions attribute.
    pub attributing: attributing::Attributing,
    /// Verbs that attribute.
    pub cues: cues::Cues,
    /// Closed classes of words.
    pub function_words: function_words::FunctionWords,
    /// How the parts of a news text are told apart.
    pub reading: reading::Reading,
    /// Countries, regions and cities of the world by name.
    pub gazetteer: gazetteer::Gazetteer,
    /// What the words of a name are worth when two names are compared.
    pub name_words: name_words::NameWords,
    /// States, places, organisations, outlets: every name known.
    pub known: known::KnownNames,
    /// Titles and offices.
    pub offices: offices::Offices,
    /// "The company", "the union".
    pub body_nouns: body_nouns::BodyNouns,
    /// "Ministry", "Council", "Times".
    pub org_words: org_words::OrgWords,
    /// Given names and honorifics.
    pub given_names: given_names::GivenNames,
    /// Words that are no names.
    pub common_words: common_words::CommonWords,
    /// Months, units, cues, named days.
    pub times: times::TimeLexicon,
    /// Words that keep the teller at a distance.
    pub hedges: hedges::Hedges,
    /// Ways of not answering.
    pub non_responses: non_responses::NonResponses,
    /// Number words.
    pub numbers: numbers::Numbers,
    /// Those who speak and are spoken to.
    pub speaking: speaking::Speaking,
    /// What retellings change.
    pub retelling: retelling::Retelling,
}

impl Lexicon {
    /// The lexicon that is compiled in.
    pub fn new() -> Lexicon {
        Lexicon {
            verbs: Default::default(),
            clause_words: Default::default(),
            ordinals: Default::default(),
            stances: Default::default(),
            events: Default::default(),
            event_roots: Default::default(),
            event_frames: Default::default(),
            terms: Default::default(),
            abbreviations: Default::default(),
            person_nouns: Default::default(),
            anonymous: Default::default(),
            antecedents: Default::default(),
            speaking: Default::default(),
            attributing: Default::default(),
            cues: Default::default(),
            function_words: Default::default(),
            reading: Default::default(),
            gazetteer: Default::default(),
            name_words: name_words::NameWords::new(),
            known: known::KnownNames::new(),
            offices: offices::Offices::new(),
            body_nouns: body_nouns::BodyNouns::new(),
            org_words: org_words::OrgWords::new(),
            given_names: given_names::GivenNames::new(),
            common_words: common_words::CommonWords::new(),
            times: Default::default(),
            hedges: Default::default(),
            non_responses: Default::default(),
            numbers: Default::default(),
            retelling: Default::default(),
        }
    }
}

impl Default for Lexicon {
    fn default() -> Lexicon {
        Lexicon::new()
    }
}
