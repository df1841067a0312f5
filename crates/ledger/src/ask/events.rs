//! How often who did what to whom, by day, week, month or year. What counts are events, not mentions: the same type and parties
//! on the same day or the next one, told by several documents, is one. What no voice asserts (planned, asked for, possible, denied)
//! did not happen as far as the texts tell, and counts only where it is asked for.

use super::Answer;
use super::actor::note_unknown;
use super::dyads::{self, Dyad, Wanted, bound, dyads, label, named, side};
use crate::derive::NO_DAY;
use crate::row::{day_number, day_text};
use crate::{Error, Kind, RecordId, Snapshot};
use jiff::civil::{Date, Weekday};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::json;

/// Width of a bin.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "calendar units")]
pub enum Bin {
    Day,
    Week,
    #[default]
    Month,
    Year,
    /// All days in one.
    All,
}

/// What to ask about events.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Events {
    /// Only those that this actor did.
    pub actor: Option<String>,
    /// Only those done to this actor.
    pub recipient: Option<String>,
    /// Only this type (PLOVER, `X-POWER`, `X-APPOINT`).
    pub event_type: Option<String>,
    /// Instead of those that a voice asserts, those with this factuality: `CT-` denied, `PS+` possible, `Uu` left open …
    pub factuality: Option<String>,
    /// Not before this day.
    pub from: Option<String>,
    /// Not after this day.
    pub to: Option<String>,
    /// Width of a bin.
    pub bin: Bin,
    /// Rows at most, the largest counts.
    pub limit: usize,
}

/// Records listed behind a row.
const IDS: usize = 20;

/// One cell of the table: events of a type between two in a bin.
struct Count {
    key: Key,
    events: usize,
    mentions: usize,
    documents: Vec<i64>,
    records: Vec<i64>,
}

/// Start of the bin, type, actor, recipient.
type Key = (i64, i64, i64, i64);

/// What a row holds.
const COLUMNS: &[&str] = &[
    "bin",
    "actor",
    "type",
    "recipient",
    "factuality",
    "events",
    "mentions",
    "origins",
];

/// Counts of events.
///
/// # Errors
/// If a date cannot be read, or the file cannot.
pub fn events(snapshot: &Snapshot<'_>, question: &Events) -> Result<Answer, Error> {
    let mut answer = Answer::new(COLUMNS, COLUMNS);
    let mut counts = count(snapshot, question)?;
    if counts.len() > question.limit {
        counts.sort_unstable_by_key(|c| (std::cmp::Reverse(c.events), c.key));
        let left_out = counts.len() - question.limit;
        answer.notes.push(format!("{left_out} rows with smaller counts are not shown; narrow the question, or raise --limit."));
        counts.truncate(question.limit);
        counts.sort_unstable_by_key(|c| c.key);
    }
    for count in counts {
        let (bin, sort, a, b) = count.key;
        let ids = count.records.iter().map(|&r| snapshot.id(r));
        let ids: rusqlite::Result<Vec<RecordId>> = ids.collect();
        answer.push(
            vec![
                json!(bin_name(bin, question.bin)),
                json!(side(snapshot, a)?),
                json!(dyads::event_type(&label(snapshot, sort)?).0),
                json!(side(snapshot, b)?),
                json!(question.factuality),
                json!(count.events),
                json!(count.mentions),
                json!(origins(snapshot, &count.documents)?),
            ],
            ids.map_err(|e| snapshot.error(e))?,
        );
    }
    let named = [question.actor.as_ref(), question.recipient.as_ref()];
    note_unknown(snapshot, named, &mut answer)?;
    answer.notes.push(match &question.factuality {
        None => "Counted is what a voice asserts; --factuality CT- shows what is denied, PS+ what is possible, Uu what is left open. What \
                 has no day is counted on the day of publication."
            .into(),
        Some(_) => "What has no day is counted on the day of publication.".into(),
    });
    Ok(answer)
}

/// How many independent texts some documents are.
fn origins(snapshot: &Snapshot<'_>, documents: &[i64]) -> Result<usize, Error> {
    let origins = documents.iter().map(|&d| snapshot.origin(d));
    let origins: rusqlite::Result<FxHashSet<i64>> = origins.collect();
    Ok(origins.map_err(|e| snapshot.error(e))?.len())
}

/// The types of asserted events that a ledger has, in the order of the alphabet.
///
/// # Errors
/// If the file cannot be read.
pub fn event_types(snapshot: &Snapshot<'_>) -> Result<Vec<String>, Error> {
    let read = || -> rusqlite::Result<Vec<String>> {
        snapshot
            .connection
            .prepare_cached(
                "SELECT name FROM labels l WHERE instr(name, ' ') = 0
                 AND EXISTS (SELECT 1 FROM dyads d WHERE d.kind = ?1 AND d.label = l.label) ORDER BY name",
            )?
            .query_map([Kind::Event.number()], |row| row.get(0))?
            .collect()
    };
    read().map_err(|e| snapshot.error(e))
}

/// Counts by key, in the order of keys.
fn count(snapshot: &Snapshot<'_>, question: &Events) -> Result<Vec<Count>, Error> {
    let wanted = Wanted {
        a: named(snapshot, question.actor.as_ref())?,
        b: named(snapshot, question.recipient.as_ref())?,
        either: None,
        from: bound(question.from.as_ref())?,
        to: bound(question.to.as_ref())?,
        factuality: question.factuality.clone(),
    };
    let mut found = dyads(snapshot, Kind::Event, &wanted)?;
    if let Some(name) = &question.event_type {
        let label = match &question.factuality {
            Some(factuality) => number(snapshot, &format!("{name} {factuality}"))?,
            None => number(snapshot, name)?,
        };
        found.retain(|d| Some(d.label) == label);
    }
    let mut bins = Bins::new(question.bin);
    let mut keyed: Vec<(Key, Dyad)> = found
        .into_iter()
        .map(|d| ((bins.start(d.day), d.label, d.a, d.b), d))
        .collect();
    keyed.sort_unstable_by_key(|(key, d)| (*key, d.day, d.record));
    let spoken_for = snapshot.spoken_for().map_err(|e| snapshot.error(e))?;
    let mut counts: Vec<Count> = Vec::new();
    let mut first = None;
    for (key, dyad) in keyed {
        if counts.last().is_none_or(|c| c.key != key) {
            counts.push(Count {
                key,
                events: 0,
                mentions: 0,
                documents: Vec::new(),
                records: Vec::new(),
            });
            first = None;
        }
        let count = counts.last_mut().expect("there is one now");
        count.mentions += 1;
        if count.documents.last() != Some(&dyad.document) {
            count.documents.push(dyad.document);
        }
        // They come by day. What is told of the next day may be the same event in another time zone.
        let is_new = first.is_none_or(|first| dyad.day > first + 1);
        if is_new && !spoken_for.contains(&dyad.record) {
            count.events += 1;
            first = Some(dyad.day);
        }
        if count.records.len() < IDS {
            count.records.push(dyad.record);
        }
    }
    Ok(counts)
}

/// The number of a label; `None` if nothing has it.
fn number(snapshot: &Snapshot<'_>, name: &str) -> Result<Option<i64>, Error> {
    let read = || -> rusqlite::Result<Vec<i64>> {
        snapshot
            .connection
            .prepare_cached("SELECT label FROM labels WHERE name = ?1")?
            .query_map([name], |row| row.get(0))?
            .collect()
    };
    Ok(read().map_err(|e| snapshot.error(e))?.pop())
}

/// Starts of bins, each day reckoned once.
pub(super) struct Bins {
    bin: Bin,
    starts: FxHashMap<i64, i64>,
}

impl Bins {
    pub(super) fn new(bin: Bin) -> Self {
        Self {
            bin,
            starts: FxHashMap::default(),
        }
    }

    /// First day of the bin of `day`.
    pub(super) fn start(&mut self, day: i64) -> i64 {
        let bin = self.bin;
        *self
            .starts
            .entry(day)
            .or_insert_with(|| bin_start(day, bin))
    }
}

/// First day of the bin; what has no day keeps none.
pub(crate) fn bin_start(day: i64, bin: Bin) -> i64 {
    if day == NO_DAY {
        return NO_DAY;
    }
    let Some(date) = day_text(day).and_then(|d| d.parse::<Date>().ok()) else {
        return day;
    };
    let start = match bin {
        Bin::Day => return day,
        Bin::Week => return day - i64::from(date.weekday().since(Weekday::Monday)),
        Bin::Month => date.first_of_month(),
        Bin::Year => date.first_of_year(),
        Bin::All => return 0,
    };
    day_number(&start.to_string()).unwrap_or(day)
}

/// How people read a bin: `2025-07`, `2025`, the Monday of a week, a day.
fn bin_name(start: i64, bin: Bin) -> Option<String> {
    if start == NO_DAY {
        return None;
    }
    let day = day_text(start)?;
    match bin {
        Bin::Day | Bin::Week => Some(day),
        Bin::Month => day.get(..7).map(str::to_owned),
        Bin::Year => day.get(..4).map(str::to_owned),
        Bin::All => None,
    }
}
