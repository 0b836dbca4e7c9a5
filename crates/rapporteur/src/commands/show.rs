//! `rapporteur show`: one item with every sentence it rests on.

use crate::cli::Show;
use crate::failure::Failure;
use crate::terminal::{self, harmless};
use rapporteur_show::TextOptions;
use rapporteur_store::Found;
use std::io::Write;

/// Most items that an id which fits several is said to fit.
const MOST_NAMED: usize = 10;

pub(crate) fn run(args: &Show) -> Result<(), Failure> {
    let record = rapporteur_store::read(&args.record)?;
    let found = rapporteur_store::find(&record, &args.id.trim().to_ascii_lowercase());
    let id = match found.as_slice() {
        [] => return Err(Failure::Failed(format!("the record has no item `{}`", harmless(&args.id)))),
        // One thing can be a row of two tables.
        [first, rest @ ..] if rest.iter().all(|f| f.id == first.id) => first.id.to_string(),
        several => return Err(Failure::Failed(ambiguous(&args.id, several))),
    };
    let options = TextOptions { width: terminal::width(), color: terminal::color(), since: None };
    let Some(text) = rapporteur_show::item::show(&record, &id, &options) else {
        let tables: Vec<&str> = found.iter().map(|f| f.table).collect();
        return Err(Failure::Failed(format!(
            "{id} is a row of {}; see it with export --table",
            tables.join(", ")
        )));
    };
    let mut out = terminal::out();
    writeln!(out, "{}", text.trim_end())?;
    out.flush()?;
    Ok(())
}

fn ambiguous(id: &str, found: &[Found]) -> String {
    let mut message = format!("`{}` fits {} items:", harmless(id), found.len());
    for f in found.iter().take(MOST_NAMED) {
        message.push_str(&format!("\n  {} in {}", f.id, f.table));
    }
    if found.len() > MOST_NAMED {
        message.push_str("\n  ...");
    }
    message
}
