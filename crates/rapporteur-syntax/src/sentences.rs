//! Where sentences end, by rule, given the words and marks of a text.
//!
//! A sentence ends at its mark even inside a quotation, and takes closing marks and a trailing attribution ("?” he
//! asked.") with it. Knows the lexicon's abbreviations, typical first words and speech verbs; reads nothing else.

use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::abbreviations::Ends;
use rapporteur_model::Span;

/// How far after a closing quotation mark the verb of a trailing attribution is looked for, in tokens.
const ATTRIBUTION_REACH: usize = 9;

/// Sentences of `text`, given its tokens; they cover every token and do not overlap.
pub(crate) fn split(lexicon: &Lexicon, text: &str, tokens: &[Span]) -> Vec<Span> {
    let splitter = Splitter { lexicon, text, tokens };
    let mut found = Vec::new();
    let mut first = 0;
    let mut at = 0;
    while at < tokens.len() {
        let end = splitter.closed(at);
        if end < tokens.len() && splitter.gap_is_blank_line(end) || splitter.ends(at, end) {
            found.extend(splitter.span(first, end));
            first = end;
        }
        at = end;
    }
    found.extend(splitter.span(first, tokens.len()));
    found
}

struct Splitter<'a> {
    lexicon: &'a Lexicon,
    text: &'a str,
    tokens: &'a [Span],
}

impl<'a> Splitter<'a> {
    fn word(&self, i: usize) -> &'a str {
        self.tokens.get(i).map_or("", |t| t.of(self.text))
    }
    fn span(&self, first: usize, end: usize) -> Option<Span> {
        let (a, b) = (self.tokens.get(first)?, self.tokens.get(end.checked_sub(1)?)?);
        (first < end).then(|| a.join(*b))
    }
    /// Is there white space before token `i`?
    fn spaced(&self, i: usize) -> bool {
        match (i.checked_sub(1).and_then(|p| self.tokens.get(p)), self.tokens.get(i)) {
            (Some(a), Some(b)) => a.end < b.start,
            _ => true,
        }
    }
    fn gap_is_blank_line(&self, i: usize) -> bool {
        match (i.checked_sub(1).and_then(|p| self.tokens.get(p)), self.tokens.get(i)) {
            (Some(a), Some(b)) => Span::new(a.hi(), b.lo()).of(self.text).matches('\n').count() > 1,
            _ => false,
        }
    }
    /// After token `at`, where a terminal mark with all that closes behind it is over.
    fn closed(&self, at: usize) -> usize {
        let mut end = at + 1;
        if !is_terminal(self.word(at)) && !self.word(at).ends_with('.') {
            return end;
        }
        while end < self.tokens.len() {
            let word = self.word(end);
            let closes = match word {
                "”" | "’" | "»" | ")" | "]" | "}" => true,
                "\"" | "'" | "''" => {
                    // A straight mark closes what it stands against, unless a word stands against its other side.
                    !self.spaced(end) && (self.spaced(end + 1) || !starts_word(self.word(end + 1)))
                }
                _ => is_terminal(word),
            };
            if !closes {
                break;
            }
            end += 1;
        }
        end
    }
    /// Does a sentence end with the mark at `at`, closing marks up to `end` included?
    fn ends(&self, at: usize, end: usize) -> bool {
        if end >= self.tokens.len() {
            return false;
        }
        let mark = self.word(at);
        let stop = is_terminal(mark);
        if !stop && !mark.ends_with('.') {
            return false;
        }
        let mut next = end;
        while next < self.tokens.len().min(end + 3) && is_opening(self.word(next)) {
            next += 1;
        }
        let first = self.word(next);
        let Some(c) = first.chars().next() else { return false };
        let quoted = (at + 1..end).any(|i| matches!(self.word(i), "”" | "’" | "\"" | "'" | "''" | "»"));
        let ellipsis =
            (at..end).any(|i| matches!(self.word(i), "…" | "..")) || mark.len() > 1 && stop && mark != "?!";
        if !stop {
            // An abbreviation. With closing marks behind it, it is the end of what they close.
            let starter = self.lexicon.abbreviations.is_starter(first);
            return match self.lexicon.abbreviations.ends(mark) {
                _ if next > end && starter => true,
                Some(Ends::Never) => false,
                Some(Ends::NotBeforeNumber) if c.is_numeric() => false,
                Some(_) => starter || (quoted && c.is_uppercase()),
                None => false,
            };
        }
        if !self.spaced(end) {
            // "Monday.The": a space was lost. "a.k.a" and the like never come here: they are one token.
            return mark == "." && c.is_uppercase() && first.chars().count() > 1 && !quoted;
        }
        if c.is_uppercase() || c.is_numeric() {
            if mark == "." && end == at + 1 && self.numbers_a_list(at) {
                return false;
            }
            if ellipsis && mark != "." {
                return !quoted && self.lexicon.abbreviations.is_starter(first) || quoted && next > end;
            }
            let asked = quoted && next == end && matches!(mark, "?" | "!" | "?!");
            return !(asked && self.is_attribution(next));
        }
        if c.is_lowercase() {
            // A lower-case start: believed only after a full stop that follows a plain word of some length, and
            // after a closing quotation mark only if no verb of speech comes soon.
            let before = at.checked_sub(1).map_or("", |p| self.word(p));
            let plain =
                mark == "." && before.len() > 2 && before.chars().all(char::is_lowercase) && !ellipsis;
            let brand = first.chars().nth(1).is_some_and(char::is_uppercase);
            return (plain || brand && mark == ".")
                && !(quoted && self.speech_within(next, ATTRIBUTION_REACH));
        }
        // A caseless script or a sign: currency, @name, a bullet.
        c.is_alphabetic() || matches!(c, '$' | '€' | '£' | '¥' | '@' | '#' | '•' | '*')
    }
    /// "1. The first point": a number that begins the sentence.
    fn numbers_a_list(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        self.word(before).chars().all(|c| c.is_ascii_digit())
            && (before == 0 || is_terminal(self.word(before - 1)))
            && self.word(before).len() < 3
    }
    /// "?” Karel Vane asked.": names, then a verb of speech.
    fn is_attribution(&self, from: usize) -> bool {
        for i in from..self.tokens.len().min(from + ATTRIBUTION_REACH) {
            let word = self.word(i);
            if i > from && self.lexicon.cues.is_speech(word) {
                let after = self.word(i + 1);
                return !matches!(after, "that" | "he" | "she" | "it" | "they");
            }
            let name = word.starts_with(char::is_uppercase)
                || matches!(word, "of" | "the" | "al" | "de" | "bin" | "ibn" | "van" | "von")
                || word.ends_with('.') && word.len() > 1
                || word == ",";
            if !name {
                return false;
            }
        }
        false
    }
    fn speech_within(&self, from: usize, reach: usize) -> bool {
        (from..self.tokens.len().min(from + reach))
            .take_while(|&i| !is_terminal(self.word(i)))
            .any(|i| self.lexicon.cues.is_speech(self.word(i)))
    }
}

fn is_terminal(word: &str) -> bool {
    matches!(word, "." | "!" | "?" | "…" | "?!") || word.len() > 1 && word.bytes().all(|b| b == b'.')
}

fn is_opening(word: &str) -> bool {
    matches!(word, "“" | "‘" | "«" | "(" | "[" | "\"" | "'" | "``" | "''" | "`" | "„")
}

fn starts_word(word: &str) -> bool {
    word.starts_with(char::is_alphanumeric)
}
