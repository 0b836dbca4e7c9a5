//! Articles, annotations and links as rows of the contract.

use crate::{Desk, bounds};
use rapporteur_model::record::*;
use rapporteur_model::table::At;
use rapporteur_model::{Annotations, AttributionKind, Diagnostic, Id, Interval, Mention, Record};
use std::collections::BTreeSet;

pub(crate) fn diagnostic(d: Diagnostic) -> DiagnosticRow {
    DiagnosticRow { article: d.article, span: d.span, name: d.name, detail: d.detail }
}

pub(crate) fn articles(desk: &Desk<'_>, record: &mut Record) {
    for (i, a) in desk.corpus.articles.iter().enumerate() {
        record.articles.push(ArticleRow {
            article: a.id,
            path: a.origins.first().cloned().unwrap_or_default(),
            outlet: a.outlet.clone(),
            outlet_entity: desk.links.outlet_entity.get(i).copied().flatten(),
            title: a.title.clone(),
            author: a.author.clone(),
            dateline: a.dateline.clone(),
            agency: a.agency.clone(),
            url: a.url.clone(),
            sha256: a.sha256.clone(),
            published: a.published,
            published_basis: a.published_basis,
            acquired: a.acquired,
            language: a.language.clone(),
            words: a.words,
            text: a.text.clone(),
        });
        record.origins.extend(a.origins.iter().map(|path| OriginRow { article: a.id, path: path.clone() }));
        record.parts.extend(a.parts.iter().map(|p| PartRow { article: a.id, kind: p.kind, span: p.span }));
    }
}

pub(crate) fn annotations(desk: &Desk<'_>, record: &mut Record) {
    for (i, (article, found)) in desk.corpus.articles.iter().zip(&desk.corpus.annotations).enumerate() {
        let id = article.id;
        let at = |span| At { article: id, span };
        let words = |span: rapporteur_model::Span| one_line(article.words_of(span));
        let ids = desk.attributions.get(i).map_or(&[][..], Vec::as_slice);
        for (n, &span) in (0_u32..).zip(&found.sentences) {
            record.sentences.push(SentenceRow { article: id, n, span });
        }
        for (n, m) in found.mentions.iter().enumerate() {
            if let Some(entity) = desk.entity(i, Some(n)) {
                record.mentions.push(MentionRow {
                    entity,
                    at: at(m.span),
                    how: m.how,
                    by: m.by.clone(),
                    confidence: m.confidence,
                });
            }
        }
        // "Both sides" is a row for each of them.
        for group in &found.groups {
            let first = |span: rapporteur_model::Span| {
                let from = found.mentions.partition_point(|m| m.span < span);
                found.mentions.get(from).filter(|m| m.span == span).map(|_| from)
            };
            let of: BTreeSet<Id> = group.members.iter().filter_map(|s| desk.entity(i, first(*s))).collect();
            record.mentions.extend(of.into_iter().map(|entity| MentionRow {
                entity,
                at: at(group.span),
                how: group.how,
                by: group.by.clone(),
                confidence: None,
            }));
        }
        record.times.extend(found.times.iter().map(|t| TimeRow {
            at: at(t.span),
            kind: t.kind,
            value: t.value.clone(),
            interval: t.interval,
            anchor: t.anchor.clone(),
            rule: t.rule.clone(),
        }));
        for (a, &attribution) in found.attributions.iter().zip(ids) {
            let told = a.told_to.and_then(|span| {
                let mention = near(found, span).find(|(_, m)| m.span.overlaps(span));
                mention.and_then(|(m, _)| desk.entity(i, Some(m)))
            });
            record.attributions.push(AttributionRow {
                attribution,
                at: at(a.content.first().copied().or(a.cue).unwrap_or_default()),
                kind: a.kind,
                direct: a.kind != AttributionKind::Indirect,
                source: a.source,
                source_text: a.source.map(|s| article.words_of(s).to_owned()),
                source_entity: desk.entity(i, a.source_mention),
                source_kind: a.source_kind,
                source_count: a.source_count,
                source_state: a.source_state.clone(),
                source_sector: a.source_sector.clone(),
                source_proximity: a.source_proximity.map(words),
                subset_of: desk.attribution(i, a.subset_of),
                told_to: a.told_to.map(words),
                told_to_entity: told,
                cue: a.cue.map(words),
                parent: desk.attribution(i, a.parent),
                verification: a.verification,
                by: a.by.clone(),
                confidence: a.confidence,
            });
            let part = |role, n, span| AttributionSpanRow { attribution, role, n, at: at(span) };
            record.attribution_spans.extend(a.source.map(|s| part(AttributionPart::Source, 0, s)));
            record.attribution_spans.extend(a.cue.map(|s| part(AttributionPart::Cue, 0, s)));
            let pieces = (0_u32..).zip(&a.content).map(|(n, &s)| part(AttributionPart::Content, n, s));
            record.attribution_spans.extend(pieces);
        }
        let mention_over = |span: Option<rapporteur_model::Span>| {
            let span = span?;
            let mention = near(found, span).find(|(_, m)| span.contains(m.span));
            mention.and_then(|(m, _)| desk.entity(i, Some(m)))
        };
        record.non_responses.extend(found.non_responses.iter().map(|r| NonResponseRow {
            at: at(r.span),
            who: desk.entity(i, r.who_mention),
            who_text: r.who.map(words),
            asked_by: mention_over(r.asked_by),
            asked_by_text: r.asked_by.map(words),
            about: r.about.map(words),
            how: r.how,
            by: r.by.clone(),
        }));
        record.quantities.extend(found.quantities.iter().map(|q| QuantityRow {
            at: at(q.span),
            value_min: q.min,
            value_max: q.max,
            unit: q.unit.clone(),
            approximator: q.approximator.clone(),
            by: q.by.clone(),
        }));
        record.hedges.extend(found.hedges.iter().map(|h| {
            HedgeRow {
                at: at(h.span),
                kind: h.kind,
                likelihood_band: h.band,
                attribution: desk.attribution(i, h.attribution),
                event: h
                    .event
                    .filter(|&trigger| found.events.iter().any(|e| e.trigger == trigger))
                    .map(|trigger| Id::of_span("event", id, trigger)),
                by: h.by.clone(),
            }
        }));
        record.events.extend(found.events.iter().enumerate().map(|(n, e)| {
            EventRow {
                event: Id::of_span("event", id, e.trigger),
                at: at(e.span),
                kind: e.kind,
                mode: e.mode.clone(),
                trigger: words(e.trigger),
                actor: desk.entity(i, e.actor_mention),
                recipient: desk.entity(i, e.recipient_mention),
                place: desk.entity(i, e.place),
                date: e
                    .time
                    .and_then(|t| found.times.get(t))
                    .map_or(Interval::UNKNOWN, |t| bounds::days(desk.lexicon, article, t)),
                status: e.status,
                attribution: desk.attribution(i, e.attribution),
                thread: desk.links.event_thread.get(i).and_then(|t| t.get(n).copied().flatten()),
                by: e.by.clone(),
                confidence: e.confidence,
            }
        }));
        record.diagnostics.extend(found.diagnostics.iter().cloned().map(diagnostic));
    }
}

pub(crate) fn links(desk: &Desk<'_>, record: &mut Record) {
    let links = desk.links;
    record.entities.clone_from(&links.entities);
    record.aliases.clone_from(&links.aliases);
    record.merges.clone_from(&links.merges);
    record.former_ids.clone_from(&links.former_ids);
    record.roles.clone_from(&links.roles);
    record.claims.clone_from(&links.claims);
    record.claim_evidence.clone_from(&links.claim_evidence);
    record.claim_sources.clone_from(&links.claim_sources);
    record.contradictions.clone_from(&links.contradictions);
    record.derivations.clone_from(&links.derivations);
    record.derivation_evidence.clone_from(&links.derivation_evidence);
    record.drifts.clone_from(&links.drifts);
    record.rulings_applied.clone_from(&links.rulings_applied);
}

/// The mentions, with their index, that begin in `span` or shortly before it.
fn near(found: &Annotations, span: rapporteur_model::Span) -> impl Iterator<Item = (usize, &Mention)> {
    let from = found.mentions.partition_point(|m| m.span.start < span.start).saturating_sub(4);
    found.mentions.iter().enumerate().skip(from).take_while(move |(_, m)| m.span.start < span.end)
}

/// Words on one line, runs of white space as one space.
pub(crate) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
