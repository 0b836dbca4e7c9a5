//! What follows a cue of a stance: a noun phrase, an infinitive, a clause; and whether a clause names an act or a fact.
//!
//! Sees one sentence; finds nothing by itself. "Insists it will not" turns a demand into a refusal, "insists it is
//! making progress" asks for nothing.

use super::later;
use crate::clause::Clause;
use rapporteur_lexicon::stances::{CueClass, StanceCue};
use rapporteur_model::Stance;

/// The words a cue is about, and the stance they turn it into ("insists it will not").
pub(super) fn complement(
    clause: &Clause<'_>,
    cue: &StanceCue,
    end: usize,
) -> Option<(std::ops::Range<usize>, Option<Stance>)> {
    let takes = cue.takes;
    let end = past_adverbs(clause, end);
    let stop = assured(clause, clause.end(end));
    let first = clause.word(end);
    // "asked whether": a question.
    let agreed = cue.stance == Stance::Accepts && first == "how";
    if matches!(first, "whether" | "if" | "why" | "how" | "what" | "when" | "where" | "who") && !agreed {
        return None;
    }
    // "the offer is", "its demands were": a noun after all.
    if clause.function().any(&["be", "have", "modal"], first) {
        return None;
    }
    let mut from = end;
    let mut turned = None;
    // "agreed on Tuesday to", "proposed on Monday that": the day stands between.
    let mut end = end;
    // "agreed on Tuesday to": "on" belongs to the day, not to the cue.
    let on_day = clause.time(end).is_some() && end > 0 && clause.word(end - 1) == "on";
    // "agreed late on Sunday to"
    if matches!(clause.word(end), "late" | "early") && (end + 1..end + 3).any(|k| clause.time(k).is_some()) {
        end += 1;
    }
    if clause.time(end).is_some() || (clause.word(end) == "on" && clause.time(end + 1).is_some()) {
        let mut after = end + usize::from(clause.word(end) == "on");
        while clause.time(after).is_some() {
            after += 1;
        }
        if after >= stop {
            return None;
        }
        // "settled on Saturday on": the cue's own word comes after the day.
        let own = on_day && clause.word(after) == "on";
        (end, from) = (after + usize::from(own), after + usize::from(own));
    }
    // "asked in return that"
    if clause.word(end) == "in" && clause.is("turn", end + 1) && matches!(clause.word(end + 2), "that" | "to")
    {
        (end, from) = (end + 2, end + 2);
    }
    let first = clause.word(end);
    if first == "to" {
        if takes.infinitive || on_day {
            let refused = clause.word(end - 1).starts_with("refus") && clause.word(end + 1) == "discuss";
            if !refused
                && matches!(
                    clause.word(end + 1),
                    "comment" | "say" | "answer" | "respond" | "speculate" | "discuss" | "elaborate"
                )
            {
                return None;
            }
            from = end + 1;
        } else if cue.stance == Stance::Concedes && takes.noun {
            // "dropped its objection to"
            from = end + 1;
        } else {
            return None;
        }
    } else if takes.clause
        && (first == "that" || ends_with_that(clause, end) || !takes.noun)
        && (!takes.object_infinitive || first == "that")
    {
        from = if first == "that" { end + 1 } else { end };
        let that = first == "that" || ends_with_that(clause, end);
        let act = match act(clause, from, stop, !that) {
            Act::Done if takes.must && !obliges(clause, from, stop) => Act::Fact,
            Act::Fact if that && (takes.act || subjunctive(clause, from, stop)) => Act::Done,
            // "suggested that both sides observe": the parse tells a bare verb, and what is proposed is no fact.
            Act::Fact if that && cue.stance == Stance::Offers && clause.bare_verb(from, stop) => Act::Done,
            act => act,
        };
        match act {
            Act::Fact if !takes.noun || first == "that" || clause.own_clause(from, stop) => return None,
            Act::Fact => {}
            Act::Refused => turned = Some(Stance::Rejects),
            Act::Done => {}
        }
    } else if takes.object_infinitive {
        let to = (end..stop.min(end + 12))
            .take_while(|&k| clause.word(k) != "that")
            .find(|&k| clause.word(k) == "to" && clause.mention(k + 1).is_none());
        match to {
            Some(to) => {
                // "expects X to ask" says what X will do, not what is asked of X.
                let verb = clause.lexicon.stances.cues.at(&clause.words, to + 1);
                let asks =
                    verb.is_some_and(|(_, c)| c.class == CueClass::Verb && c.stance == Stance::Demands);
                if asks || matches!(clause.word(to + 1), "ask" | "demand" | "propose" | "reject" | "say") {
                    return None;
                }
            }
            None if takes.noun => {}
            None => return None,
        }
    } else if !takes.noun || first == "that" {
        return None;
    }
    while from < stop && clause.is_quote(from) {
        from += 1;
    }
    if takes.number && !numbered(clause, from) || takes.thing && personal(clause, from, stop) {
        return None;
    }
    if takes.plan {
        return super::plans::offered(clause, from, stop).map(|content| (content, turned));
    }
    // "rejected accusations that", "dismissed the report as": words about words.
    if takes.noun && first != "to" && clause.is("particle", from) {
        return None;
    }
    // "will not sign without": nothing stands there for what is not signed.
    if takes.noun
        && matches!(
            clause.word(from),
            "without" | "with" | "until" | "before" | "after" | "at" | "on" | "during"
        )
    {
        return None;
    }
    let head = from + usize::from(clause.is("determiner", from));
    let charge = |i: usize| clause.lexicon.stances.charges.at(&clause.words, i).is_some();
    if cue.stance == Stance::Accepts && charge(head) || takes.later && later(clause, &(from..stop)).is_none()
    {
        return None;
    }
    // "sworn never to grant: the island and the money": what it is follows the colon.
    if clause.word(stop) == ":" && stop - from <= 2 && stop + 1 < clause.len() {
        let end = clause.end(stop + 1);
        return (stop + 1 < end).then_some((stop + 1..end, turned));
    }
    (from < stop && !clause.is_mark(from)).then_some((from..stop, turned))
}

/// "a guarantee that no mine is closed", "a compromise under which the ridge is patrolled": what is assured or planned
/// belongs to what is asked for.
fn assured(clause: &Clause<'_>, stop: usize) -> usize {
    let that = stop < clause.len() && clause.word(stop) == "that";
    if that && stop > 0 && clause.is("assurance", stop - 1) {
        return clause.end(stop + 1);
    }
    let under =
        stop > 1 && clause.word(stop) == "which" && matches!(clause.word(stop - 1), "under" | "by" | "in");
    if under && clause.is("plan_noun", stop - 2) { clause.end(stop + 1) } else { stop }
}

/// "refused flatly to", "agreed, however, to": adverbs stand between a cue and what it is about.
fn past_adverbs(clause: &Clause<'_>, end: usize) -> usize {
    let steps = |i: usize| {
        clause.function().is_adverb(clause.word(i))
            && !clause.is("negation", i)
            && clause.mention(i).is_none()
            && clause.time(i).is_none()
    };
    let mut at = end;
    while at < end + 3 && steps(at) {
        at += 1;
    }
    if clause.word(at) == "," && steps(at + 1) && clause.word(at + 2) == "," {
        at += 3;
    }
    // Adverbs alone are no content: "refused once more".
    if at > end && (clause.word(at) == "to" || clause.is("determiner", at) || clause.is("preposition", at)) {
        at
    } else {
        end
    }
}

/// Does a number begin what stands at word `from`: "20", "$20", "a third"?
fn numbered(clause: &Clause<'_>, from: usize) -> bool {
    let number = |i: usize| {
        let word = clause.word(i);
        word.starts_with(|c: char| c.is_ascii_digit()) || clause.lexicon.numbers.value(word).is_some()
    };
    (from..from + 2).any(number)
}

/// Is the noun that what stands there is about one for people: "the rebels", "armed groups in the valley", a name of some?
fn personal(clause: &Clause<'_>, from: usize, stop: usize) -> bool {
    let end = (from..stop)
        .find(|&i| i > from && (clause.is("preposition", i) || clause.is_mark(i)))
        .unwrap_or(stop);
    let Some(head) = end.checked_sub(1).filter(|&h| h >= from) else { return false };
    clause.lexicon.person_nouns.get(clause.word(head)).is_some()
        || clause.function().any(&["collective", "team", "speaker"], clause.word(head))
        || clause.mention(head).and_then(|m| clause.kind(m)).is_some_and(|k| {
            !matches!(k, rapporteur_model::EntityKind::Agreement | rapporteur_model::EntityKind::Place)
        })
}

/// Does the clause say what must be ("must", "should", "has to", "needs to", a bare verb), not what may or will be?
fn obliges(clause: &Clause<'_>, from: usize, stop: usize) -> bool {
    let two =
        |i: usize| matches!(clause.word(i), "has" | "have" | "needs" | "need") && clause.word(i + 1) == "to";
    let first =
        (from..stop.min(from + 14)).find(|&i| clause.is("modal", i) || clause.is("obligation", i) || two(i));
    first.is_none_or(|i| clause.is("obligation", i) || two(i))
}

/// "any deal include the": a subject in the singular and a verb without its -s name an act.
fn subjunctive(clause: &Clause<'_>, from: usize, stop: usize) -> bool {
    let inflected = |w: &str| w.ends_with('s') || w.ends_with("ed") || w.ends_with("ing");
    let closed = |i: usize| {
        clause.is_mark(i)
            || clause.function().any(
                &[
                    "preposition",
                    "be",
                    "have",
                    "do",
                    "modal",
                    "coordinator",
                    "relative",
                    "determiner",
                    "past",
                ],
                clause.word(i),
            )
    };
    clause.is("determiner", from)
        && (from + 1..(from + 4).min(stop)).any(|noun| {
            let verb = noun + 1;
            !clause.word(noun).ends_with('s')
                && !closed(noun)
                && verb + 1 < stop
                && !closed(verb)
                && !inflected(clause.word(verb))
                && !clause.function().is_adverb(clause.word(verb))
                && (clause.is("determiner", verb + 1) || clause.mention(verb + 1).is_some())
        })
}

fn ends_with_that(clause: &Clause<'_>, end: usize) -> bool {
    end > 0 && clause.word(end - 1) == "that"
}

enum Act {
    /// The clause states something.
    Fact,
    /// It names something to be done.
    Done,
    /// It names something that will not be done.
    Refused,
}

/// Does the clause from word `from` name an act ("that Borduria leave", "they must stop") or state a fact? A `bare` one,
/// without "that", names one only by "must" or "will".
fn act(clause: &Clause<'_>, from: usize, stop: usize, bare: bool) -> Act {
    let mut after_subject = false;
    for i in from..stop.min(from + 14) {
        let word = clause.word(i);
        if word == "'s" && i > from && clause.verb(i) != Some(true) {
            continue;
        }
        if clause.is("obligation", i)
            || (word == "be" && i > from && clause.word(i - 1) != "to")
            || word == "have" && clause.word(i + 1) == "to"
        {
            return Act::Done;
        }
        if clause.is("modal", i) {
            return if clause.is("negation", i + 1) { Act::Refused } else { Act::Done };
        }
        if clause.is("be", i) || clause.is("have", i) || clause.is("do", i) {
            return Act::Fact;
        }
        if after_subject
            && clause.mention(i).is_none()
            && !clause.function().is_adverb(word)
            && !clause.is_mark(i)
        {
            let preposition =
                clause.is("preposition", i) || clause.is("coordinator", i) || clause.is("determiner", i);
            if preposition {
                after_subject = false;
                continue;
            }
            let inflected = (word.ends_with('s') && !word.ends_with("ss"))
                || word.ends_with("ed")
                || word.ends_with("ing");
            return if inflected || bare { Act::Fact } else { Act::Done };
        }
        after_subject = clause.mention(i).is_some() || clause.is("pronoun", i);
    }
    Act::Fact
}
