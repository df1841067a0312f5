//! What an act would change, before anybody acts.

use crate::identity::Merges;
use crate::readings::Coding;
use crate::{Error, Kind, Known, Ledger, RecordId, Snapshot};
use rusqlite::params;
use rustc_hash::FxHashSet;

/// What an act changes in the answers of a ledger.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Effect {
    /// Records that do not count any more.
    pub ends: Vec<RecordId>,
    /// Records that count from then on.
    pub begins: Vec<RecordId>,
    /// Actors that are shown under another one, as (name, under which); under their own where it is the same.
    pub actors: Vec<(String, String)>,
}

/// What of a snapshot an act can change.
struct State {
    live: Vec<Coding>,
    dead_records: FxHashSet<i64>,
    merges: Merges,
}

impl Ledger {
    /// What `act` would change. The ledger stays as it is.
    ///
    /// # Errors
    /// Those of the act, and if the file may not be written.
    pub fn what_if(
        &mut self,
        act: impl FnOnce(&mut Self) -> Result<i64, Error>,
    ) -> Result<Effect, Error> {
        let begin = self.connection.execute_batch("BEGIN IMMEDIATE");
        begin.map_err(|e| self.error(e))?;
        self.is_trial = true;
        let effect = self.tried(act);
        self.is_trial = false;
        let end = self.connection.execute_batch("ROLLBACK");
        end.map_err(|e| self.error(e))?;
        effect
    }

    fn tried(
        &mut self,
        act: impl FnOnce(&mut Self) -> Result<i64, Error>,
    ) -> Result<Effect, Error> {
        let before = State::of(&Snapshot::new(self, None, &Known::Now)?);
        act(self)?;
        let snapshot = Snapshot::new(self, None, &Known::Now)?;
        let after = State::of(&snapshot);
        let (was, is) = (before.numbers(&after), after.numbers(&before));
        let ids = |numbers: &FxHashSet<i64>, but: &FxHashSet<i64>| {
            let mut left: Vec<i64> = numbers.difference(but).copied().collect();
            left.sort_unstable();
            let ids: rusqlite::Result<Vec<RecordId>> = left
                .into_iter()
                .filter_map(|r| self.id(r).transpose())
                .collect();
            ids.map_err(|e| self.error(e))
        };
        let mut actors = Vec::new();
        for entity in before.merges.changed(&after.merges) {
            let name = |of: i64| snapshot.own_name(of).map_err(|e| self.error(e));
            actors.push((name(entity)?, name(after.merges.of(entity))?));
        }
        Ok(Effect {
            ends: ids(&was, &is)?,
            begins: ids(&is, &was)?,
            actors,
        })
    }

    fn id(&self, record: i64) -> rusqlite::Result<Option<RecordId>> {
        let (hash, kind): (i64, i64) = self
            .connection
            .prepare_cached("SELECT id, kind FROM records WHERE record = ?1")?
            .query_row(params![record], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let kind = Kind::of_number(kind);
        Ok(kind.map(|kind| RecordId {
            kind,
            hash: hash.cast_unsigned(),
        }))
    }
}

impl State {
    fn of(snapshot: &Snapshot<'_>) -> Self {
        Self {
            live: snapshot.live_codings(),
            dead_records: snapshot.struck_out().clone(),
            merges: (*snapshot.merges).clone(),
        }
    }

    /// Numbers of the records that count here and may not count in `other`: those of codings that only one of the two has,
    /// and those that only one of the two struck out.
    fn numbers(&self, other: &State) -> FxHashSet<i64> {
        let theirs: FxHashSet<i64> = other.live.iter().map(|c| c.coding).collect();
        let own = self.live.iter().filter(|c| !theirs.contains(&c.coding));
        let mut numbers: FxHashSet<i64> = own.flat_map(|c| c.first..c.end).collect();
        let differ = self.dead_records.symmetric_difference(&other.dead_records);
        numbers.extend(differ.filter(|r| self.has(**r)));
        numbers.retain(|r| !self.dead_records.contains(r));
        numbers
    }

    fn has(&self, record: i64) -> bool {
        let at = self.live.partition_point(|c| c.first <= record);
        let coding = self.live[..at].iter().rev().find(|c| c.end > c.first);
        coding.is_some_and(|c| record < c.end)
    }
}
