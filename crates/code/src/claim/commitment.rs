//! Threats, promises, offers and warnings.

use super::{Claim, Subject, field, spoken_by, widen};
use crate::record::{ActorIdx, ActorRef, Body, Commitment, Factuality, Record};
use verbale_text::{Node, Rel, TokenIdx};

/// Makes the commitment of one match, or `None` if nobody in the text makes it, or it is only supposed.
pub(crate) fn commitment(claim: &Claim<'_>) -> Option<Record> {
    if is_unmade(claim) {
        return None;
    }
    let speakers = claim.actors("speaker");
    let speaker = ActorRef::Actor(*speakers.first()?);
    let kind = kind(claim, &speakers)?;
    let mut addressee = claim.actors("addressee");
    addressee.retain(|a| !speakers.contains(a));
    let deed = deed(claim);
    let heads = [Some(claim.anchor), deed];
    let heads: Vec<Node<'_>> = heads.into_iter().flatten().collect();
    let condition = claim.condition(&heads);
    let due = claim.due_of(deed.unwrap_or(claim.anchor));
    let own = is_own_word(claim) || !claim.role("doer").is_empty();
    let subject = if own { Subject::Out } else { Subject::In };
    let action = deed.map(|d| claim.stretch_of(d, subject));
    let mut spans = claim.spans(&["speaker", "addressee", "doer"], &[]);
    spans.extend(action.map(|s| field("action", s)));
    spans.extend(condition.map(|s| field("condition", s)));
    spans.extend(due.span.map(|s| field("deadline", s)));
    let body = Commitment {
        commitment_type: kind.to_owned(),
        speaker,
        addressee,
        action: action.map(|s| claim.text(s)),
        condition: condition.map(|s| claim.text(s)),
        deadline_text: due.text,
        deadline: due.value,
        deadline_kind: match due.kind {
            Some(kind) => kind,
            None if condition.is_some() => "conditional",
            None => "none",
        },
        deadline_bounds: due.bounds,
        recurrent: is_repeated(claim),
        status: "open",
        status_voice: None,
    };
    let mut record = claim.record(Body::Commitment(body), spans, Factuality::Uncommitted);
    if let Some(subject) = claim
        .anchor
        .child(Rel::Nsubj)
        .filter(|_| is_own_word(claim))
    {
        widen(&mut record, subject.span());
    }
    spoken_by(&mut record, speaker);
    Some(record)
}

/// "will attack" stands in the future by itself; all other words of binding oneself must be told as said.
fn is_unmade(claim: &Claim<'_>) -> bool {
    let m = claim.modality;
    if is_own_word(claim) {
        return m.hypothetical || m.uncommitted || m.possible;
    }
    claim.is_idle() || m.future
}

/// Whether the anchor is the deed itself ("we *will free* the country").
fn is_own_word(claim: &Claim<'_>) -> bool {
    claim.pattern.fact("deed") == Some("yes")
}

/// The head of what is promised.
pub(super) fn deed<'a>(claim: &Claim<'a>) -> Option<Node<'a>> {
    if is_own_word(claim) {
        return Some(claim.anchor);
    }
    let head: TokenIdx = *claim.role("action").first()?;
    Some(claim.reading.parsed.node(head))
}

/// The page's type; where somebody else does the harm it is no threat but what the page says for that case.
fn kind<'a>(claim: &Claim<'a>, speakers: &[ActorIdx]) -> Option<&'a str> {
    let stated = claim.pattern.fact("type")?;
    let Some(other) = claim.pattern.fact("else") else {
        return Some(stated);
    };
    let doers = claim.actors("doer");
    if !doers.is_empty() && doers.iter().all(|&d| claim.is_own(d, speakers)) {
        Some(stated)
    } else {
        Some(other).filter(|o| *o != "nothing")
    }
}

fn is_repeated(claim: &Claim<'_>) -> bool {
    let words = &claim.words().repeated;
    words.has(claim.anchor)
        || claim.anchor.children_by(Rel::Advmod).any(|a| words.has(a))
        || claim.anchor.head().is_some_and(|h| words.has(h))
}
