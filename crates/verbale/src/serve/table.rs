//! An answer of the ledger as a table whose rows lead to their records.

use super::kinds::spaced;
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

    fn cells<'a>(&'a self, row: &'a TableRow) -> impl Iterator<Item = (bool, String)> + 'a {
        let cell = |&at: &usize| (row.cells[at].is_number(), words(&row.cells[at]));
        self.shown.iter().map(cell)
    }
}

/// A note of an answer in words of the browser: what is an option in the terminal is a part of the address here.
pub(crate) fn in_address(note: &str) -> String {
    note.replace("raise --limit", "add limit=1000 to the address")
}

/// A value as people read it; unknown is empty.
pub(crate) fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(words).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}
