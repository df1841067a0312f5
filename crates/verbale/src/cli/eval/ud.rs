//! Tokens, tags and trees against a treebank.

use super::speed::Speed;
use super::{EvalArgs, EvalCommand, Measured, read, write, wrong};
use crate::cli::model;
use crate::cli::outcome::Stop;
use serde_json::Map;
use std::path::Path;
use std::time::Instant;
use verbale_parse::{Parser, score};
use verbale_text::conllu;

pub(super) fn measure(command: &EvalCommand) -> Result<Measured, Stop> {
    let EvalCommand::Ud {
        gold,
        raw,
        relations,
        errors,
        model,
        options,
    } = command
    else {
        unreachable!("the caller matched the command");
    };
    let start = Instant::now();
    let parser = model::parser(model)?;
    let mut speed = Speed::new(start.elapsed());
    let mut table = String::new();
    let mut json = Map::new();
    for path in gold {
        let gold_file = read(path)?;
        let system = match &options.predicted {
            Some(predicted) => read(predicted)?,
            None => system(&parser, &mut speed, path, &gold_file, *raw)?,
        };
        save(options, &system)?;
        let scored = score::score(&gold_file, &system).map_err(|e| wrong(path, e))?;
        let how = if *raw {
            "from raw text"
        } else {
            "on gold words"
        };
        table.push_str(&format!("{}, {how}\n{}", path.display(), scored.table()));
        if *relations {
            table.push_str(&format!("\n{}", scored.relation_table()));
        }
        let mut figures = scored.to_json();
        if *errors {
            table.push_str(&format!("\n{}", scored.errors.table()));
            figures["errors"] = scored.errors.to_json();
        }
        json.insert(super::stem(path), figures);
    }
    Ok(Measured {
        table,
        json: json.into(),
        speed: options.predicted.is_none().then_some(speed),
    })
}

fn save(options: &EvalArgs, system: &str) -> Result<(), Stop> {
    options
        .save
        .as_ref()
        .map_or(Ok(()), |path| write(path, system))
}

/// The treebank's text as the program parses it.
fn system(
    parser: &Parser,
    speed: &mut Speed,
    path: &Path,
    gold: &str,
    raw: bool,
) -> Result<String, Stop> {
    let documents = conllu::read(gold, &super::stem(path)).map_err(|e| wrong(path, e))?;
    let mut system = String::new();
    for gold in &documents {
        let parsed = speed.time(|| {
            if raw {
                parser.parse_document(gold.document().clone())
            } else {
                parser.parse_words(gold)
            }
        });
        speed.count(&parsed);
        system.push_str(&conllu::write(&parsed));
    }
    Ok(system)
}
