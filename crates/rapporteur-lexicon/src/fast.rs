//! Hash tables for words: as the standard library's, with a hash made for short keys.
//!
//! For tables whose keys the program itself holds and which are only looked up: whoever writes a text can choose the
//! words that are looked up, not those that are in the table, and so cannot make it slow. No order of such a table may
//! reach any output.

use std::hash::{BuildHasherDefault, Hasher};

/// A table by word.
pub type Map<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<Words>>;
/// A set of words.
pub type Set<K> = std::collections::HashSet<K, BuildHasherDefault<Words>>;

/// An odd number whose bits are about half ones (from MurmurHash64A).
const M: u64 = 0xc6a4_a793_5bd1_e995;

/// The hash: eight bytes at a time.
#[derive(Debug, Default, Clone, Copy)]
pub struct Words(u64);

impl Words {
    fn mix(&mut self, word: u64) {
        let product = (self.0.rotate_left(23) ^ word).wrapping_mul(M);
        self.0 = product ^ product >> 47;
    }
}

impl Hasher for Words {
    fn write(&mut self, bytes: &[u8]) {
        let (words, tail) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        if !tail.is_empty() {
            // Its length too, so that a tail of zeros counts.
            let last = tail.iter().rev().fold(tail.len() as u64, |n, b| n << 8 | u64::from(*b));
            self.mix(last);
        }
    }
    fn write_u8(&mut self, byte: u8) {
        // What ends a string.
        self.mix(u64::from(byte));
    }
    fn write_u64(&mut self, word: u64) {
        self.mix(word);
    }
    fn write_usize(&mut self, word: usize) {
        self.mix(word as u64);
    }
    fn finish(&self) -> u64 {
        self.0.wrapping_mul(M)
    }
}

/// Says of most words that are not in a table that they are not, before anything is hashed: which lengths there are
/// of words that begin with each byte.
#[derive(Debug, Clone)]
pub struct Shortlist([u64; 256]);

impl Default for Shortlist {
    fn default() -> Self {
        Shortlist([0; 256])
    }
}

impl Shortlist {
    /// Where a word stands: its first byte, and a bit for its length (one for all beyond 62 bytes).
    fn place(word: &str) -> (usize, u64) {
        (word.as_bytes().first().map_or(0, |b| usize::from(*b)), 1 << word.len().min(63))
    }
    /// Adds a word.
    pub fn add(&mut self, word: &str) {
        let (first, length) = Shortlist::place(word);
        if let Some(lengths) = self.0.get_mut(first) {
            *lengths |= length;
        }
    }
    /// Whether the word can be one of those that were added; `false` is certain.
    pub fn may_hold(&self, word: &str) -> bool {
        let (first, length) = Shortlist::place(word);
        self.0.get(first).is_some_and(|lengths| lengths & length != 0)
    }
}

impl<'w> FromIterator<&'w str> for Shortlist {
    fn from_iter<I: IntoIterator<Item = &'w str>>(words: I) -> Self {
        let mut list = Shortlist::default();
        words.into_iter().for_each(|word| list.add(word));
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::BuildHasher;

    #[test]
    fn a_shortlist_misses_no_word_and_few_others() {
        let long = "x".repeat(200);
        let words = ["who", "because", "é", "", long.as_str()];
        let list: Shortlist = words.into_iter().collect();
        assert!(words.iter().all(|word| list.may_hold(word)));
        assert!(["what", "treaty", "w", "b", "èè", "0"].iter().all(|word| !list.may_hold(word)));
        assert!(!Shortlist::default().may_hold(""));
    }

    #[test]
    fn words_are_found_again_and_seldom_collide() {
        let mut all: Map<String, usize> = Map::default();
        for n in 0..20_000 {
            all.insert(format!("word{n}"), n);
            all.insert(format!("{n}"), n);
        }
        assert!((0..20_000).all(|n| all.get(&*format!("word{n}")) == Some(&n)));
        let build = BuildHasherDefault::<Words>::default();
        let mut hashes: Vec<u64> = all.keys().map(|k| build.hash_one(k)).collect();
        // The low bits choose the place in a table, the highest seven tell its neighbours apart.
        let mut low: Vec<u64> = hashes.iter().map(|h| h & 0xffff).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 40_000);
        low.sort_unstable();
        low.dedup();
        assert!(low.len() > 28_000, "{} of about 29,900 places", low.len());
    }

    #[test]
    fn the_end_of_a_word_counts() {
        let build = BuildHasherDefault::<Words>::default();
        assert_ne!(build.hash_one(("ab", "c")), build.hash_one(("a", "bc")));
        assert_ne!(build.hash_one("a"), build.hash_one("a\0"));
    }
}
