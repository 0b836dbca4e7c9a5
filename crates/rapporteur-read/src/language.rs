//! The language of an article: what it says of itself, or what its letters say.

use crate::draft::{Note, brief};
use rapporteur_lexicon::reading::Reading;

/// The language there are rules for.
const READ: &str = "en";
/// As much of the text as is looked at, in bytes; more tells no more.
const SAMPLE: usize = 6000;
/// A text of at least so many words is surely in the language whose most frequent words make up this part of them ...
const SURE_WORDS: usize = 40;
const SURE_SHARE: f64 = 0.15;
/// ... if so many different ones of those stand in it.
const SURE_DIFFERENT: usize = 5;

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
        // Telling languages by their letters takes longer than all else that is read of an article.
        let seen = surely_read(words, &sample).then_some((READ, true)).or_else(|| {
            whatlang::detect(&sample)
                .map(|info| (info.lang().code(), info.is_reliable()))
                .map(|(code, sure)| (words.language(code).unwrap_or(code), sure))
        });
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

/// Do the most frequent words of the language there are rules for make up so much of the text that it can be no other?
fn surely_read(words: &Reading, sample: &str) -> bool {
    let (mut all, mut frequent) = (0_usize, 0_usize);
    let mut different: Vec<&str> = Vec::new();
    for word in sample.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        all += 1;
        if words.frequent(word) == Some(READ) {
            frequent += 1;
            if different.len() < SURE_DIFFERENT && !different.contains(&word) {
                different.push(word);
            }
        }
    }
    all >= SURE_WORDS && different.len() >= SURE_DIFFERENT && frequent as f64 >= SURE_SHARE * all as f64
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

    #[test]
    fn a_text_full_of_the_words_of_a_language_is_in_it() {
        let words = Reading::default();
        let english = "The ferry that the two ministers had promised would not be built, and the islanders said that \
            they were told of it by a letter from the capital. This was the third letter of the year, and it was \
            signed by a clerk with a stamp. His name is not known.";
        assert!(surely_read(&words, english));
        let dutch = "De veerboot die de twee ministers hadden beloofd wordt niet gebouwd, en de eilanders zeiden dat \
            zij het met een brief uit de hoofdstad hadden gehoord. Het was de derde brief van het jaar of de vierde, \
            en hij was door een klerk ondertekend met een stempel. Zijn naam is niet bekend.";
        assert!(!surely_read(&words, dutch));
        // Words in a list of names, or a few words, tell nothing for sure.
        assert!(!surely_read(&words, &"Halder Moreno Kvist of the Banda ".repeat(20)));
        assert!(!surely_read(&words, "The ferry that they said would be built was not."));
        assert_eq!(told(english, None), (Some("en".into()), vec![]));
        assert_eq!(told(dutch, None), (Some("nl".into()), vec!["language-not-read"]));
    }
}
