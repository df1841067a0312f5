//! Answers of a ledger: a table for people, JSON or CSV for programs.

use super::args::ask::Form;
use super::ink::{Ink, Line as Inked};
use super::outcome::{Ending, Stop};
use super::screen;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use serde_json::{Map, Value};
use std::io;
use unicode_width::UnicodeWidthStr;
use verbale::moment;
use verbale_ledger::ask::{Answer, Line};

/// No text is wrapped to less than this: dates, codes and short names are read as one word.
const LEAST: usize = 18;
/// Blanks between columns.
const GAP: usize = 2;
/// Columns that are never left out, beside that of the record.
const FEWEST: usize = 2;

/// Prints an answer in the form asked for.
pub(crate) fn print(answer: &Answer, form: &Form) -> Result<Ending, Stop> {
    if form.json {
        screen::print_data(&json(answer))?;
    } else if form.csv {
        screen::print_data(&csv(answer).map_err(io::Error::other)?)?;
    } else {
        screen::print(&table(answer, screen::width()))?;
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

/// The same with moments as people read them.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => moment(text),
        Value::Array(list) => list.iter().map(words).collect::<Vec<_>>().join("; "),
        other => text(other),
    }
}

/// The answer as a table of at most that many columns of the terminal. Where they are too few for the columns of the answer to
/// be read, the last ones are left out, and a note says so.
fn table(answer: &Answer, width: usize) -> String {
    let mut columns: Vec<usize> = (0..answer.columns.len())
        .filter(|&at| answer.brief.contains(&answer.columns[at]))
        .filter(|&at| answer.lines.iter().any(|l| !words(&l.cells[at]).is_empty()))
        .collect();
    // The order of `brief` is that of importance as well.
    let rank = |at: &usize| answer.brief.iter().position(|b| *b == answer.columns[*at]);
    columns.sort_by_key(rank);
    let mut out = String::new();
    let mut left_out = Vec::new();
    if answer.lines.is_empty() {
        out.push_str("nothing found\n");
    } else {
        let widths = loop {
            let content: Vec<Content> = columns
                .iter()
                .map(|&at| Content::of(answer, at))
                .chain([Content::of_ids(answer)])
                .collect();
            match fit(&content, width) {
                Some(widths) => break widths,
                None if columns.len() > FEWEST => left_out.extend(columns.pop()),
                None => break content.iter().map(|c| c.word).collect(),
            }
        };
        for row in drawn(answer, &columns, &widths).lines() {
            out.push_str(row.trim_end());
            out.push('\n');
        }
    }
    let mut notes = answer.notes.clone();
    if !left_out.is_empty() {
        let names = left_out.iter().rev().map(|&at| head(answer.columns[at]));
        let names = names.collect::<Vec<_>>().join(", ");
        notes.push(format!(
            "Not shown for want of room: {names}. A wider terminal, --json and --csv show all."
        ));
    }
    for note in &notes {
        out.push('\n');
        for line in Inked::new(note, Ink::Quiet).wrap(width) {
            line.write(&mut out);
            out.push('\n');
        }
    }
    out
}

/// The table with columns of these widths.
fn drawn(answer: &Answer, columns: &[usize], widths: &[usize]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic);
    let heads = columns.iter().map(|&at| head(answer.columns[at]));
    table.set_header(heads.chain(["record".to_owned()]));
    for line in &answer.lines {
        let cells = columns.iter().map(|&at| safe(&words(&line.cells[at])));
        table.add_row(cells.chain([ids(line)]));
    }
    for (at, width) in widths.iter().enumerate() {
        if let Some(column) = table.column_mut(at) {
            let width = u16::try_from(width + GAP).unwrap_or(u16::MAX);
            column.set_padding((0, GAP as u16));
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        }
    }
    table
}

fn head(column: &str) -> String {
    column.replace('_', " ")
}

/// How wide the cells of a column are.
struct Content {
    /// The widest cell.
    most: usize,
    /// The least it can be read in: its longest word, and as much of its widest cell as is not wrapped.
    word: usize,
}

impl Content {
    fn of(answer: &Answer, at: usize) -> Self {
        let cells = answer.lines.iter().map(|l| safe(&words(&l.cells[at])));
        Self::over(&head(answer.columns[at]), cells)
    }

    fn of_ids(answer: &Answer) -> Self {
        let mut content = Self::over("record", answer.lines.iter().map(ids));
        content.word = content.most;
        content
    }

    fn over(head: &str, cells: impl Iterator<Item = String>) -> Self {
        let words = |text: &str| text.split(' ').map(UnicodeWidthStr::width).max();
        let mut content = Content {
            most: words(head).unwrap_or(0),
            word: words(head).unwrap_or(0),
        };
        for cell in cells {
            content.most = content.most.max(cell.width());
            content.word = content.word.max(words(&cell).unwrap_or(0).min(LEAST));
        }
        content.word = content.word.max(content.most.min(LEAST));
        content
    }
}

/// Widths that fill `width`, no column narrower than can be read; `None` if there is no room for that.
fn fit(content: &[Content], width: usize) -> Option<Vec<usize>> {
    let mut widths: Vec<usize> = content.iter().map(|c| c.word).collect();
    let used: usize = widths.iter().sum::<usize>() + GAP * content.len() - GAP;
    let mut left = width.checked_sub(used)?;
    while left > 0 {
        // The column that shows the smallest share of its widest cell grows first.
        let share = |at: &usize| widths[*at] as f64 / content[*at].most as f64;
        let open = (0..widths.len()).filter(|&at| widths[at] < content[at].most);
        let Some(at) = open.min_by(|a, b| share(a).total_cmp(&share(b))) else {
            break;
        };
        widths[at] += 1;
        left -= 1;
    }
    Some(widths)
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

#[cfg(test)]
mod tests {
    use super::table;
    use serde_json::json;
    use verbale_ledger::ask::{Answer, Line};
    use verbale_ledger::{Kind, RecordId};

    fn answer() -> Answer {
        let columns = vec!["speaker", "what", "not_after", "status", "document"];
        let line = |speaker: &str, what: &str| Line {
            cells: vec![
                json!(speaker),
                json!(what),
                json!("2025-06-01"),
                json!("open"),
                json!("ministry-statement-of-june"),
            ],
            ids: vec![RecordId {
                kind: Kind::Commitment,
                hash: 0x0123_4567_89ab_cdef,
            }],
        };
        Answer {
            brief: columns.clone(),
            columns,
            lines: vec![
                line(
                    "Borduria",
                    "send two patrol boats to the port of Zlip before the end of the summer",
                ),
                line("The Syldavian ministry", "publish the log"),
            ],
            notes: Vec::new(),
        }
    }

    #[test]
    fn where_there_is_room_a_row_is_one_line() {
        let shown = table(&answer(), 200);
        assert_eq!(shown.lines().count(), 3, "{shown}");
        assert!(shown.contains("2025-06-01  open"), "{shown}");
    }

    #[test]
    fn where_there_is_no_room_the_last_columns_are_left_out_and_named() {
        let shown = table(&answer(), 80);
        assert!(!shown.contains("of-june"), "{shown}");
        assert!(
            shown.contains("Not shown for want of room: document."),
            "{shown}"
        );
        assert!(shown.contains("commitment-01234567"), "{shown}");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in [80, 100, 120, 200] {
            // Colours take no room.
            let shown = anstream::adapter::strip_str(&table(&answer(), width)).to_string();
            for line in shown.lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
        }
    }
}
