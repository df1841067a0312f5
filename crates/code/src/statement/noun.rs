//! Noun and adjective cues: "Lee's claim that", "criticism of", "is aware that".

use super::forms::List;
use super::lexicon::{Cue, Frame};
use super::page::{Page, Words, cut};
use super::verb::Found;
use verbale_text::{Node, Rel, Upos};

/// Name of the rule for a noun with a preposition.
const PREPOSITION: &str = "noun-preposition";

/// Name of the rule for a noun that is the subject of its content.
const COPULA: &str = "noun-copula";

/// Name of the rule for an adjective with a preposition.
const OF_ADJECTIVE: &str = "adjective-preposition";

/// Content of a noun or adjective, and the words that link it to the cue.
struct Complement {
    weight: f32,
    content: Vec<Words>,
    /// End of the cue, over a preposition.
    end: Option<u32>,
    rule: &'static str,
}

impl<'a> Page<'a> {
    /// The best reading of `noun` as a cue, if it has one.
    pub(super) fn noun(&self, noun: Node<'a>) -> Option<Found> {
        let mut best: Option<(Complement, &Cue)> = None;
        for cue in self.bound.cues(noun, Upos::Noun) {
            if self.parts(noun, cue).is_none() {
                continue;
            }
            for c in self.noun_complements(noun, cue) {
                if best.as_ref().is_none_or(|(b, _)| c.weight > b.weight) {
                    best = Some((c, cue));
                }
            }
        }
        let (complement, cue) = best?;
        let n = noun.index().0;
        let words = Words::new(n, complement.end.unwrap_or(n + 1));
        let (words, source) = self.noun_source(noun, words);
        let mut content = complement.content;
        cut(&mut content, words);
        let source_words = source.map(|s| self.owner_phrase(s, words));
        if let Some(s) = source_words {
            cut(&mut content, s);
        }
        let mut weight = complement.weight;
        weight *= match complement.rule {
            PREPOSITION => self.bound.lexicon.unlisted.noun_preposition,
            COPULA => self.bound.lexicon.unlisted.copula,
            _ => 1.0,
        };
        if source.is_none() {
            weight *= self.bound.lexicon.unlisted.noun_no_source;
        }
        Some(Found {
            cue: words,
            head: n,
            content,
            source: source_words,
            source_head: source.map(|s| s.index().0),
            weight,
            rule: complement.rule,
            attitude: cue.attitude,
            illocution: cue.illocution,
            stance: cue.stance,
            addressees: Vec::new(),
        })
    }

    /// Whose a noun cue is, and the cue with the verb that says so: its owner, the subject of a light verb, or the
    /// one who is it ("Lee is a critic of the plan").
    pub(super) fn noun_source(&self, noun: Node<'a>, cue: Words) -> (Words, Option<Node<'a>>) {
        let n = noun.index().0;
        let mut words = cue;
        if let Some(owner) = self.owner(noun) {
            if owner.index().0 < n {
                words.start = self.subtree(owner).end.min(n);
            }
            return (words, Some(owner));
        }
        if let Some(verb) = self.light_verb(noun) {
            words = words.cover(self.cue_words(verb, &[]));
            return (words, self.subject(verb));
        }
        let be = noun.child(Rel::Cop);
        let is = self
            .own_subject(noun)
            .filter(|s| !self.is(*s, List::Expletive));
        if let (Some(be), Some(_)) = (be, is) {
            words = words.cover(Words::new(be.index().0, n));
        }
        (words, be.and(is))
    }

    pub(super) fn owner_phrase(&self, owner: Node<'a>, cue: Words) -> Words {
        let mut words = self.source_phrase(owner, cue);
        while words.end > owner.index().0 + 1 && self.is(self.node(words.end - 1), List::Possessive)
        {
            words.end -= 1;
        }
        words
    }

    /// The verb that lends the noun its subject: "raised concerns about".
    fn light_verb(&self, noun: Node<'a>) -> Option<Node<'a>> {
        let head = noun.head()?;
        let is_object = noun.rel() == Rel::Obj && head.index() < noun.index();
        (is_object && self.is(head, List::Light)).then_some(head)
    }

    fn noun_complements(&self, noun: Node<'a>, cue: &Cue) -> Vec<Complement> {
        let mut out = Vec::new();
        for c in noun.children().filter(|c| c.index() > noun.index()) {
            let mark = self.marker(c);
            let content = vec![self.subtree(c)];
            let content_mark = mark.filter(|m| m.rel() == Rel::Mark);
            let frame = match c.rel() {
                Rel::Acl | Rel::Ccomp | Rel::Advcl | Rel::Xcomp
                    if c.subtype() != "relcl"
                        || content_mark.is_some_and(|m| self.is(m, List::Finite)) =>
                {
                    match content_mark {
                        Some(m) if self.is(m, List::Infinitive) => {
                            Some((Frame::Infinitive, "noun-infinitive"))
                        }
                        Some(m) if self.is(m, List::Content) => {
                            Some((Frame::Clause, "noun-clause"))
                        }
                        None if c.rel() == Rel::Ccomp => Some((Frame::Clause, "noun-clause")),
                        _ => None,
                    }
                }
                _ => None,
            };
            if let Some((weight, rule)) = frame.and_then(|(f, rule)| Some((cue.weight(f)?, rule))) {
                out.push(Complement {
                    weight,
                    content,
                    end: None,
                    rule,
                });
                continue;
            }
            let led = matches!(c.rel(), Rel::Nmod | Rel::Acl | Rel::Advcl);
            if let (Some(m), true) = (mark, led)
                && let Some(weight) = cue.preposition(m.lemma())
            {
                let after = m.index().0 + 1;
                let words = self.subtree(c);
                let content = vec![Words::new(words.start.max(after), words.end)];
                let end = Some(after).filter(|_| m.index().0 == noun.index().0 + 1);
                out.push(Complement {
                    weight,
                    content,
                    end,
                    rule: PREPOSITION,
                });
            }
        }
        out.extend(self.copula(noun, cue));
        out
    }

    /// "His advice was to wait": the predicate is the content.
    fn copula(&self, noun: Node<'a>, cue: &Cue) -> Option<Complement> {
        let weight = cue.weight(Frame::Copula)?;
        let head = noun.head().filter(|_| noun.rel() == Rel::Nsubj)?;
        let be = head.child(Rel::Cop).or_else(|| {
            let clause = noun.subtype() == "outer" || head.child(Rel::Ccomp).is_some();
            head.child(Rel::Aux).or(Some(head)).filter(|_| clause)
        })?;
        let clausal = head
            .children_by(Rel::Mark)
            .any(|m| self.is(m, List::Content) || self.is(m, List::Infinitive))
            || noun.subtype() == "outer"
            || head.child(Rel::Ccomp).is_some();
        if !clausal || be.index() < noun.index() {
            return None;
        }
        let end = be.index().0 + 1;
        let words = self.subtree(head);
        Some(Complement {
            weight,
            content: vec![Words::new(end, words.end)],
            end: Some(end),
            rule: COPULA,
        })
    }

    /// The best reading of a predicate adjective as a cue, if it has one.
    pub(super) fn adjective(&self, adj: Node<'a>) -> Option<Found> {
        let be = adj.child(Rel::Cop);
        let predicate = be.is_some()
            || matches!(
                adj.rel(),
                Rel::Xcomp | Rel::Advcl | Rel::Conj | Rel::Root | Rel::Acl
            );
        if !predicate {
            return None;
        }
        let mut best: Option<(Complement, &Cue)> = None;
        for cue in self.bound.cues(adj, Upos::Adj) {
            for c in adj.children().filter(|c| c.index() > adj.index()) {
                if let Some(c) = self.adjective_complement(adj, c, cue)
                    && best.as_ref().is_none_or(|(b, _)| c.weight > b.weight)
                {
                    best = Some((c, cue));
                }
            }
        }
        let (complement, cue) = best?;
        let mut words = self.cue_words(adj, &[]);
        words.end = complement.end.unwrap_or(words.end);
        let source = self.subject(adj);
        let source_words = source.map(|s| self.source_phrase(s, words));
        let mut content = complement.content;
        cut(&mut content, words);
        let empty = self
            .own_subject(adj)
            .is_some_and(|s| self.is(s, List::Expletive))
            || adj.child(Rel::Expl).is_some();
        let unlisted = &self.bound.lexicon.unlisted;
        let mut factor = if source.is_some() || empty {
            1.0
        } else {
            unlisted.no_source
        };
        if complement.rule == OF_ADJECTIVE {
            factor *= unlisted.adjective_preposition;
        }
        Some(Found {
            cue: words,
            head: adj.index().0,
            content,
            source: source_words,
            source_head: source.map(|s| s.index().0),
            weight: complement.weight * factor,
            rule: complement.rule,
            attitude: cue.attitude,
            illocution: cue.illocution,
            stance: cue.stance,
            addressees: Vec::new(),
        })
    }

    fn adjective_complement(&self, adj: Node<'a>, c: Node<'a>, cue: &Cue) -> Option<Complement> {
        let mark = self.marker(c);
        let words = self.subtree(c);
        let clause = |weight: f32, rule| Complement {
            weight,
            content: vec![words],
            end: None,
            rule,
        };
        match c.rel() {
            Rel::Ccomp | Rel::Csubj | Rel::Advcl | Rel::Xcomp => {
                let infinitive = mark.is_some_and(|m| self.is(m, List::Infinitive));
                if infinitive {
                    return Some(clause(
                        cue.weight(Frame::Infinitive)?,
                        "adjective-infinitive",
                    ));
                }
                let content = mark.is_some_and(|m| self.is(m, List::Content));
                if content || matches!(c.rel(), Rel::Ccomp | Rel::Csubj) {
                    return Some(clause(cue.weight(Frame::Clause)?, "adjective-clause"));
                }
                self.adjective_preposition(adj, c, cue)
            }
            Rel::Obl | Rel::Nmod => self.adjective_preposition(adj, c, cue),
            _ => None,
        }
    }

    fn adjective_preposition(&self, adj: Node<'a>, c: Node<'a>, cue: &Cue) -> Option<Complement> {
        let mark = self.marker(c)?;
        let weight = cue.preposition(mark.lemma())?;
        let after = mark.index().0 + 1;
        let words = self.subtree(c);
        Some(Complement {
            weight,
            content: vec![Words::new(words.start.max(after), words.end)],
            end: Some(after).filter(|_| mark.index().0 == adj.index().0 + 1),
            rule: OF_ADJECTIVE,
        })
    }
}
