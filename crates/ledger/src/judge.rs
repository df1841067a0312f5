//! What reviewers say of records. The latest judgement that nobody took back decides whether a record counts.

use crate::act::append_act;
use crate::append::{CORRECTS, Stamp, put_coding};
use crate::ledger::next_seq;
use crate::replay::end_record;
use crate::schema::STILL;
use crate::{Entry, Error, Known, Ledger, Producer, RecordId, Row, Snapshot, Stored, Verdict};
use rusqlite::{Connection, params};
use serde_json::Value;

/// What a reviewer says of a record.
#[derive(Clone, PartialEq, Debug)]
pub enum Judgement {
    /// It is right.
    Accept,
    /// It is wrong.
    Reject,
    /// One field should have another value.
    Edit {
        /// The field.
        field: String,
        /// Its value.
        value: Value,
    },
}

impl Ledger {
    /// Writes down what `reviewer` says of a record, and gives the number of the entry. A record that was rejected or edited
    /// before can be judged again; the later judgement decides.
    ///
    /// # Errors
    /// If there is no such record or field, or the file cannot be written.
    pub fn review(
        &mut self,
        id: RecordId,
        judgement: &Judgement,
        (now, reviewer): (&str, &str),
    ) -> Result<i64, Error> {
        let stored = self.reviewable(id)?;
        if let Judgement::Edit { field, .. } = judgement {
            has_field(&stored, field)?;
        }
        self.act(|connection| {
            let verdict = match judgement {
                Judgement::Accept => Verdict::Accept,
                Judgement::Reject => Verdict::Reject,
                Judgement::Edit { field, value } => {
                    let rows = [corrected(connection, &stored, (field, value), reviewer)?];
                    let by = (now, reviewer, false);
                    let coding = put_coding(
                        connection,
                        (stored.document, None),
                        &rows,
                        &Stamp::default(),
                        by,
                    )?;
                    Verdict::Edit {
                        field: field.clone(),
                        old: stored.row.fields.get(field).cloned().unwrap_or(Value::Null),
                        new: value.clone(),
                        coding,
                    }
                }
            };
            let entry = Entry::Reviewed {
                record: id.to_string(),
                verdict,
            };
            append_act(connection, (now, reviewer), &entry)
        })
    }

    /// The record with that id, whether or not a reviewer struck it out.
    fn reviewable(&self, id: RecordId) -> Result<Stored, Error> {
        let snapshot = Snapshot::new(self, None, &Known::Now)?;
        snapshot.reviewable(id)?.ok_or_else(|| {
            Error::Asked(format!(
                "{id}: no such record counts in {}",
                self.path.display()
            ))
        })
    }
}

fn has_field(stored: &Stored, field: &str) -> Result<(), Error> {
    if stored.row.fields.contains_key(field) {
        return Ok(());
    }
    let known: Vec<&str> = stored.row.fields.keys().map(String::as_str).collect();
    Err(Error::Asked(format!(
        "{}: has no field {field:?}; its fields are {}",
        stored.id,
        known.join(", ")
    )))
}

/// The record with one field changed, as made by a reviewer in the next entry.
fn corrected(
    connection: &Connection,
    stored: &Stored,
    (field, value): (&str, &Value),
    reviewer: &str,
) -> rusqlite::Result<Row> {
    let mut row = stored.row.clone();
    row.fields.insert(field.to_owned(), value.clone());
    row.confidence = 1.0;
    row.producer = Producer {
        producer_type: "human".into(),
        id: reviewer.to_owned(),
        version: format!("{CORRECTS}{}, entry {}", stored.id, next_seq(connection)?),
    };
    Ok(row)
}

/// What follows for a record from the entry with number `seq`, which judges it or takes a judgement back.
pub(crate) fn settle_anew(connection: &Connection, record: &str, seq: i64) -> rusqlite::Result<()> {
    match RecordId::parse(record) {
        Some(id) => {
            let stands = is_standing(connection, id, seq)?;
            settle(connection, (id, stands), seq)
        }
        None => Ok(()),
    }
}

/// Makes the tables say what the judgements of a record say that nobody took back: the record counts unless the last one is
/// against it, and of its corrections the last one counts. A record that itself corrects another stands only while that
/// correction does.
fn settle(
    connection: &Connection,
    (id, stands): (RecordId, bool),
    seq: i64,
) -> rusqlite::Result<()> {
    let verdicts = verdicts(connection, id, seq)?;
    let last = verdicts.last();
    let is_wrong = last.is_some_and(|(_, verdict)| *verdict != Verdict::Accept);
    let hash = id.hash.cast_signed();
    match last {
        Some((at, _)) => connection
            .prepare_cached("INSERT OR REPLACE INTO verdicts VALUES (?1, ?2, ?3)")?
            .execute(params![hash, is_wrong, at])?,
        None => connection
            .prepare_cached("DELETE FROM verdicts WHERE id = ?1")?
            .execute([hash])?,
    };
    let mut records = connection.prepare_cached(
        "SELECT r.record FROM records r JOIN codings c USING (coding) WHERE r.id = ?1 AND c.seq <= ?2",
    )?;
    let records: Vec<i64> = records
        .query_map([hash, seq], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for record in records {
        let is_ended = connection
            .prepare_cached("SELECT 1 FROM record_ends WHERE record = ?1 AND to_seq = ?2")?
            .exists(params![record, STILL])?;
        let falls = match last {
            Some(last) => is_struck(connection, id, (record, last))?,
            None => false,
        };
        match (stands && !falls, is_ended) {
            (true, true) => {
                connection
                    .prepare_cached(
                        "UPDATE record_ends SET to_seq = ?2 WHERE record = ?1 AND to_seq = ?3",
                    )?
                    .execute(params![record, seq, STILL])?;
            }
            (false, false) => end_record(connection, record, seq)?,
            _ => {}
        }
    }
    for (at, verdict) in &verdicts {
        if let Verdict::Edit { coding, .. } = verdict {
            let is_last = last.is_some_and(|(last, _)| last == at);
            settle_correction(connection, (*coding, stands && is_last), seq)?;
        }
    }
    Ok(())
}

/// Whether the judgements of its id strike out a record that came in with a new reading.
pub(crate) fn falls(
    connection: &Connection,
    (id, record): (RecordId, i64),
    seq: i64,
) -> rusqlite::Result<bool> {
    match verdicts(connection, id, seq)?.last() {
        Some(last) => is_struck(connection, id, (record, last)),
        None => Ok(false),
    }
}

/// Whether a judgement of an id strikes out one of the records that have it. A correction stands in for every reading of its
/// words. A rejection is of what was read then: a later reading of the same words that says something else was not meant.
fn is_struck(
    connection: &Connection,
    id: RecordId,
    (record, (at, verdict)): (i64, &(i64, Verdict)),
) -> rusqlite::Result<bool> {
    match verdict {
        Verdict::Accept => Ok(false),
        Verdict::Edit { .. } => Ok(true),
        Verdict::Reject => {
            let judged: Option<i64> = connection
                .prepare_cached(
                    "SELECT max(r.record) FROM records r JOIN codings c USING (coding) WHERE r.id = ?1 AND r.kind = ?2 AND c.seq < ?3",
                )?
                .query_row(params![id.hash.cast_signed(), id.kind.number(), at], |row| {
                    row.get(0)
                })?;
            match judged {
                Some(judged) if judged < record => {
                    Ok(sense(connection, judged)? == sense(connection, record)?)
                }
                _ => Ok(true),
            }
        }
    }
}

/// Fields, factuality, and the parties by the number of their field.
type Sense = (Value, String, Vec<(i64, i64)>);

/// What a record says, whatever its actors and other records are numbered in its reading: its fields without local ids, how far
/// its voice commits itself, and who stands in which field.
fn sense(connection: &Connection, record: i64) -> rusqlite::Result<Sense> {
    let (fields, factuality): (Option<String>, Option<String>) = connection
        .prepare_cached("SELECT fields, factuality FROM records WHERE record = ?1")?
        .query_row([record], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let fields = fields.and_then(|f| serde_json::from_str(&f).ok());
    let mut select = connection.prepare_cached(
        "SELECT place, entity FROM parties WHERE record = ?1 ORDER BY place, entity",
    )?;
    let parties = select.query_map([record], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let fields = fields.map_or(Value::Null, without_numbers);
    Ok((
        fields,
        factuality.unwrap_or_default(),
        parties.collect::<rusqlite::Result<_>>()?,
    ))
}

/// A value in which local ids such as `actor-03` have lost their number.
fn without_numbers(value: Value) -> Value {
    let cut = |text: String| match text.rsplit_once('-') {
        Some((kind, number))
            if crate::Kind::parse(kind).is_some() && number.bytes().all(|b| b.is_ascii_digit()) =>
        {
            kind.to_owned()
        }
        _ => text,
    };
    match value {
        Value::String(text) => Value::String(cut(text)),
        Value::Array(list) => list.into_iter().map(without_numbers).collect(),
        Value::Object(map) => {
            let pairs = map.into_iter();
            pairs
                .map(|(key, value)| (cut(key), without_numbers(value)))
                .collect()
        }
        other => other,
    }
}

/// Ends a correction, or lets it count again, with all that was said of it.
pub(crate) fn settle_correction(
    connection: &Connection,
    (coding, stands): (i64, bool),
    seq: i64,
) -> rusqlite::Result<()> {
    let ended = format!("coding = ?1 AND to_seq = {STILL} AND {BY_REVIEW}");
    match stands {
        true => {
            let sql = format!("UPDATE coding_ends SET to_seq = ?2 WHERE {ended}");
            connection.execute(&sql, params![coding, seq])?;
        }
        false => {
            let sql = format!(
                "INSERT INTO coding_ends SELECT ?1, ?2, {STILL} WHERE NOT EXISTS (SELECT 1 FROM coding_ends WHERE {ended})"
            );
            connection.execute(&sql, params![coding, seq])?;
        }
    }
    let mut ids = connection.prepare_cached(
        "SELECT k.name, r.id FROM codings c JOIN records r ON r.record >= c.first_record AND r.record < c.first_record + c.n_records
         JOIN kinds k ON k.kind = r.kind WHERE c.coding = ?1",
    )?;
    let ids: Vec<(String, i64)> = ids
        .query_map([coding], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (kind, hash) in ids {
        if let Some(kind) = crate::Kind::parse(&kind) {
            let hash = hash.cast_unsigned();
            settle(connection, (RecordId { kind, hash }, stands), seq)?;
        }
    }
    Ok(())
}

/// Ends that a review made, not a new text or a withdrawal.
const BY_REVIEW: &str = "(SELECT kind FROM entries WHERE seq = from_seq) IN ('reviewed', 'undone')";

/// Whether no review ended the correction that the record is; records of the machine stand by themselves.
fn is_standing(connection: &Connection, id: RecordId, seq: i64) -> rusqlite::Result<bool> {
    let sql = format!(
        "SELECT 1 FROM records r JOIN codings c USING (coding) WHERE r.id = ?1 AND c.seq <= ?2 AND NOT EXISTS (SELECT 1 FROM coding_ends x
         WHERE x.coding = r.coding AND x.to_seq = {STILL} AND {BY_REVIEW})"
    );
    connection
        .prepare_cached(&sql)?
        .exists([id.hash.cast_signed(), seq])
}

/// What was said of a record up to `seq` and not taken back, with the numbers of the entries.
fn verdicts(
    connection: &Connection,
    id: RecordId,
    seq: i64,
) -> rusqlite::Result<Vec<(i64, Verdict)>> {
    // The first condition lets the index of what people did be used.
    let mut select = connection.prepare_cached(
        "SELECT seq, kind, body FROM entries WHERE kind NOT IN ('document', 'coded') AND kind IN ('reviewed', 'undone')
         AND seq <= ?1 ORDER BY seq",
    )?;
    let mut rows = select.query([seq])?;
    let mut found: Vec<(i64, Verdict)> = Vec::new();
    let id = id.to_string();
    while let Some(row) = rows.next()? {
        let (kind, body): (String, String) = (row.get(1)?, row.get(2)?);
        match Entry::read(&kind, &body) {
            Some(Entry::Reviewed { record, verdict }) if record == id => {
                found.push((row.get(0)?, verdict));
            }
            Some(Entry::Undone { seq }) => found.retain(|(at, _)| *at != seq),
            _ => {}
        }
    }
    Ok(found)
}
