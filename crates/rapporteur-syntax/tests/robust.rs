//! Nothing makes the engine panic: no text, and no file.
#![allow(clippy::unwrap_used)] // Helpers of tests are tests.

mod common;

use common::{data, files, texts};
use rapporteur_syntax::{Doc, Kernel, Model, Reason};

/// Tokens cover the text but for the single spaces after them, heads are tokens, names lie inside.
fn check(doc: &Doc<'_>, text: &str) {
    let mut at = 0;
    for i in 0..doc.len() {
        assert_eq!(doc.range(i).start, at);
        assert!(!doc.text(i).is_empty());
        at = doc.range(i).end + usize::from(doc.space_after(i));
        assert!(doc.head(i) < doc.len());
    }
    assert_eq!(at, text.len());
    for (tokens, _) in doc.entities() {
        assert!(tokens.start < tokens.end && tokens.end <= doc.len());
    }
    let syntax = doc.clone().into_syntax();
    for token in &syntax.tokens {
        assert!((token.head as usize) < syntax.tokens.len());
        assert!(!token.span.of(text).trim().is_empty());
        let sentence = syntax.sentence_at(token.span.lo()).and_then(|s| syntax.sentences.get(s));
        assert!(sentence.is_some_and(|s| s.contains(token.span)));
    }
    for pair in syntax.sentences.windows(2) {
        assert!(pair[0].end <= pair[1].start);
    }
    for name in &syntax.names {
        assert!(name.first < name.end && (name.end as usize) <= syntax.tokens.len());
    }
}

#[test]
fn odd_texts() {
    let n = 100_000;
    let odd = [
        String::new(),
        "a".into(),
        "\n".into(),
        " \t\n ".repeat(1000),
        "\u{0}\u{1}\u{7f}\u{9f}\u{feff}\u{200b}".repeat(50),
        "😀👩‍👩‍👧‍👦🇨🇭".repeat(500),
        "שלום עולם \u{202e}abc\u{202c} مرحبا ".repeat(500),
        "a".repeat(n),
        "(".repeat(n),
        ".".repeat(n),
        "\"".repeat(n),
        "a.".repeat(n / 2),
        "a-b".repeat(n / 3),
        "1+".repeat(n / 2),
        "://@".repeat(n / 4),
        "x@".repeat(n / 2),
        "http://".to_owned() + &"a.b/".repeat(n / 4),
        "\n".repeat(n),
        " ".repeat(n),
        "é".repeat(n),
        "𝕏".repeat(n),
        ":)".repeat(n / 2),
        "don't".repeat(n / 5),
        "\u{301}".repeat(n),
    ];
    for pipeline in ["one", "two"] {
        let model = Model::load(&data(pipeline)).unwrap();
        for text in &odd {
            check(&model.annotate(text), text);
        }
        for text in texts() {
            check(&model.annotate(&text), &text);
        }
    }
}

#[test]
fn a_long_text() {
    let model = Model::load(&data("one")).unwrap();
    let text = texts().join("\n\n").repeat(300);
    let doc = model.annotate(&text);
    assert!(doc.len() > 100_000);
    check(&doc, &text);
}

fn load(files: &[(String, Vec<u8>)]) -> Result<Model, rapporteur_syntax::LoadError> {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    Model::from_files(&files, Kernel::best())
}

#[test]
fn a_truncated_file_is_an_error_that_names_it() {
    for pipeline in ["one", "two"] {
        let files = files(pipeline);
        assert!(load(&files).is_ok());
        for i in 0..files.len() {
            let (name, bytes) = &files[i];
            for part in 0..8 {
                let mut cut = files.clone();
                cut[i].1.truncate(bytes.len() * part / 8);
                match load(&cut) {
                    Err(e) => assert!(
                        e.path.ends_with(name) || e.path.ends_with("model") || name == "config.cfg",
                        "{name}: {e}"
                    ),
                    // Of a configuration, the first lines can be a configuration; other files that are not read at all.
                    Ok(_) => assert!(
                        ["config.cfg", "tok2vec/cfg", "vocab/lookups.bin", "vocab/strings.json"]
                            .contains(&name.as_str()),
                        "{name} cut to {part}/8"
                    ),
                }
            }
        }
    }
}

#[test]
fn a_missing_file_is_an_error_that_names_it() {
    let all = files("one");
    for name in [
        "config.cfg",
        "tokenizer",
        "tagger/model",
        "parser/moves",
        "ner/cfg",
        "lemmatizer/lookups/lookups.bin",
    ] {
        let rest: Vec<_> = all.iter().filter(|(n, _)| n != name).cloned().collect();
        let error = load(&rest).unwrap_err();
        assert_eq!(error.reason, Reason::Missing);
        assert!(error.path.ends_with(name), "{error}");
    }
    let error = Model::load("no/such/place".as_ref()).unwrap_err();
    assert!(error.to_string().contains("no/such/place"), "{error}");
}

#[test]
fn a_byte_gone_wrong_never_panics() {
    for pipeline in ["one", "two"] {
        let mut files = files(pipeline);
        let text = texts().swap_remove(0);
        let mut random = 12345u64;
        for i in 0..files.len() {
            for _ in 0..24 {
                random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                let len = files[i].1.len().max(1);
                // Half of them near the start, where structure is.
                let at = (random >> 33) as usize % if random & 1 == 0 { len } else { len.min(200) };
                let new = (random >> 20) as u8;
                let Some(old) = files[i].1.get(at).copied() else { continue };
                files[i].1[at] = new;
                if let Ok(model) = load(&files) {
                    check(&model.annotate(&text), &text);
                }
                files[i].1[at] = old;
            }
        }
    }
}

#[test]
fn what_the_engine_does_not_know_is_an_error_that_names_it() {
    let all = files("one");
    for (from, to, name) in [
        ("spacy.Tagger.v2", "spacy.Tagger.v1", "spacy.Tagger.v1"),
        ("spacy.MultiHashEmbed.v2", "spacy.CharacterEmbed.v2", "spacy.CharacterEmbed.v2"),
        ("spacy.MaxoutWindowEncoder.v2", "spacy.MishWindowEncoder.v2", "spacy.MishWindowEncoder.v2"),
        ("include_static_vectors = false", "include_static_vectors = true", "spacy.StaticVectors"),
        ("lang = \"en\"", "lang = \"de\"", "\"de\""),
        ("factory = \"ner\"", "factory = \"textcat\"", "\"textcat\""),
        ("mode = \"rule\"", "mode = \"pos_lookup\"", "pos_lookup"),
        ("spacy.Tokenizer.v1", "spacy.ja.JapaneseTokenizer", "spacy.ja.JapaneseTokenizer"),
    ] {
        let mut changed = all.clone();
        let config = changed.iter_mut().find(|(n, _)| n == "config.cfg").unwrap();
        let text = String::from_utf8(config.1.clone()).unwrap();
        assert!(text.contains(from), "{from}");
        config.1 = text.replace(from, to).into_bytes();
        let error = load(&changed).unwrap_err();
        assert!(matches!(&error.reason, Reason::Unsupported(what) if what.contains(name)), "{error}");
        assert!(error.path.ends_with("config.cfg"));
    }
}
