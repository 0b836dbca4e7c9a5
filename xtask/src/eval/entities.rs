//! How good the names are that `rapporteur annotate` prints: PER, ORG, LOC by exact span and label, document by document.
//!
//! Beside them stand those of the pipeline alone, read in the same way, so that what rules, lexicon and gazetteer add is
//! seen. The development sets are for choosing, the others for the final figure; words are joined and spans trimmed as in
//! the measure of names.

use super::names::{Names, Sentence, columns, docred, gold, join, trim};
use super::{Measure, Options, one_paragraph, precision_recall_f1};
use rapporteur_lexicon::Lexicon;
use rapporteur_model::{Annotations, NameLabel, Span};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

pub(super) const MEASURE: Measure = Measure { name: "entities", run };

fn run(corpora: &Path, _: &Options) -> Result<String, String> {
    let lexicon = Lexicon::new();
    let model = super::syntax::model()?;
    let mut report = String::from("## Entities that annotate prints, exact span and label\n");
    for name in ["redocred_dev.json", "uner_dev.iob2", "wikigold.conll.txt", "redocred_test.json"] {
        let path = corpora.join("ner").join(name);
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let mut counts: BTreeMap<&str, [[usize; 3]; 2]> = BTreeMap::new();
        for document in documents(name, &text)? {
            let (text, gold) = whole(&document);
            let syntax = super::syntax::cut_by_rule(&lexicon, &model, &text);
            let alone = syntax.names.iter().map(|n| (n.span, Some(n.label)));
            let alone = labelled(&text, alone);
            let article = one_paragraph(&text);
            let mut found = Annotations::default();
            rapporteur_annotate::names::annotate(&lexicon, &article, &syntax, &mut found);
            let ours = labelled(&text, found.mentions.iter().map(|m| (m.span, m.label)));
            for (which, system) in [ours, alone].iter().enumerate() {
                for (n, set) in [&gold & system, system.clone(), gold.clone()].iter().enumerate() {
                    for (_, _, kind) in set {
                        counts.entry(kind).or_default()[which][n] += 1;
                        counts.entry("all").or_default()[which][n] += 1;
                    }
                }
            }
        }
        let _ = writeln!(
            report,
            "\n| {name} | gold | P | R | F1 | F1 of the pipeline alone |\n| --- | --- | --- | --- | --- | --- |"
        );
        for (kind, [ours, alone]) in &counts {
            let [p, r, f] = precision_recall_f1(ours[0], ours[1], ours[2]);
            let [_, _, bare] = precision_recall_f1(alone[0], alone[1], alone[2]);
            let _ = writeln!(report, "| {kind} | {} | {p:.2} | {r:.2} | {f:.2} | {bare:.2} |", ours[2]);
        }
    }
    Ok(report)
}

/// Each document's sentences.
fn documents(name: &str, text: &str) -> Result<Vec<Vec<Sentence>>, String> {
    if name.ends_with(".json") {
        let all: Vec<serde_json::Value> = serde_json::from_str(text).map_err(|e| e.to_string())?;
        return all.into_iter().map(|d| docred(&serde_json::Value::Array(vec![d]).to_string())).collect();
    }
    // Word and label; two empty lines part documents.
    if name.ends_with(".conll.txt") {
        return Ok(text.split("\n\n\n").map(columns).filter(|d| !d.is_empty()).collect());
    }
    // Number, word, label: the columns that are read are the second and the third.
    let mut out = vec![String::new()];
    for line in text.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        if line.starts_with("# newdoc") {
            out.push(String::new());
        } else if let (Some(last), true) = (out.last_mut(), !line.starts_with('#')) {
            match cells.as_slice() {
                [_, word, label, ..] => {
                    let _ = writeln!(last, "{word}\t{label}");
                }
                _ => last.push('\n'),
            }
        }
    }
    Ok(out.iter().map(|d| columns(d)).filter(|d| !d.is_empty()).collect())
}

/// A document as one text, with its names.
fn whole(document: &[Sentence]) -> (String, Names) {
    let mut text = String::new();
    let mut names = Names::new();
    for (words, of) in document {
        let (sentence, at) = join(words);
        if !text.is_empty() {
            text.push(' ');
        }
        let from = text.len();
        names.extend(gold(&sentence, &at, of).into_iter().map(|(a, b, kind)| (a + from, b + from, kind)));
        text.push_str(&sentence);
    }
    (text, names)
}

fn labelled(text: &str, names: impl Iterator<Item = (Span, Option<NameLabel>)>) -> Names {
    let coarse = |label| match label {
        NameLabel::Person => Some("PER"),
        NameLabel::Org => Some("ORG"),
        NameLabel::Gpe | NameLabel::Loc | NameLabel::Fac => Some("LOC"),
        _ => None,
    };
    names
        .filter_map(|(span, label)| {
            let (start, end) = trim(text, (span.lo(), span.hi()));
            Some((start, end, coarse(label?)?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_of_columns_and_their_names() {
        let text = "# newdoc id = a\n1\tOno\tB-PER\t-\n2\tVelt\tI-PER\t-\n3\tleft\tO\t-\n\n1\tKaro\tB-LOC\t-\n\n# newdoc id = b\n1\tNo\tO\t-\n";
        let all = documents("x.iob2", text).unwrap();
        assert_eq!(all.len(), 2);
        let (text, names) = whole(&all[0]);
        assert_eq!(text, "Ono Velt left Karo");
        assert_eq!(names.into_iter().collect::<Vec<_>>(), [(0, 8, "PER"), (14, 18, "LOC")]);
        let all = documents("x.conll.txt", "Ono I-PER\nVelt I-PER\n\nleft O\n\n\nKaro I-LOC\n").unwrap();
        assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    }
}
