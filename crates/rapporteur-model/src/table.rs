//! One definition per table of the record: its name, columns, documentation and Rust row.
//!
//! `store` creates, writes and reads tables from these definitions, `docs/tables.md` is printed from them, and nobody
//! writes a column name twice. No SQL here: a row turns into [`Value`]s and back.

use crate::{Date, Id, Interval, Span};
use std::borrow::Cow;

/// A value of one cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Unknown.
    Null,
    /// A whole number or a flag.
    Int(i64),
    /// A number.
    Real(f64),
    /// Text, ids and dates.
    Text(String),
    /// A **byte** offset into the text of an article; outputs turn it into code points.
    Offset(u32),
}

impl Value {
    /// The order of cells in a table: unknown first, then numbers, then text by its bytes. SQLite sorts the same way.
    pub fn order(&self, other: &Value) -> std::cmp::Ordering {
        let rank = |v: &Value| match v {
            Value::Null => 0,
            Value::Int(_) | Value::Offset(_) | Value::Real(_) => 1,
            Value::Text(_) => 2,
        };
        let number = |v: &Value| match v {
            Value::Int(n) => *n as f64,
            Value::Offset(n) => f64::from(*n),
            Value::Real(n) => *n,
            Value::Null | Value::Text(_) => 0.0,
        };
        match (self, other) {
            (Value::Text(a), Value::Text(b)) => a.cmp(b),
            (Value::Int(a), Value::Int(b)) => a.cmp(b),
            (a, b) => rank(a).cmp(&rank(b)).then_with(|| number(a).total_cmp(&number(b))),
        }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// An id: 20 hexadecimal digits.
    Id,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A whole number.
    Int,
    /// 0 or 1.
    Flag,
    /// A number.
    Real,
    /// An offset into the text of the article named by another column of the row.
    Offset {
        /// The column with the article's id.
        article: &'static str,
    },
}

/// One column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name in the contract.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
    /// May be NULL.
    pub nullable: bool,
    /// One sentence for the reference documentation.
    pub doc: &'static str,
}

/// One table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name in the contract.
    pub name: &'static str,
    /// What a row is.
    pub doc: &'static str,
    /// The columns that order rows and tell them apart; `unique` says whether they are a primary key.
    pub key: &'static [&'static str],
    /// No two rows share the key.
    pub unique: bool,
    /// The columns in order.
    pub columns: Vec<Column>,
}

impl Table {
    /// The index of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }
    /// The order of two rows of this table: by key, then by all cells, so that no two different rows are equal.
    pub fn order(&self, a: &[Value], b: &[Value]) -> std::cmp::Ordering {
        let by = |i: usize| match (a.get(i), b.get(i)) {
            (Some(a), Some(b)) => a.order(b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
        let key = self.key.iter().filter_map(|name| self.column(name));
        key.chain(0..self.columns.len()).map(by).find(|o| o.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    }
}

/// Puts rows in the order of their table's key.
pub fn sort<R: Row>(rows: &mut Vec<R>) {
    let table = R::table();
    let mut keyed: Vec<(Vec<Value>, R)> = rows.drain(..).map(|row| (row.values(), row)).collect();
    keyed.sort_by(|(a, _), (b, _)| table.order(a, b));
    rows.extend(keyed.into_iter().map(|(_, row)| row));
}

/// A row of one table.
pub trait Row: Sized {
    /// The table's definition.
    fn table() -> Table;
    /// The row's cells, in the order of the columns.
    fn values(&self) -> Vec<Value>;
    /// A row from its cells; the error names the column that does not fit.
    fn from_values(values: Vec<Value>) -> Result<Self, String>;
}

/// A type that fills one column.
pub trait Cell: Sized {
    /// What the column holds.
    const KIND: ColumnKind;
    /// May be NULL.
    const NULLABLE: bool = false;
    /// To a value.
    fn to_value(&self) -> Value;
    /// From a value.
    fn from_value(value: Value) -> Option<Self>;
}

/// A type that fills one or more columns.
pub trait Field: Sized {
    /// The columns, given their names.
    fn columns(names: &[&'static str], doc: &'static str) -> Vec<Column>;
    /// Appends the values.
    fn put_into(&self, out: &mut Vec<Value>);
    /// Takes the values back; `None` where they do not fit.
    fn take_from(values: &mut dyn Iterator<Item = Value>) -> Option<Self>;
}

impl<C: Cell> Field for C {
    fn columns(names: &[&'static str], doc: &'static str) -> Vec<Column> {
        names.iter().map(|name| Column { name, kind: C::KIND, nullable: C::NULLABLE, doc }).collect()
    }
    fn put_into(&self, out: &mut Vec<Value>) {
        out.push(self.to_value());
    }
    fn take_from(values: &mut dyn Iterator<Item = Value>) -> Option<Self> {
        C::from_value(values.next()?)
    }
}

impl<C: Cell> Cell for Option<C> {
    const KIND: ColumnKind = C::KIND;
    const NULLABLE: bool = true;
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Cell::to_value)
    }
    fn from_value(value: Value) -> Option<Self> {
        if value == Value::Null { Some(None) } else { C::from_value(value).map(Some) }
    }
}

macro_rules! cell {
    ($type:ty, $kind:expr, $self:ident => $to:expr, $pattern:pat => $from:expr) => {
        impl Cell for $type {
            const KIND: ColumnKind = $kind;
            fn to_value(&self) -> Value {
                let $self = self;
                $to
            }
            fn from_value(value: Value) -> Option<Self> {
                match value {
                    $pattern => $from,
                    _ => None,
                }
            }
        }
    };
}
cell!(String, ColumnKind::Text, s => Value::Text(s.clone()), Value::Text(s) => Some(s));
cell!(Cow<'static, str>, ColumnKind::Text, s => Value::Text(s.to_string()), Value::Text(s) => Some(Cow::Owned(s)));
cell!(Id, ColumnKind::Id, id => Value::Text(id.to_string()), Value::Text(s) => s.parse().ok());
cell!(Date, ColumnKind::Date, d => Value::Text(d.to_string()), Value::Text(s) => s.parse().ok());
cell!(u32, ColumnKind::Int, n => Value::Int(i64::from(*n)), Value::Int(n) => u32::try_from(n).ok());
cell!(bool, ColumnKind::Flag, b => Value::Int(i64::from(*b)), Value::Int(n) => Some(n != 0));
cell!(f64, ColumnKind::Real, n => Value::Real(*n), Value::Real(n) => Some(n));
cell!(f32, ColumnKind::Real, n => Value::Real((f64::from(*n) * 1e4).round() / 1e4), Value::Real(n) => Some(n as f32));

impl Field for Interval {
    fn columns(names: &[&'static str], doc: &'static str) -> Vec<Column> {
        <Option<Date> as Field>::columns(names, doc)
    }
    fn put_into(&self, out: &mut Vec<Value>) {
        self.start.put_into(out);
        self.end.put_into(out);
    }
    fn take_from(values: &mut dyn Iterator<Item = Value>) -> Option<Self> {
        Some(Interval { start: Field::take_from(values)?, end: Field::take_from(values)? })
    }
}

fn offset(value: Value) -> Option<Option<u32>> {
    match value {
        Value::Null => Some(None),
        Value::Offset(n) => Some(Some(n)),
        _ => None,
    }
}

fn offsets(names: &[&'static str], article: &'static str, nullable: bool, doc: &'static str) -> Vec<Column> {
    names.iter().map(|name| Column { name, kind: ColumnKind::Offset { article }, nullable, doc }).collect()
}

/// A span of the row's own article: two columns; the row's article stands in the column `article`.
impl Field for Span {
    fn columns(names: &[&'static str], doc: &'static str) -> Vec<Column> {
        offsets(names, "article", false, doc)
    }
    fn put_into(&self, out: &mut Vec<Value>) {
        out.extend([Value::Offset(self.start), Value::Offset(self.end)]);
    }
    fn take_from(values: &mut dyn Iterator<Item = Value>) -> Option<Self> {
        Option::<Span>::take_from(values)?
    }
}

impl Field for Option<Span> {
    fn columns(names: &[&'static str], doc: &'static str) -> Vec<Column> {
        offsets(names, "article", true, doc)
    }
    fn put_into(&self, out: &mut Vec<Value>) {
        match self {
            Some(span) => span.put_into(out),
            None => out.extend([Value::Null, Value::Null]),
        }
    }
    fn take_from(values: &mut dyn Iterator<Item = Value>) -> Option<Self> {
        Some(match (offset(values.next()?)?, offset(values.next()?)?) {
            (Some(start), Some(end)) => Some(Span { start, end }),
            _ => None,
        })
    }
}

/// Some words of some article: the evidence of a row. Three columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// Which article.
    pub article: Id,
    /// Which words.
    pub span: Span,
}

impl Field for At {
    fn columns(names: &[&'static str], doc: &'static str) -> Vec<Column> {
        let mut columns = <Id as Field>::columns(&names[..1], doc);
        columns.extend(offsets(&names[1..], names[0], false, doc));
        columns
    }
    fn put_into(&self, out: &mut Vec<Value>) {
        self.article.put_into(out);
        self.span.put_into(out);
    }
    fn take_from(values: &mut dyn Iterator<Item = Value>) -> Option<Self> {
        Some(At { article: Field::take_from(values)?, span: Field::take_from(values)? })
    }
}

impl Field for Option<At> {
    fn columns(names: &[&'static str], doc: &'static str) -> Vec<Column> {
        At::columns(names, doc).into_iter().map(|c| Column { nullable: true, ..c }).collect()
    }
    fn put_into(&self, out: &mut Vec<Value>) {
        match self {
            Some(at) => at.put_into(out),
            None => out.extend([Value::Null, Value::Null, Value::Null]),
        }
    }
    fn take_from(values: &mut dyn Iterator<Item = Value>) -> Option<Self> {
        let article = Option::<Id>::take_from(values)?;
        let span = Option::<Span>::take_from(values)?;
        Some(article.zip(span).map(|(article, span)| At { article, span }))
    }
}

/// Defines a table: `/// doc  pub struct Row in table_name [key, columns] { /// doc  field: Type = "column, column"; }`.
/// `[unique: ...]` makes the key a primary key, `[order: ...]` only an order.
macro_rules! table {
    ($(#[doc = $doc:literal])+ pub struct $row:ident in $name:ident [$mode:ident: $($key:ident),+] {
        $($(#[doc = $fdoc:literal])+ $field:ident: $type:ty = $columns:literal;)+
    }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $row { $($(#[doc = $fdoc])+ pub $field: $type,)+ }
        impl $crate::table::Row for $row {
            fn table() -> $crate::table::Table {
                let mut columns = Vec::new();
                $({
                    const NAMES: &[&str] = &$crate::table::split::<{ $crate::table::commas($columns) }>($columns);
                    columns.extend(<$type as $crate::table::Field>::columns(NAMES, concat!($($fdoc),+).trim_start()));
                })+
                $crate::table::Table {
                    name: stringify!($name),
                    doc: concat!($($doc),+).trim_start(),
                    key: &[$(stringify!($key)),+],
                    unique: stringify!($mode).len() == "unique".len(),
                    columns,
                }
            }
            fn values(&self) -> Vec<$crate::table::Value> {
                let mut out = Vec::new();
                $($crate::table::Field::put_into(&self.$field, &mut out);)+
                out
            }
            fn from_values(values: Vec<$crate::table::Value>) -> Result<Self, String> {
                let mut values = values.into_iter();
                Ok($row { $($field: $crate::table::Field::take_from(&mut values)
                    .ok_or_else(|| format!("table {}, column {}: not a value this column can hold", stringify!($name), $columns))?,)+ })
            }
        }
    };
}

/// How many names a list "a, b, c" holds.
pub const fn commas(list: &str) -> usize {
    let bytes = list.as_bytes();
    let (mut i, mut n) = (0, 1);
    while i < bytes.len() {
        if bytes[i] == b',' {
            n += 1;
        }
        i += 1;
    }
    n
}

/// The names of a list "a, b, c", at compile time.
pub const fn split<const N: usize>(list: &str) -> [&str; N] {
    let mut names = [""; N];
    let (mut rest, mut n) = (list.as_bytes(), 0);
    while n < N {
        while let [b' ', tail @ ..] = rest {
            rest = tail;
        }
        let mut end = 0;
        while end < rest.len() && rest[end] != b',' {
            end += 1;
        }
        let (name, tail) = rest.split_at(end);
        if let Ok(name) = std::str::from_utf8(name) {
            names[n] = name;
        }
        rest = if let [_, tail @ ..] = tail { tail } else { tail };
        n += 1;
    }
    names
}
