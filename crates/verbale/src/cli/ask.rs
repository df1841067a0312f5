//! `verbale ask`: questions to a ledger.

use super::args::Kind as KindArg;
use super::args::ask::{self as args, AskArgs, AskCommand};
use super::outcome::{Ending, Stop};
use super::{answer, ledger};
use verbale_ledger::ask::{
    self, Actor, Answer, Bin, Claims, Events, Filter, Meetings, Network, Reactions, Recognition,
    Search,
};
use verbale_ledger::{Error, Kind, Known, Snapshot};

pub(crate) fn run(command: &AskCommand) -> Result<Ending, Stop> {
    match command {
        AskCommand::Recognition(args) => {
            let question = Recognition {
                of: args.of.clone(),
                by: args.by.clone(),
                steps: args.steps,
            };
            put(&args.ask, None, |s| ask::recognition(s, &question))
        }
        AskCommand::Claims(args) => {
            let question = claims(args);
            let today = ledger::today();
            put(&args.ask, Some(today), |s| ask::claims(s, &question))
        }
        AskCommand::Actor(args) => {
            let question = Actor {
                name: args.name.clone(),
                kinds: kinds(&args.kind),
                limit: limit(&args.limit, &args.ask),
            };
            put(&args.ask, None, |s| ask::actor(s, &question))
        }
        AskCommand::Network(args) => {
            let question = Network {
                actor: args.actor.clone(),
                relation: args.relation.clone(),
            };
            put(&args.ask, None, |s| ask::network(s, &question))
        }
        AskCommand::Reactions(args) => {
            let question = reactions(args);
            put(&args.ask, None, |s| match args.silent {
                true => ask::silent(s, &question),
                false => ask::reactions(s, &question),
            })
        }
        AskCommand::Voices(args) => put(&args.ask, None, |s| ask::voices(s, &args.document)),
        AskCommand::Meetings(args) => {
            let question = meetings(args);
            put(&args.ask, None, |s| ask::meetings(s, &question))
        }
        AskCommand::Events(args) => {
            let question = events(args);
            put(&args.ask, None, |s| ask::events(s, &question))
        }
        AskCommand::Impact(args) => put(&args.ask, None, |s| {
            let claim = args.claim.as_deref().map(|id| s.named(id)).transpose()?;
            ask::impact(s, claim)
        }),
        AskCommand::Search(args) => {
            let question = Search {
                words: args.words.clone(),
                kinds: kinds(&args.kind),
                limit: limit(&args.limit, &args.ask),
                ..Search::default()
            };
            put(&args.ask, None, |s| ask::search(s, &question))
        }
    }
}

fn reactions(args: &args::ReactionsArgs) -> Reactions {
    Reactions {
        about: args.about.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
    }
}

/// Kinds as the ledger knows them.
pub(crate) fn kinds(kinds: &[KindArg]) -> Vec<Kind> {
    let of = |kind: &KindArg| Kind::parse(kind.as_str());
    kinds.iter().filter_map(of).collect()
}

/// Rows to ask for. Conditions are put to all of them: the limit would cut off what fits.
fn limit(limit: &args::Limit, ask: &AskArgs) -> usize {
    match ask.conditions.is_empty() {
        true => limit.limit,
        false => MOST,
    }
}

/// Rows that conditions are put to.
const MOST: usize = 100_000;

fn claims(args: &args::ClaimsArgs) -> Claims {
    Claims {
        speaker: args.speaker.clone(),
        kind: args.kind.and_then(|k| Kind::parse(k.as_str())),
        status: args.status.clone(),
        due_from: args.due_from.clone(),
        due_to: args.due_to.clone(),
        is_undated: false,
        limit: limit(&args.limit, &args.ask),
    }
}

fn meetings(args: &args::MeetingsArgs) -> Meetings {
    Meetings {
        actor: args.actor.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
        status: args.status.clone(),
        limit: limit(&args.limit, &args.ask),
    }
}

fn events(args: &args::EventsArgs) -> Events {
    Events {
        actor: args.actor.clone(),
        recipient: args.recipient.clone(),
        event_type: args.event_type.clone(),
        factuality: args.factuality.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
        bin: match args.bin {
            args::Bin::Day => Bin::Day,
            args::Bin::Week => Bin::Week,
            args::Bin::Month => Bin::Month,
            args::Bin::Year => Bin::Year,
            args::Bin::All => Bin::All,
        },
        limit: limit(&args.limit, &args.ask),
    }
}

/// Asks, and prints the answer. `today` is the day of questions that depend on the present.
pub(crate) fn put(
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
    let filters: Result<Vec<Filter>, Error> =
        args.conditions.iter().map(|c| Filter::parse(c)).collect();
    let filters = filters.map_err(ledger::stop)?;
    let answer = ledger.at_rest(|| question(&Snapshot::new(&ledger, as_of.as_deref(), &known)?));
    let mut answer = answer.and_then(|answer| answer).map_err(ledger::stop)?;
    answer.keep(&filters).map_err(ledger::stop)?;
    answer::print(&answer, &args.form)
}
