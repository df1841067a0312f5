//! Accuracy of a network in training on gold words.

use super::data::{Inventory, Sample, UNKNOWN};
use super::linear::best;
use super::network::{Dropout, Network};
use super::tree_loss;
use crate::decode::Decoder;
use crate::net::batch::Batch;

/// Shares of words, or for names an F1, in percent. On gold words and sentences.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
    /// Words with the right UPOS.
    pub upos: f64,
    /// Words with the right XPOS.
    pub xpos: f64,
    /// Words with all features right.
    pub feats: f64,
    /// Words with the right head.
    pub uas: f64,
    /// Words with the right head and relation, subtypes aside.
    pub las: f64,
    /// F1 of names.
    pub names: f64,
}

#[derive(Default)]
struct Counts {
    words: usize,
    right: [usize; 5],
    names_right: usize,
    names_gold: usize,
    names_found: usize,
}

/// Scores the network on `samples`.
pub(crate) fn score(network: &Network<'_>, samples: &[Sample], inventory: &Inventory) -> Scores {
    let mut counts = Counts::default();
    for batch in batches(samples, 1000) {
        count(network, samples, &batch, inventory, &mut counts);
    }
    let percent = |n: usize| 100.0 * n as f64 / counts.words.max(1) as f64;
    let [xpos, upos, feats, uas, las] = counts.right.map(percent);
    let names =
        200.0 * counts.names_right as f64 / (counts.names_gold + counts.names_found).max(1) as f64;
    Scores {
        upos,
        xpos,
        feats,
        uas,
        las,
        names,
    }
}

/// Sentences of similar length together, about `words` a batch.
pub(crate) fn batches(samples: &[Sample], words: usize) -> Vec<Batch> {
    let mut order: Vec<(u32, usize)> = samples
        .iter()
        .enumerate()
        .map(|(i, s)| (i as u32, s.types.len()))
        .collect();
    order.sort_by_key(|&(i, n)| (n, i));
    cut(&order, words)
        .map(|part| Batch::new(part.to_vec()))
        .collect()
}

/// Cuts a list of sentences with their lengths into runs of about `words` words.
pub(crate) fn cut(order: &[(u32, usize)], words: usize) -> impl Iterator<Item = &[(u32, usize)]> {
    let mut rest = order;
    std::iter::from_fn(move || {
        let mut sum = 0;
        let n = rest
            .iter()
            .take_while(|(_, n)| {
                let fits = sum == 0 || sum + n <= words;
                sum += n;
                fits
            })
            .count();
        let (part, tail) = rest.split_at(n);
        rest = tail;
        (n > 0).then_some(part)
    })
}

fn count(
    network: &Network<'_>,
    samples: &[Sample],
    batch: &Batch,
    inventory: &Inventory,
    counts: &mut Counts,
) {
    const NO_DROPOUT: Dropout = Dropout {
        units: 0.0,
        carried: 0.0,
        words: 0.0,
    };
    let acts = network.encode(batch, samples, &mut None, NO_DROPOUT);
    let (b, params) = (network.blocks, network.params);
    let tags = b
        .readers(network.shape.layers - 1)
        .map(|(_, readers)| (network.read(&acts, &readers), readers[0].0.w.rows));
    let arcs = tree_loss::arc_scores(params, b, batch, acts.last());
    let mut decoder = Decoder::default();
    let heads: Vec<Vec<u16>> = arcs
        .iter()
        .zip(&batch.lengths)
        .map(|(scores, &n)| decoder.tree(scores, n).iter().map(|&h| h as u16).collect())
        .collect();
    let rels = tree_loss::rel_scores(params, b, batch, acts.last(), &heads);
    let main = |label: usize| inventory.rels[label].split(':').next();
    for (i, &s) in batch.sentences.iter().enumerate() {
        let sample = &samples[s as usize];
        let label = |k: usize, t: usize| {
            let (scores, n) = &tags[k];
            best(&scores[batch.row(i, t) * n..][..*n])
        };
        for (t, &head) in heads[i].iter().enumerate() {
            let gold = [sample.xpos[t], sample.upos[t], sample.feats[t]];
            for (k, &gold) in gold.iter().enumerate() {
                counts.right[k] += usize::from(label(k, t) == usize::from(gold));
            }
            counts.words += 1;
            if head == sample.heads[t] {
                let row = batch.row(i, t);
                let n = b.rel.w.rows;
                let rel = best(&rels[row * n..(row + 1) * n]);
                counts.right[3] += 1;
                let gold = usize::from(sample.rels[t]);
                counts.right[4] += usize::from(gold < n && main(rel) == main(gold));
            }
        }
        if sample.names.iter().all(|&l| l != UNKNOWN) {
            let gold = spans(sample.names.iter().map(|&l| usize::from(l)));
            let found = spans((0..sample.types.len()).map(|t| label(3, t)));
            counts.names_gold += gold.len();
            counts.names_found += found.len();
            counts.names_right += gold.iter().filter(|g| found.contains(g)).count();
        }
    }
}

/// Names as (first word, end, type), from label numbers in the order of `Entity::ALL` (0, then begin and inside by turns).
/// The last type is not counted: development data know three.
fn spans(labels: impl Iterator<Item = usize>) -> Vec<(usize, usize, usize)> {
    let mut spans: Vec<(usize, usize, usize)> = Vec::new();
    let mut inside = 0;
    for (t, label) in labels.enumerate() {
        let kind = label.div_ceil(2);
        if label == 0 {
            inside = 0;
        } else if label % 2 == 0 && inside == kind {
            spans.last_mut().expect("an open name").1 = t + 1;
        } else {
            inside = kind;
            spans.push((t, t + 1, kind));
        }
    }
    spans.retain(|s| s.2 < 4);
    spans
}
