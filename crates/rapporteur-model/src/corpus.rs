//! The pile of articles, and what was found by looking across it.

use crate::record::{
    AliasRow, ClaimEvidenceRow, ClaimRow, ClaimSourceRow, ContradictionRow, DerivationEvidenceRow,
    DerivationRow, DriftRow, EntityRow, FormerIdRow, MergeRow, RoleRow, RulingAppliedRow,
};
use crate::{Annotations, Article, Diagnostic, Id};

/// Articles with what was read out of them. Sorted by publication (undated last), then id; `annotations[i]` belongs to
/// `articles[i]`.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// The articles.
    pub articles: Vec<Article>,
    /// What was read out of each.
    pub annotations: Vec<Annotations>,
    /// What reading could not settle.
    pub diagnostics: Vec<Diagnostic>,
}

impl Corpus {
    /// Puts articles and annotations in the order that everything across articles relies on.
    pub fn new(pairs: Vec<(Article, Annotations)>, diagnostics: Vec<Diagnostic>) -> Corpus {
        let mut pairs = pairs;
        pairs.sort_by_cached_key(|(a, _)| (a.published.sort_key(), a.id));
        let (articles, annotations) = pairs.into_iter().unzip();
        Corpus { articles, annotations, diagnostics }
    }
}

/// What was found by looking across articles. The outer index is the article's index in the [`Corpus`], the inner one
/// that of the annotation.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// Entities, sorted by id.
    pub entities: Vec<EntityRow>,
    /// Their spellings.
    pub aliases: Vec<AliasRow>,
    /// Why spellings are one.
    pub merges: Vec<MergeRow>,
    /// Ids that entities have in builds of fewer articles.
    pub former_ids: Vec<FormerIdRow>,
    /// Which entity each mention refers to.
    pub mention_entity: Vec<Vec<Option<Id>>>,
    /// Which entity each article's outlet is.
    pub outlet_entity: Vec<Option<Id>>,
    /// Offices over time.
    pub roles: Vec<RoleRow>,
    /// Which thread each event belongs to.
    pub event_thread: Vec<Vec<Option<Id>>>,
    /// Propositions across articles.
    pub claims: Vec<ClaimRow>,
    /// What they stand on.
    pub claim_evidence: Vec<ClaimEvidenceRow>,
    /// How many independent sources they have, and why.
    pub claim_sources: Vec<ClaimSourceRow>,
    /// Words that cannot both be so.
    pub contradictions: Vec<ContradictionRow>,
    /// Who stands on whose reporting.
    pub derivations: Vec<DerivationRow>,
    /// Why.
    pub derivation_evidence: Vec<DerivationEvidenceRow>,
    /// What retelling changed.
    pub drifts: Vec<DriftRow>,
    /// What became of rulings.
    pub rulings_applied: Vec<RulingAppliedRow>,
    /// What could not be settled.
    pub diagnostics: Vec<Diagnostic>,
}
