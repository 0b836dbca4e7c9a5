//! What must hold of any pile, shown on the sample's texts cut up and glued together at random.
#![allow(clippy::expect_used, clippy::disallowed_methods)]

use proptest::prelude::*;
use rapporteur::build_from_articles;
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_lexicon::reading::Reading;
use rapporteur_model::{Article, Record};
use rapporteur_read::Origin;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

/// The sample's reports: front matter and text.
fn reports() -> &'static [(String, String)] {
    static REPORTS: OnceLock<Vec<(String, String)>> = OnceLock::new();
    REPORTS.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/portsmouth-1905");
        let mut paths: Vec<_> = std::fs::read_dir(folder)
            .expect("the sample is there")
            .filter_map(|e| Some(e.ok()?.path()))
            .filter(|p| p.extension().is_some_and(|e| e == "md") && !p.ends_with("README.md"))
            .collect();
        paths.sort();
        let read = |p| std::fs::read_to_string(p).expect("a report can be read");
        let split = |text: String| {
            let (front, body) = text.split_at(text[4..].find("---\n").expect("front matter ends") + 8);
            (front.to_owned(), body.to_owned())
        };
        paths.iter().map(|p| split(read(p))).collect()
    })
}

/// A report's text after rough handling: words of others, marks and odd characters put in, a stretch cut out.
fn mangled() -> impl Strategy<Value = (usize, String)> {
    let odd = prop::sample::select(vec![
        "\"",
        "“",
        "”",
        "’",
        "'",
        "(",
        " — ",
        ", ",
        ". ",
        "\n\n",
        "\u{202e}",
        "\u{0301}",
        "ß",
        "İ",
        "🙂",
        "\u{200b}",
        " said ",
        " according to ",
        " unless ",
        " Russia ",
        " and ",
        " the third sitting ",
        " 5 September ",
    ]);
    let edits = prop::collection::vec((any::<prop::sample::Index>(), odd), 0..12);
    let cut = (any::<prop::sample::Index>(), any::<prop::sample::Index>());
    (0..reports().len(), edits, cut).prop_map(|(n, edits, (a, b))| {
        let mut chars: Vec<char> = reports()[n].1.chars().collect();
        let (a, b) = (a.index(chars.len()), b.index(chars.len()));
        if a.abs_diff(b) < chars.len() / 3 {
            chars.drain(a.min(b)..a.max(b));
        }
        for (place, words) in edits {
            let place = place.index(chars.len().max(1)).min(chars.len());
            chars.splice(place..place, words.chars());
        }
        (n, chars.into_iter().collect())
    })
}

fn article(n: usize, body: &str) -> Article {
    let bytes = format!("{}{body}", reports()[n].0).into_bytes();
    let origin = Origin::new(format!("{n}.md"));
    rapporteur_read::article(&Reading::default(), &origin, &bytes).expect("front matter and a text").0
}

fn codebook() -> Codebook {
    Codebook::builtin("security-talks").expect("built in")
}

fn record(articles: Vec<Article>) -> Record {
    build_from_articles(articles, &codebook(), None)
}

/// Where two records first differ, as they are printed.
fn first_difference(a: &Record, b: &Record) -> String {
    let (a, b) = (format!("{a:#?}"), format!("{b:#?}"));
    let at = a.lines().zip(b.lines()).position(|(x, y)| x != y).unwrap_or(0);
    let some = |text: &str| text.lines().skip(at.saturating_sub(12)).take(16).collect::<Vec<_>>().join("\n");
    format!("{}\n----\n{}", some(&a), some(&b))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_text_the_store_takes_the_record_and_gives_it_back(texts in prop::collection::vec(mangled(), 1..4)) {
        let record = record(texts.iter().map(|(n, text)| article(*n, text)).collect());
        if let Err(refused) = rapporteur_store::check(&record) {
            panic!("{refused}");
        }
        prop_assert_eq!(rapporteur_store::dangling(&record), Vec::<String>::new());
        let folder = tempfile::tempdir().expect("a folder");
        rapporteur_store::write(&record, folder.path(), &[]).expect("it can be written");
        let mut back = rapporteur_store::read(folder.path()).expect("it can be read");
        // The store adds its own version to the keys and values about the record.
        back.meta.clone_from(&record.meta);
        prop_assert!(back == record, "another record comes back: {}", first_difference(&back, &record));
    }

    #[test]
    fn the_order_of_articles_changes_nothing(texts in prop::collection::vec(mangled(), 2..5)) {
        let articles: Vec<Article> = texts.iter().map(|(n, text)| article(*n, text)).collect();
        let mut turned = articles.clone();
        turned.reverse();
        let once: BTreeSet<_> = articles.iter().map(|a| a.id).collect();
        prop_assume!(once.len() == articles.len());
        let (a, b) = (record(articles), record(turned));
        prop_assert_eq!(rapporteur_show::brief::markdown(&a), rapporteur_show::brief::markdown(&b));
        prop_assert!(a == b, "another order, another record");
    }
}

#[test]
fn as_known_on_a_day_is_what_was_published_by_then() {
    let all: Vec<Article> = (0..reports().len()).map(|n| article(n, &reports()[n].1)).collect();
    let days: BTreeSet<_> = all.iter().filter_map(|a| a.published.end).collect();
    for day in days {
        let known = all.iter().filter(|a| a.published.end.is_some_and(|d| d <= day)).cloned().collect();
        let as_of = build_from_articles(all.clone(), &codebook(), Some(day));
        let only = build_from_articles(known, &codebook(), Some(day));
        assert!(as_of == only, "{day}: something later leaked");
    }
}

#[test]
fn what_one_article_says_does_not_change_with_the_day() {
    let all: Vec<Article> = (0..reports().len()).map(|n| article(n, &reports()[n].1)).collect();
    let whole = record(all.clone());
    let mut days: Vec<_> = all.iter().filter_map(|a| a.published.end).collect();
    days.sort();
    let half = build_from_articles(all, &codebook(), days.get(days.len() / 2).copied());
    let times = |r: &Record| r.times.iter().map(|t| (t.at, t.value.clone())).collect::<BTreeSet<_>>();
    let said = |r: &Record| {
        r.attributions.iter().map(|a| (a.attribution, a.source_text.clone())).collect::<BTreeSet<_>>()
    };
    assert!(times(&half).is_subset(&times(&whole)));
    assert!(said(&half).is_subset(&said(&whole)));
}
