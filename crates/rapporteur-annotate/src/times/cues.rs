//! Which way a clause looks, and where quotations stand: the cues around an expression that are none of its words.

use super::reader::{Found, Reader};
use super::resolve::{Last, Resolver};

impl Resolver<'_> {
    /// Is the time said to lie ahead or behind? The nearest cue before it in its clause decides.
    pub(super) fn leaning(&self, found: &Found) -> Leaning {
        let first = found.tokens.start;
        let reader = self.reader;
        // "In March, the envoys met": where nothing goes before it, what comes after decides.
        let head = (1..=4).find(|back| first.checked_sub(*back).is_none_or(|i| reader.ends_sentence(i)));
        if let Some(back) = head
            && (first + 1 - back..first)
                .all(|i| reader.w(i).before_date || reader.w(i).phase.is_some() || reader.is(i, "the"))
            && !reader.is_any(first.wrapping_sub(1), &["by", "until", "till"])
            && !reader.mark(found.tokens.end, b'\'')
        {
            return self.leaning_after(found.tokens.end);
        }
        for back in 1..=14 {
            let Some(at) = first.checked_sub(back) else { return Leaning::Neither };
            if reader.ends_sentence(at) || reader.mark(at, b'"') {
                return Leaning::Neither;
            }
            let word = reader.w(at);
            // "agreed to meet on Friday"; in a headline "Envoys to meet on Friday"
            if reader.is(at, "to")
                && reader.word_follows(at + 1)
                && !reader.is(at + 1, "the")
                && at >= 1
                && (reader.w(at - 1).bound || self.in_headline(first) && !reader.w(at - 1).done)
            {
                return Leaning::Ahead;
            }
            if reader.is_any(at, &["by", "until", "till", "ahead"]) {
                // Only right before the time: "by Tuesday", "until the end of May".
                let near = (at + 1..first)
                    .all(|j| reader.w(j).phase.is_some() || reader.is_any(j, &["the", "of", "at", "on"]));
                if back <= 4 && near {
                    return Leaning::Ahead;
                }
            } else if word.plan {
                return Leaning::Ahead;
            } else if word.telling {
                if (at + 1..first)
                    .all(|j| reader.is_any(j, &["on", "in", "late", "early", "the", "earlier", "last"]))
                {
                    return Leaning::Behind;
                }
            } else if word.past || word.done || self.participle(at) {
                return Leaning::Behind;
            }
        }
        Leaning::Neither
    }

    /// Does the line end without a full stop, as a headline does?
    fn in_headline(&self, at: usize) -> bool {
        let reader = self.reader;
        let end = (at..at + 16).find(|i| reader.ends_sentence(*i));
        end.is_some_and(|i| reader.mark(i, b'\n') || reader.at_end(i))
    }

    /// The first cue after the time in its sentence.
    fn leaning_after(&self, end: usize) -> Leaning {
        for at in end..end + 14 {
            if self.reader.ends_sentence(at) || self.reader.mark(at, b'"') {
                return Leaning::Neither;
            }
            let word = self.reader.w(at);
            if word.past || word.done || word.telling {
                return Leaning::Behind;
            }
            if self.reader.is_any(at, &["will", "shall", "plans", "due", "scheduled", "expected"]) {
                return Leaning::Ahead;
            }
            if self.participle(at) {
                return Leaning::Behind;
            }
        }
        Leaning::Neither
    }

    /// "announced", "rose to" are not told apart without syntax; a lower-case word in "-ed" that no "be" or "to" leads is
    /// taken for the past.
    pub(super) fn participle(&self, at: usize) -> bool {
        // "a vote fixed for December": what is done for a time is still to come.
        if self.reader.is(at + 1, "for") {
            return false;
        }
        let word = self.reader.words(at);
        let led = at.checked_sub(1).is_some_and(|i| self.reader.is_any(i, &["be", "being", "to", "not"]));
        word.len() > 4
            && word.ends_with("ed")
            && !led
            && self.reader.word_follows(at)
            && !word.ends_with("eed")
    }
}

/// Which way a clause looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaning {
    Ahead,
    Behind,
    Neither,
}

/// Whether the text is inside quotation marks, paragraph by paragraph, and the time last named there.
#[derive(Debug, Default)]
pub(super) struct Quote {
    pub(super) at: usize,
    pub(super) open: bool,
    pub(super) last: Option<Last>,
}

impl Quote {
    pub(super) fn walk(&mut self, reader: &Reader<'_>, to: usize) {
        while self.at < to {
            if reader.mark(self.at, b'"') {
                self.open = !self.open;
                self.last = None;
            } else if reader.mark(self.at, b'\n') {
                self.open = false;
            }
            self.at += 1;
        }
    }
}
