//! The board: commitments, demands and forecasts with their deadlines and what came of them.
//!
//! The status is the ledger's own: `open` until the hard bound of the deadline has passed, then `expired`, unless a
//! reviewer linked it to records that settle it. Absence of reports is never `broken`. What the document itself says of
//! the outcome stands beside it, with its voice.

use super::gist::gist_of;
use super::{Answer, Line, actor};
use crate::author::Author;
use crate::cluster::{Clusters, spread};
use crate::derive::NO_DAY;
use crate::row::day_text;
use crate::snapshot::last_day;
use crate::{Entry, Error, Kind, Outcome, RecordId, Snapshot, Stored};
use rusqlite::params;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::json;
use std::rc::Rc;

/// What to ask about claims.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Claims {
    /// Only those of this speaker, by name.
    pub speaker: Option<String>,
    /// Only this kind.
    pub kind: Option<Kind>,
    /// Only those with this status: `open due kept late broken expired undetermined`.
    pub status: Option<String>,
    /// Only those whose hard bound is on this day or later.
    pub due_from: Option<String>,
    /// Only those whose hard bound is by this day.
    pub due_to: Option<String>,
    /// Only those without a deadline.
    pub is_undated: bool,
    /// Rows at most.
    pub limit: usize,
}

/// One claim as the derived table has it.
struct Due {
    record: i64,
    id: RecordId,
    soft: Option<i64>,
    hard: Option<i64>,
    said: i64,
}

/// What a row holds.
const COLUMNS: &[&str] = &[
    "kind",
    "speaker",
    "addressee",
    "what",
    "deadline",
    "not_after",
    "status",
    "status_voice",
    "document_status",
    "said",
    "document",
    "voice",
    "settled_by",
    "moved_from",
    "moved_to",
    "also_by",
    "documents",
    "origins",
];

/// What people see of it.
const BRIEF: &[&str] = &[
    "speaker",
    "what",
    "status",
    "not_after",
    "moved_from",
    "moved_to",
    "said",
    "origins",
    "also_by",
    "document_status",
    "document",
];

/// Commitments, demands and forecasts, those that fall due first on top.
///
/// # Errors
/// If a date cannot be read, or the file cannot.
pub fn claims(snapshot: &Snapshot<'_>, question: &Claims) -> Result<Answer, Error> {
    let mut answer = Answer::new(COLUMNS, BRIEF);
    let mut clusters = Clusters::new(snapshot);
    let outcomes = outcomes(snapshot, &mut clusters)?;
    let mut left_out = 0;
    let mut told: FxHashSet<i64> = FxHashSet::default();
    for due in due(snapshot, question)? {
        let is_told = told.contains(&due.record);
        if is_told || snapshot.live(due.record).is_none() || !snapshot.is_by_then(due.said) {
            continue;
        }
        let outcome = outcomes.get(&due.id);
        let status = outcome.map_or(status(snapshot, (due.soft, due.hard)), |(o, _)| o.as_str());
        let asked = question.status.as_deref();
        if asked.is_some_and(|asked| asked != status) {
            continue;
        }
        if answer.lines.len() >= question.limit {
            left_out += 1;
            continue;
        }
        let stored = snapshot.record(due.record)?;
        let records = clusters.of(&stored)?;
        let same = same(&mut clusters, records)?;
        told.extend(same.iter().map(|s| s.record));
        let mut line = line(snapshot, (&due, &stored), (status, outcome))?;
        let kin = Kin::of(snapshot, &mut clusters, (due.said, &stored))?;
        line.cells.extend([
            json!(kin.moved_from),
            json!(kin.moved_to),
            json!(kin.also_by),
        ]);
        let records: Vec<i64> = same.iter().map(|s| s.record).collect();
        let spread = spread(snapshot, &records).map_err(|e| snapshot.error(e))?;
        line.cells.extend([json!(spread.0), json!(spread.1)]);
        let others = same.iter().map(|s| s.id).filter(|id| *id != stored.id);
        line.ids.splice(1..1, others);
        answer.lines.push(line);
    }
    if left_out > 0 {
        answer.notes.push(format!(
            "{left_out} more are not shown; narrow the question, or raise --limit."
        ));
    }
    actor::note_unknown(snapshot, [question.speaker.as_ref()], &mut answer)?;
    answer.notes.push(
        "open: the deadline has not passed, or there is none. due: it has come, as people mean it, and its hard bound has not \
         passed. expired: that has passed and nothing was linked. Only a reviewer settles a claim (verbale resolve)."
            .into(),
    );
    Ok(answer)
}

/// The records of a claim that were told by the day of the question.
fn same(clusters: &mut Clusters<'_, '_>, records: Vec<i64>) -> Result<Vec<Rc<Stored>>, Error> {
    let mut same = Vec::new();
    for record in records {
        let stored = clusters.outline(record)?;
        if clusters.snapshot().is_by_then(said(clusters, &stored)?) {
            same.push(stored);
        }
    }
    Ok(same)
}

/// The day on which a record was published.
fn said(clusters: &mut Clusters<'_, '_>, stored: &Stored) -> Result<i64, Error> {
    Ok(clusters.published(stored.document)?.unwrap_or(NO_DAY))
}

/// What the ledger knows of other claims that touch one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Kin {
    /// The deadline before it was moved.
    pub(super) moved_from: Option<String>,
    /// The deadline to which it was moved later.
    pub(super) moved_to: Option<String>,
    /// Who else makes the same forecast.
    pub(super) also_by: Vec<String>,
}

impl Kin {
    pub(super) fn of(
        snapshot: &Snapshot<'_>,
        clusters: &mut Clusters<'_, '_>,
        (said_on, stored): (i64, &Stored),
    ) -> Result<Self, Error> {
        let own = (said_on, stored.record);
        let (mut from, mut to): (Option<Version>, Option<Version>) = (None, None);
        let versions = clusters.versions(stored)?;
        for other in same(clusters, versions)? {
            let at = (said(clusters, &other)?, other.record);
            let version = (at, other.row.deadline().1);
            // The next one before and the next one after.
            match at < own {
                true if from.as_ref().is_none_or(|(known, _)| *known < at) => from = Some(version),
                false if to.as_ref().is_none_or(|(known, _)| at < *known) => to = Some(version),
                _ => {}
            }
        }
        let mut also_by = Vec::new();
        let companions = clusters.companions(stored)?;
        for other in same(clusters, companions)? {
            also_by.extend(signature(snapshot, &other)?);
        }
        also_by.sort_unstable();
        also_by.dedup();
        Ok(Self {
            moved_from: from.and_then(|(_, day)| day),
            moved_to: to.and_then(|(_, day)| day),
            also_by,
        })
    }
}

/// Who makes a claim; an author by the name under the text, if there is one.
fn signature(snapshot: &Snapshot<'_>, stored: &Stored) -> Result<Vec<String>, Error> {
    let names = speaker(snapshot, stored)?;
    if names != ["author"] {
        return Ok(names);
    }
    let author = Author::of(snapshot, stored.document).map_err(|e| snapshot.error(e))?;
    let document = || {
        Ok(format!(
            "author of {}",
            snapshot.document(stored.document)?.name
        ))
    };
    Ok(vec![author.name.map_or_else(document, Ok)?])
}

/// When a version of a claim was told, with its number, and its hard bound.
type Version = ((i64, i64), Option<String>);

/// Who makes a claim.
fn speaker(snapshot: &Snapshot<'_>, stored: &Stored) -> Result<Vec<String>, Error> {
    let Some(field) = stored.row.claimant() else {
        return Ok(Vec::new());
    };
    let mut speaker = snapshot.field_names(stored, field)?;
    if speaker.is_empty() {
        speaker.extend(stored.row.text(field).map(str::to_owned));
    }
    Ok(speaker)
}

/// The row of one claim, but its spread.
fn line(
    snapshot: &Snapshot<'_>,
    (due, stored): (&Due, &Stored),
    (status, outcome): (&str, Option<&Settled>),
) -> Result<Line, Error> {
    let on_disk = |e| snapshot.error(e);
    let published = snapshot.document(stored.document)?;
    let row = &stored.row;
    let settled: Vec<String> = outcome.map(|(_, by)| by.clone()).unwrap_or_default();
    let mut ids = vec![stored.id];
    ids.extend(settled.iter().filter_map(|id| crate::RecordId::parse(id)));
    Ok(Line {
        cells: vec![
            json!(stored.id.kind.as_str()),
            json!(speaker(snapshot, stored)?),
            json!(snapshot.field_names(stored, "addressee")?),
            json!(gist_of(snapshot, stored)?),
            json!(due.soft.and_then(day_text)),
            json!(due.hard.and_then(day_text)),
            json!(status),
            match outcome {
                Some(_) => json!("reviewer"),
                None => json!(snapshot.field_voice(stored, "status_voice")?),
            },
            json!(row.text("status")),
            json!(published.published),
            json!(published.name),
            json!(snapshot.voice(stored.record, row).map_err(on_disk)?),
            json!(settled),
        ],
        ids,
    })
}

/// What came of a claim, and the ids of the records that show it.
type Settled = (Outcome, Vec<String>);

/// What reviewers decided, by the id of the claim and of those that tell it again.
fn outcomes(
    snapshot: &Snapshot<'_>,
    clusters: &mut Clusters<'_, '_>,
) -> Result<FxHashMap<RecordId, Settled>, Error> {
    let mut outcomes = FxHashMap::default();
    for (_, _, _, entry) in snapshot.acts() {
        if let Entry::Resolved {
            claim,
            outcome,
            evidence,
        } = entry
            && let Some(claim) = RecordId::parse(claim)
            && let Some(stored) = snapshot.find(claim)?
        {
            for record in clusters.of(&stored)? {
                let id = snapshot.id(record).map_err(|e| snapshot.error(e))?;
                outcomes.insert(id, (*outcome, evidence.clone()));
            }
        }
    }
    Ok(outcomes)
}

/// The ledger's own status on the day of the question.
pub(super) fn status(
    snapshot: &Snapshot<'_>,
    (soft, hard): (Option<i64>, Option<i64>),
) -> &'static str {
    let Some(day) = snapshot.as_of() else {
        return "open";
    };
    match (soft, hard) {
        (_, Some(hard)) if hard < day => "expired",
        (Some(soft), _) if soft <= day => "due",
        _ => "open",
    }
}

/// The claims that the question may be about, in the order of their bounds.
fn due(snapshot: &Snapshot<'_>, question: &Claims) -> Result<Vec<Due>, Error> {
    let bound = |day: &Option<String>| day.as_deref().map(last_day).transpose();
    let (from, to) = (bound(&question.due_from)?, bound(&question.due_to)?);
    let kind = question.kind.map(Kind::number);
    // Few speak, many claims: those of a speaker are looked up one by one.
    let spoken = match &question.speaker {
        Some(name) => Some(spoken(snapshot, name).map_err(|e| snapshot.error(e))?),
        None => None,
    };
    let read = || -> rusqlite::Result<Vec<Due>> {
        // In the order of the file, and sorted here: it is faster than going through the index.
        let mut select = snapshot.connection.prepare_cached(
            "SELECT record, id, kind, soft, hard, said FROM claims WHERE (?1 IS NULL OR hard >= ?1) AND (?2 IS NULL OR hard <= ?2)
             AND (?3 IS NULL OR kind = ?3) AND (NOT ?4 OR hard IS NULL)",
        )?;
        let mut rows = select.query(params![from, to, kind, question.is_undated])?;
        let mut due = Vec::new();
        while let Some(row) = rows.next()? {
            let record = row.get(0)?;
            let is_asked = spoken.as_ref().is_none_or(|only| only.contains(&record));
            let (hash, kind): (i64, i64) = (row.get(1)?, row.get(2)?);
            if let (true, Some(kind)) = (is_asked, Kind::of_number(kind)) {
                due.push(Due {
                    record,
                    id: RecordId {
                        kind,
                        hash: hash.cast_unsigned(),
                    },
                    soft: row.get(3)?,
                    hard: row.get(4)?,
                    said: row.get(5)?,
                });
            }
        }
        due.sort_unstable_by_key(|due| (due.hard.is_none(), due.hard, due.record));
        Ok(due)
    };
    read().map_err(|e| snapshot.error(e))
}

/// Records in which an actor of that name speaks.
fn spoken(snapshot: &Snapshot<'_>, name: &str) -> rusqlite::Result<FxHashSet<i64>> {
    let mut select = snapshot.connection.prepare_cached(
        "SELECT record FROM parties WHERE entity = ?1 AND kind = ?2 AND place = 0",
    )?;
    let mut found = FxHashSet::default();
    for entity in actor::entities(snapshot, name)? {
        for kind in [Kind::Commitment, Kind::Demand, Kind::Impact] {
            for record in select.query_map([entity, kind.number()], |row| row.get(0))? {
                found.insert(record?);
            }
        }
    }
    Ok(found)
}
