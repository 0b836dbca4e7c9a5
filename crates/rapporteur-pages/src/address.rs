//! What a request asks for: its path and its query, decoded; and addresses put together the same way.
//!
//! Pure. Nothing here fails: what cannot be decoded is kept as it stands, and finds nothing.

use std::fmt::Write;

/// The most pairs of a query that count.
const MOST_PAIRS: usize = 64;

/// What a request asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// The path as it came.
    pub(crate) path: String,
    /// Its parts, decoded, none empty.
    pub(crate) parts: Vec<String>,
    /// The query, decoded, in order.
    pub(crate) query: Vec<(String, String)>,
}

impl Address {
    /// From a path and a query as they stand in a request.
    pub(crate) fn new(path: &str, query: &str) -> Address {
        Address {
            path: path.to_owned(),
            parts: path.split('/').filter(|p| !p.is_empty()).map(|p| decode(p, false)).collect(),
            query: pairs(query),
        }
    }
    /// The first value of a key, if it is not empty.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.query.iter().find(|(k, _)| k == key).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }
    /// The same as a value of another type; none where it is missing or is no such value.
    pub(crate) fn parse<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.get(key).and_then(|v| v.parse().ok())
    }
    /// The query without some keys.
    pub(crate) fn without<'a>(&'a self, keys: &'a [&str]) -> impl Iterator<Item = &'a (String, String)> {
        self.query.iter().filter(move |(k, v)| !keys.contains(&k.as_str()) && !v.is_empty())
    }
}

/// The pairs of a query or of a form that was sent.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|p| !p.is_empty())
        .take(MOST_PAIRS)
        .map(|p| {
            let (key, value) = p.split_once('=').unwrap_or((p, ""));
            (decode(key, true), decode(value, true))
        })
        .collect()
}

/// Percent-decoding; in a query a plus is a space.
fn decode(text: &str, plus: bool) -> String {
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).and_then(|b| char::from(*b).to_digit(16));
    let (mut out, mut i) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(i) {
        match (byte, digit(i + 1), digit(i + 2)) {
            (b'%', Some(a), Some(b)) => {
                out.push(u8::try_from(a * 16 + b).unwrap_or(b'?'));
                i += 3;
            }
            (b'+', _, _) if plus => {
                out.push(b' ');
                i += 1;
            }
            _ => {
                out.push(byte);
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A path part or a value, percent-encoded.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b',') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A path with a query; pairs without a value are left out.
pub(crate) fn link<'a>(path: &str, query: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = path.to_owned();
    let mut sign = '?';
    for (key, value) in query.into_iter().filter(|(_, v)| !v.is_empty()) {
        out.push(sign);
        out.push_str(&encode(key));
        out.push('=');
        out.push_str(&encode(value));
        sign = '&';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_comes_back() {
        let words = "a b&c=d/é🙂%+\"<>";
        let sent = link("/search", [("q", words), ("none", ""), ("as_of", "1905-08-30")]);
        let (path, query) = sent.split_once('?').unwrap();
        let got = Address::new(path, query);
        assert_eq!(got.get("q"), Some(words));
        assert_eq!(got.get("as_of"), Some("1905-08-30"));
        assert_eq!(got.parts, ["search"]);
        assert!(sent.is_ascii());
    }

    #[test]
    fn broken_escapes_are_kept() {
        assert_eq!(decode("%zz%4", false), "%zz%4");
        assert_eq!(decode("a+b%41", true), "a bA");
        assert_eq!(decode("%ff", false), "\u{FFFD}");
        assert_eq!(pairs(&"a=1&".repeat(1_000)).len(), MOST_PAIRS);
    }
}
