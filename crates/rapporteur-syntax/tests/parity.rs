//! The engine says what spaCy says: goldens that `training/make_fixtures.py` wrote with spaCy itself.
#![allow(clippy::unwrap_used)] // Helpers of tests are tests.

mod common;

use common::{data, dump, file, kernels, texts, unescape};
use rapporteur_syntax::Model;

/// A golden, text by text.
fn golden(name: &str) -> Vec<String> {
    let mut texts = vec![String::new()];
    for line in file(name).lines() {
        let last = texts.last_mut().unwrap();
        *last += &unescape(line);
        *last += "\n";
        if line == "." {
            texts.push(String::new());
        }
    }
    texts.pop();
    texts
}

fn check(pipeline: &str) {
    let golden = golden(&format!("golden-{pipeline}.txt"));
    let texts = texts();
    assert_eq!(golden.len(), texts.len());
    for kernel in kernels() {
        let model = Model::load_with(&data(pipeline), kernel).unwrap();
        for (text, golden) in texts.iter().zip(&golden) {
            let ours = dump(&model.annotate(text));
            assert_eq!(&ours, golden, "{} says otherwise of {text:?}", kernel.name());
        }
    }
}

#[test]
fn a_pipeline_with_listeners_rules_and_its_own_names() {
    check("one");
}

#[test]
fn a_pipeline_with_morphologizer_edit_trees_and_extra_state_tokens() {
    check("two");
}

#[test]
fn windows_say_what_whole_documents_say() {
    let all = texts();
    let text = [all.join(" "), all.join(" ")].join(" ");
    for pipeline in ["one", "two"] {
        let golden = file(&format!("golden-long-{pipeline}.txt"));
        for kernel in kernels() {
            let model = Model::load_with(&data(pipeline), kernel).unwrap();
            let doc = model.annotate(&text);
            assert!(doc.len() > 1024, "long enough for three blocks");
            let ours = dump(&doc);
            let hash = ours
                .bytes()
                .fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
            assert_eq!(format!("{hash:016x}\n"), golden, "{pipeline} with {}", kernel.name());
        }
    }
}

#[test]
fn the_english_tokenizer() {
    let model = Model::load(&data("one")).unwrap();
    let mut golden = file("tokens.txt").lines().map(str::to_owned).collect::<Vec<_>>().into_iter();
    for text in texts() {
        let doc = model.tokenize(&text);
        for i in 0..doc.len() {
            let line = golden.next().unwrap();
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(
                (doc.text(i), doc.space_after(i)),
                (unescape(fields[0]).as_str(), fields[2] == "1"),
                "in {text:?}"
            );
        }
        assert_eq!(golden.next().as_deref(), Some("."), "in {text:?}");
    }
    assert_eq!(golden.next(), None);
}
