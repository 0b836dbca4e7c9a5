//! Agreements and terms that the codebook knows.
//!
//! An agreement of the codebook is an entity even where no article names it, so that terms and parties have somebody to
//! point to.

use crate::Desk;
use rapporteur_lexicon::codebook::Bearer;
use rapporteur_model::record::{AgreementRow, EntityRow, TermRow, TermStatusRow};
use rapporteur_model::{EntityKind, Id, Record};

pub(crate) fn draw_up(desk: &Desk<'_>, record: &mut Record) {
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
