//! Are two spellings one name? Folding and comparison of names, without looking at who bears them.
//!
//! May touch: the lexicon and the strings it is given. Roles, countries and company are for [`crate::entities`].

pub mod compare;
pub mod fold;
pub mod kind;
pub mod parts;

pub use compare::{Sameness, Verdict, compare, compare_words};
pub use kind::Kinds;
