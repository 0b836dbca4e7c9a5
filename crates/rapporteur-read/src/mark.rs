//! Which block of a text is what: title, repeated title, dateline, byline, credit, caption, body.

use crate::draft::{Block, Hint};
use crate::layout::ends_sentence;
use rapporteur_lexicon::reading::Reading;
use rapporteur_model::{Date, Part, PartKind, Span};

/// What was found in a text.
#[derive(Debug, Default)]
pub(crate) struct Marked {
    pub(crate) parts: Vec<Part>,
    pub(crate) title: Option<Span>,
    pub(crate) author: Option<String>,
    pub(crate) dateline: Option<Span>,
    pub(crate) agency: Option<String>,
    pub(crate) date: Option<Date>,
    pub(crate) outlet: Option<(Span, String)>,
}

/// Marks the parts of a text; `title` is the headline that metadata states.
pub(crate) fn mark(_words: &Reading, text: &str, blocks: &[Block], _title: Option<&str>) -> Marked {
    let mut out = Marked::default();
    for (i, block) in blocks.iter().enumerate() {
        let line = block.span.of(text);
        let headline = i == 0 && blocks.len() > 1 && !ends_sentence(line) && line.len() < 200;
        let kind = if headline || block.hint == Hint::Title {
            out.title = out.title.or(Some(block.span));
            PartKind::Title
        } else if out.title.is_some_and(|t| t.of(text) == line) {
            PartKind::RepeatedTitle
        } else {
            PartKind::Body
        };
        out.parts.push(Part { span: block.span, kind });
    }
    out
}
