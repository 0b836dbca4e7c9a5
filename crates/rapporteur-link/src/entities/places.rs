//! Which place of the gazetteer a name is, as one article uses it. Part of [`crate::entities`].
//!
//! What: a place with its position, or nothing. Why so careful: the world has many towns of one name, and a wrong
//! position is an invention. Example: "Tripoli" in an article about Libya is its capital; "Springfield" alone is nobody's
//! guess. Source: country in context, then population, as usual in toponym resolution (Leidner 2007).
//!
//! May touch: the lexicon and the name with its article's states.

use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::gazetteer::{By, Kind, Place, fold};
use rapporteur_lexicon::org_words::OrgWord;
use std::collections::BTreeSet;

/// Without a country in the article, a place must have so many people to be the one that is meant ...
const WELL_KNOWN: u32 = 1 << 16;
/// ... and so many times as many as the next of its name.
const FOREMOST: u32 = 8;
/// Two of one name so near each other (in degrees) are one: a city and the region that is called after it.
const NEAR: f64 = 1.5;

/// A place, told from all others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub(super) number: u32,
    pub(super) country: &'static str,
    pub(super) lat: f64,
    pub(super) lon: f64,
}

impl From<Place> for Spot {
    fn from(p: Place) -> Spot {
        Spot { number: p.number, country: p.country, lat: p.lat, lon: p.lon }
    }
}

/// The place of this name in an article that names these states (ISO codes).
pub(super) fn resolve(
    lexicon: &Lexicon,
    name: &str,
    state: Option<&str>,
    states: &BTreeSet<&str>,
) -> Option<Spot> {
    let mut words = fold::words(name);
    words.retain(|w| w != "the");
    let mut found = candidates(lexicon, &words);
    // "Karo Province", "Karo city": the last word says which sort.
    let sort = name.split_whitespace().last().and_then(|w| lexicon.org_words.get(w)) == Some(OrgWord::Place);
    if found.is_empty() && sort && words.len() > 1 {
        words.pop();
        found = candidates(lexicon, &words);
    }
    let here = |p: &Place| state.map_or_else(|| states.contains(p.country), |s| s == p.country);
    // A small town of a state that the article happens to name is not meant where a great city has the name.
    let largest = found.iter().map(|p| p.population).max().unwrap_or(0);
    let near: Vec<Place> = found.iter().copied().filter(here).collect();
    let near_largest = near.iter().map(|p| p.population).max().unwrap_or(0);
    if state.is_none() && near_largest.saturating_mul(FOREMOST) < largest {
        return foremost(&found, WELL_KNOWN).map(Spot::from);
    }
    if !near.is_empty() {
        return foremost(&near, 1).map(Spot::from);
    }
    // In another country than all that the article names: only what everybody knows.
    if state.is_some() {
        return None;
    }
    foremost(&found, WELL_KNOWN).map(Spot::from)
}

/// The namesake of a place that the lexicon has in the state `home`, where the article names another's state and not that.
pub(super) fn elsewhere(
    lexicon: &Lexicon,
    name: &str,
    home: Option<&str>,
    states: &BTreeSet<&str>,
) -> Option<Spot> {
    let home = home.filter(|h| !states.contains(h))?;
    resolve(lexicon, name, None, states).filter(|s| s.country != home && states.contains(s.country))
}

/// The place of the gazetteer that a place of the lexicon is, by name and position.
pub(super) fn at(lexicon: &Lexicon, name: &str, lat: f64, lon: f64) -> Option<Spot> {
    let found = candidates(lexicon, &fold::words(name));
    let close = |p: &&Place| (p.lat - lat).abs() < 0.2 && (p.lon - lon).abs() < 0.2;
    found.iter().find(close).copied().map(Spot::from)
}

fn candidates(lexicon: &Lexicon, words: &[String]) -> Vec<Place> {
    let mut found = lexicon.gazetteer.find_folded(&words.join(" "));
    found.retain(|p| p.by != By::Rendered && p.kind != Kind::Country);
    found
}

/// The one of several that is meant: by far the largest, and of at least so many people. A city before its region.
fn foremost(found: &[Place], least: u32) -> Option<Place> {
    let first = *found.iter().max_by_key(|p| (p.by == By::Main, p.population))?;
    let largest = *found.iter().max_by_key(|p| p.population)?;
    let one = |a: &Place, b: &Place| {
        a.number == b.number
            || a.country == b.country && (a.lat - b.lat).abs() < NEAR && (a.lon - b.lon).abs() < NEAR
    };
    // The name that is first somewhere, and the place that is largest, must not be two.
    let best = if one(&first, &largest) { first } else { largest };
    let rival = found.iter().filter(|p| !one(p, &best)).map(|p| p.population).max().unwrap_or(0);
    let enough = best.population >= least && best.population >= rival.saturating_mul(FOREMOST);
    let city = found.iter().filter(|p| one(p, &best) && matches!(p.kind, Kind::Capital | Kind::City));
    enough.then(|| city.max_by_key(|p| (p.by == By::Main, p.population)).copied().unwrap_or(best))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, states: &[&str]) -> Option<&'static str> {
        resolve(&Lexicon::new(), name, None, &states.iter().copied().collect()).map(|s| s.country)
    }

    #[test]
    fn country_in_the_article_then_size() {
        assert_eq!(of("Lima", &[]), Some("PER"));
        assert_eq!(of("Tripoli", &["LBN", "FRA"]), Some("LBN"));
        assert_eq!(of("Tripoli", &["LBY"]), Some("LBY"));
        assert_eq!(of("Springfield", &[]), None);
        // Not the town in Ohio.
        assert_eq!(of("Lima", &["USA"]), Some("PER"));
        assert_eq!(of("Karo Without a Place", &["KEN"]), None);
    }

    #[test]
    fn a_sort_after_the_name() {
        assert_eq!(of("Cusco Region", &["PER"]), Some("PER"));
        let city = at(&Lexicon::new(), "Nairobi", -1.29, 36.82);
        assert!(city.is_some_and(|s| s.country == "KEN"));
        assert_eq!(at(&Lexicon::new(), "Nairobi", 50.0, 36.82), None);
    }
}
