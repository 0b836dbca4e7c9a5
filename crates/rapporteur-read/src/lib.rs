//! Bytes to articles: formats, encodings, main text, title, byline, dateline.
//!
//! [`article`] is the pure part: the bytes of one news item in, an [`Article`] and its diagnostics out, the same on
//! every machine. [`pile`] walks files, folders and archives and may use threads; what it returns does not depend on
//! the order of inputs, of folders or of threads. Nothing that cannot be read stops the rest.
//!
//! May touch: files, to read them. Must not: write, print, ask the clock, judge what an article says.
#![allow(clippy::disallowed_methods)]

mod dateline;
mod dates;
mod decode;
mod draft;
mod feed;
mod front;
mod html;
mod html_guard;
mod html_meta;
mod json;
mod language;
mod layout;
mod lines;
mod mark;
mod markdown;
mod pile;
mod text;
mod unpack;
mod warc;

pub use draft::{Format, Metadata, Origin};
pub use pile::{Options, Pile, Progress, Skipped, Unreadable, pile};

use rapporteur_lexicon::reading::Reading;
use rapporteur_model::{Article, Diagnostic};

/// One news item from its bytes, with what could not be settled about it.
///
/// `Err` is the reason why there is no article in the bytes: they are empty, not text, or not the format they claim.
pub fn article(words: &Reading, origin: &Origin, bytes: &[u8]) -> Result<(Article, Vec<Diagnostic>), String> {
    let format = origin.format.unwrap_or_else(|| Format::of(&origin.path, bytes));
    let draft = match format {
        Format::Text => text::plain(origin, bytes)?,
        Format::Markdown => text::markdown(origin, bytes)?,
        Format::Html => html::page(origin, bytes)?,
        Format::FeedEntry => feed::entry(bytes)?,
        Format::Json => json::object(origin, bytes)?,
    };
    draft.finish(words, origin, bytes)
}
