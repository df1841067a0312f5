//! Where an export goes, and what is noted of every file on the way.

use sha2::{Digest, Sha256};
use std::fmt;
use std::io::{self, Seek, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Takes the files of an export one after the other.
pub trait Sink {
    /// Begins the file `name`; what is written from now on belongs to it.
    ///
    /// # Errors
    /// If it cannot be made.
    fn begin(&mut self, name: &str) -> io::Result<()>;

    /// Writes to the file that was begun last.
    ///
    /// # Errors
    /// If it cannot be written.
    fn put(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// One document is done; for progress.
    fn step(&mut self) {}
}

/// A sink for one file, whose name does not matter.
#[derive(Debug)]
pub struct Single<W>(W);

impl<W: Write> Single<W> {
    /// Writes the file to `writer`.
    pub fn new(writer: W) -> Self {
        Self(writer)
    }

    /// What it was written to.
    pub fn into_inner(self) -> W {
        self.0
    }
}

impl<W: Write> Sink for Single<W> {
    fn begin(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }
}

/// A sink that packs all files into one archive. Its bytes depend on the files only: they have no times.
pub struct Zip<W: Write + Seek>(ZipWriter<W>);

impl<W: Write + Seek> fmt::Debug for Zip<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zip").finish_non_exhaustive()
    }
}

impl<W: Write + Seek> Zip<W> {
    /// Writes the archive to `writer`.
    pub fn new(writer: W) -> Self {
        Self(ZipWriter::new(writer))
    }

    /// Writes the list of files, and gives what the archive was written to.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(self) -> io::Result<W> {
        Ok(self.0.finish()?)
    }
}

impl<W: Write + Seek> Sink for Zip<W> {
    fn begin(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        Ok(self.0.start_file(name, options)?)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }
}

/// One file of an export.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct File {
    /// Its name; in a folder or archive, from there.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// What it has of its unit: lines, rows of a table, edges, annotations.
    pub rows: u64,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub blake3: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Hashes and counts what is written.
#[derive(Default)]
pub(super) struct Meter {
    bytes: u64,
    rows: u64,
    blake3: blake3::Hasher,
    sha256: Sha256,
}

impl Meter {
    pub(super) fn take(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.blake3.update(bytes);
        self.sha256.update(bytes);
    }

    pub(super) fn file(self, name: String) -> File {
        let sha256 = self.sha256.finalize();
        File {
            name,
            bytes: self.bytes,
            rows: self.rows,
            blake3: self.blake3.finalize().to_hex().to_string(),
            sha256: sha256.iter().map(|b| format!("{b:02x}")).collect(),
        }
    }
}

/// Bytes that are held before they go to the sink.
const BUFFER: usize = 1 << 16;

/// A sink that notes what goes through it.
pub(super) struct Out<'s> {
    sink: &'s mut dyn Sink,
    buffer: Vec<u8>,
    open: Option<(String, Meter)>,
    files: Vec<File>,
}

impl<'s> Out<'s> {
    pub(super) fn new(sink: &'s mut dyn Sink) -> Self {
        Self {
            sink,
            buffer: Vec::with_capacity(BUFFER),
            open: None,
            files: Vec::new(),
        }
    }

    /// Begins the next file.
    pub(super) fn begin(&mut self, name: &str) -> io::Result<()> {
        self.close()?;
        self.sink.begin(name)?;
        self.open = Some((name.to_owned(), Meter::default()));
        Ok(())
    }

    /// Counts rows of the file.
    pub(super) fn count(&mut self, n: usize) {
        if let Some((_, meter)) = &mut self.open {
            meter.rows += n as u64;
        }
    }

    /// One document is done.
    pub(super) fn step(&mut self) {
        self.sink.step();
    }

    fn close(&mut self) -> io::Result<()> {
        self.flush()?;
        if let Some((name, meter)) = self.open.take() {
            self.files.push(meter.file(name));
        }
        Ok(())
    }

    /// Ends the last file, and gives the list of all.
    pub(super) fn end(mut self) -> io::Result<Vec<File>> {
        self.close()?;
        Ok(self.files)
    }
}

impl Write for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        if let Some((_, meter)) = &mut self.open {
            meter.take(&self.buffer);
        }
        self.sink.put(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}
