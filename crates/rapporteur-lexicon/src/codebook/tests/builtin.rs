//! The built-in codebooks: every issue is heard in words written down for it, and left alone in words that only look
//! like it (codebook/examples/NAME.tsv); none names a state, a place or a person. Touches nothing.

use super::*;

/// Codebook, and its examples: an issue, a tab, words; `!issue` for what is not about it, `!` for what is about none.
const EXAMPLES: &[(&str, &str)] = &[
    ("security-talks", include_str!("../examples/security-talks.tsv")),
    ("peace-talks", include_str!("../examples/peace-talks.tsv")),
    ("trade-talks", include_str!("../examples/trade-talks.tsv")),
    ("labour-dispute", include_str!("../examples/labour-dispute.tsv")),
    ("coalition-talks", include_str!("../examples/coalition-talks.tsv")),
    ("debt-talks", include_str!("../examples/debt-talks.tsv")),
    ("climate-talks", include_str!("../examples/climate-talks.tsv")),
    ("resource-sharing", include_str!("../examples/resource-sharing.tsv")),
];

/// An example of one conflict: it extends another and adds no issue, and it has parties.
const OF_ONE_CONFLICT: &str = "disengagement-1974";

fn lines(examples: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = examples.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty());
    lines.map(|l| l.split_once('\t').unwrap_or_else(|| panic!("no tab in {l:?}")))
}

#[test]
fn every_codebook_has_examples() {
    let have: BTreeSet<&str> = EXAMPLES.iter().map(|(name, _)| *name).collect();
    let want: BTreeSet<&str> = Codebook::builtin_names().filter(|n| *n != OF_ONE_CONFLICT).collect();
    assert_eq!(have, want);
    let (own, base) =
        (Codebook::builtin(OF_ONE_CONFLICT).unwrap(), Codebook::builtin("security-talks").unwrap());
    assert_eq!(own.issues, base.issues);
    for (name, _) in EXAMPLES {
        let row = format!("| `{name}` | {} |", Codebook::builtin(name).unwrap().issues.len());
        assert!(DOCS.contains(&row), "docs/codebooks.md has no row {row:?}");
    }
}

#[test]
fn every_issue_is_heard_in_its_examples_and_in_no_look_alike() {
    let mut wrong: Vec<String> = Vec::new();
    for (name, examples) in EXAMPLES {
        let book = Codebook::builtin(name).unwrap();
        let id = |issue: usize| book.issues[issue].id.as_str();
        let mut heard: BTreeSet<&str> = BTreeSet::new();
        for (want, text) in lines(examples) {
            let hits = book.issues_in(text);
            let told = || {
                let told = hits.iter().map(|h| format!("{} in {:?}", id(h.issue), h.span.of(text)));
                told.collect::<Vec<_>>().join(", ")
            };
            if let Some(not) = want.strip_prefix('!') {
                assert!(not.is_empty() || book.issue(not).is_some(), "{name} has no issue {not:?}");
                if hits.iter().any(|h| not.is_empty() || id(h.issue) == not) {
                    wrong.push(format!("{name}: {text:?} is not about {not:?}; found: {}", told()));
                }
                continue;
            }
            assert!(book.issue(want).is_some(), "{name} has no issue {want:?}");
            heard.insert(want);
            let first = hits.iter().min_by_key(|h| (h.span.start, std::cmp::Reverse(h.span.end), h.issue));
            if first.map(|h| id(h.issue)) != Some(want) {
                wrong.push(format!("{name}: {text:?} is about {want}; found: {}", told()));
            }
        }
        let silent = book.issues.iter().filter(|i| !heard.contains(i.id.as_str()));
        wrong.extend(silent.map(|i| format!("{name}: {} has no example", i.id)));
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Words of the codebooks that are names of states too.
const ALSO_COMMON: &[&str] = &["reunion"];

#[test]
fn no_codebook_names_a_state_a_people_or_a_capital() {
    let states = crate::states::States::new();
    let mut names: BTreeSet<String> = BTreeSet::new();
    for state in states.all() {
        let written =
            state.others.iter().chain(&state.adjectives).chain(&state.capitals).chain([&state.name]);
        names.extend(written.map(|n| n.to_lowercase()));
        names.extend(state.people.iter().map(|n| n.to_lowercase()));
    }
    let mut wrong: Vec<String> = Vec::new();
    for (name, _) in EXAMPLES {
        let book = Codebook::builtin(name).unwrap();
        assert!(book.parties.is_empty() && book.agreements.is_empty(), "{name} is about one negotiation");
        let patterns = book.issues.iter().flat_map(|i| i.words.iter().chain(&i.not)).chain(&book.talks);
        for pattern in patterns {
            let written = pattern.as_str();
            for word in written.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
                // Names begin with a capital; "UN" and "POWs" with two.
                let mut letters = word.chars();
                let named = letters.next().is_some_and(char::is_uppercase)
                    && letters.next().is_some_and(char::is_lowercase);
                let common = ALSO_COMMON.contains(&word);
                if named || names.contains(&word.to_lowercase()) && !common {
                    wrong.push(format!("{name}: {word:?} in {written:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
