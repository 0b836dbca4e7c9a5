//! One index over every name the lexicon knows: states, demonyms, seats, places, organisations, outlets.

use crate::bodies::{Bodies, Body};
use crate::phrases::Phrases;
use crate::places::{Place, Places};
use crate::states::{State, States};

/// How a form names a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StateForm {
    /// "Syria", "U.S."
    Name,
    /// "Syrian"
    Adjective,
    /// "Syrians"
    People,
    /// "the Kremlin"
    Seat,
}

/// What a known name is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known<'l> {
    /// A state, in one of its forms.
    State(&'l State, StateForm),
    /// A place.
    Place(&'l Place),
    /// An organisation, outlet, group, agreement.
    Body(&'l Body),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    State(usize, StateForm),
    Place(usize),
    Body(usize),
}

/// The index.
#[derive(Debug, Default)]
pub struct KnownNames {
    /// The states.
    pub states: States,
    /// The places.
    pub places: Places,
    /// The organisations, outlets and groups.
    pub bodies: Bodies,
    index: Phrases<Entry>,
}

impl KnownNames {
    /// Parses the data files and indexes them.
    pub fn new() -> KnownNames {
        let (states, places, bodies) = (States::new(), Places::new(), Bodies::new());
        let mut index = Phrases::default();
        for (i, s) in states.all().iter().enumerate() {
            for name in std::iter::once(s.name).chain(s.others.iter().copied()) {
                index.add(name, Entry::State(i, StateForm::Name));
            }
            for (forms, form) in [(&s.adjectives, StateForm::Adjective), (&s.seats, StateForm::Seat)] {
                for name in forms {
                    index.add(name, Entry::State(i, form));
                }
            }
            for name in &s.people {
                index.add(name, Entry::State(i, StateForm::People));
            }
        }
        for (i, p) in places.all().iter().enumerate() {
            for name in std::iter::once(p.name).chain(p.others.iter().copied()) {
                index.add(name, Entry::Place(i));
            }
        }
        for (i, b) in bodies.all().iter().enumerate() {
            for name in std::iter::once(b.name).chain(b.others.iter().copied()) {
                index.add(name, Entry::Body(i));
            }
        }
        KnownNames { states, places, bodies, index }
    }
    fn resolve(&self, entry: Entry) -> Option<Known<'_>> {
        match entry {
            Entry::State(i, form) => self.states.all().get(i).map(|s| Known::State(s, form)),
            Entry::Place(i) => self.places.all().get(i).map(Known::Place),
            Entry::Body(i) => self.bodies.all().get(i).map(Known::Body),
        }
    }
    /// Everything that is written so; states first, then places, then bodies.
    pub fn get(&self, name: &str) -> Vec<Known<'_>> {
        self.index.get(name).iter().filter_map(|&e| self.resolve(e)).collect()
    }
    /// The first thing that is written so.
    pub fn first(&self, name: &str) -> Option<Known<'_>> {
        self.index.get(name).first().and_then(|&e| self.resolve(e))
    }
    /// The longest known name that `words` begin with: how many words it has, and the first thing it is.
    pub fn longest<'w>(&self, words: impl Iterator<Item = &'w str>) -> Option<(usize, Known<'_>)> {
        let (n, entries) = self.index.longest(words)?;
        Some((n, self.resolve(*entries.first()?)?))
    }
    /// The state of a demonym, state name or seat written so.
    pub fn state(&self, name: &str) -> Option<&State> {
        self.get(name).into_iter().find_map(|k| match k {
            Known::State(s, _) => Some(s),
            _ => None,
        })
    }
    /// The state whose capital is written so, under any of the capital's spellings.
    pub fn capital(&self, name: &str) -> Option<&State> {
        self.states.by_capital(name).or_else(|| {
            self.get(name).into_iter().find_map(|k| match k {
                Known::Place(p) => self.states.by_capital(p.name),
                _ => None,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn one_index() {
        let known = KnownNames::new();
        assert!(matches!(known.first("U.S."), Some(Known::State(s, StateForm::Name)) if s.code == "USA"));
        assert!(
            matches!(known.first("Syrians"), Some(Known::State(s, StateForm::People)) if s.code == "SYR")
        );
        assert!(matches!(known.first("Kremlin"), Some(Known::State(s, StateForm::Seat)) if s.code == "RUS"));
        assert!(matches!(known.first("Sheikh Mountain"), Some(Known::Place(p)) if p.name == "Mount Hermon"));
        assert!(matches!(known.first("UNGA"), Some(Known::Body(b)) if b.name == "UN General Assembly"));
        assert_eq!(known.capital("Kiev").map(|s| s.code), Some("UKR"));
        let words = ["Golan", "Heights", "dispute"];
        assert_eq!(known.longest(words.into_iter()).map(|(n, _)| n), Some(2));
    }
}
