//! Tests of how many independent sources stand behind a claim, on invented stories.

use super::*;
use crate::drafts::{Story, attribution, corpus, span};
use rapporteur_model::record::{DerivationEvidenceRow, DerivationRow, FromSpan};

const OFFICERS: &str = "Four officers said the port would close.";
const TOLD: &str = "Four officers told the Harbour Post the port would close.";

fn story<'a>(outlet: &'a str, day: &'a str, text: &'a str, said: Vec<Attribution>) -> Story<'a> {
    Story { outlet, day, text, outlets: &[], said }
}

fn officers(text: &str, source: &str, cue: &str, count: Option<u32>) -> Attribution {
    Attribution {
        source_count: count,
        ..attribution(text, source, cue, "the port would close", SourceKind::Anonymous)
    }
}

fn told_post() -> Story<'static> {
    let said = Attribution {
        told_to: Some(span(TOLD, "the Harbour Post")),
        ..officers(TOLD, "Four officers", "told", Some(4))
    };
    Story { outlets: &["Harbour Post"], ..story("Turov Times", "1905-08-22", TOLD, vec![said]) }
}

fn original() -> Story<'static> {
    let said = officers(OFFICERS, "Four officers", "said", Some(4));
    story("The Harbour Post", "1905-08-21", OFFICERS, vec![said])
}

/// All places with "the port would close", each under its first attribution if it has one.
fn evidence(corpus: &Corpus) -> Vec<Evidence> {
    let place = |(article, (a, f)): (usize, (&rapporteur_model::Article, &rapporteur_model::Annotations))| {
        let span = span(&a.text, "the port would close");
        Evidence { article, span, attribution: (!f.attributions.is_empty()).then_some(0) }
    };
    corpus.articles.iter().zip(&corpus.annotations).enumerate().map(place).collect()
}

fn behind(corpus: &Corpus, links: &Links) -> (u32, u32, Option<u32>) {
    let found = independence(&Lexicon::new(), corpus, links, &evidence(corpus));
    for (n, b) in found.tree.iter().enumerate() {
        assert!(b.parent.is_none_or(|p| p < n), "{found:?}");
    }
    (found.newsrooms, found.sources_min, found.sources_max)
}

fn derives(corpus: &Corpus, links: &mut Links, later: usize, from: usize, kind: DerivationKind) {
    links.derivations.push(DerivationRow {
        article: corpus.articles[later].id,
        from_article: Some(corpus.articles[from].id),
        from_outlet: corpus.articles[from].outlet.clone(),
        from_outlet_entity: None,
        kind,
        share: None,
        by: "test".into(),
        confidence: None,
    });
}

#[test]
fn a_story_and_who_cites_it_are_one_newsroom() {
    let corpus = corpus(vec![original(), told_post()]);
    assert_eq!(behind(&corpus, &Links::default()), (1, 4, Some(4)));
}

#[test]
fn without_the_original_the_newsroom_that_was_told_is_counted() {
    let corpus = corpus(vec![told_post()]);
    let found = independence(&Lexicon::new(), &corpus, &Links::default(), &evidence(&corpus));
    assert_eq!((found.newsrooms, found.sources_min, found.sources_max), (1, 4, Some(4)));
    assert_eq!(found.tree[0].name.as_deref(), Some("Harbour Post"));
    assert_eq!((found.tree[1].kind, &*found.tree[1].why), (SourceNode::Story, "told-to"));
    assert_eq!(found.tree[2].name.as_deref(), Some("Four officers"));
    let claim = Id::of("claim", &[]);
    let parents: Vec<Option<u32>> = found.rows(claim).iter().map(|r| r.parent).collect();
    assert_eq!(parents, [None, Some(0), Some(1)]);
}

#[test]
fn two_newsrooms_may_have_the_same_people() {
    let text = "Two diplomats said the port would close.";
    let other =
        story("Coastal Wire", "1905-08-21", text, vec![officers(text, "Two diplomats", "said", Some(2))]);
    let corpus = corpus(vec![original(), other]);
    assert_eq!(behind(&corpus, &Links::default()), (2, 4, Some(6)));
}

#[test]
fn people_of_two_countries_are_not_the_same() {
    let text = "Two diplomats said the port would close.";
    let of = |state: &str, a: Attribution| Attribution { source_state: Some(state.to_owned()), ..a };
    let other = officers(text, "Two diplomats", "said", Some(2));
    let other = story("Coastal Wire", "1905-08-21", text, vec![of("NOR", other)]);
    let mut first = original();
    first.said = vec![of("SWE", first.said.remove(0))];
    let corpus = corpus(vec![first, other]);
    assert_eq!(behind(&corpus, &Links::default()), (2, 6, Some(6)));
}

#[test]
fn a_copy_is_no_second_newsroom() {
    let copy = Story { outlet: "Turov Times", day: "1905-08-22", ..original() };
    let corpus = corpus(vec![original(), copy]);
    let mut links = Links::default();
    assert_eq!(behind(&corpus, &links).0, 2);
    derives(&corpus, &mut links, 1, 0, DerivationKind::Copy);
    assert_eq!(behind(&corpus, &links), (1, 4, Some(4)));
}

#[test]
fn a_chain_of_retellings_ends_at_its_first_story() {
    let b = "Officers say the port would close.";
    let c = "The town hears the port would close.";
    let corpus = corpus(vec![
        original(),
        story("Turov Times", "1905-08-22", b, vec![officers(b, "Officers", "say", None)]),
        story("Lake Herald", "1905-08-23", c, Vec::new()),
    ]);
    let mut links = Links::default();
    derives(&corpus, &mut links, 1, 0, DerivationKind::Rewrite);
    derives(&corpus, &mut links, 2, 1, DerivationKind::Rewrite);
    assert_eq!(behind(&corpus, &links), (1, 4, Some(4)));
    // A ring of retellings ends too.
    derives(&corpus, &mut links, 0, 2, DerivationKind::Rewrite);
    assert_eq!(behind(&corpus, &links).0, 1);
}

#[test]
fn an_article_that_cites_and_names_nobody_here_adds_no_newsroom() {
    let text = "It is said the port would close.";
    let corpus = corpus(vec![original(), story("Lake Herald", "1905-08-23", text, Vec::new())]);
    let mut links = Links::default();
    // By itself it would be a second newsroom, and nobody knows who told it.
    assert_eq!(behind(&corpus, &links), (2, 4, None));
    derives(&corpus, &mut links, 1, 0, DerivationKind::Cites);
    assert_eq!(behind(&corpus, &links), (1, 4, Some(4)));
}

#[test]
fn an_article_that_cites_but_asked_somebody_itself_adds_one() {
    let text = "The mayor said the port would close.";
    let mayor = attribution(text, "The mayor", "said", "the port would close", SourceKind::Named);
    let corpus = corpus(vec![original(), story("Lake Herald", "1905-08-23", text, vec![mayor])]);
    let mut links = Links::default();
    derives(&corpus, &mut links, 1, 0, DerivationKind::Cites);
    // The mayor may be no officer; the four officers may not count him.
    assert_eq!(behind(&corpus, &links), (2, 4, Some(5)));
}

#[test]
fn aligned_words_lead_to_the_story_they_retell() {
    let text = "An aide said the port would close.";
    let corpus = corpus(vec![
        original(),
        story("Lake Herald", "1905-08-23", text, vec![officers(text, "An aide", "said", Some(1))]),
    ]);
    let mut links = Links::default();
    assert_eq!(behind(&corpus, &links), (2, 4, Some(5)));
    links.derivation_evidence.push(DerivationEvidenceRow {
        article: corpus.articles[1].id,
        from_article: Some(corpus.articles[0].id),
        from_outlet: None,
        reason: "claim-aligned".into(),
        span: span(text, "the port would close"),
        from_span: Some(FromSpan(span(OFFICERS, "the port would close"))),
    });
    assert_eq!(behind(&corpus, &links), (1, 4, Some(4)));
}

#[test]
fn some_of_the_sources_are_no_further_people() {
    let text = "Nine officers said it was so. Four of the officers said the port would close. \
                The officers said the port would close.";
    let nine = Attribution {
        content: vec![span(text, "it was so")],
        ..officers(text, "Nine officers", "said", Some(9))
    };
    let four = Attribution { subset_of: Some(0), ..officers(text, "Four of the officers", "said", Some(4)) };
    let last = text.rfind("the port").unwrap();
    let all = Attribution {
        content: vec![Span::new(last, text.len() - 1)],
        ..officers(text, "The officers", "said", None)
    };
    let corpus = corpus(vec![story("Harbour Post", "", text, vec![nine, four, all])]);
    let at = |attribution: usize| Evidence {
        article: 0,
        span: corpus.annotations[0].attributions[attribution].content[0],
        attribution: Some(attribution),
    };
    let count = |evidence: &[Evidence]| {
        let found = independence(&Lexicon::new(), &corpus, &Links::default(), evidence);
        (found.newsrooms, found.sources_min, found.sources_max)
    };
    assert_eq!(count(&[at(1)]), (1, 4, Some(4)));
    assert_eq!(count(&[at(0), at(1)]), (1, 9, Some(9)));
}

#[test]
fn nobody_named_leaves_the_number_open() {
    let text = "Plainly the port would close.";
    let corpus = corpus(vec![story("", "", text, Vec::new())]);
    assert_eq!(behind(&corpus, &Links::default()), (1, 0, None));
    assert_eq!(independence(&Lexicon::new(), &corpus, &Links::default(), &[]).newsrooms, 0);
}
