//! From a record to its folder.

use crate::aside::Aside;
use crate::check::{Checker, Rules, cells};
use crate::schema::{self, APPLICATION_ID, SCHEMA_KEY, SCHEMA_VERSION, quoted, quoted_list};
use crate::{RECORD_FILE, StoreError};
use rapporteur_model::Record;
use rapporteur_model::record::TableVisitor;
use rapporteur_model::table::{CellRef, Order, Row};
use rusqlite::types::Null;
use rusqlite::{Connection, Statement};
use std::path::Path;

/// Pages that are held while a file is written: with SQLite's own 2 MiB each is written to the disk many times.
const CACHE_KIB: u32 = 64 << 10;

/// How many rows each table got, in the order of the contract.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(pub Vec<(&'static str, usize)>);

impl Counts {
    /// The rows of one table; 0 for a table that is not there.
    pub fn get(&self, table: &str) -> usize {
        self.0.iter().find(|(name, _)| *name == table).map_or(0, |(_, n)| *n)
    }
}

/// Writes `record.sqlite` and `files` (name and contents: `brief.html`, `brief.md`) into `folder`, all of them or none.
///
/// Rows are written in key order whatever order they come in. Refuses the whole record, naming table, row and span, if
/// a row's evidence does not hold; then, as after any error and after a kill, what was in the folder is as it was.
pub fn write(record: &Record, folder: &Path, files: &[(&str, &[u8])]) -> Result<Counts, StoreError> {
    write_stepwise(record, folder, files, &mut |_| {})
}

/// [`write`], which calls `step` before each step that a kill can come between.
pub(crate) fn write_stepwise(
    record: &Record,
    folder: &Path,
    files: &[(&str, &[u8])],
    step: &mut dyn FnMut(&str),
) -> Result<Counts, StoreError> {
    for (name, _) in files {
        let plain = Path::new(name).file_name().is_some_and(|f| f == *name) && !name.starts_with('.');
        if !plain || *name == RECORD_FILE {
            let source = std::io::Error::new(std::io::ErrorKind::InvalidInput, "not a plain file name");
            return Err(StoreError::io("write", Path::new(name))(source));
        }
    }
    step("begin");
    let aside = Aside::begin(folder)?;
    step("database");
    let counts = database(record, &aside.path(RECORD_FILE), step)?;
    aside.sync(RECORD_FILE)?;
    for (name, bytes) in files {
        step("file");
        aside.put(name, bytes)?;
    }
    aside.commit(step)?;
    step("end");
    Ok(counts)
}

fn database(record: &Record, path: &Path, step: &mut dyn FnMut(&str)) -> Result<Counts, StoreError> {
    let checker = Checker::new(record)?;
    let db = Connection::open(path).map_err(StoreError::sqlite("create the record file"))?;
    // The file is nobody's yet and is flushed as a whole: no journal, no waiting for the disk.
    let settings = format!(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; \
         PRAGMA cache_size = -{CACHE_KIB}; PRAGMA temp_store = MEMORY; \
         PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION}; BEGIN;"
    );
    db.execute_batch(&settings).map_err(StoreError::sqlite("set up the record file"))?;
    db.execute_batch(&schema::tables()).map_err(StoreError::sqlite("create the tables"))?;
    let mut writer = Writer { db: &db, checker, counts: Counts::default(), step };
    record.each_table(&mut writer)?;
    let counts = writer.counts;
    meta(record, &db).map_err(StoreError::sqlite("write table meta"))?;
    step("index");
    db.execute_batch(&schema::after_rows()).map_err(StoreError::sqlite("index the record"))?;
    db.execute_batch("COMMIT").map_err(StoreError::sqlite("finish the record file"))?;
    db.close().map_err(|(_, e)| StoreError::sqlite("close the record file")(e))?;
    Ok(counts)
}

fn meta(record: &Record, db: &Connection) -> rusqlite::Result<()> {
    let mut insert = db.prepare("INSERT INTO meta (key, value) VALUES (?1, ?2)")?;
    let mut rows: Vec<(&str, &str)> = record.meta.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let version = SCHEMA_VERSION.to_string();
    rows.retain(|(key, _)| *key != SCHEMA_KEY);
    rows.push((SCHEMA_KEY, &version));
    rows.sort_unstable();
    rows.into_iter().try_for_each(|row| insert.execute(row).map(|_| ()))
}

struct Writer<'a, 'r> {
    db: &'a Connection,
    checker: Checker<'r>,
    counts: Counts,
    step: &'a mut dyn FnMut(&str),
}

impl TableVisitor for Writer<'_, '_> {
    type Error = StoreError;

    fn table<R: Row>(&mut self, rows: &[R]) -> Result<(), StoreError> {
        let rules = Rules::new(R::table());
        let table = &rules.table;
        (self.step)("table");
        let order = Order::new(table);
        let mut rows: Vec<&R> = rows.iter().collect();
        rows.sort_by(|a, b| order.of(*a, *b));
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({})",
            quoted(table.name),
            quoted_list(table.columns.iter().map(|c| c.name)),
            vec!["?"; table.columns.len()].join(", ")
        );
        let doing = || format!("write table {}", table.name);
        let mut insert = self.db.prepare(&sql).map_err(StoreError::sqlite(doing()))?;
        self.counts.0.push((table.name, rows.len()));
        let articles: Vec<Option<usize>> = (0..R::COLUMNS).map(|i| rules.article_of(i)).collect();
        let mut before: Option<&R> = None;
        for row in rows {
            let cells = cells(row);
            if table.unique && before.is_some_and(|b| order.same_key(b, row)) {
                return Err(rules.refuse(&cells, None, "another row has the same key"));
            }
            self.checker.row(&rules, &cells)?;
            self.bind(&mut insert, &cells, &articles)
                .and_then(|()| insert.raw_execute())
                .map_err(StoreError::sqlite(doing()))?;
            before = Some(row);
        }
        Ok(())
    }
}

impl Writer<'_, '_> {
    /// The row as SQLite stores it: offsets in code points of the article whose column `articles` gives.
    fn bind(
        &self,
        insert: &mut Statement<'_>,
        cells: &[CellRef<'_>],
        articles: &[Option<usize>],
    ) -> rusqlite::Result<()> {
        for ((n, cell), article) in (1..).zip(cells).zip(articles) {
            match cell {
                CellRef::Null => insert.raw_bind_parameter(n, Null)?,
                CellRef::Int(value) => insert.raw_bind_parameter(n, value)?,
                CellRef::Real(value) => insert.raw_bind_parameter(n, value)?,
                CellRef::Text(value) => insert.raw_bind_parameter(n, value)?,
                CellRef::Id(id) => insert.raw_bind_parameter(n, id.hex().as_str())?,
                CellRef::Date(day) => insert.raw_bind_parameter(n, day.to_string())?,
                CellRef::Offset(at) => {
                    let text = match article.and_then(|a| cells.get(a)) {
                        Some(CellRef::Id(id)) => self.checker.texts.get(id),
                        _ => None,
                    };
                    // The checker has refused an offset without an article.
                    let point = text.map(|t| t.points.at(*at as usize) as i64);
                    insert.raw_bind_parameter(n, point)?;
                }
            }
        }
        Ok(())
    }
}
