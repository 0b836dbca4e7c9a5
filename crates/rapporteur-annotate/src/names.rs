//! Names: people, states and their demonyms, places, organisations, outlets, offices as bodies.
//!
//! What: a span and a kind for each name in title and body; titles ("Foreign Minister") and honorifics are not part of
//! a name, "Israeli-Syrian" is two. Why rules: capitals and word lists carry far in newspaper English, and where a trained
//! pipeline has read the text its names are a second opinion. Example: "Bordurian Foreign Minister Plekszy-Gladz met Kurvi Tasch in Szohôd, the Szohôd Times
//! said." Source: the usual cascade of gazetteer, internal and external evidence (McDonald 1996).
//!
//! `propose` gives spans, `kinds` says what they are, `votes` holds them against the model's. May touch: lexicon, article, syntax, `found.mentions`.

use crate::words::{Word, scan};
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::common_words::Common;
use rapporteur_lexicon::function_words::Classes;
use rapporteur_lexicon::known::{Known, StateForm};
use rapporteur_lexicon::org_words::OrgWord;
use rapporteur_lexicon::person_nouns::PersonNoun;
use rapporteur_model::{Annotations, Article, EntityKind, How, Mention, NameLabel, Span, Syntax};
use std::collections::{BTreeMap, BTreeSet};

#[path = "name_kinds.rs"]
mod kinds;
#[path = "name_spans.rs"]
mod spans;
#[path = "name_votes.rs"]
mod votes;

pub(crate) use spans::title_end;

/// A span that is a name, and what is known of it.
#[derive(Debug, Clone)]
pub(crate) struct Proposal {
    /// First word.
    pub(crate) first: usize,
    /// One past the last word.
    pub(crate) end: usize,
    /// The span, which may be part of a word ("Israeli" of "Israeli-Syrian").
    pub(crate) span: Span,
    /// What it is, once known.
    pub(crate) what: Option<What>,
    /// A title or honorific stands before it.
    pub(crate) titled: bool,
}

/// What a name is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct What {
    pub(crate) kind: EntityKind,
    pub(crate) label: Option<NameLabel>,
    pub(crate) how: How,
    /// The name to link by, where the lexicon has one.
    pub(crate) name: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) by: &'static str,
}

impl What {
    fn new(kind: EntityKind, label: NameLabel, by: &'static str) -> What {
        What { kind, label: Some(label), how: How::Name, name: None, state: None, by }
    }
}

/// Adds a mention for each name of title and body.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let words = scan(lexicon, article, syntax);
    let mut proposals = propose(lexicon, &words);
    proposals.sort_by_key(|p| (p.span, p.end));
    let evidence = Evidence::of(lexicon, &words);
    kinds::settle(lexicon, &words, &evidence, &mut proposals);
    if syntax.parsed {
        let seen = from_model(lexicon, &words, syntax);
        proposals = votes::vote(lexicon, &words, proposals, &seen);
    }
    of_people(lexicon, &words, &mut proposals);
    let mut last_end = 0;
    for p in proposals {
        let Some(what) = p.what else { continue };
        if p.span.lo() < last_end || p.span.is_empty() {
            continue;
        }
        last_end = p.span.hi();
        let written = clean(p.span.of(&article.text));
        found.mentions.push(Mention {
            span: p.span,
            kind: what.kind,
            label: what.label,
            how: what.how,
            name: what.name.unwrap_or(written),
            state: what.state,
            antecedent: None,
            by: what.by.into(),
            confidence: None,
        });
    }
    found.mentions.sort_by_key(|m| m.span);
}

/// "Drivers' Guild", "National Farmers' Union": the people a body is of belong to its name.
fn of_people(lexicon: &Lexicon, words: &[Word<'_>], proposals: &mut Vec<Proposal>) {
    let people = |w: &Word<'_>| {
        w.possessive && w.capital() && lexicon.person_nouns.get(&w.lower()) == Some(PersonNoun::People)
    };
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (n, p) in proposals.iter_mut().enumerate() {
        let last = p.end.checked_sub(1).and_then(|l| words.get(l));
        let body = last.and_then(|l| of_org_word(lexicon.org_words.get(l.text)?));
        let Some(body) = body.filter(|b| b.label == Some(NameLabel::Org)) else { continue };
        let own = words.get(p.first..p.end).unwrap_or_default().iter().any(people);
        let mut first = p.first;
        let before = |first: usize| first.checked_sub(1).and_then(|b| words.get(b));
        let joins = |first: usize| words.get(first).is_some_and(|w| w.joined && !w.start);
        if !own && joins(first) && before(first).is_some_and(people) {
            first -= 1;
            // "National", but not "Monday's".
            while joins(first)
                && before(first).is_some_and(|w| w.capital() && !w.possessive && ordinary(lexicon, w))
            {
                first -= 1;
            }
            // The article before it, should a sentence begin so.
            if words
                .get(first)
                .is_some_and(|w| lexicon.function_words.classes(&w.lower()).has(Classes::ARTICLE))
            {
                first += 1;
            }
        }
        let named = p.what.as_ref().is_some_and(|w| w.name.is_some());
        if first == p.first || named {
            continue;
        }
        if let Some(w) = words.get(first) {
            joined.push((n, p.first));
            (p.first, p.span, p.what) = (first, w.span.join(p.span), Some(body));
        }
    }
    // What now stands inside a longer name is none of its own.
    for (n, end) in joined.into_iter().rev() {
        let first = proposals.get(n).map_or(end, |p| p.first);
        let inside =
            proposals.get(..n).unwrap_or_default().iter().rposition(|p| p.first < first).map_or(0, |i| i + 1);
        proposals.drain(inside..n);
    }
}

/// A name without line breaks, doubled spaces and curly apostrophes.
pub(crate) fn clean(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('\u{2019}', "'")
}

/// The spans that are names, from capitals and the lexicon.
fn propose(lexicon: &Lexicon, words: &[Word<'_>]) -> Vec<Proposal> {
    let evidence = Evidence::of(lexicon, words);
    let mut out = Vec::new();
    let mut body = Vec::new();
    // Body first: a headline in capitals may use only names that the body or the lexicon knows.
    let mut headlines = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let end = words[at..].iter().position(|w| w.part != words[at].part).map_or(words.len(), |n| at + n);
        if words[at].title || in_headline_case(lexicon, &words[at..end]) {
            headlines.push(at..end);
            at = end;
            continue;
        }
        while at < end {
            at = spans::at(lexicon, words, at, &evidence, None, &mut body);
        }
    }
    let mut of_body = BTreeMap::new();
    for p in &body {
        let text = clean(&words[p.first..p.end].iter().map(|w| w.text).collect::<Vec<_>>().join(" "));
        if let Some((_, last)) = text.rsplit_once(' ')
            && p.what.as_ref().is_none_or(|w| w.kind == EntityKind::Person)
        {
            of_body.entry(last.to_owned()).or_insert_with(|| p.what.clone());
        }
        of_body.entry(text).or_insert_with(|| p.what.clone());
    }
    for range in headlines {
        let capitals = in_headline_case(lexicon, &words[range.clone()]);
        at = range.start;
        while at < range.end {
            at = spans::at(
                lexicon,
                &words[..range.end],
                at,
                &evidence,
                capitals.then_some(&of_body),
                &mut out,
            );
        }
    }
    out.append(&mut body);
    out
}

/// Is nearly every longer word of this title, or every one of this line, written with a capital?
fn in_headline_case(lexicon: &Lexicon, words: &[Word<'_>]) -> bool {
    let long: Vec<&Word<'_>> = words.iter().filter(|w| w.text.chars().count() > 3).collect();
    let capital = long.iter().filter(|w| w.capital()).count();
    let ordinary = words.iter().skip(1).filter(|w| {
        let common = lexicon.common_words.get(w.text);
        let title = lexicon.offices.is_modifier(w.text) || lexicon.offices.is_head(w.text);
        w.capital() && !title && matches!(common, Some(Common::Ordinary | Common::Function))
    });
    match words.first().is_some_and(|w| w.title) {
        true => capital * 10 >= long.len() * 7 && ordinary.count() > 0,
        false => capital == long.len() && long.len() >= 4 && ordinary.count() > 1,
    }
}

/// The model's spans, without titles, determiners and possessive endings.
fn from_model(lexicon: &Lexicon, words: &[Word<'_>], syntax: &Syntax) -> Vec<votes::Seen> {
    let mut out: Vec<votes::Seen> = Vec::new();
    let headline = Headline::of(lexicon, words, syntax);
    for name in &syntax.names {
        let mut first = words.partition_point(|w| w.span.end <= name.span.start);
        let end = words.partition_point(|w| w.span.start < name.span.end);
        let mut titled = false;
        while first < end {
            let word = words[first].text;
            let title = title_end(lexicon, words, first, end);
            if let Some(after) = title.filter(|&n| n < end && name.label == NameLabel::Person) {
                (first, titled) = (after, true);
            } else if lexicon.given_names.honorific(word).is_some() && first + 1 < end {
                (first, titled) = (first + 1, true);
            } else if lexicon.common_words.get(word) == Some(Common::Function) && !words[first].all_caps() {
                first += 1;
            } else {
                break;
            }
        }
        // A title or determiner alone is no name; a word that two names share belongs to the first.
        if first >= end || out.last().is_some_and(|o| o.proposal.end > first) {
            continue;
        }
        let span = words[first].span.join(words[end - 1].span);
        let text = spans::join(words, first, end);
        let known = lexicon.known.first(&text).and_then(kinds::of_known);
        let what = known.clone().unwrap_or_else(|| kinds::of_label(name.label));
        let proposal = Proposal { first, end, span, what: Some(what), titled };
        let place = || {
            matches!(name.label, NameLabel::Gpe | NameLabel::Loc)
                && votes::is_place(lexicon, words, &proposal)
        };
        if known.is_none()
            && (of_an_office(lexicon, words, first, end) || headline.misread(words, first, end) && !place())
        {
            continue;
        }
        out.push(votes::Seen { proposal, label: name.label });
    }
    out
}

/// Are these the first words of a title ("National Security" of "National Security Adviser")?
fn of_an_office(lexicon: &Lexicon, words: &[Word<'_>], first: usize, end: usize) -> bool {
    words.get(end).is_some_and(|w| w.capital() && lexicon.offices.is_head(w.text))
        && words[first..end].iter().all(|w| {
            let ordinary = lexicon.common_words.get(w.text).is_some_and(|c| c != Common::Headline);
            lexicon.offices.is_modifier(w.text) || ordinary
        })
}

/// Lines in which nearly every word has a capital, where a run of capitals says nothing.
struct Headline {
    /// For each word.
    inside: Vec<bool>,
    /// Words of the names that the model sees in other lines.
    elsewhere: BTreeSet<String>,
}

impl Headline {
    fn of(lexicon: &Lexicon, words: &[Word<'_>], syntax: &Syntax) -> Headline {
        let mut inside = Vec::with_capacity(words.len());
        for line in words.chunk_by(|a, b| a.part == b.part) {
            inside.extend(std::iter::repeat_n(in_headline_case(lexicon, line), line.len()));
        }
        let names = syntax.names.iter().map(|n| {
            let first = words.partition_point(|w| w.span.end <= n.span.start);
            first..words.partition_point(|w| w.span.start < n.span.end).max(first)
        });
        let outside = names.filter(|r| inside.get(r.start) == Some(&false));
        let elsewhere = outside.flat_map(|r| &words[r]).map(|w| kinds::fold(w.text)).collect();
        Headline { inside, elsewhere }
    }
    /// A run of a headline's capitals with a word that is part of no name in any other line.
    fn misread(&self, words: &[Word<'_>], first: usize, end: usize) -> bool {
        self.inside.get(first) == Some(&true)
            && !words[first..end].iter().all(|w| self.elsewhere.contains(&kinds::fold(w.text)))
    }
}

/// Reads titles in the words of one article.
pub(crate) struct Titles<'l, 'w> {
    pub(crate) lexicon: &'l Lexicon,
    pub(crate) words: &'l [Word<'w>],
}

/// What the words of an article say about words at the start of sentences.
#[derive(Default)]
pub(crate) struct Evidence {
    /// Words that stand in lower case somewhere.
    pub(crate) lower: BTreeSet<String>,
    /// Words that stand with a capital inside a sentence.
    pub(crate) inside: BTreeSet<String>,
    /// Last words of names of two or more words.
    pub(crate) last: BTreeSet<String>,
    /// Country names that demonyms of the article may come from.
    pub(crate) countries: BTreeSet<String>,
    /// All words with a capital, in small letters.
    pub(crate) capital: BTreeSet<String>,
}

impl Evidence {
    fn of(lexicon: &Lexicon, words: &[Word<'_>]) -> Evidence {
        let mut evidence = Evidence::default();
        for (i, word) in words.iter().enumerate().filter(|(_, w)| !w.title) {
            if !word.capital() {
                if !evidence.lower.contains(word.text) {
                    evidence.lower.insert(word.text.to_owned());
                }
                continue;
            }
            let before = i.checked_sub(1).and_then(|n| words.get(n));
            let continues =
                word.joined && before.is_some_and(|b| b.capital() && !b.possessive && !ordinary(lexicon, b));
            evidence.capital.insert(word.lower());
            evidence.countries.extend(kinds::stems(&word.lower()));
            if !word.start {
                evidence.inside.insert(word.lower());
                if continues {
                    evidence.last.insert(word.lower());
                }
            } else if continues {
                evidence.last.insert(word.lower());
            }
        }
        evidence
    }
}

fn ordinary(lexicon: &Lexicon, word: &Word<'_>) -> bool {
    lexicon.common_words.get(word.text).is_some()
}

/// The label that goes with a kind of organisation word.
fn of_org_word(word: OrgWord) -> Option<What> {
    Some(match word {
        OrgWord::Office => What::new(EntityKind::Office, NameLabel::Org, "names.org-word"),
        OrgWord::Organisation => What::new(EntityKind::Organisation, NameLabel::Org, "names.org-word"),
        OrgWord::ArmedGroup => What::new(EntityKind::ArmedGroup, NameLabel::Org, "names.org-word"),
        OrgWord::Outlet => What::new(EntityKind::Outlet, NameLabel::Org, "names.org-word"),
        OrgWord::Agreement => {
            What { label: None, ..What::new(EntityKind::Agreement, NameLabel::Org, "names.org-word") }
        }
        OrgWord::Place => What::new(EntityKind::Place, NameLabel::Loc, "names.place-word"),
        OrgWord::Facility => What::new(EntityKind::Place, NameLabel::Fac, "names.place-word"),
        OrgWord::Event => return None,
    })
}

/// The state a form names, for `Mention.state`.
fn state_what(known: Known<'_>) -> Option<What> {
    let Known::State(state, form) = known else { return None };
    let (label, how, by) = match form {
        StateForm::Name => (NameLabel::Gpe, How::Name, "names.state"),
        StateForm::Adjective => (NameLabel::Norp, How::Name, "names.demonym"),
        StateForm::People => (NameLabel::Norp, How::Nominal, "names.people"),
        StateForm::Seat => (NameLabel::Org, How::Metonym, "names.seat"),
    };
    let kind = if state.territory { EntityKind::Place } else { EntityKind::State };
    Some(What {
        kind,
        label: Some(label),
        how,
        name: Some(state.name.to_owned()),
        state: Some(state.code.to_owned()),
        by,
    })
}

#[cfg(test)]
#[path = "name_tests.rs"]
pub(crate) mod tests;
