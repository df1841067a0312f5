//! Who is speaking in a document, and how: notes of the outlet, the kind of text, loaded words, and each voice's share.
//!
//! A loaded word is evaluative wording that the fact can be stated without. It belongs to whoever says it: inside
//! attributed words to their speaker, else to the author. Nothing is concluded about anybody from it.

mod genre;

mod lexicon;

mod loaded;

mod notes;

mod share;

pub(crate) use lexicon::VoiceLexicon;
pub(crate) use notes::{Note, notes};
pub use share::{SentenceVoice, Share, sentence_voices, shares};

use crate::reading::Reading;
use crate::record::{ActorIdx, ActorRef, Body, Factuality, Producer, Record, Voice};
use verbale_text::Span;

/// The voice records of a document. `records` are those made so far.
pub(crate) fn voice_records(reading: &Reading<'_>, records: &[Record]) -> Vec<Record> {
    let mut found = notes::records(reading);
    found.extend(genre::record_of(reading, records));
    found.extend(loaded::records(reading));
    found
}

/// The fields by which voice records differ.
struct Found {
    subtype: &'static str,
    voice_chain: Vec<ActorRef>,
    target: Option<ActorIdx>,
    polarity: Option<&'static str>,
    label: Option<String>,
    evidence: Vec<Span>,
    rule: &'static str,
    confidence: f32,
}

fn record(reading: &Reading<'_>, found: Found) -> Record {
    let holder = found.voice_chain.last().copied();
    let mut sentences: Vec<_> = found
        .evidence
        .iter()
        .map(|s| reading.sentence_at(s.start))
        .collect();
    sentences.dedup();
    Record {
        body: Body::Voice(Voice {
            subtype: found.subtype,
            holder: holder.unwrap_or(ActorRef::Author),
            target: found.target,
            polarity: found.polarity,
            label: found.label,
        }),
        evidence: found.evidence,
        spans: Vec::new(),
        voice_chain: found.voice_chain,
        factuality: Factuality::CertainPlus,
        time: None,
        refs: Vec::new(),
        sentences,
        producer: Producer {
            id: found.rule.to_owned(),
        },
        confidence: found.confidence,
    }
}
