//! `/actors`: who acts and speaks; `/actors/{actor}`: names and who uses them, posts, deeds and words of one.

use super::fault::Fault;
use super::kinds::{plural, spaced};
use super::page::{Page, View};
use super::state::{App, At, filled, limit};
use super::table::words;
use askama::Template;
use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::Kind;
use verbale_ledger::ask::{self, Answer, Line};

/// Actors on one page.
const PAGE: usize = 100;

/// Deeds that one page shows, the latest ones.
const DEEDS: usize = 60;

/// Records of an actor that can be asked for.
const MAX_DEEDS: usize = 5000;

/// Which actors.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Named {
    /// Words of one of the names.
    q: Option<String>,
}

/// Actors, those first that are spoken of most.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "actors.html")]
pub(crate) struct ActorList {
    /// Words of the names that were asked for.
    q: String,
    /// The actors; a hundred at most.
    actors: Vec<ActorLine>,
}

/// An actor as lists name it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ActorLine {
    /// Its number in the ledger.
    actor: i64,
    /// Display name.
    name: String,
    /// `person organisation government state group population`, if it is known.
    sort: Option<String>,
    /// ISO 3166 alpha-3, or PLOVER's code of a body between states.
    country: Option<String>,
    /// Records that name it or are in its voice.
    records: u32,
}

impl ActorLine {
    fn of(line: ask::ActorLine) -> Self {
        Self {
            actor: line.entity,
            name: line.name,
            sort: line.sort,
            country: line.country,
            records: line.n_records,
        }
    }
}

impl View for ActorList {
    const HERE: &'static str = "/actors";

    fn title(&self) -> String {
        "Actors".into()
    }
}

/// Actors by the words of their names, those first that are spoken of most.
#[utoipa::path(get, path = "/actors", params(At, Named), responses((status = 200, body = ActorList), (status = 400, body = Fault)))]
pub(crate) async fn actors(
    State(app): State<App>,
    Query(at): Query<At>,
    Query(named): Query<Named>,
) -> Result<Page<ActorList>, Fault> {
    let q = filled(named.q.as_ref()).unwrap_or_default().to_owned();
    let all = app.clone();
    let list = app.ask(at, move |snapshot| {
        let actors = all.with_prominence(snapshot, |p| ask::actors(snapshot, p, &q, PAGE))?;
        Ok(ActorList {
            q,
            actors: actors.into_iter().map(ActorLine::of).collect(),
        })
    });
    Ok(Page(list.await?))
}

/// What of an actor.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct What {
    /// Only this kind of record.
    kind: Option<String>,
    /// So many records at most, the latest ones (60; 5000 at most).
    limit: Option<String>,
}

/// One actor.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "actor.html")]
pub(crate) struct ActorPage {
    /// Who it is.
    actor: ActorLine,
    /// The kind that was asked for.
    kind: Option<&'static str>,
    /// Its names, and who uses them.
    names: Vec<NameUse>,
    /// Its posts.
    posts: Vec<Deed>,
    /// What it did, said, and was party to, the latest first.
    deeds: Vec<Deed>,
    /// If some are left out, how many were asked for.
    latest: Option<usize>,
    /// How many can be asked for next.
    more: Option<usize>,
}

/// A name with those who use it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NameUse {
    /// The name.
    name: String,
    /// Who uses it.
    users: Vec<NameUser>,
}

/// Somebody who uses a name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NameUser {
    /// An outlet, or somebody it quotes.
    by: String,
    /// How often.
    times: usize,
    /// Ids of the records.
    ids: Vec<String>,
}

/// A record that an actor is party to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Deed {
    /// Its kind; `post` for a role.
    kind: String,
    /// Day, month or year, as TIMEX3 value; `by` and the day of publication where the text gives none.
    when: String,
    /// What part the actor has in it.
    part: String,
    /// What it says.
    what: String,
    /// The others.
    with: String,
    /// Whose word it is.
    voice: String,
    /// The document.
    document: String,
    /// Id of the record.
    id: String,
}

impl View for ActorPage {
    const HERE: &'static str = "/actors";

    fn title(&self) -> String {
        self.actor.name.clone()
    }
}

impl ActorPage {
    fn is_asked(&self, kind: &str) -> bool {
        self.kind == Some(kind)
    }

    /// Kinds of records that an actor is party to.
    fn kinds(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let parties = Kind::ALL.into_iter().filter(|k| *k != Kind::Actor);
        parties.map(|k| (k.as_str(), plural(k)))
    }
}

/// One actor: its names and who uses them, its posts, and its deeds and words, the latest first.
#[utoipa::path(get, path = "/actors/{actor}", params(("actor" = i64, Path, description = "number of the actor"), At, What),
    responses((status = 200, body = ActorPage), (status = 400, body = Fault), (status = 404, body = Fault)))]
pub(crate) async fn actor(
    State(app): State<App>,
    Path(number): Path<i64>,
    Query(at): Query<At>,
    Query(what): Query<What>,
) -> Result<Page<ActorPage>, Fault> {
    let kind = super::kinds::asked(what.kind.as_ref())?;
    let limit = limit(what.limit.as_ref(), DEEDS, MAX_DEEDS)?;
    let all = app.clone();
    let page = app.ask(at, move |snapshot| {
        let line = all.with_prominence(snapshot, |p| ask::actor_line(snapshot, p, number))?;
        let line = line.ok_or_else(|| {
            Fault::missing(format!(
                "{number}: the ledger knows no actor with this number; /actors finds them by name"
            ))
        })?;
        let question = ask::Actor {
            kinds: kind.into_iter().collect(),
            limit,
            ..ask::Actor::default()
        };
        let answer = ask::actor_of(snapshot, number, &question)?;
        Ok(filled_page(ActorLine::of(line), (kind, limit), &answer))
    });
    Ok(Page(page.await?))
}

/// The rows of an answer under their headings.
fn filled_page(
    actor: ActorLine,
    (kind, limit): (Option<Kind>, usize),
    answer: &Answer,
) -> ActorPage {
    let cell = |line: &Line, name: &str| {
        let at = answer.columns.iter().position(|c| *c == name);
        at.map(|at| words(&line.cells[at])).unwrap_or_default()
    };
    let ids = |line: &Line| line.ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut page = ActorPage {
        actor,
        kind: kind.map(Kind::as_str),
        names: Vec::new(),
        posts: Vec::new(),
        deeds: Vec::new(),
        latest: None,
        more: None,
    };
    if !answer.notes.is_empty() {
        page.latest = Some(limit);
        page.more = Some((5 * limit).min(MAX_DEEDS)).filter(|more| *more > limit);
    }
    for line in &answer.lines {
        let section = cell(line, "section");
        if section == "name" {
            let what = cell(line, "what");
            let name = what
                .rsplit_once(" (")
                .map_or(what.as_str(), |(name, _)| name);
            let user = NameUser {
                by: cell(line, "voice"),
                times: line.ids.len(),
                ids: ids(line),
            };
            match page.names.last_mut() {
                Some(last) if last.name == name => last.users.push(user),
                _ => page.names.push(NameUse {
                    name: name.to_owned(),
                    users: vec![user],
                }),
            }
            continue;
        }
        let is_post = section == "post";
        let deed = Deed {
            kind: section,
            when: cell(line, "when"),
            part: spaced(&cell(line, "part")),
            what: cell(line, "what"),
            with: cell(line, "with"),
            voice: cell(line, "voice"),
            document: cell(line, "document"),
            id: ids(line).swap_remove(0),
        };
        match is_post {
            true => page.posts.push(deed),
            false => page.deeds.push(deed),
        }
    }
    page.posts.reverse();
    page.deeds.reverse();
    page
}
