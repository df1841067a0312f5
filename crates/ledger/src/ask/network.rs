//! Alliances and divisions as of a day, signed, each with its evidence and whose word it is.

use super::Answer;
use super::actor::note_unknown;
use super::dyads::{Wanted, dyads, label, named, side};
use crate::row::day_text;
use crate::{Error, Kind, RecordId, Snapshot};
use rustc_hash::FxHashMap;
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

/// What the records that speak of one edge say.
#[derive(Default)]
struct Edge {
    first: i64,
    last: i64,
    sign: Option<i64>,
    trend: Option<String>,
    voices: Vec<i64>,
    ids: Vec<RecordId>,
}

/// What one record says of its edge.
struct Told {
    id: RecordId,
    sign: Option<i64>,
    trend: Option<String>,
    voice: i64,
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
    for ((kind, a, b), edge) in edges(snapshot, question)? {
        let mut voices: Vec<String> = Vec::new();
        for &voice in &edge.voices {
            let name = snapshot.voice_name(voice).map_err(|e| snapshot.error(e))?;
            if !voices.contains(&name) {
                voices.push(name);
            }
        }
        answer.push(
            vec![
                json!(side(snapshot, a)?),
                json!(kind),
                json!(side(snapshot, b)?),
                json!(edge.sign),
                json!(edge.trend),
                json!(day_text(edge.first)),
                json!(day_text(edge.last)),
                json!(voices),
                json!(edge.ids.len()),
            ],
            edge.ids,
        );
    }
    note_unknown(snapshot, [question.actor.as_ref()], &mut answer)?;
    Ok(answer)
}

/// Edges by type and parties, merged actors as one.
fn edges(
    snapshot: &Snapshot<'_>,
    question: &Network,
) -> Result<BTreeMap<(String, i64, i64), Edge>, Error> {
    let wanted = Wanted {
        either: named(snapshot, question.actor.as_ref())?,
        ..Wanted::default()
    };
    let mut found = dyads(snapshot, Kind::Relation, &wanted)?;
    found.sort_unstable_by_key(|d| (d.day, d.record, d.a, d.b));
    found.dedup();
    let told = told(snapshot).map_err(|e| snapshot.error(e))?;
    let mut labels: FxHashMap<i64, String> = FxHashMap::default();
    let mut edges: BTreeMap<(String, i64, i64), Edge> = BTreeMap::new();
    for dyad in found {
        let Some(told) = told.get(&dyad.record) else {
            continue;
        };
        let kind = match labels.get(&dyad.label) {
            Some(kind) => kind.clone(),
            None => label(snapshot, dyad.label)?,
        };
        labels.insert(dyad.label, kind.clone());
        if question.relation.as_ref().is_some_and(|r| *r != kind) {
            continue;
        }
        let edge = edges.entry((kind, dyad.a, dyad.b)).or_insert_with(|| Edge {
            first: dyad.day,
            ..Edge::default()
        });
        edge.last = dyad.day;
        edge.sign = told.sign.or(edge.sign);
        edge.trend = told.trend.clone().or(edge.trend.take());
        if !edge.voices.contains(&told.voice) {
            edge.voices.push(told.voice);
        }
        edge.ids.push(told.id);
    }
    Ok(edges)
}

/// What each record says of its edge.
fn told(snapshot: &Snapshot<'_>) -> rusqlite::Result<FxHashMap<i64, Told>> {
    let mut select = snapshot
        .connection
        .prepare_cached("SELECT record, id, sign, trend, voice FROM relations")?;
    let rows = select.query_map([], |row| {
        let hash: i64 = row.get(1)?;
        let told = Told {
            id: RecordId {
                kind: Kind::Relation,
                hash: hash.cast_unsigned(),
            },
            sign: row.get(2)?,
            trend: row.get(3)?,
            voice: row.get(4)?,
        };
        Ok((row.get(0)?, told))
    })?;
    rows.collect()
}
