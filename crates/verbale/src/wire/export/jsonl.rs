//! JSON Lines: each document, then its records in the form of `verbale read --jsonl`, and what people did to them at the end.
//!
//! When this ledger learned of a record is left out, for another ledger learns of it on another day.

use super::page::{Page, Pages};
use super::{Error, Out};
use crate::wire::SCHEMA_VERSION;
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::io::Write;
use verbale_ledger::ask::Indicator;
use verbale_ledger::{Entry, NewDocument, RecordId, Snapshot, Stored, Verdict};

pub(super) fn write(pages: &Pages<'_, '_>, out: &mut Out<'_>) -> Result<(), Error> {
    out.begin("records.jsonl")?;
    let mut ids = Ids::default();
    for page in pages.all() {
        let page = page?;
        let mut known = document(&page.source, pages.is_part);
        known["text"] = json!(page.source.text);
        line(out, &known)?;
        for stored in &page.records {
            line(out, &record(&page, stored))?;
            ids.records.insert(stored.id);
        }
        ids.entities.extend(page.cast.unmerged().iter().cloned());
        out.step();
    }
    for act in acts(pages.snapshot, &ids)? {
        line(out, &act)?;
    }
    Ok(())
}

pub(super) fn line(out: &mut Out<'_>, value: &Value) -> Result<(), Error> {
    writeln!(out, "{value}")?;
    out.count(1);
    Ok(())
}

/// What is known about a document, without its text.
pub(super) fn document(source: &NewDocument, is_part: bool) -> Value {
    json!({
        "schema_version": SCHEMA_VERSION,
        "kind": "document",
        "doc": source.name,
        "source_key": source.source_key,
        "sha256": source.sha256,
        "source_sha256": source.source_sha256,
        "title": source.title,
        "outlet": source.outlet,
        "author": source.author,
        "url": source.url,
        "published": source.published,
        "published_from": source.published_from,
        "part": is_part,
    })
}

/// A record in the form of `docs/record.schema.json`, with its id in ledgers.
pub(super) fn record(page: &Page, stored: &Stored) -> Value {
    let row = &stored.row;
    let (stamp, _) = page.reading(stored);
    let mut line = Map::new();
    line.insert("schema_version".into(), json!(SCHEMA_VERSION));
    line.insert("doc".into(), json!(page.source.name));
    line.insert("id".into(), json!(row.local_id()));
    line.insert("record_id".into(), json!(stored.id.to_string()));
    line.insert("kind".into(), json!(row.kind.as_str()));
    line.insert("evidence".into(), json!(row.evidence));
    line.insert("fields".into(), Value::Object(row.fields.clone()));
    line.insert("spans".into(), Value::Object(row.spans.clone()));
    line.insert("voice".into(), json!(row.voices.last()));
    line.insert("voice_chain".into(), json!(row.voices));
    line.insert("factuality".into(), json!(row.factuality));
    if !row.views.is_empty() {
        line.insert("factuality_by_voice".into(), json!(row.views));
    }
    line.insert("time".into(), row.time.clone());
    line.insert("refs".into(), Value::Object(row.refs.clone()));
    // People read without packs and model.
    let packs = (!stamp.packs.is_empty()).then_some(&stamp.packs);
    let model = (!stamp.model.is_empty()).then_some(&stamp.model);
    let producer = &row.producer;
    let provenance = json!({
        "doc": page.source.sha256,
        "sent": row.sentences,
        "producer": {"type": producer.producer_type, "id": producer.id, "version": producer.version},
        "packs": packs,
        "model": model,
        "confidence": row.confidence,
        "recorded_at": null,
    });
    line.insert("provenance".into(), provenance);
    Value::Object(line)
}

/// What an export holds.
#[derive(Default)]
pub(super) struct Ids {
    pub(super) records: HashSet<RecordId>,
    /// Before merges.
    pub(super) entities: HashSet<String>,
}

/// What people did to records and actors that are all among `ids`: accepted records, settled claims, wrote down how to test
/// them, merged and split actors. What rules merge is merged by them anew.
pub(super) fn acts(snapshot: &Snapshot<'_>, ids: &Ids) -> Result<Vec<Value>, Error> {
    let is_taken = |id: &String| RecordId::parse(id).is_some_and(|id| ids.records.contains(&id));
    let mut lines = Vec::new();
    for (_, _, by, entry) in snapshot.acts() {
        let act = match entry {
            Entry::Reviewed {
                record,
                verdict: Verdict::Accept,
            } if is_taken(record) => json!({"record": record, "verdict": "accept"}),
            Entry::Resolved {
                claim,
                outcome,
                evidence,
            } if is_taken(claim) && evidence.iter().all(is_taken) => {
                json!({"claim": claim, "outcome": outcome.as_str(), "evidence": evidence})
            }
            Entry::Indicator { claim, query } if is_taken(claim) => {
                // A ledger may hold the parts of a query in another order.
                let query = Indicator::read(query).map(|indicator| indicator.to_json());
                json!({"claim": claim, "query": query})
            }
            Entry::Merged { into, entity } if !by.starts_with("rule:") => {
                let [into, entity] = [*into, *entity].map(|e| snapshot.entity_id(e));
                let (into, entity) = (into?, entity?);
                if !ids.entities.contains(&into) || !ids.entities.contains(&entity) {
                    continue;
                }
                json!({"into": into, "entity": entity})
            }
            Entry::Split { entity } => {
                let entity = snapshot.entity_id(*entity)?;
                if !ids.entities.contains(&entity) {
                    continue;
                }
                json!({"entity": entity})
            }
            _ => continue,
        };
        let mut line = json!({
            "schema_version": SCHEMA_VERSION, "kind": "act", "act": entry.kind(), "by": by,
        });
        if let (Value::Object(line), Value::Object(act)) = (&mut line, act) {
            line.extend(act);
        }
        lines.push(line);
    }
    Ok(lines)
}
