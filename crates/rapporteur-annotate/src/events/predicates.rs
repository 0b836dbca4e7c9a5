//! What a parse says of one verb: who acts, on what, completed by what; whether it is negated, future, possible.
//!
//! Shared and understood arguments are filled in: coordination, control, participles, relative clauses. Knows the parse
//! and closed classes of English (auxiliaries, pronouns); no event, no word of the lexicon.

use super::tree::{Dep, Tree};
use rapporteur_lexicon::event_frames::Does;
use rapporteur_model::{EventType, Upos};

/// The arguments of a verb or of an adjective that is a predicate.
#[derive(Debug, Clone, Default)]
pub(super) struct Args {
    /// Who acts: the subject of an active verb, the agent of a passive one.
    pub(super) actor: Option<usize>,
    /// What is acted on: the object, or the subject of a passive verb.
    pub(super) object: Option<usize>,
    pub(super) indirect: Option<usize>,
    /// The verb or predicate that completes it.
    pub(super) complement: Option<usize>,
    /// Nouns after prepositions, in order; no times.
    pub(super) obliques: Vec<usize>,
    pub(super) passive: bool,
}

/// How a verb is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mood {
    pub(super) negated: bool,
    /// "will", "shall", "is going to".
    pub(super) future: bool,
    /// "may", "could".
    pub(super) possible: bool,
    /// "would"
    pub(super) would: bool,
    /// "must", "should", "has to".
    pub(super) ought: Option<usize>,
    /// It stands in a clause with "if".
    pub(super) conditional: bool,
}

/// How far subjects are handed down.
const DEEPEST: usize = 6;

impl Tree<'_> {
    pub(super) fn args(&self, v: usize) -> Args {
        let mut args = Args::default();
        let mut own_subject = None;
        let mut gerund = None;
        let mut finite = false;
        for k in self.kids(v) {
            match self.dep(k) {
                Dep::Nsubj | Dep::Csubj => own_subject = own_subject.or(Some(k)),
                Dep::NsubjPass => {
                    own_subject = own_subject.or(Some(k));
                    args.passive = true;
                }
                Dep::AuxPass => args.passive = true,
                Dep::Aux | Dep::Cop => finite = true,
                Dep::Obj => args.object = args.object.or(Some(k)),
                Dep::Iobj => args.indirect = args.indirect.or(Some(k)),
                Dep::OblAgent => args.actor = args.actor.or(Some(k)),
                Dep::Obl if self.time(k).is_none() => args.obliques.push(k),
                Dep::Ccomp | Dep::Xcomp => args.complement = args.complement.or(Some(k)),
                // "accused them of lying"; not "left without signing", "began by signing".
                Dep::Advcl
                    if self.tag(k) == "VBG"
                        && self.kid(k, Dep::Mark).is_some_and(|m| {
                            !["without", "by", "while", "after", "before", "when", "since"]
                                .iter()
                                .any(|w| self.is(m, w))
                        }) =>
                {
                    gerund = gerund.or(Some(k));
                }
                _ => {}
            }
        }
        if args.object.is_none() && args.complement.is_none() {
            // A name right after the verb that the parse hangs on loosely is its object.
            let loose = |k: &usize| {
                *k > v
                    && matches!(self.dep(*k), Dep::Parataxis | Dep::Other | Dep::Appos)
                    && self.is_noun(*k)
                    && self.phrase(*k, false).0 == v + 1
            };
            args.object = self.kids(v).find(loose);
        }
        let participle = self.tag(v) == "VBN" && !finite && own_subject.is_none();
        args.complement = args.complement.or(gerund);
        match self.dep(v) {
            // "the town taken by rebels", "a deal signed in May".
            Dep::Acl if participle => args.passive = true,
            Dep::Advcl if participle => args.passive = true,
            Dep::Conj if participle => {
                let head = self.head(v);
                args.passive |= self.kids(head).any(|k| matches!(self.dep(k), Dep::NsubjPass | Dep::AuxPass))
                    || self.dep(head) == Dep::Acl && self.tag(head) == "VBN";
            }
            _ => {}
        }
        let subject = own_subject
            .or_else(|| self.just_before(v).filter(|_| participle))
            .or_else(|| self.surface(v, 0))
            .map(|s| self.relative(s, v));
        if args.passive {
            args.object = args.object.or(subject);
            if args.actor.is_none()
                && let Some(at) =
                    args.obliques.iter().position(|&o| self.preposition(o).is_some_and(|p| p == "by"))
            {
                args.actor = Some(args.obliques.remove(at));
            }
        } else {
            args.actor = args.actor.or(subject);
        }
        args.object = args.object.map(|o| self.relative(o, v));
        // "the village the army took": the noun is the object.
        if self.dep(v) == Dep::Relcl
            && args.object.is_none()
            && !args.passive
            && args.actor.is_some_and(|a| a != self.head(v))
            && args.complement.is_none()
        {
            args.object = Some(self.head(v));
        }
        args
    }

    /// "freed the editor, arrested last week": of a participle that is hung on the verb, the object that stands right
    /// before it.
    fn just_before(&self, v: usize) -> Option<usize> {
        let head = self.head(v);
        let comma = v.checked_sub(1).filter(|&c| self.is(c, ","))?;
        let object = self.kid(head, Dep::Obj).filter(|_| self.dep(v) == Dep::Advcl && v > head)?;
        (self.phrase(object, false).1 + 1 == comma).then_some(object)
    }

    /// The subject a verb has without saying so.
    fn surface(&self, v: usize, depth: usize) -> Option<usize> {
        let own = self.kids(v).find(|&k| matches!(self.dep(k), Dep::Nsubj | Dep::NsubjPass | Dep::Csubj));
        if own.is_some() || depth > DEEPEST {
            return own.map(|s| self.relative(s, v));
        }
        let head = self.head(v);
        match self.dep(v) {
            Dep::Conj if self.is_predicate(head) => self.surface(head, depth + 1),
            // "criticized the ministry for closing the port", "kept the rebels from leaving": the object does it.
            Dep::Advcl | Dep::Obl | Dep::Xcomp
                if self.tag(v) == "VBG"
                    && !self.has_passive(head)
                    && self.kids(v).any(|k| {
                        matches!(self.dep(k), Dep::Mark | Dep::Case)
                            && ["for", "from", "of", "into"].iter().any(|p| self.is(k, p))
                    })
                    && self.kid(head, Dep::Obj).is_some_and(|o| self.acts(self.content(o))) =>
            {
                self.kid(head, Dep::Obj)
            }
            // "urged them to leave": they leave. "vowed to leave": the one who vows does.
            Dep::Xcomp => self
                .kid(head, Dep::Obj)
                .filter(|_| !self.has_passive(head))
                .or_else(|| self.kid(head, Dep::Iobj))
                .or_else(|| self.surface(head, depth + 1)),
            Dep::Advcl | Dep::Ccomp if self.is_predicate(head) => {
                let bare = self.tag(v) == "VBG"
                    || self.tag(v) == "VBN"
                    || self.kids(v).any(|k| self.dep(k) == Dep::Mark && self.is(k, "to"));
                bare.then(|| self.surface(head, depth + 1)).flatten()
            }
            // "the king's plan to leave", "a plan by the king to leave", "the king announced a plan to leave".
            Dep::Acl if self.tag(v) == "VB" => self.owner(head).or_else(|| {
                let up = self.head(head);
                (self.dep(head) == Dep::Obj && !self.reacts(up))
                    .then(|| self.surface(up, depth + 1))
                    .flatten()
            }),
            // "released a statement condemning the raid": whoever releases it.
            Dep::Acl
                if self.tag(v) == "VBG"
                    && matches!(self.dep(head), Dep::Obj | Dep::Obl)
                    && self.lexicon.event_frames.classes(self.lemma(head))
                        & self.lexicon.event_frames.known.document
                        != 0 =>
            {
                self.surface(self.head(head), depth + 1).or(Some(head))
            }
            Dep::Acl | Dep::Relcl => Some(head),
            _ => None,
        }
    }

    /// Is the verb one that answers to what others do: "condemned a plan to leave"?
    fn reacts(&self, v: usize) -> bool {
        let frames = &self.lexicon.event_frames;
        frames.verb(self.lemma(v), "").iter().filter_map(|e| frames.frame(e.frame)).any(|f| {
            matches!(f.does, Does::Event(EventType::Accuse | EventType::Support | EventType::Reject, _))
        })
    }

    fn has_passive(&self, v: usize) -> bool {
        self.kids(v).any(|k| matches!(self.dep(k), Dep::NsubjPass | Dep::AuxPass))
    }

    fn is_predicate(&self, i: usize) -> bool {
        self.is_verb(i)
            || self.pos(i) == Upos::Adj
            || self.kids(i).any(|k| matches!(self.dep(k), Dep::Nsubj | Dep::Cop))
    }

    /// "who", "which", "that" stand for the noun before.
    fn relative(&self, i: usize, v: usize) -> usize {
        let who = matches!(self.tag(i), "WDT" | "WP") || self.pos(i) == Upos::Pron && self.is(i, "that");
        if !who {
            return i;
        }
        let mut at = v;
        for _ in 0..DEEPEST {
            if matches!(self.dep(at), Dep::Relcl | Dep::Acl) {
                return self.head(at);
            }
            at = self.head(at);
        }
        i
    }

    pub(super) fn mood(&self, v: usize) -> Mood {
        let mut mood = Mood::default();
        let modal = |mood: &mut Mood, k: usize| match self.lemma(k) {
            "will" | "shall" | "'ll" | "wo" => mood.future = true,
            "would" | "'d" => mood.would |= self.tag(k) == "MD",
            "may" | "might" | "can" | "could" => mood.possible = true,
            "must" | "should" | "ought" => mood.ought = Some(k),
            _ => {}
        };
        for k in self.kids(v) {
            match self.dep(k) {
                Dep::Aux => modal(&mut mood, k),
                Dep::Advmod | Dep::Other if self.is_negation(k) => mood.negated = true,
                // "No country recognized it", "fired no shot".
                Dep::Nsubj | Dep::NsubjPass | Dep::Obj
                    if self.is(k, "nobody")
                        || self.is(k, "none")
                        || self.kids(k).any(|d| self.dep(d) == Dep::Det && self.is(d, "no")) =>
                {
                    mood.negated = true;
                }
                Dep::Mark if self.is(k, "if") || self.is(k, "unless") || self.is(k, "should") => {
                    mood.conditional = true;
                }
                Dep::Mark if self.is(k, "until") && self.tag(v) != "VBD" => mood.conditional = true,
                // "left without signing"
                Dep::Mark | Dep::Case if self.is(k, "without") => mood.negated = true,
                // "once it withdraws", "after the army leaves": still to come.
                Dep::Mark | Dep::Advmod
                    if matches!(self.tag(v), "VBZ" | "VBP")
                        && ["after", "before", "once", "when"].iter().any(|w| self.is(k, w)) =>
                {
                    mood.future = true;
                }
                Dep::Advcl => {
                    let hangs = self
                        .kids(k)
                        .any(|m| self.dep(m) == Dep::Mark && (self.is(m, "if") || self.is(m, "unless")));
                    mood.conditional |= hangs && (mood.would || mood.possible);
                }
                _ => {}
            }
        }
        // Verbs that share a subject share the auxiliary before the first: "will meet and sign".
        if self.dep(v) == Dep::Conj && matches!(self.tag(v), "VB" | "VBN") {
            let first = self.head(v);
            let own = self.kids(v).any(|k| matches!(self.dep(k), Dep::Aux | Dep::AuxPass | Dep::Nsubj));
            if !own {
                for k in self.kids(first) {
                    if self.dep(k) == Dep::Aux && self.tag(v) == "VB" {
                        modal(&mut mood, k);
                    }
                    if self.is_negation(k) && self.tag(v) == "VB" && self.or_between(v) {
                        mood.negated = true;
                    }
                }
            }
        }
        // "is going to", "is set to", "has to" stand above.
        if self.dep(v) == Dep::Xcomp {
            let up = self.head(v);
            match self.lemma(up) {
                "go" | "set" | "due" | "about" if self.tag(up) != "VBD" => mood.future = true,
                "have" | "need" => mood.ought = mood.ought.or(Some(up)),
                _ => {}
            }
        }
        mood
    }

    fn is_negation(&self, k: usize) -> bool {
        matches!(self.word(k), "not" | "n't" | "n’t" | "never" | "Not" | "Never")
    }

    fn or_between(&self, v: usize) -> bool {
        self.kids(v).any(|k| self.dep(k) == Dep::Cc && (self.is(k, "or") || self.is(k, "nor")))
    }
}
