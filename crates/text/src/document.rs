//! The frozen text of one input, with what is known about it from outside.

use sha2::{Digest, Sha256};
use std::fmt;

/// The name of a document: the input's own id, or its file name without extension.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DocId(pub String);

impl fmt::Display for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is known about a document besides its text. Unknown is `None`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Metadata {
    /// Publication date as TIMEX3 value: `2025-07-05`, `2025-07` or `2025`.
    pub published: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Outlet or issuing body.
    pub source: Option<String>,
    /// Address it was taken from.
    pub url: Option<String>,
    /// Writer.
    pub author: Option<String>,
    /// Who says when it was published.
    pub published_from: Option<DateSource>,
    /// The file that holds it and nothing else, as the user named it.
    pub path: Option<String>,
    /// SHA-256 of the bytes it was read from, in lower-case hexadecimal.
    pub source_sha256: Option<String>,
}

/// Where the day of publication comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateSource {
    /// The input says so beside the text.
    Metadata,
    /// The user says so for all inputs.
    Option,
}

/// One text, never edited after it was made.
///
/// ```
/// use verbale_text::{DocId, Document};
/// let document = Document::new(DocId("note".into()), "Borduria protested.".into());
/// assert_eq!(document.text().len(), 19);
/// assert_eq!(document.sha256().len(), 64);
/// ```
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name.
    pub id: DocId,
    /// What is known besides the text.
    pub metadata: Metadata,
    text: Box<str>,
    sha256: String,
}

/// SHA-256 of `bytes`, in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// Texts of this many bytes or more are refused: spans count bytes in 32 bits.
pub const MAX_TEXT_BYTES: usize = u32::MAX as usize;

impl Document {
    /// A document without metadata.
    ///
    /// # Panics
    /// If the text has [`MAX_TEXT_BYTES`] or more; readers check the size first.
    pub fn new(id: DocId, text: String) -> Self {
        Self::with_metadata(id, text, Metadata::default())
    }

    /// A document with metadata.
    ///
    /// # Panics
    /// As [`Document::new`].
    pub fn with_metadata(id: DocId, text: String, metadata: Metadata) -> Self {
        assert!(
            text.len() < MAX_TEXT_BYTES,
            "a document must be smaller than 4 GiB"
        );
        let sha256 = sha256(text.as_bytes());
        Self {
            id,
            metadata,
            text: text.into_boxed_str(),
            sha256,
        }
    }

    /// The text exactly as read.
    #[inline]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of the text's UTF-8 bytes, in lower-case hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}
