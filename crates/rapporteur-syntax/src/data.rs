//! The two data formats of a pipeline directory, MessagePack and JSON, read into one tree. Pure; never allocates more
//! than a small multiple of the bytes it is given, and never recurses deeper than [`MAX_DEPTH`].

use crate::error::{Reason, corrupt};
use std::borrow::Cow;

/// Nesting beyond this is refused: no pipeline nests deeper than ten.
const MAX_DEPTH: usize = 64;

/// A value of either format. Maps keep their order, which some files rely on (a morphologizer's labels).
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Nil,
    Bool(bool),
    Int(i64),
    /// Only what does not fit an `i64`.
    UInt(u64),
    Float(f64),
    Str(Cow<'a, str>),
    Bin(&'a [u8]),
    List(Vec<Value<'a>>),
    Map(Vec<(Value<'a>, Value<'a>)>),
}

impl<'a> Value<'a> {
    pub(crate) fn str(&self) -> Option<&str> {
        match self {
            Value::Str(s) => Some(s),
            _ => None,
        }
    }
    pub(crate) fn bytes(&self) -> Option<&'a [u8]> {
        match self {
            Value::Bin(b) => Some(b),
            _ => None,
        }
    }
    pub(crate) fn int(&self) -> Option<i64> {
        match self {
            Value::Int(i) => Some(*i),
            _ => None,
        }
    }
    pub(crate) fn uint(&self) -> Option<u64> {
        match self {
            Value::Int(i) => u64::try_from(*i).ok(),
            Value::UInt(u) => Some(*u),
            _ => None,
        }
    }
    pub(crate) fn size(&self) -> Option<usize> {
        self.uint().and_then(|u| usize::try_from(u).ok())
    }
    pub(crate) fn bool(&self) -> Option<bool> {
        match self {
            Value::Bool(b) => Some(*b),
            _ => None,
        }
    }
    pub(crate) fn list(&self) -> Option<&[Value<'a>]> {
        match self {
            Value::List(l) => Some(l),
            _ => None,
        }
    }
    pub(crate) fn map(&self) -> Option<&[(Value<'a>, Value<'a>)]> {
        match self {
            Value::Map(m) => Some(m),
            _ => None,
        }
    }
    /// The entry of a map under a name; of two with one name, the last, as in Python.
    pub(crate) fn get(&self, key: &str) -> Option<&Value<'a>> {
        let same = |k: &Value<'a>| match k {
            Value::Str(s) => s == key,
            Value::Bin(b) => *b == key.as_bytes(),
            _ => false,
        };
        self.map()?.iter().rev().find(|(k, _)| same(k)).map(|(_, v)| v)
    }
    /// As [`Value::get`], but a missing entry is an error that names it.
    pub(crate) fn need(&self, key: &str) -> Result<&Value<'a>, Reason> {
        self.get(key).ok_or_else(|| corrupt(format!("no entry {key:?}")))
    }
}

/// Reads one MessagePack value that fills `bytes`.
pub(crate) fn msgpack(bytes: &[u8]) -> Result<Value<'_>, Reason> {
    let mut reader = Msgpack { bytes, at: 0 };
    let value = reader.value(0)?;
    if reader.at != bytes.len() {
        return Err(corrupt("bytes after the end"));
    }
    Ok(value)
}

struct Msgpack<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Msgpack<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], Reason> {
        let end = self.at.checked_add(n).ok_or_else(|| corrupt("a length beyond the address space"))?;
        let part = self.bytes.get(self.at..end).ok_or_else(|| corrupt("ends early"))?;
        self.at = end;
        Ok(part)
    }
    fn number(&mut self, n: usize) -> Result<u64, Reason> {
        Ok(self.take(n)?.iter().fold(0, |sum, &b| sum << 8 | u64::from(b)))
    }
    fn length(&mut self, n: usize) -> Result<usize, Reason> {
        usize::try_from(self.number(n)?).map_err(|_| corrupt("a length beyond the address space"))
    }
    fn str(&mut self, n: usize) -> Result<Value<'a>, Reason> {
        let bytes = self.take(n)?;
        // Lone surrogates and the like cannot be in a Rust string; nothing in a pipeline needs them.
        Ok(Value::Str(String::from_utf8_lossy(bytes)))
    }
    fn list(&mut self, n: usize, depth: usize) -> Result<Value<'a>, Reason> {
        // Every element takes a byte at least, so a length that lies cannot make a large allocation.
        let mut list = Vec::with_capacity(n.min(self.bytes.len() - self.at));
        for _ in 0..n {
            list.push(self.value(depth + 1)?);
        }
        Ok(Value::List(list))
    }
    fn map(&mut self, n: usize, depth: usize) -> Result<Value<'a>, Reason> {
        let mut map = Vec::with_capacity(n.min((self.bytes.len() - self.at) / 2));
        for _ in 0..n {
            let key = self.value(depth + 1)?;
            map.push((key, self.value(depth + 1)?));
        }
        Ok(Value::Map(map))
    }
    fn value(&mut self, depth: usize) -> Result<Value<'a>, Reason> {
        if depth > MAX_DEPTH {
            return Err(corrupt("nested too deeply"));
        }
        let signed = |n: u64, bits: u32| Value::Int((n << (64 - bits)) as i64 >> (64 - bits));
        let unsigned = |n: u64| i64::try_from(n).map_or(Value::UInt(n), Value::Int);
        Ok(match self.take(1)?.first().copied().unwrap_or(0xc1) {
            b @ 0..=0x7f => Value::Int(i64::from(b)),
            b @ 0x80..=0x8f => self.map(usize::from(b & 0xf), depth)?,
            b @ 0x90..=0x9f => self.list(usize::from(b & 0xf), depth)?,
            b @ 0xa0..=0xbf => self.str(usize::from(b & 0x1f))?,
            0xc0 => Value::Nil,
            0xc2 => Value::Bool(false),
            0xc3 => Value::Bool(true),
            b @ 0xc4..=0xc6 => {
                let n = self.length(1 << (b - 0xc4))?;
                Value::Bin(self.take(n)?)
            }
            0xca => Value::Float(f64::from(f32::from_bits(self.number(4)? as u32))),
            0xcb => Value::Float(f64::from_bits(self.number(8)?)),
            b @ 0xcc..=0xcf => unsigned(self.number(1 << (b - 0xcc))?),
            b @ 0xd0..=0xd3 => signed(self.number(1 << (b - 0xd0))?, 8 << (b - 0xd0)),
            b @ 0xd9..=0xdb => {
                let n = self.length(1 << (b - 0xd9))?;
                self.str(n)?
            }
            b @ 0xdc..=0xdd => {
                let n = self.length(2 << (b - 0xdc))?;
                self.list(n, depth)?
            }
            b @ 0xde..=0xdf => {
                let n = self.length(2 << (b - 0xde))?;
                self.map(n, depth)?
            }
            b @ 0xe0..=0xff => Value::Int(i64::from(b as i8)),
            b => return Err(corrupt(format!("MessagePack type {b:#x}, which no pipeline uses"))),
        })
    }
}

/// Reads one JSON value that fills `text`.
pub(crate) fn json(text: &str) -> Result<Value<'static>, Reason> {
    let mut reader = Json { rest: text };
    let value = reader.value(0)?;
    reader.space();
    if !reader.rest.is_empty() {
        return Err(corrupt("characters after the end of the JSON value"));
    }
    Ok(value)
}

struct Json<'a> {
    rest: &'a str,
}

impl Json<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }
    fn eat(&mut self, word: &str) -> bool {
        self.rest.strip_prefix(word).map(|rest| self.rest = rest).is_some()
    }
    fn value(&mut self, depth: usize) -> Result<Value<'static>, Reason> {
        if depth > MAX_DEPTH {
            return Err(corrupt("nested too deeply"));
        }
        self.space();
        if self.eat("null") {
            return Ok(Value::Nil);
        } else if self.eat("true") {
            return Ok(Value::Bool(true));
        } else if self.eat("false") {
            return Ok(Value::Bool(false));
        } else if self.eat("\"") {
            return Ok(Value::Str(Cow::Owned(self.string()?)));
        } else if self.eat("[") {
            let mut list = Vec::new();
            loop {
                self.space();
                if list.is_empty() && self.eat("]") {
                    return Ok(Value::List(list));
                }
                list.push(self.value(depth + 1)?);
                self.space();
                if self.eat("]") {
                    return Ok(Value::List(list));
                } else if !self.eat(",") {
                    return Err(corrupt("JSON list without comma or end"));
                }
            }
        } else if self.eat("{") {
            let mut map = Vec::new();
            loop {
                self.space();
                if map.is_empty() && self.eat("}") {
                    return Ok(Value::Map(map));
                }
                if !self.eat("\"") {
                    return Err(corrupt("JSON object without a name"));
                }
                let key = self.string()?;
                self.space();
                if !self.eat(":") {
                    return Err(corrupt("JSON name without a value"));
                }
                map.push((Value::Str(Cow::Owned(key)), self.value(depth + 1)?));
                self.space();
                if self.eat("}") {
                    return Ok(Value::Map(map));
                } else if !self.eat(",") {
                    return Err(corrupt("JSON object without comma or end"));
                }
            }
        }
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c));
        let (number, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        if let Ok(i) = number.parse::<i64>() {
            Ok(Value::Int(i))
        } else if let Ok(u) = number.parse::<u64>() {
            Ok(Value::UInt(u))
        } else if number.starts_with(|c: char| c == '-' || c.is_ascii_digit())
            && let Ok(f) = number.parse::<f64>()
        {
            Ok(Value::Float(f))
        } else {
            Err(corrupt("not a JSON value"))
        }
    }
    fn hex4(&mut self) -> Result<u32, Reason> {
        let digits = self.rest.get(..4).ok_or_else(|| corrupt("JSON escape ends early"))?;
        let code = u32::from_str_radix(digits, 16).map_err(|_| corrupt("JSON escape is no number"))?;
        self.rest = &self.rest[4..];
        Ok(code)
    }
    fn string(&mut self) -> Result<String, Reason> {
        let mut out = String::new();
        loop {
            let Some(stop) = self.rest.find(['"', '\\']) else {
                return Err(corrupt("JSON string without end"));
            };
            out.push_str(&self.rest[..stop]);
            let quote = self.rest.as_bytes()[stop] == b'"';
            self.rest = &self.rest[stop + 1..];
            if quote {
                return Ok(out);
            }
            let escape = self.rest.chars().next().ok_or_else(|| corrupt("JSON escape ends early"))?;
            self.rest = &self.rest[escape.len_utf8()..];
            out.push(match escape {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => {
                    let mut code = self.hex4()?;
                    if (0xd800..0xdc00).contains(&code) && self.eat("\\u") {
                        let low = self.hex4()?;
                        code = 0x10000 + ((code - 0xd800) << 10) + (low.wrapping_sub(0xdc00) & 0x3ff);
                    }
                    char::from_u32(code).unwrap_or('\u{fffd}')
                }
                c @ ('"' | '\\' | '/') => c,
                _ => return Err(corrupt("JSON escape of no meaning")),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn msgpack_reads_every_size_of_number() {
        let bytes = b"\x98\x7f\xff\xcc\xff\xcd\x01\x00\xd0\x80\xd1\xff\x00\xcf\xff\xff\xff\xff\xff\xff\xff\xff\xd3\x80\0\0\0\0\0\0\0";
        let expected = [
            Value::Int(127),
            Value::Int(-1),
            Value::Int(255),
            Value::Int(256),
            Value::Int(-128),
            Value::Int(-256),
            Value::UInt(u64::MAX),
            Value::Int(i64::MIN),
        ];
        assert_eq!(msgpack(bytes).unwrap().list().unwrap(), expected);
    }

    #[test]
    fn msgpack_reads_strings_bytes_and_maps_in_order() {
        let bytes = b"\x82\xa1b\xc4\x02hi\xa1a\xc3";
        let value = msgpack(bytes).unwrap();
        assert_eq!(value.get("b").unwrap().bytes(), Some(&b"hi"[..]));
        assert_eq!(value.get("a").unwrap().bool(), Some(true));
        assert_eq!(value.map().unwrap()[0].0.str(), Some("b"));
    }

    #[test]
    fn a_length_that_lies_is_an_error_and_no_allocation() {
        assert!(msgpack(b"\xdd\xff\xff\xff\xff\x01").is_err());
        assert!(msgpack(b"\xdf\xff\xff\xff\xff\x01").is_err());
        assert!(msgpack(b"\xc6\xff\xff\xff\xffx").is_err());
        assert!(msgpack(&[0x91; 1000]).is_err());
        assert!(json(&"[".repeat(1000)).is_err());
    }

    #[test]
    fn json_reads_what_python_writes() {
        let value = json("{\"a\": [1, -2.5, \"x\\u00e9\\n\\ud83d\\ude00\"], \"b\": null}").unwrap();
        let list = value.get("a").unwrap().list().unwrap();
        assert_eq!(list[0], Value::Int(1));
        assert_eq!(list[1], Value::Float(-2.5));
        assert_eq!(list[2].str(), Some("x\u{e9}\n\u{1f600}"));
        assert_eq!(value.get("b"), Some(&Value::Nil));
    }

    #[test]
    fn json_refuses_what_is_not_json() {
        for bad in ["", "nan", "{1:2}", "[1", "\"", "\"\\x\"", "1 2", "{\"a\" 1}", "\"\\u12\""] {
            assert!(json(bad).is_err(), "{bad}");
        }
    }
}
