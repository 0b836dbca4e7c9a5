//! Nothing enters the record without evidence: the spans of a row lie in its article, and where a row says where its
//! words stand, they stand there.
//!
//! Two kinds of fault are kept apart. A row whose evidence does not hold is refused ([`check`], and every write). An id
//! that points to no row is a fault of the program and no false evidence: tests look for it with [`dangling`].

use crate::StoreError;
use rapporteur_model::codepoints::CodePoints;
use rapporteur_model::record::TableVisitor;
use rapporteur_model::table::{CellRef, ColumnKind, Row, Table, Value};
use rapporteur_model::{Id, Record, Span};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The text of an article, ready for counting.
pub(crate) struct Text<'r> {
    pub(crate) text: &'r str,
    pub(crate) points: CodePoints<'r>,
}

/// Text columns whose words stand at a span of the same row: table, text column, first column of the span.
const SAME_WORDS: &[(&str, &str, &str)] = &[("attributions", "source_text", "source_start")];

/// Text columns whose words stand somewhere inside a span of the same row.
const INSIDE: &[(&str, &str, &str)] = &[("events", "trigger", "start")];

/// Longest span in bytes that is searched for the words of [`INSIDE`], so that a text of one endless clause costs no
/// more than its length.
const LONGEST_CLAUSE: usize = 16 * 1024;

/// Tables whose spans may be empty: a diagnostic can point between two letters.
const MAY_BE_EMPTY: &[&str] = &["diagnostics"];

/// What one table's rows have to satisfy, worked out once per table.
pub(crate) struct Rules {
    pub(crate) table: Table,
    /// First column of each span, and the column of its article.
    spans: Vec<(usize, usize)>,
    may_be_empty: bool,
    same: Vec<(usize, usize)>,
    inside: Vec<(usize, usize)>,
    pieces: Option<Pieces>,
}

/// The columns in which an attribution's words and their pieces stand.
enum Pieces {
    /// Of `attributions`: its id, its cue, its source.
    Words(usize, usize, usize),
    /// Of `attribution_spans`: the attribution, the role, where the piece starts.
    Marked(usize, usize, usize),
}

impl Rules {
    pub(crate) fn new(table: Table) -> Rules {
        let mut spans = Vec::new();
        let mut i = 0;
        while let Some(column) = table.columns.get(i) {
            if let ColumnKind::Offset { article } = column.kind {
                // A span's two columns stand side by side: `Field for Span` puts them there.
                if let Some(article) = table.column(article) {
                    spans.push((i, article));
                }
                i += 1;
            }
            i += 1;
        }
        let pairs = |list: &[(&str, &str, &str)]| {
            list.iter()
                .filter(|(name, ..)| *name == table.name)
                .filter_map(|(_, text, start)| table.column(text).zip(table.column(start)))
                .collect()
        };
        let (same, inside) = (pairs(SAME_WORDS), pairs(INSIDE));
        let three = |a, b, c| Some((table.column(a)?, table.column(b)?, table.column(c)?));
        let pieces = match table.name {
            "attributions" => {
                three("attribution", "cue", "source_text").map(|(a, b, c)| Pieces::Words(a, b, c))
            }
            "attribution_spans" => {
                three("attribution", "role", "start").map(|(a, b, c)| Pieces::Marked(a, b, c))
            }
            _ => None,
        };
        Rules { may_be_empty: MAY_BE_EMPTY.contains(&table.name), table, spans, same, inside, pieces }
    }

    /// Are words of the rows of this table needed to check those of another?
    pub(crate) fn remembers_words(&self) -> bool {
        matches!(self.pieces, Some(Pieces::Words(..)))
    }

    /// The column of the article that the offset in a column counts in.
    pub(crate) fn article_of(&self, column: usize) -> Option<usize> {
        self.spans
            .iter()
            .find(|(start, _)| (*start..start + 2).contains(&column))
            .map(|(_, article)| *article)
    }

    fn row(&self, row: &[CellRef<'_>]) -> String {
        let cell = |name: &str| {
            Some(match &Value::from(*row.get(self.table.column(name)?)?) {
                Value::Null => format!("{name} unknown"),
                Value::Int(n) => format!("{name} {n}"),
                Value::Real(n) => format!("{name} {n}"),
                Value::Offset(n) => format!("{name} {n}"),
                Value::Text(s) => format!("{name} {}", s.chars().take(40).collect::<String>()),
            })
        };
        self.table.key.iter().filter_map(|name| cell(name)).collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn refuse(
        &self,
        row: &[CellRef<'_>],
        span: Option<Span>,
        why: impl Into<String>,
    ) -> StoreError {
        StoreError::Refused { table: self.table.name, row: self.row(row), span, why: why.into() }
    }
}

/// The state of a walk over all tables: texts of articles, and what later tables are compared with.
pub(crate) struct Checker<'r> {
    pub(crate) texts: HashMap<Id, Text<'r>>,
    /// What attributions give as text for their cue and source.
    said: HashMap<Id, Said>,
}

/// The words of an attribution's cue and source.
type Said = (Option<Box<str>>, Option<Box<str>>);

fn text_at<'c>(row: &[CellRef<'c>], i: usize) -> Option<&'c str> {
    match row.get(i) {
        Some(CellRef::Text(s)) => Some(s),
        _ => None,
    }
}

fn id_at(row: &[CellRef<'_>], i: usize) -> Option<Id> {
    match row.get(i) {
        Some(CellRef::Id(id)) => Some(*id),
        _ => None,
    }
}

/// Words as they read: a line break inside them is a space.
fn collapsed(words: &str) -> Cow<'_, str> {
    let plain = words.is_ascii()
        && !words.contains("  ")
        && !words.starts_with(' ')
        && !words.ends_with(' ')
        && !words.contains(|c: char| c != ' ' && c.is_whitespace());
    if plain { Cow::Borrowed(words) } else { words.split_whitespace().collect::<Vec<_>>().join(" ").into() }
}

impl<'r> Checker<'r> {
    pub(crate) fn new(record: &'r Record) -> Result<Checker<'r>, StoreError> {
        let rules = Rules::new(rapporteur_model::record::ArticleRow::table());
        let mut texts = HashMap::new();
        for article in &record.articles {
            if article.text.contains('\0') {
                // SQLite's own functions stop counting there.
                let row = [CellRef::Id(article.article)];
                return Err(rules.refuse(&row, None, "the text holds a NUL"));
            }
            let text = Text { text: &article.text, points: CodePoints::new(&article.text) };
            texts.insert(article.article, text);
        }
        Ok(Checker { texts, said: HashMap::new() })
    }

    /// Checks a row.
    pub(crate) fn row(&mut self, rules: &Rules, row: &[CellRef<'_>]) -> Result<(), StoreError> {
        for (start, article) in &rules.spans {
            let span = match (row.get(*start), row.get(start + 1)) {
                (Some(CellRef::Offset(start)), Some(CellRef::Offset(end))) => {
                    Span { start: *start, end: *end }
                }
                _ => continue,
            };
            self.span(rules, row, span, *article)?;
        }
        if row.iter().any(|v| matches!(v, CellRef::Real(n) if !n.is_finite())) {
            return Err(rules.refuse(row, None, "a number is not finite"));
        }
        for (text, start) in &rules.same {
            if let (Some(text), Some((span, words))) = (text_at(row, *text), self.words(rules, row, *start))
                && collapsed(text) != collapsed(words)
            {
                return Err(rules.refuse(
                    row,
                    Some(span),
                    format!("it gives `{}` where the article says `{}`", short(text), short(words)),
                ));
            }
        }
        for (text, start) in &rules.inside {
            if let (Some(text), Some((span, words))) = (text_at(row, *text), self.words(rules, row, *start))
                && words.len() <= LONGEST_CLAUSE
                && !collapsed(words).contains(&*collapsed(text))
            {
                let why = format!("`{}` does not stand in `{}`", short(text), short(words));
                return Err(rules.refuse(row, Some(span), why));
            }
        }
        self.pieces(rules, row)
    }

    /// The cue and source of an attribution, given as text, hold the pieces that `attribution_spans` marks.
    fn pieces(&mut self, rules: &Rules, row: &[CellRef<'_>]) -> Result<(), StoreError> {
        match rules.pieces {
            Some(Pieces::Words(id, cue, source)) => {
                let words = |column| text_at(row, column).map(|words| collapsed(words).into());
                if let Some(id) = id_at(row, id) {
                    self.said.insert(id, (words(cue), words(source)));
                }
            }
            Some(Pieces::Marked(id, role, start)) => {
                let Some((cue, source)) = id_at(row, id).and_then(|id| self.said.get(&id)) else {
                    return Ok(());
                };
                let (role, said) = match text_at(row, role) {
                    Some("cue") => ("cue", cue),
                    Some("source") => ("source", source),
                    _ => return Ok(()),
                };
                let Some(said) = said else { return Ok(()) };
                if let Some((span, words)) = self.words(rules, row, start)
                    && words.len() <= LONGEST_CLAUSE
                    && !said.contains(&*collapsed(words))
                {
                    let why = format!("`{}` is no part of the {role} `{}`", short(words), short(said));
                    return Err(rules.refuse(row, Some(span), why));
                }
            }
            None => {}
        }
        Ok(())
    }

    fn span(&self, rules: &Rules, row: &[CellRef<'_>], span: Span, article: usize) -> Result<(), StoreError> {
        let refuse = |why: String| Err(rules.refuse(row, Some(span), why));
        let Some(id) = id_at(row, article) else {
            return refuse("it names no article".into());
        };
        let Some(text) = self.texts.get(&id) else {
            return refuse(format!("article {id} is not in the record"));
        };
        let (start, end) = (span.lo(), span.hi());
        if start > end {
            refuse("it ends before it begins".into())
        } else if end > text.text.len() {
            refuse(format!("the text of article {id} has {} bytes", text.text.len()))
        } else if !text.text.is_char_boundary(start) || !text.text.is_char_boundary(end) {
            refuse(format!("it cuts a character of article {id} in two"))
        } else if start == end && !rules.may_be_empty {
            refuse("it holds no words".into())
        } else {
            Ok(())
        }
    }

    /// The words under the span that begins at column `start`.
    fn words(&self, rules: &Rules, row: &[CellRef<'_>], start: usize) -> Option<(Span, &'r str)> {
        let (_, article) = rules.spans.iter().find(|(s, _)| *s == start)?;
        let span = match (row.get(start)?, row.get(start + 1)?) {
            (CellRef::Offset(start), CellRef::Offset(end)) => Span { start: *start, end: *end },
            _ => return None,
        };
        Some((span, span.of(self.texts.get(&id_at(row, *article)?)?.text)))
    }
}

/// At most a line of some words, for a message.
fn short(words: &str) -> String {
    let mut line = collapsed(words.get(..words.floor_char_boundary(400)).unwrap_or(words)).into_owned();
    if let Some((at, _)) = line.char_indices().nth(80) {
        line.truncate(at);
        line.push('…');
    }
    line
}

/// The cells of a row.
pub(crate) fn cells<R: Row>(row: &R) -> Vec<CellRef<'_>> {
    (0..R::COLUMNS).map(|i| row.cell(i)).collect()
}

/// Says what a write of this record would refuse, first fault first.
pub fn check(record: &Record) -> Result<(), StoreError> {
    struct Walk<'r>(Checker<'r>);
    impl TableVisitor for Walk<'_> {
        type Error = StoreError;
        fn table<R: Row>(&mut self, rows: &[R]) -> Result<(), StoreError> {
            let rules = Rules::new(R::table());
            rows.iter().try_for_each(|row| self.0.row(&rules, &cells(row)))
        }
    }
    record.each_table(&mut Walk(Checker::new(record)?))
}

/// What an id column points to: the column's name, and the table whose key it holds.
const POINTS_TO: &[(&str, &str)] = &[
    ("article", "articles"),
    ("from_article", "articles"),
    ("a_article", "articles"),
    ("b_article", "articles"),
    ("entity", "entities"),
    ("outlet_entity", "entities"),
    ("source_entity", "entities"),
    ("told_to_entity", "entities"),
    ("from_outlet_entity", "entities"),
    ("who", "entities"),
    ("asked_by", "entities"),
    ("actor", "entities"),
    ("recipient", "entities"),
    ("place", "entities"),
    ("venue", "entities"),
    ("participant", "entities"),
    ("side", "entities"),
    ("party", "entities"),
    ("said_by", "entities"),
    ("set_by", "entities"),
    ("bearer", "entities"),
    ("agreement", "agreements"),
    ("attribution", "attributions"),
    ("parent", "attributions"),
    ("subset_of", "attributions"),
    ("state_article", "articles"),
    ("position", "positions"),
    ("from_position", "positions"),
    ("to_position", "positions"),
    ("meeting", "meetings"),
    ("event", "events"),
    ("term", "terms"),
    ("claim", "claims"),
];

/// Id columns that may point to no row: `thread` is the id of a first mention, `id` an id of an earlier build, `now`
/// what became of it (of any table), `ruling` a line of the rulings file, `alleged_by` whoever alleges.
#[cfg(test)]
const POINTS_NOWHERE: &[&str] = &["thread", "id", "now", "ruling", "alleged_by"];

/// The ids that point to no row, as lines for a test's message; empty where every id holds.
pub fn dangling(record: &Record) -> Vec<String> {
    #[derive(Default)]
    struct Walk {
        keys: BTreeMap<&'static str, BTreeSet<String>>,
        pointers: Vec<(&'static str, &'static str, &'static str, String)>,
    }
    impl TableVisitor for Walk {
        type Error = std::convert::Infallible;
        fn table<R: Row>(&mut self, rows: &[R]) -> Result<(), Self::Error> {
            let table = R::table();
            let own = if table.unique && table.key.len() == 1 { table.column(table.key[0]) } else { None };
            for row in rows {
                for (i, (column, value)) in table.columns.iter().zip(row.values()).enumerate() {
                    let Value::Text(id) = value else { continue };
                    if column.kind != ColumnKind::Id {
                        continue;
                    }
                    if Some(i) == own {
                        self.keys.entry(table.name).or_default().insert(id);
                    } else if let Some((_, to)) = POINTS_TO.iter().find(|(name, _)| *name == column.name) {
                        self.pointers.push((table.name, column.name, to, id));
                    }
                }
            }
            Ok(())
        }
    }
    let mut walk = Walk::default();
    let Ok(()) = record.each_table(&mut walk);
    let holds = |to: &str, id: &String| walk.keys.get(to).is_some_and(|keys| keys.contains(id));
    walk.pointers
        .iter()
        .filter(|(_, _, to, id)| !holds(to, id))
        .map(|(table, column, to, id)| format!("{table}.{column}: {id} is no row of {to}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_column_is_known_to_point_somewhere_or_nowhere() {
        for table in Record::tables() {
            for column in &table.columns {
                if column.kind == ColumnKind::Id {
                    let own = table.unique && table.key == [column.name];
                    let to = POINTS_TO.iter().any(|(name, _)| *name == column.name);
                    let nowhere = POINTS_NOWHERE.contains(&column.name);
                    assert!(own || to != nowhere, "{}.{}", table.name, column.name);
                }
            }
        }
    }

    #[test]
    fn spans_stand_in_pairs() {
        for table in Record::tables() {
            let offsets =
                table.columns.iter().filter(|c| matches!(c.kind, ColumnKind::Offset { .. })).count();
            assert_eq!(Rules::new(table).spans.len() * 2, offsets);
        }
    }

    #[test]
    fn columns_with_words_exist() {
        for (name, text, start) in SAME_WORDS.iter().chain(INSIDE) {
            let tables = Record::tables();
            let table = tables.iter().find(|t| t.name == *name).unwrap();
            assert!(table.column(text).is_some() && table.column(start).is_some(), "{name}");
        }
    }
}
