//! Rows that must not enter the record.

use super::sample::{self, TEXT, at, id};
use crate::{StoreError, read, write};
use rapporteur_model::record::*;
use rapporteur_model::*;

/// The message of the refusal, after making sure that nothing was written over the record in place.
fn refusal(spoil: impl FnOnce(&mut Record)) -> String {
    let folder = tempfile::tempdir().unwrap();
    write(&sample::record(), folder.path(), &[("brief.md", b"old")]).unwrap();
    let mut record = sample::record();
    spoil(&mut record);
    let error = write(&record, folder.path(), &[("brief.md", b"new")]).unwrap_err();
    assert!(matches!(error, StoreError::Refused { .. }), "{error}");
    assert_eq!(read(folder.path()).unwrap(), sample::record());
    assert_eq!(std::fs::read(folder.path().join("brief.md")).unwrap(), b"old");
    assert!(!folder.path().join(".building").exists());
    error.to_string()
}

#[test]
fn spans_that_do_not_hold() {
    let span = |start, end| move |r: &mut Record| r.events[0].at.span = Span { start, end };
    let key = format!("refused a row of events (event {})", id("refusal"));
    let length = TEXT.len() as u32;
    let cases = [
        (5, length + 1, format!("the text of article {} has {length} bytes", id("a"))),
        (9, 5, "it ends before it begins".into()),
        (5, 5, "it holds no words".into()),
        (5, 6, format!("it cuts a character of article {} in two", id("a"))),
    ];
    for (start, end, why) in cases {
        let message = refusal(span(start, end));
        assert_eq!(message, format!("{key}, bytes {start}..{end}: {why}"));
    }
    let message = refusal(|r| r.events[0].at.article = id("elsewhere"));
    assert!(message.ends_with(&format!("article {} is not in the record", id("elsewhere"))), "{message}");
}

#[test]
fn spans_of_the_second_article_of_a_row_are_checked_too() {
    let message = refusal(|r| {
        r.contradictions.push(ContradictionRow {
            contradiction: id("c"),
            kind: ContradictionKind::WithinArticle,
            a: at("ready"),
            b: table::At { article: id("a"), span: Span { start: 0, end: 10_000 } },
            about: "readiness".into(),
        });
    });
    assert!(message.contains("contradictions") && message.contains("bytes 0..10000"), "{message}");
}

#[test]
fn words_that_do_not_stand_there() {
    let message = refusal(|r| r.attributions[0].source_text = Some("Hanna Ek".into()));
    assert!(message.ends_with("it gives `Hanna Ek` where the article says `Żanna 🙂 Ek`"), "{message}");
    let message = refusal(|r| r.events[0].trigger = "agreed".into());
    assert!(
        message.ends_with("`agreed` does not stand in `Borduria refused to drop the tariff`"),
        "{message}"
    );
    let message = refusal(|r| r.attributions[0].cue = Some("denied".into()));
    assert!(message.ends_with("`said` is no part of the cue `denied`"), "{message}");
}

#[test]
fn a_line_break_in_the_article_is_a_space_in_the_row() {
    let mut record = sample::record();
    record.attributions[0].source = Some(at("only if\nBorduria").span);
    record.attributions[0].source_text = Some("only if Borduria".into());
    record.attribution_spans.clear();
    assert!(crate::check(&record).is_ok());
}

#[test]
fn two_rows_with_one_key() {
    let message = refusal(|r| r.events.push(sample::event()));
    assert!(message.ends_with("another row has the same key"), "{message}");
}

#[test]
fn numbers_that_are_none_and_texts_with_nul() {
    let message = refusal(|r| r.entities[0].lat = Some(f64::NAN));
    assert!(message.ends_with("a number is not finite"), "{message}");
    let message = refusal(|r| r.articles[0].text.push('\0'));
    assert!(message.ends_with("the text holds a NUL"), "{message}");
}

#[test]
fn an_id_that_points_nowhere_is_found_but_not_refused() {
    let mut record = sample::record();
    record.events[0].actor = Some(id("nobody"));
    assert_eq!(crate::dangling(&record), [format!("events.actor: {} is no row of entities", id("nobody"))]);
    assert!(crate::check(&record).is_ok());
}

#[test]
fn a_file_beside_the_record_has_a_plain_name() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["../brief.md", "a/b", ".lock", "record.sqlite", "", ".."] {
        assert!(write(&sample::record(), folder.path(), &[(name, b"")]).is_err(), "{name}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
