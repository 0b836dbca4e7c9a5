//! The record file: `record.sqlite` with every table and view of docs/record.md, and the files beside it.
//!
//! Tables are created, written and read from the definitions in `rapporteur_model::record`; no column name is written
//! twice. This crate alone knows SQL and, beside `read`, alone touches files. It decides nothing about the talks: it
//! keeps what it is given, refuses a row whose evidence does not hold, and gives the same record back.
//!
//! A file written anew is the same bytes for the same record; over a large record only rows that differ are written, and
//! the file holds the same rows in the same order.
//!
//! Inside the program spans count bytes; in the file they count Unicode code points.
#![allow(clippy::disallowed_methods)] // Files are this crate's business.

mod aside;
mod check;
mod drawn;
mod error;
mod find;
mod kept;
mod read;
mod reader;
pub mod reference;
mod rows;
mod schema;
mod search;
#[cfg(test)]
mod tests;
mod update;
pub mod views;
mod write;

pub use aside::{abandon, beside, holds_record};
pub use check::{check, dangling};
pub use drawn::Drawn;
pub use error::StoreError;
pub use find::{Found, find};
pub use read::read;
pub use reader::{MOST_BYTES, Page, Reader, Stamp, Temporary, Test, Wanted, columns, stamp};
pub use rows::{RowVisitor, rows, table_names};
pub use schema::SCHEMA_VERSION;
pub use search::{Excerpt, Hit, Narrow, search};
pub use write::{Counts, write, write_anew};

/// The name of the database inside a record folder.
pub const RECORD_FILE: &str = "record.sqlite";
