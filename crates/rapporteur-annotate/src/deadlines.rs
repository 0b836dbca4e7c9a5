//! Deadlines: what somebody wants, promises or must do by a time or an event.
//!
//! **What it finds.** "by", "before", "within", "no later than" with a time or an event, after something asked,
//! promised or obliged; the word "deadline" with its day; that one was met or missed.
//!
//! **Why.** Pressure has dates; whether they were kept tells who can press.
//!
//! **Example.** "Borduria wants a truce before the harvest fair at the end of May": due by the end of May, hung on the
//! fair.
//!
//! **Source.** The words are ours (data/terms.tsv).

use crate::clause::Clause;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::terms::Due;
use rapporteur_model::record::DeadlineState;
use rapporteur_model::{Annotations, Article, DeadlineMention, Span, Stance, Syntax};

/// Most words of an event that something is due by.
const EVENT: usize = 14;

/// Fills `found.deadlines`.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let mut deadlines: Vec<DeadlineMention> = Vec::new();
    for clause in Clause::all(lexicon, article, syntax, found) {
        if clause.asks() {
            continue;
        }
        let mut i = 0;
        while i < clause.len() {
            let named = named(&clause, i);
            let due = if named.is_none() { due(&clause, i) } else { None };
            i += 1;
            deadlines.extend(named.or(due));
        }
    }
    deadlines.sort_by_key(|d| (d.span, d.what));
    // "must be ratified by June, before the summit": one thing may be due by two marks; the same mark counts once.
    deadlines.dedup_by(|a, b| a.what == b.what && a.time == b.time && a.event == b.event);
    found.deadlines = deadlines;
}

/// "by Friday", after something that is asked, promised or obliged.
fn due(clause: &Clause<'_>, at: usize) -> Option<DeadlineMention> {
    let (end, kind) = clause.lexicon.terms.due.at(&clause.words, at)?;
    let stop = clause.end(end).max(end);
    // The time may begin inside the words: "by the end of May".
    let starts = (at + 1..(end + 3).min(clause.len())).find(|&k| clause.time(k).is_some());
    let near = starts.filter(|&k| k <= end + 1);
    let event = match near {
        Some(_) => None,
        None => event(clause, at, end, stop),
    };
    if near.is_none() && event.is_none() {
        return None;
    }
    let inside = event.and_then(|e| clause.range(e).find_map(|k| clause.time(k)));
    let time = near.and_then(|k| clause.time(k)).or(inside);
    let within = clause.word(at) == "within";
    if within && time.is_none() {
        return None;
    }
    let asked = asked(clause, at);
    let (what, set_by) = match (kind, asked) {
        (Due::Answer, _) if !given(clause, at) => return None,
        (Due::Need | Due::Answer, None) => obliged(clause, at).map(|what| (what, None))?,
        (_, Some(asked)) => asked,
        (Due::Any, None) => obliged(clause, at).map(|what| (what, None))?,
    };
    let last = event.map(|e| clause.range(e).end).or_else(|| {
        let k = near?;
        (k..clause.len()).take_while(|&j| clause.time(j) == clause.time(k)).last().map(|j| j + 1)
    })?;
    Some(DeadlineMention {
        span: what.join(clause.over(at, last)),
        what,
        time,
        event,
        set_by,
        state: DeadlineState::Unknown,
        attribution: crate::attribution_at(clause.found, clause.over(at, end)),
        by: match clause.word(at) {
            "within" => "deadline.within".into(),
            "before" => "deadline.before".into(),
            _ => "deadline.by".into(),
        },
    })
}

/// The event something is due by: "the General Assembly meeting", "world leaders gather in ...".
fn event(clause: &Clause<'_>, at: usize, end: usize, stop: usize) -> Option<Span> {
    let whole = clause.word(end - 1) == "time";
    let before = clause.word(at) == "before" || whole;
    if !before && !clause.is("determiner", end) {
        return None;
    }
    let last = if whole {
        stop.min(end + EVENT + 8)
    } else {
        // A noun phrase: up to a verb, a mark or another preposition than "of".
        (end..stop.min(end + EVENT))
            .find(|&k| {
                clause.is_mark(k) && !clause.is_quote(k)
                    || clause.is("preposition", k) && clause.word(k) != "of" && k > end
                    || clause.function().any(&["be", "have", "do", "modal", "coordinator"], clause.word(k))
            })
            .unwrap_or(stop.min(end + EVENT))
    };
    let named = (end..last).any(|k| clause.is("event_noun", k));
    (last > end && named).then(|| clause.over(end, last))
}

/// What is asked or promised in the stance that holds word `at`, and who set it.
fn asked(clause: &Clause<'_>, at: usize) -> Option<(Span, Option<usize>)> {
    let word = clause.over(at, at + 1);
    let stance = clause
        .found
        .stances
        .iter()
        .filter(|s| clause.span.contains(s.span) && s.span.start < word.start)
        .filter(|s| {
            matches!(s.stance, Stance::Demands | Stance::Offers | Stance::Accepts | Stance::Conditions)
                && (s.span.contains(word) || s.span.end + 2 >= word.start)
        })
        .max_by_key(|s| s.span.start)?;
    let what = Span { start: stance.content.start.min(word.start), end: stance.content.end.min(word.start) };
    let words = clause.range(what);
    if words.is_empty() {
        return None;
    }
    let set_by = stance.holder_mention.filter(|_| stance.stance == Stance::Demands);
    Some((clause.over(words.start, words.end), set_by))
}

/// "must be ratified within", "progress to be made by", "pressure to achieve progress before": the words that oblige and
/// what is due.
fn obliged(clause: &Clause<'_>, at: usize) -> Option<Span> {
    let from = at.saturating_sub(16);
    let begin = (from..at).rev().take_while(|&k| !matches!(clause.word(k), ";" | ":" | ".")).find(|&k| {
        // "Should be ready" expects.
        clause.is("obligation", k) && clause.word(k) != "should"
            || clause.word(k) == "to"
                && (clause.is("pressing", k.wrapping_sub(1)) || clause.word(k + 1) == "be")
            || clause.is("be", k) && clause.word(k + 1) == "due"
    })?;
    let modal = clause.is("obligation", begin);
    let supposed = clause.subject(begin).is_some_and(|s| clause.supposed(clause.range(s.span).start));
    if modal && supposed {
        return None;
    }
    let start = match clause.subject(begin) {
        Some(subject) if modal || clause.word(begin + 1) == "be" => clause.range(subject.span).start,
        _ => begin + 1,
    };
    (start < at).then(|| clause.over(start, at))
}

/// "gave them until Friday", "has until June to".
fn given(clause: &Clause<'_>, at: usize) -> bool {
    (at.saturating_sub(5)..at).any(|k| clause.is("gives_time", k))
}

/// The word "deadline" with its day.
fn named(clause: &Clause<'_>, at: usize) -> Option<DeadlineMention> {
    let (end, ()) = clause.lexicon.terms.deadline.at(&clause.words, at).map(|(end, _)| (end, ()))?;
    let outcome = (0..clause.len()).find_map(|k| {
        let (stop, state) = clause.lexicon.terms.outcome.at(&clause.words, k)?;
        (k <= at && at < stop && !clause.group(k).negated && !clause.supposed(clause.group(k).first))
            .then_some(*state)
    });
    let stop = clause.end(end).max(end);
    let start = (at.saturating_sub(4)..at).find(|&k| clause.time(k).is_some());
    let after = (end..stop.min(end + 8)).find(|&k| clause.time(k).is_some());
    let time = after.or(start).and_then(|k| clause.time(k));
    if time.is_none() && outcome.is_none() {
        return None;
    }
    // "a deadline of Friday for the withdrawal": what is due stands after "for" or "to".
    let what = (end..stop)
        .find(|&k| matches!(clause.word(k), "for" | "to") && clause.time(k + 1).is_none() && k + 1 < stop)
        .map_or_else(|| clause.over(at, end), |k| clause.over(k + 1, stop));
    let verb = (0..at).rev().take(8).find(|&k| clause.is("gives_time", k));
    let set_by =
        verb.and_then(|v| clause.subject(clause.group(v).first)).and_then(|s| s.mentions.first().copied());
    Some(DeadlineMention {
        span: clause.over(at.min(start.unwrap_or(at)), stop),
        what,
        time,
        event: None,
        set_by,
        state: outcome.unwrap_or(DeadlineState::Unknown),
        attribution: crate::attribution_at(clause.found, clause.over(at, end)),
        by: "deadline.named".into(),
    })
}
