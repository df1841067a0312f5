//! Who may ask: the name the browser asked for must be ours, and what writes must come from our own pages.

use super::fault::Fault;
use super::run::Config;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// Headers of every answer. Scripts, styles and pictures come from this server only, and none stands inside a page.
pub(crate) const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=()",
    ),
];

/// Lets a request pass, or refuses it: a page of another site that gave itself our address (DNS rebinding) asks under its own
/// name, and a form of another site is sent with its own origin.
pub(crate) async fn check(
    State(config): State<Arc<Config>>,
    request: Request,
    next: Next,
) -> Response {
    let host = host(&request);
    if !host.is_some_and(|h| config.is_ours(name(h))) {
        let detail = "this server answers to its own address only; open the one that `verbale serve` printed, or start it with --host and this name";
        return Fault::new(StatusCode::MISDIRECTED_REQUEST, detail).into_response();
    }
    let is_reading = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if !is_reading && !is_own(request.headers(), host.unwrap_or_default()) {
        let detail = "a page of another site sent this; open the page here and send it again";
        return Fault::new(StatusCode::FORBIDDEN, detail).into_response();
    }
    next.run(request).await
}

fn host(request: &Request) -> Option<&str> {
    let header = request.headers().get(header::HOST);
    header.and_then(|h| h.to_str().ok())
}

/// A host without its port.
fn name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Whether what writes comes from our own pages, or from a program that is no browser.
fn is_own(headers: &HeaderMap, host: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    if let Some(origin) = text("origin") {
        let own = ["http://", "https://"];
        return own.iter().any(|s| origin.strip_prefix(s) == Some(host));
    }
    text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"))
}

#[cfg(test)]
mod tests {
    use super::{is_own, name};
    use axum::http::{HeaderMap, HeaderValue};

    #[test]
    fn a_host_may_have_a_port() {
        for (host, expected) in [
            ("localhost", "localhost"),
            ("127.0.0.1:7100", "127.0.0.1"),
            ("[::1]:80", "[::1]"),
            ("[::1]", "[::1]"),
        ] {
            assert_eq!(name(host), expected);
        }
    }

    #[test]
    fn forms_of_other_sites_are_known_by_their_origin() {
        for (header, value, expected) in [
            ("origin", "http://localhost:7100", true),
            ("origin", "http://localhost:7101", false),
            ("origin", "http://localhost:7100.evil.example", false),
            ("origin", "null", false),
            ("sec-fetch-site", "cross-site", false),
            ("sec-fetch-site", "same-origin", true),
            ("accept", "*/*", true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header, HeaderValue::from_static(value));
            assert_eq!(
                is_own(&headers, "localhost:7100"),
                expected,
                "{header}: {value}"
            );
        }
    }
}
