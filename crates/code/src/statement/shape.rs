//! Speech clauses between commas, read by word order: "The museum, Lee said, would open."
//!
//! Parsers often take the words before the clause for its subject, or the rest of the sentence for its object.

use super::forms::List;
use super::lexicon::{Attitude, Cue, Frame, Stance};
use super::page::{Page, Words, cut};
use super::verb::Found;
use verbale_text::{Node, Rel, Upos};

/// How many words the subject of an inserted clause may have.
const MAX_SUBJECT: u32 = 9;

/// How sure a verb must be to be read by word order alone.
const SURE: f32 = 0.88;

impl<'a> Page<'a> {
    /// Every clause of subject and speech verb between commas, with the rest of the sentence as its content.
    pub(super) fn inserted(&self) -> Vec<Found> {
        let tokens = self.parsed.tokens().iter().enumerate();
        let verbs = tokens.filter(|(_, t)| t.upos == Upos::Verb);
        verbs
            .filter_map(|(i, _)| {
                let verb = self.node(i as u32);
                self.inserted_at(verb).or_else(|| self.inverted_at(verb))
            })
            .collect()
    }

    fn inserted_at(&self, verb: Node<'a>) -> Option<Found> {
        let v = verb.index().0;
        let sentence = self.sentence(v);
        let cue = self.sure(verb)?;
        if self.quote(v).is_some() || self.is_passive(verb) {
            return None;
        }
        let words = self.cue_words(verb, &[]);
        let end = self.end_of_insertion(words.end, sentence)?;
        let subject = self.subject_before(words.start, sentence)?;
        let mut content = vec![sentence];
        // "the museum, which, Lee said, would open": what is said is told of the word before the relative clause.
        let relative = subject.start.checked_sub(2).filter(|r| *r > sentence.start);
        if let Some(r) = relative.filter(|&r| self.is(self.node(r), List::Relative)) {
            content[0].start = r;
        }
        cut(&mut content, Words::new(subject.start, end));
        for c in content.iter_mut().filter(|c| c.start > v) {
            self.leave_concession(c);
        }
        Some(self.by_order(verb, (words, subject), content, cue.weight(Frame::Clause)?))
    }

    /// "The border will close, said Ana Silva, a minister.": the speech verb and who spoke, behind a comma.
    fn inverted_at(&self, verb: Node<'a>) -> Option<Found> {
        let v = verb.index().0;
        let sentence = self.sentence(v);
        let cue = self.sure(verb)?;
        let comma = v.checked_sub(1).filter(|c| self.is_comma(*c))?;
        let quoted = self.quote(v).is_some() || self.quote(comma).is_some();
        if quoted || comma <= sentence.start || verb.feat("VerbForm") != Some("Fin") {
            return None;
        }
        let source = self.subject_after(v + 1, sentence)?;
        let content = Words::new(sentence.start, comma);
        let is_told = |t: u32| {
            let node = self.node(t);
            let clause = node.ancestors().take_while(|a| content.holds(a.index().0));
            let is_main = std::iter::once(node)
                .chain(clause)
                .all(|n| n.rel() != Rel::Acl);
            is_main && node.feat("VerbForm") == Some("Fin") && self.quote(t).is_none()
        };
        let opens = self.node(content.start);
        let is_clause = (content.start..content.end).any(is_told);
        let is_plain = !matches!(opens.upos(), Upos::Sconj | Upos::Adp | Upos::Cconj);
        let found = || {
            Some(self.by_order(
                verb,
                (Words::new(v, v + 1), source),
                vec![content],
                cue.weight(Frame::Clause)?,
            ))
        };
        (is_clause && is_plain).then(found)?
    }

    /// The name or noun phrase behind a speech verb, with what stands in apposition, that ends the sentence.
    fn subject_after(&self, first: u32, sentence: Words) -> Option<Words> {
        let end = self.trim(Words::new(first, sentence.end)).end;
        let opens = self.node(first.min(sentence.end - 1));
        let is_noun = matches!(opens.upos(), Upos::Propn | Upos::Det | Upos::Noun);
        let head = (first..end).take_while(|&t| !self.is_comma(t));
        let is_clausal = |t: u32| {
            let node = self.node(t);
            matches!(
                node.upos(),
                Upos::Verb | Upos::Aux | Upos::Sconj | Upos::Pron
            ) || self.quote(t).is_some()
                || self.is_colon(t)
        };
        let length = head.clone().count() as u32;
        let is_phrase = length > 0 && length <= MAX_SUBJECT && !head.into_iter().any(is_clausal);
        (is_noun && is_phrase).then_some(Words::new(first, end))
    }

    fn by_order(
        &self,
        verb: Node<'a>,
        (cue, source): (Words, Words),
        content: Vec<Words>,
        weight: f32,
    ) -> Found {
        let read = self.sure(verb);
        Found {
            cue,
            head: verb.index().0,
            content,
            source: Some(source),
            source_head: Some(self.head_of(source)),
            weight,
            rule: "insertion",
            attitude: read.map_or(Attitude::Expressed, |c| c.attitude),
            illocution: read.and_then(|c| c.illocution),
            stance: Stance::Neutral,
            addressees: Vec::new(),
        }
    }

    fn sure(&self, verb: Node<'a>) -> Option<&'a Cue> {
        let mut cues = self.bound.cues(verb, Upos::Verb);
        cues.find(|c| c.rest.is_empty() && c.weight(Frame::Quote).is_some_and(|w| w >= SURE))
    }

    /// Where the insertion ends: at a comma, a closing dash or the end of the sentence, after at most a phrase of
    /// time, place or addressee.
    fn end_of_insertion(&self, from: u32, sentence: Words) -> Option<u32> {
        let end = sentence.end.min(from + 8);
        for t in from..end {
            let node = self.node(t);
            if self.is_comma(t)
                || node.form() == "."
                || t + 1 == sentence.end && self.is_punctuation(t)
            {
                return Some(t);
            }
            if self.quote(t).is_some()
                || self.is_punctuation(t)
                || matches!(
                    node.upos(),
                    Upos::Verb | Upos::Aux | Upos::Sconj | Upos::Part | Upos::Pron
                )
            {
                return None;
            }
            if t == from && !matches!(node.upos(), Upos::Adp | Upos::Propn | Upos::Adv) {
                return None;
            }
        }
        (from >= sentence.end).then_some(from)
    }

    /// The noun phrase that stands between a comma and the verb.
    fn subject_before(&self, verb: u32, sentence: Words) -> Option<Words> {
        let lowest = sentence.start.max(verb.saturating_sub(MAX_SUBJECT));
        let mut start = verb;
        while start > lowest {
            let node = self.node(start - 1);
            let stops = self.is_comma(start - 1) || matches!(node.form(), "-" | "--" | "–" | "—");
            if stops {
                break;
            }
            let foreign =
                self.is_punctuation(start - 1) && !matches!(node.form(), "." | "\'" | "’");
            let clausal = matches!(
                node.upos(),
                Upos::Verb | Upos::Aux | Upos::Sconj | Upos::Cconj | Upos::Adv
            ) || node.rel() == Rel::Mark;
            if foreign || clausal || self.quote(start - 1).is_some() {
                return None;
            }
            start -= 1;
        }
        let subject = Words::new(start, verb);
        let opened = start > sentence.start
            && start < verb
            && (self.is_comma(start - 1) || self.is_punctuation(start - 1));
        let head = self.node(verb - 1);
        let nominal = matches!(
            head.upos(),
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num
        );
        let pronoun_only = head.upos() == Upos::Pron && start + 1 < verb;
        (opened && nominal && !pronoun_only && !self.is(self.node(start), List::Relative))
            .then_some(subject)
    }
}
