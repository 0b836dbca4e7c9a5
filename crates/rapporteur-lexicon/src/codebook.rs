//! Codebooks: which issues a negotiation is about, who its parties are and who speaks for them, which agreements bind.
//!
//! A codebook is a TOML file that its users write (docs/codebooks.md); what is specific to one conflict stands there
//! and nowhere else. Reading it collects every problem with line and column instead of stopping at the first.
//! Pure: text in, [`Codebook`] out.

use crate::pattern::{Matcher, Pattern};
use rapporteur_model::record::{Modality, TermState};
use rapporteur_model::{Date, EntityKind, EventType, Interval, Scope, Span};
use std::collections::BTreeSet;

mod parse;
pub use parse::KEYS;

/// Most bytes a codebook may have.
pub const MAX_BYTES: usize = 1 << 20;

/// Issues, parties and agreements of a negotiation.
#[derive(Debug, Clone, Default)]
pub struct Codebook {
    /// What it is called: the name of a built-in one, or of its file without the ending.
    pub name: String,
    /// The TOML it was read from, so that a record can be drawn up again as of another day.
    pub source: String,
    /// A name for readers.
    pub title: Option<String>,
    /// A remark for readers.
    pub note: Option<String>,
    /// Words that name the talks themselves, beside "talks" and "negotiations": "the conference".
    pub talks: Vec<Pattern>,
    /// What is negotiated about, in the order of the file; issues of an extended codebook come first.
    pub issues: Vec<Issue>,
    /// Who negotiates, and who mediates.
    pub parties: Vec<Party>,
    /// Known agreements.
    pub agreements: Vec<Agreement>,
    matchers: Matchers,
}

#[derive(Debug, Clone, Default)]
struct Matchers {
    issues: Matcher,
    parties: Matcher,
    agreements: Matcher,
    talks: Matcher,
}

/// Something that is negotiated about.
#[derive(Debug, Clone, PartialEq)]
pub struct Issue {
    /// Kebab-case: `buffer-zone`. What stands in the column `issue`.
    pub id: String,
    /// A name for readers; made from the id where the file gives none.
    pub title: String,
    /// A remark for readers.
    pub note: Option<String>,
    /// Words that signal it.
    pub words: Vec<Pattern>,
    /// Words that look like it and are not: a hit that overlaps one of them does not count.
    pub not: Vec<Pattern>,
    /// How much of it can be asked or given, from least to most; empty: there is no more or less.
    pub scopes: Vec<Scope>,
}

impl Issue {
    /// The place of a scope in this issue's order, for telling whether a party moved; `None` if it has no such scope.
    pub fn rank(&self, scope: Scope) -> Option<usize> {
        self.scopes.iter().position(|s| *s == scope)
    }
}

/// Somebody who negotiates or mediates.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// Kebab-case: `ruritania`.
    pub id: String,
    /// The name to show and to link by.
    pub name: String,
    /// ISO 3166-1 alpha-3 of the state it is.
    pub state: Option<String>,
    /// What sort of entity.
    pub kind: EntityKind,
    /// Further spellings and names: "the Kingdom", a capital that stands for it.
    pub names: Vec<String>,
    /// Words for those who speak for it: "Ruritanian delegat*", "the envoys of the king".
    pub speaks: Vec<Pattern>,
    /// People who speak for it, and when.
    pub people: Vec<Person>,
    /// It mediates; its positions are not a side's.
    pub mediator: bool,
}

/// A person who speaks for a party.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Kebab-case.
    pub id: String,
    /// The name to show and to link by.
    pub name: String,
    /// Further spellings.
    pub names: Vec<String>,
    /// The office, in lower case.
    pub office: Option<String>,
    /// From and until when, both included; open where not given.
    pub speaks: Interval,
}

/// An agreement with its terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Kebab-case.
    pub id: String,
    /// The name to show and to link by.
    pub name: String,
    /// Words that name it in reporting.
    pub words: Vec<Pattern>,
    /// Indices into [`Codebook::parties`].
    pub parties: Vec<usize>,
    /// Who verifies.
    pub verifier: Option<String>,
    /// Where this is known from.
    pub source: Option<String>,
    /// Where it stands.
    pub status: Option<TermState>,
    /// When it was made and, where it ended, until when it held.
    pub period: Interval,
    /// Its clauses.
    pub terms: Vec<Term>,
}

/// Whom a term binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    /// Each party of the agreement.
    Each,
    /// One of them: an index into [`Codebook::parties`].
    Party(usize),
}

/// One clause of an agreement.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Kebab-case.
    pub id: String,
    /// Whom it binds.
    pub bearer: Bearer,
    /// Obliges, forbids or permits.
    pub modality: Modality,
    /// Index into [`Codebook::issues`].
    pub issue: usize,
    /// What is to be done or left; the issue's title where the file gives nothing.
    pub action: String,
    /// Where it holds.
    pub zone: Option<String>,
    /// What is left out.
    pub exception: Option<String>,
    /// How much at most.
    pub ceiling: Option<String>,
    /// Who verifies it, if not whoever verifies the agreement.
    pub verifier: Option<String>,
    /// Where this is known from; the agreement's source where the file gives none.
    pub source: Option<String>,
    /// PLOVER types of events by the bearer that would breach it.
    pub breach: Vec<EventType>,
    /// PLOVER types of events by the bearer that would fulfil it.
    pub fulfil: Vec<EventType>,
    /// Where it stands; the agreement's status where the file gives none.
    pub status: Option<TermState>,
    /// From and until when.
    pub period: Interval,
}

/// Something wrong in a codebook.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// One sentence.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

/// Words of a text that signal an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct IssueHit {
    /// Where.
    pub span: Span,
    /// Index into [`Codebook::issues`].
    pub issue: usize,
}

/// How words point to a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartyWords {
    /// One of its names.
    Name,
    /// Words for those who speak for it.
    Speaks,
    /// A person who speaks for it: an index into [`Party::people`].
    Person(usize),
}

/// Words of a text that point to a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartyHit {
    /// Where.
    pub span: Span,
    /// Index into [`Codebook::parties`].
    pub party: usize,
    /// By a name, by words for its speakers, by a person.
    pub by: PartyWords,
}

const BUILTIN: &[(&str, &str)] = &[
    ("security-talks", include_str!("../codebooks/security-talks.toml")),
    ("peace-talks", include_str!("../codebooks/peace-talks.toml")),
    ("trade-talks", include_str!("../codebooks/trade-talks.toml")),
    ("labour-dispute", include_str!("../codebooks/labour-dispute.toml")),
    ("coalition-talks", include_str!("../codebooks/coalition-talks.toml")),
    ("debt-talks", include_str!("../codebooks/debt-talks.toml")),
    ("climate-talks", include_str!("../codebooks/climate-talks.toml")),
    ("resource-sharing", include_str!("../codebooks/resource-sharing.toml")),
    ("disengagement-1974", include_str!("../codebooks/disengagement-1974.toml")),
];

impl Codebook {
    /// Reads a codebook. Every problem found is reported, sorted by place.
    pub fn parse(name: &str, toml_text: &str) -> Result<Codebook, Vec<Problem>> {
        parse::codebook(name, toml_text).map(|codebook| Codebook { source: toml_text.to_owned(), ..codebook })
    }

    /// A codebook that is compiled in.
    pub fn builtin(name: &str) -> Option<Codebook> {
        let (name, text) = BUILTIN.iter().find(|(n, _)| *n == name)?;
        Codebook::parse(name, text).ok()
    }

    /// The names of the codebooks that are compiled in.
    pub fn builtin_names() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(name, _)| *name)
    }

    /// The issue with that id.
    pub fn issue(&self, id: &str) -> Option<&Issue> {
        self.issues.iter().find(|i| i.id == id)
    }

    /// The index of the party that is that state.
    pub fn party_of_state(&self, iso3: &str) -> Option<usize> {
        self.parties.iter().position(|p| p.state.as_deref() == Some(iso3))
    }

    /// The index of the party with that name or spelling, whatever the case.
    pub fn party_of_name(&self, name: &str) -> Option<usize> {
        let name = name.to_lowercase();
        let is = |written: &String| written.to_lowercase() == name;
        self.parties.iter().position(|p| is(&p.name) || p.names.iter().any(is))
    }

    /// Words of `text` that signal issues, by span, then issue.
    ///
    /// Inside one issue, matches do not overlap. A match that overlaps one of the issue's `not` words is no hit.
    /// Neither is one that lies inside a longer hit of another issue: in "demilitarized buffer zone" the longer words
    /// know better.
    pub fn issues_in(&self, text: &str) -> Vec<IssueHit> {
        let all = self.matchers.issues.find(text);
        let excluded: BTreeSet<(usize, Span)> = all
            .iter()
            .filter(|(tag, _)| tag % 2 == 1)
            .map(|(tag, span)| (*tag as usize / 2, *span))
            .collect();
        let stands = |hit: &IssueHit| {
            // Exclusions of one issue do not overlap each other: only the last that starts before the hit's end can reach it.
            let end = Span { start: hit.span.end, end: 0 };
            let before = excluded.range((hit.issue, Span::default())..(hit.issue, end)).next_back();
            !before.is_some_and(|(_, span)| span.overlaps(hit.span))
        };
        let hits: Vec<IssueHit> = all
            .iter()
            .filter(|(tag, _)| tag % 2 == 0)
            .map(|(tag, span)| IssueHit { span: *span, issue: *tag as usize / 2 })
            .filter(stands)
            .collect();
        keep_longest(hits, |h| h.span)
    }

    /// Words of `text` that point to parties, by span. A hit inside a longer one is left out.
    pub fn parties_in(&self, text: &str) -> Vec<PartyHit> {
        let slots = self.party_slots();
        let hits = self.matchers.parties.find(text).into_iter().filter_map(|(tag, span)| {
            let (party, by) = *slots.get(tag as usize)?;
            Some(PartyHit { span, party, by })
        });
        keep_longest(hits.collect(), |h| h.span)
    }

    /// Words of `text` that name agreements: index into [`Codebook::agreements`], and where.
    pub fn agreements_in(&self, text: &str) -> Vec<(usize, Span)> {
        let hits = self.matchers.agreements.find(text).into_iter().map(|(tag, span)| (tag as usize, span));
        keep_longest(hits.collect(), |(_, span)| *span)
    }

    /// Words of `text` that name the talks.
    pub fn talks_in(&self, text: &str) -> Vec<Span> {
        self.matchers.talks.find(text).into_iter().map(|(_, span)| span).collect()
    }

    /// What each tag of the party matcher means.
    fn party_slots(&self) -> Vec<(usize, PartyWords)> {
        let slots = self.parties.iter().enumerate().flat_map(|(i, party)| {
            let people = (0..party.people.len()).map(PartyWords::Person);
            [PartyWords::Name, PartyWords::Speaks].into_iter().chain(people).map(move |by| (i, by))
        });
        slots.collect()
    }

    /// Builds the matchers; called once, when everything else is in place.
    fn index(&mut self) {
        let tag = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
        let words = self.issues.iter().enumerate().flat_map(|(i, issue)| {
            let not = issue.not.iter().map(move |p| (tag(2 * i + 1), p));
            issue.words.iter().map(move |p| (tag(2 * i), p)).chain(not)
        });
        let issues = Matcher::new(words);
        let named = |names: &mut dyn Iterator<Item = &String>| -> Vec<Pattern> {
            names.filter_map(|name| Pattern::parse(name).ok()).collect()
        };
        let mut patterns: Vec<(u32, Pattern)> = Vec::new();
        for (slot, (party, by)) in self.party_slots().into_iter().enumerate() {
            let Some(party) = self.parties.get(party) else { continue };
            let found = match by {
                PartyWords::Name => named(&mut std::iter::once(&party.name).chain(&party.names)),
                PartyWords::Speaks => party.speaks.clone(),
                PartyWords::Person(i) => party.people.get(i).map_or(Vec::new(), |person| {
                    named(&mut std::iter::once(&person.name).chain(&person.names))
                }),
            };
            patterns.extend(found.into_iter().map(|p| (tag(slot), p)));
        }
        let agreements =
            self.agreements.iter().enumerate().flat_map(|(i, a)| a.words.iter().map(move |p| (tag(i), p)));
        self.matchers = Matchers {
            issues,
            parties: Matcher::new(patterns.iter().map(|(tag, p)| (*tag, p))),
            agreements: Matcher::new(agreements),
            talks: Matcher::new(self.talks.iter().map(|p| (0, p))),
        };
    }
}

/// Leaves out what lies inside something longer; equal spans stay. `hits` are sorted by span.
fn keep_longest<T: Copy>(hits: Vec<T>, span_of: impl Fn(&T) -> Span) -> Vec<T> {
    let mut kept: Vec<T> = Vec::with_capacity(hits.len());
    // Sorted by start, then longest first, whatever reaches no further than the furthest end so far lies inside.
    let mut order: Vec<usize> = (0..hits.len()).collect();
    let key = |i: &usize| hits.get(*i).map(&span_of).unwrap_or_default();
    order.sort_by_key(|i| (key(i).start, std::cmp::Reverse(key(i).end), *i));
    let mut longest = Span::default();
    let mut stays: Vec<usize> = Vec::with_capacity(hits.len());
    for i in order {
        let span = key(&i);
        if span == longest || span.end > longest.end {
            longest = span;
            stays.push(i);
        }
    }
    stays.sort_unstable();
    kept.extend(stays.into_iter().filter_map(|i| hits.get(i).copied()));
    kept
}

/// A day or days from `from` until `until`.
fn period(from: Option<Date>, until: Option<Date>) -> Interval {
    Interval { start: from, end: until }
}

#[cfg(test)]
mod tests;
