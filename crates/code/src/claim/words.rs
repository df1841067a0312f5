//! The word sets that the makers of claims ask for.

use crate::pack::sets::{PhraseHead, Sets, WordList};

/// Closed lists of the packs, by what they say.
#[derive(Debug, Default)]
pub(crate) struct ClaimWords {
    /// Marks of a condition.
    pub(super) condition_marks: WordList,
    /// Marks of the deed that averts a harm: "unless".
    pub(super) averting_marks: WordList,
    /// Words at the head of a clause that only supposes, or tells of every such case.
    pub(super) suppositions: WordList,
    /// Adverbs and verbs of saying again.
    pub(super) repeated: WordList,
    /// What is asked for: help.
    pub(super) asks_assist: WordList,
    /// To give way.
    pub(super) asks_yield: WordList,
    /// To talk.
    pub(super) asks_meet: WordList,
    /// Steps back: what a promise of is a concession.
    pub(super) concessions: WordList,
    /// Pronouns that deny what is said of them.
    pub(super) negative_pronouns: WordList,
    /// Nouns for people and bodies that act, even where the text names none.
    pub(super) agent_nouns: WordList,
    /// Words that join alternatives.
    pub(super) either: WordList,
    /// Ordinal words that number items, in their order.
    pub(super) ordinals: Vec<Vec<String>>,
}

impl ClaimWords {
    pub(crate) fn new(sets: &Sets) -> ClaimWords {
        let list = |name: &str| {
            let words = sets.get(name).unwrap_or(&[]).iter().cloned();
            WordList::new(words, PhraseHead::Either)
        };
        ClaimWords {
            condition_marks: list("condition_marks"),
            averting_marks: list("averting_marks"),
            suppositions: list("suppositions"),
            repeated: list("repeated"),
            asks_assist: list("asks_assist"),
            asks_yield: list("asks_yield"),
            asks_meet: list("asks_meet"),
            concessions: list("concessions"),
            negative_pronouns: list("negative_pronouns"),
            agent_nouns: list("agent_nouns"),
            either: list("either"),
            ordinals: ["ordinals", "ordinal_adverbs"]
                .iter()
                .map(|name| sets.get(name).unwrap_or(&[]).to_vec())
                .collect(),
        }
    }
}
