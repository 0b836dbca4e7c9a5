//! Drawing a record up again from its own articles, codebook and rulings: as of another day, without an article.

use super::codebook;
use crate::cli;
use crate::failure::Failure;
use crate::terminal::{harmless, say};
use rapporteur::{BuildOptions, By, Memory, rebuild};
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_lexicon::rulings::Rulings;
use rapporteur_model::{Id, Record};
use std::collections::BTreeSet;
use std::path::Path;

pub(crate) fn by(by: cli::By) -> By {
    match by {
        cli::By::Published => By::Published,
        cli::By::Acquired => By::Acquired,
    }
}

/// What a record was drawn up with: its codebook, unless another is named, its rulings and its day.
pub(crate) fn like(folder: &Path, record: &Record, codebook: Option<&str>) -> Result<BuildOptions, Failure> {
    let mut options = BuildOptions::new(Vec::new(), codebook_of(record, codebook)?);
    if let Some(held) = record.meta("rulings_toml") {
        options.rulings = Rulings::parse(held)
            .map_err(|_| Failure::Failed("the rulings that the record holds cannot be read".into()))?;
    }
    options.memory = Memory::beside(folder);
    if record.meta("engine") == Some("given") {
        say("the record was built with --model; it is drawn up again with the weights in the program");
    }
    options.as_of = record.meta("as_of").and_then(|day| day.parse().ok());
    if record.meta("as_of_by") == Some("acquired") {
        options.by = By::Acquired;
    }
    Ok(options)
}

fn codebook_of(record: &Record, named: Option<&str>) -> Result<Codebook, Failure> {
    if let Some(name_or_file) = named {
        return codebook::load(name_or_file);
    }
    // The record holds the codebook that it was drawn up with.
    let name = record.meta("codebook").unwrap_or_default();
    let held = record.meta("codebook_toml").and_then(|toml| Codebook::parse(name, toml).ok());
    held.or_else(|| Codebook::builtin(name)).ok_or_else(|| {
        Failure::Usage(format!(
            "the record does not hold its codebook `{}`: name it with --codebook",
            harmless(name)
        ))
    })
}

/// Draws the record up again, without some articles.
pub(crate) fn again(record: &Record, without: &[Id], options: &BuildOptions) -> Result<Record, Failure> {
    let built = rebuild(record, without, options, &());
    built.map(|b| b.record).map_err(|e| Failure::Failed(harmless(&e.to_string())))
}

/// The article that goes by its id or SHA-256, or their beginnings, or by a path it was read from.
pub(crate) fn article(record: &Record, name: &str) -> Result<Id, Failure> {
    let lower = name.trim().to_ascii_lowercase();
    let by_path = record.origins.iter().filter(|o| o.path == name).map(|o| o.article);
    let found: BTreeSet<Id> = if lower.is_empty() {
        BTreeSet::new()
    } else {
        let fits = |a: &&rapporteur_model::record::ArticleRow| {
            a.article.to_string().starts_with(&lower) || lower.len() >= 8 && a.sha256.starts_with(&lower)
        };
        record.articles.iter().filter(fits).map(|a| a.article).chain(by_path).collect()
    };
    match (found.len(), found.first()) {
        (1, Some(id)) => Ok(*id),
        (0, _) => Err(Failure::Failed(format!("the record has no article `{}`", harmless(name)))),
        (n, _) => Err(Failure::Failed(format!("`{}` fits {n} articles", harmless(name)))),
    }
}
