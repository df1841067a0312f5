//! The figures, and how they are shown.

use serde_json::{Map, Value, json};

use super::history::AsOfCounts;
use super::read::Class;
use super::steps::{Counted, StepCounts};
use crate::score::figures::{percent, round};

/// Precision, recall and F1 in percent with one decimal, and their counts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Prf {
    /// Share of predicted steps that are right.
    pub precision: f64,
    /// Share of gold steps that were found.
    pub recall: f64,
    /// Harmonic mean, from the unrounded shares.
    pub f1: f64,
    /// Steps that are right.
    pub right: usize,
    /// Predicted steps that count.
    pub predicted: usize,
    /// Gold steps that are to be found.
    pub gold: usize,
}

impl Prf {
    fn new(right: usize, predicted: usize, gold: usize) -> Self {
        let share = |n: usize| if n == 0 { 0.0 } else { right as f64 / n as f64 };
        let (p, r) = (share(predicted), share(gold));
        let f1 = if p + r == 0.0 {
            0.0
        } else {
            200.0 * p * r / (p + r)
        };
        Self {
            precision: round(100.0 * p, 1),
            recall: round(100.0 * r, 1),
            f1: round(f1, 1),
            right,
            predicted,
            gold,
        }
    }
}

/// All figures of one comparison.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TieScore {
    /// Measures of steps by name: `ties + date`, `ties + date: recognition`, … `fine`.
    pub steps: Vec<(String, Prf)>,
    /// Percent by name: `recognised`, `relations`, `rank`, `all`, `nothing`, each also with ` active`.
    pub as_of: Vec<(String, f64)>,
    /// Country-years, all and active.
    pub n_country_years: (usize, usize),
    /// Percent of the matched steps with date, by name.
    pub matched: Vec<(&'static str, f64)>,
    /// Percent of the first consular openings that were found, if gold has any.
    pub consular_recall: Option<f64>,
    /// Countries whose first recognition has the right day, and all with a day.
    pub first_with_day: (usize, usize),
    /// The same for countries with a coarser date.
    pub first_coarser: (usize, usize),
    /// What was missed or wrong, as tab-separated lines.
    pub errors: Vec<String>,
}

/// Name of the recall of consular openings.
const CONSULAR: &str = "consular, first opening, recall";

impl TieScore {
    pub(super) fn add_steps(&mut self, counts: StepCounts) {
        let name = match (counts.fine, counts.dated) {
            (false, true) => "ties + date",
            (false, false) => "ties",
            (true, true) => "fine + date",
            (true, false) => "fine",
        };
        let prf = |tracks: &[&str], class: Option<Class>| {
            let total = |counted| counts.total(counted, tracks, class);
            Prf::new(
                total(Counted::Right),
                total(Counted::Predicted),
                total(Counted::Gold),
            )
        };
        self.steps.push((name.into(), prf(&[], None)));
        if counts.dated {
            let tracks: &[&str] = match counts.fine {
                true => &["relations", "mission", "interests_section"],
                false => &["recognition", "diplomatic"],
            };
            for track in tracks {
                self.steps
                    .push((format!("{name}: {track}"), prf(&[track], None)));
            }
        }
        if counts.dated && !counts.fine {
            for class in Class::ALL {
                let row = prf(&[], Some(class));
                self.steps.push((format!("{name}: {}", class.name()), row));
            }
            let n_right = counts.total(Counted::Right, &[], None).max(1);
            for (name, counted) in [
                ("direction right, of matched", Counted::DirectionRight),
                ("value right, of matched", Counted::ValueRight),
                ("evidence overlaps, of matched", Counted::EvidenceOverlaps),
            ] {
                let share = percent(counts.total(counted, &[], None), n_right);
                self.matched.push((name, share));
            }
            let openings = |counted| counts.total(counted, &["consular"], Some(Class::Begin));
            let n = openings(Counted::Gold);
            self.consular_recall = (n > 0).then(|| percent(openings(Counted::Right), n));
        }
        self.errors.extend(counts.errors);
    }

    pub(super) fn add_as_of(&mut self, counts: AsOfCounts) {
        let n = |name: &str| counts.right.get(name).map_or(0, |count| count.1);
        self.n_country_years = (n("all"), n("all active"));
        let rows = counts.right.iter();
        self.as_of = rows
            .map(|(name, (right, n))| (name.clone(), percent(*right, *n)))
            .collect();
        self.first_with_day = counts.with_day;
        self.first_coarser = counts.coarser;
        self.errors.extend(counts.errors);
    }

    /// The measure of steps of this name.
    pub fn step(&self, name: &str) -> Option<Prf> {
        self.steps
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, prf)| *prf)
    }

    /// Percent of country-years that are right in this respect, 0 if there are none.
    pub fn as_of(&self, name: &str) -> f64 {
        let found = self.as_of.iter().find(|(n, _)| n == name);
        found.map_or(0.0, |(_, percent)| *percent)
    }

    /// Percent of countries whose first recognition has the right day.
    pub fn first_recognition(&self) -> f64 {
        percent(self.first_with_day.0, self.first_with_day.1)
    }

    /// The figures as text for people, a line end after each line.
    pub fn table(&self) -> String {
        let a = |name: &str| self.as_of(name);
        let mut out = format!(
            "as-of accuracy   {:5.1} % of {} country-years   (recognised {:?}, relations {:?}, \
             rank {:?}; predicting nothing {:?})\n",
            a("all"),
            self.n_country_years.0,
            a("recognised"),
            a("relations"),
            a("rank"),
            a("nothing")
        );
        out += &format!(
            "  active years   {:5.1} % of {}   (recognised {:?}, relations {:?}, rank {:?}; \
             nothing {:?})\n",
            a("all active"),
            self.n_country_years.1,
            a("recognised active"),
            a("relations active"),
            a("rank active"),
            a("nothing active")
        );
        out += &format!(
            "first recognition, exact day: {:.1} % of {} countries; coarser dates {} of {}\n",
            self.first_recognition(),
            self.first_with_day.1,
            self.first_coarser.0,
            self.first_coarser.1
        );
        out += &format!(
            "{:34}{:>7}{:>7}{:>7}{:>6}{:>6}{:>6}\n",
            "", "P", "R", "F1", "tp", "pred", "gold"
        );
        for (name, p) in &self.steps {
            out += &format!(
                "{name:34}{:7.1}{:7.1}{:7.1}{:6}{:6}{:6}\n",
                p.precision, p.recall, p.f1, p.right, p.predicted, p.gold
            );
        }
        for (name, percent) in &self.matched {
            out += &format!("{name}: {percent:?} %\n");
        }
        match self.consular_recall {
            Some(percent) => out + &format!("{CONSULAR}: {percent:?} %\n"),
            None => out + &format!("{CONSULAR}: None %\n"),
        }
    }

    /// Measures by name; steps as `{"p", "r", "f1", "tp", "predicted", "gold"}`, in percent.
    pub fn to_json(&self) -> Value {
        let mut out = Map::new();
        for (name, p) in &self.steps {
            let row = json!({"p": p.precision, "r": p.recall, "f1": p.f1, "tp": p.right,
                             "predicted": p.predicted, "gold": p.gold});
            out.insert(name.clone(), row);
        }
        for (name, percent) in &self.matched {
            out.insert((*name).into(), json!(percent));
        }
        out.insert(CONSULAR.into(), json!(self.consular_recall));
        let rows = self.as_of.iter();
        let mut as_of: Map<String, Value> = rows
            .map(|(name, percent)| (name.clone(), json!(percent)))
            .collect();
        as_of.insert("country-years".into(), json!(self.n_country_years.0));
        as_of.insert("country-years active".into(), json!(self.n_country_years.1));
        as_of.entry("nothing active").or_insert(json!(0.0));
        out.insert("as-of".into(), as_of.into());
        let first = "first recognition";
        out.insert(
            format!("{first}, exact day"),
            json!(self.first_recognition()),
        );
        out.insert(
            format!("{first}, countries with a day"),
            json!(self.first_with_day.1),
        );
        let (right, n) = self.first_coarser;
        out.insert(
            format!("{first}, coarser date"),
            json!(format!("{right} of {n}")),
        );
        out.into()
    }
}
