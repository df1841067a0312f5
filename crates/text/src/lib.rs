//! Plain values that every room of verbale shares: documents, spans, words, trees, CoNLL-U.
//!
//! This crate knows no model, no politics, no file and no clock.
//!
//! ```
//! use verbale_text::{conllu, DocId};
//! let file = "# text = Dogs bark.\n\
//!     1\tDogs\tdog\tNOUN\tNNS\tNumber=Plur\t2\tnsubj\t_\t_\n\
//!     2\tbark\tbark\tVERB\tVBP\t_\t0\troot\t_\tSpaceAfter=No\n\
//!     3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n";
//! let parsed = &conllu::read(file, "dogs")?[0];
//! let root = parsed.trees().next().expect("one sentence").root();
//! assert_eq!(root.lemma(), "bark");
//! assert_eq!(root.children().next().expect("a subject").form(), "Dogs");
//! assert_eq!(parsed.document().id, DocId("dogs".into()));
//! # Ok::<(), verbale_text::Error>(())
//! ```

mod span;

mod document;

mod labels;

mod strings;

mod parsed;

mod tree;

pub mod conllu;

mod error;

pub use document::{DateSource, DocId, Document, MAX_TEXT_BYTES, Metadata, sha256};
pub use error::Error;
pub use labels::{Entity, NameType, Rel, Upos};
pub use parsed::{Parsed, SentIdx, Sentence, Token, TokenIdx};
pub use span::{CharOffsets, Span};
pub use strings::{StrId, Strings};
pub use tree::{Node, Tree};
