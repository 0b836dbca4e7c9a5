//! Bytes to characters: byte order marks, UTF-8, UTF-16, stated charsets, and Windows-1252 where nothing else fits.

use crate::draft::Note;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The characters of some bytes; `charset` is what the transfer or the page claims.
///
/// `Err`: the bytes are not text.
pub(crate) fn decode(bytes: &[u8], charset: Option<&str>) -> Result<(String, Vec<Note>), String> {
    if bytes.is_empty() {
        return Err("empty file".into());
    }
    let mut notes = Vec::new();
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        let (text, bad) = encoding.decode_without_bom_handling(bytes.get(bom..).unwrap_or_default());
        if bad {
            notes.push(Note::new(
                "text-replaced",
                format!("bytes that are not {} became U+FFFD", encoding.name()),
            ));
        }
        return Ok((text.into_owned(), notes));
    }
    if let Some(what) = binary(bytes) {
        return Err(what.into());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), notes));
    }
    let claimed = charset.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    match claimed {
        Some(encoding) if encoding != UTF_8 => {
            let (text, _, bad) = encoding.decode(bytes);
            if bad {
                let detail = format!(
                    "stated charset {} does not fit; the bytes that are not became U+FFFD",
                    encoding.name()
                );
                notes.push(Note::new("text-replaced", detail));
            }
            Ok((text.into_owned(), notes))
        }
        _ => {
            // Mostly UTF-8 with a few broken bytes stays UTF-8; anything else is read as the web reads it.
            let (lossy, broken, good) = lossy(bytes);
            if good > 0 && broken * 4 <= good {
                let detail = format!("{broken} bytes that are not UTF-8 became U+FFFD");
                notes.push(Note::new("text-replaced", detail));
                return Ok((lossy, notes));
            }
            let (text, _, _) = WINDOWS_1252.decode(bytes);
            notes
                .push(Note::new("encoding-guessed", "not UTF-8 and no charset stated: read as Windows-1252"));
            Ok((text.into_owned(), notes))
        }
    }
}

/// The text with U+FFFD for what is not UTF-8, the number of broken stretches, and of good characters beyond ASCII.
fn lossy(bytes: &[u8]) -> (String, usize, usize) {
    let (mut text, mut broken, mut good) = (String::with_capacity(bytes.len()), 0, 0);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        if !chunk.invalid().is_empty() {
            broken += 1;
            text.push('\u{FFFD}');
        }
    }
    (text, broken, good)
}

/// Says what the bytes are when they are no text: known beginnings, or many control characters.
pub(crate) fn binary(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 12] = [
        (b"%PDF-", "PDF, not a format that is read"),
        (b"\x89PNG", "binary: a PNG image"),
        (b"\xFF\xD8\xFF", "binary: a JPEG image"),
        (b"GIF8", "binary: a GIF image"),
        (b"PK\x03\x04", "binary: a zip file"),
        (b"\x1F\x8B", "binary: a gzip file"),
        (b"\x7FELF", "binary: a program"),
        (b"SQLite format 3\0", "binary: an SQLite database"),
        (b"BZh", "bzip2, not a format that is read"),
        (b"\xFD7zXZ", "xz, not a format that is read"),
        (b"\x28\xB5\x2F\xFD", "zstd, not a format that is read"),
        (b"{\\rtf", "RTF, not a format that is read"),
    ];
    if let Some((_, what)) = KNOWN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(what);
    }
    let head = bytes.get(..bytes.len().min(64 * 1024)).unwrap_or(bytes);
    let odd = head.iter().filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31 | 127)).count();
    // A stray NUL does not make a text binary; one odd byte in twenty does.
    (odd * 20 > head.len()).then_some("binary: too many control characters for a text")
}

/// Line ends folded to LF, NUL to U+FFFD; nothing else is changed.
pub(crate) fn fold(text: &str, notes: &mut Vec<Note>) -> String {
    if !text.bytes().any(|b| matches!(b, b'\r' | 0)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let (mut after_cr, mut nul) = (false, 0usize);
    for c in text.chars() {
        match c {
            '\n' if after_cr => {}
            '\r' => out.push('\n'),
            '\0' => {
                nul += 1;
                out.push('\u{FFFD}');
            }
            c => out.push(c),
        }
        after_cr = c == '\r';
    }
    if nul > 0 {
        notes.push(Note::new("nul-replaced", format!("{nul} NUL characters became U+FFFD")));
    }
    out
}
