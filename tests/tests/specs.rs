//! Runs every spec of tests/specs through the whole program, but for files and the command line.
#![allow(clippy::expect_used, clippy::panic)]

use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::codebook::{Codebook, Problem};
use rapporteur_model::{Article, Record};
use rapporteur_read::{Format, Metadata, Origin};
use rapporteur_tests::{NewsItem, run_folder};
use std::path::Path;

fn article(lexicon: &Lexicon, n: usize, item: &NewsItem) -> Article {
    let given = Metadata {
        title: item.title.clone(),
        outlet: item.outlet.clone(),
        author: item.author.clone(),
        published: item.published.clone(),
        acquired: item.acquired.clone(),
        url: item.url.clone(),
        language: item.language.clone(),
        ..Metadata::default()
    };
    let origin = Origin { path: format!("{n}.txt"), format: Some(Format::Text), given };
    rapporteur_read::article(&lexicon.reading, &origin, item.text.as_bytes())
        .expect("the news of a spec can be read")
        .0
}

fn record(items: &[NewsItem], codebook: Option<&str>) -> Record {
    let lexicon = Lexicon::new();
    let codebook = match codebook {
        None => Codebook::builtin("security-talks").expect("built in"),
        Some(toml) => Codebook::parse("spec", toml).unwrap_or_else(|problems| {
            panic!("{}", problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n"))
        }),
    };
    let articles = items.iter().enumerate().map(|(n, item)| article(&lexicon, n, item)).collect();
    rapporteur::build_from_articles(articles, &codebook, None)
}

#[test]
fn the_specs_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let (cases, failures) = run_folder(&folder, &record).expect("the specs can be read");
    let failures: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "of {cases} cases:\n{}", failures.join("\n"));
}
