//! `verbale ask`: questions to a ledger.

use super::args::{self, AskArgs, AskCommand};
use super::outcome::{Ending, Stop};
use super::{answer, ledger};
use verbale_ledger::ask::{
    self, Actor, Answer, Bin, Claims, Events, Meetings, Network, Reactions, Recognition, Search,
};
use verbale_ledger::{Error, Kind, Known, Snapshot};

pub(crate) fn run(command: &AskCommand) -> Result<Ending, Stop> {
    match command {
        AskCommand::Recognition { of, by, steps, ask } => {
            let (of, by) = (of.clone(), by.clone());
            let question = Recognition {
                of,
                by,
                steps: *steps,
            };
            put(ask, None, |s| ask::recognition(s, &question))
        }
        AskCommand::Claims { ask, .. } => {
            let question = claims(command);
            let today = verbale::now()[..10].to_owned();
            put(ask, Some(today), |s| ask::claims(s, &question))
        }
        AskCommand::Actor { ask, .. } => put(ask, None, |s| ask::actor(s, &actor(command))),
        AskCommand::Network {
            actor,
            relation,
            ask,
        } => {
            let (actor, relation) = (actor.clone(), relation.clone());
            put(ask, None, |s| ask::network(s, &Network { actor, relation }))
        }
        AskCommand::Reactions {
            about,
            from,
            to,
            ask,
        } => {
            let (about, from, to) = (about.clone(), from.clone(), to.clone());
            let question = Reactions { about, from, to };
            put(ask, None, |s| ask::reactions(s, &question))
        }
        AskCommand::Voices { document, ask } => put(ask, None, |s| ask::voices(s, document)),
        AskCommand::Meetings { ask, .. } => {
            put(ask, None, |s| ask::meetings(s, &meetings(command)))
        }
        AskCommand::Events { ask, .. } => put(ask, None, |s| ask::events(s, &events(command))),
        AskCommand::Impact { claim, ask } => put(ask, None, |s| {
            let claim = claim.as_deref().map(|id| s.named(id)).transpose()?;
            ask::impact(s, claim)
        }),
        AskCommand::Search { ask, .. } => put(ask, None, |s| ask::search(s, &search(command))),
    }
}

fn kinds(kinds: &[args::Kind]) -> Vec<Kind> {
    let of = |kind: &args::Kind| Kind::parse(kind.as_str());
    kinds.iter().filter_map(of).collect()
}

fn claims(command: &AskCommand) -> Claims {
    let AskCommand::Claims {
        speaker,
        kind,
        status,
        due_from,
        due_to,
        limit,
        ..
    } = command
    else {
        return Claims::default();
    };
    Claims {
        speaker: speaker.clone(),
        kind: kind.and_then(|k| Kind::parse(k.as_str())),
        status: status.clone(),
        due_from: due_from.clone(),
        due_to: due_to.clone(),
        limit: limit.limit,
    }
}

fn actor(command: &AskCommand) -> Actor {
    let AskCommand::Actor {
        name, kind, limit, ..
    } = command
    else {
        return Actor::default();
    };
    Actor {
        name: name.clone(),
        kinds: kinds(kind),
        limit: limit.limit,
    }
}

fn search(command: &AskCommand) -> Search {
    let AskCommand::Search {
        words, kind, limit, ..
    } = command
    else {
        return Search::default();
    };
    Search {
        words: words.clone(),
        kinds: kinds(kind),
        limit: limit.limit,
    }
}

fn meetings(command: &AskCommand) -> Meetings {
    let AskCommand::Meetings {
        actor,
        from,
        to,
        status,
        limit,
        ..
    } = command
    else {
        return Meetings::default();
    };
    Meetings {
        actor: actor.clone(),
        from: from.clone(),
        to: to.clone(),
        status: status.clone(),
        limit: limit.limit,
    }
}

fn events(command: &AskCommand) -> Events {
    let AskCommand::Events {
        actor,
        recipient,
        event_type,
        from,
        to,
        bin,
        limit,
        ..
    } = command
    else {
        return Events::default();
    };
    Events {
        actor: actor.clone(),
        recipient: recipient.clone(),
        event_type: event_type.clone(),
        from: from.clone(),
        to: to.clone(),
        bin: match bin {
            args::Bin::Day => Bin::Day,
            args::Bin::Week => Bin::Week,
            args::Bin::Month => Bin::Month,
            args::Bin::Year => Bin::Year,
            args::Bin::All => Bin::All,
        },
        limit: limit.limit,
    }
}

/// Asks, and prints the answer. `today` is the day of questions that depend on the present.
fn put(
    args: &AskArgs,
    today: Option<String>,
    question: impl FnOnce(&Snapshot<'_>) -> Result<Answer, Error>,
) -> Result<Ending, Stop> {
    let ledger = ledger::open_to_read(&args.ledger)?;
    let known = match &args.known_at {
        Some(at) => Known::At(at.clone()),
        None => Known::Now,
    };
    let as_of = args.as_of.clone().or(today);
    let snapshot = Snapshot::new(&ledger, as_of.as_deref(), &known).map_err(ledger::stop)?;
    let answer = question(&snapshot).map_err(ledger::stop)?;
    answer::print(&answer, args)?;
    Ok(match answer.lines.is_empty() {
        true => Ending::NothingFound,
        false => Ending::Done,
    })
}
