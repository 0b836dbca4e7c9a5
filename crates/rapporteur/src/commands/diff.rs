//! `rapporteur diff`: what differs between two records; and how a difference is told, which `withdraw` shares.

use crate::cli::Diff;
use crate::failure::Failure;
use crate::terminal::{self, harmless};
use rapporteur::compare::{self, Difference, EntityDifference, Row};
use rapporteur_model::Record;
use rapporteur_model::table::Value;
use serde_json::{Map, json};
use std::io::Write;

/// Most rows or lines of one kind that are told; `--json` has all.
const MOST: usize = 40;

/// Tables told row by row, with the columns that say what a row is. The others are counted.
const TOLD: &[(&str, &[&str])] = &[
    (
        "articles",
        &["article", "title", "outlet", "published_from", "published_to", "published_basis", "path"],
    ),
    ("positions", &["party", "issue", "stance", "scope", "condition_issue", "date_start", "date_end"]),
    ("meetings", &["name", "round", "status", "date_start", "date_end"]),
    ("talks_status", &["status", "date"]),
    ("deadlines", &["what", "state", "due_start", "due_end"]),
    ("agreements", &["name", "status"]),
    ("terms", &["agreement", "bearer", "modality", "issue", "action"]),
    ("incidents", &["bearing", "alleged_by"]),
    ("claims", &["summary", "status", "articles", "newsrooms", "sources_min", "sources_max"]),
    ("contradictions", &["kind", "about"]),
    ("derivations", &["article", "kind", "from_article", "from_outlet"]),
    ("drifts", &["kind"]),
    ("rulings_applied", &["kind", "author", "date", "reason", "effect"]),
    ("entities", &["name", "kind", "state"]),
];

pub(crate) fn run(args: &Diff) -> Result<(), Failure> {
    let (a, b) = (rapporteur_store::read(&args.a)?, rapporteur_store::read(&args.b)?);
    let difference = compare::records(&a, &b);
    let mut out = terminal::out();
    if args.json {
        writeln!(out, "{}", object(&difference))?;
    } else if difference.is_empty() {
        writeln!(out, "no difference")?;
    } else {
        for line in lines(&difference, &a, &b) {
            writeln!(out, "{}", harmless(&line))?;
        }
    }
    out.flush()?;
    Ok(())
}

/// One JSON object with everything that differs; offsets count code points.
pub(crate) fn object(difference: &Difference) -> serde_json::Value {
    let rows = |rows: &[Row]| rows.iter().map(row).collect::<Vec<_>>();
    let mut tables = Map::new();
    for t in &difference.tables {
        if t.before == t.after && t.gone.is_empty() && t.new.is_empty() && t.changed.is_empty() {
            continue;
        }
        let changed: Vec<_> =
            t.changed.iter().map(|(a, b)| json!({"before": row(a), "after": row(b)})).collect();
        let table = json!({
            "before": t.before, "after": t.after, "gone": rows(&t.gone), "new": rows(&t.new), "changed": changed,
        });
        tables.insert(t.table.to_owned(), table);
    }
    let entities: Vec<_> = difference
        .entities
        .iter()
        .map(|e| {
            let several: Vec<_> =
                e.several.iter().map(|(id, name)| json!({"entity": id.to_string(), "name": name})).collect();
            json!({
                "change": if e.merged { "merged" } else { "split" },
                "one": {"entity": e.one.0.to_string(), "name": e.one.1},
                "several": several,
                "why": e.why,
            })
        })
        .collect();
    let moved: Vec<_> = difference
        .moved
        .iter()
        .map(|m| json!({"party": m.party, "issue": m.issue, "from": rows(&m.from), "to": rows(&m.to)}))
        .collect();
    let said = |lines: &[(String, String)]| {
        lines.iter().map(|(heading, line)| json!({"heading": heading, "line": line})).collect::<Vec<_>>()
    };
    let meta: Map<String, serde_json::Value> =
        difference.meta.iter().map(|(key, a, b)| (key.clone(), json!({"before": a, "after": b}))).collect();
    json!({
        "meta": meta,
        "entities": entities,
        "moved": moved,
        "tables": tables,
        "brief": {"gone": said(&difference.brief_gone), "new": said(&difference.brief_new)},
    })
}

fn row(row: &Row) -> serde_json::Value {
    let mut cells: Map<String, serde_json::Value> =
        row.cells.iter().map(|(name, value)| ((*name).to_owned(), cell(value))).collect();
    if let Some(words) = &row.words {
        cells.insert("words".to_owned(), json!(words));
    }
    serde_json::Value::Object(cells)
}

fn cell(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Int(n) => json!(n),
        Value::Offset(n) => json!(n),
        Value::Real(n) => json!(n),
        Value::Text(s) => json!(s),
    }
}

/// A difference for a reader, line by line.
pub(crate) fn lines(difference: &Difference, a: &Record, b: &Record) -> Vec<String> {
    let mut out = Vec::new();
    for (key, before, after) in &difference.meta {
        // The texts are long; that they differ is enough, what they did is below.
        let shown = |v: &Option<String>| match v {
            Some(v) if !v.contains('\n') && v.len() < 80 => v.clone(),
            Some(v) => format!("{} lines", v.lines().count()),
            None => "none".to_owned(),
        };
        let what = match key.as_str() {
            "codebook_toml" => "text of the codebook",
            "rulings_toml" => "text of the rulings",
            other => other,
        };
        out.push(format!("{what}: {} -> {}", shown(before), shown(after)));
    }
    for e in difference.entities.iter().take(MOST) {
        let EntityDifference { merged, one, several, why } = e;
        let names: Vec<String> = several.iter().map(|(id, name)| format!("{name} [{id}]")).collect();
        out.push(match merged {
            true => format!("merged: {} are now {} [{}]", names.join(" and "), one.1, one.0),
            false => format!("split: {} [{}] is now {}", one.1, one.0, names.join(" and ")),
        });
        out.extend(why.iter().map(|w| format!("    {w}")));
    }
    more(difference.entities.len(), &mut out);
    for m in difference.moved.iter().take(MOST) {
        out.push(format!("moved: {} on {}", m.party, m.issue));
        out.extend(m.from.iter().map(|r| format!("    before: {}", told("positions", r, a))));
        out.extend(m.to.iter().map(|r| format!("    after:  {}", told("positions", r, b))));
    }
    more(difference.moved.len(), &mut out);
    for t in &difference.tables {
        let (gone, new, changed) = (t.gone.len(), t.new.len(), t.changed.len());
        if gone + new + changed == 0 {
            continue;
        }
        let counts: Vec<String> = [(gone, "gone"), (new, "new"), (changed, "changed")]
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| format!("{n} {what}"))
            .collect();
        out.push(format!("{}: {} -> {} rows ({})", t.table, t.before, t.after, counts.join(", ")));
        if TOLD.iter().any(|(name, _)| *name == t.table) {
            out.extend(t.gone.iter().take(MOST).map(|r| format!("  - {}", told(t.table, r, a))));
            more(gone, &mut out);
            out.extend(t.new.iter().take(MOST).map(|r| format!("  + {}", told(t.table, r, b))));
            more(new, &mut out);
            for (x, y) in t.changed.iter().take(MOST) {
                out.push(format!("  ~ {}: {}", told(t.table, y, b), changes(x, y, a, b)));
            }
            more(changed, &mut out);
        }
    }
    for (what, mark, lines) in
        [("fall", '-', &difference.brief_gone), ("are new", '+', &difference.brief_new)]
    {
        if !lines.is_empty() {
            out.push(format!("lines of the brief that {what}: {}", lines.len()));
        }
        let mut under = "";
        for (heading, line) in lines.iter().take(MOST) {
            if under != heading {
                out.push(format!("  {heading}"));
                under = heading;
            }
            out.push(format!("  {mark} {}", line.trim_end()));
        }
        more(lines.len(), &mut out);
    }
    out
}

fn more(n: usize, out: &mut Vec<String>) {
    if n > MOST {
        out.push(format!("  ... and {} more (--json has all)", n - MOST));
    }
}

/// What a row says, its words last.
fn told(table: &str, row: &Row, record: &Record) -> String {
    let columns = TOLD.iter().find(|(name, _)| *name == table).map_or(&[][..], |(_, columns)| columns);
    let cells = row.cells.iter().filter(|(name, _)| columns.contains(name));
    let mut said: Vec<String> = Vec::new();
    for name in columns {
        let Some((_, value)) = cells.clone().find(|(n, _)| n == name) else { continue };
        let shown = shown(name, value, record);
        if !shown.is_empty() && said.last() != Some(&shown) {
            said.push(shown);
        }
    }
    let words = row.words.as_ref().map(|w| format!(" “{w}”")).unwrap_or_default();
    said.join(", ") + &words
}

/// The columns of which two rows differ.
fn changes(before: &Row, after: &Row, a: &Record, b: &Record) -> String {
    let pairs = before.cells.iter().zip(&after.cells);
    let differ =
        pairs.filter(|(x, y)| x.1 != y.1).map(|(x, y)| (x.0, shown(x.0, &x.1, a), shown(y.0, &y.1, b)));
    let or_none = |s: String| if s.is_empty() { "none".to_owned() } else { s };
    // Ids of things that only got another name are no change for a reader.
    let told: Vec<String> = differ
        .filter(|(_, x, y)| x != y)
        .map(|(name, x, y)| format!("{name} {} -> {}", or_none(x), or_none(y)))
        .collect();
    if told.is_empty() { "called otherwise".to_owned() } else { told.join("; ") }
}

/// Names for ids of entities; nothing for NULL.
fn shown(column: &str, value: &Value, record: &Record) -> String {
    match value {
        Value::Null => String::new(),
        Value::Int(n) => match column {
            "articles" | "newsrooms" | "sources_min" | "sources_max" | "round" => format!("{column} {n}"),
            _ => n.to_string(),
        },
        Value::Offset(n) => n.to_string(),
        Value::Real(n) => n.to_string(),
        Value::Text(s) => {
            let entity = s.parse().ok().and_then(|id| record.entity(id));
            entity.map_or_else(|| s.clone(), |e| e.name.clone())
        }
    }
}
