//! A record with everything a reader may ask of it: fields, voice, how sure, who made it and by which line.

use super::fault::Fault;
use super::kinds::{factuality, plural, spaced};
use crate::Pipeline;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use verbale_ledger::{Cast, Entry, Snapshot, Stored};
use verbale_text::{CharOffsets, Span};

/// Code points of the text around a record.
const AROUND: u32 = 220;

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
    /// What it says in a few words.
    pub(crate) gist: String,
    /// The words that prove it, and those around them.
    pub(crate) words: Words,
    /// Where these words stand: code points, half-open.
    pub(crate) evidence: Vec<[u32; 2]>,
    /// Its fields as people read them; those without a value are left out.
    pub(crate) shown: Vec<Field>,
    /// Its fields as in docs/records.md.
    #[schema(value_type = Object)]
    pub(crate) fields: Map<String, Value>,
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

/// A quotation of the text.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct Words {
    /// What stands before.
    pub(crate) before: String,
    /// The words that prove the record, from the first to the last.
    pub(crate) evidence: String,
    /// What stands after.
    pub(crate) after: String,
}

/// A field of a record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Field {
    /// What it is called.
    pub(crate) name: String,
    /// What it says; actors by their display names.
    pub(crate) values: Vec<String>,
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

/// What cards of one document share.
pub(crate) struct Deck<'a> {
    pub(crate) snapshot: &'a Snapshot<'a>,
    pub(crate) pipeline: &'a Pipeline,
    pub(crate) cast: &'a Cast,
    pub(crate) text: &'a str,
    pub(crate) offsets: &'a CharOffsets<'a>,
}

impl Deck<'_> {
    /// The card of a record of the document.
    pub(crate) fn card(&self, stored: &Stored) -> Result<Card, Fault> {
        let row = &stored.row;
        let shown = row.fields.iter().map(|(name, value)| Field {
            name: spaced(name),
            values: self.cast.shown(value),
        });
        let voice = |voice: &String| self.cast.name(voice).to_owned();
        Ok(Card {
            id: stored.id.to_string(),
            short: stored.id.short(),
            kind: row.kind.as_str(),
            document: stored.document,
            gist: self.gist(stored)?,
            words: self.words(stored),
            evidence: row.evidence.clone(),
            shown: shown.filter(|f| !f.values.is_empty()).collect(),
            fields: row.fields.clone(),
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

    fn words(&self, stored: &Stored) -> Words {
        let evidence = &stored.row.evidence;
        let (start, end) = (
            evidence.iter().map(|s| s[0]).min(),
            evidence.iter().map(|s| s[1]).max(),
        );
        let span = start
            .zip(end)
            .and_then(|(start, end)| self.offsets.to_bytes(start, end));
        let Some(span) = span else {
            return Words::default();
        };
        let [first, last] = [start, end].map(Option::unwrap_or_default);
        let from = self.byte(first.saturating_sub(AROUND));
        let to = self.byte(last.saturating_add(AROUND));
        Words {
            before: Span::new(from.min(span.start), span.start)
                .of(self.text)
                .to_owned(),
            evidence: span.of(self.text).to_owned(),
            after: Span::new(span.end, to.max(span.end))
                .of(self.text)
                .to_owned(),
        }
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
