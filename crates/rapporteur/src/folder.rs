//! A record's folder: the record, its briefs, and what was read out of its articles, written together.
//!
//! Files are `store`'s business: this says which there are.

use crate::{MEMORY_FILE, Memory};
use rapporteur_model::Record;
use rapporteur_store::{Counts, StoreError};
use std::path::Path;

/// Writes a record to its folder, with its briefs and what was read out of its articles: all of it or nothing.
pub fn write(record: &Record, memory: &Memory, folder: &Path) -> Result<Counts, StoreError> {
    written(record, memory, folder, rapporteur_store::write)
}

/// [`write()`], without a look at the record that was there: the same record gives the same bytes.
pub fn write_anew(record: &Record, memory: &Memory, folder: &Path) -> Result<Counts, StoreError> {
    written(record, memory, folder, rapporteur_store::write_anew)
}

/// Writes a record and the files beside it.
type Write = fn(&Record, &Path, &[(&str, &[u8])]) -> Result<Counts, StoreError>;

fn written(record: &Record, memory: &Memory, folder: &Path, write: Write) -> Result<Counts, StoreError> {
    let (html, markdown) = rapporteur_show::brief::both(record);
    let memory = memory.to_bytes();
    let files: [(&str, &[u8]); 3] =
        [("brief.html", html.as_bytes()), ("brief.md", markdown.as_bytes()), (MEMORY_FILE, &memory)];
    write(record, folder, &files)
}

impl Memory {
    /// What an earlier build into this folder read out of articles; nothing where there was none.
    pub fn beside(folder: &Path) -> Memory {
        rapporteur_store::beside(folder, MEMORY_FILE).map_or_else(Memory::default, |b| Memory::parse(&b))
    }
}
