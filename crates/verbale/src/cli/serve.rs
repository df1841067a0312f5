//! `verbale serve`: the pages of a ledger, until Ctrl-C.

use super::args::ServeArgs;
use super::outcome::{Ending, Stop};
use super::{account, act, ledger, packs, screen};
use std::io;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use verbale::serve::{self, App, Config};

pub(crate) fn run(args: &ServeArgs) -> Result<Ending, Stop> {
    if let Some(command) = &args.command {
        return account::run(command);
    }
    let pipeline = packs::pipeline(&args.packs.folders)?;
    let path = &args.ledger.ledger;
    let app = App::open(path, pipeline).map_err(ledger::stop)?;
    let config = config(args);
    let mut said = Ok(());
    let ready = |address: SocketAddr| {
        let line = format!(
            "{}: open http://{address}/ in a browser; Ctrl-C stops the server\n",
            path.display()
        );
        said = screen::print(&line);
        if args.open {
            open(&format!("http://{address}/"));
        }
    };
    serve::run(app, config, ready).map_err(|e| stop(&e, args))?;
    said?;
    Ok(Ending::Done)
}

fn config(args: &ServeArgs) -> Config {
    let mut config = Config {
        listen: args.listen,
        port: args.port,
        login: args.login,
        proxies: args.proxy.clone(),
        proxy_header: args.proxy_header.to_ascii_lowercase(),
        ..Config::default()
    };
    config.hosts.extend(args.host.iter().cloned());
    if let Some(name) = act::login() {
        config.by = name;
    }
    config
}

fn stop(error: &io::Error, args: &ServeArgs) -> Stop {
    let (port, listen) = (args.port, args.listen);
    Stop::Message(match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "port {port} is taken, perhaps by another verbale serve; name another: --port N, or --port 0 for a free one"
            )
        }
        io::ErrorKind::PermissionDenied => {
            format!("port {port} is kept for the system; name one above 1023 with --port N")
        }
        io::ErrorKind::AddrNotAvailable => {
            format!("{listen}: this machine has no such address; name one of its own with --listen")
        }
        _ => format!("the server stopped: {error}"),
    })
}

/// Asks the system to open an address. Where it cannot, the address stands on the screen.
fn open(address: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(target_os = "windows") {
        ("cmd", &["/C", "start"])
    } else {
        ("xdg-open", &[])
    };
    let started = Command::new(program)
        .args(arguments)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if started.is_err() {
        screen::say("no browser could be started; open the address yourself");
    }
}
