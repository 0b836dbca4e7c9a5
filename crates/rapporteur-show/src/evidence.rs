//! Which words of the articles a brief shows: the cited sentence and a neighbor on each side, at most so many words of
//! one article, at most so many bytes in all.
//!
//! Every other part of a brief asks here before it shows an article's words, so that the limit holds for the whole
//! brief. Requests come in order of importance; what does not fit is counted, never shown. Pure.

use crate::index::Index;
use crate::line::{Line, safe_url};
use crate::wording;
use rapporteur_model::record::ArticleRow;
use rapporteur_model::table::At;
use rapporteur_model::{Id, Span};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A wish to show some words, and the place in the brief that wishes it.
#[derive(Debug, Clone)]
pub struct Request {
    /// The words.
    pub at: At,
    /// Anchor of the asking item, with its label, for the way back.
    pub back: Option<(String, Line)>,
}

/// Words of an article as an item of the brief refers to them.
#[derive(Debug, Clone, PartialEq)]
pub struct Cite {
    /// The words.
    pub at: At,
    /// Anchor of the marked words; `None` where a limit kept them out.
    pub anchor: Option<String>,
    /// "Harbour Post, 16 Sep 2025".
    pub label: Line,
    /// The article's number in the brief.
    pub number: usize,
}

/// A piece of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chunk {
    /// Words as they stand.
    Text(String),
    /// Marked words begin; the anchor, unless they only go on.
    Open(Option<String>),
    /// Marked words end.
    Close,
}

/// Sentences that stand together.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// Text and marks, well nested.
    pub chunks: Vec<Chunk>,
    /// The bytes of the article it shows.
    pub span: Span,
    /// It begins inside a sentence.
    pub cut_start: bool,
    /// It ends inside a sentence.
    pub cut_end: bool,
    /// Who asked for it: anchor and label.
    pub backs: Vec<(String, Line)>,
    /// How many more asked than `backs` lists.
    pub more_backs: usize,
}

/// The evidence taken from one article.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The article's number in the brief.
    pub number: usize,
    /// The article.
    pub article: Id,
    /// Its headline.
    pub title: Line,
    /// Its outlet.
    pub outlet: Line,
    /// "16 Sep 2025 (from the dateline)".
    pub date: String,
    /// Where it can be read, if the address is http or https.
    pub url: Option<String>,
    /// Its path.
    pub path: Line,
    /// Its language, as a safe `lang` attribute.
    pub language: Option<String>,
    /// What is shown of it.
    pub passages: Vec<Passage>,
    /// How many words are shown.
    pub words: usize,
    /// How many cited places of it are not shown.
    pub left_out: usize,
}

/// The evidence of a brief.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// One card an article, oldest first.
    pub cards: Vec<Card>,
    /// How many cited places are not shown.
    pub left_out: usize,
    shown: BTreeSet<At>,
}

/// How much may be shown.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Words of one article.
    pub words: usize,
    /// Bytes of all articles together.
    pub bytes: usize,
}

/// A sentence longer than this is shown in part.
const SENTENCE_WORDS: usize = 60;
/// The same in bytes, for text without spaces.
const SENTENCE_BYTES: usize = 900;
/// Sentences of one citation that are shown.
const SENTENCES: usize = 3;
/// Marks of one passage that are drawn.
const MARKS: usize = 64;
/// Ways back listed under a passage.
const BACKS: usize = 4;

#[derive(Default)]
struct Taken {
    /// Disjoint, sorted.
    pieces: Vec<Span>,
    words: usize,
    marks: BTreeSet<(u32, Reverse<u32>)>,
    backs: Vec<(Span, String, Line)>,
    left_out: usize,
}

/// Words in `text`; a stretch without spaces counts by its length, so that no script escapes the limit.
pub fn words(text: &str) -> usize {
    text.split_whitespace()
        .map(|w| {
            let wide = w
                .chars()
                .filter(|c| matches!(u32::from(*c), 0x2E80..=0xD7FF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF));
            wide.count().max(w.len() / 40).max(1)
        })
        .sum()
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The part of a long sentence around the cited words.
fn window(text: &str, sentence: Span, cited: Span) -> Span {
    let cited_lo = cited.lo().max(sentence.lo());
    let from = floor(text, sentence.lo().max(cited_lo.saturating_sub(100)));
    let from = if from == sentence.lo() {
        from
    } else {
        text.get(from..cited_lo).and_then(|t| t.find(char::is_whitespace)).map_or(cited_lo, |i| from + i)
    };
    let reach = floor(text, sentence.hi().min(from + SENTENCE_BYTES - 200));
    let mut to = from;
    for (n, word) in text.get(from..reach).unwrap_or("").split_whitespace().enumerate() {
        if n >= SENTENCE_WORDS {
            break;
        }
        // The distance of two places of one text: where this word ends.
        to = (word.as_ptr() as usize + word.len()).saturating_sub(text.as_ptr() as usize);
    }
    Span::new(from, to).trim(text)
}

fn is_long(words_in: &str) -> bool {
    words_in.len() > SENTENCE_BYTES || words(words_in) > SENTENCE_WORDS
}

/// The sentences some words stand in, with their place in the article's list of sentences; long ones cut.
fn sentences_of(index: &Index, article: &ArticleRow, cited: Span) -> Vec<(Option<usize>, Span)> {
    let text = article.text.as_str();
    let all = index.sentences(article.article);
    let first = all.partition_point(|s| s.span.end <= cited.start);
    let mut found: Vec<(Option<usize>, Span)> = Vec::new();
    for (i, s) in all.iter().enumerate().skip(first).take(SENTENCES) {
        if s.span.start >= cited.end && !found.is_empty() || !s.span.overlaps(cited) {
            break;
        }
        found.push((Some(i), s.span));
    }
    if found.is_empty() && !cited.of(text).is_empty() {
        // Words outside any sentence (a credit, a caption): the line they stand in.
        let lo = text.get(..cited.lo()).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
        let hi = text.get(cited.hi()..).and_then(|t| t.find('\n')).map_or(text.len(), |i| cited.hi() + i);
        found.push((None, Span::new(lo, hi).trim(text)));
    }
    found
        .into_iter()
        .map(|(i, s)| (i, if is_long(s.of(text)) { window(text, s, cited) } else { s.trim(text) }))
        .filter(|(_, s)| !s.is_empty())
        .collect()
}

impl Taken {
    /// Takes `span` if the words it adds fit; says whether it is shown now.
    fn take(&mut self, text: &str, span: Span, budget: Budget, bytes_left: &mut usize) -> bool {
        if self.pieces.iter().any(|p| p.contains(span)) {
            return true;
        }
        let joined = self.pieces.iter().filter(|p| p.overlaps(span)).fold(span, |all, p| all.join(*p));
        let mut had_words = 0;
        let mut had_bytes = 0;
        for p in self.pieces.iter().filter(|p| p.overlaps(span)) {
            had_words += words(p.of(text));
            had_bytes += p.len();
        }
        let more = words(joined.of(text)).saturating_sub(had_words);
        let bytes = joined.len().saturating_sub(had_bytes);
        if self.words + more > budget.words || bytes > *bytes_left {
            return false;
        }
        self.words += more;
        *bytes_left -= bytes;
        self.pieces.retain(|p| !p.overlaps(span));
        let place = self.pieces.partition_point(|p| p.start < joined.start);
        self.pieces.insert(place, joined);
        true
    }
}

fn anchor(number: usize, span: Span) -> String {
    format!("m{number}-{}-{}", span.start, span.end)
}

impl Evidence {
    /// Decides what is shown. `requests` stand in order of importance; the same words may be asked for several times.
    pub fn settle(index: &Index, requests: &[Request], budget: Budget) -> Evidence {
        let mut taken: BTreeMap<Id, Taken> = BTreeMap::new();
        let mut shown = BTreeSet::new();
        let mut refused = BTreeSet::new();
        let mut bytes_left = budget.bytes;
        let mut neighbors: Vec<(Id, usize)> = Vec::new();
        for request in requests {
            let Some(article) = index.record.article(request.at.article) else { continue };
            let state = taken.entry(article.article).or_default();
            if !shown.contains(&request.at) && !refused.contains(&request.at) {
                let mut any = false;
                for (n, sentence) in sentences_of(index, article, request.at.span) {
                    if !state.take(&article.text, sentence, budget, &mut bytes_left) {
                        break;
                    }
                    any = true;
                    neighbors.extend(n.map(|n| (article.article, n)));
                }
                if any {
                    shown.insert(request.at);
                    state.marks.insert((request.at.span.start, Reverse(request.at.span.end)));
                } else {
                    refused.insert(request.at);
                    state.left_out += 1;
                }
            }
            if let (true, Some((back, label))) = (shown.contains(&request.at), &request.back)
                && !state.backs.iter().any(|(_, b, _)| b == back)
            {
                state.backs.push((request.at.span, back.clone(), label.clone()));
            }
        }
        for (id, n) in neighbors {
            let (Some(article), Some(state)) = (index.record.article(id), taken.get_mut(&id)) else {
                continue;
            };
            let all = index.sentences(id);
            for near in [n.checked_sub(1), n.checked_add(1)].into_iter().flatten() {
                let Some(row) = all.get(near) else { continue };
                let span = row.span.trim(&article.text);
                // The headline stands over the card already.
                let headline = index.is_headline(id, span);
                if !headline && !span.is_empty() && !is_long(span.of(&article.text)) {
                    state.take(&article.text, span, budget, &mut bytes_left);
                }
            }
        }
        let left_out = refused.len();
        let mut cards = Vec::new();
        let mut visible = BTreeSet::new();
        for (id, state) in taken {
            let Some(article) = index.record.article(id) else { continue };
            let mut placed = BTreeSet::new();
            let card = card(index, article, state, &mut placed);
            visible.extend(placed.into_iter().map(|span| At { article: id, span }));
            if !card.passages.is_empty() {
                cards.push(card);
            }
        }
        // Only what has its mark on the page counts as shown: every link leads somewhere.
        shown.retain(|at| visible.contains(at));
        cards.sort_by_key(|c| c.number);
        Evidence { cards, left_out, shown }
    }

    /// How an item refers to some words.
    pub fn cite(&self, index: &Index, at: At) -> Cite {
        let number = index.number(at.article);
        let place = index.outlet_or_path(at.article);
        let label = place.ours(format!(", {}", wording::interval(index.published(at.article))));
        let anchor = self.shown.contains(&at).then(|| anchor(number, at.span));
        Cite { at, anchor, label, number }
    }

    /// May words that stand at `at` be shown elsewhere in the brief? Only if their sentence is.
    pub fn allows(&self, at: At) -> bool {
        self.shown.contains(&at)
    }
}

fn card(index: &Index, article: &ArticleRow, state: Taken, placed: &mut BTreeSet<Span>) -> Card {
    let text = article.text.as_str();
    let number = index.number(article.article);
    let all = index.sentences(article.article);
    let mut groups: Vec<Span> = Vec::new();
    for piece in &state.pieces {
        match groups.last_mut() {
            Some(last)
                if text.get(last.hi()..piece.lo()).is_some_and(|between| between.trim().is_empty()) =>
            {
                last.end = piece.end;
            }
            _ => groups.push(*piece),
        }
    }
    let before = |at: u32| all.get(all.partition_point(|s| s.span.start <= at).saturating_sub(1));
    let begins = |at: u32| before(at).is_some_and(|s| s.span.trim(text).start == at);
    let ends = |at: u32| before(at.saturating_sub(1)).is_some_and(|s| s.span.trim(text).end == at);
    let passages = groups
        .iter()
        .map(|span| {
            let asked: Vec<_> = state.backs.iter().filter(|(s, _, _)| s.overlaps(*span)).collect();
            Passage {
                chunks: chunks(text, *span, number, &state.marks, placed),
                span: *span,
                cut_start: !all.is_empty() && !begins(span.start),
                cut_end: !all.is_empty() && !ends(span.end),
                backs: asked.iter().take(BACKS).map(|(_, a, l)| (a.clone(), l.clone())).collect(),
                more_backs: asked.len().saturating_sub(BACKS),
            }
        })
        .collect();
    let basis = match article.published_basis {
        Some(rapporteur_model::Basis::Metadata) | None => String::new(),
        Some(rapporteur_model::Basis::Inferred) => " (worked out from the reporting)".into(),
        Some(basis) => format!(" (from the {basis})"),
    };
    Card {
        number,
        article: article.article,
        title: article
            .title
            .as_deref()
            .filter(|t| !t.trim().is_empty())
            .map_or_else(|| Line::say("No headline"), |t| Line::new().outside_up_to(t, 200)),
        outlet: index.outlet_of(article),
        date: wording::interval(article.published) + &basis,
        url: article.url.as_deref().and_then(safe_url),
        path: Line::new().outside_up_to(&article.path, 200),
        language: article.language.clone().filter(|l| {
            (2..=8).contains(&l.len()) && l.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-')
        }),
        passages,
        words: state.words,
        left_out: state.left_out,
    }
}

/// Text and well-nested marks of one passage. Marks that cross are cut where the earlier one ends.
fn chunks(
    text: &str,
    passage: Span,
    number: usize,
    marks: &BTreeSet<(u32, Reverse<u32>)>,
    placed: &mut BTreeSet<Span>,
) -> Vec<Chunk> {
    type Pending = BTreeSet<(u32, Reverse<u32>, Option<String>)>;
    let mut pending: Pending = marks
        .iter()
        .map(|(start, end)| Span { start: *start, end: end.0 })
        .filter(|span| span.overlaps(passage))
        .map(|span| {
            // Words over two passages have their anchor in the first.
            let name = placed.insert(span).then(|| anchor(number, span));
            (span.start.max(passage.start), Reverse(span.end.min(passage.end)), name)
        })
        .collect();
    // Marks that cross are cut, each by each other: of very many, the later ones keep only their place.
    let crowd: Vec<_> = pending.iter().skip(MARKS).cloned().collect();
    for mark in crowd {
        pending.remove(&mark);
        pending.insert((mark.0, Reverse(mark.0), mark.2));
    }
    let mut out = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    let mut at = passage.start;
    let say = |out: &mut Vec<Chunk>, from: u32, to: u32| {
        let words = Span { start: from, end: to }.of(text);
        if !words.is_empty() {
            out.push(Chunk::Text(words.to_owned()));
        }
    };
    while let Some((start, Reverse(end), name)) = pending.pop_first() {
        while let Some(close) = open.last().copied().filter(|c| *c <= start) {
            say(&mut out, at, close);
            at = close;
            out.push(Chunk::Close);
            open.pop();
        }
        match open.last().copied() {
            Some(outer) if outer < end => {
                pending.insert((outer, Reverse(end), None));
                say(&mut out, at, start);
                at = start;
                out.push(Chunk::Open(name));
                open.push(outer);
            }
            _ => {
                say(&mut out, at, start);
                at = start;
                out.push(Chunk::Open(name));
                open.push(end);
            }
        }
    }
    while let Some(close) = open.pop() {
        say(&mut out, at, close);
        at = close;
        out.push(Chunk::Close);
    }
    say(&mut out, at, passage.end);
    out
}
