//! From the lines of a codebook page to patterns.

use super::{AnchorClass, Line, LineKind, Pattern, RoleStep};
use crate::Fault;
use crate::pack::functions::{Functions, RelPattern};
use crate::pack::ontology::{KindOntology, Ontology};
use crate::pack::page::{RawPage, RawSection};
use crate::pack::place::{Faults, did_you_mean};
use crate::pack::sets::{PhraseHead, Sets, WordList};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What the lines of a pattern may refer to.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    pub(crate) sets: &'a Sets,
    pub(crate) functions: &'a Functions,
    pub(crate) ontology: &'a Ontology,
}

/// The set of words that may stand as a preposition step.
const PREPOSITIONS: &str = "prepositions";

/// Compiles every pattern of a page.
///
/// # Errors
/// Every fault found.
pub(crate) fn compile(
    page: &RawPage<'_>,
    names: Names<'_>,
    lists: &mut Lists,
) -> Result<Vec<Pattern>, Vec<Fault>> {
    let mut faults = Faults::new(page.path);
    let mut patterns = Vec::new();
    for section in page.sections.iter().filter(|s| !s.patterns.is_empty()) {
        let Some((kind, code)) = kind_and_code(section, names.ontology, &mut faults) else {
            continue;
        };
        let ontology = &names.ontology.kinds[&kind];
        check_facts(section, &code, ontology, &mut faults);
        for lines in &section.patterns {
            let mut context = Compiler {
                names,
                ontology,
                faults: &mut faults,
                lists,
            };
            if let Some((anchor, words, lines, line)) = context.pattern(lines) {
                let facts = section
                    .facts
                    .iter()
                    .filter(|(name, _)| *name != "kind" && *name != "code");
                let n_required = lines
                    .iter()
                    .filter(|l| !l.optional && !matches!(l.kind, LineKind::Lacks))
                    .count();
                patterns.push(Pattern {
                    kind: kind.clone(),
                    code: code.clone(),
                    page: page.path.to_owned(),
                    section: section.title.to_owned(),
                    line,
                    facts: facts
                        .map(|(name, (values, _))| (name.clone(), values.clone()))
                        .collect(),
                    anchor,
                    words,
                    lines,
                    n_required,
                });
            }
        }
    }
    if faults.found.is_empty() {
        Ok(patterns)
    } else {
        Err(faults.found)
    }
}

fn kind_and_code(
    section: &RawSection<'_>,
    ontology: &Ontology,
    faults: &mut Faults<'_>,
) -> Option<(String, String)> {
    let line = section.patterns[0][0].0;
    let mut one = |name: &str| {
        let value = section
            .facts
            .get(name)
            .and_then(|(values, at)| Some((values.first()?.clone(), *at)));
        if value.is_none() {
            faults.add(
                (line, 1),
                "P030",
                format!("the page has patterns but no `{name}`"),
                Some(format!("add a toml block with `{name} = \"…\"`")),
            );
        }
        value
    };
    let (kind, kind_at) = one("kind")?;
    let (code, code_at) = one("code")?;
    let Some(known) = ontology.kinds.get(&kind) else {
        let help = did_you_mean(&kind, ontology.kinds.keys().map(String::as_str));
        faults.add(kind_at, "P031", format!("there is no kind `{kind}`"), help);
        return None;
    };
    if !known.codes.contains_key(&code) {
        let help = did_you_mean(&code, known.codes.keys().map(String::as_str));
        faults.add(
            code_at,
            "P032",
            format!("kind `{kind}` has no code `{code}`"),
            help,
        );
        return None;
    }
    Some((kind, code))
}

fn check_facts(
    section: &RawSection<'_>,
    code: &str,
    ontology: &KindOntology,
    faults: &mut Faults<'_>,
) {
    for (name, (values, at)) in &section.facts {
        if name == "kind" || name == "code" {
            continue;
        }
        let Some(allowed) = ontology.values(code, name) else {
            let help = did_you_mean(name, ontology.facts.keys().map(String::as_str));
            faults.add(*at, "P033", format!("there is no fact `{name}`"), help);
            continue;
        };
        for value in values
            .iter()
            .filter(|v| !allowed.is_empty() && !allowed.contains(v))
        {
            let help = did_you_mean(value, allowed.iter().map(String::as_str));
            faults.add(
                *at,
                "P034",
                format!("`{name}` of `{code}` cannot be `{value}`"),
                help,
            );
        }
    }
}

struct Compiler<'a, 'f, 'p> {
    names: Names<'a>,
    ontology: &'a KindOntology,
    faults: &'f mut Faults<'p>,
    lists: &'f mut Lists,
}

/// The lists of words of all pages; those that stand in several lines are made once.
#[derive(Default)]
pub(crate) struct Lists(FxHashMap<(String, PhraseHead), Arc<WordList>>);

type Compiled = (AnchorClass, Arc<WordList>, Vec<Line>, u32);

impl Compiler<'_, '_, '_> {
    fn pattern(&mut self, lines: &[(u32, &str)]) -> Option<Compiled> {
        let (number, first) = lines[0];
        let (class, words) = first
            .trim()
            .split_once(char::is_whitespace)
            .unwrap_or((first.trim(), ""));
        let Some(anchor) = AnchorClass::parse(class) else {
            let help = did_you_mean(class, AnchorClass::NAMES.into_iter());
            self.faults.add(
                (number, 1),
                "P040",
                format!("a pattern starts with an anchor, not with `{class}`"),
                help,
            );
            return None;
        };
        let head = if anchor == AnchorClass::Verb {
            PhraseHead::First
        } else {
            PhraseHead::Last
        };
        let words = self.words(words, (number, column_of(first, words)), head)?;
        let compiled: Vec<Option<Line>> = lines[1..]
            .iter()
            .map(|&(n, line)| self.line(n, line))
            .collect();
        Some((
            anchor,
            words,
            compiled.into_iter().collect::<Option<_>>()?,
            number,
        ))
    }

    fn words(
        &mut self,
        list: &str,
        (line, column): (u32, u32),
        head: PhraseHead,
    ) -> Option<Arc<WordList>> {
        let key = (list.trim().to_owned(), head);
        if let Some(known) = self.lists.0.get(&key) {
            return Some(Arc::clone(known));
        }
        let mut words = Vec::new();
        for word in list.split(',').map(str::trim).filter(|w| !w.is_empty()) {
            let Some(name) = word.strip_prefix('@') else {
                words.push(word.to_lowercase());
                continue;
            };
            let Some(set) = self.names.sets.get(name) else {
                let at = (
                    line,
                    column + list.find(word).map_or(0, |i| list[..i].chars().count()) as u32,
                );
                let help = did_you_mean(name, self.names.sets.names());
                self.faults
                    .add(at, "P002", format!("there is no set `@{name}`"), help);
                return None;
            };
            words.extend(set.iter().cloned());
        }
        if words.is_empty() {
            self.faults.add(
                (line, column),
                "P041",
                "no words are listed here".into(),
                None,
            );
            return None;
        }
        let made = Arc::new(WordList::new(words.into_iter(), head));
        self.lists.0.insert(key, Arc::clone(&made));
        Some(made)
    }

    fn line(&mut self, number: u32, line: &str) -> Option<Line> {
        let (left, words) = match line.split_once('=') {
            Some((left, list)) => (
                left,
                Some(self.words(list, (number, column_of(line, list)), PhraseHead::Either)?),
            ),
            None => (line, None),
        };
        let (name, path) = left
            .trim()
            .split_once(char::is_whitespace)
            .unwrap_or((left.trim(), ""));
        let (name, optional) = name.strip_suffix('?').map_or((name, false), |n| (n, true));
        let kind = match name {
            "has" => LineKind::Has,
            "lacks" => LineKind::Lacks,
            role => match self.ontology.roles.get(role) {
                Some(range) => LineKind::Role(role.to_owned(), *range),
                None => {
                    let known = self
                        .ontology
                        .roles
                        .keys()
                        .map(String::as_str)
                        .chain(["has", "lacks"]);
                    let help = did_you_mean(role, known);
                    let at = (number, column_of(line, left.trim_start()));
                    self.faults
                        .add(at, "P042", format!("there is no role `{role}`"), help);
                    return None;
                }
            },
        };
        if path.trim().is_empty() {
            let help = Some("write a function or preposition after it".to_owned());
            self.faults.add(
                (number, 1),
                "P043",
                format!("`{name}` says nowhere to look"),
                help,
            );
            return None;
        }
        let ways: Vec<_> = path
            .split('|')
            .map(|way| self.way(number, line, way))
            .collect();
        Some(Line {
            number,
            kind,
            optional,
            ways: ways.into_iter().collect::<Option<_>>()?,
            words,
        })
    }

    fn way(&mut self, number: u32, line: &str, way: &str) -> Option<Vec<RoleStep>> {
        let steps: Vec<_> = way
            .split('>')
            .map(|step| self.step(number, line, step.trim()))
            .collect();
        steps.into_iter().collect()
    }

    fn step(&mut self, number: u32, line: &str, step: &str) -> Option<RoleStep> {
        if let Some(id) = self.names.functions.find(step) {
            return Some(RoleStep::Function(id));
        }
        let is_preposition = self
            .names
            .sets
            .get(PREPOSITIONS)
            .is_some_and(|p| p.iter().any(|w| w == step));
        if is_preposition {
            let words = self.words(step, (number, 1), PhraseHead::Either)?;
            return Some(RoleStep::Preposition(words));
        }
        if let Some(rel) = RelPattern::parse(step) {
            return Some(RoleStep::Relation(rel));
        }
        let prepositions = self
            .names
            .sets
            .get(PREPOSITIONS)
            .unwrap_or(&[])
            .iter()
            .map(String::as_str);
        let known = self
            .names
            .functions
            .list()
            .map(|(name, _)| name)
            .chain(prepositions);
        let help = did_you_mean(step, known);
        let at = (number, column_of(line, step));
        self.faults.add(
            at,
            "P044",
            format!("`{step}` is no function, preposition or UD relation"),
            help,
        );
        None
    }
}

/// Column of `part`, a slice of `line`, from 1 in characters.
fn column_of(line: &str, part: &str) -> u32 {
    let offset = (part.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
    let lead = part.len() - part.trim_start().len();
    line.get(..offset + lead)
        .map_or(1, |before| before.chars().count() as u32 + 1)
}
