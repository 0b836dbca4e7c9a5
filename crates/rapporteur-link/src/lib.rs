//! Across articles: who is one entity, who stands on whose reporting, how many stand behind a claim.
//!
//! [`corpus`] is pure and a blocked join: it never compares everything with everything, and what it returns does not
//! depend on the order of articles or of hash maps. It must not change what was read out of one article.

mod citations;
pub mod copies;
pub mod derivations;
#[cfg(test)]
mod drafts;
mod drift;
pub mod entities;
pub mod independence;
pub mod names;
mod outlets;
mod passages;
pub mod published;
mod rulings;

use rapporteur_lexicon::Lexicon;
use rapporteur_model::{ArticleNames, Corpus, Links, Ruling};

/// Everything that is found by looking across articles.
pub fn corpus(lexicon: &Lexicon, corpus: &Corpus, rulings: &[Ruling]) -> Links {
    let mut links = Links::default();
    let names = ArticleNames::new(&corpus.articles);
    entities::link(lexicon, corpus, &rulings::Forced::new(corpus, &names, rulings), &mut links);
    derivations::link(lexicon, corpus, &mut links);
    // After all that finds derivations, before all that counts on them.
    rulings::derivations(corpus, &names, rulings, &mut links);
    links.event_thread = corpus.annotations.iter().map(|found| vec![None; found.events.len()]).collect();
    links
}

/// Entities alone, without rulings: what the other links stand on. For measuring them apart.
pub fn entities_alone(lexicon: &Lexicon, corpus: &Corpus) -> Links {
    let mut links = Links::default();
    let names = ArticleNames::new(&corpus.articles);
    entities::link(lexicon, corpus, &rulings::Forced::new(corpus, &names, &[]), &mut links);
    links
}
