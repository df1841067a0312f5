//! The form of the file, and how earlier forms become the present one.

use crate::{Error, Kind, replay};
use rusqlite::{Connection, params};
use std::path::Path;

/// Says in the file's header that it is a ledger: `verb`.
const APPLICATION: i64 = 0x7665_7262;

/// Steps from one version to the next; version n is what the first n steps make.
const STEPS: &[&str] = &[
    include_str!("schema.sql"),
    include_str!("schema-2.sql"),
    include_str!("schema-3.sql"),
    include_str!("schema-4.sql"),
];

/// The derived tables.
const DERIVED: &str = include_str!("derived.sql");

/// Their names.
pub(crate) const DERIVED_TABLES: &[&str] = &[
    "coding_ends",
    "record_ends",
    "verdicts",
    "aliases",
    "parties",
    "dyads",
    "claims",
    "ties",
    "relations",
    "reactions",
    "tallies",
    "origins",
    "sketches",
];

/// The version that this program writes.
pub(crate) const VERSION: i64 = STEPS.len() as i64;

/// What the end of something that still lasts is, in `coding_ends` and `record_ends`.
pub(crate) const STILL: i64 = i64::MAX;

/// The version of the file; 0 if it is empty.
pub(crate) fn version(connection: &Connection, path: &Path) -> Result<i64, Error> {
    // All in one look: another program may be making the ledger at this moment.
    let look = || -> rusqlite::Result<(i64, i64, i64)> {
        let seen = connection.unchecked_transaction()?;
        let pragma = |name| seen.pragma_query_value(None, name, |row| row.get(0));
        let n_tables =
            seen.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok((pragma("application_id")?, n_tables, pragma("user_version")?))
    };
    let (application, n_tables, version) = look().map_err(|e| Error::of(path, e))?;
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

/// Brings the file from version `from` to the present one, all or nothing. `false` if another writer came first.
pub(crate) fn migrate(connection: &mut Connection, path: &Path, from: i64) -> Result<bool, Error> {
    let mut run = || -> rusqlite::Result<bool> {
        let transaction =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found != from {
            return Ok(false);
        }
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
        make_derived(&transaction)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.commit()?;
        Ok(true)
    };
    run().map_err(|e| Error::of(path, e))
}

fn make_derived(connection: &Connection) -> rusqlite::Result<()> {
    for table in DERIVED_TABLES {
        connection.execute_batch(&format!("DROP TABLE IF EXISTS {table}"))?;
    }
    connection.execute_batch(DERIVED)?;
    replay::all(connection)
}

/// Makes all derived tables anew, all or nothing.
pub(crate) fn derive_anew(connection: &mut Connection, path: &Path) -> Result<(), Error> {
    let mut run = || -> rusqlite::Result<()> {
        let transaction =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        make_derived(&transaction)?;
        transaction.execute_batch("INSERT INTO words (words) VALUES ('rebuild')")?;
        transaction.commit()
    };
    run().map_err(|e| Error::of(path, e))
}

/// How many rows of each derived table are not what the entries say, or are missing. Makes the tables anew in memory.
pub(crate) fn compare(connection: &Connection) -> rusqlite::Result<Vec<(&'static str, i64)>> {
    // Rolled back at the end, with all that is made here. Names without a schema mean the tables in memory.
    let transaction = connection.unchecked_transaction()?;
    transaction.execute_batch(&DERIVED.replace("CREATE TABLE", "CREATE TEMP TABLE"))?;
    transaction.execute_batch(
        "CREATE TEMP TABLE entities (entity INTEGER PRIMARY KEY, name_key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, type TEXT, country TEXT);
         CREATE TEMP TABLE labels (label INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
         INSERT INTO temp.labels SELECT * FROM main.labels;",
    )?;
    replay::all(&transaction)?;
    let mut faults = Vec::new();
    let mut look = |table: &'static str, columns: &str| -> rusqlite::Result<()> {
        let [kept, made] = ["main", "temp"].map(|s| columns.replace("SCHEMA", s));
        let sql = format!(
            "SELECT (SELECT count(*) FROM ({kept} EXCEPT {made})) + (SELECT count(*) FROM ({made} EXCEPT {kept}))"
        );
        let n: i64 = transaction.query_row(&sql, [], |row| row.get(0))?;
        if n > 0 {
            faults.push((table, n));
        }
        Ok(())
    };
    for table in DERIVED_TABLES.iter().filter(|t| **t != "dyads") {
        look(table, &format!("SELECT * FROM SCHEMA.{table}"))?;
    }
    // Labels are numbered as they come.
    look(
        "dyads",
        "SELECT d.kind, l.name, d.a, d.b, d.day, d.record FROM SCHEMA.dyads d JOIN SCHEMA.labels l USING (label)",
    )?;
    // Those whose records were all removed on request follow from nothing any more.
    let n: i64 = transaction.query_row(
        "SELECT count(*) FROM (SELECT * FROM temp.entities EXCEPT SELECT * FROM main.entities)",
        [],
        |row| row.get(0),
    )?;
    if n > 0 {
        faults.push(("entities", n));
    }
    let n = words_amiss(&transaction)?;
    if n > 0 {
        faults.push(("words", n));
    }
    transaction.rollback()?;
    Ok(faults)
}

/// How many words of the search are counted otherwise than the texts have them; 1 if all are and only their places differ. The
/// check of SQLite sees whether the index of the words is well formed, not whether it is that of the texts.
fn words_amiss(connection: &Connection) -> rusqlite::Result<i64> {
    connection.execute_batch(
        "CREATE VIRTUAL TABLE temp.words_anew USING fts5 (title, text, content = '', tokenize = \"porter unicode61 remove_diacritics 2\");
         INSERT INTO temp.words_anew (rowid, title, text) SELECT document, title, text FROM main.documents;
         CREATE VIRTUAL TABLE temp.words_kept_rows USING fts5vocab (main, words, row);
         CREATE VIRTUAL TABLE temp.words_made_rows USING fts5vocab (temp, words_anew, row);
         CREATE VIRTUAL TABLE temp.words_kept USING fts5vocab (main, words, instance);
         CREATE VIRTUAL TABLE temp.words_made USING fts5vocab (temp, words_anew, instance);",
    )?;
    let rows = "SELECT count(*) FROM (SELECT * FROM temp.words_kept_rows EXCEPT SELECT * FROM temp.words_made_rows)";
    let n: i64 = connection.query_row(rows, [], |row| row.get(0))?;
    if n > 0 {
        return Ok(n);
    }
    let places = |table: &str| {
        let sql = format!(
            "SELECT count(*), total(doc * (offset + 1) * (1 + (col = 'text'))) FROM temp.{table}"
        );
        connection.query_row(&sql, [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, f64>(1)?))
        })
    };
    Ok(i64::from(places("words_kept")? != places("words_made")?))
}
