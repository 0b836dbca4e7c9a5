//! # Clauses as far as words alone show them
//!
//! What it finds: within one sentence (quotations standing as single items), the noun phrase before a verb, the one
//! that begins somewhere, the adverbials after a verb of speech, and where a clause ends.
//! Why: no parse exists where no model is loaded; the attribution rules need subjects and complements all the same.
//! Example: "the ministry's spokesman in Turov | said | on Monday | that".
//! Touches tokens and closed word classes; knows nothing of attributions.

use crate::quotes::Quote;
use crate::view::{View, is_dash, is_terminal};
use rapporteur_lexicon::cues::{CueKind, Form};
use rapporteur_lexicon::function_words::Classes;
use std::ops::Range;

/// A noun phrase has at most so many items; what is longer was misread.
const LONGEST_PHRASE: usize = 40;

/// One token, or a whole quotation with its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) tokens: Range<usize>,
    pub(crate) quote: Option<usize>,
}

/// A sentence, or several that one quotation holds together, at one level of quotation.
pub(crate) struct Group<'v, 'a> {
    pub(crate) view: &'v View<'a>,
    pub(crate) quotes: &'v [Quote],
    pub(crate) items: Vec<Item>,
    /// The quotation it stands inside.
    pub(crate) within: Option<usize>,
    /// Number of the paragraph.
    pub(crate) paragraph: usize,
    /// The token after its paragraph, or after the quotation it stands inside.
    pub(crate) limit: usize,
    /// Is it the headline?
    pub(crate) title: bool,
}

/// What stands before a verb as its subject.
pub(crate) struct Subject {
    pub(crate) items: Range<usize>,
    pub(crate) tokens: Range<usize>,
    /// "who said": never what a content before the cue belongs to.
    pub(crate) relative: bool,
}

impl Group<'_, '_> {
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }
    fn token(&self, k: usize) -> Option<usize> {
        self.items.get(k).filter(|i| i.quote.is_none()).map(|i| i.tokens.start)
    }
    /// The word in lower case; empty for quotations and beyond the end.
    pub(crate) fn lower(&self, k: usize) -> &str {
        self.token(k).map_or("", |t| self.view.lower(t))
    }
    /// The word as written; empty for quotations and beyond the end.
    pub(crate) fn word(&self, k: usize) -> &str {
        self.token(k).map_or("", |t| self.view.word(t))
    }
    pub(crate) fn is(&self, k: usize, classes: Classes) -> bool {
        self.token(k).is_some_and(|t| self.view.is(t, classes))
    }
    pub(crate) fn is_open(&self, k: usize) -> bool {
        self.token(k).is_some_and(|t| self.view.is_open(t))
    }
    pub(crate) fn is_capital(&self, k: usize) -> bool {
        self.token(k).is_some_and(|t| self.view.is_capital(t))
    }
    pub(crate) fn is_word(&self, k: usize) -> bool {
        self.token(k).is_some_and(|t| self.view.is_word(t))
    }
    pub(crate) fn is_adverb(&self, k: usize) -> bool {
        self.token(k).is_some_and(|t| self.view.is_adverb(t))
    }
    /// A verb of speech in -ing.
    pub(crate) fn is_saying(&self, k: usize) -> bool {
        self.token(k).and_then(|t| self.view.cue(t)).is_some_and(|(_, form)| form == Form::Gerund)
    }
    pub(crate) fn is_past(&self, k: usize) -> bool {
        self.token(k).is_some_and(|t| self.view.is_past(t))
    }
    pub(crate) fn is_possessive_mark(&self, k: usize) -> bool {
        self.token(k).is_some_and(|t| self.view.is_possessive_mark(t))
    }
    pub(crate) fn is_comma(&self, k: usize) -> bool {
        self.lower(k) == ","
    }
    pub(crate) fn is_dash(&self, k: usize) -> bool {
        is_dash(self.lower(k))
    }
    /// The end of the group, or a mark that ends a sentence.
    pub(crate) fn is_end(&self, k: usize) -> bool {
        k >= self.len() || is_terminal(self.lower(k))
    }
    /// The quotation at `k`, if it is speech.
    pub(crate) fn speech(&self, k: usize) -> Option<&Quote> {
        self.items.get(k).and_then(|i| i.quote).and_then(|q| self.quotes.get(q)).filter(|q| q.speech)
    }
    /// Is there a quotation at `k` that is more than a word or two in marks?
    pub(crate) fn is_utterance(&self, k: usize) -> bool {
        let Some(quote) = self.items.get(k).and_then(|i| i.quote).and_then(|q| self.quotes.get(q)) else {
            return false;
        };
        let last = self.view.word(quote.inner.end.saturating_sub(1));
        quote.speech || is_terminal(last) || last == "," || quote.inner.len() > 3
    }
    pub(crate) fn is_quote(&self, k: usize) -> bool {
        self.items.get(k).is_some_and(|i| i.quote.is_some())
    }
    /// The tokens of some items.
    pub(crate) fn tokens(&self, items: Range<usize>) -> Option<Range<usize>> {
        let first = self.items.get(items.start)?;
        let last = self.items.get(items.end.checked_sub(1)?)?;
        (items.start < items.end).then_some(first.tokens.start..last.tokens.end)
    }
    /// Words among some items; a quotation counts as three.
    pub(crate) fn words(&self, items: Range<usize>) -> usize {
        items.map(|k| if self.is_quote(k) { 3 } else { usize::from(self.is_word(k)) }).sum()
    }
    /// Does something among the items look like the verb of a main clause?
    pub(crate) fn has_finite(&self, items: Range<usize>) -> bool {
        items.into_iter().any(|k| {
            self.is(k, Classes::FINITE)
                || self.is_past(k)
                || self.token(k).and_then(|t| self.view.cue(t)).is_some_and(|(_, f)| f == Form::Past)
        })
    }
    /// A weekday, month or word of time that stands by itself.
    pub(crate) fn is_day(&self, k: usize) -> bool {
        self.is(k, Classes::DAY)
            && !self.is_possessive_mark(k + 1)
            && !matches!(self.lower(k), "may" | "march")
            || matches!(self.lower(k), "may" | "march") && self.is_capital(k) && k > 0
    }

    /// Where the noun phrase that ends with item `last` begins.
    pub(crate) fn phrase_start(&self, last: usize) -> Option<usize> {
        let ends_well = self.is_open(last)
            || self.is_quote(last) && self.speech(last).is_none()
            || self.is(last, Classes::PRONOUN) && !self.is(last, Classes::ARTICLE);
        if !ends_well || self.is_day(last) && self.is_capital(last) {
            return None;
        }
        if self.is(last, Classes::SUBJECT) {
            return Some(last);
        }
        let mut at = last;
        // After the last "and" or preposition, should what stands before it prove no part of the phrase.
        let mut fallback: Option<usize> = None;
        while at > 0 && last - at < LONGEST_PHRASE {
            let x = at - 1;
            let starter = self.is(at, Classes::DETERMINER) && at != last || self.is(at, Classes::POSSESSIVE);
            let courtesy = matches!(self.lower(at), "mr." | "mrs." | "ms." | "dr." | "mr" | "mrs" | "ms");
            let word = self.lower(x);
            let link = self.is(x, Classes::NP_LINK);
            let joins = matches!(word, "and" | "or" | "&");
            if link || joins {
                if x == 0 || self.is_boundary(x - 1) {
                    break;
                }
                if joins || fallback.is_none() {
                    fallback = Some(at);
                }
                at = x;
                continue;
            }
            if starter || courtesy {
                let predeterminer = starter && matches!(word, "all" | "both" | "half");
                if !predeterminer
                    && !matches!(self.lower(at), "several" | "many" | "few")
                    && self.view.lexicon.numbers.value(self.lower(at)).is_none()
                {
                    break;
                }
                if !predeterminer && !self.is(x, Classes::DETERMINER) {
                    break;
                }
            }
            if self.is(x, Classes::RELATIVE) && word != "that" && word != "whose" {
                at = x;
                continue;
            }
            if self.is(x, Classes::SUBJECT) || self.is(x, Classes::FINITE) || self.is_speech_verb(x) {
                // A clause: only a relative clause belongs to the phrase.
                match self.relative_before(x) {
                    Some(rel) => {
                        at = rel;
                        continue;
                    }
                    None => {
                        at = fallback.unwrap_or(at);
                        break;
                    }
                }
            }
            let inside = self.is_open(x) && !(self.is_day(x) && self.is_capital(x))
                || self.is(x, Classes::DETERMINER) && word != "that"
                || self.is_possessive_mark(x)
                || self.is_quote(x) && self.speech(x).is_none()
                || word == "whose"
                || matches!(word, "%" | "$" | "£" | "€" | "/")
                || self.is_adverb(x) && !self.is(x, Classes::CONNECTIVE) && x > 0 && !self.is_boundary(x - 1);
            if !inside {
                break;
            }
            at = x;
        }
        while at < last
            && (self.is(at, Classes::PREPOSITION.or(Classes::CONJUNCTION).or(Classes::CONNECTIVE))
                || self.is(at, Classes::RELATIVE)
                || self.is_adverb(at)
                || self.is_possessive_mark(at)
                || !self.is_word(at) && !self.is_quote(at))
        {
            at += 1;
        }
        Some(at)
    }

    /// The subject of a verb whose group begins with item `start`.
    pub(crate) fn subject(&self, start: usize) -> Option<Subject> {
        let last = start.checked_sub(1)?;
        let make = |items: Range<usize>, relative: bool| {
            let tokens = self.tokens(items.clone())?;
            Some(Subject { items, tokens, relative })
        };
        if matches!(self.lower(last), "who" | "which")
            || self.lower(last) == "that" && last > 0 && self.is_open(last - 1)
        {
            return make(last..start, true);
        }
        if self.is_comma(last) || self.is_dash(last) || self.lower(last) == ")" {
            return self.before_apposition(last).and_then(|items| make(items, false));
        }
        let first = self.phrase_start(last)?;
        if let Some(whole) = self.before_relative(first) {
            return make(whole..start, false);
        }
        // "which Turov insists on": a relative clause attributes nothing that stands before it.
        make(first..start, first > 0 && self.is(first - 1, Classes::RELATIVE))
    }

    /// "An official who attended the meeting said": where the phrase begins of which the one at `first` closes a relative
    /// clause.
    fn before_relative(&self, first: usize) -> Option<usize> {
        let rel = self.relative_before(first).filter(|&k| self.lower(k) == "who")?;
        let between = rel + 1..first;
        // "who said the mayor", "who arrived when the mayor": another clause.
        let other = |k: usize| {
            let new = Classes::SUBORDINATOR.or(Classes::CONJUNCTION).or(Classes::WH).or(Classes::SUBJECT);
            self.is_speech_verb(k) || self.lower(k) == "that" || self.is(k, new)
        };
        if between.is_empty() || between.clone().any(other) {
            return None;
        }
        let head = rel.checked_sub(1).filter(|&k| self.is_open(k))?;
        self.phrase_start(head)
    }

    /// "Karel Vane, the minister, said": the phrase before the comma that pairs with the one at `close`.
    fn before_apposition(&self, close: usize) -> Option<Range<usize>> {
        let mut end = close;
        for _ in 0..3 {
            let open = (end.saturating_sub(30)..end).rev().find(|&i| {
                self.is_comma(i) || self.is_dash(i) || self.lower(i) == "(" || self.speech(i).is_some()
            })?;
            if open == 0 || self.speech(open).is_some() {
                return None;
            }
            // What stands between must not be a clause of its own, unless a relative one.
            let relative = self.is(open + 1, Classes::RELATIVE);
            if !relative && self.is(open + 1, Classes::SUBJECT.or(Classes::CONJUNCTION)) {
                return None;
            }
            let first = self.phrase_start(open - 1)?;
            if (open + 1..close).all(|i| self.is_adverb(i)) {
                return Some(first..open);
            }
            let apposed = self.is(first, Classes::ARTICLE)
                || !self.is_capital(open - 1) && self.lower(open - 1).len() < 3;
            // "on Monday, an official, speaking by telephone, said": what a day stands before is no apposition.
            if first > 1 && self.is_comma(first - 1) && !self.is_day(first - 2) && apposed {
                end = first - 1;
                // The comma before it pairs with this one.
                if let Some(outer) = self.phrase_start(first.saturating_sub(2)) {
                    return Some(outer..close);
                }
                continue;
            }
            return Some(first..close);
        }
        None
    }

    fn is_speech_verb(&self, k: usize) -> bool {
        let Some((cue, form)) = self.token(k).and_then(|t| self.view.cue(t)) else { return false };
        if form == Form::Gerund && (k == 0 || self.is_boundary(k - 1)) {
            return true;
        }
        let adjective = k > 0 && self.is(k - 1, Classes::DETERMINER.or(Classes::PREPOSITION));
        form == Form::Past && cue.kind == CueKind::Speech && !adjective
    }
    /// "who" or "which" not far to the left, with no mark between.
    fn relative_before(&self, k: usize) -> Option<usize> {
        (k.saturating_sub(12)..k)
            .rev()
            .take_while(|&i| !self.is_boundary(i))
            .find(|&i| self.is(i, Classes::RELATIVE) && self.lower(i) != "that")
    }
    /// A mark or quotation that no phrase crosses.
    pub(crate) fn is_boundary(&self, k: usize) -> bool {
        if self.is_quote(k) {
            return self.speech(k).is_some();
        }
        !self.is_word(k)
            && !self.is_possessive_mark(k)
            && !matches!(self.lower(k), "%" | "$" | "£" | "€" | "/" | "&")
    }

    /// Where the noun phrase that begins with item `from` ends; `from` itself if none does.
    pub(crate) fn phrase_end(&self, from: usize) -> usize {
        if self.is(from, Classes::SUBJECT.or(Classes::OBJECT)) {
            return from + 1;
        }
        let mut at = from;
        let mut head = false;
        while at < self.len() && at - from < LONGEST_PHRASE {
            if self.is_possessive_mark(at) && head {
                at += 1;
                continue;
            }
            if self.is_boundary(at) || self.is_day(at) && at > from {
                break;
            }
            let first = at == from || self.is(at - 1, Classes::PREPOSITION.or(Classes::CONJUNCTION));
            if self.is(at, Classes::DETERMINER) && self.lower(at) != "that" {
                if !first && !self.is(at - 1, Classes::DETERMINER) && self.lower(at - 1) != "all" {
                    break;
                }
            } else if self.is(at, Classes::PREPOSITION) {
                let link = self.is(at, Classes::NP_LINK);
                if !head || !link || !self.begins_phrase(at + 1) {
                    break;
                }
                head = false;
            } else if matches!(self.lower(at), "and" | "or" | "&") {
                if !head || !self.begins_phrase(at + 1) {
                    break;
                }
                head = false;
            } else if self.is_open(at) || self.is_quote(at) {
                // "told state media Turov would": a name after a common noun begins something new.
                let new = head
                    && self.is_capital(at)
                    && !self.is_capital(at - 1)
                    && !self.is(at - 1, Classes::DETERMINER.or(Classes::PREPOSITION))
                    && !self.is_possessive_mark(at - 1)
                    && self.is_open(at - 1);
                if new && self.has_finite(at..self.len().min(at + 12)) {
                    break;
                }
                head = true;
            } else if self.is_adverb(at) && !head {
            } else {
                break;
            }
            at += 1;
        }
        if head { at } else { from }
    }
    /// May a noun phrase begin here?
    pub(crate) fn begins_phrase(&self, k: usize) -> bool {
        self.is_open(k) && !self.is_day(k)
            || self.is(k, Classes::DETERMINER.or(Classes::PRONOUN))
            || self.is_quote(k) && self.speech(k).is_none()
    }

    /// Past adverbs, days and adverbial phrases after a verb: "on Monday in a statement".
    pub(crate) fn after_adverbials(&self, from: usize) -> usize {
        let mut at = from;
        loop {
            let day = |k| self.is_day(k);
            if self.is_adverb(at) && !self.is(at, Classes::SUBORDINATOR.or(Classes::WH)) || day(at) {
                at += 1;
            } else if matches!(self.lower(at), "last" | "this" | "next" | "early" | "late") && day(at + 1) {
                at += 2;
            } else if self.is_word(at)
                && self.lower(at).starts_with(|c: char| c.is_ascii_digit())
                && day(at - 1)
            {
                at += 1;
            } else if self.is(at, Classes::PREPOSITION) && self.lower(at) != "as" {
                let mut start = at + 1;
                while day(start) {
                    start += 1;
                }
                let end = if start > at + 1 { start } else { self.phrase_end(start) };
                if end == at + 1 || self.is(at + 1, Classes::SUBJECT) {
                    return at;
                }
                at = end;
            } else if self.is_comma(at) && self.is_adverb(at + 1) && self.is_comma(at + 2) {
                at += 3;
            } else {
                return at;
            }
            if at >= self.len() || at - from > LONGEST_PHRASE {
                return at;
            }
        }
    }
}
