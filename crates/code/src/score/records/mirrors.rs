//! Events that follow from another record by the fixed mapping, and are therefore not counted.

use super::read::Entry;
use super::spans::{self, Place};
use crate::score::jsonl;

/// Event types that follow from a record.
fn types_of(entry: &Entry) -> &'static [&'static str] {
    let value = |name: &str| {
        let value = entry.field(name);
        match jsonl::is_truthy(value) {
            true => jsonl::text(value).into_owned(),
            false => String::new(),
        }
    };
    match entry.kind.as_str() {
        "tie" => match value("change").as_str() {
            "refuse" => &["REJECT"],
            "downgrade" | "suspend" | "sever" | "withdraw" | "recall" | "expel" => &["SANCTION"],
            _ => &["SUPPORT"],
        },
        "meeting" => match value("status").as_str() {
            "planned" => &["AGREE"],
            "proposed" => &["AGREE", "REQUEST"],
            "cancelled" => &["REJECT"],
            _ => &["CONSULT"],
        },
        "demand" => &["REQUEST"],
        "commitment" => match value("type").as_str() {
            "threat" => &["THREATEN"],
            "warning" => &["ACCUSE", "THREATEN"],
            _ => &["AGREE", "CONCEDE"],
        },
        "reaction" => match value("stance").as_str() {
            "welcome" | "support" => &["SUPPORT"],
            "reject" | "deny" => &["REJECT", "ACCUSE"],
            "neutral" | "" => &[],
            _ => &["ACCUSE"],
        },
        _ => &[],
    }
}

/// The events that records give anyway, with their places.
pub(super) struct Mirrors<'a>(Vec<(&'static [&'static str], &'a [Place])>);

impl<'a> Mirrors<'a> {
    pub(super) fn new(entries: impl Iterator<Item = &'a Entry>) -> Self {
        let all = entries.map(|e| (types_of(e), e.evidence.as_slice()));
        Self(all.filter(|(types, _)| !types.is_empty()).collect())
    }

    /// Whether a predicted event is one of them.
    pub(super) fn contains(&self, event: &Entry, overlap: f64) -> bool {
        let event_type = jsonl::text(event.field("type"));
        let place = &event.evidence;
        self.0.iter().any(|(types, other)| {
            types.contains(&event_type.as_ref())
                && (spans::overlap(other, place) >= overlap
                    || spans::contain(other, place, Some(5)) >= 0.8)
        })
    }
}
