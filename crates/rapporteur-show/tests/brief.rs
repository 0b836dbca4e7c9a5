//! The brief in its four forms: what it says, that it says the same each time, its limits, and that nothing an article
//! holds can act in it.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use rapporteur_model::record::*;
use rapporteur_model::table::{ColumnKind, Row, Value};
use rapporteur_model::*;
use rapporteur_show::{TextOptions, brief, item};
use scraper::{ElementRef, Html, Selector};
use std::collections::{BTreeMap, BTreeSet};

fn text(record: &Record, options: TextOptions) -> String {
    let mut out = Vec::new();
    brief::text(record, &options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Compares with `tests/snapshots/NAME`; run with `UPDATE_SNAPSHOTS=1` to accept.
fn snapshot(name: &str, got: &str) {
    let path = format!("{}/tests/snapshots/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, got).unwrap();
    }
    let want = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if want != got {
        let line = want.lines().zip(got.lines()).take_while(|(a, b)| a == b).count();
        panic!(
            "{name} differs from line {}:\n  was {:?}\n  is  {:?}",
            line + 1,
            want.lines().nth(line),
            got.lines().nth(line)
        );
    }
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

/// What every page must be, whatever the record holds.
fn check_page(html: &str) -> Html {
    assert!(html.len() <= 2_000_000, "{} bytes", html.len());
    let page = Html::parse_document(html);
    assert!(page.errors.is_empty(), "{:?}", page.errors.iter().take(5).collect::<Vec<_>>());
    let mut ids = BTreeSet::new();
    for element in all(&page, "[id]") {
        assert!(ids.insert(element.attr("id").unwrap().to_owned()), "id twice: {:?}", element.attr("id"));
    }
    for element in all(&page, "*") {
        let name = element.value().name();
        assert!(
            !matches!(
                name,
                "script" | "img" | "iframe" | "object" | "embed" | "link" | "form" | "svg" | "base"
            ),
            "{name}"
        );
        for (key, value) in element.value().attrs() {
            assert!(
                !key.starts_with("on") && !matches!(key, "style" | "src" | "srcset" | "action"),
                "{key}={value}"
            );
            match key {
                "href" => match value.strip_prefix('#') {
                    Some(target) => assert!(ids.contains(target), "no target: #{target}"),
                    None => assert!(value.starts_with("https://") || value.starts_with("http://"), "{value}"),
                },
                "aria-labelledby" => assert!(ids.contains(value), "no label: {value}"),
                _ => {}
            }
        }
    }
    assert!(!html.contains("url(") && !html.contains("@import"), "the style sheet loads nothing");
    assert_eq!(all(&page, "h1").len(), 1);
    let mut level = 1;
    for heading in all(&page, "h1, h2, h3, h4") {
        let next: u32 = heading.value().name()[1..].parse().unwrap();
        assert!(next <= level + 1, "heading h{next} after h{level}");
        level = next;
    }
    let csp = all(&page, "meta[http-equiv]")[0].attr("content").unwrap().to_owned();
    assert!(csp.starts_with("default-src 'none'; style-src 'sha256-") && !csp.contains("unsafe"), "{csp}");
    assert!(!html.chars().any(|c| c.is_control() && c != '\n'), "a control character");
    assert!(
        !html.contains(['\u{202E}', '\u{202D}', '\u{2066}', '\u{2067}', '\u{2068}']),
        "a direction control"
    );
    page
}

/// Words shown of each article, by its number.
fn words_shown(page: &Html) -> BTreeMap<String, usize> {
    all(page, "#evidence article")
        .into_iter()
        .map(|article| {
            let quotes = Selector::parse("blockquote").unwrap();
            let words = article
                .select(&quotes)
                .map(|q| q.text().collect::<String>().replace('…', " ").split_whitespace().count())
                .sum();
            (article.attr("id").unwrap().to_owned(), words)
        })
        .collect()
}

#[test]
fn the_brief_for_a_terminal() {
    let text = text(&common::strait(), TextOptions::default());
    snapshot("brief.txt", &text);
}

#[test]
fn the_brief_in_markdown() {
    snapshot("brief.md", &brief::markdown(&common::strait()));
}

#[test]
fn the_page_is_sound() {
    let record = common::strait();
    let html = brief::html(&record);
    let page = check_page(&html);
    assert_eq!(html, brief::html(&record), "the same record gives the same bytes");
    // Each cell leads to its history and to its marked words.
    let cells = all(&page, ".matrix td[id]");
    assert_eq!(cells.len(), 9);
    for cell in cells {
        let links: Vec<&str> =
            cell.select(&Selector::parse("a").unwrap()).map(|a| a.attr("href").unwrap()).collect();
        assert!(links.iter().any(|l| l.starts_with("#m")), "{links:?}");
        assert!(links.iter().any(|l| l.starts_with("#h-")), "{links:?}");
    }
    let cell = all(&page, "#c-0-0")[0].text().collect::<String>();
    for words in [
        "Ruritania",
        "offers",
        "with an exception",
        "those that carry oil",
        "only if",
        "two officials",
        "3 Feb 1931",
    ] {
        assert!(cell.contains(words), "{words} in {cell}");
    }
    // The link of the cell leads to just these words.
    let words = all(&page, "#c-0-0 a[href^='#m']")[0].attr("href").unwrap();
    let mark = all(&page, words)[0].text().collect::<String>();
    assert_eq!(
        mark,
        "Ruritania is ready to let unarmed ships through the strait, except those that carry oil"
    );
    let whole = page.root_element().text().collect::<String>();
    for words in [
        "Said to be stalled",
        "“a Bordurian negotiator” (anonymous)",
        "Anna Kral, told Harbor Post",
        "in Klow Courier’s own voice",
        "Round 3: no report of it was found",
        "No position found on: Recognition",
        "cites Harbor Post",
        "date unknown",
        "Undated article",
    ] {
        assert!(whole.contains(words), "{words}");
    }
    assert!(!whole.contains("violat"), "alleged, never violated");
}

#[test]
fn what_no_issue_takes_in_is_listed_with_its_sentence() {
    let record = common::strait();
    let (md, html) = (brief::markdown(&record), brief::html(&record));
    let (_, list) = md.split_once("### Outside the codebook").unwrap();
    let item = list.trim_start().lines().take(2).collect::<Vec<_>>();
    assert_eq!(item[0], "- Syldavia offers: offers to chart the channel at its own cost");
    assert!(item[1].contains("[Klow Courier, 9 Mar 1931]"), "{}", item[1]);
    assert!(html.contains("Outside the codebook: 1</summary>"));
    // The sentence is among the evidence.
    let (_, evidence) = md.split_once("## Evidence").unwrap();
    assert!(evidence.contains("offers to chart the channel at its own cost"));
}

#[test]
fn one_item_with_its_sentences() {
    let record = common::strait();
    let options = TextOptions::default();
    let mut out = String::new();
    let mut print = |id: Id| {
        out += &item::show(&record, &id.to_string(), &options).unwrap();
        out += "\n=====\n\n";
    };
    let passage =
        record.positions.iter().find(|p| p.issue == "passage" && p.stance == Stance::Offers).unwrap();
    print(passage.position);
    print(record.entities.iter().find(|e| e.name == "Anna Kral").unwrap().entity);
    print(record.meetings.iter().find(|m| m.round == Some(4)).unwrap().meeting);
    print(record.events.iter().find(|e| e.kind == EventType::Assault).unwrap().event);
    print(record.claims[0].claim);
    print(
        record
            .attributions
            .iter()
            .find(|a| a.source_text.as_deref() == Some("two officials"))
            .unwrap()
            .attribution,
    );
    print(record.articles.iter().find(|a| a.published.is_unknown()).unwrap().article);
    snapshot("items.txt", &out);

    assert_eq!(item::show(&record, "ffffffffffffffffffff", &options), None);
    assert_eq!(item::show(&record, "no id", &options), None);
    let short = passage.position.to_string()[..8].to_owned();
    assert!(item::show(&record, &short, &options).unwrap().contains("offers, in part"));
}

#[test]
fn a_former_id_still_leads_to_the_thing() {
    let mut record = common::strait();
    let (id, now) = (Id::of("old", &[]), record.meetings[0].meeting);
    record.former_ids.push(FormerIdRow { id, now });
    let options = TextOptions::default();
    let by_old = item::show(&record, &id.to_string(), &options);
    assert!(by_old.is_some());
    assert_eq!(by_old, item::show(&record, &now.to_string(), &options));
}

#[test]
fn what_changed_since_a_day() {
    let record = common::strait();
    let since = "1931-02-01".parse().ok();
    let got = text(&record, TextOptions { since, width: 200, ..TextOptions::default() });
    let section = got.split("STATE OF PLAY").next().unwrap();
    assert!(section.contains("3 articles published since"), "{section}");
    assert!(
        section.contains("Moved: Ruritania: Right of passage, from rejects (12 Jan 1931) to offers"),
        "{section}"
    );
    assert!(section.contains("Meeting: Fourth round of talks"), "{section}");
    assert!(!section.contains("Second round"), "{section}");
    let later = text(&record, TextOptions { since: "1932-01-01".parse().ok(), ..TextOptions::default() });
    assert!(later.contains("nothing can have changed"), "{later}");
}

#[test]
fn lines_fit_the_terminal_and_colors_come_only_when_asked() {
    let record = common::strait();
    for width in [40, 72, 120] {
        let got = text(&record, TextOptions { width, ..TextOptions::default() });
        for line in got.lines() {
            assert!(unicode_width(line) <= width, "{width}: {line}");
        }
        assert!(!got.contains('\u{1b}'));
    }
    assert!(text(&record, TextOptions { color: true, ..TextOptions::default() }).contains("\u{1b}[1m"));
}

fn unicode_width(line: &str) -> usize {
    line.chars().count()
}

#[test]
fn an_empty_record_says_what_is_missing() {
    let mut record = Record::default();
    let page = check_page(&brief::html(&record));
    let whole = page.root_element().text().collect::<String>();
    assert!(whole.contains("nothing was read"), "{whole}");
    assert!(whole.contains("No position was found"), "{whole}");
    assert!(text(&record, TextOptions::default()).contains("nothing was read"));
    assert!(brief::markdown(&record).contains("No article in this record"));
    record.meta.push(("as_of".into(), "1900-01-01".into()));
    assert!(brief::markdown(&record).contains("published by 1900-01-01"));
}

#[test]
fn json_counts_code_points() {
    let mut pile = common::Pile::new();
    let borduria = pile.entity("Borduria", EntityKind::State);
    let article =
        pile.article("Łódź Herald", "1931-01-12", "Ice – and herring 🐟", "“Borduria” asks for ice. Later.");
    let at = pile.at(article, "“Borduria” asks for ice");
    pile.position(borduria, "fisheries", Stance::Demands, "1931-01-12", at);
    let record = pile.done();
    let json: serde_json::Value = serde_json::from_str(&brief::json(&record)).unwrap();
    let evidence = &json["issues"][0]["parties"][0]["positions"][0]["evidence"];
    let [start, end] = ["start", "end"].map(|k| evidence[k].as_u64().unwrap() as usize);
    let chars: Vec<char> = record.articles[0].text.chars().collect();
    assert_eq!(chars[start..end].iter().collect::<String>(), "“Borduria” asks for ice");
    let passage = &json["evidence"][0]["passages"][0];
    let [start, end] = ["start", "end"].map(|k| passage[k].as_u64().unwrap() as usize);
    assert_eq!(chars[start..end].iter().collect::<String>(), passage["text"].as_str().unwrap());
    let since = brief::json_since(&common::strait(), "1931-02-01".parse().ok());
    assert!(serde_json::from_str::<serde_json::Value>(&since).unwrap()["since"]["changes"].is_array());
}

/// Takes a record apart into cells, so that a test can spoil them.
struct Cells {
    tables: BTreeMap<&'static str, Vec<Vec<Value>>>,
}

impl TableVisitor for Cells {
    type Error = ();
    fn table<R: Row>(&mut self, rows: &[R]) -> Result<(), ()> {
        self.tables.insert(R::table().name, rows.iter().map(Row::values).collect());
        Ok(())
    }
}

struct Spoiled<F> {
    cells: Cells,
    spoil: F,
}

impl<F: FnMut(&'static str, &'static str, ColumnKind, &Value) -> Option<Value>> TableSource for Spoiled<F> {
    type Error = ();
    fn rows<R: Row>(&mut self) -> Result<Vec<R>, ()> {
        let table = R::table();
        let mut rows = Vec::new();
        for mut values in self.cells.tables.remove(table.name).unwrap_or_default() {
            for (i, column) in table.columns.iter().enumerate() {
                if let Some(new) = (self.spoil)(table.name, column.name, column.kind, &values[i]) {
                    let mut tried = values.clone();
                    tried[i] = new;
                    // Words of the contract cannot be spoiled: their column refuses.
                    if R::from_values(tried.clone()).is_ok() {
                        values = tried;
                    }
                }
            }
            rows.push(R::from_values(values).map_err(|_| ())?);
        }
        Ok(rows)
    }
}

fn spoiled(
    record: &Record,
    spoil: impl FnMut(&'static str, &'static str, ColumnKind, &Value) -> Option<Value>,
) -> Record {
    let mut cells = Cells { tables: BTreeMap::new() };
    record.each_table(&mut cells).unwrap();
    let mut new = Record::fill(&mut Spoiled { cells, spoil }).unwrap();
    new.meta = record.meta.clone();
    new
}

const EVIL: &str = "</bdi></style><script>alert(1)</script><img src=x onerror=alert(1)>\" onload='x' {{7*7}} &lt; [a](javascript:x) `b` \
                    \u{202E}reversed \u{2066}\u{2067} \u{1b}[31m\u{7}\u{0}\u{85}\u{9b}2J \u{FFFE} **bold** | # x";

fn nothing_acts(record: &Record) {
    let html = brief::html(record);
    let page = check_page(&html);
    assert!(page.root_element().text().collect::<String>().contains("<script>alert(1)"), "shown as words");
    let plain = text(record, TextOptions::default());
    assert!(!plain.chars().any(|c| c.is_control() && c != '\n'), "a control character");
    assert!(!plain.contains('\u{202E}'));
    let markdown = brief::markdown(record);
    assert!(!markdown.contains("<script") && !markdown.contains("<img"), "markup in Markdown");
    assert!(!markdown.replace("\\]", "").contains("](javascript:"), "a link that acts");
    assert!(!markdown.chars().any(|c| c.is_control() && c != '\n'), "a control character");
    assert!(serde_json::from_str::<serde_json::Value>(&brief::json(record)).is_ok());
    for id in record.positions.iter().map(|p| p.position).chain(record.articles.iter().map(|a| a.article)) {
        let shown = item::show(record, &id.to_string(), &TextOptions::default()).unwrap();
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "a control character");
    }
}

#[test]
fn no_text_column_can_act() {
    let mut record = spoiled(&common::strait(), |table, column, kind, value| match (kind, value) {
        (ColumnKind::Text, Value::Text(_)) if (table, column) != ("articles", "text") => {
            Some(Value::Text(EVIL.into()))
        }
        _ => None,
    });
    for (key, value) in &mut record.meta {
        if key != "issues" {
            *value = EVIL.into();
        }
    }
    nothing_acts(&record);
}

#[test]
fn no_article_text_can_act() {
    let mut pile = common::Pile::new();
    let borduria = pile.entity("Borduria", EntityKind::State);
    let body = format!("Before it. Borduria {EVIL} asks for ice. مرحبا بالعالم. After it.");
    let article = pile.article("Harbor Post", "1931-01-12", &format!("Headline {EVIL}"), &body);
    let at = pile.at(article, &format!("Borduria {EVIL} asks for ice"));
    pile.position(borduria, "fisheries", Stance::Demands, "1931-01-12", at);
    let mut record = pile.done();
    record.articles[0].url = Some("javascript:alert(1)".into());
    record.articles[0].language = Some("en\" onload=\"x".into());
    nothing_acts(&record);
    assert!(!brief::html(&record).contains("javascript:alert"));
}

#[test]
fn broken_spans_and_dangling_ids_are_survived() {
    let mut seed = 1u64;
    let mut next = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed >> 33
    };
    for round in 0..30 {
        let record = spoiled(&common::strait(), |_, _, kind, value| match (kind, value) {
            (ColumnKind::Offset { .. }, Value::Offset(n)) => Some(Value::Offset(match next() % 4 {
                0 => n.wrapping_add(next() as u32 % 9),
                1 => u32::MAX,
                _ => *n,
            })),
            (ColumnKind::Id, Value::Text(_)) if round % 2 == 1 && next() % 5 == 0 => {
                Some(Value::Text(Id::of("gone", &[&next().to_le_bytes()]).to_string()))
            }
            (ColumnKind::Date, Value::Text(_)) if next() % 4 == 0 => Some(Value::Null),
            _ => None,
        });
        check_page(&brief::html(&record));
        text(&record, TextOptions::default());
        brief::markdown(&record);
        brief::json(&record);
        for p in &record.positions {
            item::show(&record, &p.position.to_string(), &TextOptions::default());
        }
    }
}

#[test]
fn at_most_300_words_of_an_article() {
    let mut pile = common::Pile::new();
    let borduria = pile.entity("Borduria", EntityKind::State);
    let body: String = (0..120)
        .map(|i| format!("Borduria asks for the pier number {i} and for the crane beside it too. "))
        .collect();
    let article = pile.article("Harbor Post", "1931-01-12", "Piers and cranes", body.trim());
    for i in 0..120 {
        let at = pile.at(article, &format!("asks for the pier number {i} and"));
        pile.position(borduria, &format!("pier-{i}"), Stance::Demands, "1931-01-12", at);
    }
    // One sentence longer than all that may be shown.
    let endless = format!("Borduria wants {}more.", "and wants more and ".repeat(5_000));
    let second = pile.article("Klow Courier", "1931-01-13", "Endless", &endless);
    let at = pile.at(second, &endless);
    pile.position(borduria, "passage", Stance::Demands, "1931-01-13", at);
    let record = pile.done();
    let html = brief::html(&record);
    let page = check_page(&html);
    for (article, words) in words_shown(&page) {
        assert!(words <= 300, "{article}: {words}");
        assert!(words > 40, "{article}: {words}");
    }
    // What is kept out of the evidence is shown nowhere else either, and the brief says so.
    let quoted: String = all(&page, "#evidence blockquote").iter().flat_map(|q| q.text()).collect();
    let whole: String = page.root_element().text().collect();
    let mut held = 0;
    for i in 0..120 {
        let words = format!("the pier number {i} and");
        if !quoted.contains(&words) {
            held += 1;
            assert!(!whole.contains(&words), "{words}");
        }
    }
    assert!(held > 50);
    assert!(whole.contains("kept out of the evidence"));
    let markdown = brief::markdown(&record);
    assert!(markdown.matches("number 119 and").count() <= 2, "Markdown keeps to the same words");
}

#[test]
fn a_page_that_would_be_too_large_shows_less() {
    let name = format!("A name of {}", "&".repeat(300));
    let record = spoiled(&common::thousand(), |table, column, _, _| {
        ((table, column) == ("entities", "name")).then(|| Value::Text(name.clone()))
    });
    let page = check_page(&brief::html(&record));
    assert!(page.root_element().text().collect::<String>().contains("Left out of this page"));
}

#[test]
fn a_thousand_articles_fit_two_megabytes() {
    let record = common::thousand();
    let html = brief::html(&record);
    let page = check_page(&html);
    println!("{} bytes", html.len());
    assert!(html.len() > 500_000, "it should use the room it has: {}", html.len());
    for (article, words) in words_shown(&page) {
        assert!(words <= 300, "{article}: {words}");
    }
    let whole: String = page.root_element().text().collect();
    assert!(whole.contains("Left out of this page"));
    assert!(whole.contains("left out of the timeline"));
}
