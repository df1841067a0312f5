//! Vector instructions, chosen at run time. The only module with `unsafe`.
//!
//! Each kernel has a plain twin that gives the same bytes on any machine and is its test oracle. What differs between
//! processors stands in a module for each, `machine` is that of this one; their loops are written once, in `kernels`.
#![expect(
    unsafe_code,
    reason = "vector instructions; measured at over three times the speed of the plain twins"
)]

#[cfg(any(
    target_arch = "x86_64",
    all(target_arch = "aarch64", target_endian = "little")
))]
#[macro_use]
mod kernels;

#[cfg(target_arch = "x86_64")]
#[path = "simd/x86.rs"]
mod machine;

// Four activations are read as one number, whose bytes must lie as the packed weights do.
#[cfg(all(target_arch = "aarch64", target_endian = "little"))]
#[path = "simd/neon.rs"]
mod machine;

#[cfg(not(any(
    target_arch = "x86_64",
    all(target_arch = "aarch64", target_endian = "little")
)))]
#[path = "simd/other.rs"]
mod machine;

pub(crate) use machine::{affine, dequantize, lstm_step};

/// Rows of a tile of a product of f32 matrices.
#[cfg(feature = "train")]
pub(crate) const MR: usize = 6;
/// Columns of a tile.
#[cfg(feature = "train")]
pub(crate) const NR: usize = 32;

/// A way to do [`multiply_tile`].
#[cfg(feature = "train")]
struct MultiplyTile {
    /// Whether this processor has the instructions.
    is_there: fn() -> bool,
    /// Call it only if it `is_there`, and with a tile that fits.
    run: unsafe fn(&[f32], &[f32], &mut [f32], usize),
}

/// The ways that this processor has, the fastest first.
#[cfg(feature = "train")]
fn tile_kernels() -> impl Iterator<Item = &'static MultiplyTile> {
    const PLAIN: MultiplyTile = MultiplyTile {
        is_there: || true,
        run: multiply_tile_plain,
    };
    let all = machine::MULTIPLY_TILE.iter().chain([&PLAIN]);
    all.filter(|kernel| (kernel.is_there)())
}

/// Adds `left · right` to a tile of `c`, whose rows are `stride` apart: `left` holds [`MR`] rows column by column,
/// `right` holds [`NR`] columns row by row. Each element is a chain of fused multiply-adds in that order.
#[cfg(feature = "train")]
pub(crate) fn multiply_tile(left: &[f32], right: &[f32], c: &mut [f32], stride: usize) {
    assert_eq!(left.len() / MR, right.len() / NR, "inner dimensions agree");
    assert!(c.len() >= (MR - 1) * stride + NR, "the tile fits");
    let kernel = tile_kernels()
        .next()
        .expect("the plain way is always there");
    // SAFETY: the processor has the instructions; the tile fits.
    unsafe { (kernel.run)(left, right, c, stride) }
}

#[cfg(feature = "train")]
fn multiply_tile_plain(left: &[f32], right: &[f32], c: &mut [f32], stride: usize) {
    for (a, b) in left.chunks_exact(MR).zip(right.chunks_exact(NR)) {
        for (i, &x) in a.iter().enumerate() {
            for (&y, sum) in b.iter().zip(&mut c[i * stride..]) {
                *sum = x.mul_add(y, *sum);
            }
        }
    }
}

/// The greatest weight: two products of it with the greatest activation still fit 16 bits, which AVX2 asks for.
pub(crate) const MOST_WEIGHT: i8 = 63;

/// Weights of 7 bits in panels of 16 outputs: for every four inputs, four bytes of each output side by side.
pub(crate) struct PackedI8 {
    panels: Vec<i8>,
    /// What an output starts from: activations are stored 128 too great.
    base: Vec<i32>,
    inputs: usize,
}

/// Outputs of a panel.
const LANES: usize = 16;

impl PackedI8 {
    /// Packs rows of `inputs` weights, one row an output. `inputs` is a multiple of 4.
    pub(crate) fn new(rows: &[i8], inputs: usize) -> Self {
        assert_eq!(inputs % 4, 0, "whole groups of four inputs");
        let outputs = (rows.len() / inputs).next_multiple_of(2 * LANES);
        let mut panels = vec![0; outputs * inputs];
        let mut base = vec![0; outputs];
        for (o, row) in rows.chunks_exact(inputs).enumerate() {
            let panel = &mut panels[o / LANES * LANES * inputs..];
            for (k, four) in row.chunks_exact(4).enumerate() {
                let at = (k * LANES + o % LANES) * 4;
                panel[at..at + 4].copy_from_slice(four);
            }
            base[o] = -128 * row.iter().map(|&w| i32::from(w)).sum::<i32>();
        }
        Self {
            panels,
            base,
            inputs,
        }
    }

    /// Outputs, padded to whole pairs of panels.
    pub(crate) fn outputs(&self) -> usize {
        self.base.len()
    }
}

/// Rows of activations: each a whole number of -127..=127, stored 128 greater, `stride` bytes from row to row.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) data: &'a [u8],
    pub(crate) stride: usize,
    pub(crate) n: usize,
}

/// A way to multiply with [`PackedI8`].
struct MultiplyI8 {
    /// Whether this processor has the instructions.
    is_there: fn() -> bool,
    /// Whether it takes activations for what they are, and not for what they are stored as.
    signed: bool,
    /// Adds the products to the sums. Call it only if it `is_there`, and with rows that fit.
    run: unsafe fn(&PackedI8, Rows<'_>, &mut [i32]),
}

/// The ways that this processor has, the fastest first.
fn i8_kernels() -> impl Iterator<Item = &'static MultiplyI8> {
    const PLAIN: MultiplyI8 = MultiplyI8 {
        is_there: || true,
        signed: false,
        run: multiply_i8_plain,
    };
    let all = machine::MULTIPLY_I8.iter().chain([&PLAIN]);
    all.filter(|kernel| (kernel.is_there)())
}

/// `sums = x · weights`, or `+=` with `add`; `sums` is `[x.n, weights.outputs()]`. Exact.
pub(crate) fn multiply_i8(weights: &PackedI8, x: Rows<'_>, sums: &mut [i32], add: bool) {
    let kernel = i8_kernels().next().expect("the plain way is always there");
    multiply_i8_by(kernel, weights, x, sums, add);
}

fn multiply_i8_by(
    kernel: &MultiplyI8,
    weights: &PackedI8,
    x: Rows<'_>,
    sums: &mut [i32],
    add: bool,
) {
    if x.n == 0 {
        return;
    }
    assert!(
        x.data.len() >= (x.n - 1) * x.stride + weights.inputs,
        "all rows are there"
    );
    assert_eq!(sums.len(), x.n * weights.outputs(), "room for all sums");
    for row in sums.chunks_exact_mut(weights.outputs()) {
        match (kernel.signed, add) {
            (true, true) => {}
            (true, false) => row.fill(0),
            (false, true) => row.iter_mut().zip(&weights.base).for_each(|(s, b)| *s += b),
            (false, false) => row.copy_from_slice(&weights.base),
        }
    }
    // SAFETY: the processor has the instructions; the sizes were checked above.
    unsafe { (kernel.run)(weights, x, sums) }
}

/// `sums += x · panels`, with activations as stored.
fn multiply_i8_plain(weights: &PackedI8, x: Rows<'_>, sums: &mut [i32]) {
    let size = LANES * weights.inputs;
    for (r, sums) in sums.chunks_exact_mut(weights.outputs()).enumerate() {
        let x = &x.data[r * x.stride..][..weights.inputs];
        let panels = weights.panels.chunks_exact(size);
        for (panel, sums) in panels.zip(sums.chunks_exact_mut(LANES)) {
            // An array of known size stays in registers.
            let mut acc = [0; LANES];
            acc.copy_from_slice(sums);
            for (x, fours) in x.chunks_exact(4).zip(panel.chunks_exact(4 * LANES)) {
                let x = [x[0], x[1], x[2], x[3]].map(i16::from);
                for (s, w) in acc.iter_mut().zip(fours.chunks_exact(4)) {
                    // Two products fit 16 bits, see `MOST_WEIGHT`.
                    let low = x[0] * i16::from(w[0]) + x[1] * i16::from(w[1]);
                    let high = x[2] * i16::from(w[2]) + x[3] * i16::from(w[3]);
                    *s += i32::from(low) + i32::from(high);
                }
            }
            sums.copy_from_slice(&acc);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_WEIGHT, PackedI8, Rows, i8_kernels, multiply_i8_by};

    /// Compares what each kernel of this machine makes of rows of `inputs` activations as stored, every second of them
    /// left out, with the definition; `w` holds a row of weights for each output.
    fn check(x: &[u8], w: &[i8], inputs: usize) {
        let weights = PackedI8::new(w, inputs);
        let (width, stride) = (weights.outputs(), 2 * inputs);
        let n = x.len().div_ceil(stride);
        let rows = Rows { data: x, stride, n };
        let product = |r: usize, w: &[i8]| -> i32 {
            let x = &x[r * stride..][..inputs];
            let products = x
                .iter()
                .zip(w)
                .map(|(&x, &w)| (i32::from(x) - 128) * i32::from(w));
            products.sum()
        };
        for (i, kernel) in i8_kernels().enumerate() {
            for (add, start) in [(true, 5), (false, 0)] {
                let mut sums = vec![5; n * width];
                multiply_i8_by(kernel, &weights, rows, &mut sums, add);
                for (r, sums) in sums.chunks_exact(width).enumerate() {
                    let mut want: Vec<i32> = w
                        .chunks_exact(inputs)
                        .map(|w| start + product(r, w))
                        .collect();
                    want.resize(width, start);
                    assert_eq!(sums, want, "row {r} of {n}, {inputs} inputs, kernel {i}");
                }
            }
        }
    }

    #[test]
    fn every_kernel_gives_the_sums_of_the_definition() {
        let mut state = 7u32;
        let mut byte = |low: i32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) as i32 % 255 + low
        };
        for (n, inputs, outputs) in [(1, 4, 1), (3, 128, 40), (8, 252, 96), (21, 64, 512)] {
            let w: Vec<i8> = (0..inputs * outputs)
                .map(|_| (byte(-127) / 2) as i8)
                .collect();
            let x: Vec<u8> = (0..(2 * n - 1) * inputs).map(|_| byte(1) as u8).collect();
            check(&x, &w, inputs);
        }
    }

    #[test]
    fn every_kernel_holds_the_greatest_sums() {
        for x in [1, 255] {
            for w in [-MOST_WEIGHT, MOST_WEIGHT] {
                check(&[x; 13 * 64], &[w; 32 * 64], 64);
            }
        }
    }

    #[cfg(feature = "train")]
    #[test]
    fn every_kernel_gives_the_same_tile() {
        use super::{MR, NR, multiply_tile_plain, tile_kernels};
        let left: Vec<f32> = (0..MR * 37).map(|i| (i as f32 * 0.37).sin()).collect();
        let right: Vec<f32> = (0..NR * 37).map(|i| (i as f32 * 0.73).cos()).collect();
        let stride = NR + 3;
        let mut want = [0.25; MR * (NR + 3)];
        multiply_tile_plain(&left, &right, &mut want, stride);
        for (i, kernel) in tile_kernels().enumerate() {
            let mut tile = [0.25; MR * (NR + 3)];
            // SAFETY: the processor has the instructions; the tile fits.
            unsafe { (kernel.run)(&left, &right, &mut tile, stride) };
            assert_eq!(tile, want, "kernel {i}");
        }
    }
}
