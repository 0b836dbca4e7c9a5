//! # Quotation marks
//!
//! What it finds: stretches between quotation marks, straight or curly, double or single, nested, over several
//! paragraphs where each opens and only the last closes; what is speech and what a scare quote or a title.
//! Why: words inside marks are somebody's exact words, and marks alone do not say where a quotation ends.
//! Example: “We came to talk. / “We leave with nothing,” he said. - one quotation over two paragraphs.
//! Source: the rules of English newspapers' style books.
//! Touches nothing but tokens and parts of one article. One pass: the time is linear in the number of tokens.

use crate::view::{View, is_terminal};
use rapporteur_lexicon::function_words::Classes;
use rapporteur_model::{Article, PartKind};
use std::ops::Range;

/// A stretch between quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The tokens, marks included.
    pub tokens: Range<usize>,
    /// The tokens between the marks.
    pub inner: Range<usize>,
    /// Is there a mark that closes it?
    pub closed: bool,
    /// Index of the quotation in the paragraph before that this one goes on with.
    pub continues: Option<usize>,
    /// Index of the quotation it stands inside.
    pub parent: Option<usize>,
    /// Is it long or whole enough to be speech, and no title or scare quote?
    pub speech: bool,
}

/// Which marks belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Double,
    Straight,
    Single,
    Angle,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Opens(Family),
    Closes(Family),
}

/// Quotations nest no deeper than this; further marks are ignored.
const DEEPEST: usize = 6;
/// "Captain Karl Vane of the harbour board said on Monday" has no more words than this.
const LONGEST_SAID: usize = 14;
/// A quotation of so many words is speech, not a scare quote.
const SPEECH_WORDS: usize = 6;

/// The quotations of an article, by first token.
pub(crate) fn find(view: &View<'_>, article: &Article) -> Vec<Quote> {
    let mut found: Vec<Quote> = Vec::new();
    let mut carried: Option<Open> = None;
    for part in article.readable() {
        let tokens = view.syntax.tokens_in(part.span);
        if tokens.is_empty() {
            continue;
        }
        let from = found.len();
        let open = paragraph(view, tokens.clone(), &mut found);
        // A paragraph that opens with a mark goes on with what the one before left open; if it does not, the one
        // before simply lacks its mark and ends with its sentence.
        let first = found.get(from).filter(|q| q.tokens.start == tokens.start).map(|_| from);
        if let Some(before) = carried {
            match first {
                Some(here) if part.kind == PartKind::Body => {
                    if let Some(q) = found.get_mut(here) {
                        q.continues = Some(before.quote);
                        q.speech = true;
                    }
                    if let Some(q) = found.get_mut(before.quote) {
                        q.speech = true;
                    }
                }
                _ => cut_short(view, &mut found, before),
            }
        }
        carried = open.map(|quote| {
            let begins = found.get(quote).is_some_and(|q| q.tokens.start == tokens.start);
            Open { quote, begins }
        });
    }
    if let Some(before) = carried {
        cut_short(view, &mut found, before);
    }
    found
}

/// An unclosed quotation that does not begin its paragraph reaches no further than its sentence.
fn cut_short(view: &View<'_>, found: &mut [Quote], open: Open) {
    let Some(quote) = found.get_mut(open.quote) else { return };
    if open.begins {
        // "The lock is shut, Captain Vane said.": the mark is missing before whoever said so.
        if let Some(end) = said_behind(view, quote.inner.clone()) {
            quote.inner.end = end;
            quote.tokens.end = end;
            quote.speech = is_speech(view, quote.inner.clone());
        }
        return;
    }
    let Some(mark) = view.syntax.tokens.get(quote.tokens.start) else { return };
    if let Some(s) = view.syntax.sentence_at(mark.span.lo()).and_then(|s| view.syntax.sentences.get(s)) {
        let end = view.syntax.tokens_in(*s).end.min(quote.inner.end);
        quote.inner.end = end.max(quote.inner.start);
        quote.tokens.end = quote.inner.end;
        quote.speech = is_speech(view, quote.inner.clone());
    }
}

/// Where a quotation that nothing closes ends, if its sentence ends with who said it: behind the comma before the name.
fn said_behind(view: &View<'_>, inner: Range<usize>) -> Option<usize> {
    let first = view.syntax.tokens.get(inner.start)?;
    let sentence = view.syntax.sentences.get(view.syntax.sentence_at(first.span.lo())?)?;
    let end = view.syntax.tokens_in(*sentence).end.min(inner.end);
    let comma = (inner.start + 1..end).rev().find(|&i| view.word(i) == ",")?;
    let said = comma + 1..end;
    let cue = |i: usize| view.lexicon.cues.is_speech(view.lower(i));
    let own = |i: usize| matches!(view.lower(i), "i" | "we" | "you");
    let name = view.is_capital(said.start) || view.is(said.start, Classes::DETERMINER.or(Classes::SUBJECT));
    let fits = name && said.len() <= LONGEST_SAID && said.clone().any(cue) && !said.clone().any(own);
    (fits && comma - inner.start > 1).then_some(comma + 1)
}

/// A quotation that is still open at the end of its paragraph.
#[derive(Clone, Copy)]
struct Open {
    quote: usize,
    /// Does the paragraph begin with its mark?
    begins: bool,
}

/// Quotations of one paragraph; gives the index of one that is still open at its end.
fn paragraph(view: &View<'_>, tokens: Range<usize>, found: &mut Vec<Quote>) -> Option<usize> {
    let closers = certain_single_closers(view, tokens.clone());
    let mut open: Vec<(Family, usize)> = Vec::new();
    for i in tokens.clone() {
        let Some(mark) = mark(view, i, tokens.clone(), &open, &closers) else { continue };
        match mark {
            Mark::Opens(family) => {
                if let Some(depth) = open.iter().position(|(f, _)| *f == family) {
                    // The same mark opens twice: the first was never closed.
                    for (_, q) in open.drain(depth..) {
                        close(view, found, q, i, false);
                    }
                }
                if open.len() < DEEPEST {
                    let parent = open.last().map(|(_, q)| *q);
                    open.push((family, found.len()));
                    found.push(Quote {
                        tokens: i..i + 1,
                        inner: i + 1..i + 1,
                        closed: false,
                        continues: None,
                        parent,
                        speech: false,
                    });
                }
            }
            Mark::Closes(family) => {
                if let Some(depth) = open.iter().rposition(|(f, _)| *f == family) {
                    for (n, (_, q)) in open.drain(depth..).enumerate() {
                        close(view, found, q, i, n == 0);
                    }
                }
            }
        }
    }
    let left = open.first().map(|(_, q)| *q);
    let single = open.first().is_some_and(|(f, _)| *f == Family::Single);
    for (_, q) in open {
        close(view, found, q, tokens.end, false);
    }
    if single && let Some(q) = left {
        // A single mark that nothing closes was an apostrophe.
        if let Some(quote) = found.get_mut(q) {
            quote.speech = false;
            quote.inner.end = quote.inner.start;
            quote.tokens.end = quote.inner.start;
        }
        return None;
    }
    left
}

fn close(view: &View<'_>, found: &mut [Quote], q: usize, at: usize, closed: bool) {
    if let Some(quote) = found.get_mut(q) {
        quote.inner.end = at.max(quote.inner.start);
        quote.tokens.end = if closed { at + 1 } else { quote.inner.end };
        quote.closed = closed;
        quote.speech = is_speech(view, quote.inner.clone());
    }
}

/// What the token does: a mark that opens, one that closes, or nothing of the kind.
fn mark(
    view: &View<'_>,
    i: usize,
    tokens: Range<usize>,
    open: &[(Family, usize)],
    closers: &[bool],
) -> Option<Mark> {
    use Mark::{Closes, Opens};
    let word = view.word(i);
    let is_open = |family: Family| open.iter().any(|(f, _)| *f == family);
    let first = i == tokens.start;
    let spaced_before = first || view.spaced(i);
    let spaced_after = i + 1 >= tokens.end || view.spaced(i + 1);
    let after_mark =
        !first && matches!(view.word(i - 1), "“" | "\"" | "‘" | "'" | "(" | "[" | "—" | "–" | "``" | "''");
    let leans_right = (spaced_before || after_mark) && !spaced_after;
    match word {
        "“" | "„" => Some(Opens(Family::Double)),
        "”" if is_open(Family::Double) => Some(Closes(Family::Double)),
        // A closing mark typed for an opening one.
        "”" if leans_right && spaced_before => Some(Opens(Family::Double)),
        "”" if is_open(Family::Straight) => Some(Closes(Family::Straight)),
        "``" => Some(Opens(Family::Straight)),
        "«" => Some(Opens(Family::Angle)),
        "»" => Some(Closes(Family::Angle)),
        "\"" | "''" => {
            if is_open(Family::Straight) {
                // A mark that leans on the next word while another is open begins anew only if it cannot close.
                let opens = leans_right && spaced_before && view.is_word(i + 1);
                Some(if opens { Opens(Family::Straight) } else { Closes(Family::Straight) })
            } else if is_open(Family::Double) && !leans_right && spaced_after {
                Some(Closes(Family::Double))
            } else if spaced_after && !spaced_before {
                None
            } else {
                Some(Opens(Family::Straight))
            }
        }
        "‘" if !spaced_after => Some(Opens(Family::Single)),
        "'" | "’" if is_open(Family::Single) => {
            let certain = closers.get(i - tokens.start).copied().unwrap_or(false);
            let plural = i > tokens.start && !spaced_before && view.lower(i - 1).ends_with('s');
            // "the ‘sailors’ boats’ leave’": after an s only where no surer mark follows.
            let possessive = plural && !certain && spaced_after && view.is_open(i + 1);
            (!spaced_before && !possessive).then_some(Closes(Family::Single))
        }
        "'" if leans_right && view.is_word(i + 1) => Some(Opens(Family::Single)),
        _ => None,
    }
}

/// For each token: is it a single mark that can only close a quotation ("gone,’" or "gone’ ,")?
fn certain_single_closers(view: &View<'_>, tokens: Range<usize>) -> Vec<bool> {
    tokens
        .clone()
        .map(|i| {
            if !matches!(view.word(i), "'" | "’") || view.spaced(i) || i == tokens.start {
                return false;
            }
            let before = view.word(i - 1);
            is_terminal(before) || before == "," || i + 1 >= tokens.end || !view.is_word(i + 1)
        })
        .collect()
}

/// Long or whole enough to be what somebody said; a title in capitals or a few words in marks are not.
fn is_speech(view: &View<'_>, inner: Range<usize>) -> bool {
    let mut words = 0;
    let mut capitals = 0;
    let mut long = 0;
    for i in inner.clone().filter(|&i| view.is_word(i)).take(40) {
        words += 1;
        if view.word(i).chars().count() > 3 {
            long += 1;
            capitals += usize::from(view.is_capital(i));
        }
    }
    if words == 0 {
        return false;
    }
    let title = long > 1 && capitals == long && words < 12;
    let last = view.word(inner.end.saturating_sub(1));
    let answer = || view.lexicon.speaking.is("answer", view.lower(inner.start));
    let whole = view.is_capital(inner.start) && (is_terminal(last) || last == ",") && (words > 1 || answer());
    !title && (words >= SPEECH_WORDS || whole)
}

/// For each token the innermost quotation it stands in, marks included.
pub(crate) fn innermost(quotes: &[Quote], tokens: usize) -> Vec<Option<usize>> {
    let mut inside = vec![None; tokens];
    // Later quotations are further inside: they overwrite. Depth is limited, so this stays linear.
    for (q, quote) in quotes.iter().enumerate() {
        if quote.inner.is_empty() {
            continue;
        }
        for cell in inside.get_mut(quote.tokens.clone()).into_iter().flatten() {
            *cell = Some(q);
        }
    }
    inside
}
