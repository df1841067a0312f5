//! `verbale eval`: the program against gold data, and its speed.
#![expect(
    clippy::disallowed_methods,
    reason = "the program reads gold files and measures time (I4)"
)]

mod all;
mod attribution;
mod confidence;
mod factuality;
mod mentions;
mod plover;
mod records;
mod speed;
mod ties;
mod time;
mod ud;

use super::args::{EvalArgs, EvalCommand};
use super::outcome::{Ending, Stop};
use super::{packs, screen};
use serde_json::Value;
use speed::{Machine, Speed};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;
use verbale::Pipeline;
use verbale::wire::{Listing, Stamp};
use verbale_code::Coded;
use verbale_text::{DocId, Document, Metadata};

pub(crate) fn run(command: &EvalCommand) -> Result<Ending, Stop> {
    let (measured, options) = match command {
        EvalCommand::Ud { options, .. } => (ud::measure(command)?, options),
        EvalCommand::Plover { options, .. } => (plover::measure(command)?, options),
        EvalCommand::Attribution { gold, options } => {
            (attribution::measure(gold, options)?, options)
        }
        EvalCommand::Time {
            gold,
            errors,
            options,
        } => (time::measure(gold, *errors, options)?, options),
        EvalCommand::Factuality {
            gold,
            treebank,
            errors,
            options,
        } => {
            let measured = factuality::measure(gold, treebank, *errors, options)?;
            (measured, options)
        }
        EvalCommand::Names {
            gold,
            errors,
            options,
        } => (mentions::names(gold, *errors, options)?, options),
        EvalCommand::Entities {
            gold,
            errors,
            options,
        } => (mentions::entities(gold, *errors, options)?, options),
        EvalCommand::Records { options, .. } => (records::measure(command)?, options),
        EvalCommand::Ties {
            gold,
            errors,
            options,
        } => (ties::measure(gold, *errors, options)?, options),
        EvalCommand::Speed {
            file,
            limit,
            threads,
            json,
        } => return speed::run(file, *limit, *threads, *json),
        EvalCommand::Confidence { .. } => {
            screen::print_data(&confidence::answer(command)?)?;
            return Ok(Ending::Done);
        }
        EvalCommand::All { data, json } => return all::run(data, *json),
    };
    print(measured, options)
}

/// What a score shows, and the speed it was reached with, if the program was run for it.
struct Measured {
    table: String,
    json: Value,
    speed: Option<Speed>,
}

/// Predictions as JSON Lines, and how long it took to make them.
struct Predictions {
    lines: String,
    speed: Option<Speed>,
}

/// The predictions of a file, or those that `row` makes of `documents`.
fn predictions(
    options: &EvalArgs,
    documents: impl FnOnce() -> Result<Vec<Document>, Stop>,
    rows: impl Fn(&Coded, &Listing<'_>, &Stamp) -> String,
) -> Result<Predictions, Stop> {
    predict(options, |pipeline, speed| {
        let stamp = pipeline.stamp();
        let mut lines = String::new();
        for document in documents()? {
            let coded = speed.time(|| pipeline.code(&document));
            speed.count(&coded.parsed);
            let listing = Listing::of(&coded);
            lines.push_str(&rows(&coded, &listing, &stamp));
        }
        Ok(lines)
    })
}

/// The predictions of a file, or those that `work` makes.
fn predict(
    options: &EvalArgs,
    work: impl FnOnce(&Pipeline, &mut Speed) -> Result<String, Stop>,
) -> Result<Predictions, Stop> {
    if let Some(path) = &options.predicted {
        return Ok(Predictions {
            lines: read(path)?,
            speed: None,
        });
    }
    let start = Instant::now();
    let pipeline = packs::pipeline(&options.packs.folders)?;
    let mut speed = Speed::new(start.elapsed());
    let lines = work(&pipeline, &mut speed)?;
    if let Some(path) = &options.save {
        write(path, &lines)?;
    }
    Ok(Predictions {
        lines,
        speed: Some(speed),
    })
}

/// Prints a score; with `--speed` also the speed, the build and the machine that it holds for.
fn print(measured: Measured, options: &EvalArgs) -> Result<Ending, Stop> {
    let speed = measured.speed.filter(|_| options.speed);
    if options.json {
        let mut json = measured.json;
        if let (Some(speed), Value::Object(json)) = (speed, &mut json) {
            json.insert("speed".into(), speed.to_json(&Machine::here()));
        }
        screen::print_data(&format!("{json:#}\n"))?;
    } else {
        screen::print_data(&measured.table)?;
        if let Some(speed) = speed {
            screen::print_data(&format!("\n{}", speed.table(&Machine::here())))?;
        }
    }
    Ok(Ending::Done)
}

/// `table` and the first `n` of `errors`, each a line.
fn with_errors(mut table: String, errors: &[String], n: usize) -> String {
    for error in errors.iter().take(n) {
        table.push_str(error);
        table.push('\n');
    }
    table
}

fn read(path: &Path) -> Result<String, Stop> {
    fs::read_to_string(path).map_err(|e| wrong(path, format!("cannot be read: {e}")))
}

fn write(path: &Path, text: &str) -> Result<(), Stop> {
    fs::write(path, text).map_err(|e| wrong(path, format!("cannot be written: {e}")))
}

fn wrong(path: &Path, problem: impl std::fmt::Display) -> Stop {
    Stop::Message(format!("{}: {problem}", path.display()))
}

/// The files of a folder in the order of their names.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let entries =
        fs::read_dir(folder).map_err(|e| wrong(folder, format!("cannot be read: {e}")))?;
    let paths = entries
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<Vec<_>, _>>();
    let mut paths = paths.map_err(|e| wrong(folder, format!("cannot be read: {e}")))?;
    paths.sort();
    Ok(paths)
}

/// Name of a file without folder and ending.
fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn document(id: &str, text: String, published: Option<&str>) -> Document {
    let published = published.filter(|p| !p.is_empty()).map(str::to_owned);
    let metadata = Metadata {
        published,
        ..Metadata::default()
    };
    Document::with_metadata(DocId(id.to_owned()), text, metadata)
}

/// One JSON value as a line.
fn json_line(value: &Value) -> String {
    format!("{value}\n")
}
