//! How often who did what to whom, by day, week, month or year. What counts are events, not mentions: the same type, parties
//! and day told by several documents is one.

use super::{Answer, actor};
use crate::derive::NO_DAY;
use crate::row::{day_number, day_text};
use crate::{Error, Kind, RecordId, Snapshot};
use jiff::civil::{Date, Weekday};
use serde_json::json;
use std::collections::BTreeMap;

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

#[derive(Default)]
struct Count {
    events: usize,
    mentions: usize,
    last: Option<i64>,
    records: Vec<i64>,
}

/// Start of the bin, type, actor, recipient.
type Key = (i64, i64, i64, i64);

/// What a row holds.
const COLUMNS: &[&str] = &["bin", "actor", "type", "recipient", "events", "mentions"];

/// Counts of events.
///
/// # Errors
/// If a date cannot be read, or the file cannot.
pub fn events(snapshot: &Snapshot<'_>, question: &Events) -> Result<Answer, Error> {
    let mut answer = Answer::new(COLUMNS, COLUMNS);
    let on_disk = |e| snapshot.error(e);
    let counts = count(snapshot, question)?;
    let mut rows: Vec<(&Key, &Count)> = counts.iter().collect();
    if rows.len() > question.limit {
        rows.sort_by_key(|(key, count)| (std::cmp::Reverse(count.events), **key));
        let left_out = rows.len() - question.limit;
        answer.notes.push(format!("{left_out} rows with smaller counts are not shown; narrow the question, or raise --limit."));
        rows.truncate(question.limit);
        rows.sort_by_key(|(key, _)| **key);
    }
    for (&(bin, label, a, b), count) in rows {
        let name = |entity: i64| match entity {
            0 => Ok(String::new()),
            entity => snapshot
                .entity(entity)
                .map(|(name, _)| name)
                .map_err(on_disk),
        };
        let label: String = snapshot
            .connection
            .prepare_cached("SELECT name FROM labels WHERE label = ?1")
            .and_then(|mut s| s.query_row([label], |row| row.get(0)))
            .map_err(on_disk)?;
        let ids: Result<Vec<RecordId>, Error> = count
            .records
            .iter()
            .map(|&r| Ok(snapshot.record(r)?.id))
            .collect();
        answer.push(
            vec![
                json!(bin_name(bin, question.bin)),
                json!(name(a)?),
                json!(label),
                json!(name(b)?),
                json!(count.events),
                json!(count.mentions),
            ],
            ids?,
        );
    }
    Ok(answer)
}

fn count(snapshot: &Snapshot<'_>, question: &Events) -> Result<BTreeMap<Key, Count>, Error> {
    let bound = |day: &Option<String>| day.as_deref().map(crate::snapshot::last_day).transpose();
    let (from, to) = (bound(&question.from)?, bound(&question.to)?);
    let on_disk = |e| snapshot.error(e);
    let side = |name: &Option<String>| match name {
        Some(name) => Ok(Some(actor::entities(snapshot, name).map_err(on_disk)?)),
        None => Ok(None),
    };
    let (actors, recipients) = (side(&question.actor)?, side(&question.recipient)?);
    let read = || -> rusqlite::Result<BTreeMap<Key, Count>> {
        let mut select = snapshot.connection.prepare_cached(
            "SELECT d.label, d.a, d.b, d.day, d.record FROM dyads d JOIN labels l USING (label)
             WHERE d.kind = ?1 AND (?2 IS NULL OR l.name = ?2) ORDER BY d.label, d.a, d.b, d.day",
        )?;
        let mut rows =
            select.query(rusqlite::params![Kind::Event.number(), question.event_type])?;
        let mut counts: BTreeMap<Key, Count> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (day, record): (i64, i64) = (row.get(3)?, row.get(4)?);
            let (a, b) = (
                snapshot.merges.of(row.get(1)?),
                snapshot.merges.of(row.get(2)?),
            );
            let is_asked = actors.as_ref().is_none_or(|only| only.contains(&a))
                && recipients.as_ref().is_none_or(|only| only.contains(&b))
                && from.is_none_or(|f| day >= f)
                && to.is_none_or(|t| day <= t)
                && snapshot.is_by_then(day)
                && snapshot.live(record).is_some();
            if !is_asked {
                continue;
            }
            let key = (bin_start(day, question.bin), row.get(0)?, a, b);
            let count = counts.entry(key).or_default();
            count.mentions += 1;
            // Rows come by day: the day before is the only one to compare with.
            if count.last != Some(day) {
                count.events += 1;
                count.last = Some(day);
            }
            if count.records.len() < IDS {
                count.records.push(record);
            }
        }
        Ok(counts)
    };
    read().map_err(on_disk)
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
