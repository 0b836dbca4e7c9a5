//! # Quantities
//!
//! What it finds: numbers as reported - value or range, how exact, what is counted or measured.
//! Why: "roughly 3,000" and "thousands of" can be compared only as what they say, not as bare digits.
//! Example: "more than 20 kilometres (12 miles)" - at least 20 kilometres; 12 miles.
//! Source: the number words in the lexicon.
//! Touches tokens alone. Leaves dates, times of day, ordinals and years to the time annotator.

use crate::view::View;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::function_words::Classes;
use rapporteur_lexicon::numbers::Approximation;
use rapporteur_model::{Annotations, Article, Quantity, Span, Syntax};

/// Finds the quantities of an article.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let view = View::new(lexicon, article, syntax);
    let mut rows = Vec::new();
    for part in article.readable() {
        let tokens = syntax.tokens_in(part.span);
        let mut t = tokens.start;
        while t < tokens.end {
            t = match quantity(&view, t, tokens.end) {
                Some((mut row, end)) => {
                    // "more than 20 kilometres (12 miles)": what is so of the one is so of the other.
                    if let Some(first) = rows.last().filter(|_| in_brackets(&view, t, end)) {
                        again(first, syntax.tokens.get(t - 1).map(|t| t.span), &mut row);
                    }
                    // Dates and times of day are no quantities.
                    let first = found.times.partition_point(|x| x.span.end <= row.span.start);
                    if !found.times.get(first).is_some_and(|x| x.span.overlaps(row.span)) {
                        rows.push(row);
                    }
                    end.max(t + 1)
                }
                None => t + 1,
            };
        }
    }
    found.quantities = rows;
}

/// Do brackets stand around these tokens and nothing else?
fn in_brackets(view: &View<'_>, from: usize, end: usize) -> bool {
    from > 0 && view.word(from - 1) == "(" && view.word(end) == ")"
}

/// A second unit in brackets is as exact as the first, if the first stands before the `bracket`.
fn again(first: &Quantity, bracket: Option<Span>, second: &mut Quantity) {
    let beside = bracket.is_some_and(|b| first.span.end <= b.start && b.start - first.span.end <= 1);
    if beside && second.approximator.is_none() && first.unit != second.unit && first.approximator.is_some() {
        second.min = second.min.filter(|_| first.min.is_some());
        second.max = second.max.filter(|_| first.max.is_some());
        second.approximator.clone_from(&first.approximator);
    }
}

struct Number {
    min: f64,
    max: f64,
    end: usize,
    vague: bool,
    digits: bool,
    currency: Option<&'static str>,
}

/// A number at token `t`: "3,000", "$2.5 million", "two dozen", "tens of thousands", "20-30".
fn number(view: &View<'_>, t: usize, end: usize) -> Option<Number> {
    let numbers = &view.lexicon.numbers;
    let word = |i: usize| if i < end { view.lower(i) } else { "" };
    if numbers.begins_vague(word(t)) {
        let three = format!("{} {} {}", word(t), word(t + 1), word(t + 2));
        let known = numbers.vague(&three).map(|range| (3, range));
        let known = known.or_else(|| numbers.vague(word(t)).map(|range| (1, range)));
        if let Some((len, (min, max))) = known {
            return Some(Number { min, max, end: t + len, vague: true, digits: false, currency: None });
        }
    }
    let mut at = t;
    let mut currency = None;
    if !view.is_word(at) || view.word(at) == "US$" {
        currency = numbers.currency(word(at));
        currency?;
        at += 1;
    }
    let article = matches!(word(at), "a" | "an") && numbers.scale(word(at + 1)).is_some();
    let mut scale = 1.0;
    let (mut min, mut max) = if article {
        (1.0, 1.0)
    } else if let Some((n, by)) = numbers.scaled(word(at), currency.is_some()) {
        // "€15m", "3bn"
        scale = by;
        (n * by, n * by)
    } else if let Some(n) = numbers.value(word(at)) {
        (n, n)
    } else {
        // "20-30" as one word.
        let (a, b) = word(at).split_once(['-', '–'])?;
        let (a, b) = (numbers.value(a)?, numbers.value(b)?);
        if a >= b || !word(at).starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        (a, b)
    };
    let digits = word(at).starts_with(|c: char| c.is_ascii_digit());
    at += 1;
    // "20 to 30", "20–30"
    if min == max
        && !article
        && matches!(word(at), "to" | "-" | "–")
        && let Some(n) = numbers.value(word(at + 1)).filter(|&n| n > max)
    {
        max = n;
        at += 2;
    }
    let mut scaled = 0;
    while let Some(by) = numbers.scale(word(at)).filter(|_| scaled < 3 && scale == 1.0) {
        min *= by;
        max *= by;
        at += 1;
        scaled += 1;
    }
    Some(Number { min, max, end: at, vague: false, digits, currency })
}

fn quantity(view: &View<'_>, t: usize, end: usize) -> Option<(Quantity, usize)> {
    let numbers = &view.lexicon.numbers;
    let word = |i: usize| if i < end { view.lower(i) } else { "" };
    let approximator = numbers.approximator(|i| word(t + i));
    // "pre-Dec. 8": a date.
    let month = |i: usize| {
        view.is(i, Classes::DAY)
            || view
                .lower(i)
                .rsplit('-')
                .next()
                .is_some_and(|w| view.lexicon.function_words.classes(w).has(Classes::DAY))
    };
    if t > 0 && approximator.is_none() && month(t - 1) && view.word(t).len() < 3 {
        return None;
    }
    let from = t + approximator.map_or(0, |(_, len)| len);
    let Some(mut number) = number(view, from, end) else {
        // "a third of", "two-thirds"
        let row = fraction(view, from, end)?;
        return share(view, t, from, row, approximator.map(|(a, _)| a));
    };
    // "between 20 and 30"
    let between = approximator.is_none()
        && t > 0
        && view.lower(t - 1) == "between"
        && word(number.end) == "and"
        && !number.vague;
    if between {
        let upper = self::number(view, number.end + 1, end)?;
        number.max = upper.max;
        number.end = upper.end;
        number.currency = number.currency.or(upper.currency);
    }
    // "$40 million to $45 million"; but what went from one to the other is no range.
    let goes_on = matches!(word(number.end), "to" | "-" | "–" | "or")
        && number.currency.is_some()
        && number.currency == numbers.currency(word(number.end + 1))
        && number.min == number.max
        && !(t > 0 && matches!(view.lower(t - 1), "from" | "by"));
    if goes_on && let Some(upper) = self::number(view, number.end + 1, end).filter(|u| u.min > number.max) {
        number.max = upper.max;
        number.end = upper.end;
    }
    if let Some(row) = fraction(view, from, end).filter(|_| number.min == number.max) {
        return share(view, t, from, row, approximator.map(|(a, _)| a));
    }
    let mut at = number.end;
    if number.vague && word(at) == "of" {
        at += 1;
    }
    let two_words = format!("{} {}", word(at), word(at + 1));
    let (unit, at) = if let Some(currency) = number.currency {
        (Some(currency.to_owned()), at)
    } else if let Some(unit) = numbers.unit(&two_words) {
        (Some(unit.to_owned()), at + 2)
    } else if let Some(unit) = numbers.unit(word(at)).or_else(|| numbers.currency(word(at))) {
        (Some(unit.to_owned()), at + 1)
    } else {
        let (unit, stop) = counted(view, at, end, number.max > 1.0);
        // "1,400 of its members"
        let of = word(at) == "of" && view.is(at + 1, Classes::DETERMINER) && number.max > 1.0;
        if unit.is_none() && of { counted(view, at + 2, end, true) } else { (unit, stop) }
    };
    let at = if unit.is_none() { number.end } else { at };
    // A bare numeral may be a year, a score, a street number; a bare word "one" a pronoun: neither is a quantity.
    let bare = unit.is_none() && approximator.is_none() && !number.vague;
    let year = number.digits && number.min == number.max && (1000.0..2100.0).contains(&number.min);
    let year = year && !view.word(from).contains(',') && approximator.is_none() && number.currency.is_none();
    if bare
        || year
        || view.lower(from) == "one" && unit.is_none()
        || view.is(at.saturating_sub(1), Classes::DAY)
    {
        return None;
    }
    let (min, max) = match approximator.map(|(a, _)| a) {
        Some(Approximation::Least) => (Some(number.min), None),
        Some(Approximation::Most) => (None, Some(number.max)),
        _ => (Some(number.min), Some(number.max)),
    };
    let start = if between { t - 1 } else { t };
    let row = Quantity {
        span: view.span(start..at)?,
        min,
        max,
        unit,
        approximator: if between {
            Some("between".to_owned())
        } else {
            approximator.and_then(|_| view.span(t..from)).map(|s| s.of(view.text).to_lowercase())
        },
        by: if number.vague { "quantity.vague" } else { "quantity.number" }.into(),
    };
    Some((row, at))
}

/// "Two thirds", "two-thirds", "a third of": the share in percent, and the token after it.
fn fraction(view: &View<'_>, t: usize, end: usize) -> Option<(f64, usize)> {
    let numbers = &view.lexicon.numbers;
    let word = |i: usize| if i < end { view.lower(i) } else { "" };
    let of = |n: f64, whole: f64| (n < whole).then_some(n / whole * 100.0);
    if let Some((n, whole)) = word(t).split_once('-') {
        return Some((of(numbers.value(n)?, numbers.fraction(whole)?)?, t + 1));
    }
    let whole = numbers.fraction(word(t + 1))?;
    let n = match word(t) {
        "a" if word(t + 2) == "of" => 1.0,
        n => numbers.value(n).filter(|_| !n.starts_with(|c: char| c.is_ascii_digit()))?,
    };
    Some((of(n, whole)?, t + 2))
}

/// The row of a share, whose approximator begins at `t` and whose number at `from`.
fn share(
    view: &View<'_>,
    t: usize,
    from: usize,
    (percent, end): (f64, usize),
    how: Option<Approximation>,
) -> Option<(Quantity, usize)> {
    // A hundredth of a percent is what words can bear.
    let percent = (percent * 100.0).round() / 100.0;
    let row = Quantity {
        span: view.span(t..end)?,
        min: (how != Some(Approximation::Most)).then_some(percent),
        max: (how != Some(Approximation::Least)).then_some(percent),
        unit: Some("percent".to_owned()),
        approximator: how.and_then(|_| view.span(t..from)).map(|s| s.of(view.text).to_lowercase()),
        by: "quantity.fraction".into(),
    };
    Some((row, end))
}

/// What is counted: the last noun of the words after the number, in the singular.
fn counted(view: &View<'_>, from: usize, end: usize, many: bool) -> (Option<String>, usize) {
    let mut at = from;
    let mut last = None;
    while at < end.min(from + 5) {
        let plain = view.is_open(at) && view.cue(at).is_none_or(|_| view.lower(at).ends_with('s'));
        if !plain || view.lower(at).starts_with(|c: char| c.is_ascii_digit()) {
            break;
        }
        let word = view.lower(at);
        let men = many && word.len() > 4 && word.ends_with("men");
        if (is_plural(word) || men) && !view.is_capital(at) {
            last = Some(at);
            break;
        }
        if view.is_past(at) && at > from {
            break;
        }
        at += 1;
    }
    match last {
        Some(i) => (Some(singular(view.lower(i))), i + 1),
        None => (None, from),
    }
}

fn is_plural(word: &str) -> bool {
    matches!(word, "people" | "men" | "women" | "children" | "police" | "troops")
        || word.len() > 3
            && word.ends_with('s')
            && !word.ends_with("ss")
            && !word.ends_with("us")
            && word != "news"
}

fn singular(word: &str) -> String {
    match word {
        "people" => return "person".to_owned(),
        "men" => return "man".to_owned(),
        "women" => return "woman".to_owned(),
        "children" => return "child".to_owned(),
        "lives" => return "life".to_owned(),
        _ => {}
    }
    if let Some(stem) = word.strip_suffix("men") {
        return format!("{stem}man");
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes"] {
        if word.ends_with(ending) {
            return word.strip_suffix("es").unwrap_or(word).to_owned();
        }
    }
    word.strip_suffix('s').unwrap_or(word).to_owned()
}
