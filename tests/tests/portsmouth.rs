//! The sample that ships, built whole: what a reader of examples/portsmouth-1905 is promised.
#![allow(clippy::expect_used, clippy::disallowed_methods)]

use rapporteur::{BuildOptions, Built, build};
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_model::{EntityKind, Id, Record, Stance};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/portsmouth-1905")
}

fn options() -> BuildOptions {
    let toml = std::fs::read_to_string(folder().join("codebook.toml")).expect("the codebook can be read");
    BuildOptions::new(
        vec![folder()],
        Codebook::parse("portsmouth-1905", &toml).expect("the codebook is sound"),
    )
}

fn built(options: &BuildOptions) -> Built {
    build(options, &()).expect("the sample can be built")
}

fn name(record: &Record, id: Id) -> &str {
    record.entity(id).map_or("", |e| e.name.as_str())
}

/// Is there a position of this party on this issue, first told in articles of that day?
fn holds(record: &Record, party: &str, issue: &str, stance: Stance, published: &str) -> bool {
    record.positions.iter().any(|p| {
        let on = record.article(p.at.article).is_some_and(|a| a.published.to_string() == published);
        on && p.issue == issue && p.stance == stance && name(record, p.party) == party
    })
}

#[test]
fn fourteen_reports_are_read_and_the_rest_of_the_folder_is_left_out() {
    let built = built(&options());
    assert_eq!(built.summary.articles, 14);
    assert!(built.summary.unreadable.is_empty(), "{:?}", built.summary.unreadable);
    let skipped: Vec<&str> = built.summary.skipped.iter().map(|s| s.path.as_str()).collect();
    assert_eq!(skipped, ["README.md", "codebook.toml"]);
}

#[test]
fn spellings_are_one_entity() {
    let record = built(&options()).record;
    // "Tokyo" may also stand for Japan: what is asked is that there is one such place.
    for (kind, spellings) in [
        (EntityKind::Person, ["Witte", "Vitte"]),
        (EntityKind::Place, ["Sakhalin", "Saghalien"]),
        (EntityKind::Place, ["Tokyo", "Tokio"]),
    ] {
        let entities: BTreeSet<Id> = record
            .aliases
            .iter()
            .filter(|a| spellings.contains(&a.name.as_str()))
            .filter(|a| record.entity(a.entity).is_some_and(|e| e.kind == kind))
            .map(|a| a.entity)
            .collect();
        assert_eq!(entities.len(), 1, "{spellings:?} are {entities:?}");
    }
}

#[test]
fn the_ledger_follows_the_bargain() {
    let record = built(&options()).record;
    for (party, issue, stance, published) in [
        ("Japan", "warships", Stance::Demands, "1905-08-11"),
        ("Japan", "naval-limits", Stance::Demands, "1905-08-11"),
        ("Japan", "fisheries", Stance::Demands, "1905-08-11"),
        ("Russia", "sakhalin", Stance::Rejects, "1905-08-13"),
        ("Russia", "korea", Stance::Conditions, "1905-08-13"),
        ("Japan", "peace-treaty", Stance::Conditions, "1905-08-25"),
        ("Japan", "indemnity", Stance::Concedes, "1905-08-30"),
        ("Japan", "warships", Stance::Concedes, "1905-08-30"),
    ] {
        assert!(holds(&record, party, issue, stance, published), "{party} {stance} {issue} in {published}");
    }
    let nobody = ["Augustus Pell", "Pavel Ushinsky"];
    let said_by = |p: &rapporteur_model::record::PositionRow| p.said_by.map(|id| name(&record, id));
    assert!(record.positions.iter().all(|p| said_by(p).is_none_or(|n| !nobody.contains(&n))));
}

#[test]
fn the_rewrites_stand_on_the_wire() {
    let record = built(&options()).record;
    for rewrite in ["1905-08-20-standard-komura-offers.md", "1905-08-20-lakeside-collapse.md"] {
        let found = record.derivations.iter().any(|d| {
            d.from_outlet.as_deref() == Some("Continental Wire")
                && record.article(d.article).is_some_and(|a| a.path == rewrite)
        });
        assert!(found, "{rewrite} cites nobody");
    }
}

#[test]
fn nothing_of_later_days_is_known_before() {
    let record = built(&BuildOptions { as_of: "1905-08-19".parse().ok(), ..options() }).record;
    assert_eq!(record.articles.len(), 6);
    let late = ["Meyer", "Katsura", "Augustus Pell"];
    assert!(!record.entities.iter().any(|e| late.iter().any(|n| e.name.contains(n))));
    assert!(
        record.talks_status.iter().all(|t| t.date.is_none_or(|d| d.to_string().as_str() <= "1905-08-19"))
    );
}

#[test]
fn threads_and_the_order_of_inputs_change_nothing() {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the folder can be read")
        .map(|entry| entry.expect("so can its entries").path())
        .filter(|path| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with("1905-")))
        .collect();
    paths.sort();
    let one = built(&BuildOptions { inputs: paths.clone(), threads: 1, ..options() }).record;
    paths.reverse();
    let four = built(&BuildOptions { inputs: paths, threads: 4, ..options() }).record;
    assert!(one == Record { meta: one.meta.clone(), ..four });
}

#[test]
fn the_excerpt_in_the_readme_is_what_the_brief_prints() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md"))
        .expect("the README can be read");
    let excerpt =
        readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an excerpt");
    let mut brief = Vec::new();
    let record = built(&options()).record;
    rapporteur_show::brief::text(&record, &Default::default(), &mut brief).expect("it can be written");
    let brief = String::from_utf8(brief).expect("UTF-8");
    assert!(brief.contains(excerpt.trim_end()), "the README shows another brief:\n{excerpt}\n{brief}");
}
