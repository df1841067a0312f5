//! A record with everything a reader may ask of it: fields, voice, how sure, who made it and by which line.

use super::documents::DocumentLine;
use super::fault::Fault;
use super::kinds::{factuality, plural, spaced};
use crate::Pipeline;
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use verbale_ledger::ask;
use verbale_ledger::{Cast, Entry, Kind, RecordId, Snapshot, Stored};
use verbale_text::{CharOffsets, Span};

/// Code points of the text that are shown around a record.
const AROUND: u32 = 160;

/// One record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Card {
    /// Its id, such as `tie-483d6ead597b707e`.
    pub(crate) id: String,
    /// The id as people write it.
    pub(crate) short: String,
    /// Its kind.
    pub(crate) kind: &'static str,
    /// Number of its document.
    pub(crate) document: i64,
    /// Who does or says it, and to whom: display names.
    pub(crate) who: String,
    /// What it says in a few words.
    pub(crate) gist: String,
    /// The words that prove it, with those around them; what lies between passages is left out.
    pub(crate) passages: Vec<Vec<Words>>,
    /// Where these words stand: code points, half-open.
    pub(crate) evidence: Vec<[u32; 2]>,
    /// Its fields as people read them; those without a value are left out.
    pub(crate) shown: Vec<Field>,
    /// Its fields as in docs/records.md.
    #[schema(value_type = Object)]
    pub(crate) fields: Map<String, Value>,
    /// Other records of the document that it speaks of.
    pub(crate) refs: Vec<Field>,
    /// Who asserts it, outermost voice first.
    pub(crate) voices: Vec<String>,
    /// How far the innermost voice commits itself.
    pub(crate) factuality: String,
    /// The same in words.
    pub(crate) committed: &'static str,
    /// From 0 to 1.
    pub(crate) confidence: f64,
    /// What made it.
    pub(crate) made_by: MadeBy,
    /// What people did to it, in order.
    pub(crate) history: Vec<Act>,
}

/// A part of a passage of the text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct Words {
    /// The words.
    pub(crate) text: String,
    /// Whether they prove the record.
    pub(crate) is_evidence: bool,
}

/// A field of a record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Field {
    /// What it is called.
    pub(crate) name: String,
    /// What it says.
    pub(crate) values: Vec<FieldValue>,
}

/// A value of a field.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FieldValue {
    /// What it says; an actor by its display name.
    pub(crate) text: String,
    /// Number of the actor, if it is one.
    pub(crate) actor: Option<i64>,
    /// Id of the record, if it is one.
    pub(crate) record: Option<String>,
}

/// Who or what made a record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MadeBy {
    /// `rule`, `model` or `human`.
    pub(crate) sort: String,
    /// A line of a codebook page, a rule, or a reviewer.
    pub(crate) id: String,
    /// Version of the program.
    pub(crate) version: String,
    /// The line of the codebook page, if it is one of the packs in use.
    pub(crate) line: Option<String>,
}

/// Something that a person did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Act {
    /// Number of the entry.
    pub(crate) entry: i64,
    /// When (UTC).
    pub(crate) recorded: String,
    /// Who.
    pub(crate) author: String,
    /// What.
    pub(crate) what: String,
}

/// Fields that say who, and those that say to or about whom, the first that is filled.
const WHO: &[&str] = &[
    "actor",
    "sender",
    "participants",
    "speaker",
    "asker",
    "holder",
    "person",
    "a",
];
const WHOM: &[&str] = &[
    "recipient",
    "receiver",
    "addressee",
    "target_actor",
    "affected",
    "target",
    "org",
    "b",
];

/// What cards of one document share.
pub(crate) struct Deck<'a> {
    pub(crate) snapshot: &'a Snapshot<'a>,
    pub(crate) pipeline: &'a Pipeline,
    pub(crate) cast: &'a Cast,
    pub(crate) text: &'a str,
    pub(crate) offsets: &'a CharOffsets<'a>,
    /// Ids of its records by their ids in the document, such as `event-03`.
    pub(crate) ids: FxHashMap<String, RecordId>,
}

/// Ids of the records of a document by their ids in it.
pub(crate) fn ids(records: &[Stored]) -> FxHashMap<String, RecordId> {
    records.iter().map(|s| (s.row.local_id(), s.id)).collect()
}

/// The card of a record by itself, and the text it stands in.
pub(crate) fn lone(
    snapshot: &Snapshot<'_>,
    pipeline: &Pipeline,
    stored: &Stored,
) -> Result<(Card, DocumentLine), Fault> {
    let missing = || Fault::missing(format!("{}: its text is not there", stored.id));
    let document = ask::document(snapshot, stored.document)?.ok_or_else(missing)?;
    let text = snapshot.text(stored.document)?;
    let deck = Deck {
        snapshot,
        pipeline,
        cast: &snapshot.cast(stored.document)?,
        text: &text,
        offsets: &CharOffsets::new(&text),
        ids: ids(&ask::records(snapshot, stored.document)?),
    };
    Ok((deck.card(stored)?, DocumentLine::of(&document)))
}

impl Deck<'_> {
    /// The card of a record of the document.
    pub(crate) fn card(&self, stored: &Stored) -> Result<Card, Fault> {
        let row = &stored.row;
        let fields = |map: &Map<String, Value>| -> Vec<Field> {
            let fields = map.iter().map(|(name, value)| Field {
                name: spaced(name),
                values: self.values(value),
            });
            fields.filter(|f| !f.values.is_empty()).collect()
        };
        let voice = |voice: &String| self.cast.name(voice).to_owned();
        Ok(Card {
            id: stored.id.to_string(),
            short: stored.id.short(),
            kind: row.kind.as_str(),
            document: stored.document,
            who: self.who(stored),
            gist: self.gist(stored)?,
            passages: self.passages(stored),
            evidence: row.evidence.clone(),
            shown: fields(&row.fields),
            fields: row.fields.clone(),
            refs: fields(&row.refs),
            voices: row.voices.iter().map(voice).collect(),
            factuality: row.factuality.clone(),
            committed: factuality(&row.factuality),
            confidence: row.confidence,
            made_by: self.made_by(stored),
            history: history(self.snapshot, &stored.id.to_string()),
        })
    }

    /// What a record says; never nothing.
    pub(crate) fn gist(&self, stored: &Stored) -> Result<String, Fault> {
        let gist = self.snapshot.gist(stored, self.text)?;
        Ok(match gist.is_empty() {
            true => plural(stored.row.kind).to_owned(),
            false => gist,
        })
    }

    /// A value as people read it; unknown is nothing.
    fn values(&self, value: &Value) -> Vec<FieldValue> {
        if let Value::Array(list) = value {
            return list.iter().flat_map(|v| self.values(v)).collect();
        }
        let local = value.as_str().unwrap_or_default();
        let shown = self.cast.shown(value).into_iter();
        shown
            .map(|text| FieldValue {
                text,
                actor: self.cast.of(local).map(|(_, entity)| entity.number),
                record: self.ids.get(local).map(ToString::to_string),
            })
            .collect()
    }

    /// Who does it, and to whom: `Syldavia → Borduria`. Those who meet are equals.
    fn who(&self, stored: &Stored) -> String {
        let fields = &stored.row.fields;
        let names = |of: &[&str]| {
            let named = of.iter().map(|field| {
                let value = fields.get(*field).unwrap_or(&Value::Null);
                let is_actor = |v: &Value| v.as_str().is_some_and(|l| self.cast.of(l).is_some());
                match value {
                    Value::Array(list) if list.iter().any(is_actor) => self.cast.shown(value),
                    one if is_actor(one) => self.cast.shown(value),
                    _ => Vec::new(),
                }
            });
            named.map(|n| n.join(", ")).find(|n| !n.is_empty())
        };
        match (stored.row.kind, names(WHO), names(WHOM)) {
            (Kind::Actor, ..) | (_, None, None) => String::new(),
            (_, Some(who), None) => who,
            (_, who, Some(whom)) => format!("{} → {whom}", who.unwrap_or_default()),
        }
    }

    /// The words that prove a record. What lies close together is one passage.
    fn passages(&self, stored: &Stored) -> Vec<Vec<Words>> {
        let mut spans = stored.row.evidence.clone();
        spans.sort_unstable();
        let mut passages: Vec<Vec<Words>> = Vec::new();
        let mut last: Option<u32> = None;
        let words = |start: u32, end: u32| {
            Span::new(self.byte(start), self.byte(end).max(self.byte(start))).of(self.text)
        };
        let piece = |start: u32, end: u32, is_evidence: bool| Words {
            text: words(start, end).to_owned(),
            is_evidence,
        };
        let after = |last: u32| Words {
            text: whole_words_before(words(last, last.saturating_add(AROUND)), self.text)
                .to_owned(),
            is_evidence: false,
        };
        for [start, end] in spans {
            match (last, passages.last_mut()) {
                (Some(last), Some(passage)) if start <= last.saturating_add(2 * AROUND) => {
                    passage.push(piece(last, start.max(last), false));
                    passage.push(piece(start.max(last), end.max(last), true));
                }
                (last, _) => {
                    let from = start.saturating_sub(AROUND);
                    if let (Some(last), Some(passage)) = (last, passages.last_mut()) {
                        passage.push(after(last));
                    }
                    let before = Words {
                        text: whole_words_after(words(from, start), from > 0).to_owned(),
                        is_evidence: false,
                    };
                    passages.push(vec![before, piece(start, end, true)]);
                }
            }
            last = Some(end.max(last.unwrap_or(0)));
        }
        if let (Some(last), Some(passage)) = (last, passages.last_mut()) {
            passage.push(after(last));
        }
        for passage in &mut passages {
            passage.retain(|words| !words.text.is_empty());
        }
        passages
    }

    /// The byte of a code point; the end of the text if it lies past it.
    fn byte(&self, char_offset: u32) -> u32 {
        let at = self.offsets.to_bytes(char_offset, char_offset);
        at.map_or(u32::try_from(self.text.len()).unwrap_or(u32::MAX), |span| {
            span.start
        })
    }

    fn made_by(&self, stored: &Stored) -> MadeBy {
        let producer = &stored.row.producer;
        let line = producer.id.rsplit_once(':').and_then(|(page, line)| {
            let line = line.parse().ok()?;
            Some(self.pipeline.source_line(page, line)?.trim().to_owned())
        });
        MadeBy {
            sort: producer.producer_type.clone(),
            id: producer.id.clone(),
            version: producer.version.clone(),
            line,
        }
    }
}

/// A stretch of text from its first whole word on, if it begins in the middle of the text.
fn whole_words_after(stretch: &str, is_cut: bool) -> &str {
    match stretch.find(char::is_whitespace).filter(|_| is_cut) {
        Some(at) => &stretch[at..],
        None => stretch,
    }
}

/// A stretch of text up to its last whole word, unless it ends with the text.
fn whole_words_before<'t>(stretch: &'t str, text: &str) -> &'t str {
    let is_cut = !text.ends_with(stretch);
    match stretch.rfind(char::is_whitespace).filter(|_| is_cut) {
        Some(at) => &stretch[..at],
        None => stretch,
    }
}

/// What people did to the record with that id.
fn history(snapshot: &Snapshot<'_>, id: &str) -> Vec<Act> {
    let is_about = |entry: &Entry| match entry {
        Entry::Reviewed { record, .. } => record == id,
        Entry::Resolved {
            claim, evidence, ..
        } => claim == id || evidence.iter().any(|e| e == id),
        Entry::Indicator { claim, .. } => claim == id,
        _ => false,
    };
    let acts = snapshot.acts().iter().filter(|(_, _, _, e)| is_about(e));
    acts.map(|(entry, recorded, author, act)| Act {
        entry: *entry,
        recorded: recorded.clone(),
        author: author.clone(),
        what: act.kind().to_owned(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::{whole_words_after, whole_words_before};

    #[test]
    fn the_words_around_a_record_are_whole() {
        let text = "Ships of Borduria left the harbour at noon.";
        for (from, expected) in [(0, "Ships of"), (3, " of")] {
            assert_eq!(whole_words_after(&text[from..8], from > 0), expected);
        }
        for (end, expected) in [
            (30, " left the"),
            (text.len(), " left the harbour at noon."),
        ] {
            assert_eq!(whole_words_before(&text[17..end], text), expected);
        }
        assert_eq!(whole_words_after("Langwort", true), "Langwort");
    }
}
