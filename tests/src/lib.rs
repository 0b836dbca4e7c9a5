//! The runner of the Markdown specs: news with carets under the words, tables of what the record must hold.
//!
//! tests/specs/README.md teaches the format. [`run`] reads one spec, builds a record of each case with the function it
//! is given, and says what is missing, by line. It reads spec files (in [`run_folder`]); it judges, and extracts
//! nothing itself.
#![allow(clippy::disallowed_methods)]

mod check;
pub mod ledger;
pub mod queries;
mod rows;
mod spec;

pub use rows::{KINDS, Kind, Words};
pub use spec::{Caret, Case, Expected, Fit, Mode, News, NewsItem, Spec};

use rapporteur_model::Record;
use std::path::Path;

/// A heading that begins so names something known to be wrong: its case must fail until the program does better.
pub const FIXME: &str = "FIXME";

/// Builds a record from news, under the text of a codebook or the default one.
pub type Build<'a> = &'a dyn Fn(&[NewsItem], Option<&str>) -> Record;

/// What a spec expects and the record does not hold, or what is wrong with the spec itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// The spec's path, as given.
    pub path: String,
    /// Line of the spec, counted from 1.
    pub line: usize,
    /// What is missing, and what was found instead.
    pub message: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// Runs one spec; nothing to say means that it holds.
pub fn run(path: &str, markdown: &str, build: Build<'_>) -> Vec<Failure> {
    let (spec, problems) = Spec::parse(markdown);
    let mut found: Vec<(usize, String)> = problems;
    for case in &spec.cases {
        let items: Vec<NewsItem> = case.news.iter().map(|n| n.item.clone()).collect();
        let record = build(&items, case.codebook.as_deref());
        let lacking = check::case(case, &record);
        match (case.title.starts_with(FIXME), lacking.is_empty()) {
            (false, _) => found.extend(lacking),
            (true, true) => found.push((case.line, format!("this holds now: take the {FIXME} away"))),
            (true, false) => {}
        }
    }
    found.sort();
    found.into_iter().map(|(line, message)| Failure { path: path.to_owned(), line, message }).collect()
}

/// Runs every `*.md` of a folder but README.md, in the order of their names. Gives how many cases ran, and the failures.
pub fn run_folder(folder: &Path, build: Build<'_>) -> std::io::Result<(usize, Vec<Failure>)> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "md") && !path.ends_with("README.md") {
            paths.push(path);
        }
    }
    paths.sort();
    let (mut cases, mut failures) = (0, Vec::new());
    for path in paths {
        let markdown = std::fs::read_to_string(&path)?;
        cases += Spec::parse(&markdown).0.cases.len();
        failures.extend(run(&path.display().to_string(), &markdown, build));
    }
    Ok((cases, failures))
}

#[cfg(test)]
mod tests;
