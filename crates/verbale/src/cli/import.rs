//! `verbale import`: documents, records and acts that another ledger gave out.
#![expect(
    clippy::disallowed_methods,
    reason = "the program reads the files it is given (I4)"
)]

use super::args::ImportArgs;
use super::ledger;
use super::outcome::{Ending, Stop};
use super::screen::{self, Progress};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use verbale::now;
use verbale::wire::import::{self, Act, Deed, Item};
use verbale_ledger::{Added, Entry, Judgement, Known, Ledger, Snapshot, Verdict};

/// How a run ended.
#[derive(Default)]
struct Tally {
    new: usize,
    known: usize,
    records: usize,
    acts: usize,
    failed: usize,
}

pub(crate) fn run(args: &ImportArgs) -> Result<Ending, Stop> {
    let mut ledger = ledger::open(&args.ledger)?;
    let mut tally = Tally::default();
    let progress = Progress::new(None);
    for path in &args.files {
        let mut n_left_out = 0;
        let read = file(
            path,
            |item| {
                progress.step();
                put(&mut ledger, &mut tally, item)
            },
            |what| {
                n_left_out += 1;
                progress.aside(|| screen::say(&what));
            },
        );
        tally.failed += n_left_out;
        if let Err(fault) = read {
            tally.failed += 1;
            progress.aside(|| screen::say(&format!("{}: {fault}", path.display())));
        }
    }
    drop(progress);
    let n_read = tally.new + tally.known + tally.acts;
    screen::print(&format!(
        "{}: {} new documents with {} records, {} acts; {} documents known already\n",
        args.ledger.ledger.display(),
        tally.new,
        tally.records,
        tally.acts,
        tally.known
    ))?;
    Ok(Ending::of(n_read, tally.failed, n_read))
}

/// Why a file was not read to its end.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Form(#[from] import::Error),
    #[error(transparent)]
    Ledger(#[from] verbale_ledger::Error),
    #[error("{0}: nobody here is known by this id; import the documents that name the actor first")]
    Unknown(String),
}

/// How an archive begins.
const ARCHIVE: &[u8] = b"PK\x03\x04";

fn file(
    path: &Path,
    sink: impl FnMut(Item) -> Result<(), Fault>,
    left_out: impl FnMut(String),
) -> Result<(), Fault> {
    if path == Path::new("-") {
        return import::jsonl(io::stdin().lock(), sink);
    }
    if path.is_dir() {
        let open = |name: &str| fs::read_to_string(path.join(name));
        return import::brat(open, sink, left_out);
    }
    let file = File::open(path).map_err(import::Error::Read)?;
    let mut file = BufReader::new(file);
    let begin = file.fill_buf().map_err(import::Error::Read)?;
    match begin.starts_with(ARCHIVE) {
        true => import::archive(file, sink, left_out),
        false => import::jsonl(file, sink),
    }
}

fn put(ledger: &mut Ledger, tally: &mut Tally, item: Item) -> Result<(), Fault> {
    match item {
        Item::Document(document, readings) => match ledger.bring(&document, &readings, &now())? {
            Added::Known => tally.known += 1,
            _ => {
                tally.new += 1;
                tally.records += readings.iter().map(|r| r.records.len()).sum::<usize>();
            }
        },
        Item::Act(act) => {
            if !is_known(ledger, &act)? {
                repeat(ledger, &act)?;
                tally.acts += 1;
            }
        }
    }
    Ok(())
}

/// Whether the same person did the same already.
fn is_known(ledger: &Ledger, act: &Act) -> Result<bool, Fault> {
    let snapshot = Snapshot::new(ledger, None, &Known::Now)?;
    let is = |entity: &i64, id: &str| snapshot.entity_id(*entity).is_ok_and(|own| own == id);
    let same = |entry: &Entry| match (entry, &act.deed) {
        (
            Entry::Reviewed {
                record,
                verdict: Verdict::Accept,
            },
            Deed::Accepted(id),
        ) => *record == id.to_string(),
        (Entry::Resolved { claim, outcome, .. }, Deed::Resolved(id, new, _)) => {
            *claim == id.to_string() && outcome == new
        }
        (Entry::Indicator { claim, query }, Deed::Indicator(id, indicator)) => {
            *claim == id.to_string() && *query == indicator.to_json()
        }
        (Entry::Merged { into, entity }, Deed::Merged(a, b)) => is(into, a) && is(entity, b),
        (Entry::Split { entity }, Deed::Split(id)) => is(entity, id),
        _ => false,
    };
    let acts = snapshot.acts();
    Ok(acts
        .iter()
        .any(|(_, _, by, entry)| *by == act.by && same(entry)))
}

fn repeat(ledger: &mut Ledger, act: &Act) -> Result<(), Fault> {
    let now = now();
    let by = (now.as_str(), act.by.as_str());
    match &act.deed {
        Deed::Accepted(id) => ledger.review(*id, &Judgement::Accept, by)?,
        Deed::Resolved(id, outcome, evidence) => ledger.resolve(*id, (*outcome, evidence), by)?,
        Deed::Indicator(id, indicator) => ledger.confirm(*id, indicator, by)?,
        Deed::Merged(into, entity) => {
            let (into, entity) = (actor(ledger, into)?, actor(ledger, entity)?);
            ledger.merge(into, entity, by)?
        }
        Deed::Split(entity) => ledger.split(actor(ledger, entity)?, by)?,
    };
    Ok(())
}

/// The number of an actor here.
fn actor(ledger: &Ledger, id: &str) -> Result<i64, Fault> {
    let found = ledger.entity(id)?;
    found.ok_or_else(|| Fault::Unknown(id.to_owned()))
}
