//! Makes a ledger of invented texts: `cargo run --release -p verbale-ledger --example generate -- FILE [DOCUMENTS [RECORDS [SEED]]]`.
//!
//! Without numbers it makes 50,000 documents with 1,000,000 records.
#![expect(
    clippy::disallowed_methods,
    reason = "a program of its own: it reads its arguments and the clock"
)]

mod invented;

use invented::{Items, Lot, Plan};
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Instant;
use verbale_ledger::ask::{self, Bin, Claims, Indicator, Recognition};
use verbale_ledger::{Judgement, Kind, Known, Ledger, Outcome, RecordId, Snapshot};

/// Records of each sort that people judge, settle or test.
const ACTS: usize = 60;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = arguments.first() else {
        return Err("name the file to make: generate FILE [DOCUMENTS [RECORDS [SEED]]]".into());
    };
    let number = |at: usize, default: u64| match arguments.get(at) {
        Some(text) => text
            .parse::<u64>()
            .map_err(|e| format!("{text}: {e}; write a number")),
        None => Ok(default),
    };
    let plan = Plan {
        documents: usize::try_from(number(1, 50_000)?)?,
        records: usize::try_from(number(2, 1_000_000)?)?,
        seed: number(3, 1)?,
    };
    if Path::new(path).exists() {
        return Err(format!("{path}: exists already; name a new file").into());
    }
    let mut ledger = Ledger::open(Path::new(path), "2015-01-01T00:00:00.000000Z")?;
    let mut out = std::io::stdout().lock();
    let (started, stamp) = (Instant::now(), invented::stamp());
    let (mut n_rows, mut last) = (0, String::new());
    for (at, item) in Items::new(plan).enumerate() {
        ledger.add(&item.document, &item.rows, &stamp, &item.recorded)?;
        n_rows += item.rows.len();
        last = item.recorded;
        if (at + 1) % 10_000 == 0 {
            writeln!(
                out,
                "{} documents, {n_rows} records, {:.1} s",
                at + 1,
                started.elapsed().as_secs_f64()
            )?;
        }
    }
    act(&mut ledger, &last, plan.seed)?;
    let bytes = std::fs::metadata(path)?.len();
    writeln!(
        out,
        "{path}: {n_rows} records, {:.0} bytes a record, {:.1} s",
        bytes as f64 / n_rows as f64,
        started.elapsed().as_secs_f64()
    )?;
    Ok(())
}

/// What reviewers do: some records are rejected, accepted or mended, some claims settled, some tested.
fn act(ledger: &mut Ledger, now: &str, seed: u64) -> Result<(), Box<dyn Error>> {
    let (claims, ties) = {
        let snapshot = Snapshot::new(ledger, None, &Known::Now)?;
        let question = Claims {
            limit: 2 * ACTS,
            ..Claims::default()
        };
        let of = Recognition {
            of: Some("KEN".into()),
            ..Recognition::default()
        };
        let ids = |answer: ask::Answer| {
            answer
                .lines
                .into_iter()
                .filter_map(|l| l.ids.first().copied())
        };
        let claims: Vec<RecordId> = ids(ask::claims(&snapshot, &question)?).collect();
        let ties: Vec<RecordId> = ids(ask::recognition(&snapshot, &of)?).collect();
        (claims, ties)
    };
    let mut lot = Lot::new(seed);
    let by = |n: usize| {
        (
            now,
            if n.is_multiple_of(2) {
                "reviewer one"
            } else {
                "reviewer two"
            },
        )
    };
    for (n, &claim) in claims.iter().enumerate() {
        if n % 3 == 0 {
            let outcome = *lot.pick(&[Outcome::Kept, Outcome::Late, Outcome::Broken]);
            ledger.resolve(claim, (outcome, &[claims[(n + 1) % claims.len()]]), by(n))?;
        }
        if claim.kind == Kind::Impact && n % 5 == 0 {
            ledger.confirm(claim, &indicator(), by(n))?;
        }
    }
    for (n, &tie) in ties.iter().take(ACTS).enumerate() {
        let judgement = match n % 3 {
            0 => Judgement::Accept,
            1 => Judgement::Reject,
            _ => Judgement::Edit {
                field: "value".into(),
                value: "consul".into(),
            },
        };
        ledger.review(tie, &judgement, by(n))?;
    }
    ledger.withdraw(7, "withdrawn by its outlet", by(0))?;
    Ok(())
}

/// How forecasts are tested.
fn indicator() -> Indicator {
    Indicator {
        types: vec!["CONSULT".into()],
        actor: None,
        recipient: None,
        outlets: Vec::new(),
        at: "2022-01-01".into(),
        bin: Bin::Month,
        window: 24,
        expects_increase: false,
    }
}
