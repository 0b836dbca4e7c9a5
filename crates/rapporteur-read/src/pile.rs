//! Files, folders and archives: walks the inputs, reads what is there, and puts the articles in one order.

use crate::draft::Origin;
use crate::{article, unpack};
use rapporteur_lexicon::reading::Reading;
use rapporteur_model::{Article, Diagnostic, Id};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Limits of reading; `docs/limits.md` explains each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The most bytes one article may have (4 MiB): a file, a line of JSONL, a member of an archive.
    pub max_article_bytes: u64,
    /// The most bytes of a file that must be held whole (256 MiB): a JSON list, a feed, an archive in an archive.
    pub max_whole_bytes: u64,
    /// The most members of one archive, with those of the archives in it (200,000).
    pub max_members: u64,
    /// The most bytes one archive may unpack to (16 GiB).
    pub max_unpacked_bytes: u64,
    /// The most times its packed size a member may unpack to, beyond its first MiB (250).
    pub max_ratio: u64,
    /// The most layers of packing in one another (4); `.tar.gz` is two.
    pub max_nesting: u32,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            max_article_bytes: 4 << 20,
            max_whole_bytes: 256 << 20,
            max_members: 200_000,
            max_unpacked_bytes: 16 << 30,
            max_ratio: 250,
            max_nesting: 4,
        }
    }
}

/// Everything that was read.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Pile {
    /// The articles, each once, with every path it came from; sorted by id.
    pub articles: Vec<Article>,
    /// INPUTs that are record folders: their articles are loaded from the store.
    pub records: Vec<PathBuf>,
    /// What was left out on purpose; sorted by path.
    pub skipped: Vec<Skipped>,
    /// What could not be read; sorted by path.
    pub unreadable: Vec<Unreadable>,
    /// What could not be settled about the articles; sorted.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file or folder left out by the rules of record.md.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Relative to the INPUT.
    pub path: String,
    /// The rule.
    pub reason: &'static str,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreadable {
    /// Relative to the INPUT; for an INPUT itself, as named.
    pub path: String,
    /// Why, in words for a reader.
    pub reason: String,
}

/// How far reading is; told once per news item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The item just read.
    pub path: &'a str,
    /// Items read so far, this one included, readable or not.
    pub items: usize,
    /// Articles found so far, before duplicates are joined.
    pub articles: usize,
}

/// Reads every input. The result does not depend on the order of inputs, of folders or of threads.
pub fn pile(
    words: &Reading,
    inputs: &[PathBuf],
    options: &Options,
    seen: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Pile {
    let mut reader = Reader {
        words,
        options: Options { max_article_bytes: options.max_article_bytes.min(LARGEST), ..*options },
        seen,
        pile: Pile::default(),
        skipped: BTreeSet::new(),
        batch: Vec::new(),
        batch_bytes: 0,
        items: 0,
        found: Vec::new(),
        notes: Vec::new(),
        records_inside: BTreeSet::new(),
    };
    let mut inputs = inputs.to_vec();
    inputs.sort();
    inputs.dedup();
    for input in &inputs {
        reader.input(input);
    }
    reader.finish()
}

/// Spans are 32 bits wide.
const LARGEST: u64 = 1 << 30;
/// So many items, or so many bytes of them, are read together.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 32 << 20;

struct Reader<'a> {
    words: &'a Reading,
    options: Options,
    seen: &'a mut (dyn FnMut(Progress<'_>) + Send),
    pile: Pile,
    skipped: BTreeSet<Skipped>,
    batch: Vec<(Origin, Vec<u8>)>,
    batch_bytes: usize,
    items: usize,
    found: Vec<Article>,
    notes: Vec<Diagnostic>,
    /// Folders inside archives that hold a record: `a.zip!old/record/`.
    records_inside: BTreeSet<String>,
}

/// Where what is found in a file goes.
pub(crate) trait Sink {
    /// The limits.
    fn options(&self) -> Options;
    /// One news item.
    fn item(&mut self, origin: Origin, bytes: Vec<u8>);
    /// Something left out on purpose.
    fn skipped(&mut self, path: String, reason: &'static str);
    /// Something that could not be read.
    fn unreadable(&mut self, path: &str, reason: String);
    /// A folder inside an archive that holds a record: everything under it is skipped.
    fn record_inside(&mut self, folder: String);
}

impl Sink for Reader<'_> {
    fn options(&self) -> Options {
        self.options
    }
    fn item(&mut self, origin: Origin, bytes: Vec<u8>) {
        self.batch_bytes += bytes.len();
        self.batch.push((origin, bytes));
        if self.batch.len() >= BATCH || self.batch_bytes > BATCH_BYTES {
            self.flush();
        }
    }
    fn skipped(&mut self, path: String, reason: &'static str) {
        self.skipped.insert(Skipped { path, reason });
    }
    fn unreadable(&mut self, path: &str, reason: String) {
        self.pile.unreadable.push(Unreadable { path: path.to_owned(), reason });
    }
    fn record_inside(&mut self, folder: String) {
        self.records_inside.insert(folder);
    }
}

impl Reader<'_> {
    fn input(&mut self, input: &Path) {
        match fs::metadata(input) {
            Ok(meta) if meta.is_dir() => {
                if input.join("record.sqlite").exists() {
                    self.pile.records.push(input.to_owned());
                } else {
                    self.folder(input, "");
                }
            }
            Ok(_) if input.file_name().is_some_and(|n| n == "record.sqlite") => {
                let folder = input.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
                self.pile.records.push(folder.to_owned());
            }
            Ok(_) => {
                let name = input.file_name().unwrap_or(input.as_os_str()).to_string_lossy().into_owned();
                self.file(input, &name);
            }
            Err(error) => self.unreadable(&input.to_string_lossy(), reason(&error)),
        }
    }

    fn folder(&mut self, folder: &Path, path: &str) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let path =
                    if path.is_empty() { folder.to_string_lossy().into_owned() } else { path.to_owned() };
                return self.unreadable(&path, reason(&error));
            }
        };
        let mut names = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => names.push(entry.file_name()),
                Err(error) => self.unreadable(if path.is_empty() { "." } else { path }, reason(&error)),
            }
        }
        names.sort();
        for name in names {
            let shown = name.to_string_lossy();
            let path = if path.is_empty() { shown.to_string() } else { format!("{path}/{shown}") };
            let full = folder.join(&name);
            if let Some(reason) = skip_rule(&shown) {
                self.skipped(path, reason);
                continue;
            }
            match fs::metadata(&full) {
                Ok(meta) if meta.is_dir() && full.is_symlink() => {
                    self.skipped(path, "a link to a folder");
                }
                Ok(meta) if meta.is_dir() && full.join("record.sqlite").exists() => {
                    self.skipped(path, "a record folder");
                }
                Ok(meta) if meta.is_dir() => self.folder(&full, &path),
                Ok(meta) if meta.is_file() => self.file(&full, &path),
                Ok(_) => self.unreadable(&path, "not a regular file".into()),
                Err(error) => self.unreadable(&path, reason(&error)),
            }
        }
    }

    fn file(&mut self, file: &Path, path: &str) {
        match File::open(file) {
            Ok(mut opened) => unpack::file(self, path, &mut opened),
            Err(error) => self.unreadable(path, reason(&error)),
        }
    }

    /// Reads the items that have come, on as many threads as there are, and tells of them in order.
    fn flush(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        self.batch_bytes = 0;
        let words = self.words;
        let read: Vec<_> = batch.par_iter().map(|(origin, bytes)| article(words, origin, bytes)).collect();
        for ((origin, _), result) in batch.iter().zip(read) {
            self.items += 1;
            match result {
                Ok((article, diagnostics)) => {
                    self.found.push(article);
                    self.notes.extend(diagnostics);
                }
                Err(reason) => self.unreadable(&origin.path, reason),
            }
            let progress = Progress { path: &origin.path, items: self.items, articles: self.found.len() };
            (self.seen)(progress);
        }
    }

    fn finish(mut self) -> Pile {
        self.flush();
        let records = std::mem::take(&mut self.records_inside);
        let in_record = |path: &str| records.iter().any(|folder| path.starts_with(folder.as_str()));
        let mut by_id: BTreeMap<Id, Article> = BTreeMap::new();
        for article in self.found {
            if article.origins.iter().any(|path| in_record(path)) {
                continue;
            }
            match by_id.remove(&article.id) {
                Some(other) => drop(by_id.insert(article.id, merged(article, other))),
                None => drop(by_id.insert(article.id, article)),
            }
        }
        let mut pile = self.pile;
        pile.unreadable.retain(|u| !in_record(&u.path));
        pile.diagnostics = self.notes;
        pile.diagnostics.retain(|d| d.article.is_none_or(|id| by_id.contains_key(&id)));
        pile.articles = by_id.into_values().collect();
        self.skipped.retain(|s| !in_record(&s.path));
        self.skipped.extend(records.iter().map(|folder| Skipped {
            path: folder.trim_end_matches(['/', '!']).to_owned(),
            reason: "a record folder",
        }));
        pile.skipped = self.skipped.into_iter().collect();
        pile.records.sort();
        pile.records.dedup();
        pile.unreadable.sort();
        pile.unreadable.dedup();
        pile.diagnostics.sort();
        pile.diagnostics.dedup();
        pile
    }
}

/// Two readings of one article: every origin, the first acquisition, the rest from the reading whose path sorts first.
fn merged(a: Article, b: Article) -> Article {
    let (mut first, second) = if a.origins <= b.origins { (a, b) } else { (b, a) };
    first.origins.extend(second.origins);
    first.origins.sort();
    first.origins.dedup();
    first.acquired = match (first.acquired, second.acquired) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    first
}

/// The rule by which a name in a folder is left out.
pub(crate) fn skip_rule(name: &str) -> Option<&'static str> {
    if name.starts_with('.') {
        Some("a hidden name")
    } else if name.starts_with('_') {
        Some("a name that starts with _")
    } else if name.starts_with("README") {
        Some("a README")
    } else if name.starts_with("LICENSE") {
        Some("a LICENSE")
    } else if name.ends_with(".toml") {
        Some("a .toml file")
    } else {
        None
    }
}

/// Why a file could not be read, in plain words.
pub(crate) fn reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "no such file".into(),
        ErrorKind::PermissionDenied => "may not be read: permission denied".into(),
        _ => error.to_string(),
    }
}
