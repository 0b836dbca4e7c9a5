//! Contradictions of made-up articles.

use super::*;
use crate::drafts::{article, mention, span};
use rapporteur_model::{Annotations, Corpus, Part};

/// An article on the talks of two states: what of it is headline, and assessments by words.
fn talks(day: &str, title: &str, body: &str, says: &[(&str, TalksState)]) -> (Article, Annotations) {
    let text =
        format!("{title}\n\n{body}\n\nBorduria and Syldavia had talked. Syldavia hoped; Borduria waited.");
    let mut a = article(Some("Harbour Post"), day, &text);
    a.parts = vec![
        Part { span: Span::new(0, title.len()), kind: PartKind::Title },
        Part { span: Span::new(title.len() + 2, text.len()), kind: PartKind::Body },
    ];
    let mut mentions = Vec::new();
    for name in ["Borduria", "Syldavia"] {
        for (at, _) in text.match_indices(name) {
            let mut m = mention(&text, name, EntityKind::State);
            m.span = Span::new(at, at + name.len());
            mentions.push(m);
        }
    }
    mentions.sort_by_key(|m| m.span);
    let status = says
        .iter()
        .map(|(words, state)| StatusMention {
            span: span(&text, words),
            cue: span(&text, words),
            state: *state,
            time: None,
            attribution: None,
            by: "test".into(),
        })
        .collect();
    (a, Annotations { mentions, status, ..Annotations::default() })
}

fn found(stories: Vec<(Article, Annotations)>) -> Vec<(ContradictionKind, String)> {
    let corpus = Corpus::new(stories, Vec::new());
    let mut links = Links::default();
    let entity = |name: &str| Id::of("entity", &[name.as_bytes()]);
    links.mention_entity = corpus
        .annotations
        .iter()
        .map(|f| f.mentions.iter().map(|m| Some(entity(&m.name))).collect())
        .collect();
    for name in ["Borduria", "Syldavia"] {
        links.entities.push(rapporteur_model::record::EntityRow {
            entity: entity(name),
            name: name.to_owned(),
            kind: EntityKind::State,
            state: None,
            lat: None,
            lon: None,
            mentions: 1,
            first_seen: None,
        });
    }
    link(&corpus, &[], &mut links);
    links.contradictions.into_iter().map(|c| (c.kind, c.about)).collect()
}

const ON: (&str, TalksState) = ("moved ahead", TalksState::Advancing);
const STOOD: (&str, TalksState) = ("have stalled", TalksState::Stalled);

fn moved(day: &str) -> (Article, Annotations) {
    talks(day, "Envoys meet again", "The talks moved ahead.", &[ON])
}
fn stalled(day: &str) -> (Article, Annotations) {
    talks(day, "Envoys part", "The talks have stalled.", &[STOOD])
}

#[test]
fn two_views_of_one_time_disagree_and_later_it_has_changed() {
    let kind = |stories| found(stories).into_iter().map(|(k, _)| k).collect::<Vec<_>>();
    let one_time = kind(vec![moved("1938-05-03"), stalled("1938-05-04")]);
    assert_eq!(one_time, [ContradictionKind::SourcesDisagree]);
    let later = kind(vec![moved("1938-05-03"), stalled("1938-07-04")]);
    assert_eq!(later, [ContradictionKind::ChangedOverTime]);
    assert!(kind(vec![moved("1938-05-03"), moved("1938-07-04")]).is_empty());
}

#[test]
fn each_change_is_told_once_and_what_has_no_day_is_not_told() {
    let pile = vec![moved("1938-01-03"), moved("1938-01-09"), stalled("1938-03-01"), moved("1938-06-01")];
    assert_eq!(found(pile).len(), 2);
    assert!(found(vec![moved("1938-01-03"), stalled("")]).is_empty());
}

#[test]
fn a_development_inside_one_article_is_no_contradiction() {
    let says = [ON, STOOD];
    let story =
        talks("1938-05-03", "Envoys", "The talks moved ahead for weeks. Now they have stalled.", &says);
    assert!(found(vec![story]).is_empty());
}
