//! One document with its quotations and its words tied to the lexicon, and ranges of its words.

use super::forms::{Bound, List};
use super::quotes::Quotes;
use crate::inflection::{is_past, is_past_participle};
use verbale_text::{Node, Parsed, Rel, Span, TokenIdx, Upos};

/// Words `start..end` of the document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Words {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Words {
    pub(super) const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    pub(super) const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    pub(super) const fn holds(self, token: u32) -> bool {
        self.start <= token && token < self.end
    }

    pub(super) const fn contains(self, other: Words) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    pub(super) fn cover(self, other: Words) -> Words {
        Words::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// Takes `hole` out of each range.
pub(super) fn cut(ranges: &mut Vec<Words>, hole: Words) {
    let mut out = Vec::with_capacity(ranges.len() + 1);
    for r in ranges.iter() {
        if hole.end <= r.start || r.end <= hole.start || hole.is_empty() {
            out.push(*r);
            continue;
        }
        out.push(Words::new(r.start, hole.start.max(r.start)));
        out.push(Words::new(hole.end.min(r.end), r.end));
    }
    out.retain(|r| !r.is_empty());
    *ranges = out;
}

/// How many words a dateline may have.
const MAX_DATELINE: u32 = 12;

/// What every rule reads.
pub(super) struct Page<'a> {
    pub(super) parsed: &'a Parsed,
    pub(super) bound: Bound<'a>,
    pub(super) quotes: Quotes,
    /// Words of each quotation, marks included.
    pub(super) quoted: Vec<Words>,
    /// Quotation of each word, from 1; 0 outside.
    quote_of: Vec<u32>,
}

impl<'a> Page<'a> {
    pub(super) fn new(parsed: &'a Parsed, bound: Bound<'a>) -> Self {
        let quotes = Quotes::scan(parsed.document().text());
        let mut quoted = vec![Words::new(u32::MAX, 0); quotes.list.len()];
        let mut quote_of = vec![0; parsed.tokens().len()];
        for (i, t) in parsed.tokens().iter().enumerate() {
            if let Some(q) = quotes.at(t.span.start) {
                quote_of[i] = q as u32 + 1;
                let i = i as u32;
                quoted[q] = quoted[q].cover(Words::new(i, i + 1));
            }
        }
        Self {
            parsed,
            bound,
            quotes,
            quoted,
            quote_of,
        }
    }

    pub(super) fn node(&self, token: u32) -> Node<'a> {
        self.parsed.node(TokenIdx(token))
    }

    pub(super) fn is(&self, node: Node<'_>, list: List) -> bool {
        self.bound.is(node, list)
    }

    /// The quotation that holds the word.
    pub(super) fn quote(&self, token: u32) -> Option<usize> {
        (self.quote_of[token as usize] as usize).checked_sub(1)
    }

    /// Words of the sentence that holds `token`.
    pub(super) fn sentence(&self, token: u32) -> Words {
        let s = &self.parsed.sentences()[self.parsed.sentence_of(TokenIdx(token)).0 as usize];
        Words::new(s.first, s.end)
    }

    /// The first character of the word.
    pub(super) fn initial(&self, token: u32) -> char {
        self.node(token).form().chars().next().unwrap_or(' ')
    }

    /// Whether the word is a comma.
    pub(super) fn is_comma(&self, token: u32) -> bool {
        self.node(token).form() == ","
    }

    /// Whether the word is a colon.
    pub(super) fn is_colon(&self, token: u32) -> bool {
        self.node(token).form() == ":"
    }

    /// Whether the word is punctuation of any kind.
    pub(super) fn is_punctuation(&self, token: u32) -> bool {
        let node = self.node(token);
        node.upos() == Upos::Punct || !node.form().chars().any(char::is_alphanumeric)
    }

    /// Whether a line break stands before the word.
    pub(super) fn starts_line(&self, token: u32) -> bool {
        let Some(before) = token.checked_sub(1) else {
            return true;
        };
        let gap = Span::new(self.node(before).span().end, self.node(token).span().start);
        gap.of(self.parsed.document().text()).contains('\n')
    }

    /// Words of the subtree, from its first to its last.
    pub(super) fn subtree(&self, node: Node<'_>) -> Words {
        let (first, last) = node.edges();
        Words::new(first.index().0, last.index().0 + 1)
    }

    /// The first case marker of a phrase.
    pub(super) fn case(&self, node: Node<'a>) -> Option<Node<'a>> {
        node.children_by(Rel::Case)
            .find(|c| c.index() < node.index())
    }

    /// A noun phrase as a source or content: without its preposition, its leading conjunction and punctuation.
    pub(super) fn phrase(&self, head: Node<'a>) -> Words {
        let mut words = self.subtree(head);
        for c in head.children() {
            let before_head = c.index() < head.index();
            let leads = matches!(c.rel(), Rel::Case | Rel::Cc | Rel::Mark) && before_head;
            if leads
                && words.start <= c.index().0
                && self.opens_range(words.start, c.index().0, head)
            {
                words.start = self.subtree(c).end.min(head.index().0);
            }
            let is_bracketed = self.node(self.subtree(c).start).form() == "(";
            let trails =
                matches!(c.rel(), Rel::Parataxis | Rel::Discourse) && !before_head && !is_bracketed;
            if trails && c.index().0 < words.end {
                words.end = words.end.min(self.subtree(c).start).max(head.index().0 + 1);
            }
        }
        self.trim(words)
    }

    /// Whether only markers and punctuation stand between `start` and `token`.
    fn opens_range(&self, start: u32, token: u32, head: Node<'a>) -> bool {
        (start..token).all(|t| {
            let n = self.node(t);
            let marks = matches!(
                n.rel(),
                Rel::Case | Rel::Cc | Rel::Mark | Rel::Punct | Rel::Fixed
            );
            marks || (n.rel() == Rel::Advmod && n.head() == Some(head))
        })
    }

    /// Without punctuation at the ends, quotation marks excepted.
    pub(super) fn trim(&self, mut words: Words) -> Words {
        while words.start < words.end && self.is_loose(words.start) {
            words.start += 1;
        }
        while words.start < words.end && self.is_loose(words.end - 1) {
            words.end -= 1;
        }
        words
    }

    fn is_loose(&self, token: u32) -> bool {
        self.quote(token).is_none()
            && self.is_punctuation(token)
            && !matches!(
                self.initial(token),
                ')' | '(' | ']' | '[' | '$' | '%' | '#' | '@' | '?' | '!'
            )
    }

    /// Without the dateline that opens a report: "PARIS, March 3 - Lee said".
    pub(super) fn after_dateline(&self, words: Words) -> Words {
        let shouted = |f: &str| f.chars().count() > 2 && !f.chars().any(char::is_lowercase);
        if !self.starts_line(words.start) || !shouted(self.node(words.start).form()) {
            return words;
        }
        let end = words.end.min(words.start + MAX_DATELINE);
        let is_dash = |t: &u32| matches!(self.node(*t).form(), "-" | "--" | "—" | "–");
        let dash = (words.start + 1..end).find(is_dash);
        let of_dateline = |t: u32| {
            let node = self.node(t);
            matches!(node.upos(), Upos::Propn | Upos::Num) || self.is_punctuation(t)
        };
        match dash {
            Some(d) if d + 1 < words.end && (words.start..d).all(of_dateline) => {
                Words::new(d + 1, words.end)
            }
            _ => words,
        }
    }

    /// The characters of `words`.
    pub(super) fn span(&self, words: Words) -> Span {
        let tokens = self.parsed.tokens();
        tokens[words.start as usize]
            .span
            .cover(tokens[words.end as usize - 1].span)
    }

    /// Whether the verb is passive: a passive auxiliary or subject, or a bare past participle on a noun.
    pub(super) fn is_passive(&self, verb: Node<'a>) -> bool {
        let has_aux = verb.children().any(|c| c.rel() == Rel::Aux);
        let past = is_past(verb) && !has_aux;
        let marked = !past
            && verb.children().any(|c| {
                c.subtype() == "pass" && matches!(c.rel(), Rel::Aux | Rel::Nsubj | Rel::Csubj)
            });
        // Taggers confuse past tense and participle; only a verb without subject is passive by its form.
        let participle = verb.feat("Voice") == Some("Pass") || is_past_participle(verb);
        let bare = !verb
            .children()
            .any(|c| matches!(c.rel(), Rel::Aux | Rel::Nsubj));
        let modifies = matches!(verb.rel(), Rel::Acl | Rel::Advcl) && verb.subtype().is_empty();
        marked || (participle && bare && modifies)
    }

    /// Whether the word heads a clause with its own subject or finite form.
    pub(super) fn is_finite(&self, node: Node<'a>) -> bool {
        node.feat("VerbForm") == Some("Fin")
            || node.children().any(|c| match c.rel() {
                Rel::Aux | Rel::Cop => c.feat("VerbForm") != Some("Inf"),
                _ => false,
            })
    }
}
