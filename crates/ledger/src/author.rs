//! The author of a text as somebody who promises, demands and predicts. Texts call the author nothing but “author”, so it takes the
//! text to tell who that is: copies of a text have one author, and so have texts of one outlet that name the same one.

use crate::{Kind, Snapshot};
use rusqlite::{OptionalExtension, params};
use rustc_hash::FxHashMap;

/// Texts of one author that are looked through, the earliest ones.
const MOST: i64 = 500;

/// Who wrote a text, as far as the text and what is known about it tell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Author {
    document: i64,
    origin: i64,
    outlet: Option<String>,
    /// The name under the text.
    pub(crate) name: Option<String>,
}

impl Author {
    /// The author of a document.
    pub(crate) fn of(snapshot: &Snapshot<'_>, document: i64) -> rusqlite::Result<Self> {
        let known = snapshot
            .connection
            .prepare_cached("SELECT outlet, author FROM documents WHERE document = ?1")?
            .query_row([document], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (outlet, name) = known.unwrap_or_default();
        Ok(Self {
            document,
            origin: snapshot.origin(document)?,
            outlet,
            name,
        })
    }

    /// Whether both are one.
    pub(crate) fn is(&self, other: &Self) -> bool {
        let same_name = self.name.is_some() && self.name == other.name;
        self.origin == other.origin || (same_name && self.outlet == other.outlet)
    }
}

/// Texts by their author, as they are looked up.
#[derive(Default)]
pub(crate) struct Writings {
    /// Copies by the text they are copies of, that text among them.
    copies: Option<FxHashMap<i64, Vec<i64>>>,
    /// Texts that name their author, by outlet and name.
    signed: FxHashMap<(Option<String>, String), Vec<i64>>,
}

impl Writings {
    /// Claims of a kind in all texts of an author.
    pub(crate) fn claims(
        &mut self,
        snapshot: &Snapshot<'_>,
        author: &Author,
        kind: Kind,
    ) -> rusqlite::Result<Vec<i64>> {
        let mut documents = self.copies(snapshot, author.origin)?.to_vec();
        documents.extend(self.signed(snapshot, author)?);
        documents.push(author.document);
        documents.sort_unstable();
        documents.dedup();
        let mut select = snapshot.connection.prepare_cached(
            "SELECT record FROM claims WHERE record >= ?1 AND record < ?2 AND kind = ?3",
        )?;
        let mut claims = Vec::new();
        for document in documents {
            for (first, end) in snapshot.codings_of(document)? {
                for record in select.query_map(params![first, end, kind.number()], |r| r.get(0))? {
                    claims.push(record?);
                }
            }
        }
        Ok(claims)
    }

    fn copies(&mut self, snapshot: &Snapshot<'_>, origin: i64) -> rusqlite::Result<&[i64]> {
        if self.copies.is_none() {
            let mut copies: FxHashMap<i64, Vec<i64>> = FxHashMap::default();
            let mut select = snapshot
                .connection
                .prepare_cached("SELECT document, origin FROM origins WHERE origin <> document")?;
            let mut rows = select.query([])?;
            while let Some(row) = rows.next()? {
                let (copy, of): (i64, i64) = (row.get(0)?, row.get(1)?);
                copies.entry(of).or_insert_with(|| vec![of]).push(copy);
            }
            self.copies = Some(copies);
        }
        let found = self.copies.as_ref().and_then(|copies| copies.get(&origin));
        Ok(found.map_or(&[], Vec::as_slice))
    }

    fn signed(&mut self, snapshot: &Snapshot<'_>, author: &Author) -> rusqlite::Result<Vec<i64>> {
        let Some(name) = &author.name else {
            return Ok(Vec::new());
        };
        let key = (author.outlet.clone(), name.clone());
        if let Some(known) = self.signed.get(&key) {
            return Ok(known.clone());
        }
        let mut select = snapshot.connection.prepare_cached(
            "SELECT document FROM documents WHERE outlet IS ?1 AND author = ?2 ORDER BY document LIMIT ?3",
        )?;
        let rows = select.query_map(params![key.0, key.1, MOST], |row| row.get(0))?;
        let documents: Vec<i64> = rows.collect::<rusqlite::Result<_>>()?;
        self.signed.insert(key, documents.clone());
        Ok(documents)
    }
}
