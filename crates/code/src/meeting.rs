//! Meetings from pattern matches, and the later mentions that point back to them.

use crate::actor::ActorType;
use crate::factuality::{Modality, modality};
use crate::pattern::{Match, Pattern};
use crate::reading::Reading;
use crate::record::{ActorIdx, Body, FieldSpans, Meeting, Producer, Record};
use crate::time::Timex;
use verbale_text::{Node, Rel, SentIdx, Span, TokenIdx};

const FORMATS: [&str; 4] = ["bilateral", "multilateral", "conference", "unspecified"];
const CHANNELS: [&str; 4] = ["in_person", "phone", "online", "unspecified"];
const STATUSES: [&str; 4] = ["held", "planned", "cancelled", "proposed"];
/// Value of the fact `host` where the host takes no part.
const APART: &str = "apart";

const OUTCOMES: [&str; 4] = ["agreement", "announcement", "no_agreement", "unknown"];

/// Makes the meeting of one match, or `None` if the text names fewer than two sides.
pub(crate) fn meeting(reading: &Reading<'_>, found: &Match) -> Option<Record> {
    let matcher = &reading.packs.matcher;
    let pattern = matcher.pattern(found.pattern);
    // "Iran hosted talks between A and B": who only lends the room takes no part.
    let guests = matcher.role(found, "counterparts");
    let words = match pattern.fact("host") {
        Some(APART) => guests.to_vec(),
        _ => [matcher.role(found, "participants"), guests].concat(),
    };
    let anchor = reading.parsed.node(found.anchor);
    let host = reading
        .actors_of(matcher.role(found, "host"))
        .first()
        .copied();
    let participants = reading.actors_of(&words);
    if participants.len() < 2 || is_question(anchor) {
        return None;
    }
    // "Germany hosts refugees", "the people and the government": a people meets nobody.
    let is_people = |p: &ActorIdx| reading.actors.get(*p).actor_type == Some(ActorType::Population);
    if participants.iter().any(is_people) {
        return None;
    }
    let modality = modality(anchor, &reading.packs.factuality);
    // "did not meet", "will never negotiate": nobody met, and nobody called it off.
    let is_cancelled = pattern.fact("status") == Some("cancelled");
    if modality.negated && !is_cancelled && !modality.future {
        return None;
    }
    let time = reading.time_of(anchor).cloned();
    let place = matcher
        .role(found, "place")
        .first()
        .copied()
        .or_else(|| reading.place_of(anchor));
    let told = fact(pattern, "status", &STATUSES).unwrap_or(status(reading, anchor, modality));
    let (spans, evidence) = proof(reading, found, (&words, place), time.as_ref());
    let text = reading.parsed.document().text();
    let body = Meeting {
        host,
        place: place.map(|p| reading.place_phrase(p).of(text).to_owned()),
        country: place.and_then(|p| country(reading, p)),
        date: time.as_ref().and_then(Timex::calendar_value),
        format: format(reading, pattern, &participants),
        channel: fact(pattern, "channel", &CHANNELS).unwrap_or("in_person"),
        status: dated(reading, told, time.as_ref()),
        outcome: fact(pattern, "outcome", &OUTCOMES).unwrap_or("unknown"),
        participants,
        ..Meeting::default()
    };
    Some(Record {
        body: Body::Meeting(body),
        evidence: vec![evidence],
        spans,
        voice_chain: reading.voices(anchor.span()),
        factuality: modality.factuality(),
        time,
        refs: Vec::new(),
        sentences: vec![anchor.tree().index()],
        producer: Producer {
            id: pattern.place(),
        },
        confidence: 0.7,
    })
}

/// The words of each field, and the passage that holds them.
fn proof(
    reading: &Reading<'_>,
    found: &Match,
    (words, place): (&[TokenIdx], Option<TokenIdx>),
    time: Option<&Timex>,
) -> (Vec<FieldSpans>, Span) {
    let anchor = reading.parsed.node(found.anchor);
    let mut spans: Vec<FieldSpans> = reading.field("participants", words).into_iter().collect();
    spans.extend(place.map(|p| FieldSpans {
        field: "place",
        spans: vec![reading.place_phrase(p)],
    }));
    let used = reading.packs.matcher.used(found).iter();
    let evidence = used
        .map(|&t| reading.phrase(t))
        .filter(|s| anchor.tree().span().contains(*s))
        .fold(reading.evidence(anchor, &spans), Span::cover);
    spans.extend(time.map(|t| FieldSpans {
        field: "date",
        spans: vec![t.span],
    }));
    (spans, evidence)
}

fn fact(pattern: &Pattern, name: &str, allowed: &[&'static str; 4]) -> Option<&'static str> {
    allowed
        .iter()
        .copied()
        .find(|a| pattern.fact(name) == Some(a))
}

fn format(reading: &Reading<'_>, pattern: &Pattern, participants: &[ActorIdx]) -> &'static str {
    // "met with foreign ministers": nobody knows of how many sides.
    let is_many = |p: &ActorIdx| {
        let entry = reading.actors.get(*p);
        entry.actor_type == Some(ActorType::Group) && entry.actor.country.is_none()
    };
    let by_number = match participants.len() {
        _ if participants.iter().any(is_many) => "unspecified",
        2 => "bilateral",
        _ => "multilateral",
    };
    fact(pattern, "format", &FORMATS).unwrap_or(by_number)
}

/// Whether the sentence asks: a question tells of nothing.
fn is_question(node: Node<'_>) -> bool {
    let last = node.tree().nodes().rev().find(|n| {
        n.form()
            .chars()
            .any(|c| !matches!(c, '"' | '”' | '’' | ')'))
    });
    last.is_some_and(|n| n.form().ends_with('?'))
}

pub(crate) fn status(reading: &Reading<'_>, anchor: Node<'_>, modality: Modality) -> &'static str {
    // "will travel to Moscow to meet X": the purpose of what is done or planned.
    let purpose = anchor
        .head()
        .filter(|_| anchor.rel() == Rel::Advcl && anchor.feat("VerbForm") == Some("Inf"));
    if let Some(head) = purpose {
        let outer = self::modality(head, &reading.packs.factuality);
        if outer.future || outer.is_fact() {
            return "planned";
        }
    }
    status_of(modality)
}

/// A meeting of a day that has not come is planned, however it is told of: "the summit on 9 June".
pub(crate) fn dated(
    reading: &Reading<'_>,
    status: &'static str,
    time: Option<&Timex>,
) -> &'static str {
    let lies_ahead = time.is_some_and(|t| reading.is_ahead(t));
    if status == "held" && lies_ahead {
        return "planned";
    }
    status
}

/// What the words around a meeting say of whether it took place.
pub(crate) fn status_of(modality: Modality) -> &'static str {
    match modality {
        Modality { future: true, .. } => "planned",
        Modality {
            uncommitted: true, ..
        }
        | Modality {
            hypothetical: true, ..
        } => "proposed",
        _ => "held",
    }
}

fn country(reading: &Reading<'_>, place: verbale_text::TokenIdx) -> Option<String> {
    let actors = reading.actors.of(reading.parsed.node(place));
    reading.actors.get(*actors.first()?).actor.country.clone()
}

/// Where the meetings of a document are told.
pub(crate) struct Told {
    /// Each meeting's place among the records, with the sentence that it or some later one is told by: the earliest of
    /// their last ones, so that these grow.
    meetings: Vec<(usize, u32)>,
}

impl Told {
    pub(crate) fn new(records: &[Record]) -> Told {
        let last = |r: &Record| r.sentences.iter().map(|s| s.0 + 1).max().unwrap_or(0);
        let is_meeting = |(_, r): &(usize, &Record)| matches!(r.body, Body::Meeting(_));
        let found = records.iter().enumerate().filter(is_meeting);
        let mut meetings: Vec<_> = found.map(|(i, r)| (i, last(r))).collect();
        let mut least = u32::MAX;
        for (_, until) in meetings.iter_mut().rev() {
            least = least.min(*until);
            *until = least;
        }
        Told { meetings }
    }

    /// The last meeting that is told before this sentence.
    fn before(&self, SentIdx(here): SentIdx) -> Option<usize> {
        let n = self.meetings.partition_point(|(_, until)| *until <= here);
        self.meetings[..n].last().map(|m| m.0)
    }
}

/// The meeting that "during the meeting" in the clause of `node` points back to: the last one told before.
pub(crate) fn pointed_to(reading: &Reading<'_>, node: Node<'_>, told: &Told) -> Option<usize> {
    let clause = std::iter::once(node).chain(node.ancestors());
    let mut phrases = clause
        .flat_map(Node::children)
        .filter(|n| n.rel() == Rel::Obl);
    phrases.find(|n| {
        reading.packs.meeting_nouns.has(*n)
            && n.children_by(Rel::Case)
                .any(|c| reading.packs.during.has(c))
            && n.children_by(Rel::Det)
                .any(|d| d.feat("Definite") != Some("Ind"))
    })?;
    told.before(node.tree().index())
}
