//! Which row an id, or the beginning of one, names.

use rapporteur_model::record::TableVisitor;
use rapporteur_model::table::{ColumnKind, Row, Value};
use rapporteur_model::{Id, Record};
use std::collections::BTreeSet;

/// Most things that a beginning of former ids is looked up for.
const MOST_FORMER: usize = 20;

/// A row that has an id of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Its table.
    pub table: &'static str,
    /// Its id.
    pub id: Id,
}

/// The rows whose id begins with `prefix`, in the order of the contract. Where there is none, an id of an earlier build
/// (`former_ids`) finds what it became. One thing may be a row of two tables: an agreement is an entity, too.
pub fn find(record: &Record, prefix: &str) -> Vec<Found> {
    struct Walk<'p> {
        prefix: &'p str,
        found: Vec<Found>,
    }
    impl TableVisitor for Walk<'_> {
        type Error = std::convert::Infallible;
        fn table<R: Row>(&mut self, rows: &[R]) -> Result<(), Self::Error> {
            let table = R::table();
            let &[key] = table.key else { return Ok(()) };
            let Some(i) = table.column(key) else { return Ok(()) };
            let is_id = table.columns.get(i).is_some_and(|c| c.kind == ColumnKind::Id);
            if !table.unique || !is_id || table.name == "former_ids" {
                return Ok(());
            }
            for row in rows {
                if let Some(Value::Text(id)) = row.values().get(i)
                    && id.starts_with(self.prefix)
                {
                    self.found.extend(id.parse().ok().map(|id| Found { table: table.name, id }));
                }
            }
            Ok(())
        }
    }
    let search = |prefix: &str| {
        let mut walk = Walk { prefix, found: Vec::new() };
        let Ok(()) = record.each_table(&mut walk);
        walk.found
    };
    if prefix.is_empty() {
        return Vec::new();
    }
    let found = search(prefix);
    if !found.is_empty() {
        return found;
    }
    let former: BTreeSet<Id> =
        record.former_ids.iter().filter(|f| f.id.to_string().starts_with(prefix)).map(|f| f.now).collect();
    former.iter().take(MOST_FORMER).flat_map(|now| search(&now.to_string())).collect()
}
