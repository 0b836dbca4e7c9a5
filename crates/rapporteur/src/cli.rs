//! The command line: every command, argument and flag with its help, and nothing else.
//!
//! Help, shell completions, the manual pages and docs/cli.md are all made from these definitions, so this file knows
//! `clap` and the nouns of the model and is compiled into `xtask`, too. What a command does is in `commands/`.

use clap::{Args, Parser, Subcommand, ValueEnum};
use rapporteur_model::{Date, Interval};
use std::path::PathBuf;

/// Keeps the record of a negotiation from the reporting about it.
///
/// Reads news articles and draws up who wants what, who said so, and what changed; every line leads to the sentence it
/// rests on. Diagnostics go to standard error, data to standard output. Exit codes: 0 done; 1 failed; 2 bad usage.
#[derive(Debug, Parser)]
#[command(name = "rapporteur", version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Reads articles and writes the record: record.sqlite, brief.html and brief.md.
    ///
    /// What was read out of articles is kept beside the record (annotations.cache), so that the next build reads only what is
    /// new; and of a record of 100,000 rows or more which rows it holds (rows.cache), so that only those that differ are
    /// written. The record is the same with and without them: row by row, and after --fresh byte by byte.
    ///
    /// The old record stays whole until the new one is complete: whoever reads it meanwhile, or interrupts the build, finds
    /// what was there. One unreadable input never stops a build.
    Build(Build),
    /// Prints the state of the talks.
    Brief(Brief),
    /// Prints one item with every sentence it rests on.
    Show(Show),
    /// Searches the texts of the articles.
    ///
    /// All words have to occur; case and accents do not count. `"some words"` is a phrase, `withdraw*` the beginning of a
    /// word. Nothing else has a meaning of its own.
    Search(Search),
    /// Serves the record as web pages and as an HTTP interface under /api/v1.
    ///
    /// Only this machine can ask unless --host says otherwise; beyond it, whoever asks needs a token: the one in the
    /// environment variable RAPPORTEUR_TOKEN, else one that is made up and printed with the address. A record that is
    /// built anew meanwhile is taken up without a restart. Ends with Ctrl-C.
    Serve(Serve),
    /// Serves the record to agents over standard input and output (the Model Context Protocol).
    ///
    /// Tools: search, positions, claims, timeline, evidence. Every row carries its article, its span and its words.
    Mcp(Mcp),
    /// Reads JSON lines with texts and writes JSON lines with what was found in them.
    ///
    /// In: one object per line, `{"id", "published"?, "genre"?, "text"}`. Out: one line for each, in the same order, with
    /// offsets in Unicode code points of `text`. A line that cannot be read gives a line with `error`.
    Annotate(Annotate),
    /// Writes the tables for other tools.
    Export(Export),
    /// Says what falls if an article is retracted: rows, counts, lines of the brief.
    ///
    /// Draws the record up again from its other articles and compares. The record itself stays as it is.
    Withdraw(Withdraw),
    /// Says what differs between two records, by kind, with the words each row stands on.
    ///
    /// Exit code 0 whether or not they differ.
    Diff(Diff),
    /// Appends a ruling to a rulings file, for `build --rulings`.
    ///
    /// What is ruled on is the id of an item (or its beginning) or words of an article: `ARTICLE:WORDS`, or `ARTICLE#2:WORDS`
    /// for their second occurrence. An article goes by its id, its SHA-256 (or their beginnings) or its path. What stands in
    /// the file is never changed.
    #[command(subcommand)]
    Rule(RuleCommand),
    /// Works on codebooks.
    #[command(subcommand)]
    Codebook(CodebookCommand),
    /// Says whether two names are spellings of one: same, unsure or different, with a score and why.
    Names(Names),
    /// Prints the sentences and words of a text in CoNLL-U format.
    Syntax(Syntax),
    /// Prints the completions for a shell.
    Completions(Completions),
    /// Prints the manual page, or writes the pages of all commands.
    Man(Man),
}

/// Arguments of `build`.
#[derive(Debug, Args)]
pub(crate) struct Build {
    /// Files, folders and archives with articles, and record folders to build on.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// The record folder to write.
    #[arg(short, long, value_name = "FOLDER", default_value = "record")]
    pub(crate) output: PathBuf,
    /// A built-in codebook, or a file with one.
    #[arg(long, value_name = "NAME|FILE", default_value = "security-talks")]
    pub(crate) codebook: String,
    /// A file of rulings to apply (docs/rulings.md).
    #[arg(long, value_name = "FILE")]
    pub(crate) rulings: Option<PathBuf>,
    /// Only what was known by the end of this day (YYYY-MM-DD).
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<Date>,
    /// Which day of an article counts for --as-of.
    #[arg(long, value_name = "DAY", default_value = "published", requires = "as_of")]
    pub(crate) by: By,
    /// How many threads to work with; as many as the machine has cores if not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// The folder of a trained spaCy pipeline for the syntax, instead of the weights in the program.
    #[arg(long, value_name = "DIR")]
    pub(crate) model: Option<PathBuf>,
    /// The most bytes one article may have.
    #[arg(long, value_name = "N", default_value_t = 4 << 20)]
    pub(crate) max_article_bytes: u64,
    /// Read every article and write every row anew, also those that the build before this one has read and written.
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Fail if an input cannot be read.
    #[arg(long)]
    pub(crate) strict: bool,
    /// No progress and no summary.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Print the summary as one JSON object on standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "not a day, written YYYY-MM-DD".to_owned())
}

fn days(text: &str) -> Result<Interval, String> {
    text.parse()
}

/// Which day of an article counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// The day it was published.
    Published,
    /// The day we had it.
    Acquired,
}

/// Arguments of `brief`.
#[derive(Debug, Args)]
pub(crate) struct Brief {
    /// The record folder.
    #[arg(value_name = "RECORD")]
    pub(crate) record: PathBuf,
    /// Say what changed since the end of this day (YYYY-MM-DD).
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) since: Option<Date>,
    /// Only what was known by the end of this day (YYYY-MM-DD); draws the record up again from its articles.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<Date>,
    /// Which day of an article counts for --as-of.
    #[arg(long, value_name = "DAY", default_value = "published", requires = "as_of")]
    pub(crate) by: By,
    /// The codebook for --as-of, where the record's own is not built in.
    #[arg(long, value_name = "NAME|FILE", requires = "as_of")]
    pub(crate) codebook: Option<String>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `show`.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The record folder.
    #[arg(value_name = "RECORD")]
    pub(crate) record: PathBuf,
    /// The item's id, or its beginning where that is enough.
    #[arg(value_name = "ID")]
    pub(crate) id: String,
}

/// Arguments of `search`.
#[derive(Debug, Args)]
pub(crate) struct Search {
    /// The record folder.
    #[arg(value_name = "RECORD")]
    pub(crate) record: PathBuf,
    /// What to look for.
    #[arg(required = true, value_name = "WORDS")]
    pub(crate) words: Vec<String>,
    /// The most articles to print.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// Print one JSON object per article.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The record folder.
    #[arg(value_name = "RECORD")]
    pub(crate) record: PathBuf,
    /// The address to listen on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) host: std::net::IpAddr,
    /// The port to listen on; 0 for any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 8750)]
    pub(crate) port: u16,
    /// The codebook for other days, where the record's own is not built in.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) codebook: Option<String>,
    /// Adds a page where what was read is accepted, corrected or rejected, which appends rulings; whoever asks then
    /// needs the token, also on this machine.
    #[arg(long)]
    pub(crate) write: bool,
    /// The file that rulings are appended to; made if it is not there.
    #[arg(long, value_name = "FILE", default_value = "rulings.toml", requires = "write")]
    pub(crate) rulings: PathBuf,
}

/// Arguments of `mcp`.
#[derive(Debug, Args)]
pub(crate) struct Mcp {
    /// The record folder.
    #[arg(value_name = "RECORD")]
    pub(crate) record: PathBuf,
    /// The codebook for other days, where the record's own is not built in.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) codebook: Option<String>,
}

/// Arguments of `annotate`.
#[derive(Debug, Args)]
pub(crate) struct Annotate {
    /// A file of JSON lines; standard input if not given.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Only these, separated by commas; sentences are always written.
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub(crate) only: Vec<Kind>,
    /// The folder of a trained spaCy pipeline for the syntax, instead of the weights in the program.
    #[arg(long, value_name = "DIR")]
    pub(crate) model: Option<PathBuf>,
    /// How many threads to work with; as many as the machine has cores if not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

/// What `annotate` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Sentences.
    Sentences,
    /// Words and marks.
    Tokens,
    /// Names.
    Entities,
    /// Time expressions.
    Times,
    /// Who says what.
    Attributions,
    /// Who does what to whom.
    Events,
    /// Words that say how sure a statement is.
    Hedges,
    /// Who did not answer.
    NonResponses,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The record folder.
    #[arg(value_name = "RECORD")]
    pub(crate) record: PathBuf,
    /// The format of the files.
    #[arg(long, value_name = "F", default_value = "csv")]
    pub(crate) format: Format,
    /// Only this table or view, to standard output; with csv and jsonl.
    #[arg(long, value_name = "NAME", conflicts_with = "output")]
    pub(crate) table: Option<String>,
    /// The folder that gets the files: one per table and view, or one for all.
    #[arg(short, long, value_name = "FOLDER", required_unless_present = "table")]
    pub(crate) output: Option<PathBuf>,
}

/// A format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Comma-separated values (RFC 4180) with a line of names; unknown is an empty cell, an empty text is `""`.
    Csv,
    /// One JSON object per line.
    Jsonl,
    /// One workbook, record.xlsx: who holds what with links to the evidence, then one sheet a table and view.
    Xlsx,
    /// One document of linked data, record.jsonld: PROV-O, Web Annotation, schema.org.
    Jsonld,
    /// One Parquet file a table and view; only where the program was built with the feature `parquet`.
    Parquet,
}

/// Arguments of `withdraw`.
#[derive(Debug, Args)]
pub(crate) struct Withdraw {
    /// The record folder.
    #[arg(value_name = "RECORD")]
    pub(crate) record: PathBuf,
    /// The article: its id or the beginning of it, of its SHA-256, or its path.
    #[arg(required = true, value_name = "ARTICLE")]
    pub(crate) articles: Vec<String>,
    /// The codebook, where the record's own is not held in it.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) codebook: Option<String>,
    /// Print one JSON object, with every row.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// A record folder.
    #[arg(value_name = "RECORD_A")]
    pub(crate) a: PathBuf,
    /// Another.
    #[arg(value_name = "RECORD_B")]
    pub(crate) b: PathBuf,
    /// Print one JSON object, with every row.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The commands of `rule`.
#[derive(Debug, Subcommand)]
pub(crate) enum RuleCommand {
    /// An article was published on a day, or between two.
    Published(RulePublished),
    /// Two names mean one person, state, place...
    Same(RulePair),
    /// Two names mean two; where they are spelled alike, the second's article is set apart.
    Different(RulePair),
    /// Some words do say what was read out of them.
    Accept(RuleRead),
    /// Some words say something of another kind than was read out of them.
    Correct(RuleCorrect),
    /// Some words do not say what was read out of them.
    Reject(RuleRead),
    /// An article stands on somebody's reporting, as these words show.
    Derives(RuleDerives),
    /// An article does not stand on somebody's reporting.
    NotDerived(RuleNotDerived),
}

/// Who rules, and where it is written down.
#[derive(Debug, Args)]
pub(crate) struct RuleBy {
    /// Who rules.
    #[arg(long, value_name = "NAME")]
    pub(crate) author: String,
    /// Why.
    #[arg(long, value_name = "WORDS")]
    pub(crate) reason: String,
    /// When (YYYY-MM-DD); today if not given.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) date: Option<Date>,
    /// The file to append to; made if it is not there.
    #[arg(long, value_name = "FILE", default_value = "rulings.toml")]
    pub(crate) rulings: PathBuf,
}

/// Arguments of `rule published`.
#[derive(Debug, Args)]
pub(crate) struct RulePublished {
    /// The record folder.
    #[arg(value_name = "RECORD")]
    pub(crate) record: PathBuf,
    /// The article, or words of it that give the day.
    #[arg(value_name = "ARTICLE|WORDS")]
    pub(crate) article: String,
    /// The day (YYYY-MM-DD), or `FIRST..LAST` with either open.
    #[arg(value_name = "DAYS", value_parser = days)]
    pub(crate) days: Interval,
    /// Who rules, and where.
    #[command(flatten)]
    pub(crate) by: RuleBy,
}

/// Arguments of `rule same` and `rule different`.
#[derive(Debug, Args)]
pub(crate) struct RulePair {
    /// The record folder.
    #[arg(value_name = "RECORD")]
    pub(crate) record: PathBuf,
    /// An entity, or words that name it.
    #[arg(value_name = "A")]
    pub(crate) a: String,
    /// Another.
    #[arg(value_name = "B")]
    pub(crate) b: String,
    /// Who rules, and where.
    #[command(flatten)]
    pub(crate) by: RuleBy,
}

/// Arguments of `rule accept` and `rule reject`.
#[derive(Debug, Args)]
pub(crate) struct RuleRead {
    /// The record folder.
    #[arg(value_name = "RECORD")]
    pub(crate) record: PathBuf,
    /// A position, event, attribution or meeting, or words.
    #[arg(value_name = "ITEM|WORDS")]
    pub(crate) item: String,
    /// What was read in the words; told by the id where one is given.
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<RuleItem>,
    /// Only what is of this kind: a stance, a PLOVER type...
    #[arg(long, value_name = "WORD")]
    pub(crate) is: Option<String>,
    /// Who rules, and where.
    #[command(flatten)]
    pub(crate) by: RuleBy,
}

/// Arguments of `rule correct`.
#[derive(Debug, Args)]
pub(crate) struct RuleCorrect {
    /// The reading.
    #[command(flatten)]
    pub(crate) read: RuleRead,
    /// The kind it is of: a stance, a PLOVER type, the status of a meeting, how the talks go.
    #[arg(long, value_name = "WORD")]
    pub(crate) to: String,
}

/// What can be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum RuleItem {
    /// A name or other words that refer to somebody.
    Mention,
    /// An office somebody holds.
    Role,
    /// A time.
    Time,
    /// Somebody saying something, with what is said.
    Attribution,
    /// Somebody not answering.
    NonResponse,
    /// A number.
    Quantity,
    /// Who did what to whom.
    Event,
    /// What a party wants.
    Position,
    /// A meeting.
    Meeting,
    /// How the talks are said to go.
    TalksStatus,
}

/// Arguments of `rule derives`.
#[derive(Debug, Args)]
pub(crate) struct RuleDerives {
    /// The record folder.
    #[arg(value_name = "RECORD")]
    pub(crate) record: PathBuf,
    /// Words of the article that show it.
    #[arg(value_name = "WORDS")]
    pub(crate) words: String,
    /// Whose reporting.
    #[command(flatten)]
    pub(crate) from: RuleFrom,
    /// How it stands on it.
    #[arg(long, value_name = "HOW", default_value = "cites")]
    pub(crate) how: RuleHow,
    /// Who rules, and where.
    #[command(flatten)]
    pub(crate) by: RuleBy,
}

/// Arguments of `rule not-derived`.
#[derive(Debug, Args)]
pub(crate) struct RuleNotDerived {
    /// The record folder.
    #[arg(value_name = "RECORD")]
    pub(crate) record: PathBuf,
    /// The article, or words of it.
    #[arg(value_name = "ARTICLE|WORDS")]
    pub(crate) article: String,
    /// Whose reporting.
    #[command(flatten)]
    pub(crate) from: RuleFrom,
    /// Who rules, and where.
    #[command(flatten)]
    pub(crate) by: RuleBy,
}

/// Whose reporting.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct RuleFrom {
    /// An article of the record.
    #[arg(long, value_name = "ARTICLE")]
    pub(crate) from_article: Option<String>,
    /// An outlet, whose story need not be in the record.
    #[arg(long, value_name = "OUTLET")]
    pub(crate) from_outlet: Option<String>,
}

/// How an article stands on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RuleHow {
    /// The same text.
    Copy,
    /// Retold.
    Rewrite,
    /// Cited for something.
    Cites,
}

/// The commands of `codebook`.
#[derive(Debug, Subcommand)]
pub(crate) enum CodebookCommand {
    /// Checks a codebook and names every problem with line and column.
    Check(CodebookCheck),
}

/// Arguments of `codebook check`.
#[derive(Debug, Args)]
pub(crate) struct CodebookCheck {
    /// The codebook.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

/// Arguments of `names`.
#[derive(Debug, Args)]
pub(crate) struct Names {
    /// A name.
    #[arg(value_name = "A", required_unless_present = "pairs", requires = "b")]
    pub(crate) a: Option<String>,
    /// Another.
    #[arg(value_name = "B")]
    pub(crate) b: Option<String>,
    /// A file of JSON lines, each with the names `a` and `b`; `-` for standard input. The lines come back with `same` (true or false), `verdict`, `score` and `why`.
    #[arg(long, value_name = "FILE", conflicts_with = "a")]
    pub(crate) pairs: Option<PathBuf>,
    /// What the names are names of; told from their words if not given.
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<NameKind>,
}

/// What a name is a name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NameKind {
    /// People.
    Person,
    /// Organisations, companies, armed groups.
    Organisation,
    /// Places.
    Place,
}

/// Arguments of `syntax`.
#[derive(Debug, Args)]
pub(crate) struct Syntax {
    /// The text; read from standard input if it is `-`.
    #[arg(value_name = "TEXT")]
    pub(crate) text: String,
    /// The folder of a trained spaCy pipeline for the syntax, instead of the weights in the program.
    #[arg(long, value_name = "DIR")]
    pub(crate) model: Option<PathBuf>,
    /// CoNLL-U instead of a tree; always so where nothing parses: in a program built without weights.
    #[arg(long)]
    pub(crate) conllu: bool,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

/// A shell that completions are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    /// Bash.
    Bash,
    /// Elvish.
    Elvish,
    /// Fish.
    Fish,
    /// PowerShell.
    Powershell,
    /// Zsh.
    Zsh,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The folder that gets one page per command; without it, the main page goes to standard output.
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) output: Option<PathBuf>,
}
