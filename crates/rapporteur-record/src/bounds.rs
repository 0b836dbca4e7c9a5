//! What the words before a time make of it: "by May" has a last day only, "since May" a first one only, "in May" both.
//!
//! Reads one article's words right before and after a time expression (data/terms.tsv); decides nothing about what is
//! placed by it.

use rapporteur_lexicon::Lexicon;
use rapporteur_model::date::later;
use rapporteur_model::{Article, Interval, Span, TimeExpression};

/// Bytes before a time that are looked at, and words of them.
const BYTES: usize = 48;
const WORDS: usize = 5;

/// The days that a time stands for with the words before it. One bound is no day: the other is not known then.
pub(crate) fn days(lexicon: &Lexicon, article: &Article, time: &TimeExpression) -> Interval {
    let Interval { start, end } = time.interval;
    let terms = &lexicon.terms;
    let (before, after) = around(article, time.span);
    let front = (before.len().saturating_sub(WORDS)..before.len()).find_map(|i| {
        let due = terms.due.at(&before, i).map(|(end, _)| (end, true));
        let since = || terms.since.at(&before, i).map(|(end, ())| (end, false));
        due.filter(|(end, _)| *end == before.len())
            .or_else(|| since().filter(|(end, _)| *end == before.len()))
            .map(|(_, due)| due)
    });
    match front {
        // "Before 1907": until the last day of 1906.
        Some(true) if before.last().is_some_and(|w| w == "before") => {
            Interval { start: None, end: start.and_then(|d| later(d, -1)) }
        }
        Some(true) => Interval { start: None, end },
        // "After June 8": from the day after; "from June 8 to June 10" has both.
        Some(false) if terms.upto.at(&after, 0).is_some() => time.interval,
        Some(false) if before.last().is_some_and(|w| w == "after") => {
            Interval { start: end.and_then(|d| later(d, 1)), end: None }
        }
        Some(false) => Interval { start, end: None },
        None => time.interval,
    }
}

/// The words before and after a span, small and bare.
fn around(article: &Article, span: Span) -> (Vec<String>, Vec<String>) {
    let text = article.text.as_str();
    let from = (span.lo().saturating_sub(BYTES)..=span.lo()).find(|&i| text.is_char_boundary(i));
    let to = (span.hi()..=text.len().min(span.hi() + BYTES)).rev().find(|&i| text.is_char_boundary(i));
    let words = |text: Option<&str>| -> Vec<String> {
        let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        text.unwrap_or_default().split_whitespace().map(bare).collect()
    };
    (
        words(text.get(from.unwrap_or(span.lo())..span.lo())),
        words(text.get(span.hi()..to.unwrap_or(span.hi()))),
    )
}
