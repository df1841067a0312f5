//! The page beside an export that says what it is: from which state of which ledger, by which question, with which hashes.

use super::sink::Meter;
use super::{Error, Export, File};
use crate::wire::SCHEMA_VERSION;
use serde_json::{Value, json};
use std::io::{self, Read};
use verbale_ledger::{Selection, Snapshot};

/// What was asked for, as a user wrote it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Question {
    /// As of this day.
    pub as_of: Option<String>,
    /// As known at this day or moment.
    pub known_at: Option<String>,
    /// Which part.
    pub selection: Selection,
}

/// The manifest of `export`, one JSON object laid out for people. It holds nothing that depends on the clock or on where the
/// ledger lies.
///
/// # Errors
/// If the ledger cannot be read.
pub fn manifest(
    snapshot: &Snapshot<'_>,
    question: &Question,
    export: &Export,
) -> Result<String, Error> {
    let kinds = question.selection.kinds.iter().map(|k| k.as_str());
    let head = snapshot.head()?;
    let head = head.map(|h| json!({"entry": h.seq, "hash": h.hash, "recorded": h.recorded}));
    let manifest = json!({
        "manifest_version": "1",
        "tool": {"name": "verbale", "version": env!("CARGO_PKG_VERSION")},
        "format": export.format.as_str(),
        "schema_version": SCHEMA_VERSION,
        "ledger": head,
        "as_of": question.as_of,
        "known_at": question.known_at,
        "query": {"kinds": kinds.collect::<Vec<_>>(), "documents": question.selection.documents},
        "documents": export.documents,
        "records": export.records,
        "files": export.files.iter().map(line).collect::<Vec<_>>(),
    });
    Ok(format!("{manifest:#}\n"))
}

fn line(file: &File) -> Value {
    json!({"path": file.name, "bytes": file.bytes, "rows": file.rows, "blake3": file.blake3, "sha256": file.sha256})
}

impl File {
    /// What a manifest says of bytes that are there already; they have `rows` rows.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn of(name: &str, rows: u64, mut bytes: impl Read) -> io::Result<File> {
        let mut meter = Meter::default();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match bytes.read(&mut buffer)? {
                0 => break,
                n => meter.take(&buffer[..n]),
            }
        }
        let file = meter.file(name.to_owned());
        Ok(File { rows, ..file })
    }
}

/// What is wrong with the files of a manifest, a line each. `open` opens a file by its path from the manifest's folder;
/// `entry` gives the hash of an entry of the ledger, if there is one to ask.
///
/// # Errors
/// If `manifest` is none.
pub fn check<R: Read>(
    manifest: &str,
    open: impl Fn(&str) -> io::Result<R>,
    entry: Option<&dyn Fn(i64) -> Option<String>>,
) -> Result<(usize, Vec<String>), String> {
    let manifest: Value = serde_json::from_str(manifest).map_err(|e| format!("is no JSON: {e}"))?;
    if manifest["manifest_version"] != "1" {
        return Err(
            "is no manifest of an export; name the file that ends in .manifest.json".into(),
        );
    }
    let mut wrong = Vec::new();
    let files = manifest["files"].as_array().map_or(&[][..], Vec::as_slice);
    for expected in files {
        let path = expected["path"].as_str().unwrap_or("");
        let found = open(path).and_then(|bytes| {
            let rows = expected["rows"].as_u64().unwrap_or(0);
            File::of(path, rows, bytes)
        });
        match found {
            Err(e) => wrong.push(format!("{path}: cannot be read: {e}")),
            Ok(found) if line(&found) != *expected => wrong.push(format!(
                "{path}: is not the file that was exported; it has {} bytes and BLAKE3 {}",
                found.bytes, found.blake3
            )),
            Ok(_) => {}
        }
    }
    if let (Some(hash), Some(seq)) = (entry, manifest["ledger"]["entry"].as_i64()) {
        let found = hash(seq);
        if found.as_deref() != manifest["ledger"]["hash"].as_str() {
            wrong.push(format!(
                "the ledger: entry {seq} is not the one that the export was made from"
            ));
        }
    }
    Ok((files.len(), wrong))
}
