//! `verbale add`: texts and their records into a ledger, one transaction a document.

use super::args::AddArgs;
use super::input::{Failure, Item, Reader};
use super::ledger;
use super::outcome::{Ending, Stop};
use super::screen::{self, Progress};
use super::{packs, read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use verbale::wire::{self, Listing};
use verbale::{Pipeline, in_order, now};
use verbale_ledger::{Added, Ledger, NewDocument, Row, Stamp};
use verbale_text::Parsed;

/// What became of an input, before it is written.
enum Read {
    /// It is in the ledger as it stands.
    Known,
    Coded(Box<NewDocument>, Vec<Row>),
    Failed(Failure),
}

/// How the documents of a run ended.
#[derive(Default)]
struct Tally {
    new: usize,
    versions: usize,
    recoded: usize,
    known: usize,
    failed: usize,
    records: usize,
}

pub(crate) fn run(args: &AddArgs) -> Result<Ending, Stop> {
    let reader = Reader::new(&args.input).map_err(Stop::Message)?;
    let pipeline = packs::pipeline(&args.packs)?;
    let mut writer = ledger::open(&args.ledger)?;
    // Threads look up what is known through a connection of their own.
    let known = Mutex::new(ledger::open_to_read(&args.ledger)?);
    let stamp = stamp(&pipeline);
    let progress = Progress::new(read::n_documents(&reader, &args.input));
    let mut tally = Tally::default();
    in_order(
        reader.items(&args.input.files),
        read::n_threads(args.input.threads),
        Item::size,
        |item| code(&pipeline, &known, args.recode.then_some(&stamp), item),
        |coded| {
            progress.step();
            match coded {
                Read::Known => tally.known += 1,
                Read::Failed(failure) => {
                    tally.failed += 1;
                    progress.aside(|| screen::say(&failure.place_and_message()));
                }
                Read::Coded(document, rows) => {
                    let added = writer.add(&document, &rows, &stamp, &now());
                    tally.count(added.map_err(ledger::stop)?, rows.len());
                }
            }
            Ok::<(), Stop>(())
        },
    )?;
    drop(progress);
    screen::print(&tally.line(&args.ledger.ledger.display().to_string()))?;
    let n_read = tally.new + tally.versions + tally.recoded + tally.known;
    Ok(Ending::of(n_read, tally.failed, n_read))
}

/// What a ledger writes down about who read a document.
fn stamp(pipeline: &Pipeline) -> Stamp {
    let stamp = pipeline.stamp();
    Stamp {
        packs: stamp.packs,
        model: stamp.model,
    }
}

/// Reads one input, unless the ledger has it. A fault of ours in one document must not cost the user all others.
fn code(pipeline: &Pipeline, known: &Mutex<Ledger>, recode: Option<&Stamp>, item: Item) -> Read {
    let doc = item.doc().to_owned();
    let work = || -> Result<Read, Failure> {
        let parsed = match item {
            Item::Failed(failure) => return Err(failure),
            Item::Parsed(parsed) => *parsed,
            Item::Document(document) => {
                let plain = wire::document(&document, None);
                if is_known(known, &plain, recode) {
                    return Ok(Read::Known);
                }
                pipeline.parse(document)
            }
        };
        Ok(coded(pipeline, parsed))
    };
    let read = catch_unwind(AssertUnwindSafe(work));
    let read = read.unwrap_or_else(|_| Err(Failure::internal(&doc)));
    read.unwrap_or_else(Read::Failed)
}

/// A fault here is met again, and reported, by the writer.
fn is_known(known: &Mutex<Ledger>, document: &NewDocument, recode: Option<&Stamp>) -> bool {
    let known = known.lock().unwrap_or_else(|e| e.into_inner());
    known.knows(document, recode).unwrap_or(false)
}

fn coded(pipeline: &Pipeline, parsed: Parsed) -> Read {
    let published = parsed.document().metadata.published.clone();
    let dateline = match published {
        Some(_) => None,
        None => pipeline.dateline(&parsed),
    };
    let coded = pipeline.code_parsed(parsed);
    let document = coded.parsed.document();
    let listing = Listing::of(&coded);
    let rows = wire::rows(&listing, &pipeline.stamp());
    Read::Coded(Box::new(wire::document(document, dateline)), rows)
}

impl Tally {
    fn count(&mut self, added: Added, n_records: usize) {
        match added {
            Added::New => self.new += 1,
            Added::Version => self.versions += 1,
            Added::Recoded => self.recoded += 1,
            Added::Known => {
                self.known += 1;
                return;
            }
        }
        self.records += n_records;
    }

    /// What was done, in one line.
    fn line(&self, ledger: &str) -> String {
        let mut parts = Vec::new();
        let counted = [
            (self.new, "document", "documents"),
            (self.versions, "new version", "new versions"),
            (self.recoded, "document read anew", "documents read anew"),
        ];
        for (n, one, many) in counted {
            match n {
                0 => {}
                1 => parts.push(format!("1 {one}")),
                n => parts.push(format!("{n} {many}")),
            }
        }
        if parts.is_empty() {
            parts.push("nothing new".into());
        }
        let mut line = format!("{ledger}: added {}", parts.join(", "));
        if self.records > 0 {
            line.push_str(&format!(" with {} records", self.records));
        }
        for (n, what) in [(self.known, "known already"), (self.failed, "failed")] {
            if n > 0 {
                line.push_str(&format!("; {n} {what}"));
            }
        }
        line.push('\n');
        line.replace("added nothing new", "nothing new")
    }
}
