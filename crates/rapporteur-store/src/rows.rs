//! Any table or view of a record, row by row, as the file holds it: offsets in code points.

use crate::drawn::in_order;
use crate::schema::{quoted, quoted_list};
use crate::views::VIEWS;
use crate::{StoreError, read};
use rapporteur_model::Record;
use rapporteur_model::table::Value;
use rusqlite::types::ValueRef;
use std::path::Path;

/// Takes the rows of a table one by one; an error ends the walk and is handed on.
pub trait RowVisitor {
    /// What can go wrong.
    type Error: From<StoreError>;
    /// Told once, before the first row.
    fn columns(&mut self, names: &[&str]) -> Result<(), Self::Error>;
    /// A row; offsets come as [`Value::Int`].
    fn row(&mut self, names: &[&str], cells: &[Value]) -> Result<(), Self::Error>;
}

/// The names that [`rows`] takes: the tables of the contract, then the views.
pub fn table_names() -> Vec<&'static str> {
    Record::tables().into_iter().map(|t| t.name).chain(VIEWS.iter().map(|v| v.name)).collect()
}

/// Walks the rows of a table or view: a table in key order, a view in its own order or that of its columns.
pub fn rows<V: RowVisitor>(folder: &Path, name: &str, visitor: &mut V) -> Result<(), V::Error> {
    let db = read::open(folder)?;
    let sql = query(name).ok_or_else(|| StoreError::NotARecord {
        path: folder.to_owned(),
        why: format!("a record has no table `{name}`"),
    })?;
    let failed = || StoreError::sqlite(format!("read {name}"));
    let mut select = db.prepare(&sql).map_err(failed())?;
    let names: Vec<String> = select.column_names().map(str::to_owned).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    visitor.columns(&names)?;
    let mut cursor = select.query([]).map_err(failed())?;
    let mut cells = Vec::with_capacity(names.len());
    while let Some(row) = cursor.next().map_err(failed())? {
        cells.clear();
        for i in 0..names.len() {
            cells.push(match row.get_ref(i).map_err(failed())? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(n) => Value::Int(n),
                ValueRef::Real(n) => Value::Real(n),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                    Value::Text(String::from_utf8_lossy(bytes).into_owned())
                }
            });
        }
        visitor.row(&names, &cells)?;
    }
    Ok(())
}

fn query(name: &str) -> Option<String> {
    if let Some(view) = VIEWS.iter().find(|v| v.name == name) {
        return Some(in_order(view));
    }
    let table = Record::tables().into_iter().find(|t| t.name == name)?;
    Some(format!(
        "SELECT {} FROM {} ORDER BY rowid",
        quoted_list(table.columns.iter().map(|c| c.name)),
        quoted(table.name)
    ))
}
