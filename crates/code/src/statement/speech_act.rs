//! What a source does by speaking, where the words say more than the cue: "said they should leave" asks for something,
//! "said: we will fight" binds the speaker.

use super::forms::List;
use super::lexicon::{Attitude, Illocution};
use super::page::{Page, Words};
use super::verb::Found;
use verbale_text::{Node, Rel, Upos};

impl<'a> Page<'a> {
    /// The illocution of an attribution: that of its cue, unless this is a neutral one and the content's main clause
    /// has a duty of others, an imperative or a promise.
    pub(super) fn illocution_of(&self, found: &Found) -> Option<Illocution> {
        let neutral = matches!(
            found.illocution,
            None | Some(Illocution::Assertive | Illocution::Declarative)
        );
        let uttered = matches!(
            found.rule,
            "clause"
                | "stray-clause"
                | "quotation"
                | "insertion"
                | "parenthesis"
                | "rest"
                | "noun-quotation"
                | "signature"
        );
        if found.attitude != Attitude::Expressed || !neutral || !uttered {
            return found.illocution;
        }
        let first = found.content.first().copied();
        let act = first.and_then(|c| self.act_of(c));
        act.or(found.illocution).or(Some(Illocution::Assertive))
    }

    fn act_of(&self, content: Words) -> Option<Illocution> {
        let end = content.end.min(self.sentence(content.start).end);
        let words = Words::new(content.start, end.max(content.start + 1));
        let predicate = self.node(self.head_of(words));
        let predicate = if predicate.upos() == Upos::Punct {
            let inner = (words.start..words.end).find(|&t| {
                let node = self.node(t);
                node.upos() != Upos::Punct && node.head().is_none_or(|h| !words.holds(h.index().0))
            });
            self.node(inner?)
        } else {
            predicate
        };
        let has = |list: List| predicate.children_by(Rel::Aux).any(|a| self.is(a, list));
        let subject = self.own_subject(predicate);
        let first = subject.is_some_and(|s| self.is(s, List::First) && s.upos() == Upos::Pron);
        if first && has(List::Will) {
            return Some(Illocution::Commissive);
        }
        let imperative = predicate.feat("Mood") == Some("Imp") && self.no_subject(predicate);
        if imperative || (has(List::Duty) && subject.is_some() && !first) {
            return Some(Illocution::Directive);
        }
        None
    }

    fn no_subject(&self, verb: Node<'a>) -> bool {
        !verb
            .children()
            .any(|c| matches!(c.rel(), Rel::Nsubj | Rel::Csubj | Rel::Expl))
    }
}
