//! From inputs to a record: the order of the stages, threads, what was known as of a day.
//!
//! Touches nothing itself: `read` reads files, `store` reads record folders. The result does not depend on the number
//! of threads, on the order of inputs or on the machine.

use crate::memory::{self, Memory};
use crate::rulings::{self, Outcomes, Readings};
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_lexicon::rulings::Rulings;
use rapporteur_model::{Annotations, Article, Basis, Corpus, Date, Diagnostic, Id, Interval, Record, Syntax};
use rapporteur_read::{Skipped, Unreadable};
#[cfg(feature = "weights")]
use rapporteur_syntax::Kernel;
use rapporteur_syntax::{LoadError, Model};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
#[cfg(feature = "weights")]
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Which day decides what was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// The day of publication.
    #[default]
    Published,
    /// The day we had the article.
    Acquired,
}

/// What reads an article: the words, and a trained pipeline for the syntax.
#[derive(Debug)]
pub struct Engine {
    /// The words.
    pub lexicon: Lexicon,
    parser: Parser,
}

/// What says how sentences are built.
#[derive(Debug)]
enum Parser {
    /// Nothing does: words and sentences are cut by rule and nothing is parsed.
    #[cfg_attr(feature = "weights", allow(dead_code))]
    Rules,
    /// Our own weights, over words and sentences cut by rule.
    #[cfg_attr(not(feature = "weights"), allow(dead_code))]
    Own(Arc<Model>),
    /// A pipeline that the user names, which cuts words and sentences itself.
    Given(Box<Model>),
}

impl Default for Engine {
    /// With the weights in the binary where they are built in (feature `weights`), else without a parse.
    fn default() -> Engine {
        #[cfg(feature = "weights")]
        let parser = own_weights().map_or(Parser::Rules, Parser::Own);
        #[cfg(not(feature = "weights"))]
        let parser = Parser::Rules;
        Engine { lexicon: Lexicon::new(), parser }
    }
}

/// The weights in the binary, read once in a process.
#[cfg(feature = "weights")]
fn own_weights() -> Option<Arc<Model>> {
    static WEIGHTS: OnceLock<Option<Arc<Model>>> = OnceLock::new();
    let load = || {
        let files = rapporteur_weights::files();
        let files: Vec<(&str, &[u8])> = files.iter().map(|f| (f.path.as_str(), f.bytes.as_slice())).collect();
        // What is in the binary is whole: a test of the weights reads it.
        Model::from_files(&files, Kernel::best()).ok().map(Arc::new)
    };
    WEIGHTS.get_or_init(load).clone()
}

impl Engine {
    /// With the pipeline in `folder`, if one is named; else with our own weights.
    pub fn load(folder: Option<&Path>) -> Result<Engine, LoadError> {
        Ok(match folder {
            Some(folder) => {
                Engine { lexicon: Lexicon::new(), parser: Parser::Given(Box::new(Model::load(folder)?)) }
            }
            None => Engine::default(),
        })
    }

    /// Names what reads: the program's annotators, words and weights. Whatever reads otherwise has another name; a pipeline
    /// that the user gives has none.
    fn name(&self) -> Option<String> {
        let syntax = self.syntax_name();
        let given = matches!(self.parser, Parser::Given(_));
        (!given).then(|| format!("{} {syntax}", env!("RAPPORTEUR_READING")))
    }

    /// What parses, in a word.
    fn syntax_name(&self) -> &'static str {
        match &self.parser {
            Parser::Rules => "rules",
            Parser::Own(_) => "weights",
            Parser::Given(_) => "given",
        }
    }

    /// Reads one article: syntax part by part, then every annotator. An article in a language that is not read keeps
    /// its text and nothing else; reading said so.
    pub fn annotate(&self, article: &Article) -> Annotations {
        if article.language.as_deref().is_some_and(|l| l != READ_LANGUAGE) {
            return Annotations::default();
        }
        rapporteur_annotate::article(&self.lexicon, article, &self.syntax(article))
    }

    /// The syntax of an article's title and body.
    pub fn syntax(&self, article: &Article) -> Syntax {
        match &self.parser {
            Parser::Rules => {
                one_by_one(article, |words| rapporteur_syntax::rules::parse(&self.lexicon, words))
            }
            Parser::Own(model) => {
                let parts = article.readable().map(|part| part.span);
                rapporteur_syntax::rules::parse_with(&self.lexicon, model, &article.text, parts)
            }
            Parser::Given(model) => one_by_one(article, |words| model.parse(words)),
        }
    }
}

/// What is read of each part alone, put together.
fn one_by_one(article: &Article, read: impl Fn(&str) -> Syntax) -> Syntax {
    let mut syntax = Syntax::default();
    for part in article.readable() {
        syntax.append(&read(article.words_of(part.span)), part.span.lo());
    }
    syntax
}

/// What to build from, and how.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// Files, folders, archives, record folders.
    pub inputs: Vec<PathBuf>,
    /// Issues, parties and agreements.
    pub codebook: Codebook,
    /// What people have ruled.
    pub rulings: Rulings,
    /// Only what was known by this day.
    pub as_of: Option<Date>,
    /// By publication, or by the day we had it.
    pub by: By,
    /// Threads; 0 for as many as there are cores.
    pub threads: usize,
    /// The folder of a trained pipeline for the syntax, instead of our own weights.
    pub model: Option<PathBuf>,
    /// Limits of reading.
    pub read: rapporteur_read::Options,
    /// What an earlier build read out of articles.
    pub memory: Memory,
}

impl BuildOptions {
    /// The defaults, with these inputs and this codebook.
    pub fn new(inputs: Vec<PathBuf>, codebook: Codebook) -> BuildOptions {
        BuildOptions {
            inputs,
            codebook,
            rulings: Rulings::default(),
            as_of: None,
            by: By::Published,
            threads: 0,
            model: None,
            read: Default::default(),
            memory: Memory::default(),
        }
    }
}

/// A stage, for showing progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Files to articles.
    Reading,
    /// Articles to annotations.
    Annotating,
    /// Across articles.
    Linking,
    /// Drawing up the record.
    Recording,
}

/// Told how far the build is, from any thread.
pub trait Progress: Sync {
    /// `done` of `total` items of a stage are done; the total of reading is not known.
    fn at(&self, stage: Stage, done: usize, total: Option<usize>);
    /// Asked between items: should the build stop?
    fn stop(&self) -> bool {
        false
    }
}

/// Shows nothing.
impl Progress for () {
    fn at(&self, _: Stage, _: usize, _: Option<usize>) {}
}

/// What was read and what was not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Articles in the record.
    pub articles: usize,
    /// Articles left out because they were not known by the day asked for.
    pub not_yet_known: usize,
    /// Left out by the rules of reading.
    pub skipped: Vec<Skipped>,
    /// Could not be read.
    pub unreadable: Vec<Unreadable>,
    /// Rulings there are.
    pub rulings: usize,
    /// Those that do not apply, a line each.
    pub rulings_not_applied: Vec<String>,
    /// Articles whose annotations were remembered.
    pub remembered: usize,
}

/// A record and how it came about.
#[derive(Debug, Clone)]
pub struct Built {
    /// The record.
    pub record: Record,
    /// How it came about.
    pub summary: Summary,
    /// What was read out of its articles, for the next build.
    pub memory: Memory,
}

/// Why there is no record.
#[derive(Debug, Clone, PartialEq)]
pub enum BuildError {
    /// Nothing could be read; what was tried and why it failed is in the summary.
    Nothing(Box<Summary>),
    /// A record folder among the inputs could not be opened.
    Record {
        /// The folder.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The trained pipeline could not be loaded.
    Model(String),
    /// Asked to stop.
    Stopped,
    /// Threads could not be started.
    Threads(String),
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BuildError::Nothing(s) => write!(
                f,
                "no article could be read ({} unreadable, {} skipped)",
                s.unreadable.len(),
                s.skipped.len()
            ),
            BuildError::Record { path, reason } => write!(f, "{}: {reason}", path.display()),
            BuildError::Model(reason) => f.write_str(reason),
            BuildError::Stopped => f.write_str("stopped"),
            BuildError::Threads(reason) => write!(f, "threads could not be started: {reason}"),
        }
    }
}

impl std::error::Error for BuildError {}

/// Builds a record from inputs.
pub fn build(options: &BuildOptions, progress: &dyn Progress) -> Result<Built, BuildError> {
    with_engine(options, |engine| {
        let (articles, diagnostics, summary) = read(&engine.lexicon, options, progress)?;
        if articles.is_empty() {
            return Err(BuildError::Nothing(Box::new(summary)));
        }
        known_articles(engine, options, articles, diagnostics, summary, progress)
    })
}

/// Draws a record up again from the articles it holds, without some of them: the same as a build from the files they
/// came from. The inputs of `options` do not matter; codebook, rulings and day do.
pub fn rebuild(
    record: &Record,
    without: &[Id],
    options: &BuildOptions,
    progress: &dyn Progress,
) -> Result<Built, BuildError> {
    with_engine(options, |engine| {
        let (mut articles, mut diagnostics) = of_record(record);
        articles.retain(|a| !without.contains(&a.id));
        diagnostics.retain(|d| d.article.is_none_or(|id| !without.contains(&id)));
        known_articles(engine, options, articles, diagnostics, Summary::default(), progress)
    })
}

fn with_engine(
    options: &BuildOptions,
    work: impl FnOnce(&Engine) -> Result<Built, BuildError> + Send,
) -> Result<Built, BuildError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build()
        .map_err(|e| BuildError::Threads(e.to_string()))?;
    pool.install(|| {
        work(&Engine::load(options.model.as_deref()).map_err(|e| BuildError::Model(e.to_string()))?)
    })
}

/// From all articles to the record of those that were known.
fn known_articles(
    engine: &Engine,
    options: &BuildOptions,
    mut articles: Vec<Article>,
    mut diagnostics: Vec<Diagnostic>,
    mut summary: Summary,
    progress: &dyn Progress,
) -> Result<Built, BuildError> {
    // Days that people give hold before anything else is known.
    let mut outcomes = Outcomes::published(&options.rulings.rulings, &mut articles, &mut diagnostics);
    let (articles, left_out): (Vec<Article>, Vec<Article>) =
        articles.into_iter().partition(|a| options.as_of.is_none_or(|day| known(a, day, options.by)));
    summary.not_yet_known = left_out.len();
    let gone: std::collections::BTreeSet<_> = left_out.iter().map(|a| a.id).collect();
    outcomes.forget(&gone);
    diagnostics.retain(|d| d.article.is_none_or(|id| !gone.contains(&id)));
    let undated = left_out.iter().filter(|a| day(a, options.by).is_none()).count();
    if let Some(as_of) = options.as_of.filter(|_| undated > 0) {
        let detail =
            format!("{undated} articles without a known day are left out of what was known by {as_of}");
        diagnostics.push(Diagnostic::new(None, "undated-left-out", detail));
    }
    let reader = Reader::new(engine, options);
    let record = draw_up(&reader, options, articles, diagnostics, outcomes, progress)?;
    summary.remembered = reader.remembered.into_inner();
    let memory = reader.next.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    summary.articles = record.articles.len();
    summary.rulings = record.rulings_applied.len();
    summary.rulings_not_applied = rulings::not_applied(&record);
    Ok(Built { record, summary, memory })
}

/// Builds a record from articles that are already read: for tests and for other programs.
pub fn build_from_articles(articles: Vec<Article>, codebook: &Codebook, as_of: Option<Date>) -> Record {
    let options = BuildOptions { as_of, ..BuildOptions::new(Vec::new(), codebook.clone()) };
    let built = known_articles(&Engine::default(), &options, articles, Vec::new(), Summary::default(), &());
    built.map(|b| b.record).unwrap_or_default()
}

/// The day an article was known, by publication or by when we had it.
fn day(article: &Article, by: By) -> Option<Date> {
    match by {
        By::Published => article.published.end,
        By::Acquired => article.acquired,
    }
}

fn known(article: &Article, as_of: Date, by: By) -> bool {
    day(article, by).is_some_and(|day| day <= as_of)
}

/// Articles of files and of record folders, each once.
fn read(
    lexicon: &Lexicon,
    options: &BuildOptions,
    progress: &dyn Progress,
) -> Result<(Vec<Article>, Vec<Diagnostic>, Summary), BuildError> {
    let pile = rapporteur_read::pile(&lexicon.reading, &options.inputs, &options.read, &mut |p| {
        progress.at(Stage::Reading, p.items, None);
    });
    let mut all: BTreeMap<_, Article> = pile.articles.into_iter().map(|a| (a.id, a)).collect();
    let mut diagnostics = pile.diagnostics;
    for folder in &pile.records {
        let (articles, held) = of_record(&from_record(folder)?);
        for article in articles {
            let known =
                all.entry(article.id).or_insert_with(|| Article { origins: Vec::new(), ..article.clone() });
            known.origins.extend(article.origins);
            known.origins.sort();
            known.origins.dedup();
        }
        diagnostics.extend(held);
    }
    diagnostics.sort();
    diagnostics.dedup();
    if progress.stop() {
        return Err(BuildError::Stopped);
    }
    let summary = Summary { skipped: pile.skipped, unreadable: pile.unreadable, ..Summary::default() };
    Ok((all.into_values().collect(), diagnostics, summary))
}

fn from_record(folder: &Path) -> Result<Record, BuildError> {
    rapporteur_store::read(folder)
        .map_err(|e| BuildError::Record { path: folder.to_owned(), reason: e.to_string() })
}

/// The articles of a record as they were read, and what reading could not settle. What an earlier build worked out or was
/// told by rulings, the next one works out or is told anew.
fn of_record(record: &Record) -> (Vec<Article>, Vec<Diagnostic>) {
    let mut articles = record.read_articles();
    let reading = [UNDATED, "language-not-read"];
    let mut diagnostics: Vec<Diagnostic> = record
        .diagnostics
        .iter()
        .filter(|d| reading.contains(&&*d.name))
        .map(|d| Diagnostic {
            article: d.article,
            span: d.span,
            name: d.name.clone(),
            detail: d.detail.clone(),
        })
        .collect();
    let before = rulings::before(record);
    for article in &mut articles {
        let stated = match article.published_basis {
            Some(Basis::Inferred) => (Interval::UNKNOWN, None),
            Some(Basis::Ruling) => before.get(&article.id).copied().unwrap_or((Interval::UNKNOWN, None)),
            _ => continue,
        };
        if article.published_basis == Some(Basis::Ruling) && stated.1.is_none() {
            diagnostics.push(Diagnostic::new(Some(article.id), UNDATED, UNDATED_DETAIL));
        }
        (article.published, article.published_basis) = stated;
    }
    (articles, diagnostics)
}

/// What reading says of an article without a day.
pub(crate) const UNDATED: &str = "undated-article";
const UNDATED_DETAIL: &str = "no day of publication is stated; known as of no day";

/// Reads articles, or remembers what was read in them.
struct Reader<'a> {
    engine: &'a Engine,
    /// What the annotations depend on beside the article; without a name nothing is remembered.
    name: Option<String>,
    memory: &'a Memory,
    next: Mutex<Memory>,
    remembered: AtomicUsize,
}

impl<'a> Reader<'a> {
    fn new(engine: &'a Engine, options: &'a BuildOptions) -> Reader<'a> {
        Reader {
            engine,
            name: engine.name(),
            memory: &options.memory,
            next: Mutex::default(),
            remembered: AtomicUsize::new(0),
        }
    }

    fn annotate(&self, article: &Article) -> Annotations {
        let Some(name) = &self.name else { return self.engine.annotate(article) };
        let key = memory::key(name, article);
        let (found, packed) = match self.memory.recall(&key) {
            Some((found, packed)) => {
                self.remembered.fetch_add(1, Ordering::Relaxed);
                (found, Some(packed))
            }
            None => {
                let found = self.engine.annotate(article);
                let packed = memory::pack(&found);
                (found, packed)
            }
        };
        if let (Some(packed), Ok(mut next)) = (packed, self.next.lock()) {
            next.keep(key, packed);
        }
        found
    }
}

fn draw_up(
    reader: &Reader<'_>,
    options: &BuildOptions,
    articles: Vec<Article>,
    diagnostics: Vec<Diagnostic>,
    mut outcomes: Outcomes,
    progress: &dyn Progress,
) -> Result<Record, BuildError> {
    let rulings = &options.rulings.rulings;
    let mut readings = Readings::new(rulings, &articles);
    let total = articles.len();
    let done = AtomicUsize::new(0);
    let pairs: Option<Vec<(Article, Annotations)>> = articles
        .into_par_iter()
        .map(|article| {
            if progress.stop() {
                return None;
            }
            let found = reader.annotate(&article);
            progress.at(Stage::Annotating, done.fetch_add(1, Ordering::Relaxed) + 1, Some(total));
            Some((article, found))
        })
        .collect();
    let mut pairs = pairs.ok_or(BuildError::Stopped)?;
    for (article, found) in &mut pairs {
        readings.apply(article.id, found);
    }
    let corpus = dated(reader, Corpus::new(pairs, diagnostics), &mut readings);
    let engine = reader.engine;
    progress.at(Stage::Linking, 0, None);
    let mut links = rapporteur_link::corpus(&engine.lexicon, &options.codebook, &corpus, rulings);
    outcomes.read(readings);
    outcomes.into_links(&mut links);
    if progress.stop() {
        return Err(BuildError::Stopped);
    }
    progress.at(Stage::Recording, 0, None);
    let mut record =
        rapporteur_record::draw_up(&engine.lexicon, &options.codebook, &corpus, &links, options.as_of);
    // So that the record can be drawn up again: as of another day, without an article.
    if !rulings.is_empty() {
        record.meta.push(("rulings_toml".to_owned(), options.rulings.source.clone()));
    }
    if options.as_of.is_some() && options.by == By::Acquired {
        record.meta.push(("as_of_by".to_owned(), "acquired".to_owned()));
    }
    record.meta.push(("engine".to_owned(), engine.syntax_name().to_owned()));
    record.meta.sort();
    Ok(record)
}

/// Gives articles without a known day the interval that can be told for certain, and reads those again whose own words
/// ("Tuesday") it settles.
fn dated(reader: &Reader<'_>, corpus: Corpus, readings: &mut Readings) -> Corpus {
    let inferred = rapporteur_link::published::infer(&corpus);
    if inferred.is_empty() {
        return corpus;
    }
    let Corpus { mut articles, mut annotations, mut diagnostics } = corpus;
    for (i, interval, reason) in inferred {
        let Some(article) = articles.get_mut(i) else { continue };
        // Whoever ruled knew what they said.
        if article.published_basis == Some(Basis::Ruling) {
            continue;
        }
        article.published = interval;
        article.published_basis = Some(Basis::Inferred);
        diagnostics.push(Diagnostic::new(
            Some(article.id),
            "publication-inferred",
            format!("{interval}: {reason}"),
        ));
        if let (Some(_), Some(_), Some(found)) = (interval.start, interval.end, annotations.get_mut(i)) {
            *found = reader.annotate(article);
            readings.apply(article.id, found);
        }
    }
    Corpus::new(articles.into_iter().zip(annotations).collect(), diagnostics)
}

/// The language the annotators read.
const READ_LANGUAGE: &str = "en";
