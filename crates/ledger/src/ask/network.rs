//! Alliances and divisions as of a day, signed, each with its evidence and whose word it is.

use super::actor::note_unknown;
use super::dyads::{Dyad, Wanted, dyads, known_day, label, named, side};
use super::{Answer, Line};
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
struct Edge {
    /// The pair that was told first, and the one that was told last.
    first: Dyad,
    last: Dyad,
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
    "a", "type", "b", "sign", "trend", "since", "last", "until", "voices", "records",
];

/// What people see of it, the most important first.
const BRIEF: &[&str] = &[
    "a", "type", "b", "since", "until", "sign", "last", "trend", "voices", "records",
];

/// The relations between groups that were told by the day of the question, those of a type together, what is told most first.
/// A relation lasts until one of the other sign between the same two is told.
///
/// # Errors
/// If the file cannot be read.
pub fn network(snapshot: &Snapshot<'_>, question: &Network) -> Result<Answer, Error> {
    let mut answer = Answer::new(COLUMNS, BRIEF);
    let edges = edges(snapshot, question)?;
    let turns = Turns::of(&edges);
    for ((kind, a, b), edge) in edges {
        let until = turns.after((a, b), &edge);
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
                json!(known_day(snapshot, &edge.first)?),
                json!(known_day(snapshot, &edge.last)?),
                json!(until.and_then(day_text)),
                json!(voices),
                json!(edge.ids.len()),
            ],
            edge.ids,
        );
    }
    let at = |line: &Line, cell: usize| line.cells[cell].as_str().unwrap_or("").to_owned();
    answer.lines.sort_by_cached_key(|line| {
        let often = std::cmp::Reverse(line.ids.len());
        (at(line, 1), often, at(line, 0), at(line, 2))
    });
    note_unknown(snapshot, [question.actor.as_ref()], &mut answer)?;
    if turns.any {
        let note =
            "until: on that day a relation of the other sign between the same two is first told.";
        answer.notes.push(note.into());
    }
    Ok(answer)
}

/// A sign, and the first and the last day on which it was told.
type Turn = (i64, i64, i64);

/// When it was told of two that they stand beside each other or against each other.
#[derive(Default)]
struct Turns {
    /// Sign, first and last day of each edge with a sign, by its two sides.
    told: FxHashMap<(i64, i64), Vec<Turn>>,
    any: bool,
}

impl Turns {
    fn of(edges: &BTreeMap<(String, i64, i64), Edge>) -> Self {
        let mut turns = Self::default();
        for ((_, a, b), edge) in edges {
            if let Some(sign) = edge.sign.filter(|s| *s != 0) {
                let told = turns.told.entry((*a.min(b), *a.max(b))).or_default();
                told.push((sign.signum(), edge.first.day, edge.last.day));
            }
        }
        turns.any = edges
            .iter()
            .any(|((_, a, b), edge)| turns.after((*a, *b), edge).is_some());
        turns
    }

    /// The first day after the last mention of an edge on which the same two are told to stand otherwise.
    fn after(&self, (a, b): (i64, i64), edge: &Edge) -> Option<i64> {
        let sign = edge.sign.filter(|s| *s != 0)?.signum();
        let told = self.told.get(&(a.min(b), a.max(b)))?.iter();
        let other = told.filter(|(own, _, last)| *own == -sign && *last > edge.last.day);
        other
            .map(|(_, first, last)| match *first > edge.last.day {
                true => *first,
                false => *last,
            })
            .min()
    }
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
            first: dyad,
            last: dyad,
            sign: None,
            trend: None,
            voices: Vec::new(),
            ids: Vec::new(),
        });
        edge.last = dyad;
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
