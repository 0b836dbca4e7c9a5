//! Reads JSON lines `{"id","text"}` from standard input and writes attributions in code points, with the rule
//! tokenizer alone: what an attribution scorer needs; silences and quantities beside them, to look at. Paragraphs are
//! lines.
#![allow(clippy::print_stdout, clippy::expect_used)]

use rapporteur_lexicon::Lexicon;
use rapporteur_model::codepoints::CodePoints;
use rapporteur_model::{Article, Interval, Part, PartKind, Span, Syntax};
use std::io::BufRead;

fn article(text: String) -> Article {
    let mut parts = Vec::new();
    let mut at = 0;
    for block in text.split_inclusive('\n') {
        let span = Span::new(at, at + block.len()).trim(&text);
        at += block.len();
        if !span.is_empty() {
            let kind = if parts.is_empty() { PartKind::Title } else { PartKind::Body };
            parts.push(Part { span, kind });
        }
    }
    Article::bare(Article::id_of(text.as_bytes(), None, None, Interval::UNKNOWN), text, parts)
}

fn main() {
    let lexicon = Lexicon::new();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("standard input");
        let value: serde_json::Value = serde_json::from_str(&line).expect("a JSON line");
        let text = value["text"].as_str().unwrap_or("").to_owned();
        let article = article(text);
        let mut syntax = Syntax::default();
        for part in article.readable() {
            let parsed = rapporteur_syntax::rules::parse(&lexicon, part.span.of(&article.text));
            syntax.append(&parsed, part.span.lo());
        }
        let found = rapporteur_annotate::article(&lexicon, &article, &syntax);
        let points = CodePoints::new(&article.text);
        let span = |s: Span| {
            let (a, b) = points.span(s);
            serde_json::json!([a, b])
        };
        let all: Vec<_> = found
            .attributions
            .iter()
            .map(|a| {
                serde_json::json!({
                    "source": a.source.map(span),
                    "cue": a.cue.map(span),
                    "content": a.content.iter().map(|&c| span(c)).collect::<Vec<_>>(),
                    "kind": a.kind.as_str(),
                    "by": a.by,
                    "source_kind": a.source_kind.as_str(),
                    "source_count": a.source_count,
                    "source_sector": a.source_sector,
                    "source_proximity": a.source_proximity.map(|p| p.of(&article.text)),
                    "source_state": a.source_state,
                    "mention": a.source_mention.and_then(|m| found.mentions.get(m)).map(|m| m.name.as_str()),
                    "told_to": a.told_to.map(|p| p.of(&article.text)),
                    "subset_of": a.subset_of,
                    "parent": a.parent,
                })
            })
            .collect();
        let words = |s: Option<Span>| s.map(|s| s.of(&article.text));
        let silent: Vec<_> = found
            .non_responses
            .iter()
            .map(|r| {
                serde_json::json!({
                    "how": r.how.as_str(),
                    "who": words(r.who),
                    "asked_by": words(r.asked_by),
                    "about": words(r.about),
                })
            })
            .collect();
        let counted: Vec<_> = found
            .quantities
            .iter()
            .map(|q| {
                serde_json::json!({
                    "words": words(Some(q.span)),
                    "min": q.min,
                    "max": q.max,
                    "unit": q.unit,
                    "approximator": q.approximator,
                })
            })
            .collect();
        println!(
            "{}",
            serde_json::json!({
                "id": value["id"],
                "attributions": all,
                "non_responses": silent,
                "quantities": counted,
            })
        );
    }
}
