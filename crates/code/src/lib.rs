//! Reads trees by codebook pages and writes records.
//!
//! Everything here is a pure function of trees, packs and metadata: no model, no file, no clock, and no word of
//! any language in the source. What a verb means stands in a pack.

pub mod actor;

mod error;

pub mod pack;

pub mod pattern;

pub mod record;

pub mod statement;

pub mod time;

#[cfg(test)]
mod testing;

pub use error::{Error, Fault};
pub use pack::{PackFile, Packs};
pub use record::{ActorIdx, ActorRef, Record};
