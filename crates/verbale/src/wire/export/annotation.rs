//! W3C Web Annotation: every record as an annotation of the words that prove it, in one collection (JSON-LD).
//!
//! Each piece of evidence is a target with two selectors: the position in code points, and the words with 32 code points
//! on each side, which find them again where the text stands among other things.

use super::jsonl::record;
use super::page::{Page, Pages};
use super::{Error, Out};
use serde_json::{Map, Value, json};
use std::io::Write;
use verbale_ledger::Stored;
use verbale_text::CharOffsets;

/// Code points before and after the words.
const CONTEXT: u32 = 32;

const SCHEMA: &str = "http://www.w3.org/ns/anno.jsonld";

pub(super) fn write(pages: &Pages<'_, '_>, out: &mut Out<'_>) -> Result<(), Error> {
    let total: usize = pages.taken.iter().map(|t| t.records.len()).sum();
    let head = pages.snapshot.head()?.map(|h| h.hash).unwrap_or_default();
    let id = format!("urn:verbale:ledger:{head}");
    out.begin("annotations.jsonld")?;
    let label = "Records of a ledger of verbale, with the words that prove them";
    let open = json!({"@context": SCHEMA, "id": id, "type": "AnnotationCollection", "label": label, "total": total});
    let page =
        json!({"id": format!("{id}:1"), "type": "AnnotationPage", "partOf": id, "startIndex": 0});
    // The list is written as it comes, so that a large ledger needs no room for it.
    let cut = |value: &Value| value.to_string().trim_end_matches('}').to_owned();
    write!(out, "{},\"first\":{},\"items\":[", cut(&open), cut(&page))?;
    let mut separator = "\n";
    for page in pages.all() {
        let page = page?;
        let offsets = CharOffsets::new(&page.source.text);
        for stored in &page.records {
            write!(out, "{separator}{}", annotation(&page, &offsets, stored))?;
            out.count(1);
            separator = ",\n";
        }
        out.step();
    }
    out.write_all(b"\n]}}\n")?;
    Ok(())
}

/// The address of a document; that of its very text if it has none.
pub(super) fn address(page: &Page) -> String {
    match &page.source.url {
        Some(url) => url.clone(),
        None => format!("urn:verbale:document:{}", page.source.sha256),
    }
}

fn annotation(page: &Page, offsets: &CharOffsets<'_>, stored: &Stored) -> Value {
    let producer = &stored.row.producer;
    let mut annotation = Map::new();
    annotation.insert("id".into(), json!(format!("urn:verbale:{}", stored.id)));
    annotation.insert("type".into(), json!("Annotation"));
    annotation.insert("motivation".into(), json!("classifying"));
    let made = match producer.producer_type.as_str() {
        "human" => ("creator", json!({"type": "Person", "name": producer.id})),
        _ => {
            let name = format!("verbale {} {}", producer.version, producer.id);
            ("generator", json!({"type": "Software", "name": name}))
        }
    };
    annotation.insert(made.0.into(), made.1);
    let record = record(page, stored).to_string();
    let body = json!([
        {"type": "TextualBody", "purpose": "classifying", "format": "text/plain", "value": stored.id.kind.as_str()},
        {"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": record},
    ]);
    annotation.insert("body".into(), body);
    let targets = stored.row.evidence.iter();
    let targets: Vec<Value> = targets
        .map(|&[start, end]| target(page, offsets, (start, end)))
        .collect();
    annotation.insert("target".into(), json!(targets));
    Value::Object(annotation)
}

fn target(page: &Page, offsets: &CharOffsets<'_>, (start, end): (u32, u32)) -> Value {
    let text = &page.source.text;
    let last = offsets.char_at(u32::try_from(text.len()).unwrap_or(u32::MAX));
    let cut = |from: u32, to: u32| {
        let span = offsets.to_bytes(from, to);
        span.map_or("", |span| span.of(text))
    };
    json!({
        "type": "SpecificResource",
        "source": address(page),
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": cut(start, end),
                "prefix": cut(start.saturating_sub(CONTEXT), start),
                "suffix": cut(end, (end + CONTEXT).min(last)),
            },
        ],
    })
}
