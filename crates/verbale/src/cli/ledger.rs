//! `verbale ledger`: is it sound, how large is it, keep a copy. Also what all commands on a ledger share.

use super::args::ask::AskArgs;
use super::args::{LedgerArg, LedgerCommand};
use super::outcome::{Ending, Stop};
use super::{ask, screen};
use serde_json::{Map, Value, json};
use std::path::Path;
use verbale::now;
use verbale_ledger::{Error, Ledger, review};

/// The present day, in UTC.
pub(crate) fn today() -> String {
    now()[..10].to_owned()
}

/// The ledger to write to; it is made if there is none.
pub(crate) fn open(arg: &LedgerArg) -> Result<Ledger, Stop> {
    Ledger::open(&arg.ledger, &now()).map_err(stop)
}

/// The ledger to ask.
pub(crate) fn open_to_read(arg: &LedgerArg) -> Result<Ledger, Stop> {
    Ledger::open_to_read(&arg.ledger).map_err(stop)
}

pub(crate) fn stop(error: Error) -> Stop {
    Stop::Message(error.to_string())
}

pub(crate) fn run(command: &LedgerCommand) -> Result<Ending, Stop> {
    match command {
        LedgerCommand::Check { ledger, json } => check(ledger, *json),
        LedgerCommand::Backup { to, ledger } => backup(to, ledger),
        LedgerCommand::Stats { ledger, json } => stats(ledger, *json),
        LedgerCommand::Agreement { by, ask } => agreement(by, ask),
        LedgerCommand::Changes { by, limit, ask } => ask::put(ask, None, |snapshot| {
            review::changes(snapshot, by.as_deref(), limit.limit)
        }),
        LedgerCommand::Migrate { ledger, anew } => migrate(ledger, *anew),
    }
}

fn check(arg: &LedgerArg, as_json: bool) -> Result<Ending, Stop> {
    let report = open_to_read(arg)?.check().map_err(stop)?;
    let is_sound = report.damage.is_empty();
    if as_json {
        let damage: Vec<Value> = report
            .damage
            .iter()
            .map(|d| json!({"place": d.place, "what": d.what}))
            .collect();
        let line = json!({
            "sound": is_sound, "entries": report.entries, "documents": report.documents,
            "records": report.records, "damage": damage,
        });
        screen::print_data(&format!("{line}\n"))?;
    } else {
        let mut text = format!(
            "{}: {} entries, {} documents and {} records looked at\n",
            arg.ledger.display(),
            report.entries,
            report.documents,
            report.records
        );
        for damage in &report.damage {
            text.push_str(&format!("  {}: {}\n", damage.place, damage.what));
        }
        text.push_str(match is_sound {
            true => "sound\n",
            false => "DAMAGED; restore a backup, or add the documents named to a new ledger\n",
        });
        screen::print(&text)?;
    }
    Ok(match is_sound {
        true => Ending::Done,
        false => Ending::Failed,
    })
}

fn backup(to: &Path, arg: &LedgerArg) -> Result<Ending, Stop> {
    open_to_read(arg)?.backup(to).map_err(stop)?;
    screen::print(&format!(
        "{} is a copy of {}\n",
        to.display(),
        arg.ledger.display()
    ))?;
    Ok(Ending::Done)
}

fn stats(arg: &LedgerArg, as_json: bool) -> Result<Ending, Stop> {
    let counts = open_to_read(arg)?.counts().map_err(stop)?;
    if as_json {
        let mut line = Map::new();
        line.insert("documents".into(), json!(counts.documents));
        line.insert("records".into(), json!(counts.records));
        line.insert("entries".into(), json!(counts.entries));
        for (kind, n) in &counts.by_kind {
            line.insert(kind.as_str().into(), json!(n));
        }
        screen::print_data(&format!("{}\n", Value::Object(line)))?;
        return Ok(Ending::Done);
    }
    let mut text = format!(
        "{:>9} documents\n{:>9} records\n{:>9} entries\n",
        counts.documents, counts.records, counts.entries
    );
    for (kind, n) in counts.by_kind.iter().filter(|(_, n)| *n > 0) {
        text.push_str(&format!("{n:>9} {kind}\n"));
    }
    screen::print(&text)?;
    Ok(Ending::Done)
}

fn agreement(by: &[String], args: &AskArgs) -> Result<Ending, Stop> {
    let pair = match by {
        [] => None,
        [a, b] => Some([a.as_str(), b.as_str()]),
        _ => {
            let message = "agreement is between two reviewers; give --by twice, or not at all";
            return Err(Stop::Message(message.into()));
        }
    };
    ask::put(args, None, |snapshot| review::agreement(snapshot, pair))
}

fn migrate(arg: &LedgerArg, anew: bool) -> Result<Ending, Stop> {
    let mut done = Ledger::migrate(&arg.ledger, &now()).map_err(stop)?;
    // A ledger that has changed its form has new tables already.
    if anew && done.is_none() {
        done = Some(Ledger::derive_anew(&arg.ledger, &now()).map_err(stop)?);
    }
    let path = arg.ledger.display();
    let text = match done {
        Some(backup) => format!(
            "{path} has the present form; a copy of it as it was: {}\n",
            backup.display()
        ),
        None => format!("{path} has the present form already\n"),
    };
    screen::print(&text)?;
    Ok(Ending::Done)
}
