//! Names against Universal NER, and entities against re3d.

use super::{EvalArgs, Measured, document, json_line, predict, read, with_errors, wrong};
use crate::cli::outcome::Stop;
use serde_json::json;
use std::path::Path;
use verbale::Pipeline;
use verbale_code::actor::{self, ActorType, Actors, Mention, MentionKind};
use verbale_code::score::mentions::{self, GoldText};
use verbale_text::{CharOffsets, NameType, Node, Parsed, Rel, Span};

/// Types of Universal NER.
const NAMES: [&str; 3] = ["PER", "ORG", "LOC"];

/// Types of re3d that actors and places have; platforms, weapons, money and the like are not looked for.
const ENTITIES: [&str; 4] = ["Person", "Organisation", "Location", "Nationality"];

pub(super) fn names(path: &Path, n_errors: usize, options: &EvalArgs) -> Result<Measured, Stop> {
    let gold = mentions::read_iob2(&read(path)?).map_err(|e| wrong(path, e))?;
    measure(&gold, &NAMES, n_errors, options, |_, parsed| {
        let names = named(parsed).into_iter();
        let label = |kind| match kind {
            NameType::Per => Some("PER"),
            NameType::Org => Some("ORG"),
            NameType::Loc => Some("LOC"),
            NameType::Misc => None,
        };
        names
            .filter_map(|(span, kind)| Some((span, label(kind)?)))
            .collect()
    })
}

pub(super) fn entities(path: &Path, n_errors: usize, options: &EvalArgs) -> Result<Measured, Stop> {
    let gold = mentions::read_re3d(&read(path)?).map_err(|e| wrong(path, e))?;
    measure(&gold, &ENTITIES, n_errors, options, entities_of)
}

fn measure(
    gold: &[GoldText],
    kinds: &[&str],
    n_errors: usize,
    options: &EvalArgs,
    find: impl Fn(&Pipeline, &Parsed) -> Vec<(Span, &'static str)>,
) -> Result<Measured, Stop> {
    let predicted = predict(options, |pipeline, speed| {
        let mut lines = String::new();
        for text in gold {
            let parsed = document(&text.doc, text.text.clone(), None);
            let parsed = speed.time(|| pipeline.parse(parsed));
            speed.count(&parsed);
            let found = speed.time(|| find(pipeline, &parsed));
            let offsets = CharOffsets::new(&text.text);
            for (span, kind) in found {
                let (start, end) = offsets.to_chars(span);
                let row = json!({"doc": text.doc, "start": start, "end": end, "type": kind});
                lines.push_str(&json_line(&row));
            }
        }
        Ok(lines)
    })?;
    let found = mentions::read_predicted(&predicted.lines);
    let found = found.map_err(|e| Stop::Message(e.to_string()))?;
    let scored = mentions::score(gold, &found, kinds);
    Ok(Measured {
        table: with_errors(scored.table(), &scored.errors, n_errors),
        json: scored.to_json(),
        speed: predicted.speed,
    })
}

/// The names that the parser labels.
fn named(parsed: &Parsed) -> Vec<(Span, NameType)> {
    let mut out: Vec<(Span, NameType)> = Vec::new();
    let mut open = false;
    for token in parsed.tokens() {
        match token.entity.name_type() {
            Some(kind) if token.entity.begins() || !open => {
                out.push((token.span, kind));
                open = true;
            }
            Some(_) => {
                if let Some(last) = out.last_mut() {
                    last.0 = last.0.cover(token.span);
                }
            }
            None => open = false,
        }
    }
    out
}

/// The mentions of actors, and the names of places that are none.
fn entities_of(pipeline: &Pipeline, parsed: &Parsed) -> Vec<(Span, &'static str)> {
    let actors = actor::find(parsed, &pipeline.packs().actors);
    let mut out: Vec<(Span, &'static str)> = Vec::new();
    for mention in &actors.mentions {
        if let Some(kind) = kind_of(parsed, &actors, mention) {
            out.push((whole(parsed, mention), kind));
        }
    }
    for (span, kind) in named(parsed) {
        let is_new = !actors.mentions.iter().any(|m| m.span.overlaps(span));
        if kind == NameType::Loc && is_new {
            out.push((span, "Location"));
        }
    }
    out.extend(speakers(parsed, &actors));
    out.sort_unstable();
    out
}

/// A mention with the article, the title and the adjectives before it, which re3d marks too.
fn whole(parsed: &Parsed, mention: &Mention) -> Span {
    let before = |n: &Node<'_>| {
        n.span().start < mention.span.start
            && matches!(
                n.rel(),
                Rel::Det | Rel::Amod | Rel::Compound | Rel::Nummod | Rel::Flat
            )
    };
    if mention.kind == MentionKind::Adjective {
        return mention.span;
    }
    let mut children = parsed.node(mention.head).children();
    let first = children.find(before).map(|n| n.subtree_span());
    first.map_or(mention.span, |s| s.cover(mention.span))
}

/// How re3d types a mention: a state that acts is an organisation there, elsewhere a place; people are organisations; an
/// adjective counts only where no mention lies around it; possessives do not.
fn kind_of(parsed: &Parsed, actors: &Actors, mention: &Mention) -> Option<&'static str> {
    let head = parsed.node(mention.head);
    if mention.kind == MentionKind::Pronoun && head.feat("Poss") == Some("Yes") {
        return None;
    }
    if mention.kind == MentionKind::Adjective {
        let inside = |m: &Mention| m != mention && m.span.contains(mention.span);
        let is_part = actors.mentions.iter().any(inside);
        return (!is_part).then_some("Nationality");
    }
    match actors.get(mention.actor).actor_type? {
        ActorType::Person => Some("Person"),
        ActorType::State if !acts(head) => Some("Location"),
        _ => Some("Organisation"),
    }
}

/// Whether a name stands for those who act: a subject, also one coordinated with it.
fn acts(node: Node<'_>) -> bool {
    match node.rel() {
        Rel::Nsubj => true,
        Rel::Conj => node.head().is_some_and(acts),
        _ => false,
    }
}

/// "I" and "we": who that is depends on the speaker, but what kind it is does not.
fn speakers(parsed: &Parsed, actors: &Actors) -> Vec<(Span, &'static str)> {
    let words = actors.first_persons().iter().map(|t| parsed.node(*t));
    let words = words.filter(|n| n.feat("Poss") != Some("Yes"));
    let kind = |n: Node<'_>| match n.feat("Number") {
        Some("Plur") => "Organisation",
        _ => "Person",
    };
    words.map(|n| (n.span(), kind(n))).collect()
}
