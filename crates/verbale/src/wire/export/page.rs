//! The documents of an export one after the other, each with its records and actors.

use super::Error;
use serde_json::Value;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use verbale_ledger::{Cast, Kind, NewDocument, Outcome, Snapshot, Stamp, Stored, Taken, Verdict};
use verbale_text::CharOffsets;

/// What is taken of a snapshot.
pub(super) struct Pages<'a, 'l> {
    pub(super) snapshot: &'a Snapshot<'l>,
    pub(super) taken: &'a [Taken],
    /// Whether the documents have more records than are taken.
    pub(super) is_part: bool,
    judged: BTreeMap<String, Judged>,
}

/// What people said of a record.
#[derive(Clone, Default)]
pub(super) struct Judged {
    /// Who accepted it.
    pub(super) accepted: Vec<String>,
    /// What came of it, the latest first.
    pub(super) settled: Vec<Settled>,
}

/// What somebody found to have come of a claim.
#[derive(Clone)]
pub(super) struct Settled {
    /// Number of the entry.
    pub(super) seq: i64,
    pub(super) outcome: Outcome,
    pub(super) by: String,
    /// Moment of the entry.
    pub(super) recorded: String,
    /// Ids of the records that show it.
    pub(super) evidence: Vec<String>,
}

/// A record of which nobody said anything.
const UNJUDGED: &Judged = &Judged {
    accepted: Vec::new(),
    settled: Vec::new(),
};

/// One document.
pub(super) struct Page {
    pub(super) document: i64,
    pub(super) source: NewDocument,
    pub(super) cast: Cast,
    pub(super) records: Vec<Stored>,
    /// Stamp and moment of each reading.
    readings: BTreeMap<i64, (Stamp, String)>,
}

impl<'a, 'l> Pages<'a, 'l> {
    pub(super) fn new(snapshot: &'a Snapshot<'l>, taken: &'a [Taken], is_part: bool) -> Self {
        let mut judged: BTreeMap<String, Judged> = BTreeMap::new();
        for (seq, recorded, by, entry) in snapshot.acts() {
            match entry {
                verbale_ledger::Entry::Reviewed {
                    record,
                    verdict: Verdict::Accept,
                } => {
                    let accepted = &mut judged.entry(record.clone()).or_default().accepted;
                    if !accepted.contains(by) {
                        accepted.push(by.clone());
                    }
                }
                verbale_ledger::Entry::Resolved {
                    claim,
                    outcome,
                    evidence,
                } => {
                    let settled = Settled {
                        seq: *seq,
                        outcome: *outcome,
                        by: by.clone(),
                        recorded: recorded.clone(),
                        evidence: evidence.clone(),
                    };
                    judged
                        .entry(claim.clone())
                        .or_default()
                        .settled
                        .insert(0, settled);
                }
                _ => {}
            }
        }
        Self {
            snapshot,
            taken,
            is_part,
            judged,
        }
    }

    /// What people said of a record.
    pub(super) fn judged(&self, stored: &Stored) -> &Judged {
        match self.judged.is_empty() {
            true => UNJUDGED,
            false => self.judged.get(&stored.id.to_string()).unwrap_or(UNJUDGED),
        }
    }

    /// All documents.
    pub(super) fn all(&self) -> impl Iterator<Item = Result<Page, Error>> {
        self.taken.iter().map(|taken| self.page(taken, |_| true))
    }

    /// The documents that have records of some kinds, with these records only.
    pub(super) fn of(&self, kinds: &'a [Kind]) -> impl Iterator<Item = Result<Page, Error>> {
        let has = |taken: &&Taken| taken.records.iter().any(|(_, k)| kinds.contains(k));
        let taken = self.taken.iter().filter(has);
        taken.map(|taken| self.page(taken, |kind| kinds.contains(&kind)))
    }

    /// How many records of some kinds there are.
    pub(super) fn count(&self, kinds: &[Kind]) -> usize {
        let records = self.taken.iter().flat_map(|t| &t.records);
        records.filter(|(_, kind)| kinds.contains(kind)).count()
    }

    fn page(&self, taken: &Taken, keep: impl Fn(Kind) -> bool) -> Result<Page, Error> {
        let numbers = taken.records.iter().filter(|(_, kind)| keep(*kind));
        let records = numbers
            .map(|(record, _)| self.snapshot.record(*record))
            .collect::<Result<Vec<_>, _>>()?;
        let mut readings = BTreeMap::new();
        for stored in &records {
            if let Entry::Vacant(new) = readings.entry(stored.coding) {
                new.insert(self.snapshot.reading(stored.coding)?);
            }
        }
        Ok(Page {
            document: taken.document,
            source: self.snapshot.source(taken.document)?,
            cast: self.snapshot.cast(taken.document)?,
            records,
            readings,
        })
    }
}

impl Page {
    /// What made the reading of a record, and when the ledger learned it.
    pub(super) fn reading(&self, stored: &Stored) -> (&Stamp, &str) {
        let (stamp, recorded) = &self.readings[&stored.coding];
        (stamp, recorded)
    }

    /// The local ids in a field: of one actor or of several.
    pub(super) fn locals<'r>(&self, stored: &'r Stored, field: &str) -> Vec<&'r str> {
        match stored.row.fields.get(field) {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one],
            _ => Vec::new(),
        }
    }

    /// Display names of the actors in a field; `author` and `outlet` stand for themselves.
    pub(super) fn names(&self, stored: &Stored, field: &str) -> Vec<String> {
        let locals = self.locals(stored, field);
        locals
            .iter()
            .map(|l| self.cast.name(l).to_owned())
            .collect()
    }

    /// Whose word a record is: a display name, `author` or `outlet`.
    pub(super) fn voice(&self, stored: &Stored) -> &str {
        let voice = stored.row.voices.last().map_or("", String::as_str);
        // The local id lives as long as the record, the name as long as the cast.
        match self.cast.of(voice) {
            Some((_, entity)) => &entity.name,
            None if voice == "outlet" => "outlet",
            None => "author",
        }
    }

    /// The words at some spans, in code points.
    pub(super) fn words(&self, offsets: &CharOffsets<'_>, spans: &[[u32; 2]]) -> String {
        let words = spans.iter().filter_map(|&[start, end]| {
            let span = offsets.to_bytes(start, end)?;
            Some(span.of(&self.source.text))
        });
        words.collect::<Vec<_>>().join(" … ")
    }

    /// The spans of a field.
    pub(super) fn spans(stored: &Stored, field: &str) -> Vec<[u32; 2]> {
        let spans = stored.row.spans.get(field).cloned();
        spans
            .and_then(|spans| serde_json::from_value(spans).ok())
            .unwrap_or_default()
    }
}
