//! How far two reviewers agree, and who changed what.

use crate::ask::Answer;
use crate::{Entry, Error, Kind, RecordId, Snapshot, Verdict};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What one reviewer made of one record: struck out, or left standing with these fields changed.
#[derive(Clone, PartialEq, Debug)]
enum Made {
    StruckOut,
    Left(BTreeMap<String, Value>),
}

/// The categories that kappa compares: right, wrong, to be corrected.
const N_CATEGORIES: usize = 3;

/// What a row holds.
const COLUMNS: &[&str] = &[
    "kind",
    "reviewer_a",
    "reviewer_b",
    "records",
    "same",
    "kappa",
    "f1",
    "both_right",
    "both_wrong",
    "both_edited",
    "split",
];

/// What people see of it.
const BRIEF: &[&str] = &[
    "kind",
    "reviewer_a",
    "reviewer_b",
    "records",
    "same",
    "kappa",
    "f1",
];

/// Cohen's kappa and F1 over the records that both reviewers judged, per kind and over all. Without names the two who judged
/// most are compared.
///
/// Kappa compares the verdicts right, wrong and edited. F1 compares what each leaves standing: a record agrees if both left
/// it with the same corrections.
///
/// # Errors
/// If fewer than two people judged records, or the file cannot be read.
pub fn agreement(snapshot: &Snapshot<'_>, pair: Option<[&str; 2]>) -> Result<Answer, Error> {
    let made = made(snapshot)?;
    let [a, b] = match pair {
        Some([a, b]) => [a.to_owned(), b.to_owned()],
        None => busiest(&made)?,
    };
    let none = BTreeMap::new();
    let of = |name: &String| made.get(name).unwrap_or(&none);
    let (own, other) = (of(&a), of(&b));
    let mut answer = Answer::new(COLUMNS, BRIEF);
    let both: Vec<RecordId> = own
        .keys()
        .filter(|id| other.contains_key(id))
        .copied()
        .collect();
    for kind in Kind::ALL.into_iter().map(Some).chain([None]) {
        let of_kind = both.iter().filter(|id| kind.is_none_or(|k| id.kind == k));
        let ids: Vec<RecordId> = of_kind.copied().collect();
        if ids.is_empty() {
            continue;
        }
        let pairs: Vec<(&Made, &Made)> = ids.iter().map(|id| (&own[id], &other[id])).collect();
        let name = kind.map_or("all", Kind::as_str);
        let split = ids.iter().filter(|id| own[id] != other[id]);
        let split: Vec<RecordId> = split.copied().collect();
        answer.push(cells(name, [&a, &b], &pairs, &split), ids);
    }
    answer.notes.push(
        "kappa: Cohen's, over the verdicts right, wrong and edited; empty where chance alone explains all. \
         f1: of what each leaves standing, with the same corrections."
            .into(),
    );
    Ok(answer)
}

fn cells(
    kind: &str,
    names: [&String; 2],
    pairs: &[(&Made, &Made)],
    split: &[RecordId],
) -> Vec<Value> {
    let mut table = [[0; N_CATEGORIES]; N_CATEGORIES];
    for (a, b) in pairs {
        table[a.category()][b.category()] += 1;
    }
    let left = |made: &Made| *made != Made::StruckOut;
    let shared = pairs.iter().filter(|(a, b)| left(a) && a == b).count();
    let all: usize = pairs
        .iter()
        .map(|(a, b)| usize::from(left(a)) + usize::from(left(b)))
        .sum();
    let f1 = (all > 0).then(|| rounded(2.0 * shared as f64 / all as f64));
    let split: Vec<String> = split.iter().map(ToString::to_string).collect();
    vec![
        json!(kind),
        json!(names[0]),
        json!(names[1]),
        json!(pairs.len()),
        json!(pairs.iter().filter(|(a, b)| a == b).count()),
        json!(kappa(&table.map(|row| row.to_vec())).map(rounded)),
        json!(f1),
        json!(table[0][0]),
        json!(table[1][1]),
        json!(table[2][2]),
        json!(split),
    ]
}

fn rounded(value: f64) -> f64 {
    (1000.0 * value).round() / 1000.0
}

/// Cohen's kappa (Cohen 1960) of a square table: `table[i][j]` counts what the first put into category i and the second into
/// category j. `None` where both put everything into one category, or nothing was judged.
///
/// ```
/// let table = [vec![20, 5], vec![10, 15]];
/// let kappa = verbale_ledger::review::kappa(&table).expect("two categories are used");
/// assert!((kappa - 0.4).abs() < 1e-12);
/// ```
pub fn kappa(table: &[Vec<usize>]) -> Option<f64> {
    let n: usize = table.iter().flatten().sum();
    if n == 0 {
        return None;
    }
    let n = n as f64;
    let agreed: usize = (0..table.len()).map(|i| table[i][i]).sum();
    let observed = agreed as f64 / n;
    let expected: f64 = (0..table.len())
        .map(|i| {
            let row: usize = table[i].iter().sum();
            let column: usize = table.iter().map(|r| r[i]).sum();
            (row as f64 / n) * (column as f64 / n)
        })
        .sum();
    (expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
}

impl Made {
    fn category(&self) -> usize {
        match self {
            Made::Left(changed) if changed.is_empty() => 0,
            Made::StruckOut => 1,
            Made::Left(_) => 2,
        }
    }
}

/// What each reviewer made of each record of the machine. A judgement of a correction counts for the record that it corrects.
fn made(snapshot: &Snapshot<'_>) -> Result<BTreeMap<String, BTreeMap<RecordId, Made>>, Error> {
    let mut roots: BTreeMap<RecordId, RecordId> = BTreeMap::new();
    let mut made: BTreeMap<String, BTreeMap<RecordId, Made>> = BTreeMap::new();
    for (_, _, author, entry) in snapshot.acts() {
        let Entry::Reviewed { record, verdict } = entry else {
            continue;
        };
        let Some(id) = RecordId::parse(record) else {
            continue;
        };
        let root = roots.get(&id).copied().unwrap_or(id);
        let own = made.entry(author.clone()).or_default();
        match verdict {
            Verdict::Reject => {
                own.insert(root, Made::StruckOut);
            }
            // To accept a correction is to take it over; to accept the record itself is to leave it.
            Verdict::Accept if root == id => {
                own.insert(root, Made::Left(BTreeMap::new()));
            }
            Verdict::Accept => {}
            Verdict::Edit {
                field, new, coding, ..
            } => {
                let fresh = root == id || !matches!(own.get(&root), Some(Made::Left(_)));
                let mut changed = match own.remove(&root) {
                    Some(Made::Left(changed)) if !fresh => changed,
                    _ => BTreeMap::new(),
                };
                changed.insert(field.clone(), new.clone());
                own.insert(root, Made::Left(changed));
                for corrected in snapshot.ids_of(*coding).map_err(|e| snapshot.error(e))? {
                    roots.insert(corrected, root);
                }
            }
        }
    }
    Ok(made)
}

/// The two who judged most.
fn busiest(made: &BTreeMap<String, BTreeMap<RecordId, Made>>) -> Result<[String; 2], Error> {
    let mut names: Vec<(usize, &String)> = made.iter().map(|(n, own)| (own.len(), n)).collect();
    names.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    match names[..] {
        [(_, a), (_, b), ..] => Ok([a.clone(), b.clone()]),
        _ => Err(Error::Asked(
            "fewer than two people judged records; the second one runs `verbale review --second --reviewer NAME`".into(),
        )),
    }
}

/// Who changed what: all that people did and nobody took back, the latest first.
///
/// # Errors
/// If the file cannot be read.
pub fn changes(snapshot: &Snapshot<'_>, by: Option<&str>, limit: usize) -> Result<Answer, Error> {
    let columns = &[
        "entry", "recorded", "by", "act", "of", "field", "old", "new",
    ];
    let mut answer = Answer::new(columns, columns);
    let acts = snapshot.acts().iter().rev();
    let asked = acts.filter(|(_, _, author, entry)| {
        let is_act = !matches!(entry, Entry::Opened | Entry::Undone { .. });
        is_act && by.is_none_or(|by| by == author)
    });
    for (seq, recorded, author, entry) in asked.take(limit) {
        let [act, of, field, old, new] = told(snapshot, entry)?;
        let id = of.as_str().and_then(RecordId::parse);
        let cells = vec![
            json!(seq),
            json!(recorded),
            json!(author),
            act,
            of,
            field,
            old,
            new,
        ];
        answer.push(cells, id.into_iter().collect());
    }
    Ok(answer)
}

/// An act, of what, and which field it changed from what to what.
fn told(snapshot: &Snapshot<'_>, entry: &Entry) -> Result<[Value; 5], Error> {
    let name = |entity: i64| snapshot.own_name(entity).map_err(|e| snapshot.error(e));
    let on = |act: &str, of: Value| [json!(act), of, Value::Null, Value::Null, Value::Null];
    let to = |act: &str, of: Value, new: Value| [json!(act), of, Value::Null, Value::Null, new];
    Ok(match entry {
        Entry::Reviewed { record, verdict } => match verdict {
            Verdict::Accept => on("accept", json!(record)),
            Verdict::Reject => on("reject", json!(record)),
            Verdict::Edit {
                field, old, new, ..
            } => [
                json!("edit"),
                json!(record),
                json!(field),
                old.clone(),
                new.clone(),
            ],
        },
        Entry::Resolved { claim, outcome, .. } => {
            to("resolve", json!(claim), json!(outcome.as_str()))
        }
        Entry::Merged { into, entity } => to("merge", json!(name(*entity)?), json!(name(*into)?)),
        Entry::Split { entity } => on("split", json!(name(*entity)?)),
        Entry::Joined { into, record } => to("merge", json!(record), json!(into)),
        Entry::Parted { record } => on("split", json!(record)),
        Entry::Withdrawn { document, reason } => {
            let name = snapshot.document(*document)?.name;
            to("withdraw", json!(name), json!(reason))
        }
        Entry::Removed { records } => on("remove", json!(format!("{} records", records.len()))),
        Entry::Indicator { claim, query } => to("confirm", json!(claim), query.clone()),
        other => on(other.kind(), Value::Null),
    })
}

#[cfg(test)]
mod tests {
    use super::kappa;

    /// The first table is Fleiss's of two diagnosticians (Statistical Methods for Rates and Proportions, 1981: 0.68); all values
    /// are those of `cohen_kappa_score` of scikit-learn 1.9.1.
    #[test]
    fn kappa_is_that_of_published_tables_and_of_scikit_learn() {
        for (table, expected) in [
            (
                vec![vec![75, 1, 4], vec![5, 4, 1], vec![0, 0, 10]],
                Some(0.6765),
            ),
            (vec![vec![20, 5], vec![10, 15]], Some(0.4)),
            (vec![vec![45, 15], vec![25, 15]], Some(0.1304)),
            (vec![vec![25, 35], vec![5, 35]], Some(0.2593)),
            (vec![vec![9, 0], vec![0, 0]], None),
            (vec![], None),
        ] {
            let found = kappa(&table).map(|k| (10_000.0 * k).round() / 10_000.0);
            assert_eq!(found, expected, "{table:?}");
        }
    }
}
