//! Names that the codebook gives: who writes it knows how the parties and their people are spelled. Part of
//! [`crate::entities`].
//!
//! What: which spellings are one person, and which words name a body even where the gazetteer has a town of that name.
//! Why: a family name that stands first, or the short form of a company, is told by no rule and known to whoever follows
//! the talks. Example: with `names = ["Karo"]` for Karo Shipping, "Karo refused" is the company; "in Karo" stays the town.
//! A spelling that the codebook gives to two is nobody's.
//!
//! May touch: lexicon, codebook and the words before a name. It says nothing about who speaks for whom.

use crate::names::compare::likeness;
use crate::names::fold::{skeleton, words};
use crate::names::parts::parts;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_model::{EntityKind, Mention};
use std::collections::BTreeMap;

/// A family name is another spelling of the codebook's if it is so much alike.
const SPELLED: f64 = 0.85;

/// A body of the codebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) kind: EntityKind,
    /// Its first name, folded: what it is joined by.
    pub(super) folded: String,
}

/// The codebook's names, folded.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// `None` where two bear the name.
    people: BTreeMap<String, Option<usize>>,
    bodies: BTreeMap<String, Option<usize>>,
    /// The name to show, by number.
    names: Vec<String>,
    all_bodies: Vec<Body>,
}

fn plain(name: &str) -> String {
    words(name).into_iter().filter(|w| w != "the").collect::<Vec<_>>().join(" ")
}

fn put(list: &mut BTreeMap<String, Option<usize>>, key: String, n: usize) {
    if !key.is_empty() {
        list.entry(key).and_modify(|of| *of = of.filter(|o| *o == n)).or_insert(Some(n));
    }
}

impl Told {
    /// Reads the parties of a codebook, but for states, which the lexicon knows.
    pub(super) fn new(lexicon: &Lexicon, codebook: &Codebook) -> Told {
        let mut told = Told::default();
        for party in &codebook.parties {
            let body = !matches!(party.kind, EntityKind::State | EntityKind::Place | EntityKind::Person);
            if party.state.is_none() && body {
                let n = told.all_bodies.len();
                told.all_bodies.push(Body { kind: party.kind, folded: plain(&party.name) });
                for name in std::iter::once(&party.name).chain(&party.names) {
                    // "the union" is no name but a description.
                    if name.trim_start_matches("the ").chars().next().is_some_and(char::is_uppercase) {
                        put(&mut told.bodies, plain(name), n);
                    }
                }
            }
            for person in &party.people {
                let n = told.names.len();
                told.names.push(person.name.clone());
                for name in std::iter::once(&person.name).chain(&person.names) {
                    put(&mut told.people, person_key(lexicon, name), n);
                }
            }
        }
        told
    }

    /// The body that a name is. `before` is the word in front of it, in small letters: after "in" a town is meant.
    pub(super) fn body(&self, lexicon: &Lexicon, m: &Mention, before: &str) -> Option<&Body> {
        if self.bodies.is_empty() || matches!(m.kind, EntityKind::State | EntityKind::Agreement) {
            return None;
        }
        let body =
            self.bodies.get(&plain(&m.name)).copied().flatten().and_then(|n| self.all_bodies.get(n))?;
        let town =
            m.kind == EntityKind::Place && lexicon.common_words.is_state_word("place_prepositions", before);
        (!town).then_some(body)
    }

    /// The person of the codebook whom these words of a name mean, by number.
    pub(super) fn person(&self, words: &[String]) -> Option<usize> {
        if self.people.is_empty() {
            return None;
        }
        match self.people.get(&words.join(" ")) {
            Some(one) => *one,
            None => self.spelled_otherwise(words),
        }
    }

    /// "Komoura" for "Komura": one word alone, and one person only whose name alone sounds so.
    fn spelled_otherwise(&self, words: &[String]) -> Option<usize> {
        let [word] = words else { return None };
        let bones = skeleton(word);
        let alike =
            |name: &str| !name.contains(' ') && skeleton(name) == bones && likeness(name, word) >= SPELLED;
        let mut fits: Vec<Option<usize>> =
            self.people.iter().filter(|(name, _)| alike(name)).map(|(_, n)| *n).collect();
        fits.dedup();
        match fits[..] {
            [one] => one,
            _ => None,
        }
    }

    /// The name that the codebook shows for a person.
    pub(super) fn name(&self, person: usize) -> Option<&str> {
        self.names.get(person).map(String::as_str)
    }
}

/// A person's name by its words, "Mr." and "Baron" off.
fn person_key(lexicon: &Lexicon, name: &str) -> String {
    let bare = match name.split_once(' ') {
        Some((title, rest)) if lexicon.given_names.honorific(title).is_some() => rest,
        _ => name,
    };
    parts(lexicon, bare, EntityKind::Person).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: &str = "title = \"x\"\nextends = \"peace-talks\"\n\
        [party.karo]\nname = \"Karo Shipping\"\nkind = \"organisation\"\nnames = [\"Karo\", \"the company\"]\n\
        [party.karo.person.velt]\nname = \"Velt Ono\"\nnames = [\"Velt\", \"Ono Velt\", \"Mr. Velt\"]\n\
        [party.karo.person.banda]\nname = \"Tira Banda\"\nnames = [\"Banda\"]\n\
        [party.rest]\nname = \"Dockers' League\"\nkind = \"organisation\"\n\
        [party.rest.person.banda]\nname = \"Kolo Banda\"\nnames = [\"Banda\"]\n";

    #[test]
    fn what_two_bear_is_nobodys() {
        let lexicon = Lexicon::new();
        let told = Told::new(&lexicon, &Codebook::parse("x", BOOK).unwrap());
        let person = |name: &str| {
            let n = told.person(&parts(&lexicon, name, EntityKind::Person))?;
            told.name(n).map(str::to_owned)
        };
        assert_eq!(person("Ono Velt").as_deref(), Some("Velt Ono"));
        assert_eq!(person("Velt").as_deref(), Some("Velt Ono"));
        assert_eq!(person("Vellt").as_deref(), Some("Velt Ono"));
        assert_eq!(person("Banda"), None);
        assert_eq!(person("Tira Velt"), None);
        assert!(told.bodies.contains_key("karo") && !told.bodies.contains_key("company"));
    }
}
