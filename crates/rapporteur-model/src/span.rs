//! Half-open byte ranges of one article's text.

use serde::{Deserialize, Serialize};

/// A half-open range `start..end` of **bytes** of one article's text, on character boundaries.
///
/// Ordered by start, then end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte; never less than `start`.
    pub end: u32,
}

impl Span {
    /// `start..end`; an `end` before `start` gives the empty span at `start`.
    pub fn new(start: usize, end: usize) -> Span {
        let clip = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { start: clip(start), end: clip(end.max(start)) }
    }
    /// `start` as an index.
    pub fn lo(self) -> usize {
        self.start as usize
    }
    /// `end` as an index.
    pub fn hi(self) -> usize {
        self.end as usize
    }
    /// Length in bytes.
    pub fn len(self) -> usize {
        self.hi().saturating_sub(self.lo())
    }
    /// No byte at all.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }
    /// The words under the span; empty where the span does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.lo()..self.hi()).unwrap_or("")
    }
    /// Does `other` lie wholly inside?
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
    /// Is the byte at `at` inside?
    pub fn covers(self, at: usize) -> bool {
        self.lo() <= at && at < self.hi()
    }
    /// Do the two share a byte?
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
    /// The smallest span over both.
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
    /// The same span `by` bytes further on: from a part's own text to the article's.
    pub fn shift(self, by: usize) -> Span {
        Span::new(self.lo() + by, self.hi() + by)
    }
    /// Without white space at either end.
    pub fn trim(self, text: &str) -> Span {
        let words = self.of(text);
        let front = words.len() - words.trim_start().len();
        Span::new(self.lo() + front, self.lo() + front + words.trim().len())
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Span {
        Span::new(range.start, range.end)
    }
}
