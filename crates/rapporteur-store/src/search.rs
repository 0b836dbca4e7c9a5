//! Full-text search over titles and texts, with the words found as spans.
//!
//! What a person types is never FTS5 syntax: every word is quoted. Three things mean something: `"some words"` is a
//! phrase, `withdraw*` is the beginning of a word, and all words have to occur. Case and accents do not count.

use crate::StoreError;
use crate::read::open;
use rapporteur_model::{Date, Id, Interval, Span};
use rusqlite::{Connection, Row};
use std::ops::Range;
use std::path::Path;

/// Most words of a query that count; the rest is left out.
const MOST_WORDS: usize = 32;

/// An article that holds the words.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The article.
    pub article: Id,
    /// Its first path.
    pub path: String,
    /// Its headline.
    pub title: Option<String>,
    /// Its outlet as written.
    pub outlet: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// When it was published.
    pub published: Interval,
    /// Its text, which the spans index.
    pub text: String,
    /// The words found, in order, not overlapping; empty where only a headline outside the text holds them.
    pub spans: Vec<Span>,
}

/// Some text around words that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Where in the article, in bytes; whole words.
    pub span: Span,
    /// The words found in it, as byte ranges of the excerpt's own text.
    pub marks: Vec<Range<usize>>,
}

impl Hit {
    /// The surroundings of the words found, at most `around` bytes on each side, the first `most` of them; those that
    /// touch are one.
    pub fn excerpts(&self, around: usize, most: usize) -> Vec<Excerpt> {
        let mut excerpts: Vec<Excerpt> = Vec::new();
        for span in &self.spans {
            let lo = self.word_start(span.lo(), around);
            let hi = self.word_end(span.hi(), around);
            let full = excerpts.len() >= most;
            match excerpts.last_mut() {
                Some(last) if lo <= last.span.hi() => {
                    let base = last.span.lo();
                    last.span = last.span.join(Span::new(lo, hi));
                    last.marks.push(span.lo() - base..span.hi() - base);
                }
                _ if full => break,
                _ => {
                    let marks = std::iter::once(span.lo() - lo..span.hi() - lo).collect();
                    excerpts.push(Excerpt { span: Span::new(lo, hi), marks });
                }
            }
        }
        excerpts
    }

    /// At most `around` bytes before `at`, at the start of a word of the same paragraph.
    fn word_start(&self, at: usize, around: usize) -> usize {
        let from = self.text.floor_char_boundary(at.saturating_sub(around));
        let before = self.text.get(from..at).unwrap_or("");
        let paragraph = before.rfind("\n\n").map(|i| i + 2);
        let cut = if from == 0 { Some(0) } else { before.find(char::is_whitespace) };
        let start = from + paragraph.or(cut).unwrap_or(before.len());
        let skipped = self.text.get(start..at).map_or(0, |s| s.len() - s.trim_start().len());
        start + skipped
    }

    /// At most `around` bytes after `at`, at the end of a word of the same paragraph.
    fn word_end(&self, at: usize, around: usize) -> usize {
        let to = self.text.ceil_char_boundary(at.saturating_add(around).min(self.text.len()));
        let after = self.text.get(at..to).unwrap_or("");
        let cut = if to == self.text.len() { Some(after.len()) } else { after.rfind(char::is_whitespace) };
        let end = after.find("\n\n").or(cut).unwrap_or(0);
        at + after.get(..end).map_or(0, |s| s.trim_end().len())
    }
}

/// The articles of the record that hold all of `words`, best first, at most `limit`.
///
/// No input is an error: words without a letter or digit are left out, and nothing is found for nothing.
pub fn search(folder: &Path, words: &str, limit: usize) -> Result<Vec<Hit>, StoreError> {
    let db = open(folder)?;
    let Some(query) = query(words) else { return Ok(Vec::new()) };
    let narrow = Narrow { limit, ..Narrow::default() };
    find(&db, &query, &narrow).map_err(StoreError::sqlite(format!("search for {query}")))
}

/// Which of the articles found are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Only of this outlet, as written.
    pub outlet: Option<String>,
    /// Only what can have been published on this day or later.
    pub from: Option<Date>,
    /// Only what can have been published on this day or earlier.
    pub to: Option<Date>,
    /// How many of the best to pass over.
    pub skip: usize,
    /// The most articles.
    pub limit: usize,
}

/// The articles that hold all of `words`, as [`search`] finds them, of those that `narrow` wants.
pub(crate) fn narrowed(db: &Connection, words: &str, narrow: &Narrow) -> Result<Vec<Hit>, StoreError> {
    let Some(query) = query(words) else { return Ok(Vec::new()) };
    find(db, &query, narrow).map_err(StoreError::sqlite(format!("search for {query}")))
}

fn find(db: &Connection, query: &str, narrow: &Narrow) -> rusqlite::Result<Vec<Hit>> {
    // Which articles are wanted is asked of an index that holds all it needs; the sign keeps the full-text index from
    // being gone through once for each of them.
    let mut of_articles = String::new();
    for (wanted, test) in [
        (narrow.outlet.is_some(), "outlet = ?3"),
        (narrow.from.is_some(), "coalesce(published_to, published_from) >= ?4"),
        (narrow.to.is_some(), "coalesce(published_from, published_to) <= ?5"),
    ] {
        if wanted {
            of_articles.push_str(if of_articles.is_empty() { "" } else { " AND " });
            of_articles.push_str(test);
        }
    }
    if !of_articles.is_empty() {
        of_articles = format!("AND +search.rowid IN (SELECT rowid FROM articles WHERE {of_articles})");
    }
    // A word in the headline weighs more than one in the text; equal hits in the order of the articles.
    let mut select = db.prepare(&format!(
        "SELECT search.rowid, ?3, ?4, ?5 FROM search WHERE search MATCH ?1 {of_articles} \
         ORDER BY bm25(search, 4.0, 1.0), search.rowid LIMIT ?2 OFFSET ?6"
    ))?;
    let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let day = |d: Option<Date>| d.map(|d| d.to_string());
    let wanted =
        (query, whole(narrow.limit), &narrow.outlet, day(narrow.from), day(narrow.to), whole(narrow.skip));
    let rowids = select.query_map(wanted, |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    let mut article = db.prepare(
        "SELECT article, path, title, outlet, url, published_from, published_to, text FROM articles WHERE rowid = ?1",
    )?;
    let mut marked =
        db.prepare("SELECT highlight(search, 1, ?3, ?4) FROM search WHERE search MATCH ?1 AND rowid = ?2")?;
    let mut hits = Vec::with_capacity(rowids.len());
    for rowid in rowids {
        let mut hit = article.query_row([rowid], hit)?;
        if let Some((open, close)) = marks(&hit.text) {
            let text: String =
                marked.query_row((query, rowid, open.to_string(), close.to_string()), |row| row.get(0))?;
            hit.spans = spans(&text, open, close);
        }
        hits.push(hit);
    }
    Ok(hits)
}

fn hit(row: &Row<'_>) -> rusqlite::Result<Hit> {
    let date = |i: usize| row.get::<_, Option<String>>(i).map(|d| d.and_then(|d| d.parse().ok()));
    let id: String = row.get(0)?;
    let bad =
        |why: String| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, why.into());
    Ok(Hit {
        article: id.parse().map_err(bad)?,
        path: row.get(1)?,
        title: row.get(2)?,
        outlet: row.get(3)?,
        url: row.get(4)?,
        published: Interval { start: date(5)?, end: date(6)? },
        text: row.get(7)?,
        spans: Vec::new(),
    })
}

/// Two characters that the text does not hold, to mark words with: of the private use area.
fn marks(text: &str) -> Option<(char, char)> {
    let mut free = [true; 0x1900];
    for c in text.chars() {
        if let Some(slot) = (c as u32).checked_sub(0xE000).and_then(|i| free.get_mut(i as usize)) {
            *slot = false;
        }
    }
    let mut free = (0xE000u32..).zip(free).filter(|(_, free)| *free).filter_map(|(c, _)| char::from_u32(c));
    free.next().zip(free.next())
}

/// The spans between marks, in bytes of the text without marks.
fn spans(marked: &str, open: char, close: char) -> Vec<Span> {
    let (mut spans, mut removed, mut start) = (Vec::new(), 0, None);
    for (i, c) in marked.char_indices() {
        if c == open {
            start = Some(i - removed);
            removed += c.len_utf8();
        } else if c == close {
            if let Some(start) = start.take() {
                spans.push(Span::new(start, i - removed));
            }
            removed += c.len_utf8();
        }
    }
    spans
}

/// The FTS5 query for what a person typed; `None` if there is no word in it.
pub(crate) fn query(words: &str) -> Option<String> {
    let mut terms = Vec::new();
    let mut rest = words.trim_start();
    while let Some(c) = rest.chars().next() {
        if terms.len() == MOST_WORDS {
            break;
        }
        let is_phrase = matches!(c, '"' | '“' | '”');
        let body = if is_phrase { rest.get(c.len_utf8()..).unwrap_or("") } else { rest };
        let ends = |c: char| if is_phrase { matches!(c, '"' | '“' | '”') } else { c.is_whitespace() };
        let end = body.find(ends).unwrap_or(body.len());
        let (word, after) = body.split_at(end);
        let after = if is_phrase { after.trim_start_matches(['"', '“', '”']) } else { after };
        let begins = (!is_phrase && word.ends_with('*')) || (is_phrase && after.starts_with('*'));
        rest = if is_phrase { after.trim_start_matches('*') } else { after }.trim_start();
        if word.chars().any(char::is_alphanumeric) {
            let plain: String = word.chars().map(|c| if c == '\0' { ' ' } else { c }).collect();
            let star = if begins { "*" } else { "" };
            terms.push(format!("\"{}\"{star}", plain.trim_end_matches('*').replace('"', "\"\"")));
        }
    }
    (!terms.is_empty()).then(|| terms.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_phrases_and_beginnings() {
        let cases = [
            ("peace talks", Some(r#""peace" "talks""#)),
            (r#""peace talks" round"#, Some(r#""peace talks" "round""#)),
            ("“peace talks”", Some(r#""peace talks""#)),
            ("withdraw*", Some(r#""withdraw"*"#)),
            (r#""pull ou"* now"#, Some(r#""pull ou"* "now""#)),
            ("title:x AND (y) NEAR -z ^a", Some(r#""title:x" "AND" "(y)" "NEAR" "-z" "^a""#)),
            (r#"O"Brien"#, Some(r#""O""Brien""#)),
            (r#""never closed"#, Some(r#""never closed""#)),
            ("— * \" ( )", None),
            ("", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(query(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn excerpts_keep_whole_words_and_join_when_they_touch() {
        let text = "First lines here.\n\nThe envoy said the talks would go on, and the envoy left for the coast of Ruritania later.";
        let found =
            |word: &str| text.match_indices(word).map(|(i, w)| Span::new(i, i + w.len())).collect::<Vec<_>>();
        let mut hit = Hit {
            article: Id::of("t", &[]),
            path: String::new(),
            title: None,
            outlet: None,
            url: None,
            published: Interval::UNKNOWN,
            text: text.into(),
            spans: found("envoy"),
        };
        let words = |hit: &Hit, around, most| {
            hit.excerpts(around, most).iter().map(|e| e.span.of(&hit.text).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(words(&hit, 12, 5), ["The envoy said the", "and the envoy left for"]);
        assert_eq!(words(&hit, 12, 1), ["The envoy said the"]);
        assert_eq!(words(&hit, 40, 5).len(), 1);
        let joined = &hit.excerpts(40, 5)[0];
        let marked: Vec<_> = joined.marks.iter().map(|m| &joined.span.of(text)[m.clone()]).collect();
        assert_eq!(marked, ["envoy", "envoy"]);
        hit.spans = found("Ruritania");
        assert_eq!(words(&hit, 0, 5), ["Ruritania"]);
    }
}
