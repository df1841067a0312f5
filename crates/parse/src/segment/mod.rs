//! Raw text into sentences, tokens and the words of multi-word tokens.
//!
//! Stretches without white space are cut into atoms by Unicode class; a linear model over hashed features says
//! which atoms make a token, another one where sentences end. Tables of forms and suffixes name the tokens that
//! hold several words. All of it is learned from a treebank (`train::segment`).

pub(crate) mod bytes;

pub(crate) mod chars;

mod atoms;

mod sure;

pub(crate) mod linear;

pub(crate) mod cuts;

mod layout;

pub(crate) mod stops;

pub(crate) mod multiword;

pub(crate) mod walk;

use crate::Error;
use crate::model::Reader;
use verbale_text::Span;

/// Numbers of features of the two models, at the head of the section: weights fit one version of them only.
pub(crate) const FEATURES: [u8; 2] = [cuts::N_CUT as u8, stops::N_STOP as u8];

/// One syntactic word of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RawWord {
    /// Where it stands: bytes of the text. A word with a `form` stands on its whole token.
    pub span: Span,
    /// Its form, where that is not the text at `span`; for [`Segmenter::form`].
    pub form: Option<u32>,
    /// Whether it is the second or a later word of a multi-word token.
    pub continues_token: bool,
}

/// One sentence of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RawSentence {
    /// Its first word, as an index of [`Segments::words`].
    pub first: u32,
    /// One past its last word.
    pub end: u32,
    /// Whether a paragraph starts with it.
    pub opens_paragraph: bool,
}

/// The words and sentences of one text. Reuse it: its buffers are kept.
#[derive(Default, Debug)]
pub struct Segments {
    /// All words, in text order.
    pub words: Vec<RawWord>,
    /// All sentences, in text order; together they hold every word.
    pub sentences: Vec<RawSentence>,
    scratch: walk::Scratch,
}

/// Cuts text as a treebank does.
#[derive(Debug)]
pub struct Segmenter {
    cuts: linear::Linear,
    stops: linear::Linear,
    multiword: multiword::Multiword,
}

impl Segmenter {
    /// Reads the `segment` section of a model.
    ///
    /// # Errors
    /// If `bytes` are not such a section.
    pub fn from_bytes(bytes: &[u8]) -> Result<Segmenter, Error> {
        Self::read(Reader::new(bytes, "segment"))
    }

    pub(crate) fn read(mut reader: Reader<'_>) -> Result<Segmenter, Error> {
        if reader.take(2)? != FEATURES {
            return Err(bytes::damaged(
                "segment: trained for another version; train it anew",
            ));
        }
        Ok(Segmenter {
            cuts: linear::Linear::read(&mut reader)?,
            stops: linear::Linear::read(&mut reader)?,
            multiword: multiword::Multiword::read(&mut reader)?,
        })
    }

    /// Cuts `text`; what `out` held before goes away. Every character but white space and invisible ones is in
    /// exactly one token. No sentence has more than 192 words. Time is linear in the text.
    pub fn segment(&self, text: &str, out: &mut Segments) {
        walk::walk(text, out, &mut Model(self));
    }

    /// The form of a word whose [`RawWord::form`] is `id`; empty if there is none of that number.
    pub fn form(&self, id: u32) -> &str {
        self.multiword.form(id).unwrap_or("")
    }
}

struct Model<'a>(&'a Segmenter);

impl walk::Judge for Model<'_> {
    #[inline]
    fn cut(&mut self, _: u32, features: &[u32; cuts::N_CUT]) -> bool {
        self.0.cuts.score(features) > 0
    }

    #[inline]
    fn stop(&mut self, _: u32, features: &[u32; stops::N_STOP]) -> i32 {
        self.0.stops.score(features)
    }

    #[inline]
    fn pieces(&mut self, surface: &str, pieces: &mut multiword::Pieces) {
        self.0.multiword.pieces(surface, pieces);
    }
}
