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

/// A value of one cell as its row holds it: nothing is copied.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CellRef<'r> {
    /// Unknown.
    Null,
    /// A whole number or a flag.
    Int(i64),
    /// A number.
    Real(f64),
    /// Text.
    Text(&'r str),
    /// An id.
    Id(Id),
    /// A day.
    Date(Date),
    /// A **byte** offset into the text of an article.
    Offset(u32),
}

impl From<CellRef<'_>> for Value {
    fn from(cell: CellRef<'_>) -> Value {
        match cell {
            CellRef::Null => Value::Null,
            CellRef::Int(n) => Value::Int(n),
            CellRef::Real(n) => Value::Real(n),
            CellRef::Text(s) => Value::Text(s.to_owned()),
            CellRef::Id(id) => Value::Text(id.hex().as_str().to_owned()),
            CellRef::Date(day) => Value::Text(day.to_string()),
            CellRef::Offset(n) => Value::Offset(n),
        }
    }
}

impl CellRef<'_> {
    /// The order of [`Value::order`].
    pub fn order(&self, other: &CellRef<'_>) -> std::cmp::Ordering {
        match (self, other) {
            (CellRef::Text(a), CellRef::Text(b)) => a.cmp(b),
            (CellRef::Int(a), CellRef::Int(b)) => a.cmp(b),
            (CellRef::Offset(a), CellRef::Offset(b)) => a.cmp(b),
            // Digits stand in the order of what they write.
            (CellRef::Id(a), CellRef::Id(b)) => a.cmp(b),
            (CellRef::Date(a), CellRef::Date(b)) if a.year() >= 0 && b.year() >= 0 => a.cmp(b),
            (a, b) => Value::from(*a).order(&Value::from(*b)),
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
pub fn sort<R: Row>(rows: &mut [R]) {
    let order = Order::new(&R::table());
    rows.sort_by(|a, b| order.of(a, b));
}

/// The order of [`Table::order`] for rows themselves.
#[derive(Debug, Clone)]
pub struct Order {
    columns: Vec<usize>,
    /// How many of them are the key.
    key: usize,
}

impl Order {
    /// That of a table.
    pub fn new(table: &Table) -> Order {
        let mut columns: Vec<usize> = table.key.iter().filter_map(|name| table.column(name)).collect();
        let key = columns.len();
        let rest: Vec<usize> = (0..table.columns.len()).filter(|i| !columns.contains(i)).collect();
        columns.extend(rest);
        Order { columns, key }
    }
    /// By key, then by all cells.
    pub fn of<R: Row>(&self, a: &R, b: &R) -> std::cmp::Ordering {
        let by = |i: &usize| a.cell(*i).order(&b.cell(*i));
        self.columns.iter().map(by).find(|o| o.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    }
    /// Do two rows share the key?
    pub fn same_key<R: Row>(&self, a: &R, b: &R) -> bool {
        self.columns.iter().take(self.key).all(|i| a.cell(*i) == b.cell(*i))
    }
}

/// A row of one table.
pub trait Row: Sized {
    /// The table's definition.
    fn table() -> Table;
    /// How many columns it has.
    const COLUMNS: usize;
    /// One cell; past the last column there is nothing.
    fn cell(&self, column: usize) -> CellRef<'_>;
    /// The row's cells, in the order of the columns.
    fn values(&self) -> Vec<Value> {
        (0..Self::COLUMNS).map(|i| self.cell(i).into()).collect()
    }
    /// A row from its cells; the error names the column that does not fit.
    fn from_values(values: Vec<Value>) -> Result<Self, String>;
}

/// A type that fills one column.
pub trait Cell: Sized {
    /// What the column holds.
    const KIND: ColumnKind;
    /// May be NULL.
    const NULLABLE: bool = false;
    /// The value it fills it with.
    fn as_cell(&self) -> CellRef<'_>;
    /// From a value.
    fn from_value(value: Value) -> Option<Self>;
}

/// A type that fills one or more columns.
pub trait Field: Sized {
    /// The columns, given their names.
    fn columns(names: &[&'static str], doc: &'static str) -> Vec<Column>;
    /// The value of one of them, counted from 0.
    fn cell(&self, column: usize) -> CellRef<'_>;
    /// Takes the values back; `None` where they do not fit.
    fn take_from(values: &mut dyn Iterator<Item = Value>) -> Option<Self>;
}

impl<C: Cell> Field for C {
    fn columns(names: &[&'static str], doc: &'static str) -> Vec<Column> {
        names.iter().map(|name| Column { name, kind: C::KIND, nullable: C::NULLABLE, doc }).collect()
    }
    fn cell(&self, _: usize) -> CellRef<'_> {
        self.as_cell()
    }
    fn take_from(values: &mut dyn Iterator<Item = Value>) -> Option<Self> {
        C::from_value(values.next()?)
    }
}

impl<C: Cell> Cell for Option<C> {
    const KIND: ColumnKind = C::KIND;
    const NULLABLE: bool = true;
    fn as_cell(&self) -> CellRef<'_> {
        self.as_ref().map_or(CellRef::Null, Cell::as_cell)
    }
    fn from_value(value: Value) -> Option<Self> {
        if value == Value::Null { Some(None) } else { C::from_value(value).map(Some) }
    }
}

macro_rules! cell {
    ($type:ty, $kind:expr, $self:ident => $to:expr, $pattern:pat => $from:expr) => {
        impl Cell for $type {
            const KIND: ColumnKind = $kind;
            fn as_cell(&self) -> CellRef<'_> {
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
cell!(String, ColumnKind::Text, s => CellRef::Text(s), Value::Text(s) => Some(s));
cell!(Cow<'static, str>, ColumnKind::Text, s => CellRef::Text(s), Value::Text(s) => Some(Cow::Owned(s)));
cell!(Id, ColumnKind::Id, id => CellRef::Id(*id), Value::Text(s) => s.parse().ok());
cell!(Date, ColumnKind::Date, d => CellRef::Date(*d), Value::Text(s) => s.parse().ok());
cell!(u32, ColumnKind::Int, n => CellRef::Int(i64::from(*n)), Value::Int(n) => u32::try_from(n).ok());
cell!(bool, ColumnKind::Flag, b => CellRef::Int(i64::from(*b)), Value::Int(n) => Some(n != 0));
cell!(f64, ColumnKind::Real, n => CellRef::Real(*n), Value::Real(n) => Some(n));
cell!(f32, ColumnKind::Real, n => CellRef::Real((f64::from(*n) * 1e4).round() / 1e4), Value::Real(n) => Some(n as f32));

impl Field for Interval {
    fn columns(names: &[&'static str], doc: &'static str) -> Vec<Column> {
        <Option<Date> as Field>::columns(names, doc)
    }
    fn cell(&self, column: usize) -> CellRef<'_> {
        if column == 0 { self.start.as_cell() } else { self.end.as_cell() }
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
    fn cell(&self, column: usize) -> CellRef<'_> {
        CellRef::Offset(if column == 0 { self.start } else { self.end })
    }
    fn take_from(values: &mut dyn Iterator<Item = Value>) -> Option<Self> {
        Option::<Span>::take_from(values)?
    }
}

impl Field for Option<Span> {
    fn columns(names: &[&'static str], doc: &'static str) -> Vec<Column> {
        offsets(names, "article", true, doc)
    }
    fn cell(&self, column: usize) -> CellRef<'_> {
        self.as_ref().map_or(CellRef::Null, |span| span.cell(column))
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
    fn cell(&self, column: usize) -> CellRef<'_> {
        match column {
            0 => CellRef::Id(self.article),
            n => self.span.cell(n - 1),
        }
    }
    fn take_from(values: &mut dyn Iterator<Item = Value>) -> Option<Self> {
        Some(At { article: Field::take_from(values)?, span: Field::take_from(values)? })
    }
}

impl Field for Option<At> {
    fn columns(names: &[&'static str], doc: &'static str) -> Vec<Column> {
        At::columns(names, doc).into_iter().map(|c| Column { nullable: true, ..c }).collect()
    }
    fn cell(&self, column: usize) -> CellRef<'_> {
        self.as_ref().map_or(CellRef::Null, |at| at.cell(column))
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
            const COLUMNS: usize = 0 $(+ $crate::table::commas($columns))+;
            #[allow(unused_assignments)] // After the last field nothing is left.
            fn cell(&self, column: usize) -> $crate::table::CellRef<'_> {
                let mut left = column;
                $(
                    if left < const { $crate::table::commas($columns) } {
                        return $crate::table::Field::cell(&self.$field, left);
                    }
                    left -= const { $crate::table::commas($columns) };
                )+
                $crate::table::CellRef::Null
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_as_they_stand_have_the_order_of_values() {
        let id = |n: u8| Id::of("x", &[&[n]]);
        let (early, late): (Date, Date) = ("-000044-03-15".parse().unwrap(), "1905-08-22".parse().unwrap());
        let cells = [
            CellRef::Null,
            CellRef::Int(-3),
            CellRef::Int(40),
            CellRef::Offset(7),
            CellRef::Real(39.5),
            CellRef::Text(""),
            CellRef::Text("pier"),
            CellRef::Id(id(1)),
            CellRef::Id(id(2)),
            CellRef::Date(early),
            CellRef::Date(late),
        ];
        for a in &cells {
            for b in &cells {
                assert_eq!(a.order(b), Value::from(*a).order(&Value::from(*b)), "{a:?} {b:?}");
            }
        }
    }
}
