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

/// Of each record that another one contradicts, the number of that one; the nearest in time.
pub(super) fn contradictions(
    snapshot: &Snapshot<'_>,
    kinds: &[Kind],
) -> rusqlite::Result<FxHashMap<i64, i64>> {
    let mut found = FxHashMap::default();
    let asked = [Kind::Tie, Kind::Relation, Kind::Meeting, Kind::Reaction];
    for kind in asked.into_iter().filter(|k| kinds.contains(k)) {
        for mut told in groups(snapshot, kind)?.into_values() {
            told.sort_unstable();
            for (at, (day, record, label)) in told.iter().enumerate() {
                let later = told[at + 1..].iter();
                let mut near = later.take_while(|(then, _, _)| then - day <= NEAR_DAYS);
                if let Some((_, other, _)) = near.find(|(_, _, l)| is_opposed(kind, label, l)) {
                    found.entry(*record).or_insert(*other);
                    found.entry(*other).or_insert(*record);
                }
            }
        }
    }
    Ok(found)
}

/// What is told of the same parties, as day, record and label; of ties on the same axis.
type Told = Vec<(i64, i64, String)>;

fn groups(
    snapshot: &Snapshot<'_>,
    kind: Kind,
) -> rusqlite::Result<FxHashMap<(String, i64, i64), Told>> {
    let mut select = snapshot.connection.prepare_cached(
        "SELECT l.name, d.a, d.b, d.day, d.record FROM dyads d JOIN labels l USING (label)
         WHERE d.kind = ?1 AND d.b <> 0",
    )?;
    let mut rows = select.query([kind.number()])?;
    let mut groups: FxHashMap<(String, i64, i64), Told> = FxHashMap::default();
    while let Some(row) = rows.next()? {
        let (day, record): (i64, i64) = (row.get(3)?, row.get(4)?);
        if day == NO_DAY || snapshot.live(record).is_none() {
            continue;
        }
        let label: String = row.get(0)?;
        let topic = match kind {
            Kind::Tie => label.split('/').next().unwrap_or("").to_owned(),
            _ => String::new(),
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
