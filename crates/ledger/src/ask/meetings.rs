//! Who met whom: meetings of all documents, the same meeting once.

use super::actor::note_unknown;
use super::dyads::{Wanted, bound, dyads, named};
use super::{Answer, Line, when};
use crate::cluster::spread;
use crate::row::{day_number, day_text};
use crate::{Error, Kind, Snapshot, Stored};
use serde_json::json;

/// What to ask about meetings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Meetings {
    /// Only those of this actor.
    pub actor: Option<String>,
    /// Not before this day.
    pub from: Option<String>,
    /// Not after this day.
    pub to: Option<String>,
    /// Only those with this status: `held planned cancelled proposed`.
    pub status: Option<String>,
    /// Rows at most.
    pub limit: usize,
}

/// One meeting, as several records tell of it.
struct Cluster {
    /// The day it is counted on: its own, or that of publication where that is vaguer than a month.
    day: i64,
    first: i64,
    last: i64,
    entities: Vec<i64>,
    records: Vec<Stored>,
}

/// What a row holds.
const COLUMNS: &[&str] = &[
    "when",
    "date",
    "counted",
    "participants",
    "name",
    "status",
    "place",
    "format",
    "channel",
    "outcome",
    "voice",
    "documents",
    "origins",
];

/// What people see of it.
const BRIEF: &[&str] = &[
    "when",
    "participants",
    "name",
    "status",
    "place",
    "outcome",
    "origins",
];

/// Meetings by day, the latest first.
///
/// # Errors
/// If a date cannot be read, or the file cannot.
pub fn meetings(snapshot: &Snapshot<'_>, question: &Meetings) -> Result<Answer, Error> {
    let mut answer = Answer::new(COLUMNS, BRIEF);
    let mut clusters = clusters(snapshot, question)?;
    if clusters.len() > question.limit {
        clusters.truncate(question.limit);
        let note = "Earlier meetings are not shown; narrow the question, or raise --limit.";
        answer.notes.push(note.into());
    }
    for cluster in &clusters {
        answer.lines.push(line(snapshot, cluster)?);
    }
    note_unknown(snapshot, [question.actor.as_ref()], &mut answer)?;
    Ok(answer)
}

/// Meetings, the latest first: one more than asked for if there are more.
fn clusters(snapshot: &Snapshot<'_>, question: &Meetings) -> Result<Vec<Cluster>, Error> {
    let mut clusters: Vec<Cluster> = Vec::new();
    for (day, record) in records(snapshot, question)? {
        let stored = snapshot.record(record)?;
        let status = stored.row.text("status").unwrap_or("");
        if question
            .status
            .as_deref()
            .is_some_and(|asked| asked != status)
        {
            continue;
        }
        let parties = snapshot.parties(record).map_err(|e| snapshot.error(e))?;
        let present = parties.iter().filter(|(place, _)| *place < 2);
        let mut entities: Vec<i64> = present.map(|(_, e)| *e).collect();
        entities.sort_unstable();
        entities.dedup();
        let days = stored.row.days();
        let days = days.and_then(|(a, b)| Some((day_number(&a?)?, day_number(&b?)?)));
        let (first, last) = days.unwrap_or((day, day));
        let n_clusters = clusters.len();
        // What a reviewer joined may lie days apart.
        let near = match snapshot.joined.members(stored.id.hash.cast_signed()).len() {
            1 => NEAR,
            _ => usize::MAX,
        };
        let mut near = clusters.iter_mut().rev().take(near);
        let same = near.find(
            |c| match snapshot.same_by_hand(c.records[0].id, stored.id) {
                Some(by_hand) => by_hand,
                None => c.is_same(&stored, (first, last), &entities),
            },
        );
        match same {
            Some(cluster) => cluster.records.push(stored),
            None if n_clusters > question.limit => break,
            None => clusters.push(Cluster {
                day,
                first,
                last,
                entities,
                records: vec![stored],
            }),
        }
    }
    Ok(clusters)
}

/// Meetings by day come in order: those of one day are compared with so many before.
const NEAR: usize = 64;

fn line(snapshot: &Snapshot<'_>, cluster: &Cluster) -> Result<Line, Error> {
    let on_disk = |e| snapshot.error(e);
    let names = cluster.entities.iter().map(|&e| Ok(snapshot.entity(e)?.0));
    let names: rusqlite::Result<Vec<String>> = names.collect();
    let told = &cluster.records[0];
    let text = |field: &str| {
        let mut texts = cluster.records.iter().filter_map(|s| s.row.text(field));
        json!(texts.find(|t| !matches!(*t, "unspecified" | "unknown")))
    };
    let date = cluster.records.iter().find_map(|s| s.row.date());
    let known_by = snapshot.document(told.document)?.published;
    let records: Vec<i64> = cluster.records.iter().map(|s| s.record).collect();
    let (documents, origins) = spread(snapshot, &records).map_err(on_disk)?;
    Ok(Line {
        cells: vec![
            json!(when(date, known_by.as_deref())),
            json!(date),
            json!(day_text(cluster.day)),
            json!(names.map_err(on_disk)?),
            match text("name") {
                serde_json::Value::Null => text("series"),
                name => name,
            },
            text("status"),
            text("place"),
            text("format"),
            text("channel"),
            text("outcome"),
            json!(snapshot.voice(told.record, &told.row).map_err(on_disk)?),
            json!(documents),
            json!(origins),
        ],
        ids: cluster.records.iter().map(|s| s.id).collect(),
    })
}

impl Cluster {
    /// The same status, half of the participants or more, days within the coarser granularity and one day, and no other
    /// name or place.
    fn is_same(&self, stored: &Stored, (first, last): (i64, i64), entities: &[i64]) -> bool {
        let told = &self.records[0].row;
        let agrees = |field: &str| match (told.text(field), stored.row.text(field)) {
            (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
            _ => true,
        };
        let shared = entities
            .iter()
            .filter(|e| self.entities.contains(e))
            .count();
        let all = self.entities.len() + entities.len() - shared;
        let is_near = first <= self.last + 1 && self.first <= last + 1;
        is_near
            && all > 0
            && 2 * shared >= all
            && agrees("status")
            && agrees("name")
            && agrees("country")
    }
}

/// Days and numbers of the meetings that the question may be about, the latest first.
fn records(snapshot: &Snapshot<'_>, question: &Meetings) -> Result<Vec<(i64, i64)>, Error> {
    let wanted = Wanted {
        either: named(snapshot, question.actor.as_ref())?,
        from: bound(question.from.as_ref())?,
        to: bound(question.to.as_ref())?,
        ..Wanted::default()
    };
    let found = dyads(snapshot, Kind::Meeting, &wanted)?;
    let mut found: Vec<(i64, i64)> = found.iter().map(|d| (d.day, d.record)).collect();
    found.sort_unstable_by_key(|&(day, record)| (std::cmp::Reverse(day), record));
    found.dedup();
    Ok(found)
}
