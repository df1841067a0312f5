//! Small numbers and strings of a model section.

use crate::Error;
use crate::model::Reader;

pub(crate) fn u8(reader: &mut Reader<'_>) -> Result<u8, Error> {
    Ok(reader.take(1)?[0])
}

/// A string of at most 255 bytes.
pub(crate) fn short_str<'a>(reader: &mut Reader<'a>, part: &str) -> Result<&'a str, Error> {
    let n = u8(reader)?;
    std::str::from_utf8(reader.take(usize::from(n))?).map_err(|_| damaged(part))
}

pub(crate) fn damaged(part: &str) -> Error {
    Error::Damaged { part: part.into() }
}
