//! Scores diplomatic ties between the United States and one country per text.
//!
//! Classes: begin = `begin establish resume`, end = `sever suspend withdraw`, `upgrade`, downgrade =
//! `downgrade recall expel`. Tracks: recognition; diplomatic = relations, mission and interests
//! section; consular.
//!
//! 1. *Ties*: the key of a step is country, track and class; "+ date" wants the date too; "fine" splits
//!    the diplomatic track. Optional gold steps are neither missed nor wrong; a predicted step whose date
//!    is a coarser form of another's with the same key is dropped.
//! 2. *As-of*: for each country and year the state on 31 December, from the ties up to that day:
//!    recognised, relations, and rank of the mission that the United States keeps there.
//! 3. *First recognition*: countries whose earliest predicted recognition has the gold date.

mod history;
mod names;
mod read;
mod shown;
mod steps;

use std::collections::BTreeMap;

use crate::score::Error;
use history::AsOfCounts;
use read::{Gold, Tie};
pub use shown::{Prf, TieScore};
use steps::StepCounts;

/// Years whose last day is scored, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Years {
    /// First year.
    pub first: u16,
    /// Last year.
    pub last: u16,
}

impl Default for Years {
    /// From the independence of the United States to the edition of the guide that gold was made from.
    fn default() -> Self {
        Self {
            first: 1776,
            last: 2015,
        }
    }
}

/// Scores predicted ties, one a line: `doc`, `sender`, `receiver`, `axis`, `value`, `change`, `date` and
/// perhaps `evidence`; a record with these under `fields` will do.
///
/// # Errors
/// Gold is not in its format, or a predicted line is no JSON.
pub fn score(gold: &str, predicted: &str, years: Years) -> Result<TieScore, Error> {
    let gold = read::gold(gold)?;
    let predicted = read::predicted(predicted)?;
    Ok(score_read(&gold, &predicted, years))
}

fn by_doc(ties: &[Tie]) -> BTreeMap<&str, Vec<&Tie>> {
    let mut out: BTreeMap<&str, Vec<&Tie>> = BTreeMap::new();
    for tie in ties {
        out.entry(&tie.doc).or_default().push(tie);
    }
    out
}

fn score_read(gold: &Gold, predicted: &[Tie], years: Years) -> TieScore {
    let (gold_ties, predicted_ties) = (by_doc(&gold.ties), by_doc(predicted));
    let of = |ties: &BTreeMap<&str, Vec<&Tie>>, doc: &str| -> Vec<Tie> {
        let ties = ties.get(doc).map_or(&[][..], Vec::as_slice);
        ties.iter().map(|t| (*t).clone()).collect()
    };
    let documents: Vec<(&read::Country, Vec<Tie>, Vec<Tie>)> = gold
        .countries
        .iter()
        .map(|c| (c, of(&gold_ties, &c.doc), of(&predicted_ties, &c.doc)))
        .collect();
    let mut score = TieScore::default();
    for fine in [false, true] {
        for dated in [true, false] {
            let mut counts = StepCounts::new(fine, dated);
            for (country, gold_ties, predicted_ties) in &documents {
                counts.add(&country.doc, gold_ties, predicted_ties, &gold.names);
            }
            score.add_steps(counts);
        }
    }
    let mut as_of = AsOfCounts::new(years);
    for (country, gold_ties, predicted_ties) in &documents {
        as_of.add(country, gold_ties, predicted_ties, &gold.names);
    }
    score.add_as_of(as_of);
    score
}
