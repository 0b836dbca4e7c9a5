//! A table or view as typed columns and rows, offsets in Unicode code points.

use rapporteur_model::codepoints::CodePoints;
use rapporteur_model::record::TableVisitor;
use rapporteur_model::table::{ColumnKind, Row, Value};
use rapporteur_model::{Id, Record};
use std::collections::BTreeMap;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text, ids, dates.
    Text,
    /// Whole numbers and offsets.
    Int,
    /// Numbers.
    Real,
    /// 0 or 1.
    Flag,
}

/// A table or view.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its name in the contract.
    pub name: String,
    /// Its columns.
    pub columns: Vec<(String, Kind)>,
    /// Its rows; offsets are [`Value::Int`].
    pub rows: Vec<Vec<Value>>,
}

impl Sheet {
    /// A view: what its columns hold is what its rows hold.
    pub fn view(name: &str, columns: &[String], rows: Vec<Vec<Value>>) -> Sheet {
        let kind = |i: usize| {
            let cells = || rows.iter().filter_map(|r| r.get(i));
            let any = |f: fn(&Value) -> bool| cells().any(f);
            if any(|v| matches!(v, Value::Text(_))) {
                Kind::Text
            } else if any(|v| matches!(v, Value::Real(_))) {
                Kind::Real
            } else if any(|v| matches!(v, Value::Int(_) | Value::Offset(_))) {
                Kind::Int
            } else {
                Kind::Text
            }
        };
        let columns = columns.iter().enumerate().map(|(i, c)| (c.clone(), kind(i))).collect();
        Sheet { name: name.to_owned(), columns, rows }
    }

    /// Where a column stands.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|(n, _)| n == name)
    }
}

/// Every table of the contract, in its order, and `meta`.
pub fn tables(record: &Record) -> Vec<Sheet> {
    let points = record.articles.iter().map(|a| (a.article.to_string(), CodePoints::new(&a.text))).collect();
    let mut sheets = Sheets { points, sheets: Vec::new() };
    let Ok(()) = record.each_table(&mut sheets);
    let meta = |(key, value): &(String, String)| vec![Value::Text(key.clone()), Value::Text(value.clone())];
    sheets.sheets.push(Sheet {
        name: "meta".to_owned(),
        columns: vec![("key".to_owned(), Kind::Text), ("value".to_owned(), Kind::Text)],
        rows: record.meta.iter().map(meta).collect(),
    });
    sheets.sheets
}

struct Sheets<'r> {
    points: BTreeMap<String, CodePoints<'r>>,
    sheets: Vec<Sheet>,
}

impl TableVisitor for Sheets<'_> {
    type Error = std::convert::Infallible;
    fn table<R: Row>(&mut self, rows: &[R]) -> Result<(), Self::Error> {
        let table = R::table();
        let columns = table
            .columns
            .iter()
            .map(|c| {
                let kind = match c.kind {
                    ColumnKind::Text | ColumnKind::Id | ColumnKind::Date => Kind::Text,
                    ColumnKind::Int | ColumnKind::Offset { .. } => Kind::Int,
                    ColumnKind::Flag => Kind::Flag,
                    ColumnKind::Real => Kind::Real,
                };
                (c.name.to_owned(), kind)
            })
            .collect();
        let rows = rows
            .iter()
            .map(|row| {
                let values = row.values();
                let cells = values.iter().zip(&table.columns).map(|(value, column)| {
                    let (Value::Offset(n), ColumnKind::Offset { article }) = (value, column.kind) else {
                        return value.clone();
                    };
                    let id = match table.column(article).and_then(|i| values.get(i)) {
                        Some(Value::Text(id)) => id.as_str(),
                        _ => "",
                    };
                    let at = self.points.get(id).map_or(*n as usize, |p| p.at(*n as usize));
                    Value::Int(i64::try_from(at).unwrap_or(i64::MAX))
                });
                cells.collect()
            })
            .collect();
        self.sheets.push(Sheet { name: table.name.to_owned(), columns, rows });
        Ok(())
    }
}

/// The name of an entity; its id where the record has none.
pub(crate) fn name(record: &Record, entity: Id) -> String {
    record.entity(entity).map_or_else(|| entity.to_string(), |e| e.name.clone())
}
