//! Weights as the kernels want them, and one layer of a network. Pure.

use crate::error::{Reason, corrupt};
use crate::kernels::{Gemm, Kernels, PANEL, PRODUCTS, Pairs};

/// Numbers that begin on a cache line.
#[derive(Debug)]
pub(crate) struct Aligned {
    numbers: Vec<f32>,
    from: usize,
}

impl Aligned {
    fn zeros(n: usize) -> Aligned {
        let numbers = vec![0.0; n + 16];
        let from = numbers.as_ptr().align_offset(64).min(16);
        Aligned { numbers, from }
    }
    fn get(&self) -> &[f32] {
        self.numbers.get(self.from..).unwrap_or(&[])
    }
    fn get_mut(&mut self) -> &mut [f32] {
        self.numbers.get_mut(self.from..).unwrap_or(&mut [])
    }
}

/// The first `n` numbers of a buffer, which grows to hold them and never shrinks. They hold whatever was there before.
pub(crate) fn room_for(buffer: &mut Vec<f32>, n: usize) -> &mut [f32] {
    if buffer.len() < n {
        buffer.resize(n, 0.0);
    }
    &mut buffer[..n]
}

/// How the outputs of a matrix are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// As they are, in order.
    Linear,
    /// In groups of so many pieces, of which the greatest counts; pieces stand a vector apart.
    Pieces(usize),
}

/// A matrix with its biases, packed in panels for one kernel.
#[derive(Debug)]
pub(crate) struct Matrix {
    kernels: Kernels,
    inputs: usize,
    /// Outputs as the network counts them: of pieces, the groups.
    outputs: usize,
    vecs: usize,
    shape: Shape,
    weights: Aligned,
    bias: Aligned,
}

/// Where the weights of a matrix come from: `outputs` (times pieces) rows of `stride` numbers, of which `inputs` from
/// `offset` on belong to this matrix.
pub(crate) struct Source<'a> {
    pub(crate) weights: &'a [f32],
    pub(crate) stride: usize,
    pub(crate) offset: usize,
    pub(crate) bias: Option<&'a [f32]>,
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
}

impl Matrix {
    pub(crate) fn new(kernels: Kernels, shape: Shape, source: &Source<'_>) -> Result<Matrix, Reason> {
        Matrix::joined(kernels, shape, std::slice::from_ref(source))
    }

    /// Several matrices of one size side by side: the vectors of the second follow those of the first.
    pub(crate) fn joined(kernels: Kernels, shape: Shape, sources: &[Source<'_>]) -> Result<Matrix, Reason> {
        let lanes = kernels.lanes;
        let pieces = if let Shape::Pieces(p) = shape { p } else { 1 };
        let first = sources.first().ok_or_else(|| corrupt("a layer without weights"))?;
        let (inputs, outputs) = (first.inputs, first.outputs);
        let rows = outputs.checked_mul(pieces).ok_or_else(|| corrupt("a layer beyond the address space"))?;
        if inputs == 0 || rows == 0 {
            return Err(corrupt("a layer of size zero"));
        }
        let each = outputs.div_ceil(lanes) * pieces;
        let vecs = each * sources.len();
        let mut weights = Aligned::zeros(vecs * lanes * inputs);
        let mut bias = Aligned::zeros(vecs * lanes);
        for (s, source) in sources.iter().enumerate() {
            let fits = source.weights.len() == rows * source.stride
                && source.offset + inputs <= source.stride
                && source.bias.is_none_or(|b| b.len() == rows)
                && (source.inputs, source.outputs) == (inputs, outputs);
            if !fits {
                return Err(corrupt("the sizes of two layers do not fit"));
            }
            for v in 0..each {
                let at = s * each + v;
                let panel = at / PANEL;
                let in_panel = PANEL.min(vecs - panel * PANEL);
                for lane in 0..lanes {
                    let output = v / pieces * lanes + lane;
                    if output >= outputs {
                        continue;
                    }
                    let row = output * pieces + v % pieces;
                    let from = &source.weights[row * source.stride + source.offset..][..inputs];
                    let to = weights.get_mut();
                    for (k, x) in from.iter().enumerate() {
                        to[panel * PANEL * lanes * inputs + (k * in_panel + at % PANEL) * lanes + lane] = *x;
                    }
                    if let Some(b) = source.bias {
                        bias.get_mut()[at * lanes + lane] = b[row];
                    }
                }
            }
        }
        Ok(Matrix { kernels, inputs, outputs, vecs, shape, weights, bias })
    }

    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }
    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }
    /// Numbers of a row as [`Matrix::multiply`] writes it, padding included.
    pub(crate) fn row(&self) -> usize {
        self.vecs * self.kernels.lanes
    }
    /// The biases in the order of such a row.
    pub(crate) fn bias(&self) -> &[f32] {
        self.bias.get().get(..self.row()).unwrap_or(&[])
    }

    /// Rows times matrix, plus bias; every output of every piece, rows of [`Matrix::row`] numbers.
    pub(crate) fn multiply(&self, x: &[f32], x_stride: usize, rows: usize, out: &mut [f32]) {
        self.kernels.gemm(Gemm {
            k: self.inputs,
            vecs: self.vecs,
            w: self.weights.get(),
            bias: self.bias.get(),
            x,
            x_stride,
            rows,
            out,
            out_stride: self.row(),
            width: self.row(),
            max3: false,
        });
    }

    /// Rows times matrix, plus bias, then the greatest piece of each output; rows of [`Matrix::outputs`] numbers.
    pub(crate) fn maxout(
        &self,
        x: &[f32],
        x_stride: usize,
        rows: usize,
        out: &mut [f32],
        scratch: &mut Vec<f32>,
    ) {
        let Shape::Pieces(pieces) = self.shape else { return };
        if pieces == PANEL {
            self.kernels.gemm(Gemm {
                k: self.inputs,
                vecs: self.vecs,
                w: self.weights.get(),
                bias: self.bias.get(),
                x,
                x_stride,
                rows,
                out,
                out_stride: self.outputs,
                width: self.outputs,
                max3: true,
            });
            return;
        }
        let row = self.row();
        scratch.resize(row, 0.0);
        for (i, out) in out.chunks_exact_mut(self.outputs).take(rows).enumerate() {
            self.multiply(&x[i * x_stride..], x_stride, 1, scratch);
            self.kernels.window(out, &[scratch.as_slice()], &[], pieces);
        }
    }
}

/// A layer whose outputs see a token and its two neighbours, made for two tokens at a time ([`Pairs`]).
///
/// With the three parts `a`, `b`, `c` of the weights and the tokens `0` to `3`, of which `1` and `2` are the pair:
/// `(0 - 2) a`, `(1 + 2) (a + b + c) / 2`, `(2 - 1) (a - b + c) / 2` and `(1 - 3) c` give the sums of both.
#[derive(Debug)]
pub(crate) struct PairMatrix {
    products: [Matrix; PRODUCTS],
}

impl PairMatrix {
    /// From weights of `outputs * PANEL` rows of three times `inputs` numbers.
    pub(crate) fn new(
        kernels: Kernels,
        weights: &[f32],
        bias: &[f32],
        inputs: usize,
        outputs: usize,
    ) -> Result<PairMatrix, Reason> {
        let mut parts: [Vec<f32>; PRODUCTS] = std::array::from_fn(|_| Vec::with_capacity(weights.len() / 3));
        for row in weights.chunks_exact((3 * inputs).max(1)) {
            let (a, rest) = row.split_at(inputs);
            let (b, c) = rest.split_at(inputs);
            for ((&a, &b), &c) in a.iter().zip(b).zip(c) {
                let made = [a, (a + b + c) * 0.5, (a - b + c) * 0.5, c];
                parts.iter_mut().zip(made).for_each(|(part, x)| part.push(x));
            }
        }
        let matrix = |weights: &[f32]| {
            let source = Source { weights, stride: inputs, offset: 0, bias: Some(bias), inputs, outputs };
            Matrix::new(kernels, Shape::Pieces(PANEL), &source)
        };
        let [a, b, c, d] = &parts;
        Ok(PairMatrix { products: [matrix(a)?, matrix(b)?, matrix(c)?, matrix(d)?] })
    }

    /// Rows of outputs from two more rows of inputs, side by side: of the pairs whose first rows are `at`, the others stay
    /// as they are. A row's outputs depend on itself and its neighbours alone, whatever is in the pair's other row.
    pub(crate) fn maxout(&self, x: &[f32], at: &[u32], rows: usize, out: &mut [f32], room: &mut Vec<f32>) {
        let [first, ..] = &self.products;
        let k = first.inputs;
        room.clear();
        room.reserve(at.len() * PRODUCTS * k);
        let nothing = vec![0.0; k];
        let token = |i: usize| x.get(i * k..(i + 1) * k).unwrap_or(&nothing);
        for &first in at {
            let [a, b, c, d] = std::array::from_fn(|i| token(first as usize + i));
            room.extend(a.iter().zip(c).map(|(a, c)| a - c));
            room.extend(b.iter().zip(c).map(|(b, c)| b + c));
            room.extend(b.iter().zip(c).map(|(b, c)| c - b));
            room.extend(b.iter().zip(d).map(|(b, d)| b - d));
        }
        first.kernels.pairs(Pairs {
            k,
            vecs: first.vecs,
            w: std::array::from_fn(|i| self.products[i].weights.get()),
            bias: first.bias.get(),
            x: room,
            at,
            rows,
            out,
            width: first.outputs,
        });
    }
}
