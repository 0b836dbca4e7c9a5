//! `rapporteur brief`: the state of the talks, from the record or as it was known on a day.

use super::drawn;
use crate::cli::Brief;
use crate::failure::Failure;
use crate::terminal;
use rapporteur_show::TextOptions;
use std::io::Write;

pub(crate) fn run(args: &Brief) -> Result<(), Failure> {
    let mut record = rapporteur_store::read(&args.record)?;
    if let Some(day) = args.as_of {
        // Not a view of the finished record: what came later must not even have merged two names.
        let mut options = drawn::like(&args.record, &record, args.codebook.as_deref())?;
        (options.as_of, options.by) = (Some(day), drawn::by(args.by));
        record = drawn::again(&record, &[], &options)?;
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
