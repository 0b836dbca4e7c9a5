//! # Bodies called by a common noun
//!
//! What it finds: "the company", "the union", "the ministry" as the body that was named before, if there is just one it
//! can be: its name ends so ("Foreign Ministry"), ends with a word that says so ("Ltd"), or it was called so ("the ferry
//! operator Velt", "Velt Capital, a hedge fund").
//! Why: after the first sentence news calls a body by what it is, and most of what it says is told under that noun.
//! Example: "Velt Shipping said ... The company added" - Velt Shipping.
//! Source: definite descriptions in multi-pass coreference (Raghunathan et al. 2010), the strict passes alone.
//! Touches words and mentions; of what is not clear `unclear` says between whom it lies. Sees one article.

use crate::view::View;
use crate::words::Word;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::body_nouns::BodyNoun;
use rapporteur_model::{Diagnostic, EntityKind, How, Id, Mention, Span};
use std::collections::{BTreeMap, BTreeSet};

/// A body last named so many sentences ago is not meant.
const FORGOTTEN: usize = 12;
/// "a loss-making hedge fund": an apposition has at most so many words.
const APPOSED: usize = 6;
/// So many bodies of an article are told apart.
const MOST: usize = 64;
/// A diagnostic names so many.
const TOLD: usize = 4;

/// A body by name.
#[derive(Debug, Default)]
struct Body {
    /// Rows of nouns that its name says, and exact nouns by which it was called.
    classes: BTreeSet<usize>,
    called: BTreeSet<String>,
    /// Its name says nothing of what it is.
    open: bool,
    /// Its last mention so far: index, first word, sentence.
    last: Option<(usize, usize, usize)>,
}

impl Body {
    fn is(&self, noun: &str, kind: BodyNoun) -> bool {
        self.classes.contains(&kind.class) || self.called.contains(noun)
    }
}

/// Adds a mention for each "the company" that can be one named body alone. Mentions stand in order; what is new is added
/// behind them.
pub(crate) fn annotate(lexicon: &Lexicon, words: &[Word<'_>], found: &mut Vec<Mention>) {
    let mut bodies: BTreeMap<&str, Body> = BTreeMap::new();
    let mut named: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, m) in found.iter().enumerate().filter(|(_, m)| is_body(m)) {
        let first = words.partition_point(|w| w.span.end <= m.span.start);
        let end = words.partition_point(|w| w.span.start < m.span.end);
        if first >= end || !bodies.contains_key(m.name.as_str()) && bodies.len() >= MOST {
            continue;
        }
        let body = bodies.entry(&m.name).or_default();
        let written = words.get(end - 1).map_or("", |w| w.text);
        let last = m.name.rsplit(' ').next().unwrap_or(&m.name);
        body.classes.extend([last, written].iter().filter_map(|w| lexicon.body_nouns.of_name(w)));
        body.open = body.classes.is_empty() && says_nothing(lexicon, m);
        if let Some((noun, kind)) = called(lexicon, words, first, end) {
            body.called.insert(noun);
            body.classes.insert(kind.class);
        }
        named.insert(first, i);
    }
    if bodies.is_empty() {
        return;
    }
    let mut new = Vec::new();
    // Where a noun last stood for something else: "a company", "the rival company".
    let mut others: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, word) in words.iter().enumerate() {
        if let Some((i, m)) = named.get(&at).and_then(|&i| Some((i, found.get(i)?))) {
            if let Some(body) = bodies.get_mut(m.name.as_str()) {
                body.last = Some((i, at, word.sentence));
            }
            continue;
        }
        let lower = word.lower();
        let plural = lower.strip_suffix('s').filter(|_| lexicon.body_nouns.get(&lower).is_none());
        let Some(kind) = lexicon.body_nouns.get(plural.unwrap_or(&lower)).filter(|_| !word.capital()) else {
            continue;
        };
        if plural.is_some() || !is_bare(lexicon, words, at) {
            if plural.is_none() && !names(lexicon, words, at, &named) {
                others.insert(kind.class, at);
            }
            continue;
        }
        let before = |b: &&Body| b.last.is_some_and(|(_, _, s)| word.sentence.saturating_sub(s) <= FORGOTTEN);
        let mut fits = bodies.values().filter(before).filter(|b| b.is(&lower, kind));
        let (Some(one), None) = (fits.next(), fits.next()) else { continue };
        let rival = kind.open
            && bodies.values().filter(before).any(|b| b.open && b.classes.is_empty() && !b.is(&lower, kind));
        let Some((i, first, _)) = one.last.filter(|_| !rival) else { continue };
        if others.get(&kind.class).is_some_and(|&other| other > first) {
            continue;
        }
        let Some(m) = found.get(i) else { continue };
        new.push(Mention {
            span: word.span,
            label: None,
            how: How::Nominal,
            antecedent: Some(i),
            by: "coreference.body".into(),
            confidence: None,
            ..m.clone()
        });
    }
    found.extend(new);
}

fn is_body(m: &Mention) -> bool {
    use EntityKind::{ArmedGroup, Office, Organisation, Outlet};
    m.how == How::Name && matches!(m.kind, Organisation | Office | ArmedGroup | Outlet)
}

/// Is the noun at `at` just "the company", or that of "a company spokesman", and no part of a longer phrase?
fn is_bare(lexicon: &Lexicon, words: &[Word<'_>], at: usize) -> bool {
    let joined = words.get(at).is_some_and(|w| w.joined && !w.start);
    let before = at.checked_sub(1).and_then(|b| words.get(b)).filter(|_| joined).map(|w| w.lower());
    let next = words.get(at + 1).filter(|w| w.joined);
    let owner = words.get(at).is_some_and(|w| w.possessive);
    if next.is_some_and(|w| !owner && lexicon.speaking.is("spokesman", &w.lower())) {
        return before.is_none_or(|b| matches!(&*b, "the" | "a" | "said" | "says"));
    }
    let goes_on = next.filter(|_| !owner).is_some_and(|w| {
        let lower = w.lower();
        w.capital()
            || lower == "of"
            || lexicon.offices.is_head(&lower)
            || lexicon.person_nouns.get(&lower).is_some()
            || lexicon.body_nouns.get(&lower).is_some()
    });
    before.is_some_and(|b| b == "the") && !goes_on
}

/// Does the noun at `at` stand beside a name that it describes?
fn names(lexicon: &Lexicon, words: &[Word<'_>], at: usize, named: &BTreeMap<usize, usize>) -> bool {
    let beside = named.range(at.saturating_sub(2 * APPOSED)..at + 2);
    beside.into_iter().any(|(&first, _)| {
        first == at + 1
            || (first..at).any(|end| {
                end > first && called(lexicon, words, first, end).is_some() && apposed(words, end) == Some(at)
            })
    })
}

/// The noun by which the body named by the words `first..end` is called beside its name.
fn called(lexicon: &Lexicon, words: &[Word<'_>], first: usize, end: usize) -> Option<(String, BodyNoun)> {
    let noun = |w: &Word<'_>| {
        let lower = w.lower();
        lexicon.body_nouns.get(&lower).filter(|_| !w.capital()).map(|kind| (lower, kind))
    };
    // "mining company Velt"
    let joined = words.get(first).is_some_and(|w| w.joined);
    let before = first.checked_sub(1).and_then(|b| words.get(b)).filter(|w| joined && !w.possessive);
    before.and_then(noun).or_else(|| noun(words.get(apposed(words, end)?)?))
}

/// "Velt Capital, a hedge fund,": the last word of the apposition behind word `end`.
fn apposed(words: &[Word<'_>], end: usize) -> Option<usize> {
    let article = words.get(end).filter(|w| w.comma)?;
    if !matches!(article.lower().as_str(), "a" | "an" | "the") {
        return None;
    }
    let stops = |w: &Word<'_>| {
        !w.joined || matches!(w.text, "of" | "in" | "for" | "that" | "which" | "with" | "at" | "based")
    };
    let close = (end + 1..end + 1 + APPOSED).find(|&i| words.get(i).is_none_or(stops))?;
    (close > end + 1).then(|| close - 1)
}

/// "The company" that could not be told: a diagnostic with the bodies named before that it may be. None if the words are
/// no such noun, or no body was named.
pub(crate) fn unclear(view: &View<'_>, mentions: &[Mention], article: Id, words: Span) -> Option<Diagnostic> {
    let lexicon = view.lexicon;
    let tokens = view.syntax.tokens_in(words);
    let noun = tokens.end.checked_sub(1).filter(|_| tokens.len() == 2)?;
    let kind = lexicon.body_nouns.get(view.lower(noun)).filter(|_| view.lower(tokens.start) == "the")?;
    let before = mentions.partition_point(|m| m.span.start < words.start);
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for m in mentions.iter().take(before).filter(|m| is_body(m)) {
        let last = m.name.rsplit(' ').next().unwrap_or(&m.name);
        let class = lexicon.body_nouns.of_name(last);
        if names.len() < TOLD
            && (class == Some(kind.class) || class.is_none() && kind.open && says_nothing(lexicon, m))
        {
            names.insert(&m.name);
        }
    }
    let names: Vec<&str> = names.into_iter().collect();
    let detail = format!("which body this is could not be told: {}", names.join(", "));
    (!names.is_empty()).then(|| Diagnostic::at(article, words, "body-unclear", detail))
}

/// Does the name not say what the body is: "Corvane", not "Corvane Bank", not a body that everybody knows?
fn says_nothing(lexicon: &Lexicon, m: &Mention) -> bool {
    let last = m.name.rsplit(' ').next().unwrap_or(&m.name);
    lexicon.org_words.get(last).is_none() && lexicon.known.get(&m.name).is_empty()
}
