//! The brief for a terminal: lines broken to its width, colors only when asked for.

use super::TextOptions;
use super::outline::{Block, outline};
use crate::index::Index;
use crate::line::Line;
use crate::view::{Brief, Limits};
use crate::wording;
use rapporteur_model::Record;
use std::collections::BTreeSet;
use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A way to write words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Plain,
    Bold,
    Dim,
    Mark,
}

/// Sets lines for a terminal.
pub(crate) struct Setter<'o> {
    width: usize,
    color: bool,
    out: &'o mut dyn Write,
}

/// How a terminal shows less than a page does: the older past stands in the page.
const LIMITS: Limits = Limits { history: 3, entries: 24, timeline: 40, ..Limits::USUAL };

pub(super) fn write(record: &Record, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let brief = Brief::new(record, LIMITS, options.since);
    let mut set = Setter::new(options, out);
    let mut cited = BTreeSet::new();
    for block in outline(&brief) {
        match block {
            Block::Title(line) => set.line(Ink::Bold, "", "", &line.plain())?,
            Block::Heading(text) => {
                set.blank()?;
                set.line(Ink::Bold, "", "", &text.to_uppercase())?;
            }
            Block::Sub(line) => {
                set.line(Ink::Bold, "", "", &line.plain())?;
            }
            Block::Para(line) => set.line(Ink::Plain, "", "", &line.plain())?,
            Block::Item(line, tails) => {
                set.line(Ink::Plain, "  ", "    ", &line.plain())?;
                for tail in tails {
                    let mut parts: Vec<String> = Vec::new();
                    parts.extend(Some(tail.line.plain()).filter(|l| !l.is_empty()));
                    let cites: Vec<String> = tail.cites.iter().map(|c| format!("[{}]", c.number)).collect();
                    parts.extend(Some(cites.join(" ")).filter(|c| !c.is_empty()));
                    parts.extend(tail.id.map(|id| id.to_string().chars().take(10).collect()));
                    cited.extend(tail.cites.iter().map(|c| c.at.article));
                    set.line(Ink::Dim, "      ", "      ", &parts.join(" · "))?;
                }
            }
        }
    }
    if cited.is_empty() {
        return Ok(());
    }
    set.blank()?;
    set.line(Ink::Bold, "", "", "ARTICLES CITED")?;
    let index = Index::new(record);
    for article in index.order.iter().filter(|a| cited.contains(&a.article)) {
        let line = Line::say(format!("[{}] ", index.number(article.article)))
            .and(index.outlet_of(article))
            .ours(format!(", {}", wording::interval(article.published)));
        let title =
            article.title.as_deref().map_or_else(Line::new, |t| Line::say(": ").outside_up_to(t, 160));
        set.line(Ink::Plain, "  ", "    ", &line.and(title).plain())?;
    }
    set.line(
        Ink::Dim,
        "",
        "",
        "`rapporteur show RECORD ID` prints an item with its sentences; the first digits of an id will do.",
    )
}

impl<'o> Setter<'o> {
    pub(crate) fn new(options: &TextOptions, out: &'o mut dyn Write) -> Setter<'o> {
        Setter { width: options.width.clamp(40, 1_000), color: options.color, out }
    }

    pub(crate) fn blank(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    /// One paragraph in one ink.
    pub(crate) fn line(&mut self, ink: Ink, first: &str, rest: &str, text: &str) -> io::Result<()> {
        self.runs(first, rest, &[(text, ink)])
    }

    /// One paragraph in several inks, broken at spaces; a word longer than a line is cut.
    pub(crate) fn runs(&mut self, first: &str, rest: &str, runs: &[(&str, Ink)]) -> io::Result<()> {
        let mut lines = first.to_owned();
        let mut column = first.width();
        let mut at_start = true;
        let mut space = false;
        for (text, ink) in runs {
            let (on, off) = self.codes(*ink);
            // Without color, brackets say which words are marked.
            let bracketed = (*ink == Ink::Mark && !self.color).then(|| format!("[{text}]"));
            let text = bracketed.as_deref().unwrap_or(text);
            lines.push_str(on);
            let mut words = text.split(' ').peekable();
            while let Some(word) = words.next() {
                let wide = word.width();
                if !at_start && space && column + 1 + wide > self.width {
                    lines.push_str(off);
                    lines.push('\n');
                    lines.push_str(rest);
                    lines.push_str(on);
                    column = rest.width();
                    space = false;
                } else if !at_start && space {
                    lines.push(' ');
                    column += 1;
                    space = false;
                }
                for c in word.chars() {
                    let wide = c.width().unwrap_or(0);
                    if column + wide > self.width {
                        lines.push_str(off);
                        lines.push('\n');
                        lines.push_str(rest);
                        lines.push_str(on);
                        column = rest.width();
                    }
                    lines.push(c);
                    column += wide;
                    at_start = false;
                }
                if words.peek().is_some() {
                    space = true;
                }
            }
            lines.push_str(off);
        }
        lines.push('\n');
        self.out.write_all(lines.as_bytes())
    }

    fn codes(&self, ink: Ink) -> (&'static str, &'static str) {
        match ink {
            _ if !self.color => ("", ""),
            Ink::Plain => ("", ""),
            Ink::Bold => ("\u{1b}[1m", "\u{1b}[0m"),
            Ink::Dim => ("\u{1b}[2m", "\u{1b}[0m"),
            Ink::Mark => ("\u{1b}[1;33m", "\u{1b}[0m"),
        }
    }
}
