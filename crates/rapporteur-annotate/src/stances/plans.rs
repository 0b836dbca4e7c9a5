//! What a plan, an offer or a draft holds: "tabled a paper that would see both armies step back", "The offer would lift
//! the tax".
//!
//! Sees one sentence and the stances already found; adds to them, changes none. A plan is somebody's where its
//! possessor, the verb that puts it forward, or the offer told just before says so; else it is nobody's.

use super::{condition, exception, pieces, possessor, scope, trim_range};
use crate::clause::Clause;
use rapporteur_model::{Holder, Scope, Span, Stance, StanceMention};

/// How many bytes back the offer may stand that "the plan" is.
const NEAR: u32 = 300;

/// What an offer or plan that stands from word `from` to `stop` is about: what its relative clause says it would do, what
/// follows "for", "on" or "to", else all of it. None if no offer or plan stands there.
pub(super) fn offered(clause: &Clause<'_>, from: usize, stop: usize) -> Option<std::ops::Range<usize>> {
    let first =
        (from..stop).find(|&i| clause.is("preposition", i) || matches!(clause.word(i), "to" | "that"));
    let head = (from..first.unwrap_or(stop)).rev().find(|&i| clause.is("plan_noun", i))?;
    let mut at = head + 1;
    at += usize::from(clause.word(at) == ",");
    let about = match clause.word(at) {
        "under" | "by" if clause.word(at + 1) == "which" => at + 2,
        "whereby" => at + 1,
        "that" | "which" if clause.is("holds_for", at + 1) => at + 2,
        "calling" | "providing" if clause.word(at + 1) == "for" => at + 2,
        "offering" | "to" | "for" | "on" | "of" => at + 1,
        _ => return Some(from..stop),
    };
    let end = clause.end(about);
    (about < end).then_some(about..end)
}

/// "Borduria's draft would open the road", "The offer foresees a ban".
pub(super) fn terms(clause: &Clause<'_>, from: usize, out: &mut Vec<StanceMention>) {
    for at in 1..clause.len() {
        if !clause.is("holds_for", at) {
            continue;
        }
        let would = clause.word(at) == "would";
        let verb = if would { at + 1 } else { at };
        let group = clause.group(verb);
        if clause.is("negation", at + 1) || clause.is("no_act", verb) || group.negated || group.infinitive {
            continue;
        }
        // "would be a disaster": a verdict; "would be lifted": what it holds.
        if would && clause.word(verb) == "be" && clause.passive(verb + 1) != Some(true) {
            continue;
        }
        let Some(noun) = clause.subject_word(verb).filter(|&n| n < at && clause.is("plan_noun", n)) else {
            continue;
        };
        let content = trim_range(clause, at + 1..clause.end(at + 1));
        let span = clause.over(at, content.end);
        let told = out.get(from..).unwrap_or_default().iter().any(|s| s.content.overlaps(span));
        if told || content.len() < 2 || clause.supposed(clause.extent(noun).0) {
            continue;
        }
        let Some((holder, mention, whose)) = author(clause, noun, from, out) else { continue };
        let attribution = crate::attribution_at(clause.found, clause.over(at, at + 1));
        let (content, link, condition) = condition(clause, Stance::Offers, false, content);
        let exception = exception(clause, content.clone());
        let stance = if link.is_some() { Stance::Conditions } else { Stance::Offers };
        for piece in pieces(clause, content.clone()) {
            out.push(StanceMention {
                holder,
                holder_mention: mention,
                whose,
                scope: match &exception {
                    Some((e, _)) if *e >= piece.start => Some(Scope::PartialExcept),
                    _ => scope(clause, piece.clone()),
                },
                exception: exception.as_ref().map(|(_, s)| *s),
                link,
                condition,
                attribution,
                ..StanceMention::bare(
                    stance,
                    clause.over(at.min(piece.start), piece.end),
                    clause.over(at, at + 1),
                    clause.over(piece.start, piece.end),
                    "stance.plan-holds",
                )
            });
        }
    }
}

/// "Under Borduria's plan, both armies would withdraw": what it would bring is offered by whose plan it is.
pub(super) fn under(clause: &Clause<'_>, from: usize, out: &mut Vec<StanceMention>) {
    let first = usize::from(clause.is_quote(0));
    if clause.word(first) != "under" {
        return;
    }
    let Some(comma) = (first + 2..clause.len().min(first + 12)).find(|&i| clause.word(i) == ",") else {
        return;
    };
    let Some(noun) = (first + 1..comma).rev().find(|&i| clause.is("plan_noun", i)) else { return };
    let Some((holder, mention, whose)) = author(clause, noun, from, out) else { return };
    let start = comma + 1;
    let end = clause.end(start);
    if !(start..end).any(|i| clause.word(i) == "would") {
        return;
    }
    let attribution = crate::attribution_at(clause.found, clause.over(start, start + 1));
    for piece in pieces(clause, trim_range(clause, start..end)) {
        let span = clause.over(piece.start, piece.end);
        if out.get(from..).unwrap_or_default().iter().any(|s| s.content.overlaps(span)) {
            continue;
        }
        out.push(StanceMention {
            holder,
            holder_mention: mention,
            whose,
            scope: scope(clause, piece.clone()),
            attribution,
            ..StanceMention::bare(
                Stance::Offers,
                span,
                clause.over(noun, noun + 1),
                span,
                "stance.plan-holds",
            )
        });
    }
}

/// Whose plan the noun at word `noun` is: of its possessor, else of whoever made the offer told just before, in this
/// sentence or the one before it.
fn author(
    clause: &Clause<'_>,
    noun: usize,
    from: usize,
    out: &[StanceMention],
) -> Option<(Option<Span>, Option<usize>, Holder)> {
    if let Some((subject, _)) = possessor(clause, noun) {
        let mention = subject.mentions.first().copied();
        let may = mention.is_none_or(|m| clause.may_act(m));
        return may.then_some((Some(subject.span), mention, Holder::Said));
    }
    let definite = matches!(clause.word(clause.extent(noun).0), "the" | "this" | "that" | "it");
    let own = out.len() > from;
    let last = out.last().filter(|s| definite && s.stance == Stance::Offers)?;
    let here = clause.over(noun, noun + 1);
    let near = last.span.end <= here.start && here.start - last.span.end < NEAR;
    let sentences = clause.found.sentences.iter();
    let between = sentences.filter(|s| s.start > last.span.start && s.start <= here.start).count();
    (near && (own || between <= 1)).then_some((last.holder, last.holder_mention, last.whose))
}
