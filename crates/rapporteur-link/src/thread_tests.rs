//! Threads: the clusterer by numbers, and events of made-up articles.
#![allow(clippy::field_reassign_with_default)] // Links have many fields, and here one counts.

use super::*;
use crate::drafts::{article, mention, span};
use rapporteur_model::{EntityKind, EventStatus, TimeExpression, TimeType};

/// Likeness given by a table: pairs not in it are unlike.
fn table(pairs: &[(usize, usize, f64)], n: usize) -> Vec<usize> {
    average_linkage(n, &|i, j| pairs.iter().find(|p| (p.0, p.1) == (i, j)).map_or(-1.0, |p| p.2))
}

#[test]
fn groups_join_while_the_mean_is_above_zero() {
    // 0-1 join first; 2 is like 1 (0.5) and unlike 0 (-0.4): the mean is above zero.
    assert_eq!(table(&[(0, 1, 3.0), (1, 2, 0.5), (0, 2, -0.4)], 4), [0, 0, 0, 3]);
    // Now the mean is below zero.
    assert_eq!(table(&[(0, 1, 3.0), (1, 2, 0.5), (0, 2, -0.6)], 4), [0, 0, 2, 3]);
}

#[test]
fn what_must_not_be_joined_is_never_joined() {
    let never = |a, b| (a, b, f64::NEG_INFINITY);
    assert_eq!(table(&[(0, 1, 9.0), (1, 2, 9.0), never(0, 2)], 3), [0, 0, 2]);
    assert_eq!(table(&[], 3), [0, 1, 2]);
    assert_eq!(average_linkage(0, &|_, _| 1.0), Vec::<usize>::new());
}

#[test]
fn a_later_group_is_compared_as_a_whole() {
    // 2-3 and 0-1 join; then the four: mean of 1, 1, -0.5, -0.5 is above zero.
    let pairs = [(0, 1, 5.0), (2, 3, 4.0), (0, 2, 1.0), (1, 3, 1.0), (0, 3, -0.5), (1, 2, -0.5)];
    assert_eq!(table(&pairs, 4), [0, 0, 0, 0]);
}

/// One article with one event: text, trigger, actor, recipient, place, and a day named by words.
fn story(
    day: &str,
    text: &str,
    trigger: &str,
    actor: Option<&str>,
    recipient: Option<&str>,
    place: Option<&str>,
    dated: Option<(&str, &str)>,
) -> (Article, Annotations) {
    let names: BTreeSet<&str> = [actor, recipient, place].into_iter().flatten().collect();
    let mut mentions: Vec<_> = names
        .iter()
        .map(|n| mention(text, n, if place == Some(*n) { EntityKind::Place } else { EntityKind::State }))
        .collect();
    mentions.sort_by_key(|m| m.span);
    let at = |name: Option<&str>| name.and_then(|n| mentions.iter().position(|m| m.name == n));
    let times = dated.map(|(words, value)| TimeExpression {
        span: span(text, words),
        kind: TimeType::Date,
        value: value.to_owned(),
        interval: Interval::day(value.parse().unwrap()),
        anchor: None,
        rule: "test".into(),
    });
    let event = Event {
        span: Span::new(0, text.len()),
        trigger: span(text, trigger),
        kind: EventType::Assault,
        mode: None,
        actor: actor.map(|a| span(text, a)),
        actor_mention: at(actor),
        recipient: recipient.map(|a| span(text, a)),
        recipient_mention: at(recipient),
        place: at(place),
        time: times.as_ref().map(|_| 0),
        status: EventStatus::Happened,
        actor_code: None,
        recipient_code: None,
        attribution: None,
        by: "test".into(),
        confidence: None,
    };
    let found = Annotations {
        sentences: vec![Span::new(0, text.len())],
        times: times.into_iter().collect(),
        events: vec![event],
        mentions,
        ..Annotations::default()
    };
    (article(Some("Harbour Post"), day, text), found)
}

/// Threads of the articles, in the order of the corpus, as small numbers; 0 for none.
fn threads(stories: Vec<(Article, Annotations)>) -> Vec<usize> {
    let corpus = Corpus::new(stories, Vec::new());
    let mut links = Links::default();
    // Names that are spelled alike are one here.
    links.mention_entity = corpus
        .annotations
        .iter()
        .map(|f| f.mentions.iter().map(|m| Some(Id::of("entity", &[m.name.as_bytes()]))).collect())
        .collect();
    link(&crate::words::Words::new(&corpus), &Lexicon::new(), &corpus, &mut links);
    let mut seen: Vec<Id> = Vec::new();
    let all = links.event_thread.iter().flatten();
    all.map(|t| match t {
        None => 0,
        Some(id) => match seen.iter().position(|s| s == id) {
            Some(n) => n + 1,
            None => {
                seen.push(*id);
                seen.len()
            }
        },
    })
    .collect()
}

const SHELLED: &str = "Borduria shelled the port of Klow on Monday, killing six dockers.";
const BOMBARDMENT: &str = "The bombardment of the port by Borduria killed six dockers in Klow.";

#[test]
fn one_attack_in_two_papers_is_one_thread() {
    let first = story("1938-05-03", SHELLED, "shelled", Some("Borduria"), None, Some("Klow"), None);
    let second =
        story("1938-05-04", BOMBARDMENT, "bombardment of", Some("Borduria"), None, Some("Klow"), None);
    assert_eq!(threads(vec![first, second]), [1, 1]);
}

#[test]
fn another_doer_place_or_time_is_another_event() {
    let first = || story("1938-05-03", SHELLED, "shelled", Some("Borduria"), None, Some("Klow"), None);
    let by_others = BOMBARDMENT.replace("Borduria", "Syldavia");
    let other = story("1938-05-04", &by_others, "bombardment of", Some("Syldavia"), None, Some("Klow"), None);
    assert_eq!(threads(vec![first(), other]), [0, 0]);
    let elsewhere = BOMBARDMENT.replace("Klow", "Niedzdrow");
    let other =
        story("1938-05-04", &elsewhere, "bombardment of", Some("Borduria"), None, Some("Niedzdrow"), None);
    assert_eq!(threads(vec![first(), other]), [0, 0]);
    let months_later =
        story("1938-08-04", BOMBARDMENT, "bombardment of", Some("Borduria"), None, Some("Klow"), None);
    assert_eq!(threads(vec![first(), months_later]), [0, 0]);
}

#[test]
fn days_that_are_named_decide() {
    let text = "Borduria shelled the port of Klow on May 2, killing six dockers.";
    let dated = |day: &str, value| {
        story(day, text, "shelled", Some("Borduria"), None, Some("Klow"), Some(("May 2", value)))
    };
    // Told again a year later, of the same day.
    assert_eq!(threads(vec![dated("1938-05-03", "1938-05-02"), dated("1939-05-03", "1938-05-02")]), [1, 1]);
    assert_eq!(threads(vec![dated("1938-05-03", "1938-05-02"), dated("1938-05-04", "1938-05-03")]), [0, 0]);
}

#[test]
fn the_order_of_articles_changes_nothing() {
    let a = || story("1938-05-03", SHELLED, "shelled", Some("Borduria"), None, Some("Klow"), None);
    let b = || story("1938-05-04", BOMBARDMENT, "bombardment of", Some("Borduria"), None, Some("Klow"), None);
    assert_eq!(threads(vec![a(), b()]), threads(vec![b(), a()]));
}

#[test]
fn months_tell_what_days_tell() {
    let day = |n: i64| rapporteur_model::date::later(Date::constant(1937, 11, 20), n).unwrap();
    for start in (0..500).step_by(3) {
        for apart_by in 1..280 {
            for limit in [0, 7, 60, 180] {
                let (a, b) = (day(start), day(start + apart_by));
                assert_eq!(further(a, b, limit), apart_by > limit, "{a} {b} {limit}");
                assert_eq!(apart(Interval::day(b), Interval::day(a), limit as i32), apart_by > limit);
            }
        }
    }
}
