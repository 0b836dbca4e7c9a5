//! The record for other tools: one spreadsheet (XLSX), linked data (JSON-LD), columns (Parquet, behind a feature).
//!
//! A [`Record`](rapporteur_model::Record) and rows of views in, bytes out: pure, no file, no clock, the same bytes for the
//! same record. What a format cannot hold is counted and said, never dropped in silence. CSV and JSON lines need nothing of
//! this and are written by the command.

pub mod jsonld;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod sheet;
pub mod xlsx;

pub use sheet::{Kind, Sheet};
