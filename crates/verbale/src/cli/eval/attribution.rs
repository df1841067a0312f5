//! Sources, cues and contents against brat annotations in the layout of PolNeAR.

use super::{EvalArgs, Measured, document, files_of, json_line, predictions, read, stem, wrong};
use crate::cli::outcome::Stop;
use serde_json::json;
use std::path::Path;
use verbale::wire::Listing;
use verbale_code::record::{Body, Record, Statement};
use verbale_code::score::attribution::{self, GoldDocument, Nested, Reference};
use verbale_text::CharOffsets;

pub(super) fn measure(folder: &Path, options: &EvalArgs) -> Result<Measured, Stop> {
    let gold = gold(folder)?;
    let documents = || {
        Ok(gold
            .iter()
            .map(|g| document(&g.doc, g.text.clone(), None))
            .collect())
    };
    let predicted = predictions(options, documents, |_, listing, _| rows(listing))?;
    let attributions = attribution::read_predicted(&predicted.lines);
    let scored = attributions
        .and_then(|a| attribution::score(&gold, &a, &Reference::default(), Nested::default()))
        .map_err(|e| wrong(folder, e))?;
    Ok(Measured {
        table: scored.table(),
        json: scored.to_json(),
        speed: predicted.speed,
    })
}

/// Texts with the annotations of all annotators.
pub(super) fn gold(folder: &Path) -> Result<Vec<GoldDocument>, Stop> {
    let mut gold = Vec::new();
    for path in files_of(&folder.join("text"))? {
        gold.push(GoldDocument {
            doc: stem(&path),
            text: read(&path)?,
            annotations: Vec::new(),
        });
    }
    for path in files_of(&folder.join("attributions"))? {
        let name = stem(&path);
        let is_doc = |doc: &str| gold.iter().position(|g| g.doc == doc);
        // A name that is a document's own has no annotator, whatever it ends in.
        let found = is_doc(&name).map(|i| (i, "")).or_else(|| {
            let (doc, annotator) = attribution::split_annotation_name(&name)?;
            Some((is_doc(doc)?, annotator))
        });
        if let Some((i, annotator)) = found {
            let annotator = annotator.to_owned();
            gold[i].annotations.push((annotator, read(&path)?));
        }
    }
    if gold.iter().all(|g| g.annotations.is_empty()) {
        let problem = "no annotation for any text; text/NAME.txt goes with attributions/NAME.ann";
        return Err(wrong(folder, problem));
    }
    Ok(gold)
}

/// The statements of a document in the form the scorer reads.
pub(super) fn rows(listing: &Listing<'_>) -> String {
    let offsets = CharOffsets::new(listing.document().text());
    let statements = listing.iter().filter_map(|(_, record)| match &record.body {
        Body::Statement(statement) => Some((statement, record)),
        _ => None,
    });
    statements
        .map(|(statement, record)| row(listing, &offsets, statement, record))
        .collect()
}

fn row(
    listing: &Listing<'_>,
    offsets: &CharOffsets<'_>,
    statement: &Statement,
    record: &Record,
) -> String {
    let spans = |field: &str| -> Vec<(u32, u32)> {
        let filled = record.spans.iter().filter(|f| f.field == field);
        filled
            .flat_map(|f| &f.spans)
            .map(|&s| offsets.to_chars(s))
            .collect()
    };
    json_line(&json!({
        "doc": listing.document().id.0,
        "source": spans("speaker"),
        "cue": spans("cue"),
        "content": spans("content"),
        "kind": match statement.mode {
            "reported_act" => "indirect",
            mode => mode,
        },
        "rule": record.producer.id,
        "confidence": record.confidence,
    }))
}
