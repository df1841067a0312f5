//! The pack file of time expressions: classes of words, and the lines that combine them.

use super::lexicon::Lexicon;
use super::loader;
use super::pattern::{Automaton, Class, FIRST_CLASS};
use super::slots::Slot;
use crate::error::Fault;
use verbale_text::Upos;

/// Words and patterns of time expressions of one language, read from a pack.
///
/// Classes are tables from a value to words, with `|` between them; a class named after a slot (`MONTH`,
/// `MONTH-SHORT`) fills it. The lines of a rule are described in `docs/packs.md`.
#[derive(Debug)]
pub struct TimeGrammar {
    pub(super) automaton: Automaton,
    pub(super) rules: Vec<Make>,
    pub(super) lexicon: Lexicon,
    pub(super) special: Special,
    /// Classes that match no word, with the value they stand for.
    pub(super) constants: Vec<(Class, i32)>,
    pub(super) slots: Vec<Option<Slot>>,
    /// Days after the utterance, soft and hard, for the words of class `DEADLINE`.
    pub(super) deadlines: Vec<(Option<i32>, Option<i32>)>,
}

/// What a rule makes of its words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Make {
    /// Nothing: the words are no time expression.
    None,
    Date,
    Duration,
    Set,
    Ref,
    /// A reference to the future, if the clause is about it.
    Ahead,
}

pub(super) const MAKES: [(&str, Make); 6] = [
    ("none", Make::None),
    ("date", Make::Date),
    ("duration", Make::Duration),
    ("set", Make::Set),
    ("ref", Make::Ref),
    ("ahead", Make::Ahead),
];

/// Classes that the engine itself gives to numbers.
pub(super) const BUILTIN: [&str; 14] = [
    "NUMBER",
    "DAY",
    "MONTH-DIGITS",
    "YEAR",
    "YEAR-SMALL",
    "YY",
    "HOUR",
    "MINUTE",
    "ORDINAL",
    "DAY-ORDINAL",
    "DAY-ANY",
    "YEAR-MODERN",
    "SECONDS",
    "END",
];

/// The class of the place behind the last piece of a sentence.
pub(super) const END: Class = builtin(13);

/// Class of builtin number `i` of [`BUILTIN`].
pub(super) const fn builtin(i: usize) -> Class {
    FIRST_CLASS + i as Class
}

pub(super) const UPOS_FIRST: Class = FIRST_CLASS + BUILTIN.len() as Class;
pub(super) const UPOS_END: Class = UPOS_FIRST + Upos::ALL.len() as Class;

/// The class of a part of speech.
pub(super) fn upos_class(upos: Upos) -> Class {
    UPOS_FIRST + upos as Class
}

/// Classes whose words the engine asks for by name.
#[derive(Debug, Default)]
pub(super) struct Special {
    /// Between the ends of an interval ("to").
    pub(super) range: Class,
    /// Between the ends of an interval that `opens_pair` opens ("and").
    pub(super) and: Class,
    /// Before the first end ("from").
    pub(super) opens: Class,
    /// Before the first of two ends joined by `and` ("between").
    pub(super) opens_pair: Class,
    /// Before the begin of an interval without end ("since").
    pub(super) since: Class,
    /// Before the end of an interval without begin ("until").
    pub(super) until: Class,
    /// Before a last day ("by").
    pub(super) by: Class,
    /// Before a length of time that ends with a deadline ("within").
    pub(super) within: Class,
    /// Words of the table of deadlines.
    pub(super) deadline: Class,
    /// Before a bound that is no interval ("before", "after").
    pub(super) before: Class,
    pub(super) after: Class,
    /// Words that put their clause into the future.
    pub(super) future: Class,
    /// Words that do so with an infinitive.
    pub(super) future_to: Class,
    /// Words beside the date in a note of release.
    pub(super) dateline: Class,
    /// Tens and ones of number words make one number; these multiply, and these add a half.
    pub(super) scale: Class,
    pub(super) plus: Class,
    /// Endings of ordinals in digits.
    pub(super) suffix: Class,
    /// Numbers of the words that stand inside numbers.
    pub(super) comma: u32,
    pub(super) point: u32,
    pub(super) hyphen: u32,
}

impl TimeGrammar {
    /// Reads `text`, the file `path` of a pack.
    ///
    /// # Errors
    /// Every fault of the file: `P200` no TOML of this form, `P201` unknown class, `P202` a value that its slot does
    /// not have, `P203` a pattern that does not parse, `P204` unknown macro, `P205` unknown `make`, `P206` a grammar
    /// that is too large, `P207` a class that the engine needs is missing, `P208` unknown part of speech.
    pub fn load(path: &str, text: &str) -> Result<TimeGrammar, Vec<Fault>> {
        loader::load(path, text)
    }

    /// The slot that words of `class` fill.
    pub(super) fn slot(&self, class: Class) -> Option<Slot> {
        self.slots.get(class as usize).copied().flatten()
    }

    /// Days from the utterance to the soft and the hard end, for a word of class `DEADLINE`.
    pub(super) fn deadline(&self, value: i32) -> (Option<i32>, Option<i32>) {
        self.deadlines
            .get(value as usize)
            .copied()
            .unwrap_or_default()
    }

    /// How many states the automaton of the patterns has.
    pub fn n_states(&self) -> usize {
        self.automaton.len()
    }
}
