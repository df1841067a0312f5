//! What entries mean for what counts: applied when an entry is appended, and for all entries when the derived tables are made
//! anew.

use crate::schema::STILL;
use crate::stored::rows_of;
use crate::{Entry, RecordId, Verdict, derive, judge};
use rusqlite::{Connection, OptionalExtension, params};

/// Ends what does not count any more because of the entry with number `seq`, and begins again what counts again.
pub(crate) fn apply(connection: &Connection, seq: i64, entry: &Entry) -> rusqlite::Result<()> {
    match entry {
        Entry::Document {
            supersedes: Some(old),
            ..
        } => end_document(connection, *old, seq),
        Entry::Coded { supersedes, .. } => {
            for coding in supersedes {
                end_coding(connection, *coding, seq)?;
            }
            Ok(())
        }
        Entry::Reviewed { record, .. } => judge::settle_anew(connection, record, seq),
        Entry::Withdrawn { document, .. } => end_document(connection, *document, seq),
        Entry::Removed { records } => remove(connection, seq, records),
        Entry::Undone { seq: undone } => undo(connection, seq, *undone),
        Entry::Opened
        | Entry::Document { .. }
        | Entry::Resolved { .. }
        | Entry::Merged { .. }
        | Entry::Split { .. }
        | Entry::Joined { .. }
        | Entry::Parted { .. }
        | Entry::Indicator { .. }
        | Entry::Account { .. } => Ok(()),
    }
}

/// From `seq` on, a coding does not count.
fn end_coding(connection: &Connection, coding: i64, seq: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO coding_ends VALUES (?1, ?2, ?3)")?
        .execute(params![coding, seq, STILL])?;
    Ok(())
}

/// From `seq` on, no reading of a document counts, whatever else may have ended it before: that may be undone.
fn end_document(connection: &Connection, document: i64, seq: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO coding_ends SELECT coding, ?2, ?3 FROM codings WHERE document = ?1 AND seq < ?2",
        )?
        .execute(params![document, seq, STILL])?;
    Ok(())
}

/// From `seq` on, a record does not count.
pub(crate) fn end_record(connection: &Connection, record: i64, seq: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO record_ends VALUES (?1, ?2, ?3)")?
        .execute(params![record, seq, STILL])?;
    Ok(())
}

/// Forgets who stood in the records that were emptied.
fn remove(connection: &Connection, seq: i64, records: &[String]) -> rusqlite::Result<()> {
    let mut emptied = connection.prepare_cached(
        "SELECT r.record FROM records r JOIN codings c USING (coding)
         WHERE r.id = ?1 AND r.kind = ?2 AND r.fields IS NULL AND c.seq < ?3",
    )?;
    let mut gone: Vec<i64> = Vec::new();
    for id in records.iter().filter_map(|id| RecordId::parse(id)) {
        let rows = emptied.query_map(
            params![id.hash.cast_signed(), id.kind.number(), seq],
            |row| row.get(0),
        )?;
        for row in rows {
            gone.push(row?);
        }
    }
    let gone = serde_json::Value::from(gone).to_string();
    let named: Vec<i64> = connection
        .prepare_cached(
            "SELECT DISTINCT entity FROM parties WHERE kind = 1 AND place = 0 AND record IN (SELECT value FROM json_each(?1))",
        )?
        .query_map([&gone], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for table in [
        "record_ends",
        "parties",
        "dyads",
        "claims",
        "ties",
        "relations",
        "reactions",
    ] {
        connection
            .prepare_cached(&format!(
                "DELETE FROM {table} WHERE record IN (SELECT value FROM json_each(?1))"
            ))?
            .execute([&gone])?;
    }
    for entity in named {
        derive::aliases_anew(connection, entity)?;
    }
    Ok(())
}

fn undo(connection: &Connection, seq: i64, undone: i64) -> rusqlite::Result<()> {
    let Some(Entry::Reviewed { record, verdict }) = entry(connection, undone)? else {
        connection
            .prepare_cached(
                "UPDATE coding_ends SET to_seq = ?1 WHERE from_seq = ?2 AND to_seq = ?3",
            )?
            .execute(params![seq, undone, STILL])?;
        return Ok(());
    };
    if let Verdict::Edit { coding, .. } = verdict {
        judge::settle_correction(connection, (coding, false), seq)?;
    }
    judge::settle_anew(connection, &record, seq)
}

fn entry(connection: &Connection, seq: i64) -> rusqlite::Result<Option<Entry>> {
    let found = connection
        .prepare_cached("SELECT kind, body FROM entries WHERE seq = ?1")?
        .query_row([seq], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })
        .optional()?;
    Ok(found.and_then(|(kind, body)| Entry::read(&kind, &body)))
}

/// Fills the derived tables, which must be empty, from all entries. Names that no entity has yet get one.
pub(crate) fn all(connection: &Connection) -> rusqlite::Result<()> {
    let mut entries = connection.prepare("SELECT seq, kind, body FROM entries ORDER BY seq")?;
    let mut rows = entries.query([])?;
    while let Some(row) = rows.next()? {
        let (seq, kind, body): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Some(entry) = Entry::read(&kind, &body) else {
            continue; // the chain tells of it
        };
        if let Entry::Document { document, .. } = entry {
            let text: Option<String> = connection
                .prepare_cached("SELECT text FROM documents WHERE document = ?1")?
                .query_row([document], |row| row.get(0))
                .optional()?
                .flatten();
            derive::origin_of(connection, document, &text.unwrap_or_default())?;
        }
        apply(connection, seq, &entry)?;
        if let Entry::Coded { coding, .. } = entry {
            code(connection, coding, seq)?;
        }
    }
    Ok(())
}

/// What a reading brought.
fn code(connection: &Connection, coding: i64, seq: i64) -> rusqlite::Result<()> {
    let document: Option<i64> = connection
        .prepare_cached("SELECT document FROM codings WHERE coding = ?1")?
        .query_row([coding], |row| row.get(0))
        .optional()?;
    let Some(document) = document else {
        return Ok(());
    };
    derive::tally(connection, coding)?;
    let stored = rows_of(connection, coding)?;
    let numbers: Vec<(i64, u64)> = stored.iter().map(|s| (s.record, s.id.hash)).collect();
    let rows: Vec<_> = stored.into_iter().map(|s| s.row).collect();
    derive::records(connection, (document, seq), &rows, &numbers)?;
    derive::inherit(connection, coding, seq)?;
    Ok(())
}
