//! From a record's folder back to the record.

use crate::schema::{APPLICATION_ID, SCHEMA_KEY, SCHEMA_VERSION, quoted, quoted_list};
use crate::{StoreError, aside};
use rapporteur_model::Record;
use rapporteur_model::codepoints::CodePoints;
use rapporteur_model::record::TableSource;
use rapporteur_model::table::{Column, ColumnKind, Row, Table, Value};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use std::collections::HashMap;
use std::path::Path;

/// Reads the record in `folder`; `folder` may also be a `record.sqlite` itself.
///
/// A file that is no record, or one of another version of the tables, is an error that says which.
pub fn read(folder: &Path) -> Result<Record, StoreError> {
    record(&open(folder)?)
}

/// The whole record of an open file.
pub(crate) fn record(db: &Connection) -> Result<Record, StoreError> {
    let texts = texts(db)?;
    let points = texts.iter().map(|(id, text)| (id.as_str(), CodePoints::new(text))).collect();
    let mut record = Record::fill(&mut Reader { db, points })?;
    record.meta = meta(db).map_err(StoreError::sqlite("read table meta"))?;
    Ok(record)
}

/// Opens the record for reading only, after making sure that it is one.
pub(crate) fn open(folder: &Path) -> Result<Connection, StoreError> {
    let path = aside::database(folder);
    let not = |why: &str| StoreError::NotARecord { path: folder.to_owned(), why: why.to_owned() };
    if !folder.exists() {
        return Err(not("there is no such folder"));
    }
    if !path.is_file() {
        return Err(not("it holds no record.sqlite"));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(&path, flags).map_err(StoreError::sqlite("open the record file"))?;
    let number = |pragma: &str| db.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get::<_, i64>(0));
    match number("application_id") {
        Ok(APPLICATION_ID) => {}
        Ok(_) => return Err(not("its record.sqlite is a database of another program")),
        Err(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            return Err(not("its record.sqlite is not a SQLite file"));
        }
        Err(e) => return Err(StoreError::sqlite("open the record file")(e)),
    }
    let found = number("user_version").map_err(StoreError::sqlite("open the record file"))?;
    if found != SCHEMA_VERSION {
        return Err(StoreError::Schema { path: folder.to_owned(), found, expected: SCHEMA_VERSION });
    }
    // The file may come from anywhere: its views run no function with side effects.
    db.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA query_only = ON;")
        .map_err(StoreError::sqlite("open the record file"))?;
    Ok(db)
}

fn texts(db: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let read = || {
        let mut select = db.prepare("SELECT article, text FROM articles")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<Vec<(String, String)>>>()
    };
    read().map_err(StoreError::sqlite("read table articles"))
}

fn meta(db: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut select = db.prepare("SELECT key, value FROM meta WHERE key <> ?1 ORDER BY key")?;
    select.query_map([SCHEMA_KEY], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

struct Reader<'a> {
    db: &'a Connection,
    points: HashMap<&'a str, CodePoints<'a>>,
}

impl TableSource for Reader<'_> {
    type Error = StoreError;

    fn rows<R: Row>(&mut self) -> Result<Vec<R>, StoreError> {
        let table = R::table();
        let damaged = |why: String| StoreError::Damaged { table: table.name, why };
        let failed = || StoreError::sqlite(format!("read table {}", table.name));
        let sql = format!(
            "SELECT {} FROM {}",
            quoted_list(table.columns.iter().map(|c| c.name)),
            quoted(table.name)
        );
        let mut select = self.db.prepare(&sql).map_err(failed())?;
        let mut cursor = select.query([]).map_err(failed())?;
        let mut rows = Vec::new();
        while let Some(row) = cursor.next().map_err(failed())? {
            let mut values = Vec::with_capacity(table.columns.len());
            for (i, column) in table.columns.iter().enumerate() {
                let cell = row.get_ref(i).map_err(failed())?;
                values.push(value(cell, column).map_err(damaged)?);
            }
            self.to_bytes(&table, &mut values).map_err(damaged)?;
            rows.push(values);
        }
        // Row order is the writer's business; a file written by other hands is put in order here.
        if !rows.is_sorted_by(|a, b| table.order(a, b).is_le()) {
            rows.sort_by(|a, b| table.order(a, b));
        }
        rows.into_iter().map(|values| R::from_values(values).map_err(damaged)).collect()
    }
}

impl Reader<'_> {
    /// Turns the offsets of a row from code points into bytes.
    fn to_bytes(&self, table: &Table, values: &mut [Value]) -> Result<(), String> {
        for (i, column) in table.columns.iter().enumerate() {
            let (ColumnKind::Offset { article }, Some(Value::Offset(n))) = (column.kind, values.get(i))
            else {
                continue;
            };
            let id = match table.column(article).and_then(|a| values.get(a)) {
                Some(Value::Text(id)) => id.as_str(),
                _ => return Err(format!("column {} counts in no article", column.name)),
            };
            let points = self.points.get(id).ok_or_else(|| format!("no article {id}"))?;
            let byte = points.byte(*n as usize);
            if points.at(byte) != *n as usize {
                return Err(format!("column {}: {n} lies outside article {id}", column.name));
            }
            let byte = u32::try_from(byte).map_err(|_| format!("article {id} is too long"))?;
            if let Some(slot) = values.get_mut(i) {
                *slot = Value::Offset(byte);
            }
        }
        Ok(())
    }
}

fn value(cell: ValueRef<'_>, column: &Column) -> Result<Value, String> {
    let unexpected = || format!("column {} holds what it cannot hold", column.name);
    Ok(match (cell, column.kind) {
        (ValueRef::Null, _) => Value::Null,
        (ValueRef::Integer(n), ColumnKind::Offset { .. }) => {
            Value::Offset(u32::try_from(n).map_err(|_| unexpected())?)
        }
        (ValueRef::Integer(n), ColumnKind::Int | ColumnKind::Flag) => Value::Int(n),
        (ValueRef::Integer(n), ColumnKind::Real) => Value::Real(n as f64),
        (ValueRef::Real(n), ColumnKind::Real) => Value::Real(n),
        (ValueRef::Text(bytes), ColumnKind::Text | ColumnKind::Id | ColumnKind::Date) => {
            Value::Text(std::str::from_utf8(bytes).map_err(|_| unexpected())?.to_owned())
        }
        _ => return Err(unexpected()),
    })
}
