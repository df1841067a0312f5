//! Time expressions: what stretch of time the words name, as a TIMEX3 value.
//!
//! The words and the patterns that combine them stand in a pack ([`TimeGrammar`]); the engine knows classes of
//! words and calendar arithmetic. A document passes through four steps: [`lex`](self) cuts its words into pieces,
//! an automaton finds the longest expressions, a date of the document is looked up or read from its first lines,
//! and each expression gets its value in text order, counted from that date or from the last date told.

mod bounds;
mod counted;
mod dateline;
mod deadline;
mod feast;
mod grammar;
mod interval;
mod lex;
mod lexicon;
mod loader;
mod matcher;
mod moment;
mod outcome;
mod pattern;
mod resolve;
pub mod score;
mod slots;
mod tense;

pub use bounds::bounds;
pub use deadline::{Deadline, DeadlineKind, deadlines};
pub use grammar::TimeGrammar;

use verbale_text::{Parsed, Span, TokenIdx};

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

impl Timex {
    /// The value, unless it only points to past, present or future.
    pub fn calendar_value(&self) -> Option<String> {
        self.is_calendar().then(|| self.value.clone())
    }

    /// Whether the value is more than a pointer to past, present or future.
    pub fn is_calendar(&self) -> bool {
        !self.value.ends_with("_REF")
    }

    /// Whether the value is an interval: such an expression covers its two ends, which stand in the list too.
    pub fn is_interval(&self) -> bool {
        self.value.contains('/')
    }
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

/// The time expressions of a document in text order; an interval stands before its ends.
///
/// `published` is the day, month or year of publication as TIMEX3 value. Without it the document's own dateline
/// is used, see [`document_date`]. Linear in the number of words.
pub fn find(parsed: &Parsed, grammar: &TimeGrammar, published: Option<&str>) -> Vec<Timex> {
    let mut scan = matcher::scan(parsed, grammar);
    scan.found
        .retain(|f| f.make != grammar::Make::Ahead || tense::is_future(parsed, grammar, f));
    let known = published.and_then(moment::Moment::parse);
    let document = known.or_else(|| dateline::read(parsed, grammar, &scan));
    resolve::resolve(parsed, grammar, &scan, document)
}

/// The date that the first lines of a document give it: a dateline (`KABUL, July 3, 2025 —`), a line that is
/// nothing but a date, or a note of release. `None` if there is none, or none with a year.
pub fn document_date(parsed: &Parsed, grammar: &TimeGrammar) -> Option<String> {
    let scan = matcher::scan(parsed, grammar);
    dateline::read(parsed, grammar, &scan).map(|m| m.value())
}

/// The date in the dateline of a document ("KABUL, July 3 —"), which is one of `times`, with or without a year.
pub(crate) fn dateline(parsed: &Parsed, times: &[Timex]) -> Option<Span> {
    dateline::opening(parsed, times)
}

/// The day on which the document speaks: that of publication, or what its first lines say.
pub(crate) fn uttered(parsed: &Parsed, grammar: &TimeGrammar) -> Option<String> {
    let published = parsed.document().metadata.published.clone();
    published.or_else(|| document_date(parsed, grammar))
}
