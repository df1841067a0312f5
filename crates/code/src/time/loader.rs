//! Loads the pack file of time expressions, and reports all its faults.

use super::grammar::{
    BUILTIN, MAKES, Make, Special, TimeGrammar, UPOS_END, UPOS_FIRST, builtin, upos_class,
};
use super::lexicon::{Kind, Lexicon};
use super::pattern::{self, Ast, Automaton, Class};
use super::slots::Slot;
use crate::error::{Fault, nearest};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use verbale_text::Upos;

/// See [`TimeGrammar::load`].
pub(super) fn load(path: &str, text: &str) -> Result<TimeGrammar, Vec<Fault>> {
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
                        let full = makes.len() >= usize::from(pattern::NO_RULE);
                        if full || !automaton.add(&ast, makes.len() as u16, UPOS_FIRST..UPOS_END) {
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
