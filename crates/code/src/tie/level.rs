//! How high a tie is: by the page, a new rank, the kind of mission, or the post of the representative.

use crate::pattern::Match;
use crate::reading::Reading;
use crate::record::ActorIdx;
use verbale_text::{Node, Rel, SentIdx, TokenIdx};

/// The level that the pattern states, else that of the new rank, the mission or the representative.
pub(super) fn level(reading: &Reading<'_>, found: &Match) -> Option<String> {
    let matcher = &reading.packs.matcher;
    if let Some(stated) = matcher.pattern(found.pattern).fact("value") {
        return Some(stated.to_owned());
    }
    let by_word = |token: &TokenIdx| {
        let node = reading.parsed.node(*token);
        let levels = &reading.packs.levels;
        let level = levels.iter().find(|(_, words)| words.has(node))?;
        Some(level.0.clone())
    };
    let by_role = |role: &str| matcher.role(found, role).iter().find_map(by_word);
    let anchor = reading.parsed.node(found.anchor);
    let of_person = || {
        let who = reading.actors_of(matcher.role(found, "representative"));
        who.iter().find_map(|r| class_of(reading, *r, anchor))
    };
    by_role("rank")
        .or_else(|| by_role("mission"))
        .or_else(|| by_word(&found.anchor))
        .or_else(of_person)
        .or_else(|| near_rank(reading, anchor))
}

/// The level of the post that is named next to `anchor`.
fn near_rank(reading: &Reading<'_>, anchor: Node<'_>) -> Option<String> {
    near_post(reading, anchor, |node| {
        let levels = &reading.packs.levels;
        let level = levels.iter().find(|(_, words)| words.has(node));
        level.map(|(level, _)| level.clone())
    })
}

/// The state to which the holder of the post next to `anchor` was sent: "the Minister to Syldavia".
pub(super) fn sent_to(reading: &Reading<'_>, anchor: Node<'_>) -> Option<ActorIdx> {
    near_post(reading, anchor, |node| {
        let is_marked = |n: &Node<'_>| {
            let mut marks = n.children_by(Rel::Case);
            n.index() > node.index() && marks.any(|c| reading.packs.post_marks.has(c))
        };
        let mut phrases = node.children().filter(is_marked);
        phrases.find_map(|n| {
            let actors = reading.actors_at(n).into_iter();
            actors.filter_map(|a| reading.state_of(a)).next()
        })
    })
}

/// What `ask` first says of a post of a head of mission next to `anchor`: before it in the sentence, behind it, or in the
/// sentence before.
fn near_post<T>(
    reading: &Reading<'_>,
    anchor: Node<'_>,
    ask: impl Fn(Node<'_>) -> Option<T>,
) -> Option<T> {
    let sentence = anchor.tree().index();
    let level = |node: Node<'_>| {
        let packs = reading.packs;
        let is_post = !packs.other_posts.has(node) && packs.heads_of_mission.has(node);
        if is_post { ask(node) } else { None }
    };
    let nodes: Vec<Node<'_>> = anchor.tree().nodes().collect();
    let (before, after) = nodes.split_at(nodes.iter().position(|n| *n == anchor)?);
    let previous = sentence
        .0
        .checked_sub(1)
        .filter(|_| !reading.parsed.sentences()[sentence.0 as usize].opens_paragraph);
    before
        .iter()
        .rev()
        .chain(after)
        .find_map(|n| level(*n))
        .or_else(|| {
            let tree = reading.parsed.tree(SentIdx(previous?));
            tree.nodes().rev().find_map(level)
        })
}

/// The class of head of mission by which the text last spoke of `person` up to the sentence of `anchor`.
pub(super) fn class_of(
    reading: &Reading<'_>,
    person: ActorIdx,
    anchor: Node<'_>,
) -> Option<String> {
    let end = anchor.tree().span().end;
    let until = reading.roles.partition_point(|r| r.evidence.start < end);
    let mut near = reading.roles[..until].iter().rev().take(super::LOOKED_AT);
    let class = near.find_map(|r| r.hom_class.filter(|_| r.person == person));
    class.map(str::to_owned)
}
