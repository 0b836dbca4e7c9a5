//! `rapporteur build`: articles in, record folder out.
//!
//! An interrupt ends it at once: what it has written aside is removed and the old record stays. After the commit there
//! is nothing to undo (see `rapporteur_store`).

use super::{codebook, drawn, rule};
use crate::cli::Build;
use crate::failure::Failure;
use crate::terminal::{self, Bar, harmless, say};
use rapporteur::{BuildError, BuildOptions, Built, Memory, Summary, build, write, write_anew};
use rapporteur_store::Counts;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::time::Instant;

/// What a summary counts beside articles, in this order.
const COUNTED: &[&str] =
    &["entities", "mentions", "attributions", "events", "meetings", "positions", "claims"];

/// Most unreadable inputs that are named one by one; `--json` names all.
const MOST_NAMED: usize = 50;

pub(crate) fn run(args: &Build) -> Result<(), Failure> {
    let begun = Instant::now();
    let codebook = codebook::load(&args.codebook)?;
    let bar = Bar::new(args.quiet);
    end_cleanly_on_interrupt(&bar)?;
    let mut options = BuildOptions::new(args.inputs.clone(), codebook);
    options.as_of = args.as_of;
    options.by = drawn::by(args.by);
    if let Some(path) = &args.rulings {
        options.rulings = rule::load(path)?;
    }
    options.threads = args.threads.map_or(0, usize::from);
    options.model.clone_from(&args.model);
    options.read.max_article_bytes = args.max_article_bytes;
    if !args.fresh {
        options.memory = Memory::beside(&args.output);
    }
    let built = build(&options, &bar);
    let Built { record, summary, memory } = match built {
        Ok(built) => built,
        Err(error) => {
            bar.clear();
            if let BuildError::Nothing(summary) = &error {
                name_unreadable(summary);
            }
            return Err(Failure::Failed(harmless(&error.to_string())));
        }
    };
    if args.strict && !summary.unreadable.is_empty() {
        bar.clear();
        name_unreadable(&summary);
        let n = count(summary.unreadable.len(), "input");
        return Err(Failure::Failed(format!(
            "{n} could not be read, and --strict was given: nothing was written"
        )));
    }
    bar.writing();
    let write = if args.fresh { write_anew } else { write };
    let counts = write(&record, &memory, &args.output);
    bar.clear();
    let counts = counts?;
    name_unreadable(&summary);
    name_rulings(&summary);
    let seconds = begun.elapsed().as_secs_f64();
    if !args.quiet {
        let place = harmless(&args.output.display().to_string());
        say(&format!("{} in {seconds:.1} s: {place}", line(&summary, &counts)));
    }
    if args.json {
        let mut out = terminal::out();
        writeln!(out, "{}", report(args, &summary, &counts, seconds))?;
        out.flush()?;
    }
    Ok(())
}

fn end_cleanly_on_interrupt(bar: &Bar) -> Result<(), Failure> {
    let bar = bar.handle();
    ctrlc::set_handler(move || {
        rapporteur_store::abandon();
        bar.clear();
        say("interrupted; nothing half-written is left");
        // 128 and the number of the interrupt, as shells count.
        std::process::exit(130);
    })
    .map_err(|e| Failure::Failed(format!("could not listen for interrupts: {e}")))
}

fn name_unreadable(summary: &Summary) {
    for u in summary.unreadable.iter().take(MOST_NAMED) {
        say(&format!("could not read {}: {}", harmless(&u.path), harmless(&u.reason)));
    }
    if summary.unreadable.len() > MOST_NAMED {
        say(&format!("could not read {} more (--json names all)", summary.unreadable.len() - MOST_NAMED));
    }
}

fn name_rulings(summary: &Summary) {
    for line in summary.rulings_not_applied.iter().take(MOST_NAMED) {
        say(&harmless(line));
    }
    if summary.rulings_not_applied.len() > MOST_NAMED {
        let more = summary.rulings_not_applied.len() - MOST_NAMED;
        say(&format!("{more} more rulings do not apply (--json names all)"));
    }
}

/// "1 article", "5 articles".
fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

fn line(summary: &Summary, counts: &Counts) -> String {
    let mut parts = vec![count(summary.articles, "article")];
    if summary.not_yet_known > 0 {
        parts.push(format!("{} not yet known", summary.not_yet_known));
    }
    if !summary.skipped.is_empty() {
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for skipped in &summary.skipped {
            *reasons.entry(skipped.reason).or_default() += 1;
        }
        let reasons: Vec<String> = reasons.iter().map(|(why, n)| format!("{n} {why}")).collect();
        parts.push(format!("{} skipped ({})", summary.skipped.len(), reasons.join(", ")));
    }
    if !summary.unreadable.is_empty() {
        parts.push(format!("{} unreadable", summary.unreadable.len()));
    }
    if summary.rulings > 0 {
        let open = summary.rulings_not_applied.len();
        let open = if open > 0 { format!(" ({open} not applied)") } else { String::new() };
        parts.push(count(summary.rulings, "ruling") + &open);
    }
    let rows: Vec<String> = COUNTED
        .iter()
        .map(|table| (counts.get(table), table))
        .filter(|(n, _)| *n > 0)
        .map(|(n, table)| format!("{n} {table}"))
        .collect();
    let read = parts.join(", ");
    if rows.is_empty() { read } else { format!("{read}; {}", rows.join(", ")) }
}

fn report(args: &Build, summary: &Summary, counts: &Counts, seconds: f64) -> serde_json::Value {
    let skipped: Vec<_> =
        summary.skipped.iter().map(|s| json!({"path": s.path, "reason": s.reason})).collect();
    let unreadable: Vec<_> =
        summary.unreadable.iter().map(|u| json!({"path": u.path, "reason": u.reason})).collect();
    let rows: BTreeMap<&str, usize> = counts.0.iter().copied().collect();
    json!({
        "articles": summary.articles,
        "not_yet_known": summary.not_yet_known,
        "remembered": summary.remembered,
        "skipped": skipped,
        "unreadable": unreadable,
        "rulings": summary.rulings,
        "rulings_not_applied": summary.rulings_not_applied,
        "rows": rows,
        "record": args.output.display().to_string(),
        "seconds": (seconds * 1000.0).round() / 1000.0,
    })
}
