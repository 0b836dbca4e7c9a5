//! From a record to what people read: the brief in a terminal, in Markdown, as one HTML page and as JSON; one item with
//! every sentence it rests on.
//!
//! Pure: takes a [`rapporteur_model::Record`], gives text; no file, no clock, no environment, no network. What a brief
//! says is worked out once, in [`view`], and each output only sets it. Words of articles are hostile until cleaned:
//! see [`mod@line`].

pub mod brief;
pub mod evidence;
pub mod index;
pub mod item;
pub mod line;
pub mod view;
pub mod wording;

pub use brief::TextOptions;
