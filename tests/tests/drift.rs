//! How good the finding of drift is: over the cases of specs/drift.md, precision and recall by row.
#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_model::Record;
use rapporteur_read::{Format, Metadata, Origin};
use rapporteur_tests::{NewsItem, Spec};
use std::collections::BTreeSet;

fn record(items: &[NewsItem]) -> Record {
    let lexicon = Lexicon::new();
    let codebook = Codebook::builtin("security-talks").expect("built in");
    let article = |(n, item): (usize, &NewsItem)| {
        let given = Metadata {
            outlet: item.outlet.clone(),
            published: item.published.clone(),
            ..Metadata::default()
        };
        let origin = Origin { path: format!("{n}.txt"), format: Some(Format::Text), given };
        rapporteur_read::article(&lexicon.reading, &origin, item.text.as_bytes()).expect("can be read").0
    };
    rapporteur::build_from_articles(items.iter().enumerate().map(article).collect(), &codebook, None)
}

#[test]
fn few_drifts_are_missed_and_few_invented() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/drift.md");
    let (spec, problems) = Spec::parse(&std::fs::read_to_string(path).expect("the spec"));
    assert!(problems.is_empty(), "{problems:?}");
    let (mut hits, mut gold, mut found) = (0, 0, 0);
    let (mut traps, mut fallen) = (0, 0);
    for case in &spec.cases {
        let items: Vec<NewsItem> = case.news.iter().map(|n| n.item.clone()).collect();
        let record = record(&items);
        let words = |article, span: rapporteur_model::Span| {
            record.article(article).map_or("", |a| span.of(&a.text)).to_owned()
        };
        let has: BTreeSet<(String, String, String)> = record
            .drifts
            .iter()
            .map(|d| {
                let (at, from) = (words(d.at.article, d.at.span), words(d.from.article, d.from.span));
                (d.kind.as_str().to_owned(), at, from)
            })
            .collect();
        let rows = case.tables.iter().filter(|t| t.table == "drifts").flat_map(|t| &t.rows);
        let wants: BTreeSet<(String, String, String)> = rows
            .filter_map(|(_, cells)| match cells.as_slice() {
                [a, b, c] => Some((a.clone(), b.clone(), c.clone())),
                _ => None,
            })
            .collect();
        hits += has.intersection(&wants).count();
        gold += wants.len();
        found += has.len();
        traps += usize::from(wants.is_empty());
        fallen += usize::from(wants.is_empty() && !has.is_empty());
        for row in has.symmetric_difference(&wants) {
            println!("{}: {} {row:?}", case.title, if has.contains(row) { "invented" } else { "missed" });
        }
    }
    println!("drift: {hits} right of {found} found and {gold} there; {fallen} of {traps} traps");
    assert!(gold >= 20 && traps >= 20);
    assert!(hits * 10 >= found * 9, "precision: {hits} of {found}");
    assert!(hits * 10 >= gold * 8, "recall: {hits} of {gold}");
}
