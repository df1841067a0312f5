//! Vector instructions, chosen at run time. The only module with `unsafe`.
//!
//! Each function has a plain twin that gives the same bytes on any machine and is its test oracle.
#![expect(
    unsafe_code,
    reason = "vector instructions; measured at over three times the speed of the plain twins"
)]

/// Rows of a tile of a product of f32 matrices.
#[cfg(feature = "train")]
pub(crate) const MR: usize = 6;
/// Columns of a tile.
#[cfg(feature = "train")]
pub(crate) const NR: usize = 32;

/// Adds `left · right` to a tile of `c`, whose rows are `stride` apart: `left` holds [`MR`] rows column by column,
/// `right` holds [`NR`] columns row by row. Each element is a chain of fused multiply-adds in that order.
#[cfg(feature = "train")]
pub(crate) fn multiply_tile(left: &[f32], right: &[f32], c: &mut [f32], stride: usize) {
    assert_eq!(left.len() / MR, right.len() / NR, "inner dimensions agree");
    assert!(c.len() >= (MR - 1) * stride + NR, "the tile fits");
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") {
            // SAFETY: the processor has AVX-512F; the tile fits.
            return unsafe { x86::multiply_tile_avx512(left, right, c, stride) };
        }
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            // SAFETY: the processor has AVX2 and FMA; the tile fits.
            return unsafe { x86::multiply_tile_avx2(left, right, c, stride) };
        }
    }
    multiply_tile_plain(left, right, c, stride);
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

/// `sums = x · weights`, or `+=` with `add`; `sums` is `[x.n, weights.outputs()]`. Exact.
pub(crate) fn multiply_i8(weights: &PackedI8, x: Rows<'_>, sums: &mut [i32], add: bool) {
    if x.n == 0 {
        return;
    }
    assert!(
        x.data.len() >= (x.n - 1) * x.stride + weights.inputs,
        "all rows are there"
    );
    assert_eq!(sums.len(), x.n * weights.outputs(), "room for all sums");
    for row in sums.chunks_exact_mut(weights.outputs()) {
        for (s, b) in row.iter_mut().zip(&weights.base) {
            *s = if add { *s + b } else { *b };
        }
    }
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512vnni") && is_x86_feature_detected!("avx512f") {
            // SAFETY: the processor has the instructions; the sizes were checked above.
            return unsafe { x86::multiply_vnni(weights, x, sums) };
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: as above.
            return unsafe { x86::multiply_avx2(weights, x, sums) };
        }
    }
    multiply_i8_plain(weights, x, sums);
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

/// Compiles a plain function for the wider vectors too; rounding stays the same, since nothing is fused or reordered.
macro_rules! widened {
    ($(#[$doc:meta])* $name:ident = $plain:path, ($($arg:ident: $kind:ty),+)) => {
        $(#[$doc])*
        pub(crate) fn $name($($arg: $kind),+) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
                fn avx512($($arg: $kind),+) { $plain($($arg),+) }
                #[target_feature(enable = "avx2")]
                fn avx2($($arg: $kind),+) { $plain($($arg),+) }
                if is_x86_feature_detected!("avx512vl") && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512bw") && is_x86_feature_detected!("avx512f")
                {
                    // SAFETY: the processor has these features.
                    return unsafe { avx512($($arg),+) };
                }
                if is_x86_feature_detected!("avx2") {
                    // SAFETY: the processor has AVX2.
                    return unsafe { avx2($($arg),+) };
                }
            }
            $plain($($arg),+)
        }
    };
}

widened! {
    /// One time step of a recurrent layer, see [`super::run::step`].
    lstm_step = super::run::step, (lstm: &super::quant::QuantLstm, sums: &[i32], cells: &mut [f32], out: super::run::Columns<'_>)
}

widened! {
    /// `y += x · w`, see [`super::run::affine`].
    affine = super::run::affine, (x: &[f32], w: &[f32], y: &mut [f32])
}

widened! {
    /// Scores of a layer in 8 bits as numbers, see [`super::run::dequantize`].
    dequantize = super::run::dequantize, (layer: &super::quant::QuantLinear, sums: &[i32], out: &mut [f32])
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{LANES, PackedI8, Rows};
    #[cfg(feature = "train")]
    use super::{MR, NR};
    use std::arch::x86_64::{
        __m256i, __m512i, _mm256_add_epi32, _mm256_loadu_si256, _mm256_madd_epi16,
        _mm256_maddubs_epi16, _mm256_set1_epi16, _mm256_set1_epi32, _mm256_storeu_si256,
        _mm512_dpbusd_epi32, _mm512_loadu_si512, _mm512_set1_epi32, _mm512_storeu_si512,
    };
    #[cfg(feature = "train")]
    use std::arch::x86_64::{
        _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_set1_ps, _mm256_storeu_ps, _mm512_fmadd_ps,
        _mm512_loadu_ps, _mm512_set1_ps, _mm512_storeu_ps,
    };

    #[cfg(feature = "train")]
    #[target_feature(enable = "avx512f")]
    pub(super) fn multiply_tile_avx512(left: &[f32], right: &[f32], c: &mut [f32], stride: usize) {
        // SAFETY: pointers stay within chunks of `MR` and `NR` elements, and within the tile, which the caller checked.
        unsafe {
            let t = c.as_mut_ptr();
            let mut sums = [[_mm512_set1_ps(0.0); 2]; MR];
            for (i, sum) in sums.iter_mut().enumerate() {
                sum[0] = _mm512_loadu_ps(t.add(i * stride));
                sum[1] = _mm512_loadu_ps(t.add(i * stride + 16));
            }
            for (a, b) in left.chunks_exact(MR).zip(right.chunks_exact(NR)) {
                let b0 = _mm512_loadu_ps(b.as_ptr());
                let b1 = _mm512_loadu_ps(b.as_ptr().add(16));
                for (sum, &x) in sums.iter_mut().zip(a) {
                    let x = _mm512_set1_ps(x);
                    sum[0] = _mm512_fmadd_ps(x, b0, sum[0]);
                    sum[1] = _mm512_fmadd_ps(x, b1, sum[1]);
                }
            }
            for (i, sum) in sums.iter().enumerate() {
                _mm512_storeu_ps(t.add(i * stride), sum[0]);
                _mm512_storeu_ps(t.add(i * stride + 16), sum[1]);
            }
        }
    }

    #[cfg(feature = "train")]
    #[target_feature(enable = "avx2,fma")]
    pub(super) fn multiply_tile_avx2(left: &[f32], right: &[f32], c: &mut [f32], stride: usize) {
        for half in [0, 16] {
            // SAFETY: as in `multiply_tile_avx512`.
            unsafe {
                let t = c.as_mut_ptr().add(half);
                let mut sums = [[_mm256_set1_ps(0.0); 2]; MR];
                for (i, sum) in sums.iter_mut().enumerate() {
                    sum[0] = _mm256_loadu_ps(t.add(i * stride));
                    sum[1] = _mm256_loadu_ps(t.add(i * stride + 8));
                }
                for (a, b) in left.chunks_exact(MR).zip(right.chunks_exact(NR)) {
                    let b0 = _mm256_loadu_ps(b.as_ptr().add(half));
                    let b1 = _mm256_loadu_ps(b.as_ptr().add(half + 8));
                    for (sum, &x) in sums.iter_mut().zip(a) {
                        let x = _mm256_set1_ps(x);
                        sum[0] = _mm256_fmadd_ps(x, b0, sum[0]);
                        sum[1] = _mm256_fmadd_ps(x, b1, sum[1]);
                    }
                }
                for (i, sum) in sums.iter().enumerate() {
                    _mm256_storeu_ps(t.add(i * stride), sum[0]);
                    _mm256_storeu_ps(t.add(i * stride + 8), sum[1]);
                }
            }
        }
    }

    /// `sums += x · weights`, sizes checked by the caller.
    #[target_feature(enable = "avx512f,avx512vnni")]
    pub(super) fn multiply_vnni(weights: &PackedI8, x: Rows<'_>, sums: &mut [i32]) {
        let mut row = 0;
        while row < x.n {
            row += match x.n - row {
                8.. => tiles_vnni::<8>(weights, x, row, sums),
                4.. => tiles_vnni::<4>(weights, x, row, sums),
                2.. => tiles_vnni::<2>(weights, x, row, sums),
                _ => tiles_vnni::<1>(weights, x, row, sums),
            };
        }
    }

    /// All outputs of `R` rows from `row` on; gives `R`.
    #[target_feature(enable = "avx512f,avx512vnni")]
    fn tiles_vnni<const R: usize>(
        weights: &PackedI8,
        x: Rows<'_>,
        row: usize,
        sums: &mut [i32],
    ) -> usize {
        let (inputs, outputs) = (weights.inputs, weights.outputs());
        for pair in 0..outputs / (2 * LANES) {
            // SAFETY: `pair` counts whole pairs of panels of `LANES * inputs` bytes; rows up to `row + R` exist in
            // `x` and `sums`, whose lengths the caller checked.
            unsafe {
                let panels = weights.panels.as_ptr().add(pair * 2 * LANES * inputs);
                let inner = x.data.as_ptr().add(row * x.stride);
                let to = sums.as_mut_ptr().add(row * outputs + pair * 2 * LANES);
                let load = |r: usize, h: usize| {
                    _mm512_loadu_si512(to.add(r * outputs + h * LANES).cast::<__m512i>())
                };
                let mut acc: [[__m512i; 2]; R] = std::array::from_fn(|r| [load(r, 0), load(r, 1)]);
                for k in 0..inputs / 4 {
                    let at = panels.add(k * 4 * LANES);
                    let w0 = _mm512_loadu_si512(at.cast());
                    let w1 = _mm512_loadu_si512(at.add(LANES * inputs).cast());
                    for (r, acc) in acc.iter_mut().enumerate() {
                        let four = inner.add(r * x.stride + 4 * k).cast::<i32>();
                        let four = _mm512_set1_epi32(four.read_unaligned());
                        acc[0] = _mm512_dpbusd_epi32(acc[0], four, w0);
                        acc[1] = _mm512_dpbusd_epi32(acc[1], four, w1);
                    }
                }
                for (r, acc) in acc.iter().enumerate() {
                    _mm512_storeu_si512(to.add(r * outputs).cast(), acc[0]);
                    _mm512_storeu_si512(to.add(r * outputs + LANES).cast(), acc[1]);
                }
            }
        }
        R
    }

    /// `sums += x · weights`, sizes checked by the caller.
    #[target_feature(enable = "avx2")]
    pub(super) fn multiply_avx2(weights: &PackedI8, x: Rows<'_>, sums: &mut [i32]) {
        let mut row = 0;
        while row < x.n {
            row += match x.n - row {
                4.. => tiles_avx2::<4>(weights, x, row, sums),
                2.. => tiles_avx2::<2>(weights, x, row, sums),
                _ => tiles_avx2::<1>(weights, x, row, sums),
            };
        }
    }

    /// All outputs of `R` rows from `row` on; gives `R`.
    ///
    /// The instruction multiplies unsigned with signed bytes and adds pairs in 16 bits; see [`super::MOST_WEIGHT`].
    #[target_feature(enable = "avx2")]
    fn tiles_avx2<const R: usize>(
        weights: &PackedI8,
        x: Rows<'_>,
        row: usize,
        sums: &mut [i32],
    ) -> usize {
        let (inputs, outputs) = (weights.inputs, weights.outputs());
        let ones = _mm256_set1_epi16(1);
        for panel in 0..outputs / LANES {
            // SAFETY: as in `tiles_vnni`, with single panels; a panel line is two vectors.
            unsafe {
                let weights_at = weights.panels.as_ptr().add(panel * LANES * inputs);
                let inner = x.data.as_ptr().add(row * x.stride);
                let to = sums.as_mut_ptr().add(row * outputs + panel * LANES);
                let load = |r: usize, h: usize| {
                    _mm256_loadu_si256(to.add(r * outputs).cast::<__m256i>().add(h))
                };
                let mut acc: [[__m256i; 2]; R] = std::array::from_fn(|r| [load(r, 0), load(r, 1)]);
                for k in 0..inputs / 4 {
                    let at = weights_at.add(k * 4 * LANES).cast::<__m256i>();
                    let w = [_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))];
                    for (r, acc) in acc.iter_mut().enumerate() {
                        let four = inner.add(r * x.stride + 4 * k).cast::<i32>();
                        let four = _mm256_set1_epi32(four.read_unaligned());
                        for (acc, w) in acc.iter_mut().zip(w) {
                            let pairs = _mm256_maddubs_epi16(four, w);
                            *acc = _mm256_add_epi32(*acc, _mm256_madd_epi16(pairs, ones));
                        }
                    }
                }
                for (r, acc) in acc.iter().enumerate() {
                    for (h, acc) in acc.iter().enumerate() {
                        _mm256_storeu_si256(to.add(r * outputs).cast::<__m256i>().add(h), *acc);
                    }
                }
            }
        }
        R
    }
}

#[cfg(test)]
mod tests {
    use super::{PackedI8, Rows, multiply_i8, multiply_i8_plain};

    #[test]
    fn every_kernel_gives_the_sums_of_the_definition() {
        let mut state = 7u32;
        let mut byte = |low: i32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) as i32 % 255 + low
        };
        for (n, inputs, outputs) in [(1, 4, 1), (3, 128, 40), (8, 256, 96), (21, 64, 512)] {
            let w: Vec<i8> = (0..inputs * outputs)
                .map(|_| (byte(-127) / 2) as i8)
                .collect();
            let x: Vec<u8> = (0..n * inputs).map(|_| byte(1) as u8).collect();
            let weights = PackedI8::new(&w, inputs);
            let rows = Rows {
                data: &x,
                stride: inputs,
                n,
            };
            let width = weights.outputs();
            let mut want = vec![5; n * width];
            for (r, want) in want.chunks_exact_mut(width).enumerate() {
                for (o, want) in want.iter_mut().take(outputs).enumerate() {
                    let products = (0..inputs).map(|k| {
                        (i32::from(x[r * inputs + k]) - 128) * i32::from(w[o * inputs + k])
                    });
                    *want += products.sum::<i32>();
                }
            }
            let mut sums = vec![5; n * width];
            multiply_i8(&weights, rows, &mut sums, true);
            assert_eq!(sums, want);
            let mut sums: Vec<i32> = (0..n)
                .flat_map(|_| weights.base.iter().map(|b| b + 5))
                .collect();
            multiply_i8_plain(&weights, rows, &mut sums);
            assert_eq!(sums, want);
            #[cfg(target_arch = "x86_64")]
            if is_x86_feature_detected!("avx2") {
                let mut sums: Vec<i32> = (0..n)
                    .flat_map(|_| weights.base.iter().map(|b| b + 5))
                    .collect();
                // SAFETY: the processor has AVX2 and the sizes fit.
                unsafe { super::x86::multiply_avx2(&weights, rows, &mut sums) };
                assert_eq!(sums, want);
            }
        }
    }

    #[cfg(feature = "train")]
    #[test]
    fn every_kernel_gives_the_same_tile() {
        use super::{MR, NR, multiply_tile, multiply_tile_plain};
        let left: Vec<f32> = (0..MR * 37).map(|i| (i as f32 * 0.37).sin()).collect();
        let right: Vec<f32> = (0..NR * 37).map(|i| (i as f32 * 0.73).cos()).collect();
        let mut want = [0.25; MR * NR];
        multiply_tile_plain(&left, &right, &mut want, NR);
        let mut tile = [0.25; MR * NR];
        multiply_tile(&left, &right, &mut tile, NR);
        assert_eq!(tile, want);
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            let mut tile = [0.25; MR * NR];
            // SAFETY: the processor has AVX2 and FMA.
            unsafe { super::x86::multiply_tile_avx2(&left, &right, &mut tile, NR) };
            assert_eq!(tile, want);
        }
    }
}
