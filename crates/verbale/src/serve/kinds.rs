//! Words for what records are coded with.

use super::fault::Fault;
use super::state::filled;
use verbale_ledger::Kind;

/// What several records of a kind are called.
pub(crate) fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Actor => "actors",
        Kind::Role => "posts",
        Kind::Tie => "diplomatic steps",
        Kind::Relation => "relations of groups",
        Kind::Meeting => "meetings",
        Kind::Event => "events",
        Kind::Commitment => "promises and threats",
        Kind::Statement => "statements",
        Kind::Reaction => "reactions",
        Kind::Demand => "demands",
        Kind::Impact => "forecasts and causes",
        Kind::Voice => "loaded words and notes",
    }
}

/// How far the voice of a record commits itself (`docs/records.md`).
pub(crate) fn factuality(value: &str) -> &'static str {
    match value {
        "CT+" => "told as certain",
        "PR+" => "told as probable",
        "PS+" => "told as possible",
        "CT-" => "told as certainly not so",
        "PR-" => "told as probably not so",
        "PS-" => "told as possibly not so",
        "CTu" => "known, not said",
        _ => "left open",
    }
}

/// A code or the name of a field as people read it.
pub(crate) fn spaced(code: &str) -> String {
    code.replace('_', " ")
}

/// A kind as a parameter of an address; what a form left empty is none.
pub(crate) fn asked(kind: Option<&String>) -> Result<Option<Kind>, Fault> {
    let parse = |kind: &str| {
        Kind::parse(kind)
            .ok_or_else(|| Fault::asked(format!("kind {kind}: there is no such kind of record")))
    };
    filled(kind).map(parse).transpose()
}
