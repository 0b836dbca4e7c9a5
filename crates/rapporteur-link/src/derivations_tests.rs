//! Tests of who stands on whose reporting, on invented stories.

use super::*;
use crate::drafts::{Story, attribution, corpus, span};

fn linked(corpus: &Corpus) -> Links {
    let mut links = Links::default();
    link(&Lexicon::new(), corpus, &mut links);
    links
}

/// Edges as (outlet, outlet or "" of the article they lead to, outlet named, kind).
fn edges(corpus: &Corpus, links: &Links) -> Vec<(String, String, String, &'static str)> {
    let outlet = |id: Id| {
        let article = corpus.articles.iter().find(|a| a.id == id);
        article.and_then(|a| a.outlet.clone()).unwrap_or_default()
    };
    let mut all: Vec<_> = links
        .derivations
        .iter()
        .map(|d| {
            let from = d.from_article.map(outlet).unwrap_or_default();
            (outlet(d.article), from, d.from_outlet.clone().unwrap_or_default(), d.kind.as_str())
        })
        .collect();
    all.sort();
    all
}

fn edge(a: &str, b: &str, c: &str, kind: &'static str) -> (String, String, String, &'static str) {
    (a.to_owned(), b.to_owned(), c.to_owned(), kind)
}

fn plain<'a>(outlet: &'a str, day: &'a str, text: &'a str) -> Story<'a> {
    Story { outlet, day, text, outlets: &[], said: Vec::new() }
}

const FIRST: &str = "The old port at Turov will be shut before the winter, four officers said.";
const TOLD: &str =
    "Four officers told the Harbour Post that the old port at Turov would be shut before winter.";

fn told(outlet: &'static str, day: &'static str) -> Story<'static> {
    let content = "the old port at Turov would be shut before winter";
    let said = Attribution {
        source_count: Some(4),
        told_to: Some(span(TOLD, "the Harbour Post")),
        ..attribution(TOLD, "Four officers", "told", content, SourceKind::Anonymous)
    };
    Story { outlet, day, text: TOLD, outlets: &["Harbour Post"], said: vec![said] }
}

fn first(outlet: &'static str, day: &'static str) -> Story<'static> {
    let content = "The old port at Turov will be shut before the winter";
    let said = Attribution {
        source_count: Some(4),
        ..attribution(FIRST, "four officers", "said", content, SourceKind::Anonymous)
    };
    Story { outlet, day, text: FIRST, outlets: &[], said: vec![said] }
}

#[test]
fn the_story_of_the_cited_outlet_that_tells_the_same() {
    let corpus = corpus(vec![
        told("Turov Times", "1905-08-22"),
        first("The Harbour Post", "1905-08-20"),
        plain("The Harbour Post", "1905-08-21", "A fair opened on the hill, and the mayor danced."),
    ]);
    let links = linked(&corpus);
    assert_eq!(edges(&corpus, &links), [edge("Turov Times", "The Harbour Post", "Harbour Post", "cites")]);
    let reasons: BTreeSet<&str> = links.derivation_evidence.iter().map(|e| e.reason.as_ref()).collect();
    assert_eq!(reasons.into_iter().collect::<Vec<_>>(), ["cited", "claim-aligned", "descriptor-aligned"]);
    for e in &links.derivation_evidence {
        assert_eq!(e.reason != "cited", e.from_span.is_some());
        let from = corpus.articles.iter().find(|a| Some(a.id) == e.from_article).unwrap();
        let words = e.from_span.map_or("", |s| s.0.of(&from.text));
        assert!(e.reason != "descriptor-aligned" || words == "four officers", "{words}");
    }
}

#[test]
fn an_outlet_whose_story_is_not_there() {
    let too_old = first("The Harbour Post", "1905-07-20");
    let later = first("The Harbour Post", "1905-08-25");
    for others in [vec![], vec![too_old], vec![later]] {
        let mut all = vec![told("Turov Times", "1905-08-22")];
        all.extend(others);
        let corpus = corpus(all);
        assert_eq!(edges(&corpus, &linked(&corpus)), [edge("Turov Times", "", "Harbour Post", "cites")]);
    }
}

#[test]
fn two_stories_that_fit_are_none() {
    let other = "Shut by winter: that is what will become of the old Turov port, according to four officers.";
    let corpus = corpus(vec![
        told("Turov Times", "1905-08-22"),
        first("The Harbour Post", "1905-08-20"),
        plain("The Harbour Post", "1905-08-21", other),
    ]);
    assert_eq!(edges(&corpus, &linked(&corpus)), [edge("Turov Times", "", "Harbour Post", "cites")]);
}

#[test]
fn without_days_the_citation_says_who_was_first() {
    let corpus = corpus(vec![told("Turov Times", ""), first("The Harbour Post", "")]);
    assert_eq!(
        edges(&corpus, &linked(&corpus)),
        [edge("Turov Times", "The Harbour Post", "Harbour Post", "cites")]
    );
}

fn long(seed: &str) -> String {
    let of = |n: usize| {
        format!("The {seed} of pier {n} was sold to its {n} {seed}men on the day the lamp {n} went out. ")
    };
    (1..9).map(of).collect()
}

#[test]
fn a_copy_stands_on_the_earlier_one_and_shows_the_words() {
    let text = long("crane");
    let other = format!("Our own view. {text}");
    let corpus = corpus(vec![
        plain("Turov Times", "1905-08-22", &other),
        plain("The Harbour Post", "1905-08-20", &text),
        plain(
            "Lake Herald",
            "1905-08-21",
            "Nothing of the kind was seen here on that day by anybody at all.",
        ),
    ]);
    let links = linked(&corpus);
    assert_eq!(edges(&corpus, &links), [edge("Turov Times", "The Harbour Post", "The Harbour Post", "copy")]);
    assert!(links.derivations[0].share.is_some_and(|s| s > 0.9));
    assert_eq!(links.derivations[0].by, "derivation.copy");
    let e = links.derivation_evidence.iter().find(|e| e.reason == "shared-text").unwrap();
    let words = e.from_span.unwrap().0.of(&text);
    assert_eq!(e.span.of(&other), words);
    assert!(words.len() > 400);
}

#[test]
fn copies_of_one_day_are_told_apart_by_who_cites_whom_or_not_at_all() {
    let text = long("crane");
    let citing = format!("{text} The Harbour Post reported it.");
    let said = attribution(&citing, "The Harbour Post", "reported", "it", SourceKind::Outlet);
    let said = Attribution { source_mention: Some(0), ..said };
    let cites = Story {
        outlet: "Turov Times",
        day: "1905-08-20",
        text: &citing,
        outlets: &["The Harbour Post"],
        said: vec![said],
    };
    let post = || plain("The Harbour Post", "1905-08-20", &text);
    let known = corpus(vec![cites, post()]);
    assert_eq!(
        edges(&known, &linked(&known)),
        [edge("Turov Times", "The Harbour Post", "The Harbour Post", "copy")]
    );
    let unknown = corpus(vec![plain("Turov Times", "1905-08-20", &text), post()]);
    let links = linked(&unknown);
    assert_eq!(links.derivations.len(), 1);
    assert_eq!(links.derivations[0].by, "derivation.copy-undated");
    assert_eq!(links.diagnostics[0].name, "copy-direction-unknown");
}

#[test]
fn versions_of_one_paper_are_updates_and_agency_text_is_the_agencys() {
    let text = long("crane");
    let more = format!("{text} {}", long("winch"));
    let versions = corpus(vec![
        plain("The Harbour Post", "1905-08-20", &text),
        plain("The Harbour Post", "1905-08-21", &more),
    ]);
    assert_eq!(linked(&versions).derivations[0].by, "derivation.update");
    let credit = format!("{text} Coastal Wire");
    let papers = [plain("Turov Times", "1905-08-20", &credit), plain("Lake Herald", "1905-08-21", &credit)];
    let mut wire = corpus(papers.into_iter().collect());
    for article in &mut wire.articles {
        let credit = span(&article.text, "Coastal Wire");
        article.agency = Some("Coastal Wire".to_owned());
        article.parts[0].span.end = credit.start;
        article.parts.push(rapporteur_model::Part { span: credit, kind: rapporteur_model::PartKind::Credit });
    }
    let links = linked(&wire);
    assert_eq!(
        edges(&wire, &links),
        [edge("Lake Herald", "", "Coastal Wire", "copy"), edge("Turov Times", "", "Coastal Wire", "copy")]
    );
    assert!(links.derivations.iter().all(|d| d.by == "derivation.wire"));
}

#[test]
fn the_order_of_the_pile_changes_nothing() {
    let text = long("crane");
    let other = format!("Our own view. {text}");
    let stories = || {
        vec![
            told("Turov Times", "1905-08-22"),
            first("The Harbour Post", "1905-08-20"),
            plain("Lake Herald", "1905-08-20", &text),
            plain("Coast Courier", "1905-08-20", &other),
        ]
    };
    let one = linked(&corpus(stories()));
    let two = linked(&corpus(stories().into_iter().rev().collect()));
    assert_eq!(one.derivations, two.derivations);
    assert_eq!(one.derivation_evidence, two.derivation_evidence);
    assert_eq!(one.drifts, two.drifts);
}

const UNSAID_FIRST: &str = "The old port at Turov will be shut before the winter, four officers said. \
     The dredgers left the basin on Sunday with their crews. The pilots have moved to the northern jetty for good. \
     The customs sheds were sold to a brewer from the hills.";
const UNSAID: &str = "Four officers said that before winter the old port at Turov would be shut. \
     With their crews the dredgers left the basin on Sunday. For good the pilots moved to a northern jetty. \
     A brewer from the hills has the customs sheds, which were sold.";

/// A story whose first sentence is told by people without names.
fn unnamed(
    outlet: &str,
    day: &str,
    text: &str,
    source: &str,
    content: &str,
    count: Option<u32>,
) -> (rapporteur_model::Article, rapporteur_model::Annotations) {
    let mut sentences = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(". ") {
        sentences.push(Span::new(at, at + piece.trim_end().len()));
        at += piece.len();
    }
    let quoted = content.starts_with('"');
    let content = content.trim_matches('"');
    let kind = if quoted {
        rapporteur_model::AttributionKind::Direct
    } else {
        rapporteur_model::AttributionKind::Indirect
    };
    let said = attribution(text, source, "said", content, SourceKind::Anonymous);
    let said = Attribution { source_count: count, kind, ..said };
    let found = rapporteur_model::Annotations { sentences, attributions: vec![said], ..Default::default() };
    (crate::drafts::article(Some(outlet), day, text), found)
}

#[test]
fn a_retelling_that_cites_nobody_shares_what_only_one_can_have_asked_for() {
    let first = || {
        let content = "The old port at Turov will be shut before the winter";
        unnamed("The Harbour Post", "1905-08-20", UNSAID_FIRST, "four officers", content, Some(4))
    };
    let content = "before winter the old port at Turov would be shut";
    for (day, count, wanted) in [
        ("1905-08-22", 4, true),
        // Others were asked.
        ("1905-08-22", 3, false),
        // No news any more.
        ("1905-09-22", 4, false),
        // Nobody knows which was first.
        ("1905-08-20", 4, false),
    ] {
        let other = unnamed("Turov Times", day, UNSAID, "Four officers", content, Some(count));
        let corpus = Corpus::new(vec![first(), other], Vec::new());
        let links = linked(&corpus);
        let by: Vec<&str> = links.derivations.iter().map(|d| d.by.as_ref()).collect();
        assert_eq!(by == ["derivation.retold-unsaid"], wanted, "{day} {count}: {by:?}");
        assert_eq!(by.is_empty(), !wanted);
    }
}

#[test]
fn sources_without_names_who_are_quoted_with_other_words_are_no_sign() {
    let rest = "The dredgers left the basin on Sunday with their crews. The pilots have moved to the northern jetty. \
                The customs sheds were sold to a brewer from the hills.";
    // In other words: text in common would be a copy.
    let retold = "On Sunday dredgers with their crews left the basin. To a northern jetty the pilots have moved. \
                  A brewer from the hills has the customs sheds, which were sold.";
    let of = |outlet: &str, day: &str, quotation: &str, rest: &str| {
        let text = format!("\"{quotation}\" an officer said. {rest}");
        unnamed(outlet, day, &text, "an officer", &format!("\"{quotation}\""), None)
    };
    let shut = "We shall shut the old port before winter,";
    let held = "Before winter the council must say if the port shuts,";
    for (other, wanted) in [(shut, true), (held, false)] {
        let first = of("The Harbour Post", "1905-08-20", shut, rest);
        let pile = vec![first, of("Turov Times", "1905-08-21", other, retold)];
        let links = linked(&Corpus::new(pile, Vec::new()));
        let by: Vec<&str> = links.derivations.iter().map(|d| d.by.as_ref()).collect();
        assert_eq!(by == ["derivation.retold-unsaid"], wanted, "{by:?}");
        assert_eq!(by.is_empty(), !wanted);
    }
}

#[test]
fn whoever_asked_somebody_themselves_cites_and_does_not_retell() {
    // Two of five sentences tell what the Post had: of nobody's own asking that is a retelling.
    const POST: &str = "The pilots of Turov are weighing an offer of six crowns a shift, two owners said. \
                        The offer would end the strike of the pilots by Friday. A fair opened on the hill.";
    let tail =
        "\"We have signed nothing,\" the guild's secretary told ASKED. Nobody slept on the quay. It rained.";
    let head = "The Harbour Post reported that an offer of six crowns is being weighed by the pilots of Turov. \
                By Friday the offer would end the strike of the pilots, it wrote.";
    let text = |asked: &str| format!("{head} {}", tail.replace("ASKED", asked));
    let kind = |asked: &str| {
        let text = text(asked);
        let mut said = attribution(
            &text,
            "the guild's secretary",
            "told",
            "We have signed nothing",
            SourceKind::Unspecified,
        );
        said.told_to = Some(span(&text, asked));
        let content = "an offer of six crowns is being weighed by the pilots of Turov";
        let cites = attribution(&text, "The Harbour Post", "reported", content, SourceKind::Outlet);
        let story = Story {
            outlet: "The Turov Times",
            day: "1905-08-22",
            text: &text,
            outlets: &["Harbour Post"],
            said: vec![cites, said],
        };
        let mut corpus = corpus(vec![story, plain("The Harbour Post", "1905-08-21", POST)]);
        for (article, found) in corpus.articles.iter().zip(&mut corpus.annotations) {
            let ends = article.text.match_indices('.').map(|(end, _)| end + 1);
            let starts = std::iter::once(0).chain(ends.clone());
            found.sentences = starts.zip(ends).map(|(start, end)| Span::new(start, end)).collect();
        }
        let links = linked(&corpus);
        edges(&corpus, &links).into_iter().map(|e| e.3).collect::<Vec<_>>()
    };
    assert_eq!(kind("the crowd"), ["rewrite"]);
    assert_eq!(kind("The Turov Times"), ["cites"]);
}
