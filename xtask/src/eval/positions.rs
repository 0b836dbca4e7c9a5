//! Positions: precision and recall against the expected ledgers of `eval/ledger` and, with `--seeds`, `eval/seeds.jsonl`.
//!
//! Builds a record of each corpus through the whole program and compares (tests/src/ledger.rs). The corpora folder is
//! not used: what is measured ships with the program, but for the seeds, whose words never stand in the report unless
//! `--errors` asks for them.

use super::{Measure, Options, jsonl};
use rapporteur::BuildOptions;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_model::Record;
use rapporteur_read::{Format, Metadata, Origin};
use rapporteur_tests::ledger::{Gold, Ledger, Sheet, Tally, compare};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

pub(crate) const MEASURE: Measure = Measure { name: "positions", run };

/// The folder of the expected ledgers, from the repository's root.
const LEDGERS: &str = "eval/ledger";
/// The seeds' expected ledger.
const SEEDS: &str = "eval/seeds.jsonl";
/// A rule with so many right rows in one corpus and none elsewhere is named.
const SOLITARY: usize = 2;

fn run(_: &Path, options: &Options) -> Result<String, String> {
    let root = Path::new(".");
    let mut corpora: Vec<(String, Tally)> = Vec::new();
    let mut paths: Vec<_> = std::fs::read_dir(root.join(LEDGERS))
        .map_err(|e| format!("{LEDGERS}: {e}"))?
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|e| e == "md") && !p.ends_with("README.md"))
        .collect();
    paths.sort();
    for path in paths {
        let shown = path.display();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{shown}: {e}"))?;
        let ledger = Ledger::parse(&text).map_err(|e| format!("{shown}: {e}"))?;
        let record = record(root, &name, &ledger)?;
        for (held_out, title) in [(false, name.clone()), (true, format!("{name}, held out"))] {
            let mut tally = Tally::default();
            let sheets: Vec<&Sheet> = ledger.sheets.iter().filter(|s| s.held_out == held_out).collect();
            for sheet in &sheets {
                tally.add(of_sheet(&record, sheet)?);
            }
            if held_out {
                // Whoever mends rules must not see these.
                (tally.wrong, tally.missed) = Default::default();
            }
            if !sheets.is_empty() {
                corpora.push((title, tally));
            }
        }
    }
    if let Some(folder) = &options.seeds {
        corpora.push(("seeds".into(), seeds(root, folder)?));
    }
    Ok(report(&corpora, options.errors))
}

/// The record of a ledger's articles.
fn record(root: &Path, name: &str, ledger: &Ledger) -> Result<Record, String> {
    let text = ledger.codebook_text(root).map_err(|e| format!("{name}: {e}"))?;
    let codebook = Codebook::parse(name, &text)
        .map_err(|p| p.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    if let Some(folder) = &ledger.corpus {
        let options = BuildOptions::new(vec![root.join(folder)], codebook);
        return Ok(rapporteur::build(&options, &()).map_err(|e| e.to_string())?.record);
    }
    let lexicon = Lexicon::new();
    let mut articles = Vec::new();
    for sheet in &ledger.sheets {
        let Some(item) = &sheet.news else { continue };
        let given = Metadata {
            title: item.title.clone(),
            outlet: item.outlet.clone(),
            published: item.published.clone(),
            ..Metadata::default()
        };
        let origin = Origin { path: format!("{}.txt", sheet.article), format: Some(Format::Text), given };
        let (article, _) = rapporteur_read::article(&lexicon.reading, &origin, item.text.as_bytes())?;
        articles.push(article);
    }
    Ok(rapporteur::build_from_articles(articles, &codebook, None))
}

fn of_sheet(record: &Record, sheet: &Sheet) -> Result<Tally, String> {
    let stem = |path: &str| Path::new(path).file_stem().map(|s| s.to_string_lossy().into_owned());
    let found = record
        .articles
        .iter()
        .find(|a| a.sha256 == sheet.article || stem(&a.path).as_deref() == Some(&*sheet.article));
    let article = found.ok_or(format!("no article {} in the record", sheet.article))?;
    compare(record, article.article, sheet)
}

/// The five published articles, from the folder that holds them.
fn seeds(root: &Path, folder: &Path) -> Result<Tally, String> {
    let mut sheets: BTreeMap<String, Sheet> = BTreeMap::new();
    for line in jsonl::read(&root.join(SEEDS))? {
        let cell = |field: &str| match line.get(field).and_then(|v| v.as_str()) {
            // "full|": full, or nothing.
            Some(choices) => {
                choices.split('|').map(|c| if c.is_empty() { "-".to_owned() } else { c.to_owned() }).collect()
            }
            None => vec!["*".to_owned()],
        };
        let place = |v: &serde_json::Value| -> Option<(usize, usize)> {
            let n = |i: usize| v.get(i)?.as_u64().and_then(|n| usize::try_from(n).ok());
            Some((n(0)?, n(1)?))
        };
        let mut places = vec![(jsonl::number(&line, "start"), jsonl::number(&line, "end"))];
        let more = line.get("more").and_then(|m| m.as_array());
        places.extend(more.into_iter().flatten().filter_map(place));
        let article = jsonl::text(&line, "sha256").to_owned();
        let sheet = sheets.entry(article.clone()).or_insert_with(|| Sheet { article, ..Sheet::default() });
        sheet.gold.push(Gold {
            optional: line.get("optional").is_some(),
            party: jsonl::text(&line, "party").to_owned(),
            issue: cell("issue"),
            stance: cell("stance"),
            scope: cell("scope"),
            link: cell("link"),
            condition: cell("condition"),
            words: Vec::new(),
            places,
        });
    }
    let codebook = Codebook::builtin("security-talks").ok_or("security-talks is not built in")?;
    let options = BuildOptions::new(vec![folder.to_owned()], codebook);
    let record = rapporteur::build(&options, &()).map_err(|e| e.to_string())?.record;
    let mut tally = Tally::default();
    for sheet in sheets.values() {
        tally.add(of_sheet(&record, sheet)?);
    }
    Ok(tally)
}

fn report(corpora: &[(String, Tally)], errors: usize) -> String {
    let mut out = String::from("## positions\n\n");
    out.push_str(
        "| corpus | rows | right | expected | met | precision | recall | F1 | scope | link | condition |\n",
    );
    out.push_str("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    let mut all = Tally::default();
    for (name, t) in corpora {
        line(&mut out, name, t);
        all.add(t.clone());
    }
    line(&mut out, "all", &all);
    let mut where_right: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (name, tally) in corpora {
        let name = name.split(',').next().unwrap_or(name);
        for (rule, (right, wrong)) in &tally.rules {
            *where_right.entry(rule).or_default().entry(name).or_default() += right + wrong;
        }
    }
    let names: BTreeSet<&str> = corpora.iter().filter_map(|(n, _)| n.split(',').next()).collect();
    let solitary: Vec<String> = where_right
        .iter()
        .filter(|(_, at)| at.len() == 1 && at.values().sum::<usize>() >= SOLITARY)
        .map(|(rule, at)| format!("{rule} ({})", at.keys().next().copied().unwrap_or_default()))
        .collect();
    let _ = writeln!(
        out,
        "\n{} rules fired in {} corpora; {} fired {SOLITARY} times or more in one only: {}.",
        where_right.len(),
        names.len(),
        solitary.len(),
        if solitary.is_empty() { "none".to_owned() } else { solitary.join(", ") }
    );
    for (name, tally) in corpora.iter().filter(|_| errors > 0) {
        let _ = writeln!(out, "\n### {name}");
        for wrong in tally.wrong.iter().take(errors) {
            let _ = writeln!(out, "- wrong: {wrong}");
        }
        for missed in tally.missed.iter().take(errors) {
            let _ = writeln!(out, "- missed: {missed}");
        }
    }
    out
}

fn line(out: &mut String, name: &str, t: &Tally) {
    let (p, r) = (100.0 * t.precision(), 100.0 * t.recall());
    let f = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
    let [scope, link, condition] = t.details;
    let _ = writeln!(
        out,
        "| {name} | {} | {} | {} | {} | {p:.1} | {r:.1} | {f:.1} | {scope}/{} | {link}/{} | {condition}/{} |",
        t.rows, t.right, t.gold, t.met, t.right, t.right, t.right
    );
}
