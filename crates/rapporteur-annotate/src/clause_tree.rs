//! What a parse says of a sentence: whose subject, which voice, what hangs on which verb.
//!
//! Reads heads and labels (Universal Dependencies) of one [`Clause`], counted from its first word; finds nothing by
//! itself. Where no parse exists every answer is `None`, and the words alone decide (clause.rs).

use crate::clause::{Clause, Subject};
use rapporteur_model::Upos;

/// How far up a subject is looked for, in arcs.
const CLIMB: usize = 6;

impl Clause<'_> {
    /// Is there a parse?
    fn known(&self) -> bool {
        self.tree.is_some()
    }
    /// The whole label; none without a parse.
    fn dep(&self, i: usize) -> &str {
        self.tree.as_ref().map_or("", |t| t.label(self.base + i))
    }
    /// The head; a word whose head is outside has none and is its own.
    fn head(&self, i: usize) -> usize {
        let up = self.tree.as_ref().and_then(|t| t.head(self.base + i).checked_sub(self.base));
        up.filter(|&h| h < self.len()).unwrap_or(i)
    }
    fn pos(&self, i: usize) -> Upos {
        self.tree.as_ref().map_or(Upos::None, |t| t.pos(self.base + i))
    }
    fn children(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        let all = self.tree.iter().flat_map(move |t| t.children(self.base + i));
        all.filter_map(|c| c.checked_sub(self.base)).filter(|&c| c < self.len())
    }
    fn child(&self, i: usize, labels: &[&str]) -> Option<usize> {
        self.children(i).find(|&c| labels.contains(&self.dep(c)))
    }
    fn is_verb(&self, i: usize) -> bool {
        matches!(self.pos(i), Upos::Verb | Upos::Aux)
    }
    /// The words of `i` and all that hangs on it: first, and one past the last.
    pub(crate) fn extent(&self, i: usize) -> (usize, usize) {
        let Some(tree) = &self.tree else { return (i, i + 1) };
        let extent = tree.extent(self.base + i);
        (extent.start.saturating_sub(self.base), (extent.end - self.base).min(self.len()))
    }

    /// Is the first verb with a subject from word `from` to `stop` a bare one or in the plural of the present: "both sides
    /// observe"? False without a parse.
    pub(crate) fn bare_verb(&self, from: usize, stop: usize) -> bool {
        let verb = (from..stop).find(|&v| {
            self.is_verb(v) && self.child(v, &["nsubj", "nsubj:pass"]).is_some_and(|s| s >= from && s < v)
        });
        verb.is_some_and(|v| matches!(self.tag(v), "VB" | "VBP") && self.child(v, &["aux", "cop"]).is_none())
    }

    /// Do the words from `from` hold a finite verb with its own subject before it, no relative clause: "suggested he had
    /// tricked them"? False without a parse.
    pub(crate) fn own_clause(&self, from: usize, stop: usize) -> bool {
        (from..stop).any(|v| {
            let subject = self.child(v, &["nsubj", "nsubj:pass"]).filter(|&s| s >= from && s < v);
            let relative =
                self.dep(v).starts_with("acl") || self.dep(v) == "advcl" || self.dep(v) == "parataxis";
            !relative && self.finite_verb(v) && subject.is_some_and(|s| !self.is("relative", s))
        })
    }

    /// Is word `i` a verb that says something, no participle before a noun? False without a parse.
    pub(crate) fn predicate(&self, i: usize) -> bool {
        self.pos(i) == Upos::Verb && self.dep(i) != "amod"
    }

    /// Is word `i` a verb? `None` without a parse.
    pub(crate) fn verb(&self, i: usize) -> Option<bool> {
        self.known().then(|| self.is_verb(i))
    }

    /// Is word `i` read as a noun, name or adjective, so that a cue verb there is none? "the demands of", "a press
    /// officer". False without a parse.
    pub(crate) fn nominal(&self, i: usize) -> bool {
        matches!(self.pos(i), Upos::Noun | Upos::Propn)
            && (self.child(i, &["det", "nmod:poss", "case", "amod", "nummod"]).is_some()
                || matches!(self.dep(i), "compound" | "nmod" | "obl"))
    }

    /// The subject of the verb at word `verb`, whose group begins at word `first`, as the parse has it. None where
    /// nothing parsed it.
    pub(crate) fn subject_of(&self, verb: usize, first: usize) -> Option<Subject> {
        let head = self.subject_word(verb).filter(|&head| head < verb)?;
        let subject = self.subject_headed(head, verb)?;
        // "asked whether X would": what stands between subject and verb may only suppose it.
        let last = self.range(subject.span).end;
        let supposed = (last..first).any(|k| matches!(self.word(k), "whether" | "if"));
        (!supposed).then_some(subject)
    }

    /// The subject of the verb that word `first` belongs to: a modal, an auxiliary, an adverb before it, itself.
    pub(crate) fn subject(&self, first: usize) -> Option<Subject> {
        let head = self.subject_word(first).filter(|&head| head < first)?;
        self.subject_headed(head, first)
    }

    /// The subject whose head is word `head`, of the verb at word `verb`: with whom it names.
    fn subject_headed(&self, head: usize, verb: usize) -> Option<Subject> {
        // "Baron Komura": the title may be the head.
        let titled = self.mention(head).is_none() && head + 1 < verb && self.mention(head + 1).is_some();
        let titled = titled && !self.is_mark(head + 1) && !self.is("relative", head);
        let head = if titled { head + 1 } else { head };
        let third = matches!(self.word(head), "he" | "she" | "it" | "they");
        if self.mention(head).is_none() && self.is("pronoun", head) {
            // "Klow made clear that he expects": who "he" is, if nothing else tells it.
            let above = self.owner_above(verb).or_else(|| self.subject_above(verb));
            let above = above.filter(|&s| third && s < head);
            let mentions = above.and_then(|s| self.mention(s)).into_iter().collect();
            return Some(Subject { span: self.over(head, head + 1), mentions });
        }
        let mut subject = self.phrase(head);
        if subject.mentions.is_empty()
            && let Some(mention) = self.beside(head).and_then(|c| self.mention(c))
        {
            subject.mentions.push(mention);
        }
        // "Klow handed over a note that rejected": whose note it is.
        if subject.mentions.is_empty()
            && self.is("instrument", head)
            && !self.dep(head).starts_with("nsubj")
            && let Some(above) = self.subject_above(head).filter(|&s| s < head)
            && let Some(mention) = self.mention(above)
            && !self.is("pronoun", self.range(subject.span).start)
        {
            subject.mentions.push(mention);
        }
        for other in self.equals(head) {
            if let Some(mention) = self.mention(other).filter(|m| !subject.mentions.contains(m)) {
                subject.mentions.push(mention);
                subject.span = subject.span.join(self.over(other, other + 1));
            }
        }
        Some(subject)
    }

    /// The head word of the subject of the verb at word `at`: its own, that of the verb it stands beside, that of the
    /// verb it hangs on ("wants to reject": who wants; "asked X to reject": X).
    pub(crate) fn subject_word(&self, at: usize) -> Option<usize> {
        if !self.known() {
            return None;
        }
        let mut verb = at;
        // "remained opposed to trams": read as a preposition.
        if self.dep(at) == "case" {
            verb = self.head(self.head(at));
        }
        // The cue may be an auxiliary or a particle of its verb.
        for _ in 0..2 {
            if matches!(self.dep(verb), "aux" | "aux:pass" | "cop" | "compound:prt" | "mark" | "advmod") {
                verb = self.head(verb);
            }
        }
        for _ in 0..CLIMB {
            let subjects = self.children(verb);
            let subjects = subjects.filter(|&c| {
                matches!(self.dep(c), "nsubj" | "nsubj:pass" | "nsubj:outer" | "csubj") && c != verb
            });
            // Of two, the one that is a name, else the nearer one: "M. Witte".
            if let Some(subject) = subjects.max_by_key(|&c| (self.mention(c).is_some(), c)) {
                let relative = self.is("relative", subject) && self.dep(verb).starts_with("acl");
                return Some(if relative { self.head(verb) } else { subject });
            }
            // "It is willing", "Klow wants": labelled otherwise, but a name without a preposition before its verb, and no
            // subject beside it, is one.
            let stands = |&c: &usize| {
                let named = self.mention(c).is_some()
                    && self.time(c).is_none()
                    && self.child(c, &["case"]).is_none()
                    && !matches!(self.dep(c), "obj" | "iobj" | "ccomp" | "advcl" | "conj" | "parataxis");
                c < verb && (named || self.dep(c) == "expl" && self.word(c) == "it")
            };
            if let Some(subject) = self.children(verb).find(stands).filter(|_| self.finite_verb(verb)) {
                return Some(subject);
            }
            let head = self.head(verb);
            if head == verb {
                return None;
            }
            match self.dep(verb) {
                "conj" | "parataxis" if self.is_verb(head) || self.child(head, &["cop"]).is_some() => {
                    verb = head
                }
                "xcomp" => match self.child(head, &["obj", "iobj"]) {
                    Some(object) => return Some(object),
                    None => verb = head,
                },
                "advcl" if self.word(verb).ends_with("ing") => verb = head,
                "amod" if self.shares(verb) => verb = self.head(head),
                // "accepted a cap, given up the post": a participle after a comma may go on from the verb before.
                "acl" if !self.word(verb).ends_with("ing") => return None,
                "acl" | "acl:relcl" => return Some(head),
                _ => return None,
            }
        }
        None
    }

    /// Words that stand beside word `i` as equals: "Borduria and Syldavia".
    fn equals(&self, i: usize) -> Vec<usize> {
        self.children(i).filter(|&c| self.dep(c) == "conj").collect()
    }

    /// Who is said to do what is done in the passive at word `at`, by the parse: the noun after "by".
    pub(crate) fn agent(&self, at: usize) -> Option<usize> {
        self.children(at).find(|&c| {
            matches!(self.dep(c), "obl:agent" | "obl")
                && self.child(c, &["case"]).is_some_and(|case| self.word(case) == "by")
        })
    }

    /// Is word `i` read as belonging to the noun after it: "the deal maker", "the deal's critics"? False without a parse.
    pub(crate) fn before_noun(&self, i: usize) -> bool {
        let of = self.head(i);
        of > i && matches!(self.dep(i), "compound" | "amod" | "nmod:poss")
    }

    /// Is word `i` read as a name? False without a parse.
    pub(crate) fn named(&self, i: usize) -> bool {
        self.pos(i) == Upos::Propn
    }

    /// Is word `i` a finite verb of the present? `None` without a parse.
    pub(crate) fn present(&self, i: usize) -> Option<bool> {
        self.known().then(|| matches!(self.tag(i), "VBZ" | "VBP"))
    }

    /// Is word `i` a bare verb ("VB") or a form in -ing ("VBG") that is no adjective? False without a parse.
    pub(crate) fn verb_form(&self, i: usize, form: &str) -> bool {
        self.is_verb(i) && self.tag(i) == form && self.dep(i) != "amod"
    }

    /// The antecedent that is the object of the verb at word `at` in a relative clause ("a step the company has
    /// opposed"), with what it stands beside: first word, and one past the last.
    pub(crate) fn antecedent(&self, at: usize) -> Option<(usize, usize)> {
        if !self.dep(at).starts_with("acl") || self.child(at, &["obj", "ccomp", "xcomp"]).is_some() {
            return None;
        }
        let noun = self.head(at);
        let own = self.child(at, &["nsubj"]).filter(|s| *s > noun && !self.is("relative", *s))?;
        let (first, _) = self.extent(noun);
        if self.dep(noun) == "appos" {
            let (first, _) = self.extent(self.head(noun));
            return Some((first, own));
        }
        Some((first, noun + 1))
    }

    /// The subject of the clause in which the clause of the verb at word `at` is the object: "Klow made clear that he
    /// expects": Klow.
    fn subject_above(&self, at: usize) -> Option<usize> {
        let mut verb = at;
        for _ in 0..CLIMB {
            let head = self.head(verb);
            if head == verb {
                return None;
            }
            if matches!(
                self.dep(verb),
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
            ) && self.is_verb(head)
                && let Some(subject) = self.child(head, &["nsubj"])
                && subject < at
                && !self.is("relative", subject)
            {
                return Some(subject);
            }
            verb = head;
        }
        None
    }

    /// The possessor of the noun that the clause of the verb at word `at` says the content of: "Borduria's offer that it
    /// would", "Borduria's announcement that it stands ready": Borduria.
    fn owner_above(&self, at: usize) -> Option<usize> {
        let mut verb = at;
        for _ in 0..CLIMB {
            let head = self.head(verb);
            if head == verb {
                return None;
            }
            if self.dep(verb) == "acl"
                || matches!(self.dep(verb), "ccomp" | "acl:relcl") && !self.is_verb(head)
            {
                return self.child(head, &["nmod:poss"]).filter(|&c| self.mention(c).is_some());
            }
            verb = head;
        }
        None
    }

    /// Is the verb at word `at` in the passive? `None` without a parse.
    pub(crate) fn passive(&self, at: usize) -> Option<bool> {
        let passive = |at: usize| {
            self.children(at).any(|c| matches!(self.dep(c), "nsubj:pass" | "aux:pass" | "csubj:pass"))
        };
        self.known().then(|| passive(at))
    }

    /// The words of the noun whose head is word `head`, with whom it is or belongs to: "Borduria's proposal", "Bordurian
    /// leaders", "a spokesman for the union", "the government of Borduria".
    fn phrase(&self, head: usize) -> Subject {
        let (mut first, mut last) = (head, head);
        let mut mentions: Vec<usize> = Vec::new();
        let mut owner: Vec<usize> = Vec::new();
        // "Bordurian and Syldavian envoys", where the last two words are one mention.
        let beside = |c: usize| {
            self.equals(c).iter().any(|&k| self.mention(k).is_some() && self.mention(k) == self.mention(head))
        };
        for c in self.children(head).filter(|&c| c < head) {
            let dep = self.dep(c);
            let part = matches!(dep, "amod" | "nummod" | "advmod")
                || dep.starts_with("det")
                || dep.starts_with("compound")
                || dep.starts_with("nmod")
                || dep.starts_with("flat");
            if part && self.child(c, &["case"]).is_none_or(|k| k > c) {
                first = first.min(self.extent(c).0);
                if beside(c) {
                    mentions.extend(self.mention(c).filter(|&m| self.mention(head) != Some(m)));
                }
                // Of several the possessor, else the first.
                let named: Vec<usize> =
                    std::iter::once(c).chain(self.equals(c)).filter_map(|k| self.mention(k)).collect();
                if !named.is_empty() && (dep == "nmod:poss" || owner.is_empty()) {
                    owner = named;
                }
            }
        }
        if let Some(mention) = self.mention(head) {
            let own = |k: &usize| self.mention(*k) == Some(mention);
            first = (0..=head).rev().take_while(own).last().unwrap_or(head).min(first);
            last = (head..self.len()).take_while(own).last().unwrap_or(head);
            mentions.push(mention);
        } else {
            let speaks = self.is("speaker", head);
            let of =
                self.children(head).filter(|&c| c > head && self.dep(c).starts_with("nmod")).find(|&c| {
                    let case = self.child(c, &["case"]);
                    case.is_some_and(|k| match self.word(k) {
                        "of" => speaks || self.is("collective", head),
                        "for" | "from" => speaks,
                        _ => false,
                    })
                });
            let owns = self.function().any(&["instrument", "collective", "team", "speaker"], self.word(head));
            if let Some(c) = of {
                // "delegations from Borduria and Syldavia": all of them.
                let several = std::iter::once(c).chain(self.equals(c));
                let mut named: Vec<usize> = several.filter_map(|k| self.mention(k)).collect();
                if named.is_empty() {
                    named.extend(self.children(c).find_map(|k| self.mention(k)));
                }
                let of_last = |k: &usize| self.mention(*k).is_some_and(|m| named.last() == Some(&m));
                last = (c..self.len()).skip_while(|k| !of_last(k)).take_while(of_last).last().unwrap_or(c);
                mentions.extend(named.iter().copied());
            } else if owns {
                mentions.extend(owner);
            } else if let Some(last) =
                (first..head).rev().find(|&k| self.mention(k).is_some_and(|m| owner.contains(&m)))
            {
                // "Borduria's parliament": not Borduria.
                first = last + 1;
            }
        }
        Subject { span: self.over(first, last + 1), mentions }
    }

    /// Is the verb or predicate at word `v` finite: "left", "has left", "is ready"?
    fn finite_verb(&self, v: usize) -> bool {
        let finite = |i: usize| matches!(self.tag(i), "VBD" | "VBZ" | "VBP" | "MD");
        finite(v)
            || self
                .children(v)
                .any(|c| c < v && finite(c) && matches!(self.dep(c), "aux" | "aux:pass" | "cop"))
    }
    fn tag(&self, i: usize) -> &str {
        self.tree.as_ref().map_or("", |t| t.tag(self.base + i))
    }

    /// Does another clause with its subject, or a further finite predicate, begin after word `i`, a comma or "and", beside the one that the
    /// words from `from` belong to?
    pub(crate) fn parts(&self, i: usize, from: usize) -> bool {
        let mut own = from;
        while matches!(self.dep(own), "aux" | "aux:pass" | "cop" | "advmod") && self.head(own) > own {
            own = self.head(own);
        }
        // The word that all the clause hangs on.
        let mut top = from;
        while self.head(top) > top {
            top = self.head(top);
        }
        let (low, high) = self.extent(top);
        (i + 1..(i + 14).min(self.len())).any(|v| {
            let head = self.head(v);
            match self.dep(v) {
                // "and that its army disarm" goes on with what is asked, unless it goes on with what stands above.
                "conj" if self.child(v, &["mark"]).is_some() => {
                    (head < from || head == own || !(low..high).contains(&head)) && self.begins(v, i)
                }
                "conj" | "parataxis" | "root" | "ROOT" => self.begins(v, i),
                "amod" => v == i + 1 && self.shares(v),
                // "and Borduria linking": read as a name with a participle that follows it at once.
                "acl" if self.tag(v) == "VBG" && v > i + 1 => {
                    let noun = v - 1;
                    self.dep(noun) == "conj"
                        && self.mention(noun).is_some_and(|m| self.may_act(m))
                        && self.extent(noun).0 <= i + 2
                }
                _ => false,
            }
        })
    }

    /// "rejected a zone, accepted observers": a past form without a subject right after a comma or "and", which the parse
    /// took for a participle before the next item of a list, is a verb that shares the subject of the verb before.
    fn shares(&self, v: usize) -> bool {
        let noun = self.head(v);
        let first = v.checked_sub(1).is_some_and(|c| self.word(c) == "," || self.is("coordinator", c));
        first
            && matches!(self.tag(v), "VBN" | "VBD")
            && noun == v + 1
            && self.dep(noun) == "conj"
            && self.finite_verb(self.head(noun))
    }

    /// Do the own words of a clause or finite predicate with its verb at word `v` begin right after word `i`?
    fn begins(&self, v: usize, i: usize) -> bool {
        if !self.finite_verb(v) && self.child(v, &["nsubj", "nsubj:pass"]).is_none() {
            return false;
        }
        let core = |c: &usize| {
            let dep = self.dep(*c);
            *c < v
                && *c > i
                && (dep.starts_with("nsubj")
                    || dep.starts_with("aux")
                    || matches!(dep, "cop" | "mark" | "cc" | "expl" | "csubj" | "advmod"))
        };
        let first = self.children(v).filter(core).map(|c| self.extent(c).0.max(i + 1)).min();
        let first = first.unwrap_or(v).min(v);
        first == i + 1 || first == i + 2 && self.is("coordinator", i + 1)
    }

    /// A name that stands beside word `i` as another name for the same: "the negotiator, Irena Marsh".
    fn beside(&self, i: usize) -> Option<usize> {
        let named = |&c: &usize| {
            matches!(self.dep(c), "appos" | "flat" | "compound") && c > i && self.mention(c).is_some()
        };
        self.children(i).find(named)
    }
}
