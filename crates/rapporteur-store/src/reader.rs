//! A record that is held open: tables page by page, search, and the whole record, all of one and the same file.
//!
//! For programs that answer many questions. Reads only. A record that is replaced meanwhile does not show here: an open
//! file stays what it was; [`stamp`] tells whether the record's folder holds another one by now.

use crate::drawn::{Drawn, order};
use crate::schema::{quoted, quoted_list};
use crate::search::{Hit, Narrow, narrowed};
use crate::views::VIEWS;
use crate::{StoreError, aside, read, write};
use rapporteur_model::Record;
use rapporteur_model::table::{ColumnKind, Table, Value};
use rusqlite::types::{Value as Cell, ValueRef};
use rusqlite::{Connection, params_from_iter};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::SystemTime;

/// What tells one record file from another that took its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    path: PathBuf,
    bytes: u64,
    changed: Option<SystemTime>,
    /// Device and number of the file, where the system has such.
    file: (u64, u64),
}

/// The stamp of the record that `folder` holds now.
pub fn stamp(folder: &Path) -> Result<Stamp, StoreError> {
    let path = aside::database(folder);
    let about = std::fs::metadata(&path).map_err(StoreError::io("look at", &path))?;
    #[cfg(unix)]
    let file = {
        use std::os::unix::fs::MetadataExt;
        (about.dev(), about.ino())
    };
    #[cfg(not(unix))]
    let file = (0, 0);
    Ok(Stamp { path, bytes: about.len(), changed: about.modified().ok(), file })
}

/// A record written where nobody else looks, for as long as this value lives: one that was drawn up in memory, so that
/// it can be asked the same questions as any other.
#[derive(Debug)]
pub struct Temporary(tempfile::TempDir);

impl Temporary {
    /// Writes `record` into a folder of its own under the system's folder for such files.
    pub fn write(record: &Record) -> Result<Temporary, StoreError> {
        let folder = tempfile::Builder::new()
            .prefix("rapporteur-")
            .tempdir()
            .map_err(StoreError::io("create a folder in", &std::env::temp_dir()))?;
        write(record, folder.path(), &[])?;
        Ok(Temporary(folder))
    }
    /// The record's folder.
    pub fn folder(&self) -> &Path {
        self.0.path()
    }
}

/// What a column has to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// This value, written as text or number.
    Is(String),
    /// At least this.
    Least(String),
    /// At most this.
    Most(String),
    /// NULL, or anything else.
    Null(bool),
}

/// Which rows of a table or view.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted<'a> {
    /// The table or view.
    pub table: &'a str,
    /// Tests on columns; all have to hold.
    pub tests: &'a [(String, Test)],
    /// Where the page before ended; 0 for the first page.
    pub after: u64,
    /// The most rows.
    pub limit: usize,
}

/// Some rows of a table or view.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The names of the columns.
    pub columns: Vec<&'static str>,
    /// The rows; offsets come as [`Value::Int`], in code points.
    pub rows: Vec<Vec<Value>>,
    /// What [`Wanted::after`] has to be for the next page; none where this is the last.
    pub next: Option<u64>,
}

/// The definitions, put together once: every question asks for them.
static TABLES: LazyLock<Vec<Table>> = LazyLock::new(Record::tables);

/// The columns of a table or view, and what they hold as far as that is defined; none where there is no such table.
pub fn columns(name: &str) -> Option<Vec<(&'static str, Option<ColumnKind>)>> {
    let tables = &*TABLES;
    if let Some(table) = tables.iter().find(|t| t.name == name) {
        return Some(table.columns.iter().map(|c| (c.name, Some(c.kind))).collect());
    }
    let view = VIEWS.iter().find(|v| v.name == name)?;
    // A view's column is as a table's column of that name, where there is one.
    let kind = |name: &str| {
        tables.iter().flat_map(|t| &t.columns).find(|c| c.name == name).map(|c| match c.kind {
            ColumnKind::Offset { .. } => ColumnKind::Int,
            kind => kind,
        })
    };
    Some(view.columns.iter().map(|(name, _)| (*name, kind(name))).collect())
}

/// A record that is held open for reading.
#[derive(Debug)]
pub struct Reader {
    db: Connection,
    /// The rows of the views, where they have been worked out.
    drawn: Option<Connection>,
}

/// Bytes of cells that one page of rows holds, but for its last row: a thousand articles can be gigabytes.
pub const MOST_BYTES: usize = 8 << 20;

/// Pages of a file that a connection keeps in memory, in KiB (SQLite's own default is 2,000).
const KEPT: u32 = 8_000;

impl Reader {
    /// Opens the record in `folder`.
    pub fn open(folder: &Path) -> Result<Reader, StoreError> {
        let db = read::open(folder)?;
        keep(&db)?;
        Ok(Reader { db, drawn: None })
    }

    /// Works out all views of this record, so that [`page`](Reader::page) need not do so for each page of each.
    pub fn draw(&self) -> Result<Drawn, StoreError> {
        Drawn::write(&self.db)
    }

    /// Takes the rows of views from `drawn`, which has to be of the same record, from now on.
    pub fn take(&mut self, drawn: &Drawn) -> Result<(), StoreError> {
        let db = drawn.open()?;
        keep(&db)?;
        self.drawn = Some(db);
        Ok(())
    }

    /// The whole record.
    pub fn record(&self) -> Result<Record, StoreError> {
        read::record(&self.db)
    }

    /// The articles that hold all of `words`; see [`search`](crate::search()).
    pub fn search(&self, words: &str, narrow: &Narrow) -> Result<Vec<Hit>, StoreError> {
        narrowed(&self.db, words, narrow)
    }

    /// Rows of a table in key order, or of a view in its own order or that of its columns. Where the rows grow past
    /// [`MOST_BYTES`] the page ends before [`Wanted::limit`]; a page that is not the last holds one row at least.
    ///
    /// A table, column or value that there cannot be gives no rows; ask [`columns`] first.
    pub fn page(&self, wanted: &Wanted) -> Result<Page, StoreError> {
        let known = columns(wanted.table).unwrap_or_default();
        let names: Vec<&'static str> = known.iter().map(|(name, _)| *name).collect();
        if names.is_empty() {
            return Ok(Page { columns: names, rows: Vec::new(), next: None });
        }
        let view = VIEWS.iter().find(|v| v.name == wanted.table);
        // Rows that are written down, of a table or of a view, are found again by their place.
        let (db, view) = match (view, &self.drawn) {
            (Some(_), Some(drawn)) => (drawn, None),
            (view, _) => (&self.db, view),
        };
        let mut conditions: Vec<String> = Vec::new();
        let mut values: Vec<Cell> = Vec::new();
        for (column, test) in wanted.tests {
            let Some((name, kind)) = known.iter().find(|(name, _)| name == column) else {
                conditions.push("0".to_owned());
                continue;
            };
            let name = quoted(name);
            let (sign, text) = match test {
                Test::Null(yes) => {
                    conditions.push(format!("{name} IS {}NULL", if *yes { "" } else { "NOT " }));
                    continue;
                }
                Test::Is(text) => ("=", text),
                Test::Least(text) => (">=", text),
                Test::Most(text) => ("<=", text),
            };
            conditions.push(format!("{name} {sign} ?"));
            values.push(cell(text, *kind));
        }
        let mut sql = match view {
            None => {
                format!("SELECT {}, rowid FROM {}", quoted_list(names.iter().copied()), quoted(wanted.table))
            }
            Some(view) => format!("SELECT * FROM {}", quoted(view.name)),
        };
        let after = i64::try_from(wanted.after).unwrap_or(i64::MAX);
        if view.is_none() {
            conditions.push("rowid > ?".to_owned());
            values.push(Cell::Integer(after));
        }
        if !conditions.is_empty() {
            sql = format!("{sql} WHERE {}", conditions.join(" AND "));
        }
        sql.push_str(&view.map_or_else(|| " ORDER BY rowid".to_owned(), order));
        // One more than asked for tells whether there is a next page.
        sql.push_str(" LIMIT ?");
        values.push(Cell::Integer(i64::try_from(wanted.limit.saturating_add(1)).unwrap_or(i64::MAX)));
        if view.is_some() {
            sql.push_str(" OFFSET ?");
            values.push(Cell::Integer(after));
        }
        let read = || -> rusqlite::Result<Page> {
            let mut select = db.prepare(&sql)?;
            let mut cursor = select.query(params_from_iter(values.iter()))?;
            let mut page = Page { columns: names.clone(), rows: Vec::new(), next: None };
            let (mut last, mut bytes) = (wanted.after, 0_usize);
            while let Some(row) = cursor.next()? {
                if page.rows.len() == wanted.limit || bytes > MOST_BYTES {
                    page.next = Some(last);
                    break;
                }
                let mut cells = Vec::with_capacity(names.len());
                for i in 0..names.len() {
                    cells.push(value(row.get_ref(i)?));
                }
                bytes = bytes.saturating_add(cells.iter().map(size).sum());
                page.rows.push(cells);
                last = match view {
                    None => u64::try_from(row.get::<_, i64>(names.len())?).unwrap_or(last),
                    Some(_) => last + 1,
                };
            }
            Ok(page)
        };
        read().map_err(StoreError::sqlite(format!("read {}", wanted.table)))
    }
}

fn keep(db: &Connection) -> Result<(), StoreError> {
    db.execute_batch(&format!("PRAGMA cache_size = -{KEPT};"))
        .map_err(StoreError::sqlite("open the record file"))
}

fn value(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Real(n) => Value::Real(n),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Value::Text(String::from_utf8_lossy(bytes).into_owned())
        }
    }
}

/// Bytes that a cell takes, roughly.
fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        _ => 8,
    }
}

/// What is typed, as the column holds it. Where nobody says what it holds, what looks like a number is one.
fn cell(text: &str, kind: Option<ColumnKind>) -> Cell {
    let number = || {
        let whole = text.parse().ok().map(Cell::Integer);
        whole.or_else(|| text.parse::<f64>().ok().filter(|n| n.is_finite()).map(Cell::Real))
    };
    match kind {
        Some(ColumnKind::Text | ColumnKind::Id | ColumnKind::Date) => Cell::Text(text.to_owned()),
        _ => number().unwrap_or_else(|| Cell::Text(text.to_owned())),
    }
}
