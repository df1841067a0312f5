//! Whether a cue tells of words that were spoken: "may discuss the deal", "to denounce the deal" and "did not mention
//! the deal" tell of none.

use super::forms::List;
use super::lexicon::{Cue, Frame, Illocution};
use super::page::Page;
use crate::inflection::is_gerund;
use verbale_text::{Node, Rel, Upos};

/// Rules whose content is what somebody says or thinks, whenever that may be: a clause or a quotation.
const CLAUSAL: [&str; 5] = ["clause", "stray-clause", "rest", "parenthesis", "as-clause"];

/// Below this share of attributing uses a stance towards an object is as often a deed.
const DEED: f32 = 0.68;

impl<'a> Page<'a> {
    /// Factor on the weight of `verb` as a cue; `top` is the verb that leads to it, `rule` the frame that fits.
    pub(super) fn reality(
        &self,
        top: Node<'a>,
        source: Option<Node<'a>>,
        (rule, cue): (&str, Option<&Cue>),
    ) -> f32 {
        let unlisted = &self.bound.lexicon.unlisted;
        if source.is_some_and(|s| self.is_asked(s)) {
            return unlisted.unreal * unlisted.unreal;
        }
        if CLAUSAL.contains(&rule) {
            return 1.0;
        }
        let is_own = source.is_some_and(|s| self.is(s, List::First));
        let has = |list: List| top.children_by(Rel::Aux).any(|a| self.is(a, list));
        let is_supposed = || {
            let supposes =
                |n: &Node<'a>| n.children_by(Rel::Mark).any(|m| self.is(m, List::Suppose));
            let first = top.head().filter(|_| top.rel() == Rel::Conj);
            supposes(&top) || first.is_some_and(|h| supposes(&h))
        };
        // "ended the talks, supporting the deal": a word that is as often a deed needs to be the verb of its clause.
        let is_deed = |c: &Cue| {
            let takes = c.weight(Frame::Object).is_some_and(|w| w < DEED);
            takes && c.illocution == Some(Illocution::Expressive)
        };
        let is_beside = is_gerund(top) && !self.is_finite(top) && cue.is_some_and(is_deed);
        if has(List::Possible) || is_supposed() {
            return unlisted.possible;
        }
        if is_beside || has(List::Ahead) && !is_own || self.is_aim(top) {
            return unlisted.unreal;
        }
        let is_denied = top
            .children_by(Rel::Advmod)
            .any(|a| self.is(a, List::Denial));
        if is_denied { unlisted.negated } else { 1.0 }
    }

    /// "Do you believe that …?": who is asked has not said so.
    fn is_asked(&self, source: Node<'a>) -> bool {
        let last = source.tree().nodes().next_back();
        source.feat("Person") == Some("2") && last.is_some_and(|n| n.form() == "?")
    }

    /// An infinitive or a gerund behind a preposition that hangs on another word: what somebody means, has or is asked
    /// to do.
    fn is_aim(&self, verb: Node<'a>) -> bool {
        let is_gerund = is_gerund(verb);
        let leads = |m: Node<'a>| {
            let links = matches!(m.upos(), Upos::Adp | Upos::Sconj);
            self.is(m, List::Infinitive) || is_gerund && links && !self.is(m, List::While)
        };
        let has_mark = verb
            .children()
            .filter(|c| matches!(c.rel(), Rel::Mark | Rel::Case) && c.index() < verb.index())
            .any(leads);
        let hangs = matches!(
            verb.rel(),
            Rel::Advcl | Rel::Acl | Rel::Xcomp | Rel::Csubj | Rel::Obl | Rel::Nmod
        );
        let shares = || {
            let first = verb.head().filter(|_| verb.rel() == Rel::Conj)?;
            let form = verb.feat("VerbForm");
            let is_bare = form.is_some_and(|f| f != "Fin") && verb.child(Rel::Nsubj).is_none();
            (is_bare && form == first.feat("VerbForm")).then(|| self.is_aim(first))
        };
        let is_finite = self.is_finite(verb);
        hangs && has_mark && !is_finite || shares() == Some(true)
    }
}
