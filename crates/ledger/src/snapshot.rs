//! A ledger as it was known at a moment. All questions are asked of it; it cannot write.

use crate::derive::NO_DAY;
use crate::identity::Merges;
use crate::readings::{Coding, Readings};
use crate::row::{VOICE, day_number};
use crate::stored::{STORED, outlined, record_id, stored};
use crate::{Entry, Error, Kind, Ledger, RecordId, Row, Stored, Verdict};
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashSet;
use std::path::Path;
use std::sync::Arc;
use verbale_code::time;

/// Up to when entries are taken into account.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Known {
    /// All that is recorded.
    #[default]
    Now,
    /// What was recorded by the end of this day, or by this moment (UTC, ISO 8601).
    At(String),
    /// What was recorded by the entry with this number.
    Seq(i64),
}

/// A document as lists name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentLine {
    /// Its number.
    pub document: i64,
    /// What users call it.
    pub name: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Day of publication, as TIMEX3 value.
    pub published: Option<String>,
}

/// A ledger as known at a moment, asked about a day.
#[derive(Debug)]
pub struct Snapshot<'l> {
    pub(crate) connection: &'l Connection,
    path: &'l Path,
    seq: i64,
    /// Day of the question; `None` means no limit.
    as_of: Option<i64>,
    /// Day on which the last entry was recorded.
    last_day: i64,
    readings: Arc<Readings>,
    dead_codings: Arc<FxHashSet<i64>>,
    dead_records: Arc<FxHashSet<i64>>,
    pub(crate) merges: Arc<Merges>,
    /// Records that a reviewer holds to be the same thing, by the hash of their ids.
    pub(crate) joined: Arc<Merges>,
    /// Records that no machine may hold to be the same as another, likewise.
    pub(crate) parted: Arc<FxHashSet<i64>>,
    /// What people did, by the number of the entry; undone entries are left out.
    acts: Arc<Vec<Act>>,
}

/// Something that a person did: number, moment, who, what.
type Act = (i64, String, String, Entry);

/// What a snapshot looks up before its first question, so that the next one need not. Clones share it.
#[derive(Clone, Debug)]
pub struct Memory {
    seq: i64,
    readings: Arc<Readings>,
    dead_codings: Arc<FxHashSet<i64>>,
    dead_records: Arc<FxHashSet<i64>>,
    merges: Arc<Merges>,
    joined: Arc<Merges>,
    parted: Arc<FxHashSet<i64>>,
    acts: Arc<Vec<Act>>,
}

impl Memory {
    /// The last entry that it takes into account.
    pub fn seq(&self) -> i64 {
        self.seq
    }
}

impl<'l> Snapshot<'l> {
    /// `ledger` as known at `known`, asked about `as_of` (a TIMEX3 date; its last day counts).
    ///
    /// # Errors
    /// If a date cannot be read, or the file cannot.
    pub fn new(ledger: &'l Ledger, as_of: Option<&str>, known: &Known) -> Result<Self, Error> {
        let as_of = as_of.map(last_day).transpose()?;
        let seq = ledger.seq(known)?;
        let mut snapshot = Self {
            connection: &ledger.connection,
            path: &ledger.path,
            seq,
            as_of,
            last_day: NO_DAY,
            readings: Arc::default(),
            dead_codings: Arc::default(),
            dead_records: Arc::default(),
            merges: Arc::default(),
            joined: Arc::default(),
            parted: Arc::default(),
            acts: Arc::default(),
        };
        snapshot.load().map_err(|e| snapshot.error(e))?;
        Ok(snapshot)
    }

    /// `ledger` as it is now, asked about `as_of`. Only what came in since `memory` was taken is looked up; where people
    /// acted since then, all is.
    ///
    /// # Errors
    /// As [`Snapshot::new`].
    pub fn after(ledger: &'l Ledger, as_of: Option<&str>, memory: &Memory) -> Result<Self, Error> {
        let seq = ledger.last_entry()?;
        let on_disk = |e| Error::of(&ledger.path, e);
        if seq < memory.seq {
            return Self::new(ledger, as_of, &Known::Now);
        }
        let known = memory.clone();
        let mut snapshot = Self {
            connection: &ledger.connection,
            path: &ledger.path,
            seq,
            as_of: as_of.map(last_day).transpose()?,
            last_day: NO_DAY,
            readings: known.readings,
            dead_codings: known.dead_codings,
            dead_records: known.dead_records,
            merges: known.merges,
            joined: known.joined,
            parted: known.parted,
            acts: known.acts,
        };
        if seq > memory.seq {
            let acts = snapshot.load_acts(memory.seq).map_err(on_disk)?;
            // Namesakes are merged whenever texts come in; what else people do may take back what they did before.
            let is_merge = |(_, _, _, entry): &Act| matches!(entry, Entry::Merged { .. });
            if !acts.iter().all(is_merge) {
                return Self::new(ledger, as_of, &Known::Now);
            }
            snapshot.load_codings(memory.seq).map_err(on_disk)?;
            snapshot.take_merges(acts);
        }
        snapshot.load_last_day().map_err(on_disk)?;
        Ok(snapshot)
    }

    /// What this snapshot looked up.
    pub fn memory(&self) -> Memory {
        Memory {
            seq: self.seq,
            readings: self.readings.clone(),
            dead_codings: self.dead_codings.clone(),
            dead_records: self.dead_records.clone(),
            merges: self.merges.clone(),
            joined: self.joined.clone(),
            parted: self.parted.clone(),
            acts: self.acts.clone(),
        }
    }

    fn load(&mut self) -> rusqlite::Result<()> {
        self.load_codings(0)?;
        self.load_last_day()?;
        let mut removed = self
            .connection
            .prepare_cached("SELECT record FROM records WHERE fields IS NULL")?;
        for record in removed.query_map([], |row| row.get(0))? {
            Arc::make_mut(&mut self.dead_records).insert(record?);
        }
        drop(removed);
        self.acts = Arc::new(self.load_acts(0)?);
        let (mut merges, mut joined) = (Merges::default(), Merges::default());
        let mut parted = FxHashSet::default();
        for (_, _, _, entry) in self.acts.iter() {
            match entry {
                Entry::Merged { into, entity } => merges.merge(*into, *entity),
                Entry::Split { entity } => merges.split(*entity),
                Entry::Joined { into, record } => {
                    if let (Some(into), Some(record)) = (key(into), key(record)) {
                        joined.merge(into, record);
                        parted.remove(&record);
                    }
                }
                Entry::Parted { record } => {
                    if let Some(record) = key(record) {
                        joined.split(record);
                        parted.insert(record);
                    }
                }
                _ => {}
            }
        }
        self.merges = Arc::new(merges);
        self.joined = Arc::new(joined);
        self.parted = Arc::new(parted);
        Ok(())
    }

    /// The day of the last entry.
    fn load_last_day(&mut self) -> rusqlite::Result<()> {
        let recorded: Option<String> = self
            .connection
            .prepare_cached(
                "SELECT recorded FROM entries WHERE seq <= ?1 ORDER BY seq DESC LIMIT 1",
            )?
            .query_row([self.seq], |row| row.get(0))
            .optional()?;
        self.last_day = recorded.and_then(|r| day_number(&r)).unwrap_or(NO_DAY);
        Ok(())
    }

    /// Adds the codings that came in after the entry `after`, and what ended since.
    fn load_codings(&mut self, after: i64) -> rusqlite::Result<()> {
        let mut codings = self.connection.prepare_cached(
            "SELECT coding, first_record, n_records, document FROM codings WHERE coding > ?1 AND seq <= ?2 ORDER BY coding",
        )?;
        let last = self.readings.last().map_or(0, |c| c.coding);
        let rows = codings.query_map([last, self.seq], |row| {
            let first: i64 = row.get(1)?;
            Ok(Coding {
                coding: row.get(0)?,
                first,
                end: first + row.get::<_, i64>(2)?,
                document: row.get(3)?,
            })
        })?;
        let mut found = rows.peekable();
        if found.peek().is_some() {
            let readings = Arc::make_mut(&mut self.readings);
            for coding in found {
                readings.push(coding?);
            }
        }
        let codings = self.ended("SELECT coding FROM coding_ends", after)?;
        let records = self.ended("SELECT record FROM record_ends", after)?;
        if !codings.is_empty() {
            Arc::make_mut(&mut self.dead_codings).extend(codings);
        }
        if !records.is_empty() {
            Arc::make_mut(&mut self.dead_records).extend(records);
        }
        Ok(())
    }

    /// What ended after the entry `after` and has not come back.
    fn ended(&self, select: &str, after: i64) -> rusqlite::Result<Vec<i64>> {
        let sql = format!("{select} WHERE from_seq > ?1 AND from_seq <= ?2 AND ?2 < to_seq");
        let mut ended = self.connection.prepare_cached(&sql)?;
        let rows = ended.query_map([after, self.seq], |row| row.get(0))?;
        rows.collect()
    }

    /// Adds acts of merging that came after all others.
    fn take_merges(&mut self, acts: Vec<Act>) {
        if acts.is_empty() {
            return;
        }
        let merges = Arc::make_mut(&mut self.merges);
        for (_, _, _, entry) in &acts {
            if let Entry::Merged { into, entity } = entry {
                merges.merge(*into, *entity);
            }
        }
        Arc::make_mut(&mut self.acts).extend(acts);
    }

    /// What people did after the entry `after`, and what the machine did beside adding texts and readings.
    fn load_acts(&self, after: i64) -> rusqlite::Result<Vec<Act>> {
        let mut select = self.connection.prepare_cached(
            "SELECT seq, recorded, author, kind, body FROM entries
             WHERE kind NOT IN ('document', 'coded') AND seq > ?1 AND seq <= ?2 ORDER BY seq",
        )?;
        let rows = select.query_map([after, self.seq], |row| {
            let (kind, body): (String, String) = (row.get(3)?, row.get(4)?);
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                Entry::read(&kind, &body),
            ))
        })?;
        let mut acts = Vec::new();
        for row in rows {
            if let (seq, recorded, author, Some(entry)) = row? {
                acts.push((seq, recorded, author, entry));
            }
        }
        let undone: FxHashSet<i64> = acts
            .iter()
            .filter_map(|(_, _, _, entry)| match entry {
                Entry::Undone { seq } => Some(*seq),
                _ => None,
            })
            .collect();
        acts.retain(|(seq, _, _, _)| !undone.contains(seq));
        Ok(acts)
    }

    pub(crate) fn error(&self, source: rusqlite::Error) -> Error {
        Error::of(self.path, source)
    }

    /// The last entry that is taken into account.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// The day of the question, in days since 1970-01-01.
    pub(crate) fn as_of(&self) -> Option<i64> {
        self.as_of
    }

    /// Whether the day of something is not after that of the question. What has no day, in a document without a day of
    /// publication, is known to be so only from the day on which the ledger last learned something.
    pub(crate) fn is_by_then(&self, day: i64) -> bool {
        let day = if day == NO_DAY { self.last_day } else { day };
        self.as_of.is_none_or(|as_of| day <= as_of)
    }

    /// The last document that is taken into account.
    pub(crate) fn last_document(&self) -> i64 {
        self.readings.last_document()
    }

    /// The id of a record.
    pub(crate) fn id(&self, record: i64) -> rusqlite::Result<RecordId> {
        self.connection
            .prepare_cached("SELECT id, kind FROM records WHERE record = ?1")?
            .query_row([record], |row| record_id(row.get(0)?, row.get(1)?))
    }

    /// What people did so far and nobody undid, as (number, moment, who, what).
    pub fn acts(&self) -> &[(i64, String, String, Entry)] {
        &self.acts
    }

    /// The document of a record that counts; `None` if the record does not count here.
    pub(crate) fn live(&self, record: i64) -> Option<i64> {
        let document = self.read(record)?;
        (!self.dead_records.contains(&record)).then_some(document)
    }

    /// The document of a record whose reading counts, whether or not a reviewer struck the record out.
    fn read(&self, record: i64) -> Option<i64> {
        let coding = self.readings.of(record)?;
        let is_read = !self.dead_codings.contains(&coding.coding);
        is_read.then_some(coding.document)
    }

    /// Whether the reading of a record had come in by then.
    pub(crate) fn has_arrived(&self, record: i64) -> bool {
        self.readings.of(record).is_some()
    }

    /// The readings that count, in their order.
    pub(crate) fn live_codings(&self) -> Vec<Coding> {
        let codings = self.readings.iter();
        codings
            .filter(|c| !self.dead_codings.contains(&c.coding))
            .copied()
            .collect()
    }

    /// Whether a record of a reading that counts does not count itself.
    pub(crate) fn is_dead(&self, record: i64) -> bool {
        self.dead_records.contains(&record)
    }

    /// Numbers of the records that a reviewer struck out or that were removed.
    pub(crate) fn struck_out(&self) -> &FxHashSet<i64> {
        &self.dead_records
    }

    /// First record and end of the codings of a document that count.
    pub(crate) fn codings_of(&self, document: i64) -> rusqlite::Result<Vec<(i64, i64)>> {
        let mut select = self.connection.prepare_cached(
            "SELECT coding, first_record, first_record + n_records FROM codings
             WHERE document = ?1 AND seq <= ?2 ORDER BY coding",
        )?;
        let mut rows = select.query(params![document, self.seq])?;
        let mut codings = Vec::new();
        while let Some(row) = rows.next()? {
            if !self.dead_codings.contains(&row.get(0)?) {
                codings.push((row.get(1)?, row.get(2)?));
            }
        }
        Ok(codings)
    }

    /// The record with that number.
    ///
    /// # Errors
    /// If the file cannot be read, or has no such record.
    pub fn record(&self, record: i64) -> Result<Stored, Error> {
        let read = || {
            self.connection
                .prepare_cached(&format!("{STORED} WHERE r.record = ?1"))?
                .query_row([record], stored)
        };
        read().map_err(|e| self.error(e))
    }

    /// The record with that number as far as it takes to see whether another one tells the same: its fields and
    /// factuality; its time, if no field gives its day; spans and evidence, if it is a statement.
    pub(crate) fn outline(&self, record: i64, document: i64) -> rusqlite::Result<Stored> {
        let mut select = self.connection.prepare_cached(
            "SELECT id, kind, number, coding, fields, time, spans, evidence, factuality FROM records WHERE record = ?1",
        )?;
        select.query_row([record], |row| outlined(row, record, document))
    }

    /// The record with that id, if it counts here.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn find(&self, id: RecordId) -> Result<Option<Stored>, Error> {
        let found = self.with_id(id)?;
        Ok(found.into_iter().rfind(|s| self.live(s.record).is_some()))
    }

    /// The record with that id, also if a reviewer struck it out; `None` if its reading does not count or it was removed.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn reviewable(&self, id: RecordId) -> Result<Option<Stored>, Error> {
        let mut found = self.with_id(id)?;
        found.retain(|s| self.read(s.record).is_some() && !s.row.fields.is_empty());
        let live = found.iter().rposition(|s| self.live(s.record).is_some());
        Ok(match live {
            Some(at) => Some(found.swap_remove(at)),
            None => found.pop(),
        })
    }

    /// The documents whose readings have that id: several where one text came in under several names.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn places(&self, id: RecordId) -> Result<Vec<DocumentLine>, Error> {
        let mut places = Vec::new();
        for stored in self.with_id(id)? {
            if let Some(document) = self.read(stored.record) {
                places.push(self.document(document)?);
            }
        }
        places.dedup();
        Ok(places)
    }

    /// Whether the record counts: no reviewer struck it out.
    pub fn counts(&self, stored: &Stored) -> bool {
        self.live(stored.record).is_some()
    }

    /// Whether a text with that record was published by the day of the question, or nobody knows when it was.
    pub(crate) fn was_told(&self, id: RecordId) -> Result<bool, Error> {
        for stored in self.with_id(id)? {
            let day = self.published_on(stored.document);
            let day = day.map_err(|e| self.error(e))?;
            if day.is_none_or(|day| self.is_by_then(day)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn with_id(&self, id: RecordId) -> Result<Vec<Stored>, Error> {
        let read = || -> rusqlite::Result<Vec<Stored>> {
            self.connection
                .prepare_cached(&format!("{STORED} WHERE r.id = ?1 AND r.kind = ?2"))?
                .query_map(params![id.hash.cast_signed(), id.kind.number()], stored)?
                .collect()
        };
        read().map_err(|e| self.error(e))
    }

    /// The id that a user means by `text`: a whole id, or a kind and the first digits of one, eight at least.
    ///
    /// # Errors
    /// If it is no id, no record has it whose reading counts, or several do.
    pub fn named(&self, text: &str) -> Result<RecordId, Error> {
        let wrong = |what: &str| Error::Asked(format!("{text}: {what}"));
        let no_id = "is no id of a record; ids look like tie-1f0c2a9b and stand in every answer";
        let (kind, digits) = text.rsplit_once('-').ok_or_else(|| wrong(no_id))?;
        let is_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
        let kind = Kind::parse(kind).filter(|_| is_hex && (8..=16).contains(&digits.len()));
        let kind = kind.ok_or_else(|| wrong(no_id))?;
        let bounds = [format!("{digits:0<16}"), format!("{digits:f<16}")];
        let [low, high] = bounds.map(|b| u64::from_str_radix(&b, 16).unwrap_or_default());
        let read = || -> rusqlite::Result<Vec<(i64, i64)>> {
            self.connection
                .prepare_cached(
                    "SELECT id, record FROM records WHERE id BETWEEN ?1 AND ?2 AND kind = ?3 AND fields IS NOT NULL",
                )?
                .query_map(
                    params![low.cast_signed(), high.cast_signed(), kind.number()],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )?
                .collect()
        };
        let found = read().map_err(|e| self.error(e))?;
        let live = found
            .into_iter()
            .filter(|(_, record)| self.read(*record).is_some());
        let mut hashes: Vec<u64> = live.map(|(id, _)| id.cast_unsigned()).collect();
        hashes.sort_unstable();
        hashes.dedup();
        match hashes[..] {
            [hash] => Ok(RecordId { kind, hash }),
            [] => Err(wrong(
                "no such record counts; `verbale ask` prints the ids of records",
            )),
            _ => Err(wrong("several records begin with it; write more digits")),
        }
    }

    /// Ids of the records that the edit with that entry number made; none if it is no edit.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn corrections(&self, seq: i64) -> Result<Vec<RecordId>, Error> {
        let edit = self.acts.iter().find(|(at, _, _, _)| *at == seq);
        match edit {
            Some((
                _,
                _,
                _,
                Entry::Reviewed {
                    verdict: Verdict::Edit { coding, .. },
                    ..
                },
            )) => self.ids_of(*coding).map_err(|e| self.error(e)),
            _ => Ok(Vec::new()),
        }
    }

    /// Ids of the records of one coding.
    pub(crate) fn ids_of(&self, coding: i64) -> rusqlite::Result<Vec<RecordId>> {
        let mut select = self.connection.prepare_cached(
            "SELECT r.id, r.kind FROM codings c JOIN records r ON r.record >= c.first_record AND r.record < c.first_record + c.n_records
             WHERE c.coding = ?1 ORDER BY r.record",
        )?;
        let rows = select.query_map([coding], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut ids = Vec::new();
        for row in rows {
            let (hash, kind): (i64, i64) = row?;
            ids.extend(Kind::of_number(kind).map(|kind| RecordId {
                kind,
                hash: hash.cast_unsigned(),
            }));
        }
        Ok(ids)
    }

    /// How lists name a document.
    ///
    /// # Errors
    /// If the file cannot be read, or has no such document.
    pub fn document(&self, document: i64) -> Result<DocumentLine, Error> {
        let read = || {
            self.connection
                .prepare_cached(
                    "SELECT name, outlet, published FROM documents WHERE document = ?1",
                )?
                .query_row([document], |row| {
                    Ok(DocumentLine {
                        document,
                        name: row.get(0)?,
                        outlet: row.get(1)?,
                        published: row.get(2)?,
                    })
                })
        };
        read().map_err(|e| self.error(e))
    }

    /// The day on which a document was published, the first one where it is vague.
    pub(crate) fn published_on(&self, document: i64) -> rusqlite::Result<Option<i64>> {
        let published: Option<String> = self
            .connection
            .prepare_cached("SELECT published FROM documents WHERE document = ?1")?
            .query_row([document], |row| row.get(0))?;
        Ok(published.and_then(|p| day_number(&time::bounds(&p)?.0?)))
    }

    /// The text of a document; empty if it was removed.
    ///
    /// # Errors
    /// If the file cannot be read, or has no such document.
    pub fn text(&self, document: i64) -> Result<String, Error> {
        let read = || {
            self.connection
                .prepare_cached("SELECT coalesce(text, '') FROM documents WHERE document = ?1")?
                .query_row([document], |row| row.get(0))
        };
        read().map_err(|e| self.error(e))
    }

    /// Documents by the number of the text they are a copy of, themselves if none.
    pub(crate) fn origin(&self, document: i64) -> rusqlite::Result<i64> {
        let found = self
            .connection
            .prepare_cached("SELECT origin FROM origins WHERE document = ?1")?
            .query_row([document], |row| row.get(0))
            .optional()?;
        Ok(found.unwrap_or(document))
    }

    /// Name and country of an entity, under which merged ones are shown too.
    pub(crate) fn entity(&self, entity: i64) -> rusqlite::Result<(String, Option<String>)> {
        self.connection
            .prepare_cached("SELECT name, country FROM entities WHERE entity = ?1")?
            .query_row([self.merges.of(entity)], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
    }

    /// The name of an entity by itself, whatever it is taken for.
    pub(crate) fn own_name(&self, entity: i64) -> rusqlite::Result<String> {
        self.connection
            .prepare_cached("SELECT name FROM entities WHERE entity = ?1")?
            .query_row([entity], |row| row.get(0))
    }

    /// The parties of a record: number of the field and entity, merged ones as one.
    pub(crate) fn parties(&self, record: i64) -> rusqlite::Result<Vec<(usize, i64)>> {
        let mut select = self.connection.prepare_cached(
            "SELECT place, entity FROM parties WHERE record = ?1 ORDER BY place, entity",
        )?;
        let rows = select.query_map([record], |row| {
            Ok((row.get::<_, u32>(0)? as usize, self.merges.of(row.get(1)?)))
        })?;
        rows.collect()
    }

    /// Display names of the parties in a field.
    pub(crate) fn names(
        &self,
        record: i64,
        kind: Kind,
        field: &str,
    ) -> rusqlite::Result<Vec<String>> {
        let place = Row::party_fields(kind).iter().position(|f| *f == field);
        let parties = self.parties(record)?;
        let of_field = parties.iter().filter(|(p, _)| Some(*p) == place);
        of_field.map(|&(_, e)| Ok(self.entity(e)?.0)).collect()
    }

    /// Display names of the actors that a field names; empty if it names none.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn field_names(&self, stored: &Stored, field: &str) -> Result<Vec<String>, Error> {
        self.names(stored.record, stored.id.kind, field)
            .map_err(|e| self.error(e))
    }

    /// The display name behind a field that names a voice: an actor, `author` or `outlet`.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(crate) fn field_voice(
        &self,
        stored: &Stored,
        field: &str,
    ) -> Result<Option<String>, Error> {
        let Some(voice) = stored.row.text(field) else {
            return Ok(None);
        };
        match crate::row::actor_number(voice) {
            None => Ok(Some(voice.to_owned())),
            Some(_) => {
                let name = self.local_name(stored, voice);
                name.map(Some).map_err(|e| self.error(e))
            }
        }
    }

    /// The display name behind a local id, such as `actor-03`, in the document of `stored`.
    pub(crate) fn local_name(&self, stored: &Stored, local: &str) -> rusqlite::Result<String> {
        let number = crate::row::actor_number(local);
        let mut select = self.connection.prepare_cached(
            "SELECT r.record, p.entity FROM records r JOIN parties p ON p.record = r.record AND p.place = 0
             WHERE r.record >= ?1 AND r.record < ?2 AND r.kind = 1 AND r.number = ?3 ORDER BY r.record",
        )?;
        for (first, end) in self.codings_of(stored.document)? {
            let mut rows = select.query(params![first, end, number])?;
            while let Some(row) = rows.next()? {
                if !self.is_dead(row.get(0)?) {
                    return Ok(self.entity(row.get(1)?)?.0);
                }
            }
        }
        Ok(local.to_owned())
    }

    /// Whose word a record is: a display name, `author` or `outlet`.
    pub(crate) fn voice(&self, record: i64, row: &Row) -> rusqlite::Result<String> {
        let parties = self.parties(record)?;
        let voice = parties.iter().find(|(place, _)| *place == VOICE);
        Ok(match voice {
            Some(&(_, entity)) => self.entity(entity)?.0,
            None => row.voices.last().cloned().unwrap_or_default(),
        })
    }
}

/// The hash in the id of a record, as the file has it.
fn key(id: &str) -> Option<i64> {
    Some(RecordId::parse(id)?.hash.cast_signed())
}

/// The last day of a date that somebody asks for.
pub(crate) fn last_day(date: &str) -> Result<i64, Error> {
    time::bounds(date)
        .and_then(|(_, last)| day_number(&last?))
        .ok_or_else(|| {
            Error::Asked(format!(
                "{date:?} is no date; write 2025-07-05, 2025-07 or 2025"
            ))
        })
}

impl Ledger {
    /// The number of the last entry.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn last_entry(&self) -> Result<i64, Error> {
        self.seq(&Known::Now)
    }

    /// The last entry that was recorded by then.
    fn seq(&self, known: &Known) -> Result<i64, Error> {
        let at = match known {
            Known::Seq(seq) => return Ok(*seq),
            Known::Now => None,
            Known::At(moment) => Some(moment_end(moment)?),
        };
        let read = || match &at {
            None => self
                .connection
                .query_row("SELECT max(seq) FROM entries", [], |row| row.get(0)),
            Some(at) => self.connection.query_row(
                "SELECT coalesce(max(seq), 0) FROM entries WHERE recorded < ?1",
                [at],
                |row| row.get(0),
            ),
        };
        read().map_err(|e| self.error(e))
    }
}

/// The first moment after a day, month, year or moment, as entries write moments.
fn moment_end(moment: &str) -> Result<String, Error> {
    if let Ok(instant) = moment.parse::<jiff::Timestamp>() {
        // What was recorded in that very second counts.
        let next = instant + jiff::SignedDuration::from_secs(1);
        return Ok(next.strftime("%Y-%m-%dT%H:%M:%S").to_string());
    }
    let last = last_day(moment)?;
    crate::row::day_text(last + 1).ok_or_else(|| Error::Asked(format!("{moment:?} is no date")))
}
