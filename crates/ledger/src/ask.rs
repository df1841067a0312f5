//! Questions to a snapshot. Each gives an [`Answer`]: rows for people and programs, with the records behind each.

mod recognition;

mod claims;

mod candidates;

mod claim;

mod actor;

mod actors;

mod network;

mod reactions;

mod voices;

mod meetings;

mod events;

mod search;

mod silent;

mod documents;

mod impact;

mod timeline;

mod airtime;

mod governments;

mod gist;

mod filter;

mod dyads;

pub(crate) use gist::gist;

pub use actor::{Actor, actor, actor_of};
pub use actors::{ActorLine, Prominence, actor_line, actors};
pub use airtime::{Airtime, airtime, outlet_names, spoken_last};
pub use candidates::candidates;
pub use claim::{Claim, Settling, claim};
pub use claims::{Claims, claims};
pub use documents::{DocumentCard, Documents, Tally, document, documents, records};
pub use events::{Bin, Events, event_types, events};
pub use filter::Filter;
pub(crate) use gist::words_of;
pub use governments::{Government, governments};
pub use impact::{Counted, Indicator, counted, impact};
pub use meetings::{Meetings, meetings};
pub use network::{Network, network};
pub use reactions::{Reactions, reactions};
pub use recognition::{Recognition, recognition};
pub use search::{Facets, Found, Hit, MAX_FACETED, RecordHit, Search, facets, hits, search};
pub use silent::silent;
pub use timeline::{TIMELINE_KINDS, Timeline, timeline};
pub use voices::{Share, shares, voices};

use crate::RecordId;
use serde_json::Value;

/// When something was, for people: its date, or the day by which it was known.
fn when(date: Option<&str>, known_by: Option<&str>) -> Option<String> {
    let own = date.map(str::to_owned);
    own.or_else(|| Some(format!("by {}", known_by?)))
}

/// The rows of an answer, in a fixed order.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Answer {
    /// Names of the columns.
    pub columns: Vec<&'static str>,
    /// The columns that people see in a table.
    pub brief: Vec<&'static str>,
    /// The rows.
    pub lines: Vec<Line>,
    /// What a reader must know: defaults, rules of choice, limits.
    pub notes: Vec<String>,
}

/// One row of an answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// A value for each column; unknown is null.
    pub cells: Vec<Value>,
    /// The records behind it.
    pub ids: Vec<RecordId>,
}

impl Answer {
    /// An answer without rows.
    pub(crate) fn new(columns: &[&'static str], brief: &[&'static str]) -> Self {
        Self {
            columns: columns.to_vec(),
            brief: brief.to_vec(),
            ..Self::default()
        }
    }

    pub(crate) fn push(&mut self, cells: Vec<Value>, ids: Vec<RecordId>) {
        debug_assert_eq!(cells.len(), self.columns.len(), "a cell for each column");
        self.lines.push(Line { cells, ids });
    }
}
