//! Linked data: what the record says in terms that others have defined.
//!
//! One JSON-LD 1.1 document with its context inside, so that nobody has to fetch anything to read it.
//!
//! - PROV-O: articles are `prov:Entity`; an article that stands on another `prov:wasDerivedFrom` it; every annotation
//!   `prov:wasGeneratedBy` the build, an activity of the program (`prov:SoftwareAgent`) that `prov:used` the articles.
//! - Web Annotation: every position, event, claim, meeting and statement has its words as an `oa:Annotation` with a
//!   `TextPositionSelector` (Unicode code points of the article's text) and a `TextQuoteSelector` with prefix and suffix.
//! - schema.org: `NewsArticle`, `Person`, `Country`, `Organization`, `Place`, `Event`; positions, claims and statements are
//!   `Claim`s, with who makes them as `author` (never the outlet that tells of them) and where as `appearance`.
//!
//! Ids are URNs made of the record's ids; what schema.org has no word for stands under `urn:rapporteur:term:`.

use crate::sheet::name;
use rapporteur_model::codepoints::CodePoints;
use rapporteur_model::record::*;
use rapporteur_model::table::At;
use rapporteur_model::{EntityKind, Id, Interval, Record};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Code points of text on each side of a quotation.
const AROUND: usize = 32;

/// The record as one JSON-LD document, a line a node.
pub fn document(record: &Record) -> String {
    let mut graph = Graph {
        record,
        points: record.articles.iter().map(|a| (a.article, CodePoints::new(&a.text))).collect(),
        nodes: Vec::new(),
        annotated: BTreeMap::new(),
    };
    graph.build();
    graph.articles();
    graph.entities();
    graph.statements();
    graph.positions();
    graph.claims();
    graph.events();
    graph.meetings();
    graph.status();
    let mut out = format!("{{\"@context\":{},\"@graph\":[\n", context());
    for (i, node) in graph.nodes.iter().enumerate() {
        out.push_str(&node.to_string());
        out.push_str(if i + 1 < graph.nodes.len() { ",\n" } else { "\n" });
    }
    out.push_str("]}\n");
    out
}

fn context() -> Value {
    let ids = |iri: &str| json!({"@id": iri, "@type": "@id"});
    let day = |iri: &str| json!({"@id": iri, "@type": "xsd:date"});
    json!({
        "@version": 1.1,
        "prov": "http://www.w3.org/ns/prov#",
        "oa": "http://www.w3.org/ns/oa#",
        "schema": "https://schema.org/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "r": "urn:rapporteur:term:",
        "id": "@id",
        "type": "@type",
        "oa:hasBody": ids("oa:hasBody"),
        "oa:hasSource": ids("oa:hasSource"),
        "oa:motivatedBy": ids("oa:motivatedBy"),
        "prov:used": ids("prov:used"),
        "prov:wasDerivedFrom": ids("prov:wasDerivedFrom"),
        "prov:wasGeneratedBy": ids("prov:wasGeneratedBy"),
        "prov:wasAssociatedWith": ids("prov:wasAssociatedWith"),
        "schema:author": ids("schema:author"),
        "schema:publisher": ids("schema:publisher"),
        "schema:appearance": ids("schema:appearance"),
        "schema:actor": ids("schema:actor"),
        "schema:attendee": ids("schema:attendee"),
        "schema:location": ids("schema:location"),
        "schema:isPartOf": ids("schema:isPartOf"),
        "schema:url": ids("schema:url"),
        "schema:datePublished": day("schema:datePublished"),
        "schema:startDate": day("schema:startDate"),
        "schema:endDate": day("schema:endDate"),
        "r:recipient": ids("r:recipient"),
        "r:party": ids("r:party"),
        "r:saidUnder": ids("r:saidUnder"),
        "r:supportedBy": ids("r:supportedBy"),
        "r:contradictedBy": ids("r:contradictedBy"),
        "r:deniedBy": ids("r:deniedBy"),
    })
}

fn urn(kind: &str, id: impl std::fmt::Display) -> String {
    format!("urn:rapporteur:{kind}:{id}")
}

fn some(node: &mut Map<String, Value>, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        node.insert(key.to_owned(), value.into());
    }
}

fn days(node: &mut Map<String, Value>, interval: Interval) {
    some(node, "schema:startDate", interval.start.map(|d| d.to_string()));
    some(node, "schema:endDate", interval.end.map(|d| d.to_string()));
}

struct Graph<'r> {
    record: &'r Record,
    points: BTreeMap<Id, CodePoints<'r>>,
    nodes: Vec<Value>,
    /// Annotations made so far, by words and body.
    annotated: BTreeMap<(At, String), String>,
}

const BUILD: &str = "urn:rapporteur:activity:build";
const PROGRAM: &str = "urn:rapporteur:agent:rapporteur";

impl Graph<'_> {
    fn node(&mut self, id: String, kind: Value) -> Map<String, Value> {
        let mut node = Map::new();
        node.insert("id".to_owned(), Value::String(id));
        node.insert("type".to_owned(), kind);
        node
    }

    fn push(&mut self, node: Map<String, Value>) {
        self.nodes.push(Value::Object(node));
    }

    fn build(&mut self) {
        let version = self.record.meta("version").unwrap_or_default().to_owned();
        let mut agent = self.node(PROGRAM.to_owned(), json!("prov:SoftwareAgent"));
        agent.insert("schema:name".into(), json!("rapporteur"));
        agent.insert("schema:softwareVersion".into(), json!(version));
        self.push(agent);
        let used: Vec<String> = self.record.articles.iter().map(|a| urn("article", a.article)).collect();
        let mut build = self.node(BUILD.to_owned(), json!("prov:Activity"));
        build.insert("prov:wasAssociatedWith".into(), json!(PROGRAM));
        build.insert("prov:used".into(), json!(used));
        some(&mut build, "r:codebook", self.record.meta("codebook"));
        some(&mut build, "r:asOf", self.record.meta("as_of"));
        self.push(build);
    }

    fn articles(&mut self) {
        let mut from: BTreeMap<Id, Vec<String>> = BTreeMap::new();
        for d in &self.record.derivations {
            if let Some(upstream) = d.from_article {
                from.entry(d.article).or_default().push(urn("article", upstream));
            }
        }
        for a in &self.record.articles {
            let mut node = self.node(urn("article", a.article), json!(["schema:NewsArticle", "prov:Entity"]));
            some(&mut node, "schema:headline", a.title.clone());
            some(&mut node, "schema:inLanguage", a.language.clone());
            some(&mut node, "r:authorAsWritten", a.author.clone());
            some(&mut node, "schema:publisher", a.outlet_entity.map(|e| urn("entity", e)));
            let address = |u: &&String| u.starts_with("https://") || u.starts_with("http://");
            some(&mut node, "schema:url", a.url.as_ref().filter(address).filter(|u| is_iri(u)).cloned());
            some(&mut node, "schema:datePublished", a.published.exact().map(|d| d.to_string()));
            if a.published.exact().is_none() && !a.published.is_unknown() {
                node.insert("r:published".into(), json!(a.published.to_string()));
            }
            node.insert("r:sha256".into(), json!(a.sha256));
            some(&mut node, "prov:wasDerivedFrom", from.remove(&a.article).map(Value::from));
            self.push(node);
        }
    }

    fn entities(&mut self) {
        let mut other: BTreeMap<Id, BTreeSet<&str>> = BTreeMap::new();
        for alias in &self.record.aliases {
            other.entry(alias.entity).or_default().insert(&alias.name);
        }
        for e in &self.record.entities {
            let kind = match e.kind {
                EntityKind::Person => "schema:Person",
                EntityKind::State => "schema:Country",
                EntityKind::Outlet => "schema:NewsMediaOrganization",
                EntityKind::Government => "schema:GovernmentOrganization",
                EntityKind::Organisation | EntityKind::ArmedGroup | EntityKind::Office => {
                    "schema:Organization"
                }
                EntityKind::Place => "schema:Place",
                EntityKind::Agreement | EntityKind::Group => "schema:Thing",
            };
            let mut node = self.node(urn("entity", e.entity), json!(kind));
            node.insert("schema:name".into(), json!(e.name));
            let names: Vec<&str> =
                other.get(&e.entity).into_iter().flatten().copied().filter(|n| *n != e.name).collect();
            if !names.is_empty() {
                node.insert("schema:alternateName".into(), json!(names));
            }
            node.insert("r:kind".into(), json!(e.kind.as_str()));
            some(&mut node, "r:state", e.state.clone());
            some(&mut node, "schema:latitude", e.lat);
            some(&mut node, "schema:longitude", e.lon);
            self.push(node);
        }
    }

    /// The annotation of some words as saying `body`; its URN.
    fn annotate(&mut self, at: At, body: &str, by: Option<&str>) -> Option<String> {
        if let Some(known) = self.annotated.get(&(at, body.to_owned())) {
            return Some(known.clone());
        }
        let text = &self.record.article(at.article)?.text;
        let points = self.points.get(&at.article)?;
        let (start, end) = (points.at(at.span.lo()), points.at(at.span.hi()));
        let before: Vec<char> = text.get(..at.span.lo())?.chars().rev().take(AROUND).collect();
        let prefix: String = before.into_iter().rev().collect();
        let suffix: String = text.get(at.span.hi()..)?.chars().take(AROUND).collect();
        let id = urn(
            "annotation",
            Id::of(
                "annotation",
                &[
                    at.article.as_bytes(),
                    &at.span.start.to_le_bytes(),
                    &at.span.end.to_le_bytes(),
                    body.as_bytes(),
                ],
            ),
        );
        let mut node = self.node(id.clone(), json!("oa:Annotation"));
        node.insert("oa:motivatedBy".into(), json!("oa:identifying"));
        node.insert("oa:hasBody".into(), json!(body));
        node.insert(
            "oa:hasTarget".into(),
            json!({
                "type": "oa:SpecificResource",
                "oa:hasSource": urn("article", at.article),
                "oa:hasSelector": [
                    {"type": "oa:TextPositionSelector", "oa:start": start, "oa:end": end},
                    {"type": "oa:TextQuoteSelector", "oa:exact": at.span.of(text), "oa:prefix": prefix, "oa:suffix": suffix},
                ],
            }),
        );
        node.insert("prov:wasGeneratedBy".into(), json!(BUILD));
        some(&mut node, "r:rule", by);
        self.push(node);
        self.annotated.insert((at, body.to_owned()), id.clone());
        Some(id)
    }

    /// Under whose word, and where it appears.
    fn said(&mut self, node: &mut Map<String, Value>, article: Id, attribution: Option<Id>) {
        node.insert("schema:appearance".into(), json!(urn("article", article)));
        some(node, "r:saidUnder", attribution.map(|a| urn("statement", a)));
    }

    fn statements(&mut self) {
        for a in &self.record.attributions {
            let id = urn("statement", a.attribution);
            let mut node = self.node(id.clone(), json!("schema:Claim"));
            node.insert("schema:text".into(), json!(self.record.words(a.at)));
            some(&mut node, "schema:author", a.source_entity.map(|e| urn("entity", e)));
            some(&mut node, "r:sourceAsWritten", a.source_text.clone());
            node.insert("r:sourceKind".into(), json!(a.source_kind.as_str()));
            node.insert("r:kind".into(), json!(a.kind.as_str()));
            some(&mut node, "r:verification", a.verification.map(|v| v.as_str()));
            self.said(&mut node, a.at.article, a.parent);
            self.push(node);
            self.annotate(a.at, &id, Some(&a.by));
        }
    }

    fn positions(&mut self) {
        for p in &self.record.positions {
            let id = urn("position", p.position);
            let mut node = self.node(id.clone(), json!("schema:Claim"));
            node.insert("schema:text".into(), json!(p.summary));
            node.insert("r:party".into(), json!(urn("entity", p.party)));
            some(&mut node, "schema:author", p.said_by.map(|e| urn("entity", e)));
            node.insert("r:issue".into(), json!(p.issue));
            node.insert("r:stance".into(), json!(p.stance.as_str()));
            some(&mut node, "r:scope", p.scope.map(|s| s.as_str()));
            some(&mut node, "r:condition", p.condition_text.clone());
            days(&mut node, p.date);
            self.said(&mut node, p.at.article, p.attribution);
            self.push(node);
            self.annotate(p.at, &id, Some(&p.by));
        }
    }

    fn claims(&mut self) {
        let mut evidence: BTreeMap<Id, Vec<&ClaimEvidenceRow>> = BTreeMap::new();
        for row in &self.record.claim_evidence {
            evidence.entry(row.claim).or_default().push(row);
        }
        for c in &self.record.claims {
            let id = urn("claim", c.claim);
            let mut node = self.node(id.clone(), json!("schema:Claim"));
            node.insert("schema:text".into(), json!(c.summary));
            node.insert("r:status".into(), json!(c.status.as_str()));
            node.insert("r:newsrooms".into(), json!(c.newsrooms));
            node.insert("r:sourcesMin".into(), json!(c.sources_min));
            some(&mut node, "r:sourcesMax", c.sources_max);
            let (mut appears, mut by): (BTreeSet<String>, BTreeMap<&str, Vec<String>>) = Default::default();
            for row in evidence.remove(&c.claim).into_iter().flatten() {
                appears.insert(urn("article", row.at.article));
                let how = match row.relation {
                    Relation::Supports => "r:supportedBy",
                    Relation::Contradicts => "r:contradictedBy",
                    Relation::Denies => "r:deniedBy",
                };
                by.entry(how).or_default().extend(self.annotate(row.at, &id, None));
            }
            if !appears.is_empty() {
                node.insert("schema:appearance".into(), json!(appears));
            }
            node.extend(by.into_iter().map(|(how, words)| (how.to_owned(), json!(words))));
            self.push(node);
        }
    }

    fn events(&mut self) {
        for e in &self.record.events {
            let id = urn("event", e.event);
            let mut node = self.node(id.clone(), json!("schema:Event"));
            node.insert("r:plover".into(), json!(e.kind.as_str()));
            node.insert("r:status".into(), json!(e.status.as_str()));
            some(&mut node, "r:mode", e.mode.as_deref());
            some(&mut node, "schema:actor", e.actor.map(|a| urn("entity", a)));
            some(&mut node, "r:recipient", e.recipient.map(|a| urn("entity", a)));
            some(&mut node, "schema:location", e.place.map(|a| urn("entity", a)));
            some(&mut node, "schema:isPartOf", e.thread.map(|t| urn("thread", t)));
            days(&mut node, e.date);
            self.said(&mut node, e.at.article, e.attribution);
            self.push(node);
            self.annotate(e.at, &id, Some(&e.by));
        }
    }

    fn meetings(&mut self) {
        let mut there: BTreeMap<Id, BTreeSet<String>> = BTreeMap::new();
        for p in &self.record.participants {
            there.entry(p.meeting).or_default().insert(urn("entity", p.participant));
        }
        for m in &self.record.meetings {
            let mut node = self.node(urn("meeting", m.meeting), json!("schema:Event"));
            node.insert("schema:name".into(), json!(m.name));
            node.insert("r:status".into(), json!(m.status.as_str()));
            some(&mut node, "r:round", m.round);
            some(&mut node, "schema:location", m.venue.map(|v| urn("entity", v)));
            let who: Option<Vec<String>> = there.remove(&m.meeting).map(|w| w.into_iter().collect());
            some(&mut node, "schema:attendee", who);
            days(&mut node, m.date);
            self.push(node);
        }
        for row in &self.record.meeting_evidence {
            self.annotate(row.at, &urn("meeting", row.meeting), None);
        }
    }

    fn status(&mut self) {
        for s in &self.record.talks_status {
            let id = urn("assessment", Id::of_span("status", s.at.article, s.at.span));
            let mut node = self.node(id.clone(), json!("schema:Claim"));
            node.insert("schema:text".into(), json!(self.record.words(s.at)));
            node.insert("r:talks".into(), json!(s.status.as_str()));
            let source = s.attribution.and_then(|a| self.record.attribution(a)).and_then(|a| a.source_entity);
            some(&mut node, "schema:author", source.map(|e| urn("entity", e)));
            some(&mut node, "r:authorName", source.map(|e| name(self.record, e)));
            some(&mut node, "schema:startDate", s.date.map(|d| d.to_string()));
            self.said(&mut node, s.at.article, s.attribution);
            self.push(node);
            self.annotate(s.at, &id, Some(&s.by));
        }
    }
}

/// Characters that no address may hold would make the whole document unreadable.
fn is_iri(text: &str) -> bool {
    !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c))
        && text.split_once("://").is_some_and(|(_, rest)| rest.starts_with(|c: char| c.is_alphanumeric()))
}
