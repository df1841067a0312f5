//! Who stood with or against whom in records of one kind, from the derived table: no record is read.

use crate::ask::actor;
use crate::derive::{self, NO_DAY};
use crate::row::day_text;
use crate::{Error, Kind, Snapshot};
use rusqlite::{Statement, params};
use rustc_hash::FxHashSet;

/// One pair of a record that counts, merged actors as one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Dyad {
    /// Number of the label: the type of an event, the stance of a reaction.
    pub(super) label: i64,
    /// Who did it.
    pub(super) a: i64,
    /// To whom; 0 for nobody.
    pub(super) b: i64,
    pub(super) day: i64,
    pub(super) record: i64,
    pub(super) document: i64,
}

/// Which pairs are asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// One of these did it.
    pub(super) a: Option<Vec<i64>>,
    /// It was done to one of these.
    pub(super) b: Option<Vec<i64>>,
    /// One of these is on either side.
    pub(super) either: Option<Vec<i64>>,
    /// Not before this day.
    pub(super) from: Option<i64>,
    /// Not after this day.
    pub(super) to: Option<i64>,
    /// Of events, those with this factuality; those that are asserted if there is none.
    pub(super) factuality: Option<String>,
}

/// The entities that somebody means by a name.
pub(super) fn named(
    snapshot: &Snapshot<'_>,
    name: Option<&String>,
) -> Result<Option<Vec<i64>>, Error> {
    let found = name.map(|name| actor::entities(snapshot, name));
    found.transpose().map_err(|e| snapshot.error(e))
}

/// The last day of a date that somebody asks for.
pub(super) fn bound(day: Option<&String>) -> Result<Option<i64>, Error> {
    day.map(|day| crate::snapshot::last_day(day)).transpose()
}

/// Pairs of records of `kind` that count and were told by the day of the question, in no order that means something; a pair on
/// both sides of an index may come twice.
pub(super) fn dyads(
    snapshot: &Snapshot<'_>,
    kind: Kind,
    wanted: &Wanted,
) -> Result<Vec<Dyad>, Error> {
    let read = || -> rusqlite::Result<Vec<Dyad>> {
        let mut found = Vec::new();
        let only = match kind {
            Kind::Event => Some(event_labels(snapshot, wanted.factuality.as_deref())?),
            _ => None,
        };
        let of_label = |label: i64| only.as_ref().is_none_or(|only| only.contains(&label));
        let columns = "SELECT label, a, b, day, record FROM dyads";
        let sides: &[(&str, &Option<Vec<i64>>)] = match wanted {
            Wanted { a: Some(_), .. } => &[("dyads_by_a WHERE a", &wanted.a)],
            Wanted { b: Some(_), .. } => &[("dyads_by_b WHERE b <> 0 AND b", &wanted.b)],
            Wanted {
                either: Some(_), ..
            } => &[
                ("dyads_by_a WHERE a", &wanted.either),
                ("dyads_by_b WHERE b <> 0 AND b", &wanted.either),
            ],
            _ => &[],
        };
        for (side, entities) in sides {
            let sql = format!("{columns} INDEXED BY {side} = ?2 AND kind = ?1");
            let mut select = snapshot.connection.prepare_cached(&sql)?;
            for entity in entities.iter().flatten() {
                take(snapshot, (&mut select, wanted), (kind, *entity), &mut found)?;
            }
        }
        if sides.is_empty() {
            let sql = format!("{columns} WHERE kind = ?1 AND ?2 = 0");
            let mut select = snapshot.connection.prepare_cached(&sql)?;
            take(snapshot, (&mut select, wanted), (kind, 0), &mut found)?;
        }
        found.retain(|dyad: &Dyad| of_label(dyad.label));
        Ok(found)
    };
    read().map_err(|e| snapshot.error(e))
}

fn take(
    snapshot: &Snapshot<'_>,
    (select, wanted): (&mut Statement<'_>, &Wanted),
    (kind, entity): (Kind, i64),
    found: &mut Vec<Dyad>,
) -> rusqlite::Result<()> {
    let has = |side: &Option<Vec<i64>>, entity: i64| {
        side.as_ref().is_none_or(|only| only.contains(&entity))
    };
    let mut rows = select.query(params![kind.number(), entity])?;
    while let Some(row) = rows.next()? {
        let (day, record): (i64, i64) = (row.get(3)?, row.get(4)?);
        let is_in_time = wanted.from.is_none_or(|f| day >= f) && wanted.to.is_none_or(|t| day <= t);
        if !is_in_time || !snapshot.is_by_then(day) {
            continue;
        }
        let Some(document) = snapshot.live(record) else {
            continue;
        };
        let (a, b) = (
            snapshot.merges.of(row.get(1)?),
            snapshot.merges.of(row.get(2)?),
        );
        let is_either = has(&wanted.either, a) || has(&wanted.either, b);
        if has(&wanted.a, a) && has(&wanted.b, b) && is_either {
            found.push(Dyad {
                label: row.get(0)?,
                a,
                b,
                day,
                record,
                document,
            });
        }
    }
    Ok(())
}

/// Type and factuality in the name of a label of events; asserted ones have the type alone.
pub(super) fn event_type(label: &str) -> (&str, Option<&str>) {
    label
        .split_once(' ')
        .map_or((label, None), |(sort, factuality)| (sort, Some(factuality)))
}

/// Numbers of the labels with a factuality; without one, of those that can stand for asserted events.
fn event_labels(
    snapshot: &Snapshot<'_>,
    factuality: Option<&str>,
) -> rusqlite::Result<FxHashSet<i64>> {
    let mut select = snapshot
        .connection
        .prepare_cached("SELECT label, name FROM labels")?;
    let mut rows = select.query([])?;
    let mut labels = FxHashSet::default();
    while let Some(row) = rows.next()? {
        if event_type(row.get_ref(1)?.as_str()?).1 == factuality {
            labels.insert(row.get(0)?);
        }
    }
    Ok(labels)
}

/// The day of a pair as far as it is known: a month stays a month, and where the record gives no day, it is that of publication.
pub(super) fn known_day(snapshot: &Snapshot<'_>, dyad: &Dyad) -> Result<Option<String>, Error> {
    let Some(day) = day_text(dyad.day).filter(|_| dyad.day != NO_DAY) else {
        return Ok(None);
    };
    // Weeks are counted on their Monday, months and longer on the first.
    let is_monday = (dyad.day + 3).rem_euclid(7) == 0;
    if !is_monday && !day.ends_with("-01") {
        return Ok(Some(day));
    }
    let row = snapshot.outline(dyad.record, dyad.document);
    let row = row.map_err(|e| snapshot.error(e))?.row;
    let own = row.date().filter(|_| derive::day(&row) == Some(dyad.day));
    match own {
        // A day with its hour, or a stretch of days, is told by its first day.
        Some(own) if own.len() > 10 => Ok(Some(day)),
        Some(own) => Ok(Some(own.to_owned())),
        None => Ok(snapshot.document(dyad.document)?.published.or(Some(day))),
    }
}

/// The name of a label.
pub(super) fn label(snapshot: &Snapshot<'_>, label: i64) -> Result<String, Error> {
    let read = || {
        snapshot
            .connection
            .prepare_cached("SELECT name FROM labels WHERE label = ?1")?
            .query_row([label], |row| row.get(0))
    };
    read().map_err(|e| snapshot.error(e))
}

/// The display name of one side; empty for nobody.
pub(super) fn side(snapshot: &Snapshot<'_>, entity: i64) -> Result<String, Error> {
    match entity {
        0 => Ok(String::new()),
        entity => {
            let found = snapshot.entity(entity);
            Ok(found.map_err(|e| snapshot.error(e))?.0)
        }
    }
}
