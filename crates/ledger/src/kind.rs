//! The twelve kinds of record, as numbers in the file.

use std::fmt;

/// Kind of a record (`docs/records.md`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names are those of the domain model")]
pub enum Kind {
    Actor = 1,
    Role = 2,
    Tie = 3,
    Relation = 4,
    Meeting = 5,
    Event = 6,
    Commitment = 7,
    Statement = 8,
    Reaction = 9,
    Demand = 10,
    Impact = 11,
    Voice = 12,
}

impl Kind {
    /// All kinds, by number.
    pub const ALL: [Kind; 12] = [
        Kind::Actor,
        Kind::Role,
        Kind::Tie,
        Kind::Relation,
        Kind::Meeting,
        Kind::Event,
        Kind::Commitment,
        Kind::Statement,
        Kind::Reaction,
        Kind::Demand,
        Kind::Impact,
        Kind::Voice,
    ];

    /// The kind as records spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Actor => "actor",
            Kind::Role => "role",
            Kind::Tie => "tie",
            Kind::Relation => "relation",
            Kind::Meeting => "meeting",
            Kind::Event => "event",
            Kind::Commitment => "commitment",
            Kind::Statement => "statement",
            Kind::Reaction => "reaction",
            Kind::Demand => "demand",
            Kind::Impact => "impact",
            Kind::Voice => "voice",
        }
    }

    /// The kind that is spelled `name`.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.as_str() == name)
    }

    /// Its number in the file.
    pub(crate) const fn number(self) -> i64 {
        self as i64
    }

    /// The kind with that number in the file.
    pub(crate) fn of_number(number: i64) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.number() == number)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
