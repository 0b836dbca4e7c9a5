//! The arithmetic that takes the time, three times over: AVX-512, AVX2 with FMA, portable Rust. The only module with
//! `unsafe`; no allocation, no model.
//!
//! All three give the same bits. Each output is a sum over the inputs in order, one fused multiply-add a term; the
//! vector lanes hold different outputs, never parts of one sum. Where a sum runs along a row (layer normalization),
//! it runs in eight partial sums in every kernel. Maximum is "the first if greater, else the second", which is what
//! the x86 instruction does.

#![allow(unsafe_code)]

/// A set of instructions the engine can run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kernel {
    /// Plain Rust; fused multiply-add by the processor where the target has it, else by the C library.
    Portable,
    /// x86-64 with AVX2 and FMA: eight numbers at a time.
    Avx2,
    /// x86-64 with AVX-512 F: sixteen numbers at a time.
    Avx512,
}

impl Kernel {
    /// All kernels, slowest first.
    pub const ALL: [Kernel; 3] = [Kernel::Portable, Kernel::Avx2, Kernel::Avx512];

    /// The fastest kernel of this machine.
    pub fn best() -> Kernel {
        Kernel::ALL.into_iter().rev().find(|k| k.runs_here()).unwrap_or(Kernel::Portable)
    }

    /// Whether this machine has the instructions.
    pub fn runs_here(self) -> bool {
        match self {
            Kernel::Portable => true,
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => is_x86_feature_detected!("avx512f") && Kernel::Avx2.runs_here(),
            #[cfg(not(target_arch = "x86_64"))]
            _ => false,
        }
    }

    /// The kernel's name, as the benchmarks print it.
    pub fn name(self) -> &'static str {
        match self {
            Kernel::Portable => "portable",
            Kernel::Avx2 => "avx2+fma",
            Kernel::Avx512 => "avx512f",
        }
    }
}

/// Vectors of outputs that share one panel of weights.
pub(crate) const PANEL: usize = 3;

/// One product of many rows with one matrix. `w` holds panels of up to [`PANEL`] vectors of `lanes` outputs; within a
/// panel, for each input in order, its weights for all outputs of the panel.
pub(crate) struct Gemm<'a> {
    /// Inputs of a row.
    pub(crate) k: usize,
    /// Vectors of outputs.
    pub(crate) vecs: usize,
    pub(crate) w: &'a [f32],
    /// One for each output, padding included.
    pub(crate) bias: &'a [f32],
    pub(crate) x: &'a [f32],
    /// From the start of a row to the start of the next; less than `k` where windows overlap.
    pub(crate) x_stride: usize,
    pub(crate) rows: usize,
    pub(crate) out: &'a mut [f32],
    pub(crate) out_stride: usize,
    /// Outputs that are written; what padding computes is dropped.
    pub(crate) width: usize,
    /// Whether the three vectors of a panel are three pieces of one vector of outputs, of which the greatest counts.
    pub(crate) max3: bool,
}

/// A layer that looks at a token and its neighbour on either side, two tokens at a time: with four products instead of
/// six (Winograd's minimal filtering, `F(2, 3)`). Of each output the greatest of [`PANEL`] pieces counts.
pub(crate) struct Pairs<'a> {
    /// Numbers of a token.
    pub(crate) k: usize,
    /// Vectors of outputs, pieces included.
    pub(crate) vecs: usize,
    /// The four matrices, packed as for [`Gemm`].
    pub(crate) w: [&'a [f32]; PRODUCTS],
    pub(crate) bias: &'a [f32],
    /// Of each pair of tokens what the four matrices are multiplied with, side by side.
    pub(crate) x: &'a [f32],
    /// Of each pair, the row of its first token; its second token's is the next, and dropped if there is no such row.
    pub(crate) at: &'a [u32],
    pub(crate) rows: usize,
    /// Rows of `width` outputs; those of no pair stay as they are.
    pub(crate) out: &'a mut [f32],
    pub(crate) width: usize,
}

/// Products for a pair of tokens.
pub(crate) const PRODUCTS: usize = 4;

/// Pairs whose four products are made one matrix after another: a panel, their inputs and sums fit the nearest cache.
const TOGETHER: usize = 32;

type NormFn = unsafe fn(rows: &mut [f32], residual: &[f32], g: &[f32], b: &[f32]);
type WindowFn = unsafe fn(out: &mut [f32], parts: &[&[f32]], bias: &[f32], pieces: usize);

/// The functions of one kernel.
#[derive(Clone, Copy)]
pub(crate) struct Kernels {
    pub(crate) kernel: Kernel,
    /// Numbers in a vector.
    pub(crate) lanes: usize,
    gemm: unsafe fn(&mut Gemm<'_>),
    pairs: unsafe fn(&mut Pairs<'_>),
    norm: NormFn,
    window: WindowFn,
}

impl std::fmt::Debug for Kernels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kernel.name())
    }
}

impl Kernels {
    /// The functions of `kernel`, if they run here.
    pub(crate) fn of(kernel: Kernel) -> Option<Kernels> {
        if !kernel.runs_here() {
            return None;
        }
        Some(match kernel {
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => Kernels {
                kernel,
                lanes: 16,
                gemm: avx512::gemm,
                pairs: avx512::pairs,
                norm: avx512::norm,
                window: avx512::window,
            },
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => Kernels {
                kernel,
                lanes: 8,
                gemm: avx2::gemm,
                pairs: avx2::pairs,
                norm: avx2::norm,
                window: avx2::window,
            },
            _ => Kernels {
                kernel: Kernel::Portable,
                lanes: 8,
                gemm: portable::gemm,
                pairs: portable::pairs,
                norm: portable::norm,
                window: portable::window,
            },
        })
    }

    /// Multiplies.
    pub(crate) fn gemm(&self, mut g: Gemm<'_>) {
        if g.rows == 0 || g.vecs == 0 || g.width == 0 || g.k == 0 {
            return;
        }
        let lanes = self.lanes;
        let outputs = if g.max3 { g.vecs / PANEL * lanes } else { g.vecs * lanes };
        assert!(!g.max3 || g.vecs.is_multiple_of(PANEL), "whole panels");
        assert!(g.width <= outputs && outputs - g.width < lanes, "padding is less than a vector");
        assert!(g.w.len() >= g.vecs * lanes * g.k && g.bias.len() >= g.vecs * lanes, "weights");
        assert!(g.x.len() >= (g.rows - 1) * g.x_stride + g.k, "inputs");
        assert!(g.out.len() >= (g.rows - 1) * g.out_stride + g.width, "outputs");
        // SAFETY: `self` exists only if the instructions do (`Kernels::of`), and the lengths were just checked: the
        // kernels read `vecs * lanes * k` weights, `vecs * lanes` biases, rows of `k` inputs every `x_stride`, and
        // write rows of `width` outputs every `out_stride`.
        unsafe { (self.gemm)(&mut g) }
    }

    /// Multiplies pairs of tokens.
    pub(crate) fn pairs(&self, mut p: Pairs<'_>) {
        if p.rows == 0 || p.vecs == 0 || p.width == 0 {
            return;
        }
        let lanes = self.lanes;
        assert!(p.vecs.is_multiple_of(PANEL), "whole panels");
        let outputs = p.vecs / PANEL * lanes;
        assert!(p.width <= outputs && outputs - p.width < lanes, "padding is less than a vector");
        let enough = |w: &&[f32]| w.len() >= p.vecs * lanes * p.k;
        assert!(p.w.iter().all(enough) && p.bias.len() >= p.vecs * lanes, "weights");
        assert!(p.x.len() >= p.at.len() * PRODUCTS * p.k, "inputs");
        assert!(p.out.len() >= p.rows * p.width && p.at.iter().all(|&at| (at as usize) < p.rows), "outputs");
        // SAFETY: `self` exists only if the instructions do (`Kernels::of`), and the lengths were just checked: the
        // kernels read `vecs * lanes * k` numbers of each matrix, `vecs * lanes` biases, `PRODUCTS * k` inputs for
        // each pair, and write rows of `width` outputs: those that `at` names and those after them, below `rows`.
        unsafe { (self.pairs)(&mut p) }
    }

    /// `row = residual + norm(row) * g + b`, for every row of `g.len()` numbers. `residual` is empty for none.
    pub(crate) fn norm(&self, rows: &mut [f32], residual: &[f32], g: &[f32], b: &[f32]) {
        // SAFETY: `self` exists only if the instructions do; the function indexes with checks.
        unsafe { (self.norm)(rows, residual, g, b) }
    }

    /// `out[o] = max over pieces p of (sum over parts of part[o, p]) + bias[o, p]`, parts added in order. Numbers of
    /// an output's pieces stand a vector apart, as products of [`Gemm`] do.
    pub(crate) fn window(&self, out: &mut [f32], parts: &[&[f32]], bias: &[f32], pieces: usize) {
        // SAFETY: as for `norm`.
        unsafe { (self.window)(out, parts, bias, pieces) }
    }
}

/// Begins to fetch numbers that will be wanted soon, so that nobody waits for them then; changes nothing else.
#[inline]
pub(crate) fn fetch(numbers: &[f32]) {
    #[cfg(target_arch = "x86_64")]
    for line in numbers.chunks(LINE) {
        // SAFETY: fetching reads nothing that the program sees, whatever the address, and this one is a slice's.
        unsafe {
            std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(line.as_ptr().cast())
        };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = numbers;
}

/// Numbers of a cache line.
#[cfg(target_arch = "x86_64")]
const LINE: usize = 16;

/// The maximum of x86: the first if greater, else the second.
#[inline(always)]
fn max(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// Sums in eight partial sums, then by halves.
#[inline(always)]
fn by_halves(s: [f32; 8]) -> f32 {
    let [a, b, c, d, e, f, g, h] = s;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

#[inline(always)]
fn norm_rows(rows: &mut [f32], residual: &[f32], g: &[f32], b: &[f32]) {
    let n = g.len();
    if n == 0 {
        return;
    }
    for (i, row) in rows.chunks_exact_mut(n).enumerate() {
        let mut sums = [0f32; 8];
        let (eights, rest) = row.as_chunks::<8>();
        for eight in eights {
            for j in 0..8 {
                sums[j] += eight[j];
            }
        }
        for (sum, x) in sums.iter_mut().zip(rest) {
            *sum += x;
        }
        let mean = by_halves(sums) / n as f32;
        let mut sums = [0f32; 8];
        for eight in eights {
            for j in 0..8 {
                let d = eight[j] - mean;
                sums[j] = d.mul_add(d, sums[j]);
            }
        }
        for (sum, x) in sums.iter_mut().zip(rest) {
            let d = x - mean;
            *sum = d.mul_add(d, *sum);
        }
        let scale = 1.0 / (by_halves(sums) / n as f32 + 1e-8).sqrt();
        let scaled = row.iter_mut().zip(g.iter().zip(b));
        match residual.get(i * n..(i + 1) * n) {
            Some(residual) => {
                for ((x, (g, b)), r) in scaled.zip(residual) {
                    *x = r + ((*x - mean) * scale).mul_add(*g, *b);
                }
            }
            None => {
                for (x, (g, b)) in scaled {
                    *x = ((*x - mean) * scale).mul_add(*g, *b);
                }
            }
        }
    }
}

/// The parts' numbers are added in order, then the bias, then the greatest piece counts.
#[inline(always)]
fn window_lanes<const L: usize>(out: &mut [f32], parts: &[&[f32]], bias: &[f32], pieces: usize) {
    // What pipelines have: so many sums at once that none waits for the one before.
    let done = match pieces {
        2 => window_pieces::<L, 2, 2>(out, parts, bias),
        3 => window_pieces::<L, 3, 2>(out, parts, bias),
        _ => 0,
    };
    // One vector of outputs at a time.
    for (v, out) in out.chunks_mut(L).enumerate().skip(done) {
        let mut best = [0f32; L];
        for p in 0..pieces {
            let from = (v * pieces + p) * L;
            let mut sum = [0f32; L];
            for part in parts.iter().chain([&bias]) {
                if let Some(part) = part.get(from..from + L) {
                    for (s, x) in sum.iter_mut().zip(part) {
                        *s += x;
                    }
                }
            }
            if p == 0 {
                best = sum;
            } else {
                for (b, s) in best.iter_mut().zip(sum) {
                    *b = max(*b, s);
                }
            }
        }
        for (o, b) in out.iter_mut().zip(best) {
            *o = b;
        }
    }
}

/// The same for `T` vectors of outputs at a time, each of `P` pieces; gives how many vectors are done.
#[inline(always)]
fn window_pieces<const L: usize, const P: usize, const T: usize>(
    out: &mut [f32],
    parts: &[&[f32]],
    bias: &[f32],
) -> usize {
    let mut done = 0;
    for out in out.chunks_exact_mut(T * L) {
        let from = done * P * L;
        let mut sums = [[[0f32; L]; P]; T];
        for part in parts.iter().chain([&bias]) {
            if let Some(part) = part.get(from..from + T * P * L) {
                for (v, sums) in sums.as_flattened_mut().iter_mut().enumerate() {
                    for (sum, x) in sums.iter_mut().zip(&part[v * L..(v + 1) * L]) {
                        *sum += x;
                    }
                }
            }
        }
        for (sums, out) in sums.iter().zip(out.chunks_exact_mut(L)) {
            let mut best = sums[0];
            for sum in &sums[1..] {
                for (b, s) in best.iter_mut().zip(sum) {
                    *b = max(*b, *s);
                }
            }
            out.copy_from_slice(&best);
        }
        done += T;
    }
    done
}

mod portable {
    //! Plain Rust; the meaning of the other two.

    use super::{Gemm, PANEL, PRODUCTS, Pairs, max, norm_rows, window_lanes};

    const L: usize = 8;

    pub(super) fn norm(rows: &mut [f32], residual: &[f32], g: &[f32], b: &[f32]) {
        norm_rows(rows, residual, g, b);
    }

    pub(super) fn window(out: &mut [f32], parts: &[&[f32]], bias: &[f32], pieces: usize) {
        window_lanes::<L>(out, parts, bias, pieces);
    }

    pub(super) fn pairs(p: &mut Pairs<'_>) {
        for panel in 0..p.vecs / PANEL {
            let first = panel * PANEL * L;
            let bias = &p.bias[first..][..PANEL * L];
            for (x, &at) in p.x.chunks_exact(PRODUCTS * p.k).zip(p.at) {
                let at = at as usize;
                let mut m = [[0f32; PANEL * L]; PRODUCTS];
                for (sums, (x, w)) in m.iter_mut().zip(x.chunks_exact(p.k).zip(p.w)) {
                    let w = &w[first * p.k..][..PANEL * L * p.k];
                    for (x, w) in x.iter().zip(w.chunks_exact(PANEL * L)) {
                        for (s, w) in sums.iter_mut().zip(w) {
                            *s = w.mul_add(*x, *s);
                        }
                    }
                }
                let [m0, m1, m2, m3] = &m;
                for second in 0..(p.rows - at).min(2) {
                    let sum = |i: usize| match second {
                        0 => ((m0[i] + m1[i]) + m2[i]) + bias[i],
                        _ => ((m1[i] - m2[i]) - m3[i]) + bias[i],
                    };
                    let row = &mut p.out[(at + second) * p.width..][..p.width];
                    for (j, out) in row[panel * L..].iter_mut().take(L).enumerate() {
                        *out = max(max(sum(j), sum(L + j)), sum(2 * L + j));
                    }
                }
            }
        }
    }

    pub(super) fn gemm(g: &mut Gemm<'_>) {
        let mut first = 0;
        while first < g.vecs {
            let vecs = PANEL.min(g.vecs - first);
            let w = &g.w[first * L * g.k..][..vecs * L * g.k];
            for row in 0..g.rows {
                let x = &g.x[row * g.x_stride..][..g.k];
                let mut sums = [[0f32; L]; PANEL];
                for (x, w) in x.iter().zip(w.chunks_exact(vecs * L)) {
                    for (sum, w) in sums.iter_mut().zip(w.chunks_exact(L)) {
                        for (s, w) in sum.iter_mut().zip(w) {
                            *s = w.mul_add(*x, *s);
                        }
                    }
                }
                for (sum, bias) in sums.iter_mut().zip(g.bias[first * L..][..vecs * L].chunks_exact(L)) {
                    for (s, b) in sum.iter_mut().zip(bias) {
                        *s += b;
                    }
                }
                let out = &mut g.out[row * g.out_stride..][..g.width];
                if g.max3 {
                    let [a, b, c] = sums;
                    for (j, o) in out[first / PANEL * L..].iter_mut().take(L).enumerate() {
                        *o = max(max(a[j], b[j]), c[j]);
                    }
                } else {
                    for (o, s) in out[first * L..].iter_mut().zip(sums[..vecs].as_flattened()) {
                        *o = *s;
                    }
                }
            }
            first += vecs;
        }
    }
}

/// Sums of four rows with a panel of three vectors, for AVX2: `sums[row][vector] += w[i][vector] * x[row][i]`, `i` from 0
/// to `k` in order.
///
/// Twelve sums, three weights and one input take all sixteen registers. The compiler loads inputs ahead, which leaves one
/// short; with three rows instead there are too few sums in flight to hide how long a multiplication takes.
///
/// # Safety
/// The machine has AVX2 and FMA; `k` is not 0; `w` holds `k * 24` numbers, four rows of `k` begin every `stride` numbers
/// from `x` on, `sums` holds twelve vectors.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx2,fma")]
unsafe fn sums_4x3(
    k: usize,
    w: *const f32,
    x: *const f32,
    stride: usize,
    sums: *mut std::arch::x86_64::__m256,
) {
    // SAFETY: reads and writes what the caller promises, and nothing else; no stack, no flags kept.
    unsafe {
        let mut s: [std::arch::x86_64::__m256; 12] = sums.cast::<[_; 12]>().read();
        std::arch::asm!(
            "2:",
            "vmovups {w0}, [{w}]",
            "vmovups {w1}, [{w} + 32]",
            "vmovups {w2}, [{w} + 64]",
            "vbroadcastss {input}, [{x}]",
            "vfmadd231ps {s0}, {w0}, {input}",
            "vfmadd231ps {s1}, {w1}, {input}",
            "vfmadd231ps {s2}, {w2}, {input}",
            "vbroadcastss {input}, [{x} + {one}]",
            "vfmadd231ps {s3}, {w0}, {input}",
            "vfmadd231ps {s4}, {w1}, {input}",
            "vfmadd231ps {s5}, {w2}, {input}",
            "vbroadcastss {input}, [{x} + 2*{one}]",
            "vfmadd231ps {s6}, {w0}, {input}",
            "vfmadd231ps {s7}, {w1}, {input}",
            "vfmadd231ps {s8}, {w2}, {input}",
            "vbroadcastss {input}, [{x} + {three}]",
            "vfmadd231ps {s9}, {w0}, {input}",
            "vfmadd231ps {s10}, {w1}, {input}",
            "vfmadd231ps {s11}, {w2}, {input}",
            "add {w}, 96",
            "add {x}, 4",
            "dec {k}",
            "jnz 2b",
            w = inout(reg) w => _,
            x = inout(reg) x => _,
            k = inout(reg) k => _,
            one = in(reg) stride * 4,
            three = in(reg) stride * 12,
            w0 = out(ymm_reg) _,
            w1 = out(ymm_reg) _,
            w2 = out(ymm_reg) _,
            input = out(ymm_reg) _,
            s0 = inout(ymm_reg) s[0],
            s1 = inout(ymm_reg) s[1],
            s2 = inout(ymm_reg) s[2],
            s3 = inout(ymm_reg) s[3],
            s4 = inout(ymm_reg) s[4],
            s5 = inout(ymm_reg) s[5],
            s6 = inout(ymm_reg) s[6],
            s7 = inout(ymm_reg) s[7],
            s8 = inout(ymm_reg) s[8],
            s9 = inout(ymm_reg) s[9],
            s10 = inout(ymm_reg) s[10],
            s11 = inout(ymm_reg) s[11],
            options(nostack),
        );
        sums.cast::<[_; 12]>().write(s);
    }
}

/// The x86 kernels differ only in the width of a vector and how many rows fit the registers.
#[cfg(target_arch = "x86_64")]
macro_rules! x86 {
    ($name:ident, $features:literal, $lanes:literal, $rows:literal, $vector:ident, $zero:ident, $load:ident, $store:ident,
     $splat:ident, $fma:ident, $add:ident, $sub:ident, $max:ident) => {
        mod $name {
            //! One x86 kernel. Every function needs the target features it is compiled with.

            use super::{Gemm, PANEL, PRODUCTS, Pairs, TOGETHER, norm_rows, window_lanes};
            use std::arch::x86_64::*;

            const L: usize = $lanes;
            /// Rows that are multiplied together, so that each weight is loaded once for all: as many as the registers
            /// hold sums of, with room for the weights.
            const ROWS: usize = $rows;

            #[target_feature(enable = $features)]
            pub(super) fn norm(rows: &mut [f32], residual: &[f32], g: &[f32], b: &[f32]) {
                norm_rows(rows, residual, g, b);
            }

            #[target_feature(enable = $features)]
            pub(super) fn window(out: &mut [f32], parts: &[&[f32]], bias: &[f32], pieces: usize) {
                window_lanes::<L>(out, parts, bias, pieces);
            }

            #[target_feature(enable = $features)]
            pub(super) fn gemm(g: &mut Gemm<'_>) {
                let full = g.vecs / PANEL;
                let rest = g.vecs % PANEL;
                let mut panel = 0;
                // A single row has too few sums in flight to keep the units busy: it takes four panels at once.
                while g.rows == 1 && panel + 4 <= full {
                    // SAFETY: `Kernels::gemm` checked the lengths; `panel + 4` panels exist.
                    unsafe { block::<1, PANEL, 4>(g, panel, 0) };
                    panel += 4;
                }
                while panel < full {
                    // SAFETY: as above; the rows of a block exist.
                    unsafe { panel_rows::<PANEL>(g, panel) };
                    panel += 1;
                }
                // SAFETY: as above.
                match rest {
                    1 => unsafe { panel_rows::<1>(g, full) },
                    2 => unsafe { panel_rows::<2>(g, full) },
                    _ => {}
                }
            }

            /// All rows with one panel of `V` vectors.
            ///
            /// # Safety
            /// The lengths of `g` fit, and the panel exists with `V` vectors.
            #[inline]
            #[target_feature(enable = $features)]
            unsafe fn panel_rows<const V: usize>(g: &mut Gemm<'_>, panel: usize) {
                let mut row = 0;
                // SAFETY: rows `row..row + n` exist in each call; the rest is the caller's promise.
                unsafe {
                    while row + ROWS <= g.rows {
                        block::<ROWS, V, 1>(g, panel, row);
                        row += ROWS;
                    }
                    while row < g.rows {
                        block::<1, V, 1>(g, panel, row);
                        row += 1;
                    }
                }
            }

            /// `T` rows from `row` on with `P` panels of `V` vectors from `panel` on, all sums in registers.
            ///
            /// # Safety
            /// The lengths of `g` fit, and those rows, panels and vectors exist.
            #[inline]
            #[target_feature(enable = $features)]
            unsafe fn block<const T: usize, const V: usize, const P: usize>(
                g: &mut Gemm<'_>,
                panel: usize,
                row: usize,
            ) {
                let k = g.k;
                // SAFETY: `Kernels::gemm` checked that weights, biases, inputs and outputs of all vectors and rows lie
                // in their slices: panel `p` of three vectors begins at `p * 3 * L * k`, row `r` at `r * stride`.
                unsafe {
                    let w = g.w.as_ptr().add(panel * PANEL * L * k);
                    let x = g.x.as_ptr().add(row * g.x_stride);
                    let mut sums = [[[$zero(); V]; P]; T];
                    // Known when compiled: the one shape of which the compiler would spill a register.
                    let by_hand = L == 8 && T == 4 && V == 3 && P == 1;
                    if by_hand {
                        super::sums_4x3(k, w, x, g.x_stride, sums.as_mut_ptr().cast());
                    }
                    for i in 0..if by_hand { 0 } else { k } {
                        let mut weights = [[$zero(); V]; P];
                        for p in 0..P {
                            for v in 0..V {
                                weights[p][v] = $load(w.add(p * PANEL * L * k + (i * V + v) * L));
                            }
                        }
                        for t in 0..T {
                            let input = $splat(*x.add(t * g.x_stride + i));
                            for p in 0..P {
                                for v in 0..V {
                                    sums[t][p][v] = $fma(weights[p][v], input, sums[t][p][v]);
                                }
                            }
                        }
                    }
                    for p in 0..P {
                        let first = (panel + p) * PANEL;
                        let bias = g.bias.as_ptr().add(first * L);
                        for t in 0..T {
                            let out = g.out.as_mut_ptr().add((row + t) * g.out_stride);
                            if g.max3 {
                                let mut best = $add(sums[t][p][0], $load(bias));
                                for v in 1..V {
                                    best = $max(best, $add(sums[t][p][v], $load(bias.add(v * L))));
                                }
                                store(out, (panel + p) * L, g.width, best);
                            } else {
                                for v in 0..V {
                                    let sum = $add(sums[t][p][v], $load(bias.add(v * L)));
                                    store(out, (first + v) * L, g.width, sum);
                                }
                            }
                        }
                    }
                }
            }

            #[target_feature(enable = $features)]
            pub(super) fn pairs(p: &mut Pairs<'_>) {
                let all = p.at.len();
                // One matrix at a time with some pairs, so that its panel stays in the nearest cache meanwhile.
                let mut sums = [[[$zero(); PANEL]; TOGETHER]; PRODUCTS];
                for panel in 0..p.vecs / PANEL {
                    for first in (0..all).step_by(TOGETHER) {
                        let n = TOGETHER.min(all - first);
                        // SAFETY: `Kernels::pairs` checked the lengths; the panel and the pairs of each call exist.
                        unsafe {
                            for (j, sums) in sums.iter_mut().enumerate() {
                                let mut pair = 0;
                                while pair + ROWS <= n {
                                    product::<ROWS>(p, panel, j, first + pair, &mut sums[pair..pair + ROWS]);
                                    pair += ROWS;
                                }
                                while pair < n {
                                    product::<1>(p, panel, j, first + pair, &mut sums[pair..pair + 1]);
                                    pair += 1;
                                }
                            }
                            outputs(p, panel, first, n, &sums);
                        }
                    }
                }
            }

            /// The sums of matrix `j`'s panel for `T` pairs from `pair` on, all in registers.
            ///
            /// # Safety
            /// The lengths of `p` fit; the panel, the matrix and the pairs exist.
            #[inline]
            #[target_feature(enable = $features)]
            unsafe fn product<const T: usize>(
                p: &Pairs<'_>,
                panel: usize,
                j: usize,
                pair: usize,
                out: &mut [[$vector; PANEL]],
            ) {
                let k = p.k;
                let mut sums = [[$zero(); PANEL]; T];
                // SAFETY: `Kernels::pairs` checked that weights and inputs of all panels and pairs lie in their slices:
                // panel `n` begins at `n * 3 * L * k`, pair `n` at `n * 4 * k`.
                unsafe {
                    let w = p.w[j].as_ptr().add(panel * PANEL * L * k);
                    let x = p.x.as_ptr().add((pair * PRODUCTS + j) * k);
                    // Known when compiled, as in `block`.
                    let by_hand = L == 8 && T == 4 && PANEL == 3;
                    if by_hand {
                        super::sums_4x3(k, w, x, PRODUCTS * k, sums.as_mut_ptr().cast());
                    }
                    for i in 0..if by_hand { 0 } else { k } {
                        let mut weights = [$zero(); PANEL];
                        for v in 0..PANEL {
                            weights[v] = $load(w.add((i * PANEL + v) * L));
                        }
                        for t in 0..T {
                            let input = $splat(*x.add(t * PRODUCTS * k + i));
                            for v in 0..PANEL {
                                sums[t][v] = $fma(weights[v], input, sums[t][v]);
                            }
                        }
                    }
                }
                out.copy_from_slice(&sums);
            }

            /// The outputs of a panel for `n` pairs from `first` on, of the sums of the four matrices.
            ///
            /// # Safety
            /// The lengths of `p` fit; the panel and the pairs exist.
            #[inline]
            #[target_feature(enable = $features)]
            unsafe fn outputs(
                p: &mut Pairs<'_>,
                panel: usize,
                first: usize,
                n: usize,
                sums: &[[[$vector; PANEL]; TOGETHER]; PRODUCTS],
            ) {
                // SAFETY: `Kernels::pairs` checked that biases and outputs of all panels and pairs lie in their slices.
                unsafe {
                    let bias = p.bias.as_ptr().add(panel * PANEL * L);
                    let [m0, m1, m2, m3] = sums;
                    for t in 0..n {
                        let one =
                            |v: usize| $add($add($add(m0[t][v], m1[t][v]), m2[t][v]), $load(bias.add(v * L)));
                        let other =
                            |v: usize| $add($sub($sub(m1[t][v], m2[t][v]), m3[t][v]), $load(bias.add(v * L)));
                        let row = p.at[first + t] as usize;
                        let out = p.out.as_mut_ptr().add(row * p.width);
                        store(out, panel * L, p.width, $max($max(one(0), one(1)), one(2)));
                        if row + 1 < p.rows {
                            let best = $max($max(other(0), other(1)), other(2));
                            store(out.add(p.width), panel * L, p.width, best);
                        }
                    }
                }
            }

            /// Writes a vector of outputs from number `at` on, but none from `width` on.
            ///
            /// # Safety
            /// `out` has room for `width` numbers.
            #[inline]
            #[target_feature(enable = $features)]
            unsafe fn store(out: *mut f32, at: usize, width: usize, vector: $vector) {
                // SAFETY: numbers below `width` exist, the caller says; `numbers` has a vector's room.
                unsafe {
                    if at + L <= width {
                        $store(out.add(at), vector);
                    } else {
                        let mut numbers = [0f32; L];
                        $store(numbers.as_mut_ptr(), vector);
                        for j in at..width {
                            *out.add(j) = numbers[j - at];
                        }
                    }
                }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
x86!(
    avx2,
    "avx2,fma",
    8,
    4,
    __m256,
    _mm256_setzero_ps,
    _mm256_loadu_ps,
    _mm256_storeu_ps,
    _mm256_set1_ps,
    _mm256_fmadd_ps,
    _mm256_add_ps,
    _mm256_sub_ps,
    _mm256_max_ps
);
#[cfg(target_arch = "x86_64")]
x86!(
    avx512,
    "avx512f,avx2,fma",
    16,
    8,
    __m512,
    _mm512_setzero_ps,
    _mm512_loadu_ps,
    _mm512_storeu_ps,
    _mm512_set1_ps,
    _mm512_fmadd_ps,
    _mm512_add_ps,
    _mm512_sub_ps,
    _mm512_max_ps
);
