//! Who a noun phrase is: can it act, which mention is it, which country and sector.
//!
//! Country codes come from mentions and demonyms inside the phrase; sectors from offices, kinds of mention and the nouns
//! of `data/event_sectors.tsv`. Gives nothing rather than a guess. Touches the parse, the mentions and the lexicon.

use super::tree::{Dep, Tree};
use rapporteur_lexicon::known::Known;
use rapporteur_model::{EntityKind, How, Span, Upos};

/// A party of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Party {
    /// The head of its words.
    pub(super) head: usize,
    /// The mention it is.
    pub(super) mention: Option<usize>,
    /// It can act.
    pub(super) acts: bool,
}

/// How many earlier mentions a pronoun is followed through.
const CHAIN: usize = 12;

impl Tree<'_> {
    /// "two rounds of talks", "dozens of villagers": the noun that matters.
    pub(super) fn content(&self, head: usize) -> usize {
        let measure = self.lexicon.event_frames.known.measure;
        let mut at = head;
        for _ in 0..3 {
            let counts =
                self.lexicon.event_frames.classes(self.lemma(at)) & measure != 0 || self.pos(at) == Upos::Num;
            let of = self
                .kids(at)
                .find(|&k| self.dep(k) == Dep::Nmod && self.preposition(k).is_some_and(|p| p == "of"));
            match of {
                Some(next) if counts => at = next,
                _ => break,
            }
        }
        at
    }

    /// The mention a phrase's own words are: that of its head or of its name.
    fn own_mention(&self, head: usize) -> Option<usize> {
        let name = |k: &usize| {
            matches!(self.dep(*k), Dep::Flat | Dep::Compound) || self.dep(*k) == Dep::Appos && *k == head + 1
        };
        self.mention(head).or_else(|| {
            self.kids(head)
                .filter(name)
                .filter(|&k| self.pos(k) == Upos::Propn && k > head)
                .find_map(|k| self.mention(k))
        })
    }

    fn sector(&self, i: usize) -> Option<&'static str> {
        let lemma = self.lemma(i);
        let frames = &self.lexicon.event_frames;
        if lemma.starts_with(char::is_uppercase) {
            frames.sector(&lemma.to_lowercase())
        } else {
            frames.sector(lemma)
        }
    }

    /// Does a phrase name somebody who can act?
    pub(super) fn acts(&self, head: usize) -> bool {
        if self.time(head).is_some() {
            return false;
        }
        if let Some(m) = self.own_mention(head) {
            let inside = self.found.mentions.get(m).is_some_and(|m| {
                // "Bordurian" before "law" is a mention, but the law does not act.
                m.how != How::Name || self.syntax.tokens.get(head).is_some_and(|t| m.span.contains(t.span))
            });
            if inside {
                let outlet = self.found.mentions.get(m).is_some_and(|m| m.kind == EntityKind::Outlet);
                return outlet || self.may_act(m);
            }
        }
        if self.sector(head).is_some() {
            return true;
        }
        match self.pos(head) {
            Upos::Pron => {
                matches!(
                    self.lemma(head),
                    "he" | "she" | "they" | "it" | "we" | "i" | "you" | "who" | "him" | "her" | "them" | "us"
                ) || self.tag(head) == "PRP"
            }
            Upos::Propn => true,
            _ => false,
        }
    }

    /// The party that a noun phrase is; a pronoun becomes what it stands for, if that is in the same sentence.
    pub(super) fn party(&self, head: usize) -> Party {
        let head = self.referent(head);
        let content = self.content(head);
        Party { head, mention: self.actor_mention(content), acts: self.acts(content) || self.acts(head) }
    }

    fn referent(&self, head: usize) -> usize {
        if self.pos(head) != Upos::Pron {
            return head;
        }
        let Some(sentence) = self.syntax.tokens.get(head).and_then(|t| self.syntax.sentence_at(t.span.lo()))
        else {
            return head;
        };
        let mut at = self.mention(head);
        for _ in 0..CHAIN {
            let Some(m) = at.and_then(|m| self.found.mentions.get(m)) else { break };
            if m.how != How::Pronoun {
                let here = self.syntax.sentence_at(m.span.lo()) == Some(sentence);
                return if here { self.head_of(m.span).unwrap_or(head) } else { head };
            }
            at = m.antecedent;
        }
        if at.is_some()
            || self
                .mention(head)
                .is_some_and(|m| self.found.mentions.get(m).is_some_and(|m| m.antecedent.is_some()))
        {
            return head;
        }
        // "The group said it had left": whoever says it, if nothing else is known.
        if !matches!(self.lemma(head), "it" | "they" | "he" | "she") {
            return head;
        }
        let mut up = self.head(head);
        for _ in 0..CHAIN {
            let above = self.head(up);
            if above == up {
                break;
            }
            if matches!(self.dep(up), Dep::Ccomp)
                && let Some(subject) = self.kid(above, Dep::Nsubj)
                && self.pos(subject) != Upos::Pron
                && self.agrees(head, subject)
            {
                return subject;
            }
            up = above;
        }
        head
    }

    fn agrees(&self, pronoun: usize, noun: usize) -> bool {
        let plural = matches!(self.tag(noun), "NNS" | "NNPS") || self.kid(noun, Dep::Conj).is_some();
        let person = self
            .mention(noun)
            .and_then(|m| self.found.mentions.get(m))
            .is_some_and(|m| m.kind == EntityKind::Person);
        match self.lemma(pronoun) {
            "they" => plural || !person,
            "it" => !plural && !person && self.acts(noun),
            // "he", "she": somebody, or the noun of an office.
            _ => !plural && (person || self.lexicon.offices.get(self.lemma(noun)).is_some()),
        }
    }

    /// The head of the words of a span: the token whose own head lies outside.
    pub(super) fn head_of(&self, span: Span) -> Option<usize> {
        let range = self.syntax.tokens_in(span);
        range.clone().find(|&i| !range.contains(&self.head(i)) || self.head(i) == i)
    }

    /// The mention that stands for a party in the record: its own, or the state whose people act for it.
    fn actor_mention(&self, head: usize) -> Option<usize> {
        if let Some(m) = self.own_mention(head) {
            return self.may_act(m).then_some(m);
        }
        let sector = self.sector(head)?;
        if !matches!(sector, "GOV" | "MIL" | "COP" | "SPY" | "JUD" | "LEG") {
            return None;
        }
        let owner = |k: usize| {
            let m = self.mention(k)?;
            let states = self
                .found
                .mentions
                .get(m)
                .is_some_and(|m| matches!(m.kind, EntityKind::State | EntityKind::Government));
            states.then_some(m)
        };
        self.kids(head)
            .filter(|&k| matches!(self.dep(k), Dep::Poss | Dep::Amod | Dep::Compound))
            .chain(self.kids(head).filter(|&k| {
                self.dep(k) == Dep::Nmod
                    && self.preposition(k).is_some_and(|p| matches!(p, "of" | "for" | "from"))
            }))
            .find_map(owner)
    }

    /// Inside a phrase that is nobody ("the Bordurian proposal"): whose it is.
    pub(super) fn owner(&self, head: usize) -> Option<usize> {
        let belongs = |k: &usize| match self.dep(*k) {
            Dep::Poss | Dep::Amod | Dep::Compound => true,
            Dep::Nmod => self.preposition(*k).is_some_and(|p| {
                matches!(p, "by" | "from" | "of" | "against" | "on" | "to" | "with" | "for" | "in")
            }),
            _ => false,
        };
        self.kids(head).filter(belongs).filter(|&k| self.tag(k) != "PRP$").find(|&k| {
            self.mention(k).is_some_and(|m| self.may_act(m)) || self.dep(k) != Dep::Amod && self.acts(k)
        })
    }

    /// Country and sector: "ISRMIL". `None` where neither is known.
    pub(super) fn code(&self, head: usize) -> Option<String> {
        let head = self.content(head);
        let lexicon = self.lexicon;
        let mention = self.own_mention(head).and_then(|m| self.found.mentions.get(m));
        let (first, last) = self.phrase(head, false);
        let state_of = |i: usize| self.mention(i).and_then(|m| self.found.mentions.get(m)?.state.clone());
        // "Chile's Defense Department": whose it is counts more than what such a name is elsewhere.
        let owner = self.kids(head).filter(|&k| self.dep(k) == Dep::Poss).find_map(state_of);
        let mut country = owner.or_else(|| mention.and_then(|m| m.state.clone()));
        if country.is_none() {
            country = (first..=last.min(first + 24)).find_map(state_of);
        }
        let body = mention.and_then(|m| lexicon.known.first(&m.name));
        if country.is_none() && matches!(body, Some(Known::Body(b)) if b.sort == "intergovernmental") {
            country = Some("IGO".to_owned());
        }
        let role = self
            .own_mention(head)
            .and_then(|m| self.found.roles.iter().find(|r| r.holder == m))
            .and_then(|r| {
                let former = r.qualifier.as_deref().is_some_and(|q| matches!(q, "former" | "ex" | "late"));
                if former { Some("ELI") } else { lexicon.offices.get(&r.role).map(|o| o.sector) }
            });
        let beside = |i: usize| i == head || matches!(self.dep(i), Dep::Compound | Dep::Amod | Dep::Flat);
        let sectors = (first..=head)
            .rev()
            .filter(|&i| beside(i))
            .filter_map(|i| lexicon.event_frames.sector(&self.lemma(i).to_lowercase()));
        // "paramilitary organization": a body of any kind says less than the word before it.
        let words = sectors.clone().find(|s| *s != "SOC").or_else(|| sectors.clone().next());
        // "a disgraced former minister" (PLOVER: ELI, former officials).
        let was = (first..head).any(|i| beside(i) && lexicon.offices.is_past(self.lemma(i)));
        let words = words.map(|w| if was && matches!(w, "GOV" | "MIL" | "JUD" | "LEG") { "ELI" } else { w });
        let inside = mention.and_then(|m| {
            let words = m.span.of(self.text).split(|c: char| !c.is_alphanumeric());
            words.rev().find_map(|w| lexicon.event_frames.sector(&w.to_lowercase()))
        });
        let kind = mention.and_then(|m| match m.kind {
            EntityKind::State if m.how != How::Name => Some("GOV"),
            EntityKind::Office | EntityKind::Government => Some("GOV"),
            EntityKind::ArmedGroup => Some("REB"),
            EntityKind::Outlet => Some("JRN"),
            _ => None,
        });
        let sector = role.or(words).or(inside).or(kind).unwrap_or("");
        let code = format!("{}{sector}", country.unwrap_or_default());
        (!code.is_empty()).then_some(code)
    }
}
