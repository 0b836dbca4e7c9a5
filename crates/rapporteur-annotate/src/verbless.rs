//! # Attributions without a verb of speech
//!
//! What it finds: "according to X", "reportedly", "X: what X says" in headlines and before quotations, and quotations
//! with a name under them.
//! Why: headlines and hearsay attribute too, and say least about who speaks.
//! Example: "Ministry: no talks before spring"; "“We leave with nothing.” - Karel Vane, Turov".
//! Source: PARC's scheme; headline style of news agencies.
//! Touches tokens and quotations; mentions only to know a name in a headline.

use crate::patterns::Finder;
use crate::sources;
use rapporteur_lexicon::function_words::Classes;
use rapporteur_model::{EntityKind, Mention};

/// Whoever a headline credits has at most so many words.
const LONGEST_CREDIT: usize = 4;
/// A headline with a credit has at least so many words before it.
const MARKED: usize = 3;

impl Finder<'_, '_, '_> {
    /// "according to two officials".
    pub(crate) fn according_to(&mut self, k: usize) {
        let g = self.group;
        let from = k + 2;
        let mut end = g.phrase_end(from);
        if end == from {
            return;
        }
        // "officials who spoke with the Post on Monday", "a report published in May"
        if g.is(end, Classes::RELATIVE) || g.is_past(end) || g.is_open(end) {
            while end < g.len() && !g.is_boundary(end) {
                end += 1;
            }
        }
        let cue = g.tokens(k..k + 2);
        let mut adverbials = g.after_adverbials(end);
        if g.is_comma(adverbials) && g.is(adverbials + 1, Classes::ARTICLE.or(Classes::RELATIVE)) {
            // An apposition, if a comma closes it and no verb stands in it.
            let close =
                (adverbials + 1..g.len().min(adverbials + 20)).find(|&i| g.is_comma(i) || g.is_end(i));
            if let Some(close) = close
                && g.is(adverbials + 1, Classes::ARTICLE)
                && !g.has_finite(adverbials + 1..close)
                && (g.is_comma(close) || k > 2)
            {
                adverbials = close;
                end = close;
            }
        }
        let source = g.tokens(from..end);
        let initial = k == 0
            || k <= 2
                && (0..k).all(|i| {
                    g.is(i, Classes::CONJUNCTION.or(Classes::CONNECTIVE)) || g.is_comma(i) || g.is_adverb(i)
                });
        if initial {
            let start = if g.is_comma(adverbials) { adverbials + 1 } else { adverbials };
            let content = self.pieces(start..self.sentence_end(start));
            return self.push(source, cue, content, None, "attribution.according-to");
        }
        let mut start = 0;
        while g.is(start, Classes::CONJUNCTION) {
            start += 1;
        }
        let mut stop = k;
        while stop > start && (g.is_comma(stop - 1) || g.is_dash(stop - 1) || g.is_adverb(stop - 1)) {
            stop -= 1;
        }
        let mut content = self.pieces(start..stop);
        // "..., according to two clerks, who asked not to be named": that is about the clerks.
        let goes_on = !g.is_end(adverbials + 1) && !g.is(adverbials + 1, Classes::RELATIVE);
        if g.is_comma(adverbials) && goes_on {
            let rest = adverbials + 1..self.sentence_end(adverbials + 1);
            content.extend(self.pieces(rest));
        }
        self.push(source, cue, content, None, "attribution.according-to");
    }

    /// "reportedly", "allegedly": somebody says so, and the text does not say who.
    pub(crate) fn hedges(&mut self) {
        let g = self.group;
        for k in 0..g.len() {
            if !g.view.lexicon.hedges.is_hearsay(g.lower(k)) {
                continue;
            }
            // The clause around it, in pieces.
            let start = (0..k)
                .rev()
                .find(|&i| {
                    g.is_boundary(i) && !g.is_comma(i)
                        || g.is_comma(i) && g.is(i + 1, Classes::CONJUNCTION.or(Classes::RELATIVE))
                })
                .map_or(0, |i| i + 1);
            let end = (k + 1..g.len()).find(|&i| {
                g.is_end(i)
                    || matches!(g.lower(i), ";" | ")")
                    || g.is_comma(i) && g.is(i + 1, Classes::CONJUNCTION)
            });
            let end = end.unwrap_or(g.len());
            let mut content = self.pieces(start..k);
            content.extend(self.pieces(k + 1..end));
            self.push(None, g.tokens(k..k + 1), content, None, "attribution.hedge");
        }
    }

    /// "Turov: no talks before spring", "Truce near, says envoy - report", "“Never” — Vane".
    pub(crate) fn colon(&mut self) {
        let g = self.group;
        let Some(colon) = (1..g.len().min(9)).find(|&k| g.lower(k) == ":") else { return };
        if colon + 1 >= g.len() || g.phrase_end(0) != colon {
            return;
        }
        let Some(source) = g.tokens(0..colon) else { return };
        let Some(span) = g.view.span(source.clone()) else { return };
        let known = self.found.mentions.iter().any(|m| span.contains(m.span) && m.label.is_some());
        let name = (0..colon).all(|k| g.is_capital(k)) && colon <= 4;
        let quoted = g.speech(colon + 1).is_some();
        // "MAYOR: We were not asked.": a transcript's turn, to the end of its paragraph.
        let label = (0..colon).any(|k| g.is_word(k))
            && (0..colon)
                .all(|k| !g.word(k).chars().any(char::is_lowercase) && g.word(k).chars().count() > 1);
        if label && colon <= 4 {
            let content = g.items.get(colon + 1).map(|i| i.tokens.start..g.limit.max(i.tokens.end));
            return self.push(
                Some(source),
                g.tokens(colon..colon + 1),
                content.into_iter().collect(),
                None,
                "attribution.transcript",
            );
        }
        // "Premier: no early vote"
        let office = |k: usize| g.view.lexicon.offices.is_head(g.lower(k));
        let anonymous = sources::is_anonymous(g.view, source.clone()) || office(colon - 1);
        if quoted && name || g.title && (known && name || anonymous) {
            let content = self.pieces(colon + 1..self.sentence_end(colon + 1));
            self.push(Some(source), g.tokens(colon..colon + 1), content, None, "attribution.headline");
        }
    }

    /// "Mill nears sale - sources", "Truce near: report": a headline whose last words say who says it.
    pub(crate) fn credited(&mut self) {
        let g = self.group;
        if !g.title {
            return;
        }
        let end = self.sentence_end(0);
        let near = end.saturating_sub(LONGEST_CREDIT + 1).max(MARKED)..end.saturating_sub(1);
        let Some(mark) = near.rev().find(|&k| g.is_dash(k) || g.lower(k) == ":") else { return };
        let Some(source) = g.tokens(mark + 1..end) else { return };
        let words = (mark + 1..end).all(|k| g.is_word(k) || g.is_possessive_mark(k));
        let cue = source.clone().any(|t| g.view.cue(t).is_some_and(|(c, _)| !c.as_noun));
        if !words || cue || g.words(0..mark) < MARKED {
            return;
        }
        // Behind a colon much else may stand; behind a dash only names of outlets are mostly the page's own.
        let last = source.end.saturating_sub(1);
        let noun = g.view.lexicon.anonymous.noun(g.view.lower(last));
        let described = noun.is_some_and(|n| n.document || n.plural || source.len() > 1);
        let named = |m: &Mention| {
            use EntityKind::{Government, Office, Organisation, State};
            matches!(m.kind, State | Organisation | Office | Government)
        };
        let body = g.view.span(source.clone()).is_some_and(|span| {
            let first = self.found.mentions.partition_point(|m| m.span.start < span.start);
            let inside = self.found.mentions.iter().skip(first).take_while(|m| m.span.end <= span.end);
            inside.take(MARKED).any(named)
        });
        if described || g.is_dash(mark) && body {
            let content = self.pieces(0..mark);
            self.push(Some(source), g.tokens(mark..mark + 1), content, None, "attribution.headline");
        }
    }

    /// "“We leave with nothing.” - Karel Vane, Turov": a quotation with its speaker's name under it.
    pub(crate) fn signed(&mut self) {
        let g = self.group;
        let (quote, dash) = if g.is_utterance(0) && g.is_dash(1) {
            (g.tokens(0..1), 1)
        } else if g.is_dash(0) {
            let previous = self.previous.filter(|p| p.len() == 1 && p.is_utterance(0));
            (previous.and_then(|p| p.tokens(0..1)), 0)
        } else {
            return;
        };
        let from = dash + 1;
        let end = g.phrase_end(from);
        let name = end > from && end - from <= 8 && g.is_capital(from);
        if name
            && (g.is_end(end) || g.is_comma(end))
            && let Some(quote) = quote
        {
            self.push(g.tokens(from..end), g.tokens(dash..from), vec![quote], None, "attribution.signed");
        }
    }
}
