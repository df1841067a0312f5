//! How a command ends, for the shell and for the reader.

use super::screen;
use std::io;
use std::process::ExitCode;

/// How a command ended that ran to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ending {
    Done,
    NothingFound,
    /// Every input failed; the messages are out already.
    Failed,
    /// Some inputs failed; the messages are out already.
    Partly,
}

impl Ending {
    /// The ending of a run over inputs.
    pub(crate) fn of(n_read: usize, n_failed: usize, n_found: usize) -> Self {
        match (n_read, n_failed, n_found) {
            (0, 1.., _) => Ending::Failed,
            (_, 1.., _) => Ending::Partly,
            (_, 0, 0) => Ending::NothingFound,
            _ => Ending::Done,
        }
    }
}

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Stop {
    /// A message that names place and remedy.
    Message(String),
    /// Faults of packs, laid out already.
    Report(String),
    Output(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Output(error)
    }
}

/// The exit code of a command, after the last message.
pub(crate) fn exit_code(outcome: Result<Ending, Stop>) -> ExitCode {
    match outcome {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::NothingFound) => ExitCode::from(1),
        Ok(Ending::Failed) => ExitCode::from(2),
        Ok(Ending::Partly) => ExitCode::from(3),
        // The reader of the pipe has seen enough.
        Err(Stop::Output(e)) if e.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Stop::Output(e)) => {
            screen::say(&format!("cannot write the output: {e}"));
            ExitCode::from(2)
        }
        Err(Stop::Message(message)) => {
            screen::say(&message);
            ExitCode::from(2)
        }
        Err(Stop::Report(report)) => {
            screen::report(&report);
            ExitCode::from(2)
        }
    }
}
