//! PLOVER events from pattern matches.

use crate::factuality::{Modality, modality};
use crate::pattern::{Match, Pattern};
use crate::reading::Reading;
use crate::record::{ActorIdx, Body, Event, FieldSpans, Producer, Record};
use crate::time::Timex;
use verbale_text::{Span, TokenIdx};

/// Makes the event of one match, or `None` if nobody in the text did it.
pub(crate) fn event(reading: &Reading<'_>, found: &Match) -> Option<Record> {
    let matcher = &reading.packs.matcher;
    let pattern = matcher.pattern(found.pattern);
    let (actor_words, recipient_words) = (
        matcher.role(found, "actor"),
        matcher.role(found, "recipient"),
    );
    let mut actor = reading.actors_of(actor_words);
    let mut recipient = reading.actors_of(recipient_words);
    recipient.retain(|r| !actor.contains(r));
    if pattern.fact("reciprocal") == Some("yes") && actor.is_empty() {
        std::mem::swap(&mut actor, &mut recipient);
    }
    if actor.is_empty() {
        return None;
    }
    if pattern.fact("swap") == Some("yes") && !recipient.is_empty() {
        std::mem::swap(&mut actor, &mut recipient);
    }
    let anchor = reading.parsed.node(found.anchor);
    let modality = modality(anchor, &reading.packs.factuality);
    let time = reading.time_of(anchor).cloned();
    let place = matcher
        .role(found, "place")
        .first()
        .copied()
        .or_else(|| reading.place_of(anchor));
    let spans = spans(reading, found, place);
    let evidence = reading.evidence(anchor, &spans);
    let body = Event {
        event_type: pattern.code.clone(),
        actor,
        recipient,
        mode: pattern.facts.get("mode").cloned().unwrap_or_default(),
        context: context(pattern, modality),
        date: time.as_ref().and_then(Timex::calendar_value),
        place: place.map(|p| {
            reading
                .phrase(p)
                .of(reading.parsed.document().text())
                .to_owned()
        }),
        mirror: false,
    };
    Some(Record {
        voice_chain: reading.voices(anchor.span()),
        factuality: modality.factuality(),
        time,
        refs: Vec::new(),
        sentences: vec![anchor.tree().index()],
        producer: Producer {
            id: pattern.place(),
        },
        confidence: confidence(&body, modality),
        body: Body::Event(body),
        evidence: vec![evidence],
        spans,
    })
}

fn spans(reading: &Reading<'_>, found: &Match, place: Option<TokenIdx>) -> Vec<FieldSpans> {
    let matcher = &reading.packs.matcher;
    let anchor = reading.parsed.node(found.anchor);
    let mut spans = vec![FieldSpans {
        field: "type",
        spans: vec![anchor.span()],
    }];
    spans.extend(reading.field("actor", matcher.role(found, "actor")));
    spans.extend(reading.field("recipient", matcher.role(found, "recipient")));
    for &token in matcher.role(found, "issue") {
        spans.push(FieldSpans {
            field: "issue",
            spans: vec![reading.phrase(token)],
        });
    }
    if let Some(place) = place {
        spans.push(FieldSpans {
            field: "place",
            spans: vec![reading.phrase(place)],
        });
    }
    if let Some(time) = reading.time_of(anchor) {
        spans.push(FieldSpans {
            field: "date",
            spans: vec![time.span],
        });
    }
    spans
}

fn context(pattern: &Pattern, modality: Modality) -> Vec<String> {
    let mut context = pattern.facts.get("context").cloned().unwrap_or_default();
    context.extend(modality.auxiliary_values().into_iter().map(str::to_owned));
    context
}

/// Share of right events among those of the same build, by how much of the pattern is filled.
/// Rough until issue 4 calibrates it on dev data.
fn confidence(event: &Event, modality: Modality) -> f32 {
    let filled = if event.recipient.is_empty() {
        0.55
    } else {
        0.65
    };
    if modality.is_fact() {
        filled
    } else {
        filled - 0.1
    }
}

/// An event that follows from another record (`domain.md` §4): a tie, a meeting.
pub(crate) fn mirror(
    of: &Record,
    event_type: &str,
    actor: Vec<ActorIdx>,
    recipient: Vec<ActorIdx>,
    index: usize,
) -> Record {
    let context = vec!["diplomatic".to_owned()];
    let date = of.time.as_ref().and_then(Timex::calendar_value);
    let event = Event {
        event_type: event_type.into(),
        actor,
        recipient,
        mode: Vec::new(),
        context,
        date,
        place: None,
        mirror: true,
    };
    Record {
        body: Body::Event(event),
        evidence: of.evidence.clone(),
        spans: Vec::new(),
        voice_chain: of.voice_chain.clone(),
        factuality: of.factuality,
        time: of.time.clone(),
        refs: vec![(of.body.kind(), vec![index])],
        sentences: of.sentences.clone(),
        producer: of.producer.clone(),
        confidence: of.confidence,
    }
}

/// Whether two records stand at the same place: their evidence overlaps.
pub(crate) fn same_place(a: &[Span], b: &[Span]) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.overlaps(*y)))
}
