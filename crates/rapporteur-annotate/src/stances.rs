//! Stances: who asks, offers, refuses, accepts, defers, gives up, or ties something to something.
//!
//! **What it finds.** A cue word or phrase of `data/stances.tsv` whose holder is the subject of the verb ("Borduria
//! rejected"), the possessor of the noun ("Borduria's demand"), "we" in a quotation, or the speaker of a "must" or
//! "should"; what it is about, one coordinated piece at a time; how much (`data/scopes.tsv`); the condition it hangs on
//! (`data/conditions.tsv`). Which *issue* a piece is about is for the codebook to say, later.
//!
//! **Why so careful.** The same verb takes facts ("insists it is making progress"), so a clause counts only if it names
//! an act; a passive without an agent, an infinitive under another verb, and a verb whose subject cannot be told give
//! nothing.
//!
//! **Example.** "Borduria might return the islands only as part of a full trade treaty" is a stance of Borduria's,
//! `conditions`, `only_if`.
//!
//! **Source.** Issue-by-party coding of positions as in manual discourse network analysis; the words are ours.

mod back;
mod complement;
mod extent;
mod plans;
mod predicates;
mod unsaid;
mod whose;

use crate::clause::{Clause, Group, Subject};
use complement::complement;
use extent::{condition, exception, pieces, scope, trim_range, trimmed};
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::stances::{CueClass, StanceCue};
use rapporteur_model::{Annotations, Article, By, Holder, Link, Scope, Span, Stance, StanceMention, Syntax};
use whose::{counted, given_away, holders, of_talks, possessor, side_of};

/// Fills `found.stances`.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let mut stances = Vec::new();
    for clause in Clause::all(lexicon, article, syntax, found) {
        // A question holds nothing.
        if clause.len() > 0 && clause.asks() {
            continue;
        }
        let from = stances.len();
        let mut i = 0;
        while i < clause.len() {
            let hit = cue_at(&clause, i);
            let next = hit.map_or(i + 1, |(end, _)| end);
            if let Some((end, cue)) = hit {
                // "rejected accusations that X had agreed": what is denied holds nothing.
                if cue.stance == Stance::Rejects && charged(&clause, end) {
                    i = clause.end(end).max(next);
                    continue;
                }
                let cue_span = clause.over(i, end);
                // Inside what another stance is about, only somebody's own demand or offer is a stance of its own:
                // "rejected the other side's call for a truce", but not "suggestions that it might accept a truce".
                let inside = stances[from..].iter().any(|s: &StanceMention| {
                    s.content.contains(cue_span) || s.condition.is_some_and(|c| c.contains(cue_span))
                });
                if (!inside || cue.class == CueClass::Noun)
                    && let Some(held) = held(&clause, cue, i, end)
                {
                    mentions(&clause, cue, cue_span, &held, &mut stances);
                }
            }
            i = next;
        }
        back::refer(&clause, from, &mut stances);
        unsaid::obligations(&clause, &mut stances);
        predicates::demands(&clause, &mut stances);
        predicates::named_after(&clause, from, &mut stances);
        unsaid::conditionals(&clause, from, &mut stances);
        unsaid::denials(&clause, from, &mut stances);
        unsaid::refusals(&clause, from, &mut stances);
        unsaid::pledges(&clause, from, &mut stances);
        plans::terms(&clause, from, &mut stances);
        plans::under(&clause, from, &mut stances);
        for stance in stances.get_mut(from..).unwrap_or_default() {
            stance.back = points_back(&clause, stance.content);
            // "Refused to do so in 2027": the year of the refusal; "before June" is of what is refused.
            let year =
                |i: &usize| clause.word(*i).len() == 4 && clause.word(*i).bytes().all(|b| b.is_ascii_digit());
            if stance.back && stance.time.is_none() {
                stance.time = clause.range(stance.content).find(year).and_then(|i| clause.time(i));
            }
        }
    }
    stances.sort_by(|a, b| (a.span, a.content, a.cue, &a.by).cmp(&(b.span, b.content, b.cue, &b.by)));
    stances.dedup_by(|a, b| {
        a.span == b.span
            && a.stance == b.stance
            && a.holder == b.holder
            && a.holder_mention == b.holder_mention
            && a.content == b.content
    });
    found.stances = stances;
}

/// Most words of what only points back: "to give them up".
const BACK: usize = 5;

/// Do pronouns and verbs alone say what it is about: "free them", "do so before June"?
fn points_back(clause: &Clause<'_>, content: Span) -> bool {
    let words = clause.range(content);
    let timed = |i: usize| clause.time(i).is_some() || clause.time(i + 1).is_some();
    let words: Vec<usize> = words.take_while(|&i| !timed(i)).collect();
    let light = |i: usize| {
        clause.verb(i) == Some(true)
            || clause.function().any(&["anaphor", "negation", "particle", "do", "be"], clause.word(i))
            || clause.word(i) == "to"
            // "six of them"
            || clause.word(i) == "of" && clause.is("anaphor", i + 1)
            || clause.lexicon.numbers.value(clause.word(i)).is_some()
            || clause.function().is_adverb(clause.word(i))
    };
    words.len() <= BACK && words.iter().all(|&i| light(i)) && words.iter().any(|&i| clause.is("anaphor", i))
}

/// The cue at word `i`. Of a verb and a noun of the same words ("call for") the parse decides.
fn cue_at<'c>(clause: &Clause<'c>, i: usize) -> Option<(usize, &'c StanceCue)> {
    let lexicon: &'c Lexicon = clause.lexicon;
    let all = lexicon.stances.cues.all_at(&clause.words, i);
    let longest = all.iter().map(|(end, _)| *end).max()?;
    let noun = clause.nominal(i);
    let fits = |c: &StanceCue| noun == (c.class == CueClass::Noun);
    let of: Vec<_> = all.into_iter().filter(|(end, _)| *end == longest).collect();
    of.iter().find(|(_, c)| fits(c)).or(of.first()).copied()
}

/// The verb that governs the infinitive or -ing form at word `at`, whose group begins at `first`, and only says that it
/// goes on, begins or is decided: "continues to insist", "kept refusing".
fn aspect(clause: &Clause<'_>, at: usize, first: usize, infinitive: bool) -> Option<usize> {
    let mut verb = first.checked_sub(1)?;
    while verb > 0 && clause.function().is_adverb(clause.word(verb)) && clause.mention(verb).is_none() {
        verb -= 1;
    }
    let class = if infinitive { "goes_on_to" } else { "goes_on" };
    let gone_on = verb > 0 && clause.word(verb) == "on" && clause.is("went", verb - 1);
    if gone_on {
        return Some(verb - 1);
    }
    if clause.nominal(verb) {
        return None;
    }
    (clause.is(class, verb) && (infinitive || clause.word(at).ends_with("ing"))).then_some(verb)
}

/// Does a verb of denying govern the verb group that begins at word `first`: "denied that it had"?
fn denied(clause: &Clause<'_>, first: usize) -> bool {
    (first.saturating_sub(12)..first)
        .rev()
        .take_while(|&k| !matches!(clause.word(k), "," | ";" | ":" | "but"))
        .any(|k| clause.is("denies", k))
}

/// Do nouns for what is said against somebody follow: "accusations that", "the report of"?
fn charged(clause: &Clause<'_>, end: usize) -> bool {
    let far = if clause.word(end) == "as" { 5 } else { 3 };
    (end..end + far).any(|i| clause.lexicon.stances.charges.at(&clause.words, i).is_some())
}

/// A cue with its holder and what it is about.
struct Held {
    subject: Option<Subject>,
    stance: Stance,
    /// First word of the verb group or noun phrase.
    first: usize,
    /// Words of what it is about.
    content: std::ops::Range<usize>,
    modality: Option<Span>,
    rule: By,
    /// What the cue says before what it is about is looked at; for the further pieces.
    base: Option<Stance>,
    /// It is refused: "until" and "without" say on what it hangs.
    refused: bool,
    /// The words that date it.
    time: Option<usize>,
    /// Whether words say whose it is.
    whose: Holder,
}

fn held(clause: &Clause<'_>, cue: &StanceCue, at: usize, end: usize) -> Option<Held> {
    let rule = cue.rule.clone();
    match cue.class {
        CueClass::Verb => {
            let group = clause.group(at);
            let considered = at > 0 && clause.word(at - 1).starts_with("consider");
            let group = if considered { clause.group(at - 1) } else { group };
            let over = aspect(clause, at, group.first, group.infinitive);
            let (verb, group) = match over {
                Some(verb) => (verb, clause.group(verb)),
                None => (at, group),
            };
            if let Some(held) = fronted(clause, cue, at) {
                return Some(held);
            }
            // "the demands of", "a press officer": no verb there, says the parse.
            if !group.auxiliary && !group.infinitive && clause.nominal(at) {
                return None;
            }
            // "bring back its duties": a particle.
            if cue.takes.thing && clause.verb(at) == Some(false) {
                return None;
            }
            if group.infinitive || (considered && group.modal.is_none()) {
                return None;
            }
            if group.passive {
                return passive(clause, cue, at, &group, end);
            }
            let ing = clause.word(verb).ends_with("ing");
            // "the push for": a noun.
            if group.first == at
                && at > 0
                && clause.is("determiner", at - 1)
                && clause.mention(at - 1).is_none()
                // "Borduria and Syldavia both undertook"
                && !(clause.word(at - 1) == "both" && clause.verb(at) == Some(true))
            {
                return None;
            }
            let loose = ing
                && !group.auxiliary
                && at > 0
                && clause.word(at - 1) != ","
                && clause.mention(at - 1).is_none();
            if (loose && !considered && over.is_none()) || clause.word(end) == "by" {
                return None;
            }
            let subject = clause.subject_of(verb, group.first)?;
            if clause.supposed(clause.range(subject.span).start) || counted(clause, at) {
                return None;
            }
            // "X should accept": somebody else's advice.
            if group.modal.is_some_and(|m| clause.is("obligation", m)) {
                return None;
            }
            // "X would consider a truce" holds something out, "X will consider" does not.
            if &*cue.rule == "stance.would-consider" && group.modal.is_none_or(|m| clause.is("future", m)) {
                return None;
            }
            // "Claimed responsibility for the raid" asks for nothing.
            if &*cue.rule == "stance.claims" && clause.is("no_claim", end) {
                return None;
            }
            // "Borduria, which had long refused, agreed": over before the rest happened; "said it had refused" is not, and
            // what a party "had demanded" of late is the position it moved from.
            if (group.first..at).any(|k| clause.word(k) == "had")
                && (group.first..at).any(|k| clause.is("formerly", k))
                && crate::attribution_at(clause.found, clause.over(at, end)).is_none()
            {
                return None;
            }
            // "denied that it had accepted": what is denied is not held.
            let rather = group.first.checked_sub(1).is_some_and(|b| clause.word(b) == "than");
            if denied(clause, group.first) || cue.takes.passive || rather {
                return None;
            }
            let (content, turned) = if cue.takes.inside {
                // "put a plan on the table": without "on the".
                let tail = |i: usize| clause.function().any(&["preposition", "determiner"], clause.word(i));
                let last = (at + 1..end - 1).rev().find(|&i| i == at + 1 || !tail(i))?;
                (at + 1..last + 1, None)
            } else {
                match (complement(clause, cue, end), clause.antecedent(at)) {
                    (Some(found), _) => found,
                    // "a step the company has opposed"
                    (None, Some((first, last))) if cue.takes.noun => (first..last, None),
                    (None, _) => return None,
                }
            };
            // "refused once more": nothing is said to be refused.
            if content.clone().all(|i| {
                clause.is("again", i)
                    || clause.time(i).is_some()
                    || clause.is_mark(i)
                    || clause.word(i) == "what"
            }) {
                return None;
            }
            let stance = nested(clause, turned.unwrap_or(cue.stance), &content)?;
            let stance = match (group.negated, group.no_longer) {
                (true, true) => given_up(stance)?,
                // "does not want X" refuses it; "does not demand X" says nothing.
                (true, false) if &*cue.rule == "stance.wants" && clause.word(end) != "to" => Stance::Rejects,
                (true, false) => negated(stance)?,
                _ => stance,
            };
            let content = if stance == Stance::Defers && !cue.takes.inside {
                before_later(clause, content)
            } else {
                content
            };
            let modality = group.modal.filter(|&m| clause.is("possible", m) || clause.word(m) == "would");
            let backed =
                clause.is("backs", at) && crate::attribution_at(clause.found, clause.over(at, end)).is_some();
            Some(Held {
                subject: Some(subject),
                stance,
                first: group.first,
                time: dated(clause, at, group.first, end, &content),
                content,
                modality: modality.map(|m| clause.over(m, m + 1)),
                rule,
                base: (!group.negated).then_some(cue.stance),
                refused: group.negated || stance == Stance::Rejects,
                // "Klow supports our view", said by somebody else, is a claim about Klow.
                whose: if backed { Holder::Own } else { Holder::Said },
            })
        }
        CueClass::Noun => {
            let (content, turned) = complement(clause, cue, end)?;
            // "demands that Borduria will not grant": a relative clause, not what is demanded.
            if turned.is_some() {
                return None;
            }
            let (subject, first) = possessor(clause, at)?;
            if given_away(clause, first) || clause.hangs(first) {
                return None;
            }
            let refused = cue.stance == Stance::Rejects;
            let time = (0..first).rev().find_map(|i| clause.time(i));
            let stance = cue.stance;
            Some(Held {
                subject: Some(subject),
                stance,
                first,
                content,
                modality: None,
                rule,
                refused,
                time,
                base: None,
                whose: Holder::Said,
            })
        }
        CueClass::Adjective => {
            let group = clause.group(at);
            let linking = group.auxiliary
                || at > 0
                    && ["remain", "seem", "appear", "stand", "stood"]
                        .iter()
                        .any(|v| clause.word(at - 1).starts_with(v));
            // "Borduria ready to divide the island": a headline.
            let linking = linking || clause.title && at > 0 && clause.mention(at - 1).is_some();
            if !linking {
                return None;
            }
            let subject = clause.subject_of(at, group.first)?;
            let (content, turned) = complement(clause, cue, end)?;
            let nested = nested(clause, turned.unwrap_or(cue.stance), &content)?;
            let stance = match (group.negated, group.no_longer) {
                (true, true) => given_up(nested)?,
                (true, false) => negated_adjective(nested)?,
                _ => nested,
            };
            if clause.supposed(clause.range(subject.span).start) {
                return None;
            }
            let first = group.first;
            let refused = stance == Stance::Rejects;
            let time = (0..first).rev().find_map(|i| clause.time(i));
            Some(Held {
                subject: Some(subject),
                stance,
                first,
                content,
                modality: None,
                rule,
                refused,
                time,
                base: Some(cue.stance).filter(|_| !group.negated),
                whose: Holder::Said,
            })
        }
        CueClass::State => {
            // The matter is the subject of the words, or their object: "the envoys have not addressed the fate of ...".
            // "to leave fisheries for later" is done by somebody: its verb says who.
            if cue.takes.nothing && clause.verb(at) == Some(true) && end > at + 1 && !clause.group(at).passive
            {
                return None;
            }
            let content = if cue.takes.nothing {
                matter(clause, at)..clause.group(at).first
            } else {
                // "the status of" belongs to what it is about.
                let noun = (at..end).find(|&k| clause.is("determiner", k)).unwrap_or(end);
                noun..clause.end(end)
            };
            if content.start >= content.end {
                return None;
            }
            // "a non-starter for Borduria": whose it is stands after it; "For Borduria, a pullout is a must": before.
            let after = matches!(clause.word(end), "for" | "to").then_some(end + 1);
            let after = after.or_else(|| (clause.word(end - 1) == "for").then_some(end));
            let within = content.start <= 1 && content.len() > 2;
            let past = (3..8).contains(&content.start) && clause.word(content.start - 1) == ",";
            let front = (clause.word(0) == "for" && (within || past)).then_some(1);
            let whose = after.filter(|_| cue.takes.nothing).or(front).and_then(|i| {
                let i = i + usize::from(clause.is("determiner", i));
                let mention = clause.mention(i).filter(|&m| clause.may_act(m))?;
                let last = (i..clause.len()).take_while(|&k| clause.mention(k) == Some(mention)).last()?;
                Some(Subject { span: clause.over(i, last + 1), mentions: vec![mention] })
            });
            let content = match (&whose, cue.stance) {
                (Some(_), _) if after.is_none() && content.start <= 1 => {
                    let comma = content.clone().find(|&i| clause.word(i) == ",");
                    comma.map_or(content.start, |c| c + 1)..content.end
                }
                // "A pullout hinges on a treaty": what hinges is the subject.
                (None, Stance::Conditions) => matter(clause, at)..end,
                _ => content,
            };
            Some(Held {
                subject: whose,
                stance: cue.stance,
                first: content.start,
                content,
                modality: None,
                rule,
                base: None,
                refused: true,
                time: None,
                whose: if cue.stance == Stance::Defers { Holder::All } else { Holder::Said },
            })
        }
    }
}

/// The words before those that put it off.
fn before_later(clause: &Clause<'_>, content: std::ops::Range<usize>) -> std::ops::Range<usize> {
    match later(clause, &content) {
        Some(at) if at > content.start => trim_range(clause, content.start..at),
        _ => content,
    }
}

fn later(clause: &Clause<'_>, content: &std::ops::Range<usize>) -> Option<usize> {
    content.clone().find(|&i| clause.lexicon.stances.later.at(&clause.words, i).is_some())
}

/// The time that dates a stance: after its cue ("rejected the plan on Tuesday", if that is past and takes a noun), or
/// before it. A day in what is asked or offered is no day of the asking.
fn dated(
    clause: &Clause<'_>,
    at: usize,
    first: usize,
    end: usize,
    content: &std::ops::Range<usize>,
) -> Option<usize> {
    let past =
        clause.word(at).ends_with("ed") || clause.is("past", at) || (first..at).any(|k| clause.is("have", k));
    // "agreed on Tuesday to leave": between the cue and what it is about.
    let between = (end..content.start).find_map(|i| clause.time(i));
    if past && between.is_some() {
        return between;
    }
    let plain = !(end..content.start).any(|k| matches!(clause.word(k), "to" | "that"));
    let last = content.end.checked_sub(1).filter(|_| past && plain);
    // "rejected a truce on Tuesday", "demanded a ban in May".
    let stop = (content.start..content.end)
        .find(|&k| {
            matches!(clause.word(k), "to" | "that")
                || clause.lexicon.stances.conditions.at(&clause.words, k).is_some()
        })
        .unwrap_or(content.end);
    let named = (content.start..stop).filter(|_| past && plain).find(|&k| {
        matches!(clause.word(k), "on" | "in" | "last") && clause.time(k + 1).is_some()
            || clause.word(k) == "last" && clause.time(k).is_some()
    });
    if let Some(time) = named.and_then(|k| clause.time(k + 1).or(clause.time(k))) {
        return Some(time);
    }
    if let Some(last) = last
        && let Some(time) = clause.time(last)
    {
        let begins = (content.start..=last).rev().take_while(|&k| clause.time(k) == Some(time)).last();
        let on = begins.and_then(|b| b.checked_sub(1)).is_some_and(|b| {
            clause.word(b) == "on" || matches!(clause.word(b + 1), "on") || clause.is("weekday", b + 1)
        });
        let bound = begins
            .and_then(|b| b.checked_sub(1))
            .is_some_and(|b| clause.is("preposition", b) && clause.word(b) != "on");
        if on && !bound {
            return Some(time);
        }
    }
    // The nearest before it, not beyond a mark that ends a clause.
    (0..first)
        .rev()
        .take_while(|&k| !matches!(clause.word(k), ";" | ":") && !clause.is_quote(k))
        .find_map(|i| clause.time(i))
}

fn clause_start(clause: &Clause<'_>, at: usize) -> usize {
    // What somebody is said to say begins where the saying ends.
    let said = crate::attribution_at(clause.found, clause.over(at, at + 1))
        .and_then(|a| clause.found.attributions.get(a))
        .and_then(|a| a.content.iter().find(|c| c.covers(clause.over(at, at + 1).lo())))
        .map_or(0, |content| clause.range(*content).start);
    let mark = (0..at)
        .rev()
        .find(|&i| matches!(clause.word(i), "," | ";" | ":" | "that") || clause.is("clause_end", i))
        .map_or(0, |i| i + 1);
    mark.max(said)
}

/// Where the matter begins that the predicate at word `at` is about: by the parse, its subject; else its clause.
fn matter(clause: &Clause<'_>, at: usize) -> usize {
    let start = match clause_start(clause, at) {
        // "Sources stressed the issue has not been ...", where the saying is read to have an object.
        start if start >= clause.group(at).first => 0,
        start => start,
    };
    match clause.subject_word(at) {
        Some(noun) if noun < at => clause.extent(noun).0.max(start),
        _ => start,
    }
}

fn passive(clause: &Clause<'_>, cue: &StanceCue, at: usize, group: &Group, end: usize) -> Option<Held> {
    let start = clause_start(clause, group.first);
    let stance = if group.negated { negated(cue.stance)? } else { cue.stance };
    if clause.supposed(start) {
        return None;
    }
    let by = (clause.word(end) == "by").then_some(end).or_else(|| clause.agent(at)?.checked_sub(1));
    let agent = by.and_then(|by| (by + 1..clause.len().min(by + 6)).find(|&k| clause.mention(k).is_some()));
    let subject = agent.and_then(|agent| {
        let last =
            (agent..clause.len()).take_while(|&k| clause.mention(k) == clause.mention(agent)).last()?;
        Some(Subject {
            span: clause.over(by.unwrap_or(agent) + 1, last + 1),
            mentions: clause.mention(agent).into_iter().collect(),
        })
    });
    // "The points have been agreed": by all who negotiate. "The claim has been dropped": by whoever made it.
    let whose = match (&subject, cue.stance) {
        (Some(_), _) => Holder::Said,
        (None, Stance::Accepts) if clause.is("agreed", at) && by.is_none() => Holder::All,
        (None, Stance::Defers) if by.is_none() => Holder::All,
        (None, Stance::Concedes | Stance::Rejects) if by.is_none() => Holder::Unsaid,
        (None, _) => return None,
    };
    let possible = group.modal.is_some() || group.infinitive;
    if cue.takes.later && later(clause, &(end..clause.end(end))).is_none() {
        return None;
    }
    if whose != Holder::Said && (possible || group.negated || start >= group.first) {
        return None;
    }
    Some(Held {
        subject,
        stance,
        first: start,
        content: start..group.first,
        modality: None,
        rule: format!("{}.passive", cue.rule).into(),
        base: None,
        refused: stance == Stance::Rejects,
        time: None,
        whose,
    })
}

/// "Agreed are the articles on A, on B": what stands first is the verb.
fn fronted(clause: &Clause<'_>, cue: &StanceCue, at: usize) -> Option<Held> {
    let first = clause.is("agreed", at) && cue.stance == Stance::Accepts && clause.is("be", at + 1);
    let starts = at == 0 || clause.is_mark(at - 1);
    if !first || !starts || clause.is("negation", at + 2) {
        return None;
    }
    let content = at + 2..clause.len();
    (content.start < content.end).then(|| Held {
        subject: None,
        stance: Stance::Accepts,
        first: at,
        content,
        modality: None,
        rule: format!("{}.fronted", cue.rule).into(),
        base: None,
        refused: false,
        time: None,
        whose: Holder::All,
    })
}

/// What the opposite of a stance is, where it is one: refusing to accept is rejecting; not demanding is nothing.
fn negated(stance: Stance) -> Option<Stance> {
    match stance {
        Stance::Accepts | Stance::Concedes => Some(Stance::Rejects),
        _ => None,
    }
}

/// "not ready to pay", "not willing to leave", "not in favor of".
fn negated_adjective(stance: Stance) -> Option<Stance> {
    match stance {
        Stance::Offers => Some(Stance::Rejects),
        // "not opposed to"
        Stance::Rejects => Some(Stance::Accepts),
        stance => negated(stance),
    }
}

/// "no longer insists on".
fn given_up(stance: Stance) -> Option<Stance> {
    match stance {
        Stance::Demands | Stance::Rejects => Some(Stance::Concedes),
        _ => None,
    }
}

/// A stance on a stance: agreeing to give up is giving up, refusing to accept is refusing, refusing to rule out is
/// nothing that can be told.
fn nested(clause: &Clause<'_>, stance: Stance, content: &std::ops::Range<usize>) -> Option<Stance> {
    // "bowed to calls for": a noun.
    let inner = cue_at(clause, content.start).filter(|(end, _)| {
        let tied = |i: usize| clause.is("preposition", i) || clause.word(i) == "to";
        !(clause.nominal(content.start) && (tied(end - 1) || tied(*end)))
    });
    let deferring = |c: &StanceCue| c.class == CueClass::State && c.stance == Stance::Defers;
    let inner = inner.filter(|(_, c)| c.class == CueClass::Verb || deferring(c));
    // "agreed to extend a truce", "to set out a plan": what counts only before an offer or a number turns nothing.
    let inner = inner.filter(|(_, c)| !(c.takes.plan || c.takes.number || c.takes.thing));
    let Some((_, inner)) = inner else { return Some(stance) };
    if inner.takes.later && later(clause, content).is_none() {
        return Some(stance);
    }
    match (stance, inner.stance) {
        (Stance::Rejects, Stance::Rejects | Stance::Demands) => None,
        (Stance::Accepts, inner) => Some(inner),
        (Stance::Offers, Stance::Rejects | Stance::Demands) => None,
        (Stance::Offers, inner @ (Stance::Accepts | Stance::Defers)) => Some(inner),
        (Stance::Demands, Stance::Defers) => Some(Stance::Defers),
        (stance, _) => Some(stance),
    }
}

/// One stance a coordinated piece a holder.
fn mentions(clause: &Clause<'_>, cue: &StanceCue, cue_span: Span, held: &Held, out: &mut Vec<StanceMention>) {
    let attribution = crate::attribution_at(clause.found, cue_span);
    let state = cue.class == CueClass::State;
    let threat = cue.stance == Stance::Conditions && cue.takes.infinitive;
    let hinge = clause.range(cue_span);
    let (content, link, condition) = if state && cue.stance == Stance::Conditions {
        let words = clause.over(hinge.end, trimmed(clause, hinge.end, clause.end(hinge.end)));
        let matter = held.content.start..hinge.start;
        (trim_range(clause, matter), Some(Link::OnlyIf), Some(words))
    } else if state {
        (held.content.clone(), None, None)
    } else {
        let stance = if threat { Stance::Rejects } else { held.stance };
        condition(clause, stance, held.refused, held.content.clone())
    };
    // "made the talks with": a verb of making ties nothing by itself.
    let made = &*cue.rule == "stance.makes-conditional"
        && !clause.range(cue_span).chain(held.content.clone()).any(|i| clause.is("tied", i));
    if made {
        return;
    }
    // A threat, and what is tied to something, count with their conditions alone.
    if (threat || cue.stance == Stance::Conditions) && link.is_none() || content.is_empty() {
        return;
    }
    let exception = exception(clause, content.clone());
    let content = match &exception {
        Some((at, _)) if *at > content.start => trim_range(clause, content.start..*at),
        _ => content,
    };
    let holders = match held.whose {
        Holder::Said | Holder::Own => holders(clause, held.subject.as_ref(), attribution, state),
        // "The talks have not addressed it": all leave it, whoever says so.
        Holder::All if state && !of_talks(clause, cue_span) => holders(clause, None, attribution, true),
        // "The claim was refused as well": by whoever refused the thing before.
        Holder::Unsaid if held.stance == Stance::Rejects => {
            let last = out.last().filter(|s| s.stance == Stance::Rejects && s.whose == Holder::Said);
            let near = last.filter(|s| {
                let between = clause.found.sentences.iter().filter(|x| x.start > s.span.start);
                between.take_while(|x| x.start <= cue_span.start).count() <= 1
            });
            near.map(|s| (s.holder, s.holder_mention)).into_iter().collect()
        }
        Holder::All | Holder::Unsaid => vec![(None, None)],
    };
    let time = held.time;
    let pieces = pieces(clause, content.clone());
    for (n, piece) in pieces.into_iter().enumerate() {
        // "agreed to a truce and to leave the border for later": each piece may turn the stance its own way.
        let mut held_stance = held.stance;
        let mut piece = piece;
        if n > 0
            && let Some(base) = held.base
        {
            let verb = piece.start + usize::from(clause.word(piece.start) == "to");
            let inner = clause.lexicon.stances.cues.at(&clause.words, verb);
            if inner.is_some_and(|(_, c)| matches!(c.class, CueClass::Verb | CueClass::State)) {
                let Some(turned) = nested(clause, base, &(verb..piece.end)) else { continue };
                held_stance = turned;
                if turned == Stance::Defers {
                    piece = before_later(clause, verb..piece.end);
                }
            }
        }
        let from = if n == 0 && !state { held.first.min(piece.start) } else { piece.start };
        // "A pullout is out of the question": the words that say so belong to it.
        let until = if state && cue.takes.nothing { piece.end.max(hinge.end) } else { piece.end };
        let scope = match &exception {
            Some((at, _)) if *at >= piece.start => Some(Scope::PartialExcept),
            _ if state => None,
            _ => scope(clause, piece.clone()),
        };
        let stance = match (held_stance, link) {
            (Stance::Offers | Stance::Accepts | Stance::Concedes | Stance::Rejects, Some(_)) => {
                Stance::Conditions
            }
            (stance, _) => stance,
        };
        for (holder, mention) in &holders {
            out.push(StanceMention {
                holder: *holder,
                holder_mention: *mention,
                whose: held.whose,
                scope,
                exception: exception.as_ref().filter(|(at, _)| *at >= piece.start).map(|(_, span)| *span),
                link,
                condition,
                modality: held.modality,
                attribution,
                time,
                ..StanceMention::bare(
                    stance,
                    clause.over(from, until),
                    cue_span,
                    clause.over(piece.start, piece.end),
                    held.rule.clone(),
                )
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_model::{Token, Upos};

    /// One sentence of so many words: the work per word must not grow with it.
    fn stances(words: usize, parsed: bool) -> usize {
        let text = "it rejects a truce and \"if not until\" she would demand ; ".repeat(words / 12);
        let mut article = crate::names::tests::article(&text);
        article.language = Some("en".into());
        let mut syntax = Syntax { sentences: vec![Span::new(0, text.len())], parsed, ..Syntax::default() };
        let mut at = 0;
        for word in text.split(' ') {
            if !word.is_empty() {
                let i = u32::try_from(syntax.tokens.len()).unwrap();
                let (head, dep, tag, pos) = match word {
                    "it" => (i + 1, "nsubj", "PRP", Upos::Pron),
                    "rejects" => (i, "ROOT", "VBZ", Upos::Verb),
                    "truce" => (i - 2, "obj", "NN", Upos::Noun),
                    "she" => (i + 2, "nsubj", "PRP", Upos::Pron),
                    "would" => (i + 1, "aux", "MD", Upos::Aux),
                    "demand" => (i, "ROOT", "VB", Upos::Verb),
                    _ => (i, "ROOT", "FW", Upos::X),
                };
                let span = Span::new(at, at + word.len());
                let (tag, dep) = (syntax.strings.number(tag), syntax.strings.number(dep));
                syntax.tokens.push(Token { span, head, lemma: 0, tag, dep, pos });
            }
            at += word.len() + 1;
        }
        let mut found = Annotations::default();
        annotate(&Lexicon::new(), &article, &syntax, &mut found);
        crate::meetings::annotate(&Lexicon::new(), &article, &syntax, &mut found);
        crate::talks_status::annotate(&Lexicon::new(), &article, &syntax, &mut found);
        found.stances.len()
    }

    #[test]
    fn a_sentence_without_end_is_read_in_stretches() {
        let few = stances(2_000, true);
        assert!(few > 50, "{few}");
        assert!(stances(40_000, true) > few * 18);
        // Without a parse nothing has a subject.
        assert_eq!(stances(40_000, false), 0);
    }
}
