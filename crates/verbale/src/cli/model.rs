//! The language model that trees are read with.
#![expect(
    clippy::disallowed_methods,
    reason = "the program reads the model it is given (I4)"
)]

use super::args::ModelArg;
use super::outcome::Stop;
use std::fs;
use verbale_parse::Parser;

/// The parser with the model that was asked for, or the built-in one.
pub(crate) fn parser(asked: &ModelArg) -> Result<Parser, Stop> {
    let Some(path) = &asked.file else {
        return verbale::parser().map_err(|e| Stop::Message(e.to_string()));
    };
    let wrong = |problem: String| Stop::Message(format!("{}: {problem}", path.display()));
    let bytes = fs::read(path).map_err(|e| wrong(format!("cannot be read: {e}")))?;
    Parser::load(&bytes).map_err(|e| wrong(e.to_string()))
}
