//! From a document to its records: the one call behind every face of the program.

use crate::wire::Stamp;
use crate::{Error, builtin};
use std::panic::resume_unwind;
use verbale_code::{Coded, Coder, PackFile, Packs};
use verbale_parse::Parser;
use verbale_text::{Document, Parsed};

/// A model and packs, ready to read documents. Shared between threads by reference.
///
/// ```
/// use verbale::Pipeline;
/// use verbale_text::{DocId, Document};
/// let pipeline = Pipeline::builtin()?;
/// let text = "Norway recognized the government of South Sudan on Monday.";
/// let coded = pipeline.code(&Document::new(DocId("note".into()), text.into()));
/// for record in &coded.records {
///     println!("{}", record.body.kind());
/// }
/// # Ok::<(), verbale::Error>(())
/// ```
pub struct Pipeline {
    parser: Parser,
    packs: Packs,
    files: Vec<PackFile>,
}

impl Pipeline {
    /// A pipeline with the model in `model` and just the packs given.
    ///
    /// # Errors
    /// If the model is of another version or damaged, or any pack has a fault.
    pub fn new(model: &[u8], packs: &[PackFile]) -> Result<Self, Error> {
        Self::of(|| Parser::load(model), packs.to_vec())
    }

    /// Loads the model beside the packs: each takes about as long as the other.
    fn of(
        load: impl FnOnce() -> Result<Parser, verbale_parse::Error> + Send,
        files: Vec<PackFile>,
    ) -> Result<Self, Error> {
        let (parser, packs) = std::thread::scope(|scope| {
            let parser = scope.spawn(load);
            let packs = Packs::load(&files);
            (parser.join(), packs)
        });
        Ok(Self {
            parser: parser.unwrap_or_else(|panic| resume_unwind(panic))?,
            packs: packs?,
            files,
        })
    }

    /// The built-in English model and packs.
    ///
    /// # Errors
    /// Never for an unchanged program; its tests load what is built in.
    pub fn builtin() -> Result<Self, Error> {
        Self::with_packs(&[])
    }

    /// The built-in model and packs, and `more` packs on top. A file of `more` replaces a built-in one of the same path.
    ///
    /// # Errors
    /// If any pack has a fault.
    pub fn with_packs(more: &[PackFile]) -> Result<Self, Error> {
        let mut files = builtin_packs();
        files.extend_from_slice(more);
        Self::of(|| Parser::load_static(builtin::MODEL), files)
    }

    /// Reads one document.
    pub fn code(&self, document: &Document) -> Coded {
        self.code_parsed(self.parse(document.clone()))
    }

    /// Reads a document whose trees are there already.
    pub fn code_parsed(&self, parsed: Parsed) -> Coded {
        Coder::new(&self.packs).code(parsed)
    }

    /// Reads a document whose trees are there already, with notes on what was tried.
    pub fn explain_parsed(&self, parsed: Parsed) -> Coded {
        Coder::new(&self.packs).explain(parsed)
    }

    /// Line `line`, from 1, of a file of the packs.
    pub fn source_line(&self, path: &str, line: u32) -> Option<&str> {
        self.source(path)?
            .lines()
            .nth((line as usize).checked_sub(1)?)
    }

    /// The text of a file of the packs.
    pub fn source(&self, path: &str) -> Option<&str> {
        let file = self.files.iter().rev().find(|f| f.path == path)?;
        Some(&file.text)
    }

    /// Splits, tags and parses one document.
    pub fn parse(&self, document: Document) -> Parsed {
        self.parser.parse_document(document)
    }

    /// Parses the sentences and words of `given`, whatever its tags and trees.
    pub fn parse_words(&self, given: &Parsed) -> Parsed {
        self.parser.parse_words(given)
    }

    /// The day that a document names itself as that of its publication, in its dateline.
    pub fn dateline(&self, parsed: &Parsed) -> Option<String> {
        verbale_code::time::document_date(parsed, &self.packs.time)
    }

    /// The packs.
    pub fn packs(&self) -> &Packs {
        &self.packs
    }

    /// What records of this pipeline name in their provenance.
    pub fn stamp(&self) -> Stamp {
        Stamp {
            packs: self.packs.hash().to_owned(),
            model: self.parser.model_id().to_owned(),
        }
    }
}

/// The built-in English model alone, for those who want trees and no records.
///
/// # Errors
/// Never for an unchanged program.
pub fn parser() -> Result<Parser, Error> {
    Ok(Parser::load_static(builtin::MODEL)?)
}

/// The files of the built-in packs.
pub fn builtin_packs() -> Vec<PackFile> {
    let file = |&(path, text): &(&'static str, &'static str)| PackFile {
        path: path.to_owned(),
        text: text.into(),
    };
    builtin::PACKS.iter().map(file).collect()
}
