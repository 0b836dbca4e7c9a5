//! Part of Rapporteur.
