//! The record as a spec sees it: every table as cells of text, every labelled span with its words.
//!
//! Ids turn into names: an entity's, an outlet's, a source's. One table, [`KINDS`], says which rows a caret label means.

use rapporteur_model::record::{TableVisitor, *};
use rapporteur_model::table::{ColumnKind, Row, Table, Value};
use rapporteur_model::{Id, Span};
use std::collections::BTreeMap;

/// What a caret label means.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The label.
    pub label: &'static str,
    /// The table of the record.
    pub table: &'static str,
    /// Only rows with this value in this column.
    pub filter: Option<(&'static str, &'static str)>,
    /// Where the words stand: the prefix of `start, end`, or a column that keeps the words themselves.
    pub words: Words,
    /// Columns whose values may be named after the label.
    pub details: &'static [&'static str],
}

/// Where a row keeps the words that a caret stands under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// In the columns PREFIX`start`, PREFIX`end` of `article`.
    Span(&'static str),
    /// As text: the row has no span of its own for them.
    Text(&'static str),
}

const fn span(label: &'static str, table: &'static str, details: &'static [&'static str]) -> Kind {
    Kind { label, table, filter: None, words: Words::Span(""), details }
}

const fn only(kind: Kind, column: &'static str, value: &'static str) -> Kind {
    Kind { filter: Some((column, value)), ..kind }
}

const fn text(
    label: &'static str,
    table: &'static str,
    column: &'static str,
    details: &'static [&'static str],
) -> Kind {
    Kind { label, table, filter: None, words: Words::Text(column), details }
}

/// Every caret label.
pub const KINDS: &[Kind] = &[
    span(
        "position",
        "positions",
        &["stance", "issue", "party", "scope", "link", "condition_issue", "said_by"],
    ),
    text("condition", "positions", "condition_text", &["link", "condition_issue", "party", "issue"]),
    text("exception", "positions", "exception", &["party", "issue"]),
    only(span("source", "attribution_spans", &["attribution"]), "role", "source"),
    only(span("cue", "attribution_spans", &["attribution"]), "role", "cue"),
    only(span("content", "attribution_spans", &["attribution"]), "role", "content"),
    span(
        "attribution",
        "attributions",
        &[
            "kind",
            "source_kind",
            "source_text",
            "source_entity",
            "cue",
            "told_to",
            "verification",
            "source_state",
            "source_sector",
        ],
    ),
    span("time", "times", &["value", "type", "date_start", "date_end"]),
    span("event", "events", &["type", "mode", "status", "actor", "recipient", "place", "trigger"]),
    text("trigger", "events", "trigger", &["type", "mode", "status", "actor", "recipient"]),
    span("meeting", "meeting_evidence", &["meeting"]),
    span("participant", "participants", &["participant", "role", "office", "side"]),
    only(span("name", "mentions", &["entity"]), "how", "name"),
    span("mention", "mentions", &["entity", "how"]),
    span("role", "roles", &["entity", "role", "state"]),
    span("quantity", "quantities", &["value_min", "value_max", "unit", "approximator"]),
    span("hedge", "hedges", &["kind", "likelihood_band", "attribution", "event"]),
    span("silence", "non_responses", &["how", "who", "who_text", "asked_by", "asked_by_text"]),
    span("deadline", "deadlines", &["state", "set_by", "what", "due_start", "due_end"]),
    span("term", "terms", &["issue", "modality", "bearer", "agreement"]),
    span("status", "talks_status", &["status", "date"]),
    span("claim", "claim_evidence", &["claim", "relation"]),
    span("drift", "drifts", &["kind"]),
    span("derivation", "derivation_evidence", &["from_outlet", "reason"]),
    span("sentence", "sentences", &[]),
    span("part", "parts", &["kind"]),
    span("diagnostic", "diagnostics", &["name"]),
];

/// The meaning of a label.
pub(crate) fn kind(label: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.label == label)
}

/// Columns of ids that name no entity, with what a reader sees instead.
const NAMED_ELSEWHERE: &[(&str, &str, &str, &str)] = &[
    // column, table, its key, the column shown
    ("attribution", "attributions", "attribution", "source_text"),
    ("parent", "attributions", "attribution", "source_text"),
    ("subset_of", "attributions", "attribution", "source_text"),
    ("alleged_by", "attributions", "attribution", "source_text"),
    ("meeting", "meetings", "meeting", "name"),
    ("claim", "claims", "claim", "summary"),
    ("event", "events", "event", "trigger"),
    ("term", "terms", "term", "action"),
];

/// May a spec name these columns of that table?
pub(crate) fn columns_exist(table: &str, columns: &[String]) -> Result<(), String> {
    let tables = Record::tables();
    let Some(found) = tables.iter().find(|t| t.name == table) else {
        let known: Vec<&str> = tables.iter().map(|t| t.name).collect();
        return Err(format!("the record has no table `{table}`; it has {}", known.join(", ")));
    };
    let known = visible_columns(found);
    match columns.iter().find(|c| !known.contains(c)) {
        Some(unknown) => Err(format!("{table} has no column `{unknown}`; it has {}", known.join(", "))),
        None => Ok(()),
    }
}

/// The columns of a table, `start, end` replaced by `words`.
fn visible_columns(table: &Table) -> Vec<String> {
    let mut names = Vec::new();
    for column in &table.columns {
        match column.kind {
            ColumnKind::Offset { .. } => {
                names.extend(column.name.strip_suffix("start").map(|p| format!("{p}words")))
            }
            _ => names.push(column.name.to_owned()),
        }
    }
    names
}

/// A table as read from the record.
pub(crate) struct Rows {
    table: Table,
    rows: Vec<Vec<Value>>,
}

/// All tables, and the names that ids stand for.
pub(crate) struct Tables {
    tables: BTreeMap<&'static str, Rows>,
    /// Every name of an entity, the main one first.
    names: BTreeMap<String, Vec<String>>,
    /// Names of articles: id in the spec, outlet, title.
    articles: BTreeMap<String, Vec<String>>,
    texts: BTreeMap<String, String>,
}

impl TableVisitor for Tables {
    type Error = std::convert::Infallible;
    fn table<R: Row>(&mut self, rows: &[R]) -> Result<(), Self::Error> {
        let table = R::table();
        self.tables.insert(table.name, Rows { table, rows: rows.iter().map(Row::values).collect() });
        Ok(())
    }
}

impl Tables {
    /// `called` gives the names that the spec has for articles.
    pub(crate) fn new(record: &Record, called: &BTreeMap<Id, Vec<String>>) -> Tables {
        let mut tables = Tables {
            tables: BTreeMap::new(),
            names: BTreeMap::new(),
            articles: called.iter().map(|(id, names)| (id.to_string(), names.clone())).collect(),
            texts: record.articles.iter().map(|a| (a.article.to_string(), a.text.clone())).collect(),
        };
        for entity in &record.entities {
            tables.names.insert(entity.entity.to_string(), vec![entity.name.clone()]);
        }
        for alias in &record.aliases {
            let names = tables.names.entry(alias.entity.to_string()).or_default();
            if !names.contains(&alias.name) {
                names.push(alias.name.clone());
            }
        }
        let Ok(()) = record.each_table(&mut tables);
        tables
    }

    pub(crate) fn len(&self, table: &str) -> usize {
        self.tables.get(table).map_or(0, |t| t.rows.len())
    }

    fn value(&self, table: &str, row: usize, column: &str) -> Option<&Value> {
        let rows = self.tables.get(table)?;
        let i = rows.table.columns.iter().position(|c| c.name == column)?;
        rows.rows.get(row)?.get(i)
    }

    /// What a cell may be called in a spec; the first is what a reader is shown. `-` is NULL.
    pub(crate) fn cell(&self, table: &str, row: usize, column: &str) -> Vec<String> {
        if let Some(prefix) = column.strip_suffix("words") {
            let words = self.span(table, row, prefix).map(|(_, _, words)| words);
            return vec![words.unwrap_or_else(|| "-".to_owned())];
        }
        let is_id = self.tables.get(table).is_some_and(|t| {
            t.table.columns.iter().any(|c| c.name == column && matches!(c.kind, ColumnKind::Id))
        });
        let text = match self.value(table, row, column) {
            None | Some(Value::Null) => return vec!["-".to_owned()],
            Some(Value::Int(n)) => return vec![n.to_string()],
            Some(Value::Real(n)) => return vec![n.to_string()],
            Some(Value::Offset(n)) => return vec![n.to_string()],
            Some(Value::Text(text)) => text.clone(),
        };
        if !is_id {
            return vec![text];
        }
        if let Some(names) = self.articles.get(&text).or_else(|| self.names.get(&text)) {
            return names.clone();
        }
        // An id of another table, unless this is that table's own key.
        let elsewhere = NAMED_ELSEWHERE.iter().find(|(c, t, ..)| *c == column && *t != table);
        let named = elsewhere.and_then(|(_, other, key, shown)| {
            let row = (0..self.len(other))
                .find(|r| self.value(other, *r, key) == Some(&Value::Text(text.clone())))?;
            Some(self.cell(other, row, shown))
        });
        named.unwrap_or_else(|| vec![text])
    }

    /// Article, byte span and words of a row.
    fn span(&self, table: &str, row: usize, prefix: &str) -> Option<(String, Span, String)> {
        let column = format!("{prefix}start");
        let rows = self.tables.get(table)?;
        let article = rows.table.columns.iter().find_map(|c| match c.kind {
            ColumnKind::Offset { article } if c.name == column => Some(article),
            _ => None,
        })?;
        let Some(Value::Text(article)) = self.value(table, row, article) else { return None };
        let (Some(Value::Offset(start)), Some(Value::Offset(end))) =
            (self.value(table, row, &column), self.value(table, row, &format!("{prefix}end")))
        else {
            return None;
        };
        let span = Span { start: *start, end: *end };
        let words = self.texts.get(article).map(|t| span.of(t).to_owned()).unwrap_or_default();
        Some((article.clone(), span, words))
    }

    /// Everything in `article` that a label means.
    pub(crate) fn found(&self, kind: &Kind, article: Id) -> Vec<Found> {
        let article = article.to_string();
        let mut found = Vec::new();
        for row in 0..self.len(kind.table) {
            if kind.filter.is_some_and(|(column, value)| self.cell(kind.table, row, column) != [value]) {
                continue;
            }
            let (at, words) = match kind.words {
                Words::Span(prefix) => match self.span(kind.table, row, prefix) {
                    Some((of, span, words)) if of == article => (Some(span), words),
                    _ => continue,
                },
                Words::Text(column) => {
                    match (self.value(kind.table, row, column), self.span(kind.table, row, "")) {
                        (Some(Value::Text(words)), Some((of, ..))) if of == article => (None, words.clone()),
                        _ => continue,
                    }
                }
            };
            let details = kind.details.iter().flat_map(|c| self.cell(kind.table, row, c)).collect();
            found.push(Found { at, words, details });
        }
        found
    }
}

/// Something that the record holds under a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where; `None` where the record keeps only the words.
    pub(crate) at: Option<Span>,
    pub(crate) words: String,
    /// The values that may be named after the label.
    pub(crate) details: Vec<String>,
}

impl Found {
    /// For a reader: the words, and what is known of them.
    pub(crate) fn shown(&self) -> String {
        let details: Vec<&str> = self.details.iter().map(String::as_str).filter(|d| *d != "-").collect();
        let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join(", ")) };
        format!("«{}»{details}", self.words)
    }
}
