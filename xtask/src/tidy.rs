//! `cargo xtask tidy`: the invariants of ARCHITECTURE.md that a machine can check.
//!
//! Who may depend on whom, which crates may use which libraries, that every source file says what it is, that no file
//! has grown past reading, that nothing about one conflict is in code.

use rapporteur_lexicon::codebook::Codebook;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Who may depend on whom, inside the workspace.
const MAY_USE: &[(&str, &[&str])] = &[
    ("rapporteur-model", &[]),
    ("rapporteur-gazetteer", &[]),
    ("rapporteur-lexicon", &["rapporteur-model", "rapporteur-gazetteer"]),
    ("rapporteur-read", &["rapporteur-model", "rapporteur-lexicon"]),
    ("rapporteur-syntax", &["rapporteur-model", "rapporteur-lexicon"]),
    ("rapporteur-weights", &[]),
    ("rapporteur-annotate", &["rapporteur-model", "rapporteur-lexicon"]),
    ("rapporteur-link", &["rapporteur-model", "rapporteur-lexicon"]),
    ("rapporteur-record", &["rapporteur-model", "rapporteur-lexicon"]),
    ("rapporteur-store", &["rapporteur-model"]),
    ("rapporteur-show", &["rapporteur-model"]),
    ("rapporteur-export", &["rapporteur-model"]),
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
    ("rust_xlsxwriter", &["rapporteur-export"]),
    ("parquet", &["rapporteur-export"]),
    ("hyper", &["rapporteur-pages"]),
    ("tokio", &["rapporteur-pages"]),
    ("rmcp", &["rapporteur-pages"]),
    ("askama", &["rapporteur-show", "rapporteur-pages"]),
    (
        "serde_json",
        &[
            "rapporteur",
            "rapporteur-export",
            "rapporteur-pages",
            "rapporteur-read",
            "rapporteur-show",
            "rapporteur-syntax",
        ],
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

/// Columns of the lexicon's tables that hold names: states with their peoples and capitals, places, given names.
const NAME_TABLES: &[(&str, &[&str])] = &[
    ("states.tsv", &["name", "others", "adjectives", "people", "capitals", "seats"]),
    ("places.tsv", &["name", "others"]),
    ("given_names.tsv", &["names"]),
];

/// Names that code may hold, each with its reason: file (or `*`), name, reason.
const ALLOWED_NAMES: &[(&str, &str, &str)] = &[
    ("*", "May", "the month"),
    ("*", "April", "the month"),
    ("*", "June", "the month"),
    ("*", "August", "the month"),
    ("*", "Will", "the auxiliary"),
    ("*", "Grant", "the verb"),
    ("*", "Mark", "the mark"),
    ("*", "Frank", "the adjective"),
    ("*", "Page", "the page"),
    ("*", "Unicode", "the standard"),
];

/// Names that the lexicon and the codebooks hold: of states, their peoples, capitals and seats, of places, of people, of
/// parties and agreements.
fn names_held(root: &Path, wrong: &mut Vec<String>) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut add = |name: &str| {
        let name = name.trim();
        // Short forms ("Ur", "UK") are words and abbreviations of code as well.
        if name.chars().count() > 3 && name.starts_with(char::is_uppercase) {
            names.insert(name.to_owned());
        }
    };
    for (file, columns) in NAME_TABLES {
        let table = root.join("crates/rapporteur-lexicon/data").join(file);
        let Ok(text) = std::fs::read_to_string(&table) else {
            wrong.push(format!("{}: cannot be read", table.display()));
            continue;
        };
        let mut lines = text.lines().filter(|l| !l.starts_with('#'));
        let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
        for line in lines {
            for (column, cell) in header.iter().zip(line.split('\t')) {
                if columns.contains(column) {
                    cell.split(';').for_each(&mut add);
                }
            }
        }
    }
    let mut codebooks: Vec<PathBuf> = Vec::new();
    for folder in [root.join("crates/rapporteur-lexicon/codebooks"), root.join("examples")] {
        let inner = children(&folder).into_iter().map(|f| f.join("codebook.toml"));
        let own = std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|e| e.path());
        codebooks.extend(inner.chain(own).filter(|p| p.extension().is_some_and(|e| e == "toml")));
    }
    for path in codebooks {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let Ok(book) = Codebook::parse("tidy", &text) else {
            wrong.push(format!("{}: is no sound codebook", path.display()));
            continue;
        };
        for party in &book.parties {
            party.names.iter().chain([&party.name]).for_each(|n| add(n));
            party.people.iter().flat_map(|p| p.names.iter().chain([&p.name])).for_each(|n| add(n));
        }
        book.agreements.iter().for_each(|a| add(&a.name));
    }
    names
}

/// String literals of the program (not its tests, not its documentation) must not hold names that the lexicon or a
/// codebook holds. Words live in the lexicon; nothing about one conflict is in code.
fn names_in_code(root: &Path, files: &[PathBuf], wrong: &mut Vec<String>) {
    let names = names_held(root, wrong);
    for file in files {
        let shown = file.strip_prefix(root).unwrap_or(file).display().to_string();
        if shown.starts_with("tests/")
            || shown.contains("/tests")
            || shown.contains("/examples/")
            || shown.contains("/benches/")
            || shown.ends_with("tests.rs")
        {
            continue;
        }
        let text = std::fs::read_to_string(file).unwrap_or_default();
        for (line, name) in named_in(&text, &names) {
            let allowed = |(f, n, _): &&(&str, &str, &str)| (*f == "*" || *f == shown) && *n == name;
            if !ALLOWED_NAMES.iter().any(|a| allowed(&a)) {
                wrong.push(format!("{shown}:{line}: `{name}` in code; words live in the lexicon"));
            }
        }
    }
}

/// Lines of a source file whose string literals hold one of the names, before its tests.
fn named_in(text: &str, names: &BTreeSet<String>) -> Vec<(usize, String)> {
    /// Most words of a name that is looked for.
    const LONGEST: usize = 5;
    let mut found = Vec::new();
    let code = text.split("#[cfg(test)]").next().unwrap_or("");
    for (n, line) in code.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for literal in line.split('"').skip(1).step_by(2) {
            let word = |c: char| !(c.is_alphanumeric() || c == '-' || c == '\'');
            let words: Vec<&str> = literal.split(word).collect();
            for from in 0..words.len() {
                let run = (1..=LONGEST.min(words.len() - from)).filter_map(|len| words.get(from..from + len));
                found.extend(
                    run.map(|w| w.join(" "))
                        .filter(|w| names.contains(w))
                        .map(|name| (n + 1, name))
                        .next_back(),
                );
            }
        }
    }
    found
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_literals_are_found_and_those_in_comments_are_not() {
        let names: BTreeSet<String> = ["Borduria", "Port Szohod"].map(str::to_owned).into();
        let of = |text: &str| named_in(text, &names);
        assert_eq!(of("let who = \"the Borduria desk\";"), [(1, "Borduria".to_owned())]);
        assert_eq!(of("// Borduria\nlet x = 1;"), []);
        assert_eq!(of("let a = \"in Port Szohod now\";"), [(1, "Port Szohod".to_owned())]);
        assert_eq!(of("let a = \"Bordurian\";"), [], "another word");
        assert_eq!(of("#[cfg(test)]\nmod t { const A: &str = \"Borduria\"; }"), []);
    }
}
