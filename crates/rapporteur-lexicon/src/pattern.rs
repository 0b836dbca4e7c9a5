//! Word patterns: the small language in which codebooks write the words they look for.
//!
//! A pattern is a sequence of words, matched without regard to case: `withdraw*`, `pull* (out|back)`,
//! `hand* ... over`. docs/codebooks.md teaches it. A [`Matcher`] looks for many patterns in one pass over a text.
//! Pure: no file, no list of words of its own.

use rapporteur_model::Span;
use std::collections::BTreeMap;

/// Most bytes a written pattern may have.
pub const MAX_BYTES: usize = 400;
/// Most word sequences that the alternatives of one pattern may unfold to.
pub const MAX_SEQUENCES: usize = 256;
/// Most words of one sequence.
pub const MAX_WORDS: usize = 12;
/// Most words that `...` passes over.
pub const GAP_WORDS: usize = 3;
/// A word of a text longer than this matches nothing.
const MAX_WORD_BYTES: usize = 64;

/// A compiled word pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    written: String,
    sequences: Vec<Vec<Element>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Element {
    /// One word that passes one of the tests.
    Word(Vec<WordTest>),
    Gap,
}

/// What one word of a text has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct WordTest {
    /// Lower case; `?` stands for any one letter.
    letters: String,
    /// Written with `*`: more letters may follow.
    open: bool,
    /// Written in capitals: only capitals match.
    capitals: bool,
}

impl WordTest {
    fn parse(chunk: &str) -> Result<WordTest, String> {
        let plain: String = chunk.chars().filter(|c| *c != '.').map(straight).collect();
        let plain = plain.strip_suffix("'s").unwrap_or(&plain).trim_matches('\'');
        let (stem, open) = match plain.strip_suffix('*') {
            Some(stem) => (stem, true),
            None => (plain, false),
        };
        if stem.contains('*') {
            return Err(format!("`{chunk}`: `*` stands only at the end of a word"));
        }
        if !stem.chars().any(char::is_alphanumeric) {
            return Err(if plain.contains(['*', '?']) {
                format!("`{chunk}` would match any word: write at least one letter, or `...` for a gap")
            } else {
                format!("`{chunk}` is no word")
            });
        }
        let capitals = stem.chars().filter(|c| c.is_alphabetic()).count() >= 2
            && stem.chars().all(|c| c.is_uppercase() || c.is_numeric());
        Ok(WordTest { letters: fold(stem), open, capitals })
    }

    /// The letters before the first wildcard.
    fn key(&self) -> &str {
        self.letters.split('?').next().unwrap_or("")
    }
    fn is_exact(&self) -> bool {
        !self.open && !self.letters.contains('?')
    }
    fn accepts(&self, word: &str, capitals: bool) -> bool {
        if self.capitals && !capitals {
            return false;
        }
        let mut have = word.chars();
        for want in self.letters.chars() {
            match have.next() {
                Some(c) if c == want || want == '?' => {}
                _ => return false,
            }
        }
        self.open || have.next().is_none()
    }
}

/// One apostrophe for the several that are printed.
fn straight(c: char) -> char {
    if matches!(c, '\u{2019}' | '\u{2018}' | '\u{2BC}') { '\'' } else { c }
}

fn fold(word: &str) -> String {
    word.chars().map(straight).flat_map(char::to_lowercase).collect()
}

impl Pattern {
    /// Compiles a pattern; the error is one sentence for its writer.
    ///
    /// ```
    /// use rapporteur_lexicon::pattern::Pattern;
    /// let pattern = Pattern::parse("pull* (out|back)").unwrap();
    /// let text = "The army pulled back; the navy is pulling out.";
    /// let found: Vec<&str> = pattern.find_all(text).into_iter().map(|span| span.of(text)).collect();
    /// assert_eq!(found, ["pulled back", "pulling out"]);
    /// ```
    pub fn parse(written: &str) -> Result<Pattern, String> {
        if written.trim().is_empty() {
            return Err("the pattern is empty".to_owned());
        }
        if written.len() > MAX_BYTES {
            return Err(format!("the pattern is longer than {MAX_BYTES} bytes"));
        }
        let allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "-'’.…*?(|)".contains(c);
        if let Some(c) = written.chars().find(|c| !allowed(*c) && !is_mark(*c)) {
            return Err(format!(
                "`{c}` has no meaning in a pattern: letters, digits, `*`, `?`, `(a|b)` and `...` do"
            ));
        }
        let mut sequences: Vec<Vec<Element>> = vec![Vec::new()];
        for chunk in chunks(&written.replace('…', "..."))? {
            let arms = alternatives(chunk)?;
            if sequences.len() * arms.len() > MAX_SEQUENCES {
                return Err(format!("the alternatives unfold to more than {MAX_SEQUENCES} sequences"));
            }
            let joined = |s: &Vec<Element>| arms.iter().map(|arm| [&s[..], arm].concat()).collect::<Vec<_>>();
            sequences = sequences.iter().flat_map(joined).collect();
        }
        sequences.iter().try_for_each(|s| check(s))?;
        Ok(Pattern { written: written.to_owned(), sequences })
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Where the pattern stands in `text`: from the left, the longest first, without overlaps.
    pub fn find_all(&self, text: &str) -> Vec<Span> {
        Matcher::new([(0, self)]).find(text).into_iter().map(|(_, span)| span).collect()
    }
}

/// What stands between spaces that are in no brackets: `pull*`, `(out|back)`.
fn chunks(written: &str) -> Result<Vec<&str>, String> {
    let (mut chunks, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (i, c) in written.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Err("a `)` closes nothing".to_owned()),
            ')' => depth -= 1,
            '|' if depth == 0 => return Err("`|` stands only inside `( )`".to_owned()),
            c if depth == 0 && (c.is_whitespace() || c == '-') => {
                chunks.extend(written.get(start..i).filter(|chunk| !chunk.is_empty()));
                start = i + c.len_utf8();
            }
            _ => {}
        }
        if depth > 4 {
            return Err("brackets stand more than four deep".to_owned());
        }
    }
    if depth > 0 {
        return Err("a `(` is not closed".to_owned());
    }
    chunks.extend(written.get(start..).filter(|chunk| !chunk.is_empty()));
    Ok(chunks)
}

/// The ways to read a chunk. Arms of one word each become one element; only the others multiply.
fn alternatives(chunk: &str) -> Result<Vec<Vec<Element>>, String> {
    let (mut single, mut ways): (Vec<WordTest>, Vec<Vec<Element>>) = Default::default();
    for line in unfold(chunk)? {
        let line = line.replace("...", " \u{1} ");
        let words = line.split(|c: char| c.is_whitespace() || c == '-').filter(|c| !c.is_empty());
        let mut way = words
            .map(|w| {
                if w == "\u{1}" {
                    Ok(Element::Gap)
                } else {
                    WordTest::parse(w).map(|t| Element::Word(vec![t]))
                }
            })
            .collect::<Result<Vec<Element>, String>>()?;
        if let [Element::Word(tests)] = &mut way[..] {
            tests.retain(|t| !single.contains(t));
            single.append(tests);
        } else if !ways.contains(&way) {
            ways.push(way);
        }
    }
    if !single.is_empty() {
        ways.insert(0, vec![Element::Word(single)]);
    }
    Ok(ways)
}

/// Unfolds brackets, innermost last: `cent(er|re)` gives two lines. They are balanced.
fn unfold(chunk: &str) -> Result<Vec<String>, String> {
    let Some(open) = chunk.find('(') else { return Ok(vec![chunk.to_owned()]) };
    let (before, tail) = chunk.split_at(open);
    let (mut arms, mut depth, mut start, mut close) = (Vec::new(), 0_usize, 1, tail.len());
    for (i, c) in tail.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if (c == '|' && depth == 1) || depth == 0 {
            arms.push(tail.get(start..i).unwrap_or(""));
            start = i + 1;
        }
        if depth == 0 {
            close = i + 1;
            break;
        }
    }
    let after = unfold(tail.get(close..).unwrap_or(""))?;
    let mut lines = Vec::new();
    for arm in arms {
        for inside in unfold(arm)? {
            lines.extend(after.iter().map(|after| format!("{before}{inside}{after}")));
        }
        if lines.len() > MAX_SEQUENCES {
            return Err(format!("the alternatives unfold to more than {MAX_SEQUENCES} sequences"));
        }
    }
    Ok(lines)
}

fn check(sequence: &[Element]) -> Result<(), String> {
    let gap = |e: Option<&Element>| matches!(e, Some(Element::Gap));
    if gap(sequence.first()) || gap(sequence.last()) {
        return Err("`...` stands between words, not at an end".to_owned());
    }
    if sequence.windows(2).any(|pair| pair.iter().all(|e| *e == Element::Gap)) {
        return Err("two `...` in a row".to_owned());
    }
    if sequence.len() > MAX_WORDS {
        return Err(format!("more than {MAX_WORDS} words in a row"));
    }
    if sequence.iter().filter(|e| **e == Element::Gap).count() > 2 {
        return Err("more than two `...`".to_owned());
    }
    let loose = |t: &WordTest| !t.is_exact() && t.key().chars().count() < 2;
    match sequence.first() {
        Some(Element::Word(tests)) if tests.iter().any(loose) => {
            Err("the first word needs at least two letters before `*` or `?`".to_owned())
        }
        Some(_) => Ok(()),
        None => Err("one of the alternatives leaves no word".to_owned()),
    }
}

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Between {
    /// White space or hyphens.
    Joined,
    /// Commas, quotation marks, brackets: a gap may pass them.
    Loose,
    /// The end of a sentence or paragraph.
    Break,
}

struct Word {
    span: Span,
    /// Where its folded letters stand in `Words::folded`.
    folded: (u32, u32),
    capitals: bool,
    before: Between,
}

/// The words of a text, folded once.
struct Words {
    folded: String,
    list: Vec<Word>,
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&c)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c)
}

impl Words {
    fn of(text: &str) -> Words {
        let mut words = Words { folded: String::new(), list: Vec::new() };
        let mut at = 0;
        let mut before = Between::Break;
        while let Some(c) = text[at..].chars().next() {
            if !is_word(c) {
                let end = text[at..].find(is_word).map_or(text.len(), |i| at + i);
                before = between(&text[at..end], words.list.last().map(|w| w.span.of(text)));
                at = end;
                continue;
            }
            let end = abbreviation(text, at).unwrap_or_else(|| word_end(text, at));
            let written = &text[at..end];
            let bare =
                ["'s", "’s", "'S", "’S"].iter().find_map(|s| written.strip_suffix(s)).unwrap_or(written);
            let from = words.folded.len();
            let mut capitals = false;
            if bare.len() <= MAX_WORD_BYTES {
                words
                    .folded
                    .extend(bare.chars().filter(|c| *c != '.').map(straight).flat_map(char::to_lowercase));
                capitals = !bare.chars().any(char::is_lowercase)
                    && bare.chars().filter(|c| c.is_uppercase()).count() >= 2;
            }
            let clip = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            words.list.push(Word {
                span: Span::new(at, at + bare.len()),
                folded: (clip(from), clip(words.folded.len())),
                capitals,
                before,
            });
            before = Between::Joined;
            at = end;
        }
        words
    }
    fn letters(&self, word: &Word) -> &str {
        self.folded.get(word.folded.0 as usize..word.folded.1 as usize).unwrap_or("")
    }
}

/// The end of the word that starts at `at`: letters, digits, and apostrophes between them.
fn word_end(text: &str, at: usize) -> usize {
    let mut chars = text[at..].char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let inside =
            is_word(c) || (straight(c) == '\'' && chars.peek().is_some_and(|(_, next)| is_word(*next)));
        if !inside {
            return at + i;
        }
    }
    text.len()
}

/// The end of "U.N." and its like: single letters, each with a dot, at least two.
fn abbreviation(text: &str, at: usize) -> Option<usize> {
    let mut end = at;
    let mut letters = 0;
    while let Some(c) = text[end..].chars().next().filter(|c| c.is_alphabetic()) {
        let dot = end + c.len_utf8();
        if text[dot..].starts_with('.') {
            (end, letters) = (dot + 1, letters + 1);
        } else {
            // "U.N" at the end of a word; but "a.Bc" is something else.
            if letters >= 1 && !text[dot..].starts_with(is_word) {
                (end, letters) = (dot, letters + 1);
            }
            break;
        }
    }
    (letters >= 2 && !text[end..].starts_with(is_word)).then_some(end)
}

fn between(separator: &str, word_before: Option<&str>) -> Between {
    // The dot of "Mt.", "St.", "Sept." ends no sentence.
    let shortened = word_before.is_some_and(|w| {
        w.len() <= 4 && w.chars().all(char::is_alphabetic) && w.starts_with(char::is_uppercase)
    });
    let separator = if shortened { separator.strip_prefix('.').unwrap_or(separator) } else { separator };
    // "The workers' rights": the apostrophe belongs to the word, where one in "s" comes before and a space after.
    let owned = word_before
        .is_some_and(|w| w.ends_with(['s', 'S']))
        .then(|| separator.strip_prefix(['\'', '\u{2019}']));
    let separator = owned.flatten().filter(|rest| rest.starts_with(char::is_whitespace)).unwrap_or(separator);
    if separator.contains(['.', '!', '?', ';']) || separator.matches('\n').nth(1).is_some() {
        Between::Break
    } else if separator.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}')) {
        Between::Joined
    } else {
        Between::Loose
    }
}

/// Many patterns, looked for in one pass: a look-up by first word, then the rest of the sequence.
#[derive(Debug, Clone, Default)]
pub struct Matcher {
    sequences: Vec<(u32, Vec<Element>)>,
    /// First word known in full -> indices into `sequences`.
    exact: BTreeMap<String, Vec<u32>>,
    /// Beginning of the first word -> indices into `sequences`.
    begins: BTreeMap<String, Vec<u32>>,
    /// A bit for each pair of bytes that a first word may begin with: most words of a text begin with none of them.
    heads: Vec<u64>,
    shortest_begin: usize,
    longest_begin: usize,
    tags: usize,
}

impl Matcher {
    /// A matcher over patterns, each with a tag; tags are small numbers, several patterns may share one.
    pub fn new<'a>(patterns: impl IntoIterator<Item = (u32, &'a Pattern)>) -> Matcher {
        let heads = vec![0; HEADS / 64];
        let mut matcher = Matcher { shortest_begin: usize::MAX, heads, ..Matcher::default() };
        for (tag, pattern) in patterns {
            matcher.tags = matcher.tags.max(tag as usize + 1);
            for sequence in &pattern.sequences {
                let Some(Element::Word(firsts)) = sequence.first() else { continue };
                let n = u32::try_from(matcher.sequences.len()).unwrap_or(u32::MAX);
                for first in firsts {
                    let key = first.key().to_owned();
                    let (slot, bit) = head(&key);
                    if let Some(heads) = matcher.heads.get_mut(slot) {
                        *heads |= bit;
                    }
                    if first.is_exact() {
                        matcher.exact.entry(key).or_default().push(n);
                    } else {
                        matcher.shortest_begin = matcher.shortest_begin.min(key.len());
                        matcher.longest_begin = matcher.longest_begin.max(key.len());
                        matcher.begins.entry(key).or_default().push(n);
                    }
                }
                matcher.sequences.push((tag, sequence.clone()));
            }
        }
        matcher
    }

    /// Every match as (tag, span), by start, then end, then tag. Matches of one tag do not overlap: the leftmost
    /// stays, and of those that start together the longest.
    pub fn find(&self, text: &str) -> Vec<(u32, Span)> {
        if self.sequences.is_empty() {
            return Vec::new();
        }
        let words = Words::of(text);
        let mut found = Vec::new();
        let mut taken = vec![0; self.tags];
        let mut here: BTreeMap<u32, Span> = BTreeMap::new();
        for (i, word) in words.list.iter().enumerate() {
            for (tag, sequence) in self.starting_with(words.letters(word)) {
                if let Some(end) = matched(sequence, &words, i) {
                    let span = Span { start: word.span.start, end };
                    let best = here.entry(*tag).or_insert(span);
                    *best = (*best).max(span);
                }
            }
            while let Some((tag, span)) = here.pop_first() {
                if let Some(end) = taken.get_mut(tag as usize).filter(|end| **end <= span.start) {
                    *end = span.end;
                    found.push((tag, span));
                }
            }
        }
        found.sort_unstable_by_key(|(tag, span)| (*span, *tag));
        found
    }

    fn starting_with<'a>(&'a self, letters: &'a str) -> impl Iterator<Item = &'a (u32, Vec<Element>)> + 'a {
        let (slot, bit) = head(letters);
        let known = self.heads.get(slot).is_some_and(|heads| heads & bit != 0);
        let letters = if known { letters } else { "" };
        let lengths = self.shortest_begin..=self.longest_begin.min(letters.len());
        let begins = lengths.filter_map(|n| letters.get(..n)).filter_map(|key| self.begins.get(key));
        let all = self.exact.get(letters).into_iter().chain(begins).flatten();
        all.filter_map(|n| self.sequences.get(*n as usize))
    }
}

/// How many pairs of bytes there are.
const HEADS: usize = 1 << 16;

/// Where in `Matcher::heads` the first two bytes of a word stand. A beginning has two letters at least, and so two bytes.
fn head(letters: &str) -> (usize, u64) {
    let byte = |n: usize| usize::from(letters.as_bytes().get(n).copied().unwrap_or(0));
    let pair = byte(0) << 8 | byte(1);
    (pair / 64, 1 << (pair % 64))
}

/// The end of the longest match of `sequence` that starts at word `first`.
fn matched(sequence: &[Element], words: &Words, first: usize) -> Option<u32> {
    let (element, rest) = sequence.split_first()?;
    let Element::Word(tests) = element else { return None };
    let word = words.list.get(first)?;
    if !tests.iter().any(|test| test.accepts(words.letters(word), word.capitals)) {
        return None;
    }
    match rest {
        [] => Some(word.span.end),
        [Element::Gap, rest @ ..] => {
            let mut best = None;
            for next in first + 1..=first + 1 + GAP_WORDS {
                if words.list.get(next).is_none_or(|w| w.before == Between::Break) {
                    break;
                }
                best = best.max(matched(rest, words, next));
            }
            best
        }
        rest => {
            let next = words.list.get(first + 1)?;
            if next.before == Between::Joined { matched(rest, words, first + 1) } else { None }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(pattern: &str, text: &'a str) -> Vec<&'a str> {
        Pattern::parse(pattern).unwrap().find_all(text).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn a_star_takes_the_endings_and_nothing_takes_the_middle_of_a_word() {
        assert_eq!(
            found("withdraw*", "Withdrawal, they withdrew; WITHDRAWING"),
            ["Withdrawal", "WITHDRAWING"]
        );
        assert_eq!(found("port", "The airport, the port and ports"), ["port"]);
        assert_eq!(
            found("demilitari?ed", "demilitarized and demilitarised"),
            ["demilitarized", "demilitarised"]
        );
    }

    #[test]
    fn a_space_is_white_space_or_a_hyphen_but_no_sentence_end() {
        let text = "A cease-fire, a cease\nfire, a ceasefire. They cease. Fire spreads.";
        assert_eq!(found("cease(| )fire", text), ["cease-fire", "cease\nfire", "ceasefire"]);
        assert_eq!(found("cease fire", "cease\n\nfire"), [""; 0]);
    }

    #[test]
    fn a_gap_passes_three_words_and_commas_but_no_sentence_end() {
        assert_eq!(found("hand* ... over", "hand the strip over"), ["hand the strip over"]);
        assert_eq!(found("hand* ... over", "handing, at last, it over"), ["handing, at last, it over"]);
        assert_eq!(found("hand* ... over", "hand the long wide strip over"), [""; 0]);
        assert_eq!(found("hand* ... over", "by hand. It is over"), [""; 0]);
        assert_eq!(found("a ... b ... c", "a x b y c c"), ["a x b y c c"]);
    }

    #[test]
    fn capitals_match_only_capitals_and_dots_do_not_matter() {
        assert_eq!(
            found("UN observers", "U.N. observers, UN observers, un observers"),
            ["U.N. observers", "UN observers"]
        );
        assert_eq!(found("US", "the U.S. told us so"), ["U.S."]);
        assert_eq!(found("st. petersburg", "in St. Petersburg"), ["St. Petersburg"]);
    }

    #[test]
    fn a_possessive_ending_stays_outside() {
        assert_eq!(found("tsar", "the Tsar's answer, the Tsar’s reply"), ["Tsar", "Tsar"]);
        assert_eq!(
            found("workers' rights", "the workers' rights, workers’ rights"),
            ["workers' rights", "workers’ rights"]
        );
        assert_eq!(found("workers rights", "'workers', rights"), [""; 0]);
    }

    #[test]
    fn what_is_wrong_with_a_pattern_is_said() {
        for (pattern, says) in [
            ("", "empty"),
            ("pull (out", "not closed"),
            ("pull out)", "closes nothing"),
            ("out|back", "inside `( )`"),
            ("with*draw", "end of a word"),
            ("... out", "between words"),
            ("a ... ... b", "in a row"),
            ("a ... b ... c ... d", "more than two"),
            ("*", "any word"),
            ("w*", "two letters"),
            ("(aa|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)", "unfold"),
            ("(a b|) (a b|) (a b|) (a b|) (a b|) (a b|) (a b|) (a b|) (a b|) c", "unfold"),
            ("(|x)", "no word"),
            ("a & b", "no meaning"),
            ("a b c d e f g h i j k l m", "more than 12"),
        ] {
            let error = Pattern::parse(pattern).unwrap_err();
            assert!(error.contains(says), "{pattern:?}: {error}");
        }
        assert!(Pattern::parse(&"x".repeat(500)).is_err());
    }

    #[test]
    fn matches_of_several_tags_come_in_order() {
        let (a, b) = (Pattern::parse("buffer zone").unwrap(), Pattern::parse("zone*").unwrap());
        let text = "zones and a buffer zone";
        assert_eq!(
            Matcher::new([(1, &a), (0, &b)]).find(text),
            [(0, Span::new(0, 5)), (1, Span::new(12, 23)), (0, Span::new(19, 23))]
        );
    }

    #[test]
    fn hostile_texts_cost_no_more_than_their_length() {
        let pattern = Pattern::parse("hand* ... hand* ... over").unwrap();
        assert!(pattern.find_all(&"x".repeat(3_000_000)).is_empty());
        assert!(pattern.find_all(&"hand ".repeat(200_000)).is_empty());
        assert!(pattern.find_all(&"a.".repeat(500_000)).is_empty());
        assert!(pattern.find_all(&"'".repeat(1_000_000)).is_empty());
        assert!(pattern.find_all(&"a. ".repeat(300_000)).is_empty());
    }
}
