//! What can go wrong: a file of the wrong kind.

/// A model or a treebank that cannot be used.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The bytes do not begin like a model file.
    #[error("not a verbale model file; give a file made by `verbale train`")]
    NotAModel,
    /// The file is of another version.
    #[error(
        "model file of version {found}, but this program reads version {wanted}; train it anew"
    )]
    Version {
        /// Version in the file.
        found: u32,
        /// Version that is read.
        wanted: u32,
    },
    /// The file is cut short or changed.
    #[error("model file is damaged ({part}); copy or train it anew")]
    Damaged {
        /// Where the damage shows.
        part: String,
    },
    /// A treebank is not CoNLL-U.
    #[error("treebank, {0}")]
    Treebank(#[from] verbale_text::Error),
    /// A checkpoint was written by training on other texts or with other choices.
    #[error(
        "the checkpoint is of another training; give the same files and choices, or start anew without it"
    )]
    OtherTraining,
    /// A model to learn from or to start with has other labels or sizes.
    #[error(
        "a model to learn from or to start with has other labels or sizes; give models that were trained on the same treebanks"
    )]
    OtherLabels,
    /// Nothing to train on.
    #[error("no words to train on; give at least one treebank in CoNLL-U")]
    NoTrainingData,
}
