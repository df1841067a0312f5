//! Documents with what is known about them, and their records as a reader needs them.

use crate::stored::{STORED, stored};
use crate::{Error, Kind, Snapshot, Stored};
use rusqlite::{OptionalExtension, Row as Columns, params};

/// Which documents to list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Documents {
    /// Only those that came in before the one with this number.
    pub before: Option<i64>,
    /// Only those of this outlet.
    pub outlet: Option<String>,
    /// How many at most, the latest first.
    pub limit: usize,
}

/// A document with what is known about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentCard {
    /// Its number in the file.
    pub document: i64,
    /// What users call it.
    pub name: String,
    /// Headline.
    pub title: Option<String>,
    /// Outlet or issuing body.
    pub outlet: Option<String>,
    /// Writer.
    pub author: Option<String>,
    /// Address it was taken from.
    pub url: Option<String>,
    /// Day of publication, as TIMEX3 value.
    pub published: Option<String>,
    /// Where that day came from: `metadata`, `option`, `dateline` or `none`.
    pub published_from: String,
    /// When it came in (UTC, ISO 8601).
    pub recorded: String,
    /// SHA-256 of its text.
    pub sha256: String,
    /// Records that count.
    pub n_records: i64,
    /// The number of the text that it is a copy of, itself if it is none.
    pub origin: i64,
    /// Whether it still counts: a text that a later version replaced, or that was withdrawn, does not.
    pub is_live: bool,
}

/// Records by kind, whether they still count or not. Records are only ever added, so a later look goes on where this one ended.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Versions of texts.
    pub documents: i64,
    /// Entries.
    pub entries: i64,
    upto: i64,
    by_kind: [i64; Kind::ALL.len()],
}

impl Tally {
    /// Counts what came in since the last look.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn update(&mut self, snapshot: &Snapshot<'_>) -> Result<(), Error> {
        let run = |tally: &mut Self| -> rusqlite::Result<()> {
            let one = |sql: &str| {
                let mut select = snapshot.connection.prepare_cached(sql)?;
                select.query_row([], |row| row.get::<_, i64>(0))
            };
            tally.documents = one("SELECT coalesce(max(document), 0) FROM documents")?;
            tally.entries = snapshot.seq();
            let last = one("SELECT coalesce(max(record), 0) FROM records")?;
            let mut select = snapshot.connection.prepare_cached(
                "SELECT kind, count(*) FROM records WHERE record > ?1 AND record <= ?2 GROUP BY kind",
            )?;
            let mut rows = select.query(params![tally.upto, last])?;
            while let Some(row) = rows.next()? {
                let kind: usize = row.get::<_, u32>(0)? as usize;
                if let Some(n) = tally.by_kind.get_mut(kind.wrapping_sub(1)) {
                    *n += row.get::<_, i64>(1)?;
                }
            }
            tally.upto = last;
            Ok(())
        };
        let mut next = self.clone();
        run(&mut next).map_err(|e| snapshot.error(e))?;
        *self = next;
        Ok(())
    }

    /// Records of each kind, in the order of [`Kind::ALL`].
    pub fn by_kind(&self) -> impl Iterator<Item = (Kind, i64)> {
        Kind::ALL.into_iter().zip(self.by_kind)
    }
}

const CARD: &str =
    "SELECT d.document, d.name, d.title, d.outlet, d.author, d.url, d.published, d.published_from,
    e.recorded, d.sha256, coalesce(o.origin, d.document)
    FROM documents d JOIN entries e USING (seq) LEFT JOIN origins o USING (document)";

/// The documents that count, the last that came in first.
///
/// # Errors
/// If the file cannot be read.
pub fn documents(
    snapshot: &Snapshot<'_>,
    question: &Documents,
) -> Result<Vec<DocumentCard>, Error> {
    let sql = format!(
        "{CARD} WHERE d.document < ?1 AND d.seq <= ?2 AND (?3 IS NULL OR d.outlet = ?3) ORDER BY d.document DESC"
    );
    let run = || -> rusqlite::Result<Vec<DocumentCard>> {
        let mut select = snapshot.connection.prepare_cached(&sql)?;
        let before = question.before.unwrap_or(i64::MAX);
        let mut rows = select.query(params![before, snapshot.seq(), question.outlet])?;
        let mut cards = Vec::new();
        while cards.len() < question.limit
            && let Some(row) = rows.next()?
        {
            let card = filled(snapshot, card_of(row)?)?;
            if card.is_live && is_published(snapshot, &card) {
                cards.push(card);
            }
        }
        Ok(cards)
    };
    run().map_err(|e| snapshot.error(e))
}

/// What is known about a document, whether it counts or not; `None` if the ledger never had it.
///
/// # Errors
/// If the file cannot be read.
pub fn document(snapshot: &Snapshot<'_>, document: i64) -> Result<Option<DocumentCard>, Error> {
    let sql = format!("{CARD} WHERE d.document = ?1 AND d.seq <= ?2");
    let run = || -> rusqlite::Result<Option<DocumentCard>> {
        let card = snapshot
            .connection
            .prepare_cached(&sql)?
            .query_row(params![document, snapshot.seq()], card_of)
            .optional()?;
        card.map(|card| filled(snapshot, card)).transpose()
    };
    run().map_err(|e| snapshot.error(e))
}

fn card_of(row: &Columns<'_>) -> rusqlite::Result<DocumentCard> {
    Ok(DocumentCard {
        document: row.get(0)?,
        name: row.get(1)?,
        title: row.get(2)?,
        outlet: row.get(3)?,
        author: row.get(4)?,
        url: row.get(5)?,
        published: row.get(6)?,
        published_from: row.get(7)?,
        recorded: row.get(8)?,
        sha256: row.get(9)?,
        n_records: 0,
        origin: row.get(10)?,
        is_live: false,
    })
}

fn filled(snapshot: &Snapshot<'_>, mut card: DocumentCard) -> rusqlite::Result<DocumentCard> {
    let codings = snapshot.codings_of(card.document)?;
    card.is_live = !codings.is_empty();
    card.n_records = codings.iter().map(|(first, end)| end - first).sum();
    Ok(card)
}

/// Whether a document was out by the day of the question.
fn is_published(snapshot: &Snapshot<'_>, card: &DocumentCard) -> bool {
    let published = card.published.as_deref();
    let day = published.and_then(|p| crate::snapshot::last_day(p).ok());
    day.is_none_or(|day| snapshot.is_by_then(day))
}

/// The records of a document that count, in the order of the text.
///
/// # Errors
/// If the file cannot be read.
pub fn records(snapshot: &Snapshot<'_>, document: i64) -> Result<Vec<Stored>, Error> {
    let run = || -> rusqlite::Result<Vec<Stored>> {
        let mut records = Vec::new();
        let sql = format!("{STORED} WHERE r.record >= ?1 AND r.record < ?2 ORDER BY r.record");
        let mut select = snapshot.connection.prepare_cached(&sql)?;
        for (first, end) in snapshot.codings_of(document)? {
            for stored in select.query_map(params![first, end], stored)? {
                let stored = stored?;
                if snapshot.live(stored.record).is_some() {
                    records.push(stored);
                }
            }
        }
        Ok(records)
    };
    run().map_err(|e| snapshot.error(e))
}
