//! Judgements from a CSV file: `id,verdict,field,value,by`.
#![expect(
    clippy::disallowed_methods,
    reason = "the program reads the files that its user names (I4)"
)]

use super::walk::value_of;
use crate::cli::args::act::ReviewArgs;
use crate::cli::ledger;
use crate::cli::outcome::{Ending, Stop};
use crate::cli::{act, screen};
use std::io::Read;
use std::path::Path;
use verbale::now;
use verbale_ledger::{Judgement, Known, Ledger, RecordId, Snapshot};

/// The columns, by place in [`Columns`].
const COLUMNS: [&str; 5] = ["id", "verdict", "field", "value", "by"];

/// Where each of [`COLUMNS`] stands in the file.
type Columns = [Option<usize>; 5];

/// Writes the judgements of a file into the ledger, each in its own entry; a wrong line is named and left out.
pub(super) fn run(args: &ReviewArgs, path: &Path) -> Result<Ending, Stop> {
    let shown = path.display().to_string();
    let wrong = |what: &dyn std::fmt::Display| Stop::Message(format!("{shown}: {what}"));
    let text = read(path).map_err(|e| wrong(&e))?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let head = reader.headers().map_err(|e| wrong(&e))?.clone();
    let columns: Columns = COLUMNS.map(|c| head.iter().position(|h| h == c));
    if columns[0].is_none() || columns[1].is_none() {
        let what = "has no columns id and verdict; the first line names the columns: id,verdict,field,value,by";
        return Err(wrong(&what));
    }
    let mut writer = act::writer(&args.ledger)?;
    let (mut n_done, mut n_failed) = (0, 0);
    for (at, line) in reader.records().enumerate() {
        // The first line holds the names of the columns.
        let place = |line: Option<u64>| line.unwrap_or(at as u64 + 2);
        let outcome = match &line {
            Ok(line) => judge(&mut writer, (line, &columns), args.reviewer.as_ref()),
            Err(error) => Err(Stop::Message(error.to_string())),
        };
        match outcome {
            Ok(()) => n_done += 1,
            Err(Stop::Message(message)) => {
                n_failed += 1;
                let number = line
                    .ok()
                    .and_then(|l| l.position().map(csv::Position::line));
                screen::say(&format!("{shown}:{}: {message}", place(number)));
            }
            Err(other) => return Err(other),
        }
    }
    let noun = if n_done == 1 {
        "judgement"
    } else {
        "judgements"
    };
    screen::print(&format!(
        "{n_done} {noun} written, {n_failed} lines left out\n"
    ))?;
    Ok(Ending::of(n_done, n_failed, n_done))
}

fn read(path: &Path) -> std::io::Result<String> {
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(path)
}

/// Writes the judgement of one line.
fn judge(
    ledger: &mut Ledger,
    (line, columns): (&csv::StringRecord, &Columns),
    given: Option<&String>,
) -> Result<(), Stop> {
    let cell = |at: usize| columns[at].and_then(|c| line.get(c)).unwrap_or("");
    let id: RecordId = {
        let snapshot = Snapshot::new(ledger, None, &Known::Now).map_err(ledger::stop)?;
        snapshot.named(cell(0)).map_err(ledger::stop)?
    };
    let judgement = match cell(1) {
        "accept" => Judgement::Accept,
        "reject" => Judgement::Reject,
        "edit" => Judgement::Edit {
            field: cell(2).to_owned(),
            value: value_of(cell(3)),
        },
        other => {
            return Err(Stop::Message(format!(
                "{other:?} is no verdict; write accept, reject or edit"
            )));
        }
    };
    let own = Some(cell(4).to_owned()).filter(|by| !by.is_empty());
    let name = act::name(own.as_ref().or(given))?;
    let seq = ledger.review(id, &judgement, (&now(), &name));
    seq.map(|_| ()).map_err(ledger::stop)
}
