//! Files that hold more than one article: zip, tar, gzip, JSONL, JSON lists, feeds, WARC; one in another too.
//!
//! Nothing is ever written to disk, so a member's path is only a label; one that would lead out of its archive is
//! still refused. Every size is bounded, and what goes over a bound ends that archive alone.

use crate::draft::{Format, Metadata, Origin, extension};
use crate::pile::{Options, Sink, reason, skip_rule};
use crate::{feed, warc};
use flate2::bufread::MultiGzDecoder;
use serde_json::value::RawValue;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::rc::Rc;

/// What a name says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Zip,
    Tar,
    Gzip,
    JsonLines,
    Json,
    Feed,
    Xml,
    Warc,
    Item,
}

/// Endings of files that hold no article, with what they are.
const NOT_READ: &[(&str, &str)] = &[
    ("pdf", "PDF"),
    ("doc", "a Word file"),
    ("docx", "a Word file"),
    ("odt", "an OpenDocument file"),
    ("rtf", "RTF"),
    ("xls", "a spreadsheet"),
    ("xlsx", "a spreadsheet"),
    ("ods", "a spreadsheet"),
    ("csv", "a table"),
    ("tsv", "a table"),
    ("ppt", "slides"),
    ("pptx", "slides"),
    ("epub", "a book"),
    ("css", "a style sheet"),
    ("js", "a script"),
    ("mjs", "a script"),
    ("map", "a script's map"),
    ("jpg", "a picture"),
    ("jpeg", "a picture"),
    ("png", "a picture"),
    ("gif", "a picture"),
    ("webp", "a picture"),
    ("avif", "a picture"),
    ("svg", "a picture"),
    ("ico", "a picture"),
    ("woff", "a font"),
    ("woff2", "a font"),
    ("ttf", "a font"),
    ("otf", "a font"),
    ("mp3", "sound"),
    ("mp4", "a film"),
    ("webm", "a film"),
    ("7z", "a 7z archive"),
    ("rar", "a rar archive"),
    ("bz2", "bzip2"),
    ("xz", "xz"),
    ("zst", "zstd"),
    ("sqlite", "a database"),
    ("db", "a database"),
];

fn kind_of(name: &str) -> Kind {
    match extension(name).as_str() {
        "zip" => Kind::Zip,
        "tar" => Kind::Tar,
        "gz" | "tgz" => Kind::Gzip,
        "jsonl" | "ndjson" => Kind::JsonLines,
        "json" => Kind::Json,
        "rss" | "atom" | "rdf" => Kind::Feed,
        "xml" => Kind::Xml,
        "warc" => Kind::Warc,
        _ => Kind::Item,
    }
}

/// The name inside a gzip file: `x.jsonl.gz` holds `x.jsonl`, `x.tgz` holds `x.tar`.
fn unzipped_name(name: &str) -> String {
    match name.get(name.len().saturating_sub(4)..).map(str::to_ascii_lowercase).as_deref() {
        Some(".tgz") => format!("{}.tar", name.get(..name.len() - 4).unwrap_or("")),
        _ => name.get(..name.len().saturating_sub(3)).unwrap_or("").to_owned(),
    }
}

/// Anything that can be read and sought in.
pub(crate) trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

/// What is left of one archive's limits; shared with the archives inside it.
#[derive(Debug, Clone)]
struct Budget {
    members: Rc<Cell<u64>>,
    bytes: Rc<Cell<u64>>,
    nesting: u32,
}

/// Reads one file, whatever it holds.
pub(crate) fn file(sink: &mut dyn Sink, path: &str, source: &mut dyn Source) {
    let options = sink.options();
    let budget = Budget {
        members: Rc::new(Cell::new(options.max_members)),
        bytes: Rc::new(Cell::new(options.max_unpacked_bytes)),
        nesting: options.max_nesting,
    };
    if let Some(what) = not_read(path) {
        return sink.unreadable(path, format!("{what}, not a format that is read"));
    }
    let mut unpack = Unpack { sink };
    match kind_of(path) {
        Kind::Zip => unpack.zip(path, source, &budget),
        _ => unpack.stream(path, path, &mut BufReader::with_capacity(1 << 16, source), &budget),
    }
}

fn not_read(path: &str) -> Option<&'static str> {
    let ending = extension(path);
    NOT_READ.iter().find(|(e, _)| *e == ending).map(|(_, what)| *what)
}

struct Unpack<'s> {
    sink: &'s mut dyn Sink,
}

impl Unpack<'_> {
    fn options(&self) -> Options {
        self.sink.options()
    }

    /// Reads a stream; `name` tells what it is, `path` is where it came from.
    fn stream(&mut self, path: &str, name: &str, reader: &mut dyn BufRead, budget: &Budget) {
        match kind_of(name) {
            Kind::Item => {
                if let Some(bytes) = self.whole(path, reader, self.options().max_article_bytes, "one article")
                {
                    self.sink.item(Origin::new(path), bytes);
                }
            }
            Kind::Zip => {
                let Some(inner) = self.deeper(path, budget) else { return };
                if let Some(bytes) =
                    self.whole(path, reader, self.options().max_whole_bytes, "an archive in an archive")
                {
                    self.zip(path, &mut Cursor::new(bytes), &inner);
                }
            }
            Kind::Tar => self.tar(path, reader, budget),
            Kind::Gzip => self.gzip(path, name, reader, budget),
            Kind::JsonLines => self.json_lines(path, reader),
            Kind::Json => self.json(path, reader),
            Kind::Feed => self.feed(path, reader, true),
            Kind::Xml => self.feed(path, reader, false),
            Kind::Warc => self.warc(path, reader),
        }
    }

    /// All bytes of a reader, unless they are more than `limit`.
    fn whole(&mut self, path: &str, reader: &mut dyn BufRead, limit: u64, what: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        match reader.take(limit.saturating_add(1)).read_to_end(&mut bytes) {
            Ok(_) if bytes.len() as u64 > limit => {
                self.sink.unreadable(path, format!("longer than {limit} bytes, the limit for {what}"));
                None
            }
            Ok(_) => Some(bytes),
            Err(error) => {
                self.sink.unreadable(path, reason(&error));
                None
            }
        }
    }

    /// The budget of an archive inside another, unless that is one too many.
    fn deeper(&mut self, path: &str, budget: &Budget) -> Option<Budget> {
        if budget.nesting == 0 {
            let limit = self.options().max_nesting;
            self.sink.unreadable(path, format!("more than {limit} archives in one another"));
            return None;
        }
        Some(Budget { nesting: budget.nesting - 1, ..budget.clone() })
    }

    /// Counts a member; `false` where the archive holds more than the limit.
    fn count(&mut self, path: &str, budget: &Budget) -> bool {
        let left = budget.members.get();
        if left == 0 {
            let limit = self.options().max_members;
            self.sink.unreadable(path, format!("more than {limit} members: the rest is not read"));
            return false;
        }
        budget.members.set(left - 1);
        true
    }

    /// The path of a member, unless the rules skip it or it leads out of the archive.
    fn member(&mut self, archive: &str, name: &str) -> Option<String> {
        let name = name.replace('\\', "/");
        let drive = name.as_bytes().get(1) == Some(&b':');
        let pieces: Vec<&str> = name.split('/').filter(|p| !p.is_empty() && *p != ".").collect();
        let shown: String =
            pieces.join("/").chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
        let path = format!("{archive}!{shown}");
        if name.starts_with('/') || drive || pieces.contains(&"..") {
            self.sink.unreadable(&path, "its path leads out of the archive".into());
            return None;
        }
        for (i, piece) in pieces.iter().enumerate() {
            if let Some(rule) = skip_rule(piece) {
                let upto = pieces.get(..=i).unwrap_or_default().join("/");
                self.sink.skipped(format!("{archive}!{upto}"), rule);
                return None;
            }
        }
        match pieces.split_last() {
            Some((&"record.sqlite", folders)) => {
                let slash = if folders.is_empty() { "" } else { "/" };
                self.sink.record_inside(format!("{archive}!{}{slash}", folders.join("/")));
                return None;
            }
            None => return None,
            _ => {}
        }
        if let Some(what) = not_read(&path) {
            self.sink.unreadable(&path, format!("{what}, not a format that is read"));
            return None;
        }
        Some(path)
    }

    fn zip(&mut self, path: &str, source: &mut dyn Source, budget: &Budget) {
        let mut archive = match zip::ZipArchive::new(source) {
            Ok(archive) => archive,
            Err(error) => return self.sink.unreadable(path, format!("not a zip file, or broken: {error}")),
        };
        for index in 0..archive.len() {
            if !self.count(path, budget) {
                return;
            }
            let (name, encrypted, link, packed) = match archive.by_index_raw(index) {
                Ok(file) if file.is_dir() => continue,
                Ok(file) => {
                    let name = file.name().map_or_else(
                        |_| String::from_utf8_lossy(file.name_raw()).into_owned(),
                        |n| n.into_owned(),
                    );
                    (name, file.encrypted(), file.is_symlink(), file.compressed_size())
                }
                Err(error) => {
                    self.sink.unreadable(&format!("{path}!#{}", index + 1), error.to_string());
                    continue;
                }
            };
            let Some(member) = self.member(path, &name) else { continue };
            if link {
                self.sink.skipped(member, "a link inside an archive");
                continue;
            }
            if encrypted {
                self.sink.unreadable(&member, "encrypted".into());
                continue;
            }
            let file = match archive.by_index(index) {
                Ok(file) => file,
                Err(error) => {
                    self.sink.unreadable(&member, error.to_string());
                    continue;
                }
            };
            let packed = Rc::new(Cell::new(packed));
            self.sealed(&member, &member, file, packed, budget);
            if budget.bytes.get() == 0 {
                return self.spent(path);
            }
        }
    }

    fn spent(&mut self, path: &str) {
        let limit = self.options().max_unpacked_bytes;
        self.sink.unreadable(path, format!("unpacks to more than {limit} bytes: the rest is not read"));
    }

    /// Reads what a compressed stream holds, counting what comes out of it.
    fn sealed(&mut self, path: &str, name: &str, reader: impl Read, packed: Rc<Cell<u64>>, budget: &Budget) {
        let ratio = self.options().max_ratio;
        let mut guarded =
            BufReader::new(Guard { inner: reader, packed, out: 0, ratio, budget: budget.bytes.clone() });
        self.stream(path, name, &mut guarded, budget);
    }

    fn gzip(&mut self, path: &str, name: &str, reader: &mut dyn BufRead, budget: &Budget) {
        let Some(inner) = self.deeper(path, budget) else { return };
        let packed = Rc::new(Cell::new(0));
        let counted = BufReader::new(Counted { inner: reader, count: packed.clone() });
        self.sealed(path, &unzipped_name(name), MultiGzDecoder::new(counted), packed, &inner);
    }

    fn tar(&mut self, path: &str, reader: &mut dyn BufRead, budget: &Budget) {
        let Some(inner) = self.deeper(path, budget) else { return };
        let mut archive = tar::Archive::new(reader);
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return self.sink.unreadable(path, reason(&error)),
        };
        for entry in entries {
            let mut entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    return self.sink.unreadable(path, format!("the archive is broken: {}", reason(&error)));
                }
            };
            let kind = entry.header().entry_type();
            if !self.count(path, budget) {
                return;
            }
            if kind.is_dir() || kind.is_pax_global_extensions() || kind.is_pax_local_extensions() {
                continue;
            }
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let Some(member) = self.member(path, &name) else { continue };
            if kind.is_symlink() || kind.is_hard_link() {
                self.sink.skipped(member, "a link inside an archive");
            } else if kind.is_file() || kind.is_contiguous() {
                self.stream(&member, &member, &mut BufReader::new(&mut entry), &inner);
            } else {
                self.sink.unreadable(&member, "not a regular file".into());
            }
        }
    }

    fn json_lines(&mut self, path: &str, reader: &mut dyn BufRead) {
        let limit = self.options().max_article_bytes;
        let mut number = 0u64;
        loop {
            number += 1;
            let at = format!("{path}#{number}");
            let mut line = Vec::new();
            match Read::take(&mut *reader, limit.saturating_add(1)).read_until(b'\n', &mut line) {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) => {
                    return self.sink.unreadable(path, format!("line {number}: {}", reason(&error)));
                }
            }
            let whole = line.ends_with(b"\n");
            if !whole && line.len() as u64 > limit {
                self.sink.unreadable(&at, format!("longer than {limit} bytes, the limit for one article"));
                if let Err(error) = skip_line(reader) {
                    return self.sink.unreadable(path, format!("line {number}: {}", reason(&error)));
                }
                continue;
            }
            // The line's bytes are the article's; its end is not.
            while line.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
                line.pop();
            }
            if number == 1 && line.starts_with(b"\xEF\xBB\xBF") {
                line.drain(..3);
            }
            if !line.trim_ascii().is_empty() {
                self.sink
                    .item(Origin { path: at, format: Some(Format::Json), given: Metadata::default() }, line);
            }
        }
    }

    /// A JSON file: one article, a list of them, or lines after all.
    fn json(&mut self, path: &str, reader: &mut dyn BufRead) {
        let Some(bytes) = self.whole(path, reader, self.options().max_whole_bytes, "a file read whole")
        else {
            return;
        };
        let trimmed = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes).trim_ascii();
        let origin = |path: String| Origin { path, format: Some(Format::Json), given: Metadata::default() };
        let limit = self.options().max_article_bytes;
        if trimmed.starts_with(b"[") {
            match serde_json::from_slice::<Vec<&RawValue>>(trimmed) {
                Ok(items) => {
                    for (i, item) in items.iter().enumerate() {
                        let at = format!("{path}#{}", i + 1);
                        let raw = item.get().as_bytes();
                        if raw.len() as u64 > limit {
                            self.sink.unreadable(
                                &at,
                                format!("longer than {limit} bytes, the limit for one article"),
                            );
                        } else {
                            self.sink.item(origin(at), raw.to_vec());
                        }
                    }
                }
                Err(error) => self.sink.unreadable(path, format!("not JSON: {error}")),
            }
        } else if trimmed.contains(&b'\n') && serde_json::from_slice::<&RawValue>(trimmed).is_err() {
            self.json_lines(path, &mut &bytes[..]);
        } else if trimmed.len() as u64 > limit {
            self.sink.unreadable(path, format!("longer than {limit} bytes, the limit for one article"));
        } else {
            self.sink.item(origin(path.to_owned()), bytes);
        }
    }

    fn feed(&mut self, path: &str, reader: &mut dyn BufRead, sure: bool) {
        let Some(bytes) = self.whole(path, reader, self.options().max_whole_bytes, "a file read whole")
        else {
            return;
        };
        if !sure && !bytes.is_empty() && !feed::is_feed(&bytes) {
            return self.sink.unreadable(path, "XML, but no feed".into());
        }
        let feed = match feed::entries(&bytes) {
            Ok(feed) => feed,
            Err(why) => return self.sink.unreadable(path, why),
        };
        match feed.broken {
            Some(why) => self.sink.unreadable(path, why),
            None if feed.entries.is_empty() => self.sink.unreadable(path, "a feed without entries".into()),
            None => {}
        }
        for (i, entry) in feed.entries.into_iter().enumerate() {
            let path = format!("{path}#{}", i + 1);
            self.sink.item(
                Origin { path, format: Some(Format::FeedEntry), given: feed.given.clone() },
                entry.into_bytes(),
            );
        }
    }

    fn warc(&mut self, path: &str, reader: &mut dyn BufRead) {
        let limit = self.options().max_article_bytes;
        for number in 1u64.. {
            let at = format!("{path}#{number}");
            match warc::next(reader, limit) {
                Ok(None) => return,
                Ok(Some(warc::Entry::Page { format, given, bytes })) => {
                    self.sink.item(Origin { path: at, format: Some(format), given: *given }, bytes);
                }
                Ok(Some(warc::Entry::Other)) => self.sink.skipped(at, "a WARC record that is no page"),
                Ok(Some(warc::Entry::Unreadable(why))) => self.sink.unreadable(&at, why),
                Err(error) => return self.sink.unreadable(path, reason(&error)),
            }
        }
    }
}

/// Passes over the rest of a line without keeping it.
fn skip_line(reader: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        match buffer.iter().position(|b| *b == b'\n') {
            Some(at) => {
                reader.consume(at + 1);
                return Ok(());
            }
            None => {
                let all = buffer.len();
                reader.consume(all);
            }
        }
    }
}

/// Counts what is read.
struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.count.set(self.count.get() + n as u64);
        Ok(n)
    }
}

/// Stops a stream that unpacks to too much, or to too many times its packed size.
struct Guard<R> {
    inner: R,
    packed: Rc<Cell<u64>>,
    out: u64,
    ratio: u64,
    budget: Rc<Cell<u64>>,
}

/// Below this many bytes no ratio is looked at.
const RATIO_FROM: u64 = 1 << 20;

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)? as u64;
        self.out += n;
        if self.out > RATIO_FROM && self.out / self.packed.get().max(1) > self.ratio {
            let why = format!("unpacks to more than {} times its size: a zip bomb", self.ratio);
            return Err(io::Error::other(why));
        }
        let left = self.budget.get().saturating_sub(n);
        self.budget.set(left);
        if left == 0 {
            return Err(io::Error::other("the archive unpacks to more than the limit"));
        }
        Ok(n as usize)
    }
}
