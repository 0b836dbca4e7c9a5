//! Nouns for people and the pronoun that takes them up (`data/person_nouns.tsv`).
//!
//! Answers look-ups only.

use crate::fast::Map;
use crate::table;

/// What a noun for people says of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonNoun {
    /// Taken up by "he".
    He,
    /// Taken up by "she".
    She,
    /// By either.
    Person,
    /// One word for several: "team".
    Group,
    /// Several: "people".
    People,
}

/// Nouns for people.
#[derive(Debug)]
pub struct PersonNouns(Map<&'static str, PersonNoun>);

impl Default for PersonNouns {
    fn default() -> Self {
        let mut all = Map::default();
        for row in table::rows(include_str!("../data/person_nouns.tsv")) {
            let [kind, words] = row[..] else { continue };
            let Some(kind) = kind_named(kind) else { continue };
            all.extend(words.split_whitespace().map(|w| (w, kind)));
        }
        PersonNouns(all)
    }
}

fn kind_named(word: &str) -> Option<PersonNoun> {
    Some(match word {
        "he" => PersonNoun::He,
        "she" => PersonNoun::She,
        "person" => PersonNoun::Person,
        "group" => PersonNoun::Group,
        "people" => PersonNoun::People,
        _ => return None,
    })
}

impl PersonNouns {
    /// What the noun, in lower case, says of people. A plural in -s is looked up without it and says no gender.
    pub fn get(&self, word: &str) -> Option<PersonNoun> {
        let single = || {
            let noun = self.0.get(word.strip_suffix('s')?)?;
            matches!(noun, PersonNoun::He | PersonNoun::She | PersonNoun::Person)
                .then_some(PersonNoun::People)
        };
        self.0.get(word).copied().or_else(single)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_say_who_takes_them_up() {
        for row in table::rows(include_str!("../data/person_nouns.tsv")) {
            assert!(kind_named(row[0]).is_some() && !row[1].is_empty(), "{row:?}");
        }
        let nouns = PersonNouns::default();
        assert_eq!(nouns.get("daughter"), Some(PersonNoun::She));
        assert_eq!(nouns.get("daughters"), Some(PersonNoun::People));
        assert_eq!(nouns.get("bridge"), None);
    }
}
