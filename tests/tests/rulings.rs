//! Rulings over a small pile of invented articles: each kind does what it says, is undone by taking it out, and is
//! reported when its words are gone.
#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use rapporteur::{BuildOptions, Built, Memory, build, rebuild};
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_lexicon::rulings::Rulings;
use rapporteur_model::record::{ArticleRow, RulingAppliedRow};
use rapporteur_model::{Basis, Record};
use std::path::{Path, PathBuf};

const PILE: &[(&str, &str)] = &[
    (
        "one.md",
        "---\ntitle: Islands stay, says envoy\noutlet: Harbour Post\npublished: 2031-03-04\n---\n\
         Ruritania's foreign minister, Kolo Banda, refused on Tuesday to return the northern islands.\n\n\
         “We will not withdraw from the islands,” Banda told reporters.\n",
    ),
    (
        "two.md",
        "---\ntitle: Borduria asks for the islands\noutlet: Coast Ledger\npublished: 2031-03-06\n---\n\
         Borduria demanded on Thursday that Ruritania withdraw from the northern islands. Nicholas Vander led the \
         delegation of Ruritania, a Bordurian official said.\n",
    ),
    (
        "undated.md",
        "---\ntitle: Envoys meet again\noutlet: Turov Times\n---\n\
         The two sides met on Monday for a third round of talks. The talks have stalled, a Bordurian official said.\n",
    ),
];

const CODEBOOK: &str = "title = \"Islands\"\nextends = \"security-talks\"\n\
    [party.ruritania]\nnames = [\"Ruritania\"]\nspeaks = [\"Ruritanian official*\"]\n\
    [party.ruritania.person.banda]\nname = \"Kolo Banda\"\n\
    [party.borduria]\nnames = [\"Borduria\"]\nspeaks = [\"Bordurian official*\"]\n";

const BY: &str = "author = \"A. Clerk\"\ndate = 2031-04-01\nreason = \"so\"\n";

struct Pile {
    folder: tempfile::TempDir,
    memory: Memory,
}

impl Pile {
    fn new() -> Pile {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in PILE {
            std::fs::write(folder.path().join(name), text).expect("it can be written");
        }
        Pile { folder, memory: Memory::default() }
    }
    fn options(&self, inputs: Vec<PathBuf>, rulings: &str) -> BuildOptions {
        let codebook = Codebook::parse("islands", CODEBOOK).expect("a good codebook");
        let mut options = BuildOptions::new(inputs, codebook);
        options.rulings = Rulings::parse(rulings).expect("good rulings");
        options.memory = self.memory.clone();
        options
    }
    fn build(&mut self, rulings: &str) -> Record {
        let inputs = vec![self.folder.path().to_owned()];
        self.from(inputs, rulings)
    }
    fn from(&mut self, inputs: Vec<PathBuf>, rulings: &str) -> Record {
        let Built { record, memory, .. } = build(&self.options(inputs, rulings), &()).expect("it builds");
        self.memory = memory;
        check(&record);
        record
    }
}

fn check(record: &Record) {
    if let Err(refused) = rapporteur_store::check(record) {
        panic!("{refused}");
    }
    assert_eq!(rapporteur_store::dangling(record), Vec::<String>::new());
}

fn article<'r>(record: &'r Record, path: &str) -> &'r ArticleRow {
    record.articles.iter().find(|a| a.path == path).expect("it was read")
}

fn sha(record: &Record, path: &str) -> String {
    article(record, path).sha256[..12].to_owned()
}

fn outcome(record: &Record) -> &RulingAppliedRow {
    assert_eq!(record.rulings_applied.len(), 1, "{:?}", record.rulings_applied);
    &record.rulings_applied[0]
}

/// Everything but what is about rulings themselves and about this build.
fn plain(record: &Record) -> Record {
    let mut plain = Record { meta: Vec::new(), rulings_applied: Vec::new(), ..record.clone() };
    plain.diagnostics.retain(|d| d.name != "ruling-not-applied");
    plain
}

fn written(record: &Record) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("record");
    rapporteur_store::write(record, &path, &[]).expect("it can be written");
    (folder, path)
}

#[test]
fn a_day_that_a_person_gives_settles_what_the_article_says() {
    let mut pile = Pile::new();
    let before = pile.build("");
    let undated = sha(&before, "undated.md");
    let monday = |record: &Record| {
        let id = article(record, "undated.md").article;
        record.times.iter().find(|t| t.at.article == id).map(|t| t.value.clone()).expect("a time")
    };
    assert!(monday(&before).starts_with("XXXX"), "{}", monday(&before));
    assert!(before.diagnostics.iter().any(|d| d.name == "undated-article"));
    let day = format!("[[ruling]]\nkind = \"published\"\narticle = \"{undated}\"\nday = 2031-03-12\n{BY}");
    let after = pile.build(&day);
    let row = article(&after, "undated.md");
    assert_eq!(
        (row.published.to_string().as_str(), row.published_basis),
        ("2031-03-12", Some(Basis::Ruling))
    );
    assert_eq!(monday(&after), "2031-03-10");
    assert!(!after.diagnostics.iter().any(|d| d.name == "undated-article"));
    let applied = outcome(&after);
    assert!(applied.applied && applied.effect == "published 2031-03-12", "{applied:?}");
    assert_eq!(applied.before.as_deref(), Some("unknown"));
    // Known as of a day only since somebody said so.
    for (rulings, known) in [("", 2), (day.as_str(), 3)] {
        let mut options = pile.options(vec![pile.folder.path().to_owned()], rulings);
        options.as_of = "2031-03-12".parse().ok();
        assert_eq!(build(&options, &()).expect("it builds").record.articles.len(), known);
    }
    // A record as an input brings its articles as they stated themselves, and rulings only where they are given again.
    let (_folder, path) = written(&after);
    assert!(plain(&pile.from(vec![path.clone()], "")) == plain(&before));
    assert!(plain(&pile.from(vec![path], &day)) == plain(&after));
    // Drawing it up again from itself is the same.
    let again = rebuild(&after, &[], &pile.options(Vec::new(), &day), &()).expect("it builds");
    assert!(plain(&again.record) == plain(&after));
}

#[test]
fn a_day_corrected_twice_is_the_last_one_and_goes_back_to_the_first() {
    let mut pile = Pile::new();
    let before = pile.build("");
    let one = sha(&before, "one.md");
    let day = |day: &str| {
        format!(
            "[[ruling]]\nkind = \"published\"\narticle = \"{one}\"\n{day}\nquote = \"refused on Tuesday\"\n{BY}"
        )
    };
    let twice = format!("{}{}", day("day = 2031-03-11"), day("from = 2031-03-18\nto = 2031-03-19"));
    let after = pile.build(&twice);
    assert_eq!(article(&after, "one.md").published.to_string(), "2031-03-18..2031-03-19");
    let effects: Vec<_> =
        after.rulings_applied.iter().map(|r| (r.applied, r.before.as_deref(), r.effect.as_str())).collect();
    assert!(
        effects.contains(&(true, Some("2031-03-04 metadata"), "published 2031-03-18..2031-03-19")),
        "{effects:?}"
    );
    assert!(effects.iter().any(|e| !e.0 && e.2.contains("a later ruling")), "{effects:?}");
    let (_folder, path) = written(&after);
    assert!(plain(&pile.from(vec![path], "")) == plain(&before));
}

#[test]
fn what_is_rejected_is_not_in_the_record_and_nothing_else_changes() {
    let mut pile = Pile::new();
    let before = pile.build("");
    let two = sha(&before, "two.md");
    let position = before
        .positions
        .iter()
        .find(|p| p.at.article == article(&before, "two.md").article)
        .expect("a position to reject");
    let words = before.words(position.at);
    let ruling = |more: &str| {
        format!(
            "[[ruling]]\nkind = \"reject\"\narticle = \"{two}\"\nquote = \"{words}\"\nitem = \"position\"\n{more}{BY}"
        )
    };
    let after = pile.build(&ruling(""));
    assert!(after.positions.iter().all(|p| p.at != position.at));
    assert!(outcome(&after).applied, "{:?}", outcome(&after));
    assert_eq!(outcome(&after).effect, "dropped 1 position");
    assert_eq!(outcome(&after).span, Some(position.at.span));
    let mut without = Record {
        positions: before.positions.iter().filter(|p| p.at != position.at).cloned().collect(),
        position_evidence: (before.position_evidence.iter())
            .filter(|e| e.position != position.position)
            .cloned()
            .collect(),
        ..plain(&before)
    };
    // What is drawn up from positions follows them.
    rapporteur_record::standing::draw(&mut without);
    let mut now = plain(&after);
    now.contradictions.clone_from(&without.contradictions);
    assert!(now == without, "only the position goes");
    // Of another kind there is none.
    let after = pile.build(&ruling("is = \"concedes\"\n"));
    assert!(plain(&after) == plain(&before));
    assert!(outcome(&after).effect.contains("no position (concedes) is read"), "{:?}", outcome(&after));
}

#[test]
fn what_is_corrected_is_of_the_other_kind_and_what_is_accepted_stays_as_it_is() {
    let mut pile = Pile::new();
    let before = pile.build("");
    let two = sha(&before, "two.md");
    let position = (before.positions.iter())
        .find(|p| p.at.article == article(&before, "two.md").article)
        .expect("a position to rule on");
    let now = position.stance.as_str();
    let words = before.words(position.at);
    let ruling = |kind: &str, is: &str, more: &str| {
        format!(
            "[[ruling]]\nkind = \"{kind}\"\narticle = \"{two}\"\nquote = \"{words}\"\nitem = \"position\"\nis = \"{is}\"\n{more}{BY}"
        )
    };
    // Found right: nothing changes, and the record says by whom.
    let accepted = pile.build(&ruling("accept", now, ""));
    assert!(plain(&accepted) == plain(&before));
    let said = outcome(&accepted);
    assert!(said.applied && said.author == "A. Clerk", "{said:?}");
    assert_eq!(said.effect, format!("found right: 1 position ({now})"));
    // Corrected: the same words, the same party and issue, another stance; wherever it is looked up.
    let to = if now == "defers" { "offers" } else { "defers" };
    let corrected = pile.build(&ruling("correct", now, &format!("to = \"{to}\"\n")));
    let here: Vec<_> = corrected.positions.iter().filter(|p| p.at == position.at).collect();
    assert_eq!(here.len(), 1);
    assert_eq!(
        (here[0].stance.as_str(), here[0].party, &here[0].issue, here[0].attribution),
        (to, position.party, &position.issue, position.attribution)
    );
    assert_eq!(outcome(&corrected).effect, format!("changed 1 position ({now}) to {to}"));
    assert_eq!(outcome(&corrected).span, Some(position.at.span));
    assert_eq!(corrected.positions.len(), before.positions.len());
    // Drawn up again from itself it is the same; without the ruling it is as it was.
    let options = pile.options(Vec::new(), &ruling("correct", now, &format!("to = \"{to}\"\n")));
    let again = rebuild(&corrected, &[], &options, &()).expect("it builds");
    assert!(plain(&again.record) == plain(&corrected));
    assert!(plain(&pile.build("")) == plain(&before));
    // What is not read there can be neither found right nor corrected, and the build says so.
    for kind in ["accept", "correct"] {
        let more = if kind == "correct" { "to = \"rejects\"\n" } else { "" };
        let missed = pile.build(&ruling(kind, "concedes", more));
        assert!(plain(&missed) == plain(&before));
        assert!(!outcome(&missed).applied, "{:?}", outcome(&missed));
        assert!(outcome(&missed).effect.contains("no position (concedes) is read"));
        assert!(missed.diagnostics.iter().any(|d| d.name == "ruling-not-applied"));
    }
    // Of two that judge the same reading the later holds.
    let both = ruling("correct", now, &format!("to = \"{to}\"\n")) + &ruling("accept", now, "");
    let settled = pile.build(&both);
    assert!(plain(&settled) == plain(&before));
    assert_eq!(settled.rulings_applied.iter().filter(|r| r.applied).count(), 1);
}

#[test]
fn a_rejected_attribution_takes_what_was_said_with_it() {
    let mut pile = Pile::new();
    let before = pile.build("");
    let id = article(&before, "undated.md").article;
    let said = before.attributions.iter().find(|a| a.at.article == id).expect("somebody says something");
    assert!(before.talks_status.iter().any(|s| s.attribution == Some(said.attribution)));
    let words = before.words(said.at).to_owned();
    let rulings = format!(
        "[[ruling]]\nkind = \"reject\"\narticle = \"{}\"\nquote = \"{words}\"\nitem = \"attribution\"\n{BY}",
        sha(&before, "undated.md")
    );
    let after = pile.build(&rulings);
    assert!(outcome(&after).applied, "{:?}", outcome(&after));
    assert!(after.attributions.iter().all(|a| a.at.article != id));
    // It does not become the outlet's own voice.
    assert!(after.talks_status.iter().all(|s| s.at.article != id), "{:?}", after.talks_status);
}

#[test]
fn two_names_are_one_by_a_ruling_and_two_without_it() {
    let mut pile = Pile::new();
    let before = pile.build("");
    let (one, two) = (sha(&before, "one.md"), sha(&before, "two.md"));
    let of = |record: &Record, name: &str| {
        record.aliases.iter().find(|a| a.name == name).map(|a| a.entity).expect("a name")
    };
    assert_ne!(of(&before, "Kolo Banda"), of(&before, "Nicholas Vander"));
    let same = format!(
        "[[ruling]]\nkind = \"same\"\narticle = \"{one}\"\nquote = \"Kolo Banda\"\n\
         with = {{ article = \"{two}\", quote = \"Nicholas Vander\" }}\n{BY}"
    );
    let after = pile.build(&same);
    assert_eq!(of(&after, "Kolo Banda"), of(&after, "Nicholas Vander"));
    assert!(outcome(&after).applied);
    let ruling = outcome(&after).ruling.to_string();
    assert!(after.merges.iter().any(|m| m.why.contains(&ruling) && m.why.contains("A. Clerk")));
    assert!(plain(&pile.build("")) == plain(&before));
}

#[test]
fn a_ruling_whose_words_are_gone_is_reported_and_never_lost() {
    let mut pile = Pile::new();
    let before = pile.build("");
    let (one, two) = (sha(&before, "one.md"), sha(&before, "two.md"));
    let gone = "We shall never speak of it";
    let with = format!("with = {{ article = \"{two}\", quote = \"{gone}\" }}\n");
    let kinds = [
        ("published", "day = 2031-05-01\n".to_owned()),
        ("same", format!("with = {{ article = \"{two}\", quote = \"Nicholas Vander\" }}\n")),
        ("different", format!("with = {{ article = \"{two}\", quote = \"Nicholas Vander\" }}\n")),
        ("reject", "item = \"event\"\n".to_owned()),
        ("derives", "from_outlet = \"Coast Ledger\"\n".to_owned()),
        ("not-derived", "from_outlet = \"Coast Ledger\"\n".to_owned()),
    ];
    let mut rulings = String::new();
    for (kind, more) in &kinds {
        for (article, quote) in [(one.as_str(), gone), ("00112233445566", "Kolo Banda")] {
            rulings.push_str(&format!(
                "[[ruling]]\nkind = \"{kind}\"\narticle = \"{article}\"\nquote = \"{quote}\"\n{more}{BY}"
            ));
        }
    }
    rulings.push_str(&format!(
        "[[ruling]]\nkind = \"same\"\narticle = \"{one}\"\nquote = \"Kolo Banda\"\n{with}{BY}"
    ));
    let after = pile.build(&rulings);
    assert_eq!(after.rulings_applied.len(), 2 * kinds.len() + 1, "one row for each ruling");
    assert!(after.rulings_applied.iter().all(|r| !r.applied), "{:#?}", after.rulings_applied);
    let told = after.diagnostics.iter().filter(|d| d.name == "ruling-not-applied").count();
    assert_eq!(told, after.rulings_applied.len());
    assert!(plain(&after) == plain(&before), "and nothing else changes");
    for row in &after.rulings_applied {
        let why = if row.article.is_some() { "does not say" } else { "no article 00112233445566 is here" };
        assert!(row.effect.contains(why), "{row:?}");
    }
    let options = pile.options(vec![pile.folder.path().to_owned()], &rulings);
    let summary = build(&options, &()).expect("it builds").summary;
    assert_eq!((summary.rulings, summary.rulings_not_applied.len()), (13, 13));
}

#[test]
fn an_article_stands_on_anothers_reporting_by_a_ruling() {
    let mut pile = Pile::new();
    let before = pile.build("");
    let (one, two) = (sha(&before, "one.md"), sha(&before, "two.md"));
    let derives = format!(
        "[[ruling]]\nkind = \"derives\"\narticle = \"{two}\"\nquote = \"from the northern islands\"\n\
         from_article = \"{one}\"\nhow = \"rewrite\"\n{BY}"
    );
    let after = pile.build(&derives);
    let row = after.derivations.iter().find(|d| d.by == "ruling").expect("a derivation");
    assert_eq!(row.from_article, Some(article(&after, "one.md").article));
    let not =
        format!("[[ruling]]\nkind = \"not-derived\"\narticle = \"{two}\"\nfrom_article = \"{one}\"\n{BY}");
    let both = pile.build(&format!("{derives}{not}"));
    assert!(plain(&both) == plain(&before));
    assert_eq!(both.rulings_applied.iter().filter(|r| r.applied).count(), 1);
}

#[test]
fn a_record_says_what_it_was_ruled_by() {
    let mut pile = Pile::new();
    let before = pile.build("");
    let text = format!(
        "# Our rulings\n[[ruling]]\nkind = \"published\"\narticle = \"{}\"\nday = 2031-03-12\n{BY}",
        sha(&before, "undated.md")
    );
    let after = pile.build(&text);
    assert_eq!(after.meta("rulings_toml"), Some(text.as_str()));
    assert_eq!(before.meta("rulings_toml"), None);
    let (_folder, path) = written(&after);
    let back = rapporteur_store::read(Path::new(&path)).expect("it can be read");
    assert_eq!(back.rulings_applied, after.rulings_applied);
}
