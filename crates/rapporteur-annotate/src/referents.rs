//! # Who and what was mentioned so far
//!
//! What it holds: people and things in the order of the text, each with its last words, number, gender and the places
//! where it was named or taken up; a name again, an apposition, a predicate ("she is a baker") are the same thing.
//! Why: a pronoun takes up one of these; `references` says which.
//! Example: "Kolo Banda, a baker, left." - one thing, called "Kolo Banda" and "baker".
//! Source: discourse referents (Karttunen 1976), files of mentions (Heim 1982).
//! Touches trees, names and nouns for people; decides nothing about pronouns. Memory is bounded.

use crate::tree::Tree;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::given_names::Gender;
use rapporteur_lexicon::person_nouns::PersonNoun;
use rapporteur_model::{Article, EntityKind, Mention, NameLabel, Syntax, Upos};

/// So many things are kept in mind at a time: bounds the work on hostile input.
const IN_MIND: usize = 64;
/// So many places of a thing are kept.
const PLACES: usize = 8;
/// So many words of a thing are kept.
const CALLED: usize = 12;
/// A common noun names the same thing again within so many sentences.
const SAME_NOUN: usize = 24;

/// One or many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Number {
    One,
    Many,
    /// "The team", which is "it" and "they".
    Group,
}

/// Where a thing was named or taken up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) sentence: usize,
    pub(crate) token: usize,
    pub(crate) role: &'static str,
    /// The pronoun that took it up, as its nominative.
    pub(crate) pronoun: Option<&'static str>,
    /// An apposition or predicate: says more of what stands beside it.
    pub(crate) beside: bool,
}

/// Somebody or something that was mentioned.
#[derive(Debug)]
pub(crate) struct Thing {
    pub(crate) number: Number,
    pub(crate) gender: Gender,
    /// Surely a person or people.
    pub(crate) person: bool,
    pub(crate) name: bool,
    /// "the", "a", "his", or nothing before it.
    pub(crate) article: &'static str,
    /// Several joined by "and".
    pub(crate) joined: bool,
    /// Words by which it is named again.
    keys: Vec<String>,
    /// Head token and extent of its last name or noun phrase.
    pub(crate) last: (usize, (usize, usize)),
    /// The last places, in order.
    pub(crate) places: Vec<Place>,
    /// Heads of its names and noun phrases; the last few.
    pub(crate) heads: Vec<usize>,
    /// How often it was named or taken up.
    pub(crate) count: usize,
    /// How often it was named, and the sentence of the last time.
    pub(crate) named: (usize, usize),
    /// Index of the mention of a name.
    pub(crate) mention: Option<usize>,
}

impl Thing {
    /// It was named or taken up there.
    pub(crate) fn again(&mut self, place: Place) {
        if self.places.len() >= PLACES {
            self.places.remove(0);
        }
        self.places.push(place);
        self.count += 1;
    }
    fn called(&mut self, head: usize, sentence: usize) {
        self.named = (self.named.0 + 1, sentence);
        if self.heads.len() >= CALLED {
            self.heads.remove(0);
        }
        self.heads.push(head);
    }
    fn seen_in(&self) -> usize {
        self.places.last().map_or(0, |p| p.sentence)
    }
}

/// Everything mentioned so far.
pub(crate) struct Referents<'r, 'a> {
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) article: &'a Article,
    pub(crate) syntax: &'a Syntax,
    pub(crate) tree: &'r Tree<'a>,
    pub(crate) lower: Vec<String>,
    /// For each token the mention of a name it is in.
    pub(crate) names: Vec<Option<usize>>,
    pub(crate) things: Vec<Thing>,
}

impl Referents<'_, '_> {
    pub(crate) fn word(&self, i: usize) -> &str {
        self.lower.get(i).map_or("", String::as_str)
    }
    fn written(&self, i: usize) -> &str {
        self.syntax.tokens.get(i).map_or("", |t| t.span.of(&self.article.text))
    }
    /// What is joined stands where what it is joined to stands.
    pub(crate) fn top(&self, i: usize) -> usize {
        let mut at = i;
        for _ in 0..4 {
            let head = self.tree.head(at);
            if self.tree.dep(at) != "conj"
                || !matches!(self.tree.pos(head), Upos::Noun | Upos::Propn | Upos::Pron)
            {
                break;
            }
            at = head;
        }
        at
    }
    /// What a noun or pronoun is to its verb.
    pub(crate) fn role(&self, i: usize) -> &'static str {
        let at = self.top(i);
        match self.tree.dep(at) {
            "nsubj" | "csubj" => "subject",
            "obj" | "iobj" => "object",
            "root" | "ROOT" | "parataxis" | "appos" => "alone",
            "nmod" | "det" if self.tree.label(at) == "nmod:poss" || self.tree.tag(at) == "PRP$" => "owner",
            "obl" => "beside",
            "vocative" => "called",
            _ => "inside",
        }
    }

    /// A noun or name: somebody met before, or somebody new.
    pub(crate) fn meet(&mut self, i: usize, sentence: usize, mentions: &[Mention]) {
        let tree = self.tree;
        let pos = tree.pos(i);
        if !matches!(pos, Upos::Noun | Upos::Propn) {
            if pos == Upos::Pron {
                self.indefinite(i, sentence);
            }
            return;
        }
        if matches!(tree.dep(i), "flat" | "compound" | "fixed" | "goeswith") {
            return;
        }
        let mention = self.names.get(i).copied().flatten();
        let known = mention.and_then(|m| mentions.get(m));
        let kind = known.map(|m| m.kind);
        let plural = matches!(tree.tag(i), "NNS" | "NNPS");
        let word = self.word(i).to_owned();
        let noun = self.lexicon.person_nouns.get(&word);
        let extent = tree.extent(i);
        let joined = tree
            .children(i)
            .any(|c| tree.dep(c) == "conj" && matches!(tree.pos(c), Upos::Noun | Upos::Propn | Upos::Pron));
        let next = self.syntax.names.partition_point(|n| n.end as usize <= i);
        let label = self.syntax.names.get(next).filter(|n| n.first as usize <= i);
        let labelled = label.is_some_and(|n| n.label == NameLabel::Person);
        let name = pos == Upos::Propn;
        let person = kind == Some(EntityKind::Person)
            || labelled && kind.is_none_or(|k| k == EntityKind::Person)
            || noun.is_some_and(|n| n != PersonNoun::Group)
            || !name && self.lexicon.anonymous.noun(&word).is_some_and(|n| !n.document);
        let gender = self.gender(i, name, noun);
        let number = match noun {
            _ if joined => Number::Many,
            Some(PersonNoun::People) => Number::Many,
            Some(PersonNoun::Group) if !plural => Number::Group,
            _ if plural => Number::Many,
            _ if kind.is_some_and(|k| k != EntityKind::Person) => Number::Group,
            _ => Number::One,
        };
        // Named people are known by their mention's full name, others by their noun.
        let key = match known {
            Some(m) => m.name.to_lowercase(),
            None if name => word.clone(),
            None => format!("{} {}", tree.lemma(i).to_lowercase(), if plural { "s" } else { "" }),
        };
        let article = tree.children(i).filter(|&c| c < i).find_map(|c| match tree.label(c) {
            "det" if matches!(self.word(c), "a" | "an" | "another" | "some" | "any" | "no") => Some("a"),
            "det" => Some("the"),
            "nmod:poss" => Some("of"),
            _ => None,
        });
        let article = article.unwrap_or("bare");
        let span = (extent.start, extent.end);
        let place = |role| Place { sentence, token: i, role, pronoun: None, beside: false };
        // An apposition or predicate is its head or subject once more.
        let of = self.said_of(i).filter(|_| !joined);
        let same = self.things.iter().rposition(|t| match of {
            Some(o) => t.last.0 == o || t.places.last().is_some_and(|p| p.token == o),
            // "a man" is somebody new.
            None => {
                (name || article != "a")
                    && !joined
                    && t.keys.contains(&key)
                    && (t.number == number || name)
                    && (name || t.name || sentence - t.seen_in() <= SAME_NOUN)
            }
        });
        if let Some(k) = same {
            let role = self.role(i);
            let mut thing = self.things.remove(k);
            if of.is_none() || name && !thing.name {
                thing.last = (i, span);
            }
            thing.again(Place { beside: of.is_some(), ..place(role) });
            thing.called(i, sentence);
            thing.person |= person;
            thing.name |= name;
            if thing.gender == Gender::Either {
                thing.gender = gender;
            }
            thing.mention = thing.mention.or(mention);
            if thing.keys.len() < PLACES && !thing.keys.contains(&key) {
                thing.keys.push(key);
            }
            self.things.push(thing);
            return;
        }
        let role = self.role(i);
        let new = Thing {
            number,
            gender: if joined { Gender::Either } else { gender },
            person,
            name,
            article,
            joined,
            keys: Vec::new(),
            last: (i, span),
            places: vec![place(role)],
            heads: vec![i],
            count: 1,
            named: (1, sentence),
            mention: mention.filter(|_| !joined),
        };
        if joined {
            // Both together, and the first of them alone.
            let alone = Thing {
                number: if plural { Number::Many } else { Number::One },
                gender,
                joined: false,
                keys: vec![key],
                last: (i, (span.0, i + 1)),
                places: vec![place(role)],
                heads: vec![i],
                mention,
                ..new
            };
            self.keep(alone);
            self.keep(new);
        } else {
            self.keep(Thing { keys: vec![key], ..new });
        }
    }

    fn keep(&mut self, thing: Thing) {
        if self.things.len() >= IN_MIND {
            self.things.remove(0);
        }
        self.things.push(thing);
    }

    /// The token that an apposition or a predicate says more of.
    fn said_of(&self, i: usize) -> Option<usize> {
        let tree = self.tree;
        if tree.dep(i) == "appos" {
            return Some(tree.head(i));
        }
        tree.child(i, &["cop"])?;
        if tree.children(i).any(|c| self.word(c) == "not" || self.word(c) == "n't") {
            return None;
        }
        tree.own_subject(i).filter(|&s| s < i)
    }

    /// What its noun, title, given name and appositions say.
    fn gender(&self, i: usize, name: bool, noun: Option<PersonNoun>) -> Gender {
        let tree = self.tree;
        let of = |noun: Option<PersonNoun>| match noun {
            Some(PersonNoun::He) => Some(Gender::He),
            Some(PersonNoun::She) => Some(Gender::She),
            _ => None,
        };
        let about = || tree.children(i).filter(|&c| matches!(tree.dep(c), "appos" | "compound" | "flat"));
        let said = of(noun)
            .or_else(|| about().find_map(|c| of(self.lexicon.person_nouns.get(self.word(c)))))
            .or_else(|| {
                let honorific = |c| self.lexicon.given_names.honorific(self.written(c));
                about().find_map(|c| honorific(c).filter(|g| *g != Gender::Either))
            });
        if let Some(gender) = said {
            return gender;
        }
        if !name {
            return Gender::Either;
        }
        // The first word of the name that is a given name: "Ono" in "Mayor Ono Velt".
        let before = about().filter(|&c| tree.dep(c) != "appos" && c < i);
        before
            .chain(std::iter::once(i))
            .find_map(|c| self.lexicon.given_names.gender(self.written(c)))
            .unwrap_or(Gender::Either)
    }

    /// "Those who signed", "many of them": people without a noun.
    fn indefinite(&mut self, i: usize, sentence: usize) {
        let one = self.lexicon.person_nouns.get(self.word(i)).is_some();
        let role = self.role(i);
        let those = matches!(self.word(i), "those" | "others" | "many" | "some") && role == "subject";
        if !one && !those {
            return;
        }
        let extent = self.tree.extent(i);
        self.keep(Thing {
            number: if one { Number::Group } else { Number::Many },
            gender: Gender::Either,
            person: true,
            name: false,
            article: "bare",
            joined: false,
            keys: Vec::new(),
            last: (i, (extent.start, extent.end)),
            places: vec![Place { sentence, token: i, role, pronoun: None, beside: false }],
            heads: vec![i],
            count: 1,
            named: (1, sentence),
            mention: None,
        });
    }
}
