//! A linear model over hashed features with small integer weights.

use super::atoms::mix;
use super::bytes;
use crate::Error;
use crate::model::{Kept, Reader};

/// Weights are multiples of one in this many parts.
#[cfg(feature = "train")]
pub(crate) const SCALE: f32 = 16.0;

/// One weight per slot; the number of slots is a power of two.
#[derive(Debug)]
pub(crate) struct Linear {
    /// Each byte a weight with its sign.
    weights: Kept,
    mask: u32,
}

impl Linear {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Linear, Error> {
        let bits = bytes::u8(reader)?;
        if bits > 24 {
            return Err(bytes::damaged("segment"));
        }
        let weights = reader.keep(1 << bits)?;
        Ok(Linear {
            mask: weights.len() as u32 - 1,
            weights,
        })
    }

    /// The sum of the features' weights; yes above zero.
    #[inline]
    pub(crate) fn score(&self, features: &[u32]) -> i32 {
        let weights = &*self.weights;
        features
            .iter()
            .map(|&f| i32::from(weights[(f & self.mask) as usize] as i8))
            .sum()
    }
}

/// Collects the features of one decision.
pub(crate) struct Features<const N: usize> {
    pub(crate) slots: [u32; N],
    n: usize,
}

impl<const N: usize> Features<N> {
    #[inline]
    pub(crate) fn new() -> Self {
        Self {
            slots: [0; N],
            n: 0,
        }
    }

    /// Adds the feature made of these values; its number is part of it.
    #[inline]
    pub(crate) fn add(&mut self, values: &[u32]) {
        let mut hash = 0x85EB_CA6B ^ self.n as u32;
        for &value in values {
            hash = mix(hash, value);
        }
        hash ^= hash >> 15;
        hash = hash.wrapping_mul(0x2C1B_3C6D);
        self.slots[self.n] = hash ^ (hash >> 13);
        self.n += 1;
    }
}
