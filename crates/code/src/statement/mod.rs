//! Attributions: who said, believes, claims, promised or threatened what, as source, cue and content.
//!
//! Rules over trees and word order propose readings with the weights of a cue table; [`find`] keeps those over the
//! lexicon's threshold. Spans follow the scheme of PARC and PolNeAR (Pareti 2016; Newell et al. 2018).

mod channel;
mod clause;
mod finish;
mod forms;
mod label;
mod lexicon;
mod noun;
mod page;
mod phrase;
mod quoted;
mod quotes;
mod reality;
mod release;
mod shape;
mod source;
mod speech_act;
mod verb;

pub use finish::{Attribution, find};
pub use forms::StatementLexicon;
pub use lexicon::{Attitude, Illocution, Stance};
pub use quotes::{Kind, Quote, Quotes};
pub(crate) use release::RULE as RELEASE;

#[cfg(test)]
mod tests;
