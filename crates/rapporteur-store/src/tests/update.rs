//! A large record brought up to date is the record written anew, whatever came and went.

use super::roundtrip::any_record;
use super::{rows, sample};
use crate::kept::{KEPT_FILE, SPACING};
use crate::write::write_stepwise;
use crate::{RECORD_FILE, read, search};
use rapporteur_model::Record;
use rapporteur_model::record::{TableSource, TableVisitor};
use rapporteur_model::table::{Row, Value};
use std::path::Path;

/// Writes as if the record were a large one.
fn written(record: &Record, folder: &Path) {
    write_stepwise(record, folder, &[("brief.md", b"# Brief")], 1, &mut |_| {}).unwrap();
}

/// All rows as values, table by table.
#[derive(Default)]
struct Rows(Vec<Vec<Vec<Value>>>);

impl TableVisitor for Rows {
    type Error = std::convert::Infallible;
    fn table<R: Row>(&mut self, rows: &[R]) -> Result<(), Self::Error> {
        self.0.push(rows.iter().map(Row::values).collect());
        Ok(())
    }
}

impl TableSource for Rows {
    type Error = String;
    fn rows<R: Row>(&mut self) -> Result<Vec<R>, String> {
        self.0.remove(0).into_iter().map(R::from_values).collect()
    }
}

/// The record without some rows of each table but its articles.
fn without(record: &Record, goes: impl Fn(usize) -> bool) -> Record {
    let mut all = Rows::default();
    let Ok(()) = record.each_table(&mut all);
    let articles = all.0.iter().position(|rows| rows.len() == record.articles.len()).unwrap();
    for (_, rows) in all.0.iter_mut().enumerate().filter(|(n, _)| *n != articles) {
        let mut n = 0;
        rows.retain(|_| {
            n += 1;
            !goes(n)
        });
    }
    Record { meta: record.meta.clone(), ..Record::fill(&mut all).unwrap() }
}

fn texts() -> Vec<String> {
    let one = |n: usize| format!("Ruritânia said no, {n} times. Żanna 🙂 Ek left the harbour at {n}.");
    (0..12).map(one).collect()
}

/// Is a folder's record the same as one written anew, index and all?
fn holds(folder: &Path, record: &Record) {
    assert_eq!(&read(folder).unwrap(), record);
    assert_eq!(rows(folder, "PRAGMA integrity_check"), ["ok"]);
    let fresh = tempfile::tempdir().unwrap();
    written(record, fresh.path());
    let tables =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' ORDER BY name";
    for table in rows(folder, tables) {
        let all = |folder: &Path| rows(folder, &format!("SELECT * FROM {table} ORDER BY rowid"));
        assert_eq!(all(folder), all(fresh.path()), "{table}");
    }
    // Two hits of one query in the same order: the index weighs words as one made anew does.
    let found = |folder: &Path, query: &str| {
        let hits = search(folder, query, 50).unwrap();
        hits.into_iter().map(|hit| hit.path).collect::<Vec<_>>()
    };
    for query in ["harbour", "wharf", "Ruritania 7", "the"] {
        assert_eq!(found(folder, query), found(fresh.path(), query), "{query}");
    }
    rows(folder, "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)");
}

#[test]
fn what_came_and_went_is_all_that_is_written() {
    let whole = any_record(&texts(), &[3, 1, 4, 1, 5, 9, 2, 6, 5, 35, 89, 79], 40);
    let fewer = without(&whole, |n| n % 9 == 4);
    let mut more = whole.clone();
    let text = "A wharf. The wharf was sold, and the harbour with it.";
    more.articles.push(sample::article("another", text, Some("2031-02-01")));
    more.meta.push(("engine".into(), "weights".into()));
    more.sort();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    written(&fewer, folder);
    for record in [&more, &whole, &fewer, &fewer, &more] {
        let before = rows(folder, "SELECT article || ' ' || rowid FROM articles");
        written(record, folder);
        holds(folder, record);
        // Rows that stay keep their places; a file written anew would have other rowids wherever one came in between.
        let after = rows(folder, "SELECT article || ' ' || rowid FROM articles");
        assert!(before.iter().filter(|row| after.contains(row)).count() >= 12);
    }
    let between = rows(folder, &format!("SELECT count(*) FROM mentions WHERE rowid % {SPACING} <> 0"));
    assert_ne!(between, ["0"], "nothing was put in between");
}

#[test]
fn whatever_is_not_as_it_was_left_is_written_anew() {
    let whole = any_record(&texts(), &[2, 7, 1, 8, 2, 8, 1, 8], 30);
    let fewer = without(&whole, |n| n == 3);
    let spoilt: [fn(&Path); 4] = [
        // Somebody wrote into the record.
        |folder| drop(rows(folder, "UPDATE entities SET name = 'x' RETURNING name")),
        |folder| std::fs::remove_file(folder.join(RECORD_FILE)).unwrap(),
        |folder| std::fs::remove_file(folder.join(KEPT_FILE)).unwrap(),
        |folder| {
            let mut bytes = std::fs::read(folder.join(KEPT_FILE)).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            std::fs::write(folder.join(KEPT_FILE), bytes).unwrap();
        },
    ];
    let fresh = tempfile::tempdir().unwrap();
    written(&whole, fresh.path());
    let bytes = |folder: &Path| std::fs::read(folder.join(RECORD_FILE)).unwrap();
    for spoil in spoilt {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        written(&fewer, folder);
        spoil(folder);
        written(&whole, folder);
        assert!(bytes(folder) == bytes(fresh.path()), "the same bytes as anew");
    }
}

#[test]
fn an_article_that_is_read_otherwise_is_counted_anew() {
    // As many bytes, fewer letters: the same row stands at another code point.
    let tail = "one two three. ".repeat(4);
    let plain = format!("aaaa {tail}");
    let mut before = any_record(&[plain], &[5, 4, 3, 2, 1], 30);
    let article = before.articles[0].article;
    before = Record { articles: before.articles, mentions: before.mentions, ..Record::default() };
    for (n, mention) in (0..).zip(&mut before.mentions) {
        mention.at = rapporteur_model::table::At { article, span: rapporteur_model::Span::new(5 + n, 8 + n) };
    }
    before.sort();
    let mut after = before.clone();
    after.articles[0].text = format!("éé {tail}");
    let folder = tempfile::tempdir().unwrap();
    written(&before, folder.path());
    assert_eq!(rows(folder.path(), "SELECT min(start) FROM mentions"), ["5"]);
    written(&after, folder.path());
    assert_eq!(rows(folder.path(), "SELECT min(start) FROM mentions"), ["3"]);
    holds(folder.path(), &after);
}

#[test]
fn a_row_that_does_not_hold_is_refused_and_the_old_record_stays() {
    let whole = any_record(&texts(), &[1, 6, 1, 8, 0, 3, 3, 9], 30);
    let folder = tempfile::tempdir().unwrap();
    written(&whole, folder.path());
    let mut wrong = whole.clone();
    wrong.mentions[4].at.span.end += 10_000;
    let refused = write_stepwise(&wrong, folder.path(), &[], 1, &mut |_| {}).unwrap_err().to_string();
    assert!(refused.starts_with("refused a row of mentions"), "{refused}");
    assert_eq!(read(folder.path()).unwrap(), whole);
    let mut twice = whole.clone();
    twice
        .entities
        .push(rapporteur_model::record::EntityRow { name: "other".into(), ..whole.entities[2].clone() });
    let refused = write_stepwise(&twice, folder.path(), &[], 1, &mut |_| {}).unwrap_err().to_string();
    assert!(refused.contains("another row has the same key"), "{refused}");
}

#[test]
fn a_record_that_is_no_longer_large_is_written_anew_and_keeps_no_rows() {
    let whole = any_record(&texts(), &[1, 4, 1, 4], 20);
    let folder = tempfile::tempdir().unwrap();
    written(&whole, folder.path());
    write_stepwise(&whole, folder.path(), &[], usize::MAX, &mut |_| {}).unwrap();
    assert_eq!(rows(folder.path(), "SELECT max(rowid) FROM articles"), [whole.articles.len().to_string()]);
    assert_eq!(std::fs::read(folder.path().join(KEPT_FILE)).unwrap(), b"");
}
