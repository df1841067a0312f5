//! Records of attributed words, and who speaks them.

use crate::actor::{ActorType, Actors, Mention, RoleMention};
use crate::factuality::{modality, performed};
use crate::reading::Reading;
use crate::record::{
    ActorIdx, ActorRef, Body, Factuality, FieldSpans, Producer, Record, Statement,
};
use crate::statement::{Attitude, Attribution, Kind, RELEASE};
use rustc_hash::FxHashMap;
use verbale_text::{Node, Parsed, Span, TokenIdx, Upos};

/// The rule of turns in a transcript.
const TURN: &str = "transcript";

/// Ranks whose holders speak for their body.
const SPEAKS_FOR: [&str; 2] = ["spokesperson", "representative"];

/// The speaker of each attribution, and who speaks along. "I" and "we" inside a quotation are its speaker's,
/// outside of all quotations the author's.
pub(crate) fn speakers(
    parsed: &Parsed,
    attributions: &[Attribution],
    actors: &Actors,
) -> Vec<Vec<ActorRef>> {
    let mut speakers: Vec<Vec<ActorRef>> = Vec::with_capacity(attributions.len());
    let mut order: Vec<usize> = (0..attributions.len()).collect();
    order.sort_by_key(|&i| attributions[i].depth);
    speakers.resize(attributions.len(), Vec::new());
    let is_transcript = attributions.iter().any(|a| a.rule == "transcript");
    let by_name = if is_transcript {
        surnames(actors)
    } else {
        FxHashMap::default()
    };
    for i in order {
        let Some(head) = attributions[i].source_head else {
            speakers[i] = carried(parsed, attributions, &speakers, i);
            continue;
        };
        speakers[i] = if actors.first_persons().binary_search(&head).is_ok() {
            match attributions[i].parent {
                Some(parent) if !is_nameless(attributions, &speakers, parent) => {
                    speakers[parent].clone()
                }
                _ => vec![ActorRef::Author],
            }
        } else {
            let is_named = is_in_label(&attributions[i], actors, head);
            let found = actors.of(parsed.node(head)).into_iter();
            found.filter(|_| is_named).map(ActorRef::Actor).collect()
        };
        if speakers[i].is_empty() && attributions[i].rule == "transcript" {
            let named = labelled(parsed, &attributions[i], &by_name);
            speakers[i].extend(named.map(ActorRef::Actor));
        }
    }
    speakers
}

/// Whether an attribution is the whole text that somebody gives out who is no known actor: its "we" is then the author's.
fn is_nameless(attributions: &[Attribution], speakers: &[Vec<ActorRef>], i: usize) -> bool {
    attributions[i].rule == RELEASE && speakers[i].is_empty()
}

/// Whether the word `head` of a source names somebody there: trees hang "QUESTION" in a transcript on the name after it.
fn is_in_label(found: &Attribution, actors: &Actors, head: TokenIdx) -> bool {
    let names = |m: &Mention| found.source.iter().any(|s| s.overlaps(m.span));
    found.rule != "transcript" || actors.mention_at(head).is_some_and(names)
}

/// The persons of a document by surname in lower case; of two with one surname the first.
fn surnames(actors: &Actors) -> FxHashMap<String, ActorIdx> {
    let mut by_name = FxHashMap::default();
    for (i, entry) in actors.list.iter().enumerate() {
        let last = entry.actor.name.split_whitespace().next_back();
        if let (Some(ActorType::Person), Some(last)) = (entry.actor_type, last) {
            by_name
                .entry(last.to_lowercase())
                .or_insert(ActorIdx(i as u32));
        }
    }
    by_name
}

/// The person whose surname a label in capitals ends in: "SECRETARY LEE:".
fn labelled(
    parsed: &Parsed,
    found: &Attribution,
    by_name: &FxHashMap<String, ActorIdx>,
) -> Option<ActorIdx> {
    let label = found.source.first()?.of(parsed.document().text());
    let surname = label.split_whitespace().next_back()?.to_lowercase();
    by_name.get(&surname).copied()
}

/// "They announced war. Statements like “A” have been issued": words without an owner are those of whoever spoke in
/// the sentence before.
fn carried(
    parsed: &Parsed,
    attributions: &[Attribution],
    speakers: &[Vec<ActorRef>],
    i: usize,
) -> Vec<ActorRef> {
    let found = &attributions[i];
    if found.rule != "noun-quotation" {
        return Vec::new();
    }
    let at = |a: &Attribution| parsed.sentence_of(a.cue_head).0;
    let sentence = at(found);
    let mut before = attributions[..i].iter().zip(speakers).rev();
    let last = before
        .find(|(a, _)| at(a) + 1 < sentence || (a.attitude == Attitude::Expressed && a.depth == 0));
    let near = last.filter(|(a, _)| at(a) + 1 == sentence);
    near.map_or_else(Vec::new, |(_, s)| s.clone())
}

/// The record of every attribution.
pub(crate) fn statement_records(reading: &Reading<'_>) -> Vec<Record> {
    let speaks_for = |r: &&RoleMention| r.rank.is_some_and(|rank| SPEAKS_FOR.contains(&rank));
    let bodies: FxHashMap<ActorIdx, ActorIdx> = reading
        .roles
        .iter()
        .rev()
        .filter(speaks_for)
        .filter_map(|r| Some((r.person, r.org?)))
        .collect();
    let mut records: Vec<Record> = (0..reading.attributions.len())
        .map(|i| statement_record(reading, i, &bodies))
        .collect();
    carry_channels(reading, &mut records);
    records
}

/// "Lee admitted on X that …. He added, …": a speaker who goes on as a pronoun in the next sentence is still there.
fn carry_channels(reading: &Reading<'_>, records: &mut [Record]) {
    let mut last: Option<(ActorRef, u32, String)> = None;
    for (record, found) in records.iter_mut().zip(&reading.attributions) {
        let Some(speaker) = record_speaker(record) else {
            continue;
        };
        let sentence = reading.parsed.sentence_of(found.cue_head).0;
        let Body::Statement(statement) = &mut record.body else {
            continue;
        };
        let pronoun = |head: TokenIdx| reading.parsed.node(head).upos() == Upos::Pron;
        if found.channel.is_none()
            && found.source_head.is_some_and(pronoun)
            && let Some((who, at, channel)) = &last
            && *who == speaker
            && sentence <= at + 1
        {
            statement.channel.clone_from(channel);
        }
        last = match statement.channel.as_str() {
            UNSPECIFIED => None,
            channel => Some((speaker, sentence, channel.to_owned())),
        };
    }
}

fn record_speaker(record: &Record) -> Option<ActorRef> {
    match &record.body {
        Body::Statement(statement) => statement.speaker,
        _ => None,
    }
}

/// The mode of words that only name an act of speaking and its topic.
const REPORTED_ACT: &str = "reported_act";

/// The channel of words whose channel the text does not name.
const UNSPECIFIED: &str = "unspecified";

fn statement_record(
    reading: &Reading<'_>,
    i: usize,
    bodies: &FxHashMap<ActorIdx, ActorIdx>,
) -> Record {
    let found = &reading.attributions[i];
    let speakers = &reading.speakers[i];
    let cue = reading.parsed.node(found.cue_head);
    // A turn, or a text given out as a whole, tells of many days: none of them is that on which it is said.
    let is_turn = matches!(found.rule, TURN | RELEASE);
    let time = reading.time_of(cue).filter(|_| !is_turn).cloned();
    let attitude = public_attitude(reading, found, speakers);
    let mut voice_chain = reading.voices(found.cue);
    if let Some(speaker) = speakers.first().filter(|s| voice_chain.last() != Some(s)) {
        voice_chain.push(*speaker);
    }
    let parts = found.source.iter().chain(&found.content).copied();
    let evidence = parts.fold(found.cue, Span::cover);
    Record {
        voice_chain,
        factuality: factuality(reading, found, cue),
        time,
        refs: Vec::new(),
        sentences: sentences(reading, evidence),
        producer: Producer {
            id: format!("rule:attribution-{}", found.rule),
        },
        confidence: found.confidence,
        evidence: vec![evidence],
        spans: spans(reading, found),
        body: Body::Statement(Statement {
            speaker: speakers.first().copied(),
            on_behalf_of: speakers
                .first()
                .and_then(|s| bodies.get(&actor_of(*s)?).copied()),
            co_speakers: speakers
                .iter()
                .skip(1)
                .filter_map(|s| actor_of(*s))
                .collect(),
            addressee: addressees(reading, found, speakers),
            channel: found
                .channel
                .map_or(UNSPECIFIED, |(channel, _)| channel)
                .to_owned(),
            mode: if found.is_act {
                REPORTED_ACT
            } else {
                found.kind.as_str()
            },
            verbatim: found.kind == Kind::Direct,
            illocution: found.illocution.map(|i| i.as_str().to_owned()),
            attitude: attitude.as_str().to_owned(),
            depth: found.depth,
            parent: found.parent,
        }),
    }
}

/// To whom the words are put. "Ana Silva told her that": nobody who is told something by another is that other.
fn addressees(reading: &Reading<'_>, found: &Attribution, speakers: &[ActorRef]) -> Vec<ActorIdx> {
    let mut list = reading.actors_of(&found.addressees);
    list.retain(|a| !speakers.contains(&ActorRef::Actor(*a)));
    list
}

/// Whether the words were spoken. What people say of themselves that they would like to say, they say.
fn factuality(reading: &Reading<'_>, found: &Attribution, cue: Node<'_>) -> Factuality {
    let words = &reading.packs.factuality;
    let first_persons = reading.actors.first_persons();
    let is_first = found
        .source_head
        .is_some_and(|head| first_persons.binary_search(&head).is_ok());
    match is_first && matches!(found.attitude, Attitude::Expressed | Attitude::Desire) {
        true => performed(cue, words).factuality(),
        false => modality(cue, words).factuality(),
    }
}

/// A judgement of a body or a state ("considers the step an achievement") is one that it has expressed: nobody can
/// look into it.
fn public_attitude(reading: &Reading<'_>, found: &Attribution, speakers: &[ActorRef]) -> Attitude {
    let is_body = |a: ActorIdx| {
        let of = reading.actors.get(a).actor_type;
        of.is_some_and(|t| !matches!(t, ActorType::Person | ActorType::Population))
    };
    let by_body = speakers
        .first()
        .and_then(|s| actor_of(*s))
        .is_some_and(is_body);
    match found.attitude {
        Attitude::Belief if found.rule == "as" && by_body => Attitude::Expressed,
        attitude => attitude,
    }
}

fn actor_of(reference: ActorRef) -> Option<ActorIdx> {
    match reference {
        ActorRef::Actor(actor) => Some(actor),
        ActorRef::Author | ActorRef::Outlet => None,
    }
}

fn spans(reading: &Reading<'_>, found: &Attribution) -> Vec<FieldSpans> {
    let mut spans = Vec::new();
    if !found.source.is_empty() {
        spans.push(FieldSpans {
            field: "speaker",
            spans: found.source.clone(),
        });
    }
    spans.push(FieldSpans {
        field: "cue",
        spans: vec![found.cue],
    });
    spans.push(FieldSpans {
        field: "content",
        spans: found.content.clone(),
    });
    if let Some((_, span)) = found.channel {
        spans.push(FieldSpans {
            field: "channel",
            spans: vec![span],
        });
    }
    spans.extend(reading.field("addressee", &found.addressees));
    spans
}

fn sentences(reading: &Reading<'_>, evidence: Span) -> Vec<verbale_text::SentIdx> {
    let tokens = reading.parsed.tokens();
    let first = tokens.partition_point(|t| t.span.end <= evidence.start);
    let last = tokens
        .partition_point(|t| t.span.start < evidence.end)
        .saturating_sub(1)
        .max(first);
    let of = |i: usize| {
        reading
            .parsed
            .sentence_of(TokenIdx(i.min(tokens.len() - 1) as u32))
            .0
    };
    (of(first)..=of(last)).map(verbale_text::SentIdx).collect()
}
