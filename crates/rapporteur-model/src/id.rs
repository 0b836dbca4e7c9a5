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

    /// The digits it is written with.
    pub fn hex(&self) -> Hex {
        let mut out = [0; 20];
        for (pair, byte) in out.chunks_exact_mut(2).zip(self.0) {
            if let [high, low] = pair {
                (*high, *low) = (digit(byte >> 4), digit(byte & 15));
            }
        }
        Hex(out)
    }

    /// The bytes, for hashing further ids from this one.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.hex().as_str())
    }
}

/// An id's hexadecimal digits.
#[derive(Debug, Clone, Copy)]
pub struct Hex([u8; 20]);

impl Hex {
    /// The digits.
    pub fn as_str(&self) -> &str {
        // Digits are always text.
        std::str::from_utf8(&self.0).unwrap_or("")
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

fn digit(n: u8) -> u8 {
    if n < 10 { b'0' + n } else { b'a' + n - 10 }
}

/// The SHA-256 of some bytes as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, b| {
        hex.extend([digit(b >> 4), digit(b & 15)].map(char::from));
        hex
    })
}
