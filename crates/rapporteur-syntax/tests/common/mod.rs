//! What the tests share: the small pipelines, their texts, and the form in which goldens are written. Reads test data
//! only.
#![allow(dead_code, unreachable_pub, clippy::disallowed_methods, clippy::unwrap_used)]

use rapporteur_syntax::{Doc, Kernel};
use std::path::PathBuf;

/// A path within the test data.
pub fn data(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "data", name].iter().collect()
}

/// A test data file.
pub fn file(name: &str) -> String {
    std::fs::read_to_string(data(name)).unwrap()
}

/// Kernels of this machine.
pub fn kernels() -> impl Iterator<Item = Kernel> {
    Kernel::ALL.into_iter().filter(|k| k.runs_here())
}

/// `\u....` and `\U........` stand for characters.
pub fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let digits = if rest[at + 1..].starts_with('u') { 4 } else { 8 };
        let code = u32::from_str_radix(&rest[at + 2..at + 2 + digits], 16).unwrap();
        out.push(char::from_u32(code).unwrap());
        rest = &rest[at + 2 + digits..];
    }
    out + rest
}

/// The texts that goldens are of.
pub fn texts() -> Vec<String> {
    file("texts.txt").split("%%\n").map(|t| unescape(t.trim_matches('\n'))).collect()
}

/// All files of a pipeline, by their path within it.
pub fn files(pipeline: &str) -> Vec<(String, Vec<u8>)> {
    let root = data(pipeline);
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                files.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// What a pipeline says of a text, in the form of the goldens; letters that do not print are compared as they are.
pub fn dump(doc: &Doc<'_>) -> String {
    let mut out = String::new();
    for i in 0..doc.len() {
        let range = doc.range(i);
        out += &format!(
            "T\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n",
            range.start,
            range.end,
            doc.tag(i),
            doc.pos(i),
            doc.morph(i),
            doc.lemma(i),
            doc.dep(i),
            doc.head(i),
            u8::from(doc.is_sentence_start(i))
        );
    }
    for (tokens, label) in doc.entities() {
        out += &format!("E\t{}\t{}\t{label}\n", tokens.start, tokens.end);
    }
    out + ".\n"
}
