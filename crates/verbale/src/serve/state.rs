//! What all requests share: the ledger behind connections for readers and one for the writer, and the pipeline.

use super::fault::Fault;
use super::job::Jobs;
use super::shelf::{Shelf, Slot, Stand};
use crate::{Pipeline, now};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use utoipa::IntoParams;
use verbale_ledger::ask::{Prominence, Tally};
use verbale_ledger::review::Marks;
use verbale_ledger::{Error, Known, Ledger, Memory, Snapshot};

/// Questions that are answered at once for each core; more wait for their turn. With more, all become slow together.
const QUESTIONS_A_CORE: usize = 2;

/// The app behind all requests; clones are the same app.
#[derive(Clone)]
pub struct App(Arc<Shared>);

struct Shared {
    path: PathBuf,
    readers: Mutex<Vec<Ledger>>,
    turns: Semaphore,
    writer: Mutex<Ledger>,
    pipeline: Pipeline,
    memory: Mutex<Option<Memory>>,
    tally: Mutex<Tally>,
    prominence: Mutex<Prominence>,
    jobs: Jobs,
    shelf: Shelf,
    marks: Slot<Marks>,
    writes: AtomicU64,
}

/// The moment a page is asked about, as parameters of its address.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct At {
    /// As things stood on this day (2025-07-05, 2025-07 or 2025; its last day counts).
    pub(crate) as_of: Option<String>,
    /// As the ledger knew it at this day or moment (UTC).
    pub(crate) known_at: Option<String>,
}

impl At {
    /// The same moment, as of today if no day was given: for pages that tell of the present.
    pub(crate) fn or_today(mut self) -> Self {
        if filled(self.as_of.as_ref()).is_none() {
            self.as_of = Some(now()[..10].to_owned());
        }
        self
    }
}

/// A parameter that a form left empty is none.
pub(crate) fn filled(parameter: Option<&String>) -> Option<&str> {
    parameter.map(|p| p.trim()).filter(|p| !p.is_empty())
}

/// A number of rows that somebody asks for.
pub(crate) fn limit(asked: Option<&String>, usual: usize, most: usize) -> Result<usize, Fault> {
    let Some(text) = filled(asked) else {
        return Ok(usual);
    };
    let wrong = |_| Fault::asked(format!("limit {text}: write a number up to {most}"));
    Ok(text.parse::<usize>().map_err(wrong)?.min(most))
}

impl App {
    /// Opens the ledger in `path`, and makes it if there is none.
    ///
    /// # Errors
    /// If the file is no ledger, of another version, damaged, or may not be written.
    pub fn open(path: &Path, pipeline: Pipeline) -> Result<Self, Error> {
        let writer = Ledger::open(path, &now())?;
        let reader = Ledger::open_to_read(path)?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self(Arc::new(Shared {
            path: path.to_owned(),
            readers: Mutex::new(vec![reader]),
            turns: Semaphore::new(QUESTIONS_A_CORE * cores),
            writer: Mutex::new(writer),
            pipeline,
            memory: Mutex::default(),
            tally: Mutex::default(),
            prominence: Mutex::default(),
            jobs: Jobs::default(),
            shelf: Shelf::default(),
            marks: Slot::default(),
            writes: AtomicU64::default(),
        })))
    }

    /// The ledger's file.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// The model and packs that read what is added.
    pub(crate) fn pipeline(&self) -> &Pipeline {
        &self.0.pipeline
    }

    /// Answers `question` from the ledger as known at a moment, away from the threads that talk to browsers.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        at: At,
        question: impl FnOnce(&Snapshot<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let _turn = self.0.turns.acquire().await.map_err(|_| Fault::ending())?;
        let app = self.clone();
        let work = move || {
            let reader = app.reader()?;
            let answer = reader.at_rest(|| question(&app.snapshot(&reader, &at)?));
            lock(&app.0.readers).push(reader);
            answer?
        };
        spawn_blocking(work).await.map_err(|_| Fault::internal())?
    }

    /// The ledger as known at a moment. As it is now, only what is new since the last question is looked up.
    fn snapshot<'l>(&self, reader: &'l Ledger, at: &At) -> Result<Snapshot<'l>, Error> {
        let as_of = filled(at.as_of.as_ref());
        if let Some(moment) = filled(at.known_at.as_ref()) {
            return Snapshot::new(reader, as_of, &Known::At(moment.to_owned()));
        }
        let memory = lock(&self.0.memory).clone();
        let snapshot = match &memory {
            Some(memory) => Snapshot::after(reader, as_of, memory)?,
            None => Snapshot::new(reader, as_of, &Known::Now)?,
        };
        if memory.is_none_or(|m| m.seq() != snapshot.seq()) {
            *lock(&self.0.memory) = Some(snapshot.memory());
        }
        Ok(snapshot)
    }

    /// Does `work` with the one connection that may write.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ledger) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let app = self.clone();
        let work = move || {
            let done = work(&mut app.writer());
            app.0.writes.fetch_add(1, Ordering::SeqCst);
            done
        };
        spawn_blocking(work).await.map_err(|_| Fault::internal())?
    }

    /// How much the ledger holds; only what is new since the last question is counted.
    pub(crate) fn tally(&self, snapshot: &Snapshot<'_>) -> Result<Tally, Error> {
        let mut tally = lock(&self.0.tally);
        tally.update(snapshot)?;
        Ok(tally.clone())
    }

    /// Does `work` with how much each actor is spoken of; only what is new since the last question is counted.
    pub(crate) fn with_prominence<T>(
        &self,
        snapshot: &Snapshot<'_>,
        work: impl FnOnce(&Prominence) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut prominence = lock(&self.0.prominence);
        prominence.update(snapshot)?;
        work(&prominence)
    }

    /// What speaks for a look at records, as it was a moment ago at most.
    pub(crate) fn marks(&self, snapshot: &Snapshot<'_>) -> Result<Arc<Marks>, Error> {
        let stand = Stand::new(self.writes(), snapshot.seq());
        self.0.marks.get(stand, || Marks::of(snapshot))
    }

    /// Pages that were made a moment ago.
    pub(crate) fn shelf(&self) -> &Shelf {
        &self.0.shelf
    }

    /// How often something was written through this app.
    pub(crate) fn writes(&self) -> u64 {
        self.0.writes.load(Ordering::SeqCst)
    }

    /// What was written up to now, by this app and by others.
    pub(crate) async fn stand(&self) -> Result<Stand, Fault> {
        let app = self.clone();
        let look = move || {
            let writes = app.writes();
            let reader = app.reader()?;
            let entry = reader.last_entry();
            lock(&app.0.readers).push(reader);
            Ok(Stand::new(writes, entry?))
        };
        spawn_blocking(look).await.map_err(|_| Fault::internal())?
    }

    /// What was handed in since the server was started.
    pub(crate) fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    /// The one connection that may write; others wait for it.
    pub(crate) fn writer(&self) -> MutexGuard<'_, Ledger> {
        lock(&self.0.writer)
    }

    /// A connection of the pool, or a new one.
    pub(crate) fn reader(&self) -> Result<Ledger, Error> {
        let idle = lock(&self.0.readers).pop();
        idle.map_or_else(|| Ledger::open_to_read(&self.0.path), Ok)
    }
}

/// A request that failed leaves nothing half done behind a lock: each act is one transaction.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|e| e.into_inner())
}
