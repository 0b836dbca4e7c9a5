//! Human judgements, kept as lines of data.

use crate::{Date, Id};

/// A human judgement with author, date and reason; applied at each build, never overwriting the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    /// Hash of the line.
    pub id: Id,
    /// Who ruled.
    pub author: String,
    /// When.
    pub date: Date,
    /// Why.
    pub reason: String,
    /// What.
    pub judgement: Judgement,
}

/// What a ruling says. Anchored on words, never on a derived id alone.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Judgement {
    /// The article was published on these days.
    Published {
        /// Which article: its id, or the start of its SHA-256 (8 digits or more).
        article: String,
        /// When.
        interval: crate::Interval,
    },
}
