//! Splits, tags, lemmatizes and parses text, and finds names.

mod parser;

pub mod segment;

pub mod lemma;

mod decode;

mod net;

mod model;

mod error;

pub mod score;

#[cfg(feature = "train")]
pub mod train;

pub use error::Error;
pub use parser::Parser;
