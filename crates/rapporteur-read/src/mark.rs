//! Which block of a text is what: title, repeated title, dateline, byline, credit, caption, body.
//!
//! Walks the head of the text until the body begins, then the tail from the end; what is left between is body. A part
//! is taken out of the body only where its form leaves no other reading.

use crate::dateline::{self, Dateline};
use crate::dates::Worded;
use crate::draft::{Block, Hint};
use crate::layout::ends_sentence;
use crate::lines;
use rapporteur_lexicon::reading::{Credit, Reading};
use rapporteur_model::{Date, Part, PartKind, Span};

/// What was found in a text.
#[derive(Debug, Default)]
pub(crate) struct Marked {
    pub(crate) parts: Vec<Part>,
    pub(crate) title: Option<Span>,
    pub(crate) author: Option<String>,
    pub(crate) dateline: Option<Span>,
    pub(crate) agency: Option<String>,
    /// The day a dateline or a date on a line of its own states in full.
    pub(crate) date: Option<Date>,
    /// A full date that no calendar has.
    pub(crate) impossible: Option<Span>,
    pub(crate) outlet: Option<(Span, String)>,
}

/// At most this many lines stand before the body.
const HEAD: usize = 12;
/// At most this many lines are one headline with its deck.
const DECK: usize = 4;
/// No headline is longer, in bytes.
const HEADLINE: usize = 240;

/// Marks the parts of a text; `title` is the headline that metadata states.
pub(crate) fn mark(words: &Reading, text: &str, blocks: &[Block], title: Option<&str>) -> Marked {
    let mut walk = Walk {
        words,
        text,
        out: Marked::default(),
        titles: 0,
        known: title.map(key),
        pending: String::new(),
    };
    let body = walk.head(blocks);
    let (body_blocks, tail) = walk.tail(blocks.get(body..).unwrap_or_default());
    walk.body(body_blocks);
    walk.out.parts.extend(tail);
    walk.out
}

struct Walk<'a> {
    words: &'a Reading,
    text: &'a str,
    out: Marked,
    titles: usize,
    /// The headline, for comparison.
    known: Option<String>,
    /// What is still to come of a headline that is printed once more in pieces.
    pending: String,
}

impl<'a> Walk<'a> {
    fn push(&mut self, span: Span, kind: PartKind) {
        if !span.is_empty() {
            self.out.parts.push(Part { span, kind });
        }
    }

    fn line(&self, block: &Block) -> &'a str {
        block.span.of(self.text)
    }

    /// Marks the lines before the body; gives the number of the first block of the body.
    fn head(&mut self, blocks: &[Block]) -> usize {
        for (i, block) in blocks.iter().enumerate() {
            if i >= HEAD || !self.head_line(block, blocks.get(i + 1..).unwrap_or_default(), i == 0) {
                return i;
            }
        }
        blocks.len()
    }

    /// Marks one line before the body; `false` where the body begins.
    fn head_line(&mut self, block: &Block, rest: &[Block], first: bool) -> bool {
        let line = self.line(block);
        match block.hint {
            Hint::Title => self.title(block.span),
            Hint::Caption => self.push(block.span, PartKind::Caption),
            // A text is never all head: the last block is body, unless the format says otherwise.
            _ if rest.is_empty() && self.titles == 0 => return false,
            _ if self.is_known(line) => match self.out.title {
                Some(_) => self.push(block.span, PartKind::RepeatedTitle),
                None => self.title(block.span),
            },
            // The headline once more, broken over lines.
            _ if self.out.title.is_some() && self.goes_on(line) => {
                self.push(block.span, PartKind::RepeatedTitle)
            }
            _ => {
                if let Some(byline) = lines::byline(self.words, line) {
                    self.out.author = self.out.author.take().or(byline.author);
                    self.out.agency = self.out.agency.take().or(byline.agency);
                    self.push(block.span, PartKind::Byline);
                } else if let Some((date, published)) = lines::date_alone(self.words, line) {
                    if published {
                        self.dated(date, block.span);
                    }
                    self.push(block.span, PartKind::Dateline);
                } else if rest.is_empty() {
                    return false;
                } else if let Some(found) = dateline::alone(self.words, line) {
                    self.dateline(block.span, found);
                } else if lines::is_caption(self.words, line) {
                    self.push(block.span, PartKind::Caption);
                } else if lines::credit(self.words, line).is_some() {
                    self.push(block.span, PartKind::Credit);
                } else if self.is_headline(line, rest, first) && self.titles < DECK {
                    self.title(block.span);
                } else {
                    return false;
                }
            }
        }
        true
    }

    /// Is the line the headline once more?
    fn is_known(&self, line: &str) -> bool {
        let known = self.known.as_deref();
        known.is_some_and(|known| first_letter(known) == first_letter(line) && known == key(line))
    }

    /// Is the line the next piece of the headline? Then it is taken off what is still to come.
    fn goes_on(&mut self, line: &str) -> bool {
        if first_letter(&self.pending) != first_letter(line) {
            return false;
        }
        let piece = key(line);
        let Some(rest) = self.pending.strip_prefix(piece.as_str()) else { return false };
        let whole = !piece.is_empty() && !rest.starts_with(char::is_alphanumeric);
        if whole {
            self.pending = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '"').to_owned();
        }
        whole
    }

    fn title(&mut self, span: Span) {
        self.titles += 1;
        if self.out.title.is_none() {
            self.out.title = Some(span);
            let known = key(span.of(self.text));
            self.pending.clone_from(&known);
            self.known = Some(known);
        }
        self.push(span, PartKind::Title);
    }

    /// A line with the form of a headline: no sentence, and shorter than what follows.
    fn is_headline(&self, line: &str, rest: &[Block], first: bool) -> bool {
        let count = line.split_whitespace().count();
        let enough = count >= if first { 2 } else { 3 };
        let most = if first { 24 } else { 16 };
        if !enough
            || count > most
            || line.len() > HEADLINE
            || dateline::opening(self.words, line, false).is_some()
        {
            return false;
        }
        let begins =
            line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "\"'“‘«#@$£€".contains(c));
        let capitals = !line.contains(char::is_lowercase);
        let open_end =
            !ends_sentence(line) || ends_acronym(line) || (first && line.ends_with(['?', '!', '…', ';']));
        // Old newspapers close a headline in capitals with a period.
        if !begins || !(open_end || capitals) {
            return false;
        }
        // Twice the same line, or a longer text soon after.
        let longest = rest.iter().take(4).map(|b| b.span.len()).max().unwrap_or(0);
        rest.first().is_some_and(|b| key(self.line(b)) == key(line)) || longest > line.len()
    }

    fn dateline(&mut self, span: Span, found: Dateline) {
        if self.out.dateline.is_none() {
            self.out.dateline = Some(span);
            if found.agency.is_some() {
                self.out.agency = found.agency;
            }
            if let Some(date) = found.date {
                self.dated(date, span);
            }
        }
        self.push(span, PartKind::Dateline);
    }

    fn dated(&mut self, date: Worded, span: Span) {
        match date.full() {
            Some(day) => self.out.date = self.out.date.or(Some(day)),
            None if date.is_full() => self.out.impossible = self.out.impossible.or(Some(span)),
            None => {}
        }
    }

    /// Takes credits, captions and names of sites off the end; gives the rest and the parts taken.
    fn tail<'b>(&mut self, blocks: &'b [Block]) -> (&'b [Block], Vec<Part>) {
        let mut rest = blocks;
        let mut parts = Vec::new();
        // The first block of a body is never a tail.
        while let ([_, ..], Some((last, before))) = (rest.get(1..).unwrap_or_default(), rest.split_last()) {
            let line = self.line(last);
            let kind = if self.words.is_end_mark(line.to_lowercase().trim_end_matches('.')) {
                Some(PartKind::Credit)
            } else if let Some(site) = lines::site_alone(self.words, line) {
                self.out.outlet = Some((last.span, site));
                Some(PartKind::Credit)
            } else if let Some(agency) = lines::agency_alone(self.words, line) {
                self.out.agency = self.out.agency.take().or(Some(agency.to_owned()));
                Some(PartKind::Credit)
            } else {
                self.off_body(last)
            };
            let Some(kind) = kind else { break };
            parts.push(Part { span: last.span, kind });
            rest = before;
        }
        parts.reverse();
        (rest, parts)
    }

    /// What a block inside or after the body is, if not body.
    fn off_body(&mut self, block: &Block) -> Option<PartKind> {
        let line = self.line(block);
        if !line.contains(char::is_alphanumeric) {
            return Some(PartKind::Credit);
        }
        if block.hint == Hint::Caption || (block.hint == Hint::None && lines::is_caption(self.words, line)) {
            return Some(PartKind::Caption);
        }
        let credit = lines::credit(self.words, line)?;
        if credit == Credit::Text {
            let name = line.split_once([':', '©']).map(|(_, name)| name);
            let agency = name.and_then(|n| lines::agency_alone(self.words, n));
            self.out.agency = self.out.agency.take().or(agency.map(str::to_owned));
        }
        Some(PartKind::Credit)
    }

    fn body(&mut self, blocks: &[Block]) {
        let transcript = blocks.iter().take(40).filter(|b| is_turn(self.line(b))).count() > 1;
        let last = blocks.len().saturating_sub(1);
        for (i, block) in blocks.iter().enumerate() {
            let line = self.line(block);
            if i < 4 && block.hint == Hint::None && self.is_known(line) && i != last {
                self.push(block.span, PartKind::RepeatedTitle);
                continue;
            }
            if i > 0
                && let Some(kind) = self.off_body(block)
            {
                self.push(block.span, kind);
                continue;
            }
            let mut span = block.span;
            if i == 0
                && self.out.dateline.is_none()
                && let Some(found) = dateline::opening(self.words, line, transcript)
            {
                let cut = span.lo() + found.len;
                self.dateline(Span::new(span.lo(), cut), found);
                span = Span::new(cut, span.hi()).trim(self.text);
            }
            let credit =
                if i == last { lines::trailing_credit(self.words, span.of(self.text)) } else { None };
            match credit {
                Some((at, agency)) => {
                    let cut = span.lo() + at;
                    self.push(Span::new(span.lo(), cut).trim(self.text), PartKind::Body);
                    self.push(Span::new(cut, span.hi()).trim(self.text), PartKind::Credit);
                    self.out.agency = self.out.agency.take().or(agency.map(str::to_owned));
                }
                None => self.push(span, PartKind::Body),
            }
        }
    }
}

/// "RUDOLF: ...", "RUDOLF--...": a turn of a transcript.
fn is_turn(line: &str) -> bool {
    let head = line.get(..line.floor_char_boundary(60)).unwrap_or(line);
    [": ", "--", "—"].iter().any(|mark| {
        head.split_once(mark).is_some_and(|(name, _)| {
            let letters = name.chars().filter(|c| c.is_alphabetic()).count();
            letters >= 2 && !name.contains(char::is_lowercase)
        })
    })
}

/// "... Agree With the U.S."
fn ends_acronym(line: &str) -> bool {
    let last = line.rsplit(char::is_whitespace).next().unwrap_or("");
    let mut letters = last.chars();
    last.len() >= 4
        && std::iter::from_fn(|| letters.next().map(|c| (c, letters.next())))
            .all(|(c, dot)| c.is_uppercase() && dot == Some('.'))
}

/// The first letter or digit as [`key`] has it: most lines differ from a headline in that already.
fn first_letter(line: &str) -> Option<char> {
    line.chars().find(|c| c.is_alphanumeric())?.to_lowercase().next()
}

/// A headline for comparison: lower case, straight quotes, no punctuation at the ends, single spaces.
fn key(line: &str) -> String {
    let mut out = String::with_capacity(line.len().min(4 * HEADLINE));
    for word in line.split_whitespace() {
        if out.len() > 4 * HEADLINE {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars() {
            match c {
                '‘' | '’' | '`' => out.push('\''),
                '“' | '”' => out.push('"'),
                '–' | '—' => out.push('-'),
                '*' | '_' | '#' => {}
                c => out.extend(c.to_lowercase()),
            }
        }
    }
    out.trim_matches(|c: char| !c.is_alphanumeric() && c != '"').to_owned()
}
