//! Walking the tables and views as they are in the file.

use super::sample;
use crate::{RowVisitor, StoreError, rows, table_names, write};
use rapporteur_model::table::Value;

#[derive(Default)]
struct Lines(Vec<String>);

impl RowVisitor for Lines {
    type Error = StoreError;
    fn columns(&mut self, names: &[&str]) -> Result<(), StoreError> {
        self.0.push(names.join(" "));
        Ok(())
    }
    fn row(&mut self, names: &[&str], cells: &[Value]) -> Result<(), StoreError> {
        assert_eq!(names.len(), cells.len());
        self.0.push(format!("{cells:?}"));
        Ok(())
    }
}

#[test]
fn every_table_and_view_can_be_walked() {
    let folder = tempfile::tempdir().unwrap();
    write(&sample::record(), folder.path(), &[]).unwrap();
    let walk = |name: &str| {
        let mut lines = Lines::default();
        rows(folder.path(), name, &mut lines).unwrap();
        lines.0
    };
    for name in table_names() {
        assert!(!walk(name).is_empty(), "{name}");
    }
    assert_eq!(walk("attribution_spans").len(), 4);
    let statuses = walk("talks_status");
    assert_eq!(statuses[0], "date status article start end attribution by");
    let start = sample::TEXT.chars().count() - "refused to drop the tariff.".chars().count();
    assert!(statuses[1].contains(&format!("Int({start}), Int({})", start + 7)), "{}", statuses[1]);
}

#[test]
fn a_name_that_is_no_table_is_no_sql_either() {
    let folder = tempfile::tempdir().unwrap();
    write(&sample::record(), folder.path(), &[]).unwrap();
    for name in ["sqlite_master", "x; DROP TABLE events", "", "search"] {
        let error = rows(folder.path(), name, &mut Lines::default()).unwrap_err().to_string();
        assert!(error.contains("a record has no table"), "{error}");
    }
}
