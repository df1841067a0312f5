//! Places in files that people edit.

use crate::Fault;

/// Line and column (both from 1, columns in characters) of byte `offset` of `text`.
pub(crate) fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() as u32 + 1;
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    (line, before[start..].chars().count() as u32 + 1)
}

/// Collects the faults of one file.
pub(crate) struct Faults<'a> {
    path: &'a str,
    /// What was found so far.
    pub(crate) found: Vec<Fault>,
}

impl<'a> Faults<'a> {
    pub(crate) fn new(path: &'a str) -> Self {
        Self {
            path,
            found: Vec::new(),
        }
    }

    pub(crate) fn add(
        &mut self,
        (line, column): (u32, u32),
        code: &'static str,
        problem: String,
        help: Option<String>,
    ) {
        self.found.push(Fault {
            path: self.path.to_owned(),
            line,
            column,
            code,
            problem,
            help,
        });
    }
}

/// "did you mean …", if a name is near.
pub(crate) fn did_you_mean<'n>(typo: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    crate::error::nearest(typo, names).map(|name| format!("did you mean `{name}`?"))
}
