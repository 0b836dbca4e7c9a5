//! How actor phrases are coded: the phrases of `CORPORA/events/ngec_actor_tests.jsonl` put into a plain sentence, the country
//! and sector of its event's actor beside what the coder NGEC's own tests ask.
//!
//! NGEC looks names up in an encyclopedia and knows who held which office on a day; here only the words are read, so people
//! and bodies that are only named have no code. Part of the report of `events`; reads, never writes.

use super::jsonl;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// The value that an assertion asks of a field: `code['country'] == 'GBR'` or `cc == 'GBR'`.
fn asked<'a>(asserts: &[&'a str], field: &str) -> Option<&'a str> {
    asserts.iter().find_map(|a| {
        let (left, right) = a.split_once(" == ")?;
        let is = left == format!("code['{field}']") || field == "country" && left == "cc";
        is.then(|| right.trim_matches(|c| c == '\'' || c == '"')).filter(|v| !v.starts_with("d["))
    })
}

/// Country and sector of a code as we write them: "SYRMIL", "GBR", "REB".
fn split(code: &str) -> (&str, &str) {
    /// Codes that stand first though they name no state, and those of sectors that may stand alone.
    const SECTORS: [&str; 29] = [
        "GOV", "MIL", "REB", "OPP", "PTY", "COP", "JUD", "SPY", "MED", "JRN", "EDU", "BUS", "CRM", "CVL",
        "NGO", "LAB", "REF", "REL", "ELI", "LEG", "SOC", "PRM", "UAF", "AGR", "JEW", "MNC", "HLH", "UIS",
        "HRI",
    ];
    match code.get(..3) {
        Some(first) if !SECTORS.contains(&first) => (first, code.get(3..).unwrap_or("")),
        _ => ("", code),
    }
}

/// The table; `code` gives the actor's code of a sentence, `None` if no event is found in it.
pub(super) fn report(
    folder: &Path,
    code: impl Fn(&str) -> Option<String>,
    errors: usize,
) -> Result<String, String> {
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in jsonl::read(&folder.join("ngec_actor_tests.jsonl"))? {
        let Some(phrase) = row["args"][0].as_str().filter(|p| !p.starts_with("d[")) else { continue };
        let asserts: Vec<&str> = row["asserts"]
            .as_array()
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .filter_map(|a| a.as_str())
            .collect();
        let wants = ["country", "code_1"].map(|f| asked(&asserts, f));
        if wants == [None, None] {
            continue;
        }
        let found = code(&format!("On Monday {phrase} attacked the village.")).unwrap_or_default();
        let (country, sector) = split(&found);
        for (kind, want, is) in [("country", wants[0], country), ("sector", wants[1], sector)] {
            let Some(want) = want else { continue };
            // "" asks that nothing be said.
            let kind = match (kind, want.is_empty()) {
                ("country", true) => "no country",
                ("sector", true) => "no sector",
                (kind, _) => kind,
            };
            let count = counts.entry(kind).or_default();
            count[0] += 1;
            count[1] += usize::from(is == want);
            if is != want {
                wrong.push(format!("- {kind}: {phrase}: {want:?}, found {is:?}"));
            }
        }
    }
    let mut text = String::from("\n| actor phrases (NGEC's tests) | asked | right |\n| --- | --- | --- |\n");
    for (kind, [asked, right]) in counts {
        let _ = writeln!(text, "| {kind} | {asked} | {right} |");
    }
    for line in wrong.iter().take(errors) {
        let _ = writeln!(text, "{line}");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_and_found() {
        let asserts = ["code['country'] == 'GBR'", "code['code_1'] == ''", "wiki['title'] == 'X'"];
        assert_eq!(asked(&asserts, "country"), Some("GBR"));
        assert_eq!(asked(&asserts, "code_1"), Some(""));
        assert_eq!(asked(&["cc == 'TWN'"], "country"), Some("TWN"));
        assert_eq!(asked(&["code['country'] == d['correct_country']"], "country"), None);
        assert_eq!(split("SYRMIL"), ("SYR", "MIL"));
        assert_eq!(split("REB"), ("", "REB"));
        assert_eq!(split("IGO"), ("IGO", ""));
        assert_eq!(split(""), ("", ""));
    }
}
