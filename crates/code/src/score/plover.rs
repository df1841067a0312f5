//! Scores coded political events against one gold event per sentence.
//!
//! Gold is the PLOVER gold-standard JSON list (its 0.5b1 names are mapped to those of 2021) or a table
//! of types. It marks *one* event a sentence, so further true events count as wrong and precision is
//! a lower bound. A dyad is (source country, target country), compounds expanded; it is reciprocal
//! when several sources stand without a target. A reciprocal gold event is met by the pair in either
//! order; for `CONSULT`, `AGREE` and `COOPERATE` a directed one is too. Gold records with the same
//! sentence are one document.
//!
//! ```
//! use verbale_code::score::plover::{Events, read_gold, read_predicted, score};
//! let gold = read_gold(r#"[{"id": "a", "event": "FIGHT", "text": "Troops shelled the port."}]"#)?;
//! let predicted = read_predicted(r#"{"doc": "a", "type": "ASSAULT"}"#, Default::default())?;
//! assert_eq!(score(&gold, &predicted, Events::All).count("type tp"), 1);
//! # Ok::<(), verbale_code::score::Error>(())
//! ```

mod codes;
mod counts;
mod dyads;
mod judged;
mod read;

pub use codes::{Crosswalk, event_type_of_cameo};
pub use counts::{EventScore, Events, TypeCount, score};
pub use judged::is_borne_out;
pub use read::{CodedEvent, GoldSentence, Predicted, read_gold, read_gold_table, read_predicted};
