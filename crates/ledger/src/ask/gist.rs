//! A record in a few words, for lists of several kinds.

use crate::{Error, Kind, Snapshot, Stored};
use serde_json::Value;
use verbale_text::CharOffsets;

/// Code points of a quotation that a list shows.
const QUOTE: usize = 160;

/// What a record says, in words of the record itself; `text` is that of its document.
pub(crate) fn gist(
    snapshot: &Snapshot<'_>,
    stored: &Stored,
    text: &str,
) -> rusqlite::Result<String> {
    let row = &stored.row;
    let field = |name: &str| row.text(name).unwrap_or("").replace('_', " ");
    let names = |name: &str| -> rusqlite::Result<String> {
        Ok(snapshot
            .names(stored.record, stored.id.kind, name)?
            .join(", "))
    };
    let parts = match stored.id.kind {
        Kind::Actor => vec![field("name"), field("type")],
        Kind::Role => vec![field("status"), field("title"), names("org")?],
        Kind::Tie => vec![field("axis"), field("change"), field("value")],
        Kind::Relation => vec![field("type"), field("trend")],
        Kind::Meeting => {
            let place = field("place");
            let outcome = field("outcome");
            vec![
                field("status"),
                field("name"),
                match place.as_str() {
                    "" => place,
                    place => format!("in {place}"),
                },
                match outcome.as_str() {
                    "unknown" => String::new(),
                    _ => outcome,
                },
            ]
        }
        Kind::Event => vec![
            field("type"),
            field("mode"),
            list(row.fields.get("context")),
        ],
        Kind::Commitment => {
            // The words of the deadline often stand in those of the action.
            let (action, deadline) = (field("action"), field("deadline_text"));
            let is_said = action.contains(&deadline);
            let deadline = if is_said { String::new() } else { deadline };
            vec![field("type"), action, deadline]
        }
        Kind::Demand => vec![field("type"), field("ask")],
        Kind::Reaction => vec![field("stance"), field("target")],
        Kind::Impact => {
            let affected = match names("affected")?.as_str() {
                "" => String::new(),
                names => format!("for {names}"),
            };
            let parts = ["claim_type", "what", "direction"].map(field);
            parts.into_iter().chain([affected]).collect()
        }
        Kind::Voice => vec![field("subtype"), field("label"), words(stored, "", text)],
        Kind::Statement => vec![words(stored, "content", text)],
    };
    Ok(joined(&parts))
}

/// What a record says; its text is read only if its words are needed.
pub(crate) fn gist_of(snapshot: &Snapshot<'_>, stored: &Stored) -> Result<String, Error> {
    let text = match stored.id.kind {
        Kind::Statement | Kind::Voice => snapshot.text(stored.document)?,
        _ => String::new(),
    };
    gist(snapshot, stored, &text).map_err(|e| snapshot.error(e))
}

/// The words that fill a field, cut where a list would grow too long; those of the evidence where the field has none.
pub(crate) fn words(stored: &Stored, field: &str, text: &str) -> String {
    shortened(&words_of(stored, field, text))
}

/// The words that fill a field, whole; those of the evidence where the field has none.
pub(crate) fn words_of(stored: &Stored, field: &str, text: &str) -> String {
    let own = stored.row.spans.get(field).map(crate::stored::spans);
    let spans = own
        .filter(|s| !s.is_empty())
        .unwrap_or_else(|| stored.row.evidence.clone());
    spanned(&spans, (&CharOffsets::new(text), text))
}

/// The words of a text under spans of code points.
pub(super) fn spanned(spans: &[[u32; 2]], (offsets, text): (&CharOffsets<'_>, &str)) -> String {
    let found = spans.iter().filter_map(|&[start, end]| {
        let span = offsets.to_bytes(start, end)?;
        Some(span.of(text))
    });
    found.collect::<Vec<_>>().join(" … ")
}

fn list(value: Option<&Value>) -> String {
    let list = value.and_then(Value::as_array);
    let texts = list.into_iter().flatten().filter_map(Value::as_str);
    texts.collect::<Vec<_>>().join(", ")
}

fn joined(parts: &[String]) -> String {
    let filled = parts.iter().filter(|p| !p.is_empty());
    filled.cloned().collect::<Vec<_>>().join(" ")
}

/// A text cut where a list would grow too long.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(QUOTE) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
