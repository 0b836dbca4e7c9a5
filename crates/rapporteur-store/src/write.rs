//! From a record to its folder: anew, or, where a large record was there, by what has changed (`update`).

use crate::aside::Aside;
use crate::check::{Checker, Rules, cells};
use crate::kept::{self, KEPT_FILE, Kept, KeptRow, LARGE, SPACING};
use crate::schema::{self, APPLICATION_ID, SCHEMA_KEY, SCHEMA_VERSION};
use crate::update::{self, Stop, insert};
use crate::{RECORD_FILE, StoreError};
use rapporteur_model::Record;
use rapporteur_model::record::TableVisitor;
use rapporteur_model::table::{CellRef, Order, Row};
use rusqlite::types::Null;
use rusqlite::{Connection, Statement};
use std::path::Path;

/// Pages that are held while a file is written: with SQLite's own 2 MiB each is written to the disk many times.
pub(crate) const CACHE_KIB: u32 = 64 << 10;

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
/// Rows are written in key order whatever order they come in. Over a large record only those are written that differ
/// from what is there: the same rows in the same order, while the file's pages may lie otherwise ([`write_anew`]). Refuses the whole record, naming table, row and span, if
/// a row's evidence does not hold; then, as after any error and after a kill, what was in the folder is as it was.
pub fn write(record: &Record, folder: &Path, files: &[(&str, &[u8])]) -> Result<Counts, StoreError> {
    write_stepwise(record, folder, files, LARGE, &mut |_| {})
}

/// [`write()`], without a look at the record that was there: the same record gives the same bytes.
pub fn write_anew(record: &Record, folder: &Path, files: &[(&str, &[u8])]) -> Result<Counts, StoreError> {
    let was = folder.join(KEPT_FILE);
    match std::fs::remove_file(&was) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io("remove", &was)(e)),
        _ => write(record, folder, files),
    }
}

/// [`write()`], which calls `step` before each step that a kill can come between; a record of `large` rows is a large one.
pub(crate) fn write_stepwise(
    record: &Record,
    folder: &Path,
    files: &[(&str, &[u8])],
    large: usize,
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
    let path = aside.path(RECORD_FILE);
    let beside = std::fs::read(folder.join(KEPT_FILE)).ok();
    let large = rows(record) >= large;
    let updated = match beside.as_deref().filter(|_| large) {
        Some(beside) => update::update(record, &folder.join(RECORD_FILE), beside, &path, step),
        None => Err(Stop::Anew),
    };
    let (counts, kept) = match updated {
        Ok(done) => done,
        Err(Stop::Failed(error)) => return Err(error),
        Err(Stop::Anew) => {
            let _ = std::fs::remove_file(&path);
            database(record, &path, large, step)?
        }
    };
    aside.sync(RECORD_FILE)?;
    let kept = if large {
        let hash = kept::hash_of(&path, &mut std::io::sink()).map_err(StoreError::io("read", &path))?;
        kept.to_bytes(&hash)
    } else {
        None
    };
    // Without rows to keep, those of an earlier and larger record must not stay.
    if let Some(bytes) = kept.or(beside.map(|_| Vec::new())) {
        step("file");
        aside.put(KEPT_FILE, &bytes)?;
    }
    for (name, bytes) in files {
        step("file");
        aside.put(name, bytes)?;
    }
    aside.commit(step)?;
    step("end");
    Ok(counts)
}

/// How many rows a record has.
fn rows(record: &Record) -> usize {
    struct Count(usize);
    impl TableVisitor for Count {
        type Error = std::convert::Infallible;
        fn table<R: Row>(&mut self, rows: &[R]) -> Result<(), Self::Error> {
            self.0 += rows.len();
            Ok(())
        }
    }
    let mut count = Count(0);
    let Ok(()) = record.each_table(&mut count);
    count.0
}

/// Writes the record file anew; what it holds is told only of a large one.
fn database(
    record: &Record,
    path: &Path,
    large: bool,
    step: &mut dyn FnMut(&str),
) -> Result<(Counts, Kept), StoreError> {
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
    let (counts, kept) = (Counts::default(), Kept::default());
    let mut writer = Writer { db: &db, checker, large, counts, kept, room: Vec::new(), step };
    record.each_table(&mut writer)?;
    let Writer { counts, kept, .. } = writer;
    meta(record, &db).map_err(StoreError::sqlite("write table meta"))?;
    step("index");
    db.execute_batch(&schema::after_rows()).map_err(StoreError::sqlite("index the record"))?;
    db.execute_batch("COMMIT").map_err(StoreError::sqlite("finish the record file"))?;
    db.close().map_err(|(_, e)| StoreError::sqlite("close the record file")(e))?;
    Ok((counts, kept))
}

/// Writes `meta`, which is empty.
pub(crate) fn meta(record: &Record, db: &Connection) -> rusqlite::Result<()> {
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
    large: bool,
    counts: Counts,
    kept: Kept,
    room: Vec<u8>,
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
        let doing = || format!("write table {}", table.name);
        let mut statement = self.db.prepare(&insert(table)).map_err(StoreError::sqlite(doing()))?;
        self.counts.0.push((table.name, rows.len()));
        let articles: Vec<Option<usize>> = (0..R::COLUMNS).map(|i| rules.article_of(i)).collect();
        let mut before: Option<&R> = None;
        let mut kept = Vec::with_capacity(if self.large { rows.len() } else { 0 });
        let mut rowid = 0;
        for row in rows {
            rowid += if self.large { SPACING } else { 1 };
            let cells = cells(row);
            if table.unique && before.is_some_and(|b| order.same_key(b, row)) {
                return Err(rules.refuse(&cells, None, "another row has the same key"));
            }
            self.checker.row(&rules, &cells)?;
            bind(&self.checker, &mut statement, rowid, &cells, &articles)
                .and_then(|()| statement.raw_execute())
                .map_err(StoreError::sqlite(doing()))?;
            if self.large {
                kept.push(KeptRow { digest: kept::digest(&cells, &mut self.room), rowid });
            }
            before = Some(row);
        }
        self.kept.tables.push(kept);
        Ok(())
    }
}

/// The row as SQLite stores it: offsets in code points of the article whose column `articles` gives.
pub(crate) fn bind(
    checker: &Checker<'_>,
    insert: &mut Statement<'_>,
    rowid: i64,
    cells: &[CellRef<'_>],
    articles: &[Option<usize>],
) -> rusqlite::Result<()> {
    insert.raw_bind_parameter(1, rowid)?;
    for ((n, cell), article) in (2..).zip(cells).zip(articles) {
        match cell {
            CellRef::Null => insert.raw_bind_parameter(n, Null)?,
            CellRef::Int(value) => insert.raw_bind_parameter(n, value)?,
            CellRef::Real(value) => insert.raw_bind_parameter(n, value)?,
            CellRef::Text(value) => insert.raw_bind_parameter(n, value)?,
            CellRef::Id(id) => insert.raw_bind_parameter(n, id.hex().as_str())?,
            CellRef::Date(day) => insert.raw_bind_parameter(n, day.to_string())?,
            CellRef::Offset(at) => {
                let text = match article.and_then(|a| cells.get(a)) {
                    Some(CellRef::Id(id)) => checker.texts.get(id),
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
