//! Contents that the tree does not show as complements: stray clauses, parentheses, the rest of a sentence; and what
//! is left out of a content.

use super::forms::List;
use super::lexicon::{Cue, Frame};
use super::page::{Page, Words, cut};
use super::verb::Fit;
use verbale_text::{Node, Rel, Upos};

/// How sure a verb must be for a clause that the tree hangs elsewhere.
const STRAY: f32 = 0.85;

/// How sure a verb must be to take the rest of its sentence.
const SURE: f32 = 0.95;

/// How many words an inserted clause may have.
const MAX_INSERTED: u32 = 25;

impl<'a> Page<'a> {
    /// A marked clause that the parser hung on a phrase of the verb or took for an adjunct.
    pub(super) fn stray_clause(&self, verb: Node<'a>, cue: &Cue) -> Option<Fit> {
        let weight = cue.weight(Frame::Clause).filter(|w| *w >= STRAY)?;
        let mark_of = |c: Node<'a>| {
            let first = self.node(self.subtree(c).start);
            let has_subject = self.own_subject(c).is_some_and(|s| s != first);
            // "admitted on X that failure was due to disunity": taken for the determiner of the subject.
            let subject_has_it = first.rel() == Rel::Det && first.head() == self.own_subject(c);
            let marks = first.rel() == Rel::Mark
                || (has_subject && (first.head() == Some(c) || subject_has_it));
            let later = first.index() > verb.index() && c != first;
            (later && marks && self.is(first, List::Finite)).then_some(first)
        };
        let clausal =
            |c: &Node<'a>| matches!(c.rel(), Rel::Advcl | Rel::Acl | Rel::Dep | Rel::Parataxis);
        let direct = verb.children().filter(clausal);
        let phrases = verb
            .children()
            .filter(|c| matches!(c.rel(), Rel::Obj | Rel::Obl | Rel::Iobj));
        let mut clauses = direct.chain(phrases.flat_map(|p| p.children().filter(clausal)));
        let (clause, mark) = clauses.find_map(|c| Some((c, mark_of(c)?)))?;
        let words = Words::new(mark.index().0, self.subtree(clause).end);
        let mut fit = Fit::new(weight * 0.95, "stray-clause", vec![words]);
        fit.personal = !self.is_passive(verb);
        fit.addressee = self.addressee(verb).map(|a| a.index().0);
        Some(fit)
    }

    /// Everything after a sure speech verb whose content the tree does not show.
    pub(super) fn rest_of_sentence(&self, verb: Node<'a>, cue: &Cue) -> Option<Fit> {
        let v = verb.index().0;
        let sure = |f: Frame| cue.weight(f).is_some_and(|w| w >= SURE);
        let sentence = self.sentence(v);
        if !sure(Frame::Clause)
            || !sure(Frame::Quote)
            || self.is_passive(verb)
            || self.subject(verb).is_none()
        {
            return None;
        }
        let words = Words::new(v + 1, sentence.end);
        let next = self.node(words.start.min(sentence.end - 1));
        let opens = matches!(
            next.upos(),
            Upos::Det | Upos::Noun | Upos::Propn | Upos::Pron | Upos::Adj | Upos::Num | Upos::Sconj
        );
        let mut upto = (words.start..words.end)
            .take_while(|&t| !self.is_comma(t) && self.node(t).upos() != Upos::Cconj);
        let clausal = upto.any(|t| {
            let n = self.node(t);
            matches!(n.upos(), Upos::Verb | Upos::Aux) && self.is_finite(n)
        });
        // "what Lee says the plan would do" is a noun phrase of the writer's.
        let start = self.subject(verb).map_or(v, |s| self.subtree(s).start);
        let relative = start > sentence.start && self.node(start - 1).xpos().starts_with('W');
        let opens = opens && !relative;
        (opens && clausal && self.quote(next.index().0).is_none()).then(|| {
            Fit::new(
                cue.weight(Frame::Clause).unwrap_or(0.0) * 0.85,
                "rest",
                vec![words],
            )
        })
    }

    /// "C, S said": the cue is a parenthesis in its content; "as S said, C" likewise.
    pub(super) fn parenthesis(&self, verb: Node<'a>, cue: Option<&Cue>) -> Option<Fit> {
        let head = verb.head()?;
        let as_clause = verb.rel() == Rel::Advcl;
        if as_clause && !verb.children_by(Rel::Mark).any(|m| self.is(m, List::As)) {
            return None;
        }
        let cue = cue?;
        let weight = cue.weight(Frame::Clause)?.min(cue.weight(Frame::Quote)?);
        let source = self.own_subject(verb);
        source?;
        if !as_clause && !self.is_inserted(verb) {
            return None;
        }
        let mut content = vec![self.subtree(head)];
        cut(&mut content, self.subtree(verb));
        let mut fit = Fit::new(
            weight,
            if as_clause {
                "as-clause"
            } else {
                "parenthesis"
            },
            content,
        );
        fit.source = source.map(|s| s.index().0);
        Some(fit)
    }

    /// Whether the clause of `verb` stands between commas or at the end of its sentence, and is short and bare.
    pub(super) fn is_inserted(&self, verb: Node<'a>) -> bool {
        let words = self.trim(self.subtree(verb));
        let sentence = self.sentence(verb.index().0);
        let opened = words.start > sentence.start && self.is_punctuation(words.start - 1);
        let closed = words.end >= sentence.end || self.is_punctuation(words.end);
        let bare = !verb
            .children()
            .any(|c| matches!(c.rel(), Rel::Ccomp | Rel::Obj | Rel::Xcomp));
        opened && closed && bare && words.end - words.start <= MAX_INSERTED
    }

    /// Who is spoken to: an object beside a content clause, or a phrase with its preposition.
    pub(super) fn addressee(&self, verb: Node<'a>) -> Option<Node<'a>> {
        let object = verb
            .children()
            .find(|c| matches!(c.rel(), Rel::Iobj | Rel::Obj));
        object.filter(|o| o.upos() != Upos::Verb).or_else(|| {
            let mut phrases = verb.children_by(Rel::Obl);
            phrases.find(|o| {
                self.case(*o).is_some_and(|c| self.is(c, List::Addressee)) && o.upos() != Upos::Num
            })
        })
    }

    /// A noun phrase without the relative clause after a comma, which may be the writer's.
    pub(super) fn without_aside(&self, head: Node<'a>, words: Words) -> Words {
        let aside = head.children().find(|c| {
            let start = self.subtree(*c).start;
            let relative = c.rel() == Rel::Acl && c.subtype() == "relcl";
            relative && start > head.index().0 && self.is_comma(start.saturating_sub(1))
                || (relative && self.is_comma(start))
        });
        match aside {
            Some(clause) => {
                let end = self.subtree(clause).start.min(words.end);
                self.trim(Words::new(words.start, end))
            }
            None => words,
        }
    }

    /// Factor on an object frame: a purpose or a modifier reports less often than a main verb.
    pub(super) fn distance(&self, verb: Node<'a>) -> f32 {
        let unlisted = &self.bound.lexicon.unlisted;
        let purpose = verb
            .children_by(Rel::Mark)
            .any(|m| self.is(m, List::Infinitive));
        match verb.rel() {
            Rel::Advcl | Rel::Acl if purpose => unlisted.purpose,
            Rel::Acl if verb.subtype() != "relcl" => unlisted.modifier,
            _ => 1.0,
        }
    }
}
