//! The events that commitments, demands and reactions also are (`domain.md`, mirror events).

use super::CUE;
use crate::pack::Packs;
use crate::reading::Reading;
use crate::record::{ActorIdx, ActorRef, Body, Commitment, Demand, Reaction, Record};
use verbale_text::{Span, TokenIdx};

/// An event that follows from another record.
pub(crate) struct Mirrored {
    pub(crate) event_type: &'static str,
    pub(crate) mode: Option<String>,
    pub(crate) actor: Vec<ActorIdx>,
    pub(crate) recipient: Vec<ActorIdx>,
    /// The word that both start from, if it is known.
    pub(crate) cue: Option<Span>,
    /// The words of what is promised or asked.
    pub(crate) deed: Option<Span>,
}

impl Mirrored {
    /// Whether the word of an event stands in what is promised: "swore to *fight*" is one threat.
    pub(crate) fn holds(&self, word: Span) -> bool {
        self.deed.is_some_and(|d| d.contains(word))
    }
}

/// The event that `record` also is, or `None` if it is none or nobody in the text does it.
pub(crate) fn mirrored(record: &Record, reading: &Reading<'_>) -> Option<Mirrored> {
    let (event_type, mode, actor, recipient) = match &record.body {
        Body::Commitment(body) => of_commitment(body, record, reading)?,
        // PLOVER 2021: a demand with stated consequences is a threat, which stands beside it.
        Body::Demand(_) if record.refs.iter().any(|(kind, _)| *kind == "commitment") => {
            return None;
        }
        Body::Demand(body) => of_demand(body)?,
        Body::Reaction(body) => of_reaction(body)?,
        _ => return None,
    };
    let words = |name: &str| {
        let field = record.spans.iter().find(|f| f.field == name)?;
        field.spans.first().copied()
    };
    Some(Mirrored {
        event_type,
        mode,
        actor,
        recipient,
        cue: words(CUE),
        deed: words("action"),
    })
}

type Event = (&'static str, Option<String>, Vec<ActorIdx>, Vec<ActorIdx>);

const DISAPPROVE: &str = "disapprove";

fn of_commitment(body: &Commitment, record: &Record, reading: &Reading<'_>) -> Option<Event> {
    let ActorRef::Actor(speaker) = body.speaker else {
        return None;
    };
    let (event_type, mode) = match body.commitment_type.as_str() {
        "threat" => ("THREATEN", None),
        "warning" => ("ACCUSE", Some(DISAPPROVE.to_owned())),
        _ if concedes(record, reading.packs, reading) => ("CONCEDE", None),
        _ => ("AGREE", None),
    };
    let speakers = speakers(record, speaker, reading);
    Some((event_type, mode, speakers, body.addressee.clone()))
}

/// Everybody who binds themselves with the speaker: the "we" of a joint statement.
fn speakers(record: &Record, speaker: ActorIdx, reading: &Reading<'_>) -> Vec<ActorIdx> {
    let spans = record.spans.iter().filter(|f| f.field == "speaker");
    let tokens = reading.parsed.tokens();
    let words = spans.flat_map(|f| &f.spans).flat_map(|span| {
        let first = tokens.partition_point(|t| t.span.end <= span.start);
        (first..tokens.len()).take_while(move |&i| tokens[i].span.start < span.end)
    });
    let mut actors = words.map(|i| reading.actors_at(reading.parsed.node(TokenIdx(i as u32))));
    let all = actors.find(|a| a.len() > 1 && a.first() == Some(&speaker));
    all.unwrap_or_else(|| vec![speaker])
}

/// Whether what is promised is a step back.
fn concedes(record: &Record, packs: &Packs, reading: &Reading<'_>) -> bool {
    let action = record.spans.iter().find(|f| f.field == "action");
    let Some(span) = action.and_then(|f| f.spans.first()) else {
        return false;
    };
    let tokens = reading.parsed.tokens();
    let first = tokens.partition_point(|t| t.span.start < span.start);
    if first >= tokens.len() {
        return false;
    }
    let node = reading.parsed.node(TokenIdx(first as u32));
    packs.claim.concessions.has(node)
}

fn of_demand(body: &Demand) -> Option<Event> {
    let ActorRef::Actor(asker) = body.asker else {
        return None;
    };
    let mut actor = vec![asker];
    actor.extend(&body.co_askers);
    Some(("REQUEST", body.mode.clone(), actor, body.addressee.clone()))
}

fn of_reaction(body: &Reaction) -> Option<Event> {
    let (event_type, mode) = match body.stance.as_str() {
        "welcome" | "support" => ("SUPPORT", None),
        "reject" | "deny" => ("REJECT", None),
        "condemn" => ("ACCUSE", Some(DISAPPROVE.to_owned())),
        "concern" | "regret" | "unspecified_negative" if body.target_actor.is_some() => {
            ("ACCUSE", Some(DISAPPROVE.to_owned()))
        }
        _ => return None,
    };
    let recipient = body.target_actor.into_iter().collect();
    Some((event_type, mode, body.actor.clone(), recipient))
}
