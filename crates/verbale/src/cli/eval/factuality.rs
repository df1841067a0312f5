//! How far a text says that things happened, against UDS factuality.

use super::{EvalArgs, Measured, json_line, predict, read, stem, with_errors, wrong};
use crate::cli::outcome::Stop;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use verbale::Pipeline;
use verbale_code::factuality::commitment;
use verbale_code::score::factuality::{self, Judged};
use verbale_text::{Parsed, Span, Upos, conllu};

pub(super) fn measure(
    path: &Path,
    treebank: &Path,
    n_errors: usize,
    options: &EvalArgs,
) -> Result<Measured, Stop> {
    let gold = factuality::read_gold(&read(path)?).map_err(|e| wrong(path, e))?;
    let predicted = predict(options, |pipeline, speed| {
        let file = read(treebank)?;
        let documents = conllu::read(&file, &stem(treebank)).map_err(|e| wrong(treebank, e))?;
        let mut ids = file.lines().filter_map(|l| l.strip_prefix("# sent_id = "));
        let mut lines = String::new();
        for given in &documents {
            let sentences: Vec<&str> = ids.by_ref().take(given.sentences().len()).collect();
            let parsed = speed.time(|| pipeline.parse(given.document().clone()));
            speed.count(&parsed);
            rows(pipeline, &gold, (given, &sentences), &parsed, &mut lines);
        }
        Ok(lines)
    })?;
    let found = factuality::read_predicted(&predicted.lines);
    let found = found.map_err(|e| Stop::Message(e.to_string()))?;
    let scored = factuality::score(&gold, &found);
    Ok(Measured {
        table: with_errors(scored.table(), &scored.errors, n_errors),
        json: scored.to_json(),
        speed: predicted.speed,
    })
}

/// The judged words of one document that the program takes for predicates, in the form the scorer reads.
fn rows(
    pipeline: &Pipeline,
    gold: &[Judged],
    (given, sentences): (&Parsed, &[&str]),
    parsed: &Parsed,
    lines: &mut String,
) {
    let judged: BTreeSet<(&str, usize)> = gold
        .iter()
        .map(|g| (g.sentence.as_str(), g.token))
        .collect();
    let ours: BTreeMap<Span, _> = parsed
        .trees()
        .flat_map(|t| t.nodes())
        .map(|n| (n.span(), n))
        .collect();
    for (tree, id) in given.trees().zip(sentences) {
        for (i, word) in tree.nodes().enumerate() {
            let Some(node) = ours
                .get(&word.span())
                .filter(|_| judged.contains(&(*id, i + 1)))
            else {
                continue;
            };
            if !matches!(
                node.upos(),
                Upos::Verb | Upos::Aux | Upos::Noun | Upos::Adj | Upos::Propn
            ) {
                continue;
            }
            let commitment = commitment(*node, &pipeline.packs().factuality);
            lines.push_str(&json_line(&json!({
                "doc": id,
                "token": i + 1,
                "factuality": commitment.value.as_str(),
                "score": commitment.score,
            })));
        }
    }
}
