//! How much of a document each voice speaks, and who speaks each sentence.

use crate::Coded;
use crate::record::{ActorRef, Body, Record};
use verbale_text::{SentIdx, Span};

/// A voice's part of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Share {
    /// Whose words they are; `None` for sources that the text does not name.
    pub voice: Option<ActorRef>,
    /// How many code points of the document, blanks between its words included.
    pub n_chars: usize,
}

/// Who speaks a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SentenceVoice {
    /// The sentence.
    pub sentence: SentIdx,
    /// Whose words it is made of, in the order of their first character.
    pub voices: Vec<Option<ActorRef>>,
}

/// For each byte of the text, the innermost voice that says it, as an index into the second list.
struct Painted {
    at: Vec<u32>,
    voices: Vec<Option<ActorRef>>,
}

const AUTHOR: u32 = 0;

/// Whether its content counts as the speaker's own words: said, not thought or wanted in the author's words.
fn counts(record: &Record) -> Option<(u32, Option<ActorRef>)> {
    match &record.body {
        Body::Statement(s) if s.attitude == "expressed" => Some((s.depth, s.speaker)),
        _ => None,
    }
}

fn paint(coded: &Coded) -> Painted {
    let text = coded.parsed.document().text();
    let mut painted = Painted {
        at: vec![AUTHOR; text.len()],
        voices: vec![Some(ActorRef::Author)],
    };
    let mut parts: Vec<(u32, Span, Option<ActorRef>)> = Vec::new();
    for record in &coded.records {
        if let Some((depth, speaker)) = counts(record) {
            let content = record.spans.iter().filter(|s| s.field == "content");
            parts.extend(content.flat_map(|f| &f.spans).map(|s| (depth, *s, speaker)));
        }
        if let Body::Voice(voice) = &record.body
            && matches!(voice.subtype, "disclaimer" | "editor_note")
        {
            parts.extend(
                record
                    .evidence
                    .iter()
                    .map(|s| (u32::MAX, *s, Some(ActorRef::Outlet))),
            );
        }
    }
    // Deeper statements are painted over those around them.
    parts.sort_by_key(|(depth, span, _)| (*depth, span.start, u32::MAX - span.end));
    for (_, span, voice) in parts {
        let known = painted.voices.iter().position(|v| *v == voice);
        let number = known.unwrap_or_else(|| {
            painted.voices.push(voice);
            painted.voices.len() - 1
        });
        painted.at[span.start as usize..span.end as usize].fill(number as u32);
    }
    painted
}

/// How many code points of the document each voice speaks: the contents of statements for their speakers, notes for the
/// outlet, all else for the author. Most first; their sum is the length of the text.
pub fn shares(coded: &Coded) -> Vec<Share> {
    let painted = paint(coded);
    let mut n_chars = vec![0usize; painted.voices.len()];
    for (i, _) in coded.parsed.document().text().char_indices() {
        n_chars[painted.at[i] as usize] += 1;
    }
    let mut shares: Vec<Share> = painted
        .voices
        .into_iter()
        .zip(n_chars)
        .filter(|(_, n)| *n > 0)
        .map(|(voice, n_chars)| Share { voice, n_chars })
        .collect();
    shares.sort_by_key(|s| usize::MAX - s.n_chars);
    shares
}

/// Who speaks each sentence; more than one where the author's words hold another's.
pub fn sentence_voices(coded: &Coded) -> Vec<SentenceVoice> {
    let painted = paint(coded);
    let trees = coded.parsed.trees();
    trees
        .map(|tree| {
            let mut voices = Vec::new();
            let span = tree.span();
            for node in tree.nodes() {
                let voice = painted.voices[painted.at[node.span().start as usize] as usize];
                let counts = node.upos() != verbale_text::Upos::Punct;
                if counts && span.contains(node.span()) && !voices.contains(&voice) {
                    voices.push(voice);
                }
            }
            SentenceVoice {
                sentence: tree.index(),
                voices,
            }
        })
        .collect()
}
