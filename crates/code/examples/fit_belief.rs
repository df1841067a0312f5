//! Fits `packs/english/belief.csv` to UDS factuality: `fit_belief GOLD.tsv TREEBANK.conllu PARSED.conllu`, where the third
//! file is what `verbale parse --input conllu TREEBANK.conllu` prints. Ridge regression by coordinate descent; the same files
//! give the same table.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "an example is a program: it reads arguments and files and prints"
)]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use verbale_code::factuality::{FactualityWords, observations};
use verbale_code::score::factuality;
use verbale_text::conllu;

/// Observations that were seen less often are left out: their weights would be chance.
const MIN_COUNT: usize = 8;
/// Strength of the pull of weights towards nothing, in pseudo-observations.
const RIDGE: f64 = 20.0;
const PASSES: usize = 20;
/// Weights smaller than this many hundredths change nothing.
const SMALLEST: i32 = 2;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [gold, treebank, parsed] = args.as_slice() else {
        return Err("usage: fit_belief GOLD.tsv TREEBANK.conllu PARSED.conllu".into());
    };
    let words = include_str!("../../../packs/english/factuality.toml");
    let words = FactualityWords::load("english/factuality.toml", words)
        .map_err(|faults| faults.iter().map(|f| format!("{f}\n")).collect::<String>())?;
    let treebank = fs::read_to_string(treebank)?;
    let mut ids = treebank
        .lines()
        .filter_map(|l| l.strip_prefix("# sent_id = "));
    let mut judged: BTreeMap<(String, usize), f64> = BTreeMap::new();
    for row in factuality::read_gold(&fs::read_to_string(gold)?)? {
        judged.insert((row.sentence, row.token), row.score);
    }
    let (mut rows, mut scores) = (Vec::new(), Vec::new());
    for document in conllu::read(&fs::read_to_string(parsed)?, "parsed")? {
        for (tree, id) in document.trees().zip(ids.by_ref()) {
            for (i, node) in tree.nodes().enumerate() {
                if let Some(score) = judged.get(&(id.to_owned(), i + 1)) {
                    rows.push(observations(node, &words));
                    scores.push(*score);
                }
            }
        }
    }
    print!("{}", table(&rows, &scores));
    Ok(())
}

fn table(rows: &[Vec<String>], scores: &[f64]) -> String {
    let mut columns: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, row) in rows.iter().enumerate() {
        for name in row {
            columns.entry(name).or_default().push(i);
        }
    }
    columns.retain(|name, seen| seen.len() >= MIN_COUNT && !name.contains([',', '"']));
    let mut base = scores.iter().sum::<f64>() / scores.len() as f64;
    let mut rest: Vec<f64> = scores.iter().map(|s| s - base).collect();
    let mut weights = vec![0.0; columns.len()];
    for _ in 0..PASSES {
        for (weight, seen) in weights.iter_mut().zip(columns.values()) {
            let n = seen.len() as f64;
            let sum: f64 = seen.iter().map(|&i| rest[i]).sum();
            let new = (sum + n * *weight) / (n + RIDGE);
            seen.iter().for_each(|&i| rest[i] -= new - *weight);
            *weight = new;
        }
        let shift = rest.iter().sum::<f64>() / rest.len() as f64;
        base += shift;
        rest.iter_mut().for_each(|r| *r -= shift);
    }
    let hundredths = |x: f64| (x * 100.0).round() as i32;
    let mut out = format!("observation,weight\nbase,{}\n", hundredths(base));
    for (name, weight) in columns.keys().zip(weights) {
        let weight = hundredths(weight);
        if weight.abs() >= SMALLEST {
            out.push_str(&format!("{name},{weight}\n"));
        }
    }
    out
}
