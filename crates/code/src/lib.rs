//! Reads trees by codebook pages and writes records.
//!
//! Everything here is a pure function of trees, packs and metadata: no model, no file, no clock, and no word of
//! any language in the source. What a verb means stands in a pack.

mod error;

pub mod pack;

pub mod pattern;

pub mod actor;

pub mod time;

pub mod score;

pub mod statement;

pub mod factuality;

pub mod record;

mod inflection;

mod reading;

mod utterance;

mod who;

mod meeting;

mod conference;

mod tie;

mod relation;

pub mod voice;

mod event;

mod claim;

mod view;

pub mod confidence;

mod coder;

#[cfg(test)]
mod testing;

pub use coder::{Coded, Coder, Notes};
pub use error::{Error, Fault};
pub use pack::{PackFile, Packs};
pub use record::{ActorIdx, ActorRef, Record};
