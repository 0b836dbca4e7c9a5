//! A news item and where it appeared.

use crate::{Date, Id, Interval, Span};

words! {
    /// How a value was come by, where it was not simply written on the article.
    pub enum Basis {
        /// Stated in front matter, JSON or another structured field.
        Metadata = "metadata",
        /// Read off the dateline of the text.
        Dateline = "dateline",
        /// Stated by the feed the article came in.
        Feed = "feed",
        /// Read off the page's HTML.
        Html = "html",
        /// Worked out from the text or from other articles.
        Inferred = "inferred",
        /// Set by a person's ruling.
        Ruling = "ruling",
    }
}

words! {
    /// What a stretch of an article's text is. Annotators read `Title` and `Body` only.
    pub enum PartKind {
        /// The headline.
        Title = "title",
        /// The headline printed once more.
        RepeatedTitle = "repeated_title",
        /// "DAMASCUS, Sept 16 (Reuters) -"
        Dateline = "dateline",
        /// "By Jane Doe"
        Byline = "byline",
        /// One paragraph of the text proper.
        Body = "body",
        /// "(Reporting by ...)", "Photo from ..."
        Credit = "credit",
        /// Words under a picture.
        Caption = "caption",
    }
}

/// A marked stretch of the text. Body parts are one paragraph each, without surrounding white space; parts do not
/// overlap and stand in the order of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: PartKind,
}

/// One news item. Its text never changes after reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// hash(raw bytes, outlet, url, published).
    pub id: Id,
    /// Every path it was read from, sorted; relative to the INPUT named.
    pub origins: Vec<String>,
    /// The outlet as written in metadata, or inferred; `None` if nobody says.
    pub outlet: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The author as written.
    pub author: Option<String>,
    /// The dateline as written: "DAMASCUS, Sept 16 (Reuters) -".
    pub dateline: Option<String>,
    /// The agency credited in dateline or credit: "Reuters".
    pub agency: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// SHA-256 of the raw bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// Publication: one day, an interval, or unknown.
    pub published: Interval,
    /// How `published` was come by; `None` if unknown.
    pub published_basis: Option<Basis>,
    /// The day we had the article, if stated.
    pub acquired: Option<Date>,
    /// ISO 639-1 code, or ISO 639-3 where there is none; `None` if it could not be told.
    pub language: Option<String>,
    /// Number of words in title and body.
    pub words: u32,
    /// The text every span indexes.
    pub text: String,
    /// What is title, body, credit...
    pub parts: Vec<Part>,
}

impl Article {
    /// The id of an article with these bytes and metadata.
    pub fn id_of(raw: &[u8], outlet: Option<&str>, url: Option<&str>, published: Interval) -> Id {
        Id::of(
            "article",
            &[
                crate::id::sha256_hex(raw).as_bytes(),
                outlet.unwrap_or("").as_bytes(),
                url.unwrap_or("").as_bytes(),
                published.to_string().as_bytes(),
            ],
        )
    }

    /// A text with these parts of which nothing else is known: no outlet, no headline, no day; its language unknown, its
    /// words not counted.
    pub fn bare(id: Id, text: impl Into<String>, parts: Vec<Part>) -> Article {
        Article {
            id,
            origins: Vec::new(),
            outlet: None,
            title: None,
            author: None,
            dateline: None,
            agency: None,
            url: None,
            sha256: String::new(),
            published: Interval::UNKNOWN,
            published_basis: None,
            acquired: None,
            language: None,
            words: 0,
            text: text.into(),
            parts,
        }
    }

    /// The parts annotators read, in order: title, then body paragraphs.
    pub fn readable(&self) -> impl Iterator<Item = Part> + '_ {
        self.parts.iter().copied().filter(|p| matches!(p.kind, PartKind::Title | PartKind::Body))
    }

    /// Is the article known as of `day`, by publication? An undated one is not.
    pub fn known_by(&self, day: Date) -> bool {
        self.published.end.is_some_and(|end| end <= day)
    }

    /// The words of a span.
    pub fn words_of(&self, span: Span) -> &str {
        span.of(&self.text)
    }
}
