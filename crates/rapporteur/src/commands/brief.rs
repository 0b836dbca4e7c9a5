//! `rapporteur brief`: the state of the talks, from the record or as it was known on a day.

use super::codebook;
use crate::cli::Brief;
use crate::failure::Failure;
use crate::terminal::{self, harmless};
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_model::{Basis, Date, Interval, Record};
use rapporteur_show::TextOptions;
use std::io::Write;

pub(crate) fn run(args: &Brief) -> Result<(), Failure> {
    let mut record = rapporteur_store::read(&args.record)?;
    if let Some(day) = args.as_of {
        let codebook = codebook_of(&record, args.codebook.as_deref())?;
        record = as_known(&record, &codebook, day);
    }
    let mut out = terminal::out();
    if args.json {
        writeln!(out, "{}", rapporteur_show::brief::json_since(&record, args.since).trim_end())?;
    } else {
        let options = TextOptions { width: terminal::width(), color: terminal::color(), since: args.since };
        rapporteur_show::brief::text(&record, &options, &mut out)?;
    }
    out.flush()?;
    Ok(())
}

/// The record drawn up again from its articles as it was known by the end of a day. Not a view of the finished record:
/// what came later must not even have merged two names.
pub(super) fn as_known(record: &Record, codebook: &Codebook, day: Date) -> Record {
    let mut articles = record.read_articles();
    for article in &mut articles {
        // A day worked out from other articles may be worked out from later ones.
        if article.published_basis == Some(Basis::Inferred) {
            (article.published, article.published_basis) = (Interval::UNKNOWN, None);
        }
    }
    rapporteur::build_from_articles(articles, codebook, Some(day))
}

/// The codebook that the user names, else the one that the record was drawn up with.
pub(super) fn codebook_of(record: &Record, named: Option<&str>) -> Result<Codebook, Failure> {
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
