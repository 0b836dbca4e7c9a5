//! What Python says of characters and strings, where Rust says otherwise or nothing. Pure.

use crate::tables;

fn within(ranges: &[(u32, u32)], c: char) -> bool {
    let c = u32::from(c);
    let after = ranges.partition_point(|&(first, _)| first <= c);
    after > 0 && ranges.get(after - 1).is_some_and(|&(_, last)| c <= last)
}

/// `str.isspace` of one character.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\u{1c}'..=' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
        | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// `str.isalpha` of one character.
pub(crate) fn is_alpha(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { within(&tables::ALPHA, c) }
}

/// `str.isdigit` of one character.
pub(crate) fn is_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { within(&tables::DIGIT, c) }
}

/// `\d` of `re`.
pub(crate) fn is_decimal(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { within(&tables::DECIMAL, c) }
}

/// `\w` of `re`.
pub(crate) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '_'
    } else {
        within(&tables::ALPHA, c) || within(&tables::NUMERIC, c)
    }
}

/// `str.isalpha` of a string.
pub(crate) fn all_alpha(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_alpha)
}

/// `str.lower`.
pub(crate) fn lower(text: &str) -> String {
    text.to_lowercase()
}

/// spaCy's shape of a word: `X`, `x`, `d` and other characters, runs cut at four, `LONG` from a hundred characters.
pub(crate) fn shape(text: &str, out: &mut String) {
    out.clear();
    let mut last = None;
    let mut run = 0;
    for (i, c) in text.chars().enumerate() {
        if i >= 100 - 1 && text.chars().nth(99).is_some() {
            out.clear();
            out.push_str("LONG");
            return;
        }
        let kind = if is_alpha(c) {
            if c.is_uppercase() { 'X' } else { 'x' }
        } else if is_digit(c) {
            'd'
        } else {
            c
        };
        if last == Some(kind) {
            run += 1;
        } else {
            run = 0;
            last = Some(kind);
        }
        if run < 4 {
            out.push(kind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_spacys() {
        let of = |text: &str| {
            let mut out = String::new();
            shape(text, &mut out);
            out
        };
        assert_eq!(of("Ruritania"), "Xxxxx");
        assert_eq!(of("U.S."), "X.X.");
        assert_eq!(of("1984-85"), "dddd-dd");
        assert_eq!(of("aaaaAAAAAA"), "xxxxXXXX");
        assert_eq!(of("²ªΩ中"), "dxXx");
        assert_eq!(of(&"a".repeat(99)), "xxxx");
        assert_eq!(of(&"a".repeat(100)), "LONG");
    }

    #[test]
    fn space_is_pythons() {
        assert!(is_space('\u{1c}') && is_space('\u{85}') && is_space('\u{3000}'));
        assert!(!is_space('\u{200b}') && !is_space('\u{feff}'));
    }
}
