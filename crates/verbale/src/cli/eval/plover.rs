//! Events against PLOVER gold records: one sentence, one event.

use super::{EvalCommand, Measured, document, json_line, predictions, read, wrong};
use crate::cli::outcome::Stop;
use serde_json::json;
use std::collections::BTreeSet;
use verbale::wire::Listing;
use verbale_code::ActorIdx;
use verbale_code::record::{Actor, Body, Event, Record};
use verbale_code::score::plover::{self, Crosswalk, Events, GoldSentence, Predicted};

pub(super) fn measure(command: &EvalCommand) -> Result<Measured, Stop> {
    let EvalCommand::Plover {
        gold: path,
        types,
        errors,
        options,
    } = command
    else {
        unreachable!("the caller matched the command");
    };
    let gold = read(path)?;
    let is_table = path.extension().is_some_and(|e| e == "tsv");
    let gold = if is_table {
        plover::read_gold_table(&gold)
    } else {
        plover::read_gold(&gold)
    };
    let gold = gold.map_err(|e| wrong(path, e))?;
    let documents = || {
        let document = |g: &GoldSentence| document(&g.doc, g.text.clone(), Some(&g.date));
        Ok(gold.iter().map(document).collect())
    };
    let predicted = predictions(options, documents, |_, listing, _| rows(listing))?;
    let events = plover::read_predicted(&predicted.lines, Crosswalk::default())
        .map_err(|e| Stop::Message(e.to_string()))?;
    let merged = if is_table {
        Events::YieldCollapsed
    } else {
        Events::default()
    };
    let scored = plover::score(&gold, &events, merged);
    let mut table = scored.table();
    if *types {
        table.push_str(&format!("\n{}", scored.type_table()));
    }
    table.extend(misses(&gold, &events).take(*errors));
    Ok(Measured {
        table,
        json: scored.to_json(),
        speed: predicted.speed,
    })
}

/// The events of a document in the form the scorer reads.
pub(super) fn rows(listing: &Listing<'_>) -> String {
    let events = listing.iter().filter_map(|(_, record)| match &record.body {
        Body::Event(event) if event.is_delivered() => Some((event, record)),
        _ => None,
    });
    events
        .map(|(event, record)| row(listing, event, record))
        .collect()
}

fn row(listing: &Listing<'_>, event: &Event, record: &Record) -> String {
    let (source, source_sectors) = codes(listing, &event.actor);
    let (target, target_sectors) = codes(listing, &event.recipient);
    json_line(&json!({
        "doc": listing.document().id.0,
        "type": event.event_type,
        "mode": event.mode.first(),
        "source": source,
        "source_sectors": source_sectors,
        "target": target,
        "target_sectors": target_sectors,
        "trigger": record.producer.id,
    }))
}

/// Countries and sectors of actors, each once.
fn codes(listing: &Listing<'_>, actors: &[ActorIdx]) -> (BTreeSet<String>, BTreeSet<String>) {
    let known: Vec<&Actor> = actors.iter().filter_map(|&a| listing.actor(a)).collect();
    (
        known.iter().filter_map(|a| a.country.clone()).collect(),
        known.iter().filter_map(|a| a.sector.clone()).collect(),
    )
}

/// Sentences whose gold type is not among the coded ones.
fn misses<'a>(
    gold: &'a [GoldSentence],
    events: &'a Predicted,
) -> impl Iterator<Item = String> + 'a {
    gold.iter().filter_map(|g| {
        let coded: Vec<&str> = events
            .get(&g.doc)
            .into_iter()
            .flatten()
            .map(|e| e.event_type())
            .collect();
        let missed = !coded.contains(&g.event.event_type());
        let coded = if coded.is_empty() {
            "nothing".into()
        } else {
            coded.join(" ")
        };
        missed.then(|| {
            format!(
                "{}\tgold {}\tcoded {coded}\t{}\n",
                g.doc,
                g.event.event_type(),
                g.text
            )
        })
    })
}
