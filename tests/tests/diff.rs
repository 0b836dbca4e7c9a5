//! What differs between two records is told by kind and with the words it rests on: a new article, another codebook,
//! other rulings.
#![allow(clippy::expect_used, clippy::disallowed_methods)]

use rapporteur::compare::{Difference, Row, TableDifference, records};
use rapporteur::{BuildOptions, build};
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_lexicon::rulings::Rulings;
use rapporteur_model::Record;
use rapporteur_model::table::Value;

const FIRST: (&str, &str) = (
    "one.md",
    "---\ntitle: Envoys ask for the bridges\noutlet: Harbour Post\npublished: 2031-03-04\n---\n\
     Norway demanded on Tuesday that Sweden withdraw from the bridges.\n\n\
     Sweden refused to discuss the fishing fleet, its foreign ministry said.\n",
);
const SECOND: (&str, &str) = (
    "two.md",
    "---\ntitle: A move on the bridges\noutlet: Coast Ledger\npublished: 2031-03-09\n---\n\
     Norway dropped its demand for a withdrawal on Sunday, its foreign ministry said.\n",
);
const FISH: &str =
    "title = \"Fish\"\nextends = \"security-talks\"\n[issue.fleet]\nwords = [\"fishing fleet\"]\n";

fn record(articles: &[(&str, &str)], codebook: Codebook, rulings: &str) -> Record {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in articles {
        std::fs::write(folder.path().join(name), text).expect("it can be written");
    }
    let mut options = BuildOptions::new(vec![folder.path().to_owned()], codebook);
    options.rulings = Rulings::parse(rulings).expect("good rulings");
    build(&options, &()).expect("it builds").record
}

fn security() -> Codebook {
    Codebook::builtin("security-talks").expect("it is built in")
}

fn table<'d>(difference: &'d Difference, name: &str) -> &'d TableDifference {
    difference.tables.iter().find(|t| t.table == name).expect("every table is compared")
}

fn cell<'r>(row: &'r Row, name: &str) -> &'r Value {
    &row.cells.iter().find(|(n, _)| *n == name).expect("the column is told").1
}

#[test]
fn a_new_article_brings_its_rows_and_moves_a_party() {
    let (a, b) = (record(&[FIRST], security(), ""), record(&[FIRST, SECOND], security(), ""));
    let difference = records(&a, &b);
    let articles = table(&difference, "articles");
    assert_eq!((articles.before, articles.after, articles.gone.len(), articles.new.len()), (1, 2, 0, 1));
    let positions = table(&difference, "positions");
    assert!(positions.gone.is_empty(), "what the first article says still stands");
    let new = positions.new.first().expect("the second article's position");
    assert_eq!(cell(new, "stance"), &Value::Text("concedes".into()));
    // The evidence: the row's own words.
    assert!(new.words.as_deref().is_some_and(|w| w.contains("dropped its demand")), "{:?}", new.words);
    let moved = difference.moved.iter().find(|m| m.issue == "withdrawal").expect("somebody moved");
    assert_eq!(moved.party, "Norway");
    assert!(!moved.from.is_empty() && !moved.to.is_empty());
    assert!(!difference.brief_new.is_empty());
    assert!(records(&b, &b).is_empty());
}

#[test]
fn another_codebook_brings_issues_and_says_so() {
    let fish = Codebook::parse("fish", FISH).expect("a good codebook");
    let (a, b) = (record(&[FIRST], security(), ""), record(&[FIRST], fish, ""));
    let difference = records(&a, &b);
    assert!(difference.meta.iter().any(|(key, ..)| key.starts_with("codebook")), "{:?}", difference.meta);
    let positions = table(&difference, "positions");
    let fleet = Value::Text("fleet".into());
    let new = positions.new.iter().find(|r| cell(r, "issue") == &fleet).expect("the new issue's position");
    assert!(new.words.as_deref().is_some_and(|w| w.contains("fishing fleet")), "{:?}", new.words);
    let articles = table(&difference, "articles");
    assert!(articles.gone.is_empty() && articles.new.is_empty(), "the articles are the same");
}

#[test]
fn other_rulings_change_what_they_are_about_and_nothing_else() {
    let a = record(&[FIRST], security(), "");
    let article = &a.articles.first().expect("an article").sha256;
    let ruling = format!(
        "[[ruling]]\nkind = \"reject\"\nitem = \"position\"\narticle = \"{article}\"\n\
                  quote = \"demanded on Tuesday that Sweden withdraw from the bridges\"\n\
                  author = \"A. Clerk\"\ndate = 2031-04-01\nreason = \"a misprint\"\n"
    );
    let b = record(&[FIRST], security(), &ruling);
    let difference = records(&a, &b);
    let positions = table(&difference, "positions");
    assert_eq!(
        (positions.gone.len(), positions.new.len()),
        (1, 0),
        "{:?}",
        table(&difference, "rulings_applied").new
    );
    let gone = positions.gone.first().expect("the rejected position");
    assert!(
        gone.words.as_deref().is_some_and(|w| w.contains("withdraw from the bridges")),
        "{:?}",
        gone.words
    );
    assert_eq!(table(&difference, "rulings_applied").new.len(), 1);
    assert!(table(&difference, "articles").new.is_empty());
}
