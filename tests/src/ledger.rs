//! Expected ledgers: what a careful reader would enter, and how far a record agrees with it.
//!
//! Reads the files of `eval/ledger` and `eval/seeds.jsonl` (their formats: eval/ledger/README.md) and compares them with
//! positions of a record. Judges; builds nothing and extracts nothing itself.

use crate::{NewsItem, Spec};
use rapporteur_model::record::PositionRow;
use rapporteur_model::{Id, Record, Span};
use std::collections::{BTreeMap, BTreeSet};

/// A heading that ends so is measured, and not looked at when rules are mended.
pub const HELD_OUT: &str = "(held out)";

/// One thing a party asks, offers, refuses, ... in one article.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    /// Careful readers differ: found or missed, both are well.
    pub optional: bool,
    /// The party's name.
    pub party: String,
    /// Any of these.
    pub issue: Vec<String>,
    /// Any of these.
    pub stance: Vec<String>,
    /// Any of these; `-` is none, `*` anything.
    pub scope: Vec<String>,
    /// The same for the link.
    pub link: Vec<String>,
    /// The same for the issue it hangs on.
    pub condition: Vec<String>,
    /// Where it is told, in the article's words.
    pub words: Vec<String>,
    /// Where it is told, in code points; for articles whose words must not stand here.
    pub places: Vec<(usize, usize)>,
}

/// One article and what is expected of it.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The article: its heading, the stem of its path, or its SHA-256.
    pub article: String,
    /// Measured apart.
    pub held_out: bool,
    /// Its text, where the file holds it.
    pub news: Option<NewsItem>,
    /// The rows.
    pub gold: Vec<Gold>,
}

/// A file of expected ledgers.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// The folder with the articles, where they are not in the file.
    pub corpus: Option<String>,
    /// A codebook's file.
    pub codebook_file: Option<String>,
    /// Or its text.
    pub codebook: Option<String>,
    /// Its articles.
    pub sheets: Vec<Sheet>,
}

/// What a comparison found.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Rows of the record.
    pub rows: usize,
    /// Rows of the record that gold rows bear out.
    pub right: usize,
    /// Gold rows, without those that may be missed.
    pub gold: usize,
    /// Those that some row of the record meets.
    pub met: usize,
    /// Among the rows that are right: right scopes, links, issues of conditions.
    pub details: [usize; 3],
    /// Rules with their right and wrong rows.
    pub rules: BTreeMap<String, (usize, usize)>,
    /// Rows that nothing bears out, in words.
    pub wrong: Vec<String>,
    /// Gold rows that no row of the record meets, in words.
    pub missed: Vec<String>,
}

impl Tally {
    /// Adds another.
    pub fn add(&mut self, other: Tally) {
        self.rows += other.rows;
        self.right += other.right;
        self.gold += other.gold;
        self.met += other.met;
        for (mine, theirs) in self.details.iter_mut().zip(other.details) {
            *mine += theirs;
        }
        for (rule, (right, wrong)) in other.rules {
            let mine = self.rules.entry(rule).or_default();
            *mine = (mine.0 + right, mine.1 + wrong);
        }
        self.wrong.extend(other.wrong);
        self.missed.extend(other.missed);
    }
    /// Right rows of all rows, 0 to 1; 1 where there are none.
    pub fn precision(&self) -> f64 {
        if self.rows == 0 { 1.0 } else { self.right as f64 / self.rows as f64 }
    }
    /// Met gold rows of all gold rows, 0 to 1; 1 where there are none.
    pub fn recall(&self) -> f64 {
        if self.gold == 0 { 1.0 } else { self.met as f64 / self.gold as f64 }
    }
}

fn choices(cell: &str) -> Vec<String> {
    cell.split('|').map(|c| c.trim().to_owned()).collect()
}

fn allows(choices: &[String], value: Option<&str>) -> bool {
    choices.iter().any(|c| c == "*" || c == value.unwrap_or("-"))
}

impl Ledger {
    /// The text of its codebook; that of another ledger where it names one. `root` is the repository's.
    pub fn codebook_text(&self, root: &std::path::Path) -> Result<String, String> {
        let Some(file) = &self.codebook_file else {
            return self.codebook.clone().ok_or_else(|| "names no codebook".to_owned());
        };
        let text = std::fs::read_to_string(root.join(file)).map_err(|e| format!("{file}: {e}"))?;
        if !file.ends_with(".md") {
            return Ok(text);
        }
        Ledger::parse(&text)?.codebook.ok_or_else(|| format!("{file}: holds no codebook"))
    }

    /// Reads a file of `eval/ledger`; the error names the line.
    pub fn parse(markdown: &str) -> Result<Ledger, String> {
        let mut ledger = Ledger::default();
        let mut gold: BTreeMap<String, Vec<Gold>> = BTreeMap::new();
        let mut headings: Vec<String> = Vec::new();
        let mut columns: Option<Vec<String>> = None;
        let mut inside = false;
        // What is left is a spec, news and codebook, with its lines where they were.
        let mut rest = String::new();
        for (n, line) in markdown.lines().enumerate() {
            if inside {
                rest.push('\n');
                let cells: Vec<String> =
                    line.split("  ").map(str::trim).filter(|c| !c.is_empty()).map(str::to_owned).collect();
                match (&columns, line.starts_with("```"), cells.is_empty()) {
                    (_, true, _) => inside = false,
                    (_, _, true) => {}
                    (None, ..) => columns = Some(cells),
                    (Some(columns), ..) => {
                        let row = row(columns, &cells).map_err(|e| format!("line {}: {e}", n + 1))?;
                        gold.entry(headings.last().cloned().unwrap_or_default()).or_default().push(row);
                    }
                }
                continue;
            }
            if line == "```gold" {
                (inside, columns) = (true, None);
                rest.push('\n');
                continue;
            }
            if let Some(heading) = line.strip_prefix("## ") {
                headings.push(heading.trim().to_owned());
            }
            if let Some(folder) = line.strip_prefix("corpus: ") {
                ledger.corpus = Some(folder.trim().to_owned());
            }
            if let Some(file) = line.strip_prefix("codebook: ") {
                ledger.codebook_file = Some(file.trim().to_owned());
            }
            rest.push_str(line);
            rest.push('\n');
        }
        let (spec, problems) = Spec::parse(&rest);
        // What a case expects stands in its gold table, which the spec does not see.
        let own = |(_, problem): &&(usize, String)| !problem.contains("expects nothing");
        if let Some((line, problem)) = problems.iter().find(own) {
            return Err(format!("line {line}: {problem}"));
        }
        ledger.codebook = spec.cases.iter().find_map(|c| c.codebook.clone());
        for heading in headings {
            let case = spec.cases.iter().find(|c| c.title == heading);
            ledger.sheets.push(Sheet {
                article: heading.trim_end_matches(HELD_OUT).trim().to_owned(),
                held_out: heading.ends_with(HELD_OUT),
                news: case.and_then(|c| c.news.first()).map(|n| n.item.clone()),
                gold: gold.remove(&heading).unwrap_or_default(),
            });
        }
        Ok(ledger)
    }
}

/// A row of a gold table, by the names of its columns.
fn row(columns: &[String], cells: &[String]) -> Result<Gold, String> {
    let mut gold = Gold::default();
    if cells.len() != columns.len() {
        return Err(format!("{} cells under {} columns", cells.len(), columns.len()));
    }
    for (column, cell) in columns.iter().zip(cells) {
        match column.as_str() {
            "party" => {
                gold.optional = cell.starts_with("? ");
                gold.party = cell.trim_start_matches("? ").to_owned();
            }
            "issue" => gold.issue = choices(cell),
            "stance" => gold.stance = choices(cell),
            "scope" => gold.scope = choices(cell),
            "link" => gold.link = choices(cell),
            "condition_issue" => gold.condition = choices(cell),
            "words" => gold.words = cell.split(" / ").map(|w| w.trim().to_owned()).collect(),
            other => return Err(format!("no column {other} in a gold table")),
        }
    }
    Ok(gold)
}

/// Compares the positions of one article with what is expected of it. The error names words that do not stand there.
pub fn compare(record: &Record, article: Id, sheet: &Sheet) -> Result<Tally, String> {
    let text = record.article(article).map_or("", |a| a.text.as_str());
    let mut spans: Vec<Vec<Span>> = Vec::new();
    for gold in &sheet.gold {
        let mut all = Vec::new();
        for words in &gold.words {
            // The same words may stand in the title and again in the text.
            let found: Vec<Span> =
                text.match_indices(words.as_str()).map(|(at, w)| Span::new(at, at + w.len())).collect();
            // A title that front matter gives is no part of the text.
            let titled = record.article(article).and_then(|a| a.title.as_deref()).unwrap_or_default();
            if found.is_empty() && !titled.contains(words.as_str()) {
                return Err(format!("{}: no words {words:?}", sheet.article));
            }
            all.extend(found);
        }
        let byte = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
        all.extend(gold.places.iter().map(|&(a, b)| Span::new(byte(a), byte(b))));
        spans.push(all);
    }
    let mut tally = Tally { gold: sheet.gold.iter().filter(|g| !g.optional).count(), ..Tally::default() };
    let mut met: BTreeSet<usize> = BTreeSet::new();
    for p in record.positions.iter().filter(|p| p.at.article == article) {
        let names = names(record, p.party);
        let fits = |gold: &Gold, at: &[Span]| {
            names.contains(&gold.party.to_lowercase())
                && allows(&gold.issue, Some(&p.issue))
                && allows(&gold.stance, Some(p.stance.as_str()))
                && places(record, p).iter().any(|s| at.iter().any(|g| g.overlaps(*s)))
        };
        let all: Vec<usize> = sheet
            .gold
            .iter()
            .zip(&spans)
            .enumerate()
            .filter(|(_, (g, at))| fits(g, at))
            .map(|(n, _)| n)
            .collect();
        tally.rows += 1;
        let rule = tally.rules.entry(p.by.to_string()).or_default();
        let Some(first) = all.first().and_then(|n| sheet.gold.get(*n)) else {
            rule.1 += 1;
            let words = text.get(p.at.span.lo()..p.at.span.hi()).unwrap_or_default();
            tally.wrong.push(format!(
                "{}: {} {} {} [{}]: {}",
                sheet.article,
                names.iter().next().map_or("?", String::as_str),
                p.stance.as_str(),
                p.issue,
                p.by,
                words.split_whitespace().collect::<Vec<_>>().join(" ")
            ));
            continue;
        };
        rule.0 += 1;
        tally.right += 1;
        let best = all.iter().filter_map(|n| sheet.gold.get(*n)).find(|g| !g.optional).unwrap_or(first);
        let [scope, link, condition] = &mut tally.details;
        *scope += usize::from(allows(&best.scope, p.scope.map(|s| s.as_str())));
        *link += usize::from(allows(&best.link, p.link.map(|l| l.as_str())));
        *condition += usize::from(allows(&best.condition, p.condition_issue.as_deref()));
        met.extend(all);
    }
    for (n, gold) in sheet.gold.iter().enumerate().filter(|(_, g)| !g.optional) {
        if met.contains(&n) {
            tally.met += 1;
        } else {
            tally.missed.push(format!(
                "{}: {} {} {}: {}{}",
                sheet.article,
                gold.party,
                gold.stance.join("|"),
                gold.issue.join("|"),
                gold.words.join(" / "),
                gold.places.iter().map(|(a, b)| format!(" {a}-{b}")).collect::<String>()
            ));
        }
    }
    Ok(tally)
}

/// Every name of an entity, in lower case.
fn names(record: &Record, entity: Id) -> BTreeSet<String> {
    let own = record.entity(entity).map(|e| e.name.to_lowercase());
    let others = record.aliases.iter().filter(|a| a.entity == entity).map(|a| a.name.to_lowercase());
    own.into_iter().chain(others).collect()
}

/// Where a position is told.
fn places(record: &Record, position: &PositionRow) -> Vec<Span> {
    let more = record.position_evidence.iter().filter(|e| e.position == position.position);
    std::iter::once(position.at.span).chain(more.map(|e| e.at.span)).collect()
}
