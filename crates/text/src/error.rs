//! What can be wrong with a CoNLL-U file.

/// A fault in a CoNLL-U file, with its line.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[error("line {line}: {problem}")]
pub struct Error {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong there, and what to do about it.
    pub problem: String,
}
