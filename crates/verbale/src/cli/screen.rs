//! Standard output and standard error: colour, width, progress, Ctrl-C.
#![expect(
    clippy::disallowed_methods,
    reason = "the program reads its environment (I4)"
)]

use super::args::Color;
use anstream::{AutoStream, ColorChoice, adapter::strip_str};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

/// Columns of a table that no terminal bounds.
const PIPED_WIDTH: usize = 100;

/// Sets colour.
pub(crate) fn set_up(color: Color) {
    match color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    }
    .write_global();
}

/// Sees to it that Ctrl-C leaves no half-written line: output is written a document at a time under the lock that the
/// handler waits for.
pub(crate) fn end_on_ctrl_c() {
    // Without a handler Ctrl-C still ends the program.
    let _ = ctrlc::set_handler(|| {
        let reached = reached();
        let _written = io::stdout().lock();
        if let Some(reached) = reached {
            say(&reached);
        }
        // Held to the end, so that the program does not end otherwise meanwhile.
        let half = unfinished();
        remove(half.as_deref());
        let _ = restore();
        std::process::exit(130);
    });
}

/// How far a command has come, for the handler of Ctrl-C: what it says when it ends the program.
static REACHED: Mutex<Option<String>> = Mutex::new(None);

/// How often, and for how long, a step is waited for.
const TRIES: usize = 20;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(100);

/// What the command has come to, once the step that it is in is done. A step that waits for another program is not waited for.
fn reached() -> Option<String> {
    for _ in 0..TRIES {
        match REACHED.try_lock() {
            Ok(reached) => {
                let text = reached.clone();
                // No step begins any more: the program ends.
                std::mem::forget(reached);
                return text;
            }
            Err(std::sync::TryLockError::Poisoned(_)) => return None,
            Err(std::sync::TryLockError::WouldBlock) => {
                std::thread::sleep(PAUSE);
            }
        }
    }
    None
}

/// Does a step that Ctrl-C does not cut in two; afterwards it says what `work` gives beside its result.
pub(crate) fn step<T>(work: impl FnOnce() -> (T, String)) -> T {
    let mut reached = REACHED.lock().unwrap_or_else(|e| e.into_inner());
    let (done, text) = work();
    *reached = Some(text);
    done
}

/// The file or folder that is being written, for the handler of Ctrl-C, which can be told of it in no other way.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

fn unfinished() -> MutexGuard<'static, Option<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(|e| e.into_inner())
}

fn remove(path: Option<&Path>) {
    // It may not have been made yet.
    let Some(path) = path.filter(|p| fs::remove_file(p).is_err()) else {
        return;
    };
    // Under another name nobody puts files into it while it is emptied.
    let gone = path.with_extension("removed");
    if fs::rename(path, &gone).is_ok() {
        let _ = fs::remove_dir_all(gone);
    }
}

/// A file or folder that is not finished. It is gone if the program ends before it gets its name.
pub(crate) struct Half(PathBuf);

impl Half {
    /// Nothing else may stand under this path.
    pub(crate) fn new(path: PathBuf) -> Self {
        *unfinished() = Some(path.clone());
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// It is finished, and called `path` from now on.
    pub(crate) fn becomes(self, path: &Path) -> io::Result<()> {
        fs::rename(&self.0, path)
    }
}

impl Drop for Half {
    fn drop(&mut self) {
        remove(unfinished().take().as_deref());
    }
}

/// Gives the terminal back as it was before a command took it over; does nothing if none did.
pub(crate) fn restore() -> io::Result<()> {
    if crossterm::terminal::is_raw_mode_enabled()? {
        crossterm::execute!(
            io::stdout(),
            crossterm::cursor::Show,
            crossterm::terminal::LeaveAlternateScreen
        )?;
        crossterm::terminal::disable_raw_mode()?;
    }
    Ok(())
}

/// Whether standard output shows colour.
pub(crate) fn has_color() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
}

/// Columns of the terminal.
pub(crate) fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(w, _)| usize::from(w.0));
    let shown = io::stdout().is_terminal();
    columns
        .or_else(|| terminal().filter(|_| shown))
        .unwrap_or(PIPED_WIDTH)
}

/// Writes text with colours to standard output, without them where they would not show.
pub(crate) fn print(text: &str) -> io::Result<()> {
    if has_color() {
        return print_data(text);
    }
    print_data(&strip_str(text).to_string())
}

/// Standard output for data that come in many pieces, to be flushed after the last.
pub(crate) fn data() -> BufWriter<io::StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// Writes data to standard output as they are.
pub(crate) fn print_data(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// A message on standard error.
pub(crate) fn say(message: &str) {
    let mut err = io::stderr().lock();
    // If standard error is closed there is nobody to tell.
    let _ = writeln!(err, "verbale: {message}");
}

/// A longer message on standard error, as it is.
pub(crate) fn report(message: &str) {
    let _ = io::stderr().lock().write_all(message.as_bytes());
}

/// A bar on standard error while many documents are read; none off a terminal.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar over `n` steps, or a counter if their number is not known.
    pub(crate) fn new(n: Option<u64>) -> Self {
        if n.is_some_and(|n| n < 3) || !io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::with_draw_target(n, ProgressDrawTarget::stderr_with_hz(8));
        let template = match n {
            Some(_) => "{bar:30} {pos}/{len} documents, {eta} left",
            None => "{spinner} {pos} documents, {per_sec}",
        };
        let style = ProgressStyle::with_template(template).expect("the templates are well-formed");
        Self(bar.with_style(style))
    }

    pub(crate) fn step(&self) {
        self.0.inc(1);
    }

    /// Runs `write` with the bar out of the way.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
