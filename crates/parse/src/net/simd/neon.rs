//! NEON, with the products of four bytes where the processor has them.
//!
//! NEON is in every processor of this architecture, so the compiler makes vectors of the plain functions by itself.

use super::{LANES, MultiplyI8, PackedI8, Rows};
#[cfg(feature = "train")]
use super::{MR, MultiplyTile, NR};
#[cfg(feature = "train")]
use std::arch::aarch64::{float32x4_t, vdupq_n_f32, vfmaq_f32};
use std::arch::aarch64::{
    int8x16_t, int32x4_t, vdupq_n_s32, veorq_s8, vget_low_s8, vmull_high_s8, vmull_s8, vpadalq_s16,
    vpaddq_s16, vreinterpretq_s8_s32,
};
use std::arch::{asm, is_aarch64_feature_detected};

pub(crate) use crate::net::run::{affine, dequantize, step as lstm_step};

pub(super) const MULTIPLY_I8: [MultiplyI8; 2] = [
    MultiplyI8 {
        is_there: || is_aarch64_feature_detected!("dotprod"),
        signed: true,
        run: multiply_dotprod,
    },
    MultiplyI8 {
        is_there: || is_aarch64_feature_detected!("neon"),
        signed: true,
        run: multiply_neon,
    },
];

kernel_i8! {
    multiply_dotprod, "neon,dotprod", [4, 2, 1] rows, 1 panels, int32x4_t, int8x16_t, splat, dot_dotprod
}

kernel_i8! {
    multiply_neon, "neon", [4, 2, 1] rows, 1 panels, int32x4_t, int8x16_t, splat, dot_neon
}

/// Four activations over and over, as the signed bytes that the instructions multiply.
#[inline]
#[target_feature(enable = "neon")]
fn splat(four: i32) -> int8x16_t {
    let flip = vreinterpretq_s8_s32(vdupq_n_s32(i32::from_ne_bytes([0x80; 4])));
    veorq_s8(vreinterpretq_s8_s32(vdupq_n_s32(four)), flip)
}

/// The intrinsic `vdotq_s32` is not stable: <https://github.com/rust-lang/rust/issues/117224>.
#[inline]
#[target_feature(enable = "neon,dotprod")]
fn dot_dotprod(mut sums: int32x4_t, x: int8x16_t, w: int8x16_t) -> int32x4_t {
    // SAFETY: the instruction touches these three registers only.
    unsafe {
        asm!("sdot {sums:v}.4s, {w:v}.16b, {x:v}.16b", sums = inout(vreg) sums, w = in(vreg) w, x = in(vreg) x,
            options(pure, nomem, nostack, preserves_flags));
    }
    sums
}

/// Two products fit 16 bits; see [`super::MOST_WEIGHT`].
#[inline]
#[target_feature(enable = "neon")]
fn dot_neon(sums: int32x4_t, x: int8x16_t, w: int8x16_t) -> int32x4_t {
    let first = vmull_s8(vget_low_s8(x), vget_low_s8(w));
    vpadalq_s16(sums, vpaddq_s16(first, vmull_high_s8(x, w)))
}

#[cfg(feature = "train")]
pub(super) const MULTIPLY_TILE: [MultiplyTile; 1] = [MultiplyTile {
    is_there: || is_aarch64_feature_detected!("neon"),
    run: multiply_tile_neon,
}];

#[cfg(feature = "train")]
kernel_tile! {
    multiply_tile_neon, "neon", 16 columns, float32x4_t, vdupq_n_f32, fused
}

/// `x * y + z`, rounded once.
#[cfg(feature = "train")]
#[inline]
#[target_feature(enable = "neon")]
fn fused(x: float32x4_t, y: float32x4_t, z: float32x4_t) -> float32x4_t {
    vfmaq_f32(z, x, y)
}
