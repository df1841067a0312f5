//! The `fields` object, kind by kind, with the names of the domain model. Unknown is `null`, none is `[]`.

use super::Listing;
use serde_json::{Map, Value, json};
use verbale_code::ActorIdx;
use verbale_code::record::{
    Actor, Body, Commitment, Demand, Event, Impact, Meeting, Reaction, Record, Relation, Role,
    Statement, Tie, Voice,
};

pub(super) fn of(listing: &Listing<'_>, id: &str, record: &Record) -> Value {
    match &record.body {
        Body::Actor(body) => actor(listing, id, body),
        Body::Role(body) => role(listing, body),
        Body::Tie(body) => tie(listing, body),
        Body::Meeting(body) => meeting(listing, body),
        Body::Event(body) => event(listing, body),
        Body::Statement(body) => statement(listing, body, record),
        Body::Relation(body) => relation(listing, body),
        Body::Commitment(body) => commitment(listing, body),
        Body::Demand(body) => demand(listing, body),
        Body::Reaction(body) => reaction(listing, body, record),
        Body::Impact(body) => impact(listing, body),
        Body::Voice(body) => voice(listing, body),
    }
}

fn one(listing: &Listing<'_>, actor: Option<ActorIdx>) -> Value {
    json!(actor.and_then(|a| listing.actor_id(a)))
}

fn several(listing: &Listing<'_>, actors: &[ActorIdx]) -> Value {
    actors.iter().map(|&a| listing.actor_id(a)).collect()
}

fn filled(value: &str) -> Option<&str> {
    (!value.is_empty()).then_some(value)
}

fn actor(listing: &Listing<'_>, id: &str, body: &Actor) -> Value {
    let mut names = Map::new();
    for (voice, name) in &body.names_by_voice {
        let Some(voice) = listing.voice(*voice) else {
            continue;
        };
        let list = names.entry(voice).or_insert_with(|| json!([]));
        if let Value::Array(list) = list {
            list.push(json!(name));
        }
    }
    json!({
        "actor_id": id,
        "name": body.name,
        "aliases": body.aliases,
        "type": filled(&body.actor_type),
        "country": body.country,
        "sector": body.sector,
        "parent": one(listing, body.parent),
        "canonical": body.canonical,
        "names_by_voice": names,
    })
}

fn role(listing: &Listing<'_>, body: &Role) -> Value {
    json!({
        "person": one(listing, Some(body.person)),
        "title": filled(&body.title),
        "org": one(listing, body.org),
        "rank": body.rank,
        "status": body.status,
        "hom_class": body.hom_class,
    })
}

fn tie(listing: &Listing<'_>, body: &Tie) -> Value {
    json!({
        "sender": one(listing, Some(body.sender)),
        "receiver": one(listing, Some(body.receiver)),
        "axis": body.axis,
        "value": body.value,
        "change": body.change,
        "date": body.date,
        "conveyed_by": one(listing, body.conveyed_by),
        "conveyed_to": one(listing, body.conveyed_to),
        "representative": one(listing, body.representative),
        "hom_class": body.hom_class,
        "object": body.object,
    })
}

fn meeting(listing: &Listing<'_>, body: &Meeting) -> Value {
    json!({
        "name": body.name,
        "series": body.series,
        "participants": several(listing, &body.participants),
        "host": one(listing, body.host),
        "place": body.place,
        "country": body.country,
        "date": body.date,
        "format": filled(body.format),
        "channel": filled(body.channel),
        "status": filled(body.status),
        "outcome": filled(body.outcome),
        "outcome_text": body.outcome_text,
    })
}

/// PLOVER gives an event one mode; where the text supports more, the rest stands in `also`.
/// A `mirror` repeats the record that it refers to in PLOVER's terms.
fn event(listing: &Listing<'_>, body: &Event) -> Value {
    json!({
        "type": body.event_type,
        "actor": several(listing, &body.actor),
        "recipient": several(listing, &body.recipient),
        "mode": body.mode.first(),
        "also": body.mode.iter().skip(1).collect::<Vec<_>>(),
        "context": body.context,
        "date": body.date,
        "place": body.place,
        "mirror": body.mirror,
    })
}

fn statement(listing: &Listing<'_>, body: &Statement, record: &Record) -> Value {
    let about = record.refs.iter().find(|(field, _)| *field == "about");
    let about = about.and_then(|(_, targets)| listing.id(*targets.first()?));
    json!({
        "speaker": body.speaker.and_then(|s| listing.voice(s)),
        "on_behalf_of": one(listing, body.on_behalf_of),
        "co_speakers": several(listing, &body.co_speakers),
        "addressee": several(listing, &body.addressee),
        "channel": filled(&body.channel),
        "mode": filled(body.mode),
        "verbatim": body.verbatim,
        "illocution": body.illocution,
        "about": about,
        "attitude": filled(&body.attitude),
        "depth": body.depth,
        "parent": body.parent.and_then(|p| listing.id(p)),
    })
}

fn relation(listing: &Listing<'_>, body: &Relation) -> Value {
    json!({
        "a": one(listing, Some(body.a)),
        "b": one(listing, Some(body.b)),
        "type": body.relation_type,
        "sign": body.sign,
        "trend": body.trend,
        "date": body.date,
    })
}

fn commitment(listing: &Listing<'_>, body: &Commitment) -> Value {
    let [not_before, soft, hard] = &body.deadline_bounds;
    json!({
        "type": body.commitment_type,
        "speaker": listing.voice(body.speaker),
        "addressee": several(listing, &body.addressee),
        "action": body.action,
        "condition": body.condition,
        "deadline_text": body.deadline_text,
        "deadline": body.deadline,
        "deadline_kind": body.deadline_kind,
        "deadline_bounds": {"not_before": not_before, "soft": soft, "hard": hard},
        "recurrent": body.recurrent,
        "status": body.status,
        "status_voice": body.status_voice.and_then(|v| listing.voice(v)),
    })
}

fn demand(listing: &Listing<'_>, body: &Demand) -> Value {
    json!({
        "asker": listing.voice(body.asker),
        "co_askers": several(listing, &body.co_askers),
        "addressee": several(listing, &body.addressee),
        "beneficiary": one(listing, body.beneficiary),
        "ask": body.ask,
        "type": body.demand_type,
        "mode": body.mode,
        "alternative": body.alternative,
        "deadline": body.deadline,
    })
}

fn reaction(listing: &Listing<'_>, body: &Reaction, record: &Record) -> Value {
    let target = record.refs.iter().find(|(field, _)| *field == "target");
    let target = target.and_then(|(_, targets)| listing.id(*targets.first()?));
    json!({
        "actor": several(listing, &body.actor),
        "target": body.target,
        "target_ref": target,
        "target_actor": one(listing, body.target_actor),
        "stance": body.stance,
        "date": body.date,
    })
}

/// Kent's ranges are hundredths inside; programs read shares.
fn impact(listing: &Listing<'_>, body: &Impact) -> Value {
    let share = |hundredths: u8| f64::from(hundredths) / 100.0;
    json!({
        "claim_type": body.claim_type,
        "holder": listing.voice(body.holder),
        "cause": body.cause,
        "affected": one(listing, body.affected),
        "direction": body.direction,
        "what": body.what,
        "hedge": body.hedge,
        "estimative": body.estimative,
        "prob_range": body.prob_range.map(|range| range.map(share)),
        "horizon": body.horizon,
        "condition": body.condition,
        "number": body.number,
    })
}

fn voice(listing: &Listing<'_>, body: &Voice) -> Value {
    json!({
        "subtype": body.subtype,
        "holder": listing.voice(body.holder),
        "target": one(listing, body.target),
        "polarity": body.polarity,
        "label": body.label,
    })
}
