//! AVX-512 with VNNI, and AVX2.

use super::{LANES, MultiplyI8, PackedI8, Rows};
#[cfg(feature = "train")]
use super::{MR, MultiplyTile, NR};
use crate::net::quant::{QuantLinear, QuantLstm};
use crate::net::run::{self, Columns};
#[cfg(feature = "train")]
use std::arch::x86_64::{
    __m256, __m512, _mm256_fmadd_ps, _mm256_set1_ps, _mm512_fmadd_ps, _mm512_set1_ps,
};
use std::arch::x86_64::{
    __m256i, __m512i, _mm256_add_epi32, _mm256_madd_epi16, _mm256_maddubs_epi16, _mm256_set1_epi16,
    _mm256_set1_epi32, _mm512_dpbusd_epi32, _mm512_set1_epi32,
};

pub(super) const MULTIPLY_I8: [MultiplyI8; 2] = [
    MultiplyI8 {
        is_there: || is_x86_feature_detected!("avx512vnni") && is_x86_feature_detected!("avx512f"),
        signed: false,
        run: multiply_vnni,
    },
    MultiplyI8 {
        is_there: || is_x86_feature_detected!("avx2"),
        signed: false,
        run: multiply_avx2,
    },
];

kernel_i8! {
    multiply_vnni, "avx512f,avx512vnni", [8, 4, 2, 1] rows, 2 panels,
    __m512i, __m512i, _mm512_set1_epi32, _mm512_dpbusd_epi32
}

kernel_i8! {
    multiply_avx2, "avx2", [4, 2, 1] rows, 1 panels, __m256i, __m256i, _mm256_set1_epi32, dot_avx2
}

/// The instruction multiplies unsigned with signed bytes and adds pairs in 16 bits; see [`super::MOST_WEIGHT`].
#[inline]
#[target_feature(enable = "avx2")]
fn dot_avx2(sums: __m256i, x: __m256i, w: __m256i) -> __m256i {
    let pairs = _mm256_maddubs_epi16(x, w);
    _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)))
}

#[cfg(feature = "train")]
pub(super) const MULTIPLY_TILE: [MultiplyTile; 2] = [
    MultiplyTile {
        is_there: || is_x86_feature_detected!("avx512f"),
        run: multiply_tile_avx512,
    },
    MultiplyTile {
        is_there: || is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
        run: multiply_tile_avx2,
    },
];

#[cfg(feature = "train")]
kernel_tile! {
    multiply_tile_avx512, "avx512f", 32 columns, __m512, _mm512_set1_ps, _mm512_fmadd_ps
}

#[cfg(feature = "train")]
kernel_tile! {
    multiply_tile_avx2, "avx2,fma", 16 columns, __m256, _mm256_set1_ps, _mm256_fmadd_ps
}

/// Compiles a plain function for the wider vectors too; rounding stays the same, since nothing is fused or reordered.
macro_rules! widened {
    ($(#[$doc:meta])* $name:ident = $plain:path, ($($arg:ident: $kind:ty),+)) => {
        $(#[$doc])*
        pub(crate) fn $name($($arg: $kind),+) {
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
            $plain($($arg),+)
        }
    };
}

widened! {
    /// One time step of a recurrent layer, see [`run::step`].
    lstm_step = run::step, (lstm: &QuantLstm, sums: &[i32], cells: &mut [f32], out: Columns<'_>)
}

widened! {
    /// `y += x · w`, see [`run::affine`].
    affine = run::affine, (x: &[f32], w: &[f32], y: &mut [f32])
}

widened! {
    /// Scores of a layer in 8 bits as numbers, see [`run::dequantize`].
    dequantize = run::dequantize, (layer: &QuantLinear, sums: &[i32], out: &mut [f32])
}
