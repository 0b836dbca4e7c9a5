//! The brief as Markdown: readable as it stands, links between items and evidence where it is rendered.

use super::outline::{Block, outline};
use crate::evidence::{Chunk, Passage};
use crate::line::markdown_text;
use crate::view::Brief;
use std::fmt::Write;

pub(super) fn page(brief: &Brief) -> String {
    let mut out = String::new();
    let mut in_list = false;
    for block in outline(brief) {
        let item = matches!(block, Block::Item(..));
        if in_list && !item {
            out.push('\n');
        }
        in_list = item;
        // Writing to a string cannot fail.
        let _ = match block {
            Block::Title(line) => writeln!(out, "# {}\n", line.markdown()),
            Block::Heading(text) => writeln!(out, "## {text}\n"),
            Block::Sub(line) => writeln!(out, "### {}\n", line.markdown()),
            Block::Para(line) => writeln!(out, "{}\n", line.markdown()),
            Block::Item(line, tails) => {
                let _ = writeln!(out, "- {}", line.markdown());
                for tail in tails {
                    let cites: Vec<String> = tail
                        .cites
                        .iter()
                        .map(|c| match &c.anchor {
                            Some(_) => format!("[{}](#a{})", c.label.markdown(), c.number),
                            None => c.label.markdown(),
                        })
                        .collect();
                    let dash = if tail.line.is_empty() || cites.is_empty() { "" } else { " — " };
                    let _ = writeln!(out, "  - {}{dash}{}", tail.line.markdown(), cites.join(", "));
                }
                Ok(())
            }
        };
    }
    out.push_str("\n## Evidence\n");
    if brief.evidence.cards.is_empty() {
        let _ = write!(out, "\n{}\n", super::EMPTY.evidence);
    }
    for card in &brief.evidence.cards {
        let _ = writeln!(out, "\n### <a id=\"a{}\"></a>{}\n", card.number, card.title.markdown());
        let link = card.url.as_ref().map_or_else(String::new, |url| format!(" · [original]({url})"));
        let _ = writeln!(out, "{} · {}{link} · {}", card.outlet.markdown(), card.date, card.path.markdown());
        for passage in &card.passages {
            let _ = writeln!(out, "\n> {}", passage.markdown());
        }
        if card.left_out > 0 {
            let _ = writeln!(out, "\n{}", card.held());
        }
    }
    out
}

impl Passage {
    /// The passage on one line, the marked words in bold.
    pub(crate) fn markdown(&self) -> String {
        let mut out = String::new();
        if self.cut_start {
            out.push_str("… ");
        }
        self.each_run(|text, marked| {
            // Bold begins and ends at a letter, or it is not read as bold.
            let words = text.trim();
            if marked && !words.is_empty() {
                let front = text.len() - text.trim_start().len();
                let space = |has: bool| if has { " " } else { "" };
                out.push_str(space(front > 0));
                out.push_str("**");
                out.push_str(&markdown_text(words));
                out.push_str("**");
                out.push_str(space(front + words.len() < text.len()));
            } else {
                out.push_str(&markdown_text(text));
            }
        });
        if self.cut_end {
            out.push_str(" …");
        }
        out
    }

    /// Calls `run` with stretches of text that are marked or not, nested marks taken as one.
    pub(crate) fn each_run(&self, mut run: impl FnMut(&str, bool)) {
        let mut depth = 0usize;
        let mut text = String::new();
        for chunk in &self.chunks {
            match chunk {
                Chunk::Text(t) => text.push_str(t),
                Chunk::Open(_) => {
                    if depth == 0 && !text.is_empty() {
                        run(&std::mem::take(&mut text), false);
                    }
                    depth += 1;
                }
                Chunk::Close => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 && !text.is_empty() {
                        run(&std::mem::take(&mut text), true);
                    }
                }
            }
        }
        if !text.is_empty() {
            run(&text, depth > 0);
        }
    }
}
