//! The engine reads the weights, and they know plain English.
#![allow(clippy::unwrap_used)] // Helpers of tests are tests.

use rapporteur_syntax::{Kernel, Model};

fn model() -> Model {
    let files = rapporteur_weights::files();
    let files: Vec<(&str, &[u8])> = files.iter().map(|f| (f.path.as_str(), f.bytes.as_slice())).collect();
    Model::from_files(&files, Kernel::best()).unwrap()
}

#[test]
fn a_plain_sentence() {
    let text = "Ruritania's foreign minister, Anton Vesely, met the delegation in Geneva on Monday. He did not sign the treaties.";
    let syntax = model().parse(text);
    let at = |word: &str| syntax.tokens.iter().position(|t| t.span.of(text) == word).unwrap();
    let (minister, met, delegation) = (at("minister"), at("met"), at("delegation"));
    assert_eq!(syntax.sentences.len(), 2);
    assert_eq!((syntax.dep(minister), syntax.tokens[minister].head as usize), ("nsubj", met));
    assert_eq!((syntax.dep(delegation), syntax.tokens[delegation].head as usize), ("obj", met));
    assert_eq!((syntax.lemma(met), syntax.lemma(at("treaties"))), ("meet", "treaty"));
    assert_eq!((syntax.tag(met), syntax.tokens[met].pos.as_str()), ("VBD", "VERB"));
    let names: Vec<(&str, &str)> = syntax.names.iter().map(|n| (n.span.of(text), n.label.as_str())).collect();
    assert!(names.contains(&("Anton Vesely", "PERSON")), "{names:?}");
    assert!(
        names.iter().any(|(name, label)| *name == "Geneva" && matches!(*label, "GPE" | "LOC")),
        "{names:?}"
    );
}

#[test]
fn small_enough_to_ship() {
    assert!(rapporteur_weights::packed_size() < 9_000_000);
}
