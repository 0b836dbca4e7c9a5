//! What differs between two records, row by row, with the words each row stands on.
//!
//! Merged things (entities, meetings, claims, threads) are named after their first mention, so one article more or less
//! can rename them all. They are matched by what they stand on before anything is compared: a new name for the same thing
//! is no difference. Pure; the time grows with the rows of both records.

use rapporteur_model::codepoints::CodePoints;
use rapporteur_model::record::TableVisitor;
use rapporteur_model::table::{At, ColumnKind, Row as TableRow, Table, Value};
use rapporteur_model::{Id, Record};
use std::collections::{BTreeMap, BTreeSet};

/// What differs between two records.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Difference {
    /// Tables in the order of the contract, also those without a difference.
    pub tables: Vec<TableDifference>,
    /// Entities that became one, or several.
    pub entities: Vec<EntityDifference>,
    /// Parties whose latest position on an issue is another one.
    pub moved: Vec<Moved>,
    /// Lines of the brief that only the first has, with their heading.
    pub brief_gone: Vec<(String, String)>,
    /// Lines of the brief that only the second has.
    pub brief_new: Vec<(String, String)>,
    /// What the records say about themselves: key, first, second.
    pub meta: Vec<(String, Option<String>, Option<String>)>,
}

/// What differs in one table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableDifference {
    /// Its name.
    pub table: &'static str,
    /// Rows in the first record.
    pub before: usize,
    /// Rows in the second.
    pub after: usize,
    /// Rows only in the first.
    pub gone: Vec<Row>,
    /// Rows only in the second.
    pub new: Vec<Row>,
    /// Rows that stand on the same words or have the same key, and say something else.
    pub changed: Vec<(Row, Row)>,
}

/// A row as its record has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Columns with their values; offsets count code points.
    pub cells: Vec<(&'static str, Value)>,
    /// The words it stands on, if it stands on any.
    pub words: Option<String>,
}

/// An entity of one record that is several in the other.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityDifference {
    /// The second record has one where the first has several; else the other way round.
    pub merged: bool,
    /// The one: id and name.
    pub one: (Id, String),
    /// The several.
    pub several: Vec<(Id, String)>,
    /// What the record that has one says of why; or that rulings keep the several apart.
    pub why: Vec<String>,
}

/// A party's latest position on an issue, before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// The party's name.
    pub party: String,
    /// The issue.
    pub issue: String,
    /// The latest rows of `positions` in the first record.
    pub from: Vec<Row>,
    /// The same in the second.
    pub to: Vec<Row>,
}

/// Rows whose id says only what their other columns say, among them the name of a merged thing.
const OWN_ID: &[&str] = &["positions", "deadlines", "incidents", "contradictions"];

/// Columns that hold such ids of other tables, or lists of ids: table, columns.
const OTHERS_IDS: &[(&str, &[&str])] = &[
    ("position_shifts", &["from_position", "to_position"]),
    ("linkages", &["position"]),
    ("deadlocks", &["position"]),
    ("missing_rounds", &["sides"]),
];

/// Keys of `meta` that say what a record was made of.
const MADE_OF: &[&str] =
    &["codebook", "codebook_toml", "rulings_toml", "version", "as_of", "as_of_by", "engine", "model"];

/// Columns that are long and say nothing that others do not.
const LONG: &[(&str, &str)] = &[("articles", "text")];

/// What differs between two records.
pub fn records(a: &Record, b: &Record) -> Difference {
    let renamed = Renamed::new(a, b);
    let mut difference =
        Difference { entities: entities(a, b), moved: moved(a, b, &renamed), ..Difference::default() };
    let mut first = Sheets { record: a, renamed: Some(&renamed), points: points(a), sheets: Vec::new() };
    let mut second = Sheets { record: b, renamed: None, points: points(b), sheets: Vec::new() };
    let (Ok(()), Ok(())) = (a.each_table(&mut first), b.each_table(&mut second));
    for (x, y) in first.sheets.into_iter().zip(second.sheets) {
        difference.tables.push(table(x, y));
    }
    (difference.brief_gone, difference.brief_new) = brief(a, b);
    for key in MADE_OF {
        let (x, y) = (a.meta(key), b.meta(key));
        if x != y {
            difference.meta.push(((*key).to_owned(), x.map(str::to_owned), y.map(str::to_owned)));
        }
    }
    difference
}

impl Difference {
    /// No row, line or setting differs.
    pub fn is_empty(&self) -> bool {
        self.meta.is_empty()
            && self.brief_gone.is_empty()
            && self.brief_new.is_empty()
            && self.tables.iter().all(|t| t.gone.is_empty() && t.new.is_empty() && t.changed.is_empty())
    }
}

/// Ids of the first record by what the same things are called in the second.
struct Renamed(BTreeMap<Id, Id>);

impl Renamed {
    fn new(a: &Record, b: &Record) -> Renamed {
        let mut all = BTreeMap::new();
        let mentions = |r: &Record| r.mentions.iter().map(|m| (m.at, m.entity)).collect();
        let meetings = |r: &Record| r.meeting_evidence.iter().map(|m| (m.at, m.meeting)).collect();
        let claims = |r: &Record| r.claim_evidence.iter().map(|c| (c.at, c.claim)).collect();
        let threads = |r: &Record| r.events.iter().filter_map(|e| Some((e.at, e.thread?))).collect();
        matched(mentions(a), mentions(b), &mut all);
        matched(meetings(a), meetings(b), &mut all);
        matched(claims(a), claims(b), &mut all);
        matched(threads(a), threads(b), &mut all);
        // What neither stands on words nor has another name is what it is called.
        Renamed(all)
    }

    fn now(&self, id: Id) -> Id {
        self.0.get(&id).copied().unwrap_or(id)
    }
}

/// Things that stand on the same words most, both ways.
fn matched(a: Vec<(At, Id)>, b: Vec<(At, Id)>, all: &mut BTreeMap<Id, Id>) {
    let shared = shared(&a, &b);
    let mut best_of_a: BTreeMap<Id, (u32, Id)> = BTreeMap::new();
    let mut best_of_b: BTreeMap<Id, (u32, Id)> = BTreeMap::new();
    for (&(x, y), &n) in &shared {
        for (best, from, to) in [(&mut best_of_a, x, y), (&mut best_of_b, y, x)] {
            let slot = best.entry(from).or_insert((n, to));
            if n > slot.0 {
                *slot = (n, to);
            }
        }
    }
    for (x, (_, y)) in best_of_a {
        if best_of_b.get(&y).is_some_and(|(_, back)| *back == x) {
            all.insert(x, y);
        }
    }
}

/// How many words two things of two records share.
fn shared(a: &[(At, Id)], b: &[(At, Id)]) -> BTreeMap<(Id, Id), u32> {
    let mut by_words: BTreeMap<At, BTreeSet<Id>> = BTreeMap::new();
    for (at, id) in b {
        by_words.entry(*at).or_default().insert(*id);
    }
    let mut shared: BTreeMap<(Id, Id), u32> = BTreeMap::new();
    for (at, x) in a.iter().collect::<BTreeSet<_>>() {
        for y in by_words.get(at).into_iter().flatten() {
            *shared.entry((*x, *y)).or_default() += 1;
        }
    }
    shared
}

fn entities(a: &Record, b: &Record) -> Vec<EntityDifference> {
    let mentions = |r: &Record| r.mentions.iter().map(|m| (m.at, m.entity)).collect::<Vec<_>>();
    let shared = shared(&mentions(a), &mentions(b));
    let mut of_a: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    let mut of_b: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for &(x, y) in shared.keys() {
        of_a.entry(x).or_default().insert(y);
        of_b.entry(y).or_default().insert(x);
    }
    let named = |r: &Record, id: Id| (id, r.entity(id).map_or_else(String::new, |e| e.name.clone()));
    let why = |r: &Record, id: Id, two: bool| -> Vec<String> {
        let rows = r.merges.iter().filter(|m| m.entity == id && (m.score == 0.0) == two);
        let all: BTreeSet<String> = rows.map(|m| format!("{} = {}: {}", m.name_a, m.name_b, m.why)).collect();
        all.into_iter().take(8).collect()
    };
    let mut found = Vec::new();
    for (one, several) in of_b.iter().filter(|(_, s)| s.len() > 1) {
        found.push(EntityDifference {
            merged: true,
            one: named(b, *one),
            several: several.iter().map(|id| named(a, *id)).collect(),
            why: why(b, *one, false),
        });
    }
    for (one, several) in of_a.iter().filter(|(_, s)| s.len() > 1) {
        let mut reasons: Vec<String> = several.iter().flat_map(|id| why(b, *id, true)).collect();
        reasons.extend(why(a, *one, false).into_iter().map(|w| format!("were one: {w}")));
        found.push(EntityDifference {
            merged: false,
            one: named(a, *one),
            several: several.iter().map(|id| named(b, *id)).collect(),
            why: reasons,
        });
    }
    found
}

fn moved(a: &Record, b: &Record, renamed: &Renamed) -> Vec<Moved> {
    type Latest<'r> = BTreeMap<(Id, &'r str), Vec<&'r rapporteur_model::record::PositionRow>>;
    fn latest<'r>(r: &'r Record, now: impl Fn(Id) -> Id) -> Latest<'r> {
        let mut all: Latest<'r> = BTreeMap::new();
        for row in &r.positions {
            all.entry((now(row.party), row.issue.as_str())).or_default().push(row);
        }
        for rows in all.values_mut() {
            let last = rows.iter().filter_map(|r| r.date.end.or(r.date.start)).max();
            rows.retain(|r| r.date.end.or(r.date.start) == last);
        }
        all
    }
    let (x, y) = (latest(a, |id| renamed.now(id)), latest(b, |id| id));
    let keys: BTreeSet<&(Id, &str)> = x.keys().chain(y.keys()).collect();
    let (points_a, points_b) = (points(a), points(b));
    let mut all = Vec::new();
    for key in keys {
        let said = |rows: Option<&Vec<&rapporteur_model::record::PositionRow>>| -> BTreeSet<_> {
            rows.into_iter().flatten().map(|r| (r.stance, r.scope, r.condition_issue.clone())).collect()
        };
        if said(x.get(key)) == said(y.get(key)) {
            continue;
        }
        let rows = |of: &Latest<'_>, record: &Record, points: &Points<'_>| -> Vec<Row> {
            of.get(key).into_iter().flatten().map(|r| view(*r, record, points)).collect()
        };
        let name = b.entity(key.0).or_else(|| {
            let old = renamed.0.iter().find(|(_, now)| **now == key.0).map_or(key.0, |(old, _)| *old);
            a.entity(old)
        });
        all.push(Moved {
            party: name.map_or_else(|| key.0.to_string(), |e| e.name.clone()),
            issue: key.1.to_owned(),
            from: rows(&x, a, &points_a),
            to: rows(&y, b, &points_b),
        });
    }
    all.sort_by(|m, n| (&m.party, &m.issue).cmp(&(&n.party, &n.issue)));
    all
}

type Points<'r> = BTreeMap<Id, CodePoints<'r>>;

fn points(record: &Record) -> Points<'_> {
    record.articles.iter().map(|a| (a.article, CodePoints::new(&a.text))).collect()
}

/// A row, and what it is compared and paired by.
struct Entry {
    row: Row,
    /// Everything it says, things called as in the second record.
    says: String,
    /// Its key, or the words it stands on.
    key: String,
}

struct Sheet {
    table: &'static str,
    rows: Vec<Entry>,
}

struct Sheets<'r> {
    record: &'r Record,
    renamed: Option<&'r Renamed>,
    points: Points<'r>,
    sheets: Vec<Sheet>,
}

impl TableVisitor for Sheets<'_> {
    type Error = std::convert::Infallible;
    fn table<R: TableRow>(&mut self, rows: &[R]) -> Result<(), Self::Error> {
        let table = R::table();
        let own = OWN_ID.contains(&table.name);
        let entry = |row: &R| {
            let mut values = row.values();
            if let Some(renamed) = self.renamed {
                for (value, column) in values.iter_mut().zip(&table.columns) {
                    if let (Value::Text(id), ColumnKind::Id) = (&*value, column.kind) {
                        let now = id.parse().map(|id| renamed.now(id).to_string());
                        *value = now.map_or_else(|_| value.clone(), Value::Text);
                    }
                }
            }
            if own && let Some(id) = values.first_mut() {
                *id = Value::Null;
            }
            let others =
                OTHERS_IDS.iter().filter(|(name, _)| *name == table.name).flat_map(|(_, c)| c.iter());
            for column in others.filter_map(|name| table.column(name)) {
                if let Some(id) = values.get_mut(column) {
                    *id = Value::Null;
                }
            }
            Entry {
                row: view(row, self.record, &self.points),
                says: format!("{values:?}"),
                key: key(&table, &values, own),
            }
        };
        // What an entity was called before follows from its mentions, which are compared.
        let rows = if table.name == "former_ids" { Vec::new() } else { rows.iter().map(entry).collect() };
        self.sheets.push(Sheet { table: table.name, rows });
        Ok(())
    }
}

/// What two rows that say something else about the same thing have in common.
fn key(table: &Table, values: &[Value], own: bool) -> String {
    let counts = |i: usize| match table.columns.get(i) {
        // Whatever words, parties, events and terms a row is about.
        Some(c) if own => matches!(c.kind, ColumnKind::Id | ColumnKind::Offset { .. }) || c.name == "issue",
        Some(c) => {
            table.key.contains(&c.name) || matches!(c.kind, ColumnKind::Offset { .. }) && !table.unique
        }
        None => false,
    };
    let cells: Vec<&Value> = values.iter().enumerate().filter(|(i, _)| counts(*i)).map(|(_, v)| v).collect();
    format!("{cells:?}")
}

fn view<R: TableRow>(row: &R, record: &Record, points: &Points<'_>) -> Row {
    let table = R::table();
    let values = row.values();
    let article_of = |name: &str| -> Option<Id> {
        match table.column(name).and_then(|i| values.get(i)) {
            Some(Value::Text(id)) => id.parse().ok(),
            _ => None,
        }
    };
    let mut words: Option<(Id, u32, u32)> = None;
    let mut cells = Vec::with_capacity(values.len());
    for (value, column) in values.iter().zip(&table.columns) {
        if LONG.contains(&(table.name, column.name)) {
            continue;
        }
        let value = match (value, column.kind) {
            (Value::Offset(n), ColumnKind::Offset { article }) => {
                let id = article_of(article);
                match (id, &mut words) {
                    (Some(id), None) => words = Some((id, *n, *n)),
                    // The second offset of the same pair ends it.
                    (Some(id), Some(w)) if w.0 == id && w.1 == w.2 => w.2 = *n,
                    _ => {}
                }
                let at = id.and_then(|id| points.get(&id)).map_or(*n as usize, |p| p.at(*n as usize));
                Value::Int(i64::try_from(at).unwrap_or(i64::MAX))
            }
            _ => value.clone(),
        };
        cells.push((column.name, value));
    }
    let words = words.and_then(|(id, start, end)| {
        let text = &record.article(id)?.text;
        let said = text.get(start as usize..end as usize)?;
        Some(one_line(said))
    });
    Row { cells, words }
}

/// Longest words shown, in characters.
const LONGEST: usize = 240;

fn one_line(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or("")),
        None => line,
    }
}

fn table(a: Sheet, b: Sheet) -> TableDifference {
    let (before, after) = (a.rows.len(), b.rows.len());
    let mut there: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &b.rows {
        *there.entry(&row.says).or_default() += 1;
    }
    let mut both: BTreeMap<String, usize> = BTreeMap::new();
    let mut only_a: Vec<Entry> = Vec::new();
    for row in a.rows {
        match there.get_mut(row.says.as_str()).filter(|n| **n > 0) {
            Some(n) => {
                *n -= 1;
                *both.entry(row.says).or_default() += 1;
            }
            None => only_a.push(row),
        }
    }
    let mut only_b: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for row in b.rows {
        match both.get_mut(&row.says).filter(|n| **n > 0) {
            Some(n) => *n -= 1,
            None => {
                order.push(row.key.clone());
                only_b.entry(row.key).or_default().push(row.row);
            }
        }
    }
    for rows in only_b.values_mut() {
        rows.reverse();
    }
    let (mut gone, mut changed) = (Vec::new(), Vec::new());
    for row in only_a {
        match only_b.get_mut(&row.key).and_then(Vec::pop) {
            Some(now) => changed.push((row.row, now)),
            None => gone.push(row.row),
        }
    }
    let new = order.iter().filter_map(|key| only_b.get_mut(key).and_then(Vec::pop)).collect();
    TableDifference { table: a.table, before, after, gone, new, changed }
}

/// Lines of a brief, each with the heading it stands under.
type Lines = Vec<(String, String)>;

/// Lines of `brief.md` that only one has: above the evidence, whose passages are the articles' own words.
fn brief(a: &Record, b: &Record) -> (Lines, Lines) {
    let lines = |record: &Record| -> Vec<(String, String)> {
        let mut heading = String::new();
        let mut lines = Vec::new();
        for line in rapporteur_show::brief::markdown(record).lines() {
            if let Some(title) = line.strip_prefix("## ").or_else(|| line.strip_prefix("### ")) {
                heading = title.to_owned();
            } else if line.trim_start().starts_with("- ") {
                lines.push((heading.clone(), unlinked(line).replacen("- ", "", 1)));
            }
            if line == EVIDENCE {
                break;
            }
        }
        lines
    };
    let (x, y) = (lines(a), lines(b));
    let only = |these: &[(String, String)], those: &[(String, String)]| {
        let mut there: BTreeMap<&(String, String), usize> = BTreeMap::new();
        for line in those {
            *there.entry(line).or_default() += 1;
        }
        let mut only = Vec::new();
        for line in these {
            match there.get_mut(line).filter(|n| **n > 0) {
                Some(n) => *n -= 1,
                None => only.push(line.clone()),
            }
        }
        only
    };
    (only(&x, &y), only(&y, &x))
}

/// Where the evidence of a brief begins.
const EVIDENCE: &str = "## Evidence";

/// A line without the numbers of the articles that its links lead to.
fn unlinked(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("](#") {
        let (head, tail) = rest.split_at(at);
        out.push_str(&head.replacen('[', "", usize::from(head.contains('['))));
        rest = tail.find(')').and_then(|end| tail.get(end + 1..)).unwrap_or("");
    }
    out + rest
}
