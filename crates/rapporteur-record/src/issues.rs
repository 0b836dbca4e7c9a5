//! Which issue of the codebook a stance is about: by its own words, by what its sentence is about, by what it points
//! back to.
//!
//! Reads the words of the article and the codebook; decides nothing about parties.

use crate::Desk;
use crate::positions::Last;
use rapporteur_model::{Annotations, Article, How, Span, StanceMention};
use std::collections::BTreeSet;

/// The issue of stance `n` of article `i`; `last` is the stance before that has one.
pub(crate) fn of(desk: &Desk<'_>, i: usize, n: usize, last: Option<&Last>) -> Option<String> {
    let (article, found) = desk.corpus.articles.get(i).zip(desk.corpus.annotations.get(i))?;
    let stance = found.stances.get(n)?;
    // The words of the cue may say it too: "giving up positions".
    let issue = issue_of(desk, article, stance.content).or_else(|| issue_of(desk, article, stance.span));
    // "Wants their troops withdrawn and offers to withdraw its own."
    let own = || {
        let words = article.words_of(stance.content).to_lowercase();
        let own = words.split_whitespace().any(|w| w == "own");
        let sentence = found.sentences.iter().find(|s| s.contains(stance.span))?;
        last.filter(|l| own && sentence.contains(l.span)).map(|l| l.issue.clone())
    };
    let issue = issue.or_else(own).or_else(|| topic(desk, i, stance));
    issue.or_else(|| named_before(desk, i, stance, last)).or_else(|| across(desk, i, n))
}

/// "On elections the rebels have softened": the issue that the first words of the sentence name.
fn topic(desk: &Desk<'_>, i: usize, stance: &StanceMention) -> Option<String> {
    let (article, found) = desk.corpus.articles.get(i).zip(desk.corpus.annotations.get(i))?;
    let sentence = found.sentences.iter().find(|s| s.contains(stance.span))?;
    let words = article.words_of(*sentence);
    let classes = &desk.lexicon.clause_words;
    let lower = words.chars().take(TOPIC).collect::<String>().to_lowercase();
    let mut first = lower.split_whitespace();
    let fronted = match (first.next(), first.next()) {
        (Some("as"), Some(next)) => classes.is("topic_as", next),
        (Some(word), _) => classes.is("topic", word),
        _ => false,
    };
    let lead = words.split(',').next().filter(|lead| fronted && lead.len() < words.len().min(TOPIC))?;
    let end = sentence.start + u32::try_from(lead.len()).ok()?;
    let span = Span { start: sentence.start, end };
    // "On Tuesday" names a day.
    let timed = found.times.iter().any(|t| span.contains(t.span));
    (!timed && end <= stance.span.start).then(|| issue_of(desk, article, span)).flatten()
}

/// Bytes of a fronted topic at most.
const TOPIC: usize = 60;

/// "Any mention of oil and gas": one thing, though "and" parts it; the issue that only both pieces name.
fn across(desk: &Desk<'_>, i: usize, n: usize) -> Option<String> {
    let (article, found) = desk.corpus.articles.get(i).zip(desk.corpus.annotations.get(i))?;
    let (own, next) = (found.stances.get(n)?, found.stances.get(n + 1)?);
    let near = own.cue == next.cue && own.content.end <= next.content.start;
    if !near || issue_of(desk, article, next.content).is_some() {
        return None;
    }
    issue_of(desk, article, own.content.join(next.content))
}

/// Most bytes of what only points back: "the last of these two offers".
const BACK: usize = 60;

/// "Rejected the idea", "can support this", "will not go beyond five years": what only points back, or says how much, is
/// about the one issue that its sentence names, else about what the stance before was about, else about the one issue of
/// the sentence before.
fn named_before(desk: &Desk<'_>, i: usize, stance: &StanceMention, last: Option<&Last>) -> Option<String> {
    let (article, found) = desk.corpus.articles.get(i).zip(desk.corpus.annotations.get(i))?;
    if !(stance.back || light(desk, found, article, stance.content)) {
        return None;
    }
    let only = |span: Span| -> Option<String> {
        let hits = desk.codebook.issues_in(article.words_of(span));
        let of: BTreeSet<usize> = hits.iter().map(|h| h.issue).collect();
        let issue = of.first().filter(|_| of.len() == 1)?;
        desk.codebook.issues.get(*issue).map(|i| i.id.clone())
    };
    let n = found.sentences.iter().position(|s| s.contains(stance.span))?;
    let own = found.sentences.get(n)?;
    let last = || {
        let last = last.filter(|l| l.span.start < stance.span.start)?;
        let first = found.sentences.iter().position(|s| s.contains(last.span))?;
        (n - first.min(n) <= REACH).then(|| last.issue.clone())
    };
    let before = || {
        let before = found.sentences.get(n.checked_sub(1)?)?;
        let between = article.words_of(Span { start: before.end, end: own.start.max(before.end) });
        (!between.contains('\n')).then(|| only(*before)).flatten()
    };
    // What a pronoun takes up stands before it.
    let own =
        if stance.back { Span { start: own.start, end: stance.span.start.max(own.start) } } else { *own };
    only(own).or_else(last).or_else(before)
}

/// How many sentences back what is pointed to may stand.
const REACH: usize = 2;

/// Do the words name no matter of their own: pronouns, "the idea", "a year", "5 per cent", "a ban"?
fn light(desk: &Desk<'_>, found: &Annotations, article: &Article, content: Span) -> bool {
    let classes = &desk.lexicon.clause_words;
    let closed = [
        "preposition",
        "determiner",
        "be",
        "have",
        "do",
        "modal",
        "pronoun",
        "coordinator",
        "negation",
        "light",
        "named_before",
        "again",
        "each_side",
    ];
    let timed = |at: u32| found.times.iter().any(|t| t.span.start <= at && at < t.span.end);
    let words = article.words_of(content);
    if words.len() > BACK {
        return false;
    }
    let named = found.mentions.iter().any(|m| content.overlaps(m.span) && m.how == How::Name);
    // Something must point back or say how much: "the idea", "this", "five years", but not "in 2027".
    let days = |at: u32| {
        let mut of = found.times.iter().filter(|t| t.span.start <= at && at < t.span.end);
        of.any(|t| t.kind == rapporteur_model::TimeType::Date)
    };
    let base = words.as_ptr() as usize;
    let mut points = false;
    for word in words.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|w| !w.is_empty()) {
        let at = content.start + u32::try_from(word.as_ptr() as usize - base).unwrap_or(0);
        let w = word.to_lowercase();
        let number = w.starts_with(|c: char| c.is_ascii_digit()) || desk.lexicon.numbers.value(&w).is_some();
        let light = classes.any(&closed, &w) || classes.is_adverb(&w) || number || timed(at);
        if !light {
            return false;
        }
        points |= classes.any(&["named_before", "points_back"], &w) || number && !days(at);
    }
    points && !named
}

/// The issue of some words: that of the first words that signal one, and of the longest of those.
pub(crate) fn issue_of(desk: &Desk<'_>, article: &Article, span: Span) -> Option<String> {
    let hits = desk.codebook.issues_in(article.words_of(span));
    let first = hits.into_iter().min_by_key(|h| (h.span.start, std::cmp::Reverse(h.span.end), h.issue))?;
    desk.codebook.issues.get(first.issue).map(|i| i.id.clone())
}
