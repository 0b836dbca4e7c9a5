//! What a page says of itself: JSON-LD, OpenGraph, `<meta>`, `<time>`, `<link>`.

use crate::draft::{Metadata, one_line};
use crate::json::words_of;
use dom_query::{Document, NodeRef};
use rapporteur_model::Basis;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Metadata of a page, and what else only the page's head says.
#[derive(Debug, Default)]
pub(crate) struct PageMeta {
    pub(crate) meta: Metadata,
    /// The language the template claims.
    pub(crate) claimed_language: Option<String>,
    /// The text as JSON-LD has it.
    pub(crate) body: Option<String>,
}

const DATES: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "publicationdate",
    "article.published",
    "date_published",
    "date",
];
const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "dc.creator.1",
];
const OUTLETS: &[&str] =
    &["og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher", "cre"];

/// Reads the metadata of a page.
pub(crate) fn read(document: &Document) -> PageMeta {
    let mut page = PageMeta::default();
    let mut tags: Vec<(String, String)> = Vec::new();
    let (mut marked, mut times) = (None, BTreeSet::new());
    let (mut heading, mut headings, mut title, mut canonical) = (None, 0, None, None);
    let mut linked = Metadata::default();
    for node in document.root().descendants_it() {
        let Some(name) = node.node_name() else { continue };
        let attr = |name: &str| node.attr(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        match &*name {
            "html" => page.claimed_language = attr("lang").or_else(|| attr("xml:lang")),
            "meta" => {
                let key = attr("property").or_else(|| attr("name")).or_else(|| attr("itemprop"));
                if let (Some(key), Some(value)) = (key, attr("content")) {
                    tags.push((key.to_lowercase(), value));
                }
            }
            "script" if attr("type").is_some_and(|t| t.to_lowercase().starts_with("application/ld+json")) => {
                if let Ok(value) = serde_json::from_str::<Value>(strip_cdata(&node.text())) {
                    linked_data(&value, &mut linked, &mut page.body, 0);
                }
            }
            "time" => {
                if let Some(when) = attr("datetime") {
                    let says = attr("itemprop").is_some_and(|p| p.eq_ignore_ascii_case("datePublished"))
                        || node.has_attr("pubdate")
                        || attr("class").is_some_and(|c| c.to_lowercase().contains("publish"));
                    if says && marked.is_none() {
                        marked = Some(when.clone());
                    }
                    times.insert(when.chars().take(10).collect::<String>());
                }
            }
            "h1" => {
                headings += 1;
                heading = Some(words(&node));
            }
            "title" if title.is_none() => title = Some(words(&node)),
            "link" if attr("rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical")) => {
                canonical = attr("href")
            }
            _ => {}
        }
    }
    let tag = |names: &[&str]| {
        names.iter().find_map(|n| tags.iter().find(|(key, _)| key == n).map(|(_, value)| one_line(value)))
    };
    // One day among all <time> elements is the page's; more than one could be anything's.
    let only_time = if times.len() == 1 { times.into_iter().next() } else { None };
    let absolute = |url: &String| url.starts_with("http://") || url.starts_with("https://");
    let outlet = linked.outlet.or_else(|| tag(OUTLETS));
    let bare = |title: String| without_site(&title, outlet.as_deref());
    page.meta = Metadata {
        title: linked
            .title
            .or_else(|| tag(&["og:title", "twitter:title"]).map(bare))
            .or(heading.filter(|h| headings == 1 && !h.is_empty()))
            .or_else(|| title.map(|t| without_site(&t, outlet.as_deref())))
            .filter(|t| !t.is_empty()),
        author: linked.author.or_else(|| tag(AUTHORS)).filter(|a| !absolute(a)),
        published: linked.published.or_else(|| tag(DATES)).or(marked).or(only_time),
        url: canonical
            .filter(absolute)
            .or_else(|| tag(&["og:url"]).filter(absolute))
            .or(linked.url.filter(absolute)),
        outlet,
        basis: Some(Basis::Html),
        ..Metadata::default()
    };
    page
}

/// The words under a node with single spaces.
pub(crate) fn words(node: &NodeRef<'_>) -> String {
    one_line(&node.text())
}

/// A title without the site's name behind a bar or dash.
fn without_site(title: &str, outlet: Option<&str>) -> String {
    for mark in [" | ", " - ", " – ", " — ", " :: ", " » "] {
        if let Some((head, site)) = title.rsplit_once(mark) {
            let same = outlet.is_some_and(|o| o.eq_ignore_ascii_case(site.trim()));
            let bar = mark == " | " && head.split_whitespace().count() >= 3;
            if same || bar {
                return head.trim().to_owned();
            }
        }
    }
    title.trim().to_owned()
}

fn strip_cdata(text: &str) -> &str {
    let text = text.trim();
    let text = text.strip_prefix("<![CDATA[").unwrap_or(text);
    text.strip_suffix("]]>").unwrap_or(text).trim()
}

/// Takes the first article out of JSON-LD: an object, a list of them, or a `@graph`.
fn linked_data(value: &Value, meta: &mut Metadata, body: &mut Option<String>, depth: usize) {
    match value {
        Value::Array(items) if depth < 3 => {
            items.iter().take(200).for_each(|item| linked_data(item, meta, body, depth + 1));
        }
        Value::Object(object) => {
            if is_article(object) {
                let text = |name: &str| {
                    object.get(name).and_then(words_of).map(|w| one_line(&w)).filter(|w| !w.is_empty())
                };
                let id = |name: &str| {
                    object.get(name).and_then(|v| v.as_object()?.get("@id")?.as_str().map(str::to_owned))
                };
                let found = Metadata {
                    title: text("headline").or_else(|| text("name")),
                    outlet: text("publisher"),
                    author: text("author").or_else(|| text("creator")),
                    published: text("datePublished").or_else(|| text("dateCreated")),
                    url: text("url").or_else(|| id("mainEntityOfPage")).or_else(|| text("mainEntityOfPage")),
                    ..Metadata::default()
                };
                *meta = std::mem::take(meta).or(&found);
                if body.is_none() {
                    *body = object.get("articleBody").and_then(Value::as_str).map(str::to_owned);
                }
            }
            if let (Some(graph), true) = (object.get("@graph"), depth < 3) {
                linked_data(graph, meta, body, depth + 1);
            }
        }
        _ => {}
    }
}

fn is_article(object: &Map<String, Value>) -> bool {
    let fits = |name: &str| name.ends_with("Article") || name.ends_with("BlogPosting") || name == "Report";
    match object.get("@type") {
        Some(Value::String(name)) => fits(name),
        Some(Value::Array(names)) => names.iter().any(|n| n.as_str().is_some_and(fits)),
        _ => false,
    }
}
