//! `/account`: one's own account: role, tokens for programs, password.

use super::access::Access;
use super::fault::Fault;
use super::page::{Page, View};
use super::rights::{Via, Who};
use super::secret::{hash_password, new_token};
use super::state::App;
use crate::now;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Redirect;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;
use utoipa::ToSchema;
use verbale_ledger::{AccountChange, Role, Token};

/// An account as its owner sees it.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "account.html")]
pub(crate) struct AccountPage {
    /// The name that entries of the ledger carry.
    name: String,
    /// What this request may do.
    role: &'static str,
    /// Whether the server asks for accounts; without, whoever sits at the machine may do everything.
    is_needed: bool,
    /// Its tokens.
    tokens: Vec<TokenLine>,
    /// What a token may be allowed at most.
    scopes: Vec<&'static str>,
    /// The token that was just made; it is shown once.
    new_token: Option<String>,
}

/// A token as its owner sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenLine {
    /// Its number.
    pub(crate) token: i64,
    /// What it is for.
    pub(crate) label: String,
    /// The most it may do.
    pub(crate) scope: &'static str,
    /// When it was made, UTC.
    made: String,
}

impl TokenLine {
    pub(crate) fn of(token: Token) -> Self {
        Self {
            token: token.token,
            label: token.label,
            scope: token.scope.as_str(),
            made: token.made,
        }
    }

    fn day(&self) -> &str {
        self.made.get(..10).unwrap_or(&self.made)
    }
}

impl AccountPage {
    fn is_admin(&self) -> bool {
        self.role == Role::Admin.as_str()
    }
}

impl View for AccountPage {
    const HERE: &'static str = "/account";

    fn title(&self) -> String {
        "Your account".into()
    }
}

/// A token that is wanted.
#[derive(Deserialize, ToSchema)]
pub(crate) struct TokenWanted {
    /// What it is for.
    label: String,
    /// The most it may do: reader, reviewer or editor.
    scope: String,
}

/// A token that is taken back.
#[derive(Deserialize, ToSchema)]
pub(crate) struct TokenNumber {
    /// Its number.
    token: i64,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewPassword {
    /// The present one.
    old: String,
    /// The one from now on.
    new: String,
}

/// What programs may be allowed; accounts are looked after by people.
const SCOPES: [Role; 3] = [Role::Reader, Role::Reviewer, Role::Editor];

async fn page(access: &Access, who: &Who, new_token: Option<String>) -> Result<AccountPage, Fault> {
    let is_needed = access.config().needs_login();
    let name = who.name.clone();
    let tokens = match who.via {
        Via::Machine => Vec::new(),
        _ => access.accounts(move |a| a.tokens(&name)).await?,
    };
    Ok(AccountPage {
        name: who.name.clone(),
        role: who.role.as_str(),
        is_needed,
        tokens: tokens.into_iter().map(TokenLine::of).collect(),
        scopes: SCOPES
            .iter()
            .filter(|s| **s <= who.role)
            .map(|s| s.as_str())
            .collect(),
        new_token,
    })
}

/// One's own account.
#[utoipa::path(get, path = "/account", responses((status = 200, body = AccountPage), (status = 401, body = Fault)))]
pub(crate) async fn account(access: Access, who: Who) -> Result<Page<AccountPage>, Fault> {
    page(&access, &who, None).await.map(Page)
}

/// Makes a token, and shows it this once.
#[utoipa::path(post, path = "/account/tokens", request_body(content = TokenWanted, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = AccountPage), (status = 400, body = Fault), (status = 403, body = Fault)))]
pub(crate) async fn make_token(
    State(app): State<App>,
    access: Access,
    who: Who,
    Form(wanted): Form<TokenWanted>,
) -> Result<Page<AccountPage>, Fault> {
    only_people(&who)?;
    let scope = Role::parse(&wanted.scope).filter(|s| SCOPES.contains(s) && *s <= who.role);
    let scope = scope.ok_or_else(|| {
        Fault::asked(format!(
            "{}: a token may be allowed what its account may, and never more than editor",
            wanted.scope
        ))
    })?;
    let (token, hash) = new_token().map_err(|e| Fault::asked(e.to_string()))?;
    let name = who.name.clone();
    let number =
        access.accounts(move |a| a.add_token(&name, (&wanted.label, scope), &hash, &now()));
    let change = AccountChange::TokenMade(number.await?, scope);
    note(&app, &who, (&who.name, change)).await?;
    page(&access, &who, Some(token)).await.map(Page)
}

/// Takes a token back.
#[utoipa::path(post, path = "/account/tokens/revoke", request_body(content = TokenNumber, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "done"), (status = 403, body = Fault), (status = 404, body = Fault)))]
pub(crate) async fn revoke_token(
    State(app): State<App>,
    access: Access,
    who: Who,
    Form(sent): Form<TokenNumber>,
) -> Result<Redirect, Fault> {
    only_people(&who)?;
    let (name, token) = (who.name.clone(), sent.token);
    if !access.accounts(move |a| a.revoke(&name, token)).await? {
        return Err(Fault::missing(format!(
            "{token}: you have no token with this number"
        )));
    }
    note(&app, &who, (&who.name, AccountChange::TokenRevoked(token))).await?;
    Ok(Redirect::to("/account"))
}

/// The hash of a password, which takes its time on purpose.
pub(crate) async fn hashed(password: String) -> Result<String, Fault> {
    let hash = spawn_blocking(move || hash_password(&password)).await;
    let hash = hash.map_err(|_| Fault::internal())?;
    hash.map_err(|e| Fault::asked(e.to_string()))
}

/// Changes the password; all sessions end.
#[utoipa::path(post, path = "/account/password", request_body(content = NewPassword, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "done; log in again"), (status = 400, body = Fault), (status = 403, body = Fault)))]
pub(crate) async fn change_password(
    State(app): State<App>,
    access: Access,
    who: Who,
    Form(sent): Form<NewPassword>,
) -> Result<Redirect, Fault> {
    only_people(&who)?;
    let Some(account) = access.login((who.name.clone(), sent.old)).await? else {
        let detail = "the present password is wrong; nothing was changed";
        return Err(Fault::new(StatusCode::FORBIDDEN, detail));
    };
    let hash = hashed(sent.new).await?;
    let put = access.accounts(move |a| a.put(&account.name, (account.role, Some(&hash)), &now()));
    put.await?;
    note(&app, &who, (&who.name, AccountChange::Password)).await?;
    Ok(Redirect::to("/login"))
}

/// A token must not make others, and whoever sits at the machine has no account.
fn only_people(who: &Who) -> Result<(), Fault> {
    let detail = match who.via {
        Via::Session(_) | Via::Proxy => return Ok(()),
        Via::Token => "a token cannot change the account; log in with a browser",
        Via::Machine => {
            "there are no accounts here; use verbale serve user add and verbale serve token add"
        }
    };
    Err(Fault::new(StatusCode::FORBIDDEN, detail))
}

/// Writes into the ledger what `who` did to the account of `name`.
pub(crate) async fn note(
    app: &App,
    who: &Who,
    (name, change): (&str, AccountChange),
) -> Result<(), Fault> {
    let (name, by) = (name.to_owned(), who.name.clone());
    let write = app.write(move |ledger| Ok(ledger.account(&name, change, (&now(), &by))?));
    write.await.map(|_| ())
}
