//! Between whom a ledger knows ties: what to choose from before asking for a ladder.

use crate::derive::NO_DAY;
use crate::row::day_text;
use crate::{Error, Kind, Snapshot};
use rusqlite::params;
use std::collections::BTreeMap;

/// A state or government that others have ties with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Government {
    /// ISO 3166 alpha-3 code, or the name where there is none.
    pub code: String,
    /// Display name.
    pub name: String,
    /// Records of ties to it.
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
        let mut select = snapshot.connection.prepare_cached(
            "SELECT b, count(*), min(nullif(day, ?2)), max(nullif(day, ?2)) FROM dyads WHERE kind = ?1 AND b <> 0 GROUP BY b",
        )?;
        let mut rows = select.query(params![Kind::Tie.number(), NO_DAY])?;
        let mut found: BTreeMap<String, (String, i64, Option<i64>, Option<i64>)> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (name, country) = snapshot.entity(row.get(0)?)?;
            let code = country.unwrap_or_else(|| name.clone());
            let (first, last): (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
            let one = found.entry(code).or_insert((name, 0, first, last));
            one.1 += row.get::<_, i64>(1)?;
            one.2 = [one.2, first].into_iter().flatten().min();
            one.3 = one.3.max(last);
        }
        let mut all: Vec<Government> = found
            .into_iter()
            .map(|(code, (name, ties, first, last))| Government {
                code,
                name,
                ties,
                first: first.and_then(day_text),
                last: last.and_then(day_text),
            })
            .collect();
        all.sort_by(|a, b| b.ties.cmp(&a.ties).then_with(|| a.code.cmp(&b.code)));
        Ok(all)
    };
    read().map_err(|e| snapshot.error(e))
}
