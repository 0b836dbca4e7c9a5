//! Tests of the crate as a whole: there and back, refusals, kills, views, search, updates.

mod kill;
mod refusals;
mod roundtrip;
mod rows;
mod sample;
mod search;
mod update;
mod views;

use crate::RECORD_FILE;
use rusqlite::Connection;
use std::path::Path;

/// The rows of a query, cells joined by spaces, NULL as `-`.
fn rows(folder: &Path, sql: &str) -> Vec<String> {
    let db = Connection::open(folder.join(RECORD_FILE)).unwrap();
    let mut select = db.prepare(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
    let n = select.column_count();
    let cell = |v: rusqlite::types::ValueRef<'_>| match v {
        rusqlite::types::ValueRef::Null => "-".to_owned(),
        rusqlite::types::ValueRef::Integer(n) => n.to_string(),
        rusqlite::types::ValueRef::Real(n) => n.to_string(),
        rusqlite::types::ValueRef::Text(t) => String::from_utf8(t.to_vec()).unwrap(),
        rusqlite::types::ValueRef::Blob(_) => "blob".to_owned(),
    };
    let line = |row: &rusqlite::Row<'_>| {
        Ok((0..n).map(|i| cell(row.get_ref_unwrap(i))).collect::<Vec<_>>().join(" "))
    };
    select.query_map([], line).unwrap().map(Result::unwrap).collect()
}
