//! Training: treebanks in, the bytes of a model file out.
//!
//! The same texts and configuration give the same bytes on every machine, whatever the number of threads:
//! all arithmetic is IEEE in a fixed order, and each batch is cut into the same shards.

mod adam;
mod blocks;
mod data;
mod gemm;
mod linear;
mod lstm;
mod names;
mod network;
mod quantize;
mod random;
mod score;
pub mod segment;
mod tree_loss;

pub use score::Scores;

use crate::net::batch::Batch;
use crate::net::features::Vocabulary;
use crate::net::shape::Shape;
use crate::train::blocks::Blocks;
use crate::{Error, model};
use adam::Adam;
use data::{Interner, Sample};
use names::NameLayer;
use network::{Dropout, Gradient, Network};
use random::Random;
use rustc_hash::FxHashMap;
use verbale_text::{Entity, Parsed, conllu};

/// Parts of a batch that are computed side by side. Fixed, so that sums do not depend on the machine.
const SHARDS: usize = 2;

/// Choices in training.
#[derive(Clone, Debug)]
pub struct Config {
    /// Passes over the data.
    pub epochs: u32,
    /// Passes without a better score on the development data after which training stops.
    pub patience: u32,
    /// Words of a batch.
    pub batch_words: usize,
    /// Greatest step size.
    pub learning_rate: f32,
    /// Share of units left out.
    pub dropout: f32,
    /// Share of forms left out.
    pub word_dropout: f32,
    /// Units of one direction of a recurrent layer.
    pub hidden: usize,
    /// Recurrent layers.
    pub layers: usize,
    /// How often a feature must occur to get a row of the table.
    pub least_count: u32,
    /// Start of the pseudo-random numbers.
    pub seed: u64,
    /// Whether to use two threads. The result is the same.
    pub parallel: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            epochs: 30,
            patience: 10,
            batch_words: 800,
            learning_rate: 2e-3,
            dropout: 0.3,
            word_dropout: 0.1,
            hidden: 128,
            layers: 2,
            least_count: 2,
            seed: 1,
            parallel: true,
        }
    }
}

/// What to train on: texts of files, not paths.
#[derive(Clone, Debug, Default)]
pub struct TrainInput<'a> {
    /// Treebanks in CoNLL-U.
    pub treebanks: Vec<&'a str>,
    /// Treebanks in CoNLL-U on which training is judged.
    pub dev: Vec<&'a str>,
    /// Name labels of treebank sentences, in the layout of Universal NER's IOB2 files, found by `sent_id`.
    pub names: Vec<&'a str>,
    /// Choices.
    pub config: Config,
}

/// How far training has come.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Passes done.
    pub epoch: u32,
    /// Passes in all.
    pub epochs: u32,
    /// Batches done in this pass.
    pub batch: usize,
    /// Batches in a pass.
    pub batches: usize,
    /// Mean loss of a word since the pass began.
    pub loss: f64,
    /// On the development data, at the end of a pass.
    pub scores: Option<Scores>,
}

/// Trains a model; gives the bytes of its file.
///
/// # Errors
/// A text that is not CoNLL-U, or training data without a word.
pub fn run(
    input: &TrainInput<'_>,
    on_progress: &mut dyn FnMut(&Progress),
) -> Result<Vec<u8>, Error> {
    let mut iob2 = FxHashMap::default();
    input
        .names
        .iter()
        .for_each(|file| names::read_iob2(file, &mut iob2));
    let (docs, name_labels) = read(&input.treebanks, &iob2)?;
    let (dev_docs, dev_labels) = read(&input.dev, &iob2)?;
    let words = docs
        .iter()
        .flat_map(|d| d.tokens().iter().map(|t| d.strings().get(t.form)));
    let counts = data::count_features(words);
    let features = data::frequent(&counts, input.config.least_count);
    if features.is_empty() {
        return Err(Error::NoTrainingData);
    }
    let vocabulary = Vocabulary::new(features.iter().copied());
    let inventory = data::inventory(&docs);
    let mut interner = Interner::new(&vocabulary, &counts);
    let samples = interner.samples(&docs, &inventory, &name_labels);
    let dev = interner.samples(&dev_docs, &inventory, &dev_labels);
    let shape = Shape {
        rows: features.len(),
        word: 128,
        hidden: input.config.hidden,
        layers: input.config.layers,
        arc: 64,
        rel: 128,
        labels: inventory.lengths(),
    };
    let blocks = shape.blocks();
    let trainer = Trainer {
        config: &input.config,
        shape: &shape,
        blocks: &blocks,
        types: &interner.types,
        inventory: &inventory,
        samples: &samples,
        dev: &dev,
    };
    let params = trainer.train(on_progress);
    let spread = interner.types.spread(&params, &blocks);
    let sections = quantize::sections(&shape, &params, &features, (&inventory, spread));
    Ok(model::write(&sections))
}

fn read(
    files: &[&str],
    iob2: &FxHashMap<&str, Vec<Entity>>,
) -> Result<(Vec<Parsed>, NameLayer), Error> {
    let (mut docs, mut labels) = (Vec::new(), Vec::new());
    for file in files {
        let read = conllu::read(file, "training")?;
        labels.extend(names::layer(file, &read, iob2));
        docs.extend(read);
    }
    Ok((docs, labels))
}

struct Trainer<'a> {
    config: &'a Config,
    shape: &'a Shape,
    blocks: &'a Blocks,
    types: &'a data::Types,
    inventory: &'a data::Inventory,
    samples: &'a [Sample],
    dev: &'a [Sample],
}

impl Trainer<'_> {
    fn network<'b>(&'b self, params: &'b [f32]) -> Network<'b> {
        Network {
            shape: self.shape,
            blocks: self.blocks,
            types: self.types,
            params,
        }
    }

    /// The best parameters by the development data.
    fn train(&self, on_progress: &mut dyn FnMut(&Progress)) -> Vec<f32> {
        let mut adam = Adam::new(initial(self.blocks, self.config.seed));
        let mut gradients = [(); SHARDS].map(|()| Gradient {
            values: vec![0.0; self.blocks.total],
            touched: Vec::new(),
        });
        let mut best = adam.average.clone();
        let mut best_score = f64::NEG_INFINITY;
        let mut waited = 0;
        for epoch in 0..self.config.epochs {
            let mut progress = self.pass(epoch, &mut adam, &mut gradients, on_progress);
            let scores = score::score(&self.network(&adam.average), self.dev, self.inventory);
            progress.scores = Some(scores);
            on_progress(&progress);
            waited += 1;
            if self.dev.is_empty() || scores.las > best_score {
                best_score = scores.las;
                best.copy_from_slice(&adam.average);
                waited = 0;
            }
            if waited >= self.config.patience {
                break;
            }
        }
        best
    }

    /// One pass over the data.
    fn pass(
        &self,
        epoch: u32,
        adam: &mut Adam,
        gradients: &mut [Gradient; SHARDS],
        on_progress: &mut dyn FnMut(&Progress),
    ) -> Progress {
        let batches = self.batches(epoch);
        let mut progress = Progress {
            epoch: epoch + 1,
            epochs: self.config.epochs,
            batch: 0,
            batches: batches.len(),
            loss: 0.0,
            scores: None,
        };
        let mut sum = 0.0;
        for shards in &batches {
            let done = (f64::from(epoch) + progress.batch as f64 / batches.len() as f64)
                / f64::from(self.config.epochs);
            sum += f64::from(self.learn(shards, adam, gradients));
            adam.step(self.blocks, &mut gradients[0], self.rate(done, adam.steps));
            progress.batch += 1;
            progress.loss = sum / progress.batch as f64;
            if progress.batch.is_multiple_of(20) {
                on_progress(&progress);
            }
        }
        progress
    }

    /// Step size: a short rise, then a fall in a straight line.
    fn rate(&self, done: f64, steps: u32) -> f32 {
        let rise = (f64::from(steps) / 200.0).min(1.0);
        self.config.learning_rate * (rise * (1.0 - done).max(0.02)) as f32
    }

    /// Batches of one pass, each cut into shards: sentences of like length together, in random order.
    fn batches(&self, epoch: u32) -> Vec<[Batch; SHARDS]> {
        let mut random = Random::new(self.config.seed, 1000 + u64::from(epoch));
        let mut order: Vec<(u32, usize, f32)> = self
            .samples
            .iter()
            .enumerate()
            .map(|(i, s)| {
                (
                    i as u32,
                    s.types.len(),
                    s.types.len() as f32 * (1.0 + random.spread(0.2)),
                )
            })
            .collect();
        order.sort_by(|a, b| a.2.total_cmp(&b.2).then(a.0.cmp(&b.0)));
        let order: Vec<(u32, usize)> = order.into_iter().map(|(i, n, _)| (i, n)).collect();
        let mut batches: Vec<[Batch; SHARDS]> = score::cut(&order, self.config.batch_words)
            .map(|part| {
                [0, 1].map(|k| Batch::new(part.iter().copied().skip(k).step_by(SHARDS).collect()))
            })
            .collect();
        random.shuffle(&mut batches);
        batches
    }

    /// Gradients of one batch, summed into the first of `gradients`; gives the mean loss of a word.
    fn learn(
        &self,
        shards: &[Batch; SHARDS],
        adam: &Adam,
        gradients: &mut [Gradient; SHARDS],
    ) -> f32 {
        let words: usize = shards.iter().map(Batch::rows).sum();
        let scale = 1.0 / words as f32;
        let network = self.network(&adam.params);
        let dropout = Dropout {
            units: self.config.dropout,
            carried: self.config.dropout,
            words: self.config.word_dropout,
        };
        let learn = |k: usize, gradient: &mut Gradient| {
            let purpose = u64::from(adam.steps) * SHARDS as u64 + k as u64 + (1 << 40);
            let random = Random::new(self.config.seed, purpose);
            network.learn(
                (&shards[k], self.samples),
                (random, dropout),
                scale,
                gradient,
            )
        };
        let [first, second] = gradients;
        let losses = if self.config.parallel {
            std::thread::scope(|scope| {
                let other = scope.spawn(|| learn(1, second));
                let a = learn(0, first);
                [a, other.join().expect("the other shard does not panic")]
            })
        } else {
            [learn(0, first), learn(1, second)]
        };
        second.touched.sort_unstable();
        second.touched.dedup();
        let width = self.blocks.table.cols;
        let rows = second
            .touched
            .drain(..)
            .map(|r| (r as usize * width, width));
        let table = self.blocks.table.rows * width;
        let mut moved = Vec::new();
        for (at, n) in rows.chain([(table, self.blocks.total - table)]) {
            let to = first.values[at..at + n].iter_mut();
            for (a, b) in to.zip(&mut second.values[at..at + n]) {
                *a += std::mem::take(b);
            }
            if at < table {
                moved.push((at / width) as u32);
            }
        }
        first.touched.append(&mut moved);
        losses[0] + losses[1]
    }
}

/// Parameters before training.
fn initial(blocks: &Blocks, seed: u64) -> Vec<f32> {
    let mut random = Random::new(seed, 1);
    let mut params = vec![0.0; blocks.total];
    let mut fill = |block: crate::train::blocks::Block, limit: f32| {
        block
            .of_mut(&mut params)
            .iter_mut()
            .for_each(|p| *p = random.spread(limit));
    };
    fill(blocks.table, 0.1);
    for lstm in blocks.lstm.iter().flatten() {
        let glorot = |n: usize, m: usize| (6.0 / (n + m) as f32).sqrt();
        fill(lstm.x, glorot(lstm.x.cols, lstm.h.cols));
        fill(lstm.h, glorot(lstm.h.cols, lstm.h.cols));
    }
    for linear in [
        blocks.xpos,
        blocks.upos,
        blocks.feats,
        blocks.names,
        blocks.arc_dep,
        blocks.arc_head,
        blocks.arc,
        blocks.rel_dep,
        blocks.rel_head,
        blocks.rel,
    ] {
        fill(
            linear.w,
            (6.0 / (linear.w.cols + linear.w.rows) as f32).sqrt(),
        );
    }
    fill(blocks.arc_root, 0.1);
    fill(blocks.rel_root, 0.1);
    for lstm in blocks.lstm.iter().flatten() {
        // Gates that forget nothing at first (Jozefowicz et al. 2015).
        let hidden = lstm.h.cols;
        lstm.b.of_mut(&mut params)[hidden..2 * hidden].fill(1.0);
    }
    params
}
