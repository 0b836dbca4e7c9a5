//! An article's trees as events read them: labels by kind, noun phrases, what mention and time stands over a word.
//!
//! Made once per article in one pass over its tokens; holds no rule about events and no word list. Labels are Universal
//! Dependencies; what stands over a word is the longest mention.

use crate::tree as trees;
use rapporteur_lexicon::Lexicon;
use rapporteur_model::{Annotations, Article, EntityKind, How, Span, Syntax, Upos};

/// Universal relations as far as events ask for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dep {
    Root,
    Nsubj,
    NsubjPass,
    Csubj,
    Obj,
    Iobj,
    Obl,
    OblAgent,
    Nmod,
    Poss,
    Amod,
    Compound,
    Particle,
    Nummod,
    Det,
    Case,
    Mark,
    Aux,
    AuxPass,
    Cop,
    Conj,
    Cc,
    Appos,
    Flat,
    Fixed,
    Acl,
    Relcl,
    Advcl,
    Advmod,
    Ccomp,
    Xcomp,
    Parataxis,
    Punct,
    Other,
}

fn dep(label: &str) -> Dep {
    match label {
        "ROOT" | "root" => Dep::Root,
        "nsubj" | "nsubj:outer" => Dep::Nsubj,
        "nsubj:pass" | "nsubjpass" => Dep::NsubjPass,
        "csubj" | "csubj:pass" | "csubj:outer" => Dep::Csubj,
        "obj" | "dobj" => Dep::Obj,
        "iobj" | "dative" => Dep::Iobj,
        "obl:agent" => Dep::OblAgent,
        "nmod:poss" => Dep::Poss,
        // "President Onar Velt": the title stands before the name like a noun before a noun.
        "nmod:desc" => Dep::Compound,
        "amod" => Dep::Amod,
        "compound:prt" => Dep::Particle,
        "nummod" => Dep::Nummod,
        "case" => Dep::Case,
        "mark" => Dep::Mark,
        "aux" => Dep::Aux,
        "aux:pass" | "auxpass" => Dep::AuxPass,
        "cop" => Dep::Cop,
        "conj" => Dep::Conj,
        "cc" | "cc:preconj" => Dep::Cc,
        "appos" => Dep::Appos,
        "fixed" => Dep::Fixed,
        "acl" => Dep::Acl,
        "acl:relcl" => Dep::Relcl,
        "advcl" | "advcl:relcl" => Dep::Advcl,
        "advmod" => Dep::Advmod,
        "ccomp" => Dep::Ccomp,
        "xcomp" => Dep::Xcomp,
        "parataxis" => Dep::Parataxis,
        "punct" => Dep::Punct,
        _ if label.starts_with("obl") => Dep::Obl,
        _ if label.starts_with("nmod") => Dep::Nmod,
        _ if label.starts_with("compound") => Dep::Compound,
        _ if label.starts_with("flat") => Dep::Flat,
        _ if label.starts_with("det") => Dep::Det,
        _ => Dep::Other,
    }
}

/// A word index that stands for nothing.
const NONE: u32 = u32::MAX;
/// A chain of heads longer than this is a parse gone wrong.
const DEEPEST: usize = 200;

/// The parse of one article.
pub(super) struct Tree<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) text: &'a str,
    pub(super) syntax: &'a Syntax,
    pub(super) found: &'a Annotations,
    trees: trees::Tree<'a>,
    deps: Vec<Dep>,
    mentions: Vec<u32>,
    times: Vec<u32>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(
        lexicon: &'a Lexicon,
        article: &'a Article,
        syntax: &'a Syntax,
        found: &'a Annotations,
    ) -> Tree<'a> {
        let n = syntax.tokens.len();
        // The few labels of an article are told once each.
        let mut known: Vec<(u32, Dep)> = Vec::new();
        let deps = syntax.tokens.iter().enumerate().map(|(i, t)| {
            if t.head as usize == i {
                return Dep::Root;
            }
            match known.iter().find(|(label, _)| *label == t.dep) {
                Some((_, dep)) => *dep,
                None => {
                    let told = dep(syntax.dep(i));
                    known.push((t.dep, told));
                    told
                }
            }
        });
        let deps = deps.collect();
        let mut mentions = vec![NONE; n];
        let longer =
            |new: Span, old: u32| found.mentions.get(old as usize).is_none_or(|m| m.span.len() < new.len());
        for (m, mention) in found.mentions.iter().enumerate() {
            for i in syntax.tokens_in(mention.span) {
                if longer(mention.span, mentions[i]) {
                    mentions[i] = u32::try_from(m).unwrap_or(NONE);
                }
            }
        }
        let mut times = vec![NONE; n];
        for (t, time) in found.times.iter().enumerate() {
            for i in syntax.tokens_in(time.span) {
                times[i] = u32::try_from(t).unwrap_or(NONE);
            }
        }
        Tree {
            lexicon,
            text: &article.text,
            syntax,
            found,
            trees: trees::Tree::new(syntax),
            deps,
            mentions,
            times,
        }
    }

    pub(super) fn dep(&self, i: usize) -> Dep {
        self.deps.get(i).copied().unwrap_or(Dep::Other)
    }
    /// The head; a root is its own.
    pub(super) fn head(&self, i: usize) -> usize {
        self.trees.head(i)
    }
    pub(super) fn kids(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        self.trees.children(i)
    }
    pub(super) fn kid(&self, i: usize, dep: Dep) -> Option<usize> {
        self.kids(i).find(|&k| self.dep(k) == dep)
    }
    pub(super) fn pos(&self, i: usize) -> Upos {
        self.trees.pos(i)
    }
    pub(super) fn tag(&self, i: usize) -> &str {
        self.syntax.tag(i)
    }
    pub(super) fn lemma(&self, i: usize) -> &str {
        self.syntax.lemma(i)
    }
    pub(super) fn word(&self, i: usize) -> &'a str {
        self.syntax.tokens.get(i).map_or("", |t| t.span.of(self.text))
    }
    pub(super) fn is(&self, i: usize, word: &str) -> bool {
        self.word(i).eq_ignore_ascii_case(word)
    }
    pub(super) fn is_verb(&self, i: usize) -> bool {
        self.pos(i) == Upos::Verb || self.pos(i) != Upos::Aux && self.tag(i).starts_with("VB")
    }
    pub(super) fn is_noun(&self, i: usize) -> bool {
        matches!(self.pos(i), Upos::Noun | Upos::Propn)
    }
    /// The longest mention over the word.
    pub(super) fn mention(&self, i: usize) -> Option<usize> {
        self.mentions.get(i).filter(|&&m| m != NONE).map(|&m| m as usize)
    }
    /// The time expression over the word.
    pub(super) fn time(&self, i: usize) -> Option<usize> {
        self.times.get(i).filter(|&&t| t != NONE).map(|&t| t as usize)
    }
    /// Words from one token to another, both included.
    pub(super) fn over(&self, first: usize, last: usize) -> Option<Span> {
        Some(self.syntax.tokens.get(first)?.span.join(self.syntax.tokens.get(last)?.span))
    }
    /// The preposition a phrase stands after: the first of its case markers, or of those of a title before a name.
    pub(super) fn preposition(&self, i: usize) -> Option<&'a str> {
        self.case(i, 0).map(|k| self.word(k))
    }
    fn case(&self, i: usize, depth: usize) -> Option<usize> {
        self.kids(i).find(|&k| self.dep(k) == Dep::Case && !self.is_possessive(k)).or_else(|| {
            let before = |k: &usize| {
                *k < i && matches!(self.dep(*k), Dep::Compound | Dep::Flat | Dep::Amod | Dep::Nummod)
            };
            if depth > 3 {
                return None;
            }
            self.kids(i).filter(before).find_map(|k| self.case(k, depth + 1))
        })
    }
    /// Is `low` under `high`, or the same?
    pub(super) fn is_under(&self, mut low: usize, high: usize) -> bool {
        for _ in 0..DEEPEST {
            if low == high {
                return true;
            }
            let up = self.head(low);
            if up == low {
                return false;
            }
            low = up;
        }
        false
    }
    /// First and last token of the phrase: the head with what belongs to its name or noun and the phrases that limit
    /// it; `all`: with whoever is coordinated. Relative clauses, appositions after a comma and marks are left out.
    pub(super) fn phrase(&self, head: usize, all: bool) -> (usize, usize) {
        let (mut first, mut last) = (head, head);
        let mut open = vec![(head, 0_usize)];
        while let Some((at, depth)) = open.pop() {
            first = first.min(at);
            last = last.max(at);
            if depth > 12 {
                continue;
            }
            for k in self.kids(at) {
                let keep = match self.dep(k) {
                    Dep::Det
                    | Dep::Amod
                    | Dep::Compound
                    | Dep::Nummod
                    | Dep::Flat
                    | Dep::Fixed
                    | Dep::Poss => true,
                    // A preposition before the whole phrase is no part of it.
                    Dep::Case => self.is_possessive(k) || k > head,
                    Dep::Nmod => k > at && self.time(k).is_none(),
                    Dep::Appos => self.tight(at, k),
                    Dep::Conj => all || at != head,
                    Dep::Cc => at != head,
                    Dep::Advmod => k < at,
                    _ => false,
                };
                if keep {
                    open.push((k, depth + 1));
                }
            }
        }
        if self.word(last + 1) == ")" && (first..=last).any(|i| self.word(i) == "(") {
            last += 1;
        }
        // A possessive mark at the end belongs to what is owned, not to the owner.
        if last > first && self.is_possessive(last) {
            last -= 1;
        }
        (first, last)
    }
    fn is_possessive(&self, i: usize) -> bool {
        matches!(self.word(i), "'s" | "’s" | "'" | "’")
    }
    /// "the insurgent leader Onar Velt": no comma between.
    fn tight(&self, head: usize, apposed: usize) -> bool {
        let (first, _) = self.edge(apposed);
        first > head && first - head <= 2 && !(head + 1..first).any(|i| self.word(i) == ",")
    }
    /// The leftmost token of a noun's own words.
    fn edge(&self, head: usize) -> (usize, usize) {
        let own = |k: &usize| {
            matches!(self.dep(*k), Dep::Det | Dep::Amod | Dep::Compound | Dep::Flat | Dep::Poss | Dep::Nummod)
        };
        let first = self.kids(head).filter(own).min().unwrap_or(head).min(head);
        (first, head)
    }
    /// The words of a phrase.
    pub(super) fn span(&self, head: usize, all: bool) -> Option<Span> {
        let (first, last) = self.phrase(head, all);
        self.over(first, last)
    }
    /// Can the mention act?
    pub(super) fn may_act(&self, mention: usize) -> bool {
        self.found.mentions.get(mention).is_some_and(|m| match m.kind {
            EntityKind::Place => m.how == How::Metonym,
            EntityKind::Agreement | EntityKind::Outlet => false,
            _ => true,
        })
    }
    /// Is the mention a place, or a state that may stand as one?
    pub(super) fn is_place(&self, mention: usize) -> bool {
        self.found
            .mentions
            .get(mention)
            .is_some_and(|m| matches!(m.kind, EntityKind::Place | EntityKind::State | EntityKind::Government))
    }
    /// The number of clauses above the word: 0 in a main clause.
    pub(super) fn depth(&self, mut i: usize, free: impl Fn(usize) -> bool) -> usize {
        let mut depth = 0;
        for _ in 0..DEEPEST {
            let up = self.head(i);
            if up == i {
                break;
            }
            depth += match self.dep(i) {
                Dep::Ccomp | Dep::Xcomp | Dep::Parataxis => usize::from(!free(up)) * 2,
                Dep::Acl | Dep::Relcl => 4,
                Dep::Advcl => 3,
                Dep::Csubj => 2,
                Dep::Obl | Dep::Nmod => 1,
                Dep::Appos | Dep::Poss => 1,
                _ => 0,
            };
            i = up;
        }
        depth
    }
}
