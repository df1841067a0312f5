//! `verbale serve` in a program that was built without it.

use super::args::ServeArgs;
use super::outcome::{Ending, Stop};

pub(crate) fn run(_args: &ServeArgs) -> Result<Ending, Stop> {
    let remedy = "this program was built without the web app; build it with: cargo build --release --features serve";
    Err(Stop::Message(remedy.into()))
}
