//! Who reacted how: actors and their stance towards one event, act or actor.

use super::dyads::{Dyad, Wanted, bound, dyads, label, side};
use super::{Answer, actor};
use crate::derive::NO_DAY;
use crate::identity::plain;
use crate::row::{DAY, day_number, day_text};
use crate::{Error, Kind, RecordId, Snapshot, Stored};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::hash_map::Entry;

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
    "days_after",
    "hours_after",
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
    "hours_after",
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
    let about = About::of(snapshot, question.about.as_deref())?;
    let found = found(snapshot, question, &about)?;
    let mut stances: FxHashMap<&str, usize> = FxHashMap::default();
    for (name, _) in found.keys() {
        *stances.entry(name).or_default() += 1;
    }
    for ((name, stance), list) in &found {
        let (first, told) = &list[0];
        let voice = snapshot.voice_name(told.voice);
        let mut ids: Vec<RecordId> = list.iter().map(|(_, t)| t.id).collect();
        ids.dedup();
        answer.push(
            vec![
                json!(name),
                json!(stance),
                json!(told.target),
                json!(day_text(first.day)),
                json!(about.days_until(first.day)),
                json!(about.hours_until(snapshot, first)?),
                json!(ids.len()),
                json!(voice.map_err(|e| snapshot.error(e))?),
                // In words of its own: the one who reacts is the voice of the record.
                json!(!list.iter().any(|(d, t)| snapshot.merges.of(t.voice) == d.a)),
                json!(stances[name.as_str()] > 1),
                json!(snapshot.document(first.document)?.name),
            ],
            ids,
        );
    }
    Ok(answer)
}

/// What one record says of a reaction, beside its parties.
#[derive(Clone)]
struct Told {
    id: RecordId,
    target: Option<String>,
    voice: i64,
}

/// Reactions by actor and stance, by day.
type Found = BTreeMap<(String, String), Vec<(Dyad, Told)>>;

/// Display names of those who react so.
pub(super) fn who(
    snapshot: &Snapshot<'_>,
    question: &Reactions,
) -> Result<FxHashSet<String>, Error> {
    let about = About::of(snapshot, question.about.as_deref())?;
    let found = found(snapshot, question, &about)?;
    Ok(found.into_keys().map(|(name, _)| name).collect())
}

fn found(snapshot: &Snapshot<'_>, question: &Reactions, about: &About) -> Result<Found, Error> {
    let wanted = Wanted {
        from: bound(question.from.as_ref())?,
        to: bound(question.to.as_ref())?,
        ..Wanted::default()
    };
    let told = told(snapshot).map_err(|e| snapshot.error(e))?;
    let mut all = dyads(snapshot, Kind::Reaction, &wanted)?;
    all.sort_unstable_by_key(|d| (d.day, d.record, d.a, d.b));
    let mut names: FxHashMap<i64, String> = FxHashMap::default();
    let mut labels: FxHashMap<i64, String> = FxHashMap::default();
    let mut found = Found::new();
    for dyad in all {
        let Some(told) = told.get(&dyad.record) else {
            continue;
        };
        if dyad.a == 0 || !about.fits(&dyad, told) {
            continue;
        }
        let name = match names.entry(dyad.a) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(side(snapshot, dyad.a)?),
        };
        let label = match labels.entry(dyad.label) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(label(snapshot, dyad.label)?),
        };
        let key = (name.clone(), label.clone());
        found.entry(key).or_default().push((dyad, told.clone()));
    }
    Ok(found)
}

fn told(snapshot: &Snapshot<'_>) -> rusqlite::Result<FxHashMap<i64, Told>> {
    let mut select = snapshot
        .connection
        .prepare_cached("SELECT record, id, target, voice FROM reactions")?;
    let rows = select.query_map([], |row| {
        let hash: i64 = row.get(1)?;
        let told = Told {
            id: RecordId {
                kind: Kind::Reaction,
                hash: hash.cast_unsigned(),
            },
            target: row.get(2)?,
            voice: row.get(3)?,
        };
        Ok((row.get(0)?, told))
    })?;
    rows.collect()
}

/// The record that a user means by an id or the beginning of one; `None` if the text does not look like an id.
fn named_record(snapshot: &Snapshot<'_>, text: &str) -> Result<Option<Stored>, Error> {
    let looks_so = text.rsplit_once('-').is_some_and(|(kind, digits)| {
        let is_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
        Kind::parse(kind).is_some() && digits.len() >= 8 && is_hex
    });
    match looks_so {
        true => snapshot.find(snapshot.named(text)?),
        false => Ok(None),
    }
}

/// What the reactions are to be about.
enum About {
    Anything,
    /// The parties of a record and those days after it in which reactions to it come.
    Record {
        parties: Vec<i64>,
        day: Option<i64>,
        /// First and last minute of the act.
        minutes: Option<(i64, i64)>,
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
        if let Some(stored) = named_record(snapshot, about)? {
            let parties = snapshot.parties(stored.record).map_err(on_disk)?;
            return Ok(About::Record {
                parties: parties
                    .into_iter()
                    .filter(|(p, _)| *p < 2)
                    .map(|(_, e)| e)
                    .collect(),
                day: stored.row.days().and_then(|(first, _)| day_number(&first?)),
                minutes: stored.row.minutes(),
            });
        }
        Ok(About::Words {
            words: plain(about),
            entities: actor::entities(snapshot, about).map_err(on_disk)?,
        })
    }

    /// Days from the act that the reactions are about; `None` where the question names no dated act.
    fn days_until(&self, day: i64) -> Option<i64> {
        match self {
            About::Record {
                day: Some(from), ..
            } if day != NO_DAY => Some(day - from),
            _ => None,
        }
    }

    /// Hours from that act, as `6`, or as `0–24` where one of the texts gives the day only.
    fn hours_until(&self, snapshot: &Snapshot<'_>, first: &Dyad) -> Result<Option<String>, Error> {
        let About::Record {
            minutes: Some((from, to)),
            ..
        } = self
        else {
            return Ok(None);
        };
        if first.day == NO_DAY {
            return Ok(None);
        }
        let own = snapshot.record(first.record)?.row.minutes();
        let (earliest, latest) = own.unwrap_or((first.day * DAY, (first.day + 1) * DAY));
        let least = (earliest - to).max(0) / 60;
        let most =
            (latest - from).max(0).div_euclid(60) + i64::from((latest - from).rem_euclid(60) > 0);
        Ok(Some(match least == most {
            true => least.to_string(),
            false => format!("{least}–{most}"),
        }))
    }

    fn fits(&self, dyad: &Dyad, told: &Told) -> bool {
        match self {
            About::Anything => true,
            About::Record { parties, day, .. } => {
                let is_near = match (day, dyad.day) {
                    (Some(day), then) if then != NO_DAY => {
                        (*day..=day + REACTION_DAYS).contains(&then)
                    }
                    _ => true,
                };
                is_near && parties.contains(&dyad.b)
            }
            About::Words { words, entities } => {
                entities.contains(&dyad.b)
                    || told
                        .target
                        .as_deref()
                        .is_some_and(|t| plain(t).contains(words.as_str()))
            }
        }
    }
}
