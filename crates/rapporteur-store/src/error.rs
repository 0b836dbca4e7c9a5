//! What can go wrong between a record and its file, each with what a person needs to act on it.

use rapporteur_model::Span;
use std::path::{Path, PathBuf};

/// Why a record could not be written or read.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// A row that must not enter the record.
    Refused {
        /// The table.
        table: &'static str,
        /// The key of the row, as `column=value`.
        row: String,
        /// The span that does not hold, in bytes.
        span: Option<Span>,
        /// What is wrong with it.
        why: String,
    },
    /// The file system said no.
    Io {
        /// What was being done: "write", "rename".
        doing: &'static str,
        /// To which file.
        path: PathBuf,
        /// What it said.
        source: std::io::Error,
    },
    /// SQLite said no.
    Sqlite {
        /// What was being done: "write table events".
        doing: String,
        /// What it said.
        source: rusqlite::Error,
    },
    /// There is no record at that path, or something else is.
    NotARecord {
        /// The path.
        path: PathBuf,
        /// What is there instead.
        why: String,
    },
    /// A record of another version of the tables.
    Schema {
        /// The path.
        path: PathBuf,
        /// The version found.
        found: i64,
        /// The version this program reads and writes.
        expected: i64,
    },
    /// A record whose contents contradict its own definitions.
    Damaged {
        /// The table.
        table: &'static str,
        /// What is wrong.
        why: String,
    },
    /// Another build is writing this record.
    Busy {
        /// The record's folder.
        folder: PathBuf,
    },
}

impl StoreError {
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
        move |source| StoreError::Io { doing, path: path.to_owned(), source }
    }
    pub(crate) fn sqlite(doing: impl Into<String>) -> impl FnOnce(rusqlite::Error) -> StoreError {
        move |source| StoreError::Sqlite { doing: doing.into(), source }
    }
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            StoreError::Refused { table, row, span, why } => {
                write!(f, "refused a row of {table} ({row})")?;
                if let Some(span) = span {
                    write!(f, ", bytes {}..{}", span.start, span.end)?;
                }
                write!(f, ": {why}")
            }
            StoreError::Io { doing, path, source } => {
                write!(f, "could not {doing} {}: {source}", path.display())
            }
            StoreError::Sqlite { doing, source } => write!(f, "could not {doing}: {source}"),
            StoreError::NotARecord { path, why } => write!(f, "{} is not a record: {why}", path.display()),
            StoreError::Schema { path, found, expected } => {
                let age = if found < expected { "an older" } else { "a newer" };
                write!(
                    f,
                    "{} was written by {age} version of the program (tables version {found}; this one reads {expected}): \
                     build the record again from its articles",
                    path.display()
                )
            }
            StoreError::Damaged { table, why } => write!(f, "the record is damaged: table {table}: {why}"),
            StoreError::Busy { folder } => {
                write!(f, "another build is writing {}: wait for it to end", folder.display())
            }
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            StoreError::Io { source, .. } => Some(source),
            StoreError::Sqlite { source, .. } => Some(source),
            _ => None,
        }
    }
}
