//! Demands told as a predicate: "the island remains Borduria's first condition".
//!
//! Sees one sentence; adds to the stances, changes none.

use super::{holders, pieces, possessor, scope, trim_range};
use crate::clause::Clause;
use rapporteur_model::{Holder, Stance, StanceMention};

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
                    span: clause.over(piece.start, noun + 1),
                    cue: clause.over(noun, noun + 1),
                    stance: Stance::Demands,
                    holder,
                    holder_mention: mention,
                    whose: Holder::Said,
                    content: clause.over(piece.start, piece.end),
                    scope: scope(clause, piece.clone()),
                    exception: None,
                    link: None,
                    condition: None,
                    modality: None,
                    attribution,
                    time: None,
                    by: "stance.is-demand".into(),
                    confidence: None,
                });
            }
        }
    }
}
