//! `verbale show`: a record, the words around it, what happened to it, and what made it.

use super::args::ShowArgs;
use super::ink::{Ink, Line};
use super::ledger;
use super::outcome::{Ending, Stop};
use super::screen;
use serde_json::{Value, json};
use verbale::moment;
use verbale_ledger::{Entry, Known, Snapshot, Stored};
use verbale_text::CharOffsets;

/// Code points of context on each side.
const CONTEXT: u32 = 160;

pub(crate) fn run(args: &ShowArgs) -> Result<Ending, Stop> {
    let ledger = ledger::open_to_read(&args.ledger)?;
    let snapshot = Snapshot::new(&ledger, None, &Known::Now).map_err(ledger::stop)?;
    let (mut n_found, mut n_failed) = (0, 0);
    for id in &args.ids {
        let found = snapshot.named(id).and_then(|id| snapshot.reviewable(id));
        let stored = match found {
            Ok(Some(stored)) => stored,
            Ok(None) => continue,
            Err(error) => {
                n_failed += 1;
                screen::say(&error.to_string());
                continue;
            }
        };
        n_found += 1;
        let text = match args.json {
            true => as_json(&snapshot, &stored)?,
            false => page(&snapshot, &stored)?,
        };
        match args.json {
            true => screen::print_data(&text)?,
            false => screen::print(&text)?,
        }
    }
    Ok(Ending::of(n_found, n_failed, n_found))
}

/// The words of a record and those around them: before, the evidence and what lies between, after.
fn words(text: &str, stored: &Stored) -> Option<[String; 3]> {
    let evidence = &stored.row.evidence;
    let start = evidence.iter().map(|e| e[0]).min()?;
    let end = evidence.iter().map(|e| e[1]).max()?;
    let offsets = CharOffsets::new(text);
    let cut = |from: u32, to: u32| {
        let span = offsets.to_bytes(from, to)?;
        Some(span.of(text).to_owned())
    };
    let length = u32::try_from(text.chars().count()).ok()?;
    Some([
        cut(start.saturating_sub(CONTEXT), start)?,
        cut(start, end)?,
        cut(end, (end + CONTEXT).min(length))?,
    ])
}

fn page(snapshot: &Snapshot<'_>, stored: &Stored) -> Result<String, Stop> {
    let mut lines = lines(snapshot, stored)?;
    if !snapshot.counts(stored) {
        let note = "does not count: a reviewer rejected or corrected it";
        lines.push(Line::new(note, Ink::Alert));
    }
    let elsewhere = elsewhere(snapshot, stored)?;
    if !elsewhere.is_empty() {
        let note = format!("the same text is there as {}, too", elsewhere.join(", "));
        lines.push(Line::new(&note, Ink::Quiet));
    }
    let (same, origins) = snapshot.same(stored).map_err(ledger::stop)?;
    let others = same.iter().filter(|id| **id != stored.id);
    let others: Vec<String> = others.map(ToString::to_string).collect();
    if !others.is_empty() {
        let note = format!(
            "the same in {}; {origins} origins in all",
            others.join(", ")
        );
        lines.push(Line::new(&note, Ink::Quiet));
    }
    let others = translations(snapshot, stored)?;
    if !others.is_empty() {
        let note = format!(
            "probably the same in another translation: {}",
            others.join(", ")
        );
        lines.push(Line::new(&note, Ink::Quiet));
    }
    for event in history(snapshot, stored) {
        lines.push(Line::new(&event, Ink::Alert));
    }
    let mut out = String::new();
    for line in lines {
        for line in line.wrap(screen::width()) {
            line.write(&mut out);
            out.push('\n');
        }
    }
    out.push('\n');
    Ok(out)
}

/// Other names under which the text of a record came in, and with it the record.
fn elsewhere(snapshot: &Snapshot<'_>, stored: &Stored) -> Result<Vec<String>, Stop> {
    let places = snapshot.places(stored.id).map_err(ledger::stop)?;
    let others = places.into_iter().filter(|p| p.document != stored.document);
    Ok(others.map(|p| p.name).collect())
}

/// Ids of the statements that are probably the same utterance in another translation.
fn translations(snapshot: &Snapshot<'_>, stored: &Stored) -> Result<Vec<String>, Stop> {
    let found = snapshot.translations(stored).map_err(ledger::stop)?;
    Ok(found.iter().map(ToString::to_string).collect())
}

/// A record for people: where it is from, its words among those around them, its fields, and what made it.
pub(crate) fn lines(snapshot: &Snapshot<'_>, stored: &Stored) -> Result<Vec<Line>, Stop> {
    let document = snapshot.document(stored.document).map_err(ledger::stop)?;
    let text = snapshot.text(stored.document).map_err(ledger::stop)?;
    let mut lines = vec![Line::new(&stored.id.to_string(), Ink::Title)];
    let known = [Some(document.name), document.outlet, document.published];
    let known: Vec<String> = known.into_iter().flatten().collect();
    lines.push(Line::new(&known.join(" · "), Ink::Quiet));
    if let Some([before, words, after]) = words(&text, stored) {
        // Where colour does not show, marks do.
        let marks = if screen::has_color() {
            ["", ""]
        } else {
            ["»", "«"]
        };
        let mut quote = Line::new("… ", Ink::Quiet);
        quote.push(&before, Ink::Quiet);
        quote.push(&format!("{}{words}{}", marks[0], marks[1]), Ink::Sign);
        quote.push(&after, Ink::Quiet);
        quote.push(" …", Ink::Quiet);
        lines.push(quote);
    }
    for (field, value) in &stored.row.fields {
        let shown = shown(snapshot, stored, field, value)?;
        if shown.is_empty() {
            continue;
        }
        let mut line = Line::new(&format!("{field} "), Ink::Quiet);
        line.push(&shown, Ink::Plain);
        lines.push(line);
    }
    let row = &stored.row;
    let made = format!(
        "voice {} · factuality {} · confidence {} · made by {} {}",
        row.voices.last().map_or("", String::as_str),
        row.factuality,
        row.confidence,
        row.producer.id,
        row.producer.version
    );
    lines.push(Line::new(&made, Ink::Quiet));
    Ok(lines)
}

/// A field with the names of actors instead of their local ids.
fn shown(
    snapshot: &Snapshot<'_>,
    stored: &Stored,
    field: &str,
    value: &Value,
) -> Result<String, Stop> {
    let names = snapshot.field_names(stored, field).map_err(ledger::stop)?;
    if !names.is_empty() {
        return Ok(names.join("; "));
    }
    Ok(match value {
        Value::Null => String::new(),
        Value::String(text) => moment(text),
        Value::Array(list) if list.is_empty() => String::new(),
        Value::Object(map) if map.is_empty() => String::new(),
        other => other.to_string(),
    })
}

/// What people did to the record, a line each.
fn history(snapshot: &Snapshot<'_>, stored: &Stored) -> Vec<String> {
    let id = stored.id.to_string();
    let about = |entry: &Entry| match entry {
        Entry::Reviewed { record, .. } => *record == id,
        Entry::Resolved {
            claim, evidence, ..
        } => *claim == id || evidence.contains(&id),
        Entry::Indicator { claim, .. } => *claim == id,
        _ => false,
    };
    let acts = snapshot.acts().iter().filter(|(_, _, _, e)| about(e));
    acts.map(|(seq, recorded, author, entry)| {
        format!("{recorded} {author}: {} (entry {seq})", entry.kind())
    })
    .collect()
}

fn as_json(snapshot: &Snapshot<'_>, stored: &Stored) -> Result<String, Stop> {
    let document = snapshot.document(stored.document).map_err(ledger::stop)?;
    let text = snapshot.text(stored.document).map_err(ledger::stop)?;
    let row = &stored.row;
    let line = json!({
        "id": stored.id.to_string(),
        "kind": row.kind.as_str(),
        "document": document.name,
        "also_in": elsewhere(snapshot, stored)?,
        "translations": translations(snapshot, stored)?,
        "outlet": document.outlet,
        "published": document.published,
        "words": words(&text, stored).map(|w| json!({"before": w[0], "evidence": w[1], "after": w[2]})),
        "evidence": row.evidence,
        "fields": row.fields,
        "voice_chain": row.voices,
        "factuality": row.factuality,
        "factuality_by_voice": row.views,
        "time": row.time,
        "confidence": row.confidence,
        "producer": {"type": row.producer.producer_type, "id": row.producer.id, "version": row.producer.version},
        "counts": snapshot.counts(stored),
        "history": history(snapshot, stored),
    });
    Ok(format!("{line}\n"))
}
