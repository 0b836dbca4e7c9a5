//! `docs/tables.md`: the reference of all tables and views, printed from their definitions.

use crate::views::VIEWS;
use rapporteur_model::Record;
use rapporteur_model::table::{Column, ColumnKind, Table};
use std::fmt::Write;

const HEAD: &str = "\
# Tables of `record.sqlite`

<!-- Printed from the definitions in rapporteur-model and rapporteur-store by `cargo xtask codegen`. Do not edit. -->

What every table and column of the record holds. [record.md](record.md) says what they are for and what is promised
about them.

Offsets count Unicode code points of `articles.text` from 0, and an end is one past the last:
`substr(text, start + 1, end - start)` in SQLite and `text[start:end]` in Python are the words.
Dates are `YYYY-MM-DD`. A column that may be NULL says so: NULL is unknown.
";

fn kind(column: &Column) -> String {
    let kind = match column.kind {
        ColumnKind::Text => "text".to_owned(),
        ColumnKind::Id => "id".to_owned(),
        ColumnKind::Date => "date".to_owned(),
        ColumnKind::Int => "whole number".to_owned(),
        ColumnKind::Flag => "0 or 1".to_owned(),
        ColumnKind::Real => "number".to_owned(),
        ColumnKind::Offset { article } => format!("offset in `{article}`"),
    };
    if column.nullable { kind + ", may be NULL" } else { kind }
}

fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|").replace('\n', " ")
}

fn table(out: &mut String, table: &Table) {
    let keys = table.key.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ");
    let key = if table.unique { "Primary key" } else { "In the order of" };
    let _ = writeln!(out, "\n## `{}`\n\n{} {key}: {keys}.\n", table.name, table.doc.trim());
    out.push_str("| column | holds | what it is |\n| --- | --- | --- |\n");
    for column in &table.columns {
        let _ = writeln!(out, "| `{}` | {} | {} |", column.name, kind(column), cell(column.doc));
    }
}

/// The whole page.
pub fn tables() -> String {
    let mut out = HEAD.to_owned();
    for definition in Record::tables() {
        table(&mut out, &definition);
    }
    out.push_str(
        "\n## `meta`\n\nKeys and values about the record itself; not part of what is identical between builds. \
         Primary key: `key`.\n\n| column | holds | what it is |\n| --- | --- | --- |\n\
         | `key` | text | `schema`: the version of these tables; `codebook`, `as_of`, `version`... |\n\
         | `value` | text | The value. |\n\
         \n## `search`\n\nFull-text index (FTS5) over `articles.title` and `articles.text`, by rowid; case and \
         accents do not count.\n\n```sql\nSELECT a.article, a.title, snippet(search, 1, '[', ']', '...', 12)\n\
         FROM search JOIN articles a ON a.rowid = search.rowid\nWHERE search MATCH 'withdraw*' ORDER BY rank;\n```\n",
    );
    out.push_str("\n# Views\n");
    for view in VIEWS {
        let _ = writeln!(out, "\n## `{}`\n\n{}\n", view.name, view.doc.trim());
        out.push_str("| column | what it is |\n| --- | --- |\n");
        for (name, doc) in view.columns {
            let _ = writeln!(out, "| `{name}` | {} |", cell(doc));
        }
    }
    out
}
