//! The gazetteer: countries, first-level regions and cities of the world by their names, with positions.
//!
//! What: folded names in sorted blocks of shared prefixes, searched in the bytes of the binary; nothing is unpacked or
//! loaded. Why: a name is looked up a few times for each mention, most never. Example: "Ḩimş" and "Homs" are one city.
//! Source: `NOTICE.md`. The data has a licence of its own (CC BY 4.0). May touch: nothing but its bytes.

pub mod fold;
pub mod pack;

/// The packed gazetteer, as `cargo xtask gazetteer` wrote it.
static PACKED: &[u8] = include_bytes!("../data/gazetteer.bin");

/// What sort of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A country or territory with an ISO 3166-1 code.
    Country,
    /// A region of the first level: province, governorate, state of a federation.
    Region,
    /// The capital of a country.
    Capital,
    /// Any other city, town, village.
    City,
}

/// How a name names a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Its first name.
    Main,
    /// Another name or spelling.
    Other,
    /// A letter-by-letter rendering from another script, not written so in running text.
    Rendered,
}

/// A place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Its number in this gazetteer: the same for every name of one place.
    pub number: u32,
    /// What sort.
    pub kind: Kind,
    /// ISO 3166-1 alpha-3 of its country.
    pub country: &'static str,
    /// The number of its first-level region, if it is a city.
    pub region: Option<u32>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// People living there: the greatest power of two that is no more than their number; 0 if unknown.
    pub population: u32,
    /// How it was named.
    pub by: By,
}

/// The places of the binary.
#[derive(Debug, Clone, Copy)]
pub struct Gazetteer {
    data: pack::Data<'static>,
}

impl Default for Gazetteer {
    fn default() -> Gazetteer {
        // What is in the binary is whole (a test reads it); an empty gazetteer would only know nothing.
        Gazetteer { data: pack::Data::open(PACKED).unwrap_or(pack::Data::EMPTY) }
    }
}

impl Gazetteer {
    /// Every place of this name, however spelled with diacritics, capitals, hyphens; in the order of their numbers.
    pub fn find(&self, name: &str) -> Vec<Place> {
        self.find_folded(&fold::words(name).join(" "))
    }
    /// Every place of a name that is already folded: words of [`fold::words`] with a space between.
    pub fn find_folded(&self, folded: &str) -> Vec<Place> {
        self.data.find(folded.as_bytes())
    }
    /// How many places there are.
    pub fn len(&self) -> usize {
        self.data.len()
    }
    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Bytes in the binary.
    pub fn packed_size(&self) -> usize {
        PACKED.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packed_gazetteer_is_whole_and_small() {
        let all = Gazetteer::default();
        assert!(all.len() > 140_000, "{}", all.len());
        assert!(all.packed_size() <= 8 << 20, "{}", all.packed_size());
        assert!(all.data.is_whole());
    }

    #[test]
    fn names_of_one_place() {
        let all = Gazetteer::default();
        let city = |name: &str| {
            let mut found = all.find(name);
            found.sort_by_key(|p| std::cmp::Reverse(p.population));
            found.into_iter().find(|p| matches!(p.kind, Kind::City | Kind::Capital))
        };
        let (a, b) = (city("Nāgoya").unwrap(), city("Nagoya").unwrap());
        assert_eq!((a.number, a.country), (b.number, "JPN"));
        assert!((a.lat - 35.18).abs() < 0.05 && (a.lon - 136.91).abs() < 0.05, "{a:?}");
        let lima = city("Lima").unwrap();
        assert_eq!((lima.kind, lima.country, lima.by), (Kind::Capital, "PER", By::Main));
        assert!(lima.region.is_some());
        assert!(all.find("Cusco").iter().any(|p| p.kind == Kind::Region));
        assert!(all.find("Kenya").iter().any(|p| p.kind == Kind::Country && p.country == "KEN"));
        assert!(all.find("Wintering of Karo").is_empty() && all.find("").is_empty());
    }
}
