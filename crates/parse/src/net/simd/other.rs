//! Processors without vector instructions of ours: the plain twins are all there is.

use super::MultiplyI8;
#[cfg(feature = "train")]
use super::MultiplyTile;

pub(crate) use crate::net::run::{affine, dequantize, step as lstm_step};

pub(super) const MULTIPLY_I8: [MultiplyI8; 0] = [];

#[cfg(feature = "train")]
pub(super) const MULTIPLY_TILE: [MultiplyTile; 0] = [];
