//! Nothing later leaks, and nothing that is remembered changes a record: shown on piles put together at random from the
//! sample's texts, with days, outlets and gaps of their own.
#![allow(clippy::expect_used, clippy::disallowed_methods)]

use rapporteur::{BuildOptions, Built, By, Memory, build, rebuild};
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_lexicon::rulings::Rulings;
use rapporteur_model::{Date, Record};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Numbers that are the same each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).expect("31 bits") % n
    }
}

/// The texts of the sample, paragraph by paragraph, without their front matter.
fn reports() -> Vec<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/portsmouth-1905");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the sample is there")
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "md") && !p.ends_with("README.md"))
        .collect();
    paths.sort();
    let body = |p| {
        let text = std::fs::read_to_string(p).expect("a report can be read");
        let (_, body) = text[4..].split_once("---\n").expect("front matter ends");
        body.trim().split("\n\n").map(str::to_owned).collect()
    };
    paths.iter().map(body).collect()
}

struct Pile {
    folder: tempfile::TempDir,
    /// Path, first and last day of publication, day we had it.
    articles: Vec<(PathBuf, Option<Date>, Date)>,
}

const OUTLETS: &[&str] = &["Harbour Post", "Continental Wire", "Coast Ledger", "Evening Courant"];

impl Pile {
    fn new(seed: u64, articles: usize, undated: bool) -> Pile {
        let mut dice = Dice(seed | 1);
        let reports = reports();
        let folder = tempfile::tempdir().expect("a folder");
        let mut all = Vec::new();
        for n in 0..articles {
            let published: Date = format!("1905-08-{:02}", 5 + dice.roll(25)).parse().expect("a day");
            let acquired = rapporteur_model::date::later(published, dice.roll(9) as i64).expect("a day");
            let dated = !undated || dice.roll(5) > 0;
            // Paragraphs of two reports, some left out: names, quotations and meetings recur across the pile.
            let (a, b) = (&reports[dice.roll(reports.len())], &reports[dice.roll(reports.len())]);
            let paragraphs: Vec<&str> = a
                .iter()
                .chain(b.iter().skip(1))
                .filter(|_| dice.roll(4) > 1)
                .map(String::as_str)
                .take(5)
                .collect();
            let front = if dated { format!("published: {published}\n") } else { String::new() };
            let text = format!(
                "---\ntitle: Report {n}\noutlet: {}\n{front}acquired: {acquired}\n---\nNo. {n}.\n\n{}\n",
                OUTLETS[dice.roll(OUTLETS.len())],
                paragraphs.join("\n\n")
            );
            let path = folder.path().join(format!("{n:02}.md"));
            std::fs::write(&path, text).expect("it can be written");
            all.push((path, dated.then_some(published), acquired));
        }
        Pile { folder, articles: all }
    }
}

fn codebook() -> Codebook {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/portsmouth-1905/codebook.toml");
    let text = std::fs::read_to_string(path).expect("the sample's codebook");
    Codebook::parse("portsmouth-1905", &text).expect("a good codebook")
}

fn options(inputs: Vec<PathBuf>, memory: &Memory) -> BuildOptions {
    BuildOptions { memory: memory.clone(), ..BuildOptions::new(inputs, codebook()) }
}

/// brief.md, brief.html and every contract table.
fn same(a: &Record, b: &Record, what: &str) {
    assert!(
        rapporteur_show::brief::markdown(a) == rapporteur_show::brief::markdown(b),
        "{what}: another brief.md"
    );
    assert!(rapporteur_show::brief::html(a) == rapporteur_show::brief::html(b), "{what}: another brief.html");
    let tables = |r: &Record| Record { meta: Vec::new(), ..r.clone() };
    assert!(tables(a) == tables(b), "{what}: another record");
}

/// What `brief --as-of` does with a record, against a build of nothing but what was known.
fn nothing_leaks(seed: u64, undated: bool, by: By, days: usize) {
    let pile = Pile::new(seed, 14, undated);
    let mut dice = Dice(seed ^ 0xDA75);
    let everything = vec![pile.folder.path().to_owned()];
    let full = build(&options(everything, &Memory::default()), &()).expect("it builds");
    assert_eq!(full.record.articles.len(), 14);
    for _ in 0..days {
        let day: Date = format!("1905-08-{:02}", 4 + dice.roll(28)).parse().expect("a day");
        let known = pile.articles.iter().filter(|(_, published, acquired)| match by {
            // What has no day is left out of both, and counted in both.
            By::Published => published.is_none_or(|d| d <= day),
            By::Acquired => *acquired <= day,
        });
        let only: Vec<PathBuf> = known.map(|(path, ..)| path.clone()).collect();
        let as_of = |o: BuildOptions| BuildOptions { as_of: Some(day), by, ..o };
        let leaky = rebuild(&full.record, &[], &as_of(options(Vec::new(), &full.memory)), &());
        let leaky = leaky.expect("it builds").record;
        if only.is_empty() {
            assert!(leaky.articles.is_empty() && leaky.mentions.is_empty());
            continue;
        }
        // Built without anything that the full build remembers.
        let tight = build(&as_of(options(only, &Memory::default())), &()).expect("it builds").record;
        assert!(
            leaky.articles.iter().all(|a| a.published.end.is_none_or(|d| by == By::Acquired || d <= day))
        );
        same(&leaky, &tight, &format!("seed {seed}, as of {day}"));
    }
}

#[test]
fn as_known_on_twenty_random_days_by_publication() {
    nothing_leaks(1905, false, By::Published, 10);
    nothing_leaks(5091, true, By::Published, 10);
}

#[test]
fn as_known_on_random_days_by_when_we_had_it() {
    nothing_leaks(77, true, By::Acquired, 6);
}

#[test]
fn rulings_leak_nothing_either() {
    let pile = Pile::new(31, 8, true);
    let inputs = || vec![pile.folder.path().to_owned()];
    let full = build(&options(inputs(), &Memory::default()), &()).expect("it builds");
    // The last article is ruled to be of a later day, and a name in it to be one in the first.
    let by_day = |r: &Record| {
        let mut all: Vec<_> =
            r.articles.iter().map(|a| (a.published.end, a.sha256[..16].to_owned())).collect();
        all.sort();
        all
    };
    let days = by_day(&full.record);
    let (early, late) = (&days[days.len() - 3].1, &days[days.len() - 1].1);
    let by = "author = \"A\"\ndate = 2031-01-01\nreason = \"r\"\n";
    let text = format!(
        "[[ruling]]\nkind = \"published\"\narticle = \"{late}\"\nday = 1905-09-20\n{by}\
         [[ruling]]\nkind = \"same\"\narticle = \"{early}\"\nquote = \"Witte\"\n\
         with = {{ article = \"{late}\", quote = \"Komura\" }}\n{by}"
    );
    let rulings = Rulings::parse(&text).expect("good rulings");
    let day: Date = "1905-09-01".parse().expect("a day");
    let as_of = |inputs, memory: &Memory| BuildOptions {
        as_of: Some(day),
        rulings: rulings.clone(),
        ..options(inputs, memory)
    };
    let leaky = build(&as_of(inputs(), &full.memory), &()).expect("it builds").record;
    let known: Vec<PathBuf> = pile
        .articles
        .iter()
        .map(|(path, ..)| path.clone())
        .filter(|path| {
            let bytes = std::fs::read(path).expect("it is there");
            !rapporteur_model::id::sha256_hex(&bytes).starts_with(late.as_str())
        })
        .collect();
    let tight = build(&as_of(known, &Memory::default()), &()).expect("it builds").record;
    // One article less is undated or not yet known; nothing else tells the two apart.
    assert_eq!(leaky.articles.len(), tight.articles.len());
    same(&leaky, &tight, "with rulings");
    assert!(leaky.rulings_applied.iter().all(|r| !r.applied), "{:?}", leaky.rulings_applied);
}

#[test]
fn one_article_more_is_one_article_read_and_the_record_of_a_build_from_nothing() {
    let pile = Pile::new(404, 12, true);
    let all: Vec<PathBuf> = pile.articles.iter().map(|(path, ..)| path.clone()).collect();
    let before = build(&options(all[1..].to_vec(), &Memory::default()), &()).expect("it builds");
    assert_eq!(before.summary.remembered, 0);
    let memory = Memory::parse(&before.memory.to_bytes());
    let Built { record, summary, memory: next } =
        build(&options(all.clone(), &memory), &()).expect("it builds");
    let nothing = build(&options(all.clone(), &Memory::default()), &()).expect("it builds");
    same(&record, &nothing.record, "remembered");
    // An undated article may be told another day by the new one, and is read again then.
    assert!(summary.remembered >= 11, "{summary:?}");
    assert!(next.to_bytes() == nothing.memory.to_bytes(), "and the same is remembered");
    // A memory that is cut off or has rotted costs time and nothing else.
    let bytes = nothing.memory.to_bytes();
    for (what, bytes) in [
        ("cut off", bytes[..bytes.len() / 2].to_vec()),
        ("rotten", bytes.iter().enumerate().map(|(i, b)| if i % 997 == 500 { b ^ 1 } else { *b }).collect()),
        ("no memory at all", b"hello".to_vec()),
    ] {
        let memory = Memory::parse(&bytes);
        assert!(memory.len() < nothing.memory.len(), "{what}");
        let built = build(&options(all.clone(), &memory), &()).expect("it builds");
        same(&built.record, &nothing.record, what);
    }
}

/// The lines of a brief above its evidence, each with its heading and how often it stands there, as a reader sees them.
fn brief_lines(record: &Record) -> BTreeMap<(String, String), usize> {
    let brief = rapporteur_show::brief::markdown(record);
    let above = brief.split("\n## Evidence").next().expect("a text has a beginning");
    // "[Coast Ledger, 9 Mar 1905](#a2)" is read as "Coast Ledger, 9 Mar 1905".
    let mut seen = above.to_owned();
    for n in (1..=record.articles.len()).rev() {
        seen = seen.replace(&format!("](#a{n})"), "\u{1}");
    }
    while let Some(end) = seen.find('\u{1}') {
        let start = seen[..end].rfind('[').expect("a link begins");
        seen.replace_range(end..=end, "");
        seen.replace_range(start..=start, "");
    }
    let (mut heading, mut all) = (String::new(), BTreeMap::new());
    for line in seen.lines() {
        if line.starts_with("## ") || line.starts_with("### ") {
            heading = line.trim_start_matches('#').trim_start().to_owned();
        } else if let Some((space, words)) =
            line.split_once("- ").filter(|(space, _)| space.trim().is_empty())
        {
            *all.entry((heading.clone(), format!("{space}{words}"))).or_default() += 1;
        }
    }
    all
}

#[test]
fn a_relay_is_dated_by_the_story_it_relays() {
    const SAID: &str = "We shall never give up the strait nor the two islands.";
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: String| {
        std::fs::write(folder.path().join(name), text).expect("it can be written");
    };
    // 16 September 2031 is a Tuesday.
    let front = "title: The king is firm\noutlet: Harbour Courier\npublished: 2031-09-16";
    write("story.md", format!("---\n{front}\n---\nThe king said: \"{SAID}\"\n"));
    let relay = |outlet: &str| {
        format!(
            "---\ntitle: Firm words\noutlet: Inland Post\n---\n\
             The king, the {outlet} reported on Tuesday, said: \"{SAID}\"\n"
        )
    };
    write("relay.md", relay("Harbour Courier"));
    write("other.md", relay("Mountain Echo"));
    let inputs = || vec![folder.path().to_owned()];
    let built = build(&options(inputs(), &Memory::default()), &()).expect("it builds");
    let article = |record: &Record, path: &str| record.articles.iter().find(|a| a.path == path).cloned();
    let row = article(&built.record, "relay.md").expect("it was read");
    // On the day of the story, or by the next Monday: then "Tuesday" would be another.
    assert_eq!(row.published.to_string(), "2031-09-16..2031-09-22");
    assert_eq!(row.published_basis, Some(rapporteur_model::Basis::Inferred));
    let reason = built
        .record
        .diagnostics
        .iter()
        .find(|d| d.article == Some(row.article) && d.name == "publication-inferred")
        .expect("it says why");
    assert!(
        reason.detail.contains("2031-09-16..2031-09-22") && reason.detail.contains("Harbour Courier"),
        "{}",
        reason.detail
    );
    // Whose story is not in the pile has no day.
    let other = article(&built.record, "other.md").expect("it was read");
    assert!(other.published.is_unknown() && other.published_basis.is_none(), "{}", other.published);
    // The interval hangs on the story: without it there is none.
    let story = article(&built.record, "story.md").expect("it was read").article;
    let without =
        rebuild(&built.record, &[story], &options(Vec::new(), &built.memory), &()).expect("it builds").record;
    assert!(article(&without, "relay.md").expect("it stays").published.is_unknown());
}

#[test]
fn an_article_changed_is_a_build_of_the_pile_as_it_now_is() {
    let pile = Pile::new(2718, 10, true);
    let inputs = || vec![pile.folder.path().to_owned()];
    let before = build(&options(inputs(), &Memory::default()), &()).expect("it builds");
    let folder = tempfile::tempdir().expect("a folder");
    rapporteur::write(&before.record, &before.memory, folder.path()).expect("it can be written");
    // One article has other words, another is of another day, a third is gone.
    let change = |n: usize, from: &str, to: &str| {
        let path = &pile.articles[n].0;
        let text = std::fs::read_to_string(path).expect("it is there");
        assert!(text.contains(from), "{text}");
        std::fs::write(path, text.replacen(from, to, 1)).expect("it can be written");
    };
    change(1, "No. 1.", "No. 1. The envoys met again in Copenhagen on Friday, Witte said.");
    change(4, "acquired: 1905-", "acquired: 1906-");
    std::fs::remove_file(&pile.articles[7].0).expect("it can go");
    let memory = Memory::beside(folder.path());
    assert_eq!(memory.len(), before.memory.len());
    let now = build(&options(inputs(), &memory), &()).expect("it builds");
    let nothing = build(&options(inputs(), &Memory::default()), &()).expect("it builds");
    same(&now.record, &nothing.record, "changed and withdrawn");
    assert!(now.summary.remembered >= 7 && nothing.summary.remembered == 0, "{:?}", now.summary);
    // What is gone is not remembered on.
    assert!(now.memory.to_bytes() == nothing.memory.to_bytes());
    rapporteur::write(&now.record, &now.memory, folder.path()).expect("it can be written");
    let again = build(&options(inputs(), &Memory::beside(folder.path())), &()).expect("it builds");
    same(&again.record, &nothing.record, "once more");
    assert!(again.summary.remembered >= 9);
}

#[test]
fn an_article_withdrawn_is_a_build_without_it() {
    let pile = Pile::new(99, 9, true);
    let full =
        build(&options(vec![pile.folder.path().to_owned()], &Memory::default()), &()).expect("it builds");
    let mut lines_lost = 0;
    for n in [0, 4, 8] {
        let path = format!("{n:02}.md");
        let id = full.record.articles.iter().find(|a| a.path == path).expect("it was read").article;
        let rest = pile.articles.iter().map(|(p, ..)| p.clone()).filter(|p| !p.ends_with(&path)).collect();
        let without =
            rebuild(&full.record, &[id], &options(Vec::new(), &full.memory), &()).expect("it builds");
        let never = build(&options(rest, &full.memory), &()).expect("it builds");
        same(&without.record, &never.record, &path);
        let falls = rapporteur::compare::records(&full.record, &without.record);
        let articles = falls.tables.iter().find(|t| t.table == "articles").expect("a table");
        assert_eq!((articles.before, articles.after, articles.gone.len(), articles.new.len()), (9, 8, 1, 0));
        for table in &falls.tables {
            assert_eq!(table.before - table.gone.len() + table.new.len(), table.after, "{}", table.table);
            // A row that stood on the article's own words cannot stay.
            let article = id.to_string();
            let of_it = |row: &rapporteur::compare::Row| {
                row.cells.iter().any(|(name, v)| {
                    *name == "article" && *v == rapporteur_model::table::Value::Text(article.clone())
                })
            };
            assert!(!table.new.iter().any(of_it), "{}", table.table);
        }
        // The lines that are named are word for word those that disappear from the brief, and those that come into it.
        let (with, stays) = (brief_lines(&full.record), brief_lines(&without.record));
        let named = |lines: &[(String, String)]| {
            let mut all: BTreeMap<(String, String), usize> = BTreeMap::new();
            lines.iter().for_each(|line| *all.entry(line.clone()).or_default() += 1);
            all
        };
        let (gone, new) = (named(&falls.brief_gone), named(&falls.brief_new));
        let lines: BTreeSet<_> = [&with, &stays, &gone, &new].into_iter().flat_map(|m| m.keys()).collect();
        for line in lines {
            let of = |all: &BTreeMap<(String, String), usize>| all.get(line).copied().unwrap_or(0);
            assert_eq!(of(&gone), of(&with).saturating_sub(of(&stays)), "{line:?}");
            assert_eq!(of(&new), of(&stays).saturating_sub(of(&with)), "{line:?}");
        }
        lines_lost += falls.brief_gone.len();
        // Whatever only changed its name is no difference.
        assert!(rapporteur::compare::records(&without.record, &never.record).is_empty());
    }
    assert!(lines_lost > 0, "articles say what stands in the brief");
}
