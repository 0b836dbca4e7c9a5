//! Which rows a large record file holds: a digest and the rowid of each, kept beside it, so that the next build writes
//! only the rows that differ (`update`).
//!
//! It is bound to the very bytes of the record file and of the schema: whatever else is found there, the file is written
//! anew. Whoever deletes it loses time and nothing else. Touches no file itself but to hash one.

use crate::schema;
use rapporteur_model::table::CellRef;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use twox_hash::XxHash3_128;

/// The file beside `record.sqlite`.
pub(crate) const KEPT_FILE: &str = "rows.cache";
/// How it begins; the number is that of its layout.
const MAGIC: &[u8] = b"rapporteur rows 2\n";
/// A record of fewer rows is always written anew: it takes no time, and the same record is then the same bytes.
pub(crate) const LARGE: usize = 100_000;
/// Rowids of a large record stand so far apart, so that rows find room between two others.
pub(crate) const SPACING: i64 = 1 << 12;

/// The SHA-256 of something.
type Hash = [u8; 32];
/// The XXH3 of a file, of 128 bits.
pub(crate) type FileHash = [u8; 16];

/// One row: a digest of all its cells, and its rowid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeptRow {
    pub(crate) digest: u64,
    pub(crate) rowid: i64,
}

/// The rows of each table, in the order of the tables and of their rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) tables: Vec<Vec<KeptRow>>,
}

impl Kept {
    /// The bytes to keep beside a record file of that hash; `None` if they would not fit the layout.
    pub(crate) fn to_bytes(&self, file: &FileHash) -> Option<Vec<u8>> {
        let mut out = MAGIC.to_vec();
        out.extend(schema_hash());
        out.extend(file);
        out.extend(u32::try_from(self.tables.len()).ok()?.to_le_bytes());
        for rows in &self.tables {
            out.extend(u32::try_from(rows.len()).ok()?.to_le_bytes());
            let mut before = 0;
            for row in rows {
                out.extend(row.digest.to_le_bytes());
                out.extend(u32::try_from(row.rowid.checked_sub(before)?).ok()?.to_le_bytes());
                before = row.rowid;
            }
        }
        let guard = XxHash3_128::oneshot(&out).to_le_bytes();
        out.extend(guard);
        Some(out)
    }

    /// The rows and the hash of the file that holds them; `None` if the bytes are cut off, corrupt or of another layout or
    /// schema.
    pub(crate) fn parse(bytes: &[u8]) -> Option<(Kept, FileHash)> {
        let (said, guard) = bytes.split_last_chunk::<16>()?;
        if XxHash3_128::oneshot(said).to_le_bytes() != *guard {
            return None;
        }
        let rest = said.strip_prefix(MAGIC)?;
        let (schema, rest) = rest.split_first_chunk::<32>()?;
        let (file, rest) = rest.split_first_chunk::<16>()?;
        let (tables, mut rest) = number(rest)?;
        if *schema != schema_hash() {
            return None;
        }
        let mut kept = Kept::default();
        for _ in 0..tables {
            let (rows, after) = number(rest)?;
            rest = after;
            let mut list = Vec::new();
            let mut rowid = 0;
            for _ in 0..rows {
                let (digest, after) = rest.split_first_chunk::<8>()?;
                let (step, after) = number(after)?;
                rest = after;
                rowid += i64::from(step);
                list.push(KeptRow { digest: u64::from_le_bytes(*digest), rowid });
            }
            kept.tables.push(list);
        }
        rest.is_empty().then_some((kept, *file))
    }
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*number), rest))
}

/// What a record file is made by: another schema is another file.
fn schema_hash() -> Hash {
    let mut hash = Sha256::new();
    hash.update(schema::tables());
    hash.update(schema::after_rows());
    hash.finalize().into()
}

/// A digest of a row's cells; `room` is used again from row to row.
pub(crate) fn digest(cells: &[CellRef<'_>], room: &mut Vec<u8>) -> u64 {
    room.clear();
    for cell in cells {
        // What kind of cell, how long it is if that differs, and what it holds: no two rows are the same bytes.
        match cell {
            CellRef::Null => room.push(0),
            CellRef::Int(n) => {
                room.push(1);
                room.extend(n.to_le_bytes());
            }
            CellRef::Real(n) => {
                room.push(2);
                room.extend(n.to_bits().to_le_bytes());
            }
            CellRef::Text(text) => {
                room.push(3);
                room.extend((text.len() as u64).to_le_bytes());
                room.extend(text.as_bytes());
            }
            CellRef::Id(id) => {
                room.push(4);
                room.extend(id.as_bytes());
            }
            CellRef::Date(day) => {
                room.push(5);
                room.extend(day.year().to_le_bytes());
                room.extend(day.month().to_le_bytes());
                room.extend(day.day().to_le_bytes());
            }
            CellRef::Offset(at) => {
                room.push(6);
                room.extend(at.to_le_bytes());
            }
        }
    }
    let hash: Hash = Sha256::digest(&room).into();
    hash.first_chunk::<8>().map_or(0, |first| u64::from_le_bytes(*first))
}

/// The hash of a file; what is read is written to `copy`, too. It tells whether the file was touched since; against
/// whoever may write into the folder no hash helps.
pub(crate) fn hash_of(path: &Path, copy: &mut dyn Write) -> io::Result<FileHash> {
    let mut file = File::open(path)?;
    let mut hash = XxHash3_128::new();
    let mut room = vec![0; 1 << 18];
    loop {
        let n = file.read(&mut room)?;
        let read = room.get(..n).unwrap_or_default();
        if read.is_empty() {
            return Ok(hash.finish_128().to_le_bytes());
        }
        hash.write(read);
        copy.write_all(read)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Kept {
        let row = |n: u64| KeptRow { digest: n.wrapping_mul(0x9e37_79b9_7f4a_7c15), rowid: 4096 * n as i64 };
        Kept { tables: vec![Vec::new(), (1..20).map(row).collect(), (5..7).map(row).collect()] }
    }

    #[test]
    fn what_is_kept_comes_back_and_nothing_else_does() {
        let bytes = some().to_bytes(&[7; 16]).unwrap();
        assert_eq!(Kept::parse(&bytes), Some((some(), [7; 16])));
        for cut in 0..bytes.len() {
            assert_eq!(Kept::parse(&bytes[..cut]), None);
        }
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 0x41;
            assert_eq!(Kept::parse(&other), None, "byte {at}");
        }
    }

    #[test]
    fn rows_that_differ_have_other_digests() {
        let rows = [
            vec![CellRef::Text("ab"), CellRef::Text("c")],
            vec![CellRef::Text("a"), CellRef::Text("bc")],
            vec![CellRef::Text("ab"), CellRef::Null, CellRef::Text("c")],
            vec![CellRef::Int(1)],
            vec![CellRef::Real(1.0)],
            vec![CellRef::Offset(1)],
        ];
        let mut room = Vec::new();
        let mut digests: Vec<u64> = rows.iter().map(|r| digest(r, &mut room)).collect();
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), rows.len());
    }
}
