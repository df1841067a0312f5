//! `/records/{id}`: one record with its sentence, its explanation and its history.

use super::card::{Card, lone};
use super::documents::DocumentLine;
use super::fault::Fault;
use super::page::{Page, View};
use super::state::{App, At};
use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Serialize;
use utoipa::ToSchema;

/// One record.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "record.html")]
pub(crate) struct RecordPage {
    /// The record.
    record: Card,
    /// Its text.
    document: DocumentLine,
}

impl View for RecordPage {
    const HERE: &'static str = "/documents";

    fn title(&self) -> String {
        format!(
            "{}: {} {}",
            self.record.kind, self.record.who, self.record.gist
        )
    }
}

/// One record with the words that prove it; `id` may be cut after eight digits.
#[utoipa::path(get, path = "/records/{id}", params(("id" = String, Path, description = "whole or short id"), At),
    responses((status = 200, body = RecordPage), (status = 400, body = Fault), (status = 404, body = Fault)))]
pub(crate) async fn record(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(at): Query<At>,
) -> Result<Page<RecordPage>, Fault> {
    let all = app.clone();
    let page = app.ask(at, move |snapshot| {
        let missing = || Fault::missing(format!("{id}: no record that counts has this id"));
        let named = snapshot.named(&id)?;
        let stored = snapshot.find(named)?.ok_or_else(missing)?;
        let (record, document) = lone(snapshot, all.pipeline(), &stored)?;
        Ok(RecordPage { record, document })
    });
    Ok(Page(page.await?))
}
