//! The network: what it sees of a word, its sizes, its arithmetic.

pub(crate) mod features;

pub(crate) mod words;

pub(crate) mod tagsets;

pub(crate) mod shape;

pub(crate) mod math;

pub(crate) mod simd;

pub(crate) mod quant;

pub(crate) mod batch;

pub(crate) mod run;

#[cfg(feature = "train")]
pub(crate) mod soft;
