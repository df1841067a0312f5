//! Actors by name, and how much they are spoken of.

use crate::identity::plain;
use crate::{Error, Snapshot};
use rusqlite::{OptionalExtension, params};
use rustc_hash::FxHashMap;

/// An actor as lists name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActorLine {
    /// Its number; merged ones share it.
    pub entity: i64,
    /// Display name.
    pub name: String,
    /// `person organisation government state group population`, if it is known.
    pub sort: Option<String>,
    /// ISO 3166 alpha-3, or PLOVER's code of a body between states.
    pub country: Option<String>,
    /// Records that name it or are in its voice, whether they still count or not.
    pub n_records: u32,
}

/// In how many records each entity occurs. Records are only ever added, so a later look goes on where this one ended.
#[derive(Clone, Debug, Default)]
pub struct Prominence {
    upto: i64,
    records: FxHashMap<i64, u32>,
}

impl Prominence {
    /// Counts what came in since the last look.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn update(&mut self, snapshot: &Snapshot<'_>) -> Result<(), Error> {
        let upto = self.upto;
        let run = || -> rusqlite::Result<Vec<(i64, i64)>> {
            let mut select = snapshot.connection.prepare_cached(
                "SELECT DISTINCT record, entity FROM parties WHERE record > ?1 ORDER BY record",
            )?;
            let rows = select.query_map([upto], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        for (record, entity) in run().map_err(|e| snapshot.error(e))? {
            self.upto = record;
            *self.records.entry(entity).or_default() += 1;
        }
        Ok(())
    }

    /// Records of an entity and of all that are merged with it.
    pub fn of(&self, snapshot: &Snapshot<'_>, entity: i64) -> u32 {
        let members = snapshot.merges.members(entity);
        let count = |e: &i64| self.records.get(e).copied().unwrap_or(0);
        members.iter().map(count).sum()
    }

    /// The entities that occur most, merged ones as one.
    fn top(&self, snapshot: &Snapshot<'_>, limit: usize) -> Vec<i64> {
        let mut counted: FxHashMap<i64, u32> = FxHashMap::default();
        #[expect(
            clippy::iter_over_hash_type,
            reason = "sums do not depend on the order"
        )]
        for (entity, n) in &self.records {
            *counted.entry(snapshot.merges.of(*entity)).or_default() += n;
        }
        let mut counted: Vec<(u32, i64)> = counted.into_iter().map(|(e, n)| (n, e)).collect();
        counted.sort_unstable_by_key(|&(n, entity)| (std::cmp::Reverse(n), entity));
        counted.truncate(limit);
        counted.into_iter().map(|(_, entity)| entity).collect()
    }
}

/// Actors that have `words` in one of their names, or all if there are none; the most frequent first.
///
/// # Errors
/// If the file cannot be read.
pub fn actors(
    snapshot: &Snapshot<'_>,
    prominence: &Prominence,
    words: &str,
    limit: usize,
) -> Result<Vec<ActorLine>, Error> {
    let words = plain(words);
    let run = || -> rusqlite::Result<Vec<i64>> {
        if words.is_empty() {
            return Ok(prominence.top(snapshot, limit));
        }
        let mut select = snapshot.connection.prepare_cached(
            "SELECT entity FROM aliases WHERE instr(alias, ?1) > 0
                 UNION SELECT entity FROM entities WHERE instr(lower(name), ?1) > 0",
        )?; // who is known in one text only has no alias
        let found = select.query_map(params![words], |row| row.get(0))?;
        let found: Vec<i64> = found.collect::<rusqlite::Result<_>>()?;
        let mut found: Vec<i64> = found.into_iter().map(|e| snapshot.merges.of(e)).collect();
        found.sort_unstable();
        found.dedup();
        found.sort_by_cached_key(|&e| std::cmp::Reverse(prominence.of(snapshot, e)));
        found.truncate(limit);
        Ok(found)
    };
    let found = run().map_err(|e| snapshot.error(e))?;
    let line = |entity: i64| actor_line(snapshot, prominence, entity).transpose();
    found.into_iter().filter_map(line).collect()
}

/// The actor with that number; `None` if there is none.
///
/// # Errors
/// If the file cannot be read.
pub fn actor_line(
    snapshot: &Snapshot<'_>,
    prominence: &Prominence,
    entity: i64,
) -> Result<Option<ActorLine>, Error> {
    let root = snapshot.merges.of(entity);
    let read = || {
        snapshot
            .connection
            .prepare_cached("SELECT name, type, country FROM entities WHERE entity = ?1")?
            .query_row([root], |row| {
                Ok(ActorLine {
                    entity: root,
                    name: row.get(0)?,
                    sort: row.get(1)?,
                    country: row.get(2)?,
                    n_records: prominence.of(snapshot, root),
                })
            })
            .optional()
    };
    read().map_err(|e| snapshot.error(e))
}
