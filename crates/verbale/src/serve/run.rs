//! From a configuration to a server that runs until it is stopped.

use super::fault::Fault;
use super::router::router;
use super::state::{App, At};
use axum::extract::ConnectInfo;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt;
use verbale_ledger::{Accounts, Snapshot};

/// How to serve.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    /// Address to listen on. On any but loopback people have to log in.
    pub listen: IpAddr,
    /// Port there; 0 takes one that is free.
    pub port: u16,
    /// Names that browsers may ask for in `Host`, without port.
    pub hosts: Vec<String>,
    /// Whether people have to log in on loopback too, as behind a proxy on the same machine.
    pub login: bool,
    /// Addresses of proxies that may say who asks. If there are any, people have to log in.
    pub proxies: Vec<IpAddr>,
    /// The header in which they say it.
    pub proxy_header: String,
    /// Under which name entries are written where nobody logs in.
    pub by: String,
    /// How long a request may take to come in and be answered.
    pub timeout: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 7007,
            hosts: ["localhost", "127.0.0.1", "[::1]"]
                .map(str::to_owned)
                .into(),
            login: false,
            proxies: Vec::new(),
            proxy_header: "x-forwarded-user".into(),
            by: "local".into(),
            timeout: Duration::from_secs(60),
        }
    }
}

impl Config {
    /// Whether people have to log in.
    pub fn needs_login(&self) -> bool {
        self.login || !self.listen.is_loopback() || !self.proxies.is_empty()
    }

    /// Whether a browser may ask for `host`. A bare address cannot be rebound to another server, so where people log in any
    /// address is ours.
    pub(crate) fn is_ours(&self, host: &str) -> bool {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let is_address = !self.listen.is_loopback() && bare.parse::<IpAddr>().is_ok();
        is_address || self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host))
    }
}

/// How long answers on their way may take when the server is stopped.
const GRACE: Duration = Duration::from_secs(5);

/// How long a browser may take to send the head of a request, and a connection may stay idle.
const HEAD: Duration = Duration::from_secs(30);

/// Connections at once; more wait.
const MAX_CONNECTIONS: usize = 512;

/// Serves `app` until Ctrl-C or the signal to end; `ready` hears the address once it can be opened.
///
/// # Errors
/// If the port is taken, people would have to log in and there is no account, or the system gives no threads.
pub fn run(app: App, config: Config, ready: impl FnOnce(SocketAddr)) -> io::Result<()> {
    if config.needs_login() {
        let accounts = Accounts::open(&Accounts::beside(app.path())).and_then(|a| a.list());
        if accounts.map_err(io::Error::other)?.is_empty() {
            return Err(io::Error::other(
                "people have to log in, and there is no account yet; make one with: verbale serve user add NAME --role admin",
            ));
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let done = runtime.block_on(serve(app, config, ready));
    runtime.shutdown_timeout(GRACE);
    done
}

async fn serve(app: App, config: Config, ready: impl FnOnce(SocketAddr)) -> io::Result<()> {
    let listener = TcpListener::bind((config.listen, config.port)).await?;
    let router = router(app.clone(), config);
    ready(listener.local_addr()?);
    tokio::spawn(warm_up(app));
    let graceful = GracefulShutdown::new();
    let turns = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut end = std::pin::pin!(ended());
    loop {
        let accepted = async {
            let turn = turns.clone().acquire_owned().await;
            (turn, listener.accept().await)
        };
        let (turn, accepted) = tokio::select! {
            () = &mut end => break,
            accepted = accepted => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (router, watcher) = (router.clone(), graceful.watcher());
                tokio::spawn(async move {
                    let _turn = turn;
                    talk((stream, peer), router, watcher).await;
                });
            }
            // Out of files: others close in a moment.
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(GRACE) => {}
    }
    Ok(())
}

/// Makes what pages count over the whole ledger while the first reader types the address. A fault shows on the page that needs it.
async fn warm_up(app: App) {
    let all = app.clone();
    let count = move |snapshot: &Snapshot<'_>| {
        all.tally(snapshot)?;
        all.with_prominence(snapshot, |_| Ok(()))?;
        all.marks(snapshot)?;
        Ok(())
    };
    let _: Result<(), Fault> = app.ask(At::default(), count).await;
}

/// Answers the requests of one connection.
async fn talk((stream, peer): (TcpStream, SocketAddr), router: Router, watcher: Watcher) {
    let router = router.layer(Extension(ConnectInfo(peer))).map_request(
        |request: hyper::Request<hyper::body::Incoming>| request.map(axum::body::Body::new),
    );
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    // A connection that breaks is the affair of who broke it.
    let _ = watcher.watch(connection).await;
}

/// Waits for Ctrl-C, or for the signal by which a system ends programs.
#[cfg(unix)]
async fn ended() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        },
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

#[cfg(not(unix))]
async fn ended() {
    let _ = tokio::signal::ctrl_c().await;
}
