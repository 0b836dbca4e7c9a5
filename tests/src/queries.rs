//! Questions as SQL with the answers a record must give, written in Markdown: `docs/queries.md` and `eval/answers.md`.
//!
//! A fence `sql` asks; each fence `text` after it is an answer to what was asked last, a line a row, cells apart by two
//! spaces or more, `-` for NULL. The words after `text` say of which record: `as_of=DAY`, `without-days`. A fence without a
//! line is an answer without a row. Reads a written record with SQLite, as its users do.

use rapporteur_model::Record;
use rusqlite::types::ValueRef;
use std::path::Path;

/// A question.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The heading it stands under.
    pub title: String,
    /// One statement or several, each ending in `;`.
    pub sql: String,
    /// What it must be answered, and of which record.
    pub answers: Vec<Answer>,
}

/// An answer.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Of what was known by this day.
    pub as_of: Option<String>,
    /// Of a pile whose articles state no day of publication.
    pub without_days: bool,
    /// Rows.
    pub rows: Vec<String>,
}

/// The questions of a document.
pub fn parse(text: &str) -> Vec<Query> {
    let mut queries: Vec<Query> = Vec::new();
    let mut title = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(heading) = line.strip_prefix("## ") {
            title = heading.to_owned();
        }
        let Some(fence) = line.strip_prefix("```") else { continue };
        let inside: Vec<&str> = lines.by_ref().take_while(|l| !l.starts_with("```")).collect();
        let mut words = fence.split_whitespace();
        match words.next() {
            Some("sql") => {
                queries.push(Query { title: title.clone(), sql: inside.join("\n"), answers: Vec::new() });
            }
            Some("text") => {
                let mut answer = Answer { rows: inside.into_iter().map(row).collect(), ..Answer::default() };
                for word in words {
                    match word.split_once('=') {
                        Some(("as_of", day)) => answer.as_of = Some(day.to_owned()),
                        _ => answer.without_days |= word == "without-days",
                    }
                }
                if let Some(query) = queries.last_mut() {
                    query.answers.push(answer);
                }
            }
            _ => {}
        }
    }
    queries
}

/// One space between cells' words, two between cells.
fn row(line: &str) -> String {
    line.split("  ").map(str::trim).filter(|c| !c.is_empty()).collect::<Vec<_>>().join("  ")
}

/// Writes a record into a folder of its own, where [`ask`] finds it.
pub fn write(record: &Record) -> Result<tempfile::TempDir, String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    rapporteur_store::write(record, folder.path(), &[]).map_err(|e| e.to_string())?;
    Ok(folder)
}

/// The rows that a question is answered; of several statements one after the other.
pub fn ask(record: &Path, sql: &str) -> Result<Vec<String>, String> {
    let failed = |e: rusqlite::Error| format!("{e}: {sql}");
    let db = rusqlite::Connection::open(record.join("record.sqlite")).map_err(failed)?;
    let mut out = Vec::new();
    for statement in sql.split(';').map(str::trim).filter(|s| !s.is_empty()) {
        let mut select = db.prepare(statement).map_err(failed)?;
        let columns = select.column_count();
        let mut cursor = select.query([]).map_err(failed)?;
        while let Some(found) = cursor.next().map_err(failed)? {
            let cell = |i: usize| match found.get_ref(i) {
                Ok(ValueRef::Integer(n)) => n.to_string(),
                Ok(ValueRef::Real(n)) => n.to_string(),
                Ok(ValueRef::Text(bytes)) => {
                    String::from_utf8_lossy(bytes).split_whitespace().collect::<Vec<_>>().join(" ")
                }
                _ => "-".to_owned(),
            };
            out.push(row(&(0..columns).map(cell).collect::<Vec<_>>().join("  ")));
        }
    }
    Ok(out)
}
