//! `/documents`: the texts, the last that came in first.

use super::fault::Fault;
use super::page::{Page, View};
use super::state::{App, At, filled};
use askama::Template;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::ask::{self, DocumentCard};

/// Texts on one page.
const PAGE: usize = 50;

/// Which texts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Only those that came in before the one with this number.
    before: Option<i64>,
    /// Only those of this outlet.
    outlet: Option<String>,
}

/// A page of the list of texts.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "documents.html")]
pub(crate) struct DocumentList {
    /// The outlet they are of, if only those of one were asked for.
    outlet: Option<String>,
    /// The texts.
    documents: Vec<DocumentLine>,
    /// `before` of the next page, if there is one.
    next: Option<i64>,
}

/// A text as lists name it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DocumentLine {
    /// Its number in the ledger.
    pub(crate) document: i64,
    /// What users call it: its id, or its file name without ending.
    pub(crate) name: String,
    /// Headline.
    pub(crate) title: Option<String>,
    /// Outlet or issuing body.
    pub(crate) outlet: Option<String>,
    /// Writer.
    pub(crate) author: Option<String>,
    /// Address it was taken from.
    pub(crate) url: Option<String>,
    /// Day of publication, as TIMEX3 value.
    pub(crate) published: Option<String>,
    /// Where that day came from: `metadata`, `option`, `dateline` or `none`.
    pub(crate) published_from: String,
    /// When it came into the ledger (UTC).
    pub(crate) recorded: String,
    /// Records that count.
    pub(crate) records: i64,
    /// Number of the text that it is a copy of; its own if it is none.
    pub(crate) origin: i64,
    /// Whether it counts: a text that a later version replaced, or that was withdrawn, does not.
    pub(crate) counts: bool,
}

impl DocumentLine {
    pub(crate) fn of(card: &DocumentCard) -> Self {
        Self {
            document: card.document,
            name: card.name.clone(),
            title: card.title.clone(),
            outlet: card.outlet.clone(),
            author: card.author.clone(),
            url: card.url.clone(),
            published: card.published.clone(),
            published_from: card.published_from.clone(),
            recorded: card.recorded.clone(),
            records: card.n_records,
            origin: card.origin,
            counts: card.is_live,
        }
    }

    /// Its headline, or else its name.
    pub(crate) fn headline(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }

    /// The day on which it came in.
    pub(crate) fn recorded_day(&self) -> &str {
        self.recorded.get(..10).unwrap_or(&self.recorded)
    }

    /// Its address if a browser may follow it.
    pub(crate) fn link(&self) -> Option<&str> {
        let url = self.url.as_deref()?;
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        is_web.then_some(url)
    }
}

impl View for DocumentList {
    const HERE: &'static str = "/documents";

    fn title(&self) -> String {
        "Documents".into()
    }
}

/// The texts that count, the last that came in first.
#[utoipa::path(get, path = "/documents", params(At, Which), responses((status = 200, body = DocumentList), (status = 400, body = Fault)))]
pub(crate) async fn documents(
    State(app): State<App>,
    Query(at): Query<At>,
    Query(which): Query<Which>,
) -> Result<Page<DocumentList>, Fault> {
    let outlet = filled(which.outlet.as_ref()).map(str::to_owned);
    let list = app.ask(at, move |snapshot| {
        let question = ask::Documents {
            before: which.before,
            outlet: outlet.clone(),
            limit: PAGE + 1,
        };
        let mut cards = ask::documents(snapshot, &question)?;
        let has_more = cards.len() > PAGE;
        cards.truncate(PAGE);
        Ok(DocumentList {
            outlet,
            next: cards.last().filter(|_| has_more).map(|c| c.document),
            documents: cards.iter().map(DocumentLine::of).collect(),
        })
    });
    Ok(Page(list.await?))
}
