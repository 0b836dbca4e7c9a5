//! Walking the tables and views as they are in the file.

use super::sample;
use crate::{RowVisitor, StoreError, rows, table_names, write};
use rapporteur_model::table::Value;

#[derive(Default)]
struct Lines(Vec<String>);

impl RowVisitor for Lines {
    type Error = StoreError;
    fn columns(&mut self, names: &[&str]) -> Result<(), StoreError> {
        self.0.push(names.join(" "));
        Ok(())
    }
    fn row(&mut self, names: &[&str], cells: &[Value]) -> Result<(), StoreError> {
        assert_eq!(names.len(), cells.len());
        self.0.push(format!("{cells:?}"));
        Ok(())
    }
}

#[test]
fn every_table_and_view_can_be_walked() {
    let folder = tempfile::tempdir().unwrap();
    write(&sample::record(), folder.path(), &[]).unwrap();
    let walk = |name: &str| {
        let mut lines = Lines::default();
        rows(folder.path(), name, &mut lines).unwrap();
        lines.0
    };
    for name in table_names() {
        assert!(!walk(name).is_empty(), "{name}");
    }
    assert_eq!(walk("attribution_spans").len(), 4);
    let statuses = walk("talks_status");
    assert_eq!(statuses[0], "date status article start end attribution by");
    let start = sample::TEXT.chars().count() - "refused to drop the tariff.".chars().count();
    assert!(statuses[1].contains(&format!("Int({start}), Int({})", start + 7)), "{}", statuses[1]);
}

#[test]
fn a_name_that_is_no_table_is_no_sql_either() {
    let folder = tempfile::tempdir().unwrap();
    write(&sample::record(), folder.path(), &[]).unwrap();
    for name in ["sqlite_master", "x; DROP TABLE events", "", "search"] {
        let error = rows(folder.path(), name, &mut Lines::default()).unwrap_err().to_string();
        assert!(error.contains("a record has no table"), "{error}");
    }
}

#[test]
fn pages_follow_one_another_and_tests_narrow_them() {
    use crate::{Reader, Test, Wanted};
    let folder = tempfile::tempdir().unwrap();
    crate::write(&super::sample::record(), folder.path(), &[]).unwrap();
    let reader = Reader::open(folder.path()).unwrap();
    for name in crate::table_names() {
        let wanted = |after, limit| Wanted { table: name, tests: &[], after, limit };
        let all = reader.page(&wanted(0, 1_000)).unwrap();
        assert_eq!(all.next, None, "{name}");
        let mut one_by_one = Vec::new();
        let mut after = Some(0);
        while let Some(from) = after {
            let page = reader.page(&wanted(from, 1)).unwrap();
            assert!(page.rows.len() <= 1, "{name}");
            one_by_one.extend(page.rows);
            after = page.next;
        }
        assert_eq!(one_by_one, all.rows, "{name}");
    }
    let stances = |tests: &[(String, Test)]| {
        let page = reader.page(&Wanted { table: "positions", tests, after: 0, limit: 10 }).unwrap();
        page.rows.len()
    };
    let is = |column: &str, value: &str| (column.to_owned(), Test::Is(value.to_owned()));
    assert_eq!(stances(&[is("stance", "rejects")]), 1);
    assert_eq!(stances(&[is("stance", "rejects"), ("link".to_owned(), Test::Null(false))]), 0);
    assert_eq!(stances(&[("confidence".to_owned(), Test::Least("0.5".to_owned()))]), 2);
    assert_eq!(stances(&[("confidence".to_owned(), Test::Most("0.5".to_owned()))]), 0);
    assert_eq!(stances(&[is("no such column", "1")]), 0);
    assert_eq!(stances(&[is("stance", "x' OR '1'='1")]), 0);
    assert_eq!(reader.record().unwrap(), crate::read(folder.path()).unwrap());
}

#[test]
fn a_page_of_giants_ends_early_and_loses_none() {
    use crate::reader::MOST_BYTES;
    use crate::{Reader, Wanted};
    let mut record = super::sample::record();
    let mut row = record.articles[0].clone();
    row.text = "a".repeat(MOST_BYTES / 3);
    for n in 0..8_u8 {
        row.article = rapporteur_model::Id::of("giant", &[&[n]]);
        record.articles.push(row.clone());
    }
    let folder = tempfile::tempdir().unwrap();
    crate::write(&record, folder.path(), &[]).unwrap();
    let reader = Reader::open(folder.path()).unwrap();
    let (mut seen, mut pages, mut after) = (Vec::new(), 0, Some(0));
    while let Some(from) = after {
        let wanted = Wanted { table: "articles", tests: &[], after: from, limit: 1_000 };
        let page = reader.page(&wanted).unwrap();
        assert!((1..=5).contains(&page.rows.len()), "{}", page.rows.len());
        seen.extend(page.rows.into_iter().map(|r| r[0].clone()));
        (pages, after) = (pages + 1, page.next);
    }
    let all: Vec<_> = record.articles.iter().map(|a| a.article.to_string()).collect();
    assert_eq!(seen.len(), all.len());
    assert!(pages >= 2, "{pages}");
    for id in all {
        assert!(seen.contains(&rapporteur_model::table::Value::Text(id)));
    }
}

#[test]
fn a_stamp_tells_a_replaced_record_and_an_open_one_stays_what_it_was() {
    use crate::{Reader, Temporary, stamp};
    let record = super::sample::record();
    let held = Temporary::write(&record).unwrap();
    let before = stamp(held.folder()).unwrap();
    assert_eq!(stamp(held.folder()).unwrap(), before);
    let reader = Reader::open(held.folder()).unwrap();
    let other = rapporteur_model::Record { talks_status: Vec::new(), ..record.clone() };
    crate::write(&other, held.folder(), &[]).unwrap();
    assert_ne!(stamp(held.folder()).unwrap(), before);
    assert_eq!(reader.record().unwrap().talks_status, record.talks_status);
    assert_eq!(crate::read(held.folder()).unwrap().talks_status, []);
    let folder = held.folder().to_owned();
    drop(held);
    assert!(!folder.exists());
}
