//! How far a text commits to a predicate, as a number: a sum of weights of what surrounds it in the tree.
//!
//! The weights stand in `english/belief.csv`, fitted to UDS factuality by `examples/fit_belief.rs`; each is the change
//! of the score that one observation brings, so the table can be read. Linear models of this kind are the baseline of
//! Rudinger, White and Van Durme (2018).

use super::FactualityWords;
use crate::Fault;
use rustc_hash::FxHashMap;
use verbale_text::{Node, Rel, Upos};

/// Weights of observations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Belief {
    base: f32,
    weights: FxHashMap<String, f32>,
}

/// The observation that always holds.
const BASE: &str = "base";

impl Belief {
    /// Reads `belief.csv`: `observation,weight`, a weight in hundredths.
    ///
    /// # Errors
    /// Rows that are not an observation and a whole number.
    pub fn load(path: &str, text: &str) -> Result<Belief, Vec<Fault>> {
        let mut belief = Belief::default();
        let mut faults = Vec::new();
        for (i, line) in text.lines().enumerate().skip(1) {
            let row = line.rsplit_once(',');
            let row = row.and_then(|(name, weight)| Some((name, weight.parse::<i16>().ok()?)));
            match row {
                Some((BASE, weight)) => belief.base = f32::from(weight) / 100.0,
                Some((name, weight)) => {
                    let weight = f32::from(weight) / 100.0;
                    belief.weights.insert(name.to_owned(), weight);
                }
                None => faults.push(Fault {
                    path: path.to_owned(),
                    line: i as u32 + 1,
                    column: 0,
                    code: "P320",
                    problem: "this is not an observation, a comma and a whole number".into(),
                    help: Some("write for example `aux may,-45`".into()),
                }),
            }
        }
        if faults.is_empty() {
            Ok(belief)
        } else {
            Err(faults)
        }
    }

    /// From about -3 (surely did not happen) to 3 (surely did).
    pub(super) fn score(&self, anchor: Node<'_>, words: &FactualityWords) -> f32 {
        let seen = observations(anchor, words);
        let weights = seen.iter().filter_map(|name| self.weights.get(name));
        (self.base + weights.sum::<f32>()).clamp(-3.0, 3.0)
    }
}

/// Steps up the tree that are looked at.
const STEPS: usize = 4;

/// What surrounds a predicate, each observation once: its own form, relation, auxiliaries, adverbs, marks and subject, and
/// the same of what it hangs on, up to four steps.
pub fn observations(anchor: Node<'_>, words: &FactualityWords) -> Vec<String> {
    let mut seen = Seen {
        words,
        names: Vec::with_capacity(48),
    };
    seen.own(anchor);
    seen.combined(anchor);
    seen.climb(anchor);
    seen.names.sort_unstable();
    seen.names.dedup();
    seen.names
}

struct Seen<'a> {
    words: &'a FactualityWords,
    names: Vec<String>,
}

impl Seen<'_> {
    fn add(&mut self, parts: &[&str]) {
        self.names.push(parts.join(" "));
    }

    fn is_negation(&self, node: Node<'_>) -> bool {
        let group = &self.words.negated;
        group.adverbs.has(node) || group.determiners.has(node)
    }

    fn is_negated(&self, node: Node<'_>) -> bool {
        node.children().any(|c| {
            matches!(c.rel(), Rel::Advmod | Rel::Det | Rel::Discourse) && self.is_negation(c)
        })
    }

    fn own(&mut self, node: Node<'_>) {
        let (xpos, rel) = (node.xpos(), relation(node));
        self.add(&["xpos", xpos]);
        self.add(&["rel", &rel]);
        self.add(&["xpos-rel", xpos, &rel]);
        self.add(&["lemma", node.lemma()]);
        self.add(&["lemma-xpos", node.lemma(), xpos]);
        if is_question(node) {
            self.add(&["question", xpos]);
        }
        let auxiliaries = auxiliaries(node);
        self.add(&["aux-xpos", &auxiliaries, xpos]);
        if self.is_negated(node) {
            self.add(&["negated", xpos]);
            self.add(&["negated-aux", &auxiliaries]);
            self.add(&["negated-lemma", node.lemma()]);
        }
        for child in node.children() {
            self.child(child);
        }
    }

    fn child(&mut self, child: Node<'_>) {
        let lemma = child.lemma();
        match child.rel() {
            Rel::Aux | Rel::Cop => self.add(&["aux", lemma]),
            Rel::Advmod | Rel::Mark | Rel::Cc | Rel::Discourse => {
                self.add(&[child.rel().as_str(), lemma]);
            }
            Rel::Advcl => {
                for mark in child.children_by(Rel::Mark) {
                    self.add(&["clause", mark.lemma()]);
                }
            }
            Rel::Obj | Rel::Nsubj | Rel::Obl | Rel::Iobj => {
                for det in child.children_by(Rel::Det) {
                    self.add(&["det", child.rel().as_str(), det.lemma()]);
                }
            }
            _ => {}
        }
    }

    /// Observations that mean something only together.
    fn combined(&mut self, node: Node<'_>) {
        let (xpos, rel) = (node.xpos(), relation(node));
        let subject = subject(node);
        self.add(&["subject", subject]);
        self.add(&["subject-xpos-rel", subject, xpos, &rel]);
        let negated = if self.is_negated(node) { "negated" } else { "" };
        self.add(&[
            "subject-xpos-aux",
            subject,
            xpos,
            &auxiliaries(node),
            negated,
        ]);
        let head = node.head();
        let head_xpos = head.map_or("", |h| h.xpos());
        self.add(&["mark-xpos-rel", &marks(node), xpos, &rel, head_xpos]);
        if let Some(head) = head {
            let negated = if self.is_negated(head) { "negated" } else { "" };
            self.add(&["head-aux", &auxiliaries(head), xpos, &rel, negated]);
            let root = node.ancestors().last().unwrap_or(head);
            self.add(&["root", root.xpos()]);
            self.add(&["root-aux", &auxiliaries(root), xpos]);
        }
    }

    fn climb(&mut self, anchor: Node<'_>) {
        const LEVELS: [&str; STEPS] = ["1", "2", "3", "3"];
        let mut node = anchor;
        for level in LEVELS {
            let Some(head) = node.head() else { break };
            if node.rel() == Rel::Conj {
                self.conjunct(node, head);
            } else {
                self.governor(level, node, head);
            }
            node = head;
        }
    }

    /// A conjunct shares auxiliaries, negation and marks of the first unless it has its own.
    fn conjunct(&mut self, node: Node<'_>, head: Node<'_>) {
        self.add(&["conj", head.xpos()]);
        if node.child(Rel::Nsubj).is_some() || node.child(Rel::Aux).is_some() {
            return;
        }
        self.add(&["conj-rel", &relation(head)]);
        for child in head.children() {
            match child.rel() {
                Rel::Aux | Rel::Cop => self.add(&["aux", child.lemma()]),
                Rel::Mark => self.add(&["mark", child.lemma()]),
                _ => {}
            }
        }
        if self.is_negated(head) {
            self.add(&["conj-negated"]);
        }
    }

    fn governor(&mut self, level: &str, node: Node<'_>, head: Node<'_>) {
        let rel = relation(node);
        self.add(&["head", level, &rel, head.lemma()]);
        self.add(&["head", level, &rel, head.xpos()]);
        self.add(&["head", level, head.lemma()]);
        self.add(&["head-mark", level, &marks(node)]);
        if self.is_negated(head) {
            self.add(&["head-negated", level, node.rel().as_str()]);
        }
        for child in head.children() {
            match child.rel() {
                Rel::Aux | Rel::Cop => {
                    self.add(&["head-aux", level, node.rel().as_str(), child.lemma()]);
                }
                Rel::Advmod => self.add(&["head-adv", level, child.lemma()]),
                Rel::Mark => {
                    self.add(&["head-mark", level, node.rel().as_str(), child.lemma()]);
                }
                _ => {}
            }
        }
    }
}

fn relation(node: Node<'_>) -> String {
    match node.subtype() {
        "" => node.rel().as_str().to_owned(),
        subtype => format!("{}:{subtype}", node.rel().as_str()),
    }
}

fn auxiliaries(node: Node<'_>) -> String {
    lemmas(node, Rel::Aux)
}

fn marks(node: Node<'_>) -> String {
    lemmas(node, Rel::Mark)
}

fn lemmas(node: Node<'_>, rel: Rel) -> String {
    let lemmas: Vec<&str> = node.children_by(rel).map(Node::lemma).collect();
    lemmas.join("+")
}

/// The lemma of a pronoun, the tag of any other subject.
fn subject(node: Node<'_>) -> &str {
    match node.child(Rel::Nsubj) {
        Some(s) if s.upos() == Upos::Pron => s.lemma(),
        Some(s) => s.xpos(),
        None => "",
    }
}

fn is_question(node: Node<'_>) -> bool {
    let mut after = std::iter::successors(node.next(), |n| n.next());
    after.any(|n| n.form() == "?")
}
