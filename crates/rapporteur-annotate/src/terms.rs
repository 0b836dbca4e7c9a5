//! Terms of agreements and of plans for one, and what became of agreements.
//!
//! **What it finds.** A clause under a frame ("Under the treaty both armies must leave", "Borduria would leave as part of
//! the deal", "a truce under which Borduria will leave"), the clauses with a modal that follow it in the same paragraph
//! or go on with it in the next ("In return, ..."); what a treaty or plan says ("the accord provides that ...", "...,
//! the text says") and whom it binds itself ("the plan requires Borduria to ...", "Borduria would be required to ...");
//! an agreement abandoned, suspended, revived or signed.
//!
//! **Why.** What has been agreed, for whom, by when is what an analyst holds against what happens next.
//!
//! **Example.** "Under the proposal, Borduria would leave the islands by May": Borduria must, proposed, by May.
//!
//! **Source.** Bearer, modality and action as in the logic of norms; the words are ours (data/terms.tsv).

use crate::clause::Clause;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::terms::Joint;
use rapporteur_model::record::{Modality, TermState};
use rapporteur_model::{AgreementMention, Annotations, Article, Span, Syntax, TermMention};
use std::ops::Range;

/// How far after "under" the noun may stand, in words.
const REACH: usize = 7;
/// How far before "under which" the noun may stand.
const BACK: usize = 12;
/// How far after a verb that binds the joint may stand: "requires both armies on the island to".
const BOUND: usize = 9;
/// Words after which a paragraph that goes on with another's terms has said so.
const FRONT: usize = 4;

/// What clauses are terms of.
#[derive(Clone, Copy)]
struct Frame {
    span: Span,
    state: TermState,
    paragraph: usize,
}

/// Words that say so: "under the treaty".
struct Opener {
    words: Range<usize>,
    /// The noun.
    span: Span,
    state: TermState,
}

/// Fills `found.terms` and `found.agreements`.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let mut terms: Vec<TermMention> = Vec::new();
    let mut agreements = Vec::new();
    let paragraphs: Vec<Span> = article.readable().map(|p| p.span).collect();
    let mut frame: Option<Frame> = None;
    // The last one told of in this article, which "the text" is of.
    let mut told: Option<Frame> = None;
    for clause in Clause::all(lexicon, article, syntax, found) {
        if clause.len() == 0 || clause.asks() {
            continue;
        }
        fates(&clause, &mut agreements);
        let paragraph = paragraphs.partition_point(|p| p.end <= clause.span.start);
        let goes_on =
            (0..clause.len().min(FRONT)).any(|i| lexicon.terms.again.at(&clause.words, i).is_some());
        // What goes on may go on with a plan that bound somebody itself.
        let near = |f: &Frame| f.paragraph == paragraph || f.paragraph + 1 == paragraph && goes_on;
        frame = frame.or(told.filter(|_| goes_on)).filter(near);
        let openers = openers(&clause, told);
        let said = said(&clause, told);
        // Words of somebody else end what the paragraph said of the agreement.
        let cue = found.attributions.iter().any(|a| a.cue.is_some_and(|c| clause.span.contains(c)));
        if let Some((_, span, state)) = said {
            frame = Some(Frame { span, state, paragraph });
        } else if cue && !goes_on && openers.is_empty() {
            frame = None;
        } else if let Some(frame) = &mut frame {
            frame.paragraph = paragraph;
        }
        let front =
            openers.first().filter(|o| o.words.start < FRONT || clause.word(o.words.end - 1) == "which");
        let from = match (&said, front) {
            (Some((from, ..)), _) => *from,
            (None, Some(opener)) => {
                frame = Some(Frame { span: opener.span, state: opener.state, paragraph });
                opener.words.end
            }
            (None, None) => 0,
        };
        let before = terms.len();
        modal(&clause, from, frame.as_ref(), &openers, &mut terms);
        if let (Some(frame), Some(opener), true) = (&frame, front, terms.len() == before) {
            plain(&clause, opener.words.end, frame, &mut terms);
        }
        binds(&clause, told, frame.as_ref(), &openers, &mut terms);
        let named = (0..clause.len()).rev().find_map(|i| {
            let (end, state) = clause.lexicon.terms.frames.at(&clause.words, i)?;
            (!clause.before_noun(end - 1)).then(|| (clause.over(i, end), *state))
        });
        told = named.map(|(span, state)| Frame { span, state, paragraph }).or(told);
        if frame.is_none()
            && let Some(part) = openers.first()
        {
            frame = Some(Frame { span: part.span, state: part.state, paragraph });
        }
    }
    terms.sort_by_key(|t| (t.span, t.content));
    terms.dedup_by(|a, b| a.span == b.span && a.modality == b.modality);
    agreements.sort_by_key(|a: &AgreementMention| (a.span, a.agreement));
    found.terms = terms;
    found.agreements = agreements;
}

/// A noun for an agreement, a plan or its text at word `at`: one past it, and how far it is agreed.
fn paper(clause: &Clause<'_>, at: usize, told: Option<Frame>) -> Option<(usize, TermState)> {
    let terms = &clause.lexicon.terms;
    let text = || terms.texts.at(&clause.words, at).and_then(|(end, ())| Some((end, told?.state)));
    let (end, state) = terms.frames.at(&clause.words, at).map(|(end, state)| (end, *state)).or_else(text)?;
    // "The deal maker", "the deal's critics": somebody else; "the deal's terms": its words.
    let owned = clause.word(end) == "'s";
    let own = owned && (end..(end + 3).min(clause.len())).any(|k| terms.texts.at(&clause.words, k).is_some());
    (own || !owned && !clause.before_noun(end - 1)).then_some((end, state))
}

/// "Under the treaty", "as part of the deal", "under which", "in the first phase", in the order of the text.
fn openers(clause: &Clause<'_>, told: Option<Frame>) -> Vec<Opener> {
    let terms = &clause.lexicon.terms;
    let mut all: Vec<Opener> = Vec::new();
    for i in 0..clause.len() {
        if all.last().is_some_and(|o| i < o.words.end) {
            continue;
        }
        if let (Some((end, ())), Some(told)) = (terms.parts.at(&clause.words, i), told) {
            all.push(Opener { words: i..end, span: told.span, state: told.state });
        }
        let Some((end, ())) = terms.openers.at(&clause.words, i) else { continue };
        if clause.word(end) == "which" {
            let noun = (i.saturating_sub(BACK)..i).rev().find_map(|k| {
                let (stop, state) = terms.frames.at(&clause.words, k)?;
                (!clause.before_noun(stop - 1)).then_some((k..stop, *state))
            });
            all.extend(noun.map(|(noun, state)| Opener {
                words: i..end + 1,
                span: clause.over(noun.start, noun.end),
                state,
            }));
            continue;
        }
        let stop = (end + REACH).min(clause.len());
        let mut k = end;
        while k < stop {
            if let Some((last, state)) = paper(clause, k, told)
                // "Under the terms of the accord" is under the accord, "under a draft agreement" under a draft.
                && !(clause.word(last) == "of" && paper(clause, last + 2, told).is_some())
            {
                let drafted = (end..k).find_map(|j| terms.frames.at(&clause.words, j).map(|(_, s)| *s));
                let state = drafted.unwrap_or(state);
                all.push(Opener { words: i..last, span: clause.over(end, last), state });
                break;
            }
            let text = k > end && terms.texts.at(&clause.words, k - 1).is_some();
            let passes = clause.word(k) == "'s" || clause.is_quote(k) || clause.word(k) == "of" && text;
            let stops = clause.is_mark(k) || clause.is("preposition", k) || clause.is("be", k);
            if stops && !passes {
                break;
            }
            k += 1;
        }
    }
    all
}

/// The noun for an agreement or plan that is the subject of the verb whose group begins at word `first`.
fn subject(clause: &Clause<'_>, first: usize, told: Option<Frame>) -> Option<(Range<usize>, TermState)> {
    let mut words = match clause.subject(first) {
        Some(subject) => clause.range(subject.span),
        // Without a parse: the words right before it.
        None if clause.tree.is_none() => first.saturating_sub(3)..first,
        None => return None,
    };
    // "A ceasefire, which requires": what the relative stands for.
    if words.len() == 1 && clause.is("relative", words.start) {
        let noun = words.start.saturating_sub(usize::from(clause.word(words.start.saturating_sub(1)) == ","));
        words = noun.saturating_sub(3)..noun;
    }
    words
        .clone()
        .take_while(|&k| k == words.start || !clause.is("preposition", k))
        .filter_map(|k| paper(clause, k, told).map(|(end, state)| (k..end, state)))
        .last()
}

/// "The accord provides that ..." and "..., the text says": where what it says begins, its noun, how far it is agreed.
fn said(clause: &Clause<'_>, told: Option<Frame>) -> Option<(usize, Span, TermState)> {
    let ahead = (1..clause.len()).find_map(|i| {
        let (end, ()) = clause.lexicon.terms.says.at(&clause.words, i)?;
        let group = clause.group(i);
        if group.negated || group.passive || group.infinitive || group.modal.is_some() {
            return None;
        }
        let (noun, state) = subject(clause, group.first, told)?;
        Some((end, clause.over(noun.start, noun.end), state))
    });
    let behind = || {
        clause.found.attributions.iter().find_map(|a| {
            let (source, cue) = (a.source?, a.cue?);
            let inside = clause.span.contains(source) && clause.span.contains(cue);
            let words = clause.range(source);
            let first = words.start + usize::from(clause.is("determiner", words.start));
            let (end, state) = paper(clause, first, told).filter(|_| inside && words.start > 0)?;
            (end == words.end).then(|| (0, clause.over(first, end), state))
        })
    };
    ahead.or_else(behind)
}

/// Clauses with "must", "would", "may".
fn modal(
    clause: &Clause<'_>,
    from: usize,
    frame: Option<&Frame>,
    openers: &[Opener],
    out: &mut Vec<TermMention>,
) {
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
        let mut stop = clause.end(verb).max(verb);
        // "Borduria would leave under the deal": what it is a term of may stand behind.
        let behind = openers.iter().find(|o| (verb..=stop + 1).contains(&o.words.start));
        if let Some(opener) = behind {
            stop = stop.min(opener.words.start);
        }
        let own = behind.map(|o| Frame { span: o.span, state: o.state, paragraph: 0 });
        let Some(frame) = own.as_ref().or(frame) else { continue };
        let passive = clause.word(verb) == "be";
        // "Would be required to": whom it binds (`binds`). The plan itself "would see them leave", "would be signed".
        let bound = (verb..verb + 3).any(|k| clause.lexicon.terms.binds.at(&clause.words, k).is_some());
        let itself = words.clone().any(|k| clause.lexicon.terms.frames.at(&clause.words, k).is_some())
            || clause.lexicon.terms.again.at(&clause.words, words.start).is_some();
        if itself || bound && passive {
            continue;
        }
        let none = words.clone().any(|k| clause.is("no_side", k));
        let each = words.clone().any(|k| clause.is("each_side", k));
        let permits = to_be || !clause.is("permission", m);
        let modality = match (permits, negated || none) {
            (_, true) => Modality::MustNot,
            (true, false) => Modality::Must,
            (false, false) => Modality::May,
        };
        let mention = subject.mentions.first().copied().filter(|_| !passive && !each);
        // Prices that "would fall" are bound to nothing.
        let body = words.clone().any(|k| clause.is("collective", k) || clause.is("sides", k));
        // The parse may read a name that is no mention: "the Greens".
        let named = words.clone().last().is_some_and(|k| clause.named(k) && clause.mention(k).is_none());
        let who = subject.mentions.iter().any(|&m| clause.may_act(m)) || none || each || body || named;
        if !passive && !who {
            continue;
        }
        let agent = clause.agent(verb + 1).filter(|_| passive);
        let bearer = match agent {
            Some(agent) => Some(clause.over(agent, agent + 1)),
            None => (!passive).then_some(subject.span),
        };
        let begin = if passive { words.start } else { verb };
        push(
            clause,
            frame,
            words.start..stop,
            begin..stop,
            (bearer, agent.and_then(|a| clause.mention(a)).or(mention), each && !passive),
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
    let finite =
        clause.present(verb).unwrap_or(word.len() > 3 && word.ends_with('s') && !word.ends_with("ss"));
    if !finite || clause.function().any(&["be", "have", "do"], word) || !clause.may_act(mention) {
        return;
    }
    let stop = clause.end(verb);
    let bearer = (Some(clause.over(at, verb)), Some(mention), false);
    push(clause, frame, at..stop, verb..stop, bearer, Modality::Must, "terms.under", out);
}

/// "The plan requires Borduria to leave", "the accord bars both sides from ...", "would see Borduria leave"; "Borduria
/// is obliged under the treaty to leave".
fn binds(
    clause: &Clause<'_>,
    told: Option<Frame>,
    frame: Option<&Frame>,
    openers: &[Opener],
    out: &mut Vec<TermMention>,
) {
    for i in 1..clause.len() {
        let Some((end, &(modality, joint))) = clause.lexicon.terms.binds.at(&clause.words, i) else {
            continue;
        };
        let group = clause.group(i);
        if group.negated || group.infinitive || group.first == 0 {
            continue;
        }
        let mut stop = clause.end(end);
        let behind = openers.iter().find(|o| (end..=stop + 1).contains(&o.words.start));
        let inside = |k: usize| openers.iter().any(|o| o.words.contains(&k));
        let to = (end..stop.min(end + BOUND)).filter(|&k| !inside(k)).find(|&k| match joint {
            Joint::To => clause.word(k) == "to" && !clause.is("determiner", k + 1),
            Joint::From => clause.word(k) == "from",
            Joint::Bare => k > end && clause.verb_form(k, "VB"),
            Joint::Going => k > end && clause.verb_form(k, "VBG"),
        });
        let Some(to) = to else { continue };
        let begin = to + usize::from(matches!(joint, Joint::To | Joint::From));
        if let Some(opener) = behind.filter(|o| o.words.start > begin) {
            stop = stop.min(opener.words.start);
        }
        let (bound, span, state) = if group.passive {
            let own = behind.or_else(|| openers.iter().find(|o| o.words.end <= group.first));
            let own = own.map(|o| (o.span, o.state)).or(frame.map(|f| (f.span, f.state)));
            let (Some((span, state)), Joint::To | Joint::From) = (own, joint) else { continue };
            let Some(subject) = clause.subject(group.first) else { continue };
            (clause.range(subject.span), span, state)
        } else {
            if joint == Joint::Bare && group.modal.is_none() {
                continue;
            }
            let again = frame.filter(|_| {
                // "It would also see Borduria leave."
                group.first > 0 && clause.is("thing_pronoun", group.first - 1)
            });
            let doc = subject(clause, group.first, told).map(|(n, s)| (clause.over(n.start, n.end), s));
            let Some((span, state)) = doc.or(again.map(|f| (f.span, f.state))) else { continue };
            (end..to, span, state)
        };
        let mention = bound.clone().find_map(|k| clause.mention(k));
        let each = bound.clone().any(|k| clause.is("each_side", k));
        let body = bound.clone().any(|k| clause.is("collective", k));
        if bound.is_empty() || begin >= stop || mention.is_none() && !each && !body {
            continue;
        }
        let state = if group.modal.is_some() { TermState::Proposed } else { state };
        let frame = Frame { span, state, paragraph: 0 };
        let bearer = (Some(clause.over(bound.start, bound.end)), mention.filter(|_| !each), each);
        let whole = bound.start.min(group.first.saturating_sub(1))..stop;
        push(clause, &frame, whole, begin..stop, bearer, modality, "terms.binds", out);
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
