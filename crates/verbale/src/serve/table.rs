//! An answer of the ledger as a table whose rows lead to their records.

use super::kinds::spaced;
use crate::moment;
use askama::Template;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use verbale_ledger::ask::Answer;

/// An answer; `{{ table|safe }}` draws it.
#[derive(Clone, Debug, Default, Serialize, Template, ToSchema)]
#[template(path = "table.html")]
pub(crate) struct Table {
    /// Names of the columns.
    pub(crate) columns: Vec<&'static str>,
    /// The rows.
    pub(crate) rows: Vec<TableRow>,
    /// What a reader must know: defaults, rules of choice, limits.
    pub(crate) notes: Vec<String>,
    /// The columns that the page shows, by their place.
    #[serde(skip)]
    shown: Vec<usize>,
}

/// A row with the records behind it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TableRow {
    /// A value for each column; unknown is null.
    #[schema(value_type = Vec<Object>)]
    pub(crate) cells: Vec<Value>,
    /// Ids of the records.
    pub(crate) ids: Vec<String>,
}

impl Table {
    /// An answer; the page leaves out columns that are empty in all rows, or that lists for people leave out.
    pub(crate) fn of(answer: &Answer) -> Self {
        let is_shown = |at: &usize| {
            let has_words = |l: &verbale_ledger::ask::Line| !words(&l.cells[*at]).is_empty();
            answer.brief.contains(&answer.columns[*at]) && answer.lines.iter().any(has_words)
        };
        let rows = answer.lines.iter().map(|line| TableRow {
            cells: line.cells.clone(),
            ids: line.ids.iter().map(ToString::to_string).collect(),
        });
        Self {
            columns: answer.columns.clone(),
            rows: rows.collect(),
            notes: answer.notes.iter().map(|note| in_address(note)).collect(),
            shown: (0..answer.columns.len()).filter(is_shown).collect(),
        }
    }

    fn heads(&self) -> impl Iterator<Item = String> {
        self.shown.iter().map(|&at| spaced(self.columns[at]))
    }

    /// The cells of a row that people see, without empty ones.
    pub(crate) fn words_of<'a>(&'a self, row: &'a TableRow) -> impl Iterator<Item = String> + 'a {
        self.cells(row)
            .map(|(_, words)| words)
            .filter(|w| !w.is_empty())
    }

    /// The cells of a row that people see, each with its sort for the style.
    fn cells<'a>(&'a self, row: &'a TableRow) -> impl Iterator<Item = (&'static str, String)> + 'a {
        let cell = |&at: &usize| (sort(&row.cells[at]), words(&row.cells[at]));
        self.shown.iter().map(cell)
    }
}

/// A note of an answer in words of the browser: what is an option in the terminal is a part of the address here.
pub(crate) fn in_address(note: &str) -> String {
    note.replace("raise --limit", "add limit=1000 to the address")
        .replace(" (verbale resolve)", "")
}

/// What is written in figures stands in one line.
fn sort(value: &Value) -> &'static str {
    let is_figures = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(char::is_whitespace)
    };
    match value {
        Value::Number(_) => "number",
        Value::String(text) if text.len() < 32 && is_figures(text) => "day",
        _ => "words",
    }
}

/// A value as people read it; unknown is empty.
pub(crate) fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => moment(text),
        Value::Array(list) => list.iter().map(words).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{sort, words};
    use serde_json::json;

    #[test]
    fn moments_are_read_to_the_minute_and_days_stand_in_one_line() {
        for (value, expected, class) in [
            (
                json!("2026-11-30T15:12:33.471180Z"),
                "2026-11-30 15:12",
                "day",
            ),
            (json!("2025-07-03TNI"), "2025-07-03 night", "day"),
            (json!("2025-07"), "2025-07", "day"),
            (json!("12 boats were sent"), "12 boats were sent", "words"),
            (json!(12), "12", "number"),
            (json!(["a", null]), "a; ", "words"),
        ] {
            assert_eq!((words(&value).as_str(), sort(&value)), (expected, class));
        }
    }
}
