//! `/agreement`: how far reviewers agree, and who changed what; and what is the same as what.

use super::fault::Fault;
use super::page::{Page, View};
use super::rights::Who;
use super::state::{App, At, filled};
use super::table::Table;
use crate::now;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Redirect;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::review::{agreement, changes};
use verbale_ledger::{Error, Kind, RecordId, Snapshot};

/// Changes that the page lists, the last first.
const CHANGES: usize = 200;

/// How far two reviewers agree, and who changed what.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "agreement.html")]
pub(crate) struct Agreement {
    /// One reviewer, if asked for.
    a: String,
    /// The other one.
    b: String,
    /// Records both judged, Cohen's kappa and F1, by kind; none if fewer than two people judged.
    agreement: Option<Table>,
    /// What people did, the last first.
    changes: Table,
}

impl View for Agreement {
    const HERE: &'static str = "/agreement";

    fn title(&self) -> String {
        "Agreement".into()
    }
}

/// Whom to compare; the two who judged most without.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Pair {
    /// One reviewer.
    a: Option<String>,
    /// The other one.
    b: Option<String>,
}

/// How far two reviewers agree, and who changed what.
#[utoipa::path(get, path = "/agreement", params(Pair), responses((status = 200, body = Agreement)))]
pub(crate) async fn agreed(
    State(app): State<App>,
    Query(pair): Query<Pair>,
) -> Result<Page<Agreement>, Fault> {
    let name = |text: &Option<String>| filled(text.as_ref()).unwrap_or_default().to_owned();
    let (a, b) = (name(&pair.a), name(&pair.b));
    let page = app.ask(At::default(), move |snapshot| {
        let asked = (!a.is_empty() && !b.is_empty()).then_some([a.as_str(), b.as_str()]);
        let found = match agreement(snapshot, asked) {
            Ok(found) => Some(Table::of(&found)),
            // Fewer than two people judged.
            Err(Error::Asked(_)) => None,
            Err(e) => return Err(e.into()),
        };
        let changes = Table::of(&changes(snapshot, None, CHANGES)?);
        Ok(Agreement {
            agreement: found,
            changes,
            a,
            b,
        })
    });
    Ok(Page(page.await?))
}

/// What is the same as what.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "same.html")]
pub(crate) struct Same {
    /// Merges and splits, the last first.
    changes: Table,
}

impl View for Same {
    const HERE: &'static str = "/same";

    fn title(&self) -> String {
        "Merge and split".into()
    }
}

/// Two that are one.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Merged {
    /// The actor or record that stays: a name, or the id of a record.
    into: String,
    /// The one that is taken for it.
    other: String,
}

/// One that stands for itself again.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Parted {
    /// An actor's name, or the id of a record.
    of: String,
}

/// What is the same as what.
#[utoipa::path(get, path = "/same", responses((status = 200, body = Same)))]
pub(crate) async fn same(State(app): State<App>) -> Result<Page<Same>, Fault> {
    let page = app.ask(At::default(), |snapshot| {
        let mut found = changes(snapshot, None, CHANGES)?;
        let act = found.columns.iter().position(|c| *c == "act");
        found.lines.retain(|line| {
            let act = act.and_then(|at| line.cells[at].as_str());
            matches!(act, Some("merge" | "split"))
        });
        let changes = Table::of(&found);
        Ok(Same { changes })
    });
    Ok(Page(page.await?))
}

/// What a person names.
enum Named {
    Actor(i64),
    Record(RecordId),
}

fn named(
    snapshot: &Snapshot<'_>,
    text: &str,
    actor: impl Fn(&str) -> Result<i64, Error>,
) -> Result<Named, Fault> {
    let text = text.trim();
    let is_record = text
        .split_once('-')
        .is_some_and(|(kind, _)| Kind::parse(kind).is_some());
    Ok(match is_record {
        true => Named::Record(snapshot.named(text)?),
        false => Named::Actor(actor(text)?),
    })
}

/// Takes one actor or record for another from now on.
#[utoipa::path(post, path = "/same/merge", request_body(content = Merged, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "done"), (status = 400, body = Fault), (status = 403, body = Fault)))]
pub(crate) async fn merge(
    State(app): State<App>,
    who: Who,
    Form(sent): Form<Merged>,
) -> Result<Redirect, Fault> {
    let pair = app.ask(At::default(), move |snapshot| {
        let one = |text: &str| named(snapshot, text, |t| snapshot.actor_named(t));
        Ok((one(&sent.into)?, one(&sent.other)?))
    });
    let pair = pair.await?;
    let merged = app.write(move |ledger| {
        let moment = now();
        let by = (moment.as_str(), who.name.as_str());
        Ok(match pair {
            (Named::Actor(into), Named::Actor(other)) => ledger.merge(into, other, by)?,
            (Named::Record(into), Named::Record(other)) => ledger.join(into, other, by)?,
            _ => {
                let detail = "an actor and a record are never the same; give two of one sort";
                return Err(Fault::asked(detail));
            }
        })
    });
    merged.await?;
    Ok(Redirect::to("/same"))
}

/// From now on an actor or record stands for itself.
#[utoipa::path(post, path = "/same/split", request_body(content = Parted, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "done"), (status = 400, body = Fault), (status = 403, body = Fault)))]
pub(crate) async fn split(
    State(app): State<App>,
    who: Who,
    Form(sent): Form<Parted>,
) -> Result<Redirect, Fault> {
    let of = app.ask(At::default(), move |snapshot| {
        named(snapshot, &sent.of, |t| snapshot.merged_actor_named(t))
    });
    let of = of.await?;
    let parted = app.write(move |ledger| {
        let moment = now();
        let by = (moment.as_str(), who.name.as_str());
        Ok(match of {
            Named::Actor(entity) => ledger.split(entity, by)?,
            Named::Record(record) => ledger.part(record, by)?,
        })
    });
    parted.await?;
    Ok(Redirect::to("/same"))
}
