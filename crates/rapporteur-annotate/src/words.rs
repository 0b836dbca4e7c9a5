//! The words of an article as names see them: runs of letters, with hyphens, inner apostrophes and abbreviating dots.
//!
//! Why not tokens: a name is one word here where a tokenizer cuts ("al-Sharaa", "U.S."), a possessive is a mark on its
//! word, and nothing depends on how the syntax stage cuts words; only its sentences are used.
//!
//! May touch: the article's text and the syntax's sentences. One pass, linear in the text.

use rapporteur_lexicon::Lexicon;
use rapporteur_model::{Article, PartKind, Span, Syntax};

/// One word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'a> {
    /// Where in the article, without a possessive ending.
    pub(crate) span: Span,
    /// The word as written, without a possessive ending.
    pub(crate) text: &'a str,
    /// It was followed by "'s" or a bare apostrophe.
    pub(crate) possessive: bool,
    /// Only white space stands between it and the word before.
    pub(crate) joined: bool,
    /// A handle, hashtag or piece of an address: its capital means nothing.
    pub(crate) tag: bool,
    /// Only white space and quotation marks stand between it and the word before.
    pub(crate) close: bool,
    /// It begins a sentence, or quoted words.
    pub(crate) start: bool,
    /// A comma (and white space) stands before it.
    pub(crate) comma: bool,
    /// It stands inside quotation marks.
    pub(crate) quoted: bool,
    /// Which readable part it is in.
    pub(crate) part: usize,
    /// The part is a title.
    pub(crate) title: bool,
    /// Which sentence, counted over the article.
    pub(crate) sentence: usize,
}

impl Word<'_> {
    /// Begins with a capital letter, or with a particle and a hyphen before one ("al-Sharaa").
    pub(crate) fn capital(&self) -> bool {
        if self.tag {
            return false;
        }
        let upper = |s: &str| s.chars().next().is_some_and(char::is_uppercase);
        upper(self.text)
            || self
                .text
                .split_once(['-', '\'', '\u{2019}'])
                .is_some_and(|(front, rest)| is_article_particle(front) && upper(rest))
    }
    /// Two or more letters, all of them capitals.
    pub(crate) fn all_caps(&self) -> bool {
        let letters = self.text.chars().filter(|c| c.is_alphabetic());
        letters.clone().count() >= 2 && letters.clone().all(char::is_uppercase)
    }
    /// The word in lower case.
    pub(crate) fn lower(&self) -> String {
        self.text.to_lowercase()
    }
}

/// The article that Arabic and French names fuse with a hyphen or apostrophe, in lower case.
fn is_article_particle(word: &str) -> bool {
    matches!(
        word,
        "al" | "el"
            | "ul"
            | "as"
            | "ash"
            | "ad"
            | "ar"
            | "an"
            | "at"
            | "az"
            | "es"
            | "esh"
            | "ez"
            | "ed"
            | "er"
            | "en"
            | "d"
            | "l"
            | "t"
    )
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02bc}' | '`')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// The words of title and body, in order.
pub(crate) fn scan<'a>(lexicon: &Lexicon, article: &'a Article, syntax: &Syntax) -> Vec<Word<'a>> {
    let mut words = Vec::new();
    let mut sentence = 0;
    for (part, p) in article.readable().enumerate() {
        let text = p.span.of(&article.text);
        sentence += 1;
        part_words(
            lexicon,
            text,
            p.span.lo(),
            part,
            p.kind == PartKind::Title,
            syntax,
            &mut sentence,
            &mut words,
        );
    }
    words
}

#[expect(clippy::too_many_arguments, reason = "one call; the state of the scan")]
fn part_words<'a>(
    lexicon: &Lexicon,
    text: &'a str,
    offset: usize,
    part: usize,
    title: bool,
    syntax: &Syntax,
    sentence: &mut usize,
    words: &mut Vec<Word<'a>>,
) {
    let mut at = 0;
    let mut gap_from = 0;
    let mut first = true;
    let mut quoted = false;
    let later = syntax.sentences.partition_point(|s| s.lo() <= offset);
    let mut sentences = syntax.sentences.iter().skip(later).map(|s| s.lo()).peekable();
    while let Some(c) = text.get(at..).and_then(|t| t.chars().next()) {
        if !c.is_alphanumeric() {
            match c {
                '"' => quoted = !quoted,
                '\u{201c}' | '\u{00ab}' | '\u{201e}' => quoted = true,
                '\u{201d}' | '\u{00bb}' => quoted = false,
                _ => {}
            }
            at += c.len_utf8();
            continue;
        }
        let gap = text.get(gap_from..at).unwrap_or("");
        let mut end = word_end(text, at);
        let mut word = text.get(at..end).unwrap_or("");
        if text.get(end..).is_some_and(|t| t.starts_with('.'))
            && keeps_dot(lexicon, word, text.get(end + 1..).unwrap_or(""))
        {
            end += 1;
            word = text.get(at..end).unwrap_or("");
        }
        let mut next = end;
        let mut possessive = false;
        if let Some(stem) = word.strip_suffix(['s', 'S']).and_then(|w| w.strip_suffix(is_apostrophe)) {
            if !stem.is_empty() {
                (word, possessive) = (stem, true);
                end = at + stem.len();
            }
        } else if word.ends_with('s') {
            let after = text.get(end..).unwrap_or("");
            let mut chars = after.chars();
            if chars.next().is_some_and(|c| matches!(c, '\'' | '\u{2019}'))
                && chars.next().is_some_and(|c| c == ' ')
            {
                // "the Emirates' proposal"; a closing single quotation mark looks the same, which does no harm here.
                possessive = true;
                next = end + after.chars().next().map_or(0, char::len_utf8);
            }
        }
        let absolute = offset + at;
        let mut begins = first;
        while sentences.peek().is_some_and(|&s| s <= absolute) {
            begins = true;
            sentences.next();
        }
        let opens = gap.trim_end().chars().next_back().is_some_and(|c| {
            matches!(c, '\u{201c}' | '"' | '\u{00ab}' | '\u{2018}') && !gap.ends_with(char::is_whitespace)
        }) || gap.trim_start().starts_with(':');
        let ended = gap.contains(['.', '!', '?']) && gap.contains(char::is_whitespace);
        if begins || (ended && syntax.sentences.is_empty()) {
            if !first {
                *sentence += 1;
            }
            begins = true;
        }
        words.push(Word {
            span: Span::new(absolute, offset + end),
            text: word,
            possessive,
            joined: !first
                && !begins
                && !gap.is_empty()
                && gap.chars().all(char::is_whitespace)
                && !gap.contains("\n\n"),
            tag: gap.ends_with(['@', '#', '_', '/', '='])
                || text
                    .get(end..)
                    .is_some_and(|t| t.starts_with(['@', '_', '/', '=']) || t.starts_with("://")),
            close: !first
                && !begins
                && gap.chars().all(|c| c.is_whitespace() || matches!(c, '"' | '\u{201c}' | '\u{201d}')),
            start: begins || opens || ended,
            comma: gap.starts_with(',') && gap[1..].chars().all(char::is_whitespace),
            quoted,
            part,
            title,
            sentence: *sentence,
        });
        first = false;
        at = next.max(at + 1);
        gap_from = at;
    }
}

/// Where the word that begins at `at` ends.
fn word_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    if let Some(n) = dotted(rest) {
        return at + n;
    }
    let mut end = at;
    let mut chars = rest.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let inner = (is_apostrophe(c) || is_hyphen(c))
            && i > 0
            && chars.peek().is_some_and(|(_, n)| n.is_alphanumeric());
        let amp = c == '&' && i > 0 && chars.peek().is_some_and(|(_, n)| n.is_alphanumeric());
        if !(c.is_alphanumeric() || inner || amp || is_mark(c)) {
            break;
        }
        // "US-sponsored" after dots: "U.S.-sponsored" is cut at its hyphen by `dotted`.
        end = at + i + c.len_utf8();
    }
    end.max(at + 1)
}

/// Combining marks belong to the letter before.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{200d}')
}

/// The length of "U.S." or "D.C." at the front of `rest`.
fn dotted(rest: &str) -> Option<usize> {
    let mut n = 0;
    let mut letters = 0;
    let mut chars = rest.chars();
    while let (Some(c), Some('.')) = (chars.next(), chars.next()) {
        if !c.is_alphabetic() || letters >= 6 {
            break;
        }
        n += c.len_utf8() + 1;
        letters += 1;
    }
    (letters >= 2).then_some(n)
}

/// Does the dot after `word` belong to it? "J." before a name, "Gen.", "Mr.".
fn keeps_dot(lexicon: &Lexicon, word: &str, after: &str) -> bool {
    let mut chars = word.chars();
    let single = chars.next().is_some_and(char::is_uppercase) && chars.next().is_none();
    let before_name = after.starts_with(' ')
        && after.trim_start().chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
    if single {
        return before_name;
    }
    let short = word.chars().count() <= 5 && word.chars().next().is_some_and(char::is_uppercase);
    short
        && before_name
        && (lexicon.given_names.honorific(word).is_some()
            || lexicon.offices.get(word).is_some()
            || matches!(word, "St" | "Mt" | "Jr" | "Sr" | "No" | "Lt" | "Maj" | "Brig"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::tests::article;

    fn texts(text: &str) -> Vec<(String, bool)> {
        let article = article(text);
        let lexicon = Lexicon::new();
        scan(&lexicon, &article, &Syntax::default())
            .iter()
            .map(|w| (w.text.to_owned(), w.possessive))
            .collect()
    }

    #[test]
    fn words_keep_what_belongs_to_a_name() {
        let words = texts("The U.S. envoy and Gen. J. Kolo-Banda met al-Sharaa's aides in N'Djamena. Done.");
        let plain: Vec<&str> = words.iter().map(|w| w.0.as_str()).collect();
        assert_eq!(
            plain,
            [
                "The",
                "U.S.",
                "envoy",
                "and",
                "Gen.",
                "J.",
                "Kolo-Banda",
                "met",
                "al-Sharaa",
                "aides",
                "in",
                "N'Djamena",
                "Done"
            ]
        );
        assert!(words[8].1);
    }

    #[test]
    fn hostile_input_is_linear() {
        let text = "\u{201c}A.B.".repeat(10_000) + &"'s".repeat(10_000) + &"-".repeat(10_000);
        assert!(!texts(&text).is_empty());
    }
}
