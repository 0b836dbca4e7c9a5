//! Part of Rapporteur.

pub mod published;
