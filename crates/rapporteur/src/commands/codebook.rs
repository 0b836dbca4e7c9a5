//! `rapporteur codebook check`, and finding the codebook that a build names.

use crate::cli::CodebookCheck;
use crate::failure::Failure;
use crate::terminal::{self, harmless};
use rapporteur_lexicon::codebook::{Codebook, MAX_BYTES, Problem};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

/// The codebook that goes by this name, or stands in this file.
pub(crate) fn load(name_or_file: &str) -> Result<Codebook, Failure> {
    if let Some(codebook) = Codebook::builtin(name_or_file) {
        return Ok(codebook);
    }
    let path = Path::new(name_or_file);
    if !path.exists() {
        let known: Vec<&str> = Codebook::builtin_names().collect();
        return Err(Failure::Usage(format!(
            "no codebook `{}`: it is neither a file nor built in ({})",
            harmless(name_or_file),
            known.join(", ")
        )));
    }
    parse(path)?.map_err(|problems| Failure::Failed(listed(path, &problems)))
}

pub(crate) fn check(args: &CodebookCheck) -> Result<(), Failure> {
    let codebook = parse(&args.file)?.map_err(|problems| Failure::Failed(listed(&args.file, &problems)))?;
    let mut out = terminal::out();
    let count = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    writeln!(
        out,
        "{}: good: {}, {}, {}",
        harmless(&args.file.display().to_string()),
        count(codebook.issues.len(), "issue", "issues"),
        count(codebook.parties.len(), "party", "parties"),
        count(codebook.agreements.len(), "agreement", "agreements"),
    )?;
    out.flush()?;
    Ok(())
}

fn parse(path: &Path) -> Result<Result<Codebook, Vec<Problem>>, Failure> {
    let mut text = String::new();
    let file = File::open(path).map_err(Failure::file("read", path))?;
    // One byte more than is allowed, so that the parser sees that it is too much.
    file.take(MAX_BYTES as u64 + 1).read_to_string(&mut text).map_err(Failure::file("read", path))?;
    // A file called codebook.toml is named after its folder.
    let stem = path.file_stem().filter(|stem| *stem != "codebook");
    let name = stem.or_else(|| path.parent().and_then(Path::file_name)).or(path.file_stem());
    let name = name.map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    Ok(Codebook::parse(&name, &text))
}

/// One problem a line, `file:line:column: message`, as editors understand it.
pub(crate) fn listed(path: &Path, problems: &[Problem]) -> String {
    let path = harmless(&path.display().to_string());
    let n = problems.len();
    let mut message = format!("{path} has {n} {}", if n == 1 { "problem" } else { "problems" });
    for p in problems {
        message.push_str(&format!("\n{path}:{}:{}: {}", p.line, p.column, harmless(&p.message)));
    }
    message
}
