//! Finds where patterns hold.

use super::{LineKind, Pattern, RoleStep};
use crate::pack::functions::{Functions, has_case};
use crate::pack::ontology::Range;
use rustc_hash::FxHashMap;
use verbale_text::{Node, Parsed, Rel, SentIdx, StrId, TokenIdx};

/// The patterns of all packs with an index by anchor word.
#[derive(Debug)]
pub struct Matcher {
    patterns: Vec<Pattern>,
    /// Head word of an anchor → patterns, those with more required lines first.
    by_word: FxHashMap<String, Vec<u32>>,
}

/// A place where a pattern holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Index of the pattern, see [`Matcher::pattern`].
    pub pattern: usize,
    /// The anchor.
    pub anchor: TokenIdx,
    /// Line of the pattern and the head words that fill it, in the pattern's order.
    roles: Vec<(usize, Vec<TokenIdx>)>,
    /// Words that `has` lines found: they belong to this match and anchor no other of its kind.
    used: Vec<TokenIdx>,
}

/// A pattern that was tried at an anchor and failed, for explanations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// Index of the pattern.
    pub pattern: usize,
    /// The anchor.
    pub anchor: TokenIdx,
    /// Line of the page that did not hold, from 1.
    pub line: u32,
}

/// What a document's actors say of a phrase: whether the phrase headed by a node stands for an actor.
type IsActor<'a> = &'a dyn Fn(Node<'_>) -> bool;

impl Matcher {
    /// An index over `patterns`, which stand in the order of files and lines.
    pub fn new(patterns: Vec<Pattern>) -> Self {
        let mut by_word: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (i, pattern) in patterns.iter().enumerate() {
            for word in pattern.words.heads() {
                by_word.entry(word.to_owned()).or_default().push(i as u32);
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for list in by_word.values_mut() {
            list.sort_unstable_by_key(|&i| (usize::MAX - patterns[i as usize].n_required, i));
            list.dedup();
        }
        Self { patterns, by_word }
    }

    /// The pattern with index `i`.
    ///
    /// # Panics
    /// If there is none.
    pub fn pattern(&self, i: usize) -> &Pattern {
        &self.patterns[i]
    }

    /// All patterns in the order of files and lines.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Every match of a document, in text order. Each anchor gives at most one match per kind.
    /// Failed tries are appended to `tried` if it is given.
    pub fn find(
        &self,
        parsed: &Parsed,
        functions: &Functions,
        is_actor: IsActor<'_>,
        mut tried: Option<&mut Vec<Tried>>,
    ) -> Vec<Match> {
        let lists = self.lists(parsed);
        let mut matches = Vec::new();
        let mut search = Search { functions, is_actor, scratch: Vec::new() };
        for i in 0..parsed.tokens().len() {
            let Some(list) = lists[parsed.tokens()[i].lemma.0 as usize] else { continue };
            let node = parsed.node(TokenIdx(i as u32));
            let first = matches.len();
            for &p in list {
                let pattern = &self.patterns[p as usize];
                let same_kind = |m: &Match| self.patterns[m.pattern].kind == pattern.kind;
                if !pattern.anchor.fits(node) || matches[first..].iter().any(same_kind) || !pattern.words.has(node) {
                    continue;
                }
                match search.try_at(pattern, node) {
                    Ok((roles, used)) => matches.push(Match { pattern: p as usize, anchor: node.index(), roles, used }),
                    Err(line) => {
                        if let Some(tried) = tried.as_deref_mut() {
                            tried.push(Tried { pattern: p as usize, anchor: node.index(), line });
                        }
                    }
                }
            }
        }
        self.drop_used(parsed, &mut matches);
        matches
    }

    /// For each string of the document, the patterns that it may anchor as a lemma.
    fn lists(&self, parsed: &Parsed) -> Vec<Option<&[u32]>> {
        let strings = parsed.strings();
        let mut lower = String::new();
        (0..strings.len() as u32)
            .map(|id| {
                let lemma = strings.get(StrId(id));
                if lemma.chars().any(char::is_uppercase) {
                    lower.clear();
                    lower.extend(lemma.chars().flat_map(char::to_lowercase));
                    self.by_word.get(lower.as_str()).map(Vec::as_slice)
                } else {
                    self.by_word.get(lemma).map(Vec::as_slice)
                }
            })
            .collect()
    }

    /// Drops matches whose anchor is a word that another match of the kind used, or is coordinated with one.
    fn drop_used(&self, parsed: &Parsed, matches: &mut Vec<Match>) {
        let mut used: Vec<(TokenIdx, &str)> = Vec::new();
        for m in matches.iter() {
            used.extend(m.used.iter().map(|&t| (t, self.patterns[m.pattern].kind.as_str())));
        }
        if used.is_empty() {
            return;
        }
        used.sort_unstable();
        let is_used = |token: TokenIdx, kind: &str| used.binary_search(&(token, kind)).is_ok();
        matches.retain(|m| {
            let kind = self.patterns[m.pattern].kind.as_str();
            let node = parsed.node(m.anchor);
            let first = if node.rel() == Rel::Conj { node.head() } else { None };
            !is_used(m.anchor, kind) && !first.is_some_and(|f| is_used(f.index(), kind))
        });
    }

    /// The head words that fill role `name` of `found`.
    pub fn role<'m>(&self, found: &'m Match, name: &str) -> &'m [TokenIdx] {
        let lines = &self.patterns[found.pattern].lines;
        let is_role = |line: usize| matches!(&lines[line].kind, LineKind::Role(role, _) if role == name);
        found.roles.iter().find(|(line, _)| is_role(*line)).map_or(&[], |(_, words)| words.as_slice())
    }

    /// Role by role, the head words that fill it, in the pattern's order.
    pub fn roles<'m>(&'m self, found: &'m Match) -> impl Iterator<Item = (&'m str, &'m [TokenIdx])> {
        let lines = &self.patterns[found.pattern].lines;
        found.roles.iter().filter_map(|(line, words)| match &lines[*line].kind {
            LineKind::Role(role, _) => Some((role.as_str(), words.as_slice())),
            _ => None,
        })
    }

    /// The sentence of a match.
    pub fn sentence(&self, parsed: &Parsed, found: &Match) -> SentIdx {
        parsed.sentence_of(found.anchor)
    }
}

type Filled = (Vec<(usize, Vec<TokenIdx>)>, Vec<TokenIdx>);

struct Search<'a> {
    functions: &'a Functions,
    is_actor: IsActor<'a>,
    scratch: Vec<TokenIdx>,
}

impl Search<'_> {
    /// The fillers of each role line, or the number of the line that does not hold.
    fn try_at(&mut self, pattern: &Pattern, anchor: Node<'_>) -> Result<Filled, u32> {
        let (mut roles, mut used) = (Vec::new(), Vec::new());
        for (i, line) in pattern.lines.iter().enumerate() {
            let range = match &line.kind {
                LineKind::Role(_, range) => *range,
                LineKind::Has | LineKind::Lacks => Range::Any,
            };
            self.scratch.clear();
            for way in &line.ways {
                let words = line.words.as_ref();
                let is_actor = self.is_actor;
                let mut accept = |n: Node<'_>| {
                    // An anchor never fills its own roles.
                    n != anchor && words.is_none_or(|w| w.has(n)) && (range == Range::Any || is_actor(n))
                };
                walk(self.functions, way, anchor, &mut accept, &mut self.scratch);
                if !self.scratch.is_empty() {
                    break;
                }
            }
            let found = !self.scratch.is_empty();
            match line.kind {
                LineKind::Role(..) if found => roles.push((i, self.scratch.clone())),
                LineKind::Has if found => used.extend_from_slice(&self.scratch),
                LineKind::Lacks if found => return Err(line.number),
                LineKind::Role(..) | LineKind::Has if !line.optional => return Err(line.number),
                _ => {}
            }
        }
        Ok((roles, used))
    }
}

fn walk(
    functions: &Functions,
    way: &[RoleStep],
    node: Node<'_>,
    accept: &mut dyn FnMut(Node<'_>) -> bool,
    out: &mut Vec<TokenIdx>,
) {
    let Some((step, rest)) = way.split_first() else { return };
    let mut next = Vec::new();
    match step {
        RoleStep::Function(id) if rest.is_empty() => return functions.apply(*id, node, accept, out),
        RoleStep::Function(id) => functions.apply(*id, node, &mut |_| true, &mut next),
        RoleStep::Preposition(_, words) => {
            let is_phrase = |c: &Node<'_>| matches!(c.rel(), Rel::Obl | Rel::Nmod | Rel::Advcl) && has_case(*c, words);
            next.extend(node.children().filter(is_phrase).map(Node::index));
        }
        RoleStep::Relation(_, rel) => next.extend(node.children().filter(|c| rel.fits(*c)).map(Node::index)),
    }
    for token in next {
        let node = node.parsed().node(token);
        if rest.is_empty() {
            let filler = crate::pack::functions::antecedent(node).unwrap_or(node);
            if !out.contains(&filler.index()) && accept(filler) {
                out.push(filler.index());
            }
        } else {
            walk(functions, rest, node, accept, out);
        }
    }
}
