//! `/`: what the ledger holds, and the way to every view.

use super::documents::DocumentLine;
use super::fault::Fault;
use super::kinds::plural;
use super::nav;
use super::page::{Page, View};
use super::state::{App, At};
use askama::Template;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use verbale_ledger::ask::{self, Documents};

/// Texts that the first page names.
const LATEST: usize = 8;

/// What the ledger holds.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "home.html")]
pub(crate) struct Home {
    /// Versions of texts.
    documents: i64,
    /// Records, whether they still count or not.
    records: i64,
    /// Entries.
    entries: i64,
    /// Records by kind.
    kinds: Vec<KindCount>,
    /// The texts that came in last.
    latest: Vec<DocumentLine>,
}

/// Records of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KindCount {
    /// The kind.
    kind: &'static str,
    /// What people call several.
    name: &'static str,
    /// How many.
    records: i64,
}

impl View for Home {
    const HERE: &'static str = "/";

    fn title(&self) -> String {
        "What the ledger holds".into()
    }
}

impl Home {
    fn groups(&self) -> &'static [nav::Group] {
        nav::GROUPS
    }
}

/// What the ledger holds, by kind, and the texts that came in last.
#[utoipa::path(get, path = "/", responses((status = 200, body = Home)))]
pub(crate) async fn home(State(app): State<App>) -> Result<Page<Home>, Fault> {
    let all = app.clone();
    let home = app.ask(At::default(), move |snapshot| {
        let tally = all.tally(snapshot)?;
        let latest = Documents {
            limit: LATEST,
            ..Documents::default()
        };
        let kinds = tally.by_kind().filter(|(_, n)| *n > 0);
        Ok(Home {
            documents: tally.documents,
            records: tally.by_kind().map(|(_, n)| n).sum(),
            entries: tally.entries,
            kinds: kinds
                .map(|(kind, records)| KindCount {
                    kind: kind.as_str(),
                    name: plural(kind),
                    records,
                })
                .collect(),
            latest: ask::documents(snapshot, &latest)?
                .iter()
                .map(DocumentLine::of)
                .collect(),
        })
    });
    Ok(Page(home.await?))
}
