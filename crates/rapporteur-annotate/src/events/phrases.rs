//! Events from cue words alone, for texts that no model has read.
//!
//! **What it finds.** A verb or noun of `data/event_phrases.tsv` whose actor can be told; its recipient by the row's
//! frame; place, time and status from the words of its clause.
//!
//! **Why.** Without a parse less can be told, but what can be told is kept. Reads the clause; touches nothing else.
//!
//! **Example.** "Borduria withdrew its troops from the valley": RETREAT, withdraw, actor Borduria.
//!
//! **Source.** PLOVER manual draft 0.8 for types, modes and tie-breaks; the word list is ours.

use crate::clause::{Clause, Subject};
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::events::{EventCue, Recipient};
use rapporteur_model::{Annotations, Article, EntityKind, Event, EventStatus, How, Syntax};

/// The events of one article.
pub(super) fn events(
    lexicon: &Lexicon,
    article: &Article,
    syntax: &Syntax,
    found: &Annotations,
) -> Vec<Event> {
    let mut events = Vec::new();
    for clause in Clause::all(lexicon, article, syntax, found) {
        let mut i = 0;
        while i < clause.len() {
            match lexicon.events.events.at(&clause.words, i) {
                Some((end, cue)) => {
                    events.extend(event(&clause, cue, i, end));
                    i = end;
                }
                None => i += 1,
            }
        }
    }
    events
}

fn event(clause: &Clause<'_>, cue: &EventCue, at: usize, end: usize) -> Option<Event> {
    let stop = clause.end(end).max(end);
    let group = clause.group(at);
    let (actor, mut recipient) = if cue.noun {
        noun_participants(clause, at, end, stop)
    } else {
        let loose =
            clause.word(at).ends_with("ing") && !group.auxiliary && at > 0 && clause.word(at - 1) != ",";
        if group.infinitive || loose {
            return None;
        }
        if group.passive {
            let agent = by_agent(clause, end, stop);
            let patient = clause.subject(group.first);
            // "X was attacked" has a recipient and no actor; a passive that names neither says nothing.
            (agent, patient)
        } else {
            let bare_participle = clause.word(end) == "by";
            if bare_participle {
                return None;
            }
            (Some(clause.subject(group.first)?), None)
        }
    };
    if recipient.is_none() {
        recipient = match &cue.recipient {
            Recipient::Object => object(clause, end, stop, &[]),
            Recipient::After(prepositions) => object(clause, end, stop, prepositions),
            Recipient::Mutual => {
                object(clause, end, stop, &["with"]).or_else(|| object(clause, end, stop, &[]))
            }
            Recipient::None => None,
        };
    }
    let first = |subject: &Option<Subject>| {
        subject.as_ref().and_then(|s| s.mentions.iter().copied().find(|&m| actor_kind(clause, m)))
    };
    let (actor_mention, recipient_mention) = (first(&actor), first(&recipient));
    if actor_mention.is_none() && recipient_mention.is_none() {
        return None;
    }
    let status = status(clause, at, &group);
    let kind = match (status, cue.future) {
        (EventStatus::Planned | EventStatus::Possible | EventStatus::Conditional, Some(future)) => future,
        _ => cue.kind,
    };
    let start = (0..at).rev().find(|&k| matches!(clause.word(k), ";" | ":")).map_or(0, |k| k + 1);
    let trigger = clause.over(at, end);
    Some(Event {
        span: clause.over(start, stop),
        trigger,
        kind,
        mode: cue.mode.map(Into::into),
        actor: actor_mention.and(actor.as_ref().map(|s| s.span)),
        actor_mention,
        recipient: recipient_mention.and(recipient.as_ref().map(|s| s.span)),
        recipient_mention,
        place: place(clause, at, stop),
        time: (start..stop)
            .filter(|&i| clause.time(i).is_some())
            .min_by_key(|&i| i.abs_diff(at))
            .and_then(|i| clause.time(i)),
        status,
        actor_code: actor_mention.and_then(|m| code(clause, m)),
        recipient_code: recipient_mention.and_then(|m| code(clause, m)),
        attribution: crate::attribution_at(clause.found, trigger),
        by: cue.rule.clone(),
        confidence: None,
    })
}

fn actor_kind(clause: &Clause<'_>, mention: usize) -> bool {
    clause.may_act(mention)
}

/// Country code of an actor; the sector follows when roles are read for it.
fn code(clause: &Clause<'_>, mention: usize) -> Option<String> {
    let m = clause.found.mentions.get(mention)?;
    let state = m.state.clone()?;
    Some(match m.kind {
        EntityKind::State if m.how != How::Name => format!("{state}GOV"),
        EntityKind::Office | EntityKind::Government => format!("{state}GOV"),
        EntityKind::ArmedGroup => format!("{state}REB"),
        _ => state,
    })
}

fn by_agent(clause: &Clause<'_>, from: usize, stop: usize) -> Option<Subject> {
    let by = (from..stop.min(from + 8)).find(|&k| clause.word(k) == "by")?;
    object(clause, by + 1, stop, &[])
}

/// The first mention of the noun phrase at `from`, or after one of `prepositions`.
fn object(clause: &Clause<'_>, from: usize, stop: usize, prepositions: &[&str]) -> Option<Subject> {
    let from = if prepositions.is_empty() {
        from
    } else {
        (from..stop.min(from + 10)).find(|&k| prepositions.contains(&clause.word(k)))? + 1
    };
    for i in from..stop.min(from + 6) {
        if let Some(mention) = clause.mention(i) {
            let last = (i..stop).take_while(|&k| clause.mention(k) == Some(mention)).last().unwrap_or(i);
            return Some(Subject { span: clause.over(i, last + 1), mentions: vec![mention] });
        }
        if clause.is("preposition", i)
            || clause.is_mark(i) && !clause.is_quote(i)
            || clause.is("coordinator", i)
        {
            return None;
        }
    }
    None
}

fn noun_participants(
    clause: &Clause<'_>,
    at: usize,
    end: usize,
    stop: usize,
) -> (Option<Subject>, Option<Subject>) {
    let owner = at.checked_sub(1).and_then(|before| {
        let k = if clause.word(before) == "'s" { before.checked_sub(1)? } else { before };
        let mention = clause.mention(k)?;
        Some(Subject { span: clause.over(k, k + 1), mentions: vec![mention] })
    });
    let agent = owner.or_else(|| by_agent(clause, end, stop));
    let inner = object(clause, end, stop, &[]);
    match agent {
        Some(agent) => (Some(agent), inner),
        None => (inner, None),
    }
}

fn status(clause: &Clause<'_>, at: usize, group: &crate::clause::Group) -> EventStatus {
    if group.negated {
        return EventStatus::Denied;
    }
    match group.modal {
        Some(m) if clause.is("possible", m) => EventStatus::Possible,
        Some(m) if matches!(clause.word(m), "would" | "should") => EventStatus::Conditional,
        Some(_) => EventStatus::Planned,
        None if (at.saturating_sub(10)..at).any(|k| matches!(clause.word(k), "if" | "unless")) => {
            EventStatus::Conditional
        }
        None => EventStatus::Happened,
    }
}

fn place(clause: &Clause<'_>, at: usize, stop: usize) -> Option<usize> {
    (at..stop).find_map(|i| {
        let mention = clause.mention(i)?;
        let m = clause.found.mentions.get(mention)?;
        let located = i > 0 && matches!(clause.word(i - 1), "in" | "at" | "near" | "on" | "outside" | "off");
        (located && m.kind == EntityKind::Place && m.how != How::Metonym).then_some(mention)
    })
}
