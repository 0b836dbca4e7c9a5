//! What is written is read back by libraries of somebody else's: calamine (XLSX), oxjsonld (JSON-LD to RDF), the reader
//! of the parquet crate. The record is that of the brief's own tests: invented countries and outlets.
#![allow(clippy::unwrap_used, clippy::panic)] // Helpers of tests are tests.

#[path = "../../rapporteur-show/tests/common/mod.rs"]
mod common;

use calamine::{Data, Reader, Xlsx};
use oxjsonld::JsonLdParser;
use rapporteur_export::{Kind, Sheet, jsonld, sheet, xlsx};
use rapporteur_model::table::Value;
use rapporteur_model::{Id, Record};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

fn view() -> Sheet {
    let columns = ["party".to_owned(), "n".to_owned(), "share".to_owned()];
    let row = |p: &str, n| vec![Value::Text(p.into()), Value::Int(n), Value::Null];
    Sheet::view("some_view", &columns, vec![row("Borduria", 3), row("=1+1", 4)])
}

fn opened(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

fn told(cell: Option<&Data>) -> String {
    cell.map_or_else(String::new, ToString::to_string)
}

#[test]
fn a_workbook_holds_every_table_as_it_is() {
    let record = common::strait();
    let book = xlsx::book(&record, &[view()]).unwrap();
    assert_eq!((book.rows_left_out, book.cells_cut), (0, 0));
    let mut read = opened(book.bytes);
    let tables = sheet::tables(&record);
    let names: Vec<String> = std::iter::once("matrix")
        .chain(tables.iter().map(|t| t.name.as_str()))
        .chain(["some_view"])
        .map(str::to_owned)
        .collect();
    assert_eq!(read.sheet_names(), names);
    let mut cells = 0;
    for table in &tables {
        let range = read.worksheet_range(&table.name).unwrap();
        for (column, (name, _)) in (0..).zip(&table.columns) {
            assert_eq!(told(range.get_value((0, column))), *name, "{}", table.name);
        }
        for (row, values) in (1..).zip(&table.rows) {
            for ((column, (name, kind)), value) in (0..).zip(&table.columns).zip(values) {
                let there = range.get_value((row, column)).unwrap_or(&Data::Empty);
                let same = match (value, there) {
                    (Value::Null, Data::Empty) => true,
                    (Value::Int(n), Data::Bool(b)) => *kind == Kind::Flag && (*n != 0) == *b,
                    (Value::Int(n), Data::Float(f)) => (*n as f64 - f).abs() < 1e-9,
                    (Value::Int(n), Data::Int(i)) => n == i,
                    (Value::Real(n), Data::Float(f)) => (n - f).abs() < 1e-9,
                    (Value::Text(s), Data::String(t)) => s == t,
                    (Value::Text(s), Data::Empty) => s.is_empty(),
                    _ => false,
                };
                assert!(same, "{} row {row}, {name}: {value:?} came back as {there:?}", table.name);
                cells += 1;
            }
        }
    }
    assert!(cells > 500, "the sample is a real one: {cells} cells");
    // Words of others are text, whatever they begin with.
    let range = read.worksheet_range("some_view").unwrap();
    assert_eq!(range.get_value((2, 0)), Some(&Data::String("=1+1".into())));
    assert!(read.worksheet_formula("some_view").unwrap().used_cells().next().is_none());
}

#[test]
fn the_matrix_leads_to_the_evidence() {
    let record = common::strait();
    let mut read = opened(xlsx::book(&record, &[]).unwrap().bytes);
    let matrix = read.worksheet_range("matrix").unwrap();
    let positions = read.worksheet_range("positions").unwrap();
    let articles = read.worksheet_range("articles").unwrap();
    let row_of = |location: &str, sheet: &str| -> u32 {
        location.strip_prefix(&format!("'{sheet}'!A")).unwrap().parse::<u32>().unwrap() - 1
    };
    let links = read.hyperlinks_by_sheet_name("matrix").unwrap();
    assert!(links.len() >= 6, "{}", links.len());
    let evidence = read.hyperlinks_by_sheet_name("positions").unwrap();
    let column = |name: &str| {
        (0..40)
            .find(|c| told(positions.get_value((0, *c))) == name)
            .unwrap_or_else(|| panic!("no column {name}"))
    };
    for link in links {
        let (row, col) = link.range.start;
        let party = told(matrix.get_value((0, col)));
        let said = told(matrix.get_value((row, col)));
        let at = row_of(&link.location.unwrap(), "positions");
        let id: Id = told(positions.get_value((at, column("party")))).parse().unwrap();
        assert_eq!(record.entity(id).unwrap().name, party);
        assert!(said.starts_with(&told(positions.get_value((at, column("stance"))))), "{said}");
        assert!(said.contains(&told(positions.get_value((at, column("summary"))))), "{said}");
        // And on to the article, whose text holds the words of the row.
        let on = evidence.iter().find(|l| l.range.start == (at, column("article"))).unwrap();
        let article = row_of(on.location.as_deref().unwrap(), "articles");
        assert_eq!(
            told(articles.get_value((article, 0))),
            told(positions.get_value((at, column("article"))))
        );
        let column_of_text = (0..40).find(|c| told(articles.get_value((0, *c))) == "text").unwrap();
        let text = told(articles.get_value((article, column_of_text)));
        assert!(text.contains(&told(positions.get_value((at, column("words"))))));
    }
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    let record = common::strait();
    assert!(xlsx::book(&record, &[view()]) == xlsx::book(&record, &[view()]));
    assert_eq!(jsonld::document(&record), jsonld::document(&record));
}

#[test]
fn text_too_long_for_a_cell_is_cut_and_counted() {
    let mut record = common::strait();
    record.meta.push(("long".into(), "🙂".repeat(20_000)));
    let book = xlsx::book(&record, &[]).unwrap();
    assert_eq!(book.cells_cut, 1);
    let mut read = opened(book.bytes);
    let meta = read.worksheet_range("meta").unwrap();
    let cut = meta.rows().map(|r| told(r.get(1))).find(|v| v.starts_with('🙂')).unwrap();
    assert!(cut.ends_with('…') && cut.encode_utf16().count() <= 32_767);
}

/// Subject, predicate and object, IRIs without brackets, literals without quotes.
type Triples = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

fn triples(record: &Record) -> Triples {
    let text = jsonld::document(record);
    let mut all: Triples = BTreeMap::new();
    for quad in JsonLdParser::new().for_slice(&text) {
        let quad = quad.unwrap();
        let object = match &quad.object {
            oxrdf_term if oxrdf_term.is_literal() => literal(&oxrdf_term.to_string()),
            other => other.to_string().trim_matches(['<', '>']).to_owned(),
        };
        let subject = quad.subject.to_string().trim_matches(['<', '>']).to_owned();
        let predicate = quad.predicate.as_str().to_owned();
        all.entry(subject).or_default().entry(predicate).or_default().insert(object);
    }
    all
}

/// The words of a literal in N-Triples syntax.
fn literal(written: &str) -> String {
    let end = written.rfind('"').unwrap();
    let json = &written[..=end];
    serde_json::from_str(json).unwrap()
}

const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const OA: &str = "http://www.w3.org/ns/oa#";
const PROV: &str = "http://www.w3.org/ns/prov#";
const SCHEMA: &str = "https://schema.org/";

fn one<'t>(node: &'t BTreeMap<String, BTreeSet<String>>, vocabulary: &str, name: &str) -> &'t str {
    let values = node.get(&format!("{vocabulary}{name}")).unwrap_or_else(|| panic!("no {name}: {node:?}"));
    assert_eq!(values.len(), 1, "{name}: {values:?}");
    values.first().unwrap()
}

#[test]
fn linked_data_is_what_the_record_says() {
    let record = common::strait();
    let all = triples(&record);
    let of_type =
        |iri: String| all.values().filter(|n| n.get(TYPE).is_some_and(|t| t.contains(&iri))).count();
    assert_eq!(of_type(format!("{SCHEMA}NewsArticle")), record.articles.len());
    assert_eq!(
        of_type(format!("{SCHEMA}Claim")),
        record.positions.len() + record.attributions.len() + record.claims.len() + record.talks_status.len()
    );
    assert_eq!(of_type(format!("{SCHEMA}Event")), record.events.len() + record.meetings.len());
    for p in &record.positions {
        let node = &all[&format!("urn:rapporteur:position:{}", p.position)];
        assert_eq!(one(node, SCHEMA, "text"), p.summary);
        assert_eq!(one(node, "urn:rapporteur:term:", "party"), format!("urn:rapporteur:entity:{}", p.party));
        // Who tells is where it appears, and never its author.
        assert_eq!(one(node, SCHEMA, "appearance"), format!("urn:rapporteur:article:{}", p.at.article));
        let author = node.get(&format!("{SCHEMA}author"));
        assert_eq!(author.is_some(), p.said_by.is_some());
    }
    for d in record.derivations.iter().filter(|d| d.from_article.is_some()) {
        let node = &all[&format!("urn:rapporteur:article:{}", d.article)];
        let from = &node[&format!("{PROV}wasDerivedFrom")];
        assert!(from.contains(&format!("urn:rapporteur:article:{}", d.from_article.unwrap())));
    }
}

#[test]
fn every_annotation_selects_the_words_it_quotes() {
    let record = common::strait();
    let all = triples(&record);
    let texts: BTreeMap<String, Vec<char>> = record
        .articles
        .iter()
        .map(|a| (format!("urn:rapporteur:article:{}", a.article), a.text.chars().collect()))
        .collect();
    let mut seen = 0;
    let mut bodies = BTreeSet::new();
    for node in all.values().filter(|n| n.get(TYPE).is_some_and(|t| t.contains(&format!("{OA}Annotation")))) {
        assert_eq!(one(node, PROV, "wasGeneratedBy"), "urn:rapporteur:activity:build");
        assert_eq!(one(node, OA, "motivatedBy"), format!("{OA}identifying"));
        let body = one(node, OA, "hasBody");
        assert!(all.contains_key(body), "{body} is nowhere");
        bodies.insert(body.to_owned());
        let target = &all[one(node, OA, "hasTarget")];
        let text = &texts[one(target, OA, "hasSource")];
        let selectors = &target[&format!("{OA}hasSelector")];
        assert_eq!(selectors.len(), 2);
        let selector = |kind: &str| {
            selectors.iter().map(|s| &all[s]).find(|n| one(n, "", TYPE) == format!("{OA}{kind}")).unwrap()
        };
        let position = selector("TextPositionSelector");
        let number = |name| one(position, OA, name).parse::<usize>().unwrap();
        let (start, end) = (number("start"), number("end"));
        let quote = selector("TextQuoteSelector");
        let said = |from: usize, to: usize| text[from..to].iter().collect::<String>();
        assert_eq!(one(quote, OA, "exact"), said(start, end));
        assert_eq!(one(quote, OA, "prefix"), said(start.saturating_sub(32), start));
        assert_eq!(one(quote, OA, "suffix"), said(end, (end + 32).min(text.len())));
        seen += 1;
    }
    assert!(seen >= record.positions.len() + record.attributions.len(), "{seen}");
    for p in &record.positions {
        assert!(bodies.contains(&format!("urn:rapporteur:position:{}", p.position)));
    }
}

#[test]
fn hostile_words_stay_words() {
    let mut record = common::strait();
    let nasty = "x\"},{\"@context\":\"http://evil.example/\"}\u{2028}\\ </script>";
    record.articles[0].title = Some(nasty.into());
    record.articles[0].url = Some("https://a b.example/<>".into());
    record.positions[0].summary = nasty.into();
    let all = triples(&record);
    let node = &all[&format!("urn:rapporteur:article:{}", record.articles[0].article)];
    assert_eq!(one(node, SCHEMA, "headline"), nasty);
    assert!(!node.contains_key(&format!("{SCHEMA}url")), "no address with blanks");
}

#[cfg(feature = "parquet")]
#[test]
fn columns_come_back_as_they_were() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let record = common::strait();
    let mut sheets = sheet::tables(&record);
    sheets.push(view());
    sheets.push(Sheet { name: "empty".into(), columns: vec![("a".into(), Kind::Text)], rows: Vec::new() });
    for sheet in &sheets {
        let bytes = rapporteur_export::parquet::file(sheet).unwrap();
        assert_eq!(bytes, rapporteur_export::parquet::file(sheet).unwrap());
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        let mut rows = reader.get_row_iter(None).unwrap();
        for values in &sheet.rows {
            let row = rows.next().unwrap().unwrap();
            for (((name, field), value), (column, _)) in row.get_column_iter().zip(values).zip(&sheet.columns)
            {
                assert_eq!(name, column);
                let same = match (value, field) {
                    (Value::Null, Field::Null) => true,
                    (Value::Text(a), Field::Str(b)) => a == b,
                    (Value::Int(a), Field::Long(b)) => a == b,
                    (Value::Int(a), Field::Bool(b)) => (*a != 0) == *b,
                    (Value::Real(a), Field::Double(b)) => a == b,
                    _ => false,
                };
                assert!(same, "{} {name}: {value:?} came back as {field:?}", sheet.name);
            }
        }
        assert!(rows.next().is_none());
    }
}
