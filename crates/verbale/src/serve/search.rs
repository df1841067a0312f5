//! `/search`: words in texts and in the evidence of records.

use super::fault::Fault;
use super::page::{Page, View};
use super::state::{App, At, filled};
use super::table::Table;
use askama::Template;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::Kind;
use verbale_ledger::ask::{self, Search};

/// Texts that are looked through, the best first.
const MAX_TEXTS: usize = 50;

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Words {
    /// Words that must all occur; a phrase stands in double quotes.
    q: Option<String>,
    /// Only records of this kind.
    kind: Option<String>,
}

/// What was found.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "search.html")]
pub(crate) struct Found {
    /// The words.
    q: String,
    /// The kind that was asked for.
    kind: Option<&'static str>,
    /// Texts and records; empty without words.
    found: Table,
    #[serde(skip)]
    kinds: [Kind; Kind::ALL.len()],
}

impl View for Found {
    const HERE: &'static str = "/search";

    fn title(&self) -> String {
        match self.q.as_str() {
            "" => "Search".into(),
            q => format!("Search: {q}"),
        }
    }
}

impl Found {
    fn is_asked(&self, kind: &Kind) -> bool {
        self.kind == Some(kind.as_str())
    }
}

/// Texts and records with the words.
#[utoipa::path(get, path = "/search", params(At, Words), responses((status = 200, body = Found), (status = 400, body = Fault)))]
pub(crate) async fn search(
    State(app): State<App>,
    Query(at): Query<At>,
    Query(asked): Query<Words>,
) -> Result<Page<Found>, Fault> {
    let q = filled(asked.q.as_ref()).unwrap_or_default().to_owned();
    let kind = filled(asked.kind.as_ref()).map(|kind| {
        Kind::parse(kind)
            .ok_or_else(|| Fault::asked(format!("kind {kind}: there is no such kind of record")))
    });
    let kind = kind.transpose()?;
    let found = app.ask(at, move |snapshot| {
        let question = Search {
            words: q.clone(),
            kinds: kind.into_iter().collect(),
            limit: MAX_TEXTS,
        };
        let found = match q.is_empty() {
            true => Table::default(),
            false => Table::of(&ask::search(snapshot, &question)?),
        };
        Ok(Found {
            q,
            kind: kind.map(Kind::as_str),
            found,
            kinds: Kind::ALL,
        })
    });
    Ok(Page(found.await?))
}
