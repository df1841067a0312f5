//! What people do to a ledger from the command line: settle a claim, say how it is tested, judge a record, join and part,
//! withdraw, remove, take it back.
#![expect(
    clippy::disallowed_methods,
    reason = "the program reads its environment (I4)"
)]

use super::args::LedgerArg;
use super::args::act::{
    By, ConfirmArgs, Expected, JudgeArgs, JudgementArg, MergeArgs, Outcome as OutcomeArg,
    RemoveArgs, ResolveArgs, SplitArgs, TestBin, UndoArgs, WithdrawArgs,
};
use super::ledger;
use super::outcome::{Ending, Stop};
use super::{answer, screen};
use serde_json::Value;
use verbale::now;
use verbale_ledger::ask::{self, Bin, Indicator};
use verbale_ledger::{Effect, Error, Judgement, Known, Ledger, Outcome, RecordId, Snapshot};

/// Ids that a description of an effect lists.
const LISTED: usize = 20;

/// What `ask` gives of the ledger as it is now.
fn look<T>(by: &By, ask: impl FnOnce(&Snapshot<'_>) -> Result<T, Error>) -> Result<T, Stop> {
    let ledger = ledger::open_to_read(&by.ledger)?;
    let snapshot = Snapshot::new(&ledger, None, &Known::Now).map_err(ledger::stop)?;
    ask(&snapshot).map_err(ledger::stop)
}

/// The record that a user names by its id or the beginning of it.
fn named(by: &By, text: &str) -> Result<RecordId, Stop> {
    look(by, |snapshot| snapshot.named(text))
}

/// Who acts: the name given, or that of the login.
pub(crate) fn name(given: Option<&String>) -> Result<String, Stop> {
    let name = given.cloned().or_else(login).filter(|n| !n.is_empty());
    let unknown = "who acts? name yourself with --reviewer NAME (of review: --by NAME)";
    name.ok_or_else(|| Stop::Message(unknown.into()))
}

/// The name of the login.
pub(crate) fn login() -> Option<String> {
    let name = std::env::var("USER").or_else(|_| std::env::var("USERNAME"));
    name.ok().filter(|n| !n.is_empty())
}

/// The ledger to write acts to. An act on a ledger that is not there would make an empty one.
pub(crate) fn writer(arg: &LedgerArg) -> Result<Ledger, Stop> {
    drop(ledger::open_to_read(arg)?);
    ledger::open(arg)
}

/// Runs one act and prints the number of its entry, or says what it would change.
fn act(
    by: &By,
    work: impl FnOnce(&mut Ledger, (&str, &str)) -> Result<i64, Error>,
) -> Result<Ending, Stop> {
    let name = name(by.reviewer.as_ref())?;
    let mut writer = writer(&by.ledger)?;
    if by.dry_run {
        let effect = writer.what_if(|l| work(l, (&now(), &name)));
        screen::print(&told(&effect.map_err(ledger::stop)?))?;
        return Ok(Ending::Done);
    }
    let seq = work(&mut writer, (&now(), &name)).map_err(ledger::stop)?;
    screen::print(&format!(
        "entry {seq} by {name}; verbale undo {seq} takes it back\n"
    ))?;
    Ok(Ending::Done)
}

/// What an act would change, for people.
fn told(effect: &Effect) -> String {
    let mut text = String::from("nothing was changed; this would:\n");
    for (from, to) in &effect.actors {
        text.push_str(&match from == to {
            true => format!("  show {from} under its own name\n"),
            false => format!("  show {from} as {to}\n"),
        });
    }
    for (what, ids) in [("end", &effect.ends), ("bring in", &effect.begins)] {
        if ids.is_empty() {
            continue;
        }
        let n = ids.len();
        let noun = if n == 1 { "record" } else { "records" };
        text.push_str(&format!("  {what} {n} {noun}\n"));
        for id in ids.iter().take(LISTED) {
            text.push_str(&format!("    {id}\n"));
        }
        if n > LISTED {
            text.push_str(&format!("    and {} more\n", n - LISTED));
        }
    }
    if *effect == Effect::default() {
        text.push_str("  add an entry; which records count stays as it is\n");
    }
    text
}

pub(crate) fn resolve(args: &ResolveArgs) -> Result<Ending, Stop> {
    let claim = named(&args.who, &args.claim)?;
    let Some(outcome) = args.outcome else {
        let found = look(&args.who, |s| ask::candidates(s, claim, args.limit.limit))?;
        return answer::print(&found, &args.form);
    };
    let evidence = args.evidence.iter().map(|e| named(&args.who, e));
    let evidence: Vec<RecordId> = evidence.collect::<Result<_, _>>()?;
    let outcome = match outcome {
        OutcomeArg::Kept => Outcome::Kept,
        OutcomeArg::Late => Outcome::Late,
        OutcomeArg::Broken => Outcome::Broken,
        OutcomeArg::Undetermined => Outcome::Undetermined,
    };
    act(&args.who, |ledger, by| {
        ledger.resolve(claim, (outcome, &evidence), by)
    })
}

/// Whether a text has the form of the id of a record.
fn is_record(by: &By, text: &str) -> Result<Option<RecordId>, Stop> {
    let looks_so = text.rsplit_once('-').is_some_and(|(kind, digits)| {
        verbale_ledger::Kind::parse(kind).is_some()
            && digits.len() >= 8
            && digits.bytes().all(|b| b.is_ascii_hexdigit())
    });
    looks_so.then(|| named(by, text)).transpose()
}

pub(crate) fn merge(args: &MergeArgs) -> Result<Ending, Stop> {
    let records = (
        is_record(&args.who, &args.into)?,
        is_record(&args.who, &args.other)?,
    );
    match records {
        (Some(into), Some(record)) => act(&args.who, |l, by| l.join(into, record, by)),
        (None, None) => {
            let into = look(&args.who, |s| s.actor_named(&args.into))?;
            let other = look(&args.who, |s| s.actor_named(&args.other))?;
            act(&args.who, |l, by| l.merge(into, other, by))
        }
        _ => Err(Stop::Message(format!(
            "{} and {}: an actor and a record are never the same; give two of one sort",
            args.into, args.other
        ))),
    }
}

pub(crate) fn split(args: &SplitArgs) -> Result<Ending, Stop> {
    match is_record(&args.who, &args.of)? {
        Some(record) => act(&args.who, |l, by| l.part(record, by)),
        None => {
            let entity = look(&args.who, |s| s.merged_actor_named(&args.of))?;
            act(&args.who, |l, by| l.split(entity, by))
        }
    }
}

pub(crate) fn withdraw(args: &WithdrawArgs) -> Result<Ending, Stop> {
    let document = look(&args.who, |s| s.document_named(&args.document))?;
    act(&args.who, |l, by| l.withdraw(document, &args.reason, by))
}

/// What is to be removed.
enum Gone {
    Actor(i64),
    Record(RecordId),
}

pub(crate) fn remove(args: &RemoveArgs) -> Result<Ending, Stop> {
    let gone = match (&args.actor, &args.record) {
        (Some(actor), _) => Gone::Actor(look(&args.who, |s| s.actor_named(actor))?),
        (None, record) => Gone::Record(named(&args.who, record.as_deref().unwrap_or_default())?),
    };
    let work = |ledger: &mut Ledger, by: (&str, &str)| match gone {
        Gone::Actor(entity) => ledger.remove(entity, by),
        Gone::Record(id) => ledger.remove_record(id, by),
    };
    if args.who.dry_run {
        return act(&args.who, work);
    }
    if !args.yes {
        let message =
            "what is removed is gone; see it with --dry-run, then repeat the command with --yes";
        return Err(Stop::Message(message.into()));
    }
    let name = name(args.who.reviewer.as_ref())?;
    let mut writer = writer(&args.who.ledger)?;
    let seq = work(&mut writer, (&now(), &name)).map_err(ledger::stop)?;
    screen::print(&format!("entry {seq} by {name}; hashes are left\n"))?;
    Ok(Ending::Done)
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

pub(crate) fn undo(args: &UndoArgs) -> Result<Ending, Stop> {
    act(&args.who, |ledger, by| ledger.undo(args.entry, by))
}
