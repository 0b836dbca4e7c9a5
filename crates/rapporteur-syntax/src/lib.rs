//! Text to sentences, tokens, lemmas, tags, dependency parse and names: a spaCy pipeline in Rust.
//!
//! [`Model::load`] reads the directory of a spaCy v3 pipeline of the "tok2vec CNN" kind, such as `en_core_web_sm` or what
//! `spacy train` makes for a CPU, and [`Model::parse`] says of a text what spaCy says: the same tokens, tags, heads,
//! labels, lemmas and names, about ten times as fast. No Python, no network, no thread of its own.
//!
//! ```no_run
//! use rapporteur_syntax::Model;
//!
//! # fn main() -> Result<(), rapporteur_syntax::LoadError> {
//! let model = Model::load("en_core_web_sm-3.8.0".as_ref())?;
//! let text = "Ruritania signed the treaty on Monday.";
//! let syntax = model.parse(text);
//! assert_eq!(syntax.lemma(1), "sign");
//! assert_eq!((syntax.dep(0), syntax.tokens[0].head), ("nsubj", 1));
//! print!("{}", rapporteur_syntax::tree::render(&syntax, text));
//! # Ok(()) }
//! ```
//!
//! The example that every test run reads is the small pipeline of this crate's own tests; its weights are random, so
//! only its tokens make sense:
//!
//! ```
//! # fn main() -> Result<(), rapporteur_syntax::LoadError> {
//! let model = rapporteur_syntax::Model::load("tests/data/one".as_ref())?;
//! let syntax = model.parse("They can't agree, e.g. on Art. 7.");
//! let words: Vec<&str> = syntax.tokens.iter().map(|t| t.span.of("They can't agree, e.g. on Art. 7.")).collect();
//! assert_eq!(words, ["They", "ca", "n't", "agree", ",", "e.g.", "on", "Art", ".", "7", "."]);
//! # Ok(()) }
//! ```
//!
//! # Two answers
//! [`Model::parse`] gives the [`Syntax`](rapporteur_model::Syntax) that the rest of Rapporteur reads: no white space among
//! its tokens. [`Model::annotate`] gives a [`Doc`] with spaCy's own tokens, white space included, and everything the
//! pipeline set: for those who want a spaCy-compatible engine.
//!
//! # What it reads
//! Components: `tok2vec`, `tagger`, `morphologizer`, `parser`, `ner`, `attribute_ruler`, `lemmatizer` (rule and lookup),
//! `trainable_lemmatizer`. Architectures: `spacy.Tok2Vec.v2` (`MultiHashEmbed.v2`, `MaxoutWindowEncoder.v2`),
//! `spacy.HashEmbedCNN.v2`, `spacy.Tok2VecListener.v1`, `spacy.Tagger.v2`, `spacy.TransitionBasedParser.v2`, and the
//! tokenizer's regular expressions. Everything else (word vectors, transformers, beam search, other languages) is a
//! [`LoadError`] that names it.
//!
//! # What holds
//! - The same text gives the same bits on every machine and every [`Kernel`], whatever was read before.
//! - Reading a text never fails and never panics; time grows with the text's length, memory with its tokens.
//! - A file that is corrupt or cut short is a [`LoadError`] with its path.
//! - No `unsafe` outside the module with the kernels.

mod bounds;
mod chars;
mod charset;
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
pub mod rules;
mod sentences;
mod tables;
mod tok2vec;
mod tokenizer;
mod transition;
pub mod tree;

pub use doc::Doc;
pub use error::{LoadError, Reason};
pub use kernels::Kernel;
pub use model::{Cut, Model};
