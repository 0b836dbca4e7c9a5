//! Every text is cut into tokens that cover it, in time that grows with its length, and parsed without panic.
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;
use rapporteur_syntax::{Kernel, Model};
use std::sync::LazyLock;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let files = common::files("one");
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    Model::from_files(&files, Kernel::best()).expect("the test pipeline loads")
});

fuzz_target!(|text: &str| {
    let doc = MODEL.annotate(text);
    let mut at = 0;
    for i in 0..doc.len() {
        assert_eq!(doc.range(i).start, at);
        assert!(!doc.text(i).is_empty() && doc.head(i) < doc.len());
        at = doc.range(i).end + usize::from(doc.space_after(i));
    }
    assert_eq!(at, text.len());
    let syntax = doc.into_syntax();
    rapporteur_syntax::tree::render(&syntax, text);
});
