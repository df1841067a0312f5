//! From an input to what a ledger takes in: what `add` and the web app share.

use crate::Pipeline;
use crate::input::{Failure, Item};
use crate::wire::{self, Listing};
use std::panic::{AssertUnwindSafe, catch_unwind};
use verbale_ledger::{NewDocument, Row, Stamp};
use verbale_text::{Document, Parsed};

/// What became of an input, before it is written.
#[derive(Debug)]
pub enum Reading {
    /// It was in the ledger as it stands when that was asked; see [`Pipeline::settled`].
    Known(Box<NewDocument>, Box<Document>),
    /// It was read.
    Coded(Box<NewDocument>, Vec<Row>),
    /// It gives no document.
    Failed(Failure),
}

impl Pipeline {
    /// What a ledger writes down about who read a document.
    pub fn ledger_stamp(&self) -> Stamp {
        let stamp = self.stamp();
        Stamp {
            packs: stamp.packs,
            model: stamp.model,
        }
    }

    /// Reads one input, unless `is_known` says that the ledger has it. A fault of ours in one document does not cost the user
    /// all others: it comes back as a failure.
    pub fn reading(&self, item: Item, is_known: impl Fn(&NewDocument) -> bool) -> Reading {
        let doc = item.doc().to_owned();
        let work = || -> Result<Reading, Failure> {
            let parsed = match item {
                Item::Failed(failure) => return Err(failure),
                Item::Parsed(parsed) => *parsed,
                Item::Document(document) => {
                    let plain = wire::document(&document, None);
                    if is_known(&plain) {
                        return Ok(Reading::Known(Box::new(plain), Box::new(document)));
                    }
                    self.parse(document)
                }
            };
            Ok(self.coded(parsed))
        };
        let read = catch_unwind(AssertUnwindSafe(work));
        let read = read.unwrap_or_else(|_| Err(Failure::internal(&doc)));
        read.unwrap_or_else(Reading::Failed)
    }

    /// What a reading is when its turn to be written comes: another version may have been written since it was known, and
    /// then it is read after all. So the ledger does not depend on how far other threads were.
    pub fn settled(&self, reading: Reading, is_known: impl Fn(&NewDocument) -> bool) -> Reading {
        match reading {
            Reading::Known(plain, document) if !is_known(&plain) => {
                self.reading(Item::Document(*document), |_| false)
            }
            reading => reading,
        }
    }

    fn coded(&self, parsed: Parsed) -> Reading {
        let published = parsed.document().metadata.published.clone();
        let dateline = match published {
            Some(_) => None,
            None => self.dateline(&parsed),
        };
        let coded = self.code_parsed(parsed);
        let document = coded.parsed.document();
        let listing = Listing::of(&coded);
        let rows = wire::rows(&listing, &self.stamp());
        Reading::Coded(Box::new(wire::document(document, dateline)), rows)
    }
}
