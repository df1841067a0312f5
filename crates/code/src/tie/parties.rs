//! Which two states take a step: those that the clause names, else those that the text is about.

use super::Ground;
use super::ground::is_same_land;
use super::level::sent_to;
use crate::actor::ActorType;
use crate::pattern::Match;
use crate::reading::{GOVERNMENT, Reading};
use crate::record::ActorIdx;
use verbale_text::{Node, Rel, TokenIdx, Upos};

/// The two governments of a match. A page whose `implied` fact is set may leave one or both to the section.
pub(super) fn parties(
    reading: &Reading<'_>,
    found: &Match,
    level: &str,
    ground: &mut Ground,
) -> Option<(ActorIdx, ActorIdx)> {
    let matcher = &reading.packs.matcher;
    let pattern = matcher.pattern(found.pattern);
    let sentence = reading.parsed.sentence_of(found.anchor);
    let (senders, _) = governments(reading, matcher.role(found, "sender"));
    let (receivers, is_unnamed) = governments(reading, matcher.role(found, "receiver"));
    let names_receiver = !matcher.role(found, "receiver").is_empty();
    let (owner, seat) = owner(reading, matcher.role(found, "owner"));
    let owner = owner.or_else(|| sending_state(reading, found));
    let pair = ground.pair(reading, sentence);
    let hosts = hosts(reading, matcher.role(found, "host"));
    let is_meant = |h: &&ActorIdx| pair.is_some_and(|(a, b)| **h == a || **h == b);
    let host = hosts
        .iter()
        .find(is_meant)
        .or(hosts.first())
        .copied()
        .or(seat);
    let named = match (&senders[..], &receivers[..]) {
        ([a, rest @ ..], []) if !names_receiver => (Some(*a), rest.first().copied()),
        ([a, ..], []) => (Some(*a), None),
        ([], [a, b, ..]) => (Some(*a), Some(*b)),
        ([], [a]) => (owner.filter(|o| o != a), Some(*a)),
        ([a, ..], list) => (Some(*a), list.iter().copied().find(|r| r != a)),
        ([], []) => (owner, None),
    };
    let implies = pattern.fact("implied").is_some();
    let is_mission = pattern.fact("implied") == Some("mission");
    // Envoys are received, and missions moved, in third states; the section says which state is meant.
    let of_section = |h: &ActorIdx| {
        let states = ground.heading_states(sentence);
        let is_other = named.0.is_some_and(|s| states.iter().any(|o| *o != s));
        let is_strict = pattern.fact("occasion").is_some();
        let in_pair = pair.is_some_and(|(a, b)| *h == a || *h == b);
        in_pair || !(is_other || is_strict && pair.is_some())
    };
    let receiver = named
        .1
        .or(host.filter(|h| Some(*h) != named.0).filter(of_section));
    let both = match (named.0, receiver) {
        (Some(a), Some(b)) if a != b => {
            (rules(reading, a) && !all_pronouns(reading, found)).then_some((a, b))
        }
        (Some(a), None) if is_unnamed => implied(reading, (Some(a), None), pair, ground),
        _ if !implies => None,
        (None, None) if is_mission => unnamed(reading, found, pair, ground),
        known => implied(reading, known, pair, ground),
    }?;
    if is_itself(reading, both) {
        return None;
    }
    if is_mission && level != CONSUL {
        ground.mission = Some(both);
    }
    Some(both)
}

/// Whether `actor` can take a step: a state or who governs it, not an organisation of several.
fn rules(reading: &Reading<'_>, actor: ActorIdx) -> bool {
    let kind = reading.actors.get(actor).actor_type;
    matches!(
        kind,
        Some(ActorType::State | ActorType::Government | ActorType::Person) | None
    )
}

/// "We recognized it": nobody is named.
fn all_pronouns(reading: &Reading<'_>, found: &Match) -> bool {
    let matcher = &reading.packs.matcher;
    let is_pronoun = |role: &str| {
        let words = matcher.role(found, role);
        !words.is_empty()
            && words
                .iter()
                .all(|w| reading.parsed.node(*w).upos() == Upos::Pron)
    };
    is_pronoun("sender") && is_pronoun("receiver")
}

/// The state whose post the representative holds.
fn sending_state(reading: &Reading<'_>, found: &Match) -> Option<ActorIdx> {
    let who = reading.actors_of(reading.packs.matcher.role(found, "representative"));
    let end = reading.parsed.node(found.anchor).tree().span().end;
    let until = reading.roles.partition_point(|r| r.evidence.start < end);
    let near = reading.roles[..until].iter().rev().take(super::LOOKED_AT);
    let mut posts = near.filter(|r| r.hom_class.is_some() && who.contains(&r.person));
    posts.find_map(|r| reading.state_of(r.org?))
}

/// Consular posts come and go beside the mission.
const CONSUL: &str = "consul";

/// Whether the two parties are one land that the text names in two ways; states of the base are told apart by it.
fn is_itself(reading: &Reading<'_>, (a, b): (ActorIdx, ActorIdx)) -> bool {
    let is_listed = |s: ActorIdx| reading.actors.get(s).actor.canonical.is_some();
    is_same_land(reading, a, b) && !(is_listed(a) && is_listed(b))
}

/// The states of a mission that the clause does not name: of an envoy the one that the post is in, else those of before.
fn unnamed(
    reading: &Reading<'_>,
    found: &Match,
    pair: Option<(ActorIdx, ActorIdx)>,
    ground: &Ground,
) -> Option<(ActorIdx, ActorIdx)> {
    let pattern = reading.packs.matcher.pattern(found.pattern);
    let has_envoy = pattern.fact("occasion").is_some();
    let anchor = reading.parsed.node(found.anchor);
    match sent_to(reading, anchor).filter(|_| has_envoy) {
        Some(host) => implied(reading, (None, Some(host)), pair, ground),
        None => kept_before(pair, ground),
    }
}

/// The states of the last mission that was told of: whoever kept or hosted one does so here, with the other of the two
/// that the section is about.
fn kept_before(
    pair: Option<(ActorIdx, ActorIdx)>,
    ground: &Ground,
) -> Option<(ActorIdx, ActorIdx)> {
    let (owner, host) = ground.mission?;
    match pair {
        None => Some((owner, host)),
        Some((a, b)) if owner == a || host == b => Some((a, b)),
        Some((a, b)) if owner == b || host == a => Some((b, a)),
        Some(_) => None,
    }
}

/// Fills what the clause does not name.
fn implied(
    reading: &Reading<'_>,
    (sender, receiver): (Option<ActorIdx>, Option<ActorIdx>),
    pair: Option<(ActorIdx, ActorIdx)>,
    ground: &Ground,
) -> Option<(ActorIdx, ActorIdx)> {
    let other = |known: ActorIdx| match pair {
        Some((a, b)) if is_same_land(reading, a, known) => Some(b),
        Some((a, b)) if is_same_land(reading, b, known) => Some(a),
        _ => ground.main().filter(|m| *m != known),
    };
    match (sender, receiver) {
        (Some(a), Some(b)) => (a != b).then_some((a, b)),
        (Some(a), None) => Some((a, other(a)?)),
        (None, Some(b)) => Some((other(b)?, b)),
        (None, None) => pair,
    }
}

/// The governments that phrases stand for, and whether one of them is of a state that the phrase does not tell.
fn governments(reading: &Reading<'_>, tokens: &[TokenIdx]) -> (Vec<ActorIdx>, bool) {
    let (mut list, mut is_unnamed) = (Vec::new(), false);
    for actor in reading.actors_of(tokens) {
        let Some(government) = government(reading, actor) else {
            continue;
        };
        let entry = reading.actors.get(government);
        // Peoples and "other countries" are no party that a step could be held against.
        if entry.is_vague || entry.actor_type == Some(ActorType::Population) {
            continue;
        }
        let rules = matches!(
            entry.actor_type,
            Some(ActorType::Government | ActorType::Person)
        );
        if rules && entry.actor.country.is_none() {
            is_unnamed = true;
        } else if !list.contains(&government) {
            list.push(government);
        }
    }
    (list, is_unnamed)
}

/// A ministry acts for its state; people out of office act for nobody. A government with a name of its own, known to the
/// base, is a party by that name: it may not be the only one that claims the state.
fn government(reading: &Reading<'_>, actor: ActorIdx) -> Option<ActorIdx> {
    let entry = reading.actors.get(actor);
    let is_named = entry.actor_type == Some(ActorType::Government);
    if is_named && entry.actor.canonical.is_some() {
        return Some(actor);
    }
    // "Syldavian officials" act for their state as their ministry does.
    let is_body = matches!(
        entry.actor_type,
        Some(ActorType::Organisation | ActorType::Group)
    ) && entry.actor.sector.as_deref() == Some(GOVERNMENT);
    match reading.state_of(actor).filter(|_| is_body) {
        Some(state) => Some(state),
        None => reading.government_of(actor),
    }
}

/// The state that the words beside a mission or its head name as its own, and that in which a place among them lies:
/// "the Norwegian embassy", "the Nairobi embassy".
fn owner(reading: &Reading<'_>, tokens: &[TokenIdx]) -> (Option<ActorIdx>, Option<ActorIdx>) {
    let (mut owner, mut seat) = (None, None);
    for &token in tokens {
        if let Some(code) = reading.actors.country_of_place(token) {
            seat = seat.or_else(|| reading.state_with(code));
        } else {
            let actors = reading.actors_at(reading.parsed.node(token));
            owner = owner.or_else(|| actors.into_iter().find_map(|a| reading.state_of(a)));
        }
    }
    (owner, seat.filter(|s| Some(*s) != owner))
}

/// The states in which the places of the phrases lie, or that they name.
fn hosts(reading: &Reading<'_>, tokens: &[TokenIdx]) -> Vec<ActorIdx> {
    let phrase = |token: &TokenIdx| {
        let node = reading.parsed.node(*token);
        std::iter::once(node).chain(node.children_by(Rel::Conj))
    };
    let host = |node: Node<'_>| {
        if let Some(code) = reading.actors.country_of_place(node.index()) {
            return reading.state_with(code);
        }
        let governs = |a: &ActorIdx| {
            let kind = reading.actors.get(*a).actor_type;
            matches!(kind, Some(ActorType::State | ActorType::Government))
        };
        let mut actors = reading.actors_at(node).into_iter().filter(governs);
        actors.find_map(|a| reading.state_of(a))
    };
    tokens.iter().flat_map(phrase).filter_map(host).collect()
}
