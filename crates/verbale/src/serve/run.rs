//! From a configuration to a server that runs until it is stopped.

use super::router::router;
use super::state::App;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How to serve.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    /// Port on the loopback address; 0 takes one that is free.
    pub port: u16,
    /// Names that browsers may ask for in `Host`, without port.
    pub hosts: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 7007,
            hosts: ["localhost", "127.0.0.1", "[::1]"]
                .map(str::to_owned)
                .into(),
        }
    }
}

impl Config {
    pub(crate) fn is_ours(&self, host: &str) -> bool {
        self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host))
    }
}

/// How long answers on their way may take when the server is stopped.
const GRACE: Duration = Duration::from_secs(5);

/// Serves `app` until Ctrl-C or the signal to end; `ready` hears the address once it can be opened.
///
/// # Errors
/// If the port is taken, or the system gives no threads.
pub fn run(app: App, config: Config, ready: impl FnOnce(SocketAddr)) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let done = runtime.block_on(serve(app, config, ready));
    runtime.shutdown_timeout(GRACE);
    done
}

async fn serve(app: App, config: Config, ready: impl FnOnce(SocketAddr)) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
    ready(listener.local_addr()?);
    let (stop, mut stopped) = watch::channel(false);
    let mut until = stopped.clone();
    let server = axum::serve(listener, router(app, config)).with_graceful_shutdown(async move {
        // The sender lives as long as this function.
        let _ = until.wait_for(|stop| *stop).await;
    });
    let last = async {
        let _ = stopped.wait_for(|stop| *stop).await;
        tokio::time::sleep(GRACE).await;
        Ok(())
    };
    let watch = async {
        ended().await;
        stop.send_replace(true);
        std::future::pending().await
    };
    tokio::select! {
        done = server => done,
        done = last => done,
        done = watch => done,
    }
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
