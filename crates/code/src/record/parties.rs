//! The actors that records speak of, to visit or to renumber.

use super::{ActorIdx, ActorRef, Body, Record};

/// Calls `visit` with every actor that a record speaks of.
pub fn visit_actors(record: &Record, visit: &mut dyn FnMut(ActorIdx)) {
    for voice in &record.voice_chain {
        visit_reference(*voice, visit);
    }
    match &record.body {
        Body::Actor(actor) => {
            actor.parent.into_iter().for_each(&mut *visit);
            actor
                .names_by_voice
                .iter()
                .for_each(|(user, _)| visit_reference(*user, visit));
        }
        Body::Role(role) => [Some(role.person), role.org]
            .into_iter()
            .flatten()
            .for_each(visit),
        Body::Tie(tie) => {
            let named = [
                Some(tie.sender),
                Some(tie.receiver),
                tie.conveyed_by,
                tie.conveyed_to,
                tie.representative,
            ];
            named.into_iter().flatten().for_each(visit);
        }
        Body::Meeting(meeting) => meeting
            .participants
            .iter()
            .copied()
            .chain(meeting.host)
            .for_each(visit),
        Body::Event(event) => event
            .actor
            .iter()
            .chain(&event.recipient)
            .copied()
            .for_each(visit),
        Body::Statement(statement) => {
            statement
                .speaker
                .into_iter()
                .for_each(|s| visit_reference(s, visit));
            let others = statement
                .co_speakers
                .iter()
                .chain(&statement.addressee)
                .copied();
            others.chain(statement.on_behalf_of).for_each(visit);
        }
        body => visit_claims(body, visit),
    }
}

/// The kinds that hold what somebody says of others.
fn visit_claims(body: &Body, visit: &mut dyn FnMut(ActorIdx)) {
    match body {
        Body::Relation(relation) => [relation.a, relation.b].into_iter().for_each(visit),
        Body::Commitment(commitment) => {
            let voices = [Some(commitment.speaker), commitment.status_voice];
            voices
                .into_iter()
                .flatten()
                .for_each(|v| visit_reference(v, visit));
            commitment.addressee.iter().copied().for_each(visit);
        }
        Body::Demand(demand) => {
            visit_reference(demand.asker, visit);
            let others = demand.co_askers.iter().chain(&demand.addressee).copied();
            others.chain(demand.beneficiary).for_each(visit);
        }
        Body::Reaction(reaction) => {
            let actors = reaction.actor.iter().copied();
            actors.chain(reaction.target_actor).for_each(visit);
        }
        Body::Impact(impact) => {
            visit_reference(impact.holder, visit);
            impact.affected.into_iter().for_each(visit);
        }
        Body::Voice(voice) => {
            visit_reference(voice.holder, visit);
            voice.target.into_iter().for_each(visit);
        }
        _ => {}
    }
}

fn visit_reference(reference: ActorRef, visit: &mut dyn FnMut(ActorIdx)) {
    if let ActorRef::Actor(actor) = reference {
        visit(actor);
    }
}

/// Gives every actor of a record another number; an actor without one is taken out of lists and optional fields.
pub(crate) fn map_actors(record: &mut Record, map: &mut dyn FnMut(ActorIdx) -> Option<ActorIdx>) {
    let mut reference = |r: ActorRef| match r {
        ActorRef::Actor(a) => map(a).map(ActorRef::Actor),
        other => Some(other),
    };
    record.voice_chain = record
        .voice_chain
        .iter()
        .filter_map(|r| reference(*r))
        .collect();
    match &mut record.body {
        Body::Actor(actor) => {
            actor.parent = actor.parent.and_then(&mut *map);
            for (user, _) in &mut actor.names_by_voice {
                *user = renamed(*user, map);
            }
        }
        Body::Role(role) => {
            role.person = map(role.person).unwrap_or(role.person);
            role.org = role.org.and_then(&mut *map);
        }
        Body::Tie(tie) => {
            tie.sender = map(tie.sender).unwrap_or(tie.sender);
            tie.receiver = map(tie.receiver).unwrap_or(tie.receiver);
            for field in [
                &mut tie.conveyed_by,
                &mut tie.conveyed_to,
                &mut tie.representative,
            ] {
                *field = field.and_then(&mut *map);
            }
        }
        Body::Meeting(meeting) => {
            keep(&mut meeting.participants, map);
            meeting.host = meeting.host.and_then(&mut *map);
        }
        Body::Event(event) => {
            keep(&mut event.actor, map);
            keep(&mut event.recipient, map);
        }
        Body::Statement(statement) => {
            if let Some(ActorRef::Actor(a)) = statement.speaker {
                statement.speaker = map(a).map(ActorRef::Actor);
            }
            statement.on_behalf_of = statement.on_behalf_of.and_then(&mut *map);
            keep(&mut statement.co_speakers, map);
            keep(&mut statement.addressee, map);
        }
        body => map_claims(body, map),
    }
}

fn map_claims(body: &mut Body, map: &mut dyn FnMut(ActorIdx) -> Option<ActorIdx>) {
    match body {
        Body::Relation(relation) => {
            relation.a = map(relation.a).unwrap_or(relation.a);
            relation.b = map(relation.b).unwrap_or(relation.b);
        }
        Body::Commitment(commitment) => {
            commitment.speaker = renamed(commitment.speaker, map);
            commitment.status_voice = commitment.status_voice.map(|v| renamed(v, map));
            keep(&mut commitment.addressee, map);
        }
        Body::Demand(demand) => {
            demand.asker = renamed(demand.asker, map);
            demand.beneficiary = demand.beneficiary.and_then(&mut *map);
            keep(&mut demand.co_askers, map);
            keep(&mut demand.addressee, map);
        }
        Body::Reaction(reaction) => {
            keep(&mut reaction.actor, map);
            reaction.target_actor = reaction.target_actor.and_then(&mut *map);
        }
        Body::Impact(impact) => {
            impact.holder = renamed(impact.holder, map);
            impact.affected = impact.affected.and_then(&mut *map);
        }
        Body::Voice(voice) => {
            voice.holder = renamed(voice.holder, map);
            voice.target = voice.target.and_then(&mut *map);
        }
        _ => {}
    }
}

fn keep(list: &mut Vec<ActorIdx>, map: &mut dyn FnMut(ActorIdx) -> Option<ActorIdx>) {
    *list = list.iter().filter_map(|a| map(*a)).collect();
}

/// A speaker under its new number; one that is no longer listed leaves the word to the author.
fn renamed(voice: ActorRef, map: &mut dyn FnMut(ActorIdx) -> Option<ActorIdx>) -> ActorRef {
    match voice {
        ActorRef::Actor(a) => map(a).map_or(ActorRef::Author, ActorRef::Actor),
        other => other,
    }
}
