//! Is the ledger sound? The chain over entries, the hashes of records and texts, and the words behind each record.

use crate::append::{self, Columns, Ids, Stamp};
use crate::entry::Link;
use crate::stored::spans;
use crate::{Entry, Error, Kind, Ledger, Producer, RecordId, Row, schema};
use rusqlite::params;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use verbale_text::CharOffsets;

/// One fault of a ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Damage {
    /// Where: an entry, a document, a record, or the file.
    pub place: String,
    /// What is wrong there.
    pub what: String,
}

/// What a check found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// Entries whose hash was made anew.
    pub entries: usize,
    /// Documents whose text was hashed anew.
    pub documents: usize,
    /// Records whose words were looked up.
    pub records: usize,
    /// The faults; the first hundred.
    pub damage: Vec<Damage>,
}

/// More faults than these are not listed.
const MOST_FAULTS: usize = 100;

impl Report {
    /// Notes a value that cannot be read at its place; any other error ends the check.
    fn note(
        &mut self,
        place: impl FnOnce() -> String,
        looked: rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        match looked {
            Err(e) if e.sqlite_error_code().is_none() => {
                self.add(place(), &format!("holds what no program wrote: {e}"));
                Ok(())
            }
            other => other,
        }
    }

    fn add(&mut self, place: String, what: &str) {
        if self.damage.len() < MOST_FAULTS {
            self.damage.push(Damage {
                place,
                what: what.to_owned(),
            });
        }
    }
}

impl Ledger {
    /// Looks at everything in the file.
    ///
    /// # Errors
    /// If the file cannot be read at all.
    pub fn check(&self) -> Result<Report, Error> {
        let mut report = Report::default();
        let run = |report: &mut Report| -> rusqlite::Result<()> {
            self.check_file(report)?;
            self.check_schema(report)?;
            if report.damage.is_empty() {
                self.check_kinds(report)?;
                self.check_chain(report)?;
                self.check_documents(report)?;
                let derived = self.check_derived(report);
                report.note(|| "derived tables".into(), derived)?;
            }
            Ok(())
        };
        match run(&mut report) {
            Ok(()) => Ok(report),
            Err(e) => match self.error(e) {
                Error::Damaged { what, .. } => {
                    report.add("file".into(), &what);
                    Ok(report)
                }
                other => Err(other),
            },
        }
    }

    fn check_file(&self, report: &mut Report) -> rusqlite::Result<()> {
        let mut check = self.connection.prepare("PRAGMA integrity_check(20)")?;
        let found = check.query_map([], |row| row.get::<_, String>(0))?;
        for line in found {
            let line = line?;
            if line != "ok" {
                report.add("file".into(), &line);
            }
        }
        Ok(())
    }

    /// Whether tables, indexes and triggers are made as this program makes them. Tables of others are nobody's business.
    fn check_schema(&self, report: &mut Report) -> rusqlite::Result<()> {
        let Ok(fresh) = Ledger::in_memory("1970-01-01T00:00:00.000000Z") else {
            return Ok(());
        };
        let made = |ledger: &Ledger| -> rusqlite::Result<BTreeMap<String, Vec<u8>>> {
            let sql = "SELECT name, CAST(sql AS BLOB) FROM sqlite_schema WHERE sql IS NOT NULL";
            let mut select = ledger.connection.prepare(sql)?;
            let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        let expected = made(&fresh)?;
        for (name, sql) in made(self)? {
            if expected.get(&name).is_some_and(|own| *own != sql) {
                report.add(format!("{name} in the file"), "its definition was changed");
            }
        }
        Ok(())
    }

    /// Whether kinds have the names under which readers of the file know them.
    fn check_kinds(&self, report: &mut Report) -> rusqlite::Result<()> {
        let mut select = self
            .connection
            .prepare("SELECT name FROM kinds WHERE kind = ?1")?;
        for kind in Kind::ALL {
            let name: rusqlite::Result<String> =
                select.query_row([kind.number()], |row| row.get(0));
            if name.ok().as_deref() != Some(kind.as_str()) {
                report.add("table kinds".into(), &format!("{kind} is not named there"));
            }
        }
        Ok(())
    }

    fn check_chain(&self, report: &mut Report) -> rusqlite::Result<()> {
        let mut entries = self
            .connection
            .prepare("SELECT seq, recorded, kind, author, body, hash FROM entries ORDER BY seq")?;
        let mut rows = entries.query([])?;
        let mut previous: Vec<u8> = Vec::new();
        let mut expected = 1;
        while let Some(row) = rows.next()? {
            let seq: i64 = row.get(0)?;
            if seq != expected {
                report.add(format!("entry {seq}"), "the entry before it is missing");
            }
            expected = seq + 1;
            let looked = self.check_entry(report, (seq, row), &previous);
            report.note(|| format!("entry {seq}"), looked)?;
            previous = row.get(5).unwrap_or_default();
            report.entries += 1;
        }
        Ok(())
    }

    fn check_entry(
        &self,
        report: &mut Report,
        (seq, row): (i64, &rusqlite::Row<'_>),
        previous: &[u8],
    ) -> rusqlite::Result<()> {
        let texts: [String; 4] = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?];
        let [recorded, kind, author, body] = &texts;
        let content = self.content(kind, body)?;
        if let Some(entry) = Entry::read(kind, body)
            && !self.has_brought(seq, &entry)?
        {
            report.add(format!("entry {seq}"), "what it brought was changed");
        }
        let hash = Link {
            seq,
            recorded,
            kind,
            author,
            body,
            content: &content,
        }
        .hash(previous);
        if row.get::<_, Vec<u8>>(5)? != hash {
            report.add(format!("entry {seq}"), "was changed after it was written");
        }
        Ok(())
    }

    /// Whether the document or the reading that came in with an entry is kept as it came.
    fn has_brought(&self, seq: i64, entry: &Entry) -> rusqlite::Result<bool> {
        match entry {
            Entry::Document { document, .. } => self
                .connection
                .prepare_cached("SELECT 1 FROM documents WHERE document = ?1 AND seq = ?2")?
                .exists([document, &seq]),
            Entry::Coded { coding, seal, .. } => {
                let mut select = self.connection.prepare_cached(
                    "SELECT document, packs, model, first_record, n_records FROM codings WHERE coding = ?1 AND seq = ?2",
                )?;
                let mut rows = select.query([coding, &seq])?;
                let Some(row) = rows.next()? else {
                    return Ok(false);
                };
                let stamp = Stamp {
                    packs: row.get(1)?,
                    model: row.get(2)?,
                };
                let own = append::seal(row.get(0)?, &stamp, (row.get(3)?, row.get(4)?));
                Ok(seal.as_ref().is_none_or(|seal| *seal == own))
            }
            _ => Ok(true),
        }
    }

    /// What the chain covers besides the entry itself.
    fn content(&self, kind: &str, body: &str) -> rusqlite::Result<Vec<u8>> {
        match Entry::read(kind, body) {
            Some(Entry::Document { document, .. }) => {
                let mut select = self.connection.prepare_cached(
                    "SELECT json_array(name, source_key, sha256, source_sha256, title, outlet, author, url, published, published_from)
                     FROM documents WHERE document = ?1",
                )?;
                let mut rows = select.query([document])?;
                let Some(row) = rows.next()? else {
                    return Ok(Vec::new());
                };
                // Written anew, for the two writers of JSON may differ in their escapes.
                let known: Value =
                    serde_json::from_str(&row.get::<_, String>(0)?).unwrap_or(Value::Null);
                Ok(blake3::hash(known.to_string().as_bytes())
                    .as_bytes()
                    .to_vec())
            }
            Some(Entry::Coded { coding, .. }) => {
                let mut select = self.connection.prepare_cached(
                    "SELECT r.hash FROM codings c JOIN records r ON r.record >= c.first_record AND r.record < c.first_record + c.n_records
                     WHERE c.coding = ?1 ORDER BY r.record",
                )?;
                let hashes = select.query_map([coding], |row| row.get::<_, Vec<u8>>(0))?;
                let hashes: Vec<Vec<u8>> = hashes.collect::<rusqlite::Result<_>>()?;
                Ok(hashes.concat())
            }
            _ => Ok(Vec::new()),
        }
    }

    fn check_documents(&self, report: &mut Report) -> rusqlite::Result<()> {
        let mut documents = self.connection.prepare(
            "SELECT document, name, sha256, text FROM documents WHERE text IS NOT NULL ORDER BY document",
        )?;
        let mut rows = documents.query([])?;
        while let Some(row) = rows.next()? {
            let document: i64 = row.get(0)?;
            report.documents += 1;
            let looked = self.check_document(report, (document, row));
            report.note(|| format!("document number {document}"), looked)?;
        }
        Ok(())
    }

    fn check_document(
        &self,
        report: &mut Report,
        (document, row): (i64, &rusqlite::Row<'_>),
    ) -> rusqlite::Result<()> {
        let (name, sha256, text): (String, String, String) =
            (row.get(1)?, row.get(2)?, row.get(3)?);
        if verbale_text::sha256(text.as_bytes()) != sha256 {
            let what = "its text is not the one that was added";
            report.add(format!("document {name}"), what);
        }
        self.check_records(report, (document, &name), (&sha256, &text))
    }

    fn check_records(
        &self,
        report: &mut Report,
        (document, name): (i64, &str),
        (sha256, text): (&str, &str),
    ) -> rusqlite::Result<()> {
        let offsets = CharOffsets::new(text);
        let mut codings = self.connection.prepare_cached(
            "SELECT coding, first_record, n_records FROM codings WHERE document = ?1 ORDER BY coding",
        )?;
        let codings: Vec<(i64, i64, i64)> = codings
            .query_map([document], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        let mut records = self.connection.prepare_cached(
            "SELECT r.id, r.kind, r.evidence, p.type, p.id, r.fields, r.spans, r.voices, r.time, r.refs, r.sentences, r.views,
               p.version, r.factuality, r.number, r.confidence, r.hash, r.record, r.coding
             FROM records r JOIN producers p USING (producer) WHERE record >= ?1 AND record < ?2 ORDER BY record",
        )?;
        let whole_from: i64 = self
            .connection
            .prepare_cached(
                "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'whole_hash_from_record'",
            )?
            .query_row([], |row| row.get(0))?;
        for (coding, first, n) in codings {
            let (ids, mut n_found) = (Ids::new(sha256), 0);
            let mut rows = records.query(params![first, first + n])?;
            while let Some(row) = rows.next()? {
                report.records += 1;
                n_found += 1;
                let hash = row.get::<_, i64>(0)?.cast_unsigned();
                let looked =
                    check_record(report, (hash, row), (text, &offsets), (&ids, whole_from));
                report.note(|| format!("record {hash:016x}"), looked)?;
                if row.get(18).ok() != Some(coding) {
                    let what = "belongs to another reading than it came in with";
                    report.add(format!("record {hash:016x}"), what);
                }
            }
            if n_found < n {
                let what = format!("{} records of it are missing", n - n_found);
                report.add(format!("document {name}"), &what);
            }
        }
        Ok(())
    }

    /// What is derived from the entries must follow from them.
    fn check_derived(&self, report: &mut Report) -> rusqlite::Result<()> {
        for (table, n) in schema::compare(&self.connection)? {
            let what = format!(
                "{n} rows are not what the entries say; make it anew: verbale ledger migrate --anew --ledger {}",
                self.path.display()
            );
            report.add(format!("table {table}"), &what);
        }
        Ok(())
    }

    /// Copies the ledger to `to` while others go on using it. A copy that is broken off leaves a file `to.part` at most.
    ///
    /// # Errors
    /// If `to` exists or cannot be written.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        if to.exists() {
            return Err(Error::Asked(format!(
                "{}: exists already; name a new file",
                to.display()
            )));
        }
        let mut part = to.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let copy = || -> rusqlite::Result<()> {
            let mut target = rusqlite::Connection::open(&part)?;
            let backup = rusqlite::backup::Backup::new(&self.connection, &mut target)?;
            backup.run_to_completion(4096, Duration::ZERO, None)
        };
        let done = copy().map_err(|e| Error::of(to, e));
        let done = done.and_then(|()| {
            std::fs::rename(&part, to).map_err(|source| Error::File {
                path: to.to_owned(),
                source,
            })
        });
        if done.is_err() {
            // What is left of it is of no use; if it cannot be removed, the next copy writes over it.
            let _ = std::fs::remove_file(&part);
        }
        done
    }
}

/// Whether a record of the text says what it said when it was written, in words that are there.
fn check_record(
    report: &mut Report,
    (hash, row): (u64, &rusqlite::Row<'_>),
    (text, offsets): (&str, &CharOffsets<'_>),
    (ids, whole_from): (&Ids<'_>, i64),
) -> rusqlite::Result<()> {
    let Some(kind) = Kind::of_number(row.get(1)?) else {
        report.add(format!("record {hash:016x}"), "is of no known kind");
        return Ok(());
    };
    let id = RecordId { kind, hash };
    let Some(evidence) = row.get::<_, Option<String>>(2)? else {
        return Ok(()); // removed on request
    };
    let evidence: Value = serde_json::from_str(&evidence).unwrap_or(json!([]));
    let read = bare(kind, &evidence, row)?;
    if !ids.may_be(hash, &read, text, offsets) {
        let what = "its words are not in the text where it says";
        report.add(id.to_string(), what);
    }
    let columns = columns(row)?;
    let expected = match row.get::<_, i64>(17)? < whole_from {
        true => columns.first_hash(hash),
        false => columns.hash(hash, &read),
    };
    if row.get::<_, Vec<u8>>(16)? != expected {
        report.add(id.to_string(), "was changed after it was written");
    }
    Ok(())
}

/// The texts of a record as they lie in the file.
fn columns(row: &rusqlite::Row<'_>) -> rusqlite::Result<Columns> {
    let text = |at: usize| -> rusqlite::Result<String> {
        Ok(row.get::<_, Option<String>>(at)?.unwrap_or_default())
    };
    Ok(Columns {
        evidence: text(2)?,
        fields: text(5)?,
        spans: text(6)?,
        voices: text(7)?,
        time: row.get(8)?,
        refs: row.get(9)?,
        sentences: text(10)?,
        views: row.get(11)?,
    })
}

/// As much of a record as its id and its hash are made from, beside its texts.
fn bare(kind: Kind, evidence: &Value, row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        kind,
        number: row.get(14)?,
        evidence: spans(evidence),
        fields: Map::new(),
        spans: Map::new(),
        voices: Vec::new(),
        factuality: row.get::<_, Option<String>>(13)?.unwrap_or_default(),
        views: Vec::new(),
        time: Value::Null,
        refs: Map::new(),
        sentences: Vec::new(),
        producer: Producer {
            producer_type: row.get(3)?,
            id: row.get(4)?,
            version: row.get(12)?,
        },
        confidence: row.get::<_, Option<f64>>(15)?.unwrap_or_default(),
    })
}
