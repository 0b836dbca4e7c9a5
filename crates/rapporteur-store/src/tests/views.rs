//! The views say what their documentation says they do.

use super::rows;
use super::sample::{self, TEXT, article, at, at_in, entity, id, position};
use crate::views::VIEWS;
use crate::write;
use rapporteur_model::record::*;
use rapporteur_model::*;
use tempfile::TempDir;

fn written(record: &Record) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut record = record.clone();
    rapporteur_record::standing::draw(&mut record);
    write(&record, folder.path(), &[]).unwrap();
    folder
}

/// A day with two articles and a day with one, all with the same text.
fn pile(positions: Vec<PositionRow>) -> TempDir {
    pile_with(positions, Vec::new())
}

fn pile_with(positions: Vec<PositionRow>, meta: Vec<(String, String)>) -> TempDir {
    let mut record = Record {
        meta,
        articles: vec![
            article("a", TEXT, Some("2031-03-04")),
            article("b", TEXT, Some("2031-03-09")),
            article("undated", TEXT, None),
        ],
        entities: ["Ruritania", "Borduria", "Syldavia"].map(|n| entity(n, EntityKind::State)).into(),
        positions,
        ..Record::default()
    };
    record.sort();
    written(&record)
}

/// A position dated by its article, as the record dates those whose words give no day.
fn held(name: &str, party: &str, issue: &str, stance: Stance, article: &str) -> PositionRow {
    let day = [("a", "2031-03-04"), ("b", "2031-03-09")].into_iter().find(|(a, _)| *a == article);
    PositionRow {
        date: day.map_or(Interval::UNKNOWN, |(_, day)| Interval::day(day.parse().unwrap())),
        ..position(name, party, issue, stance, at_in(article, TEXT, "the islands would be returned"))
    }
}

fn tied(name: &str, party: &str, issue: &str, link: Link, needs: &str) -> PositionRow {
    PositionRow {
        link: Some(link),
        condition_issue: Some(needs.into()),
        ..held(name, party, issue, Stance::Conditions, "a")
    }
}

#[test]
fn every_view_has_the_columns_it_documents_and_is_in_the_contract() {
    let folder = written(&sample::record());
    let db = rusqlite::Connection::open(folder.path().join("record.sqlite")).unwrap();
    for view in VIEWS {
        let select = db.prepare(&format!("SELECT * FROM {}", view.name)).unwrap();
        let names: Vec<_> = view.columns.iter().map(|(name, _)| *name).collect();
        assert_eq!(select.column_names().collect::<Vec<_>>(), names, "{}", view.name);
    }
    let contract = include_str!("../../../../docs/record.md");
    let line = contract.lines().find(|l| l.starts_with("| views |")).unwrap();
    for view in VIEWS {
        assert!(line.contains(view.name), "{}", view.name);
    }
    assert_eq!(VIEWS.len(), 6);
    let positions: Vec<_> = <PositionRow as table::Row>::table().columns.iter().map(|c| c.name).collect();
    let now = VIEWS.iter().find(|v| v.name == "positions_now").unwrap();
    assert_eq!(
        now.columns.iter().map(|(n, _)| *n).collect::<Vec<_>>(),
        positions,
        "all columns of positions"
    );
}

#[test]
fn the_latest_position_is_by_the_day_it_was_held_not_by_the_day_it_was_told() {
    let old_words = PositionRow {
        date: Interval::day("2030-01-01".parse().unwrap()),
        ..held("old words told late", "Ruritania", "islands", Stance::Rejects, "b")
    };
    let folder = pile(vec![
        held("first", "Ruritania", "islands", Stance::Offers, "a"),
        old_words,
        held("nobody knows when", "Ruritania", "islands", Stance::Demands, "undated"),
        held("alone", "Ruritania", "tariff", Stance::Demands, "undated"),
    ]);
    let now = rows(folder.path(), "SELECT issue, stance FROM positions_now ORDER BY issue");
    assert_eq!(now, ["islands offers", "tariff demands"]);
    let shifts =
        rows(folder.path(), "SELECT issue, from_stance, to_stance, from_date, to_date FROM position_shifts");
    assert_eq!(shifts, ["islands rejects offers 2030-01-01 2031-03-04"]);
    // Of what one day's articles tell, the view takes what `Record::age` puts last.
    let told = |name: &str, stance, words| PositionRow {
        date: Interval::day("2031-03-04".parse().unwrap()),
        ..position(name, "Ruritania", "islands", stance, at_in("a", TEXT, words))
    };
    let of_one_day = vec![told("z", Stance::Offers, "the islands"), told("y", Stance::Rejects, "returned")];
    let folder = pile(of_one_day);
    assert_eq!(rows(folder.path(), "SELECT stance FROM positions_now"), ["rejects"]);
    assert_eq!(rows(folder.path(), "SELECT rejects FROM gaps"), ["1"]);
}

#[test]
fn a_shift_needs_another_stance_or_scope() {
    let scoped = |name: &str, scope, article: &str| PositionRow {
        scope,
        ..held(name, "Ruritania", "islands", Stance::Offers, article)
    };
    let same = pile(vec![scoped("1", Some(Scope::Partial), "a"), scoped("2", None, "b")]);
    assert_eq!(rows(same.path(), "SELECT * FROM position_shifts"), Vec::<String>::new());
    let moved = pile(vec![scoped("1", Some(Scope::Partial), "a"), scoped("2", Some(Scope::Full), "b")]);
    assert_eq!(rows(moved.path(), "SELECT from_scope, to_scope FROM position_shifts"), ["partial full"]);
}

#[test]
fn a_shift_goes_towards_the_other_side_or_away_from_it() {
    use Stance::*;
    let cases = [
        (Offers, None, Conditions, None, "away"),
        (Demands, None, Concedes, None, "towards"),
        (Rejects, None, Offers, None, "towards"),
        (Demands, None, Rejects, None, ""),
        (Demands, Some(Scope::Full), Demands, Some(Scope::Partial), "towards"),
        (Offers, Some(Scope::Full), Offers, Some(Scope::Partial), "away"),
    ];
    for (from, from_scope, to, to_scope, direction) in cases {
        let of = |name: &str, stance, scope, article: &str| PositionRow {
            scope,
            ..held(name, "Ruritania", "islands", stance, article)
        };
        let folder = pile_with(
            vec![of("1", from, from_scope, "a"), of("2", to, to_scope, "b")],
            vec![("scopes.islands".into(), "none,partial,partial_except,full".into())],
        );
        let found = rows(folder.path(), "SELECT coalesce(direction, '') FROM position_shifts");
        assert_eq!(found, [direction], "{from:?} {from_scope:?} to {to:?} {to_scope:?}");
    }
}

#[test]
fn what_is_parked_is_so_until_the_party_says_something_else() {
    use Stance::*;
    let parked = pile(vec![
        held("1", "Ruritania", "islands", Defers, "a"),
        held("2", "Borduria", "islands", Defers, "a"),
        held("3", "Borduria", "islands", Demands, "b"),
    ]);
    let found = rows(
        parked.path(),
        "SELECT e.name, p.also IS NULL FROM parked p JOIN entities e ON e.entity = p.party",
    );
    assert_eq!(found, ["Ruritania 1"]);
    let traded = pile(vec![
        held("1", "Ruritania", "islands", Defers, "a"),
        tied("2", "Ruritania", "tariff", Link::InExchangeFor, "islands"),
    ]);
    assert_eq!(rows(traded.path(), "SELECT issue, also IS NULL FROM parked"), ["islands 0"]);
}

#[test]
fn what_changed_since_a_day_is_known_by_publication() {
    let folder = pile(vec![
        held("1", "Ruritania", "islands", Stance::Demands, "a"),
        held("2", "Ruritania", "islands", Stance::Concedes, "b"),
        held("3", "Borduria", "islands", Stance::Rejects, "undated"),
    ]);
    let since =
        rows(folder.path(), "SELECT what, how FROM changes WHERE known >= '2031-03-05' ORDER BY what");
    assert_eq!(since, ["position concedes", "shift towards"]);
}

#[test]
fn gaps_follow_from_stances() {
    use Stance::*;
    let cases: &[(&[(&str, Stance)], &str)] = &[
        (&[("Ruritania", Demands)], "one_sided"),
        (&[("Ruritania", Demands), ("Borduria", Rejects)], "opposed"),
        (&[("Ruritania", Demands), ("Borduria", Accepts)], "agreed"),
        (&[("Ruritania", Concedes), ("Borduria", Rejects)], "agreed"),
        (&[("Ruritania", Accepts), ("Borduria", Accepts)], "agreed"),
        (&[("Ruritania", Offers), ("Borduria", Concedes)], "agreed"),
        (&[("Ruritania", Demands), ("Borduria", Demands)], "bridgeable"),
        (&[("Ruritania", Demands), ("Borduria", Conditions)], "bridgeable"),
        (&[("Ruritania", Accepts), ("Borduria", Conditions)], "bridgeable"),
        (&[("Ruritania", Demands), ("Borduria", Offers), ("Syldavia", Accepts)], "bridgeable"),
        (&[("Ruritania", Accepts), ("Borduria", Defers)], "one_sided"),
        (&[("Ruritania", Accepts), ("Borduria", Accepts), ("Syldavia", Defers)], "bridgeable"),
        (&[("Ruritania", Defers), ("Borduria", Defers)], "unaddressed"),
        (&[("Ruritania", Accepts), ("Borduria", Accepts), ("Syldavia", Rejects)], "opposed"),
    ];
    for (stances, state) in cases {
        let positions = stances.iter().map(|(party, s)| held(party, party, "islands", *s, "a")).collect();
        let folder = pile(positions);
        let gaps = rows(folder.path(), "SELECT issue, state, parties FROM gaps");
        assert_eq!(gaps, [format!("islands {state} {}", stances.len())], "{stances:?}");
    }
    let scoped = |name: &str, party, stance, scope| PositionRow {
        scope: Some(scope),
        ..held(name, party, "islands", stance, "a")
    };
    let folder = pile(vec![
        scoped("1", "Ruritania", Demands, Scope::Full),
        scoped("2", "Borduria", Accepts, Scope::Partial),
    ]);
    assert_eq!(rows(folder.path(), "SELECT state FROM gaps"), ["bridgeable"], "half a yes is no yes");
    let folder = pile(vec![tied("t", "Ruritania", "islands", Link::OnlyIf, "tariff")]);
    let gaps = rows(folder.path(), "SELECT issue, state FROM gaps ORDER BY issue");
    assert_eq!(gaps, ["islands one_sided", "tariff unaddressed"]);
}

#[test]
fn conditions_that_wait_for_each_other() {
    let deadlocks = |positions: Vec<PositionRow>| {
        let folder = pile(positions);
        rows(folder.path(), "SELECT deadlock, issue, needs_issue FROM deadlocks ORDER BY issue, needs_issue")
    };
    let none = Vec::<String>::new();
    let islands = || tied("1", "Ruritania", "islands", Link::OnlyIf, "tariff");
    assert_eq!(deadlocks(vec![islands()]), none);
    let two = vec![islands(), tied("2", "Borduria", "tariff", Link::InExchangeFor, "islands")];
    assert_eq!(deadlocks(two), ["islands islands tariff", "islands tariff islands"]);
    // The same, said the other way round.
    let reversed = vec![islands(), tied("2", "Borduria", "islands", Link::PreconditionOf, "tariff")];
    assert_eq!(deadlocks(reversed), ["islands islands tariff", "islands tariff islands"]);
    let agreeing = vec![islands(), tied("2", "Borduria", "tariff", Link::PreconditionOf, "islands")];
    assert_eq!(deadlocks(agreeing), none, "both put the tariff first");
    let step = vec![islands(), tied("2", "Borduria", "tariff", Link::StepTowards, "islands")];
    assert_eq!(deadlocks(step), none, "a step towards something needs nothing");
    let alone = vec![islands(), tied("2", "Ruritania", "tariff", Link::OnlyIf, "islands")];
    assert_eq!(deadlocks(alone), none, "one party alone is no deadlock");
    let three = vec![
        islands(),
        tied("2", "Borduria", "tariff", Link::OnlyIf, "fish"),
        tied("3", "Syldavia", "fish", Link::OnlyIf, "islands"),
        tied("4", "Syldavia", "railway", Link::OnlyIf, "fish"),
    ];
    assert_eq!(deadlocks(three), ["fish fish islands", "fish islands tariff", "fish tariff fish"]);
    let asked = held("3", "Borduria", "islands", Stance::Demands, "a");
    let refused = held("4", "Borduria", "tariff", Stance::Rejects, "a");
    let starved = vec![islands(), asked.clone(), refused];
    assert_eq!(deadlocks(starved), ["islands islands tariff"], "wanted, and its price refused");
    let paid = vec![islands(), asked, held("4", "Borduria", "tariff", Stance::Offers, "a")];
    assert_eq!(deadlocks(paid), none);
    let dropped = vec![
        islands(),
        tied("2", "Borduria", "tariff", Link::OnlyIf, "islands"),
        held("3", "Borduria", "tariff", Stance::Concedes, "b"),
    ];
    assert_eq!(deadlocks(dropped), none, "a condition that was given up holds nothing up");
}

#[test]
fn a_dense_tangle_of_conditions_stays_cheap() {
    let issue = |i: usize| format!("issue-{i:02}");
    let mut positions = Vec::new();
    for i in 0..60 {
        for (p, party) in ["Ruritania", "Borduria", "Syldavia"].into_iter().enumerate() {
            let needs = issue((i + 7 * p + 1) % 60);
            positions.push(tied(&format!("{i} {p}"), party, &issue(i), Link::OnlyIf, &needs));
        }
    }
    let folder = pile(positions);
    assert_eq!(rows(folder.path(), "SELECT count(*), count(DISTINCT deadlock) FROM deadlocks"), ["180 1"]);
}

fn meeting(name: &str, round: Option<u32>) -> MeetingRow {
    MeetingRow {
        meeting: id(name),
        name: name.into(),
        venue: None,
        round,
        date: Interval::UNKNOWN,
        status: MeetingStatus::Happened,
        likelihood: None,
        likelihood_band: None,
        outcome: None,
        by: "meetings.test".into(),
    }
}

fn sat(meeting: &str, side: &str) -> ParticipantRow {
    ParticipantRow {
        meeting: id(meeting),
        participant: id(side),
        role: ParticipantRole::Delegate,
        office: None,
        side: None,
        at: at("Ruritânia"),
        attribution: None,
    }
}

#[test]
fn rounds_that_must_have_been() {
    let missing = |meetings: Vec<MeetingRow>, participants: Vec<ParticipantRow>| {
        let mut record = Record { meetings, participants, ..sample::record() };
        record.entities.push(entity("Syldavia", EntityKind::State));
        record.sort();
        rows(written(&record).path(), "SELECT round, last_round FROM missing_rounds ORDER BY round")
    };
    let both = |m: &str| vec![sat(m, "Ruritania"), sat(m, "Borduria")];
    assert_eq!(missing(vec![meeting("third", Some(3))], both("third")), ["1 3", "2 3"]);
    let with_first = || vec![meeting("first", Some(1)), meeting("third", Some(3))];
    assert_eq!(missing(with_first(), [both("first"), both("third")].concat()), ["2 3"]);
    assert_eq!(missing(with_first(), both("third")), ["2 3"], "the first may be theirs");
    let others = [vec![sat("first", "Syldavia")], both("third")].concat();
    assert_eq!(missing(with_first(), others), ["1 3", "2 3"], "talks of others do not count");
    // Of the second only one side is told; it sat with the other in the first.
    let told = [both("first"), vec![sat("second", "Borduria"), sat("third", "Ruritania")]].concat();
    let three = vec![meeting("first", Some(1)), meeting("second", Some(2)), meeting("third", Some(3))];
    assert_eq!(missing(three, told), Vec::<String>::new(), "nobody misses a round that is told of one side");
    assert_eq!(missing(vec![meeting("m", None)], both("m")), Vec::<String>::new());
    assert_eq!(missing(vec![meeting("m", Some(4_000_000_000))], both("m")), Vec::<String>::new());
    assert_eq!(
        missing(vec![meeting("m", Some(3))], vec![]),
        Vec::<String>::new(),
        "nobody knows whose round"
    );
}

#[test]
fn the_timeline_holds_everything_with_its_words() {
    let mut record = sample::record();
    record.meetings.push(meeting("round two", Some(2)));
    record.meeting_evidence.push(MeetingEvidenceRow {
        meeting: id("round two"),
        at: at("talk"),
        attribution: None,
    });
    record.events[0].date = Interval::day("2031-03-03".parse().unwrap());
    let folder = written(&record);
    let lines = rows(folder.path(), "SELECT date_start, what, type, who_name, status, summary FROM timeline");
    assert_eq!(lines[0], "2031-03-03 event REJECT Borduria happened Borduria refused to drop the tariff");
    assert!(lines.contains(&"- meeting round 2 - happened round two".to_owned()), "{lines:?}");
    assert!(lines.contains(&"- position conditions Ruritania - summary".to_owned()), "{lines:?}");
    assert!(lines.contains(&"- status stalled - - refused".to_owned()), "{lines:?}");
    let blind = rows(folder.path(), "SELECT count(*) FROM timeline WHERE article IS NULL OR start IS NULL");
    assert_eq!((lines.len(), blind), (5, vec!["0".to_owned()]));
}

#[test]
fn events_of_one_thread_are_one_line_of_the_timeline() {
    let told = |name: &str, article: &str, day: Option<&str>, thread| EventRow {
        event: id(name),
        at: at_in(article, TEXT, "Borduria refused to drop the tariff"),
        date: day.map_or(Interval::UNKNOWN, |d| Interval::day(d.parse().unwrap())),
        thread,
        ..sample::event()
    };
    let thread = Some(id("thread"));
    let mut record = Record {
        articles: vec![article("a", TEXT, Some("2031-03-04")), article("b", TEXT, Some("2031-03-09"))],
        entities: ["Borduria", "Ruritania"].map(|n| entity(n, EntityKind::State)).into(),
        events: vec![
            told("undated first", "a", None, thread),
            told("dated", "b", Some("2031-03-03"), thread),
            told("again", "b", Some("2031-03-03"), thread),
            told("by itself", "a", None, None),
        ],
        ..Record::default()
    };
    record.sort();
    let folder = written(&record);
    let lines = rows(folder.path(), "SELECT date_start, places, articles FROM timeline");
    assert_eq!(lines, ["2031-03-03 3 2", "- 1 1"]);
}

#[test]
fn sources_are_counted_by_outlet() {
    let mut record = sample::record();
    let second = AttributionRow { attribution: id("again"), direct: true, ..sample::attribution() };
    record.attributions.push(second);
    let folder = written(&record);
    let sources = rows(
        folder.path(),
        "SELECT outlet, source, source_kind, attributions, direct, articles, last_published FROM sources",
    );
    assert_eq!(sources, ["Harbour Post Żanna Ek named 2 1 1 2031-03-04"]);
}

#[test]
fn views_that_are_written_down_give_the_same_rows_to_the_same_questions() {
    use crate::{Page, Reader, Test, Wanted};
    let folder = written(&sample::record());
    let asked = Reader::open(folder.path()).unwrap();
    let drawn = asked.draw().unwrap();
    let mut read = Reader::open(folder.path()).unwrap();
    read.take(&drawn).unwrap();
    let all = |reader: &Reader, table: &str, tests: &[(String, Test)], limit: usize| {
        let (mut rows, mut after) = (Vec::new(), 0);
        loop {
            let page: Page = reader.page(&Wanted { table, tests, after, limit }).unwrap();
            rows.extend(page.rows);
            let Some(next) = page.next else { return rows };
            after = next;
        }
    };
    let mut questions = 0;
    for view in VIEWS {
        let rows = all(&asked, view.name, &[], 1_000);
        assert_eq!(all(&read, view.name, &[], 1_000), rows, "{}", view.name);
        assert_eq!(all(&read, view.name, &[], 1), rows, "{}", view.name);
        // Every value of every column is asked for, as text, as a range and as NULL.
        for (i, (column, _)) in view.columns.iter().enumerate() {
            for row in &rows {
                let tests = match &row[i] {
                    rapporteur_model::table::Value::Null => vec![Test::Null(true)],
                    rapporteur_model::table::Value::Text(t) => {
                        vec![Test::Is(t.clone()), Test::Least(t.clone()), Test::Most(t.clone())]
                    }
                    rapporteur_model::table::Value::Int(n) => {
                        vec![Test::Is(n.to_string()), Test::Least(n.to_string()), Test::Most(n.to_string())]
                    }
                    rapporteur_model::table::Value::Real(n) => vec![Test::Least(n.to_string())],
                    other => panic!("{other:?}"),
                };
                for test in tests {
                    let tests = [((*column).to_owned(), test)];
                    let expected = all(&asked, view.name, &tests, 1_000);
                    assert!(!expected.is_empty(), "{} {tests:?}", view.name);
                    assert_eq!(all(&read, view.name, &tests, 2), expected, "{} {tests:?}", view.name);
                    questions += 1;
                }
            }
        }
    }
    assert!(questions > 100, "{questions}");
}
