//! Meetings and rounds of talks: where, which round, who sat there.
//!
//! **What it finds.** "met in", "a third round of talks", "the session" with a venue, an ordinal or participants; lists
//! of who was there ("The Bordurian delegation included ...", "X and Y represented the Syldavian side", "Z was also
//! present"), which belong to the meeting spoken of last; mediators and hosts; whether it happened, is planned,
//! possible or called off, with likelihood words as stated.
//!
//! **Why.** Rounds are the spine of a negotiation; ordinals are claims too and a missing one is a finding.
//!
//! **Example.** "Envoys of Borduria and Syldavia sat in Geneva on Monday for their second session, hosted by Norway."
//!
//! **Source.** MEND's unit of record (one meeting: place, third parties, participants).

use crate::clause::Clause;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::events::MeetingCue;
use rapporteur_model::{
    Annotations, Article, EntityKind, How, MeetingMention, MeetingStatus, NameLabel, ParticipantMention,
    ParticipantRole, Span, Syntax,
};

/// Fills `found.meetings`.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let mut meetings: Vec<MeetingMention> = Vec::new();
    for clause in Clause::all(lexicon, article, syntax, found) {
        let cues: Vec<(usize, usize, MeetingCue)> = (0..clause.len())
            .filter_map(|i| lexicon.events.meetings.at(&clause.words, i).map(|(end, cue)| (i, end, *cue)))
            .collect();
        let mut own = triggers(&clause, &cues);
        lists(&clause, &cues, meetings.is_empty() && own.is_empty(), &mut own);
        meetings.append(&mut own);
    }
    meetings.sort_by_key(|m| (m.span, m.trigger));
    found.meetings = meetings;
}

/// Meetings that the sentence names. All triggers of one clause are one meeting.
fn triggers(clause: &Clause<'_>, cues: &[(usize, usize, MeetingCue)]) -> Vec<MeetingMention> {
    let mut meetings: Vec<(std::ops::Range<usize>, MeetingMention)> = Vec::new();
    for &(at, end, cue) in cues {
        let verb = match cue {
            // "a potential meeting": a noun, says the parse.
            MeetingCue::Verb => !(clause.nominal(at) || at > 0 && clause.is("determiner", at - 1)),
            MeetingCue::Noun => false,
            _ => continue,
        };
        // "attended the meeting" speaks of a meeting that is known; see `lists`.
        let known =
            |&(i, e, cue): &(usize, usize, MeetingCue)| cue == MeetingCue::Attend && i <= at && at < e + 6;
        if !verb && cues.iter().any(known) || idle(clause, at, end, verb) {
            continue;
        }
        let start = start_of(clause, at);
        let stop = clause.end(end).max(end);
        let round = round(clause, at, end);
        let mut participants = Vec::new();
        if verb {
            let group = clause.group(at);
            let from = group.first;
            let arranged = group.infinitive && arranged(clause, from);
            if group.negated || (group.infinitive && clause.word(at) != "meet" && !arranged) {
                continue;
            }
            if clause.supposed(clause.subject(from).map_or(from, |s| clause.range(s.span).start)) {
                continue;
            }
            // "X is due to meet Y": the subject stands before "is".
            let be = (from.saturating_sub(3)..from).find(|&k| clause.is("be", k));
            let head = be.filter(|_| arranged).map_or(from, |k| clause.group(k).first);
            // Of a verb by itself the parse tells the subject.
            // "Delegations from Borduria": a subject that names nobody itself is looked for in the words.
            let told = clause.subject_of(at, head).filter(|s| !arranged && !s.mentions.is_empty());
            let subject = told.or_else(|| clause.subject(head));
            if let Some(subject) = subject.filter(|_| !group.infinitive || arranged) {
                add(clause, &mut participants, &subject.mentions, ParticipantRole::Delegate, at, stop);
            }
            let object = objects(clause, end, stop);
            add(clause, &mut participants, &object, ParticipantRole::Delegate, at, stop);
        } else if matches!(clause.word(end), "with" | "between" | "of") {
            let object = objects(clause, end + 1, stop);
            add(clause, &mut participants, &object, ParticipantRole::Delegate, at, stop);
            if clause.word(end) == "with" {
                // "X is interested in a meeting with Y"
                people(clause, start..at, &mut participants, None, at, end);
            }
        }
        if !verb && during(clause, at) {
            // "Klow told Marsh during a meeting in Geneva"
            people(clause, start..at, &mut participants, None, at, end);
        }
        mediators(clause, cues, start..stop, &mut participants);
        let venue = venue(clause, at, start..stop);
        let time = time(clause, at, start..stop);
        let parties = participants.iter().filter(|p| p.role == ParticipantRole::Delegate).count();
        let named = round.is_some()
            || (venue.is_some() && (parties > 0 || verb || clause.word(at) != "talks"))
            || parties > 1;
        let already = meetings.iter_mut().find(|(words, _)| words.start <= at && at < words.end);
        if let Some((_, meeting)) = already {
            meeting.round = meeting.round.or(round);
            meeting.venue = meeting.venue.or(venue);
            for p in participants {
                if meeting.participants.iter().all(|q| q.mention != p.mention) {
                    meeting.participants.push(p);
                }
            }
            continue;
        }
        if !named || (verb && parties == 0 && round.is_none()) {
            continue;
        }
        let status = status(clause, cues, at, start, verb);
        let span = clause.over(start, stop);
        meetings.push((
            start..stop,
            MeetingMention {
                span,
                trigger: clause.over(at, end),
                venue,
                round,
                participants,
                time,
                status,
                likelihood: likelihood(clause),
                outcome: outcome(clause, cues, end),
                attribution: crate::attribution_at(clause.found, clause.over(at, end)),
                by: if verb { "meeting.met".into() } else { "meeting.named".into() },
            },
        ));
    }
    meetings.into_iter().map(|(_, m)| m).collect()
}

/// "during a meeting", "at their meeting".
fn during(clause: &Clause<'_>, at: usize) -> bool {
    (at.saturating_sub(3)..at)
        .any(|k| matches!(clause.word(k), "during" | "at") && clause.is("preposition", k))
}

/// Where the clause that holds word `at` begins.
fn start_of(clause: &Clause<'_>, at: usize) -> usize {
    (0..at)
        .rev()
        .find(|&i| {
            matches!(clause.word(i), ";" | ":" | "that")
                || (clause.is("clause_end", i) && clause.word(i) != "who")
        })
        .map_or(0, |i| i + 1)
}

fn round(clause: &Clause<'_>, at: usize, end: usize) -> Option<u32> {
    let ordinals = &clause.lexicon.ordinals;
    (at..end.max(at + 1)).find_map(|i| {
        if !matches!(clause.word(i), "round" | "session" | "sitting" | "meeting" | "conference") {
            return None;
        }
        let before = (i.saturating_sub(3)..i).rev().find_map(|k| {
            let word = clause.word(k);
            // "two rounds", "one session" count; "second" orders. Before the noun only ordinals order.
            let orders = word.ends_with("th")
                || word.ends_with("rd")
                || word.ends_with("nd")
                || word.ends_with("st")
                || word == "opening";
            orders.then(|| ordinals.number(word)).flatten()
        });
        before.or_else(|| {
            let after = clause.word(i + 1);
            (clause.word(i) == "round" && clause.time(i + 1).is_none())
                .then(|| ordinals.number(after))
                .flatten()
        })
    })
}

/// Those met: mentions after the verb, over "with" and coordination, up to the first word of another kind.
fn objects(clause: &Clause<'_>, from: usize, stop: usize) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    let mut gap = 0;
    for i in from..stop {
        if let Some(mention) = clause.mention(i) {
            if clause.word(i + 1) != "'s" && out.last() != Some(&mention) && !modifies(clause, i) {
                out.push(mention);
            }
            gap = 0;
        } else {
            let word = clause.word(i);
            let preposition =
                clause.is("preposition", i) && !matches!(word, "with" | "of" | "to" | "between");
            gap += 1;
            if preposition || gap > 5 || clause.time(i).is_some() {
                break;
            }
        }
    }
    out
}

/// Is the mention that ends at word `i` only the adjective of somebody's title ("the Bordurian president X")?
fn modifies(clause: &Clause<'_>, i: usize) -> bool {
    let demonym = clause
        .mention(i)
        .and_then(|m| clause.found.mentions.get(m))
        .is_some_and(|m| m.label == Some(NameLabel::Norp));
    let next = i + 1;
    demonym
        && next < clause.len()
        && !clause.is_mark(next)
        && !clause.function().any(&["collective", "team", "coordinator"], clause.word(next))
}

fn add(
    clause: &Clause<'_>,
    participants: &mut Vec<ParticipantMention>,
    mentions: &[usize],
    role: ParticipantRole,
    at: usize,
    stop: usize,
) {
    for &mention in mentions {
        let Some(m) = clause.found.mentions.get(mention) else { continue };
        let person_or_body = match m.kind {
            EntityKind::Person | EntityKind::State | EntityKind::Government | EntityKind::ArmedGroup => true,
            EntityKind::Organisation | EntityKind::Office => true,
            EntityKind::Place => m.how == How::Metonym,
            EntityKind::Outlet | EntityKind::Agreement | EntityKind::Group => false,
        };
        if person_or_body && participants.iter().all(|p| p.mention != mention) {
            let span = m.span.join(clause.over(at, stop.max(at + 1)));
            participants.push(ParticipantMention { mention, role, side: None, span });
        }
    }
}

fn mediators(
    clause: &Clause<'_>,
    cues: &[(usize, usize, MeetingCue)],
    within: std::ops::Range<usize>,
    participants: &mut Vec<ParticipantMention>,
) {
    for &(at, end, cue) in cues {
        let role = match cue {
            MeetingCue::Mediate => ParticipantRole::Mediator,
            MeetingCue::Host => ParticipantRole::Host,
            _ => continue,
        };
        if within.contains(&at) {
            let who = objects(clause, end, within.end.max(end));
            participants.retain(|p| !who.contains(&p.mention));
            add(clause, participants, &who, role, at, end);
        }
    }
    // "Norwegian-mediated talks"
    for i in within {
        let suffix = clause.word(i).rsplit('-').next().unwrap_or("");
        let compound = clause.function().is("mediated_suffix", suffix)
            && (clause.word(i).contains('-') || i > 1 && clause.is_dash(i - 1));
        if compound {
            let mention = clause.mention(i).or_else(|| i.checked_sub(2).and_then(|k| clause.mention(k)));
            let role = if suffix == "hosted" { ParticipantRole::Host } else { ParticipantRole::Mediator };
            let who: Vec<usize> = mention.into_iter().collect();
            participants.retain(|p| !who.contains(&p.mention));
            add(clause, participants, &who, role, i, i + 1);
        }
    }
}

/// The place after "in" or "at" nearest the trigger, or before it as in "the Geneva meeting".
fn venue(clause: &Clause<'_>, at: usize, within: std::ops::Range<usize>) -> Option<usize> {
    let place = |i: usize| {
        let mention = clause.mention(i)?;
        let m = clause.found.mentions.get(mention)?;
        (m.kind == EntityKind::Place || (m.kind == EntityKind::State && m.how == How::Name))
            .then_some(mention)
    };
    let first_word = |i: usize| i == 0 || clause.mention(i - 1) != clause.mention(i);
    let before = at.checked_sub(1).and_then(|b| clause.mention(b));
    if before.and_then(|m| clause.found.mentions.get(m)).is_some_and(|m| m.kind == EntityKind::Place) {
        return before;
    }
    let candidates = within.filter(|&i| {
        i > 0
            && first_word(i)
            && place(i).is_some()
            && (matches!(clause.word(i - 1), "in" | "at")
                || i > 1 && matches!(clause.word(i - 2), "in" | "at") && clause.is("determiner", i - 1)
                // "in the mountain resort of Halden"
                || i > 1 && clause.word(i - 1) == "of" && clause.is("way_noun", i - 2))
    });
    // Words after the trigger are likelier to be its venue than words before.
    candidates.min_by_key(|&i| if i > at { i - at } else { (at - i) + 8 }).and_then(place)
}

fn time(clause: &Clause<'_>, at: usize, within: std::ops::Range<usize>) -> Option<usize> {
    // "since January" says when it was not.
    let bound = |i: usize| {
        let first = (0..=i).rev().take_while(|&k| clause.time(k) == clause.time(i)).last().unwrap_or(i);
        // "since fighting flared in January"
        let since = (0..first)
            .rev()
            .take(6)
            .take_while(|&k| !clause.is_mark(k))
            .any(|k| matches!(clause.word(k), "since" | "after" | "until"));
        since || first > 0 && matches!(clause.word(first - 1), "before" | "by")
    };
    within
        .filter(|&i| clause.time(i).is_some() && !bound(i))
        .min_by_key(|&i| i.abs_diff(at))
        .and_then(|i| clause.time(i))
}

fn status(
    clause: &Clause<'_>,
    cues: &[(usize, usize, MeetingCue)],
    at: usize,
    start: usize,
    verb: bool,
) -> MeetingStatus {
    let near = |kind: MeetingCue, reach: usize| {
        cues.iter().any(|&(i, _, cue)| cue == kind && i >= start && i < at && at - i <= reach)
    };
    let before = |kind: MeetingCue| cues.iter().any(|&(i, _, c)| c == kind && i >= start && i < at);
    // "The next round will be held", "a meeting scheduled for Monday has been postponed": said after the noun.
    let after = |kind: MeetingCue, reach: usize| {
        cues.iter().any(|&(i, _, c)| {
            c == kind
                && i > at
                && i - at <= reach
                && !(at..i).any(|k| clause.is("clause_end", k) || clause.word(k) == ";")
        })
    };
    if !verb && !before(MeetingCue::Cancel) {
        if after(MeetingCue::Cancel, 9) && !cancel_negated(clause, cues, at) {
            return MeetingStatus::Cancelled;
        }
        if after(MeetingCue::Possible, 5) {
            return MeetingStatus::Possible;
        }
        if after(MeetingCue::Plan, 6) && !after(MeetingCue::Outcome, 3) {
            return MeetingStatus::Planned;
        }
    }
    if near(MeetingCue::Cancel, 8)
        || cues.iter().any(|&(i, _, cue)| cue == MeetingCue::Cancel && i > at && i - at < 6)
    {
        MeetingStatus::Cancelled
    } else if near(MeetingCue::Possible, 6) {
        MeetingStatus::Possible
    } else if near(MeetingCue::Plan, if verb { 5 } else { 12 })
        || (verb && clause.group(at).infinitive)
        || (verb && clause.group(at).modal.is_some_and(|m| clause.is("firm", m)))
    {
        MeetingStatus::Planned
    } else {
        MeetingStatus::Happened
    }
}

/// "are to meet", "is scheduled to hold", "were due to meet".
fn arranged(clause: &Clause<'_>, to: usize) -> bool {
    (to.saturating_sub(3)..to).any(|k| clause.is("be", k) || clause.is("arranged", k))
}

/// "was not cancelled".
fn cancel_negated(clause: &Clause<'_>, cues: &[(usize, usize, MeetingCue)], at: usize) -> bool {
    let cancel = cues.iter().find(|&&(i, _, c)| c == MeetingCue::Cancel && i > at);
    cancel.is_some_and(|&(i, _, _)| clause.group(i).negated)
}

/// "met with resistance", "meeting the deadline", "a round of strikes": words of meetings about something else.
fn idle(clause: &Clause<'_>, at: usize, end: usize, verb: bool) -> bool {
    let object = |from: usize| {
        let first = from + usize::from(clause.word(from) == "with");
        (first..(first + 4).min(clause.len()))
            .take_while(|&k| !clause.is_mark(k) && clause.mention(k).is_none())
            .any(|k| clause.is("no_meeting", k))
    };
    let met = clause.word(at).starts_with("meet") || clause.word(at) == "met";
    let round = clause.word(end.saturating_sub(1)) == "round"
        && clause.word(end) == "of"
        && !(end + 1..(end + 4).min(clause.len())).any(|k| clause.is("talk_noun", k));
    (met && object(end)) || (!verb && round)
}

fn likelihood(clause: &Clause<'_>) -> Option<Span> {
    (0..clause.len()).find_map(|i| {
        clause.lexicon.events.likelihood.at(&clause.words, i).map(|(end, _)| clause.over(i, end))
    })
}

/// How it ended, in the same sentence: "where they agreed to ...".
fn outcome(clause: &Clause<'_>, cues: &[(usize, usize, MeetingCue)], from: usize) -> Option<Span> {
    let &(at, _, _) = cues.iter().find(|&&(i, _, cue)| i >= from && cue == MeetingCue::Outcome)?;
    if clause.group(at).infinitive {
        return None;
    }
    let mut end = clause.len();
    while end > at + 1 && clause.is_mark(end - 1) && !clause.is_quote(end - 1) {
        end -= 1;
    }
    Some(clause.over(at, end))
}

/// Sentences that say who was there.
fn lists(
    clause: &Clause<'_>,
    cues: &[(usize, usize, MeetingCue)],
    alone: bool,
    out: &mut Vec<MeetingMention>,
) {
    for &(at, end, cue) in cues {
        let mut participants = Vec::new();
        let start = start_of(clause, at);
        let stop = clause.end(end).max(end);
        let by = match cue {
            MeetingCue::Include => {
                let team = (start..at).rev().find(|&i| clause.is("team", i));
                let Some(team) = team.filter(|t| at - t < 6) else { continue };
                let side =
                    (start..=team).rev().find_map(|i| clause.mention(i).filter(|&m| side_kind(clause, m)));
                people(clause, end..stop, &mut participants, side, at, end);
                "meeting.delegation"
            }
            MeetingCue::Represent => {
                let side = (at..end.max(at + 1) + 2)
                    .find_map(|i| clause.mention(i).filter(|&m| side_kind(clause, m)));
                people(clause, start..at, &mut participants, side, at, end);
                "meeting.represented"
            }
            MeetingCue::Attend => {
                let group = clause.group(at);
                if group.negated || group.infinitive {
                    continue;
                }
                people(clause, start..at, &mut participants, None, at, end);
                if let Some(with) = (end..stop).find(|&i| clause.is("together", i)) {
                    people(clause, with + 1..stop, &mut participants, None, at, end);
                }
                "meeting.attended"
            }
            _ => continue,
        };
        // Nothing to attach it to: a list of members of something else.
        if participants.is_empty() || alone && cue == MeetingCue::Include {
            continue;
        }
        let venue = (end.saturating_sub(1)..stop).find_map(|i| {
            let mention = clause.mention(i)?;
            let place = clause.found.mentions.get(mention)?.kind == EntityKind::Place;
            (place
                && i + 1 < clause.len()
                && matches!(clause.word(i + 1), "meeting" | "talks" | "round" | "session" | "conference"))
            .then_some(mention)
        });
        out.push(MeetingMention {
            span: clause.over(start, stop),
            trigger: clause.over(at, end),
            venue,
            round: round(clause, end.saturating_sub(1), stop),
            participants,
            time: None,
            status: MeetingStatus::Happened,
            likelihood: None,
            outcome: None,
            attribution: crate::attribution_at(clause.found, clause.over(at, end)),
            by: by.into(),
        });
    }
}

fn side_kind(clause: &Clause<'_>, mention: usize) -> bool {
    matches!(
        clause.kind(mention),
        Some(EntityKind::State | EntityKind::Government | EntityKind::ArmedGroup | EntityKind::Organisation)
    )
}

/// Persons named in a stretch, without possessors ("the minister's secretary, X").
fn people(
    clause: &Clause<'_>,
    within: std::ops::Range<usize>,
    participants: &mut Vec<ParticipantMention>,
    side: Option<usize>,
    at: usize,
    end: usize,
) {
    for i in within {
        let Some(mention) = clause.mention(i) else { continue };
        let Some(m) = clause.found.mentions.get(mention) else { continue };
        let last = clause.mention(i + 1) != Some(mention);
        let possessor = last && matches!(clause.word(i + 1), "'s" | "'");
        let named = m.kind == EntityKind::Person && m.how == How::Name;
        if named && last && !possessor && participants.iter().all(|p| p.mention != mention) {
            let span = m.span.join(clause.over(at, end));
            participants.push(ParticipantMention { mention, role: ParticipantRole::Delegate, side, span });
        }
    }
}
