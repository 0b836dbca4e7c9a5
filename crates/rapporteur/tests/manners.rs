//! How the command behaves as a neighbor: exit codes, what goes where, broken pipes, interrupts.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic)] // A test that cannot set up its files fails.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Written for these tests, about invented countries.
const ARTICLES: &[(&str, &str)] = &[
    (
        "one.md",
        "---\ntitle: Islands stay, says envoy\noutlet: Harbour Post\npublished: 2031-03-04\n---\n\
         Ruritania refused on Tuesday to return the northern islands, its envoy Żanna Ek said.\n\n\
         “We will not leave them,” she told reporters in Szohôd.\n",
    ),
    (
        "two.md",
        "---\ntitle: Borduria asks for the islands\noutlet: Coast Ledger\npublished: 2031-03-06\n---\n\
         Borduria demanded the return of the northern islands, a Bordurian official said on Thursday.\n",
    ),
];

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.current_dir(folder).env("NO_COLOR", "1");
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    command(folder).args(args).stdin(Stdio::null()).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn pile() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("articles")).unwrap();
    for (name, text) in ARTICLES {
        std::fs::write(folder.path().join("articles").join(name), text).unwrap();
    }
    folder
}

fn built() -> TempDir {
    let folder = pile();
    let done = run(folder.path(), &["build", "articles", "--quiet"]);
    assert!(done.status.success(), "{}", err(&done));
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_build_says_one_line_on_standard_error_and_writes_four_files() {
    let folder = pile();
    std::fs::write(folder.path().join("articles/README.md"), "Not an article.").unwrap();
    std::fs::write(folder.path().join("articles/empty.txt"), "").unwrap();
    let done = run(folder.path(), &["build", "articles"]);
    assert!(done.status.success());
    assert_eq!(out(&done), "", "data only on standard output");
    let said = err(&done);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(lines[0].starts_with("could not read ") && lines[0].contains("empty.txt: "), "{said}");
    assert!(lines[1].starts_with("2 articles, 1 skipped (1 "), "{said}");
    assert!(lines[1].contains(", 1 unreadable; ") && lines[1].ends_with(" s: record"), "{said}");
    assert_eq!(
        names(&folder.path().join("record")),
        [".lock", "annotations.cache", "brief.html", "brief.md", "record.sqlite"]
    );
}

#[test]
fn quiet_is_quiet_and_json_is_one_object() {
    let folder = pile();
    let done = run(folder.path(), &["build", "articles", "--quiet", "--json"]);
    assert_eq!(err(&done), "");
    let report: serde_json::Value = serde_json::from_str(&out(&done)).unwrap();
    assert_eq!(report["articles"], 2);
    assert_eq!(report["rows"]["articles"], 2);
    assert_eq!(report["unreadable"], serde_json::json!([]));
}

#[test]
fn strict_fails_and_leaves_the_old_record() {
    let folder = built();
    let before = std::fs::read(folder.path().join("record/record.sqlite")).unwrap();
    std::fs::write(folder.path().join("articles/empty.txt"), "").unwrap();
    let done = run(folder.path(), &["build", "articles", "--strict"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(err(&done).contains("empty.txt") && err(&done).contains("nothing was written"), "{}", err(&done));
    assert!(std::fs::read(folder.path().join("record/record.sqlite")).unwrap() == before);
}

#[test]
fn nothing_readable_fails_and_leaves_the_old_record() {
    let folder = built();
    let before = std::fs::read(folder.path().join("record/record.sqlite")).unwrap();
    std::fs::create_dir(folder.path().join("none")).unwrap();
    let done = run(folder.path(), &["build", "none"]);
    assert_eq!(done.status.code(), Some(1), "{}", err(&done));
    assert!(std::fs::read(folder.path().join("record/record.sqlite")).unwrap() == before);
}

#[test]
fn threads_and_the_order_of_inputs_do_not_change_the_file() {
    let folder = pile();
    let articles = ["articles/one.md", "articles/two.md"];
    assert!(
        run(folder.path(), &["build", articles[0], articles[1], "-o", "a", "--threads", "1"])
            .status
            .success()
    );
    assert!(
        run(folder.path(), &["build", articles[1], articles[0], "-o", "b", "--threads", "8"])
            .status
            .success()
    );
    for name in ["record.sqlite", "brief.html", "brief.md"] {
        let bytes = |record: &str| std::fs::read(folder.path().join(record).join(name)).unwrap();
        assert!(bytes("a") == bytes("b"), "{name}");
    }
}

#[test]
fn a_record_is_searched_shown_and_exported() {
    let folder = built();
    let found = run(folder.path(), &["search", "record", "zanna", "island*"]);
    let text = out(&found);
    assert!(text.contains("return the northern [islands], its envoy [Żanna] Ek said."), "{text}");
    let found = run(folder.path(), &["search", "record", "szohod", "--json"]);
    let hit: serde_json::Value = serde_json::from_str(&out(&found)).unwrap();
    let n = |v: &serde_json::Value| v.as_u64().unwrap() as usize;
    let csv = out(&run(folder.path(), &["export", "record", "--table", "articles", "--format", "jsonl"]));
    let article: serde_json::Value = csv
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap())
        .find(|a| a["article"] == hit["article"])
        .unwrap();
    let span = &hit["spans"][0];
    let words: String =
        article["text"].as_str().unwrap().chars().skip(n(&span[0])).take(n(&span[1]) - n(&span[0])).collect();
    assert_eq!(words, "Szohôd");
    let shown = run(folder.path(), &["show", "record", hit["article"].as_str().unwrap()]);
    assert!(shown.status.success() && out(&shown).contains("Islands stay, says envoy"), "{}", err(&shown));
    let nobody = run(folder.path(), &["show", "record", "zz"]);
    assert_eq!(
        (nobody.status.code(), err(&nobody).as_str()),
        (Some(1), "error: the record has no item `zz`\n")
    );
    assert!(run(folder.path(), &["export", "record", "-o", "tables"]).status.success());
    let tables = names(&folder.path().join("tables"));
    assert!(
        tables.contains(&"positions_now.csv".to_owned()) && tables.iter().all(|n| n.ends_with(".csv")),
        "{tables:?}"
    );
}

/// By a reader of somebody else's, cell by cell, against the same tables as JSON lines.
#[test]
fn tables_as_csv_come_back_as_they_were() {
    let folder = pile();
    // Words that a careless writer would take for its own marks.
    let nasty = "---\ntitle: 'Islands, \"again\"'\noutlet: 'Post, Harbour; \"Sons\"'\npublished: 2031-03-07\n---\n\
                 =1+1, said the envoy:\n\n\"Ruritania refused, \"\"again\"\", to return the islands.\"\r\n\u{feff}\tEnd,\n";
    std::fs::write(folder.path().join("articles/three.md"), nasty).unwrap();
    assert!(run(folder.path(), &["build", "articles", "--quiet"]).status.success());
    for format in ["csv", "jsonl"] {
        assert!(run(folder.path(), &["export", "record", "--format", format, "-o", format]).status.success());
    }
    let (mut tables, mut cells, mut marks) = (0, 0, 0);
    for name in names(&folder.path().join("csv")) {
        let mut reader = csv::Reader::from_path(folder.path().join("csv").join(&name)).unwrap();
        let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let lines = std::fs::read_to_string(folder.path().join("jsonl").join(name.replace(".csv", ".jsonl")));
        let lines = lines.unwrap();
        let mut lines = lines.lines();
        for row in reader.into_records() {
            let row = row.unwrap();
            assert_eq!(row.len(), columns.len(), "{name}: {row:?}");
            let json: serde_json::Value = serde_json::from_str(lines.next().unwrap()).unwrap();
            for (column, cell) in columns.iter().zip(&row) {
                let same = match &json[column] {
                    serde_json::Value::Null => cell.is_empty(),
                    serde_json::Value::String(text) => cell == text,
                    number => cell.parse::<f64>().unwrap().to_bits() == number.as_f64().unwrap().to_bits(),
                };
                assert!(same, "{name} {column}: {} came back as {cell:?}", json[column]);
                cells += 1;
                marks += usize::from(cell.contains(',') && cell.contains('"') && cell.contains('\n'));
            }
        }
        assert_eq!(lines.next(), None, "{name}: rows are missing");
        tables += 1;
    }
    assert_eq!(tables, rapporteur_store::table_names().len());
    assert!(cells > 300 && marks > 0, "{cells} {marks}");
}

#[test]
fn a_brief_is_as_known_on_a_day() {
    let folder = built();
    let brief = run(folder.path(), &["brief", "record", "--json"]);
    let brief: serde_json::Value = serde_json::from_str(&out(&brief)).unwrap();
    assert_eq!(brief["articles"], 2);
    let earlier = run(folder.path(), &["brief", "record", "--json", "--as-of", "2031-03-05"]);
    let earlier: serde_json::Value = serde_json::from_str(&out(&earlier)).unwrap();
    assert_eq!(earlier["articles"], 1);
    let built = run(folder.path(), &["build", "articles", "-o", "then", "--as-of", "2031-03-05"]);
    assert!(built.status.success());
    let then = run(folder.path(), &["brief", "then", "--json"]);
    assert_eq!(
        earlier,
        serde_json::from_str::<serde_json::Value>(&out(&then)).unwrap(),
        "the same as built then"
    );
}

#[test]
fn nobody_listening_is_no_failure() {
    let folder = built();
    for args in [
        vec!["export", "record", "--table", "articles"],
        vec!["brief", "record"],
        vec!["search", "record", "islands"],
        vec!["man"],
        vec!["completions", "zsh"],
        vec!["help"],
    ] {
        let mut child = command(folder.path())
            .args(&args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The reader goes away before a word is written.
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        assert_eq!((done.status.code(), err(&done).as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn annotate_answers_each_line_at_once() {
    use std::io::{BufRead, BufReader, Write};
    let folder = tempfile::tempdir().unwrap();
    let mut child = command(folder.path())
        .args(["annotate", "--only", "sentences", "--threads", "2"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = child.stdin.take().unwrap();
    let mut from = BufReader::new(child.stdout.take().unwrap());
    for n in 0..3 {
        writeln!(to, "{{\"id\":{n},\"text\":\"It rained. It stopped.\"}}").unwrap();
        to.flush().unwrap();
        let mut line = String::new();
        from.read_line(&mut line).unwrap();
        assert_eq!(line, format!("{{\"id\":{n},\"sentences\":[[0,10],[11,22]]}}\n"));
    }
    drop(to);
    assert!(child.wait().unwrap().success());
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_nothing_behind() {
    // Big enough that the build is still at work when the interrupt comes.
    let folder = tempfile::tempdir().unwrap();
    let articles: PathBuf = folder.path().join("articles");
    std::fs::create_dir(&articles).unwrap();
    let text = "Ruritania refused on Tuesday to return the northern islands, its envoy said. ".repeat(400);
    for n in 0..400 {
        std::fs::write(articles.join(format!("{n}.txt")), format!("{n} days of talks\n\n{text}")).unwrap();
    }
    for wait in [500, 2_000, 8_000] {
        let child = command(folder.path())
            .args(["build", "articles"])
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let done = child.wait_with_output().unwrap();
        if done.status.code().is_none() {
            // A busy machine: the interrupt came before anybody listened for it. Wait longer.
            continue;
        }
        assert_eq!(done.status.code(), Some(130), "{}", err(&done));
        assert_eq!(err(&done), "interrupted; nothing half-written is left\n");
        assert_eq!(names(folder.path()), ["articles"]);
        return;
    }
    panic!("the command never came to listen for interrupts");
}

#[test]
fn pairs_of_names_are_answered_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = "{\"a\":\"Sergei Witte\",\"b\":\"Sergei Witte\",\"n\":1}\n\n{\"a\":\"Sergei Witte\",\"b\":\"Jutaro Komura\",\"same\":true,\"n\":2}\n";
    std::fs::write(folder.path().join("pairs.jsonl"), pairs).unwrap();
    let done = run(folder.path(), &["names", "--pairs", "pairs.jsonl"]);
    let lines: Vec<serde_json::Value> =
        out(&done).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let verdicts: Vec<_> = lines.iter().map(|l| (l["n"].as_u64(), l["verdict"].as_str())).collect();
    assert_eq!(verdicts, [(Some(1), Some("same")), (Some(2), Some("different"))]);
    // The label that came with the second pair is wrong, and is not the answer.
    assert_eq!(lines.iter().map(|l| l["same"].as_bool()).collect::<Vec<_>>(), [Some(true), Some(false)]);
    let two = run(folder.path(), &["names", "Sergei Witte", "Jutaro Komura"]);
    assert!(out(&two).starts_with("different 0."), "{}", out(&two));
    std::fs::write(folder.path().join("pairs.jsonl"), "{\"a\":\"x\"}\n").unwrap();
    let bad = run(folder.path(), &["names", "--pairs", "pairs.jsonl"]);
    assert_eq!((bad.status.code(), err(&bad).as_str()), (Some(1), "error: line 1: no name `b`\n"));
}
