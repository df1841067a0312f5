//! Documents and records come in that were read elsewhere: by another ledger, or by people in another program.

use crate::append::{self, Ids, NewDocument, Stamp, latest, put_coding, put_document};
use crate::ledger::append;
use crate::{Added, Entry, Error, Ledger, RecordId, Row, Verdict};
use rusqlite::{Connection, params};
use verbale_text::CharOffsets;

/// Records that one reading of a document gave, with the ids they have.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Reading {
    /// What read the document; empty for people.
    pub stamp: Stamp,
    /// Ids and records, in their order.
    pub records: Vec<(RecordId, Row)>,
    /// Whether the reading had more records than these.
    pub is_part: bool,
}

impl Reading {
    /// Whether people made it.
    fn is_human(&self) -> bool {
        self.records.iter().any(|(_, row)| row.is_human())
    }
}

impl Ledger {
    /// Adds a document with the readings that another ledger had of it, in one transaction. Records that are here already
    /// are left out. A whole reading by a program replaces earlier ones by other packs or models, a part of one does not and
    /// is left out then; people's records come beside them, and a record that they correct does not count any more.
    ///
    /// # Errors
    /// If the text has another hash than the document says, an id does not follow from the words of its record, or the file
    /// cannot be written. Nothing of the document is stored then.
    pub fn bring(
        &mut self,
        document: &NewDocument,
        readings: &[Reading],
        now: &str,
    ) -> Result<Added, Error> {
        sound(document, readings)?;
        let path = self.path.clone();
        let on_disk = |e| Error::of(&path, e);
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(on_disk)?;
        let added = bring(&transaction, document, readings, now).map_err(on_disk)?;
        transaction.commit().map_err(on_disk)?;
        Ok(added)
    }
}

/// Whether text and ids are what they say.
fn sound(document: &NewDocument, readings: &[Reading]) -> Result<(), Error> {
    let wrong = |what: String| Error::Asked(format!("document {}: {what}", document.name));
    if verbale_text::sha256(document.text.as_bytes()) != document.sha256 {
        return Err(wrong(
            "its text does not have the hash that is written beside it; export it anew".into(),
        ));
    }
    let offsets = CharOffsets::new(&document.text);
    let ids = Ids::new(&document.sha256);
    for (id, row) in readings.iter().flat_map(|r| &r.records) {
        let is_there = |&[start, end]: &[u32; 2]| offsets.to_bytes(start, end).is_some();
        if !row.evidence.iter().all(is_there) {
            return Err(wrong(format!(
                "the evidence of {id} lies outside of the text"
            )));
        }
        if id.kind != row.kind || !ids.may_be(id.hash, row, &document.text, &offsets) {
            return Err(wrong(format!(
                "{id} is not the id of these words; was the record changed by hand?"
            )));
        }
    }
    Ok(())
}

fn bring(
    connection: &Connection,
    document: &NewDocument,
    readings: &[Reading],
    now: &str,
) -> rusqlite::Result<Added> {
    let (number, mut added) = match latest(connection, document)? {
        Some(old) if old.sha256 == document.sha256 => (old.document, Added::Known),
        Some(old) => (
            put_document(connection, document, Some(old.document), now)?,
            Added::Version,
        ),
        None => (put_document(connection, document, None, now)?, Added::New),
    };
    if is_withdrawn(connection, number)? {
        return Ok(added);
    }
    for reading in readings {
        let is_beside =
            reading.is_human() || append::was_read_by(connection, number, &reading.stamp)?;
        if !is_beside && reading.is_part && is_read(connection, number)? {
            continue;
        }
        let new = match is_beside {
            true => unknown(connection, number, reading)?,
            false => reading.records.iter().collect(),
        };
        if new.is_empty() {
            continue;
        }
        let ids: Vec<u64> = new.iter().map(|(id, _)| id.hash).collect();
        let rows: Vec<Row> = new.iter().map(|(_, row)| row.clone()).collect();
        let author = match reading.is_human() {
            true => rows.first().map_or("", |r| r.producer.id.as_str()),
            false => "verbale",
        };
        put_coding(
            connection,
            (number, Some(&ids)),
            &rows,
            &reading.stamp,
            (now, author, !is_beside),
        )?;
        for row in &rows {
            replace(connection, number, row, now)?;
        }
        if added == Added::Known {
            added = Added::Recoded;
        }
    }
    if !is_read(connection, number)? {
        // Nothing was found in it; it counts all the same.
        let by = (now, "verbale", true);
        put_coding(connection, (number, None), &[], &Stamp::default(), by)?;
    }
    Ok(added)
}

/// Whether a document was withdrawn: then no reading brings it back.
fn is_withdrawn(connection: &Connection, document: i64) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT 1 FROM codings c JOIN coding_ends x USING (coding) JOIN entries e ON e.seq = x.from_seq
             WHERE c.document = ?1 AND x.to_seq = ?2 AND e.kind = 'withdrawn'",
        )?
        .exists(params![document, crate::schema::STILL])
}

/// Whether a document has a reading that counts.
fn is_read(connection: &Connection, document: i64) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT 1 FROM codings c WHERE document = ?1
             AND NOT EXISTS (SELECT 1 FROM coding_ends x WHERE x.coding = c.coding AND x.to_seq = ?2)",
        )?
        .exists(params![document, crate::schema::STILL])
}

/// The number of the live record with that id in a document.
fn live(connection: &Connection, document: i64, id: RecordId) -> rusqlite::Result<Option<i64>> {
    let mut select = connection.prepare_cached(
        "SELECT r.record FROM records r JOIN codings c USING (coding)
         WHERE r.id = ?1 AND r.kind = ?2 AND c.document = ?3
           AND NOT EXISTS (SELECT 1 FROM coding_ends x WHERE x.coding = r.coding AND x.to_seq = ?4)
           AND NOT EXISTS (SELECT 1 FROM record_ends x WHERE x.record = r.record AND x.to_seq = ?4)
         ORDER BY r.record DESC LIMIT 1",
    )?;
    let values = params![
        id.hash.cast_signed(),
        id.kind.number(),
        document,
        crate::schema::STILL
    ];
    let mut rows = select.query(values)?;
    rows.next()?.map(|row| row.get(0)).transpose()
}

/// The records of a reading that a document does not have, whether they count or were rejected.
fn unknown<'r>(
    connection: &Connection,
    document: i64,
    reading: &'r Reading,
) -> rusqlite::Result<Vec<&'r (RecordId, Row)>> {
    let mut select = connection.prepare_cached(
        "SELECT 1 FROM records r JOIN codings c USING (coding)
         WHERE r.id = ?1 AND r.kind = ?2 AND c.document = ?3",
    )?;
    let mut new = Vec::new();
    for record in &reading.records {
        let (hash, kind) = (record.0.hash.cast_signed(), record.0.kind.number());
        if !select.exists(params![hash, kind, document])? {
            new.push(record);
        }
    }
    Ok(new)
}

/// What a reviewer's record corrects does not count beside it.
fn replace(connection: &Connection, document: i64, row: &Row, now: &str) -> rusqlite::Result<()> {
    let corrected = row.producer.version.strip_prefix(append::CORRECTS);
    // The number of the entry that corrected it follows the id.
    let corrected = corrected.and_then(|c| c.split(',').next());
    let Some(id) = corrected.and_then(RecordId::parse) else {
        return Ok(());
    };
    if live(connection, document, id)?.is_some() {
        let entry = Entry::Reviewed {
            record: id.to_string(),
            verdict: Verdict::Reject,
        };
        let seq = append(connection, (now, &row.producer.id), &entry, &[])?;
        crate::replay::apply(connection, seq, &entry)?;
    }
    Ok(())
}
