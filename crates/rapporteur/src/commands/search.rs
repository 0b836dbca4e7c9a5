//! `rapporteur search`: the articles that hold some words, with the words marked.

use crate::cli::Search;
use crate::failure::Failure;
use crate::terminal::{self, harmless};
use rapporteur_model::codepoints::CodePoints;
use rapporteur_store::{Excerpt, Hit, search};
use serde_json::json;
use std::io::Write;

/// Bytes around a word found.
const AROUND: usize = 90;
/// Excerpts of one article.
const EXCERPTS: usize = 3;

pub(crate) fn run(args: &Search) -> Result<(), Failure> {
    let hits = search(&args.record, &args.words.join(" "), args.limit)?;
    let mut out = terminal::out();
    if args.json {
        for hit in &hits {
            writeln!(out, "{}", as_json(hit))?;
        }
    } else {
        let (open, close) = if terminal::color() { ("\x1b[1m", "\x1b[0m") } else { ("[", "]") };
        for hit in &hits {
            write!(out, "{}", as_text(hit, open, close))?;
        }
        if hits.is_empty() {
            terminal::say("nothing found");
        }
    }
    out.flush()?;
    Ok(())
}

fn as_text(hit: &Hit, open: &str, close: &str) -> String {
    let title = hit.title.as_deref().unwrap_or("(no headline)");
    let outlet = hit.outlet.as_deref().unwrap_or("outlet unknown");
    let when = if hit.published.is_unknown() { "undated".to_owned() } else { hit.published.to_string() };
    let mut text = format!("{}\n  {}, {when}, {}\n", harmless(title), harmless(outlet), hit.article);
    for excerpt in hit.excerpts(AROUND, EXCERPTS) {
        text.push_str("  ");
        if excerpt.span.start > 0 {
            text.push_str("... ");
        }
        text.push_str(&marked(excerpt.span.of(&hit.text), &excerpt, open, close));
        if excerpt.span.hi() < hit.text.len() {
            text.push_str(" ...");
        }
        text.push('\n');
    }
    text.push('\n');
    text
}

fn marked(words: &str, excerpt: &Excerpt, open: &str, close: &str) -> String {
    let (mut text, mut at) = (String::new(), 0);
    for mark in &excerpt.marks {
        text.push_str(&harmless(words.get(at..mark.start).unwrap_or("")));
        text.push_str(open);
        text.push_str(&harmless(words.get(mark.clone()).unwrap_or("")));
        text.push_str(close);
        at = mark.end;
    }
    text + &harmless(words.get(at..).unwrap_or(""))
}

/// Offsets count code points: `spans` those of the article's text, `marks` those of the excerpt's own.
fn as_json(hit: &Hit) -> serde_json::Value {
    let points = CodePoints::new(&hit.text);
    let spans: Vec<_> = hit.spans.iter().map(|s| points.span(*s)).collect();
    let excerpts: Vec<_> = hit
        .excerpts(AROUND, EXCERPTS)
        .iter()
        .map(|e| {
            let words = e.span.of(&hit.text);
            let own = CodePoints::new(words);
            let marks: Vec<_> = e.marks.iter().map(|m| (own.at(m.start), own.at(m.end))).collect();
            let (start, end) = points.span(e.span);
            json!({"start": start, "end": end, "text": words, "marks": marks})
        })
        .collect();
    json!({
        "article": hit.article.to_string(),
        "path": hit.path,
        "title": hit.title,
        "outlet": hit.outlet,
        "url": hit.url,
        "published_from": hit.published.start.map(|d| d.to_string()),
        "published_to": hit.published.end.map(|d| d.to_string()),
        "spans": spans,
        "excerpts": excerpts,
    })
}
