//! Relations between groups from pattern matches.

use crate::actor::ActorType;
use crate::factuality::{Modality, below, granted, modality};
use crate::pattern::{Match, Pattern};
use crate::reading::Reading;
use crate::record::{ActorIdx, Body, FieldSpans, Producer, Record, Relation};
use crate::time::Timex;
use verbale_text::{Rel, Span, TokenIdx, Upos};

/// A division within one group: both parties are that group.
const WITHIN: &str = "internal_division";

/// Of a person these are posts, which are roles.
const OF_BODIES: [&str; 2] = ["member_of", "part_of"];

/// "Ties with other countries" say nothing of anybody.
const NAMED: &str = "ties";

/// Relations of this many coordinated parties are written pair by pair; of more, those with the first only.
const EACH_WITH_EACH: usize = 4;

/// Makes the relations of one match: one for each pair of parties, none where the text does not hold it for a fact.
pub(crate) fn relations(reading: &Reading<'_>, found: &Match) -> Vec<Record> {
    let matcher = &reading.packs.matcher;
    let pattern = matcher.pattern(found.pattern);
    let anchor = reading.parsed.node(found.anchor);
    // Who is called an ally, opponent or proxy in passing is that, whatever the clause around it tells.
    let is_granted = pattern.fact("anchor").is_some()
        || matches!(anchor.rel(), Rel::Appos | Rel::Nsubj) && anchor.upos() != Upos::Verb;
    let modality = if is_granted {
        granted(anchor, &reading.packs.factuality)
    } else {
        modality(anchor, &reading.packs.factuality)
    };
    // "They may lose support, deepening their divisions", "is accused of arming X": no surer than the clause around it.
    let outer = anchor
        .head()
        .filter(|_| anchor.rel() == Rel::Advcl && anchor.child(Rel::Nsubj).is_none());
    let is_open = outer.is_some_and(|n| !is_told(below(n, &reading.packs.factuality)));
    if is_open || !is_told(modality) {
        return Vec::new();
    }
    let spans: Vec<FieldSpans> = ["a", "b"]
        .iter()
        .filter_map(|role| reading.field(role, matcher.role(found, role)))
        .chain([FieldSpans {
            field: "type",
            spans: vec![anchor.span()],
        }])
        .collect();
    let used = matcher.used(found).iter();
    let evidence = used
        .map(|&t| reading.phrase(t))
        .filter(|s| anchor.tree().span().contains(*s))
        .fold(reading.evidence(anchor, &spans), Span::cover);
    let time = reading.time_of(anchor).cloned();
    let record = |(a, b): (ActorIdx, ActorIdx)| Record {
        body: Body::Relation(Relation {
            a,
            b,
            relation_type: pattern.code.clone(),
            sign: sign(pattern),
            trend: pattern.fact("trend").map(str::to_owned),
            date: time.as_ref().and_then(Timex::calendar_value),
        }),
        evidence: vec![evidence],
        spans: spans.clone(),
        voice_chain: reading.voices(anchor.span()),
        factuality: modality.factuality(),
        time: time.clone(),
        refs: Vec::new(),
        sentences: vec![anchor.tree().index()],
        producer: Producer {
            id: pattern.place(),
        },
        confidence: 0.6,
    };
    let fits = |pair: &(ActorIdx, ActorIdx)| fits(reading, pattern, *pair);
    pairs(reading, found, &pattern.code)
        .into_iter()
        .filter(fits)
        .map(record)
        .collect()
}

/// Whether the text tells it as something that is, was or is not, rather than as a plan, wish or supposition.
fn is_told(modality: Modality) -> bool {
    !matches!(
        modality,
        Modality { future: true, .. }
            | Modality { possible: true, .. }
            | Modality {
                hypothetical: true,
                ..
            }
            | Modality {
                uncommitted: true,
                ..
            }
            | Modality { negated: true, .. }
    )
}

fn pairs(reading: &Reading<'_>, found: &Match, code: &str) -> Vec<(ActorIdx, ActorIdx)> {
    let (a, b) = (party(reading, found, "a"), party(reading, found, "b"));
    if code == WITHIN {
        return a.first().map(|&a| (a, a)).into_iter().collect();
    }
    if b.is_empty() {
        // "X and Y, once allies, are rivals": only those who are named are told apart.
        let is_named = |a: &ActorIdx| reading.actors.get(*a).is_named;
        let a: Vec<ActorIdx> = a.into_iter().filter(is_named).collect();
        let n_first = if a.len() > EACH_WITH_EACH { 1 } else { a.len() };
        return (0..n_first)
            .flat_map(|i| a[i + 1..].iter().map(move |&later| (i, later)))
            .map(|(i, later)| (a[i], later))
            .collect();
    }
    // "China and Russia opposed it": one of them is not its own opponent.
    if a.len() > 1 && b.iter().any(|b| a.contains(b)) {
        return Vec::new();
    }
    let each = a.iter().flat_map(|&a| b.iter().map(move |&b| (a, b)));
    each.filter(|(a, b)| a != b).collect()
}

/// The actors of a role, or of the anchor's own phrase where the page says so. "Our ally", in office, is the state's.
fn party(reading: &Reading<'_>, found: &Match, role: &str) -> Vec<ActorIdx> {
    let matcher = &reading.packs.matcher;
    if matcher.pattern(found.pattern).fact("anchor") == Some(role) {
        return reading.actors_of(&[found.anchor]);
    }
    let words = matcher.role(found, role);
    let actors = reading.actors_of(words);
    let first_person = |t: &TokenIdx| reading.actors.first_persons().binary_search(t).is_ok();
    if !words.iter().any(first_person) {
        return actors;
    }
    let of_state = |a: ActorIdx| reading.government_of(a);
    actors.into_iter().filter_map(of_state).collect()
}

fn fits(reading: &Reading<'_>, pattern: &Pattern, (a, b): (ActorIdx, ActorIdx)) -> bool {
    let is_vague = |actor: ActorIdx| reading.actors.get(actor).is_vague;
    if pattern.code == NAMED && (is_vague(a) || is_vague(b)) {
        return false;
    }
    let is_body = |actor: ActorIdx, types: &[ActorType]| {
        let found = reading.actors.get(actor).actor_type;
        found.is_some_and(|t| types.contains(&t))
    };
    let of_bodies = OF_BODIES.contains(&pattern.code.as_str());
    // A state is no body that others join: "joined Russia in condemning it".
    !of_bodies
        || !is_body(a, &[ActorType::Person, ActorType::Population])
            && is_body(b, &[ActorType::Organisation, ActorType::Group])
}

fn sign(pattern: &Pattern) -> i8 {
    match pattern.fact("sign") {
        Some("-1") => -1,
        Some("1") => 1,
        _ => 0,
    }
}
