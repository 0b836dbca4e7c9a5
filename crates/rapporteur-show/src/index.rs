//! Look-ups over a record's flat rows: names, outlets, sentences, and in whose voice something is told.
//!
//! Pure; built once for a brief or an item.

use crate::line::Line;
use crate::wording;
use rapporteur_model::record::{ArticleRow, AttributionRow, PartRow, PositionRow, SentenceRow};
use rapporteur_model::{Date, Id, Interval, PartKind, Record, SourceKind, Span, Verification};
use std::collections::BTreeMap;

/// Who tells something: the outlet itself, a named or an anonymous source, a document, or nobody that is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VoiceKind {
    /// The outlet says it itself.
    OwnVoice,
    /// Somebody with a name.
    Named,
    /// Somebody without one.
    Anonymous,
    /// A statement or report.
    Document,
    /// Another outlet.
    Outlet,
    /// The words name no source.
    Unspecified,
}

impl VoiceKind {
    /// The word for it in labels, JSON and class names.
    pub fn as_str(self) -> &'static str {
        match self {
            VoiceKind::OwnVoice => "own voice",
            VoiceKind::Named => "named",
            VoiceKind::Anonymous => "anonymous",
            VoiceKind::Document => "document",
            VoiceKind::Outlet => "outlet",
            VoiceKind::Unspecified => "no source named",
        }
    }
}

/// In whose voice something is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    /// What sort of teller.
    pub kind: VoiceKind,
    /// "Anna Kral, told Harbour Post"; "in Harbour Post's own voice".
    pub line: Line,
    /// What is said of its truth.
    pub verification: Option<Verification>,
}

/// Look-ups over one record.
pub struct Index<'r> {
    /// The record.
    pub record: &'r Record,
    /// Articles, oldest first, undated last; the place here plus one is an article's number in a brief.
    pub order: Vec<&'r ArticleRow>,
    numbers: BTreeMap<Id, usize>,
    issues: Vec<String>,
    titles: BTreeMap<&'r str, &'r str>,
}

/// How deep attributions are followed into one another; guards against rings in a broken record.
const NESTING: usize = 4;

impl<'r> Index<'r> {
    /// Does the codebook call this party a mediator?
    pub fn mediates(&self, party: Id) -> bool {
        self.record.meta("mediators").is_some_and(|list| list.split(',').any(|id| id == party.to_string()))
    }

    /// Prepares `record`.
    pub fn new(record: &'r Record) -> Index<'r> {
        let mut order: Vec<&ArticleRow> = record.articles.iter().collect();
        order.sort_by_key(|a| (a.published.sort_key(), a.article));
        let numbers = order.iter().enumerate().map(|(i, a)| (a.article, i + 1)).collect();
        let mut issues: Vec<String> = record
            .meta("issues")
            .map(|list| list.split(',').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect())
            .unwrap_or_default();
        // Issues the codebook does not list follow in the order of the alphabet.
        let mut more: Vec<&str> = record
            .meta
            .iter()
            .filter_map(|(k, _)| k.strip_prefix("issue."))
            .chain(record.positions.iter().map(|p| p.issue.as_str()))
            .collect();
        more.sort_unstable();
        more.dedup();
        let known: std::collections::BTreeSet<String> = issues.iter().cloned().collect();
        issues.extend(more.into_iter().filter(|i| !known.contains(*i)).map(str::to_owned));
        let titles =
            record.meta.iter().filter_map(|(k, v)| Some((k.strip_prefix("issue.")?, v.as_str()))).collect();
        Index { record, order, numbers, issues, titles }
    }

    /// All issues, in the codebook's order.
    pub fn issues(&self) -> &[String] {
        &self.issues
    }

    /// The title of an issue.
    pub fn issue_title(&self, issue: &str) -> Line {
        match self.titles.get(issue).filter(|t| !t.trim().is_empty()) {
            Some(title) => Line::quote(title),
            None => Line::quote(&wording::capital(&wording::spaced(issue))),
        }
    }

    /// The number of an article in this brief, from 1, oldest first; 0 where it is not there.
    pub fn number(&self, article: Id) -> usize {
        self.numbers.get(&article).copied().unwrap_or(0)
    }

    /// The name of an entity.
    pub fn name(&self, entity: Id) -> Line {
        self.record
            .entity(entity)
            .map_or_else(|| Line::say("someone not in the record"), |e| Line::quote(&e.name))
    }

    /// The outlet of an article.
    pub fn outlet(&self, article: Id) -> Line {
        self.record.article(article).map_or_else(|| Line::say("an unknown outlet"), |a| self.outlet_of(a))
    }

    /// The outlet of an article: the entity's name, or as written, or that nobody says.
    pub fn outlet_of(&self, article: &ArticleRow) -> Line {
        let entity = article.outlet_entity.and_then(|id| self.record.entity(id)).map(|e| e.name.as_str());
        match entity.or(article.outlet.as_deref()).filter(|n| !n.trim().is_empty()) {
            Some(name) => Line::quote(name),
            None => Line::say("an unnamed outlet"),
        }
    }

    /// The outlet of an article; where nobody says, its path, so that such articles can be told apart.
    pub fn outlet_or_path(&self, article: Id) -> Line {
        match self.record.article(article) {
            Some(a) if a.outlet_entity.is_none() && a.outlet.is_none() => {
                Line::new().outside_up_to(&a.path, 60)
            }
            _ => self.outlet(article),
        }
    }

    /// When an article was published.
    pub fn published(&self, article: Id) -> Interval {
        self.record.article(article).map_or(Interval::UNKNOWN, |a| a.published)
    }

    /// The day by which an article counts as known; `None` for an undated one.
    pub fn known(&self, article: Id) -> Option<Date> {
        self.published(article).end
    }

    /// The sentences of an article, in order.
    pub fn sentences(&self, article: Id) -> &'r [SentenceRow] {
        let all = &self.record.sentences;
        let from = all.partition_point(|s| s.article < article);
        let to = all.partition_point(|s| s.article <= article);
        all.get(from..to).unwrap_or(&[])
    }

    /// Does the span stand in the headline of its article?
    pub fn is_headline(&self, article: Id, span: Span) -> bool {
        let all = &self.record.parts;
        let from = all.partition_point(|p| p.article < article);
        let titled = |p: &&PartRow| matches!(p.kind, PartKind::Title | PartKind::RepeatedTitle);
        // Headlines stand before the text: a few parts tell.
        all.iter()
            .skip(from)
            .take(8)
            .take_while(|p| p.article == article)
            .filter(titled)
            .any(|p| p.span.contains(span))
    }

    /// For sorting positions, oldest first ([`Record::age`]).
    pub fn age(&self, p: &PositionRow) -> impl Ord + use<> {
        self.record.age(p)
    }

    /// In whose voice something of `article` is told.
    pub fn voice(&self, article: Id, attribution: Option<Id>) -> Voice {
        let Some(row) = attribution.and_then(|id| self.record.attribution(id)) else {
            let line = match attribution {
                None => Line::say("in ").and(self.outlet(article)).ours("’s own voice"),
                Some(_) => Line::say("source not in the record; reported by ").and(self.outlet(article)),
            };
            let kind = if attribution.is_none() { VoiceKind::OwnVoice } else { VoiceKind::Unspecified };
            return Voice { kind, line, verification: None };
        };
        let kind = match row.source_kind {
            SourceKind::Named => VoiceKind::Named,
            SourceKind::Anonymous => VoiceKind::Anonymous,
            SourceKind::Outlet => VoiceKind::Outlet,
            SourceKind::Document => VoiceKind::Document,
            SourceKind::Unspecified => VoiceKind::Unspecified,
        };
        let mut line = self.source(row);
        let mut told_here = self.told(row, article);
        line = line.and(told_here.1);
        let mut outer = row;
        for _ in 0..NESTING {
            let Some(parent) = outer.parent.and_then(|id| self.record.attribution(id)) else { break };
            line = line.ours(", according to ").and(self.source(parent));
            let told = self.told(parent, article);
            line = line.and(told.1);
            told_here.0 |= told.0;
            outer = parent;
        }
        let own = self.record.article(article).and_then(|a| a.outlet_entity);
        let is_own = row.source_kind == SourceKind::Outlet && own.is_some() && row.source_entity == own;
        if !told_here.0 && !is_own {
            line = line.ours("; reported by ").and(self.outlet(article));
        }
        Voice { kind, line, verification: row.verification }
    }

    /// ", told Harbour Post", and whether that is the article's own outlet.
    fn told(&self, row: &AttributionRow, article: Id) -> (bool, Line) {
        let own = self.record.article(article);
        let here = match (row.told_to_entity, own) {
            (Some(to), Some(a)) => a.outlet_entity == Some(to),
            (None, Some(a)) => row.told_to.is_some() && row.told_to == a.outlet,
            _ => false,
        };
        let name = match (row.told_to_entity, &row.told_to) {
            (Some(id), written) => match (self.record.entity(id), written) {
                (Some(e), _) => Line::quote(&e.name),
                (None, Some(w)) => Line::quote(w),
                (None, None) => return (here, Line::new()),
            },
            (None, Some(w)) => Line::quote(w),
            (None, None) => return (here, Line::new()),
        };
        (here, Line::say(", told ").and(name))
    }

    /// The source itself: a name, or the words that stand for one.
    pub fn source(&self, row: &AttributionRow) -> Line {
        let text = row.source_text.as_deref().filter(|t| !t.trim().is_empty());
        let name = row.source_entity.and_then(|id| self.record.entity(id)).map(|e| e.name.as_str());
        match row.source_kind {
            SourceKind::Anonymous => match text.or(name) {
                Some(t) => Line::say("“").outside(t).ours("” (anonymous)"),
                None => Line::say("an anonymous source"),
            },
            SourceKind::Document => match text.or(name) {
                Some(t) => Line::say("“").outside(t).ours("” (document)"),
                None => Line::say("a document"),
            },
            SourceKind::Unspecified => match name {
                Some(n) => Line::quote(n),
                None => Line::say("a source nobody names"),
            },
            SourceKind::Named | SourceKind::Outlet => match name.or(text) {
                Some(n) => Line::quote(n),
                None => Line::say("a source nobody names"),
            },
        }
    }

    /// The words of a span of an article; empty where it does not fit.
    pub fn words(&self, article: Id, span: Span) -> &'r str {
        self.record.article(article).map_or("", |a| span.of(&a.text))
    }
}
