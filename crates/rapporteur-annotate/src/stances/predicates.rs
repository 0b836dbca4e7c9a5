//! Demands told as a predicate: "the island remains Borduria's first condition".
//!
//! Sees one sentence; adds to the stances, changes none.

use super::{holders, pieces, possessor, scope, trim_range};
use crate::clause::Clause;
use rapporteur_model::{Stance, StanceMention};

/// "Borduria's main demand is a treaty", "What Borduria wants is a treaty": what is demanded stands last.
pub(super) fn named_after(clause: &Clause<'_>, from: usize, out: &mut Vec<StanceMention>) {
    for at in 1..clause.len() {
        let wanted = wanted(clause, at);
        let Some((subject, copula, stance)) = wanted.or_else(|| demanded(clause, at)) else { continue };
        let content = trim_range(clause, copula + 1..clause.end(copula + 1));
        let span = clause.over(at, content.end);
        let told = |s: &StanceMention| s.content.overlaps(clause.over(content.start, content.end));
        if content.is_empty() || content.start <= copula || clause.is("negation", copula + 1) {
            continue;
        }
        // What the verb alone was read to be about says nothing.
        let already =
            out.get(from..).unwrap_or_default().iter().any(|s| told(s) && s.content.start > span.start);
        if already && wanted_free(clause, at) {
            continue;
        }
        let attribution = crate::attribution_at(clause.found, clause.over(at, at + 1));
        for piece in pieces(clause, content.clone()) {
            for (holder, mention) in holders(clause, Some(&subject), attribution, false) {
                out.push(StanceMention {
                    holder,
                    holder_mention: mention,
                    scope: scope(clause, piece.clone()),
                    attribution,
                    ..StanceMention::bare(
                        stance,
                        clause.over(at, piece.end),
                        clause.over(at, at + 1),
                        clause.over(piece.start, piece.end),
                        "stance.is-demand",
                    )
                });
            }
        }
    }
}

fn wanted_free(clause: &Clause<'_>, at: usize) -> bool {
    !clause.is("demand_noun", at)
}

/// "What Borduria wants is": whose, the word "is", and the stance of the verb at word `at`.
fn wanted(clause: &Clause<'_>, at: usize) -> Option<(crate::clause::Subject, usize, Stance)> {
    let (end, cue) = clause.lexicon.stances.cues.at(&clause.words, at)?;
    let copula = end;
    let verb = cue.class == rapporteur_lexicon::stances::CueClass::Verb;
    if !verb
        || !clause.is("linking", copula)
        || !matches!(cue.stance, Stance::Demands | Stance::Offers | Stance::Rejects)
    {
        return None;
    }
    let group = clause.group(at);
    (group.first.saturating_sub(6)..group.first).find(|&k| clause.word(k) == "what")?;
    if group.negated {
        return None;
    }
    Some((clause.subject_of(at, group.first)?, copula, cue.stance))
}

/// "Borduria's first demand is", "among Borduria's demands are": whose, and the word "is".
fn demanded(clause: &Clause<'_>, noun: usize) -> Option<(crate::clause::Subject, usize, Stance)> {
    let plural = clause.is("demand_nouns", noun);
    if !(clause.is("demand_noun", noun) || plural) {
        return None;
    }
    let verb = noun + 1;
    let names = clause.is("linking", verb) || clause.is("listing", verb);
    let (subject, first) = possessor(clause, noun)?;
    let supposed = clause.supposed(first) || clause.nominal(verb);
    // "its demands were met": done to them.
    let done = clause.passive(verb + 1) == Some(true) || clause.is("negation", verb + 1);
    let noun_follows = clause.is("determiner", verb + 1)
        || clause.word(verb + 1) == ":"
        || clause.verb(verb + 1) == Some(false) && !clause.is("preposition", verb + 1);
    (names && !supposed && !done && noun_follows).then_some((subject, verb, Stance::Demands))
}

pub(super) fn demands(clause: &Clause<'_>, out: &mut Vec<StanceMention>) {
    for noun in 2..clause.len() {
        if !clause.is("demand_noun", noun) {
            continue;
        }
        let Some((subject, first)) = possessor(clause, noun) else { continue };
        let Some(link) = (first.saturating_sub(2)..first).rev().find(|&k| clause.is("linking", k)) else {
            continue;
        };
        let between = (link + 1..first).all(|k| clause.function().is_adverb(clause.word(k)));
        let negated = clause.is("negation", link + 1);
        let start = super::clause_start(clause, link);
        if !between || negated || start >= link || clause.supposed(start) {
            continue;
        }
        let content = trim_range(clause, start..link);
        let attribution = crate::attribution_at(clause.found, clause.over(noun, noun + 1));
        for piece in pieces(clause, content) {
            for (holder, mention) in holders(clause, Some(&subject), attribution, false) {
                out.push(StanceMention {
                    holder,
                    holder_mention: mention,
                    scope: scope(clause, piece.clone()),
                    attribution,
                    ..StanceMention::bare(
                        Stance::Demands,
                        clause.over(piece.start, noun + 1),
                        clause.over(noun, noun + 1),
                        clause.over(piece.start, piece.end),
                        "stance.is-demand",
                    )
                });
            }
        }
    }
}
