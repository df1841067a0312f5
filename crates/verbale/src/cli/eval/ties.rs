//! Recognition and diplomatic ties against a guide by country.

use super::{EvalArgs, Measured, document, json_line, predictions, read, with_errors, wrong};
use crate::cli::outcome::Stop;
use serde_json::{Value, json};
use std::path::Path;
use verbale::wire::Listing;
use verbale_code::ActorIdx;
use verbale_code::record::{Body, Record, Tie};
use verbale_code::score::ties::{self, Years};
use verbale_text::{CharOffsets, Document};

pub(super) fn measure(
    folder: &Path,
    n_errors: usize,
    options: &EvalArgs,
) -> Result<Measured, Stop> {
    let path = folder.join("gold.json");
    let gold = read(&path)?;
    let known: Value =
        serde_json::from_str(&gold).map_err(|e| wrong(&path, format!("no JSON: {e}")))?;
    let predicted = predictions(
        options,
        || documents(folder, &known),
        |_, listing, _| rows(listing),
    )?;
    let scored = ties::score(&gold, &predicted.lines, Years::default());
    let scored = scored.map_err(|e| wrong(&path, e))?;
    Ok(Measured {
        table: with_errors(scored.table(), &scored.errors, n_errors),
        json: scored.to_json(),
        speed: predicted.speed,
    })
}

fn documents(folder: &Path, gold: &Value) -> Result<Vec<Document>, Stop> {
    let listed = gold["docs"].as_array().map_or(&[][..], Vec::as_slice);
    let listed = listed.iter().filter_map(|d| Some((d["doc"].as_str()?, d)));
    listed
        .map(|(doc, known)| {
            let text = read(&folder.join("texts").join(format!("{doc}.txt")))?;
            let mut document = document(doc, text, known["published"].as_str());
            document.metadata.title = known["title"].as_str().map(str::to_owned);
            Ok(document)
        })
        .collect()
}

/// The ties of a document in the form the scorer reads.
fn rows(listing: &Listing<'_>) -> String {
    let offsets = CharOffsets::new(listing.document().text());
    let ties = listing.iter().filter_map(|(_, record)| match &record.body {
        Body::Tie(tie) => Some((tie, record)),
        _ => None,
    });
    ties.map(|(tie, record)| row(listing, &offsets, tie, record))
        .collect()
}

fn row(listing: &Listing<'_>, offsets: &CharOffsets<'_>, tie: &Tie, record: &Record) -> String {
    let evidence: Vec<_> = record
        .evidence
        .iter()
        .map(|&s| offsets.to_chars(s))
        .collect();
    json_line(&json!({
        "doc": listing.document().id.0,
        "sender": state(listing, tie.sender),
        "receiver": state(listing, tie.receiver),
        "axis": tie.axis,
        "value": tie.value,
        "change": tie.change,
        "date": tie.date,
        "object": tie.object,
        "evidence": evidence,
    }))
}

/// The country code of an actor, or its display name where it has none.
fn state(listing: &Listing<'_>, actor: ActorIdx) -> Option<String> {
    let actor = listing.actor(actor)?;
    let name = actor.canonical.as_ref().unwrap_or(&actor.name);
    Some(actor.country.as_ref().unwrap_or(name).clone())
}
