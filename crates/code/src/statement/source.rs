//! Whose words they are: the subject of a cue, found along the tree, and its phrase.

use super::forms::List;
use super::page::{Page, Words};
use crate::inflection::is_gerund;
use verbale_text::{Node, Rel, Upos};

/// How many steps a subject is followed through coordination, control and participles.
const MAX_STEPS: usize = 8;

impl<'a> Page<'a> {
    /// The logical subject of a verb or predicate; `None` if it has none or an empty one.
    pub(super) fn subject(&self, verb: Node<'a>) -> Option<Node<'a>> {
        let mut at = verb;
        for _ in 0..MAX_STEPS {
            if self.is_passive(at) {
                return self.agent(at);
            }
            if let Some(outer) = self.outer_cue(at) {
                at = outer;
                continue;
            }
            if let Some(own) = self.own_subject(at) {
                return (!self.is_empty(own, at)).then_some(own);
            }
            at = match self.controller(at)? {
                Control::Subject(next) => next,
                Control::Patient(next) => return self.patient(next),
                Control::Noun(noun) => return Some(noun),
            };
        }
        None
    }

    /// Whether the subject stands for nobody: "there is", "it seems"; but not "it also said".
    pub(super) fn is_empty(&self, subject: Node<'a>, verb: Node<'a>) -> bool {
        let neuter = self.is(subject, List::Expletive) && subject.upos() == Upos::Pron;
        let acts = verb.upos() == Upos::Verb
            && !self.is(verb, List::Impersonal)
            && subject.rel() != Rel::Expl
            && verb.child(Rel::Expl).is_none();
        neuter && !acts
    }

    /// The subject of a finite verb by word order, where the tree has none: the nominal right before it.
    pub(super) fn subject_by_order(&self, verb: Node<'a>, cue: Words) -> Option<Words> {
        let finite = verb.feat("VerbForm") == Some("Fin") || self.is_finite(verb);
        let last = cue.start.checked_sub(1)?;
        let node = self.node(last);
        let nominal = matches!(node.upos(), Upos::Noun | Upos::Propn | Upos::Pron);
        if !finite
            || !nominal
            || self.is_passive(verb)
            || last < self.sentence(verb.index().0).start
            || self.is(node, List::Relative)
            || self.is_empty(node, verb)
            || self.quote(last) != self.quote(verb.index().0)
        {
            return None;
        }
        let mut head = self.top_of_name(last);
        while head.rel() == Rel::Conj
            && let Some(up) = head.head().filter(|h| h.upos() != Upos::Verb)
        {
            head = up;
        }
        if self.case(head).is_some() || head.index().0 > last {
            return None;
        }
        let start = self.phrase(head).start.min(last);
        Some(Words::new(start, cue.start))
    }

    /// For a participle that the tree hangs nowhere useful: the subject of the nearest finite verb before it.
    pub(super) fn borrowed_subject(&self, verb: Node<'a>) -> Option<Node<'a>> {
        let v = verb.index().0;
        if !is_gerund(verb) || self.is_finite(verb) {
            return None;
        }
        let start = self.sentence(v).start;
        let before = (start..v).rev().map(|t| self.node(t));
        let mut verbs =
            before.filter(|n| n.upos() == Upos::Verb && self.quote(n.index().0) == self.quote(v));
        verbs.find_map(|n| {
            let subject = self.own_subject(n)?;
            (!self.is(subject, List::Relative) && !self.is(subject, List::Expletive))
                .then_some(subject)
        })
    }

    /// The subject that hangs on the verb itself.
    pub(super) fn own_subject(&self, verb: Node<'a>) -> Option<Node<'a>> {
        let mut subjects = verb
            .children_by(Rel::Nsubj)
            .filter(|s| s.subtype() != "outer");
        subjects.next()
    }

    /// The agent of a passive.
    pub(super) fn agent(&self, verb: Node<'a>) -> Option<Node<'a>> {
        let mut phrases = verb.children_by(Rel::Obl);
        phrases.find(|o| {
            let by = o.children_by(Rel::Case).any(|c| self.is(c, List::Agent));
            (o.subtype() == "agent" || by) && !matches!(o.upos(), Upos::Num | Upos::Verb)
        })
    }

    /// The object, or the subject of a passive.
    pub(super) fn patient(&self, verb: Node<'a>) -> Option<Node<'a>> {
        if self.is_passive(verb) {
            return self.own_subject(verb);
        }
        verb.child(Rel::Iobj).or_else(|| verb.child(Rel::Obj))
    }

    fn controller(&self, verb: Node<'a>) -> Option<Control<'a>> {
        let head = verb.head()?;
        match verb.rel() {
            Rel::Conj => match head.upos() {
                Upos::Verb | Upos::Aux | Upos::Adj => Some(Control::Subject(head)),
                _ if self.own_subject(head).is_some() => Some(Control::Subject(head)),
                _ => None,
            },
            Rel::Xcomp | Rel::Ccomp if !self.is_finite(verb) => {
                let with_object = head.child(Rel::Obj).or_else(|| head.child(Rel::Iobj));
                if self.is_passive(head) || with_object.is_some_and(|o| o.index() < verb.index()) {
                    return Some(Control::Patient(head));
                }
                Some(Control::Subject(head))
            }
            Rel::Advcl | Rel::Dep | Rel::Parataxis if !self.is_finite(verb) => {
                if self.is_passive(head) {
                    return Some(Control::Patient(head));
                }
                Some(Control::Subject(head))
            }
            Rel::Acl if verb.subtype() == "relcl" => Some(Control::Noun(head)),
            Rel::Acl => self.text_maker(head).or(Some(Control::Noun(head))),
            _ => None,
        }
    }

    /// The verb whose subject made the text `noun`: "Lee issued a letter urging".
    fn text_maker(&self, noun: Node<'a>) -> Option<Control<'a>> {
        if !self.is(noun, List::Artefact) {
            return None;
        }
        let verb = noun.head().filter(|_| noun.rel() == Rel::Obj)?;
        Some(Control::Subject(verb))
    }

    /// The phrase of a source, without the words of its cue. A comma that closes an apposition belongs to it.
    pub(super) fn source_phrase(&self, head: Node<'a>, cue: Words) -> Words {
        let mut words = self.whole_name(self.phrase(head));
        if head.rel() == Rel::Nsubj
            && let Some(up) = head.head()
        {
            // One name cut into several subjects.
            for other in up.children_by(Rel::Nsubj) {
                let at = other.index().0;
                if other.subtype().is_empty() && words.end <= at && at < cue.start {
                    words = words.cover(self.phrase(other));
                }
            }
        }
        if cue.start < words.end && words.start < cue.end {
            // The cue hangs inside the phrase, as a participle or relative clause.
            if cue.start > head.index().0 {
                words.end = cue.start;
                let clause = head.children().find(|c| self.subtree(*c).holds(cue.start));
                if let Some(clause) = clause.filter(|c| c.index() > head.index()) {
                    words.end = words.end.min(self.subtree(clause).start);
                }
            } else {
                words.start = cue.end;
            }
            words = self.trim(words);
        }
        if words.is_empty() {
            return Words::new(head.index().0, head.index().0 + 1);
        }
        let has_comma =
            (words.start..words.end).any(|t| self.is_comma(t) && self.sets_off(t, head));
        let closes = words.end < cue.start && self.is_comma(words.end);
        if has_comma && closes {
            words.end += 1;
        }
        words
    }

    /// The words with the rest of a name that starts or ends inside them.
    fn whole_name(&self, mut words: Words) -> Words {
        let n = self.parsed.tokens().len() as u32;
        let goes_on = |t: u32| {
            let entity = self.node(t).entity();
            entity.name_type().is_some() && !entity.begins()
        };
        while words.end < n && goes_on(words.end) && self.quote(words.end).is_none() {
            words.end += 1;
        }
        while words.start > 0 && goes_on(words.start) && self.quote(words.start - 1).is_none() {
            words.start -= 1;
        }
        words
    }

    /// Whether the comma opens an apposition or clause on `head`.
    fn sets_off(&self, comma: u32, head: Node<'a>) -> bool {
        let next = self.node(comma + 1);
        comma > head.index().0
            && head.children().any(|c| {
                matches!(c.rel(), Rel::Appos | Rel::Acl | Rel::Nmod)
                    && self.subtree(c).start <= next.index().0
                    && c.index().0 > comma
            })
    }

    /// The owner of a noun: possessor, or the phrase with a mark of origin.
    pub(super) fn owner(&self, noun: Node<'a>) -> Option<Node<'a>> {
        let mut owners = noun.children_by(Rel::Nmod);
        owners.find(|o| {
            let possessive = o.subtype() == "poss" && o.index() < noun.index();
            possessive || o.children_by(Rel::Case).any(|c| self.is(c, List::From))
        })
    }
}

enum Control<'a> {
    /// Go on with the subject of this predicate.
    Subject(Node<'a>),
    /// The object or passive subject of this predicate.
    Patient(Node<'a>),
    /// The noun that the participle or clause is on.
    Noun(Node<'a>),
}
