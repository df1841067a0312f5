//! What leaves a ledger: the documents and records that count in a snapshot, document by document, with all that another
//! ledger needs to hold the same.

use crate::Stored;
use crate::append::{NewDocument, Stamp};
use crate::readings::Coding;
use crate::row::{actor_number, day_number};
use crate::{Error, Kind, Ledger, RecordId, Row, Snapshot};
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::collections::BTreeMap;
use verbale_code::time;

/// Which part of a snapshot is taken.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selection {
    /// Only records of these kinds; all if empty.
    pub kinds: Vec<Kind>,
    /// Only documents with these names or addresses; all if empty.
    pub documents: Vec<String>,
}

/// A document that is taken, with its records.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// Number of the document.
    pub document: i64,
    /// Numbers and kinds of its records, in their order.
    pub records: Vec<(i64, Kind)>,
}

/// The last entry that a snapshot takes into account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// Its number.
    pub seq: i64,
    /// When it was recorded, in UTC.
    pub recorded: String,
    /// Its hash in the chain, in hexadecimal.
    pub hash: String,
}

/// An actor of the world, as the snapshot knows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entity {
    /// Its number in this ledger; merged ones share it.
    pub number: i64,
    /// `entity-` and a hash of what it is known by, the same in every ledger; merged ones share it.
    pub id: String,
    /// Display name.
    pub name: String,
    /// `person organisation government state group population`, or `None`.
    pub sort: Option<String>,
    /// ISO 3166 alpha-3 code, or PLOVER's for bodies between states.
    pub country: Option<String>,
}

/// The actors of one document, by their local ids.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    actors: FxHashMap<u32, (RecordId, Entity)>,
    unmerged: Vec<String>,
}

impl Cast {
    /// The record and the entity behind a local id such as `actor-03`.
    pub fn of(&self, local: &str) -> Option<(RecordId, &Entity)> {
        let (id, entity) = self.actors.get(&actor_number(local)?)?;
        Some((*id, entity))
    }

    /// Ids of the entities of all actors as they are before merges, in no order that matters.
    pub fn unmerged(&self) -> &[String] {
        &self.unmerged
    }

    /// The display name behind a local id; other words, such as `author`, stand for themselves.
    pub fn name<'a>(&'a self, local: &'a str) -> &'a str {
        self.of(local).map_or(local, |(_, entity)| &entity.name)
    }

    /// A field as people read it: actors by their display names, words as they are, unknown as nothing.
    pub fn shown(&self, value: &Value) -> Vec<String> {
        match value {
            Value::Null => Vec::new(),
            Value::String(text) => vec![self.name(text).to_owned()],
            Value::Array(list) => list.iter().flat_map(|v| self.shown(v)).collect(),
            Value::Object(map) => {
                let filled = map.iter().filter(|(_, value)| !value.is_null());
                filled
                    .map(|(key, value)| {
                        format!("{}: {}", self.name(key), self.shown(value).join(", "))
                    })
                    .collect()
            }
            other => vec![other.to_string()],
        }
    }
}

/// Kinds that are told of a day in the world; all others belong to the day on which somebody speaks.
const DEEDS: &[Kind] = &[
    Kind::Role,
    Kind::Tie,
    Kind::Relation,
    Kind::Meeting,
    Kind::Event,
    Kind::Reaction,
];

impl Snapshot<'_> {
    /// The documents and records that count, by number of the document.
    ///
    /// As of a day, a deed counts that has its day by then, words count that were spoken or published by then, and actors
    /// come with their documents. What has no day counts always.
    ///
    /// # Errors
    /// If no document has one of the names asked for, or the file cannot be read.
    pub fn take(&self, selection: &Selection) -> Result<Vec<Taken>, Error> {
        let asked = self.asked(&selection.documents)?;
        let mut taken: BTreeMap<i64, Vec<(i64, Kind)>> = BTreeMap::new();
        for coding in self.live_codings() {
            let document = coding.document;
            if asked
                .as_ref()
                .is_some_and(|asked| !asked.contains(&document))
            {
                continue;
            }
            let published = self.published(document)?;
            let is_out = published.is_none_or(|day| self.is_by_then(day));
            let records = self.records_by_then(&coding, published)?;
            if !is_out && records.iter().all(|(_, kind)| *kind == Kind::Actor) {
                continue;
            }
            let kept = records
                .into_iter()
                .filter(|(_, kind)| selection.kinds.is_empty() || selection.kinds.contains(kind));
            taken.entry(document).or_default().extend(kept);
        }
        let of = |(document, records)| Taken { document, records };
        Ok(taken.into_iter().map(of).collect())
    }

    /// Whether only a part of each document is taken: some kinds, or what had come by a day.
    pub fn takes_part(&self, selection: &Selection) -> bool {
        !selection.kinds.is_empty() || self.as_of().is_some()
    }

    /// Numbers of the documents with these names or addresses; `None` if all are meant.
    fn asked(&self, names: &[String]) -> Result<Option<Vec<i64>>, Error> {
        if names.is_empty() {
            return Ok(None);
        }
        let mut asked = Vec::new();
        for name in names {
            let read = || -> rusqlite::Result<Vec<i64>> {
                self.connection
                    .prepare_cached(
                        "SELECT document FROM documents WHERE (name = ?1 OR url = ?1) AND seq <= ?2",
                    )?
                    .query_map(params![name, self.seq()], |row| row.get(0))?
                    .collect()
            };
            let found = read().map_err(|e| self.error(e))?;
            if found.is_empty() {
                return Err(Error::Asked(format!(
                    "{name:?}: no document has this name or address; `verbale ask search` prints names"
                )));
            }
            asked.extend(found);
        }
        Ok(Some(asked))
    }

    fn published(&self, document: i64) -> Result<Option<i64>, Error> {
        let published = self.document(document)?.published;
        Ok(published.and_then(|p| day_number(&time::bounds(&p)?.0?)))
    }

    /// Numbers and kinds of the records of a reading that count by the day of the question.
    fn records_by_then(
        &self,
        coding: &Coding,
        published: Option<i64>,
    ) -> Result<Vec<(i64, Kind)>, Error> {
        let read = || -> rusqlite::Result<Vec<(i64, i64)>> {
            self.connection
                .prepare_cached(
                    "SELECT record, kind FROM records
                     WHERE record >= ?1 AND record < ?2 AND fields IS NOT NULL ORDER BY record",
                )?
                .query_map([coding.first, coding.end], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?
                .collect()
        };
        let mut kept = Vec::new();
        for (record, kind) in read().map_err(|e| self.error(e))? {
            let Some(kind) = Kind::of_number(kind) else {
                continue;
            };
            if !self.is_dead(record) && self.has_come(record, kind, published)? {
                kept.push((record, kind));
            }
        }
        Ok(kept)
    }

    fn has_come(&self, record: i64, kind: Kind, published: Option<i64>) -> Result<bool, Error> {
        if self.as_of().is_none() || kind == Kind::Actor {
            return Ok(true);
        }
        let row = self.record(record)?.row;
        let own = row.days().and_then(|(first, _)| day_number(&first?));
        let day = match (DEEDS.contains(&kind), own, published) {
            (true, Some(own), _) => Some(own),
            (false, Some(own), Some(published)) => Some(own.min(published)),
            (_, own, published) => published.or(own),
        };
        Ok(day.is_none_or(|day| self.is_by_then(day)))
    }

    /// A document with its text and all that is known about it, as [`crate::Ledger::add`] takes it.
    ///
    /// # Errors
    /// If the file cannot be read, or has no such document.
    pub fn source(&self, document: i64) -> Result<NewDocument, Error> {
        let read = || {
            self.connection
                .prepare_cached(
                    "SELECT name, source_key, coalesce(text, ''), sha256, source_sha256, title, outlet, author, url, published, published_from
                     FROM documents WHERE document = ?1",
                )?
                .query_row([document], |row| {
                    Ok(NewDocument {
                        name: row.get(0)?,
                        source_key: row.get(1)?,
                        text: row.get(2)?,
                        sha256: row.get(3)?,
                        source_sha256: row.get(4)?,
                        title: row.get(5)?,
                        outlet: row.get(6)?,
                        author: row.get(7)?,
                        url: row.get(8)?,
                        published: row.get(9)?,
                        published_from: row.get(10)?,
                    })
                })
        };
        read().map_err(|e| self.error(e))
    }

    /// What made a reading, and when it was recorded (UTC).
    ///
    /// # Errors
    /// If the file cannot be read, or has no such reading.
    pub fn reading(&self, coding: i64) -> Result<(Stamp, String), Error> {
        let read = || {
            self.connection
                .prepare_cached(
                    "SELECT c.packs, c.model, e.recorded FROM codings c JOIN entries e USING (seq) WHERE c.coding = ?1",
                )?
                .query_row([coding], |row| {
                    let stamp = Stamp {
                        packs: row.get(0)?,
                        model: row.get(1)?,
                    };
                    Ok((stamp, row.get(2)?))
                })
        };
        read().map_err(|e| self.error(e))
    }

    /// The actors of a document. One that counts no more keeps its name for the records that speak of it.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn cast(&self, document: i64) -> Result<Cast, Error> {
        let read = || -> rusqlite::Result<Vec<(i64, u32, i64, i64)>> {
            self.connection
                .prepare_cached(
                    "SELECT r.record, r.number, r.id, p.entity FROM codings c
                     JOIN records r ON r.record >= c.first_record AND r.record < c.first_record + c.n_records AND r.kind = 1
                     JOIN parties p ON p.record = r.record AND p.place = 0
                     WHERE c.document = ?1 AND c.seq <= ?2 ORDER BY c.coding, r.record",
                )?
                .query_map([document, self.seq()], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })?
                .collect()
        };
        let (mut cast, mut counts) = (Cast::default(), FxHashMap::default());
        for (record, number, id, entity) in read().map_err(|e| self.error(e))? {
            let is_live = self.live(record).is_some();
            if !is_live && counts.get(&number) == Some(&true) {
                continue;
            }
            counts.insert(number, is_live);
            let id = RecordId {
                kind: Kind::Actor,
                hash: id.cast_unsigned(),
            };
            cast.actors.insert(number, (id, self.known_entity(entity)?));
            cast.unmerged.push(self.entity_id(entity)?);
        }
        Ok(cast)
    }

    fn known_entity(&self, entity: i64) -> Result<Entity, Error> {
        let entity = self.merges.of(entity);
        let read = || {
            self.connection
                .prepare_cached("SELECT name, type, country FROM entities WHERE entity = ?1")?
                .query_row([entity], |row| {
                    Ok(Entity {
                        number: entity,
                        id: entity_id(self.connection, entity)?,
                        name: row.get(0)?,
                        sort: row.get(1)?,
                        country: row.get(2)?,
                    })
                })
        };
        read().map_err(|e| self.error(e))
    }

    /// The id of an entity before all merges, as [`Entity::id`] writes it.
    ///
    /// # Errors
    /// If the file cannot be read, or has no such entity.
    pub fn entity_id(&self, entity: i64) -> Result<String, Error> {
        entity_id(self.connection, entity).map_err(|e| self.error(e))
    }

    /// Number of the document that `document` is a copy of; its own if it is none.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn first_print(&self, document: i64) -> Result<i64, Error> {
        self.origin(document).map_err(|e| self.error(e))
    }

    /// What a record says in a few words; `text` is that of its document.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn gist(&self, stored: &Stored, text: &str) -> Result<String, Error> {
        crate::ask::gist(self, stored, text).map_err(|e| self.error(e))
    }

    /// The last entry that is taken into account; `None` in a ledger as it was before its first.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn head(&self) -> Result<Option<Head>, Error> {
        let read = || {
            self.connection
                .prepare_cached(
                    "SELECT seq, recorded, lower(hex(hash)) FROM entries WHERE seq <= ?1 ORDER BY seq DESC LIMIT 1",
                )?
                .query_row([self.seq()], |row| {
                    Ok(Head {
                        seq: row.get(0)?,
                        recorded: row.get(1)?,
                        hash: row.get(2)?,
                    })
                })
                .optional()
        };
        read().map_err(|e| self.error(e))
    }
}

/// `entity-` and a hash of what an entity is known by: a name, or a document and the number of the actor there.
fn entity_id(connection: &Connection, entity: i64) -> rusqlite::Result<String> {
    let key: String = connection
        .prepare_cached("SELECT name_key FROM entities WHERE entity = ?1")?
        .query_row([entity], |row| row.get(0))?;
    // Documents have other numbers in other ledgers, and the same hash.
    let key = match key.split_once(':') {
        Some((document, actor)) if document.bytes().all(|b| b.is_ascii_digit()) => {
            let sha256: String = connection
                .prepare_cached("SELECT sha256 FROM documents WHERE document = ?1")?
                .query_row([document], |row| row.get(0))?;
            format!("{sha256}:{actor}")
        }
        _ => key,
    };
    let hash = blake3::hash(key.as_bytes()).to_hex();
    Ok(format!("entity-{}", &hash[..16]))
}

impl Ledger {
    /// The number that an entity has here; `None` if nobody here is known by that.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn entity(&self, id: &str) -> Result<Option<i64>, Error> {
        let read = || -> rusqlite::Result<Option<i64>> {
            let mut select = self
                .connection
                .prepare_cached("SELECT entity FROM entities ORDER BY entity")?;
            let mut rows = select.query([])?;
            while let Some(row) = rows.next()? {
                let entity = row.get(0)?;
                if entity_id(&self.connection, entity)? == id {
                    return Ok(Some(entity));
                }
            }
            Ok(None)
        };
        read().map_err(|e| self.error(e))
    }
}

impl Row {
    /// The fields of a kind that name actors, in a fixed order.
    pub fn fields_of_actors(kind: Kind) -> &'static [&'static str] {
        Row::party_fields(kind)
    }
}
