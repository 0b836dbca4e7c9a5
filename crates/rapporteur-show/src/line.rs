//! A line for a reader: our words and words from outside, kept apart.
//!
//! Whatever an article, a codebook or a file name brought in is `Outside` and is cleaned, isolated and escaped by each
//! output; what this crate says itself is `Ours`. Pure; knows no record and no output format beyond escaping.

use std::fmt::Write;

/// A stretch of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words of this program.
    Ours(String),
    /// Words that came in from outside and may be hostile.
    Outside(String),
}

/// A line for a reader.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    pieces: Vec<Piece>,
}

/// HTML that is safe to put into a page as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markup(pub(crate) String);

impl std::fmt::Display for Markup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Markup {}

/// The most characters of one outside string in a line; longer ones end in "…".
pub const CLIP: usize = 400;

impl Line {
    /// An empty line.
    pub fn new() -> Line {
        Line::default()
    }
    /// A line of our own words.
    pub fn say(words: impl Into<String>) -> Line {
        Line::new().ours(words)
    }
    /// A line of words from outside.
    pub fn quote(words: &str) -> Line {
        Line::new().outside(words)
    }
    /// With our words appended.
    #[must_use]
    pub fn ours(mut self, words: impl Into<String>) -> Line {
        self.pieces.push(Piece::Ours(words.into()));
        self
    }
    /// With words from outside appended, cut at [`CLIP`] characters.
    #[must_use]
    pub fn outside(self, words: &str) -> Line {
        self.outside_up_to(words, CLIP)
    }
    /// With words from outside appended, cut at `limit` characters.
    #[must_use]
    pub fn outside_up_to(mut self, words: &str, limit: usize) -> Line {
        let words = words.trim();
        let cut = words.char_indices().nth(limit).map(|(at, _)| at);
        let text = match cut {
            Some(at) => format!("{}…", words.get(..at).unwrap_or("").trim_end()),
            None => words.to_owned(),
        };
        self.pieces.push(Piece::Outside(text));
        self
    }
    /// With another line appended.
    #[must_use]
    pub fn and(mut self, other: Line) -> Line {
        self.pieces.extend(other.pieces);
        self
    }
    /// Lines joined by our `separator`.
    pub fn join(lines: impl IntoIterator<Item = Line>, separator: &str) -> Line {
        lines
            .into_iter()
            .enumerate()
            .fold(Line::new(), |line, (i, next)| if i == 0 { next } else { line.ours(separator).and(next) })
    }
    /// Has it no words?
    pub fn is_empty(&self) -> bool {
        self.pieces.iter().all(|p| match p {
            Piece::Ours(s) | Piece::Outside(s) => s.is_empty(),
        })
    }
    /// For a terminal, and for JSON: one line, no control characters.
    pub fn plain(&self) -> String {
        self.pieces.iter().fold(String::new(), |mut out, piece| {
            match piece {
                Piece::Ours(s) => out.push_str(s),
                Piece::Outside(s) => out.push_str(&clean(s)),
            }
            out
        })
    }
    /// For Markdown: marks of Markdown and HTML lose their meaning, right-to-left text is isolated.
    pub fn markdown(&self) -> String {
        self.pieces.iter().fold(String::new(), |mut out, piece| {
            match piece {
                Piece::Ours(s) => out.push_str(s),
                Piece::Outside(s) => out.push_str(&markdown_text(s)),
            }
            out
        })
    }
    /// For HTML: escaped, outside words isolated in `<bdi>`.
    pub fn html(&self) -> Markup {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Ours(s) => escape_into(s, &mut out),
                Piece::Outside(s) => {
                    out.push_str("<bdi>");
                    escape_into(&clean(s), &mut out);
                    out.push_str("</bdi>");
                }
            }
        }
        Markup(out)
    }
}

/// The text without characters that act instead of being read: white space of any kind becomes a space, control
/// characters and direction overrides become U+FFFD, other direction controls and byte-order marks go.
pub fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\u{202A}'..='\u{202C}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => None,
            '\u{202D}' | '\u{202E}' => Some('\u{FFFD}'),
            '\u{2028}' | '\u{2029}' | '\t' | '\n' | '\r' => Some(' '),
            c if c.is_control() => Some('\u{FFFD}'),
            c if matches!(u32::from(c) & 0xFFFF, 0xFFFE | 0xFFFF) => Some('\u{FFFD}'),
            c => Some(c),
        })
        .collect()
}

/// Is there a letter that is read from right to left?
fn right_to_left(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(u32::from(c), 0x0590..=0x08FF | 0x200F | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF)
    })
}

/// Outside text for Markdown: cleaned, escaped, isolated where it runs from right to left.
pub fn markdown_text(text: &str) -> String {
    let cleaned = clean(text);
    let isolate = right_to_left(&cleaned);
    let mut out = String::with_capacity(cleaned.len() + 8);
    if isolate {
        out.push('\u{2068}');
    }
    for c in cleaned.chars() {
        match c {
            // As entities, so that no reader of Markdown, however simple, sees a tag.
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '&' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    if isolate {
        out.push('\u{2069}');
    }
    // A bare address would become a link by itself.
    out.replace("://", ":\u{200B}//")
}

/// Appends `text` escaped for HTML text and quoted attributes.
pub fn escape_into(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

/// The address, if it is one that a reader may be sent to: http or https, of sensible length, without white space or
/// anything that could end an attribute or a Markdown link.
pub fn safe_url(url: &str) -> Option<String> {
    let url = url.trim();
    let scheme =
        ["http://", "https://"].iter().any(|s| url.get(..s.len()).is_some_and(|u| u.eq_ignore_ascii_case(s)));
    if !scheme || url.len() > 2_000 {
        return None;
    }
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '<' | '>' | '"' | '\'' | '(' | ')' | '`' | '\\' | '|' | '[' | ']' => {
                let _ = write!(out, "%{:02X}", u32::from(c));
            }
            c if c.is_control() || c.is_whitespace() || clean(c.encode_utf8(&mut [0; 4])).is_empty() => {
                return None;
            }
            '\u{202D}' | '\u{202E}' | '\u{FFFD}' => return None,
            c => out.push(c),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_words_cannot_act() {
        let line = Line::say("said ").outside("<script>alert(1)</script>\u{202E}evil\u{1b}[31m\u{2069}");
        assert_eq!(
            line.html().to_string(),
            "said <bdi>&lt;script&gt;alert(1)&lt;/script&gt;\u{FFFD}evil\u{FFFD}[31m</bdi>"
        );
        assert_eq!(line.plain(), "said <script>alert(1)</script>\u{FFFD}evil\u{FFFD}[31m");
        assert_eq!(line.markdown(), "said &lt;script&gt;alert(1)&lt;/script&gt;\u{FFFD}evil\u{FFFD}\\[31m");
    }

    #[test]
    fn only_web_addresses_are_links() {
        assert_eq!(safe_url("https://post.example/a?b=1&c"), Some("https://post.example/a?b=1&c".into()));
        assert_eq!(safe_url("HTTP://post.example/(a)"), Some("HTTP://post.example/%28a%29".into()));
        for bad in
            ["javascript:alert(1)", "data:text/html,x", "https://a b", "//x", "", "https:/\u{202E}/x", "é"]
        {
            assert_eq!(safe_url(bad), None, "{bad}");
        }
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(Line::new().outside_up_to("abcdef", 3).plain(), "abc…");
        assert_eq!(Line::new().outside_up_to("abc", 3).plain(), "abc");
    }
}
