//! Whom outlets let speak, over time: statements by outlet, speaker and month.

use super::events::{Bin, bin_start};
use super::{Answer, actor};
use crate::derive::NO_DAY;
use crate::row::day_text;
use crate::snapshot::last_day;
use crate::{Error, Kind, RecordId, Snapshot};
use rusqlite::params;
use rustc_hash::FxHashMap;
use serde_json::json;
use std::collections::BTreeMap;

/// What to ask about voices of outlets.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Airtime {
    /// Only this outlet.
    pub outlet: Option<String>,
    /// Only what this actor says.
    pub speaker: Option<String>,
    /// Not before this day.
    pub from: Option<String>,
    /// Not after this day.
    pub to: Option<String>,
    /// Width of a bin.
    pub bin: Bin,
    /// Speakers that have rows of their own, those with most statements in all; all others are one row.
    pub speakers: usize,
}

/// What a row holds.
const COLUMNS: &[&str] = &["outlet", "bin", "speaker", "statements", "share"];

/// Records listed behind a row.
const IDS: usize = 5;

/// What stands for all speakers without a row of their own.
const OTHERS: i64 = -1;

/// Statements of one speaker in one bin of one outlet.
#[derive(Default)]
struct Count {
    n: usize,
    records: Vec<i64>,
}

/// Statements by outlet, bin and speaker; the share is that of all statements of the outlet in the bin.
///
/// # Errors
/// If a date cannot be read, or the file cannot.
pub fn airtime(snapshot: &Snapshot<'_>, question: &Airtime) -> Result<Answer, Error> {
    let mut answer = Answer::new(COLUMNS, COLUMNS);
    let on_disk = |e| snapshot.error(e);
    let outlets = outlets(snapshot).map_err(on_disk)?;
    let counts = count(snapshot, question, &outlets)?;
    let mut of_bin: FxHashMap<(&str, i64), usize> = FxHashMap::default();
    for (&(outlet, bin, _), count) in &counts {
        *of_bin.entry((outlet, bin)).or_default() += count.n;
    }
    for (&(outlet, bin, speaker), count) in &counts {
        let name = match speaker {
            OTHERS => "others".to_owned(),
            speaker => snapshot.entity(speaker).map_err(on_disk)?.0,
        };
        let share = count.n as f64 / of_bin[&(outlet, bin)] as f64;
        let ids = count.records.iter().map(|&record| snapshot.id(record));
        let ids: rusqlite::Result<Vec<RecordId>> = ids.collect();
        answer.push(
            vec![
                json!(outlet),
                json!(bin_name(bin, question.bin)),
                json!(name),
                json!(count.n),
                json!((share * 1000.0).round() / 1000.0),
            ],
            ids.map_err(on_disk)?,
        );
    }
    answer.notes.push(
        "A statement counts in the bin of its own day, or of the day of publication. Statements of unnamed speakers are left out."
            .into(),
    );
    Ok(answer)
}

/// Outlet, start of the bin, speaker.
type Key<'o> = (&'o str, i64, i64);

fn count<'o>(
    snapshot: &Snapshot<'_>,
    question: &Airtime,
    outlets: &'o FxHashMap<i64, String>,
) -> Result<BTreeMap<Key<'o>, Count>, Error> {
    let on_disk = |e| snapshot.error(e);
    let spoken = spoken(snapshot, question, outlets)?;
    let mut totals: FxHashMap<i64, usize> = FxHashMap::default();
    for &(_, _, speaker, _) in &spoken {
        *totals.entry(speaker).or_default() += 1;
    }
    let only = question.speaker.as_ref();
    let only = only.map(|name| actor::entities(snapshot, name));
    let only = only.transpose().map_err(on_disk)?;
    let mut speakers: Vec<(i64, usize)> = totals.into_iter().collect();
    speakers.sort_unstable_by_key(|&(speaker, n)| (std::cmp::Reverse(n), speaker));
    let first = speakers.iter().take(question.speakers).map(|(s, _)| *s);
    let named: Vec<i64> = only.unwrap_or_else(|| first.collect());
    let mut counts: BTreeMap<Key<'_>, Count> = BTreeMap::new();
    let mut starts: FxHashMap<i64, i64> = FxHashMap::default();
    for (outlet, day, speaker, record) in spoken {
        let bin = *starts
            .entry(day)
            .or_insert_with(|| bin_start(day, question.bin));
        let own = match named.contains(&speaker) {
            true => speaker,
            false => OTHERS,
        };
        let count = counts.entry((outlet, bin, own)).or_default();
        count.n += 1;
        if count.records.len() < IDS && own != OTHERS {
            count.records.push(record);
        }
    }
    Ok(counts)
}

/// Outlet, day, speaker and number of each statement that is asked for.
fn spoken<'o>(
    snapshot: &Snapshot<'_>,
    question: &Airtime,
    outlets: &'o FxHashMap<i64, String>,
) -> Result<Vec<(&'o str, i64, i64, i64)>, Error> {
    let bound = |day: &Option<String>| day.as_deref().map(last_day).transpose();
    let from = bound(&question.from)?.unwrap_or(NO_DAY + 1);
    let to = bound(&question.to)?.unwrap_or(i64::MAX);
    let to = snapshot.as_of().map_or(to, |as_of| to.min(as_of));
    let asked = question.outlet.as_deref();
    let read = || -> rusqlite::Result<Vec<(&'o str, i64, i64, i64)>> {
        let mut select = snapshot.connection.prepare_cached(
            "SELECT DISTINCT day, record, a FROM dyads WHERE kind = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day, record, a",
        )?;
        let mut rows = select.query(params![Kind::Statement.number(), from, to])?;
        let mut spoken = Vec::new();
        while let Some(row) = rows.next()? {
            let record = row.get(1)?;
            let outlet = snapshot.live(record).and_then(|d| outlets.get(&d));
            let Some(outlet) = outlet.filter(|o| asked.is_none_or(|asked| asked == *o)) else {
                continue;
            };
            let speaker = snapshot.merges.of(row.get(2)?);
            spoken.push((outlet.as_str(), row.get(0)?, speaker, record));
        }
        Ok(spoken)
    };
    read().map_err(|e| snapshot.error(e))
}

/// How people read a bin.
fn bin_name(start: i64, bin: Bin) -> Option<String> {
    let day = day_text(start)?;
    match bin {
        Bin::Day | Bin::Week => Some(day),
        Bin::Month => day.get(..7).map(str::to_owned),
        Bin::Year => day.get(..4).map(str::to_owned),
        Bin::All => None,
    }
}

/// The outlet of each document that has one.
fn outlets(snapshot: &Snapshot<'_>) -> rusqlite::Result<FxHashMap<i64, String>> {
    let mut select = snapshot
        .connection
        .prepare_cached("SELECT document, outlet FROM documents WHERE outlet IS NOT NULL")?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// Statements that are looked through for the last one of an outlet.
const LOOKED: i64 = 5_000;

/// The last day on which an outlet lets somebody speak, not after that of the question; `None` if none does, or all of the last
/// 5,000 statements are of texts without an outlet.
///
/// # Errors
/// If the file cannot be read.
pub fn spoken_last(snapshot: &Snapshot<'_>) -> Result<Option<String>, Error> {
    let read = || -> rusqlite::Result<Option<i64>> {
        let mut select = snapshot.connection.prepare_cached(
            "SELECT day, record FROM dyads WHERE kind = ?1 AND day > ?2 AND day <= ?3 ORDER BY day DESC, record DESC LIMIT ?4",
        )?;
        let mut of = snapshot
            .connection
            .prepare_cached("SELECT 1 FROM documents WHERE document = ?1 AND outlet IS NOT NULL")?;
        let until = snapshot.as_of().unwrap_or(i64::MAX);
        let mut rows = select.query(params![Kind::Statement.number(), NO_DAY, until, LOOKED])?;
        while let Some(row) = rows.next()? {
            if let Some(document) = snapshot.live(row.get(1)?)
                && of.exists([document])?
            {
                return row.get(0);
            }
        }
        Ok(None)
    };
    let last = read().map_err(|e| snapshot.error(e))?;
    Ok(last.and_then(day_text))
}

/// Names of all outlets, in the order of the alphabet.
///
/// # Errors
/// If the file cannot be read.
pub fn outlet_names(snapshot: &Snapshot<'_>) -> Result<Vec<String>, Error> {
    let read = || -> rusqlite::Result<Vec<String>> {
        snapshot
            .connection
            .prepare_cached(
                "SELECT DISTINCT outlet FROM documents WHERE outlet IS NOT NULL ORDER BY outlet",
            )?
            .query_map([], |row| row.get(0))?
            .collect()
    };
    read().map_err(|e| snapshot.error(e))
}
