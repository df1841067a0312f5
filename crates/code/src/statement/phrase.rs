//! Sources without a verb: "according to S", "in the words of S".

use super::forms::Opener;
use super::lexicon::{Illocution, Stance};
use super::page::{Page, Words, cut};
use super::verb::Found;
use verbale_text::{Node, Rel, Upos};

impl<'a> Page<'a> {
    /// The attribution that a phrase starting at `first` makes, if the lexicon lists its words.
    pub(super) fn opener(&self, first: Node<'a>) -> Option<Found> {
        let sentence = self.sentence(first.index().0);
        let mut openers = self.bound.lexicon.openers.iter();
        openers.find_map(|o| self.opened(first, sentence, o))
    }

    fn follows(&self, at: u32, end: u32, words: &[String]) -> bool {
        at + words.len() as u32 <= end
            && words.iter().zip(at..).all(|(w, t)| {
                let form = self.node(t).form();
                form.len() == w.len() && form.eq_ignore_ascii_case(w)
            })
    }

    fn opened(&self, first: Node<'a>, sentence: Words, opener: &Opener) -> Option<Found> {
        let start = first.index().0;
        let from = start + opener.words.len() as u32;
        if !self.follows(start, sentence.end, &opener.words) || from >= sentence.end {
            return None;
        }
        let (head, mut source) = self.phrase_from(from, sentence);
        let mut cue = Words::new(start, from);
        let mut whole = Words::new(start, source.end);
        if !opener.after.is_empty() {
            let n = opener.after.len() as u32;
            let end = (from + 1..sentence.end.min(from + 12))
                .find(|&t| self.follows(t, sentence.end, &opener.after))?;
            source = Words::new(from, end);
            cue = Words::new(start, from);
            whole = Words::new(start, end + n);
        }
        if source.is_empty() {
            return None;
        }
        let mut content = vec![self.clause_around(start, whole, sentence)];
        cut(&mut content, whole);
        Some(Found {
            cue,
            head: start,
            content,
            source: Some(source),
            source_head: Some(head.index().0),
            weight: opener.weight,
            rule: "opener",
            attitude: opener.attitude,
            illocution: Some(Illocution::Assertive),
            stance: Stance::Neutral,
            addressees: Vec::new(),
        })
    }

    /// The noun phrase whose first word is `from`.
    fn phrase_from(&self, from: u32, sentence: Words) -> (Node<'a>, Words) {
        let mut head = self.node(from);
        while let Some(up) = head.head() {
            let nominal = matches!(
                up.upos(),
                Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Sym
            );
            let inside = up.index().0 >= from && self.subtree(up).end <= sentence.end;
            if !nominal || !inside || matches!(head.rel(), Rel::Parataxis | Rel::Nsubj) {
                break;
            }
            head = up;
        }
        let end = self.subtree(head).end;
        let mut words = self.trim(Words::new(from, end.max(from + 1)));
        if let Some(verb) = head.children_by(Rel::Parataxis).next() {
            words.end = words
                .end
                .min(self.subtree(verb).start)
                .max(head.index().0 + 1);
        }
        (head, words)
    }

    /// The clause that a parenthetical phrase speaks about: a coordinate clause, or the whole sentence.
    fn clause_around(&self, start: u32, whole: Words, sentence: Words) -> Words {
        let inside = |n: &Node<'a>| whole.holds(n.index().0);
        let first = self.node(start);
        let attached = std::iter::once(first)
            .chain(first.ancestors())
            .find(|n| !inside(n));
        let Some(attached) = attached else {
            return sentence;
        };
        let mut up = std::iter::once(attached).chain(attached.ancestors());
        let coordinate = up.find(|n| {
            let is_clause = self.own_subject(*n).is_some() && n.upos() != Upos::Noun;
            is_clause && matches!(n.rel(), Rel::Conj | Rel::Parataxis)
        });
        match coordinate {
            Some(clause) if self.subtree(clause).contains(whole) => self.subtree(clause),
            _ => sentence,
        }
    }
}
