//! `rapporteur names`: are two spellings one name, and why?

use crate::cli::{NameKind, Names};
use crate::failure::Failure;
use crate::terminal::{self, harmless};
use rapporteur_lexicon::Lexicon;
use rapporteur_link::names::{Kinds, Sameness, Verdict, compare};
use rapporteur_model::EntityKind;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

/// The longest line of pairs.
const LONGEST_LINE: u64 = 1 << 20;

pub(crate) fn run(args: &Names) -> Result<(), Failure> {
    let lexicon = Lexicon::new();
    let kind = args.kind.map(|kind| match kind {
        NameKind::Person => EntityKind::Person,
        NameKind::Organisation => EntityKind::Organisation,
        NameKind::Place => EntityKind::Place,
    });
    let kinds = Kinds::new(&lexicon);
    let verdict = |a: &str, b: &str| {
        let kind = kind.unwrap_or_else(|| kinds.of_pair(a, b));
        let verdict = compare(&lexicon, a, b, kind);
        Verdict { why: format!("{}: {}", kind.as_str(), verdict.why), ..verdict }
    };
    let mut out = terminal::out();
    match (&args.pairs, &args.a, &args.b) {
        (Some(path), ..) if path == Path::new("-") => pairs(&verdict, io::stdin().lock(), &mut out)?,
        (Some(path), ..) => {
            let file = File::open(path).map_err(Failure::file("read", path))?;
            pairs(&verdict, BufReader::new(file), &mut out)?;
        }
        (None, Some(a), Some(b)) => {
            let verdict = verdict(a, b);
            writeln!(out, "{} {:.3} {}", verdict.sameness.as_str(), verdict.score, harmless(&verdict.why))?;
        }
        _ => return Err(Failure::Usage("names needs two names, or --pairs".into())),
    }
    out.flush()?;
    Ok(())
}

/// Answers each line in its place; whatever else a line holds stays in it, but never in place of an answer: a `same`
/// that came in (a label, say) is not what comes out.
fn pairs(
    verdict: &dyn Fn(&str, &str) -> Verdict,
    mut lines: impl BufRead,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    for n in 1.. {
        bytes.clear();
        let read = lines.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes);
        if read.map_err(|e| Failure::Failed(format!("could not read line {n}: {e}")))? == 0 {
            return Ok(());
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let bad = |why: &str| Failure::Failed(format!("line {n}: {}", harmless(why)));
        let mut line: Map<String, Value> = serde_json::from_slice(&bytes).map_err(|e| bad(&e.to_string()))?;
        let name =
            |key: &str| line.get(key).and_then(Value::as_str).ok_or_else(|| bad(&format!("no name `{key}`")));
        let verdict = verdict(name("a")?, name("b")?);
        line.insert("same".into(), (verdict.sameness == Sameness::Same).into());
        line.insert("verdict".into(), verdict.sameness.as_str().into());
        line.insert("score".into(), verdict.score.into());
        line.insert("why".into(), verdict.why.into());
        writeln!(out, "{}", Value::Object(line))?;
    }
    Ok(())
}
