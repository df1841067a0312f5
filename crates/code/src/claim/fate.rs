//! What became of a threat or promise, as the text says: "none of these threats materialized".

use super::Claim;
use crate::pattern::Match;
use crate::reading::Reading;
use crate::record::{ActorIdx, ActorRef, Body, Record};
use verbale_text::{Node, Rel, SentIdx, Span};

/// Sentences back in which a commitment may stand that "these threats" means.
const WINDOW: u32 = 8;

/// Tells the commitments in `records` how they ended. Returns the matches that did.
pub(crate) fn fates(
    reading: &Reading<'_>,
    matches: &[Match],
    records: &mut [Record],
) -> Vec<usize> {
    let mut used = Vec::new();
    let made = records.iter().enumerate();
    let made = made.filter(|(_, r)| matches!(r.body, Body::Commitment(_)));
    let mut commitments: Vec<(SentIdx, usize)> = made
        .filter_map(|(i, r)| Some((r.sentences.iter().copied().max()?, i)))
        .collect();
    commitments.sort_unstable();
    for (i, found) in matches.iter().enumerate() {
        if reading.packs.matcher.pattern(found.pattern).kind != "fate" {
            continue;
        }
        let claim = Claim::new(reading, found, &[]);
        if tell(&claim, &commitments, records) {
            used.push(i);
        }
    }
    used
}

/// Writes the outcome on the commitments meant, the last one first; `commitments` are places by sentence.
fn tell(claim: &Claim<'_>, commitments: &[(SentIdx, usize)], records: &mut [Record]) -> bool {
    let m = claim.modality;
    let Some(mut status) = claim.pattern.fact("status") else {
        return false;
    };
    if m.future || m.possible || m.hypothetical || m.uncommitted {
        return false;
    }
    let denied = m.negated || denies(claim);
    status = match (status, denied) {
        ("kept", true) => "broken",
        ("broken", true) => return false,
        (status, _) => status,
    };
    let speakers = claim.actors("speaker");
    let Some(&noun) = claim.role("word").first() else {
        return false;
    };
    let noun = claim.reading.parsed.node(noun);
    let several = noun.feat("Number") == Some("Plur");
    let here = claim.anchor.tree().index();
    let voice = claim.voice();
    let parts = claim.anchor.children();
    let parts = parts.filter(|c| matches!(c.rel(), Rel::Nsubj | Rel::Obj | Rel::Obl | Rel::Xcomp));
    let words = claim
        .reading
        .evidence(claim.anchor, &claim.spans(&[], &["word"]));
    let evidence = parts.map(Node::subtree_span).fold(words, Span::cover);
    let mut told = false;
    let first = commitments.partition_point(|(s, _)| s.0 + WINDOW < here.0);
    let end = commitments.partition_point(|(s, _)| *s <= here);
    let mut near: Vec<usize> = commitments[first..end].iter().map(|c| c.1).collect();
    near.sort_unstable();
    for i in near.into_iter().rev() {
        let record = &mut records[i];
        if !is_meant(record, here, &speakers) {
            continue;
        }
        if let Body::Commitment(body) = &mut record.body {
            body.status = known(status);
            body.status_voice = Some(voice);
            record.evidence.push(evidence);
            record.spans.push(super::field("outcome", evidence));
            told = true;
            if !several {
                break;
            }
        }
    }
    told
}

fn known(status: &str) -> &'static str {
    match status {
        "kept" => "kept",
        "broken" => "broken",
        "expired" => "expired",
        "undetermined" => "undetermined",
        _ => "open",
    }
}

/// "none of the threats came true": the subject denies.
fn denies(claim: &Claim<'_>) -> bool {
    let list = &claim.words().negative_pronouns;
    let subjects = claim.anchor.children_by(Rel::Nsubj);
    let is_denial = |n: Node<'_>| list.has(n) || n.children_by(Rel::Det).any(|d| list.has(d));
    subjects.into_iter().any(is_denial)
}

fn is_meant(record: &Record, here: SentIdx, speakers: &[ActorIdx]) -> bool {
    let Body::Commitment(body) = &record.body else {
        return false;
    };
    let near = record
        .sentences
        .iter()
        .all(|s| s.0 <= here.0 && here.0 - s.0 <= WINDOW);
    let theirs = match body.speaker {
        ActorRef::Actor(actor) => speakers.is_empty() || speakers.contains(&actor),
        ActorRef::Author | ActorRef::Outlet => speakers.is_empty(),
    };
    near && theirs && body.status == "open"
}
