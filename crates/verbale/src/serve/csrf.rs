//! Forms of our pages carry a token that pages of other sites cannot know.
//!
//! It is put into every form when a page is drawn, so no view can forget it, and stands first in what the form sends.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use futures_util::{StreamExt, stream};

/// Header in which scripts send the token.
const HEADER: &str = "x-csrf-token";

/// Name of the field of forms.
const FIELD: &str = "csrf";

/// The token stands within the first bytes of a form.
const MAX_PREFIX: usize = 1024;

/// Puts the token into every form of a page that is sent by POST. `<` in texts is written as an entity, so what begins
/// like a form is one.
pub(crate) fn fill(page: String, token: &str) -> String {
    let start = "<form ";
    if !page.contains(start) {
        return page;
    }
    let mut filled = String::with_capacity(page.len() + 256);
    for (at, part) in page.split(start).enumerate() {
        if at == 0 {
            filled.push_str(part);
            continue;
        }
        filled.push_str(start);
        match part.split_once('>') {
            Some((tag, rest)) if tag.contains("method=\"post\"") => {
                let field =
                    format!("{tag}><input type=\"hidden\" name=\"{FIELD}\" value=\"{token}\">");
                filled.push_str(&field);
                filled.push_str(rest);
            }
            _ => filled.push_str(part),
        }
    }
    filled
}

/// Whether a browser sent this. Programs that are none act for nobody but who runs them.
pub(crate) fn is_browser(headers: &HeaderMap) -> bool {
    let marks = [
        "origin",
        "sec-fetch-site",
        "sec-fetch-mode",
        "cookie",
        "referer",
    ];
    marks.iter().any(|mark| headers.contains_key(*mark))
}

/// The token that was sent, and the request as it was.
pub(crate) async fn sent(request: Request) -> (Request, Option<String>) {
    if let Some(token) = text(request.headers(), HEADER) {
        return (request, Some(token));
    }
    let Some(content_type) = text(request.headers(), header::CONTENT_TYPE.as_str()) else {
        return (request, None);
    };
    let (parts, body) = request.into_parts();
    let mut rest = body.into_data_stream();
    let (mut prefix, mut chunks) = (Vec::new(), Vec::new());
    while prefix.len() < MAX_PREFIX
        && let Some(chunk) = rest.next().await
    {
        let is_end = chunk.is_err();
        prefix.extend_from_slice(chunk.as_ref().map_or(&[], Bytes::as_ref));
        chunks.push(chunk);
        if is_end {
            break;
        }
    }
    let token = first_field(&content_type, &prefix);
    let body = Body::from_stream(stream::iter(chunks).chain(rest));
    (Request::from_parts(parts, body), token)
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn first_field(content_type: &str, prefix: &[u8]) -> Option<String> {
    let prefix = &prefix[..prefix.len().min(MAX_PREFIX)];
    let text = String::from_utf8_lossy(prefix);
    if content_type.starts_with("application/x-www-form-urlencoded") {
        let value = text.strip_prefix(FIELD)?.strip_prefix('=')?;
        return value.split('&').next().map(str::to_owned);
    }
    if !content_type.starts_with("multipart/form-data") {
        return None;
    }
    let head = format!("name=\"{FIELD}\"\r\n\r\n");
    let (before, value) = text.split_once(&head)?;
    let is_first = before.matches("\r\n").count() == 1;
    let value = value.split("\r\n").next().filter(|_| is_first);
    value.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{fill, first_field};

    #[test]
    fn forms_that_write_get_the_token_first() {
        let page = "<form action=\"/search\"><input></form><form action=\"/add\" method=\"post\"><input></form>&#60;form method=\"post\">";
        let expected = "<form action=\"/search\"><input></form><form action=\"/add\" method=\"post\"><input type=\"hidden\" \
            name=\"csrf\" value=\"abc\"><input></form>&#60;form method=\"post\">";
        assert_eq!(fill(page.into(), "abc"), expected);
    }

    #[test]
    fn the_token_is_the_first_field() {
        let urlencoded = "application/x-www-form-urlencoded";
        let multipart = "multipart/form-data; boundary=x";
        for (content_type, body, expected) in [
            (urlencoded, "csrf=abc&name=ada", Some("abc")),
            (urlencoded, "csrf=abc", Some("abc")),
            (urlencoded, "name=ada&csrf=abc", None),
            (
                multipart,
                "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc\r\n--x\r\n",
                Some("abc"),
            ),
            (
                multipart,
                "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nname=\"csrf\"\r\n\r\nabc\r\n--x\r\n",
                None,
            ),
            ("text/plain", "csrf=abc", None),
        ] {
            let found = first_field(content_type, body.as_bytes());
            assert_eq!(found.as_deref(), expected, "{body}");
        }
    }
}
