//! The weights against `gold.conllu`: 29 invented sentences, tagged and parsed by an earlier version and then corrected
//! by hand. It says whether a change made the pipeline worse, not how good it is: for that see `eval/`.
#![allow(clippy::unwrap_used, clippy::expect_used)] // Helpers of tests are tests.

use rapporteur_model::{NameLabel, Span};
use rapporteur_syntax::{Kernel, Model};
use std::collections::BTreeSet;

const GOLD: &str = include_str!("gold.conllu");

/// Right and all, of each thing counted.
#[derive(Default)]
struct Count(usize, usize);

impl Count {
    fn add(&mut self, right: bool) {
        self.0 += usize::from(right);
        self.1 += 1;
    }
    fn percent(&self) -> f64 {
        100.0 * self.0 as f64 / self.1.max(1) as f64
    }
}

#[test]
fn no_worse_than_it_was() {
    let files = rapporteur_weights::files();
    let files: Vec<(&str, &[u8])> = files.iter().map(|f| (f.path.as_str(), f.bytes.as_slice())).collect();
    let model = Model::from_files(&files, Kernel::best()).unwrap();
    let [mut pos, mut lemma, mut head, mut label] = [(); 4].map(|()| Count::default());
    let mut wrong = Vec::new();
    let (mut names_gold, mut names_found) = (BTreeSet::new(), BTreeSet::new());
    for (number, block) in GOLD.split("\n\n").filter(|b| !b.trim().is_empty()).enumerate() {
        let text = block.lines().find_map(|l| l.strip_prefix("# text = ")).expect("a text");
        let rows: Vec<Vec<&str>> =
            block.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect()).collect();
        let mut at = 0;
        let words: Vec<Span> = rows
            .iter()
            .map(|row| {
                let start = at + text[at..].find(row[1]).expect("its words in order");
                at = start + row[1].len();
                Span::new(start, at)
            })
            .collect();
        let mut open: Option<(usize, NameLabel)> = None;
        for (i, row) in rows.iter().enumerate() {
            let name = row[9].split('|').find_map(|m| m.strip_prefix("Name="));
            if let Some(kind) = name.and_then(|n| n.strip_prefix("B-")) {
                open = Some((i, kind.parse().unwrap()));
            }
            let goes_on = rows.get(i + 1).is_some_and(|r| r[9].contains("Name=I-"));
            if let Some((first, kind)) = open.take_if(|_| !goes_on) {
                names_gold.insert((number, words[first].start, words[i].end, kind.as_str()));
            }
        }
        let syntax = model.parse_words(text, &words, &[Span::new(0, text.len())]);
        for (i, row) in rows.iter().enumerate() {
            let token = syntax.tokens[i];
            pos.add(token.pos.as_str() == row[3]);
            let same = syntax.lemma(i).eq_ignore_ascii_case(row[2]);
            lemma.add(same);
            if !same {
                wrong.push(format!("{} {} is {}, found {}", row[1], row[3], row[2], syntax.lemma(i)));
            }
            if row[3] != "PUNCT" {
                let right = row[6] == if token.head as usize == i { 0 } else { token.head + 1 }.to_string();
                let universal = |dep: &str| dep.split(':').next().unwrap_or("").to_lowercase();
                head.add(right);
                label.add(right && universal(syntax.dep(i)) == universal(row[7]));
            }
        }
        for name in &syntax.names {
            let (start, end) = (words[name.first as usize].start, words[name.end as usize - 1].end);
            names_found.insert((number, start, end, name.label.as_str()));
        }
    }
    let hits = names_gold.intersection(&names_found).count();
    let f = 200.0 * hits as f64 / (names_gold.len() + names_found.len()) as f64;
    let [pos, lemma, head, label] = [pos, lemma, head, label].map(|c| c.percent());
    let all = format!("UPOS {pos:.1}, lemmas {lemma:.1}, UAS {head:.1}, LAS {label:.1}, names F {f:.1}");
    println!("{all}; lemmas: {wrong:?}");
    assert!(pos >= 98.5 && lemma >= 99.5 && head >= 96.0 && label >= 95.0 && f >= 99.0, "{all}");
}
