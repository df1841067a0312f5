//! Records: one envelope, and a body for each kind.
//!
//! Kinds, fields and values are those of the domain model (`docs/records.md`). Actors stand in lists and are
//! referred to by their place in [`crate::Coded::records`] order, see [`ActorRef`].

mod body;

mod parties;

pub use body::{
    Actor, Body, Commitment, Demand, Event, Impact, Meeting, Reaction, Relation, Role, Statement,
    Tie, Voice,
};
pub(crate) use parties::map_actors;
pub use parties::visit_actors;

use crate::time::Timex;
use verbale_text::{SentIdx, Span};

/// Place of an actor in the actors of one document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ActorIdx(pub u32);

/// Who acts or speaks: an actor of the document, its writer, or the outlet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ActorRef {
    /// An actor that the text names.
    Actor(ActorIdx),
    /// The writer of the document.
    Author,
    /// The outlet that published it.
    Outlet,
}

/// FactBank value: what a source commits to. `minus` means that the event did not or will not happen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(
    missing_docs,
    reason = "the names are FactBank's; `docs/records.md` lists them"
)]
pub enum Factuality {
    CertainPlus,
    ProbablePlus,
    PossiblePlus,
    CertainMinus,
    ProbableMinus,
    PossibleMinus,
    CertainUnknown,
    Uncommitted,
}

impl Factuality {
    /// Whether the source says that it happened.
    pub(crate) const fn is_certain_plus(self) -> bool {
        matches!(self, Self::CertainPlus)
    }

    /// The same degree for the contrary.
    pub(crate) const fn opposite(self) -> Self {
        match self {
            Self::CertainPlus => Self::CertainMinus,
            Self::ProbablePlus => Self::ProbableMinus,
            Self::PossiblePlus => Self::PossibleMinus,
            Self::CertainMinus => Self::CertainPlus,
            Self::ProbableMinus => Self::ProbablePlus,
            Self::PossibleMinus => Self::PossiblePlus,
            Self::CertainUnknown | Self::Uncommitted => self,
        }
    }

    /// FactBank's spelling: `CT+`, `Uu` …
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CertainPlus => "CT+",
            Self::ProbablePlus => "PR+",
            Self::PossiblePlus => "PS+",
            Self::CertainMinus => "CT-",
            Self::ProbableMinus => "PR-",
            Self::PossibleMinus => "PS-",
            Self::CertainUnknown => "CTu",
            Self::Uncommitted => "Uu",
        }
    }
}

/// The words that fill one field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldSpans {
    /// Name of the field.
    pub field: &'static str,
    /// Where the words stand, in text order.
    pub spans: Vec<Span>,
}

/// What produced a record: a line of a codebook page, or a named rule of the engine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Producer {
    /// `plover/ACCUSE.md:12`, or `rule:` and a name.
    pub id: String,
}

/// One reading of one passage.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// What is said to hold.
    pub body: Body,
    /// The characters that prove it.
    pub evidence: Vec<Span>,
    /// Field by field, the words that fill it.
    pub spans: Vec<FieldSpans>,
    /// Who asserts it, outermost voice first. Never empty.
    pub voice_chain: Vec<ActorRef>,
    /// How far the innermost voice commits to it.
    pub factuality: Factuality,
    /// When it held or happened, if the text says so.
    pub time: Option<Timex>,
    /// References to other records of the document, by their index in [`crate::Coded::records`].
    pub refs: Vec<(&'static str, Vec<usize>)>,
    /// The sentences of the evidence.
    pub sentences: Vec<SentIdx>,
    /// What produced it.
    pub producer: Producer,
    /// From 0 to 1: the share of records of this kind and producer that is expected to be right.
    pub confidence: f32,
}

impl Record {
    /// Who asserts the record: the innermost voice.
    pub fn voice(&self) -> ActorRef {
        *self.voice_chain.last().expect("a record has a voice")
    }
}
