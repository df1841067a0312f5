//! `verbale add`: texts and their records into a ledger, one transaction a document.

use super::args::AddArgs;
use super::ledger;
use super::outcome::{Ending, Stop};
use super::screen::{self, Progress};
use super::{input, packs, read};
use std::sync::Mutex;
use verbale::input::Item;
use verbale::{Reading, in_order, now};
use verbale_ledger::{Added, Ledger, NewDocument, Stamp};

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
    let reader = input::reader(&args.input)?;
    let pipeline = packs::pipeline(&args.packs.folders)?;
    let mut writer = ledger::open(&args.ledger)?;
    // Threads look up what is known through a connection of their own.
    let known = Mutex::new(ledger::open_to_read(&args.ledger)?);
    let stamp = pipeline.ledger_stamp();
    let recode = args.recode.then_some(&stamp);
    let progress = Progress::new(read::n_documents(&reader, &args.input));
    let mut tally = Tally::default();
    let path = args.ledger.ledger.display().to_string();
    in_order(
        reader.items(&args.input.files),
        read::n_threads(args.input.threads),
        Item::size,
        |item| pipeline.reading(item, |document| is_known(&known, document, recode)),
        |coded| {
            progress.step();
            let knows = |document: &_| writer.knows(document, recode).unwrap_or(false);
            match pipeline.settled(coded, knows) {
                Reading::Known(..) => tally.known += 1,
                Reading::Failed(failure) => {
                    tally.failed += 1;
                    progress.aside(|| screen::say(&failure.place_and_message()));
                }
                Reading::Coded(document, rows) => {
                    screen::step(|| {
                        let added = writer.add(&document, &rows, &stamp, &now());
                        let counted = added.map(|added| tally.count(added, rows.len()));
                        (counted.map_err(ledger::stop), tally.stopped(&path))
                    })?;
                }
            }
            Ok::<(), Stop>(())
        },
    )?;
    drop(progress);
    screen::print(&tally.line(&path))?;
    let n_read = tally.new + tally.versions + tally.recoded + tally.known;
    Ok(Ending::of(n_read, tally.failed, n_read))
}

/// A fault here is met again, and reported, by the writer.
fn is_known(known: &Mutex<Ledger>, document: &NewDocument, recode: Option<&Stamp>) -> bool {
    let known = known.lock().unwrap_or_else(|e| e.into_inner());
    known.knows(document, recode).unwrap_or(false)
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

    /// What is said if Ctrl-C ends the run here.
    fn stopped(&self, ledger: &str) -> String {
        let line = self.line(ledger);
        format!(
            "stopped: {}; run the command again to go on, what is in the ledger is skipped",
            line.trim_end()
        )
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
