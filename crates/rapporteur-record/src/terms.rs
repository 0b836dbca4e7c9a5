//! Agreements and terms: those that the codebook knows, and those that articles tell of.
//!
//! A term told by an article binds who its clause names; it belongs to the codebook's agreement that its words name, or
//! to none. What articles say became of an agreement is a new state of each of its terms, never a correction of old ones.
//! An agreement of the codebook is an entity even where no article names it, so that terms and parties have somebody to
//! point to.

use crate::flatten::one_line;
use crate::parties::Parties;
use crate::{Desk, bounds};
use rapporteur_lexicon::codebook::Bearer;
use rapporteur_model::record::{AgreementRow, EntityRow, TermRow, TermStatusRow};
use rapporteur_model::table::At;
use rapporteur_model::{
    Article, Date, EntityKind, EventType, Id, Interval, Record, Span, TermMention, TimeType,
};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Which events breach or fulfil a term, where its codebook says so.
#[derive(Debug, Default, Clone)]
pub(crate) struct Acts {
    pub(crate) breach: Vec<EventType>,
    pub(crate) fulfil: Vec<EventType>,
}

/// The codebook's agreements and terms.
pub(crate) fn draw_up(desk: &mut Desk<'_>, record: &mut Record) {
    let codebook = desk.codebook;
    let mut party_ids: Vec<Option<Id>> = vec![None; codebook.parties.len()];
    for agreement in &codebook.agreements {
        for &party in &agreement.parties {
            let known = party_ids.get(party).copied().flatten();
            if known.is_none()
                && let Some(p) = codebook.parties.get(party)
            {
                let id = entity(record, p.state.as_deref(), &p.name, p.kind, &codebook.name);
                if let Some(slot) = party_ids.get_mut(party) {
                    *slot = Some(id);
                }
            }
        }
        let id = entity(record, None, &agreement.name, EntityKind::Agreement, &codebook.name);
        let names: Vec<&str> = agreement
            .parties
            .iter()
            .filter_map(|&p| codebook.parties.get(p))
            .map(|p| p.name.as_str())
            .collect();
        record.agreements.push(AgreementRow {
            agreement: id,
            name: agreement.name.clone(),
            parties: (!names.is_empty()).then(|| names.join("; ")),
            verifier: agreement.verifier.clone(),
            status: agreement.status.map(|s| s.as_str().to_owned()),
            period: agreement.period,
            source: agreement.source.clone(),
        });
        for term in &agreement.terms {
            let bearers: Vec<Option<Id>> = match term.bearer {
                Bearer::Party(p) => vec![party_ids.get(p).copied().flatten()],
                Bearer::Each => {
                    agreement.parties.iter().map(|&p| party_ids.get(p).copied().flatten()).collect()
                }
            };
            for (n, bearer) in bearers.into_iter().enumerate() {
                let term_id = Id::of("term", &[id.as_bytes(), term.id.as_bytes(), &n.to_le_bytes()]);
                let acts = Acts { breach: term.breach.clone(), fulfil: term.fulfil.clone() };
                desk.acts.insert(term_id, acts);
                record.terms.push(TermRow {
                    term: term_id,
                    agreement: Some(id),
                    bearer,
                    modality: term.modality,
                    issue: codebook.issues.get(term.issue).map(|i| i.id.clone()).unwrap_or_default(),
                    action: term.action.clone(),
                    zone: term.zone.clone(),
                    period: term.period,
                    exception: term.exception.clone(),
                    ceiling: term.ceiling.clone(),
                    verifier: term.verifier.clone(),
                    source: term.source.clone(),
                    at: None,
                    attribution: None,
                    by: format!("codebook.{}", codebook.name).into(),
                });
                record.term_status.extend(term.status.or(agreement.status).map(|status| TermStatusRow {
                    term: term_id,
                    date: term.period.start.or(agreement.period.start),
                    status,
                    at: None,
                    attribution: None,
                }));
            }
        }
    }
}

/// The entity of that state or name, made if no article names it.
fn entity(record: &mut Record, state: Option<&str>, name: &str, kind: EntityKind, codebook: &str) -> Id {
    let known = record.entities.iter().find(|e| match state {
        Some(state) => e.kind == EntityKind::State && e.state.as_deref() == Some(state),
        None => e.kind == kind && e.name.eq_ignore_ascii_case(name),
    });
    if let Some(known) = known {
        return known.entity;
    }
    let id = Id::of("codebook-entity", &[codebook.as_bytes(), name.as_bytes()]);
    record.entities.push(EntityRow {
        entity: id,
        name: name.to_owned(),
        kind,
        state: state.map(str::to_owned),
        lat: None,
        lon: None,
        mentions: 0,
        first_seen: None,
    });
    id
}

/// What articles tell of terms, and of what became of agreements.
pub(crate) fn reported(desk: &Desk<'_>, parties: &Parties, record: &mut Record) {
    let agreements: BTreeMap<usize, Id> = desk
        .codebook
        .agreements
        .iter()
        .enumerate()
        .filter_map(|(n, a)| Some((n, record.agreements.iter().find(|r| r.name == a.name)?.agreement)))
        .collect();
    for (i, (article, found)) in desk.corpus.articles.iter().zip(&desk.corpus.annotations).enumerate() {
        for mention in &found.terms {
            tell(desk, parties, &agreements, i, mention, record);
        }
        for mention in &found.agreements {
            let Some(agreement) = named(desk, &agreements, article, mention.agreement) else { continue };
            let time = mention.time.and_then(|t| found.times.get(t)).map(|t| t.interval);
            let date = time.and_then(|t| t.start).or(published(article));
            let terms = record.terms.iter().filter(|t| t.agreement == Some(agreement) && t.at.is_none());
            let rows: Vec<TermStatusRow> = terms
                .map(|t| TermStatusRow {
                    term: t.term,
                    date,
                    status: mention.state,
                    at: Some(At { article: article.id, span: mention.span }),
                    attribution: desk.attribution(i, mention.attribution),
                })
                .collect();
            record.term_status.extend(rows);
        }
    }
}

fn published(article: &Article) -> Option<Date> {
    article.published.start.filter(|_| article.published.end.is_some())
}

/// The codebook's agreement that some words name: by its patterns, or, if the codebook has one only, by a noun after
/// "the".
fn named(desk: &Desk<'_>, known: &BTreeMap<usize, Id>, article: &Article, words: Span) -> Option<Id> {
    let text = article.words_of(words);
    let hits = desk.codebook.agreements_in(text);
    let hit = hits.first().and_then(|(n, _)| known.get(n)).copied();
    let only = || {
        let the = text.to_lowercase().split_whitespace().any(|w| w == "the");
        // "The treaty" of an article that comes after the only one the codebook has.
        let one = desk.codebook.agreements.first().filter(|_| known.len() == 1 && the)?;
        let begun = one.period.start.zip(article.published.end).is_some_and(|(from, day)| from <= day);
        let noun = |w: &str| text.to_lowercase().contains(&w.to_lowercase());
        let named = one.name.split_whitespace().next().is_some_and(noun);
        known.values().next().copied().filter(|_| begun && named)
    };
    hit.or_else(only)
}

fn tell(
    desk: &Desk<'_>,
    parties: &Parties,
    agreements: &BTreeMap<usize, Id>,
    i: usize,
    mention: &TermMention,
    record: &mut Record,
) {
    let (Some(article), Some(found)) = (desk.corpus.articles.get(i), desk.corpus.annotations.get(i)) else {
        return;
    };
    let first = |span| {
        let hits = desk.codebook.issues_in(article.words_of(span));
        hits.into_iter().min_by_key(|h| (h.span.start, Reverse(h.span.end))).map(|h| h.issue)
    };
    let issue = first(mention.content).or_else(|| first(mention.span));
    let Some(issue) = issue.and_then(|n| desk.codebook.issues.get(n)) else { return };
    let party = desk.entity(i, mention.bearer_mention).and_then(|e| parties.of(e)).map(|s| s.party);
    let words = mention.bearer.map(|s| article.words_of(s)).unwrap_or_default();
    let by_codebook =
        || desk.codebook.parties_in(words).into_iter().find_map(|h| parties.of_codebook(h.party));
    let bearers: Vec<Option<Id>> = match (mention.each, party.or_else(by_codebook)) {
        (true, _) => {
            let all = parties.negotiators();
            // Of several that negotiate, those the article names, if it names two.
            let told: BTreeSet<Id> = (0..found.mentions.len())
                .filter_map(|m| desk.entity(i, Some(m)).and_then(|e| parties.of(e)).map(|s| s.party))
                .filter(|p| all.contains(p))
                .collect();
            let meant = if told.len() > 1 { told.into_iter().collect() } else { all };
            if meant.is_empty() { vec![None] } else { meant.into_iter().map(Some).collect() }
        }
        (false, party) => vec![party],
    };
    let time = mention.time.and_then(|t| found.times.get(t));
    let period = time
        .filter(|t| t.kind == TimeType::Date)
        .map_or(Interval::UNKNOWN, |t| bounds::days(desk.lexicon, article, t));
    let at = At { article: article.id, span: mention.span };
    let attribution = desk.attribution(i, mention.attribution);
    for bearer in bearers {
        let whose = bearer.map(|b| b.to_string()).unwrap_or_default();
        let id =
            Id::of("term", &[Id::of_span("term", article.id, mention.content).as_bytes(), whose.as_bytes()]);
        record.terms.push(TermRow {
            term: id,
            agreement: named(desk, agreements, article, mention.frame),
            bearer,
            modality: mention.modality,
            issue: issue.id.clone(),
            action: one_line(article.words_of(mention.content)),
            zone: None,
            period,
            exception: mention.exception.map(|s| one_line(article.words_of(s))),
            ceiling: None,
            verifier: None,
            source: None,
            at: Some(at),
            attribution,
            by: mention.by.clone(),
        });
        record.term_status.push(TermStatusRow {
            term: id,
            date: published(article),
            status: mention.state,
            at: Some(at),
            attribution,
        });
    }
}
