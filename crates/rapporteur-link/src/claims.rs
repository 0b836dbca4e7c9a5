//! # What is claimed, and by whom
//!
//! What it finds: statements, in one article or several, that say nearly the same: the content of an attribution, or a
//! sentence in the outlet's own voice. They become one claim, with every place as evidence: it supports the claim, says
//! what cannot be so with it, or denies it.
//! Why: "three papers report it" counts places. A claim shows whose words they are and how many stand behind them.
//! Example: "The port is closed, two officers said." / "The port has been closed, officers told the Post." / "The mayor
//! denied that the port was closed."
//! May touch: sentences, attributions, mentions, events, quantities, linked entities and derivations. It must not join
//! what only has the same subject: precision before volume.
//!
//! Two statements are likened by their words (by root or class of event, else by stem) and by who and what they name,
//! each weighed by how rare it is in the pile. They may be one claim only if they share somebody or something named and
//! a word for what happens, or three words beside names; where nobody is named, nearly all words must be the same. What
//! is told of other places, of other days of the calendar, or counts other things is another claim. In articles that
//! stand on one story less is asked. Statements that nobody repeats and nobody doubts are no rows: they stand in `attributions`.

use crate::independence::{Evidence, Newsrooms};
use crate::sorted::{QuickMap, shared, sorted};
use crate::threads::average_linkage;
use crate::words::{ByWord, Words, plain};
use alike::{SHARED, SHORT, Told, VERBATIM_WORDS, Weights, alike, numbers_differ};
use groups::groups;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::event_words::Senses;
use rapporteur_lexicon::function_words::Classes;
use rapporteur_model::record::{ClaimEvidenceRow, ClaimRow, ClaimStatus, Relation};
use rapporteur_model::table::At;
use rapporteur_model::{
    Annotations, Article, Attribution, Corpus, EntityKind, How, Id, Interval, Links, PartKind, SourceKind,
    Span, Verification,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

mod alike;
mod groups;

/// Bytes between a source and its cue in which "not" belongs to the cue.
const BEFORE_CUE: usize = 24;
/// Words behind a negation of which the first that tells something is what is not so.
const REACH: usize = 4;
/// Longest summary, in characters.
const SUMMARY: usize = 240;

/// Something said somewhere.
struct Statement {
    /// Its place in the list of all.
    number: usize,
    article: usize,
    span: Span,
    attribution: Option<usize>,
    /// Stems of words and ids of what is named, as numbers of [`Items`], in order.
    items: Vec<u32>,
    /// Of these, what is named, and of that, places. In order, as all lists here.
    named: Vec<u32>,
    places: Vec<u32>,
    /// Words written as places are ("in Karsk"), whether or not they were read as such, and all with a capital.
    here: Vec<u32>,
    capitals: Vec<u32>,
    /// Classes of what happens, and roots of it.
    classes: Vec<u16>,
    roots: Vec<u32>,
    /// It says that something is not so.
    negative: bool,
    /// What that is, if it is told: items behind a negation ("not agreed"), or before one ("agreed to nothing"). In order.
    negated: Vec<u32>,
    /// Classes of what happens that are not so.
    negated_classes: Vec<u16>,
    /// Nothing in it begins another clause: "no truce while the airport is held" does not say that there is none.
    one_clause: bool,
    /// Who says it denies it.
    denied: bool,
    /// Numbers by unit, where the statement has one of that unit.
    numbers: BTreeMap<String, (f64, f64)>,
    /// The month and the day it names by the calendar, if it names one.
    day: Option<(u8, Option<u8>)>,
    verification: Option<Verification>,
    published: Interval,
}

impl Statement {
    /// Does one of the two say that something is not so of which the other speaks, and says nothing of the kind?
    fn says_contrary(&self, other: &Statement) -> bool {
        let contrary = |a: &Statement, b: &Statement| {
            let not_agreed = || {
                let mut both = shared(&a.negated_classes, &b.classes);
                both.any(|class| b.negated_classes.binary_search(class).is_err())
            };
            // "Neither the office nor the ministry answered": of whom or what it is not so, is not told.
            let all = a.negative && a.negated.is_empty() && !b.negative;
            all || shared(&a.negated, &b.items).any(|item| b.negated.binary_search(item).is_err())
                || not_agreed()
        };
        contrary(self, other) || contrary(other, self)
    }
}

/// A claim with its statements, for those that look for contradictions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Claim {
    pub(crate) id: Id,
    pub(crate) summary: String,
    /// Article, words, attribution, relation; in the order of the corpus.
    pub(crate) evidence: Vec<(Evidence, Relation)>,
}

/// Fills claims, what they stand on, and how many stand behind them.
pub(crate) fn link(words: &Words<'_>, lexicon: &Lexicon, corpus: &Corpus, links: &mut Links) -> Vec<Claim> {
    let mut items = Items::new(words);
    let statements = statements(lexicon, corpus, links, &mut items);
    let weights = Weights::new(lexicon, &items, &statements);
    let told = Told::new(corpus, links, &statements);
    let (groups, denials) = groups(&statements, &weights, &told);
    let mut together: Vec<Vec<usize>> = Vec::new();
    for group in groups {
        let label = average_linkage(group.len(), &|i, j| {
            let pair = group.get(i).zip(group.get(j));
            let pair = pair.and_then(|(&i, &j)| statements.get(i).zip(statements.get(j)));
            pair.and_then(|(a, b)| alike(&weights, &told, a, b)).unwrap_or(f64::NEG_INFINITY)
        });
        let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (l, &i) in label.iter().zip(&group) {
            of.entry(*l).or_default().push(i);
        }
        together.extend(of.into_values().filter(|members| members.len() > 1));
    }
    add_denials(&statements, &mut together, denials);
    let mut placed = vec![false; statements.len()];
    let mut claims = Vec::new();
    for members in &together {
        for &i in members {
            if let Some(slot) = placed.get_mut(i) {
                *slot = true;
            }
        }
        let told: Vec<&Statement> = members.iter().filter_map(|&i| statements.get(i)).collect();
        claims.extend(claim(corpus, &told));
    }
    // Said once of somebody named, and doubted by the article itself.
    let alone = statements.iter().zip(&placed).filter(|(s, placed)| !**placed && !s.named.is_empty());
    for (s, _) in alone {
        if s.denied || matches!(s.verification, Some(Verification::Denied | Verification::Unverified)) {
            claims.extend(claim(corpus, &[s]));
        }
    }
    claims.sort_by_key(|c| c.evidence.first().map(|(e, _)| *e));
    let verified = |e: &Evidence| {
        let found = corpus.annotations.get(e.article)?;
        found.attributions.get(e.attribution?)?.verification
    };
    let newsrooms = Newsrooms::new(lexicon, corpus, links);
    let mut ids: HashMap<usize, Vec<Id>> = HashMap::new();
    for c in &claims {
        let support: Vec<Evidence> =
            c.evidence.iter().filter(|(_, r)| *r == Relation::Supports).map(|(e, _)| *e).collect();
        let behind = newsrooms.behind(&support);
        let any = |r: Relation| c.evidence.iter().any(|(_, x)| *x == r);
        let marked = |v: Verification| c.evidence.iter().any(|(e, _)| verified(e) == Some(v));
        let status = if any(Relation::Denies) || marked(Verification::Denied) {
            ClaimStatus::Denied
        } else if any(Relation::Contradicts) {
            ClaimStatus::Disputed
        } else if marked(Verification::Unverified) {
            ClaimStatus::Unverified
        } else {
            ClaimStatus::Uncontested
        };
        let articles: BTreeSet<usize> = support.iter().map(|e| e.article).collect();
        let days = articles.iter().filter_map(|&i| corpus.articles.get(i)?.published.end);
        links.claims.push(ClaimRow {
            claim: c.id,
            summary: c.summary.clone(),
            first_published: days.min(),
            articles: u32::try_from(articles.len()).unwrap_or(u32::MAX),
            newsrooms: behind.newsrooms,
            sources_min: behind.sources_min,
            sources_max: behind.sources_max,
            status,
        });
        links.claim_sources.extend(behind.rows(c.id));
        for (e, relation) in &c.evidence {
            let Some(article) = corpus.articles.get(e.article) else { continue };
            let ids = ids.entry(e.article).or_insert_with(|| {
                let found = corpus.annotations.get(e.article);
                found.map(|f| Attribution::ids(article.id, &f.attributions)).unwrap_or_default()
            });
            links.claim_evidence.push(ClaimEvidenceRow {
                claim: c.id,
                at: At { article: article.id, span: e.span },
                attribution: e.attribution.and_then(|a| ids.get(a).copied()),
                relation: *relation,
            });
        }
    }
    claims
}

/// Puts each denial, or denials that are one, to the one claim or statement that is denied. Which of two that is, is not told:
/// then it stays alone.
fn add_denials(statements: &[Statement], together: &mut Vec<Vec<usize>>, denials: Vec<(usize, usize)>) {
    let mut group_of: Vec<usize> = (0..statements.len()).map(|i| together.len() + i).collect();
    for (n, members) in together.iter().enumerate() {
        for &i in members {
            if let Some(slot) = group_of.get_mut(i) {
                *slot = n;
            }
        }
    }
    // Whoever stands alone is a group, too.
    together.extend((0..statements.len()).map(|_| Vec::new()));
    for (i, n) in group_of.iter().enumerate() {
        if let Some(members) = together.get_mut(*n).filter(|members| members.is_empty()) {
            members.push(i);
        }
    }
    let mut denied: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (denial, said) in denials {
        if let (Some(denial), Some(said)) = (group_of.get(denial), group_of.get(said)) {
            denied.entry(*denial).or_default().insert(*said);
        }
    }
    for (denial, of) in denied {
        let all_deny = |members: &Vec<usize>| {
            members.iter().all(|i| statements.get(*i).is_some_and(|s| s.denied || s.negative))
        };
        let (Some(&of), 1) = (of.first(), of.len()) else { continue };
        if let Some(group) = together.get_mut(denial).filter(|g| all_deny(g)) {
            let moved = std::mem::take(group);
            together.get_mut(of).into_iter().for_each(|g| g.extend(&moved));
        }
    }
    together.retain(|members| members.len() > 1);
}

/// A claim of statements in the order of the corpus; nothing if nobody says it.
fn claim(corpus: &Corpus, told: &[&Statement]) -> Option<Claim> {
    let mut told = told.to_vec();
    told.sort_by_key(|s| (s.article, s.span, s.attribution));
    // Of words inside words of one article the first, wider ones stand.
    let mut kept: Vec<&Statement> = Vec::new();
    for s in told {
        if !kept.iter().any(|k| k.article == s.article && k.span.overlaps(s.span)) {
            kept.push(s);
        }
    }
    // The claim is what the first says who says that something is so.
    let first =
        kept.iter().find(|s| !s.negative && !s.denied).or(kept.iter().find(|s| !s.denied)).or(kept.first())?;
    let relation = |s: &Statement| {
        if s.denied != first.denied {
            Relation::Denies
        } else if s.says_contrary(first) || numbers_differ(s, first) {
            Relation::Contradicts
        } else {
            Relation::Supports
        }
    };
    let article = corpus.articles.get(first.article)?;
    let earliest = kept.first()?;
    let id = Id::of_span("claim", corpus.articles.get(earliest.article)?.id, earliest.span);
    let evidence = kept
        .iter()
        .map(|s| {
            let e = Evidence { article: s.article, span: s.span, attribution: s.attribution };
            // A statement that only its denial tells is not supported by it.
            (e, if s.denied && first.denied { Relation::Denies } else { relation(s) })
        })
        .collect();
    Some(Claim { id, summary: summary(article.words_of(first.span)), evidence })
}

fn summary(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SUMMARY {
        return line;
    }
    let mut cut: String = line.chars().take(SUMMARY).collect();
    if let Some(space) = cut.rfind(' ') {
        cut.truncate(space);
    }
    cut.push('…');
    cut
}

/// Words and names of statements as numbers.
struct Items<'c> {
    pile: &'c Words<'c>,
    of: QuickMap<String, u32>,
    entities: QuickMap<Id, u32>,
    /// The words; none for what is named.
    words: Vec<Option<String>>,
    /// What words of the pile tell: found once, since it has few different ones.
    told: ByWord<Rc<Word<'c>>>,
}

/// How a word says that something is not so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Negation {
    /// Of what follows: "not", "never".
    Not,
    /// Of several: "neither", "nor".
    Neither,
    /// Of what it stands beside: "nothing", "nobody".
    Nobody,
}

/// What a word tells in a statement.
struct Word<'c> {
    /// "not", "never", "nobody".
    negation: Option<Negation>,
    /// After "not" it takes that back: "only".
    keeps: bool,
    /// Between a verb and what it is about: "to".
    links: bool,
    /// What may happen by it.
    senses: Option<&'c Senses>,
    /// The roots of that.
    roots: Vec<u32>,
    /// What stands for the word and its forms; none for words that tell nothing.
    item: Option<u32>,
    /// The word itself, where it has a capital.
    capital: Option<u32>,
    /// A place may follow it.
    before_place: bool,
    /// It begins what is only supposed: "if", "unless".
    supposed: bool,
    /// A clause ends before it: "but", "while".
    ends_clause: bool,
    /// Whatever it stands for is a denial or a refusal.
    denies: bool,
    that: bool,
}

impl Word<'_> {
    /// Classes of what may happen by it.
    fn classes(&self) -> impl Iterator<Item = u16> {
        self.senses.into_iter().flat_map(|s| s.classes.iter().copied())
    }
}

impl<'c> Items<'c> {
    fn new(pile: &'c Words<'c>) -> Items<'c> {
        let (of, entities, words) = (QuickMap::default(), QuickMap::default(), Vec::new());
        Items { pile, of, entities, words, told: ByWord::new(pile) }
    }
    fn number(&mut self, word: String) -> u32 {
        if let Some(n) = self.of.get(&word) {
            return *n;
        }
        let n = small(self.words.len());
        self.words.push(Some(word.clone()));
        self.of.insert(word, n);
        n
    }
    fn entity(&mut self, id: Id) -> u32 {
        let next = small(self.words.len());
        let words = &mut self.words;
        *self.entities.entry(id).or_insert_with(|| {
            words.push(None);
            next
        })
    }
    fn word(&mut self, lexicon: &'c Lexicon, number: u32) -> Rc<Word<'c>> {
        if let Some(known) = self.told.get(number) {
            return known.clone();
        }
        let (events, closed) = (&lexicon.event_roots, &lexicon.function_words);
        let written = self.pile.written(number);
        let word = plain(written);
        let is = |class: &str| lexicon.clause_words.is(class, &word);
        let negation = match (is("neither"), is("negation"), is("nobody")) {
            (true, _, _) => Some(Negation::Neither),
            (_, true, _) => Some(Negation::Not),
            (_, _, true) => Some(Negation::Nobody),
            _ => None,
        };
        let keeps = lexicon.retelling.keeps(&word);
        let links = closed.classes(&word).has(Classes::PREPOSITION);
        let base = events.base("", &word);
        // "Was ready to accept" says of accepting what "might accept" says.
        let light = events.is_light(&base) || lexicon.clause_words.is("disposed", &word);
        let tells = !light && base.len() >= 2 && closed.classes(&base).is_open();
        let senses = events.get(&base).filter(|_| tells);
        let roots: Vec<u32> =
            senses.into_iter().flat_map(|s| &s.roots).map(|r| self.number(r.clone())).collect();
        let item = match senses {
            // The first root stands for all forms of the word.
            Some(_) => roots.first().copied(),
            None => tells.then(|| self.number(events.stem(&base))),
        };
        let capital = written.starts_with(char::is_uppercase).then(|| self.number(word.clone()));
        let before_place = lexicon.clause_words.is("before_place", &word);
        let supposed = lexicon.clause_words.is("supposed", &word);
        let ends_clause = lexicon.clause_words.is("clause_end", &word);
        let classes = events.get(&base).map(|s| &s.classes).filter(|classes| !classes.is_empty());
        let denies =
            classes.is_some_and(|all| all.iter().all(|c| matches!(events.class(*c), "deny" | "reject")));
        let that = word == "that";
        let told = Word {
            negation,
            keeps,
            links,
            senses,
            roots,
            item,
            capital,
            before_place,
            supposed,
            ends_clause,
            denies,
            that,
        };
        let word = Rc::new(told);
        self.told.set(number, word.clone());
        word
    }
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Everything said, article by article.
fn statements<'c>(
    lexicon: &'c Lexicon,
    corpus: &'c Corpus,
    links: &'c Links,
    items: &mut Items<'c>,
) -> Vec<Statement> {
    let mut all: Vec<Statement> = Vec::new();
    for (i, (article, found)) in corpus.articles.iter().zip(&corpus.annotations).enumerate() {
        let entities = links.mention_entity.get(i).map_or(&[][..], Vec::as_slice);
        let page = Page { lexicon, i, article, found, entities };
        // Headlines say it shorter and are no evidence of their own.
        let titles = article.parts.iter().filter(|p| p.kind == PartKind::Title).map(|p| p.span);
        let titles: Vec<Span> = titles.collect();
        let in_title = |span: Span| titles.iter().any(|t| t.overlaps(span));
        let mut covered: Vec<Span> = Vec::new();
        for (n, a) in found.attributions.iter().enumerate() {
            let content = a.content.iter().copied().reduce(Span::join);
            let Some(content) = content.filter(|c| !in_title(*c)) else { continue };
            // An attitude to a thing is a statement of the outlet's about whose it is.
            if !tells(a) && !page.denies(a, items) {
                continue;
            }
            // "Reportedly" says of a whole sentence that somebody says it.
            let nobody = a.source_kind == SourceKind::Unspecified && a.source.is_none();
            let whole = found.sentences.iter().find(|s| s.contains(content)).filter(|_| nobody);
            let span = whole.copied().unwrap_or(content);
            covered.push(whole.copied().unwrap_or_else(|| a.source.map_or(content, |s| s.join(content))));
            if !page.says_not(a, items) {
                all.extend(page.statement(span, Some(n), items));
            }
        }
        for sentence in &found.sentences {
            let said = covered.iter().any(|c| c.overlaps(*sentence));
            if !in_title(*sentence) && !said && !sentence.of(&article.text).trim_end().ends_with('?') {
                all.extend(page.statement(*sentence, None, items));
            }
        }
    }
    for (n, s) in all.iter_mut().enumerate() {
        s.number = n;
    }
    all
}

/// Is the content a clause that somebody says is so? "Backs the plan", "wants to leave", "asked whether" are not.
pub(crate) fn tells(a: &Attribution) -> bool {
    const ATTITUDES: [&str; 8] =
        ["verb", "noun", "adjective", "passive", "object", "preposition", "infinitive", "indirect-question"];
    !a.by.strip_prefix("attribution.").is_some_and(|rule| ATTITUDES.contains(&rule))
}

struct Page<'a> {
    lexicon: &'a Lexicon,
    i: usize,
    article: &'a Article,
    found: &'a Annotations,
    entities: &'a [Option<Id>],
}

impl<'a> Page<'a> {
    fn statement(&self, span: Span, attribution: Option<usize>, all: &mut Items<'a>) -> Option<Statement> {
        let first = self.found.mentions.partition_point(|m| m.span.start < span.start);
        let inside = || {
            let all = self.found.mentions.iter().enumerate().skip(first);
            all.take_while(move |(_, m)| m.span.start < span.end)
        };
        let (mut named, mut places) = (Vec::new(), Vec::new());
        let mut names: Vec<Span> = Vec::new();
        for (n, m) in inside() {
            let Some(id) = self.entities.get(n).copied().flatten() else { continue };
            let item = all.entity(id);
            named.push(item);
            if m.kind == EntityKind::Place {
                places.push(item);
            }
            // A description says more than who it is: "Bordurian troops".
            if matches!(m.how, How::Name | How::Metonym | How::Pronoun) {
                names.push(m.span);
            }
        }
        let mut items = named.clone();
        let (mut here, mut capitals, mut classes, mut roots) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut before_place = false;
        // Words since the last item and since the last negation, as far as they count.
        let (mut negative, mut negated, mut negated_classes) = (false, Vec::new(), Vec::new());
        let (mut last_item, mut reach): (Option<Rc<Word<'_>>>, usize) = (None, 0);
        // Whether it was negative before the last negation.
        let mut before = false;
        // "If the unions do not sign" denies nothing; a comma ends it.
        let (mut supposed, mut last, mut one_clause) = (false, span.start, true);
        let pile = all.pile;
        for (at, number) in pile.within(self.i, span) {
            let (at, word) = (*at, all.word(self.lexicon, *number));
            if let Some(number) = word.capital {
                capitals.push(number);
                if before_place && self.may_be_place(at) {
                    here.push(number);
                }
            }
            before_place = word.before_place;
            let between = Span { start: last, end: at.start.max(last) }.of(&self.article.text);
            supposed = word.supposed || supposed && !between.contains([',', ';']);
            last = at.end;
            one_clause &= !word.supposed && !word.ends_clause;
            if word.negation.is_some() && !supposed {
                (before, negative) = (negative, true);
            }
            match word.negation {
                _ if supposed => reach = 0,
                Some(Negation::Neither) => {}
                Some(Negation::Nobody) if last_item.is_some() => {
                    negated.extend(last_item.iter().filter_map(|w| w.item));
                    negated_classes.extend(last_item.iter().flat_map(|w| w.classes()));
                }
                Some(_) => reach = REACH,
                // "Not only": so it is.
                None if word.keeps && reach == REACH => (reach, negative) = (0, before),
                None => {}
            }
            if names.iter().any(|n| n.overlaps(at)) {
                continue;
            }
            classes.extend(word.classes());
            roots.extend(&word.roots);
            items.extend(word.item);
            if let Some(item) = word.item.filter(|_| reach > 0) {
                negated.push(item);
                negated_classes.extend(word.classes());
                reach = 0;
            }
            reach = reach.saturating_sub(usize::from(word.negation.is_none()));
            // "Agreed to nothing".
            if word.item.is_some() {
                last_item = Some(word);
            } else if !word.links {
                last_item = None;
            }
        }
        let mut s = Statement {
            number: 0,
            article: self.i,
            span,
            attribution,
            items: sorted(items),
            named: sorted(named),
            places: sorted(places),
            here: sorted(here),
            capitals: sorted(capitals),
            classes: sorted(classes),
            roots: sorted(roots),
            negative,
            negated: sorted(negated),
            negated_classes: sorted(negated_classes),
            one_clause,
            denied: false,
            numbers: BTreeMap::new(),
            day: self.day(span),
            verification: None,
            published: self.article.published,
        };
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for q in self.found.quantities.iter().filter(|q| span.contains(q.span)) {
            let Some(unit) = q.unit.as_deref().filter(|_| q.min.is_some() || q.max.is_some()) else {
                continue;
            };
            // "Up to 400" are not 4,000.
            let (min, max) = (q.min.unwrap_or(f64::NEG_INFINITY), q.max.unwrap_or(f64::INFINITY));
            // Two numbers of one unit: which one is meant is not told.
            if seen.insert(unit) {
                s.numbers.insert(unit.to_owned(), (min, max));
            } else {
                s.numbers.remove(unit);
            }
        }
        if let Some(a) = attribution.and_then(|n| self.found.attributions.get(n)) {
            s.verification = a.verification;
            s.denied = self.denies(a, all);
        }
        let named = !s.named.is_empty() || !s.here.is_empty();
        // What names nobody is known by all of its words, and only if somebody says it: papers repeat phrases.
        let contrary = s.denied || s.negative && attribution.is_some();
        let least = match (named, contrary) {
            (true, true) => SHORT,
            (true, false) => SHARED,
            (false, _) => VERBATIM_WORDS,
        };
        (s.items.len() >= least && (named || attribution.is_some())).then_some(s)
    }

    /// Is it no day, and nobody's name but a place's?
    fn may_be_place(&self, at: Span) -> bool {
        let found = self.found;
        let first = found.mentions.partition_point(|m| m.span.end <= at.start);
        let mut over = found.mentions.iter().skip(first).take_while(|m| m.span.start < at.end);
        over.all(|m| m.kind == EntityKind::Place) && !found.times.iter().any(|t| t.span.overlaps(at))
    }

    /// The one day or month that the words name by the calendar; "Tuesday" depends on who reckons.
    fn day(&self, span: Span) -> Option<(u8, Option<u8>)> {
        let mut named = self.found.times.iter().filter(|t| span.contains(t.span)).filter_map(|t| {
            let mut parts = t.value.split('-').skip(1);
            let month = parts.next()?.parse().ok()?;
            let day = parts.next().and_then(|d| d.get(..2)?.parse().ok());
            let by_calendar =
                day.is_none() || self.article.words_of(t.span).contains(|c: char| c.is_ascii_digit());
            by_calendar.then_some((month, day))
        });
        named.next().filter(|_| named.next().is_none())
    }

    /// Does the cue say that the content is not so? A denial is one of something said: "denied that", not "rejected the
    /// call".
    fn denies(&self, a: &Attribution, all: &mut Items<'a>) -> bool {
        let mut any = |span: Span, of: fn(&Word<'_>) -> bool| {
            let pile = all.pile;
            pile.within(self.i, span).iter().any(|(_, number)| of(&all.word(self.lexicon, *number)))
        };
        a.cue.is_some_and(|cue| any(cue, |w| w.denies)) && {
            let content = a.content.first().copied().unwrap_or_default();
            let first = all.pile.within(self.i, content).first();
            first.is_some_and(|(_, number)| all.word(self.lexicon, *number).that)
                || a.by.contains("deni")
                || a.verification == Some(Verification::Denied)
        }
    }

    /// "Has not said that", "would not confirm that": nobody says it.
    fn says_not(&self, a: &Attribution, all: &mut Items<'a>) -> bool {
        let (Some(cue), Some(source)) = (a.cue, a.source) else { return false };
        let before = Span { start: source.end.min(cue.start), end: cue.end };
        let near = source.end <= cue.start && before.len() <= cue.len() + BEFORE_CUE;
        let stretch = if near { before } else { cue };
        let pile = all.pile;
        pile.within(self.i, stretch).iter().any(|(_, number)| {
            matches!(all.word(self.lexicon, *number).negation, Some(Negation::Not | Negation::Neither))
        })
    }
}

#[cfg(test)]
#[path = "claim_tests.rs"]
mod tests;
