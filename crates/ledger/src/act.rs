//! What people do to a ledger: settle claims, join and part actors and records, withdraw, remove, undo.
//!
//! Nothing is changed: each act is an entry, and what it means for a snapshot is derived from it.

use crate::ask::Indicator;
use crate::ledger::append;
use crate::replay::apply;
use crate::{
    AccountChange, Entry, Error, Kind, Known, Ledger, Outcome, RecordId, Snapshot, Stored,
};
use rusqlite::Connection;

impl Ledger {
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

    /// Holds two records of one kind to be the same thing from now on: `into` speaks for both.
    ///
    /// # Errors
    /// If one of them does not count, they are of two kinds, or the file cannot be written.
    pub fn join(
        &mut self,
        into: RecordId,
        record: RecordId,
        by: (&str, &str),
    ) -> Result<i64, Error> {
        for id in [into, record] {
            self.present(id)?;
        }
        if into == record {
            return Err(Error::Asked(format!("{into} is itself already")));
        }
        if into.kind != record.kind {
            return Err(Error::Asked(format!(
                "{into} and {record}: only records of one kind can be the same thing"
            )));
        }
        let entry = Entry::Joined {
            into: into.to_string(),
            record: record.to_string(),
        };
        self.act(|connection| append(connection, by, &entry, &[]))
    }

    /// From now on a record is the same as no other: joins of it are undone, and no machine may group it.
    ///
    /// # Errors
    /// If it does not count, or the file cannot be written.
    pub fn part(&mut self, record: RecordId, by: (&str, &str)) -> Result<i64, Error> {
        self.present(record)?;
        let entry = Entry::Parted {
            record: record.to_string(),
        };
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
        self.act(|connection| append_act(connection, by, &entry))
    }

    /// Empties all records that an entity is party to; ids and hashes stay, so that the chain can still be checked. The
    /// entity loses its name. Texts stay as they are. It cannot be taken back.
    ///
    /// # Errors
    /// If there is no such entity, or the file cannot be written.
    pub fn remove(&mut self, entity: i64, by: (&str, &str)) -> Result<i64, Error> {
        self.entity_is_there(entity)?;
        self.act(|connection| {
            let found = ids(
                connection,
                "SELECT DISTINCT r.record, r.id, k.name FROM parties p JOIN records r USING (record) JOIN kinds k ON k.kind = r.kind
                 WHERE p.entity = ?1 AND r.fields IS NOT NULL ORDER BY r.record",
                entity,
            )?;
            let seq = empty(connection, &found, by)?;
            connection.execute("DELETE FROM aliases WHERE entity = ?1", [entity])?;
            connection.execute(
                "UPDATE entities SET name_key = 'removed:' || entity, name = 'removed', type = NULL, country = NULL WHERE entity = ?1",
                [entity],
            )?;
            Ok(seq)
        })
    }

    /// Empties one record in all its readings, struck out or not; its id and hash stay. It cannot be taken back.
    ///
    /// # Errors
    /// If there is no such record, or the file cannot be written.
    pub fn remove_record(&mut self, id: RecordId, by: (&str, &str)) -> Result<i64, Error> {
        let snapshot = Snapshot::new(self, None, &Known::Now)?;
        if snapshot.reviewable(id)?.is_none() {
            return Err(Error::Asked(format!("{id}: no such record counts")));
        }
        drop(snapshot);
        self.act(|connection| {
            let found = ids(
                connection,
                "SELECT r.record, r.id, k.name FROM records r JOIN kinds k ON k.kind = r.kind
                 WHERE r.id = ?1 AND r.fields IS NOT NULL ORDER BY r.record",
                id.hash.cast_signed(),
            )?;
            empty(connection, &found, by)
        })
    }

    /// Writes down that an account of the web app changed. It cannot be taken back: what was allowed for a while was allowed.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn account(
        &mut self,
        name: &str,
        change: AccountChange,
        by: (&str, &str),
    ) -> Result<i64, Error> {
        let entry = Entry::Account {
            name: name.to_owned(),
            change,
        };
        self.act(|connection| append(connection, by, &entry, &[]))
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
            | Entry::Joined { .. }
            | Entry::Parted { .. }
            | Entry::Withdrawn { .. }
            | Entry::Indicator { .. } => {}
            other => {
                return Err(Error::Asked(format!(
                    "entry {undone} is of kind {} and cannot be taken back",
                    other.kind()
                )));
            }
        }
        if self.is_undone(undone)? {
            return Err(Error::Asked(format!(
                "entry {undone} was taken back already"
            )));
        }
        self.act(|connection| append_act(connection, by, &Entry::Undone { seq: undone }))
    }

    fn is_undone(&self, entry: i64) -> Result<bool, Error> {
        let read = || {
            self.connection
                .prepare_cached(
                    "SELECT 1 FROM entries WHERE kind NOT IN ('document', 'coded') AND kind = 'undone'
                     AND json_extract(body, '$.seq') = ?1",
                )?
                .exists([entry])
        };
        read().map_err(|e| self.error(e))
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

/// Numbers and ids of the records that a query gives as number, hash and kind.
fn ids(connection: &Connection, sql: &str, of: i64) -> rusqlite::Result<Vec<(i64, String)>> {
    let mut select = connection.prepare(sql)?;
    let found = select.query_map([of], |row| {
        let (hash, kind): (i64, String) = (row.get(1)?, row.get(2)?);
        Ok((row.get(0)?, format!("{kind}-{:016x}", hash.cast_unsigned())))
    })?;
    found.collect()
}

/// Writes down that records were removed, and empties them.
fn empty(
    connection: &Connection,
    found: &[(i64, String)],
    by: (&str, &str),
) -> rusqlite::Result<i64> {
    for (record, _) in found {
        empty_record(connection, *record)?;
    }
    let entry = Entry::Removed {
        records: found.iter().map(|(_, id)| id.clone()).collect(),
    };
    append_act(connection, by, &entry)
}

/// Appends what somebody did, with what follows from it.
pub(crate) fn append_act(
    connection: &Connection,
    by: (&str, &str),
    entry: &Entry,
) -> rusqlite::Result<i64> {
    let seq = append(connection, by, entry, &[])?;
    apply(connection, seq, entry)?;
    Ok(seq)
}

/// Leaves the id and the hash of a record, and nothing else.
pub(crate) fn empty_record(connection: &Connection, record: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE records SET confidence = NULL, factuality = NULL, evidence = NULL, fields = NULL, spans = NULL,
             voices = NULL, time = NULL, refs = NULL, sentences = NULL, views = NULL WHERE record = ?1",
        )?
        .execute([record])?;
    Ok(())
}
