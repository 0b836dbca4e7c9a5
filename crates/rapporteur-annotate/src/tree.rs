//! What a parse says of a sentence: whose subject, which voice, what hangs on which verb.
//!
//! Reads heads and labels (Universal Dependencies) of one [`Clause`]; finds nothing by itself. Where no parse exists
//! every answer is `None`, and the words alone decide (clause.rs).

use crate::clause::Clause;
use rapporteur_model::{Span, Syntax, Upos};

/// Heads, labels and parts of speech of one sentence. Empty without a parse.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    heads: Vec<usize>,
    deps: Vec<String>,
    pos: Vec<Upos>,
    children: Vec<Vec<usize>>,
}

/// How far up a subject is looked for, in arcs.
const CLIMB: usize = 6;

impl Tree {
    /// The tree of the tokens of `span`; a head outside it counts as none.
    pub(crate) fn new(syntax: &Syntax, span: Span) -> Tree {
        if !syntax.parsed {
            return Tree::default();
        }
        let range = syntax.tokens_in(span);
        let mut tree = Tree::default();
        for (n, i) in range.clone().enumerate() {
            let head = syntax.tokens.get(i).map_or(i, |t| t.head as usize);
            tree.heads.push(if range.contains(&head) { head - range.start } else { n });
            tree.deps.push(syntax.dep(i).to_owned());
            tree.pos.push(syntax.tokens.get(i).map_or(Upos::None, |t| t.pos));
        }
        tree.children = vec![Vec::new(); tree.heads.len()];
        for (n, &head) in tree.heads.iter().enumerate() {
            if head != n
                && let Some(list) = tree.children.get_mut(head)
            {
                list.push(n);
            }
        }
        tree
    }
    /// Is there a parse?
    pub(crate) fn known(&self) -> bool {
        !self.heads.is_empty()
    }
    fn dep(&self, i: usize) -> &str {
        self.deps.get(i).map_or("", String::as_str)
    }
    fn head(&self, i: usize) -> usize {
        self.heads.get(i).copied().unwrap_or(i)
    }
    /// Universal part of speech.
    pub(crate) fn pos(&self, i: usize) -> Upos {
        self.pos.get(i).copied().unwrap_or(Upos::None)
    }
    fn children(&self, i: usize) -> &[usize] {
        self.children.get(i).map_or(&[], Vec::as_slice)
    }
    fn child(&self, i: usize, labels: &[&str]) -> Option<usize> {
        self.children(i).iter().copied().find(|&c| labels.contains(&self.dep(c)))
    }
    fn is_verb(&self, i: usize) -> bool {
        matches!(self.pos(i), Upos::Verb | Upos::Aux)
    }
    /// The words of `i` and all that hangs on it: first, and one past the last.
    pub(crate) fn extent(&self, i: usize) -> (usize, usize) {
        let (mut first, mut last) = (i, i);
        let mut stack = vec![i];
        let mut seen = 0;
        while let Some(n) = stack.pop() {
            first = first.min(n);
            last = last.max(n);
            seen += 1;
            if seen > self.heads.len() {
                break;
            }
            stack.extend(self.children(n));
        }
        (first, last + 1)
    }
}

/// The head word of a verb's subject, or the news that it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Head {
    /// This word.
    Word(usize),
    /// The parse does not say.
    Unknown,
}

impl Clause<'_> {
    /// Is word `i` a verb? `None` without a parse.
    pub(crate) fn verb(&self, i: usize) -> Option<bool> {
        self.tree.known().then(|| self.tree.is_verb(i))
    }

    /// Is word `i` read as a noun, name or adjective, so that a cue verb there is none? "the demands of", "a press
    /// officer". False without a parse.
    pub(crate) fn nominal(&self, i: usize) -> bool {
        matches!(self.tree.pos(i), Upos::Noun | Upos::Propn)
            && (self.tree.child(i, &["det", "nmod:poss", "case", "amod", "nummod"]).is_some()
                || matches!(self.tree.dep(i), "compound" | "nmod" | "obl"))
    }

    /// The head word of the subject of the verb at word `at`: its own, that of the verb it stands beside, that of the
    /// verb it hangs on ("wants to reject": who wants; "asked X to reject": X).
    pub(crate) fn subject_word(&self, at: usize) -> Head {
        let tree = &self.tree;
        if !tree.known() {
            return Head::Unknown;
        }
        let mut verb = at;
        // The cue may be an auxiliary or a particle of its verb.
        for _ in 0..2 {
            if matches!(tree.dep(verb), "aux" | "aux:pass" | "cop" | "compound:prt" | "mark" | "advmod") {
                verb = tree.head(verb);
            }
        }
        for _ in 0..CLIMB {
            let subjects = tree.children(verb).iter().copied();
            let subjects = subjects.filter(|&c| {
                matches!(tree.dep(c), "nsubj" | "nsubj:pass" | "nsubj:outer" | "csubj") && c != verb
            });
            // Of two, the one that is a name, else the nearer one: "M. Witte".
            if let Some(subject) = subjects.max_by_key(|&c| (self.mention(c).is_some(), c)) {
                let relative = self.is("relative", subject) && tree.dep(verb).starts_with("acl");
                return Head::Word(if relative { tree.head(verb) } else { subject });
            }
            let head = tree.head(verb);
            if head == verb {
                return Head::Unknown;
            }
            match tree.dep(verb) {
                "conj" | "parataxis" if tree.is_verb(head) => verb = head,
                "xcomp" => match tree.child(head, &["obj", "iobj"]) {
                    Some(object) => return Head::Word(object),
                    None => verb = head,
                },
                "advcl" if self.word(verb).ends_with("ing") => verb = head,
                // "accepted a cap, given up the post": a participle after a comma may go on from the verb before.
                "acl" if !self.word(verb).ends_with("ing") => return Head::Unknown,
                "acl" | "acl:relcl" => return Head::Word(head),
                _ => return Head::Unknown,
            }
        }
        Head::Unknown
    }

    /// Words that stand beside word `i` as equals: "Borduria and Syldavia".
    pub(crate) fn equals(&self, i: usize) -> Vec<usize> {
        self.tree.children(i).iter().copied().filter(|&c| self.tree.dep(c) == "conj").collect()
    }

    /// Who is said to do what is done in the passive at word `at`, by the parse: the noun after "by".
    pub(crate) fn agent(&self, at: usize) -> Option<usize> {
        self.tree.children(at).iter().copied().find(|&c| {
            matches!(self.tree.dep(c), "obl:agent" | "obl")
                && self.tree.child(c, &["case"]).is_some_and(|case| self.word(case) == "by")
        })
    }

    /// The antecedent that is the object of the verb at word `at` in a relative clause ("a step the company has
    /// opposed"), with what it stands beside: first word, and one past the last.
    pub(crate) fn antecedent(&self, at: usize) -> Option<(usize, usize)> {
        let tree = &self.tree;
        if !tree.dep(at).starts_with("acl") || tree.child(at, &["obj", "ccomp", "xcomp"]).is_some() {
            return None;
        }
        let noun = tree.head(at);
        let own = tree.child(at, &["nsubj"]).filter(|s| *s > noun && !self.is("relative", *s))?;
        let (first, _) = tree.extent(noun);
        if tree.dep(noun) == "appos" {
            let (first, _) = tree.extent(tree.head(noun));
            return Some((first, own));
        }
        Some((first, noun + 1))
    }

    /// The subject of the clause in which the clause of the verb at word `at` is the object: "Klow made clear that he
    /// expects": Klow.
    pub(crate) fn subject_above(&self, at: usize) -> Option<usize> {
        let tree = &self.tree;
        let mut verb = at;
        for _ in 0..CLIMB {
            let head = tree.head(verb);
            if head == verb {
                return None;
            }
            if matches!(
                tree.dep(verb),
                "ccomp"
                    | "xcomp"
                    | "advcl"
                    | "obl"
                    | "obj"
                    | "parataxis"
                    | "appos"
                    | "conj"
                    | "acl:relcl"
                    | "acl"
                    | "nmod"
            ) && tree.is_verb(head)
                && let Some(subject) = tree.child(head, &["nsubj"])
                && subject < at
                && !self.is("relative", subject)
            {
                return Some(subject);
            }
            verb = head;
        }
        None
    }

    /// Does a clause with a subject of its own begin at word `at`, beside another clause: "and the government agreed"?
    pub(crate) fn begins_clause(&self, at: usize) -> bool {
        let tree = &self.tree;
        if !tree.known() {
            return false;
        }
        // The subject's head is near its first word.
        (at..(at + 8).min(self.len())).any(|noun| {
            let verb = tree.head(noun);
            tree.dep(noun).starts_with("nsubj")
                && verb > noun
                && tree.is_verb(verb)
                && matches!(tree.dep(verb), "conj" | "parataxis" | "root" | "ROOT")
                && tree.extent(noun).0 == at
        })
    }

    /// A name that stands beside word `i` as another name for the same: "the negotiator, Irena Marsh".
    pub(crate) fn beside(&self, i: usize) -> Option<usize> {
        let named = |&c: &usize| {
            matches!(self.tree.dep(c), "appos" | "flat" | "compound") && c > i && self.mention(c).is_some()
        };
        self.tree.children(i).iter().copied().find(named)
    }
}
