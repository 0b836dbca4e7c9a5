//! Stances on what was said just before: "Syldavia refused", "Klow agreed", "the envoys rejected it".
//!
//! Sees one sentence and the stances already found; adds to them, changes none. What is refused or accepted is what
//! somebody else asked or offered last, in this sentence or the one before it.

use crate::clause::Clause;
use rapporteur_lexicon::stances::CueClass;
use rapporteur_model::{Span, Stance, StanceMention};

/// How many bytes back what is meant may stand.
const NEAR: u32 = 400;

pub(super) fn refer(clause: &Clause<'_>, from: usize, out: &mut Vec<StanceMention>) {
    for at in 0..clause.len() {
        let both = both(clause, at);
        let Some((end, stance)) = both.or_else(|| bare(clause, at)) else { continue };
        let group = clause.group(at);
        let unreal = group.negated || group.modal.is_some() || group.infinitive || group.passive;
        let told = out.get(from..).unwrap_or_default().iter().any(|s| s.cue.overlaps(clause.over(at, end)));
        if unreal || (told && both.is_none()) || clause.word(at).ends_with("ing") || clause.nominal(at) {
            continue;
        }
        let Some(subject) = clause.subject_of(at, group.first) else { continue };
        let words = clause.range(subject.span);
        if clause.supposed(words.start) || words.is_empty() {
            continue;
        }
        let span = clause.over(words.start.min(group.first), end);
        // "Both have agreed": who they are is told by who negotiates.
        let all = words.clone().all(|i| clause.is("each_side", i));
        let several = both.is_some() || all;
        let Some(last) = meant(clause, span, (&subject.mentions, several), out) else { continue };
        let attribution = crate::attribution_at(clause.found, clause.over(at, end));
        // "Ruled out both": all that was asked with one word.
        let (cue, whole) = (last.cue, (last.content, last.scope));
        let all: Vec<_> = match both {
            Some(_) => out.iter().filter(|s| s.cue == cue).map(|s| (s.content, s.scope)).collect(),
            None => vec![whole],
        };
        let holders = super::holders(clause, Some(&subject), attribution, false);
        for ((content, scope), (holder, mention)) in
            all.into_iter().flat_map(|c| holders.iter().map(move |h| (c, *h)))
        {
            out.push(StanceMention {
                holder,
                holder_mention: mention,
                scope,
                attribution,
                ..StanceMention::bare(stance, span, clause.over(at, end), content, "stance.answers")
            });
        }
    }
}

/// A verb of accepting or refusing with "both" for its object.
fn both(clause: &Clause<'_>, at: usize) -> Option<(usize, Stance)> {
    let (end, cue) = clause.lexicon.stances.cues.at(&clause.words, at)?;
    let answers = matches!(cue.stance, Stance::Accepts | Stance::Rejects) && cue.class == CueClass::Verb;
    (answers && clause.word(end) == "both" && stops(clause, end + 1)).then_some((end + 1, cue.stance))
}

/// A verb of accepting or refusing without an object of its own, or with "it": one past its last word.
fn bare(clause: &Clause<'_>, at: usize) -> Option<(usize, Stance)> {
    let stance = if clause.is("says_yes", at) {
        Stance::Accepts
    } else if clause.is("says_no", at) {
        Stance::Rejects
    } else {
        return None;
    };
    let mut end = at + 1;
    let pronoun = matches!(clause.word(end), "it" | "them" | "this" | "that")
        && (end + 1 >= clause.len() || stops(clause, end + 1));
    if pronoun {
        return Some((end + 1, stance));
    }
    // "agreed at once", "refused once more", "declined on Monday".
    while end < clause.len().min(at + 5) && (clause.is("again", end) || clause.time(end).is_some()) {
        end += 1;
    }
    if clause.word(end) == "in" && clause.word(end + 1) == "principle" {
        end += 2;
    }
    // Verbs that want an object say nothing without one.
    (clause.is("says_alone", at) && stops(clause, end)).then_some((end, stance))
}

fn stops(clause: &Clause<'_>, at: usize) -> bool {
    at >= clause.len()
        || matches!(clause.word(at), "." | "," | ";" | "and" | "but")
        || clause.is_dash(at)
        || clause.time(at).is_some()
}

/// What somebody else asked or offered last.
fn meant<'s>(
    clause: &Clause<'_>,
    span: Span,
    (who, two): (&[usize], bool),
    out: &'s [StanceMention],
) -> Option<&'s StanceMention> {
    let name = |m: usize| clause.found.mentions.get(m).map(|m| (m.name.clone(), m.state.clone()));
    let near = out.iter().filter(|s| s.span.end <= span.start && span.start - s.span.end < NEAR);
    let last = near.max_by_key(|s| (s.span.start, s.content.start))?;
    let asks = matches!(last.stance, Stance::Demands | Stance::Offers | Stance::Conditions);
    let own = last.holder_mention.is_some_and(|h| {
        who.iter().any(|&w| {
            w == h || name(w).zip(name(h)).is_some_and(|(a, b)| a.0 == b.0 || (a.1.is_some() && a.1 == b.1))
        })
    });
    let sentences =
        clause.found.sentences.iter().filter(|s| s.start > last.span.start && s.start <= span.start);
    (asks && !own && sentences.count() <= 1 && (two || !who.is_empty())).then_some(last)
}
