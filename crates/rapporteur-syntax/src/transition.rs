//! Transition systems: arc-eager parsing and BILOU names over scores of a small network (TransitionBasedParser). Pure.

use crate::data::{Value, json, msgpack};
use crate::error::{Reason, corrupt, unsupported};
use crate::kernels::Kernels;
use crate::matrix::{Matrix, Shape, Source, room_for};
use crate::names::Names;
use crate::net::Net;
use std::collections::VecDeque;
use std::ops::Range;

/// No token.
pub(crate) const NONE: u32 = u32::MAX;

/// One output of a transition system: what to do, and the label it gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) action: u8,
    /// A number of [`Names`]; 0 for none.
    pub(crate) label: u16,
}

/// The network of a parser or a name finder.
#[derive(Debug)]
pub(crate) struct Scorer {
    kernels: Kernels,
    /// Vector to hidden width.
    linear: Matrix,
    /// Hidden width to what a token adds to the state at each place that most tokens come to stand in.
    lower: Matrix,
    /// The same for each other place, made only of tokens that do stand in it.
    seldom: Vec<Matrix>,
    /// Of each place, where its products are.
    products: Vec<Products>,
    /// Of each action the one move with it, if there is one only.
    only: Vec<Option<Move>>,
    bias: Vec<f32>,
    /// What a place without a token adds.
    pad: Vec<f32>,
    upper: Matrix,
    places: usize,
    hidden: usize,
    pieces: usize,
    pub(crate) moves: Vec<Move>,
}

/// Where the products of a place are.
#[derive(Debug, Clone, Copy)]
enum Products {
    /// Among those that are made of every token.
    Often(usize),
    /// A number of [`Scorer::seldom`].
    Seldom(usize),
}

/// The places of a state, by their number, in which fewer than half of the tokens ever stand.
fn seldom(places: usize) -> &'static [usize] {
    match places {
        // Children that are not their head's last, and those of a word deeper in the stack.
        13 => &[8, 10, 12],
        // Words of a name already begun.
        6 => &[1, 2, 3, 4, 5],
        3 => &[1, 2],
        _ => &[],
    }
}

impl Scorer {
    /// Takes the layers of a transition-based parser out of its network; `moves` is the file of that name.
    pub(crate) fn read(
        net: &Net<'_>,
        moves: &[u8],
        actions: std::ops::RangeInclusive<u8>,
        places: &[usize],
        kernels: Kernels,
        names: &mut Names,
    ) -> Result<Scorer, Reason> {
        if net.attr(0, "has_upper")?.bool() != Some(true) {
            return Err(unsupported("spacy.TransitionBasedParser.v2 with use_upper = false"));
        }
        let (at_lower, at_upper) = (net.reference("lower")?, net.reference("upper")?);
        let linear: Vec<usize> = net.find("linear").into_iter().filter(|&l| l != at_upper).collect();
        let [linear] = linear[..] else {
            return Err(corrupt("one linear layer below the state was expected"));
        };
        let plain = |layer: usize| -> Result<(Matrix, usize), Reason> {
            let w = net.array(layer, "W", 2)?;
            let b = net.array(layer, "b", 1)?;
            let source = Source {
                weights: &w.data,
                stride: w.shape[1],
                offset: 0,
                bias: Some(&b.data),
                inputs: w.shape[1],
                outputs: w.shape[0],
            };
            Ok((Matrix::new(kernels, Shape::Linear, &source)?, w.shape[1]))
        };
        let (linear, _) = plain(linear)?;
        let (upper, upper_in) = plain(at_upper)?;
        let w = net.array(at_lower, "W", 4)?;
        let b = net.array(at_lower, "b", 2)?;
        let pad = net.array(at_lower, "pad", 4)?;
        let [n_places, hidden, pieces, inputs] = w.shape[..] else { return Err(corrupt("the shape of W")) };
        if !places.contains(&n_places) {
            return Err(unsupported(format!(
                "spacy.TransitionBasedParser.v2 with {n_places} tokens a state"
            )));
        }
        if b.shape != [hidden, pieces]
            || pad.shape != [1, n_places, hidden, pieces]
            || linear.outputs() != inputs
            || upper_in != hidden
        {
            return Err(corrupt("the sizes of two layers do not fit"));
        }
        let each = hidden * pieces;
        let (mut often, mut seldom_made, mut products) = (Vec::new(), Vec::new(), Vec::new());
        for f in 0..n_places {
            let source = Source {
                weights: &w.data[f * each * inputs..(f + 1) * each * inputs],
                stride: inputs,
                offset: 0,
                bias: None,
                inputs,
                outputs: hidden,
            };
            if seldom(n_places).contains(&f) {
                products.push(Products::Seldom(seldom_made.len()));
                seldom_made.push(Matrix::new(kernels, Shape::Pieces(pieces), &source)?);
            } else {
                products.push(Products::Often(often.len()));
                often.push(source);
            }
        }
        let lower = Matrix::joined(kernels, Shape::Pieces(pieces), &often)?;
        // Biases and padding in the order of the products: the bias of a matrix without inputs of note.
        let ordered = |numbers: &[f32]| -> Result<Vec<f32>, Reason> {
            let zeros = vec![0.0; each];
            let source = Source {
                weights: &zeros,
                stride: 1,
                offset: 0,
                bias: Some(numbers),
                inputs: 1,
                outputs: hidden,
            };
            Ok(Matrix::new(kernels, Shape::Pieces(pieces), &source)?.bias().to_vec())
        };
        let bias = ordered(&b.data)?;
        let mut pads = Vec::new();
        for f in 0..n_places {
            pads.extend(ordered(&pad.data[f * each..(f + 1) * each])?);
        }
        let moves = read_moves(moves, actions, names)?;
        if moves.len() != upper.outputs() {
            return Err(corrupt(format!("{} moves for {} outputs", moves.len(), upper.outputs())));
        }
        let only = (0..=moves.iter().map(|m| m.action).max().unwrap_or(0)).map(|action| {
            let mut with = moves.iter().filter(|m| m.action == action);
            with.next().copied().filter(|_| with.next().is_none())
        });
        Ok(Scorer {
            kernels,
            linear,
            lower,
            seldom: seldom_made,
            products,
            only: only.collect(),
            bias,
            pad: pads,
            upper,
            places: n_places,
            hidden,
            pieces,
            moves,
        })
    }

    /// Numbers of a token's vector that the network wants.
    pub(crate) fn inputs(&self) -> usize {
        self.linear.inputs()
    }
    /// Places of a state that tokens stand in.
    pub(crate) fn places(&self) -> usize {
        self.places
    }
    /// Numbers that a token adds to the state at one place.
    fn each(&self) -> usize {
        self.pad.len() / self.places
    }
}

/// The outputs of a transition system in order: actions by number; in each, labels by falling frequency; last those
/// added later, which have a negative one.
fn read_moves(
    bytes: &[u8],
    actions: std::ops::RangeInclusive<u8>,
    names: &mut Names,
) -> Result<Vec<Move>, Reason> {
    let file = msgpack(bytes)?;
    let text = file.need("moves")?.str().ok_or_else(|| corrupt("moves are no text"))?.to_owned();
    let table = json(&text)?;
    // An action's name, its number, and its labels with their counts.
    type Action = (String, u8, Vec<(i64, String)>);
    let mut by_action: Vec<Action> = Vec::new();
    for (action, labels) in table.map().ok_or_else(|| corrupt("moves are no table"))? {
        let name = action.str().unwrap_or("").to_owned();
        let number = name.parse().map_err(|_| corrupt(format!("an action {name:?}")))?;
        let mut sorted = Vec::new();
        for (label, count) in labels.map().ok_or_else(|| corrupt("an action's labels are no table"))? {
            let wrong = || corrupt("a label without a count");
            sorted.push((count.int().ok_or_else(wrong)?, label.str().ok_or_else(wrong)?.to_owned()));
        }
        sorted.sort();
        sorted.reverse();
        by_action.push((name, number, sorted));
    }
    by_action.sort();
    let mut moves: Vec<Move> = Vec::new();
    let mut added: Vec<(i64, String)> = Vec::new();
    let mut actions_of: Vec<(String, u8)> = Vec::new();
    let mut add = |action: u8, label: &str| -> Result<(), Reason> {
        let new = Move { action, label: names.number(label)? };
        if actions.contains(&action) && !moves.contains(&new) {
            moves.push(new);
        }
        Ok(())
    };
    for (_, action, labels) in &by_action {
        for (count, label) in labels {
            if *count < 0 {
                added.push((*count, label.clone()));
                actions_of.push((label.clone(), *action));
            } else {
                add(*action, label)?;
            }
        }
    }
    added.sort();
    for (_, label) in added.iter().rev() {
        for (_, action) in actions_of.iter().filter(|(l, _)| l == label) {
            add(*action, label)?;
        }
    }
    Ok(moves)
}

/// Where the vectors of a document's tokens come from.
pub(crate) trait Vectors {
    /// Tokens of the document.
    fn len(&self) -> usize;
    /// The vectors of the tokens `from..to`, side by side; all lie in one block.
    fn vectors(&mut self, from: usize, to: usize) -> &[f32];
}

/// Tokens whose products are computed together; a divisor of [`crate::tok2vec::BLOCK`].
const CHUNK: usize = 128;
/// A chunk that was asked for within so many tokens of late is in use.
const IN_USE: u64 = 1000;
/// Such chunks kept; more than any state has places.
const CHUNKS: usize = 16;

/// The products of the tokens that states look at, for as many chunks of the document as are in use.
#[derive(Debug, Default)]
pub(crate) struct Room {
    chunks: Vec<Chunk>,
    clock: u64,
    hidden: Vec<f32>,
    pub(crate) scores: Vec<f32>,
}

#[derive(Debug, Default)]
struct Chunk {
    /// The chunk's number in the document, one more; 0 for none.
    number: usize,
    used: u64,
    /// The tokens' vectors in the hidden width.
    below: Vec<f32>,
    /// Their products at places of [`Products::Often`].
    numbers: Vec<f32>,
    /// Their products at places of [`Products::Seldom`], as far as `made` says.
    seldom: Vec<f32>,
    /// Of each token a bit for each such place.
    made: Vec<u16>,
}

/// One document's scores.
pub(crate) struct Scores<'a, V: Vectors> {
    scorer: &'a Scorer,
    vectors: &'a mut V,
    room: &'a mut Room,
    /// The first token of the part at hand: states count from there.
    first: u32,
}

impl<'a, V: Vectors> Scores<'a, V> {
    pub(crate) fn new(scorer: &'a Scorer, vectors: &'a mut V, room: &'a mut Room) -> Self {
        room.chunks.iter_mut().for_each(|c| c.number = 0);
        Scores { scorer, vectors, room, first: 0 }
    }

    /// Where the products of a token are: which chunk's buffer, and which of its tokens.
    fn place(&mut self, token: u32) -> (usize, usize) {
        let number = token as usize / CHUNK;
        let within = token as usize % CHUNK;
        self.room.clock += 1;
        let clock = self.room.clock;
        if let Some(i) = self.room.chunks.iter().position(|c| c.number == number + 1) {
            self.room.chunks[i].used = clock;
            return (i, within);
        }
        // A free chunk, or the one least used unless that is in use; else one more, as long as there may be more.
        let chunks = &mut self.room.chunks;
        let oldest =
            (0..chunks.len()).min_by_key(|&i| if chunks[i].number == 0 { 0 } else { chunks[i].used });
        let i = match oldest {
            Some(i) if chunks[i].number == 0 || clock - chunks[i].used > IN_USE || chunks.len() >= CHUNKS => {
                i
            }
            _ => {
                chunks.push(Chunk::default());
                chunks.len() - 1
            }
        };
        let begin = number * CHUNK;
        let end = (begin + CHUNK).min(self.vectors.len());
        let scorer = self.scorer;
        let vectors = self.vectors.vectors(begin, end);
        let n = end - begin;
        let chunk = &mut self.room.chunks[i];
        chunk.number = number + 1;
        chunk.used = clock;
        let below = room_for(&mut chunk.below, n * scorer.linear.row());
        scorer.linear.multiply(vectors, scorer.linear.inputs(), n, below);
        scorer.lower.multiply(
            below,
            scorer.linear.row(),
            n,
            room_for(&mut chunk.numbers, n * scorer.lower.row()),
        );
        room_for(&mut chunk.seldom, n * scorer.seldom.len() * scorer.each());
        chunk.made.clear();
        chunk.made.resize(n, 0);
        (i, within)
    }

    /// Makes the products of a token at a place of [`Products::Seldom`], if they are not there yet.
    fn make(&mut self, (chunk, within): (usize, usize), place: usize) {
        let scorer = self.scorer;
        let (Some(chunk), Some(matrix)) = (self.room.chunks.get_mut(chunk), scorer.seldom.get(place)) else {
            return;
        };
        let Some(made) = chunk.made.get_mut(within).filter(|made| **made & 1 << place == 0) else { return };
        *made |= 1 << place;
        let (each, row) = (scorer.each(), scorer.linear.row());
        let at = (within * scorer.seldom.len() + place) * each;
        matrix.multiply(&chunk.below[within * row..][..row], row, 1, &mut chunk.seldom[at..at + each]);
    }

    /// The scores of a state, into `room.scores`.
    fn score(&mut self, tokens: &[u32]) {
        let mut places = [(usize::MAX, 0); 16];
        let scorer = self.scorer;
        for ((place, &token), products) in places.iter_mut().zip(tokens).zip(&scorer.products) {
            if token != NONE {
                *place = self.place(token + self.first);
                if let Products::Seldom(number) = *products {
                    self.make(*place, number);
                }
            }
        }
        let each = scorer.each();
        let often = scorer.places - scorer.seldom.len();
        let mut parts: [&[f32]; 16] = [&[]; 16];
        let of_places = places.iter().zip(&scorer.products).take(tokens.len());
        for (f, (part, (&(chunk, within), products))) in parts.iter_mut().zip(of_places).enumerate() {
            *part = match (self.room.chunks.get(chunk), *products) {
                (Some(chunk), Products::Often(at)) => &chunk.numbers[(within * often + at) * each..][..each],
                (Some(chunk), Products::Seldom(at)) => {
                    &chunk.seldom[(within * scorer.seldom.len() + at) * each..][..each]
                }
                (None, _) => &scorer.pad[f * each..(f + 1) * each],
            };
        }
        self.room.hidden.resize(scorer.hidden, 0.0);
        self.room.scores.resize(scorer.upper.row(), 0.0);
        scorer.kernels.window(&mut self.room.hidden, &parts[..tokens.len()], &scorer.bias, scorer.pieces);
        scorer.upper.multiply(&self.room.hidden, scorer.hidden, 1, &mut self.room.scores);
    }

    /// The only move with this action, if there is one only.
    fn only(&self, action: u8) -> Option<Move> {
        self.scorer.only.get(usize::from(action)).copied().flatten()
    }

    /// The move with the greatest score that `valid` lets through; of two as great, the first.
    fn best(&self, valid: impl Fn(&Move) -> bool) -> Option<Move> {
        let mut best: Option<(f32, Move)> = None;
        for (m, &score) in self.scorer.moves.iter().zip(&self.room.scores) {
            if best.is_none_or(|(top, _)| score > top) && valid(m) {
                best = Some((score, *m));
            }
        }
        best.map(|(_, m)| m)
    }
}

const SHIFT: u8 = 0;
const REDUCE: u8 = 1;
const LEFT: u8 = 2;
const RIGHT: u8 = 3;

/// What a parse says: a head and a label for each token, and where sentences start.
#[derive(Debug, Default)]
pub(crate) struct Parse {
    /// [`NONE`] for a root.
    pub(crate) heads: Vec<u32>,
    pub(crate) labels: Vec<u16>,
    pub(crate) starts: Vec<bool>,
}

/// Of a token, the children on its left and its right that came last, and the one before each.
#[derive(Clone, Copy)]
struct Kin {
    left: [u32; 2],
    right: u32,
    /// Of a child on its head's right, the one that came before it.
    before: u32,
}

const ALONE: Kin = Kin { left: [NONE; 2], right: NONE, before: NONE };

/// The state of arc-eager parsing, as spaCy's `StateC`.
struct State {
    n: u32,
    stack: Vec<u32>,
    /// Tokens put back on the buffer, the next one last.
    back: Vec<u32>,
    next: u32,
    parse: Parse,
    /// Children of tokens in play, from token `base` on; nothing looks at tokens before the stack's first any more.
    recent: VecDeque<Kin>,
    base: u32,
    unshiftable: Vec<bool>,
}

impl State {
    fn new(n: usize) -> State {
        State {
            n: n as u32,
            stack: Vec::new(),
            back: Vec::new(),
            next: 0,
            parse: Parse { heads: vec![NONE; n], labels: vec![0; n], starts: vec![false; n] },
            recent: VecDeque::new(),
            base: 0,
            unshiftable: vec![false; n],
        }
    }
    fn s(&self, i: usize) -> u32 {
        self.stack.len().checked_sub(i + 1).and_then(|i| self.stack.get(i)).copied().unwrap_or(NONE)
    }
    fn b(&self, i: usize) -> u32 {
        match self.back.len().checked_sub(i + 1) {
            Some(i) => self.back.get(i).copied().unwrap_or(NONE),
            None => {
                let token = self.next as usize + (i - self.back.len());
                if token < self.n as usize { token as u32 } else { NONE }
            }
        }
    }
    fn buffer(&self) -> usize {
        (self.n - self.next) as usize + self.back.len()
    }
    fn kin(&self, token: u32) -> Kin {
        let at = token.checked_sub(self.base).and_then(|at| self.recent.get(at as usize));
        at.copied().unwrap_or(ALONE)
    }
    /// The place of a token in play; `None` for one that is not any more.
    fn kin_mut(&mut self, token: u32) -> Option<&mut Kin> {
        let at = token.checked_sub(self.base)? as usize;
        if at >= self.recent.len() {
            self.recent.resize(at + 1, ALONE);
        }
        self.recent.get_mut(at)
    }
    /// Forgets the tokens that nothing looks at any more.
    fn forget(&mut self) {
        let first = self.stack.first().copied().unwrap_or_else(|| self.b(0));
        let first = self.back.iter().fold(first.min(self.next), |first, &t| first.min(t));
        let gone = (first.saturating_sub(self.base) as usize).min(self.recent.len());
        self.recent.drain(..gone);
        self.base = self.base.max(first);
    }
    /// The tokens that features look at.
    fn tokens(&self, n: usize, out: &mut [u32; 16]) {
        let (b0, b1) = (self.b(0), self.b(1));
        let (s0, s1, s2) = (self.s(0), self.s(1), self.s(2));
        let left = |t| self.kin(t).left[0];
        let right = |t| self.kin(t).right;
        let before = |t| self.kin(t).before;
        if n == 13 {
            // Upstream writes place 6 twice, so that S0's second left child is never seen.
            *out = [
                b0,
                b1,
                s0,
                s1,
                s2,
                left(s0),
                right(s0),
                left(b0),
                before(right(s0)),
                left(s1),
                self.kin(s1).left[1],
                right(s1),
                before(right(s1)),
                NONE,
                NONE,
                NONE,
            ];
        } else {
            *out = [NONE; 16];
            out[..8].copy_from_slice(&[b0, b1, s0, s1, s2, left(b0), left(s0), right(s0)]);
        }
    }
    fn push(&mut self) {
        match self.back.pop() {
            Some(token) => self.stack.push(token),
            None => {
                self.stack.push(self.next);
                self.next += 1;
            }
        }
    }
    fn attach(&mut self, head: u32, child: u32, label: u16) {
        let old = std::mem::replace(&mut self.parse.heads[child as usize], head);
        self.parse.labels[child as usize] = label;
        let before = self.kin(child).before;
        // Upstream removes an arc only where it is its head's last. A child on the left is off the stack for good and
        // keeps its head.
        if old < child
            && let Some(kin) = self.kin_mut(old)
            && kin.right == child
        {
            kin.right = before;
        }
        let Some(kin) = self.kin_mut(head) else { return };
        if head > child {
            kin.left = [child, kin.left[0]];
            return;
        }
        let before = std::mem::replace(&mut kin.right, child);
        if let Some(kin) = self.kin_mut(child) {
            kin.before = before;
        }
    }
}

/// Parses a part of a document. `subtok` is the number of the label that joins parts of words. `starts` says of each token
/// whether a sentence starts there, where that is settled beforehand; empty where the parser is to say.
pub(crate) fn parse<V: Vectors>(
    scores: &mut Scores<'_, V>,
    subtok: Option<u16>,
    starts: &[bool],
    part: Range<usize>,
) -> Parse {
    let places = scores.scorer.places();
    scores.first = part.start as u32;
    let mut state = State::new(part.len());
    let settled = !starts.is_empty();
    for (start, &given) in state.parse.starts.iter_mut().zip(starts) {
        *start = given;
    }
    let mut tokens = [NONE; 16];
    while !state.stack.is_empty() || state.buffer() > 0 {
        let buffer = state.buffer();
        let (b0, b1, s0) = (state.b(0), state.b(1), state.s(0));
        let starts = |t: u32| state.parse.starts.get(t as usize).copied().unwrap_or(false);
        let stack = !state.stack.is_empty();
        let arc = stack && buffer > 0 && !starts(b0);
        let shift = !stack
            || (buffer >= 2 && !starts(b0) && !state.unshiftable.get(b0 as usize).copied().unwrap_or(false));
        let split = !settled && buffer >= 2 && b1 == b0.wrapping_add(1) && !starts(b1);
        let valid = [shift, stack, arc, arc, split];
        let joined = s0 == b0.wrapping_sub(1);
        // Where only one move is left, whatever its score, nothing need be computed.
        let forced = match valid {
            [true, false, false, false, false] => scores.only(SHIFT),
            [false, true, false, false, false] => scores.only(REDUCE),
            _ => None,
        };
        let best = forced.or_else(|| {
            state.tokens(places, &mut tokens);
            scores.score(&tokens[..places]);
            scores.best(|m| {
                valid.get(usize::from(m.action)).copied().unwrap_or(false)
                    && (joined || !(m.action == LEFT || m.action == RIGHT) || Some(m.label) != subtok)
            })
        });
        // Without a move left, upstream gives up on the rest.
        let Some(best) = best else { break };
        match best.action {
            SHIFT => state.push(),
            REDUCE => {
                if let Some(top) = state.stack.pop()
                    && state.parse.heads[top as usize] == NONE
                    && !state.stack.is_empty()
                {
                    state.unshiftable[top as usize] = true;
                    state.back.push(top);
                }
            }
            LEFT => {
                state.attach(b0, s0, best.label);
                state.unshiftable[b0 as usize] = false;
                state.stack.pop();
            }
            RIGHT => {
                state.attach(s0, b0, best.label);
                state.push();
            }
            _ => state.parse.starts[b1 as usize] = true,
        }
        if state.stack.is_empty() {
            state.forget();
        }
    }
    state.parse
}

const BEGIN: u8 = 1;
const IN: u8 = 2;
const LAST: u8 = 3;
const UNIT: u8 = 4;

/// A name: first token, one past the last, label.
pub(crate) type Entity = (u32, u32, u16);

/// Finds the names of a part. `start(i)` says whether token `i` starts a sentence, `space(i)` whether it is white space.
pub(crate) fn names<V: Vectors>(
    scores: &mut Scores<'_, V>,
    part: Range<usize>,
    start: impl Fn(usize) -> bool,
    space: impl Fn(usize) -> bool,
) -> Vec<Entity> {
    let n = part.end;
    let places = scores.scorer.places();
    scores.first = 0;
    let mut names: Vec<Entity> = Vec::new();
    let mut open: Option<(u32, u16)> = None;
    for i in part {
        let mut tokens = [NONE; 16];
        tokens[0] = i as u32;
        if let Some((first, _)) = open {
            if places == 6 {
                for (place, token) in tokens[1..6].iter_mut().zip(first..i as u32) {
                    *place = token;
                }
            } else {
                tokens[1] = first;
                tokens[2] = i as u32 - 1;
            }
        }
        scores.score(&tokens[..places]);
        let more = i + 1 < n && !start(i + 1);
        let white = space(i);
        let best = scores.best(|m| match (m.action, open) {
            (BEGIN, None) => more && m.label != 0 && !white,
            (IN, Some((_, label))) => more && m.label == label,
            (LAST, Some((_, label))) => m.label == label,
            (UNIT, None) => m.label != 0 && !white,
            (BEGIN | IN | LAST | UNIT, _) => false,
            (_, None) => true,
            (_, Some(_)) => false,
        });
        let Some(best) = best else { break };
        match best.action {
            BEGIN => open = Some((i as u32, best.label)),
            LAST => {
                if let Some((first, label)) = open.take() {
                    names.push((first, i as u32 + 1, label));
                }
            }
            UNIT => names.push((i as u32, i as u32 + 1, best.label)),
            _ => {}
        }
    }
    names
}

/// Whether a file of settings asks for a search that this engine does not know.
pub(crate) fn check_settings(cfg: &Value<'_>) -> Result<(), Reason> {
    match cfg.get("beam_width").and_then(Value::int) {
        None | Some(1) => Ok(()),
        Some(n) => Err(unsupported(format!("beam search (beam_width = {n})"))),
    }
}
