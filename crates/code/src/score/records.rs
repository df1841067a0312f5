//! Scores predicted records against gold records of the same documents.
//!
//! Columns: `span` (same kind, evidence overlaps), `key` (and every key field right; the figure to
//! quote), `strict` (as key, but the spans must overlap by half), `part` (as span, each pair credited
//! with its share of right fields).
//!
//! - Names: leading articles, case and honorifics make no difference; a prediction may name an actor
//!   by gold id, by any gold name, by the id of its own actor record, or by a span on a mention.
//! - Not counted: optional gold records and what lies inside them; events that a fixed mapping derives
//!   from another record at the same place; statements of an attitude that is not expressed; further
//!   parts of a matched record; ignored regions and kinds that gold does not annotate.
//!
//! ```
//! use verbale_code::score::records::{Overlap, score};
//! let gold = r#"{"records": [{"id": "t1", "kind": "tie", "evidence": [[0, 20]], "fields":
//!     {"sender": "a", "receiver": "b", "axis": "contact", "value": "contact"}}]}"#;
//! let predicted = r#"{"kind": "tie", "evidence": [[0, 18]], "fields": {"sender": "A"}}"#;
//! let score = score(gold, predicted, Overlap::default())?;
//! assert_eq!(score.kind("tie").expect("annotated").key.f1, 0.0); // nobody of that name
//! assert_eq!(score.kind("tie").expect("annotated").span.f1, 1.0);
//! # Ok::<(), verbale_code::score::Error>(())
//! ```

mod compare;
mod fields;
mod judging;
mod kinds;
mod mirrors;
mod names;
mod pooled;
mod read;
mod spans;

pub use kinds::{KindScore, Prf};
pub use pooled::{DocumentScore, Headline, Many, score_many};

use crate::score::Error;

/// Least overlap (intersection over union, 0 to 1) of evidence that counts as the same place.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Overlap(pub f64);

impl Default for Overlap {
    fn default() -> Self {
        Self(0.5)
    }
}

/// Scores one document: `gold` is a gold file, `predicted` one record a line.
///
/// Lines that are no record are counted in [`DocumentScore::n_bad_lines`].
///
/// # Errors
/// Gold is no JSON or lacks what a record must have.
pub fn score(gold: &str, predicted: &str, overlap: Overlap) -> Result<DocumentScore, Error> {
    let gold = read::gold(gold)?;
    let (predicted, n_bad_lines) = read::predicted(predicted);
    Ok(DocumentScore {
        kinds: kinds::score(&gold, &predicted, overlap.0),
        n_bad_lines,
        is_seen_text: gold.is_seen_text,
    })
}
