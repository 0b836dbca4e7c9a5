//! Stable ids.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A stable id: the first 80 bits of a SHA-256 over what the thing *is* (record.md, principle 6), written as 20
/// lower-case hexadecimal digits. Equal content has equal ids on every machine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Id([u8; 10]);

impl Id {
    /// The id of a sequence of fields; lengths are hashed too, so that `["ab","c"]` and `["a","bc"]` differ.
    pub fn of(kind: &str, fields: &[&[u8]]) -> Id {
        let mut hash = Sha256::new();
        for field in std::iter::once(kind.as_bytes()).chain(fields.iter().copied()) {
            hash.update((field.len() as u64).to_le_bytes());
            hash.update(field);
        }
        let mut id = [0; 10];
        id.copy_from_slice(&hash.finalize()[..10]);
        Id(id)
    }

    /// The id of a row that stands on a span: hash(article, span, kind).
    pub fn of_span(kind: &str, article: Id, span: crate::Span) -> Id {
        Id::of(kind, &[&article.0, &span.start.to_le_bytes(), &span.end.to_le_bytes()])
    }

    /// The bytes, for hashing further ids from this one.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl std::fmt::Debug for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Id({self})")
    }
}

impl std::str::FromStr for Id {
    type Err = String;
    fn from_str(s: &str) -> Result<Id, String> {
        let bad = || format!("`{s}` is not an id: 20 lower-case hexadecimal digits");
        if s.len() != 20 || !s.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Err(bad());
        }
        let mut id = [0; 10];
        for (i, byte) in id.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&s[2 * i..2 * i + 2], 16).map_err(|_| bad())?;
        }
        Ok(Id(id))
    }
}

/// The SHA-256 of some bytes as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, b| {
        use std::fmt::Write;
        let _ = write!(hex, "{b:02x}");
        hex
    })
}
