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
    /// Whether it counts: a record that a reviewer rejected or corrected does not.
    counts: bool,
    /// Ids of the records that tell of the same thing.
    same: Vec<String>,
    /// Independent texts among those that tell of it.
    origins: usize,
    /// Ids of statements that are probably the same utterance in another translation.
    translations: Vec<String>,
    /// Other texts that have the same words, and with them the record.
    also_in: Vec<SameText>,
}

/// A text that came in under several names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SameText {
    /// Its number under this name.
    document: i64,
    /// The name.
    name: String,
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

/// One record with the words that prove it, also if a reviewer struck it out; `id` may be cut after eight digits.
#[utoipa::path(get, path = "/records/{id}", params(("id" = String, Path, description = "whole or short id"), At),
    responses((status = 200, body = RecordPage), (status = 400, body = Fault), (status = 404, body = Fault)))]
pub(crate) async fn record(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(at): Query<At>,
) -> Result<Page<RecordPage>, Fault> {
    let all = app.clone();
    let page = app.ask(at, move |snapshot| {
        let missing = || Fault::missing(format!("{id}: no record has this id"));
        let named = snapshot.named(&id)?;
        let stored = snapshot.reviewable(named)?.ok_or_else(missing)?;
        let (record, document) = lone(snapshot, all.pipeline(), &stored)?;
        let (same, origins) = snapshot.same(&stored)?;
        let same = same.iter().filter(|id| **id != named);
        let translations = snapshot.translations(&stored)?;
        let places = snapshot.places(named)?.into_iter();
        let others = places.filter(|place| place.document != stored.document);
        Ok(RecordPage {
            record,
            document,
            counts: snapshot.counts(&stored),
            same: same.map(ToString::to_string).collect(),
            origins,
            translations: translations.iter().map(ToString::to_string).collect(),
            also_in: others
                .map(|place| SameText {
                    document: place.document,
                    name: place.name,
                })
                .collect(),
        })
    });
    Ok(Page(page.await?))
}
