//! One article's dependency trees: children, extents, subjects.
//!
//! Holds no rule about what is said; knows the labels of Universal Dependencies. Made once per article that was parsed;
//! reads the syntax, nothing else. Building is linear; every walk upwards is bounded.

use rapporteur_model::{Syntax, Upos};
use std::ops::Range;

/// A walk upwards takes at most so many steps.
const HIGHEST: usize = 24;
/// So many children of a token are looked at: more only stand in text that is no prose.
const WIDEST: usize = 200;

/// Children and extents of every token.
pub(crate) struct Tree<'a> {
    syntax: &'a Syntax,
    /// Children of token `i`: `children[first[i]..first[i + 1]]`, in the order of the text.
    children: Vec<u32>,
    first: Vec<u32>,
    /// First and one past the last token of the subtree.
    extents: Vec<(u32, u32)>,
}

impl<'a> Tree<'a> {
    pub(crate) fn new(syntax: &'a Syntax) -> Self {
        let n = syntax.tokens.len();
        let head = |i: usize| syntax.tokens.get(i).map_or(i, |t| t.head as usize);
        let mut first = vec![0u32; n + 2];
        for i in (0..n).filter(|&i| head(i) != i) {
            if let Some(cell) = first.get_mut(head(i) + 2) {
                *cell += 1;
            }
        }
        for i in 1..first.len() {
            let before = first.get(i - 1).copied().unwrap_or(0);
            if let Some(cell) = first.get_mut(i) {
                *cell += before;
            }
        }
        let mut children = vec![0u32; n];
        for i in (0..n).filter(|&i| head(i) != i) {
            if let Some(at) = first.get_mut(head(i) + 1) {
                if let Some(cell) = children.get_mut(*at as usize) {
                    *cell = i as u32;
                }
                *at += 1;
            }
        }
        let mut tree = Tree { syntax, children, first, extents: (0..n as u32).map(|i| (i, i + 1)).collect() };
        // From the roots down; then extents grow from the leaves up.
        let mut order: Vec<usize> = (0..n).filter(|&i| head(i) == i).collect();
        let mut next = 0;
        while let Some(&i) = order.get(next) {
            next += 1;
            let at = |k: usize| tree.first.get(k).map_or(0, |&f| f as usize);
            order.extend(tree.children.get(at(i)..at(i + 1)).unwrap_or(&[]).iter().map(|&c| c as usize));
        }
        for &i in order.iter().rev() {
            let (lo, hi) = tree.extents.get(i).copied().unwrap_or_default();
            if let Some(parent) = tree.extents.get_mut(head(i)) {
                *parent = (parent.0.min(lo), parent.1.max(hi));
            }
        }
        tree
    }
    /// The children of a token, in the order of the text.
    pub(crate) fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + use<'_> {
        let at = |k: usize| self.first.get(k).map_or(0, |&f| f as usize);
        let all = self.children.get(at(i)..at(i + 1)).unwrap_or(&[]);
        all.get(..all.len().min(WIDEST)).unwrap_or(&[]).iter().map(|&c| c as usize)
    }
    /// The label without its subtype.
    pub(crate) fn dep(&self, i: usize) -> &'a str {
        let dep = self.syntax.dep(i);
        let end = dep.bytes().position(|b| b == b':');
        end.and_then(|end| dep.get(..end)).unwrap_or(dep)
    }
    /// The whole label.
    pub(crate) fn label(&self, i: usize) -> &'a str {
        self.syntax.dep(i)
    }
    pub(crate) fn head(&self, i: usize) -> usize {
        self.syntax.tokens.get(i).map_or(i, |t| t.head as usize)
    }
    pub(crate) fn is_root(&self, i: usize) -> bool {
        self.head(i) == i
    }
    pub(crate) fn pos(&self, i: usize) -> Upos {
        self.syntax.tokens.get(i).map_or(Upos::None, |t| t.pos)
    }
    pub(crate) fn tag(&self, i: usize) -> &'a str {
        self.syntax.tag(i)
    }
    pub(crate) fn lemma(&self, i: usize) -> &'a str {
        self.syntax.lemma(i)
    }
    /// The tokens a subtree spans.
    pub(crate) fn extent(&self, i: usize) -> Range<usize> {
        self.extents.get(i).map_or(i..i + 1, |&(a, b)| a as usize..b as usize)
    }
    /// The first child with one of these labels (without subtype).
    pub(crate) fn child(&self, i: usize, deps: &[&str]) -> Option<usize> {
        self.children(i).find(|&c| deps.contains(&self.dep(c)))
    }
    /// The first child with exactly this label.
    pub(crate) fn labelled(&self, i: usize, label: &str) -> Option<usize> {
        self.children(i).find(|&c| self.label(c) == label)
    }
    /// The subject among the verb's own children; not that of a passive if `active`.
    pub(crate) fn own_subject(&self, v: usize) -> Option<usize> {
        self.children(v).find(|&c| matches!(self.dep(c), "nsubj" | "csubj") && self.label(c) != "csubj")
    }
    pub(crate) fn is_passive(&self, v: usize) -> bool {
        self.children(v).any(|c| matches!(self.label(c), "nsubj:pass" | "aux:pass" | "csubj:pass"))
    }
    pub(crate) fn is_verb(&self, i: usize) -> bool {
        self.pos(i) == Upos::Verb
    }
    /// A verb, or what stands with a copula.
    pub(crate) fn is_predicate(&self, i: usize) -> bool {
        self.is_verb(i)
            || self.pos(i) == Upos::Aux && !matches!(self.dep(i), "aux" | "cop")
            || self.child(i, &["cop"]).is_some()
    }
    /// Whoever does what the verb says: its subject, that of the verb it is joined to or hangs on.
    pub(crate) fn agent(&self, v: usize) -> Option<Agent> {
        let mut at = v;
        let mut passive = self.is_passive(v);
        for step in 0..HIGHEST {
            if (step > 0 || !passive)
                && let Some(s) = self.own_subject(at)
            {
                return (s != v)
                    .then_some(Agent { token: s, how: if at == v { How::Own } else { How::Shared } });
            }
            if passive {
                return self.by_agent(v).map(|token| Agent { token, how: How::By });
            }
            let head = self.head(at);
            if head == at {
                return None;
            }
            match self.dep(at) {
                "conj" if self.is_predicate(head) => {}
                "xcomp" => {
                    // "urged the council to back": the object acts.
                    if let Some(o) = self.child(head, &["obj", "iobj"]).filter(|&o| o < at) {
                        return Some(Agent { token: o, how: How::Object });
                    }
                    passive = false;
                }
                "advcl" if self.is_predicate(head) => passive = false,
                "acl" if self.label(at) != "acl:relcl" && self.tag(at) == "VBG" => {
                    return Some(Agent { token: head, how: How::Noun });
                }
                "acl" if self.label(at) != "acl:relcl" => {
                    // "his decision to attack", "made an offer to pay"
                    if let Some(p) = self.labelled(head, "nmod:poss") {
                        return Some(Agent { token: p, how: How::Shared });
                    }
                    let above = self.head(head);
                    if matches!(self.dep(head), "obj" | "obl") && self.is_verb(above) {
                        at = above;
                        passive = false;
                        continue;
                    }
                    return None;
                }
                _ => return None,
            }
            at = head;
            if step > 0 && self.is_passive(at) && self.own_subject(at).is_none() {
                return None;
            }
        }
        None
    }
    /// "by the ministry" after a passive.
    pub(crate) fn by_agent(&self, v: usize) -> Option<usize> {
        let by = |c: usize| self.case(c).is_some_and(|k| self.lemma(k) == "by");
        self.children(v).find(|&c| self.label(c) == "obl:agent" || self.dep(c) == "obl" && by(c))
    }
    /// The preposition of a phrase.
    pub(crate) fn case(&self, i: usize) -> Option<usize> {
        self.children(i).find(|&c| matches!(self.dep(c), "case" | "mark") && c < i)
    }
    /// The word that opens a clause: "that", "whether", "to".
    pub(crate) fn mark(&self, i: usize) -> Option<usize> {
        self.child(i, &["mark"]).filter(|&m| m < i)
    }
}

/// Who acts, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Agent {
    pub(crate) token: usize,
    pub(crate) how: How,
}

/// Where an agent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    Own,
    Shared,
    Object,
    Noun,
    By,
}
