//! The fields of each kind, and how each is compared.

/// How a field is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum How {
    /// The name of an actor record.
    ActorName,
    /// One actor.
    Actor,
    /// A set of actors.
    Actors,
    /// A set of actors, or the name or series of a meeting.
    Participants,
    /// One of a list of values.
    Enum,
    /// A TIMEX value; a coarser one counts half.
    Date,
    /// Free text, by shared words.
    Text,
    /// A span.
    Span,
    /// Factuality; the right sign counts half.
    Factuality,
}

use How::{Actor, ActorName, Actors, Date, Enum, Factuality, Participants, Span, Text};

/// A field's name and comparison.
pub(super) type Field = (&'static str, How);

/// Key fields and secondary fields of a kind.
pub(super) struct Spec {
    pub(super) kind: &'static str,
    pub(super) key: &'static [Field],
    pub(super) secondary: &'static [Field],
}

impl Spec {
    /// All fields, key fields first.
    pub(super) fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.key.iter().chain(self.secondary)
    }
}

const fn spec(kind: &'static str, key: &'static [Field], secondary: &'static [Field]) -> Spec {
    Spec {
        kind,
        key,
        secondary,
    }
}

/// The kinds in the order shown.
pub(super) const SPECS: [Spec; 12] = [
    spec(
        "actor",
        &[("name", ActorName)],
        &[("type", Enum), ("country", Enum), ("sector", Enum)],
    ),
    spec(
        "role",
        &[("person", Actor), ("title", Text), ("status", Enum)],
        &[("org", Actor), ("rank", Enum), ("hom_class", Enum)],
    ),
    spec(
        "tie",
        &[
            ("sender", Actor),
            ("receiver", Actor),
            ("axis", Enum),
            ("value", Enum),
        ],
        &[
            ("change", Enum),
            ("date", Date),
            ("conveyed_by", Actor),
            ("conveyed_to", Actor),
            ("representative", Actor),
        ],
    ),
    spec(
        "relation",
        &[("a", Actor), ("b", Actor), ("type", Enum)],
        &[("sign", Enum), ("trend", Enum), ("date", Date)],
    ),
    spec(
        "meeting",
        &[("participants", Participants)],
        &[
            ("place", Text),
            ("date", Date),
            ("format", Enum),
            ("channel", Enum),
            ("status", Enum),
            ("outcome", Enum),
        ],
    ),
    spec(
        "event",
        &[("type", Enum), ("actor", Actors), ("recipient", Actors)],
        &[
            ("mode", Enum),
            ("date", Date),
            ("place", Text),
            ("factuality", Factuality),
        ],
    ),
    spec(
        "commitment",
        &[("type", Enum), ("speaker", Actor)],
        &[
            ("addressee", Actors),
            ("deadline", Date),
            ("deadline_kind", Enum),
            ("status", Enum),
            ("condition", Text),
            ("action", Text),
        ],
    ),
    spec(
        "statement",
        &[("speaker", Actor)],
        &[
            ("mode", Enum),
            ("channel", Enum),
            ("illocution", Enum),
            ("addressee", Actors),
            ("cue", Span),
            ("content", Span),
        ],
    ),
    spec(
        "reaction",
        &[("actor", Actors), ("stance", Enum)],
        &[("target_actor", Actor), ("target", Text), ("date", Date)],
    ),
    spec(
        "demand",
        &[("asker", Actor), ("addressee", Actors)],
        &[
            ("type", Enum),
            ("mode", Enum),
            ("deadline", Date),
            ("beneficiary", Actor),
            ("ask", Text),
        ],
    ),
    spec(
        "impact",
        &[("holder", Actor), ("affected", Actor), ("direction", Enum)],
        &[
            ("claim_type", Enum),
            ("estimative", Enum),
            ("hedge", Text),
            ("horizon", Date),
            ("condition", Text),
            ("cause", Text),
        ],
    ),
    spec(
        "voice",
        &[("subtype", Enum), ("holder", Actor)],
        &[("target", Actor), ("polarity", Enum), ("label", Enum)],
    ),
];

/// Whether the two sides of a relation of this type may be exchanged.
pub(super) fn is_symmetric(relation: &str) -> bool {
    matches!(
        relation,
        "ally" | "rival" | "opposes" | "internal_division" | "ties" | "coalition"
    )
}

/// Whether further parts of a matched record of this kind are no mistakes.
pub(super) fn may_be_split(kind: &str) -> bool {
    !matches!(kind, "actor" | "role" | "voice")
}
