//! Contents that the tree does not show as complements: stray clauses, parentheses, the rest of a sentence; and what
//! is left out of a content.

use super::forms::List;
use super::lexicon::{Attitude, Cue, Frame};
use super::page::{Page, Words, cut};
use super::verb::Fit;
use crate::inflection::{is_asking, is_bare, is_gerund, is_modal, is_past, is_telling};
use verbale_text::{Node, Rel, Upos};

/// How sure a verb must be for a clause that the tree hangs elsewhere.
const STRAY: f32 = 0.85;

/// How sure a further cue must be to end a content.
const STRAY_CUE: f32 = 0.8;

/// How sure a verb must be to take the rest of its sentence.
const SURE: f32 = 0.95;

/// How many words may stand between a cue and the clause that is put to an addressee.
const MAX_ADDRESSEE: u32 = 14;

/// How deep the last phrase of an object is looked for.
const MAX_NESTED: usize = 4;

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
        let Some((clause, mark)) = clauses.find_map(|c| Some((c, mark_of(c)?))) else {
            return self.clause_after_addressee(verb, cue);
        };
        let words = Words::new(mark.index().0, self.subtree(clause).end);
        let mut fit = Fit::new(weight * 0.95, "stray-clause", vec![words]);
        fit.personal = !self.is_passive(verb);
        fit.addressee = self.addressed(verb, Some(cue));
        Some(fit)
    }

    /// The content clause `clause` of `verb`, with what parsers cut off: a subject taken for an object, and the rest
    /// of a sentence that goes on without a comma. `None` for an adjunct: "said so, though she doubted it".
    pub(super) fn completed(
        &self,
        verb: Node<'a>,
        clause: Node<'a>,
        cue: Option<&Cue>,
    ) -> Option<Words> {
        let mut words = self.subtree(clause);
        let v = verb.index().0;
        let first = self.node(words.start);
        let after_comma = words.start > v + 1 && self.is_comma(words.start - 1);
        let adjunct = matches!(first.upos(), Upos::Sconj) && !self.is(first, List::Content);
        if adjunct && after_comma {
            return None;
        }
        let tells = cue.is_none_or(|c| c.weight(Frame::Control).is_some());
        let object = verb.child(Rel::Obj).filter(|o| {
            let at = o.index().0;
            v < at && at < words.start && self.subtree(*o).end == words.start && !tells
        });
        if let Some(o) = object.filter(|_| !self.is(first, List::Content)) {
            words.start = self.subtree(o).start.max(v + 1);
        }
        words.start = self.after_day(verb, clause, words);
        words.end = self.with_reason(verb, words);
        let sentence = self.sentence(v);
        if words.start > v && words.end < sentence.end && self.breaks_off(verb, words.end) {
            let bound = self
                .quote(words.end)
                .map_or(sentence.end, |q| self.quoted[q].end);
            words.end = bound.min(sentence.end);
        }
        Some(words)
    }

    /// Where a content ends with the reason or result behind a comma: said that it failed | , because nobody came.
    fn with_reason(&self, verb: Node<'a>, words: Words) -> u32 {
        let sentence = self.sentence(verb.index().0);
        let link = words.end + 1;
        let opens = words.start > verb.index().0 && link < sentence.end && self.is_comma(words.end);
        let mark = Some(self.node(link.min(sentence.end - 1)));
        let mark =
            mark.filter(|m| opens && self.is(*m, List::Reason) && self.quote(link).is_none());
        let clause = mark.and_then(Node::head).filter(|c| c.index().0 > link);
        clause.map_or(words.end, |c| self.subtree(c).end.max(words.end))
    }

    /// Where a content begins after the day on which it was said: said on Tuesday | it would close the border.
    fn after_day(&self, verb: Node<'a>, clause: Node<'a>, words: Words) -> u32 {
        let first = self.node(words.start);
        let leads = matches!(first.upos(), Upos::Adp | Upos::Det | Upos::Adj);
        let day = first
            .head()
            .filter(|h| leads && *h != clause)
            .unwrap_or(first);
        let end = self.subtree(day).end;
        let is_day = day.rel() == Rel::Obl
            && day.head() == Some(clause)
            && (day.index().0..end).all(|t| self.is(self.node(t), List::Calendar));
        let subject = self.own_subject(clause).map(|s| self.subtree(s).start);
        let is_before = words.start == verb.index().0 + 1 && subject == Some(end);
        if is_day && is_before {
            end
        } else {
            words.start
        }
    }

    /// Whether a clause that ends before `next` cannot end there.
    fn breaks_off(&self, verb: Node<'a>, next: u32) -> bool {
        let node = self.node(next);
        let main = matches!(
            verb.rel(),
            Rel::Root | Rel::Conj | Rel::Parataxis | Rel::Ccomp
        );
        let goes_on = matches!(
            node.upos(),
            Upos::Verb | Upos::Aux | Upos::Det | Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num
        ) || (self.is(node, List::Content) && node.rel() == Rel::Mark);
        main && goes_on
            && !self.is_punctuation(next)
            && !self.is_punctuation(next - 1)
            && self.quote(next) == self.quote(next - 1)
    }

    /// An infinitive with the one coordinated to it that the tree hangs on the cue: declined to threaten them | or
    /// declare it.
    pub(super) fn with_coordinate(&self, verb: Node<'a>, words: Words) -> Words {
        if words.end + 1 >= self.sentence(verb.index().0).end {
            return words;
        }
        let link = self.node(words.end);
        let also = link
            .head()
            .filter(|h| link.rel() == Rel::Cc && is_bare(*h) && h.index() > link.index());
        let bare = also.filter(|h| {
            let own = h
                .children()
                .any(|c| matches!(c.rel(), Rel::Nsubj | Rel::Aux));
            !is_bare(verb) && !own
        });
        bare.map_or(words, |h| words.cover(self.subtree(h)))
    }

    /// Takes a participle after a comma off the end of a content: it is the writer's more often than not (said that
    /// it would help, citing a study).
    pub(super) fn leave_participle(&self, verb: Node<'a>, content: &mut Words) {
        let n = self.parsed.tokens().len() as u32;
        let end = self.sentence(verb.index().0).end.min(content.end).min(n);
        let low = content.start + 3;
        let comma = (low..end).rev().find(|&t| {
            let next = self.node((t + 1).min(end - 1));
            // ", citing a study", ", while citing a study"
            let clause = match self.is(next, List::Beside) {
                true => next
                    .head()
                    .filter(|c| next.rel() == Rel::Mark && c.head() == Some(verb)),
                false => Some(next),
            };
            let is_last =
                |c: Node<'a>| is_gerund(c) && c.rel() == Rel::Advcl && self.subtree(c).end >= end;
            t + 1 < end && self.is_comma(t) && clause.is_some_and(is_last)
        });
        let quoted = |t: u32| self.quote(t).is_some();
        if let Some(comma) = comma
            && !(comma..content.end).any(quoted)
        {
            content.end = comma;
        }
    }

    /// Takes a clause of concession after a comma off the end of a content: it is the writer's (said that it would
    /// help, though a study found otherwise).
    pub(super) fn leave_concession(&self, content: &mut Words) {
        let low = content.start + 3;
        let comma = (low..content.end).find(|&t| {
            let is_last = || {
                let clause = self.node(t + 1).head();
                clause.is_some_and(|c| c.rel() == Rel::Advcl && self.subtree(c).end >= content.end)
            };
            t + 1 < content.end
                && self.is_comma(t)
                && self.node(t + 1).rel() == Rel::Mark
                && self.is(self.node(t + 1), List::Concession)
                && is_last()
        });
        if let Some(comma) = comma.filter(|t| self.quote(*t).is_none()) {
            content.end = comma;
        }
    }

    /// Takes a further cue of the same speaker off the end of a content: said that it was not ready | and urged both to talk.
    pub(super) fn leave_next_cue(&self, verb: Node<'a>, content: &mut Words) {
        let link = (content.start + 3..content.end).find(|&t| {
            let link = self.node(t);
            let next = link.head().filter(|n| n.index().0 > t);
            let next = next.filter(|n| self.outer_cue(*n) == Some(verb));
            link.rel() == Rel::Cc && self.quote(t).is_none() && next.is_some()
        });
        content.end = link.unwrap_or(content.end);
    }

    /// The cue whose subject a further cue shares, where trees coordinate it with a clause of the content that its form does
    /// not fit: *said* that it was not ready and *urged* both to talk.
    pub(super) fn outer_cue(&self, next: Node<'a>) -> Option<Node<'a>> {
        let helps = |c: Node<'a>| c.rel() == Rel::Cop || c.rel() == Rel::Aux && is_modal(c);
        let is_bare = |c: Node<'a>| !matches!(c.rel(), Rel::Nsubj | Rel::Aux);
        let first = next.head().filter(|_| next.rel() == Rel::Conj)?;
        let outer = first.head().filter(|_| first.rel() == Rel::Ccomp)?;
        let fits = first.children().any(helps) && next.children().all(is_bare);
        let is_told = next.upos() == Upos::Verb && is_past(next) && is_past(outer);
        (fits && is_told && self.is_likely_cue(next)).then_some(outer)
    }

    /// Whether the word is a verb by which people say something, more often than not.
    fn is_likely_cue(&self, node: Node<'a>) -> bool {
        let is_sure = |c: &Cue| {
            let frames = [
                Frame::Clause,
                Frame::Control,
                Frame::Object,
                Frame::Infinitive,
            ];
            let sure = frames
                .iter()
                .any(|f| c.weight(*f).is_some_and(|w| w >= STRAY_CUE));
            c.attitude == Attitude::Expressed && sure
        };
        self.bound.cues(node, Upos::Verb).any(is_sure)
    }

    /// Whether a verb coordinated with the cue goes on with what its content tells: said it would not come | but would
    /// send a note.
    pub(super) fn shares_content(&self, verb: Node<'a>, clause: Node<'a>, also: Node<'a>) -> bool {
        let is_modal = |n: Node<'a>| n.children_by(Rel::Aux).any(is_modal);
        also.index() > clause.index()
            && is_modal(also)
            && !is_modal(verb)
            && self.own_subject(also).is_none()
            && !self.bound.is_cue(also)
    }

    /// Who feels what a passive of feeling says: "Lee is convinced that".
    pub(super) fn felt_by(&self, verb: Node<'a>) -> Option<Node<'a>> {
        let mut at = verb;
        for _ in 0..4 {
            if let Some(own) = self.own_subject(at) {
                return Some(own).filter(|s| !self.is(*s, List::Expletive));
            }
            if at.rel() == Rel::Acl {
                return at.head();
            }
            at = at.head().filter(|_| at.rel() != Rel::Ccomp)?;
        }
        None
    }

    /// What an object is called, where the tree does not show it as a complement: called the deal “a mistake”;
    /// derided the deal as toothless. Gives object and predicate.
    pub(super) fn predicate_of(&self, object: Node<'a>, words: Words) -> Option<Words> {
        let sentence = self.sentence(object.index().0);
        if words.end < sentence.end {
            let next = self.node(words.end);
            if let Some(q) = self
                .quote(words.end)
                .filter(|_| self.quote(words.end - 1).is_none())
            {
                return Some(words.cover(self.quoted[q]));
            }
            let article = next.rel() == Rel::Det && next.upos() == Upos::Det;
            if self.is(next, List::As) || article {
                let head = next.head().filter(|h| h.index() > next.index())?;
                let end = self.subtree(head).end;
                let own = self.subtree(head).start + 1 >= words.end;
                let clause = self.own_subject(head).is_some();
                return (own && !clause).then(|| words.cover(Words::new(words.end, end)));
            }
        }
        let later = object.children().filter(|c| c.index() > object.index());
        let mut inside = later.filter(|c| {
            let start = self.subtree(*c).start;
            let quoted = self.quote(start).is_some() && self.quote(object.index().0).is_none();
            let bare = self.marker(*c).is_none()
                && !self.is_comma(start)
                && !self.is_comma(start - 1)
                && match c.rel() {
                    Rel::Amod => c.upos() == Upos::Adj,
                    Rel::Acl => c.upos() == Upos::Adj && c.child(Rel::Cop).is_none(),
                    Rel::Appos | Rel::Dep | Rel::Nmod => c.child(Rel::Det).is_some(),
                    _ => false,
                };
            (quoted && !self.is_punctuation(c.index().0)) || bare
        });
        inside.next().map(|_| words)
    }

    /// "told a meeting of envoys that C": the clause that the tree hangs on a noun in the addressee's phrase.
    pub(super) fn clause_after_addressee(&self, verb: Node<'a>, cue: &Cue) -> Option<Fit> {
        let weight = cue.weight(Frame::Clause).filter(|w| *w >= STRAY)?;
        let v = verb.index().0;
        let end = self.sentence(v).end.min(v + MAX_ADDRESSEE);
        let mark = (v + 1..end)
            .map(|t| self.node(t))
            .take_while(|n| !self.is_punctuation(n.index().0) && n.upos() != Upos::Verb)
            .find(|n| self.is(*n, List::Finite) && n.rel() == Rel::Mark)?;
        let clause = mark.head().filter(|h| h.index() > mark.index())?;
        self.own_subject(clause)?;
        let words = Words::new(mark.index().0, self.subtree(clause).end);
        let mut fit = Fit::new(weight * 0.95, "stray-clause", vec![words]);
        fit.personal = !self.is_passive(verb);
        fit.addressee = self.addressed(verb, Some(cue));
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
        let relative = start > sentence.start && is_asking(self.node(start - 1));
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

    /// Who is spoken to, if the cue speaks: what somebody believes or wants is put to nobody.
    pub(super) fn addressed(&self, verb: Node<'a>, cue: Option<&Cue>) -> Option<u32> {
        let speaks = cue.is_none_or(|c| c.attitude == Attitude::Expressed);
        let addressee = self.addressee(verb).filter(|_| speaks);
        addressee.map(|a| a.index().0)
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

    /// A noun phrase without the relative clause after a comma at its end, which may be the writer's.
    pub(super) fn without_aside(&self, head: Node<'a>, words: Words) -> Words {
        let mut end = words.end;
        let mut node = head;
        for _ in 0..MAX_NESTED {
            let aside = node.children().find(|c| {
                let start = self.subtree(*c).start;
                let relative = c.rel() == Rel::Acl && c.subtype() == "relcl";
                let set_off = self.is_aside(start.saturating_sub(1)) || self.is_aside(start);
                relative && start > node.index().0 && start < words.end && set_off
            });
            if let Some(clause) = aside {
                end = end.min(self.subtree(clause).start);
                break;
            }
            let last = node.children().filter(|c| {
                c.index() > node.index() && matches!(c.rel(), Rel::Nmod | Rel::Conj | Rel::Appos)
            });
            let Some(next) = last.max_by_key(|c| c.index()) else {
                break;
            };
            node = next;
        }
        self.trim(Words::new(words.start, end))
    }

    fn is_aside(&self, token: u32) -> bool {
        self.is_comma(token) || matches!(self.node(token).form(), "--" | "—" | "–" | "(")
    }

    /// Whether a phrase names the day or month on which words were spoken: "in July", "on Friday".
    pub(super) fn is_day(&self, phrase: Node<'a>) -> bool {
        phrase.upos() == Upos::Propn
            && self.is(phrase, List::Calendar)
            && phrase
                .child(Rel::Case)
                .is_some_and(|c| self.is(c, List::Via))
    }

    /// A noun phrase without the phrase at its end that names the channel or the day: "denounced the deal in a speech".
    pub(super) fn without_setting(&self, head: Node<'a>, words: Words) -> Words {
        let mut later = head.children().filter(|c| {
            let names_channel = || self.named_channel(*c, |_| true).is_some();
            let is_later = c.rel() == Rel::Nmod && c.index() > head.index();
            is_later && (self.is_day(*c) || names_channel())
        });
        match later.next() {
            Some(c) if self.subtree(c).start > head.index().0 => self.trim(Words::new(
                words.start,
                self.subtree(c).start.min(words.end),
            )),
            _ => words,
        }
    }

    /// An object with the infinitive or the phrase behind it that the tree hangs elsewhere: stressed the need | to
    /// act; blamed Lee | for acting.
    pub(super) fn with_complement(&self, cue: &Cue, words: Words) -> Words {
        let last = self.node(words.end - 1);
        if words.end >= self.sentence(words.start).end
            || self.quote(words.end) != self.quote(words.end - 1)
        {
            return words;
        }
        let next = self.node(words.end);
        let infinitive = self.is(next, List::Infinitive) && next.rel() == Rel::Mark;
        let led = next.upos() == Upos::Adp || next.rel() == Rel::Mark;
        let taken = led && cue.preposition(next.lemma()).is_some();
        let Some(head) = next.head().filter(|h| h.index() > next.index()) else {
            return words;
        };
        let inside = self.subtree(head).start >= words.end && last.index() < head.index();
        if inside && (infinitive || taken) {
            words.cover(self.subtree(head))
        } else {
            words
        }
    }

    /// "noted his lawyer offered to appear": an object that is the subject of the clause that follows.
    pub(super) fn clause_from_object(
        &self,
        verb: Node<'a>,
        object: Node<'a>,
        cue: &Cue,
    ) -> Option<Fit> {
        let weight = cue.weight(Frame::Clause).filter(|w| *w >= STRAY)?;
        let words = self.subtree(object);
        let sentence = self.sentence(verb.index().0);
        let next = (words.end < sentence.end).then(|| self.node(words.end))?;
        let starts = words.start == verb.index().0 + 1;
        if !is_telling(next)
            || !starts
            || !self.breaks_off(verb, words.end)
            || self.is_passive(verb)
        {
            return None;
        }
        let whole = Words::new(words.start, sentence.end);
        Some(Fit::new(weight * 0.9, "rest", vec![whole]))
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
