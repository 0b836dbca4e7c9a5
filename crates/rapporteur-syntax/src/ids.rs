//! Numbers for strings as spaCy and thinc make them. Pure.

use crate::tables::SYMBOLS;

const M: u64 = 0xc6a4_a793_5bd1_e995;

/// `MurmurHash64A` with seed 1, which is spaCy's string hash.
pub(crate) fn murmur(bytes: &[u8]) -> u64 {
    let mut h = 1 ^ (bytes.len() as u64).wrapping_mul(M);
    let (words, tail) = bytes.as_chunks::<8>();
    for word in words {
        let mut k = u64::from_le_bytes(*word).wrapping_mul(M);
        k ^= k >> 47;
        h ^= k.wrapping_mul(M);
        h = h.wrapping_mul(M);
    }
    if !tail.is_empty() {
        let mut last = [0; 8];
        last.iter_mut().zip(tail).for_each(|(to, from)| *to = *from);
        h ^= u64::from_le_bytes(last);
        h = h.wrapping_mul(M);
    }
    h ^= h >> 47;
    h = h.wrapping_mul(M);
    h ^ (h >> 47)
}

/// spaCy's number for a string: 0 for none, a small number for its reserved names, else the hash.
pub(crate) fn string_id(text: &str) -> u64 {
    if text.is_empty() {
        return 0;
    }
    match SYMBOLS.binary_search_by(|(name, _)| name.as_bytes().cmp(text.as_bytes())) {
        Ok(i) => u64::from(SYMBOLS[i].1),
        Err(_) => murmur(text.as_bytes()),
    }
}

/// thinc's four hashes of one number (its own variant of MurmurHash3 x86 128).
pub(crate) fn hash4(key: u64, seed: u32) -> [u32; 4] {
    let mix = |mut h: u64| {
        h ^= h >> 33;
        h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
        h ^= h >> 33;
        h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ (h >> 33)
    };
    let mut h1 = key.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    h1 ^= u64::from(seed) ^ 8;
    let mut h2 = u64::from(seed) ^ 8;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    h1 = mix(h1);
    h2 = mix(h2);
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32]
}

/// Hashes keys that are numbers of strings already: for tables of bounded size, which nobody can make slow.
pub(crate) type Mixing = std::hash::BuildHasherDefault<Mix>;

/// See [`Mixing`].
#[derive(Debug, Default)]
pub(crate) struct Mix(u64);

impl std::hash::Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        let (words, tail) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        for byte in tail {
            self.write_u64(u64::from(*byte));
        }
    }
    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(M);
    }
    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 47)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Numbers from spaCy 3.8: `spacy.strings.get_string_id`, `thinc.backends.NumpyOps().hash`.
    #[test]
    fn ids_are_spacys() {
        for (text, id) in [
            ("", 0),
            ("a", 11901859001352538922),
            ("because", 16950148841647037698),
            ("punct", 445),
            ("TIME", 392),
            ("Ruritania", 8414878536424745490),
            ("12345678", 9871996032675327904),
            ("é", 16256712947286012828),
        ] {
            assert_eq!(string_id(text), id, "{text:?}");
        }
    }

    #[test]
    fn hashes_are_thincs() {
        assert_eq!(hash4(445, 8), [2816798034, 652854293, 2077713403, 979281440]);
        assert_eq!(hash4(16950148841647037698, 8), [1421366118, 368348961, 4279532825, 2700007089]);
    }
}
