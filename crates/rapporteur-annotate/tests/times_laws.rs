//! Laws of time expressions, on texts thrown together from the words the grammar knows and some it does not.

#![allow(clippy::unwrap_used)] // A test fails loudly.

use rapporteur_annotate::times::{Reference, annotate, times};
use rapporteur_lexicon::Lexicon;
use rapporteur_model::{Annotations, Article, Id, Interval, Part, PartKind, Span, Syntax};

/// Separated by `|`; `~` stands for a line break.
const WORDS: &str = "the|The|a|of|in|on|by|and|to|-|–|,|.|;|\"|'|’|(|)|~|~~|May|march|March|Sept|September|Sun|Monday|\
    Tuesdays|spring|Fall|last|next|this|that|same|first|second|third|final|early|late|mid|end|beginning|middle|week|\
    weeks|day|days|night|year|years|old|long|month|quarter|half|decade|centuries|hour|minutes|two|twenty|five|hundred|\
    several|few|about|more|than|least|at|ago|later|earlier|before|after|raid|now|recently|past|present|future|today|\
    tonight|tomorrow|yesterday|morning|noon|every|each|per|daily|Christmas|Easter|Good|Friday|BC|AD|B|C|GMT|p|m|pm|o|\
    clock|Q|fiscal|FY|s|th|st|1939|1850|499|99|31|30|29|12|5|0|00|1,460|2.5|17:30|2024-12-08|999999999999|é|文|🙂|\
    envoy|scheduled|said|will|was|unrest|2000|9999|$|%|/|:|no|rest|weeklong|term|whole";

/// A linear congruential generator: the same texts on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
    fn text(&mut self, words: usize) -> String {
        let choice: Vec<&str> = WORDS.split('|').map(str::trim).collect();
        let mut text = String::new();
        for _ in 0..words {
            text.push_str(&choice[self.roll(choice.len())].replace('~', "\n"));
            if self.roll(5) > 0 {
                text.push(' ');
            }
        }
        text
    }
}

fn references() -> Vec<Reference> {
    let day = |s: &str| s.parse().unwrap();
    vec![
        Reference::Narrative,
        Reference::News(Interval::UNKNOWN),
        Reference::News(Interval::day(day("2024-02-29"))),
        Reference::News(Interval::day(day("9999-12-31"))),
        Reference::News(Interval::day(day("-009999-01-01"))),
        Reference::News(Interval::new(day("2025-09-15"), day("2025-09-30"))),
        Reference::News(Interval { start: Some(day("2025-09-15")), end: None }),
        Reference::News(Interval { start: None, end: Some(day("2025-09-15")) }),
    ]
}

#[test]
fn expressions_are_words_of_the_text_in_order() {
    let lexicon = Lexicon::new();
    let mut dice = Dice(1905);
    let mut seen = 0;
    for round in 0..600 {
        let text = dice.text(4 + round % 60);
        let mut spans: Option<Vec<Span>> = None;
        for reference in references() {
            let found = times(&lexicon.times, &text, reference);
            assert_eq!(found, times(&lexicon.times, &text, reference), "the same text, the same answer");
            let mut end = 0;
            for t in &found {
                assert!(t.span.lo() >= end && !t.span.of(&text).is_empty(), "{text:?} {t:?}");
                assert_eq!(t.span.of(&text).trim(), t.span.of(&text));
                assert!(!t.value.is_empty() && t.rule.starts_with("time."), "{text:?} {t:?}");
                if let (Some(a), Some(b)) = (t.interval.start, t.interval.end) {
                    assert!(a <= b, "{text:?} {t:?}");
                }
                end = t.span.hi();
            }
            seen += found.len();
            // When news was published settles what times mean; what the expressions are, the words alone settle, but
            // that an unresolved "two days after the raid" is only "two days".
            if let Reference::News(_) = reference {
                let starts: Vec<Span> = found.iter().map(|t| Span { end: t.span.start, ..t.span }).collect();
                assert_eq!(*spans.get_or_insert_with(|| starts.clone()), starts, "{text:?}");
            }
        }
    }
    assert!(seen > 4_000, "only {seen}");
}

#[test]
fn unknown_publication_gives_no_days_that_publication_settles() {
    let lexicon = Lexicon::new();
    let mut dice = Dice(1648);
    for _ in 0..300 {
        let text = dice.text(30);
        for t in times(&lexicon.times, &text, Reference::News(Interval::UNKNOWN)) {
            assert_ne!(t.anchor.as_deref(), Some("published"), "{text:?} {t:?}");
            assert!(!t.value.starts_with("XXXX") || t.interval.is_unknown(), "{text:?} {t:?}");
        }
    }
}

#[test]
fn no_expression_reaches_over_a_part() {
    let lexicon = Lexicon::new();
    let text = "They met on 8 December\n2024 and left.\n\nSeptember\n\nThe next day they met.";
    let bounds = [(0, 22), (23, 37), (39, 48), (50, text.len())];
    let article = Article {
        origins: vec!["x".to_owned()],
        published: Interval::day("2024-12-20".parse().unwrap()),
        ..Article::bare(
            Id::of("article", &[b"x"]),
            text,
            bounds
                .iter()
                .zip([PartKind::Title, PartKind::Body, PartKind::Credit, PartKind::Body])
                .map(|(&(a, b), kind)| Part { span: Span::new(a, b), kind })
                .collect(),
        )
    };
    let mut found = Annotations::default();
    annotate(&lexicon, &article, &Syntax::default(), &mut found);
    let words: Vec<(&str, &str)> = found.times.iter().map(|t| (t.span.of(text), t.value.as_str())).collect();
    // The credit is not read; "the next day" leans on the year's day named two parts before only if it is a day.
    assert_eq!(words, [("8 December", "2024-12-08"), ("2024", "2024"), ("The next day", "XXXX-XX-XX")]);
}

#[test]
fn time_is_linear_in_hostile_texts() {
    let lexicon = Lexicon::new();
    let texts = [
        "two days after the raid on Monday, ".repeat(6_000),
        "the last week of ".repeat(12_000),
        "1 and 2 or ".repeat(18_000),
        "\"".repeat(200_000),
        "9".repeat(200_000),
        "a".repeat(200_000),
        "no more than about nearly ".repeat(8_000),
        "Easter ".repeat(30_000),
        "3, 4, 5, ".repeat(20_000),
    ];
    for text in texts {
        // A quadratic walk over 200,000 bytes would take minutes.
        let found = times(&lexicon.times, &text, Reference::News(Interval::UNKNOWN));
        assert!(found.len() <= text.len());
    }
}
