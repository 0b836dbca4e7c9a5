//! Whose a stance is: the possessor of a noun, the subject of a verb, "we" in a quotation, whoever says so.
//!
//! Sees one sentence; finds no stance by itself. For whom the holder speaks is for the record to say.

use crate::clause::{Clause, Subject};
use rapporteur_lexicon::stances::CueClass;
use rapporteur_model::{Attribution, AttributionKind, EntityKind, Span, Stance};

/// "lays twelve demands before": a noun.
pub(super) fn counted(clause: &Clause<'_>, at: usize) -> bool {
    at > 0
        && clause.word(at).ends_with('s')
        && (clause.lexicon.ordinals.number(clause.word(at - 1)).is_some()
            || clause.lexicon.numbers.value(clause.word(at - 1)).is_some()
            || clause.is("many", at - 1))
}

/// "gives up its claim to", "dropped its demand for": the claim is not made there.
pub(super) fn given_away(clause: &Clause<'_>, first: usize) -> bool {
    (first.saturating_sub(4)..first).any(|k| {
        let cue = clause.lexicon.stances.cues.at(&clause.words, k);
        cue.is_some_and(|(end, c)| {
            let given = matches!(c.stance, Stance::Concedes | Stance::Defers);
            c.class == CueClass::Verb && given && end + 2 > first
        })
    })
}

/// Who a noun cue belongs to: "Borduria's key demand", "a Bordurian offer", "its call"; and the phrase's first word.
pub(super) fn possessor(clause: &Clause<'_>, at: usize) -> Option<(Subject, usize)> {
    for i in (at.saturating_sub(4)..at).rev() {
        if let Some(mention) = clause.mention(i) {
            let first = (0..=i).rev().take_while(|&k| clause.mention(k) == Some(mention)).last().unwrap_or(i);
            return Some((Subject { span: clause.over(first, i + 1), mentions: vec![mention] }, first));
        }
        // "Klow dismissed suggestions that": not Klow's.
        if clause.predicate(i) && clause.word(i) != "'s" {
            return None;
        }
        let word = clause.word(i);
        // "management's refusal": somebody the codebook may know.
        if word == "'s" && i > 0 && clause.mention(i - 1).is_none() && !clause.is_mark(i - 1) {
            let first = i - 1 - usize::from(i > 1 && clause.is("determiner", i - 2));
            return Some((Subject { span: clause.over(first, i), mentions: Vec::new() }, first));
        }
        if matches!(word, "its" | "his" | "her" | "their" | "our" | "my") {
            return Some((Subject { span: clause.over(i, i + 1), mentions: Vec::new() }, i));
        }
        let stops = clause.is_mark(i) && word != "'s" && word != "'"
            || clause
                .function()
                .any(&["preposition", "determiner", "subordinator", "coordinator", "be"], word)
                && word != "'s";
        if stops {
            return None;
        }
    }
    None
}

/// Do the words of a cue, or those shortly before it, speak of the talks themselves?
pub(super) fn of_talks(clause: &Clause<'_>, cue: Span) -> bool {
    let words = clause.range(cue);
    (words.start.saturating_sub(3)..words.end).any(|i| clause.is("negotiation", i))
}

/// Whose stance it is: the subject; "we" is whoever is quoted; without a subject, whoever says so.
pub(super) fn holders(
    clause: &Clause<'_>,
    subject: Option<&Subject>,
    attribution: Option<usize>,
    state: bool,
) -> Vec<(Option<Span>, Option<usize>)> {
    let attributed = attribution.and_then(|a| clause.found.attributions.get(a));
    match subject {
        Some(subject) if !subject.mentions.is_empty() => {
            // A place that refuses or asks stands for whoever governs it: who that is the record knows, or nobody.
            let place = |m: usize| clause.kind(m) == Some(EntityKind::Place);
            subject
                .mentions
                .iter()
                .copied()
                .filter(|&m| clause.may_act(m) || place(m))
                .map(|m| (Some(subject.span), Some(m)))
                .collect()
        }
        Some(subject) => {
            let words: Vec<usize> = clause.range(subject.span).collect();
            let first_person = words.len() == 1
                && words.iter().all(|&i| clause.is("first_person", i))
                && attributed.is_some_and(|a| a.kind != AttributionKind::Indirect);
            if first_person {
                let side = |a: &Attribution| a.source_mention.or_else(|| side_of(clause, a));
                attributed.map(|a| (a.source.or(Some(subject.span)), side(a))).into_iter().collect()
            } else {
                vec![(Some(subject.span), None)]
            }
        }
        // Whoever says so, if he speaks for a party; else the record knows who negotiates.
        None if state => match attributed {
            Some(a) => vec![(a.source, a.source_mention.or_else(|| side_of(clause, a)))],
            None => vec![(None, None)],
        },
        None => Vec::new(),
    }
}

/// The state or body whose ministry, spokesman or officials speak: "Borduria's foreign ministry", "a union official".
pub(super) fn side_of(clause: &Clause<'_>, said: &Attribution) -> Option<usize> {
    let source = said.source?;
    let mut words = clause.range(source);
    if words.clone().any(|i| clause.is("outsider", i)) {
        return None;
    }
    words.find_map(|i| {
        let mention = clause.mention(i)?;
        let party = matches!(
            clause.kind(mention),
            Some(EntityKind::State | EntityKind::Government | EntityKind::ArmedGroup)
        );
        party.then_some(mention)
    })
}
