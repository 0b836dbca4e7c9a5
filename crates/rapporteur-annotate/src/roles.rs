//! Offices: who is said to hold which, and of which state.
//!
//! What: "Kenyan Foreign Minister Kolo Banda", "Minister of Fisheries, Ono Velt,", "Ono Velt, the foreign minister of
//! Kenya", "then-president Velt", "advisers Ono Velt and Tira Kolo". Why: whether somebody speaks for a state depends on
//! the office held at the time, and offices tell homonyms apart. The span runs over office and name. Source: apposition
//! patterns of newspaper English.
//!
//! May touch: lexicon, article, syntax, `found.mentions` (only the state of a holder), `found.roles`.

use crate::names::{Titles, title_end};
use crate::words::{Word, scan};
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::known::{Known, StateForm};
use rapporteur_model::{Annotations, Article, EntityKind, How, NameLabel, RoleMention, Syntax};

/// A title is looked for in so many words before or after a name.
const REACH: usize = 12;

/// Adds an office for each person whose title stands beside the name.
pub fn annotate(lexicon: &Lexicon, article: &Article, syntax: &Syntax, found: &mut Annotations) {
    let words = scan(lexicon, article, syntax);
    let titles = Titles { lexicon, words: &words };
    let mut roles: Vec<RoleMention> = Vec::new();
    let mut shared: Option<(usize, Title)> = None;
    let starts: Vec<usize> = person_starts(&words, found);
    for (i, m) in found.mentions.iter().enumerate() {
        if m.kind != EntityKind::Person || m.how != How::Name {
            continue;
        }
        let first = words.partition_point(|w| w.span.start < m.span.start);
        let end = words.partition_point(|w| w.span.start < m.span.end);
        if first >= end || end > words.len() {
            continue;
        }
        let before = titles.before(first);
        let title = match (&before, &shared) {
            (None, Some((to, title))) if listed(&words, *to, first) => Some(title.clone()),
            _ => before,
        };
        let title = title.map(|t| Title { state: t.state.clone().or_else(|| titles.of_state(end)), ..t });
        if let Some(title) = &title {
            let from = words.get(title.first).map_or(m.span, |w| w.span);
            let own = title.first.checked_sub(1).filter(|&its| its_own(&words, its));
            let of = own.and_then(|its| body_before(&words, found, its));
            roles.push(role(i, from.join(m.span), title, of, found));
        }
        shared = title.filter(|t| t.plural).map(|t| (end, t));
        if let Some(title) = titles.after(end, &starts) {
            let to = words.get(title.end.saturating_sub(1)).map_or(m.span, |w| w.span);
            // "Ono Velt, its director": whose name stands before.
            let own = (end..title.first).find(|&its| its_own(&words, its));
            let of = own.and_then(|_| body_before(&words, found, first));
            roles.push(role(i, m.span.join(to), &title, of, found));
        }
    }
    for r in &roles {
        if let (Some(m), Some(state)) = (found.mentions.get_mut(r.holder), &r.state) {
            m.state.get_or_insert_with(|| state.clone());
        }
    }
    roles.sort_by(|a, b| (a.span, a.holder, &a.role).cmp(&(b.span, b.holder, &b.role)));
    found.roles.extend(roles);
}

fn role(
    holder: usize,
    span: rapporteur_model::Span,
    title: &Title,
    of: Option<usize>,
    found: &Annotations,
) -> RoleMention {
    let of = of.filter(|_| title.state.is_none());
    let theirs = of.and_then(|of| found.mentions.get(of)).and_then(|m| m.state.clone());
    RoleMention {
        span,
        holder,
        role: title.role.clone(),
        qualifier: title.qualifier.clone(),
        state: title.state.clone().or(theirs),
        of,
        by: title.by.into(),
    }
}

fn its_own(words: &[Word<'_>], at: usize) -> bool {
    words.get(at).is_some_and(|w| matches!(&*w.lower(), "its" | "their"))
}

/// The state or body that "its" at word `at` stands for: the only one that its sentence names before it, else the one
/// with which the sentence before begins or that it alone names.
fn body_before(words: &[Word<'_>], found: &Annotations, at: usize) -> Option<usize> {
    let own = words.get(at)?;
    let bodies = |sentence: usize, until: usize| -> Vec<usize> {
        let start = words.partition_point(|w| w.sentence < sentence);
        let (from, to) = (words.get(start).map(|w| w.span.start), words.get(until).map(|w| w.span.start));
        let (Some(from), Some(to)) = (from, to) else { return Vec::new() };
        let body = |m: &rapporteur_model::Mention| {
            let kind = matches!(
                m.kind,
                EntityKind::State
                    | EntityKind::Government
                    | EntityKind::ArmedGroup
                    | EntityKind::Organisation
                    | EntityKind::Place
            );
            kind && m.how == How::Name && m.label != Some(NameLabel::Norp)
        };
        // Names stand in order here, so that a long article is not read anew for each "its".
        let at = |byte: u32| found.mentions.partition_point(|m| m.span.start < byte);
        (at(from)..at(to)).filter(|&i| found.mentions.get(i).is_some_and(body)).collect()
    };
    let name = |m: &usize| found.mentions.get(*m).map(|m| m.name.clone());
    let alone = |of: &[usize]| {
        let last = of.last()?;
        of.iter().all(|m| name(m) == name(last)).then_some(*last)
    };
    let here = bodies(own.sentence, at);
    if !here.is_empty() {
        return alone(&here);
    }
    let start = words.partition_point(|w| w.sentence < own.sentence);
    let sentence = own.sentence.checked_sub(1)?;
    // Not over the end of a paragraph's part.
    if words.get(start.checked_sub(1)?)?.part != own.part {
        return None;
    }
    let before = bodies(sentence, start);
    let first = words.partition_point(|w| w.sentence < sentence);
    let opens = |m: &&usize| {
        found.mentions.get(**m).zip(words.get(first)).is_some_and(|(m, w)| m.span.start <= w.span.start + 4)
    };
    alone(&before).or_else(|| before.iter().find(opens).copied())
}

/// The words at which names of people begin.
fn person_starts(words: &[Word<'_>], found: &Annotations) -> Vec<usize> {
    let people = found.mentions.iter().filter(|m| m.kind == EntityKind::Person);
    people.map(|m| words.partition_point(|w| w.span.start < m.span.start)).collect()
}

/// Does a name that begins at `first` go on the list that ended at `end`: "Velt and Kolo", "Velt, Kolo and Banda"?
fn listed(words: &[Word<'_>], end: usize, first: usize) -> bool {
    let between = words.get(end..first);
    match between {
        Some([]) => words.get(first).is_some_and(|w| w.comma),
        Some([and]) => and.text == "and",
        _ => false,
    }
}

/// An office as written.
#[derive(Debug, Clone)]
pub(crate) struct Title {
    /// First word, with qualifier and state.
    pub(crate) first: usize,
    /// One past the last word.
    pub(crate) end: usize,
    /// Canonical, lower case.
    pub(crate) role: String,
    pub(crate) qualifier: Option<String>,
    pub(crate) state: Option<String>,
    /// "advisers"
    pub(crate) plural: bool,
    pub(crate) by: &'static str,
}

impl Titles<'_, '_> {
    /// "President Kolo of Kenya": the state behind a name that ends before word `end`.
    fn of_state(&self, end: usize) -> Option<String> {
        self.words.get(end).filter(|w| w.joined && w.text == "of")?;
        let (to, code) = self.state_at(end + 1, self.words.len().min(end + REACH))?;
        // "of Kenya Airways"
        let goes_on = self.words.get(to).is_some_and(|w| w.joined && w.capital());
        (!goes_on && !self.words[to - 1].possessive).then_some(code)
    }
    /// The title that ends right before word `first`.
    pub(crate) fn before(&self, first: usize) -> Option<Title> {
        let words = self.words;
        let name = words.get(first)?;
        let comma = name.comma;
        if !(name.joined || comma) || first == 0 {
            return None;
        }
        let mut from = first - 1;
        while from > 0 && first - from < REACH && words[from].joined {
            from -= 1;
        }
        for start in from..first {
            let Some(title) = self.at(start, first) else { continue };
            if title.end != first {
                continue;
            }
            // "Kolo, the foreign minister, Tira Banda": the title belongs to the name before it.
            let before = title.first.checked_sub(1).and_then(|i| words.get(i));
            let apposed = comma
                && (words[title.first].comma
                    || before.is_some_and(|b| matches!(b.text, "the" | "a" | "an"))
                        && words.get(title.first - 1).is_some_and(|w| w.comma));
            let general = before.is_some_and(|b| b.text == "in") && title.role == "general";
            if apposed || general || (comma && title.plural) {
                return None;
            }
            return Some(Title {
                by: if comma { "roles.title-comma-name" } else { "roles.title-name" },
                ..title
            });
        }
        None
    }

    /// The title in apposition that begins after word `end - 1`.
    fn after(&self, end: usize, people: &[usize]) -> Option<Title> {
        let words = self.words;
        if !words.get(end)?.comma {
            return None;
        }
        let mut start = end;
        while matches!(
            words.get(start)?.text,
            "the"
                | "a"
                | "an"
                | "his"
                | "her"
                | "its"
                | "who"
                | "is"
                | "was"
                | "has"
                | "been"
                | "served"
                | "as"
                | "their"
        ) {
            start += 1;
            if !words.get(start)?.joined {
                return None;
            }
        }
        if let Some(title) = self.leads(start) {
            return Some(title);
        }
        let title = self.at(start, words.len().min(start + REACH))?;
        // "Kolo, Foreign Minister Banda": somebody else's title.
        let theirs = words.get(title.end).is_some_and(|w| w.joined || w.comma)
            && people.binary_search(&title.end).is_ok();
        if title.plural || title.first != start || (theirs && words.get(title.end).is_some_and(|w| w.joined))
        {
            return None;
        }
        if theirs && start == end {
            return None;
        }
        Some(Title { by: "roles.name-comma-title", ..title })
    }

    /// "who leads the Kenyan delegation": the head of a state's team.
    fn leads(&self, start: usize) -> Option<Title> {
        let (words, classes) = (self.words, &self.lexicon.clause_words);
        let verb = words.get(start)?;
        if !classes.is("leads", &verb.lower()) {
            return None;
        }
        let mut at = start + 1;
        at += usize::from(words.get(at)?.text == "the");
        let (to, state) = self.state_at(at, words.len().min(at + REACH))?;
        // "the Kenyan negotiating team"
        let team = (to..to + 2)
            .find(|&i| words.get(i).is_some_and(|w| w.joined && classes.is("team", &w.lower())))?;
        Some(Title {
            first: start,
            end: team + 1,
            role: self
                .lexicon
                .offices
                .get("chief negotiator")
                .map_or("chief negotiator", |o| o.role)
                .to_owned(),
            qualifier: None,
            state: Some(state),
            plural: false,
            by: "roles.leads-delegation",
        })
    }

    /// The title that begins at `start`, with qualifier and state before and complement after.
    pub(crate) fn at(&self, start: usize, end: usize) -> Option<Title> {
        let (lexicon, words) = (self.lexicon, self.words);
        let mut i = start;
        let mut qualifier: Option<String> = None;
        let mut state: Option<String> = None;
        // Qualifiers and one state, in either order: "former Kenyan", "Kenya's then-".
        for _ in 0..4 {
            let word = words.get(i).filter(|_| i < end)?;
            if i > start && !word.joined {
                return None;
            }
            if lexicon.offices.is_qualifier(word.text)
                && lexicon.offices.longest(std::iter::once(word.text)).is_none()
            {
                qualifier.get_or_insert_with(|| word.lower());
                i += 1;
            } else if let (None, Some((n, code))) = (&state, self.state_at(i, end)) {
                // "ousted Kenya's then-president": a verb, no qualifier.
                if words[n - 1].possessive && qualifier.is_some() {
                    return None;
                }
                state = Some(code);
                i = n;
            } else {
                break;
            }
        }
        let word = words.get(i).filter(|_| i < end)?;
        if i > start && !word.joined {
            return None;
        }
        let title_to = title_end(lexicon, words, i, end)?;
        let mut text: Vec<String> = words[i..title_to].iter().map(Word::lower).collect();
        while let Some(front) = text.first().cloned() {
            if let Some((q, rest)) = lexicon.offices.split_qualifier(&front) {
                qualifier.get_or_insert_with(|| q.to_owned());
                text[0] = rest.to_owned();
            } else if text.len() > 1 && lexicon.offices.is_qualifier(&front) {
                qualifier.get_or_insert(front);
                text.remove(0);
            } else {
                break;
            }
        }
        let (role, plural) = canonical(lexicon, &text.join(" "));
        let mut to = title_to;
        let complement = words
            .get(to)
            .filter(|w| to < end && w.joined && matches!(w.text, "of" | "to" | "for" | "in" | "at"));
        if let Some(preposition) = complement {
            let mut j = to + 1;
            if words.get(j).is_some_and(|w| w.joined && w.text == "the") {
                j += 1;
            }
            let named = j;
            if let Some((n, code)) = self.state_at(j, end) {
                if matches!(preposition.text, "of") {
                    state.get_or_insert(code);
                }
                j = n;
            }
            while j < end
                && j < named + 6
                && words[j].joined
                && words[j].capital()
                && !words[j - 1].possessive
            {
                j += 1;
            }
            if j > named {
                to = j.min(end);
            }
        }
        let role = (!role.is_empty()).then_some(role)?;
        Some(Title { first: start, end: to, role, qualifier, state, plural, by: "roles.title" })
    }

    /// A state's name, demonym or possessive at `i`: one past it, and the code.
    fn state_at(&self, i: usize, end: usize) -> Option<(usize, String)> {
        let run = self.words.get(i..end.min(i + 6))?;
        let mut open = true;
        let texts = run.iter().enumerate().map_while(|(n, w)| {
            let go = open && (n == 0 || w.joined);
            open = go && !w.possessive;
            go.then_some(w.text)
        });
        match self.lexicon.known.longest(texts)? {
            (n, Known::State(s, form)) if form != StateForm::People && !s.territory => {
                Some((i + n, s.code.to_owned()))
            }
            _ => None,
        }
    }
}

/// The canonical form of a title in lower case, and whether it was plural.
fn canonical(lexicon: &Lexicon, title: &str) -> (String, bool) {
    let singular = |t: &str| t.strip_suffix('s').filter(|s| !s.ends_with('s')).map(str::to_owned);
    let exact = lexicon.offices.get(title);
    let plural = lexicon
        .offices
        .get(title)
        .is_none_or(|o| o.role != title && !o.variants.iter().any(|v| v.to_lowercase() == title))
        && title.ends_with('s')
        && !title.contains(" of ");
    if let Some(office) = exact {
        return (office.role.to_owned(), plural);
    }
    let mut role =
        if plural { singular(title).unwrap_or_else(|| title.to_owned()) } else { title.to_owned() };
    if let Some((head, rest)) =
        role.split_once(" of ").filter(|(h, _)| matches!(*h, "minister" | "secretary"))
    {
        role = format!("{} {head}", rest.trim_start_matches("the "));
        if let Some(office) = lexicon.offices.get(&role) {
            return (office.role.to_owned(), plural);
        }
    }
    (role.replace("advisor", "adviser").replace("defence", "defense"), plural)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names;

    fn roles(text: &str) -> Vec<String> {
        let article = names::tests::article(text);
        let lexicon = Lexicon::new();
        let mut found = Annotations::default();
        names::annotate(&lexicon, &article, &Syntax::default(), &mut found);
        annotate(&lexicon, &article, &Syntax::default(), &mut found);
        found
            .roles
            .iter()
            .map(|r| {
                let parts = [r.qualifier.clone(), Some(r.role.clone()), r.state.clone()];
                let what = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
                format!("{}: {what}", article.words_of(found.mentions[r.holder].span))
            })
            .collect()
    }

    #[test]
    fn before_the_name() {
        assert_eq!(
            roles(
                "Kenyan Foreign Minister Kolo Banda and U.S. envoy for Peru, Ono Velt, met Acting National Security Adviser Gil Tamm."
            ),
            [
                "Kolo Banda: foreign minister KEN",
                "Ono Velt: envoy USA",
                "Gil Tamm: acting national security adviser"
            ]
        );
        assert_eq!(
            roles("Kenyan Minister of Strategic Affairs, Ron Velt, ousted Kenya's then-president Tira Kolo."),
            ["Ron Velt: strategic affairs minister KEN", "Tira Kolo: then president KEN"]
        );
        assert_eq!(
            roles(
                "The delegation included ambassador to Washington, Yann Velt, and presidential advisers Steve Kolo and Jared Banda."
            ),
            [
                "Yann Velt: ambassador",
                "Steve Kolo: presidential adviser",
                "Jared Banda: presidential adviser"
            ]
        );
    }

    #[test]
    fn after_the_name() {
        assert_eq!(
            roles(
                "Kolo Banda, the foreign minister of Kenya, and Tira Velt, Peru's strategic affairs minister, spoke. Ono Kolo, a former defense minister, left."
            ),
            [
                "Kolo Banda: foreign minister KEN",
                "Tira Velt: strategic affairs minister PER",
                "Ono Kolo: former defense minister"
            ]
        );
    }

    #[test]
    fn the_next_person_s_title_is_not_mine() {
        assert_eq!(
            roles("Kolo Banda, Foreign Minister Tira Velt and General Ono Tamm came."),
            ["Tira Velt: foreign minister", "Ono Tamm: general"]
        );
        assert_eq!(roles("Leaders met Kolo Banda, sources said."), [] as [&str; 0]);
    }
}
