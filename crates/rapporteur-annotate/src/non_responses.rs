//! # Silence
//!
//! What it finds: who declined to comment, did not reply, evaded the question, or could not verify; who asked; about
//! what. And it marks the attribution whose content could not be verified.
//! Why: that somebody was asked and did not answer is a fact of the record, not a gap in it.
//! Example: "The mayor's office did not respond to the Harbour Post's questions about the pier." - who, asked by,
//! about.
//! Source: the set phrases of news agencies.
//! Touches tokens and the phrases in the lexicon; mentions only to say who was silent. Needs attributions only for
//! the mark of verification.

use crate::attributions;
use crate::bodies;
use crate::clauses::Group;
use crate::quotes;
use crate::tree::Tree;
use crate::view::View;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::function_words::Classes;
use rapporteur_lexicon::non_responses::SubjectIs;
use rapporteur_lexicon::person_nouns::PersonNoun;
use rapporteur_model::{
    Annotations, Article, Diagnostic, How, Mention, NonResponse, NonResponseHow, Span, Syntax, Verification,
};
use std::collections::BTreeSet;
use std::ops::Range;

/// So many earlier attributions are compared with what could not be verified.
const LOOK_BACK: usize = 60;
/// A question told before its answer has at most so many words.
const LONGEST_QUESTION: usize = 40;
/// The rule by which "no comment" is silence.
const SAID: &str = "non-response.said";

/// Who asked, and about what.
type Question = (Option<Range<usize>>, Option<Range<usize>>);

/// What is put to somebody who may not answer.
const REQUESTS: [&str; 16] = [
    "question",
    "questions",
    "request",
    "requests",
    "inquiry",
    "inquiries",
    "enquiry",
    "enquiries",
    "call",
    "calls",
    "message",
    "messages",
    "email",
    "emails",
    "queries",
    "query",
];

/// Finds the silences of an article.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let view = View::new(lexicon, article, syntax);
    let quotes = quotes::find(&view, article);
    let inside = quotes::innermost(&quotes, view.len());
    let mut rows = Vec::new();
    for group in attributions::groups(&view, article, &quotes, &inside) {
        let mut k = 0;
        while k < group.len() {
            k += in_group(&group, k, &mut rows).max(1);
        }
    }
    said_so(found, &mut rows);
    let mut rows = one_by_one(&view, found, rows);
    for row in &mut rows {
        // "Neither of the Norwegian mills" are two that no single name stands for.
        let several = |who: &Span| {
            let mut tokens = view.syntax.tokens_in(*who);
            let first = tokens.next().map_or("", |t| view.lower(t));
            let next = tokens.next().map_or("", |t| view.lower(t));
            matches!(first, "neither" | "none") || first == "no" && next != "one"
        };
        row.who_mention = row.who.filter(|who| !several(who)).and_then(|who| mention_of(&view, found, who));
    }
    for who in rows.iter().filter(|r| r.who_mention.is_none()).filter_map(|r| r.who) {
        let unclear = bodies::unclear(&view, &found.mentions, article.id, who);
        let told = |d: &Diagnostic| d.span == Some(who) && unclear.as_ref().is_some_and(|u| u.name == d.name);
        if !found.diagnostics.iter().any(told) {
            found.diagnostics.extend(unclear);
        }
    }
    rows.sort_by_key(|r| (r.span, r.who));
    mark_unverified(&view, &rows, found);
    mark_silent(&rows, found);
    found.non_responses = rows;
}

/// "No comment," Vane said: who says that is silent; where nobody is said to say it, nobody is.
fn said_so(found: &Annotations, rows: &mut Vec<NonResponse>) {
    for row in rows.iter_mut().filter(|r| r.by == SAID) {
        let said = attributions::attribution_at(found, row.span).and_then(|n| found.attributions.get(n));
        row.who = said.and_then(|said| said.source);
    }
    rows.retain(|r| r.by != SAID || r.who.is_some());
}

/// "The ministry and the embassy declined to comment": a row for each of two who are named or have articles of their own,
/// as the parse joins them.
fn one_by_one(view: &View<'_>, found: &Annotations, rows: Vec<NonResponse>) -> Vec<NonResponse> {
    let joined = |who: &Span| view.syntax.tokens_in(*who).any(|t| view.lower(t) == "and");
    if !view.syntax.parsed || !rows.iter().filter_map(|r| r.who.as_ref()).any(joined) {
        return rows;
    }
    let tree = Tree::new(view.syntax);
    let mut all = Vec::new();
    for row in rows {
        let parts = row.who.filter(joined).and_then(|who| two_of(view, &tree, found, who));
        match parts {
            Some(parts) => {
                all.extend(parts.into_iter().map(|part| NonResponse { who: Some(part), ..row.clone() }))
            }
            None => all.push(row),
        }
    }
    all
}

/// The two that "and" joins in a phrase, if each stands for itself.
fn two_of(view: &View<'_>, tree: &Tree<'_>, found: &Annotations, who: Span) -> Option<[Span; 2]> {
    let tokens = view.syntax.tokens_in(who);
    let head = tokens.clone().find(|&t| !tokens.contains(&tree.head(t)) || tree.is_root(t))?;
    let mut joined = tree.children(head).filter(|&c| tree.dep(c) == "conj" && tokens.contains(&c));
    let (second, None) = (joined.next()?, joined.next()) else { return None };
    let and = tree.child(second, &["cc"]).filter(|&c| view.lower(c) == "and" && c > head)?;
    let alone = |part: Range<usize>| {
        let span = view.span(part.clone())?;
        let first = found.mentions.partition_point(|m| m.span.start < span.start);
        let name =
            found.mentions.get(first).is_some_and(|m| m.span.start == span.start && m.span.end <= span.end);
        let owned = view.is(part.start, Classes::ARTICLE.or(Classes::POSSESSIVE));
        (name || owned).then_some(span)
    };
    // "The Iron and Coal Board" is one name.
    let across = found
        .mentions
        .iter()
        .any(|m| view.span(and..and + 1).is_some_and(|and| m.span.contains(and) && m.span != and));
    if across {
        return None;
    }
    Some([alone(tokens.start..and)?, alone(and + 1..tokens.end)?])
}

/// "The board declined to comment" says that it said nothing.
fn mark_silent(rows: &[NonResponse], found: &mut Annotations) {
    for attribution in &mut found.attributions {
        let Some(cue) = attribution.cue else { continue };
        // Rows stand in order and seldom overlap: the last few that begin before the cue can hold it.
        let end = rows.partition_point(|r| r.span.start <= cue.start);
        let around = rows.iter().take(end).rev().take(4).find(|r| r.span.contains(cue));
        if around.is_some_and(|r| matches!(r.how, NonResponseHow::NoComment | NonResponseHow::NoReply)) {
            attribution.verification = Some(Verification::NoComment);
        }
    }
}

/// Rows for a pattern that begins at item `k`; gives how many items it takes.
fn in_group(g: &Group<'_, '_>, k: usize, rows: &mut Vec<NonResponse>) -> usize {
    let patterns = &g.view.lexicon.non_responses;
    let Some((pattern, len)) = patterns.find(|i| g.lower(k + i), |i| g.is_adverb(k + i)) else { return 0 };
    let mut start = k;
    let helps = |i: usize| {
        // "the minister himself has refused"
        g.is_adverb(i)
            || g.is(i, Classes::AUXILIARY)
            || matches!(g.lower(i), "himself" | "herself" | "itself" | "themselves")
    };
    while start > 0 && helps(start - 1) {
        start -= 1;
    }
    let after = k + len;
    let end = clause_end(g, after);
    let (mut asked_by, mut about) = asked(g, after, end);
    if let Some((by, what)) = asked_before(g, start) {
        asked_by = asked_by.or(by);
        about = about.or(what);
    }
    let mut subjects: Vec<Range<usize>> = Vec::new();
    match pattern.subject {
        SubjectIs::Neither | SubjectIs::NeitherMatter => {
            let from = k.saturating_sub(40);
            let none = |i: usize| matches!(g.lower(i), "neither" | "none" | "nobody" | "no-one" | "no");
            let Some(neither) = (from..k).rev().find(|&i| none(i)) else { return 0 };
            // "No one answered": what, only the words behind it could say.
            let asks = (after..end).any(|i| is_request(g, i));
            if g.lower(neither) != "neither" && !pattern.several && !asks {
                return 0;
            }
            if let Some(nor) = (neither..k).find(|&i| g.lower(i) == "nor") {
                subjects.push(neither + 1..nor);
                subjects.push(nor + 1..start);
            } else if is_one_phrase(g, neither, start) {
                subjects.push(neither..start);
            } else {
                return 0;
            }
        }
        // Only where nothing else is said.
        SubjectIs::Said => {
            if (0..k).chain(after..g.len()).any(|i| g.is_word(i) || g.is_quote(i)) {
                return 0;
            }
        }
        SubjectIs::Silent | SubjectIs::Matter => {
            let subject =
                g.subject(start).map(|s| if s.relative { antecedent(g, s.items.start) } else { s.items });
            let shared = || {
                (start > 0 && matches!(g.lower(start - 1), "and" | "but")).then(|| first_phrase(g)).flatten()
            };
            subjects.extend(subject.or_else(shared));
        }
    }
    let span = |items: Range<usize>| g.tokens(items).and_then(|t| g.view.span(t));
    let close = if pattern.subject == SubjectIs::Said { after } else { end };
    let Some(mut clause) = span(k..close) else { return 0 };
    if let Some(first) = subjects.first().and_then(|s| span(s.clone())) {
        clause = first.join(clause);
    }
    let mut row = NonResponse {
        span: clause,
        who: None,
        who_mention: None,
        asked_by: asked_by.and_then(span),
        about: about.and_then(span),
        how: pattern.how,
        by: match pattern.subject {
            SubjectIs::Said => SAID.into(),
            _ => format!("non-response.{}", pattern.how.as_str().replace('_', "-")).into(),
        },
    };
    if matches!(pattern.subject, SubjectIs::Matter | SubjectIs::NeitherMatter) {
        row.about = subjects.pop().and_then(span);
        rows.push(row);
    } else if subjects.is_empty() {
        rows.push(row);
    } else {
        for subject in subjects {
            rows.push(NonResponse { who: span(subject), ..row.clone() });
        }
    }
    len
}

/// "Neither", "neither company", "neither of the companies": nothing else between it and the verb.
fn is_one_phrase(g: &Group<'_, '_>, neither: usize, verb: usize) -> bool {
    verb == neither + 1
        || verb.checked_sub(1).and_then(|last| g.phrase_start(last)).is_some_and(|first| {
            first == neither
                || first > neither
                    && (neither + 1..first).all(|k| matches!(g.lower(k), "of" | "one" | "at" | "from" | "in"))
        })
}

/// What a relative pronoun stands for: the phrase before it.
fn antecedent(g: &Group<'_, '_>, relative: usize) -> Range<usize> {
    let last = relative.saturating_sub(if relative > 1 && g.is_comma(relative - 1) { 2 } else { 1 });
    match g.phrase_start(last) {
        Some(first) if relative > 0 => first..last + 1,
        _ => relative..relative + 1,
    }
}

fn first_phrase(g: &Group<'_, '_>) -> Option<Range<usize>> {
    let start = (0..g.len()).find(|&k| !g.is(k, Classes::CONNECTIVE) && !g.is_adverb(k) && !g.is_comma(k))?;
    let end = g.phrase_end(start);
    (end > start).then_some(start..end)
}

/// The end of the clause: a mark, or a conjunction after a comma.
fn clause_end(g: &Group<'_, '_>, from: usize) -> usize {
    (from..g.len())
        .find(|&k| {
            // "would not be drawn on it, saying only"
            let says = |k: usize| g.is_comma(k) && g.is_saying(k + 1);
            g.is_end(k)
                || says(k)
                || matches!(g.lower(k), ";" | ":" | ")")
                || g.is_dash(k)
                || g.speech(k).is_some() && g.is_comma(k.saturating_sub(1))
                || g.is_comma(k)
                    && (g.is(k + 1, Classes::CONJUNCTION.or(Classes::SUBORDINATOR).or(Classes::SUBJECT))
                        || g.is(k + 1, Classes::RELATIVE))
        })
        .unwrap_or(g.len())
}

/// "to the Post's questions about the pier": who asked, and about what.
fn asked(g: &Group<'_, '_>, from: usize, end: usize) -> (Option<Range<usize>>, Option<Range<usize>>) {
    let is_request = |k: usize| is_request(g, k);
    // The pattern may have taken the request itself: "did not answer questions".
    let request =
        if from > 0 && is_request(from - 1) { Some(from - 1) } else { (from..end).find(|&k| is_request(k)) };
    let mut asked_by = None;
    let mut at = from;
    if let Some(request) = request {
        let first =
            if request < from { request } else { g.phrase_start(request).unwrap_or(request).max(from) };
        let mut owner = first..request;
        while owner.start < owner.end
            && (g.is(owner.start, Classes::ARTICLE.or(Classes::DETERMINER))
                && !g.is_capital(owner.start)
                && !(owner.start..owner.end).any(|k| g.is_possessive_mark(k)))
        {
            owner.start += 1;
        }
        let possessive = owner.clone().find(|&k| g.is_possessive_mark(k) && k > owner.start);
        let named = owner.clone().all(|k| g.is_capital(k) || g.is(k, Classes::ARTICLE)) && !owner.is_empty();
        if let Some(mark) = possessive {
            asked_by = Some(owner.start..mark);
        } else if named {
            asked_by = Some(owner);
        } else if let Some(by) =
            (request + 1..end.min(request + 6)).find(|&k| matches!(g.lower(k), "from" | "by"))
        {
            let stop = g.phrase_end(by + 1).min(end);
            asked_by = (stop > by + 1).then_some(by + 1..stop);
        }
        at = request + 1;
        // "requests for comment on", "requests from the Post for comment about"
        while at < end && !is_about(g, at) {
            at += 1;
        }
    }
    while at < end
        && matches!(g.lower(at), "on" | "about" | "regarding" | "concerning" | "over" | "further" | "to")
    {
        at += 1;
    }
    let about = (at < end
        && g.words(at..end) > 0
        && g.is_word(at)
        && !g.is_day(at)
        && !matches!(g.lower(at), "when" | "for" | "by" | "in" | "at"))
    .then_some(at..end);
    (asked_by, about)
}

fn is_request(g: &Group<'_, '_>, k: usize) -> bool {
    REQUESTS.contains(&g.lower(k))
}

/// "Asked by reporters about the fire, Vane": who asked and about what, said before the words at `limit`.
fn asked_before(g: &Group<'_, '_>, limit: usize) -> Option<Question> {
    let opens =
        |k: usize| k == 0 || g.is_comma(k - 1) || matches!(g.lower(k - 1), "when" | "if" | "repeatedly");
    let asks = |k: usize| matches!(g.lower(k), "asked" | "pressed" | "questioned") && opens(k);
    let asked = (limit.saturating_sub(LONGEST_QUESTION)..limit).find(|&k| asks(k))?;
    let mut at = asked + 1;
    let mut by = None;
    if g.lower(at) == "by" {
        let end = g.phrase_end(at + 1);
        let end = (at + 1..end).find(|&k| is_about(g, k)).unwrap_or(end);
        by = (end > at + 1).then_some(at + 1..end);
        at = end.max(at + 1);
    }
    let close = (at..limit).find(|&k| g.is_comma(k))?;
    let mut from = (at..close).find(|&k| is_about(g, k))?;
    if matches!(g.lower(from), "on" | "about" | "regarding" | "concerning" | "over") {
        from += 1;
    }
    Some((by, (from < close).then_some(from..close)))
}

fn is_about(g: &Group<'_, '_>, k: usize) -> bool {
    matches!(
        g.lower(k),
        "on" | "about" | "regarding" | "concerning" | "over" | "whether" | "why" | "how" | "what"
    )
}

/// Whom the phrase names: "the mayor's office" the mayor, "a spokesman for the mill" the mill. "Vane's deputy" and "her
/// deputy" are somebody else, and "the embassy in Turov" is not Turov.
fn mention_of(view: &View<'_>, found: &Annotations, who: Span) -> Option<usize> {
    let tokens = view.syntax.tokens_in(who);
    let first = found.mentions.partition_point(|m| m.span.start < who.start);
    let inside = || found.mentions.iter().enumerate().skip(first).take_while(|(_, m)| m.span.start < who.end);
    let place = |m: &Mention| {
        let at = view.syntax.tokens_in(m.span).start;
        (at.saturating_sub(2).max(tokens.start)..at)
            .any(|t| matches!(view.lower(t), "in" | "near" | "outside"))
    };
    let head = tokens.clone().find(|&t| view.is(t, Classes::PREPOSITION) || view.word(t) == ",");
    let head = head.unwrap_or(tokens.end).saturating_sub(1);
    let voice = view.lexicon.speaking.is("voice", view.lower(head));
    let somebody = view.lexicon.anonymous.noun(view.lower(head)).is_some_and(|n| !n.document)
        || view.lexicon.person_nouns.get(view.lower(head)).is_some_and(|n| n != PersonNoun::Group);
    let owner = |m: &Mention| {
        let after = view.syntax.tokens_in(m.span).end;
        let pronoun = m.how == How::Pronoun && after < tokens.end;
        !voice && (pronoun || somebody && after <= head && view.is_possessive_mark(after))
    };
    let fits = inside().filter(|(_, m)| who.contains(m.span) && !place(m) && !owner(m));
    // The one that ends where the phrase ends is its head in "the mayor's office"; else the first.
    fits.clone()
        .filter(|(_, m)| m.span.end == who.end)
        .max_by_key(|(_, m)| m.span.len())
        .or(fits.clone().next())
        .map(|(i, _)| i)
}

/// Words by which two stretches can be compared: open-class, cut to six letters.
fn stems(view: &View<'_>, span: Span) -> BTreeSet<String> {
    let tokens = view.syntax.tokens_in(span);
    tokens
        .take(80)
        .filter(|&t| view.is_open(t) && view.lower(t).chars().count() > 2)
        .map(|t| view.lower(t).chars().take(6).collect())
        .collect()
}

fn has_number(view: &View<'_>, span: Span) -> bool {
    view.syntax.tokens_in(span).take(200).any(|t| view.lexicon.numbers.value(view.lower(t)).is_some())
}

/// "could not independently verify the claims": the claim it speaks of.
fn mark_unverified(view: &View<'_>, rows: &[NonResponse], found: &mut Annotations) {
    const GENERIC: [&str; 14] = [
        "report",
        "reports",
        "claim",
        "claims",
        "account",
        "accounts",
        "figure",
        "figures",
        "number",
        "numbers",
        "information",
        "allegations",
        "this",
        "that",
    ];
    for row in rows.iter().filter(|r| r.how == NonResponseHow::NotVerified) {
        let Some(about) = row.about else { continue };
        let wanted = stems(view, about);
        let generic: BTreeSet<String> = GENERIC.iter().map(|w| w.chars().take(6).collect()).collect();
        let specific = wanted.difference(&generic).count();
        let numbers = wanted.contains("figure") || wanted.contains("number");
        let before = found
            .attributions
            .partition_point(|a| a.content.first().is_some_and(|c| c.start < row.span.start));
        let mut best: Option<(usize, usize)> = None;
        for i in (before.saturating_sub(LOOK_BACK)..before).rev() {
            let Some(a) = found.attributions.get(i) else { continue };
            let holds =
                a.content.iter().any(|c| c.contains(row.span)) || a.cue.is_some_and(|c| row.span.contains(c));
            if holds {
                continue;
            }
            let shared = if specific == 0 {
                // Nothing to compare: the last thing said just before.
                let near =
                    a.content.last().is_some_and(|c| c.end <= row.span.start && row.span.start - c.end < 400);
                // What is said outweighs an attitude ("rejects the charge"); of figures a number is asked for.
                let number = numbers && a.content.iter().any(|&c| has_number(view, c));
                if near { 2 + 2 * usize::from(attributions::tells(a)) + usize::from(number) } else { 0 }
            } else {
                let words: BTreeSet<String> = a.content.iter().flat_map(|&c| stems(view, c)).collect();
                wanted.intersection(&words).count()
            };
            if shared >= 2.min(specific.max(1) + 1) && best.is_none_or(|(most, _)| shared > most) {
                best = Some((shared, i));
            }
        }
        // The claim is what the outermost of nested sources says.
        let outermost = |mut i: usize| {
            for _ in 0..LOOK_BACK {
                match found.attributions.get(i).and_then(|a| a.parent) {
                    Some(parent) => i = parent,
                    None => break,
                }
            }
            i
        };
        if let Some(i) = best.map(|(_, i)| if specific == 0 { outermost(i) } else { i })
            && let Some(a) = found.attributions.get_mut(i)
        {
            a.verification = Some(Verification::Unverified);
        }
    }
}
