//! Sizes of a network.

/// Sizes of a network.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Shape {
    /// Rows of the feature table.
    pub(crate) rows: usize,
    /// Width of a word vector.
    pub(crate) word: usize,
    /// Units of one direction of one recurrent layer.
    pub(crate) hidden: usize,
    /// Recurrent layers, at least 2; tags are read off the first, trees and names off the last.
    pub(crate) layers: usize,
    /// Whether tags are read off the last layer too: scores of both are added.
    pub(crate) late_tags: bool,
    /// Width of the vectors that score heads.
    pub(crate) arc: usize,
    /// Width of the hidden layer that scores relations.
    pub(crate) rel: usize,
    /// Labels per task.
    pub(crate) labels: Labels<usize>,
}

/// One value for each labelling task.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Labels<T> {
    pub(crate) xpos: T,
    pub(crate) upos: T,
    pub(crate) feats: T,
    pub(crate) rels: T,
    pub(crate) names: T,
}

impl Labels<usize> {
    /// Labels of the three tags together.
    pub(crate) fn tags(&self) -> usize {
        self.xpos + self.upos + self.feats
    }
}

impl Labels<Vec<String>> {
    /// Labels per task.
    pub(crate) fn lengths(&self) -> Labels<usize> {
        Labels {
            xpos: self.xpos.len(),
            upos: self.upos.len(),
            feats: self.feats.len(),
            rels: self.rels.len(),
            names: self.names.len(),
        }
    }
}
