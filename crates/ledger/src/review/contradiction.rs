//! Records of the same parties and days of which one says the opposite of the other.

use crate::derive::NO_DAY;
use crate::{Kind, Snapshot};
use rustc_hash::FxHashMap;

/// Days within which two records speak of the same thing (`tie` in the rules of identity).
const NEAR_DAYS: i64 = 7;

/// Relations for and against, and stances likewise (`docs/records.md`).
const FOR: &[&str] = &[
    "ally",
    "coalition",
    "supports",
    "patron_of",
    "welcome",
    "support",
    "held",
];
const AGAINST: &[&str] = &[
    "rival",
    "opposes",
    "split_from",
    "reject",
    "condemn",
    "cancelled",
];

/// Kinds of which two records can say opposite things.
pub(super) const KINDS: &[Kind] = &[Kind::Tie, Kind::Relation, Kind::Meeting, Kind::Reaction];

/// Of each record that another one contradicts, the number of that one; the nearest in time.
pub(super) fn contradictions(snapshot: &Snapshot<'_>) -> rusqlite::Result<FxHashMap<i64, i64>> {
    let mut found = FxHashMap::default();
    let labels = labels(snapshot)?;
    for &kind in KINDS {
        for mut told in groups(snapshot, kind, &labels)?.into_values() {
            told.sort_unstable();
            for (at, (day, record, label)) in told.iter().enumerate() {
                let later = told[at + 1..].iter();
                let mut near = later.take_while(|(then, _, _)| then - day <= NEAR_DAYS);
                let is_other =
                    |l: &i64| l != label && is_opposed(kind, &labels[label].name, &labels[l].name);
                if let Some((_, other, _)) = near.find(|(_, _, l)| is_other(l)) {
                    found.entry(*record).or_insert(*other);
                    found.entry(*other).or_insert(*record);
                }
            }
        }
    }
    Ok(found)
}

/// A label, and the number of what it is about: ties of different axes are not opposed.
struct Label {
    name: String,
    topic: i64,
}

/// All labels by their numbers.
fn labels(snapshot: &Snapshot<'_>) -> rusqlite::Result<FxHashMap<i64, Label>> {
    let mut select = snapshot
        .connection
        .prepare_cached("SELECT label, name FROM labels ORDER BY label")?;
    let mut rows = select.query([])?;
    let mut labels = FxHashMap::default();
    let mut topics: FxHashMap<String, i64> = FxHashMap::default();
    while let Some(row) = rows.next()? {
        let (label, name): (i64, String) = (row.get(0)?, row.get(1)?);
        let axis = name.split_once('/').map_or("", |(axis, _)| axis);
        let topic = *topics.entry(axis.to_owned()).or_insert(label);
        labels.insert(label, Label { name, topic });
    }
    Ok(labels)
}

/// What is told of the same parties, as day, record and number of the label.
type Told = Vec<(i64, i64, i64)>;

/// What is told of each pair, by the topic.
fn groups(
    snapshot: &Snapshot<'_>,
    kind: Kind,
    labels: &FxHashMap<i64, Label>,
) -> rusqlite::Result<FxHashMap<(i64, i64, i64), Told>> {
    let mut select = snapshot
        .connection
        .prepare_cached("SELECT label, a, b, day, record FROM dyads WHERE kind = ?1 AND b <> 0")?;
    let mut rows = select.query([kind.number()])?;
    let mut groups: FxHashMap<(i64, i64, i64), Told> = FxHashMap::default();
    while let Some(row) = rows.next()? {
        let (label, day, record): (i64, i64, i64) = (row.get(0)?, row.get(3)?, row.get(4)?);
        let Some(known) = labels.get(&label) else {
            continue;
        };
        if day == NO_DAY || snapshot.live(record).is_none() {
            continue;
        }
        let topic = match kind {
            Kind::Tie => known.topic,
            _ => 0,
        };
        let sides = [row.get(1)?, row.get(2)?].map(|e| snapshot.merges.of(e));
        let told = groups.entry((topic, sides[0], sides[1])).or_default();
        told.push((day, record, label));
    }
    Ok(groups)
}

fn is_opposed(kind: Kind, a: &str, b: &str) -> bool {
    let stands = |a, b| FOR.contains(&a) && AGAINST.contains(&b);
    match kind {
        Kind::Tie => a != b,
        _ => stands(a, b) || stands(b, a),
    }
}

#[cfg(test)]
mod tests {
    use super::is_opposed;
    use crate::Kind;

    #[test]
    fn a_welcome_is_against_a_condemnation_and_concern_is_not() {
        for (kind, a, b, expected) in [
            (Kind::Reaction, "welcome", "condemn", true),
            (Kind::Reaction, "reject", "support", true),
            (Kind::Reaction, "welcome", "concern", false),
            (Kind::Meeting, "held", "cancelled", true),
            (Kind::Meeting, "planned", "held", false),
            (
                Kind::Tie,
                "recognition/de_jure",
                "recognition/de_facto",
                true,
            ),
        ] {
            assert_eq!(is_opposed(kind, a, b), expected, "{a} {b}");
        }
    }
}
