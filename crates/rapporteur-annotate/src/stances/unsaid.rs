//! Stances without a word of asking or refusing: what others must do, what a party might do on a condition, what it
//! will not do.
//!
//! Sees one sentence and the stances already found in it; adds to them, changes none.

use super::{condition, exception, holders, pieces, scope, side_of, trim_range, trimmed};
use crate::clause::{Clause, Subject};
use rapporteur_model::{AttributionKind, EntityKind, Holder, Link, Scope, Stance, StanceMention};

/// "Borduria must leave the islands", said by somebody for another party, is a demand of the speaker's.
pub(super) fn obligations(clause: &Clause<'_>, out: &mut Vec<StanceMention>) {
    for i in 0..clause.len() {
        // "has to leave", "need to leave"
        let two = matches!(clause.word(i), "has" | "have" | "needs" | "need") && clause.word(i + 1) == "to";
        if !(clause.is("obligation", i) || two) || clause.is("negation", i + 1) {
            continue;
        }
        let verb = i + 1 + usize::from(two);
        // "has to say", "have to be": no act that somebody else is asked for.
        if two && clause.is("no_act", verb) {
            continue;
        }
        let span = clause.over(i, i + 1);
        let Some(attribution) = crate::attribution_at(clause.found, span) else { continue };
        let Some(said) = clause.found.attributions.get(attribution) else { continue };
        let Some(source) = said.source_mention.or_else(|| side_of(clause, said)) else { continue };
        let Some(subject) = clause.subject_of(verb, i) else { continue };
        let words = clause.range(subject.span);
        if clause.supposed(words.start) {
            continue;
        }
        let first = match subject.mentions[..] {
            [addressee] if !clause.may_act(addressee) || addressee == source => continue,
            [_] => verb,
            // "The prisoners must be freed": what it is about is the subject. "We must be patient" asks nobody.
            _ if subject.mentions.is_empty() && asked_of(clause, words.clone(), verb) => words.start,
            _ => continue,
        };
        if told(out, clause.over(first, verb + 1)) {
            continue;
        }
        let content = first..clause.end(verb);
        let (content, link, condition) = condition(clause, Stance::Demands, false, content);
        let exception = exception(clause, content.clone());
        for (n, piece) in pieces(clause, content.clone()).into_iter().enumerate() {
            let from = if n == 0 { i.min(piece.start) } else { piece.start };
            let scope = match &exception {
                Some((at, _)) if *at >= piece.start => Some(Scope::PartialExcept),
                _ => scope(clause, piece.clone()),
            };
            out.push(StanceMention {
                holder: said.source,
                holder_mention: Some(source),
                scope,
                exception: exception.as_ref().map(|(_, s)| *s),
                link,
                condition,
                attribution: Some(attribution),
                ..StanceMention::bare(
                    Stance::Demands,
                    clause.over(from, piece.end),
                    span,
                    clause.over(piece.start, piece.end),
                    "stance.must",
                )
            });
        }
    }
}

/// Is the subject of an obligation a thing that somebody else must see to: no pronoun, and its verb in the passive or one
/// of giving, ending, beginning?
fn asked_of(clause: &Clause<'_>, subject: std::ops::Range<usize>, verb: usize) -> bool {
    let pronoun = subject.clone().any(|i| clause.is("pronoun", i) || clause.is("relative", i));
    let passive = clause.word(verb) == "be" && (verb + 1..verb + 4).any(|v| clause.passive(v) == Some(true));
    !pronoun && !subject.is_empty() && (passive || clause.is("gives", verb) || clause.is("comes_about", verb))
}

/// Does a stance already found say something of these words?
fn told(out: &[StanceMention], span: rapporteur_model::Span) -> bool {
    out.iter()
        .rev()
        .take(8)
        .any(|s| s.content.contains(span) || s.span.overlaps(span) && s.cue.overlaps(span))
}

/// "There will be no talks on the border", "there is no question of a pullout": said by a party, a refusal.
pub(super) fn denials(clause: &Clause<'_>, from: usize, out: &mut Vec<StanceMention>) {
    for there in 0..clause.len() {
        if clause.word(there) != "there" {
            continue;
        }
        let mut at = there + 1;
        let modal = clause.is("firm", at) || clause.word(at) == "can";
        at += usize::from(modal);
        if !(if modal { clause.word(at) == "be" } else { clause.is("be", at) }) {
            continue;
        }
        at += 1;
        let never = clause.word(at - 1) == "be" && clause.is("negation", there + 2);
        if clause.word(at) != "no" || never {
            continue;
        }
        at += 1;
        // Without "will", only what names a refusal: "no question of", "no room for".
        let denial = clause.is("denial_noun", at);
        if !modal && !denial {
            continue;
        }
        let start = if denial && clause.is("preposition", at + 1) { at + 2 } else { at };
        let content = trim_range(clause, start..clause.end(start));
        let span = clause.over(there, content.end);
        if content.is_empty()
            || clause.is("no_denial", at)
            || out.get(from..).unwrap_or_default().iter().any(|s| s.span.overlaps(span))
        {
            continue;
        }
        let attribution = crate::attribution_at(clause.found, clause.over(at, at + 1));
        if attribution.is_none() || clause.supposed(there) {
            continue;
        }
        let (content, link, condition) = tied(clause, (Stance::Rejects, true), there, content);
        let stance = if link.is_some() { Stance::Conditions } else { Stance::Rejects };
        for (holder, mention) in holders(clause, None, attribution, true) {
            out.push(StanceMention {
                holder,
                holder_mention: mention,
                scope: scope(clause, content.clone()),
                link,
                condition,
                attribution,
                ..StanceMention::bare(
                    stance,
                    clause.over(there, content.end),
                    clause.over(there, at),
                    clause.over(content.start, content.end),
                    "stance.there-will-be-no",
                )
            });
        }
    }
}

/// "Borduria might return the islands only as part of a treaty": a modal, whatever the verb, with a strong condition.
pub(super) fn conditionals(clause: &Clause<'_>, from: usize, out: &mut Vec<StanceMention>) {
    for i in 0..clause.len() {
        let Some((end, cue)) = clause.lexicon.stances.conditions.at(&clause.words, i) else { continue };
        // Plain "if" ties facts to facts; "until" and "without" do but after "will not".
        if end - i < 2 && clause.word(i) != "unless" && !cue.refusal || clause.time(end).is_some() {
            continue;
        }
        let condition = clause.over(i, trimmed(clause, i, clause.end(end)));
        if condition.is_empty()
            || out[from..].iter().any(|s| s.condition.is_some_and(|c| c.overlaps(condition)))
        {
            continue;
        }
        // ", one official said, but only in exchange for": the condition goes on after the attribution.
        let apart = i > 0 && clause.ties_on(i - 1);
        let reaches = |k: usize| clause.is("modal", k) && (apart || clause.end(k) >= i);
        let Some(modal) = (0..i).rev().take(25).find(|&k| reaches(k)) else { continue };
        let mut start = modal + 1;
        // "There can be no truce without": the speaker's condition.
        let there = modal > 0 && clause.word(modal - 1) == "there" && clause.word(start) == "be";
        let none = there && clause.word(start + 1) == "no";
        let negated = clause.is("negation", start) || none;
        let subject = clause.subject(modal);
        let first = subject.as_ref().map(|s| clause.range(s.span).start);
        if cue.refusal && !(negated && (none || clause.is("firm", modal)))
            || (first.is_none() && !none)
            || first.is_some_and(|first| clause.supposed(first))
        {
            continue;
        }
        while start < i && (clause.is("negation", start) || clause.function().is_adverb(clause.word(start))) {
            start += 1;
        }
        let content = trim_range(clause, start..i.min(clause.end(start)));
        // "Might keep the line, but only if": somebody else's terms.
        let allowed = clause.is("permission", modal) && clause.is("keeps", start);
        if content.start >= content.end || allowed {
            continue;
        }
        let attribution = crate::attribution_at(clause.found, clause.over(modal, modal + 1));
        // "The prisoners would be freed only in return for": the speaker's condition.
        let passive = clause.word(start) == "be" && attribution.is_some();
        let content = if none { start + 2..content.end } else { content };
        let content = match first {
            Some(first) if passive && !none => first..content.end,
            _ => content,
        };
        let (subject, state) = if passive || none { (None, true) } else { (subject.as_ref(), false) };
        for (holder, mention) in holders(clause, subject, attribution, state) {
            out.push(StanceMention {
                holder,
                holder_mention: mention,
                scope: scope(clause, content.clone()),
                link: Some(cue.link),
                condition: Some(condition),
                modality: (clause.is("possible", modal) || negated).then(|| clause.over(modal, modal + 1)),
                attribution,
                ..StanceMention::bare(
                    Stance::Conditions,
                    clause.over(modal.min(content.start), content.end),
                    clause.over(i, end),
                    clause.over(content.start, content.end),
                    format!("stance.{}", cue.rule),
                )
            });
        }
    }
}

/// "We will not give up the islands", "the minister said it would not accept": said by the party itself, a refusal
/// whatever the verb.
pub(super) fn refusals(clause: &Clause<'_>, from: usize, out: &mut Vec<StanceMention>) {
    for modal in 0..clause.len() {
        let word = clause.word(modal);
        let fused = matches!(word, "won't");
        // "are not going to"
        let going = clause.is("be", modal)
            && clause.is("negation", modal + 1)
            && clause.word(modal + 2) == "going"
            && clause.word(modal + 3) == "to";
        if !(fused || going || clause.is("firm", modal) && clause.is("negation", modal + 1)) {
            continue;
        }
        let mut verb = modal + 1 + usize::from(!fused) + 2 * usize::from(going);
        while clause.function().is_adverb(clause.word(verb)) && clause.mention(verb).is_none() {
            verb += 1;
        }
        let stop = clause.end(verb);
        let content = trim_range(clause, verb..stop);
        let span = clause.over(modal, content.end);
        let told = out.get(from..).unwrap_or_default().iter().any(|s| s.span.overlaps(span));
        if told || content.is_empty() || clause.is("no_act", verb) {
            continue;
        }
        // "Would not oppose it", "will not insist on": nothing is refused.
        let inner = super::cue_at(clause, verb).map(|(_, cue)| cue.stance);
        if matches!(inner, Some(Stance::Rejects | Stance::Demands | Stance::Defers)) {
            continue;
        }
        let attribution = crate::attribution_at(clause.found, clause.over(modal, modal + 1));
        let said = attribution.and_then(|a| clause.found.attributions.get(a));
        let Some(subject) = clause.subject_of(verb, modal) else { continue };
        // "Borduria will not pay": told of a party in the outlet's own voice.
        let plainly = said.is_none()
            && word == "will"
            && matches!(subject.mentions[..], [m] if matches!(
                clause.kind(m),
                Some(EntityKind::State | EntityKind::Government | EntityKind::ArmedGroup)
            ) && clause.may_act(m));
        let owned = said.and_then(|said| own(clause, &subject, said)).or(plainly.then_some(Holder::Said));
        let Some(whose) = owned.filter(|_| !clause.supposed(clause.range(subject.span).start)) else {
            continue;
        };
        let (content, link, condition) =
            tied(clause, (Stance::Rejects, true), clause.range(subject.span).start, content);
        let stance = if link.is_some() { Stance::Conditions } else { Stance::Rejects };
        for (holder, mention) in holders(clause, Some(&subject), attribution, false) {
            out.push(StanceMention {
                holder,
                holder_mention: mention,
                whose,
                scope: scope(clause, content.clone()),
                link,
                condition,
                attribution,
                ..StanceMention::bare(
                    stance,
                    clause.over(modal, content.end),
                    clause.over(modal, verb),
                    clause.over(content.start, content.end),
                    "stance.will-not",
                )
            });
        }
    }
}

/// "The minister said it would scrap the tax", "we will open the road if the raids stop": said by the party itself, with
/// a verb of giving, an offer; with a verb of keeping, a refusal.
pub(super) fn pledges(clause: &Clause<'_>, from: usize, out: &mut Vec<StanceMention>) {
    for modal in 0..clause.len() {
        if !clause.is("firm", modal) || clause.is("negation", modal + 1) {
            continue;
        }
        let mut verb = modal + 1;
        loop {
            // "would in turn scrap"
            if clause.word(verb) == "in" && clause.is("turn", verb + 1) {
                verb += 2;
            } else if clause.function().is_adverb(clause.word(verb)) && clause.mention(verb).is_none() {
                verb += 1;
            } else {
                break;
            }
        }
        let gives = clause.is("gives", verb);
        let keeps = clause.is("keeps", verb);
        if clause.is("no_act", verb) || clause.is("be", verb) || clause.is("have", verb) {
            continue;
        }
        let stop = clause.end(verb);
        let content = trim_range(clause, verb..stop);
        let span = clause.over(modal, content.end);
        let told = out.get(from..).unwrap_or_default().iter().any(|s| s.span.overlaps(span));
        if told || content.is_empty() {
            continue;
        }
        let Some(attribution) = crate::attribution_at(clause.found, clause.over(modal, modal + 1)) else {
            continue;
        };
        let Some(said) = clause.found.attributions.get(attribution) else { continue };
        let Some(subject) = clause.subject_of(verb, modal) else { continue };
        let before = clause.range(subject.span).start;
        let Some(whose) = own(clause, &subject, said).filter(|_| !clause.supposed(before)) else { continue };
        let (content, link, condition) = tied(clause, (Stance::Offers, false), before, content);
        let stance = match (link, gives, keeps) {
            // A threat or promise that hangs on something, whatever the verb.
            (Some(_), _, false) => Stance::Conditions,
            (None, true, _) if content.len() > 1 => Stance::Offers,
            (_, _, true) if content.len() > 1 => Stance::Rejects,
            _ => continue,
        };
        for piece in pieces(clause, content.clone()) {
            for (holder, mention) in holders(clause, Some(&subject), Some(attribution), false) {
                out.push(StanceMention {
                    holder,
                    holder_mention: mention,
                    whose,
                    scope: scope(clause, piece.clone()),
                    link,
                    condition,
                    attribution: Some(attribution),
                    ..StanceMention::bare(
                        stance,
                        clause.over(modal.min(piece.start), piece.end),
                        clause.over(modal, verb + 1),
                        clause.over(piece.start, piece.end),
                        match (gives, keeps) {
                            (true, _) => "stance.will-give",
                            (_, true) => "stance.will-keep",
                            _ => "stance.will-if",
                        },
                    )
                });
            }
        }
    }
}

/// Splits off the condition: the one within what it is about, else the one that opens the sentence before the subject.
fn tied(
    clause: &Clause<'_>,
    (stance, refused): (Stance, bool),
    subject: usize,
    content: std::ops::Range<usize>,
) -> (std::ops::Range<usize>, Option<Link>, Option<rapporteur_model::Span>) {
    let (content, link, condition) = condition(clause, stance, refused, content);
    match (link, ahead(clause, subject)) {
        (None, Some((ahead, words))) => (content, Some(ahead), Some(words)),
        _ => (content, link, condition),
    }
}

/// "Unless they ratify it by May, Borduria will ...": the condition that opens the sentence, before the subject.
fn ahead(clause: &Clause<'_>, subject: usize) -> Option<(Link, rapporteur_model::Span)> {
    // "said that unless they ratify it, it will": it opens what is said.
    let (from, (end, cue)) = (0..subject).rev().take(25).find_map(|i| {
        let opens = i == 0 || clause.is_quote(i - 1) || matches!(clause.word(i - 1), "that" | "but" | "and");
        let tied = || clause.lexicon.stances.conditions.at(&clause.words, i);
        (opens && clause.is("opens_condition", i)).then(tied).flatten().map(|tied| (i, tied))
    })?;
    let last = if clause.word(subject - 1) == "," { subject - 1 } else { subject };
    let comma = Some(last).filter(|&c| c > from + 2 && (c < subject || from > 0))?;
    (end < comma).then(|| (cue.link, clause.over(from, comma)))
}

/// Does the speaker speak of himself or of his side: "we", "it" after "the ministry said", a state after its minister?
/// Whether he speaks for a body that he names ("the spokesman said the company would") is for the codebook to say.
fn own(clause: &Clause<'_>, subject: &Subject, said: &rapporteur_model::Attribution) -> Option<Holder> {
    let words: Vec<usize> = clause.range(subject.span).collect();
    let known = |own: bool| own.then_some(Holder::Said);
    if words.len() == 1 && words.iter().all(|&i| clause.is("first_person", i)) {
        return known(said.kind != AttributionKind::Indirect);
    }
    // "Borduria said it would not": "it" that refers to nothing nearer.
    let pronoun = words.len() == 1 && words.iter().all(|&i| clause.is("pronoun", i));
    if pronoun && subject.mentions.is_empty() {
        return known(said.kind == AttributionKind::Indirect && said.source.is_some());
    }
    // "The minister said his country would"
    let possessed = subject.mentions.is_empty()
        && words.len() > 1
        && words.first().is_some_and(|&i| clause.is("pronoun", i))
        && words.last().is_some_and(|&i| clause.is("instrument", i));
    if possessed {
        return known(said.source.is_some());
    }
    let [mention] = subject.mentions[..] else { return None };
    let of = clause.found.mentions.get(mention)?;
    let source = said.source_mention.or_else(|| side_of(clause, said));
    let source = source.and_then(|m| clause.found.mentions.get(m));
    if source.is_some_and(|s| of.name == s.name || (of.state.is_some() && of.state == s.state)) {
        return Some(Holder::Said);
    }
    // A source without a name may be described by whom it speaks for.
    (said.source.is_some() && clause.may_act(mention)).then_some(Holder::Own)
}
