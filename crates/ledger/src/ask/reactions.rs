//! Who reacted how: actors and their stance towards one event, act or actor.

use super::dyads::{Dyad, Wanted, bound, dyads, known_day, label, side};
use super::{Answer, actor};
use crate::cluster::{long_words, shared};
use crate::derive::NO_DAY;
use crate::identity::plain;
use crate::row::{DAY, day_number};
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
    "targets",
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
    "targets",
];

/// Actors × stance, with the first time and whether only others report it; where one act is asked about, the first to react come
/// first.
///
/// # Errors
/// If a date or an id cannot be read, or the file cannot.
pub fn reactions(snapshot: &Snapshot<'_>, question: &Reactions) -> Result<Answer, Error> {
    let mut answer = Answer::new(COLUMNS, BRIEF);
    let about = About::of(snapshot, question.about.as_deref())?;
    let found = found(snapshot, question, &about)?;
    let changes = changes(&found, &about);
    let mut rows: Vec<_> = found.iter().collect();
    if let About::Record { .. } = about {
        rows.sort_by_key(|(_, list)| list[0].0.day);
    }
    for (key, list) in rows {
        let (name, stance) = key;
        let (first, told) = &list[0];
        let voice = snapshot.voice_name(told.voice);
        let mut ids: Vec<RecordId> = list.iter().map(|(_, t)| t.id).collect();
        ids.dedup();
        answer.push(
            vec![
                json!(name),
                json!(stance),
                json!(told.target),
                json!(things(list).len()),
                json!(known_day(snapshot, first)?),
                json!(about.days_until(first.day)),
                json!(about.hours_until(snapshot, first)?),
                json!(ids.len()),
                json!(voice.map_err(|e| snapshot.error(e))?),
                // In words of its own: the one who reacts is the voice of the record.
                json!(!list.iter().any(|(d, t)| snapshot.merges.of(t.voice) == d.a)),
                json!(changes.contains(key)),
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

/// Different things that somebody reacts to, by their words.
fn things(list: &[(Dyad, Told)]) -> FxHashSet<String> {
    let targets = list.iter().filter_map(|(_, told)| told.target.as_deref());
    targets.map(plain).collect()
}

/// Stances in favour of something.
const FOR: &[&str] = &["welcome", "support"];
/// Stances against something; who denies that something is so is not against it.
const AGAINST: &[&str] = &[
    "concern",
    "regret",
    "warn",
    "unspecified_negative",
    "reject",
    "condemn",
];

/// Things of one actor that are compared on each side.
const MOST: usize = 64;

/// Those who are for and against one and the same thing, with these stances.
fn changes(found: &Found, about: &About) -> FxHashSet<(String, String)> {
    let mut sides: BTreeMap<&str, [Vec<Side<'_>>; 2]> = BTreeMap::new();
    for (key, list) in found {
        let at = match key.1.as_str() {
            stance if FOR.contains(&stance) => 0,
            stance if AGAINST.contains(&stance) => 1,
            _ => continue,
        };
        let things = list.iter().filter_map(|(dyad, told)| {
            let words = long_words(told.target.as_deref()?);
            Some((words, dyad.b)).filter(|(words, _)| !words.is_empty())
        });
        let mut things: Vec<(Vec<u64>, i64)> = things.collect();
        things.sort_unstable();
        things.dedup();
        things.truncate(MOST);
        sides.entry(&key.0).or_default()[at].push((key, things));
    }
    let mut changes = FxHashSet::default();
    for [for_it, against] in sides.values() {
        for (key, things) in for_it {
            for (other, others) in against {
                let is_one = matches!(about, About::Record { .. });
                if is_one || meet(things, others) {
                    changes.insert((*key).clone());
                    changes.insert((*other).clone());
                }
            }
        }
    }
    changes
}

/// An actor with a stance, and to what: words, and whose act it is.
type Side<'f> = (&'f (String, String), Vec<(Vec<u64>, i64)>);

/// Whether some thing is in both lists. A single word says too little, unless it is the same actor's act; a few words within a long
/// clause are about another thing.
fn meet(things: &[(Vec<u64>, i64)], others: &[(Vec<u64>, i64)]) -> bool {
    things.iter().any(|(words, whose)| {
        others.iter().any(|(own, other)| {
            let (few, many) = (words.len().min(own.len()), words.len().max(own.len()));
            let is_told = few > 1 || (*whose != 0 && whose == other);
            is_told && 4 * shared(words, own) >= 3 * many
        })
    })
}

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

    /// Days from the act that the reactions are about to the day of a reaction, or of the text that tells of it; `None` where the
    /// question names no dated act.
    fn days_until(&self, day: i64) -> Option<i64> {
        match self {
            About::Record {
                day: Some(from), ..
            } if day != NO_DAY => Some(day - from),
            _ => None,
        }
    }

    /// Hours from that act, as `6`, or as `0–24` where one of the texts gives the day only; a reaction without a day lies between
    /// the act and the text that tells of it.
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
        let (earliest, latest) = own.unwrap_or((*from, (first.day + 1) * DAY));
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
