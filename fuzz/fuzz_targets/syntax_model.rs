//! No bytes in any file of a pipeline make the reader panic, and a pipeline that loads reads a text without panic.
//!
//! The first byte chooses the pipeline and the file, the second how much of the file stays before the fuzzer's bytes.
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;
use rapporteur_syntax::{Kernel, Model};
use std::sync::LazyLock;

type Files = Vec<(String, Vec<u8>)>;
static PIPELINES: LazyLock<[Files; 2]> = LazyLock::new(|| ["one", "two"].map(common::files));

fuzz_target!(|data: &[u8]| {
    let [which, keep, rest @ ..] = data else { return };
    let pipeline = &PIPELINES[usize::from(which & 1)];
    let chosen = usize::from(which >> 1) % pipeline.len();
    let changed = [&pipeline[chosen].1[..pipeline[chosen].1.len() * usize::from(*keep) / 255], rest].concat();
    let files: Vec<(&str, &[u8])> = pipeline
        .iter()
        .enumerate()
        .map(|(i, (name, bytes))| (name.as_str(), if i == chosen { changed.as_slice() } else { bytes.as_slice() }))
        .collect();
    if let Ok(model) = Model::from_files(&files, Kernel::best()) {
        let syntax = model.parse("Ruritania's envoy wouldn't sign :) (see http://a.example/x) on 5 May.");
        assert!(syntax.tokens.iter().all(|t| (t.head as usize) < syntax.tokens.len()));
    }
});
