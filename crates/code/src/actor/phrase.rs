//! Whom a noun phrase stands for.

use super::{Actors, MentionKind};
use crate::record::ActorIdx;
use verbale_text::{Node, Rel, TokenIdx};

/// Longest chain of "members of a group of …" that is followed.
const STEPS: usize = 6;

impl Actors {
    /// The actors that the noun phrase headed by `node` stands for: all members of a coordination, the antecedent
    /// of a pronoun, the whole of a partitive ("members of Hamas"); none if it names no actor.
    pub fn of(&self, node: Node<'_>) -> Vec<ActorIdx> {
        let mut found = Vec::new();
        self.add(node, STEPS, &mut found);
        for conj in node.children_by(Rel::Conj) {
            self.add(conj, STEPS, &mut found);
        }
        found
    }

    /// The actors that `node` itself stands for, without those that are coordinated with it.
    pub fn of_word(&self, node: Node<'_>) -> Vec<ActorIdx> {
        let mut found = Vec::new();
        self.add(node, STEPS, &mut found);
        found
    }

    fn add(&self, node: Node<'_>, steps: usize, found: &mut Vec<ActorIdx>) {
        let token = node.index();
        if let Some(several) = self.several.get(&token) {
            several.iter().for_each(|&a| push(found, a));
            return;
        }
        if let Some(mention) = self.mention_at(token) {
            let next = self.mention_at(TokenIdx(mention.last.0 + 1));
            // An adjective heads no phrase: the parser took it for the noun phrase that it opens.
            let opens = next.filter(|n| {
                mention.kind == MentionKind::Adjective && n.kind != MentionKind::Adjective
            });
            push(found, opens.unwrap_or(mention).actor);
            return;
        }
        if let Some(&other) = self.through.get(&token)
            && steps > 0
        {
            let other = node.parsed().node(other);
            self.add(other, steps - 1, found);
            if node.index() > other.index() || other.rel() == Rel::Nmod {
                for conj in other.children_by(Rel::Conj) {
                    self.add(conj, steps - 1, found);
                }
            }
        }
    }
}

fn push(found: &mut Vec<ActorIdx>, actor: ActorIdx) {
    if !found.contains(&actor) {
        found.push(actor);
    }
}
