//! The pipeline as a library: read -> annotate -> link -> record -> show.
//!
//! This crate only puts the stages together. What each does is in its own crate; none of them knows another.

pub mod compare;
mod folder;
pub mod memory;
pub mod pipeline;
mod rulings;

pub use folder::{write, write_anew};
pub use memory::{MEMORY_FILE, Memory};
pub use pipeline::{
    BuildError, BuildOptions, Built, By, Progress, Stage, Summary, build, build_from_articles, rebuild,
};

/// The nouns.
pub use rapporteur_model as model;
