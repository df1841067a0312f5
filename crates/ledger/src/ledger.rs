//! The file: opening, writing entries, and what is kept true about every entry.

use crate::entry::Link;
use crate::error::BUSY_SECONDS;
use crate::{Entry, Error, Kind, schema};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// An open ledger that can be added to.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
    /// Acts run inside a transaction that will be rolled back.
    pub(crate) is_trial: bool,
}

/// How much a ledger holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counts {
    /// Versions of texts.
    pub documents: i64,
    /// Records, whether they still count or not.
    pub records: i64,
    /// Entries.
    pub entries: i64,
    /// Records of each kind, in the order of [`Kind::ALL`].
    pub by_kind: Vec<(Kind, i64)>,
}

/// Kilobytes of pages that a connection keeps. A reader sees those of the file where they lie and copies only those of the log.
const WRITER_CACHE: i64 = 32_000;
const READER_CACHE: i64 = 4_000;
/// How often, and after which pauses, the form of the log is set while another program does the same.
const LOG_TRIALS: u32 = 100;
const LOG_PAUSE: Duration = Duration::from_millis(50);

impl Ledger {
    /// Opens the ledger in `path`, and makes it if there is no file. `now` is the present time in UTC, as ISO 8601.
    ///
    /// # Errors
    /// If the file is no ledger, of another version, damaged, or may not be written.
    pub fn open(path: &Path, now: &str) -> Result<Self, Error> {
        let connection = Connection::open(path).map_err(|e| Error::of(path, e))?;
        let mut ledger = Self::with(connection, path)?;
        ledger.keep_log().map_err(|e| Error::of(path, e))?;
        match schema::version(&ledger.connection, path)? {
            0 => ledger.make(now)?,
            schema::VERSION => {}
            found => {
                return Err(Error::Older {
                    path: path.to_owned(),
                    found,
                });
            }
        }
        Ok(ledger)
    }

    /// Opens the ledger in `path` for questions only.
    ///
    /// # Errors
    /// If there is no file, or it is no ledger, of another version or damaged.
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::Missing(path.to_owned()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || {
            let connection = Connection::open_with_flags(path, flags);
            let ledger = Self::with(connection.map_err(|e| Error::of(path, e))?, path)?;
            let cache = ledger
                .connection
                .pragma_update(None, "cache_size", -READER_CACHE);
            cache.map_err(|e| Error::of(path, e))?;
            let version = schema::version(&ledger.connection, path)?;
            Ok((ledger, version))
        };
        let (ledger, version) = match open() {
            // Readers share memory in a file beside the ledger; where none may be made, nobody writes either.
            Err(Error::Closed(_) | Error::ReadOnly(_)) => Self::open_unchanging(path)?,
            other => other?,
        };
        match version {
            schema::VERSION => Ok(ledger),
            0 => Err(Error::NotALedger(path.to_owned())),
            found => Err(Error::Older {
                path: path.to_owned(),
                found,
            }),
        }
    }

    /// Opens a ledger in a folder where nothing may be written, with its version.
    fn open_unchanging(path: &Path) -> Result<(Self, i64), Error> {
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            return Err(Error::Closed(path.to_owned()));
        }
        let on_disk = |e| Error::of(path, e);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_URI;
        let mut address = String::from("file:");
        for byte in path.as_os_str().as_encoded_bytes() {
            match byte {
                b'?' | b'#' | b'%' => address.push_str(&format!("%{byte:02x}")),
                byte if byte.is_ascii() => address.push(char::from(*byte)),
                byte => address.push_str(&format!("%{byte:02x}")),
            }
        }
        address.push_str("?immutable=1");
        let connection = Connection::open_with_flags(address, flags).map_err(on_disk)?;
        let ledger = Self::with(connection, path)?;
        let version = schema::version(&ledger.connection, path)?;
        Ok((ledger, version))
    }

    /// A ledger that is gone when it is dropped.
    ///
    /// # Errors
    /// If memory runs out.
    pub fn in_memory(now: &str) -> Result<Self, Error> {
        let path = Path::new(":memory:");
        let connection = Connection::open_in_memory().map_err(|e| Error::of(path, e))?;
        let mut ledger = Self::with(connection, path)?;
        ledger.make(now)?;
        Ok(ledger)
    }

    /// Answers several questions in one look at the file: it is locked once, and nobody changes it meanwhile.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn at_rest<T>(&self, questions: impl FnOnce() -> T) -> Result<T, Error> {
        let on_disk = |e| Error::of(&self.path, e);
        let look = self.connection.unchecked_transaction().map_err(on_disk)?;
        let answers = questions();
        look.commit().map_err(on_disk)?;
        Ok(answers)
    }

    fn with(connection: Connection, path: &Path) -> Result<Self, Error> {
        let set_up = || -> rusqlite::Result<()> {
            connection.busy_timeout(Duration::from_secs(BUSY_SECONDS))?;
            connection.set_prepared_statement_cache_capacity(64);
            connection.pragma_update(None, "cache_size", -WRITER_CACHE)?;
            connection.pragma_update(None, "mmap_size", 1_i64 << 32)?;
            connection.pragma_update(None, "temp_store", "memory")?;
            // The plan of a question does not depend on its arguments: it is made once, not anew for each.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            // A crash of the program loses nothing; a power cut may lose the last documents, never the file.
            connection.pragma_update(None, "synchronous", "normal")?;
            // Pages of the log before it is carried into the file: each time waits for the disk.
            connection.pragma_update(None, "wal_autocheckpoint", 4000)?;
            connection.pragma_update(None, "foreign_keys", "off")
        };
        set_up().map_err(|e| Error::of(path, e))?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            is_trial: false,
        })
    }

    /// Sets the form of the file in which readers and a writer do not wait for each other. SQLite does not wait when two
    /// programs do so at once, so this does.
    fn keep_log(&self) -> rusqlite::Result<()> {
        let set = || self.connection.pragma_update(None, "journal_mode", "wal");
        for _ in 0..LOG_TRIALS {
            match set() {
                Err(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => {
                    std::thread::sleep(LOG_PAUSE);
                }
                done => return done,
            }
        }
        set()
    }

    fn make(&mut self, now: &str) -> Result<(), Error> {
        if schema::migrate(&mut self.connection, &self.path.clone(), 0)? {
            self.act(|c| append(c, (now, "verbale"), &Entry::Opened, &[]))?;
        }
        Ok(())
    }

    /// Brings the ledger in `path` to the present form and gives the backup that was made first; `None` if nothing had to
    /// be done.
    ///
    /// # Errors
    /// If there is no ledger, or the backup or the ledger cannot be written. The ledger is as it was then.
    pub fn migrate(path: &Path, now: &str) -> Result<Option<PathBuf>, Error> {
        if !path.exists() {
            return Err(Error::Missing(path.to_owned()));
        }
        let connection = Connection::open(path).map_err(|e| Error::of(path, e))?;
        let mut ledger = Self::with(connection, path)?;
        let found = schema::version(&ledger.connection, path)?;
        if found == schema::VERSION {
            return Ok(None);
        }
        let backup = ledger.backup_beside(&format!("version-{found}"))?;
        let is_ours = schema::migrate(&mut ledger.connection, path, found)?;
        if is_ours && found == 0 {
            ledger.act(|c| append(c, (now, "verbale"), &Entry::Opened, &[]))?;
        }
        Ok(Some(backup))
    }

    /// Makes the tables that are derived from the entries anew, and gives the backup that was made first.
    ///
    /// # Errors
    /// If there is no ledger of the present form, or the backup or the ledger cannot be written. The ledger is as it was then.
    pub fn derive_anew(path: &Path, now: &str) -> Result<PathBuf, Error> {
        if !path.exists() {
            return Err(Error::Missing(path.to_owned()));
        }
        let mut ledger = Self::open(path, now)?;
        let backup = ledger.backup_beside("before-anew")?;
        schema::derive_anew(&mut ledger.connection, path)?;
        Ok(backup)
    }

    /// A backup in the same folder: the name of the ledger with `ending` after it, and a number if there is such a file.
    fn backup_beside(&self, ending: &str) -> Result<PathBuf, Error> {
        let named = |ending: &str| {
            let mut name = self.path.as_os_str().to_owned();
            name.push(format!(".{ending}"));
            PathBuf::from(name)
        };
        let mut backup = named(ending);
        for n in 2.. {
            if !backup.exists() {
                break;
            }
            backup = named(&format!("{ending}.{n}"));
        }
        self.backup(&backup)?;
        Ok(backup)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What an error of the database means here.
    pub(crate) fn error(&self, source: rusqlite::Error) -> Error {
        Error::of(&self.path, source)
    }

    /// Runs `work`, which appends an entry, in one transaction of a writer, and gives the number of the entry.
    pub(crate) fn act(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<i64>,
    ) -> Result<i64, Error> {
        let path = self.path.clone();
        let on_disk = |e| Error::of(&path, e);
        if self.is_trial {
            return work(&self.connection).map_err(on_disk);
        }
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(on_disk)?;
        let seq = work(&transaction).map_err(on_disk)?;
        transaction.commit().map_err(on_disk)?;
        Ok(seq)
    }

    /// How much it holds.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn counts(&self) -> Result<Counts, Error> {
        let count = |sql: &str| {
            self.connection
                .query_row(sql, [], |row| row.get::<_, i64>(0))
        };
        let run = || -> rusqlite::Result<Counts> {
            let mut tally = self
                .connection
                .prepare_cached("SELECT n FROM tallies WHERE kind = ?1")?;
            let mut by_kind = Vec::new();
            for kind in Kind::ALL {
                let n = tally
                    .query_row([kind.number()], |row| row.get(0))
                    .optional()?;
                by_kind.push((kind, n.unwrap_or(0)));
            }
            Ok(Counts {
                documents: count("SELECT count(*) FROM documents")?,
                records: by_kind.iter().map(|(_, n)| n).sum(),
                entries: count("SELECT count(*) FROM entries")?,
                by_kind,
            })
        };
        run().map_err(|e| self.error(e))
    }
}

/// Writes `entry` as the next of the chain, and gives its number.
pub(crate) fn append(
    connection: &Connection,
    (now, author): (&str, &str),
    entry: &Entry,
    content: &[u8],
) -> rusqlite::Result<i64> {
    let last = connection
        .prepare_cached("SELECT seq, recorded, hash FROM entries ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, Vec<u8>>(2)?,
            ))
        })
        .optional()?;
    let (seq, recorded, previous) = match last {
        // Order comes from the sequence: a clock that runs backwards stands still here.
        Some((seq, recorded, hash)) => (seq + 1, recorded.max(now.to_owned()), hash),
        None => (1, now.to_owned(), Vec::new()),
    };
    let body = entry.body().to_string();
    let link = Link {
        seq,
        recorded: &recorded,
        kind: entry.kind(),
        author,
        body: &body,
        content,
    };
    let hash = link.hash(&previous);
    connection
        .prepare_cached("INSERT INTO entries VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![
            seq,
            recorded,
            entry.kind(),
            author,
            body,
            hash.as_slice()
        ])?;
    Ok(seq)
}

/// The number that the next entry will have.
pub(crate) fn next_seq(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT coalesce(max(seq), 0) + 1 FROM entries")?
        .query_row([], |row| row.get(0))
}
