//! Names what reads articles: a hash over the sources and data of the annotators, the lexicon, the syntax and the
//! weights, so that what one program remembers of an article is never taken for what another would read in it.
//!
//! Reads those folders, prints one variable for the compiler. A folder that is not there counts as empty.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // A build script reads files and speaks to cargo.

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

const CRATES: &[&str] = &[
    "rapporteur-annotate",
    "rapporteur-lexicon",
    "rapporteur-model",
    "rapporteur-syntax",
    "rapporteur-weights",
];
const FOLDERS: &[&str] = &["src", "data", "codebooks"];

fn main() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut hash = DefaultHasher::new();
    let mut files = vec![crates.join("../Cargo.lock"), crates.join("rapporteur/src/pipeline.rs")];
    for name in CRATES {
        for folder in FOLDERS {
            let folder = crates.join(name).join(folder);
            if folder.is_dir() {
                println!("cargo:rerun-if-changed={}", folder.display());
                collect(&folder, &mut files);
            }
        }
    }
    files.sort();
    for file in &files {
        println!("cargo:rerun-if-changed={}", file.display());
        let Ok(bytes) = std::fs::read(file) else { continue };
        hash.write(file.strip_prefix(&crates).unwrap_or(file).to_string_lossy().as_bytes());
        hash.write_usize(bytes.len());
        hash.write(&bytes);
    }
    println!("cargo:rustc-env=RAPPORTEUR_READING={:016x}", hash.finish());
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
