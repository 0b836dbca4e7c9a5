//! One JSON object as an article: the names of record.md, and those of news-please and Fundus.

use crate::decode::{decode, fold};
use crate::draft::{Block, Draft, Hint, Metadata, Note, Origin, one_line};
use crate::layout;
use rapporteur_model::Span;
use serde_json::{Map, Value};

/// Names of fields, the contract's own first. A dot goes one object down.
const TEXT: &[&str] =
    &["text", "maintext", "plaintext", "body", "content", "article", "article_text", "full_text"];
const TITLE: &[&str] = &["title", "headline"];
const OUTLET: &[&str] = &[
    "outlet",
    "publisher",
    "source_info.publisher",
    "html.source_info.publisher",
    "site_name",
    "source_domain",
    "source",
    "domain",
];
const AUTHOR: &[&str] = &["author", "authors", "byline"];
const PUBLISHED: &[&str] = &[
    "published",
    "publishing_date",
    "date_publish",
    "published_at",
    "publishedAt",
    "date_published",
    "datePublished",
    "pub_date",
    "date",
];
const ACQUIRED: &[&str] = &["acquired", "date_download", "crawl_date", "html.crawl_date"];
const URL: &[&str] = &["url", "html.responded_url", "html.requested_url", "link"];
const LANGUAGE: &[&str] = &["language", "lang"];

/// The article in one JSON object.
pub(crate) fn object(origin: &Origin, bytes: &[u8]) -> Result<Draft, String> {
    let (text, notes) = decode(bytes, origin.given.charset.as_deref())?;
    match serde_json::from_str(&text) {
        Ok(Value::Object(object)) => from_object(&object, notes),
        Ok(other) => Err(format!("JSON, but {} and not an object", kind(&other))),
        Err(error) => Err(format!("not JSON: {error}")),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn from_object(object: &Map<String, Value>, mut notes: Vec<Note>) -> Result<Draft, String> {
    let meta = Metadata {
        title: first(object, TITLE).map(|t| one_line(&t)).filter(|t| !t.is_empty()),
        outlet: first(object, OUTLET),
        author: first(object, AUTHOR),
        published: first(object, PUBLISHED),
        acquired: first(object, ACQUIRED),
        url: first(object, URL),
        language: first(object, LANGUAGE),
        ..Metadata::default()
    };
    let main = TEXT.iter().find_map(|name| text_of(at(object, name)?).filter(|t| !t.trim().is_empty()));
    let Some(main) = main else {
        return Err("holds no text: no field `text` (or maintext, plaintext)".into());
    };
    let title = meta.title.as_ref().map(|t| fold(t, &mut notes));
    let main = fold(&main, &mut notes);
    let (text, blocks) = titled(title.as_deref(), &main, layout::paragraphs);
    Ok(Draft { text, blocks, meta, notes, ..Draft::default() })
}

/// Title, blank line, main text; and the blocks of it.
pub(crate) fn titled(
    title: Option<&str>,
    main: &str,
    blocks: impl Fn(&str, &[Span]) -> Vec<Block>,
) -> (String, Vec<Block>) {
    let mut text = String::with_capacity(main.len() + 200);
    let mut all = Vec::new();
    if let Some(title) = title {
        text.push_str(title);
        all.push(Block { span: Span::new(0, text.len()).trim(&text), hint: Hint::Title });
        text.push_str("\n\n");
    }
    let from = text.len();
    text.push_str(main);
    let lines: Vec<Span> = layout::lines(&text).filter(|l| l.lo() >= from).map(|l| l.trim(&text)).collect();
    all.extend(blocks(&text, &lines));
    (text, all)
}

fn at<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    match name.split_once('.') {
        Some((outer, inner)) => at(object.get(outer)?.as_object()?, inner),
        None => object.get(name),
    }
}

/// The first of the names that holds a value, as words.
fn first(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| words_of(at(object, name)?))
}

/// A string, a number, a list of names, an object with a name.
pub(crate) fn words_of(value: &Value) -> Option<String> {
    let words = match value {
        Value::String(s) => s.trim().to_owned(),
        Value::Number(n) => n.to_string(),
        Value::Array(items) => items.iter().take(50).filter_map(words_of).collect::<Vec<_>>().join(", "),
        Value::Object(object) => words_of(object.get("name")?)?,
        Value::Null | Value::Bool(_) => return None,
    };
    (!words.is_empty()).then_some(words)
}

/// A text, a list of paragraphs, or the body of Fundus: a summary and sections of paragraphs.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Array(items) => {
            let paragraphs: Vec<String> =
                items.iter().filter_map(text_of).filter(|p| !p.trim().is_empty()).collect();
            Some(paragraphs.join("\n\n"))
        }
        Value::Object(object) => {
            let pieces = ["summary", "sections", "headline", "paragraphs"];
            let pieces: Vec<String> = pieces
                .iter()
                .filter_map(|name| text_of(object.get(*name)?))
                .filter(|p| !p.trim().is_empty())
                .collect();
            Some(pieces.join("\n\n"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(json: &str) -> Draft {
        object(&Origin::new("x.jsonl#1"), json.as_bytes()).expect("an article")
    }

    #[test]
    fn the_contracts_names() {
        let d = draft(
            r#"{"id":"7","title":"Talks\n resume","outlet":"Harbor Post","published":"1905-08-29","acquired":"1905-09-01","url":"https://harbor.example/7","text":"The sides met.\r\nThey left."}"#,
        );
        assert_eq!(d.text, "Talks resume\n\nThe sides met.\nThey left.");
        assert_eq!(d.meta.outlet.as_deref(), Some("Harbor Post"));
        assert_eq!(d.meta.acquired.as_deref(), Some("1905-09-01"));
        let spans: Vec<&str> = d.blocks.iter().map(|b| b.span.of(&d.text)).collect();
        assert_eq!(spans, ["Talks resume", "The sides met.", "They left."]);
    }

    #[test]
    fn news_please_and_fundus() {
        let d = draft(
            r#"{"authors":["Jane Doe","Max Moe"],"date_download":"2025-09-17 01:02:03","date_publish":"2025-09-16 14:03:00","language":"en","maintext":"The sides met.","source_domain":"harbor.example","title":"Talks","url":"https://harbor.example/7"}"#,
        );
        assert_eq!(d.meta.author.as_deref(), Some("Jane Doe, Max Moe"));
        assert_eq!(d.meta.published.as_deref(), Some("2025-09-16 14:03:00"));
        assert_eq!(d.meta.outlet.as_deref(), Some("harbor.example"));
        let d = draft(
            r#"{"title":"Talks","authors":["Jane Doe"],"publishing_date":"2025-09-16 14:03:00+00:00","lang":"en","body":{"summary":["In short."],"sections":[{"headline":[],"paragraphs":["One.","Two."]}]},"html":{"requested_url":"https://harbor.example/7","crawl_date":"2025-09-17","source_info":{"publisher":"Harbor Post"}}}"#,
        );
        assert_eq!(d.text, "Talks\n\nIn short.\n\nOne.\n\nTwo.");
        assert_eq!(d.meta.outlet.as_deref(), Some("Harbor Post"));
        assert_eq!(d.meta.url.as_deref(), Some("https://harbor.example/7"));
    }

    #[test]
    fn what_holds_no_article_says_so() {
        let no = |json: &str| object(&Origin::new("x.jsonl#1"), json.as_bytes()).expect_err("no article");
        assert!(no("{\"title\": \"Talks\"}").contains("no field `text`"));
        assert!(no("[1]").contains("a list and not an object"));
        assert!(no("{\"text\": ").starts_with("not JSON"));
        assert_eq!(no(""), "empty file");
    }
}
