//! Texts that were handed in, read one submission after the other, with what became of each file.

use super::state::App;
use crate::input::{Item, Reader};
use crate::{Reading, in_order, now};
use serde::Serialize;
use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::Mutex;
use std::thread::available_parallelism;
use utoipa::ToSchema;
use verbale_ledger::{Added, NewDocument, Row};

/// Submissions that are remembered after they ended.
const KEPT: usize = 50;

/// Submissions that may wait or be read at once.
const WAITING: usize = 8;

/// Failures and documents of a file that are told one by one.
const TOLD: usize = 20;

/// Something to read: a file that was dropped, or a text that was pasted.
#[derive(Debug)]
pub(crate) enum Input {
    File { name: String, bytes: Vec<u8> },
    Pasted(Box<verbale_text::Document>),
}

/// A submission.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Job {
    /// Its number since the server was started.
    pub(crate) job: u64,
    /// Whether all is read.
    pub(crate) is_done: bool,
    /// Its files in their order.
    pub(crate) files: Vec<FileResult>,
}

/// What became of a file.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct FileResult {
    /// Its name.
    pub(crate) name: String,
    /// Bytes.
    pub(crate) size: usize,
    /// `waiting`, `reading`, `done`, or `failed` if no document of it could be read.
    pub(crate) state: &'static str,
    /// Documents that are new.
    pub(crate) new: usize,
    /// Documents that are new versions of known ones.
    pub(crate) versions: usize,
    /// Documents that were known, and are read anew by other packs.
    pub(crate) recoded: usize,
    /// Documents that were known already.
    pub(crate) known: usize,
    /// Records that came in.
    pub(crate) records: usize,
    /// Documents that could not be read.
    pub(crate) failed: usize,
    /// What was wrong with the first of them, and what to do.
    pub(crate) faults: Vec<String>,
    /// The first documents, so that they can be opened.
    pub(crate) documents: Vec<Arrived>,
}

/// A document that is in the ledger now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Arrived {
    /// Its number.
    pub(crate) document: i64,
    /// Its headline, or else its name.
    pub(crate) name: String,
    /// Its records; `null` if it was known already.
    pub(crate) records: Option<usize>,
}

/// The submissions of a server.
#[derive(Default)]
pub(crate) struct Jobs {
    list: Mutex<VecDeque<Job>>,
    /// Held by the submission that is being read.
    turn: Mutex<()>,
}

impl Jobs {
    /// Notes a submission and gives its number; `None` if too many are waiting.
    fn put(&self, inputs: &[Input]) -> Option<u64> {
        let mut list = super::state::lock(&self.list);
        if list.iter().filter(|j| !j.is_done).count() >= WAITING {
            return None;
        }
        let job = list.back().map_or(1, |j| j.job + 1);
        let file = |input: &Input| {
            let (name, size) = match input {
                Input::File { name, bytes } => (name.clone(), bytes.len()),
                Input::Pasted(document) => (document.id.0.clone(), document.text().len()),
            };
            FileResult {
                name,
                size,
                state: "waiting",
                ..FileResult::default()
            }
        };
        list.push_back(Job {
            job,
            is_done: false,
            files: inputs.iter().map(file).collect(),
        });
        while list.len() > KEPT && list.front().is_some_and(|j| j.is_done) {
            list.pop_front();
        }
        Some(job)
    }

    /// A submission as it stands.
    pub(crate) fn get(&self, job: u64) -> Option<Job> {
        let list = super::state::lock(&self.list);
        list.iter().find(|j| j.job == job).cloned()
    }

    fn change(&self, job: u64, change: impl FnOnce(&mut Job)) {
        let mut list = super::state::lock(&self.list);
        if let Some(job) = list.iter_mut().find(|j| j.job == job) {
            change(job);
        }
    }
}

/// Takes a submission in and reads it on a thread of its own; gives its number, or `None` if too many are waiting.
pub(crate) fn submit(app: &App, reader: Reader, inputs: Vec<Input>) -> Option<u64> {
    let job = app.jobs().put(&inputs)?;
    let app = app.clone();
    tokio::task::spawn_blocking(move || {
        let jobs = app.jobs();
        let _turn = super::state::lock(&jobs.turn);
        for (at, input) in inputs.into_iter().enumerate() {
            jobs.change(job, |j| j.files[at].state = "reading");
            let fault = read(&app, &reader, input, &mut |told| {
                jobs.change(job, |j| told(&mut j.files[at]));
            });
            jobs.change(job, |j| j.files[at].end(fault.err()));
        }
        jobs.change(job, |j| j.is_done = true);
    });
    Some(job)
}

/// A change to the result of a file.
type Told<'a> = &'a mut dyn FnMut(Box<dyn FnOnce(&mut FileResult)>);

/// Reads one input into the ledger, document by document.
fn read(app: &App, reader: &Reader, input: Input, tell: Told<'_>) -> Result<(), String> {
    let known = app.reader().map_err(|e| e.to_string())?;
    let known = Mutex::new(known);
    let is_known = |document: &NewDocument| {
        let known = super::state::lock(&known);
        known.knows(document, None).unwrap_or(false)
    };
    let items: Box<dyn Iterator<Item = Item>> = match input {
        Input::File { name, bytes } => reader.bytes(&name, bytes),
        Input::Pasted(document) => Box::new(std::iter::once(Item::Document(*document))),
    };
    let n_threads = available_parallelism().map_or(1, NonZero::get);
    in_order(
        items,
        n_threads,
        Item::size,
        |item| app.pipeline().reading(item, is_known),
        |reading| {
            let knows = |document: &_| app.writer().knows(document, None).unwrap_or(false);
            match app.pipeline().settled(reading, knows) {
                Reading::Failed(failure) => {
                    let fault = failure.place_and_message();
                    tell(Box::new(move |file| file.fail(fault)));
                }
                Reading::Known(document, _) => {
                    let arrived = arrived(app, &document, None)?;
                    tell(Box::new(move |file| file.count(Added::Known, arrived)));
                }
                Reading::Coded(document, rows) => {
                    let (added, arrived) = write(app, &document, &rows)?;
                    tell(Box::new(move |file| file.count(added, arrived)));
                }
            }
            Ok::<(), String>(())
        },
    )
}

fn write(
    app: &App,
    document: &NewDocument,
    rows: &[Row],
) -> Result<(Added, Option<Arrived>), String> {
    let stamp = app.pipeline().ledger_stamp();
    let added = app.writer().add(document, rows, &stamp, &now());
    let added = added.map_err(|e| e.to_string())?;
    let n_records = (added != Added::Known).then_some(rows.len());
    Ok((added, arrived(app, document, n_records)?))
}

/// A document under the number that it has in the ledger.
fn arrived(
    app: &App,
    document: &NewDocument,
    records: Option<usize>,
) -> Result<Option<Arrived>, String> {
    let number = app.writer().number(document).map_err(|e| e.to_string())?;
    Ok(number.map(|number| Arrived {
        document: number,
        name: document.title.as_ref().unwrap_or(&document.name).clone(),
        records,
    }))
}

impl FileResult {
    fn fail(&mut self, fault: String) {
        self.failed += 1;
        if self.faults.len() < TOLD {
            self.faults.push(fault);
        }
    }

    fn count(&mut self, added: Added, arrived: Option<Arrived>) {
        match added {
            Added::New => self.new += 1,
            Added::Version => self.versions += 1,
            Added::Recoded => self.recoded += 1,
            Added::Known => self.known += 1,
        }
        if let Some(arrived) = arrived {
            self.records += arrived.records.unwrap_or(0);
            if self.documents.len() < TOLD {
                self.documents.push(arrived);
            }
        }
    }

    fn end(&mut self, fault: Option<String>) {
        if let Some(fault) = fault {
            self.fail(fault);
        }
        let n_read = self.read();
        if n_read == 0 && self.failed == 0 {
            self.fail(format!("{}: holds no text; nothing was added", self.name));
        }
        self.state = if n_read == 0 { "failed" } else { "done" };
    }

    /// Documents that are in the ledger now.
    pub(crate) fn read(&self) -> usize {
        self.new + self.versions + self.recoded + self.known
    }

    /// What was done, in a line.
    pub(crate) fn line(&self) -> String {
        let counted = [
            (self.new, "new document", "new documents"),
            (self.versions, "new version", "new versions"),
            (self.recoded, "document read anew", "documents read anew"),
            (self.known, "known already", "known already"),
            (self.failed, "failed", "failed"),
        ];
        let parts: Vec<String> = counted
            .iter()
            .filter(|(n, _, _)| *n > 0)
            .map(|(n, one, many)| format!("{n} {}", if *n == 1 { one } else { many }))
            .collect();
        match (parts.is_empty(), self.records) {
            (true, _) => self.state.to_owned(),
            (false, 0) => parts.join(", "),
            (false, n) => format!("{}; {n} records", parts.join(", ")),
        }
    }
}
