//! The state between two countries at the end of each year.

use std::collections::BTreeMap;

use super::Years;
use super::names::Names;
use super::read::{Class, Country, Given, Tie};
use super::steps::{quoted, track};

/// A set of ranks of a mission, a bit each.
type Ranks = u8;
const NO_MISSION: Ranks = 1;
const OFFICE: Ranks = 1 << 1;
const LEGATION: Ranks = 1 << 2;
const EMBASSY: Ranks = 1 << 3;

fn rank(value: &Given) -> Ranks {
    match value.as_deref() {
        Some("charge_ai" | "charge" | "envoy") => LEGATION,
        Some("ambassador") => EMBASSY,
        Some("diplomat" | "interests_section") => OFFICE,
        _ => 0,
    }
}

/// Sortable day on which a date has surely happened: the end of an interval that has one, the last
/// day of a month or year.
pub(super) fn end_of(date: &Given) -> Option<String> {
    let date = date.as_deref()?;
    let date = match date.split_once('/') {
        Some((start, "" | "..")) => start,
        Some((_, end)) => end,
        None => date,
    };
    let mut parts = date.split('-');
    let year = parts.next().filter(|y| is_number(y, 4))?;
    let mut rest = parts.by_ref().take(2);
    let (month, day) = (rest.next(), rest.next());
    let right = [month, day].into_iter().flatten().all(|p| is_number(p, 2));
    let (month, day) = (month.unwrap_or("12"), day.unwrap_or("31"));
    (right && parts.next().is_none()).then(|| format!("{year}-{month}-{day}"))
}

fn is_number(text: &str, n_digits: usize) -> bool {
    text.len() == n_digits && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether optional ties count and alternatives are accepted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Gold,
    Predicted,
}

/// The state on one 31 December.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct State {
    recognised: bool,
    relations: bool,
    /// Ranks that are right.
    ranks: Ranks,
}

/// A state as ties change it.
struct Running {
    state: State,
    /// Former ranks, of which one may come back.
    before: Ranks,
}

impl Running {
    fn apply(&mut self, tie: &Tie, class: Class, is_sender: bool, side: Side) {
        let state = &mut self.state;
        let value = tie.value.as_deref();
        let begun = match class {
            Class::Begin => Some(true),
            Class::End => Some(false),
            _ => None,
        };
        if tie.axis == "recognition" {
            state.recognised = begun.unwrap_or(state.recognised);
        } else if tie.axis != "exchange" || value == Some("consul") {
            // neither contact nor a consul makes a state
        } else if matches!(value, Some("relations" | "none") | None) {
            state.relations = begun.unwrap_or(state.relations);
            if class == Class::End && tie.change.as_deref() != Some("suspend") {
                self.before |= state.ranks;
                state.ranks = NO_MISSION;
            } else if class == Class::Begin && state.ranks == NO_MISSION {
                state.ranks |= self.before;
            }
        } else if class == Class::End {
            if is_sender {
                state.ranks = NO_MISSION;
            }
        } else if !matches!(tie.change.as_deref(), Some("recall" | "expel")) {
            let ranks = match side {
                Side::Gold => tie.values().fold(0, |ranks, v| ranks | rank(v)),
                Side::Predicted => rank(&tie.value),
            };
            state.relations |= ranks & (LEGATION | EMBASSY) != 0;
            // an interests section beside relations and a higher mission is no step down
            let beside =
                value == Some("interests_section") && state.relations && state.ranks >= LEGATION;
            if is_sender && ranks != 0 && !beside {
                state.ranks = ranks;
                self.before = 0;
            }
        }
    }
}

/// States at the end of each year.
fn history(ties: &[&Tie], names: &Names, country: &str, side: Side, years: Years) -> Vec<State> {
    let mut rows = Vec::new();
    for (n, tie) in ties.iter().enumerate() {
        let (Some((party, is_sender)), Some(class), Some(day)) =
            (names.parties(tie), tie.class(), end_of(&tie.occurred))
        else {
            continue;
        };
        if !party.contains(country) || (side == Side::Gold && tie.is_optional) {
            continue;
        }
        // of several ties on a day: endings first, relations before missions
        let is_mission = tie.value.as_deref() != Some("relations");
        rows.push((day, class != Class::End, is_mission, n, class, is_sender));
    }
    rows.sort();
    let mut running = Running {
        state: State {
            recognised: false,
            relations: false,
            ranks: NO_MISSION,
        },
        before: 0,
    };
    let mut rows = rows.into_iter().peekable();
    let mut out = Vec::new();
    for year in years.first..=years.last {
        let last = format!("{year}-12-31");
        while let Some((_, _, _, n, class, is_sender)) = rows.next_if(|row| row.0 <= last) {
            running.apply(ties[n], class, is_sender, side);
        }
        out.push(running.state);
    }
    out
}

/// Predicted ties without those that match optional gold ties only.
fn without_optional<'a>(predicted: &'a [Tie], gold: &[Tie], names: &Names) -> Vec<&'a Tie> {
    let gold = gold.iter().filter_map(|t| Some((names.parties(t)?, t)));
    let gold: Vec<_> = gold.collect();
    let counts = |p: &&Tie| {
        let Some((party, is_sender)) = names.parties(p) else {
            return true;
        };
        let fit = gold.iter().filter(|((other, sends), g)| {
            !party.is_disjoint(other)
                && is_sender == *sends
                && track(p, true) == track(g, true)
                && g.changes().any(|c| c == p.class())
                && g.dates().any(|d| *d == p.occurred)
        });
        let mut fit = fit.map(|(_, g)| g.is_optional).peekable();
        fit.peek().is_none() || !fit.all(|optional| optional)
    };
    predicted.iter().filter(counts).collect()
}

/// Date of the first recognition that counts, and all dates that are right for it.
fn first_recognition(
    ties: &[Tie],
    names: &Names,
    country: &str,
    side: Side,
) -> (Given, Vec<Given>) {
    let is_one = |t: &&Tie| {
        t.axis == "recognition"
            && t.class() == Some(Class::Begin)
            && names
                .parties(t)
                .is_some_and(|(party, _)| party.contains(country))
    };
    let rows = ties.iter().filter(is_one);
    let mut rows: Vec<_> = rows
        .filter_map(|t| Some((end_of(&t.occurred)?, t)))
        .collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    let mut right = Vec::new();
    for (_, tie) in rows {
        right.extend(tie.dates().cloned());
        if side == Side::Predicted || !tie.is_optional {
            return (tie.occurred.clone(), right);
        }
    }
    (None, right)
}

/// States of all countries compared.
pub(super) struct AsOfCounts {
    years: Years,
    /// Right and all country-years by name; ` active` years begin with the first gold tie.
    pub(super) right: BTreeMap<String, (usize, usize)>,
    /// First recognitions that are right, and all, by whether gold has a day.
    pub(super) with_day: (usize, usize),
    pub(super) coarser: (usize, usize),
    pub(super) errors: Vec<String>,
}

impl AsOfCounts {
    pub(super) fn new(years: Years) -> Self {
        Self {
            years,
            right: BTreeMap::new(),
            with_day: (0, 0),
            coarser: (0, 0),
            errors: Vec::new(),
        }
    }

    fn bump(&mut self, name: &str, right: bool) {
        let count = self.right.entry(name.into()).or_default();
        count.0 += usize::from(right);
        count.1 += 1;
    }

    /// Adds one country.
    pub(super) fn add(
        &mut self,
        country: &Country,
        gold: &[Tie],
        predicted: &[Tie],
        names: &Names,
    ) {
        let code = &country.country;
        let all: Vec<&Tie> = gold.iter().collect();
        let counted = without_optional(predicted, gold, names);
        let gold_states = history(&all, names, code, Side::Gold, self.years);
        let states = history(&counted, names, code, Side::Predicted, self.years);
        let mut active = false;
        for (g, p) in gold_states.iter().zip(&states) {
            let same = [
                ("recognised", g.recognised == p.recognised),
                ("relations", g.relations == p.relations),
                ("rank", g.ranks & p.ranks != 0),
            ];
            let nothing = !g.recognised && !g.relations && g.ranks & NO_MISSION != 0;
            active |= !nothing;
            let all = ("all", same.iter().all(|(_, right)| *right));
            for (name, right) in same.into_iter().chain([all, ("nothing", nothing)]) {
                self.bump(name, right);
                if active {
                    self.bump(&format!("{name} active"), right);
                }
            }
        }
        self.first(country, gold, predicted, names);
    }

    fn first(&mut self, country: &Country, gold: &[Tie], predicted: &[Tie], names: &Names) {
        let code = &country.country;
        let (Some(best), right) = first_recognition(gold, names, code, Side::Gold) else {
            return;
        };
        if best.is_empty() {
            return;
        }
        let (said, _) = first_recognition(predicted, names, code, Side::Predicted);
        let has_day = best.len() == 10 && !best.contains('/');
        let count = if has_day {
            &mut self.with_day
        } else {
            &mut self.coarser
        };
        count.0 += usize::from(right.contains(&said));
        count.1 += 1;
        if !right.contains(&said) {
            let mut right: Vec<&str> = right.iter().flatten().map(String::as_str).collect();
            right.sort_unstable();
            right.dedup();
            self.errors.push(format!(
                "first recognition\t{}\tgold {}\tpredicted {}",
                country.doc,
                quoted(right.into_iter()),
                said.as_deref().unwrap_or("None")
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::end_of;

    #[test]
    fn a_date_has_happened_at_its_end() {
        let check = |date: &str, expected: Option<&str>| {
            assert_eq!(end_of(&Some(date.into())).as_deref(), expected, "{date}");
        };
        check("1838/1840", Some("1840-12-31"));
        check("../1849-01-21", Some("1849-01-21"));
        check("1991-02-09/..", Some("1991-02-09"));
        check("1991-02", Some("1991-02-31"));
        check("1991-2", None);
        check("1991-W20", None);
        check("1991-02-09-01", None);
    }
}
