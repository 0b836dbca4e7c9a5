//! Words and sentences by rule: alone where no model is loaded, and as what our own model is given.
//!
//! Cuts about as the Penn Treebank and the English Universal Dependencies do: clitics apart, "U.S." and hyphenated
//! words whole, marks apart. No lemma, tag or head: `parsed` stays false. Knows the lexicon and one stretch of text;
//! reads nothing else. Linear in the length of the text.

use crate::sentences;
use crate::{Cut, Model};
use rapporteur_lexicon::Lexicon;
use rapporteur_model::{Span, Syntax, Token, Upos};

/// Tokens and sentences of one stretch of running text: a title or one paragraph.
///
/// Offsets count from the start of `text`; [`Syntax::append`] puts the parts of an article together.
pub fn parse(lexicon: &Lexicon, text: &str) -> Syntax {
    let spans = tokens(lexicon, text);
    let sentences = sentences::split(lexicon, text, &spans);
    let tokens = (0u32..)
        .zip(&spans)
        .map(|(i, &span)| Token { span, head: i, lemma: 0, tag: 0, dep: 0, pos: Upos::None })
        .collect();
    Syntax { sentences, tokens, ..Syntax::default() }
}

/// The stretches of a text that are read, each by itself: words and sentences by rule, the rest by a model, all in one go
/// so that the weights pass through the processor's caches once. Offsets count from the start of `text`.
pub fn parse_with(lexicon: &Lexicon, model: &Model, text: &str, parts: impl Iterator<Item = Span>) -> Syntax {
    let cut = |span: Span| {
        let words = tokens(lexicon, span.of(text));
        let sentences = sentences::split(lexicon, span.of(text), &words);
        (span, words, sentences)
    };
    let cuts: Vec<_> = parts.map(cut).collect();
    let cuts: Vec<Cut<'_>> =
        cuts.iter().map(|(span, words, sentences)| Cut { span: *span, words, sentences }).collect();
    model.parse_parts(text, &cuts)
}

/// Clitics that are cut off a word, without their apostrophe.
const CLITICS: &[&str] = &["s", "re", "ve", "ll", "d", "m"];

/// No word of more bytes than this is looked up as an abbreviation.
const LONGEST_ABBREVIATION: usize = 48;

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// The words and marks of a text, in order, without white space.
pub(crate) fn tokens(lexicon: &Lexicon, text: &str) -> Vec<Span> {
    let mut found = Vec::with_capacity(text.len() / 5 + 1);
    let mut at = 0;
    while let Some(c) = char_at(text, at) {
        if c.is_whitespace() || is_invisible(c) {
            at += c.len_utf8();
            continue;
        }
        let next = char_at(text, at + c.len_utf8());
        let word = c.is_alphanumeric()
            || (matches!(c, '@' | '#') && next.is_some_and(|n| n.is_alphanumeric()))
            || (is_apostrophe(c)
                && next.is_some_and(|n| n.is_ascii_digit())
                && decade(text, at + c.len_utf8()));
        if word {
            let end = word_end(lexicon, text, at);
            push_word(text, Span::new(at, end), &mut found);
            at = end;
        } else {
            let end = mark_end(text, at, c);
            found.push(Span::new(at, end));
            at = end;
        }
    }
    found
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// Soft hyphens, joiners and byte-order marks are no part of any word.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// "'90s": two digits, then an s or the end of the word.
fn decade(text: &str, at: usize) -> bool {
    let mut chars = text.get(at..).unwrap_or("").chars();
    let two = chars.by_ref().take(2).filter(char::is_ascii_digit).count() == 2;
    two && chars.next().is_none_or(|c| c == 's' || !c.is_alphanumeric())
}

/// Marks of one kind in a row are one token: "...", "--", "''", "``".
fn mark_end(text: &str, at: usize, c: char) -> usize {
    let rest = text.get(at..).unwrap_or("");
    match c {
        '.' | '-' | '—' | '–' | '_' | '*' | '=' => at + rest.len() - rest.trim_start_matches(c).len(),
        '\'' | '`' if rest.get(1..).is_some_and(|r| r.starts_with(c)) => at + 2,
        _ => at + c.len_utf8(),
    }
}

/// Where the word that begins at `from` ends.
fn word_end(lexicon: &Lexicon, text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    if ["http://", "https://", "www."].iter().any(|p| rest.starts_with(p)) {
        let len: usize = rest
            .chars()
            .take_while(|c| !c.is_whitespace() && !matches!(c, '"' | '”' | '“' | '<' | '>'))
            .map(char::len_utf8)
            .sum();
        let url = rest.get(..len).unwrap_or(rest);
        return from + url.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’']).len();
    }
    let mut at = from + char_at(text, from).map_or(0, char::len_utf8);
    // Where the last stretch between connectors began, to tell "U.S." from "talks.He".
    let mut piece = from;
    while let Some(c) = char_at(text, at) {
        let next = char_at(text, at + c.len_utf8());
        if c.is_alphanumeric() || is_mark_on_letter(c) || is_invisible(c) {
            at += c.len_utf8();
            continue;
        }
        let before = char_before(text, at).unwrap_or(' ');
        let digits = before.is_numeric() && next.is_some_and(char::is_numeric);
        let letters = next.is_some_and(|n| n.is_alphanumeric());
        let joins = match c {
            '-' | '‑' | '_' | '/' | '&' | '@' => letters,
            '\'' | '’' | 'ʼ' => letters,
            ',' | ':' => digits,
            '.' => {
                let short = text.get(piece..at).is_some_and(|p| p.chars().count() == 1);
                // "example.com" and "3.5" hold together, "talks.He" does not.
                digits || (letters && (short || next.is_some_and(|n| n.is_lowercase() || n.is_numeric())))
            }
            _ => false,
        };
        if joins {
            at += c.len_utf8();
            piece = at;
            continue;
        }
        if c == '.' && next != Some('.') && at - from < LONGEST_ABBREVIATION {
            let with = text.get(from..=at).unwrap_or("");
            if lexicon.abbreviations.ends(with).is_some() {
                at += 1;
                // "U.S.-backed" goes on.
                if next == Some('-') && char_at(text, at + 1).is_some_and(char::is_alphanumeric) {
                    at += 1;
                    piece = at;
                    continue;
                }
            }
        }
        break;
    }
    at
}

/// Accents that stand as characters of their own.
fn is_mark_on_letter(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Pushes a word, its clitic apart: "Sana" "'s", "do" "n't", "can" "not".
fn push_word(text: &str, word: Span, found: &mut Vec<Span>) {
    let cut = clitic(word.of(text)).unwrap_or(0);
    if cut > 0 {
        found.push(Span::new(word.lo(), word.lo() + cut));
        found.push(Span::new(word.lo() + cut, word.hi()));
    } else {
        found.push(word);
    }
}

/// The byte at which the clitic of a word begins.
fn clitic(word: &str) -> Option<usize> {
    if word.eq_ignore_ascii_case("cannot") {
        return Some(3);
    }
    // A clitic is at most an apostrophe and two letters: look no further back.
    let (at, mark) = word.char_indices().rev().take(4).find(|&(_, c)| is_apostrophe(c))?;
    let tail = word.get(at + mark.len_utf8()..)?;
    let front = word.get(..at)?;
    if front.is_empty() {
        return None;
    }
    if tail.eq_ignore_ascii_case("t") && front.ends_with(['n', 'N']) && front.len() > 1 {
        return Some(front.len() - 1);
    }
    CLITICS.iter().any(|c| tail.eq_ignore_ascii_case(c)).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let lexicon = Lexicon::new();
        tokens(&lexicon, text).into_iter().map(|s| s.of(text)).collect()
    }
    fn sentences(text: &str) -> Vec<&str> {
        parse(&Lexicon::new(), text).sentences.into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn words_are_cut_as_treebanks_do() {
        assert_eq!(
            words("Don't say the U.S.-backed al-Nuri's \"no\" (20 km)."),
            [
                "Do",
                "n't",
                "say",
                "the",
                "U.S.-backed",
                "al-Nuri",
                "'s",
                "\"",
                "no",
                "\"",
                "(",
                "20",
                "km",
                ")",
                "."
            ]
        );
        assert_eq!(
            words("$3.5 million, 12% at 10:30."),
            ["$", "3.5", "million", ",", "12", "%", "at", "10:30", "."]
        );
        assert_eq!(
            words("They’re the sailors’ boats…"),
            ["They", "’re", "the", "sailors", "’", "boats", "…"]
        );
        assert_eq!(
            words("In the '90s he cannot go--yet."),
            ["In", "the", "'90s", "he", "can", "not", "go", "--", "yet", "."]
        );
        assert_eq!(
            words("See https://a.example/x?y=1. @mayor AT&T pre-Dec. 8"),
            ["See", "https://a.example/x?y=1", ".", "@mayor", "AT&T", "pre-Dec.", "8"]
        );
        assert_eq!(
            words("in talks.He left harbour.example"),
            ["in", "talks", ".", "He", "left", "harbour.example"]
        );
    }

    #[test]
    fn abbreviations_end_no_sentence() {
        assert_eq!(
            sentences("Mr. Vane of Dover, N.H., met U.S. Consul J. P. Ross on Aug. 12. He left.").len(),
            2
        );
        assert_eq!(sentences("They flew to the U.S. The talks go on.").len(), 2);
        assert_eq!(sentences("They sold it to Vane Inc. in May.").len(), 1);
    }

    #[test]
    fn quotations_keep_their_attribution() {
        assert_eq!(sentences("“We will. We must,” he said."), ["“We will.", "We must,” he said."]);
        assert_eq!(
            sentences("“It is hard. Who is going to pay for that?” he asked. He left."),
            ["“It is hard.", "Who is going to pay for that?” he asked.", "He left."]
        );
        assert_eq!(sentences("\"Who pays?\" Minister Karel Vane asked.").len(), 1);
        assert_eq!(sentences("\"Who pays?\" Minister Vane left without an answer.").len(), 2);
        assert_eq!(sentences("\"We pay.\" The minister left."), ["\"We pay.\"", "The minister left."]);
        assert_eq!(sentences("He said: “We go.” “When?” she asked.").len(), 2);
    }

    #[test]
    fn odd_sentences() {
        assert_eq!(
            sentences("Chances are low. the talks go on; nobody left"),
            ["Chances are low.", "the talks go on; nobody left"]
        );
        assert_eq!(sentences("Well ... maybe. … Others left.").len(), 2);
        assert_eq!(sentences("It failed (again). Nobody knew!").len(), 2);
        assert_eq!(
            sentences("The end came on Monday.The boats left."),
            ["The end came on Monday.", "The boats left."]
        );
        assert!(sentences("").is_empty());
        assert!(sentences(" \n ").is_empty());
    }

    #[test]
    fn every_letter_is_in_one_token_and_every_token_in_one_sentence() {
        for text in [
            "“A ‘b’ c.” — d’e… 5,000.50%! ‘’ '' `` x's' ...",
            "….?!“”\"’ a.b.c.D.e. I. J.-K.",
            "Łódź’s naïve",
        ] {
            let syntax = parse(&Lexicon::new(), text);
            let joined: String = syntax.tokens.iter().map(|t| t.span.of(text)).collect();
            assert_eq!(joined, text.split_whitespace().collect::<String>());
            for t in &syntax.tokens {
                assert_eq!(syntax.sentences.iter().filter(|s| s.contains(t.span)).count(), 1, "{text}");
            }
        }
    }

    #[test]
    fn hostile_text_is_read_in_one_pass() {
        for unit in ["a", "\"", "'", ".", "U.", "a'", "“a ", "http://", "@", ". a", "?” A "] {
            let text = unit.repeat(200_000 / unit.len());
            assert!(!parse(&Lexicon::new(), &text).tokens.is_empty());
        }
    }
}
