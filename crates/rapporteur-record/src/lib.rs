//! The ledger as of a date, drawn up from what was read and linked: parties, positions, meetings, status of the talks,
//! terms.
//!
//! [`draw_up`] is pure: codebook, corpus and links in, every table of the record out. It decides who speaks for whom,
//! which issue a stance is about and which mentions of a meeting are one meeting. It must not read files, look at a
//! clock, or judge who is right.

mod flatten;
mod meetings;
mod parties;
mod positions;
mod status;
mod terms;

use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_model::{Corpus, Date, Diagnostic, Id, Links, Record};

/// What every part of the ledger needs to look at.
pub(crate) struct Desk<'a> {
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) codebook: &'a Codebook,
    pub(crate) corpus: &'a Corpus,
    pub(crate) links: &'a Links,
    /// Ids of attributions, by article and index.
    pub(crate) attributions: Vec<Vec<Id>>,
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
        .map(|(article, found)| flatten::attribution_ids(article.id, &found.attributions))
        .collect();
    let desk = Desk { lexicon, codebook, corpus, links, attributions };
    let mut record = Record::default();
    flatten::articles(&desk, &mut record);
    flatten::annotations(&desk, &mut record);
    flatten::links(&desk, &mut record);
    terms::draw_up(&desk, &mut record);
    let parties = parties::Parties::new(&desk, &mut record);
    positions::draw_up(&desk, &parties, &mut record);
    meetings::draw_up(&desk, &parties, &mut record);
    status::draw_up(&desk, &mut record);
    record.diagnostics.extend(corpus.diagnostics.iter().cloned().map(flatten::diagnostic));
    record.diagnostics.extend(links.diagnostics.iter().cloned().map(flatten::diagnostic));
    let undated = corpus.articles.iter().filter(|a| a.published.end.is_none()).count();
    if undated > 0 {
        let detail = format!("{undated} of {} articles have no known publication day", corpus.articles.len());
        record.diagnostics.push(flatten::diagnostic(Diagnostic::new(None, "undated-articles", detail)));
    }
    meta(codebook, corpus, as_of, &mut record);
    order(&mut record);
    record
}

fn meta(codebook: &Codebook, corpus: &Corpus, as_of: Option<Date>, record: &mut Record) {
    let mut meta = vec![
        ("codebook".to_owned(), codebook.name.clone()),
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
    record.articles.sort_by_key(|r| r.article);
    record.origins.sort_by(|a, b| (a.article, &a.path).cmp(&(b.article, &b.path)));
    record.parts.sort_by_key(|r| (r.article, r.span));
    record.sentences.sort_by_key(|r| (r.article, r.n));
    record.diagnostics.sort_by(|a, b| {
        (&a.name, a.article, a.span, &a.detail).cmp(&(&b.name, b.article, b.span, &b.detail))
    });
    record.diagnostics.dedup();
    record.entities.sort_by_key(|r| r.entity);
    record.aliases.sort_by(|a, b| (a.entity, &a.name, &a.outlet).cmp(&(b.entity, &b.name, &b.outlet)));
    record.merges.sort_by(|a, b| (a.entity, &a.name_a, &a.name_b).cmp(&(b.entity, &b.name_a, &b.name_b)));
    record.former_ids.sort_by_key(|r| r.id);
    record.mentions.sort_by_key(|r| (r.at, r.entity));
    record.roles.sort_by(|a, b| (a.entity, &a.role, a.at).cmp(&(b.entity, &b.role, b.at)));
    record.times.sort_by(|a, b| (a.at, &a.value).cmp(&(b.at, &b.value)));
    record.attributions.sort_by_key(|r| r.attribution);
    record.attribution_spans.sort_by_key(|r| (r.attribution, r.role, r.n));
    record.non_responses.sort_by_key(|r| (r.at, r.how));
    record.quantities.sort_by_key(|r| r.at);
    record.events.sort_by_key(|r| r.event);
    record.events.dedup_by_key(|r| r.event);
    record.meetings.sort_by_key(|r| r.meeting);
    record.participants.sort_by_key(|r| (r.meeting, r.participant, r.at, r.role));
    record.participants.dedup();
    record.meeting_evidence.sort_by_key(|r| (r.meeting, r.at));
    record.positions.sort_by_key(|r| r.position);
    record.positions.dedup_by_key(|r| r.position);
    record.agreements.sort_by_key(|r| r.agreement);
    record.terms.sort_by_key(|r| r.term);
    record.term_status.sort_by_key(|r| (r.term, r.date));
    record.talks_status.sort_by_key(|r| (r.date, r.at, r.status));
    record.derivations.sort_by(|a, b| {
        (a.article, a.from_article, &a.from_outlet).cmp(&(b.article, b.from_article, &b.from_outlet))
    });
    record.derivation_evidence.sort_by(|a, b| {
        (a.article, a.from_article, &a.from_outlet, a.span, &a.reason).cmp(&(
            b.article,
            b.from_article,
            &b.from_outlet,
            b.span,
            &b.reason,
        ))
    });
    record.drifts.sort_by_key(|r| (r.at, r.from, r.kind));
    record.claims.sort_by_key(|r| r.claim);
    record.claim_evidence.sort_by_key(|r| (r.claim, r.at));
    record.contradictions.sort_by_key(|r| r.contradiction);
    record.rulings_applied.sort_by_key(|r| r.ruling);
}
