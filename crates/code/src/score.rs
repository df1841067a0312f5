//! Scores coded records against gold: events, attributions, records and diplomatic ties.
//!
//! Text in, figures out; each score shows itself as a table for people and as JSON for programs.
//! The figures are, digit for digit, those of the reference programs that were written first
//! (in Python), so that both can be quoted side by side. Where a choice of theirs looks odd, such as
//! `null` being equal to the value `none`, it is kept and said.

pub(crate) mod chars;
pub(crate) mod figures;
pub(crate) mod jsonl;
mod matching;

pub mod attribution;

pub mod calibration;

pub mod factuality;

pub mod mentions;

pub mod plover;

pub mod records;

pub mod ties;

/// Why gold or predictions cannot be scored.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A file that is not in its format.
    #[error("{what}, line {line}: {problem}")]
    Format {
        /// Which file: `gold`, `predictions`, or the name of an annotation.
        what: String,
        /// Line of the file, from 1.
        line: usize,
        /// What is wrong there, and what to do about it.
        problem: String,
    },
    /// A predicted span that ends after the text of its document.
    #[error(
        "document {doc}: a predicted span ends at {end}, after the text's {length} characters; \
         count offsets in code points of the text as read"
    )]
    SpanOutside {
        /// Document.
        doc: String,
        /// End of the span, in code points.
        end: usize,
        /// Length of the text, in code points.
        length: usize,
    },
}

impl Error {
    pub(crate) fn format(what: &str, line: usize, problem: impl Into<String>) -> Self {
        Self::Format {
            what: what.into(),
            line,
            problem: problem.into(),
        }
    }
}
