//! Cuts text into words, numbers and marks, each word with its number in the time lexicon. One pass, no look-back.

use rapporteur_lexicon::times::TimeLexicon;
use rapporteur_model::Span;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters.
    Word,
    /// ASCII digits.
    Number,
    /// Anything else, by its ASCII form: every dash is `-`, every apostrophe `'`, a blank line `\n`, the rest 0.
    Mark(u8),
}

/// A word, a number or a mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The number's value; 0 if it has more than nine digits.
    pub(super) number: u32,
    /// The word's number in the lexicon; 0 if it plays no role.
    pub(super) word: u16,
    pub(super) kind: Kind,
    /// Stands right after the token before it.
    pub(super) joined: bool,
}

impl Token {
    pub(super) fn len(&self) -> u32 {
        self.end - self.start
    }
}

/// Cuts the `parts` of `text` into tokens, with a blank line between parts. Text beyond 4 GiB is not read: spans are 32
/// bits wide.
pub(super) fn tokens(lexicon: &TimeLexicon, text: &str, parts: &[Span]) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(parts.iter().map(|p| p.len()).sum::<usize>() / 5);
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            tokens.push(Token {
                start: part.start,
                end: part.start,
                number: 0,
                word: 0,
                kind: Kind::Mark(b'\n'),
                joined: false,
            });
        }
        cut(lexicon, text, *part, &mut tokens);
    }
    tokens
}

fn cut(lexicon: &TimeLexicon, text: &str, part: Span, tokens: &mut Vec<Token>) {
    let Some(text) = text.get(..part.hi()) else { return };
    let bytes = text.as_bytes();
    let mut at = part.lo();
    let mut joined = false;
    while let Some(&byte) = bytes.get(at) {
        let Ok(start) = u32::try_from(at) else { break };
        if byte.is_ascii_alphabetic() || byte >= 0x80 {
            let rest = text.get(at..).unwrap_or("");
            let letters = word_length(rest);
            if letters == 0 {
                // A character outside ASCII that is no letter: a dash, a curly quote, a space, a symbol.
                let Some(c) = rest.chars().next() else { break };
                at += c.len_utf8();
                if c.is_whitespace() || c == '\u{200b}' {
                    joined = false;
                    continue;
                }
                let mark = match c {
                    '\u{2010}'..='\u{2015}' | '\u{2212}' => b'-',
                    '\u{2018}' | '\u{2019}' | '\u{02bc}' => b'\'',
                    '\u{201c}' | '\u{201d}' => b'"',
                    _ => 0,
                };
                push(tokens, start, at, Kind::Mark(mark), joined);
                joined = true;
                continue;
            }
            at += letters;
            let mut word = 0;
            if letters <= lexicon.longest() {
                word = lexicon.number(rest.get(..letters).unwrap_or(""));
            }
            push(tokens, start, at, Kind::Word, joined);
            if let Some(last) = tokens.last_mut() {
                last.word = word;
            }
            joined = true;
        } else if byte.is_ascii_digit() {
            let digits = bytes.iter().skip(at).take_while(|b| b.is_ascii_digit()).count();
            let number =
                if digits <= 9 { text.get(at..at + digits).and_then(|d| d.parse().ok()) } else { None };
            at += digits;
            push(tokens, start, at, Kind::Number, joined);
            if let Some(last) = tokens.last_mut() {
                last.number = number.unwrap_or(0);
            }
            joined = true;
        } else if byte.is_ascii_whitespace() || byte.is_ascii_control() {
            let space =
                bytes.iter().skip(at).take_while(|b| b.is_ascii_whitespace() || b.is_ascii_control()).count();
            let lines = bytes.iter().skip(at).take(space).filter(|b| **b == b'\n').count();
            at += space;
            if lines > 1 {
                push(tokens, start, at, Kind::Mark(b'\n'), false);
            }
            joined = false;
        } else {
            at += 1;
            let mark = if byte == b'`' { b'\'' } else { byte };
            push(tokens, start, at, Kind::Mark(mark), joined);
            joined = true;
        }
    }
}

fn push(tokens: &mut Vec<Token>, start: u32, end: usize, kind: Kind, joined: bool) {
    if let Ok(end) = u32::try_from(end) {
        tokens.push(Token { start, end, number: 0, word: 0, kind, joined });
    }
}

/// Length in bytes of the letters at the start of `rest`.
fn word_length(rest: &str) -> usize {
    let ascii = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    match rest.as_bytes().get(ascii) {
        Some(b) if *b >= 0x80 => rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len()),
        _ => ascii,
    }
}
