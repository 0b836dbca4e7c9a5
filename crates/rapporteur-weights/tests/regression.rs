//! The weights against `gold.conllu`: 29 invented sentences, tagged and parsed by an earlier version and then corrected
//! by hand; and names against `names.txt`, fifty invented sentences labelled by hand. It says whether a change made the pipeline worse, not how good it is: for that see `eval/`.
#![allow(clippy::unwrap_used, clippy::expect_used)] // Helpers of tests are tests.

use rapporteur_model::{NameLabel, Span};
use rapporteur_syntax::{Kernel, Model};
use std::collections::BTreeSet;

const GOLD: &str = include_str!("gold.conllu");
/// A sentence a line, its names in square brackets behind their label.
const NAMES: &str = include_str!("names.txt");

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

fn model() -> Model {
    let files = rapporteur_weights::files();
    let files: Vec<(&str, &[u8])> = files.iter().map(|f| (f.path.as_str(), f.bytes.as_slice())).collect();
    Model::from_files(&files, Kernel::best()).unwrap()
}

#[test]
fn no_worse_than_it_was() {
    let model = model();
    let [mut pos, mut lemma, mut head, mut label] = [(); 4].map(|()| Count::default());
    let mut wrong = Vec::new();
    for block in GOLD.split("\n\n").filter(|b| !b.trim().is_empty()) {
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
    }
    let [pos, lemma, head, label] = [pos, lemma, head, label].map(|c| c.percent());
    let all = format!("UPOS {pos:.1}, lemmas {lemma:.1}, UAS {head:.1}, LAS {label:.1}");
    println!("{all}; lemmas: {wrong:?}");
    assert!(pos >= 98.5 && lemma >= 99.5 && head >= 96.0 && label >= 95.0, "{all}");
}

/// The text of a line of `names.txt`, and its names.
fn marked(line: &str) -> (String, BTreeSet<(Span, NameLabel)>) {
    let (mut text, mut names) = (String::new(), BTreeSet::new());
    let mut pieces = line.split('[');
    text.push_str(pieces.next().unwrap());
    for piece in pieces {
        let (label, rest) = piece.split_once(' ').expect("a label");
        let (name, rest) = rest.split_once(']').expect("a closed name");
        names.insert((Span::new(text.len(), text.len() + name.len()), label.parse().unwrap()));
        text.push_str(name);
        text.push_str(rest);
    }
    (text, names)
}

#[test]
fn names_no_worse_than_they_were() {
    let model = model();
    let (mut right, mut gold, mut found) = (0, 0, 0);
    let mut wrong = Vec::new();
    for line in NAMES.lines() {
        let (text, names) = marked(line);
        let syntax = model.parse(&text);
        let read: BTreeSet<(Span, NameLabel)> = syntax
            .names
            .iter()
            .map(|n| {
                let (first, last) = (&syntax.tokens[n.first as usize], &syntax.tokens[n.end as usize - 1]);
                (Span::new(first.span.lo(), last.span.hi()), n.label)
            })
            .collect();
        right += names.intersection(&read).count();
        (gold, found) = (gold + names.len(), found + read.len());
        wrong.extend(names.symmetric_difference(&read).map(|(s, l)| (text[s.lo()..s.hi()].to_owned(), *l)));
    }
    let f = 200.0 * right as f64 / f64::from(u32::try_from(gold + found).unwrap());
    println!("names F {f:.1} of {gold}; {wrong:?}");
    assert!(f >= 90.0, "{f:.1}");
}
