//! docs/queries.md shows queries worked on the sample: what it prints is what they are answered.
#![allow(clippy::expect_used, clippy::disallowed_methods)]

use rapporteur::{BuildOptions, build};
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_model::Record;
use rapporteur_tests::queries::{Query, ask, parse, write};
use std::path::{Path, PathBuf};

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/portsmouth-1905")
}

fn record(inputs: Vec<PathBuf>, as_of: Option<&str>) -> Record {
    let toml = std::fs::read_to_string(sample().join("codebook.toml")).expect("the codebook can be read");
    let codebook = Codebook::parse("portsmouth-1905", &toml).expect("the codebook is sound");
    let as_of = as_of.map(|d| d.parse().expect("a day"));
    let options = BuildOptions { as_of, ..BuildOptions::new(inputs, codebook) };
    build(&options, &()).expect("the sample can be built").record
}

fn documented() -> Vec<Query> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/queries.md");
    parse(&std::fs::read_to_string(path).expect("docs/queries.md can be read"))
}

#[test]
fn the_queries_of_the_documentation_are_answered_as_it_says() {
    let queries = documented();
    assert!(queries.len() > 10, "{}", queries.len());
    let now = write(&record(vec![sample()], None)).expect("it can be written");
    let mut wrong = Vec::new();
    for query in &queries {
        // Every query runs, also those without an answer in the text.
        let found = ask(now.path(), &query.sql).expect("it is SQL");
        for answer in query.answers.iter().filter(|a| !a.without_days) {
            let found = match answer.as_of.as_deref() {
                None => found.clone(),
                day => {
                    let then = write(&record(vec![sample()], day)).expect("it can be written");
                    ask(then.path(), &query.sql).expect("it is SQL")
                }
            };
            if found != answer.rows {
                wrong.push(format!("{} {:?}:\n{}", query.title, answer.as_of, found.join("\n")));
            }
        }
    }
    assert!(wrong.is_empty(), "answered differently:\n{}", wrong.join("\n"));
}

#[test]
fn without_days_the_same_queries_say_that_nobody_knows() {
    let bare = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(sample()).expect("the sample is there") {
        let path = entry.expect("so are its files").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if name.starts_with("1905-") {
            let text = std::fs::read_to_string(&path).expect("a report can be read");
            let (front, body) = text[4..].split_once("---\n").expect("front matter ends");
            // Datelines date reports as well, as far as they name a day.
            let body: Vec<&str> =
                body.split("\n\n").map(|p| p.split_once(" -- ").map_or(p, |(_, rest)| rest)).collect();
            let kept: Vec<&str> =
                front.lines().filter(|l| !l.starts_with("published") && !l.starts_with("acquired")).collect();
            // Nor does the file's name give the day.
            let name = name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
            let text = format!("---\n{}\n---\n{}", kept.join("\n"), body.join("\n\n"));
            std::fs::write(bare.path().join(name), text).expect("it can be written");
        }
    }
    // Some tell their day all the same, by what they say of others; they are left out.
    for article in record(vec![bare.path().to_owned()], None).articles {
        if article.published.start.or(article.published.end).is_some() {
            std::fs::remove_file(bare.path().join(&article.path)).expect("it is there");
        }
    }
    let undated = record(vec![bare.path().to_owned()], None);
    assert!(undated.articles.len() > 4, "{}", undated.articles.len());
    assert!(undated.articles.iter().all(|a| a.published.end.is_none()));
    let folder = write(&undated).expect("it can be written");
    let mut asked = 0;
    for query in documented() {
        let found = ask(folder.path(), &query.sql).expect("it is SQL");
        for answer in query.answers.iter().filter(|a| a.without_days) {
            assert_eq!(found, answer.rows, "{}", query.title);
            asked += 1;
        }
    }
    assert!(asked >= 3, "the document says so of {asked} queries");
}
