//! What is counted, and how it is shown.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::codes::{TYPES, quad};
use super::dyads::{Dyad, dyads, match_dyads};
use super::read::{CodedEvent, GoldSentence, Participant, Predicted};
use crate::score::figures::{harmonic, share};

/// Which types are told apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Events {
    /// All of them.
    #[default]
    All,
    /// `CONCEDE` and `RETREAT` count as one, `YIELD`.
    YieldCollapsed,
}

/// Right, wrong and missed sentences of one type.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TypeCount {
    /// Gold has the type, and so has the prediction.
    pub right: usize,
    /// Only the prediction has it.
    pub wrong: usize,
    /// Only gold has it.
    pub missed: usize,
}

impl TypeCount {
    /// Precision, recall and F1, 0 to 1.
    pub fn prf(&self) -> (f64, f64, f64) {
        let p = share(self.right as f64, self.right + self.wrong, 0.0);
        let r = share(self.right as f64, self.right + self.missed, 0.0);
        (p, r, harmonic(p, r))
    }

    fn row(&self, name: &str, width: usize) -> String {
        let (p, r, f1) = self.prf();
        format!(
            "{name:<width$} {p:6.3} {r:6.3} {f1:6.3}   {:5} {:5} {:5}\n",
            self.right, self.wrong, self.missed
        )
    }
}

/// All counts of one comparison.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EventScore {
    counts: BTreeMap<String, usize>,
    /// Counts per event type.
    pub per_type: BTreeMap<String, TypeCount>,
    /// Predicted documents that gold does not have.
    pub strays: Vec<String>,
}

/// Measures shown with precision, recall and F1.
const MEASURES: [&str; 6] = [
    "type",
    "quad",
    "country any role",
    "country with role",
    "dyad, type ignored",
    "full dyad",
];

/// Scores predicted events.
pub fn score(gold: &[GoldSentence], predicted: &Predicted, events: Events) -> EventScore {
    let mut order: Vec<Sentence> = Vec::new();
    let mut place: BTreeMap<&str, usize> = BTreeMap::new();
    for g in gold {
        let at = *place.entry(&g.text).or_insert_with(|| {
            order.push(Sentence::default());
            order.len() - 1
        });
        order[at].gold.push(&g.event);
        order[at]
            .predicted
            .extend(predicted.get(&g.doc).into_iter().flatten());
    }
    let mut score = EventScore::default();
    for sentence in &order {
        score.types(sentence, events);
        let named = |e: &&CodedEvent| participants(e).any(|(_, (c, _))| !c.is_empty());
        if sentence.gold.iter().any(named) {
            score.actors(sentence, events);
        }
    }
    let known: BTreeSet<&str> = gold.iter().map(|g| g.doc.as_str()).collect();
    let docs = predicted.keys();
    score.strays = docs
        .filter(|d| !known.contains(d.as_str()))
        .cloned()
        .collect();
    score
}

/// Gold and predicted events of one sentence.
#[derive(Default)]
struct Sentence<'a> {
    gold: Vec<&'a CodedEvent>,
    predicted: Vec<&'a CodedEvent>,
}

fn collapsed(event: &CodedEvent, events: Events) -> &str {
    match (events, event.event_type.as_str()) {
        (Events::YieldCollapsed, "CONCEDE" | "RETREAT") => "YIELD",
        (_, other) => other,
    }
}

/// Participants with their side, `s` or `t`.
fn participants(event: &CodedEvent) -> impl Iterator<Item = (&'static str, &Participant)> {
    let sources = event.sources.iter().map(|p| ("s", p));
    sources.chain(event.targets.iter().map(|p| ("t", p)))
}

impl EventScore {
    fn bump(&mut self, key: &str, n: usize) {
        *self.counts.entry(key.into()).or_default() += n;
    }

    fn add<T: Ord>(&mut self, name: &str, gold: &BTreeSet<T>, predicted: &BTreeSet<T>) {
        self.bump(&format!("{name} tp"), gold.intersection(predicted).count());
        self.bump(&format!("{name} fp"), predicted.difference(gold).count());
        self.bump(&format!("{name} fn"), gold.difference(predicted).count());
    }

    fn types(&mut self, sentence: &Sentence, events: Events) {
        let set = |list: &[&CodedEvent]| -> BTreeSet<String> {
            list.iter()
                .map(|e| collapsed(e, events).to_owned())
                .collect()
        };
        let (gold, predicted) = (set(&sentence.gold), set(&sentence.predicted));
        self.add("type", &gold, &predicted);
        let quads = |types: &BTreeSet<String>| types.iter().map(|t| quad(t)).collect();
        self.add::<u8>("quad", &quads(&gold), &quads(&predicted));
        for t in gold.union(&predicted) {
            let count = self.per_type.entry(t.clone()).or_default();
            match (gold.contains(t), predicted.contains(t)) {
                (true, true) => count.right += 1,
                (true, false) => count.missed += 1,
                (false, _) => count.wrong += 1,
            }
        }
        let first = sentence.predicted.first();
        let first = first.is_some_and(|e| gold.contains(collapsed(e, events)));
        self.bump("docs", 1);
        self.bump("coded", usize::from(!sentence.predicted.is_empty()));
        self.bump("hit", usize::from(!gold.is_disjoint(&predicted)));
        self.bump("exact", usize::from(gold == predicted));
        self.bump("first", usize::from(first));
        self.bump("events", sentence.predicted.len());
    }

    fn actors(&mut self, sentence: &Sentence, events: Events) {
        self.bump("actor docs", 1);
        let pairs = |list: &[&CodedEvent], typed: bool| -> BTreeSet<Dyad> {
            let one = |e: &&CodedEvent| dyads(e, if typed { collapsed(e, events) } else { "" });
            list.iter().flat_map(one).collect()
        };
        let gold_pairs = pairs(&sentence.gold, false);
        let reciprocal = gold_pairs.iter().any(|d| d.3);
        let roles = |list: &[&CodedEvent], with_role: bool| -> BTreeSet<(&str, String)> {
            list.iter()
                .flat_map(|e| participants(e))
                .filter(|(_, (c, _))| !c.is_empty())
                .map(|(role, (c, _))| (if with_role { role } else { "" }, c.clone()))
                .collect()
        };
        for (name, with_role) in [
            ("country any role", false),
            ("country with role", !reciprocal),
        ] {
            let (gold, predicted) = (&sentence.gold, &sentence.predicted);
            self.add(name, &roles(gold, with_role), &roles(predicted, with_role));
        }
        for (name, typed) in [("full dyad", true), ("dyad, type ignored", false)] {
            let (gold, predicted) = (
                pairs(&sentence.gold, typed),
                pairs(&sentence.predicted, typed),
            );
            let (right, wrong, missed) = match_dyads(&gold, &predicted);
            self.bump(&format!("{name} tp"), right);
            self.bump(&format!("{name} fp"), wrong);
            self.bump(&format!("{name} fn"), missed);
        }
        self.sectors(sentence, reciprocal);
    }

    fn sectors(&mut self, sentence: &Sentence, reciprocal: bool) {
        for (role, (country, sectors)) in sentence.gold.iter().flat_map(|e| participants(e)) {
            let mut found = sentence
                .predicted
                .iter()
                .flat_map(|e| participants(e))
                .filter(|(r, (c, _))| (*r == role || reciprocal) && c == country && !c.is_empty())
                .peekable();
            if !sectors.is_empty() && found.peek().is_some() {
                let right = found.any(|(_, (_, s))| !s.is_disjoint(sectors));
                self.bump("sector n", 1);
                self.bump("sector ok", usize::from(right));
            }
        }
    }

    /// A count by its name in [`to_json`](Self::to_json), 0 if it is not there.
    pub fn count(&self, name: &str) -> usize {
        self.counts.get(name).copied().unwrap_or_default()
    }

    /// Counts of a measure such as `type`, `quad` or `full dyad`.
    pub fn measure(&self, name: &str) -> TypeCount {
        TypeCount {
            right: self.count(&format!("{name} tp")),
            wrong: self.count(&format!("{name} fp")),
            missed: self.count(&format!("{name} fn")),
        }
    }

    /// Mean F1 of the types that gold has, and how many these are.
    pub fn macro_f1(&self) -> (f64, usize) {
        let in_gold = |c: &&TypeCount| c.right + c.missed > 0;
        let f1: Vec<f64> = self
            .per_type
            .values()
            .filter(in_gold)
            .map(|c| c.prf().2)
            .collect();
        (f1.iter().sum::<f64>() / f1.len().max(1) as f64, f1.len())
    }

    /// The figures as text for people, a line end after each line.
    pub fn table(&self) -> String {
        let n = self.count("docs").max(1);
        let percent = |name: &str| (100 * self.count(name)) as f64 / n as f64;
        let mut out = format!(
            "sentences {}  coded {} ({:.1}%)  events {}\n",
            self.count("docs"),
            self.count("coded"),
            percent("coded"),
            self.count("events")
        );
        out += &format!(
            "type hit {:.1}%   first event has gold type {:.1}%   type set exact {:.1}%\n",
            percent("hit"),
            percent("first"),
            percent("exact")
        );
        out += &format!(
            "{:<20} {:>6} {:>6} {:>6}   {:>5} {:>5} {:>5}\n",
            "", "P", "R", "F1", "tp", "fp", "fn"
        );
        for name in MEASURES {
            let count = self.measure(name);
            if count != TypeCount::default() {
                out += &count.row(name, 20);
            }
        }
        let n = self.count("sector n");
        if n > 0 {
            let right = (100 * self.count("sector ok")) as f64 / n as f64;
            out += &format!("sector right, given the country was found: {right:.1}% of {n}\n");
        }
        let (f1, n) = self.macro_f1();
        out + &format!("type macro-F1 over {n} gold types: {f1:.3}\n")
    }

    /// One line per type, to stand under [`table`](Self::table).
    pub fn type_table(&self) -> String {
        let known = TYPES.iter().copied().chain(["YIELD"]);
        let known: Vec<&str> = known.filter(|t| self.per_type.contains_key(*t)).collect();
        let others = self.per_type.keys().map(String::as_str);
        let others = others.filter(|t| !known.contains(t));
        let types = known.iter().copied().chain(others);
        types
            .map(|t| format!("  {}", self.per_type[t].row(t, 18)))
            .collect()
    }

    /// Every count by name: `{"type tp": n, …, "docs": n}`.
    pub fn to_json(&self) -> Value {
        let counts = self.counts.iter();
        counts
            .map(|(k, n)| (k.clone(), Value::from(*n)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}
