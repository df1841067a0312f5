//! `/login` and `/logout`, where accounts are asked for.

use super::access::{Access, Peer};
use super::fault::Fault;
use super::page::{Page, View};
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The form to log in with.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "login.html")]
pub(crate) struct Login {
    /// Whether the server asks for accounts at all.
    is_needed: bool,
    /// The page to go to then.
    to: String,
    /// Why the last attempt failed.
    refusal: Option<String>,
    #[serde(skip)]
    status: u16,
}

impl View for Login {
    const HERE: &'static str = "/login";

    fn title(&self) -> String {
        "Log in".into()
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK)
    }
}

/// Where to go after the login.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct To {
    /// A page of this server; without it the first one.
    to: Option<String>,
}

/// What the form sends.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Credentials {
    /// Name of the account.
    name: String,
    /// Its password.
    password: String,
    /// The page to go to then.
    #[serde(default)]
    to: String,
}

/// The form to log in with.
#[utoipa::path(get, path = "/login", params(To), responses((status = 200, body = Login)))]
pub(crate) async fn form(access: Access, Query(to): Query<To>) -> Page<Login> {
    Page(Login {
        is_needed: access.config().needs_login(),
        to: own(&to.to.unwrap_or_default()).to_owned(),
        refusal: None,
        status: 200,
    })
}

/// Logs in, and leads to the page that was asked for.
#[utoipa::path(post, path = "/login", request_body(content = Credentials, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "logged in"), (status = 401, body = Login), (status = 429, body = Login), (status = 403, body = Fault)))]
pub(crate) async fn enter(
    access: Access,
    peer: Peer,
    headers: HeaderMap,
    Form(sent): Form<Credentials>,
) -> Result<Response, Fault> {
    let page = |status: StatusCode, refusal: String| {
        Page(Login {
            is_needed: access.config().needs_login(),
            to: own(&sent.to).to_owned(),
            refusal: Some(refusal),
            status: status.as_u16(),
        })
    };
    if let Some(wait) = access.attempt(peer, &sent.name) {
        let minutes = wait.as_secs().div_ceil(60);
        let refusal = format!("Too many attempts. Try again in {minutes} minutes.");
        let after = [(header::RETRY_AFTER, wait.as_secs().max(1).to_string())];
        let page = page(StatusCode::TOO_MANY_REQUESTS, refusal);
        return Ok((AppendHeaders(after), page).into_response());
    }
    let given = (sent.name.clone(), sent.password.clone());
    let Some(account) = access.login(given).await? else {
        let refusal = "Name or password is wrong.".to_owned();
        return Ok(page(StatusCode::UNAUTHORIZED, refusal).into_response());
    };
    let is_https = access.is_https(peer, &headers);
    let cookie = access.open_session(&account, (peer, is_https))?;
    let to = Redirect::to(own(&sent.to));
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), to).into_response())
}

/// Ends the session of this browser.
#[utoipa::path(post, path = "/logout", responses((status = 303, description = "logged out"), (status = 403, body = Fault)))]
pub(crate) async fn leave(access: Access, headers: HeaderMap) -> Response {
    let cookie = access.close_session(&headers);
    let to = Redirect::to("/login");
    (AppendHeaders([(header::SET_COOKIE, cookie)]), to).into_response()
}

/// An address of this server, or the first page: what comes from outside must not lead outside.
fn own(to: &str) -> &str {
    let is_plain = to.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let is_own = to.starts_with('/') && !to.starts_with("//") && is_plain;
    if is_own { to } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn the_login_leads_to_our_own_pages_only() {
        for (to, expected) in [
            ("/documents?before=7", "/documents?before=7"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nset-cookie: x", "/"),
            ("/\t/evil.example", "/"),
        ] {
            assert_eq!(own(to), expected, "{to}");
        }
    }
}
