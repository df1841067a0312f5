//! `/add`: texts into the ledger, pasted or as files; `/add/{job}`: what became of them.

use super::fault::Fault;
use super::job::{FileResult, Input, Job, submit};
use super::page::{Page, View};
use super::state::{App, filled};
use crate::input::Reader;
use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use verbale_text::{DateSource, DocId, Document, Metadata, sha256};

/// The form.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "add.html")]
pub(crate) struct AddForm {
    /// Endings of files that are read as more than plain text.
    formats: &'static [&'static str],
}

impl View for AddForm {
    const HERE: &'static str = "/add";
    const SCRIPTS: &'static [&'static str] = &["add.js"];

    fn title(&self) -> String {
        "Add texts".into()
    }
}

/// What became of a submission.
#[derive(Debug, Serialize, Template, ToSchema)]
#[serde(transparent)]
#[template(path = "added.html")]
pub(crate) struct AddedPage {
    job: Job,
}

impl View for AddedPage {
    const HERE: &'static str = "/add";
    const SCRIPTS: &'static [&'static str] = &["add.js"];

    fn title(&self) -> String {
        match self.job.is_done {
            true => "Added".into(),
            false => "Reading …".into(),
        }
    }
}

impl AddedPage {
    /// Files that are through.
    fn n_ended(&self) -> usize {
        let ended = |f: &&FileResult| matches!(f.state, "done" | "failed");
        self.job.files.iter().filter(ended).count()
    }
}

/// The fields of the form, as a browser sends them.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes the form; its parts are read one by one"
)]
pub(crate) struct Submission {
    /// Files: text, JSON Lines, CoNLL-U, as their names say. May be given several times.
    #[schema(value_type = Vec<String>, format = Binary)]
    files: Vec<u8>,
    /// A text that is pasted.
    text: Option<String>,
    /// Its headline.
    title: Option<String>,
    /// Its outlet.
    outlet: Option<String>,
    /// Its writer.
    author: Option<String>,
    /// Its address.
    url: Option<String>,
    /// Day of publication of what does not say it itself.
    date: Option<String>,
    /// Encoding of files that are not UTF-8.
    charset: Option<String>,
}

/// The form to add texts with.
#[utoipa::path(get, path = "/add", responses((status = 200, body = AddForm)))]
pub(crate) async fn form() -> Page<AddForm> {
    Page(AddForm {
        formats: &["txt", "jsonl", "ndjson", "conllu"],
    })
}

/// Takes texts in; the answer leads to the page that tells what becomes of them.
#[utoipa::path(post, path = "/add", request_body(content = Submission, content_type = "multipart/form-data"),
    responses((status = 303, description = "leads to /add/{job}"), (status = 400, body = Fault), (status = 413, body = Fault), (status = 503, body = Fault)))]
pub(crate) async fn send(State(app): State<App>, form: Multipart) -> Result<Redirect, Fault> {
    let (fields, mut inputs) = parts(form).await?;
    let field = |name: &str| filled(fields.get(name));
    let reader = Reader::new(None, field("date"), field("charset")).map_err(Fault::asked)?;
    if let Some(text) = fields.get("text").filter(|t| !t.trim().is_empty()) {
        inputs.push(Input::Pasted(Box::new(pasted(text, &reader, field))));
    }
    if inputs.is_empty() {
        return Err(Fault::asked("nothing to add; paste a text or choose files"));
    }
    match submit(&app, reader, inputs) {
        Some(job) => Ok(Redirect::to(&format!("/add/{job}"))),
        None => Err(Fault::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "other texts are still being read; wait until they are done and send these again",
        )),
    }
}

/// Fields by name, and files.
async fn parts(mut form: Multipart) -> Result<(BTreeMap<String, String>, Vec<Input>), Fault> {
    let wrong = |e: axum::extract::multipart::MultipartError| Fault::new(e.status(), e.body_text());
    let (mut fields, mut inputs) = (BTreeMap::new(), Vec::new());
    while let Some(part) = form.next_field().await.map_err(wrong)? {
        let name = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            // An empty choice of files is sent as a file without a name.
            Some(file) if file.is_empty() => {}
            Some(file) => {
                let bytes = part.bytes().await.map_err(wrong)?.to_vec();
                let name = file.rsplit(['/', '\\']).next().unwrap_or(&file).to_owned();
                inputs.push(Input::File { name, bytes });
            }
            None => {
                fields.insert(name, part.text().await.map_err(wrong)?);
            }
        }
    }
    Ok((fields, inputs))
}

/// A text that was pasted. It is called by its headline, or else by the beginning of its hash, so that the same text is the
/// same document.
fn pasted<'a>(text: &str, reader: &Reader, field: impl Fn(&str) -> Option<&'a str>) -> Document {
    // Browsers send the ends of lines as CR LF.
    let text = text.replace("\r\n", "\n");
    let known = |name: &str| field(name).map(str::to_owned);
    let name = match field("title") {
        Some(title) => title.to_owned(),
        None => format!("pasted-{}", &sha256(text.as_bytes())[..8]),
    };
    let published = reader.date().map(str::to_owned);
    let metadata = Metadata {
        published_from: published.as_ref().map(|_| DateSource::Option),
        published,
        title: known("title"),
        source: known("outlet"),
        author: known("author"),
        url: known("url"),
        ..Metadata::default()
    };
    Document::with_metadata(DocId(name), text, metadata)
}

/// What became of a submission, file by file.
#[utoipa::path(get, path = "/add/{job}", params(("job" = u64, Path, description = "number of the submission")),
    responses((status = 200, body = Job), (status = 404, body = Fault)))]
pub(crate) async fn added(
    State(app): State<App>,
    Path(job): Path<u64>,
) -> Result<Page<AddedPage>, Fault> {
    let missing = || {
        Fault::missing(format!(
            "{job}: there is no such submission; the server remembers the last fifty since it was started"
        ))
    };
    let job = app.jobs().get(job).ok_or_else(missing)?;
    Ok(Page(AddedPage { job }))
}
