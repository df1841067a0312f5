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

/// A number with its digits in threes: 1,020,362.
pub(crate) fn grouped(number: impl std::fmt::Display) -> String {
    let digits = number.to_string();
    let n = digits.len();
    let mut grouped = String::with_capacity(n + n / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (n - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A kind as a parameter of an address; what a form left empty is none.
pub(crate) fn asked(kind: Option<&String>) -> Result<Option<Kind>, Fault> {
    let parse = |kind: &str| {
        Kind::parse(kind)
            .ok_or_else(|| Fault::asked(format!("kind {kind}: there is no such kind of record")))
    };
    filled(kind).map(parse).transpose()
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_stand_in_threes() {
        for (number, expected) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_020_362, "1,020,362"),
        ] {
            assert_eq!(grouped(number), expected);
        }
    }
}
