//! How well confidence keeps its word: of all records given 0.8, 80 % should be right.
//!
//! Reliability table and expected calibration error (Naeini, Cooper and Hauskrecht 2015), and the fit of the table that
//! turns weights into shares (isotonic regression by pooling adjacent violators; Barlow et al. 1972).

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use super::figures::{round, share};

/// A record that gold has judged.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    /// Kind of record.
    pub kind: String,
    /// Class within the kind.
    pub class: String,
    /// Its document; halves for cross-validation are made of whole documents.
    pub doc: String,
    /// Its weight or confidence.
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

/// A step of the fitted table.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Step {
    from: f64,
    right: usize,
    n: usize,
}

impl Step {
    fn share(self) -> f64 {
        (self.right as f64 + 1.0) / (self.n as f64 + 2.0)
    }
}

/// Fewer records make no step of their own.
const SMALLEST_STEP: usize = 60;

/// Steps that differ by less are one.
const SMALLEST_RISE: f64 = 0.02;

/// Fits the table `kind,class,from,right,n` to records with the weights that their producers gave.
pub fn fit(judged: &[Judged]) -> String {
    let mut out = String::from("kind,class,from,right,n\n");
    for ((kind, class), steps) in fit_steps(judged) {
        for step in steps {
            let _ = writeln!(
                out,
                "{kind},{class},{:.2},{},{}",
                step.from, step.right, step.n
            );
        }
    }
    out
}

fn fit_steps(judged: &[Judged]) -> BTreeMap<(&str, &str), Vec<Step>> {
    let mut classes: BTreeMap<(&str, &str), Vec<&Judged>> = BTreeMap::new();
    for j in judged {
        classes.entry((&j.kind, &j.class)).or_default().push(j);
    }
    let steps = classes.into_iter();
    steps.map(|(key, list)| (key, pooled(list))).collect()
}

/// Steps from small to large weight whose shares do not fall.
fn pooled(mut list: Vec<&Judged>) -> Vec<Step> {
    list.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
    let weight = |j: &&Judged| (j.confidence * 100.0).floor() / 100.0;
    let mut steps: Vec<Step> = Vec::new();
    // Records of one weight stay together.
    for alike in list.chunk_by(|a, b| weight(a) == weight(b)) {
        let right = alike.iter().filter(|j| j.right).count();
        match steps.last_mut() {
            Some(last) if last.n < SMALLEST_STEP => {
                last.n += alike.len();
                last.right += right;
            }
            _ => steps.push(Step {
                from: weight(&alike[0]),
                right,
                n: alike.len(),
            }),
        }
    }
    let mut kept: Vec<Step> = Vec::new();
    for step in steps {
        kept.push(step);
        while let [.., a, b] = kept.as_slice() {
            if a.share() + SMALLEST_RISE <= b.share() && b.n >= SMALLEST_STEP {
                break;
            }
            let joined = Step {
                from: a.from,
                right: a.right + b.right,
                n: a.n + b.n,
            };
            kept.truncate(kept.len() - 2);
            kept.push(joined);
        }
    }
    kept
}

/// Judged records with the confidence that a table fitted on the other half of the documents gives them: what the table
/// is worth on documents that it has not seen.
pub fn crossed(judged: &[Judged]) -> Vec<Judged> {
    let mut docs: Vec<&str> = judged.iter().map(|j| j.doc.as_str()).collect();
    docs.sort_unstable();
    docs.dedup();
    let half = |j: &Judged| docs.binary_search(&j.doc.as_str()).unwrap_or(0) % 2;
    let mut out = Vec::new();
    for side in [0, 1] {
        let (own, other): (Vec<_>, Vec<_>) = judged.iter().cloned().partition(|j| half(j) == side);
        let steps = fit_steps(&other);
        for mut j in own {
            let Some(steps) = steps.get(&(j.kind.as_str(), j.class.as_str())) else {
                continue;
            };
            let reached = steps.iter().rev().find(|s| s.from <= j.confidence);
            if let Some(step) = reached.or(steps.first()) {
                j.confidence = step.share();
                out.push(j);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Judged, crossed, fit, reliability};

    fn judged(n: usize, n_right: usize, confidence: f64) -> Vec<Judged> {
        let one = |i: usize| Judged {
            kind: "event".into(),
            class: String::new(),
            doc: format!("{i}"),
            confidence,
            right: i < n_right,
        };
        (0..n).map(one).collect()
    }

    #[test]
    fn steps_never_fall() {
        let list = [
            judged(80, 40, 0.5),
            judged(80, 20, 0.6),
            judged(80, 72, 0.9),
        ]
        .concat();
        assert_eq!(
            fit(&list),
            "kind,class,from,right,n\nevent,,0.50,60,160\nevent,,0.90,72,80\n"
        );
    }

    #[test]
    fn the_error_is_the_mean_gap() {
        let list = [judged(10, 5, 0.55), judged(10, 10, 0.85)].concat();
        let json = reliability(&list).to_json();
        assert_eq!(json["event"]["ece"], 0.1);
        assert_eq!(json["event"]["bins"][1]["right"], 1.0);
    }

    #[test]
    fn halves_judge_each_other() {
        let list = judged(80, 40, 0.7);
        let crossed = crossed(&list);
        assert_eq!(crossed.len(), 80);
        assert!(crossed.iter().all(|j| (0.3..0.7).contains(&j.confidence)));
    }
}
