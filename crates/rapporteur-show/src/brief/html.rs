//! The brief as one HTML page that needs nothing else: no script, no font, no picture, no address is loaded.
//!
//! Markup stands in `templates/`; outside words reach it only as [`Line`]s and passages, which escape and isolate
//! themselves, and as addresses that passed [`safe_url`](crate::line::safe_url).

use crate::evidence::{Chunk, Passage};
use crate::line::{Markup, clean, escape_into};
use crate::view::{Brief, Limits, MeetingItem};
use askama::Template;
use rapporteur_model::Record;

/// No page grows beyond this.
const MOST_BYTES: usize = 2_000_000;

use super::PAGE_CSS as CSS;

#[derive(Template)]
#[template(path = "brief.html")]
struct Page<'b> {
    brief: &'b Brief,
    title: String,
    css: &'static str,
    csp: String,
    sections: &'b [(&'static str, &'static str)],
    empty: &'static super::Empty,
    words: usize,
}

/// The page of a brief of the usual length; where it does not fit [`MOST_BYTES`], sections are cut, and say so, until it
/// does.
pub(super) fn page(record: &Record, usual: &Brief) -> String {
    let mut limits = Limits::USUAL;
    let mut html = set(usual, limits);
    while html.len() > MOST_BYTES && limits.evidence_bytes >= 1_000 {
        // A little under what would fit if all parts shrank alike, so that a second try is rarely needed.
        limits = limits.smaller((MOST_BYTES * 90 / html.len()).clamp(20, 85));
        html = set(&Brief::new(record, limits, None), limits);
    }
    html
}

fn set(brief: &Brief, limits: Limits) -> String {
    let mut sections =
        vec![("state", "State of play"), ("positions", "Who wants what"), ("changes", "What moved")];
    sections.extend([("talks", "The talks"), ("meetings", "Meetings")]);
    if !brief.deadlines.is_empty() {
        sections.push(("deadlines", "Deadlines"));
    }
    if !brief.agreements.is_empty() {
        sections.push(("agreements", "Agreements"));
    }
    sections.extend([
        ("contested", "In dispute"),
        ("silence", "Silent"),
        ("timeline", "Timeline"),
        ("histories", "Over time"),
        ("sources", "Sources"),
        ("unsettled", "Unsettled"),
        ("evidence", "Evidence"),
    ]);
    let page = Page {
        brief,
        title: format!("{} – brief", brief.head.talks.plain()),
        css: CSS,
        csp: csp(),
        sections: &sections,
        empty: &super::EMPTY,
        words: limits.article_words,
    };
    // Writing to a string fails only where a value's Display does, and none of these can.
    page.render().unwrap_or_default()
}

/// Nothing may be loaded or sent; the one style sheet is allowed by its hash.
fn csp() -> String {
    let hash = base64(&unhex(&rapporteur_model::id::sha256_hex(CSS.as_bytes())));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

fn unhex(hex: &str) -> Vec<u8> {
    let digit = |c: u8| char::from(c).to_digit(16).and_then(|d| u8::try_from(d).ok()).unwrap_or(0);
    hex.as_bytes().chunks_exact(2).map(|pair| pair.iter().fold(0, |n, c| n << 4 | digit(*c))).collect()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().chain(&[0, 0]).take(3).fold(0u32, |n, b| n << 8 | u32::from(*b));
        for i in 0..4 {
            let letter = LETTERS.get((group >> (18 - 6 * i) & 63) as usize).copied().unwrap_or(b'A');
            out.push(if i <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

/// "Round 4", "Rounds 1–2".
pub(crate) fn rounds(a: &u32, b: &u32) -> String {
    if a == b { format!("Round {a}") } else { format!("Rounds {a}–{b}") }
}

impl Passage {
    /// The passage with its marks.
    pub fn html(&self) -> Markup {
        let mut out = String::new();
        if self.cut_start {
            out.push_str("… ");
        }
        for chunk in &self.chunks {
            match chunk {
                Chunk::Text(text) => {
                    for (i, paragraph) in paragraphs(text).enumerate() {
                        if i > 0 {
                            out.push_str("<br>");
                        }
                        escape_into(&clean(paragraph), &mut out);
                    }
                }
                Chunk::Open(Some(anchor)) => {
                    out.push_str("<mark id=\"");
                    escape_into(anchor, &mut out);
                    out.push_str("\">");
                }
                Chunk::Open(None) => out.push_str("<mark>"),
                Chunk::Close => out.push_str("</mark>"),
            }
        }
        if self.cut_end {
            out.push_str(" …");
        }
        Markup(out)
    }
}

/// The text cut at blank lines. Single line breaks stay: many files break lines at a width.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut from = 0;
        while let Some(found) = text.get(from..).and_then(|t| t.find('\n')) {
            let after = text.get(from + found..).unwrap_or("");
            let blank = after.len() - after.trim_start().len();
            if after.get(1..blank).is_some_and(|b| b.contains('\n')) {
                rest = after.get(blank..);
                return text.get(..from + found);
            }
            from += found + 1;
        }
        rest = None;
        Some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_written_as_browsers_read_them() {
        assert_eq!(base64(b"any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
        assert_eq!(base64(b"any carnal pleasu"), "YW55IGNhcm5hbCBwbGVhc3U=");
        assert_eq!(base64(b"any carnal pleasur"), "YW55IGNhcm5hbCBwbGVhc3Vy");
        assert_eq!(unhex("00ff10"), [0, 255, 16]);
    }

    #[test]
    fn blank_lines_part_paragraphs() {
        let of = |text| paragraphs(text).collect::<Vec<_>>();
        assert_eq!(of("a\nb c\n \nd\n\n\n"), ["a\nb c", "d", ""]);
        assert_eq!(of(""), [""]);
    }

    /// Relative luminance, WCAG 2.
    fn luminance(hex: &str) -> f64 {
        let bytes = unhex(hex.trim_start_matches('#'));
        let part = |i: usize| {
            let c = f64::from(bytes[i]) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(0) + 0.7152 * part(1) + 0.0722 * part(2)
    }

    #[test]
    fn every_color_can_be_read() {
        let mut schemes = CSS.split(":root {").skip(1).take(2);
        for scheme in [schemes.next().unwrap(), schemes.next().unwrap()] {
            let color = |name: &str| {
                let from =
                    scheme.find(&format!("--{name}: #")).unwrap_or_else(|| panic!("{name}")) + name.len() + 4;
                luminance(&scheme[from..from + 7])
            };
            let contrast = |a: f64, b: f64| (a.max(b) + 0.05) / (a.min(b) + 0.05);
            for ground in ["paper", "card"] {
                for ink in [
                    "ink",
                    "soft",
                    "link",
                    "demands",
                    "offers",
                    "accepts",
                    "concedes",
                    "rejects",
                    "conditions",
                    "defers",
                ] {
                    let got = contrast(color(ink), color(ground));
                    assert!(got >= 4.5, "{ink} on {ground}: {got:.2}");
                }
            }
            for ground in ["mark", "hit"] {
                assert!(contrast(color("mark-ink"), color(ground)) >= 4.5, "marked words on {ground}");
            }
        }
    }
}
