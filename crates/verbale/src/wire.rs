//! The public form of records: JSON Lines, one record a line (`docs/record.schema.json`).
//!
//! The only module that serializes: [`export`] has the forms in which records leave a ledger, [`import`] reads two of them back. Keys stand in a fixed order, offsets are Unicode code points, half-open,
//! into the text exactly as read, and nothing depends on the clock: the same input gives the same bytes.

mod fields;

#[cfg(feature = "export")]
pub mod export;

#[cfg(feature = "export")]
pub mod import;

mod stored;

pub use stored::{document, rows};

use serde_json::{Map, Value, json};
use verbale_code::record::{Actor, ActorRef, Body, Factuality, Record};
use verbale_code::time::{Anchor, Granularity, Timex, TimexKind};
use verbale_code::voice::{SentenceVoice, Share};
use verbale_code::{ActorIdx, Coded};
use verbale_text::{CharOffsets, Document, Span};

/// Version of the form; it changes when a reader of the old form would misread the new one.
pub const SCHEMA_VERSION: &str = "1";

/// The packs and the model behind records, as their provenance names them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// Hash of all packs.
    pub packs: String,
    /// Id of the model; empty for trees from elsewhere.
    pub model: String,
}

/// The records of one document in text order, with the ids they are printed under.
#[derive(Debug)]
pub struct Listing<'a> {
    document: &'a Document,
    records: &'a [Record],
    /// Record indices in text order.
    order: Vec<usize>,
    /// Id of each record, by its index.
    ids: Vec<String>,
    /// Record index of each actor.
    actors: &'a [usize],
    /// By record and voice; empty if nobody says.
    views: &'a [Vec<Factuality>],
}

impl<'a> Listing<'a> {
    /// Numbers `records` in text order: `event-01`, `event-02` …, each kind by itself.
    /// `actors` gives the record of each actor.
    ///
    /// ```
    /// use verbale::wire::Listing;
    /// use verbale_text::{DocId, Document};
    /// let document = Document::new(DocId("empty".into()), String::new());
    /// assert_eq!(Listing::new(&document, &[], &[]).iter().count(), 0);
    /// ```
    pub fn new(document: &'a Document, records: &'a [Record], actors: &'a [usize]) -> Self {
        let mut order: Vec<usize> = (0..records.len()).collect();
        order.sort_by_key(|&i| (first_span(&records[i]), i));
        let mut ids = vec![String::new(); records.len()];
        let mut counts: Vec<(&'static str, usize)> = Vec::new();
        for &i in &order {
            let kind = records[i].body.kind();
            let at = counts.iter().position(|(k, _)| *k == kind);
            let at = at.unwrap_or_else(|| {
                counts.push((kind, 0));
                counts.len() - 1
            });
            counts[at].1 += 1;
            ids[i] = format!("{kind}-{:02}", counts[at].1);
        }
        Self {
            document,
            records,
            order,
            ids,
            actors,
            views: &[],
        }
    }

    /// The same with how far each voice of each record commits to it ([`verbale_code::Coded::views`]).
    #[must_use]
    pub fn with_views(self, views: &'a [Vec<Factuality>]) -> Self {
        Self { views, ..self }
    }

    /// The records, their actors and views of a document, numbered in text order.
    pub fn of(coded: &'a Coded) -> Self {
        let listing = Self::new(coded.parsed.document(), &coded.records, &coded.actors);
        listing.with_views(&coded.views)
    }

    /// The document they were found in.
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// Ids and records in text order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a Record)> {
        self.order
            .iter()
            .map(|&i| (self.ids[i].as_str(), &self.records[i]))
    }

    /// The id of the record with index `record` of the coder's list.
    pub fn id(&self, record: usize) -> Option<&str> {
        self.ids.get(record).map(String::as_str)
    }

    /// The id of an actor; the same as that of its record.
    pub fn actor_id(&self, actor: ActorIdx) -> Option<&str> {
        self.id(*self.actors.get(actor.0 as usize)?)
    }

    /// What is known of an actor.
    pub fn actor(&self, actor: ActorIdx) -> Option<&'a Actor> {
        let record = self.records.get(*self.actors.get(actor.0 as usize)?)?;
        match &record.body {
            Body::Actor(actor) => Some(actor),
            _ => None,
        }
    }

    /// Whoever speaks, as records write it: an actor's id, `author` or `outlet`.
    pub fn voice(&self, voice: ActorRef) -> Option<&str> {
        match voice {
            ActorRef::Actor(actor) => self.actor_id(actor),
            ActorRef::Author => Some("author"),
            ActorRef::Outlet => Some("outlet"),
        }
    }
}

fn first_span(record: &Record) -> Span {
    record.evidence.iter().min().copied().unwrap_or_default()
}

/// The records of `listing` as JSON Lines. `keep` chooses which; ids and references stay those of the whole.
pub fn lines(listing: &Listing<'_>, stamp: &Stamp, keep: impl Fn(&Record) -> bool) -> String {
    let offsets = CharOffsets::new(listing.document.text());
    let mut out = String::new();
    let kept = listing.order.iter().filter(|&&i| keep(&listing.records[i]));
    for &i in kept {
        let row = row(listing, &offsets, stamp, i);
        out.push_str(&Value::Object(row).to_string());
        out.push('\n');
    }
    out
}

/// How much each voice speaks, and who speaks each sentence, as one JSON object. It is no record: `docs/records.md`.
pub fn voice_line(listing: &Listing<'_>, shares: &[Share], sentences: &[SentenceVoice]) -> String {
    let n_chars: usize = shares.iter().map(|s| s.n_chars).sum();
    let name = |voice: Option<ActorRef>| voice.and_then(|v| listing.voice(v));
    let share = |s: &Share| {
        let of_all = s.n_chars as f64 / n_chars.max(1) as f64;
        json!({"voice": name(s.voice), "chars": s.n_chars, "share": (of_all * 1e4).round() / 1e4})
    };
    let sentence = |s: &SentenceVoice| {
        let voices: Vec<_> = s.voices.iter().map(|v| name(*v)).collect();
        json!({"sent": s.sentence.0, "voices": voices})
    };
    let mut line = json!({
        "schema_version": SCHEMA_VERSION,
        "doc": listing.document.id.0,
        "kind": "voice_share",
        "chars": n_chars,
        "shares": shares.iter().map(share).collect::<Vec<_>>(),
        "sentences": sentences.iter().map(sentence).collect::<Vec<_>>(),
    })
    .to_string();
    line.push('\n');
    line
}

/// The line that stands for a document that could not be read. `line` counts from 1.
///
/// ```
/// let row = verbale::wire::error_line("a", "invalid_utf8", "byte 3 is not UTF-8", None);
/// assert!(row.starts_with(r#"{"doc":"a","kind":"error","error":{"code":"invalid_utf8","#));
/// ```
pub fn error_line(doc: &str, code: &str, message: &str, line: Option<usize>) -> String {
    let error = json!({"code": code, "message": message, "line": line});
    let mut row = json!({"doc": doc, "kind": "error", "error": error}).to_string();
    row.push('\n');
    row
}

fn row(
    listing: &Listing<'_>,
    offsets: &CharOffsets<'_>,
    stamp: &Stamp,
    at: usize,
) -> Map<String, Value> {
    let (id, record) = (listing.ids[at].as_str(), &listing.records[at]);
    let mut spans = Map::new();
    for filled in &record.spans {
        spans.insert(filled.field.into(), span_list(offsets, &filled.spans));
    }
    let chain = record.voice_chain.iter().map(|&v| listing.voice(v));
    let mut row = Map::new();
    row.insert("schema_version".into(), json!(SCHEMA_VERSION));
    row.insert("doc".into(), json!(listing.document.id.0));
    row.insert("id".into(), json!(id));
    row.insert("kind".into(), json!(record.body.kind()));
    row.insert("evidence".into(), span_list(offsets, &record.evidence));
    row.insert("fields".into(), fields::of(listing, id, record));
    row.insert("spans".into(), Value::Object(spans));
    row.insert("voice".into(), json!(listing.voice(record.voice())));
    row.insert("voice_chain".into(), chain.collect());
    row.insert("factuality".into(), json!(record.factuality.as_str()));
    if let Some(views) = listing.views.get(at) {
        let views: Vec<&str> = views.iter().map(|f| f.as_str()).collect();
        row.insert("factuality_by_voice".into(), json!(views));
    }
    let time = record.time.as_ref();
    row.insert("time".into(), time.map(|t| time_of(t, offsets)).into());
    row.insert("refs".into(), refs(listing, record));
    row.insert("provenance".into(), provenance(listing, stamp, record));
    row
}

fn span_list(offsets: &CharOffsets<'_>, spans: &[Span]) -> Value {
    spans.iter().map(|&s| json!(offsets.to_chars(s))).collect()
}

/// One reference is an id, several are a list, as in the gold files of the domain model.
fn refs(listing: &Listing<'_>, record: &Record) -> Value {
    let mut refs = Map::new();
    for (field, targets) in &record.refs {
        let ids: Vec<&str> = targets.iter().filter_map(|&i| listing.id(i)).collect();
        let value = match ids.as_slice() {
            [] => continue,
            [one] => json!(one),
            several => json!(several),
        };
        refs.insert((*field).into(), value);
    }
    Value::Object(refs)
}

/// `recorded_at` is for stores to fill; here it would make two runs differ.
fn provenance(listing: &Listing<'_>, stamp: &Stamp, record: &Record) -> Value {
    let sentences: Vec<u32> = record.sentences.iter().map(|s| s.0).collect();
    let confidence = (f64::from(record.confidence) * 1000.0).round() / 1000.0;
    let model = (!stamp.model.is_empty()).then_some(&stamp.model);
    json!({
        "doc": listing.document.sha256(),
        "sent": sentences,
        "producer": {"type": "rule", "id": record.producer.id, "version": env!("CARGO_PKG_VERSION")},
        "packs": stamp.packs,
        "model": model,
        "confidence": confidence,
        "recorded_at": null,
    })
}

fn time_of(time: &Timex, offsets: &CharOffsets<'_>) -> Value {
    json!({
        "value": time.value,
        "type": match time.kind {
            TimexKind::Date => "DATE",
            TimexKind::Time => "TIME",
            TimexKind::Duration => "DURATION",
            TimexKind::Set => "SET",
        },
        "granularity": time.granularity.map(granularity),
        "mod": time.modifier,
        "anchor": match time.anchor {
            Anchor::None => "none",
            Anchor::Document => "dct",
            Anchor::Utterance => "utterance",
            Anchor::Timex(_) => "text",
        },
        "span": offsets.to_chars(time.span),
    })
}

fn granularity(granularity: Granularity) -> &'static str {
    match granularity {
        Granularity::Day => "day",
        Granularity::Week => "week",
        Granularity::Month => "month",
        Granularity::Season => "season",
        Granularity::Year => "year",
        Granularity::Decade => "decade",
        Granularity::Era => "era",
    }
}
