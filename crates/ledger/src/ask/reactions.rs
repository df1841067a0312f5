//! Who reacted how: actors and their stance towards one event, act or actor.

use super::{Answer, actor};
use crate::identity::plain;
use crate::row::{VOICE, day_number, day_text};
use crate::{Error, Kind, RecordId, Snapshot, Stored};
use serde_json::json;
use std::collections::BTreeMap;

/// What to ask about reactions.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reactions {
    /// Words of the target, the name of the actor whose act it is, or the id of a record.
    pub about: Option<String>,
    /// Not before this day.
    pub from: Option<String>,
    /// Not after this day.
    pub to: Option<String>,
}

/// What a row holds.
const COLUMNS: &[&str] = &[
    "actor",
    "stance",
    "target",
    "first",
    "times",
    "reported_by",
    "second_hand",
    "changed",
    "document",
];

/// What people see of it.
const BRIEF: &[&str] = &[
    "actor",
    "stance",
    "target",
    "first",
    "times",
    "second_hand",
    "changed",
];

/// Actors × stance, with the first time and whether only others report it.
///
/// # Errors
/// If a date or an id cannot be read, or the file cannot.
pub fn reactions(snapshot: &Snapshot<'_>, question: &Reactions) -> Result<Answer, Error> {
    let mut answer = Answer::new(COLUMNS, BRIEF);
    let found = found(snapshot, question)?;
    let mut stances: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, _) in found.keys() {
        *stances.entry(name).or_default() += 1;
    }
    for ((name, stance), list) in &found {
        let (day, first) = &list[0];
        let voice = snapshot
            .voice(first.record, &first.row)
            .map_err(|e| snapshot.error(e))?;
        let ids: Vec<RecordId> = list.iter().map(|(_, s)| s.id).collect();
        answer.push(
            vec![
                json!(name),
                json!(stance),
                json!(first.row.text("target")),
                json!(day_text(*day)),
                json!(list.len()),
                json!(voice),
                json!(!list.iter().any(|(_, s)| is_own_word(snapshot, s))),
                json!(stances[name.as_str()] > 1),
                json!(snapshot.document(first.document)?.name),
            ],
            ids,
        );
    }
    Ok(answer)
}

/// Reactions by actor and stance, by day.
type Found = BTreeMap<(String, String), Vec<(i64, Stored)>>;

fn found(snapshot: &Snapshot<'_>, question: &Reactions) -> Result<Found, Error> {
    let on_disk = |e| snapshot.error(e);
    let day = |day: &Option<String>| day.as_deref().map(crate::snapshot::last_day).transpose();
    let (from, to) = (day(&question.from)?, day(&question.to)?);
    let about = About::of(snapshot, question.about.as_deref())?;
    let mut found = Found::new();
    for (day, record) in all(snapshot).map_err(on_disk)? {
        if from.is_some_and(|f| day < f) || to.is_some_and(|t| day > t) {
            continue;
        }
        let stored = snapshot.record(record)?;
        if !about.fits(snapshot, &stored).map_err(on_disk)? {
            continue;
        }
        let stance = stored.row.text("stance").unwrap_or("").to_owned();
        for name in snapshot.field_names(&stored, "actor")? {
            let key = (name, stance.clone());
            found.entry(key).or_default().push((day, stored.clone()));
        }
    }
    Ok(found)
}

/// Whether the one who reacts says so in words of its own.
fn is_own_word(snapshot: &Snapshot<'_>, stored: &Stored) -> bool {
    let parties = snapshot.parties(stored.record).unwrap_or_default();
    let voices = parties.iter().filter(|(place, _)| *place == VOICE);
    let mut voices = voices.map(|(_, entity)| entity);
    voices.any(|voice| parties.iter().any(|(place, e)| *place == 0 && e == voice))
}

/// All reactions that count and were told by the day of the question, by day.
fn all(snapshot: &Snapshot<'_>) -> rusqlite::Result<Vec<(i64, i64)>> {
    let mut select = snapshot.connection.prepare_cached(
        "SELECT DISTINCT day, record FROM dyads WHERE kind = ?1 ORDER BY day, record",
    )?;
    let rows = select.query_map([Kind::Reaction.number()], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    let mut all = Vec::new();
    for row in rows {
        let (day, record) = row?;
        if snapshot.is_by_then(day) && snapshot.live(record).is_some() {
            all.push((day, record));
        }
    }
    Ok(all)
}

/// What the reactions are to be about.
enum About {
    Anything,
    /// The parties of a record and those days after it in which reactions to it come.
    Record {
        parties: Vec<i64>,
        day: Option<i64>,
    },
    Words {
        words: String,
        entities: Vec<i64>,
    },
}

/// Reactions that come later than so many days are to something else.
const REACTION_DAYS: i64 = 60;

impl About {
    fn of(snapshot: &Snapshot<'_>, about: Option<&str>) -> Result<Self, Error> {
        let Some(about) = about else {
            return Ok(About::Anything);
        };
        let on_disk = |e| snapshot.error(e);
        if let Some(id) = RecordId::parse(about) {
            let stored = snapshot.find(id)?.ok_or_else(|| {
                Error::Asked(format!(
                    "{about}: no such record; `verbale ask` prints the ids of records"
                ))
            })?;
            let parties = snapshot.parties(stored.record).map_err(on_disk)?;
            return Ok(About::Record {
                parties: parties
                    .into_iter()
                    .filter(|(p, _)| *p < 2)
                    .map(|(_, e)| e)
                    .collect(),
                day: stored.row.days().and_then(|(first, _)| day_number(&first?)),
            });
        }
        Ok(About::Words {
            words: plain(about),
            entities: actor::entities(snapshot, about).map_err(on_disk)?,
        })
    }

    fn fits(&self, snapshot: &Snapshot<'_>, stored: &Stored) -> rusqlite::Result<bool> {
        let parties = || snapshot.parties(stored.record);
        match self {
            About::Anything => Ok(true),
            About::Record { parties: own, day } => {
                let published = snapshot
                    .connection
                    .prepare_cached("SELECT min(day) FROM dyads WHERE kind = ?1 AND record = ?2")?
                    .query_row([Kind::Reaction.number(), stored.record], |row| {
                        row.get::<_, Option<i64>>(0)
                    })?;
                let is_near = match (day, published) {
                    (Some(day), Some(then)) => (*day..=day + REACTION_DAYS).contains(&then),
                    _ => true,
                };
                Ok(is_near && parties()?.iter().any(|(p, e)| *p == 1 && own.contains(e)))
            }
            About::Words { words, entities } => {
                let target = stored.row.text("target").map(plain).unwrap_or_default();
                let is_named = target.contains(words.as_str());
                Ok(is_named
                    || parties()?
                        .iter()
                        .any(|(p, e)| *p == 1 && entities.contains(e)))
            }
        }
    }
}
