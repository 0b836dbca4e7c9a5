//! Claims of made-up articles.
#![allow(clippy::field_reassign_with_default)] // Links have many fields, and here one counts.

use super::groups::COMMON;
use super::*;
use crate::drafts::{article, attribution, mention, span};
use rapporteur_model::{EntityKind, Quantity, TimeExpression, TimeType};

/// One article: outlet, day, text, names in it, attributions.
fn story(
    outlet: &str,
    day: &str,
    text: &str,
    names: &[&str],
    said: Vec<Attribution>,
) -> (Article, Annotations) {
    let mut mentions: Vec<_> = names.iter().map(|n| mention(text, n, EntityKind::State)).collect();
    mentions.sort_by_key(|m| m.span);
    let found = Annotations {
        sentences: vec![Span::new(0, text.len())],
        mentions,
        attributions: said,
        ..Annotations::default()
    };
    (article(Some(outlet), day, text), found)
}

fn linked(stories: Vec<(Article, Annotations)>) -> (Vec<Claim>, Links) {
    let corpus = Corpus::new(stories, Vec::new());
    let mut links = Links::default();
    links.mention_entity = corpus
        .annotations
        .iter()
        .map(|f| f.mentions.iter().map(|m| Some(Id::of("entity", &[m.name.as_bytes()]))).collect())
        .collect();
    links.outlet_entity = vec![None; corpus.articles.len()];
    let claims = link(&crate::words::Words::new(&corpus), &Lexicon::new(), &corpus, &mut links);
    (claims, links)
}

/// Stories on other matters, so that what all tell weighs less than what two tell.
fn others() -> Vec<(Article, Annotations)> {
    [
        "Borduria opened a new railway bridge across the Wladir gorge, the engineers announced.",
        "Syldavia exported twice as much mineral water last spring, according to brewers.",
        "Borduria and Syldavia will play each other in the chess olympiad final, umpires said.",
    ]
    .iter()
    .map(|text| {
        let names: Vec<&str> = ["Borduria", "Syldavia"].into_iter().filter(|n| text.contains(n)).collect();
        story("Turov Times", "1938-04-01", text, &names, Vec::new())
    })
    .collect()
}

const FIRST: &str = "Borduria has moved two tank brigades to the Zympathia pass, a Syldavia officer said.";
const AGAIN: &str = "Officers told the Post that Borduria moved tank brigades up to the Zympathia pass.";

fn first() -> (Article, Annotations) {
    let said = attribution(
        FIRST,
        "a Syldavia officer",
        "said",
        "Borduria has moved two tank brigades to the Zympathia pass",
        SourceKind::Anonymous,
    );
    story("Harbour Post", "1938-05-03", FIRST, &["Borduria", "Zympathia", "Syldavia"], vec![said])
}

fn again() -> (Article, Annotations) {
    let said = attribution(
        AGAIN,
        "Officers",
        "told",
        "Borduria moved tank brigades up to the Zympathia pass",
        SourceKind::Anonymous,
    );
    story("Evening Echo", "1938-05-04", AGAIN, &["Borduria", "Zympathia"], vec![said])
}

#[test]
fn the_same_statement_in_two_papers_is_one_claim_with_its_tree() {
    let (claims, links) = linked([others(), vec![first(), again()]].concat());
    assert_eq!(claims.len(), 1);
    let row = &links.claims[0];
    assert_eq!(row.summary, "Borduria has moved two tank brigades to the Zympathia pass");
    assert_eq!((row.articles, row.status), (2, ClaimStatus::Uncontested));
    assert_eq!(row.first_published, Some("1938-05-03".parse().unwrap()));
    assert!(row.newsrooms >= 1 && row.sources_min >= 1);
    assert!(links.claim_sources.iter().all(|s| s.claim == row.claim) && !links.claim_sources.is_empty());
    assert!(links.claim_evidence.iter().all(|e| e.relation == Relation::Supports && e.attribution.is_some()));
}

#[test]
fn the_same_subject_is_not_the_same_claim() {
    let text = "Borduria closed the Zympathia pass to lorries because of snow, a customs clerk said.";
    let said = attribution(
        text,
        "a customs clerk",
        "said",
        "Borduria closed the Zympathia pass to lorries because of snow",
        SourceKind::Anonymous,
    );
    let other = story("Evening Echo", "1938-05-04", text, &["Borduria", "Zympathia"], vec![said]);
    let (claims, _) = linked([others(), vec![first(), other]].concat());
    assert!(claims.is_empty());
}

#[test]
fn what_is_said_not_to_be_so_contradicts() {
    let text = "Borduria has not moved tank brigades to the Zympathia pass, its minister said.";
    let said = attribution(
        text,
        "its minister",
        "said",
        "Borduria has not moved tank brigades to the Zympathia pass",
        SourceKind::Named,
    );
    let other = story("Evening Echo", "1938-05-04", text, &["Borduria", "Zympathia"], vec![said]);
    let (claims, links) = linked([others(), vec![first(), other]].concat());
    assert_eq!(claims.len(), 1);
    assert_eq!(links.claims[0].status, ClaimStatus::Disputed);
    let relations: Vec<Relation> = claims[0].evidence.iter().map(|(_, r)| *r).collect();
    assert_eq!(relations, [Relation::Supports, Relation::Contradicts]);
    assert_eq!(links.claims[0].articles, 1);
}

#[test]
fn what_is_not_in_a_condition_contradicts_nothing() {
    let told = |outlet: &str, text: &str| {
        let content = text.strip_suffix(", officers said.").unwrap();
        let said = attribution(text, "officers", "said", content, SourceKind::Anonymous);
        story(outlet, "1938-05-03", text, &["Borduria", "Zympathia"], vec![said])
    };
    let relations = |other: &str| {
        let unless =
            "Borduria will shell the Zympathia pass unless the garrison leaves by noon, officers said.";
        let (claims, _) =
            linked([others(), vec![told("Harbour Post", unless), told("Evening Echo", other)]].concat());
        claims.iter().flat_map(|c| &c.evidence).map(|(_, r)| *r).collect::<Vec<Relation>>()
    };
    use Relation::{Contradicts, Supports};
    let same =
        "Borduria will shell the Zympathia pass if the garrison does not leave by noon, officers said.";
    let first =
        "If the garrison does not leave by noon, Borduria will shell the Zympathia pass, officers said.";
    let contrary =
        "If the garrison leaves by noon, Borduria will not shell the Zympathia pass, officers said.";
    assert_eq!(relations(same), [Supports, Supports]);
    assert_eq!(relations(first), [Supports, Supports]);
    assert_eq!(relations(contrary), [Supports, Contradicts]);
}

#[test]
fn who_denies_it_denies_it() {
    let text = "The minister denied that Borduria had moved tank brigades to the Zympathia pass.";
    let said = attribution(
        text,
        "The minister",
        "denied",
        "that Borduria had moved tank brigades to the Zympathia pass",
        SourceKind::Named,
    );
    let other = story("Evening Echo", "1938-05-04", text, &["Borduria", "Zympathia"], vec![said]);
    let (claims, links) = linked([others(), vec![first(), other]].concat());
    assert_eq!(claims.len(), 1);
    assert_eq!(links.claims[0].status, ClaimStatus::Denied);
    assert_eq!(claims[0].evidence[1].1, Relation::Denies);
}

#[test]
fn a_short_denial_denies_the_one_claim_that_says_all_of_it() {
    let long = |outlet: &str, more: &str| {
        let content = format!("Borduria has moved two tank brigades to the Zympathia pass {more}");
        let text = format!("{content}, an officer said.");
        let said = attribution(&text, "an officer", "said", &content, SourceKind::Anonymous);
        story(outlet, "1938-05-03", &text, &["Borduria", "Zympathia"], vec![said])
    };
    let by_night = "by night train from Szohod with all their fuel wagons and field kitchens";
    let by_river = "on barges hired from Klow brewers along with spare tracks and mountain guns";
    let text = "The minister denied that Borduria had moved tank brigades to the Zympathia pass.";
    let denied = "that Borduria had moved tank brigades to the Zympathia pass";
    let denial = || {
        let said = attribution(text, "The minister", "denied", denied, SourceKind::Named);
        story("Evening Echo", "1938-05-04", text, &["Borduria", "Zympathia"], vec![said])
    };
    let (claims, links) = linked([others(), vec![long("Harbour Post", by_night), denial()]].concat());
    assert_eq!(claims.len(), 1);
    assert_eq!(links.claims[0].status, ClaimStatus::Denied);
    assert_eq!(claims[0].evidence[1].1, Relation::Denies);
    // Of two it is not told which.
    let both = vec![long("Harbour Post", by_night), long("Turov Times", by_river), denial()];
    let (claims, _) = linked([others(), both].concat());
    assert!(claims.iter().all(|c| c.evidence.len() == 1));
}

/// Borduria will have let the barges through, as one paper has it; and what another has somebody say.
fn answered(cue: &str, answer: &str) -> (Vec<Claim>, Links) {
    const CLAIM: &str = "Borduria has agreed to a ceasefire at the Zympathia pass.";
    let claim = story("Harbour Post", "1938-05-03", CLAIM, &["Borduria", "Zympathia"], Vec::new());
    let text = format!("The minister {cue} {answer}.");
    let said = attribution(&text, "The minister", cue, answer, SourceKind::Named);
    let answered = story("Evening Echo", "1938-05-04", &text, &["Borduria"], vec![said]);
    linked([others(), vec![claim, answered]].concat())
}

#[test]
fn who_denies_all_that_a_short_claim_says_denies_it() {
    let relations = |cue: &str, answer: &str| -> Vec<Vec<Relation>> {
        let (claims, _) = answered(cue, answer);
        claims.iter().map(|c| c.evidence.iter().map(|e| e.1).collect()).collect()
    };
    use Relation::{Contradicts, Denies, Supports};
    let both = vec![vec![Supports, Denies]];
    assert_eq!(relations("denied", "that Borduria had agreed to any ceasefire"), both);
    // "Ready to" tells nothing.
    assert_eq!(relations("denied", "that Borduria was ready to agree to a ceasefire"), both);
    // So does who says that it is not so, in one clause.
    let contrary = vec![vec![Supports, Contradicts]];
    assert_eq!(relations("said", "that Borduria had not agreed to a ceasefire"), contrary);
    assert_eq!(relations("said", "Borduria had not agreed to a ceasefire while barges burn"), [[]; 0]);
    // Something that the claim does not say.
    assert_eq!(relations("denied", "that Borduria had violated any ceasefire"), [[Denies]]);
    assert_eq!(relations("said", "that Borduria had agreed to nothing"), [[]; 0]);
}

#[test]
fn only_what_is_not_so_contradicts() {
    let told = |outlet: &str, content: &str| {
        let text = format!("{content}, an officer said.");
        let said = attribution(&text, "an officer", "said", content, SourceKind::Anonymous);
        story(outlet, "1938-05-03", &text, &["Borduria", "Zympathia"], vec![said])
    };
    let long = "Borduria has moved two tank brigades and nine field kitchens to the Zympathia pass";
    let relation = |other: &str| {
        let (claims, _) = linked([others(), vec![told("A", long), told("B", other)]].concat());
        claims.first().and_then(|c| c.evidence.get(1)).map(|e| e.1)
    };
    let moved = |how: &str| long.replace("has moved", how);
    assert_eq!(relation(&moved("has not moved")), Some(Relation::Contradicts));
    assert_eq!(relation(&moved("moved")), Some(Relation::Supports));
    // Neither nor is no double negation, "not only" is none at all.
    assert_eq!(relation(&format!("Not only {}", moved("moved"))), Some(Relation::Supports));
    assert_eq!(
        relation(&long.replace("has moved two tank brigades and", "has moved neither tank brigades nor")),
        Some(Relation::Contradicts)
    );
}

#[test]
fn another_number_contradicts_and_a_rounder_one_does_not() {
    let told = |outlet: &str, day: &str, number: &str, min: f64, max: f64| {
        let text = format!("Borduria moved {number} tanks to the Zympathia pass overnight, guards said.");
        let content = format!("Borduria moved {number} tanks to the Zympathia pass overnight");
        let said = attribution(&text, "guards", "said", &content, SourceKind::Anonymous);
        let (article, mut found) = story(outlet, day, &text, &["Borduria", "Zympathia"], vec![said]);
        found.quantities.push(Quantity {
            span: span(&text, &format!("{number} tanks")),
            min: Some(min),
            max: Some(max),
            unit: Some("tank".to_owned()),
            approximator: None,
            by: "test".into(),
        });
        (article, found)
    };
    let three = || told("Harbour Post", "1938-05-03", "300", 300.0, 300.0);
    let (claims, links) =
        linked([others(), vec![three(), told("Evening Echo", "1938-05-04", "nine", 9.0, 9.0)]].concat());
    assert_eq!(claims.len(), 1);
    assert_eq!(links.claims[0].status, ClaimStatus::Disputed);
    let hundreds = told("Evening Echo", "1938-05-04", "hundreds of", 200.0, 999.0);
    let (_, links) = linked([others(), vec![three(), hundreds]].concat());
    assert_eq!(links.claims[0].status, ClaimStatus::Uncontested);
}

#[test]
fn what_the_paper_itself_could_not_verify_is_a_claim_though_told_once() {
    let (article, mut found) = first();
    found.attributions[0].verification = Some(Verification::Unverified);
    let (claims, links) = linked([others(), vec![(article, found)]].concat());
    assert_eq!(claims.len(), 1);
    assert_eq!(links.claims[0].status, ClaimStatus::Unverified);
}

#[test]
fn the_order_of_articles_changes_nothing() {
    let (_, one) = linked([others(), vec![first(), again()]].concat());
    let (_, two) = linked([vec![again(), first()], others()].concat());
    assert_eq!(
        (one.claims, one.claim_evidence, one.claim_sources),
        (two.claims, two.claim_evidence, two.claim_sources)
    );
}

#[test]
fn what_nobody_will_say_is_said_by_nobody() {
    for (cue, wanted) in [("confirmed", 1), ("would not confirm", 0)] {
        let text = format!("Its minister {cue} that Borduria moved tank brigades up to the Zympathia pass.");
        let content = "that Borduria moved tank brigades up to the Zympathia pass";
        let said = attribution(&text, "Its minister", cue, content, SourceKind::Named);
        let other = story("Evening Echo", "1938-05-04", &text, &["Borduria", "Zympathia"], vec![said]);
        let (claims, _) = linked([others(), vec![first(), other]].concat());
        assert_eq!(claims.len(), wanted, "{cue}");
    }
}

#[test]
fn an_attitude_to_a_thing_is_no_statement_that_it_is_so() {
    let text = "Guards fear a move of two Borduria tank brigades to the Zympathia pass.";
    let content = "a move of two Borduria tank brigades to the Zympathia pass";
    let said = |by: &str| {
        let said = attribution(text, "Guards", "fear", content, SourceKind::Anonymous);
        Attribution { by: by.to_owned().into(), ..said }
    };
    let other = |by| story("Evening Echo", "1938-05-04", text, &["Borduria", "Zympathia"], vec![said(by)]);
    let spoken = |by| {
        let (claims, _) = linked([others(), vec![first(), other(by)]].concat());
        claims.iter().flat_map(|c| &c.evidence).filter(|(e, _)| e.attribution.is_some()).count()
    };
    assert_eq!(spoken("attribution.clause"), 2);
    // The outlet says that they fear it: one under the officer, one under nobody.
    assert_eq!(spoken("attribution.object"), 1);
}

#[test]
fn here_and_there_are_two_things() {
    let told = |outlet: &str, place: &str| {
        let text =
            format!("Envoys of Borduria and Syldavia signed a fishing treaty before crowds in {place}.");
        let (article, mut found) = story(outlet, "1938-05-03", &text, &["Borduria", "Syldavia"], Vec::new());
        found.mentions.push(mention(&text, place, EntityKind::Place));
        (article, found)
    };
    for (other, wanted) in [("Travunia", 1), ("Niedzdrow", 0)] {
        let pile = vec![told("Harbour Post", "Travunia"), told("Evening Echo", other)];
        let (claims, _) = linked([others(), pile].concat());
        assert_eq!(claims.len(), wanted, "{other}");
    }
}

#[test]
fn less_likeness_is_asked_of_a_retelling() {
    let long = "Borduria moved two tank brigades, three field kitchens and a brass band to the Zympathia pass \
                while snow fell on lorries, mules and drivers all night.";
    let short = "Borduria has moved tanks to the Zympathia pass, guards told reporters of the Post.";
    let one = |outlet: &str, day: &str, text: &str| {
        story(outlet, day, text, &["Borduria", "Zympathia"], Vec::new())
    };
    let pile = || vec![one("Harbour Post", "1938-05-03", long), one("Evening Echo", "1938-05-04", short)];
    let corpus = Corpus::new([others(), pile()].concat(), Vec::new());
    let of =
        |text: &str| corpus.articles.iter().find(|a| a.text == text).map(|a| (a.id, a.text.len())).unwrap();
    let (first, then) = (of(long), of(short));
    let mut links = Links::default();
    links.mention_entity = corpus
        .annotations
        .iter()
        .map(|f| f.mentions.iter().map(|m| Some(Id::of("entity", &[m.name.as_bytes()]))).collect())
        .collect();
    links.outlet_entity = vec![None; corpus.articles.len()];
    assert!(
        link(&crate::words::Words::new(&corpus), &Lexicon::new(), &corpus, &mut links.clone()).is_empty()
    );
    links.derivation_evidence.push(rapporteur_model::record::DerivationEvidenceRow {
        article: then.0,
        from_article: Some(first.0),
        from_outlet: None,
        reason: "claim-aligned".into(),
        span: Span::new(0, then.1),
        from_span: Some(rapporteur_model::record::FromSpan(Span::new(0, first.1))),
    });
    let claims = link(&crate::words::Words::new(&corpus), &Lexicon::new(), &corpus, &mut links);
    assert_eq!(claims.iter().map(|c| c.evidence.len()).collect::<Vec<_>>(), [2]);
}

const CLOSED: &str = "Borduria will close the Zympathia pass to lorries before May.";

/// The story with one thing replaced, and what it says of time and number.
fn with(day: &str, from: &str, to: &str) -> (Article, Annotations) {
    let text = CLOSED.replace(from, to);
    let names: Vec<&str> = ["Borduria", "Zympathia"].into_iter().filter(|n| text.contains(n)).collect();
    let (article, mut found) = story(day, "1938-02-01", &text, &names, Vec::new());
    for (month, value) in [("May", "1938-05"), ("June", "1938-06")] {
        if let Some(at) = text.find(month) {
            found.times.push(TimeExpression {
                span: Span::new(at, at + month.len()),
                kind: TimeType::Date,
                value: value.to_owned(),
                interval: Interval::UNKNOWN,
                anchor: Some("published".to_owned()),
                rule: "time.month".into(),
            });
        }
    }
    (article, found)
}

#[test]
fn another_month_is_another_claim() {
    let (claims, _) = linked([others(), vec![with("A", "", ""), with("B", "close", "shut")]].concat());
    assert_eq!(claims.len(), 1);
    let (claims, _) = linked([others(), vec![with("A", "", ""), with("B", "May", "June")]].concat());
    assert!(claims.is_empty());
}

#[test]
fn a_place_that_was_not_read_as_one_is_a_place_all_the_same() {
    let at = |outlet: &str, town: &str| with(outlet, "the Zympathia pass", &format!("its depot in {town}"));
    let (claims, _) = linked([others(), vec![at("A", "Klow"), at("B", "Klow")]].concat());
    assert_eq!(claims.len(), 1);
    let (claims, _) = linked([others(), vec![at("A", "Klow"), at("B", "Niedz")]].concat());
    assert!(claims.is_empty());
}

#[test]
fn the_same_words_about_two_things_are_two_claims() {
    let claims = |from: &str, to: &str| {
        linked([others(), vec![with("A", "", ""), with("B", from, to)]].concat()).0.len()
    };
    // In the place of one thing another, between words that both have; a word more or less is no other thing.
    assert_eq!(claims("lorries", "barges"), 0);
    assert_eq!(claims("the Zympathia pass", "the narrow Zympathia pass"), 1);
    assert_eq!(claims("lorries", "heavy lorries"), 1);
    // Another word for what happens, or for who does it.
    assert_eq!(claims("close", "shut"), 1);
}

#[test]
fn other_things_counted_are_another_claim() {
    let counted = |outlet: &str, unit: &str, number: f64| {
        let (article, mut found) = with(outlet, "lorries", &format!("{number} heavy {unit}s"));
        let at = article.text.find(&format!("{number}")).unwrap_or(0);
        found.quantities.push(Quantity {
            span: Span::new(at, at + 3),
            min: Some(number),
            max: Some(number),
            unit: Some(unit.to_owned()),
            approximator: None,
            by: "quantity.count".into(),
        });
        (article, found)
    };
    let pair = |unit, number| vec![counted("A", "lorry", 120.0), counted("B", unit, number)];
    let (claims, _) = linked([others(), pair("lorry", 120.0)].concat());
    assert_eq!(claims.len(), 1);
    let (claims, _) = linked([others(), pair("coach", 340.0)].concat());
    assert!(claims.is_empty());
}

#[test]
fn a_quotation_that_names_nobody_is_known_by_its_words() {
    let quoted = |outlet: &str, words: &str| {
        let text = format!("\"{words},\" an engineer said.");
        let said = attribution(&text, "an engineer", "said", words, SourceKind::Anonymous);
        story(outlet, "1938-05-03", &text, &[], vec![said])
    };
    const WORDS: &str = "We have dredged the old harbour twice and will not pay for the western quay";
    let (claims, _) = linked([others(), vec![quoted("A", WORDS), quoted("B", WORDS)]].concat());
    assert_eq!(claims.len(), 1);
    let other = WORDS.replace("harbour", "canal").replace("western quay", "ruined lock");
    let (claims, _) = linked([others(), vec![quoted("A", WORDS), quoted("B", &other)]].concat());
    assert!(claims.is_empty());
}

#[test]
fn common_names_lead_to_each_other_two_by_two() {
    // Each of these names stands in more statements than lead anywhere; both in two only.
    let mut stories = Vec::new();
    for n in 0..COMMON + 4 {
        for name in ["Borduria", "Zympathia"] {
            let text = format!("{name} opened hall{n}x for guest{n}y and band{n}z yesterday at noon{n}.");
            stories.push(story("Turov Times", "1938-04-01", &text, &[name], Vec::new()));
        }
        let text = format!("Syldavia saw close{n} pass{n} lorries close the pass to lorries at row{n}.");
        stories.push(story("Turov Times", "1938-04-01", &text, &["Syldavia"], Vec::new()));
    }
    let pair = vec![with("A", "", ""), with("B", "before", "until")];
    let (claims, _) = linked([stories, pair].concat());
    let both = claims.iter().filter(|c| c.summary.contains("will close the Zympathia pass"));
    assert_eq!(both.map(|c| c.evidence.len()).collect::<Vec<_>>(), [2]);
}
