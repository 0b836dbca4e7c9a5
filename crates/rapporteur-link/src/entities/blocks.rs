//! Under what names are looked for that may be spellings of one. Part of [`crate::entities`].
//!
//! What: each name has blocks, by the consonants of its words; only names of one block are compared. Why: ten thousand
//! articles have fifty thousand names. Example: "Kolo Banda" and "Kollo Bande" have the same consonants.
//!
//! May touch: the words of names.

use crate::names::fold::skeleton;
use crate::sorted::{QuickMap, sorted};
use std::rc::Rc;

/// What names are looked for by that may be spellings of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Block {
    /// The last word and how the first begins: an initial, or a spelling that the skeleton does not cover.
    Last(u32, Option<u8>),
    /// Two of its words.
    Two(u32, u32),
    /// All of it, run together.
    All(u32),
}

/// The consonants of words, numbered.
#[derive(Default)]
pub(super) struct Bones<'n> {
    of: QuickMap<&'n str, (u32, Option<u8>)>,
    numbers: QuickMap<Rc<str>, u32>,
    /// The consonants, by number.
    all: Vec<Rc<str>>,
}

impl<'n> Bones<'n> {
    fn number(&mut self, bones: &str) -> u32 {
        if let Some(known) = self.numbers.get(bones) {
            return *known;
        }
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let bones: Rc<str> = bones.into();
        self.all.push(bones.clone());
        self.numbers.insert(bones, next);
        next
    }

    /// The number of a word's consonants, and the first of them.
    pub(super) fn of(&mut self, word: &'n str) -> (u32, Option<u8>) {
        if let Some(known) = self.of.get(word) {
            return *known;
        }
        let bones = skeleton(word);
        let first = bones.bytes().next().filter(u8::is_ascii);
        let found = (self.number(&bones), first);
        self.of.insert(word, found);
        found
    }

    /// The blocks of a name, each once.
    pub(super) fn blocks(&mut self, name: &'n [String]) -> Vec<Block> {
        let name = name.get(..name.len().min(8)).unwrap_or(name);
        let bones: Vec<(u32, Option<u8>)> = name.iter().map(|w| self.of(w)).collect();
        let mut all: Vec<Block> = Vec::new();
        if let (Some((_, initial)), Some((last, _))) = (bones.first(), bones.last()) {
            all.push(Block::Last(*last, *initial));
        }
        let whole: String =
            bones.iter().filter_map(|(b, _)| self.all.get(*b as usize).map(|b| &**b)).collect();
        all.push(Block::All(self.number(&whole)));
        for (x, (a, _)) in bones.iter().enumerate() {
            all.extend(bones.iter().skip(x + 1).map(|(b, _)| Block::Two(*a.min(b), *a.max(b))));
        }
        sorted(all)
    }
}
