//! How long a large ledger takes: `cargo bench -p verbale-ledger --bench size -- FILE`.
//!
//! FILE is a ledger of the example `generate`; without it a small one is made, whose figures say little. Printed are the time
//! to append 100,000 records, to open, and of each question the median and the 95th percentile over changing arguments,
//! with a new snapshot for each: by the clock, and of the processor's time where the system tells it (Linux), which other
//! work on the machine hardly moves. `-- FILE claims` asks only the questions with that word in their names.
#![expect(
    clippy::disallowed_methods,
    reason = "a program of its own: it reads its arguments and the clock"
)]

#[path = "../examples/invented/mod.rs"]
mod invented;

use invented::{Items, Plan};
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;
use verbale_ledger::ask::{
    self, Actor, Answer, Bin, Claims, Events, Meetings, Network, Reactions, Recognition, Search,
};
use verbale_ledger::{Error as Fault, Kind, Known, Ledger, Snapshot};

/// Times a question is asked.
const ROUNDS: usize = 40;
/// Records that are appended.
const APPENDED: usize = 100_000;

const STATES: &[&str] = &[
    "NOR", "KEN", "JPN", "BRA", "CAN", "EGY", "PRT", "FIN", "GHA", "CUB",
];
const NAMES: &[&str] = &[
    "Norway",
    "Kenya",
    "Japan",
    "Brazil",
    "Canada",
    "Cuba",
    "Gabon",
    "Foreign Ministry of Norway",
    "Parliament of Kenya",
    "Chile",
];
const WORDS: &[&str] = &[
    "customs treaty",
    "grain",
    "prisoner lists",
    "Norway",
    "\"railway line\" Kenya",
    "observers",
    "harbour fees",
    "Lisbon",
    "steps",
    "correction",
];
const DAYS: &[&str] = &["2025-09-01", "2024-03-05", "2021-07", "2019", "2016-02-29"];

type Fallible<T> = Result<T, Box<dyn Error>>;

fn main() -> Fallible<()> {
    let folder = tempfile::tempdir()?;
    let mut given = std::env::args().skip(1).filter(|a| !a.starts_with("--"));
    let path = match given.next() {
        Some(path) => PathBuf::from(path),
        None => small(&folder.path().join("small.db"))?,
    };
    let only = given.next();
    let mut out = std::io::stdout().lock();
    if only.is_none() {
        let plan = Plan {
            documents: APPENDED / 20,
            records: APPENDED,
            seed: 2,
        };
        let seconds = append(&folder.path().join("append.db"), plan)?;
        writeln!(
            out,
            "append {APPENDED} records, a transaction a document: {seconds:.2} s"
        )?;
    }
    let counts = Ledger::open_to_read(&path)?.counts()?;
    let bytes = std::fs::metadata(&path)?.len();
    writeln!(
        out,
        "{}: {} documents, {} records, {} entries, {:.0} bytes a record",
        path.display(),
        counts.documents,
        counts.records,
        counts.entries,
        bytes as f64 / counts.records as f64
    )?;
    writeln!(
        out,
        "{:24} {:>10} {:>10} {:>10} {:>10} {:>8}",
        "milliseconds", "median", "p95", "cpu", "cpu p95", "rows"
    )?;
    let opening = times(|_| Ok(Ledger::open_to_read(&path).map(|_| 0)?))?;
    report(&mut out, "open", opening)?;
    let ledger = Ledger::open_to_read(&path)?;
    report(
        &mut out,
        "counts",
        times(|_| Ok(ledger.counts().map(|c| c.by_kind.len())?))?,
    )?;
    report(
        &mut out,
        "snapshot",
        times(|_| Ok(Snapshot::new(&ledger, None, &Known::Now).map(|_| 0)?))?,
    )?;
    ask_all(&mut out, &ledger, only.as_ref())
}

/// Asks the questions whose names have a word, or all.
fn ask_all(out: &mut impl Write, ledger: &Ledger, only: Option<&String>) -> Fallible<()> {
    for (name, question) in QUESTIONS {
        if only.is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        let found = times(|n| {
            let day = DAYS[n % DAYS.len()];
            let known = match n % 4 {
                3 => Known::At("2022-06-01".into()),
                _ => Known::Now,
            };
            let answer = ledger.at_rest(|| {
                let snapshot = Snapshot::new(ledger, (n % 3 > 0).then_some(day), &known)?;
                question(&snapshot, n)
            })?;
            Ok(answer?.lines.len())
        })?;
        report(out, name, found)?;
    }
    Ok(())
}

fn small(path: &Path) -> Fallible<PathBuf> {
    let plan = Plan {
        documents: 1000,
        records: 20_000,
        seed: 1,
    };
    append(path, plan)?;
    Ok(path.to_owned())
}

/// Seconds that the ledger needs for the documents of `plan`; those of making the texts are left out.
fn append(path: &Path, plan: Plan) -> Fallible<f64> {
    let items: Vec<_> = Items::new(plan).collect();
    let mut ledger = Ledger::open(path, "2015-01-01T00:00:00.000000Z")?;
    let stamp = invented::stamp();
    let started = Instant::now();
    for item in &items {
        ledger.add(&item.document, &item.rows, &stamp, &item.recorded)?;
    }
    Ok(started.elapsed().as_secs_f64())
}

/// Milliseconds of the rounds, each list sorted, and the rows found in all.
struct Times {
    clock: Vec<f64>,
    processor: Vec<f64>,
    n_rows: usize,
}

fn times(mut work: impl FnMut(usize) -> Fallible<usize>) -> Fallible<Times> {
    let (mut clock, mut processor, mut n_rows) = (Vec::new(), Vec::new(), 0);
    for n in 0..ROUNDS {
        let (started, before) = (Instant::now(), processor_time());
        n_rows += work(n)?;
        clock.push(started.elapsed().as_secs_f64() * 1000.0);
        let used = processor_time().zip(before).map(|(now, then)| now - then);
        processor.push(used.unwrap_or(f64::NAN));
    }
    for times in [&mut clock, &mut processor] {
        times.sort_by(f64::total_cmp);
    }
    Ok(Times {
        clock,
        processor,
        n_rows,
    })
}

/// Milliseconds that the processor gave to this thread so far.
fn processor_time() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    let nanoseconds: f64 = told.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1e6)
}

fn report(out: &mut impl Write, name: &str, times: Times) -> Fallible<()> {
    let median = |times: &[f64]| times[times.len() / 2];
    let p95 = |times: &[f64]| times[times.len() * 95 / 100];
    writeln!(
        out,
        "{name:24} {:>10.1} {:>10.1} {:>10.1} {:>10.1} {:>8}",
        median(&times.clock),
        p95(&times.clock),
        median(&times.processor),
        p95(&times.processor),
        times.n_rows
    )?;
    Ok(())
}

type Question = fn(&Snapshot<'_>, usize) -> Result<Answer, Fault>;

/// Rows that a page shows.
const LIMIT: usize = 50;

const QUESTIONS: &[(&str, Question)] = &[
    ("recognition of", |s, n| {
        let question = Recognition {
            of: Some(STATES[n % STATES.len()].into()),
            ..Recognition::default()
        };
        ask::recognition(s, &question)
    }),
    ("recognition, steps", |s, n| {
        let question = Recognition {
            of: Some(STATES[n % STATES.len()].into()),
            by: Some(STATES[(n + 1) % STATES.len()].into()),
            steps: true,
        };
        ask::recognition(s, &question)
    }),
    ("recognition of all", |s, _| {
        ask::recognition(s, &Recognition::default())
    }),
    ("claims", |s, n| {
        let question = Claims {
            kind: [None, Some(Kind::Commitment), Some(Kind::Demand)][n % 3],
            limit: LIMIT,
            ..Claims::default()
        };
        ask::claims(s, &question)
    }),
    ("claims, by status", |s, n| {
        let question = Claims {
            status: Some(["open", "due", "kept", "expired", "broken"][n % 5].into()),
            limit: LIMIT,
            ..Claims::default()
        };
        ask::claims(s, &question)
    }),
    ("claims of a speaker", |s, n| {
        let question = Claims {
            speaker: Some(NAMES[n % NAMES.len()].into()),
            limit: LIMIT,
            ..Claims::default()
        };
        ask::claims(s, &question)
    }),
    ("actor", |s, n| {
        let question = Actor {
            name: NAMES[n % NAMES.len()].into(),
            kinds: Vec::new(),
            limit: LIMIT,
        };
        ask::actor(s, &question)
    }),
    ("actor, one kind", |s, n| {
        let question = Actor {
            name: NAMES[n % NAMES.len()].into(),
            kinds: vec![[Kind::Statement, Kind::Meeting, Kind::Role, Kind::Relation][n % 4]],
            limit: LIMIT,
        };
        ask::actor(s, &question)
    }),
    ("network", |s, _| ask::network(s, &Network::default())),
    ("network of an actor", |s, n| {
        let question = Network {
            actor: Some(NAMES[n % NAMES.len()].into()),
            relation: None,
        };
        ask::network(s, &question)
    }),
    ("reactions to an actor", |s, n| {
        let question = Reactions {
            about: Some(NAMES[n % NAMES.len()].into()),
            ..Reactions::default()
        };
        ask::reactions(s, &question)
    }),
    ("reactions, all", |s, _| {
        ask::reactions(s, &Reactions::default())
    }),
    ("voices", |s, n| {
        ask::voices(s, &format!("invented-{:06}", 20 * n + 1))
    }),
    ("meetings", |s, n| {
        let question = Meetings {
            actor: (n % 2 == 0).then(|| NAMES[n % NAMES.len()].into()),
            limit: LIMIT,
            ..Meetings::default()
        };
        ask::meetings(s, &question)
    }),
    ("events", |s, n| {
        let question = Events {
            bin: [Bin::Month, Bin::Year, Bin::All][n % 3],
            limit: LIMIT,
            ..Events::default()
        };
        ask::events(s, &question)
    }),
    ("events of an actor", |s, n| {
        let question = Events {
            actor: Some(NAMES[n % NAMES.len()].into()),
            limit: LIMIT,
            ..Events::default()
        };
        ask::events(s, &question)
    }),
    ("search", |s, n| {
        let question = Search {
            words: WORDS[n % WORDS.len()].into(),
            kinds: Vec::new(),
            limit: LIMIT,
            ..Search::default()
        };
        ask::search(s, &question)
    }),
    ("before/after test", |s, _| ask::impact(s, None)),
];
