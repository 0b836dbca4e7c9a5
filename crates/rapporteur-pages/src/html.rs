//! HTML and SVG put together in code, where a template would say less clearly what is drawn.
//!
//! Only [`Html::text`] takes words from outside, and escapes and cleans them.

use rapporteur_show::line::{Line, clean, escape_into};
use std::fmt::{self, Write};

/// Markup that is safe to put into a page as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Html(String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

impl Html {
    /// Nothing yet.
    pub(crate) fn new() -> Html {
        Html::default()
    }
    /// Has nothing been put in?
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Markup of our own, with numbers and such; never words from outside.
    pub(crate) fn put(&mut self, markup: fmt::Arguments<'_>) -> &mut Html {
        // Writing to a string does not fail.
        let _ = self.0.write_fmt(markup);
        self
    }
    /// Words from outside, cleaned and escaped; also fit for quoted attributes.
    pub(crate) fn text(&mut self, words: &str) -> &mut Html {
        escape_into(&clean(words), &mut self.0);
        self
    }
    /// Words from outside whose line breaks stay.
    pub(crate) fn lines(&mut self, words: &str) -> &mut Html {
        for (i, line) in words.split('\n').enumerate() {
            if i > 0 {
                self.0.push('\n');
            }
            escape_into(&clean(line), &mut self.0);
        }
        self
    }
    /// A line for a reader.
    pub(crate) fn line(&mut self, line: &Line) -> &mut Html {
        self.put(format_args!("{}", line.html()))
    }
    /// A line as plain text, for SVG, whose text knows no `<bdi>`.
    pub(crate) fn plain(&mut self, line: &Line, most: usize) -> &mut Html {
        let text = line.plain();
        let cut = text.char_indices().nth(most).map(|(at, _)| at);
        match cut {
            Some(at) => self.text(text.get(..at).unwrap_or("").trim_end()).put(format_args!("…")),
            None => self.text(&text),
        }
    }
}
