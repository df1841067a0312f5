//! Demands, calls, appeals, ultimatums and advice.

use super::{Claim, Subject, field, spoken_by, widen};
use crate::record::{ActorIdx, ActorRef, Body, Demand, Factuality, Record};
use verbale_text::{Node, Rel, Upos};

/// Makes the demand of one match, or `None` if it is only supposed or nobody can be named who makes it.
pub(crate) fn demand(claim: &Claim<'_>) -> Option<Record> {
    let by_voice = claim.pattern.fact("by") == Some("voice");
    let m = claim.modality;
    if m.hypothetical || !by_voice && (claim.is_idle() || m.future) {
        return None;
    }
    let askers = if by_voice {
        Vec::new()
    } else {
        claim.actors("asker")
    };
    let asker = match askers.first() {
        Some(&first) => ActorRef::Actor(first),
        None if by_voice => claim.voice(),
        None => return None,
    };
    let mut addressee = claim.actors("addressee");
    addressee.retain(|a| !askers.contains(a));
    if by_voice && (addressee.is_empty() || is_self(claim, asker, &addressee)) {
        return None;
    }
    let ask = ask(claim);
    // "called for the Afghans": those who are named are no deed.
    let names = |n: Node<'_>| {
        n.upos() == Upos::Propn || n.upos() == Upos::Pron && n.feat("Person").is_some()
    };
    if ask.is_some_and(names) {
        return None;
    }
    if ask.is_none() && addressee.is_empty() {
        return None;
    }
    let stretch = ask.map(|a| claim.stretch_of(a, Subject::Out));
    let due = claim.due_of(ask.unwrap_or(claim.anchor));
    let condition = ask.and_then(|a| claim.condition(&[a, claim.anchor]));
    let mut spans = claim.spans(&["asker", "addressee", "beneficiary"], &[]);
    spans.extend(stretch.map(|s| field("ask", s)));
    spans.extend(due.span.map(|s| field("deadline", s)));
    let body = Demand {
        asker,
        co_askers: askers.get(1..).unwrap_or(&[]).to_vec(),
        beneficiary: claim
            .actors("beneficiary")
            .into_iter()
            .find(|b| !addressee.contains(b)),
        addressee,
        ask: stretch.map(|s| claim.text(s)),
        demand_type: claim.pattern.fact("type")?.to_owned(),
        mode: Some(mode(claim, ask).to_owned()),
        alternative: ask.is_some_and(|a| is_alternative(claim, a)),
        deadline: due.value,
    };
    let mut record = claim.record(Body::Demand(body), spans, Factuality::CertainPlus);
    if let Some(span) = condition {
        widen(&mut record, span);
    }
    if !by_voice {
        spoken_by(&mut record, asker);
    }
    Some(record)
}

/// "We should …" is a resolve, not a demand on somebody else.
fn is_self(claim: &Claim<'_>, asker: ActorRef, addressee: &[ActorIdx]) -> bool {
    match asker {
        ActorRef::Actor(asker) => addressee.iter().all(|&a| claim.is_own(a, &[asker])),
        ActorRef::Author | ActorRef::Outlet => false,
    }
}

/// The head of what is asked: the clause or noun, or the anchor where it is the deed itself.
fn ask<'a>(claim: &Claim<'a>) -> Option<Node<'a>> {
    if claim.pattern.fact("by") == Some("voice") {
        return Some(claim.anchor);
    }
    let head = claim.role("ask").first()?;
    Some(claim.reading.parsed.node(*head))
}

/// PLOVER's mode of what is asked (`domain.md`, rule 18).
pub(super) fn mode(claim: &Claim<'_>, ask: Option<Node<'_>>) -> &'static str {
    let words = claim.words();
    let lists = [
        ("yield", &words.asks_yield),
        ("meet", &words.asks_meet),
        ("assist", &words.asks_assist),
    ];
    let Some(ask) = ask else { return "change" };
    let objects = ask.children().filter(|c| {
        matches!(
            c.rel(),
            Rel::Obj | Rel::Xcomp | Rel::Obl | Rel::Conj | Rel::Nmod
        )
    });
    let by = |node: Node<'_>| lists.iter().find(|(_, list)| list.has(node));
    by(ask)
        .or_else(|| objects.into_iter().find_map(by))
        .map_or("change", |(mode, _)| mode)
}

fn is_alternative(claim: &Claim<'_>, ask: Node<'_>) -> bool {
    let either = &claim.words().either;
    ask.children_by(Rel::Conj)
        .chain([ask])
        .flat_map(|n| n.children_by(Rel::Cc).collect::<Vec<_>>())
        .any(|c| either.has(c))
}
