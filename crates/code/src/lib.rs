//! Reads trees by codebook pages and writes records.
//!
//! Everything here is a pure function of trees, packs and metadata: no model, no file, no clock, and no word of
//! any language in the source. What a verb means stands in a pack.

mod error;

#[cfg(test)]
pub(crate) mod testing;

pub mod record;

pub mod time;

pub use error::{Error, Fault};
pub use record::{ActorIdx, ActorRef, Record};
