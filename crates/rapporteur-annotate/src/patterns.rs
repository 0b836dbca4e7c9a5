//! # Patterns of attribution
//!
//! What it finds: in one sentence, each cue with its source and its content: before the verb, behind it, around it.
//! Why: these are the constructions of news English; what goes beyond one sentence is in `attributions`.
//! Example: "..., | two officials | said", "said | Karel Vane", "according to | the mayor", "adding | that".
//! Source: PARC's scheme; which construction a cue may stand in is said by the cue lexicon.
//! Touches tokens and quotations alone.

use crate::attributions::Draft;
use crate::clauses::{Group, Subject};
use crate::view::is_terminal;
use rapporteur_lexicon::cues::{Cue, CueKind, Form};
use rapporteur_lexicon::function_words::Classes;
use rapporteur_model::Annotations;
use std::ops::Range;

/// Who is quoted has at most so many words: "the Post quoted the mayor of Turov as saying".
const LONGEST_QUOTED: usize = 16;

/// What a verb attributes, to its right.
struct Complement {
    items: Range<usize>,
    told_to: Option<Range<usize>>,
    rule: &'static str,
}

/// Reads one group, cue by cue.
pub(crate) struct Finder<'f, 'v, 'a> {
    pub(crate) group: &'f Group<'v, 'a>,
    /// The group after it at the same level.
    pub(crate) next: Option<&'f Group<'v, 'a>>,
    /// The group before it at the same level.
    pub(crate) previous: Option<&'f Group<'v, 'a>>,
    pub(crate) drafts: &'f mut Vec<Draft>,
    /// The first draft of this group.
    pub(crate) from: usize,
    pub(crate) found: &'f Annotations,
}

impl Finder<'_, '_, '_> {
    /// Pushes the drafts of the group.
    pub(crate) fn run(&mut self) {
        let g = self.group;
        let mut k = 0;
        while k < g.len() {
            if g.lower(k) == "according" && g.lower(k + 1) == "to" {
                self.according_to(k);
                k += 2;
                continue;
            }
            let token = g.items.get(k).filter(|i| i.quote.is_none()).map(|i| i.tokens.start);
            if let Some((cue, form)) = token.and_then(|t| g.view.cue(t)) {
                self.verb(k, cue, form);
            }
            k += 1;
        }
        self.hedges();
        if self.drafts.len() == self.from {
            self.colon();
            self.signed();
            self.credited();
        }
    }

    pub(crate) fn push(
        &mut self,
        source: Option<Range<usize>>,
        cue: Option<Range<usize>>,
        content: Vec<Range<usize>>,
        told_to: Option<Range<usize>>,
        rule: &'static str,
    ) {
        if content.is_empty() {
            return;
        }
        self.drafts.push(Draft {
            source,
            cue,
            content,
            told_to,
            verification: None,
            rule,
            within: self.group.within,
            paragraph: self.group.paragraph,
            confidence: None,
        });
    }

    /// The auxiliaries and adverbs before the verb at `k`: where they begin, and what they say.
    fn verb_group(&self, k: usize) -> VerbGroup {
        let g = self.group;
        let mut v = VerbGroup {
            start: k,
            negated: false,
            perfect: false,
            passive: false,
            helped: false,
            to: false,
            modal: false,
        };
        let mut direct = true;
        while v.start > 0 {
            let x = v.start - 1;
            if g.is(x, Classes::AUXILIARY) {
                v.negated |= g.is(x, Classes::NEGATION);
                v.perfect |= direct && g.is(x, Classes::PERFECT);
                v.passive |= direct && g.is(x, Classes::BE);
                v.modal |= g.is(x, Classes::MODAL) && !v.perfect;
                v.helped = true;
                direct &= g.is(x, Classes::NEGATION);
            } else if g.lower(x) == "to" && v.start == k {
                v.to = true;
                return v;
            } else if g.is_adverb(x) && !g.is(x, Classes::DAY) {
                v.negated |= g.lower(x) == "never";
            } else {
                break;
            }
            v.start = x;
        }
        v
    }

    fn verb(&mut self, k: usize, cue: &Cue, form: Form) {
        let g = self.group;
        let v = self.verb_group(k);
        let here = g.tokens(k..k + 1);
        if v.negated && cue.kind == CueKind::Speech || v.modal {
            return;
        }
        // "Turov's call for talks"
        if matches!(form, Form::Base | Form::Third) && k > 0 && g.is_possessive_mark(k - 1) {
            return;
        }
        // "Fleet told to stay in port": who told it, nobody says.
        if cue.hearer && !cue.inf && g.lower(k + 1) == "to" {
            return;
        }
        // Inside a quotation "I think" only says that it is the speaker's opinion.
        if g.within.is_some() && cue.kind == CueKind::Belief {
            return;
        }
        // "the United States": a verb has a capital only in headlines and where a sentence begins.
        if g.is_capital(k) && k > 0 && !g.title {
            return;
        }
        if cue.as_noun
            && matches!(form, Form::Base | Form::Third)
            && !v.helped
            && !self.is_sure_verb(k, v.start, form)
        {
            return;
        }
        match form {
            Form::Gerund => return self.gerund(k, cue, &v),
            Form::Participle if !v.perfect => return,
            Form::Past if v.passive => return self.passive(k, cue, &v),
            Form::Base if v.to => {
                // "went on to say", "continued to insist"
                let goes_on = k >= 2
                    && (g.is(k - 2, Classes::GOES_ON)
                        || g.lower(k - 2) == "on" && k >= 3 && g.is(k - 3, Classes::WENT_ON));
                if !goes_on {
                    return;
                }
                let start = if g.lower(k - 2) == "on" { k - 3 } else { k - 2 };
                let subject = g.subject(start);
                return self.attribute(k, cue, form, subject, here);
            }
            _ => {}
        }
        if v.start > 0 && !v.helped && self.is_no_verb(k, v.start, form) {
            return;
        }
        // "said Vane": the subject stands behind.
        if cue.invert && matches!(form, Form::Past | Form::Third) && self.inverted(k, v.start, cue) {
            return;
        }
        let subject = g.subject(v.start);
        self.attribute(k, cue, form, subject, here);
    }

    /// A form that is also a noun is a verb only where what stands around leaves no doubt.
    fn is_sure_verb(&self, k: usize, start: usize, form: Form) -> bool {
        let g = self.group;
        let Some(before) = start.checked_sub(1) else { return false };
        let opens = g.lower(k + 1) == "that"
            || g.is_quote(k + 1)
            || g.is(k + 1, Classes::SUBJECT.or(Classes::OBJECT).or(Classes::DETERMINER).or(Classes::WH))
            || g.is(k + 1, Classes::PREPOSITION) && g.is_capital(before);
        let subject = g.is(before, Classes::SUBJECT.or(Classes::RELATIVE).or(Classes::PRONOUN))
            || form == Form::Third && g.is_capital(before)
            || form == Form::Base && g.lower(before).ends_with('s')
            || start < k;
        opens && subject
    }

    /// A form that is also a noun or an adjective, and is one here.
    fn is_no_verb(&self, k: usize, start: usize, form: Form) -> bool {
        let g = self.group;
        let before = start - 1;
        let possessive = g.is_possessive_mark(before) && g.lower(before).len() > 1;
        let after = g.is(before, Classes::DETERMINER) && !g.is(before, Classes::PRONOUN)
            || g.is(before, Classes::POSSESSIVE.or(Classes::ARTICLE))
            || possessive
            || g.is(before, Classes::PREPOSITION) && !g.is(before, Classes::SUBORDINATOR.or(Classes::ADVERB));
        let after = after || g.is(before, Classes::POINTING) && form != Form::Past;
        // "cut 1,200 posts if", but "Channel 4 reports that".
        let number = |at: usize| {
            let word = g.lower(at);
            word.starts_with(|c: char| c.is_ascii_digit()) || g.view.lexicon.numbers.value(word).is_some()
        };
        let counted = form == Form::Third && number(before) && (before == 0 || !g.is_capital(before - 1));
        let after = after || counted;
        let then = matches!(form, Form::Base | Form::Third)
            && (g.is(k + 1, Classes::AFTER_NOUN) || g.is(k + 1, Classes::FINITE) || g.is_past(k + 1));
        after || then
    }

    /// The source of a verb that shares its subject with the one before it.
    fn shared_subject(&self, limit: usize) -> Option<Range<usize>> {
        let earlier = self.drafts.get(self.from..).unwrap_or_default();
        if let Some(draft) =
            earlier.iter().rev().find(|d| d.source.is_some() && d.rule != "attribution.hedge")
        {
            return draft.source.clone();
        }
        self.first_subject(limit)
    }

    /// "he laughed and said": the subject of the verb the conjunction before item `limit` joins on to.
    fn verb_before(&self, limit: usize) -> Option<Range<usize>> {
        let g = self.group;
        let first = limit.saturating_sub(16);
        for k in (first.max(1)..limit).rev().take_while(|&k| g.speech(k).is_none()) {
            let adjective =
                g.is(k - 1, Classes::DETERMINER.or(Classes::PREPOSITION)) || !g.is_past(k) || g.is_capital(k);
            if adjective {
                continue;
            }
            if let Some(subject) =
                g.subject(self.verb_group(k).start).filter(|s| g.items.get(s.items.start).is_some())
            {
                return Some(subject.tokens);
            }
        }
        None
    }

    /// The subject of the first finite verb of the group that stands in no relative clause, before item `limit`.
    fn first_subject(&self, limit: usize) -> Option<Range<usize>> {
        let g = self.group;
        for k in 1..limit.min(60) {
            let cue = g.items.get(k).filter(|i| i.quote.is_none()).and_then(|i| g.view.cue(i.tokens.start));
            let finite = cue.is_some_and(|(_, f)| matches!(f, Form::Past | Form::Third));
            if !(g.is(k, Classes::FINITE) || g.is_past(k) || finite)
                || g.is(k - 1, Classes::DETERMINER.or(Classes::PREPOSITION))
            {
                continue;
            }
            let start = self.verb_group(k).start;
            match g.subject(start) {
                Some(s) if !s.relative => return Some(s.tokens),
                _ => {}
            }
        }
        None
    }

    /// Puts source, cue and content together for a verb with its subject before it.
    fn attribute(
        &mut self,
        k: usize,
        cue: &Cue,
        form: Form,
        subject: Option<Subject>,
        here: Option<Range<usize>>,
    ) {
        let g = self.group;
        let right = self.right(k, cue);
        let Some(subject) = subject else {
            // "and said that": the subject of the verb before.
            let v = self.verb_group(k).start;
            let shares = v > 0
                && (g.is(v - 1, Classes::JOINS)
                    || g.is_comma(v - 1) && v > 1 && g.is(v - 2, Classes::CONJUNCTION));
            if shares && let Some(right) = right {
                let source = self.verb_before(v).or_else(|| self.shared_subject(k));
                if source.is_some() {
                    let content = self.pieces(right.items);
                    self.push(source, here, content, right.told_to, right.rule);
                }
            }
            return;
        };
        if form == Form::Base && !self.is_plural(&subject) && !self.verb_group(k).helped {
            return;
        }
        let before = subject.items.start;
        // "The board, whose head has ruled out a sale, sued": the clause ends where the sentence goes on.
        let right = right.map(|mut right| {
            if before > 0 && g.lower(before - 1) == "whose" {
                let goes_on =
                    |&i: &usize| g.is_comma(i) && (g.is(i + 1, Classes::FINITE) || g.is_past(i + 1));
                right.items.end = right.items.clone().find(goes_on).unwrap_or(right.items.end);
            }
            right
        });
        // "Vane continued:" and the quotation is the next paragraph.
        if right.is_none()
            && cue.quote
            && let (told_to, after) = self.hearer(k, cue)
            && (g.lower(after) == ":" || g.lower(g.len() - 1) == ":")
            && let Some(quote) = self.next_quote()
        {
            return self.push(Some(subject.tokens), here, vec![quote], told_to, "attribution.colon-quote");
        }
        let left = if subject.relative { None } else { self.left(before) };
        // "The offer stands, he said in Oslo because he wanted to be clear": why it is said is not what.
        let why = |at: usize| g.is(at, Classes::SUBORDINATOR);
        let said_before = left.as_ref().is_some_and(|l| !why(l.start));
        let right = right.filter(|r| r.rule != "attribution.clause" || !(said_before && why(r.items.start)));
        // A quotation before "he said" is what he said, even if another follows; a mere adverbial is not.
        let quoted = left
            .as_ref()
            .is_some_and(|l| g.speech(l.end - 1).is_some() || g.speech(l.end.saturating_sub(2)).is_some());
        match (left, right) {
            (Some(left), Some(right)) if quoted && cue.quote => {
                let mut content = self.pieces(left);
                if g.is_utterance(right.items.start) {
                    content.extend(self.pieces(right.items));
                    self.push(Some(subject.tokens), here, content, right.told_to, "attribution.interposed");
                } else {
                    self.push(Some(subject.tokens), here, content, right.told_to, "attribution.after-quote");
                }
            }
            (_, Some(right)) => {
                let content = self.pieces(right.items);
                self.push(Some(subject.tokens), here, content, right.told_to, right.rule);
            }
            (Some(left), None) if cue.quote || cue.bare => {
                let (told_to, after) = self.hearer(k, cue);
                let mut content = self.pieces(left.clone());
                let rest = self.interposed(after, &left);
                if rest.is_none() && g.words(left) < 2 && !quoted {
                    return;
                }
                content.extend(rest.into_iter().flat_map(|r| self.pieces(r)));
                self.push(Some(subject.tokens), here, content, told_to, "attribution.after-clause");
            }
            _ => {}
        }
    }

    /// May the subject go with a verb without -s?
    fn is_plural(&self, subject: &Subject) -> bool {
        let g = self.group;
        if subject.relative {
            return true;
        }
        let Subject { items, .. } = subject;
        let last = items.end.saturating_sub(1);
        if items.len() == 1 && g.is(last, Classes::PRONOUN) {
            return !g.is(last, Classes::ONE_THING);
        }
        // The head is the last word before what follows it: "officials" of "officials in Turov".
        let stop = items
            .clone()
            .skip(1)
            .find(|&k| g.is(k, Classes::PREPOSITION.or(Classes::RELATIVE)) || g.is_past(k));
        let head = stop.unwrap_or(items.end).saturating_sub(1);
        let many = |k: usize| {
            let word = g.lower(k);
            word.ends_with('s') && !g.is_possessive_mark(k) && !word.ends_with("ss")
                || g.is(k, Classes::SEVERAL)
        };
        let coordinated =
            items.clone().skip(1).any(|k| g.lower(k) == "and" && g.is_capital(k + 1) && g.is_capital(last));
        many(head) || many(last) && stop.is_none() || coordinated
    }

    /// "told Vane", "said to reporters": whom, and the item after the verb's adverbials.
    fn hearer(&self, k: usize, cue: &Cue) -> (Option<Range<usize>>, usize) {
        let g = self.group;
        let mut at = k + 1;
        let mut told_to = None;
        if cue.hearer && (g.begins_phrase(at) || g.is(at, Classes::OBJECT)) && g.lower(at) != "that" {
            let end = g.phrase_end(at);
            if end > at {
                told_to = g.tokens(at..end);
                at = end;
            }
        } else if g.lower(at) == "to"
            && g.begins_phrase(at + 1)
            && !cue.inf
            && !cue.prepositions.contains(&"to")
        {
            let end = g.phrase_end(at + 1);
            if end > at + 1 {
                told_to = g.tokens(at + 1..end);
                at = end;
            }
        }
        (told_to, g.after_adverbials(at))
    }

    /// What the verb at `k` attributes to its right.
    fn right(&self, k: usize, cue: &Cue) -> Option<Complement> {
        let g = self.group;
        let (told_to, mut at) = self.hearer(k, cue);
        // Of several places where the content may begin the first stands: "said in Turov that", not "that Turov".
        let make = |items: Range<usize>, rule: &'static str| {
            (items.start < items.end).then(|| Complement { items, told_to: told_to.clone(), rule })
        };
        if g.is_comma(at) && g.is_utterance(at + 1) {
            at += 1;
        }
        if g.lower(at) == ":" {
            if g.is_quote(at + 1) {
                return make(at + 1..self.quote_end(at + 1), "attribution.colon-quote");
            }
            return make(at + 1..self.content_end(at + 1), "attribution.colon");
        }
        if cue.quote && g.is_utterance(at) {
            return make(at..self.quote_end(at), "attribution.before-quote");
        }
        if cue.that && g.lower(at) == "that" {
            return make(at..self.content_end(at), "attribution.that-clause");
        }
        if cue.wh && (g.is(at, Classes::WH)) && g.lower(at) != "which" {
            return make(at..self.content_end(at), "attribution.indirect-question");
        }
        if cue.inf && g.lower(at) == "to" && g.is_word(at + 1) {
            // "asked not to be named"
            let at = if at > k + 1 && g.is(at - 1, Classes::NEGATION) { at - 1 } else { at };
            return make(at..self.content_end(at), "attribution.infinitive");
        }
        if cue.inf && cue.hearer && told_to.is_some() && g.lower(at) == "to" {
            return make(at..self.content_end(at), "attribution.infinitive");
        }
        let mut direct = if told_to.is_none() { k + 1 } else { at };
        while g.is_adverb(direct) {
            direct += 1;
        }
        if cue.bare && (g.begins_phrase(at) || self.begins_clause(at)) {
            let end = self.content_end(at);
            let enough = g.words(at..end) >= 2;
            let clause = !cue.noun && matches!(cue.lemma, "say" | "tell" | "think" | "believe")
                || g.has_finite(at..end);
            if enough && clause {
                return make(at..end, "attribution.clause");
            }
        }
        if cue.bare && cue.quote && g.is_quote(at) {
            return make(at..self.content_end(at), "attribution.part-quote");
        }
        if cue.prepositions.contains(&g.lower(k + 1))
            && (g.begins_phrase(k + 2) || g.is(k + 2, Classes::OBJECT.or(Classes::WH)))
        {
            return make(k + 2..self.content_end(k + 2), "attribution.preposition");
        }
        if cue.noun && told_to.is_none() && (g.begins_phrase(direct) || g.is(direct, Classes::OBJECT)) {
            let end = self.content_end(direct);
            if g.words(direct..end) >= 1 {
                return make(direct..end, "attribution.object");
            }
        }
        None
    }

    fn begins_clause(&self, k: usize) -> bool {
        let g = self.group;
        g.is(k, Classes::SUBJECT.or(Classes::SUBORDINATOR).or(Classes::PREPOSITION)) && g.lower(k) != "of"
            || g.is_quote(k)
            || g.is_day(k)
    }

    /// Where a quotation that begins a content ends: with its mark, if it is whole; else with the clause.
    fn quote_end(&self, at: usize) -> usize {
        let g = self.group;
        let quote = g.items.get(at).and_then(|i| i.quote).and_then(|q| g.quotes.get(q));
        let Some(quote) = quote else { return self.content_end(at) };
        let last = g.view.word(quote.inner.end.saturating_sub(1));
        let after_mark = g.is_end(at + 1) || g.is_comma(at + 1);
        if is_terminal(last) || last == "," || after_mark || !quote.closed {
            at + 1
        } else {
            self.content_end(at)
        }
    }

    /// Where the clause that begins at `from` ends: before a next attribution, else with the sentence.
    fn content_end(&self, from: usize) -> usize {
        let g = self.group;
        let mut end = g.len();
        while end > from
            && g.items.get(end - 1).is_some_and(|i| i.quote.is_none())
            && is_terminal(g.lower(end - 1))
        {
            end -= 1;
        }
        let mut depth = 0usize;
        for k in from..end {
            match g.lower(k) {
                "(" | "[" => depth += 1,
                ")" | "]" if depth == 0 => return k,
                ")" | "]" => depth -= 1,
                _ => {}
            }
            if depth == 0 && k > from && self.is_break(k, end) {
                return k;
            }
        }
        end
    }

    /// At item `k`, does a content stop because another attribution or an aside begins?
    fn is_break(&self, k: usize, end: usize) -> bool {
        let g = self.group;
        let mark = g.is_comma(k) || g.is_dash(k) || g.lower(k) == ";";
        if g.lower(k) == ";" {
            return true;
        }
        if !mark {
            return false;
        }
        let next = k + 1;
        if g.lower(next) == "according" && g.lower(next + 1) == "to" {
            return true;
        }
        let cue = |i: usize| {
            g.items.get(i).filter(|it| it.quote.is_none()).and_then(|it| g.view.cue(it.tokens.start))
        };
        let mut verb = next;
        while g.is_adverb(verb) && verb < end {
            verb += 1;
        }
        if cue(verb).is_some_and(|(c, f)| {
            f == Form::Gerund && (c.kind == CueKind::Speech || c.kind == CueKind::Stance && c.noun)
        }) {
            return true;
        }
        // ", but the minister said": a clause with a source and a verb of speech of its own.
        let mut start = next;
        if g.is(start, Classes::CONTRAST) {
            start += 1;
        } else {
            return self.is_tail(next, end);
        }
        let mut subject_end = start;
        if g.is(start, Classes::SUBJECT) {
            subject_end = start + 1;
        } else if g.begins_phrase(start) {
            subject_end = (start + 1..end.min(start + 12))
                .find(|&i| cue(i).is_some_and(|(_, f)| matches!(f, Form::Past | Form::Third | Form::Base)))
                .unwrap_or(g.phrase_end(start));
        }
        let mut v = subject_end;
        while v < end && (g.is_adverb(v) || g.is(v, Classes::AUXILIARY)) {
            v += 1;
        }
        cue(v).is_some_and(|(c, f)| c.kind == CueKind::Speech && f != Form::Gerund && (c.that || c.quote))
            && v < start + 14
            && (subject_end..v).all(|i| !g.is_boundary(i))
    }

    /// "..., the sources said." after a clause: a source and a verb of speech that take what stands before them.
    fn is_tail(&self, from: usize, end: usize) -> bool {
        let g = self.group;
        let speech = |i: usize| {
            let cue =
                g.items.get(i).filter(|it| it.quote.is_none()).and_then(|it| g.view.cue(it.tokens.start));
            cue.filter(|(c, f)| {
                c.kind == CueKind::Speech && c.quote && matches!(f, Form::Past | Form::Third | Form::Base)
            })
        };
        if let Some((cue, form)) = speech(from) {
            return cue.invert
                && form != Form::Base
                && g.begins_phrase(from + 1)
                && matches!(cue.lemma, "say" | "report");
        }
        let Some(verb) =
            (from + 1..end.min(from + 14)).take_while(|&i| !g.is_boundary(i)).find(|&i| speech(i).is_some())
        else {
            return false;
        };
        let Some((cue, _)) = speech(verb) else { return false };
        let start = self.verb_group(verb).start;
        let whole = g.subject(start).is_some_and(|s| s.items.start == from && !s.relative);
        let (_, after) = self.hearer(verb, cue);
        whole && (g.is_end(after) || after >= end || g.is_comma(after))
    }

    /// The content before a source that begins with item `before`: what a comma or a quotation closes.
    fn left(&self, before: usize) -> Option<Range<usize>> {
        let g = self.group;
        let mut end = before;
        let last = end.checked_sub(1)?;
        let quote = g.speech(last).is_some();
        if g.is_comma(last) || g.is_dash(last) {
            end = last;
        } else if !(quote || g.is_quote(last) || matches!(g.lower(last), "?" | "!")) {
            return None;
        }
        if end == 0 {
            return None;
        }
        // After an earlier attribution of the same sentence only what follows its content is left.
        let mut start = 0;
        while start < end && g.is(start, Classes::CONJUNCTION) || g.is_comma(start) {
            start += 1;
        }
        let words = g.words(start..end);
        let adverbial = (start..end)
            .all(|k| g.is(k, Classes::CONNECTIVE.or(Classes::DAY)) || g.is_adverb(k) || g.is_comma(k))
            && g.speech(end - 1).is_none();
        let phrase = g.is(start, Classes::PREPOSITION.or(Classes::SUBORDINATOR))
            && !g.has_finite(start..end)
            && !(start..end).any(|k| g.is_quote(k));
        let single = words < 1;
        let according = g.lower(start) == "according";
        if start >= end || according || adverbial || phrase && words < 12 || single {
            return None;
        }
        // A quotation that is whole stands for itself; words before it belong to another clause only after a colon.
        if g.speech(end - 1).is_some() && start < end - 1 {
            let before_quote = g.lower(end - 2);
            let terminal = is_terminal(before_quote) || before_quote == ":" || before_quote == ";";
            if terminal {
                return Some(end - 1..end);
            }
        }
        Some(start..end)
    }

    /// What goes on after an interposed "he said": the rest, if the verb's adverbials end with a comma.
    fn interposed(&self, after: usize, left: &Range<usize>) -> Option<Range<usize>> {
        let g = self.group;
        let mut at = after;
        if g.is_utterance(at) {
            return Some(at..self.quote_end(at));
        }
        if !(g.is_comma(at) || g.is_dash(at)) {
            return None;
        }
        at += 1;
        if g.is_utterance(at) {
            return Some(at..self.quote_end(at));
        }
        // "Turov, he said, was ready": the rest needs what stands before, which has no verb of its own.
        let open = !g.has_finite(left.clone()) && !left.clone().any(|k| g.speech(k).is_some());
        let goes_on = open && g.has_finite(at..g.len());
        let coordinated = g.is(at, Classes::CONJUNCTION) && g.has_finite(at..g.len());
        let gerund = g
            .items
            .get(at)
            .filter(|i| i.quote.is_none())
            .is_some_and(|i| g.view.lower(i.tokens.start).ends_with("ing"));
        if gerund || g.is(at, Classes::RELATIVE) || g.is(at, Classes::ARTICLE) && !goes_on {
            return None;
        }
        let end = self.content_end(at);
        ((goes_on || coordinated) && end > at).then_some(at..end)
    }

    /// "..., said Karel Vane, who": the source behind the verb. True if that is what stands here.
    fn inverted(&mut self, k: usize, start: usize, cue: &Cue) -> bool {
        let g = self.group;
        let Some(left) = self.left(start) else { return false };
        // "told", "asked" and the rest take what follows as hearer, unless nothing else could be the subject.
        let from = k + 1;
        let named = g.is_capital(from) && g.is_open(from) && !g.is_day(from)
            || g.is(from, Classes::DETERMINER) && g.lower(from) != "that"
            || g.is(from, Classes::SUBJECT)
            || g.is_open(from) && (g.is_comma(start - 1) || g.speech(start - 1).is_some()) && !g.is_day(from);
        if !named || start == 0 {
            return false;
        }
        // Without a quotation only the plainest verbs turn round: "The bridge is closed, said the mayor."
        let closes = |i: usize| g.is_quote(i);
        let quoted = closes(start - 1) || start > 1 && g.is_comma(start - 1) && closes(start - 2);
        if !quoted {
            // "Vane, the minister, said": an apposition and no inversion, if what follows is a clause.
            let clause =
                g.subject(start).is_some() && self.right(k, cue).is_some_and(|r| g.has_finite(r.items));
            if clause || !matches!(cue.lemma, "say" | "report" | "write") {
                return false;
            }
        }
        let mut end = g.phrase_end(from);
        if end == from {
            return false;
        }
        // A clause after the verb: it was no inversion.
        if g.is(end, Classes::FINITE) && g.speech(start - 1).is_none() {
            return false;
        }
        // The apposition belongs to the source: "said Karel Vane, the minister".
        if g.is_comma(end) && g.is(end + 1, Classes::DETERMINER.or(Classes::RELATIVE)) {
            let close = (end + 1..g.len().min(end + 25))
                .find(|&i| g.is_comma(i) || g.is_end(i) || g.speech(i).is_some());
            if let Some(close) = close
                && (g.is(end + 1, Classes::RELATIVE) || !g.has_finite(end + 1..close))
                && !g.is(end + 1, Classes::RELATIVE)
            {
                end = close;
            }
        }
        // "said the union's secretary, Dan Okoro".
        if g.is_comma(end) && !g.is_capital(end - 1) {
            let name = (end + 1..g.len().min(end + 6))
                .take_while(|&i| g.is_open(i) && g.is_capital(i) && !g.is_day(i))
                .last();
            if let Some(last) = name.filter(|&last| g.is_comma(last + 1) || g.is_end(last + 1)) {
                end = last + 1;
            }
        }
        let after = g.after_adverbials(end);
        let mut content = self.pieces(left.clone());
        if let Some(rest) = self.interposed(after, &left) {
            content.extend(self.pieces(rest));
        }
        self.push(g.tokens(from..end), g.tokens(k..k + 1), content, None, "attribution.inverted");
        true
    }

    /// "adding that", "saying": the subject of the verb before.
    fn gerund(&mut self, k: usize, cue: &Cue, v: &VerbGroup) {
        let g = self.group;
        if v.to || cue.kind == CueKind::Belief {
            return;
        }
        let start = v.start;
        let here = g.tokens(k..k + 1);
        if v.passive || v.helped {
            // "is saying", "has been telling"
            let subject = g.subject(start);
            if subject.is_some() {
                self.attribute(k, cue, Form::Gerund, subject, here);
            }
            return;
        }
        if let Some(subject) = self.told_as(start) {
            return self.attribute(k, cue, Form::Gerund, Some(subject), here);
        }
        if self.quoted_as(start, k, cue) {
            return;
        }
        let attached = start == 0
            || g.is_comma(start - 1)
            || g.is_dash(start - 1)
            || g.is_quote(start - 1)
            || g.is(start - 1, Classes::PARTICIPLE_LINK);
        if !attached || start == 0 || g.lower(start - 1) == "without" {
            return;
        }
        let Some(right) = self.right(k, cue) else { return };
        if cue.kind == CueKind::Stance && right.rule != "attribution.object" {
            return;
        }
        let Some(source) = self.shared_subject(k) else { return };
        let content = self.pieces(right.items);
        self.push(Some(source), here, content, right.told_to, "attribution.participle");
    }

    /// "X was quoted as saying": X.
    fn told_as(&self, saying: usize) -> Option<Subject> {
        let g = self.group;
        let told = saying.checked_sub(2)?;
        if g.lower(saying - 1) != "as" || !g.view.lexicon.speaking.is("told-as", g.lower(told)) {
            return None;
        }
        let mut first = told;
        while first > 0 && g.is(first - 1, Classes::AUXILIARY.or(Classes::ADVERB)) {
            first -= 1;
        }
        (first < told).then(|| g.subject(first)).flatten()
    }

    /// "..., the Post quoted Vane as saying": Vane says it, and the Post says that he does. True if that stands here.
    fn quoted_as(&mut self, saying: usize, k: usize, cue: &Cue) -> bool {
        let g = self.group;
        let told = |i: usize| g.view.lexicon.speaking.is("told-as", g.lower(i));
        let Some(end) = saying.checked_sub(1).filter(|&as_| g.lower(as_) == "as") else { return false };
        let first = end.saturating_sub(LONGEST_QUOTED);
        let Some(verb) = (first..end).rev().take_while(|&i| !g.is_boundary(i)).find(|&i| told(i)) else {
            return false;
        };
        let quoted = verb + 1..end;
        let v = self.verb_group(verb);
        let Some(teller) = g.subject(v.start).filter(|_| !v.passive && !v.negated && !quoted.is_empty())
        else {
            return false;
        };
        let mut told_to = None;
        let content = if let Some(right) = self.right(k, cue) {
            told_to = right.told_to;
            self.pieces(right.items)
        } else if let Some(left) = self.left(teller.items.start).filter(|_| !teller.relative) {
            self.pieces(left)
        } else {
            return false;
        };
        let (says, tells) = (g.tokens(k..k + 1), g.tokens(verb..verb + 1));
        self.push(g.tokens(quoted), says, content.clone(), told_to, "attribution.cited");
        self.push(Some(teller.tokens), tells, content, None, "attribution.quoted-as");
        true
    }

    /// "It was reported that", "is expected to".
    fn passive(&mut self, k: usize, cue: &Cue, v: &VerbGroup) {
        let g = self.group;
        let it = v.start > 0 && g.lower(v.start - 1) == "it";
        let here = g.tokens(k..k + 1);
        if it && cue.that && g.lower(k + 1) == "that" {
            let content = self.pieces(k + 1..self.content_end(k + 1));
            self.push(None, here, content, None, "attribution.passive");
        }
    }

    pub(crate) fn sentence_end(&self, from: usize) -> usize {
        let g = self.group;
        let mut end = g.len();
        while end > from && !g.is_quote(end - 1) && is_terminal(g.lower(end - 1)) {
            end -= 1;
        }
        end
    }

    /// Items as stretches of tokens, without marks at the ends that belong to neither.
    pub(crate) fn pieces(&self, items: Range<usize>) -> Vec<Range<usize>> {
        let g = self.group;
        let mut items = items.start..items.end.min(g.len());
        let loose =
            |k: usize| !g.is_quote(k) && (g.is_comma(k) || g.is_dash(k) || matches!(g.lower(k), ":" | ";"));
        while items.start < items.end && loose(items.start) {
            items.start += 1;
        }
        while items.end > items.start && loose(items.end - 1) {
            items.end -= 1;
        }
        g.tokens(items).into_iter().collect()
    }

    /// A quotation that begins the next sentence or paragraph: what "he continued:" leads to.
    fn next_quote(&self) -> Option<Range<usize>> {
        let next = self.next?;
        next.speech(0)?;
        next.tokens(0..1)
    }
}

/// The auxiliaries before a verb.
struct VerbGroup {
    start: usize,
    negated: bool,
    perfect: bool,
    passive: bool,
    helped: bool,
    to: bool,
    modal: bool,
}
