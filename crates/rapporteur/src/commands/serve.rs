//! `rapporteur serve`: web pages and the HTTP interface.

use super::{drawn, rule};
use crate::cli::Serve;
use crate::failure::Failure;
use crate::terminal::{harmless, say};
use rapporteur::By;
use rapporteur_lexicon::rulings::Rulings;
use rapporteur_model::{Date, Record};
use rapporteur_pages::{Limits, Options, Rebuild, Writing};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) fn run(args: &Serve) -> Result<(), Failure> {
    let options = Options {
        record: args.record.clone(),
        host: args.host,
        port: args.port,
        token: std::env::var("RAPPORTEUR_TOKEN").ok().filter(|t| !t.is_empty()),
        rebuild: rebuild(&args.record, args.codebook.as_deref())?,
        tell: Arc::new(|line: &str| say(line)),
        writing: if args.write { Some(writing(args)?) } else { None },
        limits: Limits::default(),
    };
    let ready = |at: rapporteur_pages::Listening| {
        say(&format!("serving {} at {}", args.record.display(), at.url));
        if args.write {
            say(&format!(
                "whoever has that address can rule: what is accepted, corrected or rejected is appended to {}",
                harmless(&args.rulings.display().to_string())
            ));
        }
        if !at.address.ip().is_loopback() {
            say("whoever has that address can read the record; nothing is encrypted on the way");
        }
    };
    rapporteur_pages::serve(options, ready).map_err(|e| Failure::Failed(e.to_string()))
}

/// What the review page may do: append to the file of rulings, and draw the record up again with it.
fn writing(args: &Serve) -> Result<Writing, Failure> {
    let path = args.rulings.clone();
    let there = |path: &Path| if path.exists() { rule::load(path) } else { Ok(Rulings::default()) };
    // A file with a mistake is said before the server starts.
    there(&path)?;
    let (read, append, applied) = (path.clone(), path.clone(), path.clone());
    let (folder, named) = (args.record.clone(), args.codebook.clone());
    // Two that rule at once do not write into each other's lines.
    let one = Mutex::new(());
    Ok(Writing {
        file: harmless(&path.display().to_string()),
        rulings: Arc::new(move || there(&read).map(|r| r.rulings).map_err(|e| told(&e))),
        append: Arc::new(move |ruling| {
            let _held = one.lock().unwrap_or_else(PoisonError::into_inner);
            rule::write_down(&append, ruling).map(|_| ()).map_err(|e| told(&e))
        }),
        today: Arc::new(|| rule::today().unwrap_or_default()),
        apply: Arc::new(move |record| {
            let rulings = there(&applied).map_err(|e| told(&e))?;
            let mut options = drawn::like(&folder, record, named.as_deref()).map_err(|e| told(&e))?;
            let here: BTreeSet<_> = rulings.rulings.iter().map(|r| r.id).collect();
            if options.rulings.rulings.iter().any(|r| !here.contains(&r.id)) {
                let file = harmless(&applied.display().to_string());
                return Err(format!(
                    "the record was built with rulings that {file} does not hold; build it with the file that does"
                ));
            }
            options.rulings = rulings;
            let built =
                rapporteur::rebuild(record, &[], &options, &()).map_err(|e| harmless(&e.to_string()))?;
            rapporteur::write(&built.record, &built.memory, &folder)
                .map(|_| ())
                .map_err(|e| harmless(&e.to_string()))
        }),
    })
}

fn told(failure: &Failure) -> String {
    match failure {
        Failure::Failed(why) | Failure::Usage(why) => harmless(why),
        Failure::NobodyListens => String::new(),
    }
}

/// Draws a record up as of a day, with the codebook named or its own, and its own rulings.
pub(super) fn rebuild(folder: &Path, codebook: Option<&str>) -> Result<Rebuild, Failure> {
    // A codebook that cannot be read is said before the server starts.
    codebook.map(super::codebook::load).transpose()?;
    let (folder, named) = (folder.to_owned(), codebook.map(str::to_owned));
    Ok(Arc::new(move |record: &Record, day: Date| {
        let mut options = drawn::like(&folder, record, named.as_deref()).map_err(|_| {
            "The record does not hold its codebook: start the server with --codebook.".to_owned()
        })?;
        (options.as_of, options.by) = (Some(day), By::Published);
        drawn::again(record, &[], &options).map_err(|_| "The record could not be drawn up again.".to_owned())
    }))
}
