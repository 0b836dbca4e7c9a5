//! The language of an article: what it says of itself, or what its letters say.

use crate::draft::{Note, brief};
use rapporteur_lexicon::reading::Reading;

/// The language there are rules for.
const READ: &str = "en";
/// As much of the text as is looked at, in bytes; more tells no more.
const SAMPLE: usize = 6000;

/// The ISO code of the language; `stated` by the article's metadata, `claimed` by a page's template.
pub(crate) fn tell<'a>(
    words: &Reading,
    text: impl Iterator<Item = &'a str>,
    stated: Option<&str>,
    claimed: Option<&str>,
    notes: &mut Vec<Note>,
) -> Option<String> {
    let language = stated.and_then(|s| code(words, s)).or_else(|| {
        let mut sample = String::new();
        for part in text {
            let room = SAMPLE.saturating_sub(sample.len());
            sample.push_str(part.get(..part.floor_char_boundary(room)).unwrap_or(""));
            sample.push(' ');
            if sample.len() >= SAMPLE {
                break;
            }
        }
        let seen = whatlang::detect(&sample)
            .map(|info| (info.lang().code(), info.is_reliable()))
            .map(|(code, sure)| (words.language(code).unwrap_or(code), sure));
        match (seen, claimed.and_then(|c| code(words, c))) {
            (Some((code, true)), _) => Some(code.to_owned()),
            (_, Some(claimed)) => Some(claimed),
            // A short text is told apart badly; what looks most like the language with rules is read by them.
            (Some((READ, false)), None) => Some(READ.to_owned()),
            _ => None,
        }
    });
    if let Some(stated) = stated.filter(|s| code(words, s).is_none()) {
        notes.push(Note::new("metadata-not-understood", format!("language: `{}` is no code", brief(stated))));
    }
    match language.as_deref() {
        Some(READ) => {}
        Some(other) => {
            let detail = format!("language `{other}` has no rules: kept and searchable, not annotated");
            notes.push(Note::new("language-not-read", detail));
        }
        None => notes.push(Note::new("language-unknown", "too little text to tell the language")),
    }
    language
}

/// `en-GB`, `EN`, `eng` to `en`; `None` if it is no code.
fn code(words: &Reading, tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    let well_formed = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
    well_formed.then(|| words.language(&primary).map_or(primary.clone(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, stated: Option<&str>) -> (Option<String>, Vec<&'static str>) {
        let mut notes = Vec::new();
        let language = tell(&Reading::default(), [text].into_iter(), stated, None, &mut notes);
        (language, notes.into_iter().map(|n| n.name).collect())
    }

    #[test]
    fn stated_goes_before_told() {
        let english =
            "The two delegations met in the capital on Tuesday and agreed to meet again within a month.";
        let french = "Les deux délégations se sont rencontrées mardi dans la capitale et ont convenu de se revoir bientôt.";
        assert_eq!(told(english, None), (Some("en".into()), vec![]));
        assert_eq!(told(french, None), (Some("fr".into()), vec!["language-not-read"]));
        assert_eq!(told(english, Some("fr-CA")), (Some("fr".into()), vec!["language-not-read"]));
        assert_eq!(told(english, Some("eng")), (Some("en".into()), vec![]));
        assert_eq!(told(english, Some("anglais")), (Some("en".into()), vec!["metadata-not-understood"]));
        assert_eq!(told("123 456", None), (None, vec!["language-unknown"]));
    }
}
