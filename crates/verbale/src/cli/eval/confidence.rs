//! Whether confidence keeps its word, and the fit of the table behind it.

use super::{EvalArgs, Measured, attribution, document, plover, read, records, ties, wrong};
use crate::cli::args::EvalCommand;
use crate::cli::outcome::Stop;
use serde_json::json;
use std::path::Path;
use verbale::Pipeline;
use verbale::wire::Listing;
use verbale_code::confidence::class;
use verbale_code::record::{Body, Record};
use verbale_code::score::calibration::{self, Judged, crossed, reliability};
use verbale_code::score::plover::{Crosswalk, is_borne_out, read_gold, read_predicted};
use verbale_code::{Coded, PackFile, score};

/// The table as packs name it, and one without rows, which leaves weights as they are.
const TABLE: &str = "english/confidence.csv";
const NO_ROWS: &str = "kind,class,from,right,n\n";

/// Sets under the data folder.
const EVENTS: &str = "plover-gsr/dev.json";
const STATEMENTS: &str = "polnear-dev";
/// What the reliability table needs.
pub(super) const SETS: [&str; 2] = [EVENTS, STATEMENTS];

const TIES: &str = "recognition-guide";
const ARTICLE: &str = "seed-article";

/// The table of the packs, fitted anew.
pub(super) fn fitted(data: &Path) -> Result<String, Stop> {
    let table = PackFile {
        path: TABLE.to_owned(),
        text: NO_ROWS.into(),
    };
    let pipeline = Pipeline::with_packs(&[table]).map_err(|e| Stop::Message(e.to_string()))?;
    let mut out = calibration::fit(&judged(&pipeline, data)?);
    for (kind, right, n) in counted(data)? {
        out.push_str(&format!("{kind},,0.00,{right},{n}\n"));
    }
    Ok(out)
}

/// Reliability of events and statements, with the table of the packs and with tables that have not seen the document.
pub(super) fn measure(data: &Path) -> Result<Measured, Stop> {
    let shipped = Pipeline::builtin().map_err(|e| Stop::Message(e.to_string()))?;
    let table = PackFile {
        path: TABLE.to_owned(),
        text: NO_ROWS.into(),
    };
    let bare = Pipeline::with_packs(&[table]).map_err(|e| Stop::Message(e.to_string()))?;
    let ours = reliability(&judged(&shipped, data)?);
    let unseen = reliability(&crossed(&judged(&bare, data)?));
    Ok(Measured {
        table: format!(
            "confidence as shipped\n{}\nfitted on one half of the documents, judged on the other\n{}",
            ours.table(),
            unseen.table()
        ),
        json: json!({"shipped": ours.to_json(), "crossed": unseen.to_json()}),
        speed: None,
    })
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
            out.push(judge(record, &coded, is_borne_out(sentence, event)));
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
                .map(|&(place, right)| judge(records[place], &coded, right)),
        );
    }
    Ok(out)
}

fn judge(record: &Record, coded: &Coded, right: bool) -> Judged {
    Judged {
        kind: record.body.kind().to_owned(),
        class: class(record).to_owned(),
        doc: coded.parsed.document().id.0.clone(),
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
