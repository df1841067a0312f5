//! The ladder: who recognises whom and who is represented where, as of a day.
//!
//! Recognition and exchange are two axes and are never folded into one number. A level holds until a later step changes
//! it; a mention of a lower level does not lower it, only a step down does.

use super::{Answer, Line};
use crate::row::{day_number, day_text};
use crate::{Error, Kind, RecordId, Snapshot, Stored};
use rusqlite::params;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use verbale_code::time;

/// What to ask about ties.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Recognition {
    /// The receiving state, as ISO 3166 alpha-3 code or name; all if empty.
    pub of: Option<String>,
    /// The sending state, likewise.
    pub by: Option<String>,
    /// Every step instead of the level as of the day.
    pub steps: bool,
}

/// Levels of each axis, low to high (`docs/records.md`).
const RECOGNITION: &[&str] = &["none", "process", "implicit", "de_facto", "de_jure"];
const EXCHANGE: &[&str] = &[
    "none",
    "relations",
    "consul",
    "diplomat",
    "interests_section",
    "charge_ai",
    "charge",
    "envoy",
    "ambassador",
];

/// Without news for so long, the level is shown with the day it was last confirmed.
const STALE_DAYS: i64 = 731;

/// One tie that is known.
struct Step {
    stored: Stored,
    sender: Side,
    receiver: Side,
    axis: String,
    value: String,
    change: String,
    /// The day it is counted from: its own, or that of its document.
    day: i64,
    origin: i64,
    conveyed: [Option<String>; 2],
    voice: String,
}

/// A party to a tie: its state if it has one, else itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Side {
    code: String,
    name: String,
}

/// What a row holds.
const COLUMNS: &[&str] = &[
    "sender",
    "sender_name",
    "receiver",
    "receiver_name",
    "axis",
    "value",
    "change",
    "date",
    "known_by",
    "conveyed_by",
    "conveyed_to",
    "voice",
    "documents",
    "origins",
    "last_confirmed",
];

/// What people see of it.
const BRIEF: &[&str] = &[
    "sender_name",
    "receiver_name",
    "axis",
    "value",
    "change",
    "date",
    "conveyed_by",
    "voice",
    "origins",
    "last_confirmed",
];

/// The levels, or the steps, between governments.
///
/// # Errors
/// If the file cannot be read.
pub fn recognition(snapshot: &Snapshot<'_>, question: &Recognition) -> Result<Answer, Error> {
    let mut steps = steps(snapshot, question)?;
    steps.sort_by_key(|s| (s.day, s.stored.record));
    let mut answer = Answer::new(COLUMNS, BRIEF);
    if question.steps {
        for step in &steps {
            let line = line(step, &step.value, &[step], snapshot)?;
            answer.lines.push(line);
        }
        return Ok(answer);
    }
    let mut dyads: BTreeMap<(&str, &str, &str), Vec<&Step>> = BTreeMap::new();
    for step in &steps {
        let key = (
            step.receiver.code.as_str(),
            step.axis.as_str(),
            step.sender.code.as_str(),
        );
        dyads.entry(key).or_default().push(step);
    }
    for steps in dyads.values() {
        let Some((value, behind)) = level(steps) else {
            continue;
        };
        let first = behind.first().expect("a level has a step");
        answer.lines.push(line(first, value, &behind, snapshot)?);
    }
    answer.lines.sort_by_key(rank);
    answer.notes.push(
        "A level holds until a later step changes it; where sources disagree on the day, the earliest is shown."
            .into(),
    );
    Ok(answer)
}

/// Recognition before exchange, higher levels first.
fn rank(line: &Line) -> (String, String, std::cmp::Reverse<Option<usize>>, String) {
    let text = |at: usize| line.cells[at].as_str().unwrap_or("").to_owned();
    let axis = match text(4).as_str() {
        "recognition" => "0",
        "exchange" => "1",
        _ => "2",
    };
    let levels = if axis == "0" { RECOGNITION } else { EXCHANGE };
    let level = levels.iter().position(|l| *l == text(5));
    (text(2), axis.to_owned(), std::cmp::Reverse(level), text(0))
}

/// The level after all steps, with the steps that reached or confirm it; `None` where nothing holds.
fn level<'s>(steps: &[&'s Step]) -> Option<(&'s str, Vec<&'s Step>)> {
    let mut value = "none";
    let mut behind: Vec<&Step> = Vec::new();
    for step in steps {
        let levels = match step.axis.as_str() {
            "recognition" => RECOGNITION,
            "exchange" => EXCHANGE,
            _ => &["none", "contact"],
        };
        let of = |v: &str| levels.iter().position(|l| *l == v).unwrap_or(0);
        match step.change.as_str() {
            "propose" | "refuse" | "recall" | "expel" => {}
            "sever" | "withdraw" | "suspend" => {
                value = "none";
                behind.clear();
            }
            "downgrade" => {
                value = &step.value;
                behind = vec![step];
            }
            _ if of(&step.value) > of(value) => {
                value = &step.value;
                behind = vec![step];
            }
            _ if step.value == value && value != "none" => behind.push(step),
            _ => {}
        }
    }
    (!behind.is_empty() && value != "none").then_some((value, behind))
}

fn line(
    first: &Step,
    value: &str,
    behind: &[&Step],
    snapshot: &Snapshot<'_>,
) -> Result<Line, Error> {
    let mut documents: Vec<i64> = behind.iter().map(|s| s.stored.document).collect();
    let mut origins: Vec<i64> = behind.iter().map(|s| s.origin).collect();
    for list in [&mut documents, &mut origins] {
        list.sort_unstable();
        list.dedup();
    }
    let published = snapshot.document(first.stored.document)?.published;
    let last = behind.iter().map(|s| s.day).max();
    let last = last.filter(|last| {
        let asked = snapshot.as_of();
        asked.is_some_and(|asked| asked - last > STALE_DAYS)
    });
    let row = &first.stored.row;
    let ids: Vec<RecordId> = behind.iter().map(|s| s.stored.id).collect();
    Ok(Line {
        cells: vec![
            json!(first.sender.code),
            json!(first.sender.name),
            json!(first.receiver.code),
            json!(first.receiver.name),
            json!(first.axis),
            json!(value),
            row.fields.get("change").cloned().unwrap_or(Value::Null),
            row.fields.get("date").cloned().unwrap_or(Value::Null),
            json!(published),
            json!(first.conveyed[0]),
            json!(first.conveyed[1]),
            json!(first.voice),
            json!(documents.len()),
            json!(origins.len()),
            json!(last.and_then(day_text)),
        ],
        ids,
    })
}

/// The ties that the question is about and that held by its day.
fn steps(snapshot: &Snapshot<'_>, question: &Recognition) -> Result<Vec<Step>, Error> {
    let mut steps = Vec::new();
    for record in records(snapshot, question)? {
        let Some(document) = snapshot.live(record) else {
            continue;
        };
        if let Some(step) = step(snapshot, document, record)?
            && snapshot.is_by_then(step.day)
            && question.by.as_deref().is_none_or(|by| step.sender.is(by))
            && question.of.as_deref().is_none_or(|of| step.receiver.is(of))
        {
            steps.push(step);
        }
    }
    Ok(steps)
}

impl Side {
    /// Whether a user means it by a code or a name.
    fn is(&self, asked: &str) -> bool {
        self.code.eq_ignore_ascii_case(asked) || self.name.eq_ignore_ascii_case(asked)
    }
}

/// Numbers of the ties of the states asked about; of all states if none is.
fn records(snapshot: &Snapshot<'_>, question: &Recognition) -> Result<Vec<i64>, Error> {
    let kind = Kind::Tie.number();
    let asked = question.of.as_ref().or(question.by.as_ref());
    let read = || -> rusqlite::Result<Vec<i64>> {
        let connection = snapshot.connection;
        let mut found: Vec<i64> = match asked {
            None => connection
                .prepare_cached("SELECT DISTINCT record FROM dyads WHERE kind = ?1")?
                .query_map([kind], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?,
            Some(asked) => connection
                .prepare_cached(
                    "SELECT DISTINCT p.record FROM entities e JOIN parties p USING (entity)
                     WHERE (e.country = upper(?2) OR lower(e.name) = lower(?2)) AND p.kind = ?1 AND p.place < 2",
                )?
                .query_map(params![kind, asked], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?,
        };
        found.sort_unstable();
        Ok(found)
    };
    read().map_err(|e| snapshot.error(e))
}

fn step(snapshot: &Snapshot<'_>, document: i64, record: i64) -> Result<Option<Step>, Error> {
    let stored = snapshot.record(record)?;
    let row = &stored.row;
    // A tie that its own voice does not assert as a fact is no step: planned, denied or doubted.
    if !matches!(row.factuality.as_str(), "CT+" | "") {
        return Ok(None);
    }
    let [Some(sender), Some(receiver)] = sides(snapshot, record).map_err(|e| snapshot.error(e))?
    else {
        return Ok(None);
    };
    let own = row.days().and_then(|(first, _)| day_number(&first?));
    let published = || {
        let published = snapshot.document(document).ok()?.published?;
        day_number(&time::bounds(&published)?.0?)
    };
    let Some(day) = own.or_else(published) else {
        return Ok(None);
    };
    let text = |field: &str| row.text(field).unwrap_or("").to_owned();
    let on_disk = |e| snapshot.error(e);
    let named = |field: &str| -> Result<Option<String>, Error> {
        let names = snapshot.names(record, Kind::Tie, field).map_err(on_disk)?;
        Ok(names.into_iter().next())
    };
    Ok(Some(Step {
        sender,
        receiver,
        axis: text("axis"),
        value: text("value"),
        change: text("change"),
        day,
        origin: snapshot.origin(document).map_err(on_disk)?,
        conveyed: [named("conveyed_by")?, named("conveyed_to")?],
        voice: snapshot.voice(record, row).map_err(on_disk)?,
        stored,
    }))
}

/// Sender and receiver.
fn sides(snapshot: &Snapshot<'_>, record: i64) -> rusqlite::Result<[Option<Side>; 2]> {
    let mut sides = [None, None];
    for (place, entity) in snapshot.parties(record)? {
        let Some(side) = sides.get_mut(place) else {
            continue;
        };
        let (name, country) = snapshot.entity(entity)?;
        *side = Some(Side {
            code: country.unwrap_or_else(|| name.clone()),
            name,
        });
    }
    Ok(sides)
}
