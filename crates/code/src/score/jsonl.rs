//! Reading gold and predictions that are JSON.

use std::borrow::Cow;

use serde_json::Value;

use super::{Error, chars};

/// A whole JSON file.
pub(crate) fn whole(text: &str, what: &str) -> Result<Value, Error> {
    serde_json::from_str(text)
        .map_err(|e| Error::format(what, e.line(), format!("no JSON: {e}; give a JSON file")))
}

/// The values of a JSON Lines file with their line numbers, blank lines left out.
pub(crate) fn each_line<'a>(
    text: &'a str,
    what: &'a str,
) -> impl Iterator<Item = Result<(usize, Value), Error>> + 'a {
    chars::lines(text)
        .enumerate()
        .filter(|(_, line)| !chars::is_blank(line))
        .map(move |(i, line)| match serde_json::from_str(line) {
            Ok(value) => Ok((i + 1, value)),
            Err(e) => Err(Error::format(
                what,
                i + 1,
                format!("no JSON: {e}; give one object a line"),
            )),
        })
}

/// A required string, or an error that names the key.
pub(crate) fn required<'a>(
    object: &'a Value,
    key: &str,
    what: &str,
    line: usize,
) -> Result<&'a str, Error> {
    object[key]
        .as_str()
        .ok_or_else(|| Error::format(what, line, format!("no \"{key}\"; give it as a string")))
}

/// Elements of an array; of any other value none.
pub(crate) fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Strings of an array, anything else in it as its text.
pub(crate) fn texts(value: &Value) -> impl Iterator<Item = String> {
    items(value).iter().map(|v| text(v).into_owned())
}

/// Whether a value says something: not null, false, 0 or empty.
pub(crate) fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(b) => *b,
        Value::Number(n) => n.as_f64() != Some(0.0),
        Value::String(s) => !s.is_empty(),
        Value::Array(a) => !a.is_empty(),
        Value::Object(o) => !o.is_empty(),
    }
}

/// A value as text; null, booleans and lists as Python writes them, because the reference compares
/// that text.
pub(crate) fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(s) => Cow::Borrowed(s),
        other => Cow::Owned(quoted(other)),
    }
}

fn quoted(value: &Value) -> String {
    match value {
        Value::Null => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Number(n) => n.to_string(),
        Value::String(s) if s.contains('\'') && !s.contains('"') => format!("\"{s}\""),
        Value::String(s) => format!("'{}'", s.replace('\'', "\\'")),
        Value::Array(a) => {
            let inner: Vec<String> = a.iter().map(quoted).collect();
            format!("[{}]", inner.join(", "))
        }
        Value::Object(o) => {
            let inner: Vec<String> = o
                .iter()
                .map(|(k, v)| format!("'{k}': {}", quoted(v)))
                .collect();
            format!("{{{}}}", inner.join(", "))
        }
    }
}
