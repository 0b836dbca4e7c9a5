//! Coreference inside one article: which words refer to whom.
//!
//! What: shortened names ("Banda" after "Kolo Banda"), capitals as governments ("Nairobi said"), "Kenyan officials", "the
//! Kenyan president", "he". Why only precise rules: a pronoun given to the wrong person puts words in somebody's mouth;
//! a missed one only leaves the source a little vaguer. Example: "Nairobi rejected the offer" is Kenya; "in Nairobi" is the
//! city. Source: multi-pass sieves from precise to general (Raghunathan et al. 2010), stopped early.
//!
//! May touch: lexicon, article, syntax, `found.mentions` and the indices of `found.roles` into it.

use crate::bodies;
use crate::counterparts;
use crate::names::{Titles, title_end};
use crate::words::{Word, scan};
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::function_words::Classes;
use rapporteur_lexicon::given_names::Gender;
use rapporteur_model::{Annotations, Article, EntityKind, How, Mention, NameLabel, Span, Syntax};
use std::collections::{BTreeMap, BTreeSet};

/// Offices and mentions back at which a title's or pronoun's holder is looked for: bounds the work on hostile input.
const NEAR: usize = 64;
/// Words of an aside between commas at most.
const ASIDE: usize = 7;
/// Sentences back in which a pronoun's holder is looked for.
const BACK: usize = 1;

/// Joins mentions of one thing and adds titles, nominals and pronouns.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let words = scan(lexicon, article, syntax);
    let reader = Reader { lexicon, words: &words };
    reader.shortened_names(found);
    reader.acronyms(found);
    reader.capitals(found);
    reader.nominals(found);
    order(found);
    chain(found);
    bodies::annotate(lexicon, &words, &mut found.mentions);
    counterparts::annotate(lexicon, &words, found);
    reader.titles(found);
    order(found);
    reader.pronouns(found);
    order(found);
}

/// Sorts mentions by span and keeps every index into them right.
pub(crate) fn order(found: &mut Annotations) {
    let mut by_span: Vec<usize> = (0..found.mentions.len()).collect();
    by_span.sort_by_key(|&i| (found.mentions[i].span, i));
    let mut now = vec![0; by_span.len()];
    for (new, &old) in by_span.iter().enumerate() {
        now[old] = new;
    }
    let mut mentions: Vec<Mention> = by_span.iter().map(|&i| found.mentions[i].clone()).collect();
    for m in &mut mentions {
        m.antecedent = m.antecedent.and_then(|a| now.get(a).copied());
    }
    found.mentions = mentions;
    for role in &mut found.roles {
        if let Some(&new) = now.get(role.holder) {
            role.holder = new;
        }
        role.of = role.of.and_then(|m| now.get(m).copied());
    }
    for attribution in &mut found.attributions {
        attribution.source_mention = attribution.source_mention.and_then(|m| now.get(m).copied());
    }
}

/// Sets the antecedent of each name to the mention before it of the same thing.
fn chain(found: &mut Annotations) {
    let mut last: BTreeMap<(EntityKind, String), usize> = BTreeMap::new();
    for i in 0..found.mentions.len() {
        let m = &found.mentions[i];
        let key = (m.kind, m.name.to_lowercase());
        let before = last.insert(key, i);
        if found.mentions[i].antecedent.is_none() {
            found.mentions[i].antecedent = before;
        }
    }
}

struct Reader<'l, 'w> {
    lexicon: &'l Lexicon,
    words: &'l [Word<'w>],
}

impl Reader<'_, '_> {
    fn first_word(&self, span: Span) -> usize {
        self.words.partition_point(|w| w.span.end <= span.start)
    }
    fn end_word(&self, span: Span) -> usize {
        self.words.partition_point(|w| w.span.start < span.end)
    }
    fn word(&self, i: usize) -> Option<&Word<'_>> {
        self.words.get(i)
    }
    fn before(&self, i: usize) -> Option<&Word<'_>> {
        self.word(i)?;
        let joined = self.word(i).is_some_and(|w| w.joined);
        i.checked_sub(1).filter(|_| joined).and_then(|n| self.word(n))
    }
    fn after(&self, end: usize) -> Option<&Word<'_>> {
        self.word(end).filter(|w| w.joined)
    }
    fn in_list(&self, list: &str, word: &Word<'_>) -> bool {
        self.lexicon.common_words.is_state_word(list, word.text)
    }

    /// "Banda" -> "Kolo Banda", "bin Hamun" -> "Tira bin Hamun": the full name before it that ends so, else the first after.
    /// Where two fit, the one named in full more often by then, else the last. "Kolo" -> "Kolo Banda" if only one begins so.
    fn shortened_names(&self, found: &mut Annotations) {
        let mut full: BTreeMap<String, Vec<(usize, String)>> = BTreeMap::new();
        let mut distinct: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut given: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let people: Vec<usize> =
            (0..found.mentions.len()).filter(|&i| found.mentions[i].kind == EntityKind::Person).collect();
        for &i in &people {
            let name = found.mentions[i].name.clone();
            let parts: Vec<&str> = name.split(' ').collect();
            for cut in 1..parts.len().min(8) {
                // "Hillary Clinton" is no short form of "Crooked Hillary Clinton".
                let particle = parts[cut].chars().next().is_some_and(char::is_lowercase);
                if cut + 1 == parts.len() || particle {
                    let end = parts[cut..].join(" ").to_lowercase();
                    // "Hamun" is short for "Tira al-Hamun" too.
                    let bare = end.strip_prefix("al-").or_else(|| end.strip_prefix("el-")).map(str::to_owned);
                    for end in std::iter::once(end).chain(bare) {
                        distinct.entry(end.clone()).or_default().insert(name.clone());
                        full.entry(end).or_default().push((i, name.clone()));
                    }
                }
            }
            if let [first, _, ..] = parts[..] {
                given.entry(first.to_lowercase()).or_default().insert(name.clone());
            }
        }
        for &i in &people {
            let short = found.mentions[i].name.to_lowercase();
            let first_names =
                given.get(&short).filter(|names| names.len() == 1 && !full.contains_key(&short));
            if let Some(name) = first_names.and_then(|names| names.first()) {
                found.mentions[i].name.clone_from(name);
                continue;
            }
            let Some(fits) = full.get(&short) else { continue };
            let at = fits.partition_point(|(n, _)| *n < i);
            let mut counts: BTreeMap<&String, (usize, usize)> = BTreeMap::new();
            for (n, name) in fits.get(..at).unwrap_or(&[]).iter().rev().take(64) {
                let slot = counts.entry(name).or_insert((0, *n));
                slot.0 += 1;
            }
            let before = counts.iter().max_by_key(|(_, c)| **c).map(|(name, c)| (c.1, (*name).clone()));
            let single = distinct.get(&short).is_some_and(|names| names.len() == 1);
            // A name before its full form (a headline): only if one full form fits.
            let pick = before.or_else(|| fits.get(at).filter(|_| single).cloned());
            if let Some((n, name)) = pick {
                found.mentions[i].name = name;
                found.mentions[i].antecedent = (n < i).then_some(n);
                let state = found.mentions[n].state.clone();
                if found.mentions[i].state.is_none() {
                    found.mentions[i].state = state;
                }
            }
        }
        self.short_bodies(found);
    }

    /// "the Post" -> "Harbour Post", "Karo" -> "Karo Shipping": a body called by the last or the first word of its name, a
    /// person by a first word that is no given name, if only one in the article has it there. It goes before a guess, and before a town of that name that only the gazetteer
    /// knows, where the word does what bodies do and the article speaks of no such town.
    fn short_bodies(&self, found: &mut Annotations) {
        let mut by_last: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        let mut by_first: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        let mut surnames: BTreeSet<&str> = BTreeSet::new();
        for (i, m) in found.mentions.iter().enumerate() {
            let Some((rest, last)) = m.name.rsplit_once(' ') else { continue };
            if m.kind == EntityKind::Person {
                surnames.insert(last);
                // "Komura" after "Komura Jutaro": some name the family first.
                if let Some(first) = rest.split(' ').next().filter(|w| self.tells_apart(w)) {
                    by_first.entry(first.to_owned()).or_default().entry(m.name.clone()).or_insert(i);
                }
            } else if m.label == Some(NameLabel::Org) && m.how == How::Name {
                by_last.entry(last.to_owned()).or_default().entry(m.name.clone()).or_insert(i);
                let first = rest.split(' ').next().unwrap_or(rest);
                if self.tells_apart(first) {
                    by_first.entry(first.to_owned()).or_default().entry(m.name.clone()).or_insert(i);
                }
            }
        }
        by_first.retain(|first, _| !surnames.contains(first.as_str()));
        let mut towns: BTreeSet<String> = BTreeSet::new();
        for m in found.mentions.iter().filter(|m| m.kind == EntityKind::Place) {
            let used = by_first.contains_key(&m.name);
            if used && !self.acts(self.first_word(m.span), self.end_word(m.span)) {
                towns.insert(m.name.clone());
            }
        }
        for i in 0..found.mentions.len() {
            let m = &found.mentions[i];
            let by_end = by_last.get(&m.name).filter(|_| m.by == "names.one-word");
            let guessed = matches!(
                &*m.by,
                "names.one-word" | "names.model" | "names.gazetteer" | "names.person-by-verb"
            );
            let by_start = by_first.get(&m.name).filter(|_| guessed && !towns.contains(&m.name));
            let one = |fits: &BTreeMap<String, usize>| match fits.len() {
                1 => fits.first_key_value().map(|(name, &other)| (name.clone(), other)),
                _ => None,
            };
            let Some((name, other)) = by_end.and_then(one).or_else(|| by_start.and_then(one)) else {
                continue;
            };
            let of = &found.mentions[other];
            let (kind, label, state) = (of.kind, of.label, of.state.clone());
            let m = &mut found.mentions[i];
            (m.name, m.kind, m.label, m.state) = (name, kind, label, state);
            m.by = "coreference.short-body".into();
        }
    }

    /// Can a body be called by this word of its name alone? Not by "National", "Bank" or a country.
    fn tells_apart(&self, word: &str) -> bool {
        let list = &self.lexicon;
        word.chars().next().is_some_and(char::is_uppercase)
            && list.org_words.get(word).is_none()
            && list.common_words.get(word).is_none()
            && list.known.get(word).is_empty()
            && list.given_names.get(word).is_none()
            && !list.offices.is_modifier(word)
            && list.function_words.classes(&word.to_lowercase()).is_open()
    }

    /// Does a name do what people and bodies do and places do not: "Karo was willing to", "if Karo would drop"?
    fn acts(&self, first: usize, end: usize) -> bool {
        let preposition = self.before(first).is_some_and(|b| self.in_list("place_prepositions", b));
        !preposition && end > first && self.stands_for_government(first, end)
    }

    /// "NLF" -> "Northern Liberation Front".
    fn acronyms(&self, found: &mut Annotations) {
        let mut of_initials: BTreeMap<String, (EntityKind, String, Option<String>)> = BTreeMap::new();
        for m in found.mentions.iter().filter(|m| {
            m.how == How::Name
                && m.name.contains(' ')
                && !matches!(m.kind, EntityKind::Person | EntityKind::Place)
        }) {
            let initials: String = m
                .name
                .split([' ', '-'])
                .filter_map(|w| w.chars().next())
                .filter(|c| c.is_uppercase())
                .collect();
            if initials.chars().count() > 1 {
                of_initials.entry(initials).or_insert((m.kind, m.name.clone(), m.state.clone()));
            }
        }
        for m in found.mentions.iter_mut().filter(|m| m.by == "names.acronym") {
            if let Some((kind, name, state)) = of_initials.get(&m.name.replace('.', "")) {
                (m.kind, m.name, m.state) = (*kind, name.clone(), state.clone());
                m.by = "coreference.acronym".into();
            }
        }
    }

    /// Capitals that stand for their government, by what stands around them.
    fn capitals(&self, found: &mut Annotations) {
        let mut metonyms: Vec<(usize, String, String)> = Vec::new();
        for (i, m) in found.mentions.iter().enumerate() {
            if m.kind != EntityKind::Place {
                continue;
            }
            let Some(state) = self.lexicon.known.capital(&m.name) else { continue };
            let (first, end) = (self.first_word(m.span), self.end_word(m.span));
            if end > first && self.stands_for_government(first, end) {
                metonyms.push((i, state.name.to_owned(), state.code.to_owned()));
            }
        }
        // "talks between Nairobi and Lima": if one is a government, so is the other.
        for (i, name, code) in metonyms {
            if let Some(m) = found.mentions.get_mut(i) {
                m.kind = EntityKind::State;
                m.how = How::Metonym;
                m.label = Some(NameLabel::Gpe);
                m.name = name;
                m.state = Some(code);
                m.by = "coreference.capital".into();
            }
        }
    }

    fn stands_for_government(&self, first: usize, end: usize) -> bool {
        let Some(word) = self.word(end - 1) else { return false };
        let before = self.before(first);
        let preposition = before.is_some_and(|b| self.in_list("place_prepositions", b));
        if word.possessive {
            let belongs = |i: usize| self.after(i).is_some_and(|w| self.in_list("belongings", w));
            return belongs(end) || (self.after(end).is_some_and(|w| !w.capital()) && belongs(end + 1));
        }
        if let Some(b) = before {
            let party = |i: usize| self.word(i).is_some_and(|w| self.in_list("party_words", w));
            if matches!(b.text, "with" | "between" | "against") && first >= 2 && party(first - 2) {
                return true;
            }
            // "talks between X and Nairobi"
            let far = first.saturating_sub(6)..first.saturating_sub(1);
            let between = far.clone().find(|&i| self.word(i).is_some_and(|w| w.text == "between"));
            if b.text == "and" && between.is_some_and(|i| i > 0 && party(i - 1)) {
                return true;
            }
            if b.text == "for" && self.after(end).is_some_and(|w| w.text.ends_with("ing") && !w.capital()) {
                return true;
            }
            if self.in_list("addressed", b) {
                return true;
            }
        }
        // "The Paris talks": a capital that is a party takes no article.
        if preposition
            || before.is_some_and(|b| matches!(b.lower().as_str(), "the" | "this" | "these" | "a" | "an"))
        {
            return false;
        }
        // The subject of a verb that only people and governments can do.
        let mut i = self.past_aside(end);
        let mut helped = false;
        // 'Nairobi "continues to support"': quotation marks do not part a subject from its verb.
        let from = i;
        while let Some(w) = self.word(i).filter(|w| (w.close || i == from && from > end) && i < from + 4) {
            if self.in_list("aux", w) || w.text.ends_with("ly") {
                helped = true;
                i += 1;
                continue;
            }
            // A base form needs its helper: "Nairobi will sign", but "Nairobi call" is no clause.
            let base = helped
                && ["s", "es", "ed", "d"]
                    .iter()
                    .any(|e| self.lexicon.common_words.is_state_word("verbs", &format!("{}{e}", w.text)));
            return self.in_list("verbs", w) || (helped && self.in_list("participles", w)) || base;
        }
        false
    }

    /// "Nairobi, under pressure, accelerates talks": where the sentence goes on behind an aside between commas.
    fn past_aside(&self, end: usize) -> usize {
        let opens = self.word(end).is_some_and(|w| w.comma && !w.capital() && !w.start);
        if !opens {
            return end;
        }
        let closes = (end + 1..end + ASIDE).find(|&i| self.word(i).is_some_and(|w| w.comma));
        let goes_on = Classes::CONJUNCTION.or(Classes::RELATIVE).or(Classes::WH);
        let lists = self.word(end).is_some_and(|w| self.lexicon.function_words.classes(w.text).has(goes_on));
        closes.filter(|_| !lists).unwrap_or(end)
    }

    /// "Kenyan officials", "Kenya's delegation", "the U.S. government": mentions of the state.
    fn nominals(&self, found: &mut Annotations) {
        let mut new = Vec::new();
        for m in &found.mentions {
            if m.kind == EntityKind::State {
                new.extend(self.nominal(m));
            }
        }
        found.mentions.extend(new);
    }

    fn nominal(&self, m: &Mention) -> Option<Mention> {
        if m.how == How::Metonym {
            return None;
        }
        let mut i = self.end_word(m.span);
        // Half a word ("Israeli-backed") is no adjective of what follows.
        if self.word(i.checked_sub(1)?)?.span.end != m.span.end {
            return None;
        }
        let limit = i + 5;
        while i < limit {
            let word = self.after(i)?;
            let part = |n: usize| {
                self.after(n).is_some_and(|w| {
                    !w.capital() && (self.in_list("agents", w) || self.lexicon.offices.is_modifier(w.text))
                })
            };
            let and = self.after(i + 1).is_some_and(|w| w.text == "and");
            let next_goes_on = part(i + 1) || (and && part(i + 2));
            if self.in_list("agents", word) && !next_goes_on {
                // "Kenyan government minister Kolo": a title, not the state.
                if self.after(i + 1).is_some_and(|n| n.capital()) && !word.possessive {
                    return None;
                }
                return Some(Mention {
                    span: m.span.join(word.span),
                    kind: EntityKind::State,
                    label: None,
                    how: How::Nominal,
                    name: m.name.clone(),
                    state: m.state.clone(),
                    antecedent: None,
                    by: "coreference.state-nominal".into(),
                    confidence: None,
                });
            }
            let modifier = self.lexicon.offices.is_modifier(word.text)
                || self.lexicon.offices.is_qualifier(word.text)
                || self.in_list("agents", word)
                || word.text == "and";
            if !modifier || word.possessive {
                return None;
            }
            i += 1;
        }
        None
    }

    /// "the president", "the Kenyan foreign minister": the one holder named so far.
    fn titles(&self, found: &mut Annotations) {
        let titles = Titles { lexicon: self.lexicon, words: self.words };
        let office =
            |role: &str| self.lexicon.offices.nearest(role).map_or(role.to_owned(), |o| o.role.to_owned());
        let mut holders: Vec<(usize, String, usize)> = Vec::new();
        for r in &found.roles {
            holders.push((r.span.lo(), office(&r.role), r.holder));
        }
        holders.sort();
        let former: BTreeSet<usize> = found
            .roles
            .iter()
            .filter(|r| {
                r.qualifier.as_deref().is_some_and(|q| self.lexicon.common_words.is_state_word("former", q))
            })
            .map(|r| r.holder)
            .collect();
        let mut new = Vec::new();
        for i in 0..self.words.len() {
            let word = &self.words[i];
            if word.lower() != "the" && !word.possessive {
                continue;
            }
            let Some(title) = titles.at(i + 1, self.words.len().min(i + 10)) else { continue };
            let Some(from) = self.word(i + 1).filter(|w| w.joined) else { continue };
            let Some(core_end) = self.title_core(i + 1) else { continue };
            if title.plural
                || title.qualifier.is_some()
                || self.after(core_end).is_some_and(|w| w.capital() && !w.start)
            {
                continue;
            }
            if word.possessive && self.lexicon.known.state(word.text).is_none() {
                continue;
            }
            // "the president of the club": only a state may follow.
            if title.end > core_end && title.state.is_none() {
                continue;
            }
            let state = match word.possessive {
                true => self.lexicon.known.state(word.text).map(|s| s.code.to_owned()),
                false => title.state.clone(),
            };
            let core = office(&title.role);
            let last = self.word(title.end.saturating_sub(1)).map_or(from.span, |w| w.span);
            let mut fits: BTreeMap<&str, usize> = BTreeMap::new();
            let so_far = holders.partition_point(|(at, _, _)| *at < from.span.lo());
            for (at, role, holder) in holders.get(..so_far).unwrap_or(&[]).iter().rev().take(NEAR) {
                let Some(m) = found.mentions.get(*holder) else { continue };
                let same = *role == core
                    || (core == "leader" && self.lexicon.common_words.is_state_word("leaders", role))
                    || (core == "minister" && role.ends_with("minister"));
                let of_state = match (&state, &m.state) {
                    (Some(a), Some(b)) => a == b,
                    _ => true,
                };
                if *at < from.span.lo() && same && of_state && !former.contains(holder) {
                    fits.insert(&m.name, *holder);
                }
            }
            if fits.len() > 1 && state.is_some() {
                // The one whose state is said beats those whose is not.
                fits.retain(|_, h| found.mentions.get(*h).is_some_and(|m| m.state == state));
            }
            let mut only = fits.into_iter();
            let fit = match (only.next(), only.next()) {
                (Some((name, _)), None) => Some(name),
                // Nobody here holds it: other articles may say who does.
                (None, _) if state.is_some() && self.lexicon.offices.is_sole(&core) => None,
                _ => continue,
            };
            let span = from.span.join(last);
            let near = found.roles.partition_point(|r| r.span.start < span.end);
            if found
                .roles
                .get(near.saturating_sub(8)..near)
                .unwrap_or(&[])
                .iter()
                .any(|r| r.span.overlaps(span))
            {
                continue;
            }
            let Some(name) = fit else {
                new.push(Mention {
                    span,
                    kind: EntityKind::Person,
                    label: None,
                    how: How::Title,
                    name: core,
                    state,
                    antecedent: None,
                    by: "coreference.title-elsewhere".into(),
                    confidence: None,
                });
                continue;
            };
            let Some(antecedent) = last_of(&found.mentions, EntityKind::Person, name, from.span.lo()) else {
                continue;
            };
            new.push(Mention {
                span,
                kind: EntityKind::Person,
                label: None,
                how: How::Title,
                name: name.to_owned(),
                state: found.mentions.get(antecedent).and_then(|m| m.state.clone()),
                antecedent: Some(antecedent),
                by: "coreference.title".into(),
                confidence: None,
            });
        }
        found.mentions.extend(new);
    }

    /// Where the title at `start` ends without its complement, past a demonym.
    fn title_core(&self, start: usize) -> Option<usize> {
        (start..start + 5).find_map(|i| {
            if i > start && !self.word(i)?.joined {
                return None;
            }
            title_end(self.lexicon, self.words, i, self.words.len().min(i + 8))
        })
    }

    /// he, she, it, they, where one candidate is clear.
    fn pronouns(&self, found: &mut Annotations) {
        let gender = self.genders(found);
        let sentence_of = |m: &Mention| self.word(self.first_word(m.span)).map(|w| (w.part, w.sentence));
        let mut by_sentence: BTreeMap<usize, Vec<Seen>> = BTreeMap::new();
        for (i, m) in found.mentions.iter().enumerate() {
            let first = self.first_word(m.span);
            let Some((_, sentence)) = sentence_of(m) else { continue };
            by_sentence.entry(sentence).or_default().push(Seen::of(
                m,
                i,
                first..self.end_word(m.span),
                self.word(first).is_some_and(|w| w.quoted),
            ));
        }
        let mut new: Vec<Mention> = Vec::new();
        let offset = found.mentions.len();
        for (i, word) in self.words.iter().enumerate() {
            if word.quoted || word.possessive || word.title {
                continue;
            }
            let who = if self.in_list("he", word) {
                Some(Gender::He)
            } else if self.in_list("she", word) {
                Some(Gender::She)
            } else {
                None
            };
            let antecedent = match who {
                Some(who) => self.he_or_she(i, who, &by_sentence, &gender),
                None if matches!(word.text, "It" | "They") => self.it_or_they(i, &by_sentence),
                None => None,
            };
            let Some(seen) = antecedent.cloned() else { continue };
            let mention = Mention {
                span: word.span,
                kind: seen.kind,
                label: None,
                how: How::Pronoun,
                name: seen.name.clone(),
                state: seen.state.clone(),
                antecedent: Some(seen.index),
                by: "coreference.pronoun".into(),
                confidence: None,
            };
            let entry = Seen::of(&mention, offset + new.len(), i..i + 1, false);
            by_sentence.entry(word.sentence).or_default().push(entry);
            new.push(mention);
        }
        found.mentions.extend(new);
    }

    fn he_or_she<'s>(
        &self,
        at: usize,
        who: Gender,
        seen: &'s BTreeMap<usize, Vec<Seen>>,
        gender: &BTreeMap<String, Gender>,
    ) -> Option<&'s Seen> {
        let word = self.word(at)?;
        let fits = |s: &&Seen| {
            let known = gender.get(&s.name).copied().unwrap_or(Gender::Either);
            s.kind == EntityKind::Person && (known == who || known == Gender::Either) && !s.quoted
        };
        let here: Vec<&Seen> = seen
            .get(&word.sentence)
            .into_iter()
            .flatten()
            .rev()
            .take(NEAR)
            .filter(|s| s.first < at)
            .filter(fits)
            .collect();
        match one(&here) {
            Some(only) => return Some(only),
            None if !here.is_empty() => return None,
            None => {}
        }
        for back in 1..=BACK {
            let sentence = word.sentence.checked_sub(back)?;
            let there: Vec<&Seen> =
                seen.get(&sentence).into_iter().flatten().take(NEAR).filter(fits).collect();
            if there.is_empty() {
                continue;
            }
            if let Some(only) = one(&there) {
                return Some(only);
            }
            // Two people: the subject of the sentence before, for a pronoun that is a subject itself.
            let subject = there.iter().min_by_key(|s| s.first).copied()?;
            let opens = self
                .words
                .get(..subject.first)?
                .iter()
                .rev()
                .take(2)
                .take_while(|w| w.sentence == sentence)
                .count()
                <= 1;
            let mine = self
                .words
                .get(..at)?
                .iter()
                .rev()
                .take(2)
                .take_while(|w| w.sentence == word.sentence)
                .count()
                <= 1;
            let says = self.after(subject.end).is_some_and(|w| self.in_list("speech_verbs", w));
            return (opens && mine && says && matches!(word.lower().as_str(), "he" | "she"))
                .then_some(subject);
        }
        None
    }

    fn it_or_they<'s>(&self, at: usize, seen: &'s BTreeMap<usize, Vec<Seen>>) -> Option<&'s Seen> {
        let word = self.word(at)?;
        let next = self.after(at + 1)?;
        if !word.start || !self.in_list("verbs", next) {
            return None;
        }
        let sentence = word.sentence.checked_sub(1)?;
        let start = self.words.partition_point(|w| w.sentence < sentence);
        let plural = word.text == "They";
        let there = seen.get(&sentence)?;
        let subject = there
            .iter()
            .take(NEAR)
            .filter(|s| !s.quoted && s.first <= start + 2)
            .max_by_key(|s| (s.end, s.index))?;
        let body = matches!(
            subject.kind,
            EntityKind::State
                | EntityKind::Organisation
                | EntityKind::ArmedGroup
                | EntityKind::Outlet
                | EntityKind::Office
                | EntityKind::Government
        );
        let fits = match plural {
            true => subject.how == How::Nominal,
            false => body && subject.how != How::Nominal && !subject.adjective,
        };
        let acts =
            self.after(subject.end).is_some_and(|w| self.in_list("verbs", w) || self.in_list("aux", w));
        (fits && acts).then_some(subject)
    }

    /// What given names and honorifics say of the people of the article.
    fn genders(&self, found: &Annotations) -> BTreeMap<String, Gender> {
        let mut out: BTreeMap<String, Gender> = BTreeMap::new();
        for m in found.mentions.iter().filter(|m| m.kind == EntityKind::Person && m.how == How::Name) {
            let first = self.first_word(m.span);
            let honorific = first
                .checked_sub(1)
                .and_then(|i| self.word(i))
                .and_then(|w| self.lexicon.given_names.honorific(w.text));
            let given = m.name.contains(' ').then(|| m.name.split(' ').next()).flatten();
            let given = given.and_then(|g| self.lexicon.given_names.get(g));
            if let Some(g) = honorific.filter(|g| *g != Gender::Either).or(given) {
                out.entry(m.name.clone()).or_insert(g);
            }
        }
        out
    }
}

/// A mention as pronouns see it.
#[derive(Debug, Clone)]
struct Seen {
    index: usize,
    first: usize,
    end: usize,
    kind: EntityKind,
    how: How,
    name: String,
    state: Option<String>,
    quoted: bool,
    adjective: bool,
}

impl Seen {
    fn of(m: &Mention, index: usize, words: std::ops::Range<usize>, quoted: bool) -> Seen {
        let adjective = m.label == Some(NameLabel::Norp) && m.how == How::Name;
        let (name, state) = (m.name.clone(), m.state.clone());
        Seen {
            index,
            first: words.start,
            end: words.end,
            kind: m.kind,
            how: m.how,
            name,
            state,
            quoted,
            adjective,
        }
    }
}

/// The last of several mentions, if all are of one name.
fn one<'s>(seen: &[&'s Seen]) -> Option<&'s Seen> {
    let last = seen.iter().max_by_key(|s| s.first)?;
    seen.iter().all(|s| s.name == last.name).then_some(*last)
}

/// The last mention of that name before byte `at`.
fn last_of(mentions: &[Mention], kind: EntityKind, name: &str, at: usize) -> Option<usize> {
    let end = mentions.partition_point(|m| m.span.lo() < at);
    mentions.get(..end)?.iter().rposition(|m| m.kind == kind && m.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{names, roles};

    fn read(text: &str) -> Vec<String> {
        let article = names::tests::article(text);
        let lexicon = Lexicon::new();
        let mut found = Annotations::default();
        names::annotate(&lexicon, &article, &Syntax::default(), &mut found);
        roles::annotate(&lexicon, &article, &Syntax::default(), &mut found);
        annotate(&lexicon, &article, &Syntax::default(), &mut found);
        assert!(found.mentions.is_sorted_by_key(|m| m.span));
        found.mentions.iter().map(|m| format!("{}: {} {}", article.words_of(m.span), m.how, m.name)).collect()
    }

    #[test]
    fn shortened_names_grow() {
        assert_eq!(
            read("# Banda leaves\nKolo Banda met Ono al-Velt. Al-Velt thanked Banda over Velt."),
            [
                "Banda: name Kolo Banda",
                "Kolo Banda: name Kolo Banda",
                "Ono al-Velt: name Ono al-Velt",
                "Al-Velt: name Ono al-Velt",
                "Banda: name Kolo Banda",
                "Velt: name Ono al-Velt"
            ]
        );
    }

    #[test]
    fn capitals_are_governments_by_context() {
        assert_eq!(
            read(
                "Nairobi said talks with Lima would go on in Nairobi. Troops stood near Lima. A source familiar with Lima's position flew from Nairobi, while Lima prefers to wait."
            ),
            [
                "Nairobi: metonym Kenya",
                "Lima: metonym Peru",
                "Nairobi: name Nairobi",
                "Lima: name Lima",
                "Lima: metonym Peru",
                "Nairobi: name Nairobi",
                "Lima: metonym Peru"
            ]
        );
    }

    #[test]
    fn nominals_with_a_demonym_are_the_state() {
        assert_eq!(
            read(
                "Kenyan military and political officials met the Peruvian delegation. Kenya's government agreed. A Peruvian official left."
            ),
            [
                "Kenyan: name Kenya",
                "Kenyan military and political officials: nominal Kenya",
                "Peruvian: name Peru",
                "Peruvian delegation: nominal Peru",
                "Kenya: name Kenya",
                "Kenya's government: nominal Kenya",
                "Peruvian: name Peru"
            ]
        );
    }

    #[test]
    fn titles_mean_the_only_holder() {
        let found = read(
            "Kenyan President Kolo Banda met Peruvian Foreign Minister Tira Velt. The president thanked the foreign minister. The Kenyan leader left.",
        );
        for expect in [
            "president: title Kolo Banda",
            "foreign minister: title Tira Velt",
            "Kenyan leader: title Kolo Banda",
        ] {
            assert!(found.iter().any(|f| f == expect), "{expect}: {found:?}");
        }
        let two = read("Kenyan President Kolo Banda met Peruvian President Tira Velt. The president left.");
        assert!(!two.iter().any(|f| f.contains("title")), "{two:?}");
    }

    #[test]
    fn pronouns_where_one_is_clear() {
        let found = read(
            "Kolo Banda left on Monday. He said his side was ready. Mr. Tamm met Ono Velt. He said nothing.",
        );
        let pronouns: Vec<&String> = found.iter().filter(|f| f.contains("pronoun")).collect();
        assert_eq!(pronouns, ["He: pronoun Kolo Banda", "his: pronoun Kolo Banda", "He: pronoun Tamm"]);
        let two =
            read("Kolo Banda told Ono Velt that he would stay. Margaret Kolo heard Peter Velt. She said so.");
        let pronouns: Vec<&String> = two.iter().filter(|f| f.contains("pronoun")).collect();
        assert_eq!(pronouns, ["She: pronoun Margaret Kolo"]);
        let it = read("Kenya abandoned the truce on Monday. It sent troops. It was raining.");
        assert_eq!(it.iter().filter(|f| f.contains("It: pronoun Kenya")).count(), 1);
    }
}
