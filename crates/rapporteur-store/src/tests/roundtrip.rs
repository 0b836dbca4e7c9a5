//! What is written is what is read, for rows of every table with any values the table can hold.

use super::sample::{self, TEXT};
use crate::{read, write};
use proptest::prelude::*;
use rapporteur_model::record::{TableSource, TableVisitor};
use rapporteur_model::table::{ColumnKind, Row, Value};
use rapporteur_model::*;

/// Words that stand for an enum value somewhere, tried on every text column.
fn words_of_the_contract() -> Vec<&'static str> {
    let mut words = Vec::new();
    macro_rules! all {
        ($($type:ty),+) => { $(words.extend(<$type>::ALL.iter().map(|v| v.as_str()));)+ };
    }
    use rapporteur_model::record::*;
    all!(
        Basis,
        PartKind,
        EntityKind,
        How,
        TimeType,
        AttributionKind,
        SourceKind,
        Verification,
        AttributionPart,
        NonResponseHow,
        HedgeKind,
        EventType,
        EventStatus,
        MeetingStatus,
        Likelihood,
        ParticipantRole,
        Stance,
        Scope,
        Link,
        DeadlineState,
        Approach,
        GapState,
        Modality,
        TermState,
        Bearing,
        ClaimStatus,
        Relation,
        ContradictionKind,
        DerivationKind,
        DriftKind,
        TalksState
    );
    words
}

/// Draws numbers from bytes that proptest shrinks.
struct Dice<'b> {
    bytes: std::iter::Cycle<std::slice::Iter<'b, u8>>,
    n: usize,
}

impl Dice<'_> {
    fn roll(&mut self, sides: usize) -> usize {
        self.n = self.n.wrapping_mul(31).wrapping_add(usize::from(*self.bytes.next().unwrap())) + 7;
        (self.n >> 2) % sides
    }
}

/// A row that its table accepts, columns filled from left to right with whatever it does not refuse.
fn row<R: Row>(dice: &mut Dice<'_>, articles: &[(Id, String)]) -> R {
    let table = R::table();
    let of_contract = words_of_the_contract();
    let mut values: Vec<Value> = Vec::new();
    let mut span: Option<(usize, usize)> = None;
    for column in &table.columns {
        let article_of = |name: &str| {
            let at = table.columns.iter().position(|c| c.name == name).unwrap();
            (at, articles[at % articles.len()].clone())
        };
        let is_article = table
            .columns
            .iter()
            .any(|c| matches!(c.kind, ColumnKind::Offset { article } if article == column.name));
        let value = match column.kind {
            // All three columns of an `At` are NULL or none is: keep them filled.
            ColumnKind::Id if is_article => Value::Text(article_of(column.name).1.0.to_string()),
            ColumnKind::Offset { article } => {
                let (_, (_, text)) = article_of(article);
                let bounds: Vec<usize> = (0..=text.len()).filter(|&b| text.is_char_boundary(b)).collect();
                let (start, end) = span.take().map_or_else(
                    || {
                        let a = dice.roll(bounds.len() - 1);
                        let b = a + 1 + dice.roll(bounds.len() - 1 - a);
                        span = Some((bounds[a], bounds[b]));
                        (bounds[a], None)
                    },
                    |(a, b)| (a, Some(b)),
                );
                Value::Offset(end.unwrap_or(start) as u32)
            }
            _ if column.nullable && dice.roll(3) == 0 => Value::Null,
            ColumnKind::Id => Value::Text(Id::of("any", &[&[dice.roll(250) as u8]]).to_string()),
            ColumnKind::Date => Value::Text(format!(
                "{:04}-{:02}-{:02}",
                1 + dice.roll(9999),
                1 + dice.roll(12),
                1 + dice.roll(28)
            )),
            ColumnKind::Int => Value::Int(dice.roll(1 << 32) as i64),
            ColumnKind::Flag => Value::Int(dice.roll(2) as i64),
            ColumnKind::Real => Value::Real(dice.roll(10_000) as f64 / 10_000.0),
            ColumnKind::Text => {
                let free = ["", "żółw 🙂", "it's \"so\"", "a\nb", "NULL", "0012", " ", "1905"];
                let mut choices: Vec<&str> =
                    free.iter().copied().chain(of_contract.iter().copied()).collect();
                let first = dice.roll(choices.len());
                choices.rotate_left(first);
                let accepted = |word: &&str| {
                    let mut tried = values.clone();
                    tried.push(Value::Text((*word).to_owned()));
                    // The error names the first column that does not fit: this one, or one not yet filled?
                    let own = format!("column {}:", column.name);
                    !matches!(R::from_values(tried), Err(e) if e.contains(&own))
                };
                Value::Text((*choices.iter().find(|w| accepted(w)).unwrap()).to_owned())
            }
        };
        values.push(value);
    }
    R::from_values(values.clone()).unwrap_or_else(|e| panic!("{e}: {values:?}"))
}

struct Source<'b> {
    dice: Dice<'b>,
    articles: Vec<(Id, String)>,
    rows: usize,
}

impl TableSource for Source<'_> {
    type Error = std::convert::Infallible;
    fn rows<R: Row>(&mut self) -> Result<Vec<R>, Self::Error> {
        let table = R::table();
        if table.name == "articles" {
            return Ok(Vec::new());
        }
        let mut rows: Vec<R> = (0..self.rows).map(|_| row(&mut self.dice, &self.articles)).collect();
        rapporteur_model::table::sort(&mut rows);
        if table.unique {
            let key = |r: &R| {
                let values = r.values();
                table
                    .key
                    .iter()
                    .map(|k| format!("{:?}", values[table.column(k).unwrap()]))
                    .collect::<Vec<_>>()
            };
            rows.dedup_by_key(|r| key(r));
        }
        Ok(rows)
    }
}

pub(super) fn any_record(texts: &[String], bytes: &[u8], rows: usize) -> Record {
    let articles: Vec<_> = texts
        .iter()
        .enumerate()
        .map(|(i, t)| sample::article(&i.to_string(), t, Some("2031-01-02")))
        .collect();
    let by_id = articles.iter().map(|a| (a.article, a.text.clone())).collect();
    let mut source = Source { dice: Dice { bytes: bytes.iter().cycle(), n: 1 }, articles: by_id, rows };
    let Ok(mut record) = Record::fill(&mut source);
    record.articles = articles;
    // Their words have to stand in the text: set from the spans, as `record` does.
    let text = |id: Id| record.articles.iter().find(|a| a.article == id).map_or("", |a| a.text.as_str());
    for a in &mut record.attributions {
        a.source_text = a.source.map(|s| s.of(text(a.at.article)).to_owned());
    }
    for e in &mut record.events {
        e.trigger = e.at.span.of(text(e.at.article)).to_owned();
    }
    record.attribution_spans.clear();
    record.meta = vec![("as_of".into(), "2031-02-03".into()), ("codebook".into(), "żółw".into())];
    record.sort();
    record
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_written_is_read(
        texts in prop::collection::vec("[a-z \n.éß東🙂“]{1,90}", 1..4),
        bytes in prop::collection::vec(any::<u8>(), 4..64),
        rows in 0usize..4,
    ) {
        let record = any_record(&texts, &bytes, rows);
        let folder = tempfile::tempdir().unwrap();
        let counts = write(&record, folder.path(), &[]).unwrap();
        prop_assert_eq!(counts.get("articles"), texts.len());
        let back = read(folder.path()).unwrap();
        prop_assert_eq!(&back, &record);
    }
}

#[test]
fn every_table_takes_part() {
    struct Empty(Vec<&'static str>);
    impl TableVisitor for Empty {
        type Error = std::convert::Infallible;
        fn table<R: Row>(&mut self, rows: &[R]) -> Result<(), Self::Error> {
            if rows.is_empty() {
                self.0.push(R::table().name);
            }
            Ok(())
        }
    }
    let mut empty = Empty(Vec::new());
    let Ok(()) = any_record(&[TEXT.to_owned()], &[3, 1, 4, 1, 5], 2).each_table(&mut empty);
    assert_eq!(empty.0, ["attribution_spans"]);
}

#[test]
fn a_record_made_by_hand_comes_back() {
    let record = sample::record();
    let folder = tempfile::tempdir().unwrap();
    let counts = write(&record, folder.path(), &[("brief.md", b"# Brief")]).unwrap();
    assert_eq!(counts.get("positions"), 2);
    assert_eq!(read(folder.path()).unwrap(), record);
    assert_eq!(read(&folder.path().join("record.sqlite")).unwrap(), record, "the file may be named, too");
    assert_eq!(std::fs::read(folder.path().join("brief.md")).unwrap(), b"# Brief");
    assert_eq!(crate::dangling(&record), Vec::<String>::new());
}

#[test]
fn the_file_holds_code_points_and_substr_gives_the_words() {
    let folder = tempfile::tempdir().unwrap();
    write(&sample::record(), folder.path(), &[]).unwrap();
    let words = super::rows(
        folder.path(),
        "SELECT substr(text, source_start + 1, source_end - source_start) FROM attributions JOIN articles USING (article)",
    );
    assert_eq!(words, ["Żanna 🙂 Ek"]);
    let start = super::rows(folder.path(), "SELECT source_start FROM attributions");
    assert_eq!(start[0], TEXT.chars().take_while(|c| *c != 'Ż').count().to_string());
}

#[test]
fn the_order_rows_come_in_does_not_matter() {
    let record = sample::record();
    let mut shuffled = record.clone();
    shuffled.entities.reverse();
    shuffled.positions.reverse();
    shuffled.attribution_spans.reverse();
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(&record, a.path(), &[]).unwrap();
    write(&shuffled, b.path(), &[]).unwrap();
    let bytes = |folder: &tempfile::TempDir| std::fs::read(folder.path().join("record.sqlite")).unwrap();
    assert!(bytes(&a) == bytes(&b), "the same record is the same file");
    assert_eq!(read(b.path()).unwrap(), record);
}

#[test]
fn what_is_no_record_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.sqlite");
    let why = || read(folder.path()).unwrap_err().to_string();
    assert!(
        read(&folder.path().join("nowhere")).unwrap_err().to_string().ends_with("there is no such folder")
    );
    assert!(why().ends_with("it holds no record.sqlite"), "{}", why());
    std::fs::write(&file, "Ruritania and Borduria, a history. ".repeat(40)).unwrap();
    assert!(why().ends_with("its record.sqlite is not a SQLite file"), "{}", why());
    std::fs::remove_file(&file).unwrap();
    rusqlite::Connection::open(&file).unwrap().execute_batch("CREATE TABLE articles (x)").unwrap();
    assert!(why().ends_with("is a database of another program"), "{}", why());
    write(&sample::record(), folder.path(), &[]).unwrap();
    rusqlite::Connection::open(&file).unwrap().execute_batch("PRAGMA user_version = 0").unwrap();
    assert!(
        why().contains("an older version of the program (tables version 0; this one reads 1)"),
        "{}",
        why()
    );
    rusqlite::Connection::open(&file).unwrap().execute_batch("PRAGMA user_version = 9").unwrap();
    assert!(why().contains("a newer version of the program"), "{}", why());
}

#[test]
fn a_damaged_record_is_an_error_that_names_the_table() {
    let damages = [
        ("UPDATE events SET type = 'PARTY'", "table events: table events, column type"),
        ("UPDATE positions SET \"end\" = 100000", "table positions: column end: 100000 lies outside article"),
        ("UPDATE positions SET start = -1", "table positions: column start holds what it cannot hold"),
        (
            "UPDATE mentions SET article = 'x'; INSERT INTO times VALUES ('x',0,1,'DATE','',NULL,NULL,NULL,'r')",
            "table times: no article x",
        ),
        ("DROP VIEW timeline; DROP TABLE events", "could not read table events: no such table"),
    ];
    for (damage, message) in damages {
        let folder = tempfile::tempdir().unwrap();
        write(&sample::record(), folder.path(), &[]).unwrap();
        rusqlite::Connection::open(folder.path().join("record.sqlite"))
            .unwrap()
            .execute_batch(damage)
            .unwrap();
        let error = read(folder.path()).unwrap_err().to_string();
        assert!(error.contains(message), "{damage}: {error}");
    }
}

#[test]
fn ids_are_found_by_their_beginning() {
    let mut record = sample::record();
    let id = sample::id("p1").to_string();
    let found = crate::find(&record, &id);
    assert_eq!(found.iter().map(|f| f.table).collect::<Vec<_>>(), ["positions"]);
    assert_eq!(crate::find(&record, &id[..12]), found);
    assert_eq!(crate::find(&record, ""), []);
    assert_eq!(crate::find(&record, "zz"), []);
    let old = sample::id("an id of an earlier build");
    record.former_ids.push(rapporteur_model::record::FormerIdRow { id: old, now: sample::id("p1") });
    assert_eq!(crate::find(&record, &old.to_string()), found);
}
