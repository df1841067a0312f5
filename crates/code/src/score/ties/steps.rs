//! Steps between two countries, and which predicted step is which gold one.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{Codes, Names};
use super::read::{Class, Given, Tie};

/// The track of a tie, split in three where `fine`; none for mere contact.
pub(super) fn track(tie: &Tie, fine: bool) -> Option<&'static str> {
    let value = tie.value.as_deref();
    if tie.axis == "recognition" {
        return Some("recognition");
    }
    if value == Some("consul") {
        return Some("consular");
    }
    if tie.axis != "exchange" {
        return None;
    }
    Some(match value {
        _ if !fine => "diplomatic",
        Some("relations" | "none") => "relations",
        Some("interests_section") => "interests_section",
        _ => "mission",
    })
}

/// Ties of one text with the same party, track, class and date.
#[derive(Default)]
struct Step<'a> {
    party: Codes,
    track: &'static str,
    class: Option<Class>,
    classes: BTreeSet<Class>,
    date: Given,
    dates: BTreeSet<Given>,
    senders: BTreeSet<bool>,
    values: BTreeSet<Given>,
    is_optional: bool,
    ties: Vec<&'a Tie>,
}

/// Who makes the ties, and so how they are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Gold,
    Predicted,
}

fn steps<'a>(ties: &'a [Tie], names: &Names, fine: bool, side: Side) -> Vec<Step<'a>> {
    let mut out: Vec<Step> = Vec::new();
    let mut place = BTreeMap::new();
    for tie in ties {
        let (Some((party, is_sender)), Some(track), Some(class)) =
            (names.parties(tie), track(tie, fine), tie.class())
        else {
            continue;
        };
        let other = if is_sender {
            &tie.receiver
        } else {
            &tie.sender
        };
        let named = match side {
            Side::Gold => other.iter().cloned().collect(),
            Side::Predicted => party.clone(),
        };
        let key = (named, track, class, tie.occurred.clone());
        let at = *place.entry(key).or_insert_with(|| {
            out.push(Step {
                track,
                class: Some(class),
                date: tie.occurred.clone(),
                is_optional: true,
                ..Step::default()
            });
            out.len() - 1
        });
        let step = &mut out[at];
        step.party.extend(party);
        step.classes.extend(tie.changes().flatten());
        step.dates.extend(tie.dates().cloned());
        step.senders.insert(is_sender);
        step.values.extend(tie.values().cloned());
        step.is_optional &= tie.is_optional;
        step.ties.push(tie);
    }
    let is_rough = |a: &Step| out.iter().any(|b| is_coarser(a, b));
    let rough: Vec<bool> = out.iter().map(is_rough).collect();
    match side {
        Side::Gold => {
            for (step, rough) in out.iter_mut().zip(rough) {
                step.is_optional |= rough;
            }
            out
        }
        Side::Predicted => {
            let kept = out.into_iter().zip(rough).filter(|(_, rough)| !rough);
            kept.map(|(step, _)| step).collect()
        }
    }
}

/// Whether the date of `a` is a coarser form of that of `b`, with the same key.
fn is_coarser(a: &Step, b: &Step) -> bool {
    let (Some(x), Some(y)) = (&a.date, &b.date) else {
        return false;
    };
    !x.is_empty()
        && y.len() > x.len()
        && y.starts_with(x.as_str())
        && a.track == b.track
        && a.class == b.class
        && !a.party.is_disjoint(&b.party)
}

/// Matches one to one, greedily: required gold steps first, then optional ones; equal classes before
/// accepted ones, equal dates before others.
fn pair(gold: &[Step], predicted: &[Step], dated: bool) -> Vec<(usize, usize)> {
    let mut used = vec![false; predicted.len()];
    let mut found = vec![false; gold.len()];
    let mut out = Vec::new();
    for same_class in [true, false] {
        for optional in [false, true] {
            for same_date in [true, false] {
                if dated && !same_date {
                    continue;
                }
                for (i, g) in gold.iter().enumerate() {
                    if g.is_optional != optional || found[i] {
                        continue;
                    }
                    let fits = |p: &Step| {
                        let class = match same_class {
                            true => p.class == g.class,
                            false => p.class.is_some_and(|c| g.classes.contains(&c)),
                        };
                        let date = !same_date || g.dates.contains(&p.date);
                        class && date && p.track == g.track && !p.party.is_disjoint(&g.party)
                    };
                    let mut free = predicted.iter().enumerate();
                    if let Some((j, _)) = free.find(|(j, p)| !used[*j] && fits(p)) {
                        used[j] = true;
                        found[i] = true;
                        out.push((i, j));
                    }
                }
            }
        }
    }
    out
}

/// What is counted of steps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counted {
    Gold,
    Predicted,
    Right,
    DirectionRight,
    ValueRight,
    EvidenceOverlaps,
}

/// Steps of all texts, counted by track and class.
pub(super) struct StepCounts {
    pub(super) fine: bool,
    pub(super) dated: bool,
    counts: BTreeMap<(Counted, &'static str, Option<Class>), usize>,
    /// What was missed or wrong, as tab-separated text.
    pub(super) errors: Vec<String>,
}

impl StepCounts {
    pub(super) fn new(fine: bool, dated: bool) -> Self {
        Self {
            fine,
            dated,
            counts: BTreeMap::new(),
            errors: Vec::new(),
        }
    }

    fn bump(&mut self, counted: Counted, step: &Step, class: Option<Class>) {
        *self.counts.entry((counted, step.track, class)).or_default() += 1;
    }

    /// Adds one text.
    pub(super) fn add(&mut self, doc: &str, gold: &[Tie], predicted: &[Tie], names: &Names) {
        let gold = steps(gold, names, self.fine, Side::Gold);
        let predicted = steps(predicted, names, self.fine, Side::Predicted);
        let pairs = pair(&gold, &predicted, self.dated);
        let listed = self.dated && !self.fine;
        for (i, g) in gold.iter().enumerate().filter(|(_, g)| !g.is_optional) {
            self.bump(Counted::Gold, g, g.class);
            if listed && !pairs.iter().any(|pair| pair.0 == i) {
                self.errors.push(error_line("missed", doc, g));
            }
        }
        for (j, p) in predicted.iter().enumerate() {
            let met = pairs
                .iter()
                .find(|pair| pair.1 == j)
                .map(|pair| &gold[pair.0]);
            if met.is_none_or(|g| !g.is_optional) {
                self.bump(Counted::Predicted, p, met.map_or(p.class, |g| g.class));
            }
            if met.is_none() && listed && p.track != "consular" {
                self.errors.push(error_line("extra", doc, p));
            }
        }
        for (i, j) in pairs {
            let (g, p) = (&gold[i], &predicted[j]);
            if g.is_optional {
                continue;
            }
            self.bump(Counted::Right, g, g.class);
            let checks = [
                (Counted::DirectionRight, !g.senders.is_disjoint(&p.senders)),
                (Counted::ValueRight, !g.values.is_disjoint(&p.values)),
                (Counted::EvidenceOverlaps, evidence_overlaps(g, p)),
            ];
            for (counted, _) in checks.into_iter().filter(|(_, right)| *right) {
                self.bump(counted, g, None);
            }
        }
    }

    /// Sum over some tracks (all but consular if none is given) and one class or all.
    pub(super) fn total(&self, counted: Counted, tracks: &[&str], class: Option<Class>) -> usize {
        let kept = self.counts.iter().filter(|((of, track, c), _)| {
            let on_track = match tracks {
                [] => *track != "consular",
                tracks => tracks.contains(track),
            };
            *of == counted && on_track && (class.is_none() || *c == class)
        });
        kept.map(|(_, n)| n).sum()
    }
}

fn evidence_overlaps(gold: &Step, predicted: &Step) -> bool {
    let gold: Vec<_> = gold.ties.iter().flat_map(|t| &t.evidence).collect();
    let mut predicted = predicted.ties.iter().flat_map(|t| &t.evidence);
    predicted.any(|p| gold.iter().any(|g| p.0 < g.1 && g.0 < p.1))
}

/// A list in brackets, each text in single quotes.
pub(super) fn quoted<'a>(list: impl Iterator<Item = &'a str>) -> String {
    let list: Vec<String> = list.map(|c| format!("'{c}'")).collect();
    format!("[{}]", list.join(", "))
}

fn error_line(what: &str, doc: &str, step: &Step) -> String {
    let class = step.class.map_or("", Class::name);
    let date = step.date.as_deref().unwrap_or("None");
    let party = quoted(step.party.iter().map(String::as_str));
    format!("{what}\t{doc}\t{}\t{class}\t{date}\t{party}", step.track)
}
