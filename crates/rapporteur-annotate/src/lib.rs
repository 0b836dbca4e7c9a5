//! One article at a time, pure: times, mentions, quotes and attributions, events, stances, meetings.
//!
//! One annotator, one file, each with the same header: what it finds, why, an example, the source. An annotator sees
//! the lexicon, one article, its syntax and what earlier annotators found; no clock, no file, no other article. It
//! cannot fail: what is unclear becomes a diagnostic.

pub mod attributions;
mod bodies;
mod candidates;
pub mod certainty;
mod cited;
mod clause;
mod clause_tree;
mod clauses;
pub mod coreference;
mod counterparts;
pub mod deadlines;
pub mod events;
pub mod meetings;
pub mod names;
pub mod non_responses;
mod patterns;
pub mod quantities;
pub mod quotes;
pub mod references;
mod referents;
pub mod roles;
mod sources;
pub mod stances;
pub mod talks_status;
pub mod terms;
pub mod times;
pub mod together;
mod tree;
pub mod turns;
mod verbless;
mod view;
mod words;

pub use attributions::attribution_at;

use rapporteur_lexicon::Lexicon;
use rapporteur_model::{Annotations, Article, Syntax};
use times::Reference;

/// One annotator.
pub type Annotator = fn(&Lexicon, &Article, &Syntax, &mut Annotations);

/// Every annotator after that of times, each after those whose findings it uses.
const ANNOTATORS: &[Annotator] = &[
    names::annotate,
    roles::annotate,
    coreference::annotate,
    references::annotate,
    attributions::annotate,
    turns::annotate,
    non_responses::annotate,
    quantities::annotate,
    events::annotate,
    certainty::annotate,
    stances::annotate,
    meetings::annotate,
    talks_status::annotate,
    deadlines::annotate,
    terms::annotate,
    together::annotate,
];

/// Runs every annotator over one news article, in the order in which they need each other.
pub fn article(lexicon: &Lexicon, article: &Article, syntax: &Syntax) -> Annotations {
    article_as(lexicon, article, syntax, Reference::News(article.published))
}

/// The same for a text that may be a history, whose dates lean on the last one named.
pub fn article_as(
    lexicon: &Lexicon,
    article: &Article,
    syntax: &Syntax,
    reference: Reference,
) -> Annotations {
    let mut found = Annotations { sentences: syntax.sentences.clone(), ..Annotations::default() };
    times::annotate_as(lexicon, article, reference, &mut found);
    for annotate in ANNOTATORS {
        annotate(lexicon, article, syntax, &mut found);
    }
    found
}
