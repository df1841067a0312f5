//! Ties between governments from pattern matches.

mod ground;
mod level;
mod parties;
mod settle;
#[cfg(test)]
mod tests;
mod when;

use crate::factuality::{Modality, modality};
use crate::meeting::{Told, pointed_to};
use crate::pack::Packs;
use crate::pattern::{Match, Pattern};
use crate::reading::Reading;
use crate::record::{ActorIdx, Body, FieldSpans, Producer, Record, Tie};
use crate::time::Timex;
use ground::Ground;
use level::{class_of, level};
use settle::Draft;
use verbale_text::{Node, Rel, Upos};
use when::{begin, loose_time};

/// The roles of a tie that become fields.
const ROLES: [&str; 5] = [
    "sender",
    "receiver",
    "conveyed_by",
    "conveyed_to",
    "representative",
];

/// How many posts or ties before a tie are looked at: keeps long texts linear.
const LOOKED_AT: usize = 256;

/// Changes that end or lower ties.
const ENDS: [&str; 7] = [
    "downgrade",
    "suspend",
    "sever",
    "withdraw",
    "refuse",
    "recall",
    "expel",
];

/// Levels at which one state takes up with another, with no side that acts alone.
const MUTUAL: &str = "relations";

/// The ties of a document, as they are found.
pub(crate) struct Ties {
    ground: Ground,
    told: Told,
    drafts: Vec<Draft>,
}

impl Ties {
    /// No ties yet, after the meetings among `records`.
    pub(crate) fn new(reading: &Reading<'_>, records: &[Record]) -> Self {
        Self {
            ground: Ground::new(reading),
            told: Told::new(records),
            drafts: Vec::new(),
        }
    }

    /// Adds the tie of the match with index `i`, if it tells both governments.
    pub(crate) fn add(
        &mut self,
        reading: &Reading<'_>,
        i: usize,
        found: &Match,
        records: &[Record],
    ) {
        let pattern = reading.packs.matcher.pattern(found.pattern);
        let records = (records, &self.told);
        if let Some(record) = tie(reading, found, records, &mut self.ground) {
            let lands = lands(reading, &record);
            self.drafts.push(Draft {
                found: i,
                record,
                code: pattern.code.clone(),
                is_occasion: pattern.fact("occasion").is_some(),
                lands,
                day: self.heading_day(reading, found),
            });
        }
    }

    /// The day by which a section makes the step in its heading more exact.
    fn heading_day(&self, reading: &Reading<'_>, found: &Match) -> Option<Timex> {
        let sentence = reading.parsed.sentence_of(found.anchor);
        let day = self.ground.heading_day(reading, sentence);
        day.filter(|_| self.ground.is_heading(sentence)).cloned()
    }

    /// The ties that stand beside each other, with the indices of their matches.
    pub(crate) fn settled(self, packs: &Packs) -> Vec<(usize, Record)> {
        settle::settle(self.drafts, &self.ground, packs)
    }
}

/// The lands of the two parties, the lower index first.
fn lands(reading: &Reading<'_>, record: &Record) -> (ActorIdx, ActorIdx) {
    let land = |a: ActorIdx| reading.state_of(a).unwrap_or(a);
    match &record.body {
        Body::Tie(tie) => {
            let (a, b) = (land(tie.sender), land(tie.receiver));
            (a.min(b), a.max(b))
        }
        _ => unreachable!("ties are made of ties"),
    }
}

/// Makes the tie of one match, or `None` if the text does not tell both governments. `records` are those made so far.
fn tie(
    reading: &Reading<'_>,
    found: &Match,
    (records, told): (&[Record], &Told),
    ground: &mut Ground,
) -> Option<Record> {
    let matcher = &reading.packs.matcher;
    let pattern = matcher.pattern(found.pattern);
    let anchor = reading.parsed.node(found.anchor);
    let modality = modality(anchor, &reading.packs.factuality);
    let change = change(pattern, modality)?;
    if is_plan(reading, anchor) {
        return None;
    }
    let level = level(reading, found)?;
    let (sender, receiver) = parties::parties(reading, found, &level, ground)?;
    let meeting = pointed_to(reading, anchor, told);
    let time = reading
        .time_of(anchor)
        .cloned()
        .or_else(|| records[meeting?].time.clone())
        .or_else(|| loose_time(reading, pattern, anchor, ground));
    let first = |role: &str| {
        reading
            .actors_of(matcher.role(found, role))
            .first()
            .copied()
    };
    // "X's recognition of Y" names a step; that it was taken is told by its date.
    if anchor.upos() != Upos::Verb && time.is_none() {
        return None;
    }
    let conveyed_by = first("conveyed_by");
    let conveyed_to =
        first("conveyed_to").or_else(|| other_side(records.get(meeting?)?, conveyed_by?));
    let representative = first("representative");
    let body = Tie {
        sender,
        receiver,
        axis: pattern.fact("axis")?.to_owned(),
        value: level,
        change: Some(change.to_owned()),
        date: time
            .as_ref()
            .and_then(Timex::calendar_value)
            .map(|v| begin(v, pattern.fact("settled") == Some("negated"))),
        conveyed_by,
        conveyed_to,
        representative,
        hom_class: representative
            .and_then(|r| class_of(reading, r, anchor))
            .or_else(|| pattern.fact("hom_class").map(str::to_owned)),
        object: pattern.fact("object").map(str::to_owned),
    };
    let mut record = record(reading, found, body, modality);
    record.time = time;
    record.refs = meeting.map(|m| ("meeting", vec![m])).into_iter().collect();
    Some(record)
}

/// The record of a tie without its time and references.
fn record(reading: &Reading<'_>, found: &Match, body: Tie, modality: Modality) -> Record {
    let matcher = &reading.packs.matcher;
    let anchor = reading.parsed.node(found.anchor);
    let mut spans: Vec<FieldSpans> = ROLES
        .iter()
        .filter_map(|role| reading.field(role, matcher.role(found, role)))
        .collect();
    spans.push(FieldSpans {
        field: "value",
        spans: vec![anchor.span()],
    });
    let evidence = reading.evidence(anchor, &spans);
    // Who tells of another's step belongs to the record, so the voice is that of the whole passage.
    let told = if body.conveyed_by.is_some() {
        evidence
    } else {
        anchor.span()
    };
    Record {
        body: Body::Tie(body),
        evidence: vec![evidence],
        spans,
        voice_chain: reading.voices(told),
        factuality: modality.factuality(),
        time: None,
        refs: Vec::new(),
        sentences: vec![anchor.tree().index()],
        producer: Producer {
            id: matcher.pattern(found.pattern).place(),
        },
        confidence: 0.7,
    }
}

/// Whether the anchor is a gerund that only names a plan.
fn is_plan(reading: &Reading<'_>, anchor: Node<'_>) -> bool {
    let is_gerund = anchor.feat("VerbForm") == Some("Ger");
    let marks = |rel| {
        anchor
            .children_by(rel)
            .any(|m| reading.packs.plan_marks.has(m))
    };
    is_gerund && (marks(Rel::Mark) || marks(Rel::Case))
}

/// The pattern's change, unless the step only lies ahead or is denied.
fn change(pattern: &Pattern, modality: Modality) -> Option<&str> {
    let stated = pattern.fact("change")?;
    let own_reading = matches!(stated, "propose" | "refuse" | "maintain");
    let settled = pattern.fact("settled");
    match modality {
        _ if own_reading || settled == Some("negated") => Some(stated),
        Modality { negated: false, .. } if settled.is_some() => Some(stated),
        // What was not begun was refused; what was not ended goes on, which is no step.
        Modality { negated: true, .. } => {
            (pattern.fact("axis") == Some("recognition")).then_some("refuse")
        }
        // An end that lies ahead is threatened, not proposed: an event, no step.
        Modality { future: true, .. }
        | Modality { possible: true, .. }
        | Modality {
            uncommitted: true, ..
        } => (!ENDS.contains(&stated)).then_some("propose"),
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
        Some(change) if ENDS.contains(&change) => "SANCTION",
        _ => "SUPPORT",
    }
}

/// Whether two ties are one step: the same parties, level and change, and dates of which one may be coarser. In
/// mutual steps it does not matter who is named first.
pub(crate) fn is_same_step(a: &Tie, b: &Tie) -> bool {
    let key = |t: &Tie| (t.axis.clone(), t.value.clone(), t.change.clone());
    let direct = (a.sender, a.receiver) == (b.sender, b.receiver);
    let crossed = a.value == MUTUAL && (a.sender, a.receiver) == (b.receiver, b.sender);
    key(a) == key(b) && (direct || crossed) && date_fits(a.date.as_deref(), b.date.as_deref())
}

/// Whether one of two dates is unknown or a coarser form of the other: `1962` and `1962-09-29`.
fn date_fits(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.starts_with(b) || b.starts_with(a),
        _ => true,
    }
}
