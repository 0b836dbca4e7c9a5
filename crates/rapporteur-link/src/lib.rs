//! Across articles: who a name is. Blocked joins over the annotations of a corpus; no clock, no files.

pub mod entities;
pub mod names;
