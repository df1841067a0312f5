//! The door: who asks is found out, and whether they may, before any view runs.

use super::csrf;
use super::fault::Fault;
use super::rights::{Via, Who, is_open, needed};
use super::run::Config;
use super::secret::{digest, hex, is_password, random, token_hash};
use super::session::{Attempts, Sessions, session_key};
use super::state::lock;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use verbale_ledger::{Account, Accounts};

/// Name of the cookie of a session.
const COOKIE: &str = "verbale";

/// Passwords that are looked at at once; each takes 19 MiB of memory for a moment.
const MAX_HASHES: usize = 2;

/// What the door knows; clones are the same door.
#[derive(Clone)]
pub(crate) struct Access(Arc<Door>);

struct Door {
    config: Config,
    path: PathBuf,
    accounts: Mutex<Option<Accounts>>,
    sessions: Mutex<Sessions>,
    attempts: Mutex<Attempts>,
    /// Without random bytes nothing is let in.
    key: Option<[u8; 32]>,
    hashes: Semaphore,
}

/// What the layout shows of who asks.
#[derive(Clone)]
pub(crate) struct Visitor {
    /// The name, where accounts are asked for.
    pub(crate) name: Option<String>,
    /// What forms of the page carry.
    pub(crate) csrf: String,
}

impl FromRequestParts<super::state::App> for Access {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &super::state::App) -> Result<Self, Fault> {
        let access = parts.extensions.get::<Access>().cloned();
        access.ok_or_else(Fault::internal)
    }
}

/// The address at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl FromRequestParts<super::state::App> for Peer {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &super::state::App) -> Result<Self, Fault> {
        Ok(Peer(peer(&parts.extensions)))
    }
}

fn peer(extensions: &axum::http::Extensions) -> IpAddr {
    let known = extensions.get::<ConnectInfo<SocketAddr>>();
    known.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |c| {
        c.0.ip().to_canonical()
    })
}

impl Access {
    /// The door of the ledger in `ledger`.
    pub(crate) fn new(config: Config, ledger: &Path) -> Self {
        Self(Arc::new(Door {
            config,
            path: Accounts::beside(ledger),
            accounts: Mutex::default(),
            sessions: Mutex::default(),
            attempts: Mutex::default(),
            key: random().ok(),
            hashes: Semaphore::new(MAX_HASHES),
        }))
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    /// Whether anybody has an account, or had one: whether there is a file of them.
    pub(crate) fn has_accounts(&self) -> bool {
        self.0.path.exists()
    }

    /// Asks or changes the accounts, away from the threads that talk to browsers.
    pub(crate) async fn accounts<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Accounts) -> Result<T, verbale_ledger::Error> + Send + 'static,
    ) -> Result<T, Fault> {
        let access = self.clone();
        let run = move || {
            let mut accounts = lock(&access.0.accounts);
            let open = match accounts.take() {
                Some(open) => open,
                None => Accounts::open(&access.0.path)?,
            };
            Ok(work(accounts.insert(open))?)
        };
        spawn_blocking(run).await.map_err(|_| Fault::internal())?
    }

    /// The account of that name if the password is right. A name that is not there takes as long.
    pub(crate) async fn login(
        &self,
        (name, password): (String, String),
    ) -> Result<Option<Account>, Fault> {
        let _turn = self.0.hashes.acquire().await.map_err(|_| Fault::ending())?;
        let account = self.accounts(move |a| a.get(&name)).await?;
        let check = move || {
            let hash = account.as_ref().and_then(|a| a.password.as_deref());
            is_password(&password, hash).then_some(account).flatten()
        };
        spawn_blocking(check).await.map_err(|_| Fault::internal())
    }

    /// How long this address has to wait before it may try this name; if it need not, the attempt is counted.
    pub(crate) fn attempt(&self, peer: Peer, name: &str) -> Option<Duration> {
        let mut attempts = lock(&self.0.attempts);
        let wait = attempts.wait(peer.0, name);
        if wait.is_none() {
            attempts.count(peer.0, name);
        }
        wait
    }

    /// Opens a session, and gives the cookie for it.
    pub(crate) fn open_session(
        &self,
        account: &Account,
        (peer, is_https): (Peer, bool),
    ) -> Result<String, Fault> {
        lock(&self.0.attempts).forget(peer.0, &account.name);
        let secret =
            hex(&random()
                .map_err(|e| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, e.to_string()))?);
        let password = account.password.clone();
        lock(&self.0.sessions).open(session_key(&secret), &account.name, password);
        let secure = if is_https { "; Secure" } else { "" };
        let age = super::session::LONGEST.as_secs();
        Ok(format!(
            "{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}"
        ))
    }

    /// Ends a session, and gives the cookie that makes the browser forget it.
    pub(crate) fn close_session(&self, headers: &HeaderMap) -> String {
        if let Some(secret) = cookie(headers) {
            lock(&self.0.sessions).close(&session_key(secret));
        }
        format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
    }

    /// Whether a proxy that we trust says that the browser came by HTTPS.
    pub(crate) fn is_https(&self, peer: Peer, headers: &HeaderMap) -> bool {
        self.0.config.proxies.contains(&peer.0)
            && headers
                .get("x-forwarded-proto")
                .is_some_and(|p| p == "https")
    }

    /// Who asks; nobody if we do not know.
    async fn who(&self, peer: IpAddr, headers: &HeaderMap) -> Result<Option<Who>, Fault> {
        if let Some(token) = bearer(headers) {
            return self.of_token(token).await.map(Some);
        }
        let config = &self.0.config;
        if !config.needs_login() {
            return Ok(Some(Who {
                name: config.by.clone(),
                role: verbale_ledger::Role::Admin,
                via: Via::Machine,
            }));
        }
        let (name, via, password) = if let Some(name) = self.of_proxy(peer, headers) {
            (name, Via::Proxy, None)
        } else {
            let key = cookie(headers).map(session_key);
            let found = key.and_then(|k| Some((k, lock(&self.0.sessions).get(&k)?)));
            let Some((key, session)) = found else {
                return Ok(None);
            };
            (session.name, Via::Session(key), Some(session.password))
        };
        let asked = name.clone();
        let account = self.accounts(move |a| a.get(&asked)).await?;
        // An account that is gone or has another password is logged out everywhere.
        let account = account.filter(|a| password.is_none_or(|p| p == a.password));
        match account {
            Some(account) => Ok(Some(Who {
                name: account.name,
                role: account.role,
                via,
            })),
            None if via == Via::Proxy => Err(Fault::new(
                StatusCode::FORBIDDEN,
                format!(
                    "{name}: the proxy sends this name, but there is no such account; add it with: verbale serve user add"
                ),
            )),
            None => Ok(None),
        }
    }

    async fn of_token(&self, token: &str) -> Result<Who, Fault> {
        let hash = token_hash(token);
        let found = self.accounts(move |accounts| {
            let Some(token) = accounts.token(&hash)? else {
                return Ok(None);
            };
            let account = accounts.get(&token.account)?;
            Ok(account.map(|account| (token, account)))
        });
        let Some((token, account)) = found.await? else {
            let detail = "the token is none of ours, or was taken back; make one on the page of your account";
            return Err(Fault::new(StatusCode::UNAUTHORIZED, detail));
        };
        Ok(Who {
            name: account.name,
            role: token.scope.min(account.role),
            via: Via::Token,
        })
    }

    /// The name that a listed proxy sends. From any other address the header is nothing.
    fn of_proxy(&self, peer: IpAddr, headers: &HeaderMap) -> Option<String> {
        let config = &self.0.config;
        if !config.proxies.contains(&peer) {
            return None;
        }
        let name = headers.get(&config.proxy_header)?.to_str().ok()?;
        Some(name.to_owned()).filter(|n| !n.is_empty())
    }

    /// What forms carry for who asks. Each session has its own, and each run of the server.
    fn csrf(&self, who: Option<&Who>) -> Result<String, Fault> {
        let secret = self.0.key.as_ref().ok_or_else(Fault::internal)?;
        let (how, key): (&[u8], &[u8]) = match who {
            None => (b"nobody", b""),
            Some(who) => match &who.via {
                Via::Session(key) => (b"session", key),
                Via::Proxy => (b"proxy", who.name.as_bytes()),
                Via::Machine | Via::Token => (b"machine", b""),
            },
        };
        Ok(hex(&digest(&[b"csrf", secret, how, key])))
    }

    /// Whether the request may go on; with who asks and what forms carry then.
    async fn examine(&self, request: Request) -> Result<(Request, Visitor), Response> {
        let path = request.uri().path().to_owned();
        let refuse = |fault: Fault| fault.into_response();
        let peer = peer(request.extensions());
        let known = self.who(peer, request.headers()).await;
        let who = match known {
            // The way in stands open to who comes with a wrong token or name.
            Err(_) if is_open(&path) => None,
            known => known.map_err(refuse)?,
        };
        let token = self.csrf(who.as_ref()).map_err(refuse)?;
        let method = request.method().clone();
        let (mut request, sent) = match is_reading(&method) {
            true => (request, None),
            false => csrf::sent(request).await,
        };
        if !is_reading(&method)
            && is_checked(who.as_ref(), request.headers())
            && sent.is_none_or(|sent| digest(&[sent.as_bytes()]) != digest(&[token.as_bytes()]))
        {
            let detail = "the form is from another session, or from no page of ours; open the page again and send it again";
            return Err(refuse(Fault::new(StatusCode::FORBIDDEN, detail)));
        }
        if !is_open(&path) {
            let Some(who) = &who else {
                return Err(to_login(&request));
            };
            let needed = needed(&method, &path);
            if who.role < needed {
                let detail = format!(
                    "this needs the role {needed}, and {} has {}; ask who looks after the accounts",
                    who.name, who.role
                );
                return Err(refuse(Fault::new(StatusCode::FORBIDDEN, detail)));
            }
        }
        let visitor = Visitor {
            name: who
                .as_ref()
                .filter(|w| w.via != Via::Machine)
                .map(|w| w.name.clone()),
            csrf: token,
        };
        if let Some(who) = who {
            request.extensions_mut().insert(who);
        }
        request.extensions_mut().insert(self.clone());
        Ok((request, visitor))
    }
}

fn is_reading(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether the token of a form is asked for: not of programs that show a personal token, nor of programs on this machine.
fn is_checked(who: Option<&Who>, headers: &HeaderMap) -> bool {
    match who.map(|w| w.via) {
        Some(Via::Token) => false,
        Some(Via::Machine) => csrf::is_browser(headers),
        _ => true,
    }
}

/// Where people log in; programs are told.
fn to_login(request: &Request) -> Response {
    let accept = request.headers().get(header::ACCEPT);
    let is_page = accept.is_some_and(|a| a.to_str().unwrap_or("").contains("text/html"));
    if is_reading(request.method()) && is_page && !super::page::is_twin(request) {
        let address = request.uri().path_and_query().map_or("/", |p| p.as_str());
        let mut to = form_urlencoded(address);
        if address == "/" {
            to.clear();
        }
        return Redirect::to(&format!("/login?to={to}")).into_response();
    }
    let detail = "log in at /login, or send a personal token: Authorization: Bearer verbale_…";
    let mut response = Fault::new(StatusCode::UNAUTHORIZED, detail).into_response();
    let value = header::HeaderValue::from_static("Bearer");
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, value);
    response
}

/// An address as the value of a parameter.
fn form_urlencoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).iter();
    let pairs = all
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'));
    let mut pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value)
}

/// Lets a request in, or not.
pub(crate) async fn admit(State(access): State<Access>, request: Request, next: Next) -> Response {
    match access.examine(request).await {
        Ok((request, visitor)) => {
            let mut response = next.run(request).await;
            response.extensions_mut().insert(visitor);
            response
        }
        Err(refusal) => refusal,
    }
}
