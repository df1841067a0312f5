//! Forecasts, causal claims and trends.

use super::estimate::{Estimate, UNHEDGED, is_participle};
use super::number::Items;
use super::{Claim, Subject, field, widen};
use crate::factuality::Modality;
use crate::pattern::Match;
use crate::reading::Reading;
use crate::record::{ActorIdx, Body, FieldSpans, Impact, Record};
use crate::time::Deadline;
use verbale_text::{Node, Rel, Span, TokenIdx, Upos};

/// The impacts of all matches, each with the index of its match; coordinated effects on the same party are one.
pub(crate) fn impacts(
    reading: &Reading<'_>,
    matches: &[Match],
    deadlines: &[Deadline],
) -> Vec<(usize, Record)> {
    let is_impact = |m: &Match| reading.packs.matcher.pattern(m.pattern).kind == "impact";
    let mut items = None;
    let mut found: Vec<(usize, Record)> = Vec::new();
    for (i, m) in matches.iter().enumerate().filter(|(_, m)| is_impact(m)) {
        let items = items.get_or_insert_with(|| Items::of(reading));
        let claim = Claim::new(reading, m, deadlines);
        let Some(record) = impact(&claim, items) else {
            continue;
        };
        let joins = |(j, first): &&mut (usize, Record)| {
            first.sentences == record.sentences
                && same_claim(first, &record)
                && belongs(claim.anchor, reading.parsed.node(matches[*j].anchor))
        };
        match found.iter_mut().rev().take(NEAR).find(joins) {
            Some((_, first)) => take_in(first, record, reading),
            None => found.push((i, record)),
        }
    }
    found
}

/// Impacts of one sentence that may be parts of the same.
const NEAR: usize = 6;

fn impact(claim: &Claim<'_>, items: &Items) -> Option<Record> {
    let m = claim.modality;
    let estimate = claim.reading.packs.estimates.of(claim.anchor);
    if claim.is_asked() || !is_asserted(claim.anchor, m, &estimate) {
        return None;
    }
    let cause = cause(claim, &estimate)?;
    let affected = affected(claim, cause);
    let what = what(claim);
    if affected.is_none() && what.is_none() {
        return None;
    }
    let claim_type = claim_type(claim, cause, &estimate);
    let supposed = m.hypothetical || is_supposed(claim);
    if supposed && claim_type != "forecast" || wanted(claim) {
        return None;
    }
    let stretch = claim.anchor.subtree_span();
    let condition = claim.condition(&[claim.anchor]);
    let due = claim.due(stretch);
    let is_forecast = claim_type == "forecast";
    let mut spans = claim.spans(&["affected"], &[]);
    spans.extend(cause.map(|c| field("cause", c)));
    spans.extend(what.map(|w| field("what", w)));
    spans.extend(estimate.hedge.map(|h| field("hedge", h)));
    spans.extend(condition.map(|c| field("condition", c)));
    let body = Impact {
        claim_type: claim_type.to_owned(),
        holder: claim.voice(),
        cause: cause.and_then(|c| nominal(claim, c)),
        affected,
        direction: direction(claim, m)?.to_owned(),
        what: what.map(|w| claim.text(w)),
        hedge: estimate.hedge.map(|h| claim.text(h)),
        estimative: estimate.class,
        prob_range: estimate.range,
        horizon: due.value.filter(|_| is_forecast),
        condition: condition.map(|c| claim.text(c)),
        number: items.number_at(claim.anchor.span()).filter(|_| is_forecast),
    };
    let mut record = claim.record(Body::Impact(body), spans, m.factuality());
    if let Some(span) = tail(claim.anchor) {
        widen(&mut record, span);
    }
    Some(record)
}

/// What brings it about. The inner `None` is no cause, the outer one a cause that the page rules out.
#[expect(
    clippy::option_option,
    reason = "no cause is an answer, a wrong one is none"
)]
fn cause(claim: &Claim<'_>, estimate: &Estimate) -> Option<Option<Span>> {
    let Some(&head) = claim.role("cause").first() else {
        return Some(None);
    };
    let node = claim.reading.parsed.node(head);
    let acts = !claim.reading.actors_at(node).is_empty()
        || is_person(node)
        || claim.words().agent_nouns.has(node)
        || node.entity().name_type() == Some(verbale_text::NameType::Per);
    // "could deepen the crisis" is a forecast whoever does it; "deepened the crisis" is a deed if somebody did.
    let told = estimate.class == UNHEDGED || estimate.hedge == Some(claim.anchor.span());
    if claim.pattern.fact("cause") == Some("thing") && acts && told {
        return None;
    }
    // ", resulting in …": the clause before it is the cause.
    if is_participle(claim.anchor) && matches!(claim.anchor.rel(), Rel::Advcl | Rel::Parataxis) {
        let clause = claim.anchor.head()?;
        let span = Span::new(
            clause.subtree_span().start,
            claim.anchor.subtree_span().start,
        );
        let text = span.of(claim.reading.parsed.document().text());
        let trimmed = text.trim_end_matches([' ', ',', '—', '–', '-']);
        return Some(Some(Span::new(
            span.start,
            span.start + trimmed.len() as u32,
        )));
    }
    Some(Some(claim.trimmed(claim.stretch_of(node, Subject::Out))))
}

/// "we", "you", "those who": people, whoever they are.
fn is_person(node: Node<'_>) -> bool {
    let plural = node.feat("PronType") == Some("Dem") && node.feat("Number") == Some("Plur");
    node.upos() == Upos::Pron && (plural || matches!(node.feat("Person"), Some("1" | "2")))
}

/// A cause that only points back says nothing by itself.
fn nominal(claim: &Claim<'_>, cause: Span) -> Option<String> {
    let head = *claim.role("cause").first()?;
    let node = claim.reading.parsed.node(head);
    let points_back = node.upos() == Upos::Pron && cause == node.span();
    (!points_back).then(|| claim.text(cause))
}

/// Who gains or loses: never the one who brings it about.
fn affected(claim: &Claim<'_>, cause: Option<Span>) -> Option<ActorIdx> {
    // Whom "it" stands for is a guess; what the clause names is not.
    let named = claim.role("cause").iter().filter(|&&t| {
        let node = claim.reading.parsed.node(t);
        node.upos() != Upos::Pron
    });
    let named: Vec<TokenIdx> = named.copied().collect();
    let causing = claim.reading.actors_of(&named);
    let is_free = |a: &ActorIdx| cause.is_none() || !causing.contains(a);
    claim.actors("affected").into_iter().find(is_free)
}

fn what(claim: &Claim<'_>) -> Option<Span> {
    let head: TokenIdx = *claim.role("what").first()?;
    if claim.reading.parsed.node(head).upos() == Upos::Pron {
        return None;
    }
    Some(claim.stretch_of(claim.reading.parsed.node(head), Subject::Out))
}

fn claim_type(claim: &Claim<'_>, cause: Option<Span>, estimate: &Estimate) -> &'static str {
    let m = claim.modality;
    let past =
        claim.anchor.feat("Tense") == Some("Past") && claim.anchor.feat("VerbForm") == Some("Fin");
    let ahead = claim.pattern.fact("ahead").is_some() && !past;
    let guessed = estimate.class != UNHEDGED && !past;
    if m.future || ahead || guessed || estimate.hedge.is_some() && !past {
        "forecast"
    } else if cause.is_some() {
        "causal"
    } else {
        "trend"
    }
}

/// Whether the clause says that it is so, or will be: a finite verb, what a finite clause results in, or an infinitive
/// that a hedge governs. "Aims to ease tensions", "the key to restoring peace" tell of a purpose.
fn is_asserted(anchor: Node<'_>, m: Modality, estimate: &Estimate) -> bool {
    let form = anchor.feat("VerbForm");
    let has_aux = anchor.child(Rel::Aux).is_some();
    if anchor.upos() != Upos::Verb || form.is_none() || form == Some("Fin") || has_aux {
        return true;
    }
    let marked = anchor.child(Rel::Mark).is_some() || anchor.child(Rel::Case).is_some();
    let Some(head) = anchor.head() else {
        return !marked;
    };
    match anchor.rel() {
        Rel::Conj => is_asserted(head, m, estimate),
        Rel::Xcomp => {
            estimate.class != UNHEDGED
                || !m.future && !m.uncommitted && is_asserted(head, m, estimate)
        }
        Rel::Advcl | Rel::Parataxis => {
            is_participle(anchor) && anchor.index() > head.index() && is_asserted(head, m, estimate)
        }
        Rel::Acl => form == Some("Part") && !marked,
        Rel::Root | Rel::Ccomp => !marked,
        _ => false,
    }
}

/// "if it falls", "when it falls": no claim that it does.
fn is_supposed(claim: &Claim<'_>) -> bool {
    let words = &claim.words().suppositions;
    let opens = |n: Node<'_>| {
        n.children()
            .filter(|c| matches!(c.rel(), Rel::Mark | Rel::Advmod))
            .any(|c| words.has(c))
    };
    opens(claim.anchor)
}

/// What is wanted or asked is no claim about what follows.
fn wanted(claim: &Claim<'_>) -> bool {
    let m = claim.modality;
    m.uncommitted && !m.future && !m.possible && !m.probable
}

/// The page's direction; an effect that is denied fails to occur.
fn direction<'a>(claim: &Claim<'a>, modality: Modality) -> Option<&'a str> {
    let stated = claim.pattern.fact("direction")?;
    Some(if modality.negated { "none" } else { stated })
}

/// What the clause adds behind its last role: objects and phrases of the verb.
fn tail(anchor: Node<'_>) -> Option<Span> {
    let parts = anchor
        .children()
        .filter(|c| matches!(c.rel(), Rel::Obj | Rel::Iobj | Rel::Obl | Rel::Xcomp));
    parts
        .filter(|c| c.index() > anchor.index())
        .map(Node::subtree_span)
        .reduce(Span::cover)
}

fn same_claim(a: &Record, b: &Record) -> bool {
    match (&a.body, &b.body) {
        (Body::Impact(x), Body::Impact(y)) => {
            let sign = |d: &str| matches!(d, "increase" | "begin");
            x.holder == y.holder
                && x.claim_type == y.claim_type
                && x.affected == y.affected
                && (x.direction == y.direction || sign(&x.direction) && sign(&y.direction))
        }
        _ => false,
    }
}

/// Whether two anchors are coordinated, or one is what the other results in.
fn belongs(later: Node<'_>, first: Node<'_>) -> bool {
    let climbs = |n: &Node<'_>| {
        n.rel() == Rel::Conj || matches!(n.rel(), Rel::Advcl | Rel::Parataxis) && is_participle(*n)
    };
    let up = |from: Node<'_>, to: Node<'_>| {
        std::iter::successors(Some(from), |n| n.head().filter(|_| climbs(n)))
            .take(NEAR)
            .any(|n| n == to)
    };
    up(later, first) || up(first, later)
}

/// Joins a further effect to the first.
fn take_in(first: &mut Record, later: Record, reading: &Reading<'_>) {
    let text = reading.parsed.document().text();
    for span in later.evidence {
        widen(first, span);
    }
    for FieldSpans { field, spans } in later.spans {
        match first.spans.iter_mut().find(|f| f.field == field) {
            Some(known) => {
                known.spans.extend(spans);
                known.spans.sort_unstable();
                known.spans.dedup();
            }
            None => first.spans.push(FieldSpans { field, spans }),
        }
    }
    let (Body::Impact(x), Body::Impact(y)) = (&mut first.body, later.body) else {
        return;
    };
    x.cause = x.cause.take().or(y.cause);
    x.horizon = x.horizon.take().or(y.horizon);
    x.condition = x.condition.take().or(y.condition);
    let parts = first.spans.iter().find(|f| f.field == "what");
    x.what = parts.map(|f| {
        let words: Vec<&str> = f.spans.iter().map(|s| s.of(text)).collect();
        words.join("; ")
    });
}
