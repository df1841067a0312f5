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

/// What a document's actors say of a phrase: whether the phrase headed by a node lies in a range.
type InRange<'a> = &'a dyn Fn(Node<'_>, Range) -> bool;

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
        in_range: InRange<'_>,
        mut tried: Option<&mut Vec<Tried>>,
    ) -> Vec<Match> {
        let lists = self.lists(parsed);
        let mut matches = Vec::new();
        let mut search = Search {
            functions,
            in_range,
            scratch: Vec::new(),
        };
        for i in 0..parsed.tokens().len() {
            let Some(list) = lists[parsed.tokens()[i].lemma.0 as usize] else {
                continue;
            };
            let node = parsed.node(TokenIdx(i as u32));
            let first = matches.len();
            for &p in list {
                let pattern = &self.patterns[p as usize];
                let same_kind = |m: &Match| self.patterns[m.pattern].kind == pattern.kind;
                if !pattern.anchor.fits(node)
                    || matches[first..].iter().any(same_kind)
                    || !pattern.words.has(node)
                {
                    continue;
                }
                match search.try_at(pattern, node) {
                    Ok((roles, used)) => matches.push(Match {
                        pattern: p as usize,
                        anchor: node.index(),
                        roles,
                        used,
                    }),
                    Err(line) => {
                        if let Some(tried) = tried.as_deref_mut() {
                            tried.push(Tried {
                                pattern: p as usize,
                                anchor: node.index(),
                                line,
                            });
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

    /// Drops matches whose anchor is a word that another match of the kind used, or is coordinated with one that a
    /// match of the same code used.
    fn drop_used(&self, parsed: &Parsed, matches: &mut Vec<Match>) {
        let mut used: Vec<(TokenIdx, &str, &str)> = Vec::new();
        // A page that lets the deed in the clause decide must not silence it.
        let silences = |m: &&Match| self.patterns[m.pattern].fact("content").is_none();
        for m in matches.iter().filter(silences) {
            let pattern = &self.patterns[m.pattern];
            used.extend(
                m.used
                    .iter()
                    .map(|&t| (t, pattern.kind.as_str(), pattern.code.as_str())),
            );
        }
        if used.is_empty() {
            return;
        }
        used.sort_unstable();
        let is_used = |token: TokenIdx, kind: &str, code: Option<&str>| {
            let from = used.partition_point(|u| (u.0, u.1) < (token, kind));
            used[from..]
                .iter()
                .take_while(|u| (u.0, u.1) == (token, kind))
                .any(|u| code.is_none_or(|c| c == u.2))
        };
        matches.retain(|m| {
            let pattern = &self.patterns[m.pattern];
            let node = parsed.node(m.anchor);
            let first = if node.rel() == Rel::Conj {
                node.head()
            } else {
                None
            };
            let code = Some(pattern.code.as_str());
            !is_used(m.anchor, &pattern.kind, None)
                && !first.is_some_and(|f| is_used(f.index(), &pattern.kind, code))
        });
    }

    /// The head words that fill role `name` of `found`.
    pub fn role<'m>(&self, found: &'m Match, name: &str) -> &'m [TokenIdx] {
        let lines = &self.patterns[found.pattern].lines;
        let is_role =
            |line: usize| matches!(&lines[line].kind, LineKind::Role(role, _) if role == name);
        found
            .roles
            .iter()
            .find(|(line, _)| is_role(*line))
            .map_or(&[], |(_, words)| words.as_slice())
    }

    /// The words that `has` lines of `found` stand on.
    pub fn used<'m>(&self, found: &'m Match) -> &'m [TokenIdx] {
        &found.used
    }

    /// Role by role, the head words that fill it, in the pattern's order.
    pub fn roles<'m>(
        &'m self,
        found: &'m Match,
    ) -> impl Iterator<Item = (&'m str, &'m [TokenIdx])> {
        let lines = &self.patterns[found.pattern].lines;
        found
            .roles
            .iter()
            .filter_map(|(line, words)| match &lines[*line].kind {
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
    in_range: InRange<'a>,
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
                let in_range = self.in_range;
                let mut accept = |n: Node<'_>| {
                    // An anchor never fills its own roles.
                    n != anchor
                        && words.is_none_or(|w| w.has(n))
                        && (range == Range::Any || in_range(n, range))
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
    let Some((step, rest)) = way.split_first() else {
        return;
    };
    let mut next = Vec::new();
    match step {
        RoleStep::Function(id) if rest.is_empty() => {
            return functions.apply(*id, node, accept, out);
        }
        RoleStep::Function(id) => functions.apply(*id, node, &mut |_| true, &mut next),
        RoleStep::Preposition(words) => {
            let is_phrase = |c: &Node<'_>| {
                // "complained over two raids": parsers take a phrase with a preposition for an object now and then.
                matches!(c.rel(), Rel::Obl | Rel::Nmod | Rel::Advcl | Rel::Obj)
                    && has_case(*c, words)
            };
            next.extend(node.children().filter(is_phrase).map(Node::index));
        }
        RoleStep::Relation(rel) => {
            next.extend(node.children().filter(|c| rel.fits(*c)).map(Node::index))
        }
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

#[cfg(test)]
mod tests {
    use super::Matcher;
    use crate::testing::parse;
    use expect_test::{Expect, expect};
    use verbale_text::Upos;

    const PAGE: &str = "# ACCUSE\n```toml\nkind = \"event\"\ncode = \"ACCUSE\"\n```\n## Verbs\n```pattern\n\
        verb accuse, blame\nactor subject\nrecipient? object\nissue? of | for\n\nverb lay\nactor subject\n\
        has object = blame\nrecipient on\n\nnoun blame\nactor possessor\n```\n";

    /// Shipped functions and sets with one small page; every proper noun counts as an actor.
    fn check(sentence: &str, expected: Expect) {
        let packs = crate::testing::packs(&[]);
        let names = crate::pattern::compile::Names {
            sets: &packs.sets,
            functions: &packs.functions,
            ontology: &packs.ontology,
        };
        let page = crate::pack::page::read("plover/ACCUSE.md", PAGE).unwrap();
        let matcher = Matcher::new(
            crate::pattern::compile::compile(&page, names, &mut Default::default()).unwrap(),
        );
        let parsed = parse(sentence);
        let found = matcher.find(
            &parsed,
            &packs.functions,
            &|n, _| n.upos() == Upos::Propn,
            None,
        );
        let form = |t: &verbale_text::TokenIdx| parsed.node(*t).form();
        let lines: Vec<String> = found
            .iter()
            .map(|m| {
                let roles = matcher.roles(m).map(|(role, words)| {
                    format!(
                        " {role}={}",
                        words.iter().map(form).collect::<Vec<_>>().join("+")
                    )
                });
                format!("{}:{}", form(&m.anchor), roles.collect::<String>())
            })
            .collect();
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn passive_agent_is_the_actor() {
        check(
            "Israel/PROPN/nsubj:pass/3 was/AUX/aux:pass/3 accused/VERB/root/0/accuse of/ADP/case/5 sabotage/NOUN/obl/3 \
             by/ADP/case/7 Iran/PROPN/obl:agent/3",
            expect!["accused: actor=Iran recipient=Israel issue=sabotage"],
        );
    }

    #[test]
    fn a_relative_pronoun_stands_for_its_noun() {
        check(
            "Iran/PROPN/nsubj/5 ,/PUNCT/punct/4 which/PRON/nsubj/4///PronType=Rel blamed/VERB/acl:relcl/1/blame \
             left/VERB/root/0/leave",
            expect!["blamed: actor=Iran"],
        );
    }

    #[test]
    fn a_conjunct_and_an_infinitive_share_the_subject() {
        check(
            "Iran/PROPN/nsubj/2 came/VERB/root/0/come and/CCONJ/cc/4 accused/VERB/conj/2/accuse Israel/PROPN/obj/4",
            expect!["accused: actor=Iran recipient=Israel"],
        );
        check(
            "Iran/PROPN/nsubj/2 wants/VERB/root/0/want to/PART/mark/4 blame/VERB/xcomp/2/blame/_/VerbForm=Inf \
             Israel/PROPN/obj/4",
            expect!["blame: actor=Iran recipient=Israel"],
        );
        check(
            "Iran/PROPN/nsubj/2 urged/VERB/root/0/urge Oman/PROPN/obj/2 to/PART/mark/5 \
             blame/VERB/xcomp/2/blame/_/VerbForm=Inf Israel/PROPN/obj/5",
            expect!["blame: actor=Oman recipient=Israel"],
        );
    }

    #[test]
    fn a_noun_that_a_light_verb_used_anchors_nothing_more() {
        check(
            "Paris/PROPN/nsubj/2 laid/VERB/root/0/lay its/PRON/nmod:poss/4 blame/NOUN/obj/2 on/ADP/case/6 Rome/PROPN/obl/2",
            expect!["laid: actor=Paris recipient=Rome"],
        );
    }
}
