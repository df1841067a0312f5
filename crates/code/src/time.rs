//! Time expressions.

use verbale_text::{Span, TokenIdx};

/// A time expression with its TIMEX3 value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Timex {
    /// Its characters.
    pub span: Span,
    /// First and last word.
    pub words: (TokenIdx, TokenIdx),
    /// TIMEX3 value: `2025-07-03`, `2021/2025-07`, `P4Y`, `PRESENT_REF`, `XXXX-07-03` …
    pub value: String,
    /// TIMEX3 type.
    pub kind: TimexKind,
    /// How fine the value is; `None` for references such as `PRESENT_REF`.
    pub granularity: Option<Granularity>,
    /// `before after start mid end approx`.
    pub modifier: Option<&'static str>,
    /// What a relative expression counts from.
    pub anchor: Anchor,
}

/// TIMEX3 type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "TimeML defines them")]
pub enum TimexKind {
    Date,
    Time,
    Duration,
    Set,
}

/// How fine a value is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Granularity {
    Day,
    Week,
    Month,
    Season,
    Year,
    Decade,
    Era,
}

/// What a relative expression counts from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// Nothing: the expression is absolute.
    None,
    /// The date of the document.
    Document,
    /// The moment of the quoted utterance.
    Utterance,
    /// Another time expression of the text, by its index in the list of time expressions.
    Timex(usize),
}
