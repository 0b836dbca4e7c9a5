//! Where paragraphs begin and end in a text that says so only by its lines.

use crate::draft::{Block, Hint};
use rapporteur_model::Span;

/// The lines of a text, without their line ends.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let span = Span::new(at, at + line.len());
        at += line.len() + 1;
        span
    })
}

/// The paragraphs of a plain text: single line ends either part paragraphs or are soft wraps, by how the lines look.
pub(crate) fn plain(text: &str) -> Vec<Block> {
    let lines: Vec<Span> = lines(text).map(|s| s.trim(text)).collect();
    paragraphs(text, &lines)
}

/// The paragraphs made of some lines; an empty line parts them always.
pub(crate) fn paragraphs(text: &str, lines: &[Span]) -> Vec<Block> {
    let wrapped = Wrap::of(text, lines);
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<(Span, Span)> = None; // the paragraph so far, and its last line
    for &line in lines {
        match open {
            Some((span, last)) if !line.is_empty() && joins(text, wrapped.as_ref(), last, line) => {
                open = Some((span.join(line), line));
            }
            _ => {
                blocks.extend(open.map(|(span, _)| Block { span, hint: Hint::None }));
                open = (!line.is_empty()).then_some((line, line));
            }
        }
    }
    blocks.extend(open.map(|(span, _)| Block { span, hint: Hint::None }));
    blocks
}

/// Does `line` go on with the paragraph that `last` is the last line of?
fn joins(text: &str, wrapped: Option<&Wrap>, last: Span, line: Span) -> bool {
    match wrapped {
        Some(wrap) => wrap.joins(text, last, line),
        // Too few lines to tell a margin: only a sentence that visibly goes on is one paragraph.
        None => {
            let (last, line) = (last.of(text), line.of(text));
            (40..=160).contains(&last.len()) && !ends_sentence(last) && line.starts_with(char::is_lowercase)
        }
    }
}

/// A hard-wrapped text and its margin.
struct Wrap {
    margin: usize,
}

impl Wrap {
    /// Is the text wrapped at a margin? Only where most lines are followed by a word that would not have fitted, and
    /// most do not end a sentence; else every line is a paragraph.
    fn of(text: &str, lines: &[Span]) -> Option<Wrap> {
        let pairs: Vec<(usize, usize, bool)> = lines
            .windows(2)
            .filter_map(|pair| match pair {
                [a, b] if !a.is_empty() && !b.is_empty() => {
                    let (a, b) = (a.of(text), b.of(text));
                    let word = b.split_whitespace().next().unwrap_or("").chars().count();
                    Some((a.chars().count(), word, ends_sentence(a)))
                }
                _ => None,
            })
            .collect();
        if pairs.len() < 3 {
            return None;
        }
        let mut lengths: Vec<usize> = pairs.iter().map(|p| p.0).collect();
        lengths.sort_unstable();
        let margin = *lengths.get(lengths.len() * 19 / 20)?;
        let open = pairs.iter().filter(|p| !p.2).count();
        let full = pairs.iter().filter(|p| p.0 + 1 + p.1 > margin).count();
        ((20..=160).contains(&margin) && open * 2 >= pairs.len() && full * 4 >= pairs.len() * 3)
            .then_some(Wrap { margin })
    }

    /// Does `line` go on with the paragraph that `last` is the last line of?
    fn joins(&self, text: &str, last: Span, line: Span) -> bool {
        let (last, line) = (last.of(text), line.of(text));
        if line.starts_with(['•', '*', '–', '—']) || line.starts_with("- ") {
            return false;
        }
        let word = line.split_whitespace().next().unwrap_or("").chars().count();
        let fits = last.chars().count() + 1 + word + 2 <= self.margin;
        !fits || (!ends_sentence(last) && line.starts_with(char::is_lowercase))
    }
}

/// Does a line end where a sentence may?
pub(crate) fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '\'', '’', ')', ']', '»']).ends_with(['.', '!', '?', '…', ':', ';'])
}
