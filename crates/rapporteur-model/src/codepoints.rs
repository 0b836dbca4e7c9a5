//! From bytes to Unicode code points and back, once per article, on the way out of and into the program.

use crate::Span;

/// Converts offsets of one text. Pure ASCII costs nothing; else one table of a number per 64 bytes.
#[derive(Debug, Clone)]
pub struct CodePoints<'t> {
    text: &'t str,
    /// Code points before byte `64 * i`; empty for ASCII texts.
    marks: Vec<u32>,
}

const STEP: usize = 64;

fn starts(bytes: &[u8]) -> u32 {
    // A byte that is not a continuation byte begins a code point.
    bytes.iter().map(|b| u32::from((*b as i8) >= -0x40)).sum()
}

impl<'t> CodePoints<'t> {
    /// Prepares `text`.
    pub fn new(text: &'t str) -> Self {
        let mut marks = Vec::new();
        if !text.is_ascii() {
            let mut n = 0;
            for chunk in text.as_bytes().chunks(STEP) {
                marks.push(n);
                n += starts(chunk);
            }
            marks.push(n);
        }
        CodePoints { text, marks }
    }

    /// Code points before byte `at`; offsets past the end count as the end.
    pub fn at(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        if self.marks.is_empty() {
            return at;
        }
        let mark = at / STEP;
        self.marks[mark] as usize + starts(&self.text.as_bytes()[mark * STEP..at]) as usize
    }

    /// A byte span as `(start, end)` in code points.
    pub fn span(&self, span: Span) -> (usize, usize) {
        (self.at(span.lo()), self.at(span.hi()))
    }

    /// The byte where code point `n` begins; the text's length for anything past the end.
    pub fn byte(&self, n: usize) -> usize {
        if self.marks.is_empty() {
            return n.min(self.text.len());
        }
        let mark = self.marks.partition_point(|&m| m as usize <= n).saturating_sub(1);
        let from = (mark * STEP).min(self.text.len());
        let mut seen = self.marks[mark] as usize;
        for (i, b) in self.text.as_bytes()[from..].iter().enumerate() {
            if (*b as i8) >= -0x40 {
                if seen == n {
                    return from + i;
                }
                seen += 1;
            }
        }
        self.text.len()
    }

    /// A span in code points as bytes.
    pub fn bytes(&self, start: usize, end: usize) -> Span {
        Span::new(self.byte(start), self.byte(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn there_and_back() {
        let text =
            "Łódź – “talks”, 東京 🙂 and a long ascii tail that passes the step of sixty-four bytes – end";
        let cp = CodePoints::new(text);
        for (n, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(cp.at(byte), n);
            assert_eq!(cp.byte(n), byte);
        }
        assert_eq!(cp.at(text.len()), text.chars().count());
        assert_eq!(cp.byte(text.chars().count()), text.len());
        assert_eq!(cp.byte(10_000), text.len());
    }
}
