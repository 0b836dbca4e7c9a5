//! What stands where in a news text, one text at a time, each as such texts come.
#![allow(clippy::expect_used)]

use rapporteur_lexicon::reading::Reading;
use rapporteur_model::{Article, Basis};
use rapporteur_read::{Format, Origin, article};

fn read(path: &str, text: &str) -> (Article, Vec<String>) {
    let (article, diagnostics) =
        article(&Reading::default(), &Origin::new(path), text.as_bytes()).expect("an article");
    let mut names: Vec<String> = diagnostics.into_iter().map(|d| d.name.into_owned()).collect();
    names.sort();
    (article, names)
}

/// Checks every part: its kind and its words, with line ends as spaces.
#[track_caller]
fn check(text: &str, expected: &[(&str, &str)]) -> Article {
    let (article, _) = read("a.txt", text);
    let parts: Vec<(&str, String)> = article
        .parts
        .iter()
        .map(|p| (p.kind.as_str(), p.span.of(&article.text).replace('\n', " ")))
        .collect();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(kind, words)| (*kind, words.as_str())).collect();
    assert_eq!(parts, expected);
    article
}

#[test]
fn a_wire_story_with_its_headline_twice() {
    let article = check(
        "Ruritania, Borduria end third day of talks\nRuritania, Borduria end third day of talks\nBy Jane Doe, Staff Writer\nSTRELSAU, Sept 16, 2025 (Reuters) - Ruritania and Borduria ended a third day of talks.\nThey meet again on Friday.\nThe harbor of Strelsau. REUTERS/Max Moe\n(Reporting by Jane Doe; Editing by Max Moe)\n",
        &[
            ("title", "Ruritania, Borduria end third day of talks"),
            ("repeated_title", "Ruritania, Borduria end third day of talks"),
            ("byline", "By Jane Doe, Staff Writer"),
            ("dateline", "STRELSAU, Sept 16, 2025 (Reuters) -"),
            ("body", "Ruritania and Borduria ended a third day of talks."),
            ("body", "They meet again on Friday."),
            ("caption", "The harbor of Strelsau. REUTERS/Max Moe"),
            ("credit", "(Reporting by Jane Doe; Editing by Max Moe)"),
        ],
    );
    assert_eq!(article.author.as_deref(), Some("Jane Doe"));
    assert_eq!(article.agency.as_deref(), Some("Reuters"));
    assert_eq!(article.published.to_string(), "2025-09-16");
    assert_eq!(article.published_basis, Some(Basis::Dateline));
}

#[test]
fn a_newspaper_of_1905_wrapped_at_a_margin() {
    let article = check(
        "PEACE IN SIGHT AT LAST.\n\nEnvoys Receive New Instructions From Both Courts\n\nSpecial to The Harbor Post.\n\nPORT ZENDA, N. R., Aug. 29.—The envoys of the two crowns sat for\nfour hours this morning, and it is said on good authority that the\nquestion of the indemnity, which had threatened to wreck the whole\nconference, has been laid aside.\n\nNothing is known of the islands. The older envoy said only that he\nwould dine with his colleague this evening, and that the weather in\nthe harbor was all that a seafaring people could wish for.\n",
        &[
            ("title", "PEACE IN SIGHT AT LAST."),
            ("title", "Envoys Receive New Instructions From Both Courts"),
            ("byline", "Special to The Harbor Post."),
            ("dateline", "PORT ZENDA, N. R., Aug. 29.—"),
            (
                "body",
                "The envoys of the two crowns sat for four hours this morning, and it is said on good authority that the question of the indemnity, which had threatened to wreck the whole conference, has been laid aside.",
            ),
            (
                "body",
                "Nothing is known of the islands. The older envoy said only that he would dine with his colleague this evening, and that the weather in the harbor was all that a seafaring people could wish for.",
            ),
        ],
    );
    assert!(article.published.is_unknown(), "a dateline without its year dates nothing");
}

#[test]
fn a_site_signs_at_the_end() {
    let text = "Talks Collapse Over the Islands\nThe talks have collapsed, officials said on Monday.\nNo new date is set.\n{Harborpost.com}\n";
    let article = check(
        text,
        &[
            ("title", "Talks Collapse Over the Islands"),
            ("body", "The talks have collapsed, officials said on Monday."),
            ("body", "No new date is set."),
            ("credit", "{Harborpost.com}"),
        ],
    );
    assert_eq!(article.outlet.as_deref(), Some("Harborpost.com"));
    assert!(read("a.txt", text).1.contains(&"outlet-inferred".to_owned()));
}

#[test]
fn no_headline_is_made_of_a_first_sentence() {
    check(
        "Ruritania is arming the islands, two officials said on Tuesday.\nBorduria denied it.\nPhoto from Harbor Wire",
        &[
            ("body", "Ruritania is arming the islands, two officials said on Tuesday."),
            ("body", "Borduria denied it."),
            ("credit", "Photo from Harbor Wire"),
        ],
    );
}

#[test]
fn a_transcript_has_no_dateline() {
    check(
        "RUDOLF: We have agreed on the islands, and on little else so far.\nFLAVIA: And the mines?\nRUDOLF: Not yet.\n",
        &[
            ("body", "RUDOLF: We have agreed on the islands, and on little else so far."),
            ("body", "FLAVIA: And the mines?"),
            ("body", "RUDOLF: Not yet."),
        ],
    );
}

#[test]
fn a_credit_behind_the_last_sentence_is_cut_off() {
    let article = check(
        "Talks End in Strelsau Without a Text\nThe two sides parted on Monday, the ministry said.\nNo date was set. — AFP\n",
        &[
            ("title", "Talks End in Strelsau Without a Text"),
            ("body", "The two sides parted on Monday, the ministry said."),
            ("body", "No date was set."),
            ("credit", "— AFP"),
        ],
    );
    assert_eq!(article.agency.as_deref(), Some("Agence France-Presse"));
}

#[test]
fn a_day_that_no_calendar_has() {
    let (article, names) =
        read("a.txt", "STRELSAU, Feb. 30, 2025 (AP) — The two sides met again on Monday.\n");
    assert!(article.published.is_unknown());
    assert_eq!(names, ["date-not-understood", "undated-article"]);
}

#[test]
fn front_matter_says_what_the_text_does_not() {
    let (article, names) = read(
        "a.md",
        "---\ntitle: Talks Resume\noutlet: Harbor Post\npublished: 1905-08-29\nacquired: 1905-09-02\nurl: https://harbor.example/1\nlanguage: en\n---\n# Talks Resume\n\nThe envoys met\nthis morning.\n",
    );
    assert_eq!(names, Vec::<String>::new());
    assert_eq!(article.text, "# Talks Resume\n\nThe envoys met\nthis morning.\n");
    assert_eq!(article.outlet.as_deref(), Some("Harbor Post"));
    assert_eq!(article.published_basis, Some(Basis::Metadata));
    assert_eq!(article.acquired.map(|d| d.to_string()).as_deref(), Some("1905-09-02"));
    let kinds: Vec<&str> = article.parts.iter().map(|p| p.kind.as_str()).collect();
    assert_eq!(kinds, ["title", "body"]);
    assert_eq!(article.words, 7);
}

#[test]
fn the_id_is_of_bytes_outlet_url_and_day() {
    let json = |outlet: &str| format!("{{\"text\":\"They met.\",\"outlet\":\"{outlet}\"}}");
    let read = |text: &str| {
        let origin = Origin { path: "x#1".into(), format: Some(Format::Json), ..Origin::default() };
        article(&Reading::default(), &origin, text.as_bytes()).expect("an article").0
    };
    let (a, b) = (read(&json("Harbor Post")), read(&json("Harbor Wire")));
    assert_ne!(a.id, b.id);
    assert_eq!(a.id, Article::id_of(json("Harbor Post").as_bytes(), a.outlet.as_deref(), None, a.published));
    assert_eq!(a.sha256.len(), 64);
}
