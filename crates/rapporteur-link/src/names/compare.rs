//! How alike two names are: words are aligned, sounds compared at a cost that transliteration explains.
//!
//! Why not edit distance alone: "Shaibani" and "Shabani" are one spelling habit apart, "Kim Jong-sik" and "Kim Jong-nam"
//! one person apart. May touch: the lexicon's given names and titles.

use super::fold::{is_vowel, sounds, words};
use rapporteur_lexicon::Lexicon;
use rapporteur_model::EntityKind;

/// What two spellings are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    /// Spellings of one name.
    Same,
    /// Could be.
    Unsure,
    /// Two names.
    Different,
}

impl Sameness {
    /// same, unsure, different.
    pub const fn as_str(self) -> &'static str {
        match self {
            Sameness::Same => "same",
            Sameness::Unsure => "unsure",
            Sameness::Different => "different",
        }
    }
}

/// What came out of a comparison, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// 0 to 1.
    pub score: f64,
    /// Same, unsure or different.
    pub sameness: Sameness,
    /// For a reader: which words were matched with which, what was left over.
    pub why: String,
}

/// At and above: the same name.
pub const SAME: f64 = 0.78;
/// Below: different names.
pub const DIFFERENT: f64 = 0.64;

/// No name has more words than this; the rest is not compared.
const MAX_WORDS: usize = 12;

/// Compares two names of things of one kind.
pub fn compare(lexicon: &Lexicon, a: &str, b: &str, kind: EntityKind) -> Verdict {
    let person = kind == EntityKind::Person;
    let (left, right) = (parts(lexicon, a, kind), parts(lexicon, b, kind));
    let (score, why) = if left.is_empty() || right.is_empty() {
        (f64::from(u8::from(words(a) == words(b) && !words(a).is_empty())), "nothing to compare".to_owned())
    } else {
        score(&left, &right, person)
    };
    let score = calibrated(score, kind);
    let sameness = if score >= SAME {
        Sameness::Same
    } else if score < DIFFERENT {
        Sameness::Different
    } else {
        Sameness::Unsure
    };
    Verdict { score: (score * 1e3).round() / 1e3, sameness, why }
}

/// The score on one scale for all kinds: places have one name where people have two, so each difference weighs more.
fn calibrated(score: f64, kind: EntityKind) -> f64 {
    match kind {
        EntityKind::Place if score < 1.0 => (score + 0.035).min(0.99),
        _ => score,
    }
}

/// The words of a name that tell it from others: articles and particles off, "Abd al-Aziz" one word, titles off.
pub fn parts(lexicon: &Lexicon, name: &str, kind: EntityKind) -> Vec<String> {
    let all = words(name);
    let mut out: Vec<String> = Vec::new();
    let mut i = 0;
    while let Some(word) = all.get(i).filter(|_| out.len() < MAX_WORDS) {
        i += 1;
        // "Ed Kolo", "Ben Kolo", "Van Kolo": at the front of a person's name a given name, no particle.
        let given =
            kind == EntityKind::Person && i == 1 && !matches!(word.as_str(), "al" | "el" | "ul" | "the");
        let alone = all.len() == 1 || given;
        if kind == EntityKind::Person
            && all.len() > 2
            && i < all.len()
            && out.is_empty()
            && is_title(lexicon, word)
        {
            continue;
        }
        match word.as_str() {
            "al" | "el" | "ul" | "as" | "ash" | "ad" | "ar" | "an" | "at" | "az" | "es" | "esh" | "ez"
            | "ed" | "er" | "en" | "the"
                if !alone =>
            {
                continue;
            }
            "bin" | "ibn" | "bint" | "ben" | "ould" | "wald" | "de" | "der" | "von" | "van" | "di" | "da"
            | "of" | "and" | "for" | "und" | "et" | "le" | "la"
                if !alone && i < all.len() =>
            {
                continue;
            }
            "abd" | "abdul" | "abdel" | "abdal" | "abdur" | "abdel-" | "abdol" if i < all.len() => {
                let article = all.get(i).is_some_and(|w| {
                    matches!(w.as_str(), "al" | "el" | "ar" | "as" | "ur" | "ul" | "an" | "az")
                });
                i += usize::from(article);
                if let Some(next) = all.get(i) {
                    out.push(format!("abd{next}"));
                    i += 1;
                }
                continue;
            }
            "abu" | "abou" | "abi" | "aboo" if i < all.len() => {
                let article = all.get(i).is_some_and(|w| matches!(w.as_str(), "al" | "el"));
                i += usize::from(article);
                if let Some(next) = all.get(i) {
                    out.push(format!("abu{next}"));
                    i += 1;
                }
                continue;
            }
            _ => {}
        }
        let fused = ["abdul", "abdel", "abdal", "abdol", "abdur"]
            .iter()
            .find_map(|p| word.strip_prefix(p))
            .filter(|r| r.len() > 2);
        out.push(match fused {
            Some(rest) => format!("abd{rest}"),
            None => word.clone(),
        });
    }
    if kind == EntityKind::Organisation || kind == EntityKind::Outlet {
        let legal = |w: &String| {
            matches!(
                w.as_str(),
                "inc"
                    | "ltd"
                    | "limited"
                    | "llc"
                    | "plc"
                    | "corp"
                    | "corporation"
                    | "co"
                    | "company"
                    | "gmbh"
                    | "ag"
                    | "sa"
                    | "lp"
                    | "ooo"
                    | "jsc"
                    | "oao"
                    | "pjsc"
                    | "aktiengesellschaft"
            )
        };
        if out.iter().filter(|w| !legal(w)).count() > 0 {
            out.retain(|w| !legal(w));
        }
    }
    out
}

fn is_title(lexicon: &Lexicon, word: &str) -> bool {
    let mut chars = word.chars();
    let cased: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
    lexicon.given_names.honorific(&cased).is_some()
        || (lexicon.offices.get(word).is_some() && lexicon.given_names.get(&cased).is_none())
}

/// How alike two names are, given their words, 0 to 1.
pub fn likeness_of_parts(left: &[String], right: &[String], person: bool) -> f64 {
    align(left, right, person).score.max(as_one_word(left, right))
}

/// "Kaabi" and "Ka abi": how alike two names are with their words run together, where their counts differ.
fn as_one_word(left: &[String], right: &[String]) -> f64 {
    if left.len() == right.len() && left.len() > 1 {
        return 0.0;
    }
    likeness(&left.concat(), &right.concat()) - 0.02
}

fn score(left: &[String], right: &[String], person: bool) -> (f64, String) {
    let aligned = align(left, right, person);
    let whole = as_one_word(left, right);
    let why = explain(left, right, &aligned);
    if whole > aligned.score { (whole, format!("as one word; {why}")) } else { (aligned.score, why) }
}

/// For a reader: which words were matched, how well, and what was left over.
pub fn explain(left: &[String], right: &[String], aligned: &Alignment) -> String {
    let word = |from: &[String], i: usize| from.get(i).cloned().unwrap_or_default();
    let mut why: Vec<String> = aligned
        .pairs
        .iter()
        .map(|(i, j, s)| format!("{} ~ {} {s:.2}", word(left, *i), word(right, *j)))
        .collect();
    let list =
        |over: &[usize], from: &[String]| over.iter().map(|&i| word(from, i)).collect::<Vec<_>>().join(" ");
    for (over, from) in [(&aligned.left_over, left), (&aligned.right_over, right)] {
        if !over.is_empty() {
            why.push(format!("only in one: {}", list(over, from)));
        }
    }
    why.join("; ")
}

/// Which words of one name stand for which of the other.
#[derive(Debug, Clone, Default)]
pub struct Alignment {
    /// Left index, right index, likeness.
    pub pairs: Vec<(usize, usize, f64)>,
    /// Words of the left name without a partner.
    pub left_over: Vec<usize>,
    /// Words of the right name without a partner.
    pub right_over: Vec<usize>,
    /// 0 to 1.
    pub score: f64,
}

/// Words less alike than this are not partners.
const PARTNERS: f64 = 0.6;

/// Aligns the words of two names, best pairs first; initials match words that begin with them.
pub fn align(left: &[String], right: &[String], person: bool) -> Alignment {
    let mut candidates = Vec::new();
    for (i, l) in left.iter().enumerate() {
        for (j, r) in right.iter().enumerate() {
            let s = word_likeness(l, r, person);
            if s >= PARTNERS {
                // Equal scores: the pair in the same place from the end first.
                let shift = (left.len() - i).abs_diff(right.len() - j);
                candidates.push((s, shift, i, j));
            }
        }
    }
    candidates
        .sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)).then(a.3.cmp(&b.3)));
    let mut out = Alignment::default();
    let (mut left_used, mut right_used) = (vec![false; left.len()], vec![false; right.len()]);
    for (s, _, i, j) in candidates {
        if !left_used[i] && !right_used[j] {
            (left_used[i], right_used[j]) = (true, true);
            out.pairs.push((i, j, s));
        }
    }
    out.pairs.sort_by_key(|p| p.0);
    let over =
        |used: &[bool]| used.iter().enumerate().filter(|(_, u)| !**u).map(|(i, _)| i).collect::<Vec<_>>();
    (out.left_over, out.right_over) = (over(&left_used), over(&right_used));
    if out.pairs.is_empty() {
        return out;
    }
    let n = out.pairs.len() as f64;
    let mean = out.pairs.iter().map(|p| p.2).sum::<f64>() / n;
    let least = out.pairs.iter().map(|p| p.2).fold(1.0, f64::min);
    let conflict = out.left_over.len().min(out.right_over.len());
    let extra = out.left_over.len().max(out.right_over.len()) - conflict;
    let short = left.len().min(right.len());
    let extra_cost: f64 = if short < 2 { 0.78 } else { 0.93 };
    let in_order = out.pairs.windows(2).all(|w| w[0].1 < w[1].1);
    out.score = (0.5 * mean + 0.5 * least)
        * 0.55f64.powi(i32::try_from(conflict).unwrap_or(9))
        * extra_cost.powi(i32::try_from(extra.min(4)).unwrap_or(4))
        * if in_order { 1.0 } else { 0.97 };
    out
}

/// How alike two words are, 0 to 1; an initial is like a word it begins.
pub fn word_likeness(a: &str, b: &str, person: bool) -> f64 {
    if a == b {
        return 1.0;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if person && short.chars().count() == 1 && long.starts_with(short) {
        return 0.9;
    }
    if short.bytes().any(|c| c.is_ascii_digit()) || long.bytes().any(|c| c.is_ascii_digit()) {
        return 0.0;
    }
    let mut best = likeness(a, b);
    // "Alqarni" and "Qarni": an article fused with its word.
    for (x, y) in [(a, b), (b, a)] {
        for prefix in ["al", "el"] {
            if let Some(rest) = x.strip_prefix(prefix).filter(|r| r.len() > 2)
                && !y.starts_with(prefix)
            {
                best = best.max(likeness(rest, y) - 0.02);
            }
        }
    }
    best
}

/// How alike two plain words sound, 0 to 1.
pub fn likeness(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let (x, y) = (sounds(a), sounds(b));
    if x.is_empty() || y.is_empty() {
        return 0.0;
    }
    let cost = distance(&x, &y);
    let n = (x.len() + y.len()) as f64 / 2.0;
    let first = match (x.first(), y.first()) {
        (Some(p), Some(q)) if p != q => 0.5 * change(*p, *q),
        _ => 0.0,
    };
    // A spelling never says everything: two different spellings are a little less than one.
    (1.0 - (cost + first) / n - 0.01).clamp(0.0, 1.0)
}

/// Edit distance where a change that transliteration explains costs little.
fn distance(x: &[char], y: &[char]) -> f64 {
    let (x, y) = (x.get(..x.len().min(60)).unwrap_or(x), y.get(..y.len().min(60)).unwrap_or(y));
    let mut before: Vec<f64> = Vec::with_capacity(y.len() + 1);
    before.push(0.0);
    for &c in y {
        before.push(before.last().copied().unwrap_or(0.0) + loss(c));
    }
    for &p in x {
        let mut row = Vec::with_capacity(y.len() + 1);
        row.push(before[0] + loss(p));
        for (j, &q) in y.iter().enumerate() {
            let best = (before[j] + change(p, q)).min(before[j + 1] + loss(p)).min(row[j] + loss(q));
            row.push(best);
        }
        before = row;
    }
    before.last().copied().unwrap_or(0.0)
}

/// What leaving out a sound costs.
fn loss(c: char) -> f64 {
    match c {
        'h' => 0.4,
        c if is_vowel(c) => 0.4,
        _ => 1.0,
    }
}

/// What writing one sound for another costs.
fn change(p: char, q: char) -> f64 {
    if p == q {
        return 0.0;
    }
    let (p, q) = if p < q { (p, q) } else { (q, p) };
    match (p, q) {
        ('a', 'e') | ('o', 'u') | ('e', 'i') => 0.2,
        ('a', 'o') | ('a', 'i') => 0.45,
        (p, q) if is_vowel(p) && is_vowel(q) => 0.5,
        ('X', 'k') | ('X', 'h') | ('u', 'v') | ('C', 'S') => 0.3,
        ('g', 'k')
        | ('g', 'j')
        | ('s', 'z')
        | ('f', 'v')
        | ('d', 'z')
        | ('S', 's')
        | ('C', 's')
        | ('C', 'z') => 0.45,
        ('i', 'j')
        | ('d', 't')
        | ('b', 'p')
        | ('b', 'v')
        | ('X', 'g')
        | ('S', 'j')
        | ('j', 'z')
        | ('h', 'k') => 0.6,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: &str, b: &str, kind: EntityKind, expect: Sameness) {
        let verdict = compare(&Lexicon::new(), a, b, kind);
        assert_eq!(verdict.sameness, expect, "{a} / {b}: {verdict:?}");
        let back = compare(&Lexicon::new(), b, a, kind);
        assert!((back.score - verdict.score).abs() < 1e-9, "not symmetric: {a} / {b}");
    }

    #[test]
    fn spellings_of_one_person() {
        let p = EntityKind::Person;
        check("Sergei Witte", "Sergius Vitte", p, Sameness::Unsure);
        check("Ahmad al-Karawi", "Ahmed Al-Qarawi", p, Sameness::Same);
        check("Abd al-Rahman Kolo", "Abdulrahman Kolo", p, Sameness::Same);
        check("Mr. Jutaro Komura", "Komura Jutarō", p, Sameness::Same);
        check("W. Kolo", "William Kolo", p, Sameness::Same);
        check("Ed Kolo", "Ono Kolo", p, Sameness::Different);
        check("Kim Jong-sik", "Kim Jong-nam", p, Sameness::Different);
        check("Ono Kolo", "Tira Kolo", p, Sameness::Different);
    }

    #[test]
    fn places_and_organisations() {
        check("Al-Hasakah", "Hasaka", EntityKind::Place, Sameness::Same);
        check("Sakhalin", "Saghalien", EntityKind::Place, Sameness::Same);
        check("Bank of Karo Ltd", "The Bank of Karo", EntityKind::Organisation, Sameness::Same);
        check("Brigade 41", "Brigade 44", EntityKind::Organisation, Sameness::Different);
    }
}
