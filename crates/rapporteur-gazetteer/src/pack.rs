//! The gazetteer's bytes: written from a table of places, searched in place.
//!
//! Layout, numbers little-endian: `RGZ1`; u32 places, u32 names, u32 bytes of names, u16 countries; countries of 3
//! letters; places of 10 bytes (latitude and longitude in 1/10,000 degree as i24, country u8, region u16 (its place plus
//! one, 0 for none), kind in the upper 2 bits and log2 of the population, plus one, in the lower 6); u32 for each block
//! of names; the names in blocks of 16: bytes shared with the name before (u8), further bytes (u8), those bytes, how many
//! places (u8), and for each u24: how it is named in the upper 2 bits, place in the lower 22.
//!
//! May touch: the bytes it is given. Reading never trusts a length: what does not fit ends the search.

use crate::{By, Kind, Place, fold};
use std::collections::{BTreeMap, BTreeSet};

/// Names in a block: one block is read to find one name.
const BLOCK: usize = 16;
/// Bytes of a place.
const PLACE: usize = 10;
/// Places that one name is kept for; of more, the first.
const MOST: usize = 255;
const MAGIC: &[u8; 4] = b"RGZ1";

/// Packs a table of places (the lines of `training/gazetteer/build.py`); an error names its line, from 1.
pub fn pack(table: &str) -> Result<Vec<u8>, String> {
    let mut countries: Vec<&str> = Vec::new();
    let mut places: Vec<u8> = Vec::new();
    let mut names: BTreeMap<Vec<u8>, BTreeSet<(u32, u32)>> = BTreeMap::new();
    let mut count = 0_u32;
    for (n, line) in table.lines().enumerate() {
        let wrong = |what: &str| format!("line {}: {what}", n + 1);
        let cells: Vec<&str> = line.split('\t').collect();
        let [kind, country, region, lat, lon, population, main, others] = cells[..] else {
            return Err(wrong("not eight cells"));
        };
        let kind = match kind {
            "country" => 0_u8,
            "region" => 1,
            "capital" => 2,
            "city" => 3,
            _ => return Err(wrong("unknown kind")),
        };
        if country.len() != 3 || !country.is_ascii() {
            return Err(wrong("no code of three letters"));
        }
        let code = countries.iter().position(|c| *c == country).unwrap_or_else(|| {
            countries.push(country);
            countries.len() - 1
        });
        let code = u8::try_from(code).map_err(|_| wrong("too many countries"))?;
        let region = match region {
            "" => 0,
            r => r.parse::<u16>().ok().and_then(|r| r.checked_add(1)).ok_or_else(|| wrong("bad region"))?,
        };
        for (degrees, most) in [(lat, 90.0), (lon, 180.0)] {
            let degrees: f64 = degrees.parse().map_err(|_| wrong("bad position"))?;
            if !(-most..=most).contains(&degrees) {
                return Err(wrong("not on the globe"));
            }
            // In range: at most 1,800,000 either way.
            let parts = (degrees * 10_000.0).round() as i32;
            places.extend(parts.to_le_bytes().get(..3).unwrap_or(&[0; 3]));
        }
        let population: u64 = population.parse().map_err(|_| wrong("bad population"))?;
        let size = u8::try_from(u64::BITS - population.leading_zeros()).unwrap_or(0);
        places.push(code);
        places.extend(region.to_le_bytes());
        places.push(kind << 6 | size.min(33));
        let rendered = |name: &str| !name.chars().any(char::is_uppercase);
        for (list, is_main) in [(main, true), (others, false)] {
            for name in list.split(';').filter(|n| !n.is_empty()) {
                let by = if is_main { 0 } else { 1 + u32::from(rendered(name)) };
                let key = fold::words(name).join(" ").into_bytes();
                if !key.is_empty() && key.len() < 256 {
                    names.entry(key).or_default().insert((count, by));
                }
            }
        }
        count += 1;
    }
    if count >= 1 << 22 {
        return Err("too many places".into());
    }
    let mut blocks: Vec<u32> = Vec::new();
    let mut bytes: Vec<u8> = Vec::new();
    let mut before: &[u8] = &[];
    for (n, (name, of)) in names.iter().enumerate() {
        if n % BLOCK == 0 {
            blocks.push(u32::try_from(bytes.len()).map_err(|e| e.to_string())?);
            before = &[];
        }
        let shared = name.iter().zip(before).take_while(|(a, b)| a == b).count();
        let rest = name.get(shared..).unwrap_or(&[]);
        // One entry a place: its best name, which comes first.
        let mut of: Vec<(u32, u32)> = of.iter().copied().collect();
        of.dedup_by_key(|(place, _)| *place);
        of.truncate(MOST);
        bytes.extend([shared, rest.len()].map(|n| u8::try_from(n).unwrap_or(255)));
        bytes.extend(rest);
        bytes.push(u8::try_from(of.len()).unwrap_or(255));
        for (place, by) in of {
            bytes.extend((by << 22 | place).to_le_bytes().get(..3).unwrap_or(&[0; 3]));
        }
        before = name;
    }
    let mut out = MAGIC.to_vec();
    let total = u32::try_from(names.len()).map_err(|e| e.to_string())?;
    out.extend(
        [count, total, u32::try_from(bytes.len()).map_err(|e| e.to_string())?]
            .iter()
            .flat_map(|n| n.to_le_bytes()),
    );
    out.extend(u16::try_from(countries.len()).map_err(|e| e.to_string())?.to_le_bytes());
    out.extend(countries.iter().flat_map(|c| c.bytes()));
    out.extend(places);
    out.extend(blocks.iter().flat_map(|b| b.to_le_bytes()));
    out.extend(bytes);
    Ok(out)
}

/// A packed gazetteer, cut into its parts.
#[derive(Debug, Clone, Copy)]
pub struct Data<'a> {
    countries: &'a [u8],
    places: &'a [u8],
    blocks: &'a [u8],
    names: &'a [u8],
    name_count: usize,
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |n, b| n << 8 | usize::from(*b))
}

/// Degrees from an i24 of 1/10,000 degree.
fn degrees(bytes: &[u8]) -> f64 {
    let n = number(bytes) as i64;
    let n = if n >= 1 << 23 { n - (1 << 24) } else { n };
    n as f64 / 10_000.0
}

impl<'a> Data<'a> {
    /// No place at all.
    pub const EMPTY: Data<'static> =
        Data { countries: &[], places: &[], blocks: &[], names: &[], name_count: 0 };

    /// Cuts the bytes into parts; `None` if they are no gazetteer of exactly this length.
    pub fn open(bytes: &'a [u8]) -> Option<Data<'a>> {
        let (head, rest) = bytes.split_at_checked(18)?;
        if head.get(..4)? != MAGIC {
            return None;
        }
        let part = |a: usize, b: usize| head.get(a..b).map(number);
        let (places, name_count, names, countries) =
            (part(4, 8)?, part(8, 12)?, part(12, 16)?, part(16, 18)?);
        let (countries, rest) = rest.split_at_checked(countries.checked_mul(3)?)?;
        let (places, rest) = rest.split_at_checked(places.checked_mul(PLACE)?)?;
        let (blocks, rest) = rest.split_at_checked(name_count.div_ceil(BLOCK).checked_mul(4)?)?;
        (rest.len() == names && countries.is_ascii()).then_some(Data {
            countries,
            places,
            blocks,
            names: rest,
            name_count,
        })
    }
    /// How many places there are.
    pub fn len(&self) -> usize {
        self.places.len() / PLACE
    }
    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
    fn block(&self, n: usize) -> Option<&'a [u8]> {
        let at = |n: usize| self.blocks.get(n * 4..n * 4 + 4).map(number);
        self.names.get(at(n)?..at(n + 1).unwrap_or(self.names.len()))
    }
    fn place(&self, entry: usize) -> Option<Place>
    where
        'a: 'static,
    {
        let n = entry & ((1 << 22) - 1);
        let bytes = self.places.get(n * PLACE..(n + 1) * PLACE)?;
        let code = usize::from(*bytes.get(6)?);
        let size = bytes.get(9)?;
        Some(Place {
            number: u32::try_from(n).ok()?,
            kind: match size >> 6 {
                0 => Kind::Country,
                1 => Kind::Region,
                2 => Kind::Capital,
                _ => Kind::City,
            },
            country: std::str::from_utf8(self.countries.get(code * 3..code * 3 + 3)?).ok()?,
            region: u32::try_from(number(bytes.get(7..9)?)).ok()?.checked_sub(1),
            lat: degrees(bytes.get(..3)?),
            lon: degrees(bytes.get(3..6)?),
            population: match size & 63 {
                0 => 0,
                n => 1_u32.checked_shl(u32::from(n) - 1).unwrap_or(u32::MAX),
            },
            by: match entry >> 22 {
                0 => By::Main,
                1 => By::Other,
                _ => By::Rendered,
            },
        })
    }
}

/// Walks the names of one block: each with the bytes of its places.
struct Walk<'a> {
    rest: &'a [u8],
    name: Vec<u8>,
}

impl<'a> Walk<'a> {
    fn step(&mut self) -> Option<&'a [u8]> {
        let (&shared, rest) = self.rest.split_first()?;
        let (&more, rest) = rest.split_first()?;
        let (more, rest) = rest.split_at_checked(usize::from(more))?;
        let (&n, rest) = rest.split_first()?;
        let (places, rest) = rest.split_at_checked(usize::from(n) * 3)?;
        self.name.truncate(usize::from(shared));
        self.name.extend(more);
        self.rest = rest;
        Some(places)
    }
}

impl Data<'static> {
    /// The places of a folded name.
    pub fn find(&self, name: &[u8]) -> Vec<Place> {
        let blocks = self.blocks.len() / 4;
        let first = |n: usize| {
            let mut walk = Walk { rest: self.block(n)?, name: Vec::new() };
            walk.step()?;
            Some(walk.name)
        };
        // The last block whose first name is not after this one.
        let (mut low, mut high) = (0, blocks);
        while low < high {
            let middle = low + (high - low) / 2;
            if first(middle).is_some_and(|f| f.as_slice() <= name) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let Some(block) = low.checked_sub(1).and_then(|n| self.block(n)) else { return Vec::new() };
        let mut walk = Walk { rest: block, name: Vec::new() };
        while let Some(places) = walk.step() {
            if walk.name == name {
                return places.chunks_exact(3).filter_map(|p| self.place(number(p))).collect();
            }
        }
        Vec::new()
    }
    /// Can every name be read, in order, and does every place it names exist?
    pub fn is_whole(&self) -> bool {
        let mut names = 0;
        let mut before: Vec<u8> = Vec::new();
        for n in 0..self.blocks.len() / 4 {
            let Some(block) = self.block(n) else { return false };
            let mut walk = Walk { rest: block, name: Vec::new() };
            while let Some(places) = walk.step() {
                let known = places.chunks_exact(3).all(|p| self.place(number(p)).is_some());
                if !known || walk.name <= before {
                    return false;
                }
                before.clone_from(&walk.name);
                names += 1;
            }
            if !walk.rest.is_empty() {
                return false;
            }
        }
        names == self.name_count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "country\tKEN\t\t-1.0\t37.5\t100\tKenya\tKenia\n\
        region\tKEN\t\t-2.5\t38.25\t50\tKaro\tKaro Province\n\
        city\tKEN\t1\t-2.51\t-179.99\t9000\tKaró\tKaro City;krw\n";

    #[test]
    fn packs_and_finds() {
        let bytes: &'static [u8] = pack(TABLE).unwrap().leak();
        let data = Data::open(bytes).unwrap();
        assert!(data.is_whole());
        assert_eq!(data.len(), 3);
        let karo = data.find(b"karo");
        assert_eq!(
            karo.iter().map(|p| (p.kind, p.by)).collect::<Vec<_>>(),
            [(Kind::Region, By::Main), (Kind::City, By::Main)]
        );
        let city = data.find(b"krw")[0];
        assert_eq!((city.region, city.by, city.population), (Some(1), By::Rendered, 8192));
        assert!((city.lon + 179.99).abs() < 1e-9 && (city.lat + 2.51).abs() < 1e-9);
        assert!(data.find(b"kar").is_empty() && data.find(b"zz").is_empty() && data.find(b"").is_empty());
    }

    #[test]
    fn bad_tables_and_bytes() {
        assert_eq!(pack("city\tKEN\t\t91\t0\t1\tKaro\t").unwrap_err(), "line 1: not on the globe");
        assert!(pack("city\tKEN").is_err() && pack("moon\tKEN\t\t1\t0\t1\tKaro\t").is_err());
        let bytes = pack(TABLE).unwrap();
        for n in 0..bytes.len() {
            assert!(Data::open(&bytes[..n]).is_none(), "{n}");
        }
        assert!(Data::EMPTY.find(b"karo").is_empty());
    }
}
