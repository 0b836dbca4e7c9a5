//! Where names begin and end, by capitals, particles and the lexicon. Part of [`crate::names`].
//!
//! May touch: words and lexicon. Every look-ahead is bounded, so a line of a million capitals stays linear.

use super::{Evidence, Proposal, What, kinds, of_org_word, state_what};
use crate::words::Word;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::common_words::Common;
use rapporteur_lexicon::known::{Known, StateForm};
use rapporteur_lexicon::org_words::OrgWord;
use rapporteur_model::{EntityKind, Span};
use std::collections::BTreeMap;

/// No name has more words than this; a longer run is cut.
const MAX_WORDS: usize = 12;

/// The words `first..end`, joined by single spaces.
pub(super) fn join(words: &[Word<'_>], first: usize, end: usize) -> String {
    words.get(first..end).unwrap_or(&[]).iter().map(|w| w.text).collect::<Vec<_>>().join(" ")
}

/// Words that follow `at` without a break, at most [`MAX_WORDS`].
fn run_of<'w>(words: &'w [Word<'_>], at: usize, end: usize) -> impl Iterator<Item = &'w str> {
    let mut open = true;
    words[at..end.min(at + MAX_WORDS)].iter().enumerate().map_while(move |(i, w)| {
        let joined = open && (i == 0 || (w.joined && !w.start));
        open = joined && !w.possessive;
        joined.then_some(w.text)
    })
}

/// The longest known name at `at`: one past its last word, and what it is. Words in capitals are also tried in small letters.
pub(super) fn known_at<'l>(
    lexicon: &'l Lexicon,
    words: &[Word<'_>],
    at: usize,
    end: usize,
) -> Option<(usize, Known<'l>)> {
    if let Some((n, known)) = lexicon.known.longest(run_of(words, at, end)) {
        return Some((at + n, known));
    }
    let word = words.get(at)?;
    let title_case = |s: &str| {
        let mut chars = s.chars();
        chars.next().into_iter().chain(chars.flat_map(char::to_lowercase)).collect::<String>()
    };
    if word.all_caps() && word.text.chars().count() > 2 {
        let cased: Vec<String> = run_of(words, at, end).map(title_case).collect();
        let (n, known) = lexicon.known.longest(cased.iter().map(String::as_str))?;
        let long = n > 1 || word.text.chars().count() > 3;
        return (long && words[at..at + n].iter().all(Word::all_caps)).then_some((at + n, known));
    }
    None
}

/// Where the title that begins at `at` ends ("Acting National Security Adviser" Kolo), if one begins there. Any case.
pub(crate) fn title_end(lexicon: &Lexicon, words: &[Word<'_>], at: usize, end: usize) -> Option<usize> {
    let mut best = None;
    let mut i = at;
    while i < end.min(at + 8) {
        let word = &words[i];
        if i > at && !word.joined {
            break;
        }
        if let Some((n, _)) = lexicon.offices.longest(run_of(words, i, end)) {
            i += n;
            best = Some(i);
            if words[i - 1].possessive {
                break;
            }
        } else if lexicon.offices.is_head(word.text) || lexicon.offices.split_qualifier(word.text).is_some() {
            i += 1;
            best = Some(i);
            if word.possessive {
                break;
            }
        } else if lexicon.offices.is_modifier(word.text) || lexicon.offices.is_qualifier(word.text) {
            i += 1;
            if word.possessive {
                break;
            }
        } else if matches!(word.text, "of" | "for") && best == Some(i) {
            // "Minister of Strategic Affairs": only words that titles are made of may follow.
            let mut j = i + 1;
            while j < end.min(i + 6)
                && words[j].joined
                && (lexicon.offices.is_modifier(words[j].text) || matches!(words[j].text, "the" | "and"))
            {
                j += 1;
            }
            if j > i + 1 && lexicon.offices.is_modifier(words[j - 1].text) {
                best = Some(j);
            }
            break;
        } else {
            break;
        }
    }
    best
}

fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "da"
            | "do"
            | "dos"
            | "das"
            | "del"
            | "della"
            | "di"
            | "du"
            | "la"
            | "le"
            | "van"
            | "von"
            | "der"
            | "den"
            | "ter"
            | "ten"
            | "zu"
            | "zur"
            | "bin"
            | "ibn"
            | "bint"
            | "al"
            | "el"
            | "ul"
            | "ud"
            | "ur"
            | "abu"
            | "ben"
            | "bar"
            | "y"
            | "af"
    )
}

fn opens_of(lexicon: &Lexicon, word: &str) -> bool {
    lexicon.org_words.get(word).is_some()
        || matches!(
            word,
            "Republic"
                | "Kingdom"
                | "Isle"
                | "Battle"
                | "Siege"
                | "Court"
                | "Head"
                | "Bishop"
                | "Duke"
                | "Prince"
                | "Free"
        )
        || lexicon.offices.is_head(word)
}

/// Reads one run of capitalised words at `at`, adds its names, and returns where to go on.
pub(super) fn at(
    lexicon: &Lexicon,
    words: &[Word<'_>],
    at: usize,
    evidence: &Evidence,
    headline: Option<&BTreeMap<String, Option<What>>>,
    out: &mut Vec<Proposal>,
) -> usize {
    let word = &words[at];
    if !word.capital() {
        // "anti-Israel", "non-Arab"; and names the lexicon knows in small letters.
        if word.text.contains('-') {
            pieces(lexicon, words, at, out);
        }
        return at + 1;
    }
    if let Some(of_body) = headline {
        return in_headline(lexicon, words, at, of_body, out);
    }
    let end = run_end(lexicon, words, at);
    let mut first = at;
    // Ordinary words at the front of a sentence, and function words anywhere, are no part of a name.
    while first < end && !begins_name(lexicon, words, first, end, evidence) {
        first += 1;
    }
    if first < end {
        segment(lexicon, words, first, end, out);
    }
    end.max(at + 1)
}

/// One past the last word of the run of capitalised words that begins at `at`.
fn run_end(lexicon: &Lexicon, words: &[Word<'_>], at: usize) -> usize {
    let mut end = at + 1;
    let mut of = false;
    while let Some(word) = words.get(end) {
        if !word.joined || word.start || words[end - 1].possessive || end - at >= MAX_WORDS {
            break;
        }
        let next_capital = |n: usize| words.get(n).is_some_and(|w| w.joined && !w.start && w.capital());
        if word.capital() {
            let common = lexicon.common_words.get(word.text);
            // "Kolo Was Right": a function word ends a name, unless it is an acronym or of a known name.
            let function =
                common == Some(Common::Function) && !(word.all_caps() && word.text.chars().count() <= 4);
            if function && known_at(lexicon, words, end, words.len()).is_none_or(|(n, _)| n == end + 1) {
                break;
            }
            let time = common == Some(Common::Time);
            if time && lexicon.given_names.get(words[end - 1].text).is_none() {
                break;
            }
            end += 1;
        } else if is_particle(word.text)
            && (next_capital(end + 1)
                || (words.get(end + 1).is_some_and(|w| w.joined && is_particle(w.text))
                    && next_capital(end + 2)))
        {
            end += if next_capital(end + 1) { 2 } else { 3 };
        } else if matches!(word.text, "of" | "for")
            && words[at..end].iter().any(|w| opens_of(lexicon, w.text))
        {
            let the = usize::from(words.get(end + 1).is_some_and(|w| w.joined && w.text == "the"));
            if !next_capital(end + 1 + the) {
                break;
            }
            of = true;
            end += 2 + the;
        } else if word.text == "and" && of && next_capital(end + 1) && office_of(lexicon, &words[at..end]) {
            end += 2;
        } else if word.text.bytes().all(|b| b.is_ascii_digit())
            && (words
                .get(end + 1)
                .is_some_and(|w| w.joined && lexicon.org_words.get(w.text) == Some(OrgWord::Outlet))
                || matches!(lexicon.org_words.get(words[end - 1].text), Some(OrgWord::Outlet))
                || words[end - 1].text == "Resolution")
        {
            end += 1;
        } else {
            break;
        }
    }
    end
}

/// "Ministry of Foreign Affairs and ...": "and" belongs to the name.
fn office_of(lexicon: &Lexicon, run: &[Word<'_>]) -> bool {
    run.iter().any(|w| {
        lexicon.org_words.get(w.text) == Some(OrgWord::Office)
            || matches!(w.text, "Organization" | "Organisation" | "Minister")
    })
}

/// May a name (or a title before one) begin at this word of a run?
fn begins_name(lexicon: &Lexicon, words: &[Word<'_>], at: usize, end: usize, evidence: &Evidence) -> bool {
    let word = &words[at];
    if known_at(lexicon, words, at, end).is_some_and(|(n, _)| n > at + 1) {
        return true;
    }
    let common = lexicon.common_words.get(word.text);
    let single_letter = word.text.chars().filter(|c| c.is_alphanumeric()).count() < 2;
    match common {
        Some(Common::Function) if !(word.all_caps() && word.text.len() <= 4 && word.text.len() >= 2) => {
            return false;
        }
        Some(Common::Function) => {
            return known_at(lexicon, words, at, end).is_some() && !caps_around(words, at);
        }
        Some(Common::Time) => return false,
        _ => {}
    }
    if single_letter && end == at + 1 {
        return false;
    }
    if title_end(lexicon, words, at, end).is_some() || lexicon.given_names.honorific(word.text).is_some() {
        return true;
    }
    if known_at(lexicon, words, at, end).is_some() {
        // "Turkey", "Polish": known, unless the article itself uses the word in small letters.
        return !(word.start && evidence.lower.contains(&word.lower()));
    }
    if !word.start {
        // An ordinary word with a capital inside a sentence belongs to what follows ("Supreme Council"), never alone.
        return !(common.is_some() && end == at + 1);
    }
    let lower = word.lower();
    if common.is_some() {
        // "Peace talks", "Rebel Kolo": only where an organisation follows and the article never writes it small.
        let org = (at + 1..end).any(|i| lexicon.org_words.get(words[i].text).is_some());
        let goes_on = words.get(at + 1).is_some_and(Word::capital);
        return org && goes_on && common == Some(Common::Ordinary) && !evidence.lower.contains(&lower);
    }
    if evidence.lower.contains(&lower) {
        return false;
    }
    if end > at + 1 {
        return !(lower.ends_with("ly") && lexicon.given_names.get(word.text).is_none());
    }
    // One word at the start of a sentence: somewhere else it must be a name.
    evidence.inside.contains(&lower)
        || evidence.last.contains(&lower)
        || lexicon.given_names.get(word.text).is_some()
        || word.text.contains('-')
            && word.text.chars().nth(2).is_some_and(|c| c == '-')
            && known_prefix(word.text)
        || word.all_caps()
        || kinds::capital_inside(word.text)
        || evidence.countries.contains(&lower)
        || kinds::stems(&lower).iter().any(|s| evidence.capital.contains(s))
        || !lower.ends_with('s')
            && words
                .get(at + 1)
                .is_some_and(|w| w.joined && lexicon.common_words.is_state_word("verbs", w.text))
        || word.possessive && !lower.ends_with("ing") && word.text.chars().count() > 3
}

fn known_prefix(word: &str) -> bool {
    let front = word.get(..3).unwrap_or("").to_lowercase();
    matches!(front.as_str(), "al-" | "el-" | "as-" | "ad-" | "ar-" | "an-" | "ul-" | "az-")
}

/// Are the words around also in capitals, so that capitals mean nothing?
fn caps_around(words: &[Word<'_>], at: usize) -> bool {
    let near = words.get(at.saturating_sub(2)..(at + 3).min(words.len())).unwrap_or(&[]);
    near.iter().filter(|w| w.all_caps()).count() > 2
}

/// In a headline in capitals, only what lexicon or body knows is a name.
fn in_headline(
    lexicon: &Lexicon,
    words: &[Word<'_>],
    at: usize,
    of_body: &BTreeMap<String, Option<What>>,
    out: &mut Vec<Proposal>,
) -> usize {
    let of_body_at = (1..=words.len().min(at + 8) - at).rev().find_map(|n| {
        if n > 1 && !words[at + 1..at + n].iter().all(|w| w.joined)
            || words[at..at + n - 1].iter().any(|w| w.possessive)
        {
            return None;
        }
        of_body.get(&join(words, at, at + n)).map(|what| (at + n, what.clone()))
    });
    let known = known_at(lexicon, words, at, words.len());
    let ordinary =
        |n: usize| n == at + 1 && lexicon.common_words.get(words[at].text).is_some() && !words[at].all_caps();
    let (end, what) = match (of_body_at, known) {
        (Some((n, what)), known) if known.as_ref().is_none_or(|k| n >= k.0) && !ordinary(n) => (n, what),
        (_, Some((n, known))) if !ordinary(n) => match kinds::of_known(known) {
            Some(what) => (n, Some(what)),
            None => return n,
        },
        _ => {
            if words[at].text.contains('-') {
                pieces(lexicon, words, at, out);
            }
            return at + 1;
        }
    };
    push(words, at, end, what, false, out);
    end
}

fn push(
    words: &[Word<'_>],
    first: usize,
    end: usize,
    what: Option<What>,
    titled: bool,
    out: &mut Vec<Proposal>,
) {
    if let (Some(a), Some(b)) = (words.get(first), end.checked_sub(1).and_then(|n| words.get(n))) {
        out.push(Proposal { first, end, span: a.span.join(b.span), what, titled });
    }
}

/// "Israeli-Syrian", "US-sponsored", "anti-Israel": the known pieces of a hyphenated word. True if there were any.
fn pieces(lexicon: &Lexicon, words: &[Word<'_>], at: usize, out: &mut Vec<Proposal>) -> bool {
    let word = &words[at];
    let mut offset = 0;
    let mut any = false;
    for piece in word.text.split(['-', '\u{2010}', '\u{2011}']).take(8) {
        let lo = word.span.lo() + offset;
        offset += piece.len() + word.text[offset + piece.len()..].chars().next().map_or(0, char::len_utf8);
        let known =
            lexicon.known.first(piece).filter(|_| piece.chars().next().is_some_and(char::is_uppercase));
        if let Some(what) = known.and_then(kinds::of_known) {
            let span = Span::new(lo, lo + piece.len());
            out.push(Proposal { first: at, end: at + 1, span, what: Some(what), titled: false });
            any = true;
        }
    }
    any
}

/// Cuts a run into titles, known names, organisations and the rest.
fn segment(lexicon: &Lexicon, words: &[Word<'_>], first: usize, end: usize, out: &mut Vec<Proposal>) {
    let mut at = first;
    let mut titled = false;
    while at < end {
        let word = &words[at];
        if !word.capital() {
            at += 1;
            continue;
        }
        let known = known_at(lexicon, words, at, end);
        let person = titled_or_given(lexicon, words, at, end, titled, known.as_ref().map(|k| k.1));
        let org = if person { None } else { org_end(lexicon, words, at, end) };
        let title = title_end(lexicon, words, at, end);
        if let Some((n, what)) = org.filter(|(n, _)| known.as_ref().is_none_or(|k| *n > k.0)) {
            // "Foreign Ministry", "Szohôd Times"; but "Council President Kolo" is a title.
            if title.is_none_or(|t| t <= n) {
                if let Some(mut what) = what {
                    what.state = state_of(lexicon, words, at, n);
                    push(words, at, n, Some(what), false, out);
                }
                (at, titled) = (n, false);
                continue;
            }
        }
        if let Some(n) = title.filter(|&t| known.as_ref().is_none_or(|k| t >= k.0)) {
            (at, titled) = (n, true);
            continue;
        }
        if lexicon.given_names.honorific(word.text).is_some() && at + 1 < end {
            (at, titled) = (at + 1, true);
            continue;
        }
        if let Some((n, known)) = known.filter(|_| !person) {
            // A war or a feast is a name, but nobody's.
            if let Some(what) = kinds::of_known(known) {
                push(words, at, n, Some(what), false, out);
            }
            (at, titled) = (n, false);
            continue;
        }
        if word.text.contains('-') && pieces(lexicon, words, at, out) {
            (at, titled) = (at + 1, false);
            continue;
        }
        let ordinary = lexicon.common_words.get(word.text);
        if at > first
            && !titled
            && ordinary.is_some_and(|c| c != Common::Headline)
            && words.get(at + 1).is_none_or(|_| at + 1 == end)
        {
            at += 1;
            continue;
        }
        // "Crooked Tira Kolo": an ordinary word before a given name is no part of it.
        if ordinary == Some(Common::Ordinary)
            && lexicon.given_names.get(word.text).is_none()
            && words.get(at + 1).is_some_and(|w| at + 1 < end && lexicon.given_names.get(w.text).is_some())
        {
            at += 1;
            continue;
        }
        // An unknown name: up to the next title or known name.
        let mut n = at + 1;
        while n < end {
            let stop = title_end(lexicon, words, n, end).is_some()
                || (!person && known_at(lexicon, words, n, end).is_some())
                || (person && known_at(lexicon, words, n, end).is_some_and(|(k, _)| k > n + 1));
            if (stop && !(person && n == at + 1)) || matches!(words[n].text, "of" | "for" | "and" | "the") {
                break;
            }
            n += 1;
        }
        let mut last = n;
        while last > at + 1 && !words[last - 1].capital() {
            last -= 1;
        }
        // "Executive Order": an ordinary word after a title is nobody, but "Mr. Price" is.
        let honored =
            at.checked_sub(1).is_some_and(|i| lexicon.given_names.honorific(words[i].text).is_some());
        if !(ordinary.is_some() && last == at + 1 && !(titled && honored)) {
            let what = person.then(|| kinds::person(titled));
            push(words, at, last, what, titled, out);
        }
        (at, titled) = (n, false);
    }
}

/// Do title or given name make the words at `at` a person's name, whatever else they might be ("Israel Katz")?
fn titled_or_given(
    lexicon: &Lexicon,
    words: &[Word<'_>],
    at: usize,
    end: usize,
    titled: bool,
    known: Option<Known<'_>>,
) -> bool {
    let given = lexicon.given_names.get(words[at].text).is_some();
    let next = (at + 1 < end).then(|| &words[at + 1]);
    let next_plain = next.is_some_and(|w| {
        lexicon.org_words.get(w.text).is_none_or(|_| end == at + 2 && given && known.is_none())
            && title_end(lexicon, words, at + 1, end).is_none()
            && lexicon.common_words.get(w.text).is_none()
    });
    match known {
        // "Israel Katz", "Jordan Kolo": a name that follows, itself unknown.
        Some(Known::State(_, StateForm::Name) | Known::Place(_)) => {
            given && next_plain && known_at(lexicon, words, at + 1, end).is_none()
        }
        // "Minister Christian Kolo": a faith that is a given name, where a title leads.
        Some(Known::Body(_)) => {
            titled && given && next_plain && known_at(lexicon, words, at + 1, end).is_none()
        }
        Some(_) => false,
        None => {
            (given && next_plain)
                || (titled && lexicon.org_words.get(words[at].text).is_none_or(|_| end == at + 1))
        }
    }
}

/// Where an organisation or place named by its last or first word ends, and what it is (`None`: a war, a feast).
fn org_end(lexicon: &Lexicon, words: &[Word<'_>], at: usize, end: usize) -> Option<(usize, Option<What>)> {
    let head = |w: &Word<'_>| lexicon.org_words.get(w.text);
    let mut found: Option<(usize, OrgWord)> = None;
    for n in at..end {
        let word = &words[n];
        if n > at && lexicon.offices.is_head(word.text) && head(word).is_none() {
            break;
        }
        if let Some(kind) = head(word) {
            let of = words.get(n + 1).is_some_and(|w| n + 1 < end && matches!(w.text, "of" | "for"));
            let mount = n == at
                && matches!(word.text, "Mount" | "Lake" | "Cape" | "Port" | "Fort" | "Camp" | "Operation");
            if of {
                let mut to = n + 2;
                while to < end
                    && (words[to].capital() || matches!(words[to].text, "the" | "and" | "of" | "for"))
                    && title_end(lexicon, words, to, end)
                        .is_none_or(|t| t == to || lexicon.offices.is_modifier(words[to].text))
                {
                    to += 1;
                }
                return Some((to, of_org_word(kind)));
            }
            if mount && n + 1 < end {
                return Some((n + 2, of_org_word(kind)));
            }
            if word.text == "Resolution" && n + 1 < end {
                return Some((n + 2, of_org_word(kind)));
            }
            if n > at {
                let number = words
                    .get(n + 1)
                    .is_some_and(|w| n + 1 < end && w.text.bytes().all(|b| b.is_ascii_digit()));
                found = Some((n + 1 + usize::from(number), kind));
            } else if kind == OrgWord::Outlet
                && words.get(n + 1).is_some_and(|w| n + 1 < end && w.text.bytes().all(|b| b.is_ascii_digit()))
            {
                found = Some((n + 2, kind));
            }
        }
    }
    let (n, mut kind) = found?;
    if let Some([before, last]) = words.get((n.max(at + 2) - 2)..n) {
        kind = lexicon.org_words.of_two(before.text, last.text).unwrap_or(kind);
    }
    let mut what = of_org_word(kind);
    // "Kenya Defence Forces" are the state's; "Northern Forces" are somebody's.
    if kind == OrgWord::ArmedGroup
        && words[n - 1].text == "Forces"
        && state_of(lexicon, words, at, n).is_some()
    {
        what = Some(What::new(EntityKind::Organisation, rapporteur_model::NameLabel::Org, "names.org-word"));
    }
    // One ordinary word and "talks" is no organisation: at least one word must be a name's.
    let ordinary = words[at..n - 1]
        .iter()
        .all(|w| matches!(lexicon.common_words.get(w.text), Some(Common::Function | Common::Time)));
    (!ordinary).then_some((n, what))
}

/// The state named at the front of an organisation's name, or by a possessive before it.
fn state_of(lexicon: &Lexicon, words: &[Word<'_>], at: usize, end: usize) -> Option<String> {
    let inside = known_at(lexicon, words, at, end).map(|(_, k)| k);
    let before =
        at.checked_sub(1).filter(|&n| words[n].possessive).and_then(|n| lexicon.known.first(words[n].text));
    [inside, before].into_iter().flatten().find_map(|k| state_what(k)?.state)
}
