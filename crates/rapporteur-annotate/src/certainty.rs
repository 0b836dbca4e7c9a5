//! # How sure
//!
//! What it finds: words of likelihood, with the band of ICD 203 they fall in, and hedges: "reportedly", "apparently",
//! "appears to", "may". In whose statement they stand, and which event they speak of.
//! Why: a record that drops them says more than its sources do.
//! Example: "The mayor said the pier would very likely be shut." - "very likely", very_likely, the mayor's statement.
//! Source: Intelligence Community Directive 203 for the bands; general English for the rest.
//! Touches tokens and the lexicon's words. Needs attributions and events; changes neither.

use crate::attributions::attribution_at;
use rapporteur_lexicon::Lexicon;
use rapporteur_model::{Annotations, Article, Hedge, HedgeKind, Span, Syntax};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// Finds the words of certainty of an article.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let mut rows = Vec::new();
    let mut told: Option<Told> = None;
    for part in article.readable() {
        for tokens in sentences(syntax, found, part.span) {
            let words: Vec<Cow<'_, str>> = tokens
                .clone()
                .map(|t| lower(syntax.tokens.get(t).map_or("", |t| t.span.of(&article.text))))
                .collect();
            let mut k = 0;
            while k < words.len() {
                let Some((end, &(kind, band))) = lexicon.hedges.stated.at(&words, k) else {
                    k += 1;
                    continue;
                };
                let at = tokens.start + k..tokens.start + end;
                k = end.max(k + 1);
                if !stands(article, syntax, kind, &at) {
                    continue;
                }
                let (Some(first), Some(last)) = (syntax.tokens.get(at.start), syntax.tokens.get(at.end - 1))
                else {
                    continue;
                };
                let span = first.span.join(last.span);
                let told = told.get_or_insert_with(|| Told::new(syntax, found));
                rows.push(Hedge {
                    span,
                    kind,
                    band,
                    attribution: attribution_at(found, span),
                    event: told.event(syntax, at),
                    by: format!("certainty.{}", kind.as_str()).into(),
                });
            }
        }
    }
    found.hedges = rows;
}

/// The tokens of the sentences inside a part.
fn sentences(syntax: &Syntax, found: &Annotations, part: Span) -> Vec<Range<usize>> {
    let first = found.sentences.partition_point(|s| s.start < part.start);
    let inside = found.sentences.get(first..).unwrap_or_default().iter().take_while(|s| s.start < part.end);
    inside.map(|&s| syntax.tokens_in(s)).collect()
}

fn lower(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.to_lowercase())
    }
}

/// "May" is a month, "might" a noun: a verb is written small, and tagged so where a model has read the text; it is
/// none behind "the" or "his". "Appeared to" wants a verb.
fn stands(article: &Article, syntax: &Syntax, kind: HedgeKind, at: &Range<usize>) -> bool {
    let word = |t: usize| syntax.tokens.get(t).map_or("", |t| t.span.of(&article.text));
    match kind {
        HedgeKind::Modal if syntax.parsed => syntax.tag(at.start) == "MD",
        HedgeKind::Modal => {
            let before = at.start.checked_sub(1).map_or("", word);
            let noun = matches!(before, "the" | "The" | "his" | "her" | "its" | "their" | "a" | "of");
            word(at.start).starts_with(|c: char| c.is_lowercase()) && !noun
        }
        HedgeKind::Seeming if syntax.parsed => {
            let verb = |t: usize| syntax.tag(t).starts_with("VB");
            word(at.end - 1) == "that" || (at.end..at.end + 3).any(verb)
        }
        _ => true,
    }
}

/// Events by the tokens over which a hedge reaches them.
struct Told {
    /// The trigger's own token: "may sign", "reportedly signed".
    own: BTreeMap<usize, Span>,
    /// What the trigger hangs on as a complement: "likely to sign", "appears to have signed".
    above: BTreeMap<usize, Span>,
}

impl Told {
    fn new(syntax: &Syntax, found: &Annotations) -> Told {
        let mut told = Told { own: BTreeMap::new(), above: BTreeMap::new() };
        if !syntax.parsed {
            return told;
        }
        for event in &found.events {
            for t in syntax.tokens_in(event.trigger) {
                told.own.entry(t).or_insert(event.trigger);
                let dep = syntax.dep(t);
                if ["xcomp", "ccomp", "csubj"].iter().any(|d| dep.starts_with(d)) {
                    let head = syntax.tokens.get(t).map_or(t, |t| t.head as usize);
                    told.above.entry(head).or_insert(event.trigger);
                }
            }
        }
        told
    }
    /// The event whose trigger governs the words, or hangs on them.
    fn event(&self, syntax: &Syntax, at: Range<usize>) -> Option<Span> {
        let head = |t: usize| syntax.tokens.get(t).map_or(t, |t| t.head as usize);
        let below = at.clone().find_map(|t| self.above.get(&t));
        let over = || at.clone().map(head).filter(|h| !at.contains(h)).find_map(|h| self.own.get(&h));
        below.or_else(over).copied()
    }
}
