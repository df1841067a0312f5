//! `/export`: the forms in which records leave the ledger; `/export/{format}`: the file.

use super::fault::Fault;
use super::page::{Page, View};
use super::state::{App, At};
use crate::wire::export::{self, Format, Single, Zip};
use askama::Template;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use http_body::Frame;
use serde::{Deserialize, Serialize};
use std::io::{self, Cursor, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::{Kind, Selection, Snapshot};

/// Bytes that are sent at once.
const CHUNK: usize = 1 << 16;

/// Chunks that wait for a slow reader.
const WAITING: usize = 4;

/// The forms.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "export.html")]
pub(crate) struct ExportForm {
    /// The forms in which records leave the ledger.
    formats: Vec<FormatLine>,
    #[serde(skip)]
    kinds: [Kind; Kind::ALL.len()],
}

/// A form in which records leave the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FormatLine {
    /// Its name, the last part of the address of its file.
    name: &'static str,
    /// Media type of the file.
    media_type: &'static str,
    /// What it is good for.
    what: &'static str,
}

impl View for ExportForm {
    const HERE: &'static str = "/export";

    fn title(&self) -> String {
        "Export".into()
    }
}

fn what(format: Format) -> &'static str {
    match format {
        Format::Jsonl => "everything, one record a line; verbale reads it back",
        Format::Csv => "a table for each kind, for spreadsheets",
        Format::Parquet => "the same tables for pandas, R and DuckDB",
        Format::Gexf => "ties, relations and meetings as a graph in time, for Gephi",
        Format::Graphml => "the same graph for networkx, igraph and R",
        Format::Annotation => "records as annotations of their words (W3C)",
        Format::Ftm => "entities of FollowTheMoney, for Aleph",
        Format::Claims => "claims and what people found to have come of them (schema.org)",
        Format::Timeline => "what happened, day by day, for TimelineJS",
        Format::Brat => "texts with standoff annotations for brat",
    }
}

fn media_type(format: Format) -> &'static str {
    match format.is_folder() {
        true => "application/zip",
        false => format.media_type(),
    }
}

/// The forms in which records leave the ledger. The file of each is at `/export/{name}`, with the parameters `as_of`, `known_at` and `kind`.
#[utoipa::path(get, path = "/export", responses((status = 200, body = ExportForm)))]
pub(crate) async fn form() -> Page<ExportForm> {
    let line = |format: Format| FormatLine {
        name: format.as_str(),
        media_type: media_type(format),
        what: what(format),
    };
    Page(ExportForm {
        formats: Format::ALL.into_iter().map(line).collect(),
        kinds: Kind::ALL,
    })
}

/// What to take.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct What {
    /// Only this kind of record.
    kind: Option<String>,
}

/// The file of a form: `jsonl`, `csv`, `parquet`, `gexf`, `graphml`, `webannotation`, `followthemoney`, `claimreview`, `timelinejs` or
/// `brat`. What is several files comes as an archive. It is sent while it is written; it has no other face.
#[utoipa::path(get, path = "/export/{format}", params(("format" = String, Path, description = "name of the form"), At, What),
    responses((status = 200, description = "the file", content_type = "application/octet-stream", body = Vec<u8>), (status = 400, body = Fault),
        (status = 404, body = Fault)))]
pub(crate) async fn file(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(at): Query<At>,
    Query(asked): Query<What>,
) -> Result<Response, Fault> {
    let format = Format::parse(&name).ok_or_else(|| {
        Fault::missing(format!("{name}: there is no such form; /export lists them"))
    })?;
    let kind = super::kinds::asked(asked.kind.as_ref())?;
    let selection = Selection {
        kinds: kind.into_iter().collect(),
        ..Selection::default()
    };
    let (sender, mut receiver) = channel(WAITING);
    let work = tokio::spawn(async move {
        app.ask(at, move |snapshot| {
            pour(snapshot, format, &selection, sender)
        })
        .await
    });
    // Nothing is promised before the first bytes are there.
    let Some(first) = receiver.recv().await else {
        return Err(match work.await {
            Ok(Ok(())) => Fault::missing("nothing counts in the ledger yet; add texts first"),
            Ok(Err(fault)) => fault,
            Err(_) => Fault::internal(),
        });
    };
    let ending = match format.is_folder() {
        true => format!("{}.zip", format.as_str()),
        false => format.extension().to_owned(),
    };
    let head = [
        (header::CONTENT_TYPE, media_type(format).to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"verbale.{ending}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let body = Body::new(Pipe {
        first: Some(first),
        receiver,
    });
    Ok((head, body).into_response())
}

/// Writes an export into `sender`; ends when nobody listens any more.
fn pour(
    snapshot: &Snapshot<'_>,
    format: Format,
    selection: &Selection,
    sender: Sender<io::Result<Bytes>>,
) -> Result<(), Fault> {
    let broken = sender.clone();
    let mut spout = Spout {
        sender,
        buffer: Vec::with_capacity(CHUNK),
        has_sent: false,
    };
    let written = match format.is_folder() {
        false => {
            let mut sink = Single::new(spout);
            let written = export::write(snapshot, format, selection, &mut sink);
            spout = sink.into_inner();
            written
        }
        true => {
            // An archive is finished by going back in it, so it is made in memory.
            let mut sink = Zip::new(Cursor::new(Vec::new()));
            let written = export::write(snapshot, format, selection, &mut sink);
            let packed = sink.finish().map_err(|_| Fault::internal())?;
            spout
                .write_all(packed.get_ref())
                .map_err(|_| Fault::ending())?;
            written
        }
    };
    let done = match written {
        Ok(_) => spout.flush().map_err(|_| Fault::ending()),
        Err(export::Error::Ledger(error)) => Err(error.into()),
        Err(_) => Err(Fault::ending()),
    };
    if done.is_err() && spout.has_sent {
        // Half a file must not look like a whole one.
        let _ = broken.blocking_send(Err(io::Error::other("the export broke off")));
    }
    done
}

/// Sends what is written to it in chunks.
struct Spout {
    sender: Sender<io::Result<Bytes>>,
    buffer: Vec<u8>,
    has_sent: bool,
}

impl Write for Spout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let chunk = Bytes::from(std::mem::take(&mut self.buffer));
        self.has_sent = true;
        let sent = self.sender.blocking_send(Ok(chunk));
        sent.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// The chunks as the body of an answer.
struct Pipe {
    first: Option<io::Result<Bytes>>,
    receiver: Receiver<io::Result<Bytes>>,
}

impl HttpBody for Pipe {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        ctx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(first.map(Frame::data)));
        }
        let next = self.receiver.poll_recv(ctx);
        next.map(|chunk| chunk.map(|bytes| bytes.map(Frame::data)))
    }
}
