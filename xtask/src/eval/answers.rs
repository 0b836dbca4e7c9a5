//! Answers: do queries over the record of the five published articles say what a reader of them would?
//!
//! `eval/answers.md` holds the questions as SQL with their answers; `eval/seeds.rulings.toml` the days on which the articles
//! were published, by hash. Each question is asked of the record with these rulings and of one without them, where the
//! answer must be that nobody knows. Needs `--seeds FOLDER`; prints no words of the articles, only cells that the questions
//! ask for.

use super::{Measure, Options};
use rapporteur::BuildOptions;
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_lexicon::rulings::Rulings;
use rapporteur_tests::queries::{ask, parse, write};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

pub(crate) const MEASURE: Measure = Measure { name: "answers", run };

/// The questions and what must come out.
const QUESTIONS: &str = "eval/answers.md";
/// When the articles were published.
const DAYS: &str = "eval/seeds.rulings.toml";
/// The codebook that knows the parties and the agreement they talk about.
const CODEBOOK: &str = "disengagement-1974";

fn run(_: &Path, options: &Options) -> Result<String, String> {
    let mut out = String::from("## answers\n\n");
    let Some(folder) = &options.seeds else {
        out.push_str("Not run: `--seeds FOLDER` names the articles.\n");
        return Ok(out);
    };
    let text = |path: &str| std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"));
    let rulings = Rulings::parse(&text(DAYS)?)
        .map_err(|p| p.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let mut records: BTreeMap<(Option<String>, bool), tempfile::TempDir> = BTreeMap::new();
    let (mut asked, mut right) = (0, 0);
    out.push_str(
        "| question | of what was known by | days | answered as expected |\n| --- | --- | --- | --- |\n",
    );
    let mut wrong = String::new();
    for query in parse(&text(QUESTIONS)?) {
        for answer in &query.answers {
            let key = (answer.as_of.clone(), answer.without_days);
            if !records.contains_key(&key) {
                let codebook = Codebook::builtin(CODEBOOK).ok_or(format!("{CODEBOOK} is not built in"))?;
                let as_of = answer.as_of.as_deref().map(str::parse).transpose();
                let built = rapporteur::build(
                    &BuildOptions {
                        rulings: if answer.without_days { Rulings::default() } else { rulings.clone() },
                        as_of: as_of.map_err(|_| format!("{key:?}: no day"))?,
                        ..BuildOptions::new(vec![folder.to_owned()], codebook)
                    },
                    &(),
                );
                records.insert(key.clone(), write(&built.map_err(|e| e.to_string())?.record)?);
            }
            let Some(record) = records.get(&key) else { continue };
            let found = ask(record.path(), &query.sql)?;
            let same = found == answer.rows;
            asked += 1;
            right += usize::from(same);
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} |",
                query.title,
                answer.as_of.as_deref().unwrap_or("the last article"),
                if answer.without_days { "unknown" } else { "ruled" },
                if same { "yes" } else { "**no**" },
            );
            if !same {
                let _ = writeln!(
                    wrong,
                    "\n{}, {key:?}:\nexpected\n{}\nfound\n{}",
                    query.title,
                    answer.rows.join("\n"),
                    found.join("\n")
                );
            }
        }
    }
    let _ = writeln!(out, "\n{right} of {asked} as expected.");
    if options.errors > 0 {
        out.push_str(&wrong);
    }
    Ok(out)
}
