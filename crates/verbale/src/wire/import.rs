//! Reads what [`super::export`] wrote as JSON Lines or for brat, back to documents, readings and acts.

mod brat;

pub use brat::{archive, brat};

use super::stored;
use serde_json::{Map, Value};
use std::io::{self, BufRead};
use verbale_ledger::ask::Indicator;
use verbale_ledger::{NewDocument, Outcome, Reading, RecordId, Row, Stamp};

/// Something to add to a ledger.
#[derive(Clone, PartialEq, Debug)]
pub enum Item {
    /// A document with its readings.
    Document(Box<NewDocument>, Vec<Reading>),
    /// What somebody did to records.
    Act(Act),
}

/// What somebody did.
#[derive(Clone, PartialEq, Debug)]
pub struct Act {
    /// Who.
    pub by: String,
    /// What.
    pub deed: Deed,
}

/// What is done to records.
#[derive(Clone, PartialEq, Debug)]
pub enum Deed {
    /// A record is right.
    Accepted(RecordId),
    /// A claim came out so, as these records show.
    Resolved(RecordId, Outcome, Vec<RecordId>),
    /// A claim is to be tested so.
    Indicator(RecordId, Indicator),
    /// The second entity is taken for the first.
    Merged(String, String),
    /// The merges of an entity are undone.
    Split(String),
}

/// Why a file cannot be read on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It cannot be read at all.
    #[error("cannot be read: {0}")]
    Read(#[from] io::Error),
    /// A line is not what it should be.
    #[error("line {line}: {what}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong, and what to do.
        what: String,
    },
    /// A file of a folder is not what it should be.
    #[error("{name}: {what}")]
    File {
        /// Its name in the folder.
        name: String,
        /// What is wrong, and what to do.
        what: String,
    },
}

/// Reads JSON Lines and hands on every document as soon as it is complete, and every act.
///
/// # Errors
/// If a line cannot be read, or `sink` refuses an item; documents before it are handed on.
pub fn jsonl<E: From<Error>>(
    lines: impl BufRead,
    mut sink: impl FnMut(Item) -> Result<(), E>,
) -> Result<(), E> {
    let mut open: Option<Open> = None;
    for (at, line) in lines.lines().enumerate() {
        let line = line.map_err(Error::Read)?;
        if line.trim().is_empty() {
            continue;
        }
        let wrong = |what: String| Error::Line { line: at + 1, what };
        let value = serde_json::from_str(&line);
        let value: Map<String, Value> =
            value.map_err(|e| wrong(format!("is no JSON object: {e}")))?;
        match value.get("kind").and_then(Value::as_str) {
            Some("document") => {
                let next = document(&value, None).map_err(wrong)?;
                if let Some(done) = open.replace(Open::new(next, &value)) {
                    sink(done.item())?;
                }
            }
            Some("act") => {
                if let Some(done) = open.take() {
                    sink(done.item())?;
                }
                sink(Item::Act(act(&value).map_err(wrong)?))?;
            }
            _ => match &mut open {
                Some(open) => open.put(value).map_err(wrong)?,
                None => {
                    let what = "a record stands before any document; import reads what `verbale export jsonl` \
                                wrote, `verbale add` reads texts";
                    return Err(wrong(what.into()).into());
                }
            },
        }
    }
    match open {
        Some(done) => sink(done.item()),
        None => Ok(()),
    }
}

/// A document whose records are still coming.
pub(super) struct Open {
    document: NewDocument,
    readings: Vec<Reading>,
    is_part: bool,
}

impl Open {
    /// A document, and the line that tells of it.
    pub(super) fn new(document: NewDocument, line: &Map<String, Value>) -> Self {
        Self {
            document,
            is_part: line.get("part") == Some(&Value::Bool(true)),
            readings: Vec::new(),
        }
    }

    pub(super) fn item(self) -> Item {
        Item::Document(Box::new(self.document), self.readings)
    }

    /// Takes a record. Records of one program and its packs are one reading, each record of a person is one.
    pub(super) fn put(&mut self, mut line: Map<String, Value>) -> Result<(), String> {
        let id = line.remove("record_id");
        let id = id
            .as_ref()
            .and_then(Value::as_str)
            .and_then(RecordId::parse);
        let id = id.ok_or("a record has no record_id; export the ledger anew")?;
        let provenance = line.get("provenance").cloned().unwrap_or_default();
        if provenance["doc"] != *self.document.sha256 {
            return Err(format!(
                "{id} belongs to another document than the one before it"
            ));
        }
        let text = |name: &str| provenance[name].as_str().unwrap_or("").to_owned();
        let stamp = Stamp {
            packs: text("packs"),
            model: text("model"),
        };
        let row = stored::read(line);
        let row =
            row.ok_or_else(|| format!("{id} lacks what every record has (docs/records.md)"))?;
        let is_human = |row: &Row| row.producer.producer_type == "human";
        match self.readings.last_mut() {
            Some(last)
                if last.stamp == stamp
                    && !is_human(&row)
                    && last.records.iter().all(|(_, r)| !is_human(r)) =>
            {
                last.records.push((id, row));
            }
            _ => self.readings.push(Reading {
                stamp,
                records: vec![(id, row)],
                is_part: self.is_part,
            }),
        }
        Ok(())
    }
}

/// A document line. Its text is that of the line, or `text` if it stands elsewhere.
pub(super) fn document(
    line: &Map<String, Value>,
    text: Option<String>,
) -> Result<NewDocument, String> {
    let maybe = |name: &str| line.get(name).and_then(Value::as_str).map(str::to_owned);
    let must = |name: &str| maybe(name).ok_or_else(|| format!("the document has no {name}"));
    Ok(NewDocument {
        name: must("doc")?,
        source_key: must("source_key")?,
        text: match text {
            Some(text) => text,
            None => must("text")?,
        },
        sha256: must("sha256")?,
        source_sha256: maybe("source_sha256"),
        title: maybe("title"),
        outlet: maybe("outlet"),
        author: maybe("author"),
        url: maybe("url"),
        published: maybe("published"),
        published_from: must("published_from")?,
    })
}

/// An act line.
pub(super) fn act(line: &Map<String, Value>) -> Result<Act, String> {
    let text = |name: &str| line.get(name).and_then(Value::as_str);
    let id = |name: &str| {
        let found = text(name).and_then(RecordId::parse);
        found.ok_or_else(|| format!("the act has no id of a record in {name:?}"))
    };
    let entity = |name: &str| {
        let found = text(name).filter(|id| id.starts_with("entity-"));
        let found = found.map(str::to_owned);
        found.ok_or_else(|| format!("the act has no id of an actor in {name:?}"))
    };
    let deed = match text("act") {
        Some("reviewed") => Deed::Accepted(id("record")?),
        Some("resolved") => {
            let outcome = text("outcome").and_then(Outcome::parse);
            let outcome = outcome.ok_or("the act has no outcome that is known")?;
            let evidence = line.get("evidence").and_then(Value::as_array);
            let ids = evidence.into_iter().flatten();
            let ids = ids.map(|v| v.as_str().and_then(RecordId::parse));
            let ids: Option<Vec<RecordId>> = ids.collect();
            let ids = ids.ok_or("the evidence of the act is no list of ids")?;
            Deed::Resolved(id("claim")?, outcome, ids)
        }
        Some("indicator") => {
            let query = line.get("query").and_then(Indicator::read);
            Deed::Indicator(id("claim")?, query.ok_or("the query of the act is none")?)
        }
        Some("merged") => Deed::Merged(entity("into")?, entity("entity")?),
        Some("split") => Deed::Split(entity("entity")?),
        other => return Err(format!("{other:?} is no act that can be imported")),
    };
    let by = text("by")
        .ok_or("the act does not say who did it")?
        .to_owned();
    Ok(Act { by, deed })
}
