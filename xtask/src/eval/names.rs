//! How good the shipped weights are at names: PER, ORG, LOC on wikigold and DocRED, by exact span and label.
//!
//! The corpora have words, the engine reads text: words are joined as English is written, and spans compared by bytes. A
//! leading "the" and a closing 's are no part of a name on either side; GPE, LOC and FAC all count as LOC.

use super::{Measure, Options, precision_recall_f1};
use rapporteur_model::NameLabel;
use rapporteur_syntax::Model;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

pub(super) const MEASURE: Measure = Measure { name: "names", run };

/// A sentence: its words, and its names as ranges of words with a coarse label.
pub(super) type Sentence = (Vec<String>, Vec<(usize, usize, &'static str)>);

/// Names by bytes and label.
pub(super) type Names = BTreeSet<(usize, usize, &'static str)>;

/// The labels that are measured; none for the others.
fn coarse(label: &str) -> Option<&'static str> {
    match label {
        "PER" => Some("PER"),
        "ORG" => Some("ORG"),
        "LOC" => Some("LOC"),
        _ => None,
    }
}

/// Words with a space between, except where English has none.
pub(super) fn join(words: &[String]) -> (String, Vec<(usize, usize)>) {
    let mut text = String::new();
    let mut at = Vec::with_capacity(words.len());
    let mut glue = true;
    for word in words {
        let closes = word
            .starts_with(['.', ',', ';', ':', '!', '?', ')', ']', '%', '\'', '’', '”', '-', '–', '/'])
            || word == "n't";
        if !glue && !closes {
            text.push(' ');
        }
        at.push((text.len(), text.len() + word.len()));
        text.push_str(word);
        glue = matches!(word.as_str(), "(" | "[" | "$" | "“" | "‘" | "-" | "–" | "/");
    }
    (text, at)
}

/// A span without a leading "the" and a closing 's.
pub(super) fn trim(text: &str, (mut start, mut end): (usize, usize)) -> (usize, usize) {
    let inside = |a: usize, b: usize| text.get(a..b).unwrap_or("");
    if inside(start, end).get(..4).is_some_and(|s| s.eq_ignore_ascii_case("the ")) {
        start += 4;
    }
    for tail in ["'s", "’s"] {
        if let Some(name) = inside(start, end).strip_suffix(tail)
            && !name.trim_end().is_empty()
        {
            end = start + name.trim_end().len();
            break;
        }
    }
    (start, end)
}

/// Sentences of a file with a word and its label on each line; `I-` may open a name.
pub(super) fn columns(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for block in text.replace('\r', "").split("\n\n") {
        let (mut words, mut names) = (Vec::new(), Vec::<(usize, usize, String)>::new());
        for line in block.lines() {
            let Some((word, label)) = line.trim().rsplit_once([' ', '\t']) else { continue };
            let i = words.len();
            words.push(word.trim().to_owned());
            if let Some((head, kind)) = label.split_once('-') {
                match names.last_mut() {
                    Some(last) if head == "I" && last.1 == i && last.2 == kind => last.1 = i + 1,
                    _ => names.push((i, i + 1, kind.to_owned())),
                }
            }
        }
        let names = names.into_iter().filter_map(|(a, b, k)| Some((a, b, coarse(&k)?))).collect();
        if !words.is_empty() {
            sentences.push((words, names));
        }
    }
    sentences
}

/// Sentences of a DocRED file; of names within names the longest.
pub(super) fn docred(text: &str) -> Result<Vec<Sentence>, String> {
    let documents: Vec<serde_json::Value> = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let list = |v: &serde_json::Value| v.as_array().cloned().unwrap_or_default();
    let size =
        |v: Option<&serde_json::Value>| v.and_then(|v| v.as_u64()).and_then(|n| usize::try_from(n).ok());
    let mut sentences = Vec::new();
    for document in &documents {
        let first = sentences.len();
        for sentence in list(&document["sents"]) {
            let words = list(&sentence).iter().filter_map(|w| w.as_str().map(str::to_owned)).collect();
            sentences.push((words, Vec::new()));
        }
        let mut mentions = BTreeSet::new();
        for mention in list(&document["vertexSet"]).iter().flat_map(list) {
            let (sentence, a, b) =
                (size(mention.get("sent_id")), size(mention["pos"].get(0)), size(mention["pos"].get(1)));
            if let (Some(sentence), Some(a), Some(b)) = (sentence, a, b)
                && a < b
            {
                let kind = mention["type"].as_str().unwrap_or("").to_owned();
                mentions.insert((sentence, std::cmp::Reverse(b - a), a, b, kind));
            }
        }
        let mut taken = BTreeSet::new();
        for (sentence, _, a, b, kind) in mentions {
            if (a..b).any(|i| taken.contains(&(sentence, i))) {
                continue;
            }
            taken.extend((a..b).map(|i| (sentence, i)));
            if let (Some(kind), Some((_, names))) = (coarse(&kind), sentences.get_mut(first + sentence)) {
                names.push((a, b, kind));
            }
        }
    }
    Ok(sentences)
}

/// What the weights find in a text.
fn found(model: &Model, text: &str) -> Names {
    let syntax = model.parse(text);
    let label = |l: NameLabel| match l {
        NameLabel::Person => Some("PER"),
        NameLabel::Org => Some("ORG"),
        NameLabel::Gpe | NameLabel::Loc | NameLabel::Fac => Some("LOC"),
        _ => None,
    };
    let names = syntax.names.iter().filter_map(|n| {
        let (start, end) = trim(text, (n.span.lo(), n.span.hi()));
        Some((start, end, label(n.label)?))
    });
    names.collect()
}

pub(super) fn gold(text: &str, at: &[(usize, usize)], names: &[(usize, usize, &'static str)]) -> Names {
    let names = names.iter().filter_map(|(a, b, kind)| {
        let (start, end) = trim(text, (at.get(*a)?.0, at.get(b.checked_sub(1)?)?.1));
        Some((start, end, *kind))
    });
    names.collect()
}

fn run(corpora: &Path, options: &Options) -> Result<String, String> {
    let mut report = measure(corpora, "the weights in the binary", &super::syntax::model()?)?;
    if let Some((name, rival)) = super::syntax::rival(options)? {
        report.push('\n');
        report.push_str(&measure(corpora, &name, &rival)?);
    }
    Ok(report)
}

fn measure(corpora: &Path, whose: &str, model: &Model) -> Result<String, String> {
    let mut report = format!("## Names: {whose}, exact span and label\n");
    for name in ["redocred_dev.json", "wikigold.conll.txt", "redocred_test.json"] {
        let path = corpora.join("ner").join(name);
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let sentences = if name.ends_with(".json") { docred(&text)? } else { columns(&text) };
        let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
        for (words, names) in &sentences {
            let (text, at) = join(words);
            let (gold, ours) = (gold(&text, &at, names), found(model, &text));
            for (which, set) in [(0, &gold & &ours), (1, ours), (2, gold)] {
                for (_, _, kind) in set {
                    counts.entry(kind).or_default()[which] += 1;
                    counts.entry("all").or_default()[which] += 1;
                }
            }
        }
        let _ = writeln!(report, "\n| {name} | gold | P | R | F1 |\n| --- | --- | --- | --- | --- |");
        for (kind, [hits, ours, gold]) in &counts {
            let [p, r, f] = precision_recall_f1(*hits, *ours, *gold);
            let _ = writeln!(report, "| {kind} | {gold} | {p:.2} | {r:.2} | {f:.2} |");
        }
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_join_and_trim() {
        let sentences = columns(
            "The I-ORG\nRuritanian I-ORG\nGuard I-ORG\n's I-ORG\nmen O\nmet O\nRudolf I-PER\n. O\n\n",
        );
        assert_eq!(sentences.len(), 1);
        let (words, names) = &sentences[0];
        assert_eq!(names, &[(0, 4, "ORG"), (6, 7, "PER")]);
        let (text, at) = join(words);
        assert_eq!(text, "The Ruritanian Guard's men met Rudolf.");
        let gold = gold(&text, &at, names);
        let shown: Vec<(&str, &str)> = gold.iter().map(|(a, b, k)| (&text[*a..*b], *k)).collect();
        assert_eq!(shown, [("Ruritanian Guard", "ORG"), ("Rudolf", "PER")]);
    }

    #[test]
    fn of_nested_names_the_longest() {
        let text = r#"[{"sents":[["Bank","of","Strelsau"]],"vertexSet":[
            [{"sent_id":0,"pos":[2,3],"type":"LOC"}],[{"sent_id":0,"pos":[0,3],"type":"ORG"}]]}]"#;
        assert_eq!(docred(text).unwrap_or_default()[0].1, [(0, 3, "ORG")]);
    }
}
