//! The tables that make questions fast. Each row of them follows from the entries and can be made anew.

use crate::append::NewDocument;
use crate::brief::Brief;
use crate::identity::{name_key, plain};
use crate::replay::end_record;
use crate::reprint::{are_copies, shingles, sketch};
use crate::row::{VOICE, actor_number, day_number};
use crate::{Entry, Kind, RecordId, Row, judge};
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;
use serde_json::Value;
use verbale_code::time;

/// The day of what has no day.
pub(crate) const NO_DAY: i64 = i32::MIN as i64;

/// Dates that are vaguer than this many days do not place a record on a day.
const VAGUE_DAYS: i64 = 31;

/// Words to search, and copies to find.
pub(crate) fn document(
    connection: &Connection,
    document: i64,
    new: &NewDocument,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO words (rowid, title, text) VALUES (?1, ?2, ?3)")?
        .execute(params![document, new.title, new.text])?;
    origin_of(connection, document, &new.text)
}

/// Writes down which document a text is a copy of.
pub(crate) fn origin_of(
    connection: &Connection,
    document: i64,
    text: &str,
) -> rusqlite::Result<()> {
    let own = shingles(text);
    let bands = sketch(&own);
    let origin = origin(connection, &own, &bands)?;
    connection
        .prepare_cached("INSERT INTO origins VALUES (?1, ?2)")?
        .execute(params![document, origin.unwrap_or(document)])?;
    if origin.is_none() {
        let mut put = connection.prepare_cached("INSERT INTO sketches VALUES (?1, ?2, ?3)")?;
        for (band, value) in bands.iter().enumerate() {
            put.execute(params![band as i64, value.cast_signed(), document])?;
        }
    }
    Ok(())
}

/// Counts the records of a coding, kind by kind.
pub(crate) fn tally(connection: &Connection, coding: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO tallies SELECT r.kind, count(*) FROM codings c
             JOIN records r ON r.record >= c.first_record AND r.record < c.first_record + c.n_records
             WHERE c.coding = ?1 GROUP BY r.kind ON CONFLICT (kind) DO UPDATE SET n = n + excluded.n",
        )?
        .execute([coding])?;
    Ok(())
}

/// Ends those records of a reading that say what a reviewer struck out of an earlier one. Emptied ones count at no moment anyway.
pub(crate) fn inherit(connection: &Connection, coding: i64, seq: i64) -> rusqlite::Result<()> {
    let judged: Vec<(i64, i64, i64)> = connection
        .prepare_cached(
            "SELECT r.record, r.id, r.kind FROM codings c CROSS JOIN records r ON r.record >= c.first_record AND r.record < c.first_record + c.n_records
             CROSS JOIN verdicts v ON v.id = r.id AND v.is_wrong WHERE c.coding = ?1 AND r.fields IS NOT NULL ORDER BY r.record",
        )?
        .query_map([coding], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (record, hash, kind) in judged {
        let Some(kind) = Kind::of_number(kind) else {
            continue;
        };
        let hash = hash.cast_unsigned();
        if judge::falls(connection, (RecordId { kind, hash }, record), seq)? {
            end_record(connection, record, seq)?;
        }
    }
    Ok(())
}

/// The earliest document that the text is a copy of. Only origins have sketches, so a chain of copies has one origin.
fn origin(connection: &Connection, own: &[u64], bands: &[u64]) -> rusqlite::Result<Option<i64>> {
    let mut find = connection
        .prepare_cached("SELECT document FROM sketches WHERE band = ?1 AND value = ?2 LIMIT 16")?;
    let mut candidates = Vec::new();
    for (band, value) in bands.iter().enumerate() {
        let rows = find.query_map(params![band as i64, value.cast_signed()], |row| row.get(0))?;
        for row in rows {
            candidates.push(row?);
        }
    }
    candidates.sort_unstable();
    candidates.dedup();
    let mut text = connection
        .prepare_cached("SELECT coalesce(text, '') FROM documents WHERE document = ?1")?;
    for candidate in candidates {
        let text: String = text.query_row([candidate], |row| row.get(0))?;
        if are_copies(own, &shingles(&text)) {
            return Ok(Some(candidate));
        }
    }
    Ok(None)
}

/// Entities, parties, dyads and deadlines of the records of one coding. `stored` gives the number and the id of each row.
/// The result are merges that the names ask for.
pub(crate) fn records(
    connection: &Connection,
    (document, seq): (i64, i64),
    rows: &[Row],
    stored: &[(i64, u64)],
) -> rusqlite::Result<Vec<Entry>> {
    let published: Option<String> = connection
        .prepare_cached("SELECT published FROM documents WHERE document = ?1")?
        .query_row([document], |row| row.get(0))?;
    let published = published.and_then(|p| day_number(&time::bounds(&p)?.0?));
    let (entities, merges) = entities(connection, (document, seq), rows)?;
    for (row, &(record, id)) in rows.iter().zip(stored) {
        let parties = parties(row, &entities);
        put_parties(connection, row, record, &parties)?;
        put_dyads(connection, row, record, &parties, published)?;
        let brief = Brief {
            record,
            id,
            row,
            parties: &parties,
            said: published.unwrap_or(NO_DAY),
        };
        brief.put(connection)?;
    }
    Ok(merges)
}

/// The entity of each actor of the document, by its number.
type Entities = FxHashMap<u32, i64>;

fn entities(
    connection: &Connection,
    (document, seq): (i64, i64),
    rows: &[Row],
) -> rusqlite::Result<(Entities, Vec<Entry>)> {
    // A reviewer's record speaks of the actors of the reading that it corrects.
    let mut entities = match rows.iter().any(|r| r.kind == Kind::Actor) {
        true => Entities::default(),
        false => known_actors(connection, document)?,
    };
    let mut merges = Vec::new();
    let mut find = connection.prepare_cached("SELECT entity FROM entities WHERE name_key = ?1")?;
    let mut put_alias =
        connection.prepare_cached("INSERT OR IGNORE INTO aliases VALUES (?1, ?2, ?3)")?;
    for row in rows.iter().filter(|r| r.kind == Kind::Actor) {
        let key = name_key(row, document);
        let known = find.query_row([&key], |r| r.get(0)).optional()?;
        let entity = match known {
            Some(entity) => entity,
            None => {
                let entity = new_entity(connection, &key, row)?;
                merges.extend(namesake(connection, row, entity)?);
                entity
            }
        };
        entities.insert(row.number, entity);
        for alias in names(row).filter(|n| is_full(n)) {
            put_alias.execute(params![plain(alias), entity, seq])?;
        }
    }
    Ok((entities, merges))
}

/// Numbers a new entity: as it was numbered before, if the tables are made anew.
fn new_entity(connection: &Connection, key: &str, row: &Row) -> rusqlite::Result<i64> {
    let known = connection
        .prepare_cached("SELECT entity FROM main.entities WHERE name_key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    let last = match known {
        Some(known) => known,
        None => connection
            .prepare_cached(
                "SELECT 1 + max((SELECT coalesce(max(entity), 0) FROM entities),
                   (SELECT coalesce(max(entity), 0) FROM main.entities))",
            )?
            .query_row([], |row| row.get(0))?,
    };
    let name = row.text("canonical").or_else(|| row.text("name"));
    connection
        .prepare_cached("INSERT INTO entities (entity, name_key, name, type, country) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            last,
            key,
            name.unwrap_or(""),
            row.text("type"),
            row.text("country")
        ])?;
    Ok(last)
}

/// The names of an entity, from the records that are left of it.
pub(crate) fn aliases_anew(connection: &Connection, entity: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM aliases WHERE entity = ?1")?
        .execute([entity])?;
    let mut select = connection.prepare_cached(
        "SELECT r.fields, c.seq FROM parties p JOIN records r USING (record) JOIN codings c USING (coding)
         WHERE p.entity = ?1 AND p.kind = 1 AND p.place = 0 AND r.fields IS NOT NULL ORDER BY c.seq, r.record",
    )?;
    let mut put = connection.prepare_cached("INSERT OR IGNORE INTO aliases VALUES (?1, ?2, ?3)")?;
    let mut rows = select.query([entity])?;
    while let Some(row) = rows.next()? {
        let fields: String = row.get(0)?;
        let fields: Value = serde_json::from_str(&fields).unwrap_or(Value::Null);
        let seq: i64 = row.get(1)?;
        let list = fields.get("aliases").and_then(Value::as_array);
        let all = fields
            .get("name")
            .into_iter()
            .chain(list.into_iter().flatten());
        for name in all.filter_map(Value::as_str).filter(|n| is_full(n)) {
            put.execute(params![plain(name), entity, seq])?;
        }
    }
    Ok(())
}

/// The entities of the actors of a document that was read before.
fn known_actors(connection: &Connection, document: i64) -> rusqlite::Result<Entities> {
    let mut select = connection.prepare_cached(
        "SELECT r.number, p.entity FROM codings c
         JOIN records r ON r.record >= c.first_record AND r.record < c.first_record + c.n_records AND r.kind = 1
         JOIN parties p ON p.record = r.record AND p.place = 0
         WHERE c.document = ?1 ORDER BY c.coding",
    )?;
    let rows = select.query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// All names of an actor.
fn names(row: &Row) -> impl Iterator<Item = &str> {
    let aliases = row.fields.get("aliases").and_then(|v| v.as_array());
    let aliases = aliases.into_iter().flatten().filter_map(|v| v.as_str());
    row.text("name").into_iter().chain(aliases)
}

/// Whether a name says by itself who is meant: two words or more, with capitals.
fn is_full(name: &str) -> bool {
    let capital = |w: &str| w.chars().next().is_some_and(char::is_uppercase);
    name.split_whitespace().filter(|w| capital(w)).count() > 1
}

/// A new entity that has a full name of another of the same type and country is taken for it.
fn namesake(connection: &Connection, row: &Row, entity: i64) -> rusqlite::Result<Option<Entry>> {
    let mut find = connection.prepare_cached(
        "SELECT e.entity FROM aliases a JOIN entities e USING (entity)
         WHERE a.alias = ?1 AND e.entity <> ?2 AND e.type IS ?3
           AND (e.country IS ?4 OR e.country IS NULL OR ?4 IS NULL) ORDER BY e.entity LIMIT 2",
    )?;
    for alias in names(row).filter(|n| is_full(n)) {
        let found: Vec<i64> = find
            .query_map(
                params![plain(alias), entity, row.text("type"), row.text("country")],
                |r| r.get(0),
            )?
            .collect::<rusqlite::Result<_>>()?;
        // Two candidates are no evidence for either.
        if let [into] = found[..] {
            return Ok(Some(Entry::Merged { into, entity }));
        }
    }
    Ok(None)
}

/// The entities in each field of a record, by the number of the field.
fn parties(row: &Row, entities: &Entities) -> Vec<Vec<i64>> {
    if row.kind == Kind::Actor {
        return vec![entities.get(&row.number).copied().into_iter().collect()];
    }
    let of = |field: &&str| {
        let numbers = row.actors(field).into_iter();
        numbers.filter_map(|n| entities.get(&n).copied()).collect()
    };
    let mut parties: Vec<Vec<i64>> = Row::party_fields(row.kind).iter().map(of).collect();
    let voice = row.voices.last().and_then(|v| actor_number(v));
    if let Some(&voice) = voice.and_then(|n| entities.get(&n)) {
        parties.resize(VOICE, Vec::new());
        parties.push(vec![voice]);
    }
    parties
}

fn put_parties(
    connection: &Connection,
    row: &Row,
    record: i64,
    parties: &[Vec<i64>],
) -> rusqlite::Result<()> {
    let mut put =
        connection.prepare_cached("INSERT OR IGNORE INTO parties VALUES (?1, ?2, ?3, ?4)")?;
    for (place, entities) in parties.iter().enumerate() {
        for entity in entities {
            put.execute(params![entity, row.kind.number(), record, place as i64])?;
        }
    }
    Ok(())
}

/// Who stands against or beside whom in a record; the second is 0 where it names one side only.
fn pairs(row: &Row, parties: &[Vec<i64>]) -> Vec<(i64, i64)> {
    let side = |n: usize| parties.get(n).map_or(&[][..], Vec::as_slice);
    match row.kind {
        Kind::Actor | Kind::Voice | Kind::Impact => Vec::new(),
        Kind::Meeting => {
            let all = side(0);
            let mut pairs = Vec::new();
            for (at, &a) in all.iter().enumerate() {
                pairs.extend(all[at + 1..].iter().map(|&b| (a.min(b), a.max(b))));
            }
            match (pairs.is_empty(), all) {
                (true, &[alone]) => vec![(alone, 0)],
                _ => pairs,
            }
        }
        _ => {
            let others = match side(1) {
                [] => &[0],
                others => others,
            };
            let first = side(0).iter();
            first
                .flat_map(|&a| others.iter().map(move |&b| (a, b)))
                .collect()
        }
    }
}

fn put_dyads(
    connection: &Connection,
    row: &Row,
    record: i64,
    parties: &[Vec<i64>],
    published: Option<i64>,
) -> rusqlite::Result<()> {
    let pairs = pairs(row, parties);
    if pairs.is_empty() {
        return Ok(());
    }
    let day = day(row).or(published).unwrap_or(NO_DAY);
    let label = label(connection, &row.label())?;
    let mut put =
        connection.prepare_cached("INSERT OR IGNORE INTO dyads VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (a, b) in pairs {
        put.execute(params![row.kind.number(), label, a, b, day, record])?;
    }
    Ok(())
}

/// The day a record is counted on: its first, if its date is no vaguer than a month.
pub(crate) fn day(row: &Row) -> Option<i64> {
    let (first, last) = row.days()?;
    let (first, last) = (day_number(&first?)?, day_number(&last?)?);
    (last - first < VAGUE_DAYS).then_some(first)
}

/// The number of a label.
fn label(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    let known = connection
        .prepare_cached("SELECT label FROM labels WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    match known {
        Some(label) => Ok(label),
        None => {
            connection
                .prepare_cached("INSERT INTO labels (name) VALUES (?1)")?
                .execute([name])?;
            Ok(connection.last_insert_rowid())
        }
    }
}
