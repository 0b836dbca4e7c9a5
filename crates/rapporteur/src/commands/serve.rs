//! `rapporteur serve`: web pages and the HTTP interface.

use super::drawn;
use crate::cli::Serve;
use crate::failure::Failure;
use crate::terminal::say;
use rapporteur::By;
use rapporteur_model::{Date, Record};
use rapporteur_pages::{Options, Rebuild};
use std::path::Path;
use std::sync::Arc;

pub(crate) fn run(args: &Serve) -> Result<(), Failure> {
    let options = Options {
        record: args.record.clone(),
        host: args.host,
        port: args.port,
        token: std::env::var("RAPPORTEUR_TOKEN").ok().filter(|t| !t.is_empty()),
        rebuild: rebuild(&args.record, args.codebook.as_deref())?,
        tell: Arc::new(|line: &str| say(line)),
    };
    let ready = |at: rapporteur_pages::Listening| {
        say(&format!("serving {} at {}", args.record.display(), at.url));
        if !at.address.ip().is_loopback() {
            say("whoever has that address can read the record; nothing is encrypted on the way");
        }
    };
    rapporteur_pages::serve(options, ready).map_err(|e| Failure::Failed(e.to_string()))
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
