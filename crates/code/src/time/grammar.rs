//! The pack file of time expressions: classes of words, and the lines that combine them.

use super::pattern::{self, Ast, Automaton, Class, FIRST_CLASS};
use super::slots::Slot;
use crate::error::{Fault, nearest};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
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
    slots: Vec<Option<Slot>>,
    /// Days after the utterance, soft and hard, for the words of class `DEADLINE`.
    deadlines: Vec<(Option<i32>, Option<i32>)>,
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

const MAKES: [(&str, Make); 6] = [
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

const UPOS_FIRST: Class = FIRST_CLASS + BUILTIN.len() as Class;
const UPOS_END: Class = UPOS_FIRST + Upos::ALL.len() as Class;

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

/// One reading of a word, or of the first of several.
#[derive(Debug)]
pub(super) struct Entry {
    /// The words after the first.
    pub(super) rest: Box<[u32]>,
    pub(super) class: Class,
    pub(super) value: i32,
    /// Whether it counts only with a capital.
    pub(super) capital: bool,
}

/// The words of all classes.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    ids: FxHashMap<Box<str>, u32>,
    entries: Vec<Vec<Entry>>,
    strong: Vec<bool>,
}

impl Lexicon {
    /// The number of `word` (in lower case), if any class or pattern has it.
    pub(super) fn word(&self, word: &str) -> Option<u32> {
        self.ids.get(word).copied()
    }

    /// The readings of word number `word`.
    pub(super) fn entries(&self, word: u32) -> &[Entry] {
        &self.entries[word as usize]
    }

    /// Whether an expression can hang on the word.
    pub(super) fn is_strong(&self, word: u32) -> bool {
        self.strong[word as usize]
    }

    fn intern(&mut self, word: &str) -> u32 {
        let next = self.entries.len() as u32;
        let id = *self.ids.entry(word.into()).or_insert(next);
        if id == next {
            self.entries.push(Vec::new());
            self.strong.push(false);
        }
        id
    }

    fn add(&mut self, phrase: &str, class: Class, value: i32, kind: Kind) {
        let (phrase, kind) = match phrase.strip_prefix('^') {
            Some(phrase) => (
                phrase,
                Kind {
                    capital: true,
                    ..kind
                },
            ),
            None => (phrase, kind),
        };
        // "the? end of" stands for two phrases.
        if let Some(i) = phrase
            .split_whitespace()
            .position(|w| w.len() > 1 && w.ends_with('?'))
        {
            let part = |keep: bool| -> String {
                let words = phrase.split_whitespace().enumerate();
                let kept = words.filter_map(|(j, w)| match j == i {
                    true => keep.then(|| &w[..w.len() - 1]),
                    false => Some(w),
                });
                kept.collect::<Vec<_>>().join(" ")
            };
            self.add(&part(false), class, value, kind);
            self.add(&part(true), class, value, kind);
            return;
        }
        let words: Vec<u32> = super::lex::words(phrase).map(|w| self.intern(w)).collect();
        let Some((&first, rest)) = words.split_first() else {
            return;
        };
        self.entries[first as usize].push(Entry {
            rest: rest.into(),
            class,
            value,
            capital: kind.capital,
        });
        self.strong[first as usize] |= kind.strong;
    }
}

#[derive(Clone, Copy)]
struct Kind {
    capital: bool,
    strong: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    classes: BTreeMap<String, BTreeMap<String, Spanned<String>>>,
    #[serde(default)]
    deadlines: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    macros: BTreeMap<String, Spanned<String>>,
    rules: Vec<RuleLines>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleLines {
    make: Spanned<String>,
    lines: Vec<Spanned<String>>,
}

impl TimeGrammar {
    /// Reads `text`, the file `path` of a pack.
    ///
    /// # Errors
    /// Every fault of the file: `P200` no TOML of this form, `P201` unknown class, `P202` a value that its slot does
    /// not have, `P203` a pattern that does not parse, `P204` unknown macro, `P205` unknown `make`, `P206` a grammar
    /// that is too large, `P207` a class that the engine needs is missing, `P208` unknown part of speech.
    pub fn load(path: &str, text: &str) -> Result<TimeGrammar, Vec<Fault>> {
        let file: File = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            vec![fault(
                path,
                text,
                at,
                "P200",
                e.message().trim().to_string(),
            )]
        })?;
        let mut loader = Loader {
            path,
            text,
            classes: FxHashMap::default(),
            macros: &file.macros,
            lexicon: Lexicon::default(),
            constants: Vec::new(),
            faults: Vec::new(),
        };
        loader.declare(&file);
        loader.words(&file);
        let deadlines = loader.deadlines(&file);
        let special = loader.special();
        let (automaton, rules) = loader.rules(&file.rules);
        if !loader.faults.is_empty() {
            loader.faults.sort_by_key(|f| (f.line, f.column));
            return Err(loader.faults);
        }
        Ok(TimeGrammar {
            slots: loader.slots(),
            deadlines,
            constants: loader.constants,
            automaton,
            rules,
            lexicon: loader.lexicon,
            special,
        })
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

fn fault(path: &str, text: &str, at: usize, code: &'static str, problem: String) -> Fault {
    let before = text.get(..at).unwrap_or("");
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    Fault {
        path: path.into(),
        line: before.matches('\n').count() as u32 + 1,
        column: before[line_start..].chars().count() as u32 + 1,
        code,
        problem,
        help: None,
    }
}

struct Loader<'a> {
    path: &'a str,
    text: &'a str,
    classes: FxHashMap<String, Class>,
    macros: &'a BTreeMap<String, Spanned<String>>,
    lexicon: Lexicon,
    constants: Vec<(Class, i32)>,
    faults: Vec<Fault>,
}

impl Loader<'_> {
    fn fault(&mut self, at: usize, code: &'static str, problem: String, help: Option<String>) {
        let mut fault = fault(self.path, self.text, at, code, problem);
        fault.help = help;
        self.faults.push(fault);
    }

    /// Numbers the classes: marks, builtins, parts of speech, then those of the file.
    fn declare(&mut self, file: &File) {
        for (i, name) in BUILTIN.iter().enumerate() {
            self.classes.insert((*name).into(), builtin(i));
        }
        for name in file.classes.keys() {
            self.number(name);
        }
    }

    fn number(&mut self, name: &str) -> Class {
        let next = UPOS_END + (self.classes.len() - BUILTIN.len()) as Class;
        *self.classes.entry(name.into()).or_insert(next)
    }

    fn words(&mut self, file: &File) {
        for (name, values) in &file.classes {
            let class = self.number(name);
            let slot = Slot::of_class(name);
            let kind = Kind {
                capital: false,
                strong: slot.is_some_and(Slot::is_strong),
            };
            for (value, words) in values {
                let number = match slot {
                    Some(slot) => slot.value(value),
                    None => Ok(value.parse().unwrap_or(0)),
                };
                match number {
                    Ok(number) => words
                        .as_ref()
                        .split('|')
                        .for_each(|w| self.lexicon.add(w.trim(), class, number, kind)),
                    Err(help) => {
                        let problem = format!("class `{name}` has no value `{value}`");
                        self.fault(words.span().start, "P202", problem, Some(help));
                    }
                }
            }
        }
    }

    /// The table of deadlines: its words become class `DEADLINE`.
    fn deadlines(&mut self, file: &File) -> Vec<(Option<i32>, Option<i32>)> {
        let class = self.number("DEADLINE");
        let kind = Kind {
            capital: false,
            strong: false,
        };
        let mut table = Vec::new();
        for (days, words) in &file.deadlines {
            let read = |s: &str| match s {
                "-" => Some(None),
                _ => s.parse::<i32>().ok().map(Some),
            };
            let bounds = days
                .split_once(' ')
                .and_then(|(s, h)| Some((read(s)?, read(h)?)));
            let Some(bounds) = bounds else {
                let problem = format!("`{days}` is no pair of days");
                let help = Some("soft and hard, such as `14 30`; `-` for none".into());
                self.fault(words.span().start, "P202", problem, help);
                continue;
            };
            let phrases = words.as_ref().split('|');
            phrases.for_each(|w| self.lexicon.add(w.trim(), class, table.len() as i32, kind));
            table.push(bounds);
        }
        table
    }

    /// The slot of each class, by its number.
    fn slots(&self) -> Vec<Option<Slot>> {
        let mut slots = vec![None; self.number_of_classes()];
        let mut names: Vec<(&String, &Class)> = self.classes.iter().collect();
        names.sort_unstable();
        for (name, &class) in names {
            let name = name.split('=').next().unwrap_or(name);
            slots[class as usize] = Slot::of_class(name);
        }
        slots
    }

    fn number_of_classes(&self) -> usize {
        UPOS_END as usize + self.classes.len() - BUILTIN.len()
    }

    fn special(&mut self) -> Special {
        let mut needed = |name: &str| match self.classes.get(name) {
            Some(&class) => class,
            None => {
                self.faults.push(fault(
                    self.path,
                    self.text,
                    0,
                    "P207",
                    format!("class `{name}` is missing: the engine asks for it"),
                ));
                0
            }
        };
        Special {
            range: needed("RANGE"),
            and: needed("AND"),
            opens: needed("OPENS"),
            opens_pair: needed("OPENS-PAIR"),
            since: needed("SINCE"),
            until: needed("UNTIL"),
            by: needed("BOUND-BY"),
            within: needed("WITHIN"),
            deadline: needed("DEADLINE"),
            before: needed("BOUND-BEFORE"),
            after: needed("BOUND-AFTER"),
            future: needed("CUE-FUTURE"),
            future_to: needed("CUE-FUTURE-TO"),
            dateline: needed("CUE-DATELINE"),
            scale: needed("SCALE"),
            plus: needed("PLUS"),
            suffix: needed("SUFFIX"),
            comma: self.lexicon.intern(","),
            point: self.lexicon.intern("."),
            hyphen: self.lexicon.intern("-"),
        }
    }

    fn rules(&mut self, rules: &[RuleLines]) -> (Automaton, Vec<Make>) {
        let mut automaton = Automaton::new();
        let mut makes = Vec::new();
        for rule in rules {
            let Some((_, make)) = MAKES.iter().find(|(n, _)| n == rule.make.as_ref()) else {
                let help = MAKES.map(|(n, _)| n).join(" ");
                let problem = format!("a rule cannot make `{}`", rule.make.as_ref());
                self.fault(rule.make.span().start, "P205", problem, Some(help));
                continue;
            };
            for line in &rule.lines {
                let at = line.span().start;
                match self.pattern(line.as_ref(), 0) {
                    Ok(ast) => {
                        if !automaton.add(&ast, makes.len() as u16, UPOS_FIRST..UPOS_END) {
                            let problem = "the patterns have too many variants".into();
                            self.fault(at, "P206", problem, None);
                            return (automaton, makes);
                        }
                        makes.push(*make);
                    }
                    Err((code, problem, help)) => self.fault(at, code, problem, help),
                }
            }
        }
        (automaton, makes)
    }

    fn pattern(&mut self, line: &str, depth: usize) -> Result<Ast, Problem> {
        let mut first = None;
        let parsed = pattern::parse(line, &mut |name| {
            self.element(name, depth).map_err(|problem| {
                let text = problem.1.clone();
                first.get_or_insert(problem);
                text
            })
        });
        parsed.map_err(|text| first.unwrap_or(("P203", text, None)))
    }

    fn element(&mut self, name: &str, depth: usize) -> Result<Ast, Problem> {
        let mark = match name {
            "<" => Some(pattern::LEFT),
            ">" => Some(pattern::RIGHT),
            "~" => Some(pattern::SPLIT),
            "_" => Some(pattern::GLUE),
            _ => None,
        };
        if let Some(mark) = mark {
            return Ok(Ast::One(mark));
        }
        if let Some((slot, value)) = name
            .split_once('=')
            .filter(|(s, v)| !s.is_empty() && !v.is_empty())
        {
            return self.constant(slot, value);
        }
        if let Some(name) = name.strip_prefix('$').filter(|n| !n.is_empty()) {
            let Some(body) = self.macros.get(name).filter(|_| depth < 8) else {
                let help = nearest(name, self.macros.keys().map(String::as_str));
                let help = help.map(|n| format!("did you mean `${n}`?"));
                return Err(("P204", format!("no macro `${name}`"), help));
            };
            return self.pattern(body.as_ref(), depth + 1);
        }
        if let Some(tag) = name.strip_prefix(':').filter(|t| !t.is_empty()) {
            return match Upos::parse(tag) {
                Some(upos) => Ok(Ast::One(upos_class(upos))),
                None => Err(("P208", format!("no part of speech `{tag}`"), None)),
            };
        }
        if !name.chars().any(char::is_uppercase) {
            return Ok(Ast::One(self.literal(name)));
        }
        self.classes.get(name).map(|&c| Ast::One(c)).ok_or_else(|| {
            let mut names: Vec<&str> = self.classes.keys().map(String::as_str).collect();
            names.sort_unstable();
            let help = nearest(name, names.into_iter()).map(|n| format!("did you mean `{n}`?"));
            ("P201", format!("no class `{name}`"), help)
        })
    }

    /// What the words imply without saying it: `NUMBER=1`. Blanks of the value are written `_`.
    fn constant(&mut self, slot: &str, value: &str) -> Result<Ast, Problem> {
        let spelled = value.replace('_', " ");
        let found = Slot::of_class(slot).map(|s| s.value(&spelled).or_else(|_| s.value(value)));
        let number = match found {
            Some(Ok(number)) => number,
            Some(Err(help)) => {
                let problem = format!("slot `{slot}` has no value `{spelled}`");
                return Err(("P202", problem, Some(help)));
            }
            None => return Err(("P201", format!("no slot `{slot}`"), None)),
        };
        let class = self.number(&format!("{slot}={value}"));
        if !self.constants.iter().any(|(c, _)| *c == class) {
            self.constants.push((class, number));
        }
        Ok(Ast::Free(class))
    }

    /// The class of one literal word.
    fn literal(&mut self, word: &str) -> Class {
        let name = format!("={word}");
        if let Some(&class) = self.classes.get(&name) {
            return class;
        }
        let class = self.number(&name);
        let kind = Kind {
            capital: false,
            strong: false,
        };
        self.lexicon.add(word, class, 0, kind);
        class
    }
}

type Problem = (&'static str, String, Option<String>);
