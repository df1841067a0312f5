//! What share of records like this one are right in all shown fields: the confidence that records carry.
//!
//! A sum of weights of what is seen around a record: who fills its fields and how they are called, what its word hangs
//! on, where its content ends. The table `english/confidence.csv` has the weights, kind by kind, in hundredths of the
//! logarithm of the odds, and with each the records that people judged: `kind,sign,weight,right,n`. It is fitted by
//! `verbale eval confidence --fit` to the judgements in `docs/judged.tsv`.

mod signs;

pub(crate) use signs::signs;

use crate::Fault;
use crate::record::Record;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The sign that every record has.
pub const BASE: &str = "base";
/// Not a sign: from this many hundredths of confidence on, records of the kind are shown to people who did not ask for all.
pub const SHOWN: &str = "shown from";

/// Weights by kind and sign.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfidenceTable {
    kinds: BTreeMap<String, Kind>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Kind {
    base: f32,
    weights: FxHashMap<String, f32>,
    shown: f32,
}

impl ConfidenceTable {
    /// Reads `confidence.csv`.
    ///
    /// # Errors
    /// Rows that have not five columns with whole numbers in the last three, or more right ones than there are.
    pub fn load(path: &str, text: &str) -> Result<ConfidenceTable, Vec<Fault>> {
        let mut table = ConfidenceTable::default();
        let mut faults = Vec::new();
        let lines = text.lines().enumerate().skip(1);
        for (i, line) in lines.filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
            match row(line) {
                Some((kind, sign, weight)) => {
                    let kind = table.kinds.entry(kind.to_owned()).or_default();
                    match sign {
                        BASE => kind.base = weight,
                        SHOWN => kind.shown = weight,
                        _ => drop(kind.weights.insert(sign.to_owned(), weight)),
                    }
                }
                None => faults.push(Fault {
                    path: path.to_owned(),
                    line: i as u32 + 1,
                    column: 0,
                    code: "P321",
                    problem: "this row is not kind, sign, weight, records right, records".into(),
                    help: Some("write for example `event,pronoun,-85,4,20`".into()),
                }),
            }
        }
        if faults.is_empty() {
            Ok(table)
        } else {
            Err(faults)
        }
    }

    /// Whether the table has this kind.
    pub(crate) fn has(&self, kind: &str) -> bool {
        self.kinds.contains_key(kind)
    }

    /// The share of records of this kind with these signs that are right, if the table has the kind.
    pub fn share(&self, kind: &str, signs: &[String]) -> Option<f32> {
        let kind = self.kinds.get(kind)?;
        let weights = signs.iter().filter_map(|s| kind.weights.get(s));
        let odds = kind.base + weights.sum::<f32>();
        Some(1.0 / (1.0 + (-odds).exp()))
    }

    /// The signs that move the confidence of a record of this kind, each with its weight.
    pub fn moving<'s>(&self, kind: &str, signs: &'s [String]) -> Vec<(&'s str, f32)> {
        let kind = self.kinds.get(kind);
        let weight = |s: &'s String| Some((s.as_str(), *kind?.weights.get(s)?));
        signs.iter().filter_map(weight).collect()
    }

    /// Whether the record is too likely to be wrong to be shown to people who did not ask for all.
    pub fn is_weak(&self, record: &Record) -> bool {
        self.is_low(record.body.kind(), record.confidence)
    }

    /// The same of any record of this kind with this confidence.
    pub fn is_low(&self, kind: &str, confidence: f32) -> bool {
        let kind = self.kinds.get(kind);
        kind.is_some_and(|k| confidence < k.shown)
    }
}

fn row(line: &str) -> Option<(&str, &str, f32)> {
    let mut columns = line.split(',');
    let (kind, sign) = (columns.next()?, columns.next()?);
    let weight: i16 = columns.next()?.parse().ok()?;
    let right: u32 = columns.next()?.parse().ok()?;
    let n: u32 = columns.next()?.parse().ok()?;
    let is_whole = columns.next().is_none() && right <= n;
    is_whole.then_some((kind, sign, f32::from(weight) / 100.0))
}

#[cfg(test)]
mod tests {
    use super::ConfidenceTable;

    fn load(rows: &str) -> Result<ConfidenceTable, Vec<crate::Fault>> {
        ConfidenceTable::load(
            "confidence.csv",
            &format!("kind,sign,weight,right,n\n{rows}"),
        )
    }

    #[test]
    fn weights_add_up() {
        let table =
            load("event,base,0,5,10\nevent,pronoun,-110,1,4\nevent,date,110,3,4\n").unwrap();
        let share = |signs: &[&str]| {
            let signs: Vec<String> = signs.iter().map(|s| (*s).to_owned()).collect();
            table.share("event", &signs).map(|s| format!("{s:.2}"))
        };
        assert_eq!(share(&[]), Some("0.50".into()));
        assert_eq!(share(&["pronoun", "place"]), Some("0.25".into()));
        assert_eq!(share(&["date", "pronoun"]), Some("0.50".into()));
        assert_eq!(table.share("tie", &[]), None);
    }

    #[test]
    fn rows_with_faults_are_named() {
        let faults = load("event,base,5,3,4\nevent,date,6,5,4\ntie\n").unwrap_err();
        let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            [3, 4].map(|line| format!(
                "confidence.csv:{line}: P321: this row is not kind, sign, weight, records right, records (write for \
                 example `event,pronoun,-85,4,20`)"
            ))
        );
    }
}
