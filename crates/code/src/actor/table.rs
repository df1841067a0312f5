//! CSV tables of the actor base, with the place of every fault.

use crate::Fault;
use crate::error::nearest;
use std::borrow::Cow;

/// Text that lasts as long as the packs; that of shipped ones lies in the program and is not copied.
pub(crate) type Text = Cow<'static, str>;

/// The rows of one CSV file, restricted to the columns that are asked for.
pub(crate) struct Table<'a> {
    path: &'a str,
    text: &'a str,
    /// For each wanted column, its place in the file.
    places: Vec<usize>,
    /// What follows the rows that were read, and the number of its first line.
    rest: &'a str,
    line: u32,
    lasting: Option<&'static str>,
}

/// One row of a [`Table`].
pub(crate) struct Row<'t> {
    path: &'t str,
    /// The row and all after it.
    text: &'t str,
    line: u32,
    fields: &'t [Cow<'t, str>],
    places: &'t [usize],
    /// The whole file and its copy in the program.
    lasting: Option<(&'t str, &'static str)>,
}

impl<'a> Table<'a> {
    /// Opens `text` and looks for `columns` in its header; a missing one is a fault and nothing is read.
    pub(crate) fn open(
        path: &'a str,
        text: &'a str,
        columns: &[&str],
        faults: &mut Vec<Fault>,
    ) -> Option<Self> {
        let mut header = Vec::new();
        let rest = match record(text, &mut header) {
            Ok(rest) => rest,
            Err(error) => {
                faults.push(csv_fault(path, 1, &error));
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
            rest,
            line: 1 + lines(text, rest),
            lasting: None,
        })
    }

    /// As [`Table::open`], for rows whose fields are kept.
    pub(crate) fn open_lasting(
        path: &'a str,
        text: &'a Text,
        columns: &[&str],
        faults: &mut Vec<Fault>,
    ) -> Option<Self> {
        let table = Self::open(path, text, columns, faults)?;
        let lasting = match text {
            Cow::Borrowed(text) => Some(*text),
            Cow::Owned(_) => None,
        };
        Some(Self { lasting, ..table })
    }

    /// About how many rows there are.
    pub(crate) fn n_rows(&self) -> usize {
        self.rest.bytes().filter(|b| *b == b'\n').count()
    }

    /// Calls `each` with every row.
    pub(crate) fn rows(
        mut self,
        faults: &mut Vec<Fault>,
        mut each: impl FnMut(&Row<'_>, &mut Vec<Fault>),
    ) {
        let mut fields = Vec::new();
        while !self.rest.is_empty() {
            let text = self.rest;
            self.rest = match record(text, &mut fields) {
                Ok(rest) => rest,
                Err(error) => {
                    faults.push(csv_fault(self.path, self.line, &error));
                    return;
                }
            };
            let row = Row {
                path: self.path,
                text,
                line: self.line,
                fields: &fields,
                places: &self.places,
                lasting: self.lasting.map(|l| (self.text, l)),
            };
            if !row.is_blank() {
                each(&row, faults);
            }
            self.line += lines(text, self.rest);
        }
    }
}

/// Cuts the record at the start of `text` into fields; what follows it. A line without quotation marks needs no copies
/// and no reader.
fn record<'a>(text: &'a str, fields: &mut Vec<Cow<'a, str>>) -> Result<&'a str, csv::Error> {
    fields.clear();
    let mut start = 0;
    for (i, byte) in text.bytes().enumerate() {
        match byte {
            b',' => {
                fields.push(Cow::Borrowed(&text[start..i]));
                start = i + 1;
            }
            b'\n' => {
                let last = &text[start..i];
                fields.push(Cow::Borrowed(last.strip_suffix('\r').unwrap_or(last)));
                return Ok(&text[i + 1..]);
            }
            b'"' => return quoted_record(text, fields),
            _ => {}
        }
    }
    fields.push(Cow::Borrowed(&text[start..]));
    Ok("")
}

/// As [`record`], for a record with quotation marks.
fn quoted_record<'a>(text: &'a str, fields: &mut Vec<Cow<'a, str>>) -> Result<&'a str, csv::Error> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut found = csv::StringRecord::new();
    reader.read_record(&mut found)?;
    fields.clear();
    fields.extend(found.iter().map(|field| Cow::Owned(field.to_owned())));
    let end = reader.position().byte() as usize;
    Ok(text.get(end..).unwrap_or(""))
}

/// Lines between the start of `text` and its end `rest`.
fn lines(text: &str, rest: &str) -> u32 {
    let read = &text.as_bytes()[..text.len() - rest.len()];
    read.iter().filter(|b| **b == b'\n').count() as u32
}

fn csv_fault(path: &str, line: u32, error: &csv::Error) -> Fault {
    Fault {
        path: path.to_owned(),
        line,
        column: 0,
        code: "P100",
        problem: format!("not CSV: {error}"),
        help: None,
    }
}

impl Row<'_> {
    /// The field in the `n`th wanted column, trimmed; empty if the row is too short.
    pub(crate) fn get(&self, n: usize) -> &str {
        self.fields.get(self.places[n]).map_or("", |f| f.trim())
    }

    /// As [`Row::get`], to be kept.
    pub(crate) fn keep(&self, n: usize) -> Text {
        let field = self.fields.get(self.places[n]);
        if let (Some((text, lasting)), Some(Cow::Borrowed(field))) = (self.lasting, field) {
            let field = field.trim();
            let start = (field.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
            if let Some(kept) = lasting.get(start..start + field.len()) {
                return Cow::Borrowed(kept);
            }
        }
        Cow::Owned(self.get(n).to_owned())
    }

    fn is_blank(&self) -> bool {
        self.fields.len() == 1 && self.fields[0].is_empty()
    }

    /// A fault at the `n`th wanted column of this row.
    pub(crate) fn fault(
        &self,
        n: usize,
        code: &'static str,
        problem: String,
        help: Option<String>,
    ) -> Fault {
        Fault {
            path: self.path.to_owned(),
            line: self.line,
            column: column_of(self.text, self.places[n]),
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

#[cfg(test)]
mod tests {
    use super::{Table, Text};
    use std::borrow::Cow;

    /// The rows of a table of two columns, with their lines.
    fn rows(text: impl Into<Text>) -> Vec<(u32, Text, Text)> {
        let text = text.into();
        let mut faults = Vec::new();
        let table = Table::open_lasting("a.csv", &text, &["b", "a"], &mut faults).unwrap();
        let mut found = Vec::new();
        table.rows(&mut faults, |row, _| {
            found.push((row.line, row.keep(0), row.keep(1)));
        });
        assert!(faults.is_empty());
        found
    }

    #[test]
    fn fields_are_found_with_marks_and_without() {
        let text = "a,x,b\r\n1,2, 3 \n\n\"4,\n\"\"4\"\"\",5,6\n7\n8,9,10";
        let expected = [
            (2, "3", "1"),
            (4, "6", "4,\n\"4\""),
            (6, "", "7"),
            (7, "10", "8"),
        ];
        for text in [Cow::Borrowed(text), Cow::Owned(text.to_owned())] {
            let found = rows(text);
            let found: Vec<_> = found.iter().map(|(l, b, a)| (*l, &**b, &**a)).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn fields_of_the_program_are_not_copied() {
        let found = rows("a,b\n1,2\n");
        assert!(matches!(found[0].1, Cow::Borrowed("2")));
    }
}
