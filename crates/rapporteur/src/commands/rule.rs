//! `rapporteur rule`: finds the words, appends a ruling to a file, prints it. Nothing that stands in the file is touched.

use super::{codebook, drawn};
use crate::cli::{RuleBy, RuleCommand, RuleCorrect, RuleFrom, RuleHow, RuleItem, RuleRead};
use crate::failure::Failure;
use crate::terminal::{self, harmless, harmless_lines, say};
use rapporteur_lexicon::rulings::{MAX_BYTES, Rulings, written};
use rapporteur_model::record::DerivationKind;
use rapporteur_model::table::At;
use rapporteur_model::{Date, How, Id, Item, Judgement, Place, Record, Ruling, Upstream};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::time::SystemTime;

/// The rulings of a file.
pub(crate) fn load(path: &Path) -> Result<Rulings, Failure> {
    let mut text = String::new();
    let file = File::open(path).map_err(Failure::file("read", path))?;
    // One byte more than is allowed, so that the parser sees that it is too much.
    file.take(MAX_BYTES as u64 + 1).read_to_string(&mut text).map_err(Failure::file("read", path))?;
    Rulings::parse(&text).map_err(|problems| Failure::Failed(codebook::listed(path, &problems)))
}

pub(crate) fn run(command: &RuleCommand) -> Result<(), Failure> {
    let (by, place, judgement) = match command {
        RuleCommand::Published(args) => {
            let record = rapporteur_store::read(&args.record)?;
            let place = found(&record, &args.article)?.place;
            (&args.by, place, Judgement::Published(args.days))
        }
        RuleCommand::Same(args) | RuleCommand::Different(args) => {
            let record = rapporteur_store::read(&args.record)?;
            let (a, b) = (found(&record, &args.a)?.words()?, found(&record, &args.b)?.words()?);
            let same = matches!(command, RuleCommand::Same(_));
            (&args.by, a, if same { Judgement::Same(b) } else { Judgement::Different(b) })
        }
        RuleCommand::Accept(args) => {
            let (place, item, kind) = read(args)?;
            (&args.by, place, Judgement::Accept { item, kind })
        }
        RuleCommand::Correct(RuleCorrect { read: args, to }) => {
            let (place, item, kind) = read(args)?;
            let to = to.trim();
            if !item.kinds().contains(&to) {
                let known = match item.kinds() {
                    kinds if kinds.is_empty() => format!("a {item} can only be accepted or rejected"),
                    kinds => format!("a {item} is one of {}", kinds.join(", ")),
                };
                return Err(Failure::Usage(known));
            }
            (&args.by, place, Judgement::Correct { item, kind, to: to.to_owned() })
        }
        RuleCommand::Reject(args) => {
            let (place, item, kind) = read(args)?;
            (&args.by, place, Judgement::Reject { item, kind })
        }
        RuleCommand::Derives(args) => {
            let record = rapporteur_store::read(&args.record)?;
            let place = found(&record, &args.words)?.words()?;
            let how = match args.how {
                RuleHow::Copy => DerivationKind::Copy,
                RuleHow::Rewrite => DerivationKind::Rewrite,
                RuleHow::Cites => DerivationKind::Cites,
            };
            (&args.by, place, Judgement::Derives { from: upstream(&record, &args.from)?, how })
        }
        RuleCommand::NotDerived(args) => {
            let record = rapporteur_store::read(&args.record)?;
            let place = found(&record, &args.article)?.place;
            (&args.by, place, Judgement::NotDerived(upstream(&record, &args.from)?))
        }
    };
    let (author, reason) = (by.author.trim(), by.reason.trim());
    if author.is_empty() || reason.is_empty() {
        return Err(Failure::Usage("a ruling has an author and a reason".into()));
    }
    let ruling = Ruling::new(author, by.date.or_else(today).unwrap_or_default(), reason, place, judgement);
    append(by, &ruling)
}

/// The reading that is judged: its words, what it is, of which kind.
fn read(args: &RuleRead) -> Result<(Place, Item, Option<String>), Failure> {
    let record = rapporteur_store::read(&args.record)?;
    let found = found(&record, &args.item)?;
    let item = args
        .kind
        .map(item)
        .or(found.item)
        .ok_or_else(|| Failure::Usage("say with --kind what was read in these words".into()))?;
    let kind = args.is.clone().or_else(|| found.kind.clone());
    Ok((found.words()?, item, kind))
}

fn append(by: &RuleBy, ruling: &Ruling) -> Result<(), Failure> {
    let path = by.rulings.as_path();
    let text = write_down(path, ruling)?;
    let mut out = terminal::out();
    write!(out, "{}", harmless_lines(text.trim_start_matches('\n')))?;
    out.flush()?;
    let path = harmless(&path.display().to_string());
    say(&format!("appended to {path}; `rapporteur build --rulings {path}` applies it"));
    Ok(())
}

/// Appends a ruling to a file, which is made if it is not there; returns what was appended.
pub(crate) fn write_down(path: &Path, ruling: &Ruling) -> Result<String, Failure> {
    let there = if path.exists() { load(path)? } else { Rulings::default() };
    if there.rulings.iter().any(|r| r.id == ruling.id) {
        let path = harmless(&path.display().to_string());
        return Err(Failure::Failed(format!("{path} holds this ruling already")));
    }
    let text = written(ruling);
    let mut addition = String::new();
    if !there.source.is_empty() && !there.source.ends_with('\n') {
        addition.push('\n');
    }
    // Nothing stands above the first one.
    addition.push_str(if there.source.trim().is_empty() { text.trim_start_matches('\n') } else { &text });
    // What is about to stand there must be read again as it was meant.
    let whole = Rulings::parse(&format!("{}{addition}", there.source))
        .map_err(|problems| Failure::Failed(codebook::listed(path, &problems)))?;
    if whole.rulings.last() != Some(ruling) {
        return Err(Failure::Failed("this ruling cannot be written down".into()));
    }
    let mut file =
        OpenOptions::new().create(true).append(true).open(path).map_err(Failure::file("write", path))?;
    file.write_all(addition.as_bytes()).map_err(Failure::file("write", path))?;
    Ok(text)
}

/// Today, as the system's clock has it (UTC).
pub(crate) fn today() -> Option<Date> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let days = i64::try_from(since.as_secs() / 86_400).ok()?;
    rapporteur_model::date::later(Date::constant(1970, 1, 1), days)
}

fn item(item: RuleItem) -> Item {
    match item {
        RuleItem::Mention => Item::Mention,
        RuleItem::Role => Item::Role,
        RuleItem::Time => Item::Time,
        RuleItem::Attribution => Item::Attribution,
        RuleItem::NonResponse => Item::NonResponse,
        RuleItem::Quantity => Item::Quantity,
        RuleItem::Event => Item::Event,
        RuleItem::Position => Item::Position,
        RuleItem::Meeting => Item::Meeting,
        RuleItem::TalksStatus => Item::Status,
    }
}

fn upstream(record: &Record, from: &RuleFrom) -> Result<Upstream, Failure> {
    match (&from.from_article, &from.from_outlet) {
        (Some(article), _) => Ok(Upstream::Article(Place::digits(record, drawn::article(record, article)?))),
        (None, Some(outlet)) if !outlet.trim().is_empty() => Ok(Upstream::Outlet(outlet.trim().to_owned())),
        _ => Err(Failure::Usage("name --from-article or --from-outlet".into())),
    }
}

/// What some argument means.
struct Found {
    place: Place,
    /// What its id says it is.
    item: Option<Item>,
    kind: Option<String>,
    /// As it was given.
    given: String,
}

impl Found {
    /// The words; an article as a whole will not do.
    fn words(self) -> Result<Place, Failure> {
        if self.place.quote.is_some() {
            return Ok(self.place);
        }
        let given = harmless(&self.given);
        Err(Failure::Usage(format!("`{given}` is an article: say which words of it, `{given}:WORDS`")))
    }
}

fn found(record: &Record, given: &str) -> Result<Found, Failure> {
    if let Some((name, words)) = given.split_once(':') {
        let (name, nth) = match name.rsplit_once('#') {
            Some((name, nth)) => {
                let bad = || Failure::Usage(format!("`#{}` counts occurrences from 1", harmless(nth)));
                (name, nth.parse::<u32>().ok().filter(|n| *n > 0).ok_or_else(bad)?)
            }
            None => (name, 1),
        };
        let article = drawn::article(record, name)?;
        let place = Place { nth, ..Place::quote(&Place::digits(record, article), words.trim()) };
        let text = record.article(article).map_or("", |a| a.text.as_str());
        if place.find(text).is_none() {
            let times = if nth == 1 { String::new() } else { format!(" {nth} times") };
            let words = harmless(words.trim());
            return Err(Failure::Failed(format!("the article does not say “{words}”{times}")));
        }
        return Ok(Found { place, item: None, kind: None, given: given.to_owned() });
    }
    if let Ok(article) = drawn::article(record, given) {
        let place = Place::article(&Place::digits(record, article));
        return Ok(Found { place, item: None, kind: None, given: given.to_owned() });
    }
    let rows = rapporteur_store::find(record, &given.trim().to_ascii_lowercase());
    let id = match rows.as_slice() {
        [] => return Err(Failure::Failed(format!("the record has no item `{}`", harmless(given)))),
        [first, rest @ ..] if rest.iter().all(|f| f.id == first.id) => first.id,
        several => {
            return Err(Failure::Failed(format!("`{}` fits {} items", harmless(given), several.len())));
        }
    };
    let (at, item, kind) = words_of(record, id)
        .ok_or_else(|| Failure::Failed(format!("no words stand for {id}; write `ARTICLE:WORDS` instead")))?;
    Ok(Found { place: place_of(record, at)?, item, kind, given: given.to_owned() })
}

/// The words of an item, what it is, and of which kind.
fn words_of(record: &Record, id: Id) -> Option<(At, Option<Item>, Option<String>)> {
    let kind = |kind: &str| Some(kind.to_owned());
    if let Some(p) = record.positions.iter().find(|p| p.position == id) {
        return Some((p.at, Some(Item::Position), kind(p.stance.as_str())));
    }
    if let Some(e) = record.events.iter().find(|e| e.event == id) {
        return Some((Place::of_event(record, e), Some(Item::Event), kind(e.kind.as_str())));
    }
    if let Some(a) = record.attributions.iter().find(|a| a.attribution == id) {
        return Some((a.at, Some(Item::Attribution), None));
    }
    if let Some(m) = record.meeting_evidence.iter().find(|m| m.meeting == id) {
        return Some((m.at, Some(Item::Meeting), None));
    }
    let mentions = || record.mentions.iter().filter(|m| m.entity == id);
    let named =
        mentions().find(|m| m.how == How::Name).or_else(|| mentions().find(|m| m.how == How::Metonym));
    named.map(|m| (m.at, None, None))
}

/// Words as a ruling writes them.
fn place_of(record: &Record, at: At) -> Result<Place, Failure> {
    Place::of(record, at, &Place::digits(record, at.article))
        .ok_or_else(|| Failure::Failed("these words cannot be quoted; write `ARTICLE:WORDS` instead".into()))
}
