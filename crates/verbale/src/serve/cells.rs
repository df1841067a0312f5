//! Cells of an answer by the name of their column.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use verbale_ledger::ask::{Answer, Line};

/// A row of an answer whose cells have names.
pub(crate) struct Cells<'a> {
    columns: &'a [&'static str],
    line: &'a Line,
}

impl<'a> Cells<'a> {
    /// The rows of an answer.
    pub(crate) fn of(answer: &'a Answer) -> impl Iterator<Item = Cells<'a>> {
        let of = |line| Cells {
            columns: &answer.columns,
            line,
        };
        answer.lines.iter().map(of)
    }

    fn value(&self, column: &str) -> &'a Value {
        let at = self.columns.iter().position(|c| *c == column);
        at.map_or(&Value::Null, |at| &self.line.cells[at])
    }

    /// A cell as text; unknown is none.
    pub(crate) fn text(&self, column: &str) -> Option<String> {
        match self.value(column) {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        }
    }

    /// A cell as text; unknown is empty.
    pub(crate) fn words(&self, column: &str) -> String {
        self.text(column).unwrap_or_default()
    }

    /// A cell as a list of texts; a single one is a list too.
    pub(crate) fn list(&self, column: &str) -> Vec<String> {
        match self.value(column) {
            Value::Array(list) => list
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            Value::String(text) if !text.is_empty() => vec![text.clone()],
            _ => Vec::new(),
        }
    }

    /// A cell as a number; unknown is 0.
    pub(crate) fn count(&self, column: &str) -> u64 {
        self.value(column).as_u64().unwrap_or_default()
    }

    /// A cell as a number with its sign.
    pub(crate) fn sign(&self, column: &str) -> i64 {
        self.value(column).as_i64().unwrap_or_default()
    }

    /// A cell as a number with a fraction.
    pub(crate) fn number(&self, column: &str) -> Option<f64> {
        self.value(column).as_f64()
    }

    /// Whether a cell says yes.
    pub(crate) fn is(&self, column: &str) -> bool {
        self.value(column).as_bool().unwrap_or_default()
    }

    /// Ids of the records behind the row.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.line.ids.iter().map(ToString::to_string).collect()
    }
}

/// One choice of a list in a form.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct Choice {
    /// What is sent.
    pub(crate) value: String,
    /// What people read.
    pub(crate) name: String,
    /// Whether it is the one that was asked for.
    pub(crate) is_asked: bool,
}

impl Choice {
    /// Choices that are sent as they are read.
    pub(crate) fn list<T: AsRef<str>>(values: &[T], asked: Option<&str>) -> Vec<Choice> {
        let of = |value: &T| Choice {
            value: value.as_ref().to_owned(),
            name: super::kinds::spaced(value.as_ref()),
            is_asked: asked == Some(value.as_ref()),
        };
        values.iter().map(of).collect()
    }
}
