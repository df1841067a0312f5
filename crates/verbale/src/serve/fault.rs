//! Why a request gets no answer: a page for people, `application/problem+json` for programs.

use super::page::{Page, View};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use verbale_ledger::Error;

/// A fault with what to do about it.
#[derive(Clone, Debug, Serialize, Template, ToSchema)]
#[template(path = "fault.html")]
pub(crate) struct Fault {
    /// HTTP status.
    status: u16,
    /// The fault in a few words.
    title: &'static str,
    /// What is wrong, and what to do.
    detail: String,
}

impl View for Fault {
    const CONTENT_TYPE: &'static str = "application/problem+json";

    fn title(&self) -> String {
        self.title.to_owned()
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl Fault {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status: status.as_u16(),
            title: title(status),
            detail: detail.into(),
        }
    }

    /// There is no such thing.
    pub(crate) fn missing(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// The request makes no sense.
    pub(crate) fn asked(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// A fault of the program itself.
    pub(crate) fn internal() -> Self {
        let detail = "the program failed on this page; please report it with the address";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, detail)
    }

    /// The server is about to stop.
    pub(crate) fn ending() -> Self {
        let detail = "the server is stopping; start it again with: verbale serve";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    }
}

fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "not here",
        StatusCode::BAD_REQUEST => "not understood",
        StatusCode::FORBIDDEN | StatusCode::MISDIRECTED_REQUEST => "refused",
        StatusCode::SERVICE_UNAVAILABLE => "busy",
        StatusCode::INTERNAL_SERVER_ERROR => "a fault of the program",
        other => other.canonical_reason().unwrap_or("refused"),
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let status = match error {
            Error::Asked(_) => StatusCode::BAD_REQUEST,
            Error::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Error::Full(_) => StatusCode::INSUFFICIENT_STORAGE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, error.to_string())
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        Page(self).into_response()
    }
}
