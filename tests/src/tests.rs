//! The runner held against records made by hand: what holds passes, and each thing that does not is said.

use super::*;
use rapporteur_model::record::*;
use rapporteur_model::table::At;
use rapporteur_model::{EntityKind, How, Id, Interval, Link, Span, Stance};

const SPEC: &str = r#"# Conditions

An offer tied to something else is recorded with its condition.

```news outlet=harbor-post published=2025-03-04
Borduria might, é, return the northern islands only as part of a trade treaty.
^^^^^^^^ name Borduria
                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^ condition only_if
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ position conditions, Borduria
                              ^^^^^^^^ in position                      ^^^^^^ no name
```
```record
party     issue               stance      link     said_by  words
Borduria  territorial-status  conditions  only_if  -        might, é, return the northern islands
The Land  *                   *           *        -        *
```
```record table=entities only
name      kind
Borduria  state
```
"#;

const POSITION: &str = "might, é, return the northern islands";

/// Knows [`SPEC`]'s words and nothing else: a stand-in that the runner is held against.
fn stand_in(items: &[NewsItem], codebook: Option<&str>) -> Record {
    let mut record = Record::default();
    let entity = Id::of("entity", &[b"borduria"]);
    for item in items {
        // A title stands before the text, as some formats have it: the runner must allow for that.
        let text = format!("The title\n\n{}", item.text);
        let article = Id::of("article", &[text.as_bytes(), item.outlet.as_deref().unwrap_or("").as_bytes()]);
        let at = |words: &str| text.find(words).map(|i| At { article, span: Span::new(i, i + words.len()) });
        if let Some(at) = at("Borduria") {
            record.mentions.push(MentionRow { entity, at, how: How::Name, by: "x".into(), confidence: None });
        }
        if let Some(at) = at(POSITION) {
            record.positions.push(PositionRow {
                position: Id::of_span("position", article, at.span),
                party: entity,
                issue: if codebook.is_some() { "islands" } else { "territorial-status" }.into(),
                stance: Stance::Conditions,
                scope: None,
                exception: None,
                summary: String::new(),
                link: Some(Link::OnlyIf),
                condition_issue: None,
                condition_text: Some("as part of\na trade treaty".into()),
                modality: None,
                said_by: None,
                date: Interval::UNKNOWN,
                at,
                attribution: None,
                by: "x".into(),
                confidence: None,
            });
        }
        record.articles.push(ArticleRow {
            article,
            path: "x.md".into(),
            outlet: item.outlet.clone(),
            outlet_entity: None,
            title: None,
            author: None,
            dateline: None,
            agency: None,
            url: None,
            sha256: String::new(),
            published: item
                .published
                .as_deref()
                .and_then(|p| p.parse().ok())
                .map_or(Interval::UNKNOWN, Interval::day),
            published_basis: None,
            acquired: None,
            language: None,
            words: 1,
            text,
        });
    }
    record.articles.sort_by_key(|a| a.article);
    record.aliases.push(AliasRow { entity, name: "The Land".into(), outlet: String::new(), count: 1 });
    record.entities.push(EntityRow {
        entity,
        name: "Borduria".into(),
        kind: EntityKind::State,
        state: None,
        lat: None,
        lon: None,
        mentions: 1,
        first_seen: None,
    });
    record
}

fn failures(markdown: &str) -> Vec<String> {
    run("spec.md", markdown, &stand_in).into_iter().map(|f| f.to_string()).collect()
}

/// The only failure of [`SPEC`] after an edit.
fn failure_of(from: &str, to: &str) -> String {
    assert!(SPEC.contains(from), "{from:?} is not in the spec");
    let found = failures(&SPEC.replacen(from, to, 1));
    assert_eq!(found.len(), 1, "{found:#?}");
    found.into_iter().next().unwrap_or_default()
}

#[test]
fn a_spec_that_holds_has_nothing_to_say() {
    assert_eq!(failures(SPEC), [""; 0]);
}

#[test]
fn what_the_record_lacks_is_said_with_its_line_and_what_was_found() {
    for (from, to, says) in [
        (
            "^^^^^^^^ name Borduria",
            "^^^^^^^  name Borduria",
            "spec.md:7: no name is «Borduri»; found: «Borduria» (Borduria, The Land)",
        ),
        (
            "^^^^^^^^ name Borduria",
            "^^^^^^^^ name Syldavia",
            "spec.md:7: «Borduria» is no name Syldavia; found: «Borduria» (Borduria, The Land)",
        ),
        (
            "^^^^^^^^ name Borduria",
            "^^^^^^^^ time 2025-03-04",
            "spec.md:7: no time is «Borduria»; found: nothing of the kind",
        ),
        (
            "^^^^^^^^ name Borduria",
            "^^^^^^^^ no name",
            "spec.md:7: a name where there is none: «Borduria» (Borduria, The Land)",
        ),
        ("^^^^^^^^ name Borduria", "^^^^^^^^ in position", "spec.md:7: no position has «Borduria»"),
        (
            "position conditions",
            "position demands",
            "spec.md:9: «might, é, return the northern islands» is no position demands, Borduria",
        ),
        ("condition only_if", "condition in_exchange_for", "is no condition in_exchange_for"),
        (
            "Borduria  territorial-status",
            "Borduria  fisheries",
            "spec.md:14: positions holds no such row; in the nearest row issue is territorial-status, not fisheries",
        ),
        (
            "The Land  *                   *           *        -",
            "The Land  *                   *           *        *",
            "said_by is -, not *",
        ),
        ("Borduria  state\n", "", "spec.md:17: entities holds one row too many: Borduria  state"),
        ("table=entities only", "table=entities not", "spec.md:19: entities holds this row, and should not"),
        ("table=entities only", "table=quantities", "quantities has no column `name`"),
        (
            "only\nname      kind\nBorduria  state",
            "\nname      kind\nBorduria  place",
            "in the nearest row kind is state, not place",
        ),
    ] {
        let found = failure_of(from, to);
        assert!(found.contains(says), "{from:?} -> {to:?}: {found}");
    }
}

#[test]
fn what_is_known_to_be_wrong_must_be_wrong() {
    assert_eq!(
        failures(&SPEC.replace("# Conditions", "# FIXME: conditions")),
        ["spec.md:1: this holds now: take the FIXME away"]
    );
    let wrong = SPEC
        .replace("# Conditions", "# FIXME: conditions")
        .replace("position conditions", "position demands");
    assert_eq!(failures(&wrong), [""; 0]);
    // A spec that cannot be read is wrong in another way.
    assert_eq!(failures(&wrong.replace("table=entities only", "table=people")).len(), 1);
}

#[test]
fn what_is_wrong_with_a_spec_is_said() {
    for (from, to, says) in [
        ("outlet=harbor-post", "outlt=harbor-post", "spec.md:5: unknown key `outlt`"),
        ("outlet=harbor-post", "outlet", "`outlet` has no value"),
        ("^^^^^^^^ name", "^^^^^^^^ nmae", "spec.md:7: unknown label `nmae`; known are position, condition"),
        ("^^^^^^ no name", "^^^^^^^^^^^ no name", "spec.md:10: carets reach past the end"),
        ("^^^^^^^^ name", "^^^^^^^^^ in mention", "white space"),
        ("*        -        *", "*        -", "spec.md:15: 5 cells under 6 columns"),
        (
            "stance      link",
            "stnce       link",
            "spec.md:13: positions has no column `stnce`; it has position, party",
        ),
        (
            "```record table=entities only",
            "```recrod table=entities only",
            "spec.md:17: unknown block `recrod`",
        ),
        ("table=entities only", "table=entities few", "unknown `few`"),
        ("table=entities only", "table=people", "the record has no table `people`"),
    ] {
        let found = failures(&SPEC.replacen(from, to, 1));
        assert!(found.iter().any(|f| f.contains(says)), "{from:?} -> {to:?}: {found:#?}");
    }
    assert!(failures("# A\n```news\n^^ name\nx\n```\n").iter().any(|f| f.contains("under no text")));
    assert!(failures("# A\n```news\nx\n```\n")[0].contains("expects nothing"));
    assert!(failures("# A\n```news\n\n```\n").iter().any(|f| f.contains("no text")));
    assert!(failures("# A\n```record\nparty\nx\n```\n")[0].contains("without news"));
    assert!(failures("# A\n```news\nx\n").iter().any(|f| f.contains("never closed")));
    assert!(
        failures("# A\n```news\nx\n```\n```record\n```\n").iter().any(|f| f.contains("names its columns"))
    );
}

#[test]
fn a_record_without_the_article_is_a_failure() {
    let none = |_: &[NewsItem], _: Option<&str>| Record::default();
    let found = run("spec.md", SPEC, &none);
    assert!(
        found.iter().any(|f| f.line == 5 && f.message.contains("no article with this text")),
        "{found:#?}"
    );
}

#[test]
fn a_codebook_holds_for_what_follows_it() {
    let spec = "# A\n```codebook\n[issue.islands]\n```\n## One\n```news\nBorduria might, é, return the northern islands.\n```\n\
        ```record\nissue\nislands\n```\n";
    assert_eq!(failures(spec), [""; 0]);
    assert_eq!(failures(&spec.replace("```codebook", "```toml")).len(), 1);
}

#[test]
fn two_items_with_one_text_are_told_apart_by_outlet_and_named_in_tables() {
    let spec = "# A\n```news id=first outlet=a\nBorduria is here.\n^^^^^^^^ name\n```\n```news id=second outlet=b\nBorduria is here.\n^^^^^^^^ name\n```\n\
        ```record table=mentions only\narticle  words     how\nfirst    Borduria  name\nsecond   Borduria  name\n```\n";
    assert_eq!(failures(spec), [""; 0]);
    assert_eq!(failures(&spec.replace("second   Borduria", "third    Borduria")).len(), 2);
}

#[test]
fn blocks_inside_longer_fences_are_for_readers() {
    assert_eq!(failures("# A\n````markdown\n```news\nx\n```\n````\n"), [""; 0]);
}

/// A label that names a table or column which the record lacks would never be found.
#[test]
fn every_label_points_into_the_record() {
    for kind in KINDS {
        let tables = Record::tables();
        let table = tables.iter().find(|t| t.name == kind.table).unwrap_or_else(|| panic!("{}", kind.label));
        let has = |name: &str| table.columns.iter().any(|c| c.name == name);
        let words = match kind.words {
            Words::Span(prefix) => format!("{prefix}start"),
            Words::Text(column) => column.to_owned(),
        };
        let filter = kind.filter.map(|(column, _)| column);
        for column in kind.details.iter().copied().chain(filter).chain([words.as_str()]) {
            assert!(has(column), "{}: {} has no column {column}", kind.label, kind.table);
        }
    }
}

/// The specs that ship can be read, whatever the program makes of them, and their format's page names every label.
#[test]
fn the_specs_are_well_formed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let mut cases = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let (spec, problems) = Spec::parse(&std::fs::read_to_string(&path).unwrap());
        assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
        cases += spec.cases.len();
    }
    assert!(cases >= 10, "only {cases} cases under {}", folder.display());
    let page = std::fs::read_to_string(folder.join("README.md")).unwrap();
    for kind in KINDS {
        assert!(page.contains(&format!("`{}`", kind.label)), "README.md does not name `{}`", kind.label);
    }
}
