//! Scores a CoNLL-U file against gold, in the sense of the CoNLL 2018 shared task.
//!
//! The two files must hold the same text once white space is dropped; they may cut it into
//! different tokens, words and sentences. A unit counts as found when both files have it over the
//! same characters. Inside multi-word tokens, whose words have no characters of their own, words
//! are paired by the longest common subsequence of their lower-cased forms.
//!
//! ```
//! let gold = "1\tDogs\tdog\tNOUN\tNNS\t_\t2\tnsubj\t_\t_\n\
//!             2\tbark\tbark\tVERB\tVBP\t_\t0\troot\t_\t_\n\n";
//! let system = gold.replace("NOUN", "VERB");
//! let score = verbale_parse::score::score(gold, &system)?;
//! assert_eq!(score.measure("UPOS").f1(), 0.5);
//! assert_eq!(score.measure("LAS").f1(), 1.0);
//! # Ok::<(), verbale_parse::score::Error>(())
//! ```

mod errors;
mod measures;
mod pairing;
mod read;

pub use errors::{Confusion, Errors, Slice};
pub use measures::{Measure, RelationCount, UdScore};

/// Why two files cannot be compared, with line and remedy.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[error("line {line}: {problem}")]
pub struct Error {
    /// Line of the file that the message names, from 1.
    pub line: usize,
    /// Which file, what is wrong there, and what to do about it.
    pub problem: String,
}

/// Scores `system` against `gold`, both CoNLL-U.
///
/// Time is linear in the files but for stretches of overlapping multi-word tokens, which cost the
/// product of their two lengths in words.
///
/// # Errors
/// A line that is no CoNLL-U, a sentence without a single-rooted tree, or two texts that differ.
/// The message says which of the two files it is.
pub fn score(gold: &str, system: &str) -> Result<UdScore, Error> {
    let gold_words = read::read(gold, "gold")?;
    let system_words = read::read(system, "system")?;
    read::same_text(&gold_words, &system_words)?;
    Ok(measures::count(gold_words, system_words))
}
