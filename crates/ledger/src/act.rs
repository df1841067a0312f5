//! What people do to a ledger: judge records, settle claims, join and part actors, withdraw, remove, undo.
//!
//! Nothing is changed: each act is an entry, and what it means for a snapshot is derived from it.

use crate::append::{CORRECTS, Stamp, put_coding};
use crate::ask::Indicator;
use crate::derive::end_record;
use crate::ledger::append;
use crate::schema::STILL;
use crate::{
    Entry, Error, Kind, Known, Ledger, Outcome, Producer, RecordId, Snapshot, Stored, Verdict,
};
use rusqlite::params;
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
    /// Writes down what `reviewer` says of a record, and gives the number of the entry.
    ///
    /// # Errors
    /// If there is no such record or field, or the file cannot be written.
    pub fn review(
        &mut self,
        id: RecordId,
        judgement: &Judgement,
        (now, reviewer): (&str, &str),
    ) -> Result<i64, Error> {
        let stored = self.present(id)?;
        let corrected = match judgement {
            Judgement::Edit { field, value } => Some(corrected(&stored, field, value, reviewer)?),
            _ => None,
        };
        self.act(|connection| {
            let verdict = match (judgement, corrected) {
                (Judgement::Edit { field, value }, Some(row)) => {
                    let stamp = Stamp::default();
                    let rows = [row];
                    let coding = put_coding(
                        connection,
                        (stored.document, None),
                        &rows,
                        &stamp,
                        (now, reviewer, false),
                    )?;
                    Verdict::Edit {
                        field: field.clone(),
                        old: stored.row.fields.get(field).cloned().unwrap_or(Value::Null),
                        new: value.clone(),
                        coding,
                    }
                }
                (Judgement::Reject, _) => Verdict::Reject,
                _ => Verdict::Accept,
            };
            let is_wrong = verdict != Verdict::Accept;
            let entry = Entry::Reviewed {
                record: id.to_string(),
                verdict,
            };
            let seq = append(connection, (now, reviewer), &entry, &[])?;
            connection
                .prepare_cached("INSERT OR REPLACE INTO verdicts VALUES (?1, ?2, ?3)")?
                .execute(params![id.hash.cast_signed(), is_wrong, seq])?;
            if is_wrong {
                end_record(connection, stored.record, seq)?;
            }
            Ok(seq)
        })
    }

    /// Links a commitment, demand or forecast to the records that show what came of it.
    ///
    /// # Errors
    /// If one of the records is not there, the claim is none, or the file cannot be written.
    pub fn resolve(
        &mut self,
        claim: RecordId,
        (outcome, evidence): (Outcome, &[RecordId]),
        (now, reviewer): (&str, &str),
    ) -> Result<i64, Error> {
        let stored = self.present(claim)?;
        let is_claim = match stored.id.kind {
            Kind::Commitment | Kind::Demand => true,
            Kind::Impact => stored.row.text("claim_type") == Some("forecast"),
            _ => false,
        };
        if !is_claim {
            return Err(Error::Asked(format!(
                "{claim}: only commitments, demands and forecasts are settled"
            )));
        }
        if evidence.is_empty() && outcome != Outcome::Undetermined {
            return Err(Error::Asked(format!(
                "{claim}: {outcome} needs the id of at least one record that shows it"
            )));
        }
        for id in evidence {
            self.present(*id)?;
        }
        let entry = Entry::Resolved {
            claim: claim.to_string(),
            outcome,
            evidence: evidence.iter().map(ToString::to_string).collect(),
        };
        self.act(|connection| append(connection, (now, reviewer), &entry, &[]))
    }

    /// Writes down how a claim is to be tested, before it is tested.
    ///
    /// # Errors
    /// If there is no such record, the date is none, or the file cannot be written.
    pub fn confirm(
        &mut self,
        claim: RecordId,
        indicator: &Indicator,
        by: (&str, &str),
    ) -> Result<i64, Error> {
        self.present(claim)?;
        crate::snapshot::last_day(&indicator.at)?;
        let entry = Entry::Indicator {
            claim: claim.to_string(),
            query: indicator.to_json(),
        };
        self.act(|connection| append(connection, by, &entry, &[]))
    }

    /// Takes one entity for another from now on.
    ///
    /// # Errors
    /// If there is no such entity, or the file cannot be written.
    pub fn merge(&mut self, into: i64, entity: i64, by: (&str, &str)) -> Result<i64, Error> {
        for entity in [into, entity] {
            self.entity_is_there(entity)?;
        }
        if into == entity {
            return Err(Error::Asked(format!("entity {entity} is itself already")));
        }
        let entry = Entry::Merged { into, entity };
        self.act(|connection| append(connection, by, &entry, &[]))
    }

    /// Undoes the merges of an entity.
    ///
    /// # Errors
    /// If there is no such entity, or the file cannot be written.
    pub fn split(&mut self, entity: i64, by: (&str, &str)) -> Result<i64, Error> {
        self.entity_is_there(entity)?;
        let entry = Entry::Split { entity };
        self.act(|connection| append(connection, by, &entry, &[]))
    }

    /// From now on a document does not count: its outlet withdrew it.
    ///
    /// # Errors
    /// If there is no such document, or the file cannot be written.
    pub fn withdraw(
        &mut self,
        document: i64,
        reason: &str,
        by: (&str, &str),
    ) -> Result<i64, Error> {
        let read = || {
            self.connection
                .prepare_cached("SELECT 1 FROM documents WHERE document = ?1")?
                .exists([document])
        };
        if !read().map_err(|e| self.error(e))? {
            return Err(Error::Asked(format!("there is no document {document}")));
        }
        let entry = Entry::Withdrawn {
            document,
            reason: reason.to_owned(),
        };
        self.act(|connection| {
            let seq = append(connection, by, &entry, &[])?;
            crate::append::end_codings(connection, document, seq)?;
            Ok(seq)
        })
    }

    /// Empties all records that an entity is party to; ids and hashes stay, so that the chain can still be checked. The
    /// entity loses its name. Texts stay as they are.
    ///
    /// # Errors
    /// If there is no such entity, or the file cannot be written.
    pub fn remove(&mut self, entity: i64, by: (&str, &str)) -> Result<i64, Error> {
        self.entity_is_there(entity)?;
        self.act(|connection| {
            let mut select = connection.prepare(
                "SELECT DISTINCT r.record, r.id, k.name FROM parties p JOIN records r USING (record) JOIN kinds k ON k.kind = r.kind
                 WHERE p.entity = ?1 AND r.fields IS NOT NULL ORDER BY r.record",
            )?;
            let found: Vec<(i64, String)> = select
                .query_map([entity], |row| {
                    let (hash, kind): (i64, String) = (row.get(1)?, row.get(2)?);
                    Ok((row.get(0)?, format!("{kind}-{:016x}", hash.cast_unsigned())))
                })?
                .collect::<rusqlite::Result<_>>()?;
            let entry = Entry::Removed {
                records: found.iter().map(|(_, id)| id.clone()).collect(),
            };
            let seq = append(connection, by, &entry, &[])?;
            for (record, _) in &found {
                connection.execute(
                    "UPDATE records SET confidence = NULL, factuality = NULL, evidence = NULL, fields = NULL, spans = NULL,
                     voices = NULL, time = NULL, refs = NULL, sentences = NULL WHERE record = ?1",
                    [record],
                )?;
                end_record(connection, *record, seq)?;
            }
            connection.execute("DELETE FROM aliases WHERE entity = ?1", [entity])?;
            connection.execute("DELETE FROM parties WHERE entity = ?1", [entity])?;
            connection.execute(
                "UPDATE entities SET name_key = 'removed:' || entity, name = 'removed', type = NULL, country = NULL WHERE entity = ?1",
                [entity],
            )?;
            Ok(seq)
        })
    }

    /// Takes an earlier act back.
    ///
    /// # Errors
    /// If there is no such entry, it is no act that can be taken back, or the file cannot be written.
    pub fn undo(&mut self, undone: i64, by: (&str, &str)) -> Result<i64, Error> {
        let entry = self.entry(undone)?;
        match &entry {
            Entry::Reviewed { .. }
            | Entry::Resolved { .. }
            | Entry::Merged { .. }
            | Entry::Split { .. }
            | Entry::Withdrawn { .. }
            | Entry::Indicator { .. } => {}
            other => {
                return Err(Error::Asked(format!(
                    "entry {undone} is of kind {} and cannot be taken back",
                    other.kind()
                )));
            }
        }
        self.act(|connection| {
            let seq = append(connection, by, &Entry::Undone { seq: undone }, &[])?;
            for table in ["record_ends", "coding_ends"] {
                let sql =
                    format!("UPDATE {table} SET to_seq = ?1 WHERE from_seq = ?2 AND to_seq = ?3");
                connection.execute(&sql, params![seq, undone, STILL])?;
            }
            connection.execute("DELETE FROM verdicts WHERE seq = ?1", [undone])?;
            if let Entry::Reviewed {
                verdict: Verdict::Edit { coding, .. },
                ..
            } = &entry
            {
                connection.execute(
                    "INSERT INTO coding_ends VALUES (?1, ?2, ?3)",
                    params![coding, seq, STILL],
                )?;
            }
            Ok(seq)
        })
    }

    /// The entry with that number.
    ///
    /// # Errors
    /// If there is none, or the file cannot be read.
    pub fn entry(&self, seq: i64) -> Result<Entry, Error> {
        let read = || {
            self.connection.query_row(
                "SELECT kind, body FROM entries WHERE seq = ?1",
                [seq],
                |row| {
                    let (kind, body): (String, String) = (row.get(0)?, row.get(1)?);
                    Ok(Entry::read(&kind, &body))
                },
            )
        };
        match read() {
            Ok(Some(entry)) => Ok(entry),
            Ok(None) | Err(rusqlite::Error::QueryReturnedNoRows) => {
                Err(Error::Asked(format!("there is no entry {seq}")))
            }
            Err(e) => Err(self.error(e)),
        }
    }

    /// The record with that id as it counts now.
    fn present(&self, id: RecordId) -> Result<Stored, Error> {
        let snapshot = Snapshot::new(self, None, &Known::Now)?;
        snapshot.find(id)?.ok_or_else(|| {
            Error::Asked(format!(
                "{id}: no such record counts in {}",
                self.path.display()
            ))
        })
    }

    fn entity_is_there(&self, entity: i64) -> Result<(), Error> {
        let read = || {
            self.connection
                .prepare_cached("SELECT 1 FROM entities WHERE entity = ?1")?
                .exists([entity])
        };
        match read().map_err(|e| self.error(e))? {
            true => Ok(()),
            false => Err(Error::Asked(format!("there is no entity {entity}"))),
        }
    }
}

/// The record with one field changed, as made by a reviewer.
fn corrected(
    stored: &Stored,
    field: &str,
    value: &Value,
    reviewer: &str,
) -> Result<crate::Row, Error> {
    let mut row = stored.row.clone();
    match row.fields.get_mut(field) {
        Some(old) => *old = value.clone(),
        None => {
            let known: Vec<&str> = row.fields.keys().map(String::as_str).collect();
            return Err(Error::Asked(format!(
                "{}: has no field {field:?}; its fields are {}",
                stored.id,
                known.join(", ")
            )));
        }
    }
    row.confidence = 1.0;
    row.producer = Producer {
        producer_type: "human".into(),
        id: reviewer.to_owned(),
        version: format!("{CORRECTS}{}", stored.id),
    };
    Ok(row)
}
