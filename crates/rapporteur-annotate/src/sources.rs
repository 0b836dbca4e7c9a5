//! # Sources
//!
//! What it finds: for each attribution what sort of source speaks - named, anonymous, an outlet, a document -, how
//! many people, of which country and sector, how near to the matter, which earlier sources they are some of, and which
//! mention they are.
//! Why: "four of the sources" and "a Western diplomat" must be counted without names and without counting twice.
//! Example: "two senior naval officers and a Bordurian intelligence source" - anonymous, 3, military, BRD.
//! Touches the attributions already found and, where there are any, mentions.

use crate::cited;
use crate::view::View;
use rapporteur_lexicon::function_words::Classes;
use rapporteur_lexicon::person_nouns::PersonNoun as Noun;
use rapporteur_model::{Annotations, Attribution, EntityKind, How, Mention, NameLabel, SourceKind, Span};
use std::ops::Range;

/// A title before a name set beside a source has at most so many words.
const LONGEST_TITLE: usize = 4;

/// Fills in what the words of each source say, and what is nested in what.
pub(crate) fn describe(view: &View<'_>, found: &mut Annotations) {
    let mut all = std::mem::take(&mut found.attributions);
    for i in 0..all.len() {
        let (before, rest) = all.split_at_mut(i);
        if let Some(attribution) = rest.first_mut() {
            source(view, &found.mentions, before, attribution);
        }
    }
    nest(&mut all);
    cited::nest(&mut all);
    found.attributions = all;
}

/// Does the phrase describe people or a text without naming any?
pub(crate) fn is_anonymous(view: &View<'_>, tokens: Range<usize>) -> bool {
    let core = core(view, tokens);
    core.clone().last().is_some_and(|t| view.lexicon.anonymous.noun(view.lower(t)).is_some())
}

/// The phrase up to its first preposition, relative pronoun or mark: "two officers" of "two officers in Turov".
fn core(view: &View<'_>, tokens: Range<usize>) -> Range<usize> {
    let start = tokens.start;
    let mut end = tokens.end;
    for t in tokens.clone() {
        let number_of =
            view.lower(t) == "of" && t > start && view.lexicon.numbers.value(view.lower(t - 1)).is_some();
        if t > start
            && !number_of
            && (view.is(t, Classes::PREPOSITION.or(Classes::RELATIVE)) && !view.is_capital(t)
                || !view.is_word(t) && !view.is_possessive_mark(t))
        {
            end = t;
            break;
        }
    }
    // "sources familiar with", "officials briefed on": the adjective is no head.
    while end > start + 1
        && view.lexicon.anonymous.noun(view.lower(end - 1)).is_none()
        // "the general secretary" is no general.
        && !view.lexicon.offices.is_head(view.lower(end - 1))
        && (start..end - 1).any(|t| view.lexicon.anonymous.noun(view.lower(t)).is_some())
        && !view.is_capital(end - 1)
        && view.is_word(end - 1)
        && end < tokens.end
    {
        end -= 1;
    }
    start..end
}

fn source(view: &View<'_>, mentions: &[Mention], before: &[Attribution], attribution: &mut Attribution) {
    let Some(span) = attribution.source else { return };
    let tokens = view.syntax.tokens_in(span);
    let core = core(view, tokens.clone());
    let core_span = view.span(core.clone()).unwrap_or(span);
    let voice = core.clone().next_back().map_or("", |t| view.lower(t));
    let speaks_for = view.lexicon.anonymous.noun(voice).is_some() || view.lexicon.speaking.is("voice", voice);
    // "Vane's deputy" is not Vane; "Vane's office" speaks for him.
    let owner = |m: &Mention| is_possessor(view, m.span) && !speaks_for;
    let apposed = apposition(view, mentions, core.end, &tokens);
    let head = head_mention(mentions, core_span, span, apposed, owner);
    // "Karel Vane, who said": the phrase before the pronoun.
    let relative = || {
        let end = mentions.partition_point(|m| m.span.start < span.start);
        let nearest =
            mentions.get(..end)?.iter().enumerate().rev().take(4).find(|(_, m)| m.span.end <= span.start)?;
        (span.start - nearest.1.span.end <= 2).then_some(nearest.0)
    };
    let who = tokens.len() == 1 && view.is(tokens.start, Classes::RELATIVE);
    let head = if who { head.or_else(relative) } else { head };
    let resolved = head.map(|h| resolve(mentions, h));
    attribution.source_mention = resolved;
    let noun = core.clone().next_back().and_then(|t| view.lexicon.anonymous.noun(view.lower(t)));
    let pronoun = tokens.len() == 1
        && view.is(tokens.start, Classes::PRONOUN.or(Classes::RELATIVE).or(Classes::SUBJECT));
    let named_person = head.and_then(|h| mentions.get(h)).is_some_and(|m| {
        m.how == How::Name && matches!(m.label, Some(NameLabel::Person)) && !is_possessor(view, m.span)
    });
    let kind = resolved.and_then(|r| mentions.get(r));
    let outlet = kind.is_some_and(|m| m.kind == EntityKind::Outlet)
        && noun.is_none_or(|n| n.document || n.singular == "reporter" || n.singular == "correspondent");
    // A capital that only begins a sentence says nothing.
    let last_capital = core.len() > 1 && core.clone().next_back().is_some_and(|t| view.is_capital(t));
    attribution.source_kind = if outlet {
        SourceKind::Outlet
    } else if named_person {
        SourceKind::Named
    } else if noun.is_some_and(|n| n.document) {
        SourceKind::Document
    } else if noun.is_some() && !last_capital {
        SourceKind::Anonymous
    } else if pronoun {
        pronoun_kind(view, tokens.start, kind, span, before)
    } else if kind.is_some() || core.clone().any(|t| view.is_capital(t) && t > core.start || last_capital) {
        SourceKind::Named
    } else if core.clone().next_back().is_some_and(|t| {
        person_noun(view, t).is_some_and(|n| n.plural || !view.lexicon.offices.is_head(&n.singular))
    }) {
        // "two aid workers", "one docker"; "the president" is somebody known.
        SourceKind::Anonymous
    } else {
        SourceKind::Unspecified
    };
    if pronoun && attribution.source_mention.is_none() && !view.is(tokens.start, Classes::RELATIVE) {
        // Without coreference "he continued" still has the speaker of the words just before.
        if let Some(previous) = before.last().filter(|p| near(p, span) && agrees(view, tokens.start, p)) {
            attribution.source_mention = previous.source_mention;
        }
    }
    if attribution.told_to.is_none() {
        attribution.told_to = spoke_with(view, tokens.clone());
    }
    if attribution.source_kind == SourceKind::Anonymous {
        anonymous(view, mentions, before, attribution, tokens);
    } else if let Some((n, of)) = some_of_them(view, &core, span, before) {
        attribution.source_kind = SourceKind::Anonymous;
        attribution.source_count = Some(n);
        attribution.subset_of = Some(of);
        attribution.source_mention = None;
        if let Some(whole) = before.get(of) {
            attribution.source_state.clone_from(&whole.source_state);
            attribution.source_sector.clone_from(&whole.source_sector);
        }
    }
}

/// A noun for people: in the singular, whether it is a plural, its sector.
struct PersonNoun {
    singular: String,
    plural: bool,
    sector: Option<&'static str>,
}

/// What the lexicon of sources knows as people, and every other noun for people.
fn person_noun(view: &View<'_>, t: usize) -> Option<PersonNoun> {
    let word = view.lower(t);
    if let Some(noun) = view.lexicon.anonymous.noun(word) {
        return Some(PersonNoun {
            singular: noun.singular.to_owned(),
            plural: noun.plural,
            sector: noun.sector,
        });
    }
    let kind = view.lexicon.person_nouns.get(word).filter(|k| *k != Noun::Group)?;
    let plural = kind == Noun::People;
    let singular = word.strip_suffix('s').filter(|_| plural).unwrap_or(word).to_owned();
    // "Somebody" is no description, a name no noun.
    (view.is_open(t) && (!view.is_capital(t) || plural)).then_some(PersonNoun {
        singular,
        plural,
        sector: None,
    })
}

/// "One of them": how many, and the sources without names just before of whom they are some.
fn some_of_them(
    view: &View<'_>,
    core: &Range<usize>,
    span: Span,
    before: &[Attribution],
) -> Option<(u32, usize)> {
    let [number, of, them] = [0, 1, 2].map(|n| view.lower(core.start + n));
    if core.len() != 3 || of != "of" || !matches!(them, "them" | "these" | "those") {
        return None;
    }
    let n =
        view.lexicon.numbers.value(number).filter(|n| n.fract() == 0.0 && (1.0..1_000.0).contains(n))? as u32;
    // The last who spoke, if they are several and have no names.
    let of = before.len().checked_sub(1)?;
    let whole = before.get(of).filter(|b| near(b, span) && b.source_kind == SourceKind::Anonymous)?;
    whole.source_count.is_none_or(|all| all > n).then_some((n, of))
}

/// Can the pronoun mean that source? "They" are no one person, "he" is no group.
fn agrees(view: &View<'_>, pronoun: usize, previous: &Attribution) -> bool {
    let many = previous.source_count.is_none_or(|n| n > 1) && previous.source_kind != SourceKind::Named;
    match view.lower(pronoun) {
        "they" | "we" => many,
        "he" | "she" => previous.source_kind == SourceKind::Named || previous.source_count == Some(1),
        // Somebody of several, or nobody in particular.
        "one" | "another" | "some" | "others" | "many" | "few" | "several" | "everyone" | "nobody" => false,
        _ => true,
    }
}

/// Is the previous attribution so near that a pronoun can mean its source?
fn near(previous: &Attribution, span: Span) -> bool {
    previous.source.is_some_and(|s| s.end <= span.start && span.start - s.end < 600)
}

fn pronoun_kind(
    view: &View<'_>,
    pronoun: usize,
    resolved: Option<&Mention>,
    span: Span,
    before: &[Attribution],
) -> SourceKind {
    match resolved {
        Some(m) if m.kind == EntityKind::Outlet => SourceKind::Outlet,
        Some(m) if m.how == How::Name || m.how == How::Title => SourceKind::Named,
        Some(m) if m.how == How::Nominal => SourceKind::Anonymous,
        _ => before
            .last()
            .filter(|p| near(p, span) && agrees(view, pronoun, p))
            .map_or(SourceKind::Unspecified, |p| p.source_kind),
    }
}

/// The earliest mention the words lead back to.
fn resolve(mentions: &[Mention], from: usize) -> usize {
    let mut at = from;
    // Antecedents stand earlier, so this ends.
    while let Some(earlier) = mentions.get(at).and_then(|m| m.antecedent).filter(|&a| a < at) {
        at = earlier;
    }
    at
}

fn is_possessor(view: &View<'_>, mention: Span) -> bool {
    let after = view.syntax.tokens_in(mention).end;
    view.is_possessive_mark(after)
}

/// "the party's whip, Karel Vane", "its director, Captain Vane": the name of a person that ends the source behind a
/// comma. In "a spokesman for the minister, Karel Vane" it may be the minister's: then it is nobody's.
fn apposition(view: &View<'_>, mentions: &[Mention], core: usize, tokens: &Range<usize>) -> Option<usize> {
    let comma = (core..tokens.end).find(|&t| view.word(t) == ",")?;
    let person = |t: usize| {
        let noun = view.lexicon.anonymous.noun(view.lower(t));
        noun.is_some_and(|n| !n.document) || view.lexicon.offices.is_head(view.lower(t))
    };
    if (core..comma).any(person) {
        return None;
    }
    // "the mediator, retired judge Karel Vane"
    let titled = |name: usize| name.checked_sub(1).is_some_and(person);
    let rest = view.span(comma + 1..tokens.end)?;
    let first = mentions.partition_point(|m| m.span.start < rest.start);
    let named = |m: &Mention| m.label == Some(NameLabel::Person) && m.how == How::Name;
    let (i, mention) = mentions.iter().enumerate().skip(first).find(|(_, m)| named(m))?;
    let before = view.syntax.tokens_in(rest).start..view.syntax.tokens_in(mention.span).start;
    // What stands before the name is its title.
    let capitals = before.clone().all(|t| view.is_capital(t) || view.word(t) == ".");
    let words = before.clone().all(|t| view.is_open(t));
    (rest.contains(mention.span)
        && before.len() <= LONGEST_TITLE
        && (capitals || words && titled(before.end))
        && !is_possessor(view, mention.span))
    .then_some(i)
}

/// The mention that is the head of the source: a name set beside it, or the last in the core that is no `owner` of what
/// speaks, else the longest around it.
fn head_mention(
    mentions: &[Mention],
    core: Span,
    whole: Span,
    apposed: Option<usize>,
    owner: impl Fn(&Mention) -> bool,
) -> Option<usize> {
    let inside = |outer: Span| {
        let first = mentions.partition_point(|m| m.span.start < outer.start);
        mentions
            .iter()
            .enumerate()
            .skip(first)
            .take_while(move |(_, m)| m.span.start < outer.end)
            .filter(move |(_, m)| outer.contains(m.span))
    };
    let exact = inside(whole).find(|(_, m)| m.span == whole || m.span == core).map(|(i, _)| i);
    let last = || {
        inside(core).filter(|(_, m)| m.span.end == core.end).max_by_key(|(_, m)| m.span.len()).map(|(i, _)| i)
    };
    let person = || {
        inside(core).filter(|(_, m)| m.label == Some(NameLabel::Person) && !owner(m)).last().map(|(i, _)| i)
    };
    let named = |i: &usize| {
        mentions.get(*i).is_some_and(|m| m.how == How::Name && m.label == Some(NameLabel::Person))
    };
    let plain = exact.or_else(last);
    plain.filter(named).or(apposed).or(plain).or_else(person)
}

fn anonymous(
    view: &View<'_>,
    mentions: &[Mention],
    before: &[Attribution],
    attribution: &mut Attribution,
    tokens: Range<usize>,
) {
    let lexicon = view.lexicon;
    let mut count: Option<u32> = Some(0);
    let mut sector: Option<&'static str> = None;
    // One for each kind of people: "two officers and a diplomat" are of no one sector.
    let mut sectors: Vec<Option<&'static str>> = Vec::new();
    let mut number: Option<u32> = None;
    let mut head: Option<String> = None;
    let mut done = false;
    for t in tokens.clone() {
        let word = view.lower(t);
        // Behind a noun for people only "and", or a comma before one, leads to more of them: not "of the minister", not
        // "the mediator, a judge".
        let more = word == "and" || word == "," && (t + 1..tokens.end).any(|k| view.lower(k) == "and");
        if done && !more {
            continue;
        }
        done = false;
        if matches!(word, "a" | "an" | "another" | "one") {
            number = Some(1);
        } else if let Some(n) =
            lexicon.numbers.value(word).filter(|n| *n >= 1.0 && *n < 10_000.0 && n.fract() == 0.0)
        {
            number = Some(n as u32);
        }
        if let Some(noun) = person_noun(view, t).filter(|_| !view.is_possessive_mark(t + 1)) {
            // "intelligence official": the last noun of the run is the head.
            let more = t + 1 < tokens.end && person_noun(view, t + 1).is_some();
            if !more {
                head = head.or(Some(noun.singular));
                let counted = number.or((!noun.plural).then_some(1));
                count = count.zip(counted).map(|(a, b)| a.saturating_add(b));
                number = None;
                sectors.push(sector.take().or(noun.sector));
                done = true;
            }
        } else if sector.is_none() {
            sector = lexicon.anonymous.sector(word);
        }
        if attribution.source_proximity.is_none() {
            proximity(view, t, tokens.end, attribution);
        }
    }
    for t in tokens.clone() {
        if attribution.source_proximity.is_none() {
            proximity(view, t, tokens.end, attribution);
        }
    }
    attribution.source_count = count.filter(|&n| n > 0);
    let same = sectors.windows(2).all(|w| w.first() == w.last());
    attribution.source_sector = sectors.first().copied().flatten().filter(|_| same).map(str::to_owned);
    if let Some(span) = attribution.source {
        let stop = attribution.source_proximity.map_or(span.end, |p| p.start);
        let first = mentions.partition_point(|m| m.span.start < span.start);
        let inside = mentions.iter().skip(first).take_while(|m| m.span.start < stop);
        let states: std::collections::BTreeSet<&String> = inside.filter_map(|m| m.state.as_ref()).collect();
        // "two Syldavian officers and a Western diplomat" are of no one country.
        attribution.source_state = match states.first() {
            Some(state) if states.len() == 1 && sectors.len() < 2 => Some((*state).clone()),
            Some(_) => None,
            None => attribution.source_mention.and_then(|m| mentions.get(m)).and_then(|m| m.state.clone()),
        };
    }
    // "four of the sources": some of the last ones called by the same noun.
    let of = tokens
        .clone()
        .find(|&t| view.lower(t) == "of" && matches!(view.lower(t + 1), "the" | "them" | "those"));
    if let (Some(_), Some(head)) = (of, head) {
        attribution.source_count = tokens.clone().find_map(|t| {
            let word = view.lower(t);
            lexicon.numbers.value(word).map(|n| n as u32).filter(|n| *n > 0)
        });
        let whole = of.map(|o| view.lower(o + 2)).and_then(|n| lexicon.numbers.value(n)).map(|n| n as u32);
        attribution.subset_of = before.iter().enumerate().rev().take(200).find_map(|(i, b)| {
            let span = b.source.filter(|_| b.source_kind == SourceKind::Anonymous)?;
            let same = view
                .syntax
                .tokens_in(span)
                .any(|t| person_noun(view, t).is_some_and(|n| n.singular == head && n.plural));
            // "Two of the three sources": the three just before, whatever they were called.
            let number = |n: u32| whole == Some(n) && b.source_count == Some(n);
            (same || b.source_count.is_some_and(number)).then_some(i)
        });
    }
}

/// "officials who spoke with Canal 5": whom the source talked to, in the source's own words.
fn spoke_with(view: &View<'_>, tokens: Range<usize>) -> Option<Span> {
    let spoke = tokens.clone().find(|&t| {
        matches!(view.lower(t), "spoke" | "speaking" | "talked" | "talking")
            && matches!(view.lower(t + 1), "with" | "to")
    })?;
    let from = spoke + 2;
    let end = (from..tokens.end)
        .find(|&t| !view.is_word(t) || view.is(t, Classes::PREPOSITION.or(Classes::SUBORDINATOR)));
    view.span(from..end.unwrap_or(tokens.end))
}

fn proximity(view: &View<'_>, t: usize, end: usize, attribution: &mut Attribution) {
    let words = |i: usize| if t + i < end { view.lower(t + i) } else { "" };
    if view.lexicon.anonymous.proximity(words).is_some() {
        let stop = (t..end).find(|&i| matches!(view.word(i), "," | "—" | ")")).unwrap_or(end);
        attribution.source_proximity = view.span(t..stop);
    }
}

/// The parent of each attribution: the shortest one whose content holds it and its source or cue.
fn nest(all: &mut [Attribution]) {
    // Sorted by first piece; a parent's piece begins no later than what it holds. The stack holds open pieces.
    let mut pieces: Vec<(Span, usize)> =
        all.iter().enumerate().flat_map(|(i, a)| a.content.iter().map(move |&c| (c, i))).collect();
    pieces.sort_by_key(|(s, i)| (s.start, std::cmp::Reverse(s.end), *i));
    let extent = |a: &Attribution| {
        let anchor = a.cue.or(a.source).or(a.content.first().copied()).unwrap_or_default();
        (anchor, a.content.first().copied().unwrap_or_default())
    };
    let mut anchors: Vec<(Span, Span, usize)> = all
        .iter()
        .enumerate()
        .map(|(i, a)| {
            let (x, c) = extent(a);
            (x, c, i)
        })
        .collect();
    anchors.sort_by_key(|(x, _, i)| (x.start, *i));
    let mut open: Vec<(Span, usize)> = Vec::new();
    let mut next = 0;
    let mut parents: Vec<Option<usize>> = vec![None; all.len()];
    for (anchor, content, i) in anchors {
        while let Some(&(piece, owner)) = pieces.get(next).filter(|(p, _)| p.start <= anchor.start) {
            open.retain(|(p, _)| p.end > piece.start);
            open.push((piece, owner));
            next += 1;
        }
        open.retain(|(p, _)| p.end > anchor.start);
        let holder = open
            .iter()
            .rev()
            .filter(|(p, owner)| *owner != i && p.contains(anchor) && p.contains(content) && *p != content)
            .min_by_key(|(p, _)| p.len());
        if let Some(cell) = parents.get_mut(i) {
            *cell = holder.map(|(_, owner)| *owner);
        }
    }
    for (a, parent) in all.iter_mut().zip(parents) {
        a.parent = parent;
    }
}
