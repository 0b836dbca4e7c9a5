//! What two names are names of, told by their words: a company by its legal form, a place by the gazetteer, a person by a
//! given name.
//!
//! Why: a company's names differ in other ways than a person's, and who asks whether two names are one seldom says what
//! they are names of. May touch: the lexicon and the names. Where nothing tells, names of one word are compared as
//! places are and all others as people's, which are the most frequent.

use super::fold::{is_vowel, sounds, words};
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::org_words::OrgWord;
use rapporteur_model::EntityKind;
use std::collections::HashSet;

/// Tells kinds; made once for many names.
#[derive(Debug)]
pub struct Kinds<'l> {
    lexicon: &'l Lexicon,
    /// Given names by their sounds.
    given: HashSet<String>,
}

/// What the words of one name say.
#[derive(Debug, Clone, Copy, Default)]
struct Signs {
    /// A legal form or a word for a body.
    body: bool,
    /// A given name, title or initial.
    person: bool,
    /// The gazetteer has the whole name.
    place: bool,
    /// A word that places begin with.
    feature: bool,
    words: usize,
}

impl<'l> Kinds<'l> {
    /// Reads the lexicon's given names.
    pub fn new(lexicon: &'l Lexicon) -> Kinds<'l> {
        let given =
            lexicon.given_names.all().flat_map(words).map(|w| heard(&w)).filter(|w| w.len() > 2).collect();
        Kinds { lexicon, given }
    }

    /// The kind under which two names are best compared.
    pub fn of_pair(&self, a: &str, b: &str) -> EntityKind {
        let (x, y) = (self.signs(a), self.signs(b));
        if x.body || y.body {
            return EntityKind::Organisation;
        }
        let person = x.person || y.person;
        let single = x.words < 2 && y.words < 2;
        let known = x.place || y.place;
        let place = (x.place && y.place) || (!person && (known || x.feature || y.feature || single));
        if place { EntityKind::Place } else { EntityKind::Person }
    }

    fn signs(&self, name: &str) -> Signs {
        let lexicon = self.lexicon;
        let list = &lexicon.name_words;
        let folded = words(name);
        let mut signs =
            Signs { place: !lexicon.gazetteer.find_folded(&folded.join(" ")).is_empty(), ..Signs::default() };
        let plain: Vec<&String> = folded.iter().filter(|w| !list.is("article", w)).collect();
        signs.words = plain.len();
        let given = |w: &str| self.given.contains(&heard(w));
        signs.person = plain
            .iter()
            .any(|w| given(w) || list.is("servant", w) || list.behind("servant_fused", w).is_some())
            || name.split_whitespace().next().is_some_and(|w| lexicon.given_names.honorific(w).is_some());
        // "William Church": behind a given name a surname. A legal form is never one.
        let surname = plain.len() <= 3 && plain.first().is_some_and(|w| given(w));
        signs.body = self.legal(name, &folded)
            || (!surname
                && name.split(|c: char| !c.is_alphanumeric() && c != '\'').any(|w| {
                    list.is("organisation", &words(w).concat())
                        || matches!(
                            lexicon.org_words.get(&title_case(w)),
                            Some(OrgWord::Organisation | OrgWord::Office | OrgWord::ArmedGroup)
                        )
                }));
        signs.feature = plain.len() > 1
            && plain.first().is_some_and(|w| list.common_form("feature", w).is_some() && !given(w));
        signs
    }

    /// Is a legal form written at one end? Forms of two letters count in capitals or with dots only.
    fn legal(&self, name: &str, folded: &[String]) -> bool {
        let list = &self.lexicon.name_words;
        let sure = |form: &[String]| {
            form.len() > 1 || form.first().is_some_and(|w| w.chars().count() > 2) || {
                let word = form.concat();
                name.split_whitespace().any(|raw| {
                    words(raw).concat() == word
                        && (raw.contains('.')
                            || raw.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase))
                }) && name.chars().any(char::is_lowercase)
            }
        };
        let legal = |from: &[String]| list.legal(from.iter().map(String::as_str)).map(|(n, _)| n);
        if legal(folded)
            .and_then(|n| folded.get(..n))
            .is_some_and(|f| f.len() < folded.len() && !list.is("article", &f.concat()) && sure(f))
        {
            return true;
        }
        (1..folded.len())
            .any(|i| folded.get(i..).is_some_and(|rest| legal(rest) == Some(rest.len()) && sure(rest)))
    }
}

fn title_case(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars.flat_map(char::to_lowercase)).collect()
}

/// A word by its sounds, with vowels only as high, low or back: spellings of one given name are heard alike.
fn heard(word: &str) -> String {
    let mut out = String::new();
    for c in sounds(word) {
        let c = match c {
            'o' | 'u' => 'u',
            c if is_vowel(c) => 'a',
            c => c,
        };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_by_their_words() {
        let lexicon = Lexicon::new();
        let kinds = Kinds::new(&lexicon);
        assert_eq!(kinds.of_pair("Kolo Shipping S.A.", "Kolo Shipping"), EntityKind::Organisation);
        assert_eq!(kinds.of_pair("Ministry of Tides", "Tide Ministry"), EntityKind::Organisation);
        assert_eq!(kinds.of_pair("William Church", "Wiliam Church"), EntityKind::Person);
        assert_eq!(kinds.of_pair("Abd al-Karim Velt", "Abdulkarim Welt"), EntityKind::Person);
        assert_eq!(kinds.of_pair("Lima", "Limah"), EntityKind::Place);
        assert_eq!(kinds.of_pair("Jabal Karo", "Djebel Karo"), EntityKind::Place);
    }
}
