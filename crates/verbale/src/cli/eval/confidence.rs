//! Whether confidence keeps its word, and the fit of the table behind it.

use super::{EvalArgs, Measured, attribution, document, plover, read, records, ties, wrong};
use crate::cli::args::EvalCommand;
use crate::cli::outcome::Stop;
use serde_json::json;
use std::path::Path;
use verbale::Pipeline;
use verbale::input::{Format, Item, Reader};
use verbale::wire::Listing;
use verbale_code::record::{Body, Record};
use verbale_code::score;
use verbale_code::score::calibration::{self, Judged, Verdict, crossed, reliability};
use verbale_code::score::plover::{Crosswalk, is_borne_out, read_gold, read_predicted};

/// Sets under the data folder.
const EVENTS: &str = "plover-gsr/dev.json";
const STATEMENTS: &str = "polnear-dev";
/// What the reliability table needs.
pub(super) const SETS: [&str; 2] = [EVENTS, STATEMENTS];

const TIES: &str = "recognition-guide";
const ARTICLE: &str = "seed-article";

/// Records of gold that a kind needs for a row.
const FEWEST: u64 = 8;

/// Kinds of which people judge whether all that is shown is right.
const JUDGED: [&str; 4] = ["tie", "meeting", "event", "statement"];

/// What `verbale eval confidence` prints.
pub(super) fn answer(command: &EvalCommand) -> Result<String, Stop> {
    let EvalCommand::Confidence {
        data,
        sheet,
        judged,
        fit,
        json,
    } = command
    else {
        return Ok(String::new());
    };
    match (sheet, data, judged) {
        (Some(file), ..) => self::sheet(file),
        (_, Some(data), Some(judged)) if *fit => fitted(data, judged),
        (_, Some(data), _) => {
            let measured = measure(data, judged.as_deref())?;
            Ok(match json {
                true => format!("{:#}\n", measured.json),
                false => measured.table,
            })
        }
        (None, None, _) => Err(Stop::Message("name the folder with the gold sets".into())),
    }
}

/// The table of the packs, fitted anew to the judgements in `judgements`; of kinds that nobody judged, to gold.
pub(super) fn fitted(data: &Path, judgements: &Path) -> Result<String, Stop> {
    let verdicts = verdicts(judgements)?;
    let mut out = calibration::fit(&verdicts);
    for (kind, right, n) in counted(data)? {
        // A handful of records says nothing of a kind.
        if n >= FEWEST && !verdicts.iter().any(|v| v.kind == kind) {
            out.push_str(&calibration::base_row(&kind, right, n));
        }
    }
    Ok(out)
}

/// Reliability of events and statements by gold, and of all that was judged by tables that have not seen the document.
pub(super) fn measure(data: &Path, judgements: Option<&Path>) -> Result<Measured, Stop> {
    let pipeline = Pipeline::builtin().map_err(|e| Stop::Message(e.to_string()))?;
    let gold = reliability(&judged(&pipeline, data)?);
    let mut table = format!(
        "share that gold bears out, which sees fewer fields\n{}",
        gold.table()
    );
    let mut json = json!({"gold": gold.to_json()});
    if let Some(path) = judgements {
        let unseen = reliability(&crossed(&verdicts(path)?));
        let head = "right in all shown fields, by tables fitted to other documents";
        table.push_str(&format!("\n{head}\n{}", unseen.table()));
        json["judged"] = unseen.to_json();
    }
    Ok(Measured {
        table,
        json,
        speed: None,
    })
}

fn verdicts(path: &Path) -> Result<Vec<Verdict>, Stop> {
    calibration::read_verdicts(&read(path)?).map_err(|e| wrong(path, e))
}

/// A sheet for whoever judges the records of the documents in `file`: a line each, its verdict empty, with its signs.
pub(super) fn sheet(file: &Path) -> Result<String, Stop> {
    let pipeline = Pipeline::builtin().map_err(|e| Stop::Message(e.to_string()))?;
    let reader = Reader::new(Some(Format::Jsonl), None, None).map_err(Stop::Message)?;
    let mut out = String::from("round\tarticle\trecord\tkind\tverdict\tsigns\n");
    for item in reader.items(&[file.to_owned()]) {
        let document = match item {
            Item::Document(document) => document,
            Item::Failed(failure) => return Err(Stop::Message(failure.place_and_message())),
            Item::Parsed(_) => continue,
        };
        let coded = pipeline.explain_parsed(pipeline.parse(document));
        let listing = Listing::of(&coded);
        let records = coded.records.iter().enumerate();
        for (i, kind) in records.map(|(i, r)| (i, r.body.kind())) {
            let doc = &listing.document().id.0;
            if let (true, Some(id)) = (JUDGED.contains(&kind), listing.id(i)) {
                let signs = &coded.notes.signs[i];
                out.push_str(&format!("\t{doc}\t{id}\t{kind}\t\t{}\n", signs.join(";")));
            }
        }
    }
    Ok(out)
}

/// The events and statements of the gold texts, each held against gold.
fn judged(pipeline: &Pipeline, data: &Path) -> Result<Vec<Judged>, Stop> {
    let mut out = Vec::new();
    let path = data.join(EVENTS);
    let gold = read_gold(&read(&path)?).map_err(|e| wrong(&path, e))?;
    for sentence in &gold {
        let text = sentence.text.clone();
        let coded = pipeline.code(&document(&sentence.doc, text, Some(&sentence.date)));
        let listing = Listing::of(&coded);
        let events = read_predicted(&plover::rows(&listing), Crosswalk::default());
        let mut events = events.map_err(|e| wrong(&path, e))?;
        let events = events.remove(&sentence.doc).unwrap_or_default();
        let is_delivered = |r: &&Record| matches!(&r.body, Body::Event(e) if e.is_delivered());
        let records = listing.iter().map(|(_, r)| r).filter(is_delivered);
        for (record, event) in records.zip(&events) {
            out.push(judge(record, is_borne_out(sentence, event)));
        }
    }
    let path = data.join(STATEMENTS);
    for gold in attribution::gold(&path)? {
        if gold.annotations.is_empty() {
            continue;
        }
        let coded = pipeline.code(&document(&gold.doc, gold.text.clone(), None));
        let listing = Listing::of(&coded);
        let predicted = score::attribution::read_predicted(&attribution::rows(&listing));
        let right = predicted.and_then(|p| score::attribution::judged(&gold, &p));
        let right = right.map_err(|e| wrong(&path, e))?;
        let is_statement = |r: &&Record| matches!(r.body, Body::Statement(_));
        let records: Vec<&Record> = listing
            .iter()
            .map(|(_, r)| r)
            .filter(is_statement)
            .collect();
        out.extend(
            right
                .iter()
                .map(|&(place, right)| judge(records[place], right)),
        );
    }
    Ok(out)
}

fn judge(record: &Record, right: bool) -> Judged {
    Judged {
        kind: record.body.kind().to_owned(),
        confidence: f64::from(record.confidence),
        right,
    }
}

/// Kinds that are judged as a whole: ties by the guide, the others by one article.
fn counted(data: &Path) -> Result<Vec<(String, u64, u64)>, Stop> {
    let options = EvalArgs::default();
    let ties = ties::measure(&data.join(TIES), 0, &options)?;
    let ties = &ties.json["ties + date"];
    let number = |v: &serde_json::Value| v.as_u64().unwrap_or(0);
    let mut out = vec![(
        "tie".to_owned(),
        number(&ties["tp"]),
        number(&ties["predicted"]),
    )];
    let article = records::measure(&EvalCommand::Records {
        gold: data.join(ARTICLE).join("gold.json"),
        article: Some(data.join(ARTICLE).join("article.txt")),
        date: None,
        errors: 0,
        options,
    })?;
    let kinds = article.json["kinds"].as_object();
    for (kind, score) in kinds.into_iter().flatten() {
        let known = ["tie", "event", "statement"].contains(&kind.as_str());
        let (right, n) = (number(&score["tp"]), number(&score["np"]));
        if !known && n > 0 {
            out.push((kind.clone(), right, n));
        }
    }
    Ok(out)
}
