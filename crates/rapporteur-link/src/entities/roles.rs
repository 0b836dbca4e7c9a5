//! Offices over time: from when until when the articles say that somebody holds one. Part of [`crate::entities`].
//!
//! What: a row for each sentence that gives somebody an office, as its evidence, with the days on which dated articles say
//! so. Why: whether somebody speaks for a state depends on the day. "Former minister" in an article of June says that he
//! was one until June at the latest, and nothing about since when. "Acting" is an office of its own. Example: "President
//! Kolo" in March and in May: 03-..05-..; "former president Kolo" in July: until 07-...
//!
//! "The Kenyan president" in an article without a name is whoever held the office on that day by the other articles.
//! What: nobody, where they name two for it or he is called a former holder by then. Why: an office changes hands.
//!
//! May touch: the corpus and which entity each mention is.

use rapporteur_lexicon::Lexicon;
use rapporteur_model::record::RoleRow;
use rapporteur_model::table::At;
use rapporteur_model::{Corpus, Date, How, Id, Interval, RoleMention};
use std::collections::{BTreeMap, BTreeSet};

/// An office of somebody: entity, the office in its common form with "acting" and the like, state.
type Held<'a> = (Id, String, Option<&'a str>);

/// Does the qualifier say that the office is no longer held?
fn past(lexicon: &Lexicon, role: &RoleMention) -> bool {
    role.qualifier.as_deref().is_some_and(|q| lexicon.offices.is_past(q))
}

/// The rows of `roles`, given the entity of each mention.
pub(super) fn rows(
    lexicon: &Lexicon,
    corpus: &Corpus,
    entity: impl Fn(usize, usize) -> Option<Id>,
) -> Vec<RoleRow> {
    let mut said: BTreeMap<Held<'_>, (Option<Date>, Option<Date>)> = BTreeMap::new();
    let mut found: Vec<(usize, &RoleMention, Id)> = Vec::new();
    for (n, annotations) in corpus.annotations.iter().enumerate() {
        for role in &annotations.roles {
            let Some(entity) = entity(n, role.holder) else { continue };
            found.push((n, role, entity));
            let days = corpus.articles.get(n).map_or(Interval::UNKNOWN, |a| a.published);
            // A day that is known from one side only ("after 1967") is no day on which the office was held.
            let (false, Some(_), Some(_)) = (past(lexicon, role), days.start, days.end) else { continue };
            let slot = said.entry(held(lexicon, entity, role)).or_insert((days.start, days.end));
            slot.0 = slot.0.min(days.start);
            slot.1 = slot.1.max(days.end);
        }
    }
    found
        .into_iter()
        .filter_map(|(n, role, entity)| {
            let article = corpus.articles.get(n)?;
            let held = if past(lexicon, role) {
                Interval { start: None, end: article.published.end }
            } else {
                let days = said.get(&held(lexicon, entity, role));
                days.map_or(Interval::UNKNOWN, |&(start, end)| Interval { start, end })
            };
            let name = match &role.qualifier {
                Some(q) => format!("{} {}", q.trim_end_matches('-'), role.role),
                None => role.role.clone(),
            };
            Some(RoleRow {
                entity,
                role: name,
                state: role.state.clone(),
                held,
                at: At { article: article.id, span: role.span },
                by: role.by.clone(),
            })
        })
        .collect()
}

/// An office is taken to be held so many days beyond the reports that give it, as far as none gives it to another.
const HELD_ON: i32 = 200;

/// Who holds an office of a state when: days on which an article says so, each with whom it names.
#[derive(Debug, Default)]
struct Seats {
    /// Sorted by day: the last day the article can be of, the first, whom.
    seen: Vec<(Date, Date, usize)>,
    /// Whom an article of that day at the latest calls a former holder.
    left: Vec<(Date, usize)>,
}

impl Seats {
    /// Whoever holds it on all these days: the last one seen before and the first one seen after are the same, or one of
    /// the two is not far and the other not known.
    fn holder(&self, days: Interval) -> Option<usize> {
        let (first, last) = (days.start?, days.end?);
        let near = |a: Date, b: Date| (a - b).get_days().abs() <= HELD_ON;
        let mut before: Option<Date> = None;
        let mut after: Option<Date> = None;
        for &(to, from, _) in &self.seen {
            if from <= last && before.is_none_or(|b| b < to.min(last)) {
                before = Some(to.min(last));
            }
            if to >= first && after.is_none_or(|a| a > from.max(first)) {
                after = Some(from.max(first));
            }
        }
        let around = |day: Date| {
            self.seen.iter().filter(move |(to, from, _)| *from <= day && day <= *to).map(|(_, _, who)| *who)
        };
        let mut who: Vec<usize> = before.into_iter().chain(after).flat_map(around).collect();
        who.sort_unstable();
        who.dedup();
        let &[who] = who.as_slice() else { return None };
        let sure = before.is_some() && after.is_some()
            || before.is_some_and(|b| near(b, last))
            || after.is_some_and(|a| near(a, first));
        // Who left may be back: seen in office since.
        let back = |left: Date| self.seen.iter().any(|&(_, from, w)| w == who && from > left && from <= last);
        let gone = self.left.iter().any(|&(day, w)| w == who && day <= last && !back(day));
        (sure && !gone).then_some(who)
    }
}

/// "The Kenyan president" in an article that names none: whoever holds the office on its day by the other articles.
pub(super) fn on_the_day(
    lexicon: &Lexicon,
    corpus: &Corpus,
    node_of: &mut [Vec<Option<usize>>],
    mut root: impl FnMut(usize) -> usize,
) {
    // (office, state, article, holder, no longer)
    let mut said: Vec<(&str, Option<&str>, usize, usize, bool)> = Vec::new();
    for (n, (found, nodes)) in corpus.annotations.iter().zip(node_of.iter()).enumerate() {
        for role in &found.roles {
            let office = lexicon.offices.get(&role.role).map_or("", |o| o.role);
            let Some(node) = nodes.get(role.holder).copied().flatten() else { continue };
            if lexicon.offices.is_sole(office) {
                said.push((office, role.state.as_deref(), n, root(node), past(lexicon, role)));
            }
        }
    }
    // "President Kolo" is of the state that other words for that office of his give, if they give one only.
    let mut states: BTreeMap<(&str, usize), BTreeSet<&str>> = BTreeMap::new();
    for &(office, state, _, who, _) in &said {
        states.entry((office, who)).or_default().extend(state);
    }
    let mut seats: BTreeMap<(&str, &str), Seats> = BTreeMap::new();
    for (office, state, n, who, no_longer) in said {
        let mut told = states.get(&(office, who)).into_iter().flatten().copied();
        let only = told.next().filter(|_| told.next().is_none());
        let (Some(state), Some(days)) = (state.or(only), corpus.articles.get(n).map(|a| a.published)) else {
            continue;
        };
        let Some(to) = days.end else { continue };
        let seat = seats.entry((office, state)).or_default();
        match (no_longer, days.start) {
            (true, _) => seat.left.push((to, who)),
            (false, Some(from)) => seat.seen.push((to, from, who)),
            _ => {}
        }
    }
    for seat in seats.values_mut() {
        seat.seen.sort_unstable();
        seat.seen.dedup();
        seat.left.sort_unstable();
        seat.left.dedup();
    }
    let mut known: BTreeMap<(&str, &str, Interval), Option<usize>> = BTreeMap::new();
    for ((article, found), nodes) in corpus.articles.iter().zip(&corpus.annotations).zip(node_of.iter_mut()) {
        for (i, m) in found.mentions.iter().enumerate() {
            if nodes.get(i) != Some(&None) || !matches!(m.how, How::Title | How::Pronoun) {
                continue;
            }
            let node = match (m.antecedent, &m.state) {
                // What takes it up stands later.
                (Some(a), _) => nodes.get(a).copied().flatten().filter(|_| a < i),
                (None, Some(state)) if m.how == How::Title => {
                    let seat = seats.get(&(m.name.as_str(), state.as_str()));
                    let key = (m.name.as_str(), state.as_str(), article.published);
                    *known.entry(key).or_insert_with(|| seat.and_then(|s| s.holder(article.published)))
                }
                _ => None,
            };
            if let Some(slot) = nodes.get_mut(i) {
                *slot = node;
            }
        }
    }
}

fn held<'a>(lexicon: &Lexicon, entity: Id, role: &'a RoleMention) -> Held<'a> {
    let office = lexicon.offices.get(&role.role).map_or(role.role.as_str(), |o| o.role);
    let qualifier = role.qualifier.as_deref().map(|q| q.trim_end_matches('-')).unwrap_or("");
    (entity, format!("{qualifier} {office}"), role.state.as_deref())
}
