//! Who is let in by `verbale serve`, and what each may do: requests to the router, and to a server with a socket.
#![cfg(feature = "serve")]
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests fail where they cannot go on, look at the file of accounts and measure time"
)]

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::Value;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tower::ServiceExt;
use verbale::serve::{App, Config, description, hash_password, new_token, router};
use verbale::wire::{self, Listing};
use verbale::{Pipeline, now};
use verbale_ledger::{Accounts, Ledger, Role, Stamp};
use verbale_text::{DocId, Document, Metadata};

const PASSWORD: &str = "four plain words here";
const HOST: &str = "verbale.example:7007";
const ORIGIN: &str = "http://verbale.example:7007";
const PROXY: &str = "10.0.0.9";
const TEXT: &str = "Syldavia recognized the government of Borduria on Monday. “We will never accept this,” the Bordurian foreign \
    minister said on Tuesday, and he warned that Syldavia would pay a price by July 20.\n";

/// A server that asks for accounts, one for each role, with a token each.
struct Served {
    _folder: TempDir,
    ledger: PathBuf,
    router: axum::Router,
    tokens: Vec<(Role, String)>,
}

fn ledger(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("test.db");
    let pipeline = Pipeline::builtin().unwrap();
    let metadata = Metadata {
        published: Some("2025-07-08".into()),
        ..Metadata::default()
    };
    let document = Document::with_metadata(DocId("note".into()), TEXT.into(), metadata);
    let coded = pipeline.code(&document);
    let rows = wire::rows(&Listing::of(&coded), &pipeline.stamp());
    let mut ledger = Ledger::open(&path, &now()).unwrap();
    let new = wire::document(&document, None);
    ledger.add(&new, &rows, &Stamp::default(), &now()).unwrap();
    path
}

fn served(config: Config) -> Served {
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(&folder);
    let mut accounts = Accounts::open(&Accounts::beside(&ledger)).unwrap();
    let hash = hash_password(PASSWORD).unwrap();
    let mut tokens = Vec::new();
    for role in Role::ALL {
        let name = role.as_str();
        accounts.put(name, (role, Some(&hash)), &now()).unwrap();
        let (token, hash) = new_token().unwrap();
        let made = (name, (name, role), &hash, &now());
        accounts.add_token(made.0, made.1, made.2, made.3).unwrap();
        tokens.push((role, token));
    }
    let app = App::open(&ledger, Pipeline::builtin().unwrap()).unwrap();
    Served {
        _folder: folder,
        ledger,
        router: router(app, config),
        tokens,
    }
}

fn guarded() -> Config {
    let mut config = Config {
        login: true,
        proxies: vec![PROXY.parse().unwrap()],
        timeout: Duration::from_millis(1500),
        ..Config::default()
    };
    config.hosts.push("verbale.example".into());
    config
}

static SERVED: LazyLock<Served> = LazyLock::new(|| served(guarded()));

/// What came back.
struct Got {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

/// A request in the making.
struct Ask(axum::http::request::Builder, IpAddr);

impl Ask {
    fn new(method: &str, path: &str) -> Self {
        let request = Request::builder().method(method).uri(path);
        Self(request.header("host", HOST), "10.0.0.1".parse().unwrap())
    }

    fn with(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value), self.1)
    }

    fn from(self, peer: &str) -> Self {
        Self(self.0, peer.parse().unwrap())
    }

    /// As a form of our own pages.
    fn form(self, cookie: &str, body: &str) -> Got {
        self.with("origin", ORIGIN)
            .with("cookie", cookie)
            .with("content-type", "application/x-www-form-urlencoded")
            .send(body.to_owned())
    }

    fn send(self, body: impl Into<Body>) -> Got {
        self.send_to(&SERVED.router, body)
    }

    fn send_to(self, router: &axum::Router, body: impl Into<Body>) -> Got {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_all().build().unwrap();
        let mut request = self.0.body(body.into()).unwrap();
        let peer = SocketAddr::new(self.1, 40_000);
        request.extensions_mut().insert(ConnectInfo(peer));
        runtime.block_on(async {
            let response = router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            Got {
                status: parts.status,
                headers: parts.headers,
                body: String::from_utf8_lossy(&body).into_owned(),
            }
        })
    }
}

fn get(path: &str) -> Ask {
    Ask::new("GET", path)
}

fn post(path: &str) -> Ask {
    Ask::new("POST", path)
}

/// What forms of a page carry.
fn csrf(page: &str) -> String {
    let field = page.split("name=\"csrf\" value=\"").nth(1);
    let field = field.unwrap_or_else(|| panic!("no token: {page}"));
    field.split('"').next().unwrap().to_owned()
}

/// Logs in, and gives the cookie of the session and what its forms carry.
fn login(name: &str, peer: &str) -> (String, String) {
    let form = format!(
        "csrf={}&name={name}&password={PASSWORD}",
        csrf(&get("/login").send("").body)
    );
    let got = post("/login").from(peer).form("", &form.replace(' ', "+"));
    assert_eq!(got.status, 303, "{}", got.body);
    let cookie = got.headers["set-cookie"].to_str().unwrap().to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let page = get("/account").with("cookie", &cookie).send("").body;
    (cookie, csrf(&page))
}

/// Every address that is described, with values for what stands in braces, and whether something can be sent to it.
fn routes() -> Vec<(String, bool)> {
    let mut routes = Vec::new();
    for (path, item) in description().paths.paths {
        let mut address = path.replace("/index.json", "/").replace(".json", "");
        while let Some((before, rest)) = address.split_once('{') {
            let after = rest.split_once('}').unwrap().1;
            address = format!("{before}1{after}");
        }
        if item.get.is_some() {
            routes.push((address.clone(), false));
        }
        if item.post.is_some() || item.put.is_some() || item.delete.is_some() {
            routes.push((address, true));
        }
    }
    assert!(routes.len() > 12, "{routes:?}");
    routes
}

#[test]
fn nobody_sees_or_sends_anything_without_an_account() {
    for (path, is_sent) in routes() {
        let way_in = path == "/login" || path == "/logout";
        let got = match is_sent {
            true => post(&path).send(""),
            false => get(&path).send(""),
        };
        match (way_in, is_sent) {
            (true, false) => assert_eq!(got.status, 200, "{path}"),
            (_, true) => assert_eq!(got.status, 403, "{path}: {}", got.body),
            (false, false) => {
                assert_eq!(got.status, 401, "{path}: {}", got.body);
                assert!(!got.body.contains("Syldavia"), "{path}");
            }
        }
    }
    for path in ["/api/openapi.json", "/nix", "/documents/1.json"] {
        assert_eq!(get(path).send("").status, 401, "{path}");
    }
    assert_eq!(get("/assets/app.css").send("").status, 200);
    let page = get("/documents/1?as_of=2025")
        .with("accept", "text/html")
        .send("");
    assert_eq!(page.status, 303);
    assert_eq!(
        page.headers["location"],
        "/login?to=/documents/1%3Fas_of%3D2025"
    );
}

#[test]
fn readers_only_read() {
    let (_, token) = &SERVED.tokens[0];
    let bearer = format!("Bearer {token}");
    for (path, is_sent) in routes() {
        let own = ["/login", "/logout", "/account", "/account/"]
            .iter()
            .any(|p| path == *p || (p.ends_with('/') && path.starts_with(p)));
        if (is_sent && !own) || path == "/accounts" {
            let post = |path: &str| Ask::new(if is_sent { "POST" } else { "GET" }, path);
            let got = post(&path).with("authorization", &bearer).send("");
            assert_eq!(got.status, 403, "{path}: {}", got.body);
            assert!(got.body.contains("needs the role"), "{path}: {}", got.body);
        } else if !is_sent {
            let got = get(&path).with("authorization", &bearer).send("");
            assert_ne!(got.status, 401, "{path}");
            assert_ne!(got.status, 403, "{path}");
            assert!(!got.status.is_server_error(), "{path}: {}", got.body);
        }
    }
}

#[test]
fn tokens_do_what_their_scope_and_their_account_allow() {
    for (role, token) in &SERVED.tokens {
        let bearer = format!("Bearer {token}");
        let send = |path: &str| {
            post(path)
                .with("authorization", &bearer)
                .with("content-type", "application/x-www-form-urlencoded")
                .send("verdict=nix&into=nix&other=nix")
        };
        let judged = send("/review/tie-00000000").status == 403;
        assert_eq!(judged, *role < Role::Reviewer, "{role} judges");
        let merged = send("/same/merge").status == 403;
        assert_eq!(merged, *role < Role::Editor, "{role} merges");
        let got = send("/account/tokens");
        assert!(
            got.status.is_client_error(),
            "{role}: a token makes no tokens"
        );
    }
    let mut accounts = Accounts::open(&Accounts::beside(&SERVED.ledger)).unwrap();
    let (token, hash) = new_token().unwrap();
    let number = accounts
        .add_token("reader", ("wide", Role::Editor), &hash, &now())
        .unwrap();
    let bearer = format!("Bearer {token}");
    let merge = || {
        post("/same/merge")
            .with("authorization", &bearer)
            .send("")
            .status
    };
    assert_eq!(merge(), 403, "a token is never more than its account");
    let read = || get("/").with("authorization", &bearer).send("").status;
    assert_eq!(read(), 200);
    accounts.revoke("reader", number).unwrap();
    assert_eq!(read(), 401, "taken back");
    let wrong = get("/")
        .with("authorization", "Bearer verbale_nix")
        .send("");
    assert_eq!(wrong.status, 401);
}

#[test]
fn a_session_begins_with_the_password_and_ends_with_the_logout() {
    let (cookie, token) = login("reviewer", "10.0.1.1");
    assert_eq!(
        get("/documents/1").with("cookie", &cookie).send("").status,
        200
    );
    let page = get("/").with("cookie", &cookie).send("").body;
    assert!(
        page.contains("Log out") && page.contains(">reviewer<"),
        "{page}"
    );
    let out = post("/logout").form(&cookie, "csrf=nix");
    assert_eq!(out.status, 403, "a forged form");
    let out = post("/logout").form(&cookie, &format!("csrf={token}"));
    assert_eq!(out.status, 303);
    assert!(
        out.headers["set-cookie"]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    assert_eq!(get("/").with("cookie", &cookie).send("").status, 401);
}

#[test]
fn another_password_or_no_account_ends_all_sessions() {
    let mut accounts = Accounts::open(&Accounts::beside(&SERVED.ledger)).unwrap();
    let old = hash_password(PASSWORD).unwrap();
    accounts
        .put("leaver", (Role::Reader, Some(&old)), &now())
        .unwrap();
    let (cookie, token) = login("leaver", "10.0.1.2");
    let change = format!("csrf={token}&old=wrong+password&new=another+good+one");
    assert_eq!(post("/account/password").form(&cookie, &change).status, 403);
    let change = format!("csrf={token}&old={PASSWORD}&new=short").replace(' ', "+");
    assert_eq!(post("/account/password").form(&cookie, &change).status, 400);
    let change = format!("csrf={token}&old={PASSWORD}&new=another good one").replace(' ', "+");
    assert_eq!(post("/account/password").form(&cookie, &change).status, 303);
    assert_eq!(get("/").with("cookie", &cookie).send("").status, 401);
    accounts
        .put("leaver", (Role::Reader, Some(&old)), &now())
        .unwrap();
    let (cookie, _) = login("leaver", "10.0.1.2");
    accounts.remove("leaver").unwrap();
    assert_eq!(get("/").with("cookie", &cookie).send("").status, 401);
}

#[test]
fn tokens_are_made_on_the_page_shown_once_and_written_down() {
    let (cookie, csrf) = login("editor", "10.0.1.3");
    let made = post("/account/tokens").form(
        &cookie,
        &format!("csrf={csrf}&label=my+%3Cscript%3E&scope=reviewer"),
    );
    assert_eq!(made.status, 200, "{}", made.body);
    let token = made.body.split("class=\"secret\">").nth(1).unwrap();
    let token = token.split('<').next().unwrap();
    assert!(token.starts_with("verbale_"), "{token}");
    assert!(!made.body.contains("my <script>"));
    let page = get("/account").with("cookie", &cookie).send("").body;
    assert!(!page.contains(token), "shown once");
    let twin = get("/account.json")
        .with("authorization", &format!("Bearer {token}"))
        .send("");
    let twin: Value = serde_json::from_str(&twin.body).unwrap();
    assert_eq!(twin["role"], "reviewer");
    let number = &twin["tokens"].as_array().unwrap().last().unwrap()["token"];
    let admin = post("/account/tokens").form(&cookie, &format!("csrf={csrf}&label=x&scope=admin"));
    assert_eq!(admin.status, 400);
    let gone = post("/account/tokens/revoke").form(&cookie, &format!("csrf={csrf}&token={number}"));
    assert_eq!(gone.status, 303);
    let ledger = Ledger::open_to_read(&SERVED.ledger).unwrap();
    assert!(ledger.check().unwrap().damage.is_empty());
    let snapshot =
        verbale_ledger::Snapshot::new(&ledger, None, &verbale_ledger::Known::Now).unwrap();
    let acts = snapshot
        .acts()
        .iter()
        .filter(|(_, _, author, act)| author == "editor" && act.kind() == "account");
    assert_eq!(acts.count(), 2);
    let file = std::fs::read(Accounts::beside(&SERVED.ledger)).unwrap();
    let has = |secret: &str| file.windows(secret.len()).any(|w| w == secret.as_bytes());
    assert!(!has(token) && !has(PASSWORD), "secrets are kept as hashes");
}

/// A server of its own with somebody logged in.
struct Desk {
    served: Served,
    cookie: String,
    csrf: String,
}

impl Desk {
    fn of(name: &str) -> Self {
        let mut desk = Self {
            served: served(guarded()),
            cookie: String::new(),
            csrf: String::new(),
        };
        desk.cookie = desk.enter(name, PASSWORD).unwrap();
        desk.csrf = csrf(&desk.get("/account").body);
        desk
    }

    /// Logs in, and gives the cookie.
    fn enter(&self, name: &str, password: &str) -> Option<String> {
        let page = get("/login").send_to(&self.served.router, "");
        let form = format!("csrf={}&name={name}&password={password}", csrf(&page.body));
        let got = self.send("", "/login", form.replace(' ', "+"));
        let cookie = got.headers.get("set-cookie")?.to_str().unwrap();
        Some(cookie.split(';').next().unwrap().to_owned())
    }

    fn send(&self, cookie: &str, path: &str, form: String) -> Got {
        post(path)
            .with("origin", ORIGIN)
            .with("cookie", cookie)
            .with("content-type", "application/x-www-form-urlencoded")
            .send_to(&self.served.router, form)
    }

    fn get(&self, path: &str) -> Got {
        let ask = get(path).with("cookie", &self.cookie);
        ask.send_to(&self.served.router, "")
    }

    /// Sends a form of a page.
    fn act(&self, path: &str, form: &str) -> Got {
        self.send(&self.cookie, path, format!("csrf={}&{form}", self.csrf))
    }

    /// An account as the page lists it.
    fn account(&self, name: &str) -> Option<Value> {
        let twin: Value = serde_json::from_str(&self.get("/accounts.json").body).unwrap();
        let all = twin["accounts"].as_array().unwrap().clone();
        all.into_iter().find(|a| a["name"] == name)
    }

    fn role(&self, name: &str) -> Option<String> {
        let account = self.account(name)?;
        Some(account["role"].as_str().unwrap().to_owned())
    }
}

#[test]
fn everybodys_accounts_are_shown_to_admins_only() {
    let editor = Desk::of("editor");
    assert_eq!(editor.get("/accounts").status, 403);
    assert_eq!(editor.get("/accounts.json").status, 403);
    assert!(!editor.get("/account").body.contains("href=\"/accounts\""));
    let gone = editor.act("/accounts/remove", "name=reader");
    assert_eq!(gone.status, 403, "{}", gone.body);
    let admin = Desk::of("admin");
    assert!(admin.get("/account").body.contains("href=\"/accounts\""));
    assert_eq!(admin.role("editor").as_deref(), Some("editor"));
    let twin = admin.get("/accounts.json").body;
    assert!(!twin.contains("$argon2"), "no hash leaves: {twin}");
}

#[test]
fn admins_add_change_and_remove_accounts_and_each_change_is_written_down() {
    let admin = Desk::of("admin");
    let form = "name=eve&role=reviewer&password=five+plain+words+here+now";
    assert_eq!(admin.act("/accounts", form).status, 303);
    let eve = admin.enter("eve", "five plain words here now").unwrap();
    let sees = || {
        get("/")
            .with("cookie", &eve)
            .send_to(&admin.served.router, "")
    };
    assert_eq!(admin.act("/accounts", "name=eve&role=reader").status, 303);
    assert_eq!(admin.role("eve").as_deref(), Some("reader"));
    assert_eq!(sees().status, 200, "the password stays");
    assert_eq!(admin.act("/accounts/remove", "name=eve").status, 303);
    assert_eq!((admin.role("eve"), sees().status.as_u16()), (None, 401));
    assert_eq!(admin.act("/accounts/remove", "name=eve").status, 404);
    let ledger = Ledger::open_to_read(&admin.served.ledger).unwrap();
    let snapshot =
        verbale_ledger::Snapshot::new(&ledger, None, &verbale_ledger::Known::Now).unwrap();
    let acts = snapshot.acts().iter();
    let own = acts.filter(|(_, _, author, act)| author == "admin" && act.kind() == "account");
    assert_eq!(own.count(), 4, "role, password, role, removed");
}

#[test]
fn admins_take_back_tokens_and_do_not_shut_themselves_out() {
    let admin = Desk::of("admin");
    let bearer = format!("Bearer {}", admin.served.tokens[2].1);
    let by_token = || {
        let ask = get("/").with("authorization", &bearer);
        ask.send_to(&admin.served.router, "").status
    };
    assert_eq!(by_token(), 200);
    let number = admin.account("editor").unwrap()["tokens"][0]["token"].clone();
    let form = format!("name=editor&token={number}");
    assert_eq!(admin.act("/accounts/tokens/revoke", &form).status, 303);
    assert_eq!(by_token(), 401);
    assert_eq!(admin.act("/accounts/tokens/revoke", &form).status, 404);
    for (form, expected) in [
        ("name=admin&role=reader", "ask another admin"),
        ("name=eve&role=king", "there is no such role"),
        ("name=e+v+e&role=reader", "a name is made of"),
        ("name=eve&role=reader&password=short", "characters"),
    ] {
        let got = admin.act("/accounts", form);
        assert_eq!(got.status, 400, "{form}: {}", got.body);
        assert!(got.body.contains(expected), "{form}: {}", got.body);
    }
    assert_eq!(admin.act("/accounts/remove", "name=admin").status, 400);
    assert_eq!(admin.role("eve"), None);
}

#[test]
fn judgements_carry_the_name_and_are_taken_back_by_their_author() {
    let (cookie, csrf) = login("reviewer", "10.0.1.4");
    let page = get("/review.json").with("cookie", &cookie).send("");
    let page: Value = serde_json::from_str(&page.body).unwrap();
    let id = page["item"]["record"]["id"].as_str().unwrap().to_owned();
    let judged =
        post(&format!("/review/{id}")).form(&cookie, &format!("csrf={csrf}&verdict=reject"));
    assert_eq!(judged.status, 303, "{}", judged.body);
    let next = judged.headers["location"].to_str().unwrap().to_owned();
    let entry = next.split("done=").nth(1).unwrap();
    let shown = get(&next).with("cookie", &cookie).send("").body;
    assert!(shown.contains(&format!("entry {entry}")), "{shown}");
    assert!(
        !shown.contains(&format!("action=\"/review/{id}\"")),
        "judged already"
    );
    let undo = format!("csrf={csrf}&entry={entry}");
    assert_eq!(post("/review/undo").form(&cookie, &undo).status, 303);
    assert_eq!(
        post("/review/undo").form(&cookie, &undo).status,
        400,
        "once"
    );
    let again = get("/review.json").with("cookie", &cookie).send("");
    let again: Value = serde_json::from_str(&again.body).unwrap();
    assert_eq!(again["item"]["record"]["id"], id.as_str());
    let seq = {
        let mut ledger = Ledger::open(&SERVED.ledger, &now()).unwrap();
        let id = verbale_ledger::RecordId::parse(&id).unwrap();
        ledger
            .review(id, &verbale_ledger::Judgement::Accept, (&now(), "somebody"))
            .unwrap()
    };
    let undo = format!("csrf={csrf}&entry={seq}");
    assert_eq!(
        post("/review/undo").form(&cookie, &undo).status,
        403,
        "an act of somebody else"
    );
}

#[test]
fn wrong_passwords_make_one_wait() {
    let csrf = csrf(&get("/login").send("").body);
    let attempt = |name: &str, password: &str| {
        let form = format!("csrf={csrf}&name={name}&password={password}").replace(' ', "+");
        post("/login").from("10.0.2.1").form("", &form)
    };
    for _ in 0..5 {
        assert_eq!(attempt("admin", "wrong").status, 401);
    }
    let got = attempt("admin", PASSWORD);
    assert_eq!(got.status, 429, "even the right one");
    assert!(got.headers.contains_key("retry-after"));
    assert_eq!(attempt("reader", PASSWORD).status, 303, "others may");
    let evil = attempt("%3Cscript%3Ealert(1)%3C/script%3E", "x");
    assert!(!evil.body.contains("<script>alert"));
}

#[test]
fn the_login_never_leads_to_another_site() {
    let csrf = csrf(&get("/login").send("").body);
    for (to, expected) in [
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/%5Cevil.example", "/"),
        ("/documents/1", "/documents/1"),
    ] {
        let form = format!("csrf={csrf}&name=admin&password={PASSWORD}&to={to}").replace(' ', "+");
        let got = post("/login").from("10.0.2.2").form("", &form);
        assert_eq!(got.headers["location"], expected, "{to}");
        let page = get(&format!("/login?to={to}")).send("").body;
        let field = format!("name=\"to\" value=\"{expected}\"");
        assert!(page.contains(&field), "{to}: {page}");
    }
}

#[test]
fn the_header_of_a_proxy_counts_from_its_address_only() {
    let ask = |peer: &str, name: &str| {
        get("/")
            .from(peer)
            .with("x-forwarded-user", name)
            .send("")
            .status
    };
    assert_eq!(ask(PROXY, "admin"), 200);
    assert_eq!(ask("10.0.0.1", "admin"), 401, "forged");
    assert_eq!(ask("127.0.0.1", "admin"), 401, "forged on this machine");
    assert_eq!(
        ask(&format!("::ffff:{PROXY}"), "admin"),
        200,
        "the same address"
    );
    assert_eq!(ask(PROXY, "stranger"), 403);
    assert_eq!(ask(PROXY, ""), 401);
    let send = |token: Option<&str>| {
        let ask = post("/same/merge")
            .from(PROXY)
            .with("x-forwarded-user", "admin");
        let body = format!("csrf={}&into=nix&other=nix", token.unwrap_or("nix"));
        ask.form("", &body).status
    };
    assert_eq!(send(None), 403, "a cross-site form through the proxy");
    let page = get("/same")
        .from(PROXY)
        .with("x-forwarded-user", "admin")
        .send("")
        .body;
    assert_eq!(send(Some(&csrf(&page))), 400, "let in; nobody is called so");
}

#[test]
fn forms_of_other_sites_and_other_sessions_are_refused() {
    let (cookie, own) = login("admin", "10.0.3.1");
    let (_, other) = login("editor", "10.0.3.2");
    let body = |token: &str| format!("csrf={token}&into=nix&other=nix");
    assert_eq!(post("/same/merge").form(&cookie, &body(&own)).status, 400);
    assert_eq!(post("/same/merge").form(&cookie, &body(&other)).status, 403);
    assert_eq!(
        post("/same/merge").form(&cookie, "into=a&other=b").status,
        403
    );
    let header = post("/same/merge").with("x-csrf-token", &own);
    assert_eq!(
        header.form(&cookie, "into=nix&other=nix").status,
        400,
        "by script"
    );
    for origin in ["http://evil.example", "null", "http://verbale.example:7008"] {
        let forged = post("/same/merge")
            .with("origin", origin)
            .with("cookie", &cookie);
        let forged = forged.with("content-type", "application/x-www-form-urlencoded");
        assert_eq!(forged.send(body(&own)).status, 403, "{origin}");
    }
    let plain = post("/same/merge")
        .with("cookie", &cookie)
        .with("content-type", "text/plain");
    assert_eq!(
        plain.send(body(&own)).status,
        403,
        "a form that pretends to be text"
    );
}

#[test]
fn rebound_names_are_refused_before_anything_else() {
    let (_, token) = &SERVED.tokens[3];
    for host in [
        "evil.example",
        "verbale.example.evil.example",
        "",
        "10.0.0.5",
    ] {
        let request = Request::get("/").header("host", host);
        let ask = Ask(request, "10.0.0.1".parse().unwrap());
        let got = ask
            .with("authorization", &format!("Bearer {token}"))
            .send("");
        assert_eq!(got.status, 421, "{host}");
    }
}

#[test]
fn on_loopback_nobody_logs_in_and_forms_are_still_ours() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::open(&ledger(&folder), Pipeline::builtin().unwrap()).unwrap();
    let router = router(app, Config::default());
    let ask = |method: &str, path: &str| {
        let request = Request::builder().method(method).uri(path);
        Ask(
            request.header("host", "localhost:7007"),
            "127.0.0.1".parse().unwrap(),
        )
    };
    let page = ask("GET", "/same").send_to(&router, "");
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("Log out"));
    let token = csrf(&page.body);
    let form = |token: &str| {
        let ask = ask("POST", "/same/merge").with("origin", "http://localhost:7007");
        let ask = ask.with("content-type", "application/x-www-form-urlencoded");
        ask.send_to(&router, format!("csrf={token}&into=nix&other=nix"))
            .status
    };
    assert_eq!(form("nix"), 403);
    assert_eq!(form(&token), 400);
    let program =
        ask("POST", "/same/merge").with("content-type", "application/x-www-form-urlencoded");
    assert_eq!(
        program.send_to(&router, "into=nix&other=nix").status,
        400,
        "a program on this machine"
    );
    let make =
        ask("POST", "/account/tokens").with("content-type", "application/x-www-form-urlencoded");
    assert_eq!(
        make.send_to(&router, "label=x&scope=reader").status,
        403,
        "no accounts here"
    );
}

#[test]
fn slow_uploads_are_given_up_and_large_ones_refused() {
    let (_, token) = &SERVED.tokens[3];
    let bearer = format!("Bearer {token}");
    let ask = || {
        post("/same/merge")
            .with("authorization", &bearer)
            .with("content-type", "application/x-www-form-urlencoded")
    };
    let began = Instant::now();
    let never = futures_util::stream::pending::<Result<Bytes, std::io::Error>>();
    let got = ask().send(Body::from_stream(never));
    assert_eq!(got.status, 503, "{}", got.body);
    assert!(began.elapsed() < Duration::from_secs(10));
    let large = format!("into={}", "x".repeat(3 << 20));
    assert_eq!(ask().send(large).status, 413);
}

#[test]
fn accounts_are_asked_for_on_any_address_but_loopback() {
    for (listen, expected) in [
        ("127.0.0.1", false),
        ("::1", false),
        ("0.0.0.0", true),
        ("192.168.1.5", true),
        ("::", true),
    ] {
        let listen = listen.parse().unwrap();
        let config = Config {
            listen,
            ..Config::default()
        };
        assert_eq!(config.needs_login(), expected, "{listen}");
    }
    let folder = tempfile::tempdir().unwrap();
    let app = App::open(&ledger(&folder), Pipeline::builtin().unwrap()).unwrap();
    let config = Config {
        listen: "0.0.0.0".parse().unwrap(),
        port: 0,
        ..Config::default()
    };
    let refused = verbale::serve::run(app, config, |_| panic!("it listens")).unwrap_err();
    assert!(
        refused.to_string().contains("verbale serve user add"),
        "{refused}"
    );
}

#[test]
fn names_of_packs_and_paths_lead_nowhere_else() {
    let (_, token) = &SERVED.tokens[0];
    let bearer = format!("Bearer {token}");
    for path in [
        "/assets/..%2f..%2ftest.db",
        "/assets/%2e%2e/test.db.accounts",
        "/assets//etc/passwd",
        "/documents/..%2f..%2fetc%2fpasswd",
        "/records/..%2f..%2ftest.db",
        "/test.db",
        "/test.db.accounts",
        "/add/..%2f1",
    ] {
        let got = get(path).with("authorization", &bearer).send("");
        assert!(got.status.is_client_error(), "{path}: {}", got.status);
        assert!(!got.body.contains("SQLite format"), "{path}");
    }
    assert!(Path::new(&SERVED.ledger).exists());
}

#[test]
fn a_decision_about_a_claim_is_taken_back_by_its_author_or_an_editor() {
    let bearer = |role: Role| {
        let (_, token) = SERVED.tokens.iter().find(|(r, _)| *r == role).unwrap();
        format!("Bearer {token}")
    };
    let send = |role: Role, path: &str, form: &str| {
        post(path)
            .with("authorization", &bearer(role))
            .with("content-type", "application/x-www-form-urlencoded")
            .send(form.to_owned())
    };
    let twin = |path: &str| -> Value {
        let got = get(path)
            .with("authorization", &bearer(Role::Reviewer))
            .send("");
        serde_json::from_str(&got.body).unwrap_or_else(|e| panic!("{path}: {e}: {}", got.body))
    };
    let board = twin("/claims.json?status=all");
    let id = board["sections"][0]["claims"][0]["id"].as_str().unwrap();
    let outcome = format!("/claims/{id}/outcome");
    let undo = format!("/claims/{id}/undo");
    for (author, may_undo) in [
        (Role::Editor, [Role::Reviewer, Role::Editor]),
        (Role::Reviewer, [Role::Reader, Role::Reviewer]),
    ] {
        let got = send(author, &outcome, "outcome=undetermined");
        assert_eq!(got.status, 303, "{}", got.body);
        let history = twin(&format!("/claims/{id}.json"))["history"].clone();
        let step = history.as_array().unwrap().last().unwrap().clone();
        assert_eq!(step["by"], author.as_str());
        let form = format!("entry={}", step["entry"]);
        let page = get(&format!("/claims/{id}"))
            .with("authorization", &bearer(may_undo[0]))
            .send("");
        assert!(!page.body.contains("Take back"), "{author}: no button");
        let got = send(may_undo[0], &undo, &form);
        assert_eq!(got.status, 403, "{} takes back {author}'s", may_undo[0]);
        let got = send(may_undo[1], &undo, &form);
        assert_eq!(got.status, 303, "{}", got.body);
        let again = send(may_undo[1], &undo, &form);
        assert_eq!(again.status, 400, "once");
    }
}
