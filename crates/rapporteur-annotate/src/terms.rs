//! Terms of agreements and of plans for one, and what became of agreements.
//!
//! **What it finds.** A clause under a frame ("Under the treaty both armies must leave"), the clauses with a modal that
//! follow it in the same paragraph, and a treaty or plan that binds somebody itself ("the plan requires Borduria to
//! ..."); an agreement abandoned, suspended, revived or signed.
//!
//! **Why.** What has been agreed, for whom, by when is what an analyst holds against what happens next.
//!
//! **Example.** "Under the proposal, Borduria would leave the islands by May": Borduria must, proposed, by May.
//!
//! **Source.** Bearer, modality and action as in the logic of norms; the words are ours (data/terms.tsv).

use crate::clause::Clause;
use rapporteur_lexicon::Lexicon;
use rapporteur_model::record::{Modality, TermState};
use rapporteur_model::{AgreementMention, Annotations, Article, Span, Syntax, TermMention};
use std::ops::Range;

/// How far after "under" the noun may stand, in words.
const REACH: usize = 7;

/// What a paragraph's clauses are terms of.
#[derive(Clone, Copy)]
struct Frame {
    span: Span,
    state: TermState,
    paragraph: Span,
}

/// Fills `found.terms` and `found.agreements`.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let mut terms: Vec<TermMention> = Vec::new();
    let mut agreements = Vec::new();
    let mut frame: Option<Frame> = None;
    for clause in Clause::all(lexicon, article, syntax, found) {
        if clause.len() == 0 || clause.asks() {
            continue;
        }
        fates(&clause, &mut agreements);
        let paragraph = article.readable().map(|p| p.span).find(|p| p.contains(clause.span));
        let paragraph = paragraph.unwrap_or(clause.span);
        frame = frame.filter(|f| f.paragraph == paragraph);
        let under = under(&clause);
        let from = match under.clone() {
            Some((words, state)) => {
                frame = Some(Frame { span: clause.over(words.start, words.end), state, paragraph });
                Some(words.end)
            }
            // Words of somebody else end what the paragraph said of the agreement.
            None if found.attributions.iter().any(|a| a.cue.is_some_and(|c| clause.span.contains(c))) => {
                frame = None;
                None
            }
            None => frame.map(|_| 0),
        };
        let before = terms.len();
        if let (Some(from), Some(frame)) = (from, frame) {
            modal(&clause, from, &frame, &mut terms);
            if under.is_some() && terms.len() == before {
                plain(&clause, from, &frame, &mut terms);
            }
        }
        binds(&clause, &mut terms);
    }
    terms.sort_by_key(|t| (t.span, t.content));
    terms.dedup_by(|a, b| a.span == b.span && a.modality == b.modality);
    agreements.sort_by_key(|a: &AgreementMention| (a.span, a.agreement));
    found.terms = terms;
    found.agreements = agreements;
}

/// "Under the treaty": its words, and whether it is agreed or only planned.
fn under(clause: &Clause<'_>) -> Option<(Range<usize>, TermState)> {
    (0..clause.len()).filter(|&i| clause.word(i) == "under").find_map(|i| {
        let stop = (i + 1 + REACH).min(clause.len());
        let hit = (i + 1..stop)
            .take_while(|&k| !clause.is_mark(k) || clause.word(k) == "'s" || clause.is_quote(k))
            .find_map(|k| clause.lexicon.terms.frames.at(&clause.words, k))?;
        Some((i..hit.0, *hit.1))
    })
}

/// Clauses with "must", "would", "may".
fn modal(clause: &Clause<'_>, from: usize, frame: &Frame, out: &mut Vec<TermMention>) {
    for m in from..clause.len() {
        let to_be =
            clause.is("be", m) && clause.word(m + 1) == "to" && !clause.is("modal", m.saturating_sub(1));
        if !clause.is("modal", m) && !to_be {
            continue;
        }
        let Some(subject) = clause.subject(m) else { continue };
        let words = clause.range(subject.span);
        if clause.supposed(words.start) || words.start < from {
            continue;
        }
        let mut verb = m + 1 + usize::from(to_be);
        let mut negated = false;
        while clause.is("negation", verb) || clause.function().is_adverb(clause.word(verb)) {
            negated |= clause.is("negation", verb);
            verb += 1;
        }
        let stop = clause.end(verb).max(verb);
        let passive = clause.word(verb) == "be";
        let lead = |i: usize| clause.word(i).to_owned();
        let first: Vec<String> = words.clone().map(lead).collect();
        let none = first.iter().any(|w| clause.function().is("no_side", w));
        let each = first.iter().any(|w| clause.function().is("each_side", w));
        let permits = to_be || !clause.is("permission", m);
        let modality = match (permits, negated || none) {
            (_, true) => Modality::MustNot,
            (true, false) => Modality::Must,
            (false, false) => Modality::May,
        };
        let bearer = (!passive).then_some(subject.span);
        let mention = subject.mentions.first().copied().filter(|_| !passive && !each);
        let begin = if passive { words.start } else { verb };
        push(
            clause,
            frame,
            words.start..stop,
            begin..stop,
            (bearer, mention, each && !passive),
            modality,
            "terms.modal",
            out,
        );
    }
}

/// "Under the treaty Russia acknowledges": a clause in the present.
fn plain(clause: &Clause<'_>, from: usize, frame: &Frame, out: &mut Vec<TermMention>) {
    let skip = from + usize::from(clause.word(from) == ",");
    let subject = (skip..clause.len().min(skip + 6)).find_map(|i| clause.mention(i).map(|m| (i, m)));
    let Some((at, mention)) = subject else { return };
    let verb = (at..clause.len()).find(|&i| clause.mention(i) != Some(mention)).unwrap_or(clause.len());
    let verb = verb + usize::from(clause.function().is_adverb(clause.word(verb)));
    let word = clause.word(verb);
    let finite = clause.verb(verb).unwrap_or(word.len() > 3 && word.ends_with('s') && !word.ends_with("ss"));
    if !finite || clause.function().any(&["be", "have", "do"], word) || !clause.may_act(mention) {
        return;
    }
    let stop = clause.end(verb);
    let bearer = (Some(clause.over(at, verb)), Some(mention), false);
    push(clause, frame, at..stop, verb..stop, bearer, Modality::Must, "terms.under", out);
}

/// "The plan requires Borduria to leave", "the accord bars both sides from ...".
fn binds(clause: &Clause<'_>, out: &mut Vec<TermMention>) {
    for i in 1..clause.len() {
        let Some((end, &modality)) = clause.lexicon.terms.binds.at(&clause.words, i) else { continue };
        let group = clause.group(i);
        if group.negated || group.passive || group.infinitive || group.first == 0 {
            continue;
        }
        let Some(state) = (group.first.saturating_sub(3)..group.first).find_map(|k| {
            let (noun, state) = clause.lexicon.terms.frames.at(&clause.words, k)?;
            (noun == group.first).then_some(*state)
        }) else {
            continue;
        };
        let joint = if modality == Modality::MustNot { "from" } else { "to" };
        let stop = clause.end(end);
        let Some(to) = (end..stop.min(end + 8)).find(|&k| clause.word(k) == joint) else { continue };
        let mention = (end..to).find_map(|k| clause.mention(k));
        let each = (end..to).any(|k| clause.is("each_side", k));
        if to == end || to + 1 >= stop || mention.is_none() && !each {
            continue;
        }
        let would = group.modal.is_some();
        let frame = Frame {
            span: clause.over(group.first.saturating_sub(1), group.first),
            state: if would { TermState::Proposed } else { state },
            paragraph: clause.span,
        };
        let bearer = (Some(clause.over(end, to)), mention.filter(|_| !each), each);
        push(clause, &frame, group.first - 1..stop, to + 1..stop, bearer, modality, "terms.binds", out);
    }
}

#[allow(clippy::too_many_arguments)]
fn push(
    clause: &Clause<'_>,
    frame: &Frame,
    whole: Range<usize>,
    content: Range<usize>,
    (bearer, bearer_mention, each): (Option<Span>, Option<usize>, bool),
    modality: Modality,
    rule: &'static str,
    out: &mut Vec<TermMention>,
) {
    if content.start >= content.end {
        return;
    }
    let exception = content.clone().find_map(|i| match clause.lexicon.stances.scopes.at(&clause.words, i) {
        Some((_, None)) => Some(clause.over(i, content.end)),
        _ => None,
    });
    out.push(TermMention {
        span: clause.over(whole.start, whole.end),
        frame: frame.span,
        bearer,
        bearer_mention,
        each,
        modality,
        content: clause.over(content.start, content.end),
        exception,
        state: frame.state,
        time: content.clone().find_map(|i| clause.time(i)),
        attribution: crate::attribution_at(clause.found, clause.over(content.start, content.end)),
        by: rule.into(),
    });
}

/// "abandoned the truce", "suspended the accord".
fn fates(clause: &Clause<'_>, out: &mut Vec<AgreementMention>) {
    for i in 0..clause.len() {
        let Some((end, &state)) = clause.lexicon.terms.fates.at(&clause.words, i) else { continue };
        let group = clause.group(i);
        if group.negated || group.infinitive || group.modal.is_some() || !clause.word(end - 1).is_ascii() {
            continue;
        }
        if clause.word(i).ends_with("ing") && !group.auxiliary || clause.supposed(group.first) {
            continue;
        }
        let stop = clause.end(end);
        let noun = (end..stop.min(end + 6))
            .take_while(|&k| !clause.is_mark(k) && !clause.is("preposition", k))
            .find_map(|k| clause.lexicon.terms.frames.at(&clause.words, k).map(|(e, s)| (e, *s)));
        let Some((noun_end, TermState::Reported)) = noun else { continue };
        let time = (end..stop).find_map(|k| clause.time(k).filter(|_| k >= noun_end));
        let time = time.or_else(|| (0..group.first).rev().find_map(|k| clause.time(k)));
        out.push(AgreementMention {
            span: clause.over(group.first, stop),
            agreement: clause.over(end, noun_end.max(end + 1)),
            state,
            time,
            attribution: crate::attribution_at(clause.found, clause.over(i, end)),
            by: format!("terms.{}", state.as_str()).into(),
        });
    }
}
