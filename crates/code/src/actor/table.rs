//! CSV tables of the actor base, with the place of every fault.

use crate::Fault;
use crate::error::nearest;

/// The rows of one CSV file, restricted to the columns that are asked for.
pub(crate) struct Table<'a> {
    path: &'a str,
    text: &'a str,
    /// For each wanted column, its place in the file.
    places: Vec<usize>,
    reader: csv::Reader<&'a [u8]>,
}

/// One row of a [`Table`].
pub(crate) struct Row<'t> {
    path: &'t str,
    text: &'t str,
    record: &'t csv::StringRecord,
    places: &'t [usize],
}

impl<'a> Table<'a> {
    /// Opens `text` and looks for `columns` in its header; a missing one is a fault and nothing is read.
    pub(crate) fn open(
        path: &'a str,
        text: &'a str,
        columns: &[&str],
        faults: &mut Vec<Fault>,
    ) -> Option<Self> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.as_bytes());
        let header = match reader.headers() {
            Ok(header) => header.clone(),
            Err(error) => {
                faults.push(csv_fault(path, &error));
                return None;
            }
        };
        let mut places = Vec::new();
        for column in columns {
            match header.iter().position(|found| found.trim() == *column) {
                Some(place) => places.push(place),
                None => faults.push(Fault {
                    path: path.to_owned(),
                    line: 1,
                    column: 0,
                    code: "P101",
                    problem: format!("the header lacks the column `{column}`"),
                    help: Some(format!("the columns are {}", columns.join(","))),
                }),
            }
        }
        (places.len() == columns.len()).then_some(Self {
            path,
            text,
            places,
            reader,
        })
    }

    /// Calls `each` with every row.
    pub(crate) fn rows(
        mut self,
        faults: &mut Vec<Fault>,
        mut each: impl FnMut(&Row<'_>, &mut Vec<Fault>),
    ) {
        let mut record = csv::StringRecord::new();
        loop {
            match self.reader.read_record(&mut record) {
                Ok(false) => return,
                Ok(true) => each(
                    &Row {
                        path: self.path,
                        text: self.text,
                        record: &record,
                        places: &self.places,
                    },
                    faults,
                ),
                Err(error) => {
                    faults.push(csv_fault(self.path, &error));
                    return;
                }
            }
        }
    }
}

fn csv_fault(path: &str, error: &csv::Error) -> Fault {
    Fault {
        path: path.to_owned(),
        line: error.position().map_or(0, |p| p.line() as u32),
        column: 0,
        code: "P100",
        problem: format!("not CSV: {error}"),
        help: None,
    }
}

impl Row<'_> {
    /// The field in the `n`th wanted column, trimmed; empty if the row is too short.
    pub(crate) fn get(&self, n: usize) -> &str {
        self.record.get(self.places[n]).unwrap_or("").trim()
    }

    /// A fault at the `n`th wanted column of this row.
    pub(crate) fn fault(
        &self,
        n: usize,
        code: &'static str,
        problem: String,
        help: Option<String>,
    ) -> Fault {
        let position = self.record.position();
        let start = position.map_or(0, |p| p.byte() as usize);
        Fault {
            path: self.path.to_owned(),
            line: position.map_or(0, |p| p.line() as u32),
            column: column_of(self.text.get(start..).unwrap_or(""), self.places[n]),
            code,
            problem,
            help,
        }
    }

    /// The field in column `n`, which must be one of `allowed`.
    pub(crate) fn choice(
        &self,
        n: usize,
        what: &str,
        allowed: &[&'static str],
        faults: &mut Vec<Fault>,
    ) -> Option<&'static str> {
        let value = self.get(n);
        let found = allowed.iter().copied().find(|a| *a == value);
        if found.is_none() {
            let help = nearest(value, allowed.iter().copied()).map_or_else(
                || format!("one of {}", allowed.join(" ")),
                |name| format!("did you mean `{name}`?"),
            );
            let problem = format!("unknown {what} `{value}`");
            faults.push(self.fault(n, "P102", problem, Some(help)));
        }
        found
    }
}

/// Column, from 1 and in characters, of field `n` of the row at the start of `row`.
fn column_of(row: &str, n: usize) -> u32 {
    let (mut field, mut quoted) = (0, false);
    for (i, c) in row.chars().enumerate() {
        if field == n {
            return i as u32 + 1;
        }
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => field += 1,
            '\n' if !quoted => return 0,
            _ => {}
        }
    }
    0
}
