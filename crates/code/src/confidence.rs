//! What share of records like this one was right in gold data: the confidence that records carry.
//!
//! Producers give each record a weight that only ranks (how sure a cue, a frame, a filled pattern is). The table
//! `english/confidence.csv` turns weights into shares, kind by kind and class by class, by steps that never fall:
//! `kind,class,from,right,n`. It is fitted on gold data by `verbale eval confidence --fit` (isotonic regression) and
//! keeps the counts, so that everybody sees how much stands behind a figure.

use crate::Fault;
use crate::record::{Body, Record};
use std::collections::BTreeMap;

/// Steps by kind and class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfidenceTable {
    steps: BTreeMap<(String, String), Vec<Step>>,
}

/// From this weight on, so many of so many records were right.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    from: f32,
    right: u32,
    n: u32,
}

impl Step {
    /// Share right, as if two more records had been seen, one right and one wrong (Laplace): few records make no certainty.
    fn share(self) -> f32 {
        (self.right as f32 + 1.0) / (self.n as f32 + 2.0)
    }
}

impl ConfidenceTable {
    /// Reads `confidence.csv`.
    ///
    /// # Errors
    /// Rows that have not five columns with numbers in the last three, or more right ones than there are.
    pub fn load(path: &str, text: &str) -> Result<ConfidenceTable, Vec<Fault>> {
        let mut table = ConfidenceTable::default();
        let mut faults = Vec::new();
        let lines = text.lines().enumerate().skip(1);
        for (i, line) in lines.filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
            match row(line) {
                Some((key, step)) => table.steps.entry(key).or_default().push(step),
                None => faults.push(Fault {
                    path: path.to_owned(),
                    line: i as u32 + 1,
                    column: 0,
                    code: "P321",
                    problem: "this row is not kind, class, weight, records right, records".into(),
                    help: Some("write for example `statement,direct,0.80,120,140`".into()),
                }),
            }
        }
        for steps in table.steps.values_mut() {
            steps.sort_by(|a, b| a.from.total_cmp(&b.from));
        }
        if faults.is_empty() {
            Ok(table)
        } else {
            Err(faults)
        }
    }

    /// The share that belongs to the weight of `record`, if the table has its kind.
    pub(crate) fn share(&self, record: &Record) -> Option<f32> {
        let key = |class: &str| (record.body.kind().to_owned(), class.to_owned());
        let own = self.steps.get(&key(class(record)));
        let steps = own.or_else(|| self.steps.get(&key("")))?;
        let reached = steps.iter().rev().find(|s| s.from <= record.confidence);
        reached.or(steps.first()).map(|s| s.share())
    }
}

fn row(line: &str) -> Option<((String, String), Step)> {
    let mut columns = line.split(',');
    let (kind, class) = (columns.next()?, columns.next()?);
    let step = Step {
        from: columns.next()?.parse().ok()?,
        right: columns.next()?.parse().ok()?,
        n: columns.next()?.parse().ok()?,
    };
    let is_whole = columns.next().is_none() && step.right <= step.n;
    is_whole.then(|| ((kind.to_owned(), class.to_owned()), step))
}

/// The class within a kind whose records are counted together: the mode of a statement; nothing
/// for other kinds.
pub fn class(record: &Record) -> &'static str {
    match &record.body {
        Body::Statement(statement) => statement.mode,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::ConfidenceTable;

    #[test]
    fn rows_with_faults_are_named() {
        let faults = ConfidenceTable::load(
            "confidence.csv",
            "kind,class,from,right,n\nevent,,0.5,3,4\nevent,,0.6,5,4\ntie\n",
        )
        .unwrap_err();
        let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            [3, 4].map(|line| format!(
                "confidence.csv:{line}: P321: this row is not kind, class, weight, records right, records (write for \
                 example `statement,direct,0.80,120,140`)"
            ))
        );
    }
}
