//! Loaded words and scare quotes, with holder and target.

use super::{Found, record};
use crate::actor::MentionKind;
use crate::factuality::granted;
use crate::pack::sets::WordList;
use crate::reading::Reading;
use crate::record::{ActorIdx, ActorRef, Record};
use crate::statement::{Attitude, Quotes};
use verbale_text::{Node, Rel, Span, TokenIdx, Upos};

/// How far from a loaded word the target is looked for, in steps up the tree.
const MAX_CLIMB: usize = 4;

/// Longest evidence of one loaded word, bytes; longer phrases are cut to the word.
const LONGEST: u32 = 90;

/// One record a loaded phrase or scare quote, in text order.
pub(super) fn records(reading: &Reading<'_>) -> Vec<Record> {
    let mut found: Vec<Found> = Vec::new();
    let quotes = scare_quotes(reading);
    for i in 0..reading.parsed.tokens().len() {
        let node = reading.parsed.node(TokenIdx(i as u32));
        let Some((polarity, n_before)) = reading.packs.voice.loaded(node) else {
            continue;
        };
        if is_name(reading, node)
            || granted(node, &reading.packs.factuality) != Default::default()
            || quotes.iter().any(|(q, _)| q.contains(node.span()))
            || reading.is_outlet(node.span())
        {
            continue;
        }
        let text = reading.parsed.document().text();
        let mut evidence = phrase(node);
        if evidence.of(text).contains(['“', '”', '"']) {
            evidence = node.span();
        }
        if n_before > 0 {
            let first = reading.parsed.node(TokenIdx((i - n_before) as u32));
            evidence = evidence.cover(first.span());
        }
        let next = Found {
            subtype: "loaded",
            voice_chain: speakers(reading, node.span()),
            target: target(reading, node),
            polarity: Some(polarity),
            label: None,
            evidence: vec![evidence],
            rule: "rule:voice-loaded",
            confidence: 0.6,
        };
        match found.last_mut() {
            Some(last) if is_part(last, &next) => {
                last.evidence[0] = last.evidence[0].cover(evidence);
                last.target = last.target.or(next.target);
            }
            _ => found.push(next),
        }
    }
    for (span, node) in quotes {
        found.push(Found {
            subtype: "loaded",
            voice_chain: speakers(reading, span),
            target: target(reading, node),
            polarity: Some("neg"),
            label: Some("scare_quote".to_owned()),
            evidence: vec![span],
            rule: "rule:voice-scare-quote",
            confidence: 0.5,
        });
    }
    found.into_iter().map(|f| record(reading, f)).collect()
}

/// Whose words stand at `span`, outermost first. What somebody thinks, wants or feels is told in the author's words.
fn speakers(reading: &Reading<'_>, span: Span) -> Vec<ActorRef> {
    let mut chain = vec![ActorRef::Author];
    for i in reading.around(span) {
        if reading.attributions[i].attitude == Attitude::Expressed
            && let Some(&speaker) = reading.speakers[i].first()
            && chain.last() != Some(&speaker)
        {
            chain.push(speaker);
        }
    }
    chain
}

/// "deceptive threats and empty promises": one phrase.
fn is_part(last: &Found, next: &Found) -> bool {
    const JOINED: u32 = 5;
    let (a, b) = (last.evidence[0], next.evidence[0]);
    last.polarity == next.polarity
        && last.voice_chain == next.voice_chain
        && (a.overlaps(b) || b.start >= a.end && b.start - a.end <= JOINED)
        && (last.target.is_none() || next.target.is_none() || last.target == next.target)
        && a.cover(b).len() <= LONGEST
}

/// Words of names praise and blame nobody: "Freedom Front", "Great Lakes".
fn is_name(reading: &Reading<'_>, node: Node<'_>) -> bool {
    let in_name = reading
        .actors
        .mention_at(node.index())
        .is_some_and(|m| m.kind == MentionKind::Name && m.span.contains(node.span()));
    in_name || node.entity() != verbale_text::Entity::O
}

/// The words shown: a modifier with its noun, a noun with what stands before it, a verb with its object.
fn phrase(node: Node<'_>) -> Span {
    let own = node.span();
    let long = match node.rel() {
        Rel::Amod | Rel::Compound | Rel::Advmod => node.head().map(|h| own.cover(h.span())),
        _ if matches!(node.upos(), Upos::Noun | Upos::Propn) => {
            let before = node
                .children()
                .filter(|c| matches!(c.rel(), Rel::Amod | Rel::Compound));
            Some(before.fold(own, |s, c| s.cover(c.span())))
        }
        _ if node.upos() == Upos::Verb => {
            let object = node.child(Rel::Obj).or_else(|| node.child(Rel::Obl));
            object.map(|o| own.cover(o.span()))
        }
        _ => None,
    };
    long.filter(|s| s.len() <= LONGEST).unwrap_or(own)
}

/// Whom the word is about: what it modifies or is said of, whose it is, or who does it.
fn target(reading: &Reading<'_>, node: Node<'_>) -> Option<ActorIdx> {
    let one = |n: Node<'_>| reading.actors_at(n).first().copied();
    let mut at = node;
    if node.upos() == Upos::Adv && node.rel() == Rel::Advmod {
        at = node.head()?;
        // "unjustly detained": of who did it, not of whom it was done to.
        let is_done_to = at.feat("VerbForm") == Some("Part")
            && at.child(Rel::Nsubj).is_none_or(|s| s.subtype() == "pass");
        if is_done_to && at.feat("Voice") == Some("Pass") {
            return at
                .children()
                .find(|c| c.is_rel(Rel::Obl, "agent"))
                .and_then(one);
        }
    }
    for _ in 0..MAX_CLIMB {
        let is_own = at.index() == node.index();
        let is_actor = !is_own || matches!(at.upos(), Upos::Noun | Upos::Propn);
        if is_actor
            && at.upos() != Upos::Verb
            && let Some(actor) = one(at)
        {
            return Some(actor);
        }
        // "left them disorganized", "accused them of treachery": of whom it is done to, if the clause names anybody.
        let object = at.head().and_then(|h| h.child(Rel::Obj));
        if let Some(object) = object.filter(|_| matches!(at.rel(), Rel::Xcomp | Rel::Obl)) {
            return one(object);
        }
        let words = &reading.packs.voice.party_prepositions;
        let parts = at.children().filter(|c| is_party(*c, words));
        if let Some(actor) = parts.into_iter().find_map(one) {
            return Some(actor);
        }
        if let Some(actor) = of_participle(at).and_then(one) {
            return Some(actor);
        }
        // A clause is about its subject, and about nobody outside of it.
        if at.upos() == Upos::Verb && at.child(Rel::Nsubj).is_some() {
            return None;
        }
        at = at.head()?;
    }
    None
}

/// Whether a phrase below a word says whose or by whom it is.
fn is_party(child: Node<'_>, prepositions: &WordList) -> bool {
    match child.rel() {
        Rel::Nsubj => true,
        Rel::Nmod if child.subtype() == "poss" => true,
        Rel::Nmod => child.children_by(Rel::Case).any(|c| prepositions.has(c)),
        Rel::Obl => child.subtype() == "agent",
        _ => false,
    }
}

/// "propaganda spread by the opposition": the agent of the participle.
fn of_participle(node: Node<'_>) -> Option<Node<'_>> {
    node.children_by(Rel::Acl)
        .flat_map(Node::children)
        .find(|c| c.is_rel(Rel::Obl, "agent"))
}

/// Short quotations in the author's own words that quote nobody, each with the word that heads it.
fn scare_quotes<'a>(reading: &Reading<'a>) -> Vec<(Span, Node<'a>)> {
    let text = reading.parsed.document().text();
    let tokens = reading.parsed.tokens();
    let mut found = Vec::new();
    for quote in Quotes::scan(text).list {
        if !quote.closed || quote.single {
            continue;
        }
        let first = tokens.partition_point(|t| t.span.start < quote.span.start);
        let inside: Vec<Node<'a>> = tokens[first..]
            .iter()
            .enumerate()
            .take_while(|(_, t)| t.span.start < quote.span.end)
            .filter(|(_, t)| t.upos != Upos::Punct)
            .map(|(i, _)| reading.parsed.node(TokenIdx((first + i) as u32)))
            .take(reading.packs.voice.scare_words + 1)
            .collect();
        if (1..=reading.packs.voice.scare_words).contains(&inside.len())
            && let Some(head) = doubted(reading, &inside, quote.span)
        {
            found.push((quote.span, head));
        }
    }
    found
}

fn doubted<'a>(reading: &Reading<'_>, inside: &[Node<'a>], span: Span) -> Option<Node<'a>> {
    let is_word = |n: &Node<'_>| {
        n.form().chars().all(|c| c.is_lowercase() || c == '-')
            && matches!(n.upos(), Upos::Noun | Upos::Adj | Upos::Verb)
    };
    let is_inside = |n: &Node<'_>| span.contains(n.span());
    let head = *inside
        .iter()
        .find(|n| n.head().is_none_or(|h| !is_inside(&h)))?;
    // A quotation that stands for a whole clause is somebody's speech or a definition.
    let modifies = matches!(
        head.rel(),
        Rel::Amod | Rel::Compound | Rel::Obj | Rel::Obl | Rel::Nsubj | Rel::Nmod
    );
    let is_named = inside[0]
        .previous()
        .into_iter()
        .chain(inside[0].previous().and_then(Node::previous))
        .chain(
            inside[0]
                .previous()
                .and_then(Node::previous)
                .and_then(Node::previous),
        )
        .chain(head.head())
        .any(|n| reading.packs.voice.scare_after.has(n));
    let is_quoted = reading
        .around(span)
        .iter()
        .any(|&i| reading.attributions[i].attitude == Attitude::Expressed);
    let is_own = reading.voices(span).first() == Some(&ActorRef::Author);
    (inside.iter().all(is_word) && modifies && !is_named && !is_quoted && is_own).then_some(head)
}
