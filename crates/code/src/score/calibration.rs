//! How well confidence keeps its word: of all records given 0.8, 80 % should be right.
//!
//! Reliability table and expected calibration error (Naeini, Cooper and Hauskrecht 2015), and the fit of the table that
//! gives records their confidence (logistic regression with a ridge; Hoerl and Kennard 1970).

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use super::figures::{round, share};
use crate::confidence::{BASE, SHOWN};

/// A record that gold has judged.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    /// Kind of record.
    pub kind: String,
    /// Its confidence.
    pub confidence: f64,
    /// Whether gold says that it is right.
    pub right: bool,
}

/// Width of the bins of a reliability table.
const BINS: usize = 10;

/// Mean confidence and share right by bins of confidence, for one kind.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Reliability {
    kinds: BTreeMap<String, [Bin; BINS]>,
}

#[derive(Clone, Copy, PartialEq, Debug, Default)]
struct Bin {
    n: usize,
    right: usize,
    sum: f64,
}

/// Sorts judged records into bins.
pub fn reliability(judged: &[Judged]) -> Reliability {
    let mut out = Reliability::default();
    for j in judged {
        let bins = out.kinds.entry(j.kind.clone()).or_default();
        let bin = &mut bins[((j.confidence * BINS as f64) as usize).min(BINS - 1)];
        bin.n += 1;
        bin.right += usize::from(j.right);
        bin.sum += j.confidence;
    }
    out
}

/// Mean distance between confidence and share right, weighted by records; from 0 (kept) to 1.
fn calibration_error(bins: &[Bin; BINS]) -> f64 {
    let n: usize = bins.iter().map(|b| b.n).sum();
    let gaps = bins.iter().map(|b| (b.sum - b.right as f64).abs());
    share(gaps.sum(), n, 0.0)
}

impl Reliability {
    /// A line for each bin that has records, and the expected calibration error of each kind.
    pub fn table(&self) -> String {
        let mut out = format!(
            "{:12}{:>10}{:>7}{:>12}{:>8}\n",
            "kind", "bin", "n", "confidence", "right"
        );
        for (kind, bins) in &self.kinds {
            for (i, bin) in bins.iter().enumerate().filter(|(_, b)| b.n > 0) {
                let (low, high) = (i as f64 / 10.0, (i + 1) as f64 / 10.0);
                let _ = writeln!(
                    out,
                    "{kind:12}{:>10}{:>7}{:>12.3}{:>8.3}",
                    format!("{low:.1}–{high:.1}"),
                    bin.n,
                    bin.sum / bin.n as f64,
                    share(bin.right as f64, bin.n, 0.0)
                );
            }
            let error = calibration_error(bins);
            let _ = writeln!(out, "{kind:12}expected calibration error {error:.3}");
        }
        out
    }

    /// By kind: `bins` with `from`, `n`, `confidence`, `right`, and `ece`.
    pub fn to_json(&self) -> Value {
        let kinds = self.kinds.iter().map(|(kind, bins)| {
            let rows = bins.iter().enumerate().filter(|(_, b)| b.n > 0);
            let rows: Vec<Value> = rows
                .map(|(i, b)| {
                    json!({
                        "from": i as f64 / 10.0,
                        "n": b.n,
                        "confidence": round(b.sum / b.n as f64, 3),
                        "right": round(share(b.right as f64, b.n, 0.0), 3),
                    })
                })
                .collect();
            let error = round(calibration_error(bins), 4);
            (kind.clone(), json!({"bins": rows, "ece": error}))
        });
        Value::Object(kinds.collect())
    }
}

/// A record that a reader has judged, with what is seen around it.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    /// Kind of record.
    pub kind: String,
    /// Its document; tables are tried on whole documents that they have not seen.
    pub doc: String,
    /// Its signs.
    pub signs: Vec<String>,
    /// Whether all that is shown of it is right.
    pub right: bool,
}

/// Reads judgements: after a line of headings `round article record kind verdict signs`, with tabs between; signs are
/// separated by semicolons, and the verdict is `right` or the name of a fault.
///
/// # Errors
/// Says in which line there are other than six columns, or no verdict.
pub fn read_verdicts(text: &str) -> Result<Vec<Verdict>, String> {
    let lines = text.lines().enumerate().skip(1);
    let verdict = |(i, line): (usize, &str)| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [_, doc, _, kind, verdict, signs] = columns.as_slice() else {
            return Err(format!("line {}: not six columns with tabs between", i + 1));
        };
        if verdict.is_empty() {
            return Err(format!(
                "line {}: no verdict; write `right` or the name of a fault",
                i + 1
            ));
        }
        Ok(Verdict {
            kind: (*kind).to_owned(),
            doc: (*doc).to_owned(),
            signs: signs.split(';').map(str::to_owned).collect(),
            right: *verdict == "right",
        })
    };
    let filled = lines.filter(|(_, l)| !l.is_empty());
    filled.map(verdict).collect()
}

/// Signs that fewer records have get no weight: it would be chance.
const MIN_COUNT: usize = 6;
/// Strength of the pull of weights towards nothing, in pseudo-records.
const RIDGE: f64 = 1.5;
const PASSES: usize = 200;
/// Weights of fewer hundredths change nothing.
const SMALLEST: i32 = 5;
/// Parts of the documents of which each is judged by a table fitted on the others.
const FOLDS: usize = 10;

/// The weight of a sign, and the records behind it.
struct Weight<'a> {
    sign: &'a str,
    hundredths: i32,
    right: usize,
    n: usize,
}

/// Fits the table `kind,sign,weight,right,n` to judged records: logistic regression with a ridge, by coordinate descent.
/// The same records give the same table.
pub fn fit(verdicts: &[Verdict]) -> String {
    let mut out = String::from("kind,sign,weight,right,n\n");
    let unseen = crossed(verdicts);
    let from = shown_from(&unseen);
    for (kind, list) in by_kind(verdicts.iter()) {
        for weight in weights(&list) {
            let Weight {
                sign,
                hundredths,
                right,
                n,
            } = weight;
            let _ = writeln!(out, "{kind},{sign},{hundredths},{right},{n}");
        }
        let above = unseen
            .iter()
            .filter(|j| j.kind == kind && j.confidence >= f64::from(from) / 100.0);
        let (right, wrong): (Vec<&Judged>, Vec<&Judged>) = above.partition(|j| j.right);
        let n = right.len() + wrong.len();
        let _ = writeln!(out, "{kind},{SHOWN},{from},{},{n}", right.len());
    }
    out
}

fn weights<'a>(verdicts: &[&'a Verdict]) -> Vec<Weight<'a>> {
    let mut columns: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, verdict) in verdicts.iter().enumerate() {
        columns.entry(BASE).or_default().push(i);
        for sign in &verdict.signs {
            columns.entry(sign).or_default().push(i);
        }
    }
    columns.retain(|_, seen| seen.len() >= MIN_COUNT.min(verdicts.len()));
    let mut odds = vec![0.0; verdicts.len()];
    let mut found = vec![0.0; columns.len()];
    for _ in 0..PASSES {
        for ((sign, seen), weight) in columns.iter().zip(&mut found) {
            // The base is held by the records alone, up to one right and one wrong one more.
            let ridge = if *sign == BASE { 0.25 } else { RIDGE };
            let (mut slope, mut bend) = (ridge * *weight, ridge);
            for &i in seen {
                let share = 1.0 / (1.0 + f64::exp(-odds[i]));
                slope += share - f64::from(u8::from(verdicts[i].right));
                bend += share * (1.0 - share);
            }
            let step = (slope / bend).clamp(-1.0, 1.0);
            *weight -= step;
            seen.iter().for_each(|&i| odds[i] -= step);
        }
    }
    let kept = columns
        .into_iter()
        .zip(found)
        .map(|((sign, seen), weight)| Weight {
            sign,
            hundredths: (weight * 100.0).round() as i32,
            right: seen.iter().filter(|&&i| verdicts[i].right).count(),
            n: seen.len(),
        });
    kept.filter(|w| w.sign == BASE || w.hundredths.abs() >= SMALLEST)
        .collect()
}

/// Judged records with the confidence that a table fitted on other documents gives them: what the table is worth on
/// documents that it has not seen.
pub fn crossed(verdicts: &[Verdict]) -> Vec<Judged> {
    let mut docs: Vec<&str> = verdicts.iter().map(|v| v.doc.as_str()).collect();
    docs.sort_unstable();
    docs.dedup();
    let fold = |v: &Verdict| docs.binary_search(&v.doc.as_str()).unwrap_or(0) % FOLDS;
    let mut out = Vec::new();
    for side in 0..FOLDS {
        let (own, others): (Vec<&Verdict>, Vec<&Verdict>) =
            verdicts.iter().partition(|v| fold(v) == side);
        for (kind, own) in by_kind(own.iter().copied()) {
            let others: Vec<&Verdict> = others.iter().copied().filter(|v| v.kind == kind).collect();
            let weights = weights(&others);
            out.extend(own.iter().map(|verdict| judged(verdict, &weights)));
        }
    }
    out
}

/// The row of a kind of which only is known how many records are right.
pub fn base_row(kind: &str, right: u64, n: u64) -> String {
    // As if two more records had been seen, one right and one wrong: few records make no certainty.
    let odds = (right + 1) as f64 / (n - right.min(n) + 1) as f64;
    let hundredths = (odds.ln() * 100.0).round();
    format!("{kind},{BASE},{hundredths},{right},{n}\n")
}

fn by_kind<'a>(verdicts: impl Iterator<Item = &'a Verdict>) -> BTreeMap<&'a str, Vec<&'a Verdict>> {
    let mut kinds: BTreeMap<&str, Vec<&Verdict>> = BTreeMap::new();
    for verdict in verdicts {
        kinds.entry(&verdict.kind).or_default().push(verdict);
    }
    kinds
}

fn judged(verdict: &Verdict, weights: &[Weight<'_>]) -> Judged {
    let has = |w: &&Weight<'_>| w.sign == BASE || verdict.signs.iter().any(|s| s == w.sign);
    let odds: i32 = weights.iter().filter(has).map(|w| w.hundredths).sum();
    Judged {
        kind: verdict.kind.clone(),
        confidence: 1.0 / (1.0 + f64::exp(-f64::from(odds) / 100.0)),
        right: verdict.right,
    }
}

/// The lowest confidence, in hundredths, from which on enough of the records that no table had seen are right.
fn shown_from(unseen: &[Judged]) -> u32 {
    let is_enough = |from: &u32| {
        let above = unseen
            .iter()
            .filter(|j| j.confidence >= f64::from(*from) / 100.0);
        let (n, right) = above.fold((0, 0), |(n, right), j| (n + 1, right + u32::from(j.right)));
        // As if one more right and one more wrong one had been seen.
        f64::from(right + 1) >= GOAL * f64::from(n + 2)
    };
    (LOWEST_SHOWN..HIGHEST_SHOWN)
        .find(is_enough)
        .unwrap_or(HIGHEST_SHOWN)
}

/// Share of shown records that should be right: 85 of 100, and one more because rules and judgements are of one reader.
const GOAL: f64 = 0.86;

/// Thresholds that are tried, in hundredths.
const LOWEST_SHOWN: u32 = 50;
const HIGHEST_SHOWN: u32 = 90;

#[cfg(test)]
mod tests {
    use super::{Judged, Verdict, crossed, fit, read_verdicts, reliability};

    fn judged(n: usize, n_right: usize, confidence: f64) -> Vec<Judged> {
        let one = |i: usize| Judged {
            kind: "event".into(),
            confidence,
            right: i < n_right,
        };
        (0..n).map(one).collect()
    }

    /// As many records in as many documents, of which the first are right.
    fn verdicts(n: usize, n_right: usize, sign: &str) -> Vec<Verdict> {
        let one = |i: usize| Verdict {
            kind: "event".into(),
            doc: format!("{i}"),
            signs: vec![sign.to_owned()],
            right: i % n < n_right,
        };
        (0..n).map(one).collect()
    }

    #[test]
    fn signs_of_right_records_weigh_for_them() {
        let list = [verdicts(40, 36, "date"), verdicts(40, 8, "pronoun")].concat();
        let table = fit(&list);
        let weight = |sign: &str| -> i32 {
            let row = table
                .lines()
                .find_map(|l| l.strip_prefix(&format!("event,{sign},")));
            row.and_then(|r| r.split(',').next())
                .unwrap()
                .parse()
                .unwrap()
        };
        assert!(weight("date") > 100 && weight("pronoun") < -100, "{table}");
        assert!(
            table.contains(",36,40\n") && table.contains(",44,80\n"),
            "{table}"
        );
    }

    #[test]
    fn signs_of_few_records_get_no_weight() {
        let list = [verdicts(40, 20, "date"), verdicts(3, 3, "place")].concat();
        assert!(!fit(&list).contains("place"));
    }

    #[test]
    fn what_is_shown_is_mostly_right() {
        let mut list = [verdicts(60, 57, "date"), verdicts(60, 12, "pronoun")].concat();
        for (i, verdict) in list.iter_mut().enumerate() {
            verdict.doc = format!("{}", i % 20);
        }
        let table = fit(&list);
        assert!(table.contains("event,shown from,50,57,60\n"), "{table}");
    }

    #[test]
    fn the_error_is_the_mean_gap() {
        let list = [judged(10, 5, 0.55), judged(10, 10, 0.85)].concat();
        let json = reliability(&list).to_json();
        assert_eq!(json["event"]["ece"], 0.1);
        assert_eq!(json["event"]["bins"][1]["right"], 1.0);
    }

    #[test]
    fn documents_are_judged_by_tables_of_others() {
        // One document whose records are all wrong: the others say that such records are right.
        let mut list = verdicts(40, 40, "date");
        for verdict in &mut list[..9] {
            verdict.doc = "odd".into();
            verdict.right = false;
        }
        let crossed = crossed(&list);
        let odd: Vec<&Judged> = crossed.iter().filter(|j| !j.right).collect();
        assert_eq!((crossed.len(), odd.len()), (40, 9));
        assert!(odd.iter().all(|j| j.confidence > 0.9), "{odd:?}");
    }

    #[test]
    fn judgements_that_lack_something_are_named() {
        let head = "round\tarticle\trecord\tkind\tverdict\tsigns\n";
        let read = |row: &str| read_verdicts(&format!("{head}{row}\n"));
        assert_eq!(
            read("1\ta\tevent-01\tevent\tname\tdate;place").unwrap(),
            [Verdict {
                kind: "event".into(),
                doc: "a".into(),
                signs: vec!["date".into(), "place".into()],
                right: false,
            }]
        );
        assert!(
            read("1\ta\tevent-01\tevent\t\tdate")
                .unwrap_err()
                .starts_with("line 2: no verdict")
        );
        assert!(
            read("1\ta")
                .unwrap_err()
                .starts_with("line 2: not six columns")
        );
    }
}
