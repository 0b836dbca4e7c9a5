//! What a stance is about, cut to size: the condition split off, the exception, how much, one coordinated piece at a time.
//!
//! Sees the words of one clause; finds no stance and nobody who holds one.

use crate::clause::Clause;
use rapporteur_model::{Link, Scope, Span, Stance};

/// Splits off the condition: the words before it, how it hangs, the condition's words.
pub(super) fn condition(
    clause: &Clause<'_>,
    stance: Stance,
    refused: bool,
    content: std::ops::Range<usize>,
) -> (std::ops::Range<usize>, Option<Link>, Option<Span>) {
    let tied = |i: usize| clause.is("tied", i);
    if stance == Stance::Conditions
        && !content.clone().any(tied)
        && let Some(to) = content.clone().find(|&i| matches!(clause.word(i), "to" | "with"))
        && to > content.start
        && to + 1 < content.end
    {
        let words = clause.over(to + 1, trimmed(clause, to + 1, content.end));
        return (trim_range(clause, content.start..to), Some(Link::OnlyIf), Some(words));
    }
    for i in content.clone() {
        if let Some((end, cue)) = clause.lexicon.stances.conditions.at(&clause.words, i) {
            // "until Tuesday" is a time; "asks X to do Y if Z happened" ties nothing to what is asked.
            let after = (end..clause.len()).find(|&k| clause.time(k).is_none());
            // "until the night shifts are": no time.
            let timed = after.is_some_and(|k| k > end && !clause.nominal(k));
            if timed || (clause.word(i) == "if" && stance == Stance::Demands) || (cue.refusal && !refused) {
                continue;
            }
            let stop = clause.end(end).max(content.end);
            let spoken = i > content.start && end < stop;
            if spoken {
                let last = trimmed(clause, i, stop);
                return (trim_range(clause, content.start..i), Some(cue.link), Some(clause.over(i, last)));
            }
        }
    }
    (trim_range(clause, content), None, None)
}

pub(super) fn trimmed(clause: &Clause<'_>, from: usize, mut end: usize) -> usize {
    while end > from + 1 && clause.is_mark(end - 1) {
        end -= 1;
    }
    end
}

pub(super) fn trim_range(clause: &Clause<'_>, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let mut start = range.start;
    while start + 1 < range.end && (clause.is_mark(start) || clause.is("coordinator", start)) {
        start += 1;
    }
    let mut end = trimmed(clause, start, range.end);
    while end > start + 1 && clause.is("coordinator", end - 1) {
        end = trimmed(clause, start, end - 1);
    }
    start..end
}

/// What is left out: the word where it begins, and its span.
pub(super) fn exception(clause: &Clause<'_>, content: std::ops::Range<usize>) -> Option<(usize, Span)> {
    content.clone().find_map(|i| match clause.lexicon.stances.scopes.at(&clause.words, i) {
        Some((_, None)) => Some((i, clause.over(i, trimmed(clause, i, content.end)))),
        _ => None,
    })
}

pub(super) fn scope(clause: &Clause<'_>, piece: std::ops::Range<usize>) -> Option<Scope> {
    piece.into_iter().find_map(|i| clause.lexicon.stances.scopes.at(&clause.words, i).and_then(|(_, s)| *s))
}

/// Coordinated pieces: "to secure A, to reinstate B, and to halt C and D".
pub(super) fn pieces(clause: &Clause<'_>, content: std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = content.start;
    let mut i = content.start;
    let ing = clause.word(content.start).ends_with("ing");
    let mut stop = content.end;
    while i < stop {
        // ", bringing the talks to an end": no item but a remark.
        let remark = clause.word(i) == ","
            && i > content.start
            && !ing
            && clause.word(i + 1).len() > 5
            && clause.word(i + 1).ends_with("ing")
            && clause.mention(i + 1).is_none();
        // ", two of the six points on the agenda": what has been named, again.
        let again = clause.word(i) == ","
            && i > content.start
            && clause.word(i + 2) == "of"
            && (clause.lexicon.numbers.value(clause.word(i + 1)).is_some() || clause.is("each_side", i + 1));
        // ", as the army had proved weak": a reason.
        let reason = clause.word(i) == ","
            && matches!(clause.word(i + 1), "as" | "so")
            && clause.word(i + 2) != "well";
        if remark || again || reason && i > content.start {
            stop = i;
            break;
        }
        let cut = match clause.word(i) {
            // ", by whatever name": a modifier, not the next item.
            "," if clause.is("preposition", i + 1)
                && !matches!(clause.word(i + 1), "for" | "to")
                // "on Korea, on the ships, on the navy": a list all the same.
                && !(content.start..i).any(|k| clause.word(k) == clause.word(i + 1)) =>
            {
                0
            }
            "," | "and" | "or" | "alongside" | "plus" => 1,
            "as" if clause.word(i + 1) == "well" && clause.word(i + 2) == "as" => 3,
            _ => 0,
        };
        if cut > 0 {
            pieces.push(start..i);
            start = i + cut;
            i = start;
        } else {
            i += 1;
        }
    }
    pieces.push(start..stop);
    pieces
        .into_iter()
        .filter(|p| p.start < p.end)
        .map(|p| trim_range(clause, p))
        .filter(|p| p.start < p.end)
        .collect()
}
