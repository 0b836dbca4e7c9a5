//! # Two together
//!
//! What it finds: "both sides", "the two countries", "they" after two names, and which two they are.
//! Why: what both did is what each of them did; a reader who looks for one of them wants to find it.
//! Example: "Kenya answered Peru on Monday. The two countries will meet in May." - Kenya and Peru.
//! Source: the nearest sentence that names exactly two, as with any description that takes up what was named (Heim 1982).
//! Touches mentions, references, attributions and meetings already found and the words of one article. Says nothing where a third is
//! named beside them. Time: linear but for the few sentences before each such phrase.

use crate::view::View;
use rapporteur_lexicon::Lexicon;
use rapporteur_model::{
    Annotations, Article, EntityKind, Group, How, Mention, PartKind, ParticipantRole, Reference, Span, Syntax,
};
use std::collections::{BTreeMap, BTreeSet};

/// So many sentences back the two are looked for.
const BACK: usize = 3;
/// So many mentions of a sentence are looked at.
const MOST: usize = 64;

/// Finds who two together are.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let view = View::new(lexicon, article, syntax);
    let between: BTreeSet<usize> = found
        .meetings
        .iter()
        .flat_map(|m| &m.participants)
        .filter(|p| matches!(p.role, ParticipantRole::Mediator | ParticipantRole::Host))
        .map(|p| p.mention)
        .collect();
    let reader = Reader { view: &view, found, between };
    let mut groups = Vec::new();
    for part in article.readable().filter(|p| p.kind == PartKind::Body) {
        let tokens = syntax.tokens_in(part.span);
        for at in tokens.clone() {
            if let Some((end, states)) = reader.phrase(at, tokens.end)
                && let Some(span) = view.span(at..end)
                && let Some(members) = reader.members(span, states)
            {
                let by = "coreference.together".into();
                groups.push(Group { span, members, how: How::Nominal, by });
            }
        }
    }
    groups.extend(found.references.iter().filter_map(|r| reader.they(r)));
    groups.sort_by_key(|g| g.span);
    found.groups = groups;
}

struct Reader<'r, 'a> {
    view: &'r View<'a>,
    found: &'r Annotations,
    /// Whoever stands between two at a meeting is neither.
    between: BTreeSet<usize>,
}

impl Reader<'_, '_> {
    /// "Both sides", "the two countries", "the two warring parties" at a token: one past its end, and whether only states
    /// are called so. "Both sides of the river" is no phrase of that sort.
    fn phrase(&self, at: usize, end: usize) -> Option<(usize, bool)> {
        let view = self.view;
        let from = match (view.lower(at), view.lower(at + 1)) {
            ("both", _) => at + 1,
            ("the", "two") => at + 2,
            _ => return None,
        };
        let classes = &view.lexicon.clause_words;
        let noun = (from..end.min(from + 2)).find(|&i| classes.is("sides", view.lower(i)))?;
        let plain = (from..noun).all(|i| view.is_open(i) && !view.is_capital(i));
        (plain && view.lower(noun + 1) != "of" && !view.is_possessive_mark(noun + 1))
            .then(|| (noun + 1, classes.is("lands", view.lower(noun))))
    }

    /// "They" after "Tira Velt and Ono Kolo": both, where no third is in the phrase and the pronoun is clear.
    fn they(&self, reference: &Reference) -> Option<Group> {
        let view = self.view;
        let pronoun = view.syntax.tokens_in(reference.pronoun).next()?;
        if !reference.clear
            || !matches!(view.lower(pronoun), "they" | "them" | "their" | "theirs" | "themselves")
        {
            return None;
        }
        let whole = reference.antecedent;
        let first = self.found.mentions.partition_point(|m| m.span.start < whole.start);
        let inside = self.found.mentions.iter().skip(first).take_while(|m| m.span.end <= whole.end);
        let named: Vec<&Mention> = inside.take(MOST).collect();
        let [a, b] = named[..] else { return None };
        let person = |m: &Mention| m.kind == EntityKind::Person && m.how == How::Name;
        // Nothing but "and", and a title, stands between the names, and the second ends the phrase.
        let between = view.syntax.tokens_in(a.span).end..view.syntax.tokens_in(b.span).start;
        let plain = |t: usize| view.is_open(t) || view.word(t) == "." || t == between.start;
        let joined = view.lower(between.start) == "and" && between.clone().all(plain);
        let whole = person(a) && person(b) && a.name != b.name && joined && b.span.end == whole.end;
        whole.then(|| Group {
            span: reference.pronoun,
            members: vec![a.span, b.span],
            how: How::Pronoun,
            by: "references.together".into(),
        })
    }

    /// The two that were named last before it, if exactly two were.
    fn members(&self, span: Span, states: bool) -> Option<Vec<Span>> {
        let sentences = &self.view.syntax.sentences;
        let here = self.view.syntax.sentence_at(span.lo())?;
        for back in 0..=BACK {
            let sentence = *sentences.get(here.checked_sub(back)?)?;
            let end = if back == 0 { span.start } else { sentence.end };
            let mut named: BTreeMap<&str, Span> = BTreeMap::new();
            let first = self.found.mentions.partition_point(|m| m.span.start < sentence.start);
            let inside = self.found.mentions.iter().enumerate().skip(first).take(MOST);
            for (i, m) in inside.take_while(|(_, m)| m.span.start < end) {
                if self.acts(i, m, states) && !(back == 0 && self.tells(m.span, span)) {
                    named.insert(&m.name, m.span);
                }
            }
            match named.len() {
                0 | 1 => {}
                2 => return Some(named.into_values().collect()),
                _ => return None,
            }
        }
        None
    }

    /// Can it be one of two sides?
    fn acts(&self, i: usize, m: &Mention, states: bool) -> bool {
        let kind = match m.kind {
            EntityKind::State => true,
            EntityKind::ArmedGroup | EntityKind::Government | EntityKind::Organisation => !states,
            _ => false,
        };
        let view = self.view;
        let first = view.syntax.tokens_in(m.span).start;
        let before = (first.saturating_sub(2)..first).rev().map(|t| view.lower(t)).find(|w| *w != "the");
        let place = before.is_some_and(|w| view.lexicon.common_words.is_state_word("place_prepositions", w));
        kind && !place && !self.between.contains(&i)
    }

    /// Is it who says, or hears, what the phrase stands in? "Kenya told Peru that both sides" may be of two others.
    fn tells(&self, mention: Span, phrase: Span) -> bool {
        let end = self
            .found
            .attributions
            .partition_point(|a| a.content.first().is_some_and(|c| c.start <= phrase.start));
        let all = self.found.attributions.iter().take(end).rev().take(MOST);
        all.filter(|a| a.content.iter().any(|c| c.contains(phrase))).any(|a| {
            let over = |s: Option<Span>| s.is_some_and(|s| s.overlaps(mention));
            over(a.source) || over(a.told_to)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::tests::article;

    fn read(text: &str) -> Vec<String> {
        let article = article(text);
        let lexicon = Lexicon::new();
        let mut syntax = Syntax::default();
        for part in article.readable() {
            syntax.append(
                &rapporteur_syntax::rules::parse(&lexicon, article.words_of(part.span)),
                part.span.lo(),
            );
        }
        let found = crate::article(&lexicon, &article, &syntax);
        let words = |s: Span| article.words_of(s).to_owned();
        let one = |g: &Group| {
            let mut members: Vec<String> = g.members.iter().map(|s| words(*s)).collect();
            members.sort();
            format!("{}: {}", words(g.span), members.join(", "))
        };
        found.groups.iter().map(one).collect()
    }

    #[test]
    fn two_named_before_are_the_two() {
        assert_eq!(
            read("Kenya answered Peru on Monday. Both sides will meet in May. The two countries trade fish."),
            ["Both sides: Kenya, Peru", "The two countries: Kenya, Peru"]
        );
    }

    #[test]
    fn a_third_or_a_river_is_nobody() {
        assert!(read("Kenya, Peru and Ghana met on Monday. Both sides will meet in May.").is_empty());
        assert!(read("Kenya answered Peru. Both sides of the river were mined.").is_empty());
        assert!(read("Kenya was alone. Both sides will meet in May.").is_empty());
    }
}
