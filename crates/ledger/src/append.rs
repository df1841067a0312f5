//! Documents and their records come in.

use crate::ledger::{append, next_seq};
use crate::schema::STILL;
use crate::{Entry, Error, Ledger, Row, derive, replay};
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashSet;
use serde_json::{Value, json};
use verbale_text::CharOffsets;

/// A text that comes in, with what is known about it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NewDocument {
    /// What users call it: its id, or its file name without extension.
    pub name: String,
    /// What its versions have in common: its URL, its id, or its path.
    pub source_key: String,
    /// The text exactly as read.
    pub text: String,
    /// SHA-256 of the text's UTF-8 bytes, in hexadecimal.
    pub sha256: String,
    /// SHA-256 of the bytes of the file or line it was read from.
    pub source_sha256: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Outlet or issuing body.
    pub outlet: Option<String>,
    /// Writer.
    pub author: Option<String>,
    /// Address it was taken from.
    pub url: Option<String>,
    /// Day of publication as TIMEX3 value.
    pub published: Option<String>,
    /// Where that day came from: `metadata`, `option`, `dateline` or `none`.
    pub published_from: String,
}

impl NewDocument {
    /// A document of which nothing is known but its name and text.
    pub fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            source_key: name.to_owned(),
            text: text.to_owned(),
            sha256: verbale_text::sha256(text.as_bytes()),
            published_from: "none".into(),
            ..Self::default()
        }
    }
}

/// What read a document.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stamp {
    /// Hash of all packs.
    pub packs: String,
    /// Id of the model.
    pub model: String,
}

/// What adding a document did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Added {
    /// It is new.
    New,
    /// It is a new version of a document that was there.
    Version,
    /// It was there, and was read anew by other packs or another model.
    Recoded,
    /// It was there already; nothing changed.
    Known,
}

/// How the version of a reviewer's record begins; the id of what it corrects follows.
pub(crate) const CORRECTS: &str = "corrects ";

/// A document that is in the ledger already.
pub(crate) struct Old {
    pub(crate) document: i64,
    pub(crate) sha256: String,
}

impl Ledger {
    /// Whether this very text is in the ledger as the latest version of its source, and, if `stamp` is given, was read by
    /// it. Such a document need not be read again.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn knows(&self, document: &NewDocument, stamp: Option<&Stamp>) -> Result<bool, Error> {
        let run = || -> rusqlite::Result<bool> {
            let Some(old) = latest(&self.connection, document)? else {
                return Ok(false);
            };
            if old.sha256 != document.sha256 {
                return Ok(false);
            }
            match stamp {
                None => Ok(true),
                Some(stamp) => was_read_by(&self.connection, old.document, stamp),
            }
        };
        run().map_err(|e| self.error(e))
    }

    /// The number of the latest version of a document from the same source; `None` if there is none.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn number(&self, document: &NewDocument) -> Result<Option<i64>, Error> {
        let old = latest(&self.connection, document).map_err(|e| self.error(e))?;
        Ok(old.map(|old| old.document))
    }

    /// Adds a document and its records in one transaction. A document that is there already is read anew only by another
    /// `stamp`; its earlier records stay in recorded time.
    ///
    /// # Errors
    /// If the file cannot be written. Nothing of the document is stored then.
    pub fn add(
        &mut self,
        document: &NewDocument,
        rows: &[Row],
        stamp: &Stamp,
        now: &str,
    ) -> Result<Added, Error> {
        let path = self.path.clone();
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(|e| Error::of(&path, e))?;
        let run = || -> rusqlite::Result<Added> {
            let old = latest(&transaction, document)?;
            let (number, added) = match old {
                Some(old) if old.sha256 == document.sha256 => {
                    if was_read_by(&transaction, old.document, stamp)? {
                        return Ok(Added::Known);
                    }
                    (old.document, Added::Recoded)
                }
                Some(old) => {
                    let number = put_document(&transaction, document, Some(old.document), now)?;
                    (number, Added::Version)
                }
                None => (put_document(&transaction, document, None, now)?, Added::New),
            };
            let author = "verbale";
            put_coding(
                &transaction,
                (number, None),
                rows,
                stamp,
                (now, author, true),
            )?;
            Ok(added)
        };
        let added = run().map_err(|e| Error::of(&path, e))?;
        transaction.commit().map_err(|e| Error::of(&path, e))?;
        Ok(added)
    }
}

/// The latest version from the same source. The same text under the same name is the same document, wherever its file lies.
pub(crate) fn latest(connection: &Connection, new: &NewDocument) -> rusqlite::Result<Option<Old>> {
    let old = |row: &rusqlite::Row<'_>| {
        Ok(Old {
            document: row.get(0)?,
            sha256: row.get(1)?,
        })
    };
    let by_source = connection
        .prepare_cached(
            "SELECT document, sha256 FROM documents WHERE source_key = ?1 ORDER BY document DESC LIMIT 1",
        )?
        .query_row([&new.source_key], old)
        .optional()?;
    if by_source.is_some() || new.url.is_some() {
        return Ok(by_source);
    }
    connection
        .prepare_cached(
            "SELECT document, sha256 FROM documents WHERE sha256 = ?1 AND name = ?2 AND url IS NULL ORDER BY document DESC LIMIT 1",
        )?
        .query_row([&new.sha256, &new.name], old)
        .optional()
}

/// Whether a reading by `stamp` counts, or the document was withdrawn: then no reading brings it back.
pub(crate) fn was_read_by(
    connection: &Connection,
    document: i64,
    stamp: &Stamp,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT 1 FROM codings c WHERE document = ?1 AND (
               (packs = ?2 AND model = ?3 AND NOT EXISTS (SELECT 1 FROM coding_ends x WHERE x.coding = c.coding AND x.to_seq = ?4))
               OR EXISTS (SELECT 1 FROM coding_ends x JOIN entries e ON e.seq = x.from_seq
                          WHERE x.coding = c.coding AND x.to_seq = ?4 AND e.kind = 'withdrawn'))",
        )?
        .exists(params![document, stamp.packs, stamp.model, STILL])
}

/// Stores a version of a text and its entry. The codings of the earlier version end.
pub(crate) fn put_document(
    connection: &Connection,
    new: &NewDocument,
    supersedes: Option<i64>,
    now: &str,
) -> rusqlite::Result<i64> {
    let seq = next_seq(connection)?;
    connection
        .prepare_cached(
            "INSERT INTO documents (seq, name, source_key, sha256, source_sha256, title, outlet, author, url, published, published_from, text)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute(params![
            seq,
            new.name,
            new.source_key,
            new.sha256,
            new.source_sha256,
            new.title,
            new.outlet,
            new.author,
            new.url,
            new.published,
            new.published_from,
            new.text
        ])?;
    let document = connection.last_insert_rowid();
    let entry = Entry::Document {
        document,
        supersedes,
    };
    let seq = append(connection, (now, "verbale"), &entry, &document_hash(new))?;
    derive::document(connection, document, new)?;
    replay::apply(connection, seq, &entry)?;
    Ok(document)
}

/// What the chain covers of a document.
fn document_hash(new: &NewDocument) -> [u8; 32] {
    let known = json!([
        new.name,
        new.source_key,
        new.sha256,
        new.source_sha256,
        new.title,
        new.outlet,
        new.author,
        new.url,
        new.published,
        new.published_from
    ]);
    *blake3::hash(known.to_string().as_bytes()).as_bytes()
}

/// The readings of a document that a new one replaces: those that count, but not corrections by reviewers, which outlive a new
/// reading of the same text.
fn replaced(connection: &Connection, document: i64) -> rusqlite::Result<Vec<i64>> {
    let mut live = connection.prepare_cached(
        "SELECT coding FROM codings c WHERE document = ?1
         AND NOT EXISTS (SELECT 1 FROM coding_ends x JOIN entries e ON e.seq = x.from_seq
             WHERE x.coding = c.coding AND x.to_seq = ?2 AND e.kind NOT IN ('reviewed', 'undone'))
         AND NOT EXISTS (SELECT 1 FROM records r JOIN producers p USING (producer)
             WHERE r.record = c.first_record AND c.n_records = 1 AND p.type = 'human' AND p.version LIKE 'corrects %')",
    )?;
    let live = live.query_map(params![document, STILL], |row| row.get(0))?;
    live.collect()
}

/// Stores the records of a document and their entry, under the ids given or under new ones. With `replaces`, what the
/// program read so far ends.
pub(crate) fn put_coding(
    connection: &Connection,
    (document, given): (i64, Option<&[u64]>),
    rows: &[Row],
    stamp: &Stamp,
    (now, author, replaces): (&str, &str, bool),
) -> rusqlite::Result<i64> {
    let seq = next_seq(connection)?;
    let supersedes = match replaces {
        true => replaced(connection, document)?,
        false => Vec::new(),
    };
    let (sha256, text): (String, String) = connection
        .prepare_cached("SELECT sha256, coalesce(text, '') FROM documents WHERE document = ?1")?
        .query_row([document], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let first: i64 = connection
        .prepare_cached("SELECT coalesce(max(record), 0) + 1 FROM records")?
        .query_row([], |row| row.get(0))?;
    connection
        .prepare_cached(
            "INSERT INTO codings (seq, document, packs, model, first_record, n_records) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            seq,
            document,
            stamp.packs,
            stamp.model,
            first,
            rows.len() as i64
        ])?;
    let coding = connection.last_insert_rowid();
    let offsets = CharOffsets::new(&text);
    let mut ids = Ids::new(&sha256);
    let mut hashes = Vec::with_capacity(16 * rows.len());
    let mut stored = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let id = match given.and_then(|given| given.get(at)) {
            Some(&id) => id,
            None => ids.of(row, &text, &offsets),
        };
        let columns = Columns::of(row);
        let hash = columns.hash(id, row);
        hashes.extend_from_slice(&hash);
        let record = first + at as i64;
        columns.put(connection, (record, id, coding), row, &hash)?;
        stored.push((record, id));
    }
    let entry = Entry::Coded {
        coding,
        supersedes,
        seal: Some(seal(document, stamp, (first, rows.len() as i64))),
    };
    append(connection, (now, author), &entry, &hashes)?;
    replay::apply(connection, seq, &entry)?;
    derive::tally(connection, coding)?;
    let kept = keep_removed(connection, rows, &mut stored)?;
    let rows = kept.as_deref().unwrap_or(rows);
    let merges = derive::records(connection, (document, seq), rows, &stored)?;
    derive::inherit(connection, coding, seq)?;
    for merge in merges {
        append(connection, (now, "rule:same-full-name"), &merge, &[])?;
    }
    Ok(coding)
}

/// Hash of what is kept of a reading beside its records.
pub(crate) fn seal(document: i64, stamp: &Stamp, (first, n): (i64, i64)) -> String {
    let known = json!([document, stamp.packs, stamp.model, first, n]);
    let hash = blake3::hash(known.to_string().as_bytes());
    hash.to_hex()[..32].to_owned()
}

/// More equal readings of the same words than these are not looked for.
const MOST_EQUAL: u32 = 1000;

/// The id of the reading with that count among equal ones.
fn counted(base: &blake3::Hasher, count: u32) -> u64 {
    let mut hasher = base.clone();
    hasher.update(&count.to_le_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// Empties those of the records in `stored` that were removed on request from an earlier reading. What is left of the rows;
/// `None` if all are.
fn keep_removed(
    connection: &Connection,
    rows: &[Row],
    stored: &mut Vec<(i64, u64)>,
) -> rusqlite::Result<Option<Vec<Row>>> {
    let mut find =
        connection.prepare_cached("SELECT 1 FROM records WHERE id = ?1 AND fields IS NULL")?;
    let mut is_removed = Vec::with_capacity(stored.len());
    for &(record, id) in stored.iter() {
        let removed = find.exists([id.cast_signed()])?;
        if removed {
            crate::act::empty_record(connection, record)?;
        }
        is_removed.push(removed);
    }
    if !is_removed.contains(&true) {
        return Ok(None);
    }
    let both = rows.iter().zip(std::mem::take(stored)).zip(is_removed);
    let left = both.filter(|(_, removed)| !removed).map(|(both, _)| both);
    let (rows, left): (Vec<Row>, Vec<(i64, u64)>) = left.map(|(r, s)| (r.clone(), s)).unzip();
    *stored = left;
    Ok(Some(rows))
}

/// Makes ids: the same reading of the same words has the same id; equal readings are counted.
pub(crate) struct Ids<'a> {
    sha256: &'a str,
    given: FxHashSet<u64>,
}

impl<'a> Ids<'a> {
    pub(crate) fn new(sha256: &'a str) -> Self {
        Self {
            sha256,
            given: FxHashSet::default(),
        }
    }

    /// The id of `row`, whose evidence is cut from `text`.
    pub(crate) fn of(&mut self, row: &Row, text: &str, offsets: &CharOffsets<'_>) -> u64 {
        let base = self.base(row, text, offsets);
        for count in 0_u32.. {
            let id = counted(&base, count);
            if self.given.insert(id) {
                return id;
            }
        }
        unreachable!("a document has fewer records than 2^32")
    }

    /// Whether `id` may be that of `row`: the first of such readings, or one that followed others.
    pub(crate) fn may_be(&self, id: u64, row: &Row, text: &str, offsets: &CharOffsets<'_>) -> bool {
        let base = self.base(row, text, offsets);
        let is = |base: &blake3::Hasher| (0..MOST_EQUAL).any(|count| counted(base, count) == id);
        // The first version of the file made ids of corrections without what they correct.
        is(&base) || (row.is_human() && is(&self.words(row, text, offsets)))
    }

    /// All that an id is made from, but the count.
    fn base(&self, row: &Row, text: &str, offsets: &CharOffsets<'_>) -> blake3::Hasher {
        let mut hasher = self.words(row, text, offsets);
        // A reviewer may correct the same words more than once.
        if row.is_human() {
            hasher.update(row.producer.version.as_bytes());
        }
        hasher
    }

    /// The words and who read them.
    fn words(&self, row: &Row, text: &str, offsets: &CharOffsets<'_>) -> blake3::Hasher {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.sha256.as_bytes());
        hasher.update(row.kind.as_str().as_bytes());
        for &[start, end] in &row.evidence {
            hasher.update(&start.to_le_bytes());
            hasher.update(&end.to_le_bytes());
            let span = offsets.to_bytes(start, end);
            hasher.update(span.map_or("", |s| s.of(text)).as_bytes());
        }
        hasher.update(row.producer.producer_type.as_bytes());
        hasher.update(row.producer.id.as_bytes());
        hasher
    }
}

/// A record as its columns hold it.
pub(crate) struct Columns {
    pub(crate) evidence: String,
    pub(crate) fields: String,
    pub(crate) spans: String,
    pub(crate) voices: String,
    pub(crate) time: Option<String>,
    pub(crate) refs: Option<String>,
    pub(crate) sentences: String,
    pub(crate) views: Option<String>,
}

impl Columns {
    fn of(row: &Row) -> Self {
        let object = |map: &serde_json::Map<String, Value>| {
            serde_json::to_string(map).expect("a map with text keys is JSON")
        };
        Self {
            evidence: json!(row.evidence).to_string(),
            fields: object(&row.fields),
            spans: object(&row.spans),
            voices: json!(row.voices).to_string(),
            time: (!row.time.is_null()).then(|| row.time.to_string()),
            refs: (!row.refs.is_empty()).then(|| object(&row.refs)),
            sentences: json!(row.sentences).to_string(),
            views: (!row.views.is_empty()).then(|| json!(row.views).to_string()),
        }
    }

    /// The hash of the first version of the file: of the texts only.
    pub(crate) fn first_hash(&self, id: u64) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&id.to_le_bytes());
        self.update(&mut hasher);
        first_half(&hasher)
    }

    /// The hash of all that a record says. `row` gives what is no text of its own.
    pub(crate) fn hash(&self, id: u64, row: &Row) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&id.to_le_bytes());
        self.update(&mut hasher);
        let of = &row.producer;
        for part in [
            self.views.as_deref().unwrap_or(""),
            &row.factuality,
            &of.producer_type,
            &of.id,
            &of.version,
        ] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.update(&row.kind.number().to_le_bytes());
        hasher.update(&row.number.to_le_bytes());
        hasher.update(&row.confidence.to_bits().to_le_bytes());
        first_half(&hasher)
    }

    fn update(&self, hasher: &mut blake3::Hasher) {
        for part in [
            Some(&self.evidence),
            Some(&self.fields),
            Some(&self.spans),
            Some(&self.voices),
            self.time.as_ref(),
            self.refs.as_ref(),
            Some(&self.sentences),
        ] {
            let part = part.map_or("", String::as_str);
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }

    fn put(
        &self,
        connection: &Connection,
        (record, id, coding): (i64, u64, i64),
        row: &Row,
        hash: &[u8; 16],
    ) -> rusqlite::Result<()> {
        let producer = producer(connection, row)?;
        connection
            .prepare_cached(
                "INSERT INTO records VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            )?
            .execute(params![
                record,
                id.cast_signed(),
                coding,
                row.kind.number(),
                row.number,
                producer,
                row.confidence,
                row.factuality,
                self.evidence,
                self.fields,
                self.spans,
                self.voices,
                self.time,
                self.refs,
                self.sentences,
                hash.as_slice(),
                self.views
            ])?;
        Ok(())
    }
}

fn first_half(hasher: &blake3::Hasher) -> [u8; 16] {
    let mut hash = [0; 16];
    hash.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    hash
}

fn producer(connection: &Connection, row: &Row) -> rusqlite::Result<i64> {
    let of = &row.producer;
    let known = connection
        .prepare_cached(
            "SELECT producer FROM producers WHERE type = ?1 AND id = ?2 AND version = ?3",
        )?
        .query_row(params![of.producer_type, of.id, of.version], |row| {
            row.get(0)
        })
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    connection
        .prepare_cached("INSERT INTO producers (type, id, version) VALUES (?1, ?2, ?3)")?
        .execute(params![of.producer_type, of.id, of.version])?;
    Ok(connection.last_insert_rowid())
}

#[cfg(test)]
mod tests {
    use super::{Ids, counted};
    use crate::{Kind, Producer, Row};
    use serde_json::{Map, Value};
    use verbale_text::CharOffsets;

    #[test]
    fn ids_of_corrections_in_the_first_version_of_the_file_are_known() {
        let text = "Borduria protested.";
        let offsets = CharOffsets::new(text);
        let row = Row {
            kind: Kind::Event,
            number: 1,
            evidence: vec![[0, 18]],
            fields: Map::new(),
            spans: Map::new(),
            voices: Vec::new(),
            factuality: String::new(),
            time: Value::Null,
            refs: Map::new(),
            sentences: Vec::new(),
            producer: Producer {
                producer_type: "human".into(),
                id: "anna".into(),
                version: "corrects event-00000000000000ff".into(),
            },
            confidence: 1.0,
            views: Vec::new(),
        };
        let mut ids = Ids::new("00");
        let (new, old) = (
            ids.of(&row, text, &offsets),
            counted(&ids.words(&row, text, &offsets), 0),
        );
        assert_ne!(new, old);
        let is_known = |id| ids.may_be(id, &row, text, &offsets);
        assert!(is_known(new) && is_known(old) && !is_known(new ^ 1));
    }
}
