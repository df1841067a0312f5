//! Why a pipeline cannot be made.

/// A model or a pack that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The model is not one that this version reads.
    #[error("the model cannot be used: {0}")]
    Model(#[from] verbale_parse::Error),
    /// Packs have faults; all of them are listed.
    #[error("the packs have faults:\n{0}")]
    Packs(#[from] verbale_code::Error),
    /// A password that is none, or no random bytes.
    #[cfg(feature = "serve")]
    #[error("{0}")]
    Secret(String),
}
