//! The loop: batches, gradients, steps, and scores after each pass.

use super::adam::Adam;
use super::blocks::Blocks;
use super::checkpoint::State;
use super::data::{Inventory, Sample, Types};
use super::network::{Dropout, Gradient, Network};
use super::random::Random;
use super::{Config, Progress, quantize, score};
use crate::Error;
use crate::model;
use crate::net::batch::Batch;
use crate::net::features::Fingerprint;
use crate::net::shape::Shape;

/// Parts of a batch that are computed side by side. Fixed, so that sums do not depend on the machine.
const SHARDS: usize = 2;

pub(crate) struct Trainer<'a> {
    pub(crate) config: &'a Config,
    pub(crate) shape: &'a Shape,
    pub(crate) blocks: &'a Blocks,
    pub(crate) types: &'a Types,
    pub(crate) inventory: &'a Inventory,
    pub(crate) samples: &'a [Sample],
    pub(crate) dev: &'a [Sample],
    pub(crate) features: &'a [Fingerprint],
    /// Sections of the file that are not the network's.
    pub(crate) rest: &'a [(&'static str, Vec<u8>)],
    /// Parameters before the first pass.
    pub(crate) start: Vec<f32>,
    /// Stands for the texts and choices.
    pub(crate) inputs: u64,
    /// Whether to give checkpoints.
    pub(crate) checkpoints: bool,
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

    /// The model's file, with the best parameters by the development data.
    pub(crate) fn train(
        &self,
        resume: Option<&[u8]>,
        on_progress: &mut dyn FnMut(&Progress),
    ) -> Result<Vec<u8>, Error> {
        let mut state = match resume {
            Some(bytes) => State::read(bytes, self.inputs, self.blocks.total)?,
            None => State::new(self.start.clone()),
        };
        let mut gradients = [(); SHARDS].map(|()| Gradient {
            values: vec![0.0; self.blocks.total],
            touched: Vec::new(),
        });
        while state.epoch < self.config.epochs && state.waited < self.config.patience {
            let mut progress = self.pass(state.epoch, &mut state.adam, &mut gradients, on_progress);
            let network = self.network(&state.adam.average);
            let scores = score::score(&network, self.dev, self.inventory);
            progress.scores = Some(scores);
            state.epoch += 1;
            state.waited += 1;
            if self.dev.is_empty() || scores.las > state.best_score {
                state.best_score = scores.las;
                state.best.copy_from_slice(&state.adam.average);
                state.waited = 0;
                progress.model = Some(self.file(&state.best));
            }
            progress.checkpoint = self.checkpoints.then(|| state.write(self.inputs));
            on_progress(&progress);
        }
        Ok(self.file(&state.best))
    }

    /// The file of a model with parameters `params`.
    fn file(&self, params: &[f32]) -> Vec<u8> {
        let spread = self.types.spread(params, self.blocks);
        let labels = (self.inventory, spread);
        let mut sections = quantize::sections(self.shape, params, self.features, labels);
        sections.extend_from_slice(self.rest);
        model::write(&sections)
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
            model: None,
            checkpoint: None,
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

    /// Whether a pass takes in sample `i`, of raw text.
    fn takes_raw(&self, i: usize, epoch: u32) -> bool {
        let parts = self.config.raw_parts.max(1);
        epoch < self.config.raw_epochs && i as u32 % parts == epoch % parts
    }

    /// Batches of one pass, each cut into shards: sentences of like length together, in random order.
    fn batches(&self, epoch: u32) -> Vec<[Batch; SHARDS]> {
        let mut random = Random::new(self.config.seed, 1000 + u64::from(epoch));
        let mut order: Vec<(u32, usize, f32)> = self
            .samples
            .iter()
            .enumerate()
            .filter(|(i, s)| s.soft.is_none() || self.takes_raw(*i, epoch))
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
