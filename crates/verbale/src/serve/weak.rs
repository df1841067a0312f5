//! Records that are likely to be wrong in some field: `verbale read` holds them back, and so does the page of a text.

use crate::Pipeline;
use serde_json::Value;
use std::collections::HashSet;
use verbale_ledger::{Entry, Kind, Snapshot, Stored, Verdict};

/// The records of a text that are shown to who did not ask for all, and how many weak ones are left out: the others, and the
/// actors of whom these speak.
pub(crate) fn hold_back(
    snapshot: &Snapshot<'_>,
    pipeline: &Pipeline,
    records: Vec<Stored>,
) -> (Vec<Stored>, usize) {
    let accepted = accepted(snapshot);
    let is_weak = |stored: &Stored| {
        let row = &stored.row;
        let table = &pipeline.packs().confidence;
        // Who brings records without a confidence says nothing of how sure they are.
        let is_told = row.confidence > 0.0 && row.producer.producer_type != "human";
        is_told
            && table.is_low(row.kind.as_str(), row.confidence as f32)
            && !accepted.contains(stored.id.to_string().as_str())
    };
    let weak: HashSet<i64> = records
        .iter()
        .filter(|s| is_weak(s))
        .map(|s| s.record)
        .collect();
    let is_shown = |stored: &Stored| !weak.contains(&stored.record);
    let is_actor = |stored: &Stored| stored.row.kind == Kind::Actor;
    let mut named: HashSet<String> = HashSet::new();
    for stored in records.iter().filter(|s| is_shown(s) && !is_actor(s)) {
        named.extend(stored.row.voices.iter().cloned());
        for value in stored.row.fields.values() {
            name(value, &mut named);
        }
    }
    let parent = |s: &Stored| Some(s.row.text("parent")?.to_owned());
    let parents: Vec<String> = records
        .iter()
        .filter(|s| is_actor(s) && named.contains(&s.row.local_id()))
        .filter_map(parent)
        .collect();
    named.extend(parents);
    let mut shown = records;
    shown.retain(|stored| match is_actor(stored) {
        true => named.contains(&stored.row.local_id()),
        false => is_shown(stored),
    });
    (shown, weak.len())
}

/// Adds the texts of a value: ids of actors are among them.
fn name(value: &Value, named: &mut HashSet<String>) {
    match value {
        Value::String(text) => drop(named.insert(text.clone())),
        Value::Array(list) => list.iter().for_each(|one| name(one, named)),
        _ => {}
    }
}

/// Ids of the records that a reviewer accepted and nobody rejected since: these are shown whatever their confidence.
fn accepted<'s>(snapshot: &'s Snapshot<'_>) -> HashSet<&'s str> {
    let mut accepted = HashSet::new();
    for (_, _, _, entry) in snapshot.acts() {
        if let Entry::Reviewed { record, verdict } = entry {
            match verdict {
                Verdict::Accept => accepted.insert(record.as_str()),
                _ => accepted.remove(record.as_str()),
            };
        }
    }
    accepted
}
