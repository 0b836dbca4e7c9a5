//! What is due when, who set it, and whether it was met.
//!
//! A deadline is dated by the words, or by the event it hangs on where another sentence of the pile dates that event.
//! It is `open` while its last day is not past on the day the record knows. Words that say so, there or in a later report
//! of a deadline of that day or on that issue, or the talks' own end tell whether it was met or missed; else it is `unknown`.

use crate::Desk;
use crate::flatten::one_line;
use crate::parties::Parties;
use rapporteur_model::date::later;
use rapporteur_model::record::{DeadlineRow, DeadlineState};
use rapporteur_model::table::At;
use rapporteur_model::{Date, DeadlineMention, Id, Interval, Record, TalksState, TimeType};
use std::collections::{BTreeMap, BTreeSet};

/// Fewest words with a capital that tell an event apart from others.
const NAMED: usize = 2;

pub(crate) fn draw_up(desk: &Desk<'_>, parties: &Parties, record: &mut Record) {
    let events = dated_events(desk);
    // The last day any article knows of: a record as of a day and a build of only the articles until then say the same.
    let known = desk.corpus.articles.iter().filter_map(|a| a.published.end).max();
    let mut told: Vec<Told> = Vec::new();
    for (i, (article, found)) in desk.corpus.articles.iter().zip(&desk.corpus.annotations).enumerate() {
        for mention in &found.deadlines {
            let mut due = when(desk, i, mention);
            if let Some(event) = mention.event.filter(|_| due.is_unknown()) {
                due = events.get(&key(article.words_of(event))).copied().unwrap_or(Interval::UNKNOWN);
            }
            // What was due long before the article is history, not a deadline of these talks.
            let old = due
                .end
                .zip(article.published.start)
                .is_some_and(|(d, p)| later(d, HISTORY).is_some_and(|d| d < p));
            if old {
                continue;
            }
            let set_by = desk.entity(i, mention.set_by);
            let party = set_by.and_then(|e| parties.of(e)).map(|s| s.party);
            // Whoever speaks for nobody sets nobody a day.
            if set_by.is_some() && party.is_none() {
                continue;
            }
            let set_by = party;
            let at = At { article: article.id, span: mention.span };
            let what = one_line(article.words_of(mention.what));
            let (state, state_at) =
                state(desk, record, mention, &what, due, known, (at, article.published.start));
            told.push(Told {
                deadline: Id::of_span("deadline", article.id, mention.span),
                said: mention.state != DeadlineState::Unknown,
                issues: issues(desk, article.words_of(mention.span)),
                published: article.published.end,
                due,
                state,
                at,
            });
            record.deadlines.push(DeadlineRow {
                deadline: Id::of_span("deadline", article.id, mention.span),
                what,
                due,
                anchor: mention.event.map(|e| one_line(article.words_of(e))),
                set_by,
                state,
                state_at,
                at,
                attribution: desk.attribution(i, mention.attribution),
                by: mention.by.clone(),
            });
        }
    }
    record.deadlines.sort_by_key(|d| d.deadline);
    record.deadlines.dedup_by_key(|d| d.deadline);
    let settled = settled(&told);
    for row in &mut record.deadlines {
        if let Some((state, at)) = settled.get(&row.deadline) {
            (row.state, row.state_at) = (*state, *at);
        }
    }
}

/// A deadline as some article tells it.
struct Told {
    deadline: Id,
    /// Its own words say how it ended.
    said: bool,
    issues: BTreeSet<usize>,
    published: Option<Date>,
    due: Interval,
    state: DeadlineState,
    at: At,
}

fn issues(desk: &Desk<'_>, words: &str) -> BTreeSet<usize> {
    desk.codebook.issues_in(words).into_iter().map(|h| h.issue).collect()
}

/// How deadlines ended whose end another report tells: "missed the deadline of May 4 for a withdrawal" is the end of
/// every deadline of that day on that issue, and without an issue of those of that day, if they are all on one. "Missed
/// the deadline for a withdrawal" is the end of the last one on that issue before. Where reports disagree nobody knows.
fn settled(told: &[Told]) -> BTreeMap<Id, (DeadlineState, Option<At>)> {
    let mut by_day: BTreeMap<Date, Vec<&Told>> = BTreeMap::new();
    for one in told.iter().filter(|t| !t.said) {
        if let Some(day) = one.due.end {
            by_day.entry(day).or_default().push(one);
        }
    }
    let mut ends: BTreeMap<Id, (DeadlineState, Option<At>)> = BTreeMap::new();
    for end in told.iter().filter(|t| t.said).take(ENDS) {
        let Some(reported) = end.published else { continue };
        let before = |t: &&Told| t.published.is_some_and(|p| p <= reported);
        let meant: Vec<&Told> = match end.due.end {
            Some(day) => {
                let all: Vec<&Told> =
                    by_day.get(&day).into_iter().flatten().copied().filter(before).collect();
                let shared = |t: &&Told| !t.issues.is_disjoint(&end.issues);
                match end.issues.is_empty() {
                    false => all.into_iter().filter(shared).collect(),
                    true if all.windows(2).all(|w| matches!(w, [a, b] if a.issues == b.issues)) => all,
                    true => Vec::new(),
                }
            }
            None => {
                let on = |t: &&Told| before(t) && !t.issues.is_disjoint(&end.issues);
                let days = by_day.range(..=reported).rev();
                let last = days.map(|(_, all)| all.iter().copied().filter(on).collect::<Vec<_>>());
                last.into_iter().find(|all| !all.is_empty()).unwrap_or_default()
            }
        };
        for one in meant {
            let unsaid = matches!(one.state, DeadlineState::Unknown | DeadlineState::Open);
            if unsaid {
                ends.entry(one.deadline)
                    .and_modify(|known| {
                        if known.0 != end.state {
                            *known = (DeadlineState::Unknown, None);
                        }
                    })
                    .or_insert((end.state, Some(end.at)));
            }
        }
    }
    ends
}

/// Reports of how a deadline ended that are looked at.
const ENDS: usize = 1_000;

/// Days before publication past which a due day is history.
const HISTORY: i64 = 60;

/// The days by which it is due, as the words say.
fn when(desk: &Desk<'_>, i: usize, mention: &DeadlineMention) -> Interval {
    let found = desk.corpus.annotations.get(i);
    let Some(time) = mention.time.and_then(|t| found.and_then(|f| f.times.get(t))) else {
        return Interval::UNKNOWN;
    };
    if time.kind != TimeType::Duration {
        // "Before September": due by the last day of August.
        if let (Some(start), "deadline.before") = (time.interval.start, &*mention.by) {
            let day = later(start, -1);
            return Interval { start: day, end: day };
        }
        return time.interval;
    }
    // "Within fifty days": counted from the article.
    let published = desk.corpus.articles.get(i).and_then(|a| a.published.end);
    let day = published.zip(days(&time.value)).and_then(|(from, days)| later(from, days));
    Interval { start: day, end: day }
}

/// The days of a TIMEX3 duration: `P50D`, `P2W`, `P18M`.
fn days(value: &str) -> Option<i64> {
    let (number, unit) = value.strip_prefix('P')?.split_at_checked(value.len().checked_sub(2)?)?;
    let n: i64 = number.parse().ok().filter(|n| (1..=10_000).contains(n))?;
    match unit {
        "D" => Some(n),
        "W" => Some(7 * n),
        "M" => Some(3044 * n / 100),
        "Y" => Some(365 * n + n / 4),
        _ => None,
    }
}

/// Words with a capital, which tell an event apart.
fn key(words: &str) -> BTreeSet<String> {
    words
        .split(|c: char| !c.is_alphanumeric() && c != '.')
        .filter(|w| w.starts_with(char::is_uppercase) && w.len() > 3)
        .map(str::to_lowercase)
        .collect()
}

/// Events that some sentence dates, if all that do agree.
fn dated_events(desk: &Desk<'_>) -> BTreeMap<BTreeSet<String>, Interval> {
    let mut all: BTreeMap<BTreeSet<String>, Vec<Interval>> = BTreeMap::new();
    for (i, (article, found)) in desk.corpus.articles.iter().zip(&desk.corpus.annotations).enumerate() {
        for mention in &found.deadlines {
            let due = when(desk, i, mention);
            if let Some(event) = mention.event.filter(|_| !due.is_unknown()) {
                let key = key(article.words_of(event));
                if key.len() >= NAMED {
                    all.entry(key).or_default().push(due);
                }
            }
        }
    }
    let agree = |dates: Vec<Interval>| {
        dates.iter().copied().reduce(|a, b| if a.may_overlap(b) { a } else { Interval::UNKNOWN })
    };
    all.into_iter().filter_map(|(k, d)| Some((k, agree(d).filter(|i| !i.is_unknown())?))).collect()
}

/// Open, met, missed or unknown, and the words that say so.
fn state(
    desk: &Desk<'_>,
    record: &Record,
    mention: &DeadlineMention,
    what: &str,
    due: Interval,
    known: Option<Date>,
    (at, published): (At, Option<Date>),
) -> (DeadlineState, Option<At>) {
    if mention.state != DeadlineState::Unknown {
        return (mention.state, Some(at));
    }
    let (Some(end), Some(known)) = (due.end, known) else { return (DeadlineState::Unknown, None) };
    // What is due is an agreement: the talks' own end settles it.
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let words: Vec<String> = what.split_whitespace().map(bare).collect();
    if (0..words.len()).any(|i| desk.lexicon.terms.ends.at(&words, i).is_some()) {
        // What is asked for once the talks have ended is something else: that the treaty be ratified.
        let ends = record
            .talks_status
            .iter()
            .filter(|s| s.status == TalksState::Concluded && published.is_none_or(|p| s.date >= Some(p)));
        let first = ends.filter_map(|s| Some((s.date?, s.at))).min_by_key(|(day, at)| (*day, *at));
        match first {
            Some((day, at)) if day <= end => return (DeadlineState::Met, Some(at)),
            Some((_, at)) => return (DeadlineState::Missed, Some(at)),
            None => {}
        }
    }
    if known <= end { (DeadlineState::Open, None) } else { (DeadlineState::Unknown, None) }
}
