//! Across articles: who is one entity, who stands on whose reporting, which mentions are one event, what is claimed and
//! how many stand behind it, what contradicts what.
//!
//! [`corpus`] is pure and a blocked join: it never compares everything with everything, and what it returns does not
//! depend on the order of articles or of hash maps. It must not change what was read out of one article.

mod citations;
mod claims;
mod contradictions;
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
mod sorted;
pub mod threads;
mod words;

use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_model::{ArticleNames, Corpus, Links, Ruling};

/// Everything that is found by looking across articles.
pub fn corpus(lexicon: &Lexicon, codebook: &Codebook, corpus: &Corpus, rulings: &[Ruling]) -> Links {
    let mut links = Links::default();
    let names = ArticleNames::new(&corpus.articles);
    entities::link(lexicon, codebook, corpus, &rulings::Forced::new(corpus, &names, rulings), &mut links);
    let words = words::Words::new(corpus);
    derivations::link_by(&words, lexicon, corpus, &mut links);
    // After all that finds derivations, before all that counts on them.
    rulings::derivations(corpus, &names, rulings, &mut links);
    threads::link(&words, lexicon, corpus, &mut links);
    let claims = claims::link(&words, lexicon, corpus, &mut links);
    contradictions::link(corpus, &claims, &mut links);
    links
}

/// Entities alone, without codebook and rulings: what the other links stand on. For measuring them apart.
pub fn entities_alone(lexicon: &Lexicon, corpus: &Corpus) -> Links {
    let mut links = Links::default();
    let names = ArticleNames::new(&corpus.articles);
    let nobody = Codebook::default();
    entities::link(lexicon, &nobody, corpus, &rulings::Forced::new(corpus, &names, &[]), &mut links);
    links
}
