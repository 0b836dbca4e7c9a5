//! Full-text search finds words where they stand, whatever is typed.

use super::sample::{self, TEXT, id};
use crate::{Hit, search, write};
use proptest::prelude::*;
use rapporteur_model::Record;

fn found(hits: &[Hit]) -> Vec<String> {
    hits.iter().flat_map(|h| h.spans.iter().map(|s| s.of(&h.text).to_owned())).collect()
}

#[test]
fn words_are_found_at_their_spans() {
    let folder = tempfile::tempdir().unwrap();
    write(&sample::record(), folder.path(), &[]).unwrap();
    let spans = |words: &str| found(&search(folder.path(), words, 10).unwrap());
    assert_eq!(spans("zanna"), ["Żanna"], "case and accents do not count");
    assert_eq!(spans("tariff refused"), ["tariff", "refused", "tariff"]);
    assert_eq!(spans("\"drop the tariff\""), ["drop the tariff"]);
    assert_eq!(spans("\"the drop tariff\""), Vec::<String>::new());
    assert_eq!(spans("borduria*"), ["Borduria", "Borduria"]);
    assert_eq!(spans("ruritan*"), ["Ruritânia", "Ruritânia"]);
    assert_eq!(spans("nothing-of-the-sort"), Vec::<String>::new());
    assert_eq!(search(folder.path(), "tariff", 0).unwrap(), []);
}

#[test]
fn a_text_full_of_private_characters_is_marked_right() {
    let text = "\u{E000}\u{E001} talks \u{E000}talks\u{E002} end";
    let record = Record { articles: vec![sample::article("b", text, None)], ..Record::default() };
    let folder = tempfile::tempdir().unwrap();
    write(&record, folder.path(), &[]).unwrap();
    let hits = search(folder.path(), "talks end", 10).unwrap();
    assert_eq!(found(&hits), ["talks", "end"]);
}

#[test]
fn a_word_in_the_headline_weighs_more() {
    let other = "A harbour opens\n\nThe tariff, the tariff, the tariff: nobody spoke of the tariff.";
    let headline = "Tariff\n\nNothing else is said here, nor anywhere else for that matter, at great length.";
    let mut record = Record {
        articles: vec![
            sample::article("a", TEXT, None),
            sample::article("b", other, None),
            sample::article("c", headline, None),
        ],
        ..Record::default()
    };
    record.sort();
    let folder = tempfile::tempdir().unwrap();
    write(&record, folder.path(), &[]).unwrap();
    let hits = search(folder.path(), "tariff", 10).unwrap();
    assert_eq!(hits.len(), 3);
    assert_eq!(hits[0].article, id("c"));
    assert_eq!(search(folder.path(), "tariff", 2).unwrap().len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_input_is_an_error(words in r#"([a-z]{0,4}|["'*():^+{}\-\\ \x00.,;“”🙂]|AND|OR|NOT|NEAR|\PC){0,24}"#) {
        thread_local! {
            static FOLDER: tempfile::TempDir = {
                let folder = tempfile::tempdir().unwrap();
                write(&sample::record(), folder.path(), &[]).unwrap();
                folder
            };
        }
        let hits = FOLDER.with(|folder| search(folder.path(), &words, 3)).unwrap();
        for hit in hits {
            for span in hit.spans {
                prop_assert!(!span.of(&hit.text).is_empty());
            }
        }
    }
}

#[test]
fn a_very_long_query_is_cut_and_no_error() {
    let folder = tempfile::tempdir().unwrap();
    write(&sample::record(), folder.path(), &[]).unwrap();
    assert_eq!(search(folder.path(), &"tariff ".repeat(100_000), 10).unwrap().len(), 1);
    assert_eq!(search(folder.path(), &"\"".repeat(100_000), 10).unwrap(), []);
    assert_eq!(search(folder.path(), &"x".repeat(3_000_000), 10).unwrap(), []);
}
