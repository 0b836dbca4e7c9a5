//! Holds a record against a case: every caret, every row.

use crate::rows::{Found, Tables, kind};
use crate::spec::{Caret, Case, Expected, Fit, Mode, News, Problem};
use rapporteur_model::record::ArticleRow;
use rapporteur_model::{Id, Record, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Everything a record lacks of what a case expects.
pub(crate) fn case(case: &Case, record: &Record) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut called: BTreeMap<Id, Vec<String>> = BTreeMap::new();
    let mut placed: Vec<(&News, Id, usize)> = Vec::new();
    let mut used: BTreeSet<Id> = BTreeSet::new();
    for news in &case.news {
        match find_article(news, record, &used) {
            Some((article, shift)) => {
                used.insert(article.article);
                let names = [&news.item.id, &news.item.outlet, &news.item.title];
                let names = names.into_iter().flatten().cloned();
                called.insert(article.article, names.chain([article.path.clone()]).collect());
                placed.push((news, article.article, shift));
            }
            None => {
                problems.push((news.line, "the record holds no article with this text and outlet".to_owned()))
            }
        }
    }
    let tables = Tables::new(record, &called);
    for (news, article, shift) in placed {
        for caret in &news.carets {
            problems.extend(check_caret(caret, news, &tables, article, shift).map(|m| (caret.line, m)));
        }
    }
    for table in &case.tables {
        problems.extend(check_table(table, &tables));
    }
    problems
}

/// The article made of a news item, and how far its text is pushed back (by a title set before it).
fn find_article<'r>(news: &News, record: &'r Record, used: &BTreeSet<Id>) -> Option<(&'r ArticleRow, usize)> {
    let text = news.item.text.trim_end();
    let fits = record.articles.iter().filter(|a| {
        !used.contains(&a.article) && (news.item.outlet.is_none() || a.outlet == news.item.outlet)
    });
    let published = |a: &ArticleRow| {
        news.item
            .published
            .as_deref()
            .is_some_and(|p| a.published.exact().is_some_and(|d| d.to_string() == p))
    };
    let mut found: Vec<(&ArticleRow, usize)> = fits.filter_map(|a| Some((a, a.text.find(text)?))).collect();
    found.sort_by_key(|(a, shift)| (!published(a), a.text.len(), *shift, a.article));
    found.first().copied()
}

fn check_caret(caret: &Caret, news: &News, tables: &Tables, article: Id, shift: usize) -> Option<String> {
    let kind = kind(&caret.kind)?;
    let words = news.item.text.get(caret.span.0..caret.span.1).unwrap_or("");
    let span = Span::new(caret.span.0 + shift, caret.span.1 + shift);
    let all = tables.found(kind, article);
    let has_details = |f: &&Found| caret.details.iter().all(|d| f.details.contains(d));
    let label = match caret.details.is_empty() {
        true => caret.kind.clone(),
        false => format!("{} {}", caret.kind, caret.details.join(", ")),
    };
    if caret.fit == Fit::Absent {
        let touches = |f: &&Found| match f.at {
            Some(at) => at.overlaps(span),
            None => words.contains(f.words.as_str()) || f.words.contains(words),
        };
        let wrong = all.iter().filter(touches).find(has_details)?;
        return Some(format!("a {label} where there is none: {}", wrong.shown()));
    }
    let same = |f: &&Found| match f.at {
        Some(at) => at == span || (caret.fit == Fit::Within && at.contains(span)),
        None if caret.fit == Fit::Within => one_line(&f.words).contains(&one_line(words)),
        None => one_line(&f.words) == one_line(words),
    };
    let here: Vec<&Found> = all.iter().filter(same).collect();
    if here.iter().any(has_details) {
        return None;
    }
    let (what, shown): (String, Vec<String>) = if here.is_empty() {
        let has = if caret.fit == Fit::Within { "has" } else { "is" };
        (format!("no {} {has} «{words}»", caret.kind), all.iter().map(Found::shown).collect())
    } else {
        (format!("«{words}» is no {label}"), here.iter().map(|f| f.shown()).collect())
    };
    let found = if shown.is_empty() { "nothing of the kind".to_owned() } else { shown.join("; ") };
    Some(format!("{what}; found: {found}"))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn check_table(expected: &Expected, tables: &Tables) -> Vec<Problem> {
    let name = expected.table.as_str();
    let rows: Vec<Vec<Vec<String>>> = (0..tables.len(name))
        .map(|row| expected.columns.iter().map(|column| tables.cell(name, row, column)).collect())
        .collect();
    let mut problems = Vec::new();
    let mut named: BTreeSet<usize> = BTreeSet::new();
    for (line, cells) in &expected.rows {
        let matching = rows.iter().enumerate().filter(|(_, row)| misfits(cells, row).is_empty());
        let matching: Vec<usize> = matching.map(|(i, _)| i).collect();
        named.extend(&matching);
        match (expected.mode, matching.is_empty()) {
            (Mode::Not, false) => problems.push((*line, format!("{name} holds this row, and should not"))),
            (Mode::Has | Mode::Only, true) => {
                problems
                    .push((*line, format!("{name} holds no such row; {}", nearest(expected, cells, &rows))));
            }
            _ => {}
        }
    }
    if expected.mode == Mode::Only {
        for row in rows.iter().enumerate().filter(|(i, _)| !named.contains(i)).map(|(_, row)| row) {
            let shown: Vec<&str> = row.iter().filter_map(|c| c.first()).map(String::as_str).collect();
            problems.push((expected.line, format!("{name} holds one row too many: {}", shown.join("  "))));
        }
    }
    problems
}

/// The indices of the cells that do not fit. `*` fits whatever is not NULL.
fn misfits(cells: &[String], row: &[Vec<String>]) -> Vec<usize> {
    let fits = |want: &String, have: &[String]| {
        if want == "*" {
            have.iter().any(|h| h != "-")
        } else {
            have.iter().any(|h| one_line(h) == one_line(want))
        }
    };
    cells.iter().zip(row).enumerate().filter(|(_, (w, h))| !fits(w, h)).map(|(i, _)| i).collect()
}

/// The row that misses by least, and where.
fn nearest(expected: &Expected, cells: &[String], rows: &[Vec<Vec<String>>]) -> String {
    let Some((row, off)) = rows.iter().map(|row| (row, misfits(cells, row))).min_by_key(|(_, off)| off.len())
    else {
        return "it is empty".to_owned();
    };
    let differs = off.iter().filter_map(|i| {
        let have = row.get(*i).and_then(|c| c.first())?;
        Some(format!("{} is {have}, not {}", expected.columns.get(*i)?, cells.get(*i)?))
    });
    format!("in the nearest row {}", differs.collect::<Vec<_>>().join(", "))
}
