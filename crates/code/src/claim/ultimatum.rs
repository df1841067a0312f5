//! Ultimatums: a demand and a threat, linked. "Unless you withdraw, we attack" asks and threatens at once.

use super::demand::mode;
use super::{Claim, Subject, commitment, field, spoken_by, widen};
use crate::record::{ActorRef, Body, Commitment, Demand, Factuality, FieldSpans, Record};
use rustc_hash::FxHashMap;
use verbale_text::{Node, Rel, Span};

const ULTIMATUM: &str = "ultimatum";
const THREAT: &str = "threat";

/// The demand that the condition of a threat is: its doer can keep the harm away by the deed, "unless *it withdraws*".
pub(crate) fn implied(claim: &Claim<'_>, told: &Record) -> Option<Record> {
    let threat = as_threat(told)?;
    let clause = escape(claim)?;
    let ActorRef::Actor(speaker) = threat.speaker else {
        return None;
    };
    let subject = clause.child(Rel::Nsubj)?;
    let mut addressee = claim.reading.actors_at(subject);
    addressee.retain(|a| !claim.is_own(*a, &[speaker]));
    if addressee.is_empty() {
        return None;
    }
    let ask = asked(claim, clause);
    let due = claim.due_of(clause);
    let mut spans = vec![field(super::CUE, claim.anchor.span()), field("ask", ask)];
    let speaker_words = told.spans.iter().find(|f| f.field == "speaker");
    spans.extend(speaker_words.map(|f| FieldSpans {
        field: "asker",
        spans: f.spans.clone(),
    }));
    spans.extend(claim.reading.field("addressee", &[subject.index()]));
    spans.extend(due.span.map(|s| field("deadline", s)));
    let body = Demand {
        asker: threat.speaker,
        co_askers: Vec::new(),
        addressee,
        beneficiary: None,
        ask: Some(claim.text(ask)),
        demand_type: ULTIMATUM.to_owned(),
        mode: Some(mode(claim, Some(clause)).to_owned()),
        alternative: false,
        deadline: due.value,
    };
    let mut record = claim.record(Body::Demand(body), spans, Factuality::CertainPlus);
    widen(&mut record, ask);
    spoken_by(&mut record, threat.speaker);
    Some(record)
}

/// The clause of what would avert the harm: under "unless" or "until", or denied under another mark of condition.
fn escape<'a>(claim: &Claim<'a>) -> Option<Node<'a>> {
    let words = claim.words();
    let heads = [Some(claim.anchor), commitment::deed(claim)];
    let is_escape = |clause: &Node<'a>| {
        let mut marks = clause.children_by(Rel::Mark);
        let is_denied = || denial(*clause).is_some();
        marks.any(|m| words.averting_marks.has(m) || words.condition_marks.has(m) && is_denied())
    };
    let clauses = heads.into_iter().flatten().flat_map(Node::children);
    let mut conditions = clauses.filter(|c| c.rel() == Rel::Advcl);
    conditions.find(is_escape)
}

fn denial(clause: Node<'_>) -> Option<Node<'_>> {
    clause
        .children()
        .find(|c| c.feat("Polarity") == Some("Neg"))
}

/// The words of the deed, without what denies it: "if it does not | hand over the men".
fn asked(claim: &Claim<'_>, clause: Node<'_>) -> Span {
    let span = claim.stretch_of(clause, Subject::Out);
    let start = denial(clause).map_or(span.start, |n| n.span().end.max(span.start));
    claim.trimmed(Span::new(start.min(span.end), span.end))
}

fn as_threat(record: &Record) -> Option<&Commitment> {
    match &record.body {
        Body::Commitment(body) if body.commitment_type == THREAT => Some(body),
        _ => None,
    }
}

/// Links each threat to what the same side demands in the same sentence: both are one ultimatum.
pub(crate) fn link_ultimatums(records: &mut [Record]) {
    let of_threat = |(i, r): (usize, &Record)| {
        let threat = as_threat(r)?;
        Some((i, *r.sentences.first()?, threat.speaker))
    };
    let threats: Vec<_> = records.iter().enumerate().filter_map(of_threat).collect();
    if threats.is_empty() {
        return;
    }
    let of_demand = |(i, r): (usize, &Record)| match &r.body {
        Body::Demand(body) => Some(((*r.sentences.first()?, body.asker), i)),
        _ => None,
    };
    let demands = records.iter().enumerate().rev().filter_map(of_demand);
    let first: FxHashMap<_, usize> = demands.collect();
    for (i, sentence, speaker) in threats {
        let Some(&j) = first.get(&(sentence, speaker)) else {
            continue;
        };
        if let Body::Demand(body) = &mut records[j].body {
            ULTIMATUM.clone_into(&mut body.demand_type);
        }
        records[j].refs.push(("commitment", vec![i]));
        records[i].refs.push(("demand", vec![j]));
    }
}

#[cfg(test)]
mod tests {
    use crate::record::Body;
    use crate::testing::{name, packs, parse};

    #[test]
    fn the_deed_that_averts_a_threat_is_demanded() {
        let line = "Norway/PROPN/nsubj/2//B-LOC threatened/VERB/root/0/threaten/_/VerbForm=Fin to/PART/mark/4 \
                    bomb/VERB/xcomp/2/bomb/_/VerbForm=Inf Chad/PROPN/obj/4//B-LOC unless/SCONJ/mark/8 Mali/PROPN/nsubj/8//B-LOC \
                    frees/VERB/advcl/4/free/_/VerbForm=Fin Ana/PROPN/obj/8//B-PER ./PUNCT/punct/2";
        let packs = packs(&[]);
        let coded = crate::Coder::new(&packs).code(parse(line));
        let demands = coded.records.iter().filter_map(|r| match &r.body {
            Body::Demand(d) => Some((r, d)),
            _ => None,
        });
        let told: Vec<String> = demands
            .map(|(r, d)| {
                let whom: Vec<String> = d.addressee.iter().map(|a| name(&coded, *a)).collect();
                let linked = &coded.records[r.refs[0].1[0]];
                let ask = d.ask.clone().unwrap_or_default();
                format!(
                    "{} of {}: {ask} ({})",
                    d.demand_type,
                    whom.join(", "),
                    linked.body.kind()
                )
            })
            .collect();
        assert_eq!(told, ["ultimatum of Mali: frees Ana (commitment)"]);
    }
}
