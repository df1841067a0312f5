//! Views of one sentence and one word.

use crate::{Entity, Parsed, Rel, SentIdx, Span, StrId, Token, TokenIdx, Upos};

/// One sentence of a [`Parsed`] as a tree.
#[derive(Clone, Copy, Debug)]
pub struct Tree<'a> {
    parsed: &'a Parsed,
    sentence: SentIdx,
}

impl<'a> Tree<'a> {
    pub(crate) fn new(parsed: &'a Parsed, sentence: SentIdx) -> Self {
        assert!(
            (sentence.0 as usize) < parsed.sentences().len(),
            "sentence of this document"
        );
        Self { parsed, sentence }
    }

    /// Which sentence of the document it is.
    pub fn index(self) -> SentIdx {
        self.sentence
    }

    /// The characters of the sentence.
    pub fn span(self) -> Span {
        self.parsed.sentences()[self.sentence.0 as usize].span
    }

    /// The words in text order.
    pub fn nodes(self) -> impl DoubleEndedIterator<Item = Node<'a>> + ExactSizeIterator {
        let s = &self.parsed.sentences()[self.sentence.0 as usize];
        let parsed = self.parsed;
        (s.first..s.end).map(move |i| Node {
            parsed,
            token: TokenIdx(i),
        })
    }

    /// The root.
    pub fn root(self) -> Node<'a> {
        self.nodes()
            .find(|n| n.head().is_none())
            .expect("every sentence has a root, see Parsed::new")
    }
}

/// One word of a [`Parsed`]; copying it is free.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    parsed: &'a Parsed,
    token: TokenIdx,
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.token == other.token && std::ptr::eq(self.parsed, other.parsed)
    }
}

impl Eq for Node<'_> {}

impl<'a> Node<'a> {
    pub(crate) fn new(parsed: &'a Parsed, token: TokenIdx) -> Self {
        assert!(token.get() < parsed.tokens().len(), "word of this document");
        Self { parsed, token }
    }

    /// The document that the word belongs to.
    #[inline]
    pub fn parsed(self) -> &'a Parsed {
        self.parsed
    }

    /// Index of the word in the document.
    #[inline]
    pub fn index(self) -> TokenIdx {
        self.token
    }

    /// The plain columns.
    #[inline]
    pub fn token(self) -> &'a Token {
        &self.parsed.tokens()[self.token.get()]
    }

    /// The sentence that holds the word.
    pub fn tree(self) -> Tree<'a> {
        self.parsed.tree(self.parsed.sentence_of(self.token))
    }

    /// FORM.
    #[inline]
    pub fn form(self) -> &'a str {
        self.parsed.strings().get(self.token().form)
    }

    /// LEMMA.
    #[inline]
    pub fn lemma(self) -> &'a str {
        self.parsed.strings().get(self.token().lemma)
    }

    /// UPOS.
    #[inline]
    pub fn upos(self) -> Upos {
        self.token().upos
    }

    /// XPOS; empty if there is none.
    #[inline]
    pub fn xpos(self) -> &'a str {
        self.parsed.strings().get(self.token().xpos)
    }

    /// DEPREL before the colon.
    #[inline]
    pub fn rel(self) -> Rel {
        self.token().rel
    }

    /// DEPREL after the colon; empty if there is no subtype.
    #[inline]
    pub fn subtype(self) -> &'a str {
        self.parsed.strings().get(self.token().subtype)
    }

    /// Whether DEPREL is exactly `rel:subtype` (`subtype` empty: no subtype).
    #[inline]
    pub fn is_rel(self, rel: Rel, subtype: &str) -> bool {
        let token = self.token();
        token.rel == rel
            && match token.subtype {
                StrId::EMPTY => subtype.is_empty(),
                id => self.parsed.strings().get(id) == subtype,
            }
    }

    /// Name label.
    #[inline]
    pub fn entity(self) -> Entity {
        self.token().entity
    }

    /// Characters of the word.
    #[inline]
    pub fn span(self) -> Span {
        self.token().span
    }

    /// The value of feature `name` (`Voice` → `Pass`), or `None`.
    pub fn feat(self, name: &str) -> Option<&'a str> {
        let feats = self.parsed.strings().get(self.token().feats);
        feats
            .split('|')
            .find_map(|f| f.strip_prefix(name)?.strip_prefix('='))
    }

    /// The head, or `None` for the root.
    #[inline]
    pub fn head(self) -> Option<Node<'a>> {
        let head = self.token().head;
        (head != TokenIdx::NONE).then_some(Node {
            parsed: self.parsed,
            token: head,
        })
    }

    /// The dependents in text order.
    #[inline]
    pub fn children(self) -> impl DoubleEndedIterator<Item = Node<'a>> + ExactSizeIterator {
        let parsed = self.parsed;
        parsed.children_of(self.token).iter().map(move |&i| Node {
            parsed,
            token: TokenIdx(i),
        })
    }

    /// The dependents with relation `rel`, whatever their subtype.
    #[inline]
    pub fn children_by(self, rel: Rel) -> impl DoubleEndedIterator<Item = Node<'a>> {
        self.children().filter(move |c| c.rel() == rel)
    }

    /// The first dependent with relation `rel`, whatever its subtype.
    #[inline]
    pub fn child(self, rel: Rel) -> Option<Node<'a>> {
        self.children().find(|c| c.rel() == rel)
    }

    /// The heads from the nearest to the root.
    pub fn ancestors(self) -> impl Iterator<Item = Node<'a>> {
        std::iter::successors(self.head(), |n| n.head())
    }

    /// Whether `self` hangs, over any number of steps, on `other` (not on itself).
    pub fn is_under(self, other: Node<'a>) -> bool {
        self.ancestors().any(|a| a == other)
    }

    /// First and last word of the subtree. In a non-projective tree other words may stand between.
    #[inline]
    pub fn edges(self) -> (Node<'a>, Node<'a>) {
        let (first, last) = self.parsed.edges_of(self.token);
        (
            Node {
                parsed: self.parsed,
                token: TokenIdx(first),
            },
            Node {
                parsed: self.parsed,
                token: TokenIdx(last),
            },
        )
    }

    /// The characters from the first to the last word of the subtree.
    pub fn subtree_span(self) -> Span {
        let (first, last) = self.edges();
        first.span().cover(last.span())
    }

    /// The word before, in the same sentence.
    pub fn previous(self) -> Option<Node<'a>> {
        let before = TokenIdx(self.token.0.checked_sub(1)?);
        let same = self.parsed.sentence_of(before) == self.parsed.sentence_of(self.token);
        same.then_some(Node {
            parsed: self.parsed,
            token: before,
        })
    }

    /// The word after, in the same sentence.
    pub fn next(self) -> Option<Node<'a>> {
        let after = TokenIdx(self.token.0 + 1);
        let same = after.get() < self.parsed.tokens().len()
            && self.parsed.sentence_of(after) == self.parsed.sentence_of(self.token);
        same.then_some(Node {
            parsed: self.parsed,
            token: after,
        })
    }
}
