//! The words of a name that tell it from others: articles, particles, titles and legal forms off, "Abd al-Aziz" one word.
//!
//! May touch: the lexicon. What the words are called and which they are stands in the lexicon's `name_words.tsv`.

use super::fold::words;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::name_words::Legal;
use rapporteur_model::EntityKind;

/// No name has more words than this; the rest is not compared.
const MAX_WORDS: usize = 12;

/// A name, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The words that count, folded.
    pub words: Vec<String>,
    /// All words but articles and legal forms, as one.
    pub whole: String,
    /// The legal form of a company, if it is written.
    pub legal: Option<Legal>,
}

/// The words of a name that tell it from others.
pub fn parts(lexicon: &Lexicon, name: &str, kind: EntityKind) -> Vec<String> {
    read(lexicon, name, kind).words
}

/// Takes a name apart.
pub fn read(lexicon: &Lexicon, name: &str, kind: EntityKind) -> Parts {
    let mut all = words(name);
    let mut legal = None;
    let organisation = matches!(kind, EntityKind::Organisation | EntityKind::Outlet);
    if organisation {
        all = common_forms(lexicon, all);
        legal = strip_legal(lexicon, &mut all);
    }
    let list = &lexicon.name_words;
    let whole = all.iter().filter(|w| !list.is("front_article", w)).map(String::as_str).collect::<String>();
    let mut out: Vec<String> = Vec::new();
    let mut i = 0;
    while let Some(word) = all.get(i).filter(|_| out.len() < MAX_WORDS) {
        i += 1;
        let last = i >= all.len();
        // "Ed Kolo", "Ben Kolo", "Van Kolo": at the front of a person's name a given name, no particle.
        let given = kind == EntityKind::Person && i == 1 && !list.is("front_article", word);
        let alone = all.len() == 1 || given;
        if kind == EntityKind::Person && all.len() > 2 && !last && out.is_empty() && is_title(lexicon, word) {
            continue;
        }
        if list.is("article", word) && !alone || list.is("particle", word) && !alone && !last {
            continue;
        }
        let joined = [("servant", "servant_article", "abd"), ("father", "father_article", "abu")];
        if let Some((_, article, front)) = joined.iter().find(|(sort, ..)| !last && list.is(sort, word)) {
            i += usize::from(all.get(i).is_some_and(|w| list.is(article, w)));
            if let Some(next) = all.get(i) {
                let next = list.behind("fused_article", next).unwrap_or(next);
                out.push(format!("{front}{next}"));
                i += 1;
            }
            continue;
        }
        out.push(match list.behind("servant_fused", word) {
            Some(rest) => format!("abd{rest}"),
            None => word.clone(),
        });
    }
    if kind == EntityKind::Place {
        for word in &mut out {
            if let Some(common) = list.common_form("feature", word) {
                common.clone_into(word);
            }
        }
    }
    Parts { words: out, whole, legal }
}

/// Numbers and short forms as they are commonly written: "First", "1st" and "1"; "Forty-Four" and "44".
fn common_forms(lexicon: &Lexicon, all: Vec<String>) -> Vec<String> {
    let list = &lexicon.name_words;
    let mut out: Vec<String> = Vec::with_capacity(all.len());
    let mut tens = false;
    for word in all {
        let long = list.common_form("short_form", &word).map_or(word, str::to_owned);
        let number = list.common_form("ordinal", &long);
        let value: Option<u32> = number.and_then(|n| n.parse().ok());
        match (value, out.last_mut().filter(|_| tens)) {
            (Some(ones), Some(before)) if ones < 10 => {
                *before = before.parse::<u32>().map_or_else(|_| before.clone(), |n| (n + ones).to_string());
            }
            _ => out.push(number.map_or(long, str::to_owned)),
        }
        tens = value.is_some_and(|n| n >= 20);
    }
    out
}

/// Takes the legal forms off both ends, as long as a word is left; the first that says something counts.
fn strip_legal(lexicon: &Lexicon, all: &mut Vec<String>) -> Option<Legal> {
    let list = &lexicon.name_words;
    let mut found: Option<Legal> = None;
    let mut note = |legal: Legal| {
        if found.is_none_or(|f| f == Legal::Plain) {
            found = Some(legal);
        }
    };
    let legal_at = |from: &[String]| list.legal(from.iter().map(String::as_str));
    'again: loop {
        if let Some((n, legal)) = legal_at(all).filter(|(n, _)| *n < all.len()) {
            note(legal);
            all.drain(..n);
            continue;
        }
        for start in (1..all.len()).take(MAX_WORDS) {
            let Some(rest) = all.get(start..) else { continue };
            if let Some((n, legal)) = legal_at(rest).filter(|(n, _)| start + n == all.len()) {
                note(legal);
                all.truncate(all.len() - n);
                continue 'again;
            }
        }
        return found;
    }
}

fn is_title(lexicon: &Lexicon, word: &str) -> bool {
    let mut chars = word.chars();
    let cased: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
    lexicon.given_names.honorific(&cased).is_some()
        || (lexicon.offices.get(word).is_some() && lexicon.given_names.get(&cased).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, kind: EntityKind) -> (String, Option<Legal>) {
        let parts = read(&Lexicon::new(), name, kind);
        (parts.words.join(" "), parts.legal)
    }

    #[test]
    fn legal_forms_and_numbers() {
        let o = EntityKind::Organisation;
        assert_eq!(of("The Karo Works, Sp. z o.o.", o), ("karo works".to_owned(), Some(Legal::Limited)));
        assert_eq!(of("OJSC Karo", o), ("karo".to_owned(), Some(Legal::Stock)));
        assert_eq!(of("Limited", o), ("limited".to_owned(), None));
        assert_eq!(of("First Karo Brigade Forty-Two", o).0, "1 karo brigade 42");
    }

    #[test]
    fn people_and_places() {
        assert_eq!(of("Mr. Abd al-Rahman bin Kolo", EntityKind::Person).0, "abdrahman kolo");
        assert_eq!(of("Gebel al-Karo", EntityKind::Place).0, "jabal karo");
    }
}
