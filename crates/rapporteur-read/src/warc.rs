//! WARC files: the pages in them, with the address each came from and the day it was fetched.

use crate::draft::{Format, Metadata};
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use std::io::{self, BufRead, Read};

/// Longest line and most lines of a header.
const LINE: u64 = 64 * 1024;
const LINES: usize = 1000;

/// One record of a WARC file.
#[derive(Debug)]
pub(crate) enum Entry {
    /// A page or a plain text.
    Page { format: Format, given: Box<Metadata>, bytes: Vec<u8> },
    /// A record that is no page: a picture, a request, an error of the server.
    Other,
    /// A page that cannot be read, and why.
    Unreadable(String),
}

/// The next record; `None` at the end. `limit` is the most bytes of a page.
pub(crate) fn next(reader: &mut dyn BufRead, limit: u64) -> io::Result<Option<Entry>> {
    let version = loop {
        match line(reader)? {
            None => return Ok(None),
            Some(line) if line.is_empty() => {}
            Some(line) => break line,
        }
    };
    if !version.starts_with("WARC/") {
        return Err(io::Error::other("not a WARC file, or broken: no record begins where one should"));
    }
    let head = headers(reader)?;
    let length: u64 = get(&head, "content-length")
        .and_then(|v| v.parse().ok())
        .ok_or_else(|| io::Error::other("a WARC record without its length"))?;
    let mut block = reader.take(length);
    let entry = record(&head, &mut block, limit);
    io::copy(&mut block, &mut io::sink())?;
    entry.map(Some)
}

fn record(head: &[(String, String)], block: &mut dyn Read, limit: u64) -> io::Result<Entry> {
    let given = Metadata {
        url: get(head, "warc-target-uri").map(|u| u.trim_matches(['<', '>']).to_owned()),
        acquired: get(head, "warc-date").map(str::to_owned),
        ..Metadata::default()
    };
    let media = get(head, "content-type").unwrap_or("").to_lowercase();
    match get(head, "warc-type").unwrap_or("") {
        "response" if media.starts_with("application/http") => response(given, block, limit),
        "resource" | "conversion" => {
            let Some(format) = format_of(&media) else { return Ok(Entry::Other) };
            let mut bytes = Vec::new();
            block.take(limit + 1).read_to_end(&mut bytes)?;
            Ok(page(format, given, &media, bytes, limit))
        }
        _ => Ok(Entry::Other),
    }
}

/// An HTTP answer: its status, headers and body.
fn response(given: Metadata, block: &mut dyn Read, limit: u64) -> io::Result<Entry> {
    let mut http = io::BufReader::new(block);
    let status = line(&mut http)?.unwrap_or_default();
    if status.split(' ').nth(1) != Some("200") {
        return Ok(Entry::Other);
    }
    let head = headers(&mut http)?;
    let media = get(&head, "content-type").unwrap_or("").to_lowercase();
    let Some(format) = format_of(&media) else { return Ok(Entry::Other) };
    let chunked = get(&head, "transfer-encoding").is_some_and(|v| v.to_lowercase().contains("chunked"));
    let mut raw = Vec::new();
    http.take(limit.saturating_mul(2)).read_to_end(&mut raw)?;
    // Some archives keep the header and store the body whole.
    let body = if chunked { unchunked(&raw).unwrap_or(raw) } else { raw };
    let encoding = get(&head, "content-encoding").unwrap_or("identity").trim().to_lowercase();
    let mut bytes = Vec::new();
    let read = match encoding.as_str() {
        "identity" | "" => (&body[..]).take(limit + 1).read_to_end(&mut bytes),
        "gzip" | "x-gzip" if !body.starts_with(&[0x1F, 0x8B]) => {
            (&body[..]).take(limit + 1).read_to_end(&mut bytes)
        }
        "gzip" | "x-gzip" => MultiGzDecoder::new(&body[..]).take(limit + 1).read_to_end(&mut bytes),
        "deflate" => ZlibDecoder::new(&body[..]).take(limit + 1).read_to_end(&mut bytes),
        other => return Ok(Entry::Unreadable(format!("content encoding `{other}` is not read"))),
    };
    match read {
        Ok(_) => Ok(page(format, given, &media, bytes, limit)),
        Err(error) => Ok(Entry::Unreadable(format!("its compression is broken: {error}"))),
    }
}

fn page(format: Format, given: Metadata, media: &str, bytes: Vec<u8>, limit: u64) -> Entry {
    if bytes.len() as u64 > limit {
        return Entry::Unreadable(format!("longer than {limit} bytes, the limit for one article"));
    }
    let charset = media
        .split_once("charset=")
        .map(|(_, v)| v.split(';').next().unwrap_or("").trim_matches(['"', ' ']).to_owned());
    Entry::Page { format, given: Box::new(Metadata { charset, ..given }), bytes }
}

fn format_of(media: &str) -> Option<Format> {
    match media.split(';').next().unwrap_or("").trim() {
        "text/html" | "application/xhtml+xml" => Some(Format::Html),
        "text/plain" => Some(Format::Text),
        _ => None,
    }
}

/// A line without its end; `None` at the end of the file.
fn line(reader: &mut dyn BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let read = reader.take(LINE).read_until(b'\n', &mut bytes)?;
    if read == 0 {
        return Ok(None);
    }
    if read as u64 == LINE {
        return Err(io::Error::other("a header line too long for a WARC file"));
    }
    Ok(Some(String::from_utf8_lossy(&bytes).trim_end().to_owned()))
}

fn headers(reader: &mut dyn BufRead) -> io::Result<Vec<(String, String)>> {
    let mut head = Vec::new();
    while let Some(line) = line(reader)?.filter(|l| !l.is_empty()) {
        if let Some((name, value)) = line.split_once(':') {
            head.push((name.trim().to_lowercase(), value.trim().to_owned()));
        }
        if head.len() > LINES {
            return Err(io::Error::other("a record with too many header lines"));
        }
    }
    Ok(head)
}

fn get<'h>(head: &'h [(String, String)], name: &str) -> Option<&'h str> {
    head.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

/// A body sent in chunks, put together; `None` if it is not in chunks.
fn unchunked(raw: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    loop {
        let end = rest.iter().take(100).position(|b| *b == b'\n')?;
        let size = std::str::from_utf8(rest.get(..end)?).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = rest.get(end + 1..)?;
        if size == 0 {
            return Some(out);
        }
        // A body cut short keeps what came.
        let Some(chunk) = rest.get(..size) else {
            out.extend_from_slice(rest);
            return Some(out);
        };
        out.extend_from_slice(chunk);
        rest = rest.get(size..)?;
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if rest.is_empty() {
            return Some(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_in_chunks_with_address_and_day() {
        let body = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>Th\r\n9\r\ney met.</\r\n2\r\np>\r\n0\r\n\r\n";
        let other = "HTTP/1.1 404 Not Found\r\n\r\n";
        let mut file = String::new();
        for (kind, body) in [("request", "GET / HTTP/1.1\r\n\r\n"), ("response", body), ("response", other)] {
            file += &format!(
                "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://harbor.example/1\r\nWARC-Date: 2025-09-17T01:02:03Z\r\nContent-Type: application/http; msgtype={kind}\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
                body.len()
            );
        }
        let mut reader = file.as_bytes();
        assert!(matches!(next(&mut reader, 1000), Ok(Some(Entry::Other))));
        let Ok(Some(Entry::Page { format, given, bytes })) = next(&mut reader, 1000) else {
            panic!("no page")
        };
        assert_eq!((format, bytes.as_slice()), (Format::Html, b"<p>They met.</p>".as_slice()));
        assert_eq!(given.url.as_deref(), Some("https://harbor.example/1"));
        assert_eq!(given.acquired.as_deref(), Some("2025-09-17T01:02:03Z"));
        assert_eq!(given.charset.as_deref(), Some("utf-8"));
        assert!(matches!(next(&mut reader, 1000), Ok(Some(Entry::Other))));
        assert!(matches!(next(&mut reader, 1000), Ok(None)));
        assert!(next(&mut "junk\n".as_bytes(), 1000).is_err());
    }
}
