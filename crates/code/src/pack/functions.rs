//! Grammatical functions as paths over UD trees: `english/functions.toml`.
//!
//! ```toml
//! [subject]
//! doc = "who does it"
//! paths = ["nsubj", "obl:agent", "!nsubj ^conj @subject"]
//! ```
//!
//! A path is a row of steps from the anchor:
//!
//! | step | meaning |
//! |---|---|
//! | `rel`, `rel:sub`, `rel:*`, `*` | to each dependent with this relation (exact; `:*` any subtype or none; `*` any) |
//! | `^rel` | to the head, if the word hangs on it by this relation |
//! | `.` | stay (for conditions only) |
//! | `?rel`, `!rel` | go on only if there is, or is not, such a dependent |
//! | `@name` | apply another function |
//!
//! Each may carry conditions: `obl[case=by]`, `.[VerbForm=Part,upos=VERB]`, `^xcomp[lemma=promise/vow/@promise]`,
//! `nsubj[PronType!=Rel]`. The first path that leads to a word in range wins.

use super::place::{Faults, did_you_mean, line_and_column};
use super::sets::{PhraseHead, Sets, WordList};
use crate::Fault;
use std::collections::BTreeMap;
use toml::Spanned;
use verbale_text::{Node, Rel, TokenIdx, Upos};

/// Number of a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FunctionId(u16);

/// The functions of all packs.
#[derive(Debug, Default)]
pub struct Functions {
    names: Vec<String>,
    docs: Vec<String>,
    paths: Vec<Vec<Path>>,
}

/// One way from an anchor to a filler.
#[derive(Debug)]
pub(crate) struct Path {
    steps: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Child(RelPattern, Vec<Condition>),
    Head(RelPattern, Vec<Condition>),
    Here(Vec<Condition>),
    With(RelPattern, Vec<Condition>),
    Without(RelPattern, Vec<Condition>),
    Call(FunctionId),
}

/// A relation with or without subtype.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RelPattern {
    Any,
    /// Whatever its subtype.
    Rel(Rel),
    /// With this subtype; empty: without one.
    Exactly(Rel, String),
}

impl RelPattern {
    /// Reads `nsubj`, `nsubj:pass`, `nsubj:*` or `*`.
    pub(crate) fn parse(text: &str) -> Option<RelPattern> {
        if text == "*" {
            return Some(RelPattern::Any);
        }
        let (rel, subtype) = text.split_once(':').unwrap_or((text, ""));
        let rel = Rel::parse(rel)?;
        Some(match subtype {
            "*" => RelPattern::Rel(rel),
            _ => RelPattern::Exactly(rel, subtype.to_owned()),
        })
    }

    #[inline]
    pub(crate) fn fits(&self, node: Node<'_>) -> bool {
        match self {
            RelPattern::Any => true,
            RelPattern::Rel(rel) => node.rel() == *rel,
            RelPattern::Exactly(rel, subtype) => node.is_rel(*rel, subtype),
        }
    }
}

#[derive(Debug)]
enum Condition {
    Upos(Upos, bool),
    Feature(String, String, bool),
    Lemma(WordList, bool),
    Case(WordList, bool),
    Xpos(String, bool),
}

impl Condition {
    fn holds(&self, node: Node<'_>) -> bool {
        match self {
            Condition::Upos(upos, wanted) => (node.upos() == *upos) == *wanted,
            Condition::Feature(name, value, wanted) => (node.feat(name) == Some(value)) == *wanted,
            Condition::Lemma(words, wanted) => words.has(node) == *wanted,
            Condition::Case(words, wanted) => has_case(node, words) == *wanted,
            Condition::Xpos(tag, wanted) => (node.xpos() == tag) == *wanted,
        }
    }
}

/// Whether a preposition of `words` marks the phrase headed by `node`.
///
/// A preposition that opens the phrase counts wherever it hangs: before long titles ("with Russian Federation
/// Ambassador Zhirnov") parsers hang it on the title.
pub(crate) fn has_case(node: Node<'_>, words: &WordList) -> bool {
    let opener = node.edges().0;
    let marks = |c: &Node<'_>| matches!(c.rel(), Rel::Case | Rel::Mark);
    // "out of", but not "according to": a verb or noun before it makes another preposition.
    let is_prepositional = |c: &Node<'_>| c.upos() == Upos::Adp;
    (marks(&opener) && words.has(opener))
        || node.children().filter(marks).any(|c| {
            let mut fixed = c.children_by(Rel::Fixed).filter(|_| is_prepositional(&c));
            words.has(c) || fixed.any(|f| words.has(f))
        })
}

/// Calls of functions inside functions end here: no sentence needs more, and tables may be wrong.
const MAX_DEPTH: u8 = 6;

#[derive(serde::Deserialize)]
struct RawFunction {
    doc: String,
    paths: Vec<Spanned<String>>,
}

impl Functions {
    /// Reads the function tables `(path, text)` of all packs; a later table replaces functions of the same name.
    ///
    /// # Errors
    /// TOML that does not parse, steps that do not exist.
    pub(crate) fn load(files: &[(&str, &str)], sets: &Sets) -> Result<Functions, Vec<Fault>> {
        let mut functions = Functions::default();
        let mut faults = Vec::new();
        let mut raws: BTreeMap<String, (usize, RawFunction)> = BTreeMap::new();
        for (i, (path, text)) in files.iter().enumerate() {
            match toml::from_str::<BTreeMap<String, RawFunction>>(text) {
                Ok(table) => raws.extend(table.into_iter().map(|(name, raw)| (name, (i, raw)))),
                Err(e) => faults.push(toml_fault(path, text, &e)),
            }
        }
        functions.names = raws.keys().cloned().collect();
        for (file, raw) in raws.values() {
            let (path, text) = files[*file];
            let mut found = Faults::new(path);
            let compile = |p: &Spanned<String>| {
                let at = line_and_column(text, p.span().start);
                compile_path(p.as_ref(), &functions.names, sets, &mut |problem, help| {
                    found.add(at, "P010", problem, help);
                })
            };
            let paths = raw.paths.iter().filter_map(compile).collect();
            functions.paths.push(paths);
            functions.docs.push(raw.doc.clone());
            faults.append(&mut found.found);
        }
        if faults.is_empty() {
            Ok(functions)
        } else {
            Err(faults)
        }
    }

    /// The function called `name`.
    pub(crate) fn find(&self, name: &str) -> Option<FunctionId> {
        self.names
            .binary_search_by(|n| n.as_str().cmp(name))
            .ok()
            .map(|i| FunctionId(i as u16))
    }

    /// Names and descriptions of all functions, sorted by name.
    pub fn list(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names
            .iter()
            .zip(&self.docs)
            .map(|(n, d)| (n.as_str(), d.as_str()))
    }

    /// Appends to `out` the words that function `id` leads to from `node`, path by path until `accept` takes one.
    pub(crate) fn apply(
        &self,
        id: FunctionId,
        node: Node<'_>,
        accept: &mut dyn FnMut(Node<'_>) -> bool,
        out: &mut Vec<TokenIdx>,
    ) {
        Search {
            functions: self,
            accept,
            out,
        }
        .call(id, node, 0);
    }
}

/// One application of a function.
struct Search<'s> {
    functions: &'s Functions,
    accept: &'s mut dyn FnMut(Node<'_>) -> bool,
    out: &'s mut Vec<TokenIdx>,
}

impl Search<'_> {
    fn call(&mut self, id: FunctionId, node: Node<'_>, depth: u8) {
        if depth > MAX_DEPTH {
            return;
        }
        let before = self.out.len();
        for path in &self.functions.paths[id.0 as usize] {
            self.walk(&path.steps, node, depth);
            if self.out.len() > before {
                return;
            }
        }
    }

    fn walk(&mut self, steps: &[Step], node: Node<'_>, depth: u8) {
        let all = |conditions: &[Condition], n: Node<'_>| conditions.iter().all(|c| c.holds(n));
        let Some((step, rest)) = steps.split_first() else {
            let filler = antecedent(node).unwrap_or(node);
            if !self.out.contains(&filler.index()) && (self.accept)(filler) {
                self.out.push(filler.index());
            }
            return;
        };
        match step {
            Step::Child(rel, conditions) => {
                for child in node
                    .children()
                    .filter(|c| rel.fits(*c) && all(conditions, *c))
                {
                    self.walk(rest, child, depth);
                }
            }
            Step::Head(rel, conditions) if rel.fits(node) => {
                if let Some(head) = node.head().filter(|h| all(conditions, *h)) {
                    self.walk(rest, head, depth);
                }
            }
            Step::Here(conditions) if all(conditions, node) => self.walk(rest, node, depth),
            Step::With(rel, conditions)
                if node.children().any(|c| rel.fits(c) && all(conditions, c)) =>
            {
                self.walk(rest, node, depth);
            }
            Step::Without(rel, conditions)
                if !node.children().any(|c| rel.fits(c) && all(conditions, c)) =>
            {
                self.walk(rest, node, depth);
            }
            Step::Call(id) if rest.is_empty() => self.call(*id, node, depth + 1),
            Step::Call(id) => {
                let mut middle = Vec::new();
                Search {
                    functions: self.functions,
                    accept: &mut |_| true,
                    out: &mut middle,
                }
                .call(*id, node, depth + 1);
                for token in middle {
                    self.walk(rest, node.parsed().node(token), depth);
                }
            }
            _ => {}
        }
    }
}

/// The noun that a relative pronoun stands for.
pub(crate) fn antecedent(node: Node<'_>) -> Option<Node<'_>> {
    if node.feat("PronType") != Some("Rel") {
        return None;
    }
    let clause = std::iter::once(node)
        .chain(node.ancestors())
        .find(|n| n.is_rel(Rel::Acl, "relcl"))?;
    clause.head()
}

/// A fault for TOML that does not parse.
pub(crate) fn toml_fault(path: &str, text: &str, error: &toml::de::Error) -> Fault {
    let (line, column) = error
        .span()
        .map_or((0, 0), |s| line_and_column(text, s.start));
    Fault {
        path: path.to_owned(),
        line,
        column,
        code: "P001",
        problem: error.message().trim().replace('\n', "; "),
        help: None,
    }
}

type Report<'a> = &'a mut dyn FnMut(String, Option<String>);

fn compile_path(text: &str, names: &[String], sets: &Sets, report: Report<'_>) -> Option<Path> {
    let steps = text
        .split_whitespace()
        .map(|s| compile_step(s, names, sets, report))
        .collect::<Option<Vec<_>>>()?;
    Some(Path { steps })
}

fn compile_step(text: &str, names: &[String], sets: &Sets, report: Report<'_>) -> Option<Step> {
    let (body, conditions) = match text.split_once('[') {
        Some((body, rest)) => {
            let Some(inside) = rest.strip_suffix(']') else {
                report(format!("step `{text}` lacks its closing bracket"), None);
                return None;
            };
            let list = inside
                .split(',')
                .map(|c| compile_condition(c, sets, report))
                .collect::<Option<Vec<_>>>()?;
            (body, list)
        }
        None => (text, Vec::new()),
    };
    if body == "." {
        return Some(Step::Here(conditions));
    }
    if let Some(name) = body.strip_prefix('@') {
        let Ok(i) = names.binary_search_by(|n| n.as_str().cmp(name)) else {
            report(
                format!("there is no function `{name}`"),
                did_you_mean(name, names.iter().map(String::as_str)),
            );
            return None;
        };
        return Some(Step::Call(FunctionId(i as u16)));
    }
    let mark = body.chars().next().filter(|c| "^?!".contains(*c));
    let name = body.trim_start_matches(['^', '?', '!']);
    let Some(rel) = RelPattern::parse(name) else {
        let bare = name.split(':').next().unwrap_or(name);
        let help = did_you_mean(bare, Rel::ALL.iter().map(|r| r.as_str()));
        report(format!("`{name}` is no UD relation"), help);
        return None;
    };
    Some(match mark {
        Some('^') => Step::Head(rel, conditions),
        Some('?') => Step::With(rel, conditions),
        Some('!') => Step::Without(rel, conditions),
        _ => Step::Child(rel, conditions),
    })
}

fn compile_condition(text: &str, sets: &Sets, report: Report<'_>) -> Option<Condition> {
    let Some((key, value)) = text.split_once('=') else {
        report(
            format!("condition `{text}` is not of the form `name=value`"),
            None,
        );
        return None;
    };
    let (key, wanted) = key.strip_suffix('!').map_or((key, true), |k| (k, false));
    match key.trim() {
        "upos" => match Upos::parse(value) {
            Some(upos) => Some(Condition::Upos(upos, wanted)),
            None => {
                report(
                    format!("`{value}` is no UPOS tag"),
                    did_you_mean(value, Upos::ALL.iter().map(|u| u.as_str())),
                );
                None
            }
        },
        "xpos" => Some(Condition::Xpos(value.to_owned(), wanted)),
        "lemma" | "case" => {
            let mut words = Vec::new();
            for word in value.split('/') {
                let Some(name) = word.strip_prefix('@') else {
                    words.push(word.replace('_', " "));
                    continue;
                };
                let Some(set) = sets.get(name) else {
                    report(
                        format!("there is no set `@{name}`"),
                        did_you_mean(name, sets.names()),
                    );
                    return None;
                };
                words.extend(set.iter().cloned());
            }
            let list = WordList::new(words.into_iter(), PhraseHead::Either);
            Some(if key == "case" {
                Condition::Case(list, wanted)
            } else {
                Condition::Lemma(list, wanted)
            })
        }
        feature if feature.starts_with(char::is_uppercase) => Some(Condition::Feature(
            feature.to_owned(),
            value.to_owned(),
            wanted,
        )),
        other => {
            let known = ["upos", "xpos", "lemma", "case"];
            report(
                format!("there is no condition `{other}`"),
                did_you_mean(other, known.into_iter()),
            );
            None
        }
    }
}
