//! How far a text says that things happened, against UDS factuality.

use super::{EvalArgs, Measured, json_line, predict, read, stem, with_errors, wrong};
use crate::cli::outcome::Stop;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use verbale::Pipeline;
use verbale_code::factuality::commitment;
use verbale_code::score::factuality;
use verbale_text::{Node, Parsed, Span, Upos, conllu};

pub(super) fn measure(
    path: &Path,
    treebank: &Path,
    n_errors: usize,
    options: &EvalArgs,
) -> Result<Measured, Stop> {
    let gold = factuality::read_gold(&read(path)?).map_err(|e| wrong(path, e))?;
    let mut words: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for g in &gold {
        words.entry(&g.sentence).or_default().insert(g.token);
    }
    let predicted = predict(options, |pipeline, speed| {
        let file = read(treebank)?;
        let documents = conllu::read(&file, &stem(treebank)).map_err(|e| wrong(treebank, e))?;
        let mut ids = file.lines().filter_map(|l| l.strip_prefix("# sent_id = "));
        let mut lines = String::new();
        for given in &documents {
            let sentences: Vec<&str> = ids.by_ref().take(given.sentences().len()).collect();
            let parsed = speed.time(|| pipeline.parse(given.document().clone()));
            speed.count(&parsed);
            let judged = judged(&words, given, &sentences);
            lines.push_str(&rows(pipeline, &judged, &parsed));
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

/// The judged words of one document: their characters, sentence and number.
fn judged<'g>(
    gold: &BTreeMap<&'g str, BTreeSet<usize>>,
    given: &Parsed,
    sentences: &[&str],
) -> Vec<(Span, &'g str, usize)> {
    let mut out = Vec::new();
    for (tree, id) in given.trees().zip(sentences) {
        let Some((id, numbers)) = gold.get_key_value(*id) else {
            continue;
        };
        for (number, word) in (1..).zip(tree.nodes()) {
            if numbers.contains(&number) {
                out.push((word.span(), *id, number));
            }
        }
    }
    out
}

/// What the program says of the judged words that it takes for predicates, in the form the scorer reads.
fn rows(pipeline: &Pipeline, judged: &[(Span, &str, usize)], parsed: &Parsed) -> String {
    let is_predicate = |n: &Node<'_>| {
        matches!(
            n.upos(),
            Upos::Verb | Upos::Aux | Upos::Noun | Upos::Adj | Upos::Propn
        )
    };
    let nodes = parsed.trees().flat_map(|t| t.nodes());
    let ours: BTreeMap<Span, Node<'_>> =
        nodes.filter(is_predicate).map(|n| (n.span(), n)).collect();
    let mut lines = String::new();
    for (span, sentence, number) in judged {
        let Some(node) = ours.get(span) else { continue };
        let commitment = commitment(*node, &pipeline.packs().factuality);
        lines.push_str(&json_line(&json!({
            "doc": sentence,
            "token": number,
            "factuality": commitment.value.as_str(),
            "score": commitment.score,
        })));
    }
    lines
}
