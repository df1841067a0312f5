//! What people do to a ledger from the command line: settle a claim, say how it is tested, judge a record, take it back.
#![expect(
    clippy::disallowed_methods,
    reason = "the program reads its environment (I4)"
)]

use super::args::Outcome as OutcomeArg;
use super::args::{By, ConfirmArgs, Expected, JudgeArgs, JudgementArg, ResolveArgs, TestBin};
use super::ledger;
use super::outcome::{Ending, Stop};
use super::screen;
use serde_json::Value;
use verbale_ledger::ask::{Bin, Indicator};
use verbale_ledger::{Error, Judgement, Known, Ledger, Outcome, RecordId, Snapshot};

/// The record that a user names by its id or the beginning of it.
fn named(by: &By, text: &str) -> Result<RecordId, Stop> {
    let ledger = ledger::open_to_read(&by.ledger)?;
    let snapshot = Snapshot::new(&ledger, None, &Known::Now).map_err(ledger::stop)?;
    snapshot.named(text).map_err(ledger::stop)
}

/// Who acts: the name given, or that of the login.
fn name(by: &By) -> Result<String, Stop> {
    let login = || {
        std::env::var("USER")
            .or_else(|_| std::env::var("USERNAME"))
            .ok()
    };
    let name = by.reviewer.clone().or_else(login).filter(|n| !n.is_empty());
    name.ok_or_else(|| Stop::Message("who acts? name yourself with --reviewer NAME".into()))
}

/// Runs one act and prints the number of its entry.
fn act(
    by: &By,
    work: impl FnOnce(&mut Ledger, (&str, &str)) -> Result<i64, Error>,
) -> Result<Ending, Stop> {
    let name = name(by)?;
    // An act on a ledger that is not there would make an empty one.
    drop(ledger::open_to_read(&by.ledger)?);
    let mut writer = ledger::open(&by.ledger)?;
    let seq = work(&mut writer, (&verbale::now(), &name)).map_err(ledger::stop)?;
    screen::print(&format!(
        "entry {seq} by {name}; verbale undo {seq} takes it back\n"
    ))?;
    Ok(Ending::Done)
}

pub(crate) fn resolve(args: &ResolveArgs) -> Result<Ending, Stop> {
    let claim = named(&args.who, &args.claim)?;
    let evidence = args.evidence.iter().map(|e| named(&args.who, e));
    let evidence: Vec<RecordId> = evidence.collect::<Result<_, _>>()?;
    let outcome = match args.outcome {
        OutcomeArg::Kept => Outcome::Kept,
        OutcomeArg::Late => Outcome::Late,
        OutcomeArg::Broken => Outcome::Broken,
        OutcomeArg::Undetermined => Outcome::Undetermined,
    };
    act(&args.who, |ledger, by| {
        ledger.resolve(claim, (outcome, &evidence), by)
    })
}

pub(crate) fn confirm(args: &ConfirmArgs) -> Result<Ending, Stop> {
    let claim = named(&args.who, &args.claim)?;
    let indicator = Indicator {
        types: args.types.clone(),
        actor: args.actor.clone(),
        recipient: args.recipient.clone(),
        outlets: args.outlet.clone(),
        at: args.at.clone(),
        bin: match args.bin {
            TestBin::Week => Bin::Week,
            TestBin::Month => Bin::Month,
        },
        window: args.window,
        expects_increase: args.expect == Expected::Increase,
    };
    act(&args.who, |ledger, by| {
        ledger.confirm(claim, &indicator, by)
    })
}

pub(crate) fn judge(args: &JudgeArgs) -> Result<Ending, Stop> {
    let record = named(&args.who, &args.record)?;
    let judgement = match args.judgement {
        JudgementArg::Accept => Judgement::Accept,
        JudgementArg::Reject => Judgement::Reject,
        JudgementArg::Edit => {
            let to = args.to.clone().unwrap_or_default();
            Judgement::Edit {
                field: args.field.clone().unwrap_or_default(),
                value: serde_json::from_str(&to).unwrap_or(Value::String(to)),
            }
        }
    };
    act(&args.who, |ledger, by| {
        ledger.review(record, &judgement, by)
    })
}

pub(crate) fn undo(entry: i64, by: &By) -> Result<Ending, Stop> {
    act(by, |ledger, by| ledger.undo(entry, by))
}
