//! Splits, tags, lemmatizes and parses text, and finds names.
//!
//! A [`Parser`] is made from the bytes of one model file and turns a document into words with universal tags,
//! lemmas, dependency trees and name labels. It keeps no global state, may be shared between threads, and gives the
//! same bytes on every machine. Feature `train` adds `train::run`, which makes model files from treebanks of any
//! language.
//!
//! ```
//! use verbale_parse::Parser;
//!
//! let model = include_bytes!("../../../models/english.vmodel");
//! let parser = Parser::load(model)?;
//! let parsed = parser.parse("The ministers protested against the vote.");
//! let root = parsed.trees().next().expect("one sentence").root();
//! assert_eq!((root.form(), root.lemma()), ("protested", "protest"));
//! # Ok::<(), verbale_parse::Error>(())
//! ```

mod parser;

pub mod segment;

pub mod lemma;

mod decode;

mod names;

mod net;

mod model;

mod error;

pub mod score;

#[cfg(feature = "train")]
pub mod train;

pub use error::Error;
pub use parser::Parser;
