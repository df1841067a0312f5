//! Ties between governments from pattern matches.

use crate::factuality::{Modality, modality};
use crate::meeting::pointed_to;
use crate::pattern::{Match, Pattern};
use crate::reading::Reading;
use crate::record::{ActorIdx, Body, FieldSpans, Producer, Record, Tie};
use crate::time::Timex;

/// The roles of a tie.
const ROLES: [&str; 5] = [
    "sender",
    "receiver",
    "conveyed_by",
    "conveyed_to",
    "representative",
];

/// Makes the tie of one match, or `None` if the text does not name both governments. `records` are those made so far.
pub(crate) fn tie(reading: &Reading<'_>, found: &Match, records: &[Record]) -> Option<Record> {
    let matcher = &reading.packs.matcher;
    let pattern = matcher.pattern(found.pattern);
    let anchor = reading.parsed.node(found.anchor);
    let (sender, receiver) = parties(reading, found)?;
    let modality = modality(anchor, &reading.packs.factuality);
    let change = change(pattern, modality)?;
    let meeting = pointed_to(reading, anchor, records);
    let time = reading
        .time_of(anchor)
        .cloned()
        .or_else(|| records[meeting?].time.clone());
    let first = |role: &str| {
        reading
            .actors_of(matcher.role(found, role))
            .first()
            .copied()
    };
    let conveyed_by = first("conveyed_by");
    let conveyed_to =
        first("conveyed_to").or_else(|| other_side(records.get(meeting?)?, conveyed_by?));
    let mut spans: Vec<FieldSpans> = ROLES
        .iter()
        .filter_map(|role| reading.field(role, matcher.role(found, role)))
        .collect();
    spans.push(FieldSpans {
        field: "value",
        spans: vec![anchor.span()],
    });
    let evidence = reading.evidence(anchor, &spans);
    let body = Tie {
        sender,
        receiver,
        axis: pattern.fact("axis")?.to_owned(),
        value: pattern.fact("value")?.to_owned(),
        change: Some(change.to_owned()),
        date: time.as_ref().and_then(Timex::calendar_value),
        conveyed_by,
        conveyed_to,
        representative: first("representative"),
        hom_class: pattern.fact("hom_class").map(str::to_owned),
        object: pattern.fact("object").map(str::to_owned),
    };
    Some(Record {
        body: Body::Tie(body),
        evidence: vec![evidence],
        spans,
        // Who tells of another's step belongs to the record, so the voice is that of the whole passage.
        voice_chain: reading.voices(if conveyed_by.is_some() {
            evidence
        } else {
            anchor.span()
        }),
        factuality: modality.factuality(),
        time,
        refs: meeting.map(|m| ("meeting", vec![m])).into_iter().collect(),
        sentences: vec![anchor.tree().index()],
        producer: Producer {
            id: pattern.place(),
        },
        confidence: 0.7,
    })
}

/// The two governments: those of sender and receiver, or the first two senders of a step that both take.
fn parties(reading: &Reading<'_>, found: &Match) -> Option<(ActorIdx, ActorIdx)> {
    let governments = |role: &str| -> Vec<ActorIdx> {
        let actors = reading.actors_of(reading.packs.matcher.role(found, role));
        actors
            .into_iter()
            .filter_map(|a| reading.government_of(a))
            .collect()
    };
    let senders = governments("sender");
    let sender = *senders.first()?;
    let receiver = governments("receiver")
        .into_iter()
        .chain(senders.get(1).copied())
        .find(|r| *r != sender)?;
    Some((sender, receiver))
}

/// The pattern's change, unless the step only lies ahead or is denied.
fn change(pattern: &Pattern, modality: Modality) -> Option<&str> {
    let stated = pattern.fact("change")?;
    let own_reading = matches!(stated, "propose" | "refuse" | "maintain");
    match modality {
        _ if own_reading || pattern.fact("settled").is_some() => Some(stated),
        Modality { negated: true, .. } => Some("refuse"),
        Modality { future: true, .. }
        | Modality { possible: true, .. }
        | Modality {
            uncommitted: true, ..
        } => Some("propose"),
        Modality {
            hypothetical: true, ..
        } => None,
        _ => Some(stated),
    }
}

/// Of a meeting of two, the one who is not `speaker`.
fn other_side(meeting: &Record, speaker: ActorIdx) -> Option<ActorIdx> {
    let Body::Meeting(meeting) = &meeting.body else {
        return None;
    };
    let [a, b] = meeting.participants[..] else {
        return None;
    };
    match speaker {
        s if s == a => Some(b),
        s if s == b => Some(a),
        _ => None,
    }
}

/// PLOVER type of the event that a tie also is.
pub(crate) fn mirror_type(tie: &Tie) -> &'static str {
    match tie.change.as_deref() {
        Some("refuse") => "REJECT",
        Some("propose") => "AGREE",
        Some("downgrade" | "suspend" | "sever" | "withdraw" | "recall" | "expel") => "SANCTION",
        _ => "SUPPORT",
    }
}
