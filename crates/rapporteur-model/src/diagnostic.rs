//! What the program could not settle.

use crate::{Id, Span};
use serde::{Deserialize, Serialize};

/// Something that could not be settled, kept as data instead of guessed away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The article it is about; `None` for the whole pile.
    pub article: Option<Id>,
    /// Where in the article's text.
    pub span: Option<Span>,
    /// A kebab-case name, the same for every case of the kind: `language-not-read`, `undated-article`.
    pub name: std::borrow::Cow<'static, str>,
    /// One sentence for a reader.
    pub detail: String,
}

impl Diagnostic {
    /// A diagnostic about a whole article or the whole pile.
    pub fn new(article: Option<Id>, name: &'static str, detail: impl Into<String>) -> Diagnostic {
        Diagnostic { article, span: None, name: name.into(), detail: detail.into() }
    }
    /// A diagnostic about some words of an article.
    pub fn at(article: Id, span: Span, name: &'static str, detail: impl Into<String>) -> Diagnostic {
        Diagnostic { article: Some(article), span: Some(span), name: name.into(), detail: detail.into() }
    }
}
