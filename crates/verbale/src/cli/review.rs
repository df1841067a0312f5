//! `verbale review`: a walk through the records that most need a look. Each judgement is in the ledger before the next record
//! is shown, so nothing that stops the program can lose one.

mod file;

mod terminal;

mod walk;

use super::args::act::ReviewArgs;
use super::ask::kinds;
use super::ledger::{self, today};
use super::outcome::{Ending, Stop};
use super::{act, answer, screen, show};
use serde_json::{Value, json};
use std::io::{self, IsTerminal};
use terminal::Terminal;
use verbale::now;
use verbale_ledger::ask::{Answer, Line};
use verbale_ledger::review::{self, Item, Marks, Queue};
use verbale_ledger::{Known, Ledger, RecordId, Snapshot, Stored};
use walk::{Act, Walk};

pub(crate) fn run(args: &ReviewArgs) -> Result<Ending, Stop> {
    if let Some(path) = &args.from {
        return file::run(args, path);
    }
    let is_listed = args.list || args.form.json || args.form.csv;
    let name = match act::name(args.reviewer.as_ref()) {
        // Who only looks needs no name.
        Err(_) if is_listed => String::new(),
        name => name?,
    };
    let reader = ledger::open_to_read(&args.ledger)?;
    let items = queue(&reader, args, &name)?;
    drop(reader);
    if is_listed {
        return answer::print(&listed(&items), &args.form);
    }
    if items.is_empty() {
        screen::print("nothing to review\n")?;
        return Ok(Ending::NothingFound);
    }
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Stop::Message(
            "review walks in a terminal, and this is none; take judgements from a file with --from FILE.csv, or print the queue \
             with --list"
                .into(),
        ));
    }
    let mut writer = act::writer(&args.ledger)?;
    let mut walk = Walk::new(items);
    let shown = Terminal::enter().and_then(|mut terminal| {
        let judged = walk_through(&mut terminal, &mut walk, (&mut writer, &name));
        terminal.leave().map(|()| judged)
    });
    shown.map_err(Stop::Output)??;
    screen::print(&format!("{}\n", walk.summary(&name)))?;
    Ok(Ending::Done)
}

fn queue(ledger: &Ledger, args: &ReviewArgs, name: &str) -> Result<Vec<Item>, Stop> {
    let snapshot = Snapshot::new(ledger, Some(&today()), &Known::Now).map_err(ledger::stop)?;
    let question = Queue {
        kinds: kinds(&args.kind),
        reviewer: name.to_owned(),
        is_second: args.second,
        limit: args.limit,
    };
    let marks = Marks::of(&snapshot).map_err(ledger::stop)?;
    review::queue(&snapshot, &question, &marks).map_err(ledger::stop)
}

/// The queue as an answer.
fn listed(items: &[Item]) -> Answer {
    let columns = vec!["kind", "weight", "why", "confidence"];
    let line = |item: &Item| Line {
        cells: vec![
            json!(item.stored.id.kind.as_str()),
            json!((100.0 * item.weight).round() / 100.0),
            Value::from(
                item.reasons
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>(),
            ),
            json!(item.stored.row.confidence),
        ],
        ids: vec![item.stored.id],
    };
    Answer {
        brief: vec!["kind", "weight", "why"],
        columns,
        lines: items.iter().map(line).collect(),
        notes: Vec::new(),
    }
}

/// Shows record after record until the last one is judged or the reviewer leaves.
fn walk_through(
    terminal: &mut Terminal,
    walk: &mut Walk,
    (ledger, name): (&mut Ledger, &str),
) -> Result<(), Stop> {
    while let Some(item) = walk.item() {
        let snapshot = Snapshot::new(ledger, None, &Known::Now).map_err(ledger::stop)?;
        let lines = show::lines(&snapshot, &item.stored)?;
        drop(snapshot);
        terminal.draw(walk, lines)?;
        match walk.press(terminal.key()?) {
            Act::Nothing => {}
            Act::Leave => break,
            Act::Judge(id, judgement) => match ledger.review(id, &judgement, (&now(), name)) {
                Ok(seq) => walk.judged(seq, corrected(ledger, seq, &judgement)?),
                Err(error) => walk.failed(&error.to_string()),
            },
            Act::Undo(seq) => match ledger.undo(seq, (&now(), name)) {
                Ok(_) => walk.undone(),
                Err(error) => walk.failed(&error.to_string()),
            },
        }
    }
    Ok(())
}

/// The record that an edit in entry `seq` made.
fn corrected(
    ledger: &Ledger,
    seq: i64,
    judgement: &verbale_ledger::Judgement,
) -> Result<Option<Stored>, Stop> {
    if !matches!(judgement, verbale_ledger::Judgement::Edit { .. }) {
        return Ok(None);
    }
    let snapshot = Snapshot::new(ledger, None, &Known::Now).map_err(ledger::stop)?;
    let ids: Vec<RecordId> = snapshot.corrections(seq).map_err(ledger::stop)?;
    match ids.first() {
        Some(id) => snapshot.find(*id).map_err(ledger::stop),
        None => Ok(None),
    }
}
