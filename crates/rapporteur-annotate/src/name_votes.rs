//! Rules and model together: which span is a name, and what it names. Part of [`crate::names`].
//!
//! What: the names that capitals and the lexicon propose are held against those of the trained pipeline. What the lexicon
//! knows outweighs the model, the model outweighs a guess from a capital, and a guess that nobody shares is dropped. Why: on
//! labelled news and histories a rule and the model that agree are right nine times in ten, a bare capital one time in ten.
//! Example: "the Lakeside Bridge" is a place by its last word though the model takes it for a person. Source: counted by
//! rule and agreement on development data.
//!
//! May touch: words, lexicon, the proposals of one article and the model's names.

use super::kinds::{self, stands_in};
use super::{Proposal, Titles, What, of_org_word, spans};
use crate::words::Word;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::gazetteer::{By, Kind};
use rapporteur_lexicon::org_words::OrgWord;
use rapporteur_model::{EntityKind, NameLabel};
use std::collections::{BTreeMap, BTreeSet};

/// A name as the model has it, without titles and determiners.
pub(super) struct Seen {
    pub(super) proposal: Proposal,
    pub(super) label: NameLabel,
}

/// A place of that name must have so many people to be meant by a word that could be anything.
const PROMINENT: u32 = 1 << 14;

/// What a rule's finding is worth against the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worth {
    /// The lexicon knows it, or a word in it or beside it says what it is.
    Firm,
    /// A guess from capitals.
    Guess,
}

fn worth(what: &What) -> Worth {
    match what.by {
        "names.one-word"
        | "names.capital-inside"
        | "names.many-words"
        | "names.full-name"
        | "names.place-by-preposition" => Worth::Guess,
        _ => Worth::Firm,
    }
}

/// The names of the article, from the proposals of the rules and of the model.
pub(super) fn vote(
    lexicon: &Lexicon,
    words: &[Word<'_>],
    rules: Vec<Proposal>,
    seen: &[Seen],
) -> Vec<Proposal> {
    let told = Told::of(lexicon, words, &rules, seen);
    let over = |p: &Proposal| {
        let from = seen.partition_point(|s| s.proposal.span.end <= p.span.start);
        let to = seen.partition_point(|s| s.proposal.span.start < p.span.end);
        from..to.max(from)
    };
    // Names of the model that a rule's firm finding inside or across them contradicts.
    let mut refused: BTreeSet<usize> = BTreeSet::new();
    let mut kept: Vec<Proposal> = Vec::new();
    for mut rule in rules {
        let Some(what) = rule.what.clone() else { continue };
        let range = over(&rule);
        let firm = worth(&what) == Worth::Firm;
        let Some(one) = seen.get(range.clone()).and_then(<[Seen]>::first) else {
            let backed = firm && !unbacked(lexicon, words, &rule, &what, &told);
            rule.what = if backed { Some(what) } else { alone(lexicon, words, &rule, &what, &told) };
            kept.extend(rule.what.is_some().then_some(rule));
            continue;
        };
        let (ours, theirs) = (rule.span, one.proposal.span);
        if range.len() == 1 && theirs == ours {
            rule.what = Some(if firm { what } else { judged(lexicon, words, &rule, &what, one, &told) });
            refused.extend(range);
            kept.push(rule);
        } else if range.len() == 1 && theirs.start <= ours.start && theirs.end >= ours.end {
            // Part of a longer name, unless it is a people beside a name ("Bordurian Kurvi Tasch").
            let people = what.label == Some(NameLabel::Norp) && what.kind != EntityKind::Agreement;
            let titled = what.by == "names.title-before" && one.label != NameLabel::Person;
            if people && one.label != NameLabel::Org
                || titled
                || matches!(one.label, NameLabel::Norp | NameLabel::Event)
            {
                refused.extend(range);
                kept.push(rule);
            }
        } else if firm {
            refused.extend(range);
            kept.push(rule);
        }
    }
    for (_, s) in seen.iter().enumerate().filter(|(i, _)| !refused.contains(i)) {
        let p = &s.proposal;
        let capital = words.get(p.first..p.end).unwrap_or(&[]).iter().any(Word::capital);
        let what = model_what(lexicon, words, s, &told);
        let shy =
            s.label == NameLabel::Person && p.end - p.first == 1 && !told.people.contains(&folded(words, p));
        // Small letters: only a place that the gazetteer has.
        let small =
            !capital && matches!(s.label, NameLabel::Gpe | NameLabel::Loc) && is_place(lexicon, words, p);
        if small || capital && (!shy || spelled_as_name(lexicon, words, p)) {
            kept.push(Proposal { what, ..p.clone() });
        }
    }
    kept.sort_by_key(|p| (p.span.start, std::cmp::Reverse(p.span.end)));
    kept
}

/// What the article as a whole says of its names.
struct Told {
    /// Names of people, and their last words.
    people: BTreeSet<String>,
    /// What the model makes of a text most often.
    labels: BTreeMap<String, BTreeMap<NameLabel, u32>>,
    /// How often each word stands with a capital.
    capitals: BTreeMap<String, u32>,
}

impl Told {
    fn of(lexicon: &Lexicon, words: &[Word<'_>], rules: &[Proposal], seen: &[Seen]) -> Told {
        let mut told = Told { people: BTreeSet::new(), labels: BTreeMap::new(), capitals: BTreeMap::new() };
        for word in words.iter().filter(|w| w.capital()) {
            *told.capitals.entry(kinds::fold(word.text)).or_default() += 1;
        }
        for s in seen {
            let text = folded(words, &s.proposal);
            *told.labels.entry(text).or_default().entry(s.label).or_default() += 1;
        }
        let known = |p: &&Proposal| {
            p.what.as_ref().is_some_and(|w| w.kind == EntityKind::Person && worth(w) == Worth::Firm)
        };
        let by_model = seen.iter().filter(|s| s.label == NameLabel::Person).map(|s| &s.proposal);
        for p in rules.iter().filter(known).chain(by_model.filter(|p| p.end - p.first > 1)) {
            let text = folded(words, p);
            told.people.extend(kinds::suffixes(lexicon, &text));
            told.people.insert(text);
        }
        told
    }
    /// What the model most often makes of it, if it does so more often than not.
    fn label(&self, text: &str) -> Option<NameLabel> {
        let votes = self.labels.get(text)?;
        let (label, n) = votes.iter().max_by_key(|(_, n)| **n)?;
        (n * 2 > votes.values().sum()).then_some(*label)
    }
}

fn folded(words: &[Word<'_>], p: &Proposal) -> String {
    kinds::fold(&spans::join(words, p.first, p.end))
}

/// Is this finding of a rule, which the model does not share, too little by itself: an abbreviation that stands once, an
/// ordinary noun behind a title ("Head Coach")?
fn unbacked(lexicon: &Lexicon, words: &[Word<'_>], p: &Proposal, what: &What, told: &Told) -> bool {
    let text = folded(words, p);
    let the = p.first.checked_sub(1).and_then(|i| words.get(i)).is_some_and(|w| w.lower() == "the");
    match what.by {
        "names.acronym" => {
            told.capitals.get(&text).is_none_or(|n| *n < 2) && !the && told.label(&text).is_none()
        }
        "names.title-before" => {
            let given = words.get(p.first).is_some_and(|w| lexicon.given_names.get(w.text).is_some());
            p.end - p.first == 1
                && !given
                && !kinds::says(lexicon, words, p.end)
                && told.capitals.get(&text).is_none_or(|n| *n < 2)
        }
        _ => false,
    }
}

/// A guess of the rules where the model sees nothing: dropped, unless the rest of the article backs it.
fn alone(lexicon: &Lexicon, words: &[Word<'_>], p: &Proposal, what: &What, told: &Told) -> Option<What> {
    let text = folded(words, p);
    if told.people.contains(&text) {
        return Some(kinds::person(p.titled));
    }
    let place = is_place(lexicon, words, p);
    if what.by == "names.place-by-preposition" && place {
        return Some(settlement(lexicon, words, p, "names.gazetteer"));
    }
    if let Some(label) = told.label(&text) {
        return Some(of_label(lexicon, words, p, label));
    }
    // Nobody writes "PolitiFact" who does not name it.
    if what.by == "names.capital-inside" {
        return Some(what.clone());
    }
    // A person by the shape of the name alone: the article calls them by the last word again, or gives them words.
    let person = what.kind == EntityKind::Person && what.by == "names.full-name";
    let again = kinds::suffixes(lexicon, &text).iter().any(|s| told.labels.contains_key(s));
    let speaks = kinds::says(lexicon, words, p.end);
    let arabic = (p.first..p.end).any(|i| words.get(i).is_some_and(|w| w.text.contains('-') && w.capital()));
    (person && !place && (again || speaks || arabic)).then(|| what.clone())
}

/// A guess of the rules that the model has too, under the same or another label.
fn judged(lexicon: &Lexicon, words: &[Word<'_>], p: &Proposal, what: &What, one: &Seen, told: &Told) -> What {
    let text = folded(words, p);
    if p.end - p.first == 1 && told.people.contains(&text) {
        return kinds::person(p.titled);
    }
    let place = is_place(lexicon, words, p);
    let by_preposition = what.by == "names.place-by-preposition" || stands_in(words, p.first);
    match one.label {
        // No town is written so.
        NameLabel::Loc | NameLabel::Gpe if what.by == "names.capital-inside" && !place => what.clone(),
        NameLabel::Person if place && (by_preposition || great_city(lexicon, words, p)) => {
            settlement(lexicon, words, p, "names.gazetteer")
        }
        NameLabel::Person if what.by == "names.place-by-preposition" => what.clone(),
        NameLabel::Org if place && by_preposition => settlement(lexicon, words, p, "names.gazetteer"),
        label => match one.proposal.what.as_ref().filter(|w| w.by != "names.model") {
            Some(known) => known.clone(),
            None => of_label(lexicon, words, p, label),
        },
    }
}

/// A name that only the model has.
fn model_what(lexicon: &Lexicon, words: &[Word<'_>], s: &Seen, told: &Told) -> Option<What> {
    let p = &s.proposal;
    let known = p.what.as_ref().filter(|w| w.by != "names.model").cloned();
    if known.is_some() {
        return known;
    }
    if p.end - p.first == 1 && told.people.contains(&folded(words, p)) && s.label != NameLabel::Norp {
        return Some(kinds::person(p.titled));
    }
    Some(of_label(lexicon, words, p, s.label))
}

/// What the model's label makes of a name, with what its last word and the gazetteer say of the kind.
fn of_label(lexicon: &Lexicon, words: &[Word<'_>], p: &Proposal, label: NameLabel) -> What {
    let last = match words.get(p.first..p.end).unwrap_or(&[]) {
        [.., before, last] => lexicon.org_words.of_two(before.text, last.text),
        [one] => lexicon.org_words.get(one.text),
        [] => None,
    };
    let by_word = last.filter(|_| p.end - p.first > 1).and_then(of_org_word);
    match (label, last, by_word) {
        (NameLabel::Org, None, _) if called_by_office(lexicon, words, p) => kinds::person(true),
        (
            NameLabel::Org,
            Some(OrgWord::Office | OrgWord::ArmedGroup | OrgWord::Outlet | OrgWord::Agreement),
            Some(what),
        ) => what,
        (NameLabel::Org | NameLabel::Person, Some(OrgWord::Place | OrgWord::Facility), Some(what)) => what,
        (NameLabel::Person, Some(OrgWord::Organisation | OrgWord::Office | OrgWord::Outlet), Some(what))
            if words.get(p.first).is_none_or(|w| lexicon.given_names.get(w.text).is_none()) =>
        {
            what
        }
        (NameLabel::Loc | NameLabel::Gpe, _, _) if is_place(lexicon, words, p) => {
            settlement(lexicon, words, p, "names.model")
        }
        _ => kinds::of_label(label),
    }
}

/// "Its finance minister, Ono Velt,": who is called by an office is a person, whatever the model makes of the name.
fn called_by_office(lexicon: &Lexicon, words: &[Word<'_>], p: &Proposal) -> bool {
    let plain = |w: &Word<'_>| w.capital() && lexicon.org_words.get(w.text).is_none();
    (2..=3).contains(&(p.end - p.first))
        && words.get(p.first).is_some_and(|w| w.comma)
        && words.get(p.first..p.end).is_some_and(|of| of.iter().all(plain))
        && Titles { lexicon, words }.before(p.first).is_some()
}

/// Does the gazetteer have a prominent place of this name, as it is written in running text?
pub(super) fn is_place(lexicon: &Lexicon, words: &[Word<'_>], p: &Proposal) -> bool {
    let found = lexicon.gazetteer.find(&spans::join(words, p.first, p.end));
    found.iter().any(|p| p.by != By::Rendered && (p.population >= PROMINENT || p.kind != Kind::City))
}

/// One word that is first of all a great city or a region, and does not speak: rather that than a surname alone.
fn great_city(lexicon: &Lexicon, words: &[Word<'_>], p: &Proposal) -> bool {
    let text = spans::join(words, p.first, p.end);
    let great = |q: &rapporteur_lexicon::gazetteer::Place| {
        q.by == By::Main && (q.population >= GREAT || matches!(q.kind, Kind::Region | Kind::Capital))
    };
    p.end - p.first == 1
        && !p.titled
        && lexicon.given_names.get(&text).is_none()
        && !kinds::says(lexicon, words, p.end)
        && lexicon.gazetteer.find(&text).iter().any(great)
}

/// People of a great city.
const GREAT: u32 = 1 << 17;

/// A place that has people living in it.
fn settlement(lexicon: &Lexicon, words: &[Word<'_>], p: &Proposal, by: &'static str) -> What {
    let text = spans::join(words, p.first, p.end);
    let known = lexicon.known.first(&text).and_then(kinds::of_known).filter(|w| w.kind == EntityKind::Place);
    known.unwrap_or_else(|| What::new(EntityKind::Place, NameLabel::Gpe, by))
}

/// One word, a person by the model alone: written as names are, a capital and small letters inside a sentence.
fn spelled_as_name(lexicon: &Lexicon, words: &[Word<'_>], p: &Proposal) -> bool {
    words.get(p.first).is_some_and(|w| {
        !w.all_caps()
            && lexicon.common_words.get(w.text).is_none()
            && (!w.start || lexicon.given_names.get(w.text).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_model::{Annotations, NameSpan, Span, Syntax};

    /// The names of a text in which a model found these.
    fn names(text: &str, model: &[(&str, NameLabel)]) -> Vec<String> {
        let article = crate::names::tests::article(text);
        let mut syntax = Syntax { parsed: true, ..Syntax::default() };
        for (name, label) in model {
            let start = text.find(name).unwrap();
            let span = Span::new(start, start + name.len());
            syntax.names.push(NameSpan { span, first: 0, end: 0, label: *label });
        }
        syntax.names.sort_by_key(|n| n.span);
        let mut found = Annotations::default();
        crate::names::annotate(&Lexicon::new(), &article, &syntax, &mut found);
        found.mentions.iter().map(|m| format!("{}: {}", article.words_of(m.span), m.kind)).collect()
    }

    #[test]
    fn a_capital_alone_is_no_name_unless_the_model_has_it() {
        let text = "On Monday the Peregrina sailed from Zumvar. Ono Velt watched.";
        assert_eq!(names(text, &[("Ono Velt", NameLabel::Person)]), ["Ono Velt: person"]);
        let model =
            [("Peregrina", NameLabel::Org), ("Zumvar", NameLabel::Gpe), ("Ono Velt", NameLabel::Person)];
        assert_eq!(names(text, &model), ["Peregrina: organisation", "Zumvar: place", "Ono Velt: person"]);
    }

    #[test]
    fn a_capital_inside_a_word_makes_it_a_name() {
        let text =
            "According to TradeLook, 40 wagons left. FreightWorks had said so. The code was DJPzHmuDP.";
        assert_eq!(names(text, &[]), ["TradeLook: organisation", "FreightWorks: organisation"]);
        let model = [("TradeLook", NameLabel::Person), ("FreightWorks", NameLabel::Gpe)];
        assert_eq!(names(text, &model), ["TradeLook: person", "FreightWorks: organisation"]);
    }

    #[test]
    fn what_a_word_or_the_lexicon_says_outweighs_the_model() {
        let model = [("Karo Bridge", NameLabel::Person), ("Kenya", NameLabel::Person)];
        assert_eq!(
            names("Troops crossed the Karo Bridge into Kenya.", &model),
            ["Karo Bridge: place", "Kenya: state"]
        );
    }

    #[test]
    fn the_longer_name_of_the_model_wins_but_a_people_beside_a_person_stays() {
        assert_eq!(
            names("Workers left the Kenya Tideworks today.", &[("Kenya Tideworks", NameLabel::Org)]),
            ["Kenya Tideworks: organisation"]
        );
        let kept = names("The Kenyan Velt spoke.", &[("Kenyan Velt", NameLabel::Person)]);
        assert!(kept.contains(&"Kenyan: state".to_owned()), "{kept:?}");
    }
}
