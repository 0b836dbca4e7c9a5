//! Counterparts: "his Kenyan counterpart" is whoever holds the same office for Kenya.
//!
//! What: the one person of that state whom the article has named in the office of somebody else it names. Why: half of a
//! meeting is told so. Example: "Foreign Minister Tira Velt met Kenyan Foreign Minister Ono Kolo. She thanked her Kenyan
//! counterpart." - Ono Kolo. Source: as for titles ("the Kenyan foreign minister"), of which it is one.
//!
//! May touch: lexicon, words, `found.mentions`. Where nobody or several fit, "Kenyan counterpart" stays the state's.

use crate::words::Word;
use rapporteur_lexicon::Lexicon;
use rapporteur_model::{Annotations, EntityKind, How, Mention};
use std::collections::{BTreeMap, BTreeSet};

/// So many offices before the words are looked at.
const NEAR: usize = 64;

/// Makes titles of the counterparts whose holder is clear. Mentions stand in order; what is new is added behind them.
pub(crate) fn annotate(lexicon: &Lexicon, words: &[Word<'_>], found: &mut Annotations) {
    let office =
        |role: &str| lexicon.offices.nearest(role).map_or_else(|| role.to_owned(), |o| o.role.to_owned());
    let mut named: Vec<(usize, String, usize)> =
        found.roles.iter().map(|r| (r.span.lo(), office(&r.role), r.holder)).collect();
    named.sort();
    let mut new: Vec<Mention> = Vec::new();
    for m in &found.mentions {
        let Some(state) = m.state.as_ref().filter(|_| m.kind == EntityKind::State && m.how == How::Name)
        else {
            continue;
        };
        let is = |list: &str, w: &Word<'_>| lexicon.common_words.is_state_word(list, w.text);
        let first = words.partition_point(|w| w.span.start < m.span.start);
        let end = words.partition_point(|w| w.span.start < m.span.end);
        let owner = first.checked_sub(1).and_then(|w| words.get(w));
        let owned = owner.is_some_and(|w| w.possessive || is("owners", w));
        let Some(word) = words.get(end).filter(|w| w.joined && is("counterparts", w)) else { continue };
        // "Her Kenyan counterpart Ono Kolo" says who it is.
        let goes_on = words.get(end + 1).is_some_and(|w| w.joined && w.capital());
        if !owned || goes_on {
            continue;
        }
        let so_far = named.partition_point(|(at, _, _)| *at < m.span.lo());
        let near = named.get(..so_far).unwrap_or(&[]);
        let near = near.get(near.len().saturating_sub(NEAR)..).unwrap_or(&[]);
        let mut fits: BTreeMap<&str, usize> = BTreeMap::new();
        let of = |holder: &usize| found.mentions.get(*holder);
        let others: BTreeSet<&str> = near
            .iter()
            .filter(|(_, _, h)| of(h).is_some_and(|h| h.state.as_ref() != Some(state)))
            .map(|(_, role, _)| role.as_str())
            .collect();
        for (_, role, holder) in near {
            let Some(person) = of(holder).filter(|p| p.state.as_ref() == Some(state)) else { continue };
            if others.contains(role.as_str()) {
                fits.insert(&person.name, *holder);
            }
        }
        let mut only = fits.into_iter();
        let (Some((name, holder)), None) = (only.next(), only.next()) else { continue };
        new.push(Mention {
            span: m.span.join(word.span),
            kind: EntityKind::Person,
            label: None,
            how: How::Title,
            name: name.to_owned(),
            antecedent: Some(holder),
            by: "coreference.counterpart".into(),
            ..m.clone()
        });
    }
    for title in new {
        // What was read as the state's is the person's.
        match found.mentions.iter_mut().find(|m| m.span == title.span && m.how == How::Nominal) {
            Some(same) => *same = title,
            None => found.mentions.push(title),
        }
    }
}
