//! Remembers records and what was known when, and answers questions about them.
//!
//! A [`Ledger`] is one SQLite file to which entries are added and from which nothing is taken away. A [`Snapshot`]
//! shows it as it was known at a moment; [`ask`] answers from snapshots only, so a question cannot write and cannot
//! look ahead.
//!
//! ```
//! use verbale_ledger::{Ledger, NewDocument, Stamp};
//! let mut ledger = Ledger::in_memory("2025-07-06T08:00:00Z")?;
//! let document = NewDocument::new("note", "Borduria protested.");
//! ledger.add(&document, &[], &Stamp::default(), "2025-07-06T08:00:01Z")?;
//! assert_eq!(ledger.counts()?.documents, 1);
//! # Ok::<(), verbale_ledger::Error>(())
//! ```

mod kind;

mod row;

mod entry;

mod schema;

mod ledger;

mod append;

mod judge;

mod act;

mod effect;

pub mod review;

mod derive;

mod brief;

mod replay;

mod identity;

mod reprint;

mod author;

mod cluster;

mod translation;

mod series;

mod bring;

mod stored;

mod readings;

mod snapshot;

mod extract;

mod naming;

pub mod ask;

mod check;

mod accounts;

mod error;

pub use accounts::{Account, Accounts, Role, Token};
pub use append::{Added, NewDocument, Stamp};
pub use bring::Reading;
pub use check::{Damage, Report};
pub use effect::Effect;
pub use entry::{AccountChange, Entry, Outcome, Verdict};
pub use error::Error;
pub use extract::{Cast, Entity, Head, Selection, Taken};
pub use judge::Judgement;
pub use kind::Kind;
pub use ledger::{Counts, Ledger};
pub use row::{Producer, RecordId, Row};
pub use snapshot::{DocumentLine, Known, Memory, Snapshot};
pub use stored::Stored;
