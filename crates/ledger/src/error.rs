//! What can go wrong with a ledger: the file, the disk, another writer, a wrong question.

use rusqlite::ErrorCode;
use std::path::{Path, PathBuf};

/// Why the ledger cannot do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such file.
    #[error("{}: there is no ledger; make one with `verbale add FILE --ledger {}`", .0.display(), .0.display())]
    Missing(PathBuf),
    /// The file is something else.
    #[error("{}: is not a ledger of verbale; name another file", .0.display())]
    NotALedger(PathBuf),
    /// A later program wrote it.
    #[error("{}: has version {found} of the ledger's form, this program knows {known}; use a newer verbale", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The latest version that is known here.
        known: i64,
    },
    /// An earlier program wrote it, and a question must not change it.
    #[error("{}: has version {found} of the ledger's form; run `verbale ledger migrate --ledger {}`, which keeps a backup", .path.display(), .path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
    },
    /// Another program holds the file.
    #[error("{}: another program is writing to the ledger and did not finish in {seconds} s; try again when it is done", .path.display())]
    Busy {
        /// The file.
        path: PathBuf,
        /// How long it was waited for.
        seconds: u64,
    },
    /// No room on the disk. What was committed is safe.
    #[error("{}: the disk is full; make room and run the command again, documents that are in the ledger are skipped", .0.display())]
    Full(PathBuf),
    /// The file or its folder may not be written.
    #[error("{}: may not be written; change its permissions, or copy it somewhere else", .0.display())]
    ReadOnly(PathBuf),
    /// The file cannot be opened.
    #[error("{}: cannot be opened; see that its folder exists and may be read and written", .0.display())]
    Closed(PathBuf),
    /// The file is damaged.
    #[error("{}: is damaged ({what}); restore it from a backup, or see what is left with `verbale ledger check`", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the database says of it.
        what: String,
    },
    /// The disk did not take what was written, or did not give what was to be read.
    #[error("{}: the disk failed ({what}); look for room, quota and limits on the size of files, then run the command again; what was written before is safe", .path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// What the database says of it.
        what: String,
    },
    /// A file beside the ledger cannot be put in its place.
    #[error("{}: cannot be written: {source}; name another file", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The question or the entry makes no sense.
    #[error("{0}")]
    Asked(String),
    /// Anything else the database reports.
    #[error("{}: {source}", .path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What it reports.
        source: rusqlite::Error,
    },
}

/// How long a writer waits for another.
pub(crate) const BUSY_SECONDS: u64 = 30;

impl Error {
    /// What an error of the database means for a user of `path`.
    pub(crate) fn of(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let Some(code) = source.sqlite_error_code() else {
            use rusqlite::Error as E;
            return match source {
                // A value is not of the kind that the program wrote there.
                E::FromSqlConversionFailure(..)
                | E::IntegralValueOutOfRange(..)
                | E::InvalidColumnType(..)
                | E::InvalidColumnName(..)
                | E::Utf8Error(..) => Error::Damaged {
                    path,
                    what: source.to_string(),
                },
                source => Error::Database { path, source },
            };
        };
        match code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Busy {
                path,
                seconds: BUSY_SECONDS,
            },
            ErrorCode::DiskFull => Error::Full(path),
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Error::ReadOnly(path),
            ErrorCode::SystemIoFailure => Error::Disk {
                path,
                what: source.to_string(),
            },
            ErrorCode::CannotOpen => Error::Closed(path),
            ErrorCode::NotADatabase => Error::NotALedger(path),
            ErrorCode::DatabaseCorrupt => Error::Damaged {
                path,
                what: source.to_string(),
            },
            _ => Error::Database { path, source },
        }
    }
}
