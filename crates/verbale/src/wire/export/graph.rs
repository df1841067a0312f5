//! Who stands how to whom: ties, relations and meetings as signed and dated edges between actors.
//!
//! What several records tell alike is one edge; its weight is the number of texts that are no copies of each other.

use super::Error;
use super::page::{Page, Pages};
use std::collections::{BTreeMap, BTreeSet};
use verbale_ledger::{Entity, Kind, Stored};

/// The kinds that become edges.
const KINDS: &[Kind] = &[Kind::Tie, Kind::Relation, Kind::Meeting];

/// Relations in which both sides stand alike.
const MUTUAL: &[&str] = &[
    "ally",
    "coalition",
    "rival",
    "opposes",
    "ties",
    "internal_division",
];

/// Changes of a tie that lessen it.
const DOWN: &[&str] = &[
    "downgrade",
    "suspend",
    "sever",
    "withdraw",
    "refuse",
    "recall",
    "expel",
];

/// Actors and what is told between them.
pub(super) struct Graph {
    /// By id.
    pub(super) nodes: BTreeMap<String, Entity>,
    /// In the order of their keys.
    pub(super) edges: Vec<Edge>,
}

/// What makes two records tell the same of the same parties.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    kind: Kind,
    source: String,
    target: String,
    label: String,
    change: String,
    start: String,
    end: String,
    factuality: String,
}

/// One edge.
pub(super) struct Edge {
    pub(super) source: String,
    pub(super) target: String,
    /// `tie`, `relation` or `meeting`.
    pub(super) kind: &'static str,
    /// Type of the relation, axis and value of the tie, status of the meeting.
    pub(super) label: String,
    /// Change of a tie, trend of a relation; empty if there is none.
    pub(super) change: String,
    /// -1, 0 or 1.
    pub(super) sign: i64,
    /// Whether it has no direction.
    pub(super) is_mutual: bool,
    /// First day, ISO; empty if neither the text nor its publication has one.
    pub(super) start: String,
    /// Last day; empty if it lasts, or nobody says.
    pub(super) end: String,
    /// Whether the text itself has the day; else it is that of the publication.
    pub(super) is_dated: bool,
    pub(super) factuality: String,
    /// Texts that are no copies of each other.
    pub(super) weight: usize,
    /// Whose word it is.
    pub(super) voices: BTreeSet<String>,
    /// Ids of the records behind it.
    pub(super) records: Vec<String>,
}

impl Graph {
    pub(super) fn of(pages: &Pages<'_, '_>) -> Result<Self, Error> {
        let mut nodes = BTreeMap::new();
        let mut edges: BTreeMap<Key, (Edge, BTreeSet<i64>)> = BTreeMap::new();
        for page in pages.of(KINDS) {
            let page = page?;
            let origin = pages.snapshot.first_print(page.document)?;
            for stored in page.records.iter().filter(|s| is_told(s)) {
                for (a, b) in pairs(&page, stored) {
                    let key = key(&page, stored, (&a.id, &b.id));
                    for entity in [a, b] {
                        nodes.insert(entity.id.clone(), entity.clone());
                    }
                    let new = || (edge(stored, &key), BTreeSet::new());
                    let (edge, origins) = edges.entry(key.clone()).or_insert_with(new);
                    edge.voices.insert(page.voice(stored).to_owned());
                    edge.records.push(stored.id.to_string());
                    origins.insert(origin);
                    edge.weight = origins.len();
                }
            }
        }
        let edges = edges.into_values().map(|(edge, _)| edge).collect();
        Ok(Self { nodes, edges })
    }
}

/// Whether the voice of a record tells it, as a fact or as a plan: what is denied, doubted or only possible is no edge.
fn is_told(stored: &Stored) -> bool {
    let is_planned = stored.id.kind == Kind::Meeting && stored.row.factuality == "Uu";
    matches!(stored.row.factuality.as_str(), "CT+" | "") || is_planned
}

/// The two sides of a record; of a meeting, all pairs.
fn pairs<'p>(page: &'p Page, stored: &Stored) -> Vec<(&'p Entity, &'p Entity)> {
    let of = |field: &str| -> Vec<&'p Entity> {
        let locals = page.locals(stored, field).into_iter();
        let known = locals.filter_map(|l| page.cast.of(l));
        known.map(|(_, entity)| entity).collect()
    };
    let fields: [&str; 2] = match stored.id.kind {
        Kind::Tie => ["sender", "receiver"],
        Kind::Relation => ["a", "b"],
        _ => {
            let all = of("participants");
            let rest = |at: usize| all[at + 1..].iter();
            let pairs = all.iter().enumerate();
            return pairs
                .flat_map(|(at, a)| rest(at).map(move |b| ordered(a, b)))
                .filter(|(a, b)| a.id != b.id)
                .collect();
        }
    };
    let [first, second] = fields.map(of);
    let (Some(a), Some(b)) = (first.first(), second.first()) else {
        return Vec::new();
    };
    match is_mutual(stored) {
        true => vec![ordered(a, b)],
        false => vec![(a, b)],
    }
}

/// The same two sides always in the same order.
fn ordered<'p>(a: &'p Entity, b: &'p Entity) -> (&'p Entity, &'p Entity) {
    if a.id <= b.id { (a, b) } else { (b, a) }
}

fn is_mutual(stored: &Stored) -> bool {
    match stored.id.kind {
        Kind::Meeting => true,
        Kind::Relation => MUTUAL.contains(&stored.row.text("type").unwrap_or("")),
        _ => false,
    }
}

fn key(page: &Page, stored: &Stored, (source, target): (&str, &str)) -> Key {
    let row = &stored.row;
    let text = |field: &str| row.text(field).unwrap_or("").to_owned();
    let (label, change) = match stored.id.kind {
        Kind::Tie => (
            format!("{} {}", text("axis"), text("value")),
            text("change"),
        ),
        Kind::Relation => (text("type"), text("trend")),
        _ => (text("status"), String::new()),
    };
    let (start, end) = days(page, stored);
    Key {
        kind: stored.id.kind,
        source: source.to_owned(),
        target: target.to_owned(),
        label,
        change,
        start,
        end,
        factuality: row.factuality.clone(),
    }
}

/// First and last day. A tie or relation lasts unless the text gives its end; a meeting ends with its date.
fn days(page: &Page, stored: &Stored) -> (String, String) {
    let row = &stored.row;
    let Some((first, last)) = row.days() else {
        let published = page.source.published.as_deref();
        let bounds = published.and_then(verbale_code::time::bounds);
        return (bounds.and_then(|b| b.0).unwrap_or_default(), String::new());
    };
    let date = row.text("date").or_else(|| row.time.get("value")?.as_str());
    let has_end = stored.id.kind == Kind::Meeting || date.is_some_and(|d| d.contains('/'));
    let last = last.filter(|_| has_end);
    (first.unwrap_or_default(), last.unwrap_or_default())
}

fn edge(stored: &Stored, key: &Key) -> Edge {
    let sign = match stored.id.kind {
        Kind::Tie if DOWN.contains(&key.change.as_str()) => -1,
        Kind::Tie => 1,
        Kind::Relation => {
            let sign = stored.row.fields.get("sign");
            sign.and_then(serde_json::Value::as_i64).unwrap_or(0)
        }
        _ => match key.label.as_str() {
            "held" | "planned" => 1,
            "cancelled" => -1,
            _ => 0,
        },
    };
    Edge {
        source: key.source.clone(),
        target: key.target.clone(),
        kind: stored.id.kind.as_str(),
        label: key.label.clone(),
        change: key.change.clone(),
        sign,
        is_mutual: is_mutual(stored),
        start: key.start.clone(),
        end: key.end.clone(),
        is_dated: stored.row.days().is_some(),
        factuality: key.factuality.clone(),
        weight: 0,
        voices: BTreeSet::new(),
        records: Vec::new(),
    }
}

/// What an edge says beside its ends, its days and its weight, by name.
pub(super) fn attributes(edge: &Edge) -> Vec<(&'static str, String)> {
    let voices: Vec<&str> = edge.voices.iter().map(String::as_str).collect();
    let all = [
        ("kind", edge.kind.to_owned()),
        ("relation", edge.label.clone()),
        ("change", edge.change.clone()),
        ("sign", edge.sign.to_string()),
        ("mutual", edge.is_mutual.to_string()),
        ("dated", edge.is_dated.to_string()),
        ("factuality", edge.factuality.clone()),
        ("voices", voices.join("; ")),
        ("records", edge.records.join(" ")),
    ];
    let filled = all.into_iter().filter(|(_, value)| !value.is_empty());
    filled.map(|(name, value)| (name, clean(&value))).collect()
}

/// What is told of an actor, by name.
pub(super) fn traits(entity: &Entity) -> Vec<(&'static str, String)> {
    let all = [("type", &entity.sort), ("country", &entity.country)];
    let filled = all.into_iter();
    filled
        .filter_map(|(name, value)| Some((name, clean(value.as_deref()?))))
        .collect()
}

/// Names of what is told of actors.
pub(super) const TRAITS: &[&str] = &["type", "country"];

/// Names and sorts of the attributes of edges.
pub(super) const EDGE_ATTRIBUTES: &[(&str, &str)] = &[
    ("kind", "string"),
    ("relation", "string"),
    ("change", "string"),
    ("sign", "integer"),
    ("mutual", "boolean"),
    ("dated", "boolean"),
    ("factuality", "string"),
    ("voices", "string"),
    ("records", "string"),
];

/// A text without what XML cannot hold.
pub(super) fn clean(text: &str) -> String {
    let is_held = |c: &char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    let is_character = |c: &char| !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().filter(is_held).filter(is_character).collect()
}
