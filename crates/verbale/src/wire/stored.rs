//! Documents and records as the ledger keeps them: the public form, taken apart.

use super::{Listing, Stamp, row};
use serde_json::{Map, Value};
use verbale_ledger::{Kind, NewDocument, Producer, Row};
use verbale_text::{CharOffsets, DateSource, Document};

/// The records of `listing` for a ledger, in text order.
pub fn rows(listing: &Listing<'_>, stamp: &Stamp) -> Vec<Row> {
    let offsets = CharOffsets::new(listing.document().text());
    let order = listing.order.iter();
    order
        .filter_map(|&at| read(row(listing, &offsets, stamp, at)))
        .collect()
}

/// A document for a ledger. `dateline` is the day of publication that the text names itself.
///
/// Versions of a text share its address, or else the file that holds it, or else its id.
pub fn document(document: &Document, dateline: Option<String>) -> NewDocument {
    let known = document.metadata.clone();
    let source_key = match (&known.url, &known.path) {
        (Some(url), _) => url.clone(),
        (None, Some(path)) => format!("file:{path}"),
        (None, None) => format!("id:{}", document.id),
    };
    let published_from = match (&known.published, known.published_from, &dateline) {
        (Some(_), Some(DateSource::Option), _) => "option",
        (Some(_), _, _) => "metadata",
        (None, _, Some(_)) => "dateline",
        (None, _, None) => "none",
    };
    NewDocument {
        name: document.id.0.clone(),
        source_key,
        text: document.text().to_owned(),
        sha256: document.sha256().to_owned(),
        source_sha256: known.source_sha256,
        title: known.title,
        outlet: known.source,
        author: known.author,
        url: known.url,
        published: known.published.or(dateline),
        published_from: published_from.to_owned(),
    }
}

/// A line of the public form; `None` if it lacks what every record has.
pub(super) fn read(mut line: Map<String, Value>) -> Option<Row> {
    let mut object = |name: &str| match line.remove(name) {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    };
    let (fields, spans, refs) = (object("fields"), object("spans"), object("refs"));
    let mut provenance = object("provenance");
    let mut producer = match provenance.remove("producer") {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    };
    let mut text = |name: &str| match producer.remove(name) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    let producer = Producer {
        producer_type: text("type"),
        id: text("id"),
        version: text("version"),
    };
    let kind = Kind::parse(line.get("kind")?.as_str()?)?;
    let number = line.get("id")?.as_str()?.rsplit('-').next()?.parse().ok()?;
    Some(Row {
        kind,
        number,
        evidence: serde_json::from_value(line.remove("evidence")?).ok()?,
        fields,
        spans,
        voices: serde_json::from_value(line.remove("voice_chain")?).ok()?,
        factuality: line.get("factuality")?.as_str()?.to_owned(),
        views: match line.remove("factuality_by_voice") {
            Some(views) => serde_json::from_value(views).ok()?,
            None => Vec::new(),
        },
        time: line.remove("time").unwrap_or(Value::Null),
        refs,
        sentences: serde_json::from_value(provenance.remove("sent")?).ok()?,
        producer,
        confidence: provenance.get("confidence")?.as_f64()?,
    })
}
