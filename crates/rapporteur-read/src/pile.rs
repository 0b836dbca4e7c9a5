//! Files, folders and archives: walks the inputs, reads what is there, and puts the articles in one order.

use crate::article;
use crate::draft::Origin;
use rapporteur_lexicon::reading::Reading;
use rapporteur_model::{Article, Diagnostic, Id};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Limits of reading; `docs/limits.md` explains each.
#[derive(Debug, Clone)]
pub struct Options {
    /// The most bytes one article may have (default 4 MiB).
    pub max_article_bytes: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options { max_article_bytes: 4 << 20 }
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
    seen: &mut dyn FnMut(Progress<'_>),
) -> Pile {
    let mut reader = Reader {
        words,
        options,
        seen,
        pile: Pile::default(),
        batch: Vec::new(),
        items: 0,
        found: Vec::new(),
    };
    let mut inputs = inputs.to_vec();
    inputs.sort();
    inputs.dedup();
    for input in &inputs {
        reader.input(input);
    }
    reader.finish()
}

struct Reader<'a> {
    words: &'a Reading,
    options: &'a Options,
    seen: &'a mut dyn FnMut(Progress<'_>),
    pile: Pile,
    batch: Vec<(Origin, Vec<u8>)>,
    items: usize,
    found: Vec<Article>,
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
        let mut names: Vec<_> = entries.filter_map(|e| e.ok().map(|e| e.file_name())).collect();
        names.sort();
        for name in names {
            let shown = name.to_string_lossy();
            let path = if path.is_empty() { shown.to_string() } else { format!("{path}/{shown}") };
            let full = folder.join(&name);
            if let Some(reason) = skip_rule(&shown) {
                self.pile.skipped.push(Skipped { path, reason });
                continue;
            }
            match fs::metadata(&full) {
                Ok(meta) if meta.is_dir() && full.is_symlink() => {
                    self.pile.skipped.push(Skipped { path, reason: "a link to a folder" });
                }
                Ok(meta) if meta.is_dir() && full.join("record.sqlite").exists() => {
                    self.pile.skipped.push(Skipped { path, reason: "a record folder" });
                }
                Ok(meta) if meta.is_dir() => self.folder(&full, &path),
                Ok(meta) if meta.is_file() => self.file(&full, &path),
                Ok(_) => self.unreadable(&path, "not a regular file".into()),
                Err(error) => self.unreadable(&path, reason(&error)),
            }
        }
    }

    fn file(&mut self, file: &Path, path: &str) {
        let limit = self.options.max_article_bytes;
        let mut bytes = Vec::new();
        match File::open(file).and_then(|f| f.take(limit + 1).read_to_end(&mut bytes)) {
            Ok(_) if bytes.len() as u64 > limit => {
                self.unreadable(path, format!("longer than {limit} bytes, the limit for one article"));
            }
            Ok(_) => self.item(Origin::new(path), bytes),
            Err(error) => self.unreadable(path, reason(&error)),
        }
    }

    fn unreadable(&mut self, path: &str, reason: String) {
        self.pile.unreadable.push(Unreadable { path: path.to_owned(), reason });
    }

    /// One news item; read together with others once enough have come.
    fn item(&mut self, origin: Origin, bytes: Vec<u8>) {
        self.batch.push((origin, bytes));
        if self.batch.len() >= 256 || self.batch.iter().map(|(_, b)| b.len()).sum::<usize>() > 32 << 20 {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        let read: Vec<_> =
            batch.par_iter().map(|(origin, bytes)| article(self.words, origin, bytes)).collect();
        for ((origin, _), result) in batch.iter().zip(read) {
            self.items += 1;
            match result {
                Ok((article, diagnostics)) => {
                    self.found.push(article);
                    self.pile.diagnostics.extend(diagnostics);
                }
                Err(reason) => self.unreadable(&origin.path, reason),
            }
            let progress = Progress { path: &origin.path, items: self.items, articles: self.found.len() };
            (self.seen)(progress);
        }
    }

    fn finish(mut self) -> Pile {
        self.flush();
        let mut by_id: BTreeMap<Id, Article> = BTreeMap::new();
        for article in self.found {
            match by_id.remove(&article.id) {
                Some(other) => drop(by_id.insert(article.id, merged(article, other))),
                None => drop(by_id.insert(article.id, article)),
            }
        }
        let mut pile = self.pile;
        pile.articles = by_id.into_values().collect();
        pile.records.sort();
        pile.skipped.sort();
        pile.skipped.dedup();
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
fn reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "no such file".into(),
        ErrorKind::PermissionDenied => "may not be read: permission denied".into(),
        _ => error.to_string(),
    }
}
