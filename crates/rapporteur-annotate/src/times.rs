//! Time expressions: "Monday", "late September", "the end of this month", "for two weeks", "a day earlier".
//!
//! **What** it finds: every expression of a day, a time of day, a length of time or a repeated time, with its TIMEX3
//! value, the days it stands for, what it was counted from, and the rule.
//!
//! **Why**: a record of talks is a record of when. A day that is guessed is worse than one that is not given, so an
//! expression that nothing anchors keeps `X` for what is not known, and an unknown interval.
//!
//! **Example**: in news published on 2025-09-16, a Tuesday, "on Monday" is `2025-09-15` (`time.weekday-latest`, counted
//! from `published`); "scheduled for Friday" is `2025-09-19` (`time.weekday-planned`).
//!
//! **Source**: TIMEX3 as in ISO-TimeML (Pustejovsky and others, 2010) and the TIMEX2 values it builds on (Ferro and
//! others, 2005). The rules are told one by one in `docs/times.md`.
//!
//! It needs no syntax. Text is cut into words once; rules look a bounded number of words ahead, so time is linear in
//! the length of the text.

mod calendar;
mod clock;
mod cues;
mod form;
mod lengths;
mod named;
mod point;
mod reader;
mod relative;
mod resolve;
mod token;
mod units;

use rapporteur_lexicon::{Lexicon, times::TimeLexicon};
use rapporteur_model::{Annotations, Article, Interval, Span, Syntax, TimeExpression};
use reader::Reader;
use resolve::Stand;

/// Where a text stands in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// News: times are counted from the day of publication: one day, an interval, or unknown.
    News(Interval),
    /// A history: dates lean on the last one named.
    Narrative,
}

/// Fills `found.times` from title and body, as news. No expression reaches over the end of a part, but a time named in
/// one part may anchor a later one.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let _ = syntax;
    annotate_as(lexicon, article, Reference::News(article.published), found);
}

/// The same for a text that may be a history.
pub fn annotate_as(lexicon: &Lexicon, article: &Article, reference: Reference, found: &mut Annotations) {
    let parts: Vec<Span> = article.readable().map(|p| p.span).collect();
    found.times = over(&lexicon.times, &article.text, &parts, reference);
}

/// Every time expression of a text, in its order; spans are bytes of `text`.
pub fn times(lexicon: &TimeLexicon, text: &str, reference: Reference) -> Vec<TimeExpression> {
    over(lexicon, text, &[Span::new(0, text.len())], reference)
}

fn over(lexicon: &TimeLexicon, text: &str, parts: &[Span], reference: Reference) -> Vec<TimeExpression> {
    let mut reader = Reader::new(lexicon, text, parts, reference == Reference::Narrative);
    let found = reader.read();
    let at = |stand| resolve::resolve(&reader, &found, stand);
    match reference {
        Reference::Narrative => at(Stand::Narrative),
        Reference::News(published) => match (published.start, published.end) {
            (Some(a), Some(b)) if a == b => at(Stand::News(Some(a))),
            (None, None) => at(Stand::News(None)),
            (first, last) => {
                let early = first.map(|day| at(Stand::News(Some(day))));
                let late = last.map(|day| at(Stand::News(Some(day))));
                let unknown = at(Stand::News(None)).into_iter();
                unknown.enumerate().map(|(i, u)| between(u, side(&early, i), side(&late, i))).collect()
            }
        },
    }
}

fn side(times: &Option<Vec<TimeExpression>>, i: usize) -> Option<&TimeExpression> {
    times.as_ref().and_then(|t| t.get(i))
}

/// What is left of a time if publication is only known to lie between two days: the value, if both agree on it, and the
/// days from the earliest to the latest it can be.
fn between(
    unknown: TimeExpression,
    early: Option<&TimeExpression>,
    late: Option<&TimeExpression>,
) -> TimeExpression {
    if let (Some(a), Some(b)) = (early, late)
        && a.value == b.value
    {
        return a.clone();
    }
    if unknown.interval != Interval::UNKNOWN {
        return unknown;
    }
    let known = early.or(late);
    TimeExpression {
        interval: Interval {
            start: early.and_then(|t| t.interval.start),
            end: late.and_then(|t| t.interval.end),
        },
        anchor: known.and_then(|t| t.anchor.clone()).or(unknown.anchor.clone()),
        rule: known.map_or(unknown.rule.clone(), |t| t.rule.clone()),
        ..unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_weekday_without_a_day_of_publication_stays_open() {
        let found = times(&TimeLexicon::new(), "They met on Tuesday.", Reference::News(Interval::UNKNOWN));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].value, "XXXX-WXX-2");
        assert_eq!(found[0].interval, Interval::UNKNOWN);
    }
}
