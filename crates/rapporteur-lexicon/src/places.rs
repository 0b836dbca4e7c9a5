//! Cities, regions, seas and mountains with coordinates, from `data/places.tsv`.

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
    /// Parses the data file; a row whose coordinates are no numbers is left out, and fails a test.
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
        Places { all: rows(include_str!("../data/places.tsv")).filter_map(parse).collect() }
    }
    /// Every place, in the order of the file.
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
        assert_eq!(places.all().len(), rows(include_str!("../data/places.tsv")).count());
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
