//! # What the trees offer as attributions
//!
//! What it finds: for every verb, adjective and noun that has a complement - a clause, an infinitive, an object, a
//! prepositional phrase - who would be its source and what its content, by construction; whether it attributes is
//! weighed afterwards.
//! Why: English attributes with thousands of words, but with few constructions.
//! Example: "the envoy | pledged | to return" (verb, inf), "his | claim | that ..." (noun, that).
//! Source: Universal Dependencies' constructions, PARC's scheme of source, cue and content.
//! Touches trees and words; no mention, no lexicon of cues.
#![allow(clippy::single_range_in_vec_init)] // Content is a list of pieces, and often of one.

use crate::attributions::Draft;
use crate::tree::{Agent, How, Tree};
use crate::view::View;
use rapporteur_lexicon::cues::Form;
use rapporteur_lexicon::function_words::Classes;
use rapporteur_model::Upos;
use std::ops::Range;

/// An attribution that might be one.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// The word the cue is built on.
    pub(crate) word: usize,
    pub(crate) lemma: String,
    /// "that", "inf", "obj", "p:for", "noun:that:poss" ...
    pub(crate) construction: String,
    pub(crate) draft: Draft,
}

/// A complement has at most so many words between its first and its verb.
const FARTHEST: usize = 120;

/// "that" reaches no further than so many words to the clause it opens.
const NEAR_THAT: usize = 12;

/// Everything in the article that could attribute.
pub(crate) fn find(
    view: &View<'_>,
    tree: &Tree<'_>,
    inside: &[Option<usize>],
    paragraphs: &[usize],
) -> Vec<Candidate> {
    let mut scout = Scout { view, tree, inside, paragraphs, all: Vec::new() };
    for i in 0..view.len() {
        match tree.pos(i) {
            Upos::Verb => scout.verb(i),
            Upos::Noun => {
                if scout.verb_read_as_noun(i) {
                    scout.verb(i);
                } else if tree.child(i, &["cop"]).is_none() {
                    scout.noun(i);
                } else {
                    scout.adjective(i);
                }
            }
            Upos::Adj => scout.adjective(i),
            _ => {}
        }
    }
    scout.all
}

/// Words before each token, to compare stretches quickly.
pub(crate) struct WordCount(Vec<u32>);

impl WordCount {
    pub(crate) fn new(view: &View<'_>) -> Self {
        let mut counts = Vec::with_capacity(view.len() + 1);
        let mut so_far = 0;
        counts.push(so_far);
        for i in 0..view.len() {
            so_far += u32::from(view.is_word(i));
            counts.push(so_far);
        }
        WordCount(counts)
    }
    fn words(&self, start: usize, end: usize) -> f64 {
        let at = |i: usize| self.0.get(i).copied().unwrap_or(0);
        if start < end { f64::from(at(end).saturating_sub(at(start))) } else { 0.0 }
    }
    /// Dice's coefficient of two contents, in words.
    fn alike(&self, a: &[Range<usize>], b: &[Range<usize>]) -> f64 {
        let both: f64 = a
            .iter()
            .flat_map(|x| b.iter().map(move |y| (x.start.max(y.start), x.end.min(y.end))))
            .map(|(start, end)| self.words(start, end))
            .sum();
        let size = |c: &[Range<usize>]| c.iter().map(|r| self.words(r.start, r.end)).sum::<f64>();
        let all = size(a) + size(b);
        if all > 0.0 { 2.0 * both / all } else { 0.0 }
    }
    /// Are both the same but for their ends?
    pub(crate) fn same(&self, a: &Candidate, b: &Candidate) -> bool {
        let meet = match (&a.draft.source, &b.draft.source) {
            (Some(x), Some(y)) => x.start < y.end && y.start < x.end,
            (None, None) => true,
            _ => false,
        };
        meet && self.alike(&a.draft.content, &b.draft.content) > 0.8
    }
    /// Are both readings of the same words, so that only one can stand?
    pub(crate) fn competes(&self, a: &Candidate, b: &Candidate) -> bool {
        if a.word == b.word {
            return true;
        }
        let alike = self.alike(&a.draft.content, &b.draft.content);
        let meet = |x: &Option<Range<usize>>, y: &Option<Range<usize>>| match (x, y) {
            (Some(x), Some(y)) => x.start < y.end && y.start < x.end,
            _ => false,
        };
        let sources =
            a.draft.source.is_none() || b.draft.source.is_none() || meet(&a.draft.source, &b.draft.source);
        alike > 0.3 && meet(&a.draft.cue, &b.draft.cue) || alike > 0.6 && sources
    }
}

struct Scout<'s, 'a> {
    view: &'s View<'a>,
    tree: &'s Tree<'a>,
    inside: &'s [Option<usize>],
    paragraphs: &'s [usize],
    all: Vec<Candidate>,
}

impl Scout<'_, '_> {
    fn quote(&self, i: usize) -> Option<usize> {
        self.inside.get(i).copied().flatten()
    }
    /// Does a quotation begin or end between this word and the next?
    fn inside_changes(&self, i: usize) -> bool {
        self.quote(i) != self.quote(i + 1)
    }
    /// Without marks at its ends.
    fn trim(&self, mut range: Range<usize>) -> Range<usize> {
        let mark = |i: usize| {
            !self.view.is_word(i)
                && !matches!(
                    self.view.word(i),
                    "$" | "£" | "€" | "%" | "“" | "”" | "\"" | ")" | "(" | "’" | "‘" | "'"
                )
        };
        while range.start < range.end && mark(range.start) {
            range.start += 1;
        }
        while range.start < range.end && mark(range.end - 1) {
            range.end -= 1;
        }
        range
    }
    /// A noun phrase with all that hangs on it, but not past `stop` where it begins before it.
    fn phrase(&self, i: usize, stop: usize) -> Range<usize> {
        let mut range = self.tree.extent(i);
        // What a coordinated clause brings along is no part of the phrase.
        if i < stop {
            range.end = range.end.min(stop);
        }
        if let Some(case) = self.tree.case(i).filter(|&c| c < i && c == range.start) {
            range.start = case + 1;
        }
        if range.start > i {
            range.start = i;
        }
        self.trim(range)
    }
    fn source(&self, agent: Agent, word: usize) -> Range<usize> {
        let mut range = match agent.how {
            How::Noun => {
                let r = self.tree.extent(agent.token);
                self.trim(r.start..r.end.min(word))
            }
            _ => self.phrase(agent.token, if agent.token < word { word } else { usize::MAX }),
        };
        if self.tree.label(agent.token) == "nmod:poss" {
            // "Turov's": the mark belongs to it, what follows does not.
            range = self.tree.extent(agent.token);
        }
        range
    }
    fn push(
        &mut self,
        word: usize,
        construction: &str,
        source: Option<Range<usize>>,
        cue: Range<usize>,
        content: Vec<Range<usize>>,
    ) {
        let mut content: Vec<Range<usize>> =
            content.into_iter().map(|c| self.trim(c)).filter(|c| c.start < c.end).collect();
        // "estimate that between two and three ships are late": whatever the parser cut off behind "that" belongs to it.
        if let [only] = content.as_mut_slice()
            && (cue.end + 1..cue.end + NEAR_THAT).contains(&only.start)
            && self.view.lower(cue.end) == "that"
            && rapporteur_lexicon::attributing::kind(construction) == "clause"
            && !(cue.end..only.start).any(|i| self.view.word(i) == ";" || self.inside_changes(i))
        {
            only.start = cue.end;
        }
        if let [only] = content.as_mut_slice() {
            // "asked not to be named": without "not" it would say the opposite.
            if only.start == cue.end + 1 && matches!(self.view.lower(cue.end), "not" | "never") {
                only.start = cue.end;
            }
            if rapporteur_lexicon::attributing::kind(construction) == "clause" {
                only.start = self.cut_off(word, only.clone());
            }
        }
        let words = content.iter().flat_map(|c| c.clone()).any(|i| self.view.is_word(i));
        if !words || content.iter().any(|c| c.contains(&word)) {
            return;
        }
        let within = self.quote(word);
        let paragraph = self.paragraphs.get(word).copied().unwrap_or(0);
        self.all.push(Candidate {
            word,
            lemma: self.tree.lemma(word).to_lowercase(),
            construction: construction.to_owned(),
            draft: Draft {
                source: source.filter(|s| s.start < s.end),
                cue: Some(cue),
                content,
                told_to: None,
                verification: None,
                rule: match rapporteur_lexicon::attributing::kind(construction) {
                    "noun" => "attribution.noun",
                    "adj" => "attribution.adjective",
                    "pass" => "attribution.passive",
                    "clause" => "attribution.verb-clause",
                    _ => "attribution.verb",
                },
                within,
                paragraph,
                confidence: None,
            },
        });
    }

    /// "said between 40 and 50 of its carts would be lost": a clause without a subject has the number before it that the
    /// parser hung on the cue. Where the content begins.
    fn cut_off(&self, v: usize, content: Range<usize>) -> usize {
        let tree = self.tree;
        let Some(clause) = tree.children(v).find(|&c| c >= content.start && tree.dep(c) == "ccomp") else {
            return content.start;
        };
        let number = |c: usize| {
            tree.pos(c) == Upos::Num || tree.child(c, &["nummod"]).is_some_and(|n| tree.extent(n).start < c)
        };
        let before = tree.children(v).filter(|&c| c > v && c < content.start && tree.dep(c) == "obl");
        let cut = before.map(|c| (c, tree.extent(c))).find(|(c, e)| e.end == content.start && number(*c));
        let headless = tree.own_subject(clause).is_none() && tree.mark(clause).is_none();
        match cut.filter(|_| headless && matches!(tree.tag(clause), "VB" | "VBD" | "VBZ" | "VBP" | "VBN")) {
            Some((_, e)) if !e.clone().any(|i| self.inside_changes(i)) => e.start,
            _ => content.start,
        }
    }

    /// The words of a verb group: auxiliaries and particles that stand next to it.
    fn group(&self, v: usize) -> Range<usize> {
        let mut range = v..v + 1;
        while range.start > 0 {
            let x = range.start - 1;
            let belongs = self.tree.head(x) == v
                && (matches!(self.tree.dep(x), "aux" | "cop")
                    || self.tree.dep(x) == "advmod" && self.view.is_word(x));
            if !belongs {
                break;
            }
            range.start = x;
        }
        while range.start < v && self.tree.dep(range.start) == "advmod" {
            range.start += 1;
        }
        if self.tree.label(range.end) == "compound:prt" && self.tree.head(range.end) == v {
            range.end += 1;
        }
        range
    }

    fn verb(&mut self, v: usize) {
        let tree = self.tree;
        if matches!(tree.dep(v), "amod" | "aux" | "case" | "compound") {
            return;
        }
        // "provided that", "supposing": a condition, not a claim.
        if self.view.lexicon.clause_words.is("supposed", self.view.lower(v)) && !tree.is_root(v) {
            return;
        }
        let cue = self.group(v);
        let told = |c: usize| c > v && tree.dep(c) == "parataxis";
        if self.describes(v).is_some() && tree.children(v).any(told) {
            return;
        }
        if let Some(subject) = self.described(v) {
            return self.complements(v, &Some(subject.start..v), cue, "", None);
        }
        // "Fleet told to stay in port", as headlines say it.
        let bare = self.view.cue(v).is_some_and(|(c, form)| c.hearer && !c.inf && form == Form::Past)
            && self.view.lower(v + 1) == "to"
            && tree.child(v, &["obj", "iobj"]).is_none();
        if tree.is_passive(v) || bare {
            return self.passive(v, cue);
        }
        let agent = tree.agent(v);
        let source = agent.map(|a| self.source(a, v));
        self.complements(v, &source, cue, "", agent.map(|a| a.token));
    }

    /// "Officials at the pier estimate that", "..., the board estimates": a verb of speech read as a noun, though it has a
    /// subject and a clause.
    fn verb_read_as_noun(&self, n: usize) -> bool {
        let tree = self.tree;
        let Some((cue, form)) = self.view.cue(n).filter(|(cue, _)| cue.that || cue.bare) else {
            return false;
        };
        let Some(subject) = tree.own_subject(n).filter(|&s| s < n) else { return false };
        let many = matches!(tree.tag(subject), "NNS" | "NNPS");
        let agrees = form == Form::Base && many || form == Form::Third && !many;
        let clause = || {
            tree.dep(n) == "parataxis"
                || cue.that && self.view.lower(n + 1) == "that"
                || tree.children(n).any(|c| c > n && tree.dep(c) == "ccomp")
        };
        agrees && tree.child(n, &["cop", "aux", "det", "case"]).is_none() && clause()
    }

    /// "Officials present at the meeting told the Post": the words behind sources without a name that say how near they
    /// were can look like a verb. The sources, if this is such a word.
    fn describes(&self, v: usize) -> Option<Range<usize>> {
        let tree = self.tree;
        let subject = tree.children(v).find(|&c| c + 1 == v && tree.dep(c) == "nsubj")?;
        let words = |i: usize| self.view.lower(v + i);
        self.view.lexicon.anonymous.noun(self.view.lower(subject))?;
        self.view.lexicon.anonymous.proximity(words)?;
        Some(self.phrase(subject, v))
    }

    /// The sources of a verb that the parser hung beside the words that say how near they were.
    fn described(&self, v: usize) -> Option<Range<usize>> {
        let head = self.tree.head(v);
        let beside = self.tree.dep(v) == "parataxis" && head < v && self.tree.agent(v).is_none();
        self.describes(head).filter(|_| beside)
    }

    /// What a predicate takes to its right.
    fn complements(
        &mut self,
        v: usize,
        source: &Option<Range<usize>>,
        cue: Range<usize>,
        prefix: &str,
        agent: Option<usize>,
    ) {
        let tree = self.tree;
        let mut object = None;
        let mut extra = 0;
        for c in tree.children(v) {
            if c < v && !matches!(tree.dep(c), "ccomp" | "parataxis" | "obj") || Some(c) == agent {
                continue;
            }
            let extent = tree.extent(c);
            if c > v && extent.start <= v || extent.len() > FARTHEST {
                continue;
            }
            let marked = tree.mark(c);
            // The parser may hang "that" on the cue.
            let before = extent.start.checked_sub(1).filter(|&b| b > v && tree.head(b) == v);
            let that = marked.is_some_and(|m| tree.lemma(m) == "that")
                || before.is_some_and(|b| self.view.lower(b) == "that" && tree.pos(b) == Upos::Sconj);
            match tree.dep(c) {
                "ccomp" if c > v => {
                    let name = self.clause(c, extent.start);
                    self.push(
                        v,
                        &format!("{prefix}{name}"),
                        source.clone(),
                        cue.clone(),
                        vec![extent.clone()],
                    );
                    extra = extra.max(extent.end);
                }
                // A clause with "that" that the parser hung elsewhere.
                "advcl" | "acl" | "parataxis" if that && c > v => {
                    self.push(v, &format!("{prefix}that"), source.clone(), cue.clone(), vec![extent.clone()]);
                }
                "parataxis" if c > v => {
                    self.push(
                        v,
                        &format!("{prefix}beside"),
                        source.clone(),
                        cue.clone(),
                        vec![extent.clone()],
                    );
                }
                "ccomp" | "parataxis" if c < v => {
                    let end =
                        agent.map_or(cue.start, |a| tree.extent(a).start.min(cue.start)).max(extent.start);
                    let before = extent.start..extent.end.min(end);
                    let after = self.rest(v, cue.end);
                    self.push(
                        v,
                        &format!("{prefix}before"),
                        source.clone(),
                        cue.clone(),
                        [Some(before), after].into_iter().flatten().collect(),
                    );
                }
                "xcomp" if c > v => {
                    let name = if marked.is_some_and(|m| tree.lemma(m) == "to") {
                        "inf"
                    } else if tree.tag(c) == "VBG" {
                        "ing"
                    } else {
                        "xcomp"
                    };
                    self.push(
                        v,
                        &format!("{prefix}{name}"),
                        source.clone(),
                        cue.clone(),
                        vec![extent.clone()],
                    );
                    if object.is_none()
                        && let Some(subject) = source.clone().filter(|s| s.end <= v)
                    {
                        // "The truce seems to hold": it seems so to somebody who is not named.
                        let content = vec![subject, extent.clone()];
                        self.push(v, &format!("{prefix}raised:{name}"), None, cue.clone(), content);
                    }
                    if let Some(o) = object {
                        let from = self.phrase(o, usize::MAX).start;
                        self.push(
                            v,
                            &format!("{prefix}obj+{name}"),
                            source.clone(),
                            cue.clone(),
                            vec![from..extent.end],
                        );
                    }
                    extra = extra.max(extent.end);
                }
                "advcl" if c > v && marked.is_some_and(|m| tree.lemma(m) == "to") => {
                    self.push(
                        v,
                        &format!("{prefix}purpose"),
                        source.clone(),
                        cue.clone(),
                        vec![extent.clone()],
                    );
                }
                // "Threatened to strike unless the mill pays": when or if, and not what.
                "advcl" if c > v && self.is_clause(c) => {}
                "advcl" | "obl" | "nmod" if c > v => {
                    let Some(case) = tree.case(c).filter(|&k| k == extent.start || k == extent.start + 1)
                    else {
                        continue;
                    };
                    let word = self.view.lower(case);
                    let end = if case == cue.end { case + 1 } else { cue.end };
                    self.push(
                        v,
                        &format!("{prefix}p:{word}"),
                        source.clone(),
                        cue.start..end,
                        vec![case + 1..extent.end],
                    );
                    if let Some(o) = object {
                        let from = self.phrase(o, usize::MAX).start;
                        self.push(
                            v,
                            &format!("{prefix}obj+p:{word}"),
                            source.clone(),
                            cue.clone(),
                            vec![from..extent.end],
                        );
                    }
                }
                "obj" | "iobj" => {
                    let phrase = if c < v { self.phrase(c, v) } else { self.phrase(c, usize::MAX) };
                    self.push(v, &format!("{prefix}obj"), source.clone(), cue.clone(), vec![phrase]);
                    if c > v {
                        object = object.or(Some(c));
                    }
                }
                _ => {}
            }
        }
        // "The talks failed, the envoy said": the clause is what the verb hangs on.
        if (tree.dep(v) == "parataxis" || tree.dep(v) == "ccomp") && self.described(v).is_none() {
            self.hangs(v, source, &cue, prefix, agent);
        }
    }

    /// Has the clause of `c` a subject and a finite verb of its own?
    fn is_clause(&self, c: usize) -> bool {
        let tree = self.tree;
        let finite = |i: usize| matches!(tree.tag(i), "VBZ" | "VBP" | "VBD" | "MD");
        tree.own_subject(c).is_some()
            && (finite(c) || tree.children(c).any(|a| matches!(tree.dep(a), "aux" | "cop") && finite(a)))
    }

    /// What follows a cue that stands amid its content: ", said Vane, and the rest."
    fn rest(&self, v: usize, from: usize) -> Option<Range<usize>> {
        let mut right =
            self.tree.children(v).filter(|&c| c > v && matches!(self.tree.dep(c), "ccomp" | "parataxis"));
        let last = right.next_back()?;
        let extent = self.tree.extent(last);
        (extent.start >= from).then_some(extent)
    }

    /// A verb beside the clause that it attributes.
    fn hangs(
        &mut self,
        v: usize,
        source: &Option<Range<usize>>,
        cue: &Range<usize>,
        prefix: &str,
        agent: Option<usize>,
    ) {
        let tree = self.tree;
        let Some(source) = source else { return };
        let head = tree.head(v);
        let extent = tree.extent(head);
        let own = tree.extent(v);
        if own.start < extent.start || extent.len() > 2 * FARTHEST {
            return;
        }
        let start = agent.map_or(cue.start, |a| tree.extent(a).start.min(cue.start)).min(own.start);
        let before = extent.start..start;
        let after = own.end..extent.end;
        let content: Vec<Range<usize>> = [before, after].into_iter().filter(|c| c.start < c.end).collect();
        self.push(v, &format!("{prefix}beside-left"), Some(source.clone()), cue.clone(), content);
    }

    fn clause(&self, c: usize, from: usize) -> &'static str {
        let tree = self.tree;
        match tree.mark(c).map(|m| tree.lemma(m)) {
            Some("that") => "that",
            Some("whether" | "if") => "wh",
            Some("to") => "inf",
            _ if (from..from + 2).any(|i| self.view.is(i, Classes::WH) && self.view.lower(i) != "that") => {
                "wh"
            }
            _ if self.view.lower(from) == "that" && tree.dep(from) != "det" => "that",
            _ => "clause",
        }
    }

    fn passive(&mut self, v: usize, cue: Range<usize>) {
        let tree = self.tree;
        let by = tree.by_agent(v);
        let source = by.map(|b| self.phrase(b, usize::MAX));
        let how = if by.is_some() { "by:" } else { "" };
        let own = tree.own_subject(v).filter(|&s| tree.label(s) == "nsubj:pass" || tree.dep(s) == "nsubj");
        let subject = own.map(|s| self.phrase(s, v));
        let expletive =
            own.is_none() && tree.child(v, &["expl"]).is_some() || own.is_some_and(|s| tree.lemma(s) == "it");
        let mut taken = None;
        for c in tree.children(v).filter(|&c| c > v && Some(c) != by) {
            let extent = tree.extent(c);
            if extent.start <= v || extent.len() > FARTHEST {
                continue;
            }
            let to = tree.mark(c).is_some_and(|m| tree.lemma(m) == "to");
            match tree.dep(c) {
                "ccomp" | "csubj" | "nsubj" => {
                    let name = self.clause(c, extent.start);
                    let construction = format!("pass:{how}{}{name}", if expletive { "it:" } else { "" });
                    self.push(v, &construction, source.clone(), cue.clone(), vec![extent]);
                }
                "xcomp" | "advcl" if to || tree.dep(c) == "xcomp" => {
                    let name = if to { "inf" } else { "xcomp" };
                    taken = taken.or(Some(extent.clone()));
                    let content = subject.iter().cloned().chain([extent]).collect();
                    self.push(v, &format!("pass:{how}{name}"), source.clone(), cue.clone(), content);
                }
                "obl" | "advcl" => {
                    let Some(case) = tree.case(c).filter(|&k| k == extent.start) else { continue };
                    let word = self.view.lower(case);
                    let content = subject.iter().cloned().chain([extent]).collect();
                    self.push(v, &format!("pass:{how}p:{word}"), source.clone(), cue.clone(), content);
                }
                _ => {}
            }
        }
        if let Some(subject) = subject {
            self.push(v, &format!("pass:{how}subj"), source.clone(), cue.clone(), vec![subject.clone()]);
            // "the envoy was asked whether": the subject is who is asked; "the offer was refused": what is.
            if by.is_none() {
                for c in tree.children(v).filter(|&c| c > v) {
                    if tree.dep(c) == "ccomp" {
                        let extent = tree.extent(c);
                        let name = self.clause(c, extent.start);
                        self.push(
                            v,
                            &format!("pass:hearer:{name}"),
                            Some(subject.clone()),
                            cue.clone(),
                            vec![extent],
                        );
                    }
                }
            }
        } else if tree.dep(v) == "acl" {
            // "a plan backed by the council"
            let head = tree.head(v);
            let phrase = tree.extent(head);
            self.push(v, &format!("pass:{how}acl"), source, cue, vec![phrase.start..phrase.end.min(v)]);
        }
    }

    /// "is confident that", "was against".
    fn adjective(&mut self, a: usize) {
        let tree = self.tree;
        let cop = tree.child(a, &["cop"]);
        let verb = (tree.dep(a) == "xcomp").then(|| tree.head(a)).filter(|&h| tree.is_verb(h) && h < a);
        let Some(from) = cop.or(verb).filter(|&c| c < a) else { return };
        let agent = tree.agent(a);
        let Some(agent) = agent else { return };
        let source = Some(self.source(agent, from.min(a)));
        self.complements(a, &source, from..a + 1, "adj:", Some(agent.token));
    }

    fn noun(&mut self, n: usize) {
        let tree = self.tree;
        if matches!(tree.dep(n), "flat" | "compound") {
            return;
        }
        // Who: a possessor, or whoever makes, gives, has it.
        let owner = tree.labelled(n, "nmod:poss").filter(|&p| p < n);
        let by = tree.children(n).find(|&c| {
            c > n
                && tree.dep(c) == "nmod"
                && tree.case(c).is_some_and(|k| matches!(tree.lemma(k), "by" | "from"))
        });
        let verb = tree.head(n);
        let light = owner.is_none() && matches!(tree.dep(n), "obj" | "obl") && tree.is_verb(verb) && verb < n;
        let agent = if light { tree.agent(verb).filter(|a| a.how != How::Noun) } else { None };
        let compound = tree.children(n).find(|&c| c + 1 == n && matches!(tree.dep(c), "compound" | "amod"));
        let mut who: Vec<(&str, Option<Range<usize>>, usize)> = Vec::new();
        if let Some(p) = owner {
            who.push(("poss", Some(tree.extent(p)), tree.extent(p).end.min(n)));
        } else if let Some(b) = by {
            who.push(("by", Some(self.phrase(b, usize::MAX)), tree.extent(n).start.min(n)));
        } else {
            if let Some(a) = agent {
                who.push(("verb", Some(self.source(a, verb)), self.group(verb).start));
            }
            if let Some(c) = compound {
                who.push(("compound", Some(c..c + 1), n));
            }
            who.push(("none", None, n));
        }
        // "a few supporters of the bill": the noun is whose word it is.
        if view_person(self.view, n) {
            who.push(("self", Some(tree.extent(n).start.min(n)..n + 1), n));
        }
        for c in tree.children(n).filter(|&c| c > n && Some(c) != by) {
            let extent = tree.extent(c);
            if extent.start <= n || extent.len() > FARTHEST {
                continue;
            }
            let mark = tree.mark(c).map(|m| tree.lemma(m));
            let case = tree.case(c).filter(|&k| k == extent.start);
            for (how, source, start) in &who {
                match tree.dep(c) {
                    "acl" | "ccomp" | "advcl" if mark == Some("that") && tree.label(c) != "acl:relcl" => {
                        self.push(
                            n,
                            &format!("noun:that:{how}"),
                            source.clone(),
                            *start..n + 1,
                            vec![extent.clone()],
                        );
                    }
                    "acl" | "xcomp" | "advcl" if mark == Some("to") => {
                        self.push(
                            n,
                            &format!("noun:inf:{how}"),
                            source.clone(),
                            *start..n + 1,
                            vec![extent.clone()],
                        );
                    }
                    "nmod" | "acl" | "obl" => {
                        let Some(case) = case else { continue };
                        let word = self.view.lower(case);
                        let end = if case == n + 1 { case + 1 } else { n + 1 };
                        self.push(
                            n,
                            &format!("noun:p:{word}:{how}"),
                            source.clone(),
                            *start..end,
                            vec![case + 1..extent.end],
                        );
                    }
                    _ => {}
                }
            }
        }
        let verbal = who.into_iter().find(|(how, ..)| *how == "verb");
        if let Some((_, source, start)) = verbal {
            // "gave an assurance: ..." is left to the rules on words.
            for c in tree.children(verb).filter(|&c| c > n) {
                let extent = tree.extent(c);
                let mark = tree.mark(c).map(|m| tree.lemma(m));
                if extent.start > n
                    && extent.len() <= FARTHEST
                    && matches!(tree.dep(c), "ccomp" | "advcl" | "acl")
                    && mark == Some("that")
                {
                    self.push(n, "noun:that:verb", source.clone(), start..n + 1, vec![extent.clone()]);
                }
                if extent.start > n && extent.len() <= FARTHEST && matches!(tree.dep(c), "obl" | "nmod") {
                    let Some(case) = tree.case(c).filter(|&k| k == extent.start && k == n + 1) else {
                        continue;
                    };
                    let word = self.view.lower(case);
                    self.push(
                        n,
                        &format!("noun:p:{word}:verb"),
                        source.clone(),
                        start..case + 1,
                        vec![case + 1..extent.end],
                    );
                }
            }
        }
    }
}

/// A noun for people who hold something: "supporter", "critic".
fn view_person(view: &View<'_>, n: usize) -> bool {
    let word = view.lower(n);
    let stem = word.strip_suffix('s').unwrap_or(word);
    ["er", "or", "ent", "ant", "ist", "ic", "ate"].iter().any(|e| stem.ends_with(e))
}

/// What else speaks for or against a candidate, by name.
pub(crate) fn signs(
    view: &View<'_>,
    tree: &Tree<'_>,
    inside: &[Option<usize>],
    title: bool,
    c: &Candidate,
) -> Vec<&'static str> {
    let mut signs = Vec::new();
    let v = c.word;
    let mut sign = |on: bool, name: &'static str| {
        if on {
            signs.push(name);
        }
    };
    let children = || tree.children(v);
    sign(
        children()
            .any(|x| tree.dep(x) == "advmod" && matches!(view.lower(x), "not" | "n't" | "n’t" | "never")),
        "negated",
    );
    sign(
        children().any(|x| {
            tree.dep(x) == "aux"
                && tree.tag(x) == "MD"
                && !matches!(view.lower(x), "will" | "wo" | "'ll" | "’ll")
        }),
        "modal",
    );
    sign(
        children().any(|x| tree.dep(x) == "aux" && matches!(view.lower(x), "will" | "wo" | "'ll" | "’ll")),
        "future",
    );
    sign(inside.get(v).copied().flatten().is_some(), "inside-quotation");
    sign(title, "title");
    sign(tree.tag(v) == "VBD", "past");
    sign(matches!(tree.tag(v), "VBZ" | "VBP"), "present");
    sign(tree.tag(v) == "VB", "base");
    sign(tree.tag(v) == "VBG", "ing");
    sign(tree.tag(v) == "VBN", "participle");
    sign(matches!(tree.label(v), "acl:relcl"), "relative");
    sign(tree.dep(v) == "advcl", "adverbial");
    sign(tree.dep(v) == "acl" && tree.label(v) != "acl:relcl", "adnominal");
    sign(tree.dep(v) == "xcomp", "governed");
    sign(tree.dep(v) == "ccomp", "embedded");
    sign(tree.dep(v) == "conj", "joined");
    sign(tree.is_root(v), "main");
    let sentence = view.syntax.tokens.get(v).and_then(|t| view.syntax.sentence_at(t.span.lo()));
    let last = sentence
        .and_then(|s| view.syntax.sentences.get(s))
        .map(|s| view.syntax.tokens_in(*s).end.saturating_sub(1));
    sign(last.is_some_and(|l| view.word(l) == "?" || view.word(l.saturating_sub(1)) == "?"), "question");
    match &c.draft.source {
        None => sign(true, "source-none"),
        Some(s) => {
            let last = s.end.saturating_sub(1);
            let one = s.len() == 1;
            let word = view.lower(s.start);
            sign(one && matches!(word, "he" | "she" | "his" | "her"), "source-he");
            sign(one && matches!(word, "they" | "their" | "we" | "our"), "source-they");
            sign(one && matches!(word, "i" | "my" | "me"), "source-i");
            sign(one && matches!(word, "you" | "your" | "one"), "source-you");
            sign(
                one && matches!(word, "it" | "its" | "this" | "that" | "these" | "those" | "which" | "what"),
                "source-it",
            );
            sign(one && matches!(word, "who"), "source-who");
            let proper = s.clone().any(|i| tree.pos(i) == Upos::Propn);
            let head = s.clone().find(|&i| !s.contains(&tree.head(i)) || tree.is_root(i)).unwrap_or(last);
            sign(tree.pos(head) == Upos::Propn, "source-name");
            sign(tree.pos(head) == Upos::Noun && proper, "source-noun-name");
            sign(tree.pos(head) == Upos::Noun && !proper, "source-noun");
            let person = view.lexicon.anonymous.noun(view.lower(head));
            sign(person.is_some_and(|n| !n.document), "source-person");
            sign(person.is_some_and(|n| n.document), "source-document");
            sign(s.start > v, "source-after");
        }
    }
    let words = c.draft.content.iter().flat_map(|r| r.clone()).filter(|&i| view.is_word(i)).count();
    sign(words == 1, "content-1");
    sign((2..=3).contains(&words), "content-3");
    sign((4..=7).contains(&words), "content-7");
    sign((8..=15).contains(&words), "content-15");
    sign(words > 15, "content-long");
    let marks = c
        .draft
        .content
        .iter()
        .flat_map(|r| r.clone())
        .any(|i| matches!(view.word(i), "\"" | "“" | "”" | "''" | "‘"));
    sign(marks, "content-marks");
    let pronoun = words == 1 && c.draft.content.first().is_some_and(|r| tree.pos(r.start) == Upos::Pron);
    sign(pronoun, "content-pronoun");
    let name = c.draft.content.first().is_some_and(|r| tree.pos(r.end - 1) == Upos::Propn) && words <= 3;
    sign(name, "content-name");
    signs
}
