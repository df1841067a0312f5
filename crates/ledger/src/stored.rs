//! Records as they stand in the ledger, and how they are read from its rows.

use crate::{Kind, Producer, RecordId, Row};
use rusqlite::{Connection, Row as Columns};
use serde_json::{Map, Value};

/// A record as it stands in the ledger.
#[derive(Clone, PartialEq, Debug)]
pub struct Stored {
    /// Its number in the file.
    pub record: i64,
    /// Its id.
    pub id: RecordId,
    /// Number of its document.
    pub document: i64,
    /// Number of its coding.
    pub coding: i64,
    /// What it says.
    pub row: Row,
}

/// A record with what [`stored`] needs.
pub(crate) const STORED: &str = "SELECT r.record, r.id, r.kind, r.number, r.coding, c.document, r.evidence, r.fields, r.spans, r.voices,
    r.time, r.refs, r.sentences, r.factuality, r.confidence, p.type, p.id, p.version, r.views
    FROM records r JOIN codings c USING (coding) JOIN producers p USING (producer)";

/// The records that a coding brought and that were not emptied, in order.
pub(crate) fn rows_of(connection: &Connection, coding: i64) -> rusqlite::Result<Vec<Stored>> {
    connection
        .prepare_cached(&format!(
            "{STORED} WHERE r.record >= (SELECT first_record FROM codings WHERE coding = ?1)
               AND r.record < (SELECT first_record + n_records FROM codings WHERE coding = ?1)
               AND r.fields IS NOT NULL ORDER BY r.record"
        ))?
        .query_map([coding], stored)?
        .collect()
}

/// A row of [`STORED`].
pub(crate) fn stored(columns: &Columns<'_>) -> rusqlite::Result<Stored> {
    let json = |at: usize| json(columns, at);
    let object = |at: usize| object(columns, at);
    let id = record_id(columns.get(1)?, columns.get(2)?)?;
    Ok(Stored {
        record: columns.get(0)?,
        id,
        coding: columns.get(4)?,
        document: columns.get(5)?,
        row: Row {
            kind: id.kind,
            number: columns.get(3)?,
            evidence: spans(&json(6)?),
            fields: object(7)?,
            spans: object(8)?,
            voices: serde_json::from_value(json(9)?).unwrap_or_default(),
            factuality: columns.get::<_, Option<String>>(13)?.unwrap_or_default(),
            views: serde_json::from_value(json(18)?).unwrap_or_default(),
            time: json(10)?,
            refs: object(11)?,
            sentences: serde_json::from_value(json(12)?).unwrap_or_default(),
            producer: Producer {
                producer_type: columns.get(15)?,
                id: columns.get(16)?,
                version: columns.get(17)?,
            },
            confidence: columns.get::<_, Option<f64>>(14)?.unwrap_or_default(),
        },
    })
}

/// The JSON of a column; null if it has none.
pub(crate) fn json(columns: &Columns<'_>, at: usize) -> rusqlite::Result<Value> {
    let text = columns.get_ref(at)?.as_str_or_null()?;
    let value = text.and_then(|t| serde_json::from_str(t).ok());
    Ok(value.unwrap_or(Value::Null))
}

/// The JSON object of a column; an empty one if it has none.
fn object(columns: &Columns<'_>, at: usize) -> rusqlite::Result<Map<String, Value>> {
    Ok(match json(columns, at)? {
        Value::Object(map) => map,
        _ => Map::new(),
    })
}

/// The id of a record as the file has it.
pub(crate) fn record_id(hash: i64, kind: i64) -> rusqlite::Result<RecordId> {
    let kind = Kind::of_number(kind);
    let kind = kind.ok_or_else(|| rusqlite::Error::InvalidColumnName("kind".into()))?;
    Ok(RecordId {
        kind,
        hash: hash.cast_unsigned(),
    })
}

/// The record of [`Snapshot::outline`].
pub(crate) fn outlined(
    columns: &Columns<'_>,
    record: i64,
    document: i64,
) -> rusqlite::Result<Stored> {
    let id = record_id(columns.get(0)?, columns.get(1)?)?;
    let fields = object(columns, 4)?;
    let has_day = fields.get("date").is_some_and(Value::is_string);
    let is_quoted = id.kind == Kind::Statement;
    Ok(Stored {
        record,
        id,
        document,
        coding: columns.get(3)?,
        row: Row {
            kind: id.kind,
            number: columns.get(2)?,
            time: match has_day {
                true => Value::Null,
                false => json(columns, 5)?,
            },
            spans: match is_quoted {
                true => object(columns, 6)?,
                false => Map::new(),
            },
            evidence: match is_quoted {
                true => spans(&json(columns, 7)?),
                false => Vec::new(),
            },
            fields,
            voices: Vec::new(),
            factuality: columns.get::<_, Option<String>>(8)?.unwrap_or_default(),
            views: Vec::new(),
            refs: Map::new(),
            sentences: Vec::new(),
            producer: Producer::default(),
            confidence: 0.0,
        },
    })
}

/// Spans of a list of pairs.
pub(crate) fn spans(list: &Value) -> Vec<[u32; 2]> {
    serde_json::from_value(list.clone()).unwrap_or_default()
}
