//! Between whom a ledger knows ties: what to choose from before asking for a ladder.

use crate::row::day_text;
use crate::{Error, Snapshot};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A state or government that others have ties with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Government {
    /// ISO 3166 alpha-3 code, or the name where there is none.
    pub code: String,
    /// Display name.
    pub name: String,
    /// Records of steps towards it that count.
    pub ties: i64,
    /// Day of the first of them.
    pub first: Option<String>,
    /// Day of the last of them.
    pub last: Option<String>,
}

/// Those that ties lead to, the one with most ties first.
///
/// # Errors
/// If the file cannot be read.
pub fn governments(snapshot: &Snapshot<'_>) -> Result<Vec<Government>, Error> {
    let read = || -> rusqlite::Result<Vec<Government>> {
        let mut select = snapshot
            .connection
            .prepare_cached("SELECT receiver, day, record FROM ties")?;
        let mut rows = select.query([])?;
        let mut of_entity: FxHashMap<i64, (i64, i64, i64)> = FxHashMap::default();
        while let Some(row) = rows.next()? {
            let (receiver, day): (i64, i64) = (row.get(0)?, row.get(1)?);
            if snapshot.live(row.get(2)?).is_some() {
                let one = of_entity.entry(receiver).or_insert((0, day, day));
                *one = (one.0 + 1, one.1.min(day), one.2.max(day));
            }
        }
        let mut of_entity: Vec<_> = of_entity.into_iter().collect();
        of_entity.sort_unstable();
        let mut found: BTreeMap<String, (String, i64, i64, i64)> = BTreeMap::new();
        for (receiver, (n, first, last)) in of_entity {
            let (name, country) = snapshot.entity(receiver)?;
            let code = country.unwrap_or_else(|| name.clone());
            let one = found.entry(code).or_insert((name, 0, first, last));
            (one.1, one.2, one.3) = (one.1 + n, one.2.min(first), one.3.max(last));
        }
        let mut all: Vec<Government> = found
            .into_iter()
            .map(|(code, (name, ties, first, last))| Government {
                code,
                name,
                ties,
                first: day_text(first),
                last: day_text(last),
            })
            .collect();
        all.sort_by(|a, b| b.ties.cmp(&a.ties).then_with(|| a.code.cmp(&b.code)));
        Ok(all)
    };
    read().map_err(|e| snapshot.error(e))
}
