//! Who does not answer, and how many.

mod common;
use rapporteur_model::{NonResponseHow, Span, Verification};

/// "how | who | asked by | about" for each silence.
fn silent(text: &str) -> Vec<String> {
    let (article, found) = common::annotate(text);
    let words = |s: Option<Span>| s.map_or("-", |s| s.of(&article.text)).to_owned();
    let line = |r: &rapporteur_model::NonResponse| {
        format!("{} | {} | {} | {}", r.how, words(r.who), words(r.asked_by), words(r.about))
    };
    found.non_responses.iter().map(line).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(silent(text), expected, "{text}");
}

#[test]
fn set_phrases() {
    check("The mayor declined to comment.", &["no_comment | The mayor | - | -"]);
    check(
        "The mayor's office did not immediately respond to a request for comment.",
        &["no_reply | The mayor's office | - | -"],
    );
    check(
        "The offices of Minister Karel Vane, who leads the talks, did not respond to Harbour Post questions.",
        &["no_reply | The offices of Minister Karel Vane, who leads the talks | Harbour Post | -"],
    );
    check(
        "The consul did not answer questions on whether Borduria wanted a treaty.",
        &["no_reply | The consul | - | whether Borduria wanted a treaty"],
    );
    check("She avoided a direct answer, adding only, “We have a border.”", &["evaded | She | - | -"]);
    check("The envoy could not be reached for comment.", &["no_reply | The envoy | - | -"]);
    check("The envoy refused to discuss the indemnity.", &["no_comment | The envoy | - | the indemnity"]);
}

#[test]
fn neither_nor_is_two_silences() {
    check(
        "Neither the king's office nor the mayor's office provided a comment.",
        &["no_comment | the king's office | - | -", "no_comment | the mayor's office | - | -"],
    );
}

#[test]
fn neither_of_two_without_names_is_one_silence() {
    check("Neither company responded to a request for comment.", &["no_reply | Neither company | - | -"]);
    check("Neither of the companies would comment.", &["no_comment | Neither of the companies | - | -"]);
    check("Neither side came to the pier, and the mayor responded to questions.", &[]);
}

#[test]
fn what_answers_is_no_silence() {
    check("The envoy declined to sign the treaty.", &[]);
    check("The mayor responded to the Post's questions.", &[]);
    check("Turov did not return the islands.", &[]);
}

#[test]
fn what_could_not_be_verified() {
    let text = "Borduria is paying Syldavian fighters, two officers said.\nThe Harbour Post could not independently \
                verify claims that Borduria is paying fighters.";
    let (article, found) = common::annotate(text);
    let row = &found.non_responses[0];
    assert_eq!(row.how, NonResponseHow::NotVerified);
    assert_eq!(row.who.unwrap().of(&article.text), "The Harbour Post");
    assert_eq!(found.attributions[0].verification, Some(Verification::Unverified));
    check("The reports could not be independently verified.", &["not_verified | - | - | The reports"]);
}

/// "words | min..max unit | approximator" for each quantity.
fn counted(text: &str) -> Vec<String> {
    let (article, found) = common::annotate(text);
    let number = |n: Option<f64>| n.map_or(String::new(), |n| n.to_string());
    let line = |q: &rapporteur_model::Quantity| {
        let unit = q.unit.as_deref().unwrap_or("-");
        let how = q.approximator.as_deref().unwrap_or("-");
        format!("{} | {}..{} {unit} | {how}", q.span.of(&article.text), number(q.min), number(q.max))
    };
    found.quantities.iter().map(line).collect()
}

#[test]
fn quantities_as_reported() {
    assert_eq!(
        counted("They pay roughly 3,000 Syldavian fighters."),
        ["roughly 3,000 Syldavian fighters | 3000..3000 fighter | roughly"]
    );
    assert_eq!(
        counted("They pay thousands of fighters."),
        ["thousands of fighters | 2000..9999 fighter | -"]
    );
    assert_eq!(
        counted("It lies within 20 kilometres (12 miles) of Turov."),
        ["20 kilometres | 20..20 kilometre | -", "12 miles | 12..12 mile | -"]
    );
    assert_eq!(
        counted("It cost more than $2.5 million."),
        ["more than $2.5 million | 2500000.. dollar | more than"]
    );
    assert_eq!(counted("Up to two dozen ships left."), ["Up to two dozen ships | ..24 ship | up to"]);
    assert_eq!(
        counted("Between 20 and 30 people came."),
        ["Between 20 and 30 people | 20..30 person | between"]
    );
    assert_eq!(counted("They came in 1905 and left on May 12."), Vec::<String>::new());
    assert_eq!(counted("They want the pre-Dec. 8 borders."), Vec::<String>::new());
    assert_eq!(counted("Thousands of them left."), ["Thousands | 2000..9999 - | -"]);
    assert_eq!(counted("One of them left."), Vec::<String>::new());
}
