//! spaCy's tokenizer: exceptions, prefixes, suffixes, infixes, URLs, and the pass for exceptions that affixes hide.
//! Pure; what it remembers of chunks seen is the caller's.

use crate::chars;
use crate::data::{Value, msgpack};
use crate::error::{Reason, corrupt, unsupported};
use crate::regex::{self, Regex};
use rapporteur_model::Span;
use std::collections::HashMap;
use std::ops::Range;

/// A token of the text, white space included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Raw {
    pub(crate) start: u32,
    pub(crate) len: u32,
    /// A norm that an exception gives, as a number of [`Tokenizer::norm`]; 0 for none.
    pub(crate) norm: u16,
    /// Whether a single space follows, which is no token.
    pub(crate) space: bool,
    /// Whether an exception of the last pass can begin here.
    special: bool,
}

impl Raw {
    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.start as usize + self.len as usize
    }
    /// The same token of a text that begins `by` bytes earlier.
    pub(crate) fn shift(self, by: usize) -> Raw {
        Raw { start: self.start + by as u32, ..self }
    }
}

/// Tokens for words that somebody else has cut; where a word is one of `own`, it keeps what the exceptions say of it.
pub(crate) fn given(text: &str, own: &[Raw], words: &[Span]) -> Vec<Raw> {
    let mut next = 0;
    let mut end = 0;
    let mut tokens = Vec::with_capacity(words.len());
    for word in words {
        let (range, fits) = (word.lo()..word.hi(), word.lo() >= end && word.lo() < word.hi());
        if !fits || text.get(range.clone()).is_none() {
            continue;
        }
        end = range.end;
        while own.get(next).is_some_and(|raw| raw.range().start < range.start) {
            next += 1;
        }
        let same = own.get(next).filter(|raw| raw.range() == range);
        tokens.push(Raw {
            start: range.start as u32,
            len: range.len() as u32,
            norm: same.map_or(0, |raw| raw.norm),
            space: text.as_bytes().get(end) == Some(&b' '),
            special: false,
        });
    }
    tokens
}

/// A token of a chunk, which may come up again elsewhere.
#[derive(Debug, Clone, Copy)]
struct Piece {
    len: u32,
    norm: u16,
    special: bool,
}

/// The rules of one tokenizer.
#[derive(Debug, Default)]
pub(crate) struct Tokenizer {
    prefix: Option<Regex>,
    suffix: Option<Regex>,
    infix: Option<Regex>,
    token_match: Option<Regex>,
    url_match: Option<Regex>,
    specials: HashMap<Box<str>, Box<[Piece]>>,
    longest: usize,
    /// Exceptions that the rules would tear apart: their first token, and the tokens.
    torn: HashMap<Box<str>, Vec<Vec<Box<str>>>>,
    norms: Vec<Box<str>>,
}

/// Chunks seen and room to work in.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    chunks: HashMap<Box<str>, Range<u32>>,
    pieces: Vec<Piece>,
    letters: Vec<char>,
    offsets: Vec<u32>,
    prefixes: Vec<Piece>,
    suffixes: Vec<Piece>,
    infixes: Vec<(usize, usize)>,
    found: Vec<Piece>,
    room: regex::Room,
}

/// Chunks remembered.
const MAX_CHUNKS: usize = 1 << 15;
/// Longer chunks are not remembered.
const MAX_REMEMBERED: usize = 64;
/// A chunk longer than this is not tried as a URL, whose rule would need memory in proportion.
const MAX_URL: usize = 1 << 16;
/// `spacy.attrs.ORTH` and `NORM`, which name the parts of an exception.
const ORTH: i64 = 65;
const NORM: i64 = 67;

impl Tokenizer {
    /// Reads the file called `tokenizer`.
    pub(crate) fn read(bytes: &[u8]) -> Result<Tokenizer, Reason> {
        let file = msgpack(bytes)?;
        let rule = |name: &str| -> Result<Option<Regex>, Reason> {
            match file.get(name) {
                None | Some(Value::Nil) => Ok(None),
                Some(Value::Str(pattern)) => Regex::new(pattern).map(Some).map_err(|e| match e {
                    Reason::Unsupported(what) => unsupported(format!("{name}: {what}")),
                    Reason::Corrupt(what) => corrupt(format!("{name}: {what}")),
                    other => other,
                }),
                Some(_) => Err(corrupt(format!("{name} is no pattern"))),
            }
        };
        let mut tokenizer = Tokenizer {
            prefix: rule("prefix_search")?,
            suffix: rule("suffix_search")?,
            infix: rule("infix_finditer")?,
            token_match: rule("token_match")?,
            url_match: rule("url_match")?,
            norms: vec!["".into()],
            ..Tokenizer::default()
        };
        let exceptions = file.get("exceptions").and_then(Value::map).unwrap_or(&[]);
        let mut norms: HashMap<Box<str>, u16> = HashMap::new();
        for (text, parts) in exceptions {
            let wrong = || corrupt("an exception that is no list of parts");
            let text = text.str().ok_or_else(wrong)?;
            let mut pieces = Vec::new();
            let mut whole = String::new();
            for part in parts.list().ok_or_else(wrong)? {
                let (mut orth, mut norm) = (None, None);
                for (key, value) in part.map().ok_or_else(wrong)? {
                    match (key.int(), key.str()) {
                        (Some(ORTH), _) | (_, Some("ORTH")) => orth = value.str(),
                        (Some(NORM), _) | (_, Some("NORM")) => norm = value.str(),
                        _ => {
                            return Err(unsupported("tokenizer exception that sets more than ORTH and NORM"));
                        }
                    }
                }
                let orth = orth.filter(|o| !o.is_empty()).ok_or_else(wrong)?;
                whole.push_str(orth);
                let norm = match norm {
                    None | Some("") => 0,
                    Some(norm) => match norms.get(norm) {
                        Some(&n) => n,
                        None => {
                            let n = u16::try_from(tokenizer.norms.len()).map_err(|_| {
                                unsupported("tokenizer exceptions with more than 65,535 norms")
                            })?;
                            tokenizer.norms.push(norm.into());
                            norms.insert(norm.into(), n);
                            n
                        }
                    },
                };
                pieces.push(Piece { len: orth.len() as u32, norm, special: false });
            }
            if whole != text || pieces.is_empty() {
                return Err(corrupt(format!("the parts of exception {text:?} are not its text")));
            }
            tokenizer.longest = tokenizer.longest.max(text.len());
            tokenizer.specials.insert(text.into(), pieces.into());
        }
        let faster = file.get("faster_heuristics").and_then(Value::bool).unwrap_or(true);
        let mut memo = Memo::default();
        let mut torn: HashMap<Box<str>, Vec<Vec<Box<str>>>> = HashMap::new();
        for (text, _) in exceptions {
            let text = text.str().unwrap_or("");
            let letters: Vec<char> = text.chars().collect();
            let room = &mut memo.room;
            let hidden = !faster
                || text.contains(' ')
                || tokenizer.prefix.as_ref().is_some_and(|r| r.prefix(&letters, room) > 0)
                || tokenizer.suffix.as_ref().is_some_and(|r| r.suffix(&letters, room) > 0)
                || tokenizer.infix.as_ref().is_some_and(|r| r.search(&letters, 0, room).is_some());
            if hidden {
                let mut tokens = Vec::new();
                tokenizer.affixes(text, false, &mut memo, &mut tokens);
                let tokens: Vec<Box<str>> = tokens.iter().map(|t| text[t.range()].into()).collect();
                if let Some(first) = tokens.first() {
                    torn.entry(first.clone()).or_default().push(tokens);
                }
            }
        }
        tokenizer.torn = torn;
        Ok(tokenizer)
    }

    /// The norm of a number.
    pub(crate) fn norm(&self, n: u16) -> Option<(u16, &str)> {
        if n == 0 { None } else { self.norms.get(usize::from(n)).map(|norm| (n, &**norm)) }
    }

    /// The tokens of a text. All bytes of the text are in tokens or in the single spaces after them.
    pub(crate) fn tokens(&self, text: &str, memo: &mut Memo) -> Vec<Raw> {
        let mut tokens = Vec::new();
        self.affixes(text, true, memo, &mut tokens);
        self.special_pass(text, &mut tokens);
        tokens
    }

    /// Splits at white space, then each chunk by the rules.
    fn affixes(&self, text: &str, specials: bool, memo: &mut Memo, out: &mut Vec<Raw>) {
        let mut start = 0;
        let mut in_space = text.chars().next().is_some_and(chars::is_space);
        for (i, c) in text.char_indices() {
            if chars::is_space(c) == in_space {
                continue;
            }
            if start < i {
                self.chunk(text, start..i, specials, memo, out);
            }
            if c == ' ' {
                if let Some(last) = out.last_mut() {
                    last.space = true;
                }
                start = i + 1;
            } else {
                start = i;
            }
            in_space = !in_space;
        }
        if start < text.len() {
            self.chunk(text, start..text.len(), specials, memo, out);
        }
    }

    fn chunk(&self, text: &str, range: Range<usize>, specials: bool, memo: &mut Memo, out: &mut Vec<Raw>) {
        let chunk = &text[range.clone()];
        let mut at = range.start as u32;
        let mut push = |pieces: &[Piece]| {
            for p in pieces {
                out.push(Raw { start: at, len: p.len, norm: p.norm, space: false, special: p.special });
                at += p.len;
            }
        };
        if !specials {
            self.split(chunk, false, memo);
            push(&memo.found);
            return;
        }
        if let Some(known) = memo.chunks.get(chunk)
            && let Some(pieces) = memo.pieces.get(known.start as usize..known.end as usize)
        {
            push(pieces);
            return;
        }
        self.split(chunk, true, memo);
        let mut from = 0;
        for piece in &mut memo.found {
            let token = &chunk[from..from + piece.len as usize];
            from += piece.len as usize;
            piece.special = self.torn.contains_key(token);
        }
        push(&memo.found);
        if chunk.len() <= MAX_REMEMBERED {
            if memo.chunks.len() >= MAX_CHUNKS {
                memo.chunks.clear();
                memo.pieces.clear();
            }
            let first = memo.pieces.len() as u32;
            memo.pieces.extend_from_slice(&memo.found);
            memo.chunks.insert(chunk.into(), first..memo.pieces.len() as u32);
        }
    }

    fn special(&self, chunk: &str) -> Option<&[Piece]> {
        if chunk.len() > self.longest { None } else { self.specials.get(chunk).map(|p| &**p) }
    }

    /// One chunk's tokens, into `memo.found`.
    fn split(&self, chunk: &str, specials: bool, memo: &mut Memo) {
        let Memo { letters, offsets, prefixes, suffixes, infixes, found, room, .. } = memo;
        found.clear();
        prefixes.clear();
        suffixes.clear();
        if specials && let Some(pieces) = self.special(chunk) {
            found.extend_from_slice(pieces);
            return;
        }
        letters.clear();
        offsets.clear();
        for (i, c) in chunk.char_indices() {
            letters.push(c);
            offsets.push(i as u32);
        }
        offsets.push(chunk.len() as u32);
        let str = |a: usize, b: usize| &chunk[offsets[a] as usize..offsets[b] as usize];
        let piece = |a: usize, b: usize| Piece { len: offsets[b] - offsets[a], norm: 0, special: false };
        let is_special = |a: usize, b: usize| specials && a < b && self.special(str(a, b)).is_some();
        let matches = |rule: &Option<Regex>, a: usize, b: usize, room: &mut regex::Room| {
            b - a <= MAX_URL && rule.as_ref().is_some_and(|r| r.full(&letters[a..b], room))
        };
        let (mut a, mut b) = (0, letters.len());
        let mut last = 0;
        while a < b && b - a != last {
            if matches(&self.token_match, a, b, room) || is_special(a, b) {
                break;
            }
            last = b - a;
            let pre = self.prefix.as_ref().map_or(0, |r| r.prefix(&letters[a..b], room));
            if pre != 0 && is_special(a + pre, b) {
                prefixes.push(piece(a, a + pre));
                a += pre;
                break;
            }
            let suf = self.suffix.as_ref().map_or(0, |r| r.suffix(&letters[a + pre..b], room));
            if suf != 0 && is_special(a, b - suf) {
                suffixes.push(piece(b - suf, b));
                b -= suf;
                break;
            }
            if pre != 0 {
                prefixes.push(piece(a, a + pre));
                a += pre;
            }
            if suf != 0 {
                suffixes.push(piece(b - suf, b));
                b -= suf;
            }
        }
        found.append(prefixes);
        if a < b {
            if specials && let Some(pieces) = self.special(str(a, b)) {
                found.extend_from_slice(pieces);
            } else if matches(&self.token_match, a, b, room) || matches(&self.url_match, a, b, room) {
                found.push(piece(a, b));
            } else {
                infixes.clear();
                if let Some(rule) = &self.infix {
                    rule.all(&letters[a..b], room, infixes);
                }
                let mut start = 0;
                for &(from, to) in infixes.iter() {
                    // An infix at the very start stays with what follows it.
                    if from == 0 {
                        continue;
                    }
                    if from != start {
                        found.push(piece(a + start, a + from));
                    }
                    if from != to {
                        found.push(piece(a + from, a + to));
                    }
                    start = to;
                }
                if a + start < b {
                    found.push(piece(a + start, b));
                }
            }
        }
        found.extend(suffixes.drain(..).rev());
    }

    /// Puts exceptions together again that the rules tore apart.
    fn special_pass(&self, text: &str, tokens: &mut Vec<Raw>) {
        if self.torn.is_empty() || !tokens.iter().any(|t| t.special) {
            return;
        }
        let mut matches: Vec<Range<usize>> = Vec::new();
        for (i, token) in tokens.iter().enumerate().filter(|(_, t)| t.special) {
            for phrase in self.torn.get(&text[token.range()]).map_or(&[][..], Vec::as_slice) {
                let here = tokens.get(i..i + phrase.len());
                if here.is_some_and(|here| here.iter().zip(phrase).all(|(t, p)| text[t.range()] == **p)) {
                    matches.push(i..i + phrase.len());
                }
            }
        }
        // The longest first, of two as long the earlier; a match whose end tokens are taken is dropped, but takes its
        // tokens all the same, as in spaCy.
        matches.sort_by_key(|m| (usize::MAX - m.len(), m.start));
        let mut taken = vec![false; tokens.len()];
        let mut chosen: Vec<Range<usize>> = Vec::new();
        for m in matches {
            let free = !taken[m.start] && !taken[m.end - 1];
            taken[m.clone()].iter_mut().for_each(|t| *t = true);
            if free {
                chosen.push(m);
            }
        }
        if chosen.is_empty() {
            return;
        }
        chosen.sort_by_key(|m| m.start);
        let old = std::mem::take(tokens);
        let mut next = 0;
        for m in chosen {
            let (Some(first), Some(last)) = (old.get(m.start), old.get(m.end - 1)) else { continue };
            if m.start < next {
                continue;
            }
            tokens.extend_from_slice(&old[next..m.start]);
            next = m.end;
            let span = first.range().start..last.range().end;
            match self.special(&text[span]) {
                Some(pieces) => {
                    let mut at = first.start;
                    for p in pieces {
                        tokens.push(Raw {
                            start: at,
                            len: p.len,
                            norm: p.norm,
                            space: false,
                            special: false,
                        });
                        at += p.len;
                    }
                    if let Some(token) = tokens.last_mut() {
                        token.space = last.space;
                    }
                }
                None => tokens.extend_from_slice(&old[m]),
            }
        }
        tokens.extend_from_slice(&old[next..]);
    }
}
