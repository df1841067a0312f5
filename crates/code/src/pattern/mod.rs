//! Patterns: how language says what a code means. Compiled from codebook pages, matched on trees.

pub(crate) mod compile;
mod matcher;

pub use matcher::{Match, Matcher, Tried};

use crate::pack::functions::{FunctionId, RelPattern};
use crate::pack::ontology::Range;
use crate::pack::sets::WordList;
use std::collections::BTreeMap;
use std::sync::Arc;
use verbale_text::{Node, Upos};

/// One pattern of a codebook page.
#[derive(Debug)]
pub struct Pattern {
    /// Kind of record: `event`, `tie` …
    pub kind: String,
    /// Code of the page.
    pub code: String,
    /// Page, relative to the packs: `plover/ACCUSE.md`.
    pub page: String,
    /// Heading that it stands under.
    pub section: String,
    /// Line of its anchor, from 1.
    pub line: u32,
    /// Facts of its section: `mode` → `["allege"]`.
    pub facts: BTreeMap<String, Vec<String>>,
    anchor: AnchorClass,
    words: Arc<WordList>,
    lines: Vec<Line>,
    /// Lines that must be filled; the more, the more the pattern says.
    n_required: usize,
}

impl Pattern {
    /// `plover/ACCUSE.md:12`.
    pub fn place(&self) -> String {
        format!("{}:{}", self.page, self.line)
    }

    /// The first value of fact `name`.
    pub fn fact(&self, name: &str) -> Option<&str> {
        self.facts.get(name)?.first().map(String::as_str)
    }
}

/// The word class of an anchor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AnchorClass {
    Verb,
    Noun,
    Adjective,
    Word,
}

impl AnchorClass {
    pub(crate) const NAMES: [&'static str; 4] = ["verb", "noun", "adj", "word"];

    fn parse(name: &str) -> Option<AnchorClass> {
        let all = [
            AnchorClass::Verb,
            AnchorClass::Noun,
            AnchorClass::Adjective,
            AnchorClass::Word,
        ];
        Self::NAMES.iter().position(|n| *n == name).map(|i| all[i])
    }

    fn fits(self, node: Node<'_>) -> bool {
        match self {
            AnchorClass::Verb => node.upos() == Upos::Verb,
            AnchorClass::Noun => matches!(node.upos(), Upos::Noun | Upos::Propn),
            AnchorClass::Adjective => node.upos() == Upos::Adj,
            AnchorClass::Word => true,
        }
    }
}

/// A line of a pattern below its anchor.
#[derive(Debug)]
pub(crate) struct Line {
    number: u32,
    kind: LineKind,
    optional: bool,
    /// Alternatives, tried in order.
    ways: Vec<Vec<RoleStep>>,
    /// Lemmas that the filler must have.
    words: Option<Arc<WordList>>,
}

#[derive(Debug)]
pub(crate) enum LineKind {
    Role(String, Range),
    Has,
    Lacks,
}

#[derive(Debug)]
pub(crate) enum RoleStep {
    Function(FunctionId),
    Preposition(Arc<WordList>),
    Relation(RelPattern),
}
