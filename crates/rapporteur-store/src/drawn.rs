//! The rows of a record's views, worked out once and written down in a file of their own, for programs that answer many
//! questions: a view asked for a page at a time would be worked out whole for each page.
//!
//! The file lies in the system's folder for such files, is nobody else's, and goes with the value. It holds what the
//! views gave, row by row in their order, nothing more; the record is not touched.

use crate::StoreError;
use crate::schema::{quoted, quoted_list};
use crate::views::{VIEWS, View};
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use std::path::PathBuf;

/// Columns by which rows of a view are looked up: ids, and words of which there are few.
const LOOKUPS: &[&str] =
    &["article", "id", "issue", "outlet", "party", "position", "stance", "type", "what", "who"];

/// The rows of all views of one record.
#[derive(Debug)]
pub struct Drawn {
    folder: tempfile::TempDir,
}

impl Drawn {
    /// Works out all views of an open record.
    pub(crate) fn write(db: &Connection) -> Result<Drawn, StoreError> {
        let folder = tempfile::Builder::new()
            .prefix("rapporteur-")
            .tempdir()
            .map_err(StoreError::io("create a folder in", &std::env::temp_dir()))?;
        let drawn = Drawn { folder };
        let copy = || -> rusqlite::Result<()> {
            let to = Connection::open(drawn.path())?;
            to.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;")?;
            VIEWS.iter().try_for_each(|view| rows(db, &to, view))?;
            to.execute_batch("COMMIT")
        };
        copy().map_err(StoreError::sqlite("work out the views"))?;
        Ok(drawn)
    }

    /// Opens it for reading.
    pub(crate) fn open(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags(self.path(), flags).map_err(StoreError::sqlite("open the views"))
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("views.sqlite")
    }
}

/// What gives the rows of a view an order, at the end of a query: that of its columns, where it has none of its own.
pub(crate) fn order(view: &View) -> String {
    if view.ordered {
        return String::new();
    }
    let all: Vec<String> = (1..=view.columns.len()).map(|i| i.to_string()).collect();
    format!(" ORDER BY {}", all.join(", "))
}

/// The query that gives a view in its order.
pub(crate) fn in_order(view: &View) -> String {
    format!("SELECT * FROM {}{}", quoted(view.name), order(view))
}

fn rows(from: &Connection, to: &Connection, view: &View) -> rusqlite::Result<()> {
    // By our own definition: what a file from elsewhere calls a view may be anything, and is run only when asked for.
    let mut select = from.prepare(&format!("{}{}", view.sql.trim(), order(view)))?;
    // A column is compared as it is in the view: as its table declares it, or, where it is computed, as it comes.
    let columns: Vec<String> = select
        .columns()
        .zip(view.columns)
        .map(|(column, (name, _))| format!("{} {}", quoted(name), column.decl_type().unwrap_or("")))
        .collect();
    to.execute_batch(&format!("CREATE TABLE {} ({})", quoted(view.name), columns.join(", ")))?;
    let places = vec!["?"; columns.len()].join(", ");
    let mut insert = to.prepare(&format!("INSERT INTO {} VALUES ({places})", quoted(view.name)))?;
    let mut cursor = select.query([])?;
    while let Some(row) = cursor.next()? {
        let cells = (0..columns.len()).map(|i| row.get(i)).collect::<rusqlite::Result<Vec<Cell>>>()?;
        insert.execute(params_from_iter(cells))?;
    }
    for (name, _) in view.columns.iter().filter(|(name, _)| LOOKUPS.contains(name)) {
        let index = quoted(&format!("{}_by_{name}", view.name));
        to.execute_batch(&format!(
            "CREATE INDEX {index} ON {} ({})",
            quoted(view.name),
            quoted_list([*name])
        ))?;
    }
    Ok(())
}
