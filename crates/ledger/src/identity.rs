//! Which entity of the world an actor of a document is taken for.
//!
//! An actor is known across documents by a key that depends on nothing but itself, so that what is known at a moment
//! never depends on what came later. Names that the key keeps apart are joined by entries, a machine's or a reviewer's,
//! which can be undone.

use crate::Row;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How a name is compared: no accents, no case, single spaces.
pub(crate) fn plain(name: &str) -> String {
    let letters = name.nfkd().filter(|c| !is_combining_mark(*c));
    let folded: String = letters
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The key of an actor, and whether the actor stands for itself in its document only.
///
/// A body of the actor base has its display name; a person with two names or more and a body with a proper name have that
/// name. The same surname alone is not the same person, and "the rebels" of one text are not those of another.
pub(crate) fn name_key(actor: &Row, document: i64) -> String {
    if let Some(canonical) = actor.text("canonical") {
        return format!("= {}", plain(canonical));
    }
    let name = actor.text("name").unwrap_or("");
    let is_person = actor.text("type") == Some("person");
    let n_words = name.split_whitespace().count();
    let is_proper = name
        .split_whitespace()
        .filter(|w| w.chars().any(char::is_alphabetic))
        .filter(|w| w.chars().count() > 3)
        .all(|w| w.chars().any(char::is_uppercase));
    let is_known = is_proper && (n_words > 1 || !is_person) && !plain(name).is_empty();
    if !is_known {
        return format!("{document}:{}", actor.number);
    }
    let sort = if is_person { "person" } else { "body" };
    let country = actor.text("country").filter(|_| !is_person).unwrap_or("");
    format!("{sort}:{country}: {}", plain(name))
}

/// The entities of a snapshot that are taken for another one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Merges {
    pairs: Vec<(i64, i64)>,
    into: FxHashMap<i64, i64>,
}

impl Merges {
    /// Takes `entity` for `into`.
    pub(crate) fn merge(&mut self, into: i64, entity: i64) {
        self.pairs.push((into, entity));
        self.join(into, entity);
    }

    fn join(&mut self, into: i64, entity: i64) {
        let (into, entity) = (self.of(into), self.of(entity));
        if into != entity {
            self.into.insert(entity, into);
        }
    }

    /// Undoes all merges of `entity`.
    pub(crate) fn split(&mut self, entity: i64) {
        self.pairs.retain(|&(a, b)| a != entity && b != entity);
        self.into.clear();
        for (into, entity) in self.pairs.clone() {
            self.join(into, entity);
        }
    }

    /// The entity that stands for `entity`.
    pub(crate) fn of(&self, entity: i64) -> i64 {
        let mut at = entity;
        // A chain has no circle: `merge` joins only roots.
        while let Some(&next) = self.into.get(&at) {
            at = next;
        }
        at
    }

    /// Each that is taken for another one, with the one it is taken for, in order.
    pub(crate) fn pairs(&self) -> Vec<(i64, i64)> {
        let mut pairs: Vec<(i64, i64)> = self.into.keys().map(|&e| (e, self.of(e))).collect();
        pairs.sort_unstable();
        pairs
    }

    /// The entities that `other` takes for another one than this does, in order.
    pub(crate) fn changed(&self, other: &Merges) -> Vec<i64> {
        let all = self.into.keys().chain(other.into.keys()).copied();
        let mut changed: Vec<i64> = all.filter(|&e| self.of(e) != other.of(e)).collect();
        changed.sort_unstable();
        changed.dedup();
        changed
    }

    /// All entities that `entity` stands for, itself first.
    pub(crate) fn members(&self, entity: i64) -> Vec<i64> {
        let root = self.of(entity);
        let mut members: Vec<i64> = self
            .into
            .keys()
            .copied()
            .filter(|&e| self.of(e) == root)
            .collect();
        members.sort_unstable();
        members.insert(0, root);
        members
    }
}

#[cfg(test)]
mod tests {
    use super::{Merges, plain};

    #[test]
    fn names_are_compared_without_accents_case_and_stops() {
        assert_eq!(plain("Recep Tayyip Erdoğan"), "recep tayyip erdogan");
        assert_eq!(plain("Jamiat-e Islami  (J.I.)"), "jamiat e islami j i");
    }

    #[test]
    fn a_split_undoes_the_merges_of_one_entity_only() {
        let mut merges = Merges::default();
        merges.merge(1, 2);
        merges.merge(2, 3);
        merges.merge(3, 1);
        assert_eq!((merges.of(3), merges.members(3)), (1, vec![1, 2, 3]));
        merges.split(2);
        assert_eq!((merges.of(1), merges.of(2), merges.of(3)), (3, 2, 3));
    }
}
