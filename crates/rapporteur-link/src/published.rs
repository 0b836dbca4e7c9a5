//! When an article was published, where nobody says: intervals that are certain, with their reasons.
//!
//! What it reads: the dateline's month and day, the day we had the article, and dates that the article tells of as past.
//! What it never does: pick one of several days, or take a plan for a fact. A side that nothing bounds stays unknown.
//!
//! Rules, each a line of the reason:
//! - **told as past**: an article that tells of a full date as past was not published before it. A date is past where an
//!   event that happened stands at it, after "since", or right after a word of the past ("ousted on 8 December 2024").
//! - **acquired**: it was published by the day we had it.
//! - **dateline**: "DAMASCUS, Sept 16 (Reuters) -" leaves the 16 Septembers between the bounds; if one is left, that day.
//! - **relays**: an article that says "the Courier reported on Tuesday" and shares a quotation with a Courier article
//!   published on a Tuesday followed it by at most six days.
//! - **weekday**: a day given with its weekday ("Tuesday, Sept 16") rules out the years in which it is another weekday.

use jiff::ToSpan;
use rapporteur_lexicon::times::{TimeLexicon, TimeWord};
use rapporteur_model::date::Date;
use rapporteur_model::{Annotations, Article, Corpus, EventStatus, Interval, TimeExpression};
use std::collections::{BTreeMap, BTreeSet};

/// A dateline names a day and a month; between bounds further apart than this, listing its days tells nothing.
const YEARS: i16 = 200;

/// For each article whose publication can be narrowed: its index, the interval and the reason, in the corpus's order.
pub fn infer(corpus: &Corpus) -> Vec<(usize, Interval, String)> {
    let lexicon = TimeLexicon::new();
    let alone: Vec<Option<(Interval, String)>> = corpus
        .articles
        .iter()
        .zip(&corpus.annotations)
        .map(|(article, found)| infer_one(&lexicon, article, found))
        .collect();
    let published = |i: usize| -> Interval {
        let known = corpus.articles.get(i).map_or(Interval::UNKNOWN, |a| a.published);
        alone.get(i).and_then(Option::as_ref).map_or(known, |(interval, _)| *interval)
    };
    let quotations = Quotations::of(corpus, published);
    let pairs = corpus.articles.iter().zip(&corpus.annotations).enumerate();
    pairs
        .filter_map(|(index, (article, found))| {
            let mine = alone.get(index).cloned().flatten();
            let (interval, reason) = match relayed(corpus, &quotations, article, found, published(index)) {
                Some((interval, reason)) => {
                    let before = mine.map_or_else(String::new, |(_, r)| format!("{r}; "));
                    (interval, before + &reason)
                }
                None => mine?,
            };
            Some((index, interval, reason))
        })
        .collect()
}

/// Words of a quotation that must be the same, in a row.
const SHARED_WORDS: usize = 8;

/// The most runs of words looked at in one article.
const MAX_RUNS: usize = 4_000;

/// Which articles of a known day hold which runs of quoted words.
struct Quotations {
    runs: BTreeMap<u64, Vec<(usize, Date)>>,
}

impl Quotations {
    fn of(corpus: &Corpus, published: impl Fn(usize) -> Interval) -> Quotations {
        let mut runs: BTreeMap<u64, Vec<(usize, Date)>> = BTreeMap::new();
        // Only what an article without a day quotes is asked for.
        for (index, article) in corpus.articles.iter().enumerate() {
            if published(index).exact().is_none() {
                runs.extend(quoted_runs(&article.text).into_iter().map(|run| (run, Vec::new())));
            }
        }
        if runs.is_empty() {
            return Quotations { runs };
        }
        for (index, article) in corpus.articles.iter().enumerate() {
            let Some(day) = published(index).exact() else { continue };
            for run in quoted_runs(&article.text) {
                let Some(holders) = runs.get_mut(&run) else { continue };
                // A phrase that everybody quotes tells nothing of who relays whom.
                if holders.len() < 8 && holders.last().is_none_or(|(i, _)| *i != index) {
                    holders.push((index, day));
                }
            }
        }
        Quotations { runs }
    }
}

/// "The Courier reported on Tuesday", with a quotation out of the Courier's article of that Tuesday.
fn relayed(
    corpus: &Corpus,
    quotations: &Quotations,
    article: &Article,
    found: &Annotations,
    published: Interval,
) -> Option<(Interval, String)> {
    if published.exact().is_some() {
        return None;
    }
    let weekdays: Vec<(&str, i8)> = found
        .times
        .iter()
        .filter_map(|t| {
            let weekday = t.value.strip_prefix("XXXX-WXX-")?.parse().ok()?;
            // "last Tuesday" may be any: only a bare one is the latest.
            if t.span.of(&article.text).contains(' ') {
                return None;
            }
            let sentence = found.sentences.iter().find(|s| s.contains(t.span))?;
            Some((sentence.of(&article.text), weekday))
        })
        .collect();
    if weekdays.is_empty() {
        return None;
    }
    let mut best: Option<(Interval, String)> = None;
    for (index, day) in quoted_runs(&article.text).iter().filter_map(|run| quotations.runs.get(run)).flatten()
    {
        let Some(source) = corpus.articles.get(*index).filter(|s| s.id != article.id) else { continue };
        let names = [source.outlet.as_deref(), source.agency.as_deref()];
        let named = names.into_iter().flatten().filter(|n| n.len() >= 3).find(|name| {
            weekdays.iter().any(|(sentence, weekday)| {
                *weekday == day.weekday().to_monday_one_offset() && holds_word(sentence, name)
            })
        });
        let (Some(name), Ok(last)) = (named, day.checked_add(6.days())) else { continue };
        let start = published.start.map_or(*day, |s| s.max(*day));
        let end = published.end.map_or(last, |e| e.min(last));
        let narrower = Interval::new(start, end);
        if start > end || narrower == published {
            continue;
        }
        // Two sources that say different things settle nothing.
        if best.as_ref().is_some_and(|(b, _)| *b != narrower) {
            return None;
        }
        best = Some((narrower, format!("it relays {name} of {day} and names the weekday")));
    }
    best
}

/// Does the text hold the name as whole words?
fn holds_word(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|t| t.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// Hashes of every run of quoted words, in the order of the text.
fn quoted_runs(text: &str) -> Vec<u64> {
    let mut runs = Vec::new();
    let pieces = text.split(['"', '\u{201c}', '\u{201d}']);
    // Every second piece stands inside marks; where one is missing, what is outside is looked at too: the runs must be
    // the same in both articles anyway.
    for piece in pieces.skip(1) {
        let words: Vec<String> = piece
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .take(200)
            .map(str::to_lowercase)
            .collect();
        for window in words.windows(SHARED_WORDS) {
            runs.push(hash(window));
            if runs.len() >= MAX_RUNS {
                return runs;
            }
        }
    }
    runs
}

/// FNV-1a, 64 bits.
fn hash(words: &[String]) -> u64 {
    let bytes = words.iter().flat_map(|w| w.bytes().chain([b' ']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

fn infer_one(lexicon: &TimeLexicon, article: &Article, found: &Annotations) -> Option<(Interval, String)> {
    let known = article.published;
    if known.exact().is_some() {
        return None;
    }
    let mut reasons = Vec::new();
    let (mut from, mut to) = (known.start, known.end);
    if let Some((day, words)) = latest_past(lexicon, article, found)
        && from.is_none_or(|f| f < day)
    {
        from = Some(day);
        reasons.push(format!("it tells of \"{words}\" as past"));
    }
    if let Some(day) = article.acquired
        && to.is_none_or(|t| day < t)
    {
        to = Some(day);
        reasons.push(format!("it was at hand on {day}"));
    }
    let line = article.dateline.as_deref().and_then(|d| dateline_day(lexicon, d));
    if let Some((month, day)) = line
        && let Some(first) = from
    {
        let last =
            to.unwrap_or_else(|| Date::new(first.year().saturating_add(YEARS), 12, 31).unwrap_or(first));
        let weekdays = weekday_days(lexicon, article, found);
        let days: Vec<Date> = (first.year()..=last.year())
            .take(usize::from(YEARS.unsigned_abs()) + 1)
            .filter_map(|year| Date::new(year, month, day).ok())
            .filter(|d| first <= *d && *d <= last && agrees(*d, &weekdays))
            .collect();
        let (Some(earliest), Some(latest)) = (days.first(), days.last()) else {
            // The dateline contradicts the rest: which of the two is wrong is not for us to say.
            return None;
        };
        let narrower = from != Some(*earliest) || to.is_some() && to != Some(*latest);
        from = Some(*earliest);
        // Without a bound of its own the far end is not known, however many days were listed.
        to = to.map(|_| *latest);
        if narrower {
            reasons.push("its dateline names the day and month".to_owned());
            if !weekdays.is_empty() {
                reasons.push("its weekdays fit no other year".to_owned());
            }
        }
    }
    if let (Some(a), Some(b)) = (from, to)
        && a > b
    {
        return None;
    }
    let interval = Interval { start: from, end: to };
    (interval != known && !reasons.is_empty()).then(|| (interval, reasons.join("; ")))
}

/// The latest full date the article tells of as past: its first day, and the words.
fn latest_past<'a>(
    lexicon: &TimeLexicon,
    article: &'a Article,
    found: &Annotations,
) -> Option<(Date, &'a str)> {
    let happened: BTreeSet<usize> = found
        .events
        .iter()
        .filter(|e| e.status == EventStatus::Happened && e.attribution.is_none())
        .filter_map(|e| e.time)
        .collect();
    let times = found.times.iter().enumerate();
    times
        .filter(|(_, t)| t.anchor.is_none() && full(&t.value) && t.interval.start.is_some())
        .filter(|(i, t)| {
            let told = told(lexicon, &article.text, t);
            told == Told::Past || told == Told::Open && happened.contains(i)
        })
        .filter_map(|(_, t)| Some((t.interval.start?, t.span.of(&article.text))))
        .max_by_key(|(day, _)| *day)
}

/// Does the value name its year itself?
fn full(value: &str) -> bool {
    let year = value.get(..4).is_some_and(|y| y.bytes().all(|b| b.is_ascii_digit()));
    year && !value.contains('X')
}

/// How a time is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Right after a word of the past, or after "since".
    Past,
    /// After a word of plan, or one that reaches beyond what is told ("by", "until").
    Ahead,
    /// Neither.
    Open,
}

/// How the words right before a time tell it.
fn told(lexicon: &TimeLexicon, text: &str, time: &TimeExpression) -> Told {
    let before = text.get(..time.span.lo()).unwrap_or("");
    // A bounded look back over a few words of the same clause.
    let start = (before.len().saturating_sub(60)..=before.len())
        .find(|i| before.is_char_boundary(*i))
        .unwrap_or(before.len());
    let near = before.get(start..).unwrap_or("");
    let clause = near.rsplit(['.', ',', ';', ':', '!', '?', '\n']).next().unwrap_or("");
    let mut words = clause.split_whitespace().rev().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
    let Some(preposition) = words.next() else { return Told::Open };
    let is = |word: &str, any: &[&str]| any.iter().any(|a| word.eq_ignore_ascii_case(a));
    if is(preposition, &["since"]) {
        return Told::Past;
    }
    if is(
        preposition,
        &["by", "until", "till", "before", "after", "from", "to", "for", "through", "beyond", "past"],
    ) {
        return Told::Ahead;
    }
    let usual = is(preposition, &["on", "in", "late", "early"]);
    let open = |w: &str| {
        let ahead =
            ["be", "being", "to", "not", "could", "may", "might", "should", "if", "or", "when", "until"];
        is(w, &ahead) || is(w, &["and", "but", "while", "that", "which", "who"])
    };
    // The nearest word that looks back or ahead decides; "to be signed on" looks ahead.
    let mut words = words.take(6).peekable();
    while let Some(word) = words.next() {
        let role: &TimeWord = lexicon.word(lexicon.number(word));
        if role.plan {
            return Told::Ahead;
        }
        if open(word) {
            return Told::Open;
        }
        if role.past || role.done {
            let led = words.peek().is_some_and(|w| open(w));
            return if usual && !led { Told::Past } else { Told::Open };
        }
    }
    Told::Open
}

/// Month and day of a dateline: "DAMASCUS, Sept 16 (Reuters) -", "LONDON, 16 September".
fn dateline_day(lexicon: &TimeLexicon, dateline: &str) -> Option<(i8, i8)> {
    let words: Vec<&str> =
        dateline.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(24).collect();
    let month_of = |w: &str| lexicon.word(lexicon.number(&w.to_ascii_lowercase())).month;
    let day_of = |w: &&str| w.parse::<i8>().ok().filter(|d| (1..=31).contains(d));
    let mut found = None;
    for (i, word) in words.iter().enumerate() {
        let Some(month) = month_of(word) else { continue };
        let before = i.checked_sub(1).and_then(|j| words.get(j)).and_then(day_of);
        let Some(day) = words.get(i + 1).and_then(day_of).or(before) else { continue };
        let month = i8::try_from(month).ok()?;
        // Two days in one dateline: neither is certain.
        if found.is_some_and(|f| f != (month, day)) {
            return None;
        }
        found = Some((month, day));
    }
    found
}

/// Days without a year that are given with their weekday: month, day, weekday.
fn weekday_days(lexicon: &TimeLexicon, article: &Article, found: &Annotations) -> Vec<(i8, i8, i8)> {
    let mut days = Vec::new();
    for time in &found.times {
        let Some((month, day)) = time.value.strip_prefix("XXXX-").and_then(|v| v.split_once('-')) else {
            continue;
        };
        let (Ok(month), Ok(day)) = (month.parse(), day.parse()) else { continue };
        let words = time.span.of(&article.text);
        let weekday = words
            .split(|c: char| !c.is_alphabetic())
            .find_map(|w| lexicon.word(lexicon.number(&w.to_ascii_lowercase())).weekday);
        if let Some(weekday) = weekday.and_then(|w| i8::try_from(w).ok()) {
            days.push((month, day, weekday));
        }
    }
    days
}

/// Could an article of this day write these weekdays? A day given with its weekday and no year is the nearest one.
fn agrees(published: Date, days: &[(i8, i8, i8)]) -> bool {
    days.iter().all(|&(month, day, weekday)| {
        let year = published.year();
        [year - 1, year, year + 1]
            .into_iter()
            .filter_map(|y| Date::new(y, month, day).ok())
            .filter(|d| d.until(published).is_ok_and(|s| s.get_days().abs() < 183))
            .any(|d| d.weekday().to_monday_one_offset() == weekday)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_model::{Event, EventType, Id, Part, PartKind, Span, TimeType};

    fn article(text: &str, dateline: Option<&str>, acquired: Option<&str>) -> Article {
        Article {
            origins: vec!["a.txt".to_owned()],
            dateline: dateline.map(str::to_owned),
            acquired: acquired.map(|d| d.parse().unwrap()),
            ..Article::bare(
                Id::of("article", &[text.as_bytes()]),
                text,
                vec![Part { span: Span::new(0, text.len()), kind: PartKind::Body }],
            )
        }
    }

    /// `times`: words of the text, value, days.
    fn check(article: Article, times: &[(&str, &str, &str)], wanted: Option<&str>) {
        let time = |(words, value, days): &(&str, &str, &str)| {
            let at = article.text.find(words).unwrap();
            let interval = match days.split_once("..") {
                Some((a, b)) => Interval::new(a.parse().unwrap(), b.parse().unwrap()),
                None => days.parse().map_or(Interval::UNKNOWN, Interval::day),
            };
            TimeExpression {
                span: Span::new(at, at + words.len()),
                kind: TimeType::Date,
                value: (*value).to_owned(),
                interval,
                anchor: None,
                rule: "time.explicit".into(),
            }
        };
        let found = Annotations { times: times.iter().map(time).collect(), ..Annotations::default() };
        let inferred = infer(&Corpus::new(vec![(article, found)], Vec::new()));
        let got = inferred.first().map(|(_, interval, _)| interval.to_string());
        assert_eq!(got.as_deref(), wanted, "{inferred:?}");
        assert!(inferred.iter().all(|(_, _, reason)| !reason.is_empty()));
    }

    #[test]
    fn a_past_date_bounds_from_below() {
        let text = "Rebels ousted the king on 8 December 2024. The envoys met on Tuesday.";
        let times = [("8 December 2024", "2024-12-08", "2024-12-08")];
        check(article(text, None, None), &times, Some("2024-12-08.."));
    }

    #[test]
    fn an_event_that_happened_bounds_from_below_one_that_is_planned_does_not() {
        for (status, wanted) in [(EventStatus::Happened, Some("2024-12-01..")), (EventStatus::Planned, None)]
        {
            let text = "In December 2024, the king took the strait.";
            let time = TimeExpression {
                span: Span::new(3, 16),
                kind: TimeType::Date,
                value: "2024-12".to_owned(),
                interval: Interval::new("2024-12-01".parse().unwrap(), "2024-12-31".parse().unwrap()),
                anchor: None,
                rule: "time.explicit".into(),
            };
            let event = Event {
                span: Span::new(0, text.len()),
                trigger: Span::new(27, 31),
                kind: EventType::Assault,
                mode: None,
                actor: None,
                actor_mention: None,
                recipient: None,
                recipient_mention: None,
                place: None,
                time: Some(0),
                status,
                actor_code: None,
                recipient_code: None,
                attribution: None,
                by: "event.test".into(),
                confidence: None,
            };
            let found = Annotations { times: vec![time], events: vec![event], ..Annotations::default() };
            let inferred = infer(&Corpus::new(vec![(article(text, None, None), found)], Vec::new()));
            let got = inferred.first().map(|(_, interval, _)| interval.to_string());
            assert_eq!(got.as_deref(), wanted);
        }
    }

    #[test]
    fn a_plan_bounds_nothing() {
        let text = "The king was ousted and a treaty takes effect on 4 June 2027. The envoy, killed by a mob, meant to \
                    rule until 5 June 2027. The treaty is to be signed on 8 December 2024. It was due to end on 1 May 2026. \
                    He pledged a summit on 3 June 2027.";
        let times = [
            ("8 December 2024", "2024-12-08", "2024-12-08"),
            ("1 May 2026", "2026-05-01", "2026-05-01"),
            ("3 June 2027", "2027-06-03", "2027-06-03"),
            ("4 June 2027", "2027-06-04", "2027-06-04"),
            ("5 June 2027", "2027-06-05", "2027-06-05"),
        ];
        check(article(text, None, None), &times, None);
    }

    #[test]
    fn a_dateline_between_bounds_settles_the_day() {
        let text = "The strait has been closed since January 2025.";
        let times = [("January 2025", "2025-01", "2025-01-01..2025-01-31")];
        let line = Some("HARBOUR CITY, Sept 16 (Wire) -");
        check(article(text, line, Some("2025-11-02")), &times, Some("2025-09-16"));
        // Nothing bounds it from above: some 16 September from 2025 on.
        check(article(text, line, None), &times, Some("2025-09-16.."));
        // Two are left.
        check(article(text, line, Some("2026-11-02")), &times, Some("2025-09-16..2026-09-16"));
        // No dateline.
        check(article(text, None, Some("2026-11-02")), &times, Some("2025-01-01..2026-11-02"));
    }

    #[test]
    fn weekdays_rule_out_years() {
        let text = "It has been closed since January 2024. They met on Monday, Sept 15, again.";
        let times = [
            ("January 2024", "2024-01", "2024-01-01..2024-01-31"),
            ("Monday, Sept 15", "XXXX-09-15", "unknown"),
        ];
        // 15 September is a Monday in 2025, not in 2024 or 2026.
        let line = Some("HARBOUR CITY, 16 September -");
        check(article(text, line, Some("2026-12-31")), &times, Some("2025-09-16"));
    }

    #[test]
    fn a_relay_follows_its_source_by_less_than_a_week() {
        let words = "we shall never give up the strait nor the two islands";
        let mut source = article(&format!("The king said: \"{words}\"."), None, None);
        source.outlet = Some("Harbour Courier".to_owned());
        // 16 September 2025 is a Tuesday.
        source.published = Interval::day("2025-09-16".parse().unwrap());
        for (outlet, weekday, wanted) in [
            ("Harbour Courier", 2, Some("2025-09-16..2025-09-22")),
            ("Harbour Courier", 3, None),
            ("Inland Post", 2, None),
        ] {
            let name = if weekday == 2 { "Tuesday" } else { "Wednesday" };
            let text = format!("The king, {outlet} reported on {name}, said: “{words}”.");
            let at = text.find(name).unwrap();
            let time = TimeExpression {
                span: Span::new(at, at + name.len()),
                kind: TimeType::Date,
                value: format!("XXXX-WXX-{weekday}"),
                interval: Interval::UNKNOWN,
                anchor: None,
                rule: "time.no-anchor".into(),
            };
            let sentences = vec![Span::new(0, text.len())];
            let found = Annotations { times: vec![time], sentences, ..Annotations::default() };
            let pile = vec![(source.clone(), Annotations::default()), (article(&text, None, None), found)];
            let inferred = infer(&Corpus::new(pile, Vec::new()));
            let got = inferred.first().map(|(_, interval, _)| interval.to_string());
            assert_eq!(got.as_deref(), wanted, "{inferred:?}");
        }
    }

    #[test]
    fn contradictions_say_nothing() {
        let text = "It has been closed since January 2025.";
        let times = [("January 2025", "2025-01", "2025-01-01..2025-01-31")];
        check(article(text, Some("CITY, Sept 16 -"), Some("2025-02-01")), &times, None);
        check(article(text, None, Some("2024-02-01")), &times, None);
    }

    #[test]
    fn what_is_known_stays() {
        let mut known = article("It has been closed since January 2025.", None, None);
        known.published = Interval::day("2025-03-01".parse().unwrap());
        check(known, &[("January 2025", "2025-01", "2025-01-01..2025-01-31")], None);
    }
}
