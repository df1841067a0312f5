//! Time expressions and their values against TIMEX2 markup (WikiWars) and MEANTIME.

use super::{EvalArgs, Measured, document, files_of, json_line, predict, read, stem, with_errors};
use crate::cli::outcome::Stop;
use serde_json::json;
use std::path::{Path, PathBuf};
use verbale_code::time::{self, score};
use verbale_text::CharOffsets;

pub(super) fn measure(
    paths: &[PathBuf],
    n_errors: usize,
    options: &EvalArgs,
) -> Result<Measured, Stop> {
    let mut gold = Vec::new();
    for path in paths {
        collect(path, &mut gold)?;
    }
    if gold.is_empty() {
        let problem = "no .xml file among the gold; name the files or a folder that holds them";
        return Err(Stop::Message(problem.into()));
    }
    let predicted = predict(options, |pipeline, speed| {
        let mut lines = String::new();
        for (doc, gold) in &gold {
            let document = document(doc, gold.text.clone(), gold.published.as_deref());
            let parsed = speed.time(|| pipeline.parse(document));
            speed.count(&parsed);
            let published = gold.published.as_deref();
            let found = speed.time(|| time::find(&parsed, &pipeline.packs().time, published));
            let offsets = CharOffsets::new(&gold.text);
            for timex in &found {
                let (start, end) = offsets.to_chars(timex.span);
                let row = json!({"doc": doc, "start": start, "end": end, "value": timex.value});
                lines.push_str(&json_line(&row));
            }
        }
        Ok(lines)
    })?;
    let scored = score::score_all(&gold, &predicted.lines);
    let scored = scored.map_err(|e| Stop::Message(e.to_string()))?;
    Ok(Measured {
        table: with_errors(scored.counts.table(), &scored.errors, n_errors),
        json: scored.counts.to_json(),
        speed: predicted.speed,
    })
}

/// A gold file, or those of a folder and its folders.
fn collect(path: &Path, gold: &mut Vec<(String, score::Gold)>) -> Result<(), Stop> {
    if path.is_dir() {
        for inner in files_of(path)? {
            if inner.is_dir() || inner.extension().is_some_and(|e| e == "xml") {
                collect(&inner, gold)?;
            }
        }
        return Ok(());
    }
    let text = read(path)?;
    let read = if text.contains("<TIMEX2") {
        score::read_timex2
    } else {
        score::read_meantime
    };
    gold.push((stem(path), read(&text)));
    Ok(())
}
