//! What was read out of articles, remembered, so that a build that adds one article reads one.
//!
//! Remembered by content: the article's words and metadata, the day it was published, the program's annotators, lexicon
//! and weights. Whatever of that changes, the memory is of something else and is not used. A memory that is cut off,
//! corrupt or of another version is ignored where it is; nothing but time is lost. It is no part of the record: a record
//! with it and one without are the same. Bytes in, bytes out; `store` keeps them beside the record.

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rapporteur_model::id::sha256_hex;
use rapporteur_model::{Annotations, Article, Id};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::Arc;

/// The file beside `record.sqlite`.
pub const MEMORY_FILE: &str = "annotations.cache";

/// How a memory begins; the number is that of its layout.
const MAGIC: &[u8] = b"rapporteur annotations 1\n";
/// Most bytes of a memory; what comes later is not remembered.
const MOST: usize = 2 << 30;
/// Most bytes of what was read out of one article.
const MOST_OF_ONE: u64 = 256 << 20;
/// Digits of the SHA-256 that guard an entry.
const GUARD: usize = 16;

/// Annotations by what they were read from.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    entries: BTreeMap<Id, Arc<[u8]>>,
}

impl Memory {
    /// Reads a memory; what cannot be read is left out.
    pub fn parse(bytes: &[u8]) -> Memory {
        let mut memory = Memory::default();
        let Some(mut rest) = bytes.strip_prefix(MAGIC).filter(|_| bytes.len() <= MOST) else { return memory };
        while let Some((key, payload, tail)) = entry(rest) {
            if guard(&key, payload) == rest.get(KEY..KEY + GUARD).unwrap_or_default()
                && let Some(key) = std::str::from_utf8(&key).ok().and_then(|k| k.parse().ok())
            {
                memory.entries.insert(key, payload.into());
            }
            rest = tail;
        }
        memory
    }

    /// The bytes that [`Memory::parse`] reads; the same for the same memory.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        for (key, payload) in &self.entries {
            if out.len() + payload.len() > MOST - 1_000 {
                break;
            }
            let key = key.to_string();
            out.extend(key.as_bytes());
            out.extend(guard(key.as_bytes(), payload));
            out.extend(u32::try_from(payload.len()).unwrap_or(0).to_le_bytes());
            out.extend(payload.iter());
        }
        out
    }

    /// How many articles it remembers.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Remembers nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn recall(&self, key: &Id) -> Option<(Annotations, Arc<[u8]>)> {
        let packed = self.entries.get(key)?;
        let mut bytes = Vec::new();
        DeflateDecoder::new(&packed[..]).take(MOST_OF_ONE).read_to_end(&mut bytes).ok()?;
        Some((postcard::from_bytes(&bytes).ok()?, packed.clone()))
    }

    pub(crate) fn keep(&mut self, key: Id, packed: Arc<[u8]>) {
        if u32::try_from(packed.len()).is_ok() {
            self.entries.insert(key, packed);
        }
    }
}

/// Letters of a key.
const KEY: usize = 20;

/// The first entry: key, payload and what follows it.
fn entry(bytes: &[u8]) -> Option<([u8; KEY], &[u8], &[u8])> {
    let key: [u8; KEY] = bytes.get(..KEY)?.try_into().ok()?;
    let len = bytes.get(KEY + GUARD..KEY + GUARD + 4)?.try_into().map(u32::from_le_bytes).ok()?;
    let rest = bytes.get(KEY + GUARD + 4..)?;
    let (payload, tail) = rest.split_at_checked(len as usize)?;
    Some((key, payload, tail))
}

fn guard(key: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut all = key.to_vec();
    all.extend(payload);
    let mut digits = sha256_hex(&all).into_bytes();
    digits.truncate(GUARD);
    digits
}

/// Annotations as they are kept; `None` where they cannot be.
pub(crate) fn pack(found: &Annotations) -> Option<Arc<[u8]>> {
    let bytes = postcard::to_stdvec(found).ok()?;
    let mut out = DeflateEncoder::new(Vec::new(), Compression::fast());
    out.write_all(&bytes).ok()?;
    out.finish().ok().map(Into::into)
}

/// What an article's annotations depend on, as one id. `engine` names annotators, words and weights.
pub(crate) fn key(engine: &str, article: &Article) -> Id {
    // Every field by name, so that a new one cannot be forgotten here.
    let Article {
        id,
        origins: _,
        outlet,
        title,
        author,
        dateline,
        agency,
        url,
        sha256: _,
        published,
        published_basis,
        acquired,
        language,
        words: _,
        text,
        parts,
    } = article;
    let said = format!(
        "{outlet:?} {title:?} {author:?} {dateline:?} {agency:?} {url:?} {published} {published_basis:?} \
         {acquired:?} {language:?} {parts:?}"
    );
    Id::of("annotations", &[engine.as_bytes(), id.as_bytes(), said.as_bytes(), text.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_model::{Quantity, Span};

    fn found(n: u32) -> Annotations {
        let quantity = Quantity {
            span: Span { start: n, end: n + 4 },
            min: Some(f64::from(n) / 3.0),
            max: None,
            unit: Some("ship".into()),
            approximator: None,
            by: "quantity.test".into(),
        };
        Annotations { quantities: vec![quantity; 30], ..Annotations::default() }
    }

    fn filled() -> (Memory, Vec<Id>) {
        let mut memory = Memory::default();
        let keys: Vec<Id> = (0..8_u32).map(|n| Id::of("k", &[&n.to_le_bytes()])).collect();
        for (n, key) in (0..).zip(&keys) {
            memory.keep(*key, pack(&found(n)).unwrap());
        }
        (memory, keys)
    }

    #[test]
    fn what_is_kept_comes_back() {
        let (memory, keys) = filled();
        let bytes = memory.to_bytes();
        let back = Memory::parse(&bytes);
        assert_eq!(back.to_bytes(), bytes);
        for (n, key) in (0..).zip(&keys) {
            assert_eq!(back.recall(key).map(|(f, _)| f), Some(found(n)));
        }
        assert!(back.recall(&Id::of("other", &[])).is_none());
    }

    #[test]
    fn whatever_happened_to_the_file_nothing_wrong_comes_back() {
        let (memory, keys) = filled();
        let bytes = memory.to_bytes();
        let right = |memory: &Memory| {
            let said = (0..).zip(&keys).filter_map(|(n, key)| Some((n, memory.recall(key)?.0)));
            said.inspect(|(n, f)| assert_eq!(*f, found(*n))).count()
        };
        for cut in 0..bytes.len() {
            assert!(right(&Memory::parse(&bytes[..cut])) < keys.len());
        }
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 0x41;
            assert!(right(&Memory::parse(&other)) < keys.len(), "byte {at}");
        }
        assert!(Memory::parse(b"").is_empty() && Memory::parse(b"SQLite format 3\0").is_empty());
        let mut newer = bytes;
        newer[MAGIC.len() - 2] = b'2';
        assert!(Memory::parse(&newer).is_empty());
    }
}
