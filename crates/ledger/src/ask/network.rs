//! Alliances and divisions as of a day, signed, each with its evidence and whose word it is.

use super::{Answer, actor};
use crate::row::day_text;
use crate::{Error, Kind, RecordId, Snapshot};
use rusqlite::params;
use serde_json::json;
use std::collections::BTreeMap;

/// What to ask about relations.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Network {
    /// Only the relations of this actor.
    pub actor: Option<String>,
    /// Only relations of this type.
    pub relation: Option<String>,
}

/// One edge: what the records that speak of it say.
#[derive(Default)]
struct Edge {
    first: i64,
    last: i64,
    records: Vec<i64>,
}

/// What a row holds.
const COLUMNS: &[&str] = &[
    "a", "type", "b", "sign", "trend", "since", "last", "voices", "records",
];

/// The relations between groups that were told by the day of the question.
///
/// # Errors
/// If the file cannot be read.
pub fn network(snapshot: &Snapshot<'_>, question: &Network) -> Result<Answer, Error> {
    let mut answer = Answer::new(COLUMNS, COLUMNS);
    let on_disk = |e| snapshot.error(e);
    let only = match &question.actor {
        Some(name) => Some(actor::entities(snapshot, name).map_err(on_disk)?),
        None => None,
    };
    for ((kind, a, b), edge) in edges(snapshot, question).map_err(on_disk)? {
        if only
            .as_ref()
            .is_some_and(|only| !only.contains(&a) && !only.contains(&b))
        {
            continue;
        }
        let mut voices = Vec::new();
        let mut ids: Vec<RecordId> = Vec::new();
        let (mut sign, mut trend) = (None, None);
        for &record in &edge.records {
            let stored = snapshot.record(record)?;
            let voice = snapshot.voice(record, &stored.row).map_err(on_disk)?;
            if !voices.contains(&voice) {
                voices.push(voice);
            }
            sign = stored.row.fields.get("sign").cloned().or(sign);
            trend = stored.row.text("trend").map(str::to_owned).or(trend);
            ids.push(stored.id);
        }
        let name = |entity| {
            snapshot
                .entity(entity)
                .map(|(name, _)| name)
                .map_err(on_disk)
        };
        answer.push(
            vec![
                json!(name(a)?),
                json!(kind),
                json!(name(b)?),
                json!(sign),
                json!(trend),
                json!(day_text(edge.first)),
                json!(day_text(edge.last)),
                json!(voices),
                json!(edge.records.len()),
            ],
            ids,
        );
    }
    Ok(answer)
}

/// Edges by type and parties, merged actors as one.
fn edges(
    snapshot: &Snapshot<'_>,
    question: &Network,
) -> rusqlite::Result<BTreeMap<(String, i64, i64), Edge>> {
    let mut select = snapshot.connection.prepare_cached(
        "SELECT l.name, d.a, d.b, d.day, d.record FROM dyads d JOIN labels l USING (label)
         WHERE d.kind = ?1 AND (?2 IS NULL OR l.name = ?2) ORDER BY d.day, d.record",
    )?;
    let mut rows = select.query(params![Kind::Relation.number(), question.relation])?;
    let mut edges: BTreeMap<(String, i64, i64), Edge> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (day, record) = (row.get(3)?, row.get(4)?);
        if !snapshot.is_by_then(day) || snapshot.live(record).is_none() {
            continue;
        }
        let (a, b) = (
            snapshot.merges.of(row.get(1)?),
            snapshot.merges.of(row.get(2)?),
        );
        let edge = edges.entry((row.get(0)?, a, b)).or_insert_with(|| Edge {
            first: day,
            ..Edge::default()
        });
        edge.last = day;
        edge.records.push(record);
    }
    Ok(edges)
}
