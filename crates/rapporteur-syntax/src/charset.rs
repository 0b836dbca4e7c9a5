//! Sets of characters, as the classes of a Python regular expression write them. Pure.

use crate::chars;

/// A set of characters: ranges in order, and a bit each for ASCII.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Set {
    pub(crate) ascii: u128,
    pub(crate) ranges: Vec<(u32, u32)>,
    pub(crate) space: bool,
    pub(crate) word: bool,
    pub(crate) decimal: bool,
    pub(crate) not_space: bool,
    pub(crate) not_word: bool,
    pub(crate) not_decimal: bool,
    pub(crate) negated: bool,
}

impl Set {
    pub(crate) fn one(c: char) -> Set {
        Set { ranges: vec![(u32::from(c), u32::from(c))], ..Set::default() }.finish()
    }
    pub(crate) fn any() -> Set {
        Set { ranges: vec![(0, 0x10_ffff)], ..Set::default() }.finish()
    }
    pub(crate) fn finish(mut self) -> Set {
        self.ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(self.ranges.len());
        for (first, last) in self.ranges.drain(..) {
            match merged.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
                _ => merged.push((first, last)),
            }
        }
        self.ranges = merged;
        self.ascii = (0..128u8).filter(|&b| self.slow(char::from(b))).fold(0, |bits, b| bits | 1 << b);
        self
    }
    fn slow(&self, c: char) -> bool {
        let code = u32::from(c);
        let after = self.ranges.partition_point(|&(first, _)| first <= code);
        let found = (after > 0 && self.ranges.get(after - 1).is_some_and(|&(_, last)| code <= last))
            || (self.space && chars::is_space(c))
            || (self.word && chars::is_word(c))
            || (self.decimal && chars::is_decimal(c))
            || (self.not_space && !chars::is_space(c))
            || (self.not_word && !chars::is_word(c))
            || (self.not_decimal && !chars::is_decimal(c));
        found != self.negated
    }
    pub(crate) fn has(&self, c: char) -> bool {
        if c.is_ascii() { self.ascii >> u32::from(c) & 1 != 0 } else { self.slow(c) }
    }
    /// The union, possibly too large (never too small).
    pub(crate) fn or(&self, other: &Set) -> Set {
        if self.negated || other.negated {
            return Set::any();
        }
        let mut both = self.clone();
        both.ranges.extend(&other.ranges);
        both.space |= other.space;
        both.word |= other.word;
        both.decimal |= other.decimal;
        both.not_space |= other.not_space;
        both.not_word |= other.not_word;
        both.not_decimal |= other.not_decimal;
        both.finish()
    }
}
