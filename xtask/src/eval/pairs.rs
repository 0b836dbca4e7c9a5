//! How good names are told apart: F1 by group over pairs of names that are labelled same or not.
//!
//! What is measured is what `rapporteur names --pairs` answers: kinds are told from the words, one threshold for all. The
//! gazetteer and the labelled places both come from GeoNames, so places are also measured without it.

use super::{Measure, Options, jsonl, precision_recall_f1};
use rapporteur_lexicon::Lexicon;
use rapporteur_link::names::{Kinds, Sameness, compare, compare_words};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

pub(super) const MEASURE: Measure = Measure { name: "pairs", run };

fn run(corpora: &Path, options: &Options) -> Result<String, String> {
    let pairs = jsonl::read(&corpora.join("names").join("name_pairs_dev.jsonl"))?;
    let lexicon = Lexicon::new();
    let kinds = Kinds::new(&lexicon);
    // By group: said to be one and are; said to be one; are one; with the gazetteer's word, then without.
    let mut counts: BTreeMap<&str, ([usize; 3], [usize; 3])> = BTreeMap::new();
    let mut errors = String::new();
    let mut shown: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for pair in &pairs {
        let (a, b, group) = (jsonl::text(pair, "a"), jsonl::text(pair, "b"), jsonl::text(pair, "group"));
        let same = pair.get("same").and_then(serde_json::Value::as_bool).ok_or("a pair without `same`")?;
        let kind = kinds.of_pair(a, b);
        let (with, without) = (compare(&lexicon, a, b, kind), compare_words(&lexicon, a, b, kind));
        let slot = counts.entry(group).or_default();
        for (count, verdict) in [(&mut slot.0, &with), (&mut slot.1, &without)] {
            let said = verdict.sameness == Sameness::Same;
            for (n, is) in [said && same, said, same].into_iter().enumerate() {
                count[n] += usize::from(is);
            }
        }
        let said = with.sameness == Sameness::Same;
        let so_far = shown.entry((group, same)).or_default();
        if said != same && *so_far < options.errors {
            *so_far += 1;
            let _ = writeln!(
                errors,
                "{group} {} {:.3} {a} | {b} ({kind}: {})",
                if same { "missed" } else { "wrong" },
                with.score,
                with.why
            );
        }
    }
    let mut report = String::from(
        "## Pairs of names: one name or two\n\n| group | same | P | R | F1 | F1 without the gazetteer |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for (group, (with, without)) in counts {
        let [p, r, f] = precision_recall_f1(with[0], with[1], with[2]);
        let [_, _, bare] = precision_recall_f1(without[0], without[1], without[2]);
        let _ = writeln!(report, "| {group} | {} | {p:.1} | {r:.1} | {f:.1} | {bare:.1} |", with[2]);
    }
    if !errors.is_empty() {
        let _ = write!(report, "\n{errors}");
    }
    Ok(report)
}
