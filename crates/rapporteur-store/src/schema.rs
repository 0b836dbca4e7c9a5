//! The SQL that makes an empty record: tables from their definitions, indices, full-text search, views.
//!
//! Nothing newer than SQLite 3.40, so that the libraries that ship with common systems read the file.

use crate::views::VIEWS;
use rapporteur_model::Record;
use rapporteur_model::table::{Column, ColumnKind, Table};
use std::fmt::Write;

/// The version of the tables. Raised when a table or column is renamed or dropped, or means something else; a record
/// of another version is not read.
pub const SCHEMA_VERSION: i64 = 1;

/// Tells a record from any other SQLite file: "RAPP".
pub(crate) const APPLICATION_ID: i64 = 0x5241_5050;

/// The key of `meta` that holds [`SCHEMA_VERSION`] for whoever reads the file with other tools.
pub(crate) const SCHEMA_KEY: &str = "schema";

/// Look-ups that no key serves.
const LOOKUPS: &[(&str, &str)] = &[
    ("articles", "published_from"),
    ("articles", "outlet, published_from, published_to"),
    ("entities", "name"),
    ("aliases", "name"),
    ("mentions", "entity"),
    ("attributions", "article, start"),
    ("attributions", "source_entity"),
    ("attribution_spans", "article, start"),
    ("events", "article, start"),
    ("events", "actor"),
    ("events", "recipient"),
    ("events", "attribution"),
    ("meetings", "date_start"),
    ("participants", "participant"),
    ("positions", "party, issue"),
    ("positions", "issue"),
    ("positions", "article, start"),
    ("deadlines", "due_start"),
    ("terms", "agreement"),
    ("incidents", "event"),
    ("incidents", "term"),
    ("claim_evidence", "article, start"),
    ("contradictions", "a_article, a_start"),
    ("contradictions", "b_article, b_start"),
    ("derivations", "from_article"),
    ("talks_status", "article, start"),
];

pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub(crate) fn quoted_list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|n| quoted(n.trim())).collect::<Vec<_>>().join(", ")
}

fn sql_type(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text | ColumnKind::Id | ColumnKind::Date => "TEXT",
        ColumnKind::Int | ColumnKind::Flag | ColumnKind::Offset { .. } => "INTEGER",
        ColumnKind::Real => "REAL",
    }
}

fn column(column: &Column) -> String {
    let mut sql = format!("{} {}", quoted(column.name), sql_type(column.kind));
    if !column.nullable {
        sql.push_str(" NOT NULL");
    }
    sql
}

fn table(table: &Table) -> String {
    let mut parts: Vec<String> = table.columns.iter().map(column).collect();
    if table.unique {
        parts.push(format!("PRIMARY KEY ({})", quoted_list(table.key.iter().copied())));
    }
    format!("CREATE TABLE {} (\n  {}\n) STRICT;\n", quoted(table.name), parts.join(",\n  "))
}

/// All of it, to run on an empty database before rows are written.
pub(crate) fn tables() -> String {
    let mut sql = String::new();
    for definition in Record::tables() {
        sql.push_str(&table(&definition));
    }
    sql.push_str("CREATE TABLE meta (\n  key TEXT NOT NULL PRIMARY KEY,\n  value TEXT NOT NULL\n) STRICT;\n");
    sql
}

/// What is made after rows are written, when it is cheaper: indices, views and the full-text index.
pub(crate) fn after_rows() -> String {
    let mut sql = String::new();
    let keys = Record::tables().into_iter().filter(|t| !t.unique).map(|t| (t.name, t.key.join(", ")));
    let lookups = LOOKUPS.iter().map(|(table, columns)| (*table, (*columns).to_owned()));
    for (table, columns) in keys.chain(lookups) {
        let name = format!("{table}_by_{}", columns.replace(", ", "_"));
        let _ = writeln!(
            sql,
            "CREATE INDEX {} ON {} ({});",
            quoted(&name),
            quoted(table),
            quoted_list(columns.split(','))
        );
    }
    for view in VIEWS {
        let _ = writeln!(sql, "CREATE VIEW {} AS\n{};", quoted(view.name), view.sql.trim());
    }
    // No second copy of the texts: the index points into `articles` by rowid. Words match whatever their accents.
    sql.push_str(
        "CREATE VIRTUAL TABLE search USING fts5(title, text, content='articles', \
         tokenize='unicode61 remove_diacritics 2');\n\
         INSERT INTO search(search) VALUES ('rebuild');\n\
         INSERT INTO search(search) VALUES ('optimize');\n",
    );
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookups_name_columns_that_exist_and_no_index_is_made_twice() {
        let tables = Record::tables();
        let mut seen = std::collections::BTreeSet::new();
        for (name, columns) in LOOKUPS {
            let table = tables.iter().find(|t| t.name == *name).unwrap_or_else(|| panic!("no table {name}"));
            for column in columns.split(", ") {
                assert!(table.column(column).is_some(), "{name} has no column {column}");
            }
            assert!(seen.insert((*name, *columns)), "{name} ({columns}) twice");
            assert!(!table.key.join(", ").starts_with(columns), "{name} ({columns}): its key does that");
        }
    }

    #[test]
    fn nothing_newer_than_sqlite_3_40() {
        let sql = (tables() + &after_rows()).to_lowercase();
        for newer in [
            "concat(",
            "concat_ws(",
            "string_agg(",
            "octet_length(",
            "timediff(",
            "jsonb",
            "unistr(",
            "median(",
            "percentile",
            "if(",
            "ordered_set",
        ] {
            let found = sql
                .match_indices(newer)
                .find(|(i, _)| !sql[..*i].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
            assert_eq!(found, None, "{newer}");
        }
    }
}
