//! The ledger as of a date, drawn up from what was read and linked: parties, positions, meetings, status of the talks,
//! deadlines, terms and what happened to them.
//!
//! [`draw_up`] is pure: codebook, corpus and links in, every table of the record out. It decides who speaks for whom,
//! which issue a stance is about and which mentions of a meeting are one meeting. It must not read files, look at a
//! clock, or judge who is right.

mod bounds;
mod contradictions;
mod deadlines;
mod flatten;
mod holders;
mod incidents;
mod issues;
mod meetings;
mod parties;
mod positions;
pub mod standing;
mod status;
mod terms;

use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_model::{Corpus, Date, Diagnostic, Id, Links, Record};
use std::collections::BTreeMap;

/// What every part of the ledger needs to look at.
pub(crate) struct Desk<'a> {
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) codebook: &'a Codebook,
    pub(crate) corpus: &'a Corpus,
    pub(crate) links: &'a Links,
    /// Ids of attributions, by article and index.
    pub(crate) attributions: Vec<Vec<Id>>,
    /// What the codebook says of events that breach or fulfil its terms.
    pub(crate) acts: BTreeMap<Id, terms::Acts>,
}

impl Desk<'_> {
    /// The entity a mention refers to.
    pub(crate) fn entity(&self, article: usize, mention: Option<usize>) -> Option<Id> {
        self.links.mention_entity.get(article)?.get(mention?).copied().flatten()
    }
    /// The id of an attribution.
    pub(crate) fn attribution(&self, article: usize, attribution: Option<usize>) -> Option<Id> {
        self.attributions.get(article)?.get(attribution?).copied()
    }
}

/// Draws up the record. `as_of` is noted, not applied: the corpus must hold only what was known by then, so that links
/// between articles know no more than the record does.
pub fn draw_up(
    lexicon: &Lexicon,
    codebook: &Codebook,
    corpus: &Corpus,
    links: &Links,
    as_of: Option<Date>,
) -> Record {
    let attributions = corpus
        .articles
        .iter()
        .zip(&corpus.annotations)
        .map(|(article, found)| rapporteur_model::Attribution::ids(article.id, &found.attributions))
        .collect();
    let mut desk = Desk { lexicon, codebook, corpus, links, attributions, acts: BTreeMap::new() };
    let mut record = Record::default();
    flatten::articles(&desk, &mut record);
    flatten::annotations(&desk, &mut record);
    flatten::links(&desk, &mut record);
    terms::draw_up(&mut desk, &mut record);
    let parties = parties::Parties::new(&desk, &mut record);
    positions::draw_up(&desk, &parties, &mut record);
    meetings::draw_up(&desk, &parties, &mut record);
    status::draw_up(&desk, &mut record);
    terms::reported(&desk, &parties, &mut record);
    deadlines::draw_up(&desk, &parties, &mut record);
    incidents::draw_up(&desk, &parties, &mut record);
    contradictions::draw_up(&desk, &mut record);
    record.diagnostics.extend(corpus.diagnostics.iter().cloned().map(flatten::diagnostic));
    record.diagnostics.extend(links.diagnostics.iter().cloned().map(flatten::diagnostic));
    let undated = corpus.articles.iter().filter(|a| a.published.end.is_none()).count();
    if undated > 0 {
        let detail = format!("{undated} of {} articles have no known publication day", corpus.articles.len());
        record.diagnostics.push(flatten::diagnostic(Diagnostic::new(None, "undated-articles", detail)));
    }
    meta(codebook, corpus, as_of, &parties, &mut record);
    order(&mut record);
    standing::draw(&mut record);
    record
}

fn meta(
    codebook: &Codebook,
    corpus: &Corpus,
    as_of: Option<Date>,
    parties: &parties::Parties,
    record: &mut Record,
) {
    let mut meta = vec![
        ("codebook".to_owned(), codebook.name.clone()),
        ("codebook_toml".to_owned(), codebook.source.clone()),
        ("mediators".to_owned(), parties.mediators()),
        ("version".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
        ("articles".to_owned(), corpus.articles.len().to_string()),
        ("issues".to_owned(), codebook.issues.iter().map(|i| i.id.as_str()).collect::<Vec<_>>().join(",")),
    ];
    meta.extend(codebook.issues.iter().map(|i| (format!("issue.{}", i.id), i.title.clone())));
    meta.extend(codebook.issues.iter().filter(|i| !i.scopes.is_empty()).map(|i| {
        let scopes: Vec<&str> = i.scopes.iter().map(|s| s.as_str()).collect();
        (format!("scopes.{}", i.id), scopes.join(","))
    }));
    if let Some(day) = as_of {
        meta.push(("as_of".to_owned(), day.to_string()));
    }
    if let Some(title) = &codebook.title {
        meta.push(("talks".to_owned(), title.clone()));
    }
    meta.sort();
    record.meta = meta;
}

/// Every table in the order of its key, without rows that say the same twice.
fn order(record: &mut Record) {
    record.sort();
    record.diagnostics.dedup();
    record.events.dedup_by_key(|r| r.event);
    record.participants.dedup();
    record.positions.dedup_by_key(|r| r.position);
    record.position_evidence.dedup();
    record.terms.dedup_by_key(|r| r.term);
    record.term_status.dedup();
}
