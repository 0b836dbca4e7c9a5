//! Tokens to vectors: hashed embeddings, a mix, and layers that look at their neighbours (MultiHashEmbed and
//! MaxoutWindowEncoder). Pure; the caches are the caller's.
//!
//! Embedding and mix depend on the word alone, and so do the products of the first layer: both are kept for each
//! distinct word, in a store of fixed size. The rest is computed for a block of tokens with as many neighbours at
//! either end as the layers look across, so that a block's rows equal those of the whole document.

use crate::error::{Reason, corrupt, unsupported};
use crate::ids::hash4;
use crate::kernels::{Kernels, PANEL, fetch};
use crate::lexeme::{COLUMNS, Features, column};
use crate::matrix::{Matrix, PairMatrix, Shape, Source, room_for};
use crate::net::Net;
use std::collections::HashMap;

#[derive(Debug)]
struct Embedding {
    table: Vec<f32>,
    rows: usize,
    seed: u32,
    column: usize,
}

#[derive(Debug)]
struct Norm {
    g: Vec<f32>,
    b: Vec<f32>,
}

/// One tok2vec layer with its weights.
#[derive(Debug)]
pub(crate) struct Tok2Vec {
    kernels: Kernels,
    embeddings: Vec<Embedding>,
    width: usize,
    mix: Matrix,
    mix_norm: Norm,
    /// Neighbours each layer sees on either side.
    window: usize,
    /// The first layer, as the products of a word at each place of the window.
    first: Option<Matrix>,
    first_bias: Vec<f32>,
    first_norm: Norm,
    pieces: usize,
    layers: Vec<(Layer, Norm)>,
}

/// The weights of a layer after the first.
#[derive(Debug)]
enum Layer {
    /// Any window, any number of pieces.
    Any(Matrix),
    /// One neighbour on either side, three pieces: what pipelines have.
    Pairs(Box<PairMatrix>),
}

/// Words whose vectors are kept, for one [`Tok2Vec`].
#[derive(Debug, Default)]
pub(crate) struct Store {
    slots: HashMap<Features, u32, crate::ids::Mixing>,
    keys: Vec<Features>,
    /// How often a word was met of late, up to three.
    heat: Vec<u8>,
    /// The last block that uses a word.
    block: Vec<u32>,
    now: u32,
    hand: usize,
    numbers: Vec<f32>,
}

/// Words kept for each [`Tok2Vec`]; of en_core_web_sm a word takes 3.8 kB.
const WORDS: usize = 6144;
/// Tokens computed together. Words of one block must fit the store: block and neighbours stay below [`WORDS`].
pub(crate) const BLOCK: usize = 512;

/// So many tokens before a word is wanted it is fetched.
const AHEAD: usize = 2;

/// Tokens on either side of a block at most.
const MAX_REACH: usize = 256;

/// Buffers for one block.
#[derive(Debug, Default)]
pub(crate) struct Room {
    slots: Vec<u32>,
    /// Of each place, how far the nearest word is.
    near: Vec<u32>,
    pairs: Vec<u32>,
    new: Vec<(u32, Features)>,
    embedded: Vec<f32>,
    mixed: Vec<f32>,
    products: Vec<f32>,
    a: Vec<f32>,
    b: Vec<f32>,
    scratch: Vec<f32>,
}

impl Tok2Vec {
    /// Takes the layers of a tok2vec out of a component's network.
    pub(crate) fn read(net: &Net<'_>, kernels: Kernels) -> Result<Tok2Vec, Reason> {
        let extract = net.find("extract_features");
        let [extract] = extract[..] else { return Err(corrupt("one layer extract_features was expected")) };
        let columns = net.attr(extract, "columns")?;
        let columns: Vec<usize> = columns
            .list()
            .ok_or_else(|| corrupt("columns are no list"))?
            .iter()
            .map(|c| {
                let name = c.str().ok_or_else(|| corrupt("a column without a name"))?;
                column(name).ok_or_else(|| unsupported(format!("MultiHashEmbed with attribute {name:?}")))
            })
            .collect::<Result<_, _>>()?;
        let mut embeddings = Vec::new();
        let mut width = 0;
        for layer in net.find("hashembed") {
            let table = net.array(layer, "E", 2)?;
            let (rows, n) = (table.shape[0], table.shape[1]);
            if rows == 0 || n == 0 {
                return Err(corrupt("an embedding of size zero"));
            }
            let seed = net.attr(layer, "seed")?.uint().and_then(|s| u32::try_from(s).ok());
            let at = net.attr(layer, "column")?.size().and_then(|c| columns.get(c).copied());
            embeddings.push(Embedding {
                table: table.data,
                rows,
                seed: seed.ok_or_else(|| corrupt("an embedding without a seed"))?,
                column: at.ok_or_else(|| corrupt("an embedding of no column"))?,
            });
            width += n;
        }
        if embeddings.len() != columns.len() {
            return Err(corrupt("as many embeddings as columns were expected"));
        }
        if embeddings.len() > COLUMNS {
            return Err(unsupported("MultiHashEmbed with an attribute twice"));
        }
        let maxouts = net.find("maxout");
        let norms = net.find("layernorm");
        let windows = net.find("expand_window");
        if maxouts.is_empty() || norms.len() != maxouts.len() || windows.len() != maxouts.len() - 1 {
            return Err(corrupt("the layers are not those of MultiHashEmbed and MaxoutWindowEncoder"));
        }
        let norm = |layer: usize| -> Result<Norm, Reason> {
            Ok(Norm { g: net.array(layer, "G", 1)?.data, b: net.array(layer, "b", 1)?.data })
        };
        let w = net.array(maxouts[0], "W", 3)?;
        let b = net.array(maxouts[0], "b", 2)?;
        let (outputs, pieces) = (w.shape[0], w.shape[1]);
        let mix = Matrix::new(
            kernels,
            Shape::Pieces(pieces),
            &Source {
                weights: &w.data,
                stride: w.shape[2],
                offset: 0,
                bias: Some(&b.data),
                inputs: w.shape[2],
                outputs,
            },
        )?;
        let mix_norm = norm(norms[0])?;
        let fits = |n: &Norm| n.g.len() == outputs && n.b.len() == outputs;
        if mix.inputs() != width || !fits(&mix_norm) {
            return Err(corrupt("the embeddings' width is not the mix's"));
        }
        let mut tok2vec = Tok2Vec {
            kernels,
            embeddings,
            width: outputs,
            mix,
            mix_norm,
            window: 0,
            first: None,
            first_bias: Vec::new(),
            first_norm: Norm { g: Vec::new(), b: Vec::new() },
            pieces,
            layers: Vec::new(),
        };
        for (i, &layer) in maxouts[1..].iter().enumerate() {
            let window = net.attr(windows[i], "window_size")?.size().filter(|w| (1..=8).contains(w));
            let window =
                window.ok_or_else(|| unsupported("MaxoutWindowEncoder with a window not of 1 to 8"))?;
            let w = net.array(layer, "W", 3)?;
            let b = net.array(layer, "b", 2)?;
            let norm = norm(norms[i + 1])?;
            let inputs = outputs * (2 * window + 1);
            if (i > 0 && window != tok2vec.window)
                || w.shape[0] != outputs
                || w.shape[2] != inputs
                || !fits(&norm)
            {
                return Err(corrupt("a layer's width is not the one before's"));
            }
            let pieces = w.shape[1];
            let source = |at: usize, inputs: usize, bias| Source {
                weights: &w.data,
                stride: w.shape[2],
                offset: at,
                bias,
                inputs,
                outputs,
            };
            tok2vec.window = window;
            if i == 0 {
                // The whole matrix gives the biases their order; the parts give the products.
                let whole = Matrix::new(kernels, Shape::Pieces(pieces), &source(0, inputs, Some(&b.data)))?;
                tok2vec.first_bias = whole.bias().to_vec();
                let parts: Vec<Source<'_>> =
                    (0..2 * window + 1).map(|part| source(part * outputs, outputs, None)).collect();
                tok2vec.first = Some(Matrix::joined(kernels, Shape::Pieces(pieces), &parts)?);
                tok2vec.first_norm = norm;
                tok2vec.pieces = pieces;
            } else {
                let layer = if (window, pieces) == (1, PANEL) {
                    Layer::Pairs(Box::new(PairMatrix::new(kernels, &w.data, &b.data, outputs, outputs)?))
                } else {
                    let source = source(0, inputs, Some(&b.data));
                    Layer::Any(Matrix::new(kernels, Shape::Pieces(pieces), &source)?)
                };
                tok2vec.layers.push((layer, norm));
            }
        }
        if tok2vec.reach() > MAX_REACH {
            return Err(unsupported(format!("MaxoutWindowEncoder of depth {}", maxouts.len() - 1)));
        }
        Ok(tok2vec)
    }

    /// What this tok2vec sees of a word; two words that it cannot tell apart become the same.
    pub(crate) fn seen(&self, word: Features) -> Features {
        let mut seen = Features::default();
        for embedding in &self.embeddings {
            seen.0[embedding.column] = word.0[embedding.column];
        }
        seen
    }

    /// Numbers of a token's vector.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Tokens on either side that a token's vector depends on.
    pub(crate) fn reach(&self) -> usize {
        if self.first.is_some() { self.window * (self.layers.len() + 1) } else { 0 }
    }

    /// Numbers kept of a word: its vector, and its products with the first layer.
    fn kept(&self) -> usize {
        self.width + self.first.as_ref().map_or(0, Matrix::row)
    }

    /// The vectors of a block. `words` are the features of the block's tokens and of [`Tok2Vec::reach`] tokens on
    /// either side, `None` beyond the document's ends.
    pub(crate) fn block(
        &self,
        words: &[Option<Features>],
        store: &mut Store,
        room: &mut Room,
        out: &mut Vec<f32>,
    ) {
        self.look_up(words, store, room);
        let width = self.width;
        let kept = self.kept();
        let reach = self.reach();
        let n = words.len().saturating_sub(2 * reach);
        out.clear();
        let word = |slot: u32| store.numbers.get(slot as usize * kept..(slot as usize + 1) * kept);
        let Some(first) = &self.first else {
            for &slot in &room.slots {
                out.extend_from_slice(word(slot).and_then(|w| w.get(..width)).unwrap_or(&[]));
            }
            return;
        };
        let window = self.window;
        // Row `i` of the buffers is token `i` of `words`, less the rows that have lost their neighbours.
        let mut rows = words.len() - 2 * window;
        distances(words, &mut room.near);
        let part = first.row() / (2 * window + 1);
        room_for(&mut room.a, rows * width);
        room.b.clear();
        for i in 0..rows {
            // Words lie all over the store, which is larger than the caches.
            if let Some(numbers) = room.slots.get(i + 2 * window + AHEAD).and_then(|&slot| word(slot)) {
                fetch(numbers);
            }
            let mut parts: [&[f32]; 17] = [&[]; 17];
            for (p, part_of) in parts.iter_mut().enumerate().take(2 * window + 1) {
                if let Some(&slot) = room.slots.get(i + p)
                    && slot != u32::MAX
                    && let Some(numbers) = word(slot)
                {
                    *part_of = numbers.get(width + p * part..width + (p + 1) * part).unwrap_or(&[]);
                }
            }
            let to = &mut room.a[i * width..][..width];
            self.kernels.window(to, &parts[..2 * window + 1], &self.first_bias, self.pieces);
            match room.slots.get(i + window).and_then(|&slot| word(slot)).and_then(|w| w.get(..width)) {
                Some(vector) => room.b.extend_from_slice(vector),
                None => room.b.extend(std::iter::repeat_n(0.0, width)),
            }
        }
        self.kernels.norm(&mut room.a[..rows * width], &room.b, &self.first_norm.g, &self.first_norm.b);
        for (i, (layer, norm)) in self.layers.iter().enumerate() {
            rows -= 2 * window;
            let out = room_for(&mut room.b, rows * width);
            let residual = &room.a[window * width..][..rows * width];
            match layer {
                Layer::Any(matrix) => {
                    matrix.maxout(&room.a, width, rows, out, &mut room.scratch);
                    self.kernels.norm(out, residual, &norm.g, &norm.b);
                }
                Layer::Pairs(matrix) => {
                    // Rows that no word sees from any layer above, in the gaps between parts, are left out.
                    let above = self.layers.len() - 1 - i;
                    let near = room.near.get(window * (i + 2)..).unwrap_or(&[]);
                    let seen = |row: usize| near.get(row).is_some_and(|d| *d as usize <= window * above);
                    room.pairs.clear();
                    let firsts = (0..rows).step_by(2);
                    room.pairs.extend(
                        firsts.filter(|&r| seen(r) || (r + 1 < rows && seen(r + 1))).map(|r| r as u32),
                    );
                    matrix.maxout(&room.a, &room.pairs, rows, out, &mut room.scratch);
                    for run in room.pairs.chunk_by(|a, b| a + 2 == *b) {
                        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
                        let run = *first as usize * width..(*last as usize + 2).min(rows) * width;
                        self.kernels.norm(&mut out[run.clone()], &residual[run], &norm.g, &norm.b);
                    }
                }
            }
            std::mem::swap(&mut room.a, &mut room.b);
        }
        out.extend_from_slice(&room.a[..n * width]);
    }

    /// Sets `room.slots` to where each word's numbers are, and computes those of new words.
    fn look_up(&self, words: &[Option<Features>], store: &mut Store, room: &mut Room) {
        room.slots.clear();
        room.new.clear();
        // A word of this block must not lose its place to another of this block: what the block uses is marked first.
        store.now = store.now.wrapping_add(1);
        for word in words {
            let slot = word.as_ref().and_then(|w| store.slots.get(w)).copied().unwrap_or(u32::MAX);
            room.slots.push(slot);
            if let (Some(block), Some(heat)) =
                (store.block.get_mut(slot as usize), store.heat.get_mut(slot as usize))
            {
                *block = store.now;
                *heat = (*heat + 1).min(3);
            }
        }
        let kept = self.kept();
        for (slot, word) in room.slots.iter_mut().zip(words) {
            let (u32::MAX, Some(word)) = (*slot, word) else { continue };
            *slot = match store.slots.get(word) {
                Some(&slot) => slot,
                None => {
                    let slot = store.place(*word);
                    room.new.push((slot, *word));
                    slot
                }
            };
        }
        store.numbers.resize(store.keys.len() * kept, 0.0);
        let n = room.new.len();
        if n == 0 {
            return;
        }
        let inputs = self.mix.inputs();
        room.embedded.clear();
        room.embedded.resize(n * inputs, 0.0);
        // Which rows of the tables a word wants is worked out for one word more than is added up: they are fetched
        // meanwhile.
        let mut next = room.new.first().map(|(_, word)| self.rows(word));
        for (i, embedded) in room.embedded.chunks_exact_mut(inputs).enumerate() {
            let rows = next.take();
            next = room.new.get(i + 1).map(|(_, word)| self.rows(word));
            rows.into_iter().for_each(|rows| self.embed(&rows, embedded));
        }
        let mixed = room_for(&mut room.mixed, n * self.width);
        self.mix.maxout(&room.embedded, inputs, n, mixed, &mut room.scratch);
        self.kernels.norm(mixed, &[], &self.mix_norm.g, &self.mix_norm.b);
        if let Some(first) = &self.first {
            first.multiply(mixed, self.width, n, room_for(&mut room.products, n * first.row()));
        }
        let row = kept - self.width;
        for (i, &(slot, _)) in room.new.iter().enumerate() {
            let to = &mut store.numbers[slot as usize * kept..][..kept];
            let (vector, products) = to.split_at_mut(self.width);
            vector.copy_from_slice(&room.mixed[i * self.width..][..self.width]);
            products.copy_from_slice(&room.products[i * row..][..row]);
        }
    }

    /// Of each embedding of a word, the four rows of its table; they begin to be fetched.
    fn rows(&self, word: &Features) -> [[usize; 4]; COLUMNS] {
        let mut all = [[0; 4]; COLUMNS];
        for (rows, embedding) in all.iter_mut().zip(&self.embeddings) {
            let hashes = hash4(word.0[embedding.column], embedding.seed);
            *rows = hashes.map(|hash| hash as usize % embedding.rows);
            rows.iter().for_each(|&row| fetch(embedding.row(row)));
        }
        all
    }

    /// The embeddings of a word, side by side: each the sum of four rows of its table.
    fn embed(&self, rows: &[[usize; 4]; COLUMNS], out: &mut [f32]) {
        let mut at = 0;
        for (embedding, rows) in self.embeddings.iter().zip(rows) {
            let width = embedding.table.len() / embedding.rows;
            let out = &mut out[at..at + width];
            at += width;
            for &row in rows {
                for (o, x) in out.iter_mut().zip(embedding.row(row)) {
                    *o += x;
                }
            }
        }
    }
}

impl Embedding {
    fn row(&self, row: usize) -> &[f32] {
        let width = self.table.len() / self.rows;
        &self.table[row * width..][..width]
    }
}

/// Of each place, how far it is to the nearest word: 0 for a word.
fn distances(words: &[Option<Features>], out: &mut Vec<u32>) {
    out.clear();
    let mut far = u32::MAX;
    out.extend(words.iter().map(|word| {
        far = if word.is_some() { 0 } else { far.saturating_add(1) };
        far
    }));
    far = u32::MAX;
    for (word, distance) in words.iter().zip(out).rev() {
        far = if word.is_some() { 0 } else { far.saturating_add(1) };
        *distance = far.min(*distance);
    }
}

impl Store {
    /// A place for a new word: a free one, or that of a word not met of late.
    fn place(&mut self, word: Features) -> u32 {
        let slot = if self.keys.len() < WORDS {
            self.keys.push(word);
            self.heat.push(0);
            self.block.push(0);
            self.keys.len() - 1
        } else {
            // Four rounds cool every word; this block uses fewer words than there are places.
            let mut slot = self.hand;
            for _ in 0..5 * WORDS {
                slot = (slot + 1) % WORDS;
                if self.block[slot] == self.now {
                    continue;
                }
                if self.heat[slot] == 0 {
                    break;
                }
                self.heat[slot] -= 1;
            }
            self.hand = slot;
            self.slots.remove(&self.keys[slot]);
            self.keys[slot] = word;
            self.heat[slot] = 0;
            slot
        };
        self.block[slot] = self.now;
        self.slots.insert(word, slot as u32);
        slot as u32
    }
}
