//! Tests of names, over invented people and countries.

use super::*;
use rapporteur_model::{Id, Part, PartKind};

/// An article whose lines are body paragraphs; a first line that begins with `# ` is the title.
pub(crate) fn article(text: &str) -> Article {
    let mut parts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let front = line.len() - line.trim_start().len();
            let (skip, kind) =
                if trimmed.starts_with("# ") { (2, PartKind::Title) } else { (0, PartKind::Body) };
            parts.push(Part { span: Span::new(at + front + skip, at + front + trimmed.len()), kind });
        }
        at += line.len();
    }
    Article {
        language: Some("en".to_owned()),
        ..Article::bare(Id::of("article", &[text.as_bytes()]), text, parts)
    }
}

fn names(text: &str) -> Vec<String> {
    let article = article(text);
    let mut found = Annotations::default();
    annotate(&Lexicon::new(), &article, &Syntax::default(), &mut found);
    found
        .mentions
        .iter()
        .map(|m| {
            let state = m.state.as_deref().map(|s| format!(" {s}")).unwrap_or_default();
            format!("{}: {}{state}", article.words_of(m.span), m.kind)
        })
        .collect()
}

#[test]
fn titles_are_no_part_of_a_name() {
    assert_eq!(
        names(
            "Iraqi Foreign Minister Kolo Banda met Acting National Security Adviser Tira bin Hamun on Monday."
        ),
        ["Iraqi: state IRQ", "Kolo Banda: person", "Tira bin Hamun: person"]
    );
    assert_eq!(
        names("The Minister of Strategic Affairs, Ono Velt, and Gen. J. R. Kolo of Peru spoke."),
        ["Ono Velt: person", "J. R. Kolo: person", "Peru: state PER"]
    );
}

#[test]
fn sentence_openers_are_no_names() {
    assert_eq!(
        names("Talks resumed. Sources said so. Earlier, Kenya had left. Diplomats shrugged."),
        ["Kenya: state KEN"]
    );
}

#[test]
fn hyphens_give_two_or_the_known_half() {
    assert_eq!(
        names("The Kenyan-Ugandan border and U.S.-backed, UN-monitored talks with pro-Iranian groups."),
        [
            "Kenyan: state KEN",
            "Ugandan: state UGA",
            "U.S.: state USA",
            "UN: organisation",
            "Iranian: state IRN"
        ]
    );
}

#[test]
fn organisations_outlets_and_offices() {
    assert_eq!(
        names(
            "Kenya's Foreign Ministry told the Harbour Post and Kan 11 News that the Northern Liberation Front met the State Department near Mount Karo."
        ),
        [
            "Kenya: state KEN",
            "Foreign Ministry: office KEN",
            "Harbour Post: outlet",
            "Kan 11 News: outlet ISR",
            "Northern Liberation Front: armed_group",
            "State Department: office USA",
            "Mount Karo: place"
        ]
    );
}

#[test]
fn a_person_may_be_called_like_a_state() {
    assert_eq!(
        names("Defense Minister Israel Kolo met Jordan Banda. Kolo left Jordan."),
        ["Israel Kolo: person", "Jordan Banda: person", "Kolo: person", "Jordan: state JOR"]
    );
}

#[test]
fn headlines_in_capitals_use_known_names_alone() {
    assert_eq!(
        names(
            "# Talks Between Kenya and Rebels Collapse After Banda Walks Out\nTira Banda left the talks with Kenya."
        ),
        ["Kenya: state KEN", "Banda: person", "Tira Banda: person", "Kenya: state KEN"]
    );
}

#[test]
fn a_country_that_only_the_article_knows() {
    assert_eq!(
        names(
            "Borduria might return the islands to Ruritania. Bordurian and Ruritanian delegates met in Zenda."
        ),
        ["Borduria: state", "Ruritania: state", "Bordurian: state", "Ruritanian: state", "Zenda: place"]
    );
}

#[test]
fn hostile_input_stays_linear() {
    let text = "it went on and the rest said so, Kolo, he, the minister and ".repeat(4_000)
        + &"Kolo ".repeat(12_000)
        + &"Bank of ".repeat(6_000)
        + &"Minister ".repeat(6_000)
        + &"A-B-".repeat(6_000);
    assert!(names(&text).len() > 1000);
    let article = article(&text);
    let mut found = Annotations::default();
    let lexicon = Lexicon::new();
    annotate(&lexicon, &article, &Syntax::default(), &mut found);
    crate::roles::annotate(&lexicon, &article, &Syntax::default(), &mut found);
    crate::coreference::annotate(&lexicon, &article, &Syntax::default(), &mut found);
    assert!(found.mentions.len() > 1000);
}
