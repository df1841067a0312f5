//! `/meetings`: who met whom, as a network and a list.

use super::cells::{Cells, Choice};
use super::fault::Fault;
use super::network::LINES;
use super::page::{Page, View};
use super::state::{App, At, filled, limit};
use super::table::Table;
use askama::Template;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::ask::{self, Answer, Meetings};

/// Meetings on a page unless more are asked for, and at most.
const MEETINGS: usize = 100;
const MAX_MEETINGS: usize = 1000;
/// Pairs that are drawn at most, those that met most often.
const MAX_PAIRS: usize = 300;

/// What comes of a plan (`docs/records.md`).
const STATUSES: [&str; 4] = ["held", "planned", "cancelled", "proposed"];

/// Which meetings.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Only those of this actor.
    actor: Option<String>,
    /// Only those with this status: held, planned, cancelled, proposed.
    status: Option<String>,
    /// Not before this day.
    from: Option<String>,
    /// Not after this day.
    to: Option<String>,
    /// Meetings at most, up to 1000, the latest first.
    limit: Option<String>,
}

/// Meetings, and who met whom in them.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "meetings.html")]
pub(crate) struct MeetingsPage {
    /// Who met whom, those that met most often first.
    pairs: Vec<Pair>,
    /// The meetings, the latest first.
    meetings: Table,
    #[serde(skip)]
    asked: [String; 4],
    #[serde(skip)]
    statuses: Vec<Choice>,
}

/// Two that met.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Pair {
    /// One of them.
    a: String,
    /// The other.
    b: String,
    /// How many of the meetings had both.
    meetings: usize,
    /// The records behind it.
    ids: Vec<String>,
}

impl View for MeetingsPage {
    const HERE: &'static str = "/meetings";
    const SCRIPTS: &'static [&'static str] = LINES;

    fn title(&self) -> String {
        "Who met whom".into()
    }
}

/// Meetings of all texts, the same meeting once.
#[utoipa::path(get, path = "/meetings", params(At, Asked),
    responses((status = 200, body = MeetingsPage), (status = 400, body = Fault)))]
pub(crate) async fn meetings(
    State(app): State<App>,
    Query(at): Query<At>,
    Query(asked): Query<Asked>,
) -> Result<Page<MeetingsPage>, Fault> {
    let limit = limit(asked.limit.as_ref(), MEETINGS, MAX_MEETINGS)?;
    let as_of = filled(at.as_of.as_ref()).unwrap_or_default().to_owned();
    let page = app.ask(at, move |snapshot| {
        let own = |parameter: &Option<String>| filled(parameter.as_ref()).map(str::to_owned);
        let question = Meetings {
            actor: own(&asked.actor),
            from: own(&asked.from),
            to: own(&asked.to),
            status: own(&asked.status),
            limit,
        };
        let answer = ask::meetings(snapshot, &question)?;
        let text = |p: Option<String>| p.unwrap_or_default();
        Ok(MeetingsPage {
            pairs: pairs(&answer),
            meetings: Table::of(&answer),
            statuses: Choice::list(&STATUSES, question.status.as_deref()),
            asked: [
                text(question.actor),
                text(question.from),
                text(question.to),
                as_of,
            ],
        })
    });
    Ok(Page(page.await?))
}

fn pairs(answer: &Answer) -> Vec<Pair> {
    let mut found: BTreeMap<(String, String), Pair> = BTreeMap::new();
    for cells in Cells::of(answer) {
        let mut names = cells.list("participants");
        names.sort_unstable();
        names.dedup();
        for (at, a) in names.iter().enumerate() {
            for b in &names[at + 1..] {
                let pair = found.entry((a.clone(), b.clone())).or_insert_with(|| Pair {
                    a: a.clone(),
                    b: b.clone(),
                    meetings: 0,
                    ids: Vec::new(),
                });
                pair.meetings += 1;
                pair.ids.extend(cells.ids());
            }
        }
    }
    let mut pairs: Vec<Pair> = found.into_values().collect();
    pairs.sort_by_key(|pair| std::cmp::Reverse(pair.meetings));
    pairs.truncate(MAX_PAIRS);
    pairs
}
