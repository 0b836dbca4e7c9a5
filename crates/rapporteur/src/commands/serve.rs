//! `rapporteur serve`: web pages and the HTTP interface.

use super::brief::{as_known, codebook_of};
use crate::cli::Serve;
use crate::failure::Failure;
use crate::terminal::say;
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_model::{Date, Record};
use rapporteur_pages::{Options, Rebuild};
use std::sync::Arc;

pub(crate) fn run(args: &Serve) -> Result<(), Failure> {
    let options = Options {
        record: args.record.clone(),
        host: args.host,
        port: args.port,
        token: std::env::var("RAPPORTEUR_TOKEN").ok().filter(|t| !t.is_empty()),
        rebuild: rebuild(args.codebook.as_deref())?,
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

/// Draws a record up as of a day, with the codebook named or its own.
pub(super) fn rebuild(codebook: Option<&str>) -> Result<Rebuild, Failure> {
    let named = codebook.map(super::codebook::load).transpose()?;
    Ok(Arc::new(move |record: &Record, day: Date| {
        let own = || {
            codebook_of(record, None).map_err(|_| {
                "The record does not hold its codebook: start the server with --codebook.".to_owned()
            })
        };
        let codebook: Codebook = named.clone().map_or_else(own, Ok)?;
        Ok(as_known(record, &codebook, day))
    }))
}
