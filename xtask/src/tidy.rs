//! `cargo xtask tidy`: the invariants of ARCHITECTURE.md that a machine can check.
//!
//! Who may depend on whom, which crates may use which libraries, that every source file says what it is, that no file
//! has grown past reading, that nothing about one conflict is in code.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Who may depend on whom, inside the workspace.
const MAY_USE: &[(&str, &[&str])] = &[
    ("rapporteur-model", &[]),
    ("rapporteur-lexicon", &["rapporteur-model"]),
    ("rapporteur-read", &["rapporteur-model", "rapporteur-lexicon"]),
    ("rapporteur-syntax", &["rapporteur-model", "rapporteur-lexicon"]),
    ("rapporteur-weights", &[]),
    ("rapporteur-annotate", &["rapporteur-model", "rapporteur-lexicon"]),
    ("rapporteur-link", &["rapporteur-model", "rapporteur-lexicon"]),
    ("rapporteur-record", &["rapporteur-model", "rapporteur-lexicon"]),
    ("rapporteur-store", &["rapporteur-model"]),
    ("rapporteur-show", &["rapporteur-model"]),
    ("rapporteur-pages", &["rapporteur-model", "rapporteur-show", "rapporteur-store"]),
];

/// Libraries that only some crates may use.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("rusqlite", &["rapporteur-store"]),
    ("clap", &["rapporteur"]),
    ("clap_complete", &["rapporteur"]),
    ("clap_mangen", &["rapporteur"]),
    ("indicatif", &["rapporteur"]),
    ("ctrlc", &["rapporteur"]),
    ("hyper", &["rapporteur-pages"]),
    ("tokio", &["rapporteur-pages"]),
    ("rmcp", &["rapporteur-pages"]),
    ("askama", &["rapporteur-show", "rapporteur-pages"]),
    (
        "serde_json",
        &["rapporteur", "rapporteur-read", "rapporteur-show", "rapporteur-syntax", "rapporteur-pages"],
    ),
];

/// Longest source file without a reason.
const MAX_LINES: usize = 900;

/// Longer files, each with its reason.
const LONG: &[(&str, &str)] = &[(
    "crates/rapporteur-model/src/record.rs",
    "one definition of every table of the contract, in the contract's order",
)];

/// Runs every check; the error lists everything that is wrong.
pub(crate) fn run(root: &Path) -> Result<String, String> {
    let mut wrong = Vec::new();
    let manifests = manifests(root, &mut wrong);
    dependencies(&manifests, &mut wrong);
    let files = sources(root);
    for file in &files {
        source(root, file, &mut wrong);
    }
    names_in_code(root, &files, &mut wrong);
    if wrong.is_empty() {
        Ok(format!("tidy: {} crates, {} source files\n", manifests.len(), files.len()))
    } else {
        let mut report = String::new();
        for line in &wrong {
            let _ = writeln!(report, "{line}");
        }
        let _ = write!(report, "tidy: {} things to mend", wrong.len());
        Err(report)
    }
}

/// Every crate with its dependencies (not those of tests).
fn manifests(root: &Path, wrong: &mut Vec<String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for folder in children(&root.join("crates")) {
        let path = folder.join("Cargo.toml");
        let Ok(text) = std::fs::read_to_string(&path) else {
            wrong.push(format!("{}: no Cargo.toml", folder.display()));
            continue;
        };
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut inside = false;
        let mut uses = BTreeSet::new();
        for line in text.lines() {
            if line.starts_with('[') {
                inside = line == "[dependencies]"
                    || line.starts_with("[target.") && line.ends_with("dependencies]");
            } else if inside && let Some(word) = line.split(['.', ' ', '=']).next().filter(|w| !w.is_empty())
            {
                uses.insert(word.to_owned());
            }
        }
        if !text.contains("[lints]\nworkspace = true") {
            wrong.push(format!("{}: does not take the workspace's lints", path.display()));
        }
        all.insert(name, uses);
    }
    all
}

fn dependencies(manifests: &BTreeMap<String, BTreeSet<String>>, wrong: &mut Vec<String>) {
    for (name, uses) in manifests {
        if name != "rapporteur" {
            let Some((_, may)) = MAY_USE.iter().find(|(n, _)| n == name) else {
                wrong.push(format!(
                    "crates/{name}: not in the table of who may depend on whom (xtask/src/tidy.rs)"
                ));
                continue;
            };
            for used in uses.iter().filter(|u| u.starts_with("rapporteur") && !may.contains(&u.as_str())) {
                wrong.push(format!(
                    "crates/{name}: may not depend on {used}; stages know only the nouns and the words"
                ));
            }
        }
        for (library, only) in ONLY_IN {
            if uses.contains(*library) && !only.contains(&name.as_str()) {
                wrong.push(format!("crates/{name}: {library} belongs in {} only", only.join(", ")));
            }
        }
    }
}

fn source(root: &Path, file: &Path, wrong: &mut Vec<String>) {
    let shown = file.strip_prefix(root).unwrap_or(file).display().to_string();
    let Ok(text) = std::fs::read_to_string(file) else {
        wrong.push(format!("{shown}: is not UTF-8"));
        return;
    };
    if !text.starts_with("//!") {
        wrong.push(format!("{shown}: does not open with what it is (`//! ...`)"));
    }
    let lines = text.lines().count();
    if lines > MAX_LINES && !LONG.iter().any(|(f, _)| *f == shown) {
        wrong.push(format!(
            "{shown}: {lines} lines; past {MAX_LINES} a file wants a reason (xtask/src/tidy.rs, LONG)"
        ));
    }
    if !shown.starts_with("xtask/")
        && text.contains("allow(unsafe_code)")
        && !shown.starts_with("crates/rapporteur-syntax/src/kernel")
    {
        wrong.push(format!("{shown}: unsafe code belongs in the kernels of rapporteur-syntax only"));
    }
}

/// Words that string literals of the program (not its tests, not its documentation) must not hold: names of states,
/// their people and their capitals. Words live in the lexicon; nothing about one conflict is in code.
fn names_in_code(root: &Path, files: &[PathBuf], wrong: &mut Vec<String>) {
    let table = root.join("crates/rapporteur-lexicon/data/states.tsv");
    let Ok(states) = std::fs::read_to_string(&table) else {
        wrong.push(format!("{}: cannot be read", table.display()));
        return;
    };
    let mut names: BTreeSet<String> = BTreeSet::new();
    for line in states.lines().filter(|l| !l.starts_with('#')).skip(1) {
        for cell in line.split('\t').skip(1) {
            names.extend(
                cell.split(['|', ';'])
                    .map(str::trim)
                    .filter(|n| n.len() > 3 && n.starts_with(char::is_uppercase))
                    .map(str::to_owned),
            );
        }
    }
    for file in files {
        let shown = file.strip_prefix(root).unwrap_or(file).display().to_string();
        if !shown.starts_with("crates/")
            || shown.contains("/tests")
            || shown.contains("/examples/")
            || shown.ends_with("tests.rs")
        {
            continue;
        }
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let code = text.split("#[cfg(test)]").next().unwrap_or("");
        for (n, line) in code.lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for literal in line.split('"').skip(1).step_by(2) {
                let words: Vec<&str> = literal.split(|c: char| !c.is_alphanumeric()).collect();
                if let Some(name) = words.iter().find(|w| names.contains(**w)) {
                    wrong.push(format!("{shown}:{}: `{name}` in code; words live in the lexicon", n + 1));
                }
            }
        }
    }
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.is_dir())
        .collect();
    all.sort();
    all
}

/// Every `.rs` file of the workspace.
fn sources(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> =
        ["crates", "xtask", "tests", "benches", "fuzz"].map(|f| root.join(f)).to_vec();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                if path.file_name().is_none_or(|n| n != "target") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
