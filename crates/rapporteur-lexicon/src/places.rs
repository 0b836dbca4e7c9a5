//! Cities and federal states from `data/places.tsv`, and by hand disputed areas, mountains, seas, straits, rivers from
//! `data/features.tsv`, with coordinates.

use crate::phrases::items;
use crate::table::rows;

/// A place.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// city, region, sea, river, mountain, facility.
    pub kind: &'static str,
    /// The name news uses most.
    pub name: &'static str,
    /// Other names and spellings.
    pub others: Vec<&'static str>,
    /// The state it is in; `None` where in several, at sea or disputed.
    pub state: Option<&'static str>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// All places.
#[derive(Debug, Default)]
pub struct Places {
    all: Vec<Place>,
}

impl Places {
    /// Parses the data files; a row whose coordinates are no numbers is left out, and fails a test.
    pub fn new() -> Places {
        let parse = |row: Vec<&'static str>| {
            Some(Place {
                kind: row.first()?,
                name: row.get(1)?,
                others: items(row.get(2)?).collect(),
                state: row.get(3).copied().filter(|s| !s.is_empty()),
                lat: row.get(4)?.parse().ok()?,
                lon: row.get(5)?.parse().ok()?,
            })
        };
        let features = rows(include_str!("../data/features.tsv"));
        Places { all: rows(include_str!("../data/places.tsv")).chain(features).filter_map(parse).collect() }
    }
    /// Every place, in the order of the files.
    pub fn all(&self) -> &[Place] {
        &self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn every_row_parses() {
        let places = Places::new();
        let features: Vec<_> = rows(include_str!("../data/features.tsv")).collect();
        assert_eq!(places.all().len(), rows(include_str!("../data/places.tsv")).count() + features.len());
        // A hand-made list for the whole world, each row with where it can be looked up.
        assert!(features.len() <= 500 && features.iter().all(|r| r.get(6).is_some_and(|s| !s.is_empty())));
        let mut names: Vec<&str> = places.all().iter().map(|p| p.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), places.all().len());
        let states = crate::states::States::new();
        for p in places.all() {
            assert!((-90.0..=90.0).contains(&p.lat) && (-180.0..=180.0).contains(&p.lon), "{p:?}");
            assert!(p.state.is_none_or(|s| states.by_code(s).is_some()), "{p:?}");
        }
    }
    #[test]
    fn every_capital_of_a_united_nations_member_in_the_list_is_in_its_state() {
        let states = crate::states::States::new();
        for p in Places::new().all().iter().filter(|p| p.kind == "city") {
            if let (Some(state), Some(here)) = (states.by_capital(p.name), p.state) {
                assert!(
                    state.code == here || state.historical || state.territory,
                    "{} {}",
                    p.name,
                    state.code
                );
            }
        }
    }
}
