//! Scores a prediction file against gold, as the reference programs do:
//! `score KIND GOLD PREDICTED [--json]`, with KIND one of `ud plover plover-types attribution human
//! records many ties`. `bench/scorers-agree.sh` holds the two to the same output.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "an example is a program: it reads arguments and files and prints"
)]

use std::error::Error;
use std::fs;
use std::path::Path;

use verbale_code::score::attribution::{GoldDocument, Nested, Reference, split_annotation_name};
use verbale_code::score::plover::{Crosswalk, Events};
use verbale_code::score::records::Overlap;
use verbale_code::score::{attribution, plover, records, ties};

fn main() -> Result<(), Box<dyn Error>> {
    let (flags, words): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|a| a.starts_with("--"));
    let [kind, gold, predicted] = [0, 1, 2].map(|i| words.get(i).map_or("", String::as_str));
    let (table, json) = match kind {
        "ud" => {
            let score = verbale_parse::score::score(&read(gold)?, &read(predicted)?)?;
            let table = score.table() + &score.relation_table();
            (table, score.to_json().to_string())
        }
        "plover" | "plover-types" => {
            let types_only = kind == "plover-types";
            let (gold, events) = match types_only {
                true => (
                    plover::read_gold_table(&read(gold)?)?,
                    Events::YieldCollapsed,
                ),
                false => (plover::read_gold(&read(gold)?)?, Events::All),
            };
            let predicted = plover::read_predicted(&read(predicted)?, Crosswalk::default())?;
            let score = plover::score(&gold, &predicted, events);
            (
                score.table() + &score.type_table(),
                score.to_json().to_string(),
            )
        }
        "attribution" | "human" => {
            let gold = read_brat(Path::new(gold))?;
            let score = if kind == "human" {
                attribution::human(&gold)?
            } else {
                let predicted = attribution::read_predicted(&read(predicted)?)?;
                attribution::score(&gold, &predicted, &Reference::Medoid, Nested::LeftOut)?
            };
            (score.table(), score.to_json().to_string())
        }
        "records" => {
            let score = records::score(&read(gold)?, &read(predicted)?, Overlap::default())?;
            (score.table(0), score.to_json().to_string())
        }
        "many" => {
            let score = read_many(Path::new(gold), Path::new(predicted))?;
            (score.table(0), score.to_json().to_string())
        }
        "ties" => {
            let score = ties::score(&read(gold)?, &read(predicted)?, ties::Years::default())?;
            (score.table(), score.to_json().to_string())
        }
        _ => return Err("usage: score KIND GOLD PREDICTED [--json]".into()),
    };
    match flags.iter().any(|f| f == "--json") {
        true => println!("{json}"),
        false => print!("{table}"),
    }
    Ok(())
}

fn read(path: impl AsRef<Path>) -> Result<String, Box<dyn Error>> {
    let path = path.as_ref();
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()).into())
}

/// File names in a folder that end as given, without the ending, sorted.
fn names(folder: &Path, ending: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        out.extend(name.strip_suffix(ending).map(str::to_owned));
    }
    out.sort();
    Ok(out)
}

/// A folder in the layout of PolNeAR.
fn read_brat(folder: &Path) -> Result<Vec<GoldDocument>, Box<dyn Error>> {
    let mut gold = Vec::new();
    for doc in names(&folder.join("text"), ".txt")? {
        let text = read(folder.join("text").join(format!("{doc}.txt")))?;
        gold.push(GoldDocument {
            doc,
            text,
            annotations: Vec::new(),
        });
    }
    for name in names(&folder.join("attributions"), ".ann")? {
        let place = |doc: &str| gold.iter().position(|g: &GoldDocument| g.doc == doc);
        let split = split_annotation_name(&name);
        let found = place(&name).map(|at| (at, ""));
        let found = found.or_else(|| split.and_then(|(doc, who)| Some((place(doc)?, who))));
        if let Some((at, who)) = found {
            let ann = read(folder.join("attributions").join(format!("{name}.ann")))?;
            gold[at].annotations.push((who.to_owned(), ann));
        }
    }
    Ok(gold)
}

/// `GOLD/NAME/gold.json` beside `PREDICTED/NAME.jsonl`.
fn read_many(gold: &Path, predicted: &Path) -> Result<records::Many, Box<dyn Error>> {
    let mut files = Vec::new();
    for name in names(gold, "")? {
        let Ok(file) = read(gold.join(&name).join("gold.json")) else {
            continue;
        };
        let predicted = read(predicted.join(format!("{name}.jsonl"))).ok();
        files.push((name, file, predicted));
    }
    let files: Vec<(&str, &str, Option<&str>)> = files
        .iter()
        .map(|(name, gold, predicted)| (name.as_str(), gold.as_str(), predicted.as_deref()))
        .collect();
    Ok(records::score_many(&files, Overlap::default())?)
}
