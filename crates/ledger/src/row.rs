//! A record as the ledger keeps it: the envelope of the domain model, with the fields of its kind as named values.
//!
//! Coders, reviewers and imports all bring records in this one form. Inside a document actors are called by their
//! local ids (`actor-03`); the ledger adds which entity of the world each of them is taken for.

use crate::Kind;
use serde_json::{Map, Value};
use std::fmt;
use verbale_code::time;

/// Name of a record in the ledger: made from its document, kind, evidence and producer, so that the same reading of the
/// same text has the same name in every ledger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RecordId {
    /// Its kind.
    pub kind: Kind,
    /// First eight bytes of the hash.
    pub hash: u64,
}

impl RecordId {
    /// The id as lists for people print it: the kind and the first eight digits. [`crate::Snapshot::named`] takes it.
    pub fn short(self) -> String {
        format!("{}-{:08x}", self.kind, self.hash >> 32)
    }

    /// Reads `event-00d1f2…`: a kind and sixteen hexadecimal digits.
    ///
    /// ```
    /// use verbale_ledger::RecordId;
    /// let id = RecordId::parse("tie-00000000000000ff").expect("kind and digits");
    /// assert_eq!((id.hash, id.to_string().as_str()), (255, "tie-00000000000000ff"));
    /// assert_eq!(RecordId::parse("tie-ff"), None);
    /// ```
    pub fn parse(id: &str) -> Option<Self> {
        let (kind, hash) = id.rsplit_once('-')?;
        if hash.len() != 16 || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        Some(Self {
            kind: Kind::parse(kind)?,
            hash: u64::from_str_radix(hash, 16).ok()?,
        })
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:016x}", self.kind, self.hash)
    }
}

/// What made a record.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Producer {
    /// `rule`, `model` or `human`.
    pub producer_type: String,
    /// A line of a codebook page, a rule, or a reviewer.
    pub id: String,
    /// Version of the program.
    pub version: String,
}

/// One record.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its kind.
    pub kind: Kind,
    /// Its number among those of its kind in the document: 3 for `event-03`.
    pub number: u32,
    /// Characters that prove it: Unicode code points, half-open.
    pub evidence: Vec<[u32; 2]>,
    /// The fields of its kind.
    pub fields: Map<String, Value>,
    /// Field by field, where the words stand that fill it.
    pub spans: Map<String, Value>,
    /// Who asserts it, outermost first: local ids of actors, `author` or `outlet`.
    pub voices: Vec<String>,
    /// FactBank value.
    pub factuality: String,
    /// The same for each of `voices`; empty if the reading does not tell (`factuality_by_voice`).
    pub views: Vec<String>,
    /// When it held, as in the domain model; [`Value::Null`] if the text does not say.
    pub time: Value,
    /// Other records of the document, by field.
    pub refs: Map<String, Value>,
    /// Sentences of the evidence.
    pub sentences: Vec<u32>,
    /// What made it.
    pub producer: Producer,
    /// From 0 to 1.
    pub confidence: f64,
}

/// Fields that name parties, by kind. The place of a field in its list is its number in the file.
const PARTY_FIELDS: &[(Kind, &[&str])] = &[
    (Kind::Role, &["person", "org"]),
    (
        Kind::Tie,
        &[
            "sender",
            "receiver",
            "conveyed_by",
            "conveyed_to",
            "representative",
        ],
    ),
    (Kind::Relation, &["a", "b"]),
    (Kind::Meeting, &["participants", "host"]),
    (Kind::Event, &["actor", "recipient"]),
    (Kind::Commitment, &["speaker", "addressee"]),
    (
        Kind::Statement,
        &["speaker", "addressee", "co_speakers", "on_behalf_of"],
    ),
    (Kind::Reaction, &["actor", "target_actor"]),
    (
        Kind::Demand,
        &["asker", "addressee", "co_askers", "beneficiary"],
    ),
    (Kind::Impact, &["holder", "affected"]),
    (Kind::Voice, &["holder", "target"]),
];

/// FactBank's value of what a voice asserts.
pub(crate) const CERTAIN: &str = "CT+";

/// The number under which the innermost voice stands among the parties.
pub(crate) const VOICE: usize = 9;

impl Row {
    /// The id it has in its document: `event-03`.
    pub fn local_id(&self) -> String {
        format!("{}-{:02}", self.kind, self.number)
    }

    /// Whether a person made it.
    pub(crate) fn is_human(&self) -> bool {
        self.producer.producer_type == "human"
    }

    /// A field as text; `None` if it is null or no text.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field)?.as_str()
    }

    /// The field that says who promises, demands or predicts; `None` for other kinds.
    pub(crate) fn claimant(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Commitment => Some("speaker"),
            Kind::Demand => Some("asker"),
            Kind::Impact => Some("holder"),
            _ => None,
        }
    }

    /// The fields that may name parties.
    pub(crate) fn party_fields(kind: Kind) -> &'static [&'static str] {
        let found = PARTY_FIELDS.iter().find(|(k, _)| *k == kind);
        found.map_or(&[], |(_, fields)| fields)
    }

    /// Numbers of the actors in a field, in their order.
    pub(crate) fn actors(&self, field: &str) -> Vec<u32> {
        let number = |v: &Value| actor_number(v.as_str()?);
        match self.fields.get(field) {
            Some(Value::Array(list)) => list.iter().filter_map(number).collect(),
            Some(one) => number(one).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Whether its own voice asserts it as a fact, rather than as planned, possible, doubted or denied.
    pub fn is_asserted(&self) -> bool {
        matches!(self.factuality.as_str(), CERTAIN | "")
    }

    /// What it is counted under: type of event, axis and value, stance … An event that is not asserted is counted under its type
    /// and its factuality, `ASSAULT CT-`, and never among those that happened.
    pub(crate) fn label(&self) -> String {
        let text = |field: &str| self.text(field).unwrap_or("").to_owned();
        match self.kind {
            Kind::Event if !self.is_asserted() => format!("{} {}", text("type"), self.factuality),
            Kind::Tie => format!("{}/{}", text("axis"), text("value")),
            Kind::Reaction => text("stance"),
            Kind::Impact => text("claim_type"),
            Kind::Meeting => text("status"),
            Kind::Statement => text("mode"),
            Kind::Voice => text("subtype"),
            Kind::Role => text("status"),
            _ => text("type"),
        }
    }

    /// The date that it gives, as TIMEX3 value; none if it gives no days. The deadline of a claim is not when it was made.
    pub fn date(&self) -> Option<&str> {
        let told = || {
            let time = self.time.get("value")?.as_str()?;
            let is_bound = ["deadline", "horizon"].map(|f| self.text(f) == Some(time));
            (!is_bound.contains(&true)).then_some(time)
        };
        let date = self.text("date").or_else(told)?;
        time::bounds(date).map(|_| date)
    }

    /// First and last day on which it held or happened; an open end is `None`.
    pub fn days(&self) -> Option<(Option<String>, Option<String>)> {
        time::bounds(self.date()?)
    }

    /// First and last minute in which it held or happened, counted from 1970-01-01: one and the same if the text gives the hour.
    pub(crate) fn minutes(&self) -> Option<(i64, i64)> {
        let (first, last) = self.days()?;
        let (first, last) = (day_number(&first?)?, day_number(&last?)?);
        let date = self.text("date").unwrap_or("");
        let clock = self.time.get("value").and_then(Value::as_str);
        let clock = [Some(date), clock]
            .into_iter()
            .flatten()
            .find_map(clock_minutes);
        Some(match clock {
            Some(minute) if first == last => (first * DAY + minute, first * DAY + minute),
            _ => (first * DAY, (last + 1) * DAY),
        })
    }

    /// Last day of its deadline, soft and hard, as ISO days; both empty if it has none.
    pub(crate) fn deadline(&self) -> (Option<String>, Option<String>) {
        let bound = |name: &str| {
            let bounds = self.fields.get("deadline_bounds")?;
            Some(bounds.get(name)?.as_str()?.to_owned())
        };
        let field = match self.kind {
            Kind::Impact => "horizon",
            _ => "deadline",
        };
        let end = || time::bounds(self.text(field)?)?.1;
        let hard = bound("hard").or_else(end);
        (bound("soft").or_else(|| hard.clone()), hard)
    }
}

/// Minutes of a day.
pub(crate) const DAY: i64 = 24 * 60;

/// The minute of the day in `2025-07-03T14:30`.
fn clock_minutes(value: &str) -> Option<i64> {
    let (hour, minute) = value.split_once('T')?.1.get(..5)?.split_once(':')?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(60 * hour + minute)
}

/// The number in `actor-03`.
pub(crate) fn actor_number(local: &str) -> Option<u32> {
    local.strip_prefix("actor-")?.parse().ok()
}

/// Days since 1970-01-01 of an ISO day.
pub(crate) fn day_number(day: &str) -> Option<i64> {
    let date: jiff::civil::Date = day.get(..10)?.parse().ok()?;
    let epoch = jiff::civil::date(1970, 1, 1);
    Some(i64::from(epoch.until(date).ok()?.get_days()))
}

/// The ISO day that is `days` after 1970-01-01.
pub(crate) fn day_text(days: i64) -> Option<String> {
    let epoch = jiff::civil::date(1970, 1, 1);
    let span = jiff::Span::new().try_days(days).ok()?;
    Some(epoch.checked_add(span).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::{day_number, day_text};

    #[test]
    fn days_count_from_1970_in_both_directions() {
        for (day, number) in [
            ("1970-01-01", 0),
            ("2025-07-03", 20272),
            ("1832-02-29", -50345),
        ] {
            assert_eq!(day_number(day), Some(number), "{day}");
            assert_eq!(day_text(number).as_deref(), Some(day));
        }
        assert_eq!(day_number("July"), None);
    }
}
