//! What kind of thing a name is. Part of [`crate::names`].
//!
//! May touch: words, lexicon and the proposals of one article.

use super::{Evidence, Proposal, What, clean, spans, state_what};
use crate::words::Word;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::known::Known;
use rapporteur_model::{EntityKind, How, NameLabel};
use std::collections::{BTreeMap, BTreeSet};

/// What a known name is; `None` for names of nobody (wars, feasts).
pub(super) fn of_known(known: Known<'_>) -> Option<What> {
    match known {
        Known::State(..) => state_what(known),
        Known::Place(place) => {
            let label = match place.kind {
                "city" => NameLabel::Gpe,
                "facility" => NameLabel::Fac,
                _ => NameLabel::Loc,
            };
            Some(What {
                name: Some(place.name.to_owned()),
                state: place.state.map(str::to_owned),
                ..What::new(EntityKind::Place, label, "names.place")
            })
        }
        Known::Body(body) => {
            let kind = body.kind?;
            let label = match kind {
                EntityKind::Group => Some(NameLabel::Norp),
                EntityKind::Agreement => None,
                _ => Some(NameLabel::Org),
            };
            Some(What {
                kind,
                label,
                how: How::Name,
                name: Some(body.name.to_owned()),
                state: body.state.map(str::to_owned),
                by: "names.known",
            })
        }
    }
}

/// What the model's label makes of a name.
pub(super) fn of_label(label: NameLabel) -> What {
    let kind = match label {
        NameLabel::Person => EntityKind::Person,
        NameLabel::Org => EntityKind::Organisation,
        NameLabel::Gpe | NameLabel::Loc | NameLabel::Fac => EntityKind::Place,
        NameLabel::Norp => EntityKind::Group,
        NameLabel::Event => EntityKind::Agreement,
    };
    What::new(kind, label, "names.model")
}

/// A person.
pub(super) fn person(titled: bool) -> What {
    What::new(
        EntityKind::Person,
        NameLabel::Person,
        if titled { "names.title-before" } else { "names.given-name" },
    )
}

/// The key by which forms of one name are compared inside an article.
pub(super) fn fold(text: &str) -> String {
    clean(text).to_lowercase()
}

/// Gives a kind to every proposal that has none, from what the whole article says.
pub(super) fn settle(lexicon: &Lexicon, words: &[Word<'_>], evidence: &Evidence, proposals: &mut [Proposal]) {
    let text = |p: &Proposal| fold(&spans::join(words, p.first, p.end));
    // Names that are surely people: last words and whole names.
    let mut people: BTreeSet<String> = BTreeSet::new();
    let mut settled: BTreeMap<String, What> = BTreeMap::new();
    let person_kind = |w: &What| w.kind == EntityKind::Person;
    for p in proposals.iter() {
        let Some(what) = p.what.as_ref() else { continue };
        if person_kind(what) {
            let whole = text(p);
            // "al-Sharaa" and the last two words ("bin Salman", "von Trotha") may stand alone later.
            for part in suffixes(lexicon, &whole) {
                people.insert(part);
            }
            people.insert(whole.clone());
        }
        settled.entry(text(p)).or_insert_with(|| what.clone());
    }
    let unknown: Vec<usize> = (0..proposals.len()).filter(|&i| proposals[i].what.is_none()).collect();
    // Full names first: what looks like a person's full name and is used with a verb of saying, or again by its last word.
    let mut singles: BTreeMap<String, usize> = BTreeMap::new();
    for &i in &unknown {
        *singles.entry(text(&proposals[i])).or_default() += 1;
    }
    for &i in &unknown {
        let p = &proposals[i];
        let whole = text(p);
        let parts = p.end - p.first;
        if parts < 2 {
            continue;
        }
        let what = if people.contains(&whole) {
            person(false)
        } else {
            many_words(lexicon, words, p, &whole, &singles, evidence)
        };
        if what.kind == EntityKind::Person {
            people.extend(suffixes(lexicon, &whole));
            people.insert(whole.clone());
        }
        settled.entry(whole).or_insert_with(|| what.clone());
        proposals[i].what = Some(what);
    }
    let demonyms: BTreeSet<String> = unknown.iter().flat_map(|&i| stems(&text(&proposals[i]))).collect();
    let mut single_kinds: BTreeMap<String, What> = BTreeMap::new();
    for &i in &unknown {
        let p = &proposals[i];
        if p.end - p.first > 1 {
            continue;
        }
        let whole = text(p);
        if people.contains(&whole) {
            proposals[i].what = Some(person(false));
            continue;
        }
        if nobody(lexicon, words, p, evidence) {
            continue;
        }
        let what = one_word(lexicon, words, p, &whole, &demonyms);
        let slot = single_kinds.entry(whole).or_insert_with(|| what.clone());
        // The best-founded reading of the article holds for all its places.
        if rank(&what) > rank(slot) {
            *slot = what;
        }
    }
    for &i in &unknown {
        if proposals[i].what.is_none() {
            proposals[i].what = single_kinds.get(&text(&proposals[i])).cloned();
        }
    }
    listed_places(words, proposals);
    // A demonym of a country that only this article names belongs to it ("Bordurian" -> "Borduria").
    let countries: BTreeMap<String, String> = single_kinds
        .iter()
        .filter(|(_, w)| w.by == "names.country-by-demonym")
        .filter_map(|(name, w)| Some((name.clone(), w.name.clone()?)))
        .collect();
    for &i in &unknown {
        let whole = text(&proposals[i]);
        let country = stems(&whole).into_iter().find_map(|stem| countries.get(&stem));
        if let (Some(country), 1) = (country, proposals[i].end - proposals[i].first) {
            proposals[i].what = Some(What {
                name: Some(country.clone()),
                ..What::new(EntityKind::State, NameLabel::Norp, "names.demonym-of-country")
            });
        }
    }
}

/// The ends of a name by which it may be called later: the last word, and longer ones that begin with a particle.
pub(super) fn suffixes(lexicon: &Lexicon, whole: &str) -> Vec<String> {
    let parts: Vec<&str> = whole.split(' ').collect();
    let mut out: Vec<String> = (1..parts.len()).map(|i| parts[i..].join(" ")).collect();
    // "Hamun" for "Tira al-Hamun".
    let bare: Vec<String> = out
        .iter()
        .filter_map(|s| s.strip_prefix("al-").or_else(|| s.strip_prefix("el-")))
        .map(str::to_owned)
        .collect();
    out.extend(bare);
    // "Kim" for "Kim Sung-ok": some name the family first.
    if let [family, _, ..] = parts[..]
        && lexicon.name_words.is("family_first", family)
    {
        out.push(family.to_owned());
    }
    out.retain(|s| s.len() > 1);
    out
}

/// "in Lima, Karo and Zumar": an unknown word in a list of places is a place.
fn listed_places(words: &[Word<'_>], proposals: &mut [Proposal]) {
    let place = |p: &Proposal| p.what.as_ref().is_some_and(|w| w.kind == EntityKind::Place);
    let unsure = |p: &Proposal| p.what.as_ref().is_some_and(|w| w.by == "names.one-word");
    let in_list = |a: &Proposal, b: &Proposal| match words.get(a.end..b.first) {
        Some([]) => words.get(b.first).is_some_and(|w| w.comma),
        Some([and]) => and.text == "and" && (and.joined || and.comma),
        _ => false,
    };
    for i in 1..proposals.len() {
        if unsure(&proposals[i]) && place(&proposals[i - 1]) && in_list(&proposals[i - 1], &proposals[i]) {
            proposals[i].what = Some(What::new(EntityKind::Place, NameLabel::Gpe, "names.place-in-list"));
        }
    }
}

/// How well founded a reading is.
fn rank(what: &What) -> u8 {
    match what.by {
        "names.country-by-demonym" => 4,
        "names.title-before" => 3,
        "names.place-by-preposition" => 2,
        "names.person-by-verb" => 1,
        _ => 0,
    }
}

fn many_words(
    lexicon: &Lexicon,
    words: &[Word<'_>],
    p: &Proposal,
    whole: &str,
    seen: &BTreeMap<String, usize>,
    evidence: &Evidence,
) -> What {
    let first = &words[p.first];
    let before = p.first.checked_sub(1).and_then(|i| words.get(i)).filter(|_| first.joined);
    let given = lexicon.given_names.get(first.text).is_some();
    if p.titled || given || initial(first.text) {
        return person(p.titled);
    }
    let the = before.is_some_and(|w| w.lower() == "the");
    if the || p.end - p.first > 4 || (p.first..p.end).any(|i| words[i].all_caps() && words[i].text.len() > 3)
    {
        return What::new(EntityKind::Organisation, NameLabel::Org, "names.many-words");
    }
    // "Ground Zero", "Samarra Barrage": a person's name has no ordinary word in it.
    let ordinary = (p.first..p.end).any(|i| {
        lexicon.common_words.get(words[i].text).is_some() || evidence.lower.contains(&words[i].lower())
    });
    if ordinary {
        return What::new(EntityKind::Organisation, NameLabel::Org, "names.many-words");
    }
    let again = suffixes(lexicon, whole).iter().any(|s| seen.contains_key(s));
    let place = before.is_some_and(|w| matches!(w.text, "in" | "near" | "outside" | "around" | "at"));
    if place && !again && !says(lexicon, words, p.end) {
        return What::new(EntityKind::Place, NameLabel::Loc, "names.place-by-preposition");
    }
    What::new(EntityKind::Person, NameLabel::Person, "names.full-name")
}

/// A single word that is no name after all: written small elsewhere, a shouted word, an abbreviation of two letters.
fn nobody(lexicon: &Lexicon, words: &[Word<'_>], p: &Proposal, evidence: &Evidence) -> bool {
    let word = &words[p.first];
    let letters = word.text.chars().filter(|c| c.is_alphabetic()).count();
    let shouted = word.all_caps() && (letters > 6 || (letters < 3 && word.text.contains('.')));
    // "R-Va.", "D-N.Y."
    let party = word.text.split_once('-').is_some_and(|(front, _)| front.chars().count() == 1);
    let digits = word.text.chars().any(char::is_numeric) && word.text.chars().any(char::is_lowercase);
    !p.titled
        && (shouted
            || digits
            || party
            || lexicon.common_words.get(word.text).is_some()
            || evidence.lower.contains(&word.lower()))
}

fn initial(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next() == Some('.')
}

pub(super) fn says(lexicon: &Lexicon, words: &[Word<'_>], at: usize) -> bool {
    words.get(at).is_some_and(|w| lexicon.common_words.is_state_word("speech_verbs", w.text) && w.joined)
}

/// Does a preposition of place stand before the word?
pub(super) fn stands_in(words: &[Word<'_>], first: usize) -> bool {
    let before = first.checked_sub(1).and_then(|i| words.get(i));
    words.get(first).is_some_and(|w| w.joined)
        && before.is_some_and(|w| {
            matches!(w.text, "in" | "near" | "outside" | "around" | "into" | "throughout" | "from" | "across")
        })
}

/// Country names that a demonym may come from.
pub(super) fn stems(demonym: &str) -> Vec<String> {
    let mut out = Vec::new();
    let singular = demonym.strip_suffix('s').unwrap_or(demonym);
    for form in [demonym, singular] {
        if let Some(stem) = form.strip_suffix("ian") {
            out.extend([format!("{stem}ia"), stem.to_owned(), format!("{stem}y")]);
        }
        if let Some(stem) = form.strip_suffix("an") {
            out.extend([format!("{stem}a"), stem.to_owned()]);
        }
        if let Some(stem) = form.strip_suffix("ese") {
            out.extend([stem.to_owned(), format!("{stem}a"), format!("{stem}o")]);
        }
        if let Some(stem) = form.strip_suffix("ish") {
            out.extend([stem.to_owned(), format!("{stem}land")]);
        }
        if let Some(stem) = form.strip_suffix('i') {
            out.extend([stem.to_owned(), format!("{stem}a"), format!("{stem}istan")]);
        }
        if let Some(stem) = form.strip_suffix("er") {
            out.push(stem.to_owned());
        }
    }
    out.retain(|s| s.chars().count() >= 4);
    out
}

/// "PolitiFact", but not "McKinley", "DeSantis".
fn camel(word: &str) -> bool {
    word.chars().skip(3).any(char::is_uppercase) && !word.contains(['-', '\'', '\u{2019}'])
}

/// The same in a word that is written so to be a name: an address or a code ends as it likes.
pub(super) fn capital_inside(word: &str) -> bool {
    let mut pairs = word.chars().zip(word.chars().skip(1));
    camel(word)
        && pairs.any(|(a, b)| a.is_lowercase() && b.is_uppercase())
        && word.chars().next_back().is_some_and(char::is_lowercase)
}

fn one_word(
    lexicon: &Lexicon,
    words: &[Word<'_>],
    p: &Proposal,
    whole: &str,
    demonyms: &BTreeSet<String>,
) -> What {
    let word = &words[p.first];
    let before = p.first.checked_sub(1).and_then(|i| words.get(i)).filter(|_| word.joined);
    if p.titled {
        return person(true);
    }
    let by_demonym = demonyms.contains(whole);
    if by_demonym && !word.all_caps() && !word.text.contains('-') {
        return What {
            name: Some(clean(word.text)),
            ..What::new(EntityKind::State, NameLabel::Gpe, "names.country-by-demonym")
        };
    }
    if word.all_caps() {
        return What::new(EntityKind::Organisation, NameLabel::Org, "names.acronym");
    }
    if stands_in(words, p.first) && !says(lexicon, words, p.end) {
        return What::new(EntityKind::Place, NameLabel::Gpe, "names.place-by-preposition");
    }
    let arabic = word.text.split_once('-').is_some_and(|(front, _)| front.len() <= 3 && front.len() >= 2);
    if camel(word.text) {
        let by = if capital_inside(word.text) { "names.capital-inside" } else { "names.one-word" };
        return What::new(EntityKind::Organisation, NameLabel::Org, by);
    }
    let the = before.is_some_and(|w| w.lower() == "the");
    if (says(lexicon, words, p.end) && (arabic || !the)) || lexicon.given_names.get(word.text).is_some() {
        return What::new(EntityKind::Person, NameLabel::Person, "names.person-by-verb");
    }
    What::new(EntityKind::Organisation, NameLabel::Org, "names.one-word")
}
