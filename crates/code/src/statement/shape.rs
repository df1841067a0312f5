//! Speech clauses between commas, read by word order: "The museum, Lee said, would open."
//!
//! Parsers often take the words before the clause for its subject, or the rest of the sentence for its object.

use super::lexicon::{Cue, Frame, Stance};
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
            .filter_map(|(i, _)| self.inserted_at(self.node(i as u32)))
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
        cut(&mut content, Words::new(subject.start, end));
        Some(Found {
            cue: words,
            head: v,
            content,
            source: Some(subject),
            source_head: Some(self.head_of(subject)),
            weight: cue.weight(Frame::Clause)?,
            rule: "insertion",
            attitude: cue.attitude,
            illocution: cue.illocution,
            stance: Stance::Neutral,
            addressees: Vec::new(),
        })
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
        (opened
            && nominal
            && !pronoun_only
            && !self.is(self.node(start), super::forms::List::Relative))
        .then_some(subject)
    }
}
