//! Laws that hold for any bytes: the text is the file, parts lie in it in order, nothing panics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

use proptest::prelude::*;
use rapporteur_lexicon::reading::Reading;
use rapporteur_model::{Article, PartKind};
use rapporteur_read::{Format, Origin, article};
use std::sync::LazyLock;

static WORDS: LazyLock<Reading> = LazyLock::new(Reading::default);

fn read(format: Format, bytes: &[u8]) -> Option<Article> {
    let origin = Origin { path: "x".into(), format: Some(format), ..Origin::default() };
    let once = article(&WORDS, &origin, bytes);
    assert_eq!(once, article(&WORDS, &origin, bytes), "the same bytes read twice differ");
    once.ok().map(|(article, _)| article)
}

/// Parts lie in the text, on characters, in order, apart from each other, without white space at their ends.
fn check_parts(article: &Article) {
    let mut end = 0;
    for part in &article.parts {
        let words = article.text.get(part.span.lo()..part.span.hi()).expect("a part out of the text");
        assert!(part.span.lo() >= end, "parts overlap: {:?}", article.parts);
        assert!(!words.is_empty() && words == words.trim(), "white space around {words:?}");
        end = part.span.hi();
    }
    assert!(
        article.text.trim().is_empty()
            || article.parts.iter().any(|p| p.kind != PartKind::Credit)
            || article.words == 0
    );
}

/// Text made of what newspapers are made of, and of what breaks readers.
fn newsy() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[A-Z][a-z]{2,8}( [a-z]{2,8}){3,12}\\.",
        Just("STRELSAU, Sept 16 (Reuters) - The".to_owned()),
        Just("By Jane Doe".to_owned()),
        Just("Photo from Reuters".to_owned()),
        Just("{Harborpost.com}".to_owned()),
        Just("---\ntitle: x\n---".to_owned()),
        Just("(Reporting by Jane; Editing by Max)".to_owned()),
        Just("Talks Resume".to_owned()),
        Just("# Talks".to_owned()),
        Just("![a](b)".to_owned()),
        Just("\u{FEFF}".to_owned()),
        Just("\0".to_owned()),
        Just("é–“”".to_owned()),
        Just("İstanbul'da ŞİİR".to_owned()),
        ".{0,40}",
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just("\n\n"), Just(" "), Just("")];
    prop::collection::vec((piece, end), 0..12)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, end)| piece + end).collect())
}

/// The text law, said the slow way. Front matter is left to the reader, whose own tests say what it is.
fn expected(file: &str) -> String {
    let file = file.strip_prefix('\u{FEFF}').unwrap_or(file);
    file.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{FFFD}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_is_the_file_as_it_came(file in newsy()) {
        for format in [Format::Text, Format::Markdown] {
            if let Some(article) = read(format, file.as_bytes()) {
                let whole = expected(&file);
                prop_assert!(whole.ends_with(&article.text));
                if !whole.starts_with("---") {
                    prop_assert_eq!(&article.text, &whole);
                }
                check_parts(&article);
            }
        }
    }

    #[test]
    fn any_text_is_a_page_a_line_or_an_entry(file in newsy()) {
        for format in [Format::Html, Format::FeedEntry, Format::Json] {
            if let Some(article) = read(format, file.as_bytes()) {
                check_parts(&article);
            }
        }
        let json = serde_json::json!({"title": file.clone(), "text": file}).to_string();
        if let Some(article) = read(Format::Json, json.as_bytes()) {
            check_parts(&article);
        }
        let page = format!("<html><h1>{file}</h1><p>{file}</p><div>{file}<br>{file}</div></html>");
        if let Some(article) = read(Format::Html, page.as_bytes()) {
            check_parts(&article);
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for format in [Format::Text, Format::Markdown, Format::Html, Format::Json, Format::FeedEntry] {
            if let Some(article) = read(format, &bytes) {
                check_parts(&article);
            }
        }
    }

    #[test]
    fn every_word_of_a_plain_text_is_in_some_part(lines in prop::collection::vec("[A-Za-z ,.:()–-]{1,60}", 1..10)) {
        let file = lines.join("\n");
        if let Some(article) = read(Format::Text, file.as_bytes()) {
            let kept: usize = article.parts.iter().map(|p| p.span.of(&article.text).split_whitespace().count()).sum();
            prop_assert!(kept >= article.text.split_whitespace().count());
        }
    }
}

/// Inputs made to be slow: each is read in a moment or refused.
#[test]
fn hostile_sizes_take_linear_time() {
    let big = 1 << 18;
    for (format, text) in [
        (Format::Text, "x".repeat(big)),
        (Format::Text, "“".repeat(big)),
        (Format::Text, "\n".repeat(big) + "x"),
        (Format::Text, "A – ".repeat(big / 2)),
        (Format::Text, "(((".repeat(big)),
        (Format::Text, "By A\n".repeat(big / 4)),
        (Format::Text, "Photo from x\n".repeat(big / 8)),
        (Format::Text, "Short words here\n".repeat(big / 8)),
        (Format::Markdown, "#\n- x\n> ".repeat(big / 8)),
        (Format::Markdown, "![".repeat(big)),
        (Format::Text, format!("---\n{}\n---\nx", "a: b\n".repeat(10_000))),
        (Format::Html, "<".repeat(big)),
        (Format::Html, "&amp;".repeat(big)),
        (Format::Html, "<!--".repeat(big / 16)),
        (Format::Html, "<script>".repeat(big / 16)),
        (Format::Html, "<style>".repeat(big / 16)),
        (Format::Html, "<a".repeat(big / 16)),
        (Format::Html, "<b>".repeat(big)),
        (Format::Html, "<div>".repeat(big)),
        (Format::Html, "<p>They met.".repeat(big / 32)),
        (Format::Html, "<table><tr><td>".repeat(big / 16)),
        (Format::Html, "charset ".repeat(big / 16) + "<p>x"),
        (Format::Html, (0..20_000).map(|i| format!("<i id={i}><p>x</p>")).collect()),
        (Format::FeedEntry, "<item>".repeat(big / 16)),
        (Format::FeedEntry, format!("<item><title>{}</title></item>", "<![CDATA[".repeat(big / 16))),
        (Format::Json, "[".repeat(big)),
    ] {
        let started = std::time::Instant::now();
        read(format, text.as_bytes());
        let head: String = text.chars().take(20).collect();
        // Generous: debug code on a busy machine. Quadratic code takes minutes.
        assert!(started.elapsed().as_secs() < 20, "{format:?} {head:?} took {:?}", started.elapsed());
    }
}
