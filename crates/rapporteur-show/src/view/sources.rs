//! Outlets, who cites whom, named and anonymous sources, and what could not be settled.

use super::Limits;
use crate::index::Index;
use crate::line::Line;
use crate::wording;
use rapporteur_model::record::{AttributionRow, DerivationKind, DiagnosticRow};
use rapporteur_model::{Id, Interval, SourceKind};
use std::collections::{BTreeMap, BTreeSet};

/// An outlet.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlet {
    /// Its name.
    pub name: Line,
    /// Articles read.
    pub articles: usize,
    /// Of those, without a date.
    pub undated: usize,
    /// From the first to the last publication.
    pub period: Interval,
    /// Whom it stands on: "cites Kan 11 (3)".
    pub stands_on: Vec<Line>,
}

/// One outlet stands on another's reporting.
#[derive(Debug, Clone, PartialEq)]
pub struct Citing {
    /// The later one.
    pub outlet: Line,
    /// copies, rewrites, cites.
    pub how: DerivationKind,
    /// The earlier one.
    pub from: Line,
    /// In how many articles.
    pub articles: usize,
}

/// A source as the articles call it.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRow {
    /// The name, or the words that stand for one.
    pub name: Line,
    /// "diplomatic; “briefed on the talks”".
    pub note: Line,
    /// How often.
    pub times: usize,
    /// In which outlets, with how often.
    pub outlets: Line,
}

/// Outlets and sources.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sources {
    /// Outlets read, most articles first.
    pub outlets: Vec<Outlet>,
    /// Who stands on whose reporting.
    pub citing: Vec<Citing>,
    /// Anonymous sources by the words that describe them.
    pub anonymous: Vec<SourceRow>,
    /// Named sources.
    pub named: Vec<SourceRow>,
}

/// A kind of thing that could not be settled.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// The contract's kebab-case name.
    pub name: String,
    /// The same for a reader.
    pub title: Line,
    /// How often.
    pub times: usize,
    /// In how many articles.
    pub articles: usize,
    /// A few of the sentences, with the outlet.
    pub examples: Vec<Line>,
}

/// Examples of one kind of diagnostic.
const EXAMPLES: usize = 3;

/// One key an outlet is counted under.
fn outlet_key(index: &Index, article: Id) -> String {
    match index.record.article(article) {
        Some(a) => match a.outlet_entity {
            Some(id) if index.record.entity(id).is_some() => format!("#{id}"),
            _ => a.outlet.as_deref().unwrap_or("").trim().to_lowercase(),
        },
        None => String::new(),
    }
}

pub(super) fn sources(index: &Index, limits: Limits, left_out: &mut Vec<Line>) -> Sources {
    let record = index.record;
    let mut outlets: BTreeMap<String, (Line, usize, usize, Interval)> = BTreeMap::new();
    for a in &index.order {
        let row = outlets
            .entry(outlet_key(index, a.article))
            .or_insert_with(|| (index.outlet_of(a), 0, 0, Interval::UNKNOWN));
        row.1 += 1;
        if a.published.is_unknown() {
            row.2 += 1;
        }
        // A day "not before 1967" would stretch the period over what nobody wrote.
        let Some(to) = a.published.end else { continue };
        row.3.start = row.3.start.into_iter().chain(a.published.start.or(Some(to))).min();
        row.3.end = row.3.end.max(Some(to));
    }
    type Pair = (String, String, DerivationKind);
    let mut citing: BTreeMap<Pair, (Line, Line, BTreeSet<Id>)> = BTreeMap::new();
    // Versions of one story in one outlet say nothing about who stands on whom.
    for d in record.derivations.iter().filter(|d| d.by != "derivation.update") {
        let (key, from) =
            match (d.from_outlet_entity.and_then(|id| record.entity(id)), &d.from_outlet, d.from_article) {
                (Some(e), _, _) => (format!("#{}", e.entity), Line::quote(&e.name)),
                (None, Some(name), _) => (name.trim().to_lowercase(), Line::quote(name)),
                (None, None, Some(article)) => (outlet_key(index, article), index.outlet(article)),
                (None, None, None) => continue,
            };
        let row = citing
            .entry((outlet_key(index, d.article), key, d.kind))
            .or_insert_with(|| (index.outlet(d.article), from, BTreeSet::new()));
        row.2.insert(d.article);
    }
    let mut stands: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    let mut rows = Vec::new();
    for ((outlet_id, _, how), (outlet, from, articles)) in citing {
        let count = articles.len();
        let said = Line::say(wording::derivation(how)).ours(" ").and(from.clone());
        stands.entry(outlet_id).or_default().push(if count > 1 {
            said.ours(format!(" ({count})"))
        } else {
            said
        });
        rows.push(Citing { outlet, how, from, articles: count });
    }
    rows.sort_by_key(|c| std::cmp::Reverse(c.articles));
    let mut list: Vec<Outlet> = outlets
        .into_iter()
        .map(|(key, (name, articles, undated, period))| {
            let mut stands_on = stands.remove(&key).unwrap_or_default();
            let more = stands_on.len().saturating_sub(8);
            stands_on.truncate(8);
            if more > 0 {
                stands_on.push(Line::say(format!("{more} more")));
            }
            Outlet { name, articles, undated, period, stands_on }
        })
        .collect();
    list.sort_by_key(|o| std::cmp::Reverse(o.articles));
    let by = |kind: SourceKind| move |a: &&AttributionRow| a.source_kind == kind;
    let anonymous = group(index, record.attributions.iter().filter(by(SourceKind::Anonymous)), |a| {
        a.source_text.as_deref().filter(|t| !t.trim().is_empty()).map(|t| t.trim().to_lowercase())
    });
    let named = group(index, record.attributions.iter().filter(by(SourceKind::Named)), |a| {
        a.source_entity.filter(|id| record.entity(*id).is_some()).map(|id| id.to_string())
    });
    Sources {
        outlets: super::first(list, limits.entries, ("outlet", "outlets"), left_out),
        citing: super::first(
            rows,
            limits.entries,
            ("line of who cites whom", "lines of who cites whom"),
            left_out,
        ),
        anonymous: super::first(
            anonymous,
            limits.entries / 2,
            ("anonymous source", "anonymous sources"),
            left_out,
        ),
        named: super::first(named, limits.entries / 2, ("named source", "named sources"), left_out),
    }
}

fn group<'r>(
    index: &Index<'r>,
    rows: impl Iterator<Item = &'r AttributionRow>,
    key: impl Fn(&AttributionRow) -> Option<String>,
) -> Vec<SourceRow> {
    let mut groups: BTreeMap<String, Vec<&AttributionRow>> = BTreeMap::new();
    for row in rows {
        if let Some(key) = key(row) {
            groups.entry(key).or_default().push(row);
        }
    }
    let mut list: Vec<SourceRow> = groups
        .into_values()
        .filter_map(|rows| {
            let first = rows.iter().min_by_key(|a| (index.number(a.at.article), a.at))?;
            let mut outlets: BTreeMap<String, (Line, usize)> = BTreeMap::new();
            let mut notes: BTreeSet<String> = BTreeSet::new();
            for row in &rows {
                let entry = outlets
                    .entry(outlet_key(index, row.at.article))
                    .or_insert_with(|| (index.outlet(row.at.article), 0));
                entry.1 += 1;
                notes.extend(row.source_sector.clone());
                notes.extend(row.source_proximity.clone());
            }
            let mut outlets: Vec<_> = outlets.into_values().collect();
            outlets.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
            let more = outlets.len().saturating_sub(5);
            let names = outlets
                .into_iter()
                .take(5)
                .map(|(name, n)| if n > 1 { name.ours(format!(" ({n})")) } else { name });
            let mut outlets = Line::join(names, ", ");
            if more > 0 {
                outlets = outlets.ours(format!(", {more} more"));
            }
            let name = match first.source_kind {
                SourceKind::Anonymous => {
                    Line::say("“").outside_up_to(first.source_text.as_deref().unwrap_or(""), 160).ours("”")
                }
                _ => index.source(first),
            };
            let note = Line::join(notes.iter().take(3).map(|n| Line::new().outside_up_to(n, 80)), "; ");
            Some(SourceRow { name, note, times: rows.len(), outlets })
        })
        .collect();
    list.sort_by_key(|s| std::cmp::Reverse(s.times));
    list
}

pub(super) fn diagnostics(index: &Index, limits: Limits, left_out: &mut Vec<Line>) -> Vec<Diagnosis> {
    let mut groups: BTreeMap<&str, Vec<&DiagnosticRow>> = BTreeMap::new();
    for row in &index.record.diagnostics {
        groups.entry(&row.name).or_default().push(row);
    }
    let mut list: Vec<Diagnosis> = groups
        .into_iter()
        .map(|(name, rows)| {
            let articles: BTreeSet<Id> = rows.iter().filter_map(|r| r.article).collect();
            let mut seen = BTreeSet::new();
            let examples = rows
                .iter()
                .filter(|r| !r.detail.trim().is_empty() && seen.insert(r.detail.as_str()))
                .take(EXAMPLES)
                .map(|r| {
                    let detail = Line::new().outside_up_to(&r.detail, 240);
                    match r.article.and_then(|a| index.record.article(a)) {
                        Some(a) => detail
                            .ours(" (")
                            .and(index.outlet_of(a))
                            .ours(", ")
                            .outside_up_to(&a.path, 80)
                            .ours(")"),
                        None => detail,
                    }
                })
                .collect();
            Diagnosis {
                name: name.to_owned(),
                title: Line::new().outside_up_to(&wording::capital(&wording::spaced(name)), 80),
                times: rows.len(),
                articles: articles.len(),
                examples,
            }
        })
        .collect();
    list.sort_by_key(|d| std::cmp::Reverse(d.times));
    super::first(list, limits.entries, ("kind of diagnostic", "kinds of diagnostics"), left_out)
}
