//! Demands, calls, appeals, ultimatums and advice.

use super::{Claim, Subject, field, spoken_by, widen};
use crate::factuality::is_inverted;
use crate::record::{ActorIdx, ActorRef, Body, Demand, Factuality, Record};
use verbale_text::{Node, Rel, Span, Upos};

/// Makes the demand of one match, or `None` if it is only supposed or nobody can be named who makes it.
pub(crate) fn demand(claim: &Claim<'_>) -> Option<Record> {
    let by_voice = claim.pattern.fact("by") == Some("voice");
    let m = claim.modality;
    let (asks_nothing, askers) = match by_voice {
        true => (is_inverted(claim.anchor), Vec::new()),
        false => (claim.is_idle() || m.future, claim.actors("asker")),
    };
    if m.hypothetical || asks_nothing {
        return None;
    }
    let asker = match askers.first() {
        Some(&first) => ActorRef::Actor(first),
        None if by_voice || is_first_person(claim) => claim.voice(),
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
    for span in condition.into_iter().chain(own_word(claim)) {
        widen(&mut record, span);
    }
    if !by_voice {
        spoken_by(&mut record, asker);
    }
    Some(record)
}

/// "*We* urge the council to …": whoever speaks asks, though the text may not name them.
fn is_first_person(claim: &Claim<'_>) -> bool {
    let first = claim.reading.actors.first_persons();
    let mut askers = claim.role("speaker").iter();
    askers.any(|t| first.binary_search(t).is_ok())
}

/// The "we" of somebody who asks so.
fn own_word(claim: &Claim<'_>) -> Option<Span> {
    let speaker = claim.role("speaker").first()?;
    Some(claim.reading.parsed.node(*speaker).span())
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

#[cfg(test)]
mod tests {
    use crate::record::{ActorRef, Body};
    use crate::testing::{packs, parse};

    #[test]
    fn who_writes_we_urge_asks() {
        let line = "We/PRON/nsubj/2///Number=Plur|Person=1|PronType=Prs urge/VERB/root/0/urge/_/VerbForm=Fin Mali/PROPN/obj/2//B-LOC \
                    to/PART/mark/5 open/VERB/xcomp/2/open/_/VerbForm=Inf the/DET/det/7 border/NOUN/obj/5 ./PUNCT/punct/2";
        let packs = packs(&[]);
        let coded = crate::Coder::new(&packs).code(parse(line));
        let text = coded.parsed.document().text();
        let told = coded.records.iter().filter_map(|r| match &r.body {
            Body::Demand(d) => Some((d.asker, d.ask.as_deref(), r.evidence[0].of(text))),
            _ => None,
        });
        let expected = (
            ActorRef::Author,
            Some("open the border"),
            "We urge Mali to open the border",
        );
        assert_eq!(told.collect::<Vec<_>>(), [expected]);
    }
}
