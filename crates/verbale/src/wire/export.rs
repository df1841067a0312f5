//! Documents and records of a ledger in the forms of other programs.
//!
//! [`write`] takes what counts in a snapshot and writes it to a [`Sink`]: a file, a folder, an archive, the answer of a
//! server. The same snapshot gives the same bytes. [`manifest`] says what was written from which state of which ledger, so
//! that a result can be cited, and [`check`] holds files against it.
//!
//! ```
//! use verbale::wire::export::{self, Format, Single};
//! use verbale_ledger::{Known, Ledger, NewDocument, Selection, Snapshot, Stamp};
//!
//! let mut ledger = Ledger::in_memory("2025-07-06T08:00:00Z")?;
//! let document = NewDocument::new("note", "Borduria protested.");
//! ledger.add(&document, &[], &Stamp::default(), "2025-07-06T08:00:01Z")?;
//! let snapshot = Snapshot::new(&ledger, None, &Known::Now)?;
//! let mut bytes = Single::new(Vec::new());
//! let export = export::write(&snapshot, Format::Jsonl, &Selection::default(), &mut bytes)?;
//! assert_eq!((export.documents, export.files[0].rows), (1, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod sink;

mod page;

mod table;

mod jsonl;

mod csv;

mod manifest;

pub use manifest::{Question, check, manifest};
pub use sink::{File, Single, Sink, Zip};

use page::Pages;
use sink::Out;
use std::io;
use verbale_ledger::{Selection, Snapshot};

/// A form in which records leave a ledger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// Documents, records and acts, one a line; [`super::import`] reads it back.
    Jsonl,
    /// A table for each kind, comma-separated.
    Csv,
}

impl Format {
    /// All forms, in the order of lists.
    pub const ALL: [Format; 2] = [Format::Jsonl, Format::Csv];

    /// Its name in commands and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
        }
    }

    /// The form with that name.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|f| f.as_str() == name)
    }

    /// The ending of its file; of each of its files, if it has several.
    pub const fn extension(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
        }
    }

    /// Whether it is a folder of files.
    pub const fn is_folder(self) -> bool {
        matches!(self, Format::Csv)
    }

    /// What a server says of its file; an archive is `application/zip`.
    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Jsonl => "application/x-ndjson",
            Format::Csv => "text/csv",
        }
    }
}

/// Why an export stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The ledger cannot be read, or has no such document.
    #[error(transparent)]
    Ledger(#[from] verbale_ledger::Error),
    /// The output cannot be written.
    #[error("the export cannot be written: {0}")]
    Write(#[from] io::Error),
}

/// What was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Export {
    /// The form.
    pub format: Format,
    /// The files, in the order in which they were written.
    pub files: Vec<File>,
    /// Documents that were taken.
    pub documents: usize,
    /// Records that were taken, whether or not the form has a place for their kind.
    pub records: usize,
}

/// Writes what `selection` takes of `snapshot` to `sink`.
///
/// # Errors
/// If the ledger cannot be read, has no such document, or the sink takes no more.
pub fn write(
    snapshot: &Snapshot<'_>,
    format: Format,
    selection: &Selection,
    sink: &mut dyn Sink,
) -> Result<Export, Error> {
    let taken = snapshot.take(selection)?;
    let pages = Pages::new(snapshot, &taken);
    let mut out = Out::new(sink);
    match format {
        Format::Jsonl => jsonl::write(&pages, &mut out)?,
        Format::Csv => csv::write(&pages, &mut out)?,
    }
    Ok(Export {
        format,
        files: out.end()?,
        documents: taken.len(),
        records: taken.iter().map(|t| t.records.len()).sum(),
    })
}

impl Export {
    /// The export with its one file under the name it has on disk.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        for file in &mut self.files {
            name.clone_into(&mut file.name);
        }
        self
    }

    /// The export with its files in a folder.
    #[must_use]
    pub fn inside(mut self, folder: &str) -> Self {
        for file in &mut self.files {
            file.name = format!("{folder}/{}", file.name);
        }
        self
    }

    /// The export with its files packed into one, whose bytes are given.
    ///
    /// # Errors
    /// If the bytes cannot be read.
    pub fn packed(mut self, name: &str, bytes: impl io::Read) -> io::Result<Self> {
        let rows = self.files.iter().map(|f| f.rows).sum();
        self.files = vec![File::of(name, rows, bytes)?];
        Ok(self)
    }
}
