//! The form of the file, and how earlier forms become the present one.

use crate::{Error, Kind};
use rusqlite::{Connection, params};
use std::path::Path;

/// Says in the file's header that it is a ledger: `verb`.
const APPLICATION: i64 = 0x7665_7262;

/// Steps from one version to the next; version n is what the first n steps make.
const STEPS: &[&str] = &[include_str!("schema.sql"), include_str!("schema-2.sql")];

/// The version that this program writes.
pub(crate) const VERSION: i64 = STEPS.len() as i64;

/// What the end of something that still lasts is, in `coding_ends` and `record_ends`.
pub(crate) const STILL: i64 = i64::MAX;

/// The version of the file; 0 if it is empty.
pub(crate) fn version(connection: &Connection, path: &Path) -> Result<i64, Error> {
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let of = |e| Error::of(path, e);
    let n_tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(of)?;
    let application = pragma("application_id").map_err(of)?;
    let version = pragma("user_version").map_err(of)?;
    match (application, n_tables, version) {
        (0, 0, 0) => Ok(0),
        (APPLICATION, _, known) if known <= VERSION => Ok(known),
        (APPLICATION, _, found) => Err(Error::Newer {
            path: path.to_owned(),
            found,
            known: VERSION,
        }),
        _ => Err(Error::NotALedger(path.to_owned())),
    }
}

/// Brings the file from version `from` to the present one, all or nothing.
pub(crate) fn migrate(connection: &mut Connection, path: &Path, from: i64) -> Result<(), Error> {
    let mut run = || -> rusqlite::Result<()> {
        let transaction =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for step in STEPS.iter().skip(usize::try_from(from).unwrap_or(0)) {
            transaction.execute_batch(step)?;
        }
        if from == 0 {
            for kind in Kind::ALL {
                transaction.execute(
                    "INSERT INTO kinds VALUES (?1, ?2)",
                    params![kind.number(), kind.as_str()],
                )?;
            }
        }
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.commit()
    };
    run().map_err(|e| Error::of(path, e))
}
