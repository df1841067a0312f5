//! Records of actors and of the posts they hold.

use crate::actor::{MentionKind, RoleMention};
use crate::factuality::Modality;
use crate::reading::Reading;
use crate::record::{ActorIdx, ActorRef, Body, FieldSpans, Producer, Record, Role};
use verbale_text::{SentIdx, Span, TokenIdx};

/// The record of one actor; evidence are its named mentions, or the first one if it is only described.
pub(crate) fn actor_record(reading: &Reading<'_>, actor: ActorIdx) -> Record {
    let entry = reading.actors.get(actor);
    let named = |kind: MentionKind| matches!(kind, MentionKind::Name | MentionKind::Adjective);
    let mentions: Vec<_> = reading.mentions_of(actor).collect();
    let mut shown: Vec<_> = mentions.iter().filter(|m| named(m.kind)).collect();
    if shown.is_empty() {
        shown = mentions
            .iter()
            .filter(|m| m.kind == MentionKind::Nominal)
            .collect();
    }
    if shown.is_empty() {
        shown = mentions.iter().take(1).collect();
    }
    let mut evidence: Vec<Span> = shown.iter().map(|m| m.span).collect();
    evidence.extend(reading.actors.place_spans(actor));
    evidence.dedup();
    let mut sentences: Vec<SentIdx> = evidence
        .iter()
        .map(|s| reading.sentence_at(s.start))
        .collect();
    if evidence.is_empty()
        && let Some(country) = &entry.actor.country
        && let Some(place) = reading.actors.place_in(country)
    {
        // Known by one of its places alone.
        let end = reading.parsed.node(place.last).span();
        evidence.push(reading.parsed.node(place.first).span().cover(end));
        sentences.push(reading.parsed.sentence_of(place.first));
    }
    sentences.dedup();
    let mut body = entry.actor.clone();
    body.names_by_voice = names_by_voice(reading, actor);
    let known = entry.base_id.is_some();
    Record {
        body: Body::Actor(body),
        evidence,
        spans: Vec::new(),
        voice_chain: vec![ActorRef::Author],
        factuality: Modality::default().factuality(),
        time: None,
        refs: Vec::new(),
        sentences,
        producer: Producer {
            id: if known {
                "actors/actors.csv".into()
            } else {
                "rule:actor-in-text".into()
            },
        },
        confidence: if known { 0.9 } else { 0.7 },
    }
}

/// Which voice uses which name, in text order.
fn names_by_voice(reading: &Reading<'_>, actor: ActorIdx) -> Vec<(ActorRef, String)> {
    let text = reading.parsed.document().text();
    let mut list: Vec<(ActorRef, String)> = Vec::new();
    for mention in reading
        .mentions_of(actor)
        .filter(|m| matches!(m.kind, MentionKind::Name | MentionKind::Nominal))
    {
        let voice = reading
            .voices(mention.span)
            .last()
            .copied()
            .unwrap_or(ActorRef::Author);
        let name = mention.span.of(text);
        if !list.iter().any(|(v, n)| *v == voice && n == name) {
            list.push((voice, name.to_owned()));
        }
    }
    list
}

/// The records of all posts that the text states.
pub(crate) fn role_records(reading: &Reading<'_>) -> Vec<Record> {
    reading
        .roles
        .iter()
        .map(|role| role_record(reading, role))
        .collect()
}

fn role_record(reading: &Reading<'_>, role: &RoleMention) -> Record {
    let mut spans = vec![
        FieldSpans {
            field: "person",
            spans: vec![role.person_span],
        },
        FieldSpans {
            field: "title",
            spans: vec![role.title_span],
        },
    ];
    spans.extend(role.org_span.map(|s| FieldSpans {
        field: "org",
        spans: vec![s],
    }));
    spans.extend(role.status_span.map(|s| FieldSpans {
        field: "status",
        spans: vec![s],
    }));
    let tokens = reading.parsed.tokens();
    let first = tokens
        .partition_point(|t| t.span.end <= role.evidence.start)
        .min(tokens.len().saturating_sub(1));
    Record {
        voice_chain: reading.voices(role.evidence),
        factuality: Modality::default().factuality(),
        time: None,
        refs: Vec::new(),
        sentences: vec![reading.parsed.sentence_of(TokenIdx(first as u32))],
        producer: Producer {
            id: format!("rule:role-{}", role.rule),
        },
        confidence: 0.8,
        evidence: vec![role.evidence],
        spans,
        body: Body::Role(Role {
            person: role.person,
            title: role.title.clone(),
            org: role.org,
            rank: role.rank.map(str::to_owned),
            status: role.status,
            hom_class: role.hom_class.map(str::to_owned),
        }),
    }
}
