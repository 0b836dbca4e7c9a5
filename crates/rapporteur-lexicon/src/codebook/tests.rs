//! What codebooks promise: problems with their places, hits without their look-alikes, docs that list every key.

use super::*;

mod builtin;

const DOCS: &str = include_str!("../../../../docs/codebooks.md");

/// The issues that `text` signals in the built-in codebook.
fn issues(text: &str) -> Vec<String> {
    let book = Codebook::builtin("security-talks").unwrap();
    let mut ids: Vec<String> =
        book.issues_in(text).into_iter().map(|h| book.issues[h.issue].id.clone()).collect();
    ids.dedup();
    ids
}

/// Every problem of a codebook as `line:column message`.
fn problems(toml: &str) -> Vec<String> {
    let problems = Codebook::parse("test", toml).err().unwrap_or_default();
    problems.into_iter().map(|p| format!("{}:{} {}", p.line, p.column, p.message)).collect()
}

#[test]
fn every_codebook_that_is_compiled_in_parses() {
    for (name, text) in BUILTIN {
        if let Err(problems) = Codebook::parse(name, text) {
            panic!("{name}: {}", problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n"));
        }
    }
}

#[test]
fn the_codebook_of_the_sample_is_sound() {
    let toml = include_str!("../../../../examples/portsmouth-1905/codebook.toml");
    let book = Codebook::parse("portsmouth-1905", toml)
        .unwrap_or_else(|p| panic!("{}", p.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")));
    let text = "Vitte would leave Saghalien to Japan but pay no indemnity";
    let heard: Vec<&str> = book.issues_in(text).iter().map(|h| book.issues[h.issue].id.as_str()).collect();
    assert_eq!(heard, ["sakhalin", "indemnity", "indemnity"]);
    assert_eq!(book.parties_in(text).iter().map(|h| h.party).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn security_talks_names_the_issues_of_the_contract() {
    let contract = include_str!("../../../../docs/record.md");
    let list = contract.split("Built in, `security-talks`: `").nth(1).unwrap().split('`').next().unwrap();
    let want: Vec<&str> = list.split(',').map(str::trim).collect();
    let book = Codebook::builtin("security-talks").unwrap();
    let have: Vec<&str> = book.issues.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(have, want);
    assert!(book.parties.is_empty() && book.agreements.is_empty(), "nothing about one conflict is built in");
}

#[test]
fn issues_are_heard_in_the_words_of_reporters() {
    for (text, want) in [
        ("Borduria must pull its troops back from the valley", &["withdrawal"][..]),
        ("a gradual exit of Bordurian forces", &["withdrawal"]),
        ("land its forces have seized since May", &["withdrawal"]),
        ("to reinstate a demilitarized buffer zone", &["buffer-zone"]),
        ("a demilitarised region south of the capital", &["demilitarisation"]),
        ("an end to airstrikes and ground raids", &["air-strikes", "ground-incursions"]),
        ("an air corridor over the mountains", &["airspace"]),
        ("the status of the northern islands will be left for later", &["territorial-status"]),
        ("would renounce its claim to the plateau", &["territorial-status"]),
        ("formally recognise its neighbour", &["recognition"]),
        ("normalisation was not on the table", &["recognition"]),
        ("only as part of a full peace treaty", &["peace-treaty"]),
        ("a security pact", &["security-guarantees"]),
        ("U.N. peacekeepers would return", &["monitoring"]),
        ("an immediate cease-fire", &["ceasefire"]),
        ("disarm the eastern militias", &["armed-groups"]),
        ("autonomy for the highland province", &["minorities"]),
        ("a swap of prisoners", &["prisoners"]),
        ("let food and medicine into the city", &["humanitarian-access"]),
        ("displaced families may go home", &["refugees"]),
        ("lift the arms embargo", &["sanctions"]),
        ("a trade treaty", &["economy"]),
        ("to share intelligence on smugglers", &["intelligence-sharing"]),
        ("confidence-building measures", &["confidence-building"]),
        ("another round of talks in April", &["talks-process"]),
    ] {
        assert_eq!(issues(text), want, "{text}");
    }
}

#[test]
fn words_that_only_look_like_an_issue_are_left_alone() {
    for text in [
        "He withdrew his candidacy",
        "It dropped its claim to damages",
        "She recognised the urgency of the matter",
        "He said openly that the conference bored him",
        "It withdrew its proposal",
        "The paper could not independently verify the claim",
        "as provided in the 1921 armistice",
        "She recognised that time was short",
        "the minister told us that the weather was fine",
    ] {
        assert_eq!(issues(text), [""; 0], "{text}");
    }
    assert_eq!(issues("Ruritania pulled out of the talks"), ["talks-process"]);
}

const SMALL: &str = r#"
talks = ["harbor conference"]
[issue.fisheries]
words = ["fish*"]
[party.borduria]
state = "BOR"
names = ["Szohôd"]
speaks = ["Bordurian (delegat*|envoy*)"]
[party.borduria.person.klow]
name = "Anton Klow"
names = ["Klow", "Clow"]
from = 1921-01-01
[party.ruritania]
kind = "government"
[agreement.harbor]
words = ["harbor truce"]
parties = ["borduria", "ruritania"]
status = "in_force"
[agreement.harbor.term.nets]
bearer = "each"
modality = "must_not"
issue = "fisheries"
"#;

#[test]
fn a_codebook_says_who_is_who() {
    let book = Codebook::parse("small", SMALL).unwrap();
    assert_eq!(book.party_of_state("BOR"), Some(0));
    assert_eq!(book.party_of_name("RURITANIA"), Some(1));
    assert_eq!(book.parties[1].kind, EntityKind::Government);
    let text = "Mr. Clow and other Bordurian envoys told Ruritania that the harbor truce stands, the harbor conference heard";
    let hits: Vec<(&str, usize, PartyWords)> =
        book.parties_in(text).into_iter().map(|h| (h.span.of(text), h.party, h.by)).collect();
    assert_eq!(
        hits,
        [
            ("Clow", 0, PartyWords::Person(0)),
            ("Bordurian envoys", 0, PartyWords::Speaks),
            ("Ruritania", 1, PartyWords::Name)
        ]
    );
    assert_eq!(book.agreements_in(text).len(), 1);
    assert_eq!(book.talks_in(text).len(), 1);
    let term = &book.agreements[0].terms[0];
    assert_eq!((term.bearer, term.issue, term.action.as_str()), (Bearer::Each, 0, "Fisheries"));
    assert_eq!(term.status, Some(TermState::InForce), "a term stands as its agreement does");
}

#[test]
fn every_problem_is_named_with_its_place() {
    let toml = "tallks = []\n[issue.Bad-]\nwords = []\n[issue.ok]\nword = [\"x\"]\nwords = [\"pull (out\", \"\"]\nscopes = [\"most\"]\n\
        [party.a]\nstate = \"France\"\nkind = \"planet\"\nspeaks = 3\n[agreement.t]\nparties = [\"b\"]\nfrom = \"May\"\n\
        [agreement.t.term.x]\nmodality = \"shall\"\nissue = \"nothing\"\n";
    let found = problems(toml);
    for want in [
        "1:1 unknown key `tallks`; known are title,",
        "2:8 `Bad-` is no id",
        "3:9 [issue.Bad-] has no words",
        "5:1 unknown key `word` in [issue.ok]",
        "6:10 pattern `pull (out`: a `(` is not closed",
        "6:23 an entry of `words` is empty",
        "7:11 unknown scope `most`; known are none, partial, partial_except, full",
        "9:9 `France` is no ISO 3166-1 alpha-3 code",
        "10:8 unknown kind `planet`",
        "11:10 `speaks` is a list of strings, not integer",
        "13:12 there is no [party.b]",
        "14:8 `May` is no day",
        "15:19 [agreement.t.term.x] needs `bearer`",
        "16:12 unknown modality `shall`; known are must, must_not, may",
        "17:9 there is no [issue.nothing]",
    ] {
        assert!(found.iter().any(|p| p.starts_with(want)), "no problem {want:?} in {found:#?}");
    }
    assert_eq!(found.len(), 15, "{found:#?}");
}

#[test]
fn what_is_not_toml_is_a_problem_with_its_place_too() {
    let found = problems("[issue.a]\nwords = [\"x\"\n[issue.b]\nwords = [\"y\"]\nwords = [\"z\"]\n");
    assert!(found.iter().any(|p| p.contains("not TOML")), "{found:#?}");
    assert!(problems("")[0].contains("at least one issue"));
    assert!(problems(&"#".repeat(MAX_BYTES + 1))[0].contains("at most"));
    assert_eq!(problems("\"é\" = 1\n[issue.a]\nwords=\"x\"").len(), 1);
    assert!(
        problems("[issue.a]\nwords=\"x\"\n[party.a]\nstate=\"AAA\"\n[party.b]\nstate=\"AAA\"")[0]
            .starts_with("5:8")
    );
}

#[test]
fn extending_takes_over_issues_and_replaces_those_of_the_same_id() {
    let book =
        Codebook::parse("mine", "extends = \"security-talks\"\n[issue.ceasefire]\nwords = [\"standstill\"]")
            .unwrap();
    let builtin = Codebook::builtin("security-talks").unwrap();
    assert_eq!(book.issues.len(), builtin.issues.len());
    assert_eq!(book.issue("ceasefire").unwrap().words.len(), 1);
    assert!(!book.issues_in("a standstill").is_empty() && book.issues_in("a truce").is_empty());
    assert!(problems("extends = \"nothing\"")[0].contains("there is security-talks"));
}

#[test]
fn scopes_have_an_order() {
    let book = Codebook::builtin("security-talks").unwrap();
    let issue = book.issue("withdrawal").unwrap();
    assert!(issue.rank(Scope::Partial) < issue.rank(Scope::PartialExcept));
    assert_eq!(book.issue("talks-process").unwrap().rank(Scope::Full), None);
}

/// docs/codebooks.md: a heading per section with its KEYS name in backticks, then a table whose rows start with the key.
#[test]
fn the_documentation_lists_every_key_and_no_other() {
    let mut documented: Vec<(String, Vec<String>)> = Vec::new();
    for line in DOCS.lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            let name = heading.split('`').nth(1).unwrap_or("").trim_matches(['[', ']']);
            let kind = name.split('.').rev().nth(1).unwrap_or(name).to_owned();
            documented.push((if name.is_empty() { "top".to_owned() } else { kind }, Vec::new()));
        } else if let (Some(row), Some((_, keys))) = (line.strip_prefix("| `"), documented.last_mut()) {
            keys.push(row.split('`').next().unwrap().to_owned());
        }
    }
    let known: Vec<(String, Vec<String>)> = KEYS
        .iter()
        .map(|(section, keys)| ((*section).to_owned(), keys.iter().map(|k| (*k).to_owned()).collect()))
        .collect();
    assert_eq!(documented, known);
}

#[test]
fn the_example_of_the_documentation_is_a_codebook() {
    let example = DOCS.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let book = Codebook::parse("example", example)
        .unwrap_or_else(|p| panic!("{}", p.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")));
    assert!(!book.issues.is_empty() && !book.parties.is_empty() && !book.agreements.is_empty());
}
