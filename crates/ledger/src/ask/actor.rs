//! One actor: its names and who uses them, its posts, and what it did, said and was party to.

use super::gist::gist_of;
use super::{Answer, Line, when};
use crate::cluster::{Clusters, spread};
use crate::derive;
use crate::identity::plain;
use crate::row::day_text;
use crate::{Error, Kind, RecordId, Row, Snapshot, Stored};
use rusqlite::{OptionalExtension, params};
use rustc_hash::FxHashSet;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Whom to ask about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Actor {
    /// A name or alias, or an ISO 3166 alpha-3 code.
    pub name: String,
    /// Only these kinds; all if empty.
    pub kinds: Vec<Kind>,
    /// Rows of the timeline at most, the latest ones.
    pub limit: usize,
}

/// What a row holds; `counted` is the day under which it stands: its own, or that of publication where that is vaguer than a month.
const COLUMNS: &[&str] = &[
    "section", "when", "date", "counted", "part", "what", "with", "voice", "document", "origins",
];

/// What people see of it, the most important first: of a name, who uses it.
const BRIEF: &[&str] = &[
    "section", "when", "part", "what", "voice", "with", "document", "origins",
];

/// Names, posts and timeline of an actor.
///
/// # Errors
/// If the file cannot be read.
pub fn actor(snapshot: &Snapshot<'_>, question: &Actor) -> Result<Answer, Error> {
    let entities = entities(snapshot, &question.name).map_err(|e| snapshot.error(e))?;
    let mut answer = told(snapshot, &entities, question)?;
    note_unknown(snapshot, [Some(&question.name)], &mut answer)?;
    Ok(answer)
}

/// Says which of the actors asked for nobody in the ledger is called: to find nothing of somebody is something else.
pub(crate) fn note_unknown<'n>(
    snapshot: &Snapshot<'_>,
    names: impl IntoIterator<Item = Option<&'n String>>,
    answer: &mut Answer,
) -> Result<(), Error> {
    for name in names.into_iter().flatten() {
        if !is_known(snapshot, name).map_err(|e| snapshot.error(e))? {
            answer.notes.push(format!(
                "Nobody in this ledger is called {name:?}; `verbale ask search WORDS --kind actor` finds names."
            ));
        }
    }
    Ok(())
}

/// The same of the entity with that number, and of all that are merged with it; the name of the question does not matter.
///
/// # Errors
/// If the file cannot be read.
pub fn actor_of(snapshot: &Snapshot<'_>, entity: i64, question: &Actor) -> Result<Answer, Error> {
    let entities = snapshot.merges.members(entity);
    told(snapshot, &entities, question)
}

fn told(snapshot: &Snapshot<'_>, entities: &[i64], question: &Actor) -> Result<Answer, Error> {
    let mut answer = Answer::new(COLUMNS, BRIEF);
    let on_disk = |e| snapshot.error(e);
    let wants = |kind: Kind| question.kinds.is_empty() || question.kinds.contains(&kind);
    if wants(Kind::Actor) {
        names(snapshot, entities, &mut answer)?;
    }
    let mut records = Vec::new();
    for &entity in entities {
        records.extend(timeline(snapshot, entity, question).map_err(on_disk)?);
    }
    records.sort_unstable();
    records.dedup();
    let first = records.len().saturating_sub(question.limit);
    if first > 0 {
        answer.notes.push(format!(
            "{first} earlier records are not shown; raise --limit."
        ));
    }
    let mut clusters = Clusters::new(snapshot);
    let mut told: FxHashSet<i64> = FxHashSet::default();
    let known: FxHashSet<i64> = records.iter().map(|&(_, record)| record).collect();
    for &(day, record) in &records[first..] {
        if told.contains(&record) {
            continue;
        }
        let stored = snapshot.record(record)?;
        let mut same = clusters.of(&stored)?;
        // What was told later than the day of the question is not known yet.
        same.retain(|r| known.contains(r));
        told.extend(same.iter().copied());
        let (_, origins) = spread(snapshot, &same).map_err(on_disk)?;
        let mut line = line(snapshot, entities, (day, &stored))?;
        line.cells.push(json!(origins));
        for other in same.into_iter().filter(|r| *r != record) {
            line.ids.push(snapshot.id(other).map_err(on_disk)?);
        }
        answer.lines.push(line);
    }
    Ok(answer)
}

/// Whether any text that came in so far names an actor of that name.
fn is_known(snapshot: &Snapshot<'_>, name: &str) -> rusqlite::Result<bool> {
    let mut select = snapshot.connection.prepare_cached(
        "SELECT record FROM parties WHERE entity = ?1 AND kind = 1 ORDER BY record LIMIT 1",
    )?;
    for entity in entities(snapshot, name)? {
        let first: Option<i64> = select.query_row([entity], |row| row.get(0)).optional()?;
        if first.is_some_and(|record| snapshot.has_arrived(record)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The row of one record in the timeline of `entities`, but how many independent texts tell it.
fn line(
    snapshot: &Snapshot<'_>,
    entities: &[i64],
    (day, stored): (i64, &Stored),
) -> Result<Line, Error> {
    let on_disk = |e| snapshot.error(e);
    let record = stored.record;
    let document = snapshot.document(stored.document)?;
    let parties = snapshot.parties(record).map_err(on_disk)?;
    let fields = Row::party_fields(stored.id.kind);
    let own = parties.iter().find(|(_, e)| entities.contains(e));
    let part = own.and_then(|(place, _)| fields.get(*place)).copied();
    let mut with = Vec::new();
    for &(place, entity) in &parties {
        if place < fields.len() && !entities.contains(&entity) {
            let name = snapshot.entity(entity).map_err(on_disk)?.0;
            if !with.contains(&name) {
                with.push(name);
            }
        }
    }
    // A time that the words give beside a statement places it only if it is no vaguer than a month.
    let date = stored.row.text("date");
    let date = date.or_else(|| derive::day(&stored.row).and(stored.row.date()));
    let section = match stored.id.kind {
        Kind::Role => "post",
        kind => kind.as_str(),
    };
    Ok(Line {
        cells: vec![
            json!(section),
            json!(when(date, document.published.as_deref())),
            json!(date),
            json!(day_text(day)),
            json!(part.unwrap_or("voice")),
            json!(gist_of(snapshot, stored)?),
            json!(with),
            json!(snapshot.voice(record, &stored.row).map_err(on_disk)?),
            json!(document.name),
        ],
        ids: vec![stored.id],
    })
}

/// The entities that a user may mean, merged ones once.
pub(crate) fn entities(snapshot: &Snapshot<'_>, name: &str) -> rusqlite::Result<Vec<i64>> {
    let mut select = snapshot.connection.prepare_cached(
        "SELECT entity FROM aliases WHERE alias = ?1 AND seq <= ?3
         UNION SELECT entity FROM entities WHERE name_key IN ('= ' || ?1, 'body:: ' || ?1)
         UNION SELECT entity FROM entities WHERE country = upper(?2) AND type IN ('state', 'government')",
    )?;
    let found = select.query_map(params![plain(name), name, snapshot.seq()], |row| {
        row.get::<_, i64>(0)
    })?;
    let mut entities = Vec::new();
    for entity in found {
        entities.extend(snapshot.merges.members(entity?));
    }
    entities.sort_unstable();
    entities.dedup();
    Ok(entities)
}

/// The latest records that an entity is party to, with their days.
fn timeline(
    snapshot: &Snapshot<'_>,
    entity: i64,
    question: &Actor,
) -> rusqlite::Result<Vec<(i64, i64)>> {
    let mut found = Vec::new();
    for side in ["a", "b"] {
        let sql = format!(
            "SELECT day, record, kind FROM dyads WHERE {side} = ?1 AND {side} <> 0 AND day <= ?2 ORDER BY day DESC, record DESC"
        );
        let mut select = snapshot.connection.prepare_cached(&sql)?;
        let until = snapshot.as_of().unwrap_or(i64::MAX);
        let mut rows = select.query(params![entity, until])?;
        let mut n = 0;
        while let Some(row) = rows.next()? {
            let kind = Kind::of_number(row.get(2)?);
            let is_wanted =
                question.kinds.is_empty() || kind.is_some_and(|k| question.kinds.contains(&k));
            let record = row.get(1)?;
            if !is_wanted || !snapshot.is_by_then(row.get(0)?) || snapshot.live(record).is_none() {
                continue;
            }
            found.push((row.get(0)?, record));
            n += 1;
            // One more than asked for, so that the answer can say that something is left out.
            if n > question.limit {
                break;
            }
        }
    }
    Ok(found)
}

/// Who uses which name.
fn names(snapshot: &Snapshot<'_>, entities: &[i64], answer: &mut Answer) -> Result<(), Error> {
    let mut users: BTreeMap<(String, String), (usize, Vec<RecordId>)> = BTreeMap::new();
    for &entity in entities {
        for record in mentions(snapshot, entity).map_err(|e| snapshot.error(e))? {
            let Some(number) = snapshot.live(record) else {
                continue;
            };
            let stored = snapshot.outline(record, number);
            let stored = stored.map_err(|e| snapshot.error(e))?;
            let Some(Value::Object(by_voice)) = stored.row.fields.get("names_by_voice") else {
                continue;
            };
            let document = snapshot.document(number)?;
            for (voice, names) in by_voice {
                let user = match voice.as_str() {
                    "author" => document
                        .outlet
                        .clone()
                        .unwrap_or_else(|| document.name.clone()),
                    local => snapshot
                        .local_name(&stored, local)
                        .map_err(|e| snapshot.error(e))?,
                };
                for name in names
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                {
                    let (n, ids) = users.entry((name.to_owned(), user.clone())).or_default();
                    *n += 1;
                    ids.push(stored.id);
                }
            }
        }
    }
    for ((name, user), (n, ids)) in users {
        let what = format!("{name} ({n}×)");
        answer.push(
            vec![
                json!("name"),
                Value::Null,
                Value::Null,
                Value::Null,
                json!("called"),
                json!(what),
                json!([]),
                json!(user),
                Value::Null,
                Value::Null,
            ],
            ids,
        );
    }
    Ok(())
}

/// Actor records of an entity; the first two hundred show who uses which name.
fn mentions(snapshot: &Snapshot<'_>, entity: i64) -> rusqlite::Result<Vec<i64>> {
    let mut select = snapshot.connection.prepare_cached(
        "SELECT record FROM parties WHERE entity = ?1 AND kind = 1 ORDER BY record LIMIT 200",
    )?;
    let found = select.query_map([entity], |row| row.get(0))?;
    found.collect()
}
