//! Gold files and predicted lines.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::spans::{self, Place};
use crate::score::{Error, chars, jsonl};

/// A record of gold or of a system.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    /// Id; predictions need none.
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) evidence: Vec<Place>,
    pub(super) fields: Map<String, Value>,
    /// Other values of a field that are right as well.
    alternatives: Map<String, Value>,
    pub(super) spans: BTreeMap<String, Vec<Place>>,
    /// The words of the evidence.
    pub(super) texts: Vec<String>,
    pub(super) factuality: Value,
    pub(super) is_optional: bool,
}

impl Entry {
    fn new(value: &Value) -> Option<Self> {
        let object = |key: &str| value[key].as_object().cloned().unwrap_or_default();
        let spans = object("spans");
        Some(Self {
            id: value["id"].as_str().unwrap_or_default().into(),
            kind: value["kind"].as_str().unwrap_or_default().into(),
            evidence: spans::read(&value["evidence"])?,
            fields: object("fields"),
            alternatives: object("alt"),
            spans: spans
                .into_iter()
                .map(|(k, v)| (k, spans::read(&v).unwrap_or_default()))
                .collect(),
            texts: jsonl::texts(&value["text"]).collect(),
            factuality: value["factuality"].clone(),
            is_optional: jsonl::is_truthy(&value["optional"]),
        })
    }

    /// A field, null if it is not there.
    pub(super) fn field(&self, name: &str) -> &Value {
        self.fields.get(name).unwrap_or(&Value::Null)
    }

    /// Other right values of a field.
    pub(super) fn alternatives(&self, name: &str) -> &[Value] {
        self.alternatives.get(name).map_or(&[], jsonl::items)
    }

    /// The spans of a field.
    pub(super) fn spans_of(&self, name: &str) -> &[Place] {
        self.spans.get(name).map_or(&[], Vec::as_slice)
    }
}

/// A region whose predictions are not counted.
pub(super) struct Ignored {
    pub(super) place: Place,
    /// Kinds it holds for; `*` is any.
    pub(super) kinds: Vec<String>,
}

/// One gold file.
pub(super) struct Gold {
    pub(super) entries: Vec<Entry>,
    pub(super) kinds: Vec<String>,
    pub(super) ignored: Vec<Ignored>,
    /// Subtypes of `voice` that are annotated; all if empty.
    pub(super) voice_subtypes: Vec<String>,
    /// Actors that stand for the author.
    pub(super) authors: Vec<String>,
    pub(super) is_seen_text: bool,
}

pub(super) fn gold(json: &str) -> Result<Gold, Error> {
    let file = jsonl::whole(json, "gold")?;
    let fail = |problem: String| Error::format("gold", 1, problem);
    let Some(records) = file["records"].as_array() else {
        return Err(fail("no \"records\"; give the list of gold records".into()));
    };
    let mut entries = Vec::new();
    for (i, record) in records.iter().enumerate() {
        let entry = Entry::new(record).filter(|e| !e.kind.is_empty());
        entries.push(
            entry.ok_or_else(|| fail(format!("record {i} lacks kind or evidence; give both")))?,
        );
    }
    let mut kinds: Vec<String> = jsonl::texts(&file["kinds_annotated"]).collect();
    if kinds.is_empty() {
        kinds = entries.iter().map(|e| e.kind.clone()).collect();
    }
    let ignored = jsonl::items(&file["ignore"]).iter().filter_map(|region| {
        Some(Ignored {
            place: *spans::read(&region["span"])?.first()?,
            kinds: jsonl::texts(&region["kinds"]).collect(),
        })
    });
    Ok(Gold {
        kinds,
        ignored: ignored.collect(),
        voice_subtypes: jsonl::texts(&file["voice_subtypes"]).collect(),
        authors: jsonl::texts(&file["author_actors"]).collect(),
        is_seen_text: jsonl::is_truthy(&file["seen_text"]),
        entries,
    })
}

/// Predicted records, and how many lines are none.
pub(super) fn predicted(jsonl: &str) -> (Vec<Entry>, usize) {
    let mut entries = Vec::new();
    let mut n_bad = 0;
    for line in chars::lines(jsonl).filter(|line| !chars::is_blank(line)) {
        let value = serde_json::from_str::<Value>(line).ok();
        match value.filter(Value::is_object).as_ref().and_then(Entry::new) {
            Some(entry) => entries.push(entry),
            None => n_bad += 1,
        }
    }
    (entries, n_bad)
}
