//! Who is said to say what: one test a construction.

mod common;
use rapporteur_annotate::attributions::attribution_at;
use rapporteur_model::{AttributionKind, SourceKind, Span, Verification};

/// "source | cue | content / content" for each attribution.
fn said(text: &str) -> Vec<String> {
    let (article, found) = common::annotate(text);
    let words = |s: Option<Span>| s.map_or("-", |s| s.of(&article.text)).to_owned();
    found
        .attributions
        .iter()
        .map(|a| {
            let content: Vec<&str> = a.content.iter().map(|c| c.of(&article.text)).collect();
            format!("{} | {} | {}", words(a.source), words(a.cue), content.join(" / "))
        })
        .collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(said(text), expected, "{text}");
}

#[test]
fn a_source_before_its_verb() {
    check("Karel Vane said that the bridge would open.", &["Karel Vane | said | that the bridge would open"]);
    check(
        "Borduria's defence minister, Karel Vane, said on Monday the bridge would open.",
        &["Borduria's defence minister, Karel Vane | said | the bridge would open"],
    );
    check(
        "On Monday Mr. Vane said in a statement that the bridge was closed.",
        &["Mr. Vane | said | that the bridge was closed"],
    );
    check(
        "Sources briefed on the talks say Turov has agreed.",
        &["Sources briefed on the talks | say | Turov has agreed"],
    );
}

#[test]
fn a_source_after_the_content() {
    check(
        "The bridge is closed, two officials said on Tuesday.",
        &["two officials | said | The bridge is closed"],
    );
    check(
        "The bridge is closed, said the mayor of Turov.",
        &["the mayor of Turov | said | The bridge is closed"],
    );
    check("Turov, he said, was ready.", &["he | said | Turov / was ready"]);
    check(
        "But, the source said, \"Borduria is not offering much.\"",
        &["the source | said | \"Borduria is not offering much.\""],
    );
}

#[test]
fn quotations() {
    check("“We will. We must,” he said.", &["he | said | “We will. We must,”"]);
    check(
        "“It is hard. Who is going to pay for that?” he asked.",
        &["he | asked | “It is hard. Who is going to pay for that?”"],
    );
    check(
        "“We came to talk,” said Karel Vane, the envoy. “We leave with nothing.”",
        &["Karel Vane, the envoy | said | “We came to talk,” / “We leave with nothing.”"],
    );
    check(
        "\"We came to talk,\" Vane said, \"and we leave with nothing.\"",
        &["Vane | said | \"We came to talk,\" / \"and we leave with nothing.\""],
    );
    check(
        "Vane continued:\n“We came to talk and we leave with nothing.”",
        &["Vane | continued | “We came to talk and we leave with nothing.”"],
    );
}

#[test]
fn a_quotation_over_paragraphs_is_one() {
    check(
        "“We came to talk to them,” Vane said. “We waited.\n“We leave with nothing.”\nThe bridge is closed.",
        &["Vane | said | “We came to talk to them,” / “We waited. / “We leave with nothing.”"],
    );
}

#[test]
fn unbalanced_marks_do_not_swallow_the_article() {
    let (article, found) = common::annotate(
        "Vane said the “talks were good.\nThe bridge is closed.\nThe mayor said “it will open in the spring.”",
    );
    for a in &found.attributions {
        for c in &a.content {
            assert!(!c.of(&article.text).contains("bridge"), "{}", c.of(&article.text));
        }
    }
    assert_eq!(found.attributions.len(), 2);
}

#[test]
fn scare_quotes_and_titles_are_no_speech() {
    check("The two sides held “positive” talks near the “old bridge” of Turov.", &[]);
    check("Vane's book “The Bridge of Sighs and Tears” was sold in Turov.", &[]);
}

#[test]
fn told_and_asked() {
    let (article, found) =
        common::annotate("Four of the sources told the Harbour Post that Turov was ready.");
    let a = &found.attributions[0];
    assert_eq!(a.told_to.unwrap().of(&article.text), "the Harbour Post");
    assert_eq!(a.source.unwrap().of(&article.text), "Four of the sources");
    assert_eq!(a.source_count, Some(4));
    check(
        "He confirmed to the Harbour Post that direct talks were taking place.",
        &["He | confirmed | that direct talks were taking place"],
    );
}

#[test]
fn according_to() {
    check(
        "According to Karel Vane, the bridge is closed.",
        &["Karel Vane | According to | the bridge is closed"],
    );
    check(
        "The talks have stalled, according to Bordurian officials who spoke with Canal 5 on Monday.",
        &["Bordurian officials who spoke with Canal 5 on Monday | according to | The talks have stalled"],
    );
}

#[test]
fn participles_go_on_with_the_same_source() {
    check(
        "Vane said the bridge was closed, adding that it would open in May.",
        &["Vane | said | the bridge was closed", "Vane | adding | that it would open in May"],
    );
}

#[test]
fn verbs_share_a_subject() {
    check(
        "Karel Vane visited the port and said that the bridge was closed.",
        &["Karel Vane | said | that the bridge was closed"],
    );
    check(
        "The mayor said it was late, and Vane shrugged and said that the bridge was closed.",
        &["The mayor | said | it was late", "Vane | said | that the bridge was closed"],
    );
    check(
        "Turov's call for talks pleased the envoy, the officials said.",
        &["the officials | said | Turov's call for talks pleased the envoy"],
    );
}

#[test]
fn hearsay_names_no_source() {
    let (article, found) = common::annotate("The talks are reportedly driven by Bordurian pressure.");
    let a = &found.attributions[0];
    assert_eq!((a.source, a.source_kind), (None, SourceKind::Unspecified));
    assert_eq!(a.cue.unwrap().of(&article.text), "reportedly");
}

#[test]
fn words_that_look_like_cues() {
    // Nouns, adjectives, names, denials, and what may be said one day.
    check("The group's demands and the reported attack worried Turov.", &[]);
    check("The United States signed the treaty in Turov.", &[]);
    check("He did not say whether the bridge would open.", &[]);
    check("He could say that the bridge is closed.", &[]);
}

#[test]
fn sources_without_a_name_are_counted() {
    let (article, found) = common::annotate(
        "Two senior naval officers and a Bordurian intelligence source said the port was empty.",
    );
    let a = &found.attributions[0];
    assert_eq!(a.source_kind, SourceKind::Anonymous);
    assert_eq!(a.source_count, Some(3));
    assert_eq!(a.source_sector, None);
    let (_, found) = common::annotate("A Bordurian security source said the port was empty.");
    let a = &found.attributions[0];
    assert_eq!((a.source_count, a.source_sector.as_deref()), (Some(1), Some("security")));
    assert!(article.text.starts_with("Two"));
    let (article, found) = common::annotate("A source familiar with Turov's position said it would wait.");
    assert_eq!(
        found.attributions[0].source_proximity.unwrap().of(&article.text),
        "familiar with Turov's position"
    );
}

#[test]
fn countries_come_from_mentions() {
    let (lexicon, article, syntax) = common::read(
        "A Danish officer said the port was empty.\nTwo Danish officers and a Western diplomat said it was full.\n\
         Karel Vane, who said it was late, left.",
    );
    let found = rapporteur_annotate::article(&lexicon, &article, &syntax);
    let states: Vec<_> = found.attributions.iter().map(|a| a.source_state.as_deref()).collect();
    assert_eq!(states, [Some("DNK"), None, None]);
    let who = found.attributions[2].source_mention.map(|m| found.mentions[m].name.as_str());
    assert_eq!(who, Some("Karel Vane"));
}

#[test]
fn some_of_the_sources_before() {
    let (_, found) = common::annotate(
        "Talks go on, sources briefed on the matter said.\nTurov is pushing, four of the sources told the Harbour Post.",
    );
    assert_eq!(found.attributions[1].subset_of, Some(0));
    assert_eq!(found.attributions[0].source_count, None);
}

#[test]
fn attributions_nest() {
    let (article, found) =
        common::annotate("A Bordurian official said Karel Vane told the envoy that the bridge was closed.");
    assert_eq!(found.attributions.len(), 2);
    assert_eq!(found.attributions[1].parent, Some(0));
    let at = article.text.find("bridge").unwrap();
    assert_eq!(attribution_at(&found, Span::new(at, at + 6)), Some(1));
    let at = article.text.find("Karel").unwrap();
    assert_eq!(attribution_at(&found, Span::new(at, at + 5)), Some(0));
    assert_eq!(attribution_at(&found, Span::new(0, 1)), None);
}

#[test]
fn kinds_and_truth() {
    let kind = |text: &str| common::annotate(text).1.attributions[0].kind;
    assert_eq!(kind("“We came to talk to them,” he said."), AttributionKind::Direct);
    assert_eq!(kind("He said the harbor could wait “for another year.”"), AttributionKind::Mixed);
    assert_eq!(kind("He said the harbor could wait for another year."), AttributionKind::Indirect);
    let (_, found) = common::annotate("Turov denied that the bridge was closed.");
    assert_eq!(found.attributions[0].verification, Some(Verification::Denied));
}

#[test]
fn headlines() {
    check(
        "# Bordurian envoy: talks will not resume before spring\nThe bridge is closed.",
        &["Bordurian envoy | : | talks will not resume before spring"],
    );
    check("# Live updates: talks will not resume before spring\nThe bridge is closed.", &[]);
}

#[test]
fn quotations_with_a_name_under_them() {
    check(
        "“We came and we leave with nothing.” ― Karel Vane, Turov",
        &["Karel Vane | ― | “We came and we leave with nothing.”"],
    );
    check(
        "“We came and we leave with nothing.”\n— Karel Vane",
        &["Karel Vane | — | “We came and we leave with nothing.”"],
    );
}

#[test]
fn every_span_fits_and_nothing_panics() {
    for text in [
        "",
        "said",
        "said said said",
        "“",
        "”“”“",
        "“‘“‘said",
        "he said",
        "he said,",
        ", he said",
        "according to",
        "according to according to",
        "“A” said “B” said “C”",
        "X: “",
        "neither nor",
        "neither A nor B",
        "told told told to to",
        "could not verify",
        "’s said that ’s",
        "— he said —",
        "he said: ",
        "“Łódź – naïve” 東京 said “🙂 x",
        "$",
        "between 5 and",
        "a dozen",
        "tens of",
        "20-",
        "1,2,3",
        "who said that who said",
    ] {
        let (article, found) = common::annotate(text);
        for a in &found.attributions {
            assert!(!a.content.is_empty());
            for s in a.content.iter().copied().chain(a.source).chain(a.cue).chain(a.told_to) {
                assert!(!s.of(&article.text).is_empty(), "{text}");
            }
        }
    }
}

#[test]
fn hostile_text_is_read_in_linear_time() {
    for unit in [
        "said ",
        "“a ",
        "\" ",
        "according to X, ",
        "he said, ",
        "‘a ",
        "\"a\nsaid ",
        "reportedly , ",
        "neither nor ",
    ] {
        let text = unit.repeat(20_000 / unit.len());
        let (_, found) = common::annotate(&text);
        assert!(found.attributions.len() < text.len());
    }
}
