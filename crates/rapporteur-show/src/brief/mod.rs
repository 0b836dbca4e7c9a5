//! The brief in its four forms. All of them set the same [`Brief`].
//!
//! Nothing here looks into the record by itself; what a form adds is only type, color and links.

pub(crate) mod html;
mod json;
mod markdown;
mod outline;
pub(crate) mod terminal;
mod words;

pub use words::Empty;

/// The style sheet of every page: type, colors, the shared components.
pub const PAGE_CSS: &str = include_str!("../../templates/page.css");

use crate::view::{Brief, Limits};
use rapporteur_model::{Date, Record};
use std::io;
use words::EMPTY;

/// How text for a terminal is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextOptions {
    /// Columns; lines are broken to fit. Less than 40 counts as 40.
    pub width: usize,
    /// Use colors (ANSI escapes).
    pub color: bool,
    /// Begin with what changed since that day.
    pub since: Option<Date>,
}

impl Default for TextOptions {
    fn default() -> TextOptions {
        TextOptions { width: 80, color: false, since: None }
    }
}

/// Writes the brief for a terminal.
pub fn text(record: &Record, options: &TextOptions, out: &mut dyn io::Write) -> io::Result<()> {
    terminal::write(record, options, out)
}

/// The brief as Markdown (`brief.md`).
pub fn markdown(record: &Record) -> String {
    markdown::page(&Brief::new(record, Limits::USUAL, None))
}

/// The brief as one self-contained HTML page (`brief.html`): no script, at most 2 MB.
pub fn html(record: &Record) -> String {
    html::page(record, &Brief::new(record, Limits::USUAL, None))
}

/// [`html`] and [`markdown`], for less than the price of both.
pub fn both(record: &Record) -> (String, String) {
    let usual = Brief::new(record, Limits::USUAL, None);
    (html::page(record, &usual), markdown::page(&usual))
}

/// The brief as JSON; spans in code points. The fields are documented in [`json_since`].
pub fn json(record: &Record) -> String {
    json::page(record, None)
}

/// The brief as JSON, with what changed since a day under `since`.
///
/// One object. Values are the contract's words and ISO dates; texts are lines for a reader; ids are those of the
/// record; what is unknown is `null`.
///
/// - `talks, as_of, codebook, version, articles, articles_undated, outlets, period {start, end}, notes`
/// - `since {date, changes, left_out}`: only if asked for
/// - `state_of_play {assessments, last_meeting, next_meeting, missing_rounds [[first, last]], deadlocks [{issue, text}]}`
/// - `issues [{issue, title, gap, parties [{party, positions, same_day, left_out}]}]`, positions newest first, each
///   `{position, stance, scope, exception, summary, link, condition_issue, condition_text, date, said_by, voice, evidence,
///   by}`; `issues_without_positions`
/// - `changes [{label, from, to}]`: ids of the positions
/// - `talks_status`, `meetings` (or `{missing_rounds, sides}`), `deadlines`, `agreements`, `contested`, `silence`
/// - `timeline [{date, kind, text, voice, evidence, also_in}]`, `timeline_undated`
/// - `sources {outlets, citing, anonymous, named}`, `diagnostics [{name, times, articles, examples}]`
/// - `evidence [{article, title, outlet, published, url, path, passages [{start, end, text}], words, left_out}]`
/// - `left_out`: what the limits of a brief keep out
///
/// `voice` is `{kind, text, verification}`; `evidence` of an item is `{article, start, end, shown}`, a half-open span in
/// Unicode code points of the article's text; `shown` says whether its sentence is among the passages.
pub fn json_since(record: &Record, since: Option<Date>) -> String {
    json::page(record, since)
}
