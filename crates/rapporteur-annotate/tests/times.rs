//! Runs the specs of time expressions in `tests/specs/times/`.
//!
//! A spec is Markdown. A line `News of 2025-09-16.`, `News of 2025-09-01 to 2025-09-30.`, `News of an unknown day.` or
//! `History.` says where the texts after it stand in time. Each row of a table is one text with its expressions in
//! brackets; what the columns `value`, `type`, `days`, `rule` and `anchor` hold must be what is found, one for each
//! bracket, separated by `;`. Every expression found must be in brackets.

#![allow(clippy::panic, clippy::disallowed_methods)] // A test reads its specs and fails loudly.

use rapporteur_annotate::times::{Reference, times};
use rapporteur_lexicon::times::TimeLexicon;
use rapporteur_model::{Date, Interval, TimeExpression};
use std::fmt::Write as _;

fn reference(line: &str) -> Option<Reference> {
    let line = line.trim().strip_suffix('.')?;
    if line == "History" {
        return Some(Reference::Narrative);
    }
    let day = |s: &str| -> Date { s.parse().unwrap_or_else(|e| panic!("{line}: {e}")) };
    let when = line.strip_prefix("News of ")?;
    let interval = match when.split_once(" to ") {
        _ if when == "an unknown day" => Interval::UNKNOWN,
        Some((a, b)) => Interval::new(day(a), day(b)),
        None => match when.strip_suffix(" or later") {
            Some(a) => Interval { start: Some(day(a)), end: None },
            None => Interval::day(day(when)),
        },
    };
    Some(Reference::News(interval))
}

/// The text without its brackets, and the bytes the brackets held.
fn brackets(marked: &str) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut spans, mut open) = (String::new(), Vec::new(), 0);
    for c in marked.chars() {
        match c {
            '[' => open = text.len(),
            ']' => spans.push((open, text.len())),
            c => text.push(c),
        }
    }
    (text, spans)
}

fn cell(time: &TimeExpression, column: &str) -> String {
    match column {
        "value" => time.value.clone(),
        "type" => time.kind.to_string(),
        "days" => time.interval.to_string(),
        "rule" => time.rule.to_string(),
        "anchor" => time.anchor.clone().unwrap_or_else(|| "-".to_owned()),
        _ => panic!("no column {column}"),
    }
}

#[test]
fn specs_hold() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/specs/times");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let lexicon = TimeLexicon::new();
    let (mut expressions, mut failures) = (0, String::new());
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "md")) {
        let mut stand = None;
        let mut columns: Vec<String> = Vec::new();
        for (n, line) in std::fs::read_to_string(file).unwrap().lines().enumerate() {
            if let Some(found) = reference(line) {
                stand = Some(found);
            }
            if !line.starts_with('|') {
                columns.clear();
                continue;
            }
            let cells: Vec<String> = line.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect();
            if columns.is_empty() {
                columns = cells;
                continue;
            }
            if cells.iter().all(|c| c.chars().all(|c| "-: ".contains(c))) {
                continue;
            }
            let at = format!("{}:{}", file.file_name().unwrap().to_string_lossy(), n + 1);
            let (text, spans) = brackets(&cells[0]);
            expressions += spans.len();
            let found = times(&lexicon, &text, stand.unwrap_or_else(|| panic!("{at}: News or History?")));
            let words: Vec<&str> = found.iter().map(|t| t.span.of(&text)).collect();
            if spans != found.iter().map(|t| (t.span.lo(), t.span.hi())).collect::<Vec<_>>() {
                let _ = writeln!(failures, "{at}: {}\n    found {words:?}", cells[0]);
                continue;
            }
            for (column, wanted) in columns.iter().zip(&cells).skip(1) {
                let got = found.iter().map(|t| cell(t, column)).collect::<Vec<_>>().join("; ");
                if got != *wanted {
                    let _ = writeln!(failures, "{at}: {}\n    {column} {got}, not {wanted}", cells[0]);
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    assert!(expressions >= 300, "only {expressions} expressions");
}
