//! Style, scripts and what browsers need besides, inside the program.

use super::fault::Fault;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

/// How long a browser may keep a file whose address names its content.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// The address of a file of `assets/`, which changes with its content.
pub(crate) fn address(name: &str) -> String {
    match Assets::get(name) {
        Some(file) => format!("/assets/{name}?v={}", tag(&file)),
        None => format!("/assets/{name}"),
    }
}

/// The start of the hash of a file.
fn tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    hash.iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// `/assets/…`: one file. Only names that were there when the program was built exist.
pub(crate) async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = Assets::get(&name) else {
        return Fault::missing(format!("{name}: there is no such file")).into_response();
    };
    let etag = format!("\"{}\"", tag(&file));
    let known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let head = [
        (header::CONTENT_TYPE, content_type(&name).to_owned()),
        (header::CACHE_CONTROL, FOREVER.to_owned()),
        (header::ETAG, etag),
    ];
    match known {
        true => (StatusCode::NOT_MODIFIED, head).into_response(),
        false => (head, file.data).into_response(),
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}
