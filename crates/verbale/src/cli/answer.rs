//! Answers of a ledger: a table for people, JSON or CSV for programs.

use super::args::ask::Form;
use super::ink::{Ink, Line as Inked};
use super::outcome::{Ending, Stop};
use super::screen;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use serde_json::{Map, Value};
use std::io;
use verbale_ledger::ask::{Answer, Line};

/// Columns up to this width are not wrapped.
const NARROW: u16 = 14;

/// Prints an answer in the form asked for.
pub(crate) fn print(answer: &Answer, form: &Form) -> Result<Ending, Stop> {
    if form.json {
        screen::print_data(&json(answer))?;
    } else if form.csv {
        screen::print_data(&csv(answer).map_err(io::Error::other)?)?;
    } else {
        screen::print(&table(answer))?;
    }
    Ok(match answer.lines.is_empty() {
        true => Ending::NothingFound,
        false => Ending::Done,
    })
}

/// A list of objects, one a line.
fn json(answer: &Answer) -> String {
    let object = |line: &Line| {
        let mut object = Map::new();
        for (column, cell) in answer.columns.iter().zip(&line.cells) {
            object.insert((*column).into(), cell.clone());
        }
        let ids: Vec<String> = line.ids.iter().map(ToString::to_string).collect();
        object.insert("ids".into(), ids.into());
        Value::Object(object).to_string()
    };
    let lines: Vec<String> = answer.lines.iter().map(object).collect();
    match lines.is_empty() {
        true => "[]\n".into(),
        false => format!("[{}]\n", lines.join(",\n ")),
    }
}

fn csv(answer: &Answer) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(answer.columns.iter().copied().chain(["ids"]))?;
    for line in &answer.lines {
        let ids: Vec<String> = line.ids.iter().map(ToString::to_string).collect();
        let cells = line.cells.iter().map(text);
        writer.write_record(cells.chain([ids.join(" ")]))?;
    }
    let bytes = writer.into_inner().map_err(|e| e.into_error())?;
    Ok(String::from_utf8(bytes).expect("all cells are UTF-8"))
}

/// A value as people read it; unknown is empty.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(text).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

fn table(answer: &Answer) -> String {
    let columns: Vec<usize> = (0..answer.columns.len())
        .filter(|&at| answer.brief.contains(&answer.columns[at]))
        .filter(|&at| answer.lines.iter().any(|l| !text(&l.cells[at]).is_empty()))
        .collect();
    let mut out = String::new();
    if answer.lines.is_empty() {
        out.push_str("nothing found\n");
    } else {
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(screen::width()).unwrap_or(u16::MAX));
        let heads = columns
            .iter()
            .map(|&at| answer.columns[at].replace('_', " "));
        table.set_header(heads.chain(["record".to_owned()]));
        for line in &answer.lines {
            let cells = columns.iter().map(|&at| safe(&text(&line.cells[at])));
            table.add_row(cells.chain([ids(line)]));
        }
        // Dates, codes and ids are read as one word.
        let widths = table.column_max_content_widths();
        let narrow = widths
            .iter()
            .enumerate()
            .filter(|(at, width)| **width <= NARROW || *at == columns.len());
        for (at, _) in narrow {
            if let Some(column) = table.column_mut(at) {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        for row in table.lines() {
            out.push_str(row.trim_end());
            out.push('\n');
        }
    }
    for note in &answer.notes {
        out.push('\n');
        for line in Inked::new(note, Ink::Quiet).wrap(screen::width()) {
            line.write(&mut out);
            out.push('\n');
        }
    }
    out
}

/// A text without what would redraw the screen.
fn safe(text: &str) -> String {
    let mut out = String::new();
    for line in Inked::new(text, Ink::Plain).wrap(usize::MAX) {
        line.write(&mut out);
    }
    out
}

/// The first id, shortened; the others are counted.
fn ids(line: &Line) -> String {
    match line.ids.as_slice() {
        [] => String::new(),
        [one] => one.short(),
        [first, others @ ..] => format!("{} +{}", first.short(), others.len()),
    }
}
