//! One attribution as sets of tokens, and when two are the same.

use super::CharSpan;
use super::text::{Text, Tokens, is_subset, n_shared, overlap};

/// The parts of an attribution, in the order of every array of three here.
pub(super) const PARTS: [&str; 3] = ["source", "cue", "content"];

/// Words that make no cue: auxiliaries, negations, prepositions, particles.
const LIGHT: &str = include_str!("../words/light.txt");

/// Words that make no source: articles and titles.
const SOURCE_LIGHT: &str = include_str!("../words/source-light.txt");

/// One attribution of gold or of a system.
pub(super) struct Attribution {
    /// Spans per part; those of the content joined.
    pub(super) spans: [Vec<CharSpan>; 3],
    /// Tokens per part.
    pub(super) tokens: [Tokens; 3],
    /// Kind by quotation marks.
    pub(super) kind: &'static str,
    /// Kind as the system said.
    pub(super) said_kind: Option<String>,
    /// Its place among those of its document.
    pub(super) place: usize,
    /// Tokens that are compared, per part.
    pub(super) weighty: [Tokens; 3],
}

impl Attribution {
    pub(super) fn new(
        text: &Text,
        [source, cue, content]: [&Vec<CharSpan>; 3],
        said_kind: Option<String>,
    ) -> Self {
        let spans = [source.clone(), cue.clone(), text.join(content)];
        let tokens = [&spans[0], &spans[1], &spans[2]].map(|s| text.tokens(s));
        let list = |words: &'static str| words.split_whitespace().collect::<Vec<_>>();
        let content_words = text.words(&tokens[2]);
        let weighty = [
            text.heavy(&tokens[0], &list(SOURCE_LIGHT)),
            text.heavy(&tokens[1], &list(LIGHT)),
            match content_words.is_empty() {
                true => tokens[2].clone(),
                false => content_words,
            },
        ];
        Self {
            kind: text.kind(&tokens[2]),
            spans,
            tokens,
            said_kind,
            place: 0,
            weighty,
        }
    }

    pub(super) fn cue(&self) -> &Tokens {
        &self.tokens[1]
    }

    pub(super) fn content(&self) -> &Tokens {
        &self.tokens[2]
    }

    pub(super) fn content_overlap(&self, other: &Self) -> f64 {
        overlap(&self.weighty[2], &other.weighty[2])
    }

    fn same_cue(&self, other: &Self) -> bool {
        n_shared(&self.weighty[1], &other.weighty[1]) > 0
    }

    fn same_content(&self, other: &Self) -> bool {
        self.content_overlap(other) >= 0.5
    }

    /// Whether the sources share a word, or both are empty.
    pub(super) fn same_source(&self, other: &Self) -> bool {
        match (self.tokens[0].is_empty(), other.tokens[0].is_empty()) {
            (false, false) => n_shared(&self.weighty[0], &other.weighty[0]) > 0,
            (a, b) => a && b,
        }
    }
}

/// What must be the same for two attributions to match.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Test {
    pub(super) name: &'static str,
    cue: bool,
    content: bool,
    source: bool,
}

/// The tests in the order shown.
pub(super) const TESTS: [Test; 5] = [
    Test::new("cue", true, false, false),
    Test::new("content", false, true, false),
    Test::new("cue+content", true, true, false),
    Test::new("content+source", false, true, true),
    Test::new("cue+content+source", true, true, true),
];

impl Test {
    const fn new(name: &'static str, cue: bool, content: bool, source: bool) -> Self {
        Self {
            name,
            cue,
            content,
            source,
        }
    }

    pub(super) fn holds(self, gold: &Attribution, predicted: &Attribution) -> bool {
        (!self.cue || gold.same_cue(predicted))
            && (!self.content || gold.same_content(predicted))
            && (!self.source || gold.same_source(predicted))
    }
}

/// Leaves out each attribution whose cue lies in the content of one that is longer and kept.
pub(super) fn drop_nested(attributions: Vec<Attribution>) -> Vec<Attribution> {
    let mut order: Vec<usize> = (0..attributions.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(attributions[i].content().len()));
    let mut keep = vec![false; attributions.len()];
    let mut kept: Vec<usize> = Vec::new();
    for i in order {
        let cue = attributions[i].cue();
        let inside = |&j: &usize| is_subset(cue, attributions[j].content());
        if cue.is_empty() || !kept.iter().any(inside) {
            kept.push(i);
            keep[i] = true;
        }
    }
    let both = attributions.into_iter().zip(keep);
    both.filter(|(_, keep)| *keep).map(|(a, _)| a).collect()
}
