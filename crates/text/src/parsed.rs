//! The result of parsing: tokens of a whole document in one vector, with trees over its sentences.

use crate::{Document, Entity, Node, Rel, Span, StrId, Strings, Tree, Upos};

/// Index of a word in [`Parsed::tokens`], over the whole document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TokenIdx(pub u32);

impl TokenIdx {
    /// Stands for "no word": the head of a root.
    pub const NONE: TokenIdx = TokenIdx(u32::MAX);

    /// As an index of a slice.
    #[inline]
    pub const fn get(self) -> usize {
        self.0 as usize
    }
}

/// Index of a sentence of a document, from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SentIdx(pub u32);

/// One syntactic word: the columns of CoNLL-U, all filled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// Where the word stands. Words of a multi-word token have their own part of it ("do|n't") where
    /// their forms add up to it, else all of it.
    pub span: Span,
    /// FORM.
    pub form: StrId,
    /// LEMMA.
    pub lemma: StrId,
    /// UPOS.
    pub upos: Upos,
    /// XPOS; empty if there is none.
    pub xpos: StrId,
    /// FEATS as written, sorted, `|` between them; empty if there are none.
    pub feats: StrId,
    /// HEAD; [`TokenIdx::NONE`] for the root.
    pub head: TokenIdx,
    /// DEPREL before the colon.
    pub rel: Rel,
    /// DEPREL after the colon; empty if there is no subtype.
    pub subtype: StrId,
    /// Name label.
    pub entity: Entity,
    /// Whether the word is the second or a later one of a multi-word token.
    pub continues_token: bool,
}

/// One sentence: a range of words and the text from its first to its last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// Index of its first word.
    pub first: u32,
    /// One past its last word.
    pub end: u32,
    /// Its text.
    pub span: Span,
    /// Whether it opens a paragraph.
    pub opens_paragraph: bool,
}

/// A parsed document: it owns the text, the words and the trees.
///
/// Whatever the parser did, each sentence has one root and no cycle: [`Parsed::new`] sees to it.
#[derive(Clone, Debug)]
pub struct Parsed {
    document: Document,
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
    strings: Strings,
    /// Sentence of each word.
    sentence_of: Vec<u32>,
    /// Words grouped by head; `child_ends[h]` ends the group of head `h`.
    children: Vec<u32>,
    child_ends: Vec<u32>,
    /// First and last word of each word's subtree.
    edges: Vec<(u32, u32)>,
}

impl Parsed {
    /// Puts trees over `tokens`. Sentences must cover the tokens in order.
    ///
    /// A head outside its sentence, a cycle or a second root is repaired: the word hangs on the root as `dep`.
    ///
    /// # Panics
    /// If the sentences do not cover the tokens in order.
    pub fn new(
        document: Document,
        mut tokens: Vec<Token>,
        sentences: Vec<Sentence>,
        strings: Strings,
    ) -> Self {
        let mut sentence_of = vec![0; tokens.len()];
        let mut next = 0;
        for (i, s) in sentences.iter().enumerate() {
            assert!(
                s.first == next && s.end > s.first,
                "sentences cover the tokens in order"
            );
            next = s.end;
            sentence_of[s.first as usize..s.end as usize].fill(i as u32);
            repair(&mut tokens[s.first as usize..s.end as usize], s.first);
        }
        assert_eq!(next as usize, tokens.len(), "sentences cover all tokens");
        let (children, child_ends) = group_by_head(&tokens);
        let mut parsed = Self {
            document,
            tokens,
            sentences,
            strings,
            sentence_of,
            children,
            child_ends,
            edges: Vec::new(),
        };
        parsed.edges = parsed.subtree_edges();
        parsed
    }

    /// The document with its text.
    #[inline]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// All words in text order.
    #[inline]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Gives each word for which `lemma` has one that lemma.
    pub fn set_lemmas<'l>(&mut self, lemma: impl Fn(&Token) -> Option<&'l str>) {
        for token in &mut self.tokens {
            if let Some(lemma) = lemma(token) {
                token.lemma = self.strings.intern(lemma);
            }
        }
    }

    /// All sentences in text order.
    #[inline]
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The table behind the [`StrId`]s of the words.
    #[inline]
    pub fn strings(&self) -> &Strings {
        &self.strings
    }

    /// The tree of sentence `sentence`.
    ///
    /// # Panics
    /// If there is no such sentence.
    pub fn tree(&self, sentence: SentIdx) -> Tree<'_> {
        Tree::new(self, sentence)
    }

    /// The trees of all sentences in text order.
    pub fn trees(&self) -> impl Iterator<Item = Tree<'_>> {
        (0..self.sentences.len() as u32).map(|i| Tree::new(self, SentIdx(i)))
    }

    /// The word `token` as a node of its tree.
    ///
    /// # Panics
    /// If there is no such word.
    #[inline]
    pub fn node(&self, token: TokenIdx) -> Node<'_> {
        Node::new(self, token)
    }

    /// The sentence that holds word `token`.
    #[inline]
    pub fn sentence_of(&self, token: TokenIdx) -> SentIdx {
        SentIdx(self.sentence_of[token.get()])
    }

    pub(crate) fn children_of(&self, token: TokenIdx) -> &[u32] {
        let i = token.get();
        let start = if i == 0 { 0 } else { self.child_ends[i - 1] };
        &self.children[start as usize..self.child_ends[i] as usize]
    }

    pub(crate) fn edges_of(&self, token: TokenIdx) -> (u32, u32) {
        self.edges[token.get()]
    }

    /// First and last word of each subtree; linear, without recursion (trees of 10,000 words are deep).
    fn subtree_edges(&self) -> Vec<(u32, u32)> {
        let n = self.tokens.len();
        let mut edges: Vec<(u32, u32)> = (0..n as u32).map(|i| (i, i)).collect();
        let mut waiting: Vec<u32> = (0..n)
            .map(|i| self.children_of(TokenIdx(i as u32)).len() as u32)
            .collect();
        let mut ready: Vec<u32> = (0..n as u32)
            .filter(|&i| waiting[i as usize] == 0)
            .collect();
        while let Some(i) = ready.pop() {
            let head = self.tokens[i as usize].head;
            if head == TokenIdx::NONE {
                continue;
            }
            let (low, high) = edges[i as usize];
            let e = &mut edges[head.get()];
            *e = (e.0.min(low), e.1.max(high));
            waiting[head.get()] -= 1;
            if waiting[head.get()] == 0 {
                ready.push(head.0);
            }
        }
        edges
    }
}

/// Makes one sentence's heads a tree. `first` is the document index of its first word.
fn repair(tokens: &mut [Token], first: u32) {
    let n = tokens.len() as u32;
    for t in tokens.iter_mut() {
        let outside = t.head != TokenIdx::NONE && !(first..first + n).contains(&t.head.0);
        if outside {
            t.head = TokenIdx::NONE;
        }
    }
    let root = tokens
        .iter()
        .position(|t| t.head == TokenIdx::NONE)
        .unwrap_or(0);
    tokens[root].head = TokenIdx::NONE;
    tokens[root].rel = Rel::Root;
    tokens[root].subtype = StrId::EMPTY;
    let root_idx = TokenIdx(first + root as u32);
    let hang = |t: &mut Token| {
        t.head = root_idx;
        t.rel = Rel::Dep;
        t.subtype = StrId::EMPTY;
    };
    for (i, t) in tokens.iter_mut().enumerate() {
        if i != root && (t.head == TokenIdx::NONE || t.rel == Rel::Root) {
            hang(t);
        }
    }
    // 0 unseen, otherwise the number of the walk that reached the word first.
    let mut seen = vec![0u32; tokens.len()];
    seen[root] = u32::MAX;
    for start in 0..tokens.len() {
        let walk = start as u32 + 1;
        let mut i = start;
        while seen[i] == 0 {
            seen[i] = walk;
            i = (tokens[i].head.0 - first) as usize;
        }
        if seen[i] == walk {
            hang(&mut tokens[i]);
        }
    }
}

fn group_by_head(tokens: &[Token]) -> (Vec<u32>, Vec<u32>) {
    let mut ends = vec![0u32; tokens.len()];
    for t in tokens.iter().filter(|t| t.head != TokenIdx::NONE) {
        ends[t.head.get()] += 1;
    }
    let mut total = 0;
    for e in &mut ends {
        total += *e;
        *e = total - *e;
    }
    let mut children = vec![0u32; total as usize];
    for (i, t) in tokens
        .iter()
        .enumerate()
        .filter(|(_, t)| t.head != TokenIdx::NONE)
    {
        let at = &mut ends[t.head.get()];
        children[*at as usize] = i as u32;
        *at += 1;
    }
    (children, ends)
}
