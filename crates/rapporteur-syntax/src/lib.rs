//! Part of Rapporteur.
<<<<<<< HEAD

pub mod rules;
mod sentences;
=======
mod bounds;
mod chars;
mod config;
mod data;
mod doc;
mod error;
mod ids;
mod kernels;
mod lemma;
mod lexeme;
mod load;
mod matrix;
mod model;
mod names;
mod net;
mod regex;
mod ruler;
mod tables;
mod tok2vec;
mod tokenizer;
mod transition;
pub use doc::Doc;
pub use error::{LoadError, Reason};
pub use kernels::Kernel;
pub use model::Model;
>>>>>>> syntax
