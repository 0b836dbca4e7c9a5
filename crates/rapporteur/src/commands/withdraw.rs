//! `rapporteur withdraw`: what falls with an article. The record is drawn up again with and without it and compared, so
//! that what several articles carry is told apart from what only this one does.

use super::{diff, drawn};
use crate::cli::Withdraw;
use crate::failure::Failure;
use crate::terminal::{self, harmless};
use rapporteur::compare;
use rapporteur_model::Id;
use serde_json::json;
use std::io::Write;

pub(crate) fn run(args: &Withdraw) -> Result<(), Failure> {
    let record = rapporteur_store::read(&args.record)?;
    let mut gone: Vec<Id> = Vec::new();
    for name in &args.articles {
        gone.push(drawn::article(&record, name)?);
    }
    gone.sort_unstable();
    gone.dedup();
    let options = drawn::like(&args.record, &record, args.codebook.as_deref())?;
    // The record may be of another version of the program: what falls is told by one program.
    let with = drawn::again(&record, &[], &options)?;
    let without = drawn::again(&record, &gone, &options)?;
    let difference = compare::records(&with, &without);
    let mut out = terminal::out();
    if args.json {
        let mut object = diff::object(&difference);
        let ids: Vec<String> = gone.iter().map(Id::to_string).collect();
        object["withdrawn"] = json!(ids);
        writeln!(out, "{object}")?;
    } else {
        for id in &gone {
            let row = record.article(*id);
            let title = row.and_then(|a| a.title.as_deref()).unwrap_or("no headline");
            let outlet = row.and_then(|a| a.outlet.as_deref()).unwrap_or("no outlet named");
            let published = row.map_or_else(String::new, |a| a.published.to_string());
            writeln!(out, "without {id}: {}", harmless(&format!("{title} ({outlet}, {published})")))?;
        }
        for line in diff::lines(&difference, &with, &without) {
            writeln!(out, "{}", harmless(&line))?;
        }
    }
    out.flush()?;
    Ok(())
}
