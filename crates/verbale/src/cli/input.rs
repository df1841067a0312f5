//! What the arguments say about inputs.

use super::args::{From, InputArgs};
use super::outcome::Stop;
use verbale::input::{Format, Reader};

/// The reader that was asked for.
pub(crate) fn reader(args: &InputArgs) -> Result<Reader, Stop> {
    let from = args.from.map(|from| match from {
        From::Text => Format::Text,
        From::Jsonl => Format::Jsonl,
        From::Conllu => Format::Conllu,
    });
    let reader = Reader::new(from, args.date.as_deref(), args.charset.as_deref());
    reader.map_err(|e| Stop::Message(format!("--{e}")))
}
