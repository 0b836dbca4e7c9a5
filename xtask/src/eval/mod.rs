//! `cargo xtask eval CORPORA [--only NAME]...`: runs the program over labelled corpora and prints how good it is.
//!
//! One measured thing, one file with a [`Measure`]; add yours to [`MEASURES`]. A measure reads its corpus from the
//! folder it is given, prints figures and never the corpus's text. Frozen runs stand in `eval/`.

mod actor_phrases;
mod answers;
pub(crate) mod attributions;
mod clusters;
pub(crate) mod coref;
mod entities;
mod events;
pub(crate) mod jsonl;
mod names;
mod pairs;
mod positions;
mod stories;
pub(crate) mod syntax;
mod time;

use rapporteur_model::{Article, Id, Part, PartKind, Span};
use std::path::Path;

/// Something that can be measured.
pub(crate) struct Measure {
    /// The word after `--only`.
    pub(crate) name: &'static str,
    /// Runs it: corpora folder and the words after `--`; the report, in Markdown.
    pub(crate) run: fn(&Path, &Options) -> Result<String, String>,
}

/// What a measure may be told.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// How many errors of each kind to show. They quote the corpus: for reading, not for keeping.
    pub(crate) errors: usize,
    /// Where to write the system's answers as JSON lines, for a second scorer.
    pub(crate) answers: Option<std::path::PathBuf>,
    /// Another pipeline's folder, to be measured beside ours: such as en_core_web_sm, which the engine reads as spaCy does.
    pub(crate) rival: Option<std::path::PathBuf>,
    /// The folder with the five seeds; none of their words is kept here.
    pub(crate) seeds: Option<std::path::PathBuf>,
    /// Only documents whose id contains one of these.
    pub(crate) documents: Vec<String>,
    /// A folder with tables of event words to try instead of those compiled in.
    pub(crate) words: Option<std::path::PathBuf>,
}

/// Everything that can be measured, in the order of the report.
const MEASURES: &[Measure] = &[
    time::MEASURE,
    syntax::MEASURE,
    names::MEASURE,
    pairs::MEASURE,
    entities::MEASURE,
    events::MEASURE,
    positions::MEASURE,
    answers::MEASURE,
    stories::MEASURE,
    attributions::MEASURE,
    coref::MEASURE,
];

/// A bare text with these parts, of which nothing else is known.
fn bare(text: &str, parts: Vec<Part>) -> Article {
    Article::bare(Id::of("text", &[text.as_bytes()]), text, parts)
}

/// A bare text as one paragraph.
fn one_paragraph(text: &str) -> Article {
    bare(text, vec![Part { span: Span::new(0, text.len()), kind: PartKind::Body }])
}

/// Runs the chore.
pub(crate) fn run(args: &[String]) -> Result<String, String> {
    let mut corpora = None;
    let mut only = Vec::new();
    let mut options = Options::default();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().cloned().ok_or(format!("{arg} needs a value"));
        match arg.as_str() {
            "--only" => only.push(value()?),
            "--errors" => options.errors = value()?.parse().map_err(|e| format!("--errors: {e}"))?,
            "--seeds" => options.seeds = Some(value()?.into()),
            "--answers" => options.answers = Some(value()?.into()),
            "--rival" => options.rival = Some(value()?.into()),
            "--words" => options.words = Some(value()?.into()),
            "--documents" => options.documents = value()?.split(',').map(str::to_owned).collect(),
            _ if corpora.is_none() && !arg.starts_with('-') => corpora = Some(arg.clone()),
            _ => return Err(format!("unknown argument {arg}")),
        }
    }
    let corpora = corpora.ok_or(
        "usage: cargo xtask eval CORPORA [--only NAME] [--seeds FOLDER] [--errors N] [--answers FILE] [--rival MODEL]",
    )?;
    if let Some(name) = only.iter().find(|n| MEASURES.iter().all(|m| m.name != **n)) {
        let names: Vec<&str> = MEASURES.iter().map(|m| m.name).collect();
        return Err(format!("nothing measures {name}; known: {}", names.join(", ")));
    }
    let mut report = String::new();
    for measure in MEASURES.iter().filter(|m| only.is_empty() || only.iter().any(|n| n == m.name)) {
        report.push_str(&(measure.run)(Path::new(&corpora), &options)?);
        report.push('\n');
    }
    Ok(report)
}

/// Harmonic mean of two counts over their totals, in percent: precision, recall, F1.
pub(crate) fn precision_recall_f1(hits: usize, system: usize, gold: usize) -> [f64; 3] {
    let share = |n: usize| if n == 0 { 0.0 } else { hits as f64 / n as f64 };
    let (p, r) = (share(system), share(gold));
    let f = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
    [p, r, f].map(|x| 100.0 * x)
}
