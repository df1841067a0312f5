//! Gold sentences and predicted events.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::codes::{self, Crosswalk};
use crate::score::{Error, jsonl};

/// A participant: country (may be empty) and sectors.
pub(super) type Participant = (String, BTreeSet<String>);

/// One coded event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodedEvent {
    /// PLOVER type of 2021.
    pub(super) event_type: String,
    pub(super) sources: Vec<Participant>,
    pub(super) targets: Vec<Participant>,
}

impl CodedEvent {
    /// An event from codes as they come; each participant has a country code and its sector codes.
    pub fn new(event_type: &str, sources: &[(&str, &[&str])], targets: &[(&str, &[&str])]) -> Self {
        let side = |side: &[(&str, &[&str])]| {
            side.iter()
                .map(|(c, s)| (codes::country(c), sectors(s.iter().copied())))
                .collect()
        };
        Self {
            event_type: codes::event_type(event_type),
            sources: side(sources),
            targets: side(targets),
        }
    }

    /// Its PLOVER type of 2021.
    pub fn event_type(&self) -> &str {
        &self.event_type
    }
}

fn sectors<'a>(codes: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    codes.map(codes::sector).filter(|s| !s.is_empty()).collect()
}

/// One gold record: a sentence and its event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoldSentence {
    /// Id, made unique by `-2`, `-3` … where gold repeats it.
    pub doc: String,
    /// Date of the text, ISO 8601; may be empty.
    pub date: String,
    /// The sentence to be coded.
    pub text: String,
    /// The event that gold marks.
    pub event: CodedEvent,
}

/// Predicted events by document, in the order predicted.
pub type Predicted = BTreeMap<String, Vec<CodedEvent>>;

/// Reads the JSON list of gold records; those without a text are left out.
///
/// # Errors
/// Not JSON, not a list, or a record without `id` or `event`.
pub fn read_gold(json: &str) -> Result<Vec<GoldSentence>, Error> {
    let list = jsonl::whole(json, "gold")?;
    let Some(list) = list.as_array() else {
        let problem = "the file is no list; give the list of gold records";
        return Err(Error::format("gold", 1, problem));
    };
    let mut gold = Vec::new();
    for record in list.iter().filter(|r| jsonl::is_truthy(&r["text"])) {
        gold.push(GoldSentence {
            doc: jsonl::required(record, "id", "gold", 1)?.into(),
            date: record["date"].as_str().unwrap_or_default().into(),
            text: jsonl::required(record, "text", "gold", 1)?.into(),
            event: CodedEvent {
                event_type: codes::event_type(jsonl::required(record, "event", "gold", 1)?),
                sources: gold_participants(&record["source"]),
                targets: gold_participants(&record["target"]),
            },
        });
    }
    make_unique(&mut gold);
    Ok(gold)
}

fn gold_participants(value: &Value) -> Vec<Participant> {
    let entities = jsonl::items(value).iter().filter(|e| e.is_object());
    let string = |e: &Value, key: &str| e[key].as_str().unwrap_or_default().to_owned();
    entities
        .map(|e| {
            let sector = string(e, "sector");
            let country = codes::country(&string(e, "code"));
            (country, sectors(std::iter::once(sector.as_str())))
        })
        .collect()
}

/// Reads a tab-separated table with the columns `sentence_id`, `sentence` and `gold_root`, which has
/// types only; score it with [`Events::YieldCollapsed`](super::Events).
///
/// # Errors
/// No table, or a column is missing.
pub fn read_gold_table(tsv: &str) -> Result<Vec<GoldSentence>, Error> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .flexible(true)
        .from_reader(tsv.as_bytes());
    let fail = |line: usize, problem: String| Error::format("gold", line, problem);
    let header = reader.headers().map_err(|e| fail(1, e.to_string()))?;
    let column = |name: &str| {
        let place = header.iter().position(|h| h == name);
        place.ok_or_else(|| fail(1, format!("no column \"{name}\"; add it to the first line")))
    };
    let columns = [
        column("sentence_id")?,
        column("sentence")?,
        column("gold_root")?,
    ];
    let mut gold = Vec::new();
    for (i, row) in reader.records().enumerate() {
        let row = row.map_err(|e| fail(i + 2, format!("{e}; give a table in UTF-8")))?;
        let [doc, text, event_type] = columns.map(|c| row.get(c).unwrap_or_default());
        gold.push(GoldSentence {
            doc: format!("PLV-{doc}"),
            // no date in the table: that of the JSON gold's undated records
            date: "2000-01-01".into(),
            text: text.into(),
            event: CodedEvent::new(event_type, &[], &[]),
        });
    }
    make_unique(&mut gold);
    Ok(gold)
}

fn make_unique(gold: &mut [GoldSentence]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for sentence in gold {
        let n = seen.entry(sentence.doc.clone()).or_default();
        *n += 1;
        if *n > 1 {
            sentence.doc = format!("{}-{n}", sentence.doc);
        }
    }
}

/// Reads one event a line: `doc`, `type` or `cameo`, and `source`, `source_sectors`, `target`,
/// `target_sectors` as lists of codes. Events without a type are left out.
///
/// # Errors
/// A line that is no JSON object or has no `doc`.
pub fn read_predicted(jsonl: &str, crosswalk: Crosswalk) -> Result<Predicted, Error> {
    let mut out = Predicted::new();
    for line in jsonl::each_line(jsonl, "predictions") {
        let (line, event) = line?;
        let said = event["type"].as_str().filter(|t| !t.is_empty());
        let cameo = event["cameo"].as_str().unwrap_or_default();
        let Some(event_type) = said.or_else(|| codes::event_type_of_cameo(cameo, crosswalk)) else {
            continue;
        };
        let side = |key: &str| -> Vec<Participant> {
            let listed: Vec<String> = jsonl::texts(&event[format!("{key}_sectors")]).collect();
            let sectors = sectors(listed.iter().map(String::as_str));
            jsonl::items(&event[key])
                .iter()
                .map(|c| {
                    (
                        codes::country(c.as_str().unwrap_or_default()),
                        sectors.clone(),
                    )
                })
                .collect()
        };
        let doc = jsonl::required(&event, "doc", "predictions", line)?.to_owned();
        let event = CodedEvent {
            event_type: codes::event_type(event_type),
            sources: side("source"),
            targets: side("target"),
        };
        out.entry(doc).or_default().push(event);
    }
    Ok(out)
}
