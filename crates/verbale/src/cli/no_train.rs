//! `verbale train` in a program that was built without it.

use super::args::TrainArgs;
use super::outcome::{Ending, Stop};

pub(crate) fn run(_args: &TrainArgs) -> Result<Ending, Stop> {
    let remedy = "this program was built without training; build it with: cargo build --release --features train";
    Err(Stop::Message(remedy.into()))
}
