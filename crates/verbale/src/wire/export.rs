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

mod parquet;

mod graph;

mod gexf;

mod graphml;

mod annotation;

mod ftm;

mod claims;

mod timeline;

pub(super) mod brat;

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
    /// The same tables for data frames.
    Parquet,
    /// Ties, relations and meetings as a graph in time, for Gephi.
    Gexf,
    /// The same graph for networkx, igraph and R.
    Graphml,
    /// Records as annotations of their words (W3C, JSON-LD).
    Annotation,
    /// Documents, actors and records as entities of FollowTheMoney.
    Ftm,
    /// Claims and what people found to have come of them (schema.org, JSON-LD).
    Claims,
    /// What happened, day by day, for TimelineJS.
    Timeline,
    /// Texts with standoff annotations for brat; [`super::import`] reads it back.
    Brat,
}

/// What is fixed about a form: its name, the ending of its files, their media type, whether they are several.
type Fixed = (Format, &'static str, &'static str, &'static str, bool);

const FIXED: [Fixed; 10] = [
    (
        Format::Jsonl,
        "jsonl",
        "jsonl",
        "application/x-ndjson",
        false,
    ),
    (Format::Csv, "csv", "csv", "text/csv", true),
    (
        Format::Parquet,
        "parquet",
        "parquet",
        "application/vnd.apache.parquet",
        true,
    ),
    (Format::Gexf, "gexf", "gexf", "application/gexf+xml", false),
    (
        Format::Graphml,
        "graphml",
        "graphml",
        "application/graphml+xml",
        false,
    ),
    (
        Format::Annotation,
        "webannotation",
        "jsonld",
        "application/ld+json",
        false,
    ),
    (
        Format::Ftm,
        "followthemoney",
        "ftm.json",
        "application/x-ndjson",
        false,
    ),
    (
        Format::Claims,
        "claimreview",
        "jsonld",
        "application/ld+json",
        false,
    ),
    (
        Format::Timeline,
        "timelinejs",
        "json",
        "application/json",
        false,
    ),
    (Format::Brat, "brat", "ann", "text/plain", true),
];

impl Format {
    /// All forms, in the order of lists.
    pub const ALL: [Format; 10] = [
        Format::Jsonl,
        Format::Csv,
        Format::Parquet,
        Format::Gexf,
        Format::Graphml,
        Format::Annotation,
        Format::Ftm,
        Format::Claims,
        Format::Timeline,
        Format::Brat,
    ];

    const fn fixed(self) -> &'static Fixed {
        &FIXED[self as usize]
    }

    /// Its name in commands and addresses.
    pub const fn as_str(self) -> &'static str {
        self.fixed().1
    }

    /// The form with that name.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|f| f.as_str() == name)
    }

    /// The ending of its file; of the files that hold its records, if it has several.
    pub const fn extension(self) -> &'static str {
        self.fixed().2
    }

    /// What a server says of its file; an archive of several is `application/zip`.
    pub const fn media_type(self) -> &'static str {
        self.fixed().3
    }

    /// Whether it is a folder of files.
    pub const fn is_folder(self) -> bool {
        self.fixed().4
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
    let pages = Pages::new(snapshot, &taken, snapshot.takes_part(selection));
    let mut out = Out::new(sink);
    match format {
        Format::Jsonl => jsonl::write(&pages, &mut out)?,
        Format::Csv => csv::write(&pages, &mut out)?,
        Format::Parquet => parquet::write(&pages, &mut out)?,
        Format::Gexf => gexf::write(&pages, &mut out)?,
        Format::Graphml => graphml::write(&pages, &mut out)?,
        Format::Annotation => annotation::write(&pages, &mut out)?,
        Format::Ftm => ftm::write(&pages, &mut out)?,
        Format::Claims => claims::write(&pages, &mut out)?,
        Format::Timeline => timeline::write(&pages, &mut out)?,
        Format::Brat => brat::write(&pages, &mut out)?,
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

#[cfg(test)]
mod tests {
    use super::{FIXED, Format};

    #[test]
    fn what_is_fixed_stands_in_the_order_of_the_forms() {
        for (at, format) in Format::ALL.into_iter().enumerate() {
            assert_eq!((format, format as usize), (FIXED[at].0, at));
            assert_eq!(Format::parse(format.as_str()), Some(format));
        }
    }
}
