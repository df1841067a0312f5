//! `/reactions`: who reacted how, actors against stances.

use super::cells::Cells;
use super::fault::Fault;
use super::kinds::spaced;
use super::page::{Page, View};
use super::state::{App, At, filled, limit};
use askama::Template;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::ask::{self, Answer, Reactions};

/// Actors on the page unless more are asked for, and at most.
const ACTORS: usize = 60;
const MAX_ACTORS: usize = 1000;

/// Which reactions.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Words of what they react to, the name of the actor whose act it is, or the id of a record.
    about: Option<String>,
    /// Not before this day.
    from: Option<String>,
    /// Not after this day.
    to: Option<String>,
    /// Actors at most, up to 1000; those who react most come first.
    limit: Option<String>,
}

/// Actors against stances.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "reactions.html")]
pub(crate) struct ReactionsPage {
    /// The stances, the most frequent first.
    stances: Vec<String>,
    /// Those who react, those who react most first.
    actors: Vec<Reactor>,
    /// Actors that are left out.
    left_out: usize,
    #[serde(skip)]
    asked: [String; 4],
}

/// One who reacts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reactor {
    /// Its name.
    name: String,
    /// Its reactions, one for each stance or none.
    reactions: Vec<Option<Reaction>>,
    /// Whether it was for something and against the same thing.
    changed: bool,
}

/// How often somebody took a stance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Reaction {
    /// How often.
    times: u64,
    /// The first day.
    first: Option<String>,
    /// Hours after the act, where its id is asked about: `6`, or `0–24` where only the days are known.
    hours_after: Option<String>,
    /// To what, the first time.
    target: String,
    /// To how many things, by their words.
    targets: u64,
    /// Whether only others report it.
    second_hand: bool,
    /// Whose word the first one is.
    reported_by: String,
    /// The records behind it.
    ids: Vec<String>,
}

impl Reaction {
    /// From 1 to 4, by how often.
    fn weight(&self) -> u32 {
        (u64::BITS - self.times.leading_zeros()).clamp(1, 4)
    }
}

impl View for ReactionsPage {
    const HERE: &'static str = "/reactions";

    fn title(&self) -> String {
        match self.asked[0].as_str() {
            "" => "Who reacted how".into(),
            about => format!("Who reacted how to {about}"),
        }
    }
}

impl ReactionsPage {
    fn heads(&self) -> impl Iterator<Item = String> {
        self.stances.iter().map(|s| spaced(s))
    }
}

/// Who reacted how to an event, an act or an actor.
#[utoipa::path(get, path = "/reactions", params(At, Asked),
    responses((status = 200, body = ReactionsPage), (status = 400, body = Fault)))]
pub(crate) async fn reactions(
    State(app): State<App>,
    Query(at): Query<At>,
    Query(asked): Query<Asked>,
) -> Result<Page<ReactionsPage>, Fault> {
    let limit = limit(asked.limit.as_ref(), ACTORS, MAX_ACTORS)?;
    let as_of = filled(at.as_of.as_ref()).unwrap_or_default().to_owned();
    let page = app.ask(at, move |snapshot| {
        let own = |parameter: &Option<String>| filled(parameter.as_ref()).map(str::to_owned);
        let question = Reactions {
            about: own(&asked.about),
            from: own(&asked.from),
            to: own(&asked.to),
        };
        let answer = ask::reactions(snapshot, &question)?;
        let stances = stances(&answer);
        let mut actors = matrix(&answer, &stances);
        let left_out = actors.len().saturating_sub(limit);
        actors.truncate(limit);
        let text = |p: Option<String>| p.unwrap_or_default();
        Ok(ReactionsPage {
            stances,
            actors,
            left_out,
            asked: [
                text(question.about),
                text(question.from),
                text(question.to),
                as_of,
            ],
        })
    });
    Ok(Page(page.await?))
}

fn stances(answer: &Answer) -> Vec<String> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for cells in Cells::of(answer) {
        *counts.entry(cells.words("stance")).or_default() += cells.count("times");
    }
    let mut stances: Vec<(String, u64)> = counts.into_iter().collect();
    stances.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    stances.into_iter().map(|(stance, _)| stance).collect()
}

fn matrix(answer: &Answer, stances: &[String]) -> Vec<Reactor> {
    let mut actors: BTreeMap<String, Reactor> = BTreeMap::new();
    for cells in Cells::of(answer) {
        let name = cells.words("actor");
        let Some(at) = stances.iter().position(|s| *s == cells.words("stance")) else {
            continue;
        };
        let actor = actors.entry(name.clone()).or_insert_with(|| Reactor {
            name,
            reactions: vec![None; stances.len()],
            changed: false,
        });
        actor.changed |= cells.is("changed");
        actor.reactions[at] = Some(Reaction {
            times: cells.count("times"),
            first: cells.text("first"),
            hours_after: cells.text("hours_after"),
            target: cells.words("target"),
            targets: cells.count("targets"),
            second_hand: cells.is("second_hand"),
            reported_by: cells.words("reported_by"),
            ids: cells.ids(),
        });
    }
    let mut actors: Vec<Reactor> = actors.into_values().collect();
    let times =
        |actor: &Reactor| -> u64 { actor.reactions.iter().flatten().map(|r| r.times).sum() };
    actors.sort_by_key(|actor| std::cmp::Reverse(times(actor)));
    actors
}
