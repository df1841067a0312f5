//! The ladder: who recognises whom and who is represented where, as of a day.
//!
//! Recognition and exchange are two axes and are never folded into one number. A level holds until a later step changes
//! it; a mention of a lower level does not lower it, only a step down does.

use super::{Answer, Line, actor, when};
use crate::row::{VOICE, day_text};
use crate::{Error, Kind, RecordId, Snapshot};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::collections::BTreeMap;

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

/// The same step told within so many days is one.
const SAME_DAYS: i64 = 7;

/// One tie that is known.
struct Step {
    record: i64,
    id: RecordId,
    document: i64,
    sender: Side,
    receiver: Side,
    axis: String,
    value: String,
    change: String,
    /// The day it is counted from: its own, or that of its document.
    day: i64,
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
    "when",
    "date",
    "known_by",
    "conveyed_by",
    "conveyed_to",
    "voice",
    "word",
    "recognition",
    "source",
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
    "when",
    "conveyed_by",
    "voice",
    "source",
    "origins",
    "last_confirmed",
];

/// The levels, or the steps, between governments.
///
/// # Errors
/// If the file cannot be read.
pub fn recognition(snapshot: &Snapshot<'_>, question: &Recognition) -> Result<Answer, Error> {
    let mut steps = steps(snapshot, question)?;
    steps.sort_by_key(|s| (s.day, s.record));
    let mut answer = Answer::new(COLUMNS, BRIEF);
    let named = [question.of.as_ref(), question.by.as_ref()];
    actor::note_unknown(snapshot, named, &mut answer)?;
    if question.steps {
        for same in same_steps(&steps, snapshot) {
            let line = line(same[0], &same[0].value, &same, snapshot)?;
            answer.lines.push(line);
        }
        let note = "The same step told within 7 days is one; the earliest day is shown.";
        answer.notes.push(note.into());
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
    put_recognition(&mut answer.lines);
    answer.notes.push(
        "A level holds until a later step changes it; where sources disagree on the day, the earliest is shown."
            .into(),
    );
    Ok(answer)
}

/// Steps between the same two, on the same axis, to the same value, with the same change and within seven days of the first
/// are one; a reviewer's word goes before. `steps` come by day.
fn same_steps<'s>(steps: &'s [Step], snapshot: &Snapshot<'_>) -> Vec<Vec<&'s Step>> {
    let mut groups: Vec<Vec<&Step>> = Vec::new();
    let mut latest = FxHashMap::default();
    let mut by_hand: FxHashMap<i64, usize> = FxHashMap::default();
    for step in steps {
        let hash = step.id.hash.cast_signed();
        let root = snapshot.joined.of(hash);
        let sides = (&step.sender.code, &step.receiver.code);
        let key = (sides, &step.axis, &step.value, &step.change);
        let is_near = |at: &usize| step.day - groups[*at][0].day <= SAME_DAYS;
        let near = latest.get(&key).copied().filter(is_near);
        let is_parted = snapshot.parted.contains(&hash);
        let at = by_hand.get(&root).copied().or(near.filter(|_| !is_parted));
        let at = match at {
            Some(at) => {
                groups[at].push(step);
                at
            }
            None => {
                groups.push(vec![step]);
                groups.len() - 1
            }
        };
        by_hand.insert(root, at);
        if !is_parted {
            latest.insert(key, at);
        }
    }
    groups
}

/// Writes beside each level what the same two have on the axis of recognition.
fn put_recognition(lines: &mut [Line]) {
    let sides = |line: &Line| (line.cells[0].to_string(), line.cells[2].to_string());
    let levels: BTreeMap<(String, String), Value> = lines
        .iter()
        .filter(|l| l.cells[4] == "recognition")
        .map(|l| (sides(l), l.cells[5].clone()))
        .collect();
    for line in lines {
        line.cells[RECOGNITION_CELL] = levels.get(&sides(line)).cloned().unwrap_or(Value::Null);
    }
}

/// Place of the column `recognition`.
const RECOGNITION_CELL: usize = 14;

/// Whose word some records of one step are: of one side, of both, or also of others.
fn word(snapshot: &Snapshot<'_>, behind: &[&Step]) -> rusqlite::Result<&'static str> {
    let mut sides = [false; 2];
    for step in behind {
        let voice = voice_state(snapshot, step.record)?;
        match [&step.sender, &step.receiver].map(|s| voice.as_ref() == Some(&s.code)) {
            [false, false] => return Ok("other"),
            [sender, receiver] => sides = [sides[0] || sender, sides[1] || receiver],
        }
    }
    Ok(match sides {
        [true, true] => "both",
        [true, false] => "sender",
        _ => "receiver",
    })
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
    let on_disk = |e| snapshot.error(e);
    let mut documents: Vec<i64> = behind.iter().map(|s| s.document).collect();
    let origins = documents.iter().map(|&d| snapshot.origin(d));
    let origins: rusqlite::Result<Vec<i64>> = origins.collect();
    let mut origins = origins.map_err(on_disk)?;
    for list in [&mut documents, &mut origins] {
        list.sort_unstable();
        list.dedup();
    }
    let published = snapshot.document(first.document)?.published;
    let source = source(snapshot, behind)?;
    let last = behind.iter().map(|s| s.day).max();
    let last = last.filter(|last| {
        let asked = snapshot.as_of();
        asked.is_some_and(|asked| asked - last > STALE_DAYS)
    });
    let row = &snapshot.record(first.record)?.row;
    let named = |field: &str| -> Result<Option<String>, Error> {
        let names = snapshot.names(first.record, Kind::Tie, field);
        Ok(names.map_err(on_disk)?.into_iter().next())
    };
    let ids: Vec<RecordId> = behind.iter().map(|s| s.id).collect();
    Ok(Line {
        cells: vec![
            json!(first.sender.code),
            json!(first.sender.name),
            json!(first.receiver.code),
            json!(first.receiver.name),
            json!(first.axis),
            json!(value),
            json!(first.change),
            json!(when(row.text("date"), published.as_deref())),
            row.fields.get("date").cloned().unwrap_or(Value::Null),
            json!(published),
            json!(named("conveyed_by")?),
            json!(named("conveyed_to")?),
            json!(snapshot.voice(first.record, row).map_err(on_disk)?),
            json!(word(snapshot, behind).map_err(on_disk)?),
            Value::Null,
            json!(source),
            json!(documents.len()),
            json!(origins.len()),
            json!(last.and_then(day_text)),
        ],
        ids,
    })
}

/// The document that told it first: of those with the earliest day of publication, the one that came in first.
fn source(snapshot: &Snapshot<'_>, behind: &[&Step]) -> Result<Option<String>, Error> {
    let mut sources = Vec::new();
    for step in behind {
        let day = snapshot.published_on(step.document);
        let day = day.map_err(|e| snapshot.error(e))?;
        sources.push((day.is_none(), day, step.document));
    }
    let first = sources.into_iter().min();
    let name = first.map(|(.., document)| Ok(snapshot.document(document)?.name));
    name.transpose()
}

/// The state of whoever asserts a record; its name if it has none.
fn voice_state(snapshot: &Snapshot<'_>, record: i64) -> rusqlite::Result<Option<String>> {
    let parties = snapshot.parties(record)?;
    let voice = parties.iter().find(|(place, _)| *place == VOICE);
    let Some(&(_, entity)) = voice else {
        return Ok(None);
    };
    let (name, country) = snapshot.entity(entity)?;
    Ok(Some(country.unwrap_or(name)))
}

/// The ties that the question is about and that held by its day.
fn steps(snapshot: &Snapshot<'_>, question: &Recognition) -> Result<Vec<Step>, Error> {
    let on_disk = |e| snapshot.error(e);
    let asked = |name: &Option<String>| -> Result<Option<Asked>, Error> {
        let asked = name.as_deref().map(|name| Asked::of(snapshot, name));
        asked.transpose().map_err(on_disk)
    };
    let (of, by) = (asked(&question.of)?, asked(&question.by)?);
    let mut sides = Sides::default();
    let mut read = || -> rusqlite::Result<Vec<Step>> {
        let mut select = snapshot.connection.prepare_cached(
            "SELECT record, id, sender, receiver, axis, value, change, day FROM ties",
        )?;
        let mut rows = select.query([])?;
        let mut steps = Vec::new();
        while let Some(row) = rows.next()? {
            let (record, day): (i64, i64) = (row.get(0)?, row.get(7)?);
            if !snapshot.is_by_then(day) {
                continue;
            }
            let Some(document) = snapshot.live(record) else {
                continue;
            };
            let sender = sides.of(snapshot, row.get(2)?)?;
            let receiver = sides.of(snapshot, row.get(3)?)?;
            if !by.as_ref().is_none_or(|by| by.is(&sender))
                || !of.as_ref().is_none_or(|of| of.is(&receiver))
            {
                continue;
            }
            let hash: i64 = row.get(1)?;
            steps.push(Step {
                record,
                id: RecordId {
                    kind: Kind::Tie,
                    hash: hash.cast_unsigned(),
                },
                document,
                sender,
                receiver,
                axis: row.get(4)?,
                value: row.get(5)?,
                change: row.get(6)?,
                day,
            });
        }
        Ok(steps)
    };
    read().map_err(on_disk)
}

/// Parties by entity, each looked up once.
#[derive(Default)]
struct Sides(FxHashMap<i64, Side>);

impl Sides {
    fn of(&mut self, snapshot: &Snapshot<'_>, entity: i64) -> rusqlite::Result<Side> {
        if let Some(side) = self.0.get(&entity) {
            return Ok(side.clone());
        }
        let (name, country) = snapshot.entity(entity)?;
        let side = Side {
            code: country.unwrap_or_else(|| name.clone()),
            name,
        };
        self.0.insert(entity, side.clone());
        Ok(side)
    }
}

/// A state that a user asks for, by a code or a name.
struct Asked {
    text: String,
    /// Codes of the states that have the name.
    codes: Vec<String>,
}

impl Asked {
    fn of(snapshot: &Snapshot<'_>, text: &str) -> rusqlite::Result<Self> {
        let mut codes = Vec::new();
        for entity in actor::entities(snapshot, text)? {
            let sort: Option<String> = snapshot
                .connection
                .prepare_cached("SELECT type FROM entities WHERE entity = ?1")?
                .query_row([entity], |row| row.get(0))?;
            let is_state = matches!(sort.as_deref(), Some("state" | "government"));
            codes.extend(snapshot.entity(entity)?.1.filter(|_| is_state));
        }
        Ok(Self {
            text: text.to_owned(),
            codes,
        })
    }

    fn is(&self, side: &Side) -> bool {
        side.code.eq_ignore_ascii_case(&self.text)
            || side.name.eq_ignore_ascii_case(&self.text)
            || self.codes.contains(&side.code)
    }
}
