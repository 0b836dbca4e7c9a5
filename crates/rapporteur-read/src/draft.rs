//! What every format is first turned into: a text, its blocks, and the metadata that came with it; and the one way
//! from there to an article.

use crate::{dates, language, mark};
use rapporteur_lexicon::reading::Reading;
use rapporteur_model::{Article, Basis, Diagnostic, Interval, PartKind, Span, id};

/// Where some bytes came from, and what is known about them from outside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The path relative to the INPUT named: `archive.zip!a/b.html`, `x.jsonl#12`.
    pub path: String,
    /// The format; `None`: told by the end of the path and the first bytes.
    pub format: Option<Format>,
    /// What the feed, the archive or the transfer says; the item's own metadata goes first.
    pub given: Metadata,
}

impl Origin {
    /// An origin of which nothing but the path is known.
    pub fn new(path: impl Into<String>) -> Origin {
        Origin { path: path.into(), ..Origin::default() }
    }
}

/// The format of one news item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Plain text, with optional front matter.
    Text,
    /// Markdown with optional front matter.
    Markdown,
    /// One web page.
    Html,
    /// One JSON object: a line of JSONL.
    Json,
    /// The XML of one entry of a feed.
    FeedEntry,
}

impl Format {
    /// The format by the end of the path and, where that says nothing, the first bytes.
    pub fn of(path: &str, bytes: &[u8]) -> Format {
        match extension(path).as_str() {
            "txt" | "text" => Format::Text,
            "md" | "markdown" => Format::Markdown,
            "html" | "htm" | "xhtml" | "shtml" => Format::Html,
            "json" | "jsonl" | "ndjson" => Format::Json,
            _ => {
                let head = bytes.get(..bytes.len().min(512)).unwrap_or(bytes).to_ascii_lowercase();
                let head = head.trim_ascii_start();
                if head.starts_with(b"<!doctype html") || head.starts_with(b"<html") {
                    Format::Html
                } else {
                    Format::Text
                }
            }
        }
    }
}

/// The lower-case ending of the last name in a path, without its dot.
pub(crate) fn extension(path: &str) -> String {
    let name = path.rsplit(['/', '!', '\\']).next().unwrap_or(path);
    let name = name.split('#').next().unwrap_or(name);
    name.rsplit_once('.').map_or(String::new(), |(_, end)| end.to_ascii_lowercase())
}

/// What is stated about an article beside its text, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The headline.
    pub title: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// The author.
    pub author: Option<String>,
    /// The day of publication, or an interval `a..b`.
    pub published: Option<String>,
    /// The day we had it.
    pub acquired: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// The language.
    pub language: Option<String>,
    /// The character encoding stated by the transfer.
    pub charset: Option<String>,
    /// What `published` rests on.
    pub basis: Option<Basis>,
}

impl Metadata {
    /// Fills what is missing from `other`.
    pub(crate) fn or(self, other: &Metadata) -> Metadata {
        let or = |a: Option<String>, b: &Option<String>| a.filter(|a| !a.is_empty()).or_else(|| b.clone());
        let basis = if self.published.is_some() { self.basis } else { other.basis };
        Metadata {
            title: or(self.title, &other.title),
            outlet: or(self.outlet, &other.outlet),
            author: or(self.author, &other.author),
            published: or(self.published, &other.published),
            acquired: or(self.acquired, &other.acquired),
            url: or(self.url, &other.url),
            language: or(self.language, &other.language),
            charset: or(self.charset, &other.charset),
            basis,
        }
    }
}

/// Something to be said of a draft; it becomes a [`Diagnostic`] once the article has an id.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub(crate) span: Option<Span>,
    pub(crate) name: &'static str,
    pub(crate) detail: String,
}

impl Note {
    pub(crate) fn new(name: &'static str, detail: impl Into<String>) -> Note {
        Note { span: None, name, detail: detail.into() }
    }
}

/// One paragraph or line of the text, before it is known what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    /// Without white space at either end.
    pub(crate) span: Span,
    /// What the format already says it is.
    pub(crate) hint: Hint,
}

/// What a format says of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hint {
    /// Nothing.
    None,
    /// The article's headline.
    Title,
    /// A heading inside the text.
    Heading,
    /// Words under a picture.
    Caption,
}

/// A text with its blocks in order and the metadata that came with it.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) text: String,
    pub(crate) blocks: Vec<Block>,
    pub(crate) meta: Metadata,
    pub(crate) notes: Vec<Note>,
    /// The language the page claims; a template often claims wrongly, so the words go first.
    pub(crate) claimed_language: Option<String>,
}

impl Draft {
    /// The article: parts marked, metadata settled, id given.
    pub(crate) fn finish(
        mut self,
        words: &Reading,
        origin: &Origin,
        bytes: &[u8],
    ) -> Result<(Article, Vec<Diagnostic>), String> {
        if self.text.trim().is_empty() {
            return Err("holds no text".into());
        }
        let meta = std::mem::take(&mut self.meta).or(&origin.given);
        let marked = mark::mark(words, &self.text, &self.blocks, meta.title.as_deref());
        let mut notes = self.notes;
        let mut day = |value: &Option<String>, what: &str| {
            let value = value.as_deref()?;
            let interval = dates::stated(words, value);
            if interval.is_none() {
                notes
                    .push(Note::new("date-not-understood", format!("{what}: `{}` is no date", brief(value))));
            }
            interval
        };
        let acquired = day(&meta.acquired, "acquired").and_then(|i| i.end);
        let (published, published_basis) = match (day(&meta.published, "published"), marked.date) {
            (Some(interval), _) => (interval, Some(meta.basis.unwrap_or(Basis::Metadata))),
            (None, Some(date)) => (Interval::day(date), Some(Basis::Dateline)),
            (None, None) => (Interval::UNKNOWN, None),
        };
        if let Some(span) = marked.impossible {
            let detail = format!("`{}` names a day that no calendar has", brief(span.of(&self.text)));
            notes.push(Note { span: Some(span), name: "date-not-understood", detail });
        }
        if published.end.is_none() {
            notes.push(Note::new("undated-article", "no day of publication is stated; known as of no day"));
        }
        let title = meta.title.or_else(|| marked.title.map(|s| one_line(s.of(&self.text))));
        let outlet = meta.outlet.or_else(|| {
            let (span, outlet) = marked.outlet?;
            let detail = format!("outlet `{outlet}` read off a line of its own in the text");
            notes.push(Note { span: Some(span), name: "outlet-inferred", detail });
            Some(outlet)
        });
        let read = marked.parts.iter().filter(|p| matches!(p.kind, PartKind::Title | PartKind::Body));
        let sample = read.map(|p| p.span.of(&self.text));
        let language = language::tell(
            words,
            sample,
            meta.language.as_deref(),
            self.claimed_language.as_deref(),
            &mut notes,
        );
        let words_read: usize = marked
            .parts
            .iter()
            .filter(|p| matches!(p.kind, PartKind::Title | PartKind::Body))
            .map(|p| {
                p.span.of(&self.text).split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count()
            })
            .sum();
        let id = Article::id_of(bytes, outlet.as_deref(), meta.url.as_deref(), published);
        let article = Article {
            id,
            origins: vec![origin.path.clone()],
            outlet,
            title,
            author: meta.author.or(marked.author),
            dateline: marked.dateline.map(|s| one_line(s.of(&self.text))),
            agency: marked.agency,
            url: meta.url,
            sha256: id::sha256_hex(bytes),
            published,
            published_basis,
            acquired,
            language,
            words: u32::try_from(words_read).unwrap_or(u32::MAX),
            text: self.text,
            parts: marked.parts,
        };
        let mut diagnostics: Vec<Diagnostic> = notes
            .into_iter()
            .map(|n| Diagnostic { article: Some(id), span: n.span, name: n.name.into(), detail: n.detail })
            .collect();
        diagnostics.sort();
        diagnostics.dedup();
        Ok((article, diagnostics))
    }
}

/// White space folded to single spaces.
pub(crate) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most 60 characters of something that is quoted in a message.
pub(crate) fn brief(words: &str) -> String {
    let mut short: String = words.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}
