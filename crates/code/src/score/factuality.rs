//! Scores how far a text says that things happened, against UDS factuality: a score from about -3 to 3 for a word of a
//! treebank sentence (White et al. 2016; Rudinger et al. 2018). The measure is Pearson's r on the predicates found.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use super::figures::{round, share};
use super::{Error, chars, jsonl};

/// A judged predicate.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    /// Sentence, by its `sent_id`.
    pub sentence: String,
    /// Number of the word, from 1, as in the treebank.
    pub token: usize,
    /// The word.
    pub form: String,
    /// From about -3 (surely did not happen) to 3 (surely did).
    pub score: f64,
}

/// Reads a table with a header line and the columns `sent_id`, `token`, `form`, `factuality`.
///
/// # Errors
/// A line with fewer columns or without numbers.
pub fn read_gold(table: &str) -> Result<Vec<Judged>, Error> {
    let rows = chars::lines(table).enumerate().skip(1);
    let rows = rows.filter(|(_, line)| !chars::is_blank(line));
    rows.map(|(i, line)| {
        let mut columns = line.split('\t');
        let mut next = || columns.next().unwrap_or_default().to_owned();
        let (sentence, token, form, score) = (next(), next(), next(), next());
        match (token.parse(), score.parse()) {
            (Ok(token), Ok(score)) => Ok(Judged {
                sentence,
                token,
                form,
                score,
            }),
            _ => {
                let problem = "give sent_id, token number, form and score, separated by tabs";
                Err(Error::format("gold", i + 1, problem))
            }
        }
    })
    .collect()
}

/// What the program says of a predicate.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// FactBank value, for its author.
    pub value: String,
    /// Score on the scale of the gold.
    pub score: f64,
}

/// By sentence and word number.
pub type Predictions = BTreeMap<(String, usize), Found>;

/// Reads one predicate a line: `doc` (the sentence), `token`, `factuality`, `score`.
///
/// # Errors
/// A line that is no JSON object or lacks one of these.
pub fn read_predicted(file: &str) -> Result<Predictions, Error> {
    let mut out = Predictions::new();
    for line in jsonl::each_line(file, "predictions") {
        let (line, o) = line?;
        let doc = jsonl::required(&o, "doc", "predictions", line)?.to_owned();
        let value = jsonl::required(&o, "factuality", "predictions", line)?.to_owned();
        let (Some(token), Some(score)) = (o["token"].as_u64(), o["score"].as_f64()) else {
            let problem = "no \"token\" or \"score\"; give two numbers";
            return Err(Error::format("predictions", line, problem));
        };
        out.insert((doc, token as usize), Found { value, score });
    }
    Ok(out)
}

/// FactBank's values as points of a scale from -3 to 3.
const SCALE: [(&str, f64); 8] = [
    ("CT+", 3.0),
    ("PR+", 2.0),
    ("PS+", 1.0),
    ("Uu", 0.0),
    ("CTu", 0.0),
    ("PS-", -1.0),
    ("PR-", -2.0),
    ("CT-", -3.0),
];

fn point(value: &str) -> f64 {
    let known = SCALE.iter().find(|(name, _)| *name == value);
    known.map_or(0.0, |(_, point)| *point)
}

/// Figures over the predicates found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FactualityScore {
    /// Judged predicates.
    pub n_gold: usize,
    /// Those that the program found.
    pub n_found: usize,
    /// Pearson's r with the score.
    pub r: f64,
    /// Pearson's r with the FactBank value alone, on a scale of seven points.
    pub r_of_value: f64,
    /// Mean absolute distance of the scores.
    pub error: f64,
    /// Number and mean gold score for each FactBank value.
    values: Vec<(String, usize, f64)>,
    /// The predicates that are furthest off, worst first: sentence, word, gold, value and score.
    pub errors: Vec<String>,
}

/// Scores predictions.
pub fn score(gold: &[Judged], predicted: &Predictions) -> FactualityScore {
    let found: Vec<(&Judged, &Found)> = gold
        .iter()
        .filter_map(|g| Some((g, predicted.get(&(g.sentence.clone(), g.token))?)))
        .collect();
    let xs: Vec<f64> = found.iter().map(|(g, _)| g.score).collect();
    let scores: Vec<f64> = found.iter().map(|(_, f)| f.score).collect();
    let points: Vec<f64> = found.iter().map(|(_, f)| point(&f.value)).collect();
    let distance = |(g, f): &(&Judged, &Found)| (g.score - f.score).abs();
    let mut worst: Vec<_> = found.iter().collect();
    worst.sort_by(|a, b| distance(b).total_cmp(&distance(a)));
    let errors = worst.iter().map(|(g, f)| {
        format!(
            "{}\t{}\t{}\tgold {:.2}\t{} {:.2}",
            g.sentence, g.token, g.form, g.score, f.value, f.score
        )
    });
    let values = SCALE.iter().filter_map(|(name, _)| {
        let of_value = found.iter().filter(|(_, f)| f.value == *name);
        let golds: Vec<f64> = of_value.map(|(g, _)| g.score).collect();
        let mean = share(golds.iter().sum(), golds.len(), 0.0);
        (!golds.is_empty()).then(|| ((*name).to_owned(), golds.len(), mean))
    });
    FactualityScore {
        n_gold: gold.len(),
        n_found: found.len(),
        r: pearson(&xs, &scores),
        r_of_value: pearson(&xs, &points),
        error: share(found.iter().map(distance).sum(), found.len(), 0.0),
        values: values.collect(),
        errors: errors.collect(),
    }
}

/// Pearson's correlation; 0 where a side does not vary.
pub fn pearson(xs: &[f64], ys: &[f64]) -> f64 {
    let n = xs.len();
    let mean = |v: &[f64]| share(v.iter().sum(), n, 0.0);
    let (mx, my) = (mean(xs), mean(ys));
    let sum = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
        xs.iter().zip(ys).map(|(x, y)| f(x - mx, y - my)).sum()
    };
    let spread = (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt();
    if spread == 0.0 {
        0.0
    } else {
        sum(&|x, y| x * y) / spread
    }
}

impl FactualityScore {
    /// Figures, and a line for each FactBank value.
    pub fn table(&self) -> String {
        let mut out = format!(
            "predicates found     {:>5} of {}\nPearson's r          {:>9.3}\n  of the value alone {:>9.3}\n\
             mean distance        {:>9.3}\n\nvalue      n  mean gold\n",
            self.n_found, self.n_gold, self.r, self.r_of_value, self.error
        );
        for (value, n, mean) in &self.values {
            let _ = writeln!(out, "{value:6}{n:>6}{mean:>11.2}");
        }
        out
    }

    /// `gold`, `found`, `r`, `r_of_value`, `error` and `values`.
    pub fn to_json(&self) -> Value {
        let values = self.values.iter().map(|(value, n, mean)| {
            let row = json!({"n": n, "mean_gold": round(*mean, 3)});
            (value.clone(), row)
        });
        json!({
            "gold": self.n_gold, "found": self.n_found, "r": round(self.r, 4),
            "r_of_value": round(self.r_of_value, 4), "error": round(self.error, 4),
            "values": Value::Object(values.collect()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{pearson, read_gold, read_predicted, score};

    #[test]
    fn correlation_is_pearsons() {
        assert!((pearson(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]) - 1.0).abs() < 1e-12);
        assert!((pearson(&[1.0, 2.0, 3.0, 4.0], &[1.0, 3.0, 2.0, 4.0]) - 0.8).abs() < 1e-12);
        assert_eq!(pearson(&[1.0, 2.0], &[5.0, 5.0]), 0.0);
    }

    #[test]
    fn only_found_predicates_count() {
        let gold = read_gold(
            "sent_id\ttoken\tform\tfactuality\tconfidence\ns-1\t2\tleft\t1.0\t1\ns-1\t4\tstay\t-1.0\t1\n\
             s-2\t1\tgo\t3.0\t1\n",
        )
        .unwrap();
        let found = "{\"doc\":\"s-1\",\"token\":2,\"factuality\":\"CT+\",\"score\":1.5}\n\
                     {\"doc\":\"s-1\",\"token\":4,\"factuality\":\"CT-\",\"score\":-1}\n";
        let scored = score(&gold, &read_predicted(found).unwrap());
        assert_eq!((scored.n_gold, scored.n_found), (3, 2));
        assert!((scored.r - 1.0).abs() < 1e-12 && (scored.r_of_value - 1.0).abs() < 1e-12);
        assert!((scored.error - 0.25).abs() < 1e-12);
        assert!(scored.errors[0].starts_with("s-1\t2\tleft"));
    }
}
