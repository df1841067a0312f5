//! All kinds of records of an article, or of many, against gold.

use super::{EvalCommand, Measured, Predictions, document, files_of, predictions, read, wrong};
use crate::cli::args::EvalArgs;
use crate::cli::outcome::Stop;
use serde_json::Value;
use std::path::{Path, PathBuf};
use verbale::wire;
use verbale_code::score::records::{self, Overlap};

pub(super) fn measure(command: &EvalCommand) -> Result<Measured, Stop> {
    let EvalCommand::Records {
        gold: path,
        article,
        date,
        errors,
        options,
    } = command
    else {
        unreachable!("the caller matched the command");
    };
    if path.is_dir() {
        return many(path, *errors, options);
    }
    let gold = read(path)?;
    let predicted = predict(options, path, &gold, article.as_deref(), date.as_deref())?;
    let scored = records::score(&gold, &predicted.lines, Overlap::default());
    let scored = scored.map_err(|e| wrong(path, e))?;
    Ok(Measured {
        table: scored.table(*errors),
        json: scored.to_json(),
        speed: predicted.speed,
    })
}

/// Folders with `gold.json` and `article.txt` each, scored together.
fn many(folder: &Path, n_errors: usize, options: &EvalArgs) -> Result<Measured, Stop> {
    if options.predicted.is_some() {
        return Err(Stop::Message(
            "--predicted goes with one gold file, not with a folder".into(),
        ));
    }
    let mut documents = Vec::new();
    for path in files_of(folder)? {
        let gold_file = path.join("gold.json");
        if !gold_file.is_file() {
            continue;
        }
        let gold = read(&gold_file)?;
        let predicted = predict(options, &gold_file, &gold, None, None)?;
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        documents.push((name, gold, predicted.lines));
    }
    if documents.is_empty() {
        return Err(wrong(folder, "holds no folder with a gold.json"));
    }
    let rows: Vec<_> = documents
        .iter()
        .map(|(name, gold, lines)| (name.as_str(), gold.as_str(), Some(lines.as_str())))
        .collect();
    let scored = records::score_many(&rows, Overlap::default()).map_err(|e| wrong(folder, e))?;
    Ok(Measured {
        table: scored.table(n_errors),
        json: scored.to_json(),
        speed: None,
    })
}

/// The records of the article that belongs to a gold file: the one named, or `article.txt` beside it.
fn predict(
    options: &EvalArgs,
    path: &Path,
    gold: &str,
    article: Option<&Path>,
    date: Option<&str>,
) -> Result<Predictions, Stop> {
    let known: Value =
        serde_json::from_str(gold).map_err(|e| wrong(path, format!("no JSON: {e}")))?;
    let beside = path.with_file_name("article.txt");
    let article: PathBuf = article.map_or(beside, Path::to_owned);
    let date = date.or_else(|| known["dct"].as_str());
    let id = known["doc"]
        .as_str()
        .map_or_else(|| super::stem(&article), str::to_owned);
    let documents = || Ok(vec![document(&id, read(&article)?, date)]);
    predictions(options, documents, |_, listing, stamp| {
        wire::lines(listing, stamp, |_| true)
    })
}
