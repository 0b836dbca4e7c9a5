//! An invented negotiation in five articles, asked the questions an analyst asks: who moved which way, what is parked and
//! yet traded, which rounds are missing, how the talks stood on a day, who sat there. With the days of publication the
//! record answers; without them it says that it does not know.
#![allow(clippy::expect_used, clippy::disallowed_methods)]

use rapporteur::build_from_articles;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_model::record::ContradictionKind;
use rapporteur_model::table::Value;
use rapporteur_model::{Date, Record};
use rapporteur_read::{Format, Metadata, Origin};
use rapporteur_store::{RowVisitor, StoreError, rows};

/// Day of publication and text.
const ARTICLES: [(&str, &str); 5] = [
    (
        "1905-09-02",
        "Sweden is speeding up talks with Norway, a diplomat said.\n\n\
         Norway demands the full withdrawal of Swedish troops from the border district, and an end to ground incursions, \
         its foreign ministry said.\n\n\
         The talks have not addressed the fate of the islands.\n",
    ),
    (
        "1905-09-04",
        "Norwegian and Swedish officials met in Karlstad on Sunday for a third round of talks.\n\n\
         Sweden offered a gradual withdrawal from the border district, except for a post on the eastern ridge.\n\n\
         The Swedish delegation included Fredrik Wachtmeister and Hjalmar Hammarskjold.\n",
    ),
    (
        "1905-09-05",
        "Sweden agreed to leave the issue of sovereignty for future talks, its foreign ministry said.\n\n\
         Sweden offered a withdrawal from parts of the border district in exchange for sovereignty over the islands, \
         two sources said.\n",
    ),
    (
        "1905-09-17",
        "Talks between Norway and Sweden collapse\n\n\
         Negotiations between Norway and Sweden have stalled, Swedish officials said.\n\n\
         Sweden might withdraw from the border district only as part of a full peace treaty, the officials said. \
         Norway demands a full withdrawal.\n",
    ),
    (
        "1905-09-23",
        "Norwegian and Swedish officials met in Karlstad on Friday for a fifth round of talks. \
         The talks were positive, a Swedish official said.\n\n\
         The Swedish delegation included Karl Staaff.\n",
    ),
];

fn record(dated: bool, as_of: Option<&str>) -> Record {
    let lexicon = Lexicon::new();
    let articles = ARTICLES.iter().enumerate().map(|(n, (day, text))| {
        let given = Metadata {
            published: dated.then(|| (*day).to_owned()),
            outlet: Some("Fjord Gazette".into()),
            ..Metadata::default()
        };
        let origin = Origin { path: format!("{n}.txt"), format: Some(Format::Text), given };
        rapporteur_read::article(&lexicon.reading, &origin, text.as_bytes()).expect("it can be read").0
    });
    let codebook = Codebook::builtin("security-talks").expect("built in");
    let as_of: Option<Date> = as_of.map(|d| d.parse().expect("a day"));
    build_from_articles(articles.collect(), &codebook, as_of)
}

#[derive(Default)]
struct Lines(Vec<String>);

impl RowVisitor for Lines {
    type Error = StoreError;
    fn columns(&mut self, _: &[&str]) -> Result<(), StoreError> {
        Ok(())
    }
    fn row(&mut self, _: &[&str], cells: &[Value]) -> Result<(), StoreError> {
        let cell = |v: &Value| match v {
            Value::Text(t) => t.clone(),
            Value::Int(n) => n.to_string(),
            _ => "-".to_owned(),
        };
        self.0.push(cells.iter().map(cell).collect::<Vec<_>>().join(" "));
        Ok(())
    }
}

fn view(record: &Record, name: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    rapporteur_store::write(record, folder.path(), &[]).expect("it can be written");
    let mut lines = Lines::default();
    rows(folder.path(), name, &mut lines).expect("the view answers");
    lines.0
}

fn id(record: &Record, name: &str) -> String {
    record.entities.iter().find(|e| e.name == name).expect("it is there").entity.to_string()
}

#[test]
fn who_moved_which_way() {
    let record = record(true, None);
    let shifts = view(&record, "position_shifts");
    let of = |party: &str| {
        let party = format!("{} withdrawal ", id(&record, party));
        shifts.iter().filter(|s| s.starts_with(&party)).cloned().collect::<Vec<_>>()
    };
    assert!(of("Norway").is_empty(), "{shifts:?}");
    let last = of("Sweden").pop().expect("Sweden moved");
    assert!(last.contains(" conditions ") || of("Sweden").iter().any(|s| s.contains(" away ")), "{last}");
    assert!(of("Sweden").iter().any(|s| s.contains(" away ")), "{:?}", of("Sweden"));
}

#[test]
fn what_is_parked_and_yet_traded_is_a_contradiction() {
    let record = record(true, None);
    let sweden = id(&record, "Sweden");
    let parked = view(&record, "parked");
    assert!(parked.iter().any(|p| p.starts_with(&format!("{sweden} territorial-status"))), "{parked:?}");
    let kinds: Vec<ContradictionKind> = record.contradictions.iter().map(|c| c.kind).collect();
    assert!(kinds.contains(&ContradictionKind::WithinArticle), "{kinds:?}");
    assert!(kinds.contains(&ContradictionKind::HeadlineVsBody), "{kinds:?}");
}

#[test]
fn the_fourth_round_is_missing() {
    let record = record(true, None);
    let missing = view(&record, "missing_rounds");
    // The rounds before the third are not in the pile either.
    assert!(missing.iter().any(|m| m.contains(" 4 5 ")), "{missing:?}");
    assert!(!missing.iter().any(|m| m.contains(" 3 5 ")), "{missing:?}");
}

#[test]
fn how_the_talks_stood_on_a_day() {
    let last = |record: &Record| {
        let newest = record.talks_status.iter().filter(|s| s.date.is_some()).max_by_key(|s| (s.date, s.at));
        newest.map(|s| s.status.as_str())
    };
    assert_eq!(last(&record(true, Some("1905-09-18"))), Some("stalled"));
    assert_eq!(last(&record(true, Some("1905-09-24"))), Some("advancing"));
    // The offer with its exception came with the second article.
    let early = record(true, Some("1905-09-03"));
    assert_eq!(early.articles.len(), 1);
    assert!(early.positions.iter().all(|p| p.exception.is_none()));
}

#[test]
fn who_sat_there_and_who_no_longer_did() {
    let record = record(true, None);
    let at = |round: u32| {
        let meeting = record.meetings.iter().find(|m| m.round == Some(round)).expect("the round").meeting;
        let names = record
            .participants
            .iter()
            .filter(|p| p.meeting == meeting)
            .filter_map(|p| record.entity(p.participant).map(|e| e.name.clone()));
        names.collect::<Vec<_>>()
    };
    assert!(at(3).iter().any(|n| n.contains("Wachtmeister")), "{:?}", at(3));
    assert!(!at(5).iter().any(|n| n.contains("Wachtmeister")), "{:?}", at(5));
}

#[test]
fn without_days_of_publication_nobody_knows() {
    let undated = record(false, None);
    assert!(undated.positions.iter().all(|p| p.date.is_unknown()), "no day is made up");
    assert!(view(&undated, "position_shifts").is_empty(), "nobody knows what follows what");
    assert!(undated.talks_status.iter().all(|s| s.date.is_none()));
    let changes = view(&undated, "changes");
    assert!(!changes.is_empty() && changes.iter().all(|c| c.starts_with("- ")), "{changes:?}");
    assert!(undated.diagnostics.iter().any(|d| d.name == "undated-articles"));
    assert_eq!(record(false, Some("1905-09-30")).articles.len(), 0, "an undated article was known on no day");
}
