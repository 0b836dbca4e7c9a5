//! Part of Rapporteur.

pub mod rules;
mod sentences;
