//! How the talks go, as somebody says: advancing, stalled, broken off, resumed, concluded.
//!
//! **What it finds.** A word of `data/talks_status.tsv` whose subject, object or complement is a word for negotiations.
//! Plans, wishes, denials and what had been before are no assessments.
//!
//! **Why.** "Talks advance" on Monday and "talks collapse" on Thursday are two assessments by somebody, never one
//! state that overwrites the other.
//!
//! **Example.** "Negotiations between Borduria and Syldavia have stalled": stalled.
//!
//! **Source.** The states are those of the public contract.

use crate::clause::Clause;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::events::TalksAre;
use rapporteur_model::{Annotations, Article, StatusMention, Syntax};

/// Fills `found.status`.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let mut status = Vec::new();
    for clause in Clause::all(lexicon, article, syntax, found) {
        for i in 0..clause.len() {
            let hits = lexicon.events.talks_status.all_at(&clause.words, i);
            let hit = hits.into_iter().find(|(end, (_, place))| fits(&clause, i, *end, *place));
            let Some((end, &(state, place))) = hit else { continue };
            let cue = clause.over(i, end);
            if status.last().is_some_and(|s: &StatusMention| s.cue.overlaps(cue)) {
                continue;
            }
            let rule = match place {
                TalksAre::Subject => "status.subject",
                TalksAre::Object => "status.object",
                TalksAre::Of => "status.of",
                TalksAre::Signed => "status.signed",
            };
            let start = (0..i).rev().find(|&k| matches!(clause.word(k), ";" | ":")).map_or(0, |k| k + 1);
            // From the start of the clause: quotation marks around the cue word do not end it.
            let stop = clause.end(start).max(clause.end(end)).max(end);
            let span = clause.over(start, stop);
            if status.iter().rev().take(3).any(|s: &StatusMention| s.span == span && s.state == state) {
                continue;
            }
            status.push(StatusMention {
                span,
                cue,
                state,
                time: (start..stop).find_map(|k| clause.time(k)),
                attribution: crate::attribution_at(clause.found, cue),
                by: rule.into(),
            });
        }
    }
    found.status = status;
}

fn fits(clause: &Clause<'_>, at: usize, end: usize, place: TalksAre) -> bool {
    let talks = |i: usize| clause.is("negotiation", i);
    let group = clause.group(at);
    // "If the talks fail", "whether talks will resume".
    let supposed = (0..at)
        .rev()
        .take(14)
        .take_while(|&k| !matches!(clause.word(k), "," | ";" | ":"))
        .any(|k| clause.is("supposed", k) && clause.word(k) != "provided");
    if supposed || clause.asks() {
        return false;
    }
    let unreal = group.negated
        || group.infinitive
        || group.modal.is_some()
        || (group.first..at).any(|k| clause.word(k) == "had");
    match place {
        TalksAre::Subject => {
            let blocked = |k: usize| {
                matches!(clause.word(k), ";" | ":" | "." | "that")
                    || clause.is("clause_end", k) && clause.word(k) != "which"
            };
            let subject = (0..group.first).rev().take(12).take_while(|&k| !blocked(k)).find(|&k| talks(k));
            // "the talks that failed in May" tells talks apart; it does not say how these go.
            !unreal && subject.is_some()
        }
        TalksAre::Object => {
            !unreal
                && (end..clause.len().min(end + 5))
                    .take_while(|&k| !clause.is_mark(k) || clause.is_quote(k))
                    .any(talks)
        }
        TalksAre::Of => {
            let far = if matches!(clause.word(end - 1), "of" | "in") { 5 } else { 4 };
            let near = (end..clause.len())
                .take(far)
                .take_while(|&k| !clause.is_mark(k) || clause.is_quote(k) || clause.word(k) == "'");
            !clause.is("negation", at.saturating_sub(1)) && near.into_iter().any(talks)
        }
        TalksAre::Signed => !unreal && !clause.word(at).ends_with("ing"),
    }
}
