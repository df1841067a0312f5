//! Whom a noun phrase stands for.

use super::{ActorType, Actors, MentionKind};
use crate::record::ActorIdx;
use verbale_text::{Node, Rel, TokenIdx, Upos};

/// Longest chain of "members of a group of …" that is followed.
const STEPS: usize = 6;

impl Actors {
    /// The actors that the noun phrase headed by `node` stands for: all members of a coordination, the antecedent
    /// of a pronoun, the whole of a partitive ("members of Hamas"); none if it names no actor.
    pub fn of(&self, node: Node<'_>) -> Vec<ActorIdx> {
        let mut found = Vec::new();
        self.add(node, STEPS, &mut found);
        for conj in conjuncts(node) {
            self.add(conj, STEPS, &mut found);
        }
        // "Syldavia, the Kingdom of Borduria, and San Theodoros": no state is another one, so these are a row.
        let goes_on = |n: &Node<'_>| n.child(Rel::Conj).is_some() && self.is_state(*n);
        for next in node.children_by(Rel::Appos).filter(goes_on) {
            if self.is_state(node) && self.of_word(node) != self.of_word(next) {
                let row = std::iter::once(next).chain(next.children_by(Rel::Conj));
                row.for_each(|n| self.add(n, STEPS, &mut found));
            }
        }
        found
    }

    fn is_state(&self, node: Node<'_>) -> bool {
        let mention = self.mention_at(node.index());
        mention.is_some_and(|m| {
            m.kind == MentionKind::Name && self.get(m.actor).actor_type == Some(ActorType::State)
        })
    }

    /// The actors that `node` itself stands for, without those that are coordinated with it.
    pub fn of_word(&self, node: Node<'_>) -> Vec<ActorIdx> {
        let mut found = Vec::new();
        self.add(node, STEPS, &mut found);
        found
    }

    /// "her Syldavian counterpart, Ana Silva": the person who stands in apposition to a phrase that names nobody.
    fn named_beside(&self, node: Node<'_>) -> Option<ActorIdx> {
        let described = self.mention_at(node.index());
        let is_someone = described.is_none_or(|m| {
            m.kind == MentionKind::Nominal && self.is_one_person(m.actor) && m.head == node.index()
        });
        if !is_someone || !matches!(node.upos(), Upos::Noun | Upos::Propn) {
            return None;
        }
        let mut beside = node.children_by(Rel::Appos).filter_map(|a| {
            let mention = self.mention_at(a.index())?;
            let is_name = mention.kind == MentionKind::Name && mention.first > node.index();
            (is_name && self.is_one_person(mention.actor)).then_some(mention.actor)
        });
        beside.next()
    }

    fn is_one_person(&self, actor: ActorIdx) -> bool {
        let entry = self.get(actor);
        entry.actor_type == Some(ActorType::Person) && !entry.is_plural
    }

    fn add(&self, node: Node<'_>, steps: usize, found: &mut Vec<ActorIdx>) {
        let token = node.index();
        if let Some(&next) = self.leads.get(&token).filter(|_| steps > 0) {
            self.add(node.parsed().node(next), steps - 1, found);
            return;
        }
        if let Some(several) = self.several.get(&token) {
            several.iter().for_each(|&a| push(found, a));
            return;
        }
        if let Some(named) = self.named_beside(node) {
            push(found, named);
            return;
        }
        if let Some(mention) = self.mention_at(token) {
            // "the Syldavian town": whose it is are its people.
            let place = node.head().and_then(|h| self.place(h));
            if let Some(people) = place.filter(|_| mention.kind == MentionKind::Adjective) {
                push(found, people);
                return;
            }
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

/// What is coordinated with the phrase headed by `node`; trees hang it on any word of a name: "leader Ana Silva and President Bo".
pub(crate) fn conjuncts(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let of_name = node
        .children_by(Rel::Flat)
        .flat_map(|f| f.children_by(Rel::Conj));
    node.children_by(Rel::Conj).chain(of_name)
}

fn push(found: &mut Vec<ActorIdx>, actor: ActorIdx) {
    if !found.contains(&actor) {
        found.push(actor);
    }
}
