//! Across articles: who is one entity, who stands on whose reporting, how many stand behind a claim.
//!
//! [`corpus`] is pure and a blocked join: it never compares everything with everything, and what it returns does not
//! depend on the order of articles or of hash maps. It must not change what was read out of one article.

pub mod citations;
mod claims;
mod contradictions;
#[cfg(test)]
mod drafts;
pub mod entities;
pub mod independence;
pub mod names;
mod outlets;
pub mod published;
mod rulings;
pub mod threads;

use rapporteur_lexicon::Lexicon;
use rapporteur_model::{ArticleNames, Corpus, Links, Ruling};

/// Everything that is found by looking across articles.
pub fn corpus(lexicon: &Lexicon, corpus: &Corpus, rulings: &[Ruling]) -> Links {
    let mut links = Links::default();
    let names = ArticleNames::new(&corpus.articles);
    entities::link(lexicon, corpus, &rulings::Forced::new(corpus, &names, rulings), &mut links);
    citations::link(lexicon, corpus, &mut links);
    // After all that finds derivations, before all that counts on them.
    rulings::derivations(corpus, &names, rulings, &mut links);
    threads::link(lexicon, corpus, &mut links);
    let claims = claims::link(lexicon, corpus, &mut links);
    contradictions::link(corpus, &claims, &mut links);
    links
}
