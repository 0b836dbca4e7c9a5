//! The blocks of a Markdown text: headings, paragraphs, items; code, rules and tables are no reading matter.
//!
//! The text stays as it came; only spans are set, without the marks at the head of a line.

use crate::draft::{Block, Hint};
use crate::layout;
use rapporteur_model::Span;

/// The blocks in order.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let lines: Vec<Span> = layout::lines(text).collect();
    let mut out: Vec<Block> = Vec::new();
    let mut run: Vec<Span> = Vec::new(); // lines of paragraphs not yet cut
    let mut fence: Option<&str> = None;
    let mut after_picture = false;
    for (i, &raw) in lines.iter().enumerate() {
        let span = raw.trim(text);
        let line = span.of(text);
        if let Some(mark) = fence {
            if line.starts_with(mark) {
                fence = None;
            }
            continue;
        }
        let next = lines.get(i + 1).map_or("", |s| s.trim(text).of(text));
        if line.starts_with("```") || line.starts_with("~~~") {
            fence = line.get(..3);
        } else if let Some(heading) = atx(span, text) {
            paragraphs(text, &mut run, &mut out);
            push_heading(heading, &mut out);
        } else if is_rule(line) || is_underline(line) || line.starts_with('|') || line.starts_with("<!--") {
            paragraphs(text, &mut run, &mut out);
        } else if !line.is_empty() && is_underline(next) && run.is_empty() {
            push_heading(span, &mut out);
        } else if let Some(alt) = picture(span, text) {
            paragraphs(text, &mut run, &mut out);
            out.extend((!alt.is_empty()).then_some(Block { span: alt, hint: Hint::Caption }));
            after_picture = true;
            continue;
        } else if after_picture && is_italic(line) {
            out.push(Block { span: inside(span, text, &['*', '_']), hint: Hint::Caption });
        } else if let Some(item) = item(span, text) {
            paragraphs(text, &mut run, &mut out);
            run.push(item);
        } else {
            run.push(span);
            after_picture &= line.is_empty();
            continue;
        }
        after_picture = false;
    }
    paragraphs(text, &mut run, &mut out);
    out
}

/// The first heading before any paragraph is the headline.
fn push_heading(span: Span, out: &mut Vec<Block>) {
    if !span.is_empty() {
        let first = out.iter().all(|b| b.hint == Hint::Caption);
        out.push(Block { span, hint: if first { Hint::Title } else { Hint::Heading } });
    }
}

/// Cuts the lines of a run into paragraphs.
fn paragraphs(text: &str, run: &mut Vec<Span>, out: &mut Vec<Block>) {
    let mut open: Option<(Span, Span)> = None;
    for &line in run.iter() {
        open = match open {
            // In Markdown lines go on.
            Some((span, last)) if !line.is_empty() && !is_break(text, last) => Some((span.join(line), line)),
            other => {
                out.extend(other.map(|(span, _)| Block { span, hint: Hint::None }));
                (!line.is_empty()).then_some((line, line))
            }
        };
    }
    out.extend(open.map(|(span, _)| Block { span, hint: Hint::None }));
    run.clear();
}

/// A line after which a paragraph ends: two spaces, a backslash, or a long line that ends a sentence.
fn is_break(text: &str, line: Span) -> bool {
    let words = line.of(text);
    let paragraph = words.len() > 120 && layout::ends_sentence(words);
    paragraph || words.ends_with('\\') || text.get(line.hi()..).is_some_and(|rest| rest.starts_with("  "))
}

fn atx(span: Span, text: &str) -> Option<Span> {
    let line = span.of(text);
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let rest = line.get(level..)?;
    ((1..=6).contains(&level) && (rest.is_empty() || rest.starts_with([' ', '\t'])))
        .then(|| inside(Span::new(span.lo() + level, span.hi()), text, &['#', '*', '_']))
}

/// Without marks and white space at either end.
fn inside(span: Span, text: &str, marks: &[char]) -> Span {
    let words = span.of(text);
    let trim = |c: char| c.is_whitespace() || marks.contains(&c);
    let kept = words.trim_start_matches(trim);
    let start = span.lo() + words.len() - kept.len();
    Span::new(start, start + kept.trim_end_matches(trim).len())
}

fn is_rule(line: &str) -> bool {
    ['-', '*', '_']
        .iter()
        .any(|m| line.chars().filter(|c| c == m).count() >= 3 && line.chars().all(|c| c == *m || c == ' '))
}

fn is_underline(line: &str) -> bool {
    line.len() >= 3 && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'-'))
}

/// The words of `![words](address)` where that is all of the line.
fn picture(span: Span, text: &str) -> Option<Span> {
    let line = span.of(text);
    let rest = line.strip_prefix("![")?;
    let close = rest.find("](")?;
    rest.ends_with(')').then(|| Span::new(span.lo() + 2, span.lo() + 2 + close).trim(text))
}

fn is_italic(line: &str) -> bool {
    ['*', '_']
        .iter()
        .any(|m| line.len() > 2 && line.starts_with(*m) && line.ends_with(*m) && !line.starts_with("**"))
}

/// The words of a list item or of a quoted line.
fn item(span: Span, text: &str) -> Option<Span> {
    let line = span.of(text);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mark = if line.starts_with(['>', '-', '*', '+']) {
        1
    } else if (1..=3).contains(&digits) {
        digits + 1
    } else {
        0
    };
    let numbered = digits == 0 || line.get(digits..).is_some_and(|r| r.starts_with([')', '.']));
    let rest = line.get(mark..)?;
    (mark > 0 && numbered && (rest.starts_with(' ') || line.starts_with('>')))
        .then(|| Span::new(span.lo() + mark, span.hi()).trim(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_paragraphs_items_and_pictures() {
        let text = "# Talks *resume*\n\n![The harbor](a.jpg)\n*The harbor in May*\n\nThe two sides\nmet on Monday.\n\n## What next\n\n- a first point\n- a second\n  that goes on\n\n> A quoted line.\n\n```\ncode\n```\n\n| a | b |\n\n---\n\nThe end.\n";
        let seen: Vec<(&str, Hint)> = blocks(text).iter().map(|b| (b.span.of(text), b.hint)).collect();
        assert_eq!(
            seen,
            [
                ("Talks *resume", Hint::Title),
                ("The harbor", Hint::Caption),
                ("The harbor in May", Hint::Caption),
                ("The two sides\nmet on Monday.", Hint::None),
                ("What next", Hint::Heading),
                ("a first point", Hint::None),
                ("a second\n  that goes on", Hint::None),
                ("A quoted line.", Hint::None),
                ("The end.", Hint::None),
            ]
        );
    }
}
