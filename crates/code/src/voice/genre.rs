//! What kind of text a document is, where it says so itself.

use super::notes::begins;
use super::{Found, record};
use crate::reading::Reading;
use crate::record::{ActorRef, Body, Record};
use verbale_text::{Rel, Span, Tree};

/// Rule of turns in a transcript.
const TURN: &str = "transcript";

/// Sentences that stand for all that show the kind of text.
const SHOWN: usize = 3;

/// What shows the kind of text.
struct Sign {
    genre: &'static str,
    holder: ActorRef,
    evidence: Vec<Span>,
    confidence: f32,
}

/// The record of the kind of text, if the text shows it.
pub(super) fn record_of(reading: &Reading<'_>, records: &[Record]) -> Option<Record> {
    let sign = disclaimed(reading)
        .or_else(|| interview(reading))
        .or_else(|| headed(reading))
        .or_else(|| announced(reading))
        .or_else(|| in_first_person(reading))
        .or_else(|| report(reading, records))?;
    let found = Found {
        subtype: "genre",
        voice_chain: vec![sign.holder],
        target: None,
        polarity: None,
        label: Some(sign.genre.to_owned()),
        evidence: sign.evidence,
        rule: "rule:voice-genre",
        confidence: sign.confidence,
    };
    Some(record(reading, found))
}

/// A note of the outlet that tells of writers' views is one on a commentary.
fn disclaimed(reading: &Reading<'_>) -> Option<Sign> {
    let note = reading.notes.iter().find(|n| n.genre.is_some())?;
    Some(Sign {
        genre: note.genre?,
        holder: ActorRef::Outlet,
        evidence: vec![note.span],
        confidence: 0.8,
    })
}

fn interview(reading: &Reading<'_>) -> Option<Sign> {
    let turns = reading.attributions.iter().filter(|a| a.rule == TURN);
    let first = |a: &crate::statement::Attribution| a.source.first().copied().unwrap_or(a.cue);
    let evidence: Vec<Span> = turns.clone().take(SHOWN).map(first).collect();
    let enough = turns.count() >= reading.packs.voice.genre.interview_turns;
    enough.then_some(Sign {
        genre: "interview",
        holder: ActorRef::Author,
        evidence,
        confidence: 0.7,
    })
}

/// "OPINION" as a line, or before a colon at the start of one.
fn headed(reading: &Reading<'_>) -> Option<Sign> {
    let text = reading.parsed.document().text();
    let mut at = 0;
    for line in text.split('\n').take(SHOWN) {
        let words = line.trim();
        let start = at + line.len() - line.trim_start().len();
        let is_head = |word: &&String| {
            begins(words, word) || words.len() == word.len() && words.eq_ignore_ascii_case(word)
        };
        if let Some(word) = reading.packs.voice.genre.commentary.iter().find(is_head) {
            return Some(Sign {
                genre: "commentary",
                holder: ActorRef::Outlet,
                evidence: vec![Span::new(start as u32, (start + word.len()) as u32)],
                confidence: 0.8,
            });
        }
        at += line.len() + 1;
    }
    None
}

/// "The following statement was released by …" near the start.
fn announced(reading: &Reading<'_>) -> Option<Sign> {
    let text = reading.parsed.document().text();
    let near = reading.parsed.trees().take(reading.packs.voice.near_start);
    for tree in near {
        let sentence = tree.span().of(text);
        let lower = sentence.to_ascii_lowercase();
        let words = &reading.packs.voice.genre.statement;
        if let Some((i, w)) = words
            .iter()
            .find_map(|w| Some((lower.find(w.as_str())?, w)))
        {
            let start = tree.span().start + i as u32;
            return Some(Sign {
                genre: "statement",
                holder: ActorRef::Author,
                evidence: vec![Span::new(start, start + w.len() as u32)],
                confidence: 0.7,
            });
        }
    }
    None
}

/// A writer who says "we" throughout makes an announcement.
fn in_first_person(reading: &Reading<'_>) -> Option<Sign> {
    let words = &reading.packs.voice.genre;
    let mut evidence = Vec::new();
    let mut n = 0;
    let mut n_sentences = 0;
    for tree in reading.parsed.trees() {
        n_sentences += 1;
        if let Some(span) = own_plural(reading, tree) {
            n += 1;
            if evidence.len() < SHOWN {
                evidence.push(span);
            }
        }
    }
    let enough = n >= words.statement_sentences && n * 100 >= n_sentences * words.statement_share;
    enough.then_some(Sign {
        genre: "statement",
        holder: ActorRef::Author,
        evidence,
        confidence: 0.6,
    })
}

/// The clause whose subject is the writer's "we".
fn own_plural(reading: &Reading<'_>, tree: Tree<'_>) -> Option<Span> {
    let words = &reading.packs.voice.genre.first_plural;
    let is_plural = |n: &verbale_text::Node<'_>| {
        matches!(n.rel(), Rel::Nsubj | Rel::Nmod | Rel::Obj)
            && words.iter().any(|w| n.form().eq_ignore_ascii_case(w))
    };
    let node = tree.nodes().find(is_plural)?;
    let is_own = reading.voices(node.span()) == [ActorRef::Author];
    is_own.then(|| {
        node.head()
            .map_or(node.span(), |h| h.span().cover(node.span()))
    })
}

/// A writer who passes on others' words makes a report.
fn report(reading: &Reading<'_>, records: &[Record]) -> Option<Sign> {
    let words = &reading.packs.voice.genre;
    let mut evidence = Vec::new();
    let mut last = None;
    let mut n = 0;
    for record in records {
        let Body::Statement(statement) = &record.body else {
            continue;
        };
        let is_other = matches!(statement.speaker, Some(ActorRef::Actor(_)));
        if statement.depth > 0 || !is_other || statement.attitude != "expressed" {
            continue;
        }
        let sentence = record.sentences.first();
        if last == sentence {
            continue;
        }
        last = sentence;
        n += 1;
        let cue = record.spans.iter().find(|s| s.field == "cue");
        if evidence.len() < SHOWN
            && let Some(cue) = cue
        {
            evidence.extend(cue.spans.first());
        }
    }
    let n_sentences = reading.parsed.sentences().len();
    let enough = n >= words.report_sentences && n * 100 >= n_sentences * words.report_share;
    enough.then_some(Sign {
        genre: "report",
        holder: ActorRef::Author,
        evidence,
        confidence: 0.6,
    })
}
