//! `/accounts`: everybody's accounts, for admins: who may come in, as what, and with which tokens.

use super::access::Access;
use super::account::{TokenLine, hashed, note};
use super::fault::Fault;
use super::page::{Page, View};
use super::rights::Who;
use super::state::{App, filled};
use crate::now;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::Redirect;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use verbale_ledger::{AccountChange, Accounts, Error, Role};

/// All accounts.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "accounts.html")]
pub(crate) struct AccountsPage {
    /// The accounts by name.
    accounts: Vec<AccountLine>,
    /// What an account may do, from the least to the most.
    roles: Vec<&'static str>,
    /// Whether the server asks for accounts.
    is_needed: bool,
    /// The name of the one who asks.
    own: String,
}

/// An account as admins see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountLine {
    /// Its name.
    name: String,
    /// What it may do.
    role: &'static str,
    /// Whether it has a password; without one it comes in by token or proxy only.
    has_password: bool,
    /// When it was made, UTC.
    made: String,
    /// Its tokens.
    tokens: Vec<TokenLine>,
}

impl View for AccountsPage {
    const HERE: &'static str = "/accounts";

    fn title(&self) -> String {
        "Accounts".into()
    }
}

impl AccountLine {
    fn day(&self) -> &str {
        self.made.get(..10).unwrap_or(&self.made)
    }
}

/// An account that is added, or gets another role or password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AccountWanted {
    /// Its name.
    name: String,
    /// reader, reviewer, editor or admin.
    role: String,
    /// Its password from now on; empty to leave it as it is, or to let it in by token or proxy only.
    password: Option<String>,
}

/// An account that is removed.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AccountNamed {
    /// Its name.
    name: String,
}

/// A token of an account.
#[derive(Deserialize, ToSchema)]
pub(crate) struct TokenOf {
    /// Whose it is.
    name: String,
    /// Its number.
    token: i64,
}

/// Everybody's accounts.
#[utoipa::path(get, path = "/accounts", responses((status = 200, body = AccountsPage), (status = 401, body = Fault), (status = 403, body = Fault)))]
pub(crate) async fn accounts(access: Access, who: Who) -> Result<Page<AccountsPage>, Fault> {
    // Without accounts there is no file, and looking makes none.
    let accounts = match access.has_accounts() {
        true => access.accounts(|a| lines(a)).await?,
        false => Vec::new(),
    };
    Ok(Page(AccountsPage {
        accounts,
        roles: Role::ALL.map(Role::as_str).to_vec(),
        is_needed: access.config().needs_login(),
        own: who.name,
    }))
}

fn lines(accounts: &Accounts) -> Result<Vec<AccountLine>, Error> {
    let line = |account: verbale_ledger::Account| {
        let tokens = accounts.tokens(&account.name)?;
        Ok(AccountLine {
            role: account.role.as_str(),
            has_password: account.password.is_some(),
            made: account.made,
            tokens: tokens.into_iter().map(TokenLine::of).collect(),
            name: account.name,
        })
    };
    accounts.list()?.into_iter().map(line).collect()
}

/// Adds an account, or gives one that is there another role or password.
#[utoipa::path(post, path = "/accounts", request_body(content = AccountWanted, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "done"), (status = 400, body = Fault), (status = 403, body = Fault)))]
pub(crate) async fn put(
    State(app): State<App>,
    access: Access,
    who: Who,
    Form(wanted): Form<AccountWanted>,
) -> Result<Redirect, Fault> {
    let role = Role::parse(&wanted.role).ok_or_else(|| {
        let all = Role::ALL.map(Role::as_str).join(", ");
        Fault::asked(format!("{}: there is no such role; {all}", wanted.role))
    })?;
    if role != Role::Admin {
        not_oneself(&who, &wanted.name)?;
    }
    let hash = match filled(wanted.password.as_ref()) {
        Some(password) => Some(hashed(password.to_owned()).await?),
        None => None,
    };
    Accounts::check_name(&wanted.name)?;
    // The ledger first: an account that nobody wrote down must not be.
    note(&app, &who, (&wanted.name, AccountChange::Role(role))).await?;
    if hash.is_some() {
        note(&app, &who, (&wanted.name, AccountChange::Password)).await?;
    }
    let put = access.accounts(move |a| a.put(&wanted.name, (role, hash.as_deref()), &now()));
    put.await?;
    Ok(Redirect::to("/accounts"))
}

/// Removes an account with its tokens.
#[utoipa::path(post, path = "/accounts/remove", request_body(content = AccountNamed, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "done"), (status = 400, body = Fault), (status = 403, body = Fault), (status = 404, body = Fault)))]
pub(crate) async fn remove(
    State(app): State<App>,
    access: Access,
    who: Who,
    Form(sent): Form<AccountNamed>,
) -> Result<Redirect, Fault> {
    not_oneself(&who, &sent.name)?;
    let name = sent.name.clone();
    if !access.accounts(move |a| a.remove(&name)).await? {
        return Err(Fault::missing(format!(
            "{}: there is no such account; /accounts lists them",
            sent.name
        )));
    }
    note(&app, &who, (&sent.name, AccountChange::Removed)).await?;
    Ok(Redirect::to("/accounts"))
}

/// Takes a token of somebody back.
#[utoipa::path(post, path = "/accounts/tokens/revoke", request_body(content = TokenOf, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "done"), (status = 403, body = Fault), (status = 404, body = Fault)))]
pub(crate) async fn revoke(
    State(app): State<App>,
    access: Access,
    who: Who,
    Form(sent): Form<TokenOf>,
) -> Result<Redirect, Fault> {
    let (name, token) = (sent.name.clone(), sent.token);
    if !access.accounts(move |a| a.revoke(&name, token)).await? {
        return Err(Fault::missing(format!(
            "{token}: {} has no token with this number; /accounts lists them",
            sent.name
        )));
    }
    note(&app, &who, (&sent.name, AccountChange::TokenRevoked(token))).await?;
    Ok(Redirect::to("/accounts"))
}

/// Who looks after accounts does not shut the own one out: another admin may.
fn not_oneself(who: &Who, name: &str) -> Result<(), Fault> {
    match who.name == name {
        true => Err(Fault::asked(
            "your own account stays an admin's; ask another admin, or use verbale serve user",
        )),
        false => Ok(()),
    }
}
